//! Files that are not what they should be: each kind is told apart, and the password opens what is locked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::schema::{Opened, Problem};
use support::{SAMPLE, World};

#[test]
fn what_is_not_a_pdf_is_told_by_its_kind() {
    let world = World::new();
    let mut word = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00".to_vec();
    word.extend(b"\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml");
    for (name, bytes, kind) in [
        ("surat.docx", word.as_slice(), "word"),
        ("surat.doc", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "word"),
        ("foto.jpg", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16], "image"),
        ("foto.png", b"\x89PNG\r\n\x1a\n", "image"),
        ("arsip.zip", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "zip"),
        ("catatan.txt", "catatan rapat".as_bytes(), "text"),
        ("data.bin", &[0, 1, 2, 3, 255], "other"),
    ] {
        let Opened::Refused { problem, name: told } = world.service.open_path(&world.letter(name, bytes))
        else {
            panic!("{name} must be refused");
        };
        assert_eq!(problem, Problem::DocumentNotPdf { kind: kind.to_owned() }, "{name}");
        assert_eq!(told, name);
    }
}

#[test]
fn empty_missing_and_cut_files_are_told_apart() {
    let world = World::new();
    let refused = |path: &std::path::Path| match world.service.open_path(path) {
        Opened::Refused { problem, .. } => problem,
        other => panic!("{} must be refused: {other:?}", path.display()),
    };
    assert_eq!(refused(&world.letter("kosong.pdf", b"")), Problem::DocumentEmpty);
    assert_eq!(refused(&world.letters.path().join("tidak-ada.pdf")), Problem::DocumentUnreadable);
    assert_eq!(refused(world.letters.path()), Problem::DocumentUnreadable);
    assert_eq!(refused(&world.letter("rusak.pdf", b"%PDF-1.7\n%garbage")), Problem::DocumentDamaged);
}

#[test]
fn cut_letter_is_readable_but_not_signed() {
    let world = World::new();
    let cut = &SAMPLE[..SAMPLE.len() - 40];
    match world.service.open_path(&world.letter("terpotong.pdf", cut)) {
        Opened::Document { document } => {
            assert_eq!(document.sign_problem, Some(Problem::DocumentNeedsRepair))
        }
        Opened::Refused { problem, .. } => assert_eq!(problem, Problem::DocumentDamaged),
        Opened::Many { .. } => panic!("it is one file"),
    }
}

#[test]
fn closed_document_is_gone() {
    let world = World::new();
    let letter = world.sample();
    world.service.documents().close(&letter.document);
    assert_eq!(world.service.read(&letter.document, 0, 10), Err(Problem::DocumentGone));
}

#[test]
fn preview_reads_are_bounded_and_end_with_the_file() {
    let world = World::new();
    let letter = world.sample();
    let all = world.service.read(&letter.document, 0, u64::MAX).unwrap();
    assert_eq!(all, SAMPLE);
    assert!(world.service.read(&letter.document, u64::MAX, 10).unwrap().is_empty());
    let big = world.open(&world.letter("besar.pdf", &[SAMPLE, vec![b'\n'; 5 << 20].as_slice()].concat()));
    assert_eq!(
        world.service.read(&big.document, 0, u64::MAX).unwrap().len(),
        4 << 20,
        "at most 4 MiB at once"
    );
}
