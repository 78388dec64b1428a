//! Tokens that only their maker's PKCS#11 module can talk to (OASIS PKCS#11 2.40 and 3.x).
//!
//! The module never runs in this process: [`Module`] asks a helper process ([`helper_if_asked`]) within time limits.
//! Which mechanism signs is asked of the token (C_GetMechanismList), never guessed by brand. Not here: unblocking, and
//! whatever else asks for the security officer's PIN (it is no PUK, and a wrong one can destroy the token).
//!
//! A PIN goes to C_Login once per signature, and once more to the context-specific login of a key that is always
//! authenticated; after any failure it is gone.

mod binary;
mod client;
#[allow(unsafe_code)]
mod ffi;
mod helper;
mod making;
pub mod modules;
mod personalise;
mod protocol;

use std::path::Path;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use client::{Canceller, HelperProgram, Module, TimeLimits};
pub use helper::serve;

use crate::{
    Act, Error, Family, KeyAlgorithm, KeyRef, Personalise, Pin, PinRules, PinState, PublicKey, Slot,
    ToBeSigned, Token, TokenInfo, TokenKey,
};
use protocol::{Answer, Bytes, KeyName, Request, TokenName};

/// First argument of a program that is started to be the helper; the second is the module's file.
pub const HELPER_ARGUMENT: &str = "--pkcs11-helper";

/// If this process was started as the helper, serves until its input ends and gives the exit code; else `None`.
///
/// A shell calls it as the first thing in `main`, before it reads its arguments or opens anything.
pub fn helper_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != HELPER_ARGUMENT {
        return None;
    }
    let Some(module) = arguments.next() else { return Some(ExitCode::FAILURE) };
    Some(helper(Path::new(&module)))
}

/// Is the helper for this module, over standard input and output.
pub fn helper(module: &Path) -> ExitCode {
    match modules::unbuffered() {
        Ok((input, mut output)) => {
            serve(module, input, &mut output);
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}

/// Why a file can not serve as a PKCS#11 module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModuleProblem {
    /// What came from the helper is no answer, or a far too long one.
    Garbage,
    /// The helper process could not be started.
    HelperMissing,
    /// There is no such file.
    Missing,
    /// A program library, but without C_GetFunctionList: not of PKCS#11.
    NotAModule,
    /// Not a program library at all.
    NotALibrary,
    /// C_Initialize refused: service or driver below it is missing.
    NotInitialised {
        /// The CKR code by name.
        code: String,
    },
    /// The system's loader refused it: a library that it needs is missing, or the system does not trust it.
    NotLoaded,
    /// A module of certificates without keys (p11-kit-trust, nssckbi).
    NoTokens,
    /// The file is there, but we may not read it.
    Unreadable,
    /// A library for another system or processor.
    WrongKind {
        /// System and processors, such as `windows x86`.
        found: String,
    },
}

/// What a module says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModuleFacts {
    /// Who made it.
    pub manufacturer: String,
    /// What it is.
    pub description: String,
    /// Version of the library: major, minor.
    pub version: (u8, u8),
    /// Slots that it knows: readers with and without a token.
    pub slots: usize,
}

/// One token as its module describes it. Read without a PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TokenFacts {
    /// Number of the slot; changes when modules are loaded anew.
    pub slot: u64,
    /// The slot's description, mostly the reader's name.
    pub reader: String,
    /// Label of the token.
    pub label: String,
    /// Who made the token.
    pub manufacturer: String,
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Keys are hidden until the person logs in.
    pub login_required: bool,
    /// The PIN is typed on the reader or in the module's own window (protected authentication path), never here.
    pub pin_pad: bool,
    /// The user's PIN has been set.
    pub pin_set: bool,
    /// A wrong PIN was given since the last right one.
    pub pin_count_low: bool,
    /// One wrong PIN more blocks it.
    pub pin_final_try: bool,
    /// Blocked.
    pub pin_locked: bool,
    /// The PIN must be changed before the keys can be used.
    pub pin_to_be_changed: bool,
    /// The security officer's PIN still is the one of the factory.
    pub so_pin_to_be_changed: bool,
    /// Nothing on it can be changed.
    pub write_protected: bool,
    /// Fewest and most bytes of a PIN.
    pub pin_length: (u8, u8),
    /// Mechanisms by their names in the standard.
    pub mechanisms: Vec<String>,
}

impl TokenFacts {
    fn name(&self) -> TokenName {
        TokenName { slot: self.slot, serial: self.serial.clone(), label: self.label.clone() }
    }

