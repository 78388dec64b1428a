//! Cards written by others in the real smart card service, and programs written by others on our practice card:
//! whether client and emulator follow the standard or only each other.
//!
//! The cards are programs of the workspace `tests/cards`, built by `make cards`. They keep everything in memory and
//! make the same keys in every run. Run as root, with what `.ci/install test` installs:
//! `cargo test -p token --test cards`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::cell::RefCell;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use suite::guest::{Guest, wait_for_card};
use suite::others::{self, openssl, yubico};
use suite::questions::{self, Question};
use suite::record;
use suite::service::{self, Daemon, PORT, READER, say, text, tool};
use suite::{Bench, PIN, PUK, key, personalised, pin, tbs};
use token::emulator::Emulator;
use token::piv::Piv;
use token::transport::pcsc;
use token::{
    Act, Card, Error, Family, KeyAlgorithm, ManagementAlgorithm, PinState, Slot, Token, Transaction,
    TransportError,
};

/// Name of vpcd's second slot.
const SECOND_READER: &str = "Absah Test 00 01";

/// Status word of the empty VERIFY, as OpenSC gets it.
fn tries_by_opensc() -> String {
    let said = text(&tool("opensc-tool", &["-r", READER, "-s", "00A4040005A000000308", "-s", "00200080"]));
    said.lines().rfind(|line| line.starts_with("Received")).unwrap_or(&said).to_owned()
}

fn open() -> Box<dyn Token> {
    token::open(pcsc::connect(READER).unwrap(), Some("the reader".into())).unwrap()
}

#[test]
fn piv_card_of_others_behaves_as_every_token_must() {
    service::in_a_namespace("piv_card_of_others_behaves_as_every_token_must", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let _daemon = Daemon::start(folder);
        let guest = RefCell::new(Some(Guest::insert("pivcard", folder, PORT, READER)));
        say("keys");
        others::piv(folder, &others::PIV);

        let take_pins = || suite::pins(&guest.borrow().as_ref().unwrap().take_headers());
        let pull = || {
            drop(guest.borrow_mut().take());
            service::wait_for_no_card();
        };
        // It keeps nothing without power and makes the same keys again, but the certificates are new.
        let put = || {
            *guest.borrow_mut() = Some(Guest::insert("pivcard", folder, PORT, READER));
            others::piv(folder, &others::PIV);
        };
        let bench =
            Bench { removal: Some((&pull, &put)), ..Bench::piv(&open, &take_pins, others::PIV_SERIAL) };
        bench.run();
        suite::piv::run(&|| pcsc::connect(READER).unwrap());
        say("faults");
        suite::fault::everywhere(&|| pcsc::connect(READER).unwrap(), Slot::Authentication, PUK);

        say("openssl");
        openssl_verifies_every_key(folder);
        say("tries");
        wrong_pin_costs_exactly_one_try();
        say("puk");
        blocked_puk_is_told_and_only_a_reset_helps();
    });
}

#[test]
fn piv_card_of_others_is_prepared_and_the_tools_of_others_read_it() {
    service::in_a_namespace("piv_card_of_others_is_prepared_and_the_tools_of_others_read_it", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let _daemon = Daemon::start(folder.path());
        {
            say("card of others");
            let _guest = Guest::insert("pivcard", folder.path(), PORT, READER);
            let fresh = suite::personalise::Fresh {
                open: &open,
                tells: false,
                attests: false,
                ciphers: &[ManagementAlgorithm::TripleDes, ManagementAlgorithm::Aes256],
            };
            fresh.run();
            tools_read_what_we_wrote();
        }
        service::wait_for_no_card();
        say("practice card");
        let emulator = suite::new_emulator(token::emulator::CardState::factory(4_711));
        let _attachment = token::emulator::attach(&emulator, service::vpcd()).unwrap();
        wait_for_card(READER);
        let fresh = suite::personalise::Fresh {
            open: &open,
            tells: true,
            attests: true,
            ciphers: &ManagementAlgorithm::ALL,
        };
        fresh.run();
        tools_read_what_we_wrote();
        say("management key by the maker's tool");
        let said = yubico(&["-a", "set-mgm-key", "-n", "5c1d3f7a5c1d3f7a5c1d3f7a5c1d3f7a5c1d3f7a5c1d3f7b"]);
        assert!(said.contains("Successfully set new management key"), "{said}");
        let told = open().personalise().unwrap().preparation().unwrap();
        assert_eq!(told.management_factory, Some(false));
    });
}

