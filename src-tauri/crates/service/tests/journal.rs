//! What signing and checking leave in the journal, without a name, a file name or a PIN; and the way from there to the
//! agency's report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use chrono::{DateTime, FixedOffset};
use service::host::{Host, PickKind};
use service::schema::{Event, Outcome, Problem};
use service::secrets::{NoStore, Secrets};
use service::{Asking, BatchSource, Days, EnrolStep, ExportWanted, ReportWanted, Service, many};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use support::{TestHost, World, request};
use zeroize::Zeroizing;

/// The tests' host with a store of secrets in memory.
struct KeyHost {
    inner: TestHost,
    secrets: Store,
}

#[derive(Default)]
struct Store {
    kept: Mutex<BTreeMap<String, String>>,
    locked: Mutex<bool>,
}

impl Secrets for Store {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, NoStore> {
        if *self.locked.lock().unwrap() {
            return Err(NoStore::Locked);
        }
        Ok(self.kept.lock().unwrap().get(name).cloned().map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), NoStore> {
        if *self.locked.lock().unwrap() {
            return Err(NoStore::Locked);
        }
        self.kept.lock().unwrap().insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn forget(&self, name: &str) -> Result<(), NoStore> {
        self.kept.lock().unwrap().remove(name);
        Ok(())
    }
}

impl Host for KeyHost {
    fn now(&self) -> DateTime<FixedOffset> {
        self.inner.now()
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        self.inner.random(buffer)
    }

    fn data_folder(&self) -> &Path {
        self.inner.data_folder()
    }

    fn emit(&self, event: Event) {
        self.inner.emit(event);
    }

    fn pick_files(&self, kind: PickKind) -> Vec<PathBuf> {
        self.inner.pick_files(kind)
    }

    fn pick_target(&self, suggested: &Path) -> Option<PathBuf> {
        self.inner.pick_target(suggested)
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        self.inner.log(reference, step, error);
    }

    fn show_file(&self, path: &Path) -> std::io::Result<()> {
        self.inner.show_file(path)
    }

    fn reveal_file(&self, path: &Path) -> std::io::Result<()> {
        self.inner.reveal_file(path)
    }

    fn secrets(&self) -> &dyn Secrets {
        &self.secrets
    }
}

fn lines(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("journal/0001/000001.jsonl")).unwrap();
    text.lines().filter(|line| !line.contains("{\"opened\":")).map(str::to_owned).collect()
}

/// What each line records.
fn kinds(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| line.split("\"act\":{\"").nth(1).unwrap().split('"').next().unwrap()).collect()
}

