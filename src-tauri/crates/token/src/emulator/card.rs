//! The practice card's inside: PIV commands of SP 800-73-4 part 2 on the card's side.
//!
//! Also commands that makers have in common: serial F8, metadata F7, version FD, attestation F9, setting the management
//! key FF. Not here: secure messaging, biometrics, import of keys.

use zeroize::Zeroizing;

use super::state::{Bytes, CardState, ManagementSecret, Secret, StoredKey, TRIES};
use super::{Keep, Randomness, attest};
use crate::piv::{AID, ATTESTATION, CHUID, DISCOVERY, MANAGEMENT, PIN, PRACTICE_LABEL, PUK, algorithm_of};
use crate::{KeyAlgorithm, ManagementAlgorithm, Slot, tlv};

/// Done.
const OK: u16 = 0x9000;
const MEMORY_FAILURE: u16 = 0x6581;
const WRONG_LENGTH: u16 = 0x6700;
const CHAIN_EXPECTED: u16 = 0x6883;
const SECURITY_STATUS: u16 = 0x6982;
const BLOCKED: u16 = 0x6983;
const WRONG_DATA: u16 = 0x6A80;
const NOT_FOUND: u16 = 0x6A82;
const WRONG_PARAMETERS: u16 = 0x6A86;
const NO_REFERENCE: u16 = 0x6A88;
const NO_INSTRUCTION: u16 = 0x6D00;
const NO_CLASS: u16 = 0x6E00;

/// Most data of one chained command; a certificate of 12 KiB still fits.
const MAX_COMMAND: usize = 16_384;
/// Answers to commands without Le are given all the same, up to this many bytes, as real cards do over T=1:
/// `yubico-piv-tool` sends its SELECT without one.
const NO_LE: usize = 256;
/// Card capability container (SP 800-73-4 part 1 clause 3.1.1).
const CCC: u32 = 0x5F_C107;
/// Fingerprints, facial image, printed information and iris images want the PIN (SP 800-73-4 part 1 table 2).
const NEEDS_PIN: [u32; 4] = [0x5F_C103, 0x5F_C108, 0x5F_C109, 0x5F_C121];
/// PINs and PUKs are padded to this length (SP 800-73-4 part 2 clause 2.4.3).
const PIN_BYTES: usize = 8;
/// Of the factory, padded.
pub(super) const FACTORY_PIN: &[u8; 8] = b"123456\xFF\xFF";
pub(super) const FACTORY_PUK: &[u8; 8] = b"12345678";
/// Version that GET VERSION tells: one whose tools know RSA-3072 and RSA-4096.
const VERSION: [u8; 3] = [5, 7, 0];

pub(super) struct PivCard {
    pub(super) state: CardState,
    keep: Keep,
    random: Randomness,
    session: Session,
}

/// What is lost with a reset.
#[derive(Default)]
struct Session {
    selected: bool,
    pin_verified: bool,
    /// The PIN was verified by the command directly before.
    pin_fresh: bool,
    chain: Option<Chain>,
    pending: Vec<u8>,
    /// The management key was proved.
    administered: bool,
    /// The witness that the host has to give back in plain (clause 3.2.4).
    witness: Option<Zeroizing<Vec<u8>>>,
}

/// Collected blocks of a chained command; may hold a PIN.
struct Chain {
    header: [u8; 3],
    data: Zeroizing<Vec<u8>>,
}

/// One command APDU taken apart (ISO/IEC 7816-4 clause 5.2).
struct Apdu<'a> {
    class: u8,
    header: [u8; 3],
    data: &'a [u8],
    /// Bytes that the host takes at once; `None` when it asked for none.
    le: Option<usize>,
}

type Answer = Result<Vec<u8>, u16>;

impl PivCard {
    pub(super) fn new(state: CardState, random: Randomness, keep: Keep) -> PivCard {
        PivCard { state, keep, random, session: Session::default() }
    }

    pub(super) fn reset(&mut self) {
        self.session = Session::default();
    }

