//! Papers: what is to be handed on or filed, from content that is in words already; and the report for programs.
//!
//! Not here: the words (`service` has the catalogue) and what they rest on (`pades`).

mod bars;
mod by_hand;
mod etsi;
pub mod paper;
mod pdf;
mod table;

pub use self::etsi::etsi;
pub use self::paper::{Block, Paper, Tone, Value};
pub use self::pdf::pdf;
