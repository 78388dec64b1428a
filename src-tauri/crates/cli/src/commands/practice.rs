//! `absah practice`: a new practice token, and the practice card in the system's own smart card service.

use super::service;
use crate::{exit, say};
use service::schema::Problem;
use service::texts::Texts;
use std::net::SocketAddr;

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

/// Puts the practice card into pcscd through vpcd's loopback port, until standard input ends.
pub(crate) fn attach(port: u16, as_json: bool, texts: &Texts) -> u8 {
    let card = match service(None).practice_card() {
        Ok(card) => card,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    match service::practice::attach(&card, SocketAddr::from(([127, 0, 0, 1], port))) {
        Ok(attachment) => {
            say::line(&format!("{}", attachment.address()));
            // Ends with whoever started it: a closed standard input is their farewell.
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            exit::DONE
        }
        Err(_) => say::problem(&Problem::TokenBusy, as_json, texts),
    }
}
