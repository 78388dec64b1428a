//! Standard security handler (ISO 32000-2 7.6), on lopdf's algorithms: RC4 40/128, AES-128, AES-256.
//!
//! Objects are decrypted one by one when they are read. Not here: public-key handlers, AES-GCM (ISO/TS 32003).

use std::sync::Arc;

use lopdf::encryption::PasswordAlgorithm;
use lopdf::{Dictionary, EncryptionState, Object, ObjectId, StringFormat};
use zeroize::Zeroizing;

use crate::Error;

/// A password, wiped when dropped.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the text over.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// Which password opened the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedAs {
    /// The owner password: no restriction applies.
    Owner,
    /// The user password, or none: the permissions apply.
    User,
}

/// User access permissions (ISO 32000-2 Table 22), as the bits of `/P`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(pub u32);

impl Permissions {
    /// Bit 3: print.
    pub fn print(self) -> bool {
        self.0 & (1 << 2) != 0
    }
    /// Bit 4: change the contents.
    pub fn modify(self) -> bool {
        self.0 & (1 << 3) != 0
    }
    /// Bit 5: copy text and graphics.
    pub fn copy(self) -> bool {
        self.0 & (1 << 4) != 0
    }
    /// Bit 6: annotate and fill in fields; with bit 4 also create fields, signature fields among them.
    pub fn annotate(self) -> bool {
        self.0 & (1 << 5) != 0
    }
    /// Bit 9 (or bit 6): fill in existing fields, signature fields among them.
    pub fn fill(self) -> bool {
        self.0 & (1 << 8) != 0 || self.annotate()
    }
    /// Bit 11 (or bit 4): insert, delete, rotate pages.
    pub fn assemble(self) -> bool {
        self.0 & (1 << 10) != 0 || self.modify()
    }
}

/// How an encrypted document was opened.
#[derive(Clone)]
pub struct Encryption {
    /// What the user may do; see [`OpenedAs`].
    pub permissions: Permissions,
    /// Which password opened it.
    pub opened_as: OpenedAs,
    state: Arc<EncryptionState>,
    /// The object that holds the encryption dictionary.
    object: Option<ObjectId>,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encryption")
            .field("permissions", &self.permissions)
            .field("opened_as", &self.opened_as)
            .finish_non_exhaustive()
    }
}

impl Encryption {
    /// `dict` is the `/Encrypt` dictionary with direct values, `file_id` the first element of `/ID`, `object` the id
    /// of the dictionary if it is an indirect object.
    pub(crate) fn open(
        mut dict: Dictionary,
        file_id: Vec<u8>,
        object: Option<ObjectId>,
        password: Option<&Password>,
    ) -> Result<Self, Error> {
        let permissions = dict.get(b"P").and_then(Object::as_i64).unwrap_or(0);
        // /P is a signed 32-bit number; some writers give it unsigned.
        let [b0, b1, b2, b3, ..] = permissions.to_le_bytes();
        let permissions = Permissions(u32::from_le_bytes([b0, b1, b2, b3]));
        let version = dict.get(b"V").and_then(Object::as_i64).unwrap_or(0);
        match dict.get(b"Length").and_then(Object::as_i64) {
            // Table 20: only for V 2 and 3; elsewhere writers put anything there.
            Ok(_) if version != 2 && version != 3 => {
                dict.remove(b"Length");
            }
            // Some give bytes instead of bits.
            Ok(length @ 5..=16) => dict.set("Length", length * 8),
            _ => {}
        }
        // lopdf works on documents: this one has nothing but what the key derivation asks for.
        let mut carrier = lopdf::Document::new();
        let id = Object::String(file_id, StringFormat::Hexadecimal);
        carrier.trailer.set("ID", Object::Array(vec![id.clone(), id]));
        carrier.trailer.set("Encrypt", Object::Reference((1, 0)));
        carrier.objects.insert((1, 0), Object::Dictionary(dict));
        let algorithm = PasswordAlgorithm::try_from(&carrier).map_err(|_| Error::EncryptionUnsupported)?;
        let candidates = password.map(Password::text).into_iter().chain(std::iter::once(""));
        for candidate in candidates {
            let Ok(sanitized) = algorithm.sanitize_password(candidate) else { continue };
            let sanitized = Zeroizing::new(sanitized);
            // The owner's rights are for one who knows a password, even if the empty one would match.
            let owner = !candidate.is_empty()
                && algorithm.authenticate_owner_password(&carrier, sanitized.as_slice()).is_ok();
            if owner || algorithm.authenticate_user_password(&carrier, sanitized.as_slice()).is_ok() {
                let state = EncryptionState::decode(&carrier, sanitized.as_slice())
                    .map_err(|_| Error::EncryptionUnsupported)?;
                let opened_as = if owner { OpenedAs::Owner } else { OpenedAs::User };
                return Ok(Self { permissions, opened_as, state: Arc::new(state), object });
            }
        }
        Err(if password.is_some() { Error::PasswordWrong } else { Error::PasswordNeeded })
    }

