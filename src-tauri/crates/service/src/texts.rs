//! The message catalogue: Fluent files, Indonesian first, one set for the window and the command line.

use crate::schema::{Locale, Problem, System};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

const ID: [&str; 4] = [
    include_str!("../i18n/id/problems.ftl"),
    include_str!("../i18n/id/cli.ftl"),
    include_str!("../i18n/id/block.ftl"),
    include_str!("../i18n/id/report.ftl"),
];
const EN: [&str; 4] = [
    include_str!("../i18n/en/problems.ftl"),
    include_str!("../i18n/en/cli.ftl"),
    include_str!("../i18n/en/block.ftl"),
    include_str!("../i18n/en/report.ftl"),
];

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads the catalogue. A message that does not parse is left out; a test finds it.
    pub fn new(locale: Locale) -> Texts {
        let (tag, files) = match locale {
            Locale::Id => ("id", ID),
            Locale::En => ("en", EN),
        };
        let language = tag.parse::<unic_langid::LanguageIdentifier>().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        // Isolation marks around arguments are for mixed writing directions; a terminal would show them.
        bundle.set_use_isolating(false);
        for file in files {
            let resource = match FluentResource::try_new(file.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Texts { bundle }
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
        self.bundle.has_message(id)
    }

    /// What happened, in one sentence.
    pub fn what_happened(&self, problem: &Problem) -> String {
        self.format(&format!("err-{}", problem.code()), &arguments(problem))
    }

    /// What to do about it, in one or two sentences.
    pub fn what_to_do(&self, problem: &Problem) -> String {
        self.format(&format!("rec-{}", problem.code()), &arguments(problem))
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        self.bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }
}

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
