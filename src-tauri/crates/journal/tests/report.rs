//! Exports, merging and the report, judged by a script that knows only the documented files (`judge.py`), by OpenSSL, and by
//! readers of CSV and XLSX that are not ours.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod support;

use chrono::{DateTime, Days, NaiveDate, Utc};
use journal::chain::Hash;
use journal::disk::RealDisk;
use journal::export::{self, About, Detail, InstallationKey, Known, Refused, export};
use journal::merge::Collection;
use journal::read::{Reader, Stretch, Wanted};
use journal::record::{
    Acknowledged, Act, Category, Certificate, Code, Enrolled, Event, Extended, Id, Level, Literacy, Notice,
    Short, Signer, Step, Verdict,
};
use journal::report::{Cell, Figures, Period, Tables, Template, arrange, csv, office, xlsx};
use journal::store::{Place, Store};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Keyring, around, at, failed, scratch, signed, signer, verified, wita};
use testkit::command::{PATIENCE, run};

/// One person's computer.
struct Computer {
    folder: PathBuf,
    id: Id,
    key: InstallationKey,
    unit: &'static str,
    keyring: Keyring,
}

impl Computer {
    fn new(root: &Path, number: u8, unit: &'static str) -> Computer {
        Computer {
            folder: root.join(format!("computer-{number}")),
            id: Id([number; 16]),
            key: InstallationKey::from_bytes(&[number; 32]),
            unit,
            keyring: Keyring::default(),
        }
    }

    fn record(&self, acts: &[(DateTime<Utc>, Act)]) {
        let around = around(&self.keyring, &RealDisk);
        let place = Place { folder: &self.folder, installation: self.id, zone: wita() };
        let mut store = Store::open(place, &around, acts[0].0).unwrap();
        for (at, act) in acts {
            store.append(std::slice::from_ref(act), *at).unwrap();
        }
    }

    fn about(&self, detail: Detail, stretch: Stretch) -> About<'_> {
        About {
            installation: self.id,
            unit: self.unit,
            mark: "Rahasia – Pasal 9 PKS",
            stretch,
            zone: wita(),
            detail,
            made: at("2027-01-05T00:00:00Z"),
        }
    }

    fn reader(&self, stretch: Stretch) -> Reader {
        Reader::open(&self.folder, self.id, Wanted { stretch, certificates_before: true }).unwrap()
    }

    fn export(&self, to: &Path, detail: Detail, stretch: Stretch) -> PathBuf {
        let path = to.join(format!(
            "{}-{}.absah-export",
            self.id,
            Hash::of(format!("{stretch:?}{detail:?}").as_bytes())
        ));
        let mut out = fs::File::create(&path).unwrap();
        export(&mut out, &self.about(detail, stretch), self.reader(stretch), &self.key).unwrap();
        path
    }
}

/// A year and its edges: acts of every kind, thickest around the midnights of Bali and of Greenwich.
fn year(seed: u64) -> Vec<(DateTime<Utc>, Act)> {
    let mut acts = Vec::new();
    let pick = |salt: u64, of: u64| u64::from(Hash::of(format!("{seed} {salt}").as_bytes()).0[0]) % of;
    for number in 0..300u64 {
        let day = NaiveDate::from_ymd_opt(2025, 12, 25).unwrap() + Days::new(number * 385 / 300);
        let hour = [0, 3, 9, 15, 16, 17, 23][usize::try_from(pick(number, 7)).unwrap()];
        let time = day.and_hms_opt(hour, (number % 60) as u32, 59).unwrap().and_utc();
        let act = match pick(number + 1_000, 6) {
            4 => extended(seed * 1_000 + number, number % 3 == 0),
            5 => enrolled(Step::ALL[usize::try_from(pick(number, 4)).unwrap()], number % 4 == 0),
            0 => failed(Category::ALL[usize::try_from(pick(number, 9)).unwrap()]),
            1 => verified(seed * 1_000 + number, Verdict::ALL[usize::try_from(pick(number, 5)).unwrap()]),
            _ => {
                let Act::Signed(mut one) = signed(seed * 1_000 + number) else { unreachable!() };
                one.pages = (number % 7) as u32;
                one.stamped = number % 3 == 0;
                one.practice = number % 11 == 0;
                one.document = [None, Some(Code::new("surat").unwrap()), Some(Code::new("sk").unwrap())]
                    [usize::try_from(number % 3).unwrap()]
                .clone();
                Act::Signed(one)
            }
        };
        acts.push((time, act));
    }
    for time in
        ["2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z", "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z"]
    {
        acts.push((at(time), signed(seed * 1_000 + 900 + u64::from(time.as_bytes()[3] % 10))));
    }
    acts.sort_by_key(|(at, _)| *at);
    acts
}

