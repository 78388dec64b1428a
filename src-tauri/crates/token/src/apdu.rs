//! Command and response APDUs, ISO/IEC 7816-4 clause 5: short and extended length, command chaining,
//! GET RESPONSE after 61xx, repetition after 6Cxx.
//!
//! Nothing here knows a card application. Command data is never traced; it may be a PIN.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::pad::{self, Entry};
use crate::{Error, Pad, Transaction, TransportError, transport::carries_secret};

/// What a card can take and what we take from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardLimits {
    /// Most bytes of data in one command APDU: 255 without extended length.
    pub command_data: usize,
    /// The card understands extended length (third software function table, ISO/IEC 7816-4 clause 12.1.1.9).
    pub extended: bool,
    /// Most bytes that we put together of one answer. PIV's largest object has 12,704 bytes
    /// (SP 800-73-4 part 1 table 2); certificates of other issuers are rarely above 4,096.
    pub response: usize,
}

impl Default for CardLimits {
    /// Short APDUs with chaining: what every PIV card must know (SP 800-73-4 part 2 clause 2.4.2).
    fn default() -> CardLimits {
        CardLimits { command_data: 255, extended: false, response: 32_768 }
    }
}

impl CardLimits {
    /// Extended length with at most that many bytes of data in one command.
    pub fn extended(command_data: usize) -> CardLimits {
        CardLimits { command_data: command_data.clamp(255, 65_535), extended: true, ..CardLimits::default() }
    }
}

/// One command, before it is cut to what the card takes.
#[derive(Clone, Copy)]
pub struct Command<'a> {
    /// Instruction byte. The class byte is 00: no secure messaging, first logical channel.
    pub instruction: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// Data field; empty for none.
    pub data: &'a [u8],
    /// Response data is wanted (an Le field is sent).
    pub answer: bool,
}

impl<'a> Command<'a> {
    /// A command that wants response data.
    pub fn asking(instruction: u8, p1: u8, p2: u8, data: &'a [u8]) -> Command<'a> {
        Command { instruction, p1, p2, data, answer: true }
    }

    /// A command that wants only a status word.
    pub fn telling(instruction: u8, p1: u8, p2: u8, data: &'a [u8]) -> Command<'a> {
        Command { instruction, p1, p2, data, answer: false }
    }
}

/// The card's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Response data, put together if it came in pieces.
    pub data: Vec<u8>,
    /// Status word.
    pub sw: u16,
}

/// Status word 9000: done.
pub const OK: u16 = 0x9000;

/// What the trace hook sees of one exchange: no data, in neither direction.
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
}

/// Called after every exchange.
pub type Trace = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Sends commands within one transaction.
pub struct Channel<'a> {
    transaction: &'a mut dyn Transaction,
    limits: CardLimits,
    trace: Option<&'a Trace>,
    secret_sent: bool,
}

impl<'a> Channel<'a> {
    /// A channel over a transaction.
    pub fn new(transaction: &'a mut dyn Transaction, limits: CardLimits, trace: Option<&'a Trace>) -> Self {
        Channel { transaction, limits, trace, secret_sent: false }
    }

    /// A PIN was handed to the reader in this transaction, so it must not be repeated.
    pub fn secret_sent(&self) -> bool {
        self.secret_sent
    }

    /// Sends a command and gives the whole answer. Any status word is an answer; only what is no answer is an
    /// error.
    pub fn send(&mut self, command: &Command<'_>) -> Result<Response, Error> {
        let mut response = self.send_blocks(command)?;
        // 6Cxx: nothing was done, ask again with the right Le (ISO/IEC 7816-4 clause 5.6). Never for a command
        // without Le, so never for one with a PIN.
        if let (0x6C, le) = split(response.sw)
            && command.answer
        {
            response = self.exchange(&last_block(command, self.limits, Some(le)), command.instruction)?;
        }
        let mut data = std::mem::take(&mut response.data);
        while let (0x61, le) = split(response.sw) {
            response = self.exchange(&[0x00, 0xC0, 0x00, 0x00, le], command.instruction)?;
            if response.data.is_empty() {
                // An error status ends the answer; "more" without anything would never end.
                match split(response.sw).0 {
                    0x61 => return Err(Error::Malformed { instruction: command.instruction }),
                    _ => break,
                }
            }
            data.extend_from_slice(&response.data);
            if data.len() > self.limits.response {
                return Err(Error::TooLong { limit: self.limits.response });
            }
        }
        Ok(Response { data, sw: response.sw })
    }

