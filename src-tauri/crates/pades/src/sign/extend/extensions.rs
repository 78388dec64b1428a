//! The catalog's `/Extensions` (ISO 32000-2 §7.12): below PDF 2.0 a file that uses the security store or document time
//! stamps should say so (EN 319 142-1 §5.6).

use lopdf::{Dictionary, Object, dictionary};
use pdf::Document;

use crate::error::Error;
use crate::sign::widget::{dictionary_at, resolve};
use pdf::append::Update;

/// Since this version the store and document time stamps are part of PDF itself.
const PDF_2: (u8, u8) = (2, 0);

/// Adds ETSI's entry where the version asks for it and nobody has put one yet.
pub(super) fn declare(update: &mut Update<'_>, document: &Document) -> Result<(), Error> {
    let view = document.latest();
    let catalog_id = view.catalog_id().ok_or(pdf::Error::Unexpected { expected: "catalog" })?;
    let mut catalog = dictionary_at(update, catalog_id)?;
    if version(document, &catalog) >= PDF_2 {
        return Ok(());
    }
    let entry = catalog.get(b"Extensions").cloned().unwrap_or(Object::Null);
    let (id, known) = match resolve(update, &entry)? {
        (id, Object::Dictionary(known)) => (id, known),
        _ => (None, Dictionary::new()),
    };
    if known.has(b"ESIC") {
        return Ok(());
    }
    let mut extensions = known;
    extensions.set("ESIC", dictionary! { "BaseVersion" => "1.7", "ExtensionLevel" => 1 });
    match id {
        Some(id) => update.replace(id, Object::Dictionary(extensions)),
        None => {
            catalog.set("Extensions", extensions);
            update.replace(catalog_id, Object::Dictionary(catalog));
        }
    }
    Ok(())
}

/// The catalog's `/Version` may raise that of the header (ISO 32000-2 §7.7.2).
fn version(document: &Document, catalog: &Dictionary) -> (u8, u8) {
    let raised = catalog.get(b"Version").and_then(Object::as_name).ok().and_then(|name| {
        let (major, minor) = std::str::from_utf8(name).ok()?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    document.header_version().max(raised.unwrap_or((0, 0)))
}
