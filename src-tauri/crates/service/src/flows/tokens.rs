//! Tokens as people see them: which can sign, with which certificate, and what is missing.

use super::sources::same_reader;
use crate::schema::{
    CertificateView, DriverView, KeyPurpose, KeyView, PinView, PracticeView, Problem, PukView, SecretKind,
    TokenKind, TokenState, TokenView, TokensView,
};
use crate::tokens::{PRACTICE, Seen};
use crate::worker::Reading;
use crate::{Service, hex, output};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use pki::algorithm::{Curve, KeyKind};
use pki::cert::Certificate;
use pki::trust::TrustStore;
use std::path::Path;
use token::pkcs11::modules;
use token::presence::Situation;
use token::{Error, Family, KeyRef, Pin, PinProblem, PinRules, PinState, Slot, TokenInfo, TokenKey};

impl Service {
    /// Whether a key can sign now, by what its certificate says.
    pub(crate) fn usable_key(&self, key: &TokenKey, now: DateTime<FixedOffset>) -> bool {
        let certificate = key.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        key.algorithm.is_some()
            && certificate.is_some_and(|certificate| self.unusable(&certificate, now.to_utc()).is_none())
    }

    /// All tokens as last seen.
    pub fn tokens_view(&self) -> TokensView {
        let now = self.host().now().to_utc();
        let trust = self.trust_snapshot();
        let seen = self.tokens().seen();
        let mut tokens: Vec<TokenView> = seen
            .iter()
            .filter(|token| !served_by_driver(token, &seen))
            .map(|token| self.token(token, &trust, now))
            .collect();
        tokens.sort_by_key(|token| (token.practice, token.state != TokenState::Ready));
        let problem = match self.tokens().situation() {
            _ if tokens.iter().any(|token| !token.practice) => None,
            Ok(Situation::ServiceDown) => Some(Problem::TokenServiceDown),
            Ok(Situation::NoAccess) => Some(Problem::TokenNoAccess),
            Ok(Situation::Readers(_)) => Some(Problem::TokenNoCard),
            Ok(_) => Some(Problem::TokenNoReader),
            Err(error) => Some(problem_of(&error)),
        };
        TokensView {
            problem,
            reminders: self.reminders(&tokens),
            tokens,
            sources: self.sources_view(),
            practice: PracticeView {
                on: self.settings().practice,
                pin: token::emulator::Emulator::FACTORY_PIN.to_owned(),
                puk: token::emulator::Emulator::FACTORY_PUK.to_owned(),
            },
        }
    }

    /// Reads again what could not be read, and tests drivers again. Does not wait for them.
    pub(crate) fn refresh_tokens(&self) -> TokensView {
        self.tokens().retry();
        self.retest_sources();
        self.tokens_view()
    }

    /// Gives up what a token is doing.
    pub(crate) fn cancel_token(&self, token: &str) {
        if let Some(worker) = self.tokens().worker(token) {
            worker.cancel();
        }
    }

    /// Replaces the PIN of a token. At one try left only after the person confirmed it.
    pub fn change_pin(&self, token: &str, old: Pin, new: Pin, last_try: bool) -> Result<TokensView, Problem> {
        let info = self.info(token)?;
        fits(&info.pin_rules, &[&old, &new])?;
        Service::before_pin(&info, last_try)?;
        let worker = self.tokens().worker(token).ok_or(Problem::TokenRemoved)?;
        self.after(token, worker.change_pin(old, new))
    }

    /// Replaces a blocked PIN of a token by means of the PUK. At one try of the PUK left only after the person
    /// confirmed it.
    pub fn unblock_pin(
        &self,
        token: &str,
        puk: Pin,
        new: Pin,
        last_try: bool,
    ) -> Result<TokensView, Problem> {
        let info = self.info(token)?;
        fits(&info.pin_rules, &[&puk, &new])?;
        before_puk(&info, last_try)?;
        let worker = self.tokens().worker(token).ok_or(Problem::TokenRemoved)?;
        self.after(token, worker.unblock(puk, new))
    }

