//! The source seen by the parser: windows with a small block cache, a forward cursor, and the running budget.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Error, Fault, Limits, Resource, Source};

/// Blocks are small, because objects that belong together are often far apart.
const BLOCK: u64 = 8 << 10;
/// 512 KiB in all.
const SLOTS: u64 = 64;
/// Reads of a cursor.
const STEP: usize = 64 << 10;

/// One slot of the block cache: the block's number and its bytes.
type Slot = Option<(u64, Vec<u8>)>;

pub(crate) struct Bytes {
    pub(crate) source: Arc<dyn Source>,
    pub(crate) limits: Limits,
    len: u64,
    work: AtomicU64,
    work_limit: u64,
    decoded: AtomicU64,
    blocks: Mutex<Vec<Slot>>,
    faults: Mutex<BTreeSet<Fault>>,
}

impl Bytes {
    pub(crate) fn new(source: Arc<dyn Source>, limits: Limits) -> Self {
        let len = source.len();
        Self {
            source,
            limits,
            len,
            work: AtomicU64::new(0),
            // Whole passes over a sound file are not suspicious.
            work_limit: limits.work.saturating_add(len.saturating_mul(8)),
            decoded: AtomicU64::new(0),
            blocks: Mutex::new((0..SLOTS).map(|_| None).collect()),
            faults: Mutex::new(BTreeSet::new()),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Up to `len` bytes from `offset`; fewer at the end of the file.
    pub(crate) fn window(&self, offset: u64, len: u64) -> Result<Vec<u8>, Error> {
        let end = offset.saturating_add(len).min(self.len);
        let Some(len) = end.checked_sub(offset).and_then(|len| usize::try_from(len).ok()) else {
            return Ok(Vec::new());
        };
        if end - offset > BLOCK {
            let mut window = vec![0; len];
            self.source.read_at(offset, &mut window)?;
            return Ok(window);
        }
        let mut window = Vec::with_capacity(len);
        let mut at = offset;
        while at < end {
            let number = at / BLOCK;
            let block_start = number * BLOCK;
            let mut blocks = lock(&self.blocks);
            let Some(slot) = usize::try_from(number % SLOTS).ok().and_then(|slot| blocks.get_mut(slot))
            else {
                break;
            };
            if !matches!(slot, Some((cached, _)) if *cached == number) {
                let size = BLOCK.min(self.len - block_start);
                let mut block = vec![0; usize::try_from(size).unwrap_or_default()];
                self.source.read_at(block_start, &mut block)?;
                *slot = Some((number, block));
            }
            let from = usize::try_from(at - block_start).unwrap_or_default();
            let to = usize::try_from(end.min(block_start + BLOCK) - block_start).unwrap_or_default();
            let part = slot.as_ref().and_then(|(_, block)| block.get(from..to)).unwrap_or_default();
            if part.is_empty() {
                break;
            }
            window.extend_from_slice(part);
            at += u64::try_from(part.len()).unwrap_or_default();
        }
        Ok(window)
    }

    /// Counts bytes of extra work.
    pub(crate) fn spend(&self, bytes: u64) -> Result<(), Error> {
        let before = self.work.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.work_limit {
            Err(Error::TooComplex(Resource::Work))
        } else {
            Ok(())
        }
    }

    /// Counts decoded bytes.
    pub(crate) fn spend_decoded(&self, bytes: usize) -> Result<(), Error> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let before = self.decoded.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.limits.decoded_total {
            return Err(Error::TooComplex(Resource::DecodedBytes));
        }
        Ok(())
    }

    /// Records a fault; the list is bounded.
    pub(crate) fn fault(&self, fault: Fault) {
        let mut faults = lock(&self.faults);
        if faults.len() < 10_000 {
            faults.insert(fault);
        }
    }

    pub(crate) fn faults(&self) -> Vec<Fault> {
        lock(&self.faults).iter().copied().collect()
    }

    /// First occurrence of `needle` in the range, searched in pieces.
    pub(crate) fn find(&self, needle: &[u8], from: u64, to: u64) -> Result<Option<u64>, Error> {
        let overlap = u64::try_from(needle.len().saturating_sub(1)).unwrap_or_default();
        let to = to.min(self.len);
        let mut at = from;
        let mut piece_len = 1 << 10;
        while at < to {
            let piece = self.window(at, piece_len.min(to - at))?;
            let read = u64::try_from(piece.len()).unwrap_or_default();
            self.spend(read)?;
            if let Some(index) = find(&piece, needle) {
                return Ok(Some(at + u64::try_from(index).unwrap_or_default()));
            }
            if read <= overlap {
                break;
            }
            at += read - overlap;
            piece_len = (piece_len * 4).min(1 << 20);
        }
        Ok(None)
    }

    /// Last occurrence of `needle` before `to`, searched backwards in pieces.
    pub(crate) fn find_last(&self, needle: &[u8], to: u64) -> Result<Option<u64>, Error> {
        let overlap = u64::try_from(needle.len().saturating_sub(1)).unwrap_or_default();
        let mut end = to.min(self.len);
        let mut piece_len = 1 << 10;
        while end > overlap {
            let start = end.saturating_sub(piece_len);
            let piece = self.window(start, end - start)?;
            self.spend(end - start)?;
            if let Some(index) = find_last(&piece, needle) {
                return Ok(Some(start + u64::try_from(index).unwrap_or_default()));
            }
            if start == 0 {
                break;
            }
            end = start + overlap;
            piece_len = (piece_len * 4).min(1 << 20);
        }
        Ok(None)
    }
}

/// Reads forward byte by byte.
pub(crate) struct Cursor<'b> {
    bytes: &'b Bytes,
    start: u64,
    buffer: Vec<u8>,
    index: usize,
}

