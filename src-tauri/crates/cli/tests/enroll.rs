//! From a token as the factory left it to a signature that others verify, by command line alone: with the practice card
//! and with a card written by others, both in the real smart card service. OpenSSL issues from our request.
//!
//! As root, with what `pcscd.rs` needs and `make cards`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{PIN, Said, World, said, text};
use testkit::card_service::{self, Daemon, PORT, READER, say};
use testkit::judges::{mutool, pdfsig, pyhanko};
use testkit::openssl::{Pki, openssl};

const PUK: &str = "12345678";
const FACTORY: &str = "010203040506070801020304050607080102030405060708";
const MANAGEMENT: &str = "5c1d3f7a0b2e4c6d8f9a1b3c5d7e9f01234567890abcdef1";

#[test]
fn token_from_the_factory_becomes_one_that_signs() {
    card_service::alone("token_from_the_factory_becomes_one_that_signs", Duration::from_secs(240), || {
        let folder = tempfile::tempdir().unwrap();
        let _service = Daemon::start(folder.path());
        say("card of others");
        life(
            &|_| {
                let program = testkit::repository().join("target/cards/debug/pivcard");
                let mut command = Command::new(program);
                command.arg(format!("127.0.0.1:{PORT}"));
                command
            },
            false,
        );
        say("practice card");
        life(
            &|office| {
                let mut command = office.0.command(&["practice", "attach", "--port", &PORT.to_string()]);
                command.env_remove("PCSCLITE_CSOCK_NAME");
                command
            },
            true,
        );
    });
}

