//! The one joint of this crate: what every signing token can do, whatever speaks behind it.

use crate::{Act, Card, Error, KeyAlgorithm, Personalise, Pin, PinRules, openpgp::OpenPgp, piv::Piv};

/// A token with signing keys. Calls block on the card; use it from a thread of its own.
pub trait Token: Send {
    /// Facts about the token, read without using a PIN try.
    fn info(&mut self) -> Result<TokenInfo, Error>;

    /// All keys that have a certificate or that the card names, in the order in which they are best proposed
    /// for signing. Needs no PIN.
    fn keys(&mut self) -> Result<Vec<TokenKey>, Error>;

    /// Signs one document. PIN and signature go in one transaction with nothing between them; afterwards the
    /// card is reset, so the PIN is not left verified.
    ///
    /// Where [`TokenInfo::pin_pad`] says so, an act without PIN suffices: the person types it on the reader, for
    /// each signature anew.
    ///
    /// RSA gives the block as long as the modulus, padded as asked, ECDSA a DER `ECDSA-Sig-Value`, both over the
    /// SHA-256 digest. The result has been verified with the certificate's key. [`Error::PssUnsupported`] before any
    /// PIN where [`TokenKey::pss`] says so.
    ///
    /// A failure after the PIN was sent ends the act; a failure before leaves it untouched. For several
    /// documents call it again with the same act.
    fn sign(&mut self, key: &KeyRef, act: &mut Act, tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error>;

    /// Replaces the PIN. Uses one try if the old one is wrong.
    fn change_pin(&mut self, old: Pin, new: Pin) -> Result<(), Error>;

    /// Replaces a blocked PIN by means of the PUK. Uses one try of the PUK if that is wrong.
    fn unblock(&mut self, puk: Pin, new: Pin) -> Result<(), Error>;

    /// As [`Token::change_pin`], with both PINs typed on the reader. [`Error::NoPinPad`] where that can not be.
    fn change_pin_on_pad(&mut self) -> Result<(), Error> {
        Err(Error::NoPinPad)
    }

    /// As [`Token::unblock`], with PUK and PIN typed on the reader. [`Error::NoPinPad`] where that can not be.
    fn unblock_on_pad(&mut self) -> Result<(), Error> {
        Err(Error::NoPinPad)
    }

    /// What prepares it; `None` where only its maker's tool can.
    fn personalise(&mut self) -> Option<&mut dyn Personalise> {
        None
    }
}

/// Finds the card application that answers and opens the token with it.
///
/// A card with both applications (a YubiKey) is taken as PIV, unless only its OpenPGP application holds a certificate:
/// each has PINs of its own, so they are never mixed. [`TokenInfo::other`] then names the one left aside, and
/// [`open_as`] takes it.
///
/// [`Error::UnknownCard`] with the ATR when none answers. `reader` is only remembered for [`TokenInfo`].
pub fn open(card: Box<dyn Card>, reader: Option<String>) -> Result<Box<dyn Token>, Error> {
    let mut piv = match Piv::probe(card, reader.clone()) {
        Ok(piv) => piv,
        Err((Error::UnknownCard { .. }, card)) => return Ok(Box::new(OpenPgp::open(card, reader)?)),
        Err((error, _)) => return Err(error),
    };
    if piv.holds_certificate()? {
        return Ok(Box::new(piv));
    }
    let card = match OpenPgp::probe(piv.into_card(), reader.clone()) {
        Ok(mut openpgp) => {
            if openpgp.holds_certificate()? {
                return Ok(Box::new(openpgp));
            }
            openpgp.into_card()
        }
        Err((Error::UnknownCard { .. }, card)) => card,
        Err((error, _)) => return Err(error),
    };
    Ok(Box::new(Piv::open(card, reader)?))
}

/// Opens the token with this card application and no other; [`Error::UnknownCard`] when it does not answer, or is none
/// of a card.
pub fn open_as(card: Box<dyn Card>, reader: Option<String>, family: Family) -> Result<Box<dyn Token>, Error> {
    match family {
        Family::OpenPgp => Ok(Box::new(OpenPgp::open(card, reader)?)),
        Family::Piv => Ok(Box::new(Piv::open(card, reader)?)),
        Family::Pkcs11 | Family::Pkcs12 => Err(Error::UnknownCard { atr: card.atr().to_vec() }),
    }
}

/// What a token is, for lists and diagnoses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenInfo {
    /// Name of the reader as the system gives it; `None` for a token that is in no reader.
    pub reader: Option<String>,
    /// Answer to reset.
    pub atr: Vec<u8>,
    /// Serial number as the card gives it (decimal for the vendor's number, else hexadecimal of the CHUID's GUID).
    pub serial: Option<String>,
    /// Which card application answers.
    pub family: Family,
    /// State of the signing PIN.
    pub pin: PinState,
    /// State of what unblocks the PIN: PUK, OpenPGP's resetting code or, where none is set, its administrator's PIN.
    pub puk: PinState,
    /// The PIN can be typed on the reader (or in the module's own window).
    pub pin_pad: bool,
    /// The token says that the PIN must be changed before its keys can be used, or that it still is the one from the
    /// factory. Asked of the token; no PIN is tried for it.
    pub pin_to_change: bool,
    /// Which PINs the card takes.
    pub pin_rules: PinRules,
    /// Version of the card application where the card tells it: major, minor, patch.
    pub version: Option<(u8, u8, u8)>,
    /// The card names itself a practice card. True only for our own emulator's cards.
    pub practice: bool,
    /// Another application that the card answers as too; its keys are not listed and its PINs are others.
    pub other: Option<Family>,
}

