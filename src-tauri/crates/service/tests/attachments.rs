//! Files inside a document: listed as poppler lists them, kept byte by byte under a safe name, never opened.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use std::process::Command;
use support::World;
use testkit::command::{PATIENCE, run};

/// A letter with two files in a tree that leads back to itself, one behind an annotation, and a name of a file elsewhere.
fn letter() -> Vec<u8> {
    let file =
        |name: &str, stream: u32| format!("<</Type/Filespec/F({name})/UF({name})/EF<</F {stream} 0 R>>>>");
    let bytes = |text: &str| {
        format!(
            "<</Type/EmbeddedFile/Params<</Size {0}>>/Length {0}>>\nstream\n{text}\nendstream",
            text.len()
        )
    };
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 6 0 R>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]>>",
        "<</Length 0>>\nstream\n\nendstream",
        "<</Type/Annot/Subtype/FileAttachment/Rect[10 10 30 30]/FS 12 0 R>>",
        "<</Kids[7 0 R 6 0 R]>>",
        "<</Limits[(a)(c)]/Names[(a) 8 0 R(b) 10 0 R(c)<</Type/Filespec/F(di luar.pdf)>>]>>",
        &file("daftar hadir.csv", 9),
        &bytes("nama;paraf"),
        &file("../../pasang.exe", 11),
        &bytes("MZ bukan program"),
        &file("peta.png", 13),
        &bytes("bukan gambar"),
    ])
}

fn done(world: &World, cmd: &str, payload: Value) -> Value {
    let answer = world.service.call(json!({ "cmd": cmd, "payload": payload })).unwrap();
    assert_eq!(answer["status"], "done", "{cmd}: {answer}");
    answer["value"].clone()
}

#[test]
fn attachments_are_listed_as_poppler_lists_them_and_kept_byte_by_byte() {
    let world = World::new();
    let path = world.letter("surat.pdf", &letter());
    let open = world.open(&path);
    let list = done(&world, "attachments_list", json!({ "document": open.document }));
    let seen: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["size"].as_u64(),
                one["page"].as_u64(),
                one["harmful"] == true,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("daftar hadir.csv", Some(10), None, false),
            ("pasang.exe", Some(16), None, true),
            ("peta.png", Some(12), Some(1), false),
        ]
    );
    let judged = run(Command::new("pdfdetach").arg("-list").arg(&path), PATIENCE).succeeded().stdout;
    // Poppler lists the name of a file elsewhere too, which holds no bytes.
    for name in ["daftar hadir.csv", "../../pasang.exe", "peta.png"] {
        assert!(judged.contains(name), "{judged}");
    }
    assert!(judged.starts_with("4 embedded files"), "{judged}");

    let saved = done(&world, "attachment_save", json!({ "document": open.document, "index": 1 }));
    assert_eq!(saved["name"], "pasang.exe");
    assert_eq!(std::fs::read(world.letters.path().join("pasang.exe")).unwrap(), b"MZ bukan program");
    assert_eq!(world.files(), ["pasang.exe", "surat.pdf"], "beside the letter, whatever the name said");
    let gone = json!({ "cmd": "attachment_save", "payload": { "document": open.document, "index": 9 } });
    assert_eq!(world.service.call(gone).unwrap()["problem"]["code"], "document-gone");
}

#[test]
fn letter_without_attachments_lists_none() {
    let world = World::new();
    let open = world.sample();
    assert_eq!(done(&world, "attachments_list", json!({ "document": open.document })), json!([]));
}
