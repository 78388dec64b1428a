//! Signing (EN 319 142-1) in three steps: [`plan`] finds everything that can fail without a card, [`prepare`] writes the
//! update and gives out the bytes to sign, [`Prepared::finish`] (level B-B) or [`Prepared::finish_stamped`] (B-T) puts
//! the signature in. [`extend`] raises the level of what is signed, without a key.
//!
//! The file is only ever appended to. Pages change (a notice, the practice mark) before the first signature only. Not
//! here: keys and PINs (`token`), asking for time stamps and revocation data, finding free places (`render`), and
//! checking the result (`validate`).
//!
//! Against the plan of the house: the practice mark stands in [`Block::practice`] (its text comes from the caller)
//! instead of a flag of [`Request`]; the clock is an argument of [`plan`] because a certificate is checked there.

pub mod appearance;
pub mod extend;
pub mod fields;
mod finish;
mod gap;
mod locks;
mod pages;
mod plan;
mod prepare;
mod references;
mod seed;
mod tags;
mod widget;

use pdf::page::Rect;
use pki::cert::Certificate;

pub use self::appearance::{Arrangement, Block, Code, Line, Picture, Style};
pub use self::finish::{Finished, Prepared};
pub use self::pages::{Notice, Strip};
pub use self::plan::{Plan, Refusal, Warning, plan};
pub use self::prepare::prepare;
pub use self::references::Certify;
pub use self::seed::{Condition, Seed};

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
    /// Its issuers as far as known, for conditions of a field's author.
    pub issuers: Vec<Certificate>,
    /// A sentence on pages; left out when the document is signed already.
    pub notice: Option<Notice>,
    /// Certify: what may still be changed. Only the first signature can.
    pub certify: Option<Certify>,
    /// Lock all fields and allow no more change.
    pub lock: bool,
}

impl Request {
    /// A plain approval signature.
    pub fn new(place: Place, block: Block, certificate: Certificate) -> Self {
        Self {
            place,
            block,
            reason: None,
            location: None,
            certificate,
            issuers: Vec::new(),
            notice: None,
            certify: None,
            lock: false,
        }
    }
}
