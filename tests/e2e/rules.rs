//! The agency's rules in the real window: a bundle is taken in, Settings shows what is locked and by whom, and signing offline is
//! refused before any password is asked for.

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use testkit::openssl::{Key, openssl};

use super::support::app::App;
use super::{PASSWORD, Person, both_sizes, click, fill, id, path, sample, sound};

/// A bundle that trusts this person's issuer and forbids signing offline; with the fingerprint of its key.
fn bundle(person: &Person, folder: &Path) -> (PathBuf, String) {
    let agency = person.pki.signer("Dinas", Key::P256);
    let (manifest, out, root) =
        (folder.join("paket.json"), folder.join("dinas.bundle"), folder.join("akar.der"));
    openssl(&["x509", "-in", path(&person.pki.root().certificate), "-outform", "DER", "-out", path(&root)])
        .succeeded();
    let text = serde_json::json!({
        "format": "absah-bundle/1", "agency": "Dinas Kominfo Contoh (UJI)", "sequence": 1, "issued": "2026-11-20T08:00:00+08:00",
        "anchors": [{"certificate": STANDARD.encode(std::fs::read(&root).unwrap()), "purpose": "any"}],
        "switches": {"offline-signing": false, "revocation-max-age-hours": 24, "refuse-changeable": true}
    });
    std::fs::write(&manifest, text.to_string()).unwrap();
    #[rustfmt::skip]
    openssl(&["cms", "-sign", "-binary", "-nodetach", "-md", "sha256", "-in", path(&manifest), "-signer", path(&agency.certificate),
        "-inkey", path(&agency.key), "-outform", "DER", "-out", path(&out)]).succeeded();
    let key = folder.join("dinas.key.der");
    openssl(&["pkey", "-in", path(&agency.key), "-pubout", "-outform", "DER", "-out", path(&key)])
        .succeeded();
    let said = openssl(&["dgst", "-sha256", "-r", path(&key)]).succeeded().stdout;
    (out, said.split_whitespace().next().unwrap().to_owned())
}

#[test]
fn bundle_locks_its_rules_and_signing_offline_is_refused_with_the_reason() {
    let (app, person) = (App::start(), Person::new());
    let page = app.page();
    page.wait_visible("h1");
    let (file, key) = bundle(&person, app.folder());
    click(page, "nav-settings");
    app.will_pick(&file);
    click(page, "bundle-pick");
    fill(page, "bundle-fingerprint", &key);
    click(page, "bundle-add");
    let offline = page.wait_visible("[data-rule=offline-signing][data-origin=agency]");
    let said = page.text(&offline);
    assert!(said.contains("Tidak diizinkan"), "{said}");
    assert!(said.contains("Dinas Kominfo Contoh (UJI)") && said.contains("20 November 2026"), "{said}");
    page.wait_visible("[data-rule=network][data-origin=default]");
    page.until("the switch of the agency's rule locked", || {
        page.all(&id("refuse-changeable")).into_iter().next().filter(|one| !page.enabled(one)).map(drop)
    });
    both_sizes(&app, "64-rules");
    sound(page);

    click(page, "nav-token");
    app.will_pick(&person.key_file(app.folder()));
    click(page, "pick-key-file");
    fill(page, "key-file-password", PASSWORD);
    click(page, "key-file-submit");
    page.wait_visible("[data-testid=token-card][data-state=ready]");
    app.drop_files(&[&app.copy_of(&sample())]);
    page.wait_visible("[data-check=status][data-state=failed]");
    page.wait_text("tidak mengizinkan penandatanganan bila status sertifikat tidak dapat diperiksa");
    both_sizes(&app, "65-rules-refused");
    sound(page);
    assert!(
        page.all(&id("sign-button")).iter().all(|button| !page.enabled(button)),
        "no way to the password"
    );
    assert!(page.all(&id("pin-input")).is_empty());
}
