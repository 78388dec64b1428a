//! Cross-reference sections (ISO 32000-2 7.5.4, 7.5.8) and the chain they form.

mod chain;
mod stream;
mod table;

use lopdf::Dictionary;

pub(crate) use chain::{Header, after_eol, header, read_chain};

use crate::bytes::Bytes;
use crate::{Error, Resource, XrefEntry, XrefKind};

/// One section as read from the file.
pub(crate) struct Section {
    /// Absolute offset.
    pub(crate) offset: u64,
    pub(crate) kind: XrefKind,
    /// Sorted, each number once; of equal numbers the first counts, as readers that never overwrite do.
    pub(crate) entries: Vec<(u32, XrefEntry)>,
    pub(crate) trailer: Dictionary,
    /// Absolute offset after the trailer dictionary or the stream object.
    pub(crate) end: u64,
}

/// Reads the section at the absolute offset. `base` is the offset of the header, from which offsets count; `left`
/// is the number of entries that may still be read.
pub(crate) fn read_section(
    bytes: &Bytes,
    offset: u64,
    base: u64,
    left: &mut usize,
) -> Result<Section, Error> {
    let mut section = match table::read(bytes, offset, base, left)? {
        Some(section) => section,
        None => stream::read(bytes, offset, base, left)?,
    };
    sort(&mut section.entries);
    Ok(section)
}

fn sort(entries: &mut Vec<(u32, XrefEntry)>) {
    if !entries.is_sorted_by(|a, b| a.0 < b.0) {
        entries.sort_by_key(|entry| entry.0);
        entries.dedup_by_key(|entry| entry.0);
    }
    entries.shrink_to_fit();
}

fn take(left: &mut usize) -> Result<(), Error> {
    *left = left.checked_sub(1).ok_or(Error::TooComplex(Resource::Objects))?;
    Ok(())
}