    /// Changes the state; it counts only once it is kept.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut CardState)) -> std::io::Result<()> {
        let mut next = self.state.clone();
        change(&mut next);
        (self.keep)(&next)?;
        self.state = next;
        Ok(())
    }

    /// Executes one command APDU and gives response data with status word.
    pub(super) fn execute(&mut self, bytes: &[u8], administered: bool) -> Vec<u8> {
        let Some(apdu) = Apdu::parse(bytes) else { return WRONG_LENGTH.to_be_bytes().to_vec() };
        let [instruction, ..] = apdu.header;
        if instruction == 0xC0 {
            let pending = std::mem::take(&mut self.session.pending);
            return if pending.is_empty() { status(0x6985) } else { self.cut(pending, apdu.le) };
        }
        self.session.pending.clear();
        let answer = match apdu.class {
            0x10 => self.collect(&apdu),
            0x00 => self.complete(&apdu, administered),
            _ => Err(NO_CLASS),
        };
        match answer {
            Ok(data) => self.cut(data, apdu.le),
            Err(sw) => status(sw),
        }
    }

    /// A block that is not the last of its chain (ISO/IEC 7816-4 clause 5.3.3).
    fn collect(&mut self, apdu: &Apdu<'_>) -> Answer {
        // Only the signature that the PIN was verified for may be chained without losing it.
        self.session.pin_fresh &= apdu.header[0] == 0x87;
        let chain = match self.session.chain.take() {
            Some(chain) if chain.header != apdu.header => return Err(CHAIN_EXPECTED),
            Some(chain) => chain,
            None => Chain { header: apdu.header, data: Zeroizing::new(Vec::new()) },
        };
        self.session.chain = Some(chain.with(apdu.data)?);
        Ok(Vec::new())
    }

    fn complete(&mut self, apdu: &Apdu<'_>, administered: bool) -> Answer {
        let fresh = std::mem::take(&mut self.session.pin_fresh);
        let chained = match self.session.chain.take() {
            Some(chain) if chain.header == apdu.header => Some(chain.with(apdu.data)?.data),
            _ => None,
        };
        let data = chained.as_ref().map_or(apdu.data, |data| data);
        let [instruction, p1, p2] = apdu.header;
        let administered = administered || self.session.administered;
        // A witness serves the very next command only.
        let witness = self.session.witness.take();
        if instruction == 0xA4 {
            return self.select(p1, data);
        }
        if !self.session.selected {
            return Err(NO_INSTRUCTION);
        }
        match instruction {
            0x20 => self.verify(p1, p2, data),
            0x24 => self.change_reference(p1, p2, data),
            0x2C => self.reset_retry_counter(p1, p2, data),
            0x47 if administered => self.generate(p1, p2, data),
            0x47 | 0xDB => {
                if administered {
                    self.put_data(p1, p2, data)
                } else {
                    Err(SECURITY_STATUS)
                }
            }
            0x87 if p2 == MANAGEMENT => self.authenticate(p1, data, witness),
            0x87 => self.general_authenticate(p1, p2, data, fresh),
            0xCB => self.get_data(p1, p2, data),
            0xF7 => self.metadata(p2),
            0xF9 => self.attest(p1),
            0xFF if administered => self.set_management_key(p1, data),
            0xFF => Err(SECURITY_STATUS),
            0xF8 => Ok(self.state.serial.to_be_bytes().to_vec()),
            0xFD => Ok(VERSION.to_vec()),
            _ => Err(NO_INSTRUCTION),
        }
    }

    /// Gives as much as the host takes and keeps the rest for GET RESPONSE (61xx).
    fn cut(&mut self, mut data: Vec<u8>, le: Option<usize>) -> Vec<u8> {
        let room = le.unwrap_or(NO_LE);
        let sw = if data.len() > room {
            self.session.pending = data.split_off(room);
            0x6100 | u16::from(u8::try_from(self.session.pending.len()).unwrap_or(0))
        } else {
            OK
        };
        data.extend_from_slice(&sw.to_be_bytes());
        data
    }

    fn select(&mut self, p1: u8, name: &[u8]) -> Answer {
        let full = [AID, &[0x00, 0x00, 0x10, 0x00, 0x01, 0x00]].concat();
        if p1 != 0x04 || name.len() < AID.len() || !full.starts_with(name) {
            return Err(NOT_FOUND);
        }
        // Selecting again keeps the PIN's state (SP 800-73-4 part 2 clause 3.1.1).
        self.session.selected = true;
        let algorithms: Vec<u8> = [0x05, 0x07, 0x11, 0x14, 0x16]
            .iter()
            .flat_map(|id| [0x80, 0x01, *id])
            .chain([0x06, 0x01, 0x00])
            .collect();
        let mut template = tlv::element(0x4F, full.get(AID.len()..).unwrap_or_default());
        tlv::write(&mut template, 0x79, &tlv::element(0x4F, AID));
        tlv::write(&mut template, 0x50, PRACTICE_LABEL.as_bytes());
        tlv::write(&mut template, 0xAC, &algorithms);
        Ok(tlv::element(0x61, &template))
    }

    fn get_data(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        if (p1, p2) != (0x3F, 0xFF) {
            return Err(WRONG_PARAMETERS);
        }
        let object = object_tag(tlv::find(data, 0x5C).ok().flatten().ok_or(WRONG_DATA)?).ok_or(WRONG_DATA)?;
        match object {
            DISCOVERY => {
                let aid = [AID, &[0x00, 0x00, 0x10, 0x00, 0x01, 0x00]].concat();
                // PIN usage policy: the application's PIN only (SP 800-73-4 part 1 clause 3.3.2).
                let contents = [tlv::element(0x4F, &aid), tlv::element(0x5F2F, &[0x40, 0x00])].concat();
                Ok(tlv::element(DISCOVERY, &contents))
            }
            CHUID => Ok(tlv::element(0x53, &self.chuid())),
            CCC => Ok(tlv::element(0x53, &self.capabilities())),
            ATTESTATION => {
                let key = self.state.attesting.clone().ok_or(NOT_FOUND)?;
                let certificate = attest::root(&key, &mut self.random).map_err(|_| MEMORY_FAILURE)?;
                Ok(tlv::element(0x53, &crate::piv::certificate_contents(&certificate)))
            }
            other if NEEDS_PIN.contains(&other) && !self.session.pin_verified => Err(SECURITY_STATUS),
            other => {
                self.state.objects.get(&other).map(|bytes| tlv::element(0x53, &bytes.0)).ok_or(NOT_FOUND)
            }
        }
    }

    /// SP 800-73-4 part 1 clause 3.1.2; the FASC-N is that of a card outside the federal numbering.
    fn chuid(&self) -> Vec<u8> {
        const FASC_N: [u8; 25] = [
            0xD4, 0xE7, 0x39, 0xDA, 0x73, 0x9C, 0xED, 0x39, 0xCE, 0x73, 0x9D, 0x83, 0x68, 0x58, 0x21, 0x08,
            0x42, 0x10, 0x84, 0x21, 0xC8, 0x42, 0x10, 0xC3, 0xEB,
        ];
        let mut chuid = tlv::element(0x30, &FASC_N);
        tlv::write(&mut chuid, 0x34, &self.state.guid());
        tlv::write(&mut chuid, 0x35, b"20991231");
        tlv::write(&mut chuid, 0x3E, &[]);
        tlv::write(&mut chuid, 0xFE, &[]);
        chuid
    }

    /// SP 800-73-4 part 1 table 8; the card identifier is made from the serial number.
    fn capabilities(&self) -> Vec<u8> {
        let guid = self.state.guid();
        let identifier =
            [&[0xA0, 0x00, 0x00, 0x01, 0x16, 0xFF, 0x02], guid.get(..14).unwrap_or_default()].concat();
        let mut container = tlv::element(0xF0, &identifier);
        for (tag, value) in
            [(0xF1, &[0x21][..]), (0xF2, &[0x21]), (0xF3, &[]), (0xF4, &[0x00]), (0xF5, &[0x10])]
        {
            tlv::write(&mut container, tag, value);
        }
        for tag in [0xF6, 0xF7, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE] {
            tlv::write(&mut container, tag, &[]);
        }
        container
    }

    fn verify(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        match (p1, p2) {
            (0x00 | 0xFF, PIN) => {}
            (0x00 | 0xFF, _) => return Err(NO_REFERENCE),
            _ => return Err(WRONG_PARAMETERS),
        }
        if p1 == 0xFF {
            self.session.pin_verified = false;
            return if data.is_empty() { Ok(Vec::new()) } else { Err(WRONG_DATA) };
        }
        if data.is_empty() {
            return match (self.session.pin_verified, self.state.pin.tries) {
                (true, _) => Ok(Vec::new()),
                (false, tries) => Err(tries_left(tries)),
            };
        }
        if data.len() != PIN_BYTES {
            return Err(WRONG_DATA);
        }
        self.session.pin_verified = false;
        self.guess(data, |state| &mut state.pin)?;
        self.session.pin_verified = true;
        self.session.pin_fresh = true;
        Ok(Vec::new())
    }

    fn change_reference(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        let (old, new) = two_pins(data)?;
        let which: fn(&mut CardState) -> &mut Secret = match (p1, p2) {
            (0x00, PIN) => |state| &mut state.pin,
            (0x00, PUK) => |state| &mut state.puk,
            _ => return Err(NO_REFERENCE),
        };
        self.session.pin_verified &= p2 != PIN;
        self.guess(old, which)?;
        self.change(|state| *which(state) = Secret::new(new)).map_err(|_| MEMORY_FAILURE)?;
        // Whoever knew the old PIN counts as verified (SP 800-73-4 part 2 clause 3.2.2).
        self.session.pin_verified |= p2 == PIN;
        Ok(Vec::new())
    }

    fn reset_retry_counter(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        let (puk, new) = two_pins(data)?;
        if (p1, p2) != (0x00, PIN) {
            return Err(NO_REFERENCE);
        }
        // A wrong PUK takes the verified PIN back, a right one changes nothing of it (clause 3.2.3).
        let verified = std::mem::take(&mut self.session.pin_verified);
        self.guess(puk, |state| &mut state.puk)?;
        self.change(|state| state.pin = Secret::new(new)).map_err(|_| MEMORY_FAILURE)?;
        self.session.pin_verified = verified;
        Ok(Vec::new())
    }

    /// One guess at a PIN or PUK. The counter is kept before the answer is given.
    fn guess(&mut self, guess: &[u8], which: fn(&mut CardState) -> &mut Secret) -> Result<(), u16> {
        if which(&mut self.state).tries == 0 {
            return Err(BLOCKED);
        }
        let mut right = false;
        let mut left = 0;
        let kept = self.change(|state| {
            right = which(state).guess(guess);
            left = which(state).tries;
        });
        match (kept, right) {
            (Err(_), _) => Err(MEMORY_FAILURE),
            (Ok(()), true) => Ok(()),
            (Ok(()), false) => Err(tries_left(left)),
        }
    }

    fn general_authenticate(&mut self, algorithm: u8, reference: u8, data: &[u8], fresh: bool) -> Answer {
        let key = self.state.keys.get(&reference).ok_or(NO_REFERENCE)?;
        if key.algorithm != algorithm {
            return Err(WRONG_PARAMETERS);
        }
        // Table 4b: 9C wants the PIN directly before, 9E never, the others once.
        let allowed = match Slot::of_key_reference(reference) {
            Some(Slot::Signature) => fresh && self.session.pin_verified,
            Some(Slot::CardAuthentication) => true,
            _ => self.session.pin_verified,
        };
        if !allowed {
            return Err(SECURITY_STATUS);
        }
        let template = tlv::find(data, 0x7C).ok().flatten().ok_or(WRONG_DATA)?;
        let challenge = tlv::find(template, 0x81).ok().flatten().ok_or(WRONG_DATA)?;
        let signature = key.sign(challenge, &mut self.random).map_err(|_| WRONG_DATA)?;
        Ok(tlv::element(0x7C, &tlv::element(0x82, &signature)))
    }

    /// Mutual authentication by the management key (clause 3.2.4, appendix A.1.2): a witness, then the host's challenge.
    fn authenticate(&mut self, algorithm: u8, data: &[u8], witness: Option<Zeroizing<Vec<u8>>>) -> Answer {
        let key = self.state.management.key().ok_or(MEMORY_FAILURE)?;
        if key.algorithm().identifier() != algorithm {
            return Err(WRONG_PARAMETERS);
        }
        let template = tlv::find(data, 0x7C).ok().flatten().ok_or(WRONG_DATA)?;
        let part = |tag| tlv::find(template, tag).ok().flatten();
        match (part(0x80), part(0x81), witness) {
            (Some([]), None, _) => {
                let mut fresh = Zeroizing::new(vec![0; key.algorithm().block_length()]);
                self.random.fill(&mut fresh);
                let mut block = fresh.to_vec();
                key.encrypt(&mut block).ok_or(MEMORY_FAILURE)?;
                self.session.witness = Some(fresh);
                Ok(tlv::element(0x7C, &tlv::element(0x80, &block)))
            }
            (Some(_), Some(_), None) => Err(0x6985),
            (Some(plain), Some(challenge), Some(expected)) => {
                self.session.administered = false;
                let same = plain.len() == expected.len()
                    && plain.iter().zip(expected.iter()).fold(0, |difference, (a, b)| difference | (a ^ b))
                        == 0;
                if !same {
                    return Err(SECURITY_STATUS);
                }
                let mut block = challenge.to_vec();
                key.encrypt(&mut block).ok_or(WRONG_DATA)?;
                self.session.administered = true;
                Ok(tlv::element(0x7C, &tlv::element(0x82, &block)))
            }
            _ => Err(WRONG_DATA),
        }
    }

    /// SET MANAGEMENT KEY as makers have it: algorithm, key reference, length, key.
    fn set_management_key(&mut self, p1: u8, data: &[u8]) -> Answer {
        let [algorithm, MANAGEMENT, length, key @ ..] = data else { return Err(WRONG_DATA) };
        let known = ManagementAlgorithm::of_identifier(*algorithm).ok_or(WRONG_DATA)?;
        if p1 != 0xFF || usize::from(*length) != key.len() || key.len() != known.key_length() {
            return Err(WRONG_DATA);
        }
        let management =
            ManagementSecret { algorithm: *algorithm, value: Bytes(Zeroizing::new(key.to_vec())) };
        self.change(|state| state.management = management).map_err(|_| MEMORY_FAILURE)?;
        Ok(Vec::new())
    }

    /// The statement about a key of ours, by a key that is made on first use.
    fn attest(&mut self, reference: u8) -> Answer {
        let spki = self.state.keys.get(&reference).ok_or(NO_REFERENCE)?.spki().map_err(|_| MEMORY_FAILURE)?;
        let attesting = self.attesting_key()?;
        let about = format!("Absah Atestasi {reference:02X} (UJI)");
        attest::statement(&about, &spki, &attesting, &mut self.random).map_err(|_| MEMORY_FAILURE)
    }

    fn attesting_key(&mut self) -> Result<StoredKey, u16> {
        if let Some(key) = &self.state.attesting {
            return Ok(key.clone());
        }
        let key = StoredKey::generate(KeyAlgorithm::P256, &mut self.random).map_err(|_| MEMORY_FAILURE)?;
        let kept = key.clone();
        self.change(|state| state.attesting = Some(kept)).map_err(|_| MEMORY_FAILURE)?;
        Ok(key)
    }

    fn generate(&mut self, p1: u8, reference: u8, data: &[u8]) -> Answer {
        if p1 != 0 || Slot::of_key_reference(reference).is_none() {
            return Err(WRONG_PARAMETERS);
        }
        let control = tlv::find(data, 0xAC).ok().flatten().ok_or(WRONG_DATA)?;
        let identifier = tlv::find(control, 0x80).ok().flatten().and_then(<[u8]>::first).ok_or(WRONG_DATA)?;
        let algorithm = algorithm_of(*identifier).ok_or(WRONG_DATA)?;
        let key = StoredKey::generate(algorithm, &mut self.random).map_err(|_| MEMORY_FAILURE)?;
        let public = key.public_template().map_err(|_| MEMORY_FAILURE)?;
        self.change(|state| drop(state.keys.insert(reference, key))).map_err(|_| MEMORY_FAILURE)?;
        Ok(tlv::element(0x7F49, &public))
    }

    fn put_data(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        if (p1, p2) != (0x3F, 0xFF) {
            return Err(WRONG_PARAMETERS);
        }
        let object = tlv::find(data, 0x5C).ok().flatten().and_then(object_tag).ok_or(WRONG_DATA)?;
        let contents = tlv::find(data, 0x53).ok().flatten().ok_or(WRONG_DATA)?;
        if matches!(object, DISCOVERY | CHUID | CCC | ATTESTATION) {
            return Err(WRONG_DATA);
        }
        let contents = Bytes(Zeroizing::new(contents.to_vec()));
        self.change(|state| {
            // Empty contents delete the object (SP 800-73-4 part 2 clause 3.3.1 leaves it to the card).
            if contents.0.is_empty() {
                state.objects.remove(&object);
            } else {
                state.objects.insert(object, contents);
            }
        })
        .map_err(|_| MEMORY_FAILURE)?;
        Ok(Vec::new())
    }

    /// The vendor's metadata: kind, PIN and touch policy, origin, public key; for the PIN and PUK their tries.
    fn metadata(&self, reference: u8) -> Answer {
        let mut answer = Vec::new();
        if let PIN | PUK = reference {
            let secret = if reference == PIN { &self.state.pin } else { &self.state.puk };
            let factory = if reference == PIN { secret.is(FACTORY_PIN) } else { secret.is(FACTORY_PUK) };
            tlv::write(&mut answer, 0x01, &[0xFF]);
            tlv::write(&mut answer, 0x05, &[u8::from(factory)]);
            tlv::write(&mut answer, 0x06, &[TRIES, secret.tries]);
            return Ok(answer);
        }
        if reference == MANAGEMENT {
            let factory = self.state.management.key().is_some_and(|key| key.is_factory());
            tlv::write(&mut answer, 0x01, &[self.state.management.algorithm]);
            tlv::write(&mut answer, 0x02, &[0, 1]);
            tlv::write(&mut answer, 0x05, &[u8::from(factory)]);
            return Ok(answer);
        }
        let key = self.state.keys.get(&reference).ok_or(NO_REFERENCE)?;
        let pin_policy = match Slot::of_key_reference(reference) {
            Some(Slot::Signature) => 3,
            Some(Slot::CardAuthentication) => 1,
            _ => 2,
        };
        tlv::write(&mut answer, 0x01, &[key.algorithm]);
        tlv::write(&mut answer, 0x02, &[pin_policy, 1]);
        tlv::write(&mut answer, 0x03, &[1]);
        tlv::write(&mut answer, 0x04, &key.public_template().map_err(|_| MEMORY_FAILURE)?);
        Ok(answer)
    }
}

