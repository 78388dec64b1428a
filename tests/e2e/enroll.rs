//! The application for a certificate in the real window: from a token as the factory left it to one that signs, with the
//! practice token, and in the real smart card service with the emulated card and with a card written by others. OpenSSL and
//! certomancer issue from our requests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use testkit::card_service::{Daemon, PORT, say};
use testkit::judges::{certomancer_issues, mutool, pdfsig, pyhanko};
use testkit::openssl::{Key, Pki, openssl, verifies};
use testkit::softhsm::{self, Softhsm};
use token::emulator::{CardState, Emulator, Randomness, attach};

use super::support::app::{App, Started, in_namespace};
use super::support::webdriver::Session;
use super::{agree, click, enter_pin, fill, id, path, practice_token, sample, sound, text, trusted};

#[test]
fn practice_token_is_enrolled_from_consent_to_hand_over() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-token");
    practice_token(page);
    let pki = Pki::new();
    enrolled(&app, &pki, true, by_openssl);
    click(page, "enroll-leave");
    page.wait_visible(&id("enroll-begin-penerbitan"));
    page.until("the application in the list, its number masked", || {
        text(page, "enroll-row").contains("************0001").then_some(())
    });
    click(page, "enroll-delete");
    click(page, "enroll-delete-yes");
    page.wait_gone(&id("enroll-row"));
    let index = app.folder().join("data/absah/enrollments.json");
    assert!(!index.exists(), "deleting removes the index too");
}

#[test]
fn emulated_card_is_enrolled_through_the_service_and_its_signature_is_verified_by_others() {
    let name =
        "enroll::emulated_card_is_enrolled_through_the_service_and_its_signature_is_verified_by_others";
    let card = || {
        let empty = CardState::factory(7_654_321);
        let card = Emulator::new(empty, Randomness::system().unwrap(), Box::new(|_| Ok(())));
        attach(&card, ([127, 0, 0, 1], PORT).into()).expect("vpcd takes it")
    };
    from_empty_card_to_signature(name, card, true, by_certomancer);
}

#[test]
fn card_of_others_is_enrolled_and_its_signature_is_verified_by_others() {
    let name = "enroll::card_of_others_is_enrolled_and_its_signature_is_verified_by_others";
    let card = || {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cards/debug/pivcard");
        let mut card = Command::new(program);
        card.arg(format!("127.0.0.1:{PORT}")).stdin(Stdio::null()).stderr(Stdio::null());
        Started::new(&mut card)
    };
    from_empty_card_to_signature(name, card, false, by_openssl);
}

#[test]
fn token_of_a_driver_is_renewed_beside_its_old_key() {
    let app = App::start();
    let page = app.page();
    let pki = Pki::new();
    let token = Softhsm::new(app.folder());
    token.import(&pki.signer("Pejabat Lama", Key::P256));
    click(page, "nav-token");
    app.will_pick(Path::new(softhsm::MODULE));
    click(page, "pick-module");
    page.wait_visible("[data-testid=token-card][data-state=ready]");
    click(page, "enroll-open");
    click(page, "enroll-begin-pembaruan");
    click(page, "enroll-agree");
    the_form(page, &["ktp", "recommendation"]);
    step(page, "token", "110-driver-token");
    click(page, "enroll-token-use");
    step(page, "pin", "111-driver-pin");
    set_secret(page, softhsm::PIN, "864209");
    // The officer's PIN is not asked for: a wrong one could destroy the token.
    step(page, "puk", "112-driver-officer");
    assert!(page.all(&id("enroll-old")).is_empty());
    click(page, "enroll-confirm");
    step(page, "key", "113-driver-key");
    assert!(page.all(&id("enroll-management")).is_empty());
    choose(page, "enroll-algorithm", "rsa-3072");
    fill(page, "enroll-pin", "999999");
    click(page, "enroll-key-make");
    page.wait_visible("[data-testid=\"problem\"][data-code=\"pin-wrong\"]");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-key-make");
    step(page, "request", "114-driver-request");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-pin-send");
    step(page, "package", "115-driver-package");
    click(page, "enroll-package");
    step(page, "receive", "116-driver-receive");
    let folder = saved(&app);
    app.will_pick(&by_certomancer(&pki, &folder.join("permohonan.csr")));
    click(page, "enroll-receive");
    step(page, "write", "117-driver-write");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-write");
    step(page, "test", "118-driver-test");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-pin-send");
    step(page, "handover", "119-driver-handover");
    click(page, "enroll-handover");
    page.wait_visible(&id("enroll-done"));
    mutool(&folder.join("lembar-serah-terima.pdf"));
    let objects = token.tool("864209", &["-O"]).stdout;
    assert!(
        objects.contains("Pejabat Lama (UJI)") && objects.contains("CN=I Made Contoh, S.Kom."),
        "{objects}"
    );
    // OpenSC signs with the new key, and OpenSSL verifies it with the certificate: they are a pair.
    let (text, signature) = (folder.join("teks"), folder.join("tanda"));
    std::fs::write(&text, "teks").unwrap();
    let (input, output) = (path(&text), path(&signature));
    let listed = objects.split("label:").find(|one| one.trim_start().trim_matches('\'').starts_with("Absah"));
    let number = listed.and_then(|one| one.split("ID:").nth(1)?.split_whitespace().next()).unwrap();
    let words = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", number];
    token.tool("864209", &[&words[..], &["--input-file", input, "--output-file", output]].concat());
    let pem = folder.join("terbit.pem");
    let der = folder.join("permohonan.issued.der");
    openssl(&["x509", "-inform", "DER", "-in", path(&der), "-out", path(&pem)]);
    assert!(verifies(&pem, "sha256", b"teks", &std::fs::read(&signature).unwrap()));
}

