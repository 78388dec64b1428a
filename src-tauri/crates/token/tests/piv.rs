//! The PIV client against scripted cards: exchanges that the practice card never gives. Written from SP 800-73-4
//! and the status words that vendors' cards are known for; none is a recording of a real card.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use suite::{pin, tbs};
use token::piv::Piv;
use token::transport::script::{Script, ScriptCheck};
use token::{Act, Error, KeyAlgorithm, KeyRef, PinState, Slot, Token, open, tlv};

/// SELECT by the truncated application identifier.
const SELECT: &str = "> 00A40400 05 A000000308 00\n< 6106 4F04 00001000 9000\n";

/// The question at the end of the facts whether the card is an OpenPGP card as well.
const NO_OPENPGP: &str = "> 00A40400 06 D27600012401 00\n< 6A82\n";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn token(script: &str) -> (Box<dyn Token>, ScriptCheck) {
    let (card, check) = Script::parse(&format!("atr 3B00\n{SELECT}{script}")).unwrap().into_card();
    (Box::new(Piv::open(card, None).unwrap()), check)
}

#[test]
fn card_without_piv_is_unknown_and_named_by_its_atr() {
    for sw in ["6A82", "6D00", "6E00", "6A86"] {
        let script =
            format!("atr 3BFF96\n> 00A40400 05 A000000308 00\n< {sw}\n> 00A40400 06 D27600012401 00\n< {sw}");
        let (card, _) = Script::parse(&script).unwrap().into_card();
        assert_eq!(open(card, None).err(), Some(Error::UnknownCard { atr: vec![0x3B, 0xFF, 0x96] }), "{sw}");
    }
}

#[test]
fn tries_left_are_understood_in_every_dialect() {
    for (sw, expected) in [
        ("63C3", PinState::Tries(3)),
        ("63CF", PinState::Tries(15)),
        ("6302", PinState::Tries(2)),
        ("63C0", PinState::Blocked),
        ("6983", PinState::Blocked),
        ("9000", PinState::Verified),
        ("6300", PinState::Unknown),
        ("6700", PinState::Unknown),
        ("6A88", PinState::Unknown),
    ] {
        // No vendor extension, no CHUID; the query carries no data.
        let script = format!(
            "{SELECT}> 00FD0000 00\n< 6D00\n> 00CB3FFF 05 5C035FC102 00\n< 6A82\n> 00200080\n< {sw}\n{NO_OPENPGP}"
        );
        let (mut token, check) = token(&script);
        let info = token.info().unwrap();
        assert_eq!(
            (info.pin, info.serial, info.version, info.practice),
            (expected, None, None, false),
            "{sw}"
        );
        check.finished().unwrap();
    }
}

#[test]
fn puk_tries_and_factory_pin_are_told_by_the_vendors_metadata() {
    let blocked = PinState::Blocked;
    for (pin_says, puk_says, factory, puk) in [
        ("0101FF 050101 06020303 9000", "0101FF 050101 06020302 9000", true, PinState::Tries(2)),
        ("0101FF 050100 06020303 9000", "0101FF 050100 06020300 9000", false, blocked),
        ("6A88", "6A88", false, PinState::Unknown),
    ] {
        let script = format!(
            "{SELECT}> 00FD0000 00\n< 050403 9000\n> 00F80000 00\n< 00001267 9000\n\
             > 00F70081 00\n< {puk_says}\n> 00200080\n< 63C3\n> 00F70080 00\n< {pin_says}\n{NO_OPENPGP}"
        );
        let (mut token, check) = token(&script);
        let info = token.info().unwrap();
        assert_eq!((info.puk, info.pin_to_change), (puk, factory), "{script}");
        check.finished().unwrap();
    }
}

