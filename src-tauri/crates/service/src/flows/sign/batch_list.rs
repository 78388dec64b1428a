//! What became of a batch: its results in the file manager, and the list of all documents to keep.

use std::path::Path;

use super::batch::{Batch, Item};
use crate::Service;
use crate::flows::verify::many::quoted;
use crate::schema::{BatchState, Empty, Problem, SavedFileView, Ticket};
use crate::texts::Texts;

/// The columns of the list.
const COLUMNS: &str = "file,state,level,output,problem\r\n";

impl Service {
    /// Shows the first result of a batch in the system's file manager.
    ///
    /// # Errors
    /// [`Problem::TicketGone`]; [`Problem::DocumentGone`] where nothing is signed yet.
    pub(crate) fn batch_reveal(&self, ticket: &Ticket) -> Result<Empty, Problem> {
        let first = |batch: &Batch| batch.items.iter().find_map(|item| item.output.clone());
        let path = self.of_batch(ticket, first)?.ok_or(Problem::DocumentGone)?;
        self.host().reveal_file(&path).map_err(|_| Problem::DocumentUnreadable)?;
        Ok(Empty {})
    }

    /// Asks where the list is to be kept, and writes it.
    ///
    /// # Errors
    /// [`Problem::TicketGone`], [`Problem::OutputNotWritable`] and its like.
    pub(crate) fn batch_save(&self, ticket: &Ticket) -> Result<SavedFileView, Problem> {
        let texts = self.texts();
        let (lines, beside) = self.of_batch(ticket, |batch| {
            let lines: String = batch.items.iter().map(|item| line(item, &texts)).collect();
            let beside = batch.items.first().and_then(|item| item.source.path.parent()).map(Path::to_owned);
            (lines, beside.unwrap_or_default())
        })?;
        let name = format!("{}.csv", texts.text("batch-file-name"));
        self.save_new(&beside.join(name), &|out| {
            out.write_all(COLUMNS.as_bytes())?;
            out.write_all(lines.as_bytes())
        })
    }

    fn of_batch<T>(&self, ticket: &Ticket, look: impl FnOnce(&Batch) -> T) -> Result<T, Problem> {
        let batch = self.take_batch(ticket).ok_or(Problem::TicketGone)?;
        let seen = look(&batch);
        self.keep_batch(batch);
        Ok(seen)
    }
}

/// One line (RFC 4180): the state as a code, what went wrong in words.
fn line(item: &Item, texts: &Texts) -> String {
    let state = match item.view.state {
        BatchState::Waiting => "waiting",
        BatchState::Signed => "signed",
        BatchState::Incomplete => "incomplete",
        BatchState::Refused => "refused",
    };
    let path = |path: &Path| quoted(&path.display().to_string());
    let problem = item.view.problem.as_ref().map(|problem| texts.what_happened(problem)).unwrap_or_default();
    let output = item.output.as_deref().map(path).unwrap_or_default();
    let level = item.view.level.as_deref().unwrap_or_default();
    format!("{},{state},{level},{output},{}\r\n", path(&item.source.path), quoted(&problem))
}