/// Certificates that we stored, by the tools of two others; and a signature that OpenSC has made with the key.
fn tools_read_what_we_wrote() {
    let certificate = key(&mut *open(), Slot::Signature).certificate.unwrap();
    let hex: String = certificate.iter().map(|byte| format!("{byte:02x}")).collect();
    let said = yubico(&["-a", "read-object", "--id", "0x5fc10a", "-f", "hex"]);
    assert!(said.contains(&hex), "{said}");
    let output = tool("pkcs15-tool", &["--reader", READER, "--read-certificate", "02"]);
    let pem = text(&output);
    let base64: String = pem
        .lines()
        .skip_while(|line| !line.contains("BEGIN"))
        .filter(|line| !line.starts_with('-'))
        .collect();
    let read = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64.trim());
    assert_eq!(read.ok(), Some(certificate), "{pem}");
}

fn openssl_verifies_every_key(folder: &Path) {
    let mut token = open();
    fs::write(folder.join("letter"), b"surat").unwrap();
    for (slot, name, _) in others::PIV {
        let reference = key(&mut *token, slot).reference;
        let signature = token.sign(&reference, &mut Act::new(pin(PIN)), &tbs(b"surat")).unwrap();
        fs::write(folder.join("signature"), signature).unwrap();
        let said = openssl(folder, &format!("dgst -sha256 -verify {name}.pub -signature signature letter"));
        assert!(said.contains("Verified OK"), "{name}: {said}");
    }
    let key = key(&mut *token, Slot::Signature);
    assert!(key.pss);
    for salt in [[0; 32], [0xFF; 32], [7; 32]] {
        let mut act = Act::new(pin(PIN));
        let signature = token.sign(&key.reference, &mut act, &tbs(b"surat").with_pss(salt)).unwrap();
        let certificate = key.certificate.as_deref().unwrap();
        others::openssl_verifies_with(folder, certificate, b"surat", &signature, others::PSS);
    }
}

fn wrong_pin_costs_exactly_one_try() {
    let mut token = open();
    let reference = key(&mut *token, Slot::Signature).reference;
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC3)");
    let result = token.sign(&reference, &mut Act::new(pin("999999")), &tbs(b"x"));
    assert_eq!(result, Err(Error::PinWrong { tries_left: Some(2) }));
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC2)");
    token.sign(&reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC3)", "and nothing stays verified");
}

fn blocked_puk_is_told_and_only_a_reset_helps() {
    let mut token = open();
    for _ in 0..3 {
        let _ = token.change_pin(pin("999999"), pin("777777"));
    }
    for left in [2, 1] {
        assert_eq!(
            token.unblock(pin("99999999"), pin("777777")),
            Err(Error::PukWrong { tries_left: Some(left) })
        );
    }
    assert_eq!(token.unblock(pin("99999999"), pin("777777")), Err(Error::PukBlocked));
    assert_eq!(token.unblock(pin(PUK), pin("777777")), Err(Error::PukBlocked));
    assert_eq!(token.info().unwrap().pin, PinState::Blocked);
    drop(token);
    let said = yubico(&["-a", "reset"]);
    assert!(said.contains("Successfully reset"), "{said}");
    let mut token = open();
    assert_eq!(token.info().unwrap().pin, PinState::Tries(3));
    assert_eq!(token.keys().unwrap(), []);
}

/// A connection whose card is pulled just before the command of that number.
struct Pulled {
    card: Box<dyn Card>,
    at: usize,
    fate: Arc<Fate>,
}

#[derive(Default)]
struct Fate {
    guest: Mutex<Option<Guest>>,
    commands: AtomicUsize,
    /// PINs that left the client.
    pins: AtomicUsize,
}

struct PulledTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    at: usize,
    fate: &'a Fate,
}

impl Card for Pulled {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        Ok(Box::new(PulledTransaction { inner: self.card.transaction()?, at: self.at, fate: &self.fate }))
    }
}

impl Transaction for PulledTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.fate.commands.fetch_add(1, Ordering::SeqCst) == self.at {
            drop(self.fate.guest.lock().unwrap().take());
        }
        if apdu[1] == 0x20 {
            self.fate.pins.fetch_add(1, Ordering::SeqCst);
        }
        self.inner.transmit(apdu)
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}

