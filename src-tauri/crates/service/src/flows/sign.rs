//! Signing: everything that can be known before the PIN, the PIN, and a result that has been verified from disk before
//! anybody is told that it worked.

use super::tokens::{key_id, problem_of};
use crate::documents::{OpenDocument, from_pdf};
use crate::output::{self, Draft};
use crate::schema::{
    BlockText, BlockView, CertificateView, CheckId, CheckState, CheckView, HeadingState, Outcome,
    PlaceRequest, PlaceView, Problem, ProgressStep, RectView, SecretKind, SecretPrompt, SignLevel,
    SignPlanView, SignRequest, SignedView, Ticket, VerifyView,
};
use crate::tokens::PRACTICE;
use crate::worker::{Reading, Worker};
use crate::{Service, texts::Texts};
use chrono::{DateTime, Datelike, FixedOffset};
use pades::sign::{self, Block, Line, Place, Plan, Refusal, Request};
use pdf::page::{Geometry, Rect, Rotation};
use pki::cert::Certificate;
use pki::trust::TrustStore;
use std::path::PathBuf;
use std::sync::Arc;
use token::{Act, KeyRef, Pin, PinState, TokenKey};

/// A run in which everything before the PIN went well.
pub(crate) struct Waiting {
    request: SignRequest,
    open: Arc<OpenDocument>,
    place: Place,
    signer: Signer,
    target: PathBuf,
    earlier: Option<VerifyView>,
}

/// The key that will sign.
struct Signer {
    token: String,
    worker: Arc<Worker>,
    key: KeyRef,
    reading: Reading,
    certificate: Certificate,
    view: CertificateView,
    chain: Vec<Certificate>,
}

/// What a plan found: the view for people, and the run if it may go on.
struct Planned {
    view: SignPlanView,
    waiting: Option<Waiting>,
}

