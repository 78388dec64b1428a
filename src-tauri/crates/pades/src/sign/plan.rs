//! Everything that can fail without a card, found before a PIN is asked.
//!
//! Not here: whether the certificate is trusted or revoked, and whether earlier signatures are intact; callers ask
//! `validate` and `pki` and show that beside the warnings.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Object, ObjectId};
use pdf::form::{self, Field};
use pdf::page::{Geometry, Rect, Rotation};
use pdf::{Conformance, Document, NotAppendable, OpenedAs, View};
use pki::algorithm::{Curve, KeyKind};
use pki::cert::Certificate;
use pki::cms;

use super::appearance::{self, Layout, Palette, TooSmall};
use super::finish::stamp_room;
use super::locks::{Locks, dictionary};
use super::pages::Notice;
use super::references::{Certify, Lock};
use super::seed::{Condition, Seed};
use super::{Place, Request};
use crate::error::Error;

/// How far a box may reach out of the page by rounding, in user space units; it is cut to the page.
const TOLERANCE: f64 = 1.0;

/// Smallest RSA modulus that may sign, in bits (NIST SP 800-131A Rev. 2 §3).
const SMALLEST_RSA: u32 = 2048;

/// Purposes that are not signing a document (RFC 5280 §4.2.1.12): serverAuth, codeSigning, timeStamping, OCSPSigning.
/// What BSrE writes here is not known, so every other purpose passes.
const OTHER_PURPOSES: [&str; 4] =
    ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"];

/// Why a document is not signed as wanted. Closed: every case has its text and its remedy.
#[derive(Debug)]
pub enum Refusal {
    /// The named field holds a signature already.
    AlreadySigned {
        /// Its full name.
        field: String,
    },
    /// The block does not fit into its box, not even with the smallest readable text.
    BlockTooSmall(TooSmall),
    /// The certificate has expired.
    CertificateExpired {
        /// End of its validity.
        not_after: DateTime<Utc>,
    },
    /// The certificate's key usage is for something else (RFC 5280 §4.2.1.3, §4.2.1.12).
    CertificateNotForSigning,
    /// The certificate is not valid yet.
    CertificateNotYetValid {
        /// Begin of its validity.
        not_before: DateTime<Utc>,
    },
    /// An earlier signature forbids it (ISO 32000-2 §12.8.2.2).
    CertificationForbids {
        /// 1: no change at all. 2 and 3: no new visible field, but an existing or an invisible one.
        level: u8,
    },
    /// An earlier signature locked the field (ISO 32000-2 §12.8.2.4).
    FieldLocked {
        /// Its full name; empty for a new field where all fields are locked.
        field: String,
    },
    /// Only the first signature can certify (ISO 32000-2 §12.8.2.2.1).
    CertifyNotFirst,
    /// The field's author asks for what this signature would not have.
    FieldCondition {
        /// Its full name.
        field: String,
        /// What is asked for.
        condition: Condition,
    },
    /// There is no signature field of that name.
    FieldMissing {
        /// The wanted name.
        field: String,
    },
    /// The key cannot sign here: RSA from 2,048 bits and the NIST curves from P-256 can.
    KeyUnsupported {
        /// What kind it is.
        kind: KeyKind,
    },
    /// The file must be repaired before it is appended to.
    NotAppendable(NotAppendable),
    /// A strip for the notice is not on the page or too small for it.
    NoticeOutside {
        /// Index of the page, from 0.
        page: usize,
    },
    /// There is no such page.
    PageMissing {
        /// The wanted index, from 0.
        page: usize,
        /// Number of pages.
        count: usize,
    },
    /// The document was opened with the user password (or none) and its permissions do not allow signing
    /// (ISO 32000-2 Table 22).
    PermissionForbids,
    /// The box does not lie on the visible page.
    PlaceOutsidePage {
        /// What the reader sees of the page, in default user space.
        visible: Rect,
    },
    /// The document cannot be read as far as signing needs.
    Unreadable(Error),
    /// An XFA form: a viewer shows the form data, not the pages that would be signed.
    XfaForm,
}

