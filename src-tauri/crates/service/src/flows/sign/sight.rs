//! What the program sees of a document's pages before signing: their words, hidden text, what could not be drawn, and
//! where a notice has room.
//!
//! Pages are read, which is cheap, and drawn only where reading cannot tell: the page of the block, and pages whose margin
//! looks full by its bounds. Each page object is read once while the document is open. A plan for the eye reads a few pages
//! more each time it is asked for, so that a document of a thousand pages is planned at once; before the PIN all are read.
//!
//! Reading and drawing happen in threads of their own, because a hostile page can take long and the renderer cannot be
//! stopped: what is not seen in time counts as not drawn.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use pades::sign::appearance::notice_size;
use pdf::ObjectId;
use pdf::page::{Geometry, Rect};
use render::{Edge, Margins};

use super::notice::is_present;
use crate::running;

/// How long all pages together may take, before the PIN. A page of a letter takes some 3 ms.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one look may take.
const PATIENCE_ONE: Duration = Duration::from_secs(10);
/// Threads that read at the same time; more would only take memory.
const THREADS: usize = 4;
/// Pages that a plan for the eye reads besides those it needs.
const PAGES_AT_ONCE: usize = 64;
/// Pages that a plan for the eye draws to find a strip.
const DRAWN_AT_ONCE: usize = 4;
/// Drawn pages that are kept: the block's and one more.
const MOST_LOOKS: usize = 2;
/// Sizes of a notice's letters, in points: about 7 (R-4.1i.4), a little less where that makes it fit.
const SIZES: [f64; 2] = [7.0, 6.5];
/// Distance of a notice from both edges together, in points.
const EDGES: f64 = 36.0;

/// Width of a page in points, ISO 216.
const A4_WIDTH: f64 = 595.0;

/// How much is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What is needed now and a little more: for the eye.
    Begin,
    /// Every page: before the PIN.
    Whole,
}

/// What was read of one page.
#[derive(Debug)]
pub(crate) struct PageSight {
    /// It says the sentence of the notice already.
    pub(crate) says_notice: bool,
    /// All its words, for looking for an anchor.
    simplified: String,
    /// Something hides text.
    pub(crate) hidden_text: bool,
    /// Something could not be drawn, or the page was not seen at all.
    pub(crate) undrawn: bool,
    margins: Option<Margins>,
}

/// A strip, and the size of letters that it takes.
pub(crate) type Strip = (Rect, f64);

/// Drawn pages, the oldest first.
type Looks = VecDeque<(ObjectId, Arc<render::Look>)>;
/// What was found on a page, at its foot (true) or head.
type Strips = BTreeMap<(ObjectId, bool), Option<Strip>>;

/// The pages of one open document.
#[derive(Default)]
pub(crate) struct Sight {
    read: Mutex<BTreeMap<ObjectId, Arc<PageSight>>>,
    looks: Mutex<Looks>,
    /// Strips found on pages, for one wording.
    strips: Mutex<(String, Strips)>,
    differing: Mutex<BTreeSet<ObjectId>>,
    inspected: OnceLock<pdf::inspect::Findings>,
    drawn: Arc<AtomicUsize>,
}

impl Sight {
    /// Reads pages: those of `first`, then others as far as `extent` goes. Gives how many are left.
    pub(crate) fn read(&self, view: &pdf::View, first: &[usize], extent: Extent) -> usize {
        let pages = view.pages().unwrap_or_default();
        let mut seen = BTreeSet::new();
        let mut open: VecDeque<(usize, ObjectId)> = VecDeque::new();
        {
            let read = lock(&self.read);
            for index in first.iter().copied().chain(0..pages.len()) {
                if let Some(id) = pages.get(index)
                    && !read.contains_key(id)
                    && seen.insert(*id)
                {
                    open.push_back((index, *id));
                }
            }
        }
        let (most, patience) = match extent {
            Extent::Begin => (PAGES_AT_ONCE + first.len(), PATIENCE_ONE),
            Extent::Whole => (open.len(), PATIENCE),
        };
        let rest = open.split_off(most.min(open.len()));
        let read = read(view, open, patience);
        lock(&self.read).extend(read);
        rest.len()
    }

    /// What the structure of the document says, looked through once.
    pub(crate) fn inspected(&self, view: &pdf::View) -> Result<&pdf::inspect::Findings, pdf::Error> {
        if let Some(known) = self.inspected.get() {
            return Ok(known);
        }
        let found = pdf::inspect::inspect(view)?;
        Ok(self.inspected.get_or_init(|| found))
    }

