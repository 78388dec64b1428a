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
    /// [`DISTRIBUTION_POINTS`]
    DistributionPoints,
    /// [`ELEMENTS`]
    Elements,
    /// [`EXTENSIONS`]
    Extensions,
    /// [`FETCHED_BYTES`]
    FetchedBytes,
    /// [`FETCHES`]
    Fetches,
    /// [`MESSAGE`]
    Message,
    /// [`SINGLE_RESPONSES`]
    SingleResponses,
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

/// Distribution points of one certificate, and names of one point. Certificates have 1-3; PKITS needs 4.
pub const DISTRIBUTION_POINTS: usize = 32;

/// Single responses of one OCSP answer. Responders that sign in advance answer for one certificate; asking for
/// several at once is rare and never for hundreds.
pub const SINGLE_RESPONSES: usize = 128;

/// Pieces of revocation evidence looked at for one certificate: a document with long-term data of several signers
/// carries some dozen.
pub const EVIDENCE: usize = 512;

/// Signature checks over revocation evidence for one question, the signers' own evidence included. Each may hash
/// [`MESSAGE`] bytes, so that this bounds the time.
pub const EVIDENCE_SIGNATURES: usize = 200;

/// Paths looked for to signers of evidence, for one question: hundreds of copies of one sound list must not cost as
/// many searches, each with searches of its own. PKITS needs 2.
pub const EVIDENCE_PATHS: usize = 64;

/// Steps from a certificate to its list's signer, to the list that covers that signer, and so on. PKITS needs 2.
pub const EVIDENCE_DEPTH: usize = 4;

/// Requests of one gathering. A signer, two CAs, a responder and a time-stamp authority with its CA ask for about eight;
/// a list that is asked for when the answer fails doubles that.
pub const FETCHES: usize = 32;

/// Bytes fetched in one gathering: two lists of the largest size.
pub const FETCHED_BYTES: usize = 2 * MESSAGE;

/// Addresses of one kind tried for one certificate. Certificates name one or two; more are a way to make somebody else
/// call around.
pub const ADDRESSES: usize = 4;
