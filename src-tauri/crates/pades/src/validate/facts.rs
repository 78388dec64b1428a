//! What is found out about the signatures of a file before anything is judged: no opinion, no trust, no clock.
//!
//! Not here: how the facts are found (`collect` and the files below it) and what they mean (`judge`).

use std::ops::Range;

use chrono::{DateTime, FixedOffset, Utc};
use pdf::ObjectId;
use pki::algorithm::{Digest, SignatureScheme};
use pki::cert::Certificate;
use pki::revocation::Evidence;

use crate::byte_range::{ByteRange, Fault, GapFault};
use crate::diff::{Changes, Permissions};

/// Everything that [`judge`](super::judge) needs to know about a file.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Length of the file in bytes.
    pub file_length: u64,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// Number of revisions.
    pub revisions: usize,
    /// Whether the cross-reference data was unusable and objects were found by a scan.
    pub rebuilt: bool,
    /// Signatures and document time stamps, by the end of their byte range.
    pub signatures: Vec<SignatureFacts>,
    /// Signature-like dictionaries that no form field leads to and that are no well-formed signatures.
    pub outside_form: Vec<ObjectId>,
    /// How often `/ByteRange` (where there is no signature also a container in `/Contents`) stands in bytes that no object of any
    /// revision accounts for: remains of a signature in a damaged file.
    pub adrift: usize,
    /// Names of signature fields without a value.
    pub empty_fields: Vec<String>,
    /// Whether the pages say that the document is signed with a certificate of BSrE; `None` when nobody has read them. Told
    /// by whoever can read pages.
    pub notice: Option<bool>,
    /// The document security store (ISO 32000-2 12.8.4.3), if there is one.
    pub store: Option<StoreFacts>,
    /// Given beside the file: see [`Facts::add_evidence`].
    pub outside: Outside,
}

/// What was found elsewhere than in the file: asked over the network, kept from earlier, or supplied.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// Certificates that may stand between a signer and an anchor, or sign evidence.
    pub certificates: Vec<Certificate>,
    /// Lists and answers; each says itself where it came from.
    pub evidence: Vec<Evidence>,
}

impl Facts {
    /// Adds what was found outside the file. [`judge`](super::judge) believes it no more and no less than what the file
    /// brings: paths and signatures decide. What is there already is not added twice.
    pub fn add_evidence(
        &mut self,
        evidence: impl IntoIterator<Item = Evidence>,
        certificates: impl IntoIterator<Item = Certificate>,
    ) {
        for piece in evidence {
            if !self.outside.evidence.contains(&piece) {
                self.outside.evidence.push(piece);
            }
        }
        for certificate in certificates {
            if !self.outside.certificates.contains(&certificate) {
                self.outside.certificates.push(certificate);
            }
        }
    }
}

/// Signature or document time stamp (ISO 32000-2 12.8.1, 12.8.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A person's or a system's signature.
    Signature,
    /// `ETSI.RFC3161`: proves the time, says nothing about a signer.
    DocumentTimeStamp,
}

impl Kind {
    /// The word of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::DocumentTimeStamp => "document_time_stamp",
        }
    }
}

/// `/SubFilter` (ISO 32000-2 table 255, table 260).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubFilter {
    /// `adbe.pkcs7.detached`
    Pkcs7Detached,
    /// `adbe.pkcs7.sha1`
    Pkcs7Sha1,
    /// `adbe.x509.rsa_sha1`
    X509RsaSha1,
    /// `ETSI.CAdES.detached`
    CadesDetached,
    /// `ETSI.RFC3161`
    Rfc3161,
    /// Any other name.
    Other(Vec<u8>),
    /// No name.
    Missing,
}

impl SubFilter {
    /// From the name in the dictionary.
    pub fn from_name(name: Option<&[u8]>) -> Self {
        match name {
            Some(b"adbe.pkcs7.detached") => Self::Pkcs7Detached,
            Some(b"adbe.pkcs7.sha1") => Self::Pkcs7Sha1,
            Some(b"adbe.x509.rsa_sha1") => Self::X509RsaSha1,
            Some(b"ETSI.CAdES.detached") => Self::CadesDetached,
            Some(b"ETSI.RFC3161") => Self::Rfc3161,
            Some(name) => Self::Other(name.to_vec()),
            None => Self::Missing,
        }
    }