    /// What was read of a page.
    pub(crate) fn page(&self, id: ObjectId) -> Option<Arc<PageSight>> {
        lock(&self.read).get(&id).cloned()
    }

    /// A page drawn, to be looked at.
    pub(crate) fn look(&self, view: &pdf::View, index: usize) -> Option<Arc<render::Look>> {
        let id = *view.pages().ok()?.get(index)?;
        let known = lock(&self.looks).iter().find(|(known, _)| *known == id).map(|(_, look)| look.clone());
        if known.is_some() {
            return known;
        }
        self.drawn.fetch_add(1, Ordering::Relaxed);
        let view = view.clone();
        let look = within(move || opened(&view, index)?.look(0).ok()).map(Arc::new)?;
        let mut looks = lock(&self.looks);
        looks.push_back((id, look.clone()));
        while looks.len() > MOST_LOOKS {
            looks.pop_front();
        }
        Some(look)
    }

    /// Where `wanted` stands last in the document: index of the page and the place on it.
    pub(crate) fn find_last(&self, view: &pdf::View, wanted: &str) -> Option<(usize, render::Rect)> {
        let pages = view.pages().ok()?;
        let simple = wanted.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        for (index, id) in pages.iter().enumerate().rev() {
            self.read_one(view, index, *id);
            if self.page(*id).is_none_or(|page| !page.simplified.contains(&simple)) {
                continue;
            }
            let (view, wanted) = (view.clone(), wanted.to_owned());
            let found = within(move || opened(&view, index)?.text(0).ok()?.find(&wanted).pop());
            if let Some(found) = found {
                return Some((index, found));
            }
        }
        None
    }

    /// The strip of a page for the notice; the outer `None` says that the page was not looked at closely enough yet.
    pub(crate) fn strip(
        &self,
        view: &pdf::View,
        (index, id): (usize, ObjectId),
        edge: Edge,
        notice: &str,
        drawing: &mut Drawing,
    ) -> Option<Option<Strip>> {
        let key = (id, edge == Edge::Foot);
        {
            let mut strips = lock(&self.strips);
            if strips.0 != notice {
                *strips = (notice.to_owned(), BTreeMap::new());
            }
            if let Some(known) = strips.1.get(&key) {
                return Some(*known);
            }
        }
        let found = self.strip_beside(view, (index, id), edge, notice, &[], drawing)?;
        if !running::stopped() {
            lock(&self.strips).1.insert(key, found);
        }
        Some(found)
    }

    /// As [`Sight::strip`], away from `avoid`.
    pub(crate) fn strip_beside(
        &self,
        view: &pdf::View,
        (index, id): (usize, ObjectId),
        edge: Edge,
        notice: &str,
        avoid: &[Rect],
        drawing: &mut Drawing,
    ) -> Option<Option<Strip>> {
        let page = self.page(id)?;
        let Ok(Geometry { user_unit: unit, .. }) = Geometry::of(view, id) else { return Some(None) };
        let mut taken = occupied(view, id);
        taken.extend(avoid.iter().map(rect));
        if let Some(margins) = &page.margins {
            let free = |size| margins.free_strip(edge, size, &taken);
            if let Some(found) = strip(margins.size().width, notice, unit, free) {
                return Some(Some(found));
            }
        }
        if !drawing.one() {
            return None;
        }
        let Some(look) = self.look(view, index) else { return Some(None) };
        Some(strip(look.size().width, notice, unit, |size| look.free_strip(edge, size, &taken)))
    }

    /// Two programs draw the page differently, or agree.
    pub(crate) fn compared(&self, id: ObjectId, differs: bool) {
        let mut differing = lock(&self.differing);
        if differs {
            differing.insert(id)
        } else {
            differing.remove(&id)
        };
    }

    /// Whether two programs draw the page differently, as far as it was compared.
    pub(crate) fn differs(&self, id: ObjectId) -> bool {
        lock(&self.differing).contains(&id)
    }

    /// How many pages were drawn.
    pub(crate) fn drawn(&self) -> usize {
        self.drawn.load(Ordering::Relaxed)
    }

    fn read_one(&self, view: &pdf::View, index: usize, id: ObjectId) {
        if self.page(id).is_none() {
            let read = read(view, VecDeque::from([(index, id)]), PATIENCE_ONE);
            lock(&self.read).extend(read);
        }
    }
}

/// How many pages may still be drawn for strips.
pub(crate) struct Drawing(usize);

impl Drawing {
    pub(crate) const fn of(extent: Extent) -> Drawing {
        match extent {
            Extent::Begin => Drawing(DRAWN_AT_ONCE),
            Extent::Whole => Drawing(usize::MAX),
        }
    }

