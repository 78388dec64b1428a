//! One pass over the file for everything that needs all of its bytes: its own digest, the digests of signed bytes, and the
//! places where `/ByteRange` stands.
//!
//! A signature covers the file from the first byte to its gap, and from behind the gap to the end of a revision. Up to the
//! gap all signatures with the same algorithm share one running digest; there each takes a copy of it and goes on alone.
//! So a file with many signatures costs little more than its length, and SHA-256 signatures share their head with the
//! file's own SHA-256.

use std::collections::BTreeMap;
use std::io;

use memchr::memmem::Finder;
use pdf::Source;
use pki::algorithm::{Digest, Hasher};

use crate::byte_range::{ByteRange, feed};

const NEEDLE: &[u8] = b"/ByteRange";

/// Where a container begins, if a hexadecimal SEQUENCE follows: what a signature that was cut off still has.
const CONTENTS: &[u8] = b"/Contents";

/// Hits that are looked at: four times the most signatures seen in one file, with each twice.
const MAX_HITS: usize = 2_000;

/// White space between a key and its value, in bytes; writers set one blank or a line end.
const LOOK: u64 = 16;

/// What the pass finds.
pub(super) struct Swept {
    /// SHA-256 of the whole file.
    pub(super) sha256: Vec<u8>,
    /// Offsets of `/ByteRange`, ascending, at most [`MAX_HITS`].
    pub(super) hits: Vec<u64>,
    /// The digests asked for, by the numbers of the range.
    pub(super) digests: BTreeMap<([u64; 4], Digest), Vec<u8>>,
}

/// Reads the file once. Ranges that do not start at 0, or reach behind the end, are left out.
pub(super) fn sweep(source: &dyn Source, wanted: &[(ByteRange, Digest)]) -> io::Result<Swept> {
    let mut heads: BTreeMap<Digest, Head> = BTreeMap::new();
    heads.insert(Digest::Sha256, Head { hasher: Digest::Sha256.hasher(), end: source.len() });
    let mut tails = Vec::new();
    for (range, digest) in wanted {
        if !range.faults(source.len()).is_empty() {
            continue;
        }
        let head = heads.entry(*digest).or_insert_with(|| Head { hasher: digest.hasher(), end: 0 });
        head.end = head.end.max(range.first().end);
        tails.push(Tail { range: *range, digest: *digest, hasher: None });
    }
    // By the place where each leaves its head.
    tails.sort_by_key(|tail| tail.range.first().end);

    let mut search = Search::of(NEEDLE);
    let mut at = 0_u64;
    feed(source, 0..source.len(), &mut |piece| {
        search.take(at, piece);
        let end = at.saturating_add(length(piece));
        for (digest, head) in &mut heads {
            let mut from = at;
            let leaving = tails.iter_mut().filter(|tail| tail.digest == *digest && tail.hasher.is_none());
            for tail in leaving.take_while(|tail| tail.range.first().end <= end) {
                let place = tail.range.first().end;
                head.hasher.update(slice(piece, at, from, place));
                from = from.max(place);
                tail.hasher = Some(head.hasher.clone());
            }
            head.hasher.update(slice(piece, at, from, head.end.min(end)));
        }
        for tail in &mut tails {
            let part = tail.range.second();
            if let Some(hasher) = &mut tail.hasher {
                let bytes = slice(piece, at, part.start, part.end);
                if !bytes.is_empty() {
                    hasher.update(bytes);
                }
            }
        }
        at = end;
    })?;
    let whole = heads.remove(&Digest::Sha256);
    let digests = tails
        .into_iter()
        .filter_map(|tail| Some(((tail.range.numbers(), tail.digest), tail.hasher?.finalize())));
    Ok(Swept {
        sha256: whole.map(|head| head.hasher.finalize()).unwrap_or_default(),
        hits: search.hits,
        digests: digests.collect(),
    })
}

/// Offsets of what is left of signatures from `from` on, ascending: `/Contents` with a container in it, as far as it goes.
pub(super) fn remains(source: &dyn Source, from: u64) -> io::Result<Vec<u64>> {
    let mut search = Search::of(CONTENTS);
    let mut at = from;
    feed(source, from..source.len(), &mut |piece| {
        search.take(at, piece);
        at = at.saturating_add(length(piece));
    })?;
    let mut found = Vec::new();
    for hit in search.hits {
        let start = hit.saturating_add(length(CONTENTS));
        let mut value = Vec::new();
        feed(source, start..start.saturating_add(LOOK).min(source.len()), &mut |piece| {
            value.extend_from_slice(piece);
        })?;
        // X.690 8.1.2: the identifier of a SEQUENCE is 30.
        if value.trim_ascii_start().starts_with(b"<30") {
            found.push(hit);
        }
    }
    Ok(found)
}

/// The digest of the file from its first byte on, as far as some signature needs it.
struct Head {
    hasher: Hasher,
    end: u64,
}

/// One signature's digest, its own from the gap on.
struct Tail {
    range: ByteRange,
    digest: Digest,
    hasher: Option<Hasher>,
}

