//! Pictures that people bring: what a good one looks like afterwards, and that a hostile one is refused within its budget.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::process::Command;

use render::{Error, Picture};
use testkit::command::{PATIENCE, run};
use testkit::shared::shared;

/// A PNG of one kind of samples.
fn png(width: u32, height: u32, colour: png::ColorType, samples: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    if colour == png::ColorType::Indexed {
        encoder.set_palette(vec![10, 20, 30, 200, 210, 220]);
        encoder.set_trns(vec![255, 0]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(samples).unwrap();
    writer.finish().unwrap();
    bytes
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='40' height='20'>{inside}</svg>").into_bytes()
}

#[test]
fn every_kind_of_png_becomes_the_same_pixels() {
    let decoded = |colour, samples: &[u8]| Picture::decode(&png(2, 1, colour, samples)).unwrap().rgba;
    assert_eq!(decoded(png::ColorType::Rgb, &[1, 2, 3, 4, 5, 6]), [1, 2, 3, 255, 4, 5, 6, 255]);
    assert_eq!(decoded(png::ColorType::Rgba, &[1, 2, 3, 9, 4, 5, 6, 0]), [1, 2, 3, 9, 4, 5, 6, 0]);
    assert_eq!(decoded(png::ColorType::Grayscale, &[7, 8]), [7, 7, 7, 255, 8, 8, 8, 255]);
    assert_eq!(decoded(png::ColorType::GrayscaleAlpha, &[7, 1, 8, 2]), [7, 7, 7, 1, 8, 8, 8, 2]);
    assert_eq!(decoded(png::ColorType::Indexed, &[0, 1]), [10, 20, 30, 255, 200, 210, 220, 0]);
}

#[test]
fn written_picture_is_read_again_as_it_was() {
    let picture = Picture { width: 2, height: 1, rgba: vec![1, 2, 3, 4, 5, 6, 7, 255] };
    assert_eq!(Picture::decode(&picture.to_png().unwrap()).unwrap(), picture);
    let short = Picture { rgba: vec![1], ..picture };
    assert_eq!(short.to_png(), Err(Error::PictureSize { width: 2, height: 1 }));
}

#[test]
fn large_picture_is_brought_down_and_keeps_its_proportions() {
    let picture = Picture::decode(&png(2400, 600, png::ColorType::Grayscale, &vec![90; 2400 * 600])).unwrap();
    assert_eq!((picture.width, picture.height), (800, 200));
    assert!(picture.rgba.chunks(4).all(|pixel| pixel == [90, 90, 90, 255]));
}

#[test]
fn drawing_is_drawn_with_clear_ground() {
    let picture = Picture::decode(&svg("<rect x='20' width='20' height='20' fill='#102030'/>")).unwrap();
    assert_eq!((picture.width, picture.height), (800, 400));
    let pixel = |x: usize, y: usize| &picture.rgba[(y * 800 + x) * 4..][..4];
    assert_eq!(pixel(100, 200)[3], 0);
    assert_eq!(pixel(600, 200), [0x10, 0x20, 0x30, 255]);
}

#[test]
fn drawing_with_what_others_draw_otherwise_is_refused_by_name() {
    for (element, inside) in [
        ("text", "<g><text>Pejabat</text></g>"),
        ("image", "<image href='file:///etc/hostname' width='9' height='9'/>"),
        ("filter", "<filter id='f'/>"),
        ("pattern", "<defs><pattern id='p'/></defs>"),
        ("foreignObject", "<foreignObject/>"),
    ] {
        assert_eq!(Picture::decode(&svg(inside)), Err(Error::PictureUnsupported { element }));
    }
    let script = svg("<script>alert(1)</script><rect width='40' height='20'/>");
    assert!(Picture::decode(&script).is_ok(), "a script is not read");
}

#[test]
fn hostile_pictures_are_refused_within_their_budgets() {
    let refused = |bytes: &[u8]| Picture::decode(bytes).unwrap_err();
    assert_eq!(refused(b"GIF89a"), Error::PictureKind);
    assert_eq!(refused(b"<html><body>svg</body></html>"), Error::PictureKind);
    assert_eq!(refused(&vec![0x89; 17 << 20]), Error::PictureLong { bytes: 17 << 20 });
    // A megapixel bomb: a header that promises far more than the file holds.
    let mut bomb = png(1, 1, png::ColorType::Grayscale, &[0]);
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(matches!(
        refused(&bomb),
        Error::PictureSize { width: 65536, height: 65536 } | Error::PictureDamaged
    ));
    let whole = png(64, 64, png::ColorType::Rgb, &[5; 64 * 64 * 3]);
    for cut in 0..whole.len() - 12 {
        assert!(Picture::decode(&whole[..cut]).is_err(), "cut at {cut}");
    }
    let clear = png(2, 1, png::ColorType::Rgba, &[0, 0, 0, 0, 9, 9, 9, 0]);
    assert_eq!(refused(&clear), Error::PictureEmpty);
    assert_eq!(refused(&svg("")), Error::PictureEmpty);
    assert_eq!(refused(b"<svg"), Error::PictureDamaged);

    let nested = format!("{}{}", "<g>".repeat(5000), "</g>".repeat(5000));
    assert_eq!(refused(&svg(&nested)), Error::PictureUnsupported { element: "g" });
    let many = "<path/>".repeat(200_000);
    assert_eq!(refused(&svg(&many)), Error::PictureUnsupported { element: "svg" });
    let copies: String =
        (1..30).map(|n| format!("<g id='a{n}'><use href='#a{0}'/><use href='#a{0}'/></g>", n - 1)).collect();
    let laughs = format!("<g id='a0'><rect width='1' height='1'/></g>{copies}<use xlink:href='#a29'/>");
    assert_eq!(refused(&svg(&laughs)), Error::PictureUnsupported { element: "use" });
    let entities: String =
        (1..12).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10))).collect();
    let entities = format!(
        "<!DOCTYPE svg [<!ENTITY e0 'x'>{entities}]><svg xmlns='http://www.w3.org/2000/svg'><desc>&e11;</desc></svg>"
    );
    assert_eq!(refused(entities.as_bytes()), Error::PictureDamaged);
}

/// The scan of a letter, as the JPEG file that poppler takes out of it.
fn photograph(folder: &Path) -> Option<Vec<u8>> {
    let shared = shared("photographs are taken from the scanned letter")?;
    let root = folder.join("scan");
    let mut command = Command::new("pdfimages");
    command.args(["-j", "-f", "1", "-l", "1"]).arg(shared.join("letters/undangan-scan.pdf")).arg(&root);
    run(&mut command, PATIENCE).succeeded();
    Some(std::fs::read(folder.join("scan-000.jpg")).expect("the scan is a JPEG"))
}

#[test]
fn photograph_is_turned_as_the_camera_says_and_damage_is_refused() {
    let folder = tempfile();
    let Some(upright) = photograph(&folder) else { return };
    let first = Picture::decode(&upright).unwrap();
    assert_eq!(first.height, 800, "a page is higher than wide");
    // APP1 with one entry: orientation 6, the camera held on its side.
    let exif = b"\xFF\xE1\0\x1EExif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    let turned = [&upright[..2], exif, &upright[2..]].concat();
    let second = Picture::decode(&turned).unwrap();
    assert_eq!((second.width, second.height), (first.height, first.width));
    assert!(Picture::decode(&upright[..upright.len() / 2]).is_err(), "half a photograph");
    assert!(Picture::decode(&upright[..40]).is_err(), "no more than a head");
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("absah-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
