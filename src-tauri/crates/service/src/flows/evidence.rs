//! Evidence from outside a document: first what earlier answers left in the cache, then, where it is allowed, what the
//! network says. Everything found goes to the judge as unproven as it came.
//!
//! Asked are only addresses in certificates with a path to a trusted issuer; a certificate without one is asked about, one
//! step far, only where the person allowed missing issuers to be fetched (`pki::gather`). Practice is never asked about.

use super::network::problem_of_fetch;
use crate::Service;
use crate::cache::{Keeping, Kept};
use crate::schema::Problem;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use pades::validate::{Facts, KnownIssuers, Unsettled, status_policy, unsettled};
use pki::cert::Certificate;
use pki::clock::{self, Reading};
use pki::fetch::Fetch;
use pki::gather::{self, Failure, Gathered, Round, Why};
use pki::path::{PathPolicy, VerifiedPath};
use pki::revocation::{Data, Evidence, Policy, Source, Status, Unknown};
use pki::trust::TrustStore;

/// Most problems of the network that are told with one result.
const MOST_TOLD: usize = 5;

/// Steps to a missing issuer, where the person allowed that.
const ISSUER_STEPS: usize = 1;

/// May the network be asked?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asking {
    /// As the settings say.
    #[default]
    AsSet,
    /// Not now.
    Never,
    /// Yes, for this once, by the person's word.
    Now,
}

/// What became of asking.
#[derive(Debug, Default)]
pub(crate) struct Inquiry {
    /// Whether the network was asked.
    pub(crate) online: bool,
    /// Date of the oldest piece from outside.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// Whether something is still not known that could be asked for.
    pub(crate) missing: bool,
    /// What stood in the way.
    pub(crate) problems: Vec<Problem>,
}

/// Trust, time and known keys of one verification.
#[derive(Clone, Copy)]
pub(crate) struct Judging<'a> {
    pub(crate) trust: &'a TrustStore,
    pub(crate) at: DateTime<Utc>,
    pub(crate) known: &'a KnownIssuers,
}

impl Judging<'_> {
    fn unsettled(&self, facts: &Facts) -> Unsettled {
        unsettled(facts, self.trust, self.at, self.known)
    }
}

impl Service {
    /// Completes the facts with evidence from outside the file.
    pub(crate) fn inquire(&self, facts: &mut Facts, judging: Judging<'_>, asking: Asking) -> Inquiry {
        let mut inquiry = Inquiry::default();
        facts.add_evidence([], self.intermediates());
        let mut missing = judging.unsettled(facts);
        if !missing.paths.is_empty() {
            self.add_kept(facts, &missing.paths, judging.at);
            missing = judging.unsettled(facts);
        }
        let settings = self.network();
        let allowed = match asking {
            Asking::AsSet => settings.on && settings.status,
            Asking::Never => false,
            Asking::Now => true,
        };
        let orphans = settings.issuers && !missing.orphans.is_empty();
        if allowed && (orphans || !missing.paths.is_empty()) {
            match self.client(&settings, &[]) {
                Ok(client) => {
                    inquiry.online = true;
                    let fetch = Keeping { cache: self.cache(), fetch: &client };
                    if orphans {
                        add_issuers(facts, &missing.orphans, judging, &fetch, &mut inquiry);
                        missing = judging.unsettled(facts);
                    }
                    self.add_asked(facts, &missing.paths, judging.at, &fetch, &mut inquiry);
                    let outside = &facts.outside;
                    let policy = Policy::as_of(judging.at);
                    let said = missing.paths.iter().find_map(|path| {
                        clock::by_evidence(path, &outside.evidence, &outside.certificates, &policy)
                    });
                    // First: it may be the cause of the others.
                    inquiry.problems.splice(0..0, said.and_then(|said| self.clock_problem(&said)));
                    missing = judging.unsettled(facts);
                }
                Err(problem) => inquiry.problems.push(problem),
            }
        }
        inquiry.missing = !missing.paths.is_empty();
        inquiry.as_of = facts.outside.evidence.iter().map(date).min();
        inquiry.problems.truncate(MOST_TOLD);
        inquiry
    }

