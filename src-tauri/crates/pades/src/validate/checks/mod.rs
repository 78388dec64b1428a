//! The checks, in the order of EN 319 102-1: the first that does not hold and carries a sub-indication gives the
//! indication of the signature. Each is a row with its name, its clause and a function of the assessment.
//!
//! What happened to the document after signing (`changes`) has no sub-indication: it acts through the integrity detail.

mod changes;
mod crypto;
mod format;
mod identity;
mod time;

use super::assess::Assessment;
use super::report::{Check, Outcome};
use super::verdict::SubIndication;

/// One row.
struct Rule {
    id: &'static str,
    clause: &'static str,
    look: fn(&Assessment<'_>) -> Option<Finding>,
}

/// What a row says; no answer when it does not apply.
struct Finding {
    outcome: Outcome,
    sub_indication: Option<SubIndication>,
}

const PASSED: Option<Finding> = Some(Finding { outcome: Outcome::Passed, sub_indication: None });
const WARNING: Option<Finding> = Some(Finding { outcome: Outcome::Warning, sub_indication: None });
const NOT_DONE: Option<Finding> = Some(Finding { outcome: Outcome::NotDone, sub_indication: None });
const FAILED: Option<Finding> = Some(Finding { outcome: Outcome::Failed, sub_indication: None });

const fn failed(sub: SubIndication) -> Option<Finding> {
    Some(Finding { outcome: Outcome::Failed, sub_indication: Some(sub) })
}

const fn not_done(sub: SubIndication) -> Option<Finding> {
    Some(Finding { outcome: Outcome::NotDone, sub_indication: Some(sub) })
}

/// The names of all checks, so that the message catalogue can be checked to hold a text for each.
pub fn names() -> impl Iterator<Item = &'static str> {
    rules().map(|rule| rule.id)
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    [format::RULES, crypto::RULES, identity::RULES, time::RULES, changes::RULES].into_iter().flatten()
}

/// Runs all checks.
pub(super) fn run(assessment: &Assessment<'_>) -> (Vec<Check>, Option<SubIndication>) {
    let mut first = None;
    let mut checks = Vec::new();
    for rule in rules() {
        if let Some(found) = (rule.look)(assessment) {
            first = first.or(found.sub_indication);
            checks.push(Check { id: rule.id, outcome: found.outcome, clause: rule.clause });
        }
    }
    (checks, first)
}
