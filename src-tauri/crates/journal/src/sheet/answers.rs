//! What people answered, kept apart from the template, so that a new template finds the answers whose items it kept.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answers of one sheet, by item.
pub type Answers = BTreeMap<String, Answer>;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// How it stands.
    pub state: Option<State>,
    /// The text, the day (RFC 3339 full-date), or the evidence of a state.
    pub text: String,
    /// A note beside a state.
    pub note: String,
}

impl Answer {
    /// Whether anything was answered.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.state.is_some() || !self.text.trim().is_empty() || !self.note.trim().is_empty()
    }
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Done.
    Done,
    /// In part.
    Partly,
    /// Not yet.
    Open,
    /// Does not apply.
    NotApplicable,
}

impl State {
    /// As it is spelled.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Done => "done",
            State::Partly => "partly",
            State::Open => "open",
            State::NotApplicable => "not_applicable",
        }
    }
}
