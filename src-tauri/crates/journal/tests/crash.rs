//! Faults at every write: the disk fails once, stays full, or the process is killed there. What was committed is there
//! afterwards, in order and in one chain that holds; nothing else is but what was being written.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic
)]

#[path = "support/faults.rs"]
mod faults;
mod support;

use faults::{Fault, Faulty};
use journal::Error;
use journal::disk::{Disk, RealDisk};
use journal::read::{Reader, Stretch, Wanted};
use journal::record::{Act, RemovedBy};
use journal::seal::{KeyringUnavailable, SealKey, SealKeys};
use journal::store::{Note, Removal, Store};
use journal::verify::{Finding, verify};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use support::{HERE, around, at, place, scratch, signed};
use testkit::command::{PATIENCE, run};

const NOW: &str = "2026-11-23T04:00:00Z";
/// Acts of the scenario; with segments of a few lines it turns over several times.
const ACTS: u64 = 7;
const SEGMENT: u64 = 1_200;

/// A keyring that outlives a process.
struct FileKeyring(PathBuf);

impl SealKeys for FileKeyring {
    fn find(&self) -> Result<Option<SealKey>, KeyringUnavailable> {
        Ok(fs::read(&self.0).ok().and_then(|bytes| bytes.try_into().ok()).map(SealKey::from_bytes))
    }

    fn keep(&self, key: &SealKey) -> Result<(), KeyringUnavailable> {
        fs::write(&self.0, key.as_bytes()).map_err(|_| KeyringUnavailable)
    }
}

/// A folder with the journal in `j` and the keyring beside it.
struct World(PathBuf);

impl World {
    fn folder(&self) -> PathBuf {
        self.0.join("j")
    }

    fn keys(&self) -> FileKeyring {
        FileKeyring(self.0.join("key"))
    }

    /// Opens, appends the act, closes; for every act. Tells which came back as committed.
    fn play(&self, disk: &dyn Disk, mut committed: impl FnMut(u64)) {
        let (folder, keys) = (self.folder(), self.keys());
        let mut around = around(&keys, disk);
        around.segment = SEGMENT;
        for number in 0..ACTS {
            let Ok(mut store) = Store::open(place(&folder), &around, at(NOW)) else { continue };
            if store.append(&[signed(number)], at(NOW)).is_ok() {
                committed(number);
            }
        }
    }

    /// As [`World::play`], with one store for as long as it can be used.
    fn play_on(&self, disk: &dyn Disk, mut committed: impl FnMut(u64)) {
        let (folder, keys) = (self.folder(), self.keys());
        let mut around = around(&keys, disk);
        around.segment = SEGMENT;
        let mut open: Option<Store<'_>> = None;
        for number in 0..ACTS {
            if open.is_none() {
                open = Store::open(place(&folder), &around, at(NOW)).ok();
            }
            let Some(store) = &mut open else { continue };
            match store.append(&[signed(number)], at(NOW)) {
                Ok(_) => committed(number),
                Err(Error::Spoiled) => open = None,
                Err(_) => {}
            }
        }
    }

    fn recorded(&self) -> Vec<Act> {
        let wanted = Wanted { stretch: Stretch::ALWAYS, certificates_before: false };
        let reader = Reader::open(&self.folder(), HERE, wanted).unwrap();
        reader.map(|record| record.unwrap().entry.act).filter(|act| !act.is_own()).collect()
    }

