//! Pages of their own for the eye: the block and the notice, drawn by the very code that writes them into a letter.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use pdf::Conformance;

use super::palette::Palette;
use super::{Block, content, layout, notice, numbers, resources};
use crate::error::Error;

/// A file with one page of `width` by `height` points that shows the block as signing would draw it into a document with
/// these claims.
///
/// # Errors
/// [`Error::BlockTooSmall`] with the size that would do.
pub fn as_page(block: &Block, width: f64, height: f64, claims: &Conformance) -> Result<Vec<u8>, Error> {
    let layout = layout(block, width, height)?;
    let mut file = File::new();
    let (content, resources) =
        resources(&layout, Palette::of(claims), &mut |object| file.document.add_object(object))?;
    file.page(width, height, resources, content);
    file.finish()
}

/// A file with one page for each size: the notice in a strip of `width` points set in letters of `size` points, as signing
/// would draw it.
///
/// # Errors
/// Only [`Error::Font`].
pub fn notice_pages(text: &str, sizes: &[(f64, f64)], claims: &Conformance) -> Result<Vec<u8>, Error> {
    let mut file = File::new();
    for (width, size) in sizes {
        let add = &mut |object| file.document.add_object(object);
        let form = notice(text, *width, *size, Palette::of(claims), add)?;
        let resources = dictionary! { "XObject" => dictionary! { "N" => form.id } };
        file.page(form.width, form.height, resources, b"/N Do\n".to_vec());
    }
    file.finish()
}

/// A document in the making.
struct File {
    document: Document,
    tree: ObjectId,
    pages: Vec<Object>,
}

impl File {
    fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        Self { document, tree, pages: Vec::new() }
    }

    fn page(&mut self, width: f64, height: f64, resources: Dictionary, operators: Vec<u8>) {
        let contents = self.document.add_object(content(operators));
        let page = self.document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => numbers(&[0.0, 0.0, width, height]),
            "Resources" => resources,
            "Contents" => contents,
        });
        self.pages.push(page.into());
    }

    fn finish(mut self) -> Result<Vec<u8>, Error> {
        let count = i64::try_from(self.pages.len()).unwrap_or_default();
        let tree = dictionary! { "Type" => "Pages", "Kids" => self.pages, "Count" => count };
        self.document.objects.insert(self.tree, Object::Dictionary(tree));
        let catalog = self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => self.tree });
        self.document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).map_err(|_| Error::Font)?;
        Ok(bytes)
    }
}