fn extended(number: u64, failed: bool) -> Act {
    let problem = failed.then(|| Code::new("timestamp-unreachable").unwrap());
    let result = Some(Hash::of(&number.to_le_bytes()));
    Act::Extended(Extended { result, level: Level::Lt, problem, practice: number.is_multiple_of(11) })
}

fn enrolled(step: Step, failed: bool) -> Act {
    let problem = failed.then(|| Code::new("token-removed").unwrap());
    Act::Enrolled(Enrolled { step, of: Some(signer()), problem, practice: false })
}

fn judge(words: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge.py");
    let output = run(Command::new("python3").arg(script).args(words), PATIENCE).succeeded();
    serde_json::from_str(&output.stdout).unwrap_or(Value::Null)
}

fn three(root: &Path) -> (Vec<Computer>, Known) {
    let units = ["Bidang A", "Bidang B", "Bidang A"];
    let computers: Vec<Computer> =
        (1u8..).zip(units).map(|(number, unit)| Computer::new(root, number, unit)).collect();
    for computer in &computers {
        computer.record(&year(u64::from(computer.id.0[0])));
    }
    let known = computers.iter().map(|one| (one.key.fingerprint(), one.unit.to_owned())).collect();
    (computers, Known(known))
}

fn figures_of(collection: &Collection) -> Figures {
    let mut figures = Figures::of(Period::year(2026, wita()).unwrap());
    for record in collection.records().unwrap() {
        let (unit, record) = record.unwrap();
        figures.add(&unit, record.at.0, &record.act);
    }
    figures
}

fn as_json(figures: &Figures) -> Value {
    let months = |count: fn(&journal::report::Counts) -> u64| {
        let months = figures.months.iter().filter(|(_, counts)| count(counts) > 0);
        let months =
            months.map(|(month, counts)| (format!("{}-{:02}", month.year, month.month), count(counts)));
        Value::from_iter(months.map(|(name, count)| (name, Value::from(count))))
    };
    let some = |pairs: Vec<(String, u64)>| {
        Value::from_iter(pairs.into_iter().filter(|(_, n)| *n > 0).map(|(k, n)| (k, Value::from(n))))
    };
    let total = &figures.total;
    serde_json::json!({
        "months": months(|counts| counts.signed),
        "failed_months": months(|counts| counts.failed),
        "failures": some(figures.failures.iter().map(|(k, n)| (k.as_str().into(), *n)).collect()),
        "verdicts": some(figures.verdicts.iter().map(|(k, n)| (k.as_str().into(), *n)).collect()),
        "documents": some(figures.documents.iter().map(|(k, n)| {
            (k.as_ref().map_or("unspecified", |code| code.as_str()).to_owned(), *n)
        }).collect()),
        "total": {
            "enrolled": total.enrolled, "extended": total.extended, "failed": total.failed, "pages": total.pages, "signed": total.signed, "stamped": total.stamped,
            "verified": total.verified,
        },
    })
}

#[test]
fn figures_of_merged_exports_equal_an_independent_count_of_the_journals() {
    let root = scratch();
    let (computers, known) = three(root.path());
    let collection = Collection::at(&root.path().join("imports"));
    for computer in &computers {
        let export = computer.export(root.path(), Detail::Full, Stretch::ALWAYS);
        assert!(!collection.take(&export, &known).unwrap().already);
    }
    let figures = figures_of(&collection);
    let folders: Vec<&str> = computers.iter().map(|one| one.folder.to_str().unwrap()).collect();
    let counted = judge(&[&["count", "2026-01-01", "2026-12-31"], &folders[..]].concat());
    assert_eq!(as_json(&figures), counted);
    assert!(figures.total.signed > 200 && figures.total.enrolled > 5, "{:?}", figures.total);
    let units: u64 = figures.units.values().map(|counts| counts.signed).sum();
    assert_eq!((figures.units.len(), units), (2, figures.total.signed), "subtotals add up");
    for folder in folders {
        assert!(judge(&["chain", folder]).as_u64().unwrap() > 300, "every link, by the document alone");
    }
}

