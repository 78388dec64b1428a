//! "Laporan & perjanjian": sheets, their answers, and the days that follow from them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The area at a glance.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AgreementView {
    /// The sheets.
    pub sheets: Vec<SheetSummary>,
    /// Days to keep, the nearest first.
    pub days: Vec<DayView>,
    /// The policy in force and whether it was acknowledged on this computer.
    pub policy: PolicyView,
    /// The unit of this computer, from the profile.
    pub unit: String,
}

/// A sheet in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetSummary {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Items nobody has answered.
    pub open: u32,
    /// Items to be answered.
    pub of: u32,
}

/// A day to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DayView {
    /// Which: `report`, `evaluation`, `end`, `notice`, `address`.
    pub id: String,
    /// The day.
    pub day: String,
    /// Days until then; negative when past.
    #[ts(type = "number")]
    pub left: i64,
    /// Whether it is time to say so.
    pub due: bool,
}

/// The policy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyView {
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// When it was acknowledged, RFC 3339; none for this version.
    pub acknowledged: Option<String>,
    /// Name of the file with the whole text, if the agency loaded one.
    pub file: Option<String>,
}

/// Names a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetRequest {
    /// Its name.
    pub name: String,
}

/// A sheet with what stands in it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// Title.
    pub title: String,
    /// What a sheet of our own making says of itself.
    pub mark: Option<String>,
    /// What it is for.
    pub intro: String,
    /// Parts with their items.
    pub parts: Vec<SheetPart>,
    /// Whether the agency put its own in the place of the shipped one.
    pub own: bool,
}

/// A part of a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetPart {
    /// Its heading.
    pub heading: String,
    /// Its items.
    pub items: Vec<SheetItem>,
}

/// An item of a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetItem {
    /// Names it.
    pub id: String,
    /// What is asked or said.
    pub text: String,
    /// What it is.
    pub kind: SheetKind,
    /// A term in English.
    pub english: Option<String>,
    /// What stands there.
    pub answer: SheetAnswer,
    /// What the program filled in or quoted.
    pub facts: Vec<String>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // as `journal::sheet::Kind`
pub enum SheetKind {
    Date,
    Fact,
    Line,
    Note,
    Point,
    State,
    Term,
}

/// An answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct SheetAnswer {
    /// How it stands.
    pub state: Option<SheetState>,
    /// The text, day, or evidence.
    pub text: String,
    /// A note.
    pub note: String,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // as `journal::sheet::State`
pub enum SheetState {
    Done,
    Partly,
    Open,
    NotApplicable,
}

/// Answers an item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetAnswerRequest {
    /// The sheet.
    pub name: String,
    /// The item.
    pub item: String,
    /// The answer; an empty one takes it back.
    pub answer: SheetAnswer,
}

/// Writes a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetSaveRequest {
    /// The sheet.
    pub name: String,
    /// How; a spreadsheet is none.
    pub kind: super::TableKind,
}

/// What a written sheet would contain.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetPreview {
    /// Its lines.
    pub lines: Vec<String>,
}
