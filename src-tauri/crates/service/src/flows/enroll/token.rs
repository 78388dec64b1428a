//! The token's part: how it stands, its secrets, the key, and the request that the key signs.

use super::{Enrollment, sha256};
use crate::enroll::record::{Bytes, KeyRecord, SecretName};
use crate::flows::tokens::{fits, key_id, problem_of, secret_kind};
use crate::schema::{
    EnrollKeyDrawn, EnrollPlaceView, EnrollSecretState, EnrollStep, EnrollTokenView, EnrollView, Problem,
    Secret, SecretKind,
};
use crate::worker::Worker;
use crate::{Service, hex};
use ::journal::record::Step;
use ::token::{
    Act, Authority, Error, KeyAlgorithm, KeyRef, Losing, ManagementAlgorithm, ManagementKey, Personalise,
    Pin, PinState, Place, Preparation, Slot, ToBeSigned,
};
use pki::cert::Certificate;
use pki::request::{Draft, Request};
use std::path::Path;
use std::sync::Arc;

impl Service {
    /// Chooses the token, or asks it again how it stands.
    pub fn enroll_token(&self, id: &str, token: &str) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Token)?;
        let serial = self.info(token)?.serial.unwrap_or_default();
        match &enrollment.record.token {
            // Once there is a key it lies on one token and no other.
            Some(known) if enrollment.record.key.is_some() && *known != serial => {
                return Err(Problem::EnrollTokenOther { serial: known.clone() });
            }
            Some(known) if *known != serial => enrollment.record.replaced.clear(),
            _ => {}
        }
        enrollment.record.token = Some(serial);
        enrollment.token = Some(token.to_owned());
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// Replaces the PIN. One that everybody knows is not taken.
    pub fn enroll_pin(&self, id: &str, old: Pin, new: Pin, last_try: bool) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        let token = self.chosen(&enrollment)?;
        not_well_known(&new, SecretName::Pin)?;
        self.change_pin(&token, old, new, last_try)?;
        enrollment.record.replaced.insert(SecretName::Pin);
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// Replaces the PUK. At its last try only after the person confirmed it.
    pub fn enroll_puk(&self, id: &str, old: Pin, new: Pin, last_try: bool) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        let token = self.chosen(&enrollment)?;
        not_well_known(&new, SecretName::Puk)?;
        let info = self.info(&token)?;
        fits(&info.pin_rules, &[&old, &new])?;
        match info.puk {
            PinState::Blocked => return Err(Problem::PukBlocked),
            PinState::Tries(1) if !last_try => return Err(Problem::PukLastTry),
            _ => {}
        }
        let changed = self.prepare(&token, "puk", move |card| card.change_puk(old, new));
        self.tokens().reread(&token);
        changed?;
        enrollment.record.replaced.insert(SecretName::Puk);
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// Replaces the management key. The factory's, or one of equal digits, is not taken as the new one.
    pub fn enroll_management(&self, id: &str, old: Secret, new: Secret) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        let token = self.chosen(&enrollment)?;
        let cipher = enrollment.cipher()?;
        let current = self.by_management_key(cipher, old)?;
        let new = new_management_key(cipher, new)?;
        if new.is_factory() || new.is_trivial() {
            return Err(weak(SecretName::Management));
        }
        self.prepare(&token, "management", move |card| card.change_management_key(current, &new))?;
        enrollment.record.replaced.insert(SecretName::Management);
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// A management key by chance, as long as the token's, in groups of four digits: to be written down by the office,
    /// never kept here.
    pub fn enroll_draw_key_for(&self, id: &str) -> Result<EnrollKeyDrawn, Problem> {
        let length = self.enrollment(id)?.cipher()?.key_length();
        let mut bytes = zeroize::Zeroizing::new(vec![0u8; length]);
        self.host().random(&mut bytes).map_err(|error| self.internal("random numbers", &error))?;
        let groups: Vec<String> = bytes.chunks(2).map(hex).collect();
        Ok(EnrollKeyDrawn { key: groups.join(" ") })
    }

    /// The person says that a secret which the token does not tell of is not the factory's any more.
    pub fn enroll_confirm(&self, id: &str, secret: SecretName) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        if enrollment.secret(secret) == EnrollSecretState::Factory {
            return Err(factory(secret));
        }
        enrollment.record.replaced.insert(secret);
        self.keep_enrollment(id, enrollment)
    }

    /// Makes the key. What is lost in its place must have been named by the last four digits of its number. `secret` is the
    /// management key, or the PIN of a token that has none.
    pub fn enroll_key(
        &self,
        id: &str,
        place: &str,
        algorithm: &str,
        secret: Secret,
        confirm: &str,
        last_try: bool,
    ) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Key)?;
        if enrollment.record.request.is_some() {
            return Err(Problem::EnrollTooLate);
        }
        let token = self.chosen(&enrollment)?;
        self.look_at_token(&mut enrollment)?;
        let named = enrollment.place(place)?;
        let (slot, losing) = (named.slot, named.losing());
        if losing != Losing::Nothing {
            last_four(&enrollment.at_stake(named), confirm)?;
        }
        let algorithm = algorithm_named(algorithm).ok_or(Problem::CertificateUnsupported)?;
        let authority = self.authority(id, &mut enrollment, &token, secret, last_try)?;
        if matches!(&authority, Authority::Management { key, .. } if key.is_factory()) {
            // The person said otherwise before.
            enrollment.record.replaced.remove(&SecretName::Management);
            self.keep_enrollment(id, enrollment)?;
            return Err(factory(SecretName::Management));
        }
        let made = self.prepare(&token, "key", move |card| card.generate(slot, algorithm, authority, losing));
        // A counter may have moved, and the old certificate of the place is gone.
        self.tokens().reread(&token);
        self.leave_to_its_tool(id, &mut enrollment, made.as_ref().err())?;
        let new = self.noted(Step::Key, &enrollment, made)?;
        enrollment.record.key = Some(KeyRecord {
            place: place.to_owned(),
            spki: Bytes(new.spki),
            attestation: new.attestation.into_iter().map(Bytes).collect(),
        });
        self.look_at_token(&mut enrollment)?;
        self.keep_enrollment(id, enrollment)
    }

    /// Has the new key sign its request with the names of the form.
    pub fn enroll_request(&self, id: &str, pin: Pin, last_try: bool) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Request)?;
        let token = self.chosen(&enrollment)?;
        let key = enrollment.record.key.clone().ok_or(Problem::EnrollNotYet)?;
        let slot = slot_named(&key.place).ok_or(Problem::EnrollNotYet)?;
        let applicant = enrollment.template.applicant(&enrollment.record.values);
        let draft = Draft::new(&applicant, &key.spki.0).map_err(|error| self.internal("request", &error))?;
        let mut act = self.act(id, &mut enrollment, &token, pin, last_try)?;
        let info = draft.to_be_signed().to_vec();
        let signed = self.prepare(&token, "key", move |card| {
            card.sign_with_new_key(slot, &key.spki.0, &mut act, &ToBeSigned::new(&info, sha256(&info)))
        });
        self.tokens().reread(&token);
        let signed = self.noted(Step::Request, &enrollment, signed)?;
        let request = draft.finish(&signed).map_err(|error| self.internal("request", &error))?;
        enrollment.record.request = Some(Bytes(request.der().to_vec()));
        self.keep_enrollment(id, enrollment)
    }

    /// Takes a request that another tool made and signed, where the token cannot be prepared here.
    pub fn enroll_request_file(&self, id: &str, path: &Path) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Token)?;
        if enrollment.record.request.is_some() {
            return Err(Problem::EnrollTooLate);
        }
        let request = read_request(path)?;
        let spki = request.key().spki_der.to_vec();
        enrollment.record.key =
            Some(KeyRecord { place: String::new(), spki: Bytes(spki), attestation: Vec::new() });
        enrollment.record.request = Some(Bytes(request.der().to_vec()));
        self.keep_enrollment(id, enrollment)
    }

    /// A PIN for one signature: in form, not at the last try unasked, and not the factory's.
    pub(super) fn act(
        &self,
        id: &str,
        enrollment: &mut Enrollment,
        token: &str,
        pin: Pin,
        last_try: bool,
    ) -> Result<Act, Problem> {
        let pin = self.checked_pin(id, enrollment, token, pin, last_try)?;
        Ok(pin.map_or_else(Act::without_pin, Act::new))
    }

    /// The PIN, or none where it is typed on the reader.
    fn checked_pin(
        &self,
        id: &str,
        enrollment: &mut Enrollment,
        token: &str,
        pin: Pin,
        last_try: bool,
    ) -> Result<Option<Pin>, Problem> {
        let info = self.info(token)?;
        Service::before_pin(&info, last_try)?;
        if secret_kind(&info) == SecretKind::PinPad {
            return Ok(None);
        }
        fits(&info.pin_rules, &[&pin])?;
        if pin.is_factory() {
            enrollment.record.replaced.remove(&SecretName::Pin);
            self.keep_enrollment(id, enrollment.clone())?;
            return Err(factory(SecretName::Pin));
        }
        Ok(Some(pin))
    }

    /// The chosen token, if it is there.
    pub(super) fn chosen(&self, enrollment: &Enrollment) -> Result<String, Problem> {
        let token = enrollment.token.clone().ok_or(Problem::EnrollNotYet)?;
        let serial = self.info(&token)?.serial.unwrap_or_default();
        match &enrollment.record.token {
            Some(known) if *known != serial => Err(Problem::EnrollTokenOther { serial: known.clone() }),
            _ => Ok(token),
        }
    }

    /// One act of preparing; `what` names it for whoever must do it with the maker's tool.
    pub(super) fn prepare<T: Send + 'static>(
        &self,
        token: &str,
        what: &str,
        work: impl FnOnce(&mut dyn Personalise) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.worker_of(token)?.personalise(work).map_err(|error| match error {
            Error::NotPossible => Problem::EnrollNotPossible { what: what.to_owned() },
            Error::NotAdministrator | Error::ManagementKeyWrong => Problem::EnrollManagementWrong,
            Error::PlaceTaken { .. } => Problem::EnrollPlaceChanged,
            other => problem_of(&other),
        })
    }

    /// What a token refused to have done here, its maker's tool does: the application goes on from there.
    pub(super) fn leave_to_its_tool(
        &self,
        id: &str,
        enrollment: &mut Enrollment,
        refused: Option<&Problem>,
    ) -> Result<(), Problem> {
        if matches!(refused, Some(Problem::EnrollNotPossible { .. })) {
            enrollment.preparation = None;
            self.keep_enrollment(id, enrollment.clone())?;
        }
        Ok(())
    }

    pub(super) fn worker_of(&self, token: &str) -> Result<Arc<Worker>, Problem> {
        self.tokens().worker(token).ok_or(Problem::TokenRemoved)
    }

    /// Asks the token how it stands; secrets that it tells of count as it tells.
    pub(super) fn look_at_token(&self, enrollment: &mut Enrollment) -> Result<(), Problem> {
        let token = self.chosen(enrollment)?;
        enrollment.preparation = match self.prepare(&token, "key", |card| card.preparation()) {
            Ok(preparation) => Some(preparation),
            Err(Problem::EnrollNotPossible { .. }) => None,
            Err(problem) => return Err(problem),
        };
        if enrollment.pin_allows() {
            enrollment.record.replaced.insert(SecretName::Management);
        }
        for secret in [SecretName::Pin, SecretName::Puk, SecretName::Management] {
            match enrollment.told(secret) {
                Some(true) => drop(enrollment.record.replaced.remove(&secret)),
                Some(false) => drop(enrollment.record.replaced.insert(secret)),
                None => {}
            }
        }
        Ok(())
    }

    /// What allows changes on the token of an application, made of what was typed.
    pub(super) fn authority(
        &self,
        id: &str,
        enrollment: &mut Enrollment,
        token: &str,
        typed: Secret,
        last_try: bool,
    ) -> Result<Authority, Problem> {
        if enrollment.pin_allows() {
            let pin = Pin::new(typed.into_bytes());
            let pin = self.checked_pin(id, enrollment, token, pin, last_try)?;
            return Ok(Authority::Pin { pin, name: self.by_chance()? });
        }
        self.by_management_key(enrollment.cipher()?, typed)
    }

    fn by_management_key(&self, cipher: ManagementAlgorithm, typed: Secret) -> Result<Authority, Problem> {
        let key = ManagementKey::parse(cipher, &typed.into_text()).ok_or_else(|| key_format(cipher))?;
        Ok(Authority::Management { key, challenge: self.by_chance()? })
    }

    fn by_chance(&self) -> Result<[u8; 16], Problem> {
        let mut bytes = [0u8; 16];
        self.host().random(&mut bytes).map_err(|error| self.internal("random numbers", &error))?;
        Ok(bytes)
    }

    pub(super) fn enroll_token_view(&self, enrollment: &Enrollment) -> Option<EnrollTokenView> {
        let id = enrollment.token.clone()?;
        let info = self.info(&id).ok()?;
        let seen = self.tokens_view().tokens.into_iter().find(|token| token.id == id)?;
        let cipher = enrollment.preparation.as_ref().and_then(|preparation| preparation.management);
        let now = self.host().now().to_utc();
        let places = enrollment.preparation.iter().flat_map(|preparation| &preparation.places);
        let places = places.map(|place| {
            let free = place.losing() == Losing::Nothing;
            EnrollPlaceView {
                id: key_id(&KeyRef::new(place.slot, None)),
                holds: holds(place).to_owned(),
                certificate: certificate_of(place).map(|found| self.describe_certificate(&found, now)),
                confirm: if free { String::new() } else { enrollment.at_stake(place) },
            }
        });
        let algorithms = enrollment.preparation.iter().flat_map(|preparation| &preparation.algorithms);
        Some(EnrollTokenView {
            name: seen.name,
            serial: info.serial.unwrap_or_default(),
            practice: seen.practice,
            here: enrollment.preparation.is_some(),
            pin: enrollment.secret(SecretName::Pin),
            puk: enrollment.secret(SecretName::Puk),
            puk_here: enrollment.preparation.as_ref().is_some_and(|preparation| preparation.puk_replaceable),
            management: enrollment.secret(SecretName::Management),
            management_digits: cipher.map_or(0, digits),
            management_cipher: cipher.map(cipher_name).unwrap_or_default().to_owned(),
            pin_min: info.pin_rules.min,
            pin_max: info.pin_rules.max,
            places: places.collect(),
            algorithms: algorithms.filter_map(|one| algorithm_name(*one)).map(str::to_owned).collect(),
            id,
        })
    }
}