/// What the signer should know before going on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The block shows a replacement for characters that its fonts cannot draw.
    CharactersReplaced {
        /// These characters.
        characters: BTreeSet<char>,
    },
    /// The document is signed already; pages stay as they are.
    EarlierSignatures {
        /// How often.
        count: usize,
    },
    /// The signature locks fields, as the field's author or the request wants it (ISO 32000-2 §12.7.5.5).
    LocksFields,
    /// The certificate has a key usage without nonRepudiation (contentCommitment).
    NoNonRepudiation,
}

/// A signature that can be made. Only [`plan`] gives one.
#[derive(Debug)]
pub struct Plan {
    pub(super) target: Target,
    pub(super) layout: Option<Layout>,
    pub(super) text: String,
    /// The practice mark, if pages get it.
    pub(super) page_mark: Option<String>,
    /// The notice, if pages get it.
    pub(super) notice: Option<Notice>,
    pub(super) certify: Option<Certify>,
    pub(super) lock: Option<Lock>,
    pub(super) palette: Palette,
    /// Whether the field gets a place in the document's structure.
    pub(super) tag: bool,
    time_stamp: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) location: Option<String>,
    pub(super) certificate: Certificate,
    /// Length of the document that was looked at.
    pub(super) length: u64,
    /// Room in `/Contents` for a signature time stamp, in bytes.
    pub(super) stamp_room: usize,
    warnings: Vec<Warning>,
}

/// The field that will be signed.
#[derive(Debug)]
pub(super) enum Target {
    New { name: String, page: ObjectId, rect: Rect, rotate: Rotation, user_unit: f64 },
    Existing { name: String, field: ObjectId, widget: Option<ObjectId>, rotate: Rotation, user_unit: f64 },
}

impl Plan {
    /// Full name of the field that will be signed.
    pub fn field_name(&self) -> &str {
        match &self.target {
            Target::New { name, .. } | Target::Existing { name, .. } => name,
        }
    }

    /// How the block will be set; `None` for an invisible signature.
    pub const fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    /// Keeps room for a signature time stamp (level B-T). `expected` is the length in bytes of a token that the same
    /// authority gave for other bytes; more than that is kept free, for what the next one may be longer by.
    pub fn reserve_stamp(&mut self, expected: usize) {
        self.stamp_room = stamp_room(expected);
    }

    /// Whether pages get the notice.
    pub const fn has_notice(&self) -> bool {
        self.notice.is_some()
    }

    /// What may still be changed, when the signature certifies.
    pub const fn certify(&self) -> Option<Certify> {
        self.certify
    }

    /// Whether the field's author requires a time stamp, with the address of an authority or an empty text.
    pub fn time_stamp_required(&self) -> Option<&str> {
        self.time_stamp.as_deref()
    }

