//! Tokens as people see them: which can sign, with which certificate, and what is missing.

use crate::schema::{
    CertificateView, KeyView, PinView, PracticeView, Problem, TokenState, TokenView, TokensView,
};
use crate::tokens::{PRACTICE, Seen};
use crate::worker::{Reading, Worker};
use crate::{Service, hex};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use pki::algorithm::{Curve, KeyKind};
use pki::cert::Certificate;
use pki::trust::TrustStore;
use std::path::Path;
use std::sync::Arc;
use token::pkcs11::{Module, Pkcs11Token};
use token::pkcs12::Pkcs12Token;
use token::presence::Situation;
use token::{Error, Family, KeyRef, Pin, PinState, Slot, Token, TokenKey};

impl Service {
    /// Whether a key can sign now, by what its certificate says.
    pub(crate) fn usable_key(&self, key: &TokenKey, now: DateTime<FixedOffset>) -> bool {
        let certificate = key.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        key.algorithm.is_some()
            && certificate.is_some_and(|certificate| unusable(&certificate, now.to_utc()).is_none())
    }

    /// All tokens as last seen.
    pub fn tokens_view(&self) -> TokensView {
        let now = self.host().now().to_utc();
        let trust = self.trust_snapshot();
        let mut tokens: Vec<TokenView> =
            self.tokens().seen().iter().map(|seen| self.token(seen, &trust, now)).collect();
        tokens.sort_by_key(|token| (token.practice, token.state != TokenState::Ready));
        let problem = match self.tokens().situation() {
            Ok(Situation::NoAccess | Situation::ServiceDown) => Some(Problem::TokenServiceDown),
            Ok(Situation::NoReader) => Some(Problem::TokenNoReader),
            Ok(Situation::Readers(_)) if tokens.iter().all(|token| token.practice) => {
                Some(Problem::TokenNoCard)
            }
            Ok(_) => None,
            Err(error) => Some(problem_of(&error)),
        };
        TokensView {
            problem,
            tokens,
            practice: PracticeView {
                on: self.settings().practice,
                pin: token::emulator::Emulator::FACTORY_PIN.to_owned(),
                puk: token::emulator::Emulator::FACTORY_PUK.to_owned(),
            },
        }
    }

    /// Puts a PKCS#12 file beside the readers; its certificates are read with the password, which is then wiped. Gives
    /// the token's name in requests. The file is read anew, and its password asked for again, at each signature.
    pub fn insert_key_file(&self, path: &Path, password: Pin) -> Result<String, Problem> {
        let mut file = Pkcs12Token::open(path).map_err(|error| problem_of(&error))?;
        file.unlock(password).map_err(|error| match error {
            Error::PinWrong { .. } => Problem::KeyFilePasswordWrong,
            error => problem_of(&error),
        })?;
        let id = format!("p12:{}", path.display());
        self.tokens().insert(&id, Box::new(move || Ok(Box::new(file.clone()))));
        Ok(id)
    }

    /// Puts the tokens of a PKCS#11 module beside the readers. Gives their names in requests.
    pub fn insert_module(&self, path: &Path) -> Result<Vec<String>, Problem> {
        let name = crate::output::name_of(path);
        let unusable = |error: Error| match error {
            Error::ModuleFailed { .. } | Error::ModuleUnusable { .. } => {
                Problem::ModuleUnusable { name: name.clone() }
            }
            error => problem_of(&error),
        };
        let module = Module::open(path).map_err(unusable)?;
        let (_, tokens) = module.tokens().map_err(unusable)?;
        let mut ids = Vec::new();
        for facts in tokens {
            let id = format!("pkcs11:{}#{}", path.display(), facts.serial);
            let module = module.clone();
            let open = move || -> Result<Box<dyn Token>, Error> {
                Ok(Box::new(Pkcs11Token::new(module.clone(), &facts)))
            };
            self.tokens().insert(&id, Box::new(open));
            ids.push(id);
        }
        Ok(ids)
    }

    /// Replaces the PIN of a token.
    pub fn change_pin(&self, token: &str, old: Pin, new: Pin) -> Result<TokensView, Problem> {
        self.with_pins(token, &[&old, &new]).and_then(|worker| self.after(token, worker.change_pin(old, new)))
    }

    /// Replaces a blocked PIN of a token by means of the PUK.
    pub fn unblock_pin(&self, token: &str, puk: Pin, new: Pin) -> Result<TokensView, Problem> {
        self.with_pins(token, &[&puk, &new]).and_then(|worker| self.after(token, worker.unblock(puk, new)))
    }

