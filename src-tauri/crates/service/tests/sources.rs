//! Key files and drivers chosen by hand: what is remembered, which step of a test failed, and that both shells tell the
//! same. Keys are made by OpenSSL, the driver is SoftHSM's; needs openssl, softhsm2 and pkcs11-tool.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use service::host::Host as _;
use service::schema::{Outcome, Problem, SecretKind, SignRequest, TokenKind, TokenState};
use service::settings::Settings;
use support::{World, pin_of, refusal, request};
use testkit::openssl::{Key, Pki, openssl};

const PASSWORD: &str = "kata sandi uji";

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A key file as older certificates came, in the folder of letters.
fn key_file(world: &World, pki: &Pki) -> PathBuf {
    let signer = pki.signer("Pejabat Berkas", Key::Rsa(2048));
    let (file, password) = (world.letters.path().join("kunci.p12"), format!("pass:{PASSWORD}"));
    let words = ["pkcs12", "-export", "-inkey", text(&signer.key), "-in", text(&signer.certificate)];
    openssl(&[&words[..], &["-passout", &password, "-out", text(&file)]].concat()).succeeded();
    file
}

/// What the window gets for this command, after the person chose `path` in the dialog.
fn picked(world: &World, path: &Path, kind: &str) -> Value {
    *world.host.picks.lock().unwrap() = vec![path.to_owned()];
    let call = json!({ "cmd": "source_pick", "payload": { "kind": kind } });
    let mut answer = world.service.call(call).unwrap();
    assert_eq!(answer["status"], "done", "{answer}");
    answer["value"].take()
}

fn open(world: &World, token: &str, password: &str) -> Value {
    let payload = json!({ "token": token, "password": password });
    world.service.call(json!({ "cmd": "key_file_open", "payload": payload })).unwrap()
}

#[test]
fn chosen_key_file_is_remembered_by_its_place_opened_and_signs() {
    let (world, pki) = (World::new(), Pki::new());
    let file = key_file(&world, &pki);
    let before = std::fs::read(&file).unwrap();
    // OpenSSL's certificates are valid from this very moment, which may lie after the test's clock.
    let behind = chrono::Utc::now() - world.host.now().to_utc();
    world.host.days.store(behind.num_days() + 1, std::sync::atomic::Ordering::SeqCst);
    let tried = picked(&world, &file, "key_file");
    assert_eq!((&tried["tried"]["kept"], &tried["tried"]["problem"]), (&json!(true), &Value::Null));
    let id = tried["tried"]["id"].as_str().unwrap().to_owned();
    let token =
        |world: &World| world.service.tokens_view().tokens.into_iter().find(|token| token.id == id).unwrap();
    let locked = token(&world);
    assert_eq!((locked.kind, locked.state), (TokenKind::KeyFile, TokenState::Locked));
    assert_eq!((locked.pin.kind, locked.pin.tries), (SecretKind::Password, None));

    let letter = world.sample();
    let by_file = SignRequest { token: id.clone(), ..request(&letter) };
    assert_eq!(refusal(world.service.sign_run(&by_file, None)), Problem::KeyFileLocked);
    assert_eq!(open(&world, &id, "bukan itu")["problem"]["code"], "key-file-password-wrong");
    assert_eq!(open(&world, &id, PASSWORD)["status"], "done");
    assert_eq!(token(&world).keys[0].certificate.as_ref().unwrap().name, "Pejabat Berkas (UJI)");

    // Nobody trusts this issuer here: added as a person would.
    let root = &pki.root().certificate;
    let der = world.letters.path().join("root.der");
    openssl(&["x509", "-in", text(root), "-outform", "DER", "-out", text(&der)]).succeeded();
    let Outcome::NeedsSecret { secret } = trusted(&world, &der).sign_run(&by_file, None) else {
        panic!("the password is asked for again")
    };
    assert_eq!((secret.kind, secret.tries, secret.wrong), (SecretKind::Password, None, false));
    let Outcome::NeedsSecret { secret } = world.answer(&secret, "bukan itu") else { panic!("asked again") };
    assert!(secret.wrong && secret.tries.is_none(), "no counter is invented");
    let Outcome::Done { value } = world.answer(&secret, PASSWORD) else { panic!("signed") };
    assert_eq!(value.verification.signatures.len(), 1);

    assert_eq!(std::fs::read(&file).unwrap(), before);
    let kept = std::fs::read_to_string(world.host.folder.path().join("settings.json")).unwrap();
    assert!(kept.contains("kunci.p12") && !kept.contains(PASSWORD), "{kept}");
    world.service.remove_source(&id).unwrap();
    assert!(world.service.tokens_view().sources.is_empty() && file.exists(), "the file itself stays");
    assert_eq!(Settings::read(world.host.folder.path()).key_files, Vec::<PathBuf>::new());
}

