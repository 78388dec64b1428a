//! What judging a file yields: codes and values, no sentences. Everything that `verify --json` prints about signatures
//! can be read from here.
//!
//! Not here: the texts of the codes, and facts that no verdict needs ([`Facts`](super::Facts) has them).

use chrono::{DateTime, FixedOffset, Utc};
use pki::cert::Certificate;

use super::facts::Kind;
use super::verdict::{Indication, IntegrityDetail, SubIndication, Verdict};
use crate::diff::{Attack, Change};

/// The judgement of a whole file.
#[derive(Debug, Clone)]
pub struct Report {
    /// Worst first over the signatures; time stamps count where they are broken or stand alone.
    pub verdict: Verdict,
    /// Every signature and document time stamp, in the order of the revisions they close.
    pub signatures: Vec<SignatureReport>,
    /// Dictionaries that look like signatures but are reachable from no form field.
    pub outside_form: usize,
    /// What the notice on the pages is worth (Art 4(1)i of the agreement).
    pub notice: Notice,
    /// The time this judgement holds for.
    pub at: DateTime<Utc>,
}

/// The sentence on the pages that says the document is signed with a certificate of BSrE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// It is not there, or nobody has read the pages.
    Absent,
    /// An intact signature with a trusted certificate of BSrE bears it out.
    True,
    /// There are signatures, and no key of BSrE is known here.
    Unchecked,
    /// No signature bears it out.
    Unsupported,
}

impl SignatureReport {
    /// Whether the signed bytes are as they were, and nothing forbidden came later.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        use IntegrityDetail as D;
        matches!(self.integrity_detail, D::Intact | D::ChangedAllowed | D::ChangedVisible)
    }
}

/// The judgement of one signature or document time stamp.
#[derive(Debug, Clone)]
pub struct SignatureReport {
    /// Signature or document time stamp.
    pub kind: Kind,
    /// Full name of the form field, where one leads to it.
    pub field: Option<String>,
    /// The signer's certificate, as it came with the signature.
    pub signer: Option<Certificate>,
    /// From the signer's certificate to the trust anchor; empty without a trusted path.
    pub path: Vec<Certificate>,
    /// The three headings at their worst.
    pub verdict: Verdict,
    /// Keutuhan: is what is seen what was signed?
    pub integrity: Heading,
    /// Keautentikan: whose certificate, trusted and valid?
    pub authenticity: Heading,
    /// Kenirsangkalan: could the signer deny it later?
    pub non_repudiation: Heading,
    /// What happened to the document.
    pub integrity_detail: IntegrityDetail,
    /// EN 319 102-1 §5.1.3.
    pub indication: Indication,
    /// Why it is not [`Indication::TotalPassed`].
    pub sub_indication: Option<SubIndication>,
    /// PAdES baseline level by content (EN 319 142-1 §6); `None` for other kinds of signature.
    pub level: Option<Level>,
    /// Whether nothing of the file but the signature's own value stands outside the signed bytes.
    pub covers_whole_file: bool,
    /// The revision this signature closes, counted from 0; `None` when it closes none.
    pub revision: Option<usize>,
    /// Later changes with the rule that cleared each, worst first.
    pub changes: Vec<Change>,
    /// Known attacks that the signature or a later change has the shape of, each once.
    pub attacks: Vec<Attack>,
    /// `/M` of the dictionary, or else signing-time of the CMS: the computer's clock, proves nothing.
    pub claimed_time: Option<DateTime<FixedOffset>>,
    /// Earliest time that a trusted time stamp proves.
    pub stamped_time: Option<DateTime<Utc>>,
    /// Every check that was made or could not be made.
    pub checks: Vec<Check>,
    /// Made with a practice certificate: never trusted.
    pub practice: bool,
    /// A key of the trusted path belongs to BSrE. By key only, never by name.
    pub bsre: bool,
}

/// State and reason of one heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// Never [`Verdict::NoSignature`].
    pub state: Verdict,
    /// The code its sentence is found by.
    pub reason: Reason,
}

/// PAdES baseline levels (EN 319 142-1 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Basic.
    BB,
    /// With a time stamp.
    BT,
    /// With validation data in the file.
    BLT,
    /// With a document time stamp over the validation data.
    BLTA,
}

impl Level {
    /// The name in the standard.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLT => "B-LT",
            Self::BLTA => "B-LTA",
        }
    }
}

