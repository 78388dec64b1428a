//! Cards in readers, through the system's smart card service (PC/SC).
//!
//! Shared connections only. A transaction in which a PIN went to the card ends with a reset, so that no other
//! program finds it verified; after mere reading the card is left as it is.

use std::ffi::CString;
use std::time::Duration;

use pcsc::{Context, Disposition, Protocol, Protocols, Scope, ShareMode};

use super::carries_secret;
use crate::{Card, Pad, Transaction, TransportError};

/// Opens a shared connection to the card in the named reader. Blocks while another program holds a transaction.
///
/// Every connection has a context of its own: after the service restarts an old context answers
/// "no service" for ever.
pub fn connect(reader: &str) -> Result<Box<dyn Card>, TransportError> {
    let name = CString::new(reader).map_err(|_| TransportError::NoReader)?;
    let context = Context::establish(Scope::User).map_err(service_error)?;
    let card = context.connect(&name, ShareMode::Shared, Protocols::ANY).map_err(service_error)?;
    let atr = card.status2_owned().map_err(service_error)?.atr().to_vec();
    let pad = pad(&card);
    Ok(Box::new(PcscCard { card: Some(card), atr, pad, unclean: false }))
}

/// What the reader has of keys (PC/SC part 10 clause 2.2). `ctl_code` knows how the systems number their controls:
/// 42000000 + n with pcsc-lite, 0031 in the high word and n shifted by two on Windows. A reader that refuses has none.
fn pad(card: &pcsc::Card) -> Option<Pad> {
    let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
    let features = card.control(pcsc::ctl_code(GET_FEATURE_REQUEST), &[], &mut buffer).ok()?.to_vec();
    let properties = match Pad::properties_code(&features) {
        Some(code) => card.control(code.into(), &[], &mut buffer).unwrap_or_default(),
        None => &[],
    };
    Pad::parse(&features, properties)
}

const GET_FEATURE_REQUEST: pcsc::ffi::DWORD = 3400;

/// Names of the readers that the service knows now.
pub fn readers() -> Result<Vec<String>, TransportError> {
    let context = Context::establish(Scope::User).map_err(service_error)?;
    let names = context.list_readers_owned().map_err(service_error)?;
    Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
}

struct PcscCard {
    /// `Some` until dropped.
    card: Option<pcsc::Card>,
    atr: Vec<u8>,
    pad: Option<Pad>,
    /// A transaction with a PIN could not be ended with a reset.
    unclean: bool,
}

struct PcscTransaction<'a> {
    /// `Some` until dropped.
    transaction: Option<pcsc::Transaction<'a>>,
    unclean: &'a mut bool,
    secret: bool,
    was_reset: bool,
    t0: bool,
}

impl Card for PcscCard {
    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn pad(&self) -> Option<Pad> {
        self.pad
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let PcscCard { card, unclean, .. } = self;
        let card = card.as_mut().ok_or(TransportError::Removed)?;
        let (transaction, was_reset) = match card.transaction2() {
            Ok(transaction) => (transaction, false),
            // Reset since the last transaction, by us or by others: once more on a fresh footing.
            Err((card, pcsc::Error::ResetCard)) => {
                card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)
                    .map_err(service_error)?;
                (card.transaction().map_err(service_error)?, true)
            }
            Err((_, error)) => return Err(service_error(error)),
        };
        let (_, protocol) =
            transaction.status2_owned().map(|s| (s.status(), s.protocol2())).map_err(service_error)?;
        let t0 = protocol == Some(Protocol::T0);
        Ok(Box::new(PcscTransaction {
            transaction: Some(transaction),
            unclean,
            secret: false,
            was_reset,
            t0,
        }))
    }
}

impl Drop for PcscCard {
    fn drop(&mut self) {
        if let Some(card) = self.card.take() {
            let disposition = if self.unclean { Disposition::ResetCard } else { Disposition::LeaveCard };
            // On failure the card comes back and its own drop resets it, which is the safe side.
            let _ = card.disconnect(disposition);
        }
    }
}

