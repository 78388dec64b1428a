//! The application for a certificate: what is kept and what is not, a form of the office's own, and a token that only its
//! maker's tool prepares. The whole way with real cards is in the command line's and the window's tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use service::Pin;
use service::enroll::record::SecretName;
use service::schema::{
    EnrollFormRequest, EnrollKind, EnrollSecretState, EnrollStep, EnrollView, Problem, Secret,
};
use service::tokens::PRACTICE;
use support::World;
use testkit::openssl::{Key, Pki, openssl};
use zeroize::Zeroizing;

const NIK: &str = "5171010101800001";
const FACTORY: &str = "010203040506070801020304050607080102030405060708";
const MANAGEMENT: &str = "5c1d3f7a0b2e4c6d8f9a1b3c5d7e9f01234567890abcdef1";

fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

/// A key in a file: another token than the practice card. Its password is "rahasia".
fn key_file(world: &World) -> std::path::PathBuf {
    let pki = Pki::new();
    let signer = pki.signer("Pejabat Uji (UJI)", Key::P256);
    let file = world.host.folder.path().join("kunci.p12");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (key, certificate, out) = (text(&signer.key), text(&signer.certificate), text(&file));
    let words =
        ["pkcs12", "-export", "-inkey", &key, "-in", &certificate, "-passout", "pass:rahasia", "-out", &out];
    openssl(&words);
    file
}

fn typed(text: &str) -> Secret {
    Secret::new(Zeroizing::new(text.to_owned()))
}

fn filled(id: &str) -> EnrollFormRequest {
    let values = [
        ("name", "I Made Contoh, S.Kom."),
        ("nik", NIK),
        ("status", "pns"),
        ("nip", "198001012005011001"),
        ("position", "Kepala Bidang Persandian"),
        ("unit", "Dinas Penguji"),
        ("email", "made@baliprov.go.id"),
        ("phone", "0361 123456"),
    ];
    EnrollFormRequest {
        id: id.to_owned(),
        consent: true,
        values: values.map(|(id, value)| (id.to_owned(), value.to_owned())).into(),
        attachments: ["ktp", "recommendation", "decree"].map(str::to_owned).to_vec(),
    }
}

fn begun(world: &World) -> EnrollView {
    let view = world.service.enroll_begin(EnrollKind::Penerbitan, None).unwrap();
    world.service.enroll_form(filled(&view.id)).unwrap()
}

/// Every file below a folder that holds this text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(text) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn application_that_is_left_without_keeping_leaves_no_number_on_disk() {
    let world = World::new();
    let view = begun(&world);
    assert_eq!(view.step, EnrollStep::Token);
    world.service.enroll_token(&view.id, PRACTICE).unwrap();
    world.service.enroll_close(&view.id);
    assert_eq!(world.service.enroll_get(&view.id).err(), Some(Problem::EnrollGone));
    assert_eq!(holding(world.host.folder.path(), NIK), [""; 0]);
    assert_eq!(holding(world.host.folder.path(), "Contoh"), [""; 0]);
}

#[test]
fn kept_application_is_listed_masked_gone_on_with_and_deleted_with_its_entry() {
    let world = World::new();
    let view = begun(&world);
    let folder = world.letters.path().join("berkas");
    world.service.enroll_keep(&view.id, &folder).unwrap();
    world.service.enroll_close(&view.id);
    let rows = world.service.enroll_list().unwrap();
    assert_eq!((rows.len(), rows[0].number.as_str(), rows[0].there), (1, "************0001", true));
    assert_eq!(holding(world.host.folder.path(), NIK), [""; 0], "the list holds paths only");
    let again = world.service.enroll_resume(&folder, None).unwrap();
    assert_eq!((again.step, again.kept, again.complete), (EnrollStep::Token, true, true));
    // Taking the consent back forgets what was entered.
    let mut withdrawn = filled(&again.id);
    withdrawn.consent = false;
    let view = world.service.enroll_form(withdrawn).unwrap();
    assert_eq!(view.step, EnrollStep::Consent);
    assert_eq!(holding(&folder, NIK), [""; 0]);
    assert_eq!(world.service.enroll_delete(&folder).unwrap(), []);
    assert!(!folder.join("permohonan.json").exists());
    assert_eq!(world.service.enroll_get(&view.id).err(), Some(Problem::EnrollGone));
}

#[test]
fn record_that_is_none_is_refused() {
    let world = World::new();
    let folder = world.letters.path().join("berkas");
    std::fs::create_dir(&folder).unwrap();
    for text in ["", "{}", "{\"format\":9}", &" ".repeat(2_000_000)] {
        std::fs::write(folder.join("permohonan.json"), text).unwrap();
        assert_eq!(world.service.enroll_resume(&folder, None).err(), Some(Problem::EnrollRecord));
    }
    let view = begun(&world);
    let taken = Problem::OutputExists { name: "permohonan.json".to_owned() };
    assert_eq!(world.service.enroll_keep(&view.id, &folder).err(), Some(taken), "another's record stays");
}

