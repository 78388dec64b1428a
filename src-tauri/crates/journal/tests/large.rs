//! A long journal: memory stays flat, a month is read without the rest, and an act costs the same as in a short one. Counts and
//! bytes are asserted; `make journal-large` runs it with a million records and prints how long each step took.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

mod support;

use chrono::TimeDelta;
use journal::disk::RealDisk;
use journal::export::{About, Detail, InstallationKey, Known, export};
use journal::merge::Collection;
use journal::read::{Reader, Stretch, Wanted};
use journal::record::{Category, Verdict};
use journal::report::{Figures, Period, Template, arrange, csv};
use journal::seal::{NoKeyring, SealKeys};
use journal::store::Store;
use journal::verify::verify;
use std::fs;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use support::{HERE, Keyring, around, at, failed, place, scratch, signed, verified, wita};
use testkit::command::{PATIENCE, run};

/// Records in an ordinary run of the tests.
const RECORDS: u64 = 30_000;
/// Years they are spread over.
const YEARS: u64 = 5;

/// Fills a journal, the same number in each day of five years.
fn fill(folder: &Path, keys: &dyn SealKeys, records: u64) {
    let around = around(keys, &RealDisk);
    let start = at("2022-01-01T00:00:00Z");
    let days = YEARS * 365;
    let mut store = Store::open(place(folder), &around, start).unwrap();
    let mut number = 0;
    for day in 0..days {
        let now = start + TimeDelta::days(i64::try_from(day).unwrap());
        let until = records * (day + 1) / days;
        let acts: Vec<_> = (number..until)
            .map(|number| match number % 4 {
                0 => failed(Category::Token),
                1 => verified(number, Verdict::Sah),
                _ => signed(number),
            })
            .collect();
        number = until;
        store.append(&acts, now).unwrap();
    }
}

/// Most memory this process ever held, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder.join("0001")).unwrap();
    entries.map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

/// Every way of reading a journal, once.
fn work(root: &Path, records: u64) {
    let (folder, keys) = (root.join("journal"), Keyring::default());
    let begun = Instant::now();
    let step = |name: &str| {
        println!("{records:>9} records, {name}: {:?} since start, peak {} KiB", begun.elapsed(), peak())
    };
    fs::create_dir_all(&folder).unwrap();
    fill(&folder, &keys, records);
    step("written");

    let verification = verify(&folder, HERE, &keys).unwrap();
    assert!(verification.findings.is_empty(), "{:?}", verification.findings);
    assert_eq!(verification.kinds.values().sum::<u64>(), records);
    step("verified");

    let period = Period::year(2024, wita()).unwrap();
    let wanted = Wanted { stretch: period.stretch(), certificates_before: true };
    let mut reader = Reader::open(&folder, HERE, wanted).unwrap();
    let mut figures = Figures::of(period);
    for record in reader.by_ref() {
        let record = record.unwrap();
        figures.add("A", record.entry.at.0, &record.entry.act);
    }
    let all = bytes(&folder);
    assert!(reader.bytes() * 4 < all, "a year of five reads a fifth: {} of {all} bytes", reader.bytes());
    let total = figures.total.signed + figures.total.failed + figures.total.verified;
    // 366 days of 1,825, to a day's records at either end
    let expected = records * 366 / (YEARS * 365);
    assert!(total.abs_diff(expected) <= 2 * records / (YEARS * 365) + 2, "{total} of {expected}");
    let report = csv(&arrange(&figures, &Template::example().unwrap(), &[]));
    assert!(report.contains(&figures.total.signed.to_string()));
    step("report of a year");
    let counted = count(&folder);
    let of = |kind: &str| counted["total"][kind].as_u64().unwrap();
    assert_eq!(figures.total.signed, of("signed"), "as a script that reads every line counts");
    assert_eq!(figures.total.failed, of("failed"));
    assert_eq!(figures.total.verified, of("verified"));
    assert_eq!(figures.total.pages, of("pages"));
    step("counted by the script");

    let key = InstallationKey::from_bytes(&[7; 32]);
    let about = About {
        installation: HERE,
        unit: "A",
        mark: "",
        stretch: Stretch::ALWAYS,
        zone: wita(),
        detail: Detail::Full,
        made: at("2027-01-01T00:00:00Z"),
    };
    let path = root.join("export");
    let reader = Reader::open(&folder, HERE, Wanted { stretch: Stretch::ALWAYS, certificates_before: false });
    let mut out = BufWriter::new(fs::File::create(&path).unwrap());
    assert_eq!(export(&mut out, &about, reader.unwrap(), &key).unwrap(), records);
    drop(out);
    step("exported");

    let collection = Collection::at(&root.join("imports"));
    let known = Known([(key.fingerprint(), "A".to_owned())].into());
    assert_eq!(collection.take(&path, &known).unwrap().records, records);
    step("taken in");
    assert_eq!(u64::try_from(collection.records().unwrap().count()).unwrap(), records);
    step("merged");

    // One more act: what is read to open is the end, not the journal; without a keyring as well.
    one_more(&folder, &keys);
    let bare = root.join("bare");
    fs::create_dir_all(&bare).unwrap();
    fill(&bare, &NoKeyring, records);
    one_more(&bare, &NoKeyring);
    step("one act more, twice");
}

/// The year's records, counted by a script from `docs/journal.md` alone.
fn count(folder: &Path) -> serde_json::Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge.py");
    let mut command = Command::new("python3");
    command.args([script, "count", "2024-01-01", "2024-12-31"]).arg(folder);
    serde_json::from_str(&run(&mut command, PATIENCE).succeeded().stdout).unwrap()
}

fn one_more(folder: &Path, keys: &dyn SealKeys) {
    let around = around(keys, &RealDisk);
    let before = read_bytes();
    let mut store = Store::open(place(folder), &around, at("2027-01-01T00:00:00Z")).unwrap();
    store.append(&[signed(1)], at("2027-01-01T00:00:00Z")).unwrap();
    let read = read_bytes() - before;
    // turning over a month reads the month's own segment once more
    assert!(read < 3 << 20, "one act read {read} bytes of {}", bytes(folder));
}

/// Bytes this process has read from files, as the system counts them.
fn read_bytes() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap();
    io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

#[test]
fn long_journal_keeps_memory_flat_and_reads_only_what_is_asked_for() {
    let asked = std::env::var("ABSAH_JOURNAL_RECORDS").ok();
    let records = asked.as_ref().map_or(RECORDS, |text| text.parse().unwrap());
    // a million records and their copies are for the disk
    let (short, long) = (scratch(), asked.map_or_else(scratch, |_| tempfile::tempdir().unwrap()));
    work(short.path(), records / 10);
    let before = peak();
    work(long.path(), records);
    let grown = peak() - before;
    assert!(grown < 4 << 10, "ten times the records took {grown} KiB more at the peak");
}
