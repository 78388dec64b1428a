//! What is written on pages before the first signature: the notice of the agency at the foot or head, and the mark of
//! a practice signature in a corner. Both are forms of their own, drawn over the page's content by one operator.
//!
//! Later signatures must not change pages (ISO 32000-2 §12.8.2.2.2). Where a notice is free to stand is the caller's to
//! find; here it is set, and refused when it does not fit.

use lopdf::{Object, ObjectId, dictionary};
use pdf::page::{Geometry, Rect, Rotation};

use super::font::{ASCENT, CAPITAL, Face, Weight, compressed};
use super::wrap::wrap;
use super::{Palette, number, numbers};
use crate::error::Error;

/// Distance of the mark from the upper right corner of the visible page, in points: inside the usual margin.
const INSET: f64 = 12.0;
/// Height of the mark's band in points.
const BAND: f64 = 13.0;
/// Size of its letters in points.
const MARK_TEXT: f64 = 9.0;
/// Distance between the baselines of a notice, in em.
const LEADING: f64 = 1.2;

/// A form that waits to be drawn on pages, and its size in points.
#[derive(Clone, Copy)]
pub(in crate::sign) struct PageForm {
    pub(in crate::sign) id: ObjectId,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Width and height in points of `text` set in lines of at most `width` with letters of `size`; the width is that of
/// the longest line.
///
/// # Errors
/// Only [`Error::Font`].
pub fn notice_size(text: &str, width: f64, size: f64) -> Result<(f64, f64), Error> {
    let face = Face::new(Weight::Regular)?;
    let lines = notice_lines(&face, text, width, size);
    let widest = lines.iter().map(|line| face.width(line) * size).fold(0.0, f64::max);
    Ok((widest, height(lines.len(), size)))
}

/// The notice in a box of `width` points; every line in the middle.
pub(in crate::sign) fn notice(
    text: &str,
    width: f64,
    size: f64,
    palette: Palette,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<PageForm, Error> {
    let mut face = Face::new(Weight::Regular)?;
    let lines = notice_lines(&face, text, width, size);
    let height = height(lines.len(), size);
    let mut content = String::from("0 g\n");
    let mut baseline = height - ASCENT * size;
    for line in lines {
        let x = number((width - face.width(&line) * size) / 2.0);
        let font = face.weight().resource();
        let codes = face.encode(&line)?;
        content.push_str(&format!(
            "BT /{font} {} Tf 1 0 0 1 {x} {} Tm {codes} Tj ET\n",
            number(size),
            number(baseline)
        ));
        baseline -= LEADING * size;
    }
    form(&face, content, width, height, palette, add)
}

/// The mark: white letters on a black band.
pub(in crate::sign) fn mark(
    text: &str,
    palette: Palette,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<PageForm, Error> {
    let mut face = Face::new(Weight::Bold)?;
    let width = face.width(text) * MARK_TEXT + 10.0;
    let codes = face.encode(text)?;
    let baseline = (BAND - MARK_TEXT * CAPITAL) / 2.0;
    let content = format!(
        "0 g 0 0 {} {BAND} re f\nBT 1 g /{} {MARK_TEXT} Tf 1 0 0 1 5 {} Tm {codes} Tj ET\n",
        number(width),
        face.weight().resource(),
        number(baseline),
    );
    form(&face, content, width, BAND, palette, add)
}

/// Operators that draw the mark into the upper right corner of the visible page, `name` being its resource.
pub(in crate::sign) fn draw_mark(form: &PageForm, page: &Geometry, name: &str) -> String {
    let (width, height) = page.shown_size();
    let x = width * page.user_unit - INSET - form.width;
    let y = height * page.user_unit - INSET - form.height;
    let [a, b, c, d, e, f] = upright(&page.crop, page.rotate, page.user_unit);
    draw([a, b, c, d, e + a * x + c * y, f + b * x + d * y], name)
}

/// Operators that draw a notice into its strip.
pub(in crate::sign) fn draw_notice(strip: &Rect, page: &Geometry, name: &str) -> String {
    draw(upright(strip, page.rotate, page.user_unit), name)
}

/// ISO 32000-2 §14.8.2.2: in tagged files whatever is not in the structure is an artifact.
fn draw(matrix: [f64; 6], name: &str) -> String {
    format!("q\n/Artifact BMC\n{} cm\n/{name} Do\nEMC\nQ\n", matrix.map(number).join(" "))
}

/// From points as the reader sees them, counted from the lower left corner of `area`, to default user space.
fn upright(area: &Rect, rotate: Rotation, user_unit: f64) -> [f64; 6] {
    let scale = user_unit.recip();
    match rotate {
        Rotation::R0 => [scale, 0.0, 0.0, scale, area.x0, area.y0],
        Rotation::R90 => [0.0, scale, -scale, 0.0, area.x1, area.y0],
        Rotation::R180 => [-scale, 0.0, 0.0, -scale, area.x1, area.y1],
        Rotation::R270 => [0.0, -scale, scale, 0.0, area.x0, area.y1],
    }
}

fn notice_lines(face: &Face, text: &str, width: f64, size: f64) -> Vec<String> {
    // A line takes what rounding makes of its own width.
    wrap(text, width + 0.01, true, &|text: &str| face.width(text) * size).unwrap_or_default()
}

fn height(lines: usize, size: f64) -> f64 {
    let lines = u32::try_from(lines).map_or(0.0, f64::from);
    if lines > 0.0 { ((lines - 1.0) * LEADING + ASCENT + 0.212) * size } else { 0.0 }
}

fn form(
    face: &Face,
    content: String,
    width: f64,
    height: f64,
    palette: Palette,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<PageForm, Error> {
    let mut resources =
        dictionary! { "Font" => dictionary! { face.weight().resource() => face.embed(add)? } };
    palette.declare(&mut resources);
    let id = add(compressed(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(&[0.0, 0.0, width, height]),
            "Resources" => resources,
        },
        content.into_bytes(),
    ));
    Ok(PageForm { id, width, height })
}
