//! What earlier signatures still permit: certification (DocMDP, ISO 32000-2 §12.8.2.2), locked fields (FieldMDP,
//! §12.8.2.4) and the lock dictionaries of signed fields (§12.7.5.5, Table 236).

use lopdf::{Dictionary, Object};
use pdf::View;
use pdf::form::Field;

/// The sum of all restrictions.
#[derive(Debug, Default)]
pub(super) struct Locks {
    /// The strictest `/P` of a certification or lock: 1 nothing, 2 forms and signatures, 3 also annotations.
    pub(super) level: Option<u8>,
    fields: Vec<FieldLock>,
}

#[derive(Debug)]
enum FieldLock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Locks {
    /// Reads the restrictions of all signed fields among `fields`.
    pub(super) fn read(view: &View, fields: &[Field]) -> Result<Self, pdf::Error> {
        let mut locks = Self::default();
        for field in fields.iter().filter(|field| field.kind == b"Sig") {
            let Some(signature) = dictionary(view, &field.value)? else { continue };
            for reference in view.key_array(&signature, b"Reference")?.unwrap_or_default() {
                let Some(reference) = dictionary(view, &reference)? else { continue };
                let parameters = view.key_dictionary(&reference, b"TransformParams")?;
                let method = view.key_name(&reference, b"TransformMethod")?;
                match (method.as_deref(), parameters) {
                    // Table 257: 2 when missing.
                    (Some(b"DocMDP"), parameters) => {
                        let level = match parameters {
                            Some(parameters) => view.key_integer(&parameters, b"P")?,
                            None => None,
                        };
                        locks.tighten(level.unwrap_or(2));
                    }
                    (Some(b"FieldMDP"), Some(parameters)) => locks.add(view, &parameters)?,
                    _ => {}
                }
            }
            if let Some(lock) = view.key_dictionary(&field.dict, b"Lock")? {
                locks.add(view, &lock)?;
                if let Some(level) = view.key_integer(&lock, b"P")? {
                    locks.tighten(level);
                }
            }
        }
        Ok(locks)
    }

    /// Whether the field of this full name, or one above it, is locked.
    pub(super) fn locks(&self, name: &str) -> bool {
        let named = |list: &[String]| {
            list.iter().any(|item| {
                name.strip_prefix(item.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        self.fields.iter().any(|lock| match lock {
            FieldLock::All => true,
            FieldLock::Include(list) => named(list),
            FieldLock::Exclude(list) => !named(list),
        })
    }

    /// Unknown values count as the strictest.
    fn tighten(&mut self, level: i64) {
        let level = match level {
            2 => 2,
            3 => 3,
            _ => 1,
        };
        self.level = Some(self.level.map_or(level, |known| known.min(level)));
    }

    fn add(&mut self, view: &View, lock: &Dictionary) -> Result<(), pdf::Error> {
        let mut names = Vec::new();
        for item in view.key_array(lock, b"Fields")?.unwrap_or_default() {
            if let Object::String(..) = &*view.resolve(&item)? {
                names.push(lopdf::decode_text_string(&*view.resolve(&item)?).unwrap_or_default());
            }
        }
        match view.key_name(lock, b"Action")?.as_deref() {
            Some(b"Include") => self.fields.push(FieldLock::Include(names)),
            Some(b"Exclude") => self.fields.push(FieldLock::Exclude(names)),
            Some(_) => self.fields.push(FieldLock::All),
            None => {}
        }
        Ok(())
    }
}

/// The dictionary that the object is or refers to, `None` for anything else.
pub(super) fn dictionary(view: &View, object: &Object) -> Result<Option<Dictionary>, pdf::Error> {
    Ok(match &*view.resolve(object)? {
        Object::Dictionary(dictionary) => Some(dictionary.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(field: FieldLock) -> Locks {
        Locks { level: None, fields: vec![field] }
    }

    #[test]
    fn field_lock_covers_children_but_not_other_names() {
        let include = lock(FieldLock::Include(vec!["pihak".into()]));
        assert!(include.locks("pihak"));
        assert!(include.locks("pihak.kesatu"));
        assert!(!include.locks("pihakkesatu"));
        let exclude = lock(FieldLock::Exclude(vec!["pihak".into()]));
        assert!(!exclude.locks("pihak.kesatu"));
        assert!(exclude.locks("lain"));
        assert!(lock(FieldLock::All).locks("apa pun"));
    }

    #[test]
    fn strictest_level_holds_and_unknown_counts_as_none_allowed() {
        let mut locks = Locks::default();
        locks.tighten(3);
        assert_eq!(locks.level, Some(3));
        locks.tighten(2);
        locks.tighten(3);
        assert_eq!(locks.level, Some(2));
        locks.tighten(9);
        assert_eq!(locks.level, Some(1));
    }
}
