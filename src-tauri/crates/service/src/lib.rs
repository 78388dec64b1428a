//! The flows of Absah: open, plan, sign, verify, tokens, trust - without a window and without a terminal.
//!
//! Shells call [`router`] (or the flows directly) and get the types of [`schema`]. Clock, data folder, dialogs and
//! events come in through [`host::Host`]. No sentences for people are made here but in [`texts`], from the catalogue.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod schema;
