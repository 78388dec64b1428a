//! Certificate extensions that callers ask about (RFC 5280 §4.2.1). Unknown ones are kept as bytes; whether an
//! unknown critical one stops a path is [`crate::path`]'s decision.

use const_oid::ObjectIdentifier as Oid;

use super::{Certificate, bad};
use crate::Error;
use crate::budget::{self, Budget};
use crate::der::{self, Reader, Tlv};

const AUTHORITY_INFO_ACCESS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.1");
/// id-ad-ocsp, RFC 5280 §4.2.2.1
const AD_OCSP: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.1");
/// id-ad-caIssuers, RFC 5280 §4.2.2.1
const AD_CA_ISSUERS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.48.2");
/// id-qt-cps, RFC 5280 §4.2.1.4
const ID_QT_CPS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.2.1");
const SUBJECT_KEY_ID: Oid = Oid::new_unwrap("2.5.29.14");
const KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: Oid = Oid::new_unwrap("2.5.29.19");
const CERTIFICATE_POLICIES: Oid = Oid::new_unwrap("2.5.29.32");
const AUTHORITY_KEY_ID: Oid = Oid::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: Oid = Oid::new_unwrap("2.5.29.37");

/// X.680 §8.4
const IA5_STRING: u8 = 0x16;

/// One extension (RFC 5280 §4.1.2.9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// extnID
    pub oid: Oid,
    /// critical
    pub critical: bool,
    /// Content of extnValue: DER of the extension's own type.
    pub value: Box<[u8]>,
}

/// The bits of key usage (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[allow(missing_docs)] // the standard's names
pub struct KeyUsage {
    pub digital_signature: bool,
    /// contentCommitment in newer editions
    pub non_repudiation: bool,
    pub key_encipherment: bool,
    pub data_encipherment: bool,
    pub key_agreement: bool,
    pub key_cert_sign: bool,
    pub crl_sign: bool,
}

/// The purposes of extended key usage (RFC 5280 §4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    /// Marked critical? RFC 3161 §2.3 asks it of time-stamp authorities.
    pub critical: bool,
    /// The purposes.
    pub purposes: Vec<Oid>,
}

/// Basic constraints (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many CA certificates, self-issued ones not counted, may follow below it.
    pub path_length: Option<u64>,
}

/// `[3] EXPLICIT Extensions`
pub(crate) fn parse(wrapper: Tlv<'_>) -> Result<Vec<Extension>, Error> {
    let list = wrapper.reader().expect(der::SEQUENCE, "").map_err(|_| bad("extensions"))?;
    let elements = list.reader().all(budget::EXTENSIONS, Budget::Extensions).map_err(|e| match e {
        Error::BudgetExceeded { .. } => e,
        _ => bad("extensions"),
    })?;
    elements.iter().map(|e| one(e).map_err(|_| bad("extension"))).collect()
}

fn one(element: &Tlv<'_>) -> Result<Extension, Error> {
    let mut fields = element.reader();
    let oid = fields.oid()?;
    let critical = fields.optional(der::BOOLEAN)?.is_some_and(|b| b.content != [0]);
    let value = fields.expect(der::OCTET_STRING, "extnValue")?;
    Ok(Extension { oid, critical, value: value.content.into() })
}

pub(super) fn key_usage(certificate: &Certificate) -> Option<KeyUsage> {
    let extension = certificate.extension(&KEY_USAGE)?;
    let bits = Reader::new(&extension.value).expect(der::BIT_STRING, "KeyUsage").ok()?;
    // The first octet counts unused bits, which are zero in DER; bit 0 is the highest of the first value octet.
    let first = bits.content.get(1).copied().unwrap_or(0);
    let bit = |n: u32| first & (0x80 >> n) != 0;
    Some(KeyUsage {
        digital_signature: bit(0),
        non_repudiation: bit(1),
        key_encipherment: bit(2),
        data_encipherment: bit(3),
        key_agreement: bit(4),
        key_cert_sign: bit(5),
        crl_sign: bit(6),
    })
}

pub(super) fn extended_key_usage(certificate: &Certificate) -> Option<ExtendedKeyUsage> {
    let extension = certificate.extension(&EXTENDED_KEY_USAGE)?;
    let mut list = Reader::new(&extension.value).expect(der::SEQUENCE, "ExtKeyUsageSyntax").ok()?.reader();
    let mut purposes = Vec::new();
    while !list.is_empty() {
        purposes.push(list.oid().ok()?);
    }
    Some(ExtendedKeyUsage { critical: extension.critical, purposes })
}

