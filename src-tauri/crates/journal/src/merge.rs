//! Many exports as one: a folder of accepted files, each under the SHA-256 of its content, so that taking one twice changes
//! nothing. Records that stand in several files are read once. Reading is a merge of sorted files: memory does not grow
//! with their length.

use crate::chain::Hash;
use crate::export::{Checked, Exported, Header, Known, Refused, check};
use crate::record::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// What taking a file in did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The unit it is of.
    pub unit: String,
    /// Records in it.
    pub records: u64,
    /// Whether this very file was there already.
    pub already: bool,
}

/// The accepted exports in a folder.
#[derive(Debug, Clone)]
pub struct Collection {
    folder: PathBuf,
}

impl Collection {
    /// The collection in a folder, which is made when the first file comes.
    #[must_use]
    pub fn at(folder: &Path) -> Collection {
        Collection { folder: folder.to_owned() }
    }

    /// Takes a file in, or refuses it whole.
    ///
    /// # Errors
    /// [`Refused`]; the collection is as it was.
    pub fn take(&self, path: &Path, known: &Known) -> Result<Taken, Refused> {
        self.take_while(path, known, &|| Ok(()))
    }

    /// As [`Collection::take`]; `go_on` is asked as the reading goes on, and its error ends it.
    ///
    /// # Errors
    /// [`Refused`]; the collection is as it was.
    pub fn take_while(&self, path: &Path, known: &Known, go_on: GoOn<'_>) -> Result<Taken, Refused> {
        let mut input = BufReader::new(Watched { file: File::open(path)?, go_on });
        let Checked { header, records, file } = check(&mut input, known, |_, _| {})?;
        let taken = Taken { unit: header.unit.clone(), records, already: self.path(&file).exists() };
        if taken.already {
            return Ok(taken);
        }
        std::fs::create_dir_all(&self.folder)?;
        let mut draft = tempfile::NamedTempFile::new_in(&self.folder)?;
        let mut input = input.into_inner();
        input.file.rewind()?;
        std::io::copy(&mut input, &mut draft)?;
        draft.as_file().sync_all()?;
        // The copy is what will be read: it, and not what it was copied from, must be what was checked.
        let copy = Watched { file: draft.reopen()?, go_on };
        if check(&mut BufReader::new(copy), known, |_, _| {})?.file != file {
            return Err(Refused::Altered);
        }
        let mut same = self.of(header.installation)?;
        same.push((header, draft.path().to_owned()));
        for record in Merge::of(same)? {
            go_on()?;
            record?;
        }
        draft.persist(self.path(&file)).map_err(|failed| failed.error)?;
        Ok(taken)
    }

    /// All records, each once, with the unit they are of; computer after computer.
    ///
    /// # Errors
    /// [`Refused::Io`]; while reading also [`Refused::Altered`] when a kept file was changed.
    pub fn records(&self) -> Result<Records, Refused> {
        let mut installations: BTreeMap<Id, Vec<Kept>> = BTreeMap::new();
        for (header, path) in self.files()? {
            installations.entry(header.installation).or_default().push((header, path));
        }
        Ok(Records { waiting: installations.into_values().collect(), current: None })
    }

    /// Names of the units whose exports are in it, each once.
    ///
    /// # Errors
    /// [`Refused::Io`], [`Refused::Altered`] when a kept file is none any more.
    pub fn units(&self) -> Result<Vec<String>, Refused> {
        let units: BTreeSet<String> = self.files()?.into_iter().map(|(header, _)| header.unit).collect();
        Ok(units.into_iter().collect())
    }

    fn of(&self, installation: Id) -> Result<Vec<Kept>, Refused> {
        let files = self.files()?.into_iter();
        Ok(files.filter(|(header, _)| header.installation == installation).collect())
    }

    fn files(&self) -> Result<Vec<Kept>, Refused> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                let mut first = Vec::new();
                BufReader::new(File::open(&path)?).take(LONGEST).read_until(b'\n', &mut first)?;
                files.push((serde_json::from_slice(&first).map_err(|_| Refused::Altered)?, path));
            }
        }
        Ok(files)
    }

    fn path(&self, file: &Hash) -> PathBuf {
        self.folder.join(format!("{file}.jsonl"))
    }
}

type Kept = (Header, PathBuf);

