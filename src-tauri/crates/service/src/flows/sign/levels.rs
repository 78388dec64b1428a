//! Levels above the basic one (EN 319 142-1 §6): the signature's time stamp, the validation data, the archive time stamp.
//! All of it happens after the card has been released, and none of it can cost a signature: each step is appended to the
//! draft, verified from disk, and taken away again when it fails.

use crate::documents::OpenDocument;
use crate::output::{self, Draft};
use crate::schema::{HeadingState, Problem, SignLevel, SignatureView, VerifyView};
use crate::{Service, running};
use chrono::{DateTime, FixedOffset, TimeDelta};
use pades::sign::extend;
use pades::sign::{Finished, Prepared};
use pdf::Password;
use pki::algorithm::Digest;
use pki::tsp::Stamp;
use std::sync::Arc;

use super::{Signer, validation_data};

/// Length in bytes that a token is expected to have as long as none has been seen: those of public authorities with their
/// chain have 4 to 7 kB.
const USUAL_TOKEN: usize = 7 * 1024;

/// How long a trial stamp, or its failure, stands for the next one.
const TRIAL_HOLDS: TimeDelta = TimeDelta::minutes(5);

/// A stamp over random bytes: it shows before the PIN that the authority answers, and how long its tokens are.
pub(crate) struct Trial {
    at: DateTime<FixedOffset>,
    outcome: Result<Arc<Stamp>, Problem>,
}

impl Service {
    /// The level of a signature: as the person chose. Where nothing was chosen, what holds for years if a time-stamp server may
    /// be asked, else the least that the agency allows; the practice token costs no authority a stamp.
    pub(super) fn level(&self, chosen: Option<SignLevel>, signer: Option<&Signer>) -> SignLevel {
        let network = self.network();
        let stamps = network.on && !network.stamps.is_empty();
        chosen.unwrap_or(match signer {
            Some(signer) if signer.view.practice => SignLevel::B,
            _ if stamps => self.least_level().max(SignLevel::Lt),
            _ => self.least_level(),
        })
    }

    /// The outcome of a trial stamp that is not older than a few minutes; asks for one where there is none.
    pub(super) fn trial(&self) -> Result<Arc<Stamp>, Problem> {
        let now = self.host().now();
        let mut trial = crate::lock(&self.trial);
        if let Some(known) = &*trial
            && now.signed_duration_since(known.at).abs() < TRIAL_HOLDS
        {
            return known.outcome.clone();
        }
        let outcome = self.try_stamp().map(Arc::new);
        running::go_on()?;
        *trial = Some(Trial { at: now, outcome: outcome.clone() });
        outcome
    }

    /// Whatever is remembered of the authority no longer counts: its settings have changed, or it failed.
    pub(crate) fn forget_trial(&self) {
        *crate::lock(&self.trial) = None;
    }

    fn try_stamp(&self) -> Result<Stamp, Problem> {
        // Random, so that nothing of any document leaves the computer.
        let mut imprint = [0u8; 32];
        self.host().random(&mut imprint).map_err(|error| self.internal("random numbers", &error))?;
        Ok(self.time_stamp(Digest::Sha256, &imprint)?.stamp)
    }

    /// Room to keep for a token.
    pub(super) fn token_length(&self) -> usize {
        self.trial().map_or(USUAL_TOKEN, |stamp| stamp.der().len())
    }

    /// The signature with a time stamp over its value (level B-T).
    pub(super) fn stamped(&self, prepared: &Prepared, signature: &[u8]) -> Result<Finished, Problem> {
        let stamped = self.time_stamp(Digest::Sha256, &Digest::Sha256.hash(signature));
        let stamped = stamped.inspect_err(|_| self.forget_trial())?;
        prepared.finish_stamped(signature, stamped.stamp.der()).map_err(|error| self.no_room(error))
    }

    fn no_room(&self, error: pades::Error) -> Problem {
        match error {
            pades::Error::ContentsTooSmall { .. } => Problem::TimestampTooLong,
            pades::Error::NotAppendable(_) => Problem::DocumentNeedsRepair,
            pades::Error::PermissionForbids => Problem::DocumentPermissionForbids,
            error => self.internal("extend", &error),
        }
    }

