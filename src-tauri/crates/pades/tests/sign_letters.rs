//! Every letter is signed, visibly, invisibly and into a field, with RSA and P-256, and judged by pdfsig, qpdf and
//! pyHanko.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use std::fs;

use pades::sign::{Place, Refusal};
use sign_common::*;

const LETTERS: [(&str, Option<&str>); 8] = [
    ("perjanjian", None),
    ("perjanjian-pdfa1", None),
    ("perjanjian-pdfa2-tagged", None),
    ("undangan", None),
    ("undangan-linearized-objstm", None),
    ("undangan-password-user", Some("user")),
    ("undangan-rotated-page2", None),
    ("undangan-scan", None),
];

/// Signs all letters and asks the judges.
fn each(test: &str, place: &Place, signer: &Signer) {
    let Some(folder) = letters(test) else { return };
    let signed: Vec<Signed> = LETTERS
        .into_iter()
        .map(|(name, password)| {
            let original = fs::read(folder.join(format!("{name}.pdf"))).unwrap();
            let bytes = sign_bytes(&original, password, &request(place.clone(), signer), signer);
            Signed { file: write(&format!("{test}-{name}.pdf"), &bytes), password, count: 1 }
        })
        .collect();
    assert_accepted(&signed);
}

#[test]
fn visible_rsa_signature_is_accepted() {
    each("visible_rsa_signature_is_accepted", &Place::Page { page: 1, rect: FOOT }, &pki().rsa);
}

#[test]
fn visible_ec_signature_is_accepted() {
    each("visible_ec_signature_is_accepted", &Place::Page { page: 2, rect: FOOT }, &pki().ec);
}

#[test]
fn invisible_rsa_signature_is_accepted() {
    each("invisible_rsa_signature_is_accepted", &Place::Invisible, &pki().rsa);
}

#[test]
fn invisible_ec_signature_is_accepted() {
    each("invisible_ec_signature_is_accepted", &Place::Invisible, &pki().ec);
}

#[test]
fn empty_field_made_by_another_program_is_filled() {
    let Some(folder) = letters("empty_field_made_by_another_program_is_filled") else { return };
    let script = write("addfield.py", ADD_FIELD.as_bytes());
    let mut files = Vec::new();
    for (index, (name, password)) in LETTERS.into_iter().enumerate() {
        let signer = if index % 2 == 0 { &pki().ec } else { &pki().rsa };
        let empty = write(&format!("field-{name}-empty.pdf"), b"");
        let original = folder.join(format!("{name}.pdf"));
        let (code, text) = run(
            judge("python"),
            &[&script, original.to_str().unwrap(), &empty, password.unwrap_or_default()],
        );
        assert_eq!(code, 0, "{text}");
        let request = request(Place::Field("PIHAK KESATU".into()), signer);
        let signed = sign_bytes(&fs::read(&empty).unwrap(), password, &request, signer);
        files.push(Signed { file: write(&format!("field-{name}.pdf"), &signed), password, count: 1 });
        let fields = pdf::form::fields(&open(signed, password).latest()).unwrap();
        assert_eq!(fields.len(), 1, "the field is filled, not doubled");
    }
    assert_accepted(&files);
}

const ADD_FIELD: &str = r"
import sys
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
with open(sys.argv[1], 'rb') as original:
    writer = IncrementalPdfFileWriter(original, strict=False)
    if sys.argv[3]:
        writer.encrypt(sys.argv[3])
    append_signature_field(writer, SigFieldSpec('PIHAK KESATU', on_page=1, box=(300, 60, 480, 180)))
    with open(sys.argv[2], 'wb') as out:
        writer.write(out)
";

#[test]
fn second_and_third_signature_leave_the_earlier_ones_valid() {
    let Some(folder) = letters("second_and_third_signature_leave_the_earlier_ones_valid") else { return };
    let keys = pki();
    let mut files = Vec::new();
    for (name, password) in LETTERS {
        let mut bytes = fs::read(folder.join(format!("{name}.pdf"))).unwrap();
        let left = pdf::page::Rect { x0: 60.0, x1: 240.0, ..FOOT };
        let turns = [
            (Place::Page { page: 2, rect: left }, &keys.rsa),
            (Place::Page { page: 2, rect: FOOT }, &keys.ec),
            (Place::Invisible, &keys.rsa),
        ];
        for (turn, (place, signer)) in turns.into_iter().enumerate() {
            bytes = sign_bytes(&bytes, password, &request(place, signer), signer);
            if turn > 0 {
                let file = write(&format!("turns-{name}-{turn}.pdf"), &bytes);
                files.push(Signed { file, password, count: turn + 1 });
            }
        }
    }
    assert_accepted(&files);
}

#[test]
fn document_that_forbids_changes_is_refused() {
    let Some(folder) = letters("document_that_forbids_changes_is_refused") else { return };
    let document = open(fs::read(folder.join("undangan-no-changes-allowed.pdf")).unwrap(), None);
    for place in [Place::Invisible, Place::Page { page: 0, rect: FOOT }, Place::Field("ada".into())] {
        let refused = sign_document(&document, &request(place, &pki().ec), &pki().ec);
        assert!(matches!(refused, Err(Refusal::PermissionForbids)), "{refused:?}");
    }
}

#[test]
fn practice_letter_carries_the_mark_on_every_page_and_only_in_the_block_later() {
    let test = "practice_letter_carries_the_mark_on_every_page_and_only_in_the_block_later";
    let Some(folder) = letters(test) else { return };
    let signer = &pki().ec;
    let mut files = Vec::new();
    for (name, password) in LETTERS {
        let original = fs::read(folder.join(format!("{name}.pdf"))).unwrap();
        let mut wanted = request(Place::Invisible, signer);
        wanted.block.practice = Some("LATIHAN".into());
        let first = sign_bytes(&original, password, &wanted, signer);
        wanted.place = Place::Page { page: 0, rect: FOOT };
        let second = sign_bytes(&first, password, &wanted, signer);
        for (count, bytes) in [(1, first), (2, second)] {
            let file = write(&format!("practice-{count}-{name}.pdf"), &bytes);
            let (_, text) = run("pdftotext", &["-upw", password.unwrap_or_default(), &file, "-"]);
            let mut marks: Vec<_> = text.split('\u{C}').map(|page| page.matches("LATIHAN").count()).collect();
            assert_eq!(marks.pop(), Some(0), "nothing behind the last page");
            // The second time the block carries it, and pages are not marked again.
            assert_eq!(marks[0], count, "{name}: {marks:?}");
            assert!(marks[1..].iter().all(|marks| *marks == 1), "{name}: {marks:?}");
            files.push(Signed { file, password, count });
        }
    }
    assert_accepted(&files);
}