#[test]
fn offices_own_form_asks_for_its_own_fields() {
    let world = World::new();
    let own = world.letters.path().join("formulir.json");
    let shipped = std::fs::read_to_string("assets/permohonan.json").unwrap();
    std::fs::write(&own, shipped.replace("baliprov.go.id", "contoh.test")).unwrap();
    let view = world.service.enroll_begin(EnrollKind::Penerbitan, Some(&own)).unwrap();
    let view = world.service.enroll_form(filled(&view.id)).unwrap();
    let faults: BTreeMap<_, _> =
        view.fields.iter().filter_map(|field| Some((field.id.as_str(), field.fault.as_deref()?))).collect();
    assert_eq!(faults, BTreeMap::from([("email", "domain")]));
    std::fs::write(world.host.folder.path().join("application-form.json"), "{").unwrap();
    let broken = world.service.enroll_begin(EnrollKind::Penerbitan, None);
    let told = broken.err();
    assert!(
        matches!(&told, Some(Problem::EnrollTemplate { name, line: 1, .. }) if name == "application-form.json"),
        "no other form takes its place unasked: {told:?}"
    );
    // It is said at the beginning too, with the way back to the sample.
    let seen = world.service.enroll_template_view();
    assert_eq!((seen.own, seen.problem), (true, told));
    let picked = world.letters.path().join("rusak.json");
    std::fs::write(&picked, "{\n  \"name\": 7\n}").unwrap();
    *world.host.picks.lock().unwrap() = vec![picked];
    let refused = world.service.enroll_template_pick().err();
    assert!(
        matches!(&refused, Some(Problem::EnrollTemplate { name, line: 2, .. }) if name == "rusak.json"),
        "{refused:?}"
    );
    *world.host.picks.lock().unwrap() = vec![own];
    let seen = world.service.enroll_template_pick().unwrap();
    assert_eq!((seen.own, seen.problem), (true, None));
    let view = world.service.enroll_begin(EnrollKind::Penerbitan, None).unwrap();
    assert!(view.template_own);
    let seen = world.service.enroll_template_forget().unwrap();
    assert_eq!((seen.own, seen.problem), (false, None));
    assert!(!world.service.enroll_begin(EnrollKind::Penerbitan, None).unwrap().template_own);
}

#[test]
fn token_of_the_makers_tool_goes_on_from_the_request_that_it_made() {
    let world = World::new();
    // OpenSSL issues by the computer's clock.
    *world.host.clock.lock().unwrap() = None;
    let pki = Pki::new();
    let signer = pki.signer("alat", Key::P256);
    let csr = pki.folder().join("alat.csr");
    let (key, path) = (signer.key.to_str().unwrap(), csr.to_str().unwrap());
    openssl(&["req", "-new", "-key", key, "-subj", "/CN=I MADE CONTOH", "-out", path]);
    let view = begun(&world);
    let id = &view.id;
    let refused = world.service.enroll_request_file(id, &signer.certificate).err();
    assert_eq!(refused, Some(Problem::EnrollRequestUnusable));
    let view = world.service.enroll_request_file(id, &csr).unwrap();
    assert_eq!((view.step, view.key.unwrap().place.as_str()), (EnrollStep::Package, ""));
    let folder = world.letters.path().join("berkas");
    let view = world.service.enroll_package(id, false, Some(folder.clone())).unwrap();
    assert_eq!((view.step, view.kept), (EnrollStep::Receive, false));
    assert!(!folder.join("permohonan.json").exists(), "progress is kept only where the person says so");
    let again = world.service.enroll_package(id, false, Some(folder)).err();
    assert_eq!(again, Some(Problem::OutputExists { name: "permohonan.csr".to_owned() }));

    world.service.enroll_receive(id, &signer.certificate).unwrap();
    world.service.enroll_token(id, PRACTICE).unwrap();
    let not_here = Problem::EnrollNotPossible { what: "certificate".to_owned() };
    assert_eq!(world.service.enroll_write(id, typed(FACTORY), "", true, false).err(), Some(not_here));
    assert_eq!(world.service.enroll_check_written(id).err(), Some(Problem::EnrollNotWritten));
}

