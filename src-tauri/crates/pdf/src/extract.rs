//! One page as a document of its own, for looking at it: the page, what it draws with, and its annotations.
//!
//! Decrypted, so that a renderer needs no password, and as large as the page, not as the file. Not for handing out:
//! links, structure and form are left behind.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId};

use crate::{Error, Resource, View};

/// Most objects that one page may draw with. Dense office pages have hundreds, map sheets some ten thousand.
const MOST_OBJECTS: usize = 100_000;

/// Most levels of nesting inside one object; real pages have fewer than ten.
const DEEPEST: usize = 64;

/// Page attributes that a page takes from its ancestors (ISO 32000-2 Table 31).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// Keys that lead from a page or annotation back into the document.
const LEFT_BEHIND: [&[u8]; 8] =
    [b"Parent", b"P", b"Popup", b"IRT", b"StructParent", b"StructParents", b"A", b"AA"];

/// The page with this index (from 0) as a PDF file with one page.
///
/// # Errors
/// What reading the page's objects ends in, and [`Error::TooComplex`]. An object that cannot be read is left out, as
/// viewers do.
pub fn page(view: &View, index: usize) -> Result<Vec<u8>, Error> {
    let pages = view.pages()?;
    let id = *pages.get(index).ok_or(Error::Unexpected { expected: "page" })?;
    let mut page = view.dictionary(&Object::Reference(id))?.as_ref().clone();
    inherit(view, &mut page)?;

    let mut copy =
        Copy { view, target: lopdf::Document::with_version("1.7"), numbers: BTreeMap::new(), open: vec![] };
    let tree = copy.target.new_object_id();
    page.set("Type", Object::Name(b"Page".to_vec()));
    let mut page = copy.dictionary(&page, 0)?;
    copy.drain()?;
    page.set("Parent", Object::Reference(tree));
    let page = copy.target.add_object(page);
    let mut document = copy.target;
    let kids = Dictionary::from_iter([
        ("Type", Object::Name(b"Pages".to_vec())),
        ("Kids", Object::Array(vec![Object::Reference(page)])),
        ("Count", Object::Integer(1)),
    ]);
    document.objects.insert(tree, Object::Dictionary(kids));
    let catalog = document.add_object(Dictionary::from_iter([
        ("Type", Object::Name(b"Catalog".to_vec())),
        ("Pages", Object::Reference(tree)),
    ]));
    document.trailer.set("Root", Object::Reference(catalog));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// Puts the attributes of the ancestors into the page.
fn inherit(view: &View, page: &mut Dictionary) -> Result<(), Error> {
    let mut parent = page.get(b"Parent").ok().cloned();
    for _ in 0..DEEPEST {
        let Some(node) = parent else { break };
        let Ok(node) = view.dictionary(&node) else { break };
        for key in INHERITED {
            if !page.has(key)
                && let Ok(value) = node.get(key)
            {
                page.set(key, value.clone());
            }
        }
        parent = node.get(b"Parent").ok().cloned();
    }
    Ok(())
}

struct Copy<'a> {
    view: &'a View,
    target: lopdf::Document,
    /// From the document's object to its copy.
    numbers: BTreeMap<ObjectId, ObjectId>,
    /// Objects that got a number but are not copied yet: a list, so that no chain of references can exhaust the stack.
    open: Vec<ObjectId>,
}

impl Copy<'_> {
    fn drain(&mut self) -> Result<(), Error> {
        while let Some(id) = self.open.pop() {
            let object = self.view.get(id).map_or(Object::Null, |object| object.as_ref().clone());
            let page = object.as_dict().is_ok_and(is_page);
            let copied = if page { Object::Null } else { self.object(&object, 0)? };
            if let Some(number) = self.numbers.get(&id) {
                self.target.objects.insert(*number, copied);
            }
        }
        Ok(())
    }

    fn object(&mut self, object: &Object, depth: usize) -> Result<Object, Error> {
        if depth > DEEPEST {
            return Err(Error::TooComplex(Resource::Depth));
        }
        Ok(match object {
            Object::Reference(id) => Object::Reference(self.number(*id)?),
            Object::Array(items) => Object::Array(
                items.iter().map(|item| self.object(item, depth + 1)).collect::<Result<_, _>>()?,
            ),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary, depth + 1)?),
            Object::Stream(stream) => {
                let mut copy = stream.clone();
                copy.dict = self.dictionary(&stream.dict, depth + 1)?;
                copy.set_content(stream.content.clone());
                Object::Stream(copy)
            }
            plain => plain.clone(),
        })
    }

    fn dictionary(&mut self, dictionary: &Dictionary, depth: usize) -> Result<Dictionary, Error> {
        let mut copy = Dictionary::new();
        // Only there do these keys lead back; elsewhere (resource names) they may mean anything.
        let leads_back = dictionary.has(b"Rect") || is_page(dictionary);
        for (key, value) in dictionary {
            if !(leads_back && LEFT_BEHIND.contains(&key.as_slice())) {
                copy.set(key.clone(), self.object(value, depth + 1)?);
            }
        }
        Ok(copy)
    }

    fn number(&mut self, id: ObjectId) -> Result<ObjectId, Error> {
        if let Some(number) = self.numbers.get(&id) {
            return Ok(*number);
        }
        if self.numbers.len() >= MOST_OBJECTS {
            return Err(Error::TooComplex(Resource::Objects));
        }
        let number = self.target.new_object_id();
        self.numbers.insert(id, number);
        self.open.push(id);
        Ok(number)
    }
}

fn is_page(dictionary: &Dictionary) -> bool {
    dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Page" || name == b"Pages")
}
