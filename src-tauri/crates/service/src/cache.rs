//! Answers of the network kept on disk: `<data>/cache/`, one file each, named by the SHA-256 of the request. What is kept is
//! bytes as they were sent; whether they are new enough, and whether to believe them, is judged anew at each use
//! (`pki::revocation`).
//!
//! A file is replaced in one step and begins with the SHA-256 of the rest, so that a crash or a failing disk leaves an old
//! answer or none, never half of one. The folder is bounded; the oldest files give way. It may be emptied at any time: it
//! tells somebody who reads it which certificates were looked at.
//!
//! Not kept: time stamps, each of which answers one question only.

use crate::schema::CacheView;
use pki::der::{self, Reader};
use pki::fetch::{Fetch, FetchError, Kind, Request};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Most bytes in all. Lists of large issuers have 20 MiB; status answers 2 kB.
const MOST_BYTES: u64 = 128 << 20;

/// Most files. A person who checks fifty letters a day for a month meets fewer signers.
const MOST_ENTRIES: usize = 4_096;

/// Length of the SHA-256 before the answer.
const SEAL: usize = 32;

/// The folder of kept answers.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    most_bytes: u64,
}

impl Cache {
    /// The cache of a data folder.
    pub fn of_data(data: &Path) -> Cache {
        Cache { folder: data.join("cache"), most_bytes: MOST_BYTES }
    }

    /// What is kept as the answer to this request.
    pub fn get(&self, request: &Request<'_>) -> Option<Vec<u8>> {
        let file = self.file(request)?;
        let length = std::fs::metadata(&file).ok()?.len();
        if usize::try_from(length).ok()?.saturating_sub(SEAL) > request.limit {
            return None;
        }
        let mut bytes = std::fs::read(&file).ok()?;
        if bytes.len() < SEAL {
            return None;
        }
        let answer = bytes.split_off(SEAL);
        (Sha256::digest(&answer).as_slice() == bytes).then_some(answer)
    }

    /// Keeps an answer, in place of the one before. What cannot be written is not kept, and nobody need know.
    pub fn put(&self, request: &Request<'_>, answer: &[u8]) {
        let Some(file) = self.file(request) else { return };
        let sealed = [Sha256::digest(answer).as_slice(), answer].concat();
        if crate::settings::replace(&file, &sealed).is_ok() {
            self.make_room();
        }
    }

    /// How much is kept.
    pub fn view(&self) -> CacheView {
        let files = self.files();
        CacheView {
            entries: u32::try_from(files.len()).unwrap_or(u32::MAX),
            bytes: files.iter().map(|file| file.bytes).sum(),
        }
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn clear(&self) -> std::io::Result<()> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Named by kind, address and question. The nonce of a status question is left out: it is new each time.
    fn file(&self, request: &Request<'_>) -> Option<PathBuf> {
        let kind: u8 = match request.kind {
            Kind::Crl => 1,
            Kind::Ocsp => 2,
            Kind::Issuer => 3,
            Kind::TimeStamp => return None,
        };
        let question = match request.body {
            Some(body) => Some(asked_about(body)?),
            None => None,
        };
        let mut name = Sha256::new();
        name.update([kind]);
        name.update(u64::try_from(request.url.len()).ok()?.to_be_bytes());
        name.update(request.url);
        name.update(question.unwrap_or_default());
        Some(self.folder.join(crate::hex(&name.finalize())))
    }

    fn make_room(&self) {
        let mut files = self.files();
        files.sort_by_key(|file| file.modified);
        let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
        let mut left = files.len();
        for file in files {
            if bytes <= self.most_bytes && left <= MOST_ENTRIES {
                break;
            }
            // One that cannot be removed now is met again at the next answer.
            if std::fs::remove_file(&file.path).is_ok() {
                bytes -= file.bytes;
                left -= 1;
            }
        }
    }

    fn files(&self) -> Vec<File> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let file = |entry: std::fs::DirEntry| {
            let facts = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some(File { path: entry.path(), bytes: facts.len(), modified: facts.modified().ok()? })
        };
        entries.filter_map(|entry| file(entry.ok()?)).collect()
    }
}

struct File {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

/// requestList of an OCSPRequest (RFC 6960 §4.1.1): the certificates asked about, without the nonce.
fn asked_about(body: &[u8]) -> Option<&[u8]> {
    let request = Reader::new(body).expect(der::SEQUENCE, "OCSPRequest").ok()?;
    let tbs = request.reader().expect(der::SEQUENCE, "tbsRequest").ok()?;
    let mut fields = tbs.reader();
    while !fields.is_empty() {
        let field = fields.any().ok()?;
        if field.tag == der::SEQUENCE {
            return Some(field.raw);
        }
    }
    None
}

/// Answers from the cache and from nowhere else.
pub struct Kept(pub Cache);

impl Fetch for Kept {
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        self.0.get(request).ok_or(FetchError::Offline)
    }
}

