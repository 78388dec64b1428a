//! What was done with signatures, kept so that it can be counted and so that tampering shows; and papers made from it.
//!
//! | room | what it does |
//! | --- | --- |
//! | [`record`] | what is kept of an act, and its one spelling |
//! | [`chain`] | lines, each bound to the one before |
//! | [`seal`] | the head of the chain under a key, so that truncation shows |
//! | [`store`] | appending, one writer at a time, whole after any crash; removing by rule or on request |
//! | [`read`] | reading a period without reading the rest |
//! | [`evidence`] | what a verdict rests on, without the document |
//! | [`render`] | papers about results, from words |
//! | [`verify`] | the whole chain, and what is wrong with it, by name |
//! | [`export`] | a signed file of one computer's records, for the agency |
//! | [`merge`] | many such files as one, each record once |
//! | [`sheet`] | what the agreement asks to be answered or read: templates, answers, papers |
//! | [`report`] | the yearly report: figures, template, CSV, XLSX, PDF, due dates |
//!
//! `docs/journal.md` describes the files for other programs.
//!
//! Not here: how a verdict is reached (`pades`), the system's keyring and the folders of a computer (`service` gives a key,
//! a folder and the time), and every sentence for people but those of a report's own template.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod chain;
pub mod disk;
mod error;
pub mod evidence;
pub mod export;
mod lock;
pub mod merge;
pub mod read;
pub mod record;
pub mod render;
pub mod report;
pub mod seal;
pub mod sheet;
pub mod store;
pub mod verify;
mod words;

pub use crate::error::Error;
