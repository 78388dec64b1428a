//! The helper process: loads one module and does what the frames on its standard input ask, one after the other.
//!
//! This is the only place that runs code of a token's maker. It may abort, hang or print; the process that asked
//! lives on. Nothing is kept between two requests: a session is opened and closed, a login ends with its act.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::RvError;
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::{AuthPin, RawAuthPin};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::ffi::Functions;
use super::making;
use super::protocol::{self, Answer, Bytes, Failure, KeyFacts, KeyName, Request, TokenName};
use super::{ModuleFacts, TokenFacts};
use crate::key::{DIGEST_INFO, as_value};
use crate::{KeyAlgorithm, PublicKey};

/// How long a module may go on after nobody listens any more.
const FAREWELL: Duration = Duration::from_secs(2);
/// Most certificates that we read from one token.
const MAX_CERTIFICATES: usize = 64;

pub(super) type Secret = Zeroizing<Vec<u8>>;
type Asked = (Request, Vec<Secret>);

/// Serves until the input ends. Then the process ends too, even if the module hangs in a call: call this only in
/// a process that is there for nothing else.
pub fn serve(module: &Path, input: impl Read + Send + 'static, output: &mut dyn Write) {
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || {
        let mut input = input;
        while let Ok(asked) = next(&mut input) {
            if sender.send(asked).is_err() {
                break;
            }
        }
        drop(sender);
        std::thread::sleep(FAREWELL);
        std::process::exit(0);
    });
    let functions = || Functions::of(module).ok_or(Failure::NotAModule);
    let module = load(module).and_then(|loaded| Ok((loaded, functions()?)));
    for (request, secrets) in requests {
        let answer = match &module {
            Ok((module, functions)) => answer(module, functions, &request, &secrets),
            Err(failure) => Answer::Failed { failure: failure.clone(), pin_sent: false },
        };
        if protocol::write(output, &answer).is_err() {
            break;
        }
    }
    if let Ok((module, _)) = module {
        let _ = module.finalize();
    }
}

fn next(input: &mut dyn Read) -> std::io::Result<Asked> {
    let request: Request = protocol::read(input)?;
    let secrets = (0..request.secrets()).map(|_| protocol::read_secret(input)).collect::<Result<_, _>>()?;
    Ok((request, secrets))
}

