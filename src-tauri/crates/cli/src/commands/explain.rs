//! `absah explain`: what a code is about, how it comes about and what to do, for whoever helps on the phone.

use crate::{exit, say};
use serde_json::json;
use service::codes;
use service::schema::System;
use service::texts::Texts;

/// The code as typed; without one, the list of all.
pub(crate) fn run(typed: Option<&str>, as_json: bool, texts: &Texts) -> u8 {
    let Some(typed) = typed else {
        return list(as_json, texts);
    };
    let Some(said) = codes::find(typed).and_then(|name| texts.explain(name)) else {
        return say::usage(&texts.with("cli-explain-unknown", &[("code", typed)]), texts);
    };
    if as_json {
        let systems: serde_json::Map<_, _> =
            said.systems.iter().map(|(system, remedy)| (system.as_str().to_owned(), json!(remedy))).collect();
        say::json(&json!({
            "number": said.number, "code": said.name, "title": said.title,
            "cause": said.cause, "todo": said.remedy, "systems": systems,
        }));
        return exit::DONE;
    }
    say::line(&format!("{} – {} ({})", said.number, said.title, said.name));
    say::line(&texts.with("cli-explain-cause", &[("text", &said.cause)]));
    if said.systems.is_empty() {
        say::line(&texts.with("cli-explain-remedy", &[("text", &said.remedy)]));
    }
    for (system, remedy) in &said.systems {
        say::line(&texts.with("cli-explain-on", &[("system", name_of(*system)), ("text", remedy)]));
    }
    exit::DONE
}

fn list(as_json: bool, texts: &Texts) -> u8 {
    let all: Vec<_> =
        codes::all().map(|(number, name)| (number, name, texts.text(&format!("title-{name}")))).collect();
    if as_json {
        let rows: Vec<_> = all
            .iter()
            .map(|(number, name, title)| json!({ "number": number, "code": name, "title": title }))
            .collect();
        say::json(&json!(rows));
    } else {
        for (number, _, title) in &all {
            say::line(&format!("{number}  {title}"));
        }
    }
    exit::DONE
}

/// Names of their makers, the same in every language.
fn name_of(system: System) -> &'static str {
    match system {
        System::Linux => "Linux",
        System::Macos => "macOS",
        System::Windows => "Windows",
    }
}
