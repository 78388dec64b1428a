//! The signer's certificate: reference, path, validity, status, usage, algorithms (EN 319 102-1 §5.2.3, §5.2.6, §5.2.8).

use pki::path::PathProblem;
use pki::tsp::AuthorityUsage;

use super::super::facts::{Kind, SubFilter};
use super::super::status::PathStatus;
use super::super::verdict::SubIndication::{
    CertificateChainGeneralFailure, ChainConstraintsFailure, CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe, Expired, NoCertificateChainFound, NotYetValid, OutOfBoundsNoPoe,
    OutOfBoundsNotRevoked, RevocationOutOfBoundsNoPoe, Revoked, RevokedCaNoPoe, RevokedNoPoe,
    SigConstraintsFailure, TryLater,
};
use super::{Assessment, FAILED, Finding, NOT_DONE, PASSED, Rule, WARNING, failed, not_done};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "certificate_reference",
        clause: "RFC 5035 5.4, EN 319 142-1 6.3",
        look: |a| {
            a.certificate()?;
            match (a.container?.certificate_reference, &a.signature.sub_filter) {
                (Some(true), _) => PASSED,
                (Some(false), _) => failed(SigConstraintsFailure),
                (None, SubFilter::CadesDetached) => WARNING,
                (None, _) => None,
            }
        },
    },
    Rule {
        id: "name_shown",
        clause: "docs/verdicts.md",
        look: |a| if a.signature.names_signer? { PASSED } else { WARNING },
    },
    Rule {
        id: "no_practice_key",
        clause: "docs/verdicts.md",
        look: |a| {
            a.certificate()?;
            if a.practice { failed(NoCertificateChainFound) } else { PASSED }
        },
    },
    Rule {
        id: "path",
        clause: "RFC 5280 6.1, EN 319 102-1 5.2.6",
        look: |a| {
            a.certificate()?;
            match a.path_problem() {
                None => PASSED,
                Some(PathProblem::Expired { .. } | PathProblem::NotYetValid { .. }) => PASSED,
                Some(PathProblem::Constraint(_)) => failed(ChainConstraintsFailure),
                Some(PathProblem::NoPath { .. }) => not_done(NoCertificateChainFound),
                Some(_) => not_done(CertificateChainGeneralFailure),
            }
        },
    },
    Rule {
        id: "validity",
        clause: "EN 319 102-1 5.2.6.4, 5.5.4, 5.6.2",
        look: |a| {
            match a.path_problem() {
                None if a.certificate()?.is_in_validity(a.time()) => PASSED,
                // An anchor that signs itself has no validity of its own in a path; as a signer it has.
                None if a.certificate()?.not_before() > a.time() => too_early(a),
                None => too_late(a),
                Some(PathProblem::Expired { index: 0, .. }) => too_late(a),
                Some(PathProblem::NotYetValid { index: 0, .. }) => too_early(a),
                Some(PathProblem::Expired { .. } | PathProblem::NotYetValid { .. }) => {
                    failed(OutOfBoundsNoPoe)
                }
                Some(_) => NOT_DONE,
            }
        },
    },
    Rule {
        id: "key_usage",
        clause: "RFC 5280 4.2.1.3, EN 319 412-2 4.3.2, RFC 3161 2.3",
        look: |a| {
            let certificate = a.certificate()?;
            if a.signature.kind == Kind::DocumentTimeStamp {
                let usage = AuthorityUsage::of(certificate);
                return if usage.time_stamping { PASSED } else { failed(ChainConstraintsFailure) };
            }
            match certificate.key_usage() {
                None => PASSED,
                Some(usage) if usage.non_repudiation => PASSED,
                Some(_) => failed(ChainConstraintsFailure),
            }
        },
    },
    Rule {
        id: "algorithms",
        clause: "EN 319 102-1 5.2.8, ETSI TS 119 312",
        look: |a| {
            a.certificate()?;
            match (a.algorithms_are_good(), a.proven) {
                (true, _) => PASSED,
                (false, Some(_)) => failed(CryptoConstraintsFailure),
                (false, None) => failed(CryptoConstraintsFailureNoPoe),
            }
        },
    },
    Rule {
        id: "revocation",
        clause: "RFC 5280 6.3, EN 319 102-1 5.2.5, 5.6.2",
        look: |a| {
            if a.practice {
                return None;
            }
            match a.status? {
                PathStatus::Good => PASSED,
                // docs/verdicts.md: before the time stamp in the signature, or with nothing proving that it is older.
                PathStatus::Revoked if a.stamped_when_signed() && a.path().is_some() => failed(Revoked),
                PathStatus::Revoked => failed(RevokedNoPoe),
                PathStatus::CaRevoked => failed(RevokedCaNoPoe),
                PathStatus::NotProven => not_done(RevocationOutOfBoundsNoPoe),
                // EN 319 102-1 §5.2.6.4: a suspension may end. A place to ask means that there may be an answer.
                PathStatus::OnHold | PathStatus::Unknown => not_done(TryLater),
                PathStatus::CannotBeAsked => WARNING,
            }
        },
    },
];

/// A proven time before the first day: for good, whatever proves it (EN 319 102-1 §5.5.4).
fn too_early(a: &Assessment<'_>) -> Option<Finding> {
    failed(if a.proven.is_some() { NotYetValid } else { OutOfBoundsNoPoe })
}

/// Behind the last day: for good when the time stamp in the signature says so, else it may have been made before. That it
/// was revoked is then said by the check of that name.
fn too_late(a: &Assessment<'_>) -> Option<Finding> {
    match a.status {
        _ if a.stamped_when_signed() => failed(Expired),
        // Nobody can speak of the status of an anchor.
        Some(PathStatus::Good) if a.path_problem().is_some() => failed(OutOfBoundsNotRevoked),
        Some(PathStatus::Revoked) => FAILED,
        _ => failed(OutOfBoundsNoPoe),
    }
}