impl Chain {
    fn with(mut self, block: &[u8]) -> Result<Chain, u16> {
        if self.data.len() + block.len() > MAX_COMMAND {
            return Err(WRONG_LENGTH);
        }
        self.data.extend_from_slice(block);
        Ok(self)
    }
}

impl<'a> Apdu<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Apdu<'a>> {
        let (&[class, ref header @ ..], body) = bytes.split_first_chunk::<4>()?;
        let (data, le): (&[u8], _) = match body {
            [] => (&[], None),
            [le] => (&[], Some(short_le(*le))),
            [0, high, low] => (&[], Some(extended_le(*high, *low))),
            [0, high, low, rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
                match le {
                    [] => (data, None),
                    [high, low] => (data, Some(extended_le(*high, *low))),
                    _ => return None,
                }
            }
            [lc, rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(*lc))?;
                match le {
                    [] => (data, None),
                    [le] => (data, Some(short_le(*le))),
                    _ => return None,
                }
            }
        };
        Some(Apdu { class, header: *header, data, le })
    }
}

fn short_le(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended_le(high: u8, low: u8) -> usize {
    match u16::from_be_bytes([high, low]) {
        0 => 65_536,
        le => usize::from(le),
    }
}

fn status(sw: u16) -> Vec<u8> {
    sw.to_be_bytes().to_vec()
}

fn tries_left(tries: u8) -> u16 {
    0x63C0 | u16::from(tries & 0x0F)
}

fn object_tag(bytes: &[u8]) -> Option<u32> {
    (!bytes.is_empty() && bytes.len() <= 3)
        .then(|| bytes.iter().fold(0, |tag, byte| tag << 8 | u32::from(*byte)))
}

/// Old and new PIN of eight bytes each; the new one must have six bytes and its padding at the end.
fn two_pins(data: &[u8]) -> Result<(&[u8], [u8; PIN_BYTES]), u16> {
    let (old, new) = data.split_at_checked(PIN_BYTES).ok_or(WRONG_DATA)?;
    let new = <[u8; PIN_BYTES]>::try_from(new).map_err(|_| WRONG_DATA)?;
    let length = new.iter().position(|byte| *byte == 0xFF).unwrap_or(8);
    let padded = new.iter().skip(length).all(|byte| *byte == 0xFF);
    if length >= 6 && padded { Ok((old, new)) } else { Err(WRONG_DATA) }
}