/// The whole way in the real service: an empty card is put in, enrolled, and signs a letter that others verify.
fn from_empty_card_to_signature<C>(test: &str, card: impl FnOnce() -> C, tells: bool, issued: Issued) {
    in_namespace(test, Duration::from_secs(240), || {
        let folder = tempfile::tempdir().unwrap();
        let _service = Daemon::start(folder.path());
        let _card = card();
        let app = App::start();
        let page = app.page();
        page.wait_visible("h1");
        click(page, "nav-token");
        page.wait_visible(&id("token-card"));
        let pki = Pki::new();
        say("enroll");
        enrolled(&app, &pki, tells, issued);
        say("trust");
        trusted(&app, &pki.root().certificate);
        say("sign");
        let letter = app.copy_of(&sample());
        app.drop_files(&[&letter]);
        page.wait_visible("[data-check=token][data-state=passed]");
        page.wait_visible(&format!("{} canvas", id("place-box")));
        agree(page);
        click(page, "sign-button");
        enter_pin(page, "864209");
        page.wait_visible(&id("signed"));
        let result = app.folder().join("surat-contoh_ttd.pdf");
        let poppler = pdfsig(&result);
        assert!(poppler.len() == 1 && poppler[0].valid && poppler[0].whole, "{poppler:?}");
        assert!(poppler[0].signer.contains("I Made Contoh"), "{poppler:?}");
        let hanko = pyhanko(&result, &[&pki.root().certificate]);
        assert!(hanko[0].bottom_line && hanko[0].coverage == "ENTIRE_FILE", "{hanko:?}");
    });
}

/// Issues from the request in the second file.
type Issued = fn(&Pki, &Path) -> PathBuf;

fn by_openssl(pki: &Pki, request: &Path) -> PathBuf {
    pki.issue(request, None, 730)
}

/// OpenSSL verifies the request before certomancer issues from it.
fn by_certomancer(pki: &Pki, request: &Path) -> PathBuf {
    openssl(&["req", "-in", path(request), "-verify", "-noout"]);
    certomancer_issues(request, pki.root())
}

/// Waits for a step; each is looked at.
fn step(page: &Session, name: &str, shot: &str) {
    page.wait_visible(&format!("[data-testid=\"enroll-step\"][data-step=\"{name}\"]"));
    page.screenshot(shot);
    sound(page);
}

pub(super) fn choose(page: &Session, field: &str, value: &str) {
    let script = "const e = document.querySelector(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change', {bubbles: true}));";
    page.wait_visible(&id(field));
    page.execute(script, &serde_json::json!([id(field), value]));
}

