//! Validation of one path from an anchor to a target (RFC 5280 §6.1, with RFC 9618 for policies and RFC 5937 for what
//! an anchor's certificate says of itself), without its validity periods: [`super::build`] checks those, so that "only
//! expired" can be told from "wrong in any case".
//!
//! The work is certval's, behind a trait of ours; its signature check is our own verifier, so that certificates,
//! messages and time stamps are all checked by the same code.

use std::collections::BTreeSet;

use certval::{
    CertificationPath, CertificationPathResults, CertificationPathSettings, PDVCertificate,
    PDVTrustAnchorChoice, PathValidationStatus, PkiEnvironment, TimeOfInterest,
    enforce_trust_anchor_constraints, validate_path_rfc5280,
};
use der::Encode as _;
use der::asn1::BitString;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{Constraint, PathPolicy};
use crate::algorithm;
use crate::cert::Certificate;

/// What a validator found wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// A rule.
    Constraint(Constraint),
    /// The certificate with this index (0 is the target) cannot be read strictly.
    Unreadable { index: usize },
}

/// Validates a path whose certificates are given target first, the anchor's last.
pub(super) trait Validator {
    /// `Ok` when every rule but the validity periods holds.
    fn validate(&self, path: &[Certificate], policy: &PathPolicy) -> Result<(), Failure>;
}

/// certval with our verifier.
pub(super) struct Certval {
    environment: PkiEnvironment,
}

impl Certval {
    pub(super) fn new() -> Self {
        let mut environment = PkiEnvironment::new();
        environment.add_validate_path_callback(validate_path_rfc5280);
        environment.add_verify_signature_message_callback(verify);
        Self { environment }
    }
}

/// The callback: `Unrecognized` is certval's word for "somebody else may know this algorithm".
fn verify(
    _: &PkiEnvironment,
    message: &[u8],
    signature: &BitString,
    algorithm: &AlgorithmIdentifierOwned,
    key: &SubjectPublicKeyInfoOwned,
) -> Result<(), certval::Error> {
    let key = key.to_der()?;
    let algorithm = algorithm.to_der()?;
    let signature = signature.as_bytes().ok_or(certval::Error::ParseError)?;
    algorithm::verify_message(&key, &algorithm, message, signature).map_err(|error| match error {
        algorithm::Error::Unsupported { .. } => certval::Error::Unrecognized,
        _ => certval::Error::PathValidation(PathValidationStatus::SignatureVerificationFailure),
    })
}

impl Validator for Certval {
    fn validate(&self, path: &[Certificate], policy: &PathPolicy) -> Result<(), Failure> {
        const INCOMPLETE: Failure = Failure::Constraint(Constraint::Other);
        let (anchor, below) = path.split_last().ok_or(INCOMPLETE)?;
        let parsed = below
            .iter()
            .enumerate()
            .map(|(index, certificate)| {
                PDVCertificate::try_from(certificate.der()).map_err(|_| Failure::Unreadable { index })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let anchor = PDVTrustAnchorChoice::create(anchor.der(), "")
            .map_err(|_| Failure::Unreadable { index: below.len() })?;
        let (target, intermediates) = parsed.split_first().ok_or(INCOMPLETE)?;
        // certval counts from the anchor down.
        let intermediates: Vec<PDVCertificate> = intermediates.iter().rev().cloned().collect();

        let settings =
            enforce_trust_anchor_constraints(&settings(policy), &anchor).map_err(|e| failure(&e))?;
        let path = CertificationPath::new(anchor, intermediates, target.clone());
        let mut results = CertificationPathResults::new();
        self.environment
            .validate_path(&self.environment, &settings, &path, &mut results)
            .map_err(|error| failure(&error))?;
        // Belt and braces: an answer without a recorded verdict is no "valid".
        match results.get_validation_status() {
            Some(PathValidationStatus::Valid) => Ok(()),
            Some(other) => Err(failure(&certval::Error::PathValidation(other))),
            None => Err(INCOMPLETE),
        }
    }
}

/// The inputs of RFC 5280 §6.1.1.
fn settings(policy: &PathPolicy) -> CertificationPathSettings {
    let mut settings = CertificationPathSettings::new();
    settings.set_time_of_interest(TimeOfInterest::disabled());
    settings.set_enforce_trust_anchor_validity(false);
    settings.set_enforce_trust_anchor_constraints(true);
    // The anchor is ours already, and there is no store inside the environment.
    settings.set_require_ta_store(false);
    settings.set_initial_explicit_policy_indicator(policy.explicit_policy);
    settings.set_initial_policy_mapping_inhibit_indicator(policy.inhibit_policy_mapping);
    settings.set_initial_inhibit_any_policy_indicator(policy.inhibit_any_policy);
    if !policy.initial_policies.is_empty() {
        let set: BTreeSet<_> = policy.initial_policies.iter().copied().collect();
        settings.set_initial_policy_set_from_oid_set(set);
    }
    settings
}

fn failure(error: &certval::Error) -> Failure {
    use PathValidationStatus as Status;
    Failure::Constraint(match error {
        certval::Error::PathValidation(status) => match status {
            Status::MissingBasicConstraints | Status::InvalidBasicConstraints => Constraint::BasicConstraints,
            Status::InvalidKeyUsage => Constraint::KeyUsage,
            Status::InvalidPathLength => Constraint::PathLength,
            Status::NameChainingFailure => Constraint::NameChaining,
            Status::NameConstraintsViolation => Constraint::NameConstraints,
            Status::NullPolicySet | Status::InvalidPolicyMapping => Constraint::Policy,
            Status::UnprocessedCriticalExtension => Constraint::CriticalExtension,
            _ => Constraint::Other,
        },
        _ => Constraint::Other,
    })
}
