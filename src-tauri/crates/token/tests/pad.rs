//! PINs typed on the reader (PC/SC part 10): scripted readers, and cards of others in a reader with keys in the real
//! smart card service.
//!
//! The reader with keys is vpcd's driver with secure PIN entry added (`pad/reader.c`), compiled here. OpenSC uses it
//! too, so that reader and client do not only understand each other. No real reader with keys was at hand.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::fs;
use std::path::{Path, PathBuf};

use suite::guest::Guest;
use suite::others::{self, AUTHENTICATION, SIGNATURE};
use suite::service::{self, Daemon, PORT, READER, say, text, tool};
use suite::{PIN, PUK, key, pin, tbs};
use token::piv::Piv;
use token::transport::pcsc;
use token::transport::script::{Script, ScriptCheck};
use token::{Act, Error, KeyAlgorithm, KeyRef, PinState, Slot, Token, tlv};

/// Verify and modify, as the free CCID driver numbers them.
const FEATURES: &str = "pad 0604 42330006 0704 42330007\n";
const SELECT: &str = "> 00A40400 05 A000000308 00\n< 6106 4F04 00001000 9000\n";
/// The structure for VERIFY of PIV (PC/SC part 10 clause 2.5.2), with the control code in front.
const VERIFY: &str =
    "^ 42330006 3C0082 08 00 0806 02 01 0904 00 000000 0D000000 00200080 08 FFFFFFFFFFFFFFFF\n";
const CHANGE: &str = "^ 42330007 3C0082 08 00 00 08 0806 03 02 03 0904 000102 000000 15000000 \
     00240080 10 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n";

fn scripted(script: &str) -> (Box<dyn Token>, ScriptCheck) {
    let text = format!("atr 3B00\n{FEATURES}{SELECT}{script}");
    let (card, check) = Script::parse(&text).unwrap().into_card();
    (Box::new(Piv::open(card, None).unwrap()), check)
}

#[test]
fn whatever_happens_at_the_reader_is_told_as_what_it_is() {
    let certificate = tlv::element(0x53, &tlv::element(0x70, &suite::certificate(&suite::base_point())));
    let certificate: String = certificate.iter().map(|byte| format!("{byte:02X}")).collect();
    for (says, expected) in [
        ("6400", Error::PadTimedOut),
        ("6401", Error::PadCancelled),
        ("6402", Error::PadMismatch),
        ("6403", Error::PadLength),
        ("6B80", Error::NoPinPad),
        ("63C2", Error::PinWrong { tries_left: Some(2) }),
        ("63C0", Error::PinBlocked),
        ("6983", Error::PinBlocked),
        ("90", Error::Malformed { instruction: 0x20 }),
    ] {
        let (mut token, check) =
            scripted(&format!("{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {certificate} 9000\n{VERIFY}< {says}"));
        let mut act = Act::without_pin();
        let key = KeyRef::new(Slot::Signature, None);
        assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(expected), "{says}");
        assert!(!act.is_over(), "{says}: the person may type again");
        check.finished().unwrap();
    }
    // After the PIN was typed a reset is not survived by typing it again unasked.
    let (mut token, check) =
        scripted(&format!("{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {certificate} 9000\n{VERIFY}! reset"));
    let key = KeyRef::new(Slot::Signature, None);
    assert_eq!(token.sign(&key, &mut Act::without_pin(), &tbs(b"x")), Err(Error::Reset));
    check.finished().unwrap();
}