    /// What must hold after any fault, once the journal was opened again on a disk that works.
    fn judge(&self, committed: &[u64], what: &str) {
        let (folder, keys) = (self.folder(), self.keys());
        let around = around(&keys, &RealDisk);
        let mut store = Store::open(place(&folder), &around, at(NOW)).unwrap();
        let anew = store.notes().iter().any(|note| matches!(note, Note::BeganAnew(_)));
        assert!(!anew, "{what}: a fault of the disk is no tampering: {:?}", store.notes());
        store.append(&[signed(1_000)], at(NOW)).unwrap();
        drop(store);
        let verification = verify(&folder, HERE, &keys).unwrap();
        assert!(verification.findings.is_empty(), "{what}: {:?}", verification.findings);
        assert_eq!(verification.chains, 1, "{what}");
        let mut recorded = self.recorded();
        assert_eq!(recorded.pop(), Some(signed(1_000)), "{what}: work goes on");
        let mut position = 0;
        for number in committed {
            let found = recorded.iter().skip(position).position(|act| *act == signed(*number));
            position += found.unwrap_or_else(|| panic!("{what}: act {number} was committed and is lost")) + 1;
        }
        let mut attempted: Vec<Act> = (0..ACTS).map(signed).collect();
        attempted.retain(|act| recorded.contains(act));
        assert_eq!(recorded, attempted, "{what}: each act once, in order");
    }
}

fn operations() -> u64 {
    let scratch = scratch();
    let disk = Faulty::new(Fault::Fails, u64::MAX);
    World(scratch.path().to_owned()).play(&disk, |_| {});
    assert!(disk.count() > 60, "the scenario writes often: {}", disk.count());
    disk.count()
}

#[test]
fn disk_that_fails_at_any_operation_loses_nothing_committed() {
    for fault in [Fault::Fails, Fault::FailsHalfWay, Fault::Full] {
        for number in 0..operations() {
            let scratch = scratch();
            let world = World(scratch.path().to_owned());
            let mut committed = Vec::new();
            world.play(&Faulty::new(fault, number), |act| committed.push(act));
            world.judge(&committed, &format!("{fault:?} at operation {number}"));
            let other = support::scratch();
            let kept = World(other.path().to_owned());
            let mut on = Vec::new();
            kept.play_on(&Faulty::new(fault, number), |act| on.push(act));
            kept.judge(&on, &format!("{fault:?} at operation {number}, one store"));
            if fault != Fault::Full {
                let most = usize::try_from(ACTS).unwrap();
                assert!(committed.len() + 1 >= most, "one fault costs one act at most: {fault:?} {number}");
            }
        }
    }
}

#[test]
fn process_killed_at_any_operation_loses_nothing_committed() {
    for fault in [Fault::KilledBefore, Fault::KilledHalfWay, Fault::KilledAfter] {
        for number in 0..operations() {
            let scratch = scratch();
            let world = World(scratch.path().to_owned());
            let job = format!("{fault:?} {number}");
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["child_plays_until_it_is_killed", "--exact", "--nocapture"]);
            let output = run(child.env(JOB, &job).env(FOLDER, scratch.path()), PATIENCE);
            assert_eq!(output.code(), -1, "{job}: killed\n{}{}", output.stdout, output.stderr);
            let committed: Vec<u64> = output
                .stdout
                .lines()
                .filter_map(|line| line.strip_prefix("committed ")?.parse().ok())
                .collect();
            world.judge(&committed, &job);
        }
    }
}

const JOB: &str = "ABSAH_JOURNAL_FAULT";
const FOLDER: &str = "ABSAH_JOURNAL_FOLDER";

/// The child of the tests here; does nothing in an ordinary run.
#[test]
fn child_plays_until_it_is_killed() {
    let (Ok(job), Ok(folder)) = (std::env::var(JOB), std::env::var(FOLDER)) else { return };
    let world = World(PathBuf::from(folder));
    let (fault, number) = job.split_once(' ').unwrap();
    let fault = match fault {
        "KilledBefore" => Fault::KilledBefore,
        "KilledHalfWay" => Fault::KilledHalfWay,
        "KilledAfter" => Fault::KilledAfter,
        "limit" => return fill(&world, |_| {}),
        "tmpfs" => return fill_and_make_room(&world),
        other => panic!("{other}"),
    };
    println!();
    world.play(&Faulty::new(fault, number.parse().unwrap()), |act| println!("committed {act}"));
}

