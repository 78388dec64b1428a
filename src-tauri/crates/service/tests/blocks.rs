//! The block as a person composes it: picture, code, reason, kept looks; and how little of a long letter is looked at for it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic
)]

mod support;

use base64::Engine as _;
use service::Service;
use service::schema::{
    BlockSize, BlockText, CheckId, CheckState, FindingKind, Outcome, PageSeenRequest, PlaceRequest, Preset,
    Problem, SignRequest, SpotPage, Zone,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{World, refusal, request};
use testkit::command::{PATIENCE, run};
use testkit::shared::shared;

/// Arms as an office draws them.
fn drawing(world: &World) -> PathBuf {
    let path = world.letters.path().join("lambang.svg");
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><circle cx='5' cy='5' r='5' fill='#0a3'/></svg>";
    std::fs::write(&path, svg).unwrap();
    path
}

fn words(path: &Path) -> String {
    let text = run(Command::new("pdftotext").arg(path).arg("-"), PATIENCE).succeeded().stdout;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn preset(picture: Option<String>) -> Preset {
    let text = BlockText {
        position: Some("Kepala Dinas".to_owned()),
        picture,
        qr: Some("https://dinas.contoh.test/periksa".to_owned()),
        ..BlockText::default()
    };
    let zone = Zone::Spot { page: SpotPage::Last, left: 300.0, bottom: 60.0 };
    Preset {
        name: " Surat keluar ".to_owned(),
        text,
        size: Some(BlockSize { width: 260.0, height: 90.0 }),
        zone,
    }
}

#[test]
fn kept_look_serves_the_next_start_and_its_picture_goes_with_it() {
    let world = World::new();
    let picture = world.service.take_picture(&drawing(&world)).unwrap();
    assert_eq!((picture.width, picture.height), (800, 800));
    let pictures = world.host.folder.path().join("pictures");
    assert!(!pictures.exists(), "a picture that no look keeps stays in memory");
    world.service.save_preset(preset(Some(picture.picture.clone()))).unwrap();
    std::fs::remove_file(drawing(&world)).unwrap();

    let next = Service::new(world.host.clone());
    next.insert_practice().unwrap();
    let kept = next.preset("surat KELUAR").unwrap();
    assert_eq!(kept.name, "Surat keluar");
    let bytes = std::fs::read(pictures.join(format!("{}.png", picture.picture))).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "a picture of our own making, not the file that was picked");
    let open = world.letter("surat.pdf", support::SAMPLE);
    let service::schema::Opened::Document { document } = next.open_path(&open) else { panic!("opened") };
    let wanted =
        SignRequest { text: kept.text, size: kept.size, place: kept.zone.place(), ..request(&document) };
    let plan = next.sign_plan(&wanted, None).unwrap();
    assert!(plan.ready, "{:?}", plan.checks);
    let place = plan.place.unwrap();
    assert_eq!((place.page, place.rect.x, place.rect.width), (document.pages, 300.0, 260.0));

    // A damaged picture is told, not left out.
    std::fs::write(pictures.join(format!("{}.png", picture.picture)), &bytes[..bytes.len() / 2]).unwrap();
    let third = Service::new(world.host.clone());
    third.insert_practice().unwrap();
    let service::schema::Opened::Document { document } = third.open_path(&open) else { panic!("opened") };
    let wanted = SignRequest { document: document.document, ..wanted };
    let damaged = Problem::PictureUnusable { reason: "damaged".to_owned() };
    assert_eq!(refusal(third.sign_run(&wanted, None)), damaged);

    next.remove_preset("Surat keluar").unwrap();
    assert_eq!(next.presets(), []);
    assert_eq!(std::fs::read_dir(&pictures).unwrap().count(), 0, "the specimen is gone with the look");
    assert_eq!(
        next.preset("Surat keluar").unwrap_err(),
        Problem::PresetMissing { name: "Surat keluar".to_owned() }
    );
}

#[test]
fn look_without_a_name_or_with_a_false_address_is_not_kept() {
    let world = World::new();
    let named = |name: &str| Preset { name: name.to_owned(), ..preset(None) };
    for name in ["", "  ", &"x".repeat(61)] {
        assert_eq!(world.service.save_preset(named(name)).unwrap_err(), Problem::PresetName);
    }
    world.service.save_preset(named("B")).unwrap();
    world.service.save_preset(named("a")).unwrap();
    let names: Vec<String> =
        world.service.save_preset(named("b")).unwrap().into_iter().map(|kept| kept.name).collect();
    assert_eq!(names, ["a", "b"], "by name, and one for each name");
    let bad =
        Preset { text: BlockText { qr: Some("www.dinas".into()), ..BlockText::default() }, ..preset(None) };
    assert_eq!(world.service.save_preset(bad).unwrap_err(), Problem::QrAddress);
}

#[test]
fn picture_code_and_reason_stand_in_the_signed_letter() {
    let world = World::new();
    let picture = world.service.take_picture(&drawing(&world)).unwrap();
    let letter = world.sample();
    let address = "https://dinas.contoh.test/periksa?nomor=114";
    let text = BlockText {
        position: Some("Kepala Dinas Komunikasi, Informatika dan Statistik Provinsi Contoh".to_owned()),
        picture: Some(picture.picture),
        picture_above: true,
        qr: Some(address.to_owned()),
        show_reason: true,
        ..BlockText::default()
    };
    let wanted = SignRequest { text, reason: Some("Menyetujui isi surat".to_owned()), ..request(&letter) };
    let plan = world.service.sign_plan(&wanted, None).unwrap();
    let block = plan.block.unwrap();
    let drawn = world.service.read(&block.document, 0, 1 << 22).unwrap();
    let drawn = world.letter("blok.pdf", &drawn);
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&wanted, None) else { panic!("a PIN") };
    assert!(matches!(world.answer(&secret, "123456"), Outcome::Done { .. }));
    for path in [drawn, world.letters.path().join("surat_ttd.pdf")] {
        let words = words(&path);
        for line in ["Alasan: Menyetujui isi surat", "Informatika dan Statistik Provinsi Contoh"] {
            assert!(words.contains(line), "{line} in {words}");
        }
        // A long address may run over the end of a line.
        assert!(words.replace(' ', "").contains(address), "{words}");
        let images = run(Command::new("pdfimages").arg("-list").arg(&path), PATIENCE).succeeded().stdout;
        assert!(images.contains("800   800"), "{images}");
    }
}

