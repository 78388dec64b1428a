//! Who refers to an object: all references of all object versions, looked up by their target.
//!
//! Built once per document, on the first revision that needs it. Not here: what a reference means for a change
//! (`rules/unexplained`).

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use pdf::{Document, Object, XrefEntry};

use super::change::ChangeKind;
use super::history::History;
use super::spot::{Edge, Place, TRAILER};

/// References kept, 20 bytes each; the largest file seen (400,000 objects) has 1.2 million.
const MAX_LINKS: usize = 5_000_000;

/// A reference as one version of its holder has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) edge: Edge,
    /// The revision that set this version of the holder.
    version: u32,
    role: Role,
}

/// What the nearest telling key above a reference says about its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Action,
    Annotation,
    Appearance,
    Attachment,
    Content,
    Font,
    Form,
    Layer,
    Metadata,
    None,
    Pages,
    Resources,
    Structure,
}

/// All references by target.
pub(crate) struct Graph {
    links: Vec<Link>,
    /// Set when there were more references than [`MAX_LINKS`].
    pub(crate) incomplete: bool,
}

/// How an object is reached: what for, and on which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) kind: ChangeKind,
    pub(crate) page: Option<usize>,
}

impl Graph {
    pub(crate) fn new(document: &Document) -> Self {
        let mut graph = Self { links: Vec::new(), incomplete: false };
        for (version, (index, revision)) in (0u32..).zip(document.revisions().iter().enumerate()) {
            let view = document.at(index);
            let trailer = Object::Dictionary(view.trailer().clone());
            graph.collect(&trailer, Place { holder: TRAILER, path: 0 }, version, Role::None);
            for (number, entry) in revision.entries() {
                let id = match entry {
                    XrefEntry::Free => continue,
                    XrefEntry::InFile { generation, .. } => (*number, *generation),
                    XrefEntry::InStream { .. } => (*number, 0),
                };
                let Ok(object) = view.peek(id) else { continue };
                // A cross-reference stream repeats the trailer's references, but nothing reads it as an object.
                if object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"XRef")) {
                    continue;
                }
                graph.collect(&object, Place { holder: *number, path: 0 }, version, Role::None);
            }
        }
        graph.links.sort_unstable();
        graph
    }

    fn collect(&mut self, object: &Object, place: Place, version: u32, role: Role) {
        match object {
            Object::Reference(id) => {
                if self.links.len() >= MAX_LINKS {
                    self.incomplete = true;
                    return;
                }
                self.links.push(Link { edge: Edge { target: id.0, from: place }, version, role });
            }
            Object::Array(items) => items.iter().for_each(|item| self.collect(item, place, version, role)),
            Object::Dictionary(dictionary) => self.collect_entries(dictionary, place, version, role),
            Object::Stream(stream) => self.collect_entries(&stream.dict, place, version, role),
            _ => {}
        }
    }

    fn collect_entries(&mut self, dictionary: &pdf::Dictionary, place: Place, version: u32, role: Role) {
        for (key, value) in dictionary.iter() {
            if matches!(value, Object::Reference(_) | Object::Array(_) | Object::Dictionary(_)) {
                self.collect(value, place.key(key), version, Role::of(key).unwrap_or(role));
            }
        }
    }

    fn to(&self, target: u32) -> &[Link] {
        let start = self.links.partition_point(|link| link.edge.target < target);
        let end = self.links.partition_point(|link| link.edge.target <= target);
        self.links.get(start..end).unwrap_or_default()
    }

    /// The references to the object that stand in the document as of `revision`.
    pub(crate) fn holders<'a>(
        &'a self,
        history: &'a History,
        target: u32,
        revision: u32,
    ) -> impl Iterator<Item = &'a Link> + 'a {
        self.to(target).iter().filter(move |link| link.stands(history, revision))
    }

    /// How the trailer reaches the holder of the link as of `revision`; `None` when it does not. Takes from `steps` what
    /// it walks; with none left everything counts as reached.
    pub(crate) fn usage(
        &self,
        history: &History,
        link: &Link,
        revision: u32,
        pages: &HashMap<u32, usize>,
        steps: &mut usize,
    ) -> Option<Use> {
        let mut seen: HashSet<u32> = HashSet::from([link.edge.target]);
        // Holder number to (next number towards the target, role of the reference between them).
        let mut below: BTreeMap<u32, (u32, Role)> = BTreeMap::new();
        let start = link.edge.from.holder;
        below.insert(start, (link.edge.target, link.role));
        seen.insert(start);
        let mut queue = VecDeque::from([start]);
        while let Some(number) = queue.pop_front() {
            if number == TRAILER {
                return Some(describe(&below, link.edge.target, pages));
            }
            for next in self.holders(history, number, revision) {
                let holder = next.edge.from.holder;
                *steps = steps.saturating_sub(1);
                if *steps == 0 {
                    return Some(Use { kind: link.role.kind(), page: None });
                }
                if seen.insert(holder) {
                    below.insert(holder, (number, next.role));
                    queue.push_back(holder);
                }
            }
        }
        None
    }
}

