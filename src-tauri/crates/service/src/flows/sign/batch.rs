//! Many documents, one PIN. Every document is checked before the PIN; one that cannot be signed does not stop the others,
//! a token or PIN that fails stops all of them, and what is left can be resumed with a PIN typed anew.
//!
//! The PIN lives in one act: a key that asks for it before each signature gets the accepted PIN once per signature, and
//! a PIN that failed is never sent again. The work on the documents themselves is in `batch_run`.

use super::batch_run::Reach;
use super::kept::Kept;
use super::run::Signing;
use crate::Service;
use crate::flows::tokens::{fits, secret_kind};
use crate::output;
use crate::schema::{
    BatchItemView, BatchPlanView, BatchRequest, BatchState, BatchView, Outcome, Problem, SecretKind,
    SecretPrompt, SignRequest, Ticket,
};
use pdf::Password;
use std::path::PathBuf;
use std::sync::Arc;
use token::Pin;

/// Most batches that are remembered; the oldest gives way.
const MOST_BATCHES: usize = 4;

/// A batch between its PINs.
pub(crate) struct Batch {
    pub(super) ticket: Ticket,
    /// What is asked for every document; its own `document` names none.
    pub(super) request: SignRequest,
    pub(super) items: Vec<Item>,
    /// What to ask for the PIN with, once a document can be signed.
    pub(super) prompt: Option<SecretPrompt>,
}

/// Where a document of a batch comes from; it is opened when its turn comes.
#[derive(Clone)]
pub struct BatchSource {
    /// The document.
    pub path: PathBuf,
    /// Where the result goes; beside the document when absent.
    pub target: Option<PathBuf>,
    /// SHA-256 of what the person saw, where the window showed it: another file is refused.
    pub seen: Option<[u8; 32]>,
    /// What opens it, if it is locked. Kept as long as the batch.
    pub password: Option<Arc<Password>>,
}

pub(super) struct Item {
    pub(super) source: BatchSource,
    pub(super) view: BatchItemView,
    /// Where the result lies, once there is one.
    pub(super) output: Option<PathBuf>,
    /// What looking at it before the PIN found, until it is signed.
    pub(super) kept: Option<Kept>,
}

impl Service {
    /// Checks the documents of a selection, one after the other; `batch` events tell of each. Nothing is asked for yet.
    ///
    /// # Errors
    /// What is wrong with the token, without which nothing can go on; [`Problem::TicketGone`].
    pub fn batch_plan(&self, request: BatchRequest) -> Result<BatchPlanView, Problem> {
        let selection = self.selection(&request.selection)?;
        let sources = request.items.iter().filter_map(|index| {
            let (path, seen) = selection.file(*index)?;
            let password = selection.password(*index);
            Some(BatchSource { path: path.to_owned(), target: None, seen, password })
        });
        let mut batch = self.batch(sources.collect(), request.each)?;
        // Stopped under the selection's name: the page knows the batch only afterwards.
        let run = self.running().begin(&request.selection);
        let checked = self.check(&mut batch, Reach::All(Some(&run)))?;
        let view = BatchPlanView {
            batch: batch.ticket.clone(),
            items: batch.items.iter().map(|item| item.view.clone()).collect(),
            checks: checked.checks.views(),
            signer: checked.signer,
            level: checked.level,
            ready: batch.prompt.is_some(),
            finished: checked.finished,
        };
        self.keep_batch(batch);
        Ok(view)
    }

