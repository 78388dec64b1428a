//! What a period's records add up to. One pass over them; what is kept grows with months, units and certificates, not with
//! records.

use super::period::{Month, Period};
use crate::record::{Act, Category, Certificate, Code, Event, Notice, Short, Step, Verdict};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::BTreeMap;

/// Counts of acts, for the whole, a month or a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Documents signed.
    pub signed: u64,
    /// Their pages.
    pub pages: u64,
    /// Of them with a time stamp.
    pub stamped: u64,
    /// Of them with the notice of Art 4(1)i, written or found there.
    pub noticed: u64,
    /// Signings that failed.
    pub failed: u64,
    /// Documents checked.
    pub verified: u64,
    /// Of them not valid.
    pub invalid: u64,
    /// Acknowledgements of the policy.
    pub acknowledged: u64,
    /// Signed documents that were raised or completed afterwards.
    pub extended: u64,
    /// Certificates that were put on a token here.
    pub enrolled: u64,
}

/// Certificates at the period's end, and what became of them in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Certificates {
    /// Valid on the last day.
    pub active: u64,
    /// Of them running out within the days given.
    pub expiring: u64,
    /// Run out by the last day, neither revoked nor replaced.
    pub expired: u64,
    /// Revoked by the last day.
    pub revoked: u64,
    /// Reported lost and not found by the last day; not counted among the active.
    pub lost: u64,
    /// Met first in the period.
    pub new: u64,
    /// Renewals in the period.
    pub renewed: u64,
}

/// Activities of literacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Literacy {
    /// How many.
    pub activities: u64,
    /// How many took part, together.
    pub participants: u64,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The period.
    pub period: Period,
    /// The whole.
    pub total: Counts,
    /// By month, every month of the period.
    pub months: BTreeMap<Month, Counts>,
    /// By unit.
    pub units: BTreeMap<String, Counts>,
    /// Signed documents by the kind the signer chose; without a choice under nothing.
    pub documents: BTreeMap<Option<Code>, u64>,
    /// Failures by category, every category.
    pub failures: BTreeMap<Category, u64>,
    /// Checked documents by result, every result.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Acknowledgements by version of the policy.
    pub policies: BTreeMap<Code, u64>,
    /// Activities of literacy whose day is in the period.
    pub literacy: Literacy,
    certificates: BTreeMap<Short, Known>,
}

/// A certificate, as far as records tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    at: DateTime<Utc>,
    not_before: NaiveDate,
    not_after: NaiveDate,
    first: DateTime<Utc>,
    renewals: u64,
    new: bool,
    revoked: bool,
    lost: bool,
}

impl Figures {
    /// Nothing yet.
    #[must_use]
    pub fn of(period: Period) -> Figures {
        Figures {
            period,
            total: Counts::default(),
            months: period.months().into_iter().map(|month| (month, Counts::default())).collect(),
            units: BTreeMap::new(),
            documents: BTreeMap::new(),
            failures: Category::ALL.iter().map(|category| (*category, 0)).collect(),
            verdicts: Verdict::ALL.iter().map(|verdict| (*verdict, 0)).collect(),
            policies: BTreeMap::new(),
            literacy: Literacy::default(),
            certificates: BTreeMap::new(),
        }
    }

    /// Adds a record, of the period or before it (only certificates count from before).
    pub fn add(&mut self, unit: &str, at: DateTime<Utc>, act: &Act) {
        let stretch = self.period.stretch();
        if at >= stretch.until || act.is_own() || act.is_practice() {
            return;
        }
        if let Act::Certificate(certificate) = act {
            return self.certificate(at, certificate);
        }
        if let Act::Literacy(literacy) = act {
            if self.period.from() <= literacy.day && literacy.day <= self.period.to() {
                self.literacy.activities = self.literacy.activities.saturating_add(1);
                let more = u64::from(literacy.participants);
                self.literacy.participants = self.literacy.participants.saturating_add(more);
            }
            return;
        }
        if at < stretch.from {
            return;
        }
        let Some(count) = Counts::of(act) else { return };
        self.total.add(&count);
        if let Some(month) = self.months.get_mut(&Month::of(self.period.day(at))) {
            month.add(&count);
        }
        match self.units.get_mut(unit) {
            Some(counts) => counts.add(&count),
            None => drop(self.units.insert(unit.to_owned(), count)),
        }
        match act {
            Act::Signed(signed) => one_more(&mut self.documents, signed.document.clone()),
            Act::Failed(failed) => one_more(&mut self.failures, failed.category),
            Act::Verified(verified) => one_more(&mut self.verdicts, verified.verdict),
            Act::Acknowledged(acknowledged) => one_more(&mut self.policies, acknowledged.version.clone()),
            _ => {}
        }
    }

