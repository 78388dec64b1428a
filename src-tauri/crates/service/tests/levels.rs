//! Levels above the basic one over an office made by others on loopback: what is asked of the network and when, what is
//! kept when it fails, and that the result is completed later without the token. Judged by pyHanko.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::Service;
use service::documents::OpenDocument;
use service::schema::{
    CheckId, CheckState, DocumentView, NetworkSettings, Outcome, PlaceRequest, Problem, ProxySetting,
    SignLevel, SignRequest, SignedView, StampServer,
};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use support::{SAMPLE, World, pin_of, request};
use testkit::judges::{self, Ades, Revocation};
use testkit::office::Office;

const PASSWORD: &str = "sandi-uji-1";

/// One office for all tests; one test at a time, since its faults are shared.
fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    let office = OFFICE.get_or_init(|| Mutex::new(Office::open()));
    let office = office.lock().unwrap_or_else(PoisonError::into_inner);
    office.mend();
    office.take_requests();
    office
}

/// What this person and pyHanko trust: the issuing CA, as agencies hand it out, and the roots of the time-stamp authorities.
fn anchors(office: &Office) -> [PathBuf; 3] {
    ["interm", "time-root", "later-root"].map(|label| office.certificate(label))
}

/// A person with the office's issuers trusted, the network on, and a key file of `label` as token.
struct Desk {
    world: World,
    token: String,
}

impl Desk {
    fn new(office: &Office, label: &str) -> Desk {
        Desk::with_stamps(office, label, &["tsa"])
    }

    fn with_stamps(office: &Office, label: &str, stamps: &[&str]) -> Desk {
        let mut world = World::new();
        *world.host.clock.lock().unwrap() = None;
        let trust = world.letters.path().join("../").join(format!("{}-trust", name(world.letters.path())));
        std::fs::create_dir(&trust).unwrap();
        for anchor in anchors(office) {
            std::fs::copy(&anchor, trust.join(name(&anchor))).unwrap();
        }
        world.service = Service::with_trust(world.host.clone(), Some(trust));
        let url = |name: &&str| StampServer { url: office.time_stamps(name), user: None };
        let settings = NetworkSettings {
            on: true,
            proxy: ProxySetting::None,
            stamps: stamps.iter().map(url).collect(),
            hosts: vec![office.host()],
            ..NetworkSettings::default()
        };
        world.service.network_change(&settings).unwrap();
        let file = office.key_file(label, PASSWORD);
        let token = world.service.insert_key_file(&file, pin_of(PASSWORD)).unwrap();
        Desk { world, token }
    }

    fn request(&self, document: &DocumentView, level: SignLevel) -> SignRequest {
        SignRequest {
            token: self.token.clone(),
            place: PlaceRequest::Invisible,
            level: Some(level),
            ..request(document)
        }
    }

    fn sign(&self, level: SignLevel) -> SignedView {
        let letter = self.world.sample();
        let prompt = match self.world.service.sign_run(&self.request(&letter, level), None) {
            Outcome::NeedsSecret { secret } => secret,
            other => panic!("a password should be asked for: {other:?}"),
        };
        match self.world.answer(&prompt, PASSWORD) {
            Outcome::Done { value } => value,
            other => panic!("signed: {other:?}"),
        }
    }

