//! Page geometry with inherited attributes (ISO 32000-2 7.7.3.3, 7.7.3.4).

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId};

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
        let object = view.get(page)?;
        let page = object.as_dict().map_err(|_| Error::Unexpected { expected: "page" })?;
        let media = inherited(view, page, b"MediaBox", rect)?
            .filter(|rect| rect.width() > 0.0 && rect.height() > 0.0);
        // Required; viewers fall back to Letter.
        let media = media.unwrap_or(Rect { x0: 0.0, y0: 0.0, x1: 612.0, y1: 792.0 });
        let crop = inherited(view, page, b"CropBox", rect)?.and_then(|crop| intersection(crop, media));
        let turn = inherited(view, page, b"Rotate", |_, object| Ok(number(object)))?.unwrap_or(0.0);
        let rotate = match turn.rem_euclid(360.0) {
            90.0 => Rotation::R90,
            180.0 => Rotation::R180,
            270.0 => Rotation::R270,
            _ => Rotation::R0,
        };
        // Table 31: not inheritable.
        let user_unit = number(&*view.key(page, b"UserUnit")?).filter(|unit| *unit > 0.0).unwrap_or(1.0);
        Ok(Self { media, crop: crop.unwrap_or(media), rotate, user_unit })
    }

    /// Width and height of the crop box as shown, turned by `/Rotate`, in default user space units.
    pub fn shown_size(&self) -> (f64, f64) {
        match self.rotate {
            Rotation::R0 | Rotation::R180 => (self.crop.width(), self.crop.height()),
            Rotation::R90 | Rotation::R270 => (self.crop.height(), self.crop.width()),
        }
    }
}

/// The first usable value on the way from the page to the root (7.7.3.4). Cycles end at the depth limit.
fn inherited<T>(
    view: &View,
    page: &Dictionary,
    key: &[u8],
    read: impl Fn(&View, &Object) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    let mut node = Arc::new(page.clone());
    for _ in 0..view.document().limits().depth {
        let value = view.key(&node, key)?;
        if !value.is_null()
            && let Some(value) = read(view, &value)?
        {
            return Ok(Some(value));
        }
        match view.key_dictionary(&node, b"Parent")? {
            Some(parent) => node = parent,
            None => break,
        }
    }
    Ok(None)
}

/// A rectangle from an array of four numbers (7.9.5), corners in any order; `None` if it is not one.
pub fn rect(view: &View, object: &Object) -> Result<Option<Rect>, Error> {
    let object = view.resolve(object)?;
    let Ok(items) = object.as_array() else { return Ok(None) };
    let mut numbers = [0.0; 4];
    for (target, item) in numbers.iter_mut().zip(items) {
        match number(&*view.resolve(item)?) {
            Some(value) => *target = value,
            None => return Ok(None),
        }
    }
    let [xa, ya, xb, yb] = numbers;
    Ok((items.len() >= 4).then_some(Rect { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }))
}

fn intersection(a: Rect, b: Rect) -> Option<Rect> {
    let rect = Rect { x0: a.x0.max(b.x0), y0: a.y0.max(b.y0), x1: a.x1.min(b.x1), y1: a.y1.min(b.y1) };
    (rect.x0 < rect.x1 && rect.y0 < rect.y1).then_some(rect)
}

fn number(object: &Object) -> Option<f64> {
    match object {
        // Exact up to 2^24, far beyond any page.
        Object::Integer(_) | Object::Real(_) => object.as_float().ok().map(f64::from),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{document, object};

    #[test]
    fn attributes_are_inherited_and_normalised() {
        let document = document(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(2, "<</Kids[3 0 R]/Count 1/MediaBox[600 800 0 0]/Rotate -90/UserUnit 9>>"),
            object(3, "<</Kids[4 0 R]/Parent 2 0 R/CropBox[10 20 5000 6 0 R]>>"),
            object(4, "<</Type/Page/Parent 3 0 R>>"),
            object(6, "700"),
        ]);
        let geometry = Geometry::of(&document.latest(), (4, 0)).unwrap();
        assert_eq!(geometry.media, Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 });
        assert_eq!(geometry.crop, Rect { x0: 10.0, y0: 20.0, x1: 600.0, y1: 700.0 });
        assert_eq!((geometry.rotate, geometry.user_unit), (Rotation::R270, 1.0));
        assert_eq!(geometry.shown_size(), (680.0, 590.0));
    }

    #[test]
    fn cyclic_parents_and_nonsense_fall_back() {
        let document = document(&[
            object(1, "<</Type/Catalog/Pages 2 0 R>>"),
            object(2, "<</Kids[4 0 R]/Parent 4 0 R/MediaBox[0 0 0 0]>>"),
            object(4, "<</Type/Page/Parent 2 0 R/CropBox[(a) 1 2 3]/Rotate 45>>"),
        ]);
        let geometry = Geometry::of(&document.latest(), (4, 0)).unwrap();
        assert_eq!((geometry.media.width(), geometry.crop.height()), (612.0, 792.0));
        assert_eq!(geometry.rotate, Rotation::R0);
    }
}