    /// The worker of a token, when these PINs have a form that the token can take: none is sent in vain.
    fn with_pins(&self, token: &str, pins: &[&Pin]) -> Result<Arc<Worker>, Problem> {
        let not_found = || Problem::TokenNotFound { name: token.to_owned() };
        let seen = self.tokens().seen().into_iter().find(|seen| seen.id == token).ok_or_else(not_found)?;
        let reading = seen.reading.ok_or(Problem::TokenMute)?.map_err(|error| problem_of(&error))?;
        let rules = reading.info.pin_rules;
        if pins.iter().any(|pin| rules.check(pin).is_err()) {
            return Err(Problem::PinFormat { min: rules.min, max: rules.max });
        }
        self.tokens().worker(token).ok_or_else(not_found)
    }

    /// The tokens as they are after a counter may have moved.
    fn after(&self, token: &str, result: Result<(), Error>) -> Result<TokensView, Problem> {
        self.tokens().reread(token);
        match result {
            Ok(()) => Ok(self.tokens_view()),
            Err(Error::PinWrong { tries_left: Some(0) }) => Err(Problem::PinBlocked),
            Err(error) => Err(problem_of(&error)),
        }
    }

    fn token(&self, seen: &Seen, trust: &TrustStore, now: DateTime<Utc>) -> TokenView {
        let practice = seen.id == PRACTICE;
        let mut view = TokenView {
            id: seen.id.clone(),
            name: seen.id.clone(),
            serial: None,
            state: TokenState::Reading,
            practice,
            pin: PinView { tries: None, blocked: false, min_length: 1, max_length: 255 },
            keys: Vec::new(),
            problem: None,
        };
        match &seen.reading {
            None => {}
            Some(Err(error)) => {
                view.state = TokenState::Unusable;
                view.problem = Some(problem_of(error));
            }
            Some(Ok(reading)) => self.fill(&mut view, reading, trust, now),
        }
        view
    }

    fn fill(&self, view: &mut TokenView, reading: &Reading, trust: &TrustStore, now: DateTime<Utc>) {
        let info = &reading.info;
        view.name = match info.family {
            Family::OpenPgp => "OpenPGP",
            Family::Piv => "PIV",
            Family::Pkcs11 => "PKCS#11",
            Family::Pkcs12 => "PKCS#12",
            _ => "",
        }
        .to_owned();
        view.serial.clone_from(&info.serial);
        view.pin = PinView {
            tries: match info.pin {
                PinState::Tries(tries) => Some(tries),
                PinState::Blocked => Some(0),
                _ => None,
            },
            blocked: info.pin == PinState::Blocked,
            min_length: info.pin_rules.min,
            max_length: info.pin_rules.max,
        };
        view.keys = reading.keys.iter().map(|key| self.key(key, trust, now)).collect();
        view.keys.sort_by_key(|key| !key.usable);
        let usable = view.keys.iter().any(|key| key.usable);
        (view.state, view.problem) = if view.pin.blocked {
            (TokenState::Blocked, Some(Problem::PinBlocked))
        } else if usable {
            (TokenState::Ready, (view.pin.tries == Some(1)).then_some(Problem::PinLastTry))
        } else {
            let reason = view.keys.iter().find_map(|key| key.problem.clone());
            (TokenState::Unusable, Some(reason.unwrap_or(Problem::TokenNoSigningKey)))
        };
    }

    fn key(&self, key: &TokenKey, trust: &TrustStore, now: DateTime<Utc>) -> KeyView {
        let certificate = key.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        let problem = match &certificate {
            None => Some(Problem::TokenNoSigningKey),
            Some(_) if key.algorithm.is_none() => Some(Problem::CertificateUnsupported),
            Some(certificate) => unusable(certificate, now),
        };
        KeyView {
            id: key_id(&key.reference),
            usable: problem.is_none(),
            certificate: certificate.map(|certificate| self.certificate_view(&certificate, trust, now)),
            problem,
        }
    }

    /// A certificate with what this computer thinks of it now.
    pub(crate) fn certificate_view(
        &self,
        certificate: &Certificate,
        trust: &TrustStore,
        now: DateTime<Utc>,
    ) -> CertificateView {
        let practice = self.is_practice(certificate);
        let path = pki::path::find(certificate, &[], trust, now).ok().filter(|_| !practice);
        let marked = self.known_issuers().bsre;
        let bsre = path
            .as_ref()
            .is_some_and(|path| path.certificates().iter().any(|one| marked.contains(&one.key_sha256())));
        describe(certificate, path.is_some(), practice, bsre)
    }
}

/// organizationName (X.520 §6.4.1).
const ORGANIZATION: pki::ObjectIdentifier = pki::ObjectIdentifier::new_unwrap("2.5.4.10");

