//! The behaviour suite over the practice card in this process, and every fault at every command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use suite::questions;
use suite::{Bench, PIN, PUK, key, new_emulator, personalised, pin, tbs};
use token::emulator::{CardState, Emulator, Fault, Randomness};
use token::piv::Piv;
use token::transport::watch::{Halt, Trace, watch};
use token::{
    Act, Card, Error, KeyAlgorithm, KeyRef, Losing, ManagementAlgorithm, PinState, PublicKey, Slot, Token,
    Transaction, TransportError,
};

#[test]
fn behaves_as_every_token_must() {
    let emulator = personalised();
    let open = || token::open(emulator.insert(), Some("the reader".into())).unwrap();
    let take_pins = || suite::pins(&emulator.take_headers());
    let pull = || emulator.pull();
    let bench =
        Bench { practice: true, removal: Some((&pull, &|| {})), ..Bench::piv(&open, &take_pins, "4711") };
    bench.run();
    suite::piv::run(&|| emulator.insert());
}

#[test]
fn fault_at_any_command_is_told_and_no_pin_goes_out_twice() {
    let emulator = personalised();
    let connect = || emulator.insert();
    // RSA is sent in blocks, ECDSA in one.
    suite::fault::everywhere(&connect, Slot::Signature, PUK);
    suite::fault::everywhere(&connect, Slot::Authentication, PUK);
    let mut token = token::open(emulator.insert(), None).unwrap();
    assert_eq!((token.info().unwrap().pin, token.keys().unwrap().len()), (PinState::Tries(3), 3));
}

#[test]
fn card_from_the_factory_is_prepared_and_nothing_is_lost_unnamed() {
    let emulator = new_emulator(CardState::factory(4_711));
    let fresh = suite::personalise::Fresh {
        open: &|| token::open(emulator.insert(), None).unwrap(),
        tells: true,
        attests: true,
        ciphers: &ManagementAlgorithm::ALL,
    };
    fresh.run();
    assert!(!emulator.insert().transaction().unwrap().was_reset(), "and nobody stays administrator");
    let mut piv = Piv::open(emulator.insert(), None).unwrap();
    assert_eq!(piv.put_certificate(Slot::Signature, &[0x30, 0]), Err(Error::NotAdministrator));
}

