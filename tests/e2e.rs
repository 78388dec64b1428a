//! The real application in its real window: started, clicked, typed into, dropped on. See `support` for how.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod support;

use support::app::App;

#[test]
fn application_starts_with_its_first_screen() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    page.screenshot("01-start");
    assert_eq!(page.accessibility_faults(), [""; 0]);
}
