//! The one error of this crate: what could not be written, read or accepted. What is wrong with a journal that can be read
//! is no error but a [`crate::verify::Finding`].

use crate::record::Number;
use std::time::Duration;

/// Why something could not be done. Carries facts; texts for people live elsewhere.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not an evidence bundle, or not whole: the part that is wrong.
    #[error("evidence bundle: {0}")]
    Bundle(&'static str),
    /// Another process writes and did not end within the patience given.
    #[error("journal busy for {0:?}")]
    Busy(Duration),
    /// A code holds other characters than `a-z0-9-`, is longer than 64, or holds a long number.
    #[error("not a code")]
    Code,
    /// An own font file cannot be read or embedded: a fault of this program.
    #[error("font")]
    Font(#[source] pades::Error),
    /// A line that was sealed or chained cannot be read as a record of this version.
    #[error("record {0} cannot be read")]
    Record(Number),
    /// The journal is empty or unreadable where a chain should be.
    #[error("no chain")]
    NoChain,
    /// No random numbers.
    #[error("random numbers")]
    Random(#[source] std::io::Error),
    /// An earlier write failed and could not be taken back; the journal must be opened anew.
    #[error("journal handle unusable after a failed write")]
    Spoiled,
    /// Reading or writing failed; nothing was committed.
    #[error("read or write")]
    Io(#[from] std::io::Error),
}