/// Appends until the disk is full, and then three times more.
fn fill(world: &World, mut committed: impl FnMut(u64)) {
    let (folder, keys) = (world.folder(), world.keys());
    let around = around(&keys, &RealDisk);
    let mut refused = 0;
    println!();
    for number in 0..100_000 {
        let result = Store::open(place(&folder), &around, at(NOW))
            .and_then(|mut store| store.append(&[signed(number)], at(NOW)));
        match result {
            Ok(_) => {
                println!("committed {number}");
                committed(number);
            }
            Err(_) => refused += 1,
        }
        if refused == 4 {
            println!("refused");
            return;
        }
    }
    panic!("the disk never got full");
}

fn fill_and_make_room(world: &World) {
    let folder = world.0.join("small");
    let small = World(folder.clone());
    fs::write(folder.join("ballast"), vec![1; 16 << 10]).unwrap();
    let mut committed = Vec::new();
    fill(&small, |act| committed.push(act));
    assert!(committed.len() > 5, "{committed:?}");
    fs::remove_file(folder.join("ballast")).unwrap();
    small.whole(&committed);
}

impl World {
    fn whole(&self, committed: &[u64]) {
        let (folder, keys) = (self.folder(), self.keys());
        let around = around(&keys, &RealDisk);
        let mut store = Store::open(place(&folder), &around, at(NOW)).unwrap();
        store.append(&[signed(1_000_000)], at(NOW)).unwrap();
        drop(store);
        let verification = verify(&folder, HERE, &keys).unwrap();
        assert!(verification.findings.is_empty(), "{:?}", verification.findings);
        let expected: Vec<Act> = committed.iter().copied().chain([1_000_000]).map(signed).collect();
        assert_eq!(self.recorded(), expected);
    }
}

#[test]
fn file_size_limit_of_the_system_loses_nothing_committed() {
    let scratch = scratch();
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let mut child = Command::new("bash");
    child.args(["-c", script]).arg(std::env::current_exe().unwrap());
    child.args(["child_plays_until_it_is_killed", "--exact", "--nocapture"]);
    let output = run(child.env(JOB, "limit 0").env(FOLDER, scratch.path()), PATIENCE).succeeded();
    assert!(output.stdout.contains("refused"), "{}", output.stdout);
    let committed: Vec<u64> =
        output.stdout.lines().filter_map(|line| line.strip_prefix("committed ")?.parse().ok()).collect();
    assert!(committed.len() > 5, "{}", output.stdout);
    World(scratch.path().to_owned()).whole(&committed);
}

#[test]
fn disk_that_is_really_full_loses_nothing_committed_and_recovers_with_room() {
    let scratch = scratch();
    let small = scratch.path().join("small");
    fs::create_dir(&small).unwrap();
    let script = "mount -t tmpfs -o size=48k none \"$ABSAH_JOURNAL_FOLDER/small\" && exec \"$0\" \"$@\"";
    let ways: [&[&str]; 3] =
        [&["unshare"], &["unshare", "--user", "--map-root-user"], &["sudo", "-nE", "unshare"]];
    let namespace = |way: &[&str]| {
        let mut command = Command::new(way[0]);
        command.args(&way[1..]).args(["--mount", "--propagation", "private", "sh", "-c", script]);
        command.env(FOLDER, scratch.path());
        command
    };
    let way = ways.iter().find(|way| run(namespace(way).arg("true"), PATIENCE).code() == 0);
    let way = way.expect("no namespace of our own is allowed here; run the tests as root");
    let mut child = namespace(way);
    child.arg(std::env::current_exe().unwrap());
    child.args(["child_plays_until_it_is_killed", "--exact", "--nocapture"]);
    let output = run(child.env(JOB, "tmpfs 0"), PATIENCE).succeeded();
    assert!(output.stdout.contains("refused"), "{}", output.stdout);
}

