//! Files of a selection that a password protects. What opened one is kept with the selection: the file is opened again when
//! its turn in a batch comes.

use std::sync::Arc;

use pdf::Password;

use super::described;
use crate::documents::OpenDocument;
use crate::schema::{LookedRow, Problem, Ticket, UnlockedRow};
use crate::{Service, lock};

impl Service {
    /// Unlocks a file of a selection for as long as the selection is there, and opens it for reading.
    ///
    /// # Errors
    /// [`Problem::DocumentPasswordWrong`]: it can be tried again. [`Problem::TicketGone`], [`Problem::DocumentGone`].
    pub(crate) fn many_unlock(
        &self,
        ticket: &Ticket,
        index: u32,
        password: &Arc<Password>,
    ) -> Result<UnlockedRow, Problem> {
        let selection = self.selection(ticket)?;
        let (path, _) = selection.file(index).ok_or(Problem::DocumentGone)?;
        let open = OpenDocument::from_path(path)?;
        open.unlock(password)?;
        let (row, hash) = described(path, &open)?;
        selection.unlocked(index, hash, password);
        Ok(UnlockedRow { row: LookedRow { index, ..row }, document: self.take_in(open)? })
    }
}

impl super::Selection {
    /// The file at a position was opened: from now on it must have this hash.
    fn unlocked(&self, index: u32, hash: Option<[u8; 32]>, password: &Arc<Password>) {
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        if let Some(place) = lock(&self.seen).get_mut(at) {
            *place = hash;
        }
        lock(&self.passwords).insert(index, password.clone());
    }
}
