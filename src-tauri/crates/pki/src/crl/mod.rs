//! Certificate revocation lists (RFC 5280 §5): what a list says, nothing about whether it may be believed.
//!
//! A list keeps the bytes it came in, once; entries are read one after another when somebody looks for one, so that a
//! list of 20 MB costs 20 MB and not a million structures. Not here: whether a list concerns a certificate, who may
//! sign it and how fresh it must be ([`crate::revocation`]).

mod entry;
mod scope;

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier as Oid;

pub(crate) use self::entry::shortest;
pub use self::entry::{Entries, Entry, Reason, ReasonSet};
pub(crate) use self::scope::{DistributionPoint, GeneralName, PointName, distribution_points};
pub use self::scope::{IssuingDistributionPoint, distribution_point_uris, freshest_crl_uris};

use crate::Error;
use crate::algorithm::{self, PublicKey, SignatureScheme};
use crate::budget::{self, Budget};
use crate::cert::{Extension, Name, time};
use crate::der::{self, Reader, Tlv};

const AUTHORITY_KEY_ID: Oid = Oid::new_unwrap("2.5.29.35");
const CRL_NUMBER: Oid = Oid::new_unwrap("2.5.29.20");
const DELTA_CRL_INDICATOR: Oid = Oid::new_unwrap("2.5.29.27");
const ISSUING_DISTRIBUTION_POINT: Oid = Oid::new_unwrap("2.5.29.28");
/// expiredCertsOnCRL, X.509 (10/2019) §9.5.2.8
const EXPIRED_CERTS_ON_CRL: Oid = Oid::new_unwrap("2.5.29.60");

/// A certificate revocation list. Cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    /// Content octets of revokedCertificates.
    entries: Range<usize>,
    issuer: Name,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    number: Option<Box<[u8]>>,
    base_number: Option<Box<[u8]>>,
    authority_key_id: Option<Box<[u8]>>,
    point: Option<IssuingDistributionPoint>,
    point_der: Option<Box<[u8]>>,
    expired_since: Option<DateTime<Utc>>,
    unknown_critical: Option<Oid>,
    scheme: Result<SignatureScheme, algorithm::Error>,
    signature: Range<usize>,
}

impl Crl {
    /// Reads one list in DER; bytes behind it are refused. Entries are not looked at.
    ///
    /// # Errors
    /// [`Error::Malformed`] naming the field, or [`Error::BudgetExceeded`].
    pub fn parse(bytes: impl Into<Arc<[u8]>>) -> Result<Self, Error> {
        let der: Arc<[u8]> = bytes.into();
        if der.len() > budget::MESSAGE {
            return Err(Error::BudgetExceeded { what: Budget::Message, limit: budget::MESSAGE });
        }
        let inner = read(&der)?;
        Ok(Self(Arc::new(inner)))
    }

    /// The list as sent.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Who issued it, by name.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When it was issued (§5.1.2.4).
    #[must_use]
    pub fn this_update(&self) -> DateTime<Utc> {
        self.0.this_update
    }

