//! Keutuhan: is what is seen what was signed? Broken before changed before not checkable before visible.

use super::assess::Assessment;
use super::facts::{CoverageFault, Envelope, Finding, SignatureFacts};
use super::report::{Heading, Reason};
use super::verdict::IntegrityDetail;
use crate::byte_range::Fault;
use crate::diff::{Attack, ChangeLevel};

/// The detail and its heading.
pub(super) fn of(assessment: &Assessment<'_>) -> (IntegrityDetail, Heading) {
    let (detail, reason) = detail(assessment);
    (detail, Heading { state: detail.verdict(), reason })
}

fn detail(assessment: &Assessment<'_>) -> (IntegrityDetail, Reason) {
    use IntegrityDetail as D;
    let signature = assessment.signature;
    let container = match &signature.envelope {
        Envelope::Empty | Envelope::Unreadable => return (D::Broken, Reason::SignatureUnreadable),
        Envelope::UnknownKind => return (D::NotCheckable, Reason::AlgorithmUnsupported),
        Envelope::Read(container) => container,
    };
    if !signature.coverage.faults.is_empty() {
        return (D::Broken, Reason::CoverageWrong);
    }
    if container.signers != 1 || container.foreign_content.is_some() {
        return (D::Broken, Reason::SignatureUnreadable);
    }
    if container.digest == Finding::Fails {
        return (D::Broken, Reason::DigestMismatch);
    }
    if container.signature == Finding::Fails {
        return (D::Broken, Reason::SignatureWrong);
    }
    let level = signature.changes.as_ref().map_or(ChangeLevel::None, |changes| changes.level);
    if signature.replaced {
        return (D::Changed, Reason::SignatureReplaced);
    }
    if signature.unaccounted.is_some() {
        return (D::Changed, Reason::UnaccountedBytes);
    }
    if level == ChangeLevel::Forbidden {
        return (D::Changed, Reason::ForbiddenChange);
    }
    if container.certificate.is_none() {
        return (D::NotCheckable, Reason::CertificateMissing);
    }
    if !(container.digest.holds() && container.signature.holds() && container.announced_digest) {
        return (D::NotCheckable, Reason::AlgorithmUnsupported);
    }
    // Without usable cross-reference data the revisions are guessed; what another reader takes for the newest one is not
    // known then.
    if assessment.facts.rebuilt && !signature.coverage.whole_file {
        return (D::NotCheckable, Reason::UnaccountedBytes);
    }
    match level {
        ChangeLevel::None => (D::Intact, Reason::Unchanged),
        ChangeLevel::Allowed => (D::ChangedAllowed, Reason::OnlyValidationData),
        ChangeLevel::Visible => (D::ChangedVisible, Reason::VisibleChange),
        ChangeLevel::Forbidden => (D::Changed, Reason::ForbiddenChange),
    }
}

/// Known attacks that the signature itself or what came later has the shape of, each once.
pub(super) fn attacks(signature: &SignatureFacts) -> Vec<Attack> {
    let frame = signature.coverage.faults.iter().filter_map(|fault| match fault {
        CoverageFault::Missing
        | CoverageFault::Range(Fault::EmptyPiece | Fault::NotFourIntegers | Fault::Negative) => {
            Some(Attack::UniversalForgery)
        }
        CoverageFault::ForeignGap | CoverageFault::Gap(_) | CoverageFault::DuplicateKey => {
            Some(Attack::SignatureWrapping)
        }
        _ => None,
    });
    let empty = matches!(signature.envelope, Envelope::Empty).then_some(Attack::UniversalForgery);
    let appended = signature.unaccounted.is_some().then_some(Attack::IncrementalSaving);
    let later =
        signature.changes.iter().flat_map(|changes| &changes.items).filter_map(|change| change.attack);
    let mut found: Vec<Attack> = frame.chain(empty).chain(appended).chain(later).collect();
    found.sort_unstable();
    found.dedup();
    found
}