    /// What the signer should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

/// Checks whether `request` can be carried out on `document` at the time `now`.
///
/// # Errors
/// The first [`Refusal`] found: the document as a whole, then the certificate, then the place.
pub fn plan(document: &Document, request: &Request, now: DateTime<Utc>) -> Result<Plan, Refusal> {
    document.appendable().map_err(Refusal::NotAppendable)?;
    let view = document.latest();
    if let Some((_, form)) = form::acroform(&view)?
        && form.has(b"XFA")
    {
        return Err(Refusal::XfaForm);
    }
    let fields = form::fields(&view)?;
    let signed = signed_fields(&view, &fields)?;
    let locks = Locks::read(&view, &fields)?;
    if let Some(level @ 1) = locks.level {
        return Err(Refusal::CertificationForbids { level });
    }
    let first = signed == 0;
    let page_mark = request.block.practice.clone().filter(|_| first);
    let notice = request.notice.clone().filter(|notice| first && !notice.strips.is_empty());
    check_permission(document, request, page_mark.is_some() || notice.is_some())?;
    if let Some(notice) = &notice {
        check_notice(&view, notice)?;
    }

    let mut warnings = Vec::new();
    check_certificate(&request.certificate, now, &mut warnings)?;
    if !first {
        warnings.push(Warning::EarlierSignatures { count: signed });
    }

    let mut seed = Seed::default();
    let mut lock = request.lock.then(Lock::all);
    let (target, size) = match &request.place {
        Place::Invisible => (new_field(&view, &fields, 0, None)?, None),
        Place::Page { page, rect } => {
            // ISO 32000-2 §12.8.2.2 permits signing under P 2 and P 3, and pdfsig and qpdf accept a new block. pyHanko's default
            // rule, by its own words stricter than Acrobat's, then calls the certifying signature invalid (docs/levels.md).
            if let Some(level) = locks.level {
                return Err(Refusal::CertificationForbids { level });
            }
            if locks.locks("") {
                return Err(Refusal::FieldLocked { field: String::new() });
            }
            let target = new_field(&view, &fields, *page, Some(*rect))?;
            let size = target.size();
            (target, size)
        }
        Place::Field(name) => {
            let field = empty_field(&view, &fields, &locks, name)?;
            let conditions = Seed::check(&view, field, request)?;
            let refused = |condition| Refusal::FieldCondition { field: name.clone(), condition };
            seed = conditions.map_err(refused)?;
            lock = field_lock(&view, field)?.or(lock).or_else(|| seed.lock.then(Lock::all));
            existing_field(&view, field)?
        }
    };
    let certify = request.certify.or(seed.certify);
    if certify.is_some() && !first {
        return Err(Refusal::CertifyNotFirst);
    }
    if lock.is_some() {
        warnings.push(Warning::LocksFields);
    }
    let layout = match size {
        Some((width, height)) => Some(appearance::layout(&request.block, width, height)?),
        None => None,
    };
    if let Some(layout) = &layout
        && !layout.missing.is_empty()
    {
        warnings.push(Warning::CharactersReplaced { characters: layout.missing.clone() });
    }
    let claims = Conformance::of(&view)?;
    Ok(Plan {
        target,
        layout,
        text: request.block.as_text(),
        page_mark,
        notice,
        certify,
        lock,
        palette: Palette::of(&claims),
        tag: claims.tagged && first,
        time_stamp: seed.time_stamp,
        reason: request.reason.clone(),
        location: request.location.clone(),
        certificate: request.certificate.clone(),
        length: document.source().len(),
        stamp_room: 0,
        warnings,
    })
}

/// Every strip lies on its page and takes the sentence.
fn check_notice(view: &View, notice: &Notice) -> Result<(), Refusal> {
    let pages = view.pages()?;
    for (index, strip) in &notice.strips {
        let outside = Refusal::NoticeOutside { page: *index };
        let Some(page) = pages.get(*index).filter(|page| page.0 != 0) else { return Err(outside) };
        let geometry = Geometry::of(view, *page)?;
        let Ok(rect) = inside(&strip.rect, &geometry.crop) else { return Err(outside) };
        let Some((width, height)) = upright(&rect, geometry.rotate, geometry.user_unit) else {
            return Err(outside);
        };
        let (needed, high) = appearance::notice_size(&notice.text, width, strip.size)?;
        if needed > width + TOLERANCE || high > height + TOLERANCE {
            return Err(outside);
        }
    }
    Ok(())
}

/// What the author of the field wants locked (Table 236). A `/P` there holds for later changes by itself.
fn field_lock(view: &View, field: &Field) -> Result<Option<Lock>, Refusal> {
    let Some(lock) = view.key_dictionary(&field.dict, b"Lock")? else { return Ok(None) };
    let mut fields = Dictionary::new();
    for key in [&b"Action"[..], b"Fields"] {
        let value = view.key(&lock, key)?;
        if !value.is_null() {
            fields.set(key, (*value).clone());
        }
    }
    Ok(fields.has(b"Action").then_some(Lock { fields, level: None }))
}

impl Target {
    /// Width and height of a new field in points, as the reader sees it.
    fn size(&self) -> Option<(f64, f64)> {
        match self {
            Self::New { rect, rotate, user_unit, .. } => upright(rect, *rotate, *user_unit),
            Self::Existing { .. } => None,
        }
    }
}

/// Size of a box in points as the reader sees it; `None` when it has no area.
fn upright(rect: &Rect, rotate: Rotation, user_unit: f64) -> Option<(f64, f64)> {
    let (width, height) = (rect.width() * user_unit, rect.height() * user_unit);
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    Some(match rotate {
        Rotation::R0 | Rotation::R180 => (width, height),
        Rotation::R90 | Rotation::R270 => (height, width),
    })
}

/// Number of signature fields that hold a signature.
fn signed_fields(view: &View, fields: &[Field]) -> Result<usize, Refusal> {
    let mut count = 0;
    for field in fields.iter().filter(|field| field.kind == b"Sig") {
        if dictionary(view, &field.value)?.is_some() {
            count += 1;
        }
    }
    Ok(count)
}

/// ISO 32000-2 Table 22: bit 6 with bit 4 for a new signature field, bit 9 (or 6) for an existing one. The practice
/// mark and the notice change pages, which needs bit 4.
fn check_permission(document: &Document, request: &Request, marks_pages: bool) -> Result<(), Refusal> {
    let Some(encryption) = document.encryption() else { return Ok(()) };
    if encryption.opened_as == OpenedAs::Owner {
        return Ok(());
    }
    let permissions = encryption.permissions;
    let field = match request.place {
        Place::Field(_) => permissions.fill(),
        Place::Invisible | Place::Page { .. } => permissions.annotate() && permissions.modify(),
    };
    if field && (permissions.modify() || !marks_pages) { Ok(()) } else { Err(Refusal::PermissionForbids) }
}

fn check_certificate(
    certificate: &Certificate,
    now: DateTime<Utc>,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now < not_before {
        return Err(Refusal::CertificateNotYetValid { not_before });
    }
    if now > not_after {
        return Err(Refusal::CertificateExpired { not_after });
    }
    if let Some(usage) = certificate.key_usage() {
        if !usage.digital_signature && !usage.non_repudiation {
            return Err(Refusal::CertificateNotForSigning);
        }
        if !usage.non_repudiation {
            warnings.push(Warning::NoNonRepudiation);
        }
    }
    if let Some(extended) = certificate.extended_key_usage()
        && !extended.purposes.is_empty()
        && extended.purposes.iter().all(|purpose| OTHER_PURPOSES.contains(&purpose.to_string().as_str()))
    {
        return Err(Refusal::CertificateNotForSigning);
    }
    let kind = certificate.key().kind;
    if cms::build::scheme_for(certificate.key()).is_none() {
        return Err(Refusal::KeyUnsupported { kind });
    }
    match kind {
        KeyKind::Rsa { bits } if bits >= SMALLEST_RSA => Ok(()),
        KeyKind::Ec(Curve::P256 | Curve::P384 | Curve::P521) => Ok(()),
        kind => Err(Refusal::KeyUnsupported { kind }),
    }
}

/// A new field on the page, visible when there is a box.
fn new_field(view: &View, fields: &[Field], index: usize, rect: Option<Rect>) -> Result<Target, Refusal> {
    let pages = view.pages()?;
    let missing = Refusal::PageMissing { page: index, count: pages.len() };
    // A page written directly into its parent has no reference that /P and /Annots could use.
    let page = *pages.get(index).filter(|page| page.0 != 0).ok_or(missing)?;
    let geometry = Geometry::of(view, page)?;
    let rect = match rect {
        Some(rect) => inside(&rect, &geometry.crop)?,
        None => Rect { x0: 0.0, y0: 0.0, x1: 0.0, y1: 0.0 },
    };
    let (rotate, user_unit) = (geometry.rotate, geometry.user_unit);
    Ok(Target::New { name: free_name(fields), page, rect, rotate, user_unit })
}

/// The box, cut to the visible page where it sticks out by no more than rounding.
pub(super) fn inside(rect: &Rect, visible: &Rect) -> Result<Rect, Refusal> {
    let outside = Refusal::PlaceOutsidePage { visible: *visible };
    let all = [rect.x0, rect.y0, rect.x1, rect.y1];
    if !all.iter().all(|value| value.is_finite()) || rect.x1 <= rect.x0 || rect.y1 <= rect.y0 {
        return Err(outside);
    }
    let cut = Rect {
        x0: rect.x0.max(visible.x0),
        y0: rect.y0.max(visible.y0),
        x1: rect.x1.min(visible.x1),
        y1: rect.y1.min(visible.y1),
    };
    let moved = [cut.x0 - rect.x0, cut.y0 - rect.y0, rect.x1 - cut.x1, rect.y1 - cut.y1];
    if moved.iter().any(|distance| *distance > TOLERANCE) { Err(outside) } else { Ok(cut) }
}

/// The first `SignatureN` that no field uses as its name or the name above it.
fn free_name(fields: &[Field]) -> String {
    let taken: BTreeSet<&str> = fields.iter().filter_map(|field| field.full_name.split('.').next()).collect();
    let mut number = 1_u32;
    loop {
        let name = format!("Signature{number}");
        if !taken.contains(name.as_str()) {
            return name;
        }
        number = number.saturating_add(1);
    }
}

/// The named field, when it can be signed.
fn empty_field<'f>(
    view: &View,
    fields: &'f [Field],
    locks: &Locks,
    name: &str,
) -> Result<&'f Field, Refusal> {
    let field = fields
        .iter()
        .find(|field| field.full_name == name && field.kind == b"Sig" && field.id.0 != 0)
        .ok_or_else(|| Refusal::FieldMissing { field: name.to_owned() })?;
    if dictionary(view, &field.value)?.is_some() {
        return Err(Refusal::AlreadySigned { field: name.to_owned() });
    }
    if locks.locks(name) {
        return Err(Refusal::FieldLocked { field: name.to_owned() });
    }
    Ok(field)
}

