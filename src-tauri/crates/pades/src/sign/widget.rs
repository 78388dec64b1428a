//! The field, its widget and its appearance, and the lists that name them: page `/Annots`, `/AcroForm`, `/Fields`,
//! each direct, indirect or missing (ISO 32000-2 §12.5.2, §12.7.3).

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use pdf::View;
use pdf::append::Update;
use pdf::page::Rotation;

use super::appearance::{self, numbers};
use super::plan::{Plan, Target};
use super::prepare::{reference, text_string};
use super::tags;
use crate::error::Error;

/// Print and Locked (ISO 32000-2 Table 167; ISO 19005-1 §6.5.3 asks for Print).
pub(super) const FLAGS: i64 = 4 + 128;
/// SignaturesExist and AppendOnly (ISO 32000-2 Table 225).
const SIG_FLAGS: i64 = 3;
/// Steps up the page tree when looking for inherited resources; deeper trees are not met.
pub(super) const MAX_TREE: usize = 64;

/// Adds or fills the planned field with `signature` as its value.
pub(super) fn write(
    update: &mut Update<'_>,
    view: &View,
    plan: &Plan,
    signature: ObjectId,
) -> Result<(), Error> {
    match &plan.target {
        Target::New { name, page, rect, rotate, user_unit } => {
            let form = appearance_form(update, plan, *rotate, *user_unit)?;
            let mut field = dictionary! {
                "Type" => "Annot",
                "Subtype" => "Widget",
                "FT" => "Sig",
                "T" => text_string(name),
                "V" => signature,
                "F" => FLAGS,
                "Rect" => numbers(&[rect.x0, rect.y0, rect.x1, rect.y1]),
                "P" => *page,
                "AP" => dictionary! { "N" => form },
            };
            if plan.layout.is_some() {
                field.set("TU", text_string(&plan.text));
                if let Some(degrees) = degrees(*rotate) {
                    field.set("MK", dictionary! { "R" => degrees });
                }
            }
            if let Some(lock) = &plan.lock {
                // Table 235: an object of its own.
                field.set("Lock", update.add(Object::Dictionary(lock.dictionary())));
            }
            let id = update.reserve();
            if plan.tag
                && let Some(catalog) = view.catalog_id()
                && let Some(key) = tags::add(update, catalog, *page, id, &plan.text)?
            {
                field.set("StructParent", key);
            }
            update.replace(id, Object::Dictionary(field));
            add_to_page(update, *page, id)?;
            add_to_form(update, view, Some(id))
        }
        Target::Existing { field, widget, rotate, user_unit, .. } => {
            // Only /V, /AP and /F change: earlier signatures stay valid (ISO 32000-2 §12.8.2.2.2).
            let form = appearance_form(update, plan, *rotate, *user_unit)?;
            let mut dictionary = dictionary_at(update, *field)?;
            dictionary.set("V", signature);
            update.replace(*field, Object::Dictionary(dictionary));
            if let Some(widget) = widget {
                let mut dictionary = dictionary_at(update, *widget)?;
                dictionary.set("AP", dictionary! { "N" => form });
                let flags = dictionary.get(b"F").and_then(Object::as_i64).unwrap_or_default();
                if flags & FLAGS != FLAGS {
                    dictionary.set("F", flags | FLAGS);
                }
                update.replace(*widget, Object::Dictionary(dictionary));
            }
            add_to_form(update, view, None)
        }
    }
}

/// The block, or an empty form: PDF/A-1 asks for an appearance of every field (ISO 19005-1 §6.9).
fn appearance_form(
    update: &mut Update<'_>,
    plan: &Plan,
    rotate: Rotation,
    user_unit: f64,
) -> Result<ObjectId, Error> {
    let add = &mut |object| update.add(object);
    match &plan.layout {
        Some(layout) => appearance::form(layout, rotate, user_unit, plan.palette, add),
        None => Ok(appearance::empty_form(add)),
    }
}

/// ISO 32000-2 Table 192: anticlockwise, relative to the page.
pub(super) const fn degrees(rotate: Rotation) -> Option<i64> {
    match rotate {
        Rotation::R0 => None,
        Rotation::R90 => Some(90),
        Rotation::R180 => Some(180),
        Rotation::R270 => Some(270),
    }
}

