//! `absah pin change`, `absah pin unblock`: what was typed is sent once, and never at the last try unasked.

use super::{last_try, secret, service, token};
use crate::arguments::PinAct;
use crate::{exit, say};
use serde_json::json;
use service::schema::{Problem, SecretKind, TokenView};
use service::texts::Texts;
use service::{Pin, Service};

pub(crate) fn change(act: &PinAct, as_json: bool, texts: &Texts) -> u8 {
    report(change_with(act, texts), "cli-pin-changed", as_json, texts)
}

pub(crate) fn unblock(act: &PinAct, as_json: bool, texts: &Texts) -> u8 {
    report(unblock_with(act, texts), "cli-pin-unblocked", as_json, texts)
}

fn change_with(act: &PinAct, texts: &Texts) -> Result<TokenView, Problem> {
    let (service, token) = chosen(act)?;
    if token.pin.blocked {
        return Err(Problem::PinBlocked);
    }
    if !token.pin.changeable {
        return Err(Problem::PinFixed);
    }
    tries_left(token.pin.tries, "cli-tries-left", texts);
    let last = last_try(token.pin.tries, act.last_try, "cli-last-pin", texts);
    if token.pin.tries == Some(1) && !last {
        return Err(Problem::PinLastTry);
    }
    if token.pin.kind == SecretKind::PinPad {
        say::error(&texts.text("cli-pin-on-pad"));
        service.change_pin_on_pad(&token.id, last)?;
    } else {
        let old = secret(&texts.with("cli-pin-prompt", &[("token", &token.name)]), act.pin_stdin);
        let new = fresh(act, texts)?;
        service.change_pin(&token.id, old, new, last)?;
    }
    seen(&service, &token.id)
}

fn unblock_with(act: &PinAct, texts: &Texts) -> Result<TokenView, Problem> {
    let (service, token) = chosen(act)?;
    if token.puk.blocked {
        return Err(Problem::PukBlocked);
    }
    if !token.puk.usable {
        return Err(Problem::PinFixed);
    }
    tries_left(token.puk.tries, "cli-puk-tries-left", texts);
    let last = last_try(token.puk.tries, act.last_try, "cli-last-puk", texts);
    if token.puk.tries == Some(1) && !last {
        return Err(Problem::PukLastTry);
    }
    if token.pin.kind == SecretKind::PinPad {
        say::error(&texts.text("cli-pin-on-pad"));
        service.unblock_pin_on_pad(&token.id, last)?;
    } else {
        let puk = secret(&texts.with("cli-puk-prompt", &[("token", &token.name)]), act.pin_stdin);
        let new = fresh(act, texts)?;
        service.unblock_pin(&token.id, puk, new, last)?;
    }
    seen(&service, &token.id)
}

fn chosen(act: &PinAct) -> Result<(std::sync::Arc<Service>, TokenView), Problem> {
    let service = service(None);
    let id = token(&service, act.token.as_deref())?;
    let token = seen(&service, &id)?;
    match &token.problem {
        // What cannot be read has no PIN that could be changed; a PIN in trouble is why this command exists.
        Some(problem) if token.keys.is_empty() && !token.pin.blocked => Err(problem.clone()),
        _ => Ok((service, token)),
    }
}

fn seen(service: &Service, id: &str) -> Result<TokenView, Problem> {
    let token = service.tokens_view().tokens.into_iter().find(|token| token.id == id);
    token.ok_or_else(|| Problem::TokenNotFound { name: id.to_owned() })
}

/// The new PIN; at a terminal twice, since it cannot be seen.
fn fresh(act: &PinAct, texts: &Texts) -> Result<Pin, Problem> {
    let new = secret(&texts.text("cli-pin-new-prompt"), act.pin_stdin);
    if act.pin_stdin {
        return Ok(new);
    }
    let again = secret(&texts.text("cli-pin-repeat-prompt"), false);
    if new.same_as(&again) { Ok(new) } else { Err(Problem::PinMismatch) }
}

fn tries_left(tries: Option<u8>, text: &str, texts: &Texts) {
    if let Some(tries) = tries {
        say::error(&texts.with(text, &[("tries", &tries.to_string())]));
    }
}

fn report(result: Result<TokenView, Problem>, done: &str, as_json: bool, texts: &Texts) -> u8 {
    match result {
        Err(problem) => say::problem(&problem, as_json, texts),
        Ok(token) if as_json => {
            say::json(&json!({ "token": token }));
            exit::DONE
        }
        Ok(_) => {
            say::line(&texts.text(done));
            exit::DONE
        }
    }
}
