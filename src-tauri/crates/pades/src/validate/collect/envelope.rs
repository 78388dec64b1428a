//! What stands in `/Contents`: read by its sub-filter, checked against the digests of the signed bytes (RFC 5652 §5.6,
//! RFC 3161 §2.4.2, ISO 32000-1 12.8.3).
//!
//! Only comparisons that anyone can repeat: whether a certificate is to be believed is not asked here.

use pdf::{Dictionary, Object, View};
use pki::algorithm::{self, Digest, SignatureScheme};
use pki::cert::Certificate;
use pki::cms::{BareRsaSignature, DigestOutcome, SignatureOutcome, SignedData, SignerInfo, SignerOutcome};
use pki::der::Reader;
use pki::revocation::Source;
use pki::tsp::{ImprintOutcome, TimeStampToken};

use super::evidence;
use crate::validate::facts::{Container, Envelope, Finding, Kind, StampFacts, SubFilter};

/// Signature time stamps that are looked at in one signature; the most seen is 3.
const MAX_STAMPS: usize = 16;

/// What stands in `contents`, read and compared anew with digests that were kept: for judging again without the file.
/// `beside` is `/Cert` of the dictionary, `others` are certificates from elsewhere in the file.
#[must_use]
pub fn recall(
    filter: &SubFilter,
    contents: &[u8],
    beside: &[Certificate],
    others: &[Certificate],
    digest: &dyn Fn(Digest) -> Option<Vec<u8>>,
) -> (Kind, Envelope) {
    let parsed = Parsed::read(filter, contents, beside);
    (parsed.kind(filter), parsed.compare(others, &mut |wanted| digest(wanted)))
}

/// `/Contents`, read but not compared with anything.
pub(super) enum Parsed {
    Empty,
    Unreadable,
    UnknownKind,
    /// `adbe.pkcs7.detached`, `ETSI.CAdES.detached`
    Detached(SignedData),
    /// `adbe.pkcs7.sha1`: the content is the SHA-1 of the signed bytes.
    OverSha1(SignedData),
    /// `adbe.x509.rsa_sha1`
    Bare(BareRsaSignature, Vec<Certificate>),
    /// `ETSI.RFC3161`
    Token(Box<TimeStampToken>),
}

impl Parsed {
    /// Reads `contents` as the sub-filter says. A time-stamp token is one whatever the sub-filter claims.
    pub(super) fn read(filter: &SubFilter, contents: &[u8], beside: &[Certificate]) -> Self {
        if contents.iter().all(|byte| *byte == 0) {
            return Self::Empty;
        }
        match filter {
            SubFilter::Other(_) => Self::UnknownKind,
            SubFilter::X509RsaSha1 => BareRsaSignature::parse(contents)
                .map_or(Self::Unreadable, |bare| Self::Bare(bare, beside.to_vec())),
            SubFilter::Rfc3161 => {
                TimeStampToken::parse(contents).map_or(Self::Unreadable, |token| Self::Token(Box::new(token)))
            }
            SubFilter::Pkcs7Detached
            | SubFilter::CadesDetached
            | SubFilter::Pkcs7Sha1
            | SubFilter::Missing => {
                if let Ok(token) = TimeStampToken::parse(contents) {
                    return Self::Token(Box::new(token));
                }
                let read = |data| {
                    if *filter == SubFilter::Pkcs7Sha1 { Self::OverSha1(data) } else { Self::Detached(data) }
                };
                SignedData::parse(contents).map_or(Self::Unreadable, read)
            }
        }
    }

    pub(super) fn kind(&self, filter: &SubFilter) -> Kind {
        match self {
            Self::Token(_) => Kind::DocumentTimeStamp,
            _ if *filter == SubFilter::Rfc3161 => Kind::DocumentTimeStamp,
            _ => Kind::Signature,
        }
    }

    /// The digests of the signed bytes that [`Parsed::compare`] will ask for first.
    pub(super) fn digests(&self) -> Vec<Digest> {
        match self {
            Self::Empty | Self::Unreadable | Self::UnknownKind => Vec::new(),
            Self::Detached(data) => data.signers().first().and_then(SignerInfo::digest).into_iter().collect(),
            Self::OverSha1(_) | Self::Bare(..) => vec![Digest::Sha1],
            Self::Token(token) => token.imprint_digest().into_iter().collect(),
        }
    }

