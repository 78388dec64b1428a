//! The rules of this computer as a shell sees them: each one's state, and who set it (R-4.1d.2).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RulesView {
    /// The agency whose bundle is in force.
    pub agency: Option<RuleAgencyView>,
    /// All of them, in the order in which they are shown.
    pub rules: Vec<RuleView>,
}

/// Who sets rules here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RuleAgencyView {
    /// The agency's name, in its own words.
    pub name: String,
    /// Date of its bundle, RFC 3339.
    pub issued: String,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RuleView {
    /// Which; its name is `rule-<id>` in the catalogue.
    pub id: RuleId,
    /// What holds.
    pub value: RuleValue,
    /// Who says so.
    pub origin: RuleOrigin,
}

/// The rules. Most are switches of a bundle by the same name (`docs/bundle.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RuleId {
    /// Signing goes on where nobody says whether the certificate was revoked.
    OfflineSigning,
    /// No signature without a time stamp.
    StampRequired,
    /// How old revocation data may be before a signature, in hours.
    RevocationMaxAgeHours,
    /// Whose certificates may sign.
    AllowedIssuers,
    /// Wording of the notice.
    NoticeText,
    /// Documents that can change their look are refused.
    RefuseChangeable,
    /// The network may be used.
    Network,
    /// The status of certificates may be asked for.
    CertificateStatus,
    /// Missing issuers may be fetched.
    MissingIssuers,
    /// For how many months records are kept, when the person applies the rule.
    JournalKeepMonths,
    /// Time-stamp servers.
    Stampers,
    /// Whom to ask.
    Contact,
}

impl RuleId {
    /// All, in the order in which they are shown.
    pub const ALL: [RuleId; 12] = [
        RuleId::OfflineSigning,
        RuleId::StampRequired,
        RuleId::RevocationMaxAgeHours,
        RuleId::AllowedIssuers,
        RuleId::NoticeText,
        RuleId::RefuseChangeable,
        RuleId::Network,
        RuleId::CertificateStatus,
        RuleId::MissingIssuers,
        RuleId::JournalKeepMonths,
        RuleId::Stampers,
        RuleId::Contact,
    ];

    /// Its name, as on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            RuleId::OfflineSigning => "offline-signing",
            RuleId::StampRequired => "stamp-required",
            RuleId::RevocationMaxAgeHours => "revocation-max-age-hours",
            RuleId::AllowedIssuers => "allowed-issuers",
            RuleId::NoticeText => "notice-text",
            RuleId::RefuseChangeable => "refuse-changeable",
            RuleId::Network => "network",
            RuleId::CertificateStatus => "certificate-status",
            RuleId::MissingIssuers => "missing-issuers",
            RuleId::JournalKeepMonths => "journal-keep-months",
            RuleId::Stampers => "stampers",
            RuleId::Contact => "contact",
        }
    }

    /// The rule that a bundle's switch of this name sets. Servers and contact are set by other parts of a bundle.
    pub(crate) fn of_switch(name: &str) -> Option<RuleId> {
        let set = |id: &RuleId| !matches!(id, RuleId::Stampers | RuleId::Contact) && id.as_str() == name;
        RuleId::ALL.into_iter().find(set)
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RuleValue {
    /// Yes or no; the words are `rule-<id>-on` and `rule-<id>-off`.
    Switch {
        /// Whether it is on.
        on: bool,
    },
    /// So many hours, or no bound.
    Hours {
        /// The bound.
        hours: Option<u32>,
    },
    /// So many months, or without end.
    Months {
        /// The bound.
        months: Option<u32>,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// Names or addresses; empty where nothing is named.
    List {
        /// They.
        entries: Vec<String>,
    },
}

/// Who says what a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RuleOrigin {
    /// As the program is delivered.
    Default,
    /// The person, who may change it.
    Own,
    /// The agency: it cannot be changed here.
    Agency,
}
