//! Whether pages are pictures: what a scanner or a fax makes, with no letter that could be searched for.

use lopdf::Object;

use crate::{Error, View};

/// Pages that are looked at; a scan shows itself on the first ones.
const MOST_PAGES: usize = 5;

/// Every page looked at (the first five) draws a picture and has no font to draw letters with (ISO 32000-2 7.8.3).
///
/// A document without pages is none. Fonts that only form XObjects use are not looked for: scanners make none.
///
/// # Errors
/// What reading the pages ends in.
pub fn is_scan(view: &View) -> Result<bool, Error> {
    let pages = view.pages()?;
    for page in pages.iter().take(MOST_PAGES) {
        if !is_picture(view, &Object::Reference(*page))? {
            return Ok(false);
        }
    }
    Ok(!pages.is_empty())
}

fn is_picture(view: &View, page: &Object) -> Result<bool, Error> {
    /// Deepest page tree that is climbed for inherited resources (7.7.3.4).
    const DEEPEST: usize = 32;
    let mut node = view.dictionary(page)?;
    for _ in 0..DEEPEST {
        if let Some(resources) = view.key_dictionary(&node, b"Resources")? {
            let fonts = view.key_dictionary(&resources, b"Font")?;
            let objects = view.key_dictionary(&resources, b"XObject")?;
            let drawn =
                objects.is_some_and(|objects| objects.iter().any(|(_, object)| is_image(view, object)));
            return Ok(drawn && fonts.is_none_or(|fonts| fonts.is_empty()));
        }
        let Ok(parent) = node.get(b"Parent") else { break };
        node = view.dictionary(parent)?;
    }
    Ok(false)
}

fn is_image(view: &View, object: &Object) -> bool {
    let Object::Reference(id) = object else { return false };
    let Ok(object) = view.peek(*id) else { return false };
    let name = object.as_stream().ok().and_then(|stream| stream.dict.get(b"Subtype").ok());
    name.and_then(|name| name.as_name().ok()).is_some_and(|name| name == b"Image")
}
