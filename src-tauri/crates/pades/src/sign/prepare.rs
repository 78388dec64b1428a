//! The incremental update with its gap, and the bytes to sign.
//!
//! One signature dictionary, one field merged with its widget, and whatever must list them; nothing else is written
//! (ISO 32000-2 §12.7.5.5, §12.8.1; EN 319 142-1 §6.3).

use chrono::{DateTime, FixedOffset};
use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use pdf::Document;
use pdf::append::Update;
use pki::cert::Certificate;
use pki::cms;

use super::finish::Prepared;
use super::gap::{self, Gap};
use super::plan::Plan;
use super::{pages, references, widget};
use crate::error::Error;

/// Room in `/Contents` beside the certificates and the time stamp, in bytes: signature value (at most 512), signed
/// attributes (about 200), names, and a margin for what CMS writers differ in.
const ROOM: usize = 6 * 1024;

/// Writes the update for `plan` and computes the digest of everything but the gap.
///
/// `chain` begins with the signer's certificate and may hold its issuers; all of it goes into the signature. `now` is
/// the claimed time `/M` with its zone, `seed` makes the second `/ID` new.
///
/// # Errors
/// [`Error::PlanOutdated`] when `document` or the first certificate is not what was planned with; otherwise reading,
/// writing or encoding errors.
pub fn prepare(
    document: &Document,
    plan: &Plan,
    chain: &[Certificate],
    now: DateTime<FixedOffset>,
    seed: [u8; 16],
) -> Result<Prepared, Error> {
    let signer = chain.first().ok_or(Error::PlanOutdated)?;
    if signer.der() != plan.certificate.der() || document.source().len() != plan.length {
        return Err(Error::PlanOutdated);
    }
    let view = document.latest();
    let mut update = Update::new(document).map_err(|_| Error::PlanOutdated)?;
    let certificates = chain.iter().map(|certificate| certificate.der().len()).sum();
    let room = ROOM.saturating_add(certificates).saturating_add(plan.stamp_room);
    let mut dictionary = signature_dictionary(plan, signer, now, room);
    let catalog = view.catalog_id().ok_or(pdf::Error::Unexpected { expected: "catalog" })?;
    let references = references::references(plan.certify, plan.lock.as_ref(), catalog);
    if !references.is_empty() {
        dictionary.set("Reference", references);
    }
    let signature = update.add(Object::Dictionary(dictionary));
    if plan.certify.is_some() {
        references::grant(&mut update, catalog, signature)?;
    }
    pages::write(&mut update, &view, plan)?;
    widget::write(&mut update, &view, plan, signature)?;
    let gap = Gap::new(document.source(), update.finish(seed)?, signature)?;
    let attributes = cms::build::signed_attributes(gap.digest(), signer);
    Ok(Prepared::new(gap, attributes, chain.to_vec()))
}

/// ISO 32000-2 Table 255; `/ByteRange` and `/Contents` come before anything that could look like them.
fn signature_dictionary(
    plan: &Plan,
    signer: &Certificate,
    now: DateTime<FixedOffset>,
    room: usize,
) -> Dictionary {
    let mut signature = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        // EN 319 142-1 §6.3: the sub-filter of PAdES baseline signatures.
        "SubFilter" => "ETSI.CAdES.detached",
    };
    gap::reserve(&mut signature, room);
    signature.set("M", Object::String(date(now).into_bytes(), StringFormat::Literal));
    if let Some(name) = signer.subject().common_name() {
        signature.set("Name", text_string(name));
    }
    if let Some(reason) = &plan.reason {
        signature.set("Reason", text_string(reason));
    }
    if let Some(location) = &plan.location {
        signature.set("Location", text_string(location));
    }
    signature.set("Prop_Build", dictionary! { "App" => dictionary! { "Name" => "Absah" } });
    signature
}

/// ISO 32000-2 §7.9.4, with the zone.
fn date(time: DateTime<FixedOffset>) -> String {
    let zone = time.format("%:z").to_string().replace(':', "'");
    format!("D:{}{zone}'", time.format("%Y%m%d%H%M%S"))
}

/// ISO 32000-2 §7.9.2.2: ASCII as it is, everything else as UTF-16BE.
pub(super) fn text_string(text: &str) -> Object {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// The reference of an object.
pub(super) const fn reference(id: ObjectId) -> Object {
    Object::Reference(id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    #[test]
    fn date_carries_the_zone() {
        let time = DateTime::parse_from_rfc3339("2026-11-22T09:12:05+08:00").unwrap();
        assert_eq!(date(time), "D:20261122091205+08'00'");
    }

    #[test]
    fn text_outside_ascii_is_utf_16() {
        assert_eq!(text_string("Denpasar").as_str().unwrap(), b"Denpasar");
        assert_eq!(text_string("É").as_str().unwrap(), [0xFE, 0xFF, 0, 0xC9]);
    }
}