    /// Has the reader send a command with PINs that are typed on it; the card's status word, or what the reader says
    /// instead as an error.
    pub(crate) fn send_from_pad(&mut self, pad: &Pad, entry: &Entry) -> Result<u16, Error> {
        let [class, instruction, p1, p2] = entry.header;
        let (code, structure) = entry.encode(pad)?;
        self.secret_sent = true;
        let result = self.transaction.pin_on_reader(code, &structure).and_then(split_answer);
        self.traced([class, instruction, p1, p2], 0, &result);
        let sw = result.map_err(|error| named(error, instruction))?.sw;
        pad::said_by_reader(sw).map_or(Ok(sw), Err)
    }

    /// Sends all blocks of a command; stops at the first that the card refuses.
    fn send_blocks(&mut self, command: &Command<'_>) -> Result<Response, Error> {
        let last = last_block_data(command.data, self.limits);
        let before = command.data.len() - last.len();
        for block in command.data.get(..before).unwrap_or_default().chunks(self.limits.command_data) {
            let part = Command { data: block, answer: false, ..*command };
            let response = self.exchange(&encode(0x10, &part, self.limits, None), command.instruction)?;
            if response.sw != OK {
                return Ok(response);
            }
        }
        self.exchange(&last_block(command, self.limits, None), command.instruction)
    }

    fn exchange(&mut self, apdu: &[u8], instruction: u8) -> Result<Response, Error> {
        self.secret_sent |= carries_secret(apdu);
        let result = self.transaction.transmit(apdu).and_then(split_answer);
        if let [class, ins, p1, p2, rest @ ..] = apdu {
            self.traced([*class, *ins, *p1, *p2], rest.len(), &result);
        }
        let response = result.map_err(|error| named(error, instruction))?;
        if response.data.len() > self.limits.response {
            return Err(Error::TooLong { limit: self.limits.response });
        }
        Ok(response)
    }

    fn traced(&self, header: [u8; 4], sent: usize, result: &Result<Response, TransportError>) {
        let Some(trace) = self.trace else { return };
        let [class, instruction, p1, p2] = header;
        trace(&Exchange {
            class,
            instruction,
            p1,
            p2,
            sent,
            received: result.as_ref().map_or(0, |response| response.data.len()),
            sw: result.as_ref().ok().map(|response| response.sw),
        });
    }
}

fn named(error: TransportError, instruction: u8) -> Error {
    match error {
        TransportError::Malformed { .. } => Error::Malformed { instruction },
        other => Error::from(other),
    }
}

fn split_answer(mut answer: Vec<u8>) -> Result<Response, TransportError> {
    let length = answer.len();
    match (answer.pop(), answer.pop()) {
        (Some(sw2), Some(sw1)) => Ok(Response { data: answer, sw: u16::from_be_bytes([sw1, sw2]) }),
        _ => Err(TransportError::Malformed { length }),
    }
}

fn split(sw: u16) -> (u8, u8) {
    let [sw1, sw2] = sw.to_be_bytes();
    (sw1, sw2)
}

fn last_block_data(data: &[u8], limits: CardLimits) -> &[u8] {
    data.chunks(limits.command_data.max(1)).next_back().unwrap_or_default()
}

fn last_block(command: &Command<'_>, limits: CardLimits, le: Option<u8>) -> Zeroizing<Vec<u8>> {
    let part = Command { data: last_block_data(command.data, limits), ..*command };
    encode(0x00, &part, limits, le)
}

