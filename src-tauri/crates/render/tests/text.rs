//! What a page says and where, strips in margins, room above a name, and text that something hides.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use render::{Document, Edge, Rect, Size};
use testkit::pdf::{of, page};
use testkit::shared::shared;

fn open(pdf: Vec<u8>) -> Document {
    Document::open(pdf, None).unwrap()
}

/// Two signers beside each other, words set piece by piece as writers do.
const SIGNERS: &str = "BT /F1 12 Tf 1 0 0 1 72 200 Tm (PIHAK KESATU,) Tj 1 0 0 1 320 200 Tm (PIHAK ) Tj (KEDUA,) Tj \
                       1 0 0 1 72 120 Tm [(Ni ) -20 (L) 30 (uh Uji)] TJ 1 0 0 1 320 120 Tm (I Made  Uji) Tj ET";

#[test]
fn words_are_found_where_they_stand_whatever_their_case_and_spaces() {
    let text = open(page(595, 842, SIGNERS)).text(0).unwrap();
    assert_eq!(text.plain(), "PIHAK KESATU, PIHAK KEDUA, Ni Luh Uji I Made Uji");
    let [found] = text.find("ni  luh uji")[..] else { panic!("once") };
    assert!((found.x0 - 72.0).abs() < 1.0 && (found.x1 - 122.0).abs() < 6.0, "{found:?}");
    assert!(found.y0 < 120.0 && found.y0 > 114.0 && found.y1 > 127.0 && found.y1 < 132.0, "{found:?}");
    assert_eq!(text.find("PIHAK").len(), 2);
    assert!(text.find("Uji I").len() == 1 && text.find("tidak ada").is_empty() && text.find(" ").is_empty());
}

#[test]
fn words_inside_a_place_are_told_from_those_beside_it() {
    let text = open(page(595, 842, SIGNERS)).text(0).unwrap();
    let right = Rect { x0: 300.0, y0: 100.0, x1: 500.0, y1: 220.0 };
    assert_eq!(text.within(&right), "PIHAK KEDUA, I Made Uji");
    assert_eq!(text.within(&Rect { y1: 150.0, ..right }), "I Made Uji");
    assert_eq!(text.within(&Rect { x0: 0.0, y0: 0.0, x1: 50.0, y1: 50.0 }), "");
}

#[test]
fn turned_page_is_read_as_the_reader_sees_it() {
    // Content turned so that it is upright after /Rotate 90.
    let content =
        "BT /F1 12 Tf 0 1 -1 0 300 400 Tm (Denpasar) Tj ET BT /F1 12 Tf 1 0 0 1 50 50 Tm (miring) Tj ET";
    let turned = of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]);
    let text = open(turned).text(0).unwrap();
    assert_eq!(text.plain(), "Denpasar", "what lies on its side for the reader is not taken");
    let [found] = text.find("denpasar")[..] else { panic!("once") };
    assert!((found.y0 - 400.0).abs() < 1.0 && found.x1 > 300.0 && found.x0 < 300.0, "{found:?}");
}

#[test]
fn room_above_a_name_ends_at_what_stands_there() {
    let document = open(page(595, 842, SIGNERS));
    let [name] = document.text(0).unwrap().find("I Made Uji")[..] else { panic!("once") };
    let look = document.look(0).unwrap();
    let room = look.room_above(&name, 140.0, 300.0, &[]).unwrap();
    assert!((room.x0 + room.x1 - name.x0 - name.x1).abs() < 2.0, "in the middle above the name: {room:?}");
    assert!(room.y0 > name.y1 && room.y1 < 200.0 && room.y1 - room.y0 > 55.0, "{room:?}");
    assert!(look.is_free(&room, &[]) && !look.is_free(&name, &[]));
    assert!(!look.is_free(&room, &[room]), "what is to be avoided is not free");
    let lower = look.room_above(&name, 140.0, 20.0, &[]).unwrap();
    assert!((lower.y1 - lower.y0 - 20.0).abs() < 0.01);
}

#[test]
fn strip_stands_in_the_margin_beside_a_page_number() {
    let document = open(page(595, 842, "BT /F1 9 Tf 290 24 Td (12) Tj ET 0 0 595 90 re 0 800 595 42 re W n"));
    let look = document.look(0).unwrap();
    let size = Size { width: 520.0, height: 16.0 };
    let foot = look.free_strip(Edge::Foot, size, &[]).unwrap();
    assert!(foot.y0 >= 31.0 && foot.y1 < 90.0 && (foot.x0 - 37.5).abs() < 1.0, "{foot:?}");
    let head = look.free_strip(Edge::Head, size, &[]).unwrap();
    assert!((head.y1 - 824.0).abs() < 1.5, "{head:?}");
    let all = Rect { x0: 0.0, y0: 0.0, x1: 595.0, y1: 120.0 };
    assert!(look.free_strip(Edge::Foot, size, &[all]).is_none());
    assert!(look.free_strip(Edge::Foot, Size { width: 580.0, height: 8.0 }, &[]).is_none(), "into the edge");
}

/// A page of text with an image or area drawn over it.
fn with_cover(content: &str, mask: &str) -> bool {
    let pdf = of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>/XObject<</I 6 0 R>>/ExtGState<</T<</ca .3>>>>>>>>",
        &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        &format!(
            "<</Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Length 4{mask}>>\nstream\n\
             \u{7f}\u{7f}\u{7f}\u{7f}\nendstream"
        ),
        "<</Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>\nstream\n \nendstream",
    ]);
    open(pdf).text(0).unwrap().has_covered_text()
}