#[test]
fn address_that_is_no_web_address_is_refused_before_the_pin() {
    let world = World::new();
    let letter = world.sample();
    world.verifies();
    for address in [
        "dinas.contoh.test",
        "ftp://dinas.contoh.test/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://user:rahasia@dinas.contoh.test/",
        "https://dinas.contoh.test/a b",
        &format!("https://dinas.contoh.test/{}", "a".repeat(300)),
    ] {
        let text = BlockText { qr: Some(address.to_owned()), ..BlockText::default() };
        let wanted = SignRequest { text, ..request(&letter) };
        assert_eq!(refusal(world.service.sign_run(&wanted, None)), Problem::QrAddress, "{address}");
        assert!(!world.service.sign_plan(&wanted, None).unwrap().ready);
    }
    assert_eq!(world.verifies(), 0);
}

/// A letter of many pages, each an object of its own with a line in its foot.
fn long_letter(pages: usize) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 4 + page * 2)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for page in 1..=pages {
        let text =
            format!("BT /F1 11 Tf 1 0 0 1 72 700 Tm (Isi) Tj 1 0 0 1 280 50 Tm (Halaman {page}) Tj ET");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
            3 + page * 2
        ));
        objects.push(format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()));
    }
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    testkit::pdf::of(&objects)
}

#[test]
fn letter_of_a_thousand_pages_is_planned_with_one_page_drawn() {
    let world = World::new();
    let letter = world.open(&world.letter("panjang.pdf", &long_letter(1000)));
    let open = world.service.documents().get(&letter.document).unwrap();
    let plan = world.service.sign_plan(&request(&letter), None).unwrap();
    assert_eq!(plan.place.unwrap().page, 1000);
    assert_eq!(open.pages_drawn(), 1, "the page of the block");
    assert!(plan.unread > 800, "only a few pages were read: {}", plan.unread);
    assert!(plan.ready, "{:?}", plan.checks);

    let moved = SignRequest {
        place: PlaceRequest::Page { page: 1000, rect: plan.place.unwrap().rect },
        ..request(&letter)
    };
    let next = world.service.sign_plan(&moved, None).unwrap();
    assert!(next.unread < plan.unread, "each plan reads on");
    assert_eq!(open.pages_drawn(), 1);
}

