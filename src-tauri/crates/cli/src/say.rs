//! Where words go: results to standard output, everything else to standard error.

use serde_json::json;
use service::schema::Problem;
use service::texts::Texts;
use std::io::Write;

/// A line of the result. A reader that has gone away (a closed pipe) is no fault.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A line for the person.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// JSON as the result.
pub(crate) fn json(value: &serde_json::Value) {
    line(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Words that were not understood. Gives the exit code.
pub(crate) fn usage(detail: &str, texts: &Texts) -> u8 {
    error(&texts.with("cli-usage-error", &[("detail", detail)]));
    error(&texts.text("cli-usage-hint"));
    crate::exit::USAGE
}

/// What happened and what to do; as JSON when asked for. Gives the exit code.
pub(crate) fn problem(problem: &Problem, as_json: bool, texts: &Texts) -> u8 {
    if as_json {
        json(&json!({ "problem": problem_json(problem, texts) }));
    } else {
        error(&happened(problem, texts));
        error(&texts.what_to_do(problem));
    }
    crate::exit::of_problem(problem)
}

/// What happened, with the number under which `absah explain` and the window's help have more.
pub(crate) fn happened(problem: &Problem, texts: &Texts) -> String {
    format!("{} ({})", texts.what_happened(problem), problem.number())
}

/// A problem with its facts and its sentences.
pub(crate) fn problem_json(problem: &Problem, texts: &Texts) -> serde_json::Value {
    let mut value = serde_json::to_value(problem).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.insert("number".to_owned(), problem.number().into());
        map.insert("message".to_owned(), texts.what_happened(problem).into());
        map.insert("todo".to_owned(), texts.what_to_do(problem).into());
    }
    value
}
