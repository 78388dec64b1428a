//! "Riwayat & laporan" in the window: history, the report on use, exports of colleagues, personal data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which records are looked for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryRequest {
    /// Which side of the history.
    pub kind: HistoryKind,
    /// Year in WITA; this one when absent.
    pub year: Option<i32>,
    /// Words that must all stand in a row; empty for all.
    pub text: String,
}

/// The sides of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// "I signed": signed, completed, failed.
    Signed,
    /// "I checked".
    Checked,
    /// All else: certificates, enrolments, acknowledgements, deliveries.
    Other,
}

/// What was found, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryView {
    /// The year that is shown.
    pub year: i32,
    /// The rows, at most 500.
    pub rows: Vec<HistoryRow>,
    /// How many there are in all.
    #[ts(type = "number")]
    pub found: u64,
    /// Whether places of files are kept, so that results can be opened from here.
    pub places: bool,
}

/// One record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryRow {
    /// Number of its chain and in it.
    pub chain: u32,
    /// Number in the chain.
    #[ts(type = "number")]
    pub number: u64,
    /// When, RFC 3339.
    pub at: String,
    /// What: `signed`, `failed`, `extended`, `verified`, …
    pub kind: String,
    /// The verdict, level, category, event or step, as a code.
    pub code: Option<String>,
    /// Code of the obstacle.
    pub problem: Option<String>,
    /// SHA-256 of the document.
    pub sha256: Option<String>,
    /// Common name of the certificate's issuer.
    pub issuer: Option<String>,
    /// Last digits of the certificate's serial number.
    pub serial: Option<String>,
    /// Pages of the document.
    pub pages: Option<u32>,
    /// Name of the file, where places are kept and it is still there.
    pub name: Option<String>,
    /// Whether it was practice.
    pub practice: bool,
}

/// The whole journal, checked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JournalCheckView {
    /// Whether nothing speaks of a change from outside.
    pub holds: bool,
    /// Lines that hold.
    #[ts(type = "number")]
    pub entries: u64,
    /// Whether the last line is sealed.
    pub sealed: bool,
    /// Codes of what is wrong or worth knowing, each once.
    pub findings: Vec<String>,
}

/// Names a document of the history.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryOpenRequest {
    /// Its SHA-256.
    pub sha256: String,
}

/// Whether places of files are to be kept from now on; `false` forgets those that are.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct PlacesRequest {
    /// Whether.
    pub keep: bool,
}

/// A report that is asked for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsageRequest {
    /// First day, `YYYY-MM-DD`; with `to`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Of the exports taken in, not of this computer's own records.
    pub merged: bool,
    /// Problems and follow-up, a line each.
    pub remarks: Vec<String>,
}

/// The report as it will be written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsageView {
    /// First line: what it covers.
    pub scope: String,
    /// The mark of an example.
    pub mark: Option<String>,
    /// Title.
    pub title: String,
    /// Whose report it is.
    pub office: Vec<String>,
    /// The period in words.
    pub period: String,
    /// The tables.
    pub tables: Vec<UsageTable>,
    /// Lines at the end.
    pub closing: Vec<String>,
    /// Computers whose exports are in it.
    pub merged_units: Vec<String>,
}

/// One table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsageTable {
    /// Heading.
    pub heading: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Rows; numbers as numbers.
    pub rows: Vec<Vec<UsageCell>>,
    /// Whether the last row holds sums.
    pub total: bool,
    /// A diagram of one of its figures.
    pub diagram: Option<UsageDiagram>,
}

/// A cell.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum UsageCell {
    /// A number.
    Count(#[ts(type = "number")] u64),
    /// Words.
    Text(String),
}

/// A diagram of bars.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsageDiagram {
    /// What it shows.
    pub heading: String,
    /// Names and figures.
    #[ts(type = "[string, number][]")]
    pub bars: Vec<(String, u64)>,
}

/// A report that is to be written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UsageSaveRequest {
    /// Which report.
    pub report: UsageRequest,
    /// How.
    pub kind: TableKind,
}

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// Comma-separated values.
    Csv,
    /// A spreadsheet.
    Xlsx,
    /// A4 paper, which can be signed.
    Pdf,
}

/// A file that was written, opened where it is a document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WrittenView {
    /// Its name; none when the dialog was closed.
    pub name: Option<String>,
    /// The paper as an open document, to be shown or signed.
    pub document: Option<super::DocumentView>,
}

/// An export of this computer's records.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordsRequest {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Times, hashes and masked serial numbers as well.
    pub full: bool,
}

/// What an export would contain.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordsView {
    /// The header and the first records as they would be written.
    pub lines: Vec<String>,
    /// How many records.
    #[ts(type = "number")]
    pub records: u64,
    /// What the agency confirms of this computer.
    pub fingerprint: String,
}

/// Exports of colleagues that were chosen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakenView {
    /// Each file.
    pub files: Vec<TakenFile>,
    /// Units whose records are in the collection.
    pub units: Vec<String>,
}

/// One file that was chosen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakenFile {
    /// Its name.
    pub name: String,
    /// The unit it says it is of.
    pub unit: Option<String>,
    /// Records in it.
    #[ts(type = "number")]
    pub records: u64,
    /// Whether it was there already.
    pub already: bool,
    /// Why it was refused.
    pub problem: Option<super::Problem>,
}

/// Confirms the key of a colleague's computer, compared over another way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ConfirmRequest {
    /// The fingerprint as it was typed or read out.
    pub fingerprint: String,
    /// The unit the agency gives it.
    pub unit: String,
}

/// The rule "keep records for so many months".
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct RetentionRequest {
    /// Months; the agency's rule goes before it.
    pub months: u32,
    /// Whether to remove what the rule says; else only to tell.
    pub remove: bool,
}

/// What the rule removes, or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionView {
    /// The months that count.
    pub months: u32,
    /// Whether the agency's bundle says so.
    pub by_agency: bool,
    /// Records.
    #[ts(type = "number")]
    pub entries: u64,
    /// Day of the first of them.
    pub from: Option<String>,
    /// Day of the last of them.
    pub until: Option<String>,
    /// Whether they are gone now.
    pub removed: bool,
}

/// The file that was delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveredFile {
    /// Its name; not recorded.
    pub name: String,
    /// Its SHA-256, hex: the proof that is recorded.
    pub sha256: String,
}

/// A delivery of the report.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeliveredRequest {
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub to: String,
    /// The day of delivery.
    pub day: String,
    /// SHA-256 of the file that was delivered, hex, as [`DeliveredFile`] names it.
    #[serde(default)]
    #[ts(optional)]
    pub proof: Option<String>,
}

/// An activity of literacy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LiteracyRequest {
    /// Its day.
    pub day: String,
    /// How many took part.
    pub participants: u32,
}

/// What is kept on this computer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DataView {
    /// The folder.
    pub folder: String,
    /// What lies in it.
    pub items: Vec<DataItem>,
}

/// One thing that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DataItem {
    /// Which: a code that names it, `other` for what this version does not know.
    pub id: String,
    /// File or folder, below the data folder.
    pub place: String,
    /// Files in it.
    pub files: u32,
    /// Bytes in it.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether deleting removes it; what stays holds no personal data.
    pub personal: bool,
}
