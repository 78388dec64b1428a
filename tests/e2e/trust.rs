//! Trust and network in Settings: an issuer taken in with its fingerprint and the mark of BSrE makes a letter valid, and a try
//! of a time-stamp server reaches exactly the host that was listed.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use testkit::command::{PATIENCE, run};
use testkit::openssl::{Key, Pki};
use testkit::web::{Reply, Server};

use super::support::app::App;
use super::{click, fill, fingerprint, id, sample, sound};

/// The sample letter, signed by pyHanko under this root.
pub(crate) fn signed(pki: &Pki) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let signer = pki.signer("Pejabat", Key::P256);
    let (recipe, output) = (pki.folder().join("recipe.json"), pki.folder().join("surat-luar.pdf"));
    let step = json!({"do": "sign", "field": "S1", "key": signer.key, "cert": signer.certificate, "chain": [pki.root().certificate]});
    std::fs::write(&recipe, json!({"input": sample(), "output": output, "steps": [step]}).to_string())
        .unwrap();
    let mut command = Command::new(testkit::judges::judge("python"));
    command.arg(root.join("src-tauri/crates/pades/tests/support/sign.py")).arg(recipe);
    run(&mut command, PATIENCE).succeeded();
    output
}

#[test]
fn issuer_taken_in_with_fingerprint_and_mark_makes_a_letter_valid() {
    let pki = Pki::new();
    let letter = signed(&pki);
    let root = &pki.root().certificate;

    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-verify");
    app.drop_files(&[&letter]);
    page.wait_visible(&id("verdict"));
    click(page, "signature-details");
    assert!(!page.whole_text().contains("Diterbitkan BSrE"), "no key is marked yet");

    click(page, "nav-settings");
    app.will_pick(root);
    click(page, "trust-pick");
    fill(page, "trust-fingerprint", &fingerprint(root));
    click(page, "trust-bsre");
    page.screenshot("60-trust-candidate");
    click(page, "trust-add");
    page.wait_visible(&id("anchor-bsre"));
    sound(page);

    click(page, "nav-verify");
    app.drop_files(&[&letter]);
    page.wait_visible("[data-testid=\"signature\"][data-verdict=\"sah\"]");
    click(page, "signature-details");
    page.until("the issuer as BSrE's by its key", || {
        page.whole_text().contains("Diterbitkan BSrE").then_some(())
    });
    page.screenshot("61-trusted-letter");
}

#[test]
fn try_of_a_server_reaches_the_listed_host_and_names_the_step_that_fails() {
    let server = Server::always(Reply::status("503 Service Unavailable", ""));
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-settings");
    click(page, "network-on");
    fill(page, "stamp-url", &server.url("/tsa"));
    click(page, "stamp-add");
    page.wait_visible(&id("stamp-server"));
    click(page, "stamp-test");
    page.wait_visible("[data-testid=\"attempt-allowed\"][data-passed=\"false\"]");
    assert_eq!(server.connections(), 0, "a host on this computer is not visited before it is listed");

    fill(page, "host", &server.host());
    click(page, "host-add");
    page.until("the host in the list", || page.whole_text().contains(&server.host()).then_some(()));
    click(page, "stamp-test");
    page.wait_visible("[data-testid=\"attempt-status\"][data-passed=\"false\"]");
    assert_eq!(server.connections(), 1);
    page.screenshot("62-network-test");
    sound(page);
}
