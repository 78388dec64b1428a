//! Documents that are open: each is one file handle, which is shown, hashed, signed and verified. Paths stay here.

use crate::flows::sign::Sight;
use crate::running;
use crate::schema::{DocumentHandle, Problem};
use pdf::{Document, FileSource, Limits, MemorySource, Password, Source};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

/// An open document.
pub struct OpenDocument {
    /// File name without folder.
    pub name: String,
    /// Where it lies; nowhere for the sample letter and for previews.
    pub path: Option<PathBuf>,
    /// Its bytes.
    pub source: Arc<dyn Source>,
    /// Whether it is the sample letter of the program.
    pub sample: bool,
    stamp: Option<(u64, SystemTime)>,
    document: OnceLock<Document>,
    /// Kept as long as the document is open: its signed copy is verified from disk and needs it too.
    password: OnceLock<Arc<Password>>,
    sha256: OnceLock<[u8; 32]>,
    /// What was seen of its pages.
    pub(crate) sight: Sight,
}

impl OpenDocument {
    /// Opens a file. A locked document is opened too; [`OpenDocument::document`] then asks for its password.
    pub fn from_path(path: &Path) -> Result<OpenDocument, Problem> {
        let file = File::open(path).map_err(|_| Problem::DocumentUnreadable)?;
        let metadata = file.metadata().map_err(|_| Problem::DocumentUnreadable)?;
        if metadata.is_dir() {
            return Err(Problem::DocumentUnreadable);
        }
        let stamp = metadata.modified().ok().map(|time| (metadata.len(), time));
        let mut open = OpenDocument::from_file(&crate::output::name_of(path), file)?;
        open.path = Some(path.to_owned());
        open.stamp = stamp;
        Ok(open)
    }

    /// Opens what a file handle leads to; where it lies is not known.
    pub fn from_file(name: &str, file: File) -> Result<OpenDocument, Problem> {
        let source = FileSource::from_file(file).map_err(|_| Problem::DocumentUnreadable)?;
        OpenDocument::new(name, Arc::new(source), false).parse()
    }

    /// What another source gives.
    pub fn from_source(name: &str, source: Arc<dyn Source>) -> Result<OpenDocument, Problem> {
        OpenDocument::new(name, source, false).parse()
    }

    /// A document that lies in memory only.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, sample: bool) -> Result<OpenDocument, Problem> {
        OpenDocument::new(name, Arc::new(MemorySource::new(bytes)), sample).parse()
    }

    fn new(name: &str, source: Arc<dyn Source>, sample: bool) -> OpenDocument {
        OpenDocument {
            name: name.to_owned(),
            path: None,
            source: Arc::new(Stoppable(source)),
            sample,
            stamp: None,
            document: OnceLock::new(),
            password: OnceLock::new(),
            sha256: OnceLock::new(),
            sight: Sight::default(),
        }
    }

    fn parse(self) -> Result<OpenDocument, Problem> {
        if self.source.is_empty() {
            return Err(Problem::DocumentEmpty);
        }
        match Document::open(self.source.clone(), None, Limits::default()) {
            Ok(document) => drop(self.document.set(document)),
            Err(pdf::Error::PasswordNeeded) => {}
            Err(error) => return Err(self.problem(&error)),
        }
        Ok(self)
    }

    /// Unlocks the document for as long as it is open.
    pub fn unlock(&self, password: &Arc<Password>) -> Result<(), Problem> {
        if self.document.get().is_some() {
            return Ok(());
        }
        let document = Document::open(self.source.clone(), Some(password.as_ref()), Limits::default())
            .map_err(|error| self.problem(&error))?;
        // Two at once unlock the same bytes with passwords that both fit: either may stay.
        let _ = self.password.set(password.clone());
        let _ = self.document.set(document);
        Ok(())
    }

    /// The password it was unlocked with.
    pub fn password(&self) -> Option<&Arc<Password>> {
        self.password.get()
    }

    /// The parsed document, or [`Problem::DocumentPasswordNeeded`].
    pub fn document(&self) -> Result<&Document, Problem> {
        self.document.get().ok_or(Problem::DocumentPasswordNeeded)
    }

    /// SHA-256 of all bytes, read in pieces once.
    pub fn sha256(&self) -> Result<[u8; 32], Problem> {
        if let Some(known) = self.sha256.get() {
            return Ok(*known);
        }
        let fresh = hash(&*self.source)?;
        Ok(*self.sha256.get_or_init(|| fresh))
    }

    /// Whether the file under the name still has the length and date with which it was opened. Costs nothing; the last
    /// word before the PIN is [`OpenDocument::unchanged`].
    pub fn looks_unchanged(&self) -> Result<(), Problem> {
        if let (Some(path), Some(stamp)) = (&self.path, self.stamp) {
            let metadata = std::fs::metadata(path).map_err(|_| Problem::DocumentChangedOnDisk)?;
            if metadata.modified().ok().map(|time| (metadata.len(), time)) != Some(stamp) {
                return Err(Problem::DocumentChangedOnDisk);
            }
        }
        Ok(())
    }

    /// Whether the bytes are still those that were shown: as [`OpenDocument::looks_unchanged`], and where the hash is
    /// known already, the same hash.
    pub fn unchanged(&self) -> Result<(), Problem> {
        self.looks_unchanged()?;
        match self.sha256.get() {
            Some(known) if *known != hash(&*self.source)? => Err(Problem::DocumentChangedOnDisk),
            _ => Ok(()),
        }
    }

    /// How many pages were drawn so far to be looked at: signing draws only what reading cannot tell.
    pub fn pages_drawn(&self) -> usize {
        self.sight.drawn()
    }

    fn problem(&self, error: &pdf::Error) -> Problem {
        match error {
            pdf::Error::NotPdf => Problem::DocumentNotPdf { kind: kind_of(&*self.source).to_owned() },
            other => from_pdf(other),
        }
    }
}

