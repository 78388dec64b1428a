//! Pictures from files: PNG (ISO/IEC 15948), JPEG (ISO/IEC 10918-1, turned as its Exif says), and drawings ([`crate::svg`]).
//!
//! Foreign bytes: every kind is decoded within the budgets below and brought down to what a signature block can show. Colour
//! profiles are not applied; animations give their first picture.

use std::io::Cursor;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::geometry::{length, whole};
use crate::{Error, Picture, svg};

/// Longest file: a photograph of 24 million pixels has some ten million bytes.
const MOST_BYTES: usize = 16 << 20;
/// Most pixels of a picture before it is made smaller: what telephones give. A progressive JPEG takes nine bytes for each.
const MOST_PIXELS: u64 = 26_000_000;
/// Memory that the PNG reader may take beside the pixels, in bytes.
const PNG_MEMORY: usize = 64 << 20;
/// Passes over a progressive JPEG; cameras write ten.
const MOST_SCANS: usize = 64;
/// Longest side of the answer, in pixels: 500 dpi on a picture of 4 cm.
pub(crate) const LONGEST_SIDE: usize = 800;

impl Picture {
    /// The picture in a file's `bytes`, at most 800 pixels on its longer side.
    ///
    /// A hostile drawing can take long and can't be interrupted: callers decode in a thread of their own and stop waiting at
    /// their deadline.
    ///
    /// # Errors
    /// [`Error::PictureKind`], [`Error::PictureDamaged`], [`Error::PictureLong`], [`Error::PictureSize`],
    /// [`Error::PictureUnsupported`], [`Error::PictureEmpty`].
    pub fn decode(bytes: &[u8]) -> Result<Picture, Error> {
        if bytes.len() > MOST_BYTES {
            return Err(Error::PictureLong { bytes: bytes.len() });
        }
        let picture = match bytes {
            [0x89, b'P', b'N', b'G', ..] => png(bytes)?,
            [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes)?,
            _ if svg::is_one(bytes) => svg::decode(bytes)?,
            _ => return Err(Error::PictureKind),
        };
        if picture.rgba.chunks_exact(4).all(|pixel| matches!(pixel, [_, _, _, 0])) {
            return Err(Error::PictureEmpty);
        }
        Ok(smaller(picture))
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// [`Error::PictureSize`] when width and height do not fit the pixels.
    pub fn to_png(&self) -> Result<Vec<u8>, Error> {
        let side = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let wrong = || Error::PictureSize { width: side(self.width), height: side(self.height) };
        let (width, height) = (u32::try_from(self.width), u32::try_from(self.height));
        let (Ok(width), Ok(height)) = (width, height) else { return Err(wrong()) };
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(|_| wrong())?;
        writer.write_image_data(&self.rgba).map_err(|_| wrong())?;
        writer.finish().map_err(|_| wrong())?;
        Ok(bytes)
    }
}

/// Refuses more pixels than the budget.
fn check(width: u64, height: u64) -> Result<(), Error> {
    let fits = width > 0 && height > 0 && width.checked_mul(height).is_some_and(|all| all <= MOST_PIXELS);
    if fits { Ok(()) } else { Err(Error::PictureSize { width, height }) }
}

fn png(bytes: &[u8]) -> Result<Picture, Error> {
    let damaged = |_| Error::PictureDamaged;
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: PNG_MEMORY });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let (width, height) = decoder.read_header_info().map_err(damaged)?.size();
    check(width.into(), height.into())?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = reader.output_buffer_size().ok_or(Error::PictureDamaged)?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(damaged)?;
    let rgba = match frame.color_type {
        png::ColorType::Rgba => samples,
        png::ColorType::Rgb => spread(&samples, 3, |p| [at(p, 0), at(p, 1), at(p, 2), 255]),
        png::ColorType::Grayscale => spread(&samples, 1, |p| [at(p, 0), at(p, 0), at(p, 0), 255]),
        png::ColorType::GrayscaleAlpha => spread(&samples, 2, |p| [at(p, 0), at(p, 0), at(p, 0), at(p, 1)]),
        // EXPAND leaves no palette.
        png::ColorType::Indexed => return Err(Error::PictureDamaged),
    };
    of_pixels(frame.width, frame.height, rgba)
}

fn jpeg(bytes: &[u8]) -> Result<Picture, Error> {
    // Strict: half a photograph would else come with a grey rest.
    let options = DecoderOptions::new_safe().set_strict_mode(true).jpeg_set_max_scans(MOST_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Error::PictureDamaged)?;
    let info = decoder.info().ok_or(Error::PictureDamaged)?;
    check(info.width.into(), info.height.into())?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let wanted = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let samples = decoder.decode().map_err(|_| Error::PictureDamaged)?;
    let turn = decoder.exif().map_or(1, |exif| orientation(exif));
    let rgba = if grey {
        spread(&samples, 1, |p| [at(p, 0), at(p, 0), at(p, 0), 255])
    } else {
        spread(&samples, 3, |p| [at(p, 0), at(p, 1), at(p, 2), 255])
    };
    Ok(turned(of_pixels(info.width.into(), info.height.into(), rgba)?, turn))
}

/// A picture whose pixels are all there.
fn of_pixels(width: u32, height: u32, rgba: Vec<u8>) -> Result<Picture, Error> {
    let side = |side: u32| usize::try_from(side).map_err(|_| Error::PictureDamaged);
    let picture = Picture { width: side(width)?, height: side(height)?, rgba };
    let whole = picture.width.checked_mul(picture.height).and_then(|all| all.checked_mul(4));
    if whole == Some(picture.rgba.len()) { Ok(picture) } else { Err(Error::PictureDamaged) }
}

