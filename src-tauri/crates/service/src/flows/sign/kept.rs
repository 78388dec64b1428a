//! What looking at a document before the PIN leaves behind for its turn in a batch: small, and without the open file. With it
//! a document is opened again and signed without being looked at a second time.

use super::{Signer, Waiting};
use crate::documents::OpenDocument;
use crate::output;
use crate::schema::{NoticeState, Problem, SignLevel, SignRequest};
use pades::sign::{Notice, Place};
use std::path::PathBuf;
use std::sync::Arc;

/// The outcome of a plan that may go on to the PIN.
pub(super) struct Kept {
    place: Place,
    notice: Option<Notice>,
    noticed: Option<NoticeState>,
    sound: Vec<String>,
    level: SignLevel,
    sha256: [u8; 32],
}

impl Kept {
    /// Of a run that could begin now.
    ///
    /// # Errors
    /// [`Problem::DocumentChangedOnDisk`] where the file cannot be read any longer.
    pub(super) fn of(waiting: Waiting) -> Result<Kept, Problem> {
        let Waiting { request, open, place, sound, notice, noticed, .. } = waiting;
        let level = request.level.unwrap_or(SignLevel::B);
        Ok(Kept { place, notice, noticed, sound, level, sha256: open.sha256()? })
    }

    /// The run, for the same bytes and no others.
    ///
    /// # Errors
    /// [`Problem::DocumentChangedOnDisk`]; [`Problem::OutputExists`] and its like.
    pub(super) fn waiting(
        self,
        request: &SignRequest,
        open: Arc<OpenDocument>,
        signer: Signer,
        target: Option<PathBuf>,
    ) -> Result<Waiting, Problem> {
        if open.sha256()? != self.sha256 {
            return Err(Problem::DocumentChangedOnDisk);
        }
        let beside = || open.path.as_deref().map(output::signed_name);
        let target = target.or_else(beside).ok_or(Problem::OutputNotWritable)?;
        output::check_target(&target)?;
        let Kept { place, notice, noticed, sound, level, .. } = self;
        let request = SignRequest { level: Some(level), ..request.clone() };
        Ok(Waiting { request, open, place, signer, target, sound, notice, noticed })
    }
}
