//! What can be kept of a result: the report, the evidence bundle, and an earlier version of the document. Nothing replaces
//! a file that is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use pdf::{PrefixSource, Source};

use super::{Examined, program, words};
use crate::documents::OpenDocument;
use crate::flows::evidence::Asking;
use crate::output::{Draft, name_of};
use crate::schema::{
    DocumentView, Locale, Problem, ReportKind, ReportRequest, SavedFileView, VerifyView, VersionRequest,
};
use crate::texts::Texts;
use crate::{Service, running};

impl Service {
    /// Opens an earlier version of a document as a document of its own, as it was.
    pub fn open_version(&self, request: &VersionRequest) -> Result<DocumentView, Problem> {
        let open = self.documents().get(&request.document)?;
        let (source, name) = version(&open, request.version)?;
        let earlier = OpenDocument::from_source(&name, source)?;
        if let Some(password) = open.password() {
            earlier.unlock(password)?;
        }
        self.take_in(earlier)
    }

    /// Asks where an earlier version is to be kept, and writes it byte by byte as it was.
    pub fn save_version(&self, request: &VersionRequest) -> Result<SavedFileView, Problem> {
        let open = self.documents().get(&request.document)?;
        let (source, name) = version(&open, request.version)?;
        self.save(&open, &name, &|out| copy(source.as_ref(), out))
    }

    /// As [`Service::save_version`], to a place that is given.
    pub fn write_version(&self, open: &OpenDocument, version: u32, target: &Path) -> Result<(), Problem> {
        let (source, _) = self::version(open, version)?;
        Draft::write(target, |out| copy(source.as_ref(), out))?.publish().map(drop)
    }

    /// Asks where a report or an evidence bundle about the document is to be kept, and writes it.
    pub fn save_report(&self, request: &ReportRequest) -> Result<SavedFileView, Problem> {
        let open = self.documents().get(&request.document)?;
        let examined = self.examine(&open, self.host().now(), Asking::AsSet)?;
        let bytes = self.render(&examined, request.kind, request.bilingual)?;
        let (id, ending) = match request.kind {
            ReportKind::Pdf => ("report-file-name", "pdf"),
            ReportKind::Json => ("report-file-name", "json"),
            ReportKind::Evidence => ("report-evidence-name", "json"),
            ReportKind::Xml => ("report-file-name", "xml"),
        };
        let suffix = Texts::new(self.settings().locale).text(id);
        let name = format!("{}_{suffix}.{ending}", stem(&open.name));
        self.save(&open, &name, &|out| out.write_all(&bytes))
    }

    /// The report about an open document, for a shell that writes it itself.
    pub fn report(
        &self,
        open: &OpenDocument,
        at: DateTime<FixedOffset>,
        asking: Asking,
        kind: ReportKind,
        bilingual: bool,
    ) -> Result<Vec<u8>, Problem> {
        let examined = self.examine(open, at, asking)?;
        self.render(&examined, kind, bilingual)
    }

    fn render(&self, examined: &Examined, kind: ReportKind, bilingual: bool) -> Result<Vec<u8>, Problem> {
        match kind {
            ReportKind::Pdf => self.paper(&examined.view, bilingual),
            ReportKind::Json => Ok(serde_json::to_vec_pretty(&examined.view).unwrap_or_default()),
            ReportKind::Evidence => Ok(self.evidence_bundle(examined)),
            ReportKind::Xml => journal::render::etsi(&examined.facts, &examined.report, &program())
                .map_err(|error| self.internal("report", &error)),
        }
    }

    fn paper(&self, view: &VerifyView, bilingual: bool) -> Result<Vec<u8>, Problem> {
        let own = self.settings().locale;
        let other = if own == Locale::Id { Locale::En } else { Locale::Id };
        let tag = |locale| if locale == Locale::Id { "id" } else { "en" };
        let mut languages = vec![(tag(own), Texts::new(own))];
        if bilingual {
            languages.push((tag(other), Texts::new(other)));
        }
        let paper = words::paper(view, &languages);
        journal::render::pdf(&paper).map_err(|error| self.internal("report", &error))
    }

    fn save(
        &self,
        open: &OpenDocument,
        name: &str,
        write: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<SavedFileView, Problem> {
        let folder = open.path.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
        self.save_new(&folder.join(name), write)
    }

    /// Asks where a new file is to be kept, suggesting a place, and writes it. Nothing is replaced.
    pub(crate) fn save_new(
        &self,
        suggested: &Path,
        write: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<SavedFileView, Problem> {
        let Some(target) = running::asking(|| self.host().pick_target(&free(suggested))) else {
            return Ok(SavedFileView { name: None });
        };
        let written = Draft::write(&target, |out| write(out))?.publish()?;
        Ok(SavedFileView { name: Some(name_of(&written)) })
    }
}

/// The bytes of a version, counted from 1, and a name for them.
fn version(open: &OpenDocument, version: u32) -> Result<(Arc<dyn Source>, String), Problem> {
    let index = usize::try_from(version).ok().and_then(|version| version.checked_sub(1));
    let revisions = open.document()?.revisions();
    let revision = index.and_then(|index| revisions.get(index)).ok_or(Problem::DocumentGone)?;
    let source = PrefixSource::new(open.source.clone(), revision.end);
    Ok((Arc::new(source), format!("{}_v{version}.pdf", stem(&open.name))))
}

fn copy(source: &dyn Source, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    const PIECE: usize = 256 * 1024; // 256 KiB a read keeps memory flat
    let mut buffer = vec![0u8; PIECE];
    let mut at = 0u64;
    while at < source.len() {
        let length = usize::try_from(source.len() - at).unwrap_or(PIECE).min(PIECE);
        let Some(piece) = buffer.get_mut(..length) else { break };
        source.read_at(at, piece)?;
        out.write_all(piece)?;
        at += u64::try_from(length).unwrap_or(u64::MAX);
    }
    Ok(())
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name, counted up while it is taken.
fn free(wanted: &Path) -> PathBuf {
    let stem = stem(&name_of(wanted));
    let ending = wanted.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    let counted = (2u32..10_000).map(|count| wanted.with_file_name(format!("{stem}-{count}.{ending}")));
    std::iter::once(wanted.to_owned())
        .chain(counted)
        .find(|path| !path.exists())
        .unwrap_or_else(|| wanted.to_owned())
}