#[test]
fn least_detail_gives_the_same_figures_and_leaves_hashes_serials_and_hours_at_home() {
    let root = scratch();
    let (computers, known) = three(root.path());
    let (full, least) =
        (Collection::at(&root.path().join("full")), Collection::at(&root.path().join("least")));
    for computer in &computers {
        full.take(&computer.export(root.path(), Detail::Full, Stretch::ALWAYS), &known).unwrap();
        let path = computer.export(root.path(), Detail::Least, Stretch::ALWAYS);
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("\"result\"") && !text.contains("\"serial\"") && !text.contains("15:59:59"));
        let verified = text.lines().filter(|line| line.contains("{\"verified\":"));
        assert!(
            verified.clone().count() > 10
                && verified.into_iter().all(|line| line.matches("\"document\"").count() == 0)
        );
        least.take(&path, &known).unwrap();
    }
    assert_eq!(figures_of(&full), figures_of(&least));
}

#[test]
fn merging_is_idempotent_and_overlapping_exports_count_each_record_once() {
    let root = scratch();
    let (computers, known) = three(root.path());
    let collection = Collection::at(&root.path().join("imports"));
    let whole = computers[0].export(root.path(), Detail::Full, Stretch::ALWAYS);
    collection.take(&whole, &known).unwrap();
    let once = figures_of(&collection);
    assert!(collection.take(&whole, &known).unwrap().already);
    assert_eq!(figures_of(&collection), once, "the same file again changes nothing");
    let half = Stretch { from: at("2026-05-01T00:00:00Z"), until: at("2026-09-01T00:00:00Z") };
    for detail in [Detail::Least, Detail::Full] {
        let taken = collection.take(&computers[0].export(root.path(), detail, half), &known).unwrap();
        assert!(!taken.already && taken.records > 20);
        assert_eq!(figures_of(&collection), once, "an overlapping one neither: {detail:?}");
    }
}

#[test]
fn every_changed_digit_every_cut_and_every_unknown_key_is_refused() {
    let root = scratch();
    let computer = Computer::new(root.path(), 1, "Bidang A");
    computer.record(&year(1)[..3]);
    let path = computer.export(root.path(), Detail::Full, Stretch::ALWAYS);
    let known = Known([(computer.key.fingerprint(), "A".to_owned())].into());
    let collection = Collection::at(&root.path().join("imports"));
    let good = fs::read(&path).unwrap();
    let changed = root.path().join("changed");
    let refuse = |bytes: &[u8], what: String| {
        fs::write(&changed, bytes).unwrap();
        assert!(collection.take(&changed, &known).is_err(), "{what}");
        assert!(!root.path().join("imports").exists(), "{what}: nothing was kept");
    };
    for (index, byte) in good.iter().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric()) {
        let mut bytes = good.clone();
        bytes[index] = if *byte == b'9' { b'8' } else { byte + 1 };
        refuse(&bytes, format!("byte {index}"));
    }
    for end in 0..good.len() {
        refuse(&good[..end], format!("cut at {end}"));
    }
    refuse(&[&good[..], b"\n"].concat(), "a line more".into());
    let mut lines: Vec<&[u8]> = good.split_inclusive(|byte| *byte == b'\n').collect();
    lines.swap(1, 2);
    refuse(&lines.concat(), "reordered".into());
    match collection.take(&path, &Known::default()) {
        Err(Refused::Unknown { fingerprint, unit }) => {
            assert_eq!((fingerprint, unit.as_str()), (computer.key.fingerprint(), "Bidang A"));
            assert_eq!(fingerprint.grouped().len(), 16 * 5 - 1);
        }
        other => panic!("{other:?}"),
    }
    assert!(collection.take(&path, &known).is_ok(), "the file itself is good");
}

