//! What goes wrong in front of a person, in the real window and in both languages: wrong PIN, a token that is pulled out, damaged
//! files, no network. Each time one sentence says what happened and one what to do, the way to people is there, the letter is as
//! it was, and no try of the PIN is used that was not needed.

use std::path::PathBuf;
use std::time::Duration;

use service::practice::{Fault, Practice, attach};
use testkit::card_service::{Daemon, PORT, say};
use testkit::judges::pdfsig;

use super::support::app::{App, in_namespace};
use super::support::webdriver::Session;
use super::{
    PIN, agree, click, consented, enroll, enter_pin, fill, id, levels, many, opened_with_practice,
    practice_token, sample, sound, speak, text, trusted, up_to_the_pin,
};

/// A copy of the sample letter, and its bytes.
struct Letter {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Letter {
    fn new(app: &App, language: &str) -> Letter {
        let (path, bytes) =
            (app.folder().join(format!("surat-{language}.pdf")), std::fs::read(sample()).unwrap());
        std::fs::write(&path, &bytes).unwrap();
        Letter { path, bytes }
    }

    fn result(&self) -> PathBuf {
        let name = self.path.file_stem().unwrap().to_str().unwrap();
        self.path.with_file_name(format!("{name}_ttd.pdf"))
    }

    /// As it was, and alone: nothing beside it that was begun.
    fn is_untouched(&self) {
        assert_eq!(std::fs::read(&self.path).unwrap(), self.bytes, "the letter is as it was");
        let name = self.path.file_stem().unwrap().to_str().unwrap();
        let beside = std::fs::read_dir(self.path.parent().unwrap()).unwrap().filter_map(Result::ok);
        let made = beside.filter(|entry| entry.file_name().to_string_lossy().contains(name)).count();
        assert_eq!(made, 1, "nothing was written beside the letter");
    }