#[test]
fn piv_card_of_others_pulled_at_any_command_is_told_as_removed() {
    service::in_a_namespace("piv_card_of_others_pulled_at_any_command_is_told_as_removed", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let _daemon = Daemon::start(folder.path());
        let mut over = Vec::new();
        // Opening, then the commands of one signature; the number beyond ends the loop.
        for at in 0.. {
            say(&format!("pulled before command {at}"));
            let guest = Guest::insert("pivcard", folder.path(), PORT, READER);
            others::piv(folder.path(), &[(Slot::Authentication, "9a", "ECCP256")]);
            let reference = key(&mut *open(), Slot::Authentication).reference;
            let fate = Arc::new(Fate { guest: Mutex::new(Some(guest)), ..Fate::default() });
            let card = Pulled { card: pcsc::connect(READER).unwrap(), at, fate: fate.clone() };
            let mut act = Act::new(pin(PIN));
            let result = token::open(Box::new(card), None)
                .and_then(|mut token| token.sign(&reference, &mut act, &tbs(b"x")));
            let pins = fate.pins.load(Ordering::SeqCst);
            if fate.guest.lock().unwrap().is_some() {
                assert!(result.is_ok(), "{result:?} after {at} commands");
                break;
            }
            assert_eq!(result, Err(Error::Removed), "at {at}");
            assert!(pins <= 1, "at {at}: {pins} PINs");
            assert_eq!(act.is_over(), pins == 1, "at {at}");
            over.push(act.is_over());
            service::wait_for_no_card();
        }
        // SELECT, SELECT, a look for certificates in 9C and 9A, SELECT, the certificate in two pieces, VERIFY, the signature.
        assert_eq!(over, [false, false, false, false, false, false, false, true, true]);
    });
}

#[test]
fn practice_card_answers_the_tools_of_others_as_their_cards_do() {
    service::in_a_namespace("practice_card_answers_the_tools_of_others_as_their_cards_do", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let _daemon = Daemon::start(folder.path());
        let emulator = personalised();
        let _attachment = token::emulator::attach(&emulator, service::vpcd()).unwrap();
        wait_for_card(READER);
        say("yubico-piv-tool");
        yubico_piv_tool_finds_its_way(&emulator);
        say("opensc");
        opensc_finds_its_way();
        say("puk");
        blocked_puk_is_told_to_both_tools();
    });
}

/// PINs, PUK, counters and objects by the tool of YubiKeys.
fn yubico_piv_tool_finds_its_way(emulator: &Emulator) {
    let says = |arguments: &[&str], wanted: &[&str]| {
        let said = yubico(arguments);
        for wanted in wanted {
            assert!(said.contains(wanted), "{arguments:?}: no '{wanted}' in: {said}");
        }
        said
    };
    let status = ["Serial Number:\t4711", "Slot 9a", "ECCP256", "Slot 9c", "RSA2048", "Slot 9d", "ECCP384"];
    says(&["-a", "status"], &[&status[..], &["Pejabat Uji (UJI)", "PIN tries left:\t3"]].concat());

    let certificate = key(&mut *open(), Slot::Signature).certificate.unwrap();
    let hex: String = certificate.iter().map(|byte| format!("{byte:02x}")).collect();
    // The object as a whole, and the certificate that the tool finds in it.
    says(&["-a", "read-object", "--id", "0x5fc10a", "-f", "hex"], &[&hex]);
    let pem = says(&["-a", "read-certificate", "-s", "9c"], &["BEGIN CERTIFICATE"]);
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let decoded = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64.trim()).unwrap();
    assert_eq!(decoded, certificate);
    says(&["-a", "read-object", "--id", "0x5fc109"], &["Failed fetching object"]);

    says(&["-a", "verify-pin", "-P", PIN], &["Successfully verified PIN"]);
    says(&["-a", "verify-pin", "-P", "999999"], &["2 tries left"]);
    says(&["-a", "status"], &["PIN tries left:\t2"]);
    says(&["-a", "verify-pin", "-P", PIN], &["Successfully verified PIN"]);
    says(&["-a", "status"], &["PIN tries left:\t3"]);

    says(&["-a", "change-pin", "-P", "999999", "-N", "246810"], &["2 tries left"]);
    says(&["-a", "change-pin", "-P", PIN, "-N", "246810"], &["Successfully changed the pin code"]);
    says(&["-a", "verify-pin", "-P", "246810"], &["Successfully verified PIN"]);
    says(&["-a", "change-puk", "-P", "99999999", "-N", "87654321"], &["2 tries left"]);
    says(&["-a", "change-puk", "-P", PUK, "-N", "87654321"], &["Successfully changed the puk code"]);

    for wanted in ["2 tries left", "1 tries left", "blocked"] {
        says(&["-a", "verify-pin", "-P", "999999"], &[wanted]);
    }
    says(&["-a", "verify-pin", "-P", "246810"], &["blocked"]);
    says(&["-a", "status"], &["PIN tries left:\t0"]);
    says(&["-a", "unblock-pin", "-P", PUK, "-N", PIN], &["2 tries left"]);
    says(&["-a", "unblock-pin", "-P", "87654321", "-N", PIN], &["Successfully unblocked the pin code"]);
    says(&["-a", "status"], &["PIN tries left:\t3"]);
    says(&["-a", "verify-pin", "-P", PIN], &["Successfully verified PIN"]);
    says(&["-a", "change-puk", "-P", "87654321", "-N", PUK], &["Successfully changed the puk code"]);
    emulator.reset();
}

