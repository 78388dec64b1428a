//! The run: consent, ticket, PIN, and a result that takes its name only after our own verifier has read it from disk.

use super::sight::Extent;
use super::{Waiting, plan_at};
use crate::Service;
use crate::documents::OpenDocument;
use crate::flows::tokens::{fits, problem_of, secret_kind};
use crate::output::{self, Draft};
use crate::schema::{
    CheckState, HeadingState, Outcome, Problem, ProgressStep, SecretKind, SecretPrompt, SignLevel,
    SignPlanView, SignRequest, SignedView, Ticket, VerifyView,
};
use crate::tokens::{PRACTICE, Tokens};
use pades::sign;
use pdf::Password;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use token::{Act, Family, Pin, PinState};

impl Service {
    /// Everything that can be checked before the PIN. The result goes beside the original, or to `target`.
    pub fn sign_plan(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<SignPlanView, Problem> {
        self.plan(request, target, Extent::Begin).map(|planned| planned.view)
    }

    /// Checks everything and asks for the PIN; the run waits under the ticket.
    pub fn sign_run(&self, request: &SignRequest, target: Option<PathBuf>) -> Outcome<SignedView> {
        match self.begin(request, target) {
            Ok(secret) => Outcome::NeedsSecret { secret },
            Err(problem) => {
                self.journal_refusal(&problem);
                Outcome::Refused { problem }
            }
        }
    }

    fn begin(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<SecretPrompt, Problem> {
        let planned = self.plan(request, target, Extent::Whole)?;
        let failed = planned.view.checks.into_iter().find(|check| check.state == CheckState::Failed);
        if let Some(problem) = failed.and_then(|check| check.problem) {
            return Err(problem);
        }
        let waiting = planned.waiting.ok_or(Problem::TokenNoSigningKey)?;
        if !request.consent {
            return Err(Problem::ConsentMissing);
        }
        waiting.open.looks_unchanged()?;
        let ticket = self.ticket()?;
        let prompt = waiting.prompt(ticket.clone(), false);
        self.wait(&ticket, waiting);
        Ok(prompt)
    }

    /// A name that nobody can guess.
    pub(crate) fn ticket(&self) -> Result<Ticket, Problem> {
        let mut name = [0u8; 16];
        self.host().random(&mut name).map_err(|error| self.internal("random numbers", &error))?;
        Ok(Ticket(crate::hex(&name)))
    }

    /// Brings the PIN; an empty one where it is typed on the reader. At one try left only after the person confirmed
    /// it (`last_try`); until then, and for a PIN that the token never takes, the run waits on. After a refusal by the token with tries left the run goes on waiting under the same ticket.
    pub fn secret_answer(&self, ticket: &Ticket, pin: Pin, last_try: bool) -> Outcome<SignedView> {
        let Some(mut waiting) = self.take_waiting(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        let info = &waiting.signer.reading.info;
        let on_pad = secret_kind(info) == SecretKind::PinPad;
        let form = if on_pad { Ok(()) } else { fits(&info.pin_rules, &[&pin]) };
        if let Err(problem) = form.and_then(|()| Service::before_pin(info, last_try)) {
            self.wait(ticket, waiting);
            return Outcome::Refused { problem };
        }
        let mut act = if on_pad { Signing::on_pad() } else { Signing::new(pin) };
        let finished = self.finish(&waiting, &mut act).map_err(Failed::problem);
        act.told(self.tokens(), &waiting.signer.token);
        match finished {
            Ok(signed) => Outcome::Done { value: signed },
            Err(Problem::PinWrong { tries }) if tries != Some(0) => {
                waiting.signer.reading.info.pin = tries.map_or(PinState::Unknown, PinState::Tries);
                let prompt = waiting.prompt(ticket.clone(), true);
                self.wait(ticket, waiting);
                Outcome::NeedsSecret { secret: prompt }
            }
            Err(Problem::PinWrong { .. }) => Outcome::Refused { problem: Problem::PinBlocked },
            // A file has no counter of tries: the run waits for another password.
            Err(Problem::KeyFilePasswordWrong) => {
                let prompt = waiting.prompt(ticket.clone(), true);
                self.wait(ticket, waiting);
                Outcome::NeedsSecret { secret: prompt }
            }
            Err(problem) => Outcome::Refused { problem },
        }
    }

    /// Gives up a waiting run.
    pub fn secret_cancel(&self, ticket: &Ticket) {
        drop(self.take_waiting(ticket));
    }

    /// Signs, gives the result its name and records how it ended. The act keeps its PIN only if the token took it.
    pub(super) fn finish(&self, waiting: &Waiting, act: &mut Signing) -> Result<SignedView, Failed> {
        let finished = self.make(waiting, act);
        let ended = finished.as_ref().map_err(Failed::facts);
        self.journal_signing(&waiting.signer.view, waiting.pages(), waiting.noticed, ended);
        finished
    }

    fn make(&self, waiting: &Waiting, act: &mut Signing) -> Result<SignedView, Failed> {
        let Waiting { request, open, signer, target, .. } = waiting;
        let now = self.host().now();
        self.progress(ProgressStep::Preparing);
        open.unchanged()?;
        let document = open.document()?;
        let (block, shown) = self.block(request, Some(&signer.view.name), signer.view.practice, now);
        shown?;
        let mut plan =
            plan_at(document, request, &waiting.place, block, signer, waiting.notice.clone(), now)?;
        if request.level.is_some_and(|level| level != SignLevel::B) {
            plan.reserve_stamp(self.token_length());
        }
        let mut seed = [0u8; 16];
        self.host().random(&mut seed).map_err(|error| self.internal("random numbers", &error))?;
        let prepared = sign::prepare(document, &plan, &signer.chain, now, seed)
            .map_err(|error| self.internal("prepare", &error))?;
        let prepared = if signer.only_pss { prepared.with_pss() } else { prepared };

        self.progress(ProgressStep::Token);
        let (attributes, digest) = prepared.to_be_signed();
        act.used = true;
        let pss = if prepared.wants_pss() { Some(self.salt()?) } else { None };
        let key = signer.key.clone();
        let signature = signer.worker.sign(key, &mut act.act, attributes.to_vec(), digest, pss);
        act.cancelled = signature == Err(token::Error::Cancelled);
        let signature = signature.map_err(|error| {
            Failed::Token(match error {
                // It was there a moment ago.
                token::Error::NoCard | token::Error::NoReader => Problem::TokenRemoved,
                // A file has a password and no counter of tries.
                token::Error::PinWrong { .. } if signer.reading.info.family == Family::Pkcs12 => {
                    Problem::KeyFilePasswordWrong
                }
                token::Error::FileRead(_) => Problem::KeyFileMissing {
                    name: output::name_of(Path::new(signer.token.trim_start_matches("p12:"))),
                },
                error => problem_of(&error),
            })
        })?;

        self.progress(ProgressStep::Writing);
        let level = request.level.unwrap_or(SignLevel::B);
        let basic = prepared.finish(&signature).map_err(|_| Problem::OutputFailedVerification)?;
        // From here on the signature is there: whatever the network does, it is kept and told.
        let (finished, mut incomplete) = match level {
            SignLevel::B => (basic, None),
            _ => match self.stamped(&prepared, &signature) {
                Ok(stamped) => (stamped, None),
                Err(problem) => {
                    // Nothing is kept that the agency does not allow.
                    if !signer.view.practice {
                        self.stamp_dispensable()?;
                    }
                    (basic, Some(problem))
                }
            },
        };
        let mut draft = Draft::write(target, |out| finished.write_to(out))?;
        self.progress(ProgressStep::Verifying);
        let mut verification = self.verify_draft(waiting, &draft, plan.field_name())?;
        if incomplete.is_none() && level > SignLevel::T {
            match self.raise(&mut draft, open.password(), level) {
                Ok(raised) => verification = raised,
                Err(problem) => incomplete = Some(problem),
            }
        }
        let path = draft.publish()?;
        if incomplete.is_some() {
            self.remember_pending(&path, level, now);
        }
        Ok(self.signed_view(&path, open.password(), verification, incomplete)?)
    }

    /// The result as the shells see it.
    pub(super) fn signed_view(
        &self,
        path: &Path,
        password: Option<&Arc<Password>>,
        verification: VerifyView,
        incomplete: Option<Problem>,
    ) -> Result<SignedView, Problem> {
        let result = OpenDocument::from_path(path)?;
        if let Some(password) = password {
            result.unlock(password)?;
        }
        self.places().note(&verification.sha256, path);
        Ok(SignedView {
            document: self.take_in(result)?,
            folder: path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            verification: VerifyView { file: output::name_of(path), ..verification },
            incomplete,
        })
    }

    pub(crate) fn salt(&self) -> Result<[u8; 32], Problem> {
        let mut salt = [0u8; 32];
        self.host().random(&mut salt).map_err(|error| self.internal("random numbers", &error))?;
        Ok(salt)
    }

    /// Our own verifier, reading the draft back from disk, must find the new signature whole and covering the file, and
    /// every earlier one as good as it was.
    fn verify_draft(&self, waiting: &Waiting, draft: &Draft, field: &str) -> Result<VerifyView, Problem> {
        let written = OpenDocument::from_file(&output::name_of(&waiting.target), draft.reopen()?)?;
        if let Some(password) = waiting.open.password() {
            written.unlock(password)?;
        }
        let view = self.verify(&written)?;
        let new = view.signatures.iter().find(|one| one.field == field);
        let whole = new.is_some_and(|one| one.integrity == HeadingState::Sah && one.covers_whole_file);
        let after = good_fields(&view);
        let kept = waiting.sound.iter().all(|field| after.contains(field));
        if whole && kept { Ok(view) } else { Err(Problem::OutputFailedVerification) }
    }
}

/// Fields of the signatures whose bytes hold.
pub(super) fn good_fields(view: &VerifyView) -> Vec<String> {
    let good = |state| state != HeadingState::TidakSah && state != HeadingState::TidakDapatDiperiksa;
    let signatures = view.signatures.iter().filter(|one| good(one.integrity));
    signatures.map(|one| one.field.clone()).collect()
}

/// An act of the person, and whether it has reached the token.
pub(super) struct Signing {
    act: Act,
    used: bool,
    cancelled: bool,
}

impl Signing {
    pub(super) fn new(pin: Pin) -> Signing {
        Signing { act: Act::new(pin), used: false, cancelled: false }
    }

    /// The PIN is typed on the reader.
    pub(super) fn on_pad() -> Signing {
        Signing { act: Act::without_pin(), used: false, cancelled: false }
    }

    /// The counter has changed, or the PIN has been taken: either way the token's page must show it.
    pub(super) fn told(&self, tokens: &Tokens, token: &str) {
        if self.cancelled {
            tokens.reread_later(token);
        } else if self.used {
            tokens.reread(token);
        }
    }
}

/// Why there is no signature.
pub(super) enum Failed {
    /// This document, or what was to become of it.
    Document(Problem),
    /// The token or the PIN: the next document would fare no better.
    Token(Problem),
}

impl Failed {
    fn facts(&self) -> &Problem {
        let (Failed::Document(problem) | Failed::Token(problem)) = self;
        problem
    }

    pub(super) fn problem(self) -> Problem {
        let (Failed::Document(problem) | Failed::Token(problem)) = self;
        problem
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Failed {
        Failed::Document(problem)
    }
}

impl Waiting {
    fn pages(&self) -> u32 {
        let pages = self.open.document().ok().and_then(|document| document.latest().pages().ok());
        pages.map_or(0, |pages| u32::try_from(pages.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn prompt(&self, ticket: Ticket, wrong: bool) -> SecretPrompt {
        let info = &self.signer.reading.info;
        SecretPrompt {
            ticket,
            kind: secret_kind(info),
            document: self.open.name.clone(),
            signer: self.signer.view.name.clone(),
            tries: match info.pin {
                PinState::Tries(tries) => Some(tries),
                _ => None,
            },
            wrong,
            min_length: info.pin_rules.min,
            max_length: info.pin_rules.max,
            digits_only: info.pin_rules.digits_only,
            token: self.signer.token.clone(),
            practice: self.signer.token == PRACTICE,
        }
    }
}
