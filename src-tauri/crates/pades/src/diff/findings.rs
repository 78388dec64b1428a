//! What the rules of one pair of revisions found, and what they have accounted for.

use std::collections::HashSet;

use pdf::ObjectId;

use super::change::{Change, ChangeKind, ChangeLevel};
use super::spot::{Edge, Spot};

/// Changes kept for one pair of revisions: more tell nobody anything, and the worst are kept.
const MAX_ITEMS: usize = 2_000;

/// A change, and whether it touches a field that existed before (only such can be locked).
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) change: Change,
    pub(crate) existing_field: bool,
}

/// Collects for one pair of revisions.
pub(crate) struct Findings {
    revision: usize,
    items: Vec<Finding>,
    whole: HashSet<u32>,
    edges: HashSet<Edge>,
}

impl Findings {
    pub(crate) fn new(revision: usize) -> Self {
        Self { revision, items: Vec::new(), whole: HashSet::new(), edges: HashSet::new() }
    }

    /// Reports a change and gives it back for details.
    pub(crate) fn report(
        &mut self,
        rule: &'static str,
        level: ChangeLevel,
        kind: ChangeKind,
        object: Option<ObjectId>,
    ) -> &mut Finding {
        let change = Change {
            level,
            kind,
            page: None,
            rect: None,
            attack: None,
            object,
            revision: self.revision,
            rule,
            field: None,
            before: None,
            after: None,
        };
        self.items.push(Finding { change, existing_field: false });
        let last = self.items.len().saturating_sub(1);
        #[expect(clippy::indexing_slicing, reason = "an item was pushed above")]
        &mut self.items[last]
    }

    /// Accounts for a changed object wherever it is referred to from.
    pub(crate) fn claim_object(&mut self, id: ObjectId) {
        self.whole.insert(id.0);
    }

    /// Accounts for the object at this place as reached through this place only.
    pub(crate) fn claim(&mut self, spot: &Spot) {
        self.edges.extend(spot.edge);
    }

    pub(crate) fn accounts_for_object(&self, number: u32) -> bool {
        self.whole.contains(&number)
    }

    pub(crate) fn accounts_for(&self, edge: &Edge) -> bool {
        self.edges.contains(edge)
    }

    /// The findings, worst first, cut to the limit.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.items.sort_by_key(|finding| std::cmp::Reverse(finding.change.level));
        self.items.truncate(MAX_ITEMS);
        self.items
    }
}

impl Finding {
    pub(crate) fn on_page(&mut self, page: Option<usize>) -> &mut Self {
        self.change.page = page;
        self
    }

    pub(crate) fn of_field(&mut self, name: &str, existed: bool) -> &mut Self {
        self.change.field = Some(name.to_owned());
        self.existing_field = existed;
        self
    }

    pub(crate) fn with_texts(&mut self, before: Option<String>, after: Option<String>) -> &mut Self {
        self.change.before = before;
        self.change.after = after;
        self
    }
}