#[test]
fn journal_that_was_set_back_is_found_when_its_exports_meet() {
    let root = scratch();
    let computer = Computer::new(root.path(), 1, "Bidang A");
    computer.record(&year(1)[..5]);
    let copy = root.path().join("copy");
    let status = Command::new("cp").arg("-r").args([&computer.folder, &copy]).status().unwrap();
    assert!(status.success());
    computer.record(&[(at("2027-01-02T00:00:00Z"), signed(1)), (at("2027-01-02T00:00:00Z"), signed(2))]);
    let known = Known([(computer.key.fingerprint(), "A".to_owned())].into());
    let collection = Collection::at(&root.path().join("imports"));
    collection.take(&computer.export(root.path(), Detail::Least, Stretch::ALWAYS), &known).unwrap();
    fs::remove_dir_all(&computer.folder).unwrap();
    fs::rename(copy, &computer.folder).unwrap();
    computer.record(&[(at("2027-01-03T00:00:00Z"), signed(3)), (at("2027-01-03T00:00:00Z"), signed(4))]);
    let later = computer.export(root.path(), Detail::Full, Stretch::ALWAYS);
    assert!(matches!(collection.take(&later, &known), Err(Refused::Forked { .. })));
}

#[test]
fn kept_export_that_was_changed_afterwards_is_not_counted() {
    let root = scratch();
    let computer = Computer::new(root.path(), 1, "Bidang A");
    computer.record(&year(1)[..9]);
    let known = Known([(computer.key.fingerprint(), "A".to_owned())].into());
    let collection = Collection::at(&root.path().join("imports"));
    collection.take(&computer.export(root.path(), Detail::Full, Stretch::ALWAYS), &known).unwrap();
    let kept = fs::read_dir(root.path().join("imports")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&kept).unwrap();
    fs::write(&kept, text.replacen("\"pages\":1", "\"pages\":9", 1)).unwrap();
    assert_ne!(fs::read_to_string(&kept).unwrap(), text);
    assert!(collection.records().unwrap().any(|record| matches!(record, Err(Refused::Altered))));
}

