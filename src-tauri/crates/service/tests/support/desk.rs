//! A person at a desk with an issuing office on loopback, made by others: certification authority, OCSP responder, lists and
//! time-stamp authorities; and what pyHanko says of the result.
#![allow(dead_code, reason = "each test binary uses its part")]

use super::support::{World, pin_of, request};
use service::Service;
use service::schema::{
    DocumentView, NetworkSettings, Outcome, PlaceRequest, ProxySetting, SignLevel, SignRequest, SignedView,
    StampServer,
};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use testkit::judges::{self, Ades, Revocation};
use testkit::office::Office;

pub(crate) const PASSWORD: &str = "sandi-uji-1";

/// One office for all tests; one test at a time, since its faults are shared.
pub(crate) fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    let office = OFFICE.get_or_init(|| Mutex::new(Office::open()));
    let office = office.lock().unwrap_or_else(PoisonError::into_inner);
    office.mend();
    office.take_requests();
    office
}

/// What this person and pyHanko trust: the issuing CA, as agencies hand it out, and the roots of the time-stamp authorities.
pub(crate) fn anchors(office: &Office) -> [PathBuf; 3] {
    ["interm", "time-root", "later-root"].map(|label| office.certificate(label))
}

/// A person with the office's issuers trusted, the network on, and a key file of `label` as token.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) token: String,
}

impl Desk {
    pub(crate) fn new(office: &Office, label: &str) -> Desk {
        Desk::with_stamps(office, label, &["tsa"])
    }

    pub(crate) fn with_stamps(office: &Office, label: &str, stamps: &[&str]) -> Desk {
        let urls: Vec<String> = stamps.iter().map(|name| office.time_stamps(name)).collect();
        Desk::of(office, &anchors(office), &office.key_file(label, PASSWORD), &urls)
    }

    /// A person who trusts these certificates and asks time stamps at these addresses; their hosts are allowed.
    pub(crate) fn of(office: &Office, trusted: &[PathBuf], key_file: &Path, stamps: &[String]) -> Desk {
        let mut world = World::new();
        *world.host.clock.lock().unwrap() = None;
        let trust = trust_of(&world);
        std::fs::create_dir(&trust).unwrap();
        for anchor in trusted {
            std::fs::copy(anchor, trust.join(name(anchor))).unwrap();
        }
        world.service = Service::with_trust(world.host.clone(), Some(trust));
        let url = |url: &String| StampServer { url: url.clone(), user: None };
        let settings = NetworkSettings {
            on: true,
            proxy: ProxySetting::None,
            stamps: stamps.iter().map(url).collect(),
            hosts: stamps.iter().map(|url| host_of(url)).chain([office.host()]).collect(),
            ..NetworkSettings::default()
        };
        world.service.network_change(&settings).unwrap();
        let token = world.service.insert_key_file(key_file, pin_of(PASSWORD)).unwrap();
        Desk { world, token }
    }

    /// The program closed and started again with the same data, the key file chosen anew.
    pub(crate) fn restart(&mut self, key_file: &Path) {
        let trust = self.trust();
        self.world.service = Service::with_trust(self.world.host.clone(), Some(trust));
        self.token = self.world.service.insert_key_file(key_file, pin_of(PASSWORD)).unwrap();
    }

    /// The folder of trusted certificates, beside the letters.
    fn trust(&self) -> PathBuf {
        trust_of(&self.world)
    }

    pub(crate) fn request(&self, document: &DocumentView, level: SignLevel) -> SignRequest {
        SignRequest {
            token: self.token.clone(),
            place: PlaceRequest::Invisible,
            level: Some(level),
            ..request(document)
        }
    }

    pub(crate) fn sign(&self, level: SignLevel) -> SignedView {
        let letter = self.world.sample();
        self.run(&self.request(&letter, level))
    }

    pub(crate) fn run(&self, request: &SignRequest) -> SignedView {
        let prompt = match self.world.service.sign_run(request, None) {
            Outcome::NeedsSecret { secret } => secret,
            other => panic!("a password should be asked for: {other:?}"),
        };
        match self.world.answer(&prompt, PASSWORD) {
            Outcome::Done { value } => value,
            other => panic!("signed: {other:?}"),
        }
    }

    pub(crate) fn path(&self, signed: &SignedView) -> PathBuf {
        self.world.letters.path().join(&signed.document.name)
    }
}

fn trust_of(world: &World) -> PathBuf {
    world.letters.path().join("../").join(format!("{}-trust", name(world.letters.path())))
}

/// Host and port of an address.
pub(crate) fn host_of(url: &str) -> String {
    url.split('/').nth(2).unwrap().to_owned()
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Time stamps asked for since the last look.
pub(crate) fn stamps_asked(office: &Office) -> usize {
    office.take_requests().iter().filter(|path| path.contains("/tsa/")).count()
}

pub(crate) fn level(signed: &SignedView) -> Option<&str> {
    signed.verification.signatures[0].level.as_deref()
}

pub(crate) fn ades(office: &Office, file: &Path, revocation: Revocation) -> Ades {
    let anchors = anchors(office);
    judges::ades(file, None, revocation, None, &anchors.each_ref().map(PathBuf::as_path)).remove(0)
}

/// The office's roots as anchors: the issuing CA stands between.
pub(crate) fn roots(office: &Office) -> [PathBuf; 3] {
    office.roots()
}