fn spread(samples: &[u8], each: usize, pixel: impl Fn(&[u8]) -> [u8; 4]) -> Vec<u8> {
    samples.chunks_exact(each).flat_map(pixel).collect()
}

fn at(pixel: &[u8], index: usize) -> u8 {
    pixel.get(index).copied().unwrap_or_default()
}

/// How the camera was held: tag 0x0112 of the first directory (CIPA DC-008 §4.6.4), 1 where nothing sound is said.
fn orientation(exif: &[u8]) -> u16 {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let little = tiff.starts_with(b"II");
    let short = |at: usize| -> Option<u16> {
        let two = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let long = |at: usize| -> Option<usize> {
        let (a, b) = (usize::from(short(at)?), usize::from(short(at.checked_add(2)?)?));
        Some(if little { b << 16 | a } else { a << 16 | b })
    };
    let find = || -> Option<u16> {
        let directory = long(4)?;
        let count = usize::from(short(directory)?);
        let entries = (0..count).map(|index| directory + 2 + index * 12);
        let entry = entries.take_while(|at| *at < tiff.len()).find(|at| short(*at) == Some(0x0112))?;
        short(entry + 8)
    };
    find().filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// The picture as it was meant to be seen.
fn turned(picture: Picture, orientation: u16) -> Picture {
    if orientation == 1 {
        return picture;
    }
    let (wide, high) = (picture.width, picture.height);
    let swapped = orientation >= 5;
    let (width, height) = if swapped { (high, wide) } else { (wide, high) };
    let mut rgba = Vec::with_capacity(picture.rgba.len());
    for y in 0..height {
        for x in 0..width {
            let (right, down) = (width - 1 - x, height - 1 - y);
            let (column, row) = match orientation {
                2 => (right, y),
                3 => (right, down),
                4 => (x, down),
                5 => (y, x),
                6 => (y, right),
                7 => (down, right),
                _ => (down, x),
            };
            let from = (row * wide + column) * 4;
            rgba.extend_from_slice(picture.rgba.get(from..from + 4).unwrap_or(&[255; 4]));
        }
    }
    Picture { width, height, rgba }
}

/// At most [`LONGEST_SIDE`]: every new pixel is the mean of those it covers, weighted by how opaque they are.
fn smaller(picture: Picture) -> Picture {
    let longest = picture.width.max(picture.height);
    if longest <= LONGEST_SIDE {
        return picture;
    }
    let side = |of: usize| whole((length(of) * length(LONGEST_SIDE) / length(longest)).round()).max(1);
    let (width, height) = (side(picture.width), side(picture.height));
    let covered = |index: usize, new: usize, old: usize| {
        let from = index * old / new;
        from..((index + 1) * old / new).max(from + 1)
    };
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            let (mut sum, mut alpha, mut count) = ([0_u64; 3], 0_u64, 0_u64);
            for row in covered(y, height, picture.height) {
                let columns = covered(x, width, picture.width);
                let from = (row * picture.width + columns.start) * 4;
                let pixels = picture.rgba.get(from..from + columns.len() * 4).unwrap_or_default();
                for pixel in pixels.chunks_exact(4) {
                    let opaque = u64::from(at(pixel, 3));
                    for (channel, sum) in sum.iter_mut().enumerate() {
                        *sum += u64::from(at(pixel, channel)) * opaque;
                    }
                    alpha += opaque;
                    count += 1;
                }
            }
            let byte = |value: Option<u64>| u8::try_from(value.unwrap_or(255)).unwrap_or(255);
            rgba.extend(sum.map(|sum| byte(sum.checked_div(alpha))));
            rgba.push(byte(alpha.checked_div(count)));
        }
    }
    Picture { width, height, rgba }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn letters(picture: &Picture) -> String {
        picture.rgba.chunks_exact(4).map(|pixel| char::from(pixel[0])).collect()
    }

    fn abcdef() -> Picture {
        let rgba = b"abcdef".iter().flat_map(|letter| [*letter, 0, 0, 255]).collect();
        Picture { width: 3, height: 2, rgba }
    }

    #[test]
    fn every_way_of_holding_the_camera_is_undone() {
        // The rows as a reader writes them: abc over def.
        let seen = ["abcdef", "cbafed", "fedcba", "defabc", "adbecf", "daebfc", "fcebda", "cfbead"];
        for (turn, letters_seen) in (1_u16..).zip(seen) {
            let picture = turned(abcdef(), turn);
            assert_eq!(letters(&picture), letters_seen, "orientation {turn}");
            assert_eq!((picture.width, picture.height), if turn < 5 { (3, 2) } else { (2, 3) });
        }
    }

    #[test]
    fn orientation_is_read_in_both_byte_orders_and_nonsense_is_none() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!(orientation(little), 6);
        assert_eq!(orientation(big), 8);
        for cut in 0..little.len() {
            assert!((1..=8).contains(&orientation(&little[..cut])));
        }
        assert_eq!(orientation(b"II*\0\xFF\xFF\xFF\xFF"), 1);
    }

    #[test]
    fn clear_pixels_lend_no_colour_when_the_picture_is_made_smaller() {
        let pixels = [[255, 0, 0, 255], [0, 255, 0, 0]].concat();
        let picture = Picture { width: 1600, height: 1, rgba: pixels.repeat(800) };
        let small = smaller(picture);
        assert_eq!((small.width, small.height), (800, 1));
        assert_eq!(small.rgba[..4], [255, 0, 0, 127]);
    }
}
