//! What happened to the file after signing (ISO 32000-2 12.8.2.2); the integrity detail says what it means.

use super::{FAILED, NOT_DONE, PASSED, Rule, WARNING};
use crate::diff::ChangeLevel;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "in_form",
        clause: "ISO 32000-2 12.7.5.5",
        look: |a| match a.signature.fields.len() {
            1 => PASSED,
            // No field leads to it, or one dictionary serves several fields.
            _ => WARNING,
        },
    },
    Rule {
        id: "dictionary_kept",
        clause: "ISO 32000-2 12.8.1",
        look: |a| if a.signature.replaced { FAILED } else { PASSED },
    },
    Rule {
        id: "no_unaccounted_bytes",
        clause: "ISO 32000-2 7.5.6",
        look: |a| if a.signature.unaccounted.is_none() { PASSED } else { FAILED },
    },
    Rule {
        id: "later_changes",
        clause: "ISO 32000-2 12.8.2.2.2, 12.8.2.4",
        look: |a| {
            let revisions_known = a.signature.coverage.revision.is_some() && !a.facts.rebuilt;
            if !revisions_known && !a.signature.coverage.whole_file {
                return NOT_DONE;
            }
            match a.signature.changes.as_ref().map_or(ChangeLevel::None, |changes| changes.level) {
                ChangeLevel::None | ChangeLevel::Allowed => PASSED,
                ChangeLevel::Visible => WARNING,
                ChangeLevel::Forbidden => FAILED,
            }
        },
    },
];
