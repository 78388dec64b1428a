//! The two faces of the visible block, and embedding the glyphs it uses (ISO 32000-2 §9.7 Type 0 fonts).
//!
//! Only left-to-right letters without shaping are drawn (Latin, Greek, Cyrillic, punctuation, symbols). Every other
//! character becomes [`REPLACEMENT`], which is visible, and is reported; nothing vanishes.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest as _, Sha256};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use subsetter::GlyphRemapper;

use crate::error::Error;

/// What is drawn for a character that the fonts cannot draw: U+25A1 WHITE SQUARE.
pub const REPLACEMENT: char = '\u{25A1}';

/// Liberation Sans 2.1.5, see `assets/fonts/LICENSE-OFL.txt`.
static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/LiberationSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../assets/fonts/LiberationSans-Bold.ttf");

/// Distance from the baseline to the top of the line, in em.
pub const ASCENT: f64 = 0.905;
/// Height of a capital, in em.
pub const CAPITAL: f64 = 0.729;

/// One of the two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For running text.
    Regular,
    /// For what matters.
    Bold,
}

impl Weight {
    /// Its name in `/Resources /Font`.
    pub const fn resource(self) -> &'static str {
        match self {
            Self::Regular => "AbsahR",
            Self::Bold => "AbsahB",
        }
    }

    const fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => REGULAR,
            Self::Bold => BOLD,
        }
    }

    const fn base_name(self) -> &'static str {
        match self {
            Self::Regular => "LiberationSans",
            Self::Bold => "LiberationSans-Bold",
        }
    }
}

/// A face and the glyphs taken from it so far.
pub struct Face {
    weight: Weight,
    font: FontRef<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f64,
    /// New glyph number -> the character that asked for it first, for `/ToUnicode`.
    used: BTreeMap<u16, char>,
    remapper: GlyphRemapper,
}

impl Face {
    /// A face with no glyph used yet.
    ///
    /// # Errors
    /// [`Error::Font`]: a fault of this program.
    pub fn new(weight: Weight) -> Result<Self, Error> {
        let font = FontRef::new(weight.file()).map_err(|_| Error::Font)?;
        let units_per_em = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Ok(Self {
            weight,
            font,
            metrics,
            units_per_em,
            used: BTreeMap::new(),
            remapper: GlyphRemapper::new(),
        })
    }

    /// Which of the two it is.
    pub const fn weight(&self) -> Weight {
        self.weight
    }

    /// Whether `character` can be drawn as it is.
    pub fn can_draw(&self, character: char) -> bool {
        drawable(character) && self.font.charmap().map(character).is_some()
    }

    /// Width of `text` in em.
    pub fn width(&self, text: &str) -> f64 {
        text.chars().map(|character| self.advance(self.glyph(character))).sum()
    }

    /// Codes of `text` as a hexadecimal string `<..>`; its glyphs are kept for [`Face::embed`].
    ///
    /// # Errors
    /// [`Error::Font`]: a fault of this program.
    pub fn encode(&mut self, text: &str) -> Result<String, Error> {
        let mut codes = String::from("<");
        for character in text.chars() {
            let old = u16::try_from(self.glyph(character).to_u32()).map_err(|_| Error::Font)?;
            let new = self.remapper.remap(old);
            let shown = match character {
                // Both spaces have one glyph; a search expects the common one.
                '\u{A0}' => ' ',
                _ if self.can_draw(character) => character,
                _ => REPLACEMENT,
            };
            self.used.entry(new).or_insert(shown);
            codes.push_str(&format!("{new:04X}"));
        }
        codes.push('>');
        Ok(codes)
    }

    /// Whether any text was encoded.
    pub fn is_used(&self) -> bool {
        !self.used.is_empty()
    }

    /// Adds the font objects through `add` and gives the Type 0 font.
    ///
    /// # Errors
    /// [`Error::Font`]: a fault of this program.
    pub fn embed(&self, add: &mut dyn FnMut(Object) -> ObjectId) -> Result<ObjectId, Error> {
        let program = subsetter::subset(self.weight.file(), 0, &self.remapper).map_err(|_| Error::Font)?;
        let name = format!("{}+{}", subset_tag(&program), self.weight.base_name());
        let subset = FontRef::new(&program).map_err(|_| Error::Font)?;
        let metrics = subset.glyph_metrics(Size::unscaled(), LocationRef::default());
        let count = u16::try_from(metrics.glyph_count()).map_err(|_| Error::Font)?;
        let widths = (0..count)
            .map(|glyph| {
                let width = f64::from(metrics.advance_width(GlyphId::from(glyph)).unwrap_or_default());
                Object::from((width * 1000.0 / self.units_per_em).round())
            })
            .collect::<Vec<_>>();

        let length = i64::try_from(program.len()).map_err(|_| Error::Font)?;
        let file = add(compressed(dictionary! { "Length1" => length }, program.clone()));
        let cid_set = add_cid_set(count, add);
        let descriptor = add(Object::Dictionary(self.descriptor(&name, file, cid_set)));
        let cid_font = add(Object::Dictionary(dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => name.as_str(),
            "CIDSystemInfo" => dictionary! {
                "Registry" => text("Adobe"),
                "Ordering" => text("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "DW" => 1000,
            "W" => vec![Object::Integer(0), Object::Array(widths)],
            // ISO 19005-1 §6.3.3.2: an embedded CIDFontType2 says how CIDs become glyphs.
            "CIDToGIDMap" => "Identity",
        }));
        let to_unicode = add(compressed(Dictionary::new(), self.to_unicode().into_bytes()));
        Ok(add(Object::Dictionary(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name.as_str(),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![cid_font.into()],
            "ToUnicode" => to_unicode,
        })))
    }