    const fn one(&mut self) -> bool {
        let may = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        may
    }
}

/// Reads these pages side by side.
fn read(
    view: &pdf::View,
    open: VecDeque<(usize, ObjectId)>,
    patience: Duration,
) -> Vec<(ObjectId, Arc<PageSight>)> {
    let unseen = || PageSight {
        says_notice: false,
        simplified: String::new(),
        hidden_text: false,
        undrawn: true,
        margins: None,
    };
    let mut pages: BTreeMap<ObjectId, PageSight> = open.iter().map(|(_, id)| (*id, unseen())).collect();
    let threads = THREADS.min(open.len());
    let open = Arc::new(Mutex::new(open));
    let (sender, seen) = mpsc::channel();
    for _ in 0..threads {
        let (view, open, sender) = (view.clone(), open.clone(), sender.clone());
        std::thread::spawn(move || {
            loop {
                let Some((index, id)) = lock(&open).pop_front() else { break };
                // Nobody waits any more once the receiver is gone.
                if sender.send((id, page(&view, index))).is_err() {
                    break;
                }
            }
        });
    }
    drop(sender);
    let deadline = Instant::now() + patience;
    while let Some((id, sight)) = running::wait(&seen, deadline) {
        if let Some(sight) = sight {
            pages.insert(id, sight);
        }
    }
    // Who is late stops with the page at hand.
    lock(&open).clear();
    if running::stopped() {
        return Vec::new(); // what was not waited for is not unreadable
    }
    pages.into_iter().map(|(id, page)| (id, Arc::new(page))).collect()
}

/// One page read; `None` when the renderer cannot open it.
fn page(view: &pdf::View, index: usize) -> Option<PageSight> {
    let text = opened(view, index)?.text(0).ok()?;
    Some(PageSight {
        says_notice: is_present(&text.plain()),
        simplified: text.simplified(),
        hidden_text: text.has_covered_text(),
        undrawn: !text.undrawn().is_empty(),
        margins: Some(text.margins().clone()),
    })
}

/// One page as the renderer reads it.
pub(crate) fn opened(view: &pdf::View, index: usize) -> Option<render::Document> {
    render::Document::open(pdf::extract::page(view, index).ok()?, None).ok()
}

/// What `act` gives, in a thread of its own, as long as anybody would wait.
pub(crate) fn within<T: Send + 'static>(act: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    let (sender, done) = mpsc::channel();
    std::thread::spawn(move || sender.send(act()));
    running::wait(&done, Instant::now() + PATIENCE_ONE).flatten()
}

/// The widest free strip with the largest letters, on a page of `width` units.
fn strip(
    width: f64,
    notice: &str,
    unit: f64,
    free: impl Fn(render::Size) -> Option<render::Rect>,
) -> Option<Strip> {
    let widest = width * unit - EDGES;
    let widths = [1.0, 0.85, 0.7, 0.5].map(|part| widest * part);
    for size in SIZES {
        for width in widths {
            let Ok((width, height)) = notice_size(notice, width, size) else { continue };
            let points = render::Size { width: width / unit, height: height / unit };
            if width > 0.0
                && let Some(found) = free(points)
            {
                return Some((Rect { x0: found.x0, y0: found.y0, x1: found.x1, y1: found.y1 }, size));
            }
        }
    }
    None
}

/// Width and height in points, and size of letters, of the strip that the sentence takes where an A4 page has room at its foot.
pub(super) fn usual_strip(notice: &str) -> Option<(f64, f64, f64)> {
    let size = *SIZES.first()?;
    let (width, height) = notice_size(notice, A4_WIDTH - EDGES, size).ok()?;
    Some((width, height, size))
}

/// Where annotations are, also those that the renderer does not draw: empty fields wait for their signers.
pub(crate) fn occupied(view: &pdf::View, page: ObjectId) -> Vec<render::Rect> {
    let annotations = view
        .dictionary(&pdf::Object::Reference(page))
        .and_then(|page| view.key_array(&page, b"Annots"))
        .ok()
        .flatten()
        .unwrap_or_default();
    let place = |annotation: &pdf::Object| {
        let annotation = view.dictionary(annotation).ok()?;
        pdf::page::rect(view, annotation.get(b"Rect").ok()?).ok()?
    };
    annotations.iter().filter_map(place).map(|place| rect(&place)).collect()
}

/// A place for the renderer.
pub(crate) const fn rect(place: &Rect) -> render::Rect {
    render::Rect { x0: place.x0, y0: place.y0, x1: place.x1, y1: place.y1 }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
