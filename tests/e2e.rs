//! The real application in its real window: started, dropped on, clicked, typed into. See `support` for how.
//!
//! Screens are kept in `target/e2e/` for people to look at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod support;

#[path = "e2e/block.rs"]
mod block;
#[path = "e2e/enroll.rs"]
mod enroll;
#[path = "e2e/failures.rs"]
mod failures;
#[path = "e2e/first_run.rs"]
mod first_run;
#[path = "e2e/help.rs"]
mod help;
#[path = "e2e/journal.rs"]
mod journal;
#[path = "e2e/keeping.rs"]
mod keeping;
#[path = "e2e/levels.rs"]
mod levels;
#[path = "e2e/many.rs"]
mod many;
#[path = "e2e/result.rs"]
mod result;
#[path = "e2e/rules.rs"]
mod rules;
#[path = "e2e/starts.rs"]
mod starts;
#[path = "e2e/stopping.rs"]
mod stopping;
#[path = "e2e/trust.rs"]
mod trust;

use std::path::{Path, PathBuf};

use support::app::App;
use support::webdriver::{Session, key};
use testkit::openssl::{Key, Pki, Signer, openssl};
use testkit::softhsm::{self, Softhsm};

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
        page.try_click(&found).then_some(())
    });
}

fn text(page: &Session, name: &str) -> String {
    page.text(&page.wait_visible(&id(name)))
}

fn sound(page: &Session) {
    assert_eq!(page.accessibility_faults(), [""; 0]);
}

/// Changes the language in Settings.
fn speak(page: &Session, language: &str) {
    click(page, "nav-settings");
    click(page, &format!("lang-switch-{language}"));
    page.wait(&format!("html[lang={language}]"));
}

/// The letter in the sign view, the practice token chosen, its block drawn.
fn opened_with_practice(app: &App, letter: &Path) {
    let page = app.page();
    page.wait_visible("h1");
    app.drop_files(&[letter]);
    page.wait_visible(&id("checks"));
    if page.all(&id("practice-button")).into_iter().any(|e| page.visible(&e)) {
        click(page, "practice-button");
    }
    page.wait_visible("[data-check=token][data-state=passed]");
    // What will stand on the page is seen before it is signed.
    page.wait_visible(&format!("{} canvas", id("place-box")));
}

/// Everything up to the PIN dialog: drop, practice token, consent, the button.
fn up_to_the_pin(app: &App, letter: &Path) {
    opened_with_practice(app, letter);
    consented(app.page());
}

/// Consent and the button, up to the PIN dialog.
fn consented(page: &Session) {
    agree(page);
    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
}

/// States that all pages were seen where the window has not shown them all, and consents.
fn agree(page: &Session) {
    // The statement goes by itself when the last page has been shown.
    page.until("pages seen, or stated so", || match page.all(&id("seen-statement")).as_slice() {
        [] => Some(()),
        [statement, ..] => page.try_click(statement).then_some(()),
    });
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
    click(page, "place-show");
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
        speak(page, language);
        for area in ["home", "token", "journal", "help", "settings"] {
            click(page, &format!("nav-{area}"));
            page.wait_visible("h1");
            sound(page);
            page.screenshot(&format!("1{round}-{area}-{language}"));
        }
    }
}

fn fill(page: &Session, name: &str, words: &str) {
    page.write(&page.wait_visible(&id(name)), words);
}

/// The three fields of the PIN form, and its button.
fn enter_new_pin(page: &Session, secret: &str, fresh: &str) {
    fill(page, "pin-secret", secret);
    fill(page, "pin-new", fresh);
    fill(page, "pin-repeat", fresh);
    click(page, "pin-form-submit");
}

fn practice_token(page: &Session) {
    click(page, "nav-token");
    click(page, "practice-toggle");
    page.wait_visible(&id("token-pin"));
}

