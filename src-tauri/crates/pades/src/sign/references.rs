//! What a signature says of later changes: certification (DocMDP) and locked fields (FieldMDP) as entries of its
//! `/Reference` (ISO 32000-2 §12.8.2, Tables 256, 257, 259), the catalog's `/Perms` (Table 263), and the field's
//! `/Lock` (Table 236).

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use pdf::append::Update;

use super::widget::{dictionary_at, resolve};
use crate::error::Error;

/// What may still be changed after a certification (Table 257).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certify {
    /// Nothing: `/P 1`.
    NoChanges,
    /// Filling in forms and signing: `/P 2`.
    FormsAndSignatures,
    /// Also annotations: `/P 3`.
    Annotations,
}

/// What the signature locks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lock {
    /// `/Action` and `/Fields`, as the author wrote them or as asked for.
    pub(super) fields: Dictionary,
    /// `/P` of a lock of PDF 2.0 that we write ourselves into a new field.
    pub(super) level: Option<Certify>,
}

impl Certify {
    /// The value of `/P`.
    pub const fn level(self) -> u8 {
        match self {
            Self::NoChanges => 1,
            Self::FormsAndSignatures => 2,
            Self::Annotations => 3,
        }
    }

    /// From the value of `/P`.
    pub const fn from_level(level: i64) -> Option<Self> {
        match level {
            1 => Some(Self::NoChanges),
            2 => Some(Self::FormsAndSignatures),
            3 => Some(Self::Annotations),
            _ => None,
        }
    }
}

impl Lock {
    /// All fields, and no change at all any more.
    pub(super) fn all() -> Self {
        Self { fields: dictionary! { "Action" => "All" }, level: Some(Certify::NoChanges) }
    }

    /// The `/Lock` of a new field.
    pub(super) fn dictionary(&self) -> Dictionary {
        let mut lock = self.fields.clone();
        lock.set("Type", "SigFieldLock");
        if let Some(level) = self.level {
            lock.set("P", i64::from(level.level()));
        }
        lock
    }
}

/// The entries of `/Reference`; empty when the signature says nothing of later changes.
pub(super) fn references(certify: Option<Certify>, lock: Option<&Lock>, catalog: ObjectId) -> Vec<Object> {
    let parameters = |mut parameters: Dictionary| {
        parameters.set("Type", "TransformParams");
        // Table 257, 259: the version of the parameters.
        parameters.set("V", "1.2");
        parameters
    };
    let mut references = Vec::new();
    if let Some(certify) = certify {
        references.push(Object::Dictionary(dictionary! {
            "Type" => "SigRef",
            "TransformMethod" => "DocMDP",
            "TransformParams" => parameters(dictionary! { "P" => i64::from(certify.level()) }),
        }));
    }
    if let Some(lock) = lock {
        references.push(Object::Dictionary(dictionary! {
            "Type" => "SigRef",
            "TransformMethod" => "FieldMDP",
            // Table 256: the object that is looked at, required for FieldMDP.
            "Data" => catalog,
            "TransformParams" => parameters(lock.fields.clone()),
        }));
    }
    references
}

/// Names the certification in the catalog (Table 263).
pub(super) fn grant(update: &mut Update<'_>, catalog_id: ObjectId, signature: ObjectId) -> Result<(), Error> {
    let mut catalog = dictionary_at(update, catalog_id)?;
    let (id, permissions) = resolve(update, catalog.get(b"Perms").unwrap_or(&Object::Null))?;
    let (id, mut permissions) = match permissions {
        Object::Dictionary(permissions) => (id, permissions),
        _ => (None, Dictionary::new()),
    };
    permissions.set("DocMDP", signature);
    match id {
        Some(id) => update.replace(id, Object::Dictionary(permissions)),
        None => {
            catalog.set("Perms", permissions);
            update.replace(catalog_id, Object::Dictionary(catalog));
        }
    }
    Ok(())
}