impl Enrollment {
    /// Whether a secret is the factory's, by the token's own word.
    fn told(&self, secret: SecretName) -> Option<bool> {
        let preparation = self.preparation.as_ref()?;
        match secret {
            SecretName::Management => preparation.management_factory,
            SecretName::Pin => preparation.pin_factory,
            SecretName::Puk => preparation.puk_factory,
        }
    }

    /// The PIN allows what elsewhere a management key does.
    pub(super) fn pin_allows(&self) -> bool {
        self.preparation.as_ref().is_some_and(|preparation| preparation.pin_allows)
    }

    fn secret(&self, secret: SecretName) -> EnrollSecretState {
        if secret == SecretName::Management && self.pin_allows() {
            return EnrollSecretState::Absent;
        }
        match (self.told(secret), self.record.replaced.contains(&secret)) {
            (Some(true), _) => EnrollSecretState::Factory,
            (Some(false), _) | (None, true) => EnrollSecretState::Own,
            (None, false) => EnrollSecretState::Unknown,
        }
    }

    pub(super) fn cipher(&self) -> Result<ManagementAlgorithm, Problem> {
        let told = self.preparation.as_ref().and_then(|preparation: &Preparation| preparation.management);
        told.ok_or_else(|| Problem::EnrollNotPossible { what: "management".to_owned() })
    }