    /// The name in the dictionary.
    #[must_use]
    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Pkcs7Detached => Some(b"adbe.pkcs7.detached"),
            Self::Pkcs7Sha1 => Some(b"adbe.pkcs7.sha1"),
            Self::X509RsaSha1 => Some(b"adbe.x509.rsa_sha1"),
            Self::CadesDetached => Some(b"ETSI.CAdES.detached"),
            Self::Rfc3161 => Some(b"ETSI.RFC3161"),
            Self::Other(name) => Some(name),
            Self::Missing => None,
        }
    }
}

/// One signature or document time stamp.
#[derive(Debug, Clone)]
pub struct SignatureFacts {
    /// By sub-filter, and by content where a time-stamp token stands in a plain signature.
    pub kind: Kind,
    /// The object that holds the dictionary.
    pub object: ObjectId,
    /// Full names of the fields whose value it is; several when one dictionary serves several fields, none when it
    /// stands outside the form.
    pub fields: Vec<String>,
    /// `/SubFilter`.
    pub sub_filter: SubFilter,
    /// `/ByteRange` against the file.
    pub coverage: Coverage,
    /// What stands in `/Contents`.
    pub envelope: Envelope,
    /// The bytes of `/Contents` that it was read from.
    pub contents: Vec<u8>,
    /// The digests of the signed bytes that it was compared with.
    pub digests: Vec<(Digest, Vec<u8>)>,
    /// `/Cert`, which only `adbe.x509.rsa_sha1` has: the signer's first.
    pub beside: Vec<Certificate>,
    /// Whether only zeros follow it there and no white space stands between; `None` where its length is not stated (BER).
    pub zero_padding: Option<bool>,
    /// `/M`.
    pub dictionary_time: Option<DateTime<FixedOffset>>,
    /// `/Reason` and its like, as written by the signer's program.
    pub stated: Stated,
    /// `/P` of a DocMDP transform in this signature (ISO 32000-2 12.8.2.2): it certifies the document.
    pub doc_mdp: Option<u8>,
    /// What the signatures up to this one permit to change.
    pub permissions: Permissions,
    /// Where a reader sees it; `None` for an invisible one.
    pub place: Option<Place>,
    /// Whether the block on the page names the person of the certificate; `None` where it names nobody, or nobody has read
    /// it. Told by whoever can read pages.
    pub names_signer: Option<bool>,
    /// Whether the form no longer shows this dictionary as it was signed.
    pub replaced: bool,
    /// The part of the file behind the signed bytes that no revision accounts for, if it is more than white space.
    pub unaccounted: Option<Range<u64>>,
    /// Later revisions compared with the signed one; `None` when the signed revision is not known or nothing follows.
    pub changes: Option<Changes>,
}

/// What the signer's program wrote beside the signature. Proves nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// `/Name`
    pub name: Option<String>,
    /// `/Reason`
    pub reason: Option<String>,
    /// `/Location`
    pub location: Option<String>,
}

/// Where a signature is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// From 0.
    pub page: usize,
    /// Lower left and upper right corner in default user space.
    pub rect: [f64; 4],
}

/// What the byte range covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The four numbers, where there are four.
    pub range: Option<ByteRange>,
    /// Every rule that does not hold.
    pub faults: Vec<CoverageFault>,
    /// The revision that ends where the range ends.
    pub revision: Option<usize>,
    /// Whether nothing but `/Contents` and white space at the end stands outside.
    pub whole_file: bool,
}

/// A rule of ISO 32000-2 12.8.1 that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CoverageFault {
    /// `/ByteRange` or `/Contents` stands several times in the dictionary: readers disagree on which counts.
    DuplicateKey,
    /// The gap is not the place where the dictionary's own `/Contents` stands.
    ForeignGap,
    /// The bytes of the gap are not one hexadecimal string.
    Gap(GapFault),
    /// There is no `/ByteRange`.
    Missing,
    /// The range ends in the middle of a revision.
    NotAtRevisionEnd,
    /// The numbers themselves.
    Range(Fault),
}

