//! Signing many documents with one PIN, as a shell sees it.

use super::{DocumentHandle, Problem, SignRequest, Ticket};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to sign, all in the same way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BatchRequest {
    /// The documents, in the order in which they are signed.
    pub documents: Vec<DocumentHandle>,
    /// What is asked for each of them; the document that it names is not looked at.
    pub each: SignRequest,
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
    /// Why it was refused, or what is still missing.
    pub problem: Option<Problem>,
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
    /// Position of the document that is done, from 0.
    pub index: u32,
    /// How it stands now.
    pub item: BatchItemView,
}
