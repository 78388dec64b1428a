//! Is the computer's clock wrong? Signed statements that came over the network say what time it was for those who made
//! them; where one of them is believed, a difference can be told as the cause of other troubles ("not yet valid",
//! "too old") instead of leaving a person with those.
//!
//! Three witnesses, each believed only when its signer is proved up to an anchor:
//!
//! * a time stamp that answers our question (genTime, RFC 3161 §2.4.2): measured;
//! * an OCSP answer that carries our nonce, so that it was made just now (producedAt, RFC 6960 §2.4, §4.4.1): measured;
//! * any other answer and every list: the true time is not before it was issued (thisUpdate, RFC 5280 §5.1.2.4): a bound,
//!   which can only show that the clock is behind.
//!
//! Facts only. What difference matters, and what to do, is the caller's; nothing here sets a clock, and no verdict may
//! use a witness's time in the place of the computer's without saying so.

use chrono::{DateTime, TimeDelta, Utc};

use crate::cert::Certificate;
use crate::path::VerifiedPath;
use crate::revocation::{self, Data, Evidence, Policy, Source, Status};
use crate::tsp::Stamp;

/// Who says what time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Witness {
    /// A time-stamp authority.
    TimeStamp,
    /// A responder.
    Ocsp,
    /// The issuer of a list.
    Crl,
}

/// What one witness says of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub witness: Witness,
    /// The time that it states.
    pub states: DateTime<Utc>,
    /// That minus the computer's clock: positive when the computer is behind, negative when it is ahead.
    pub difference: TimeDelta,
    /// Measured, up to the time that the answer was on its way; otherwise the true difference is this or more.
    pub measured: bool,
}

impl Reading {
    /// Does it differ by more than `tolerance`?
    #[must_use]
    pub fn exceeds(&self, tolerance: TimeDelta) -> bool {
        self.difference.abs() > tolerance
    }
}

/// What a time stamp says: it was checked against its question and its authority's path when it was made a [`Stamp`].
#[must_use]
pub fn by_stamp(stamp: &Stamp) -> Reading {
    Reading {
        witness: Witness::TimeStamp,
        states: stamp.token().gen_time(),
        difference: stamp.ahead(),
        measured: true,
    }
}

/// What evidence for this path says, at [`Policy::now`] by the computer's clock. Of several believed pieces, a measured
/// one, else the latest one that is dated after the clock; `None` when there is neither.
#[must_use]
pub fn by_evidence(
    path: &VerifiedPath,
    evidence: &[Evidence],
    certificates: &[Certificate],
    policy: &Policy,
) -> Option<Reading> {
    let mut candidates: Vec<(usize, Reading)> = evidence
        .iter()
        .enumerate()
        .map(|(index, piece)| (index, reading(piece, policy.now)))
        .filter(|(_, reading)| reading.measured || reading.difference > TimeDelta::zero())
        .collect();
    candidates.sort_by_key(|(_, reading)| std::cmp::Reverse((reading.measured, reading.states)));
    // A handful answers, a hostile document's hundreds would each cost signature checks.
    candidates.truncate(WITNESSES);
    let is_believed =
        |index: usize, reading: &Reading| believed(path, evidence, certificates, policy, index, reading);
    candidates.iter().find(|(index, reading)| is_believed(*index, reading)).map(|(_, reading)| *reading)
}

/// Witnesses heard for one path.
const WITNESSES: usize = 8;

fn reading(piece: &Evidence, now: DateTime<Utc>) -> Reading {
    let states = piece.dated();
    let (witness, measured) = match &piece.data {
        Data::Crl(_) => (Witness::Crl, false),
        Data::Ocsp(response) => {
            // Only the answer to a question of just now can have this nonce.
            let ours = piece.nonce.is_some() && response.nonce() == piece.nonce.as_deref();
            (Witness::Ocsp, ours && piece.source == Source::Network)
        }
    };
    Reading { witness, states, difference: states - now, measured }
}

/// Does the status of any certificate of the path rest on this piece, if the time is what the piece says?
fn believed(
    path: &VerifiedPath,
    evidence: &[Evidence],
    certificates: &[Certificate],
    policy: &Policy,
    index: usize,
    said: &Reading,
) -> bool {
    let policy = Policy { now: said.states, ..policy.clone() };
    // The piece itself, and the lists that may cover its signer.
    let Some(piece) = evidence.get(index) else { return false };
    let lists = evidence.iter().enumerate().filter(|(i, e)| *i != index && matches!(e.data, Data::Crl(_)));
    let heard: Vec<Evidence> = std::iter::once(piece).chain(lists.map(|(_, e)| e)).cloned().collect();
    revocation::proofs(path, &heard, certificates, said.states, &policy)
        .iter()
        .any(|proof| !matches!(proof.status, Status::Unknown(_)) && proof.rests_on.contains(&0))
}