    fn path(&self, signed: &SignedView) -> PathBuf {
        self.world.letters.path().join(&signed.document.name)
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Time stamps asked for since the last look.
fn stamps_asked(office: &Office) -> usize {
    office.take_requests().iter().filter(|path| path.contains("/tsa/")).count()
}

fn level(signed: &SignedView) -> Option<&str> {
    signed.verification.signatures[0].level.as_deref()
}

fn ades(office: &Office, file: &Path, revocation: Revocation) -> Ades {
    let anchors = anchors(office);
    judges::ades(file, None, revocation, None, &anchors.each_ref().map(PathBuf::as_path)).remove(0)
}

#[test]
fn each_level_is_reached_and_pyhanko_agrees() {
    let office = office();
    for label in ["signer-rsa", "signer-ec"] {
        for (wanted, word) in
            [(SignLevel::B, "B-B"), (SignLevel::T, "B-T"), (SignLevel::Lt, "B-LT"), (SignLevel::Lta, "B-LTA")]
        {
            let desk = Desk::new(&office, label);
            let signed = desk.sign(wanted);
            assert_eq!(signed.incomplete, None, "{label} {word}");
            assert_eq!(level(&signed), Some(word), "{label}");
            assert!(desk.world.service.pending_view().is_empty());
            let file = desk.path(&signed);
            let seen = ades(&office, &file, Revocation::Unchecked);
            assert!(seen.bottom_line, "{label} {word}: {seen:?}");
            assert_eq!(seen.stamp == "AdESPassed.OK", wanted > SignLevel::B, "{label} {word}: {seen:?}");
            assert_eq!(!seen.evidence.is_empty(), wanted == SignLevel::Lta, "{label} {word}: {seen:?}");
            let seen = ades(&office, &file, Revocation::Required);
            assert_eq!(seen.bottom_line, wanted >= SignLevel::Lt, "{label} {word}: {seen:?}");
            assert!(judges::pdfsig(&file)[0].valid);
            assert_eq!(judges::qpdf(&file), judges::Structure::Clean);
        }
    }
}

#[test]
fn no_time_stamp_is_asked_for_at_the_basic_level() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    desk.sign(SignLevel::B);
    assert_eq!(stamps_asked(&office), 0);
}

#[test]
fn authority_is_tried_before_the_pin_and_its_failure_is_told() {
    let office = office();
    let time = |desk: &Desk| {
        let letter = desk.world.sample();
        let plan = desk.world.service.sign_plan(&desk.request(&letter, SignLevel::T), None).unwrap();
        assert!(plan.ready, "the basic signature can be made in any case");
        let check = plan.checks.into_iter().find(|check| check.id == CheckId::Time).unwrap();
        (check.state, check.problem)
    };
    let desk = Desk::new(&office, "signer-ec");
    assert_eq!(time(&desk), (CheckState::Passed, None));
    assert_eq!(stamps_asked(&office), 1);
    assert_eq!(time(&desk), (CheckState::Passed, None));
    assert_eq!(stamps_asked(&office), 0, "one trial does for a while");

    office.fault("tsa", "500");
    let desk = Desk::new(&office, "signer-ec");
    let (state, problem) = time(&desk);
    assert_eq!(state, CheckState::Warning);
    assert!(matches!(problem, Some(Problem::NetworkStatus { status: 500, .. })), "{problem:?}");
}

#[test]
fn failing_authority_keeps_the_basic_signature_which_is_completed_later_without_the_token() {
    let office = office();
    let without_fault = ades(
        &office,
        &{
            let desk = Desk::new(&office, "signer-ec");
            let signed = desk.sign(SignLevel::Lta);
            let kept = desk.world.host.folder.path().join("pembanding.pdf");
            std::fs::copy(desk.path(&signed), &kept).unwrap();
            std::mem::forget(desk.world.host.clone());
            kept
        },
        Revocation::Required,
    );
    for fault in ["down", "500", "garbage", "empty", "login", "refused", "nonce", "imprint"] {
        office.fault("tsa", fault);
        let desk = Desk::new(&office, "signer-ec");
        let signed = desk.sign(SignLevel::Lta);
        assert!(signed.incomplete.is_some(), "{fault}");
        assert_eq!(level(&signed), Some("B-B"), "{fault}: the signature stands");
        assert_eq!(signed.verification.signatures[0].integrity, service::schema::HeadingState::Sah);
        let file = desk.path(&signed);
        let sent = std::fs::read(&file).unwrap();

        // Still failing: nothing new appears, and it stays on the list.
        let pending = desk.world.service.pending_view();
        assert_eq!((pending.len(), pending[0].name.as_str()), (1, "surat_ttd.pdf"), "{fault}");
        desk.world.service.complete(&pending[0].id, None).unwrap_err();
        assert_eq!(desk.world.files(), ["surat.pdf", "surat_ttd.pdf"], "{fault}");

        office.mend();
        desk.world.service.tokens().remove(&desk.token);
        // The failure is remembered for a few minutes; a person who waited that long:
        let later = chrono::Utc::now().fixed_offset() + chrono::TimeDelta::seconds(1);
        *desk.world.host.clock.lock().unwrap() = Some(later);
        let completed = desk.world.service.complete(&pending[0].id, None).unwrap();
        assert_eq!(level(&completed), Some("B-LTA"), "{fault}");
        assert!(desk.world.service.pending_view().is_empty(), "{fault}");
        assert_eq!(desk.world.files(), ["surat.pdf", "surat_ttd.pdf", "surat_ttd_lengkap.pdf"]);
        assert_eq!(std::fs::read(&file).unwrap(), sent, "{fault}: the file that was sent stays as it is");
        let journal = desk.world.host.folder.path().join("journal/0001/000001.jsonl");
        let journal = std::fs::read_to_string(journal).unwrap();
        let extended: Vec<&str> = journal.lines().filter(|line| line.contains("{\"extended\":")).collect();
        assert_eq!(extended.len(), 2, "{fault}: {extended:#?}");
        assert!(extended[0].contains("\"level\":\"B-LTA\",\"problem\":\""), "{}", extended[0]);
        assert!(extended[1].contains(&completed.verification.sha256), "{}", extended[1]);
        let bytes = std::fs::read(desk.path(&completed)).unwrap();
        assert!(bytes.starts_with(&sent), "{fault}: no earlier byte changes");
        let seen = ades(&office, &desk.path(&completed), Revocation::Required);
        // The sub-indication alone differs: pyHanko notes that the signature carries no stamp of its own, which only an
        // earlier byte could change. Its conclusion and what proves the time are the same.
        let level = |seen: &Ades| (seen.bottom_line, seen.modification.clone(), !seen.evidence.is_empty());
        assert_eq!(level(&seen), level(&without_fault), "{fault}: {seen:?}");
        assert!(seen.bottom_line && !seen.evidence.is_empty(), "{fault}: {seen:?}");
    }
}

#[test]
fn second_authority_stands_in_for_the_first() {
    let office = office();
    office.fault("/pki/tsa/tsa-later", "down");
    let desk = Desk::with_stamps(&office, "signer-ec", &["tsa-later", "tsa"]);
    let signed = desk.sign(SignLevel::Lta);
    assert_eq!((signed.incomplete.clone(), level(&signed)), (None, Some("B-LTA")));
}

#[test]
fn missing_revocation_data_keep_the_time_stamp() {
    let office = office();
    for (part, fault) in [("/ocsp/", "500"), ("/crls/", "500"), ("/crls/", "garbage")] {
        office.fault(part, fault);
        let desk = Desk::new(&office, "signer-ec");
        let signed = desk.sign(SignLevel::Lt);
        if part == "/ocsp/" {
            // The list says it too.
            assert_eq!((signed.incomplete.clone(), level(&signed)), (None, Some("B-LT")));
            continue;
        }
        assert!(signed.incomplete.is_some(), "{part} {fault}");
        assert_eq!(level(&signed), Some("B-T"), "{part} {fault}");
        office.mend();
        let id = desk.world.service.pending_view()[0].id.clone();
        let completed = desk.world.service.complete(&id, None).unwrap();
        assert_eq!(level(&completed), Some("B-LT"));
    }
}

#[test]
fn revoked_signer_of_another_program_gets_no_validation_data() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let (input, foreign) =
        (desk.world.letter("surat.pdf", SAMPLE), desk.world.letters.path().join("dicabut.pdf"));
    judges::pyhanko_sign(&input, &foreign, &office.signer("revoked"), "Tanda");
    let open = OpenDocument::from_path(&foreign).unwrap();
    let problem = desk.world.service.extend(&open, SignLevel::Lt, None).unwrap_err();
    assert_eq!(problem, Problem::SignerRevoked { since: "2025-06-01".to_owned() });
    assert_eq!(desk.world.files(), ["dicabut.pdf", "surat.pdf"]);
}

