//! The certificate's part: taking what the issuer gave, comparing it with the form, storing it, and a test signature.

use super::Enrollment;
use super::token::{certificate_of, last_four, slot_named};
use crate::enroll::name;
use crate::enroll::record::Bytes;
use crate::flows::tokens::{name_of, problem_of, time_problem, usage_problem};
use crate::host::PickKind;
use crate::schema::{EnrollCertificateView, EnrollComparisonView, EnrollStep, EnrollView, Problem, Secret};
use crate::{Service, trust};
use ::journal::record::Step;
use ::token::{Losing, Pin, TokenKey};
use chrono::SecondsFormat;
use pki::cert::Certificate;
use pki::cms::build::{scheme_for, scheme_with_pss};
use pki::{ObjectIdentifier, der};
use std::path::Path;

/// organizationName and organizationalUnitName (X.520 §6.4)
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
/// subjectAltName (RFC 5280 §4.2.1.6)
const ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");

impl Service {
    /// Asks for the issuer's file in the system's dialog.
    pub(crate) fn enroll_receive_picked(&self, id: &str) -> Result<EnrollView, Problem> {
        match self.host().pick_files(PickKind::Certificate).into_iter().next() {
            Some(path) => self.enroll_receive(id, &path),
            None => self.enroll_get(id),
        }
    }

    /// Asks for a request that another tool made.
    pub(crate) fn enroll_request_picked(&self, id: &str) -> Result<EnrollView, Problem> {
        match self.host().pick_files(PickKind::Certificate).into_iter().next() {
            Some(path) => self.enroll_request_file(id, &path),
            None => self.enroll_get(id),
        }
    }

    /// Takes the certificate out of the issuer's file (PEM, DER, P7B). A wrong one is refused with the reason, and the
    /// application stays as it was.
    pub fn enroll_receive(&self, id: &str, path: &Path) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Receive)?;
        let key = enrollment.record.key.as_ref().ok_or(Problem::EnrollNotYet)?;
        let found = trust::read_certificates(path)?;
        let Some((certificate, others)) = pki::request::of_key(&found, &key.spki.0) else {
            let name = found.first().map(|one| name_of(one.subject())).unwrap_or_default();
            return Err(Problem::EnrollCertificateOther { name });
        };
        let now = self.host().now().to_utc();
        if let Some(problem) = time_problem(&certificate, now).or_else(|| usage_problem(&certificate)) {
            return Err(problem);
        }
        if certificate.is_ca() {
            return Err(Problem::CertificateNotForSigning);
        }
        enrollment.record.certificate = Some(Bytes(certificate.der().to_vec()));
        enrollment.record.others = others.iter().map(|one| Bytes(one.der().to_vec())).collect();
        (enrollment.record.written, enrollment.record.tested) = (false, None);
        self.keep_enrollment(id, enrollment)
    }

    /// Stores the certificate on the token. Where the name is another than in the form, only if the person wants it so.
    /// `secret` is the management key, or the PIN of a token that has none.
    pub fn enroll_write(
        &self,
        id: &str,
        secret: Secret,
        confirm: &str,
        accept_difference: bool,
        last_try: bool,
    ) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Write)?;
        let token = self.chosen(&enrollment)?;
        let certificate = enrollment.certificate().ok_or(Problem::EnrollNotYet)?;
        if enrollment.name_differs(&certificate) && !accept_difference {
            return Err(Problem::EnrollNameDiffers);
        }
        let key = enrollment.record.key.clone().ok_or(Problem::EnrollNotYet)?;
        let not_here = Problem::EnrollNotPossible { what: "certificate".to_owned() };
        let slot = slot_named(&key.place).ok_or(not_here)?;
        self.look_at_token(&mut enrollment)?;
        let place = enrollment.place(&key.place)?;
        let losing = match (certificate_of(place), place.damaged) {
            (Some(there), _) if there == certificate => {
                enrollment.record.written = true;
                return self.keep_enrollment(id, enrollment);
            }
            (Some(there), _) => {
                last_four(&there.serial_hex(), confirm)?;
                Losing::certificate(there.der())
            }
            (None, true) => {
                last_four(&enrollment.at_stake(place), confirm)?;
                Losing::Unreadable
            }
            (None, false) => Losing::Nothing,
        };
        let authority = self.authority(id, &mut enrollment, &token, secret, last_try)?;
        let der = certificate.der().to_vec();
        let stored = self.prepare(&token, "certificate", move |card| {
            card.store_certificate(slot, &der, authority, losing)
        });
        self.tokens().reread(&token);
        self.leave_to_its_tool(id, &mut enrollment, stored.as_ref().err())?;
        self.noted(Step::Certificate, &enrollment, stored)?;
        enrollment.record.written = true;
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// Looks whether the certificate lies on the token: after its maker's tool stored it.
    pub fn enroll_check_written(&self, id: &str) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Write)?;
        let token = self.chosen(&enrollment)?;
        let certificate = enrollment.certificate().ok_or(Problem::EnrollNotYet)?;
        self.key_of(&token, &certificate)?;
        enrollment.record.written = true;
        self.keep_enrollment(id, enrollment)
    }

    /// Has the token sign a random text and verifies it with the certificate's key. Signs no document.
    pub fn enroll_test(&self, id: &str, pin: Pin, last_try: bool) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Test)?;
        let token = self.chosen(&enrollment)?;
        let certificate = enrollment.certificate().ok_or(Problem::EnrollNotYet)?;
        let TokenKey { reference: key, only_pss, .. } = self.key_of(&token, &certificate)?;
        let mut act = self.act(id, &mut enrollment, &token, pin, last_try)?;
        let mut text = [0u8; 32];
        self.host().random(&mut text).map_err(|error| self.internal("random numbers", &error))?;
        let scheme =
            if only_pss { scheme_with_pss(certificate.key()) } else { scheme_for(certificate.key()) };
        let scheme = scheme.ok_or(Problem::CertificateUnsupported)?;
        let bound = matches!(scheme, pki::algorithm::SignatureScheme::RsaPss { .. });
        let pss = if bound { Some(self.salt()?) } else { None };
        let signature = self.worker_of(&token)?.sign(key, &mut act, text.to_vec(), super::sha256(&text), pss);
        self.tokens().reread(&token);
        let verified = signature.map_err(|error| problem_of(&error)).and_then(|signature| {
            let verified = certificate.key().verify_message(&scheme, &text, &signature);
            verified.map_err(|_| Problem::OutputFailedVerification)
        });
        self.noted(Step::Trial, &enrollment, verified)?;
        let now = self.host().now().to_rfc3339_opts(SecondsFormat::Secs, true);
        enrollment.record.tested = Some(now);
        self.keep_enrollment(id, enrollment)
    }

    /// The key on the token that this certificate lies beside.
    fn key_of(&self, token: &str, certificate: &Certificate) -> Result<TokenKey, Problem> {
        let reading = self.worker_of(token)?.read().map_err(|error| problem_of(&error))?;
        let mut keys = reading.keys.into_iter();
        let there = |key: &TokenKey| key.certificate.as_deref() == Some(certificate.der());
        keys.find(there).ok_or(Problem::EnrollNotWritten)
    }

    pub(super) fn enroll_certificate_view(&self, enrollment: &Enrollment) -> Option<EnrollCertificateView> {
        let certificate = enrollment.certificate()?;
        let now = self.host().now().to_utc();
        let mut known = self.intermediates();
        let others = enrollment.record.others.iter();
        known.extend(others.filter_map(|one| Certificate::from_der(&one.0).ok()));
        let chain = match pki::path::find(&certificate, &known, &self.trust_snapshot(), now) {
            Ok(path) => path.certificates().iter().skip(1).map(|one| name_of(one.subject())).collect(),
            Err(_) => upwards(&certificate, &known),
        };
        Some(EnrollCertificateView {
            comparison: enrollment.comparison(&certificate),
            name_differs: enrollment.name_differs(&certificate),
            certificate: self.describe_certificate(&certificate, now),
            chain,
        })
    }
}