/// The same by OpenSC, which reads the counter by the empty VERIFY.
fn opensc_finds_its_way() {
    let pkcs15 = |arguments: &[&str]| {
        let output = tool("pkcs15-tool", &[&["--reader", READER], arguments].concat());
        (output.status.success(), text(&output))
    };
    let pin_with = |id: &str, arguments: &[&str]| pkcs15(&[&["--auth-id", id], arguments].concat());
    let (good, said) = pkcs15(&["--list-pins"]);
    assert!(good && said.contains("PIN [PIN]") && said.contains("PIN [PIV PUK]"), "{said}");
    let (good, said) = pkcs15(&["--read-certificate", "02"]);
    assert!(good && said.contains("BEGIN CERTIFICATE"), "{said}");

    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC3)");
    let (good, said) = pin_with("01", &["--verify-pin", "--pin", "999999"]);
    assert!(!good, "{said}");
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC2)");
    let (good, said) = pin_with("01", &["--change-pin", "--pin", PIN, "--new-pin", "246810"]);
    assert!(good, "{said}");
    let (good, said) = pin_with("01", &["--verify-pin", "--pin", "246810"]);
    assert!(good, "{said}");
    for _ in 0..3 {
        let (good, said) = pin_with("01", &["--verify-pin", "--pin", "999999"]);
        assert!(!good, "{said}");
    }
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC0)");
    let (good, said) = pin_with("01", &["--unblock-pin", "--puk", PUK, "--new-pin", PIN]);
    assert!(good, "{said}");
    let (good, said) = pin_with("01", &["--verify-pin", "--pin", PIN]);
    assert!(good, "{said}");
}

/// PIN and PUK, until both are blocked; each tool sees what the other did.
fn blocked_puk_is_told_to_both_tools() {
    for wanted in ["2 tries left", "1 tries left", "blocked"] {
        let said = yubico(&["-a", "verify-pin", "-P", "999999"]);
        assert!(said.contains(wanted), "no '{wanted}' in: {said}");
    }
    let said = yubico(&["-a", "unblock-pin", "-P", "99999999", "-N", PIN]);
    assert!(said.contains("2 tries left"), "{said}");
    let opensc = |puk: &str| {
        let arguments = ["--auth-id", "01", "--unblock-pin", "--puk", puk, "--new-pin", PIN];
        tool("pkcs15-tool", &[&["--reader", READER], &arguments[..]].concat()).status.success()
    };
    assert!(!opensc("88888888"));
    assert!(!opensc("77777777"));
    assert!(!opensc(PUK), "the right one comes too late");
    let said = yubico(&["-a", "unblock-pin", "-P", PUK, "-N", PIN]);
    assert!(said.contains("blocked"), "{said}");
    assert_eq!(tries_by_opensc(), "Received (SW1=0x63, SW2=0xC0)");
    let info = open().info().unwrap();
    assert_eq!((info.pin, info.puk), (PinState::Blocked, PinState::Blocked));
}

#[test]
fn practice_card_and_card_of_others_answer_by_the_standard() {
    service::in_a_namespace("practice_card_and_card_of_others_answer_by_the_standard", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let _daemon = Daemon::start(folder.path());
        let _guest = Guest::insert("pivcard", folder.path(), PORT, READER);
        let emulator = personalised();
        let second = SocketAddr::from(([127, 0, 0, 1], PORT + 1));
        let _attachment = token::emulator::attach(&emulator, second).unwrap();
        wait_for_card(SECOND_READER);
        ask_both(questions::TO_ANYBODY);
        others::piv(folder.path(), &[(Slot::Authentication, "9a", "ECCP256")]);
        ask_both(questions::ALL);
    });
}

fn ask_both(questions: &[Question]) {
    let (ours, guests) = (|| pcsc::connect(SECOND_READER).unwrap(), || pcsc::connect(READER).unwrap());
    for question in questions {
        let theirs = if question.theirs.is_empty() { question.answers } else { question.theirs };
        assert_eq!(questions::ask(ours(), question), question.answers, "ours: {}", question.about);
        assert_eq!(questions::ask(guests(), question), theirs, "theirs: {}", question.about);
    }
}

/// One card with two applications: PIV from one reader, OpenPGP from the other, by the application selected last.
struct Both {
    cards: [Box<dyn Card>; 2],
    /// The second one is selected.
    second: Arc<AtomicBool>,
}

