//! What a page says and where: lines of text as the reader reads them, for anchors and for sentences already there.
//!
//! Only text that stands upright for the reader is taken. Words come from `/ToUnicode`, glyph names and encodings, as
//! hayro finds them; letters that a font does not name are missing. Not here: text in pictures.

use std::cell::RefCell;
use std::collections::BTreeSet;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

use crate::geometry::View;
use crate::look::{Undrawn, warnings};
use crate::margins::Margins;

/// Letters of one page that are looked at; a page of a letter has some 3,000.
const MOST_GLYPHS: usize = 200_000;

/// The text of one page.
#[derive(Debug)]
pub struct PageText {
    lines: Vec<Line>,
    view: View,
    margins: Margins,
    undrawn: BTreeSet<Undrawn>,
}

/// One line, in the order of reading.
#[derive(Debug)]
struct Line {
    /// Each character with the letter it belongs to.
    characters: Vec<(char, usize)>,
    letters: Vec<Letter>,
}

/// One drawn letter; lengths as seen, y downwards.
#[derive(Clone, Debug)]
struct Letter {
    text: String,
    /// Left end of its baseline.
    origin: Point,
    /// Right end.
    end: f64,
    size: f64,
    visible: bool,
    /// Something opaque was drawn over it later.
    covered: bool,
}

impl PageText {
    pub(crate) fn of(page: &Page<'_>) -> PageText {
        let view = View::of(page);
        let cache = InterpreterCache::new();
        let bounds = Rect::new(0.0, 0.0, view.size.width, view.size.height);
        let (settings, undrawn) = warnings();
        let mut context = Context::new(view.to_seen, bounds, &cache, page.xref(), settings);
        let found = RefCell::new(Vec::new());
        let margins = Margins::new(view);
        let mut device = Letters { found: &found, clips: Vec::new(), groups: Vec::new(), margins };
        interpret_page(page, &mut context, &mut device);
        let margins = device.margins;
        PageText { lines: lines(found.into_inner()), view, margins, undrawn: undrawn() }
    }

    /// What stands in the margins, for finding a strip there without drawing.
    pub const fn margins(&self) -> &Margins {
        &self.margins
    }

    /// What could not be read, and so not drawn either. A picture that cannot be decoded is found by drawing only.
    pub const fn undrawn(&self) -> &BTreeSet<Undrawn> {
        &self.undrawn
    }

    /// All text, also what is never drawn (as programs put it under scans), in small letters and with single spaces: where
    /// this does not hold some words, [`PageText::find`] does not find them.
    pub fn simplified(&self) -> String {
        let characters = |line: &Line| -> String {
            line.characters.iter().flat_map(|(character, _)| character.to_lowercase()).collect()
        };
        self.lines.iter().map(characters).collect::<Vec<_>>().join("\n")
    }

    /// All visible text, lines from top to bottom, with single spaces.
    pub fn plain(&self) -> String {
        let visible = |line: &Line| -> String {
            let shown = |(_, letter): &&(char, usize)| line.letters.get(*letter).is_some_and(|l| l.visible);
            line.characters.iter().filter(shown).map(|(character, _)| character).collect()
        };
        let text = self.lines.iter().map(visible).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The visible text whose letters stand inside `place`, in default user space; lines from top to bottom.
    pub fn within(&self, place: &crate::Rect) -> String {
        let place = self.view.seen(place);
        let inside = |line: &Line| -> String {
            let shown = |(_, letter): &&(char, usize)| {
                let letter = line.letters.get(*letter);
                letter.is_some_and(|l| l.visible && place.contains(l.rect().center()))
            };
            line.characters.iter().filter(shown).map(|(character, _)| character).collect()
        };
        let text = self.lines.iter().map(inside).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a picture or a filled area hides text that was drawn before it: what a reader does not see today may be
    /// seen after a change elsewhere in the file (the "hide" kind of shadow attacks). Text that is never drawn, as
    /// programs put it under scans, does not count.
    pub fn has_covered_text(&self) -> bool {
        self.lines
            .iter()
            .flat_map(|line| &line.letters)
            .any(|letter| letter.visible && letter.covered && !letter.text.chars().all(char::is_whitespace))
    }

    /// Where `wanted` stands within a line, in default user space, in the order of reading. Upper and lower case, and
    /// how many spaces there are, do not matter.
    pub fn find(&self, wanted: &str) -> Vec<crate::Rect> {
        let wanted: Vec<char> =
            wanted.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let found = self.lines.iter().flat_map(|line| line.find(&wanted));
        found.map(|rect| self.view.stored(rect)).collect()
    }
}

impl Line {
    fn find(&self, wanted: &[char]) -> Vec<Rect> {
        let characters: Vec<(char, usize)> =
            self.characters.iter().flat_map(|(c, letter)| c.to_lowercase().map(|c| (c, *letter))).collect();
        let mut found = Vec::new();
        let mut from = 0_usize;
        while let Some(window) = characters.get(from..from.saturating_add(wanted.len())) {
            if window.iter().map(|(character, _)| character).eq(wanted) {
                let letters = window.iter().filter_map(|(_, letter)| self.letters.get(*letter));
                found.extend(letters.map(Letter::rect).reduce(|all, one| all.union(one)));
                from += wanted.len();
            } else {
                from += 1;
            }
        }
        found
    }
}

impl Letter {
    /// From the descender to the top of capitals.
    fn rect(&self) -> Rect {
        let Point { x, y } = self.origin;
        Rect::new(x, y - self.size * 0.75, self.end.max(x), y + self.size * 0.22)
    }
}

/// Groups letters by baseline, sorts them from left to right and puts spaces where there is room for one.
fn lines(mut letters: Vec<Letter>) -> Vec<Line> {
    letters.sort_by(|a, b| a.origin.y.total_cmp(&b.origin.y));
    let mut groups: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        match groups.last_mut() {
            Some(group)
                if group.first().is_some_and(|first| {
                    (letter.origin.y - first.origin.y).abs() <= 0.3 * first.size.min(letter.size)
                }) =>
            {
                group.push(letter);
            }
            _ => groups.push(vec![letter]),
        }
    }
    groups.into_iter().map(line).collect()
}

fn line(mut letters: Vec<Letter>) -> Line {
    letters.sort_by(|a, b| a.origin.x.total_cmp(&b.origin.x));
    let mut characters: Vec<(char, usize)> = Vec::new();
    let mut end = f64::INFINITY;
    for (index, letter) in letters.iter().enumerate() {
        let spaced = characters.last().is_none_or(|(last, _)| *last == ' ');
        let gap = letter.origin.x - end > 0.18 * letter.size;
        if (gap || letter.text.chars().all(char::is_whitespace)) && !spaced {
            characters.push((' ', index));
        }
        characters.extend(letter.text.chars().filter(|c| !c.is_whitespace()).map(|c| (c, index)));
        end = letter.end;
    }
    Line { characters, letters }
}

/// Takes letters and draws nothing.
struct Letters<'f> {
    found: &'f RefCell<Vec<Letter>>,
    /// What the clip paths in force leave open, innermost last.
    clips: Vec<Rect>,
    /// Groups in force, and whether each lets something shine through.
    groups: Vec<bool>,
    margins: Margins,
}