#[test]
fn end_cut_at_any_byte_is_repaired_after_the_seal_and_named_before_it() {
    let scratch = scratch();
    let world = World(scratch.path().to_owned());
    let (folder, keys) = (world.folder(), world.keys());
    let sealed = around(&keys, &RealDisk);
    let mut store = Store::open(place(&folder), &sealed, at(NOW)).unwrap();
    store.append(&[signed(0), signed(1)], at(NOW)).unwrap();
    drop(store);
    let path = folder.join("0001/000001.jsonl");
    let length = fs::metadata(&path).unwrap().len();
    let unsealed = around(&journal::seal::NoKeyring, &RealDisk);
    let mut store = Store::open(place(&folder), &unsealed, at(NOW)).unwrap();
    store.append(&[signed(2)], at(NOW)).unwrap();
    drop(store);
    let (text, head) = (fs::read(&path).unwrap(), fs::read(folder.join("0001/head.json")).unwrap());
    for cut in 0..text.len() {
        let _ = fs::remove_dir_all(folder.join("0002"));
        fs::write(&path, &text[..cut]).unwrap();
        fs::write(folder.join("0001/head.json"), &head).unwrap();
        let store = Store::open(place(&folder), &sealed, at(NOW)).unwrap();
        let anew = store.notes().iter().any(|note| matches!(note, Note::BeganAnew(_)));
        let repaired = store.notes().iter().any(|note| matches!(note, Note::Repaired(_)));
        drop(store);
        let cut = u64::try_from(cut).unwrap();
        assert_eq!(anew, cut < length, "cut at {cut} of {length} sealed bytes");
        assert_eq!(repaired, cut > length, "cut at {cut}: a half line is taken away and noted");
        let verification = verify(&folder, HERE, &keys).unwrap();
        assert_eq!(verification.holds(), cut >= length, "cut at {cut}: {:?}", verification.findings);
    }
}

#[test]
fn removal_killed_at_any_operation_stays_explained_and_is_finished_by_asking_again() {
    let play = |disk: &dyn Disk, world: &World| {
        let (folder, keys) = (world.folder(), world.keys());
        let real = around(&keys, &RealDisk);
        let mut store = Store::open(place(&folder), &real, at("2025-01-01T00:00:00Z")).unwrap();
        store.append(&[signed(1)], at("2025-01-01T00:00:00Z")).unwrap();
        store.append(&[signed(2)], at("2025-03-01T00:00:00Z")).unwrap();
        store.append(&[signed(3)], at(NOW)).unwrap();
        drop(store);
        let faulty = around(&keys, disk);
        let _ = Store::open(place(&folder), &faulty, at(NOW))
            .and_then(|mut store| store.remove(Removal::kept_for(12, at(NOW)), RemovedBy::Rule, at(NOW)));
    };
    let count = {
        let scratch = scratch();
        let disk = Faulty::new(Fault::Fails, u64::MAX);
        play(&disk, &World(scratch.path().to_owned()));
        disk.count()
    };
    for fault in [Fault::Fails, Fault::FailsHalfWay, Fault::Full] {
        for number in 0..count {
            let scratch = scratch();
            let world = World(scratch.path().to_owned());
            play(&Faulty::new(fault, number), &world);
            let (folder, keys) = (world.folder(), world.keys());
            let real = around(&keys, &RealDisk);
            let mut store = Store::open(place(&folder), &real, at(NOW)).unwrap();
            assert!(verify(&folder, HERE, &keys).unwrap().holds(), "{fault:?} at {number}");
            store.remove(Removal::kept_for(12, at(NOW)), RemovedBy::Rule, at(NOW)).unwrap();
            drop(store);
            let verification = verify(&folder, HERE, &keys).unwrap();
            assert!(verification.holds(), "{fault:?} at {number}: {:?}", verification.findings);
            let open = |finding: &Finding| matches!(finding, Finding::RemovalUnfinished { .. });
            assert!(!verification.findings.iter().any(open), "{:?}", verification.findings);
            assert_eq!(world.recorded(), [signed(3)], "{fault:?} at {number}");
        }
    }
}
