//! What the program sees of a document's pages before signing: their words, hidden text, what could not be drawn, and
//! where a notice has room. Each page is looked at once while the document is open.
//!
//! Pages are drawn in threads of their own, because a hostile page can take long and the renderer cannot be stopped:
//! what is not seen in time counts as not drawn.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use pades::sign::appearance::notice_size;
use pdf::page::{Geometry, Rect};
use render::Edge;

/// How long a whole document may take. A page of a letter takes some 30 ms.
const PATIENCE: Duration = Duration::from_secs(60);
/// Threads that draw at the same time; more would only take memory.
const THREADS: usize = 4;
/// Sizes of a notice's letters, in points: about 7 (R-4.1i.4), a little less where that makes it fit.
const SIZES: [f64; 2] = [7.0, 6.5];
/// Distance of a notice from both edges together, in points.
const EDGES: f64 = 36.0;

/// What was seen of one page.
#[derive(Debug, Default)]
pub(crate) struct PageSight {
    /// Its visible words.
    pub(crate) words: String,
    /// Something hides text.
    pub(crate) hidden_text: bool,
    /// Something could not be drawn, or the page was not seen at all.
    pub(crate) undrawn: bool,
    /// Room for the notice at the foot and at the head, and the size of its letters.
    pub(crate) strips: [Option<(Rect, f64)>; 2],
}

/// The pages of one open document, for one wording of the notice.
#[derive(Default)]
pub(crate) struct Sight {
    pages: Mutex<Option<(String, Arc<Vec<PageSight>>)>>,
}

impl Sight {
    /// All pages; drawn now unless they were seen before with the same `notice`.
    pub(crate) fn pages(&self, document: &pdf::Document, notice: &str) -> Arc<Vec<PageSight>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        match &*pages {
            Some((known, seen)) if known == notice => seen.clone(),
            _ => {
                let seen = Arc::new(look(document, notice));
                *pages = Some((notice.to_owned(), seen.clone()));
                seen
            }
        }
    }
}

impl PageSight {
    /// The strip at an edge.
    pub(crate) const fn strip(&self, edge: Edge) -> Option<(Rect, f64)> {
        let [foot, head] = self.strips;
        match edge {
            Edge::Foot => foot,
            Edge::Head => head,
        }
    }
}

fn look(document: &pdf::Document, notice: &str) -> Vec<PageSight> {
    let view = document.latest();
    let count = view.pages().map_or(0, |pages| pages.len());
    let next = Arc::new(AtomicUsize::new(0));
    let (sender, seen) = mpsc::channel();
    for _ in 0..THREADS.min(count) {
        let (view, next, sender, notice) = (view.clone(), next.clone(), sender.clone(), notice.to_owned());
        std::thread::spawn(move || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                // Nobody waits any more once the receiver is gone.
                if index >= count || sender.send((index, page(&view, index, &notice, &[]))).is_err() {
                    break;
                }
            }
        });
    }
    drop(sender);
    let unseen = || PageSight { undrawn: true, ..PageSight::default() };
    let mut pages: Vec<PageSight> = std::iter::repeat_with(unseen).take(count).collect();
    let deadline = Instant::now() + PATIENCE;
    while let Ok((index, sight)) = seen.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if let (Some(place), Some(sight)) = (pages.get_mut(index), sight) {
            *place = sight;
        }
    }
    pages
}

/// One page; `avoid` are places to be treated as drawn on. `None` when the renderer cannot open it.
pub(crate) fn page(view: &pdf::View, index: usize, notice: &str, avoid: &[Rect]) -> Option<PageSight> {
    let id = *view.pages().ok()?.get(index)?;
    let unit = Geometry::of(view, id).ok()?.user_unit;
    let mut taken = occupied(view, id);
    taken.extend(avoid.iter().map(rect));
    let document = render::Document::open(pdf::extract::page(view, index).ok()?, None).ok()?;
    let (look, text) = (document.look(0).ok()?, document.text(0).ok()?);
    let strips = [Edge::Foot, Edge::Head].map(|edge| strip(&look, edge, notice, unit, &taken));
    Some(PageSight {
        words: text.plain(),
        hidden_text: text.has_covered_text(),
        undrawn: !look.undrawn().is_empty(),
        strips,
    })
}

/// The widest free strip with the largest letters.
fn strip(
    look: &render::Look,
    edge: Edge,
    notice: &str,
    unit: f64,
    taken: &[render::Rect],
) -> Option<(Rect, f64)> {
    let widest = look.size().width * unit - EDGES;
    let widths = [1.0, 0.85, 0.7, 0.5].map(|part| widest * part);
    for size in SIZES {
        for width in widths {
            let Ok((width, height)) = notice_size(notice, width, size) else { continue };
            let points = render::Size { width: width / unit, height: height / unit };
            if width > 0.0
                && let Some(found) = look.free_strip(edge, points, taken)
            {
                return Some((Rect { x0: found.x0, y0: found.y0, x1: found.x1, y1: found.y1 }, size));
            }
        }
    }
    None
}

/// Where annotations are, also those that the renderer does not draw: empty fields wait for their signers.
pub(crate) fn occupied(view: &pdf::View, page: pdf::ObjectId) -> Vec<render::Rect> {
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
