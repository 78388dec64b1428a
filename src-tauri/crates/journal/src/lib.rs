//! What was done with signatures, kept so that it can be counted and so that tampering shows; and papers made from it.
//!
//! Not here: how a verdict is reached (`pades`), the system's keyring and the folders of a computer (`service` gives a key,
//! a folder and the time), and every sentence for people but those of a report's own template.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
