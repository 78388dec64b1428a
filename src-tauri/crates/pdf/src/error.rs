//! The error enums of this crate: facts only, no sentences for people.

use lopdf::ObjectId;

/// Why a document or a part of it cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes at this place do not follow the syntax (ISO 32000-2 7.2, 7.3, 7.5).
    #[error("damaged at byte {offset}: {what}")]
    Damaged {
        /// Absolute offset in the file, in bytes; for members of object streams the offset in the decoded stream.
        offset: u64,
        /// The construct that was being read.
        what: &'static str,
    },
    /// The security handler or its version is not the standard one of ISO 32000-2 7.6.4.
    #[error("encryption not supported")]
    EncryptionUnsupported,
    /// No `%PDF-` in the first 1,024 bytes.
    #[error("not a PDF file")]
    NotPdf,
    /// The document needs a password and none was given.
    #[error("password needed")]
    PasswordNeeded,
    /// The password is neither the user nor the owner password.
    #[error("password wrong")]
    PasswordWrong,
    /// The source could not be read.
    #[error("read failed")]
    Read(#[from] std::io::Error),
    /// A limit of [`crate::Limits`] was reached.
    #[error("limit reached: {0:?}")]
    TooComplex(Resource),
    /// The value is of another type than the standard asks for at this place.
    #[error("{expected} expected")]
    Unexpected {
        /// The type that was asked for, as the standard names it.
        expected: &'static str,
    },
    /// The stream's filters are not known here or their data is damaged (ISO 32000-2 7.4).
    #[error("stream cannot be decoded")]
    Undecodable,
    /// The update cannot be written: an offset does not fit the form of the cross-reference table (7.5.4), or
    /// encryption failed.
    #[error("update cannot be written: {what}")]
    Unwritable {
        /// What could not be written.
        what: &'static str,
    },
}

/// What ran out, in [`Error::TooComplex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resource {
    /// Bytes of decoded streams.
    DecodedBytes,
    /// Nesting of arrays, dictionaries, references or trees.
    Depth,
    /// Items in one object.
    Items,
    /// Bytes of one object outside its stream.
    ObjectBytes,
    /// Cross-reference entries, pages or fields.
    Objects,
    /// Cross-reference sections.
    Revisions,
    /// Bytes of one stream as stored.
    StreamBytes,
    /// Bytes looked through for misplaced or unterminated things.
    Work,
}

/// Something that was tolerated while reading. A document with faults may be read differently by other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fault {
    /// Bytes before `%PDF-`; offsets count from the header.
    BytesBeforeHeader,
    /// A string or stream could not be decrypted and was left as it stands.
    Decryption(ObjectId),
    /// An object of this number and generation does not stand where its cross-reference entry says.
    EntryMismatch(ObjectId),
    /// A `/Prev` points to a later place although the file is not linearized.
    ForwardPrev(u64),
    /// A stream's `/Length` does not lead to `endstream`.
    LengthWrong(ObjectId),
    /// The last revision has no `%%EOF`.
    NoFinalEof,
    /// The section that a `/Prev` or `/XRefStm` names cannot be read.
    PrevUnreadable(u64),
    /// The cross-reference data was unusable; objects were found by a scan of the file.
    Rebuilt,
    /// `startxref` does not give the exact place of the section.
    StartxrefMoved,
    /// The first subsection of a table was numbered from 1 instead of 0.
    TableShifted,
}

/// Why a readable document must not get an incremental update (ISO 32000-2 7.5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAppendable {
    /// The trailer carries an `/AuthCode` over the whole document (ISO/TS 32004), which an update would break.
    #[error("protected by an integrity code")]
    AuthCode,
    /// Content other than white space follows the last `%%EOF`.
    #[error("{count} bytes after the end")]
    BytesAfterEnd {
        /// Number of bytes.
        count: u64,
    },
    /// `%PDF-` does not stand at offset 0: writers and readers disagree on offsets.
    #[error("{count} bytes before the header")]
    BytesBeforeHeader {
        /// Number of bytes.
        count: u64,
    },
    /// An older cross-reference section or the catalog's entry cannot be read.
    #[error("cross-reference chain damaged")]
    ChainDamaged,
    /// The last revision has no `%%EOF`.
    #[error("no final end-of-file marker")]
    NoFinalEof,
    /// The cross-reference data was rebuilt by a scan.
    #[error("cross-reference rebuilt")]
    Rebuilt,
}