#[test]
fn factory_secrets_are_told_and_end_the_application_only_once_replaced() {
    let world = World::new();
    let view = begun(&world);
    let id = &view.id;
    let view = world.service.enroll_token(id, PRACTICE).unwrap();
    let token = view.token.unwrap();
    let states = (token.pin, token.puk, token.management);
    let factory = EnrollSecretState::Factory;
    assert_eq!(states, (factory, factory, factory));
    assert_eq!((token.management_cipher.as_str(), token.management_digits), ("3DES", 48));
    for secret in [SecretName::Pin, SecretName::Puk, SecretName::Management] {
        let refused = world.service.enroll_confirm(id, secret).err();
        let named = Problem::EnrollFactorySecret { secret: secret.as_str().to_owned() };
        assert_eq!(refused, Some(named), "the token says otherwise");
    }
    world.service.enroll_pin(id, pin("123456"), pin("864209"), false).unwrap();
    world.service.enroll_puk(id, pin("12345678"), pin("97531246"), false).unwrap();
    let drawn = world.service.enroll_draw_key_for(id).unwrap().key;
    assert_ne!(drawn, world.service.enroll_draw_key_for(id).unwrap().key);
    let view = world.service.enroll_management(id, typed(FACTORY), typed(&drawn)).unwrap();
    assert_eq!((view.step, view.open_ends), (EnrollStep::Key, vec![]));
    // A key of another length makes the token use AES.
    let view = world.service.enroll_management(id, typed(&drawn), typed(&MANAGEMENT[..32])).unwrap();
    assert_eq!(view.token.unwrap().management_cipher, "AES-128");
    // Back to the factory by another program: the application sees it.
    world.service.change_pin(PRACTICE, pin("864209"), pin("123456"), false).unwrap();
    let view = world.service.enroll_token(id, PRACTICE).unwrap();
    let named = Problem::EnrollFactorySecret { secret: "pin".to_owned() };
    assert_eq!((view.step, view.open_ends), (EnrollStep::Pin, vec![named]));
}

#[test]
fn renewal_makes_a_second_key_and_the_old_certificate_stays() {
    let world = World::new();
    let view = world.service.enroll_begin(EnrollKind::Pembaruan, None).unwrap();
    let id = &view.id;
    let mut form = filled(id);
    form.attachments.pop();
    world.service.enroll_form(form).unwrap();
    let before = world.service.enroll_token(id, PRACTICE).unwrap().token.unwrap();
    let free = before.places.iter().find(|place| place.holds == "nothing").unwrap();
    assert_eq!((free.id.as_str(), free.confirm.as_str()), ("9d", ""));
    world.service.enroll_pin(id, pin("123456"), pin("864209"), false).unwrap();
    world.service.enroll_puk(id, pin("12345678"), pin("97531246"), false).unwrap();
    world.service.enroll_management(id, typed(FACTORY), typed(MANAGEMENT)).unwrap();
    let view = world.service.enroll_key(id, "9d", "p-256", typed(MANAGEMENT), "", false).unwrap();
    assert_eq!((view.step, view.key.unwrap().attested), (EnrollStep::Request, true));
    let after = view.token.unwrap();
    let certificates = |places: &[service::schema::EnrollPlaceView]| {
        places.iter().filter_map(|place| Some(place.certificate.as_ref()?.serial.clone())).collect::<Vec<_>>()
    };
    assert_eq!(certificates(&after.places), certificates(&before.places));
    let elsewhere = world.service.enroll_key(id, "99", "p-256", typed(MANAGEMENT), "", false).err();
    assert_eq!(elsewhere, Some(Problem::EnrollPlaceChanged), "no place of this token");
    let other = world.service.insert_key_file(&key_file(&world), pin("rahasia")).unwrap();
    let elsewhere = world.service.enroll_token(id, &other).err();
    assert!(
        matches!(elsewhere, Some(Problem::EnrollTokenOther { .. })),
        "the new key is not there: {elsewhere:?}"
    );
    // A key that waits for its certificate is not overwritten unnamed either.
    let again = world.service.enroll_key(id, "9d", "p-256", typed(MANAGEMENT), "", false).err();
    assert_eq!(again, Some(Problem::EnrollConfirmWrong));
    let refused = world.service.enroll_request(id, pin("123456"), false).err();
    let named = Problem::EnrollFactorySecret { secret: "pin".to_owned() };
    assert_eq!(refused, Some(named), "not sent: it cannot be right");
    let view = world.service.enroll_token(id, PRACTICE).unwrap();
    assert_eq!(view.token.unwrap().pin, EnrollSecretState::Own);
    let view = world.service.enroll_request(id, pin("864209"), false).unwrap();
    assert_eq!(view.step, EnrollStep::Package);
    let late = world.service.enroll_form(filled(id)).err();
    assert_eq!(late, Some(Problem::EnrollTooLate));
}