impl Service {
    /// Everything that can be checked before the PIN. The result goes beside the original, or to `target`.
    pub fn sign_plan(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<SignPlanView, Problem> {
        self.plan(request, target).map(|planned| planned.view)
    }

    /// Checks everything and asks for the PIN; the run waits under the ticket.
    pub fn sign_run(&self, request: &SignRequest, target: Option<PathBuf>) -> Outcome<SignedView> {
        match self.begin(request, target) {
            Ok(secret) => Outcome::NeedsSecret { secret },
            Err(problem) => Outcome::Refused { problem },
        }
    }

    fn begin(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<SecretPrompt, Problem> {
        let planned = self.plan(request, target)?;
        let failed = planned.view.checks.into_iter().find(|check| check.state == CheckState::Failed);
        if let Some(problem) = failed.and_then(|check| check.problem) {
            return Err(problem);
        }
        let waiting = planned.waiting.ok_or(Problem::TokenNoSigningKey)?;
        if !request.consent {
            return Err(Problem::ConsentMissing);
        }
        waiting.open.unchanged()?;
        let mut name = [0u8; 16];
        self.host().random(&mut name).map_err(|error| self.internal("random numbers", &error))?;
        let ticket = Ticket(crate::hex(&name));
        let prompt = waiting.prompt(ticket.clone(), false);
        self.wait(&ticket, waiting);
        Ok(prompt)
    }

    /// Brings the PIN. After a refusal by the token with tries left the run goes on waiting under the same ticket.
    pub fn secret_answer(&self, ticket: &Ticket, pin: Pin) -> Outcome<SignedView> {
        let Some(mut waiting) = self.take_waiting(ticket) else {
            return Outcome::Refused { problem: Problem::TicketGone };
        };
        let rules = waiting.signer.reading.info.pin_rules;
        if rules.check(&pin).is_err() {
            self.wait(ticket, waiting);
            return Outcome::Refused { problem: Problem::PinFormat { min: rules.min, max: rules.max } };
        }
        match self.finish(&waiting, pin) {
            Ok(signed) => Outcome::Done { value: signed },
            Err(Problem::PinWrong { tries }) if tries != Some(0) => {
                waiting.signer.reading.info.pin = tries.map_or(PinState::Unknown, PinState::Tries);
                let prompt = waiting.prompt(ticket.clone(), true);
                self.wait(ticket, waiting);
                Outcome::NeedsSecret { secret: prompt }
            }
            Err(Problem::PinWrong { .. }) => Outcome::Refused { problem: Problem::PinBlocked },
            Err(problem) => Outcome::Refused { problem },
        }
    }

    /// Gives up a waiting run.
    pub fn secret_cancel(&self, ticket: &Ticket) {
        drop(self.take_waiting(ticket));
    }

    fn plan(&self, request: &SignRequest, target: Option<PathBuf>) -> Result<Planned, Problem> {
        let now = self.host().now();
        let open = self.documents().get(&request.document)?;
        let document = open.document()?;
        // Known from here on: what is signed later must still have this hash.
        open.sha256()?;
        let trust = self.trust_snapshot();
        let signer = self.signer(request, &trust, now);
        let mut checks = Vec::new();
        let mut check = |id, outcome: Result<Option<u32>, Problem>, warning: bool| {
            let (state, problem, number) = match outcome {
                Ok(number) if warning => (CheckState::Warning, None, number),
                Ok(number) => (CheckState::Passed, None, number),
                Err(problem) if warning => (CheckState::Warning, Some(problem), None),
                Err(problem) => (CheckState::Failed, Some(problem), None),
            };
            checks.push(CheckView { id, state, problem, number });
        };

        match &signer {
            Err(problem) => check(CheckId::Token, Err(problem.clone()), false),
            Ok(signer) => match signer.reading.info.pin {
                PinState::Blocked => check(CheckId::Token, Err(Problem::PinBlocked), false),
                PinState::Tries(1) => check(CheckId::Token, Err(Problem::PinLastTry), true),
                PinState::Tries(tries) => check(CheckId::Token, Ok(Some(tries.into())), false),
                _ => check(CheckId::Token, Ok(None), false),
            },
        }

        let name = signer.as_ref().ok().map(|signer| signer.view.name.clone());
        let practice = signer.as_ref().is_ok_and(|signer| signer.view.practice);
        let block = self.block(&request.text, name.as_deref(), practice, now);
        let place = self.place(document, &request.place, &block);
        let planned = match (&signer, &place) {
            (Ok(signer), Ok(place)) => Some(plan_at(document, request, place, block.clone(), signer, now)),
            _ => None,
        };
        if let Ok(signer) = &signer {
            let own = planned
                .as_ref()
                .and_then(|plan| plan.as_ref().err())
                .filter(|problem| about_certificate(problem));
            check(CheckId::Certificate, own.map_or(Ok(None), |problem| Err(problem.clone())), false);
            let untrusted = || Problem::CertificateUntrusted { issuer: signer.view.issuer.clone() };
            let issuer = if signer.view.trusted || practice { Ok(None) } else { Err(untrusted()) };
            check(CheckId::Issuer, issuer, practice);
        }
        let about_document = match (&place, &planned) {
            (Err(problem), _) => Err(problem.clone()),
            (Ok(_), Some(Err(problem))) if !about_certificate(problem) => Err(problem.clone()),
            (Ok(_), None) => document.appendable().map(|()| None).map_err(|_| Problem::DocumentNeedsRepair),
            _ => Ok(None),
        };
        check(CheckId::Document, about_document, false);

        let earlier = self.earlier(&open)?;
        if let Some(earlier) = &earlier {
            let sound = |state| matches!(state, HeadingState::Sah | HeadingState::TidakDapatDiperiksa);
            check(
                CheckId::EarlierSignatures,
                Ok(None),
                !earlier.signatures.iter().all(|one| sound(one.integrity)),
            );
        }
        let target = target
            .or_else(|| open.path.as_deref().map(output::signed_name))
            .ok_or(Problem::OutputNotWritable);
        let writable = target.as_ref().map_err(Clone::clone).and_then(|target| output::check_target(target));
        check(CheckId::Output, writable.map(|()| None), false);
        check(CheckId::Time, Ok(None), true);

        let ready = checks.iter().all(|check| check.state != CheckState::Failed);
        let view = SignPlanView {
            checks,
            ready,
            place: place.as_ref().ok().and_then(place_view),
            block: self.block_view(&block, document, place.as_ref().ok())?,
            signer: signer.as_ref().ok().map(|signer| signer.view.clone()),
            output: target.as_deref().map(output::name_of).unwrap_or_default(),
        };
        let waiting = match (signer, place, target) {
            (Ok(signer), Ok(place), Ok(target)) if ready => {
                Some(Waiting { request: request.clone(), open, place, signer, target, earlier })
            }
            _ => None,
        };
        Ok(Planned { view, waiting })
    }

    /// The token and key asked for, as last read.
    fn signer(
        &self,
        request: &SignRequest,
        trust: &TrustStore,
        now: DateTime<FixedOffset>,
    ) -> Result<Signer, Problem> {
        let seen = self.tokens().seen().into_iter().find(|seen| seen.id == request.token);
        let not_found = || match self.tokens_view().problem {
            Some(problem) if request.token.is_empty() => problem,
            _ => Problem::TokenNotFound { name: request.token.clone() },
        };
        let seen = seen.ok_or_else(not_found)?;
        let reading = seen.reading.ok_or(Problem::TokenMute)?.map_err(|error| problem_of(&error))?;
        let worker = self.tokens().worker(&seen.id).ok_or(Problem::TokenRemoved)?;
        let readable = |key: &&TokenKey| key.certificate.is_some() && key.algorithm.is_some();
        let chosen = match &request.key {
            Some(id) => reading.keys.iter().find(|key| key_id(&key.reference) == *id),
            None => {
                let usable = |key: &&TokenKey| self.usable_key(key, now);
                reading.keys.iter().find(usable).or_else(|| reading.keys.iter().find(readable))
            }
        };
        let key = chosen.ok_or(Problem::TokenNoSigningKey)?;
        let der = key.certificate.as_deref().ok_or(Problem::TokenNoSigningKey)?;
        let certificate = Certificate::from_der(der).map_err(|_| Problem::CertificateUnsupported)?;
        let view = self.certificate_view(&certificate, trust, now.to_utc());
        let chain = self.chain(&certificate, trust, now);
        let key = key.reference.clone();
        Ok(Signer { token: seen.id, worker, key, reading, certificate, view, chain })
    }

    /// The signer's certificate with the issuers known here, for the signature; a self-signed root helps nobody.
    fn chain(
        &self,
        certificate: &Certificate,
        trust: &TrustStore,
        now: DateTime<FixedOffset>,
    ) -> Vec<Certificate> {
        if let Some(ca) = self.known_practice_ca()
            && certificate.verify_signed_by(ca.key()).is_ok()
        {
            return vec![certificate.clone(), ca];
        }
        match pki::path::find(certificate, &[], trust, now.to_utc()) {
            Ok(path) => {
                let issuers = path.certificates().iter().skip(1).filter(|issuer| !issuer.is_self_issued());
                std::iter::once(certificate).chain(issuers).cloned().collect()
            }
            Err(_) => vec![certificate.clone()],
        }
    }

    /// What the earlier signatures are worth; nothing when there is none.
    fn earlier(&self, open: &OpenDocument) -> Result<Option<VerifyView>, Problem> {
        let view = self.verify(open)?;
        Ok((!view.signatures.is_empty()).then_some(view))
    }

    fn block(
        &self,
        text: &BlockText,
        name: Option<&str>,
        practice: bool,
        now: DateTime<FixedOffset>,
    ) -> Block {
        // The block stands in an Indonesian letter, whatever language the window speaks.
        let texts = Texts::new(crate::schema::Locale::Id);
        let given = |value: &Option<String>| {
            value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut lines = vec![Line::caption(texts.text("block-heading"))];
        lines.extend(given(&text.position).map(Line::strong));
        lines.push(Line::strong(name.map_or_else(|| texts.text("block-name-placeholder"), str::to_owned)));
        lines.extend(given(&text.rank).map(Line::plain));
        lines.extend(given(&text.nip).map(|nip| Line::plain(texts.with("block-nip", &[("nip", &nip)]))));
        lines.push(Line::plain(time_text(&texts, now)));
        Block { lines, practice: practice.then(|| texts.text("block-practice")) }
    }

    fn place(&self, document: &pdf::Document, place: &PlaceRequest, block: &Block) -> Result<Place, Problem> {
        let view = document.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        match place {
            PlaceRequest::Invisible => Ok(Place::Invisible),
            PlaceRequest::Field { name } => Ok(Place::Field(name.clone())),
            PlaceRequest::Page { page, rect } => {
                let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
                let index = page.checked_sub(1).and_then(|index| usize::try_from(index).ok());
                let index = index.filter(|index| *index < pages.len());
                let page = index.ok_or(Problem::PlaceNoSuchPage { page: *page, pages: count })?;
                let sound = [rect.x, rect.y, rect.width, rect.height].iter().all(|number| number.is_finite());
                if !sound || rect.width <= 0.0 || rect.height <= 0.0 {
                    return Err(Problem::PlaceOutsidePage);
                }
                let rect = Rect { x0: rect.x, y0: rect.y, x1: rect.x + rect.width, y1: rect.y + rect.height };
                Ok(Place::Page { page, rect })
            }
            PlaceRequest::Free => {
                let last = pages.len().checked_sub(1).ok_or(Problem::DocumentWithoutPages)?;
                let (width, height) =
                    sign::appearance::natural_size(block).map_err(|_| Problem::PlaceNotFree)?;
                let one_page = pdf::extract::page(&view, last).map_err(|error| from_pdf(&error))?;
                let picture = render::Document::open(one_page, None).map_err(|_| Problem::PlaceNotFree)?;
                let free = picture.free_place(0, render::Size { width, height }, &[]).ok().flatten();
                let free = free.ok_or(Problem::PlaceNotFree)?;
                let rect = Rect { x0: free.x0, y0: free.y0, x1: free.x1, y1: free.y1 };
                Ok(Place::Page { page: last, rect })
            }
        }
    }

    /// The block drawn on a page of its own by the code that writes it.
    fn block_view(
        &self,
        block: &Block,
        document: &pdf::Document,
        place: Option<&Place>,
    ) -> Result<Option<BlockView>, Problem> {
        let (width, height) = match place {
            Some(Place::Page { page, rect }) => {
                let view = document.latest();
                let pages = view.pages().map_err(|error| from_pdf(&error))?;
                let geometry = pages.get(*page).map(|id| Geometry::of(&view, *id)).transpose();
                let geometry = geometry.map_err(|error| from_pdf(&error))?;
                let turned = geometry
                    .is_some_and(|geometry| matches!(geometry.rotate, Rotation::R90 | Rotation::R270));
                if turned { (rect.height(), rect.width()) } else { (rect.width(), rect.height()) }
            }
            Some(Place::Invisible) => return Ok(None),
            Some(Place::Field(_)) | None => {
                let natural = sign::appearance::natural_size(block);
                natural.map_err(|error| self.internal("block", &error))?
            }
        };
        // A box that is too small is told by the plan's own check; there is nothing to show then.
        let Ok(bytes) = sign::appearance::as_page(block, width, height) else { return Ok(None) };
        let preview = OpenDocument::from_bytes("block.pdf", bytes, false)?;
        let (handle, _) = self.documents().add(preview);
        if let Some(old) = self.replace_preview(handle.clone()) {
            self.documents().close(&old);
        }
        Ok(Some(BlockView { document: handle, width, height }))
    }

    fn finish(&self, waiting: &Waiting, pin: Pin) -> Result<SignedView, Problem> {
        let Waiting { request, open, signer, target, .. } = waiting;
        let now = self.host().now();
        self.progress(ProgressStep::Preparing);
        open.unchanged()?;
        let document = open.document()?;
        let block = self.block(&request.text, Some(&signer.view.name), signer.view.practice, now);
        let plan = plan_at(document, request, &waiting.place, block, signer, now)?;
        let mut seed = [0u8; 16];
        self.host().random(&mut seed).map_err(|error| self.internal("random numbers", &error))?;
        let prepared = sign::prepare(document, &plan, &signer.chain, now, seed)
            .map_err(|error| self.internal("prepare", &error))?;

        self.progress(ProgressStep::Token);
        let (attributes, digest) = prepared.to_be_signed();
        let signature = signer.worker.sign(signer.key.clone(), Act::new(pin), attributes.to_vec(), digest);
        // The counter has changed, or the PIN has been taken: either way the token's page must show it.
        self.tokens().reread(&signer.token);
        let signature = signature.map_err(|error| match error {
            // It was there a moment ago.
            token::Error::NoCard | token::Error::NoReader => Problem::TokenRemoved,
            error => problem_of(&error),
        })?;

        self.progress(ProgressStep::Writing);
        let finished = prepared.finish(&signature).map_err(|_| Problem::OutputFailedVerification)?;
        let draft = Draft::write(target, |out| finished.write_to(out))?;
        self.progress(ProgressStep::Verifying);
        let verification = self.verify_draft(waiting, &draft, plan.field_name())?;
        let path = draft.publish()?;
        let result = OpenDocument::from_path(&path)?;
        if let Some(password) = open.password() {
            result.unlock(password)?;
        }
        Ok(SignedView {
            document: self.take_in(result)?,
            folder: path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            verification: VerifyView { file: output::name_of(&path), ..verification },
            incomplete: match request.level {
                None | Some(SignLevel::B) => None,
                Some(_) => Some(Problem::TimestampNotSet),
            },
        })
    }

    /// Our own verifier, reading the draft back from disk, must find the new signature whole and covering the file, and
    /// every earlier one as good as it was.
    fn verify_draft(&self, waiting: &Waiting, draft: &Draft, field: &str) -> Result<VerifyView, Problem> {
        let written = OpenDocument::from_file(&output::name_of(&waiting.target), draft.reopen()?)?;
        if let Some(password) = waiting.open.password() {
            written.unlock(password)?;
        }
        let view = self.verify(&written)?;
        let good = |state: HeadingState| {
            state != HeadingState::TidakSah && state != HeadingState::TidakDapatDiperiksa
        };
        let new = view.signatures.iter().find(|one| one.field == field);
        let whole = new.is_some_and(|one| one.integrity == HeadingState::Sah && one.covers_whole_file);
        let earlier =
            waiting.earlier.iter().flat_map(|earlier| &earlier.signatures).filter(|one| good(one.integrity));
        let kept = earlier.into_iter().all(|before| {
            view.signatures.iter().any(|after| after.field == before.field && good(after.integrity))
        });
        if whole && kept { Ok(view) } else { Err(Problem::OutputFailedVerification) }
    }
}

impl Waiting {
    fn prompt(&self, ticket: Ticket, wrong: bool) -> SecretPrompt {
        let info = &self.signer.reading.info;
        SecretPrompt {
            ticket,
            kind: SecretKind::Pin,
            document: self.open.name.clone(),
            signer: self.signer.view.name.clone(),
            tries: match info.pin {
                PinState::Tries(tries) => Some(tries),
                _ => None,
            },
            wrong,
            min_length: info.pin_rules.min,
            max_length: info.pin_rules.max,
            practice: self.signer.token == PRACTICE,
        }
    }
}

fn plan_at(
    document: &pdf::Document,
    request: &SignRequest,
    place: &Place,
    block: Block,
    signer: &Signer,
    now: DateTime<FixedOffset>,
) -> Result<Plan, Problem> {
    let reason =
        request.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
    let wanted = Request {
        place: place.clone(),
        block,
        reason,
        location: None,
        certificate: signer.certificate.clone(),
    };
    sign::plan(document, &wanted, now.to_utc()).map_err(|refusal| refused(&refusal))
}

/// A refusal of the plan as an obstacle.
fn refused(refusal: &Refusal) -> Problem {
    let day = |time: &DateTime<chrono::Utc>| time.format("%Y-%m-%d").to_string();
    match refusal {
        Refusal::AlreadySigned { field } => Problem::FieldSigned { field: field.clone() },
        Refusal::BlockTooSmall(_) => Problem::PlaceTooSmall,
        Refusal::CertificateExpired { not_after } => {
            Problem::CertificateExpired { not_after: day(not_after) }
        }
        Refusal::CertificateNotForSigning => Problem::CertificateNotForSigning,
        Refusal::CertificateNotYetValid { not_before } => {
            Problem::CertificateNotYetValid { not_before: day(not_before) }
        }
        Refusal::CertificationForbids { level: 1 } => Problem::DocumentChangesForbidden,
        Refusal::CertificationForbids { .. } => Problem::DocumentBlockForbidden,
        Refusal::FieldLocked { field } if field.is_empty() => Problem::DocumentBlockForbidden,
        Refusal::FieldLocked { field } => Problem::FieldLocked { field: field.clone() },
        Refusal::FieldMissing { field } => Problem::FieldMissing { field: field.clone() },
        Refusal::KeyUnsupported { .. } => Problem::CertificateUnsupported,
        Refusal::NotAppendable(_) => Problem::DocumentNeedsRepair,
        Refusal::PageMissing { page, count } => Problem::PlaceNoSuchPage {
            page: u32::try_from(page.saturating_add(1)).unwrap_or(u32::MAX),
            pages: u32::try_from(*count).unwrap_or(u32::MAX),
        },
        Refusal::PermissionForbids => Problem::DocumentPermissionForbids,
        Refusal::PlaceOutsidePage { .. } => Problem::PlaceOutsidePage,
        Refusal::Unreadable(_) => Problem::DocumentDamaged,
        Refusal::XfaForm => Problem::DocumentXfa,
    }
}

fn about_certificate(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::CertificateExpired { .. }
            | Problem::CertificateNotForSigning
            | Problem::CertificateNotYetValid { .. }
            | Problem::CertificateUnsupported
    )
}

fn place_view(place: &Place) -> Option<PlaceView> {
    let Place::Page { page, rect } = place else { return None };
    let rect = RectView { x: rect.x0, y: rect.y0, width: rect.width(), height: rect.height() };
    Some(PlaceView { page: u32::try_from(page.saturating_add(1)).ok()?, rect })
}

/// Day, month in words, year, time and zone: `23 November 2026 09.12 WITA`.
fn time_text(texts: &Texts, now: DateTime<FixedOffset>) -> String {
    let month = texts.text(&format!("month-{}", now.month()));
    let zone = match now.offset().local_minus_utc() {
        25_200 => "WIB".to_owned(),
        28_800 => "WITA".to_owned(),
        32_400 => "WIT".to_owned(),
        _ => format!("UTC{}", now.format("%:z")),
    };
    let (day, year, time) = (now.day().to_string(), now.year().to_string(), now.format("%H.%M").to_string());
    texts.with(
        "block-time",
        &[("day", &day), ("month", &month), ("year", &year), ("time", &time), ("zone", &zone)],
    )
}