    /// As [`Service::change_pin`] with both PINs typed on the reader.
    pub fn change_pin_on_pad(&self, token: &str, last_try: bool) -> Result<TokensView, Problem> {
        Service::before_pin(&self.info(token)?, last_try)?;
        let worker = self.tokens().worker(token).ok_or(Problem::TokenRemoved)?;
        self.after(token, worker.change_pin_on_pad())
    }

    /// As [`Service::unblock_pin`] with PUK and PIN typed on the reader.
    pub fn unblock_pin_on_pad(&self, token: &str, last_try: bool) -> Result<TokensView, Problem> {
        before_puk(&self.info(token)?, last_try)?;
        let worker = self.tokens().worker(token).ok_or(Problem::TokenRemoved)?;
        self.after(token, worker.unblock_on_pad())
    }

    /// A token as last read.
    pub(crate) fn info(&self, token: &str) -> Result<TokenInfo, Problem> {
        let seen = self.tokens().seen().into_iter().find(|seen| seen.id == token);
        let seen = seen.ok_or_else(|| Problem::TokenNotFound { name: token.to_owned() })?;
        let reading = seen.reading.ok_or(if seen.held { Problem::TokenBusy } else { Problem::TokenMute })?;
        Ok(reading.map_err(|error| problem_of(&error))?.info)
    }

    /// No PIN is sent to a blocked token, and the last try is never used unasked.
    pub(crate) fn before_pin(info: &TokenInfo, last_try: bool) -> Result<(), Problem> {
        match info.pin {
            PinState::Blocked => Err(Problem::PinBlocked),
            PinState::Tries(1) if !last_try => Err(Problem::PinLastTry),
            _ => Ok(()),
        }
    }

    /// The tokens as they are after a counter may have moved.
    fn after(&self, token: &str, result: Result<(), Error>) -> Result<TokensView, Problem> {
        if result == Err(Error::Cancelled) {
            self.tokens().reread_later(token);
        } else {
            self.tokens().reread(token);
        }
        match result {
            Ok(()) => Ok(self.tokens_view()),
            Err(Error::PinWrong { tries_left: Some(0) }) => Err(Problem::PinBlocked),
            Err(error) => Err(problem_of(&error)),
        }
    }

    fn token(&self, seen: &Seen, trust: &TrustStore, now: DateTime<Utc>) -> TokenView {
        let kind = match &seen.source {
            Some(source) if source.starts_with("p12:") => TokenKind::KeyFile,
            Some(_) => TokenKind::Module,
            None => TokenKind::Card,
        };
        let in_reader = kind == TokenKind::Card && seen.id != PRACTICE;
        let mut view = TokenView {
            id: seen.id.clone(),
            kind,
            name: seen.id.clone(),
            reader: in_reader.then(|| seen.id.clone()),
            serial: None,
            state: TokenState::Reading,
            practice: seen.id == PRACTICE,
            pin: UNREAD_PIN,
            puk: PukView { tries: None, blocked: false, usable: false },
            keys: Vec::new(),
            problem: None,
            drivers: Vec::new(),
            source: seen.source.clone(),
        };
        match &seen.reading {
            None => {}
            Some(Err(Error::UnknownCard { atr })) => {
                view.state = TokenState::Unusable;
                self.unknown(&mut view, atr);
            }
            Some(Err(error)) => {
                view.state = TokenState::Unusable;
                view.problem = Some(problem_of(error));
            }
            Some(Ok(reading)) => self.fill(&mut view, reading, trust, now),
        }
        if seen.held {
            view.problem = Some(Problem::TokenBusy);
            if view.state != TokenState::Reading {
                view.state = TokenState::Unusable;
            }
        }
        view
    }