/// Asks, and keeps what comes.
pub struct Keeping<'a> {
    /// Where to keep it.
    pub cache: Cache,
    /// Who asks.
    pub fetch: &'a dyn Fetch,
}

impl Fetch for Keeping<'_> {
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        let answer = self.fetch.fetch(request)?;
        self.cache.put(request, &answer);
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use testkit::openssl::Key;

    fn cache(most_bytes: u64) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { most_bytes, ..Cache::of_data(folder.path()) };
        (folder, cache)
    }

    fn list(url: &str) -> Request<'_> {
        Request::get(Kind::Crl, url)
    }

    #[test]
    fn kept_answer_is_given_for_the_same_request_only() {
        let (_folder, cache) = cache(MOST_BYTES);
        cache.put(&list("http://a.test/1.crl"), b"one");
        assert_eq!(cache.get(&list("http://a.test/1.crl")).as_deref(), Some(&b"one"[..]));
        assert_eq!(cache.get(&list("http://a.test/2.crl")), None);
        assert_eq!(cache.get(&Request::get(Kind::Issuer, "http://a.test/1.crl")), None, "another kind");
        assert_eq!(cache.get(&Request { limit: 2, ..list("http://a.test/1.crl") }), None, "over the limit");
        cache.clear().unwrap();
        cache.clear().unwrap();
        assert_eq!((cache.get(&list("http://a.test/1.crl")), cache.view().entries), (None, 0));
    }

    #[test]
    fn nonce_does_not_tell_questions_apart_and_the_certificate_does() {
        let (_folder, cache) = cache(MOST_BYTES);
        let pki = testkit::openssl::Pki::new();
        let read = |signer: &testkit::openssl::Signer| {
            pki::cert::Certificate::from_der(&signer.certificate_der()).unwrap()
        };
        let root = read(pki.root());
        let (first, second) = (read(&pki.signer("Satu", Key::P256)), read(&pki.signer("Dua", Key::P256)));
        let question = |certificate, nonce: &[u8]| pki::ocsp::request(certificate, &root, Some(nonce));
        let (a, b) = (question(&first, &[1; 32]), question(&first, &[2; 32]));
        assert_ne!(a, b);
        cache.put(&Request::post(Kind::Ocsp, "http://a.test/", &a), b"good");
        assert!(cache.get(&Request::post(Kind::Ocsp, "http://a.test/", &b)).is_some());
        let other = question(&second, &[1; 32]);
        assert_eq!(cache.get(&Request::post(Kind::Ocsp, "http://a.test/", &other)), None);
    }

    #[test]
    fn damaged_or_cut_file_counts_as_absent() {
        let (folder, cache) = cache(MOST_BYTES);
        cache.put(&list("http://a.test/"), b"answer");
        let file = std::fs::read_dir(folder.path().join("cache")).unwrap().next().unwrap().unwrap().path();
        let whole = std::fs::read(&file).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&file, whole.get(..length).unwrap()).unwrap();
            assert_eq!(cache.get(&list("http://a.test/")), None, "cut to {length}");
        }
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        std::fs::write(&file, &flipped).unwrap();
        assert_eq!(cache.get(&list("http://a.test/")), None);
        std::fs::write(&file, &whole).unwrap();
        assert!(cache.get(&list("http://a.test/")).is_some());
    }

    #[test]
    fn folder_stays_within_its_bounds_and_the_newest_answer_stays() {
        let (_folder, cache) = cache(10_000);
        for number in 0..40 {
            let url = format!("http://a.test/{number}");
            cache.put(&list(&url), &[0; 1_000]);
            assert!(cache.view().bytes <= 10_000, "after {number}: {:?}", cache.view());
        }
        assert!(cache.view().entries >= 8, "no more is thrown away than needed: {:?}", cache.view());
        assert!(cache.get(&list("http://a.test/39")).is_some());
    }

    #[test]
    fn time_stamps_are_not_kept() {
        let (_folder, cache) = cache(MOST_BYTES);
        cache.put(&Request::post(Kind::TimeStamp, "http://a.test/", b"0"), b"stamp");
        assert_eq!(cache.view(), CacheView::default());
    }
}
