//! The incremental update with its gap, and the bytes to sign.
//!
//! One signature dictionary, one field merged with its widget, and whatever must list them; nothing else is written
//! (ISO 32000-2 §12.7.5.5, §12.8.1; EN 319 142-1 §6.3).

use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use pdf::Document;
use pdf::append::{Tail, Update};
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::cms;

use super::exact::ExactUpdate;
use super::finish::Prepared;
use super::plan::Plan;
use super::widget;
use crate::byte_range;
use crate::error::Error;

/// Placeholder of each number in `/ByteRange`; ten digits, so that files below 10 GB fit, as in `xref` tables.
const PLACEHOLDER: i64 = 9_999_999_999;

/// Room in `/Contents` beside the certificates, in bytes: signature value (at most 512), signed attributes (about
/// 200), names, and a margin for what CMS writers differ in.
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
    let update = Update::new(document).map_err(|_| Error::PlanOutdated)?;
    let mut update = ExactUpdate::new(update, view.clone());
    let room = ROOM.saturating_add(chain.iter().map(|certificate| certificate.der().len()).sum());
    let signature = update.add(Object::Dictionary(signature_dictionary(plan, signer, now, room)));
    widget::write(&mut update, &view, plan, signature)?;
    let Tail { mut bytes, offset, spans } = update.finish(seed)?;

    let span = spans.get(&signature).ok_or(Error::Placeholder)?;
    let contents = patch(&mut bytes, offset, span)?;

    let mut hasher = Digest::Sha256.hasher();
    byte_range::feed(document.source().as_ref(), 0..offset, &mut |piece| hasher.update(piece))?;
    hasher.update(bytes.get(..contents.start).ok_or(Error::Placeholder)?);
    hasher.update(bytes.get(contents.end..).ok_or(Error::Placeholder)?);
    let digest: [u8; 32] = hasher.finalize().try_into().map_err(|_| Error::Placeholder)?;
    let attributes = cms::build::signed_attributes(&digest, signer);
    Ok(Prepared::new(document.source().clone(), offset, bytes, contents, attributes, chain.to_vec()))
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
        "ByteRange" => vec![
            Object::Integer(0),
            Object::Integer(PLACEHOLDER),
            Object::Integer(PLACEHOLDER),
            Object::Integer(PLACEHOLDER),
        ],
        "Contents" => Object::String(vec![0; room], StringFormat::Hexadecimal),
        "M" => Object::String(date(now).into_bytes(), StringFormat::Literal),
    };
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

/// Writes the numbers of `/ByteRange` and gives the place of `/Contents` with its `<` and `>`, both in `tail`.
///
/// Only the object at `span` (absolute) is looked at: an older signature may hold the same placeholder.
fn patch(tail: &mut [u8], offset: u64, span: &Range<u64>) -> Result<Range<usize>, Error> {
    let inside = |at: u64| at.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
    let (start, end) = inside(span.start).zip(inside(span.end)).ok_or(Error::Placeholder)?;
    let total = offset.checked_add(tail.len().try_into().map_err(|_| Error::Placeholder)?);
    let object = tail.get_mut(start..end).ok_or(Error::Placeholder)?;

    let contents = value(object, b"/Contents", b'<', b'>').ok_or(Error::Placeholder)?;
    let absolute = |place: usize| span.start.checked_add(u64::try_from(place).ok()?);
    let (gap, resume) = absolute(contents.start).zip(absolute(contents.end)).ok_or(Error::Placeholder)?;
    let rest = total.and_then(|total| total.checked_sub(resume)).ok_or(Error::Placeholder)?;

    let place = value(object, b"/ByteRange", b'[', b']').ok_or(Error::Placeholder)?;
    let numbers = format!("[0 {gap} {resume} {rest}");
    let room = object.get_mut(place).ok_or(Error::Placeholder)?;
    // The bracket keeps its place, spaces fill up.
    let (_, digits) = room.split_last_mut().ok_or(Error::Placeholder)?;
    digits.fill(b' ');
    digits.get_mut(..numbers.len()).ok_or(Error::Placeholder)?.copy_from_slice(numbers.as_bytes());
    Ok(start.saturating_add(contents.start)..start.saturating_add(contents.end))
}

/// Place of the first value behind `key`, from `open` to `close`.
fn value(object: &[u8], key: &[u8], open: u8, close: u8) -> Option<Range<usize>> {
    let key = object.windows(key.len()).position(|window| window == key)?.checked_add(key.len())?;
    let start = key.checked_add(object.get(key..)?.iter().position(|byte| *byte == open)?)?;
    let length = object.get(start..)?.iter().position(|byte| *byte == close)?;
    Some(start..start.checked_add(length)?.checked_add(1)?)
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

    #[test]
    fn byte_range_is_patched_in_its_own_object_only() {
        let old = b"/ByteRange [0 9999999999 9999999999 9999999999] /Contents <00>\n".to_vec();
        let new = b"7 0 obj <</ByteRange[0 9999999999 9999999999 9999999999]/Contents<0000>>> endobj EOF";
        let mut tail = [old.as_slice(), new].concat();
        let offset = 1000;
        let start = offset + old.len() as u64;
        let gap = patch(&mut tail, offset, &(start..start + 79)).unwrap();
        assert_eq!(&tail[gap.clone()], b"<0000>");
        assert_eq!(&tail[..old.len()], old);
        let (from, to, end) = (1000 + gap.start, 1000 + gap.end, 1000 + tail.len());
        let text = String::from_utf8(tail).unwrap();
        let numbers = format!("[0 {from} {to} {}", end - to);
        assert!(text.contains(&format!("/ByteRange{numbers:<35}]/Contents<0000>>>")), "{text}");
    }
}