    /// Appends to the signed draft what `wanted` needs beyond what it has, and gives the verification of the result. When
    /// a step fails, the draft keeps the steps before it.
    pub(super) fn raise(
        &self,
        draft: &mut Draft,
        password: Option<&Arc<Password>>,
        wanted: SignLevel,
    ) -> Result<VerifyView, Problem> {
        let mut view = self.seen(draft, password)?;
        let raisable = |view: &VerifyView| view.signatures.iter().any(|one| one.level.is_some());
        if !raisable(&view) {
            return Err(Problem::NothingToExtend);
        }
        let unstamped = view.signatures.iter().any(|one| one.level.as_deref() == Some("B-B"));
        if wanted != SignLevel::B && unstamped {
            view = self.append(draft, password, &view, |document| self.document_stamp(document).map(Some))?;
        }
        if matches!(wanted, SignLevel::Lt | SignLevel::Lta) {
            // The archive time stamp comes behind the data and is not spoken of by it, unless its authority is asked now.
            let archive = if wanted == SignLevel::Lta { Some(self.trial()?) } else { None };
            view = self.append(draft, password, &view, |document| {
                let data = validation_data::gather(self, document, archive.as_deref())?;
                let seed = self.seed()?;
                extend::security_store(document, &data, seed).map_err(|error| self.no_room(error))
            })?;
        }
        if wanted == SignLevel::Lta {
            view = self.append(draft, password, &view, |document| self.document_stamp(document).map(Some))?;
        }
        let reached =
            view.signatures.iter().filter_map(|one| one.level.as_deref()).all(|level| reaches(level, wanted));
        if reached { Ok(view) } else { Err(Problem::OutputFailedVerification) }
    }

    fn document_stamp(&self, document: &pdf::Document) -> Result<Finished, Problem> {
        let prepared = extend::document_time_stamp(document, self.token_length(), self.seed()?)
            .map_err(|error| self.no_room(error))?;
        let stamped = self.time_stamp(Digest::Sha256, prepared.digest());
        let stamped = stamped.inspect_err(|_| self.forget_trial())?;
        prepared.finish(stamped.stamp.der()).map_err(|error| self.no_room(error))
    }

    pub(crate) fn seed(&self) -> Result<[u8; 16], Problem> {
        let mut seed = [0u8; 16];
        self.host().random(&mut seed).map_err(|error| self.internal("random numbers", &error))?;
        Ok(seed)
    }

    /// One step: appended, read back from disk, and cut off again unless every signature is as good as before.
    fn append(
        &self,
        draft: &mut Draft,
        password: Option<&Arc<Password>>,
        before: &VerifyView,
        step: impl FnOnce(&pdf::Document) -> Result<Option<Finished>, Problem>,
    ) -> Result<VerifyView, Problem> {
        let length = draft.length()?;
        let finished = {
            let open = reopened(draft, password)?;
            step(open.document()?)?
        };
        let Some(finished) = finished else { return Ok(before.clone()) };
        draft.append(finished.tail())?;
        let after = self.seen(draft, password);
        let kept = |after: &VerifyView| {
            before
                .signatures
                .iter()
                .filter(|one| good(one))
                .all(|one| after.signatures.iter().any(|other| other.field == one.field && good(other)))
                && after.signatures.iter().filter(|one| one.document_timestamp).all(good)
        };
        match after {
            Ok(after) if kept(&after) => Ok(after),
            failed => {
                draft.cut(length)?;
                failed.and(Err(Problem::OutputFailedVerification))
            }
        }
    }

    fn seen(&self, draft: &Draft, password: Option<&Arc<Password>>) -> Result<VerifyView, Problem> {
        self.verify(&reopened(draft, password)?)
    }
}

fn reopened(draft: &Draft, password: Option<&Arc<Password>>) -> Result<OpenDocument, Problem> {
    let open = OpenDocument::from_file(&output::name_of(draft.target()), draft.reopen()?)?;
    if let Some(password) = password {
        open.unlock(password)?;
    }
    Ok(open)
}

fn good(one: &SignatureView) -> bool {
    !matches!(one.integrity, HeadingState::TidakSah | HeadingState::TidakDapatDiperiksa)
}

fn reaches(level: &str, wanted: SignLevel) -> bool {
    let rank = match level {
        "B-LTA" => SignLevel::Lta,
        "B-LT" => SignLevel::Lt,
        "B-T" => SignLevel::T,
        _ => SignLevel::B,
    };
    rank >= wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_is_reached_by_itself_and_those_above() {
        assert!(reaches("B-LTA", SignLevel::Lt) && reaches("B-LT", SignLevel::Lt));
        assert!(!reaches("B-T", SignLevel::Lt) && !reaches("B-B", SignLevel::T));
    }
}
