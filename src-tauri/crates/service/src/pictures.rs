//! Pictures that a person brings for the block. They stay in memory; only what belongs to a kept block is written, as a
//! PNG of our own making in `<data>/pictures`, named by its SHA-256. What the person picked is never opened again.

use crate::schema::{PictureView, Problem};
use pades::sign::Picture;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Longest file that is read, in bytes; the decoder's own limit is lower.
const LONGEST: u64 = 32 << 20;
/// How long decoding may take: a photograph takes well under a second.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pictures kept in memory; the one used longest ago gives way.
const MOST: usize = 8;

/// The pictures of this session.
#[derive(Default)]
pub struct Pictures {
    turn: u64,
    known: BTreeMap<String, (u64, Known)>,
}

#[derive(Clone)]
struct Known {
    picture: Arc<Picture>,
    png: Arc<Vec<u8>>,
}

impl Pictures {
    /// Takes the picture of a file in.
    pub fn take(&mut self, path: &Path) -> Result<PictureView, Problem> {
        let length = std::fs::metadata(path).map_err(|_| unusable("missing"))?.len();
        if length > LONGEST {
            return Err(unusable("size"));
        }
        let known = decode(std::fs::read(path).map_err(|_| unusable("missing"))?)?;
        let name = crate::hex(&Sha256::digest(known.png.as_slice()));
        let (width, height) = (known.picture.width(), known.picture.height());
        self.keep(name.clone(), known);
        Ok(PictureView { picture: name, width: width.into(), height: height.into() })
    }

    /// The picture of that name, from memory or from the folder of kept ones.
    pub fn get(&mut self, name: &str, data: &Path) -> Result<Arc<Picture>, Problem> {
        self.known(name, data).map(|known| known.picture)
    }

    /// Writes those that belong to kept blocks and removes all others.
    pub fn store(&mut self, wanted: &BTreeSet<String>, data: &Path) -> Result<(), Problem> {
        for name in wanted {
            let known = self.known(name, data)?;
            let path = file(name, data).ok_or_else(|| unusable("missing"))?;
            if !path.exists() {
                crate::settings::replace(&path, &known.png).map_err(|_| Problem::OutputNotWritable)?;
            }
        }
        for entry in std::fs::read_dir(data.join(FOLDER)).into_iter().flatten().flatten() {
            let name = entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
            if !name.is_some_and(|name| wanted.contains(&name)) {
                // One that cannot be removed now is tried again the next time.
                let _ = std::fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn known(&mut self, name: &str, data: &Path) -> Result<Known, Problem> {
        if let Some((_, known)) = self.known.get(name) {
            let known = known.clone();
            self.keep(name.to_owned(), known.clone());
            return Ok(known);
        }
        let path = file(name, data).ok_or_else(|| unusable("missing"))?;
        let bytes = std::fs::read(path).map_err(|_| unusable("missing"))?;
        if crate::hex(&Sha256::digest(&bytes)) != name {
            return Err(unusable("damaged"));
        }
        let known = decode(bytes)?;
        self.keep(name.to_owned(), known.clone());
        Ok(known)
    }

    fn keep(&mut self, name: String, known: Known) {
        self.turn += 1;
        self.known.insert(name, (self.turn, known));
        while self.known.len() > MOST {
            let oldest = self.known.iter().min_by_key(|(_, (turn, _))| *turn).map(|(name, _)| name.clone());
            self.known.remove(&oldest.unwrap_or_default());
        }
    }
}

const FOLDER: &str = "pictures";

/// Where a kept picture lies; nowhere for a name that is none of ours.
fn file(name: &str, data: &Path) -> Option<PathBuf> {
    let own = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    own.then(|| data.join(FOLDER).join(format!("{name}.png")))
}

/// Decodes in a thread of its own: a hostile drawing can take long and the decoder cannot be stopped.
fn decode(bytes: Vec<u8>) -> Result<Known, Problem> {
    let (sender, decoded) = mpsc::channel();
    std::thread::spawn(move || {
        let picture = render::Picture::decode(&bytes).and_then(|picture| Ok((picture.to_png()?, picture)));
        // Nobody waits any more.
        let _ = sender.send(picture);
    });
    let decoded = decoded.recv_timeout(PATIENCE).map_err(|_| unusable("slow"))?;
    let (png, picture) = decoded.map_err(|error| unusable(reason(&error)))?;
    let side = |length: usize| u16::try_from(length).map_err(|_| unusable("size"));
    let picture = Picture::new(side(picture.width)?, side(picture.height)?, picture.rgba);
    let picture = picture.ok_or_else(|| unusable("damaged"))?;
    Ok(Known { picture: Arc::new(picture), png: Arc::new(png) })
}

const fn reason(error: &render::Error) -> &'static str {
    match error {
        render::Error::PictureKind => "kind",
        render::Error::PictureEmpty => "empty",
        render::Error::PictureLong { .. } | render::Error::PictureSize { .. } => "size",
        render::Error::PictureUnsupported { element } => element,
        _ => "damaged",
    }
}

fn unusable(reason: &str) -> Problem {
    Problem::PictureUnusable { reason: reason.to_owned() }
}