#[test]
fn changed_pin_signs_and_the_old_one_does_not() {
    let app = App::start();
    let page = app.page();
    practice_token(page);
    page.screenshot("20-token-practice");
    sound(page);
    click(page, "pin-change");
    page.screenshot("21-pin-change");
    sound(page);
    enter_new_pin(page, "999999", "654321");
    page.until("the tries left", || text(page, "pin-form-error").contains('2').then_some(()));
    for name in ["pin-secret", "pin-new", "pin-repeat"] {
        assert_eq!(page.property(&page.wait_visible(&id(name)), "value"), "", "{name} is empty again");
    }
    let focused = page.focused().and_then(|e| page.attribute(&e, "data-testid"));
    assert_eq!(focused.as_deref(), Some("pin-secret"));
    fill(page, "pin-new", "6543");
    page.screenshot("22-pin-change-wrong");
    sound(page);
    fill(page, "pin-new", "21");
    fill(page, "pin-secret", PIN);
    fill(page, "pin-repeat", "654321");
    page.screenshot("23-pin-change-ready");
    click(page, "pin-form-submit");
    page.until("the good news", || text(page, "token-said").contains("diubah").then_some(()));
    let focused = page.focused().and_then(|e| page.attribute(&e, "data-testid"));
    assert_eq!(focused.as_deref(), Some("token-pin"));
    page.screenshot("24-pin-changed");
    sound(page);

    up_to_the_pin(&app, &app.copy_of(&sample()));
    enter_pin(page, PIN);
    page.until("the tries left", || text(page, "pin-error").contains('2').then_some(()));
    enter_pin(page, "654321");
    page.wait_visible(&id("signed"));
}

#[test]
fn blocked_pin_is_opened_with_the_puk_and_signing_goes_on() {
    let app = App::start();
    let page = app.page();
    up_to_the_pin(&app, &app.copy_of(&sample()));
    enter_pin(page, "111111");
    page.until("two tries left", || text(page, "pin-error").contains('2').then_some(()));
    enter_pin(page, "222222");
    page.wait_visible(&id("pin-last"));
    page.screenshot("30-pin-last-try");
    sound(page);
    assert!(!page.enabled(&page.wait_visible(&id("pin-submit"))), "the last try waits for a tick");
    click(page, "pin-last");
    enter_pin(page, "333333");
    page.wait_visible(&id("go-unblock"));
    page.screenshot("31-pin-blocked");
    sound(page);

    click(page, "nav-token");
    page.wait_visible(&id("token-pin"));
    page.screenshot("32-token-blocked");
    sound(page);
    click(page, "nav-sign");
    click(page, "go-unblock");
    enter_new_pin(page, "00000000", "246810");
    page.until("the wrong PUK", || text(page, "pin-form-error").contains("PUK").then_some(()));
    page.screenshot("33-puk-wrong");
    sound(page);
    enter_new_pin(page, "12345678", "246810");
    page.wait_gone(&id("pin-form"));
    page.screenshot("34-unblocked");
    page.wait_visible("[data-check=token][data-state=passed]");
    assert!(page.all(&id("problem")).is_empty(), "nothing is said of the block any more");
    click(page, "sign-button");
    enter_pin(page, "246810");
    page.wait_visible(&id("signed"));
}

/// Goes by Tab to what has this name, as a person without a mouse does.
fn tab_to(page: &Session, name: &str) {
    for _ in 0..80 {
        let focused = page.focused().and_then(|e| page.attribute(&e, "data-testid"));
        if focused.as_deref() == Some(name) {
            return;
        }
        page.keys(&[key::TAB]);
    }
    panic!("Tab never comes to {name}; see {}", page.screenshot("tab").display());
}

#[test]
fn letter_is_signed_and_checked_by_keyboard_alone() {
    let app = App::start();
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    app.drop_files(&[&app.copy_of(&sample())]);
    page.wait_visible(&id("practice-button"));
    tab_to(page, "practice-button");
    page.keys(&[key::ENTER]);
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&id("place-box"));
    tab_to(page, "place-box");
    let words = text(page, "place-words");
    let [_, top, _, height] = page.place(&page.wait(&id("place-box")));
    let [_, view, _, room] = page.place(&page.wait(&id("pages")));
    assert!(top >= view && top + height <= view + room, "the block under the focus is wholly in sight");
    page.screenshot("40-keyboard-place");
    page.keys(&[key::UP, key::LEFT]);
    page.until("the block moved", || (text(page, "place-words") != words).then_some(()));
    // the plan for the new place is asked for a moment after the last key
    std::thread::sleep(std::time::Duration::from_millis(800));
    page.wait("[data-testid=checks][aria-busy=false]");
    if page.all(&id("seen-statement")).into_iter().any(|e| page.visible(&e)) {
        tab_to(page, "seen-statement");
        page.keys(&[key::SPACE]);
    }
    tab_to(page, "consent");
    page.keys(&[key::SPACE]);
    page.until("the button", || page.enabled(&page.wait(&id("sign-button"))).then_some(()));
    tab_to(page, "sign-button");
    page.screenshot("41-keyboard-ready");
    page.keys(&[key::ENTER]);
    page.wait_visible(&id("pin-input"));
    page.until("the focus in the PIN field", || {
        (page.attribute(&page.focused()?, "data-testid")? == "pin-input").then_some(())
    });
    page.keys(&["1", "2", "3", "4", "5", "6", key::ENTER]);
    page.wait_visible(&id("signed"));
    tab_to(page, "verify-button");
    page.keys(&[key::ENTER]);
    page.wait_visible(&id("verdict"));
    let heading = page.focused().map(|e| page.text(&e)).unwrap_or_default();
    assert_eq!(heading, text(page, "verdict-word"), "the verdict is what is read first");
    page.screenshot("42-keyboard-result");
}

