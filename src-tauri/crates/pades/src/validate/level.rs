//! The PAdES baseline level by what the file holds (EN 319 142-1 §6), whether or not it can be trusted.

use super::assess::Assessment;
use super::facts::{Envelope, Kind, SubFilter};
use super::report::Level;

pub(super) fn of(assessment: &Assessment<'_>) -> Option<Level> {
    let signature = assessment.signature;
    let container = assessment.container?;
    // EN 319 142-1 §6.3: CAdES, signed attributes with a reference to the certificate, no content of its own.
    let basic = signature.kind == Kind::Signature
        && signature.sub_filter == SubFilter::CadesDetached
        && container.signed_attributes
        && container.certificate_reference == Some(true)
        && container.foreign_content.is_none()
        && container.signers == 1;
    let revision = signature.coverage.revision?;
    if !basic {
        return None;
    }
    let document_stamps: Vec<usize> = assessment
        .facts
        .signatures
        .iter()
        .filter(|other| other.kind == Kind::DocumentTimeStamp && matches!(other.envelope, Envelope::Read(_)))
        .filter_map(|other| other.coverage.revision)
        .filter(|stamp| *stamp > revision)
        .collect();
    let stamped = container.time_stamps.iter().any(|stamp| stamp.imprint.holds());
    if !stamped && document_stamps.is_empty() {
        return Some(Level::BB);
    }
    let store = assessment.facts.store.as_ref();
    let stores: Vec<usize> = store
        .filter(|store| !store.certificates.is_empty() && store.crls + store.ocsps > 0)
        .map(|store| store.revisions.iter().copied().filter(|set| *set >= revision).collect())
        .unwrap_or_default();
    let Some(first) = stores.iter().min() else { return Some(Level::BT) };
    let archived = document_stamps.iter().any(|stamp| stamp >= first);
    Some(if archived { Level::BLTA } else { Level::BLT })
}