    /// By when the next one is promised (§5.1.2.5, which makes it mandatory; old lists lack it).
    #[must_use]
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.0.next_update
    }

    /// CRL number (§5.2.3), big-endian without leading zeros.
    #[must_use]
    pub fn number(&self) -> Option<&[u8]> {
        self.0.number.as_deref()
    }

    /// BaseCRLNumber of a delta list (§5.2.4); `None` for a complete one.
    #[must_use]
    pub fn base_number(&self) -> Option<&[u8]> {
        self.0.base_number.as_deref()
    }

    /// keyIdentifier of the authority key identifier (§5.2.1).
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.authority_key_id.as_deref()
    }

    /// Issuing distribution point (§5.2.5): which certificates and reasons the list speaks of.
    #[must_use]
    pub fn issuing_distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        self.0.point.as_ref()
    }

    /// Its bytes, which must be equal for a delta and its base (§5.2.4 (b)).
    pub(crate) fn issuing_distribution_point_der(&self) -> Option<&[u8]> {
        self.0.point_der.as_deref()
    }

    /// Certificates that expired at or after this moment are still listed (X.509 §9.5.2.8); without it, a list drops
    /// certificates once they have expired (RFC 5280 §3.3).
    #[must_use]
    pub fn keeps_expired_since(&self) -> Option<DateTime<Utc>> {
        self.0.expired_since
    }

    /// A critical extension of the list that is not understood: such a list must not be used (§5.2).
    #[must_use]
    pub fn unknown_critical_extension(&self) -> Option<Oid> {
        self.0.unknown_critical
    }

    /// How it is signed.
    ///
    /// # Errors
    /// [`algorithm::Error::Unsupported`] or a malformed identifier.
    pub fn scheme(&self) -> Result<&SignatureScheme, &algorithm::Error> {
        self.0.scheme.as_ref()
    }

    /// Was it signed with this key? Looks at nothing but the signature, over the bytes as sent.
    ///
    /// # Errors
    /// See [`algorithm::Error`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<(), algorithm::Error> {
        let scheme = self.0.scheme.as_ref().map_err(Clone::clone)?;
        let tbs = self.0.der.get(self.0.tbs.clone()).unwrap_or_default();
        let signature = self.0.der.get(self.0.signature.clone()).unwrap_or_default();
        key.verify_message(scheme, tbs, signature)
    }

    /// The entries in their order, read one at a time.
    #[must_use]
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(self.0.der.get(self.0.entries.clone()).unwrap_or_default())
    }

    /// The entry of the certificate with this issuer and serial number (content octets of the INTEGER). Every entry is
    /// read, since one with an unknown critical extension spoils the list (§5.3), and since the issuer of an
    /// indirect list's entry stands in an earlier one (§5.3.3).
    ///
    /// # Errors
    /// [`Error::Malformed`], or [`Error::Unsupported`] with the critical entry extension that is not understood.
    pub fn lookup(&self, issuer: &Name, serial: &[u8]) -> Result<Option<Entry<'_>>, Error> {
        let indirect = self.0.point.as_ref().is_some_and(|point| point.indirect);
        let serial = shortest(serial);
        let mut named: Option<&[u8]> = None;
        let mut found = None;
        for entry in self.entries() {
            let entry = entry?;
            if let Some(oid) = entry.unknown_critical_extension()? {
                return Err(Error::Unsupported { structure: "crlEntryExtensions", oid });
            }
            // §5.3.3: it holds for this entry and all that follow until the next one that has it.
            named = entry.certificate_issuer()?.or(named);
            if found.is_some() || shortest(entry.serial()) != serial {
                continue;
            }
            let of_issuer = match named {
                // Only an indirect list may speak of other issuers' certificates.
                Some(names) if indirect => scope::names_directory(names, issuer),
                Some(_) => false,
                None => self.issuer().matches(issuer),
            };
            if of_issuer {
                found = Some(entry);
            }
        }
        Ok(found)
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crl({}, {}, {} bytes)", self.issuer().rfc4514(), self.this_update(), self.0.der.len())
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Crl {}

fn bad(structure: &'static str) -> Error {
    Error::Malformed { structure }
}

