//! PAdES (EN 319 142-1): byte ranges, signing, what changed after signing, and validation.
//!
//! Not here: reading and appending PDF files (`pdf`), CMS, certificates and paths (`pki`), keys and cards (`token`),
//! and every sentence for people. This crate gives out the bytes to sign and takes a signature back; it reports facts
//! and codes.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod byte_range;
pub mod diff;
mod error;
pub mod sign;
pub mod validate;

pub use error::Error;