#[test]
fn pin_typed_here_goes_to_the_card_even_where_the_reader_has_keys() {
    let certificate = tlv::element(0x53, &tlv::element(0x70, &suite::certificate(&suite::base_point())));
    let certificate: String = certificate.iter().map(|byte| format!("{byte:02X}")).collect();
    let (mut token, check) = scripted(&format!(
        "{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {certificate} 9000\n> 00200080 08 313233343536FFFF\n< 63C2"
    ));
    let key = KeyRef::new(Slot::Signature, None);
    let wrong = token.sign(&key, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(wrong, Err(Error::PinWrong { tries_left: Some(2) }));
    check.finished().unwrap();
}

#[test]
fn change_and_unblocking_are_these_structures() {
    let unblock = CHANGE.replace("00240080", "002C0080");
    let (mut token, check) = scripted(&format!(
        "{SELECT}{CHANGE}< 9000\n{SELECT}{CHANGE}< 6402\n{SELECT}{unblock}< 9000\n{SELECT}{unblock}< 63C1"
    ));
    assert_eq!(token.change_pin_on_pad(), Ok(()));
    assert_eq!(token.change_pin_on_pad(), Err(Error::PadMismatch));
    assert_eq!(token.unblock_on_pad(), Ok(()));
    assert_eq!(token.unblock_on_pad(), Err(Error::PukWrong { tries_left: Some(1) }));
    check.finished().unwrap();
}

#[test]
fn reader_whose_keys_do_not_fit_the_card_is_told_as_one_without() {
    // Too few keys for the shortest PIN; then one that can verify and not change.
    for (reader, can_verify) in [("properties 070105", false), ("pad 0604 42330006", true)] {
        let script = format!(
            "{reader}\n{SELECT}> 00FD0000 00\n< 6D00\n> 00CB3FFF 05 5C035FC102 00\n< 6A82\n> 00200080\n< 63C3\n> 00A40400 06 *\n< 6A82\n{SELECT}"
        );
        let (mut token, check) = scripted(&script);
        assert_eq!(token.info().unwrap().pin_pad, can_verify, "{reader}");
        assert_eq!(token.change_pin_on_pad(), Err(Error::NoPinPad), "{reader}");
        check.finished().unwrap();
    }
}

/// The reader with keys, and what will be typed on it.
struct Keys(PathBuf);

impl Keys {
    /// Compiles the driver and lets the service of this folder use it.
    fn build(folder: &Path) -> Keys {
        let (typed, driver) = (folder.join("typed"), folder.join("pad.so"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pad/reader.c");
        let vpcd = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
        // The library calls itself by a name that its package does not install.
        std::os::unix::fs::symlink(vpcd, folder.join("libifdvpcd.so.0")).unwrap();
        let find = format!("-Wl,-rpath,{}", folder.display());
        let define = format!("-DTYPED=\"{}\"", typed.display());
        let out = driver.to_str().unwrap();
        let arguments = ["-shared", "-fPIC", "-I/usr/include/PCSC", &define, source, "-o", out, vpcd, &find];
        let built = tool("cc", &arguments);
        assert!(built.status.success(), "{}", text(&built));
        let config = format!(
            "FRIENDLYNAME \"Absah Test\"\nDEVICENAME /dev/null:{PORT}\nLIBPATH {}\nCHANNELID {PORT:#x}\n",
            driver.display()
        );
        fs::create_dir(folder.join("readers")).unwrap();
        fs::write(folder.join("readers/reader"), config).unwrap();
        Keys(typed)
    }

    fn will_type(&self, lines: &[&str]) {
        fs::write(&self.0, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }

    fn all_was_typed(&self) -> bool {
        fs::read_to_string(&self.0).unwrap().is_empty()
    }
}

fn open() -> Box<dyn Token> {
    token::open(pcsc::connect(READER).unwrap(), None).unwrap()
}

#[test]
fn pin_is_typed_on_the_reader_for_cards_of_others() {
    service::in_a_namespace("pin_is_typed_on_the_reader_for_cards_of_others", 150, || {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let keys = Keys::build(folder);
        let _daemon = Daemon::spawn(folder);
        let guest = Guest::insert("pivcard", folder, PORT, READER);
        others::piv(folder, &others::PIV);
        say("piv");
        for slot in [Slot::Signature, Slot::Authentication] {
            life_on_the_reader(folder, &keys, slot, PUK);
        }
        say("opensc");
        opensc_uses_the_same_reader(&keys);
        drop(guest);
        service::wait_for_no_card();

        say("openpgp");
        let _guest = Guest::insert("opgpcard", folder, PORT, READER);
        others::openpgp(SIGNATURE, KeyAlgorithm::P256, 2);
        others::openpgp(AUTHENTICATION, KeyAlgorithm::P256, 0);
        for slot in [SIGNATURE, AUTHENTICATION] {
            life_on_the_reader(folder, &keys, slot, others::ADMIN);
        }
    });
}

fn life_on_the_reader(folder: &Path, keys: &Keys, slot: Slot, puk: &str) {
    let mut token = open();
    assert!(token.info().unwrap().pin_pad);
    let key = key(&mut *token, slot);
    let mut sign = |lines: &[&str]| {
        keys.will_type(lines);
        let mut act = Act::without_pin();
        let first = token.sign(&key.reference, &mut act, &tbs(b"surat"));
        assert!(!act.is_over());
        first
    };
    let signature = sign(&[PIN]).unwrap();
    others::openssl_verifies(folder, key.certificate.as_deref().unwrap(), b"surat", &signature);
    assert!(keys.all_was_typed());
    assert_eq!(sign(&["cancel"]), Err(Error::PadCancelled));
    assert_eq!(sign(&[]), Err(Error::PadTimedOut));
    assert_eq!(sign(&["12345"]), Err(Error::PadLength));
    assert_eq!(sign(&["12345678901234567"]), Err(Error::PadLength));
    assert_eq!(open().info().unwrap().pin, PinState::Tries(3), "nothing of it reached the card");
    assert_eq!(sign(&["999999", "never typed"]), Err(Error::PinWrong { tries_left: Some(2) }));
    assert!(!keys.all_was_typed(), "asked once");
    assert_eq!(open().info().unwrap().pin, PinState::Tries(2));

    let change = |lines: &[&str]| {
        keys.will_type(lines);
        open().change_pin_on_pad()
    };
    assert_eq!(change(&[PIN, "246810", "246811"]), Err(Error::PadMismatch));
    assert_eq!(change(&["999999", "246810", "246810"]), Err(Error::PinWrong { tries_left: Some(1) }));
    assert_eq!(change(&[PIN, "246810", "246810"]), Ok(()));
    assert_eq!(sign(&[PIN]), Err(Error::PinWrong { tries_left: Some(2) }));
    sign(&["246810"]).unwrap();
    for _ in 0..3 {
        sign(&["999999"]).unwrap_err();
    }
    assert_eq!(sign(&["246810"]), Err(Error::PinBlocked));

    keys.will_type(&["00000000", PIN, PIN]);
    assert_eq!(open().unblock_on_pad(), Err(Error::PukWrong { tries_left: Some(2) }));
    keys.will_type(&[puk, PIN, PIN]);
    assert_eq!(open().unblock_on_pad(), Ok(()));
    sign(&[PIN]).unwrap();
    assert_eq!(open().info().unwrap().pin, PinState::Tries(3), "and nothing stays verified");
}

/// OpenSC asks the same reader by its own structures.
fn opensc_uses_the_same_reader(keys: &Keys) {
    let verify = |line: &str| {
        keys.will_type(&[line]);
        let output = tool("pkcs15-tool", &["--reader", READER, "--auth-id", "01", "--verify-pin"]);
        (output.status.success(), keys.all_was_typed(), text(&output))
    };
    let (good, typed, said) = verify(PIN);
    assert!(good && typed, "{said}");
    let (good, typed, said) = verify("999999");
    assert!(!good && typed, "{said}");
    let (good, _, said) = verify(PIN);
    assert!(good, "{said}");
}
