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
    /// Evidence says that nothing was revoked, but who signed it has ended since, and nothing proves that the evidence is
    /// from before.
    NotProven,
    /// Not known, and no certificate that it is not known of names a place to ask.
    CannotBeAsked,
}

/// What evidence says of each certificate of a path, target first: as far as it is proven to have existed in time, and
/// as far as it claims so. The second may be empty where the first leaves nothing open.
pub(super) struct Statuses<'a> {
    pub(super) proven: &'a [Status],
    pub(super) claimed: &'a [Status],
}

impl Statuses<'_> {
    /// Whether nothing is left open.
    pub(super) fn settled(proven: &[Status]) -> bool {
        !proven.iter().any(|status| matches!(status, Status::Unknown(_)))
    }
}

impl PathStatus {
    /// From the status of each certificate and whether each names a place to ask; at `time`.
    pub(super) fn of(
        statuses: &Statuses<'_>,
        names_source: impl Fn(usize) -> bool,
        time: DateTime<Utc>,
    ) -> Self {
        let mut worst = Self::Good;
        for (index, proven) in statuses.proven.iter().enumerate() {
            let claimed = statuses.claimed.get(index).filter(|_| matches!(proven, Status::Unknown(_)));
            let one = match claimed.unwrap_or(proven) {
                Status::Revoked { reason: Reason::CertificateHold, at, .. } if *at <= time => Self::OnHold,
                revoked @ Status::Revoked { .. } if revoked.revoked_by(time) && index == 0 => Self::Revoked,
                revoked @ Status::Revoked { .. } if revoked.revoked_by(time) => Self::CaRevoked,
                Status::Good { .. } | Status::Anchor | Status::Revoked { .. } if claimed.is_some() => {
                    Self::NotProven
                }
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
            Self::NotProven => 3,
            Self::OnHold => 4,
            Self::CaRevoked => 5,
            Self::Revoked => 6,
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

    fn of(proven: &[Status], names_source: impl Fn(usize) -> bool) -> PathStatus {
        PathStatus::of(&Statuses { proven, claimed: &[] }, names_source, day(50))
    }

    #[test]
    fn evidence_without_proof_counts_against_and_not_for() {
        let open = [Status::Unknown(Unknown::NotProven { signer_until: day(40) }), good()];
        let with =
            |claimed: &[Status]| PathStatus::of(&Statuses { proven: &open, claimed }, |_| true, day(50));
        assert_eq!(with(&[good(), good()]), PathStatus::NotProven);
        assert_eq!(with(&[revoked(51, Reason::Superseded), good()]), PathStatus::NotProven);
        assert_eq!(with(&[revoked(50, Reason::Superseded), good()]), PathStatus::Revoked);
        assert_eq!(with(&[Status::Unknown(Unknown::NoEvidence), good()]), PathStatus::Unknown);
        let settled = [good()];
        let claimed = [revoked(1, Reason::Superseded)];
        let proven = Statuses { proven: &settled, claimed: &claimed };
        assert_eq!(
            PathStatus::of(&proven, |_| true, day(50)),
            PathStatus::Good,
            "what is proven needs no claim"
        );
    }

    #[test]
    fn revoked_after_the_time_is_good_and_before_is_not() {
        let of = |statuses: &[Status]| of(statuses, |_| true);
        assert_eq!(of(&[revoked(51, Reason::KeyCompromise), good(), Status::Anchor]), PathStatus::Good);
        assert_eq!(of(&[revoked(50, Reason::KeyCompromise), good(), Status::Anchor]), PathStatus::Revoked);
        assert_eq!(of(&[good(), revoked(49, Reason::CaCompromise), Status::Anchor]), PathStatus::CaRevoked);
        assert_eq!(of(&[revoked(49, Reason::CertificateHold), Status::Anchor]), PathStatus::OnHold);
    }

    #[test]
    fn unknown_counts_by_whether_it_could_be_asked() {
        let unknown = || Status::Unknown(Unknown::NoEvidence);
        let statuses = [good(), unknown(), Status::Anchor];
        assert_eq!(of(&statuses, |_| true), PathStatus::Unknown);
        assert_eq!(of(&statuses, |index| index == 0), PathStatus::CannotBeAsked);
        let both = [revoked(1, Reason::Superseded), unknown()];
        assert_eq!(of(&both, |_| true), PathStatus::Revoked, "worst first");
    }
}