/// A reader's error as an obstacle.
pub fn from_pdf(error: &pdf::Error) -> Problem {
    match error {
        pdf::Error::EncryptionUnsupported => Problem::DocumentEncryptionUnsupported,
        pdf::Error::NotPdf => Problem::DocumentNotPdf { kind: "other".to_owned() },
        pdf::Error::PasswordNeeded => Problem::DocumentPasswordNeeded,
        pdf::Error::PasswordWrong => Problem::DocumentPasswordWrong,
        pdf::Error::Read(_) => Problem::DocumentUnreadable,
        pdf::Error::TooComplex { .. } => Problem::DocumentTooComplex,
        _ => Problem::DocumentDamaged,
    }
}

/// What a file that is no PDF seems to be, by its first bytes.
fn kind_of(source: &dyn Source) -> &'static str {
    let mut head = [0u8; 4096];
    let length = usize::try_from(source.len()).unwrap_or(usize::MAX).min(head.len());
    let Some(head) = head.get_mut(..length) else { return "other" };
    if source.read_at(0, head).is_err() {
        return "other";
    }
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    match head {
        // Office documents are ZIP archives whose first entries name their kind.
        [b'P', b'K', 3, 4, ..]
            if has(b"word/") || has(b"[Content_Types].xml") || has(b"opendocument.text") =>
        {
            "word"
        }
        [b'P', b'K', 3, 4, ..] => "zip",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "word",
        [b'{', b'\\', b'r', b't', b'f', ..] => "word",
        [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] | [b'G', b'I', b'F', b'8', ..] => "image",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] | [b'B', b'M', ..] => "image",
        _ if std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0')) => "text",
        _ => "other",
    }
}

fn hash(source: &dyn Source) -> Result<[u8; 32], Problem> {
    let mut buffer = vec![0u8; 256 * 1024]; // 256 KiB a read keeps memory flat
    let mut hasher = Sha256::new();
    let mut at = 0u64;
    while at < source.len() {
        let piece = usize::try_from(source.len() - at).unwrap_or(usize::MAX).min(buffer.len());
        let Some(slice) = buffer.get_mut(..piece) else { break };
        source.read_at(at, slice).map_err(|_| Problem::DocumentChangedOnDisk)?;
        hasher.update(&*slice);
        at += u64::try_from(piece).unwrap_or(u64::MAX);
    }
    Ok(hasher.finalize().into())
}

/// A source that ends a run which reads it at its next piece, once the run is stopped.
struct Stoppable(Arc<dyn Source>);

impl Source for Stoppable {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<()> {
        running::io()?;
        self.0.read_at(offset, buf)
    }
}

/// All open documents by handle.
#[derive(Default)]
pub struct Documents {
    open: Mutex<(u64, BTreeMap<DocumentHandle, Arc<OpenDocument>>)>,
}

impl Documents {
    /// Takes a document in and names it.
    pub fn add(&self, document: OpenDocument) -> (DocumentHandle, Arc<OpenDocument>) {
        let document = Arc::new(document);
        let mut open = self.lock();
        open.0 += 1;
        let handle = DocumentHandle(format!("d{}", open.0));
        open.1.insert(handle.clone(), document.clone());
        (handle, document)
    }

    /// The document, or [`Problem::DocumentGone`].
    pub fn get(&self, handle: &DocumentHandle) -> Result<Arc<OpenDocument>, Problem> {
        self.lock().1.get(handle).cloned().ok_or(Problem::DocumentGone)
    }

    /// Forgets a document; its file handle closes when the last flow that uses it ends.
    pub fn close(&self, handle: &DocumentHandle) {
        self.lock().1.remove(handle);
    }

    /// Reads a piece of a document for the preview: at most 4 MiB, never beyond its end.
    pub fn read(&self, handle: &DocumentHandle, offset: u64, length: u64) -> Result<Vec<u8>, Problem> {
        const MOST: u64 = 4 << 20; // 4 MiB
        let document = self.get(handle)?;
        let length = length.min(MOST).min(document.source.len().saturating_sub(offset));
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        document.source.read_at(offset, &mut bytes).map_err(|_| Problem::DocumentUnreadable)?;
        Ok(bytes)
    }

    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<DocumentHandle, Arc<OpenDocument>>)> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