/// One APDU (ISO/IEC 7816-4 clause 5.2). Extended length only where short does not suffice. The answer may be as
/// long as the form allows, unless `le` says otherwise.
fn encode(class: u8, command: &Command<'_>, limits: CardLimits, le: Option<u8>) -> Zeroizing<Vec<u8>> {
    let data = command.data;
    // The capacity is enough, so that no copy of a PIN stays behind in a buffer that was grown.
    let mut apdu = Zeroizing::new(Vec::with_capacity(data.len() + 9));
    apdu.extend_from_slice(&[class, command.instruction, command.p1, command.p2]);
    match u8::try_from(data.len()) {
        Ok(0) => {}
        Ok(length) => apdu.push(length),
        Err(_) => {
            debug_assert!(limits.extended, "blocks are cut before");
            apdu.push(0);
            apdu.extend_from_slice(&u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    apdu.extend_from_slice(data);
    if command.answer {
        if data.len() > 255 {
            apdu.extend_from_slice(&[0, le.unwrap_or(0)]);
        } else {
            apdu.push(le.unwrap_or(0));
        }
    }
    apdu
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use std::sync::Mutex;

    use super::*;
    use crate::transport::script::Script;

    fn run(script: &str, limits: CardLimits, command: Command<'_>) -> Result<Response, Error> {
        let (mut card, check) = Script::parse(script).unwrap().into_card();
        let mut transaction = card.transaction().unwrap();
        let result = Channel::new(&mut *transaction, limits, None).send(&command);
        check.finished().unwrap();
        result
    }

    #[test]
    fn long_data_is_chained_in_short_blocks() {
        let data = [0xAA; 300];
        let script = format!(
            "> 108701 9A FF {} \n< 9000\n> 0087019A 2D {} 00\n< 01029000",
            "AA".repeat(255),
            "AA".repeat(45)
        );
        let response = run(&script, CardLimits::default(), Command::asking(0x87, 1, 0x9A, &data)).unwrap();
        assert_eq!((response.data, response.sw), (vec![1, 2], OK));
    }

    #[test]
    fn long_data_goes_in_one_extended_apdu_where_the_card_can() {
        let script = format!("> 0087019A 00012C {} 0000\n< 9000", "AA".repeat(300));
        run(&script, CardLimits::extended(2048), Command::asking(0x87, 1, 0x9A, &[0xAA; 300])).unwrap();
    }

    #[test]
    fn refused_block_ends_the_chain() {
        let script = "> 10 *\n< 6884";
        let response = run(script, CardLimits::default(), Command::asking(0x87, 1, 0x9A, &[0; 600])).unwrap();
        assert_eq!(response.sw, 0x6884);
    }

    #[test]
    fn answer_in_pieces_is_put_together() {
        let script = "> 00CB3FFF 01 05 00\n< AABB 6102\n> 00C00000 02\n< CCDD 6101\n> 00C0000001\n< EE 9000";
        let response = run(script, CardLimits::default(), Command::asking(0xCB, 0x3F, 0xFF, &[5])).unwrap();
        assert_eq!((response.data, response.sw), (vec![0xAA, 0xBB, 0xCC, 0xDD, 0xEE], OK));
    }

    #[test]
    fn endless_answer_ends_at_the_budget() {
        let limits = CardLimits { response: 4, ..CardLimits::default() };
        let script = "> 00CB*\n< AABB61FF\n> 00C0*\n< CCDD61FF\n> 00C0*\n< EEFF61FF";
        let result = run(script, limits, Command::asking(0xCB, 0x3F, 0xFF, &[5]));
        assert_eq!(result, Err(Error::TooLong { limit: 4 }));
        let script = "> 00CB*\n< AABB61FF\n> 00C0*\n< 61FF";
        let result = run(script, limits, Command::asking(0xCB, 0x3F, 0xFF, &[5]));
        assert_eq!(result, Err(Error::Malformed { instruction: 0xCB }), "more of nothing");
    }

    #[test]
    fn wrong_le_is_corrected_once() {
        let script = "> 00CB3FFF 01 05 00\n< 6C03\n> 00CB3FFF 01 05 03\n< AABBCC9000";
        let response = run(script, CardLimits::default(), Command::asking(0xCB, 0x3F, 0xFF, &[5])).unwrap();
        assert_eq!(response.data, [0xAA, 0xBB, 0xCC]);
        let script = "> 00CB3FFF 01 05 00\n< 6C03\n> 00CB3FFF 01 05 03\n< 6C04";
        let response = run(script, CardLimits::default(), Command::asking(0xCB, 0x3F, 0xFF, &[5])).unwrap();
        assert_eq!(response.sw, 0x6C04, "not again");
    }

    #[test]
    fn command_with_a_pin_is_not_repeated_after_6cxx() {
        let script = "> 00200080 08 3132333435 36FFFF\n< 6C08";
        let pin = *b"123456\xFF\xFF";
        let response = run(script, CardLimits::default(), Command::telling(0x20, 0, 0x80, &pin)).unwrap();
        assert_eq!(response.sw, 0x6C08);
    }

    #[test]
    fn answer_without_status_word_is_malformed() {
        let result = run("> 00CB*\n< 90", CardLimits::default(), Command::asking(0xCB, 0, 0, &[]));
        assert_eq!(result, Err(Error::Malformed { instruction: 0xCB }));
    }

    #[test]
    fn trace_sees_no_data() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let trace: Trace = Arc::new(move |exchange| sink.lock().unwrap().push(*exchange));
        let (mut card, _) = Script::parse("> 0020*\n< 63C2").unwrap().into_card();
        let mut transaction = card.transaction().unwrap();
        let mut channel = Channel::new(&mut *transaction, CardLimits::default(), Some(&trace));
        channel.send(&Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF")).unwrap();
        assert!(channel.secret_sent());
        let text = format!("{:?}", seen.lock().unwrap());
        assert!(text.contains("sw: Some(25538)") && !text.contains("49, 50"), "{text}");
    }
}
