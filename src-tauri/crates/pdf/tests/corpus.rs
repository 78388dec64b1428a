//! Every PDF of the corpus and the letters opens or gives a named error, and the letters have the pages qpdf counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr, missing_docs)]

mod common;

use std::sync::Arc;

use common::{letter_password, open, pdfs, qpdf_pages, shared};
use pdf::{Document, Error, FileSource, Limits, Password};
use zeroize::Zeroizing;

/// What one file may cost is bounded by `Limits::default()`.
#[test]
fn every_corpus_file_opens_or_gives_a_named_error() {
    let Some(shared) = shared("every_corpus_file_opens_or_gives_a_named_error") else { return };
    let mut refused = 0;
    let files = pdfs(&shared.join("corpus"));
    assert!(files.len() > 300, "the corpus is there");
    for path in &files {
        let name = path.strip_prefix(&shared).unwrap().display().to_string();
        match open(path) {
            Ok(document) => {
                let mut last = 0;
                for revision in document.revisions() {
                    assert!(revision.start >= last && revision.end >= revision.start, "{name}: order");
                    assert!(revision.end <= document.source().len(), "{name}: end");
                    last = revision.end;
                }
                for index in 0..document.revisions().len() {
                    let view = document.at(index);
                    if let Err(error) = view.pages().and_then(|_| pdf::form::fields(&view)) {
                        assert!(index + 1 < document.revisions().len(), "{name}: {error}");
                    }
                    for page in view.pages().unwrap_or_default() {
                        let _ = pdf::page::Geometry::of(&view, page);
                    }
                }
                for (number, _) in document.revisions().iter().flat_map(|revision| revision.entries()) {
                    let _ = document.latest().get((*number, 0));
                }
            }
            // Each other file has an answer.
            Err(Error::PasswordNeeded | Error::EncryptionUnsupported) => refused += 1,
            Err(error) => panic!("{name}: {error}"),
        }
    }
    assert_eq!(refused, 20, "the files with a password or a public-key handler");
}

#[test]
fn letters_have_the_pages_that_qpdf_counts() {
    let Some(shared) = shared("letters_have_the_pages_that_qpdf_counts") else { return };
    for path in pdfs(&shared.join("letters")) {
        let document = open(&path).unwrap();
        let pages = document.latest().pages().unwrap();
        assert_eq!(pages.len(), qpdf_pages(&path, letter_password(&path)), "{}", path.display());
        assert!(document.faults().is_empty(), "{}: {:?}", path.display(), document.faults());
        for page in pages {
            let geometry = pdf::page::Geometry::of(&document.latest(), page).unwrap();
            assert!(geometry.media.width() > 500.0 && geometry.media.height() > 500.0);
            let view = document.latest();
            let dict = view.dictionary(&pdf::Object::Reference(page)).unwrap();
            let contents = view.key(&dict, b"Contents").unwrap();
            let stream = match &*contents {
                pdf::Object::Array(parts) => view.resolve(&parts[0]).unwrap(),
                _ => contents.clone(),
            };
            let data = view.stream_data(stream.as_stream().unwrap()).unwrap();
            let printable =
                data.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
            assert!(printable > data.len() / 2, "{}: page content", path.display());
        }
    }
}

#[test]
fn password_letter_says_what_is_missing_and_who_opened_it() {
    let Some(shared) = shared("password_letter_says_what_is_missing_and_who_opened_it") else { return };
    let path = shared.join("letters/undangan-password-user.pdf");
    let with = |text: Option<&str>| {
        let password = text.map(|text| Password::new(Zeroizing::new(text.to_owned())));
        Document::open(Arc::new(FileSource::open(&path).unwrap()), password.as_ref(), Limits::default())
    };
    assert!(matches!(with(None), Err(Error::PasswordNeeded)));
    assert!(matches!(with(Some("wrong")), Err(Error::PasswordWrong)));
    let document = with(Some("user")).unwrap();
    assert_eq!(document.encryption().unwrap().opened_as, pdf::OpenedAs::User);
}

#[test]
fn permissions_of_a_letter_that_forbids_changes_are_known() {
    let Some(shared) = shared("permissions_of_a_letter_that_forbids_changes_are_known") else { return };
    let document = open(&shared.join("letters/undangan-no-changes-allowed.pdf")).unwrap();
    let encryption = document.encryption().unwrap();
    assert_eq!(encryption.opened_as, pdf::OpenedAs::User);
    assert!(!encryption.permissions.modify() && !encryption.permissions.fill());
    assert!(encryption.permissions.print());
}
