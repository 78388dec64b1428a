//! Draws a [`Paper`] as PDF: A4, embedded font, tagged in reading order (ISO 32000-2 14.7, 14.8), so that it prints, can be
//! searched, and can be read aloud.
//!
//! Simple on purpose: one column, blocks from top to bottom, every line a marked-content sequence of its element.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use pades::sign::appearance::font::{Face, Weight};
use pades::sign::appearance::wrap::wrap;

use super::paper::{Block, Paper, Tone};
use crate::Error;

/// A4 in points (ISO 216: 210 by 297 mm).
pub(super) const WIDTH: f64 = 595.28;
const HEIGHT: f64 = 841.89;
/// Free on all sides, in points: 20 mm.
pub(super) const MARGIN: f64 = 56.69;
/// Names of facts stand in a column of this width, in points.
const NAMES: f64 = 150.0;
/// Free below the text for the page number, in points.
const FOOT: f64 = 24.0;
/// Height of a line, in times the size of its letters.
pub(super) const LEADING: f64 = 1.38;

/// Size in points, face and grey or colour.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) colour: [f64; 3],
}

pub(super) const INK: [f64; 3] = [0.08, 0.10, 0.13];
const DIM: [f64; 3] = [0.32, 0.36, 0.42];
const TITLE: Style = Style { size: 17.0, weight: Weight::Bold, colour: INK };
const HEADING: Style = Style { size: 12.5, weight: Weight::Bold, colour: INK };
pub(super) const SUB: Style = Style { size: 10.5, weight: Weight::Bold, colour: INK };
pub(super) const TEXT: Style = Style { size: 10.0, weight: Weight::Regular, colour: INK };
pub(super) const NAME: Style = Style { size: 9.5, weight: Weight::Regular, colour: DIM };
pub(super) const VALUE: Style = Style { size: 9.5, weight: Weight::Regular, colour: INK };
const NOTE: Style = Style { size: 8.5, weight: Weight::Regular, colour: DIM };

/// The paper as a PDF file.
///
/// # Errors
/// [`Error::Font`], [`Error::Io`]: faults of this program.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, Error> {
    let mut sheet = Sheet::new()?;
    if !paper.lead.is_empty() {
        let lead = sheet.element("P", ROOT);
        sheet.text(lead, MARGIN, NOTE, &paper.lead)?;
        sheet.space(4.0);
    }
    let title = sheet.element("H1", ROOT);
    sheet.text(title, MARGIN, TITLE, &paper.title)?;
    sheet.space(6.0);
    let mut blocks = paper.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        if let (Block::Heading(_), Some(Block::Table { columns, rows, .. })) = (block, blocks.peek()) {
            // the heading's own line and what is free around it, and the table's first rows
            sheet.keep(3.0 * TEXT.size * LEADING + sheet.least(columns, rows));
        }
        sheet.block(block)?;
    }
    sheet.finish(paper)
}

/// Index of the element that holds all others.
pub(super) const ROOT: usize = 0;

/// A structure element (14.7.2).
struct Element {
    tag: &'static str,
    kids: Vec<Kid>,
    /// Of a header in a table: `Row` or `Column` (14.8.5.7).
    scope: Option<&'static str>,
    /// In words what is only seen (14.9.3).
    alternative: Option<String>,
}

enum Kid {
    Element(usize),
    /// Page and number of a marked-content sequence.
    Marked(usize, i64),
}

/// What has been drawn so far.
pub(super) struct Sheet {
    pages: Vec<Page>,
    elements: Vec<Element>,
    /// Where the next line begins, from the lower edge.
    pub(super) y: f64,
    regular: Face,
    bold: Face,
}

#[derive(Default)]
struct Page {
    operators: String,
    /// The element of each marked-content sequence.
    marked: Vec<usize>,
}

impl Sheet {
    fn new() -> Result<Self, Error> {
        Ok(Self {
            pages: vec![Page::default()],
            elements: vec![Element { tag: "Document", kids: Vec::new(), scope: None, alternative: None }],
            y: HEIGHT - MARGIN,
            regular: Face::new(Weight::Regular).map_err(Error::Font)?,
            bold: Face::new(Weight::Bold).map_err(Error::Font)?,
        })
    }

