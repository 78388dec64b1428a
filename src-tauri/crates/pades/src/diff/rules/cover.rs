//! Whether a new widget hides what was on the page before (sneaky signature attack): its face paints a ground or an image,
//! and text, an image or another annotation stands below it.
//!
//! No drawing here: the places of text and images are estimated from the page's content stream. A face that only writes
//! or draws thin lines hides nothing, whatever it stands over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::content::Content;
use pdf::Object;

use crate::diff::pair::Pair;
use crate::diff::spot::{Side, Spot};

/// Form XObjects within form XObjects; faces of signatures have three.
const MAX_DEPTH: usize = 6;

/// Decoded bytes of one content stream that are looked at; a longer page counts as covered.
const MAX_CONTENT: usize = 8 << 20;

/// Marks kept for one page.
const MAX_MARKS: usize = 100_000;

/// Width of a line, as part of the shorter side of the face, from which it is a ground: frames and underlines are thinner.
const BROAD: f32 = 0.2;

/// Overlap that counts, in points each way: neighbours may touch.
const TOUCH: f32 = 2.0;

/// Left, bottom, right, top in the user space of the page, 1/72 inch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    left: f32,
    bottom: f32,
    right: f32,
    top: f32,
}

/// Coefficients a to f of a transformation (ISO 32000-2 8.3.3).
type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

pub(crate) fn covers(pair: &Pair, widget: &Spot) -> bool {
    let Some(area) = Area::of(&pair.after, &widget.key(&pair.after, "Rect")) else { return false };
    let face = widget.key(&pair.after, "AP").key(&pair.after, "N");
    if area.is_empty() || !faces(&pair.after, &face).iter().any(|face| paints(&pair.after, face, 0)) {
        return false;
    }
    let Some(id) = pair.page_of(widget).and_then(|index| pair.pages_before.pages.get(index)) else {
        return false;
    };
    let page = pair.before.object(*id);
    let annotations = page.key(&pair.before, "Annots").items(&pair.before);
    let others = annotations.iter().filter(|other| other.id.is_none() || other.id != widget.id);
    let mut below = others.filter(|other| !other.key(&pair.before, "Subtype").name().eq(b"Popup"));
    below.any(|other| {
        Area::of(&pair.before, &other.key(&pair.before, "Rect")).is_some_and(|other| other.overlaps(&area))
    }) || pair
        .marks
        .of(id.0, || marks(&pair.before, &page))
        .as_ref()
        .as_ref()
        .is_none_or(|marks| marks.iter().any(|mark| mark.overlaps(&area)))
}

/// The marks of pages already looked at. A page is looked at once for all revisions: content that differs between them is
/// forbidden anyway.
#[derive(Default)]
pub(crate) struct Marks(Mutex<HashMap<u32, Arc<Option<Vec<Area>>>>>);

impl Marks {
    fn of(&self, page: u32, look: impl FnOnce() -> Option<Vec<Area>>) -> Arc<Option<Vec<Area>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(page).or_insert_with(|| Arc::new(look())))
    }
}

/// The face, or where there is one for each state (12.5.5), all of them: which is shown may be changed by a reader.
fn faces(side: &Side, normal: &Spot) -> Vec<Spot> {
    match normal.dictionary() {
        Some(states) if !matches!(normal.value.as_ref(), Object::Stream(_)) => {
            states.iter().map(|(state, _)| normal.key_bytes(side, state)).collect()
        }
        _ => vec![normal.clone()],
    }
}

