//! The answer of a time-stamp authority (TimeStampResp, RFC 3161 §2.4.2), checked against the question as §2.2 asks: every
//! way in which it can be wrong has a name, because a person must know whether to try again, to choose another authority
//! or to tell somebody.

use chrono::{DateTime, TimeDelta, Utc};
use const_oid::ObjectIdentifier;

use super::{AuthorityUsage, TimeStampToken};
use crate::algorithm::{self, Digest, Strength};
use crate::cert::Certificate;
use crate::cms::SignatureOutcome;
use crate::der::{self, Reader, Tlv};
use crate::path::{self, PathPolicy, PathProblem, VerifiedPath};
use crate::trust::{Purpose, TrustStore};
use crate::{Error, oid};

/// What was asked, and whom to believe.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Digest algorithm of the imprint.
    pub digest: Digest,
    /// The imprint that was sent.
    pub imprint: &'a [u8],
    /// The nonce that was sent, as given to [`super::request`].
    pub nonce: &'a [u8],
    /// The policy that was asked for, if any.
    pub policy: Option<ObjectIdentifier>,
    /// Anchors; those that are trusted for time stamps count.
    pub store: &'a TrustStore,
    /// Further certificates that may lead to an anchor.
    pub certificates: &'a [Certificate],
    /// The computer's clock when the answer came.
    pub now: DateTime<Utc>,
}

/// A token that answers the question and is signed by an authority that is trusted for it; nothing else makes one.
#[derive(Clone, Debug)]
pub struct Stamp {
    token: TimeStampToken,
    path: VerifiedPath,
    ahead: TimeDelta,
}

impl Stamp {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &TimeStampToken {
        &self.token
    }

    /// The token's bytes, for a signature or a document.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.token.der()
    }

    /// From the authority's certificate to the anchor, valid at genTime. Whether it was revoked is still to be asked.
    #[must_use]
    pub fn path(&self) -> &VerifiedPath {
        &self.path
    }

    /// How far the authority's clock is ahead of the computer's (negative: behind), the way of the answer included. No
    /// verdict: §2.2 is content with the nonce, but a large difference means that one of the two clocks is wrong
    /// ([`crate::clock`]).
    #[must_use]
    pub fn ahead(&self) -> TimeDelta {
        self.ahead
    }
}

/// PKIFailureInfo (RFC 3161 §2.4.2): why the authority refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the standard's names
#[non_exhaustive]
pub enum Failure {
    BadAlg,
    BadRequest,
    BadDataFormat,
    TimeNotAvailable,
    UnacceptedPolicy,
    UnacceptedExtension,
    AddInfoNotAvailable,
    SystemFailure,
}

/// The bits of PKIFailureInfo that §2.4.2 defines.
const FAILURES: [(usize, Failure); 8] = [
    (0, Failure::BadAlg),
    (2, Failure::BadRequest),
    (5, Failure::BadDataFormat),
    (14, Failure::TimeNotAvailable),
    (15, Failure::UnacceptedPolicy),
    (16, Failure::UnacceptedExtension),
    (17, Failure::AddInfoNotAvailable),
    (25, Failure::SystemFailure),
];

/// Why the signer of a token cannot be relied upon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerProblem {
    /// Not exactly one signer (RFC 3161 §2.4.2).
    NotOne,
    /// Its certificate did not come along although it was asked for (§2.4.1, certReq).
    CertificateMissing,
    /// No ESS attribute names the certificate (§2.4.2, RFC 5816 §2.2.1): it could be replaced by another one of the same
    /// key.
    CertificateNotNamed,
    /// The ESS attribute names another certificate.
    OtherCertificate,
    /// The certificate is not for time stamps alone, or does not say so critically (§2.3).
    Usage(AuthorityUsage),
    /// Its key usage allows no signatures over data (RFC 5280 §4.2.1.3).
    KeyUsage,
    /// No valid path to an anchor that is trusted for time stamps.
    Path(PathProblem),
    /// Its algorithms were broken at the time that the token states.
    Broken,
}

/// Why an answer is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StampError {
    /// It is no TimeStampResp, or the token in it cannot be read.
    #[error("malformed: {0}")]
    Malformed(Error),
    /// The authority refused (PKIStatus 2 to 5, §2.4.2).
    #[error("refused: status {status}, {failure:?}")]
    Refused {
        /// PKIStatus.
        status: u64,
        /// Why, if it says so in a way that §2.4.2 defines.
        failure: Option<Failure>,
    },
    /// Granted, but without a token.
    #[error("no token")]
    NoToken,
    /// The token has no nonce or that of another question: an old answer, or one meant for somebody else.
    #[error("nonce mismatch")]
    NonceMismatch,
    /// Something else was stamped.
    #[error("imprint mismatch")]
    ImprintMismatch,
    /// Made under another policy than the one asked for.
    #[error("policy mismatch: {got}")]
    PolicyMismatch {
        /// The token's.
        got: ObjectIdentifier,
    },
    /// A critical extension of the token is not understood.
    #[error("unknown critical extension {oid}")]
    UnknownExtension {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
    /// The signer cannot be relied upon.
    #[error("signer unusable: {0:?}")]
    SignerUnusable(SignerProblem),
    /// The token's signature does not belong to its content and its signer's key.
    #[error("signature invalid")]
    SignatureInvalid,
    /// The token's signature is of an algorithm that is not known.
    #[error("unsupported algorithm {oid}")]
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
}