/// Which card application a token speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// OpenPGP card 2.0-3.4.
    OpenPgp,
    /// PIV, NIST SP 800-73-4.
    Piv,
    /// Whatever a PKCS#11 module speaks with.
    Pkcs11,
    /// PKCS#12 file, RFC 7292.
    Pkcs12,
}

/// State of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinState {
    /// No tries left.
    Blocked,
    /// That many wrong PINs may still be typed.
    Tries(u8),
    /// The card does not tell.
    Unknown,
    /// Verified right now (by another program), so the card hides the counter.
    Verified,
}

/// One key of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenKey {
    /// What [`Token::sign`] takes.
    pub reference: KeyRef,
    /// Where it lies and so what it is meant for.
    pub slot: Slot,
    /// X.509 certificate, DER, uncompressed. As read: not judged.
    pub certificate: Option<Vec<u8>>,
    /// Something lies in the certificate's place that can not be read as one.
    pub damaged: bool,
    /// Kind of key; `None` when neither certificate nor card tell, or when it is none we can use.
    pub algorithm: Option<KeyAlgorithm>,
    /// The card wants the PIN anew before every signature.
    pub always_pin: bool,
    /// The card wants a PIN for this key at all.
    pub needs_pin: bool,
    /// Signs with [`RsaPadding::Pss`] too.
    pub pss: bool,
    /// Signs with [`RsaPadding::Pss`] only, whatever its certificate says.
    pub only_pss: bool,
}

/// Names a key of a token; stays true only as long as the same certificate lies in the slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct KeyRef {
    /// Where the key lies.
    pub slot: Slot,
    /// SHA-256 of the certificate (DER) that was listed. Signing refuses when another one lies there.
    pub certificate: Option<[u8; 32]>,
}

impl KeyRef {
    /// Names the key of a slot, bound to the certificate with this SHA-256 where given.
    pub fn new(slot: Slot, certificate: Option<[u8; 32]>) -> KeyRef {
        KeyRef { slot, certificate }
    }
}

/// Place of a key on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Slot {
    /// PIV authentication, 9A: for logging in.
    Authentication,
    /// PIV card authentication, 9E: no PIN, proves only the card's presence.
    CardAuthentication,
    /// Key of a file (PKCS#12), numbered from 1 as the file lists them.
    File(u8),
    /// PIV key management, 9D: encryption.
    KeyManagement,
    /// Key behind a PKCS#11 module, numbered from 1 as the module lists its certificates.
    Module(u8),
    /// Where a PKCS#11 module puts a new key: beside those that are there, whatever they are.
    ModuleNew,
    /// OpenPGP authentication key: for logging in.
    OpenPgpAuthentication,
    /// OpenPGP decryption key: signs nothing.
    OpenPgpDecryption,
    /// OpenPGP signature key.
    OpenPgpSignature,
    /// PIV retired key management, 82-95, numbered 1-20: old encryption keys.
    Retired(u8),
    /// PIV digital signature, 9C: PIN before every signature.
    Signature,
}

/// What is to be signed: the signed attributes and their digest, so that a token which hashes itself and one
/// that only takes a digest are both served.
#[derive(Debug, Clone, Copy)]
pub struct ToBeSigned<'a> {
    /// DER `SET OF Attribute`.
    pub attributes: &'a [u8],
    /// SHA-256 of `attributes`.
    pub digest: [u8; 32],
    /// How an RSA key pads; other kinds of keys have no padding.
    pub padding: RsaPadding,
}

/// Padding of an RSA signature, with SHA-256 throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RsaPadding {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 clause 8.2).
    #[default]
    Pkcs1,
    /// RSASSA-PSS (RFC 8017 clause 8.1) with MGF1 and a salt as long as the digest.
    Pss {
        /// Fresh random bytes. Tokens that pad themselves make their own instead.
        salt: [u8; 32],
    },
}

impl<'a> ToBeSigned<'a> {
    /// Attributes and their digest, for a key that pads by PKCS#1 v1.5 if it is one of RSA.
    pub fn new(attributes: &'a [u8], digest: [u8; 32]) -> ToBeSigned<'a> {
        ToBeSigned { attributes, digest, padding: RsaPadding::Pkcs1 }
    }

    /// The same with PSS.
    pub fn with_pss(self, salt: [u8; 32]) -> ToBeSigned<'a> {
        ToBeSigned { padding: RsaPadding::Pss { salt }, ..self }
    }

    /// PSS is asked of an RSA key.
    pub(crate) fn wants_pss(&self, algorithm: KeyAlgorithm) -> bool {
        matches!((algorithm, self.padding), (KeyAlgorithm::Rsa { .. }, RsaPadding::Pss { .. }))
    }
}
