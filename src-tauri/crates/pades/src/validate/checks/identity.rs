//! The signer's certificate: reference, path, validity, status, usage, algorithms (EN 319 102-1 §5.2.3, §5.2.6, §5.2.8).

use pki::path::PathProblem;
use pki::tsp::AuthorityUsage;

use super::super::facts::{Kind, SubFilter};
use super::super::status::PathStatus;
use super::super::verdict::SubIndication::{
    CertificateChainGeneralFailure, ChainConstraintsFailure, CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe, Expired, NoCertificateChainFound, NotYetValid, OutOfBoundsNoPoe, Revoked,
    RevokedCaNoPoe, RevokedNoPoe, SigConstraintsFailure, TryLater,
};
use super::{NOT_DONE, PASSED, Rule, WARNING, failed, not_done};

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
        clause: "EN 319 102-1 5.2.6.4, 5.5.4",
        look: |a| {
            let proven = a.proven.is_some();
            match a.path_problem() {
                None if a.certificate()?.is_in_validity(a.time()) => PASSED,
                // An anchor that signs itself has no validity of its own in a path; as a signer it has.
                None if a.certificate()?.not_before() > a.time() => outside(proven, NotYetValid),
                None => outside(proven, Expired),
                Some(PathProblem::Expired { index: 0, .. }) => outside(proven, Expired),
                Some(PathProblem::NotYetValid { index: 0, .. }) => outside(proven, NotYetValid),
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
        clause: "RFC 5280 6.3, EN 319 102-1 5.2.5",
        look: |a| {
            a.path()?;
            match (a.status?, a.proven) {
                (PathStatus::Good, _) => PASSED,
                // docs/verdicts.md: before the proven time, or with nothing proving that the signature is older.
                (PathStatus::Revoked, Some(_)) => failed(Revoked),
                (PathStatus::Revoked, None) => failed(RevokedNoPoe),
                (PathStatus::CaRevoked, _) => failed(RevokedCaNoPoe),
                // EN 319 102-1 §5.2.6.4: a suspension may end. A place to ask means that there may be an answer.
                (PathStatus::OnHold | PathStatus::Unknown, _) => not_done(TryLater),
                (PathStatus::CannotBeAsked, _) => WARNING,
            }
        },
    },
];

/// Outside the validity: for good when the time is proven, else it may have been inside (EN 319 102-1 §5.5.4).
const fn outside(proven: bool, for_good: super::SubIndication) -> Option<super::Finding> {
    if proven { failed(for_good) } else { failed(OutOfBoundsNoPoe) }
}
