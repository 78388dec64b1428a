//! The visible block as a reader sees it: words whole, upright on every page, and the same as the preview.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use std::fs;
use std::process::Command;

use lopdf::{Object, dictionary};
use pades::sign::appearance::{self, as_page};
use pades::sign::{Block, Line, Place};
use pdf::Conformance;
use pdf::page::Rect;
use sign_common::*;

/// A page with a few words of its own.
fn page(rotate: i64, crop: Option<[i64; 4]>, user_unit: f32) -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.7");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let content = b"BT /F 12 Tf 1 0 0 1 120 400 Tm (Isi surat) Tj ET 2 0 0 2 50 50 cm".to_vec();
    let content = document.add_object(lopdf::Stream::new(dictionary! {}, content));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Rotate" => rotate,
        "UserUnit" => Object::Real(user_unit),
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    if let Some(crop) = crop {
        page.set("CropBox", crop.into_iter().map(Object::Integer).collect::<Vec<_>>());
    }
    let page = document.add_object(page);
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.push(b'\n');
    bytes
}

/// A gray picture.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Draws the first page at `dpi`; `mutool` knows `/UserUnit`, poppler does not.
fn draw(file: &str, dpi: usize, mutool: bool) -> Picture {
    let out = format!("{file}.pgm");
    let dpi = dpi.to_string();
    let (code, text) = if mutool {
        run("mutool", &["draw", "-q", "-c", "gray", "-r", &dpi, "-o", &out, file, "1"])
    } else {
        run("pdftoppm", &["-gray", "-singlefile", "-cropbox", "-r", &dpi, file, file])
    };
    assert_eq!(code, 0, "{text}");
    let bytes = fs::read(&out).unwrap();
    let mut header = bytes.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    assert_eq!(header.next(), Some(&b"P5"[..]));
    let mut number = || std::str::from_utf8(header.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(), number());
    Picture { width, height, pixels: bytes[bytes.len() - width * height..].to_vec() }
}

/// Mean difference (0 to 255) of the preview and the part of the page that begins at `left`, `top`; the best of
/// moving it by up to two pixels, because the page's size is rounded.
fn difference(page: &Picture, preview: &Picture, left: usize, top: usize) -> f64 {
    let mut best = f64::MAX;
    for left in left.saturating_sub(2)..=left + 2 {
        for top in top.saturating_sub(2)..=top + 2 {
            let mut sum = 0_u64;
            for y in 0..preview.height {
                for x in 0..preview.width {
                    let (row, column) = (top + y, left + x);
                    let seen = if row < page.height && column < page.width {
                        page.pixels[row * page.width + column]
                    } else {
                        255
                    };
                    sum += u64::from(seen.abs_diff(preview.pixels[y * preview.width + x]));
                }
            }
            best = best.min(sum as f64 / (preview.width * preview.height) as f64);
        }
    }
    best
}

/// Where a box that the reader sees at `left`, `bottom` (points from the visible page's corner) lies in user space.
fn place(crop: [i64; 4], rotate: i64, unit: f64, seen: [f64; 4]) -> Rect {
    let [x0, y0, x1, y1] = crop.map(|value| value as f64);
    let [left, bottom, width, height] = seen.map(|value| value / unit);
    let (a, b, c, d) = match rotate {
        0 => (x0 + left, y0 + bottom, x0 + left + width, y0 + bottom + height),
        90 => (x1 - bottom - height, y0 + left, x1 - bottom, y0 + left + width),
        180 => (x1 - left - width, y1 - bottom - height, x1 - left, y1 - bottom),
        _ => (x0 + bottom, y1 - left - width, x0 + bottom + height, y1 - left),
    };
    Rect { x0: a, y0: b, x1: c, y1: d }
}

#[test]
fn block_stands_upright_and_equals_the_preview_on_every_page() {
    let (mut block, _) = block_with_graphics();
    block.practice = Some("LATIHAN".into());
    let seen = [60.0, 80.0, 290.0, 110.0];
    let preview = write("preview.pdf", &as_page(&block, seen[2], seen[3], &Conformance::default()).unwrap());
    let signer = &pki().ec;
    for crop in [None, Some([50, 60, 450, 700])] {
        for rotate in [0, 90, 180, 270] {
            for unit in [1.0, 2.0] {
                let mutool = unit > 1.0;
                let visible = crop.unwrap_or([0, 0, 595, 842]);
                let rect = place(visible, rotate, unit, seen);
                let mut wanted = request(Place::Page { page: 0, rect }, signer);
                wanted.block = block.clone();
                let signed = sign_bytes(&page(rotate, crop, unit as f32), None, &wanted, signer);
                let name = format!("page-{rotate}-{}-{unit}", if crop.is_some() { "crop" } else { "whole" });
                let file = write(&format!("{name}.pdf"), &signed);
                // Two pixels to a point: boxes at whole points fall on whole pixels.
                let (shown, preview) = (draw(&file, 144, mutool), draw(&preview, 144, mutool));
                let pixels = |points: f64| (points * 2.0).round() as usize;
                let top = shown.height - pixels(seen[1] + seen[3]);
                let difference = difference(&shown, &preview, pixels(seen[0]), top);
                assert!(difference < 3.0, "{name}: {difference}");

                let (_, text) = run("pdftotext", &["-layout", &file, "-"]);
                assert_eq!(text.matches("LATIHAN").count(), 2, "{name}, block and page: {text}");
                assert!(text.contains("Isi surat"), "{name}");
            }
        }
    }
}

