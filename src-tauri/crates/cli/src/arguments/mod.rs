//! The words of the command line: what is asked for. Nothing here opens a file; a wrong word is told by its name.

mod command;
mod options;
mod words;

use crate::commands::enroll::Enroll;
use lexopt::Parser;
use options::Options;
use service::schema::{Locale, NewField, NoticeChoice, PlaceRequest, Protection, SignLevel};
use service::{Days, Decision};
use std::path::PathBuf;

/// What is asked for.
pub(crate) struct Arguments {
    pub(crate) command: Command,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
    /// Language of the texts; the person's setting when absent.
    pub(crate) language: Option<Locale>,
}

/// The commands.
pub(crate) enum Command {
    Help,
    Version,
    Sign(Box<Sign>),
    Verify(Verify),
    Repair {
        input: PathBuf,
        output: PathBuf,
    },
    Fields {
        input: PathBuf,
        output: PathBuf,
        fields: Vec<NewField>,
        password_stdin: bool,
    },
    Tokens,
    PinChange(PinAct),
    PinUnblock(PinAct),
    Doctor(Doctor),
    /// `absah explain`: one code, or the list of all.
    Explain(Option<String>),
    TrustAdd {
        file: PathBuf,
        fingerprint: String,
        decision: Decision,
    },
    TrustList,
    TrustMark {
        fingerprint: String,
        bsre: bool,
    },
    TrustRemove {
        fingerprint: String,
    },
    TrustBundle {
        file: PathBuf,
        fingerprint: String,
    },
    TrustForget,
    NetworkShow,
    NetworkSet(NetworkChange),
    NetworkTest {
        url: String,
    },
    CacheClear,
    Journal(Journal),
    Enroll(Box<Enroll>),
    PracticeReset,
    PracticeAttach {
        port: u16,
    },
    Extend(Extend),
    PendingList,
    PendingComplete {
        trust: Option<PathBuf>,
        password_stdin: bool,
    },
}

/// `absah doctor`.
pub(crate) struct Doctor {
    /// Whether servers are asked, where the settings allow it.
    pub(crate) network: bool,
    /// A code that was read out.
    pub(crate) decode: Option<String>,
    /// Where the support file is kept.
    pub(crate) support: Option<PathBuf>,
}

/// `absah extend`.
pub(crate) struct Extend {
    pub(crate) input: PathBuf,
    pub(crate) output: Option<PathBuf>,
    pub(crate) level: SignLevel,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) password_stdin: bool,
}

/// What `absah sign` is given.
pub(crate) enum Documents {
    /// With `-o`: one document, one result.
    One { input: PathBuf, output: PathBuf },
    /// Files and folders; results beside them or in `folder`. `resume` passes over those that have one.
    Many { inputs: Vec<PathBuf>, folder: Option<PathBuf>, resume: bool },
}

/// `absah journal`.
pub(crate) enum Journal {
    Verify,
    Seal,
    Remove { months: u32, yes: bool },
    Fingerprint,
    Export { wanted: Records, output: Option<PathBuf> },
    Confirm { fingerprint: String, unit: String },
    Merge { files: Vec<PathBuf> },
    Report { wanted: Records, output: PathBuf, template: Option<PathBuf>, merged: bool, remarks: Vec<String> },
}

/// Which records an export or a report is about.
pub(crate) struct Records {
    pub(crate) days: Days,
    pub(crate) unit: String,
    pub(crate) full: bool,
}

/// `absah network on`, `off`, `add`, `remove`, `allow`, `deny`.
pub(crate) enum NetworkChange {
    On(bool),
    AddServer { url: String, user: Option<String>, password_stdin: bool },
    RemoveServer { url: String },
    AllowHost { host: String },
    DenyHost { host: String },
}

/// `absah sign`.
pub(crate) struct Sign {
    pub(crate) documents: Documents,
    pub(crate) token: Option<String>,
    pub(crate) key: Option<String>,
    /// The kept block's own zone, or a free place, when absent.
    pub(crate) place: Option<PlaceRequest>,
    /// Name of a kept block; what is said beside it goes before it.
    pub(crate) preset: Option<String>,
    pub(crate) image: Option<PathBuf>,
    pub(crate) image_above: bool,
    pub(crate) qr: Option<String>,
    pub(crate) show_reason: bool,
    pub(crate) position: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) nip: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) notice: Option<NoticeChoice>,
    pub(crate) protection: Option<Protection>,
    /// The lowest that the agency allows when absent.
    pub(crate) level: Option<SignLevel>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) pin_stdin: bool,
    pub(crate) password_stdin: bool,
    pub(crate) last_try: bool,
}

