//! What a signature dictionary says in words and dates (ISO 32000-2 table 255): written by the signer's program, proved
//! by nothing.

use chrono::{DateTime, FixedOffset, NaiveDate};
use pdf::{Dictionary, View};

use crate::validate::facts::Stated;

/// Longest text that is kept of one entry, in characters: a paragraph.
const MAX_TEXT: usize = 1_000;

/// `/M`.
pub(super) fn time(view: &View, dictionary: &Dictionary) -> Option<DateTime<FixedOffset>> {
    date(&view.key_string(dictionary, b"M").ok()??)
}

/// `/Name`, `/Reason`, `/Location`.
pub(super) fn stated(view: &View, dictionary: &Dictionary) -> Stated {
    let text = |key: &[u8]| {
        let value = view.key(dictionary, key).ok()?;
        let text = lopdf::decode_text_string(&value).ok()?;
        Some(text.chars().take(MAX_TEXT).collect())
    };
    Stated { name: text(b"Name"), reason: text(b"Reason"), location: text(b"Location") }
}

/// A date string `D:YYYYMMDDHHmmSSOHH'mm'` (ISO 32000-2 7.9.4). Parts behind the year may be missing; without a zone it
/// counts as UTC.
fn date(bytes: &[u8]) -> Option<DateTime<FixedOffset>> {
    let text: String = bytes.iter().filter(|b| b.is_ascii_graphic()).map(|b| char::from(*b)).collect();
    let text = text.strip_prefix("D:").unwrap_or(&text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let part = |from: usize, to: usize, default: u32| match text.get(from..to) {
        Some(part) if to <= digits => part.parse().ok(),
        _ => Some(default),
    };
    let year = text.get(..4).filter(|_| digits >= 4)?.parse().ok()?;
    let day = NaiveDate::from_ymd_opt(year, part(4, 6, 1)?, part(6, 8, 1)?)?;
    let local = day.and_hms_opt(part(8, 10, 0)?, part(10, 12, 0)?, part(12, 14, 0)?)?;
    local.and_local_timezone(zone(text.get(digits..)?)?).single()
}

fn zone(text: &str) -> Option<FixedOffset> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = |range| digits.get(range).map_or(Some(0), |part: &str| part.parse::<i32>().ok());
    let seconds = number(0..2)?.checked_mul(3600)?.checked_add(number(2..4)?.checked_mul(60)?)?;
    match text.bytes().next() {
        Some(b'+') => FixedOffset::east_opt(seconds),
        Some(b'-') => FixedOffset::west_opt(seconds),
        _ => FixedOffset::east_opt(0),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    #[test]
    fn dates_with_zone_without_zone_and_cut_short_are_read() {
        let read = |text: &str| date(text.as_bytes()).map(|d| d.to_rfc3339());
        assert_eq!(read("D:20260310143000+07'00'").as_deref(), Some("2026-03-10T14:30:00+07:00"));
        assert_eq!(read("D:20260310143000+07'00").as_deref(), Some("2026-03-10T14:30:00+07:00"));
        assert_eq!(read("20260310143000-0330").as_deref(), Some("2026-03-10T14:30:00-03:30"));
        assert_eq!(read("D:20260310143000Z").as_deref(), Some("2026-03-10T14:30:00+00:00"));
        assert_eq!(read("D:2026").as_deref(), Some("2026-01-01T00:00:00+00:00"));
        assert_eq!(read("D:20261310"), None);
        assert_eq!(read("yesterday"), None);
    }
}
