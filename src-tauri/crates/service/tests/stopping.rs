//! Work that is stopped: it ends where it reads, asks or writes next, leaves no file, is no failure in the records, and can be
//! begun again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use service::Service;
use service::host::{Host, PickKind};
use service::http::Patience;
use service::schema::{Event, NetworkSettings, Outcome, ProxySetting, StampServer};
use service::secrets::Secrets;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use support::{SAMPLE, TestHost, World};
use testkit::web::{Reply, Server};

/// Named by every call of these tests that may be stopped.
const RUN: &str = "w1";

/// When the person presses the button.
#[derive(Clone, Copy, PartialEq)]
enum Press {
    Never,
    /// While the dialog asks where to keep the file.
    InDialog,
    /// When so many records or files are done.
    At(u64),
}

/// The test host, with a person who stops what runs, and a store of passwords.
struct Stopper {
    inner: TestHost,
    press: Mutex<Press>,
    /// What was told of the work.
    told: Mutex<Vec<(bool, u64, Option<u64>)>>,
    service: OnceLock<Weak<Service>>,
    target: Mutex<PathBuf>,
    secrets: Kept,
}

#[derive(Default)]
struct Kept(Mutex<std::collections::BTreeMap<String, String>>);

impl Secrets for Kept {
    fn get(&self, name: &str) -> Result<Option<zeroize::Zeroizing<String>>, service::secrets::NoStore> {
        Ok(self.0.lock().unwrap().get(name).cloned().map(zeroize::Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), service::secrets::NoStore> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn forget(&self, name: &str) -> Result<(), service::secrets::NoStore> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

impl Stopper {
    fn stop(&self) {
        let service = self.service.get().and_then(Weak::upgrade).unwrap();
        service.call(json!({"cmd": "run_stop", "payload": {"ticket": RUN}})).unwrap();
    }
}

impl Host for Stopper {
    fn now(&self) -> DateTime<FixedOffset> {
        self.inner.now()
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        service::random(buffer)
    }

    fn data_folder(&self) -> &Path {
        self.inner.data_folder()
    }

    fn emit(&self, event: Event) {
        let Event::Work(work) = event else { return };
        self.told.lock().unwrap().push((work.asking, work.done, work.all));
        if *self.press.lock().unwrap() == Press::At(work.done) && !work.asking && work.done > 0 {
            self.stop();
        }
    }

    fn pick_files(&self, kind: PickKind) -> Vec<PathBuf> {
        self.inner.pick_files(kind)
    }

    fn pick_target(&self, _: &Path) -> Option<PathBuf> {
        if *self.press.lock().unwrap() == Press::InDialog {
            self.stop();
        }
        Some(self.target.lock().unwrap().clone())
    }

    fn show_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        panic!("a fault of ours: {reference} {step}: {error}");
    }

    fn reveal_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn secrets(&self) -> &dyn Secrets {
        &self.secrets
    }

    fn patience(&self) -> Patience {
        Patience::default()
    }
}

struct Office {
    host: Arc<Stopper>,
    service: Arc<Service>,
    letters: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let inner = TestHost {
            folder: tempfile::tempdir().unwrap(),
            events: Mutex::default(),
            picks: Mutex::default(),
            days: 0.into(),
            clock: Mutex::new(Some(support::fixed_time())),
            patience: Mutex::default(),
        };
        let host = Arc::new(Stopper {
            inner,
            press: Mutex::new(Press::Never),
            told: Mutex::default(),
            service: OnceLock::new(),
            target: Mutex::default(),
            secrets: Kept::default(),
        });
        let service = Service::new(host.clone());
        host.service.set(Arc::downgrade(&service)).unwrap();
        let letters = tempfile::tempdir().unwrap();
        std::fs::write(letters.path().join("surat.pdf"), SAMPLE).unwrap();
        Office { host, service, letters }
    }

    /// The letter, open and checked.
    fn checked(&self) -> (Value, service::schema::VerifyView) {
        let path = self.letters.path().join("surat.pdf");
        let opened = serde_json::to_value(self.service.open_path(&path)).unwrap();
        let open = service::documents::OpenDocument::from_path(&path).unwrap();
        let view = self.service.verify_at(&open, self.host.now(), service::Asking::Never).unwrap();
        (opened["document"]["document"].clone(), view)
    }

    fn press(&self, when: Press, target: &str) {
        *self.host.press.lock().unwrap() = when;
        *self.host.target.lock().unwrap() = self.letters.path().join(target);
        self.host.told.lock().unwrap().clear();
    }

    fn call(&self, cmd: &str, payload: &Value) -> Value {
        self.service.call(json!({"cmd": cmd, "payload": payload, "run": RUN})).unwrap()
    }

    fn files(&self) -> Vec<String> {
        files(self.letters.path())
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn days() -> Value {
    json!({"from": "2026-01-01", "to": "2026-12-31"})
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

#[test]
fn evidence_report_and_export_that_are_stopped_leave_no_file_and_can_be_begun_again() {
    let office = Office::new();
    let (document, view) = office.checked();
    office.service.journal_verified([&view]);
    let report = with(with(days(), "merged", json!(false)), "remarks", json!([]));
    let bundle = json!({"document": document, "kind": "evidence", "bilingual": false});
    for (cmd, payload, target) in [
        ("report_save", bundle, "bukti.json"),
        ("usage_save", json!({"report": report, "kind": "pdf"}), "laporan.pdf"),
        ("usage_save", json!({"report": report, "kind": "xlsx"}), "laporan.xlsx"),
        ("usage_save", json!({"report": report, "kind": "csv"}), "laporan.csv"),
        ("records_save", with(days(), "full", json!(false)), "catatan.jsonl"),
    ] {
        let before = office.files();
        office.press(Press::InDialog, target);
        let stopped = office.call(cmd, &payload);
        assert_eq!(stopped["problem"]["code"], "stopped", "{target}: {stopped}");
        assert_eq!(office.files(), before, "{target}: nothing, and no draft either");
        let told = office.host.told.lock().unwrap().clone();
        assert_eq!(told.iter().filter(|(asking, ..)| *asking).count(), 1, "{target}: {told:?}");

        office.press(Press::Never, target);
        let done = office.call(cmd, &payload);
        assert_eq!(done["status"], "done", "{target}: {done}");
        assert_eq!(office.files().len(), before.len() + 1, "{target}");
    }
}

#[test]
fn figures_that_are_stopped_read_no_further_and_tell_how_far_they_came() {
    let office = Office::new();
    let (_, view) = office.checked();
    office.service.journal_verified(std::iter::repeat_n(&view, 5000));
    let report = with(with(days(), "merged", json!(false)), "remarks", json!([]));
    let records = |told: &[(bool, u64, Option<u64>)]| told.iter().map(|one| one.1).collect::<Vec<_>>();

    office.press(Press::At(2048), "");
    for (cmd, payload) in [
        ("usage_view", report.clone()),
        ("records_view", with(days(), "full", json!(false))),
        ("history_list", json!({"kind": "checked", "year": 2026, "text": ""})),
        ("history_check", json!({})),
    ] {
        office.host.told.lock().unwrap().clear();
        let stopped = office.call(cmd, &payload);
        assert_eq!(stopped["problem"]["code"], "stopped", "{cmd}: {stopped}");
        assert_eq!(records(&office.host.told.lock().unwrap()), [1024, 2048], "{cmd}");
    }
    office.press(Press::Never, "");
    assert_eq!(office.call("usage_view", &report)["status"], "done");
    assert_eq!(records(&office.host.told.lock().unwrap()), [1024, 2048, 3072, 4096], "to the end");
}

#[test]
fn merging_that_is_stopped_keeps_the_files_that_were_taken_in() {
    let office = Office::new();
    let (_, view) = office.checked();
    let mut exports = Vec::new();
    for name in ["satu.jsonl", "dua.jsonl", "tiga.jsonl"] {
        office.service.journal_verified([&view]);
        office.press(Press::Never, name);
        assert_eq!(office.call("records_save", &with(days(), "full", json!(false)))["status"], "done");
        exports.push(office.letters.path().join(name));
    }
    let fingerprint = office.service.export_fingerprint().unwrap();
    office.service.confirm_installation(&fingerprint, "Komputer Uji").unwrap();
    *office.host.inner.picks.lock().unwrap() = exports;
    let codes = |taken: &Value| -> Vec<String> {
        let files = taken["value"]["files"].as_array().unwrap();
        files.iter().map(|file| file["problem"]["code"].as_str().unwrap_or("taken").to_owned()).collect()
    };
    let collection = office.host.data_folder().join("reports/imports");

    office.press(Press::At(1), "");
    assert_eq!(codes(&office.call("records_pick", &json!({}))), ["taken", "stopped", "stopped"]);
    let counts: Vec<_> = office.host.told.lock().unwrap().iter().filter_map(|one| one.2).collect();
    assert_eq!(counts, [3, 3, 3], "each file, of three");
    assert_eq!(files(&collection).len(), 1, "the first one whole, of the others nothing");

    office.press(Press::Never, "");
    assert_eq!(codes(&office.call("records_pick", &json!({}))), ["taken", "taken", "taken"]);
    assert_eq!(files(&collection).len(), 3);
}

/// A server that says nothing, and a person who stops waiting for it.
fn silent(world: &World) -> Server {
    let service = Arc::downgrade(&world.service);
    Server::start(move |_| {
        let service = service.upgrade().unwrap();
        service.call(json!({"cmd": "run_stop", "payload": {"ticket": RUN}})).unwrap();
        Reply::Silent
    })
}

#[test]
fn server_that_is_silent_is_no_longer_waited_for_and_nothing_is_completed() {
    let world = World::new();
    let server = silent(&world);
    let open = world.sample();
    let Outcome::Done { value } = world.answer(&world.begin(&open), "123456") else { panic!("it is signed") };
    let settings = NetworkSettings {
        on: true,
        hosts: vec![server.host()],
        proxy: ProxySetting::None,
        stamps: vec![StampServer { url: server.url("/tsa"), user: None }],
        ..NetworkSettings::default()
    };
    world.service.network_change(&settings).unwrap();
    let call = |cmd: &str, payload: Value| {
        world.service.call(json!({"cmd": cmd, "payload": payload, "run": RUN})).unwrap()
    };
    let before = (files(world.letters.path()), world.service.journal_verify().unwrap().entries);

    let tried = call("network_test", json!({"url": server.url("/tsa")}));
    assert_eq!(tried["problem"]["code"], "stopped", "{tried}");
    let raised = call("sign_extend", json!({"document": value.document.document, "level": "t"}));
    assert_eq!(raised["problem"]["code"], "stopped", "{raised}");
    assert_eq!(server.connections(), 2, "each asked once");
    let after = (files(world.letters.path()), world.service.journal_verify().unwrap().entries);
    assert_eq!(after, before, "no file, no draft, and no failure in the records");

    // The failure of a stop is not remembered: whoever asks anew asks the server.
    call("sign_extend", json!({"document": value.document.document, "level": "t"}));
    assert_eq!(server.connections(), 3);
}