    /// Begins a batch that was checked: asks for the PIN.
    pub fn batch_start(&self, ticket: &Ticket, consent: bool) -> Outcome<BatchView> {
        if !consent {
            self.journal_refusal(&Problem::ConsentMissing);
            return Outcome::Refused { problem: Problem::ConsentMissing };
        }
        let Some(mut batch) = self.take_batch(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        batch.request.consent = true;
        self.ask_for_pin(batch)
    }

    /// Checks files, all signed in the same way, and asks for the PIN. `request.document` is not looked at.
    pub fn batch_of(&self, sources: Vec<BatchSource>, request: SignRequest) -> Outcome<BatchView> {
        if !request.consent {
            self.journal_refusal(&Problem::ConsentMissing);
            return Outcome::Refused { problem: Problem::ConsentMissing };
        }
        let checked = self.batch(sources, request).and_then(|mut batch| {
            self.check(&mut batch, Reach::All(None))?;
            Ok(batch)
        });
        match checked {
            Ok(batch) => self.ask_for_pin(batch),
            Err(problem) => Outcome::Refused { problem },
        }
    }

    fn batch(&self, sources: Vec<BatchSource>, request: SignRequest) -> Result<Batch, Problem> {
        let item = |source: BatchSource| Item {
            view: BatchItemView {
                name: output::name_of(&source.path),
                state: BatchState::Waiting,
                output: None,
                level: None,
                problem: None,
                findings: 0,
            },
            source,
            output: None,
            kept: None,
        };
        let items = sources.into_iter().map(item).collect();
        Ok(Batch { ticket: self.ticket()?, request, items, prompt: None })
    }

    /// Goes on with what is left of a batch: checks the token anew and asks for the PIN. Where the token is not there, the
    /// batch waits on.
    pub fn batch_resume(&self, ticket: &Ticket) -> Outcome<BatchView> {
        let Some(mut batch) = self.take_batch(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        batch.prompt = None;
        match self.check(&mut batch, Reach::First) {
            Ok(_) => self.ask_for_pin(batch),
            Err(problem) => {
                self.keep_batch(batch);
                Outcome::Refused { problem }
            }
        }
    }

    /// Goes on with those that were refused, each looked at anew, and asks for a PIN once. What was signed stays as it is;
    /// what is refused again says why. A document that is another one by now stays refused: nobody has seen it.
    pub fn batch_retry(&self, ticket: &Ticket) -> Outcome<BatchView> {
        let Some(mut batch) = self.take_batch(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        let before: Vec<BatchItemView> = batch.items.iter().map(|item| item.view.clone()).collect();
        for item in batch.items.iter_mut().filter(|item| item.view.state == BatchState::Refused) {
            item.view.state = BatchState::Waiting;
            item.view.problem = None;
        }
        batch.prompt = None;
        let run = self.running().begin(ticket);
        match self.check(&mut batch, Reach::All(Some(&run))) {
            Ok(_) => self.ask_for_pin(batch),
            Err(problem) => {
                // Without the token nothing was tried: the list is as it was.
                for (item, view) in batch.items.iter_mut().zip(before) {
                    item.view = view;
                }
                self.keep_batch(batch);
                Outcome::Refused { problem }
            }
        }
    }

    /// Brings the PIN, as [`Service::secret_answer`] does, and signs what is waiting. Ends with all done, or with
    /// [`BatchView::stopped`].
    pub fn batch_answer(&self, ticket: &Ticket, pin: Pin, last_try: bool) -> Outcome<BatchView> {
        let Some(mut batch) = self.take_batch(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        let seen = self.tokens().seen().into_iter().find(|seen| seen.id == batch.request.token);
        let Some(info) = seen.and_then(|seen| seen.reading?.ok()).map(|reading| reading.info) else {
            self.keep_batch(batch);
            return Outcome::Refused { problem: Problem::TokenRemoved };
        };
        let on_pad = secret_kind(&info) == SecretKind::PinPad;
        let form = if on_pad { Ok(()) } else { fits(&info.pin_rules, &[&pin]) };
        if let Err(problem) = form.and_then(|()| Service::before_pin(&info, last_try)) {
            self.keep_batch(batch);
            return Outcome::Refused { problem };
        }
        let mut act = if on_pad { Signing::on_pad() } else { Signing::new(pin) };
        let run = self.running().begin(ticket);
        let stopped = self.sign_all(&mut batch, &mut act, &run);
        drop(run);
        let view = batch.view(stopped);
        self.keep_batch(batch);
        Outcome::Done { value: view }
    }

    /// Forgets a batch; its results stay.
    pub fn batch_forget(&self, ticket: &Ticket) {
        drop(self.take_batch(ticket));
    }

    fn ask_for_pin(&self, batch: Batch) -> Outcome<BatchView> {
        let (prompt, view) = (batch.prompt.clone(), batch.view(None));
        self.keep_batch(batch);
        match prompt {
            Some(secret) => Outcome::NeedsSecret { secret },
            None => Outcome::Done { value: view },
        }
    }

    pub(super) fn keep_batch(&self, batch: Batch) {
        let mut batches = crate::lock(&self.batches);
        while batches.len() >= MOST_BATCHES {
            batches.pop_front();
        }
        batches.push_back(batch);
    }

    pub(super) fn take_batch(&self, ticket: &Ticket) -> Option<Batch> {
        let mut batches = crate::lock(&self.batches);
        let place = batches.iter().position(|batch| batch.ticket == *ticket)?;
        batches.remove(place)
    }
}

impl Batch {
    fn view(&self, stopped: Option<Problem>) -> BatchView {
        let items = self.items.iter().map(|item| item.view.clone()).collect();
        BatchView { batch: self.ticket.clone(), items, stopped }
    }
}

impl Item {
    pub(super) fn refuse(&mut self, problem: Problem) {
        self.view.state = BatchState::Refused;
        self.view.problem = Some(problem);
    }
}
