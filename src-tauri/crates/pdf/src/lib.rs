//! PDF file structure for a signing program (ISO 32000-2 clause 7): lazy, positional and budgeted reading,
//! revisions, incremental updates.
//!
//! The object model, stream filters, encryption and the writing of single objects are lopdf's; everything that
//! has to do with *where* bytes stand is here: lexer, cross-reference sections, object streams, revisions.
//! Deliberately not here: what signatures mean, certificates, time, drawing.
//!
//! Worth knowing for callers:
//! - [`View::catalog_id`] is optional, because a trailer may hold the catalog directly.
//! - [`View::pages`] gives `(0, 0)` for a page written directly into `/Kids`: it counts, but cannot be changed.
//! - [`locate::value_span`] takes a path of keys, for signature dictionaries written directly into their field.
//! - [`stray::objects`] takes the range to scan, so that the cost is the caller's choice.
//! - A direct `/Encrypt` dictionary is appended to like any other; the new trailer repeats it.
//! - Caches and the budget belong to the [`Document`] and are shared by its views and clones.
//!
//! Deviations from a strict reader are tolerated where viewers tolerate them, and recorded as [`Fault`]s.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod append;
pub mod attachments;
mod bytes;
mod cache;
mod conformance;
mod document;
mod encryption;
mod error;
pub mod extract;
mod filter;
pub mod form;
mod indirect;
pub mod inspect;
mod lex;
mod limits;
pub mod locate;
mod object_stream;
pub mod page;
mod reader;
mod rebuild;
pub mod repair;
mod revision;
pub mod scan;
mod source;
pub mod stray;
#[cfg(test)]
mod testing;
mod view;
mod write;
mod xref;

pub use conformance::Conformance;
pub use document::Document;
pub use encryption::{Encryption, OpenedAs, Password, Permissions};
pub use error::{Error, Fault, NotAppendable, Resource};
pub use limits::Limits;
pub use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};
pub use revision::{Revision, XrefEntry, XrefKind};
pub use source::{FileSource, MemorySource, PrefixSource, Source};
pub use view::View;
