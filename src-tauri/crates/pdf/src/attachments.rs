//! Files that a document carries (ISO 32000-2 §7.11.4): those named in the catalog (§7.7.4, `EmbeddedFiles`) and those behind
//! file attachment annotations (§12.5.6.15). They are listed and given out as bytes; nothing here opens or judges them.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::{Error, View};

/// Most attachments that are listed: more are no list for people, and a tree without end is none at all.
const MOST: usize = 1_000;

/// Depth of the tree of names. Balanced trees of a million names stay below 10.
const DEPTH: usize = 32;

/// Pages whose annotations are looked at.
const PAGES: usize = 20_000;

/// A file inside the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name as the document gives it: by whomever made it, so possibly a path or misleading.
    pub name: String,
    /// Its stream.
    pub stream: ObjectId,
    /// Its length in bytes, as the document says; not checked.
    pub size: Option<u64>,
    /// Index of the page on which it is offered, from 0; nowhere for the document as a whole.
    pub page: Option<usize>,
}

/// All attachments, those of the document first, then page by page. What cannot be read is left out.
///
/// # Errors
/// The catalog or the pages cannot be read.
pub fn attachments(view: &View) -> Result<Vec<Attachment>, Error> {
    let mut list = List { view, found: Vec::new(), streams: BTreeSet::new(), nodes: BTreeSet::new() };
    let catalog = view.catalog()?;
    if let Some(names) = view.key_dictionary(&catalog, b"Names")?
        && let Ok(root) = names.get(b"EmbeddedFiles")
    {
        list.tree(root, 0);
    }
    for (index, page) in view.pages()?.into_iter().enumerate().take(PAGES) {
        list.page(index, page);
    }
    Ok(list.found)
}

/// The bytes of an attachment, decoded within the limits of the reader.
///
/// # Errors
/// The stream is gone, cannot be decoded, or is larger than the limits allow.
pub fn content(view: &View, attachment: &Attachment) -> Result<Vec<u8>, Error> {
    let object = view.get(attachment.stream)?;
    let stream = object.as_stream().map_err(|_| Error::Unexpected { expected: "stream" })?;
    view.stream_data(stream)
}

struct List<'a> {
    view: &'a View,
    found: Vec<Attachment>,
    streams: BTreeSet<ObjectId>,
    nodes: BTreeSet<ObjectId>,
}

impl List<'_> {
    /// A node of the tree of names (ISO 32000-2 §7.9.6).
    fn tree(&mut self, node: &Object, depth: usize) {
        // A tree that comes back to itself is cut there.
        let known = node.as_reference().is_ok_and(|id| !self.nodes.insert(id));
        if known || depth > DEPTH || self.found.len() >= MOST {
            return;
        }
        let Ok(node) = self.view.dictionary(node) else { return };
        for kid in self.view.key_array(&node, b"Kids").ok().flatten().unwrap_or_default() {
            self.tree(&kid, depth.saturating_add(1));
        }
        for pair in self.view.key_array(&node, b"Names").ok().flatten().unwrap_or_default().chunks(2) {
            if let [_, file] = pair {
                self.file(file, None);
            }
        }
    }

    fn page(&mut self, index: usize, page: ObjectId) {
        let annotations = self
            .view
            .dictionary(&Object::Reference(page))
            .and_then(|page| self.view.key_array(&page, b"Annots"))
            .ok()
            .flatten();
        for annotation in annotations.unwrap_or_default() {
            let Ok(annotation) = self.view.dictionary(&annotation) else { continue };
            let kind = self.view.key_name(&annotation, b"Subtype").ok().flatten();
            if kind.as_deref() == Some(b"FileAttachment")
                && let Ok(file) = annotation.get(b"FS")
            {
                self.file(file, Some(index));
            }
        }
    }

    /// A file specification (ISO 32000-2 §7.11.3); one without an embedded file names a file elsewhere and is left out.
    fn file(&mut self, file: &Object, page: Option<usize>) {
        if self.found.len() >= MOST {
            return;
        }
        let Ok(file) = self.view.dictionary(file) else { return };
        let Some(embedded) = self.view.key_dictionary(&file, b"EF").ok().flatten() else { return };
        let keys: [&[u8]; 5] = [b"UF", b"F", b"Unix", b"DOS", b"Mac"];
        let stream = keys.iter().find_map(|key| embedded.get(key).ok()?.as_reference().ok());
        let Some(stream) = stream.filter(|stream| self.streams.insert(*stream)) else { return };
        let name = keys.iter().find_map(|key| {
            let text = self.view.key(&file, key).ok()?;
            lopdf::decode_text_string(&text).ok().filter(|text| !text.trim().is_empty())
        });
        let size = self
            .view
            .peek(stream)
            .ok()
            .and_then(|object| self.size(object.as_stream().ok().map(|it| &it.dict)?));
        self.found.push(Attachment { name: name.unwrap_or_default(), stream, size, page });
    }

    fn size(&self, stream: &Dictionary) -> Option<u64> {
        let parameters = self.view.key_dictionary(stream, b"Params").ok().flatten()?;
        u64::try_from(self.view.key_integer(&parameters, b"Size").ok().flatten()?).ok()
    }
}
