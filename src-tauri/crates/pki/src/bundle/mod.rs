//! The agency bundle: one signed file with which an agency tells its computers what to trust. `docs/bundle.md` describes
//! it for those who make one.
//!
//! It is a CMS SignedData (RFC 5652 §5) with one signer around a JSON manifest. What counts is the signer's **key**: the
//! certificate only carries it, its names and dates mean nothing, and no authority stands above it. The first import is a
//! person's decision, who compares the key's fingerprint over a second channel; from then on a [`Pin`] holds it, and only
//! a newer bundle signed with the same key takes the place of the one in force. There is no way to change the key but to
//! import anew, since whoever could announce another key could take over every computer.
//!
//! A manifest is read strictly: an unknown field, a field given twice, a certificate that cannot be read, and the whole
//! bundle is refused. Half a policy is worse than the old one. Only the names of switches are open
//! ([`Bundle::unknown_switches`]), because older programs must survive newer switches.
//!
//! Not here: keeping the bundle, and which keys the program refuses as anchors whatever anybody signs
//! ([`crate::trust::refuse`]).

mod manifest;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use const_oid::ObjectIdentifier;

pub use self::manifest::{EntryProblem, Stamper, Switch};

use self::manifest::Contents;
use crate::algorithm::{self, Strength};
use crate::cert::Certificate;
use crate::cms::{SignatureOutcome, SignedData};
use crate::trust::{Anchor, Marks};
use crate::{Error, der, oid};

/// Bytes of a bundle. A hundred certificates make some 200 kB.
pub const LIMIT: usize = 1024 * 1024;

/// How far a bundle may be dated in the future: a wrong time zone at the agency, or a slow clock here.
const LEEWAY: TimeDelta = TimeDelta::days(1);

/// A bundle whose signature holds. Whose signature it is, is for [`Bundle::key_sha256`] and [`Bundle::may_follow`].
#[derive(Clone, Debug)]
pub struct Bundle {
    der: Arc<[u8]>,
    signer: Certificate,
    contents: Contents,
}

/// The bundle in force, as remembered: what a later one is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of the signer's SubjectPublicKeyInfo.
    pub key: [u8; 32],
    /// Its number.
    pub sequence: u64,
    /// Its date.
    pub issued: DateTime<Utc>,
}

/// Why a bundle is refused. Nothing of it is used then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// Larger than [`LIMIT`].
    #[error("larger than {LIMIT} bytes")]
    TooLarge,
    /// No SignedData, or none with a manifest inside and exactly one signer whose certificate is there.
    #[error("not a bundle: {part}")]
    NotABundle {
        /// What is missing or cannot be read.
        part: &'static str,
    },
    /// Changed after signing.
    #[error("signature invalid")]
    SignatureInvalid,
    /// Signed with an algorithm that is not known here.
    #[error("unsupported algorithm {oid}")]
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
    /// Signed with an algorithm that is no longer good.
    #[error("weak signature")]
    Weak,
    /// The manifest is no JSON of the documented form.
    #[error("manifest: line {line}, column {column}")]
    Manifest {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A manifest of another format.
    #[error("another format")]
    Format,
    /// An entry of the manifest cannot be used.
    #[error("{field}[{index}]: {problem:?}")]
    Entry {
        /// The field's name.
        field: &'static str,
        /// Which of its entries, from 0; 0 where it has but one.
        index: usize,
        /// What is wrong.
        problem: EntryProblem,
    },
    /// More entries than allowed.
    #[error("{field}: more than {limit}")]
    TooMany {
        /// The field's name.
        field: &'static str,
        /// Its bound.
        limit: usize,
    },
    /// Dated in the future, by more than a day.
    #[error("issued {issued}")]
    NotYetIssued {
        /// Its date.
        issued: DateTime<Utc>,
    },
    /// Signed with another key than the bundle in force.
    #[error("signed with another key")]
    OtherKey {
        /// SHA-256 of the key that signed it.
        got: [u8; 32],
    },
    /// Not newer than the bundle in force.
    #[error("number {offered} does not follow {current}")]
    NotNewer {
        /// The number in force.
        current: u64,
        /// The number offered.
        offered: u64,
    },
}

