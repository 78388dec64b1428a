//! What a list speaks of: the issuing distribution point (RFC 5280 §5.2.5) and its counterpart in certificates, the CRL
//! distribution points (§4.2.1.13).

use const_oid::ObjectIdentifier as Oid;

use super::{ReasonSet, bad};
use crate::Error;
use crate::budget::{self, Budget};
use crate::cert::{Certificate, Name};
use crate::der::{self, Reader, Tlv};

const CRL_DISTRIBUTION_POINTS: Oid = Oid::new_unwrap("2.5.29.31");
const FRESHEST_CRL: Oid = Oid::new_unwrap("2.5.29.46");

/// directoryName, an explicit `[4]` since Name is a CHOICE
const DIRECTORY_NAME: u8 = der::context(4);
const URI: u8 = der::context_primitive(6);

/// A GeneralName (§4.2.1.6) as far as it is compared here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Directory(Name),
    /// Anything else, by its bytes.
    Other(Box<[u8]>),
}

impl GeneralName {
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Directory(left), Self::Directory(right)) => left.matches(right),
            (Self::Other(left), Self::Other(right)) => left == right,
            _ => false,
        }
    }
}

/// DistributionPointName (§4.2.1.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PointName {
    Full(Vec<GeneralName>),
    /// DER of the RelativeDistinguishedName content, to be put behind the list issuer's name.
    Relative(Box<[u8]>),
}

impl PointName {
    /// `[0] EXPLICIT CHOICE`
    fn parse(wrapper: &Tlv<'_>) -> Result<Self, Error> {
        let choice = wrapper.reader().any()?;
        match choice.tag {
            tag if tag == der::context(0) => Ok(Self::Full(general_names(choice.content)?)),
            tag if tag == der::context(1) => Ok(Self::Relative(choice.content.into())),
            _ => Err(bad("DistributionPointName")),
        }
    }

    /// The names, a relative one completed with the name of the list's issuer.
    pub(crate) fn complete(&self, crl_issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(rdn) => {
                let rdn = der::write(der::SET, rdn);
                let own = Reader::new(crl_issuer.der()).any().map(|name| name.content).unwrap_or_default();
                let whole = der::write_all(der::SEQUENCE, &[own, &rdn]);
                Name::from_der(&whole).map(GeneralName::Directory).into_iter().collect()
            }
        }
    }
}

/// Issuing distribution point (§5.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingDistributionPoint {
    pub(crate) name: Option<PointName>,
    /// onlyContainsUserCerts
    pub only_user_certificates: bool,
    /// onlyContainsCACerts
    pub only_ca_certificates: bool,
    /// onlySomeReasons; `None` means all.
    pub only_some_reasons: Option<ReasonSet>,
    /// indirectCRL: entries may be of other issuers' certificates.
    pub indirect: bool,
    /// onlyContainsAttributeCerts
    pub only_attribute_certificates: bool,
}

impl IssuingDistributionPoint {
    pub(super) fn parse(sequence: &Tlv<'_>) -> Result<Self, Error> {
        if sequence.tag != der::SEQUENCE {
            return Err(bad("IssuingDistributionPoint"));
        }
        let mut fields = sequence.reader();
        let name = fields.optional(der::context(0))?.map(|n| PointName::parse(&n)).transpose()?;
        let mut flag = |n: u8| -> Result<bool, Error> {
            Ok(fields.optional(der::context_primitive(n))?.is_some_and(|b| b.content != [0]))
        };
        let only_user_certificates = flag(1)?;
        let only_ca_certificates = flag(2)?;
        let only_some_reasons = fields.optional(der::context_primitive(3))?.map(|b| ReasonSet::parse(&b));
        let mut flag = |n: u8| -> Result<bool, Error> {
            Ok(fields.optional(der::context_primitive(n))?.is_some_and(|b| b.content != [0]))
        };
        let indirect = flag(4)?;
        let only_attribute_certificates = flag(5)?;
        if !fields.is_empty() {
            return Err(bad("IssuingDistributionPoint"));
        }
        Ok(Self {
            name,
            only_user_certificates,
            only_ca_certificates,
            only_some_reasons,
            indirect,
            only_attribute_certificates,
        })
    }
}