impl Link {
    fn stands(&self, history: &History, revision: u32) -> bool {
        match self.edge.from.holder {
            TRAILER => self.version == revision,
            holder => history.version(holder, revision) == Some(self.version),
        }
    }
}

/// Reads the chain from the trailer down; the lowest telling role wins.
fn describe(below: &BTreeMap<u32, (u32, Role)>, target: u32, pages: &HashMap<u32, usize>) -> Use {
    let mut role = Role::None;
    let mut page = None;
    let mut number = TRAILER;
    while number != target {
        let Some((next, step)) = below.get(&number) else { break };
        page = pages.get(&number).copied().or(page);
        if *step != Role::None {
            role = *step;
        }
        number = *next;
    }
    Use { kind: role.kind(), page }
}

impl Role {
    fn of(key: &[u8]) -> Option<Self> {
        Some(match key {
            b"A" | b"AA" | b"JS" | b"JavaScript" | b"OpenAction" => Self::Action,
            b"Annots" => Self::Annotation,
            b"AP" => Self::Appearance,
            b"AF" | b"EF" | b"EmbeddedFiles" => Self::Attachment,
            b"Contents" => Self::Content,
            b"CharProcs" | b"DescendantFonts" | b"Encoding" | b"Font" | b"FontDescriptor" | b"FontFile"
            | b"FontFile2" | b"FontFile3" | b"ToUnicode" => Self::Font,
            b"AcroForm" => Self::Form,
            b"OC" | b"OCGs" | b"OCProperties" => Self::Layer,
            b"Info" | b"Metadata" => Self::Metadata,
            b"Pages" => Self::Pages,
            b"ColorSpace" | b"ExtGState" | b"Pattern" | b"Properties" | b"Resources" | b"SMask"
            | b"Shading" | b"XObject" => Self::Resources,
            b"IDTree" | b"ParentTree" | b"RoleMap" | b"StructTreeRoot" => Self::Structure,
            _ => return None,
        })
    }

    fn kind(self) -> ChangeKind {
        match self {
            Self::Action => ChangeKind::Action,
            Self::Annotation => ChangeKind::AnnotationChanged,
            Self::Appearance => ChangeKind::Appearance,
            Self::Attachment => ChangeKind::Attachment,
            Self::Content => ChangeKind::PageContent,
            Self::Font => ChangeKind::Font,
            Self::Form => ChangeKind::FieldChanged,
            Self::Layer => ChangeKind::OptionalContent,
            Self::Metadata => ChangeKind::Metadata,
            Self::None => ChangeKind::Unexplained,
            Self::Pages => ChangeKind::PageTree,
            Self::Resources => ChangeKind::Resources,
            Self::Structure => ChangeKind::Structure,
        }
    }
}
