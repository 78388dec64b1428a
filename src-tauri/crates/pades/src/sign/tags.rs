//! The place of a new field in the structure of a tagged document (ISO 32000-2 §14.7, §14.8; ISO 14289-1 §7.18): a
//! `/Form` element that holds the widget, listed in the parent tree.
//!
//! Only before the first signature: later ones must leave the structure as it is.

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use pdf::append::Update;

use super::prepare::{reference, text_string};
use super::widget::{dictionary_at, resolve};
use crate::error::Error;

/// Adds the element for a widget that will be written as `widget` on `page`; gives the widget's `/StructParent`, or
/// `None` when the document has no structure tree that can be added to.
pub(super) fn add(
    update: &mut Update<'_>,
    catalog: ObjectId,
    page: ObjectId,
    widget: ObjectId,
    alternative: &str,
) -> Result<Option<i64>, Error> {
    let entry = dictionary_at(update, catalog)?.get(b"StructTreeRoot").cloned().unwrap_or(Object::Null);
    let (Some(root_id), Object::Dictionary(mut root)) = resolve(update, &entry)? else { return Ok(None) };
    let key = next_key(update, &root)?;
    let parent = document_element(update, &root)?.unwrap_or(root_id);
    let element = update.add(Object::Dictionary(dictionary! {
        "Type" => "StructElem",
        // ISO 14289-1 §7.18.4: a widget stands in a Form element.
        "S" => "Form",
        "P" => parent,
        "Pg" => page,
        "Alt" => text_string(alternative),
        "K" => dictionary! { "Type" => "OBJR", "Pg" => page, "Obj" => widget },
    }));
    if parent != root_id {
        let mut dictionary = dictionary_at(update, parent)?;
        add_kid(update, &mut dictionary, element)?;
        update.replace(parent, Object::Dictionary(dictionary));
    } else {
        add_kid(update, &mut root, element)?;
    }
    list(update, &mut root, key, element)?;
    root.set("ParentTreeNextKey", key.saturating_add(1));
    update.replace(root_id, Object::Dictionary(root));

    // ISO 14289-1 §7.18.3: the order of tabs on a page with annotations is that of the structure.
    let mut dictionary = dictionary_at(update, page)?;
    if !dictionary.has(b"Tabs") {
        dictionary.set("Tabs", "S");
        update.replace(page, Object::Dictionary(dictionary));
    }
    Ok(Some(key))
}

/// The only kid of the root, which holds the whole document (ISO 32000-2 §14.8.4.2).
fn document_element(update: &Update<'_>, root: &Dictionary) -> Result<Option<ObjectId>, Error> {
    let (id, kids) = resolve(update, root.get(b"K").unwrap_or(&Object::Null))?;
    Ok(match (id, kids) {
        (Some(id), Object::Dictionary(_)) => Some(id),
        (_, Object::Array(kids)) => match kids.as_slice() {
            [Object::Reference(only)] => Some(*only),
            _ => None,
        },
        _ => None,
    })
}

/// `/K` may be missing, one kid or an array, which may be an object of its own.
fn add_kid(update: &mut Update<'_>, holder: &mut Dictionary, kid: ObjectId) -> Result<(), Error> {
    let entry = holder.get(b"K").cloned().unwrap_or(Object::Null);
    match resolve(update, &entry)? {
        (Some(id), Object::Array(mut kids)) => {
            kids.push(reference(kid));
            update.replace(id, Object::Array(kids));
        }
        (None, Object::Array(mut kids)) => {
            kids.push(reference(kid));
            holder.set("K", kids);
        }
        (_, Object::Null) => holder.set("K", vec![reference(kid)]),
        _ => holder.set("K", vec![entry, reference(kid)]),
    }
    Ok(())
}

/// The first number that no page or annotation uses in the parent tree (ISO 32000-2 §14.7.5.4).
fn next_key(update: &Update<'_>, root: &Dictionary) -> Result<i64, Error> {
    let said = root.get(b"ParentTreeNextKey").and_then(Object::as_i64).unwrap_or(0);
    let mut highest = -1;
    let mut open = vec![root.get(b"ParentTree").cloned().unwrap_or(Object::Null)];
    let mut steps = 0_usize;
    while let Some(node) = open.pop() {
        steps += 1;
        // A tree over 100,000 pages has fewer nodes.
        if steps > 100_000 {
            break;
        }
        let (_, Object::Dictionary(node)) = resolve(update, &node)? else { continue };
        if let (_, Object::Array(numbers)) = resolve(update, node.get(b"Nums").unwrap_or(&Object::Null))? {
            let keys = numbers.iter().step_by(2).filter_map(|key| key.as_i64().ok());
            highest = keys.fold(highest, i64::max);
        }
        if let (_, Object::Array(kids)) = resolve(update, node.get(b"Kids").unwrap_or(&Object::Null))? {
            open.extend(kids);
        }
    }
    Ok(said.max(highest.saturating_add(1)))
}

/// Lists the element under the key: at the end of a flat tree, as a leaf of its own in a deep one.
fn list(update: &mut Update<'_>, root: &mut Dictionary, key: i64, element: ObjectId) -> Result<(), Error> {
    let pair = vec![Object::Integer(key), reference(element)];
    let entry = root.get(b"ParentTree").cloned().unwrap_or(Object::Null);
    let (id, tree) = resolve(update, &entry)?;
    let mut tree = match tree {
        Object::Dictionary(tree) => tree,
        _ => Dictionary::new(),
    };
    let list = if tree.has(b"Kids") { &b"Kids"[..] } else { b"Nums" };
    let more = if tree.has(b"Kids") {
        let limits = vec![Object::Integer(key), Object::Integer(key)];
        vec![reference(update.add(Object::Dictionary(dictionary! { "Limits" => limits, "Nums" => pair })))]
    } else {
        pair
    };
    let (list_id, items) = resolve(update, tree.get(list).unwrap_or(&Object::Null))?;
    let mut items = match items {
        Object::Array(items) => items,
        _ => Vec::new(),
    };
    items.extend(more);
    match list_id {
        Some(list_id) => update.replace(list_id, Object::Array(items)),
        None => tree.set(list, items),
    }
    match id {
        Some(id) => update.replace(id, Object::Dictionary(tree)),
        None => root.set("ParentTree", tree),
    }
    Ok(())
}
