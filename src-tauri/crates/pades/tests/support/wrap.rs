//! Signature wrapping as a forger does it: the signed bytes of a file are kept, all of them and in their order, but stand elsewhere
//! or under another dictionary, and what a reader shows is the forger's.

use std::collections::BTreeMap;
use std::ops::Range;

use pades::validate::Facts;
use pdf::{Document, XrefEntry};

use super::forge::{Row, section, stream};
use super::open;

/// A file whose only relevant signature covers it whole.
pub(crate) struct Wrap<'a> {
    bytes: &'a [u8],
    document: Document,
    /// What the signature leaves out: its `/Contents`.
    gap: Range<usize>,
    end: usize,
    signature: u32,
    /// Full name of the signature's field.
    pub(crate) name: String,
    field: u32,
    content: u32,
    filter: String,
}

/// Numbers of objects that the files do not have.
const COPY: u32 = 900_001;
const NUMBERS: u32 = 900_010;
const TABLE: u32 = 900_100;

/// Variants that show the signed page: signatures from before the wrapped one are rightly whole.
pub(crate) const SAME_PAGE: [&str; 2] = ["a key in the padding", "contents twice in the padding"];

/// Digits of an offset that is known only when all is laid out.
const WIDTH: usize = 10;

impl<'a> Wrap<'a> {
    /// Nothing where the file is not of the shape that the variants need: a table behind the signature, and not encrypted.
    pub(crate) fn of(bytes: &'a [u8], facts: &Facts, content: u32) -> Option<Self> {
        let document = open(bytes).ok()?;
        let signature = facts.signatures.iter().find(|one| one.coverage.whole_file)?;
        let [start, first, second, length] = signature.coverage.range?.numbers().map(|n| n as usize);
        let view = document.latest();
        let fields = pdf::form::fields(&view).ok()?;
        let own = fields.iter().find(|field| signature.fields.contains(&field.full_name))?;
        let text = String::from_utf8_lossy(bytes);
        let table = document.revisions().last()?.startxref as usize;
        let filter =
            ["ETSI.CAdES.detached", "adbe.pkcs7.detached"].into_iter().find(|one| text.contains(one))?;
        let fits = start == 0 && table > second && !text.contains("/Encrypt");
        fits.then(|| Self {
            bytes,
            gap: first..second,
            end: second + length,
            signature: signature.object.0,
            name: own.full_name.clone(),
            field: own.id.0,
            content,
            filter: filter.to_owned(),
            document,
        })
    }

    /// Each variant by its name.
    pub(crate) fn variants(&self) -> Vec<(&'static str, Vec<u8>)> {
        let (first, second, length) = (self.gap.start, self.gap.end, self.end - self.gap.end);
        let own = format!("/ByteRange[0 {first} {second} {length}]");
        let moved = |at: usize| format!("/ByteRange[0 {first} {at:WIDTH$} {length}]");
        let plain = |text: String| vec![(self.signature, self.dictionary(&text))];
        let half = first / 2;
        let total = first + length;
        let widget =
            format!("<</FT/Sig/T(Lain)/V {COPY} 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132>>");
        let mut found = vec![
            ("second piece behind", self.behind(first, |at| plain(moved(at)))),
            (
                "range in an object",
                self.behind(first, |at| {
                    let range = format!("[0 {first} {at:WIDTH$} {length}]");
                    [plain(format!("/ByteRange {NUMBERS} 0 R")), vec![(NUMBERS, range)]].concat()
                }),
            ),
            (
                "range of indirect numbers",
                self.behind(first, |at| {
                    let numbers = [first, at, length].into_iter().zip(NUMBERS..);
                    let objects = numbers.map(|(value, number)| (number, format!("{value:WIDTH$}")));
                    let text = format!("/ByteRange[0 {NUMBERS} 0 R {} 0 R {} 0 R]", NUMBERS + 1, NUMBERS + 2);
                    plain(text).into_iter().chain(objects).collect()
                }),
            ),
            ("range twice, the signed one first", self.behind(first, |at| plain(own.clone() + &moved(at)))),
            ("range twice, the signed one last", self.behind(first, |at| plain(moved(at) + &own))),
            (
                "pieces parted elsewhere",
                self.behind(half, |at| plain(format!("/ByteRange[0 {half} {at:WIDTH$} {}]", total - half))),
            ),
            ("one piece behind", self.behind(0, |at| plain(format!("/ByteRange[0 0 {at:WIDTH$} {total}]")))),
            (
                "pieces in one another",
                self.behind(first, |at| {
                    plain(format!("/ByteRange[0 {second} {first} {:WIDTH$}]", at - first))
                }),
            ),
            (
                "another field with the dictionary",
                self.behind(first, |at| {
                    vec![(COPY, self.dictionary(&moved(at))), (self.field, widget.clone())]
                }),
            ),
            ("another document in front", self.in_front()),
        ];
        found.extend(self.in_padding());
        found
    }

    /// The signature under another byte range.
    fn dictionary(&self, range: &str) -> String {
        let contents = String::from_utf8_lossy(&self.bytes[self.gap.clone()]);
        let filter = &self.filter;
        format!("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{filter}{range}/Contents {contents}>>")
    }

