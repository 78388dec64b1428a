//! Writing on pages before the first signature: the notice in its strips, and the practice mark on every page.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId};
use pdf::View;
use pdf::append::Update;
use pdf::page::{Geometry, Rect, Rotation};

use super::appearance::{self, PageForm};
use super::plan::Plan;
use super::prepare::reference;
use super::widget::{MAX_TREE, dictionary_at, resolve};
use crate::error::Error;

/// A sentence on pages, covered by the signature (the agency's notice that a document is signed electronically).
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Index of the page, from 0, and the free strip on it.
    pub strips: BTreeMap<usize, Strip>,
}

/// Where a notice stands on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Its box in default user space.
    pub rect: Rect,
    /// Size of the letters in points.
    pub size: f64,
}

/// Writes what the plan puts on pages.
pub(super) fn write(update: &mut Update<'_>, view: &View, plan: &Plan) -> Result<(), Error> {
    let mark = match &plan.page_mark {
        Some(mark) => Some(appearance::mark(mark, plan.palette, &mut |object| update.add(object))?),
        None => None,
    };
    // Pages of one size have one form.
    let mut notices: BTreeMap<(u64, u64), PageForm> = BTreeMap::new();
    let mut save = None;
    for (index, page) in view.pages()?.into_iter().enumerate().filter(|(_, page)| page.0 != 0) {
        let geometry = Geometry::of(view, page)?;
        let mut drawn: Vec<(ObjectId, String, String)> = Vec::new();
        if let Some(mark) = &mark {
            drawn.push((mark.id, "AbsahMark".to_owned(), String::new()));
        }
        let strip = plan.notice.as_ref().and_then(|notice| Some((notice, notice.strips.get(&index)?)));
        if let Some((notice, strip)) = strip {
            let width = seen_width(&strip.rect, &geometry);
            let kind = (width.to_bits(), strip.size.to_bits());
            let form = match notices.get(&kind) {
                Some(form) => *form,
                None => {
                    let add = &mut |object| update.add(object);
                    let form = appearance::notice(&notice.text, width, strip.size, plan.palette, add)?;
                    notices.insert(kind, form);
                    form
                }
            };
            drawn.push((form.id, "AbsahNotice".to_owned(), String::new()));
        }
        if drawn.is_empty() {
            continue;
        }
        let mut dictionary = dictionary_at(update, page)?;
        let mut resources = resources(update, page, &dictionary)?;
        let (_, objects) = resolve(update, resources.get(b"XObject").unwrap_or(&Object::Null))?;
        let mut objects = match objects {
            Object::Dictionary(objects) => objects,
            _ => Dictionary::new(),
        };
        for (form, name, operators) in &mut drawn {
            while objects.has(name.as_bytes()) {
                name.push('x');
            }
            objects.set(name.as_str(), *form);
            *operators = match (&mark, strip) {
                (Some(mark), _) if mark.id == *form => appearance::draw_mark(mark, &geometry, name),
                (_, Some((_, strip))) => appearance::draw_notice(&strip.rect, &geometry, name),
                _ => continue,
            };
        }
        resources.set("XObject", objects);
        dictionary.set("Resources", resources);

        let entry = dictionary.get(b"Contents").cloned().unwrap_or(Object::Null);
        let own = match resolve(update, &entry)? {
            (_, Object::Array(array)) => array,
            (Some(_), Object::Stream(_)) => vec![entry],
            _ => Vec::new(),
        };
        let save = *save.get_or_insert_with(|| update.add(appearance::content(b"q\n".to_vec())));
        let operators: String = drawn.into_iter().map(|(_, _, operators)| operators).collect();
        let drawn = update.add(appearance::content(format!("\nQ\n{operators}").into_bytes()));
        dictionary.set("Contents", [vec![reference(save)], own, vec![reference(drawn)]].concat());
        update.replace(page, Object::Dictionary(dictionary));
    }
    Ok(())
}

/// Width in points as the reader sees the strip.
pub(super) fn seen_width(strip: &Rect, page: &Geometry) -> f64 {
    let width = match page.rotate {
        Rotation::R0 | Rotation::R180 => strip.width(),
        Rotation::R90 | Rotation::R270 => strip.height(),
    };
    width * page.user_unit
}

/// The page's resources, or those it inherits (ISO 32000-2 §7.7.3.4), as a copy of its own.
fn resources(update: &mut Update<'_>, page: ObjectId, dictionary: &Dictionary) -> Result<Dictionary, Error> {
    let (mut id, mut node) = (page, dictionary.clone());
    for _ in 0..MAX_TREE {
        if let Ok(entry) = node.get(b"Resources")
            && let (own, Object::Dictionary(resources)) = resolve(update, entry)?
        {
            update.copied(page, own.unwrap_or(id));
            return Ok(resources);
        }
        let Ok(parent) = node.get(b"Parent") else { break };
        let (Some(above), Object::Dictionary(parent)) = resolve(update, parent)? else { break };
        (id, node) = (above, parent);
    }
    Ok(Dictionary::new())
}
