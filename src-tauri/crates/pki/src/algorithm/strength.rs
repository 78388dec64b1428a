//! What an algorithm is worth at a given time, as a table with its sources.
//!
//! A verdict on an old signature asks two questions: was the algorithm sound when the signature was made, and is
//! there proof of that time (ETSI EN 319 102-1 §5.2.8, sub-indication CRYPTO_CONSTRAINTS_FAILURE). This file
//! answers the first for any time; the second is the caller's.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Curve, Digest, KeyKind, PublicKey, SignatureScheme};

/// How far to rely on something at a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing known against it.
    Good,
    /// No longer to be used for new signatures; forging is not shown to be practical.
    Weak {
        /// Because of what.
        reason: Weakness,
    },
    /// Forging was shown to be practical.
    Broken {
        /// Because of what.
        reason: Weakness,
    },
}

/// The part that is weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// The digest algorithm.
    Digest(Digest),
    /// The RSA modulus has this number of bits.
    RsaBits(u32),
}

/// One row: from a day on (UTC, 00:00) the grade holds.
struct Row {
    from: (i32, u32, u32),
    broken: bool,
}

const fn weak(year: i32, month: u32, day: u32) -> Row {
    Row { from: (year, month, day), broken: false }
}

const fn broken(year: i32, month: u32, day: u32) -> Row {
    Row { from: (year, month, day), broken: true }
}

/// A row without a beginning.
const ALWAYS: i32 = 1970;

/// Where the dates come from, by the name that a report can print.
pub const SOURCES: [(&str, &str); 6] = [
    ("MD5 broken from 2004-08-17", "Wang, Feng, Lai, Yu, CRYPTO 2004 rump session; RFC 6151 §2"),
    ("SHA-1 weak at any time", "NIST SP 800-131A; the project's rule that SHA-1 is never silently good"),
    ("SHA-1 broken from 2017-02-23", "Stevens et al., The first collision for full SHA-1 (SHAttered)"),
    ("RSA below 1024 broken from 2010-01-07", "Kleinjung et al., Factorization of a 768-bit RSA modulus"),
    ("RSA below 2048 weak from 2011-01-01", "NIST SP 800-131A §3 (deprecated 2011, disallowed 2014)"),
    ("112-bit security weak from 2031-01-01", "NIST SP 800-57 part 1 rev. 5 table 4"),
];

fn digest_rows(digest: Digest) -> &'static [Row] {
    match digest {
        Digest::Md5 => const { &[weak(ALWAYS, 1, 1), broken(2004, 8, 17)] },
        Digest::Sha1 => const { &[weak(ALWAYS, 1, 1), broken(2017, 2, 23)] },
        Digest::Sha224 | Digest::Sha3_224 => const { &[weak(2031, 1, 1)] },
        Digest::Sha256
        | Digest::Sha384
        | Digest::Sha512
        | Digest::Sha512_256
        | Digest::Sha3_256
        | Digest::Sha3_384
        | Digest::Sha3_512
        | Digest::Shake256 => &[],
    }
}

fn rsa_rows(bits: u32) -> &'static [Row] {
    match bits {
        ..1024 => const { &[weak(ALWAYS, 1, 1), broken(2010, 1, 7)] },
        1024..2048 => const { &[weak(2011, 1, 1)] },
        // 3000 bits and more are what SOG-IS ACM recommends.
        2048..3000 => const { &[weak(2031, 1, 1)] },
        3000.. => &[],
    }
}

fn grade(rows: &[Row], reason: Weakness, at: DateTime<Utc>) -> Strength {
    rows.iter()
        .rev()
        .find(|row| {
            let (year, month, day) = row.from;
            year == ALWAYS
                || NaiveDate::from_ymd_opt(year, month, day).is_some_and(|from| at.date_naive() >= from)
        })
        .map_or(Strength::Good, |row| {
            if row.broken { Strength::Broken { reason } } else { Strength::Weak { reason } }
        })
}

/// The strength of a digest algorithm at this time.
#[must_use]
pub fn digest_strength(digest: Digest, at: DateTime<Utc>) -> Strength {
    grade(digest_rows(digest), Weakness::Digest(digest), at)
}

/// The strength of a key at this time. All curves known here have 256 bits or more and no date against them; a
/// key of unknown kind has no known weakness, its signatures are "unsupported" before anyone asks.
#[must_use]
pub fn key_strength(key: &PublicKey, at: DateTime<Utc>) -> Strength {
    match key.kind {
        KeyKind::Rsa { bits } => grade(rsa_rows(bits), Weakness::RsaBits(bits), at),
        KeyKind::Ec(
            Curve::P256 | Curve::P384 | Curve::P521 | Curve::BrainpoolP256r1 | Curve::BrainpoolP384r1,
        )
        | KeyKind::Ed25519
        | KeyKind::Ed448
        | KeyKind::Other { .. } => Strength::Good,
    }
}

/// The strength of a signature scheme with a key at this time: the worse of digest and key. The digest inside
/// PSS's mask function does not count, it needs no collision resistance (RFC 8017 appendix B.2.1).
#[must_use]
pub fn strength(scheme: &SignatureScheme, key: &PublicKey, at: DateTime<Utc>) -> Strength {
    let digest = scheme.digest().map_or(Strength::Good, |digest| digest_strength(digest, at));
    digest.max(key_strength(key, at))
}
