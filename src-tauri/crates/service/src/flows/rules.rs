//! The agency's rules at work: what holds here and who says so, and what they forbid before the PIN (R-4.1d.2, R-4.1f.3).
//! Practice is never ruled: its signatures are worth nothing, and it must work without reader and network.

use crate::Service;
use crate::rules::Rules;
use crate::schema::{
    NetworkSettings, Problem, RuleAgencyView, RuleId, RuleOrigin, RuleValue, RuleView, RulesView, SignLevel,
};
use crate::settings::Settings;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use pki::cert::Certificate;
use pki::path::VerifiedPath;

/// The agency whose rule stands in the way, as sentences name it.
pub(crate) struct Ruler {
    agency: String,
    since: String,
}

impl Service {
    /// What the bundle in force rules; nothing without one.
    pub(crate) fn rules(&self) -> Rules {
        self.bundle().map(|bundle| Rules::read(bundle.switches()).0).unwrap_or_default()
    }

    fn ruler(&self) -> Ruler {
        let bundle = self.bundle();
        Ruler {
            agency: bundle.as_ref().map(|bundle| bundle.agency().to_owned()).unwrap_or_default(),
            since: bundle.map(|bundle| bundle.issued().format("%Y-%m-%d").to_string()).unwrap_or_default(),
        }
    }

    /// The level that a request without one gets: the lowest that is allowed.
    pub(crate) fn least_level(&self) -> SignLevel {
        if self.rules().stamp == Some(true) { SignLevel::T } else { SignLevel::B }
    }

    /// Whether this level may be signed.
    pub(crate) fn level_allowed(&self, level: SignLevel) -> Result<(), Problem> {
        if level >= self.least_level() {
            return Ok(());
        }
        let Ruler { agency, since } = self.ruler();
        Err(Problem::PolicyStampRequired { agency, since })
    }

    /// What a time stamp that cannot be had means: nothing, unless the agency asks for one.
    pub(crate) fn stamp_dispensable(&self) -> Result<(), Problem> {
        if self.rules().stamp != Some(true) {
            return Ok(());
        }
        let Ruler { agency, since } = self.ruler();
        Err(Problem::PolicyStampMissing { agency, since })
    }

    /// Whether signing may go on although nobody says whether the certificate was revoked.
    pub(crate) fn offline_allowed(&self) -> Result<(), Problem> {
        if self.rules().offline != Some(false) {
            return Ok(());
        }
        let Ruler { agency, since } = self.ruler();
        Err(Problem::PolicyOffline { agency, since })
    }

    /// Whether the agency lets certificates of this path sign.
    pub(crate) fn issuer_allowed(&self, path: &VerifiedPath) -> Result<(), Problem> {
        let Some(allowed) = self.rules().issuers else { return Ok(()) };
        let above = path.certificates().iter().skip(1);
        if above.map(Certificate::key_sha256).any(|key| allowed.contains(&key)) {
            return Ok(());
        }
        let signer = path.certificates().first();
        let issuer = signer.map(|signer| super::tokens::name_of(signer.issuer())).unwrap_or_default();
        let Ruler { agency, since } = self.ruler();
        Err(Problem::PolicyIssuer { issuer, agency, since })
    }

    /// Before this, revocation data are too old for a signature now.
    pub(crate) fn oldest_status(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.rules().max_age.and_then(|age: TimeDelta| now.checked_sub_signed(age))
    }

    /// Revocation data that are older than the agency allows, as an obstacle.
    pub(crate) fn status_too_old(&self) -> Problem {
        let hours = self.rules().max_age.map_or(0, |age| age.num_hours());
        let Ruler { agency, since } = self.ruler();
        Problem::CertificateStatusOld { hours: u32::try_from(hours).unwrap_or(u32::MAX), agency, since }
    }

