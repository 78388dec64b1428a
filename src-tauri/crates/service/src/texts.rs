//! The message catalogue: Fluent files, Indonesian first, one set for the window and the command line.

use crate::codes;
use crate::schema::{Locale, Problem, System};
use chrono::{DateTime, Datelike, FixedOffset};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::cell::OnceCell;
use unic_langid::LanguageIdentifier;

const ID: [&str; 8] = [
    include_str!("../i18n/id/problems.ftl"),
    include_str!("../i18n/id/cli.ftl"),
    include_str!("../i18n/id/codes.ftl"),
    include_str!("../i18n/id/doctor.ftl"),
    include_str!("../i18n/id/block.ftl"),
    include_str!("../i18n/id/report.ftl"),
    include_str!("../i18n/id/enroll.ftl"),
    include_str!("../i18n/id/rules.ftl"),
];
const EN: [&str; 8] = [
    include_str!("../i18n/en/problems.ftl"),
    include_str!("../i18n/en/cli.ftl"),
    include_str!("../i18n/en/codes.ftl"),
    include_str!("../i18n/en/doctor.ftl"),
    include_str!("../i18n/en/block.ftl"),
    include_str!("../i18n/en/report.ftl"),
    include_str!("../i18n/en/enroll.ftl"),
    include_str!("../i18n/en/rules.ftl"),
];

/// The texts of one language. A file is taken apart when one of its messages is first asked for: most acts need one or two.
pub struct Texts {
    language: LanguageIdentifier,
    files: [File; 8],
}

/// One file of the catalogue. No message refers to one of another file.
struct File {
    source: &'static str,
    bundle: OnceCell<FluentBundle<FluentResource>>,
}

impl File {
    fn new(source: &'static str) -> File {
        File { source, bundle: OnceCell::new() }
    }

    fn holds(&self, id: &str) -> bool {
        match self.bundle.get() {
            Some(bundle) => bundle.has_message(id),
            None => self.source.starts_with(&format!("{id} =")) || self.source.contains(&format!("\n{id} =")),
        }
    }

    /// A message that does not parse is left out; a test finds it.
    fn read(&self, language: &LanguageIdentifier) -> FluentBundle<FluentResource> {
        let resource = match FluentResource::try_new(self.source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new(vec![language.clone()]);
        // Isolation marks around arguments are for mixed writing directions; a terminal would show them.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        bundle
    }
}

impl Texts {
    /// Day, month in words, year, time and zone: `23 November 2026 09.12 WITA`.
    pub fn moment(&self, at: DateTime<FixedOffset>) -> String {
        let month = self.text(&format!("month-{}", at.month()));
        let zone = match at.offset().local_minus_utc() {
            25_200 => "WIB".to_owned(),
            28_800 => "WITA".to_owned(),
            32_400 => "WIT".to_owned(),
            0 => "UTC".to_owned(),
            _ => format!("UTC{}", at.format("%:z")),
        };
        let (day, year, time) = (at.day().to_string(), at.year().to_string(), at.format("%H.%M").to_string());
        self.with(
            "block-time",
            &[("day", &day), ("month", &month), ("year", &year), ("time", &time), ("zone", &zone)],
        )
    }

    /// The catalogue of a language.
    pub fn new(locale: Locale) -> Texts {
        let (tag, files) = match locale {
            Locale::Id => ("id", ID),
            Locale::En => ("en", EN),
        };
        Texts { language: tag.parse().unwrap_or_default(), files: files.map(File::new) }
    }

    /// A text without arguments; its id when the catalogue lacks it.
    pub fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A text with arguments.
    pub fn with(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, FluentValue::from(*value));
        }
        self.format(id, &args)
    }

    /// Whether the catalogue has the text.
    pub fn has(&self, id: &str) -> bool {
        self.holding(id).is_some()
    }

    /// What happened, in one sentence.
    pub fn what_happened(&self, problem: &Problem) -> String {
        self.format(&format!("err-{}", problem.code()), &arguments(problem))
    }

    /// What to do about it, in one or two sentences.
    pub fn what_to_do(&self, problem: &Problem) -> String {
        self.format(&format!("rec-{}", problem.code()), &arguments(problem))
    }

    /// What a code is about: its number, its name in words, its cause, and what to do, on each system where that differs.
    /// Nothing for a name that is no code.
    pub fn explain(&self, name: &str) -> Option<Explanation> {
        let number = codes::number(name);
        if number.is_empty() {
            return None;
        }
        let on = |system: System| {
            let mut args = FluentArgs::new();
            for fact in FACTS {
                args.set(*fact, FluentValue::from("…"));
            }
            args.set("tries", FluentValue::from(0));
            args.set("system", FluentValue::from(system.as_str()));
            self.format(&format!("rec-{name}"), &args)
        };
        let here = on(System::HERE);
        let elsewhere = [System::Windows, System::Linux, System::Macos].map(|system| (system, on(system)));
        let differs = elsewhere.iter().any(|(_, remedy)| *remedy != here);
        Some(Explanation {
            number,
            name: name.to_owned(),
            title: self.text(&format!("title-{name}")),
            cause: self.text(&format!("cause-{name}")),
            remedy: here,
            systems: if differs { elsewhere.to_vec() } else { Vec::new() },
        })
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> String {
        let Some(bundle) = self.holding(id) else { return id.to_owned() };
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }

    /// The file that has a message, taken apart; one that is in use already is asked first.
    fn holding(&self, id: &str) -> Option<&FluentBundle<FluentResource>> {
        let read = |file: &&File| file.bundle.get().is_some();
        let (in_use, rest): (Vec<&File>, Vec<&File>) = self.files.iter().partition(read);
        let file = in_use.into_iter().chain(rest).find(|file| file.holds(id))?;
        let bundle = file.bundle.get_or_init(|| file.read(&self.language));
        bundle.has_message(id).then_some(bundle)
    }
}

/// A code in words, without the facts of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// As people see it, `ABS-NNN`.
    pub number: String,
    /// As it stands on the wire.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// How it comes about.
    pub cause: String,
    /// What to do on this system.
    pub remedy: String,
    /// What to do on each system; empty where it is the same on all.
    pub systems: Vec<(System, String)>,
}

/// Names of the facts that sentences of problems take; where no case is at hand they are left open.
const FACTS: &[&str] = &[
    "address",
    "agency",
    "atr",
    "card",
    "characters",
    "choices",
    "computer",
    "condition",
    "driver",
    "field",
    "fingerprint",
    "found",
    "host",
    "hours",
    "issuer",
    "kind",
    "known",
    "max",
    "min",
    "missing",
    "name",
    "not_after",
    "not_before",
    "page",
    "pages",
    "reason",
    "reference",
    "server",
    "since",
    "status",
    "text",
    "unit",
];

/// The facts of a problem under the names of its wire form, and the system, on which some remedies depend. A number
/// that is not known counts as 0.
fn arguments(problem: &Problem) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    args.set("system", FluentValue::from(System::HERE.as_str()));
    if let Ok(serde_json::Value::Object(map)) = serde_json::to_value(problem) {
        for (name, value) in map {
            match value {
                serde_json::Value::String(text) => args.set(name, FluentValue::from(text)),
                serde_json::Value::Number(number) => {
                    args.set(name, FluentValue::from(number.as_f64().unwrap_or(0.0)))
                }
                _ => args.set(name, FluentValue::from(0)),
            }
        }
    }
    args
}
