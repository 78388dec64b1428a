//! Verification in two steps: [`collect`] finds facts, [`judge`] forms the verdict (EN 319 102-1). The second is pure:
//! trust, time and known keys are arguments, so the same facts can be judged again.
//!
//! Not here: what later revisions changed ([`crate::diff`]), certification paths ([`pki::path`]), what evidence
//! of revocation says ([`pki::revocation`]), anything fetched, and every sentence for people.

mod assess;
mod checks;
mod collect;
mod existence;
pub mod facts;
mod headings;
mod integrity;
mod judge;
mod level;
pub mod report;
mod status;
mod unsettled;
pub mod verdict;

pub use checks::names as check_names;
pub use collect::{collect, recall};
pub use existence::status_policy;
pub use facts::{Envelope, Facts, Kind};
pub use judge::{KnownIssuers, judge};
pub use report::{Check, Heading, Level, Notice, Outcome, Reason, Report, SignatureReport};
pub use unsettled::{Unsettled, unsettled};
pub use verdict::{Indication, IntegrityDetail, SubIndication, Verdict};