    /// Every rule with its state and who set it.
    pub fn rules_view(&self) -> RulesView {
        let (bundle, rules, own) = (self.bundle(), self.rules(), self.settings());
        let agency = bundle.as_ref().map(|bundle| RuleAgencyView {
            name: bundle.agency().to_owned(),
            issued: bundle.issued().to_rfc3339_opts(SecondsFormat::Secs, true),
        });
        let rules = RuleId::ALL.into_iter().map(|id| {
            let by_agency = match id {
                RuleId::Stampers => bundle.as_ref().is_some_and(|bundle| !bundle.stampers().is_empty()),
                RuleId::Contact => self.first_contact().by_agency,
                switch => ruled(switch, &rules),
            };
            let origin = match (by_agency, chosen(id, &own)) {
                (true, _) => RuleOrigin::Agency,
                (false, true) => RuleOrigin::Own,
                (false, false) => RuleOrigin::Default,
            };
            RuleView { id, value: self.rule_value(id, &rules), origin }
        });
        RulesView { agency, rules: rules.collect() }
    }

    fn rule_value(&self, id: RuleId, rules: &Rules) -> RuleValue {
        let switch = |on| RuleValue::Switch { on };
        match id {
            RuleId::OfflineSigning => switch(rules.offline != Some(false)),
            RuleId::StampRequired => switch(rules.stamp == Some(true)),
            RuleId::RevocationMaxAgeHours => RuleValue::Hours {
                hours: rules.max_age.map(|age| u32::try_from(age.num_hours()).unwrap_or(u32::MAX)),
            },
            RuleId::JournalKeepMonths => RuleValue::Months { months: rules.months },
            RuleId::AllowedIssuers => {
                let allowed = rules.issuers.clone().unwrap_or_default();
                RuleValue::List { entries: allowed.iter().map(|key| self.issuer_name(key)).collect() }
            }
            RuleId::NoticeText => RuleValue::Text { text: self.notice_text() },
            RuleId::RefuseChangeable => switch(self.refuses_changeable()),
            RuleId::Network => switch(self.network().on),
            RuleId::CertificateStatus => switch(self.network().status),
            RuleId::MissingIssuers => switch(self.network().issuers),
            RuleId::Stampers => {
                RuleValue::List { entries: self.network().stamps.into_iter().map(|one| one.url).collect() }
            }
            RuleId::Contact => RuleValue::Text { text: self.first_contact().name },
        }
    }

    /// An issuer's name where its certificate is at hand, else the fingerprint of its key.
    fn issuer_name(&self, key: &[u8; 32]) -> String {
        let anchors = self.issuers().into_iter().map(|one| one.anchor.certificate);
        let known = anchors.chain(self.intermediates()).find(|one| one.key_sha256() == *key);
        known.map_or_else(|| crate::hex(key), |one| super::tokens::name_of(one.subject()))
    }
}

/// Whether a switch of the agency's rules this.
fn ruled(id: RuleId, rules: &Rules) -> bool {
    match id {
        RuleId::OfflineSigning => rules.offline.is_some(),
        RuleId::StampRequired => rules.stamp.is_some(),
        RuleId::RevocationMaxAgeHours => rules.max_age.is_some(),
        RuleId::AllowedIssuers => rules.issuers.is_some(),
        RuleId::NoticeText => rules.notice.is_some(),
        RuleId::RefuseChangeable => rules.changeable.is_some(),
        RuleId::JournalKeepMonths => rules.months.is_some(),
        RuleId::Network => rules.network.is_some(),
        RuleId::CertificateStatus => rules.status.is_some(),
        RuleId::MissingIssuers => rules.missing_issuers.is_some(),
        RuleId::Stampers | RuleId::Contact => false,
    }
}

/// Whether the person chose something else than what the program comes with.
fn chosen(id: RuleId, own: &Settings) -> bool {
    let shipped = NetworkSettings::default();
    match id {
        RuleId::NoticeText => own.notice.is_some(),
        RuleId::RefuseChangeable => own.refuse_changeable,
        RuleId::Network => own.network.on != shipped.on,
        RuleId::CertificateStatus => own.network.status != shipped.status,
        RuleId::MissingIssuers => own.network.issuers != shipped.issuers,
        RuleId::Stampers => !own.network.stamps.is_empty(),
        RuleId::OfflineSigning
        | RuleId::StampRequired
        | RuleId::RevocationMaxAgeHours
        | RuleId::AllowedIssuers
        | RuleId::JournalKeepMonths
        | RuleId::Contact => false,
    }
}
