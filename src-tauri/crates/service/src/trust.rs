//! The trusted issuers on disk: one DER file each in `<data>/trust/`, named by its SHA-256. Empty at first start; only
//! the agency's people fill it, comparing the fingerprint over a second channel. A name never makes an anchor.

use crate::schema::Problem;
use pki::cert::Certificate;
use pki::trust::{Anchor, TrustStore};
use std::path::{Path, PathBuf};

/// Largest certificate file that is read, in bytes: 1 MiB holds hundreds.
const LARGEST_FILE: u64 = 1 << 20;

/// Most files that a folder of anchors may hold; the rest is ignored.
const MOST_FILES: usize = 1_000;

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

    /// The certificates, ordered by file name. A missing folder is an empty store; files that hold no certificate are
    /// passed over.
    pub fn certificates(&self) -> Vec<Certificate> {
        let Ok(entries) = std::fs::read_dir(&self.path) else { return Vec::new() };
        let mut files: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        files.sort();
        files.truncate(MOST_FILES);
        files.iter().flat_map(|file| read_certificates(file).unwrap_or_default()).collect()
    }

    /// A snapshot for one verification or plan. Certificates of the practice CA are left out, wherever they came from:
    /// no folder can make practice trusted.
    pub fn snapshot(&self, practice: &[[u8; 32]]) -> TrustStore {
        let trusted =
            self.certificates().into_iter().filter(|anchor| !practice.contains(&anchor.key_sha256()));
        TrustStore::new(trusted.map(Anchor::new).collect())
    }

    /// Adds an issuer.
    pub fn add(&self, certificate: &Certificate) -> std::io::Result<()> {
        crate::settings::replace(&self.file(&certificate.sha256()), certificate.der())
    }

    /// Removes an issuer.
    pub fn remove(&self, sha256: &[u8; 32]) -> std::io::Result<()> {
        std::fs::remove_file(self.file(sha256))
    }

    fn file(&self, sha256: &[u8; 32]) -> PathBuf {
        self.path.join(format!("{}.cer", crate::hex(sha256)))
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
