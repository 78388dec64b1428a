//! What can go wrong between us and a card, as facts. Texts for people are elsewhere.

use crate::{KeyAlgorithm, pin::PinProblem, pkcs11::ModuleProblem};

/// Why an exchange with the reader or the card did not happen. Said by a [`crate::Transaction`] or a
/// [`crate::Card`]; [`Error`] carries the same facts further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// Another program holds the card exclusively.
    #[error("the card is held by another program")]
    Busy,
    /// We were asked to stop waiting.
    #[error("cancelled")]
    Cancelled,
    /// The answer is shorter than a status word or longer than an answer may be.
    #[error("an answer of {length} bytes is not an answer")]
    Malformed {
        /// Bytes received.
        length: usize,
    },
    /// There is something in the reader, but it does not answer to power.
    #[error("the card does not answer")]
    Mute,
    /// This user, session or sandbox may not use the smart card service.
    #[error("the smart card service refuses this user")]
    NoAccess,
    /// The reader is empty.
    #[error("no card in the reader")]
    NoCard,
    /// No such reader, or none at all.
    #[error("no reader")]
    NoReader,
    /// Any other answer of the service.
    #[error("smart card service error {code:#010x}")]
    Other {
        /// The number of the PC/SC error.
        code: u32,
    },
    /// The card was taken out.
    #[error("the card was removed")]
    Removed,
    /// The card was reset by somebody else: selected application and PIN state are gone.
    #[error("the card was reset")]
    Reset,
    /// The smart card service is not running.
    #[error("the smart card service is not running")]
    ServiceDown,
}

