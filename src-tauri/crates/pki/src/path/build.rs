//! Search for paths.
use chrono::{DateTime, Utc};

use super::{PathPolicy, PathProblem, VerifiedPath};
use crate::cert::Certificate;
use crate::trust::TrustStore;

pub(super) fn search(
    _target: &Certificate,
    _candidates: &[Certificate],
    _store: &TrustStore,
    _at: DateTime<Utc>,
    _policy: &PathPolicy,
) -> Result<VerifiedPath, PathProblem> {
    Err(PathProblem::BudgetExceeded)
}