    pub(super) fn place(&self, id: &str) -> Result<&Place, Problem> {
        let slot = slot_named(id).ok_or(Problem::EnrollPlaceChanged)?;
        let mut places = self.preparation.iter().flat_map(|preparation| &preparation.places);
        places.find(|place| place.slot == slot).ok_or(Problem::EnrollPlaceChanged)
    }

    /// The number of what is lost: the certificate's, else the token's.
    pub(super) fn at_stake(&self, place: &Place) -> String {
        match certificate_of(place) {
            Some(certificate) => certificate.serial_hex(),
            None => self.record.token.clone().unwrap_or_default(),
        }
    }
}

/// The last four digits of the number were typed.
pub(super) fn last_four(number: &str, typed: &str) -> Result<(), Problem> {
    let start = number.len().saturating_sub(4);
    let wanted = number.get(start..).unwrap_or(number);
    if !wanted.is_empty() && typed.trim().eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(Problem::EnrollConfirmWrong)
    }
}

pub(super) fn certificate_of(place: &Place) -> Option<Certificate> {
    Certificate::from_der(place.certificate.as_deref()?).ok()
}

/// Names a place as [`key_id`] does, the other way round.
pub(super) fn slot_named(id: &str) -> Option<Slot> {
    match id {
        "9a" => Some(Slot::Authentication),
        "9c" => Some(Slot::Signature),
        "9d" => Some(Slot::KeyManagement),
        "new" => Some(Slot::ModuleNew),
        _ => id.strip_prefix("retired-")?.parse().ok().map(Slot::Retired),
    }
}

