//! What changed after signing: revisions compared pair by pair as decoded objects, default deny (ISO 32000-2 12.8.2.2).
//!
//! Every changed, added or freed object of a later revision must be explained by a rule (one per file under `rules`);
//! a changed object that is still reached from anywhere no rule has accounted for is forbidden. Each pair is compared
//! once, on first need, and the result serves every signature.
//!
//! Not here: which bytes a signature covers (`byte_range`), and what a change means for the verdict (`validate`).

mod attack;
mod change;
mod fields;
mod findings;
mod graph;
mod history;
mod pair;
mod permissions;
mod policy;
mod rules;
mod spot;
mod tree;

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use pdf::Document;

pub use attack::Attack;
pub use change::{Change, ChangeKind, ChangeLevel, Changes};
pub use permissions::{FieldLock, Permissions};

use findings::Finding;
use graph::Graph;
use history::History;
use pair::Pair;
use rules::cover::Marks;
use rules::hidden::Hidden;
use spot::Side;
use tree::PageTree;

/// The revisions of one document compared; cheap to make, pairs are compared on first need and kept.
pub struct Analysis {
    document: Document,
    history: OnceLock<History>,
    graph: OnceLock<Graph>,
    hidden: OnceLock<Vec<Hidden>>,
    marks: Marks,
    /// By revision.
    trees: Vec<OnceLock<Arc<PageTree>>>,
    /// What each revision changed of the one before, by its index.
    pairs: Vec<OnceLock<Vec<Finding>>>,
}

impl Analysis {
    /// Prepares the comparison; reads nothing yet.
    pub fn new(document: &Document) -> Self {
        let count = document.revisions().len();
        Self {
            document: document.clone(),
            history: OnceLock::new(),
            graph: OnceLock::new(),
            hidden: OnceLock::new(),
            marks: Marks::default(),
            trees: (0..count).map(|_| OnceLock::new()).collect(),
            pairs: (0..count).map(|_| OnceLock::new()).collect(),
        }
    }

    /// All changes of the revisions after `revision` (from 0) under `permissions`, worst first.
    pub fn since(&self, revision: usize, permissions: &Permissions) -> Changes {
        let first = revision.saturating_add(1);
        let mut items = Vec::new();
        for (later, pair) in self.pairs.iter().enumerate().skip(first) {
            let findings = pair.get_or_init(|| self.compare(later));
            items.extend(findings.iter().map(|finding| {
                let level = policy::level(finding, permissions);
                Change { level, ..finding.change.clone() }
            }));
        }
        let signed_end = rules::hidden::end_of(&self.document, revision);
        let hidden = self.hidden.get_or_init(|| rules::hidden::find(&self.document));
        items.extend(
            hidden.iter().filter(|hidden| hidden.offset >= signed_end).map(|hidden| hidden.change.clone()),
        );
        items.sort_by_key(|change| std::cmp::Reverse(change.level));
        Changes { level: items.first().map_or(ChangeLevel::None, |worst| worst.level), items }
    }

    fn compare(&self, later: usize) -> Vec<Finding> {
        let earlier = later.saturating_sub(1);
        let before = Side::new(self.document.at(earlier));
        let after = Side::new(self.document.at(later));
        let changed = pair::deltas(&self.document, later, &before, &after);
        let pages_before = self.tree(earlier, &before);
        let pages_after = self.tree(later, &after);
        let pair = Pair {
            document: &self.document,
            history: self.history.get_or_init(|| History::new(&self.document)),
            graph: &|| self.graph.get_or_init(|| Graph::new(&self.document)),
            earlier: u32::try_from(earlier).unwrap_or(u32::MAX),
            later: u32::try_from(later).unwrap_or(u32::MAX),
            before,
            after,
            changed,
            pages_before,
            pages_after,
            marks: &self.marks,
            steps: Cell::new(0),
        };
        rules::run(&pair)
    }

    fn tree(&self, revision: usize, side: &Side) -> Arc<PageTree> {
        let read = || Arc::new(PageTree::read(side));
        self.trees.get(revision).map_or_else(read, |tree| Arc::clone(tree.get_or_init(read)))
    }
}

/// All changes after `signed_revision` (from 0) under the permissions that the signatures up to it set.
pub fn changes(document: &Document, signed_revision: usize) -> Changes {
    Analysis::new(document).since(signed_revision, &Permissions::in_force(document, signed_revision))
}
