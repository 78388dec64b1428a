//! A page taken out of a document stands alone: sound for an outside checker, not encrypted, drawn the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr, missing_docs)]

mod common;

use std::sync::Arc;

use common::{open, pdfs, qpdf_pages, run, shared};
use pdf::page::Geometry;
use pdf::{Document, Limits, MemorySource};

#[test]
fn each_page_of_each_letter_stands_alone() {
    let test = "each_page_of_each_letter_stands_alone";
    let Some(shared) = shared(test) else { return };
    let folder = std::env::temp_dir().join(format!("absah-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for path in pdfs(&shared.join("letters")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let document = open(&path).unwrap();
        for (index, id) in document.latest().pages().unwrap().into_iter().enumerate() {
            let bytes = pdf::extract::page(&document.latest(), index).unwrap();
            let out = folder.join(name);
            std::fs::write(&out, &bytes).unwrap();
            let (code, text) = run("qpdf", &["--check", out.to_str().unwrap()]);
            assert_eq!(code, 0, "{name} page {index}: {text}");
            assert_eq!(qpdf_pages(&out, None), 1);
            let alone = Document::open(Arc::new(MemorySource::new(bytes)), None, Limits::default()).unwrap();
            assert!(alone.encryption().is_none());
            let page = alone.latest().pages().unwrap()[0];
            let geometry = Geometry::of(&alone.latest(), page).unwrap();
            assert_eq!(geometry, Geometry::of(&document.latest(), id).unwrap(), "{name} page {index}");
        }
        assert!(pdf::extract::page(&document.latest(), 999).is_err());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