    /// Decrypts in place. `false` when some part could not be decrypted and stands as it was.
    pub(crate) fn decrypt(&self, id: ObjectId, object: &mut Object) -> bool {
        self.transform(id, object, |object| {
            lopdf::encryption::decrypt_object(&self.state, id, object).is_ok()
        })
    }

    /// Encrypts in place.
    pub(crate) fn encrypt(&self, id: ObjectId, object: &mut Object) -> bool {
        self.transform(id, object, |object| {
            lopdf::encryption::encrypt_object(&self.state, id, object).is_ok()
        })
    }

    /// The encryption dictionary itself is in clear (7.6.2), and so are cross-reference streams. A `Crypt` filter
    /// whose parameters stand in an array is shown to lopdf as a single dictionary.
    fn transform(&self, id: ObjectId, object: &mut Object, apply: impl Fn(&mut Object) -> bool) -> bool {
        if self.object == Some(id) {
            return true;
        }
        let parms = match &*object {
            Object::Stream(stream) => match (stream.dict.get(b"Filter"), stream.dict.get(b"DecodeParms")) {
                (Ok(Object::Array(filters)), Ok(Object::Array(parms))) => filters
                    .iter()
                    .position(|filter| matches!(filter, Object::Name(name) if name == b"Crypt"))
                    .map(|index| {
                        (parms.get(index).cloned().unwrap_or(Object::Null), Object::Array(parms.clone()))
                    }),
                _ => None,
            },
            _ => None,
        };
        let Some((one, all)) = parms else { return apply(object) };
        let one =
            if matches!(one, Object::Dictionary(_)) { one } else { Object::Dictionary(Dictionary::new()) };
        if let Object::Stream(stream) = &mut *object {
            stream.dict.set("DecodeParms", one);
        }
        let done = apply(object);
        if let Object::Stream(stream) = object {
            stream.dict.set("DecodeParms", all);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permission_bits_follow_table_22() {
        let none = Permissions(0xFFFF_F0C0);
        assert!(!none.print() && !none.modify() && !none.copy() && !none.annotate() && !none.fill());
        assert!(!none.assemble());
        assert!(Permissions(1 << 5).fill(), "who may annotate may fill in");
        assert!(Permissions(1 << 8).fill() && !Permissions(1 << 8).annotate());
        assert!(Permissions(1 << 3).assemble() && Permissions(1 << 10).assemble());
    }

    #[test]
    fn handlers_that_are_not_the_standard_one_are_named_so() {
        let mut dict = Dictionary::new();
        dict.set("Filter", "Adobe.PubSec");
        dict.set("V", 4);
        let result = Encryption::open(dict.clone(), Vec::new(), None, None);
        assert!(matches!(result, Err(Error::EncryptionUnsupported)));
        dict.set("Filter", "Standard");
        dict.set("V", 6);
        assert!(matches!(Encryption::open(dict, Vec::new(), None, None), Err(Error::EncryptionUnsupported)));
    }
}
