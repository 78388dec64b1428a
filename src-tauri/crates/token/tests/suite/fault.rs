//! Every fault at every command: a connection to any card that fails at one of them, and remembers the PINs that leave
//! us.

use std::sync::{Arc, Mutex};

use token::{Act, Card, Error, Slot, Transaction, TransportError};

use super::{PIN, pin, tbs};

/// What happens instead of the answer to one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The exchange fails; the command did not reach the card.
    Fails(TransportError),
    /// The command is carried out, and the exchange fails all the same.
    Lost(TransportError),
    /// The card is not asked, and this is its answer.
    Answers(Vec<u8>),
}

/// All that a card or a bad contact can do.
pub fn all() -> Vec<Fault> {
    let answers = [
        &[0x6F, 0x00][..],
        &[0x69, 0x82],
        // Garbage: of no form, of a form that promises more than there is, and of endless length.
        &[0xDE, 0xAD, 0xBE, 0xEF, 0x90, 0x00],
        &[0x53, 0x7F, 0x01, 0x90, 0x00],
        &[0x7F, 0x49, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x90, 0x00],
        // Promises that nothing follows.
        &[0x61, 0x10],
        &[0x6C, 0x00],
        // Too little.
        &[0x90],
        &[],
        &[0x90, 0x00],
    ];
    let mut faults: Vec<Fault> = answers.iter().map(|answer| Fault::Answers(answer.to_vec())).collect();
    // Too much.
    faults.push(Fault::Answers([&[0x53; 70_000][..], &[0x90, 0x00]].concat()));
    for error in [TransportError::Removed, TransportError::Reset, TransportError::ServiceDown] {
        faults.push(Fault::Fails(error.clone()));
        faults.push(Fault::Lost(error));
    }
    faults
}

/// What left us.
#[derive(Debug, Default, Clone)]
pub struct Sent {
    pub commands: usize,
    /// VERIFY with data, CHANGE REFERENCE DATA, RESET RETRY COUNTER: number and whole command.
    pub secrets: Vec<(usize, Vec<u8>)>,
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    List,
    Sign,
    ChangePin,
    Unblock,
}

/// All deeds with all faults at all commands. Each ends in a clear error, or in success where the fault hit something
/// that is not needed or was survived; no PIN goes out twice, and afterwards the card is as before.
pub fn everywhere(connect: &dyn Fn() -> Box<dyn Card>, slot: Slot, puk: &str) {
    for deed in [Deed::List, Deed::Sign, Deed::ChangePin, Deed::Unblock] {
        let (result, clean, _) = once(connect(), deed, slot, puk, usize::MAX, &Fault::Answers(Vec::new()));
        assert_eq!(result, Ok(()), "{deed:?}");
        assert_eq!(clean.secrets.is_empty(), deed == Deed::List);
        let first_secret = clean.secrets.first().map_or(usize::MAX, |(at, _)| *at);
        for fault in all() {
            for at in 0..clean.commands {
                let (result, sent, act) = once(connect(), deed, slot, puk, at, &fault);
                let what = format!("{deed:?}, {fault:?} at {at} of {}: {result:?}", clean.commands);
                for (index, (_, secret)) in sent.secrets.iter().enumerate() {
                    let again = sent.secrets[..index].iter().any(|(_, before)| before == secret);
                    assert!(!again, "a PIN went out twice: {what}");
                }
                match (&result, &fault) {
                    // With 6982 most OpenPGP cards refuse a PIN.
                    (Err(Error::PinWrong { .. } | Error::PukWrong { .. }), Fault::Answers(bytes))
                        if *bytes == [0x69, 0x82] => {}
                    (Err(Error::ActOver | Error::PinWrong { .. } | Error::PinBlocked), _) => panic!("{what}"),
                    (
                        Err(error),
                        Fault::Fails(TransportError::Removed) | Fault::Lost(TransportError::Removed),
                    ) => {
                        assert_eq!(error, &Error::Removed, "{what}");
                    }
                    (
                        Err(error),
                        Fault::Fails(TransportError::ServiceDown) | Fault::Lost(TransportError::ServiceDown),
                    ) => {
                        assert_eq!(error, &Error::ServiceDown, "{what}");
                    }
                    (Ok(()), Fault::Fails(TransportError::Reset) | Fault::Lost(TransportError::Reset)) => {
                        assert!(at < first_secret, "a reset after the PIN: {what}");
                    }
                    (Ok(()), Fault::Fails(_) | Fault::Lost(_)) => panic!("went unseen: {what}"),
                    // The command is repeated with the length that the card names.
                    (Ok(()), Fault::Answers(bytes)) if *bytes == [0x6C, 0x00] => {}
                    // The last command of these has no answer but its status word.
                    (Ok(()), Fault::Answers(bytes)) if *bytes == [0x90, 0x00] && deed != Deed::Sign => {}
                    (Ok(()), Fault::Answers(bytes)) => {
                        let done = bytes.ends_with(&[0x90, 0x00]) && deed != Deed::Sign;
                        assert!(at < first_secret || done, "went unseen: {what}");
                    }
                    (Err(_), _) => {}
                }
                if deed == Deed::Sign {
                    let over = !sent.secrets.is_empty() && result.is_err();
                    assert_eq!(act.is_over(), over, "{what}");
                }
            }
        }
    }
}

