//! Page geometry with inherited attributes (ISO 32000-2 7.7.3.3, 7.7.3.4).

use lopdf::ObjectId;

use crate::{Error, View};

/// A rectangle in default user space, lower left and upper right, normalised (ISO 32000-2 7.9.5). Unit: 1/72 inch
/// times the page's `/UserUnit`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Lower left x.
    pub x0: f64,
    /// Lower left y.
    pub y0: f64,
    /// Upper right x.
    pub x1: f64,
    /// Upper right y.
    pub y1: f64,
}

impl Rect {
    /// Width, never negative.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }
    /// Height, never negative.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }
}

/// How far the page is turned clockwise when shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// Upright.
    R0,
    /// A quarter clockwise.
    R90,
    /// Upside down.
    R180,
    /// A quarter anticlockwise.
    R270,
}

/// Size and orientation of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// `/MediaBox`; Letter when missing, as viewers do.
    pub media: Rect,
    /// `/CropBox` cut to the media box; the media box when missing.
    pub crop: Rect,
    /// `/Rotate`.
    pub rotate: Rotation,
    /// `/UserUnit`, 1.0 when missing.
    pub user_unit: f64,
}

impl Geometry {
    /// Reads the page's attributes, inherited ones from its ancestors.
    pub fn of(view: &View, page: ObjectId) -> Result<Self, Error> {
        let _ = (view, page);
        Err(Error::Unexpected { expected: "page" })
    }
}