pub(super) fn factory(secret: SecretName) -> Problem {
    Problem::EnrollFactorySecret { secret: secret.as_str().to_owned() }
}

/// A request of another tool, PEM or DER, whose signature is its own key's.
fn read_request(path: &Path) -> Result<Request, Problem> {
    /// Far above any request, in bytes.
    const LARGEST: u64 = 64 * 1024;
    let unusable = |_| Problem::EnrollRequestUnusable;
    if std::fs::metadata(path).map_err(unusable)?.len() > LARGEST {
        return Err(Problem::EnrollRequestUnusable);
    }
    let bytes = std::fs::read(path).map_err(unusable)?;
    Request::from_pem_or_der(&bytes).map_err(|_| Problem::EnrollRequestUnusable)
}

fn holds(place: &Place) -> &'static str {
    match place.losing() {
        Losing::Certificate(_) => "certificate",
        Losing::Unreadable => "unreadable",
        Losing::KeyAlone if place.key.is_none() => "unknown",
        Losing::KeyAlone => "key",
        _ => "nothing",
    }
}

fn algorithm_name(algorithm: KeyAlgorithm) -> Option<&'static str> {
    match algorithm {
        KeyAlgorithm::Rsa { bits: 2048 } => Some("rsa-2048"),
        KeyAlgorithm::Rsa { bits: 3072 } => Some("rsa-3072"),
        KeyAlgorithm::P256 => Some("p-256"),
        _ => None,
    }
}

