//! The real application in its real window: started, dropped on, clicked, typed into. See `support` for how.
//!
//! Screens are kept in `target/e2e/` for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod support;

use std::path::{Path, PathBuf};

use support::app::App;
use support::webdriver::Session;

const PIN: &str = "123456";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/crates/service/assets/surat-contoh.pdf")
}

/// Selector of what a test finds by its name.
fn id(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

fn click(page: &Session, name: &str) {
    let what = format!("{name} to click");
    page.until(&what, || {
        let found = page.all(&id(name)).into_iter().find(|e| page.visible(e) && page.enabled(e))?;
        page.click(&found);
        Some(())
    });
}

fn text(page: &Session, name: &str) -> String {
    page.text(&page.wait_visible(&id(name)))
}

fn sound(page: &Session) {
    assert_eq!(page.accessibility_faults(), [""; 0]);
}

/// Everything up to the PIN dialog: drop, practice token, consent, the button.
fn up_to_the_pin(app: &App, letter: &Path) {
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    app.drop_files(&[letter]);
    page.wait_visible(&id("checks"));
    if page.all(&id("practice-button")).into_iter().any(|e| page.visible(&e)) {
        click(page, "practice-button");
    }
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&id("place-box"));
    agree(page);
    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
}

/// States that all pages were seen where the window has not shown them all, and consents.
fn agree(page: &Session) {
    if page.all(&id("seen-statement")).into_iter().any(|e| page.visible(&e)) {
        click(page, "seen-statement");
    }
    click(page, "consent");
}

fn enter_pin(page: &Session, pin: &str) {
    page.write(&page.wait_visible(&id("pin-input")), pin);
    click(page, "pin-submit");
}

#[test]
fn letter_dropped_signed_and_dropped_again_shows_its_verdict() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    page.screenshot("01-home");
    sound(page);

    let letter = app.copy_of(&sample());
    app.drop_files(&[&letter]);
    page.wait_visible(&id("checks"));
    page.screenshot("02-sign-no-token");
    click(page, "practice-button");
    page.wait_visible("[data-check=token][data-state=passed]");

    let block = page.wait_visible(&id("place-box"));
    let before = page.place(&block);
    page.drag(&block, -120, -60);
    page.until("the block where it was dragged", || {
        let block = page.all(&id("place-box")).into_iter().next()?;
        (page.place(&block)[0] < before[0] - 60.0).then_some(())
    });
    let words = text(page, "place-words");
    page.click(&page.wait_visible(&id("place-box")));
    page.keys(&["\u{E012}", "\u{E012}"]); // arrow left, twice
    page.until("the block moved by the keyboard", || (text(page, "place-words") != words).then_some(()));
    agree(page);
    page.screenshot("03-sign-ready");
    sound(page);

    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
    sound(page);
    enter_pin(page, "999999");
    page.until("the tries left", || text(page, "pin-error").contains('2').then_some(()));
    let field = page.wait_visible(&id("pin-input"));
    assert_eq!(page.property(&field, "value"), "", "the wrong PIN is gone from the field");
    page.screenshot("04-pin-wrong");
    enter_pin(page, PIN);

    page.wait_visible(&id("signed"));
    page.screenshot("05-signed");
    sound(page);
    assert_eq!(text(page, "result-name"), "surat-contoh_ttd.pdf");
    let result = app.folder().join("surat-contoh_ttd.pdf");
    assert!(std::fs::read(&result).unwrap().starts_with(&std::fs::read(&letter).unwrap()));

    app.drop_files(&[&result]);
    page.wait_visible(&id("verdict"));
    assert_eq!(page.attribute(&page.wait(&id("heading-integrity")), "data-state").as_deref(), Some("sah"));
    assert!(page.whole_text().contains("LATIHAN"));
    assert!(page.whole_text().contains("Pejabat Latihan Satu (UJI)"));
    page.screenshot("06-result");
    sound(page);
}

#[test]
fn changed_letter_is_called_invalid() {
    let app = App::start();
    let page = app.page();
    let letter = app.copy_of(&sample());
    up_to_the_pin(&app, &letter);
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    let mut bytes = std::fs::read(app.folder().join("surat-contoh_ttd.pdf")).unwrap();
    let at = bytes.windows(9).position(|w| w == b"/MediaBox").unwrap();
    let digit = bytes[at..].iter().position(u8::is_ascii_digit).unwrap() + at;
    bytes[digit] ^= 1;
    let changed = app.folder().join("diubah.pdf");
    std::fs::write(&changed, bytes).unwrap();
    app.drop_files(&[&changed]);
    page.wait_visible(&id("verdict"));
    assert_eq!(
        page.attribute(&page.wait(&id("heading-integrity")), "data-state").as_deref(),
        Some("tidak_sah")
    );
    assert_eq!(text(page, "verdict-word"), "Tidak sah");
    page.screenshot("07-result-changed");
    sound(page);
}

#[test]
fn file_that_is_no_pdf_is_told_by_its_kind() {
    let app = App::start();
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    let word = app.folder().join("surat.docx");
    std::fs::write(
        &word,
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml",
    )
    .unwrap();
    app.drop_files(&[&word]);
    page.until("the sentence about Word", || text(page, "problem").contains("Word").then_some(()));
    page.screenshot("08-not-a-pdf");
    sound(page);
}

#[test]
fn practice_token_and_sample_letter_are_offered_without_a_token() {
    let app = App::start();
    let page = app.page();
    click(page, "practice-button");
    page.wait_visible(&id("checks"));
    page.wait_visible("[data-check=token][data-state=passed]");
    agree(page);
    click(page, "sign-button");
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    click(page, "verify-button");
    page.wait_visible(&id("verdict"));
}

#[test]
fn every_area_opens_in_both_languages_without_accessibility_faults() {
    let app = App::start();
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    for (language, round) in [("id", 1), ("en", 2)] {
        click(page, "nav-settings");
        click(page, &format!("lang-switch-{language}"));
        for area in ["home", "token", "help", "settings"] {
            click(page, &format!("nav-{area}"));
            page.wait_visible("h1");
            sound(page);
            page.screenshot(&format!("1{round}-{area}-{language}"));
        }
    }
}