impl Transaction for PcscTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let transaction = self.transaction.as_ref().ok_or(TransportError::Removed)?;
        self.secret |= carries_secret(apdu);
        let mut buffer = vec![0; pcsc::MAX_BUFFER_SIZE_EXTENDED];
        let apdu = if self.t0 { without_le(apdu) } else { apdu };
        match transaction.transmit(apdu, &mut buffer) {
            Ok(answer) if answer.len() >= 2 => Ok(answer.to_vec()),
            // Some drivers give nothing instead of an error when the card leaves.
            Ok(answer) => {
                Err(why_not_transacted(transaction, TransportError::Malformed { length: answer.len() }))
            }
            Err(error @ (pcsc::Error::NotTransacted | pcsc::Error::CommError)) => {
                Err(why_not_transacted(transaction, service_error(error)))
            }
            Err(error) => Err(service_error(error)),
        }
    }

    fn pin_on_reader(&mut self, code: u32, structure: &[u8]) -> Result<Vec<u8>, TransportError> {
        let transaction = self.transaction.as_ref().ok_or(TransportError::Removed)?;
        self.secret = true;
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        match transaction.control(code.into(), structure, &mut buffer) {
            Ok(answer) if answer.len() >= 2 => Ok(answer.to_vec()),
            Ok(answer) => Err(TransportError::Malformed { length: answer.len() }),
            // Drivers on Windows say it so; the standard has a status word for it.
            Err(pcsc::Error::CancelledByUser) => Ok(vec![0x64, 0x01]),
            Err(error) => Err(service_error(error)),
        }
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }
}

impl Drop for PcscTransaction<'_> {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            let disposition = if self.secret { Disposition::ResetCard } else { Disposition::LeaveCard };
            if transaction.end(disposition).is_err() {
                *self.unclean |= self.secret;
            }
        }
    }
}

/// A card that is pulled in the middle of a command first gives a bare "not transacted"; the service notices the
/// empty reader at its next poll (every 400 ms in pcsc-lite). Waits for that, at most 1.2 s.
fn why_not_transacted(transaction: &pcsc::Transaction<'_>, otherwise: TransportError) -> TransportError {
    for _ in 0..6 {
        match transaction.status2_owned() {
            Ok(_) => std::thread::sleep(Duration::from_millis(200)),
            Err(status) => return service_error(status),
        }
    }
    otherwise
}

/// With T=0 a command with data has no Le: the card says 61xx instead (ISO/IEC 7816-3 clause 12.2.4).
fn without_le(apdu: &[u8]) -> &[u8] {
    match apdu {
        [_, _, _, _, lc, rest @ ..] if *lc != 0 && rest.len() == usize::from(*lc) + 1 => {
            apdu.get(..apdu.len() - 1).unwrap_or(apdu)
        }
        _ => apdu,
    }
}

pub(crate) fn service_error(error: pcsc::Error) -> TransportError {
    use pcsc::Error as E;
    match error {
        E::Cancelled | E::SystemCancelled => TransportError::Cancelled,
        E::NoAccess | E::SecurityViolation => TransportError::NoAccess,
        E::NoReadersAvailable | E::ReaderUnavailable | E::UnknownReader => TransportError::NoReader,
        E::NoService | E::ServiceStopped | E::Shutdown => TransportError::ServiceDown,
        E::NoSmartcard => TransportError::NoCard,
        E::RemovedCard => TransportError::Removed,
        E::ResetCard => TransportError::Reset,
        E::SharingViolation => TransportError::Busy,
        E::InvalidAtr | E::UnpoweredCard | E::UnresponsiveCard | E::UnsupportedCard => TransportError::Mute,
        other => TransportError::Other { code: code(other) },
    }
}

/// The number that PC/SC gives the error; the enum's discriminants are these numbers.
#[allow(clippy::as_conversions)]
fn code(error: pcsc::Error) -> u32 {
    error as u32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn le_is_left_out_only_after_data() {
        assert_eq!(without_le(&[0, 0xCB, 0x3F, 0xFF, 2, 1, 2, 0]), [0, 0xCB, 0x3F, 0xFF, 2, 1, 2]);
        assert_eq!(without_le(&[0, 0xC0, 0, 0, 5]), [0, 0xC0, 0, 0, 5]);
        assert_eq!(without_le(&[0, 0x20, 0, 0x80]), [0, 0x20, 0, 0x80]);
        assert_eq!(without_le(&[0, 0x20, 0, 0x80, 1, 9]), [0, 0x20, 0, 0x80, 1, 9]);
    }

    #[test]
    fn unknown_service_error_keeps_its_number() {
        assert_eq!(service_error(pcsc::Error::InternalError), TransportError::Other { code: 0x8010_0001 });
    }
}