fn read(der: &Arc<[u8]>) -> Result<Inner, Error> {
    let mut outer = Reader::new(der);
    let list = outer.expect(der::SEQUENCE, "CertificateList")?;
    if !outer.is_empty() {
        return Err(bad("bytes behind the CertificateList"));
    }
    let mut parts = list.reader();
    let tbs = parts.expect(der::SEQUENCE, "tbsCertList")?;
    let algorithm = parts.expect(der::SEQUENCE, "signatureAlgorithm")?;
    let signature = parts.expect(der::BIT_STRING, "signatureValue")?;
    // Signatures are whole octets; a value that is not verifies under no key, and is refused there.
    let value = match signature.content.split_first() {
        Some((0, value)) => value,
        Some(_) => &[],
        None => return Err(bad("signatureValue")),
    };

    // RFC 5280 §5.1.2, field by field.
    let mut fields = tbs.reader();
    fields.optional(der::INTEGER)?;
    let inner_algorithm = fields.expect(der::SEQUENCE, "signature")?;
    // §5.1.1.2: both must be the same; the outer one is not signed.
    if inner_algorithm.raw != algorithm.raw {
        return Err(bad("signature"));
    }
    let issuer = fields.expect(der::SEQUENCE, "issuer")?;
    let this_update = fields.any().ok().and_then(|t| time::parse(&t)).ok_or(bad("thisUpdate"))?;
    let next_update = match fields.peek() {
        Some(der::UTC_TIME | der::GENERALIZED_TIME) => {
            Some(time::parse(&fields.any()?).ok_or(bad("nextUpdate"))?)
        }
        _ => None,
    };
    let entries = fields.optional(der::SEQUENCE)?;
    let extensions = match fields.optional(der::context(0))? {
        Some(wrapper) => crate::cert::parse_extensions(wrapper).map_err(|error| match error {
            Error::BudgetExceeded { .. } => error,
            _ => bad("crlExtensions"),
        })?,
        None => Vec::new(),
    };
    if !fields.is_empty() {
        return Err(bad("tbsCertList"));
    }

    let mut inner = Inner {
        tbs: range(der, tbs.raw),
        entries: entries.map_or(0..0, |entries| range(der, entries.content)),
        issuer: Name::parse(issuer).ok_or(bad("issuer"))?,
        this_update,
        next_update,
        number: None,
        base_number: None,
        authority_key_id: None,
        point: None,
        point_der: None,
        expired_since: None,
        unknown_critical: None,
        scheme: SignatureScheme::from_der(algorithm.raw, None),
        signature: range(der, value),
        der: Arc::clone(der),
    };
    for extension in extensions {
        inner.take(&extension)?;
    }
    Ok(inner)
}

impl Inner {
    fn take(&mut self, extension: &Extension) -> Result<(), Error> {
        let value = |structure| -> Result<Tlv<'_>, Error> {
            Reader::new(&extension.value).any().map_err(|_| bad(structure))
        };
        match extension.oid {
            CRL_NUMBER => self.number = Some(number(&value("cRLNumber")?, "cRLNumber")?),
            DELTA_CRL_INDICATOR => {
                self.base_number = Some(number(&value("BaseCRLNumber")?, "BaseCRLNumber")?);
            }
            AUTHORITY_KEY_ID => {
                let id = value("AuthorityKeyIdentifier")?.reader().optional(der::context_primitive(0))?;
                self.authority_key_id = id.map(|id| id.content.into());
            }
            ISSUING_DISTRIBUTION_POINT => {
                self.point = Some(IssuingDistributionPoint::parse(&value("IssuingDistributionPoint")?)?);
                self.point_der = Some(extension.value.clone());
            }
            EXPIRED_CERTS_ON_CRL => self.expired_since = time::parse(&value("expiredCertsOnCRL")?),
            oid if extension.critical && self.unknown_critical.is_none() => {
                self.unknown_critical = Some(oid);
            }
            _ => {}
        }
        Ok(())
    }
}

/// A number without its leading zeros, so that numbers compare by length, then by bytes. §5.2.3 allows 20 octets.
fn number(integer: &Tlv<'_>, structure: &'static str) -> Result<Box<[u8]>, Error> {
    let sound = integer.tag == der::INTEGER && integer.content.first().is_some_and(|b| b & 0x80 == 0);
    if !sound || integer.content.len() > 21 {
        return Err(bad(structure));
    }
    Ok(integer.content.iter().copied().skip_while(|&b| b == 0).collect())
}

/// Where a part lies in the whole; both are slices of the same bytes, read by [`Reader`].
fn range(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    start..start.saturating_add(part.len())
}

/// Order of two CRL numbers.
pub(crate) fn compare_numbers(left: &[u8], right: &[u8]) -> std::cmp::Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}
