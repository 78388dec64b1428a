//! Hosts signature card applications written by others and puts them into vsmartcard's virtual reader (vpcd), so
//! that Absah's own clients meet cards that its authors did not write. For tests only.
//!
//! Here: what such an application leaves to the card around it - choosing the application, command chaining and
//! long answers ([`card`]), the reader ([`reader`]) - and what stands in for its hardware ([`platform`]). The
//! applications themselves come from their crates; each program in `src/bin` joins one of them to this.
//!
//! Nothing here is secret or safe: the random numbers are the same in every run, so every run makes the same keys.

pub mod card;
pub mod platform;
pub mod reader;
