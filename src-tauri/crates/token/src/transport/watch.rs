//! A card under watch: every exchange is told without its data, and the person can call a halt.
//!
//! A command that has begun can not be stopped; PC/SC has no way to. After a halt no further one reaches the card: a call
//! that was blocked behind another program's transaction, long given up by the person, will not send their PIN then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Card, Pad, Transaction, TransportError, pad};

/// Calls a halt from another thread. Clones are the same.
#[derive(Clone, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Nothing more may reach the card; what is asked of it ends in [`crate::Error::Cancelled`].
    pub fn call(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// The halt was called.
    pub fn is_called(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), TransportError> {
        if self.is_called() { Err(TransportError::Cancelled) } else { Ok(()) }
    }
}

/// What the trace sees of one exchange: no data, in neither direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// Class byte (10 = chained).
    pub class: u8,
    /// Instruction byte.
    pub instruction: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// Bytes after the header: data with its length fields; 0 for a PIN that is typed on the reader.
    pub sent: usize,
    /// Bytes of response data.
    pub received: usize,
    /// Status word; `None` when the exchange failed.
    pub sw: Option<u16>,
    /// The PIN was typed on the reader.
    pub on_reader: bool,
}

/// Called after every exchange.
pub type Trace = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Puts a card under watch.
pub fn watch(card: Box<dyn Card>, halt: Halt, trace: Option<Trace>) -> Box<dyn Card> {
    Box::new(Watched { card, halt, trace })
}

struct Watched {
    card: Box<dyn Card>,
    halt: Halt,
    trace: Option<Trace>,
}

struct WatchedTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    halt: &'a Halt,
    trace: Option<&'a Trace>,
}

impl Card for Watched {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn pad(&self) -> Option<Pad> {
        self.card.pad()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        self.halt.check()?;
        let inner = self.card.transaction()?;
        Ok(Box::new(WatchedTransaction { inner, halt: &self.halt, trace: self.trace.as_ref() }))
    }
}

impl WatchedTransaction<'_> {
    fn told(
        &self,
        header: Option<[u8; 4]>,
        sent: usize,
        on_reader: bool,
        answer: &Result<Vec<u8>, TransportError>,
    ) {
        let (Some(trace), Some([class, instruction, p1, p2])) = (self.trace, header) else { return };
        let (received, sw) = match answer.as_deref() {
            Ok([data @ .., sw1, sw2]) => (data.len(), Some(u16::from_be_bytes([*sw1, *sw2]))),
            Ok(short) => (short.len(), None),
            Err(_) => (0, None),
        };
        trace(&Exchange { class, instruction, p1, p2, sent, received, sw, on_reader });
    }
}

impl Transaction for WatchedTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.halt.check()?;
        let answer = self.inner.transmit(apdu);
        self.told(apdu.first_chunk().copied(), apdu.len().saturating_sub(4), false, &answer);
        answer
    }

    fn pin_on_reader(&mut self, code: u32, structure: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.halt.check()?;
        let answer = self.inner.pin_on_reader(code, structure);
        self.told(pad::header(structure), 0, true, &answer);
        answer
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use std::sync::Mutex;

    use super::*;
    use crate::transport::script::Script;

    #[test]
    fn after_a_halt_nothing_reaches_the_card() {
        let (card, check) = Script::parse("> 00A4\n< 9000").unwrap().into_card();
        let halt = Halt::default();
        let mut card = watch(card, halt.clone(), None);
        let mut transaction = card.transaction().unwrap();
        assert_eq!(transaction.transmit(&[0, 0xA4]), Ok(vec![0x90, 0]));
        halt.call();
        assert_eq!(transaction.transmit(&[0, 0x20, 0, 0x80, 1, 9]), Err(TransportError::Cancelled));
        assert_eq!(transaction.pin_on_reader(1, &[]), Err(TransportError::Cancelled));
        drop(transaction);
        assert_eq!(card.transaction().err(), Some(TransportError::Cancelled));
        check.finished().unwrap();
    }

    #[test]
    fn trace_has_headers_lengths_and_status_words_alone() {
        let script = "> 00200080 08 *\n< 63C2\n> 00CB*\n< 01020361 05\n^ *\n< 9000\n> 00C0*\n! removed";
        let (card, _) = Script::parse(script).unwrap().into_card();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let trace: Trace = Arc::new(move |exchange| sink.lock().unwrap().push(*exchange));
        let mut card = watch(card, Halt::default(), Some(trace));
        let mut transaction = card.transaction().unwrap();
        transaction.transmit(b"\x00\x20\x00\x80\x08123456\xFF\xFF").unwrap();
        transaction.transmit(&[0, 0xCB, 0x3F, 0xFF, 1, 5, 0]).unwrap();
        let structure = [&[0; 15][..], &[5, 0, 0, 0, 0, 0x20, 0, 0x81, 0]].concat();
        transaction.pin_on_reader(0x4233_0006, &structure).unwrap();
        transaction.transmit(&[0, 0xC0, 0, 0, 5]).unwrap_err();
        let seen: Vec<_> = seen.lock().unwrap().drain(..).collect();
        let facts: Vec<_> =
            seen.iter().map(|e| (e.instruction, e.p2, e.sent, e.received, e.sw, e.on_reader)).collect();
        assert_eq!(
            facts,
            [
                (0x20, 0x80, 9, 0, Some(0x63C2), false),
                (0xCB, 0xFF, 3, 3, Some(0x6105), false),
                (0x20, 0x81, 0, 0, Some(0x9000), true),
                (0xC0, 0x00, 1, 0, None, false),
            ]
        );
    }
}
