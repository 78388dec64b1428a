//! Raising what is signed already, by whomever, without a token; and completing what was signed here while the network
//! failed. The result is always a new file: copies that were sent already stay good, and so does the one on the disk.

use crate::documents::OpenDocument;
use crate::output::{self, Draft};
use crate::pending::{Entry, Pending};
use crate::schema::{PendingView, Problem, SignLevel, SignedView};
use crate::{Service, running};
use chrono::{DateTime, FixedOffset, SecondsFormat};
use pdf::Password;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Service {
    /// Raises `open` to `level` in a new file beside it, or at `target`.
    ///
    /// # Errors
    /// [`Problem::NothingToExtend`], what the network or the time-stamp server did, [`Problem::OutputExists`] and its like.
    /// No file is left then.
    pub fn extend(
        &self,
        open: &OpenDocument,
        level: SignLevel,
        target: Option<PathBuf>,
    ) -> Result<SignedView, Problem> {
        let extended = self.try_extend(open, level, target).map_err(running::told);
        self.journal_extended(level, extended.as_ref());
        extended
    }

    fn try_extend(
        &self,
        open: &OpenDocument,
        level: SignLevel,
        target: Option<PathBuf>,
    ) -> Result<SignedView, Problem> {
        open.document()?.appendable().map_err(|_| Problem::DocumentNeedsRepair)?;
        open.looks_unchanged()?;
        let beside = || open.path.as_deref().map(output::completed_name);
        let target = target.or_else(beside).ok_or(Problem::OutputNotWritable)?;
        output::check_target(&target)?;
        let mut draft = Draft::write(&target, |out| {
            pades::byte_range::feed_to(open.source.as_ref(), 0..open.source.len(), out)
        })?;
        let verification = self.raise(&mut draft, open.password(), level)?;
        let path = draft.publish()?;
        self.signed_view(&path, open.password(), verification, None)
    }

    /// Puts a file that lacks something on the list.
    pub(super) fn remember_pending(&self, path: &Path, level: SignLevel, since: DateTime<FixedOffset>) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // The signature is made and told; a list that cannot be written takes nothing from it.
        let _ = self.pending().add(Entry { path, level, since });
    }

    /// The signed files that still lack something.
    pub fn pending_view(&self) -> Vec<PendingView> {
        self.pending().entries().iter().map(view).collect()
    }

    /// Completes one of them in a new file, and takes it from the list. A document that a password protects needs it again:
    /// passwords are not kept.
    ///
    /// # Errors
    /// [`Problem::DocumentPasswordNeeded`], [`Problem::DocumentPasswordWrong`]; as [`Service::extend`]. It then stays on the
    /// list.
    pub fn complete(
        &self,
        id: &str,
        password: Option<&Arc<Password>>,
        target: Option<PathBuf>,
    ) -> Result<SignedView, Problem> {
        let entry = self.pending_entry(id)?;
        let open = OpenDocument::from_path(&entry.path)?;
        if let (Some(password), Err(Problem::DocumentPasswordNeeded)) = (password, open.document()) {
            open.unlock(password)?;
        }
        let completed = self.extend(&open, entry.level, target)?;
        self.pending().remove(&entry.path).map_err(|_| Problem::OutputNotWritable)?;
        Ok(completed)
    }

    /// Takes one from the list.
    ///
    /// # Errors
    /// [`Problem::DocumentGone`], [`Problem::OutputNotWritable`].
    pub fn forget_pending(&self, id: &str) -> Result<Vec<PendingView>, Problem> {
        let entry = self.pending_entry(id)?;
        self.pending().remove(&entry.path).map_err(|_| Problem::OutputNotWritable)?;
        Ok(self.pending_view())
    }

    fn pending_entry(&self, id: &str) -> Result<Entry, Problem> {
        let mut entries = self.pending().entries().into_iter();
        entries.find(|entry| id_of(&entry.path) == id).ok_or(Problem::DocumentGone)
    }

    fn pending(&self) -> Pending {
        Pending::of_data(self.host().data_folder())
    }
}

fn view(entry: &Entry) -> PendingView {
    PendingView {
        id: id_of(&entry.path),
        name: output::name_of(&entry.path),
        folder: entry.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
        level: entry.level,
        since: entry.since.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

/// Names a path in requests: paths themselves stay on this side.
fn id_of(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    crate::hex(digest.get(..8).unwrap_or_default())
}