struct BothTransaction<'a> {
    inner: [Box<dyn Transaction + 'a>; 2],
    second: &'a AtomicBool,
}

impl Card for Both {
    fn atr(&self) -> &[u8] {
        self.cards[0].atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let [first, second] = &mut self.cards;
        let inner = [first.transaction()?, second.transaction()?];
        Ok(Box::new(BothTransaction { inner, second: &self.second }))
    }
}

impl Transaction for BothTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        if apdu.starts_with(&[0, 0xA4, 4, 0]) {
            self.second.store(apdu[5..].starts_with(&[0xD2, 0x76]), Ordering::SeqCst);
        }
        self.inner[usize::from(self.second.load(Ordering::SeqCst))].transmit(apdu)
    }

    fn was_reset(&self) -> bool {
        self.inner.iter().any(|inner| inner.was_reset())
    }
}

#[test]
fn card_with_both_applications_is_opened_where_its_certificates_are() {
    service::in_a_namespace("card_with_both_applications_is_opened_where_its_certificates_are", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let _daemon = Daemon::start(folder);
        // The helpers work on the first reader, so that is the OpenPGP card's.
        let _openpgp = Guest::insert("opgpcard", folder, PORT, READER);
        let emulator = Emulator::new(
            token::emulator::CardState::factory(7),
            token::emulator::Randomness::system().unwrap(),
            Box::new(|_| Ok(())),
        );
        let second = SocketAddr::from(([127, 0, 0, 1], PORT + 1));
        let _attachment = token::emulator::attach(&emulator, second).unwrap();
        wait_for_card(SECOND_READER);
        let connect = || -> Box<dyn Card> {
            let cards = [SECOND_READER, READER].map(|reader| pcsc::connect(reader).unwrap());
            Box::new(Both { cards, second: Arc::default() })
        };
        let open = || token::open(connect(), None).unwrap();
        let signs = |family: Family, other: Option<Family>| {
            let mut token = open();
            let info = token.info().unwrap();
            assert_eq!((info.family, info.other), (family, other));
            let key = token.keys().unwrap().remove(0);
            token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        };
        // Both empty: PIV.
        let info = open().info().unwrap();
        assert_eq!((info.family, info.other), (Family::Piv, Some(Family::OpenPgp)));
        others::openpgp(others::SIGNATURE, KeyAlgorithm::P256, 2);
        signs(Family::OpenPgp, Some(Family::Piv));
        let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
        let spki = piv.generate(Slot::Authentication, KeyAlgorithm::P256).unwrap();
        piv.put_certificate(Slot::Authentication, &suite::certificate(&spki)).unwrap();
        signs(Family::Piv, Some(Family::OpenPgp));
        // The other one by choice.
        let mut chosen = token::open_as(connect(), None, Family::OpenPgp).unwrap();
        assert_eq!(chosen.info().unwrap().other, Some(Family::Piv));
        let key = chosen.keys().unwrap().remove(0);
        chosen.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        assert!(token::open_as(connect(), None, Family::Pkcs12).is_err());
    });
}

#[test]
fn recordings_are_what_the_cards_say() {
    service::in_a_namespace("recordings_are_what_the_cards_say", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let _daemon = Daemon::start(folder);
        for model in record::MODELS {
            say(model.name);
            let guest = match model.family {
                Family::Piv => {
                    let piv = Guest::insert("pivcard", folder, PORT, READER);
                    others::piv(folder, &others::PIV[..2]);
                    piv
                }
                _ => {
                    let openpgp = Guest::insert("opgpcard", folder, PORT, READER);
                    others::openpgp_keys();
                    openpgp
                }
            };
            model.compare(&model.record(pcsc::connect(READER).unwrap()));
            drop(guest);
            service::wait_for_no_card();
        }
    });
}

#[test]
fn openpgp_card_of_others_is_seen() {
    service::in_a_namespace("openpgp_card_of_others_is_seen", 60, || {
        let folder = tempfile::tempdir().unwrap();
        let _daemon = Daemon::start(folder.path());
        let guest = Guest::insert("opgpcard", folder.path(), PORT, READER);
        let name = text(&tool("opensc-tool", &["-r", READER, "-n"]));
        assert!(name.contains("OpenPGP card v3.4"), "{name}");
        let about = text(&tool("openpgp-tool", &["-r", READER, "-C"]));
        assert!(about.contains("d2:76:00:01:24:01:03:04"), "{about}");
        assert!(guest.take_headers().contains(&[0x00, 0xA4, 0x04, 0x00]));
    });
}
