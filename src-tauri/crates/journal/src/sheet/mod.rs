//! Sheets: what the agreement asks an agency to answer, to read or to know, from one mechanism. A template outside the program
//! says which items a sheet has (`docs/sheets.md`); answers are kept apart from it; both together make a paper.
//!
//! Shipped: profile of the agreement, preparation of the Tinjauan Implementasi, material for the yearly evaluation, facts for a
//! security assessment, policy, glossary. None of them is BSrE's own form, and each that could be mistaken for it says so.

mod answers;
pub mod dates;
mod paper;
mod template;

pub use answers::{Answer, Answers, State};
pub use paper::{Facts, Filled, Parts, fill, masked, paper, rows};
pub use template::{Faulty, Item, Kind, Part, Sheet};
