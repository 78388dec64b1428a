//! A card around one application: SELECT by name, command chaining and GET RESPONSE (ISO/IEC 7816-4 clauses 5.3.3,
//! 5.3.4 and 11.2.2). Not here: transport of the bytes, and everything that the application does itself.

use heapless::{Vec as Buffer, VecView};
use iso7816::command::{CommandView, FromSliceError};
use iso7816::{Command, Instruction, Status};

/// Longest command and answer, in bytes: what the real carrier of both applications takes.
const CAPACITY: usize = 7609;
/// Most bytes of an answer when the host names no length, as for a short Le of 00.
const SHORT_ANSWER: usize = 256;

/// A card application that needs a card around it.
pub trait Application {
    /// Its full name (AID) as the application itself wants to hear it.
    const NAME: &'static [u8];
    /// How many bytes of the name a host must give at least.
    const NAME_AT_LEAST: usize;

    /// Carries out one whole command.
    fn handle(&mut self, command: CommandView<'_>, answer: &mut VecView<u8>) -> Result<(), Status>;

    /// Forgets what a card forgets without power: verified PINs above all.
    fn reset(&mut self);
}

/// One application in its card.
pub struct Card<A> {
    application: A,
    selected: bool,
    /// The blocks of a chained command so far.
    chain: Option<Command<CAPACITY>>,
    /// What the host has not fetched yet of the last answer.
    rest: Vec<u8>,
}

impl<A: Application> Card<A> {
    /// A card without power.
    pub fn new(application: A) -> Card<A> {
        Card { application, selected: false, chain: None, rest: Vec::new() }
    }

    /// Cold or warm reset.
    pub fn reset(&mut self) {
        self.application.reset();
        self.selected = false;
        self.chain = None;
        self.rest.clear();
    }

    /// Answers a command APDU: data and status word.
    pub fn transmit(&mut self, apdu: &[u8]) -> Vec<u8> {
        let command = match Command::<CAPACITY>::try_from(apdu) {
            Ok(command) => command,
            Err(FromSliceError::InvalidClass) => return word(Status::ClassNotSupported),
            Err(_) => return word(Status::WrongLength),
        };
        let most = if command.expected() == 0 { SHORT_ANSWER } else { command.expected() };
        if command.instruction() == Instruction::GetResponse && !self.rest.is_empty() {
            return self.fetch(most);
        }
        self.rest.clear();
        match self.take(command) {
            Ok(None) => word(Status::Success),
            Ok(Some(command)) => match self.carry_out(&command) {
                Ok(answer) => {
                    self.rest = answer;
                    self.fetch(most)
                }
                Err(status) => word(status),
            },
            Err(status) => word(status),
        }
    }

    /// Joins the blocks of a chained command; gives the whole once the last one is there.
    fn take(&mut self, block: Command<CAPACITY>) -> Result<Option<Command<CAPACITY>>, Status> {
        let more = block.class().chain().not_the_last();
        let whole = match self.chain.take() {
            None => block,
            Some(mut chain) => {
                chain.extend_from_command_view(block.as_view()).map_err(|_| Status::WrongLength)?;
                chain
            }
        };
        if more {
            self.chain = Some(whole);
            return Ok(None);
        }
        Ok(Some(whole))
    }

    fn carry_out(&mut self, command: &Command<CAPACITY>) -> Result<Vec<u8>, Status> {
        if (command.instruction(), command.p1) == (Instruction::Select, 0x04) {
            return self.select(command.data());
        }
        if !self.selected {
            return Err(Status::InstructionNotSupportedOrInvalid);
        }
        self.call(command.as_view())
    }

    /// A name that is not here leaves the chosen application as it is (SP 800-73-4 part 2 clause 3.1.1).
    fn select(&mut self, name: &[u8]) -> Result<Vec<u8>, Status> {
        if name.len() < A::NAME_AT_LEAST || !(A::NAME.starts_with(name) || name.starts_with(A::NAME)) {
            return Err(Status::NotFound);
        }
        let length = u8::try_from(A::NAME.len()).map_err(|_| Status::WrongLength)?;
        let apdu = [&[0x00, 0xA4, 0x04, 0x00, length], A::NAME, &[0x00]].concat();
        let command = Command::<CAPACITY>::try_from(&apdu).map_err(|_| Status::WrongLength)?;
        let answer = self.call(command.as_view())?;
        self.selected = true;
        Ok(answer)
    }

