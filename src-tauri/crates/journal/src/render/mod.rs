//! Papers: what is to be handed on or filed, from content that is in words already.
//!
//! Not here: the words (`service` has the catalogue) and what they rest on (`pades`).

mod bars;
pub mod paper;
mod pdf;
mod table;

pub use self::paper::{Block, Paper, Tone, Value};
pub use self::pdf::pdf;
