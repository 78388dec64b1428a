//! Certification paths (RFC 5280 §6): may this certificate be believed at this time?
//!
//! [`find`] searches over all candidates (the message's own certificates, a store's, fetched ones), proves each step by
//! its signature, validates every complete path and gives back either a [`VerifiedPath`], which only a successful
//! validation can make, or the [`PathProblem`] of the attempt that came furthest.
//!
//! A certificate is believed because of a key, never because of a name: a CA that only calls itself like an anchor
//! leads nowhere. Not here: revocation, and what the certificate may be used for (its key usage is a fact in
//! [`crate::cert`]).

mod build;
mod validate;

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier;

use crate::cert::Certificate;
use crate::trust::{Anchor, Purpose, TrustStore};

/// A path that was validated; nothing else makes one.
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    certificates: Vec<Certificate>,
    anchor: Anchor,
    at: DateTime<Utc>,
}

impl VerifiedPath {
    /// Target first, anchor last. A target that is itself an anchor is the only element.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The anchor, with its limits.
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// The time that it was validated for.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

/// Why no path could be validated: the reason of the attempt that came furthest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathProblem {
    /// A bound of [`crate::budget`] ended the search.
    #[error("path search exceeded its budget")]
    BudgetExceeded,
    /// A rule of RFC 5280 §6.1 was broken.
    #[error("constraint: {0:?}")]
    Constraint(Constraint),
    /// Everything else holds, but a certificate had expired.
    #[error("expired {not_after}")]
    Expired {
        /// The certificate: index from the target, 0 is the target itself.
        index: usize,
        /// Its last moment.
        not_after: DateTime<Utc>,
    },
    /// No certificate of the issuer is known, or none that leads to an anchor.
    #[error("no path to an anchor")]
    NoPath {
        /// Issuer name (RFC 4514) of the last certificate that could be reached.
        missing_issuer: String,
        /// Whether that certificate is self-signed: then its own key would have to be trusted.
        self_signed: bool,
    },
    /// Everything else holds, but a certificate was not yet valid.
    #[error("not yet valid, from {not_before}")]
    NotYetValid {
        /// The certificate: index from the target, 0 is the target itself.
        index: usize,
        /// Its first moment.
        not_before: DateTime<Utc>,
    },
    /// An issuer of the right name is known, but its key did not sign.
    #[error("signature of certificate {index} does not verify")]
    SignatureInvalid {
        /// The certificate whose signature it is: index from the target.
        index: usize,
    },
    /// A signature in the path is of an algorithm that is not known: nothing can be said.
    #[error("unsupported algorithm {oid}")]
    Unsupported {
        /// Its identifier.
        oid: ObjectIdentifier,
    },
    /// A certificate cannot be read by the strict parser of the validator.
    #[error("certificate {index} breaks the profile")]
    Unreadable {
        /// The certificate: index from the target.
        index: usize,
    },
}

/// The rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Constraint {
    /// A certificate that issued another is no CA (RFC 5280 §6.1.4 (k)).
    BasicConstraints,
    /// A critical extension is not understood (RFC 5280 §6.1.4 (o), §6.1.5 (f)).
    CriticalExtension,
    /// A CA's key usage lacks keyCertSign (RFC 5280 §6.1.4 (n)).
    KeyUsage,
    /// A name is outside the permitted or inside the excluded ones (RFC 5280 §6.1.3 (b), (c)).
    NameConstraints,
    /// Subject and issuer names do not chain (RFC 5280 §6.1.3 (a) (4)).
    NameChaining,
    /// Too many CA certificates below one that limits them (RFC 5280 §6.1.4 (l), (m)).
    PathLength,
    /// No acceptable policy is left (RFC 5280 §6.1.5 (g), RFC 9618).
    Policy,
    /// A rule that has no name of its own here.
    Other,
}

/// The inputs of RFC 5280 §6.1.1 beyond path, time and anchor, and the purpose asked of the anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPolicy {
    /// What the anchor must be trusted for. Default: signing.
    pub purpose: Purpose,
    /// user-initial-policy-set (c); empty stands for anyPolicy, the default.
    pub initial_policies: Vec<ObjectIdentifier>,
    /// initial-explicit-policy (f). Default: no.
    pub explicit_policy: bool,
    /// initial-policy-mapping-inhibit (e). Default: no.
    pub inhibit_policy_mapping: bool,
    /// initial-any-policy-inhibit (g). Default: no.
    pub inhibit_any_policy: bool,
}

impl Default for PathPolicy {
    fn default() -> Self {
        Self {
            purpose: Purpose::Signing,
            initial_policies: Vec::new(),
            explicit_policy: false,
            inhibit_policy_mapping: false,
            inhibit_any_policy: false,
        }
    }
}

/// Finds and validates a path from `target` to an anchor of `store` at the time `at`, over any certificates that
/// may help, with the default [`PathPolicy`].
///
/// # Errors
/// [`PathProblem`] of the attempt that came furthest.
pub fn find(
    target: &Certificate,
    candidates: &[Certificate],
    store: &TrustStore,
    at: DateTime<Utc>,
) -> Result<VerifiedPath, PathProblem> {
    find_with(target, candidates, store, at, &PathPolicy::default())
}

/// As [`find`], with the further inputs of RFC 5280 §6.1.1.
///
/// # Errors
/// As [`find`].
pub fn find_with(
    target: &Certificate,
    candidates: &[Certificate],
    store: &TrustStore,
    at: DateTime<Utc>,
    policy: &PathPolicy,
) -> Result<VerifiedPath, PathProblem> {
    build::search(target, candidates, store, at, policy)
}
