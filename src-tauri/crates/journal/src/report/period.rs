//! A period of whole days in a zone: a year, a year of the agreement, or any other.

use crate::read::Stretch;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, Utc};
use serde::Serialize;

/// From the first day to the last, both in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
    zone: FixedOffset,
}

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Month {
    /// Year.
    pub year: i32,
    /// From 1.
    pub month: u32,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Month {
        Month { year: day.year(), month: day.month() }
    }
}

impl Period {
    /// A period of days. Nothing when it ends before it begins, or lasts longer than a hundred years.
    #[must_use]
    pub fn new(from: NaiveDate, to: NaiveDate, zone: FixedOffset) -> Option<Period> {
        let days = to.signed_duration_since(from).num_days();
        (0..36_525).contains(&days).then_some(Period { from, to, zone })
    }

    /// 1 January to 31 December.
    #[must_use]
    pub fn year(year: i32, zone: FixedOffset) -> Option<Period> {
        Period::new(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?, zone)
    }

    /// A year of the agreement: from the day it was signed (16 February) to the day before, a year later.
    #[must_use]
    pub fn agreement_year(signed: NaiveDate, year: i32, zone: FixedOffset) -> Option<Period> {
        // an agreement of 29 February has its years from 1 March
        let on = |year| signed.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1));
        Period::new(on(year)?, on(year.checked_add(1)?)?.checked_sub_days(Days::new(1))?, zone)
    }

    /// The first day.
    #[must_use]
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn to(&self) -> NaiveDate {
        self.to
    }

    /// Its moments: from midnight before the first day to midnight after the last, in its zone.
    #[must_use]
    pub fn stretch(&self) -> Stretch {
        let midnight = |day: NaiveDate| {
            let local = day.and_time(NaiveTime::MIN).and_local_timezone(self.zone);
            local.single().map(|time| time.to_utc())
        };
        Stretch {
            from: midnight(self.from).unwrap_or(DateTime::<Utc>::MIN_UTC),
            until: self
                .to
                .checked_add_days(Days::new(1))
                .and_then(midnight)
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }

    /// The day of a moment, in its zone.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// Its months of the calendar, also those of which it holds a part.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        let (mut month, last) = (Month::of(self.from), Month::of(self.to));
        let mut months = Vec::new();
        while month <= last {
            months.push(month);
            month = match month.month {
                12 => Month { year: month.year.saturating_add(1), month: 1 },
                _ => Month { month: month.month + 1, ..month },
            };
        }
        months
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_in_bali_begins_and_ends_at_its_own_midnight() {
        let wita = FixedOffset::east_opt(8 * 3600).unwrap();
        let stretch = Period::year(2026, wita).unwrap().stretch();
        assert_eq!(stretch.from.to_rfc3339(), "2025-12-31T16:00:00+00:00");
        assert_eq!(stretch.until.to_rfc3339(), "2026-12-31T16:00:00+00:00");
    }

    #[test]
    fn year_of_the_agreement_ends_the_day_before_and_touches_thirteen_months() {
        let wita = FixedOffset::east_opt(8 * 3600).unwrap();
        let signed = NaiveDate::from_ymd_opt(2024, 2, 16).unwrap();
        let period = Period::agreement_year(signed, 2026, wita).unwrap();
        assert_eq!(
            (period.from().to_string(), period.to().to_string()),
            ("2026-02-16".into(), "2027-02-15".into())
        );
        assert_eq!(period.months().len(), 13);
        let leap = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(Period::agreement_year(leap, 2027, wita).unwrap().to().to_string(), "2028-02-28");
    }
}
