//! What the author of an empty signature field asks of its signer: the seed value dictionary `/SV` (ISO 32000-2
//! §12.7.5.5, Tables 237 and 238). Every condition that is required is kept, or the field is refused before the PIN.

use lopdf::{Dictionary, Object};
use pdf::View;
use pdf::form::Field;
use pki::cert::{Certificate, KeyUsage};

use super::{Certify, Request};

/// Bits of `/Ff` (Table 237): the entry is required.
mod required {
    pub(super) const FILTER: i64 = 1;
    pub(super) const SUB_FILTER: i64 = 1 << 1;
    pub(super) const VERSION: i64 = 1 << 2;
    pub(super) const REASONS: i64 = 1 << 3;
    pub(super) const LEGAL_ATTESTATION: i64 = 1 << 4;
    pub(super) const REVOCATION_INFO: i64 = 1 << 5;
    pub(super) const DIGEST: i64 = 1 << 6;
    pub(super) const APPEARANCE: i64 = 1 << 8;
}

/// Bits of `/Ff` of the certificate's conditions (Table 238).
mod certificate {
    pub(super) const SUBJECT: i64 = 1;
    pub(super) const ISSUER: i64 = 1 << 1;
    pub(super) const POLICY: i64 = 1 << 2;
    pub(super) const SUBJECT_DN: i64 = 1 << 3;
    pub(super) const KEY_USAGE: i64 = 1 << 5;
}

/// Highest `/V` whose entries are all known here (Table 237: PDF 2.0).
const VERSION: f32 = 3.0;

/// A condition that this request or this program does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A named appearance is asked for.
    Appearance,
    /// Another certificate, issuer, policy or key usage is asked for.
    Certificate,
    /// The author wants an approval, not a certification, or the other way round, or another level.
    Certification,
    /// Another digest than SHA-256 is asked for.
    Digest,
    /// A kind of signature that this program does not make.
    Filter,
    /// A legal attestation is asked for.
    LegalAttestation,
    /// One of these reasons must be given; empty: none may be given.
    Reason {
        /// The author's choices.
        choices: Vec<String>,
    },
    /// Revocation data inside the signature container, which PAdES keeps outside (EN 319 142-1 §5.3).
    RevocationInfo,
    /// The dictionary is of a later version than those known here.
    Version,
}

/// What a field's conditions add to a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seed {
    /// The signature must certify with this level.
    pub certify: Option<Certify>,
    /// A time stamp is required; with the address of the author's choice, if any.
    pub time_stamp: Option<String>,
    /// The document must be locked once signed.
    pub lock: bool,
    /// Reasons the author offers.
    pub reasons: Vec<String>,
}

impl Seed {
    /// Reads a field's seed values without judging a request; for offering the field.
    ///
    /// # Errors
    /// What reading ends in.
    pub fn of(view: &View, field: &Field) -> Result<Self, pdf::Error> {
        let mut seed = Self::default();
        let Some(values) = view.key_dictionary(&field.dict, b"SV")? else { return Ok(seed) };
        seed.reasons = reasons(view, &values)?.unwrap_or_default();
        if let Some(mdp) = view.key_dictionary(&values, b"MDP")? {
            seed.certify = view.key_integer(&mdp, b"P")?.and_then(Certify::from_level);
        }
        if let Some(stamp) = view.key_dictionary(&values, b"TimeStamp")?
            && view.key_integer(&stamp, b"Ff")?.unwrap_or(0) & 1 == 1
        {
            seed.time_stamp = Some(text(view, &stamp, b"URL")?.unwrap_or_default());
        }
        // Table 237: a name of three values; `auto` leaves it to the signer.
        seed.lock = view.key_name(&values, b"LockDocument")?.as_deref() == Some(b"true");
        Ok(seed)
    }

    /// Reads the seed values and compares them with the request.
    pub(super) fn check(
        view: &View,
        field: &Field,
        request: &Request,
    ) -> Result<Result<Self, Condition>, pdf::Error> {
        let seed = Self::of(view, field)?;
        let Some(values) = view.key_dictionary(&field.dict, b"SV")? else { return Ok(Ok(seed)) };
        Ok(check(view, &values, &seed, request)?.map_or(Ok(seed), Err))
    }
}

/// The first condition that is not met.
fn check(
    view: &View,
    values: &Dictionary,
    seed: &Seed,
    request: &Request,
) -> Result<Option<Condition>, pdf::Error> {
    let flags = view.key_integer(values, b"Ff")?.unwrap_or(0);
    let asks = |flag: i64| flags & flag != 0;
    if asks(required::VERSION) && view.key(values, b"V")?.as_float().unwrap_or(0.0) > VERSION {
        return Ok(Some(Condition::Version));
    }
    let filter = view.key_name(values, b"Filter")?;
    if asks(required::FILTER) && filter.is_some_and(|name| name != b"Adobe.PPKLite") {
        return Ok(Some(Condition::Filter));
    }
    if asks(required::SUB_FILTER) && !lists(view, values, b"SubFilter", b"ETSI.CAdES.detached")? {
        return Ok(Some(Condition::Filter));
    }
    if asks(required::DIGEST) && !lists(view, values, b"DigestMethod", b"SHA256")? {
        return Ok(Some(Condition::Digest));
    }
    if asks(required::APPEARANCE) && values.has(b"AppearanceFilter") {
        return Ok(Some(Condition::Appearance));
    }
    if asks(required::LEGAL_ATTESTATION) && values.has(b"LegalAttestation") {
        return Ok(Some(Condition::LegalAttestation));
    }
    let revocation = matches!(&*view.key(values, b"AddRevInfo")?, Object::Boolean(true));
    if asks(required::REVOCATION_INFO) && revocation {
        return Ok(Some(Condition::RevocationInfo));
    }
    if asks(required::REASONS)
        && let Some(choices) = reasons(view, values)?
    {
        let met = match &request.reason {
            Some(reason) => choices.contains(reason),
            None => choices.is_empty(),
        };
        if !met {
            return Ok(Some(Condition::Reason { choices }));
        }
    }
    // Table 237: 0 asks for an approval signature.
    if let Some(mdp) = view.key_dictionary(values, b"MDP")? {
        let wanted = view.key_integer(&mdp, b"P")?.unwrap_or(0);
        let known = wanted == 0 || seed.certify.is_some();
        let agrees = request.certify.is_none_or(|asked| Some(asked) == seed.certify);
        if !known || !agrees {
            return Ok(Some(Condition::Certification));
        }
    }
    match view.key_dictionary(values, b"Cert")? {
        Some(conditions) if !certificate_fits(view, &conditions, request)? => {
            Ok(Some(Condition::Certificate))
        }
        _ => Ok(None),
    }
}

