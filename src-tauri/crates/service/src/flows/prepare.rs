//! Before the first signature: a sound copy of a damaged document, and empty fields for signers to come. Both are new
//! files beside the original, which stays as it is.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::flows::sign::refused;
use crate::output::{self, Draft};
use crate::schema::{DocumentHandle, DocumentView, NewField, Problem};
use pades::sign::Refusal;
use pades::sign::fields::{self, EmptyField};
use pdf::page::Rect;

impl Service {
    /// Writes a sound copy of a document whose structure is damaged, and opens it. The person has agreed to that.
    pub fn repair(
        &self,
        document: &DocumentHandle,
        target: Option<PathBuf>,
    ) -> Result<DocumentView, Problem> {
        let open = self.documents().get(document)?;
        let damaged = open.document()?;
        if pdf::repair::holds_signature(damaged).map_err(|error| from_pdf(&error))? {
            return Err(Problem::RepairSigned);
        }
        open.looks_unchanged()?;
        let bytes = pdf::repair::copy(damaged, self.seed()?).map_err(|error| match error {
            // Keys would be lost: the program it came from must write it anew.
            pdf::Error::Unwritable { .. } => Problem::DocumentEncryptionUnsupported,
            error => from_pdf(&error),
        })?;
        let copy = OpenDocument::from_bytes(&open.name, bytes.clone(), false)?;
        let pages = |document: &pdf::Document| document.latest().pages().map(|pages| pages.len()).ok();
        let sound = copy.document()?.appendable().is_ok() && pages(copy.document()?) == pages(damaged);
        if !sound {
            return Err(Problem::DocumentDamaged);
        }
        self.publish(&open, target, "diperbaiki", |out| out.write_all(&bytes))
    }

    /// Writes a copy with empty signature fields, and opens it.
    pub fn prepare_fields(
        &self,
        document: &DocumentHandle,
        wanted: &[NewField],
        target: Option<PathBuf>,
    ) -> Result<DocumentView, Problem> {
        let open = self.documents().get(document)?;
        let wanted: Vec<EmptyField> = wanted
            .iter()
            .map(|field| {
                let rect = field.rect;
                let rect = Rect { x0: rect.x, y0: rect.y, x1: rect.x + rect.width, y1: rect.y + rect.height };
                let page = field.page.checked_sub(1).and_then(|page| usize::try_from(page).ok());
                EmptyField { name: field.name.trim().to_owned(), page: page.unwrap_or(usize::MAX), rect }
            })
            .collect();
        open.looks_unchanged()?;
        let prepared =
            fields::add(open.document()?, &wanted, self.seed()?).map_err(|refusal| match &refusal {
                Refusal::AlreadySigned { field } => Problem::FieldNameTaken { field: field.clone() },
                Refusal::CertifyNotFirst => Problem::FieldsAfterSignature,
                other => refused(other),
            })?;
        self.publish(&open, target, "kolom", |out| prepared.write_to(out))
    }

    /// Writes the copy beside the original or to `target`, never over another file.
    fn publish(
        &self,
        original: &OpenDocument,
        target: Option<PathBuf>,
        suffix: &str,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<DocumentView, Problem> {
        let beside = |path: &Path| output::free_name(path, suffix);
        let target =
            target.or_else(|| original.path.as_deref().map(beside)).ok_or(Problem::OutputNotWritable)?;
        let path = Draft::write(&target, write)?.publish()?;
        let result = OpenDocument::from_path(&path)?;
        if let Some(password) = original.password() {
            result.unlock(password)?;
        }
        self.take_in(result)
    }
}
