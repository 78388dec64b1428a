//! `absah practice reset`: a new practice token.

use super::service;
use crate::{exit, say};
use service::texts::Texts;

pub(crate) fn reset(as_json: bool, texts: &Texts) -> u8 {
    match service(None).reset_practice() {
        Ok(view) if as_json => say::json(&serde_json::to_value(&view).unwrap_or_default()),
        Ok(view) => {
            let words = [("pin", view.practice.pin.as_str()), ("puk", view.practice.puk.as_str())];
            say::line(&texts.with("cli-practice-reset", &words));
        }
        Err(problem) => return say::problem(&problem, as_json, texts),
    }
    exit::DONE
}
