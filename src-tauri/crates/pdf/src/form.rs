//! Interactive form fields (ISO 32000-2 12.7), read without opinion.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::{Error, Resource, View};

/// A terminal field with its inherited attributes.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field's object; `(0, 0)` when it is written directly into its parent.
    pub id: ObjectId,
    /// Partial names joined by full stops (12.7.4.2), decoded from text strings.
    pub full_name: String,
    /// `/FT` (`Sig`, `Tx`, `Btn`, `Ch`), inherited; empty when missing.
    pub kind: Vec<u8>,
    /// `/Ff`, inherited; 0 when missing.
    pub flags: u32,
    /// `/V` as it stands (a reference stays one), inherited; null when missing.
    pub value: Object,
    /// The field's own dictionary.
    pub dict: Arc<Dictionary>,
    /// Its widget annotations and the index of the page that shows each; a field merged with its widget lists itself.
    pub widgets: Vec<(ObjectId, Option<usize>)>,
}

/// The `/AcroForm` dictionary and, when it is an indirect object, its id.
pub type AcroForm = (Option<ObjectId>, Arc<Dictionary>);

/// The interactive form (12.7.3), if the catalog has one.
pub fn acroform(view: &View) -> Result<Option<AcroForm>, Error> {
    let catalog = view.catalog()?;
    let id = catalog.get(b"AcroForm").and_then(Object::as_reference).ok();
    Ok(view.key_dictionary(&catalog, b"AcroForm")?.map(|form| (id, form)))
}

/// All terminal fields in document order. Each field object is listed once, cycles are cut.
pub fn fields(view: &View) -> Result<Vec<Field>, Error> {
    let Some((_, form)) = acroform(view)? else { return Ok(Vec::new()) };
    let root = Inherited { name: String::new(), kind: Vec::new(), flags: 0, value: Object::Null };
    let mut open = Vec::new();
    push_kids(view, &form, b"Fields", &root, 0, &mut open)?;
    let mut fields = Vec::new();
    let mut seen = HashSet::new();
    let mut pages = Pages::new(view);
    while let Some((reference, inherited, depth)) = open.pop() {
        let id = reference.as_reference().unwrap_or((0, 0));
        if id != (0, 0) && !seen.insert(id) {
            continue;
        }
        if depth > view.document().limits().depth {
            return Err(Error::TooComplex(Resource::Depth));
        }
        if fields.len() + open.len() > view.document().limits().objects {
            return Err(Error::TooComplex(Resource::Objects));
        }
        let object = match view.resolve(&reference) {
            Ok(object) => object,
            Err(error @ (Error::Read(_) | Error::TooComplex(_))) => return Err(error),
            Err(_) => continue,
        };
        let Some(dict) = crate::view::as_dictionary(&object) else { continue };
        let own = inherited.refine(view, dict)?;
        let kids = kids(view, dict)?;
        // 12.7.4.2: a kid with a partial name is a field, one without is a widget of this field.
        if kids.iter().any(|kid| kid.named) {
            let named = kids.into_iter().filter(|kid| kid.named).rev();
            open.extend(named.map(|kid| (kid.reference, own.clone(), depth + 1)));
            continue;
        }
        let widgets = if kids.is_empty() { vec![id] } else { kids.iter().map(Kid::id).collect() };
        let widgets = widgets.into_iter().map(|widget| Ok((widget, pages.showing(widget)?)));
        let widgets = widgets.collect::<Result<Vec<_>, Error>>()?;
        let Inherited { name, kind, flags, value } = own;
        fields.push(Field { id, full_name: name, kind, flags, value, dict: Arc::new(dict.clone()), widgets });
    }
    Ok(fields)
}

/// What a field has from its ancestors (12.7.4.1).
#[derive(Clone)]
struct Inherited {
    name: String,
    kind: Vec<u8>,
    flags: u32,
    value: Object,
}

impl Inherited {
    fn refine(&self, view: &View, dict: &Dictionary) -> Result<Self, Error> {
        let mut own = self.clone();
        if let Object::String(..) = &*view.key(dict, b"T")? {
            let part = lopdf::decode_text_string(&*view.key(dict, b"T")?).unwrap_or_default();
            if !own.name.is_empty() {
                own.name.push('.');
            }
            // A chain of long names must not grow without end.
            if own.name.len() + part.len() > 64 << 10 {
                return Err(Error::TooComplex(Resource::ObjectBytes));
            }
            own.name.push_str(&part);
        }
        if let Some(kind) = view.key_name(dict, b"FT")? {
            own.kind = kind;
        }
        if let Some(flags) = view.key_integer(dict, b"Ff")? {
            own.flags = u32::try_from(flags).unwrap_or(0);
        }
        if let Ok(value) = dict.get(b"V") {
            own.value = value.clone();
        }
        Ok(own)
    }
}

type Open = Vec<(Object, Inherited, usize)>;

