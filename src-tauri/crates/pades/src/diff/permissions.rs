//! What signatures permit afterwards: DocMDP, FieldMDP and signature field locks (ISO 32000-2 12.8.2, 12.7.5.5).
//!
//! Not here: what a permission makes of a change (`policy`).

use pdf::{Dictionary, Document, Object};

use super::fields;
use super::spot::{Side, Spot};

/// What the signatures in force permit (ISO 32000-2 12.8.2.2, 12.8.2.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    /// `/P` of a DocMDP transform or of a field lock: 1, 2 or 3; `None` without a certification.
    pub doc_mdp: Option<u8>,
    /// FieldMDP transforms and signature field locks in force.
    pub locks: Vec<FieldLock>,
}

/// Which fields may no longer change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldLock {
    /// Every field.
    All,
    /// Every field but these and what is below them.
    Exclude(Vec<String>),
    /// These fields and what is below them.
    Include(Vec<String>),
}

impl FieldLock {
    /// Whether the field of that full name is locked.
    pub fn covers(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Exclude(names) => !names.iter().any(|name| is_or_is_below(field, name)),
            Self::Include(names) => names.iter().any(|name| is_or_is_below(field, name)),
        }
    }

    /// Reads `/Action` and `/Fields` of a FieldMDP transform or of a `/Lock`.
    fn read(side: &Side, dictionary: &Spot) -> Option<Self> {
        let names = || {
            let fields = dictionary.key(side, "Fields");
            fields.items(side).iter().filter_map(|item| item.value.as_str().ok().map(fields::text)).collect()
        };
        match dictionary.key(side, "Action").value.as_name().ok()? {
            b"All" => Some(Self::All),
            b"Exclude" => Some(Self::Exclude(names())),
            b"Include" => Some(Self::Include(names())),
            _ => None,
        }
    }
}

impl Permissions {
    /// What the signed signature fields of the document, as it was in that revision, permit together: the strictest
    /// level and every lock. A doubtful level counts as 1.
    pub fn in_force(document: &Document, revision: usize) -> Self {
        let side = Side::new(document.at(revision));
        let form = side.root().key(&side, "Root").key(&side, "AcroForm");
        let mut permissions = Self::default();
        for field in fields::walk(&side, &form) {
            if !field.is_signature() {
                continue;
            }
            let value = field.spot.key(&side, "V");
            if value.dictionary().is_none() {
                continue;
            }
            for reference in value.key(&side, "Reference").items(&side) {
                permissions.read_reference(&side, &reference);
            }
            permissions.read_lock(&side, &field.spot.key(&side, "Lock"));
        }
        permissions
    }

    fn read_reference(&mut self, side: &Side, reference: &Spot) {
        let parameters = reference.key(side, "TransformParams");
        match reference.key(side, "TransformMethod").value.as_name().unwrap_or_default() {
            // ISO 32000-2 table 257: /P is optional, its default is 2.
            b"DocMDP" => self.restrict(level(&parameters.key(side, "P").value, 2)),
            b"FieldMDP" => self.locks.extend(FieldLock::read(side, &parameters)),
            _ => {}
        }
    }

    fn read_lock(&mut self, side: &Side, lock: &Spot) {
        if lock.dictionary().is_none() {
            return;
        }
        self.locks.extend(FieldLock::read(side, lock));
        let p = lock.key(side, "P");
        if !p.is_null() {
            self.restrict(level(&p.value, 1));
        }
    }

    fn restrict(&mut self, level: u8) {
        self.doc_mdp = Some(self.doc_mdp.map_or(level, |old| old.min(level)));
    }

    /// Whether any lock covers the field.
    pub fn locks_field(&self, field: &str) -> bool {
        self.locks.iter().any(|lock| lock.covers(field))
    }
}

fn level(value: &Object, default: u8) -> u8 {
    match value {
        Object::Null => default,
        Object::Integer(p @ 1..=3) => u8::try_from(*p).unwrap_or(1),
        _ => 1,
    }
}

fn is_or_is_below(field: &str, ancestor: &str) -> bool {
    field.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a dictionary is the value of a signature field: it has a byte range or a signature type.
pub(crate) fn is_signature_value(dictionary: &Dictionary) -> bool {
    dictionary.has(b"ByteRange")
        || matches!(dictionary.get(b"Type").and_then(Object::as_name), Ok(b"Sig" | b"DocTimeStamp"))
}
