//! Days that follow from the agreement: its end (Art 7(1)), the last day for a notice (Art 7(2)), the day by which a new address
//! must have been told (Art 15(2)). The yearly ones are [`crate::report::Due`].

use crate::report::Reminder;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Days before the agreement's end from which it is recalled; the nearer ones are its later reminders.
pub const END_REMINDERS: [i64; 3] = [180, 90, 60];

/// What to say of the agreement's end on a day. The end makes no signature invalid and stops nothing.
#[must_use]
pub fn end(today: NaiveDate, ends: NaiveDate) -> Reminder {
    let days = ends.signed_duration_since(today).num_days();
    match days {
        ..0 => Reminder::Overdue(-days),
        _ if END_REMINDERS.iter().any(|before| days <= *before) => Reminder::Soon(days),
        _ => Reminder::Quiet,
    }
}

/// The last day on which a proposal to end the agreement on `proposal` may be announced: 60 calendar days before (Art 7(2)).
#[must_use]
pub fn notice_by(proposal: NaiveDate) -> Option<NaiveDate> {
    proposal.checked_sub_days(Days::new(60))
}

/// The day by which the other party must have been told of an address that holds from `effective`: three working days
/// before (Art 15(2)). Holidays are the parties' own and are not known here.
#[must_use]
pub fn told_by(effective: NaiveDate) -> Option<NaiveDate> {
    let mut day = effective;
    let mut left = 3;
    while left > 0 {
        day = day.pred_opt()?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn end_of_the_agreement_is_recalled_from_half_a_year_before() {
        let ends = day("2028-02-16");
        assert_eq!(end(day("2027-08-19"), ends), Reminder::Quiet);
        assert_eq!(end(day("2027-08-20"), ends), Reminder::Soon(180));
        assert_eq!(end(day("2027-12-18"), ends), Reminder::Soon(60));
        assert_eq!(end(day("2028-02-17"), ends), Reminder::Overdue(1));
        assert_eq!(end(day("2027-08-20"), day("2029-02-16")), Reminder::Quiet, "editing the day moves them");
    }

    #[test]
    fn notice_is_due_sixty_calendar_days_before_the_proposal() {
        assert_eq!(notice_by(day("2028-02-16")), Some(day("2027-12-18")));
    }

    #[test]
    fn address_from_monday_is_told_by_wednesday_before() {
        assert_eq!(told_by(day("2027-03-08")), Some(day("2027-03-03")));
    }
}