#[test]
fn attestation_is_signed_by_the_cards_own_key() {
    let emulator = new_emulator(CardState::factory(4_711));
    let mut token = token::open(emulator.insert(), None).unwrap();
    let prepare = token.personalise().unwrap();
    let new = prepare
        .generate(Slot::Signature, KeyAlgorithm::P256, suite::personalise::factory(), Losing::Nothing)
        .unwrap();
    let [statement, issuer] = &new.attestation[..] else { panic!("{}", new.attestation.len()) };
    assert_eq!(PublicKey::of_certificate(statement).unwrap().unwrap().spki, new.spki);
    let folder = tempfile::tempdir().unwrap();
    for (name, der) in [("statement", statement), ("issuer", issuer)] {
        std::fs::write(folder.path().join(name), der).unwrap();
    }
    let script = format!(
        "cd '{}' && openssl x509 -inform DER -in issuer -out issuer.pem && openssl x509 -inform DER -in statement -out statement.pem && openssl verify -partial_chain -trusted issuer.pem statement.pem",
        folder.path().display()
    );
    let output = std::process::Command::new("timeout").args(["60", "sh", "-c", &script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("OK"), "{said}{:?}", output.stderr);
}

#[test]
fn fault_while_preparing_is_told_and_a_management_key_goes_out_once() {
    suite::fault::while_preparing(&|| new_emulator(CardState::factory(4_711)).insert());
}

#[test]
fn answers_by_the_standard() {
    let emulator = personalised();
    for question in questions::TO_ANYBODY.iter().chain(questions::ALL) {
        assert_eq!(questions::ask(emulator.insert(), question), question.answers, "{}", question.about);
    }
}

fn sign(emulator: &Emulator, key: &KeyRef, act: &mut Act) -> Result<Vec<u8>, Error> {
    token::open(emulator.insert(), None)?.sign(key, act, &tbs(b"document"))
}

#[test]
fn wrong_signature_of_the_card_is_found() {
    let emulator = personalised();
    let reference = key(&mut *token::open(emulator.insert(), None).unwrap(), Slot::Authentication).reference;
    emulator.take_headers();
    sign(&emulator, &reference, &mut Act::new(pin(PIN))).unwrap();
    let last = emulator.take_headers().len() - 1;
    let rubbish = vec![0x7C, 0x0A, 0x82, 0x08, 0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07, 0x90, 0x00];
    emulator.plan(last, Fault::Answer(rubbish));
    assert_eq!(sign(&emulator, &reference, &mut Act::new(pin(PIN))), Err(Error::SignatureWrong));
}

#[test]
fn refusal_without_a_number_is_followed_by_the_question_for_it() {
    let emulator = personalised();
    let mut token = token::open(emulator.insert(), None).unwrap();
    emulator.take_headers();
    emulator.plan(1, Fault::Answer(vec![0x63, 0x00]));
    let result = token.change_pin(pin("999999"), pin("246810"));
    assert_eq!(result, Err(Error::PinWrong { tries_left: Some(3) }));
    let instructions: Vec<u8> = emulator.take_headers().iter().map(|header| header[1]).collect();
    assert_eq!(instructions, [0xA4, 0x24, 0x20], "one question, no second PIN");
}

#[test]
fn command_without_le_gets_its_answer_all_the_same() {
    let emulator = personalised();
    let mut card = emulator.insert();
    let mut transaction = card.transaction().unwrap();
    let answer = transaction.transmit(&[0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x03, 0x08]).unwrap();
    assert_eq!((answer[0], &answer[answer.len() - 2..]), (0x61, &[0x90, 0x00][..]));
    // Longer than a short answer: 256 bytes, then the rest is announced.
    let answer = transaction.transmit(&[0x00, 0xCB, 0x3F, 0xFF, 5, 0x5C, 3, 0x5F, 0xC1, 0x0A]).unwrap();
    assert_eq!((answer.len(), answer[256]), (258, 0x61));
}

#[test]
fn reset_by_others_between_transactions_is_survived() {
    let emulator = personalised();
    let mut token = token::open(emulator.insert(), None).unwrap();
    emulator.reset();
    assert_eq!(token.keys().unwrap().len(), 3);
}

#[test]
fn pulled_card_is_removed_until_it_is_opened_again() {
    let emulator = personalised();
    let mut token = token::open(emulator.insert(), None).unwrap();
    emulator.pull();
    assert_eq!(token.info().err(), Some(Error::Removed));
    let mut again = token::open(emulator.insert(), None).unwrap();
    assert!(again.info().is_ok());
    assert_eq!(token.info().err(), Some(Error::Removed), "the old connection stays dead");
}

#[test]
fn counters_are_kept_over_a_restart_and_lost_with_nothing() {
    let emulator = personalised();
    let mut piv = Piv::open(emulator.insert(), None).unwrap();
    assert_eq!(piv.change_pin(pin("000000"), pin("111111")), Err(Error::PinWrong { tries_left: Some(2) }));
    let text = serde_json::to_string(&emulator.state()).unwrap();
    let again = new_emulator(serde_json::from_str(&text).unwrap());
    let mut token = token::open(again.insert(), None).unwrap();
    assert_eq!(token.info().unwrap().pin, PinState::Tries(2));
    let key = key(&mut *token, Slot::Signature);
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    again.factory_reset().unwrap();
    assert!(token.keys().unwrap().is_empty());
    assert_eq!(token.info().unwrap().serial.as_deref(), Some("4711"));
}

#[test]
fn state_that_can_not_be_kept_changes_nothing() {
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&calls);
    let keep = Box::new(move |_: &CardState| {
        seen.fetch_add(1, Ordering::SeqCst);
        Err(std::io::Error::other("full"))
    });
    let emulator = Emulator::new(personalised().state(), Randomness::system().unwrap(), keep);
    let mut token = token::open(emulator.insert(), None).unwrap();
    let failed = Error::Unexpected { instruction: 0x24, sw: 0x6581 };
    assert_eq!(token.change_pin(pin("000000"), pin("111111")), Err(failed.clone()));
    assert_eq!(token.change_pin(pin(PIN), pin("111111")), Err(failed), "right and wrong look the same");
    assert_eq!(token.info().unwrap().pin, PinState::Tries(3));
    assert!(calls.load(Ordering::SeqCst) >= 2);
}

