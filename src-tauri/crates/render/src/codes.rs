//! QR codes (ISO/IEC 18004) on a page, found on its picture and read. What they say is text of whoever made the page: it is
//! never followed here.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use rqrr::PreparedImage;

use crate::geometry::View;
use crate::picture::{Limits, POINTS_PER_INCH, draw};
use crate::{Error, Picture};

/// Dots per inch: a module of a code as printed in letters (2 cm, 33 modules) has five.
const DPI: f64 = 200.0;

/// Pixels of a picture; an A4 page has 3.9 million at that resolution, a larger one is drawn coarser.
const PIXELS: f64 = 4_000_000.0;

/// Codes that are read on one page; letters have one or two.
const MOST: usize = 8;

/// Bytes of a code; the largest code holds 2,953.
const LONGEST: usize = 3_000;

/// What the codes of a page say, each once, in the order found; those that hold no text are left out.
pub(crate) fn on(page: &Page<'_>) -> Result<Vec<String>, Error> {
    let size = View::of(page).size;
    let area = (size.width * size.height).max(1.0);
    let scale = (DPI / POINTS_PER_INCH).min((PIXELS / area).sqrt());
    let picture = draw(page, scale, Limits::default(), InterpreterSettings::default())?;
    Ok(read(&picture))
}

fn read(picture: &Picture) -> Vec<String> {
    let grey = |x: usize, y: usize| {
        let at = y.saturating_mul(picture.width).saturating_add(x).saturating_mul(4);
        match picture.rgba.get(at..) {
            // ITU-R BT.601, in hundredths.
            Some([red, green, blue, ..]) => {
                let sum = u32::from(*red) * 30 + u32::from(*green) * 59 + u32::from(*blue) * 11;
                u8::try_from(sum / 100).unwrap_or(u8::MAX)
            }
            _ => u8::MAX,
        }
    };
    let mut prepared = PreparedImage::prepare_from_greyscale(picture.width, picture.height, grey);
    let mut found: Vec<String> = Vec::new();
    for grid in prepared.detect_grids().into_iter().take(MOST) {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_err() || bytes.len() > LONGEST {
            continue;
        }
        if let Ok(text) = String::from_utf8(bytes)
            && !found.contains(&text)
        {
            found.push(text);
        }
    }
    found
}
