//! Things in a document that can change its look without a change of its bytes, or that hide something: scripts,
//! optional content, content from elsewhere, fields and annotations, fonts that each program replaces by another.
//!
//! Only what the structure says; what a page shows is `render`'s. Findings are facts for people, not verdicts: most
//! letters with a form are honest.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use lopdf::{Dictionary, Object, ObjectId};

use crate::view::as_dictionary;
use crate::{Error, View, form};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// An annotation other than a link that draws something of its own over the page (ISO 32000-2 12.5).
    Annotation,
    /// Picture or text that comes from another file, or another picture for the printer (8.9.5.4, 8.10.4, Table 5).
    ExternalContent,
    /// A font that is not in the file: each program takes another one (9.6, 9.7).
    FontNotEmbedded,
    /// A field that can be filled in (12.7).
    FormField,
    /// Layers that can be shown or hidden (8.11).
    OptionalContent,
    /// A script or an action that runs by itself or changes what is shown (12.6).
    Script,
}

/// Where: indices of pages, from 0; empty for the document as a whole.
pub type Findings = BTreeMap<Finding, BTreeSet<usize>>;

/// Pages that are looked at.
const MOST_PAGES: usize = 5_000;
/// Forms within forms that are followed.
const DEEPEST: usize = 8;
/// Resources that are looked at on all pages together.
const MOST_RESOURCES: usize = 200_000;

/// Looks through a document.
///
/// # Errors
/// What reading catalog and pages ends in; single objects that cannot be read are passed over.
pub fn inspect(view: &View) -> Result<Findings, Error> {
    let mut look = Look { view, found: Findings::new(), left: MOST_RESOURCES };
    let catalog = view.catalog()?;
    let names = view.key_dictionary(&catalog, b"Names")?;
    let scripts = names.is_some_and(|names| names.has(b"JavaScript"));
    if scripts || catalog.has(b"AA") || look.acts(&catalog, b"OpenAction") {
        look.add(Finding::Script, None);
    }
    if let Some(layers) = view.key_dictionary(&catalog, b"OCProperties")?
        && view.key_array(&layers, b"OCGs")?.is_some_and(|groups| !groups.is_empty())
    {
        look.add(Finding::OptionalContent, None);
    }
    for field in form::fields(view)? {
        if field.dict.has(b"AA") {
            look.add(Finding::Script, None);
        }
        // Table 227: bit 1, read-only.
        if field.kind != b"Sig" && field.flags & 1 == 0 {
            for (_, page) in &field.widgets {
                look.add(Finding::FormField, *page);
            }
        }
    }
    for (index, page) in view.pages()?.into_iter().enumerate().take(MOST_PAGES) {
        if page.0 != 0 {
            look.page(index, page)?;
        }
    }
    Ok(look.found)
}

struct Look<'v> {
    view: &'v View,
    found: Findings,
    left: usize,
}