    /// As it was, with its signed copy beside it.
    fn is_signed(&self) {
        assert_eq!(std::fs::read(&self.path).unwrap(), self.bytes, "the letter is as it was");
        let signatures = pdfsig(&self.result());
        assert!(signatures.len() == 1 && signatures[0].valid && signatures[0].whole, "{signatures:?}");
    }
}

/// A file that begins as a PDF and has nothing to be read.
fn damaged(app: &App) -> Letter {
    let (path, bytes) = (app.folder().join("terpotong.pdf"), b"%PDF-1.7\nisi surat yang terpotong".to_vec());
    std::fs::write(&path, &bytes).unwrap();
    Letter { path, bytes }
}

/// The one problem that the page tells: what happened, what to do, and the way to the page with the people to call.
fn told(page: &Session, code: &str, happened: &str, todo: &str) {
    let notice = page.wait_visible(&format!("{}[data-code={code}]", id("problem")));
    let words = page.text(&notice);
    assert!(words.contains(happened) && words.contains(todo), "{words}");
    assert!(words.contains("ABS-"), "a number to say on the phone: {words}");
    let alerts = page.all(&format!("{}[role=alert]", id("problem")));
    assert_eq!(
        alerts.iter().filter(|each| page.visible(each)).count(),
        1,
        "one thing at a time is said aloud"
    );
}

/// From the problem to whom to call, and back.
fn leads_to_people(page: &Session) {
    click(page, "problem-number");
    page.wait_visible(&id("explanation"));
    page.wait_text("(0361) 225859");
    click(page, "help-back");
    page.wait_visible(&id("problem"));
}

/// How many tries of the PIN the token's page tells.
fn tries_left(page: &Session, tries: &str) {
    click(page, "nav-token");
    page.until(&format!("{tries} tries left"), || text(page, "token-pin").contains(tries).then_some(()));
    click(page, "nav-sign");
}

#[test]
fn wrong_pin_uses_one_try_and_signs_nothing_until_the_right_one() {
    let app = App::start();
    let page = app.page();
    for (language, happened, todo, help) in [
        ("id", "PIN salah. Sisa percobaan: 2.", "Ketik lagi PIN token.", "Butuh bantuan?"),
        ("en", "Wrong PIN. Tries left: 2.", "Type the token PIN again.", "Need help?"),
    ] {
        speak(page, language);
        let letter = Letter::new(&app, language);
        up_to_the_pin(&app, &letter.path);
        enter_pin(page, "999999");
        page.until("the one sentence", || (text(page, "pin-error") == happened).then_some(()));
        let dialog = text(page, "pin-dialog");
        assert!(dialog.contains(todo), "{dialog}");
        page.until("whom to call", || {
            let line = text(page, "helpdesk");
            (line.contains(help) && line.contains("(0361) 225859")).then_some(())
        });
        letter.is_untouched();
        page.screenshot(&format!("80-wrong-pin-{language}"));
        sound(page);
        click(page, "pin-cancel");
        tries_left(page, "2");
        letter.is_untouched();
        click(page, "sign-button");
        enter_pin(page, PIN);
        page.wait_visible(&id("signed"));
        letter.is_signed();
    }
}

#[test]
fn damaged_file_is_refused_in_words_for_signing_and_for_checking_and_left_alone() {
    let app = App::start();
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    let bad = damaged(&app);
    for (language, happened, todo) in [
        (
            "id",
            "Berkas PDF ini rusak dan tidak dapat dibaca.",
            "Mintalah pengirim mengirim ulang berkas aslinya.",
        ),
        ("en", "This PDF file is damaged and cannot be read.", "Ask the sender for the original file again."),
    ] {
        speak(page, language);
        for area in ["sign", "verify"] {
            click(page, &format!("nav-{area}"));
            page.wait_visible("h1");
            app.drop_files(&[&bad.path]);
            told(page, "document-damaged", happened, todo);
            page.screenshot(&format!("81-damaged-{area}-{language}"));
            sound(page);
            leads_to_people(page);
        }
    }
    bad.is_untouched();
}

#[test]
fn damaged_file_among_letters_is_named_and_the_others_are_signed() {
    let app = App::start();
    let page = app.page();
    practice_token(page);
    let bad = damaged(&app);
    for (language, ready, skipped, happened, todo, contacts) in [
        (
            "id",
            "Siap",
            "Dilewati",
            "Berkas PDF ini rusak dan tidak dapat dibaca.",
            "Mintalah pengirim",
            "2 surat",
        ),
        (
            "en",
            "Ready",
            "Skipped",
            "This PDF file is damaged and cannot be read.",
            "Ask the sender",
            "2 letters",
        ),
    ] {
        speak(page, language);
        let letters = ["satu", "dua"].map(|name| Letter::new(&app, &format!("{name}-{language}")));
        app.drop_files(&[&letters[0].path, &bad.path, &letters[1].path]);
        page.until("the letters checked", || {
            let states = many::states(page);
            let count = |wanted: &str| states.iter().filter(|(_, state)| state == wanted).count();
            (count(ready) == 2 && count(skipped) == 1).then_some(())
        });
        let list = text(page, "letters");
        assert!(list.contains(happened) && list.contains(todo) && list.contains("ABS-"), "{list}");
        page.screenshot(&format!("85-batch-damaged-{language}"));
        sound(page);
        many::up_to_the_pin(page);
        enter_pin(page, PIN);
        assert!(text(page, "batch-done").contains(contacts), "{}", text(page, "batch-done"));
        letters.iter().for_each(Letter::is_signed);
        bad.is_untouched();
        page.screenshot(&format!("86-batch-done-{language}"));
        sound(page);
        click(page, "many-leave");
        page.wait_visible(&id("drop-area"));
    }
    tries_left(page, "3");
}

/// Time stamps may be asked of a server that takes no connection.
fn stamps_from_nobody(page: &Session) {
    let host = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    click(page, "nav-settings");
    click(page, "network-on");
    fill(page, "stamp-url", &format!("http://{host}/tsa"));
    click(page, "stamp-add");
    page.wait_visible(&id("stamp-server"));
    fill(page, "host", &host);
    click(page, "host-add");
    page.until("the host in the list", || page.whole_text().contains(&host).then_some(()));
}

#[test]
fn time_stamp_server_out_of_reach_leaves_a_kept_signature_to_be_completed() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    stamps_from_nobody(page);
    for (language, happened, kept, todo, lack) in [
        (
            "id",
            "Sambungan ke 127.0.0.1 tidak dapat dibuat.",
            "Tanda tangan Anda sah dan sudah tersimpan. Hanya stempel waktu atau buktinya yang belum ada",
            "Periksa sambungan jaringan.",
            "Kurang: stempel waktu",
        ),
        (
            "en",
            "No connection to 127.0.0.1 could be made.",
            "Your signature is valid and saved. Only its time stamp or evidence is missing",
            "Check the network connection.",
            "Missing: time stamp",
        ),
    ] {
        speak(page, language);
        let letter = Letter::new(&app, language);
        opened_with_practice(&app, &letter.path);
        page.click(&page.wait_visible(&format!("{} summary", id("level-panel"))));
        enroll::choose(page, "level", "t");
        // Told before the PIN, and no reason not to sign.
        page.until("the server that does not answer", || {
            let line = page.text(&page.wait_visible("[data-check=time][data-state=warning]"));
            line.contains(happened).then_some(())
        });
        page.screenshot(&format!("87-no-network-{language}"));
        sound(page);
        consented(page);
        enter_pin(page, PIN);
        page.wait_visible(&id("signed"));
        let said = text(page, "incomplete");
        assert!(said.contains(kept), "{said}");
        told(page, "network-no-route", happened, todo);
        letter.is_signed();
        assert!(!levels::stamped(&app, &letter.result()), "nobody has stamped it");
        page.screenshot(&format!("88-kept-without-stamp-{language}"));
        sound(page);

        // Queued; a try while the server is still away keeps it there, and asks for no PIN.
        click(page, "to-pending");
        let name = letter.result();
        let list = text(page, "pending-list");
        assert!(list.contains(name.file_name().unwrap().to_str().unwrap()) && list.contains(lack), "{list}");
        click(page, "pending-complete");
        told(page, "network-no-route", happened, todo);
        assert!(page.all(&id("pin-input")).is_empty(), "one PIN for one signature");
        assert_eq!(page.all(&id("pending-letter")).len(), 1);
        letter.is_signed();
        page.screenshot(&format!("89-still-to-complete-{language}"));
        sound(page);
        click(page, "pending-forget");
        page.wait_visible(&id("pending-none"));
    }
    tries_left(page, "3");
}