/// `absah pin change`, `absah pin unblock`.
pub(crate) struct PinAct {
    pub(crate) token: Option<String>,
    pub(crate) pin_stdin: bool,
    pub(crate) last_try: bool,
}

/// `absah verify`.
pub(crate) struct Verify {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) at: Option<String>,
    /// Whether the network may be asked, where a word says so; else as the settings say.
    pub(crate) online: Option<bool>,
    pub(crate) password_stdin: bool,
    /// An evidence bundle that is judged again.
    pub(crate) evidence: Option<PathBuf>,
    /// What is written beside the answer.
    pub(crate) out: Vec<(Paper, PathBuf)>,
    /// A report in both languages.
    pub(crate) bilingual: bool,
}

/// What `absah verify` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A PDF report about one file.
    Report,
    /// An evidence bundle about one file.
    Bundle,
    /// A table of all files.
    Csv,
    /// An earlier version of one file, from 1.
    Version(u32),
}

impl Arguments {
    /// Reads the program's arguments.
    pub(crate) fn read() -> Result<Arguments, lexopt::Error> {
        Arguments::parse(Parser::from_env())
    }

    fn parse(parser: Parser) -> Result<Arguments, lexopt::Error> {
        let mut options = Options::read(parser)?;
        let (json, language) = (options.json, options.language);
        let command = if options.help {
            Command::Help
        } else if options.version {
            Command::Version
        } else {
            options.command()?
        };
        Ok(Arguments { command, json, language })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use service::schema::RectView;

    fn parse(words: &[&str]) -> Result<Arguments, lexopt::Error> {
        Arguments::parse(Parser::from_iter(std::iter::once("absah").chain(words.iter().copied())))
    }

    #[test]
    fn place_is_page_and_four_numbers() {
        let Command::Sign(sign) =
            parse(&["sign", "a.pdf", "-o", "b.pdf", "--place", "2,10,20.5,200,80"]).unwrap().command
        else {
            panic!("sign is expected");
        };
        let rect = RectView { x: 10.0, y: 20.5, width: 200.0, height: 80.0 };
        assert_eq!(sign.place, Some(PlaceRequest::Page { page: 2, rect }));
    }

    #[test]
    fn wrong_words_are_usage_errors() {
        for words in [
            &["sign"][..],
            &["sign", "a.pdf", "b.pdf", "-o", "c.pdf"],
            &["extend", "a.pdf"],
            &["pending", "forget"],
            &["sign", "a.pdf", "-o", "b.pdf", "--place", "1,2,3"],
            &["sign", "a.pdf", "-o", "b.pdf", "--invisible", "--field", "x"],
            &["sign", "a.pdf", "-o", "b.pdf", "--above", "Nama", "--mark", "#"],
            &["sign", "a.pdf", "-o", "b.pdf", "--notice", "left"],
            &["sign", "a.pdf", "-o", "b.pdf", "--protect", "all"],
            &["sign", "a.pdf", "-o", "b.pdf", "--level", "x"],
            &["fields", "a.pdf", "-o", "b.pdf"],
            &["fields", "a.pdf", "-o", "b.pdf", "--add", "PIHAK KESATU"],
            &["repair", "a.pdf"],
            &["verify"],
            &["verify", "a.pdf", "b.pdf", "--report", "r.pdf"],
            &["verify", "a.pdf", "b.pdf", "--evidence", "e.json"],
            &["verify", "a.pdf", "--extract", "1"],
            &["trust", "add", "ca.cer"],
            &["menandatangani"],
            &["tokens", "extra"],
            &["trust", "mark", "00"],
            &["trust", "add", "ca.cer", "--fingerprint", "00", "--purpose", "x"],
            &["verify", "a.pdf", "--online", "--offline"],
            &["network", "test"],
            &["cache"],
            &["pin"],
            &["pin", "reset"],
            &["enroll", "new", "penerbitan"],
            &["enroll", "new", "hadiah", "folder"],
            &["enroll", "confirm", "folder", "kata"],
            &["enroll", "receive", "folder"],
            &["enroll", "jual", "folder"],
            &[],
        ] {
            assert!(parse(words).is_err(), "{words:?} must be refused");
        }
    }
}
