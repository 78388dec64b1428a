//! The checks of many documents as one list: the worst outcome of each, and how many documents did not pass it.

use crate::schema::{BatchCheckView, CheckId, CheckState, CheckView};

/// The list as it grows.
#[derive(Default)]
pub(super) struct Checks(Vec<BatchCheckView>);

impl Checks {
    /// Adds the checks of one document.
    pub(super) fn add(&mut self, checks: &[CheckView]) {
        for check in checks {
            // What is wrong with one document keeps that one out; the others go on.
            let own = check.state == CheckState::Failed && about_one_document(check.id);
            let state = if own { CheckState::Warning } else { check.state };
            let check = CheckView { state, ..check.clone() };
            let failed = u32::from(state != CheckState::Passed);
            match self.0.iter_mut().find(|known| known.check.id == check.id) {
                None => self.insert(BatchCheckView { check, documents: failed }),
                Some(known) => {
                    known.documents = known.documents.saturating_add(failed);
                    if weight(state) > weight(known.check.state) {
                        known.check = check;
                    }
                }
            }
        }
    }

    /// All checks, in the order in which a single document shows them.
    pub(super) fn views(self) -> Vec<BatchCheckView> {
        self.0
    }

    /// Some checks are due for some documents only (earlier signatures): they keep their place in the order.
    fn insert(&mut self, one: BatchCheckView) {
        let order = place(one.check.id);
        let at = self.0.iter().position(|known| place(known.check.id) > order).unwrap_or(self.0.len());
        self.0.insert(at, one);
    }
}

const fn about_one_document(id: CheckId) -> bool {
    matches!(
        id,
        CheckId::Document | CheckId::Content | CheckId::Notice | CheckId::EarlierSignatures | CheckId::Output
    )
}

const fn weight(state: CheckState) -> u8 {
    match state {
        CheckState::Passed => 0,
        CheckState::Warning => 1,
        CheckState::Failed => 2,
    }
}

const fn place(id: CheckId) -> u8 {
    match id {
        CheckId::Token => 0,
        CheckId::Certificate => 1,
        CheckId::Issuer => 2,
        CheckId::Status => 3,
        CheckId::Document => 4,
        CheckId::Content => 5,
        CheckId::Notice => 6,
        CheckId::EarlierSignatures => 7,
        CheckId::Output => 8,
        CheckId::Time => 9,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use crate::schema::Problem;

    fn check(id: CheckId, state: CheckState) -> CheckView {
        let problem = (state == CheckState::Failed).then_some(Problem::DocumentDamaged);
        CheckView { id, state, problem, number: None }
    }

    #[test]
    fn fault_of_one_document_is_a_warning_with_a_count_and_of_the_token_a_failure() {
        let mut checks = Checks::default();
        checks
            .add(&[check(CheckId::Token, CheckState::Passed), check(CheckId::Document, CheckState::Failed)]);
        checks.add(&[
            check(CheckId::Token, CheckState::Failed),
            check(CheckId::Document, CheckState::Passed),
            check(CheckId::Output, CheckState::Passed),
        ]);
        checks.add(&[check(CheckId::EarlierSignatures, CheckState::Warning)]);
        let views = checks.views();
        let seen: Vec<_> = views.iter().map(|one| (one.check.id, one.check.state, one.documents)).collect();
        assert_eq!(
            seen,
            [
                (CheckId::Token, CheckState::Failed, 1),
                (CheckId::Document, CheckState::Warning, 1),
                (CheckId::EarlierSignatures, CheckState::Warning, 1),
                (CheckId::Output, CheckState::Passed, 0),
            ]
        );
        assert_eq!(views[1].check.problem, Some(Problem::DocumentDamaged));
    }
}
