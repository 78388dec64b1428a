//! The rules that an agency may set for its computers (R-4.1d.2): switches of its signed bundle, by name and form. A rule that
//! the bundle does not name is left to the person, or to the program.
//!
//! Not here: the bundle and its signature ([`pki::bundle`]), and what a rule changes (`flows::rules`, `flows::sign`).

use crate::flows::sign::check_wording;
use crate::schema::RuleId;
use chrono::TimeDelta;
use pki::bundle::Switch;
use std::collections::{BTreeMap, BTreeSet};

/// Most hours of [`RuleId::RevocationMaxAgeHours`]: a year, beyond which no list is valid.
const MOST_HOURS: i64 = 366 * 24;

/// Most months of [`RuleId::JournalKeepMonths`]: a hundred years.
pub(crate) const MOST_MONTHS: u32 = 1200;

/// What a bundle rules; nothing where it leaves a question open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    /// The network may be used.
    pub(crate) network: Option<bool>,
    /// The status of certificates may be asked for.
    pub(crate) status: Option<bool>,
    /// Missing issuers may be fetched.
    pub(crate) missing_issuers: Option<bool>,
    /// Documents that can change their look are refused.
    pub(crate) changeable: Option<bool>,
    /// Signing goes on where nobody says whether the certificate was revoked.
    pub(crate) offline: Option<bool>,
    /// No signature without a time stamp.
    pub(crate) stamp: Option<bool>,
    /// Wording of the notice; it has both facts.
    pub(crate) notice: Option<String>,
    /// How old revocation data may be before a signature.
    pub(crate) max_age: Option<TimeDelta>,
    /// SHA-256 of the keys of which one must stand above the signer; never empty.
    pub(crate) issuers: Option<BTreeSet<[u8; 32]>>,
    /// For how many months records of this computer are kept, when a person applies the rule.
    pub(crate) months: Option<u32>,
}

impl Rules {
    /// Reads switches. The second part names those that are not known, or whose value has another form: none of them counts.
    pub(crate) fn read(switches: &BTreeMap<String, Switch>) -> (Rules, Vec<&str>) {
        let (mut rules, mut strange) = (Rules::default(), Vec::new());
        for (name, value) in switches {
            let understood = match RuleId::of_switch(name) {
                Some(id) => rules.set(id, value),
                None => CONTACT.contains(&name.as_str()) && matches!(value, Switch::Text(_)),
            };
            if !understood {
                strange.push(name.as_str());
            }
        }
        (rules, strange)
    }

    fn set(&mut self, id: RuleId, value: &Switch) -> bool {
        match id {
            RuleId::Network => on(&mut self.network, value),
            RuleId::CertificateStatus => on(&mut self.status, value),
            RuleId::MissingIssuers => on(&mut self.missing_issuers, value),
            RuleId::RefuseChangeable => on(&mut self.changeable, value),
            RuleId::OfflineSigning => on(&mut self.offline, value),
            RuleId::StampRequired => on(&mut self.stamp, value),
            RuleId::NoticeText => match value {
                Switch::Text(text) if check_wording(text).is_ok() => {
                    self.notice = Some(text.trim().to_owned());
                    true
                }
                _ => false,
            },
            RuleId::RevocationMaxAgeHours => match value {
                Switch::Number(hours @ 1..=MOST_HOURS) => {
                    self.max_age = Some(TimeDelta::hours(*hours));
                    true
                }
                _ => false,
            },
            RuleId::JournalKeepMonths => {
                self.months = match value {
                    Switch::Number(months) => {
                        u32::try_from(*months).ok().filter(|n| (1..=MOST_MONTHS).contains(n))
                    }
                    _ => None,
                };
                self.months.is_some()
            }
            RuleId::AllowedIssuers => match value {
                Switch::Text(text) => {
                    self.issuers = keys(text);
                    self.issuers.is_some()
                }
                _ => false,
            },
            RuleId::Contact | RuleId::Stampers => false,
        }
    }
}

/// Switches that name the agency's own helpdesk: name, address, telephone, e-mail.
pub(crate) const CONTACT: [&str; 4] = ["contact-name", "contact-address", "contact-phone", "contact-email"];

fn on(field: &mut Option<bool>, value: &Switch) -> bool {
    if let Switch::On(on) = value {
        *field = Some(*on);
    }
    matches!(value, Switch::On(_))
}

/// SHA-256 fingerprints, separated by white space; nothing where one of them is none, or there is not one.
fn keys(text: &str) -> Option<BTreeSet<[u8; 32]>> {
    let keys: Result<BTreeSet<_>, _> = text.split_whitespace().map(pki::trust::parse_fingerprint).collect();
    keys.ok().filter(|keys| !keys.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(switches: &str) -> (Rules, Vec<String>) {
        let switches: BTreeMap<String, Switch> = serde_json::from_str(switches).unwrap();
        let (rules, strange) = Rules::read(&switches);
        (rules, strange.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn every_switch_is_read_under_its_name() {
        let key = "ab".repeat(32);
        let (rules, strange) = read(&format!(
            r#"{{"network": true, "certificate-status": true, "missing-issuers": false, "refuse-changeable": true,
                 "offline-signing": false, "stamp-required": true, "revocation-max-age-hours": 24, "journal-keep-months": 60,
                 "notice-text": " Ditandatangani secara elektronik dengan sertifikat elektronik terbitan BSrE. ",
                 "allowed-issuers": "{key} {}", "contact-name": "Helpdesk"}}"#,
            "cd".repeat(32)
        ));
        assert!(strange.is_empty(), "{strange:?}");
        assert_eq!(
            (rules.network, rules.status, rules.missing_issuers, rules.changeable),
            (Some(true), Some(true), Some(false), Some(true))
        );
        assert_eq!((rules.offline, rules.stamp), (Some(false), Some(true)));
        assert_eq!((rules.max_age, rules.months), (Some(TimeDelta::hours(24)), Some(60)));
        assert_eq!(
            rules.notice.as_deref(),
            Some("Ditandatangani secara elektronik dengan sertifikat elektronik terbitan BSrE.")
        );
        assert_eq!(rules.issuers.unwrap(), BTreeSet::from([[0xab; 32], [0xcd; 32]]));
        assert_eq!(read("{}"), (Rules::default(), Vec::new()));
    }

    #[test]
    fn value_of_another_form_counts_as_not_understood_and_rules_nothing() {
        for (name, value) in [
            ("network", "1"),
            ("offline-signing", r#""no""#),
            ("stamp-required", r#""ya""#),
            ("revocation-max-age-hours", "0"),
            ("revocation-max-age-hours", "true"),
            ("revocation-max-age-hours", "100000"),
            ("journal-keep-months", "0"),
            ("journal-keep-months", "-3"),
            ("notice-text", r#""Ditandatangani secara elektronik.""#),
            ("allowed-issuers", r#""""#),
            ("allowed-issuers", r#""abcd""#),
            ("contact-name", "true"),
            ("stampers", "true"),
            ("from-the-future", "true"),
        ] {
            let (rules, strange) = read(&format!(r#"{{"{name}": {value}}}"#));
            assert_eq!((rules, strange), (Rules::default(), vec![name.to_owned()]), "{value}");
        }
    }
}