    /// Compares with the signed bytes, whose digests `hash` gives (`None` when the byte range cannot be followed).
    /// `others` are certificates from elsewhere in the file.
    pub(super) fn compare(
        &self,
        others: &[Certificate],
        hash: &mut dyn FnMut(Digest) -> Option<Vec<u8>>,
    ) -> Envelope {
        let container = match self {
            Self::Empty => return Envelope::Empty,
            Self::Unreadable => return Envelope::Unreadable,
            Self::UnknownKind => return Envelope::UnknownKind,
            Self::Detached(data) => detached(data, others, hash),
            Self::OverSha1(data) => over_sha1(data, others, hash),
            Self::Bare(bare, certificates) => Some(bare_rsa(bare, certificates, hash)),
            Self::Token(token) => Some(document_stamp(token, others, hash)),
        };
        container.map_or(Envelope::Unreadable, |container| Envelope::Read(Box::new(container)))
    }
}

/// Length of what follows the container in `/Contents` and is not zero; `None` for BER of indefinite length.
pub(super) fn rest_is_zero(contents: &[u8]) -> Option<bool> {
    let length = Reader::new(contents).any().ok()?.raw.len();
    Some(contents.get(length..)?.iter().all(|byte| *byte == 0))
}

fn detached(
    data: &SignedData,
    others: &[Certificate],
    hash: &mut dyn FnMut(Digest) -> Option<Vec<u8>>,
) -> Option<Container> {
    let signer = data.signers().first()?;
    let mut container = describe(data, signer, others);
    // ISO 32000-2 12.8.3.3.1: nothing is encapsulated. An empty content is one, and some readers check against it.
    container.foreign_content = data.content().map(<[u8]>::len);
    let value = signer.digest().map(&mut *hash);
    match (value, &container.certificate) {
        (Some(Some(value)), Some(certificate)) => container.take(signer.verify(certificate, &value)),
        (Some(Some(value)), None) => {
            // Without a certificate the digest can still be compared with the signed attribute.
            container.digest = match signer.message_digest() {
                Some(stated) if stated == value => Finding::Holds,
                Some(_) => Finding::Fails,
                None => Finding::NotDone,
            };
        }
        (Some(None), _) => {}
        (None, _) => container.digest = Finding::Unsupported,
    }
    Some(container)
}

fn over_sha1(
    data: &SignedData,
    others: &[Certificate],
    hash: &mut dyn FnMut(Digest) -> Option<Vec<u8>>,
) -> Option<Container> {
    let signer = data.signers().first()?;
    let mut container = describe(data, signer, others);
    let content = data.content().unwrap_or_default();
    if let Some(certificate) = &container.certificate {
        container.take(signer.verify_content(certificate, content));
    }
    container.digest = match (hash(Digest::Sha1), container.digest) {
        (None, _) => Finding::NotDone,
        (Some(value), _) if value != content => Finding::Fails,
        (Some(_), inner) => inner,
    };
    Some(container)
}

fn bare_rsa(
    bare: &BareRsaSignature,
    certificates: &[Certificate],
    hash: &mut dyn FnMut(Digest) -> Option<Vec<u8>>,
) -> Container {
    let mut container = Container {
        signers: 1,
        certificate: certificates.first().cloned(),
        certificates: certificates.to_vec(),
        ..Container::unknown()
    };
    let Some(certificate) = certificates.first() else { return container };
    let mut digest = Digest::Sha1;
    let mut outcome = hash(digest).map(|value| bare.verify(certificate, digest, &value));
    // The name says SHA-1; the signature itself says which digest it was made with (RFC 8017 §9.2).
    if let Some(Err(algorithm::Error::DigestDisagreement { signed, .. })) = outcome {
        digest = signed;
        outcome = hash(digest).map(|value| bare.verify(certificate, digest, &value));
    }
    container.digest_algorithm = Some(digest);
    container.scheme = Some(SignatureScheme::RsaPkcs1 { digest });
    container.signature = outcome.map_or(Finding::NotDone, |outcome| finding(outcome.as_ref().err()));
    container.digest = match container.signature {
        Finding::Fails => Finding::NotDone,
        same => same,
    };
    container
}

