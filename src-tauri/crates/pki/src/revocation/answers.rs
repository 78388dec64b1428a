//! OCSP answers for one certificate (RFC 6960 §3.2, §4.2.2.2): who may give them and what they say.

use const_oid::ObjectIdentifier as Oid;

use super::{Data, Inquiry, Revocation, Statement, Status, Unknown, note};
use crate::cert::Certificate;
use crate::crl::{self, ReasonSet};
use crate::ocsp::{CertStatus, Response};

/// id-kp-OCSPSigning, RFC 6960 §4.2.2.2
const KP_OCSP_SIGNING: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.3.9");
/// id-pkix-ocsp-nocheck, RFC 6960 §4.2.2.2.1
const NO_CHECK: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1.5");
const AUTHORITY_INFO_ACCESS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.1");

impl Inquiry<'_> {
    /// What the answers say of `subject`.
    pub(super) fn answers(
        &mut self,
        subject: &Certificate,
        issuer: &Certificate,
        why: &mut Unknown,
    ) -> Vec<Statement> {
        let evidence = self.evidence;
        let mut statements = Vec::new();
        for (index, piece) in evidence.iter().enumerate() {
            let Data::Ocsp(response) = &piece.data else { continue };
            let nonce = piece.nonce.as_deref();
            match self.traced(|this| this.answer(index, response, nonce, subject, issuer)) {
                Ok((Some(statement), mut rests_on)) => {
                    rests_on.push(index);
                    statements.push(Statement { source: piece.source, rests_on, ..statement });
                }
                Ok((None, _)) => {}
                Err(problem) => note(why, problem),
            }
        }
        statements
    }

    /// One answer: `None` when it does not speak of `subject` (§3.2, 1).
    fn answer(
        &mut self,
        index: usize,
        response: &Response,
        nonce: Option<&[u8]>,
        subject: &Certificate,
        issuer: &Certificate,
    ) -> Result<Option<Statement>, Unknown> {
        let Some(single) = response.about(subject, issuer) else { return Ok(None) };
        if response.unknown_critical_extension().or(single.unknown_critical).is_some() {
            return Err(Unknown::UnknownExtension); // §4.4
        }
        // §4.4.1
        if nonce.is_some_and(|sent| response.nonce().is_some_and(|got| got != sent)) {
            return Err(Unknown::NonceMismatch);
        }
        // §3.2, 5
        if self.not_yet_issued(single.this_update) {
            return Err(Unknown::NotYetIssued { this_update: single.this_update });
        }
        self.responder(index, response, issuer)?; // §3.2, 2 to 4
        let revoked = match single.status {
            CertStatus::Good => None,
            CertStatus::Revoked { at, reason } => Some(Revocation { at, reason, invalidity_date: None }),
            CertStatus::Unknown => return Err(Unknown::ResponderSaysUnknown),
        };
        Ok(Some(Statement {
            this_update: single.this_update,
            next_update: single.next_update,
            source: super::Source::Supplied,
            reasons: ReasonSet::ALL,
            fresh: self.fresh(subject, single.this_update, single.next_update, single.archive_cutoff),
            revoked,
            rests_on: Vec::new(),
        }))
    }

    /// Is the answer signed by somebody who may answer for `issuer` (§4.2.2.2)?
    fn responder(&mut self, index: usize, response: &Response, issuer: &Certificate) -> Result<(), Unknown> {
        let mut candidates = vec![issuer.clone()];
        for certificate in response.certificates().iter().chain(&self.certificates) {
            if !candidates.contains(certificate) {
                candidates.push(certificate.clone());
            }
        }
        let mut why = Unknown::WrongResponder;
        for candidate in candidates.iter().filter(|c| response.responder().is(c)) {
            let outcome = self.traced(|this| {
                this.signed_by(index, candidate)?;
                this.may_answer(index, response, candidate, issuer)
            });
            match outcome {
                Ok(((), rests_on)) => {
                    self.trail.extend(rests_on);
                    return Ok(());
                }
                Err(problem) => note(&mut why, problem),
            }
        }
        Err(why)
    }

    fn may_answer(
        &mut self,
        index: usize,
        response: &Response,
        responder: &Certificate,
        issuer: &Certificate,
    ) -> Result<(), Unknown> {
        // The CA itself, under any of its certificates.
        if responder.key() == issuer.key() && responder.subject().matches(issuer.subject()) {
            return self.proven_in_time(index, std::slice::from_ref(issuer));
        }
        // §4.2.2.2: "issued directly by the CA that is identified in the request", by its very key, and marked for it.
        // anyExtendedKeyUsage is no such mark.
        let marked =
            responder.extended_key_usage().is_some_and(|usage| usage.purposes.contains(&KP_OCSP_SIGNING));
        // RFC 5280 §4.2.1.3: a key that signs anything but certificates and lists.
        let signs =
            responder.key_usage().is_none_or(|usage| usage.digital_signature || usage.non_repudiation);
        let direct =
            responder.issuer().matches(issuer.subject()) && responder.verify_signed_by(issuer.key()).is_ok();
        if !(marked && signs && direct) {
            return Err(Unknown::WrongResponder);
        }
        let chain = self.signer_chain(responder, response.produced_at(), response.certificates())?;
        self.proven_in_time(index, &chain)?;
        // §4.2.2.2.1: not to be checked, to be checked where it says, or left to us.
        if responder.extension(&NO_CHECK).is_some() || self.pending.contains(responder) {
            return Ok(());
        }
        let says_where = !crl::distribution_point_uris(responder).is_empty()
            || responder.extension(&AUTHORITY_INFO_ACCESS).is_some();
        match self.ask(&chain, 0) {
            Status::Good { .. } | Status::Anchor => Ok(()),
            Status::Revoked { .. } => Err(Unknown::SignerRevoked),
            Status::Unknown(_) if says_where => Err(Unknown::SignerStatusUnknown),
            Status::Unknown(_) => Ok(()),
        }
    }
}