/// An empty field as the target and the size of its box in points; no size for one that shows nothing.
fn existing_field(view: &View, field: &Field) -> Result<(Target, Option<(f64, f64)>), Refusal> {
    let (mut rotate, mut user_unit, mut size, mut widget) = (Rotation::R0, 1.0, None, None);
    if let Some((id, page)) = field.widgets.first().filter(|(id, _)| id.0 != 0) {
        widget = Some(*id);
        let pages = view.pages()?;
        if let Some(page) = page.and_then(|index| pages.get(index)).filter(|page| page.0 != 0) {
            let geometry = Geometry::of(view, *page)?;
            (rotate, user_unit) = (geometry.rotate, geometry.user_unit);
        }
        let annotation = view.dictionary(&Object::Reference(*id))?;
        if let Some(rect) = rectangle(view, view.key_array(&annotation, b"Rect")?)? {
            size = upright(&rect, rotate, user_unit);
        }
    }
    let target =
        Target::Existing { name: field.full_name.clone(), field: field.id, widget, rotate, user_unit };
    Ok((target, size))
}

/// A rectangle from an array of four numbers, normalised (ISO 32000-2 §7.9.5).
fn rectangle(view: &View, array: Option<Vec<Object>>) -> Result<Option<Rect>, Refusal> {
    let mut numbers = Vec::new();
    for item in array.unwrap_or_default() {
        match &*view.resolve(&item)? {
            number @ (Object::Integer(_) | Object::Real(_)) => {
                numbers.push(f64::from(number.as_float().unwrap_or_default()));
            }
            _ => return Ok(None),
        }
    }
    let [a, b, c, d] = numbers.as_slice() else { return Ok(None) };
    Ok(Some(Rect { x0: a.min(*c), y0: b.min(*d), x1: a.max(*c), y1: b.max(*d) }))
}