fn document_stamp(
    token: &TimeStampToken,
    others: &[Certificate],
    hash: &mut dyn FnMut(Digest) -> Option<Vec<u8>>,
) -> Container {
    let data = token.signed_data();
    let Some(signer) = data.signers().first() else { return Container::unknown() };
    let mut container = describe(data, signer, others);
    container.gen_time = Some(token.gen_time());
    container.signing_time = None;
    container.digest_algorithm = token.imprint_digest();
    let inner = token.verify_signature(others).map(|(certificate, outcome)| {
        container.certificate = Some(certificate);
        both(&outcome)
    });
    container.signature = inner.unwrap_or(Finding::NotDone);
    container.digest = match token.imprint_digest() {
        None => Finding::Unsupported,
        Some(digest) => hash(digest).map_or(Finding::NotDone, |value| imprint(token.verify(&value))),
    };
    container
}

fn describe(data: &SignedData, signer: &SignerInfo, others: &[Certificate]) -> Container {
    let certificates: Vec<Certificate> =
        data.certificates().iter().filter(|c| has_sound_serial(c)).cloned().collect();
    let certificate =
        signer.find_certificate(&certificates).or_else(|| signer.find_certificate(others)).cloned();
    let stamps = signer.timestamp_tokens();
    Container {
        signers: data.signers().len(),
        foreign_content: None,
        digest_algorithm: signer.digest(),
        scheme: signer.scheme().ok().cloned(),
        digest: Finding::NotDone,
        signature: Finding::NotDone,
        certificate_reference: certificate.as_ref().and_then(|c| signer.signing_certificate_matches(c)),
        certificate,
        signed_attributes: signer.has_signed_attributes(),
        unreadable_certificates: data.unreadable_certificates()
            + (data.certificates().len() - certificates.len()),
        certificates,
        announced_digest: announces_digest(data, signer),
        signing_time: signer.signing_time(),
        unreadable_stamps: 0,
        time_stamps: Vec::new(),
        gen_time: None,
        has_revocation_data: !data.crls().is_empty()
            || !data.ocsp_responses().is_empty()
            || !signer.signed_values(&evidence::ADOBE_REVOCATION).is_empty(),
        evidence: evidence::of_container(data, Source::Cms),
        signed_evidence: evidence::signed(signer, Source::Cms),
    }
    .with_stamps(&stamps, signer.signature(), others)
}

impl Container {
    fn unknown() -> Self {
        Self {
            signers: 0,
            foreign_content: None,
            digest_algorithm: None,
            scheme: None,
            digest: Finding::NotDone,
            signature: Finding::NotDone,
            certificate: None,
            certificate_reference: None,
            signed_attributes: false,
            certificates: Vec::new(),
            unreadable_certificates: 0,
            announced_digest: true,
            signing_time: None,
            time_stamps: Vec::new(),
            unreadable_stamps: 0,
            gen_time: None,
            has_revocation_data: false,
            evidence: Vec::new(),
            signed_evidence: Vec::new(),
        }
    }

    fn take(&mut self, outcome: SignerOutcome) {
        self.signature = signature(&outcome.signature);
        self.digest = match outcome.digest {
            DigestOutcome::Matches => Finding::Holds,
            DigestOutcome::Differs | DigestOutcome::Missing => Finding::Fails,
            DigestOutcome::Unsupported { .. } => Finding::Unsupported,
            // Signature and digest are one statement here; a wrong one does not say which of the two it is.
            DigestOutcome::InSignature if self.signature == Finding::Fails => Finding::NotDone,
            DigestOutcome::InSignature => self.signature,
            _ => Finding::NotDone,
        };
    }

