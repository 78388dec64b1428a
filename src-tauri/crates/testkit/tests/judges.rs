//! The judges themselves, judged: what they say of a document that an outside program signed, and of one byte changed in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use std::process::Command;
use std::time::Duration;

use testkit::command::{run, run_with_input};
use testkit::judges::{Structure, mutool, page_in_grey, pdfsig, pyhanko, pyhanko_sign, qpdf};
use testkit::openssl::{Key, Pki, verifies};
use testkit::pdf::page;

#[test]
fn pyhanko_signed_document_is_called_valid_and_changed_one_is_not() {
    let pki = Pki::new();
    let (plain, signed) = (pki.folder().join("plain.pdf"), pki.folder().join("signed.pdf"));
    std::fs::write(&plain, page(200, 100, "")).unwrap();
    assert_eq!(qpdf(&plain), Structure::Clean);
    assert!(pdfsig(&plain).is_empty());
    assert!(pyhanko(&plain, &[]).is_empty());

    for key in [Key::Rsa(2048), Key::P256] {
        let signer = pki.signer("Rita", key);
        pyhanko_sign(&plain, &signed, &signer, "Tanda1");
        let says = pdfsig(&signed);
        assert_eq!(says.len(), 1);
        assert!(says[0].valid && says[0].whole, "{says:?}");
        assert_eq!((says[0].field.as_str(), says[0].signer.as_str()), ("Tanda1", "Rita (UJI)"));
        let says = pyhanko(&signed, &[&pki.root().certificate]);
        assert!(says[0].bottom_line && says[0].trusted, "{says:?}");
        assert_eq!(says[0].coverage, "ENTIRE_FILE");
        assert!(!pyhanko(&signed, &[])[0].trusted, "nothing is trusted without a root");
        assert!(mutool(&signed).status.success());

        let mut bytes = std::fs::read(&signed).unwrap();
        let at = bytes.windows(9).position(|w| w == b"/MediaBox").unwrap();
        bytes[at + 10] = b'1';
        std::fs::write(&signed, bytes).unwrap();
        assert!(!pdfsig(&signed)[0].valid);
        assert!(!pyhanko(&signed, &[&pki.root().certificate])[0].intact);
    }
}

#[test]
fn poppler_draws_a_blank_page_white() {
    let pki = Pki::new();
    let plain = pki.folder().join("plain.pdf");
    std::fs::write(&plain, page(200, 100, "")).unwrap();
    let (width, height, pixels) = page_in_grey(&plain, 1, 72);
    assert_eq!((width, height), (200, 100));
    assert!(pixels.iter().all(|p| *p == 255));
}

#[test]
fn openssl_verifies_its_own_signature_and_certifies_a_foreign_key() {
    let pki = Pki::new();
    let signer = pki.signer("Egon", Key::P384);
    let data = pki.folder().join("data");
    std::fs::write(&data, b"surat").unwrap();
    let words = ["dgst", "-sha256", "-sign", signer.key.to_str().unwrap(), data.to_str().unwrap()];
    let signature = run(Command::new("openssl").args(words), Duration::from_secs(20)).succeeded().bytes;
    assert!(verifies(&signer.certificate, "sha256", b"surat", &signature));
    assert!(!verifies(&signer.certificate, "sha256", b"Surat", &signature));

    let public = ["pkey", "-in", signer.key.to_str().unwrap(), "-pubout"];
    let public = run(Command::new("openssl").args(public), Duration::from_secs(20)).succeeded().bytes;
    assert!(verifies(&pki.certify("Kartu", &public), "sha256", b"surat", &signature));
    assert_eq!(signer.certificate_der()[0], 0x30);
    assert_eq!(signer.key_der()[0], 0x30);
}

#[test]
fn program_gets_its_input_and_gives_its_exit_code() {
    let output =
        run_with_input(Command::new("sh").args(["-c", "cat; exit 7"]), b"isi", Duration::from_secs(20));
    assert_eq!((output.code(), output.stdout.as_str()), (7, "isi"));
}

#[test]
fn program_that_hangs_is_ended_with_its_children() {
    let pki = Pki::new();
    let noted = pki.folder().join("child");
    let line = format!("sleep 600 & echo $! > '{}'; sleep 600", noted.display());
    let hung =
        std::panic::catch_unwind(|| run(Command::new("sh").args(["-c", &line]), Duration::from_secs(2)));
    let said = *hung.expect_err("it hangs").downcast::<String>().unwrap();
    assert!(said.contains("did not end within"), "{said}");
    let child = std::fs::read_to_string(noted).unwrap();
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
    // Gone, or waiting for its new parent to notice; a signal takes effect a little after it was sent.
    let ended = || state().map_or(true, |state| state.contains(") Z "));
    let seen = (0..500).any(|_| {
        ended() || {
            std::thread::sleep(Duration::from_millis(10));
            false
        }
    });
    assert!(seen, "{:?}", state());
}