impl From<pdf::Error> for Refusal {
    fn from(error: pdf::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::BlockTooSmall(small) => Self::BlockTooSmall(small),
            error => Self::Unreadable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    const A4: Rect = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 842.0 };

    #[test]
    fn box_outside_the_page_is_refused_and_rounding_is_cut() {
        let rect = |x0, y0, x1, y1| inside(&Rect { x0, y0, x1, y1 }, &A4);
        assert_eq!(rect(500.0, 10.0, 595.9, 60.0).unwrap().x1, 595.0);
        for outside in [
            rect(500.0, 10.0, 597.0, 60.0),
            rect(-200.0, 10.0, -50.0, 60.0),
            rect(600.0, 10.0, 700.0, 60.0),
            rect(10.0, 10.0, 10.0, 60.0),
            rect(f64::NAN, 10.0, 100.0, 60.0),
            rect(f64::NEG_INFINITY, 10.0, 100.0, 60.0),
        ] {
            assert!(matches!(outside, Err(Refusal::PlaceOutsidePage { .. })));
        }
    }

    #[test]
    fn size_is_that_which_the_reader_sees() {
        let rect = Rect { x0: 10.0, y0: 20.0, x1: 60.0, y1: 120.0 };
        assert_eq!(upright(&rect, Rotation::R0, 1.0), Some((50.0, 100.0)));
        assert_eq!(upright(&rect, Rotation::R270, 2.0), Some((200.0, 100.0)));
    }
}
