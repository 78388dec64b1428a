//! Whether an export is whole, unaltered and from a confirmed installation. Read once, line by line.

use super::{End, Exported, Fingerprint, Header, Known, VERSION, signed_message};
use crate::chain::{Hash, from_hex};
use crate::record::Number;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use std::io::{BufRead, Read};

/// A good export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its first line.
    pub header: Header,
    /// Records in it.
    pub records: u64,
    /// SHA-256 of the whole file.
    pub file: Hash,
}

/// Why a file was refused. Nothing of it was taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It was changed after it was signed, or cut off.
    #[error("altered")]
    Altered,
    /// It contradicts a record that was taken earlier: one journal, one number, two records. One of the two computers' journals
    /// was set back.
    #[error("record {n} of chain {chain} differs from an earlier export")]
    Forked {
        /// Number of the chain on its computer.
        chain: u32,
        /// Number of the record.
        n: Number,
    },
    /// It cannot be read or kept.
    #[error("read or write")]
    Io(#[from] std::io::Error),
    /// Signed, but a line is not in the form of this version.
    #[error("line {0}")]
    Line(u64),
    /// Made by a later version.
    #[error("version {0}")]
    Newer(u32),
    /// It is something else.
    #[error("not an export")]
    NotAnExport,
    /// Whole and signed, but by an installation nobody has confirmed.
    #[error("unknown installation")]
    Unknown {
        /// What to compare with what the user reads out.
        fingerprint: Fingerprint,
        /// The unit it says it is of.
        unit: String,
    },
}

/// Checks an export, handing each record to `each`.
///
/// # Errors
/// [`Refused`]. What `each` was given before is then worth nothing.
pub fn check(
    input: &mut dyn BufRead,
    known: &Known,
    mut each: impl FnMut(&Header, Exported),
) -> Result<Checked, Refused> {
    let mut hash = Sha256::new();
    let first = line(input)?.ok_or(Refused::NotAnExport)?;
    hash.update(&first);
    let stub: Stub = serde_json::from_slice(&first).map_err(|_| Refused::NotAnExport)?;
    if stub.absah != "export" {
        return Err(Refused::NotAnExport);
    }
    if stub.v > VERSION {
        return Err(Refused::Newer(stub.v));
    }
    let header: Header = serde_json::from_slice(&first).map_err(|_| Refused::Line(1))?;
    let (mut count, mut bad, mut last) = (0u64, None, None);
    let mut before = line(input)?.ok_or(Refused::Altered)?;
    while let Some(next) = line(input)? {
        hash.update(&before);
        count = count.saturating_add(1);
        match serde_json::from_slice::<Exported>(&before) {
            // The order in which a journal grows; merging relies on it.
            Ok(record) if last < Some((record.chain, record.journal, record.n)) => {
                last = Some((record.chain, record.journal, record.n));
                each(&header, record);
            }
            _ => bad = bad.or(Some(count.saturating_add(1))),
        }
        before = next;
    }
    let so_far = hash.clone().finalize().into();
    hash.update(&before);
    let end: End = serde_json::from_slice(&before).map_err(|_| Refused::Altered)?;
    let signature = from_hex::<64>(end.signature.as_bytes()).ok_or(Refused::Altered)?;
    let key = VerifyingKey::from_bytes(&header.key.0).map_err(|_| Refused::Altered)?;
    key.verify_strict(&signed_message(&so_far), &Signature::from_bytes(&signature))
        .map_err(|_| Refused::Altered)?;
    // The last line is not under the signature; what it says besides must be true, and said in one way.
    let spelled = super::spell(&end).map_err(|_| Refused::Altered)?;
    if end.records != count || spelled != before {
        return Err(Refused::Altered);
    }
    let fingerprint = Fingerprint::of(&header.key.0);
    if !known.0.contains_key(&fingerprint) {
        return Err(Refused::Unknown { fingerprint, unit: header.unit });
    }
    match bad {
        Some(line) => Err(Refused::Line(line)),
        None => Ok(Checked { header, records: count, file: Hash(hash.finalize().into()) }),
    }
}

/// The next line with its line feed. A file that does not end with one was cut off.
fn line(input: &mut dyn BufRead) -> Result<Option<Vec<u8>>, Refused> {
    let mut line = Vec::new();
    let mut limited = input.take(LONGEST);
    limited.read_until(b'\n', &mut line)?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(Refused::Altered),
    }
}

#[derive(serde::Deserialize)]
struct Stub {
    absah: String,
    v: u32,
}

/// Longest line, in bytes: a record has a few hundred, a header a thousand.
const LONGEST: u64 = 16 << 10;
