//! Signing (EN 319 142-1) in three steps: [`plan`] finds everything that can fail without a card, [`prepare`] writes the
//! update and gives out the bytes to sign, [`Prepared::finish`] (level B-B) or [`Prepared::finish_stamped`] (B-T) puts
//! the signature in. [`extend`] raises the level of what is signed, without a key.
//!
//! The file is only ever appended to. Not here: keys and PINs (`token`), asking for time stamps and revocation data, the
//! notice at the foot of the page, and checking the result (`validate`).
//!
//! Against the plan of the house: the practice mark stands in [`Block::practice`] (its text comes from the caller)
//! instead of a flag of [`Request`]; the clock is an argument of [`plan`] because a certificate is checked there.

pub mod appearance;
pub mod extend;
mod finish;
mod gap;
mod locks;
mod plan;
mod prepare;
mod widget;

use pdf::page::Rect;
use pki::cert::Certificate;

pub use self::appearance::{Block, Line, Style};
pub use self::finish::{Finished, Prepared};
pub use self::plan::{Plan, Refusal, Warning, plan};
pub use self::prepare::prepare;

/// Where the signature goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A new field that shows nothing.
    Invisible,
    /// A new field with the block on a page.
    Page {
        /// Index of the page, from 0.
        page: usize,
        /// Box in default user space of that page (ISO 32000-2 §8.3.2.3), inside its crop box.
        rect: Rect,
    },
    /// An empty signature field of the document, by its full name; it shows the block if it has a box.
    Field(String),
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the signature goes.
    pub place: Place,
    /// What the visible block says, and whether this is practice.
    pub block: Block,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// The signer's certificate.
    pub certificate: Certificate,
}