    fn block(&mut self, block: &Block) -> Result<(), Error> {
        match block {
            Block::NewPage => {
                self.new_page();
                return Ok(());
            }
            Block::Heading(text) => {
                self.space(10.0);
                self.keep(5.0 * TEXT.size * LEADING);
                let element = self.element("H2", ROOT);
                self.text(element, MARGIN, HEADING, text)?;
            }
            Block::SubHeading(text) => {
                self.space(5.0);
                self.keep(4.0 * TEXT.size * LEADING);
                let element = self.element("H3", ROOT);
                self.text(element, MARGIN, SUB, text)?;
            }
            Block::Text(text) => {
                let element = self.element("P", ROOT);
                self.text(element, MARGIN, TEXT, text)?;
            }
            Block::Note(text) => {
                let element = self.element("P", ROOT);
                self.text(element, MARGIN, NOTE, text)?;
            }
            Block::State { word, tone, sentence } => self.state(word, *tone, sentence)?,
            Block::Facts(facts) => self.facts(facts)?,
            Block::Table { columns, rows, total } => self.table(columns, rows, *total)?,
            Block::Bars { heading, bars } => self.bars(heading, bars)?,
            Block::Ticks(lines) => self.ticks(lines)?,
            Block::ByHand { day, who } => self.by_hand(day, who)?,
        }
        self.space(3.0);
        Ok(())
    }

    fn state(&mut self, word: &str, tone: Tone, sentence: &str) -> Result<(), Error> {
        let colour = colour(tone);
        self.keep(4.0 * HEADING.size);
        let (x, y) = (MARGIN + 5.5, self.y - 9.0);
        let [red, green, blue] = colour;
        self.artifact(&format!("{red} {green} {blue} RG 1.6 w 1 J 1 j {} ", mark(tone, x, y)));
        let element = self.element("P", ROOT);
        self.text(element, MARGIN + 18.0, Style { colour, ..HEADING }, word)?;
        let element = self.element("P", ROOT);
        self.text(element, MARGIN + 18.0, TEXT, sentence)
    }

    /// A table of two columns: names are its row headers (14.8.4.8.3).
    fn facts(&mut self, facts: &[(String, String)]) -> Result<(), Error> {
        let table = self.element("Table", ROOT);
        for (name, value) in facts {
            let names = self.lines(NAME, NAMES - 8.0, name);
            let values = self.lines(VALUE, WIDTH - 2.0 * MARGIN - NAMES, value);
            let row = self.element("TR", table);
            let (head, cell) = (self.header("Row", row), self.element("TD", row));
            let step = VALUE.size * LEADING;
            self.keep(step);
            // A value longer than the page goes on over the next one; names never are.
            for index in 0..names.len().max(values.len()) {
                self.keep(step);
                if let Some(line) = names.get(index) {
                    self.draw(head, MARGIN, NAME, line)?;
                }
                if let Some(line) = values.get(index) {
                    self.draw(cell, MARGIN + NAMES, VALUE, line)?;
                }
                self.y -= step;
            }
            self.space(1.5);
        }
        Ok(())
    }

    /// A header in a table.
    pub(super) fn header(&mut self, scope: &'static str, parent: usize) -> usize {
        let index = self.element("TH", parent);
        if let Some(element) = self.elements.get_mut(index) {
            element.scope = Some(scope);
        }
        index
    }

    /// Something that is only seen, with what it says in words.
    pub(super) fn figure(&mut self, alternative: String) -> usize {
        let index = self.element("Figure", ROOT);
        if let Some(element) = self.elements.get_mut(index) {
            element.alternative = Some(alternative);
        }
        index
    }

    pub(super) fn element(&mut self, tag: &'static str, parent: usize) -> usize {
        let index = self.elements.len();
        self.elements.push(Element { tag, kids: Vec::new(), scope: None, alternative: None });
        if let Some(parent) = self.elements.get_mut(parent) {
            parent.kids.push(Kid::Element(index));
        }
        index
    }

    pub(super) fn text(&mut self, element: usize, x: f64, style: Style, text: &str) -> Result<(), Error> {
        for line in self.lines(style, WIDTH - MARGIN - x, text) {
            self.keep(style.size * LEADING);
            self.draw(element, x, style, &line)?;
            self.y -= style.size * LEADING;
        }
        Ok(())
    }

