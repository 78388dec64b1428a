//! The trusted issuers on disk: one DER file each in `<data>/trust/`, named by its SHA-256, beside it a small JSON file with
//! what it is trusted for and until when. Empty at first start; only the agency's people fill it, comparing the fingerprint
//! over a second channel. A name never makes an anchor.
//!
//! Each file is replaced in one step. The limits are written before the certificate, and a certificate whose limits cannot
//! be read is not trusted: a crash or a failing disk never widens trust.
//!
//! Marks of BSrE are kept apart ([`Marks`]): a mark is no trust, and trust is no mark.

use crate::schema::{Problem, TrustPurpose};
use chrono::{DateTime, Utc};
use pki::cert::Certificate;
use pki::trust::{Anchor, Purpose, TrustStore};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Largest certificate file that is read, in bytes: 1 MiB holds hundreds.
const LARGEST_FILE: u64 = 1 << 20;

/// Most files that a folder of anchors may hold; the rest is ignored.
const MOST_FILES: usize = 1_000;

/// What an issuer is trusted for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limits {
    /// What for.
    pub purpose: TrustPurpose,
    /// Last moment, if limited.
    pub until: Option<DateTime<Utc>>,
}

/// An issuer with its limits.
#[derive(Debug, Clone)]
pub struct Trusted {
    /// As the path validator takes it.
    pub anchor: Anchor,
    /// Whether the agency's bundle says so, and not the person's list.
    pub by_agency: bool,
}

impl Trusted {
    /// By the person's list.
    pub fn by_person(certificate: Certificate, limits: &Limits) -> Trusted {
        let purpose = match limits.purpose {
            TrustPurpose::Any => Purpose::Any,
            TrustPurpose::Signing => Purpose::Signing,
            TrustPurpose::TimeStamping => Purpose::TimeStamping,
        };
        let anchor = Anchor { purpose, not_after: limits.until, ..Anchor::new(certificate) };
        Trusted { anchor, by_agency: false }
    }
}

/// The folder of trusted issuers.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The store of a data folder.
    pub fn of_data(data: &Path) -> Folder {
        Folder { path: data.join("trust") }
    }

    /// Any folder with certificate files (PEM or DER).
    pub fn at(path: &Path) -> Folder {
        Folder { path: path.to_owned() }
    }

    /// The issuers, ordered by file name. A missing folder is an empty store; files that hold no certificate, and
    /// certificates whose limits cannot be read, are passed over.
    pub fn issuers(&self) -> Vec<Trusted> {
        let Ok(entries) = std::fs::read_dir(&self.path) else { return Vec::new() };
        let mut files: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        files.retain(|file| file.extension().is_none_or(|extension| extension != "json"));
        files.sort();
        files.truncate(MOST_FILES);
        let read = |file: &PathBuf| {
            let limits = read_limits(&file.with_extension("json"))?;
            let certificates = read_certificates(file).ok()?;
            Some(certificates.into_iter().map(move |certificate| Trusted::by_person(certificate, &limits)))
        };
        files.iter().filter_map(read).flatten().collect()
    }

    /// Adds an issuer, or gives it new limits.
    pub fn add(&self, certificate: &Certificate, limits: &Limits) -> std::io::Result<()> {
        let file = self.file(&certificate.sha256());
        crate::settings::replace(&file.with_extension("json"), &serde_json::to_vec_pretty(limits)?)?;
        crate::settings::replace(&file, certificate.der())
    }

    /// Removes an issuer: the certificate first, so that a crash in between leaves no trust without limits.
    pub fn remove(&self, sha256: &[u8; 32]) -> std::io::Result<()> {
        let file = self.file(sha256);
        std::fs::remove_file(&file)?;
        match std::fs::remove_file(file.with_extension("json")) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn file(&self, sha256: &[u8; 32]) -> PathBuf {
        self.path.join(format!("{}.cer", crate::hex(sha256)))
    }
}

/// A snapshot for one verification or plan. Certificates of the practice CA are left out, wherever they came from: no
/// folder, import, bundle or setting can make practice trusted.
pub fn snapshot(issuers: Vec<Trusted>, practice: &[[u8; 32]]) -> TrustStore {
    let anchors = issuers.into_iter().map(|issuer| issuer.anchor).collect();
    let (trusted, _) = pki::trust::refuse(anchors, practice);
    TrustStore::new(trusted)
}

/// Absent: no limits, as for the files of any folder. Unreadable: `None`.
fn read_limits(path: &Path) -> Option<Limits> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).ok(),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(Limits::default()),
        Err(_) => None,
    }
}

/// The certificates of a PEM or DER file.
pub fn read_certificates(path: &Path) -> Result<Vec<Certificate>, Problem> {
    let length = std::fs::metadata(path).map_err(|_| Problem::DocumentUnreadable)?.len();
    if length > LARGEST_FILE {
        return Err(Problem::NotACertificate);
    }
    let bytes = std::fs::read(path).map_err(|_| Problem::DocumentUnreadable)?;
    match Certificate::from_pem_or_der_all(&bytes) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(Problem::NotACertificate),
    }
}

/// Keys that the agency marked as BSrE's: `<data>/bsre.json`, SHA-256 of the SubjectPublicKeyInfo with the name it had in
/// the certificate. The mark belongs to the key: another key of the same name has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(BTreeMap<String, String>);

impl Marks {
    /// The marks of a data folder; none where the file is absent or cannot be read.
    pub fn read(data: &Path) -> Marks {
        let bytes = std::fs::read(Marks::file(data)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Sets or takes away the mark of this certificate's key.
    pub fn set(&mut self, certificate: &Certificate, marked: bool) {
        let key = crate::hex(&certificate.key_sha256());
        if marked {
            self.0.insert(key, certificate.subject().rfc4514());
        } else {
            self.0.remove(&key);
        }
    }

    /// Writes them.
    pub fn write(&self, data: &Path) -> std::io::Result<()> {
        crate::settings::replace(&Marks::file(data), &serde_json::to_vec_pretty(self)?)
    }

    /// The keys.
    pub fn keys(&self) -> BTreeSet<[u8; 32]> {
        self.0.keys().filter_map(|key| pki::trust::parse_fingerprint(key).ok()).collect()
    }

    fn file(data: &Path) -> PathBuf {
        data.join("bsre.json")
    }
}
