//! Who signed a list, and whether that one is to be believed (RFC 5280 §6.3.3 (f), (g)). The signer may be the issuer of
//! the certificate, the same issuer with another key (a separate one for lists, or the key before or after a rollover),
//! or another authority that the certificate names.

use chrono::{DateTime, Utc};

use super::{Inquiry, Status, Unknown, note};
use crate::cert::Certificate;
use crate::crl::Crl;
use crate::path::{self, PathPolicy};
use crate::trust::{Purpose, TrustStore};

impl Inquiry<'_> {
    /// The certificate whose key signed the list; `above` are the certificates over the one asked about.
    pub(super) fn list_signer(
        &mut self,
        index: usize,
        crl: &Crl,
        above: &[Certificate],
    ) -> Result<Certificate, Unknown> {
        let mut candidates: Vec<Certificate> = Vec::new();
        for certificate in above.iter().chain(&self.certificates) {
            if certificate.subject().matches(crl.issuer()) && !candidates.contains(certificate) {
                candidates.push(certificate.clone());
            }
        }
        // §5.2.1: the key identifier tells apart the keys of one issuer. A hint only, the signature decides.
        let hinted =
            |c: &Certificate| crl.authority_key_id().is_some_and(|id| c.subject_key_id() == Some(id));
        candidates.sort_by_key(|c| !hinted(c));
        let mut why = Unknown::SignerUnknown;
        for candidate in candidates {
            match self.traced(|this| this.may_sign(index, crl, &candidate, above)) {
                Ok(((), rests_on)) => {
                    self.trail.extend(rests_on);
                    return Ok(candidate);
                }
                Err(problem) => note(&mut why, problem),
            }
        }
        Err(why)
    }

    fn may_sign(
        &mut self,
        index: usize,
        crl: &Crl,
        signer: &Certificate,
        above: &[Certificate],
    ) -> Result<(), Unknown> {
        self.signed_by(index, signer)?; // (g)
        // (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit is set."
        if signer.key_usage().is_some_and(|usage| !usage.crl_sign) {
            return Err(Unknown::SignerNotAllowed);
        }
        // It stands in the certificate's own path, which is valid; its status is asked there.
        if let Some(position) = above.iter().position(|c| c == signer) {
            return self.proven_in_time(index, above.get(position..).unwrap_or_default());
        }
        // (f): "The trust anchor for the certification path MUST be the same".
        let chain = self.signer_chain(signer, crl.this_update(), &[])?;
        self.proven_in_time(index, &chain)?;
        for (position, certificate) in chain.iter().enumerate() {
            // A list may cover its own signer; whoever holds that key could sign anything anyway.
            if above.contains(certificate) || self.pending.contains(certificate) {
                continue;
            }
            match self.ask(&chain, position) {
                Status::Good { .. } | Status::Anchor => {}
                Status::Revoked { .. } => return Err(Unknown::SignerRevoked),
                Status::Unknown(_) => return Err(Unknown::SignerStatusUnknown),
            }
        }
        Ok(())
    }

    /// A valid path from a signer of evidence to the anchor of the certificate's path. Looked for at the time asked
    /// about, or at the time of signing where that is later.
    pub(super) fn signer_chain(
        &mut self,
        signer: &Certificate,
        signed_at: DateTime<Utc>,
        beside: &[Certificate],
    ) -> Result<Vec<Certificate>, Unknown> {
        self.paths = self.paths.checked_sub(1).ok_or(Unknown::BudgetExceeded)?;
        let store = TrustStore::new(vec![self.anchor.clone()]);
        let policy = PathPolicy { purpose: Purpose::Any, ..PathPolicy::default() };
        let candidates: Vec<Certificate> = self.certificates.iter().chain(beside).cloned().collect();
        path::find_with(signer, &candidates, &store, self.at.max(signed_at), &policy)
            .map(|path| path.certificates().to_vec())
            .map_err(Unknown::SignerPath)
    }
}
