//! New files before the first signature: repaired copies, and empty fields for signers to come. qpdf and pdfsig judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::schema::{NewField, Outcome, PlaceRequest, Problem, RectView, SignRequest};
use support::{SAMPLE, World, request};
use testkit::judges::{Structure, qpdf};

/// The sample without its cross-reference table and what follows.
fn cut() -> Vec<u8> {
    let at = SAMPLE.windows(9).rposition(|word| word == b"startxref").unwrap();
    SAMPLE[..at].to_vec()
}

#[test]
fn damaged_letter_is_repaired_as_a_new_file_and_then_signed() {
    let world = World::new();
    let damaged = world.open(&world.letter("rusak.pdf", &cut()));
    assert_eq!(damaged.sign_problem, Some(Problem::DocumentNeedsRepair));
    let repaired = world.service.repair(&damaged.document, None).unwrap();
    assert_eq!((repaired.name.as_str(), repaired.sign_problem.clone()), ("rusak_diperbaiki.pdf", None));
    assert_eq!(repaired.pages, damaged.pages);
    assert_eq!(std::fs::read(world.letters.path().join("rusak.pdf")).unwrap(), cut(), "the original stays");
    assert_eq!(qpdf(&world.letters.path().join("rusak_diperbaiki.pdf")), Structure::Clean);
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&request(&repaired), None) else {
        panic!("a PIN is asked for")
    };
    let Outcome::Done { value } = world.answer(&secret, "123456") else { panic!("signed") };
    assert!(value.verification.signatures[0].covers_whole_file);
}

#[test]
fn signed_document_is_never_repaired() {
    let world = World::new();
    let letter = world.sample();
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&request(&letter), None) else {
        panic!("asked")
    };
    assert!(matches!(world.answer(&secret, "123456"), Outcome::Done { .. }));
    let mut signed = std::fs::read(world.letters.path().join("surat_ttd.pdf")).unwrap();
    let at = signed.windows(9).rposition(|word| word == b"startxref").unwrap();
    signed.truncate(at);
    let damaged = world.open(&world.letter("rusak.pdf", &signed));
    assert_eq!(world.service.repair(&damaged.document, None).unwrap_err(), Problem::RepairSigned);
    assert!(!world.files().contains(&"rusak_diperbaiki.pdf".to_owned()));
}

#[test]
fn fields_for_two_parties_are_offered_and_signed() {
    let world = World::new();
    let letter = world.sample();
    let field = |name: &str, x| NewField {
        name: name.to_owned(),
        page: letter.pages,
        rect: RectView { x, y: 70.0, width: 200.0, height: 90.0 },
    };
    let both = [field("PIHAK KESATU", 60.0), field("PIHAK KEDUA", 320.0)];
    let prepared = world.service.prepare_fields(&letter.document, &both, None).unwrap();
    let names: Vec<&str> = prepared.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!((prepared.name.as_str(), names), ("surat_kolom.pdf", vec!["PIHAK KESATU", "PIHAK KEDUA"]));
    let place = PlaceRequest::Field { name: "PIHAK KEDUA".to_owned() };
    let Outcome::NeedsSecret { secret } =
        world.service.sign_run(&SignRequest { place, ..request(&prepared) }, None)
    else {
        panic!("asked")
    };
    let Outcome::Done { value } = world.answer(&secret, "123456") else { panic!("signed") };
    assert_eq!(value.document.fields.len(), 1, "one party has signed");
    let more = world.service.prepare_fields(&value.document.document, &[field("SAKSI", 60.0)], None);
    assert_eq!(more.unwrap_err(), Problem::FieldsAfterSignature);
    let taken = world.service.prepare_fields(&prepared.document, &[field("PIHAK KESATU", 60.0)], None);
    assert_eq!(taken.unwrap_err(), Problem::FieldNameTaken { field: "PIHAK KESATU".to_owned() });
}
