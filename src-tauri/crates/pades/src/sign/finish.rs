//! The signature goes into its gap, with a time stamp (level B-T) or without (B-B); the file is written out as the
//! original followed by the update.

use std::io::{self, Write};
use std::sync::Arc;

use pdf::Source;
use pki::algorithm::{Digest, SignatureScheme};
use pki::cert::Certificate;
use pki::cms;

use super::gap::Gap;
use crate::byte_range;
use crate::error::Error;

/// An update that waits for its signature value. Only [`super::prepare`] gives one.
///
/// Both ways to finish leave it as it is: a stamp that does not fit costs no second signature.
pub struct Prepared {
    gap: Gap,
    attributes: Vec<u8>,
    digest: [u8; 32],
    chain: Vec<Certificate>,
    /// The card pads by PSS alone.
    pss: bool,
}

/// A signed file that is not written yet: the original and what is appended to it.
pub struct Finished {
    source: Arc<dyn Source>,
    offset: u64,
    tail: Vec<u8>,
}

/// Room for a token when one of `trial` bytes was seen: authorities add certificates, times and serial numbers of other
/// lengths from one token to the next, and some add one issuer more.
pub(super) fn stamp_room(trial: usize) -> usize {
    trial.saturating_add(trial / 4).saturating_add(2048)
}

impl Prepared {
    pub(super) fn new(gap: Gap, attributes: Vec<u8>, chain: Vec<Certificate>) -> Self {
        let mut digest = [0; 32];
        // The digest of SHA-256 has 32 bytes.
        digest.copy_from_slice(&Digest::Sha256.hash(&attributes));
        Self { gap, attributes, digest, chain, pss: false }
    }

    /// For a card that pads by PSS alone; changes nothing for keys that are not of RSA.
    #[must_use]
    pub fn with_pss(self) -> Self {
        Self { pss: true, ..self }
    }

    /// The signed attributes (DER `SET OF`, RFC 5652 §5.4) and their SHA-256 digest: what the key signs.
    pub fn to_be_signed(&self) -> (&[u8], [u8; 32]) {
        (&self.attributes, self.digest)
    }

    /// How the key must sign: an RSA key that is bound to PSS by its certificate pads so (RFC 4055 §1.2), and one whose card
    /// can do nothing else ([`Self::with_pss`]).
    pub fn wants_pss(&self) -> bool {
        matches!(self.scheme(), Some(SignatureScheme::RsaPss { .. }))
    }

    fn scheme(&self) -> Option<SignatureScheme> {
        let key = self.chain.first()?.key();
        if self.pss { cms::build::scheme_with_pss(key) } else { cms::build::scheme_for(key) }
    }

    /// Level B-B. The signature value is a DER `ECDSA-Sig-Value`, or the RSA block of the modulus' length (RFC 8017 §8; see
    /// [`Self::wants_pss`]).
    ///
    /// # Errors
    /// [`Error::SignatureValue`] when it does not verify with the signer's certificate, [`Error::ContentsTooSmall`].
    pub fn finish(&self, signature: &[u8]) -> Result<Finished, Error> {
        let scheme = self.checked(signature)?;
        self.gap.fill(&cms::build::assemble(&self.attributes, &scheme, signature, &self.chain)?)
    }

    /// Level B-T: as [`Self::finish`], with a time-stamp token (DER) over the signature value as unsigned attribute
    /// id-aa-timeStampToken (RFC 3161 appendix A). The token is taken as it is; who asked for it has checked it.
    ///
    /// # Errors
    /// As [`Self::finish`]; [`Error::ContentsTooSmall`] when the token is longer than the room that was kept for it.
    pub fn finish_stamped(&self, signature: &[u8], token: &[u8]) -> Result<Finished, Error> {
        let scheme = self.checked(signature)?;
        let stamps = [token.to_vec()];
        let container =
            cms::build::assemble_with(&self.attributes, &scheme, signature, &self.chain, &stamps)?;
        self.gap.fill(&container)
    }

    /// A card that answers with another key must not end in a file.
    fn checked(&self, signature: &[u8]) -> Result<SignatureScheme, Error> {
        let signer = self.chain.first().ok_or(Error::PlanOutdated)?;
        let scheme = self.scheme().ok_or(Error::PlanOutdated)?;
        signer.key().verify_message(&scheme, &self.attributes, signature).map_err(Error::SignatureValue)?;
        Ok(scheme)
    }
}

impl Finished {
    pub(super) fn new(source: Arc<dyn Source>, offset: u64, tail: Vec<u8>) -> Self {
        Self { source, offset, tail }
    }

    /// Streams the original, then the update.
    ///
    /// # Errors
    /// When the original cannot be read or `out` not be written; the caller throws away what was written.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        byte_range::feed_to(self.source.as_ref(), 0..self.offset, out)?;
        out.write_all(&self.tail)?;
        out.flush()
    }

    /// What is appended to the original.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Length of the signed file in bytes.
    pub fn length(&self) -> u64 {
        self.offset.saturating_add(u64::try_from(self.tail.len()).unwrap_or(u64::MAX))
    }
}
