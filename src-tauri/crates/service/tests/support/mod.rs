//! A host that is only the trait: a folder of its own, a fixed clock, events kept for looking at.
#![allow(dead_code, reason = "each test binary uses its part")]

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, FixedOffset};
use pki::cert::Certificate;
use service::Service;
use service::host::{Host, PickKind};
use service::http::Patience;
use service::schema::{
    BlockText, DocumentView, Event, Opened, Outcome, Problem, SecretPrompt, SignRequest, SignedView,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use testkit::openssl::{Signer, openssl};
use zeroize::Zeroizing;

pub(crate) const SAMPLE: &[u8] = include_bytes!("../../assets/surat-contoh.pdf");

pub(crate) struct TestHost {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) events: Mutex<Vec<String>>,
    pub(crate) picks: Mutex<Vec<PathBuf>>,
    /// Days that the clock is ahead of its fixed time.
    pub(crate) days: std::sync::atomic::AtomicI64,
    /// What the clock shows; the computer's own when empty.
    pub(crate) clock: Mutex<Option<DateTime<FixedOffset>>>,
    /// How long the network is waited for.
    pub(crate) patience: Mutex<Patience>,
}

/// When tests happen that do not say otherwise. The practice certificates are made "yesterday" by this clock too, so the
/// day itself does not matter.
pub(crate) fn fixed_time() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T09:12:44+08:00").unwrap()
}

impl Host for TestHost {
    fn now(&self) -> DateTime<FixedOffset> {
        let days = self.days.load(std::sync::atomic::Ordering::SeqCst);
        let clock = *self.clock.lock().unwrap();
        clock.unwrap_or_else(|| chrono::Utc::now().fixed_offset()) + chrono::Duration::days(days)
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        service::random(buffer)
    }

    fn patience(&self) -> Patience {
        *self.patience.lock().unwrap()
    }

    fn data_folder(&self) -> &Path {
        self.folder.path()
    }

    fn emit(&self, event: Event) {
        self.events.lock().unwrap().push(serde_json::to_string(&event).unwrap());
    }

    fn pick_files(&self, _: PickKind) -> Vec<PathBuf> {
        self.picks.lock().unwrap().clone()
    }

    fn pick_target(&self, suggested: &Path) -> Option<PathBuf> {
        Some(suggested.to_owned())
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        panic!("a fault of ours: {reference} {step}: {error}");
    }

    fn show_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn reveal_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }
}

/// A service with the practice token in, and a folder of letters.
pub(crate) struct World {
    pub(crate) host: Arc<TestHost>,
    pub(crate) service: Arc<Service>,
    pub(crate) letters: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> World {
        let host = Arc::new(TestHost {
            folder: tempfile::tempdir().unwrap(),
            events: Mutex::default(),
            picks: Mutex::default(),
            days: 0.into(),
            clock: Mutex::new(Some(fixed_time())),
            patience: Mutex::default(),
        });
        let service = Service::new(host.clone());
        service.insert_practice().unwrap();
        World { host, service, letters: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn letter(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.letters.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn open(&self, path: &Path) -> DocumentView {
        match self.service.open_path(path) {
            Opened::Document { document } => document,
            Opened::Refused { problem, .. } => panic!("{} is refused: {problem:?}", path.display()),
            Opened::Many { .. } => panic!("{} is one file", path.display()),
        }
    }

    pub(crate) fn sample(&self) -> DocumentView {
        self.open(&self.letter("surat.pdf", SAMPLE))
    }

    pub(crate) fn begin(&self, document: &DocumentView) -> SecretPrompt {
        match self.service.sign_run(&request(document), None) {
            Outcome::NeedsSecret { secret } => secret,
            other => panic!("a PIN should be asked for: {other:?}"),
        }
    }

    pub(crate) fn answer(&self, prompt: &SecretPrompt, pin: &str) -> Outcome<SignedView> {
        self.service.secret_answer(&prompt.ticket, pin_of(pin), false)
    }

    /// As [`World::answer`], where the person confirmed that the last try is used.
    pub(crate) fn answer_last(&self, prompt: &SecretPrompt, pin: &str) -> Outcome<SignedView> {
        self.service.secret_answer(&prompt.ticket, pin_of(pin), true)
    }

    /// How many VERIFY commands with a PIN the card has seen since the last call.
    pub(crate) fn verifies(&self) -> usize {
        let card = self.service.practice_card().unwrap();
        card.take_headers().iter().filter(|header| header[1] == 0x20 && header[0] & 0x10 == 0).count()
    }

    /// Names of everything in the folder of letters.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.letters.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

pub(crate) fn pin_of(text: &str) -> service::Pin {
    service::Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

pub(crate) fn request(document: &DocumentView) -> SignRequest {
    SignRequest {
        text: BlockText { position: Some("Kepala Dinas Contoh (UJI)".to_owned()), ..BlockText::default() },
        consent: true,
        ..SignRequest::new(document.document.clone(), "practice".to_owned())
    }
}

pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> Problem {
    match outcome {
        Outcome::Refused { problem } => problem,
        other => panic!("a refusal was expected: {other:?}"),
    }
}

/// A bundle signed by OpenSSL as `docs/bundle.md` tells.
pub(crate) fn bundle(
    folder: &Path,
    signer: &Signer,
    sequence: u64,
    anchors: &[&Certificate],
    more: &str,
) -> PathBuf {
    let anchors: Vec<String> = anchors
        .iter()
        .map(|anchor| format!(r#"{{"certificate": "{}", "purpose": "any"}}"#, STANDARD.encode(anchor.der())))
        .collect();
    let manifest = format!(
        r#"{{"format": "absah-bundle/1", "agency": "Dinas Uji", "sequence": {sequence},
            "issued": "2026-11-20T08:00:00+08:00", "anchors": [{}]{more}}}"#,
        anchors.join(",")
    );
    let (input, out) = (folder.join("bundle-manifest.json"), folder.join(format!("bundle-{sequence}.p7m")));
    std::fs::write(&input, manifest).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    #[rustfmt::skip]
    openssl(&["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256", "-in", &text(&input), "-signer",
        &text(&signer.certificate), "-inkey", &text(&signer.key), "-out", &text(&out)]);
    out
}

/// What the import of a bundle signed by this signer asks for.
pub(crate) fn key_of(signer: &Signer) -> String {
    let pem = std::fs::read(&signer.certificate).unwrap();
    service::hex(&Certificate::from_pem_or_der_all(&pem).unwrap().remove(0).key_sha256())
}