/// The part of `piece`, which stands at `at`, between two offsets of the file.
fn slice(piece: &[u8], at: u64, from: u64, to: u64) -> &[u8] {
    let index =
        |offset: u64| usize::try_from(offset.saturating_sub(at)).unwrap_or(usize::MAX).min(piece.len());
    piece.get(index(from)..index(to)).unwrap_or_default()
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Finds the needle over pieces.
struct Search {
    finder: Finder<'static>,
    /// The end of what was seen, shorter than the needle.
    carry: Vec<u8>,
    hits: Vec<u64>,
}

impl Search {
    fn of(needle: &'static [u8]) -> Self {
        Self { finder: Finder::new(needle), carry: Vec::new(), hits: Vec::new() }
    }

    fn take(&mut self, at: u64, piece: &[u8]) {
        let overlap = self.finder.needle().len() - 1;
        let kept = self.carry.len();
        self.carry.extend(piece.iter().take(overlap));
        // A hit in here begins in the carried bytes: what begins later is too short to fit.
        let seam = std::mem::take(&mut self.carry);
        self.note(at.saturating_sub(u64::try_from(kept).unwrap_or(0)), &seam);
        self.note(at, piece);
        self.carry = if piece.len() >= overlap {
            piece.get(piece.len() - overlap..).unwrap_or_default().to_vec()
        } else {
            seam.get(seam.len().saturating_sub(overlap)..).unwrap_or_default().to_vec()
        };
    }

    fn note(&mut self, at: u64, bytes: &[u8]) {
        for place in self.finder.find_iter(bytes) {
            if self.hits.len() >= MAX_HITS {
                return;
            }
            self.hits.push(at.saturating_add(u64::try_from(place).unwrap_or(u64::MAX)));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use std::sync::atomic::{AtomicU64, Ordering};

    use pdf::MemorySource;

    use super::*;
    use crate::byte_range::{self, PIECE};

    fn hits(bytes: Vec<u8>) -> Vec<u64> {
        sweep(&MemorySource::new(bytes), &[]).unwrap().hits
    }

    #[test]
    fn needles_across_pieces_and_side_by_side_are_found() {
        let mut bytes = vec![b'/'; 3 * PIECE];
        for at in [0, 10, PIECE - 4, 2 * PIECE - 10, 3 * PIECE - NEEDLE.len()] {
            bytes[at..at + NEEDLE.len()].copy_from_slice(NEEDLE);
        }
        let plain: Vec<u64> =
            (0..bytes.len()).filter(|at| bytes[*at..].starts_with(NEEDLE)).map(|at| at as u64).collect();
        let found = hits(bytes);
        assert_eq!(found, plain);
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn short_sources_have_no_needle() {
        assert!(hits(b"/ByteRang".to_vec()).is_empty());
        assert_eq!(hits(b"/ByteRange".to_vec()), [0]);
    }

    #[test]
    fn shared_heads_give_the_digests_of_each_range() {
        let bytes: Vec<u8> = (0..3 * PIECE + 77).map(|n| (n % 251) as u8).collect();
        let source = MemorySource::new(bytes.clone());
        let ranges = [
            [0, 10, 20, 30],
            [0, 10, 5000, 40],
            [0, PIECE as u64 - 1, PIECE as u64 + 1, 2 * PIECE as u64],
            [0, PIECE as u64, 2 * PIECE as u64, 77],
            [0, 3 * PIECE as u64, 3 * PIECE as u64 + 7, 70],
        ];
        let mut wanted = Vec::new();
        for digest in [Digest::Sha256, Digest::Sha512, Digest::Sha1] {
            wanted.extend(ranges.map(|numbers| (ByteRange::new(numbers), digest)));
        }
        let swept = sweep(&source, &wanted).unwrap();
        assert_eq!(swept.digests.len(), wanted.len());
        for (range, digest) in wanted {
            let plain = byte_range::digest(&source, &range, &[digest]).unwrap().remove(0);
            assert_eq!(swept.digests[&(range.numbers(), digest)], plain, "{range:?} {digest:?}");
        }
        assert_eq!(swept.sha256, Digest::Sha256.hash(&bytes));
    }

    #[test]
    fn every_byte_is_read_once() {
        struct Counting(MemorySource, AtomicU64);
        impl Source for Counting {
            fn len(&self) -> u64 {
                self.0.len()
            }
            fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
                self.1.fetch_add(buf.len() as u64, Ordering::Relaxed);
                self.0.read_at(offset, buf)
            }
        }
        let length = 5 * PIECE as u64 + 3;
        let source = Counting(MemorySource::new(vec![7; length as usize]), AtomicU64::new(0));
        let wanted: Vec<_> = (1..25)
            .map(|n| (ByteRange::new([0, n * 1000, n * 1000 + 100, 50_000]), Digest::Sha256))
            .collect();
        assert_eq!(sweep(&source, &wanted).unwrap().digests.len(), 24);
        assert_eq!(source.1.load(Ordering::Relaxed), length);
    }

    #[test]
    fn ranges_that_break_a_rule_are_left_out() {
        let source = MemorySource::new(vec![0; 100]);
        let wanted =
            [[1, 9, 20, 5], [0, 10, 20, 81], [0, 10, 9, 5]].map(|n| (ByteRange::new(n), Digest::Sha256));
        assert!(sweep(&source, &wanted).unwrap().digests.is_empty());
    }
}