/// From the letter that waits for the token to the dialog, the token being in.
fn asked(page: &Session) {
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&format!("{} canvas", id("place-box")));
    page.wait("[data-testid=checks][aria-busy=false]");
    if page.property(&page.wait_visible(&id("consent")), "checked") != true {
        agree(page);
    }
    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
}

/// INS of GENERAL AUTHENTICATE (NIST SP 800-73-4 part 2, §3.2.4): the card signs.
const SIGN: u8 = 0x87;

#[test]
fn token_is_waited_for_and_pulled_before_the_pin_and_while_it_signs() {
    in_namespace(
        "failures::token_is_waited_for_and_pulled_before_the_pin_and_while_it_signs",
        Duration::from_secs(300),
        || {
            let app = App::start();
            let page = app.page();
            page.wait_visible("h1");
            let folder = tempfile::tempdir().unwrap();
            let _service = Daemon::start(folder.path());
            let practice = Practice::open(folder.path(), chrono::Utc::now()).unwrap();
            let card = practice.card();
            // Made in another folder, so the window knows nothing of practice: an issuer like any other.
            let issuer = folder.path().join("penerbit.der");
            std::fs::write(&issuer, practice.ca().der()).unwrap();
            trusted(&app, &issuer);

            say("a letter that waits for the token, and how many commands a signature takes");
            let first = Letter::new(&app, "pertama");
            app.drop_files(&[&first.path]);
            page.until("what is missing", || text(page, "checks").contains("belum ada kartu").then_some(()));
            let reader = attach(card, ([127, 0, 0, 1], PORT).into()).expect("vpcd takes it");
            asked(page);
            card.take_headers();
            enter_pin(page, PIN);
            page.wait_visible(&id("signed"));
            first.is_signed();
            let signs = card.take_headers().iter().position(|header| header[1] == SIGN).unwrap();

            for (language, missing, happened, todo) in [
                (
                    "id",
                    "belum ada kartu",
                    "Token dilepas sebelum selesai. Dokumen tidak ditandatangani dan berkas asli tidak berubah.",
                    "Pasang lagi token, lalu ulangi.",
                ),
                (
                    "en",
                    "no card in it",
                    "The token was removed too early. The document was not signed and the original file is unchanged.",
                    "Plug the token in again, then try again.",
                ),
            ] {
                speak(page, language);
                let letter = Letter::new(&app, language);
                reader.pull();
                app.drop_files(&[&letter.path]);
                page.until("what is missing", || text(page, "checks").contains(missing).then_some(()));
                page.screenshot(&format!("82-waits-for-token-{language}"));
                sound(page);

                say("plugged in, pulled before the PIN");
                reader.put(card);
                asked(page);
                reader.pull();
                enter_pin(page, PIN);
                told(page, "token-removed", happened, todo);
                letter.is_untouched();
                page.screenshot(&format!("83-pulled-before-pin-{language}"));
                sound(page);

                say("plugged in again, pulled while it signs");
                reader.put(card);
                asked(page);
                card.plan(signs, Fault::Remove);
                enter_pin(page, PIN);
                told(page, "token-removed", happened, todo);
                letter.is_untouched();
                page.screenshot(&format!("84-pulled-while-signing-{language}"));
                sound(page);
                leads_to_people(page);

                say("plugged in once more, and signed");
                reader.put(card);
                page.wait_visible("[data-check=token][data-state=passed]");
                tries_left(page, "3");
                asked(page);
                enter_pin(page, PIN);
                page.wait_visible(&id("signed"));
                letter.is_signed();
            }
        },
    );
}
