//! May this certificate sign now, as far as its issuer says? (PP 71/2019 Art 62(1): before the PIN.) Asked over the network
//! where the settings allow it; answers are kept for a while, since a plan is made at each move of the block.

use crate::schema::Problem;
use crate::{Service, running};
use chrono::{DateTime, TimeDelta, Utc};
use pki::cert::Certificate;
use pki::revocation::Status;
use pki::trust::TrustStore;
use std::collections::BTreeMap;

/// How long an answer, or the lack of one, is not asked for again.
const REMEMBERED: TimeDelta = TimeDelta::minutes(5);

/// What is known of signers' certificates in this run of the program.
pub(crate) type Statuses = BTreeMap<[u8; 32], (DateTime<Utc>, Standing)>;

/// How a certificate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing is known, and nobody may be asked.
    NotAsked,
    /// Neither it nor an issuer above it was revoked.
    Good,
    /// It must not sign.
    Refused(Problem),
    /// Nobody could say; signing may go on.
    Unknown(Problem),
}

impl Service {
    /// How the signer's certificate stands now. Practice and untrusted certificates are not asked about.
    pub(crate) fn standing(&self, signer: &Certificate, trust: &TrustStore, now: DateTime<Utc>) -> Standing {
        let key = signer.sha256();
        if let Some((asked, standing)) = self.statuses().get(&key)
            && now.signed_duration_since(*asked).abs() < REMEMBERED
        {
            return standing.clone();
        }
        let Ok(path) = pki::path::find(signer, &self.intermediates(), trust, now) else {
            return Standing::NotAsked;
        };
        let (statuses, problems) = self.path_status(&path, now);
        let revoked = statuses.iter().find_map(|status| match status {
            Status::Revoked { at, .. } if *at <= now => Some(at.format("%Y-%m-%d").to_string()),
            _ => None,
        });
        let unknown = statuses.iter().any(|status| matches!(status, Status::Unknown(_)));
        let standing = match (revoked, unknown) {
            (Some(since), _) => Standing::Refused(Problem::CertificateRevoked { since }),
            (None, false) => Standing::Good,
            (None, true) => match problems.into_iter().next() {
                Some(Problem::NetworkOff) => Standing::NotAsked,
                Some(problem) => Standing::Unknown(problem),
                None => Standing::Unknown(Problem::CertificateStatusUnknown),
            },
        };
        if !running::stopped() {
            self.statuses().insert(key, (now, standing.clone()));
        }
        standing
    }
}