    /// The signed bytes from `split` on stand at the end once more, and so do the `startxref` and the marker they end with;
    /// where that leads there is the forger's table. `objects` is told where the moved bytes begin.
    fn behind(&self, split: usize, objects: impl Fn(usize) -> Vec<(u32, String)>) -> Vec<u8> {
        let table = self.document.revisions().last().unwrap().startxref as usize;
        let tail =
            [&self.bytes[split..self.gap.start.max(split)], &self.bytes[self.gap.end..self.end]].concat();
        let lay = |at: usize| {
            let mut out = self.bytes[..self.gap.end].to_vec();
            out.resize(table, b' ');
            let objects = self.with_lie(objects(at));
            let old_end = at + (self.gap.start - split);
            let shift = old_end as i64 - self.gap.end as i64;
            let room = self.table(shift, &objects, table, 0).len();
            out.extend(self.table(shift, &objects, table, table + room));
            for (number, text) in &objects {
                out.extend(format!("{number} 0 obj\n{text}\nendobj\n").into_bytes());
            }
            out
        };
        // Offsets are of one width, so that the second laying out is as long as the first.
        let at = lay(self.bytes.len()).len();
        let out = lay(at);
        assert_eq!(out.len(), at, "the moved bytes begin where they are said to");
        [out, tail].concat()
    }

    /// Another beginning in front of all, so that the range starts after 0; the table stands at the end.
    fn in_front(&self) -> Vec<u8> {
        let front = b"%PDF-1.7\n% another beginning\n";
        let (by, length) = (front.len(), self.end - self.gap.end);
        let range = format!("/ByteRange[{by} {} {} {length}]", self.gap.start, self.gap.end + by);
        let objects = self.with_lie(vec![(self.signature, self.dictionary(&range))]);
        let mut out = [front.as_slice(), self.bytes, b"\n"].concat();
        let objects_at = out.len();
        for (number, text) in &objects {
            out.extend(format!("{number} 0 obj\n{text}\nendobj\n").into_bytes());
        }
        let start = out.len();
        let shifted = self.rows(|offset| offset + by as u64);
        out.extend(self.sealed(shifted, &objects, start, objects_at));
        out.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
        out
    }

    /// What the zeros behind the container are used for: the byte range is the signed one, and holds.
    fn in_padding(&self) -> Vec<(&'static str, Vec<u8>)> {
        let gap = &self.bytes[self.gap.clone()];
        let zeros = gap.iter().rev().skip(1).take_while(|byte| **byte == b'0').count();
        let at = self.gap.end - 1 - zeros + 2;
        let put = |text: &str| {
            let mut out = self.bytes.to_vec();
            (text.len() + 4 < zeros).then(|| out[at..at + text.len()].copy_from_slice(text.as_bytes()))?;
            Some(out)
        };
        let lie = format!("{} 0 obj {} endobj ", self.content, stream("", LIE));
        let object = put(&format!(">/Lain {lie} <")).map(|mut out| {
            let start = out.len();
            let previous = self.document.revisions().last().unwrap().startxref;
            let root = self.document.latest().catalog_id().unwrap().0;
            let place = at + ">/Lain ".len();
            let rows = format!("xref\n{} 1\n{place:010} 00000 n \n", self.content);
            let trailer = format!("trailer\n<</Root {root} 0 R/Size {TABLE}/Prev {previous}>>\n");
            out.extend(format!("{rows}{trailer}startxref\n{start}\n%%EOF\n").into_bytes());
            out
        });
        let found = [
            (SAME_PAGE[0], put(">/Name(Lain)/Lain<")),
            (SAME_PAGE[1], put(">/Contents<30>/Lain<")),
            ("an object in the padding", object),
        ];
        found.into_iter().filter_map(|(name, forged)| Some((name, forged?))).collect()
    }

    fn with_lie(&self, objects: Vec<(u32, String)>) -> Vec<(u32, String)> {
        objects.into_iter().chain([(self.content, stream("", LIE))]).collect()
    }

    /// The newest entry of each object, with its offset as `moved` has it.
    fn rows(&self, moved: impl Fn(u64) -> u64) -> BTreeMap<u32, [u64; 3]> {
        let entries = self.document.revisions().iter().flat_map(|revision| revision.entries());
        let row = |entry: &XrefEntry| match *entry {
            XrefEntry::InFile { offset, generation } => [1, moved(offset), u64::from(generation)],
            XrefEntry::InStream { container, index } => [2, u64::from(container), u64::from(index)],
            _ => [0, 0, 0],
        };
        entries.map(|(number, entry)| (*number, row(entry))).collect()
    }

    fn table(&self, shift: i64, objects: &[(u32, String)], at: usize, objects_at: usize) -> Vec<u8> {
        let moved = |offset: u64| {
            if offset < self.gap.end as u64 { offset } else { offset.saturating_add_signed(shift) }
        };
        self.sealed(self.rows(moved), objects, at, objects_at)
    }

    /// A cross-reference stream of all there is, without the past.
    fn sealed(
        &self,
        mut rows: BTreeMap<u32, [u64; 3]>,
        objects: &[(u32, String)],
        at: usize,
        objects_at: usize,
    ) -> Vec<u8> {
        let mut place = objects_at;
        for (number, text) in objects {
            rows.insert(*number, [1, place as u64, 0]);
            place += format!("{number} 0 obj\n{text}\nendobj\n").len();
        }
        let root = self.document.latest().catalog_id().unwrap().0;
        let rows: Vec<Row> = rows.into_iter().collect();
        section(TABLE, &rows, &format!("/Root {root} 0 R/Size {}", TABLE + 1), at as u64)
    }
}

/// What the page shows instead.
const LIE: &str = "1 0 0 rg 0 0 2000 2000 re f";
