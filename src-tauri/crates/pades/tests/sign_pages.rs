//! The notice on pages: whole for a reader and for text extraction, in a free strip, never over what is there, only
//! before the first signature. Free strips are found by `render`, as the service does it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use std::collections::BTreeMap;
use std::fs;

use pades::sign::appearance::notice_size;
use pades::sign::{Notice, Place, Refusal, Request, Strip};
use pdf::page::Rect;
use render::{Edge, Size};
use sign_common::*;

const SENTENCE: &str = "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang \
                        diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara.";

/// One page with lines of text in its body, a page number at its foot, and what else it is told.
fn page(attributes: &str, more: &str) -> Vec<u8> {
    let body: String =
        (0..30).map(|line| format!("1 0 0 1 90 {} Tm (Baris isi surat) Tj ", 720 - line * 18)).collect();
    let content = format!("BT /F1 11 Tf {body}ET {more}");
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{attributes}/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
}

/// The notice in the first free strip of each page, from wide to narrow.
fn notice(bytes: &[u8], pages: usize, edge: Edge) -> Option<Notice> {
    let document = render::Document::open(bytes.to_vec(), None).unwrap();
    let units = open(bytes.to_vec(), None).latest();
    let mut strips = BTreeMap::new();
    for index in 0..pages {
        let look = document.look(index).unwrap();
        let page = units.pages().unwrap()[index];
        let unit = pdf::page::Geometry::of(&units, page).unwrap().user_unit;
        let widest = look.size().width * unit - 36.0;
        let sizes = [7.0, 6.5].into_iter();
        let kinds =
            sizes.flat_map(|size| [widest, 520.0, 400.0, 280.0].map(|width| (width.min(widest), size)));
        let strip = kinds.into_iter().find_map(|(width, size)| {
            let (width, height) = notice_size(SENTENCE, width, size).unwrap();
            let strip = look.free_strip(edge, Size { width: width / unit, height: height / unit }, &[])?;
            Some(Strip { rect: Rect { x0: strip.x0, y0: strip.y0, x1: strip.x1, y1: strip.y1 }, size })
        })?;
        strips.insert(index, strip);
    }
    Some(Notice { text: SENTENCE.to_owned(), strips })
}

fn with_notice(place: Place, notice: Notice, signer: &Signer) -> Request {
    Request { notice: Some(notice), ..request(place, signer) }
}

