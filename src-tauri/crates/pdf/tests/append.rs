//! An update appended to each letter leaves the original bytes alone and satisfies an outside checker.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr, missing_docs)]

mod common;

use std::sync::Arc;

use common::{letter_password, open, pdfs, run, shared};
use pdf::append::Update;
use pdf::{Dictionary, Document, Limits, MemorySource, Object, Password, Stream, StringFormat};
use zeroize::Zeroizing;

fn reopen(bytes: Vec<u8>, password: Option<&str>) -> Document {
    let password = password.map(|text| Password::new(Zeroizing::new(text.to_owned())));
    Document::open(Arc::new(MemorySource::new(bytes)), password.as_ref(), Limits::default()).unwrap()
}

/// A new catalog that refers to a dictionary, a string and a stream, and a signature dictionary.
fn append(document: &Document) -> pdf::append::Tail {
    let mut update = Update::new(document).unwrap();
    let catalog_id = document.latest().catalog_id().unwrap();
    let mut catalog = (*document.latest().catalog().unwrap()).clone();
    let mut sig = Dictionary::new();
    sig.set("Type", "Sig");
    sig.set("Name", Object::string_literal("Rani (UJI)"));
    sig.set("Contents", Object::String(vec![0x41; 20], StringFormat::Hexadecimal));
    let sig = update.add(Object::Dictionary(sig));
    let stream = update.add(Object::Stream(Stream::new(Dictionary::new(), b"stream data \n".to_vec())));
    catalog.set("AbsahTest", vec![sig.into(), stream.into()]);
    update.replace(catalog_id, Object::Dictionary(catalog));
    update.finish([9; 16]).unwrap()
}

#[test]
fn update_of_every_letter_is_sound_for_qpdf_and_keeps_the_old_bytes() {
    let test = "update_of_every_letter_is_sound_for_qpdf_and_keeps_the_old_bytes";
    let Some(shared) = shared(test) else { return };
    let folder = std::env::temp_dir().join(format!("absah-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for path in pdfs(&shared.join("letters")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let password = letter_password(&path);
        let original = std::fs::read(&path).unwrap();
        let mut bytes = original.clone();
        for round in 1..=2 {
            let document = reopen(bytes.clone(), password);
            assert_eq!(document.appendable(), Ok(()), "{name}");
            let tail = append(&document);
            assert_eq!(tail.offset, bytes.len() as u64);
            bytes.extend_from_slice(&tail.bytes);

            let updated = reopen(bytes.clone(), password);
            assert_eq!(updated.revisions().len(), document.revisions().len() + 1, "{name} round {round}");
            assert_eq!(updated.xref_kind(), document.xref_kind(), "{name}: the form stays");
            assert!(updated.faults().is_empty(), "{name}: {:?}", updated.faults());
            let view = updated.latest();
            assert_eq!(view.pages().unwrap(), document.latest().pages().unwrap());
            let added = view.key_array(&view.catalog().unwrap(), b"AbsahTest").unwrap().unwrap();
            let sig = view.dictionary(&added[0]).unwrap();
            assert_eq!(view.key_string(&sig, b"Name").unwrap().unwrap(), b"Rani (UJI)");
            assert_eq!(view.key_string(&sig, b"Contents").unwrap().unwrap(), [0x41; 20]);
            let span = view.span(added[0].as_reference().unwrap()).unwrap();
            let contents =
                pdf::locate::value_span(&**updated.source(), span, &[b"Contents"]).unwrap().unwrap();
            let raw = &bytes[contents.range.start as usize..contents.range.end as usize];
            assert_eq!(raw, format!("<{}>", "41".repeat(20)).as_bytes(), "{name}: never encrypted");
            let stream = view.resolve(&added[1]).unwrap();
            assert_eq!(view.stream_data(stream.as_stream().unwrap()).unwrap(), b"stream data \n");
            let clear = bytes[tail.offset as usize..].windows(4).any(|window| window == b"Rani");
            assert_eq!(
                clear,
                updated.encryption().is_none(),
                "{name}: strings are encrypted in encrypted files"
            );
        }
        assert!(bytes.starts_with(&original));
        let out = folder.join(name);
        std::fs::write(&out, &bytes).unwrap();
        let word = format!("--password={}", password.unwrap_or_default());
        let (before, _) = run("qpdf", &["--check", &word, path.to_str().unwrap()]);
        let (code, text) = run("qpdf", &["--check", &word, out.to_str().unwrap()]);
        assert!(code <= before, "{name}: {before} -> {code}\n{text}");
        // qpdf does not follow unknown keys unless asked for the objects.
        let number = reopen(bytes, password).latest().catalog_id().unwrap().0;
        let (_, text) = run("qpdf", &[&format!("--show-object={number}"), &word, out.to_str().unwrap()]);
        assert!(text.contains("AbsahTest"), "{name}: {text}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn update_of_corpus_files_is_no_worse_than_the_file() {
    let test = "update_of_corpus_files_is_no_worse_than_the_file";
    let Some(shared) = shared(test) else { return };
    let folder = std::env::temp_dir().join(format!("absah-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let out = folder.join("updated.pdf");
    let mut checked = 0;
    // Every eighth file: each outside check is a process.
    for path in pdfs(&shared.join("corpus")).iter().step_by(8) {
        let Ok(document) = open(path) else { continue };
        if document.appendable().is_err() {
            continue;
        }
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend_from_slice(&append(&document).bytes);
        std::fs::write(&out, &bytes).unwrap();
        let (before, _) = run("qpdf", &["--check", path.to_str().unwrap()]);
        let (after, text) = run("qpdf", &["--check", out.to_str().unwrap()]);
        let rank = |code| [0, 3, 2].iter().position(|known| *known == code);
        assert!(rank(after) <= rank(before), "{}: {before} -> {after}\n{text}", path.display());
        assert_eq!(
            reopen(bytes, None).revisions().len(),
            document.revisions().len() + 1,
            "{}",
            path.display()
        );
        checked += 1;
    }
    assert!(checked > 25, "{checked} files");
    std::fs::remove_dir_all(&folder).unwrap();
}
