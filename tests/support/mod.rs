//! The real window under test: [`app`] starts it with a folder of its own, [`webdriver`] sees and works its page as a person
//! would, [`xdnd`] drops files on it as a file manager does, [`frame`] resizes it.
//!
//! Needs a display without another user (`xvfb-run -a`), WebKitWebDriver, and a program built with the features `bundled-ui` and
//! `e2e`. Every wait has a deadline; whatever was started ends with its value, also when a test panics.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod app;
pub(crate) mod frame;
pub(crate) mod webdriver;
pub(crate) mod xdnd;