    fn pin_rules(&self) -> PinRules {
        PinRules { min: self.pin_length.0, max: self.pin_length.1, digits_only: false }
    }

    fn pin_state(&self) -> PinState {
        match (self.pin_locked, self.pin_final_try) {
            (true, _) => PinState::Blocked,
            (_, true) => PinState::Tries(1),
            _ => PinState::Unknown,
        }
    }

    /// RSA-PSS with SHA-256, hashed there or here.
    fn signs_pss(&self) -> bool {
        self.offers("CKM_SHA256_RSA_PKCS_PSS") || self.offers("CKM_RSA_PKCS_PSS")
    }

    /// The same, and PKCS #1 v1.5 neither here nor there: some tokens are approved for PSS alone.
    fn signs_pss_only(&self) -> bool {
        self.signs_pss() && !self.offers("CKM_SHA256_RSA_PKCS") && !self.offers("CKM_RSA_PKCS")
    }

    fn offers(&self, wanted: &str) -> bool {
        self.mechanisms.iter().any(|name| name == wanted)
    }

    /// The person's PIN is wanted from us.
    fn asks_us(&self) -> bool {
        self.login_required && !self.pin_pad
    }
}

/// A token behind a PKCS#11 module.
pub struct Pkcs11Token {
    module: Module,
    name: TokenName,
    /// Certificates as last listed, with the reference that names each.
    listed: Vec<(KeyRef, Vec<u8>)>,
}

impl Pkcs11Token {
    /// The token that `facts` of [`Module::tokens`] describe. Nothing is asked yet.
    pub fn new(module: Module, facts: &TokenFacts) -> Pkcs11Token {
        Pkcs11Token { module, name: facts.name(), listed: Vec::new() }
    }

    /// What the module says of this token now.
    pub fn facts(&mut self) -> Result<TokenFacts, Error> {
        let request = Request::Token { token: self.name.clone() };
        match self.module.ask(&request, &[], |limits| limits.read)?.0? {
            Answer::Token(facts) => {
                self.name.slot = facts.slot;
                Ok(*facts)
            }
            _ => Err(garbage()),
        }
    }

    fn certificate(&mut self, key: &KeyRef) -> Result<Vec<u8>, Error> {
        let find = |listed: &[(KeyRef, Vec<u8>)]| {
            let same = |reference: &KeyRef| match key.certificate {
                Some(_) => reference.certificate == key.certificate,
                None => reference.slot == key.slot,
            };
            listed.iter().find(|(reference, _)| same(reference)).map(|(_, certificate)| certificate.clone())
        };
        if let Some(certificate) = find(&self.listed) {
            return Ok(certificate);
        }
        self.keys()?;
        let slot = key.slot.key_reference();
        find(&self.listed).ok_or(match key.certificate {
            Some(_) => Error::KeyChanged { slot },
            None => Error::KeyMissing { slot },
        })
    }
}