/// `None` when the author says nothing of reasons. Table 237: a single full stop means that none may be given.
fn reasons(view: &View, values: &Dictionary) -> Result<Option<Vec<String>>, pdf::Error> {
    let Some(items) = view.key_array(values, b"Reasons")? else { return Ok(None) };
    let mut reasons = Vec::new();
    for item in items {
        reasons.extend(lopdf::decode_text_string(&*view.resolve(&item)?).ok());
    }
    if reasons == ["."] {
        reasons.clear();
    }
    Ok(Some(reasons))
}

/// Whether the array of names under `key` holds `wanted`; a missing array asks for nothing.
fn lists(view: &View, values: &Dictionary, key: &[u8], wanted: &[u8]) -> Result<bool, pdf::Error> {
    let Some(items) = view.key_array(values, key)? else { return Ok(true) };
    for item in items {
        if view.resolve(&item)?.as_name().is_ok_and(|name| name == wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn certificate_fits(view: &View, conditions: &Dictionary, request: &Request) -> Result<bool, pdf::Error> {
    let flags = view.key_integer(conditions, b"Ff")?.unwrap_or(0);
    let asks = |flag: i64, key: &[u8]| flags & flag != 0 && conditions.has(key);
    let own = &request.certificate;
    if asks(certificate::SUBJECT, b"Subject")
        && !strings(view, conditions, b"Subject")?.iter().any(|der| der == own.der())
    {
        return Ok(false);
    }
    if asks(certificate::ISSUER, b"Issuer") {
        let issuers = strings(view, conditions, b"Issuer")?;
        let issued = |der: &Vec<u8>| {
            Certificate::from_der(der).is_ok_and(|issuer| {
                std::iter::once(own).chain(&request.issuers).any(|one| {
                    one.issuer().matches(issuer.subject()) && one.verify_signed_by(issuer.key()).is_ok()
                })
            })
        };
        if !issuers.iter().any(issued) {
            return Ok(false);
        }
    }
    if asks(certificate::POLICY, b"OID") {
        let wanted = strings(view, conditions, b"OID")?;
        let policies: Vec<String> = own.policies().iter().map(ToString::to_string).collect();
        if !wanted.iter().any(|oid| policies.iter().any(|policy| policy.as_bytes() == oid)) {
            return Ok(false);
        }
    }
    if asks(certificate::SUBJECT_DN, b"SubjectDN") {
        let mut met = false;
        for names in view.key_array(conditions, b"SubjectDN")?.unwrap_or_default() {
            if let Ok(names) = view.dictionary(&names) {
                met |= subject_fits(view, &names, own)?;
            }
        }
        if !met {
            return Ok(false);
        }
    }
    if asks(certificate::KEY_USAGE, b"KeyUsage") {
        let patterns = strings(view, conditions, b"KeyUsage")?;
        let usage = own.key_usage();
        if !patterns.iter().any(|pattern| usage.is_some_and(|usage| usage_fits(pattern, &usage))) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every attribute named by the author has one of the subject's values.
fn subject_fits(view: &View, names: &Dictionary, own: &Certificate) -> Result<bool, pdf::Error> {
    for (key, value) in names {
        let wanted = lopdf::decode_text_string(&*view.resolve(value)?).unwrap_or_default();
        let key = String::from_utf8_lossy(key).to_lowercase();
        let has = own.subject().attributes().iter().any(|attribute| {
            let name = attribute.short_name().to_lowercase();
            (name == key || attribute.oid.to_string() == key) && attribute.value == wanted
        });
        if !has {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Table 238: `1` must be set, `0` must not be, `X` and what is missing do not matter; in the order of RFC 5280
/// §4.2.1.3.
fn usage_fits(pattern: &[u8], usage: &KeyUsage) -> bool {
    let bits = [
        usage.digital_signature,
        usage.non_repudiation,
        usage.key_encipherment,
        usage.data_encipherment,
        usage.key_agreement,
        usage.key_cert_sign,
        usage.crl_sign,
    ];
    pattern.iter().zip(bits).all(|(wanted, set)| match wanted {
        b'1' => set,
        b'0' => !set,
        _ => true,
    })
}

fn strings(view: &View, dictionary: &Dictionary, key: &[u8]) -> Result<Vec<Vec<u8>>, pdf::Error> {
    let mut found = Vec::new();
    for item in view.key_array(dictionary, key)?.unwrap_or_default() {
        if let Object::String(bytes, _) = &*view.resolve(&item)? {
            found.push(bytes.clone());
        }
    }
    Ok(found)
}

fn text(view: &View, dictionary: &Dictionary, key: &[u8]) -> Result<Option<String>, pdf::Error> {
    Ok(lopdf::decode_text_string(&*view.key(dictionary, key)?).ok())
}
