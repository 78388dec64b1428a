//! Where on a drawn page there is room: a map that counts marks, and the search for the best place without any.

use hayro::kurbo::{Point, Rect};

use crate::geometry::{length, whole};
use crate::{Edge, Picture, Size};

/// Pixels of the picture that is searched at most: four A4 pages at one pixel a point. Time and memory grow with it.
pub(crate) const MAP_PIXELS: f64 = 2_000_000.0;

/// The best free place of `size` on a page of `page` (points, as seen); seen space, in points.
pub(crate) fn find(marks: &Marks, page: Size, size: Size) -> Option<Rect> {
    best(marks, page, size, FOOT).or_else(|| best(marks, page, size, EDGE))
}

/// The free strip of `size` nearest to the foot or the head of the page, within [`MARGIN`] of it and in the middle of
/// the width; `is_free` says whether nothing is drawn in a place.
pub(crate) fn strip(page: Size, size: Size, edge: Edge, is_free: impl Fn(Rect) -> bool) -> Option<Rect> {
    let x = (page.width - size.width) / 2.0;
    if x < EDGE - 0.01 {
        return None;
    }
    let count = whole((margin(page) - EDGE - size.height).max(-1.0) + 1.0);
    (0..count).map(length).find_map(|step| {
        let y = match edge {
            Edge::Foot => page.height - EDGE - size.height - step,
            Edge::Head => EDGE + step,
        };
        let place = Rect::new(x, y, x + size.width, y + size.height);
        is_free(place.inflate(CLEARANCE / 2.0, CLEARANCE / 2.0)).then_some(place)
    })
}

/// How far into the page a notice may stand.
pub(crate) fn margin(page: Size) -> f64 {
    MARGIN.min(page.height / 5.0)
}

/// How far up from `above` nothing is drawn between its left and right end, in points.
pub(crate) fn room_above(marks: &Marks, above: Rect) -> f64 {
    let free = |height: &usize| {
        let top = above.y0 - length(*height);
        top >= EDGE && marks.none_in(Rect::new(above.x0, top, above.x1, above.y0))
    };
    (1..whole(above.y0.max(0.0))).take_while(free).last().map_or(0.0, length)
}

/// The free place nearest to the lower right whose lower edge is at least `foot` above the page's.
fn best(marks: &Marks, page: Size, size: Size, foot: f64) -> Option<Rect> {
    let last = Point::new(page.width - EDGE - size.width, page.height - foot - size.height);
    let target = Point::new(page.width - RIGHT - size.width, page.height - FOOT - size.height);
    let mut found: Option<(f64, Rect)> = None;
    for y in steps(last.y) {
        for x in steps(last.x) {
            let distance = target.distance_squared(Point::new(x, y));
            let place = Rect::new(x, y, x + size.width, y + size.height);
            if found.is_none_or(|(nearest, _)| distance < nearest)
                && marks.none_in(place.inflate(CLEARANCE, CLEARANCE))
            {
                found = Some((distance, place));
            }
        }
    }
    found.map(|(_, place)| place)
}

/// Places to try along one axis: from the edge on, the last one always among them.
fn steps(last: f64) -> impl Iterator<Item = f64> {
    let count = if last < EDGE { 0 } else { whole((last - EDGE) / STEP) + 1 };
    (0..count).map(move |i| last - length(i) * STEP)
}

/// How many marked pixels lie above and to the left of each pixel corner (a summed-area table).
pub(crate) struct Marks {
    scale: f64,
    width: usize,
    height: usize,
    /// `(width + 1) * (height + 1)` sums.
    sums: Vec<u32>,
}

impl Marks {
    pub(crate) fn of(picture: &Picture, scale: f64, avoid: &[Rect]) -> Marks {
        let (width, height) = (picture.width, picture.height);
        let mut marked: Vec<bool> =
            picture.rgba.chunks_exact(4).map(|pixel| pixel.iter().any(|c| *c < PAPER)).collect();
        let mut marks = Marks { scale, width, height, sums: Vec::new() };
        for rect in avoid {
            let (columns, rows) = marks.pixels(*rect);
            for row in marked.chunks_exact_mut(width.max(1)).take(rows.end).skip(rows.start) {
                row.get_mut(columns.clone()).unwrap_or_default().fill(true);
            }
        }
        let mut above = vec![0_u32; width + 1];
        marks.sums.extend_from_slice(&above);
        for row in marked.chunks_exact(width.max(1)) {
            let mut in_row = 0;
            for (sum, mark) in above.iter_mut().skip(1).zip(row) {
                in_row += u32::from(*mark);
                *sum += in_row;
            }
            marks.sums.extend_from_slice(&above);
        }
        marks
    }

    /// Whether no pixel that `place` touches is marked. What lies outside the page is not marked.
    pub(crate) fn none_in(&self, place: Rect) -> bool {
        let (columns, rows) = self.pixels(place);
        let sum = |x: usize, y: usize| self.sums.get(y * (self.width + 1) + x).copied().unwrap_or(u32::MAX);
        let inside = sum(columns.end, rows.end).wrapping_add(sum(columns.start, rows.start));
        inside == sum(columns.start, rows.end).wrapping_add(sum(columns.end, rows.start))
    }

    /// The columns and rows of pixels that `place` touches, within the picture.
    fn pixels(&self, place: Rect) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let range = |from: f64, to: f64, end: usize| {
            let from = whole((from * self.scale).floor()).min(end);
            from..whole((to * self.scale).ceil()).clamp(from, end)
        };
        (range(place.x0, place.x1, self.width), range(place.y0, place.y1, self.height))
    }
}

/// Distance from the page's edges that printers can't be trusted with: a quarter of an inch, in points.
const EDGE: f64 = 18.0;

/// The foot of a letter, where page numbers and notices stand: 2 cm.
const FOOT: f64 = 56.0;

/// The right margin of a letter: 2 cm.
const RIGHT: f64 = 56.0;

/// How far into the page a notice may stand: the usual margin of a letter with some room, 3 cm.
const MARGIN: f64 = 86.0;

/// Distance from every mark.
const CLEARANCE: f64 = 4.0;

/// Distance between the places tried.
const STEP: f64 = 3.0;

/// Channel values below this are marks: what is lighter nobody sees on paper.
const PAPER: u8 = 248;
