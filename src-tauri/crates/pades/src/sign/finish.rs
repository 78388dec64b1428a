//! The signature goes into its gap; the file is written out as the original followed by the update.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use pdf::Source;
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::cms;

use crate::byte_range;
use crate::error::Error;

/// An update that waits for its signature value. Only [`super::prepare`] gives one.
pub struct Prepared {
    source: Arc<dyn Source>,
    offset: u64,
    tail: Vec<u8>,
    /// Place of `/Contents` in the tail, with `<` and `>`.
    contents: Range<usize>,
    attributes: Vec<u8>,
    digest: [u8; 32],
    chain: Vec<Certificate>,
}

/// A signed file that is not written yet: the original and what is appended to it.
pub struct Finished {
    source: Arc<dyn Source>,
    offset: u64,
    tail: Vec<u8>,
}

impl Prepared {
    pub(super) fn new(
        source: Arc<dyn Source>,
        offset: u64,
        tail: Vec<u8>,
        contents: Range<usize>,
        attributes: Vec<u8>,
        chain: Vec<Certificate>,
    ) -> Self {
        let mut digest = [0; 32];
        // The digest of SHA-256 has 32 bytes.
        digest.copy_from_slice(&Digest::Sha256.hash(&attributes));
        Self { source, offset, tail, contents, attributes, digest, chain }
    }

    /// The signed attributes (DER `SET OF`, RFC 5652 §5.4) and their SHA-256 digest: what the key signs.
    pub fn to_be_signed(&self) -> (&[u8], [u8; 32]) {
        (&self.attributes, self.digest)
    }

    /// Puts the signature value in: a DER `ECDSA-Sig-Value`, or the RSA block of the modulus' length (PKCS #1 v1.5).
    ///
    /// # Errors
    /// [`Error::SignatureValue`] when it does not verify with the signer's certificate, [`Error::ContentsTooSmall`].
    pub fn finish(mut self, signature: &[u8]) -> Result<Finished, Error> {
        let signer = self.chain.first().ok_or(Error::PlanOutdated)?;
        let scheme = cms::build::scheme_for(signer.key()).ok_or(Error::PlanOutdated)?;
        // A card that answers with another key must not end in a file.
        signer.key().verify_message(&scheme, &self.attributes, signature).map_err(Error::SignatureValue)?;
        let cms = cms::build::assemble(&self.attributes, &scheme, signature, &self.chain)?;

        let place = self.tail.get_mut(self.contents.clone()).ok_or(Error::Placeholder)?;
        let [b'<', digits @ .., b'>'] = place else { return Err(Error::Placeholder) };
        let (room, needed) = (digits.len() / 2, cms.len());
        if needed > room {
            return Err(Error::ContentsTooSmall { room, needed });
        }
        for (pair, byte) in digits.chunks_exact_mut(2).zip(&cms) {
            pair.copy_from_slice(format!("{byte:02x}").as_bytes());
        }
        Ok(Finished { source: self.source, offset: self.offset, tail: self.tail })
    }
}

impl Finished {
    /// Streams the original, then the update.
    ///
    /// # Errors
    /// When the original cannot be read or `out` not be written; the caller throws away what was written.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut result = Ok(());
        byte_range::feed(self.source.as_ref(), 0..self.offset, &mut |piece| {
            if result.is_ok() {
                result = out.write_all(piece);
            }
        })?;
        result?;
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
