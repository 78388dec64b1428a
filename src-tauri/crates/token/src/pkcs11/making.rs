//! In the helper process: making a key (C_GenerateKeyPair) and putting its certificate beside it (C_CreateObject), as the
//! person, never as the security officer.
//!
//! Nothing is ever replaced: a new key has a name (CKA_ID) of its own, and a certificate is only put where its key has none.

use cryptoki::context::Pkcs11;
use cryptoki::error::RvError;
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use cryptoki::slot::Slot;

use super::helper::{Secret, failure, first, keys, logged_in};
use super::protocol::{Answer, Failure};
use crate::key::{OID_P256, Parts};
use crate::{PublicKey, tlv};

/// Most keys of one token that are looked at.
const MAX_KEYS: usize = 64;
/// Sizes of RSA keys that are offered, in bits.
const RSA_BITS: [u16; 2] = [2048, 3072];

/// Which keys the token makes and signs with, by its mechanisms.
pub(super) fn makes(module: &Pkcs11, slot: Slot) -> Result<Answer, Failure> {
    let offered = module.get_mechanism_list(slot).map_err(failure)?;
    let signs = |kinds: &[MechanismType]| kinds.iter().any(|kind| offered.contains(kind));
    let sizes = |kind: MechanismType| {
        let info = module.get_mechanism_info(slot, kind).ok().filter(|_| offered.contains(&kind))?;
        info.generate_key_pair().then(|| (info.min_key_size(), info.max_key_size()))
    };
    let rsa = sizes(MechanismType::RSA_PKCS_KEY_PAIR_GEN)
        .filter(|_| signs(&[MechanismType::RSA_PKCS, MechanismType::SHA256_RSA_PKCS]));
    let curves = sizes(MechanismType::ECC_KEY_PAIR_GEN)
        .filter(|_| signs(&[MechanismType::ECDSA, MechanismType::ECDSA_SHA256]));
    // Bits by the standard (PKCS#11 2.40 clause 2.1.4); some modules say bytes, which no RSA key in bits is as few as.
    let bits =
        |(least, most): (usize, usize)| if most <= 1024 { (least * 8, most * 8) } else { (least, most) };
    let within = |size: usize, range: Option<(usize, usize)>| {
        range.is_some_and(|(least, most)| (least..=most).contains(&size))
    };
    let rsa = rsa.map(bits);
    let rsa_bits = RSA_BITS.into_iter().filter(|size| within(usize::from(*size), rsa)).collect();
    Ok(Answer::Makes { rsa_bits, p256: within(256, curves) })
}

/// A key that is to be made.
pub(super) struct Kind<'a> {
    /// Bits of an RSA key; P-256 without.
    pub(super) rsa_bits: Option<u16>,
    /// CKA_ID of both parts.
    pub(super) id: &'a [u8],
    /// CKA_LABEL of both parts.
    pub(super) label: &'a str,
}

/// Makes a key that never leaves the token; gives its `SubjectPublicKeyInfo`.
pub(super) fn generate(
    module: &Pkcs11,
    slot: Slot,
    kind: &Kind<'_>,
    pin: Option<&Secret>,
    pin_sent: &mut bool,
) -> Result<Vec<u8>, Failure> {
    let session = module.open_rw_session(slot).map_err(denied)?;
    let named = [Attribute::Id(kind.id.to_vec()), Attribute::Label(kind.label.as_bytes().to_vec())];
    let mut public = vec![Attribute::Token(true), Attribute::Private(false), Attribute::Verify(true)];
    let mut private = vec![
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
    ];
    public.extend(named.iter().cloned());
    private.extend(named);
    let mechanism = match kind.rsa_bits {
        Some(bits) => {
            public.push(Attribute::ModulusBits(u64::from(bits).into()));
            public.push(Attribute::PublicExponent(vec![1, 0, 1]));
            Mechanism::RsaPkcsKeyPairGen
        }
        None => {
            public.push(Attribute::EcParams(tlv::element(0x06, OID_P256)));
            Mechanism::EccKeyPairGen
        }
    };
    logged_in(module, slot, &session, pin, pin_sent, |_, _| {
        let (public, private) = session.generate_key_pair(&mechanism, &public, &private).map_err(denied)?;
        match public_key(&session, public) {
            Some(key) => Ok(key.spki),
            None => {
                // A key that nobody can apply with; the token's room is the person's.
                let _ = (session.destroy_object(public), session.destroy_object(private));
                Err(Failure::KeyUnsupported)
            }
        }
    })
}

