//! Recorded exchanges: a card that expects exactly these commands and gives exactly these answers or errors.
//!
//! One line per step:
//!
//! ```text
//! # why this step
//! atr 3B951381018073FF01000B
//! pad 0604423300060704423300 07    the reader has keys: its answer to GET_FEATURE_REQUEST (PC/SC part 10)
//! properties 060104 070108         and its TLV properties
//! > 00A40400 05 A000000308 00     the expected command; ?? is any byte, * at the end any rest
//! < 61 02 4F 00 9000              the answer
//! ^ 42330006 3C0082 *             a PIN entry on the reader is expected: control code and structure
//! ! removed                       or an error instead: busy mute no-card removed reset service-down
//! ```

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Card, Pad, Transaction, TransportError};

/// A script that can not be read, with the line (from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("script line {line} is not understood")]
pub struct BadScript {
    /// Line, from 1.
    pub line: usize,
}

/// What did not go by the script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Deviation {
    /// Steps were left over.
    #[error("the command of line {line} was not sent")]
    Missing {
        /// Line of the first command that was not sent.
        line: usize,
    },
    /// A command came that the script does not have at this place. Only its header is kept: data may be a PIN.
    #[error("unexpected command {header:02x?}, expected line {line:?}")]
    Unexpected {
        /// First four bytes of the command.
        header: Vec<u8>,
        /// Line of the command that was expected; `None` after the end.
        line: Option<usize>,
    },
}

/// A recorded exchange.
#[derive(Debug, Clone, Default)]
pub struct Script {
    atr: Vec<u8>,
    features: Vec<u8>,
    properties: Vec<u8>,
    steps: VecDeque<Step>,
}

#[derive(Debug, Clone)]
struct Step {
    line: usize,
    /// For the reader's keys, not for the card.
    on_reader: bool,
    /// `None` is any byte.
    command: Vec<Option<u8>>,
    open_end: bool,
    outcome: Result<Vec<u8>, TransportError>,
}

#[derive(Default)]
struct Progress {
    steps: VecDeque<Step>,
    deviation: Option<Deviation>,
    reset: bool,
}

/// Says afterwards whether everything went by the script.
#[derive(Clone)]
pub struct ScriptCheck(Arc<Mutex<Progress>>);

impl Script {
    /// Reads a script.
    pub fn parse(text: &str) -> Result<Script, BadScript> {
        let mut script = Script::default();
        let mut waiting: Option<(usize, bool, Vec<Option<u8>>, bool)> = None;
        for (index, line) in text.lines().enumerate() {
            let bad = BadScript { line: index + 1 };
            let line = line.trim();
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            let outcome = match mark {
                "" | "#" => continue,
                "atr" => {
                    script.atr = bytes(rest).ok_or(bad)?;
                    continue;
                }
                "pad" => {
                    script.features = bytes(rest).ok_or(bad)?;
                    continue;
                }
                "properties" => {
                    script.properties = bytes(rest).ok_or(bad)?;
                    continue;
                }
                ">" | "^" => {
                    let (pattern, open_end) =
                        rest.trim_end().strip_suffix('*').map_or((rest, false), |start| (start, true));
                    if waiting.is_some() {
                        return Err(bad);
                    }
                    waiting = Some((bad.line, mark == "^", pattern_bytes(pattern).ok_or(bad)?, open_end));
                    continue;
                }
                "<" => Ok(bytes(rest).ok_or(bad)?),
                "!" => Err(match rest.trim() {
                    "busy" => TransportError::Busy,
                    "mute" => TransportError::Mute,
                    "no-card" => TransportError::NoCard,
                    "removed" => TransportError::Removed,
                    "reset" => TransportError::Reset,
                    "service-down" => TransportError::ServiceDown,
                    _ => return Err(bad),
                }),
                _ => return Err(bad),
            };
            let (line, on_reader, command, open_end) = waiting.take().ok_or(bad)?;
            script.steps.push_back(Step { line, on_reader, command, open_end, outcome });
        }
        match waiting {
            Some((line, ..)) => Err(BadScript { line }),
            None => Ok(script),
        }
    }

    /// The card that plays the script, and the check for afterwards.
    pub fn into_card(self) -> (Box<dyn Card>, ScriptCheck) {
        let progress = Arc::new(Mutex::new(Progress { steps: self.steps, ..Progress::default() }));
        let pad = Pad::parse(&self.features, &self.properties);
        let card = ScriptCard { atr: self.atr, pad, progress: Arc::clone(&progress) };
        (Box::new(card), ScriptCheck(progress))
    }
}