fn load(path: &Path) -> Result<Pkcs11, Failure> {
    let module = Pkcs11::new(path).map_err(|error| match error {
        cryptoki::error::Error::LibraryLoading(_) => Failure::NotLoaded,
        cryptoki::error::Error::MissingSymbol(_) => Failure::NotAModule,
        other => failure(other),
    })?;
    let initialise = |flags| module.initialize(CInitializeArgs::new(flags));
    // Some modules refuse to lock by the system's means; one thread needs no locking.
    let result = match initialise(CInitializeFlags::OS_LOCKING_OK) {
        Err(cryptoki::error::Error::Pkcs11(RvError::CantLock | RvError::ArgumentsBad, _)) => {
            initialise(CInitializeFlags::empty())
        }
        result => result,
    };
    match result {
        Ok(()) | Err(cryptoki::error::Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
        Err(cryptoki::error::Error::Pkcs11(code, _)) => {
            Err(Failure::NotInitialised { code: format!("{code:?}") })
        }
        Err(other) => Err(failure(other)),
    }
}

fn answer(module: &Pkcs11, functions: &Functions, request: &Request, secrets: &[Secret]) -> Answer {
    let mut pin_sent = false;
    let result = match (request, secrets) {
        (Request::Tokens, _) => tokens(module),
        (Request::Token { token }, _) => {
            find(module, token).and_then(|slot| facts(module, slot)).map(|facts| Answer::Token(facts.into()))
        }
        (Request::Keys { token }, _) => find(module, token).and_then(|slot| {
            let session = module.open_ro_session(slot).map_err(failure)?;
            keys(&session).map(Answer::Keys)
        }),
        (Request::Sign { token, key, pss, attributes, digest, .. }, secrets) => {
            let what = Work { key, pss: *pss, attributes: &attributes.0, digest: &digest.0 };
            sign(module, functions, token, &what, secrets.first(), &mut pin_sent)
                .map(|signature| Answer::Signature(Bytes(signature)))
        }
        (Request::ChangePin { token }, [old, new]) => {
            change_pin(module, token, old, new, &mut pin_sent).map(|()| Answer::Done)
        }
        (Request::ChangePinOnPad { token }, _) => {
            change_pin_on_pad(module, functions, token).map(|()| Answer::Done)
        }
        (Request::Makes { token }, _) => find(module, token).and_then(|slot| making::makes(module, slot)),
        (Request::Generate { token, rsa_bits, id, label, .. }, secrets) => find(module, token)
            .and_then(|slot| {
                let kind = making::Kind { rsa_bits: *rsa_bits, id: &id.0, label };
                making::generate(module, slot, &kind, secrets.first(), &mut pin_sent)
            })
            .map(|spki| Answer::Made(Bytes(spki))),
        (Request::Store { token, certificate, label, .. }, secrets) => find(module, token)
            .and_then(|slot| {
                making::store(module, slot, &certificate.0, label, secrets.first(), &mut pin_sent)
            })
            .map(|()| Answer::Done),
        (Request::ChangePin { .. }, _) => Err(Failure::PinForm),
    };
    result.unwrap_or_else(|failure| Answer::Failed { failure, pin_sent })
}

fn tokens(module: &Pkcs11) -> Result<Answer, Failure> {
    let info = module.get_library_info().map_err(failure)?;
    let version = info.library_version();
    let facts = ModuleFacts {
        manufacturer: info.manufacturer_id().trim().to_owned(),
        description: info.library_description().trim().to_owned(),
        version: (version.major(), version.minor()),
        slots: module.get_all_slots().map_err(failure)?.len(),
    };
    let tokens = initialised(module)?.into_iter().filter_map(|slot| self::facts(module, slot).ok());
    Ok(Answer::Tokens { module: facts, tokens: tokens.collect() })
}

/// Slots whose token can be asked and is initialised. One mute token does not hide the others.
fn initialised(module: &Pkcs11) -> Result<Vec<Slot>, Failure> {
    let mut slots = module.get_slots_with_token().map_err(failure)?;
    slots.retain(|slot| module.get_token_info(*slot).is_ok_and(|info| info.token_initialized()));
    Ok(slots)
}

fn find(module: &Pkcs11, token: &TokenName) -> Result<Slot, Failure> {
    let mut slots = initialised(module)?;
    slots.sort_by_key(|slot| slot.id() != token.slot);
    let same = |slot: &Slot| {
        module.get_token_info(*slot).is_ok_and(|info| {
            info.serial_number().trim() == token.serial && info.label().trim() == token.label
        })
    };
    slots.into_iter().find(same).ok_or(Failure::Gone)
}

fn facts(module: &Pkcs11, slot: Slot) -> Result<TokenFacts, Failure> {
    let info = module.get_token_info(slot).map_err(failure)?;
    let reader = module.get_slot_info(slot).map(|slot| slot.slot_description().trim().to_owned());
    let mechanisms = module.get_mechanism_list(slot).map_err(failure)?;
    let length = |bytes: usize| u8::try_from(bytes).unwrap_or(u8::MAX);
    Ok(TokenFacts {
        slot: slot.id(),
        reader: reader.unwrap_or_default(),
        label: info.label().trim().to_owned(),
        manufacturer: info.manufacturer_id().trim().to_owned(),
        model: info.model().trim().to_owned(),
        serial: info.serial_number().trim().to_owned(),
        login_required: info.login_required(),
        pin_pad: info.protected_authentication_path(),
        pin_set: info.user_pin_initialized(),
        pin_count_low: info.user_pin_count_low(),
        pin_final_try: info.user_pin_final_try(),
        pin_locked: info.user_pin_locked(),
        pin_to_be_changed: info.user_pin_to_be_changed(),
        so_pin_to_be_changed: info.so_pin_to_be_changed(),
        write_protected: info.write_protected(),
        // A module that gives no maximum gives nought.
        pin_length: (
            length(info.min_pin_length()),
            match length(info.max_pin_length()) {
                0 => u8::MAX,
                max => max,
            },
        ),
        mechanisms: mechanisms.iter().map(ToString::to_string).collect(),
    })
}

/// X.509 certificates, those first whose key can be seen already.
pub(super) fn keys(session: &Session) -> Result<Vec<KeyFacts>, Failure> {
    let template =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut keys = Vec::new();
    for object in session.find_objects(&template).map_err(failure)?.into_iter().take(MAX_CERTIFICATES) {
        let (mut certificate, mut id) = (None, Vec::new());
        let wanted = [AttributeType::Value, AttributeType::Id];
        for attribute in session.get_attributes(object, &wanted).map_err(failure)? {
            match attribute {
                Attribute::Value(value) => certificate = Some(value),
                Attribute::Id(value) => id = value,
                _ => {}
            }
        }
        let Some(certificate) = certificate.filter(|certificate| !certificate.is_empty()) else { continue };
        let private = key(session, ObjectClass::PRIVATE_KEY, &id)?;
        let confirmed = private.is_some() || key(session, ObjectClass::PUBLIC_KEY, &id)?.is_some();
        let always_pin = private.map(|private| wants_pin_always(session, private));
        keys.push(KeyFacts { certificate: Bytes(certificate), id: Bytes(id), always_pin, confirmed });
    }
    keys.sort_by_key(|key| !key.confirmed);
    Ok(keys)
}

fn key(session: &Session, class: ObjectClass, id: &[u8]) -> Result<Option<ObjectHandle>, Failure> {
    if id.is_empty() {
        return Ok(None);
    }
    first(session, &[Attribute::Class(class), Attribute::Id(id.to_vec())])
}

pub(super) fn first(session: &Session, template: &[Attribute]) -> Result<Option<ObjectHandle>, Failure> {
    Ok(session.find_objects(template).map_err(failure)?.first().copied())
}

/// The private key of a certificate: by CKA_ID, else the RSA key with the certificate's modulus. Some tools give
/// certificate and key different names.
fn private_key(session: &Session, id: &[u8], public: &PublicKey) -> Result<Option<ObjectHandle>, Failure> {
    let by_name = key(session, ObjectClass::PRIVATE_KEY, id)?;
    match (by_name, public.modulus()) {
        (None, Some(modulus)) => {
            let modulus = Attribute::Modulus(modulus.to_vec());
            first(session, &[Attribute::Class(ObjectClass::PRIVATE_KEY), modulus])
        }
        (found, _) => Ok(found),
    }
}

fn wants_pin_always(session: &Session, private: ObjectHandle) -> bool {
    let attributes = session.get_attributes(private, &[AttributeType::AlwaysAuthenticate]);
    attributes.is_ok_and(|found| found.contains(&Attribute::AlwaysAuthenticate(true)))
}

struct Work<'a> {
    key: &'a KeyName,
    /// An RSA key pads by PSS.
    pss: bool,
    attributes: &'a [u8],
    digest: &'a [u8],
}