    /// A card that this program does not speak with: its name, and the drivers here that may serve it.
    fn unknown(&self, view: &mut TokenView, atr: &[u8]) {
        let maker = modules::of_atr(atr);
        let used = self.settings().modules;
        let found = modules::installed(Some(atr)).into_iter().filter(|found| !used.contains(&found.path));
        let own = |found: &modules::Found| maker.is_none_or(|maker| found.maker == Some(maker.name));
        view.drivers = found
            .filter(own)
            .map(|found| DriverView {
                name: found.maker.map_or_else(|| output::name_of(&found.path), str::to_owned),
                id: found.path.display().to_string(),
            })
            .collect();
        view.problem = Some(match maker {
            None => Problem::TokenUnknown { atr: hex(atr) },
            Some(maker) => {
                maker.name.clone_into(&mut view.name);
                let card = maker.name.to_owned();
                if view.drivers.is_empty() {
                    Problem::TokenNeedsDriver { card, driver: maker.files().next().unwrap_or("-").to_owned() }
                } else {
                    Problem::TokenDriverReady { card }
                }
            }
        });
    }

    fn fill(&self, view: &mut TokenView, reading: &Reading, trust: &TrustStore, now: DateTime<Utc>) {
        let info = &reading.info;
        match info.family {
            Family::OpenPgp => "OpenPGP".clone_into(&mut view.name),
            Family::Piv => "PIV".clone_into(&mut view.name),
            Family::Pkcs12 => view.name = name_of_source(view, "p12:"),
            Family::Pkcs11 => {
                view.name = name_of_source(view, "pkcs11:");
                view.reader = info.reader.clone().filter(|reader| !reader.is_empty());
            }
            _ => {}
        }
        view.serial.clone_from(&info.serial);
        view.pin = pin_view(info);
        view.puk = PukView {
            tries: tries(info.puk),
            blocked: info.puk == PinState::Blocked,
            usable: matches!(info.family, Family::OpenPgp | Family::Piv) && info.puk != PinState::Blocked,
        };
        view.keys = reading.keys.iter().map(|key| self.key(key, trust, now)).collect();
        view.keys.sort_by_key(|key| !key.usable);
        if let Some(first) = view.keys.first_mut() {
            first.proposed = first.usable;
        }
        let usable = view.keys.iter().any(|key| key.usable);
        (view.state, view.problem) = if view.pin.blocked {
            (
                TokenState::Blocked,
                Some(if view.puk.blocked { Problem::PukBlocked } else { Problem::PinBlocked }),
            )
        } else if info.family == Family::Pkcs12 && view.keys.is_empty() {
            (TokenState::Locked, Some(Problem::KeyFileLocked))
        } else if usable && view.pin.to_change {
            (TokenState::Unusable, Some(Problem::PinMustBeChanged))
        } else if usable {
            (TokenState::Ready, (view.pin.tries == Some(1)).then_some(Problem::PinLastTry))
        } else {
            // What a signing key lacks says more than what another key is for.
            let why = |wanted: fn(&KeyPurpose) -> bool| {
                view.keys.iter().find(|key| wanted(&key.purpose)).and_then(|key| key.problem.clone())
            };
            let reason = why(|purpose| *purpose == KeyPurpose::Signature).or_else(|| why(|_| true));
            (TokenState::Unusable, Some(reason.unwrap_or(Problem::TokenNoSigningKey)))
        };
    }

    fn key(&self, key: &TokenKey, trust: &TrustStore, now: DateTime<Utc>) -> KeyView {
        let certificate = key.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        let problem = match &certificate {
            None if key.damaged || key.certificate.is_some() => Some(Problem::CertificateDamaged),
            None => Some(Problem::KeyWithoutCertificate),
            Some(certificate) => self
                .unusable(certificate, now)
                .or_else(|| key.algorithm.is_none().then_some(Problem::CertificateUnsupported)),
        };
        KeyView {
            id: key_id(&key.reference),
            purpose: purpose(key.slot, certificate.as_ref()),
            usable: problem.is_none(),
            proposed: false,
            certificate: certificate.map(|certificate| self.certificate_view(&certificate, trust, now)),
            problem,
        }
    }

    /// Why a certificate cannot sign now, by its own words or by a mark on this computer.
    fn unusable(&self, certificate: &Certificate, now: DateTime<Utc>) -> Option<Problem> {
        self.lost_problem(certificate)
            .or_else(|| time_problem(certificate, now))
            .or_else(|| usage_problem(certificate))
    }

    /// A certificate with what this computer thinks of it at a time.
    pub fn describe_certificate(&self, certificate: &Certificate, at: DateTime<Utc>) -> CertificateView {
        self.certificate_view(certificate, &self.trust_snapshot(), at)
    }