    /// The certificates at the period's end; those that run out within so many days count as expiring.
    #[must_use]
    pub fn certificates(&self, days: u32) -> Certificates {
        let (from, end) = (self.period.stretch().from, self.period.to());
        let soon = end.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX);
        let mut sum = Certificates::default();
        for known in self.certificates.values() {
            sum.new += u64::from(known.new && known.first >= from);
            sum.renewed += known.renewals;
            let expired = known.not_after < end;
            let active = !known.revoked && !known.lost && !expired && known.not_before <= end;
            sum.revoked += u64::from(known.revoked);
            sum.lost += u64::from(known.lost && !known.revoked);
            sum.expired += u64::from(expired && !known.revoked && !known.lost);
            sum.active += u64::from(active);
            sum.expiring += u64::from(active && known.not_after <= soon);
        }
        sum
    }

    fn certificate(&mut self, at: DateTime<Utc>, certificate: &Certificate) {
        let within = at >= self.period.stretch().from;
        let Certificate { of, event, not_before, not_after } = certificate;
        let known = self.certificates.entry(of.certificate.clone()).or_insert(Known {
            at,
            not_before: *not_before,
            not_after: *not_after,
            first: at,
            renewals: 0,
            new: false,
            revoked: false,
            lost: false,
        });
        known.first = known.first.min(at);
        known.new |= *event == Event::New;
        known.renewals += u64::from(*event == Event::Renewed && within);
        known.revoked |= *event == Event::Revoked;
        // computers tell in any order; the later word holds
        if at >= known.at {
            known.at = at;
            known.lost = match event {
                Event::Lost => true,
                Event::Found => false,
                Event::New | Event::Renewed | Event::Revoked => known.lost,
            };
        }
    }
}

impl Counts {
    fn of(act: &Act) -> Option<Counts> {
        let none = Counts::default();
        Some(match act {
            Act::Signed(signed) => Counts {
                signed: 1,
                pages: u64::from(signed.pages),
                stamped: u64::from(signed.stamped),
                noticed: u64::from(matches!(signed.notice, Notice::Written | Notice::Present)),
                ..none
            },
            Act::Failed(_) => Counts { failed: 1, ..none },
            Act::Verified(verified) => {
                Counts { verified: 1, invalid: u64::from(verified.verdict == Verdict::TidakSah), ..none }
            }
            Act::Acknowledged(_) => Counts { acknowledged: 1, ..none },
            Act::Extended(extended) => Counts { extended: u64::from(extended.problem.is_none()), ..none },
            Act::Enrolled(enrolled) => {
                let done = enrolled.step == Step::Certificate && enrolled.problem.is_none();
                Counts { enrolled: u64::from(done), ..none }
            }
            _ => return None,
        })
    }

    fn add(&mut self, other: &Counts) {
        let Counts {
            signed,
            pages,
            stamped,
            noticed,
            failed,
            verified,
            invalid,
            acknowledged,
            extended,
            enrolled,
        } = self;
        *signed = signed.saturating_add(other.signed);
        *pages = pages.saturating_add(other.pages);
        *stamped = stamped.saturating_add(other.stamped);
        *noticed = noticed.saturating_add(other.noticed);
        *failed = failed.saturating_add(other.failed);
        *verified = verified.saturating_add(other.verified);
        *invalid = invalid.saturating_add(other.invalid);
        *acknowledged = acknowledged.saturating_add(other.acknowledged);
        *extended = extended.saturating_add(other.extended);
        *enrolled = enrolled.saturating_add(other.enrolled);
    }
}

fn one_more<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}