/// Whether to go on; its error where not.
pub type GoOn<'a> = &'a dyn Fn() -> std::io::Result<()>;

/// A file whose reading can be ended.
struct Watched<'a> {
    file: File,
    go_on: GoOn<'a>,
}

impl Read for Watched<'_> {
    fn read(&mut self, piece: &mut [u8]) -> std::io::Result<usize> {
        (self.go_on)()?;
        self.file.read(piece)
    }
}

/// All records of a collection.
pub struct Records {
    waiting: Vec<Vec<Kept>>,
    current: Option<Merge>,
}

impl Iterator for Records {
    type Item = Result<(String, Exported), Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.current.as_mut().and_then(Iterator::next) {
                return Some(record);
            }
            match Merge::of(self.waiting.pop()?) {
                Ok(merge) => self.current = Some(merge),
                Err(refused) => return Some(Err(refused)),
            }
        }
    }
}

/// The files of one computer, side by side; the oldest first, so that a record keeps the unit it was first sent under.
struct Merge {
    files: Vec<Open>,
}

struct Open {
    unit: String,
    lines: Hashed,
    next: Option<Exported>,
}

impl Merge {
    fn of(mut kept: Vec<Kept>) -> Result<Merge, Refused> {
        kept.sort_by_key(|(header, _)| header.made);
        let mut files = Vec::new();
        for (header, path) in kept {
            let mut file = Open { unit: header.unit, lines: Hashed::open(&path)?, next: None };
            file.lines.line()?; // the header
            file.advance()?;
            files.push(file);
        }
        Ok(Merge { files })
    }

    fn step(&mut self) -> Result<Option<(String, Exported)>, Refused> {
        // Two journals may both be the first on a computer that was set up anew.
        let place = |record: &Exported| (record.chain, record.journal, record.n);
        let Some(first) = self.files.iter().filter_map(|file| file.next.as_ref().map(place)).min() else {
            return Ok(None);
        };
        let mut found: Option<(String, Exported)> = None;
        for file in &mut self.files {
            if file.next.as_ref().map(place) != Some(first) {
                continue;
            }
            let record = file.advance()?;
            match (&found, record) {
                (None, Some(record)) => found = Some((file.unit.clone(), record)),
                (Some((_, one)), Some(other)) if one.hash != other.hash => {
                    return Err(Refused::Forked { chain: first.0, n: first.2 });
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

impl Iterator for Merge {
    type Item = Result<(String, Exported), Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step().transpose();
        if matches!(step, Some(Err(_))) {
            self.files.clear(); // nothing after a fault
        }
        step
    }
}

impl Open {
    /// Gives out the record it stands at and goes to the next.
    fn advance(&mut self) -> Result<Option<Exported>, Refused> {
        // Only the last line is no record; the whole was checked when it was taken, and its hash is at the end.
        let next = self.lines.line()?.and_then(|line| serde_json::from_slice(&line).ok());
        if next.is_none() {
            self.lines.finish()?;
        }
        Ok(std::mem::replace(&mut self.next, next))
    }
}

/// Lines of a kept file, whose name must turn out to be its hash.
struct Hashed {
    reader: BufReader<File>,
    hash: sha2::Sha256,
    /// What the hash must be; nothing for a file that is not kept yet.
    name: Option<String>,
}

impl Hashed {
    fn open(path: &Path) -> Result<Hashed, Refused> {
        let kept = path.extension().is_some_and(|extension| extension == "jsonl");
        let name = path.file_stem().filter(|_| kept).map(|stem| stem.to_string_lossy().into_owned());
        Ok(Hashed { reader: BufReader::new(File::open(path)?), hash: sha2::Digest::new(), name })
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, Refused> {
        let mut line = Vec::new();
        (&mut self.reader).take(LONGEST).read_until(b'\n', &mut line)?;
        sha2::Digest::update(&mut self.hash, &line);
        Ok((!line.is_empty()).then_some(line))
    }

    fn finish(&mut self) -> Result<(), Refused> {
        while self.line()?.is_some() {}
        let hash = Hash(sha2::Digest::finalize_reset(&mut self.hash).into());
        match self.name.take() {
            Some(name) if name != hash.to_string() => Err(Refused::Altered),
            _ => Ok(()),
        }
    }
}

/// As in `export::check`.
const LONGEST: u64 = 16 << 10;