/// Words of a file as poppler extracts them, single spaces between them.
fn words(file: &str) -> String {
    let (code, text) = run("pdftotext", &[file, "-"]);
    assert_eq!(code, 0, "{text}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every pixel that was drawn on before is as it was, as poppler sees it: nothing was written over.
fn assert_nothing_covered(before: &str, after: &str, pages: usize) {
    for page in 1..=pages {
        let (width, height, old) = testkit::judges::page_in_grey(before.as_ref(), page, 100);
        let (width_after, height_after, new) = testkit::judges::page_in_grey(after.as_ref(), page, 100);
        assert_eq!((width, height), (width_after, height_after));
        let covered =
            old.iter().zip(&new).filter(|(old, new)| **old < 200 && old.abs_diff(**new) > 8).count();
        let added = old.iter().zip(&new).filter(|(old, new)| **old > 250 && **new < 128).count();
        assert_eq!(covered, 0, "{after} page {page}");
        assert!(added > 300, "{after} page {page}: nothing to be seen of the notice");
    }
}

#[test]
fn notice_and_block_are_whole_and_cover_nothing_on_every_kind_of_page() {
    let number = "BT /F1 9 Tf 290 30 Td (1) Tj ET";
    for (name, bytes) in [
        ("portrait", page("", number)),
        ("landscape", page("/Rotate 90", number)),
        ("upside-down", page("/Rotate 180", number)),
        ("turned-left", page("/Rotate 270", number)),
        ("cropped", page("/CropBox[40 40 560 800]", "BT /F1 9 Tf 290 60 Td (1) Tj ET")),
        ("units", page("/UserUnit 2", number)),
    ] {
        let notice = notice(&bytes, 1, Edge::Foot).expect(name);
        let strip = notice.strips[&0].rect;
        // Right of the text and above the foot; square enough for every rotation.
        let rect = Rect { x0: 330.0, y0: 300.0, x1: 500.0, y1: 440.0 };
        let apart = strip.x1 < rect.x0 || rect.x1 < strip.x0 || strip.y1 < rect.y0 || rect.y1 < strip.y0;
        assert!(apart, "{name}: {strip:?}");
        let signed = sign_bytes(
            &bytes,
            None,
            &with_notice(Place::Page { page: 0, rect }, notice, &pki().ec),
            &pki().ec,
        );
        let before = write(&format!("{name}-before.pdf"), &bytes);
        let after = write(&format!("{name}.pdf"), &signed);
        assert_nothing_covered(&before, &after, 1);
        let text = words(&after);
        assert_eq!(text.matches(SENTENCE).count(), 1, "{name}: {text}");
        assert!(text.contains("Pejabat Uji Satu (UJI)"), "{name}: {text}");
        // Upright for the reader: our own reading of lines takes nothing else.
        let own = render::Document::open(signed, None).unwrap().text(0).unwrap().plain();
        assert!(own.contains(SENTENCE), "{name}: {own}");
        assert_accepted(&[Signed { file: after, password: None, count: 1 }]);
    }
}

#[test]
fn page_that_is_full_has_no_strip() {
    let scan = page("", "0.93 g 0 0 595 842 re f");
    assert!(notice(&scan, 1, Edge::Foot).is_none());
    let lines: String = (0..100).map(|i| format!("0 {} m 595 {} l S ", i * 9, i * 9)).collect();
    assert!(notice(&page("", &lines), 1, Edge::Foot).is_none());
}

#[test]
fn letters_carry_the_notice_on_every_page_once() {
    let Some(folder) = letters("letters_carry_the_notice_on_every_page_once") else { return };
    for (name, edge) in [
        ("perjanjian", Edge::Foot),
        ("perjanjian-pdfa2-tagged", Edge::Foot),
        ("undangan", Edge::Foot),
        // Its table reaches down to the foot of the turned page.
        ("undangan-rotated-page2", Edge::Head),
    ] {
        let original = fs::read(folder.join(format!("{name}.pdf"))).unwrap();
        let pages = open(original.clone(), None).latest().pages().unwrap().len();
        let notice = notice(&original, pages, edge).expect(name);
        let first = sign_bytes(
            &original,
            None,
            &with_notice(Place::Invisible, notice.clone(), &pki().rsa),
            &pki().rsa,
        );
        let file = write(&format!("{name}-notice.pdf"), &first);
        assert_nothing_covered(folder.join(format!("{name}.pdf")).to_str().unwrap(), &file, pages);
        assert_eq!(words(&file).matches(SENTENCE).count(), pages, "{name}");

        // The second signer asks for it too: the pages stay as they are.
        let second = sign_bytes(&first, None, &with_notice(Place::Invisible, notice, &pki().ec), &pki().ec);
        let file = write(&format!("{name}-notice-2.pdf"), &second);
        assert_eq!(words(&file).matches(SENTENCE).count(), pages, "{name}");
        assert_accepted(&[Signed { file, password: None, count: 2 }]);
    }
}

#[test]
fn strip_outside_the_page_or_too_small_is_refused() {
    let bytes = page("", "");
    for rect in [
        Rect { x0: 30.0, y0: -60.0, x1: 560.0, y1: -40.0 },
        Rect { x0: 30.0, y0: 20.0, x1: 560.0, y1: 23.0 },
        Rect { x0: 30.0, y0: 20.0, x1: 90.0, y1: 40.0 },
    ] {
        let strip = Strip { rect, size: 7.0 };
        let notice = Notice { text: SENTENCE.into(), strips: BTreeMap::from([(0, strip)]) };
        let refused = sign_document(
            &open(bytes.clone(), None),
            &with_notice(Place::Invisible, notice, &pki().ec),
            &pki().ec,
        );
        assert!(matches!(refused, Err(Refusal::NoticeOutside { page: 0 })), "{rect:?}");
    }
}
