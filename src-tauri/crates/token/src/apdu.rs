//! Command and response APDUs, ISO/IEC 7816-4 clause 5: short and extended length, command chaining,
//! GET RESPONSE after 61xx, repetition after 6Cxx.
//!
//! Nothing here knows a card application.

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
    /// What the answer to reset tells (ISO/IEC 7816-4 clauses 12.1.1 and 12.1.1.9): a card that speaks T=1, has
    /// extended length and does not have command chaining gets long commands whole; every other one in short blocks,
    /// which every reader passes on.
    pub fn of_atr(atr: &[u8]) -> CardLimits {
        match capabilities(atr) {
            Some(functions) if functions & 0x80 == 0 && functions & 0x40 != 0 => CardLimits::extended(65_535),
            _ => CardLimits::default(),
        }
    }

    /// Extended length with at most that many bytes of data in one command.
    pub fn extended(command_data: usize) -> CardLimits {
        CardLimits { command_data: command_data.clamp(255, 65_535), extended: true, ..CardLimits::default() }
    }
}

/// Third software function table of the card capabilities in the historical bytes, if the card speaks T=1.
fn capabilities(atr: &[u8]) -> Option<u8> {
    let (format, mut rest) = atr.get(1..)?.split_first()?;
    // Interface bytes (ISO/IEC 7816-3 clause 8.2.3): each TD says which follow, and names a protocol.
    let (mut present, mut t1) = (*format, false);
    loop {
        let skipped = usize::try_from((present & 0x70).count_ones()).ok()?;
        rest = rest.get(skipped..)?;
        if present & 0x80 == 0 {
            break;
        }
        (present, rest) = rest.split_first().map(|(td, rest)| (*td, rest))?;
        t1 |= present & 0x0F == 1;
    }
    let historical = rest.get(..usize::from(format & 0x0F))?;
    // Category 80: objects of a half-byte tag and length; with 00 three bytes of status follow them.
    let mut objects = match historical.split_first()? {
        (0x80, objects) => objects,
        (0x00, objects) => objects.get(..objects.len().checked_sub(3)?)?,
        _ => return None,
    };
    while let Some((head, body)) = objects.split_first() {
        let (value, next) = body.split_at_checked(usize::from(head & 0x0F))?;
        if let (0x73, [_, _, functions]) = (*head, value) {
            return Some(*functions).filter(|_| t1);
        }
        objects = next;
    }
    None
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

/// Sends commands within one transaction.
pub struct Channel<'a> {
    transaction: &'a mut dyn Transaction,
    limits: CardLimits,
    secret_sent: bool,
}

impl<'a> Channel<'a> {
    /// A channel over a transaction.
    pub fn new(transaction: &'a mut dyn Transaction, limits: CardLimits) -> Self {
        Channel { transaction, limits, secret_sent: false }
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

    /// The card has an application of this name too. It is the selected one afterwards.
    pub(crate) fn also_answers_as(&mut self, name: &[u8]) -> Result<bool, Error> {
        Ok(self.send(&Command::asking(0xA4, 0x04, 0x00, name))?.sw == OK)
    }

    /// Sends a short command and gives its answer as far as it comes at once.
    pub(crate) fn first_piece(&mut self, command: &Command<'_>) -> Result<Response, Error> {
        self.exchange(&last_block(command, self.limits, None), command.instruction)
    }

    /// Has the reader send a command with PINs that are typed on it; the card's status word, or what the reader says
    /// instead as an error.
    pub(crate) fn send_from_pad(&mut self, pad: &Pad, entry: &Entry) -> Result<u16, Error> {
        let [_, instruction, ..] = entry.header;
        let (code, structure) = entry.encode(pad)?;
        self.secret_sent = true;
        let result = self.transaction.pin_on_reader(code, &structure).and_then(split_answer);
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
        let response = result.map_err(|error| named(error, instruction))?;
        if response.data.len() > self.limits.response {
            return Err(Error::TooLong { limit: self.limits.response });
        }
        Ok(response)
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
    use super::*;
    use crate::transport::script::Script;

    fn run(script: &str, limits: CardLimits, command: Command<'_>) -> Result<Response, Error> {
        let (mut card, check) = Script::parse(script).unwrap().into_card();
        let mut transaction = card.transaction().unwrap();
        let result = Channel::new(&mut *transaction, limits).send(&command);
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
    fn answer_to_reset_tells_how_long_commands_go() {
        let extended = CardLimits::extended(65_535);
        for (atr, limits) in [
            // The virtual reader's cards: T=1, neither said.
            (&[0x3B, 0x95, 0x13, 0x81, 0x01, 0x80, 0x73, 0xFF, 0x01, 0x00, 0x0B][..], CardLimits::default()),
            // YubiKey 5 (as `pcsc-tools` lists it): chaining and extended length.
            (
                &[
                    0x3B, 0xFD, 0x13, 0x00, 0x00, 0x81, 0x31, 0xFE, 0x15, 0x80, 0x73, 0xC0, 0x21, 0xC0, 0x57,
                    0x59, 0x75, 0x62, 0x69, 0x4B, 0x65, 0x79, 0x40,
                ],
                CardLimits::default(),
            ),
            // Extended length alone; then the same with T=0 only, and cut.
            (&[0x3B, 0x85, 0x81, 0x01, 0x80, 0x73, 0x00, 0x00, 0x40, 0x00], extended),
            (&[0x3B, 0x05, 0x80, 0x73, 0x00, 0x00, 0x40], CardLimits::default()),
            (&[0x3B, 0x85, 0x81, 0x01, 0x80, 0x73, 0x00], CardLimits::default()),
            (&[0x3B, 0x88, 0x81, 0x01, 0x00, 0x73, 0x00, 0x00, 0x40, 0x05, 0x90, 0x00], extended),
            (&[0x3B, 0xFF], CardLimits::default()),
            (&[], CardLimits::default()),
        ] {
            assert_eq!(CardLimits::of_atr(atr), limits, "{atr:02X?}");
        }
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
}
