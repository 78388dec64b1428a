//! Many documents, one PIN. Every document is checked before the PIN; one that cannot be signed does not stop the others,
//! a token or PIN that fails stops all of them, and what is left can be resumed with a PIN typed anew.
//!
//! The PIN lives in one act: a key that asks for it before each signature gets the accepted PIN once per signature, and
//! a PIN that failed is never sent again. Documents are opened one after the other, so that memory stays flat.

use super::run::{Failed, Signing};
use crate::Service;
use crate::documents::OpenDocument;
use crate::flows::tokens::{fits, secret_kind};
use crate::output;
use crate::schema::{
    BatchItemView, BatchProgress, BatchRequest, BatchState, BatchView, CheckState, DocumentHandle, Event,
    Outcome, Problem, SecretKind, SecretPrompt, SignRequest, Ticket,
};
use std::path::PathBuf;
use token::Pin;

/// Most batches that are remembered; the oldest gives way.
const MOST_BATCHES: usize = 4;

/// A batch between its PINs.
pub(crate) struct Batch {
    ticket: Ticket,
    /// What is asked for every document; its own `document` names none.
    request: SignRequest,
    items: Vec<Item>,
}

/// Where a document of a batch comes from.
#[derive(Debug, Clone)]
pub enum BatchSource {
    /// Open already.
    Open(DocumentHandle),
    /// On disk; opened when its turn comes.
    File {
        /// The document.
        path: PathBuf,
        /// Where the result goes; beside the document when absent.
        target: Option<PathBuf>,
    },
}

struct Item {
    source: BatchSource,
    view: BatchItemView,
}

impl Service {
    /// Checks the documents and asks for the PIN.
    pub fn batch_start(&self, request: BatchRequest) -> Outcome<BatchView> {
        let sources = request.documents.into_iter().map(BatchSource::Open).collect();
        self.batch_of(sources, request.each)
    }

    /// As [`Service::batch_start`], also for files that are not open. `request.document` is not looked at.
    pub fn batch_of(&self, sources: Vec<BatchSource>, request: SignRequest) -> Outcome<BatchView> {
        if !request.consent {
            self.journal_refusal(&Problem::ConsentMissing);
            return Outcome::Refused { problem: Problem::ConsentMissing };
        }
        let ticket = match self.ticket() {
            Ok(ticket) => ticket,
            Err(problem) => return Outcome::Refused { problem },
        };
        let item = |source| Item {
            view: BatchItemView {
                name: self.name_of_source(&source),
                state: BatchState::Waiting,
                output: None,
                problem: None,
            },
            source,
        };
        self.ask_for_pin(Batch { ticket, request, items: sources.into_iter().map(item).collect() })
    }

