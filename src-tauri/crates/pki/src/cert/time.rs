//! UTCTime and GeneralizedTime (X.680 §46-47) as certificates and signatures carry them, read leniently: seconds
//! may be missing, fractions and time-zone offsets are accepted, because senders use them. RFC 5280 §4.1.2.5 allows
//! certificates none of that; the strict reading is the validator's.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::der::{self, Tlv};

/// The moment, or `None` when it is no time.
pub(crate) fn parse(element: &Tlv<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(element.content).ok()?;
    // Longest sensible form is 19851106210627.123456789+0100; anything far beyond is not a time.
    if !text.is_ascii() || text.len() > 40 {
        return None;
    }
    match element.tag {
        der::UTC_TIME => {
            let (year, rest) = number(text, 2)?;
            // RFC 5280 §4.1.2.5.1
            finish(if year >= 50 { 1900 + year } else { 2000 + year }, rest)
        }
        der::GENERALIZED_TIME => {
            let (year, rest) = number(text, 4)?;
            finish(year, rest)
        }
        _ => None,
    }
}

fn number(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

fn finish(year: u32, text: &str) -> Option<DateTime<Utc>> {
    let (month, text) = number(text, 2)?;
    let (day, text) = number(text, 2)?;
    let (hour, text) = number(text, 2)?;
    let (minute, text) = number(text, 2)?;
    let (second, text) = number(text, 2).unwrap_or((0, text));
    let (nanosecond, text) = fraction(text)?;
    let local = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?.and_hms_nano_opt(
        hour,
        minute,
        second.min(59),
        nanosecond,
    )?;
    let offset = match text.split_at_checked(1) {
        Some(("Z", "")) => Duration::zero(),
        Some((sign @ ("+" | "-"), zone)) => {
            let (hours, zone) = number(zone, 2)?;
            let (minutes, zone) = number(zone, 2)?;
            if !zone.is_empty() || hours > 23 || minutes > 59 {
                return None;
            }
            let offset = Duration::minutes(i64::from(hours) * 60 + i64::from(minutes));
            if sign == "+" { offset } else { -offset }
        }
        // No zone means local time of an unknown place (X.680 §46.3 a): no moment.
        _ => return None,
    };
    local.and_utc().checked_sub_signed(offset)
}

/// Fraction of a second in nanoseconds; digits beyond nine are cut.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let Some(rest) = text.strip_prefix(['.', ',']) else { return Some((0, text)) };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = rest.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    let nine: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
    Some((nine.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<String> {
        let tlv = Tlv { tag, raw: &[], content: text.as_bytes() };
        parse(&tlv).map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }

    #[test]
    fn times_of_both_kinds_are_read() {
        let cases = [
            (der::UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (der::UTC_TIME, "500101000000Z", Some("1950-01-01T00:00:00Z")),
            (der::UTC_TIME, "2501010000Z", Some("2025-01-01T00:00:00Z")),
            (der::UTC_TIME, "250101070000+0700", Some("2025-01-01T00:00:00Z")),
            (der::GENERALIZED_TIME, "20250101000000Z", Some("2025-01-01T00:00:00Z")),
            (der::GENERALIZED_TIME, "20250101000000.25Z", Some("2025-01-01T00:00:00.250Z")),
            (der::GENERALIZED_TIME, "20250101000000.1234567899Z", Some("2025-01-01T00:00:00.123456789Z")),
            (der::GENERALIZED_TIME, "20250101000000", None),
            (der::GENERALIZED_TIME, "20251301000000Z", None),
            (der::GENERALIZED_TIME, "2025010100000+Z", None),
            (der::GENERALIZED_TIME, "", None),
            (der::GENERALIZED_TIME, "20250101000000.Z", None),
            (der::BOOLEAN, "20250101000000Z", None),
        ];
        for (tag, text, expected) in cases {
            assert_eq!(read(tag, text).as_deref(), expected, "{text}");
        }
    }
}
