//! Signing many documents with one PIN, as a shell sees it.

use super::{CertificateView, CheckView, Problem, SignLevel, SignRequest, Ticket};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to sign, all in the same way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchRequest {
    /// The selection that holds the documents.
    pub selection: Ticket,
    /// Their positions in it, in the order in which they are signed.
    pub items: Vec<u32>,
    /// What is asked for each of them; the document that it names is not looked at, nor is its consent.
    pub each: SignRequest,
}

/// A batch whose documents were all checked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchPlanView {
    /// Names the batch in requests.
    pub batch: Ticket,
    /// Its documents, in their order; those that cannot be signed say why.
    pub items: Vec<BatchItemView>,
    /// The checks over all of them, in the order in which they are shown.
    pub checks: Vec<BatchCheckView>,
    /// The certificate that will sign.
    pub signer: Option<CertificateView>,
    /// The level that will be made, where the request names none as well.
    pub level: SignLevel,
    /// Whether signing may go on to the PIN for at least one of them.
    pub ready: bool,
    /// Whether all of them were looked at; otherwise the check was stopped.
    pub finished: bool,
}

/// One check, over all documents.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchCheckView {
    /// The worst outcome. What only keeps single documents out is a warning.
    pub check: CheckView,
    /// Number of documents that did not pass it.
    pub documents: u32,
}

/// Begins a batch that was checked.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchStart {
    /// The batch.
    pub batch: Ticket,
    /// Whether the person stated "read, understood, agreed" of all documents (PP 71/2019 Art 62(3)-(4)).
    pub consent: bool,
}

/// How far a batch is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchView {
    /// Names the batch in requests.
    pub batch: Ticket,
    /// Its documents, in their order.
    pub items: Vec<BatchItemView>,
    /// Why it stopped before its end; it can be resumed.
    pub stopped: Option<Problem>,
}

/// One document of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BatchItemView {
    /// File name.
    pub name: String,
    /// How it stands.
    pub state: BatchState,
    /// File name of the result, once there is one.
    pub output: Option<String>,
    /// Level that it reached, such as `B-LT`, once it is signed.
    pub level: Option<String>,
    /// Why it was refused, or what is still missing.
    pub problem: Option<Problem>,
    /// Number of things in it that can change its look, or hide something.
    pub findings: u32,
}

/// How one document of a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Its turn has not come.
    Waiting,
    /// Signed, as asked for.
    Signed,
    /// Signed; the time stamp or the validation data are missing and can be completed later.
    Incomplete,
    /// Not signed; the others go on.
    Refused,
}

/// Progress of a batch.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchProgress {
    /// The batch.
    pub batch: Ticket,
    /// Position of the document in the batch, from 0.
    pub index: u32,
    /// How it stands now: checked before the PIN, signed or refused after it.
    pub item: BatchItemView,
}
