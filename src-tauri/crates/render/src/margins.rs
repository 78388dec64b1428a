//! Which parts of a page's upper and lower margin something is drawn in, told by the bounds of what is drawn, without
//! drawing it: enough to find a free strip on most letters at the cost of reading them.
//!
//! Bounds are wider than what is drawn, never narrower; where they leave no strip (white ground over the whole page, a
//! scan), the page has to be drawn to know ([`crate::Look::free_strip`]).

use hayro::kurbo::Rect;

use crate::free;
use crate::geometry::View;
use crate::{Edge, Size};

/// Marks kept of one page's margins; a margin with more is taken as full.
const MOST_MARKS: usize = 5_000;

/// What is drawn in the margins of a page.
#[derive(Clone, Debug)]
pub struct Margins {
    view: View,
    /// As seen.
    marks: Vec<Rect>,
    full: bool,
}

impl Margins {
    pub(crate) const fn new(view: View) -> Margins {
        Margins { view, marks: Vec::new(), full: false }
    }

    /// Something is drawn within these bounds (as seen).
    pub(crate) fn mark(&mut self, area: Rect) {
        let size = self.view.size;
        let margin = free::margin(size) + 2.0;
        // Bounds that are no numbers may lie anywhere.
        if !area.is_finite() {
            self.fill();
        } else if area.y0 < margin || area.y1 > size.height - margin {
            let touches = |last: &Rect| {
                (last.y0 - area.y0).abs() < 0.5
                    && (last.y1 - area.y1).abs() < 0.5
                    && (last.x0..=last.x1).contains(&area.x0)
            };
            match self.marks.last().copied().filter(touches) {
                // Letters of one word touch: their mark grows.
                Some(last) => {
                    self.marks.pop();
                    self.marks.push(last.union(area));
                }
                None if self.marks.len() >= MOST_MARKS => self.fill(),
                None => self.marks.push(area),
            }
        }
    }

    /// From here on nothing in the margins counts as free.
    pub(crate) fn fill(&mut self) {
        self.full = true;
        self.marks = Vec::new();
    }

    /// A free strip, as [`crate::Look::free_strip`] finds it; `None` also where only a picture of the page could tell.
    pub fn free_strip(&self, edge: Edge, size: Size, avoid: &[crate::Rect]) -> Option<crate::Rect> {
        if self.full {
            return None;
        }
        let avoid: Vec<Rect> = avoid.iter().map(|rect| self.view.seen(rect)).collect();
        let apart = |place: Rect, mark: &Rect| {
            mark.x1 <= place.x0 || place.x1 <= mark.x0 || mark.y1 <= place.y0 || place.y1 <= mark.y0
        };
        let is_free = |place: Rect| self.marks.iter().chain(&avoid).all(|mark| apart(place, mark));
        free::strip(self.view.size, size, edge, is_free).map(|place| self.view.stored(place))
    }

    /// Width and height as the reader sees the page, in user space units.
    pub const fn size(&self) -> Size {
        self.view.size
    }
}
