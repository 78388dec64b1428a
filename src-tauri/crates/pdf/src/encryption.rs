//! Standard security handler (ISO 32000-2 7.6), on lopdf's algorithms: RC4 40/128, AES-128, AES-256.
//!
//! Objects are decrypted one by one when they are read. Not here: public-key handlers, AES-GCM (ISO/TS 32003).

use zeroize::Zeroizing;

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
}
