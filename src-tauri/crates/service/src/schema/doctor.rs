//! The check of readiness as a shell sees it: one line per layer, with codes and values but no sentences.

use super::{ContactView, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a check of readiness is to do.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct DoctorRequest {
    /// Whether servers are asked now, where the settings allow it; else what the last check heard of them stands.
    pub network: bool,
}

/// The findings.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DoctorView {
    /// Whether nothing is to be done.
    pub ready: bool,
    /// One line per layer, in the order in which they rest on each other.
    pub lines: Vec<DoctorLine>,
    /// The findings in twelve characters that can be read out.
    pub code: String,
    /// Whom to call.
    pub contact: ContactView,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DoctorLine {
    /// Which.
    pub id: Layer,
    /// How it is.
    pub state: LineState,
    /// What is to be done, beside `to_do`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<Problem>,
    /// Why it was not checked, beside `not_checked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<Unchecked>,
    /// The layer that is to be mended first, where the check waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<Layer>,
    /// A fact: a reader's name, a version, a day (ISO 8601).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
    /// What the program can do about it, or where in it that is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub act: Option<DoctorAct>,
}

/// The layers, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The operating system.
    System,
    /// The system's smart card service (PC/SC).
    SmartCardService,
    /// This user's right to use it.
    Rights,
    /// A reader, or a token with one inside.
    Reader,
    /// A card in it that answers.
    Card,
    /// What speaks on the card, or the driver for it.
    Application,
    /// The PIN: blocked, to be changed, one try left.
    Pin,
    /// The signing certificate and its time.
    Certificate,
    /// What certificate and key may be used for.
    KeyUsage,
    /// The chain to a trusted issuer.
    Issuer,
    /// Whether the issuer says that the certificate stands.
    Revocation,
    /// The computer's clock.
    Clock,
    /// The way out of the office.
    Proxy,
    /// A time-stamp server.
    TimeStamp,
    /// Where the program keeps its data.
    DataFolder,
    /// The program's version, under what the agency asks for.
    Versions,
}

impl Layer {
    /// All, in their order.
    pub const ALL: [Layer; 16] = [
        Layer::System,
        Layer::SmartCardService,
        Layer::Rights,
        Layer::Reader,
        Layer::Card,
        Layer::Application,
        Layer::Pin,
        Layer::Certificate,
        Layer::KeyUsage,
        Layer::Issuer,
        Layer::Revocation,
        Layer::Clock,
        Layer::Proxy,
        Layer::TimeStamp,
        Layer::DataFolder,
        Layer::Versions,
    ];

    /// Its name on the wire and in the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Layer::System => "system",
            Layer::SmartCardService => "smart-card-service",
            Layer::Rights => "rights",
            Layer::Reader => "reader",
            Layer::Card => "card",
            Layer::Application => "application",
            Layer::Pin => "pin",
            Layer::Certificate => "certificate",
            Layer::KeyUsage => "key-usage",
            Layer::Issuer => "issuer",
            Layer::Revocation => "revocation",
            Layer::Clock => "clock",
            Layer::Proxy => "proxy",
            Layer::TimeStamp => "time-stamp",
            Layer::DataFolder => "data-folder",
            Layer::Versions => "versions",
        }
    }
}

/// How a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Well.
    Fine,
    /// Something is to be done.
    ToDo,
    /// Not checked, which is no fault.
    NotChecked,
}

/// Why a layer was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Unchecked {
    /// Another layer is to be mended first.
    After,
    /// The network is switched off, or may not be asked for this.
    NetworkOff,
    /// Servers have not been asked yet.
    NotAsked,
    /// The chosen token does not need it.
    NotNeeded,
    /// Nothing is set that could be checked.
    NotSet,
    /// Nobody who could be believed says anything about it.
    NobodySays,
    /// The token is being read just now.
    Reading,
}

/// What the program can do, or where in it that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum DoctorAct {
    /// Replace the PIN.
    ChangePin,
    /// Add an issuer or the agency's bundle.
    Issuers,
    /// Set network, proxy or time-stamp server.
    Network,
    /// Read again.
    Refresh,
    /// Choose driver or key file on the token's page.
    Token,
    /// Unblock the PIN by means of the PUK.
    UnblockPin,
}

/// A code that was read out, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DecodedView {
    /// Family of the system on which it was made.
    pub system: super::System,
    /// The findings, without the facts of the case.
    pub lines: Vec<DecodedLine>,
}

/// A layer of a code that was read out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DecodedLine {
    /// Which.
    pub id: Layer,
    /// How it is.
    pub state: LineState,
    /// Name of the problem, beside `to_do`; absent for one that the code has no place for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<String>,
}

/// A code as typed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DecodeRequest {
    /// Twelve characters, in any case, with or without blanks and hyphens.
    pub code: String,
}

/// What goes to the helpdesk, before it is saved anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SupportView {
    /// For people, in their language.
    pub text: String,
    /// The same for programs.
    pub json: String,
}

/// In which form the shown support file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SupportKind {
    /// As text.
    Text,
    /// As JSON.
    Json,
}

/// Keeps the support file that was shown.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct SupportRequest {
    /// In which form.
    pub kind: SupportKind,
}