impl Look<'_> {
    fn add(&mut self, finding: Finding, page: Option<usize>) {
        self.found.entry(finding).or_default().extend(page);
    }

    /// Whether the action under the key does more than go to a place in this document (Table 201).
    fn acts(&self, holder: &Dictionary, key: &[u8]) -> bool {
        let action = holder.get(key).ok().and_then(|action| self.view.dictionary(action).ok());
        let kind = action.as_ref().and_then(|action| action.get(b"S").ok()?.as_name().ok());
        kind.is_some_and(|kind| !matches!(kind, b"GoTo" | b"URI" | b"GoToR" | b"Named" | b"Thread"))
    }

    fn page(&mut self, index: usize, id: ObjectId) -> Result<(), Error> {
        let page = self.view.dictionary(&Object::Reference(id))?;
        if page.has(b"AA") {
            self.add(Finding::Script, Some(index));
        }
        for annotation in self.view.key_array(&page, b"Annots")?.unwrap_or_default() {
            if let Ok(annotation) = self.view.dictionary(&annotation) {
                self.annotation(index, &annotation);
            }
        }
        let contents = self.view.key(&page, b"Contents")?;
        let streams = contents
            .as_array()
            .cloned()
            .unwrap_or_else(|_| page.get(b"Contents").cloned().into_iter().collect());
        for stream in streams {
            if self.view.dictionary(&stream).is_ok_and(|stream| stream.has(b"F")) {
                self.add(Finding::ExternalContent, Some(index));
            }
        }
        if let Some(resources) = self.inherited(&page)? {
            self.resources(index, &resources, 0, &mut HashSet::new());
        }
        Ok(())
    }

    fn annotation(&mut self, index: usize, annotation: &Dictionary) {
        let kind = annotation.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if annotation.has(b"AA") || self.acts(annotation, b"A") {
            self.add(Finding::Script, Some(index));
        }
        if annotation.has(b"OC") {
            self.add(Finding::OptionalContent, Some(index));
        }
        // A widget that the form does not list is filled in by viewers all the same.
        let field =
            [Some(annotation), self.view.key_dictionary(annotation, b"Parent").ok().flatten().as_deref()]
                .into_iter()
                .flatten()
                .any(|field| {
                    let flags = field.get(b"Ff").and_then(Object::as_i64).unwrap_or(0);
                    field.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind != b"Sig")
                        && flags & 1 == 0
                });
        if kind == b"Widget" && field {
            self.add(Finding::FormField, Some(index));
        }
        // Links draw at most a border, popups belong to others, widgets are fields.
        if !matches!(kind, b"Link" | b"Popup" | b"Widget") {
            self.add(Finding::Annotation, Some(index));
        }
    }

    fn inherited(&self, page: &Dictionary) -> Result<Option<Dictionary>, Error> {
        let mut node = page.clone();
        for _ in 0..self.view.document().limits().depth {
            if let Some(resources) = self.view.key_dictionary(&node, b"Resources")? {
                return Ok(Some(resources.as_ref().clone()));
            }
            match self.view.key_dictionary(&node, b"Parent")? {
                Some(parent) => node = parent.as_ref().clone(),
                None => break,
            }
        }
        Ok(None)
    }

    fn resources(
        &mut self,
        index: usize,
        resources: &Dictionary,
        depth: usize,
        seen: &mut HashSet<ObjectId>,
    ) {
        for (_, font) in self.entries(resources, b"Font") {
            if let Ok(font) = self.view.dictionary(&font)
                && !self.is_embedded(&font)
            {
                self.add(Finding::FontNotEmbedded, Some(index));
            }
        }
        for (_, properties) in self.entries(resources, b"Properties") {
            let layered = self.view.dictionary(&properties).is_ok_and(|properties| {
                let kind = properties.get(b"Type").and_then(Object::as_name);
                kind.is_ok_and(|kind| matches!(kind, b"OCG" | b"OCMD"))
            });
            if layered {
                self.add(Finding::OptionalContent, Some(index));
            }
        }
        for (_, object) in self.entries(resources, b"XObject") {
            let Object::Reference(id) = object else { continue };
            if self.left == 0 || !seen.insert(id) {
                continue;
            }
            self.left -= 1;
            let Ok(object) = self.view.peek(id) else { continue };
            let Some(object) = as_dictionary(&object) else { continue };
            if object.has(b"F") || object.has(b"Ref") || object.has(b"Alternates") {
                self.add(Finding::ExternalContent, Some(index));
            }
            if object.has(b"OC") {
                self.add(Finding::OptionalContent, Some(index));
            }
            if depth < DEEPEST
                && let Ok(Some(inner)) = self.view.key_dictionary(object, b"Resources")
            {
                self.resources(index, &inner, depth + 1, seen);
            }
        }
    }

    fn entries(&self, resources: &Dictionary, key: &[u8]) -> Vec<(Vec<u8>, Object)> {
        let entries = self.view.key_dictionary(resources, key).ok().flatten();
        entries.map_or_else(Vec::new, |entries| {
            entries.iter().map(|(key, value)| (key.clone(), value.clone())).take(MOST_RESOURCES).collect()
        })
    }

    /// A Type 3 font is drawn by the file itself; all others need a font program (Table 120).
    fn is_embedded(&self, font: &Dictionary) -> bool {
        let kind = self.view.key_name(font, b"Subtype").ok().flatten().unwrap_or_default();
        if kind == b"Type3" {
            return true;
        }
        let holder = if kind == b"Type0" {
            let fonts = self.view.key_array(font, b"DescendantFonts").ok().flatten().unwrap_or_default();
            fonts.first().and_then(|font| self.view.dictionary(font).ok())
        } else {
            Some(font.clone().into())
        };
        let descriptor =
            holder.and_then(|holder| self.view.key_dictionary(&holder, b"FontDescriptor").ok().flatten());
        let programs = [&b"FontFile"[..], b"FontFile2", b"FontFile3"];
        descriptor.is_some_and(|descriptor| programs.iter().any(|key| descriptor.has(key)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{document, object};

    fn found(catalog: &str, page: &str) -> Vec<(Finding, Vec<usize>)> {
        let document = document(&[
            object(1, &format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")),
            object(2, "<</Kids[3 0 R 4 0 R]>>"),
            object(3, "<</Type/Page>>"),
            object(4, &format!("<</Type/Page{page}>>")),
            object(5, "<</S/JavaScript/JS(app.alert\\(1\\))>>"),
            object(6, "<</Type/OCG/Name(a)>>"),
            object(7, "<</FT/Tx/T(a)/Subtype/Widget>>"),
            object(8, "<</Subtype/Form/F(lain.pdf)/Length 0>>stream\n\nendstream"),
            object(9, "<</Subtype/Form/Resources<</Font<</F 10 0 R>>>>/Length 0>>stream\n\nendstream"),
            object(10, "<</Subtype/TrueType/FontDescriptor<</FontName/A>>>>"),
        ]);
        let found = inspect(&document.latest()).unwrap();
        found.into_iter().map(|(finding, pages)| (finding, pages.into_iter().collect())).collect()
    }

    #[test]
    fn plain_letter_has_no_findings() {
        let page = "/Annots[<</Subtype/Link/A<</S/URI>>>>]/Resources<</Font<</F<</Subtype/Type3>>>>>>";
        assert_eq!(found("/OpenAction[3 0 R/Fit]/Names<</Dests<<>>>>", page), []);
    }

    #[test]
    fn each_kind_is_found_and_named_by_page() {
        let whole = |finding| vec![(finding, vec![])];
        let second = |finding| vec![(finding, vec![1])];
        assert_eq!(found("/OpenAction 5 0 R", ""), whole(Finding::Script));
        assert_eq!(found("/Names<</JavaScript<<>>>>", ""), whole(Finding::Script));
        assert_eq!(found("", "/AA<</O 5 0 R>>"), second(Finding::Script));
        assert_eq!(found("", "/Annots[<</Subtype/Link/A 5 0 R>>]"), second(Finding::Script));
        assert_eq!(found("/OCProperties<</OCGs[6 0 R]>>", ""), whole(Finding::OptionalContent));
        assert_eq!(found("", "/Resources<</Properties<</M 6 0 R>>>>"), second(Finding::OptionalContent));
        assert_eq!(found("/AcroForm<</Fields[7 0 R]>>", "/Annots[7 0 R]"), second(Finding::FormField));
        assert_eq!(found("", "/Resources<</XObject<</X 8 0 R>>>>"), second(Finding::ExternalContent));
        assert_eq!(found("", "/Resources<</XObject<</X 9 0 R>>>>"), second(Finding::FontNotEmbedded));
        assert_eq!(found("", "/Annots[<</Subtype/FreeText>>]"), second(Finding::Annotation));
    }
}