fn sign(
    module: &Pkcs11,
    functions: &Functions,
    token: &TokenName,
    work: &Work<'_>,
    pin: Option<&Secret>,
    pin_sent: &mut bool,
) -> Result<Vec<u8>, Failure> {
    let slot = find(module, token)?;
    let session = module.open_ro_session(slot).map_err(failure)?;
    // Before any PIN: the certificate is still there, and the token can sign with its key.
    let (public, id) = match work.key {
        KeyName::Certificate(sha256) => {
            let same = |key: &KeyFacts| Sha256::digest(&key.certificate.0)[..] == *sha256.0;
            let listed = keys(&session)?.into_iter().find(same).ok_or(Failure::KeyChanged)?;
            (PublicKey::of_certificate(&listed.certificate.0), Some(listed.id.0))
        }
        KeyName::Public(spki) => (PublicKey::of_spki(&spki.0), None),
    };
    let public = public.ok().flatten().ok_or(Failure::KeyUnsupported)?;
    let ways = ways(public.algorithm, &module.get_mechanism_list(slot).map_err(failure)?, work);
    if ways.is_empty() {
        return Err(Failure::KeyUnsupported);
    }

    let result = logged_in(module, slot, &session, pin, pin_sent, |pin_sent, login| {
        let id = match id {
            Some(id) => id,
            None => making::name_of(&session, &public)?.ok_or(Failure::KeyMissing)?,
        };
        let private = private_key(&session, &id, &public)?.ok_or(Failure::KeyMissing)?;
        let data = begin(&session, private, &ways)?;
        if wants_pin_always(&session, private) {
            *pin_sent = true;
            login(UserType::ContextSpecific)?;
        }
        functions.sign(&session, data).map_err(failure)
    });
    Ok(as_value(public.algorithm, result?))
}

/// Does the work after a login as the person, where the token wants one, and logs out. Without a PIN of ours it is typed
/// elsewhere.
pub(super) fn logged_in<T>(
    module: &Pkcs11,
    slot: Slot,
    session: &Session,
    pin: Option<&Secret>,
    pin_sent: &mut bool,
    work: impl FnOnce(&mut bool, &dyn Fn(UserType) -> Result<(), Failure>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let pin = pin.map(|pin| RawAuthPin::new(Box::new(pin.to_vec())));
    let login = |user| {
        let answer = match &pin {
            Some(pin) => session.login_with_raw(user, pin),
            None => session.login(user, None::<&AuthPin>),
        };
        answer.map_err(|error| refused(module, slot, error))
    };
    if !module.get_token_info(slot).map_err(failure)?.login_required() {
        return work(pin_sent, &login);
    }
    *pin_sent = true;
    login(UserType::User)?;
    let result = work(pin_sent, &login);
    // Closing the last session logs out as well; both, because modules forget either.
    let _ = session.logout();
    result
}

/// How a key signs: a mechanism and what it is given.
type Way<'a> = (Mechanism<'a>, Vec<u8>);