    pub(super) fn lines(&self, style: Style, width: f64, text: &str) -> Vec<String> {
        let face = self.face(style.weight);
        let lines = wrap(text, width, true, &|part| face.width(part) * style.size).unwrap_or_default();
        if lines.is_empty() { vec!["-".to_owned()] } else { lines }
    }

    pub(super) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// One line whose top is at the current height.
    pub(super) fn draw(&mut self, element: usize, x: f64, style: Style, line: &str) -> Result<(), Error> {
        let codes = match style.weight {
            Weight::Regular => self.regular.encode(line),
            Weight::Bold => self.bold.encode(line),
        };
        let codes = codes.map_err(Error::Font)?;
        let baseline = self.y - style.size;
        let last = self.pages.len().saturating_sub(1);
        let Some(page) = self.pages.last_mut() else { return Ok(()) };
        let number = i64::try_from(page.marked.len()).unwrap_or(i64::MAX);
        page.marked.push(element);
        let Some(element) = self.elements.get_mut(element) else { return Ok(()) };
        element.kids.push(Kid::Marked(last, number));
        let [red, green, blue] = style.colour;
        page.operators.push_str(&format!(
            "/{} <</MCID {number}>> BDC BT {red} {green} {blue} rg /{} {} Tf 1 0 0 1 {x:.2} {baseline:.2} Tm {codes} Tj ET EMC\n",
            element.tag,
            style.weight.resource(),
            style.size,
        ));
        Ok(())
    }

    /// Drawn, and not part of the content (14.8.2.2).
    pub(super) fn artifact(&mut self, operators: &str) {
        if let Some(page) = self.pages.last_mut() {
            page.operators.push_str(&format!("/Artifact BMC q {operators}Q EMC\n"));
        }
    }

    pub(super) fn space(&mut self, points: f64) {
        self.y -= points;
    }

    /// Makes room for this height, on the next page where this one is full.
    pub(super) fn keep(&mut self, height: f64) {
        if self.y - height < MARGIN + FOOT {
            self.new_page();
        }
    }

    fn new_page(&mut self) {
        self.pages.push(Page::default());
        self.y = HEIGHT - MARGIN;
    }