/// Making a key, replacing the management key and storing a certificate, with all faults at all commands: none goes
/// unseen, and none makes a secret go out twice. Each begins on a card from the factory.
pub fn while_preparing(fresh: &dyn Fn() -> Box<dyn Card>) {
    use super::personalise::factory;
    use token::{KeyAlgorithm, Losing, ManagementAlgorithm, ManagementKey};
    type Deed = fn(&mut dyn token::Personalise) -> Result<(), Error>;
    let make: Deed =
        |card| card.generate(Slot::Authentication, KeyAlgorithm::P256, factory(), Losing::Nothing).map(drop);
    let rekey: Deed = |card| {
        let new = ManagementKey::parse(ManagementAlgorithm::Aes192, &"5c1d3f7a".repeat(6)).unwrap();
        card.change_management_key(factory(), &new)
    };
    let store: Deed = |card| {
        let new = card.generate(Slot::Authentication, KeyAlgorithm::P256, factory(), Losing::Nothing)?;
        let der = super::certificate(&new.spki);
        card.store_certificate(Slot::Authentication, &der, factory(), Losing::Nothing)
    };
    for (name, deed) in [("make", make), ("rekey", rekey), ("store", store)] {
        let run = |at, fault: &Fault| {
            let sent = Arc::default();
            let faulty = Faulty { card: fresh(), at, fault: fault.clone(), sent: Arc::clone(&sent) };
            let result =
                token::open(Box::new(faulty), None).and_then(|mut token| deed(token.personalise().unwrap()));
            let sent: Sent = sent.lock().unwrap().clone();
            (result, sent)
        };
        let (result, clean) = run(usize::MAX, &Fault::Answers(Vec::new()));
        assert_eq!(result, Ok(()), "{name}");
        for fault in all() {
            for at in 0..clean.commands {
                let (result, sent) = run(at, &fault);
                let what = format!("{name}, {fault:?} at {at} of {}: {result:?}", clean.commands);
                // The proof of knowing the key is fresh each time; only the new key itself is a secret on the way.
                let keys = sent.secrets.iter().filter(|(_, command)| command[1] == 0xFF).count();
                assert!(keys <= 1, "twice: {what}");
                match (&result, &fault) {
                    (
                        Err(error),
                        Fault::Fails(TransportError::Removed) | Fault::Lost(TransportError::Removed),
                    ) => {
                        assert_eq!(error, &Error::Removed, "{what}");
                    }
                    // Before the management key is shown a reset starts over; questions may go unanswered.
                    (Ok(()), Fault::Fails(TransportError::Removed | TransportError::ServiceDown)) => {
                        panic!("went unseen: {what}")
                    }
                    _ => {}
                }
            }
        }
    }
}

fn once(
    card: Box<dyn Card>,
    deed: Deed,
    slot: Slot,
    puk: &str,
    at: usize,
    fault: &Fault,
) -> (Result<(), Error>, Sent, Act) {
    let sent = Arc::default();
    let faulty = Faulty { card, at, fault: fault.clone(), sent: Arc::clone(&sent) };
    let mut act = Act::new(pin(PIN));
    let result = token::open(Box::new(faulty), None).and_then(|mut token| match deed {
        Deed::List => token.info().and_then(|_| token.keys()).map(drop),
        Deed::Sign => token.sign(&token::KeyRef::new(slot, None), &mut act, &tbs(b"x")).map(drop),
        Deed::ChangePin => token.change_pin(pin(PIN), pin(PIN)),
        Deed::Unblock => token.unblock(pin(puk), pin(PIN)),
    });
    let sent: Sent = sent.lock().unwrap().clone();
    (result, sent, act)
}

/// A card in bad hands.
pub struct Faulty {
    pub card: Box<dyn Card>,
    /// Number of the command that fails.
    pub at: usize,
    pub fault: Fault,
    pub sent: Arc<Mutex<Sent>>,
}

struct FaultyTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    at: usize,
    fault: &'a Fault,
    sent: &'a Mutex<Sent>,
}

impl Card for Faulty {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let inner = self.card.transaction()?;
        Ok(Box::new(FaultyTransaction { inner, at: self.at, fault: &self.fault, sent: &self.sent }))
    }
}

impl Transaction for FaultyTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut sent = self.sent.lock().unwrap();
        sent.commands += 1;
        let number = sent.commands - 1;
        if token::transport::carries_secret(apdu) {
            sent.secrets.push((number, apdu.to_vec()));
        }
        if number != self.at {
            return self.inner.transmit(apdu);
        }
        match self.fault {
            Fault::Fails(error) => Err(error.clone()),
            Fault::Lost(error) => {
                let _ = self.inner.transmit(apdu);
                Err(error.clone())
            }
            Fault::Answers(bytes) => Ok(bytes.clone()),
        }
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}
