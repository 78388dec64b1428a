//! The small practice mark in a corner of every page, as page content over everything else.
//!
//! A practice signature must be seen on each page, also when it has no block or the block stands on another page. The
//! mark is written only before the first signature: later ones must not change pages (ISO 32000-2 §12.8.2.2.2).

use lopdf::{Object, ObjectId};
use pdf::page::{Geometry, Rotation};

use super::font::{CAPITAL, Face, Weight};
use super::number;
use crate::error::Error;

/// Distance of the mark from the upper right corner of the visible page, in points: inside the usual margin.
const INSET: f64 = 12.0;
/// Height of the band in points.
const HEIGHT: f64 = 13.0;
/// Size of its letters in points.
const TEXT: f64 = 9.0;

/// The mark with its embedded font, the same for all pages of an update.
pub(in crate::sign) struct PageMark {
    font: ObjectId,
    codes: String,
    /// Width of the text in points.
    width: f64,
}

impl PageMark {
    /// Embeds the letters of `mark` through `add`.
    pub(in crate::sign) fn new(mark: &str, add: &mut dyn FnMut(Object) -> ObjectId) -> Result<Self, Error> {
        let mut face = Face::new(Weight::Bold)?;
        let codes = face.encode(mark)?;
        let width = face.width(mark) * TEXT;
        Ok(Self { font: face.embed(add)?, codes, width })
    }

    /// The font, to be put into the page's resources.
    pub(in crate::sign) const fn font(&self) -> ObjectId {
        self.font
    }

    /// Content that closes the `q` put before the page's own content and then draws the mark, upright for the reader.
    /// `font` is the name of the font in the page's resources.
    pub(in crate::sign) fn content(&self, page: &Geometry, font: &str) -> Vec<u8> {
        let scale = page.user_unit.recip();
        let crop = &page.crop;
        // From points, as the reader sees the page from its lower left corner, to default user space.
        let (matrix, width, height) = match page.rotate {
            Rotation::R0 => ([scale, 0.0, 0.0, scale, crop.x0, crop.y0], crop.width(), crop.height()),
            Rotation::R90 => ([0.0, scale, -scale, 0.0, crop.x1, crop.y0], crop.height(), crop.width()),
            Rotation::R180 => ([-scale, 0.0, 0.0, -scale, crop.x1, crop.y1], crop.width(), crop.height()),
            Rotation::R270 => ([0.0, -scale, scale, 0.0, crop.x0, crop.y1], crop.height(), crop.width()),
        };
        let band = self.width + 10.0;
        let x = width * page.user_unit - INSET - band;
        let y = height * page.user_unit - INSET - HEIGHT;
        let matrix = matrix.map(number).join(" ");
        let baseline = y + (HEIGHT - TEXT * CAPITAL) / 2.0;
        // ISO 32000-2 §14.8.2.2: in tagged files whatever is not in the structure is an artifact.
        format!(
            "\nQ\nq\n/Artifact BMC\n{matrix} cm\n0 g {} {} {} {HEIGHT} re f\nBT 1 g /{font} {TEXT} Tf 1 0 0 1 {} {} Tm \
             {} Tj ET\nEMC\nQ\n",
            number(x),
            number(y),
            number(band),
            number(x + 5.0),
            number(baseline),
            self.codes,
        )
        .into_bytes()
    }
}
