//! How far an application is. It lives in memory; it is written down only into a folder that the person chose, and only
//! if they said that it shall be kept (R-4.1c.2). No secret is part of it.

use crate::enroll::template::Values;
use crate::schema::{EnrollKind, EnrollStep, Problem};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Name of the record in its folder.
pub const FILE: &str = "permohonan.json";
/// Where folders of kept applications are listed in the data folder. Paths only.
const INDEX: &str = "enrollments.json";
/// Largest record that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// The form that this version reads and writes.
const FORMAT: u8 = 1;

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    format: u8,
    /// What is applied for.
    pub kind: EnrollKind,
    /// When it was begun, RFC 3339.
    pub created: String,
    /// When the applicant agreed, RFC 3339.
    pub consented: Option<String>,
    /// What was entered.
    pub values: Values,
    /// Ticked attachments.
    pub attachments: BTreeSet<String>,
    /// Serial number of the token, once chosen.
    pub token: Option<String>,
    /// Secrets of the token that are the factory's no longer: replaced here, or by the person's word where the token does
    /// not tell.
    pub replaced: BTreeSet<SecretName>,
    /// The key, once made.
    pub key: Option<KeyRecord>,
    /// The request (DER), once signed.
    pub request: Option<Bytes>,
    /// The papers were saved.
    pub packaged: bool,
    /// The certificate (DER), once it came and fits.
    pub certificate: Option<Bytes>,
    /// Certificates that came with it.
    pub others: Vec<Bytes>,
    /// It is stored on the token.
    pub written: bool,
    /// When a signature by the token was verified with it, RFC 3339.
    pub tested: Option<String>,
    /// The hand-over sheet was made.
    pub handed_over: bool,
}

/// A secret of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretName {
    /// Management key.
    Management,
    /// PIN.
    Pin,
    /// PUK.
    Puk,
}

impl SecretName {
    /// As it stands in problems and requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            SecretName::Management => "management",
            SecretName::Pin => "pin",
            SecretName::Puk => "puk",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<SecretName> {
        [SecretName::Management, SecretName::Pin, SecretName::Puk]
            .into_iter()
            .find(|one| one.as_str() == name)
    }
}

/// The key of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRecord {
    /// The place on the token; empty for a key that another tool made.
    pub place: String,
    /// `SubjectPublicKeyInfo`, DER.
    pub spki: Bytes,
    /// The token's statement about it.
    pub attestation: Vec<Bytes>,
}

/// Bytes, as base64 in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Bytes).map_err(D::Error::custom)
    }
}

impl Record {
    /// A new application.
    pub fn new(kind: EnrollKind, created: String) -> Record {
        Record {
            format: FORMAT,
            kind,
            created,
            consented: None,
            values: Values::new(),
            attachments: BTreeSet::new(),
            token: None,
            replaced: BTreeSet::new(),
            key: None,
            request: None,
            packaged: false,
            certificate: None,
            others: Vec::new(),
            written: false,
            tested: None,
            handed_over: false,
        }
    }

    /// Reads the record of a folder.
    pub fn read(folder: &Path) -> Result<Record, Problem> {
        let path = folder.join(FILE);
        let length = std::fs::metadata(&path).map_err(|_| Problem::EnrollRecord)?.len();
        if length > LARGEST {
            return Err(Problem::EnrollRecord);
        }
        let bytes = std::fs::read(&path).map_err(|_| Problem::EnrollRecord)?;
        let record: Record = serde_json::from_slice(&bytes).map_err(|_| Problem::EnrollRecord)?;
        if record.format == FORMAT { Ok(record) } else { Err(Problem::EnrollRecord) }
    }

    /// Writes it into its folder, whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<(), Problem> {
        let bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        crate::settings::replace(&folder.join(FILE), &bytes).map_err(|_| Problem::OutputNotWritable)
    }

    /// The step that comes next, as far as the record alone says: secrets of the token count as done once they are in
    /// [`Record::replaced`].
    pub fn step(&self, complete: bool) -> EnrollStep {
        use EnrollStep as S;
        if self.consented.is_none() {
            return S::Consent;
        }
        if !complete {
            return S::Form;
        }
        if self.kind == EnrollKind::Pencabutan {
            return if self.packaged { S::Done } else { S::Package };
        }
        let has = |secret| self.replaced.contains(&secret);
        // A key that another tool made: its secrets are that tool's business until the hand-over.
        let elsewhere = self.key.as_ref().is_some_and(|key| key.place.is_empty());
        let steps = [
            (S::Token, self.token.is_some() || elsewhere),
            (S::Pin, has(SecretName::Pin) || elsewhere),
            (S::Puk, has(SecretName::Puk) || elsewhere),
            (S::Management, has(SecretName::Management) || elsewhere),
            (S::Key, self.key.is_some()),
            (S::Request, self.request.is_some()),
            (S::Package, self.packaged),
            (S::Receive, self.certificate.is_some()),
            (S::Write, self.written),
            (S::Test, self.tested.is_some()),
            (S::Handover, self.handed_over),
        ];
        steps.into_iter().find(|(_, done)| !done).map_or(S::Done, |(step, _)| step)
    }
}

/// The folders of kept applications, newest last. Nothing of what is in them.
pub fn index(data: &Path) -> Vec<PathBuf> {
    let bytes = std::fs::read(data.join(INDEX)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Lists a folder.
pub fn remember(data: &Path, folder: &Path) -> Result<(), Problem> {
    let mut folders = index(data);
    folders.retain(|one| one != folder);
    folders.push(folder.to_owned());
    store(data, &folders)
}

/// Takes a folder off the list.
pub fn forget(data: &Path, folder: &Path) -> Result<(), Problem> {
    let mut folders = index(data);
    folders.retain(|one| one != folder);
    store(data, &folders)
}

fn store(data: &Path, folders: &[PathBuf]) -> Result<(), Problem> {
    let path = data.join(INDEX);
    if folders.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::OutputNotWritable),
            _ => Ok(()),
        };
    }
    let bytes = serde_json::to_vec_pretty(folders).unwrap_or_default();
    crate::settings::replace(&path, &bytes).map_err(|_| Problem::OutputNotWritable)
}