impl ScriptCheck {
    /// Everything was sent as recorded, and nothing else.
    pub fn finished(&self) -> Result<(), Deviation> {
        let progress = lock(&self.0);
        match (&progress.deviation, progress.steps.front()) {
            (Some(deviation), _) => Err(deviation.clone()),
            (None, Some(step)) => Err(Deviation::Missing { line: step.line }),
            (None, None) => Ok(()),
        }
    }
}

struct ScriptCard {
    atr: Vec<u8>,
    pad: Option<Pad>,
    progress: Arc<Mutex<Progress>>,
}

struct ScriptTransaction<'a> {
    progress: &'a Mutex<Progress>,
    was_reset: bool,
}

impl Card for ScriptCard {
    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn pad(&self) -> Option<Pad> {
        self.pad
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        let was_reset = std::mem::take(&mut lock(&self.progress).reset);
        Ok(Box::new(ScriptTransaction { progress: &self.progress, was_reset }))
    }
}

impl Transaction for ScriptTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.step(false, apdu)
    }

    fn pin_on_reader(&mut self, code: u32, structure: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.step(true, &[&code.to_be_bytes(), structure].concat())
    }

    fn was_reset(&self) -> bool {
        self.was_reset
    }
}

impl ScriptTransaction<'_> {
    fn step(&mut self, on_reader: bool, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut progress = lock(self.progress);
        match progress.steps.pop_front() {
            Some(step) if step.on_reader == on_reader && step.fits(apdu) => {
                progress.reset |= step.outcome == Err(TransportError::Reset);
                step.outcome
            }
            other => {
                let header = apdu.iter().copied().take(4).collect();
                let line = other.map(|step| step.line);
                progress.deviation.get_or_insert(Deviation::Unexpected { header, line });
                Err(TransportError::Other { code: 0 })
            }
        }
    }
}

impl Step {
    fn fits(&self, apdu: &[u8]) -> bool {
        let long_enough =
            if self.open_end { apdu.len() >= self.command.len() } else { apdu.len() == self.command.len() };
        long_enough && self.command.iter().zip(apdu).all(|(want, is)| want.is_none_or(|byte| byte == *is))
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    pattern_bytes(text)?.into_iter().collect()
}

/// Hexadecimal digits in pairs, blanks anywhere between them; `??` is any byte.
fn pattern_bytes(text: &str) -> Option<Vec<Option<u8>>> {
    let digits: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| match pair {
            ['?', '?'] => Some(None),
            [high, low] => u8::try_from(high.to_digit(16)? * 16 + low.to_digit(16)?).ok().map(Some),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn commands_by_the_script_get_its_answers_and_errors() {
        let text = "# two steps\natr 3B00\n> 00A4 ??00 *\n< 6A82\n> 0020\n! reset\n";
        let (mut card, check) = Script::parse(text).unwrap().into_card();
        assert_eq!(card.atr(), [0x3B, 0]);
        let mut transaction = card.transaction().unwrap();
        assert_eq!(transaction.transmit(&[0, 0xA4, 4, 0, 1]), Ok(vec![0x6A, 0x82]));
        assert_eq!(transaction.transmit(&[0, 0x20]), Err(TransportError::Reset));
        drop(transaction);
        assert!(card.transaction().unwrap().was_reset());
        assert_eq!(check.finished(), Ok(()));
    }

    #[test]
    fn command_off_the_script_is_told_without_its_data() {
        let (mut card, check) = Script::parse("> 00A4\n< 9000").unwrap().into_card();
        let _ = card.transaction().unwrap().transmit(&[0, 0x20, 0, 0x80, 8, 1, 2]);
        let expected = Deviation::Unexpected { header: vec![0, 0x20, 0, 0x80], line: Some(1) };
        assert_eq!(check.finished(), Err(expected));
    }

    #[test]
    fn unsent_command_and_bad_line_are_told() {
        let (_card, check) = Script::parse("\n> 00A4\n< 9000").unwrap().into_card();
        assert_eq!(check.finished(), Err(Deviation::Missing { line: 2 }));
        assert_eq!(Script::parse("> 0G").err(), Some(BadScript { line: 1 }));
        assert_eq!(Script::parse("> 00\n").err(), Some(BadScript { line: 1 }));
        assert_eq!(Script::parse("< 9000").err(), Some(BadScript { line: 1 }));
    }
}