fn trusted<'a>(world: &'a World, root: &Path) -> &'a service::Service {
    let print = openssl(&["x509", "-inform", "DER", "-in", text(root), "-noout", "-fingerprint", "-sha256"]);
    let print = print.succeeded().stdout;
    let hex = print.split_once('=').unwrap().1.trim().to_owned();
    *world.host.picks.lock().unwrap() = vec![root.to_owned()];
    let pick = world.service.call(json!({ "cmd": "trust_pick", "payload": {} })).unwrap();
    let candidate = pick["value"][0]["sha256"].clone();
    let decision =
        json!({ "candidate": candidate, "fingerprint": hex, "purpose": "any", "until": null, "bsre": false });
    let added = world.service.call(json!({ "cmd": "trust_add", "payload": decision })).unwrap();
    assert_eq!(added["status"], "done", "{added}");
    &world.service
}

#[test]
fn file_that_is_no_driver_is_refused_with_its_step_and_not_remembered() {
    let world = World::new();
    let letter = world.letter("surat.so", support::SAMPLE);
    let tried = &picked(&world, &letter, "module")["tried"];
    assert_eq!((&tried["kept"], &tried["problem"]["code"]), (&json!(false), &json!("module-unusable")));
    assert_eq!(tried["steps"][0], json!({ "id": "file", "state": "failed" }));
    assert_eq!(tried["steps"][1]["state"], "open");
    assert!(world.service.tokens_view().sources.is_empty());
    assert!(Settings::read(world.host.folder.path()).modules.is_empty());
    let damaged = world.letter("rusak.p12", b"bukan PKCS#12");
    let tried = &picked(&world, &damaged, "key_file")["tried"];
    assert_eq!((&tried["kept"], &tried["problem"]["code"]), (&json!(false), &json!("key-file-damaged")));
}

#[test]
fn remembered_key_file_is_there_again_and_one_that_is_gone_says_so() {
    let (world, pki) = (World::new(), Pki::new());
    let file = key_file(&world, &pki);
    picked(&world, &file, "key_file");
    let again = service::Service::new(world.host.clone());
    again.load_sources();
    assert_eq!(again.tokens_view().tokens[0].state, TokenState::Locked);
    std::fs::remove_file(&file).unwrap();
    let later = service::Service::new(world.host.clone());
    later.load_sources();
    let view = later.tokens_view();
    assert!(view.tokens.is_empty());
    assert_eq!(view.sources[0].problem, Some(Problem::KeyFileMissing { name: "kunci.p12".to_owned() }));
}

#[test]
fn window_and_command_line_tell_the_same_facts() {
    let (world, pki) = (World::new(), Pki::new());
    picked(&world, &key_file(&world, &pki), "key_file");
    let window = world.service.call(json!({ "cmd": "token_list", "payload": {} })).unwrap();
    // `absah tokens --json` prints this value as it is.
    let printed = serde_json::to_value(world.service.tokens_view()).unwrap();
    assert_eq!(window["value"], printed);
    assert_eq!(printed["tokens"].as_array().unwrap().len(), 2);
    assert_eq!(printed["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn pin_of_a_key_file_cannot_be_changed_here() {
    let (world, pki) = (World::new(), Pki::new());
    let file = key_file(&world, &pki);
    let id = picked(&world, &file, "key_file")["tried"]["id"].as_str().unwrap().to_owned();
    let refused = world.service.change_pin(&id, pin_of(PASSWORD), pin_of("lain"), false);
    assert_eq!(refused, Err(Problem::PinFixed));
}
