//! What a block shows besides text: a picture (arms, stamp, specimen of a signature) as an image XObject (ISO 32000-2
//! §8.9.5), and a QR code (ISO/IEC 18004) as rectangles. Decoding pictures and computing codes is the caller's.

use std::fmt::Write as _;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::areas::Area;
use super::font::compressed;
use super::number;
use super::palette::Palette;

/// Pixels to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u16,
    height: u16,
    rgba: Vec<u8>,
}

impl Picture {
    /// A picture of `width` by `height` pixels: red, green, blue and alpha (not multiplied in) of each, rows from the top.
    /// `None` when there are more or fewer bytes than that, or none.
    pub fn new(width: u16, height: u16, rgba: Vec<u8>) -> Option<Self> {
        let pixels = usize::from(width).checked_mul(usize::from(height))?;
        (pixels > 0 && pixels.checked_mul(4) == Some(rgba.len())).then_some(Self { width, height, rgba })
    }

    /// Pixels in a row.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// Width in relation to height.
    pub(super) fn ratio(&self) -> f64 {
        f64::from(self.width) / f64::from(self.height)
    }

    /// The image XObject, in grey where that is all there is; with a soft mask, or laid on white where nothing may shine
    /// through.
    pub(super) fn embed(&self, palette: Palette, add: &mut dyn FnMut(Object) -> ObjectId) -> ObjectId {
        let clear = self.rgba.chunks_exact(4).any(|pixel| !matches!(pixel, [_, _, _, 255]));
        let pixels = self
            .rgba
            .chunks_exact(4)
            .map(|pixel| if palette.is_opaque() { on_white(pixel) } else { colours(pixel) });
        let colours: Vec<[u8; 3]> = pixels.collect();
        let grey = colours.iter().all(|[red, green, blue]| red == green && green == blue);
        let (space, samples) = if grey {
            (palette.grey(), colours.iter().map(|[grey, ..]| *grey).collect())
        } else {
            (palette.colour(), colours.concat())
        };
        let mut image = self.dictionary(space);
        if clear && !palette.is_opaque() {
            let alpha = self.rgba.chunks_exact(4).filter_map(<[u8]>::last).copied().collect();
            image.set("SMask", add(compressed(self.dictionary(Object::Name(b"DeviceGray".to_vec())), alpha)));
        }
        add(compressed(image, samples))
    }

    fn dictionary(&self, space: Object) -> Dictionary {
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(self.width),
            "Height" => i64::from(self.height),
            "ColorSpace" => space,
            "BitsPerComponent" => 8,
        }
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

fn colours(pixel: &[u8]) -> [u8; 3] {
    match pixel {
        [red, green, blue, ..] => [*red, *green, *blue],
        _ => [255; 3],
    }
}

fn on_white(pixel: &[u8]) -> [u8; 3] {
    let alpha = u16::from(pixel.get(3).copied().unwrap_or(255));
    colours(pixel).map(|colour| {
        let mixed = (u16::from(colour) * alpha + 255 * (255 - alpha)) / 255;
        u8::try_from(mixed).unwrap_or(255)
    })
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    side: u8,
    dark: Vec<bool>,
}

/// White modules around the code (ISO/IEC 18004 §6.3.8).
const QUIET: u8 = 4;
/// Smallest module in points (0.35 mm): what telephones read from an office print.
const SMALLEST_MODULE: f64 = 1.0;

impl Code {
    /// A code of `side` by `side` modules, rows from the top, without its quiet zone. `None` when there are more or fewer
    /// modules than that.
    pub fn new(side: u8, dark: Vec<bool>) -> Option<Self> {
        (side > 0 && usize::from(side) * usize::from(side) == dark.len()).then_some(Self { side, dark })
    }

    /// Modules along one side, with the quiet zone.
    fn modules(&self) -> f64 {
        f64::from(self.side) + f64::from(QUIET) * 2.0
    }