    fn foot(&mut self, paper: &Paper) -> Result<(), Error> {
        let count = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            let text = format!("{}  ·  {} / {count}", paper.footer, index.saturating_add(1));
            let codes = self.regular.encode(&text).map_err(Error::Font)?;
            let [red, green, blue] = DIM;
            page.operators.push_str(&format!(
                "/Artifact <</Type /Pagination>> BDC BT {red} {green} {blue} rg /{} 8 Tf 1 0 0 1 {MARGIN} {MARGIN} Tm {codes} Tj ET EMC\n",
                Weight::Regular.resource(),
            ));
        }
        Ok(())
    }

    fn finish(mut self, paper: &Paper) -> Result<Vec<u8>, Error> {
        self.foot(paper)?;
        let mut file = Document::with_version("1.7");
        let mut fonts = Dictionary::new();
        for face in [&self.regular, &self.bold].into_iter().filter(|face| face.is_used()) {
            let font = face.embed(&mut |object| file.add_object(object)).map_err(Error::Font)?;
            fonts.set(face.weight().resource(), font);
        }
        let resources = file.add_object(dictionary! { "Font" => fonts });
        let tree = file.new_object_id();
        let pages = file.new_object_id();
        let page_ids: Vec<ObjectId> = self.pages.iter().map(|_| file.new_object_id()).collect();
        let element_ids: Vec<ObjectId> = self.elements.iter().map(|_| file.new_object_id()).collect();

        let mut numbers = Vec::new();
        for (index, (page, id)) in self.pages.iter().zip(&page_ids).enumerate() {
            let mut stream = Stream::new(Dictionary::new(), page.operators.clone().into_bytes());
            // On failure the content stays as it is, which is right too.
            let _ = stream.compress();
            let content = file.add_object(stream);
            let key = Object::Integer(i64::try_from(index).unwrap_or(i64::MAX));
            file.set_object(
                *id,
                dictionary! {
                    "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), Object::Real(595.28), Object::Real(841.89)],
                    "StructParents" => key.clone(), "Tabs" => "S",
                },
            );
            let parents =
                page.marked.iter().filter_map(|element| Some(Object::from(*element_ids.get(*element)?)));
            numbers.extend([key, Object::Array(parents.collect())]);
        }
        let kids: Vec<Object> = page_ids.iter().map(|id| Object::from(*id)).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        file.set_object(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
        self.structure(&mut file, tree, &page_ids, &element_ids, numbers);

        let date =
            paper.created.format("D:%Y%m%d%H%M%S%:z").to_string().replace(':', "'").replacen("D'", "D:", 1);
        let information = file.add_object(dictionary! {
            "Title" => unicode(&paper.title), "Producer" => unicode(&paper.program),
            "CreationDate" => Object::string_literal(format!("{date}'")),
        });
        let catalog = file.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => pages, "StructTreeRoot" => tree,
            "MarkInfo" => dictionary! { "Marked" => true },
            "Lang" => Object::string_literal(paper.language.as_str()),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        });
        file.trailer.set("Root", catalog);
        file.trailer.set("Info", information);
        let mut bytes = Vec::new();
        file.save_to(&mut bytes)?;
        Ok(bytes)
    }

    fn structure(
        &self,
        file: &mut Document,
        tree: ObjectId,
        pages: &[ObjectId],
        ids: &[ObjectId],
        numbers: Vec<Object>,
    ) {
        let mut parents: Vec<ObjectId> = vec![tree; ids.len()];
        for (element, id) in self.elements.iter().zip(ids) {
            for kid in &element.kids {
                if let Kid::Element(kid) = kid
                    && let Some(parent) = parents.get_mut(*kid)
                {
                    *parent = *id;
                }
            }
        }
        for ((element, id), parent) in self.elements.iter().zip(ids).zip(parents) {
            let kids = element.kids.iter().filter_map(|kid| match kid {
                Kid::Element(index) => Some(Object::from(*ids.get(*index)?)),
                Kid::Marked(page, number) => Some(Object::from(dictionary! {
                    "Type" => "MCR", "Pg" => *pages.get(*page)?, "MCID" => *number,
                })),
            });
            let mut dictionary = dictionary! {
                "Type" => "StructElem", "S" => element.tag, "P" => parent, "K" => kids.collect::<Vec<_>>(),
            };
            if let Some(scope) = element.scope {
                dictionary.set("A", dictionary! { "O" => "Table", "Scope" => scope });
            }
            if let Some(alternative) = &element.alternative {
                dictionary.set("Alt", unicode(alternative));
            }
            file.set_object(*id, dictionary);
        }
        let parent_tree = file.add_object(dictionary! { "Nums" => numbers });
        let root = ids.first().copied().unwrap_or(tree);
        file.set_object(
            tree,
            dictionary! {
                "Type" => "StructTreeRoot", "K" => root, "ParentTree" => parent_tree,
                "ParentTreeNextKey" => i64::try_from(pages.len()).unwrap_or(i64::MAX),
            },
        );
    }
}

const fn colour(tone: Tone) -> [f64; 3] {
    match tone {
        Tone::Good => [0.05, 0.40, 0.22],
        Tone::Attention => [0.55, 0.33, 0.0],
        Tone::Bad => [0.68, 0.09, 0.11],
        Tone::Unknown => [0.25, 0.32, 0.42],
    }
}

/// A stroked shape around a point.
fn mark(tone: Tone, x: f64, y: f64) -> String {
    let p = |dx: f64, dy: f64| format!("{:.2} {:.2}", x + dx, y + dy);
    match tone {
        Tone::Good => format!("{} m {} l {} l S", p(-4.5, 0.0), p(-1.0, -4.0), p(5.0, 4.5)),
        Tone::Attention => {
            format!(
                "{} m {} l {} l h {} m {} l S",
                p(0.0, 5.0),
                p(5.5, -4.5),
                p(-5.5, -4.5),
                p(0.0, 1.5),
                p(0.0, -1.5)
            )
        }
        Tone::Bad => {
            format!("{} m {} l {} m {} l S", p(-4.0, 4.0), p(4.0, -4.0), p(-4.0, -4.0), p(4.0, 4.0))
        }
        Tone::Unknown => format!("{} 9 9 re S {} m {} l S", p(-4.5, -4.5), p(-1.8, 0.0), p(1.8, 0.0)),
    }
}

/// A text string in UTF-16 (7.9.2.2).
fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}
