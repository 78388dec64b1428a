//! A page in grey at a thumb's size, and whether two programs show the same page: tolerant of how each smooths edges and
//! which stand-in it takes for a font, not of a line of text or a picture that one of them does not show.

use crate::geometry::{length, whole};
use crate::{Document, Error, Limits, Picture};

/// A small grey picture; each pixel is the mean of what lies under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumb {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

/// Pixels drawn for each pixel of the thumb's width, so that thin lines count by what they cover.
const FINER: usize = 4;
/// Side in pixels of the cells whose means are compared.
const CELL: usize = 5;
/// Difference of such means (0 to 255) that smoothing of edges and stand-in fonts do not reach.
const TOLERANCE: i64 = 34;
/// Height in relation to width may differ by rounding only.
const SHAPE: f64 = 0.03;

impl Thumb {
    /// A picture from elsewhere; `None` when there are more or fewer pixels than that, or none.
    pub fn new(width: usize, height: usize, grey: Vec<u8>) -> Option<Thumb> {
        let pixels = width.checked_mul(height)?;
        (pixels > 0 && pixels == grey.len()).then_some(Thumb { width, height, grey })
    }

    /// Pixels in a row.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether the two show different pages.
    pub fn differs(&self, other: &Thumb) -> bool {
        let shape = |thumb: &Thumb| length(thumb.height) / length(thumb.width);
        if (shape(self) / shape(other) - 1.0).abs() > SHAPE || self.width != other.width {
            return true;
        }
        let (ours, theirs) = (self.cells(), other.cells());
        let rows = ours.len().min(theirs.len());
        // What lies a pixel higher or further left in the other program is the same: cells overlap and the best of the
        // neighbours counts.
        let near = |cells: &[Vec<i64>], value: i64, x: usize, y: usize| {
            let rows = cells.iter().take(y + 2).skip(y.saturating_sub(1));
            let all = rows.flat_map(|row| row.iter().take(x + 2).skip(x.saturating_sub(1)));
            all.map(|other| (other - value).abs()).min().unwrap_or(0)
        };
        let apart = |one: &[Vec<i64>], other: &[Vec<i64>]| {
            one.iter().take(rows).enumerate().any(|(y, row)| {
                row.iter().enumerate().any(|(x, value)| near(other, *value, x, y) > TOLERANCE)
            })
        };
        apart(&ours, &theirs) || apart(&theirs, &ours)
    }

    /// Means over cells of [`CELL`] by [`CELL`] pixels around every second pixel.
    fn cells(&self) -> Vec<Vec<i64>> {
        let half = CELL / 2;
        let around = |at: usize, end: usize| at.saturating_sub(half)..(at + half + 1).min(end);
        let cell = |x: usize, y: usize| {
            let (mut sum, mut count) = (0_i64, 0_i64);
            for row in around(y, self.height) {
                let pixels =
                    around(x, self.width).filter_map(|column| self.grey.get(row * self.width + column));
                for grey in pixels {
                    sum += i64::from(*grey);
                    count += 1;
                }
            }
            sum / count.max(1)
        };
        let rows = (0..self.height).step_by(2);
        rows.map(|y| (0..self.width).step_by(2).map(|x| cell(x, y)).collect()).collect()
    }
}

impl Document {
    /// Page `page` (counted from 0) as a thumb of `width` pixels.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn thumb(&self, page: usize, width: usize) -> Result<Thumb, Error> {
        let size = self.look_size(page)?;
        let dpi = 72.0 * length(width * FINER) / size.width.max(1.0);
        let picture = self.page_picture(page, dpi, Limits::default())?;
        let height = whole((length(width) * size.height / size.width.max(1.0)).round()).max(1);
        Ok(shrunk(&picture, width, height))
    }
}

/// The grey (as the eye weighs colours, ITU-R BT.601) of what each pixel covers.
fn shrunk(picture: &Picture, width: usize, height: usize) -> Thumb {
    let covered = |index: usize, new: usize, old: usize| {
        let from = (index * old / new).min(old.saturating_sub(1));
        from..((index + 1) * old / new).clamp(from + 1, old.max(from + 1))
    };
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (mut sum, mut count) = (0_u64, 0_u64);
            for row in covered(y, height, picture.height) {
                let columns = covered(x, width, picture.width);
                let from = (row * picture.width + columns.start) * 4;
                let pixels = picture.rgba.get(from..from + columns.len() * 4).unwrap_or_default();
                for pixel in pixels.chunks_exact(4) {
                    let [red, green, blue, _] = pixel else { continue };
                    sum += (299 * u64::from(*red) + 587 * u64::from(*green) + 114 * u64::from(*blue)) / 1000;
                    count += 1;
                }
            }
            grey.push(u8::try_from(sum / count.max(1)).unwrap_or(255));
        }
    }
    Thumb { width, height, grey }
}