    /// A certificate with what this computer thinks of it now.
    pub(crate) fn certificate_view(
        &self,
        certificate: &Certificate,
        trust: &TrustStore,
        now: DateTime<Utc>,
    ) -> CertificateView {
        let practice = self.is_practice(certificate);
        let path = pki::path::find(certificate, &self.intermediates(), trust, now).ok().filter(|_| !practice);
        let marked = self.known_issuers().bsre;
        let bsre = path
            .as_ref()
            .is_some_and(|path| path.certificates().iter().any(|one| marked.contains(&one.key_sha256())));
        describe(certificate, path.is_some(), practice, bsre)
    }
}

/// Of a token that has not been read.
const UNREAD_PIN: PinView = PinView {
    kind: SecretKind::Pin,
    tries: None,
    blocked: false,
    min_length: 1,
    max_length: 255,
    digits_only: false,
    to_change: false,
    changeable: false,
};

/// A card in a reader that this program cannot read is not shown beside the token which a driver sees there.
fn served_by_driver(token: &Seen, all: &[Seen]) -> bool {
    let in_it = |other: &Seen| match (&other.source, &other.reading) {
        (Some(_), Some(Ok(reading))) => {
            reading.info.reader.as_deref().is_some_and(|slot| same_reader(slot, &token.id))
        }
        _ => false,
    };
    matches!(token.reading, Some(Err(Error::UnknownCard { .. }))) && all.iter().any(in_it)
}

/// The file's name behind a key file's or driver's name in requests.
fn name_of_source(view: &TokenView, prefix: &str) -> String {
    let path = view.source.as_deref().and_then(|source| source.strip_prefix(prefix));
    path.map_or_else(|| view.id.clone(), |path| output::name_of(Path::new(path)))
}

fn tries(state: PinState) -> Option<u8> {
    match state {
        PinState::Tries(tries) => Some(tries),
        PinState::Blocked => Some(0),
        _ => None,
    }
}

/// What is asked for before this token signs.
pub(crate) fn secret_kind(info: &TokenInfo) -> SecretKind {
    match info.family {
        Family::Pkcs12 => SecretKind::Password,
        _ if info.pin_pad => SecretKind::PinPad,
        _ => SecretKind::Pin,
    }
}

fn pin_view(info: &TokenInfo) -> PinView {
    PinView {
        kind: secret_kind(info),
        tries: tries(info.pin),
        blocked: info.pin == PinState::Blocked,
        min_length: info.pin_rules.min,
        max_length: info.pin_rules.max,
        digits_only: info.pin_rules.digits_only,
        to_change: info.pin_to_change,
        changeable: info.family != Family::Pkcs12 && !(info.family == Family::Pkcs11 && info.pin_pad),
    }
}

/// A PIN of a form that the token never takes is not sent, nor is the other one of a pair.
pub(crate) fn fits(rules: &PinRules, pins: &[&Pin]) -> Result<(), Problem> {
    if pins.iter().all(|pin| rules.check(pin).is_ok()) { Ok(()) } else { Err(pin_format(rules)) }
}

fn pin_format(rules: &PinRules) -> Problem {
    let characters = if rules.digits_only { "digits" } else { "any" };
    Problem::PinFormat { min: rules.min, max: rules.max, characters: characters.to_owned() }
}

fn before_puk(info: &TokenInfo, last_try: bool) -> Result<(), Problem> {
    match info.puk {
        PinState::Blocked => Err(Problem::PukBlocked),
        PinState::Tries(1) if !last_try => Err(Problem::PukLastTry),
        _ => Ok(()),
    }
}

