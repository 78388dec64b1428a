//! What a window needs at start, and what a person may set: language, look, the agency's profile, the steps of the first run.

use super::{Locale, System, Theme};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Language, version and appearance at start.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppView {
    /// Version of the program, as in `Cargo.toml`.
    pub version: String,
    /// Language of all texts.
    pub locale: Locale,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// Size of all texts.
    pub text: TextSize,
    /// Whether the practice token is switched on.
    pub practice: bool,
    /// Wording of the notice in force.
    pub notice: String,
    /// Whether documents that can change their look are refused.
    pub refuse_changeable: bool,
    /// The system this computer runs: some remedies differ.
    pub system: System,
    /// Where the agency is named.
    pub profile: Profile,
    /// What is left of the first run.
    pub setup: Setup,
    /// The folder that holds everything kept on this computer, as text to read.
    pub data_folder: String,
}

/// Size of all texts of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TextSize {
    /// As the system has it.
    #[default]
    Normal,
    /// An eighth larger.
    Large,
    /// A quarter larger.
    Largest,
}

/// The agency this computer works for, as the person or helpdesk wrote it. All may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Profile {
    /// Name of the agency.
    pub agency: String,
    /// The unit of work.
    pub unit: String,
    /// Its domain on the network, e.g. `dinas.contoh.go.id`.
    pub domain: String,
}

impl Profile {
    /// Longest field, characters: longer than any office's name, short enough for a line of a report.
    pub const LIMIT: usize = 200;

    /// Without spaces at the ends, each field in its bounds.
    pub fn trimmed(&self) -> Profile {
        let short = |text: &String| text.trim().chars().take(Profile::LIMIT).collect();
        Profile { agency: short(&self.agency), unit: short(&self.unit), domain: short(&self.domain) }
    }
}

/// Which steps of the first run were answered. What a step sets stands elsewhere; a step that was skipped counts as open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Setup {
    /// The first run was gone through or left: it is not shown by itself again.
    pub left: bool,
    /// It was said whether the network may be asked.
    pub network: bool,
}

/// New settings; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SettingsRequest {
    /// New language.
    pub locale: Option<Locale>,
    /// New appearance.
    pub theme: Option<Theme>,
    /// New wording of the notice (Art 4(1)i); empty for the shipped one. Refused when it lacks a fact.
    #[ts(optional)]
    pub notice: Option<String>,
    /// Whether documents that can change their look are refused instead of warned of.
    #[ts(optional)]
    pub refuse_changeable: Option<bool>,
    /// New size of texts.
    #[ts(optional)]
    pub text: Option<TextSize>,
    /// The agency, whole.
    #[ts(optional)]
    pub profile: Option<Profile>,
    /// Steps of the first run.
    #[ts(optional)]
    pub setup: Option<Setup>,
}
