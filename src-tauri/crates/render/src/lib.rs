//! What the engine itself must see: a page's picture, places on it where nothing is drawn, what it says where, QR codes on it, and pictures
//! that people bring for their signature block.
//!
//! Rendering is hayro's: pure Rust, no script, no network, fonts of the standard fourteen built in. Not here: the window's
//! preview (pdf.js), signatures, anything written to a document. Not drawn: annotations without an appearance stream, text in
//! fonts that are neither embedded nor standard.
//!
//! A hostile page can take long and hayro can't be interrupted: callers render in a thread of their own and stop waiting at
//! their deadline.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod codes;
mod decode;
mod error;
mod free;
mod geometry;
mod look;
mod margins;
mod picture;
mod svg;
mod text;
mod thumb;

pub use error::Error;
pub use geometry::{Rect, Size};
pub use look::{Edge, Look, Undrawn};
pub use margins::Margins;
pub use picture::{Document, Limits, Picture};
pub use text::PageText;
pub use thumb::Thumb;

/// The picture of page `page` (counted from 0) of the document in `pdf`, at `dpi` dots per inch.
///
/// For one picture; [`Document`] for several of the same document.
///
/// # Errors
/// All of [`Error`].
pub fn page_picture(pdf: Vec<u8>, page: usize, dpi: f64, limits: Limits) -> Result<Picture, Error> {
    Document::open(pdf, None)?.page_picture(page, dpi, limits)
}
