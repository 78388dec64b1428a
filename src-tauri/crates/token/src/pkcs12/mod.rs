//! PKCS#12 files (RFC 7292) as tokens: keys in a file that a password protects, as older certificates came.
//!
//! The file is read anew at each use and its password asked for at each use: nothing of it is copied or kept but the
//! certificates of the last [`Pkcs12Token::unlock`]. Without the password mostly nothing can be said about a file,
//! for its certificates are enciphered too; so [`Token::keys`] is empty until `unlock` was called with the password,
//! which is then wiped. [`Token::sign`] takes the password once more, as the PIN of its [`Act`], and refuses a
//! certificate that is not the listed one any more. There is no counter of tries, and no PIN to change or unblock.
//!
//! A wrong password is told from a damaged file by the file's integrity check; where that fails, what still deciphers
//! decides.
//!
//! What is wiped: the password, everything deciphered, the PKCS#8 keys. What is not: the copies that `ring` makes of a
//! key while it signs, and the key schedule of the ciphers' crates.
//!
//! Not here: writing files, judging certificates, keys that `ring` does not sign with ([`SIGNING_KEYS`]; the others
//! are listed without an algorithm and refused with [`Error::KeyRefused`]).

mod ber;
mod crypt;
mod file;
mod private;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::pin::PinProblem;
use crate::token::{Family, PinState, TokenInfo, TokenKey};
use crate::{Act, Error, KeyAlgorithm, KeyRef, Pin, PinRules, PublicKey, Slot, ToBeSigned, Token};

use file::{Contents, File, KeyBag};
pub use private::SIGNING_KEYS;

/// Largest file that is read. A key with a chain of four has about ten thousand bytes.
const MAX_FILE: u64 = 1 << 20;

/// Any text, also none: the file decides. 255 bytes is what a [`PinRules`] can say.
const RULES: PinRules = PinRules { min: 0, max: 255, digits_only: false };

/// A PKCS#12 file with signing keys. A clone knows the same certificates; neither holds a secret.
#[derive(Clone)]
pub struct Pkcs12Token {
    path: PathBuf,
    listed: Vec<TokenKey>,
    certificates: Vec<Vec<u8>>,
}

impl Pkcs12Token {
    /// Takes a file that has the form of PKCS#12; needs no password and lists nothing yet.
    ///
    /// [`Error::FileRead`], [`Error::FileDamaged`] when it is something else, [`Error::FileUnsupported`],
    /// [`Error::TooLong`].
    pub fn open(path: impl Into<PathBuf>) -> Result<Pkcs12Token, Error> {
        let path = path.into();
        File::parse(&read(&path)?)?;
        Ok(Pkcs12Token { path, listed: Vec::new(), certificates: Vec::new() })
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the certificates, so that [`Token::keys`] lists them. The password is wiped.
    ///
    /// [`Error::PinWrong`] for a wrong password; [`Error::FileDamaged`] when it is right and the file is not whole.
    pub fn unlock(&mut self, password: Pin) -> Result<(), Error> {
        let contents = self.contents(&password)?;
        self.listed = keys_of(&contents);
        self.certificates = contents.certificates.into_iter().map(|bag| bag.der).collect();
        Ok(())
    }

    /// All certificates of the file as of the last [`Pkcs12Token::unlock`], DER, in the file's order: the signer's
    /// and what else lies there, often the chain.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    fn contents(&self, password: &Pin) -> Result<Contents, Error> {
        let text = text(password)?;
        File::parse(&read(&self.path)?)?.open(text)
    }
}

impl Token for Pkcs12Token {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        Ok(TokenInfo {
            reader: None,
            atr: Vec::new(),
            serial: None,
            family: Family::Pkcs12,
            pin: PinState::Unknown,
            puk: PinState::Unknown,
            pin_pad: false,
            pin_to_change: false,
            pin_rules: RULES,
            version: None,
            practice: false,
            other: None,
        })
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        Ok(self.listed.clone())
    }

    fn sign(&mut self, key: &KeyRef, act: &mut Act, tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        act.check(&RULES)?;
        let file = File::parse(&read(&self.path)?)?;
        let password = act.take()?;
        let contents = file.open(text(&password)?)?;
        let slot = key.slot.key_reference();
        let bag = match key.slot {
            Slot::File(number) => contents.keys.get(usize::from(number).wrapping_sub(1)),
            _ => None,
        };
        let bag = bag.ok_or(Error::KeyMissing { slot })?;
        let (certificate, public) = certificate_of(bag, &contents);
        let certificate = certificate.ok_or(Error::KeyMissing { slot })?;
        if key.certificate.is_some_and(|listed| listed != <[u8; 32]>::from(Sha256::digest(certificate))) {
            return Err(Error::KeyChanged { slot });
        }
        let public = public.ok_or(Error::KeyRefused { slot, works: SIGNING_KEYS })?;
        let signature = private::sign(&bag.pkcs8, &public, slot, tbs)?;
        act.give_back(password);
        Ok(signature)
    }

    fn change_pin(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(Error::PinFixed)
    }

    fn unblock(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(Error::PinFixed)
    }
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(Vec::new());
    fs::File::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::FileRead(error.kind()))?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= MAX_FILE => Ok(bytes),
        _ => Err(Error::TooLong { limit: usize::try_from(MAX_FILE).unwrap_or(usize::MAX) }),
    }
}

fn text(password: &Pin) -> Result<&str, Error> {
    std::str::from_utf8(password.bytes()).map_err(|_| Error::PinFormat(PinProblem::Characters))
}

fn keys_of(contents: &Contents) -> Vec<TokenKey> {
    let numbered = (1..=u8::MAX).zip(&contents.keys);
    let key = |(number, bag)| {
        let (certificate, public) = certificate_of(bag, contents);
        let algorithm = public.map(|key| key.algorithm).filter(|kind| SIGNING_KEYS.contains(kind));
        let digest = certificate.map(|der| Sha256::digest(der).into());
        TokenKey {
            reference: KeyRef::new(Slot::File(number), digest),
            slot: Slot::File(number),
            certificate: certificate.map(<[u8]>::to_vec),
            damaged: false,
            algorithm,
            always_pin: true,
            needs_pin: true,
            pss: matches!(algorithm, Some(KeyAlgorithm::Rsa { .. })),
            only_pss: false,
        }
    };
    numbered.map(key).collect()
}

/// The certificate of a key and its public key, where it is of a kind that we know. The halves must belong together;
/// where that can not be checked `localKeyId` is believed (RFC 7292 clause 4.2).
fn certificate_of<'a>(key: &KeyBag, contents: &'a Contents) -> (Option<&'a [u8]>, Option<PublicKey>) {
    let named = |id: &Option<Vec<u8>>| id.is_some() && *id == key.id;
    let (first, rest): (Vec<_>, Vec<_>) = contents.certificates.iter().partition(|bag| named(&bag.id));
    let mut believed = None;
    for bag in first.iter().chain(&rest) {
        match PublicKey::of_certificate(&bag.der).ok().flatten() {
            Some(public) if private::belongs(&key.pkcs8, &public) => return (Some(&bag.der), Some(public)),
            None if named(&bag.id) => believed = believed.or(Some(bag.der.as_slice())),
            _ => {}
        }
    }
    (believed, None)
}