    /// Goes on with what is left of a batch: checks it anew and asks for the PIN.
    pub fn batch_resume(&self, ticket: &Ticket) -> Outcome<BatchView> {
        match self.take_batch(ticket) {
            Some(batch) => self.ask_for_pin(batch),
            None => Outcome::Refused { problem: Problem::TicketGone },
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
        let stopped = self.sign_all(&mut batch, &mut act);
        let view = batch.view(stopped);
        self.keep_batch(batch);
        Outcome::Done { value: view }
    }

    /// Forgets a batch; its results stay.
    pub fn batch_forget(&self, ticket: &Ticket) {
        drop(self.take_batch(ticket));
    }

    /// Every waiting document is planned; the first one that can be signed gives the prompt.
    fn ask_for_pin(&self, mut batch: Batch) -> Outcome<BatchView> {
        let mut prompt: Option<SecretPrompt> = None;
        for item in batch.items.iter_mut().filter(|item| item.view.state == BatchState::Waiting) {
            match self.with_item(item, &batch.request, |request, target| self.ready(request, target)) {
                Ok(waiting) => {
                    prompt = prompt.or_else(|| Some(waiting.prompt(batch.ticket.clone(), false)));
                }
                // The token is the same for all: without it nothing can go on.
                Err(problem) if is_about_the_token(&problem) => {
                    self.journal_refusal(&problem);
                    return Outcome::Refused { problem };
                }
                Err(problem) => {
                    self.journal_refusal(&problem);
                    item.refuse(problem);
                }
            }
        }
        let view = batch.view(None);
        self.keep_batch(batch);
        match prompt {
            Some(secret) => Outcome::NeedsSecret { secret },
            None => Outcome::Done { value: view },
        }
    }

    fn sign_all(&self, batch: &mut Batch, act: &mut Signing) -> Option<Problem> {
        let mut stopped = None;
        let (ticket, request) = (batch.ticket.clone(), batch.request.clone());
        for (index, item) in batch.items.iter_mut().enumerate() {
            if item.view.state != BatchState::Waiting {
                continue;
            }
            let signed = self.with_item(item, &request, |request, target| {
                Ok(self.finish(&self.ready(request, target)?, act))
            });
            let signed = signed.unwrap_or_else(|problem| {
                self.journal_refusal(&problem);
                Err(Failed::Document(problem))
            });
            match signed {
                Ok(signed) => {
                    // The list is what is shown of a batch; open documents would pile up.
                    self.documents().close(&signed.document.document);
                    item.view.output = Some(signed.document.name);
                    item.view.state = match &signed.incomplete {
                        None => BatchState::Signed,
                        Some(_) => BatchState::Incomplete,
                    };
                    item.view.problem = signed.incomplete;
                }
                Err(Failed::Document(problem)) if !stops(&problem) => item.refuse(problem),
                Err(Failed::Document(problem) | Failed::Token(problem)) => {
                    stopped = Some(problem);
                    break;
                }
            }
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let progress = BatchProgress { batch: ticket.clone(), index, item: item.view.clone() };
            self.host().emit(Event::Batch(progress));
        }
        act.told(self.tokens(), &request.token);
        stopped
    }

    /// Opens the item's document, if it is not open, for as long as `act` runs.
    fn with_item<T>(
        &self,
        item: &Item,
        request: &SignRequest,
        act: impl FnOnce(&SignRequest, Option<PathBuf>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        match &item.source {
            BatchSource::Open(document) => {
                act(&SignRequest { document: document.clone(), ..request.clone() }, None)
            }
            BatchSource::File { path, target } => {
                let (document, _) = self.documents().add(OpenDocument::from_path(path)?);
                let done =
                    act(&SignRequest { document: document.clone(), ..request.clone() }, target.clone());
                self.documents().close(&document);
                done
            }
        }
    }

    fn name_of_source(&self, source: &BatchSource) -> String {
        match source {
            BatchSource::Open(handle) => {
                self.documents().get(handle).map(|open| open.name.clone()).unwrap_or_default()
            }
            BatchSource::File { path, .. } => output::name_of(path),
        }
    }

    fn keep_batch(&self, batch: Batch) {
        let mut batches = crate::lock(&self.batches);
        while batches.len() >= MOST_BATCHES {
            batches.pop_front();
        }
        batches.push_back(batch);
    }

    fn take_batch(&self, ticket: &Ticket) -> Option<Batch> {
        let mut batches = crate::lock(&self.batches);
        let place = batches.iter().position(|batch| batch.ticket == *ticket)?;
        batches.remove(place)
    }

    /// The plan of one document, if everything before the PIN is well.
    fn ready(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<super::Waiting, Problem> {
        let planned = self.plan(request, target)?;
        let failed = planned.view.checks.into_iter().find(|check| check.state == CheckState::Failed);
        match failed.and_then(|check| check.problem) {
            Some(problem) => Err(problem),
            None => planned.waiting.ok_or(Problem::TokenNoSigningKey),
        }
    }
}

impl Batch {
    fn view(&self, stopped: Option<Problem>) -> BatchView {
        let items = self.items.iter().map(|item| item.view.clone()).collect();
        BatchView { batch: self.ticket.clone(), items, stopped }
    }
}

impl Item {
    fn refuse(&mut self, problem: Problem) {
        self.view.state = BatchState::Refused;
        self.view.problem = Some(problem);
    }
}

/// A document's own trouble that the next document will meet as well.
fn stops(problem: &Problem) -> bool {
    matches!(problem, Problem::OutputDiskFull) || is_about_the_token(problem)
}

fn is_about_the_token(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::PinBlocked
            | Problem::TokenBusy
            | Problem::TokenFault { .. }
            | Problem::TokenMute
            | Problem::TokenNoCard
            | Problem::TokenNoReader
            | Problem::TokenNoSigningKey
            | Problem::TokenNotFound { .. }
            | Problem::TokenRemoved
            | Problem::TokenServiceDown
            | Problem::TokenUnknown { .. }
            | Problem::CertificateExpired { .. }
            | Problem::CertificateNotForSigning
            | Problem::CertificateNotYetValid { .. }
            | Problem::CertificateUnsupported
            | Problem::CertificateUntrusted { .. }
    )
}