    /// How the certificates of a path stand now; asked over the network where the settings allow it.
    pub(crate) fn path_status(&self, path: &VerifiedPath, now: DateTime<Utc>) -> (Vec<Status>, Vec<Problem>) {
        let policy = Policy::as_of(now);
        let kept = self.round(std::slice::from_ref(path), &[], now, &policy, &Kept(self.cache()));
        let revoked = kept.statuses.iter().flatten().any(|status| matches!(status, Status::Revoked { .. }));
        let mut known = from_cache(kept);
        // A word that it was revoked counts whatever its age; what else is older than the agency allows is asked for anew.
        let oldest = self.oldest_status(now).filter(|_| !revoked);
        let mut too_old = false;
        if let Some(oldest) = oldest {
            let all = known.len();
            known.retain(|piece| piece.dated() >= oldest);
            too_old = known.len() < all;
        }
        let settings = self.network();
        let client = match settings.on && settings.status {
            true => self.client(&settings, &[]),
            false => Err(Problem::NetworkOff),
        };
        let mut problems = Vec::new();
        let gathered = match client {
            Ok(client) => {
                let fetch = Keeping { cache: self.cache(), fetch: &client };
                self.round(std::slice::from_ref(path), &known, now, &policy, &fetch)
            }
            Err(problem) => {
                problems.push(problem);
                self.round(std::slice::from_ref(path), &known, now, &policy, &pki::fetch::Offline)
            }
        };
        let evidence: Vec<Evidence> = gathered.evidence.iter().chain(&gathered.unused).cloned().collect();
        let said = clock::by_evidence(path, &evidence, &gathered.certificates, &policy);
        problems.splice(0..0, said.and_then(|said| self.clock_problem(&said)));
        problems.extend(gathered.failures.iter().filter_map(problem_of));
        let mut statuses = gathered.statuses.into_iter().next().unwrap_or_default();
        for status in &mut statuses {
            if let (Status::Good { this_update, .. }, Some(oldest)) = (&*status, oldest)
                && *this_update < oldest
            {
                let until = *this_update + (now - oldest);
                *status = Status::Unknown(Unknown::Stale { this_update: *this_update, until });
                too_old = true;
            }
        }
        if too_old && statuses.iter().any(|status| matches!(status, Status::Unknown(_))) {
            problems.insert(0, self.status_too_old());
        }
        (statuses, problems)
    }

    /// A wrong clock, where the difference is larger than answers take and clocks drift.
    pub(crate) fn clock_problem(&self, said: &Reading) -> Option<Problem> {
        const TOLERANCE: TimeDelta = TimeDelta::minutes(10);
        let form = |time: DateTime<FixedOffset>| time.format("%Y-%m-%d %H:%M").to_string();
        said.exceeds(TOLERANCE).then(|| {
            let zone = *self.host().now().offset();
            let computer = said.states - said.difference;
            Problem::ClockWrong {
                computer: form(computer.with_timezone(&zone)),
                server: form(said.states.with_timezone(&zone)),
            }
        })
    }

    fn add_kept(&self, facts: &mut Facts, paths: &[VerifiedPath], at: DateTime<Utc>) {
        let gathered =
            self.round(paths, &facts.outside.evidence, at, &status_policy(at), &Kept(self.cache()));
        let certificates = gathered.certificates.clone();
        facts.add_evidence(from_cache(gathered), certificates);
    }

    fn add_asked(
        &self,
        facts: &mut Facts,
        paths: &[VerifiedPath],
        at: DateTime<Utc>,
        fetch: &dyn Fetch,
        inquiry: &mut Inquiry,
    ) {
        let gathered = self.round(paths, &facts.outside.evidence, at, &status_policy(at), fetch);
        let Gathered { evidence, unused, certificates, failures, .. } = gathered;
        facts.add_evidence(evidence.into_iter().chain(unused), certificates);
        inquiry.problems.extend(failures.iter().filter_map(problem_of));
    }

    fn round(
        &self,
        paths: &[VerifiedPath],
        known: &[Evidence],
        at: DateTime<Utc>,
        policy: &Policy,
        fetch: &dyn Fetch,
    ) -> Gathered {
        let mut nonce = || {
            let mut bytes = [0u8; 32];
            // Without random numbers an old answer could be played back; its dates still bound it.
            let _ = self.host().random(&mut bytes);
            bytes
        };
        let mut round = Round::new(fetch, &mut nonce, known, &[]);
        for path in paths {
            // Judged at the path's own time, which a time stamp may prove; never later than the time of judging.
            round.path(path, path.at().min(at), policy);
        }
        round.finish()
    }
}

/// One step to the issuer of each.
fn add_issuers(
    facts: &mut Facts,
    orphans: &[Certificate],
    judging: Judging<'_>,
    fetch: &dyn Fetch,
    inquiry: &mut Inquiry,
) {
    for orphan in orphans {
        let policy = PathPolicy { purpose: pki::trust::Purpose::Any, ..PathPolicy::default() };
        let found = gather::issuers(orphan, &[], judging.trust, judging.at, &policy, ISSUER_STEPS, fetch);
        facts.add_evidence([], found.certificates);
        inquiry.problems.extend(found.failures.iter().filter_map(problem_of));
    }
}

/// Kept answers, told as such. The nonce they were asked with is gone with the question.
fn from_cache(gathered: Gathered) -> Vec<Evidence> {
    let Gathered { evidence, unused, .. } = gathered;
    let kept = |piece: Evidence| match piece.source {
        Source::Network => Evidence { source: Source::Cache, nonce: None, ..piece },
        _ => piece,
    };
    evidence.into_iter().chain(unused).map(kept).collect()
}

fn date(evidence: &Evidence) -> DateTime<Utc> {
    match &evidence.data {
        Data::Crl(list) => list.this_update(),
        Data::Ocsp(answer) => answer.produced_at(),
    }
}

/// What a person can do something about; an answer that says nothing shows as missing status.
fn problem_of(failure: &Failure) -> Option<Problem> {
    match &failure.why {
        Why::Fetch(error) => Some(problem_of_fetch(error, &failure.url)),
        _ => None,
    }
}
