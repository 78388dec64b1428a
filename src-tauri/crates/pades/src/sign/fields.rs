//! Empty signature fields for signers to come ("PIHAK KESATU", "PIHAK KEDUA"), before the first signature: later ones
//! must not add visible fields (ISO 32000-2 §12.8.2.2.2), and who signs first should know where the others will.

use std::collections::BTreeSet;

use lopdf::{Object, dictionary};
use pdf::append::Update;
use pdf::form;
use pdf::page::{Geometry, Rect};
use pdf::{Conformance, Document, OpenedAs};

use super::finish::Finished;
use super::locks::dictionary as dictionary_of;
use super::plan::{Refusal, inside};
use super::prepare::text_string;
use super::{appearance, tags, widget};
use crate::error::Error;

/// A field to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct EmptyField {
    /// Its name: the party that will sign. No full stop, which parts levels of names (ISO 32000-2 §12.7.4.2).
    pub name: String,
    /// Index of the page, from 0.
    pub page: usize,
    /// Its box in default user space, inside the crop box.
    pub rect: Rect,
}

/// Appends the fields to a document that is not signed.
///
/// # Errors
/// [`Refusal::CertifyNotFirst`] for a signed document, [`Refusal::AlreadySigned`] for a name that exists or cannot be
/// one, and the refusals of a new field in [`super::plan`].
pub fn add(document: &Document, wanted: &[EmptyField], seed: [u8; 16]) -> Result<Finished, Refusal> {
    document.appendable().map_err(Refusal::NotAppendable)?;
    let view = document.latest();
    if let Some((_, form)) = form::acroform(&view)?
        && form.has(b"XFA")
    {
        return Err(Refusal::XfaForm);
    }
    if let Some(encryption) = document.encryption() {
        let permissions = encryption.permissions;
        // Table 22: bit 4 with bit 6 for new fields.
        if encryption.opened_as != OpenedAs::Owner && !(permissions.modify() && permissions.annotate()) {
            return Err(Refusal::PermissionForbids);
        }
    }
    let known = form::fields(&view)?;
    for field in known.iter().filter(|field| field.kind == b"Sig") {
        if dictionary_of(&view, &field.value)?.is_some() {
            return Err(Refusal::CertifyNotFirst);
        }
    }
    let mut names: BTreeSet<&str> =
        known.iter().filter_map(|field| field.full_name.split('.').next()).collect();
    let pages = view.pages()?;
    let claims = Conformance::of(&view)?;
    let mut update = Update::new(document).map_err(Refusal::NotAppendable)?;
    for field in wanted {
        if field.name.is_empty() || field.name.contains('.') || !names.insert(&field.name) {
            return Err(Refusal::AlreadySigned { field: field.name.clone() });
        }
        let missing = Refusal::PageMissing { page: field.page, count: pages.len() };
        let page = *pages.get(field.page).filter(|page| page.0 != 0).ok_or(missing)?;
        let geometry = Geometry::of(&view, page)?;
        let rect = inside(&field.rect, &geometry.crop)?;
        let form = appearance::empty_form(&mut |object| update.add(object));
        let mut widget = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => text_string(&field.name),
            "TU" => text_string(&field.name),
            "F" => widget::FLAGS,
            "Rect" => appearance::numbers(&[rect.x0, rect.y0, rect.x1, rect.y1]),
            "P" => page,
            "AP" => dictionary! { "N" => form },
        };
        if let Some(degrees) = widget::degrees(geometry.rotate) {
            widget.set("MK", dictionary! { "R" => degrees });
        }
        let id = update.reserve();
        if claims.tagged
            && let Some(catalog) = view.catalog_id()
            && let Some(key) = tags::add(&mut update, catalog, page, id, &field.name)?
        {
            widget.set("StructParent", key);
        }
        update.replace(id, Object::Dictionary(widget));
        widget::add_to_page(&mut update, page, id)?;
        widget::list_field(&mut update, &view, id)?;
    }
    let tail = update.finish(seed).map_err(Error::from)?;
    Ok(Finished::new(document.source().clone(), tail.offset, tail.bytes))
}
