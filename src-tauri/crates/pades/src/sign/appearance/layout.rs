//! Where each line of the block stands: wrapping first, then smaller text, never cut.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::areas::{Area, Areas, GAP, LARGEST_CODE, PADDING, areas};
use super::font::{ASCENT, CAPITAL, Face, Weight};
use super::graphics::{Code, Picture};
use super::wrap::wrap;
use super::{Arrangement, Block, Style};
use crate::error::Error;

/// Largest text size, in points.
pub const LARGEST_TEXT: f64 = 10.0;
/// Smallest text size that is still read on paper, in points.
pub const SMALLEST_TEXT: f64 = 6.5;
/// Smallest block, in points (about 28 by 11 mm): below that no name and time can be read.
pub const SMALLEST_BLOCK: (f64, f64) = (80.0, 30.0);

/// Distance between baselines, in em.
const LEADING: f64 = 1.26;
/// Widest text that [`natural_size`] asks for with its padding, in points (about 78 mm): a third of a page.
const NATURAL_WIDTH: f64 = 220.0;
/// Longer side of a picture that [`natural_size`] asks for, in points (17 mm).
const NATURAL_PICTURE: f64 = 48.0;
/// Highest block that is looked for, in points: a page.
const HIGHEST: f64 = 842.0;
/// Text size of [`natural_size`], in points.
const NATURAL_TEXT: f64 = 9.0;
/// Height of the practice band, in em.
const BAND: f64 = 1.5;

/// A block set into its box. Lengths are points; the origin is the lower left corner, as the reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Width of the box.
    pub width: f64,
    /// Height of the box.
    pub height: f64,
    /// Size of plain text.
    pub text_size: f64,
    /// Lines from top to bottom, as they were wrapped.
    pub rows: Vec<Row>,
    /// The practice band at the top.
    pub band: Option<Band>,
    /// The picture and where it stands.
    pub picture: Option<(Arc<Picture>, Area)>,
    /// The QR code with its quiet zone, and where it stands.
    pub code: Option<(Code, Area)>,
    /// Characters that the fonts cannot draw and that are shown as [`super::REPLACEMENT`].
    pub missing: BTreeSet<char>,
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it says.
    pub text: String,
    /// How it is set.
    pub style: Style,
    /// Size in points.
    pub size: f64,
    /// Left end of the baseline.
    pub x: f64,
    /// Height of the baseline.
    pub baseline: f64,
}

/// The practice mark: white letters on a black band over the whole width.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Lower edge.
    pub bottom: f64,
    /// Upper edge.
    pub top: f64,
    /// The mark.
    pub row: Row,
}

/// A block does not fit into its box, not even with the smallest text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooSmall {
    /// Smallest width in points that holds the text at the wanted height or more.
    pub width: f64,
    /// Smallest height in points for that width.
    pub height: f64,
}

/// The two faces, empty.
pub(super) struct Faces {
    pub(super) regular: Face,
    pub(super) bold: Face,
}

impl Faces {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self { regular: Face::new(Weight::Regular)?, bold: Face::new(Weight::Bold)? })
    }

    pub(super) const fn of(&self, style: Style) -> &Face {
        match style {
            Style::Strong => &self.bold,
            Style::Caption | Style::Plain => &self.regular,
        }
    }

    pub(super) const fn of_mut(&mut self, style: Style) -> &mut Face {
        match style {
            Style::Strong => &mut self.bold,
            Style::Caption | Style::Plain => &mut self.regular,
        }
    }
}

/// Sets `block` into a box of `width` by `height` points with the largest text that fits.
///
/// # Errors
/// [`Error::BlockTooSmall`] with the size that would do.
pub fn layout(block: &Block, width: f64, height: f64) -> Result<Layout, Error> {
    let faces = Faces::new()?;
    if width >= SMALLEST_BLOCK.0 && height >= SMALLEST_BLOCK.1 {
        // A word is broken only when no readable size keeps it whole.
        for inside_words in [false, true] {
            for size in sizes() {
                if let Some((areas, rows)) = fit(&faces, block, width, height, size, inside_words) {
                    return Ok(place(&faces, block, (width, height), size, &areas, rows));
                }
            }
        }
    }
    let (width, height) = enough(&faces, block, width.max(SMALLEST_BLOCK.0), SMALLEST_TEXT);
    Err(Error::BlockTooSmall(TooSmall { width, height }))
}