    fn descriptor(&self, name: &str, file: ObjectId, cid_set: ObjectId) -> Dictionary {
        let metrics = self.font.metrics(Size::unscaled(), LocationRef::default());
        let thousandths = |value: f32| (f64::from(value) * 1000.0 / self.units_per_em).round();
        let bounds = metrics.bounds.unwrap_or_default();
        let stem = match self.weight {
            Weight::Regular => 84,
            Weight::Bold => 140,
        };
        dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => name,
            // Table 121: nonsymbolic fonts have Standard Latin glyphs only; a subset by glyph number is symbolic.
            "Flags" => 4,
            "FontBBox" => vec![
                thousandths(bounds.x_min).into(),
                thousandths(bounds.y_min).into(),
                thousandths(bounds.x_max).into(),
                thousandths(bounds.y_max).into(),
            ],
            "ItalicAngle" => 0,
            "Ascent" => thousandths(metrics.ascent),
            "Descent" => thousandths(metrics.descent),
            "CapHeight" => thousandths(metrics.cap_height.unwrap_or_default()),
            "StemV" => stem,
            "FontFile2" => file,
            "CIDSet" => cid_set,
        }
    }

    /// ISO 32000-2 §9.10.3.
    fn to_unicode(&self) -> String {
        let mut map = String::from(concat!(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n",
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n",
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        ));
        let entries: Vec<_> = self.used.iter().collect();
        // At most 100 entries in a section (Adobe Technical Note 5014).
        for section in entries.chunks(100) {
            map.push_str(&format!("{} beginbfchar\n", section.len()));
            for (code, character) in section {
                let mut units = [0; 2];
                let utf16: String =
                    character.encode_utf16(&mut units).iter().map(|unit| format!("{unit:04X}")).collect();
                map.push_str(&format!("<{code:04X}> <{utf16}>\n"));
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }

    fn glyph(&self, character: char) -> GlyphId {
        let charmap = self.font.charmap();
        let wanted = if self.can_draw(character) { character } else { REPLACEMENT };
        charmap.map(wanted).unwrap_or_default()
    }

    fn advance(&self, glyph: GlyphId) -> f64 {
        f64::from(self.metrics.advance_width(glyph).unwrap_or_default()) / self.units_per_em
    }
}

/// No control, format or combining characters and nothing that reads from right to left: these would be invisible,
/// misplaced, or could turn a name around.
const fn drawable(character: char) -> bool {
    !matches!(character,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}'
        | '\u{0300}'..='\u{036F}' | '\u{0590}'..='\u{08FF}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{FE70}'..='\u{FEFF}')
}

/// ISO 19005-1 §6.3.5: a CIDFont subset lists its CIDs, one bit each, the highest bit first. All glyphs of the file
/// are listed, also parts of composed letters (ISO 19005-2 §6.2.11.4.2).
fn add_cid_set(count: u16, add: &mut dyn FnMut(Object) -> ObjectId) -> ObjectId {
    let mut bits = vec![0xFF_u8; usize::from(count / 8)];
    if !count.is_multiple_of(8) {
        bits.push(0xFF_u8 << (8 - count % 8));
    }
    add(compressed(Dictionary::new(), bits))
}

/// Six capitals that name a subset (ISO 32000-2 §9.9.2), the same for the same glyphs.
fn subset_tag(program: &[u8]) -> String {
    Sha256::digest(program).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// A stream, deflated where that is shorter.
pub(super) fn compressed(dictionary: Dictionary, content: Vec<u8>) -> Object {
    let mut stream = Stream::new(dictionary, content);
    // On failure the content stays as it is, which is right too.
    let _ = stream.compress();
    Object::Stream(stream)
}

fn text(value: &str) -> Object {
    Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    #[test]
    fn character_the_font_lacks_becomes_a_visible_square() {
        let mut face = Face::new(Weight::Regular).unwrap();
        for character in ['\u{1B05}', '\u{5D0}', '\u{202E}', '\u{200B}', '\u{7}', '\u{301}'] {
            assert!(!face.can_draw(character), "{character:?}");
            assert_eq!(face.encode(&character.to_string()).unwrap(), face.encode("\u{25A1}").unwrap());
            assert!(face.width(&character.to_string()) > 0.3);
        }
        assert!("Ni Luh Putu Éka, S.H., M.Si. – ½ ñ".chars().all(|character| face.can_draw(character)));
    }

    #[test]
    fn widths_are_those_of_the_font() {
        let face = Face::new(Weight::Regular).unwrap();
        // Metric-compatible with Helvetica: A is 667/1000, space 278/1000.
        assert!((face.width("A ") - 0.945).abs() < 0.001, "{}", face.width("A "));
    }

    #[test]
    fn cid_set_has_one_bit_for_each_glyph() {
        let mut objects = Vec::new();
        add_cid_set(11, &mut |object| {
            objects.push(object);
            (1, 0)
        });
        let stream = objects[0].as_stream().unwrap();
        assert_eq!(stream.get_plain_content().unwrap(), [0xFF, 0b1110_0000]);
    }
}
