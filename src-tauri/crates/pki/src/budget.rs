//! Bounds for foreign input, each with the reason for its number. Passing one is [`crate::Error::BudgetExceeded`],
//! which a caller reports as "not checkable", never as "valid".

/// Names of the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Budget {
    /// [`ATTRIBUTES`]
    Attributes,
    /// [`CERTIFICATES`]
    Certificates,
    /// [`CRLS`]
    Crls,
    /// [`DEPTH`]
    Depth,
    /// [`ELEMENTS`]
    Elements,
    /// [`EXTENSIONS`]
    Extensions,
    /// [`MESSAGE`]
    Message,
    /// [`SIGNERS`]
    Signers,
}

/// Nesting of constructed elements. The deepest message of the test corpora (archive time stamps inside time
/// stamps) stays below 40; the reader recurses, and 64 levels are far from the end of any thread's stack.
pub const DEPTH: usize = 64;

/// Elements looked at while indefinite lengths are resolved: 200,000 two-byte elements are 400 kB of pure
/// headers; real messages have some hundred to some thousand.
pub const ELEMENTS: usize = 200_000;

/// Bytes of one message. A signature with long-term CRLs inside reaches some MiB; 32 MiB is the largest CRL that
/// is fetched plus room.
pub const MESSAGE: usize = 32 * 1024 * 1024;

/// Certificates of one message. Chains have 2-5; messages that carry the whole set of a trust list reach about
/// a hundred.
pub const CERTIFICATES: usize = 256;

/// CRLs and other revocation entries of one message: one or two for each certificate of a chain.
pub const CRLS: usize = 256;

/// SignerInfos of one message. PDF wants exactly one (ISO 32000-2 §12.8.3.3.1); counted so that the caller can
/// say so instead of working through thousands.
pub const SIGNERS: usize = 16;

/// Attributes in one set. CAdES-A with all its archives stays below 30.
pub const ATTRIBUTES: usize = 128;

/// Extensions of one certificate. RFC 5280 defines 17, the richest certificates carry about 15.
pub const EXTENSIONS: usize = 64;

/// Certificates of one path, anchor included. RFC 5280 sets no bound; real paths have 2-5, PKITS needs 8.
pub const PATH_LENGTH: usize = 10;

/// Complete paths tried for one target: cross certification doubles the number at each step, so a hostile bag of
/// certificates can make it exponential.
pub const PATHS: usize = 32;

/// Steps of the path search. `PATHS * PATH_LENGTH` useful ones, and as many dead ends several times over.
pub const PATH_STEPS: usize = 2_000;

/// Signature verifications for one target: the expensive part, so that it is bounded by itself.
pub const PATH_SIGNATURES: usize = 200;
