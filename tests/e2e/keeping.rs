//! What records prove to others, and how long they are kept, in the real window: the evidence bundle out of the history, the hash of
//! the report that was delivered, and the retention rule. Judged by OpenSSL, `sha256sum` and the script that knows only
//! `docs/journal.md`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};
use service::Service;
use service::host::{Host, PickKind};
use service::schema::Event;
use testkit::command::{PATIENCE, run};
use testkit::openssl::openssl;

use super::support::app::App;
use super::support::webdriver::{Session, key};
use super::{PIN, both_sizes, click, enter_pin, fill, id, path, sample, sound, text, up_to_the_pin};

/// The program's surroundings on a day long ago.
struct LongAgo {
    data: PathBuf,
    now: DateTime<FixedOffset>,
}

impl Host for LongAgo {
    fn now(&self) -> DateTime<FixedOffset> {
        self.now
    }

    fn random(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        service::random(buffer)
    }

    fn data_folder(&self) -> &Path {
        &self.data
    }

    fn emit(&self, _: Event) {}

    fn pick_files(&self, _: PickKind) -> Vec<PathBuf> {
        Vec::new()
    }

    fn pick_target(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn show_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn log(&self, reference: &str, step: &str, error: &dyn std::error::Error) {
        panic!("{reference} {step}: {error}");
    }

    fn reveal_file(&self, _: &Path) -> std::io::Result<()> {
        Ok(())
    }
}

/// On this day an activity of literacy was recorded on this computer.
fn recorded(data: &Path, day: &str) {
    let now = DateTime::parse_from_rfc3339(&format!("{day}T12:00:00+08:00")).unwrap();
    let service = Service::new(Arc::new(LongAgo { data: data.to_owned(), now }));
    let literacy = json!({ "cmd": "literacy_add", "payload": { "day": day, "participants": 7 } });
    let answer = service.call(literacy).unwrap();
    assert_eq!(answer["status"], "done", "{answer}");
}

fn sha256sum(file: &Path) -> String {
    let said = run(Command::new("sha256sum").arg(file), PATIENCE).succeeded().stdout;
    said.split_whitespace().next().unwrap().to_owned()
}

/// Types a day as a person does: its parts in the order in which the engine shows them here.
fn enter_day(page: &Session, name: &str, [year, month, day]: [&str; 3]) {
    // Where the system's language is "C", the engine shows the American order.
    let order = "const known = navigator.language.length > 1 ? navigator.language : 'en-US';
        return new Intl.DateTimeFormat(known).formatToParts(new Date()).map((part) => part.type)";
    let order: Vec<String> = serde_json::from_value(page.execute(order, &json!([]))).unwrap();
    let part = |part: &String| match part.as_str() {
        "year" => Some(year),
        "month" => Some(month),
        "day" => Some(day),
        _ => None,
    };
    fill(page, name, &order.iter().filter_map(part).collect::<Vec<_>>().join("-"));
    let whole = format!("{year}-{month}-{day}");
    page.until("the day", || (page.property(&page.wait(&id(name)), "value") == whole).then_some(()));
}

/// All lines of the journal, which hold together.
fn lines(app: &App) -> String {
    let folder = app.folder().join("data/absah/journal");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/crates/journal/tests/judge.py");
    run(Command::new("python3").arg(script).arg("chain").arg(&folder), PATIENCE).succeeded();
    let segments = std::fs::read_dir(folder.join("0001")).unwrap().map(|entry| entry.unwrap().path());
    let lines = segments.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    lines.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Compares the signature in a bundle with the document's bytes, by OpenSSL alone.
fn holds(app: &App, bundle: &Value, document: &Path) {
    let signature = &bundle["signatures"][0];
    let range: Vec<usize> = serde_json::from_value(signature["byte_range"].clone()).unwrap();
    let bytes = std::fs::read(document).unwrap();
    let (cms, content) = (app.folder().join("bukti.p7s"), app.folder().join("bukti.isi"));
    std::fs::write(&cms, STANDARD.decode(signature["contents"].as_str().unwrap()).unwrap()).unwrap();
    let covered = [&bytes[range[0]..range[0] + range[1]], &bytes[range[2]..range[2] + range[3]]].concat();
    std::fs::write(&content, covered).unwrap();
    #[rustfmt::skip]
    openssl(&["cms", "-verify", "-binary", "-inform", "DER", "-in", path(&cms), "-content", path(&content), "-noverify",
        "-out", "/dev/null"]).succeeded();
}

#[test]
fn bundle_and_proof_of_delivery_are_kept_and_old_records_go_when_the_person_says_so() {
    let app =
        App::start_after(|data| ["2024-03-05", "2024-03-20"].iter().for_each(|day| recorded(data, day)));
    let page = app.page();
    up_to_the_pin(&app, &app.copy_of(&sample()));
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    let signed = app.folder().join("surat-contoh_ttd.pdf");

    // The bundle: first another file by mistake, then the one that was signed.
    click(page, "nav-journal");
    page.wait_visible(&id("history-evidence"));
    app.will_pick(&sample());
    click(page, "history-evidence");
    page.wait_visible(&id("problem"));
    assert!(page.all(&id("history-kept")).iter().all(|said| page.text(said).is_empty()));
    app.will_pick(&signed);
    click(page, "history-evidence");
    page.until("the bundle kept", || text(page, "history-kept").contains("surat-contoh_ttd").then_some(()));
    assert!(page.all(&id("problem")).is_empty(), "the mistake is over");
    both_sizes(&app, "77-history-evidence");
    let written = app.folder().join("documents/surat-contoh_ttd_berkas-bukti.json");
    let bundle: Value = serde_json::from_slice(&std::fs::read(&written).unwrap()).unwrap();
    assert_eq!(bundle["document"]["sha256"], sha256sum(&signed));
    assert!(!bundle.to_string().contains("surat-contoh"), "no name of the file");
    holds(&app, &bundle, &signed);

    // The report, and the hash of it as proof of delivery.
    click(page, "journal-part-usage");
    click(page, "usage-save-xlsx");
    page.wait_visible(&id("usage-saved"));
    let report =
        std::fs::read_dir(app.folder().join("documents")).unwrap().map(|entry| entry.unwrap().path());
    let report =
        report.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "xlsx")).unwrap();
    let hash = sha256sum(&report);
    app.will_pick(&report);
    click(page, "delivered-file");
    page.until("the hash of the report", || {
        text(page, "delivered-proof").contains(&hash[..12]).then_some(())
    });
    enter_day(page, "delivered-day", ["2026", "02", "10"]);
    // Which part is the month is the system's choice; the day is said in words.
    page.wait_text("10 Februari 2026");
    both_sizes(&app, "78-delivered");
    click(page, "delivered-save");
    page.wait_visible(&id("usage-noted"));
    let proof = format!(r#""day":"2026-02-10","proof":"{hash}"}}"#);
    assert!(lines(&app).contains(&proof), "the hash in the records");
    click(page, "journal-part-history");
    click(page, "history-kind-other");
    page.wait_visible("[data-testid=history-row][data-kind=delivered]");
    assert!(page.whole_text().contains(&hash[..12]));
    sound(page);

    // The rule: what it would take is told first, and goes by the person's word alone.
    click(page, "journal-part-data");
    let months = page.wait_visible(&id("retention-months"));
    page.click(&months);
    page.chord(&[key::CONTROL, "a"]);
    page.write(&months, "12");
    click(page, "retention-look");
    page.wait_visible(&id("retention-remove"));
    let said = text(page, "retention-said");
    assert!(said.contains("2 catatan dari 5 Maret 2024 sampai 20 Maret 2024"), "{said}");
    assert!(lines(&app).contains(r#""literacy":{"day":"2024-03-20""#), "looking removes nothing");
    both_sizes(&app, "79-retention");
    click(page, "retention-remove");
    page.until("the records removed", || {
        text(page, "retention-said").contains("2 catatan dihapus").then_some(())
    });
    both_sizes(&app, "79-retention-removed");
    let left = lines(&app);
    assert!(!left.contains(r#""literacy":{"day""#), "{left}");
    assert!(left.contains(r#""removed":{"#) && left.contains(&proof), "{left}");
    click(page, "journal-part-history");
    click(page, "history-check");
    page.until("the records to be checked", || text(page, "history-checked").contains("utuh").then_some(()));
}
