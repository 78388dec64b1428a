//! When the report is due: once a year on a day the agency sets, with reminders before; delivered, it is quiet until the
//! next year (R-4.1g.5).

use crate::record::Delivered;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Month of the year, from 1.
    pub month: u32,
    /// Day of the month, from 1; a month without it is due on its last day.
    pub day: u32,
    /// From so many days before, the person is reminded; the largest counts.
    pub remind: Vec<u32>,
}

/// Where things stand on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DueState {
    /// The day the report is due.
    pub due: NaiveDate,
    /// What to say.
    pub reminder: Reminder,
}

/// What to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Nothing yet.
    Quiet,
    /// Due in so many days.
    Soon(i64),
    /// Overdue for so many days.
    Overdue(i64),
}

impl Due {
    /// Where things stand. A report counts for the due day before which it was delivered and after the one before that.
    #[must_use]
    pub fn on(&self, today: NaiveDate, since: NaiveDate, delivered: &[Delivered]) -> Option<DueState> {
        let last = delivered.iter().map(|delivered| delivered.day).filter(|day| *day <= today).max();
        // The first due day that no delivery answers: after the agreement's beginning, after the last delivery's own.
        let mut year = since.year();
        let mut due = self.in_year(year)?;
        while due <= since {
            year = year.checked_add(1)?;
            due = self.in_year(year)?;
        }
        if let Some(last) = last {
            // what is delivered in the year before a due day, or late after it, is for that day
            while self.answers(last, year)? {
                year = year.checked_add(1)?;
                due = self.in_year(year)?;
            }
        }
        let days = due.signed_duration_since(today).num_days();
        let ahead = i64::from(self.remind.iter().copied().max().unwrap_or_default());
        let reminder = match days {
            ..0 => Reminder::Overdue(-days),
            _ if days <= ahead => Reminder::Soon(days),
            _ => Reminder::Quiet,
        };
        Some(DueState { due, reminder })
    }

    /// Whether a delivery comes after the reminders for a year's due day began.
    fn answers(&self, delivered: NaiveDate, year: i32) -> Option<bool> {
        let ahead = i64::from(self.remind.iter().copied().max().unwrap_or_default());
        Some(self.in_year(year)?.signed_duration_since(delivered).num_days() <= ahead)
    }

    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let days = (28..=31u32).rev().map(|most| self.day.min(most));
        days.into_iter().find_map(|day| NaiveDate::from_ymd_opt(year, self.month, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn delivered(on: &str) -> Delivered {
        Delivered { from: day("2025-01-01"), to: day("2025-12-31"), day: day(on), proof: None }
    }

    #[test]
    fn reminder_comes_stays_and_goes_with_the_delivery_until_next_year() {
        let due = Due { month: 1, day: 31, remind: vec![30, 7] };
        let since = day("2025-02-16");
        let on = |today: &str, deliveries: &[Delivered]| due.on(day(today), since, deliveries).unwrap();
        assert_eq!(on("2025-06-01", &[]).reminder, Reminder::Quiet);
        assert_eq!(on("2025-06-01", &[]).due, day("2026-01-31"));
        assert_eq!(on("2026-01-01", &[]).reminder, Reminder::Soon(30));
        assert_eq!(on("2025-12-31", &[]).reminder, Reminder::Quiet, "the day before the first reminder");
        assert_eq!(on("2026-01-31", &[]).reminder, Reminder::Soon(0));
        assert_eq!(on("2026-02-10", &[]).reminder, Reminder::Overdue(10));
        let sent = [delivered("2026-01-15")];
        assert_eq!(on("2026-01-16", &sent), DueState { due: day("2027-01-31"), reminder: Reminder::Quiet });
        assert_eq!(on("2027-01-02", &sent).reminder, Reminder::Soon(29), "next year again");
        let late = [delivered("2026-03-15")];
        assert_eq!(on("2026-03-16", &late).due, day("2027-01-31"), "a late one is for the day it missed");
        assert_eq!(
            on("2026-01-10", &late).reminder,
            Reminder::Soon(21),
            "what is not delivered yet does not count"
        );
    }
}