#[test]
fn signature_of_an_export_verifies_with_openssl() {
    let root = scratch();
    let computer = Computer::new(root.path(), 1, "Bidang A");
    computer.record(&year(1)[..5]);
    let path = computer.export(root.path(), Detail::Least, Stretch::ALWAYS);
    judge(&["signed", path.to_str().unwrap(), root.path().to_str().unwrap()]);
    let verify = || {
        let mut openssl = Command::new("openssl");
        openssl
            .current_dir(root.path())
            .args(["pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]);
        run(openssl.args(["-in", "message", "-sigfile", "signature"]), PATIENCE).code()
    };
    assert_eq!(verify(), 0);
    fs::write(root.path().join("message"), b"absah export 1\nother").unwrap();
    assert_ne!(verify(), 0, "the judge can say no");
}

#[test]
fn preview_shows_what_the_export_then_contains() {
    let root = scratch();
    let computer = Computer::new(root.path(), 1, "Bidang A");
    computer.record(&year(1)[..40]);
    let about = computer.about(Detail::default(), Stretch::ALWAYS);
    let preview = export::preview(&about, computer.reader(Stretch::ALWAYS), &computer.key).unwrap();
    let text = fs::read_to_string(computer.export(root.path(), Detail::Least, Stretch::ALWAYS)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(preview.lines, lines[..6], "the least is the default, and the same code writes both");
    assert_eq!(preview.records, u64::try_from(lines.len() - 2).unwrap());
    assert_eq!(preview.kinds.values().sum::<u64>(), preview.records);
    assert!(lines[0].contains("Rahasia – Pasal 9 PKS"));
    assert!(!text.contains("\"practice\""), "practice does not leave the computer");
}

fn certificate(name: &str, event: Event, until: &str) -> Act {
    Act::Certificate(Certificate {
        of: Signer { certificate: Short::of(&Hash::of(name.as_bytes())), ..signer() },
        event,
        not_before: "2024-01-01".parse().unwrap(),
        not_after: until.parse().unwrap(),
    })
}

#[test]
fn certificates_are_counted_as_they_stand_on_the_last_day() {
    let mut figures = Figures::of(Period::year(2026, wita()).unwrap());
    let mut add = |time: &str, act: Act| figures.add("A", at(time), &act);
    add("2025-03-01T00:00:00Z", certificate("old", Event::New, "2028-01-01"));
    add("2026-03-01T00:00:00Z", certificate("new", Event::New, "2028-03-01"));
    add("2026-04-01T00:00:00Z", certificate("renewed", Event::Renewed, "2028-03-01"));
    add("2026-03-01T00:00:00Z", certificate("soon", Event::New, "2027-03-01"));
    add("2025-03-01T00:00:00Z", certificate("gone", Event::New, "2026-12-30"));
    add("2025-03-01T00:00:00Z", certificate("last day", Event::New, "2026-12-31"));
    add("2026-05-01T00:00:00Z", certificate("revoked", Event::Revoked, "2028-01-01"));
    add("2026-06-02T00:00:00Z", certificate("found", Event::Found, "2028-01-01"));
    add("2026-06-01T00:00:00Z", certificate("found", Event::Lost, "2028-01-01"));
    add("2026-06-01T00:00:00Z", certificate("lost", Event::Lost, "2028-01-01"));
    add("2027-01-01T00:00:00Z", certificate("after", Event::New, "2028-01-01"));
    let sum = figures.certificates(60);
    let counts = [sum.active, sum.expiring, sum.expired, sum.revoked, sum.lost, sum.new, sum.renewed];
    assert_eq!(counts, [6, 2, 1, 1, 1, 2, 1], "{sum:?}");
}

fn sample() -> Tables {
    let mut figures = Figures::of(Period::year(2026, wita()).unwrap());
    for (time, act) in year(1) {
        figures.add("=Bidang; \"A\"", time, &act);
    }
    let policy = Acknowledged { version: Code::new("2026.1").unwrap(), policy: Hash::of(b"policy") };
    figures.add("Bidang B", at("2026-07-01T00:00:00Z"), &Act::Acknowledged(policy));
    let literacy = Literacy { day: "2026-08-01".parse().unwrap(), participants: 40 };
    figures.add("Bidang B", at("2026-08-02T00:00:00Z"), &Act::Literacy(literacy));
    let template = Template::example().unwrap();
    let tables = arrange(&figures, &template, &["Pembaca kartu rusak; diganti".into()]);
    Tables { office: office(&template, "Pemerintah Contoh (UJI)", ""), ..tables }
}

/// Rows as a reader sees them: without empty cells and rows.
fn plain(tables: &Tables) -> Vec<Vec<Value>> {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Count(count) => Value::from(*count),
    };
    tables.tables.iter().flat_map(|table| &table.rows).map(|row| row.iter().map(cell).collect()).collect()
}

#[test]
fn csv_and_xlsx_hold_the_same_figures_for_readers_that_are_not_ours() {
    let root = scratch();
    let tables = sample();
    let (one, two) = (root.path().join("r.csv"), root.path().join("r.xlsx"));
    fs::write(&one, csv(&tables)).unwrap();
    let made = at("2027-01-05T00:00:00Z");
    fs::write(&two, xlsx(&tables, made).unwrap()).unwrap();
    let spread: Vec<Vec<Value>> = serde_json::from_value(judge(&["xlsx", two.to_str().unwrap()])).unwrap();
    let comma: Vec<Vec<Value>> = serde_json::from_value(judge(&["csv", one.to_str().unwrap()])).unwrap();
    for row in plain(&tables) {
        assert!(spread.contains(&row), "{row:?} in the sheet");
        let mut guarded = row.clone();
        if guarded[0] == "=Bidang; \"A\"" {
            guarded[0] = Value::from("'=Bidang; \"A\"");
        }
        assert!(comma.contains(&guarded), "{guarded:?} in the CSV");
    }
    for rows in [&spread, &comma] {
        assert_eq!(rows[0], ["Hanya mencakup dokumen yang ditandatangani dengan aplikasi ini"]);
        assert_eq!(rows[1], ["contoh – format resmi BSrE belum diketahui"]);
        assert_eq!(rows[3], ["Pemerintah Contoh (UJI)"], "the unit is not known, and its line is left out");
        assert_eq!(rows[4], ["Periode 1 Januari 2026 sampai dengan 31 Desember 2026 (WITA)"]);
        assert_eq!(rows[rows.len() - 1], ["Rahasia – Pasal 9 PKS"]);
        assert!(rows.contains(&vec!["Pembaca kartu rusak; diganti".into()]));
    }
    assert_eq!(xlsx(&tables, made).unwrap(), xlsx(&tables, made).unwrap(), "the same state, the same file");
}

#[test]
fn another_template_gives_another_table_of_the_same_figures_and_a_source_takes_the_mark_away() {
    let example = include_str!("../templates/contoh.json");
    let mut json: Value = serde_json::from_str(example).unwrap();
    json["source"] = "Surat BSrE Nomor UJI, 1 Maret 2026".into();
    json["sections"] = serde_json::json!([{
        "heading": "Unit", "rows": "units",
        "columns": [{"heading": "Gagal", "value": "failed"}, {"heading": "Unit", "value": "name"}],
    }]);
    let template = Template::parse(json.to_string().as_bytes()).unwrap();
    let mut figures = Figures::of(Period::year(2026, wita()).unwrap());
    figures.add("Bidang A", at("2026-07-01T00:00:00Z"), &failed(Category::Pin));
    let tables = arrange(&figures, &template, &[]);
    assert_eq!(tables.mark, None);
    assert_eq!(tables.tables.len(), 1);
    assert_eq!(tables.tables[0].rows, [[Cell::Count(1), Cell::Text("Bidang A".into())]]);
    assert_eq!(
        arrange(&figures, &Template::example().unwrap(), &[]).mark.unwrap(),
        "contoh – format resmi BSrE belum diketahui"
    );
    for (pointer, value, what) in [
        ("/source", Value::from(" "), "a blank source is none, and the mark stays"),
        ("/v", 2.into(), "a later version"),
        ("/scope", "".into(), "no scope"),
        ("/sections/0/columns/0/value", "participants".into(), "a value its rows do not have"),
        ("/absah", "export".into(), "another file"),
    ] {
        let mut changed = json.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        match Template::parse(changed.to_string().as_bytes()) {
            Ok(template) => assert!(pointer == "/source" && template.mark().is_some(), "{what}"),
            Err(_) => assert_ne!(pointer, "/source", "{what}"),
        }
    }
}

#[test]
fn notice_counts_when_written_or_found_and_not_when_left_out() {
    let mut figures = Figures::of(Period::year(2026, wita()).unwrap());
    for notice in Notice::ALL {
        let Act::Signed(mut one) = signed(1) else { unreachable!() };
        one.notice = *notice;
        figures.add("A", at("2026-07-01T00:00:00Z"), &Act::Signed(one));
    }
    assert_eq!((figures.total.signed, figures.total.noticed), (6, 2));
}

#[test]
fn paper_of_the_report_has_every_figure_its_scope_first_and_its_mark() {
    let tables = sample();
    let made = at("2027-01-05T00:00:00Z").with_timezone(&wita());
    let bytes = journal::render::pdf(&journal::report::paper(&tables, "id", "absah 0", made)).unwrap();
    let folder = scratch();
    let file = folder.path().join("laporan.pdf");
    fs::write(&file, bytes).unwrap();
    run(Command::new("qpdf").arg("--check").arg(&file), PATIENCE).succeeded();
    let text = run(Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-"), PATIENCE).succeeded();
    let text = String::from_utf8_lossy(&text.bytes).into_owned();
    assert!(text.trim_start().starts_with(&tables.scope), "{text}");
    assert!(
        text.contains("contoh – format resmi BSrE belum diketahui") && text.contains("Rahasia"),
        "{text}"
    );
    let words: Vec<String> =
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for table in &tables.tables {
        for row in &table.rows {
            let line: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    Cell::Text(text) => text.clone(),
                    Cell::Count(count) => count.to_string(),
                })
                .collect();
            let line = line.join(" ").trim().to_owned();
            assert!(words.contains(&line), "{line} in {text}");
        }
    }
}
