//! Signing tokens: finding readers and cards, talking to the card application, and a practice card.
//!
//! Here: PC/SC ([`transport`], [`presence`]), APDUs (ISO/IEC 7816-4), the PIV application (SP 800-73-4), the
//! rules for PINs, and the emulated card ([`emulator`]). Not here: what a certificate means, paths, PDF, texts
//! for people. Implementations of [`Token`]: [`piv`], [`openpgp`], [`pkcs11`], [`pkcs12`].
//!
//! The PIN rule of this crate: a [`Pin`] is sent once. If the card does not answer 9000 it is wiped and can not
//! be sent again; after 9000 an [`Act`] may send it again, once per signature where the key demands it.
#![deny(unsafe_code)]
#![deny(missing_docs)]

pub mod apdu;
pub mod emulator;
mod error;
mod key;
mod management;
pub mod openpgp;
mod pad;
mod personalise;
mod pin;
pub mod piv;
pub mod pkcs11;
pub mod pkcs12;
pub mod presence;
pub mod tlv;
mod token;
pub mod transport;

pub use error::{Error, TransportError};
pub use key::{KeyAlgorithm, PublicKey};
pub use management::{ManagementAlgorithm, ManagementKey};
pub use pad::Pad;
pub use personalise::{Authority, Losing, NewKey, Personalise, Place, Preparation};
pub use pin::{Act, Pin, PinProblem, PinRules};
pub use token::{
    Family, KeyRef, PinState, RsaPadding, Slot, ToBeSigned, Token, TokenInfo, TokenKey, open, open_as,
};
pub use transport::{Card, Transaction};
