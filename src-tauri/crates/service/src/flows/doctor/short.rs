//! The findings in twelve characters that survive a telephone: digits and capital letters without I, L, O and U (as in
//! Crockford's base 32), the last one a check character.
//!
//! The first eleven are one number of 55 bits: from its low end the version of this table, the family of the system, and one
//! digit per layer in a base of its own, 0 for fine, 1 for not checked, 2 for a problem that the table does not have, then the
//! problems that it has. No fact of a case is in it: no name, no number, no day.
//!
//! The check character is a sum over GF(32) with a different weight at each place, so one wrong character, or two that
//! changed places, never give another code.

use crate::schema::{DecodedLine, DecodedView, DoctorLine, Layer, LineState, System};

/// Version of [`BASES`]; another order or length of its lists is another version.
const VERSION: u64 = 1;

/// Versions that there can be.
const VERSIONS: u64 = 16;

/// Characters without the check character.
const DATA: usize = 11;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const SYSTEMS: [System; 4] = [System::Linux, System::Macos, System::Windows, System::Linux];

/// The problems that each layer can name, in an order that stays.
const BASES: [(Layer, &[&str]); 16] = [
    (Layer::System, &["system-unsupported"]),
    (Layer::SmartCardService, &["token-service-down"]),
    (Layer::Rights, &["token-no-access"]),
    (Layer::Reader, &["token-no-reader"]),
    (Layer::Card, &["token-no-card", "token-mute", "token-busy", "token-removed", "token-interrupted"]),
    (
        Layer::Application,
        &[
            "token-unknown",
            "token-needs-driver",
            "token-driver-ready",
            "token-fault",
            "module-failed",
            "module-missing",
            "module-no-certificate",
            "module-no-slot",
            "module-no-token",
            "module-not-started",
            "module-unusable",
            "module-wrong-kind",
            "key-file-missing",
            "key-file-damaged",
            "key-file-unsupported",
        ],
    ),
    (Layer::Pin, &["pin-blocked", "puk-blocked", "pin-must-be-changed", "pin-last-try", "key-file-locked"]),
    (
        Layer::Certificate,
        &[
            "token-no-signing-key",
            "key-without-certificate",
            "certificate-damaged",
            "certificate-expired",
            "certificate-not-yet-valid",
            "certificate-lost",
        ],
    ),
    (Layer::KeyUsage, &["certificate-not-for-signing", "certificate-unsupported"]),
    (Layer::Issuer, &["trust-empty", "certificate-untrusted"]),
    (
        Layer::Revocation,
        &[
            "certificate-revoked",
            "certificate-status-unknown",
            NET[0],
            NET[1],
            NET[2],
            NET[3],
            NET[4],
            NET[5],
            NET[6],
        ],
    ),
    (Layer::Clock, &["clock-behind", "clock-wrong"]),
    (Layer::Proxy, &["network-proxy"]),
    (
        Layer::TimeStamp,
        &[
            "timestamp-refused",
            "timestamp-invalid",
            "timestamp-untrusted",
            NET[0],
            NET[1],
            NET[2],
            NET[3],
            NET[4],
            NET[5],
            NET[6],
        ],
    ),
    (Layer::DataFolder, &["data-folder-unusable", "output-disk-full"]),
    (Layer::Versions, &["program-outdated"]),
];

/// What the way to a server can say.
const NET: [&str; 7] = [
    "network-name-not-found",
    "network-no-route",
    "network-timed-out",
    "network-tls",
    "network-status",
    "network-page",
    "network-address-forbidden",
];

/// The code of these findings, in three groups of four.
pub(crate) fn encode(lines: &[DoctorLine], system: System) -> String {
    let mut value = 0u64;
    for (layer, problems) in BASES.iter().rev() {
        let line = lines.iter().find(|line| line.id == *layer);
        let digit = match line.map(|line| (line.state, line.problem.as_ref())) {
            Some((LineState::Fine, _)) => 0,
            Some((LineState::ToDo, problem)) => {
                let name = problem.map(crate::schema::Problem::code).unwrap_or_default();
                problems.iter().position(|known| *known == name).map_or(2, |at| at + 3)
            }
            _ => 1,
        };
        value = value * base(problems) + u64::try_from(digit).unwrap_or(2);
    }
    let system = SYSTEMS.iter().position(|known| *known == system).unwrap_or(0);
    value = value * 4 + u64::try_from(system).unwrap_or(0);
    value = value * VERSIONS + VERSION;
    let mut digits = Vec::with_capacity(DATA + 1);
    for place in (0..DATA).rev() {
        digits.push(u8::try_from(value >> (5 * place) & 31).unwrap_or(0));
    }
    digits.push(check(&digits));
    let text: String = digits.iter().filter_map(|digit| letter(*digit)).collect();
    text.as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join("-")
}

/// What a code says; nothing when it is none, or of another version.
pub(crate) fn decode(typed: &str) -> Option<DecodedView> {
    let mut digits = Vec::new();
    for character in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.')) {
        digits.push(digit(character)?);
    }
    let (given, data) = digits.split_last()?;
    if data.len() != DATA || check(data) != *given {
        return None;
    }
    let mut value = data.iter().fold(0u64, |value, digit| value << 5 | u64::from(*digit));
    if value % VERSIONS != VERSION {
        return None;
    }
    value /= VERSIONS;
    let system = *SYSTEMS.get(usize::try_from(value % 4).ok()?)?;
    value /= 4;
    let mut lines = Vec::new();
    for (layer, problems) in BASES {
        let digit = usize::try_from(value % base(problems)).ok()?;
        value /= base(problems);
        let (state, problem) = match digit {
            0 => (LineState::Fine, None),
            1 => (LineState::NotChecked, None),
            2 => (LineState::ToDo, None),
            _ => (LineState::ToDo, problems.get(digit - 3).map(|name| (*name).to_owned())),
        };
        lines.push(DecodedLine { id: layer, state, problem });
    }
    (value == 0).then_some(DecodedView { system, lines })
}

const fn base(problems: &[&str]) -> u64 {
    // A list of a dozen; `as` because a const function cannot convert otherwise.
    #[allow(clippy::as_conversions)]
    {
        problems.len() as u64 + 3
    }
}

/// Σ digit · xⁿ over GF(32) with n from 1, the same weight for no two places.
fn check(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| times_x(sum ^ digit))
}

/// Times x in GF(2)[x] / (x⁵ + x² + 1), where x has order 31.
fn times_x(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}

fn letter(digit: u8) -> Option<char> {
    ALPHABET.get(usize::from(digit)).map(|letter| char::from(*letter))
}

/// O is read as 0, I and L as 1, as they are heard and written.
fn digit(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == character).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
#[path = "short_tests.rs"]
mod tests;
