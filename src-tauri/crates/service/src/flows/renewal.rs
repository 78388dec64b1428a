//! Reminders that a certificate ends: at 60, 30, 20 and each of the last seven days (SE-2/MK.1/2021; R-4.1c.4). A reminder
//! stays until it is dismissed or the next stage comes, since nobody opens the program on exactly those days.

use crate::Service;
use crate::schema::{Problem, ReminderRequest, ReminderView, TokenView, TokensView};
use chrono::{DateTime, FixedOffset};

/// Days before the last day at which a reminder begins, the nearest first.
pub const STAGES: [u32; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 20, 30, 60];

/// The stage in force: how many days are left by the calendar of `now`'s zone, and the stage that began last. Nothing before
/// the first stage and after the certificate's end.
pub fn stage(not_after: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> Option<(u32, u32)> {
    if now > not_after {
        return None;
    }
    let last = not_after.with_timezone(now.offset()).date_naive();
    let days = u32::try_from((last - now.date_naive()).num_days()).ok()?;
    STAGES.iter().find(|stage| days <= **stage).map(|stage| (days, *stage))
}

impl Service {
    /// Reminders for the certificates that would sign. A token on which a later certificate of the same holder stands has been
    /// renewed.
    pub(crate) fn reminders(&self, tokens: &[TokenView]) -> Vec<ReminderView> {
        let now = self.host().now();
        let dismissed = self.settings().dismissed;
        let certificates: Vec<_> = tokens
            .iter()
            .filter(|token| !token.practice)
            .flat_map(|token| token.keys.iter().map(move |key| (&token.id, key)))
            .filter(|(_, key)| key.usable)
            .filter_map(|(token, key)| Some((token, key.certificate.as_ref()?)))
            .collect();
        let renewed = |not_after: &str, name: &str| {
            certificates.iter().any(|(_, other)| other.name == name && other.not_after.as_str() > not_after)
        };
        let mut reminders: Vec<ReminderView> = Vec::new();
        for (token, certificate) in &certificates {
            let Ok(not_after) = DateTime::parse_from_rfc3339(&certificate.not_after) else { continue };
            let Some((days, stage)) = stage(not_after, now) else { continue };
            let done = dismissed.get(&certificate.sha256).is_some_and(|until| *until <= stage);
            let known = reminders.iter().any(|one| one.certificate == certificate.sha256);
            if !done && !known && !renewed(&certificate.not_after, &certificate.name) {
                let (certificate, not_after) = (certificate.sha256.clone(), certificate.not_after.clone());
                let token = (*token).clone();
                reminders.push(ReminderView { certificate, token, days, stage, not_after });
            }
        }
        reminders
    }

    /// Dismisses a reminder until its next stage.
    ///
    /// # Errors
    /// [`Problem::OutputNotWritable`].
    pub fn dismiss_reminder(&self, request: &ReminderRequest) -> Result<TokensView, Problem> {
        self.store(|settings| {
            settings.dismissed.insert(request.certificate.clone(), request.stage);
        })?;
        Ok(self.tokens_view())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn stages_begin_on_exactly_their_days() {
        // ends on 14 March 2027, 16:00 UTC: the 15th, 00:00, in WITA
        let end = at("2027-03-14T16:00:00Z");
        let begins = |day: i64| {
            let now = at("2027-03-15T12:00:00+08:00") - chrono::TimeDelta::days(day);
            (now <= end.with_timezone(now.offset())).then(|| stage(end, now)).flatten()
        };
        assert_eq!(begins(61), None);
        let mut stages = Vec::new();
        for day in (1..=60).rev() {
            let (days, stage) = begins(day).unwrap();
            assert_eq!(i64::from(days), day);
            if stages.last() != Some(&stage) {
                assert_eq!(days, stage, "a stage begins on its own day");
                stages.push(stage);
            }
        }
        assert_eq!(stages, [60, 30, 20, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(begins(0), None, "it has ended");
    }

    #[test]
    fn last_day_counts_by_the_calendar_of_the_person() {
        let end = at("2027-03-14T16:00:00Z");
        assert_eq!(stage(end, at("2027-03-14T23:59:00+08:00")), Some((1, 1)), "tomorrow at midnight");
        assert_eq!(stage(end, at("2027-03-15T00:00:00+08:00")), Some((0, 0)));
        assert_eq!(
            stage(end, at("2027-03-14T15:59:00Z")),
            Some((0, 0)),
            "the same moment, in UTC's calendar"
        );
        assert_eq!(stage(end, at("2027-03-14T16:00:01Z")), None);
    }
}