#[test]
fn puk_tried_too_often_is_blocked_for_good() {
    let emulator = personalised();
    let mut piv = Piv::open(emulator.insert(), None).unwrap();
    piv.change_puk(pin(PUK), pin("87654321")).unwrap();
    assert_eq!(piv.unblock(pin(PUK), pin("111111")), Err(Error::PukWrong { tries_left: Some(2) }));
    assert_eq!(piv.unblock(pin(PUK), pin("111111")), Err(Error::PukWrong { tries_left: Some(1) }));
    assert_eq!(piv.unblock(pin(PUK), pin("111111")), Err(Error::PukBlocked));
    assert_eq!(piv.unblock(pin("87654321"), pin("111111")), Err(Error::PukBlocked));
}

#[test]
fn administering_needs_the_administered_connection() {
    let emulator = personalised();
    let mut piv = Piv::open(emulator.insert(), None).unwrap();
    assert_eq!(piv.generate(Slot::Signature, KeyAlgorithm::P256), Err(Error::NotAdministrator));
    assert_eq!(piv.put_certificate(Slot::Signature, &[0x30, 0]), Err(Error::NotAdministrator));
    let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
    piv.generate(Slot::CardAuthentication, KeyAlgorithm::P256).unwrap();
    let keys = piv.keys().unwrap();
    let key = keys.iter().find(|key| key.slot == Slot::CardAuthentication).unwrap();
    assert_eq!(
        (key.algorithm, key.certificate.is_none()),
        (Some(KeyAlgorithm::P256), true),
        "known by metadata"
    );
}

#[test]
fn key_without_pin_signs_without_one() {
    let emulator = personalised();
    let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
    let spki = piv.generate(Slot::CardAuthentication, KeyAlgorithm::P384).unwrap();
    piv.put_certificate(Slot::CardAuthentication, &suite::certificate(&spki)).unwrap();
    let key = key(&mut piv, Slot::CardAuthentication);
    assert!(!key.needs_pin);
    piv.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")).unwrap();
}

#[test]
fn certificate_longer_than_one_answer_comes_in_pieces_and_extended_apdus_do_too() {
    let emulator = personalised();
    let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
    let long = token::tlv::element(0x30, &vec![5; 3_000]);
    piv.put_certificate(Slot::Retired(7), &long).unwrap();
    let stored = |piv: &mut Piv| key(piv, Slot::Retired(7)).certificate;
    assert_eq!(stored(&mut piv).as_deref(), Some(&long[..]));
    piv.set_limits(token::apdu::CardLimits::extended(4_000));
    piv.put_certificate(Slot::Retired(7), &long).unwrap();
    assert_eq!(stored(&mut piv).as_deref(), Some(&long[..]));
    let chained = emulator.take_headers().iter().filter(|header| header[0] == 0x10).count();
    assert!((11..20).contains(&chained), "only the first was chained: {chained}");
}

