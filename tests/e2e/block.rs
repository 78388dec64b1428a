//! The block in the real window: composed with picture, code and a kept look, put in its place, signed; other programs judge what
//! came out. And what the window draws is what the program sees, on letters and on what was made to deceive.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::command::{PATIENCE, run};
use testkit::judges::pdfsig;
use testkit::shared::shared;

use super::support::app::App;
use super::support::webdriver::{Session, key};
use super::{PIN, click, consented, enter_pin, fill, id, opened_with_practice, sample, sound};

/// Arms as an office draws them.
fn arms(app: &App) -> PathBuf {
    let path = app.folder().join("lambang.svg");
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>\
                   <circle cx='5' cy='5' r='5' fill='#0a6'/><path d='M2 5h6' stroke='#fff'/></svg>";
    std::fs::write(&path, drawing).unwrap();
    path
}

/// Opens a part of the side that is folded, where it is.
fn unfold(page: &Session, name: &str) {
    let details = page.wait(&id(name));
    if page.property(&details, "open") != serde_json::json!(true) {
        page.click(&page.wait_visible(&format!("{}>summary", id(name))));
    }
}

/// Waits until the plan answers the last wish.
fn settled(page: &Session) {
    std::thread::sleep(std::time::Duration::from_millis(600)); // the pause after the last key
    page.wait("[data-testid=checks][aria-busy=false]");
}

fn signed(page: &Session) {
    consented(page);
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
}

#[test]
fn block_with_picture_and_code_is_kept_as_a_look_and_signs_two_letters_alike() {
    let app = App::start();
    let page = app.page();
    opened_with_practice(&app, &app.copy_of(&sample()));
    unfold(page, "look");
    app.will_pick(&arms(&app));
    click(page, "picture-pick");
    page.wait_visible(&id("picture-drop"));
    fill(page, "qr", "www.dinas.test");
    page.until("the refusal of half an address", || {
        page.attribute(&page.wait("[data-check=document]"), "data-state").filter(|state| state == "failed")
    });
    page.execute("document.querySelector(arguments[0]).select()", &serde_json::json!([id("qr")]));
    page.write(&page.wait_visible(&id("qr")), "https://dinas.test/periksa");
    page.wait("[data-check=document][data-state=passed]");
    settled(page);

    click(page, "place-show");
    let block = page.wait_visible(&id("place-box"));
    let before = page.place(&block);
    page.drag(&block, -90, -70);
    page.until("the block where it was dragged", || {
        (page.place(&page.wait(&id("place-box")))[0] < before[0] - 40.0).then_some(())
    });
    settled(page);
    let [_, _, width, height] = page.place(&page.wait(&id("place-box")));
    page.drag(&page.wait_visible(&id("place-handle")), -40, 0);
    settled(page);
    let [_, _, narrower, lower] = page.place(&page.wait(&id("place-box")));
    assert!((narrower / lower - width / height).abs() < 0.05, "{width}x{height} became {narrower}x{lower}");
    // By keyboard to the next line of the letter, and it is said where that is.
    page.click(&page.wait_visible(&id("place-box")));
    page.chord(&["\u{E00A}", key::LEFT]);
    page.until("the sentence about the line", || {
        let said = page.property(&page.wait(&id("place-said")), "textContent");
        said.as_str().is_some_and(|said| said.starts_with("Rata")).then_some(())
    });
    settled(page);
    click(page, "preset-name-it");
    fill(page, "preset-name", "Surat keluar");
    click(page, "preset-save");
    page.wait_visible(&id("preset"));
    page.screenshot("70-block-look");
    sound(page);
    assert_eq!(page.layout_faults(), [""; 0]);
    app.resize(880, 600);
    page.screenshot("71-block-look-small");
    assert_eq!(page.layout_faults(), [""; 0]);
    app.resize(1100, 760);
    signed(page);
    let first = app.folder().join("surat-contoh_ttd.pdf");

    // Another letter on another day: the look is chosen by its name.
    let second = app.folder().join("nota.pdf");
    std::fs::copy(sample(), &second).unwrap();
    let app = app.restart();
    let page = app.page();
    opened_with_practice(&app, &second);
    unfold(page, "look");
    page.write(&page.wait_visible(&id("preset")), "Surat keluar");
    page.until("the address of the look", || {
        (page.property(&page.wait(&id("qr")), "value") == serde_json::json!("https://dinas.test/periksa"))
            .then_some(())
    });
    settled(page);
    page.screenshot("72-block-from-look");
    signed(page);

    let result = second.with_file_name("nota_ttd.pdf");
    for path in [&first, &result] {
        let judged = pdfsig(path);
        assert!(judged.len() == 1 && judged[0].valid && judged[0].whole, "{}: {judged:?}", path.display());
        let words = run(Command::new("pdftotext").arg(path).arg("-"), PATIENCE).succeeded().stdout;
        assert!(words.contains("https://dinas.test/periksa"), "{words}");
        let images = run(Command::new("pdfimages").arg("-list").arg(path), PATIENCE).succeeded().stdout;
        assert!(
            images.contains("smask") && images.contains("800   800"),
            "the picture with its clear ground: {images}"
        );
    }
    let place = |path: &Path| rect_of(path).map(|number| (number * 10.0).round());
    assert_eq!(place(&first), place(&result), "the same place in every letter");
}