#[test]
fn text_that_something_hides_is_told() {
    let text = "BT /F1 24 Tf 72 700 Td (Anda dipecat!) Tj ET";
    let image = "q 595 0 0 842 0 0 cm /I Do Q";
    assert!(with_cover(&format!("{text} {image}"), ""));
    assert!(!with_cover(&format!("{image} {text}"), ""), "a background hides nothing");
    assert!(!with_cover(&format!("BT 3 Tr ET {text} {image}"), ""), "text of a scan, which is never drawn");
    assert!(!with_cover(&format!("{text} q 50 0 0 50 400 100 cm /I Do Q"), ""), "elsewhere");
    assert!(
        !with_cover(&format!("{text} {image}"), "/SMask 7 0 R"),
        "an image that lets things shine through"
    );
    assert!(with_cover(&format!("{text} 1 g 60 690 300 50 re f"), ""));
    assert!(!with_cover(&format!("{text} /T gs 1 g 60 690 300 50 re f"), ""));
    assert!(!with_cover(&format!("{text} q 0 0 10 10 re W n 1 g 60 690 300 50 re f Q"), ""), "clipped away");
    assert!(!with_cover(text, ""));
}

#[test]
fn letters_hide_nothing_and_say_whom_they_are_from() {
    let Some(shared) = shared("letters_hide_nothing_and_say_whom_they_are_from") else { return };
    for (name, words) in
        [("undangan", "Pembina"), ("perjanjian", "PIHAK KEDUA"), ("perjanjian-pdfa1", "PIHAK KESATU")]
    {
        let document = open(std::fs::read(shared.join(format!("letters/{name}.pdf"))).unwrap());
        let mut found = 0;
        for page in 0..document.pages() {
            let text = document.text(page).unwrap();
            assert!(!text.has_covered_text(), "{name} {page}");
            found += text.find(words).len();
        }
        assert!(found > 0, "{name}: {words}");
    }
}

#[test]
fn hidden_text_of_the_shadow_attack_is_told_before_it_is_signed() {
    let Some(shared) = shared("hidden_text_of_the_shadow_attack_is_told_before_it_is_signed") else { return };
    let folder = shared.join("corpus/rub-shadow/hide/variant-1_hide-via-referenced-object");
    let document = open(std::fs::read(folder.join("2_original-document-shadowed.pdf")).unwrap());
    assert!(document.text(0).unwrap().has_covered_text());
}

/// A strip found by bounds alone lies where drawing finds nothing, on letters of many kinds; and most letters need no drawing.
#[test]
fn strip_found_by_bounds_is_free_when_drawn() {
    let Some(shared) = shared("strip_found_by_bounds_is_free_when_drawn") else { return };
    let (mut found, mut drawn) = (0, 0);
    for name in
        ["undangan", "perjanjian", "undangan-rotated-page2", "perjanjian-pdfa1", "perjanjian-pdfa2-tagged"]
    {
        let document = open(std::fs::read(shared.join(format!("letters/{name}.pdf"))).unwrap());
        for page in 0..document.pages() {
            let (text, look) = (document.text(page).unwrap(), document.look(page).unwrap());
            for edge in [Edge::Foot, Edge::Head] {
                let size = Size { width: text.margins().size().width * 0.85, height: 18.0 };
                drawn += usize::from(look.free_strip(edge, size, &[]).is_some());
                let Some(strip) = text.margins().free_strip(edge, size, &[]) else { continue };
                found += 1;
                assert!(look.is_free(&strip, &[]), "{name} page {page} {edge:?}: {strip:?}");
            }
        }
    }
    assert!(found * 4 >= drawn * 3 && drawn > 0, "{found} of the {drawn} that drawing finds");
}

#[test]
fn bounds_leave_no_strip_where_only_a_picture_could_tell() {
    let size = Size { width: 400.0, height: 10.0 };
    let strip = |content: &str| {
        let document = open(page(595, 842, content));
        let by_bounds = document.text(0).unwrap().margins().free_strip(Edge::Foot, size, &[]);
        (by_bounds.is_some(), document.look(0).unwrap().free_strip(Edge::Foot, size, &[]).is_some())
    };
    assert_eq!(strip(""), (true, true));
    assert_eq!(strip("1 g 0 0 595 842 re f"), (false, true), "white ground over the whole page");
    assert_eq!(strip("0 0 595 842 re W n 0 g 0 0 595 90 re f"), (false, false));
    assert_eq!(strip("0 500 595 342 re W n 0 g 0 0 595 842 re f"), (true, true), "clipped away at the foot");
    assert_eq!(strip("80 w 0 50 m 595 50 l S"), (false, false), "a thick line through the margin");
    let letters = |mode: u8| {
        format!(
            "BT {mode} Tr /F1 9 Tf 1 0 0 1 100 30 Tm (Halaman 1) Tj ET BT {mode} Tr /F1 60 Tf 1 0 0 1 100 30 Tm (Hg) Tj ET"
        )
    };
    assert!(!strip(&letters(0)).0);
    assert_eq!(strip(&letters(3)), (true, true), "letters that are never drawn");
}