impl Token for Pkcs11Token {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        let facts = self.facts()?;
        Ok(TokenInfo {
            atr: Vec::new(),
            serial: Some(facts.serial.clone()).filter(|serial| !serial.is_empty()),
            family: Family::Pkcs11,
            pin: facts.pin_state(),
            puk: PinState::Unknown,
            pin_pad: facts.pin_pad,
            pin_to_change: facts.pin_to_be_changed,
            pin_rules: facts.pin_rules(),
            version: None,
            practice: false,
            other: None,
            reader: Some(facts.reader),
        })
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        let facts = self.facts()?;
        let (needs_pin, pss, only_pss) = (facts.asks_us(), facts.signs_pss(), facts.signs_pss_only());
        let request = Request::Keys { token: self.name.clone() };
        let found = match self.module.ask(&request, &[], |limits| limits.read)?.0? {
            Answer::Keys(found) => found,
            _ => return Err(garbage()),
        };
        let keys = found.into_iter().zip(1u8..).map(|(key, number)| {
            let certificate = key.certificate.0;
            let public = PublicKey::of_certificate(&certificate);
            let slot = Slot::Module(number);
            let (damaged, algorithm) = (public.is_err(), public.ok().flatten().map(|key| key.algorithm));
            TokenKey {
                reference: KeyRef::new(slot, Some(Sha256::digest(&certificate).into())),
                slot,
                damaged,
                algorithm,
                pss: pss && matches!(algorithm, Some(KeyAlgorithm::Rsa { .. })),
                only_pss: only_pss && matches!(algorithm, Some(KeyAlgorithm::Rsa { .. })),
                certificate: Some(certificate),
                always_pin: key.always_pin.unwrap_or(false),
                needs_pin,
            }
        });
        let keys: Vec<TokenKey> = keys.collect();
        let certificate = |key: &TokenKey| Some((key.reference.clone(), key.certificate.clone()?));
        self.listed = keys.iter().filter_map(certificate).collect();
        Ok(keys)
    }

    /// With a protected authentication path the act's PIN is left alone: the person types it elsewhere.
    fn sign(&mut self, key: &KeyRef, act: &mut Act, tbs: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        let slot = key.slot.key_reference();
        let certificate = self.certificate(key)?;
        let public = PublicKey::of_certificate(&certificate).ok().flatten();
        let public = public.ok_or(Error::KeyUnsupported { slot })?;
        let name = KeyName::Certificate(Bytes(Sha256::digest(&certificate).to_vec()));
        self.sign_with(slot, &public, name, act, tbs)
    }

    fn change_pin(&mut self, old: Pin, new: Pin) -> Result<(), Error> {
        let facts = self.facts()?;
        if facts.pin_pad {
            return Err(Error::PinFixed);
        }
        let rules = facts.pin_rules();
        [&old, &new].into_iter().try_for_each(|pin| rules.check(pin)).map_err(Error::PinFormat)?;
        let request = Request::ChangePin { token: self.name.clone() };
        match self.module.ask(&request, &[&old, &new], |limits| limits.sign)?.0? {
            Answer::Done => Ok(()),
            _ => Err(garbage()),
        }
    }

    fn unblock(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(Error::PinFixed)
    }

    fn change_pin_on_pad(&mut self) -> Result<(), Error> {
        if !self.facts()?.pin_pad {
            return Err(Error::NoPinPad);
        }
        let request = Request::ChangePinOnPad { token: self.name.clone() };
        match self.module.ask(&request, &[], |limits| limits.pin_pad)?.0? {
            Answer::Done => Ok(()),
            _ => Err(garbage()),
        }
    }

    fn personalise(&mut self) -> Option<&mut dyn Personalise> {
        Some(self)
    }
}

impl Pkcs11Token {
    /// One signature by the key of this name, checked with its public key.
    fn sign_with(
        &mut self,
        slot: u8,
        public: &PublicKey,
        key: KeyName,
        act: &mut Act,
        tbs: &ToBeSigned<'_>,
    ) -> Result<Vec<u8>, Error> {
        let facts = self.facts()?;
        let pss = tbs.wants_pss(public.algorithm);
        if pss && !facts.signs_pss() {
            return Err(Error::PssUnsupported { slot });
        }
        let with_pin = facts.asks_us();
        if with_pin {
            act.check(&facts.pin_rules())?;
        }
        if facts.login_required && facts.pin_locked {
            return Err(Error::PinBlocked);
        }
        let request = Request::Sign {
            token: self.name.clone(),
            key,
            with_pin,
            pss,
            attributes: Bytes(tbs.attributes.to_vec()),
            digest: Bytes(tbs.digest.to_vec()),
        };
        let pin = if with_pin { Some(act.take()?) } else { None };
        let secrets: Vec<&Pin> = pin.iter().collect();
        // An error here leaves the PIN's fate unknown, so it does not come back.
        let (answer, pin_sent) = self
            .module
            .ask(&request, &secrets, |limits| if facts.pin_pad { limits.pin_pad } else { limits.sign })?;
        let result = match answer {
            Ok(Answer::Signature(signature)) if public.verifies(tbs.padding, &tbs.digest, &signature.0) => {
                Ok(signature.0)
            }
            Ok(Answer::Signature(_)) => Err(Error::SignatureWrong),
            Ok(_) => Err(garbage()),
            Err(Error::KeyChanged { .. }) => Err(Error::KeyChanged { slot }),
            Err(Error::KeyMissing { .. }) => Err(Error::KeyMissing { slot }),
            Err(Error::KeyUnsupported { .. }) => Err(Error::KeyUnsupported { slot }),
            Err(error) => Err(error),
        };
        if let Some(pin) = pin.filter(|_| result.is_ok() || !pin_sent) {
            act.give_back(pin);
        }
        result
    }
}

fn garbage() -> Error {
    Error::ModuleUnusable { problem: ModuleProblem::Garbage }
}