/// What stands in `/Contents`.
#[derive(Debug, Clone)]
pub enum Envelope {
    /// Nothing, or only zeros.
    Empty,
    /// Neither CMS nor what the sub-filter asks for.
    Unreadable,
    /// A sub-filter that this program does not know.
    UnknownKind,
    /// Read.
    Read(Box<Container>),
}

/// The signature container, whatever its kind.
#[derive(Debug, Clone)]
pub struct Container {
    /// Number of SignerInfos; PAdES asks for exactly one (EN 319 142-1 §6.3).
    pub signers: usize,
    /// Whether the container holds content of its own where there must be none: the length.
    pub foreign_content: Option<usize>,
    /// Whether the container announces the digest algorithm that its signer used (RFC 5652 §5.1).
    pub announced_digest: bool,
    /// Digest of the signed bytes; `None` when unknown.
    pub digest_algorithm: Option<Digest>,
    /// How it was signed; `None` when unknown.
    pub scheme: Option<SignatureScheme>,
    /// Do the signed bytes have the signed digest?
    pub digest: Finding,
    /// Does the signature value belong to the certificate's key?
    pub signature: Finding,
    /// The signer's certificate.
    pub certificate: Option<Certificate>,
    /// Does the signed reference name that certificate (RFC 5035)? `None` without a reference.
    pub certificate_reference: Option<bool>,
    /// Whether there are signed attributes.
    pub signed_attributes: bool,
    /// Every certificate that came along.
    pub certificates: Vec<Certificate>,
    /// Certificates that came along and cannot be read.
    pub unreadable_certificates: usize,
    /// signing-time, by the signer's clock.
    pub signing_time: Option<DateTime<Utc>>,
    /// Signature time stamps (unsigned attribute).
    pub time_stamps: Vec<StampFacts>,
    /// Signature time stamps that cannot be read.
    pub unreadable_stamps: usize,
    /// Time of a document time stamp.
    pub gen_time: Option<DateTime<Utc>>,
    /// Whether there is revocation data inside the container, readable or not.
    pub has_revocation_data: bool,
    /// What of it can be read and is not signed: anybody may have put it there later.
    pub evidence: Vec<Evidence>,
    /// What of it can be read and stands in a signed attribute.
    pub signed_evidence: Vec<Evidence>,
}

/// A signature time stamp (RFC 3161).
#[derive(Debug, Clone)]
pub struct StampFacts {
    /// The time it names.
    pub gen_time: DateTime<Utc>,
    /// Does it stamp this signature value?
    pub imprint: Finding,
    /// Do the token's own digest and signature hold?
    pub signature: Finding,
    /// Digest of the imprint.
    pub digest_algorithm: Option<Digest>,
    /// How the token is signed.
    pub scheme: Option<SignatureScheme>,
    /// The authority's certificate.
    pub certificate: Option<Certificate>,
    /// Does the signed reference name that certificate?
    pub certificate_reference: Option<bool>,
    /// Every certificate in the token.
    pub certificates: Vec<Certificate>,
    /// Revocation data in the token.
    pub evidence: Vec<Evidence>,
}

/// What came out of one cryptographic comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// An algorithm is not known here.
    Unsupported,
    /// It could not be made: something it needs is missing.
    NotDone,
}

impl Finding {
    /// Whether it holds.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Holds)
    }
}

/// The document security store.
#[derive(Debug, Clone, Default)]
pub struct StoreFacts {
    /// Its certificates.
    pub certificates: Vec<Certificate>,
    /// Number of CRLs.
    pub crls: usize,
    /// Number of OCSP answers.
    pub ocsps: usize,
    /// What of them can be read, the entries for single signatures included.
    pub evidence: Vec<Evidence>,
    /// Where each piece of `evidence` ends in the file: a time stamp over more than that proves it.
    pub ends: Vec<u64>,
    /// The revisions that set it, oldest first.
    pub revisions: Vec<usize>,
}
