//! The visible block: its lines set in an embedded font, as an appearance stream (ISO 32000-2 §12.5.5) and as a page
//! of its own for the preview.
//!
//! Device gray only, no transparency, fonts embedded: the block may stand in a PDF/A file (ISO 19005-1 §6.2.3, §6.3,
//! §6.4). All texts come from the caller. Not here: images, specimens and QR codes.

pub mod font;
mod layout;
mod pages;
pub mod wrap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use pdf::page::Rotation;

pub use self::font::REPLACEMENT;
pub use self::layout::{
    Band, LARGEST_TEXT, Layout, Row, SMALLEST_BLOCK, SMALLEST_TEXT, TooSmall, layout, natural_size,
};
pub use self::pages::notice_size;
pub(super) use self::pages::{PageForm, draw_mark, draw_notice, mark, notice};

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

/// What device gray means in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ink {
    /// What the device makes of it, or what the output intent says.
    #[default]
    Device,
    /// Calibrated: a PDF/A file without an output intent has no device colours (ISO 19005-1 §6.2.3.3).
    Calibrated,
}

impl Ink {
    /// Says so in the resources (ISO 32000-2 §8.6.5.6, default colour spaces).
    fn declare(self, resources: &mut Dictionary) {
        if self == Self::Calibrated {
            // White point D65, the gamma of common screens.
            let gray = dictionary! { "WhitePoint" => numbers(&[0.9505, 1.0, 1.089]), "Gamma" => 2.2 };
            let space = vec![Object::Name(b"CalGray".to_vec()), Object::Dictionary(gray)];
            resources.set("ColorSpace", dictionary! { "DefaultGray" => space });
        }
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
    ink: Ink,
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<ObjectId, Error> {
    let mut faces = Faces::new()?;
    let content = draw(layout, &mut faces)?;
    let mut resources = dictionary! { "Font" => embed(&faces, add)? };
    ink.declare(&mut resources);
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

/// A file with one page of `width` by `height` points that shows the block as signing would draw it.
///
/// # Errors
/// [`Error::BlockTooSmall`] with the size that would do.
pub fn as_page(block: &Block, width: f64, height: f64) -> Result<Vec<u8>, Error> {
    let layout = layout(block, width, height)?;
    let mut document = Document::with_version("1.7");
    let mut faces = Faces::new()?;
    let content = draw(&layout, &mut faces)?;
    let fonts = embed(&faces, &mut |object| document.add_object(object))?;
    let content = document.add_object(self::content(content));
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => numbers(&[0.0, 0.0, width, height]),
        "Resources" => dictionary! { "Font" => fonts },
        "Contents" => content,
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| Error::Font)?;
    Ok(bytes)
}

/// The content stream: frame, band, lines.
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