/// A certificate's own words.
pub(crate) fn describe(
    certificate: &Certificate,
    trusted: bool,
    practice: bool,
    bsre: bool,
) -> CertificateView {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    CertificateView {
        name: name_of(certificate.subject()),
        organization: certificate.subject().value(&ORGANIZATION).map(str::to_owned),
        issuer: name_of(certificate.issuer()),
        serial: certificate.serial_hex(),
        not_before: time(certificate.not_before()),
        not_after: time(certificate.not_after()),
        key: key_text(certificate.key().kind),
        sha256: hex(&certificate.sha256()),
        trusted,
        practice,
        bsre,
    }
}

/// Kind and size of a key as people know it: `RSA 2048`, `P-256`.
pub(crate) fn key_text(kind: KeyKind) -> String {
    match kind {
        KeyKind::Rsa { bits } => format!("RSA {bits}"),
        KeyKind::Ec(Curve::P256) => "P-256".to_owned(),
        KeyKind::Ec(Curve::P384) => "P-384".to_owned(),
        KeyKind::Ec(Curve::P521) => "P-521".to_owned(),
        KeyKind::Ec(Curve::BrainpoolP256r1) => "brainpoolP256r1".to_owned(),
        KeyKind::Ec(Curve::BrainpoolP384r1) => "brainpoolP384r1".to_owned(),
        KeyKind::Ed25519 => "Ed25519".to_owned(),
        KeyKind::Other { oid } => oid.to_string(),
        _ => String::new(),
    }
}

/// The name people know: the common name, else the whole name.
pub(crate) fn name_of(name: &pki::cert::Name) -> String {
    name.common_name().map_or_else(|| name.rfc4514(), str::to_owned)
}

/// Why a certificate cannot sign now, by its own words (RFC 5280 §4.1.2.5, §4.2.1.3).
fn unusable(certificate: &Certificate, now: DateTime<Utc>) -> Option<Problem> {
    let day = |time: DateTime<Utc>| time.format("%Y-%m-%d").to_string();
    if certificate.not_after() < now {
        return Some(Problem::CertificateExpired { not_after: day(certificate.not_after()) });
    }
    if certificate.not_before() > now {
        return Some(Problem::CertificateNotYetValid { not_before: day(certificate.not_before()) });
    }
    let usage = certificate.key_usage();
    let signs = usage.is_none_or(|usage| usage.non_repudiation || usage.digital_signature);
    (!signs).then_some(Problem::CertificateNotForSigning)
}

/// Names a key in requests: the slot as its standard writes it, else by its certificate.
pub(crate) fn key_id(key: &KeyRef) -> String {
    match key.slot {
        Slot::Authentication => "9a".to_owned(),
        Slot::CardAuthentication => "9e".to_owned(),
        Slot::KeyManagement => "9d".to_owned(),
        Slot::Signature => "9c".to_owned(),
        Slot::Retired(number) => format!("retired-{number}"),
        Slot::OpenPgpSignature => "sig".to_owned(),
        Slot::OpenPgpAuthentication => "aut".to_owned(),
        Slot::OpenPgpDecryption => "dec".to_owned(),
        _ => key
            .certificate
            .map_or_else(|| "key".to_owned(), |certificate| hex(certificate.get(..8).unwrap_or(&[]))),
    }
}

/// A token's error as an obstacle.
pub(crate) fn problem_of(error: &Error) -> Problem {
    match error {
        Error::Busy => Problem::TokenBusy,
        Error::KeyMissing { .. } | Error::KeyChanged { .. } => Problem::TokenNoSigningKey,
        Error::FileDamaged => Problem::KeyFileDamaged,
        Error::FileRead(_) => Problem::DocumentUnreadable,
        Error::FileUnsupported => Problem::KeyFileUnsupported,
        Error::KeyRefused { .. } | Error::KeyUnsupported { .. } => Problem::CertificateUnsupported,
        Error::ModuleCrashed | Error::ModuleTimedOut { .. } => Problem::ModuleFailed,
        Error::Mute => Problem::TokenMute,
        Error::NoAccess | Error::ServiceDown => Problem::TokenServiceDown,
        Error::NoCard => Problem::TokenNoCard,
        Error::NoReader => Problem::TokenNoReader,
        Error::PinBlocked => Problem::PinBlocked,
        Error::PinWrong { tries_left } => Problem::PinWrong { tries: *tries_left },
        Error::PukBlocked => Problem::PukBlocked,
        Error::PukWrong { tries_left: Some(0) } => Problem::PukBlocked,
        Error::PukWrong { tries_left } => Problem::PukWrong { tries: *tries_left },
        Error::Removed | Error::Reset => Problem::TokenRemoved,
        Error::SignatureWrong => Problem::OutputFailedVerification,
        Error::UnknownCard { atr } => Problem::TokenUnknown { atr: hex(atr) },
        Error::Unexpected { sw, .. } => Problem::TokenFault { status: format!("{sw:04X}") },
        Error::Transport { code } => Problem::TokenFault { status: format!("{code:08X}") },
        _ => Problem::TokenFault { status: "-".to_owned() },
    }
}
