//! Small documents for unit tests, written with correct offsets.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::sync::Arc;

use crate::{Document, Error, Limits, MemorySource};

/// An object's number and text.
pub(crate) fn object(number: u32, text: &str) -> (u32, String) {
    (number, text.to_owned())
}

/// A file with one table section; object 1 is the catalog.
pub(crate) fn file(objects: &[(u32, String)]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    update(&mut text, objects, None);
    text.into_bytes()
}

/// Appends the objects, a table and a trailer; gives the place of the table.
pub(crate) fn update(text: &mut String, objects: &[(u32, String)], prev: Option<usize>) -> usize {
    let mut table = String::new();
    for (number, body) in objects {
        writeln!(table, "{number} 1\n{:010} 00000 n ", text.len()).unwrap();
        writeln!(text, "{number} 0 obj\n{body}\nendobj").unwrap();
    }
    let startxref = text.len();
    let prev = prev.map(|prev| format!("/Prev {prev}")).unwrap_or_default();
    write!(text, "xref\n0 1\n0000000000 65535 f \n{table}trailer\n<</Root 1 0 R/Size 100{prev}>>\n").unwrap();
    write!(text, "startxref\n{startxref}\n%%EOF\n").unwrap();
    startxref
}

pub(crate) fn open(bytes: Vec<u8>) -> Result<Document, Error> {
    Document::open(Arc::new(MemorySource::new(bytes)), None, Limits::default())
}

pub(crate) fn document(objects: &[(u32, String)]) -> Document {
    open(file(objects)).unwrap()
}