/// The `/Rect` of the one signature, as qpdf tells it.
fn rect_of(path: &Path) -> [f64; 4] {
    let output =
        run(Command::new("qpdf").args(["--json", "--json-key=qpdf"]).arg(path), PATIENCE).succeeded();
    let told: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let objects = told["qpdf"][1].as_object().unwrap();
    let field = objects.values().map(|object| &object["value"]).find(|value| value["/FT"] == "/Sig").unwrap();
    [0, 1, 2, 3].map(|index| field["/Rect"][index].as_f64().unwrap())
}

#[test]
fn parties_get_their_fields_before_the_first_signature() {
    let app = App::start();
    let page = app.page();
    opened_with_practice(&app, &app.copy_of(&sample()));
    unfold(page, "advanced");
    click(page, "party-add");
    page.wait_visible(&id("party"));
    page.drag(&page.wait_visible(&id("place-box")), -120, -90);
    settled(page);
    click(page, "party-add");
    page.until("both parties", || (page.all(&id("party")).len() == 2).then_some(()));
    page.screenshot("73-block-parties");
    sound(page);
    click(page, "parties-make");
    // Signing goes on with the copy, in the first party's field.
    page.wait_visible("[data-testid^=\"place-field:PIHAK KESATU\"]");
    page.wait("[data-check=document][data-state=passed]");
    signed(page);
    let made: Vec<PathBuf> =
        std::fs::read_dir(app.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let result = made
        .iter()
        .find(|path| path.to_string_lossy().contains("kolom_ttd"))
        .unwrap_or_else(|| panic!("{made:?}"));
    let judged = pdfsig(result);
    let signed: Vec<&str> =
        judged.iter().filter(|one| one.valid && one.whole).map(|one| one.field.as_str()).collect();
    assert_eq!(signed, ["PIHAK KESATU"], "the other party's field waits: {judged:?}");
}

/// Asks the page which findings the checks name.
fn findings(page: &Session) -> Vec<String> {
    let named = page.all("[data-finding]");
    named.iter().filter_map(|finding| page.attribute(finding, "data-finding")).collect()
}

#[test]
fn pages_of_offices_letters_are_drawn_alike_by_window_and_program() {
    let Some(shared) = shared("pages_of_offices_letters_are_drawn_alike_by_window_and_program") else {
        return;
    };
    let app = App::start();
    let page = app.page();
    for name in
        ["undangan", "perjanjian-pdfa1", "perjanjian-pdfa2-tagged", "undangan-rotated-page2", "undangan-scan"]
    {
        opened_with_practice(&app, &app.copy_of(&shared.join(format!("letters/{name}.pdf"))));
        // Every page is looked at, so every page is compared.
        let mut compared = 0;
        while let Some(number) = next_page(page, compared) {
            page.wait(&format!("[data-page=\"{number}\"] .paper canvas"));
            std::thread::sleep(std::time::Duration::from_millis(500));
            compared = number;
        }
        assert!(compared > 0, "{name} showed no page");
        settled(page);
        assert_eq!(findings(page), [""; 0], "{name}");
        click(page, "sign-cancel");
    }
}

/// Brings the page after this one to the middle of the preview; nothing at the end. Only pages near the visible part exist.
fn next_page(page: &Session, number: usize) -> Option<usize> {
    let next = number + 1;
    let script = "const next = document.querySelector(`[data-testid=pages] [data-page=\"${arguments[0]}\"]`);
        next?.scrollIntoView({block: 'center'});
        return next !== null";
    page.execute(script, &serde_json::json!([next])).as_bool()?.then_some(next)
}