#[test]
fn difference_sees_a_block_that_is_turned() {
    let block = block();
    let upright = draw(
        &write("upright.pdf", &as_page(&block, 190.0, 90.0, &Conformance::default()).unwrap()),
        100,
        false,
    );
    let turned = Picture { pixels: upright.pixels.iter().rev().copied().collect(), ..upright };
    let upright = draw(
        &write("upright.pdf", &as_page(&block, 190.0, 90.0, &Conformance::default()).unwrap()),
        100,
        false,
    );
    assert!(difference(&turned, &upright, 0, 0) > 12.0);
}

#[test]
fn words_of_the_block_are_found_whole() {
    let signer = &pki().rsa;
    let mut wanted = request(Place::Page { page: 0, rect: FOOT }, signer);
    wanted.block = long();
    let signed = sign_bytes(&page(0, None, 1.0), None, &wanted, signer);
    let file = write("words.pdf", &signed);
    let (_, text) = run("pdftotext", &[&file, "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in &wanted.block.lines {
        assert!(text.contains(&line.text), "{}: {text}", line.text);
    }
    let (_, fonts) = run("pdffonts", &[&file]);
    for font in fonts.lines().filter(|line| line.contains("Liberation")) {
        let words: Vec<_> = font.split_whitespace().collect();
        assert!(words[0].get(6..7) == Some("+"), "{font}");
        assert!(font.contains("CID TrueType") && font.contains("yes yes yes"), "{font}");
    }
    assert_eq!(fonts.matches("Liberation").count(), 2, "{fonts}");
}

/// Names and offices of the longest kind.
fn long() -> Block {
    Block {
        lines: vec![
            Line::caption("Ditandatangani secara elektronik oleh:"),
            Line::strong("Plt. Kepala Dinas Komunikasi, Informatika dan Statistik Provinsi Bali"),
            Line::strong(
                "Dr. Ir. I Gusti Ngurah Agung Made Panjangnamaberlanjut Wirawan, S.T., M.T., M.Kom.",
            ),
            Line::plain("Pembina Utama Madya, IV/d"),
            Line::plain("NIP 19700101 199503 1 001"),
            Line::plain("22 November 2026 09.12 WITA"),
        ],
        ..Block::default()
    }
}

#[test]
fn natural_size_always_fits() {
    for mut block in [block(), long()] {
        for practice in [None, Some("LATIHAN".to_owned())] {
            block.practice = practice;
            let (width, height) = appearance::natural_size(&block).unwrap();
            let layout = appearance::layout(&block, width, height).unwrap();
            assert!(layout.text_size >= 8.5, "{layout:?}");
        }
    }
}

#[test]
fn text_stays_inside_the_box_whatever_its_size() {
    for block in [block(), long()] {
        for width in (80..400).step_by(53) {
            for height in (30..300).step_by(37) {
                let Ok(layout) = appearance::layout(&block, f64::from(width), f64::from(height)) else {
                    continue;
                };
                let (first, last) = (layout.rows.first().unwrap(), layout.rows.last().unwrap());
                assert!(first.baseline + 0.9 * first.size <= layout.height, "{layout:?}");
                assert!(last.baseline - 0.22 * last.size >= 0.0, "{layout:?}");
                assert!(layout.text_size >= appearance::SMALLEST_TEXT);
                let rows: String = layout.rows.iter().map(|row| row.text.replace(' ', "")).collect();
                let lines: String = block.lines.iter().map(|line| line.text.replace(' ', "")).collect();
                assert_eq!(rows, lines, "nothing is cut");
            }
        }
    }
}

#[test]
fn pdfa_letter_stays_one_by_the_rules_for_fonts_and_colours() {
    let Some(folder) = letters("pdfa_letter_stays_one_by_the_rules_for_fonts_and_colours") else { return };
    let signer = &pki().ec;
    let mut wanted = request(Place::Page { page: 0, rect: FOOT }, signer);
    wanted.block.practice = Some("LATIHAN".into());
    let original = fs::read(folder.join("perjanjian-pdfa1.pdf")).unwrap();
    let signed = sign_bytes(&original, None, &wanted, signer);
    let file = write("pdfa1.pdf", &signed);
    let (_, fonts) = run("pdffonts", &[&file]);
    assert!(fonts.lines().skip(2).all(|line| line.contains("yes")), "ISO 19005-1 §6.3.4, embedded: {fonts}");
    let output = Command::new("timeout")
        .args(["60", "qpdf", "--qdf", "--object-streams=disable", &file, "-"])
        .output();
    let text = String::from_utf8_lossy(&output.unwrap().stdout).into_owned();
    let added = |word: &str| text.matches(word).count();
    let before = String::from_utf8_lossy(
        &Command::new("timeout")
            .args(["60", "qpdf", "--qdf", "--object-streams=disable"])
            .arg(folder.join("perjanjian-pdfa1.pdf"))
            .arg("-")
            .output()
            .unwrap()
            .stdout,
    )
    .into_owned();
    // ISO 19005-1 §6.4: no transparency; §6.6.1: no scripts; §6.3.5: a CIDSet for each CID subset.
    for word in ["/SMask", "/CA ", "/ca ", "/Group", "/JavaScript"] {
        assert_eq!(added(word), before.matches(word).count(), "{word}");
    }
    assert_eq!(added("/CIDSet") - before.matches("/CIDSet").count(), 3);
}
