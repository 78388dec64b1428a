//! What the evidence in the file says of the certificates of a path (EN 319 102-1 §5.2.5, §5.5.4).
//!
//! Not here: how a status is found ([`pki::revocation`]). The times that matter: a certificate revoked after the proven
//! time was not revoked when it signed; one revoked before it was; without a proven time it may have been either.

use chrono::{DateTime, Utc};
use pki::crl::Reason;
use pki::revocation::Status;

/// One path, as far as its status is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathStatus {
    /// No certificate below the anchor was revoked at the time.
    Good,
    /// The signer's certificate was revoked.
    Revoked,
    /// The certificate of an authority was.
    CaRevoked,
    /// A certificate is on hold, which may end.
    OnHold,
    /// Not known, though a certificate names a place to ask.
    Unknown,
    /// Not known, and no certificate that it is not known of names a place to ask.
    CannotBeAsked,
}

impl PathStatus {
    /// From the status of each certificate, target first, and whether each names a place to ask; at `time`.
    pub(super) fn of(statuses: &[Status], names_source: impl Fn(usize) -> bool, time: DateTime<Utc>) -> Self {
        let mut worst = Self::Good;
        for (index, status) in statuses.iter().enumerate() {
            let one = match status {
                Status::Revoked { reason: Reason::CertificateHold, at, .. } if *at <= time => Self::OnHold,
                revoked @ Status::Revoked { .. } if revoked.revoked_by(time) && index == 0 => Self::Revoked,
                revoked @ Status::Revoked { .. } if revoked.revoked_by(time) => Self::CaRevoked,
                Status::Good { .. } | Status::Anchor | Status::Revoked { .. } => Self::Good,
                Status::Unknown(_) if names_source(index) => Self::Unknown,
                Status::Unknown(_) => Self::CannotBeAsked,
            };
            if one.rank() > worst.rank() {
                worst = one;
            }
        }
        worst
    }

    fn rank(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::CannotBeAsked => 1,
            Self::Unknown => 2,
            Self::OnHold => 3,
            Self::CaRevoked => 4,
            Self::Revoked => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use pki::revocation::{Source, Unknown};

    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(n * 86_400, 0).unwrap()
    }

    fn revoked(at: i64, reason: Reason) -> Status {
        let this_update = day(100);
        Status::Revoked { at: day(at), reason, invalidity_date: None, this_update, source: Source::Dss }
    }

    fn good() -> Status {
        Status::Good { this_update: day(100), next_update: None, source: Source::Dss }
    }

    #[test]
    fn revoked_after_the_time_is_good_and_before_is_not() {
        let of = |statuses: &[Status]| PathStatus::of(statuses, |_| true, day(50));
        assert_eq!(of(&[revoked(51, Reason::KeyCompromise), good(), Status::Anchor]), PathStatus::Good);
        assert_eq!(of(&[revoked(50, Reason::KeyCompromise), good(), Status::Anchor]), PathStatus::Revoked);
        assert_eq!(of(&[good(), revoked(49, Reason::CaCompromise), Status::Anchor]), PathStatus::CaRevoked);
        assert_eq!(of(&[revoked(49, Reason::CertificateHold), Status::Anchor]), PathStatus::OnHold);
    }

    #[test]
    fn unknown_counts_by_whether_it_could_be_asked() {
        let unknown = || Status::Unknown(Unknown::NoEvidence);
        let statuses = [good(), unknown(), Status::Anchor];
        assert_eq!(PathStatus::of(&statuses, |_| true, day(50)), PathStatus::Unknown);
        assert_eq!(PathStatus::of(&statuses, |index| index == 0, day(50)), PathStatus::CannotBeAsked);
        let both = [revoked(1, Reason::Superseded), unknown()];
        assert_eq!(PathStatus::of(&both, |_| true, day(50)), PathStatus::Revoked, "worst first");
    }
}
