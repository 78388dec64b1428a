//! Damaged input: seeded random mutations of small files neither panic nor hang, and attacks on structure are
//! bounded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr, missing_docs)]

mod common;

use std::sync::Arc;

use common::{pdfs, shared};
use pdf::{Document, Error, Limits, MemorySource, Resource};

/// Small enough that no input may take long.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.objects = 200_000;
    limits.decoded_stream = 4 << 20;
    limits.decoded_total = 64 << 20;
    limits.work = 256 << 20;
    limits
}

fn open(bytes: Vec<u8>) -> Result<Document, Error> {
    Document::open(Arc::new(MemorySource::new(bytes)), None, limits())
}

/// Reads whatever can be read.
fn exercise(document: &Document) {
    let len = document.source().len();
    for index in 0..document.revisions().len().min(4) {
        let view = document.at(index);
        let pages = view.pages().unwrap_or_default();
        for page in pages.iter().take(10) {
            let _ = pdf::page::Geometry::of(&view, *page);
        }
        let _ = pdf::form::fields(&view);
    }
    let view = document.latest();
    let entries: Vec<_> =
        document.revisions().iter().flat_map(|revision| revision.entries()).take(300).collect();
    for (number, _) in entries {
        let Ok(object) = view.get((*number, 0)) else { continue };
        if let Ok(stream) = object.as_stream() {
            let _ = view.stream_data(stream);
        }
        if let Some(span) = view.span((*number, 0)) {
            assert!(span.start <= span.end && span.end <= len);
            let _ = pdf::locate::value_span(&**document.source(), span, &[b"Contents"]);
        }
    }
    let _ = pdf::stray::objects(document, 0..len);
    if let Ok(update) = pdf::append::Update::new(document) {
        let _ = update.finish([0; 16]);
    }
}

/// xorshift64*: the same sequence on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }
}

const TOKENS: [&[u8]; 24] = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"<",
    b"%",
    b"0 R",
    b" 99999999999999999999 ",
    b"-1",
    b"endobj",
    b"stream",
    b"endstream",
    b"xref",
    b"trailer",
    b"startxref",
    b"%%EOF",
    b"/Prev 9 ",
    b"/Length 999999999 ",
    b"/Kids[1 0 R]",
    b"/Index[0 2147483647]",
    b"/W[8 8 8]",
    b"/Filter[/FlateDecode/FlateDecode/LZWDecode]",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes[at] = random.below(256) as u8,
            1 => bytes.truncate(at + 1),
            2 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(400)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            4 => {
                let token = TOKENS[random.below(TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
            _ => {
                // Digits matter most: offsets, lengths, numbers.
                let digit = bytes[at..].iter().position(u8::is_ascii_digit);
                if let Some(digit) = digit {
                    bytes[at + digit] = b'0' + random.below(10) as u8;
                }
            }
        }
        if bytes.is_empty() {
            bytes.push(b'%');
        }
    }
}

/// What one file may cost is bounded by `Limits::default()` (`work`, `decoded_total`, `objects`, `depth`).
#[test]
fn mutated_files_neither_panic_nor_hang() {
    let Some(shared) = shared("mutated_files_neither_panic_nor_hang") else { return };
    let mut seeds: Vec<Vec<u8>> =
        pdfs(&shared.join("corpus")).iter().map(|path| std::fs::read(path).unwrap()).collect();
    seeds.sort_by_key(Vec::len);
    seeds.truncate(60);
    let mut random = Random(0x5EED_0001);
    let mut opened = 0;
    for round in 0..3_000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        mutate(&mut bytes, &mut random);
        if let Ok(document) = open(bytes) {
            opened += 1;
            exercise(&document);
        }
    }
    assert!(opened > 1_500, "most are still read: {opened}");
}

fn table(bodies: &[&str]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut lines = String::new();
    for (index, body) in bodies.iter().enumerate() {
        lines += &format!("{:010} 00000 n \n", text.len());
        text += &format!("{} 0 obj\n{body}\nendobj\n", index + 1);
    }
    let startxref = text.len();
    text += &format!(
        "xref\n1 {}\n{lines}trailer\n<</Root 1 0 R/Size 9>>\nstartxref\n{startxref}\n%%EOF\n",
        bodies.len()
    );
    text.into_bytes()
}

#[test]
fn cycles_of_references_end() {
    let bytes =
        table(&["<</Type/Catalog/Pages 2 0 R/X 3 0 R>>", "<</Kids[2 0 R 2 0 R 4 0 R]>>", "4 0 R", "3 0 R"]);
    let document = open(bytes).unwrap();
    let view = document.latest();
    assert!(matches!(view.get((3, 0)).unwrap().as_reference(), Ok((4, 0))));
    let reference = pdf::Object::Reference((3, 0));
    assert!(matches!(view.resolve(&reference), Err(Error::TooComplex(Resource::Depth))));
    assert!(matches!(view.pages(), Err(Error::TooComplex(Resource::Depth))));
}

