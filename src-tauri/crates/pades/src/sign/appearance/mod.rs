//! The visible block: its lines set in an embedded font, a picture and a QR code where they are wanted, as an appearance
//! stream (ISO 32000-2 §12.5.5) and as a page of its own for the preview.
//!
//! Fonts embedded, colours and transparency as [`palette`] allows: the block may stand in a PDF/A file (ISO 19005-1
//! §6.2.3, §6.3, §6.4). All texts, pixels and modules come from the caller.

mod areas;
pub mod font;
mod graphics;
mod layout;
mod pages;
mod palette;
mod preview;
pub mod wrap;

use std::sync::Arc;

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use pdf::page::Rotation;

pub use self::areas::Area;
pub use self::font::REPLACEMENT;
pub use self::graphics::{Code, Picture};
pub use self::layout::{
    Band, LARGEST_TEXT, Layout, Row, SMALLEST_BLOCK, SMALLEST_TEXT, TooSmall, layout, natural_size,
};
pub use self::pages::notice_size;
pub(super) use self::pages::{PageForm, draw_mark, draw_notice, mark, notice};
pub(super) use self::palette::Palette;
pub use self::preview::{as_page, notice_pages};

use self::font::compressed;
use self::layout::Faces;
use crate::error::Error;

/// What the visible block says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// Lines from top to bottom; long ones are wrapped.
    pub lines: Vec<Line>,
    /// The mark of a practice signature; `None` for a real one.
    pub practice: Option<String>,
    /// A picture: arms, stamp, the specimen of a signature by hand. It says nothing that the lines do not say.
    pub picture: Option<Arc<Picture>>,
    /// Where the picture stands.
    pub arrangement: Arrangement,
    /// A QR code; the lines say in letters where it leads.
    pub code: Option<Code>,
}

/// Where a picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// Left of the lines.
    #[default]
    Beside,
    /// Over the lines.
    Above,
}

/// One line of the block before wrapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// How it is set.
    pub style: Style,
}

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A little smaller and gray: the words that lead to the name.
    Caption,
    /// Regular: rank, number, time.
    Plain,
    /// Bold: office and name.
    Strong,
}

impl Style {
    /// Size in relation to plain text.
    const fn scale(self) -> f64 {
        match self {
            Self::Caption => 0.92,
            Self::Plain | Self::Strong => 1.0,
        }
    }

    /// Gray level of the letters: 0 is black.
    const fn gray(self) -> &'static str {
        match self {
            Self::Caption => "0.25",
            Self::Plain | Self::Strong => "0",
        }
    }
}

impl Line {
    /// A line in the style of the words that lead to the name.
    pub fn caption(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Caption }
    }

    /// A regular line.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }

    /// A bold line.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Strong }
    }
}

impl Block {
    /// The lines as one text, for `/TU` and for readers that do not see the page.
    pub fn as_text(&self) -> String {
        let lines = self.lines.iter().map(|line| line.text.as_str());
        self.practice.as_deref().into_iter().chain(lines).collect::<Vec<_>>().join(" ")
    }
}

/// The form XObject of `layout` for a page turned by `rotation`, whose user space unit is `user_unit` points.
///
/// The form's matrix turns the block upright for the reader; its box then has the size of `/Rect`. Objects go through
/// `add`.
pub(super) fn form(
    layout: &Layout,
    rotation: Rotation,
    user_unit: f64,
    palette: Palette,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<ObjectId, Error> {
    let (content, resources) = resources(layout, palette, add)?;
    let (width, height) = (layout.width, layout.height);
    let scale = user_unit.recip();
    let matrix = match rotation {
        Rotation::R0 => [scale, 0.0, 0.0, scale, 0.0, 0.0],
        Rotation::R90 => [0.0, scale, -scale, 0.0, height * scale, 0.0],
        Rotation::R180 => [-scale, 0.0, 0.0, -scale, width * scale, height * scale],
        Rotation::R270 => [0.0, -scale, scale, 0.0, 0.0, width * scale],
    };
    Ok(add(compressed(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(&[0.0, 0.0, width, height]),
            "Matrix" => numbers(&matrix),
            "Resources" => resources,
        },
        content,
    )))
}

/// A form that draws nothing, for an invisible field.
pub(super) fn empty_form(add: &mut dyn FnMut(Object) -> ObjectId) -> ObjectId {
    add(compressed(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&[0.0; 4]) },
        Vec::new(),
    ))
}

/// A content stream.
pub(super) fn content(operators: Vec<u8>) -> Object {
    compressed(Dictionary::new(), operators)
}

/// The content stream and what it draws with.
fn resources(
    layout: &Layout,
    palette: Palette,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<(Vec<u8>, Dictionary), Error> {
    let mut faces = Faces::new()?;
    let content = draw(layout, &mut faces)?;
    let mut resources = dictionary! { "Font" => embed(&faces, add)? };
    palette.declare(&mut resources);
    if let Some((picture, _)) = &layout.picture {
        resources.set("XObject", dictionary! { PICTURE => picture.embed(palette, add) });
    }
    Ok((content, resources))
}

/// Name of the picture in `/Resources /XObject`.
const PICTURE: &str = "AbsahP";

/// The content stream: frame, band, picture, code, lines.
fn draw(layout: &Layout, faces: &mut Faces) -> Result<Vec<u8>, Error> {
    let mut content = String::from("q\n");
    if let Some(band) = &layout.band {
        let (bottom, height) = (number(band.bottom), number(band.top - band.bottom));
        content.push_str(&format!("0 g 0 {bottom} {} {height} re f\n", number(layout.width)));
        content.push_str(&text_line(&band.row, "1", faces)?);
    }
    // Half the line lies outside the path: 0.3 keeps it inside the box.
    let (right, top) = (number(layout.width - 0.6), number(layout.height - 0.6));
    content.push_str(&format!("0.35 G 0.6 w 0.3 0.3 {right} {top} re S\n"));
    if let Some((_, area)) = &layout.picture {
        let [width, height, x, y] = [area.width(), area.height(), area.x0, area.y0].map(number);
        content.push_str(&format!("q {width} 0 0 {height} {x} {y} cm /{PICTURE} Do Q\n"));
    }
    if let Some((code, area)) = &layout.code {
        content.push_str(&code.draw(area));
    }
    for row in &layout.rows {
        content.push_str(&text_line(row, row.style.gray(), faces)?);
    }
    content.push_str("Q\n");
    Ok(content.into_bytes())
}

/// One line of text in a gray level.
fn text_line(row: &Row, gray: &str, faces: &mut Faces) -> Result<String, Error> {
    let face = faces.of_mut(row.style);
    let font = face.weight().resource();
    let codes = face.encode(&row.text)?;
    let (size, x, y) = (number(row.size), number(row.x), number(row.baseline));
    Ok(format!("BT {gray} g /{font} {size} Tf 1 0 0 1 {x} {y} Tm {codes} Tj ET\n"))
}

/// Embeds the faces that were used; gives the `/Font` resources.
fn embed(faces: &Faces, add: &mut dyn FnMut(Object) -> ObjectId) -> Result<Dictionary, Error> {
    let mut fonts = Dictionary::new();
    for face in [&faces.regular, &faces.bold] {
        if face.is_used() {
            fonts.set(face.weight().resource(), face.embed(add)?);
        }
    }
    Ok(fonts)
}

/// A number of a content stream: at most four decimals, no exponent (ISO 32000-2 §7.3.3).
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Numbers as an array object.
pub(super) fn numbers(values: &[f64]) -> Object {
    Object::Array(values.iter().map(|value| Object::from(*value)).collect())
}
