//! The opened document: its source, its revisions, how it was opened, whether it may be appended to.

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::bytes::{Bytes, is_space};
use crate::reader::Reader;
use crate::rebuild::{self, Kind};
use crate::xref::{self, Header};
use crate::{
    Encryption, Error, Fault, Limits, NotAppendable, Password, Revision, Source, View, XrefEntry, XrefKind,
};

/// An opened document. Cheap to clone; all clones share caches and budget.
#[derive(Clone)]
pub struct Document(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    header: Header,
    damaged: bool,
    rebuilt: bool,
    pub(crate) reader: Reader,
}

/// How much of a document can be found from its trailer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Soundness {
    Nothing,
    Catalog,
    PageTree,
}

impl Document {
    /// Reads the cross-reference chain and the catalog; when they are unusable, scans the file for objects.
    ///
    /// For an encrypted document the empty user password is tried too.
    pub fn open(source: Arc<dyn Source>, password: Option<&Password>, limits: Limits) -> Result<Self, Error> {
        let bytes = Arc::new(Bytes::new(source, limits));
        let header = xref::header(&bytes)?;
        if header.offset > 0 {
            bytes.fault(Fault::BytesBeforeHeader);
        }
        let mut fallback = None;
        // Offsets count from the header (7.5.2), in some files from the start all the same.
        let bases = if header.offset > 0 { vec![header.offset, 0] } else { vec![0] };
        for base in bases {
            match by_chain(&bytes, base, password) {
                Ok((reader, damaged, Soundness::PageTree)) => {
                    return Ok(Self(Arc::new(Inner { header, damaged, rebuilt: false, reader })));
                }
                Ok((reader, damaged, Soundness::Catalog)) => fallback = Some((reader, damaged)),
                Err(error) if is_final(&error) => return Err(error),
                _ => {}
            }
        }
        match (by_scan(&bytes, password), fallback) {
            (Ok((reader, Soundness::PageTree)), _) | (Ok((reader, Soundness::Catalog)), None) => {
                bytes.fault(Fault::Rebuilt);
                Ok(Self(Arc::new(Inner { header, damaged: true, rebuilt: true, reader })))
            }
            (_, Some((reader, damaged))) => {
                Ok(Self(Arc::new(Inner { header, damaged, rebuilt: false, reader })))
            }
            (Ok(_), None) => Err(Error::Damaged { offset: 0, what: "catalog" }),
            (Err(error), None) => Err(error),
        }
    }

    /// The bytes.
    pub fn source(&self) -> &Arc<dyn Source> {
        &self.0.reader.bytes.source
    }

    /// The budget it was opened with.
    pub fn limits(&self) -> &Limits {
        &self.0.reader.bytes.limits
    }

    /// Oldest first, at least one.
    pub fn revisions(&self) -> &[Revision] {
        &self.0.reader.revisions
    }

    /// The document as it is now.
    pub fn latest(&self) -> View {
        self.at(usize::MAX)
    }

    /// The document as of that revision; an index past the end gives the latest.
    pub fn at(&self, index: usize) -> View {
        let last = self.revisions().len().saturating_sub(1);
        View { document: self.clone(), index: index.min(last) }
    }

    /// The revision whose bytes end there: right after `%%EOF`, or after white space that follows it.
    pub fn revision_ending_at(&self, end: u64) -> Option<usize> {
        let index = self.revisions().iter().rposition(|revision| revision.eof <= end)?;
        let revision = self.revisions().get(index)?;
        if end <= revision.end {
            return Some(index);
        }
        // Some writers leave more than one line end; 64 bytes are generous.
        let length =
            end.checked_sub(revision.end).filter(|length| *length <= 64 && end <= self.source().len())?;
        let between = self.0.reader.bytes.window(revision.end, length).ok()?;
        between.iter().all(|byte| is_space(*byte)).then_some(index)
    }

    /// Whether an incremental update may follow.
    pub fn appendable(&self) -> Result<(), NotAppendable> {
        let bytes = &self.0.reader.bytes;
        if self.0.rebuilt {
            return Err(NotAppendable::Rebuilt);
        }
        if self.0.header.offset > 0 {
            return Err(NotAppendable::BytesBeforeHeader { count: self.0.header.offset });
        }
        let catalog = self.latest().catalog_id();
        let misplaced = bytes
            .faults()
            .iter()
            .any(|fault| matches!(fault, Fault::EntryMismatch(id) if Some(*id) == catalog));
        if self.0.damaged || misplaced || catalog.is_none() {
            return Err(NotAppendable::ChainDamaged);
        }
        let Some(last) = self.revisions().last().filter(|revision| revision.has_eof) else {
            return Err(NotAppendable::NoFinalEof);
        };
        if self.latest().trailer().has(b"AuthCode") {
            return Err(NotAppendable::AuthCode);
        }
        let count = bytes.len().saturating_sub(last.end);
        let rest = bytes.window(last.end, 64 << 10).unwrap_or_default();
        let spaces = rest.iter().filter(|byte| is_space(**byte)).count();
        if u64::try_from(spaces).ok() != Some(count) {
            return Err(NotAppendable::BytesAfterEnd { count });
        }
        Ok(())
    }

    /// How it is encrypted, if it is.
    pub fn encryption(&self) -> Option<&Encryption> {
        self.0.reader.encryption.as_ref()
    }

    /// Major and minor version in the header; the catalog's `/Version` may raise it (7.7.2).
    pub fn header_version(&self) -> (u8, u8) {
        self.0.header.version
    }

    /// The form of the newest cross-reference section.
    pub fn xref_kind(&self) -> XrefKind {
        self.revisions().last().map_or(XrefKind::Table, |revision| revision.kind)
    }