/// DistributionPoint of a certificate (§4.2.1.13).
#[derive(Clone, Debug, Default)]
pub(crate) struct DistributionPoint {
    pub(crate) name: Option<PointName>,
    /// `None` means all.
    pub(crate) reasons: Option<ReasonSet>,
    pub(crate) crl_issuer: Option<Vec<GeneralName>>,
}

/// The points of a certificate, empty without the extension.
pub(crate) fn distribution_points(certificate: &Certificate) -> Result<Vec<DistributionPoint>, Error> {
    points(certificate, &CRL_DISTRIBUTION_POINTS)
}

/// Addresses where lists for this certificate are said to be, as written (§4.2.1.13); nothing says that they are to be
/// trusted or visited.
#[must_use]
pub fn distribution_point_uris(certificate: &Certificate) -> Vec<String> {
    uris(certificate, &CRL_DISTRIBUTION_POINTS)
}

/// Likewise for delta lists (freshestCRL, §4.2.1.15).
#[must_use]
pub fn freshest_crl_uris(certificate: &Certificate) -> Vec<String> {
    uris(certificate, &FRESHEST_CRL)
}

fn uris(certificate: &Certificate, oid: &Oid) -> Vec<String> {
    let mut found = Vec::new();
    for point in points(certificate, oid).unwrap_or_default() {
        let Some(PointName::Full(names)) = point.name else { continue };
        for name in names {
            let GeneralName::Other(raw) = name else { continue };
            let uri = Reader::new(&raw).expect(URI, "uniformResourceIdentifier").ok();
            found.extend(uri.and_then(|uri| std::str::from_utf8(uri.content).ok()).map(str::to_owned));
        }
    }
    found
}

fn points(certificate: &Certificate, oid: &Oid) -> Result<Vec<DistributionPoint>, Error> {
    let Some(extension) = certificate.extension(oid) else { return Ok(Vec::new()) };
    let list = Reader::new(&extension.value).expect(der::SEQUENCE, "CRLDistributionPoints")?;
    let elements = list.reader().all(budget::DISTRIBUTION_POINTS, Budget::DistributionPoints)?;
    elements.iter().map(point).collect()
}

fn point(element: &Tlv<'_>) -> Result<DistributionPoint, Error> {
    let mut fields = element.reader();
    let name = fields.optional(der::context(0))?.map(|n| PointName::parse(&n)).transpose()?;
    let reasons = fields.optional(der::context_primitive(1))?.map(|bits| ReasonSet::parse(&bits));
    let crl_issuer = fields.optional(der::context(2))?.map(|n| general_names(n.content)).transpose()?;
    Ok(DistributionPoint { name, reasons, crl_issuer })
}

fn general_names(content: &[u8]) -> Result<Vec<GeneralName>, Error> {
    let elements = Reader::new(content).all(budget::DISTRIBUTION_POINTS, Budget::DistributionPoints)?;
    elements
        .iter()
        .map(|element| match element.tag {
            DIRECTORY_NAME => Ok(GeneralName::Directory(Name::from_der(element.content)?)),
            _ => Ok(GeneralName::Other(element.raw.into())),
        })
        .collect()
}

/// Does this DER of GeneralNames hold `wanted` as a directory name?
pub(super) fn names_directory(names: &[u8], wanted: &Name) -> bool {
    let Ok(list) = Reader::new(names).expect(der::SEQUENCE, "GeneralNames") else { return false };
    general_names(list.content).is_ok_and(|names| {
        names.iter().any(|name| matches!(name, GeneralName::Directory(name) if name.matches(wanted)))
    })
}