/// The window as it comes, and in its smallest size: a picture, no accessibility fault, nothing cut or scrolled sideways.
fn both_sizes(app: &App, name: &str) {
    let page = app.page();
    page.screenshot(name);
    sound(page);
    app.resize(880, 600);
    page.screenshot(&format!("{name}-small"));
    sound(page);
    assert_eq!(page.layout_faults(), [""; 0], "{name}");
    app.resize(1100, 760);
}

#[test]
fn every_screen_is_whole_in_the_dark_and_in_the_smallest_window() {
    let app = App::start();
    let page = app.page();
    click(page, "nav-settings");
    click(page, "theme-switch-dark");
    page.until("the dark", || (page.attribute(&page.wait("html"), "data-theme")? == "dark").then_some(()));
    for area in ["home", "sign", "verify", "token", "help", "settings"] {
        click(page, &format!("nav-{area}"));
        both_sizes(&app, &format!("50-dark-{area}"));
    }
    let letter = app.copy_of(&sample());
    app.drop_files(&[&letter]);
    page.wait_visible(&id("checks"));
    page.click(&page.wait_visible("[data-testid=remote-note] summary"));
    both_sizes(&app, "51-dark-sign-no-token");
    click(page, "practice-button");
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&format!("{} canvas", id("place-box")));
    agree(page);
    both_sizes(&app, "52-dark-sign");
    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
    both_sizes(&app, "53-dark-pin");
    enter_pin(page, "999999");
    page.until("the tries left", || text(page, "pin-error").contains('2').then_some(()));
    both_sizes(&app, "54-dark-pin-wrong");
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    both_sizes(&app, "55-dark-signed");
    click(page, "verify-button");
    page.wait_visible(&id("verdict"));
    both_sizes(&app, "56-dark-result");
    click(page, "nav-token");
    page.wait_visible(&id("token-pin"));
    both_sizes(&app, "57-dark-token-practice");
    click(page, "pin-change");
    page.wait_visible(&id("pin-form"));
    both_sizes(&app, "58-dark-pin-change");
}

#[test]
fn words_are_found_and_marked_in_the_preview() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    app.drop_files(&[&app.copy_of(&sample())]);
    page.wait_visible(&format!("{} canvas", id("pages")));
    click(page, "find-open");
    page.write(&page.wait_visible(&id("find-words")), "kepala dinas");
    page.keys(&[key::ENTER]);
    page.wait_visible("[data-hit=current]");
    assert!(text(page, "find-count").starts_with("1 dari "), "{}", text(page, "find-count"));
    page.screenshot("21-find");
    sound(page);
    page.keys(&[key::ESCAPE]);
    page.until("the bar closed", || page.all(&id("find")).is_empty().then_some(()));
    assert!(page.all("[data-hit]").is_empty());
}

const PASSWORD: &str = "kata sandi uji";

/// A person with a key and a certificate that this window trusts.
struct Person {
    pki: Pki,
    signer: Signer,
}

impl Person {
    fn new() -> Person {
        let pki = Pki::new();
        let signer = pki.signer("Pejabat Berkas", Key::Rsa(2048));
        Person { pki, signer }
    }

    /// Adds the issuer in Settings, as the person does with the helpdesk.
    fn is_trusted(&self, app: &App) {
        trusted(app, &self.pki.root().certificate);
    }

