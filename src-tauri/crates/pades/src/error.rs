//! The one error of this crate for what cannot be read or made. Expected outcomes have enums of their own:
//! [`crate::sign::Refusal`], and the verdicts of `validate`.

use crate::sign::appearance::TooSmall;

/// Why something could not be read or made. Carries facts; texts for people live elsewhere.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The block does not fit into its box even with the smallest readable text.
    #[error("block needs {} by {} points", .0.width, .0.height)]
    BlockTooSmall(TooSmall),
    /// The CMS does not fit into the room kept in `/Contents`.
    #[error("signature of {needed} bytes in a room of {room}")]
    ContentsTooSmall {
        /// Bytes kept free.
        room: usize,
        /// Bytes of the CMS.
        needed: usize,
    },
    /// An own font file cannot be read or embedded: a fault of this program.
    #[error("font of the block")]
    Font,
    /// The file must be repaired before it is appended to.
    #[error("not appendable")]
    NotAppendable(pdf::NotAppendable),
    /// The document's permissions do not allow a new signature field (ISO 32000-2 Table 22).
    #[error("document permissions")]
    PermissionForbids,
    /// The document was opened anew or changed between `plan` and `prepare`: what was planned is not there.
    #[error("plan does not belong to the document")]
    PlanOutdated,
    /// The PDF cannot be read or written.
    #[error("document")]
    Pdf(#[from] pdf::Error),
    /// Certificates or CMS cannot be read or built.
    #[error("certificates")]
    Pki(#[from] pki::Error),
    /// The source cannot be read.
    #[error("read failed")]
    Read(#[from] std::io::Error),
    /// The signature value does not belong to the certificate's key and the bytes given out to sign.
    #[error("signature value")]
    SignatureValue(#[source] pki::algorithm::Error),
    /// The written update does not have the signature dictionary where it was expected: a fault of this program.
    #[error("placeholder not found")]
    Placeholder,
}
