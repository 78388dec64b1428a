//! `absah doctor`: is this computer ready to sign? Layer by layer, no PIN asked. And what goes to the helpdesk: the support
//! file, and a code that can be read out.

use super::service;
use crate::arguments::Doctor;
use crate::{exit, say};
use serde_json::json;
use service::schema::{DecodedView, DoctorLine, DoctorRequest, DoctorView, LineState, Unchecked};
use service::texts::Texts;
use std::path::Path;

pub(crate) fn run(doctor: &Doctor, as_json: bool, texts: &Texts) -> u8 {
    if let Some(code) = &doctor.decode {
        return decode(code, as_json, texts);
    }
    let service = service(None);
    service.load_sources();
    service.tokens().scan();
    let view = service.doctor(DoctorRequest { network: doctor.network });
    if let Some(file) = &doctor.support {
        let shown = service.support_preview();
        let is_json = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let text = if is_json { shown.json } else { shown.text };
        return keep(file, &text, as_json, texts);
    }
    if as_json {
        let mut value = serde_json::to_value(&view).unwrap_or_default();
        let shown = value.get_mut("lines").and_then(|lines| lines.as_array_mut()).into_iter().flatten();
        for (shown, line) in shown.zip(&view.lines) {
            if let (Some(problem), Some(shown)) = (&line.problem, shown.get_mut("problem")) {
                *shown = say::problem_json(problem, texts);
            }
        }
        say::json(&value);
    } else {
        for line in &view.lines {
            tell(line, texts);
        }
        if !view.ready {
            say::line(&call(&view, texts));
        }
    }
    service::first_problem(&view.lines).map_or(exit::DONE, exit::of_problem)
}

fn tell(line: &DoctorLine, texts: &Texts) {
    let name = texts.text(&format!("doctor-{}", line.id.as_str()));
    let value = line.value.as_ref().map(|value| format!(" ({value})")).unwrap_or_default();
    say::line(&format!("{name}: {}{value}", state(line.state, texts)));
    if let Some(problem) = &line.problem {
        say::line(&format!("  {}", say::happened(problem, texts)));
        say::line(&format!("  {}", texts.what_to_do(problem)));
    }
    if let Some(why) = line.why.filter(|why| *why != Unchecked::After) {
        let id = serde_json::to_value(why).unwrap_or_default();
        say::line(&format!("  {}", texts.text(&format!("unchecked-{}", id.as_str().unwrap_or_default()))));
    }
    if let Some(layer) = line.after {
        let layer = texts.text(&format!("doctor-{}", layer.as_str()));
        say::line(&format!("  {}", texts.with("unchecked-after", &[("layer", &layer)])));
    }
}

fn state(state: LineState, texts: &Texts) -> String {
    texts.text(match state {
        LineState::Fine => "doctor-state-fine",
        LineState::ToDo => "doctor-state-to-do",
        LineState::NotChecked => "doctor-state-not-checked",
    })
}

fn call(view: &DoctorView, texts: &Texts) -> String {
    let contact = &view.contact;
    texts.with(
        "doctor-call",
        &[
            ("name", &contact.name),
            ("phone", &contact.phone),
            ("email", &contact.email),
            ("code", &view.code),
        ],
    )
}

/// Writes the support file; never over another file.
fn keep(file: &Path, text: &str, as_json: bool, texts: &Texts) -> u8 {
    let written = service::output::Draft::write(file, |out| out.write_all(text.as_bytes()))
        .and_then(service::output::Draft::publish);
    match written {
        Ok(path) if as_json => say::json(&json!({ "file": path })),
        Ok(path) => say::line(&texts.with("cli-written", &[("file", &path.display().to_string())])),
        Err(problem) => return say::problem(&problem, as_json, texts),
    }
    exit::DONE
}

fn decode(code: &str, as_json: bool, texts: &Texts) -> u8 {
    let service = service(None);
    match service.doctor_decode(code) {
        Err(problem) => return say::problem(&problem, as_json, texts),
        Ok(said) if as_json => say::json(&serde_json::to_value(&said).unwrap_or_default()),
        Ok(said) => tell_decoded(&said, texts),
    }
    exit::DONE
}

fn tell_decoded(said: &DecodedView, texts: &Texts) {
    for line in &said.lines {
        let name = texts.text(&format!("doctor-{}", line.id.as_str()));
        say::line(&format!("{name}: {}", state(line.state, texts)));
        let Some(about) = line.problem.as_deref().and_then(|name| texts.explain(name)) else { continue };
        let there = about.systems.iter().find(|(system, _)| *system == said.system);
        say::line(&format!("  {} – {}", about.number, about.title));
        say::line(&format!("  {}", about.cause));
        say::line(&format!("  {}", there.map_or(&about.remedy, |(_, remedy)| remedy)));
    }
}