pub(super) fn basic_constraints(certificate: &Certificate) -> Option<BasicConstraints> {
    let extension = certificate.extension(&BASIC_CONSTRAINTS)?;
    let mut fields = Reader::new(&extension.value).expect(der::SEQUENCE, "BasicConstraints").ok()?.reader();
    let ca = fields.optional(der::BOOLEAN).ok()?.is_some_and(|b| b.content != [0]);
    let path_length = match fields.optional(der::INTEGER).ok()? {
        Some(integer) => Some(der::unsigned(integer.content)?),
        None => None,
    };
    Some(BasicConstraints { ca, path_length })
}

pub(super) fn subject_key_id(certificate: &Certificate) -> Option<&[u8]> {
    let extension = certificate.extension(&SUBJECT_KEY_ID)?;
    Some(Reader::new(&extension.value).expect(der::OCTET_STRING, "SubjectKeyIdentifier").ok()?.content)
}

pub(super) fn authority_key_id(certificate: &Certificate) -> Option<&[u8]> {
    let extension = certificate.extension(&AUTHORITY_KEY_ID)?;
    let sequence = Reader::new(&extension.value).expect(der::SEQUENCE, "AuthorityKeyIdentifier").ok()?;
    Some(sequence.reader().optional(der::context_primitive(0)).ok()??.content)
}

pub(super) fn policies(certificate: &Certificate) -> Vec<Oid> {
    let Some(extension) = certificate.extension(&CERTIFICATE_POLICIES) else { return Vec::new() };
    let Ok(list) = Reader::new(&extension.value).expect(der::SEQUENCE, "certificatePolicies") else {
        return Vec::new();
    };
    // More policies than extensions have never been seen either; the number only bounds the work.
    let Ok(policies) = list.reader().all(budget::EXTENSIONS, Budget::Extensions) else { return Vec::new() };
    policies.iter().filter_map(|p| p.reader().oid().ok()).collect()
}

/// PolicyQualifierInfos of the kind id-qt-cps; one that is broken says nothing.
pub(super) fn statement_uris(certificate: &Certificate) -> Vec<String> {
    let Some(extension) = certificate.extension(&CERTIFICATE_POLICIES) else { return Vec::new() };
    let read = || -> Result<Vec<String>, Error> {
        let list = Reader::new(&extension.value).expect(der::SEQUENCE, "certificatePolicies")?;
        let mut uris = Vec::new();
        for policy in list.reader().all(budget::EXTENSIONS, Budget::Extensions)? {
            let mut policy = policy.reader();
            policy.oid()?;
            if policy.is_empty() {
                continue;
            }
            let qualifiers = policy.expect(der::SEQUENCE, "policyQualifiers")?;
            for qualifier in qualifiers.reader().all(budget::EXTENSIONS, Budget::Extensions)? {
                let mut qualifier = qualifier.reader();
                if qualifier.oid()? == ID_QT_CPS {
                    let uri = qualifier.expect(IA5_STRING, "cPSuri")?;
                    uris.extend(std::str::from_utf8(uri.content).ok().map(str::to_owned));
                }
            }
        }
        Ok(uris)
    };
    read().unwrap_or_default()
}

pub(super) fn ocsp_uris(certificate: &Certificate) -> Vec<String> {
    access_uris(certificate, &AD_OCSP)
}

pub(super) fn issuer_uris(certificate: &Certificate) -> Vec<String> {
    access_uris(certificate, &AD_CA_ISSUERS)
}

/// AccessDescriptions with this method whose location is a URI.
fn access_uris(certificate: &Certificate, method: &Oid) -> Vec<String> {
    let Some(extension) = certificate.extension(&AUTHORITY_INFO_ACCESS) else { return Vec::new() };
    let Ok(list) = Reader::new(&extension.value).expect(der::SEQUENCE, "AuthorityInfoAccessSyntax") else {
        return Vec::new();
    };
    let Ok(descriptions) = list.reader().all(budget::DISTRIBUTION_POINTS, Budget::DistributionPoints) else {
        return Vec::new();
    };
    descriptions
        .iter()
        .filter_map(|description| {
            let mut fields = description.reader();
            let is_method = fields.oid().ok()? == *method;
            // GeneralName: uniformResourceIdentifier [6]
            let location = fields.expect(der::context_primitive(6), "accessLocation").ok()?;
            let uri = std::str::from_utf8(location.content).ok()?;
            is_method.then(|| uri.to_owned())
        })
        .collect()
}