/// Puts the certificate beside its key and reads it back.
pub(super) fn store(
    module: &Pkcs11,
    slot: Slot,
    certificate: &[u8],
    label: &str,
    pin: Option<&Secret>,
    pin_sent: &mut bool,
) -> Result<(), Failure> {
    let parts = Parts::of_certificate(certificate).map_err(|_| Failure::KeyUnsupported)?;
    let public = PublicKey::of_certificate(certificate).ok().flatten().ok_or(Failure::KeyUnsupported)?;
    let session = module.open_rw_session(slot).map_err(denied)?;
    logged_in(module, slot, &session, pin, pin_sent, |_, _| {
        let id = name_of(&session, &public)?.ok_or(Failure::KeyMissing)?;
        let there = |found: &[u8]| found == certificate;
        if let Some(listed) = keys(&session)?.into_iter().find(|listed| listed.id.0 == id) {
            return if there(&listed.certificate.0) { Ok(()) } else { Err(Failure::Taken) };
        }
        let object = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Subject(parts.subject.to_vec()),
            Attribute::Issuer(parts.issuer.to_vec()),
            Attribute::SerialNumber(parts.serial.to_vec()),
            Attribute::Value(certificate.to_vec()),
        ];
        session.create_object(&object).map_err(denied)?;
        let stored = keys(&session)?.iter().any(|listed| there(&listed.certificate.0));
        if stored { Ok(()) } else { Err(Failure::KeyChanged) }
    })
}

/// CKA_ID of a key, by its public part; of RSA also by the private one, which some tokens keep alone.
pub(super) fn name_of(session: &Session, public: &PublicKey) -> Result<Option<Vec<u8>>, Failure> {
    let template = [Attribute::Class(ObjectClass::PUBLIC_KEY)];
    for object in session.find_objects(&template).map_err(failure)?.into_iter().take(MAX_KEYS) {
        if public_key(session, object).is_some_and(|key| key.bits() == public.bits()) {
            return id(session, object).map(Some);
        }
    }
    let Some(modulus) = public.modulus() else { return Ok(None) };
    let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Modulus(modulus.to_vec())];
    first(session, &template)?.map(|private| id(session, private)).transpose()
}

fn id(session: &Session, object: ObjectHandle) -> Result<Vec<u8>, Failure> {
    let found = session.get_attributes(object, &[AttributeType::Id]).map_err(failure)?;
    let id = found.into_iter().find_map(|one| if let Attribute::Id(id) = one { Some(id) } else { None });
    id.filter(|id| !id.is_empty()).ok_or(Failure::KeyMissing)
}

/// A public key object, if it is of a kind that we use.
fn public_key(session: &Session, object: ObjectHandle) -> Option<PublicKey> {
    use AttributeType as Type;
    let wanted = [Type::KeyType, Type::Modulus, Type::PublicExponent, Type::EcPoint];
    let (mut kind, mut modulus, mut exponent, mut point) = (None, Vec::new(), Vec::new(), Vec::new());
    for attribute in session.get_attributes(object, &wanted).ok()? {
        match attribute {
            Attribute::KeyType(value) => kind = Some(value),
            Attribute::Modulus(value) => modulus = value,
            Attribute::PublicExponent(value) => exponent = value,
            Attribute::EcPoint(value) => point = value,
            _ => {}
        }
    }
    match kind? {
        KeyType::RSA => PublicKey::of_rsa(&modulus, &exponent),
        KeyType::EC => PublicKey::of_cka_ec_point(&point),
        _ => Ok(None),
    }
    .ok()?
}

/// Answers by which a module says that only its maker's tool, or only the security officer, does this.
fn denied(error: cryptoki::error::Error) -> Failure {
    use cryptoki::error::Error;
    match &error {
        Error::NullFunctionPointer
        | Error::Pkcs11(
            RvError::ActionProhibited
            | RvError::AttributeReadOnly
            | RvError::AttributeTypeInvalid
            | RvError::AttributeValueInvalid
            | RvError::CurveNotSupported
            | RvError::DeviceMemory
            | RvError::DomainParamsInvalid
            | RvError::FunctionNotSupported
            | RvError::KeySizeRange
            | RvError::MechanismInvalid
            | RvError::MechanismParamInvalid
            | RvError::SessionReadOnly
            | RvError::TemplateIncomplete
            | RvError::TemplateInconsistent
            | RvError::TokenWriteProtected
            | RvError::UserNotLoggedIn,
            _,
        ) => Failure::NotPossible,
        _ => failure(error),
    }
}
