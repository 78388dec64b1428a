//! What every token must do for us, whatever speaks behind it: one suite, run over the practice card, over cards
//! written by others in the real smart card service, and over PKCS#11 modules. What a kind of token can not tell or do
//! is a fact of its [`Bench`], not a different test.

use token::{Act, Error, PinState, PublicKey, RsaPadding, Token};

use super::{Bench, PIN, key, pin, tbs, verified_by_the_crates};

pub type Behaviour = (&'static str, fn(&Bench<'_>));

/// All of it, one after the other on one token; at the end the token is as at the beginning.
pub const ALL: &[Behaviour] = &[
    ("lists_keys_and_facts", lists_keys_and_facts),
    ("tries_are_read_without_using_one", tries_are_read_without_using_one),
    ("every_key_signs_and_the_signature_verifies", every_key_signs_and_the_signature_verifies),
    ("wrong_pin_uses_one_try_and_is_never_sent_again", wrong_pin_uses_one_try_and_is_never_sent_again),
    ("pin_of_wrong_form_is_not_sent", pin_of_wrong_form_is_not_sent),
    ("exchanged_certificate_is_refused_before_the_pin", exchanged_certificate_is_refused_before_the_pin),
    ("changed_pin_replaces_the_old_one", changed_pin_replaces_the_old_one),
    ("blocked_pin_is_told_and_unblocked", blocked_pin_is_told_and_unblocked),
    ("removed_token_is_told_and_comes_back", removed_token_is_told_and_comes_back),
];

fn lists_keys_and_facts(bench: &Bench<'_>) {
    let mut token = bench.open();
    let info = token.info().unwrap();
    assert_eq!((info.family, info.practice), (bench.family, bench.practice));
    assert!(bench.serial.is_none_or(|serial| info.serial.as_deref() == Some(serial)), "{:?}", info.serial);
    assert_eq!((info.pin_rules.min, info.pin_rules.max), bench.pin_length);
    assert!(info.reader.is_some() && !info.pin_pad && !info.pin_to_change, "{info:?}");
    let keys = token.keys().unwrap();
    let found: Vec<_> = keys.iter().map(|key| (key.slot, key.algorithm.unwrap(), key.always_pin)).collect();
    assert_eq!(found, bench.keys, "in this order: the signature key is proposed first");
    assert!(keys.iter().all(|key| key.certificate.is_some() && !key.damaged && key.needs_pin));
}

fn tries_are_read_without_using_one(bench: &Bench<'_>) {
    for _ in 0..10 {
        assert_eq!(bench.pin_state(), bench.state(3));
    }
}

fn every_key_signs_and_the_signature_verifies(bench: &Bench<'_>) {
    let mut token = bench.open();
    for key in token.keys().unwrap() {
        let mut act = Act::new(pin(PIN));
        (bench.take_pins)();
        for letter in [&b"first document"[..], b"second document", b"third"] {
            let tbs = tbs(letter);
            let signature = token.sign(&key.reference, &mut act, &tbs).unwrap();
            // By the crates directly, not through the check that signing makes itself.
            let public = PublicKey::of_certificate(key.certificate.as_deref().unwrap()).unwrap().unwrap();
            assert!(verified_by_the_crates(&public, letter, &signature), "{:?}", key.slot);
            assert!(
                !public.verifies(RsaPadding::Pkcs1, &[0; 32], &signature),
                "another digest must not verify"
            );
        }
        assert_eq!((bench.take_pins)(), 3 * (bench.pins_for)(&key), "one PIN for each signature");
        assert!(!act.is_over());
    }
    assert_eq!(bench.pin_state(), bench.state(3), "and nothing stays verified");
}

fn wrong_pin_uses_one_try_and_is_never_sent_again(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, bench.keys[0].0);
    (bench.take_pins)();
    let mut act = Act::new(pin("999999"));
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(bench.wrong(2)));
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::ActOver));
    assert!(act.is_over());
    assert_eq!((bench.take_pins)(), 1);
    assert_eq!(bench.pin_state(), bench.state(2));
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    assert_eq!(bench.pin_state(), bench.state(3), "a right PIN gives the tries back");
}

