//! A tiny signed letter written by hand, and later revisions appended to it, so that each test shows exactly the objects
//! that an attack or a benign writer would write.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    dead_code
)]

use std::fmt::Write as _;
use std::sync::Arc;

use pades::diff::{Analysis, Change, ChangeKind, ChangeLevel, Changes, Permissions};
use pdf::{Document, Limits, MemorySource};

/// A file being written, revision by revision, with plain cross-reference tables.
#[derive(Clone)]
pub(crate) struct Pdf {
    pub(crate) bytes: Vec<u8>,
    previous: Option<usize>,
    trailer: String,
}

pub(crate) const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>";
pub(crate) const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
     /Resources << /Font << /F1 7 0 R >> /XObject << /X1 13 0 R >> >> /Annots [8 0 R 10 0 R 14 0 R] >>";
pub(crate) const FORM: &str =
    "<< /Fields [8 0 R 10 0 R] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 7 0 R >> >> >>";
pub(crate) const SIGNED_FIELD: &str = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda1) /Rect [400 50 500 100] /P 3 0 R \
     /V 9 0 R /AP << /N 16 0 R >> /F 132 >>";
pub(crate) const SIGNATURE: &str = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> \
     /ByteRange [0 1 2 3] /Name (Siti) /Reason (Setuju) >>";
pub(crate) const TEXT_FIELD: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Jumlah) /V (100) /Rect [50 600 200 620] \
     /P 3 0 R /AP << /N 11 0 R >> >>";
pub(crate) const NOTE: &str =
    "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (catatan) /P 3 0 R >>";
pub(crate) const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
pub(crate) const CONTENT: &str = "BT /F1 12 Tf 50 700 Td (Bayar seratus rupiah) Tj ET /X1 Do";

