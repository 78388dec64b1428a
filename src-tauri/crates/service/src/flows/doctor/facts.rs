//! What is known about a computer before anything is said about it. Plain values, so that a test can inject each failure.

use crate::schema::{Problem, ProxySetting};
use chrono::{DateTime, FixedOffset, Utc};

/// Everything that is judged.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The system as it names itself.
    pub(crate) system: String,
    /// Whether it is older than the program supports.
    pub(crate) system_old: bool,
    pub(crate) readers: Readers,
    pub(crate) token: TokenFacts,
    /// How many issuers are trusted.
    pub(crate) anchors: usize,
    pub(crate) clock: Clock,
    pub(crate) network: Network,
    /// Why the data folder cannot be written, if so.
    pub(crate) data_folder: Option<Problem>,
    pub(crate) version: String,
    /// Whether the agency's bundle asks for what this version does not know.
    pub(crate) outdated: bool,
}

/// What the smart card service sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Readers {
    /// It is not running.
    Down,
    /// It refuses this user.
    NoAccess,
    /// It answers with something else than the standard says.
    Failed(Problem),
    /// It runs and has no reader.
    None,
    /// Readers, by name.
    Some(Vec<String>),
}

/// The token that is most fit to sign.
#[derive(Debug, Clone)]
pub(crate) enum TokenFacts {
    /// There is none.
    None,
    /// It is being read.
    Reading,
    /// It cannot be read, and why.
    Unreadable {
        problem: Problem,
        /// As [`ReadToken::in_reader`].
        in_reader: bool,
    },
    /// It was read.
    Read(Box<ReadToken>),
}

/// A token that was read.
#[derive(Debug, Clone)]
pub(crate) struct ReadToken {
    /// Kind of card, or what is behind the driver.
    pub(crate) name: String,
    /// Whether it is reached through the smart card service; a key file, or what a driver shows, is not.
    pub(crate) in_reader: bool,
    /// What the PIN's state asks for.
    pub(crate) pin: Option<Problem>,
    pub(crate) key: KeyFacts,
}

/// The key that would sign.
#[derive(Debug, Clone)]
pub(crate) enum KeyFacts {
    /// None, and why.
    None(Problem),
    /// A certificate that can be read.
    Certificate(Box<CertificateFacts>),
}

/// Its certificate.
#[derive(Debug, Clone)]
pub(crate) struct CertificateFacts {
    /// Why its time, or a mark on it, forbids signing.
    pub(crate) time: Option<Problem>,
    /// Why its use or its key's kind forbids it.
    pub(crate) usage: Option<Problem>,
    /// Why no path to a trusted issuer was found, at a time within its validity.
    pub(crate) chain: Option<Problem>,
    /// Last day, ISO 8601.
    pub(crate) until: String,
    /// Which one it is, for what servers said about it.
    pub(crate) sha256: [u8; 32],
}

/// The clock, and what is certain without asking anybody.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) now: DateTime<FixedOffset>,
    /// A moment that is over.
    pub(crate) certain: DateTime<Utc>,
}

/// The network.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    pub(crate) on: bool,
    /// Whether the status of certificates may be asked for.
    pub(crate) status: bool,
    pub(crate) proxy: ProxySetting,
    /// Whether a time-stamp server is set.
    pub(crate) stamper: bool,
    /// What the servers said, if they were asked.
    pub(crate) asked: Option<Asked>,
}

/// What servers said when they were asked last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// About this certificate: what stands in the way, or that it stands.
    pub(crate) standing: Option<([u8; 32], Result<(), Problem>)>,
    /// Each time-stamp server: its host, what stands in the way if anything.
    pub(crate) stamps: Vec<(String, Option<Problem>)>,
}