/// One check: what was asked, what came out, and where the demand stands written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Stable name.
    pub id: &'static str,
    /// What came out.
    pub outcome: Outcome,
    /// Standard and clause.
    pub clause: &'static str,
}

/// Outcome of a [`Check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It does not hold, and the signature does not fall by it; or it could not be made and need not be.
    Warning,
    /// It could not be made.
    NotDone,
}

impl Outcome {
    /// The word of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warning => "warning",
            Self::NotDone => "not_done",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident, $text:literal;)*) => {
        /// Why a heading has its state.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason, so that the message catalogue can be checked to hold a text for each.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in JSON and in the message catalogue.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

reasons! {
    // Keutuhan.
    /// The whole file is signed and unchanged.
    Unchanged, "unchanged";
    /// Only validation data, time stamps, further signatures or metadata came later.
    OnlyValidationData, "only_validation_data";
    /// Fields were filled or annotations added later, which the document permits.
    VisibleChange, "visible_change";
    /// Something was changed later that is not permitted.
    ForbiddenChange, "forbidden_change";
    /// Bytes follow the signed part which no revision accounts for.
    UnaccountedBytes, "unaccounted_bytes";
    /// The signature dictionary itself was replaced later.
    SignatureReplaced, "signature_replaced";
    /// The signed bytes were changed.
    DigestMismatch, "digest_mismatch";
    /// The signature value does not fit the certificate's key.
    SignatureWrong, "signature_wrong";
    /// The byte range does not cover what a signature has to cover.
    CoverageWrong, "coverage_wrong";
    /// The signature is empty, damaged or not of its declared kind.
    SignatureUnreadable, "signature_unreadable";
    /// An algorithm or kind of signature that this program does not know.
    AlgorithmUnsupported, "algorithm_unsupported";
    /// The signer's certificate is not in the signature.
    CertificateMissing, "certificate_missing";

    // Keautentikan.
    /// A trusted path, valid and not revoked.
    Trusted, "trusted";
    /// A trusted path, valid; its certificates name no place where their status could be asked.
    TrustedWithoutStatus, "trusted_without_status";
    /// A trusted path, valid; nobody has been asked yet whether a certificate of it was revoked.
    RevocationUnknown, "revocation_unknown";
    /// A trusted path, valid; what says that it was not revoked was signed by somebody whose own certificate ended since, and
    /// nothing proves that it was there before.
    RevocationNotProven, "revocation_not_proven";
    /// All is well with the certificate, but the block on the page names somebody else.
    NameDiffers, "name_differs";
    /// No path leads to a trusted authority.
    IssuerUnknown, "issuer_unknown";
    /// The signature refers to another certificate than the one that came with it.
    CertificateMismatch, "certificate_mismatch";
    /// The certificate expired, and nothing proves that the signature is older.
    Expired, "expired";
    /// As `Expired`; up to its last day the certificate was not revoked.
    ExpiredNotRevoked, "expired_not_revoked";
    /// The certificate had expired at the proven time of the signature.
    ExpiredWhenSigned, "expired_when_signed";
    /// The certificate is not valid yet.
    NotYetValid, "not_yet_valid";
    /// The certificate was revoked before the proven time of the signature.
    Revoked, "revoked";
    /// The certificate is revoked, and nothing proves that the signature is older.
    RevokedWithoutProof, "revoked_without_proof";
    /// A certificate of the path may not be used so.
    ChainConstraint, "chain_constraint";
    /// An algorithm is too weak for the time that is proven.
    AlgorithmWeak, "algorithm_weak";
    /// Made with a practice certificate.
    Practice, "practice";
    /// The signature itself does not hold, so the certificate says nothing.
    SignatureFailed, "signature_failed";

    // Kenirsangkalan; it also takes reasons from above.
    /// A trusted time stamp proves the time.
    TimeProven, "time_proven";
    /// Nothing but the signer's clock says when it was signed.
    TimeNotProven, "time_not_proven";
    /// Time stamps contradict each other.
    TimeStampOrder, "time_stamp_order";
    /// The certificate is not meant for signatures that bind.
    KeyUsageUnsuitable, "key_usage_unsuitable";
    /// It follows from keutuhan, which does not hold.
    IntegrityNotProven, "integrity_not_proven";
    /// It follows from keautentikan, which is not proven.
    IdentityNotProven, "identity_not_proven";
}