/// Reads a TimeStampResp and checks it against the question (RFC 3161 §2.2). In this order: status, what was stamped,
/// nonce, policy, who signed, and with what right. The path is looked for at the time that the token states, so that a
/// wrong computer clock does not make a good token bad; the difference is [`Stamp::ahead`].
///
/// # Errors
/// [`StampError`], the first thing found wrong.
pub fn response(bytes: &[u8], asked: &Asked<'_>) -> Result<Stamp, StampError> {
    let token = granted(bytes)?;
    // §2.4.2: "The messageImprint MUST have the same value as the similar field in TimeStampReq".
    if token.imprint_digest() != Some(asked.digest) || token.imprint() != asked.imprint {
        return Err(StampError::ImprintMismatch);
    }
    // §2.4.2: "The nonce field MUST be present if it was present in the TimeStampReq. In such a case it MUST equal".
    let sent = der::write_unsigned(asked.nonce);
    let sent = Reader::new(&sent).any().map(|nonce| nonce.content).unwrap_or_default();
    if token.nonce().map(crate::crl::shortest) != Some(sent) {
        return Err(StampError::NonceMismatch);
    }
    if asked.policy.is_some_and(|policy| policy != token.policy()) {
        return Err(StampError::PolicyMismatch { got: token.policy() });
    }
    if let Some(oid) = token.unknown_critical_extension() {
        return Err(StampError::UnknownExtension { oid });
    }
    let path = signer(&token, asked)?;
    let ahead = token.gen_time() - asked.now;
    Ok(Stamp { token, path, ahead })
}

/// The token of an answer that grants one.
fn granted(bytes: &[u8]) -> Result<TimeStampToken, StampError> {
    let malformed = |structure| StampError::Malformed(Error::Malformed { structure });
    let whole = der::normalise(bytes).map_err(StampError::Malformed)?;
    let mut fields =
        Reader::new(&whole).expect(der::SEQUENCE, "TimeStampResp").map_err(StampError::Malformed)?.reader();
    let info = fields.expect(der::SEQUENCE, "PKIStatusInfo").map_err(StampError::Malformed)?;
    let (status, failure) = status(&info).map_err(StampError::Malformed)?;
    if status > 1 {
        return Err(StampError::Refused { status, failure });
    }
    // granted or grantedWithMods: what was changed shows when the token is compared with the question
    if fields.is_empty() {
        return Err(StampError::NoToken);
    }
    let token = fields.any().map_err(|_| malformed("timeStampToken"))?;
    TimeStampToken::parse(token.raw).map_err(StampError::Malformed)
}

/// PKIStatusInfo.
fn status(info: &Tlv<'_>) -> Result<(u64, Option<Failure>), Error> {
    let mut fields = info.reader();
    let status = fields.expect(der::INTEGER, "PKIStatus")?;
    let status = der::unsigned(status.content).ok_or(Error::Malformed { structure: "PKIStatus" })?;
    fields.optional(der::SEQUENCE)?; // statusString: words of a stranger
    let failure = fields.optional(der::BIT_STRING)?.and_then(|bits| {
        // The first content octet counts unused bits.
        let bit = |n: usize| bits.content.get(1 + n / 8).is_some_and(|octet| octet & (0x80 >> (n % 8)) != 0);
        FAILURES.iter().find(|(n, _)| bit(*n)).map(|(_, failure)| *failure)
    });
    Ok((status, failure))
}

/// Who signed the token, with a valid path.
fn signer(token: &TimeStampToken, asked: &Asked<'_>) -> Result<VerifiedPath, StampError> {
    let unusable = |problem| Err(StampError::SignerUnusable(problem));
    let Some(info) = token.signer() else { return unusable(SignerProblem::NotOne) };
    let Some((certificate, outcome)) = token.verify_signature(asked.certificates) else {
        return unusable(SignerProblem::CertificateMissing);
    };
    match outcome.signature {
        SignatureOutcome::Unsupported { oid } => return Err(StampError::Unsupported { oid }),
        // RFC 5652 §11.1: content-type is a signed attribute and names the content.
        _ if !outcome.is_good() || info.content_type() != Some(oid::TST_INFO) => {
            return Err(StampError::SignatureInvalid);
        }
        _ => {}
    }
    match info.signing_certificate_matches(&certificate) {
        Some(true) => {}
        Some(false) => return unusable(SignerProblem::OtherCertificate),
        None => return unusable(SignerProblem::CertificateNotNamed),
    }
    let usage = AuthorityUsage::of(&certificate);
    if !usage.conforms() {
        return unusable(SignerProblem::Usage(usage));
    }
    if certificate.key_usage().is_some_and(|usage| !usage.digital_signature && !usage.non_repudiation) {
        return unusable(SignerProblem::KeyUsage);
    }
    let broken = |strength| matches!(strength, Strength::Broken { .. });
    if info.scheme().is_ok_and(|s| broken(algorithm::strength(s, certificate.key(), token.gen_time())))
        || broken(algorithm::digest_strength(asked.digest, token.gen_time()))
    {
        return unusable(SignerProblem::Broken);
    }
    let candidates: Vec<Certificate> =
        token.signed_data().certificates().iter().chain(asked.certificates).cloned().collect();
    let policy = PathPolicy { purpose: Purpose::TimeStamping, ..PathPolicy::default() };
    path::find_with(&certificate, &candidates, asked.store, token.gen_time(), &policy)
        .map_err(|problem| StampError::SignerUnusable(SignerProblem::Path(problem)))
}