#[test]
fn cycle_of_sections_is_cut_and_refused_for_updates() {
    let text = String::from_utf8(table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>"])).unwrap();
    let at = text.rfind("xref\n1").unwrap();
    let document = open(text.replace("/Size 9", &format!("/Size 9/Prev {at}")).into_bytes()).unwrap();
    assert_eq!(document.revisions().len(), 1);
    assert_eq!(document.appendable(), Err(pdf::NotAppendable::ChainDamaged));
}

#[test]
fn object_stream_that_needs_itself_ends() {
    for (key, inside) in [("Filter 3 0 R", "/FlateDecode"), ("Length 3 0 R/Filter[]", "17")] {
        let mut text =
            "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Kids[]>>endobj\n".to_owned();
        let container = text.len() as u8;
        text += &format!("4 0 obj<</Type/ObjStm/N 1/First 4/{key}>>stream\n3 0 {inside}\nendstream endobj\n");
        let xref = text.len();
        let rows = [[1u8, 9, 0], [1, 53, 0], [2, 4, 0], [1, container, 0]];
        let hex: String = rows.iter().flatten().map(|byte| format!("{byte:02x}")).collect();
        text += &format!(
            "5 0 obj<</Type/XRef/Root 1 0 R/Size 6/W[1 1 1]/Index[1 4]/Filter/ASCIIHexDecode>>stream\n{hex}>\n"
        );
        text += &format!("endstream endobj\nstartxref\n{xref}\n%%EOF");
        let document = open(text.into_bytes()).unwrap();
        assert!(!document.faults().contains(&pdf::Fault::Rebuilt), "the section itself is sound");
        let _ = document.latest().get((3, 0));
    }
}

#[test]
fn stream_whose_length_is_itself_ends() {
    let bytes =
        table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>", "<</Length 3 0 R>>stream\nabc\nendstream"]);
    let document = open(bytes).unwrap();
    let object = document.latest().get((3, 0)).unwrap();
    assert_eq!(object.as_stream().unwrap().content, b"abc");
}

#[test]
fn object_not_at_its_place_is_found_and_flagged() {
    let text = String::from_utf8(table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>", "(here)"])).unwrap();
    let at = text.find("3 0 obj").unwrap();
    let wrong = text.replace(&format!("{at:010}"), "0000000009");
    let document = open(wrong.into_bytes()).unwrap();
    assert_eq!(document.latest().get((3, 0)).unwrap().as_str().unwrap(), b"here");
    assert_eq!(document.faults(), [pdf::Fault::EntryMismatch((3, 0))]);
    assert!(document.latest().get((3, 1)).unwrap().is_null(), "another generation is undefined");
}

#[test]
fn unusable_section_leads_to_a_scan() {
    let text =
        String::from_utf8(table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page>>"]))
            .unwrap();
    let document = open(text.replace("xref\n1 3", "nothing!").into_bytes()).unwrap();
    assert_eq!(document.latest().pages().unwrap(), [(3, 0)]);
    assert_eq!(document.appendable(), Err(pdf::NotAppendable::Rebuilt));
}

#[test]
fn offsets_count_from_a_late_header() {
    let bytes = table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page>>"]);
    let document = open([b"\x00junk\n", &bytes[..]].concat()).unwrap();
    assert_eq!(document.latest().pages().unwrap(), [(3, 0)]);
    assert_eq!(document.faults(), [pdf::Fault::BytesBeforeHeader]);
    let span = document.latest().span((3, 0)).unwrap();
    assert_eq!(span.start, 6 + bytes.windows(7).position(|window| window == b"3 0 obj").unwrap() as u64);
}

#[test]
fn encrypt_null_is_not_encryption() {
    let text = String::from_utf8(table(&["<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>"])).unwrap();
    for value in ["null", "7 0 R"] {
        let document =
            open(text.replace("/Size 9", &format!("/Size 9/Encrypt {value}")).into_bytes()).unwrap();
        assert!(document.encryption().is_none());
        assert!(document.latest().catalog().is_ok());
    }
}

#[test]
fn what_is_no_pdf_is_named_so() {
    for bytes in [&b""[..], b"%PD", b"PK\x03\x04 a letter in another format"] {
        assert!(matches!(open(bytes.to_vec()), Err(Error::NotPdf)));
    }
    assert!(matches!(open(b"%PDF-1.4\n".to_vec()), Err(Error::Damaged { .. })));
}
