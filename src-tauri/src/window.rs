//! The one window: open at once in the colour of the page, while the page is still on its way.

use service::schema::Theme;
use tauri::window::Color;
use tauri::{App, Theme as Look, WebviewWindowBuilder};

/// `--ground` of the page's styles, in the light and in the dark.
const LIGHT: Color = Color(0xF3, 0xF5, 0xF6, 0xFF);
const DARK: Color = Color(0x14, 0x18, 0x1B, 0xFF);

/// Opens the window that `tauri.conf.json` describes. Its page is fetched while the window comes to the display: a window that
/// waited for its page would make a person wait for one after the other.
///
/// # Errors
/// When the system gives no window.
pub(crate) fn open(app: &App, theme: Theme) -> tauri::Result<()> {
    for described in &app.config().app.windows {
        let window = WebviewWindowBuilder::from_config(app, described)?.build()?;
        let dark = match theme {
            Theme::Light => false,
            Theme::Dark => true,
            Theme::System => window.theme().is_ok_and(|look| look == Look::Dark),
        };
        window.set_background_color(Some(if dark { DARK } else { LIGHT }))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_has_the_colour_of_its_page_before_the_page_comes() {
        let hex = |Color(red, green, blue, _): Color| format!("#{red:02x}{green:02x}{blue:02x}");
        let ground = format!("--ground: light-dark({}, {});", hex(LIGHT), hex(DARK));
        assert!(include_str!("../../ui/src/styles/tokens.css").contains(&ground), "{ground}");
    }
}