fn algorithm_named(name: &str) -> Option<KeyAlgorithm> {
    let all = [KeyAlgorithm::Rsa { bits: 2048 }, KeyAlgorithm::Rsa { bits: 3072 }, KeyAlgorithm::P256];
    all.into_iter().find(|algorithm| algorithm_name(*algorithm) == Some(name))
}

const fn cipher_name(cipher: ManagementAlgorithm) -> &'static str {
    match cipher {
        ManagementAlgorithm::Aes128 => "AES-128",
        ManagementAlgorithm::Aes192 => "AES-192",
        ManagementAlgorithm::Aes256 => "AES-256",
        ManagementAlgorithm::TripleDes => "3DES",
        _ => "-",
    }
}

/// The new key has the cipher of the current one; one of another length has AES of that length.
fn new_management_key(current: ManagementAlgorithm, typed: Secret) -> Result<ManagementKey, Problem> {
    let typed = typed.into_text();
    let aes = [ManagementAlgorithm::Aes128, ManagementAlgorithm::Aes192, ManagementAlgorithm::Aes256];
    let key = std::iter::once(current).chain(aes).find_map(|cipher| ManagementKey::parse(cipher, &typed));
    key.ok_or_else(|| key_format(current))
}

fn key_format(cipher: ManagementAlgorithm) -> Problem {
    Problem::EnrollManagementFormat { digits: digits(cipher) }
}

fn digits(cipher: ManagementAlgorithm) -> u32 {
    u32::try_from(cipher.key_length() * 2).unwrap_or_default()
}

fn weak(secret: SecretName) -> Problem {
    Problem::EnrollWeakSecret { secret: secret.as_str().to_owned() }
}

fn not_well_known(new: &Pin, secret: SecretName) -> Result<(), Problem> {
    if new.is_well_known() { Err(weak(secret)) } else { Ok(()) }
}