/// The box that `block` would take by itself at a common text size: width and height in points.
///
/// # Errors
/// Only [`Error::Font`].
pub fn natural_size(block: &Block) -> Result<(f64, f64), Error> {
    let faces = Faces::new()?;
    let widest = block
        .lines
        .iter()
        .map(|line| faces.of(line.style).width(&line.text) * line.style.scale() * NATURAL_TEXT)
        .fold(0.0, f64::max);
    let text = (widest + 2.0 * PADDING).ceil().clamp(SMALLEST_BLOCK.0, NATURAL_WIDTH);
    let code =
        block.code.as_ref().map_or(0.0, |code| code.least().clamp(LARGEST_CODE * 0.75, LARGEST_CODE) + GAP);
    let picture = match &block.picture {
        Some(picture) if block.arrangement == Arrangement::Beside => {
            (NATURAL_PICTURE * picture.ratio()).min(NATURAL_PICTURE) + GAP
        }
        _ => 0.0,
    };
    Ok(enough(&faces, block, (text + code + picture).ceil(), NATURAL_TEXT))
}

/// The lowest box of `width` points, or a little more where picture and code ask for it, that holds the block with letters
/// of `size`.
fn enough(faces: &Faces, block: &Block, width: f64, size: f64) -> (f64, f64) {
    // At most a page's width in steps of a tenth.
    for step in 0..=10_u8 {
        let width = width + f64::from(step) * 40.0;
        // Without picture and code the text's height is the answer; with them the text gets narrower, never wider.
        let rows = rows(faces, block, width - 2.0 * PADDING, size, true).unwrap_or_default();
        let least = text_height(&rows) + band_height(block, size) + 2.0 * (PADDING - 1.0);
        let mut height = least.max(SMALLEST_BLOCK.1).ceil();
        while height <= HIGHEST.max(least.ceil()) {
            if fit(faces, block, width, height, size, true).is_some() {
                return (width, height);
            }
            height += 2.0;
        }
    }
    (width, HIGHEST)
}

/// The block's parts in a box, when the text fits with letters of `size`.
fn fit(
    faces: &Faces,
    block: &Block,
    width: f64,
    height: f64,
    size: f64,
    inside_words: bool,
) -> Option<(Areas, Vec<Row>)> {
    let areas = areas(block, width, height, band_height(block, size))?;
    let rows = rows(faces, block, areas.text.width(), size, inside_words)?;
    (text_height(&rows) <= areas.text.height()).then_some((areas, rows))
}

/// Text sizes from large to small, in quarter points.
fn sizes() -> impl Iterator<Item = f64> {
    (0..=14_u8).map(|step| LARGEST_TEXT - f64::from(step) * 0.25).filter(|size| *size >= SMALLEST_TEXT)
}

/// The lines wrapped into `room` points.
fn rows(faces: &Faces, block: &Block, room: f64, size: f64, inside_words: bool) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    for line in &block.lines {
        let face = faces.of(line.style);
        let size = size * line.style.scale();
        let measure = |text: &str| face.width(text) * size;
        for text in wrap(&line.text, room, inside_words, &measure)? {
            rows.push(Row { text, style: line.style, size, x: 0.0, baseline: 0.0 });
        }
    }
    Some(rows)
}

/// Height in points of the rows.
fn text_height(rows: &[Row]) -> f64 {
    rows.iter().map(|row| row.size * LEADING).sum()
}

fn band_height(block: &Block, size: f64) -> f64 {
    if block.practice.is_some() { size * BAND } else { 0.0 }
}

/// Gives each row its place; the rows stand in the middle of the text's room.
fn place(
    faces: &Faces,
    block: &Block,
    (width, height): (f64, f64),
    size: f64,
    areas: &Areas,
    mut rows: Vec<Row>,
) -> Layout {
    let spare = areas.text.height() - text_height(&rows);
    let band = block.practice.as_ref().map(|mark| band(faces, mark, width, height, size));
    let mut top = areas.text.y1 - spare / 2.0;
    for row in &mut rows {
        row.x = areas.text.x0;
        row.baseline = top - row.size * (ASCENT + (LEADING - ASCENT - 0.212) / 2.0);
        top -= row.size * LEADING;
    }
    let missing = block
        .lines
        .iter()
        .flat_map(|line| {
            let face = faces.of(line.style);
            line.text.chars().filter(move |character| !face.can_draw(*character) && !is_break(*character))
        })
        .collect();
    let picture = block.picture.clone().zip(areas.picture);
    let code = block.code.clone().zip(areas.code);
    Layout { width, height, text_size: size, rows, band, picture, code, missing }
}

/// Characters that [`wrap`] takes as a break; they are not drawn.
const fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t')
}

fn band(faces: &Faces, mark: &str, width: f64, height: f64, size: f64) -> Band {
    let em = faces.bold.width(mark);
    let room = width - 2.0 * PADDING;
    let wanted = size * 1.15;
    let size_of_mark = if em * wanted > room { room / em } else { wanted };
    let bottom = height - size * BAND;
    let row = Row {
        text: mark.to_owned(),
        style: Style::Strong,
        size: size_of_mark,
        x: (width - em * size_of_mark) / 2.0,
        baseline: f64::midpoint(bottom, height) - size_of_mark * CAPITAL / 2.0,
    };
    Band { bottom, top: height, row }
}