impl Enrollment {
    pub(super) fn certificate(&self) -> Option<Certificate> {
        Certificate::from_der(&self.record.certificate.as_ref()?.0).ok()
    }

    pub(super) fn name_differs(&self, certificate: &Certificate) -> bool {
        let form = self.template.applicant(&self.record.values).common_name;
        !name::same(&form, &name_of(certificate.subject()))
    }

    fn comparison(&self, certificate: &Certificate) -> Vec<EnrollComparisonView> {
        let form = self.template.applicant(&self.record.values);
        let subject = certificate.subject();
        let part = |oid| subject.value(oid).unwrap_or_default().to_owned();
        let line = |what: &str, form: String, certificate: String, same: bool| EnrollComparisonView {
            what: what.to_owned(),
            // What the certificate does not say contradicts nothing.
            same: same || certificate.is_empty(),
            form,
            certificate,
        };
        let spelled = |what: &str, form: String, certificate: String| {
            let same = plain(&form) == plain(&certificate);
            line(what, form, certificate, same)
        };
        let name = name_of(subject);
        let same = name::same(&form.common_name, &name);
        vec![
            line("name", form.common_name, name, same),
            spelled("email", form.email, mail_addresses(certificate).join(", ")),
            spelled("unit", form.unit, part(&UNIT)),
            spelled("organisation", form.organisation, part(&ORGANISATION)),
        ]
    }
}

/// Without capitals, test mark and further blanks.
fn plain(text: &str) -> String {
    text.replace("(UJI)", "").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Names of the issuers among the known certificates, as far as each has signed the one below it; at least the issuer's
/// name as the certificate gives it.
fn upwards(certificate: &Certificate, known: &[Certificate]) -> Vec<String> {
    let mut chain = Vec::new();
    let mut last = certificate.clone();
    while chain.len() < known.len() {
        let signed = |one: &&Certificate| **one != last && last.verify_signed_by(one.key()).is_ok();
        let Some(above) = known.iter().find(signed).cloned() else { break };
        chain.push(name_of(above.subject()));
        last = above;
    }
    if chain.is_empty() {
        chain.push(name_of(certificate.issuer()));
    }
    chain
}

/// rfc822Name entries of the alternative name (RFC 5280 §4.2.1.6).
fn mail_addresses(certificate: &Certificate) -> Vec<String> {
    let Some(extension) = certificate.extension(&ALTERNATIVE_NAME) else { return Vec::new() };
    let mut outer = der::Reader::new(&extension.value);
    let Ok(names) = outer.expect(der::SEQUENCE, "GeneralNames") else { return Vec::new() };
    let mut reader = names.reader();
    let mut addresses = Vec::new();
    while let Ok(name) = reader.any() {
        if name.tag == der::context_primitive(1) {
            addresses.push(String::from_utf8_lossy(name.content).into_owned());
        }
    }
    addresses
}
