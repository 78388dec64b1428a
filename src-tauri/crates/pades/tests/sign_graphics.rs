//! Picture and code in the block: seen by poppler where they should be, beside words that are whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use pades::sign::appearance::{self, Area, layout};
use pades::sign::{Arrangement, Place, Request};
use sign_common::*;
use testkit::judges::page_in_grey;

/// Two pixels a point: the grey of the page's lower part at a place in points, counted from the lower left.
struct Page {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Page {
    fn at(&self, x: f64, y: f64) -> u8 {
        let (column, row) = ((x * 2.0) as usize, self.height - 1 - (y * 2.0) as usize);
        self.pixels[row * self.width + column]
    }
}

fn signed(block: pades::sign::Block, name: &str) -> (String, Page) {
    let signer = &pki().ec;
    let wanted = Request { block, ..request(Place::Page { page: 0, rect: WIDE }, signer) };
    let file = write(name, &sign_bytes(&testkit::pdf::page(595, 842, ""), None, &wanted, signer));
    let (width, height, pixels) = page_in_grey(file.as_ref(), 1, 144);
    (file, Page { width, height, pixels })
}

#[test]
fn picture_and_every_module_of_the_code_are_seen() {
    let (block, dark) = block_with_graphics();
    let set = layout(&block, WIDE.width(), WIDE.height()).unwrap();
    let (file, page) = signed(block, "graphics.pdf");

    let (_, area) = set.picture.unwrap();
    let (x, half) = (WIDE.x0 + (area.x0 + area.x1) / 2.0, area.height() / 4.0);
    let upper = page.at(x, WIDE.y0 + area.y1 - half);
    assert!((30..90).contains(&upper), "dark red as grey: {upper}");
    assert_eq!(page.at(x, WIDE.y0 + area.y0 + half), 255, "the clear half lets the paper through");

    let (_, area) = set.code.unwrap();
    let module = area.width() / 33.0;
    assert!(module >= 1.0, "{module}");
    for (index, dark) in dark.iter().enumerate() {
        let (column, row) = ((index % 25) as f64, (index / 25) as f64);
        let x = WIDE.x0 + area.x0 + module * (4.5 + column);
        let y = WIDE.y0 + area.y1 - module * (4.5 + row);
        assert_eq!(page.at(x, y) < 128, *dark, "module {column},{row}");
    }
    for step in 0..33 {
        let x = WIDE.x0 + area.x0 + module * (f64::from(step) + 0.5);
        assert_eq!(page.at(x, WIDE.y0 + area.y0 + module * 1.5), 255, "the quiet zone is quiet");
    }

    let (_, text) = run("pdftotext", &[&file, "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in &block_with_graphics().0.lines {
        assert!(text.contains(&line.text), "{}: {text}", line.text);
    }
}

#[test]
fn picture_of_a_letter_without_pdfa_lets_the_page_shine_through() {
    // A grey page: a picture laid on white would show as a white square.
    let signer = &pki().ec;
    let (block, _) = block_with_graphics();
    let set = layout(&block, WIDE.width(), WIDE.height()).unwrap();
    let wanted = Request { block, ..request(Place::Page { page: 0, rect: WIDE }, signer) };
    let letter = testkit::pdf::page(595, 842, "0.8 g 0 0 595 842 re f");
    let file = write("shine.pdf", &sign_bytes(&letter, None, &wanted, signer));
    let (width, height, pixels) = page_in_grey(file.as_ref(), 1, 144);
    let (_, area) = set.picture.unwrap();
    let page = Page { width, height, pixels };
    let seen = page.at(WIDE.x0 + (area.x0 + area.x1) / 2.0, WIDE.y0 + area.y0 + area.height() / 4.0);
    assert_eq!(seen, 204);
}

fn apart(a: &Area, b: &Area) -> bool {
    a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0
}

#[test]
fn words_picture_and_code_never_touch_whatever_the_size() {
    let mut set = 0;
    for arrangement in [Arrangement::Beside, Arrangement::Above] {
        for width in (80..420).step_by(37) {
            for height in (30..300).step_by(23) {
                let (block, _) = block_with_graphics();
                let block = pades::sign::Block { arrangement, practice: Some("LATIHAN".into()), ..block };
                let Ok(layout) = layout(&block, f64::from(width), f64::from(height)) else { continue };
                set += 1;
                let (first, last) = (layout.rows.first().unwrap(), layout.rows.last().unwrap());
                let face = appearance::font::Face::new(appearance::font::Weight::Bold).unwrap();
                let wide = layout.rows.iter().map(|row| face.width(&row.text) * row.size).fold(0.0, f64::max);
                let words = Area {
                    x0: first.x,
                    y0: last.baseline - 0.22 * last.size,
                    x1: first.x + wide * 0.9, // bold is wider than most lines are
                    y1: first.baseline + 0.9 * first.size,
                };
                let (picture, code) = (layout.picture.as_ref().unwrap().1, layout.code.as_ref().unwrap().1);
                assert!(
                    apart(&words, &picture) && apart(&words, &code) && apart(&picture, &code),
                    "{layout:?}"
                );
                let band = layout.band.as_ref().unwrap().bottom;
                for area in [picture, code, words] {
                    let inside =
                        area.x0 >= 0.0 && area.y0 >= 0.0 && area.y1 <= band && area.x1 <= layout.width;
                    assert!(inside, "{area:?} in {layout:?}");
                }
                let rows: String = layout.rows.iter().map(|row| row.text.replace(' ', "")).collect();
                let lines: String = block.lines.iter().map(|line| line.text.replace(' ', "")).collect();
                assert_eq!(rows, lines, "nothing is cut");
            }
        }
    }
    assert!(set > 60, "most boxes have room: {set}");
}

#[test]
fn size_asked_for_when_a_box_is_too_small_would_do() {
    for arrangement in [Arrangement::Beside, Arrangement::Above] {
        let block = pades::sign::Block { arrangement, ..block_with_graphics().0 };
        let pades::Error::BlockTooSmall(least) = layout(&block, 90.0, 32.0).unwrap_err() else {
            panic!("too small for both")
        };
        assert!(layout(&block, least.width, least.height).is_ok(), "{least:?}");
        let (width, height) = appearance::natural_size(&block).unwrap();
        assert!(layout(&block, width, height).unwrap().text_size >= 8.5);
        assert!(width < 330.0 && height < 150.0, "{width} x {height}");
    }
}