fn push_kids(
    view: &View,
    dict: &Dictionary,
    key: &[u8],
    inherited: &Inherited,
    depth: usize,
    open: &mut Open,
) -> Result<(), Error> {
    let kids = view.key_array(dict, key)?.unwrap_or_default();
    open.extend(kids.into_iter().rev().map(|kid| (kid, inherited.clone(), depth)));
    Ok(())
}

struct Kid {
    reference: Object,
    named: bool,
}

impl Kid {
    fn id(&self) -> ObjectId {
        self.reference.as_reference().unwrap_or((0, 0))
    }
}

fn kids(view: &View, dict: &Dictionary) -> Result<Vec<Kid>, Error> {
    let mut kids = Vec::new();
    for reference in view.key_array(dict, b"Kids")?.unwrap_or_default() {
        let Ok(kid) = view.dictionary(&reference) else { continue };
        let named = kid.has(b"T") || kid.has(b"Kids");
        kids.push(Kid { reference, named });
    }
    Ok(kids)
}

/// Finds the page that shows a widget. What counts is the page's `/Annots`; the widget's `/P` is only a hint.
struct Pages<'v> {
    view: &'v View,
    pages: Option<Vec<ObjectId>>,
    all: Option<HashMap<ObjectId, usize>>,
}

impl<'v> Pages<'v> {
    fn new(view: &'v View) -> Self {
        Self { view, pages: None, all: None }
    }

    fn showing(&mut self, widget: ObjectId) -> Result<Option<usize>, Error> {
        if widget == (0, 0) {
            return Ok(None);
        }
        let pages = match self.pages.take() {
            Some(pages) => pages,
            None => self.view.pages()?,
        };
        let found = self.find(widget, &pages);
        self.pages = Some(pages);
        found
    }

    fn find(&mut self, widget: ObjectId, pages: &[ObjectId]) -> Result<Option<usize>, Error> {
        if let Some(all) = &self.all {
            return Ok(all.get(&widget).copied());
        }
        let dict = self.view.dictionary(&Object::Reference(widget))?;
        if let Ok(page) = dict.get(b"P").and_then(Object::as_reference)
            && let Some(index) = pages.iter().position(|id| *id == page)
            && annotations(self.view, page)?.contains(&widget)
        {
            return Ok(Some(index));
        }
        let mut all = HashMap::new();
        for (index, page) in pages.iter().enumerate() {
            for annotation in annotations(self.view, *page)? {
                all.entry(annotation).or_insert(index);
            }
        }
        let found = all.get(&widget).copied();
        self.all = Some(all);
        Ok(found)
    }
}

fn annotations(view: &View, page: ObjectId) -> Result<Vec<ObjectId>, Error> {
    let object = view.get(page)?;
    let Ok(page) = object.as_dict() else { return Ok(Vec::new()) };
    let annotations = view.key_array(page, b"Annots")?.unwrap_or_default();
    Ok(annotations.iter().filter_map(|annotation| annotation.as_reference().ok()).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::testing::{document, object};

    fn form(rest: &[(u32, String)]) -> Vec<Field> {
        let mut objects = vec![
            object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R 20 0 R]>>>>"),
            object(2, "<</Kids[3 0 R 4 0 R]>>"),
            object(3, "<</Type/Page/Annots[20 0 R]>>"),
            object(4, "<</Type/Page/Annots 5 0 R>>"),
            object(5, "[12 0 R 13 0 R]"),
        ];
        objects.extend_from_slice(rest);
        fields(&document(&objects).latest()).unwrap()
    }

    #[test]
    fn names_join_and_attributes_are_inherited() {
        let fields = form(&[
            object(10, "<</T(a)/FT/Tx/Ff 2/Kids[11 0 R]>>"),
            object(11, "<</T<FEFF00E9>/V(x)/Kids[12 0 R 13 0 R]/Parent 10 0 R>>"),
            object(12, "<</Subtype/Widget/P 3 0 R>>"),
            object(13, "<</Subtype/Widget/P 4 0 R>>"),
            object(20, "<</T(sig)/FT/Sig/V 30 0 R/Subtype/Widget>>"),
        ]);
        assert_eq!(fields.len(), 2);
        assert_eq!(
            (fields[0].full_name.as_str(), &fields[0].kind[..], fields[0].flags),
            ("a.\u{e9}", &b"Tx"[..], 2)
        );
        // 12 lies about its page.
        assert_eq!(fields[0].widgets, [((12, 0), Some(1)), ((13, 0), Some(1))]);
        assert_eq!((fields[1].id, fields[1].value.clone()), ((20, 0), Object::Reference((30, 0))));
        assert_eq!(fields[1].widgets, [((20, 0), Some(0))]);
    }

    #[test]
    fn cycles_are_cut_and_shared_objects_listed_once() {
        let fields = form(&[
            object(10, "<</T(a)/Kids[11 0 R 20 0 R 10 0 R]>>"),
            object(11, "<</T(b)/Kids[10 0 R]>>"),
            object(20, "<</T(c)/FT/Sig>>"),
        ]);
        assert_eq!(fields.iter().map(|field| field.full_name.as_str()).collect::<Vec<_>>(), ["a.c"]);
    }
}