impl<'b> Cursor<'b> {
    pub(crate) fn new(bytes: &'b Bytes, offset: u64) -> Self {
        Self { bytes, start: offset, buffer: Vec::new(), index: 0 }
    }

    /// Absolute offset of the next byte.
    pub(crate) fn offset(&self) -> u64 {
        self.start + u64::try_from(self.index).unwrap_or_default()
    }

    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Error> {
        if self.index >= self.buffer.len() {
            self.refill(1)?;
        }
        Ok(self.buffer.get(self.index).copied())
    }

    /// The next bytes, as many as there are up to `len` (at most one step).
    pub(crate) fn ahead(&mut self, len: usize) -> Result<&[u8], Error> {
        if self.buffer.len() - self.index < len {
            self.refill(len)?;
        }
        let end = self.index.saturating_add(len).min(self.buffer.len());
        Ok(self.buffer.get(self.index..end).unwrap_or_default())
    }

    pub(crate) fn advance(&mut self, count: usize) {
        self.index = self.index.saturating_add(count).min(self.buffer.len());
    }

    pub(crate) fn skip_space(&mut self) -> Result<(), Error> {
        while let Some(byte) = self.peek()? {
            if byte == b'%' {
                while !matches!(self.peek()?, None | Some(b'\r' | b'\n')) {
                    self.advance(1);
                }
            } else if is_space(byte) {
                self.advance(1);
            } else {
                break;
            }
        }
        Ok(())
    }

    /// A run of decimal digits; `None` when there is none or it does not fit.
    pub(crate) fn digits(&mut self) -> Result<Option<u64>, Error> {
        let mut value: Option<u64> = None;
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_digit() {
                break;
            }
            let digit = u64::from(byte - b'0');
            match value.unwrap_or(0).checked_mul(10).and_then(|value| value.checked_add(digit)) {
                Some(next) => value = Some(next),
                None => return Ok(None),
            }
            self.advance(1);
        }
        Ok(value)
    }

    fn refill(&mut self, least: usize) -> Result<(), Error> {
        let offset = self.offset();
        // A first read is small: most sections are.
        let size = if self.buffer.is_empty() { 1 << 10 } else { STEP };
        self.buffer = self.bytes.window(offset, u64::try_from(size.max(least)).unwrap_or(u64::MAX))?;
        self.start = offset;
        self.index = 0;
        Ok(())
    }
}

/// A lock that survives a panic elsewhere: the guarded data are caches and counters.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// White space of ISO 32000-2 Table 1.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Delimiters of ISO 32000-2 Table 2.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

pub(crate) fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    loop {
        let rest = haystack.get(from..)?;
        let index = from + rest.iter().position(|byte| *byte == first)?;
        if haystack.get(index..)?.starts_with(needle) {
            return Some(index);
        }
        from = index + 1;
    }
}

pub(crate) fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len().max(1)).rposition(|window| window == needle)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::MemorySource;

    fn bytes(data: Vec<u8>) -> Bytes {
        Bytes::new(Arc::new(MemorySource::new(data)), Limits::default())
    }

    #[test]
    fn window_over_block_borders_gives_the_file_bytes() {
        let data: Vec<u8> = (0..100_000u32).flat_map(u32::to_be_bytes).collect();
        let bytes = bytes(data.clone());
        for (offset, len) in [(0usize, 1usize), (8190, 5), (16_380, 8192), (1, 300_000), (399_990, 100)] {
            let end = (offset + len).min(data.len());
            assert_eq!(
                bytes.window(offset.try_into().unwrap(), len.try_into().unwrap()).unwrap(),
                data[offset..end]
            );
        }
        assert!(bytes.window(500_000, 10).unwrap().is_empty());
    }

    #[test]
    fn needle_on_a_piece_border_is_found_both_ways() {
        for pad in 1015..1030 {
            let mut data = vec![b' '; pad];
            data.extend_from_slice(b"startxref");
            data.extend_from_slice(&vec![b' '; pad]);
            let bytes = bytes(data);
            let expected = Some(u64::try_from(pad).unwrap());
            assert_eq!(bytes.find(b"startxref", 0, u64::MAX).unwrap(), expected);
            assert_eq!(bytes.find_last(b"startxref", u64::MAX).unwrap(), expected);
        }
    }

    #[test]
    fn work_beyond_the_limit_is_refused() {
        let limits = Limits { work: 10, ..Limits::default() };
        let bytes = Bytes::new(Arc::new(MemorySource::new(Vec::new())), limits);
        assert!(bytes.spend(10).is_ok());
        assert!(matches!(bytes.spend(1), Err(Error::TooComplex(Resource::Work))));
    }
}