fn enrolled(app: &App, pki: &Pki, tells: bool, issued: Issued) {
    let page = app.page();
    click(page, "enroll-open");
    page.wait_visible(&id("enroll-begin-penerbitan"));
    page.screenshot("90-enroll-begin");
    sound(page);
    click(page, "enroll-begin-penerbitan");
    step(page, "consent", "91-enroll-consent");
    click(page, "enroll-agree");
    the_form(page, &["ktp", "recommendation", "decree"]);
    step(page, "token", "93-enroll-token");
    click(page, "enroll-token-use");
    secrets(page, tells);
    let key = management(page);
    step(page, "key", "97-enroll-key");
    if !tells {
        // This card does not tell whether there is a key: its serial number is asked for.
        let serial = "5437251";
        assert!(text(page, "enroll-lost").contains(serial));
        fill(page, "enroll-lost-confirm", &serial[serial.len() - 4..]);
    }
    choose(page, "enroll-algorithm", "p-256");
    fill(page, "enroll-management", &key);
    click(page, "enroll-key-make");
    step(page, "request", "98-enroll-request");
    fill(page, "enroll-pin", "999999");
    click(page, "enroll-pin-send");
    page.wait_visible("[data-testid=\"problem\"][data-code=\"pin-wrong\"]");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-pin-send");
    step(page, "package", "99-enroll-package");
    click(page, "enroll-keep");
    click(page, "enroll-package");
    step(page, "receive", "100-enroll-receive");
    let folder = the_papers(app);
    if tells {
        // Left here, and gone on with from the list: as days later.
        click(page, "enroll-leave");
        click(page, "enroll-resume");
        page.wait_visible("[data-testid=\"enroll-step\"][data-step=\"receive\"]");
    }
    let certificate = issued(pki, &folder.join("permohonan.csr"));
    let stranger = pki.signer("Orang Lain", Key::P256);
    app.will_pick(&stranger.certificate);
    click(page, "enroll-receive");
    page.wait_visible("[data-testid=\"problem\"][data-code=\"enroll-certificate-other\"]");
    app.will_pick(&certificate);
    click(page, "enroll-receive");
    if tells {
        // The token was left with the application and is chosen again.
        step(page, "token", "101-enroll-token-again");
        click(page, "enroll-token-use");
    }
    page.wait_visible(&id("enroll-fits"));
    step(page, "write", "102-enroll-write");
    fill(page, "enroll-management", &key);
    click(page, "enroll-write");
    step(page, "test", "103-enroll-test");
    fill(page, "enroll-pin", "864209");
    click(page, "enroll-pin-send");
    step(page, "handover", "104-enroll-handover");
    page.wait_visible(&id("enroll-tested"));
    click(page, "enroll-handover");
    page.wait_visible(&id("enroll-done"));
    page.screenshot("105-enroll-done");
    mutool(&folder.join("lembar-serah-terima.pdf"));
    for size in [(880, 600), (1280, 800)] {
        app.resize(size.0, size.1);
        assert_eq!(page.layout_faults(), [""; 0]);
    }
}

fn the_form(page: &Session, attachments: &[&str]) {
    for (field, value) in [
        ("name", "I Made Contoh, S.Kom."),
        ("nik", "517101010180000"),
        ("nip", "198001012005011001"),
        ("position", "Kepala Bidang Persandian"),
        ("unit", "Dinas Penguji"),
        ("email", "made@baliprov.go.id"),
        ("phone", "0361 123456"),
    ] {
        fill(page, &format!("enroll-field-{field}"), value);
    }
    choose(page, "enroll-field-status", "pns");
    for attachment in attachments {
        click(page, &format!("enroll-attachment-{attachment}"));
    }
    click(page, "enroll-form-send");
    page.wait_visible(&id("enroll-fault-nik"));
    page.screenshot("92-enroll-form");
    sound(page);
    fill(page, "enroll-field-nik", "1");
    click(page, "enroll-form-send");
}

fn secrets(page: &Session, tells: bool) {
    step(page, "pin", "94-enroll-pin");
    let state = if tells { "masih dari pabrik" } else { "tidak memberi tahu" };
    assert!(text(page, "enroll-secret-state").contains(state));
    set_secret(page, "123456", "123456");
    page.wait_visible("[data-testid=\"problem\"][data-code=\"enroll-weak-secret\"]");
    set_secret(page, "123456", "864209");
    step(page, "puk", "95-enroll-puk");
    set_secret(page, "12345678", "97531246");
}

fn set_secret(page: &Session, old: &str, new: &str) {
    fill(page, "enroll-old", old);
    fill(page, "enroll-new", new);
    fill(page, "enroll-again", new);
    click(page, "enroll-secret-set");
}

/// Replaces the factory's key by one that is drawn; gives what was written down.
fn management(page: &Session) -> String {
    step(page, "management", "96-enroll-management");
    click(page, "enroll-management-factory");
    click(page, "enroll-draw");
    let key = text(page, "enroll-drawn");
    assert_eq!(key.split(' ').map(str::len).sum::<usize>(), 48, "{key}");
    click(page, "enroll-noted");
    click(page, "enroll-management-set");
    key
}

/// The folder of the papers.
fn saved(app: &App) -> PathBuf {
    let saves = std::fs::read_dir(app.folder().join("documents")).unwrap();
    saves.map(|entry| entry.unwrap().path()).find(|path| path.is_dir()).unwrap()
}

/// The folder with what was saved.
fn the_papers(app: &App) -> PathBuf {
    let folder = saved(app);
    for file in ["permohonan.csr", "lembar-data.pdf", "daftar-periksa.pdf", "permohonan.json"] {
        assert!(folder.join(file).exists(), "{file}");
    }
    mutool(&folder.join("lembar-data.pdf"));
    folder
}