#[test]
fn every_page_is_read_before_the_pin_and_none_is_drawn_for_it() {
    let world = World::new();
    // The hidden text stands on a page that no plan for the eye would look at first.
    let mut bytes = long_letter(150);
    let hidden = "BT /F1 9 Tf 1 0 0 1 72 700 Tm (Isi) Tj ET 1 g 60 690 90 30 re f".as_bytes();
    let place = bytes.windows(12).position(|window| window == b"(Halaman 90)").unwrap();
    let start = bytes[..place].windows(7).rposition(|window| window == b"stream\n").unwrap() + 7;
    let end = start + bytes[start..].windows(10).position(|window| window == b"\nendstream").unwrap();
    bytes[start..end].fill(b' ');
    bytes[start..start + hidden.len()].copy_from_slice(hidden);
    let letter = world.open(&world.letter("panjang.pdf", &bytes));
    let invisible = SignRequest { place: PlaceRequest::Invisible, ..request(&letter) };
    let policy = serde_json::json!({"cmd": "settings_change", "payload": {"locale": null, "theme": null, "refuse_changeable": true}});
    world.service.call(policy).unwrap();
    let first = world.service.sign_plan(&invisible, None).unwrap();
    let kinds = |plan: &service::schema::SignPlanView| {
        plan.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>()
    };
    assert!(first.unread > 0 && !kinds(&first).contains(&FindingKind::HiddenText), "{:?}", first.findings);
    assert_eq!(refusal(world.service.sign_run(&invisible, None)), Problem::DocumentCanChange);
    let after = world.service.sign_plan(&invisible, None).unwrap();
    let found = after.findings.iter().find(|finding| finding.kind == FindingKind::HiddenText).unwrap();
    assert_eq!((after.unread, found.pages.as_slice()), (0, &[90][..]));
    assert_eq!(world.service.documents().get(&letter.document).unwrap().pages_drawn(), 0);
}

/// A page as poppler draws it, at a thumb's size.
fn thumb(path: &Path, page: u32, folder: &Path) -> (u32, u32, Vec<u8>) {
    let root = folder.join("thumb");
    let mut command = Command::new("pdftoppm");
    let number = page.to_string();
    command.args([
        "-gray",
        "-singlefile",
        "-cropbox",
        "-scale-to-x",
        "512",
        "-scale-to-y",
        "-1",
        "-f",
        &number,
    ]);
    run(command.arg(path).arg(&root), PATIENCE).succeeded();
    let bytes = std::fs::read(folder.join("thumb.pgm")).unwrap();
    let mut words = bytes.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).skip(1);
    let mut number = || std::str::from_utf8(words.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (wide, high) = (number(), number());
    let pixels = &bytes[bytes.len() - wide * high..];
    // On a turned page poppler takes the other side for the width.
    let (width, height) = (wide / 4, high / 4);
    let mean = |x: usize, y: usize| {
        let sum: u32 = (0..16).map(|n| u32::from(pixels[(y * 4 + n / 4) * wide + x * 4 + n % 4])).sum();
        u8::try_from(sum / 16).unwrap()
    };
    let grey = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
    (u32::try_from(width).unwrap(), u32::try_from(height).unwrap(), grey)
}

#[test]
fn page_that_another_program_draws_alike_is_no_finding_and_one_with_a_line_more_is() {
    let Some(shared) =
        shared("page_that_another_program_draws_alike_is_no_finding_and_one_with_a_line_more_is")
    else {
        return;
    };
    let world = World::new();
    let mut pages = 0;
    // Letters of every kind: fonts that are not embedded, tagged, turned, scanned.
    for name in ["undangan", "perjanjian-pdfa1", "undangan-rotated-page2", "undangan-scan"] {
        let name = format!("{name}.pdf");
        let path = shared.join("letters").join(&name);
        let letter = world.open(&world.letter(&name, &std::fs::read(&path).unwrap()));
        for page in 1..=letter.pages.min(2) {
            let (width, height, alike) = thumb(&path, page, world.letters.path());
            let mut grey = alike.clone();
            let seen = |grey: &[u8]| {
                let grey = base64::engine::general_purpose::STANDARD.encode(grey);
                let seen = PageSeenRequest { document: letter.document.clone(), page, width, height, grey };
                let answer =
                    world.service.call(serde_json::json!({"cmd": "page_seen", "payload": seen})).unwrap();
                answer["value"]["differs"].as_bool().unwrap()
            };
            let plan = || {
                let wanted = SignRequest { place: PlaceRequest::Invisible, ..request(&letter) };
                let plan = world.service.sign_plan(&wanted, None).unwrap();
                let finding = plan.findings.iter().find(|one| one.kind == FindingKind::DrawnDifferently);
                let state = plan.checks.iter().find(|check| check.id == CheckId::Content).unwrap().state;
                (finding.map(|finding| finding.pages.clone()), state)
            };
            assert!(!seen(&grey), "{name} page {page}: no false warning");
            // A line of text in the lower margin that only the other program shows: 30 mm of letters.
            for y in height - 9..height - 7 {
                for x in 40..58 {
                    grey[(y * width + x) as usize] = 110;
                }
            }
            assert!(seen(&grey), "{name} page {page}: a line more");
            assert_eq!(plan(), (Some(vec![page]), CheckState::Warning), "{name}");
            assert!(!seen(&alike), "{name} page {page}: the last look counts");
            pages += 1;
        }
    }
    assert!(pages > 5, "{pages}");
}