/// A card under another answer to reset.
struct Renamed(Box<dyn Card>, &'static [u8]);

impl Card for Renamed {
    fn atr(&self) -> &[u8] {
        self.1
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        self.0.transaction()
    }
}

#[test]
fn long_command_goes_whole_to_a_card_that_knows_no_chaining_and_in_blocks_to_all_others() {
    let emulator = personalised();
    let extended: &[u8] = &[0x3B, 0x85, 0x81, 0x01, 0x80, 0x73, 0x00, 0x00, 0x40, 0x00];
    for (atr, blocks) in [(extended, 0), (token::emulator::ATR, 1)] {
        let mut token = token::open(Box::new(Renamed(emulator.insert(), atr)), None).unwrap();
        let key = key(&mut *token, Slot::Signature);
        emulator.take_headers();
        token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        let chained = emulator.take_headers().iter().filter(|header| header[0] == 0x10).count();
        assert_eq!(chained, blocks, "{atr:02X?}");
    }
}

#[test]
fn trace_of_a_whole_life_tells_every_command_and_no_data() {
    let emulator = personalised();
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let trace: Trace = Arc::new(move |exchange| sink.lock().unwrap().push(*exchange));
    emulator.take_headers();
    let mut token = token::open(watch(emulator.insert(), Halt::default(), Some(trace)), None).unwrap();
    token.info().unwrap();
    let key = key(&mut *token, Slot::Signature);
    let document = b"isi surat rahasia";
    let signature = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(document)).unwrap();
    token.change_pin(pin(PIN), pin("864209")).unwrap();
    token.unblock(pin(PUK), pin(PIN)).unwrap();
    let seen = seen.lock().unwrap();
    let told: Vec<[u8; 4]> = seen.iter().map(|e| [e.class, e.instruction, e.p1, e.p2]).collect();
    assert_eq!(told, emulator.take_headers(), "every command, in its order");
    // As a log would have it, in both spellings of bytes.
    let log = format!("{seen:?} {seen:02X?}");
    let data =
        [&signature[..8], &tbs(document).digest[..8], PIN.as_bytes(), PUK.as_bytes(), b"864209", document];
    for secret in data {
        let text = String::from_utf8_lossy(secret).into_owned();
        let decimal = format!("{secret:?}").replace(['[', ']'], "");
        let hex: String = secret.iter().map(|byte| format!("{byte:02X}")).collect();
        let spaced = format!("{secret:02X?}").replace(['[', ']'], "");
        for form in [text, decimal, hex, spaced] {
            assert!(!log.contains(&form), "{form}");
        }
    }
    assert!(seen.iter().any(|e| (e.instruction, e.sent, e.sw) == (0x20, 9, Some(0x9000))), "{log}");
}

#[test]
fn rubbish_commands_never_panic_the_card() {
    let emulator = personalised();
    let mut card = emulator.insert_administered();
    let mut transaction = card.transaction().unwrap();
    let mut seed = 0x1234_5678_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as u8
    };
    let instructions = [0xA4, 0x20, 0x24, 0x2C, 0xDB, 0x87, 0xCB, 0xC0, 0xF7, 0xFD, 0xF8, 0x01];
    for _ in 0..20_000 {
        let mut apdu =
            vec![next() & 0x10, instructions[usize::from(next()) % instructions.len()], 0x00, 0x80];
        if next() & 1 == 1 {
            apdu[2..4].copy_from_slice(&[0x3F, 0xFF]);
        }
        let length = next() % 40;
        apdu.extend((0..length).map(|_| next()));
        let answer: Result<Vec<u8>, TransportError> = transaction.transmit(&apdu);
        assert!(answer.unwrap().len() >= 2);
    }
}

#[test]
fn longer_rsa_keys_sign_too() {
    let emulator = new_emulator(CardState::factory(1));
    let mut piv = Piv::open(emulator.insert_administered(), None).unwrap();
    for (slot, bits) in [(Slot::Authentication, 3072), (Slot::Signature, 4096)] {
        let spki = piv.generate(slot, KeyAlgorithm::Rsa { bits }).unwrap();
        piv.put_certificate(slot, &suite::certificate(&spki)).unwrap();
        let key = key(&mut piv, slot);
        assert_eq!(key.algorithm, Some(KeyAlgorithm::Rsa { bits }));
        let signature = piv.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
        assert_eq!(signature.len(), usize::from(bits) / 8);
    }
}