#[test]
fn file_of_another_program_is_extended_and_renewed_in_new_files() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let (input, foreign) =
        (desk.world.letter("surat.pdf", SAMPLE), desk.world.letters.path().join("orang-lain.pdf"));
    judges::pyhanko_sign(&input, &foreign, &office.signer("signer-rsa"), "Tanda");
    let open = |path: &Path| OpenDocument::from_path(path).unwrap();
    let first = desk.world.service.extend(&open(&foreign), SignLevel::Lta, None).unwrap();
    assert_eq!((first.document.name.as_str(), level(&first)), ("orang-lain_lengkap.pdf", Some("B-LTA")));
    let second = desk.world.service.extend(&open(&desk.path(&first)), SignLevel::Lta, None).unwrap();
    let stamps =
        |view: &SignedView| view.verification.signatures.iter().filter(|one| one.document_timestamp).count();
    assert_eq!((stamps(&first), stamps(&second)), (2, 3), "the archive time stamp is renewed");
    assert!(ades(&office, &desk.path(&second), Revocation::Required).bottom_line);
    let unsigned = desk.world.service.extend(&open(&input), SignLevel::T, None);
    assert_eq!(unsigned.unwrap_err(), Problem::NothingToExtend);
    assert_eq!(desk.world.files().len(), 4, "a refusal leaves nothing");
}

#[test]
fn offline_signs_the_basic_level_and_says_so() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let off = NetworkSettings { on: false, ..desk.world.service.network_view().settings };
    desk.world.service.network_change(&off).unwrap();
    let signed = desk.sign(SignLevel::T);
    assert_eq!((signed.incomplete.clone(), level(&signed)), (Some(Problem::NetworkOff), Some("B-B")));
    assert_eq!(office.take_requests(), Vec::<String>::new());
}
