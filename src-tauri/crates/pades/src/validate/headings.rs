//! Keautentikan and kenirsangkalan: one state and one reason each, in step with the sub-indication, so that the worst of
//! the headings is the verdict of the signature.

use pki::path::PathProblem;

use super::assess::Assessment;
use super::report::{Heading, Reason};
use super::status::PathStatus;
use super::verdict::{SubIndication, Verdict};

/// Whose certificate, trusted and valid? `sub_indication` is that of the whole signature.
pub(super) fn authenticity(assessment: &Assessment<'_>, sub_indication: Option<SubIndication>) -> Heading {
    use SubIndication as S;
    let Some(sub) = sub_indication else {
        let reason = if assessment.status == Some(PathStatus::Good) {
            Reason::Trusted
        } else {
            Reason::TrustedWithoutStatus
        };
        return Heading { state: Verdict::Valid, reason };
    };
    let reason = match sub {
        // Without a signature that holds the certificate beside it says nothing.
        S::FormatFailure | S::HashFailure | S::SigCryptoFailure | S::SignedDataNotFound => {
            return Heading { state: Verdict::NotCheckable, reason: Reason::SignatureFailed };
        }
        // These two speak of the proof, not of the person.
        S::TimestampOrderFailure => return Heading { state: Verdict::Valid, reason: Reason::Trusted },
        S::ChainConstraintsFailure if assessment.path().is_some() => {
            return Heading { state: Verdict::Valid, reason: Reason::Trusted };
        }
        S::Revoked => Reason::Revoked,
        S::RevokedNoPoe | S::RevokedCaNoPoe => Reason::RevokedWithoutProof,
        S::Expired => Reason::ExpiredWhenSigned,
        S::NotYetValid => Reason::NotYetValid,
        S::RevocationOutOfBoundsNoPoe => Reason::RevocationNotProven,
        S::OutOfBoundsNotRevoked => Reason::ExpiredNotRevoked,
        S::OutOfBoundsNoPoe => match assessment.path_problem() {
            Some(PathProblem::NotYetValid { .. }) => Reason::NotYetValid,
            _ => Reason::Expired,
        },
        S::SigConstraintsFailure => Reason::CertificateMismatch,
        S::ChainConstraintsFailure | S::CertificateChainGeneralFailure => Reason::ChainConstraint,
        S::CryptoConstraintsFailure | S::CryptoConstraintsFailureNoPoe => Reason::AlgorithmWeak,
        S::NoSigningCertificateFound => Reason::CertificateMissing,
        S::NoCertificateChainFound if assessment.practice => Reason::Practice,
        S::NoCertificateChainFound => Reason::IssuerUnknown,
        S::TryLater => Reason::RevocationUnknown,
        S::Generic | S::PolicyProcessingError | S::SignaturePolicyNotAvailable => {
            Reason::AlgorithmUnsupported
        }
    };
    Heading { state: sub.verdict(), reason }
}

/// Could the signer deny it later?
pub(super) fn non_repudiation(
    assessment: &Assessment<'_>,
    integrity: Heading,
    authenticity: Heading,
    sub_indication: Option<SubIndication>,
) -> Heading {
    let heading = |state, reason| Heading { state, reason };
    match integrity.state {
        Verdict::Invalid => return heading(Verdict::Invalid, Reason::IntegrityNotProven),
        Verdict::NotCheckable => return heading(Verdict::NotCheckable, Reason::IntegrityNotProven),
        // The signer is bound to what was signed, whatever was added since.
        Verdict::NeedsAttention | Verdict::Valid | Verdict::NoSignature => {}
    }
    if assessment.practice {
        return heading(Verdict::NotCheckable, Reason::Practice);
    }
    if authenticity.state != Verdict::Valid {
        return heading(authenticity.state, Reason::IdentityNotProven);
    }
    match sub_indication {
        Some(sub @ SubIndication::TimestampOrderFailure) => heading(sub.verdict(), Reason::TimeStampOrder),
        Some(sub) => heading(sub.verdict(), Reason::KeyUsageUnsuitable),
        None if assessment.proven.is_some() => heading(Verdict::Valid, Reason::TimeProven),
        None => heading(Verdict::Valid, Reason::TimeNotProven),
    }
}
