//! The manifest of a bundle: JSON (RFC 8259), read strictly.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use super::BundleError;
use crate::cert::Certificate;
use crate::trust::{self, Anchor, Marks, Purpose};

/// What a manifest of this form calls itself.
const FORMAT: &str = "absah-bundle/1";

/// Entries of one list. An agency has a handful of anchors; a country's whole set of issuing CAs stays below a hundred.
const ENTRIES: usize = 256;

/// Characters of one text.
const TEXT: usize = 2_000;

/// A policy switch's value; what it means is for whoever knows its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Switch {
    /// On or off.
    On(bool),
    /// A number.
    Number(i64),
    /// A word.
    Text(String),
}

/// A time-stamp authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamper {
    /// Where to ask.
    pub url: String,
    /// The policy to ask for, if any.
    pub policy: Option<ObjectIdentifier>,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryProblem {
    /// No base64 (RFC 4648 §4).
    Base64,
    /// No certificate.
    Certificate,
    /// No time (RFC 3339), or an end before its beginning.
    Time,
    /// No SHA-256 fingerprint.
    Fingerprint,
    /// Neither http nor https, or not readable as an address.
    Address,
    /// No object identifier.
    Policy,
    /// No host name or IP address.
    Host,
    /// Empty, longer than 2,000 characters, or with control characters in it.
    Length,
}

/// A manifest whose every entry was understood.
#[derive(Clone, Debug)]
pub(super) struct Contents {
    pub(super) agency: String,
    pub(super) sequence: u64,
    pub(super) issued: DateTime<Utc>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) marks: Marks,
    pub(super) stampers: Vec<Stamper>,
    pub(super) hosts: Vec<String>,
    pub(super) switches: BTreeMap<String, Switch>,
}

/// The manifest as written. Fields given twice are refused by the derived reader.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    agency: String,
    sequence: u64,
    issued: String,
    #[serde(default)]
    anchors: Vec<WrittenAnchor>,
    #[serde(default)]
    intermediates: Vec<String>,
    #[serde(default)]
    bsre: Vec<String>,
    #[serde(default)]
    stampers: Vec<WrittenStamper>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default, deserialize_with = "switches")]
    switches: BTreeMap<String, Switch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAnchor {
    certificate: String,
    purpose: WrittenPurpose,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenPurpose {
    Any,
    Signing,
    TimeStamping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStamper {
    url: String,
    #[serde(default)]
    policy: Option<String>,
}

impl Contents {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        let manifest: Manifest = serde_json::from_slice(bytes)
            .map_err(|error| BundleError::Manifest { line: error.line(), column: error.column() })?;
        if manifest.format != FORMAT {
            return Err(BundleError::Format);
        }
        let mut marks = Marks::default();
        for key in all("bsre", &manifest.bsre, |text| {
            trust::parse_fingerprint(text).map_err(|_| EntryProblem::Fingerprint)
        })? {
            marks.insert(key);
        }
        if manifest.switches.len() > ENTRIES {
            return Err(BundleError::TooMany { field: "switches", limit: ENTRIES });
        }
        let one = |field, problem| BundleError::Entry { field, index: 0, problem };
        Ok(Self {
            agency: text(&manifest.agency).map_err(|problem| one("agency", problem))?,
            sequence: manifest.sequence,
            issued: time(&manifest.issued).map_err(|problem| one("issued", problem))?,
            anchors: all("anchors", &manifest.anchors, anchor)?,
            intermediates: all("intermediates", &manifest.intermediates, |text| certificate(text))?,
            marks,
            stampers: all("stampers", &manifest.stampers, stamper)?,
            hosts: all("hosts", &manifest.hosts, |text| host(text))?,
            switches: manifest.switches,
        })
    }
}

/// Every entry read, or the first one that cannot be.
fn all<W, T>(
    field: &'static str,
    written: &[W],
    read: impl Fn(&W) -> Result<T, EntryProblem>,
) -> Result<Vec<T>, BundleError> {
    if written.len() > ENTRIES {
        return Err(BundleError::TooMany { field, limit: ENTRIES });
    }
    let one = |(index, entry)| read(entry).map_err(|problem| BundleError::Entry { field, index, problem });
    written.iter().enumerate().map(one).collect()
}

fn anchor(written: &WrittenAnchor) -> Result<Anchor, EntryProblem> {
    let limit = |text: &Option<String>| text.as_deref().map(time).transpose();
    let (not_before, not_after) = (limit(&written.from)?, limit(&written.until)?);
    if not_before.zip(not_after).is_some_and(|(from, until)| until < from) {
        return Err(EntryProblem::Time);
    }
    Ok(Anchor {
        certificate: certificate(&written.certificate)?,
        purpose: match written.purpose {
            WrittenPurpose::Any => Purpose::Any,
            WrittenPurpose::Signing => Purpose::Signing,
            WrittenPurpose::TimeStamping => Purpose::TimeStamping,
        },
        not_before,
        not_after,
    })
}

fn certificate(text: &str) -> Result<Certificate, EntryProblem> {
    let der = STANDARD.decode(text).map_err(|_| EntryProblem::Base64)?;
    Certificate::from_der(&der).map_err(|_| EntryProblem::Certificate)
}

fn stamper(written: &WrittenStamper) -> Result<Stamper, EntryProblem> {
    let url = text(&written.url)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    // No passwords in a file that goes to everybody.
    if authority.is_empty() || authority.contains('@') || !url.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(EntryProblem::Address);
    }
    let policy = written.policy.as_deref().map(ObjectIdentifier::new).transpose();
    Ok(Stamper { url, policy: policy.map_err(|_| EntryProblem::Policy)? })
}

fn host(written: &str) -> Result<String, EntryProblem> {
    let is_address = written.parse::<std::net::IpAddr>().is_ok();
    // RFC 1123 §2.1: labels of letters, digits and hyphens, 253 characters in all.
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if is_address || (written.len() <= 253 && written.split('.').all(is_label)) {
        Ok(written.to_ascii_lowercase())
    } else {
        Err(EntryProblem::Host)
    }
}

fn text(written: &str) -> Result<String, EntryProblem> {
    let length = written.chars().count();
    let fits = (1..=TEXT).contains(&length) && !written.chars().any(char::is_control);
    if fits { Ok(written.to_owned()) } else { Err(EntryProblem::Length) }
}

fn time(written: &str) -> Result<DateTime<Utc>, EntryProblem> {
    DateTime::parse_from_rfc3339(written).map(|at| at.with_timezone(&Utc)).map_err(|_| EntryProblem::Time)
}

/// An object whose names are open but stand once each: the usual reader of maps lets the last one win.
fn switches<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Switch>, D::Error> {
    struct Once;
    impl<'de> Visitor<'de> for Once {
        type Value = BTreeMap<String, Switch>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of switches")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((name, value)) = access.next_entry::<String, Switch>()? {
                if map.insert(name, value).is_some() {
                    return Err(A::Error::custom("switch given twice"));
                }
            }
            Ok(map)
        }
    }
    deserializer.deserialize_map(Once)
}
