//! Many documents, one PIN. Every document is checked before the PIN; one that cannot be signed does not stop the others,
//! a token or PIN that fails stops all of them, and what is left can be resumed with a PIN typed anew.
//!
//! The PIN lives in one act: a key that asks for it before each signature gets the accepted PIN once per signature, and
//! a PIN that failed is never sent again. Documents are opened one after the other, so that memory stays flat.

use super::Waiting;
use super::batch_checks::Checks;
use super::run::{Failed, Signing};
use super::sight::Extent;
use crate::Service;
use crate::documents::OpenDocument;
use crate::flows::tokens::{fits, secret_kind};
use crate::output;
use crate::running::Run;
use crate::schema::{
    BatchItemView, BatchPlanView, BatchProgress, BatchRequest, BatchState, BatchView, CertificateView,
    CheckState, Event, Outcome, Problem, SecretKind, SecretPrompt, SignPlanView, SignRequest, Ticket,
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
    request: SignRequest,
    pub(super) items: Vec<Item>,
    /// What to ask for the PIN with, once a document can be signed.
    prompt: Option<SecretPrompt>,
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
}

/// How many documents are looked at before the PIN.
#[derive(Clone, Copy)]
enum Reach<'a> {
    /// All, unless the run is stopped.
    All(Option<&'a Run>),
    /// Up to the first one that can be signed: all were looked at before.
    First,
}

/// What looking at the documents gave.
struct Checked {
    checks: Checks,
    signer: Option<CertificateView>,
    finished: bool,
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
            Some(BatchSource { path: path.to_owned(), target: None, seen, password: None })
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
                problem: None,
                findings: 0,
            },
            source,
            output: None,
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

    /// Waiting documents are planned; the first one that can be signed gives the prompt. What was not looked at waits.
    fn check(&self, batch: &mut Batch, reach: Reach<'_>) -> Result<Checked, Problem> {
        let Batch { ticket, request, items, prompt } = batch;
        let mut checked = Checked { checks: Checks::default(), signer: None, finished: true };
        for (index, item) in items.iter_mut().enumerate() {
            if item.view.state != BatchState::Waiting {
                continue;
            }
            let enough = match reach {
                Reach::First => prompt.is_some(),
                Reach::All(run) => run.is_some_and(Run::stopped),
            };
            if enough {
                checked.finished = false;
                break;
            }
            let planned = self.with_item(item, request, |request, target| {
                let planned = self.plan(request, target, Extent::Whole)?;
                self.documents_of_plan_closed(&planned.view);
                Ok(planned)
            });
            let ready = planned.and_then(|planned| {
                item.view.findings = u32::try_from(planned.view.findings.len()).unwrap_or(u32::MAX);
                checked.checks.add(&planned.view.checks);
                checked.signer = checked.signer.take().or_else(|| planned.view.signer.clone());
                waiting(planned)
            });
            match ready {
                Ok(waiting) => {
                    prompt.get_or_insert_with(|| waiting.prompt(ticket.clone(), false));
                }
                // The token is the same for all: without it nothing can go on.
                Err(problem) if is_about_the_token(&problem) => {
                    self.journal_refusal(&problem);
                    return Err(problem);
                }
                Err(problem) => {
                    self.journal_refusal(&problem);
                    item.refuse(problem);
                }
            }
            self.tell(ticket, index, item);
        }
        Ok(checked)
    }

    /// The block of a plan is drawn for the eye; nobody looks at those of a batch.
    fn documents_of_plan_closed(&self, plan: &SignPlanView) {
        let notice = plan.notice.as_ref().and_then(|notice| notice.drawing.as_ref());
        for drawn in plan.block.iter().map(|block| &block.document).chain(notice) {
            self.documents().close(drawn);
        }
    }

    fn tell(&self, ticket: &Ticket, index: usize, item: &Item) {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let progress = BatchProgress { batch: ticket.clone(), index, item: item.view.clone() };
        self.host().emit(Event::Batch(progress));
    }

    fn sign_all(&self, batch: &mut Batch, act: &mut Signing, run: &Run) -> Option<Problem> {
        let mut stopped = None;
        let (ticket, request) = (batch.ticket.clone(), batch.request.clone());
        for (index, item) in batch.items.iter_mut().enumerate() {
            if item.view.state != BatchState::Waiting {
                continue;
            }
            if run.stopped() {
                stopped = Some(Problem::Cancelled);
                break;
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
                    let result = self.documents().get(&signed.document.document);
                    item.output = result.ok().and_then(|result| result.path.clone());
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
            self.tell(&ticket, index, item);
        }
        act.told(self.tokens(), &request.token);
        stopped
    }

    /// Opens the item's document for as long as `act` runs.
    fn with_item<T>(
        &self,
        item: &Item,
        request: &SignRequest,
        act: impl FnOnce(&SignRequest, Option<PathBuf>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let open = OpenDocument::from_path(&item.source.path)?;
        if let Some(seen) = item.source.seen
            && open.sha256()? != seen
        {
            return Err(Problem::DocumentChangedOnDisk);
        }
        if let (Some(password), Err(Problem::DocumentPasswordNeeded)) =
            (&item.source.password, open.document())
        {
            open.unlock(password)?;
        }
        let (document, _) = self.documents().add(open);
        let done =
            act(&SignRequest { document: document.clone(), ..request.clone() }, item.source.target.clone());
        self.documents().close(&document);
        done
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

    /// The plan of one document, if everything before the PIN is well.
    fn ready(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<Waiting, Problem> {
        let planned = self.plan(request, target, Extent::Whole)?;
        self.documents_of_plan_closed(&planned.view);
        waiting(planned)
    }
}

fn waiting(planned: super::Planned) -> Result<Waiting, Problem> {
    let failed = planned.view.checks.into_iter().find(|check| check.state == CheckState::Failed);
    match failed.and_then(|check| check.problem) {
        Some(problem) => Err(problem),
        None => planned.waiting.ok_or(Problem::TokenNoSigningKey),
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
