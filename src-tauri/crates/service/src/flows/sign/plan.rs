//! The plan: every check before the PIN, in the order in which people see them.

use super::notice::NoticePlan;
use super::run::good_fields;
use super::sight::Extent;
use super::status::Standing;
use super::{Planned, Signer, Waiting, plan_at};
use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::flows::tokens::{key_id, problem_of};
use crate::output;
use crate::schema::{
    CheckId, CheckState, CheckView, HeadingState, NoticeState, PlaceView, Problem, RectView, SignLevel,
    SignPlanView, SignRequest, VerifyView,
};
use chrono::{DateTime, FixedOffset};
use pades::sign::Place;
use pki::cert::Certificate;
use pki::path::PathProblem;
use pki::trust::TrustStore;
use std::path::PathBuf;
use token::{Family, PinState, TokenKey};

impl Service {
    /// Looks at as much of the document as `extent` says; before the PIN that is all of it.
    pub(super) fn plan(
        &self,
        request: &SignRequest,
        target: Option<PathBuf>,
        extent: Extent,
    ) -> Result<Planned, Problem> {
        let now = self.host().now();
        let open = self.documents().get(&request.document)?;
        let document = open.document()?;
        // Known from here on: what is signed later must still have this hash.
        open.sha256()?;
        self.count_plan();
        let trust = self.trust_snapshot();
        let signer = self.signer(request, &trust, now);
        let level = self.level(request.level, signer.as_ref().ok());
        let request = &SignRequest { level: Some(level), ..request.clone() };
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
                _ if signer.reading.info.pin_to_change => {
                    check(CheckId::Token, Err(Problem::PinMustBeChanged), false);
                }
                PinState::Tries(1) => check(CheckId::Token, Err(Problem::PinLastTry), true),
                PinState::Tries(tries) => check(CheckId::Token, Ok(Some(tries.into())), false),
                _ => check(CheckId::Token, Ok(None), false),
            },
        }

        let name = signer.as_ref().ok().map(|signer| signer.view.name.clone());
        let practice = signer.as_ref().is_ok_and(|signer| signer.view.practice);
        let (block, shown) = self.block(request, name.as_deref(), practice, now);
        let place = shown.and_then(|()| self.place(&open, request, &block));
        let earlier = self.earlier(&open)?;
        let view = document.latest();
        let last = view.pages().map_err(|error| from_pdf(&error))?.len().saturating_sub(1);
        let needed = match &place {
            Ok(Place::Page { page, .. }) => vec![*page, 0, last],
            _ => vec![0, last],
        };
        let mut unread = open.sight.read(&view, &needed, extent);
        let notice = match &signer {
            Ok(signer) => {
                let choice = request.notice.clone().unwrap_or_default();
                let signed = earlier.is_some();
                Some(self.notice(&open, &choice, signer.view.bsre, signed, place.as_ref().ok(), extent)?)
            }
            Err(_) => None,
        };
        unread = unread.max(notice.as_ref().map_or(0, |notice| notice.unread));
        let written = notice.as_ref().and_then(|notice| notice.notice.clone());
        let noticed = notice.as_ref().map(|notice| notice.view.state);
        let planned = match (&signer, &place) {
            (Ok(signer), Ok(place)) => {
                Some(plan_at(document, request, place, block.clone(), signer, written.clone(), now))
            }
            _ => None,
        };
        if let Ok(signer) = &signer {
            let own = planned
                .as_ref()
                .and_then(|plan| plan.as_ref().err())
                .filter(|problem| about_certificate(problem));
            let own = self.lost_problem(&signer.certificate).or_else(|| own.cloned());
            check(CheckId::Certificate, own.map_or(Ok(None), Err), false);
            let issuer =
                match pki::path::find(&signer.certificate, &self.intermediates(), &trust, now.to_utc()) {
                    _ if practice => Ok(None),
                    Ok(path) if signer.view.trusted => self.issuer_allowed(&path).map(|()| None),
                    _ => Err(self.no_path(&signer.certificate)),
                };
            check(CheckId::Issuer, issuer, practice);
            if !practice {
                match self.standing(&signer.certificate, &trust, now.to_utc()) {
                    Standing::Good => check(CheckId::Status, Ok(None), false),
                    Standing::Refused(problem) => check(CheckId::Status, Err(problem), false),
                    Standing::NotAsked | Standing::Unknown(_) if self.offline_allowed().is_err() => {
                        check(CheckId::Status, self.offline_allowed().map(|()| None), false);
                    }
                    Standing::NotAsked => {}
                    Standing::Unknown(problem) => check(CheckId::Status, Err(problem), true),
                }
            }
        }
        let about_document = match (&place, &planned) {
            (Err(problem), _) => Err(problem.clone()),
            (Ok(_), Some(Err(problem))) if !about_certificate(problem) => Err(problem.clone()),
            (Ok(_), None) => document.appendable().map(|()| None).map_err(|_| Problem::DocumentNeedsRepair),
            _ => Ok(None),
        };
        check(CheckId::Document, about_document, false);

        let findings = self.findings(&open)?;
        let count = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        match (findings.is_empty(), self.refuses_changeable()) {
            (true, _) => check(CheckId::Content, Ok(None), false),
            (false, true) => check(CheckId::Content, Err(Problem::DocumentCanChange), false),
            (false, false) => check(CheckId::Content, Ok(Some(count)), true),
        }
        if let Some(NoticePlan { problem, view, .. }) = &notice {
            let outcome = problem.clone().map_or(Ok(None), Err);
            check(CheckId::Notice, outcome, problem.is_none() && view.state == NoticeState::Omitted);
        }
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
        match level {
            SignLevel::B => {
                let allowed = if practice { Ok(()) } else { self.level_allowed(SignLevel::B) };
                check(CheckId::Time, allowed.clone().map(|()| None), allowed.is_ok());
            }
            level => {
                let stamp = self.trial().map(|_| None).and_then(|passed| match &signer {
                    // Validation data are gathered along a path to an anchor only.
                    Ok(signer) if level > SignLevel::T && !signer.view.trusted => {
                        Err(Problem::CertificateUntrusted { issuer: signer.view.issuer.clone() })
                    }
                    _ => Ok(passed),
                });
                // The basic signature can be made and completed later: to be known, no obstacle, unless the agency says so.
                let needed = if practice { Ok(()) } else { self.stamp_dispensable() };
                let (failed, missing) = (stamp.is_err(), needed.is_err());
                let stamp = stamp.map_err(|problem| needed.err().unwrap_or(problem));
                check(CheckId::Time, stamp, failed && !missing);
            }
        }

        let ready = checks.iter().all(|check| check.state != CheckState::Failed);
        let view = SignPlanView {
            checks,
            ready,
            level,
            place: place.as_ref().ok().and_then(place_view),
            block: match self.size(document, planned.as_ref(), place.as_ref().ok(), &block)? {
                Some(size) => self.block_view(&block, document, size)?,
                None => None,
            },
            signer: signer.as_ref().ok().map(|signer| signer.view.clone()),
            notice: notice.map(|notice| notice.view),
            findings,
            unread: u32::try_from(unread).unwrap_or(u32::MAX),
            output: target.as_deref().map(output::name_of).unwrap_or_default(),
        };
        let waiting = match (signer, place, target) {
            (Ok(signer), Ok(place), Ok(target)) if ready => Some(Waiting {
                request: request.clone(),
                open,
                place,
                signer,
                target,
                sound: earlier.as_ref().map(good_fields).unwrap_or_default(),
                notice: written,
                noticed,
            }),
            _ => None,
        };
        Ok(Planned { view, waiting })
    }

    /// The token and key asked for, for documents that were looked at before.
    pub(super) fn signer_now(&self, request: &SignRequest) -> Result<Signer, Problem> {
        self.signer(request, &self.trust_snapshot(), self.host().now())
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
        if seen.held {
            return Err(Problem::TokenBusy);
        }
        let reading = seen.reading.ok_or(Problem::TokenMute)?.map_err(|error| problem_of(&error))?;
        if reading.info.family == Family::Pkcs12 && reading.keys.is_empty() {
            return Err(Problem::KeyFileLocked);
        }
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
        // A token that pads by PKCS #1 v1.5 only, and a certificate that forbids it.
        if certificate.key().pss.is_some() && !key.pss {
            return Err(Problem::CertificateUnsupported);
        }
        // Some tokens carry their issuers, and most nothing but the signer's own certificate.
        let on_token = reading.keys.iter().filter_map(|key| key.certificate.as_deref());
        let issuers = on_token.filter_map(|der| Certificate::from_der(der).ok()).filter(Certificate::is_ca);
        self.issuers_between().keep(issuers);
        let known = || pki::path::find(&certificate, &self.intermediates(), trust, now.to_utc());
        if !self.is_practice(&certificate) && matches!(known(), Err(PathProblem::NoPath { .. })) {
            self.fetch_issuers(&certificate, trust, now.to_utc());
        }
        let view = self.certificate_view(&certificate, trust, now.to_utc());
        let chain = self.chain(&certificate, trust, now);
        let (key, only_pss) = (key.reference.clone(), key.only_pss);
        Ok(Signer { token: seen.id, worker, key, only_pss, reading, certificate, view, chain })
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
        match pki::path::find(certificate, &self.intermediates(), trust, now.to_utc()) {
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