/// Adds the widget to the page's `/Annots`; rewrites only the object that holds the array.
pub(super) fn add_to_page(update: &mut Update<'_>, page: ObjectId, widget: ObjectId) -> Result<(), Error> {
    let mut dictionary = dictionary_at(update, page)?;
    if add_to_array(update, &mut dictionary, b"Annots", widget)? {
        update.replace(page, Object::Dictionary(dictionary));
    }
    Ok(())
}

/// Lists a field that is still empty; `/SigFlags` says SignaturesExist only when one is signed.
pub(super) fn list_field(update: &mut Update<'_>, view: &View, field: ObjectId) -> Result<(), Error> {
    change_form(update, view, Some(field), 0)
}

/// Adds the field to the form, makes the form if there is none, and sets `/SigFlags`. Without a field only the flags.
pub(super) fn add_to_form(
    update: &mut Update<'_>,
    view: &View,
    field: Option<ObjectId>,
) -> Result<(), Error> {
    change_form(update, view, field, SIG_FLAGS)
}

fn change_form(
    update: &mut Update<'_>,
    view: &View,
    field: Option<ObjectId>,
    sig_flags: i64,
) -> Result<(), Error> {
    let catalog_id = view.catalog_id().ok_or(pdf::Error::Unexpected { expected: "catalog" })?;
    let mut catalog = dictionary_at(update, catalog_id)?;
    let entry = catalog.get(b"AcroForm").cloned().unwrap_or(Object::Null);
    let (form_id, form) = resolve(update, &entry)?;
    let known = matches!(form, Object::Dictionary(_));
    let mut form = match form {
        Object::Dictionary(form) => form,
        _ => Dictionary::new(),
    };
    let mut changed = !known;
    let flags = form.get(b"SigFlags").and_then(Object::as_i64).unwrap_or_default();
    if flags & sig_flags != sig_flags {
        form.set("SigFlags", flags | sig_flags);
        changed = true;
    }
    if let Some(field) = field {
        changed |= add_to_array(update, &mut form, b"Fields", field)?;
    }
    if !changed {
        return Ok(());
    }
    match form_id {
        Some(id) if known => update.replace(id, Object::Dictionary(form)),
        _ if known => {
            catalog.set("AcroForm", form);
            update.replace(catalog_id, Object::Dictionary(catalog));
        }
        _ => {
            let id = update.add(Object::Dictionary(form));
            catalog.set("AcroForm", id);
            update.replace(catalog_id, Object::Dictionary(catalog));
        }
    }
    Ok(())
}

/// Appends a reference to the array under `key`. An indirect array is replaced itself; otherwise the holder changes,
/// which the answer says.
fn add_to_array(
    update: &mut Update<'_>,
    holder: &mut Dictionary,
    key: &[u8],
    item: ObjectId,
) -> Result<bool, Error> {
    let entry = holder.get(key).cloned().unwrap_or(Object::Null);
    let (id, array) = resolve(update, &entry)?;
    match (id, array) {
        (Some(id), Object::Array(mut array)) => {
            array.push(reference(item));
            update.replace(id, Object::Array(array));
            Ok(false)
        }
        (None, Object::Array(mut array)) => {
            array.push(reference(item));
            holder.set(key, array);
            Ok(true)
        }
        _ => {
            holder.set(key, vec![reference(item)]);
            Ok(true)
        }
    }
}

pub(super) fn dictionary_at(update: &Update<'_>, id: ObjectId) -> Result<Dictionary, Error> {
    match &*update.get(id)? {
        Object::Dictionary(dictionary) => Ok(dictionary.clone()),
        _ => Err(pdf::Error::Unexpected { expected: "dictionary" }.into()),
    }
}

/// Follows references; gives the last id and the object (without the data of a stream, which nobody here needs).
pub(super) fn resolve(update: &Update<'_>, object: &Object) -> Result<(Option<ObjectId>, Object), Error> {
    let mut id = None;
    let mut object = object.clone();
    for _ in 0..MAX_TREE {
        let Object::Reference(next) = object else { return Ok((id, object)) };
        id = Some(next);
        object = match &*update.get(next)? {
            Object::Stream(stream) => Object::Stream(lopdf::Stream::new(stream.dict.clone(), Vec::new())),
            other => other.clone(),
        };
    }
    Ok((None, Object::Null))
}
