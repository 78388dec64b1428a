//! The work of a batch, document after document: each is looked at once before the PIN and signed after it. One is open at a
//! time, so that memory stays flat; what looking found is small and stays.

use super::batch::{Batch, Item};
use super::batch_checks::Checks;
use super::kept::Kept;
use super::run::{Failed, Signing};
use super::sight::Extent;
use super::{Planned, Signer, Waiting};
use crate::Service;
use crate::documents::OpenDocument;
use crate::running::Run;
use crate::schema::{
    BatchProgress, BatchState, CertificateView, CheckState, Event, Problem, SignLevel, SignPlanView,
    SignRequest, Ticket,
};
use std::path::PathBuf;

/// How many documents are looked at before the PIN.
#[derive(Clone, Copy)]
pub(super) enum Reach<'a> {
    /// All, unless the run is stopped.
    All(Option<&'a Run>),
    /// Up to the first one that can be signed: all were looked at before.
    First,
}

/// What looking at the documents gave.
pub(super) struct Checked {
    pub(super) checks: Checks,
    pub(super) signer: Option<CertificateView>,
    pub(super) level: SignLevel,
    pub(super) finished: bool,
}

impl Service {
    /// Waiting documents are planned; the first one that can be signed gives the prompt. What was not looked at waits.
    pub(super) fn check(&self, batch: &mut Batch, reach: Reach<'_>) -> Result<Checked, Problem> {
        let Batch { ticket, request, items, prompt } = batch;
        let level = request.level.unwrap_or(SignLevel::B);
        let mut checked = Checked { checks: Checks::default(), signer: None, level, finished: true };
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
                if checked.signer.is_none() && planned.view.signer.is_some() {
                    checked.signer.clone_from(&planned.view.signer);
                    checked.level = planned.view.level;
                }
                waiting(planned)
            });
            let ready = ready.and_then(|waiting| {
                prompt.get_or_insert_with(|| waiting.prompt(ticket.clone(), false));
                Kept::of(waiting)
            });
            match ready {
                Ok(kept) => item.kept = Some(kept),
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

    /// Signs what waits. Gives what stopped it before the end.
    pub(super) fn sign_all(&self, batch: &mut Batch, act: &mut Signing, run: &Run) -> Option<Problem> {
        let mut stopped = None;
        let mut signer = None;
        let (ticket, request) = (batch.ticket.clone(), batch.request.clone());
        for (index, item) in batch.items.iter_mut().enumerate() {
            if item.view.state != BatchState::Waiting {
                continue;
            }
            if run.stopped() {
                stopped = Some(Problem::Cancelled);
                break;
            }
            let signed = self.sign_one(item, &request, &mut signer, act).unwrap_or_else(|problem| {
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
                    let made = signed.verification.signatures.iter().rfind(|one| !one.document_timestamp);
                    item.view.level = made.and_then(|one| one.level.clone());
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

    /// One document: with what was found before the PIN, or looked at now where the check was stopped before it. The key is
    /// looked up once for all of them.
    fn sign_one(
        &self,
        item: &mut Item,
        request: &SignRequest,
        signer: &mut Option<Signer>,
        act: &mut Signing,
    ) -> Result<Result<crate::schema::SignedView, Failed>, Problem> {
        let kept = item.kept.take();
        self.with_item(item, request, |request, target| {
            let waiting = match kept {
                Some(kept) => {
                    let signer = match signer {
                        Some(known) => known.clone(),
                        None => signer.insert(self.signer_now(request)?).clone(),
                    };
                    let open = self.documents().get(&request.document)?;
                    kept.waiting(request, open, signer, target)?
                }
                None => {
                    let planned = self.plan(request, target, Extent::Whole)?;
                    self.documents_of_plan_closed(&planned.view);
                    waiting(planned)?
                }
            };
            Ok(self.finish(&waiting, act))
        })
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
}

fn waiting(planned: Planned) -> Result<Waiting, Problem> {
    let failed = planned.view.checks.into_iter().find(|check| check.state == CheckState::Failed);
    match failed.and_then(|check| check.problem) {
        Some(problem) => Err(problem),
        None => planned.waiting.ok_or(Problem::TokenNoSigningKey),
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
            | Problem::CertificateIssuerMissing { .. }
            | Problem::CertificateNotForSigning
            | Problem::CertificateNotYetValid { .. }
            | Problem::CertificateUnsupported
            | Problem::CertificateUntrusted { .. }
    )
}