impl Bundle {
    /// Reads a bundle and checks its signature against the key that it names itself; that proves only that nobody
    /// without this key made or changed it.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn parse(bytes: &[u8], now: DateTime<Utc>) -> Result<Self, BundleError> {
        let not_a_bundle = |part| BundleError::NotABundle { part };
        if bytes.len() > LIMIT {
            return Err(BundleError::TooLarge);
        }
        let message = SignedData::parse(bytes).map_err(|_| not_a_bundle("SignedData"))?;
        let [info] = message.signers() else { return Err(not_a_bundle("one signer")) };
        let signer = info.find_certificate(message.certificates()).ok_or(not_a_bundle("certificate"))?;
        let manifest = message.content().ok_or(not_a_bundle("content"))?;
        let outcome = info.verify_content(signer, manifest);
        if let SignatureOutcome::Unsupported { oid } = outcome.signature {
            return Err(BundleError::Unsupported { oid });
        }
        // RFC 5652 §11.1: where there are signed attributes, content-type is one of them and names the content.
        let names_content =
            !info.has_signed_attributes() || info.content_type() == Some(message.content_type());
        if !outcome.is_good() || !names_content || message.content_type() != oid::DATA {
            return Err(BundleError::SignatureInvalid);
        }
        // Both digests count: of the content, and inside the signature.
        let strong = |strength| strength == Strength::Good;
        let scheme = info.scheme().map_err(|_| BundleError::SignatureInvalid)?;
        if !strong(algorithm::strength(scheme, signer.key(), now))
            || !info.digest().is_none_or(|digest| strong(algorithm::digest_strength(digest, now)))
        {
            return Err(BundleError::Weak);
        }
        let contents = Contents::parse(manifest)?;
        if now.checked_add_signed(LEEWAY).is_some_and(|latest| contents.issued > latest) {
            return Err(BundleError::NotYetIssued { issued: contents.issued });
        }
        let der: Arc<[u8]> =
            der::normalise(bytes).map_err(|_: Error| not_a_bundle("SignedData"))?.as_ref().into();
        Ok(Self { der, signer: signer.clone(), contents })
    }

    /// May it take the place of the bundle in force: the same key, a higher number, and not an older date?
    ///
    /// # Errors
    /// [`BundleError::OtherKey`], [`BundleError::NotNewer`].
    pub fn may_follow(&self, current: &Pin) -> Result<(), BundleError> {
        if self.key_sha256() != current.key {
            return Err(BundleError::OtherKey { got: self.key_sha256() });
        }
        if self.sequence() <= current.sequence || self.issued() < current.issued {
            return Err(BundleError::NotNewer { current: current.sequence, offered: self.sequence() });
        }
        Ok(())
    }

    /// Is it the bundle in force, as kept? For reading it back from disk, where anybody may have changed it.
    ///
    /// # Errors
    /// [`BundleError::OtherKey`], [`BundleError::NotNewer`] for another number.
    pub fn is_pinned(&self, current: &Pin) -> Result<(), BundleError> {
        if self.key_sha256() != current.key {
            return Err(BundleError::OtherKey { got: self.key_sha256() });
        }
        if self.pin() != *current {
            return Err(BundleError::NotNewer { current: current.sequence, offered: self.sequence() });
        }
        Ok(())
    }

    /// What to remember when it comes into force.
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin { key: self.key_sha256(), sequence: self.sequence(), issued: self.issued() }
    }

    /// The file, to keep.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the signer's SubjectPublicKeyInfo: what a person compares over a second channel.
    #[must_use]
    pub fn key_sha256(&self) -> [u8; 32] {
        self.signer.key_sha256()
    }

    /// The certificate that carries the key. Its names are the agency's own words, proved by nobody.
    #[must_use]
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// The agency's name, in its own words.
    #[must_use]
    pub fn agency(&self) -> &str {
        &self.contents.agency
    }

    /// Its number; each one is higher than the last.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.contents.sequence
    }

    /// When the agency issued it, to be shown as its age.
    #[must_use]
    pub fn issued(&self) -> DateTime<Utc> {
        self.contents.issued
    }

    /// Anchors with their limits. The caller drops keys that it never trusts ([`crate::trust::refuse`]).
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.contents.anchors
    }

    /// Certificates that help to build paths, not trusted.
    #[must_use]
    pub fn intermediates(&self) -> &[Certificate] {
        &self.contents.intermediates
    }

    /// Keys of issuing CAs of BSrE.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.contents.marks
    }

    /// Time-stamp authorities in the order to be tried.
    #[must_use]
    pub fn stampers(&self) -> &[Stamper] {
        &self.contents.stampers
    }

    /// Hosts that may be visited although they stand in the agency's own network; lower case.
    #[must_use]
    pub fn hosts(&self) -> &[String] {
        &self.contents.hosts
    }

    /// Policy switches by name.
    #[must_use]
    pub fn switches(&self) -> &BTreeMap<String, Switch> {
        &self.contents.switches
    }

    /// Names of switches that are not among `known`: to be told to the person who imports it.
    #[must_use]
    pub fn unknown_switches(&self, known: &[&str]) -> Vec<&str> {
        self.switches().keys().map(String::as_str).filter(|name| !known.contains(name)).collect()
    }
}