/// Whether the face fills an area, draws a line as broad as one, writes in glyphs that are drawings, or places an image;
/// itself or in forms below it.
fn paints(side: &Side, face: &Spot, depth: usize) -> bool {
    let Object::Stream(stream) = face.value.as_ref() else { return false };
    let Some(data) = content(side, stream) else { return true };
    let Ok(content) = Content::decode(&data) else { return true };
    let shorter = Area::of(side, &face.key(side, "BBox"))
        .map_or(0.0, |area| (area.right - area.left).min(area.top - area.bottom));
    let resources = face.key(side, "Resources");
    let (mut current, mut saved, mut width) = (IDENTITY, Vec::new(), 1.0_f32);
    content.operations.iter().any(|operation| {
        let numbers: Vec<f32> = operation.operands.iter().filter_map(|one| one.as_float().ok()).collect();
        let named = |kind: &str| {
            let name = operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
            resources.key(side, kind).key_bytes(side, name)
        };
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "sh" | "BI", _) => return true,
            ("q", _) => saved.push((current, width)),
            ("Q", _) => (current, width) = saved.pop().unwrap_or((IDENTITY, 1.0)),
            ("cm", [a, b, c, d, e, f]) => current = multiply([*a, *b, *c, *d, *e, *f], current),
            ("w", [broad]) => width = *broad,
            ("gs", _) => {
                width = named("ExtGState").key(side, "LW").value.as_float().unwrap_or(width);
            }
            ("S" | "s", _) => {
                let [a, b, c, d, ..] = current;
                return width * (a * d - b * c).abs().sqrt() >= shorter * BROAD;
            }
            ("Tf", _) => return named("Font").key(side, "Subtype").name() == b"Type3",
            ("Do", _) => {
                let object = named("XObject");
                return match object.key(side, "Subtype").name() {
                    b"Form" => depth > MAX_DEPTH || paints(side, &object, depth.saturating_add(1)),
                    subtype => subtype == b"Image",
                };
            }
            _ => {}
        }
        false
    })
}

fn content(side: &Side, stream: &pdf::Stream) -> Option<Vec<u8>> {
    side.view().stream_data(stream).ok().filter(|data| data.len() <= MAX_CONTENT)
}

/// Where the page has text and images; `None` when that cannot be told.
fn marks(side: &Side, page: &Spot) -> Option<Vec<Area>> {
    let contents = page.key(side, "Contents");
    let parts = match contents.value.as_ref() {
        Object::Array(_) => contents.items(side),
        Object::Null => return Some(Vec::new()),
        _ => vec![contents],
    };
    let mut data = Vec::new();
    for part in parts {
        let Object::Stream(stream) = part.value.as_ref() else { continue };
        data.extend(content(side, stream)?);
        data.push(b'\n');
        if data.len() > MAX_CONTENT {
            return None;
        }
    }
    let mut painter = Painter { side, marks: Vec::new() };
    painter.run(&data, &page.key(side, "Resources"), IDENTITY, 0)?;
    Some(painter.marks)
}

struct Painter<'a> {
    side: &'a Side,
    marks: Vec<Area>,
}

/// The part of the text state that places glyphs (9.3, 9.4).
#[derive(Clone, Copy)]
struct Text {
    size: f32,
    leading: f32,
    matrix: Matrix,
    line: Matrix,
}

