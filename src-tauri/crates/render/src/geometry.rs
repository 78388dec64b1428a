//! Rectangles and sizes, and the way between a page as stored and a page as seen.
//!
//! Default user space has its origin wherever the page's boxes put it and y upwards (ISO 32000-2 8.3.2.3). The page as seen is
//! the crop box after /Rotate, origin in its upper left corner, y downwards. Both are measured in user space units; /UserUnit
//! is not applied.

use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;

/// A rectangle in default user space: lower left and upper right corner, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Lower edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Upper edge.
    pub y1: f64,
}

/// Width and height in points, as the reader sees the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// The way between a page as stored and the page as seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// What the reader sees.
    pub(crate) size: Size,
    /// From default user space to the page as seen.
    pub(crate) to_seen: Affine,
}

impl View {
    pub(crate) fn of(page: &Page<'_>) -> View {
        let (width, height) = page.render_dimensions();
        View {
            size: Size { width: f64::from(width), height: f64::from(height) },
            to_seen: Affine::new(page.initial_transform(true).as_coeffs()),
        }
    }

    /// From the page as seen to default user space.
    pub(crate) fn stored(&self, seen: hayro::kurbo::Rect) -> Rect {
        let r = self.to_seen.inverse().transform_rect_bbox(seen);
        Rect { x0: r.x0, y0: r.y0, x1: r.x1, y1: r.y1 }
    }

    /// From default user space to the page as seen.
    pub(crate) fn seen(&self, stored: &Rect) -> hayro::kurbo::Rect {
        let r = hayro::kurbo::Rect::new(stored.x0, stored.y0, stored.x1, stored.y1);
        self.to_seen.transform_rect_bbox(r)
    }
}

/// The whole pixels that `value` covers from 0 on; negative and unordered numbers give 0, too large ones the largest.
#[expect(
    clippy::as_conversions,
    reason = "float to integer saturates by definition and is exactly what is wanted"
)]
pub(crate) fn whole(value: f64) -> usize {
    value as usize
}

/// A count of pixels as a length.
#[expect(clippy::as_conversions, reason = "counts of pixels lie far below 2^53")]
pub(crate) fn length(count: usize) -> f64 {
    count as f64
}
