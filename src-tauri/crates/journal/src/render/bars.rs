//! A diagram of horizontal bars: name, bar, figure. Bars begin at nothing, so lengths compare as the figures do.

use super::pdf::{LEADING, MARGIN, NAME, SUB, Sheet, VALUE, WIDTH};
use crate::Error;

/// Names stand in a column of this width, in points.
const NAMES: f64 = 130.0;
/// Room for the figure behind the longest bar.
const FIGURES: f64 = 44.0;
/// Height of a bar.
const BAR: f64 = 8.0;

impl Sheet {
    /// Draws a diagram, whole on one page where it fits.
    pub(super) fn bars(&mut self, heading: &str, bars: &[(String, u64)]) -> Result<(), Error> {
        let line = VALUE.size * LEADING;
        let names: Vec<Vec<String>> =
            bars.iter().map(|(name, _)| self.lines(NAME, NAMES - 8.0, name)).collect();
        let step =
            |name: &Vec<String>| f64::from(u32::try_from(name.len().max(1)).unwrap_or(u32::MAX)) * line + 2.0;
        let height: f64 = names.iter().map(step).sum();
        let most = bars.iter().map(|(_, figure)| *figure).max().unwrap_or_default().max(1);
        let words: Vec<String> = bars.iter().map(|(name, figure)| format!("{name}: {figure}")).collect();
        let figure = self.figure(format!("{heading}. {}", words.join("; ")));
        self.space(4.0);
        self.keep((height + SUB.size * LEADING).min(500.0));
        self.text(figure, MARGIN, SUB, heading)?;
        self.space(2.0);
        let (left, room) = (MARGIN + NAMES, WIDTH - 2.0 * MARGIN - NAMES - FIGURES);
        for ((_, count), name) in bars.iter().zip(&names) {
            let step = step(name);
            self.keep(step);
            let length = room * share(*count, most);
            let low = self.y - VALUE.size + 0.5;
            self.artifact(&format!("0.16 0.36 0.62 rg {left:.2} {low:.2} {length:.2} {BAR} re f "));
            self.artifact(&format!(
                "0.72 0.75 0.79 RG 0.5 w {left:.2} {:.2} m {left:.2} {:.2} l S ",
                low - 3.0 - (step - line - 2.0),
                low + BAR + 3.0
            ));
            self.draw(figure, left + length + 4.0, VALUE, &count.to_string())?;
            let top = self.y;
            for part in name {
                self.draw(figure, MARGIN, NAME, part)?;
                self.y -= line;
            }
            self.y = top - step;
        }
        self.space(6.0);
        Ok(())
    }
}

/// One as a part of the other, at most one. Beyond 2³² the rounding of the figures is finer than any printer.
fn share(count: u64, most: u64) -> f64 {
    let half = |value: u64| f64::from(u32::try_from(value >> shift(most)).unwrap_or(u32::MAX));
    (half(count) / half(most).max(1.0)).min(1.0)
}

/// How far to the right `most` is to be moved to fit 32 bits.
fn shift(most: u64) -> u32 {
    (64 - most.leading_zeros()).saturating_sub(32)
}