impl Painter<'_> {
    fn run(&mut self, data: &[u8], resources: &Spot, start: Matrix, depth: usize) -> Option<()> {
        let content = Content::decode(data).ok()?;
        let mut current = start;
        let mut saved = Vec::new();
        let mut text = Text { size: 0.0, leading: 0.0, matrix: IDENTITY, line: IDENTITY };
        for operation in &content.operations {
            let numbers: Vec<f32> =
                operation.operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
            match (operation.operator.as_str(), numbers.as_slice()) {
                ("q", _) => saved.push(current),
                ("Q", _) => current = saved.pop().unwrap_or(start),
                ("cm", [a, b, c, d, e, f]) => current = multiply([*a, *b, *c, *d, *e, *f], current),
                ("BT", _) => (text.matrix, text.line) = (IDENTITY, IDENTITY),
                ("Tf", [size]) => text.size = *size,
                ("TL", [leading]) => text.leading = *leading,
                ("Tm", [a, b, c, d, e, f]) => {
                    text.line = [*a, *b, *c, *d, *e, *f];
                    text.matrix = text.line;
                }
                ("Td", [x, y]) => text.next_line(*x, *y),
                ("TD", [x, y]) => {
                    text.leading = -y;
                    text.next_line(*x, *y);
                }
                ("T*", _) => text.next_line(0.0, -text.leading),
                ("'" | "\"", _) => {
                    text.next_line(0.0, -text.leading);
                    self.show(&operation.operands, &mut text, current);
                }
                ("Tj" | "TJ", _) => self.show(&operation.operands, &mut text, current),
                ("BI", _) => self.mark([0.0, 0.0, 1.0, 1.0], current),
                ("Do", _) => self.draw(&operation.operands, resources, current, depth)?,
                _ => {}
            }
        }
        Some(())
    }

    /// A run of text, half an em for a glyph.
    fn show(&mut self, operands: &[Object], text: &mut Text, current: Matrix) {
        let width = text.size * 0.5 * characters(operands);
        if width > 0.0 {
            let matrix = multiply(text.matrix, current);
            self.mark([0.0, 0.0, width, text.size * 0.7], matrix);
            text.matrix = multiply([1.0, 0.0, 0.0, 1.0, width, 0.0], text.matrix);
        }
    }

    fn draw(&mut self, operands: &[Object], resources: &Spot, current: Matrix, depth: usize) -> Option<()> {
        let name = operands.first().and_then(|name| name.as_name().ok())?;
        let object = resources.key(self.side, "XObject").key_bytes(self.side, name);
        if object.key(self.side, "Subtype").name() != b"Form" {
            self.mark([0.0, 0.0, 1.0, 1.0], current);
            return Some(());
        }
        let Object::Stream(stream) = object.value.as_ref() else { return Some(()) };
        if depth > MAX_DEPTH {
            return None;
        }
        let own: Vec<f32> = numbers(self.side, &object.key(self.side, "Matrix"));
        let matrix = <Matrix>::try_from(own).map_or(current, |own| multiply(own, current));
        let inner = object.key(self.side, "Resources");
        let inner = if inner.is_null() { resources.clone() } else { inner };
        self.run(&content(self.side, stream)?, &inner, matrix, depth.saturating_add(1))
    }

    fn mark(&mut self, [left, bottom, right, top]: [f32; 4], matrix: Matrix) {
        if self.marks.len() >= MAX_MARKS {
            return;
        }
        let corners = [(left, bottom), (right, bottom), (left, top), (right, top)].map(|(x, y)| {
            let [a, b, c, d, e, f] = matrix;
            (a * x + c * y + e, b * x + d * y + f)
        });
        self.marks.push(Area::around(&corners));
    }
}

impl Text {
    fn next_line(&mut self, x: f32, y: f32) {
        self.line = multiply([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.matrix = self.line;
    }
}

/// Visible characters, spaces left out: blank text hides nothing and is hidden by nothing.
fn characters(operands: &[Object]) -> f32 {
    operands.iter().fold(0.0, |sum, operand| {
        sum + match operand {
            Object::String(bytes, _) => {
                let visible = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).count();
                u16::try_from(visible).map_or(f32::from(u16::MAX), f32::from)
            }
            Object::Array(items) => characters(items),
            _ => 0.0,
        }
    })
}

fn numbers(side: &Side, array: &Spot) -> Vec<f32> {
    array.items(side).iter().filter_map(|number| number.value.as_float().ok()).collect()
}

/// The first transformation, then the second.
fn multiply(m: Matrix, n: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = m;
    let [g, h, i, j, k, l] = n;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

impl Area {
    fn of(side: &Side, rectangle: &Spot) -> Option<Self> {
        match numbers(side, rectangle).as_slice() {
            [x0, y0, x1, y1] => Some(Self::around(&[(*x0, *y0), (*x1, *y1)])),
            _ => None,
        }
    }

    fn around(points: &[(f32, f32)]) -> Self {
        let start = Self { left: f32::MAX, bottom: f32::MAX, right: f32::MIN, top: f32::MIN };
        points.iter().fold(start, |area, (x, y)| Self {
            left: area.left.min(*x),
            bottom: area.bottom.min(*y),
            right: area.right.max(*x),
            top: area.top.max(*y),
        })
    }

    fn is_empty(&self) -> bool {
        self.right - self.left < TOUCH || self.top - self.bottom < TOUCH
    }

    fn overlaps(&self, other: &Self) -> bool {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.top.min(other.top) - self.bottom.max(other.bottom);
        width > TOUCH && height > TOUCH
    }
}