    fn call(&mut self, command: CommandView<'_>) -> Result<Vec<u8>, Status> {
        let mut answer = Buffer::<u8, CAPACITY>::new();
        self.application.handle(command, answer.as_mut_view())?;
        Ok(answer.to_vec())
    }

    /// The next part of the answer with 9000, or 61xx when more is left.
    fn fetch(&mut self, most: usize) -> Vec<u8> {
        let mut part: Vec<u8> = self.rest.drain(..self.rest.len().min(most)).collect();
        part.extend(match self.rest.len() {
            0 => word(Status::Success),
            // 00 says "256 or more".
            left => vec![0x61, u8::try_from(left).unwrap_or(0)],
        });
        part
    }
}

fn word(status: Status) -> Vec<u8> {
    u16::from(status).to_be_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// Answers with the command's data, three times over.
    struct Echo;

    impl Application for Echo {
        const NAME: &'static [u8] = b"an echo";
        const NAME_AT_LEAST: usize = 5;

        fn handle(&mut self, command: CommandView<'_>, answer: &mut VecView<u8>) -> Result<(), Status> {
            (0..3)
                .try_for_each(|_| answer.extend_from_slice(command.data()))
                .map_err(|_| Status::NotEnoughMemory)
        }

        fn reset(&mut self) {}
    }

    fn selected() -> Card<Echo> {
        let mut card = Card::new(Echo);
        assert_eq!(card.transmit(b"\x00\xA4\x04\x00\x05an ec"), b"an echoan echoan echo\x90\x00");
        card
    }

    #[test]
    fn unknown_name_is_not_found_and_leaves_the_choice() {
        let mut card = Card::new(Echo);
        assert_eq!(card.transmit(b"\x00\xA4\x04\x00\x04an e"), [0x6A, 0x82]);
        assert_eq!(card.transmit(b"\x00\x01\x00\x00\x01x"), [0x6D, 0x00]);
        let mut card = selected();
        assert_eq!(card.transmit(b"\x00\xA4\x04\x00\x05other"), [0x6A, 0x82]);
        assert_eq!(card.transmit(b"\x00\x01\x00\x00\x01x"), b"xxx\x90\x00");
        card.reset();
        assert_eq!(card.transmit(b"\x00\x01\x00\x00\x01x"), [0x6D, 0x00]);
    }

    #[test]
    fn chained_blocks_are_one_command() {
        let mut card = selected();
        assert_eq!(card.transmit(b"\x10\x01\x00\x00\x02ab"), [0x90, 0x00]);
        assert_eq!(card.transmit(b"\x10\x01\x00\x00\x02cd"), [0x90, 0x00]);
        assert_eq!(card.transmit(b"\x00\x01\x00\x00\x01e\x00"), b"abcdeabcdeabcde\x90\x00");
        let block = [&[0x10, 0x01, 0, 0, 0xFF][..], &[7; 255]].concat();
        let status: Vec<_> = (0..30).map(|_| card.transmit(&block)).collect();
        assert_eq!(status[29], [0x67, 0x00], "more than the card can hold");
    }

    #[test]
    fn long_answer_comes_in_parts_unless_asked_for_whole() {
        let mut card = selected();
        let short = [&[0x00, 0x01, 0, 0, 0xC8][..], &[7; 200], &[0x00]].concat();
        let first = card.transmit(&short);
        assert_eq!((first.len(), &first[256..]), (258, &[0x61, 0x00][..]), "344 bytes are left");
        assert_eq!(card.transmit(&[0x00, 0xC0, 0, 0, 0x00])[256..], [0x61, 88]);
        assert_eq!(card.transmit(&[0x00, 0xC0, 0, 0, 88])[86..], [7, 7, 0x90, 0x00]);
        let extended = [&[0x00, 0x01, 0, 0, 0x00, 0x00, 0xC8][..], &[7; 200], &[0x00, 0x00]].concat();
        assert_eq!(card.transmit(&extended).len(), 602);
    }

    #[test]
    fn rubbish_is_refused() {
        let mut card = selected();
        for apdu in
            [&b""[..], b"\x00", b"\x00\x01\x00", b"\x00\x01\x00\x00\x05ab", b"\x00\x01\x00\x00\x00\x01"]
        {
            assert_eq!(card.transmit(apdu), [0x67, 0x00], "{apdu:02X?}");
        }
        assert_eq!(card.transmit(b"\xFF\x01\x00\x00"), [0x6E, 0x00]);
    }
}
