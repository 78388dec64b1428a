//! The page tree of one revision: its pages in order and its inner nodes (ISO 32000-2 7.7.3).

use std::collections::{HashMap, HashSet};

use pdf::ObjectId;

use super::spot::{Side, Spot};

/// Nesting of the tree; real files stay below 10.
const MAX_DEPTH: usize = 100;

/// Pages walked; the largest file known has 100,000.
const MAX_PAGES: usize = 2_000_000;

/// Pages and inner nodes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PageTree {
    /// In order. A page written directly into `/Kids` has the id of its parent.
    pub(crate) pages: Vec<ObjectId>,
    /// Object number to position.
    pub(crate) index: HashMap<u32, usize>,
    pub(crate) nodes: HashSet<u32>,
    /// The tree has loops, direct pages or other faults, or is too large: only an unchanged tree can be trusted.
    pub(crate) odd: bool,
}

impl PageTree {
    pub(crate) fn read(side: &Side) -> Self {
        let mut tree = Self::default();
        let root = side.root().key(side, "Root").key(side, "Pages");
        tree.visit(side, &root, 0);
        tree
    }

    fn visit(&mut self, side: &Side, node: &Spot, depth: usize) {
        let Some(id) = node.id else {
            self.odd = true;
            return;
        };
        if depth > MAX_DEPTH || self.pages.len() > MAX_PAGES {
            self.odd = true;
            return;
        }
        if node.has(side, "Kids") {
            if !self.nodes.insert(id.0) {
                self.odd = true;
                return;
            }
            for kid in node.key(side, "Kids").items(side) {
                self.visit(side, &kid, depth.saturating_add(1));
            }
        } else if node.dictionary().is_some() {
            if self.index.insert(id.0, self.pages.len()).is_some() {
                self.odd = true;
            }
            self.pages.push(id);
        }
    }
}