impl Letters<'_> {
    /// Something is drawn within `area`, as far as the clip paths leave it open.
    fn mark(&mut self, area: Rect) {
        let area = self.clips.last().map_or(area, |clip| clip.intersect(area));
        self.margins.mark(area);
    }

    /// Something opaque is drawn over `area`, as far as the clip paths leave it open.
    fn cover(&self, area: Rect) {
        if self.groups.iter().any(|shines| *shines) {
            return;
        }
        let area = self.clips.last().map_or(area, |clip| clip.intersect(area));
        for letter in self.found.borrow_mut().iter_mut() {
            letter.covered |= area.contains(letter.rect().center());
        }
    }
}

impl<'a> Device<'a> for Letters<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        for glyph in run.glyphs() {
            if !matches!(mode, DrawMode::Invisible) {
                self.mark((props.transform * glyph.transform()).transform_rect_bbox(extent(glyph)));
            }
            let mut found = self.found.borrow_mut();
            if found.len() >= MOST_GLYPHS {
                self.margins.fill();
                return;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(character)) => character.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            found.extend(letter(text, props.transform * glyph.transform(), width, mode));
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let pen = match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => f64::from(stroke.line_width),
            DrawMode::Fill(_) | DrawMode::Invisible => 0.0,
        };
        // Half the pen on each side, and as much again for pointed corners.
        let drawn = path.bounding_box().inflate(pen, pen);
        self.mark(props.transform.transform_rect_bbox(drawn).inflate(0.5, 0.5));
        // Other shapes than rectangles leave open what is below them.
        if matches!(mode, DrawMode::Fill(_)) && props.soft_mask.is_none() && is_opaque(&props.paint) {
            let shown = props.transform * path.clone();
            if let Some(area) = rectangle(&shown) {
                self.cover(area);
            }
        }
    }
    fn push_clip_path(&mut self, clip: &ClipPath) {
        let open = clip.path.bounding_box();
        self.clips.push(self.clips.last().map_or(open, |outer| outer.intersect(open)));
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, mode: BlendMode) {
        self.groups.push(opacity < 0.9 || mask.is_some() || !matches!(mode, BlendMode::Normal));
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let masked =
            |raster: &hayro::hayro_interpret::RasterImage<'_>| raster.stream().dict().contains_key(b"SMask");
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(size);
        self.mark(area);
        let solid = matches!(&image, Image::Raster(raster) if !masked(raster));
        if solid && props.soft_mask.is_none() {
            self.cover(area);
        }
    }
    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}

/// Where a letter can reach, in its own space of a thousand units an em: wider than letters of common fonts.
fn extent(glyph: &Glyph<'_>) -> Rect {
    let advance = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    Rect::new(-200.0, -400.0, f64::from(advance.unwrap_or(1000.0)) + 200.0, 1100.0)
}

/// The area of a path that is an upright rectangle.
fn rectangle(path: &BezPath) -> Option<Rect> {
    let bounds = path.bounding_box();
    (path.area().abs() > 0.98 * bounds.area() && bounds.area() > 0.0).then_some(bounds)
}

/// A pattern may have holes.
fn is_opaque(paint: &Paint<'_>) -> bool {
    matches!(paint, Paint::Color(color) if color.to_rgba().to_rgba8()[3] > 230)
}

/// A letter set in a space of a thousand units an em; `None` when it does not stand upright for the reader.
fn letter(text: String, transform: Affine, width: Option<f32>, mode: &DrawMode) -> Option<Letter> {
    let [a, b, c, d, x, y] = transform.as_coeffs();
    // As seen y goes down: upright letters go right and up.
    let upright = a > 0.0 && d < 0.0 && b.abs() < 0.02 * a && c.abs() < 0.5 * d.abs();
    let visible = !matches!(mode, DrawMode::Invisible);
    let advance = f64::from(width.unwrap_or(500.0));
    upright.then(|| Letter {
        text,
        origin: Point::new(x, y),
        end: x + a * advance,
        size: -d * 1000.0,
        visible,
        covered: false,
    })
}
