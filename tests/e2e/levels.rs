//! A batch with time stamps in the real window: a level for all, a letter that a password protects among them, what is kept when
//! the authority fails, and its completion.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::command::{PATIENCE, run};
use testkit::judges;
use testkit::office::Office;
use testkit::openssl::openssl;

use super::enroll::choose;
use super::many::{dropped, letter, states, up_to_the_pin};
use super::support::app::App;
use super::{PIN, both_sizes, click, enter_pin, fill, fingerprint, id, practice_token, sound, text};

const PASSWORD: &str = "kata-sandi-surat";

/// A letter that opens with [`PASSWORD`] only.
fn locked(app: &App, name: &str) -> PathBuf {
    let (plain, path) = (letter(app, "awal.pdf", "Rahasia"), app.folder().join(name));
    let mut command = Command::new("qpdf");
    command.args(["--encrypt", PASSWORD, "pemilik", "256", "--"]).arg(&plain).arg(&path);
    run(&mut command, PATIENCE).succeeded();
    std::fs::remove_file(plain).unwrap();
    path
}

/// The office's time stamps may be asked for and are trusted.
fn stamps_allowed(app: &App, office: &Office) {
    let page = app.page();
    let root = office.certificate("time-root");
    click(page, "nav-settings");
    app.will_pick(&root);
    click(page, "trust-pick");
    fill(page, "trust-fingerprint", &fingerprint(&root));
    click(page, "trust-add");
    page.wait_visible(&id("anchor"));
    click(page, "network-on");
    fill(page, "stamp-url", &office.time_stamps("tsa"));
    click(page, "stamp-add");
    page.wait_visible(&id("stamp-server"));
    fill(page, "host", &office.host());
    click(page, "host-add");
    page.until("the host in the list", || page.whole_text().contains(&office.host()).then_some(()));
}

/// Whether the signature bears a time stamp over its value (RFC 3161 appendix A), in OpenSSL's words.
pub(super) fn stamped(app: &App, file: &Path) -> bool {
    let bytes = std::fs::read(file).unwrap();
    let from = bytes.windows(10).rposition(|w| w == b"/Contents<").unwrap() + 10;
    let hex = bytes[from..].split(|byte| *byte == b'>').next().unwrap();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let container = app.folder().join("tanda.der");
    std::fs::write(&container, hex.chunks(2).map(pair).collect::<Vec<u8>>()).unwrap();
    let words = ["cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", container.to_str().unwrap()];
    openssl(&words).succeeded().stdout.contains("timeStampToken")
}

fn all_are(app: &App, count: usize, state: &str) {
    let page = app.page();
    page.until(&format!("{count} letters {state}"), || {
        let seen = states(page);
        (seen.len() == count && seen.iter().all(|(_, one)| one == state)).then_some(())
    });
}

#[test]
fn batch_with_time_stamps_and_a_locked_letter_is_signed_and_what_is_late_is_completed() {
    let office = Office::open();
    let app = App::start();
    let page = app.page();
    stamps_allowed(&app, &office);
    practice_token(page);
    let first = [
        letter(&app, "surat-1.pdf", "Satu"),
        letter(&app, "surat-2.pdf", "Dua"),
        locked(&app, "surat-3.pdf"),
    ];
    dropped(&app, &first);
    page.wait_visible(&id("letters"));
    page.until("the locked letter named", || {
        states(page).contains(&("surat-3.pdf".to_owned(), "Terkunci".to_owned())).then_some(())
    });
    both_sizes(&app, "76-batch-locked");

    click(page, "letter-unlock");
    page.wait_visible(&id("password-form"));
    page.screenshot("76-letter-password");
    sound(page);
    fill(page, "password-input", "keliru");
    click(page, "password-submit");
    page.wait_visible("[data-code=\"document-password-wrong\"]");
    fill(page, "password-input", PASSWORD);
    click(page, "password-submit");
    // Read in the window like any other, with its block on it.
    page.wait_visible(&format!("{} [data-page=\"1\"] canvas", id("pages")));
    page.wait_visible(&format!("{} canvas", id("place-box")));
    click(page, "letter-back");
    all_are(&app, 3, "Siap");

    page.click(&page.wait_visible(&format!("{} summary", id("level-panel"))));
    choose(page, "level", "t");
    page.wait("[data-check=time][data-state=passed]");
    both_sizes(&app, "77-batch-level");
    up_to_the_pin(page);
    enter_pin(page, PIN);
    page.wait_visible(&id("batch-done"));
    all_are(&app, 3, "Ditandatangani");
    assert_eq!(page.whole_text().matches("_ttd.pdf · B-T").count(), 3, "{}", page.whole_text());
    let made = |name: &str| app.folder().join(name);
    for (name, password) in
        [("surat-1_ttd.pdf", None), ("surat-2_ttd.pdf", None), ("surat-3_ttd.pdf", Some(PASSWORD))]
    {
        let seen = judges::pdfsig_opened(&made(name), password).unwrap();
        assert!(seen.len() == 1 && seen[0].valid && seen[0].whole, "{name}: {seen:?}");
        assert!(stamped(&app, &made(name)), "{name}");
    }

    // The authority answers before the PIN and fails after it: each letter is kept, told, and completed later.
    click(page, "many-leave");
    dropped(&app, &[letter(&app, "surat-4.pdf", "Empat"), locked(&app, "surat-5.pdf")]);
    click(page, "letter-unlock");
    fill(page, "password-input", PASSWORD);
    click(page, "password-submit");
    page.wait_visible(&format!("{} [data-page=\"1\"] canvas", id("pages")));
    click(page, "letter-back");
    page.click(&page.wait_visible(&format!("{} summary", id("level-panel"))));
    choose(page, "level", "t");
    page.wait("[data-check=time][data-state=passed]");
    all_are(&app, 2, "Siap");
    up_to_the_pin(page);
    office.fault("tsa", "500");
    enter_pin(page, PIN);
    page.wait_visible(&id("batch-done"));
    all_are(&app, 2, "Belum lengkap");
    page.wait_text("tersimpan pada tingkat B-B dan masuk daftar Lengkapi");
    both_sizes(&app, "78-batch-incomplete");
    assert!(judges::pdfsig(&made("surat-4_ttd.pdf"))[0].valid && !stamped(&app, &made("surat-4_ttd.pdf")));

    office.mend();
    click(page, "to-pending");
    click(page, "pending-all");
    page.until("the open one completed", || text(page, "pending-completed").contains('1').then_some(()));
    page.wait_visible(&id("password-form"));
    both_sizes(&app, "79-pending-password");
    sound(page);
    fill(page, "password-input", PASSWORD);
    click(page, "password-submit");
    page.until("both completed", || text(page, "pending-completed").contains('2').then_some(()));
    for (name, password) in [("surat-4_ttd_lengkap.pdf", None), ("surat-5_ttd_lengkap.pdf", Some(PASSWORD))] {
        let seen = judges::pdfsig_opened(&made(name), password).unwrap();
        assert!(seen[0].valid, "{name}: {seen:?}");
        // pdfsig tells a document time stamp's field and reach, and does not verify it.
        assert!(seen[1].field == "Timestamp1" && seen[1].whole, "a document time stamp proves it: {seen:?}");
        assert_eq!(judges::qpdf_opened(&made(name), password), judges::Structure::Clean);
    }
}