fn pin_of_wrong_form_is_not_sent(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, bench.keys[0].0);
    (bench.take_pins)();
    let short = "1".repeat(usize::from(bench.pin_length.0) - 1);
    let long = "1".repeat(usize::from(bench.pin_length.1) + 1);
    let mut act = Act::new(pin(&short));
    assert!(matches!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::PinFormat(_))));
    assert!(!act.is_over());
    assert!(matches!(token.change_pin(pin(PIN), pin(&long)), Err(Error::PinFormat(_))));
    if bench.puk.is_some() {
        assert!(matches!(token.unblock(pin("12345"), pin(PIN)), Err(Error::PinFormat(_))));
    }
    assert_eq!(token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")), Err(Error::PinNeeded));
    assert_eq!(token.change_pin_on_pad(), Err(Error::NoPinPad));
    assert_eq!(token.unblock_on_pad(), Err(Error::NoPinPad));
    assert_eq!((bench.take_pins)(), 0, "nothing was sent");
    assert_eq!(bench.pin_state(), bench.state(3));
}

fn exchanged_certificate_is_refused_before_the_pin(bench: &Bench<'_>) {
    let mut token = bench.open();
    let mut reference = key(&mut *token, bench.keys[0].0).reference;
    reference.certificate = Some([9; 32]);
    (bench.take_pins)();
    let mut act = Act::new(pin(PIN));
    let slot = reference.slot.key_reference();
    assert_eq!(token.sign(&reference, &mut act, &tbs(b"x")), Err(Error::KeyChanged { slot }));
    assert_eq!((bench.take_pins)(), 0);
    assert!(!act.is_over(), "the PIN was not sent");
}

fn changed_pin_replaces_the_old_one(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, bench.keys[1].0);
    let new = if bench.pin_length.1 > 8 { "kata sandi panjang" } else { "24681012" };
    assert_eq!(token.change_pin(pin("000000"), pin(new)), Err(bench.wrong(2)));
    token.change_pin(pin(PIN), pin(new)).unwrap();
    let old = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(old, Err(bench.wrong(2)));
    token.sign(&key.reference, &mut Act::new(pin(new)), &tbs(b"x")).unwrap();
    token.change_pin(pin(new), pin(PIN)).unwrap();
}

fn blocked_pin_is_told_and_unblocked(bench: &Bench<'_>) {
    let mut token = bench.open();
    let key = key(&mut *token, bench.keys[0].0);
    if !bench.blocks {
        for _ in 0..5 {
            let result = token.sign(&key.reference, &mut Act::new(pin("999999")), &tbs(b"x"));
            assert_eq!(result, Err(bench.wrong(2)), "it counts nothing");
        }
        return;
    }
    block(bench, &mut *token);
    let Some(puk) = bench.puk else {
        assert_eq!(token.unblock(pin("12345678"), pin(PIN)), Err(Error::PinFixed));
        (bench.repair)();
        return assert_eq!(bench.pin_state(), bench.state(3));
    };
    let wrong = token.unblock(pin("00000000"), pin("777777"));
    assert_eq!(wrong, Err(Error::PukWrong { tries_left: Some(2) }));
    token.unblock(pin(puk), pin("777777")).unwrap();
    assert_eq!(bench.pin_state(), bench.state(3));
    token.sign(&key.reference, &mut Act::new(pin("777777")), &tbs(b"x")).unwrap();
    token.change_pin(pin("777777"), pin(PIN)).unwrap();
}

/// Blocks the PIN; from then on the right one is refused too.
pub fn block(bench: &Bench<'_>, token: &mut dyn Token) {
    let key = key(token, bench.keys[0].0);
    for left in [2, 1] {
        let result = token.sign(&key.reference, &mut Act::new(pin("999999")), &tbs(b"x"));
        assert_eq!(result, Err(bench.wrong(left)));
        assert_eq!(bench.pin_state(), bench.state(left));
    }
    for guess in ["999999", "999999", PIN] {
        let result = token.sign(&key.reference, &mut Act::new(pin(guess)), &tbs(b"x"));
        assert_eq!(result, Err(Error::PinBlocked));
    }
    assert_eq!(bench.pin_state(), PinState::Blocked);
    assert_eq!(token.change_pin(pin(PIN), pin("777777")), Err(Error::PinBlocked));
}

fn removed_token_is_told_and_comes_back(bench: &Bench<'_>) {
    let Some((pull, put)) = bench.removal else { return };
    let mut token = bench.open();
    let key = key(&mut *token, bench.keys[0].0);
    pull();
    let mut act = Act::new(pin(PIN));
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::Removed));
    assert!(!act.is_over(), "no PIN went out");
    assert_eq!(token.info().err(), Some(Error::Removed));
    drop(token);
    put();
    let mut token = bench.open();
    let reference = super::key(&mut *token, bench.keys[0].0).reference;
    token.sign(&reference, &mut act, &tbs(b"x")).unwrap();
}