/// C_SignInit with the first mechanism that the key takes; gives the data for it. Tokens list mechanisms that not all
/// of their keys have.
fn begin<'a>(session: &Session, private: ObjectHandle, ways: &'a [Way<'_>]) -> Result<&'a [u8], Failure> {
    use cryptoki::error::Error::Pkcs11;
    let mut refused = Failure::KeyUnsupported;
    for (mechanism, data) in ways {
        match session.sign_init(mechanism, private) {
            Ok(()) => return Ok(data),
            Err(
                error @ Pkcs11(
                    RvError::MechanismInvalid
                    | RvError::MechanismParamInvalid
                    | RvError::KeyTypeInconsistent
                    | RvError::KeyFunctionNotPermitted
                    | RvError::FunctionNotSupported,
                    _,
                ),
            ) => refused = failure(error),
            Err(error) => return Err(failure(error)),
        }
    }
    Err(refused)
}

/// The ways that this token offers for a key of this kind, best first; none when it has no way.
fn ways(algorithm: KeyAlgorithm, offered: &[MechanismType], work: &Work<'_>) -> Vec<Way<'static>> {
    let (whole, digest) = (work.attributes.to_vec(), work.digest.to_vec());
    let pss =
        PkcsPssParams { hash_alg: MechanismType::SHA256, mgf: PkcsMgfType::MGF1_SHA256, s_len: 32.into() };
    let mut ways = match (algorithm, work.pss) {
        (KeyAlgorithm::Rsa { .. }, false) => vec![
            (MechanismType::SHA256_RSA_PKCS, Mechanism::Sha256RsaPkcs, whole),
            (MechanismType::RSA_PKCS, Mechanism::RsaPkcs, [DIGEST_INFO, work.digest].concat()),
        ],
        (KeyAlgorithm::Rsa { .. }, true) => vec![
            (MechanismType::SHA256_RSA_PKCS_PSS, Mechanism::Sha256RsaPkcsPss(pss), whole),
            (MechanismType::RSA_PKCS_PSS, Mechanism::RsaPkcsPss(pss), digest),
        ],
        _ => vec![
            (MechanismType::ECDSA, Mechanism::Ecdsa, digest),
            (MechanismType::ECDSA_SHA256, Mechanism::EcdsaSha256, whole),
        ],
    };
    ways.retain(|(kind, ..)| offered.contains(kind));
    ways.into_iter().map(|(_, mechanism, data)| (mechanism, data)).collect()
}

/// The person types both PINs on the reader.
fn change_pin_on_pad(module: &Pkcs11, functions: &Functions, token: &TokenName) -> Result<(), Failure> {
    let slot = find(module, token)?;
    let session = module.open_rw_session(slot).map_err(failure)?;
    functions.set_pin_on_pad(&session).map_err(|error| refused(module, slot, error))
}

fn change_pin(
    module: &Pkcs11,
    token: &TokenName,
    old: &Secret,
    new: &Secret,
    pin_sent: &mut bool,
) -> Result<(), Failure> {
    let pin = |secret: &Secret| match std::str::from_utf8(secret) {
        Ok(text) => Ok(AuthPin::new(text.into())),
        Err(_) => Err(Failure::PinForm),
    };
    let (old, new) = (pin(old)?, pin(new)?);
    let slot = find(module, token)?;
    let session = module.open_rw_session(slot).map_err(failure)?;
    *pin_sent = true;
    session.set_pin(&old, &new).map_err(|error| refused(module, slot, error))
}

/// A refused PIN, with what the token's flags say about it now. There is no number of tries in PKCS#11.
fn refused(module: &Pkcs11, slot: Slot, error: cryptoki::error::Error) -> Failure {
    match failure(error) {
        Failure::PinWrong { .. } => match module.get_token_info(slot) {
            Ok(info) if info.user_pin_locked() => Failure::PinBlocked,
            Ok(info) if info.user_pin_final_try() => Failure::PinWrong { tries_left: Some(1) },
            _ => Failure::PinWrong { tries_left: None },
        },
        other => other,
    }
}

pub(super) fn failure(error: cryptoki::error::Error) -> Failure {
    use cryptoki::error::Error;
    match error {
        Error::Pkcs11(code, function) => match code {
            RvError::PinIncorrect => Failure::PinWrong { tries_left: None },
            RvError::PinLocked => Failure::PinBlocked,
            RvError::PinExpired => Failure::PinMustBeChanged,
            RvError::PinInvalid | RvError::PinLenRange | RvError::PinTooWeak => Failure::PinForm,
            RvError::FunctionCanceled | RvError::Cancel => Failure::Cancelled,
            RvError::DeviceRemoved
            | RvError::TokenNotPresent
            | RvError::SlotIdInvalid
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed => Failure::Gone,
            code => Failure::Module { function: format!("C_{function:?}"), code: format!("{code:?}") },
        },
        // What the module gave does not have the form of the standard, or a function is missing.
        other => Failure::Module { function: String::new(), code: format!("{other:?}") },
    }
}