    /// What has been tolerated so far, sorted, each once.
    pub fn faults(&self) -> Vec<Fault> {
        self.0.reader.bytes.faults()
    }
}

/// Errors that another way of reading would not mend.
fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::Read(_)
            | Error::TooComplex(_)
            | Error::PasswordNeeded
            | Error::PasswordWrong
            | Error::EncryptionUnsupported
    )
}

fn by_chain(
    bytes: &Arc<Bytes>,
    base: u64,
    password: Option<&Password>,
) -> Result<(Reader, bool, Soundness), Error> {
    let chain = xref::read_chain(bytes, base)?;
    let mut reader = Reader::new(bytes.clone(), chain.revisions);
    unlock(&mut reader, password)?;
    let soundness = soundness(&reader)?;
    Ok((reader, chain.damaged, soundness))
}

fn by_scan(bytes: &Arc<Bytes>, password: Option<&Password>) -> Result<(Reader, Soundness), Error> {
    let scan = rebuild::scan(bytes, 0..bytes.len())?;
    let mut reader = Reader::new(bytes.clone(), rebuild::revisions(bytes, &scan)?);
    unlock(&mut reader, password)?;
    let containers: Vec<_> = scan.found.iter().filter(|found| found.kind == Kind::ObjectStream).collect();
    if !containers.is_empty() {
        let mut revisions = reader.revisions.clone();
        let mut left = bytes.limits.objects;
        for (index, revision) in revisions.iter_mut().enumerate() {
            let own =
                containers.iter().filter(|found| (revision.start..revision.end).contains(&found.offset));
            // Members first: an object of its own in the same revision counts more.
            let mut members = Vec::new();
            for found in own {
                let Ok(stream) = reader.container_at(index, found.id, found.offset, 0) else { continue };
                for (member, number) in (0..).zip(stream.numbers().take(left)) {
                    members.push((number, XrefEntry::InStream { container: found.id.0, index: member }));
                }
                left = bytes.limits.objects.saturating_sub(members.len());
            }
            members.append(&mut revision.entries);
            rebuild::last_wins(&mut members);
            revision.entries = members;
        }
        reader.set_revisions(revisions);
        if soundness(&reader)? == Soundness::Nothing {
            catalog_from_members(&mut reader);
        }
    }
    let soundness = soundness(&reader)?;
    Ok((reader, soundness))
}

/// Without a usable trailer, the last compressed catalog is taken.
fn catalog_from_members(reader: &mut Reader) {
    let mut revisions = reader.revisions.clone();
    for index in 0..revisions.len() {
        let numbers: Vec<u32> = match revisions.get(index) {
            Some(revision) => revision
                .entries
                .iter()
                .filter(|entry| matches!(entry.1, XrefEntry::InStream { .. }))
                .map(|entry| entry.0)
                .collect(),
            None => continue,
        };
        let catalog = numbers.into_iter().rev().find(|number| {
            let object = reader.load(index, (*number, 0), 0);
            object.is_ok_and(|object| object.as_dict().is_ok_and(|dict| dict.has_type(b"Catalog")))
        });
        if let Some(number) = catalog {
            for revision in revisions.iter_mut().skip(index) {
                revision.trailer.set("Root", Object::Reference((number, 0)));
            }
        }
    }
    reader.set_revisions(revisions);
}

/// Opens the encryption that the newest trailer names. `/Encrypt null` is none (7.3.9).
fn unlock(reader: &mut Reader, password: Option<&Password>) -> Result<(), Error> {
    let last = reader.revisions.len().saturating_sub(1);
    let Some(trailer) = reader.trailers.last().cloned() else { return Ok(()) };
    let Ok(value) = trailer.get(b"Encrypt") else { return Ok(()) };
    let object: Option<ObjectId> = value.as_reference().ok();
    let Object::Dictionary(dict) = reader.direct(last, value, 4, 0)? else { return Ok(()) };
    let file_id = first_id(reader, last, &trailer);
    reader.encryption = Some(Encryption::open(dict, file_id, object, password)?);
    reader.forget();
    Ok(())
}

fn first_id(reader: &Reader, index: usize, trailer: &Dictionary) -> Vec<u8> {
    let id = trailer.get(b"ID").ok().and_then(|id| reader.direct(index, id, 2, 0).ok());
    match id.as_ref().and_then(|id| id.as_array().ok()).and_then(|id| id.first()) {
        Some(Object::String(first, _)) => first.clone(),
        _ => Vec::new(),
    }
}

fn soundness(reader: &Reader) -> Result<Soundness, Error> {
    let last = reader.revisions.len().saturating_sub(1);
    let through = |dict: &Dictionary, key: &[u8]| match dict.get(key) {
        Ok(value) => match reader.resolve(last, value, 0) {
            Err(error @ (Error::Read(_) | Error::TooComplex(_))) => Err(error),
            Err(_) => Ok(None),
            Ok(value) => Ok(Some(value)),
        },
        Err(_) => Ok(None),
    };
    let Some(trailer) = reader.trailers.last() else { return Ok(Soundness::Nothing) };
    let catalog = through(trailer, b"Root")?;
    let Some(catalog) = catalog.as_ref().and_then(|catalog| catalog.as_dict().ok()) else {
        return Ok(Soundness::Nothing);
    };
    let pages = through(catalog, b"Pages")?;
    let sound = pages.as_ref().and_then(|pages| pages.as_dict().ok()).is_some_and(|pages| pages.has(b"Kids"));
    Ok(if sound { Soundness::PageTree } else { Soundness::Catalog })
}
