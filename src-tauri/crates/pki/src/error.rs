//! The one error of this crate for bytes that cannot be read or built. Outcomes that are expected of sound input
//! (a signature that does not verify, a path that is not found) have enums of their own:
//! [`crate::algorithm::Error`], [`crate::path::PathProblem`], [`crate::cms::SignerOutcome`].

use const_oid::ObjectIdentifier;

use crate::budget::Budget;

/// Why something could not be read or built. Carries facts; texts for people live elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A bound of [`crate::budget`] was passed.
    #[error("budget exceeded: {what:?}, limit {limit}")]
    BudgetExceeded {
        /// Which bound.
        what: Budget,
        /// Its value.
        limit: usize,
    },
    /// A certificate could not be read (RFC 5280 §4.1).
    #[error("certificate: {part}")]
    Certificate {
        /// The part that stopped the reader.
        part: &'static str,
    },
    /// A fingerprint was not 64 hexadecimal digits (separators `:`, `-` and blanks allowed).
    #[error("not a SHA-256 fingerprint")]
    Fingerprint,
    /// A practice certificate could not be made from the given arguments.
    #[error("cannot issue: {part}")]
    Issue {
        /// The argument or step at fault.
        part: &'static str,
    },
    /// The bytes end inside an element, or an element is not what the structure asks for (X.690).
    #[error("malformed {structure}")]
    Malformed {
        /// The structure or field being read, by its ASN.1 name.
        structure: &'static str,
    },
    /// The responder answered with an error instead of a statement (OCSPResponseStatus, RFC 6960 §4.2.1): 1
    /// malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
    #[error("OCSP response status {code}")]
    OcspStatus {
        /// The code.
        code: u8,
    },
    /// A certification request could not be made from the given arguments, or read (RFC 2986 §4).
    #[error("certification request: {part}")]
    Request {
        /// The argument, part or step at fault.
        part: &'static str,
    },
    /// The object identifier is read correctly but names something that this crate does not process.
    #[error("unsupported {structure}: {oid}")]
    Unsupported {
        /// Where it stood.
        structure: &'static str,
        /// What stood there.
        oid: ObjectIdentifier,
    },
}