#[test]
fn refused_pin_is_told_in_every_dialect_and_sent_once() {
    let spki = suite::base_point();
    let certificate = suite::certificate(&spki);
    for (sw, expected) in [
        ("63C1", Error::PinWrong { tries_left: Some(1) }),
        ("6301", Error::PinWrong { tries_left: Some(1) }),
        // No number: the card is asked for it, and may not know that either.
        ("6300\n> 00200080\n< 63C2", Error::PinWrong { tries_left: Some(2) }),
        ("6300\n> 00200080\n< 6983", Error::PinBlocked),
        ("6300\n> 00200080\n< 6700", Error::PinWrong { tries_left: None }),
        ("63C0", Error::PinBlocked),
        ("6983", Error::PinBlocked),
        ("6982", Error::Unexpected { instruction: 0x20, sw: 0x6982 }),
        ("6C08", Error::Unexpected { instruction: 0x20, sw: 0x6C08 }),
    ] {
        let object =
            tlv::element(0x53, &[tlv::element(0x70, &certificate), vec![0x71, 1, 0, 0xFE, 0]].concat());
        // The PIN is padded with FF to eight bytes (SP 800-73-4 part 2 clause 2.4.3).
        let script = format!(
            "{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {} 9000\n> 00200080 08 313233343536FFFF\n< {sw}",
            hex(&object)
        );
        let (mut token, check) = token(&script);
        let mut act = Act::new(pin("123456"));
        let key = KeyRef::new(Slot::Signature, None);
        assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(expected), "{sw}");
        assert!(act.is_over(), "{sw}");
        check.finished().unwrap();
    }
}

#[test]
fn reset_while_reading_starts_over_once() {
    let one = format!("{SELECT}> 00CB3FFF 05 5C035FC10A 00\n! reset\n");
    let (mut token, check) = token(&format!("{one}{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< 6A82"));
    let mut act = Act::new(pin("123456"));
    let key = KeyRef::new(Slot::Signature, None);
    assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(Error::KeyMissing { slot: 0x9C }));
    check.finished().unwrap();
    assert!(!act.is_over());

    let (mut token, check) = self::token(&format!("{one}{one}"));
    assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(Error::Reset), "not a third time");
    check.finished().unwrap();
}

#[test]
fn reset_at_verify_is_not_repeated() {
    let object = tlv::element(0x53, &tlv::element(0x70, &suite::certificate(&suite::base_point())));
    let (mut token, check) = token(&format!(
        "{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {} 9000\n> 00200080 08 *\n! reset",
        hex(&object)
    ));
    let mut act = Act::new(pin("123456"));
    let key = KeyRef::new(Slot::Signature, None);
    assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(Error::Reset));
    assert!(act.is_over());
    check.finished().unwrap();
}

#[test]
fn signing_is_these_commands_with_nothing_between_verify_and_signature() {
    let object = tlv::element(0x53, &tlv::element(0x70, &suite::certificate(&suite::base_point())));
    let digest = hex(&tbs(b"x").digest);
    let (mut token, check) = token(&format!(
        "{SELECT}> 00CB3FFF 05 5C035FC10A 00\n< {} 9000\n\
         > 00200080 08 313233343536FFFF\n< 9000\n\
         > 0087119C 26 7C24 8200 8120 {digest} 00\n< 6982",
        hex(&object)
    ));
    let mut act = Act::new(pin("123456"));
    let key = KeyRef::new(Slot::Signature, None);
    let refused = Error::Unexpected { instruction: 0x87, sw: 0x6982 };
    assert_eq!(token.sign(&key, &mut act, &tbs(b"x")), Err(refused));
    assert!(act.is_over(), "a PIN whose signature failed is not used again");
    check.finished().unwrap();
}

#[test]
fn damaged_certificate_is_listed_as_such_and_hides_no_other() {
    let good = suite::certificate(&suite::base_point());
    let slots = [0x0A, 0x05, 0x0B, 0x01].into_iter().chain(0x0D..=0x20u8);
    let mut script = format!("{SELECT}> 00FD0000 00\n< 6D00\n");
    for object in slots {
        let answer = match object {
            0x0A => tlv::element(0x53, &[0x70, 0x05, 0x30, 0x82]),
            0x05 => tlv::element(0x53, &tlv::element(0x70, &good)),
            0x0B => tlv::element(0x53, &[0x70, 0x00, 0x71, 0x01, 0x00, 0xFE, 0x00]),
            _ => Vec::new(),
        };
        let sw = if answer.is_empty() { "6A82" } else { "9000" };
        script += &format!("> 00CB3FFF 05 5C035FC1{object:02X} 00\n< {} {sw}\n", hex(&answer));
    }
    let (mut token, check) = token(&script);
    let keys = token.keys().unwrap();
    let seen: Vec<_> = keys.iter().map(|key| (key.slot, key.damaged, key.algorithm)).collect();
    assert_eq!(
        seen,
        [(Slot::Signature, true, None), (Slot::Authentication, false, Some(KeyAlgorithm::P256))],
        "an emptied slot is no key"
    );
    check.finished().unwrap();
}
