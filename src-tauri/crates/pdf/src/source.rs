//! Where the bytes of a document come from: memory or an open file, read by position.
//!
//! One open handle serves parsing, hashing and preview, so that all of them see the same file even when its name
//! is given to another one meanwhile. No memory mapping: a file cut short by someone else would kill the process.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Random access to the bytes of one document.
pub trait Source: Send + Sync {
    /// Length in bytes, fixed when the source was opened.
    fn len(&self) -> u64;

    /// Fills the whole buffer from the absolute offset; `UnexpectedEof` if there are fewer bytes.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()>;

    /// Whether there are no bytes at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A document held in memory.
#[derive(Clone)]
pub struct MemorySource {
    bytes: Vec<u8>,
}

impl MemorySource {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Source for MemorySource {
    fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let end = start.checked_add(buf.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let bytes = self.bytes.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        buf.copy_from_slice(bytes);
        Ok(())
    }
}

/// A document in an open file, read by position.
pub struct FileSource {
    file: File,
    len: u64,
}

impl FileSource {
    /// Opens the file for reading.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::from_file(File::open(path)?)
    }

    /// Takes an open file over. Its length is asked once; the file's own position is never used (on Windows it
    /// moves with each read, so the handle must not be shared with code that relies on it).
    pub fn from_file(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buf, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut buf: &mut [u8]) -> io::Result<()> {
        while !buf.is_empty() {
            let read = match std::os::windows::fs::FileExt::seek_read(&self.file, buf, offset) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            buf = buf.get_mut(read..).unwrap_or_default();
            offset = offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        }
        Ok(())
    }
}

/// The first bytes of another source: a document as it was before something was appended.
pub struct PrefixSource {
    inner: Arc<dyn Source>,
    len: u64,
}

impl PrefixSource {
    /// The first `len` bytes, or all where there are fewer.
    pub fn new(inner: Arc<dyn Source>, len: u64) -> Self {
        let len = len.min(inner.len());
        Self { inner, len }
    }
}

impl Source for PrefixSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let length = u64::try_from(buf.len()).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        if offset.checked_add(length).is_none_or(|end| end > self.len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.inner.read_at(offset, buf)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn file_and_memory_give_the_same_bytes_and_the_same_end() {
        let path = std::env::temp_dir().join(format!("absah-source-{}", std::process::id()));
        std::fs::write(&path, b"0123456789").unwrap();
        let file = FileSource::open(&path).unwrap();
        let memory = MemorySource::new(b"0123456789".to_vec());
        let sources: [&dyn Source; 2] = [&file, &memory];
        for source in sources {
            let mut buffer = [0; 4];
            source.read_at(6, &mut buffer).unwrap();
            assert_eq!((&buffer, source.len()), (b"6789", 10));
            let error = source.read_at(7, &mut buffer).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
            assert!(source.read_at(u64::MAX, &mut buffer).is_err());
        }
        let prefix = PrefixSource::new(Arc::new(memory.clone()), 4);
        let mut buffer = [0; 4];
        prefix.read_at(0, &mut buffer).unwrap();
        assert_eq!((&buffer, prefix.len()), (b"0123", 4));
        assert!(prefix.read_at(1, &mut buffer).is_err(), "what was appended is not there");
        std::fs::write(&path, b"012").unwrap();
        assert!(file.read_at(6, &mut [0; 4]).is_err(), "a file cut short is an error, not a crash");
        std::fs::remove_file(&path).unwrap();
    }
}