    fn with_stamps(mut self, tokens: &[Vec<u8>], stamped: &[u8], others: &[Certificate]) -> Self {
        for token in tokens.iter().take(MAX_STAMPS) {
            match TimeStampToken::parse(token) {
                Ok(token) => {
                    let helpers: Vec<Certificate> = self.certificates.iter().chain(others).cloned().collect();
                    self.time_stamps.push(signature_stamp(&token, stamped, &helpers));
                }
                Err(_) => self.unreadable_stamps += 1,
            }
        }
        self
    }
}

fn signature_stamp(token: &TimeStampToken, stamped: &[u8], others: &[Certificate]) -> StampFacts {
    let signer = token.signer();
    let (certificate, signature) = match token.verify_signature(others) {
        Some((certificate, outcome)) => (Some(certificate), both(&outcome)),
        None => (None, Finding::NotDone),
    };
    StampFacts {
        gen_time: token.gen_time(),
        imprint: imprint(token.verify_bytes(stamped)),
        signature,
        digest_algorithm: token.imprint_digest(),
        scheme: signer.and_then(|signer| signer.scheme().ok().cloned()),
        certificate_reference: signer
            .zip(certificate.as_ref())
            .and_then(|(signer, certificate)| signer.signing_certificate_matches(certificate)),
        certificate,
        certificates: token.signed_data().certificates().to_vec(),
        evidence: evidence::of_container(token.signed_data(), Source::TimeStamp)
            .into_iter()
            .chain(signer.map(|signer| evidence::signed(signer, Source::TimeStamp)).unwrap_or_default())
            .collect(),
    }
}

/// Content and signature of a token as one finding: a token is either as its authority made it, or not.
fn both(outcome: &SignerOutcome) -> Finding {
    match (&outcome.digest, signature(&outcome.signature)) {
        (DigestOutcome::Differs | DigestOutcome::Missing, _) => Finding::Fails,
        (DigestOutcome::Unsupported { .. }, Finding::Holds) => Finding::Unsupported,
        (_, signature) => signature,
    }
}

fn signature(outcome: &SignatureOutcome) -> Finding {
    match outcome {
        SignatureOutcome::Valid => Finding::Holds,
        SignatureOutcome::Invalid(_) => Finding::Fails,
        SignatureOutcome::Unsupported { .. } => Finding::Unsupported,
        _ => Finding::NotDone,
    }
}

fn imprint(outcome: ImprintOutcome) -> Finding {
    match outcome {
        ImprintOutcome::Matches => Finding::Holds,
        ImprintOutcome::Differs => Finding::Fails,
        ImprintOutcome::Unsupported { .. } => Finding::Unsupported,
    }
}

fn finding(error: Option<&algorithm::Error>) -> Finding {
    match error {
        None => Finding::Holds,
        Some(algorithm::Error::Unsupported { .. }) => Finding::Unsupported,
        Some(_) => Finding::Fails,
    }
}

/// Whether the message announces the digest algorithm that its signer used. RFC 5652 §5.1 lets a reader refuse a message
/// that does not; what is met is the identifier of a signature algorithm in its place, which names no digest.
fn announces_digest(data: &SignedData, signer: &SignerInfo) -> bool {
    let announced = data.digest_algorithms();
    announced.is_empty() || signer.digest().is_none_or(|digest| announced.contains(&digest.oid()))
}

/// X.690 §8.3.2: the first nine bits of an INTEGER are not all equal. A certificate that breaks this is read by some
/// programs and refused by others, so none can be said to have checked it.
fn has_sound_serial(certificate: &Certificate) -> bool {
    !matches!(certificate.serial(), [] | [0, 0..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..])
}

/// `/Cert` of the dictionary: one byte string or several, the signer's first (ISO 32000-2 table 255).
pub(super) fn certificates(view: &View, dictionary: &Dictionary) -> Vec<Certificate> {
    let strings = match view.key(dictionary, b"Cert").as_deref() {
        Ok(Object::Array(items)) => items.clone(),
        Ok(one) => vec![one.clone()],
        Err(_) => Vec::new(),
    };
    let read = |item: &Object| Certificate::from_der(view.resolve(item).ok()?.as_str().ok()?).ok();
    strings.iter().filter_map(read).collect()
}
