//! Pictures and free places of real and made pages; poppler judges that a place found is free.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use std::path::Path;

use render::{Document, Error, Limits, Rect, Size, page_picture};
use testkit::judges::page_in_grey;
use testkit::pdf::{of, page};
use testkit::shared::shared;

const BLOCK: Size = Size { width: 200.0, height: 72.0 };

#[test]
fn blank_page_is_white_and_offers_the_lower_right() {
    let picture = page_picture(page(595, 842, ""), 0, 144.0, Limits::default()).unwrap();
    assert_eq!((picture.width, picture.height), (1190, 1684));
    assert!(picture.rgba.iter().all(|c| *c == 255));
    let place = place(&page(595, 842, ""), &[]).unwrap();
    assert!((place.x1 - (595.0 - 56.0)).abs() < 3.0 && (place.y0 - 56.0).abs() < 3.0, "{place:?}");
    assert!((place.x1 - place.x0 - 200.0).abs() < 0.01 && (place.y1 - place.y0 - 72.0).abs() < 0.01);
}

#[test]
fn marks_and_avoided_places_are_left_alone() {
    let line = "BT /F1 12 Tf 330 100 Td (Pejabat Uji) Tj ET";
    let found = place(&page(595, 842, line), &[]).unwrap();
    assert!(found.y0 > 104.0 || found.x1 < 326.0 || found.y1 < 96.0, "{found:?}");
    let avoid = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 400.0 };
    assert!(place(&page(595, 842, ""), &[avoid]).unwrap().y0 >= 404.0);
}

#[test]
fn page_without_room_offers_nothing() {
    assert_eq!(place(&page(595, 842, "0.9 g 0 0 595 842 re f"), &[]), None);
    assert_eq!(place(&page(220, 90, ""), &[]), None, "no room for the margins");
    let lines: String = (0..30).map(|i| format!("0 {} m 595 {} l S\n", i * 30, i * 30)).collect();
    assert_eq!(place(&page(595, 842, &lines), &[]), None);
}

#[test]
fn room_only_in_the_foot_is_taken_last() {
    let found = place(&page(595, 842, "0 g 0 110 595 732 re f"), &[]).unwrap();
    assert!(found.y0 >= 18.0 && found.y1 <= 106.0, "{found:?}");
}

#[test]
fn place_on_a_turned_page_is_given_in_user_space() {
    for (rotate, lower_right) in [(90, (595.0, 842.0)), (180, (0.0, 842.0)), (270, (0.0, 0.0))] {
        let page = of(&[
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            &format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {rotate}>>"),
        ]);
        let found = place(&page, &[]).unwrap();
        let turned = rotate % 180 != 0;
        let size = if turned { (72.0, 200.0) } else { (200.0, 72.0) };
        assert!((found.x1 - found.x0 - size.0).abs() < 0.01, "{rotate}: {found:?}");
        assert!((found.y1 - found.y0 - size.1).abs() < 0.01, "{rotate}: {found:?}");
        let corner = |from: f64, a: f64, b: f64| if from == 0.0 { a } else { from - b };
        assert!((corner(lower_right.0, found.x0, found.x1) - 56.0).abs() < 3.0, "{rotate}: {found:?}");
        assert!((corner(lower_right.1, found.y0, found.y1) - 56.0).abs() < 3.0, "{rotate}: {found:?}");
    }
}

#[test]
fn offices_letters_give_places_that_poppler_finds_free() {
    let Some(shared) = shared("offices_letters_give_places_that_poppler_finds_free") else { return };
    let mut free = 0;
    for name in [
        "undangan",
        "perjanjian",
        "undangan-linearized-objstm",
        "undangan-rotated-page2",
        "perjanjian-pdfa1",
        "undangan-scan",
    ] {
        let path = shared.join("letters").join(format!("{name}.pdf"));
        let document = Document::open(std::fs::read(&path).unwrap(), None).unwrap();
        for page in 0..document.pages() {
            let Some(place) = document.free_place(page, BLOCK, &[]).unwrap() else { continue };
            free += 1;
            assert_no_ink(&path, page, &place);
        }
    }
    assert!(free >= 5, "letters have room on their last pages: {free}");
}

#[test]
fn password_opens_the_document_and_its_lack_is_said() {
    let Some(shared) = shared("password_opens_the_document_and_its_lack_is_said") else { return };
    let bytes = std::fs::read(shared.join("letters/undangan-password-user.pdf")).unwrap();
    assert_eq!(Document::open(bytes.clone(), None).unwrap_err(), Error::PasswordNeeded);
    assert_eq!(Document::open(bytes.clone(), Some("salah")).unwrap_err(), Error::PasswordNeeded);
    let document = Document::open(bytes, Some("user")).unwrap();
    let picture = document.page_picture(1, 72.0, Limits::default()).unwrap();
    assert!(picture.rgba.iter().any(|c| *c < 128), "the letter has text");
}

#[test]
fn nonsense_is_refused_and_limits_hold() {
    assert_eq!(Document::open(b"surat".to_vec(), None).unwrap_err(), Error::Unreadable);
    let document = Document::open(page(595, 842, ""), None).unwrap();
    let limits = Limits { pixels: 500_000 };
    assert_eq!(document.page_picture(1, 72.0, limits).unwrap_err(), Error::NoSuchPage { page: 1, pages: 1 });
    let large = Error::PictureSize { width: 595, height: 842 };
    assert_eq!(document.page_picture(0, 72.0, limits).unwrap_err(), large);
    for dpi in [0.0, -1.0, f64::NAN, 1e9] {
        assert!(matches!(document.page_picture(0, dpi, Limits::default()), Err(Error::PictureSize { .. })));
    }
    assert!(
        place(&page(14400, 14400, ""), &[]).is_some(),
        "the largest page is searched on a smaller picture"
    );
}

fn place(pdf: &[u8], avoid: &[Rect]) -> Option<Rect> {
    Document::open(pdf.to_vec(), None).unwrap().free_place(0, BLOCK, avoid).unwrap()
}

/// The first pages have no /Rotate; a turned page's place is turned the way the reader sees it.
fn assert_no_ink(path: &Path, page: usize, place: &Rect) {
    let (width, height, pixels) = page_in_grey(path, page + 1, 72);
    let turned = width > height;
    // /Rotate 90: what was up points to the right
    let (x0, x1, top, bottom) = if turned {
        (place.y0, place.y1, place.x0, place.x1)
    } else {
        (place.x0, place.x1, height as f64 - place.y1, height as f64 - place.y0)
    };
    for y in top as usize..bottom as usize {
        for x in x0 as usize..x1 as usize {
            let ink = pixels[y * width + x];
            assert!(ink > 240, "{} page {page}: ink {ink} at {x},{y} in {place:?}", path.display());
        }
    }
}
