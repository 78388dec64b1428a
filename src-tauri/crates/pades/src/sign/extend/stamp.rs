//! The document time stamp (ISO 32000-2 §12.8.5, EN 319 142-1 §5.4.3): a time-stamp token over the whole file, in a
//! signature field that shows nothing. No key and no certificate of ours takes part.

use std::collections::BTreeSet;

use lopdf::{Object, dictionary};
use pdf::append::Update;
use pdf::form::{self, Field};
use pdf::{Document, OpenedAs, View};

use crate::error::Error;
use crate::sign::appearance;
use crate::sign::extend::extensions;
use crate::sign::finish::{Finished, stamp_room};
use crate::sign::gap::{self, Gap};
use crate::sign::prepare::text_string;
use crate::sign::widget;

/// A revision that waits for its token. Only [`document_time_stamp`] gives one.
pub struct PreparedStamp {
    gap: Gap,
    field: String,
}

/// Writes the revision for a document time stamp and computes what is to be stamped.
///
/// `expected` is the length in bytes of a token that the same authority gave before; more than that is kept free.
/// `seed` makes the second `/ID` new.
///
/// # Errors
/// [`Error::NotAppendable`]; [`Error::PermissionForbids`] when the document is encrypted and was not opened with the
/// owner's password and does not permit a new signature field (ISO 32000-2 Table 22); reading and writing errors.
pub fn document_time_stamp(
    document: &Document,
    expected: usize,
    seed: [u8; 16],
) -> Result<PreparedStamp, Error> {
    let view = document.latest();
    let mut update = Update::new(document).map_err(Error::NotAppendable)?;
    check_permission(document)?;

    let mut stamp = dictionary! {
        "Type" => "DocTimeStamp",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.RFC3161",
    };
    gap::reserve(&mut stamp, stamp_room(expected));
    let stamp = update.add(Object::Dictionary(stamp));

    let name = free_name(&form::fields(&view)?);
    let page = view.pages()?.into_iter().find(|page| page.0 != 0);
    let page = page.ok_or(pdf::Error::Unexpected { expected: "page" })?;
    let mut field = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => text_string(&name),
        "V" => stamp,
        "F" => widget::FLAGS,
        "Rect" => vec![Object::Integer(0); 4],
        "P" => page,
    };
    // ISO 32000-2 Table 166 asks for no appearance of an annotation without an area, and comparing programs take one for
    // form filling, which certified documents may forbid. Only PDF/A-1 wants it (ISO 19005-1 §6.9).
    if claims_pdfa_1(&view)? {
        let empty = appearance::empty_form(&mut |object| update.add(object));
        field.set("AP", dictionary! { "N" => empty });
    }
    let field = update.add(Object::Dictionary(field));
    widget::add_to_page(&mut update, page, field)?;
    widget::add_to_form(&mut update, &view, Some(field))?;
    extensions::declare(&mut update, document)?;
    let gap = Gap::new(document.source(), update.finish(seed)?, stamp)?;
    Ok(PreparedStamp { gap, field: name })
}

impl PreparedStamp {
    /// SHA-256 of the bytes that the token must stamp.
    pub const fn digest(&self) -> &[u8; 32] {
        self.gap.digest()
    }

    /// Full name of the new field.
    pub fn field_name(&self) -> &str {
        &self.field
    }

    /// Puts the token (DER) in. It is taken as it is; who asked for it has checked it.
    ///
    /// # Errors
    /// [`Error::ContentsTooSmall`] when it is longer than the room that was kept for it.
    pub fn finish(&self, token: &[u8]) -> Result<Finished, Error> {
        self.gap.fill(token)
    }
}

/// ISO 32000-2 Table 22: a new signature field needs bits 6 and 4.
fn check_permission(document: &Document) -> Result<(), Error> {
    let Some(encryption) = document.encryption() else { return Ok(()) };
    let permissions = encryption.permissions;
    let permitted = encryption.opened_as == OpenedAs::Owner || permissions.annotate() && permissions.modify();
    if permitted { Ok(()) } else { Err(Error::PermissionForbids) }
}

/// Whether the document's metadata names PDF/A-1 (ISO 19005-1 §6.7.11).
fn claims_pdfa_1(view: &View) -> Result<bool, Error> {
    let catalog = view.catalog()?;
    let Object::Stream(metadata) = view.key(&catalog, b"Metadata")?.as_ref().clone() else {
        return Ok(false);
    };
    let Ok(metadata) = view.stream_data(&metadata) else { return Ok(false) };
    let text: String =
        String::from_utf8_lossy(&metadata).chars().filter(|letter| !letter.is_whitespace()).collect();
    Ok(["<pdfaid:part>1<", "pdfaid:part=\"1\"", "pdfaid:part='1'"].iter().any(|form| text.contains(form)))
}

/// The first `TimestampN` that no field uses as its name or the name above it.
fn free_name(fields: &[Field]) -> String {
    let taken: BTreeSet<&str> = fields.iter().filter_map(|field| field.full_name.split('.').next()).collect();
    let mut number = 1_u32;
    loop {
        let name = format!("Timestamp{number}");
        if !taken.contains(name.as_str()) {
            return name;
        }
        number = number.saturating_add(1);
    }
}