#[test]
fn signings_failures_and_checks_are_recorded_without_names() {
    let world = World::new();
    let document = world.sample();
    let prompt = world.begin(&document);
    assert!(matches!(world.answer(&prompt, "999999"), Outcome::NeedsSecret { .. }));
    let signed = match world.answer(&prompt, "123456") {
        Outcome::Done { value } => value,
        other => panic!("{other:?}"),
    };
    let mut refused = request(&document);
    refused.consent = false;
    assert!(matches!(world.service.sign_run(&refused, None), Outcome::Refused { .. }));
    let call = serde_json::json!({"cmd": "verify_run", "payload": {"document": signed.document.document}});
    assert_eq!(world.service.call(call).unwrap()["status"], "done");

    let folder = world.host.folder.path();
    let kept = lines(folder);
    assert_eq!(kinds(&kept), ["failed", "signed", "failed", "verified"], "{kept:#?}");
    assert!(kept[0].contains(r#""category":"pin","code":"pin-wrong""#), "{}", kept[0]);
    assert!(kept[1].contains(&format!("\"result\":\"{}\"", signed.verification.sha256)), "{}", kept[1]);
    assert!(kept[1].contains("\"practice\":true"), "practice is told apart: {}", kept[1]);
    assert!(kept[2].contains(r#""category":"policy","code":"consent-missing""#), "{}", kept[2]);
    assert!(kept[3].contains(&format!("\"document\":\"{}\"", signed.verification.sha256)), "{}", kept[3]);
    let all = kept.join("\n");
    let signer = &signed.verification.signatures[0];
    let serial = &signer.certificate.as_ref().unwrap().serial;
    for secret in ["123456", "999999", "surat", "Kepala Dinas", signer.signer.as_deref().unwrap(), serial] {
        assert!(!all.contains(secret), "{secret} stands in the journal");
    }
    let view = world.service.journal_verify().unwrap();
    assert!(view.holds, "{:?}", view.findings);
    assert_eq!(view.kinds, [("failed".into(), 2), ("signed".into(), 1), ("verified".into(), 1)].into());
}

#[test]
fn steps_of_an_enrolment_are_recorded_without_the_applicant() {
    let world = World::new();
    let tokens = world.service.call(serde_json::json!({"cmd": "token_list", "payload": {}})).unwrap();
    let view = &tokens["value"]["tokens"][0]["keys"][0]["certificate"];
    let certificate: service::schema::CertificateView = serde_json::from_value(view.clone()).unwrap();
    let real = service::schema::CertificateView {
        name: "I Made Contoh".into(),
        practice: false,
        ..certificate.clone()
    };
    let failed = Problem::TokenNotFound { name: "x".into() };
    world.service.journal_enrolled(EnrolStep::Key, None, Ok(()), false);
    world.service.journal_enrolled(EnrolStep::Request, None, Err(&failed), false);
    world.service.journal_enrolled(EnrolStep::Request, None, Err(&Problem::Cancelled), false);
    world.service.journal_enrolled(EnrolStep::Certificate, Some(&real), Ok(()), false);
    let kept = lines(world.host.folder.path());
    assert_eq!(kinds(&kept), ["enrolled", "enrolled", "certificate", "enrolled"], "{kept:#?}");
    assert!(kept[0].contains(r#""enrolled":{"step":"key"}"#), "{}", kept[0]);
    assert!(kept[1].contains(r#""step":"request","problem":"token-not-found"}"#), "{}", kept[1]);
    assert!(kept[2].contains(r#""event":"new""#), "{}", kept[2]);
    assert!(kept[3].contains(&certificate.sha256[..16]), "{}", kept[3]);
    assert!(!kept.join("").contains("Made") && !kept.join("").contains(&certificate.serial));
    assert!(world.service.journal_verify().unwrap().holds);
}

#[test]
fn each_letter_of_a_batch_and_each_file_of_a_folder_is_recorded_once() {
    let world = World::new();
    let sources = ["satu.pdf", "bukan.pdf", "dua.pdf"].map(|name| {
        let bytes = if name == "bukan.pdf" { &b"bukan PDF"[..] } else { support::SAMPLE };
        BatchSource { path: world.letter(name, bytes), target: None, seen: None, password: None }
    });
    let each = request(&world.sample());
    let Outcome::NeedsSecret { secret } = world.service.batch_of(sources.into(), each) else { panic!() };
    let answer = |pin| world.service.batch_answer(&secret.ticket, support::pin_of(pin), false);
    let Outcome::Done { value } = answer("999999") else { panic!() };
    assert!(value.stopped.is_some(), "{value:?}");
    let Outcome::NeedsSecret { .. } = world.service.batch_resume(&secret.ticket) else { panic!() };
    let Outcome::Done { value } = answer("123456") else { panic!() };
    assert_eq!(value.stopped, None, "{value:?}");
    let kept = lines(world.host.folder.path());
    assert_eq!(kinds(&kept), ["failed", "failed", "signed", "signed"], "{kept:#?}");
    assert!(kept[0].contains(r#""category":"document","code":"document-not-pdf""#), "{}", kept[0]);
    assert!(kept[1].contains(r#""category":"pin","code":"pin-wrong""#), "{}", kept[1]);

    // three letters and two results; what is no PDF was not checked
    let files = many::files(&[world.letters.path().to_owned()]);
    assert_eq!(files.len(), 6, "{files:?}");
    let all = world.service.verify_many(&files, 0, None, Asking::Never, &AtomicBool::new(false), &mut |_| {});
    assert!(all);
    let kept = lines(world.host.folder.path());
    assert_eq!(kinds(&kept)[4..], ["verified"; 5], "{kept:#?}");
    assert!(world.service.journal_verify().unwrap().holds);
}

#[test]
fn without_a_store_of_secrets_records_are_kept_unsealed_and_exports_are_refused() {
    let world = World::new();
    world.service.journal_verified([]);
    assert!(matches!(world.service.export_fingerprint(), Err(Problem::SecretsAbsent)));
    let document = world.sample();
    let mut refused = request(&document);
    refused.consent = false;
    drop(world.service.sign_run(&refused, None));
    let view = world.service.journal_verify().unwrap();
    assert!(view.holds && view.sealed.is_none() && view.last == Some(2), "{view:?}");
    assert_eq!(view.findings[0].code, "unsealed");
    assert!(!world.service.journal_seal().unwrap());
}

#[test]
fn from_records_over_a_signed_export_to_the_agencys_report() {
    let inner = TestHost {
        folder: tempfile::tempdir().unwrap(),
        events: Mutex::default(),
        picks: Mutex::default(),
        days: 0.into(),
        clock: Mutex::new(Some(support::fixed_time())),
        patience: Mutex::default(),
    };
    let host = Arc::new(KeyHost { inner, secrets: Store::default() });
    let service = Service::new(host.clone());
    let letters = tempfile::tempdir().unwrap();
    let letter = letters.path().join("rahasia.pdf");
    std::fs::write(&letter, support::SAMPLE).unwrap();
    for _ in 0..3 {
        let opened = serde_json::to_value(service.open_path(&letter)).unwrap();
        let handle = &opened["document"]["document"];
        let call = serde_json::json!({"cmd": "verify_run", "payload": {"document": handle}});
        assert_eq!(service.call(call).unwrap()["status"], "done", "{opened}");
    }
    let view = service.journal_verify().unwrap();
    assert!(view.holds && view.sealed.is_some(), "the first record made the seal key: {view:?}");

    let wanted = ExportWanted {
        days: Days::Year(None),
        unit: "Bidang Uji".into(),
        mark: "Rahasia – Pasal 9 PKS".into(),
        full: false,
    };
    let (preview, count) = service.export_preview(&wanted).unwrap();
    assert_eq!(count, 3, "{preview:?}");
    let file = letters.path().join("catatan.absah");
    assert_eq!(service.export_records(&wanted, &file).unwrap(), 3);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(&preview[0]) && text.contains("Rahasia – Pasal 9 PKS"));
    assert!(!text.contains(&view_sha(support::SAMPLE)), "no hash of a document by default");

    let unknown = service.take_records(&file).unwrap_err();
    let Problem::RecordsUnknown { fingerprint, unit } = unknown else { panic!("{unknown:?}") };
    assert_eq!((fingerprint.clone(), unit.as_str()), (service.export_fingerprint().unwrap(), "Bidang Uji"));
    service.confirm_installation(&fingerprint, "Komputer Bidang Uji").unwrap();
    assert!(!service.take_records(&file).unwrap().already);
    assert!(service.take_records(&file).unwrap().already, "twice changes nothing");
    let altered = letters.path().join("ubah");
    std::fs::write(&altered, text.replacen("\"signatures\":0", "\"signatures\":1", 1)).unwrap();
    assert_ne!(std::fs::read_to_string(&altered).unwrap(), text);
    assert!(matches!(service.take_records(&altered), Err(Problem::RecordsAltered)));

    let wanted = ReportWanted {
        days: Days::Year(None),
        template: None,
        merged: true,
        unit: String::new(),
        remarks: vec!["Pembaca kartu rusak".into()],
    };
    let target = letters.path().join("laporan.csv");
    let view = service.usage_report(&wanted, &target).unwrap();
    assert_eq!((view.verified, view.signed, view.from.as_str(), view.example), (3, 0, "2026-01-01", true));
    let csv = std::fs::read_to_string(&target).unwrap();
    assert!(csv.contains("November 2026;0;0;0;0;0;0;3"), "{csv}");
    assert!(csv.contains("Bidang Uji;0;0;3;0;0") && csv.contains("Pembaca kartu rusak"), "{csv}");
    assert!(matches!(service.usage_report(&wanted, &target), Err(Problem::OutputExists { .. })));
    *host.secrets.locked.lock().unwrap() = true;
    assert!(matches!(service.export_fingerprint(), Err(Problem::SecretsLocked)));
}

#[test]
fn report_as_paper_is_signed_by_the_application_itself() {
    let world = World::new();
    let sample = world.sample();
    for _ in 0..5 {
        let call = serde_json::json!({"cmd": "verify_run", "payload": {"document": sample.document}});
        assert_eq!(world.service.call(call).unwrap()["status"], "done");
    }
    let wanted = ReportWanted {
        days: Days::Year(None),
        template: None,
        merged: false,
        unit: "Bidang Uji".into(),
        remarks: vec!["Pembaca kartu di lantai 2 rusak.".into()],
    };
    let target = world.letters.path().join("laporan.pdf");
    let view = world.service.usage_report(&wanted, &target).unwrap();
    assert_eq!(view.verified, 5);
    let document = world.open(&target);
    assert_eq!((document.signatures, document.sign_problem.as_ref()), (0, None));
    let prompt = world.begin(&document);
    let Outcome::Done { value } = world.answer(&prompt, "123456") else { panic!() };
    let signed = world.letters.path().join(&value.document.name);
    assert!(testkit::judges::pdfsig(&signed)[0].valid);
    assert_eq!(testkit::judges::qpdf(&signed), testkit::judges::Structure::Clean);
    let again = ReportWanted { remarks: Vec::new(), ..wanted };
    assert!(matches!(world.service.usage_report(&again, &target), Err(Problem::OutputExists { .. })));
}

fn view_sha(bytes: &[u8]) -> String {
    use sha2::Digest;
    service::hex(&sha2::Sha256::digest(bytes))
}