/// Why an operation with a token failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The PIN of this act is gone: it was refused, or an earlier step of the act failed. Ask for it anew.
    #[error("the PIN of this act is used up")]
    ActOver,
    /// Another program holds the card exclusively.
    #[error("the card is held by another program")]
    Busy,
    /// We were asked to stop waiting.
    #[error("cancelled")]
    Cancelled,
    /// The file is no whole PKCS#12 file: its form is broken, or the password is right and its contents are not
    /// what was once written.
    #[error("the key file is damaged")]
    FileDamaged,
    /// The file could not be read.
    #[error("the key file can not be read: {0}")]
    FileRead(std::io::ErrorKind),
    /// The file uses a cipher or integrity check that we do not know.
    #[error("the key file uses an unknown method")]
    FileUnsupported,
    /// The key in the slot is not the one that was listed before; no PIN was sent.
    #[error("slot {slot:02x} does not hold the listed key any more")]
    KeyChanged {
        /// Key reference of the slot (SP 800-73-4 part 1 table 4b).
        slot: u8,
    },
    /// The slot holds no key or no certificate.
    #[error("slot {slot:02x} holds no usable key")]
    KeyMissing {
        /// Key reference of the slot.
        slot: u8,
    },
    /// The key can not be used by this kind of token; others can.
    #[error("key {slot} is none of {works:?}")]
    KeyRefused {
        /// Place of the key.
        slot: u8,
        /// Kinds of keys that can sign here.
        works: &'static [KeyAlgorithm],
    },
    /// The key is of a kind that we can not sign with.
    #[error("slot {slot:02x} holds a key of an unsupported kind")]
    KeyUnsupported {
        /// Key reference of the slot.
        slot: u8,
    },
    /// The card's answer does not have the form that the standard asks for.
    #[error("malformed answer to instruction {instruction:02x}")]
    Malformed {
        /// Instruction byte of the command; 0 where the answer could not be tied to one.
        instruction: u8,
    },
    /// The management key is another one, or the card does not know it.
    #[error("wrong management key")]
    ManagementKeyWrong,
    /// The PKCS#11 module ended its helper process: it crashed.
    #[error("the PKCS#11 module crashed")]
    ModuleCrashed,
    /// The PKCS#11 module answered with an error of its own.
    #[error("the PKCS#11 module answered {code} to {function}")]
    ModuleFailed {
        /// Function of PKCS#11; empty where what it gave has not the standard's form.
        function: String,
        /// The CKR code by name.
        code: String,
    },
    /// The PKCS#11 module did not answer in time; its helper process was ended.
    #[error("the PKCS#11 module did not answer within {seconds} s")]
    ModuleTimedOut {
        /// The limit in seconds.
        seconds: u64,
    },
    /// The file can not serve as a PKCS#11 module.
    #[error("not a usable PKCS#11 module: {problem:?}")]
    ModuleUnusable {
        /// Why.
        problem: ModuleProblem,
    },
    /// There is something in the reader, but it does not answer to power.
    #[error("the card does not answer")]
    Mute,
    /// This user, session or sandbox may not use the smart card service.
    #[error("the smart card service refuses this user")]
    NoAccess,
    /// The reader is empty.
    #[error("no card in the reader")]
    NoCard,
    /// No such reader, or none at all.
    #[error("no reader")]
    NoReader,
    /// There are no keys on the reader on which a PIN could be typed, or they do not fit this card.
    #[error("no PIN can be typed on the reader")]
    NoPinPad,
    /// The card refuses until it is administered (PUT DATA, GENERATE): it wants its management key.
    #[error("the card wants its management key")]
    NotAdministrator,
    /// This token can not do it over the way we speak with it; its maker's tool must.
    #[error("not possible with this token")]
    NotPossible,
    /// The person pressed the reader's cancel key instead of typing the PIN; nothing was sent.
    #[error("cancelled on the reader")]
    PadCancelled,
    /// What was typed on the reader is shorter or longer than the card takes; nothing was sent.
    #[error("the PIN typed on the reader has the wrong length")]
    PadLength,
    /// The new PIN was typed differently the second time; nothing was sent.
    #[error("the new PIN was typed differently the second time")]
    PadMismatch,
    /// Nobody typed a PIN on the reader in time; nothing was sent.
    #[error("no PIN was typed on the reader in time")]
    PadTimedOut,
    /// The PIN is blocked: no tries left.
    #[error("the PIN is blocked")]
    PinBlocked,
    /// The PIN breaks the card's rules; it was not sent.
    #[error("the PIN has the wrong form: {0:?}")]
    PinFormat(PinProblem),
    /// The PIN must be changed before it can be used (a PIN set by the issuer).
    #[error("the PIN must be changed first")]
    PinMustBeChanged,
    /// The key wants a PIN and the act has none.
    #[error("a PIN is needed")]
    PinNeeded,
    /// This token has no PIN that could be changed or unblocked here.
    #[error("the PIN can not be changed here")]
    PinFixed,
    /// The card refused the PIN.
    #[error("wrong PIN, tries left: {tries_left:?}")]
    PinWrong {
        /// Further tries, where the card says.
        tries_left: Option<u8>,
    },
    /// The place holds something else than what was named as lost; nothing was changed.
    #[error("place {slot:02x} holds something")]
    PlaceTaken {
        /// Key reference of the slot.
        slot: u8,
    },
    /// This token does not sign with RSA-PSS.
    #[error("key {slot:02x} does not sign with RSA-PSS")]
    PssUnsupported {
        /// Place of the key.
        slot: u8,
    },
    /// The PUK is blocked: no tries left; the card can not be unblocked any more.
    #[error("the PUK is blocked")]
    PukBlocked,
    /// The card refused the PUK.
    #[error("wrong PUK, tries left: {tries_left:?}")]
    PukWrong {
        /// Further tries, where the card says.
        tries_left: Option<u8>,
    },
    /// The card was taken out.
    #[error("the card was removed")]
    Removed,
    /// The card was reset by somebody else in the middle of the operation.
    #[error("the card was reset")]
    Reset,
    /// The smart card service is not running.
    #[error("the smart card service is not running")]
    ServiceDown,
    /// The card's signature does not verify with the key of its certificate.
    #[error("the card's signature does not verify")]
    SignatureWrong,
    /// An answer or an object is longer than we accept.
    #[error("more than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Any other answer of the smart card service.
    #[error("smart card service error {code:#010x}")]
    Transport {
        /// The number of the PC/SC error.
        code: u32,
    },
    /// A status word that the command should not end with.
    #[error("instruction {instruction:02x} was answered {sw:04x}")]
    Unexpected {
        /// Instruction byte of the command.
        instruction: u8,
        /// Status word.
        sw: u16,
    },
    /// No card application that we know answers.
    #[error("unknown card")]
    UnknownCard {
        /// Answer to reset, at most 33 bytes.
        atr: Vec<u8>,
    },
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Error {
        match error {
            TransportError::Busy => Error::Busy,
            TransportError::Cancelled => Error::Cancelled,
            TransportError::Malformed { .. } => Error::Malformed { instruction: 0 },
            TransportError::Mute => Error::Mute,
            TransportError::NoAccess => Error::NoAccess,
            TransportError::NoCard => Error::NoCard,
            TransportError::NoReader => Error::NoReader,
            TransportError::Other { code } => Error::Transport { code },
            TransportError::Removed => Error::Removed,
            TransportError::Reset => Error::Reset,
            TransportError::ServiceDown => Error::ServiceDown,
        }
    }
}
