//! Files that are not what they should be: each kind is told apart, and the password opens what is locked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use pdf::Source;
use serde_json::json;
use service::documents::OpenDocument;
use service::schema::{Opened, Outcome, Problem};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
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

/// A file of which the person gives up the check once some of it was read.
struct GivenUpWhileRead {
    bytes: Vec<u8>,
    read: AtomicUsize,
    give_up: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

/// Bytes after which it is given up: opening reads fewer.
const ENOUGH: usize = 4 << 20;

impl Source for GivenUpWhileRead {
    fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<()> {
        let from = usize::try_from(offset).unwrap();
        buf.copy_from_slice(self.bytes.get(from..from + buf.len()).ok_or(ErrorKind::UnexpectedEof)?);
        if self.read.fetch_add(buf.len(), Ordering::SeqCst) > ENOUGH
            && let Some(give_up) = self.give_up.get()
        {
            give_up();
        }
        Ok(())
    }
}

#[test]
fn check_that_is_given_up_reads_no_more_and_leaves_no_record() {
    let world = World::new();
    let scan = "0".repeat(48 << 20);
    let letter = testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        &format!("<</Length {}>>\nstream\n{scan}\nendstream", scan.len()),
    ]);
    let open = world.open(&world.letter("besar.pdf", &letter));
    let Outcome::Done { value } = world.answer(&world.begin(&open), "123456") else { panic!("it is signed") };
    let bytes = std::fs::read(world.letters.path().join(&value.document.name)).unwrap();
    let source = Arc::new(GivenUpWhileRead { bytes, read: AtomicUsize::new(0), give_up: OnceLock::new() });
    let (handle, _) =
        world.service.documents().add(OpenDocument::from_source("besar.pdf", source.clone()).unwrap());
    let records = || world.service.journal_verify().unwrap().entries;
    let (before, service, named) = (records(), Arc::downgrade(&world.service), handle.clone());
    let stop = move || {
        let request = json!({"cmd": "run_stop", "payload": {"ticket": named}});
        service.upgrade().unwrap().call(request).unwrap();
    };
    source.give_up.set(Box::new(stop)).ok().unwrap();
    let check = || {
        world
            .service
            .call(json!({"cmd": "verify_run", "payload": {"document": handle}, "run": handle}))
            .unwrap()
    };

    assert_eq!(check()["problem"]["code"], "stopped");
    let read = source.read.load(Ordering::SeqCst);
    assert!((ENOUGH..2 * ENOUGH).contains(&read), "{read} bytes were read");
    assert_eq!(records(), before, "what was read until then is no verdict");

    // Whoever asks anew, and does not give up, is answered.
    let (handle, _) = world
        .service
        .documents()
        .add(OpenDocument::from_bytes("besar.pdf", source.bytes.clone(), false).unwrap());
    let whole = world.service.call(json!({"cmd": "verify_run", "payload": {"document": handle}})).unwrap();
    assert_eq!(whole["status"], "done");
    assert!(records() > before);
}