/// A stream object with that dictionary content and data.
pub(crate) fn stream(entries: &str, data: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

/// An object stream (ISO 32000-2 7.5.7) that holds these objects.
pub(crate) fn packed(objects: &[(u32, &str)]) -> String {
    let mut head = String::new();
    let mut body = String::new();
    for (number, text) in objects {
        write!(head, "{number} {} ", body.len()).unwrap();
        write!(body, "{text} ").unwrap();
    }
    let entries = format!("/Type /ObjStm /N {} /First {}", objects.len(), head.len());
    stream(&entries, &format!("{head}{body}"))
}

/// A form XObject.
pub(crate) fn form_xobject(data: &str) -> String {
    stream("/Type /XObject /Subtype /Form /BBox [0 0 100 50] /Resources << /Font << /F1 7 0 R >> >>", data)
}

impl Pdf {
    /// Two pages, one signature, one text field with a value, one note, one form XObject drawn by page 1.
    pub(crate) fn letter() -> Self {
        Self::letter_with(&[])
    }

    /// As `letter`, with objects replaced or added before signing.
    pub(crate) fn letter_with(replaced: &[(u32, &str)]) -> Self {
        Self::letter_with_trailer("/Root 1 0 R /Info 12 0 R", replaced)
    }

    /// As `letter_with`, with other trailer entries.
    pub(crate) fn letter_with_trailer(trailer: &str, replaced: &[(u32, &str)]) -> Self {
        let mut objects: Vec<(u32, String)> = vec![
            (1, CATALOG.into()),
            (2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".into()),
            (3, PAGE.into()),
            (
                4,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 15 0 R /Resources << >> >>"
                    .into(),
            ),
            (5, stream("", CONTENT)),
            (6, FORM.into()),
            (7, FONT.into()),
            (8, SIGNED_FIELD.into()),
            (9, SIGNATURE.into()),
            (10, TEXT_FIELD.into()),
            (11, form_xobject("BT (100) Tj ET")),
            (12, "<< /Title (Surat) >>".into()),
            (13, form_xobject("0 0 10 10 re f")),
            (14, NOTE.into()),
            (15, stream("", "0 0 m")),
            (16, form_xobject("BT (Siti) Tj ET")),
        ];
        for (number, text) in replaced {
            objects.retain(|(other, _)| other != number);
            objects.push((*number, (*text).to_owned()));
        }
        objects.sort();
        let mut pdf = Self { bytes: b"%PDF-1.7\n".to_vec(), previous: None, trailer: trailer.to_owned() };
        let objects: Vec<(u32, &str)> =
            objects.iter().map(|(number, text)| (*number, text.as_str())).collect();
        pdf.update(&objects, &[]);
        pdf
    }

    /// Appends a revision that sets these objects and frees those.
    pub(crate) fn update(&mut self, objects: &[(u32, &str)], freed: &[u32]) -> &mut Self {
        let mut rows: Vec<(u32, String)> = freed.iter().map(|number| (*number, free_row(1))).collect();
        if self.previous.is_none() {
            rows.push((0, free_row(65535)));
        }
        for (number, text) in objects {
            rows.push((*number, format!("{:010} 00000 n \n", self.bytes.len())));
            self.bytes.extend(format!("{number} 0 obj\n{text}\nendobj\n").into_bytes());
        }
        rows.sort();
        let start = self.bytes.len();
        let mut table = String::from("xref\n");
        for (number, row) in &rows {
            write!(table, "{number} 1\n{row}").unwrap();
        }
        let previous = self.previous.map(|offset| format!("/Prev {offset}")).unwrap_or_default();
        write!(table, "trailer\n<< /Size 100 {} {previous} >>\nstartxref\n{start}\n%%EOF\n", self.trailer)
            .unwrap();
        self.bytes.extend(table.into_bytes());
        self.previous = Some(start);
        self
    }

    /// Appends a revision with a cross-reference stream that packs the objects into the object stream of that number.
    pub(crate) fn update_packed(&mut self, container: u32, objects: &[(u32, &str)]) -> &mut Self {
        let at = self.bytes.len();
        self.bytes.extend(format!("{container} 0 obj\n{}\nendobj\n", packed(objects)).into_bytes());
        let start = self.bytes.len();
        let own = container + 1;
        let mut rows: Vec<(u32, [u32; 3])> =
            vec![(container, [1, at as u32, 0]), (own, [1, start as u32, 0])];
        rows.extend(objects.iter().zip(0..).map(|((number, _), index)| (*number, [2, container, index])));
        rows.sort();
        let index: String = rows.iter().map(|(number, _)| format!("{number} 1 ")).collect();
        let data: Vec<u8> = rows
            .iter()
            .flat_map(|(_, [kind, second, third])| {
                let second = second.to_be_bytes();
                [&[*kind as u8][..], &second, &[*third as u8]].concat()
            })
            .collect();
        let previous = self.previous.map(|offset| format!("/Prev {offset}")).unwrap_or_default();
        let head = format!(
            "{own} 0 obj\n<< /Type /XRef /Size 100 /W [1 4 1] /Index [{index}] {} {previous} /Length {} >>\nstream\n",
            self.trailer,
            data.len()
        );
        self.bytes.extend(head.into_bytes());
        self.bytes.extend(data);
        self.bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
        self.previous = Some(start);
        self
    }

    /// The trailer entries of the revisions to come.
    pub(crate) fn trailer(&mut self, entries: &str) -> &mut Self {
        self.trailer = entries.to_owned();
        self
    }

    pub(crate) fn open(&self) -> Document {
        Document::open(Arc::new(MemorySource::new(self.bytes.clone())), None, Limits::default()).unwrap()
    }

    /// Changes since the first revision, without permissions.
    pub(crate) fn changes(&self) -> Changes {
        self.changes_under(&Permissions::default())
    }

    pub(crate) fn changes_under(&self, permissions: &Permissions) -> Changes {
        Analysis::new(&self.open()).since(0, permissions)
    }
}

fn free_row(generation: u32) -> String {
    format!("{:010} {generation:05} f \n", 0)
}

/// The changes when these objects are written over the letter.
pub(crate) fn after(objects: &[(u32, &str)]) -> Changes {
    Pdf::letter().update(objects, &[]).changes()
}

pub(crate) fn certified(p: u8) -> Permissions {
    Permissions { doc_mdp: Some(p), locks: Vec::new() }
}

/// Asserts level and that an item of the kind has it.
#[track_caller]
pub(crate) fn expect(changes: &Changes, level: ChangeLevel, kind: ChangeKind) -> Change {
    assert_eq!(changes.level, level, "{changes:#?}");
    let found = changes.items.iter().find(|item| item.level == level && item.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?} at {level:?} in {changes:#?}")).clone()
}

#[track_caller]
pub(crate) fn expect_none(changes: &Changes) {
    assert_eq!(changes.level, ChangeLevel::None, "{changes:#?}");
    assert!(changes.items.is_empty(), "{changes:#?}");
}
