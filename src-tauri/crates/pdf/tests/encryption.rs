//! Every kind of password encryption that an outside program writes is read, and updates of it are read back there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr, missing_docs)]

mod common;

use std::path::Path;
use std::sync::Arc;

use common::{run, shared};
use pdf::append::Update;
use pdf::{Document, Error, FileSource, Limits, Object, OpenedAs, Password};
use zeroize::Zeroizing;

const KINDS: [(&str, &[&str]); 6] = [
    ("rc4-40", &["40"]),
    ("rc4-128", &["128", "--use-aes=n"]),
    ("rc4-128-v4", &["128", "--use-aes=n", "--force-V4"]),
    ("aes-128", &["128", "--use-aes=y", "--cleartext-metadata"]),
    ("aes-256", &["256"]),
    ("aes-256-r5", &["256", "--force-R5"]),
];

fn open(path: &Path, password: Option<&str>) -> Result<Document, Error> {
    let password = password.map(|text| Password::new(Zeroizing::new(text.to_owned())));
    Document::open(Arc::new(FileSource::open(path).unwrap()), password.as_ref(), Limits::default())
}

/// Title and first page's content of the document.
fn text_and_content(document: &Document) -> (Vec<u8>, Vec<u8>) {
    let view = document.latest();
    let info = view.key_dictionary(view.trailer(), b"Info").unwrap().unwrap();
    let producer = view.key_string(&info, b"Producer").unwrap().unwrap();
    let page = view.dictionary(&Object::Reference(view.pages().unwrap()[0])).unwrap();
    let content = view.key(&page, b"Contents").unwrap();
    (producer, view.stream_data(content.as_stream().unwrap()).unwrap())
}

#[test]
fn every_kind_is_read_as_the_clear_document_and_can_be_updated() {
    let test = "every_kind_is_read_as_the_clear_document_and_can_be_updated";
    let Some(shared) = shared(test) else { return };
    let folder = std::env::temp_dir().join(format!("absah-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let letter = shared.join("letters/undangan.pdf");
    let clear = text_and_content(&open(&letter, None).unwrap());
    for (name, arguments) in KINDS {
        for streams in ["disable", "generate"] {
            // Object streams need a cross-reference stream and with it version 1.5 at least.
            let path = folder.join(format!("{name}-{streams}.pdf"));
            let path_text = path.to_str().unwrap();
            let streams = format!("--object-streams={streams}");
            let before = ["--allow-weak-crypto", &streams, "--encrypt", "ruang", "pemilik"];
            let after = ["--", letter.to_str().unwrap(), path_text];
            let (code, text) = run("qpdf", &[&before[..], arguments, &after[..]].concat());
            assert_eq!(code, 0, "{text}");

            assert!(matches!(open(&path, None), Err(Error::PasswordNeeded)), "{name}");
            assert!(matches!(open(&path, Some("salah")), Err(Error::PasswordWrong)), "{name}");
            let owner = open(&path, Some("pemilik")).unwrap();
            assert_eq!(owner.encryption().unwrap().opened_as, OpenedAs::Owner, "{name}");
            assert_eq!(text_and_content(&owner), clear, "{name} {streams}");
            let document = open(&path, Some("ruang")).unwrap();
            assert_eq!(document.encryption().unwrap().opened_as, OpenedAs::User, "{name}");
            assert_eq!(text_and_content(&document), clear, "{name} {streams}");
            assert!(document.faults().is_empty(), "{name} {streams}: {:?}", document.faults());

            let mut update = Update::new(&document).unwrap();
            let mut catalog = (*document.latest().catalog().unwrap()).clone();
            catalog.set("Lang", Object::string_literal("id-ID"));
            update.replace(document.latest().catalog_id().unwrap(), catalog.into());
            let tail = update.finish([3; 16]).unwrap();
            let bytes = [std::fs::read(&path).unwrap(), tail.bytes].concat();
            std::fs::write(&path, bytes).unwrap();
            let updated = open(&path, Some("ruang")).unwrap();
            let catalog = updated.latest().catalog().unwrap();
            assert_eq!(updated.latest().key_string(&catalog, b"Lang").unwrap().unwrap(), b"id-ID");
            let (code, text) = run("qpdf", &["--check", "--password=ruang", path_text]);
            assert_eq!(code, 0, "{name}: {text}");
            let number = format!("--show-object={}", updated.latest().catalog_id().unwrap().0);
            let (_, text) = run("qpdf", &[&number, "--password=ruang", path_text]);
            assert!(text.contains("(id-ID)"), "{name}: the other program decrypts it: {text}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