/// What a key is for: by its place (SP 800-73-4 part 1 §3.1.2; OpenPGP card 3.4 §4.1), else by its certificate's key
/// usage (RFC 5280 §4.2.1.3).
pub(crate) fn purpose(slot: Slot, certificate: Option<&Certificate>) -> KeyPurpose {
    match slot {
        Slot::Signature | Slot::OpenPgpSignature => KeyPurpose::Signature,
        Slot::Authentication | Slot::OpenPgpAuthentication => KeyPurpose::Authentication,
        Slot::CardAuthentication => KeyPurpose::CardAuthentication,
        Slot::KeyManagement | Slot::Retired(_) | Slot::OpenPgpDecryption => KeyPurpose::Encryption,
        _ => match certificate.map(Certificate::key_usage) {
            None => KeyPurpose::Unknown,
            Some(None) => KeyPurpose::Signature,
            Some(Some(usage)) if usage.non_repudiation || usage.digital_signature => KeyPurpose::Signature,
            Some(Some(_)) => KeyPurpose::Encryption,
        },
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

/// Why a certificate cannot sign at this time (RFC 5280 §4.1.2.5).
pub(crate) fn time_problem(certificate: &Certificate, now: DateTime<Utc>) -> Option<Problem> {
    let day = |time: DateTime<Utc>| time.format("%Y-%m-%d").to_string();
    if certificate.not_after() < now {
        return Some(Problem::CertificateExpired { not_after: day(certificate.not_after()) });
    }
    if certificate.not_before() > now {
        return Some(Problem::CertificateNotYetValid { not_before: day(certificate.not_before()) });
    }
    None
}

/// Why a certificate is not for signing (RFC 5280 §4.2.1.3).
pub(crate) fn usage_problem(certificate: &Certificate) -> Option<Problem> {
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
        Slot::ModuleNew => "new".to_owned(),
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
        Error::Cancelled | Error::PadCancelled => Problem::Cancelled,
        Error::KeyMissing { .. } | Error::KeyChanged { .. } => Problem::TokenNoSigningKey,
        Error::FileDamaged | Error::TooLong { .. } => Problem::KeyFileDamaged,
        Error::FileRead(_) => Problem::DocumentUnreadable,
        Error::FileUnsupported => Problem::KeyFileUnsupported,
        Error::KeyRefused { .. } | Error::KeyUnsupported { .. } => Problem::CertificateUnsupported,
        Error::ModuleCrashed | Error::ModuleTimedOut { .. } | Error::ModuleUnusable { .. } => {
            Problem::ModuleFailed
        }
        Error::Mute => Problem::TokenMute,
        Error::NoAccess => Problem::TokenNoAccess,
        Error::ServiceDown => Problem::TokenServiceDown,
        Error::NoCard => Problem::TokenNoCard,
        Error::NoReader => Problem::TokenNoReader,
        Error::NoPinPad | Error::PinFixed => Problem::PinFixed,
        Error::PadLength => Problem::PinPadLength,
        Error::PadMismatch => Problem::PinMismatch,
        Error::PadTimedOut => Problem::PinPadTimedOut,
        Error::PinBlocked => Problem::PinBlocked,
        Error::PinFormat(PinProblem::Refused) => Problem::PinNewRefused,
        Error::PinFormat(PinProblem::TooLong { max }) => {
            Problem::PinFormat { min: 0, max: *max, characters: "any".to_owned() }
        }
        Error::PinFormat(PinProblem::TooShort { min }) => {
            Problem::PinFormat { min: *min, max: u8::MAX, characters: "any".to_owned() }
        }
        Error::PinMustBeChanged => Problem::PinMustBeChanged,
        Error::PinWrong { tries_left } => Problem::PinWrong { tries: *tries_left },
        Error::PukBlocked => Problem::PukBlocked,
        Error::PukWrong { tries_left: Some(0) } => Problem::PukBlocked,
        Error::PukWrong { tries_left } => Problem::PukWrong { tries: *tries_left },
        Error::Removed => Problem::TokenRemoved,
        Error::Reset => Problem::TokenInterrupted,
        Error::SignatureWrong => Problem::OutputFailedVerification,
        Error::UnknownCard { atr } => Problem::TokenUnknown { atr: hex(atr) },
        Error::Unexpected { sw, .. } => Problem::TokenFault { status: format!("{sw:04X}") },
        Error::Transport { code } => Problem::TokenFault { status: format!("{code:08X}") },
        Error::ModuleFailed { code, .. } => Problem::TokenFault { status: code.clone() },
        _ => Problem::TokenFault { status: "-".to_owned() },
    }
}