#[test]
fn revocation_needs_no_token_and_an_incomplete_form_is_told_field_by_field() {
    let world = World::empty();
    let mut form = entries();
    form["values"]["nik"] = "123".into();
    form["values"]["email"] = "made@gmail.com".into();
    form["values"]["nip"] = "".into();
    form["values"]["serial"] = "1A2B3C".into();
    form["values"]["reason"] = "mutasi".into();
    form["attachments"] = json!(["ktp"]);
    world.put("isian.json", form.to_string().as_bytes());
    let words = ["enroll", "new", "pencabutan", "cabut", "--form", "isian.json", "--json"];
    let told = world.run(&words).ends(7).json();
    assert_eq!(told["step"], "consent", "nothing is taken without the consent: {told}");
    assert!(!std::fs::read_to_string(world.at("cabut/permohonan.json")).unwrap().contains("Contoh"));
    let again = ["enroll", "form", "cabut", "--form", "isian.json", "--consent", "--json"];
    let told = world.run(&again).ends(7).json();
    let faults: Vec<(&str, &str)> = told["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|field| Some((field["id"].as_str()?, field["fault"].as_str()?)))
        .collect();
    assert_eq!(faults, [("nik", "digits"), ("nip", "missing"), ("email", "domain")]);
    let missing: Vec<&str> = told["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["ticked"] == false)
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["dismissal"]);
    assert_eq!(world.run(&["enroll", "request", "cabut", "--json"]).ends(7).problem(), "enroll-not-yet");

    let mut form = entries();
    form["values"]["serial"] = "1A2B3C".into();
    form["values"]["reason"] = "mutasi".into();
    form["attachments"] = json!(["ktp", "dismissal"]);
    world.put("isian.json", form.to_string().as_bytes());
    world.run(&again).ends(0);
    let done = world.run(&["enroll", "request", "cabut", "--json"]).ends(0).json();
    assert_eq!((&done["step"], &done["request"]), (&"done".into(), &Value::Null));
    assert!(world.at("cabut/lembar-data.pdf").exists() && !world.at("cabut/permohonan.csr").exists());
    let list = world.run(&["enroll", "list"]).ends(0);
    assert!(
        list.stdout.contains("************0001") && !list.stdout.contains("5171010101800001"),
        "{list:?}"
    );
    world.run(&["enroll", "delete", "cabut"]).ends(0);
    assert!(!world.at("cabut/permohonan.json").exists());
    assert_eq!(world.run(&["enroll", "list", "--json"]).ends(0).json()["applications"], json!([]));
    assert!(!world.data.path().join("absah/enrollments.json").exists(), "the index is gone too");
}

fn entries() -> Value {
    json!({
        "values": {
            "name": "I Made Contoh, S.Kom.", "nik": "5171010101800001", "status": "pns",
            "nip": "198001012005011001", "position": "Kepala Bidang Persandian",
            "unit": "Dinas Penguji", "email": "made@baliprov.go.id", "phone": "0361 234500",
        },
        "attachments": ["ktp", "recommendation", "decree"],
    })
}

/// A process of ours, ended by its id.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The office where tokens are handed out.
struct Office(World);

impl Office {
    fn run(&self, words: &[&str], input: &str) -> Said {
        let mut command = self.0.command(words);
        command.env_remove("PCSCLITE_CSOCK_NAME");
        said(&mut command, input)
    }

    /// `enroll` with these words on the application in `berkas`, answered in JSON.
    #[track_caller]
    fn enroll(&self, words: &[&str], input: &str) -> Said {
        let all =
            [&["enroll", words[0], "berkas"], &words[1..], &["--token", READER, "--json", "--pin-stdin"]];
        self.run(&all.concat(), input)
    }

    #[track_caller]
    fn done(&self, words: &[&str], input: &str) -> Value {
        self.enroll(words, input).ends(0).json()
    }

    #[track_caller]
    fn refused(&self, words: &[&str], input: &str) -> String {
        let said = self.enroll(words, input);
        assert_ne!(said.code, 0, "{said:?}");
        said.problem()
    }
}

fn life(card: &dyn Fn(&Office) -> Command, tells: bool) {
    let office = Office(World::new());
    let letter = office.0.sample();
    let mut command = card(&office);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let inserted = Ended(command.spawn().unwrap_or_else(|error| panic!("{error}; run: make cards")));
    let end = Instant::now() + Duration::from_secs(20);
    while office.run(&["tokens", "--json"], "").json()["tokens"] == json!([]) {
        assert!(Instant::now() < end, "the card is not seen within 20 s");
        std::thread::sleep(Duration::from_millis(100));
    }
    secrets_are_replaced(&office, tells);
    key_is_made_and_its_request_verified(&office, tells);
    let pki = Pki::new();
    certificate_is_stored_and_tested(&office, &pki);
    say("sign");
    let trust = support::trust_folder(&pki);
    let words = ["sign", text(&letter), "-o", "hasil.pdf", "--token", READER, "--key", PLACE, "--pin-stdin"];
    office.run(&[&words[..], &["--trust", text(&trust)]].concat(), "864209\n").ends(0);
    let poppler = pdfsig(&office.0.at("hasil.pdf"));
    assert!(poppler.len() == 1 && poppler[0].valid && poppler[0].whole, "{poppler:?}");
    let hanko = pyhanko(&office.0.at("hasil.pdf"), &[&pki.root().certificate]);
    assert!(hanko[0].bottom_line && hanko[0].coverage == "ENTIRE_FILE", "{hanko:?}");
    drop(inserted);
    let end = Instant::now() + Duration::from_secs(20);
    while office.run(&["tokens", "--json"], "").json()["tokens"] != json!([]) {
        assert!(Instant::now() < end, "the card is still there after 20 s");
        std::thread::sleep(Duration::from_millis(100));
    }
}

const PLACE: &str = "9c";

fn secrets_are_replaced(office: &Office, tells: bool) {
    office.0.put("isian.json", entries().to_string().as_bytes());
    let words = ["enroll", "new", "penerbitan", "berkas", "--form", "isian.json", "--consent", "--json"];
    let begun = office.run(&words, "").ends(0).json();
    assert_eq!((&begun["step"], &begun["complete"]), (&"token".into(), &true.into()));
    let seen = office.done(&["show"], "");
    let state = if tells { "factory" } else { "unknown" };
    for secret in ["pin", "puk", "management"] {
        assert_eq!(seen["token"][secret], state, "{secret}: {seen}");
    }
    assert_eq!(seen["open_ends"].as_array().unwrap().len(), 3, "{seen}");
    // In their order only, and not to something that everybody knows.
    let key = ["key", "--slot", PLACE, "--algorithm", "rsa-2048", "--confirm", "0000"];
    assert_eq!(office.refused(&key, &format!("{FACTORY}\n")), "enroll-not-yet");
    assert_eq!(office.refused(&["pin"], &format!("{PIN}\n12345678\n")), "enroll-weak-secret");
    assert_eq!(office.refused(&["pin"], &format!("{PIN}\n111111\n")), "enroll-weak-secret");
    if tells {
        assert_eq!(office.refused(&["confirm", "pin"], ""), "enroll-factory-secret");
    }
    assert_eq!(office.done(&["pin"], &format!("{PIN}\n864209\n"))["step"], "puk");
    assert_eq!(office.done(&["puk"], &format!("{PUK}\n97531246\n"))["step"], "management");
    let wrong = FACTORY.replace("01", "f1");
    let manage = |old: &str, new: &str| format!("{old}\n{new}\n");
    assert_eq!(office.refused(&["manage"], &manage(&wrong, MANAGEMENT)), "enroll-management-wrong");
    assert_eq!(office.refused(&["manage"], &manage("1234", MANAGEMENT)), "enroll-management-format");
    assert_eq!(office.refused(&["manage"], &manage(FACTORY, FACTORY)), "enroll-weak-secret");
    let managed = office.done(&["manage"], &manage(FACTORY, MANAGEMENT));
    assert_eq!((&managed["step"], &managed["token"]["management"]), (&"key".into(), &"own".into()));
}

fn key_is_made_and_its_request_verified(office: &Office, tells: bool) {
    let seen = office.done(&["show"], "");
    let place =
        seen["token"]["places"].as_array().unwrap().iter().find(|place| place["id"] == PLACE).unwrap();
    // The practice card holds a certificate there; of the other card nobody knows whether there is a key.
    assert_eq!(place["holds"], if tells { "certificate" } else { "unknown" }, "{place}");
    let serial = place["confirm"].as_str().unwrap();
    let last = &serial[serial.len() - 4..];
    let make = |confirm: &str, management: &str| {
        let words = ["key", "--slot", PLACE, "--algorithm", "rsa-2048", "--confirm", confirm];
        office.enroll(&words, &format!("{management}\n"))
    };
    assert_eq!(make("0x0x", MANAGEMENT).ends(7).problem(), "enroll-confirm-wrong");
    assert_eq!(make(last, FACTORY).ends(5).problem(), "enroll-factory-secret");
    if !tells {
        // The person's word was wrong, so it is asked again.
        office.done(&["confirm", "management"], "");
    }
    let made = make(last, MANAGEMENT).ends(0).json();
    assert_eq!((&made["step"], &made["key"]["attested"]), (&"request".into(), &tells.into()), "{made}");
    assert_eq!(office.refused(&["request"], "999999\n"), "pin-wrong");
    let papers = office.done(&["request"], "864209\n");
    assert_eq!(papers["step"], "receive", "{papers}");
    say("request");
    let csr = office.0.at("berkas/permohonan.csr");
    let read = openssl(&[
        "req",
        "-in",
        text(&csr),
        "-verify",
        "-noout",
        "-subject",
        "-nameopt",
        "utf8,sep_comma_plus",
    ]);
    let told = format!("{}{}", read.stdout, read.stderr);
    assert!(told.contains("verify OK") && told.contains("CN=I Made Contoh, S.Kom."), "{told}");
    for sheet in ["lembar-data.pdf", "daftar-periksa.pdf"] {
        mutool(&office.0.at("berkas").join(sheet));
    }
    assert_eq!(office.0.at("berkas/atestasi-kunci.pem").exists(), tells);
    let record = std::fs::read_to_string(office.0.at("berkas/permohonan.json")).unwrap();
    for secret in ["864209", "97531246", MANAGEMENT, FACTORY, PIN] {
        assert!(!record.contains(secret), "no secret is kept: {secret}");
    }
}

fn certificate_is_stored_and_tested(office: &Office, pki: &Pki) {
    say("certificate");
    let csr = office.0.at("berkas/permohonan.csr");
    let receive = |file: &Path| office.run(&["enroll", "receive", "berkas", text(file), "--json"], "");
    // Wrong ones are refused with the reason, and the application stays where it is.
    let stranger = pki.signer("Orang Lain", testkit::openssl::Key::P256);
    let other = receive(&stranger.certificate).ends(7);
    assert_eq!(
        (other.problem().as_str(), &other.json()["problem"]["name"]),
        ("enroll-certificate-other", &"Orang Lain (UJI)".into())
    );
    assert_eq!(receive(&csr).ends(4).problem(), "not-a-certificate");
    let ended = pki.issue(&csr, None, -1);
    assert_eq!(receive(&ended).ends(7).problem(), "certificate-expired");
    assert_eq!(office.done(&["show"], "")["step"], "receive");

    let differs = pki.issue(&csr, Some("/C=ID/CN=I Wayan Contoh"), 730);
    let received = receive(&differs).ends(0).json();
    assert_eq!(received["certificate"]["name_differs"], true, "{received}");
    assert_eq!(office.refused(&["write"], &format!("{MANAGEMENT}\n")), "enroll-name-differs");

    let right = pki.issue(&csr, Some("/C=ID/O=PEMERINTAH PROVINSI BALI/CN=I MADE CONTOH"), 730);
    let both = office.0.at("kiriman.pem");
    let pems = [std::fs::read(&right).unwrap(), std::fs::read(&pki.root().certificate).unwrap()].concat();
    std::fs::write(&both, pems).unwrap();
    let p7b = office.0.at("kiriman.p7b");
    openssl(&["crl2pkcs7", "-nocrl", "-certfile", text(&both), "-outform", "DER", "-out", text(&p7b)]);
    let received = receive(&p7b).ends(0).json();
    let lines = received["certificate"]["comparison"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["same"] == true), "{received}");
    assert_eq!(received["certificate"]["chain"].as_array().unwrap().len(), 1, "{received}");
    assert_eq!(office.refused(&["test"], "864209\n"), "enroll-not-yet");
    assert_eq!(office.refused(&["write"], &format!("{FACTORY}\n")), "enroll-management-wrong");
    assert_eq!(office.done(&["write"], &format!("{MANAGEMENT}\n"))["step"], "test");
    assert_eq!(office.refused(&["handover"], ""), "enroll-not-yet");
    let tested = office.done(&["test"], "864209\n");
    assert!(tested["tested"].is_string() && tested["open_ends"] == json!([]), "{tested}");
    assert_eq!(office.done(&["handover"], "")["step"], "done");
    mutool(&office.0.at("berkas/lembar-serah-terima.pdf"));
}
