//! Time stamps and claimed times (EN 319 102-1 §5.4, §5.5.4).

use super::super::facts::Kind;
use super::super::verdict::SubIndication::TimestampOrderFailure;
use super::{PASSED, Rule, WARNING, failed};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "signature_time_stamp",
        clause: "RFC 3161 2.4.2, EN 319 102-1 5.4",
        look: |a| match (a.trusted_stamps, a.other_stamps) {
            (0, 0) => None,
            (_, 0) => PASSED,
            _ => WARNING,
        },
    },
    Rule {
        id: "time_stamp_order",
        clause: "EN 319 102-1 5.5.4",
        look: |a| match a.proven {
            None => None,
            Some(_) if a.stamps_contradict => failed(TimestampOrderFailure),
            Some(_) => PASSED,
        },
    },
    Rule {
        id: "time_proven",
        clause: "EN 319 142-1 6.3",
        look: |a| match (a.signature.kind, a.proven) {
            (Kind::DocumentTimeStamp, _) => None,
            (Kind::Signature, Some(_)) => PASSED,
            (Kind::Signature, None) => WARNING,
        },
    },
    Rule {
        id: "claimed_time",
        clause: "ISO 32000-2 12.8.1",
        look: |a| match a.times_differ() {
            None => None,
            Some(true) => WARNING,
            Some(false) => PASSED,
        },
    },
];