    /// Smallest side in points at which it is read.
    pub(super) fn least(&self) -> f64 {
        self.modules() * SMALLEST_MODULE
    }

    /// Operators that draw it on white: all dark modules as one path, so that no line shows between them.
    pub(super) fn draw(&self, area: &Area) -> String {
        let module = area.width() / self.modules();
        let (left, bottom, side) = (number(area.x0), number(area.y0), number(area.width()));
        let mut content = format!("1 g {left} {bottom} {side} {side} re f\n0 g\n");
        let rows = self.dark.chunks_exact(usize::from(self.side));
        for (row, modules) in (0_u8..).zip(rows) {
            let y = area.y1 - module * f64::from(u16::from(QUIET) + u16::from(row) + 1);
            let mut column = 0_u8;
            for run in modules.chunk_by(|one, other| one == other) {
                let length = u8::try_from(run.len()).unwrap_or(u8::MAX);
                if run.first() == Some(&true) {
                    let x = area.x0 + module * f64::from(u16::from(QUIET) + u16::from(column));
                    let (x, y, wide) = (number(x), number(y), number(module * f64::from(length)));
                    // Writing into a string cannot fail.
                    let _ = writeln!(content, "{x} {y} {wide} {} re", number(module));
                }
                column = column.saturating_add(length);
            }
        }
        content.push_str("f\n");
        content
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use pdf::Conformance;

    fn written(rgba: &[u8], claims: Conformance) -> Vec<lopdf::Stream> {
        let picture = Picture::new(2, 1, rgba.to_vec()).unwrap();
        let mut objects = Vec::new();
        picture.embed(Palette::of(&claims), &mut |object| {
            objects.push(object.as_stream().unwrap().clone());
            (1, 0)
        });
        objects
    }

    const GLASS: [u8; 8] = [200, 0, 0, 255, 0, 0, 200, 51];

    #[test]
    fn clear_picture_gets_a_soft_mask_where_it_may() {
        let objects = written(&GLASS, Conformance::default());
        let [mask, image] = objects.as_slice() else { panic!("{objects:?}") };
        assert_eq!(mask.get_plain_content().unwrap(), [255, 51]);
        assert_eq!(image.get_plain_content().unwrap(), [200, 0, 0, 0, 0, 200]);
        assert!(image.dict.has(b"SMask"));
        assert_eq!(image.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceRGB");
        let second = Conformance { pdfa: Some(2), output_intent: true, tagged: false };
        assert!(written(&GLASS, second)[1].dict.has(b"SMask"));
    }

    #[test]
    fn clear_picture_is_laid_on_white_where_nothing_may_shine_through() {
        for (part, output_intent) in [(1, true), (1, false), (2, false)] {
            let objects = written(&GLASS, Conformance { pdfa: Some(part), output_intent, tagged: false });
            let [image] = objects.as_slice() else { panic!("{objects:?}") };
            assert_eq!(image.get_plain_content().unwrap(), [200, 0, 0, 204, 204, 244]);
            // ISO 19005-1 §6.2.3.3: device RGB only with an output intent of that kind; calibrated colour always.
            assert_eq!(
                image.dict.get(b"ColorSpace").unwrap().as_array().unwrap()[0].as_name().unwrap(),
                b"CalRGB"
            );
        }
    }

    #[test]
    fn grey_picture_is_written_in_grey() {
        let objects = written(&[7, 7, 7, 255, 9, 9, 9, 255], Conformance::default());
        assert_eq!(objects[0].get_plain_content().unwrap(), [7, 9]);
        assert_eq!(objects[0].dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceGray");
    }

    #[test]
    fn pixels_that_do_not_fit_their_size_are_no_picture() {
        assert!(Picture::new(2, 2, vec![0; 15]).is_none());
        assert!(Picture::new(0, 2, vec![]).is_none());
        assert!(Code::new(3, vec![true; 8]).is_none());
    }
}