    fn key_file(&self, folder: &Path) -> PathBuf {
        let (file, password) = (folder.join("kunci.p12"), format!("pass:{PASSWORD}"));
        let words =
            ["pkcs12", "-export", "-inkey", path(&self.signer.key), "-in", path(&self.signer.certificate)];
        openssl(&[&words[..], &["-passout", &password, "-out", path(&file)]].concat()).succeeded();
        file
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// From the letter to the dialog that asks for the secret.
fn ready_to_sign(app: &App) {
    let page = app.page();
    app.drop_files(&[&app.copy_of(&sample())]);
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&format!("{} canvas", id("place-box")));
    consented(page);
}

/// The SHA-256 fingerprint of a certificate, as the helpdesk reads it out.
fn fingerprint(certificate: &Path) -> String {
    let words = ["x509", "-in", path(certificate), "-noout", "-fingerprint", "-sha256"];
    openssl(&words).succeeded().stdout.trim().split_once('=').unwrap().1.to_owned()
}

/// Adds this issuer in Settings, as a person does with the helpdesk.
fn trusted(app: &App, root: &Path) {
    let page = app.page();
    click(page, "nav-settings");
    app.will_pick(root);
    click(page, "trust-pick");
    fill(page, "trust-fingerprint", &fingerprint(root));
    click(page, "trust-add");
    page.wait_visible(&id("trust-remove"));
}

#[test]
fn key_file_is_chosen_opened_and_signed_with() {
    let (app, person) = (App::start(), Person::new());
    let page = app.page();
    person.is_trusted(&app);
    click(page, "nav-token");
    page.screenshot("60-token-none");
    sound(page);
    app.will_pick(&person.key_file(app.folder()));
    click(page, "pick-key-file");
    fill(page, "key-file-password", "bukan itu");
    click(page, "key-file-submit");
    page.until("the wrong password", || text(page, "key-file-dialog-error").contains("salah").then_some(()));
    page.screenshot("61-key-file-wrong");
    sound(page);
    fill(page, "key-file-password", PASSWORD);
    click(page, "key-file-submit");
    page.wait_visible("[data-testid=token-card][data-state=ready]");
    page.wait_text("Pejabat Berkas (UJI)");
    both_sizes(&app, "62-key-file");
    ready_to_sign(&app);
    page.screenshot("63-key-file-sign");
    enter_pin(page, "bukan itu");
    page.until("asked again", || text(page, "pin-error").contains("Kata sandi").then_some(()));
    enter_pin(page, PASSWORD);
    page.wait_visible(&id("signed"));
    let signed = testkit::judges::pdfsig(&app.folder().join("surat-contoh_ttd.pdf"));
    assert!(signed.len() == 1 && signed[0].valid && signed[0].whole, "{signed:?}");

    let app = app.restart();
    click(app.page(), "nav-token");
    app.page().wait_visible("[data-testid=token-card][data-state=locked]");
}

#[test]
fn driver_is_chosen_tested_and_signed_with() {
    let (app, person) = (App::start(), Person::new());
    let page = app.page();
    Softhsm::new(app.folder()).import(&person.signer);
    person.is_trusted(&app);
    click(page, "nav-token");
    let letter = app.copy_of(&sample());
    app.will_pick(&letter);
    click(page, "pick-module");
    page.wait_visible("[data-testid=source][data-kept=false] [data-step=file][data-state=failed]");
    both_sizes(&app, "64-no-driver");
    app.will_pick(Path::new(softhsm::MODULE));
    click(page, "pick-module");
    page.wait_visible("[data-testid=source][data-kept=true] [data-step=certificate][data-state=passed]");
    page.wait_visible("[data-testid=token-card][data-state=ready]");
    both_sizes(&app, "65-driver");
    ready_to_sign(&app);
    enter_pin(page, "999999");
    page.until("asked again", || text(page, "pin-error").contains("PIN salah").then_some(()));
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    let signed = testkit::judges::pdfsig(&app.folder().join("surat-contoh_ttd.pdf"));
    assert!(signed.len() == 1 && signed[0].valid && signed[0].whole, "{signed:?}");
    click(page, "nav-token");
    click(page, "source-remove");
    page.wait_gone(&id("source"));
    page.wait_gone("[data-testid=token-card]");
}
