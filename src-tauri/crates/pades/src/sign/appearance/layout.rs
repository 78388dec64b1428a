//! Where each line of the block stands: wrapping first, then smaller text, never cut.

use std::collections::BTreeSet;

use super::font::{ASCENT, CAPITAL, Face, Weight};
use super::wrap::wrap;
use super::{Block, Style};
use crate::error::Error;

/// Largest text size, in points.
pub const LARGEST_TEXT: f64 = 10.0;
/// Smallest text size that is still read on paper, in points.
pub const SMALLEST_TEXT: f64 = 6.5;
/// Smallest block, in points (about 28 by 11 mm): below that no name and time can be read.
pub const SMALLEST_BLOCK: (f64, f64) = (80.0, 30.0);

/// Distance between baselines, in em.
const LEADING: f64 = 1.26;
/// Room between the frame and the text, in points.
const PADDING: f64 = 5.0;
/// Widest block that [`natural_size`] asks for, in points (about 78 mm): a third of a page.
const NATURAL_WIDTH: f64 = 220.0;
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
                if let Some(rows) = rows(&faces, block, width, size, inside_words)
                    && needed(&rows, block, size) <= height
                {
                    return Ok(place(&faces, block, width, height, size, rows));
                }
            }
        }
    }
    let width = width.max(SMALLEST_BLOCK.0);
    let rows = rows(&faces, block, width, SMALLEST_TEXT, true).unwrap_or_default();
    let height = needed(&rows, block, SMALLEST_TEXT).max(SMALLEST_BLOCK.1).ceil();
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
    let width = (widest + 2.0 * PADDING).ceil().clamp(SMALLEST_BLOCK.0, NATURAL_WIDTH);
    let rows = rows(&faces, block, width, NATURAL_TEXT, true).unwrap_or_default();
    Ok((width, needed(&rows, block, NATURAL_TEXT).max(SMALLEST_BLOCK.1).ceil()))
}

/// Text sizes from large to small, in quarter points.
fn sizes() -> impl Iterator<Item = f64> {
    (0..=14_u8).map(|step| LARGEST_TEXT - f64::from(step) * 0.25).filter(|size| *size >= SMALLEST_TEXT)
}

fn rows(faces: &Faces, block: &Block, width: f64, size: f64, inside_words: bool) -> Option<Vec<Row>> {
    let room = width - 2.0 * PADDING;
    let mut rows = Vec::new();
    for line in &block.lines {
        let face = faces.of(line.style);
        let size = size * line.style.scale();
        let measure = |text: &str| face.width(text) * size;
        for text in wrap(&line.text, room, inside_words, &measure)? {
            rows.push(Row { text, style: line.style, size, x: PADDING, baseline: 0.0 });
        }
    }
    Some(rows)
}

/// Height in points of the rows, the band and the padding.
fn needed(rows: &[Row], block: &Block, size: f64) -> f64 {
    rows.iter().map(|row| row.size * LEADING).sum::<f64>() + band_height(block, size) + 2.0 * (PADDING - 1.0)
}

fn band_height(block: &Block, size: f64) -> f64 {
    if block.practice.is_some() { size * BAND } else { 0.0 }
}

/// Gives each row its baseline; the rows stand in the middle of the room below the band.
fn place(faces: &Faces, block: &Block, width: f64, height: f64, size: f64, mut rows: Vec<Row>) -> Layout {
    let spare = height - needed(&rows, block, size);
    let band = block.practice.as_ref().map(|mark| band(faces, mark, width, height, size));
    let mut top = height - band_height(block, size) - (PADDING - 1.0) - spare / 2.0;
    for row in &mut rows {
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
    Layout { width, height, text_size: size, rows, band, missing }
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
