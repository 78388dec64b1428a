//! The journal over its life: what is kept, the seal and its key, segments, removal, and each kind of tampering by name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use journal::Error;
use journal::disk::RealDisk;
use journal::read::{Reader, Stretch, Wanted};
use journal::record::{Act, Category, Id, Number, RemovedBy, Span, Why};
use journal::seal::{NoKeyring, SealKeys};
use journal::store::{Note, Removable, Removal, SealState, Store, Unsealed};
use journal::verify::{Finding, verify};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{HERE, Keyring, append, around, at, failed, place, scratch, signed, wita};

const NOON: &str = "2026-11-23T04:00:00Z";

fn segment(folder: &Path, number: u32) -> PathBuf {
    folder.join("0001").join(format!("{number:06}.jsonl"))
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn write(path: &Path, lines: &[String]) {
    fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

fn faults(folder: &Path, keys: &dyn SealKeys) -> Vec<Finding> {
    verify(folder, HERE, keys).unwrap().findings.into_iter().filter(Finding::is_fault).collect()
}

/// Ten signings in one chain, sealed.
fn ten(folder: &Path, keys: &Keyring) {
    let around = around(keys, &RealDisk);
    let mut store = Store::open(place(folder), &around, at(NOON)).unwrap();
    for number in 0..10 {
        store.append(&[signed(number)], at(NOON)).unwrap();
    }
    assert_eq!(store.seal(), SealState::Sealed);
}

fn everything(folder: &Path) -> Vec<Act> {
    let wanted = Wanted { stretch: Stretch::ALWAYS, certificates_before: false };
    Reader::open(folder, HERE, wanted).unwrap().map(|record| record.unwrap().entry.act).collect()
}

fn acts(folder: &Path) -> usize {
    everything(folder).iter().filter(|act| !act.is_own()).count()
}

#[test]
fn three_signed_and_two_failed_are_five_entries_that_hold() {
    let (folder, keys) = (scratch(), Keyring::default());
    for number in 0..3 {
        append(folder.path(), &keys, signed(number), NOON);
    }
    for _ in 0..2 {
        append(folder.path(), &keys, failed(Category::Pin), NOON);
    }
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.holds() && verification.findings.is_empty(), "{:?}", verification.findings);
    assert_eq!(verification.kinds, [("failed", 2), ("signed", 3)].into());
    assert_eq!(verification.sealed, Some(Number(6)), "the chain's own first line and five acts");
    assert_eq!(acts(folder.path()), 5);
}

#[test]
fn key_is_made_once_for_the_empty_journal_and_never_because_a_look_up_found_nothing() {
    let (folder, keys) = (scratch(), Keyring::default());
    append(folder.path(), &keys, signed(1), NOON);
    keys.forget();
    let around = around(&keys, &RealDisk);
    let mut store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!(store.seal(), SealState::Unsealed(Unsealed::KeyLost));
    store.append(&[signed(2)], at(NOON)).unwrap();
    assert_eq!(store.seal(), SealState::Unsealed(Unsealed::KeyLost), "work goes on without a seal");
    drop(store);
    assert_eq!(keys.kept.load(std::sync::atomic::Ordering::SeqCst), 1, "no second key by itself");
    let mut store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!(store.seal_anew(at(NOON)).unwrap(), SealState::Sealed, "a person may ask for one");
    drop(store);
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.holds(), "{:?}", verification.findings);
    assert!(everything(folder.path()).contains(&Act::Sealing), "and the chain says so");
}

#[test]
fn locked_keyring_leaves_the_journal_unsealed_until_it_returns() {
    let (folder, keys) = (scratch(), Keyring::default());
    append(folder.path(), &keys, signed(1), NOON);
    keys.lock(true);
    append(folder.path(), &keys, signed(2), NOON);
    append(folder.path(), &keys, signed(3), NOON);
    let around = around(&keys, &RealDisk);
    let store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!(store.seal(), SealState::Unsealed(Unsealed::Keyring));
    drop(store);
    let span = Span { from: Number(3), to: Number(4) };
    let findings = verify(folder.path(), HERE, &keys).unwrap().findings;
    assert!(findings.contains(&Finding::Unsealed { chain: 1, span }), "{findings:?}");
    keys.lock(false);
    let store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!((store.seal(), store.notes()), (SealState::Sealed, &[Note::SealedLate(span)][..]));
    drop(store);
    assert!(verify(folder.path(), HERE, &keys).unwrap().findings.is_empty());
    assert!(everything(folder.path()).contains(&Act::Unsealed(span)), "what had no seal stays known");
}

#[test]
fn keyring_that_is_never_there_costs_no_rereading_and_no_record() {
    let folder = scratch();
    for number in 0..5 {
        append(folder.path(), &NoKeyring, signed(number), NOON);
    }
    assert_eq!(acts(folder.path()), 5);
    let verification = verify(folder.path(), HERE, &NoKeyring).unwrap();
    let span = Span { from: Number(1), to: Number(6) };
    assert_eq!(verification.findings, [Finding::Unsealed { chain: 1, span }]);
    let head = fs::read_to_string(folder.path().join("0001/head.json")).unwrap();
    assert!(
        head.contains("\"mark\"") && head.contains("\"n\":6"),
        "the mark saves walking the chain: {head}"
    );
}

#[test]
fn edited_record_is_named_by_its_place() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let path = segment(folder.path(), 1);
    let text = fs::read_to_string(&path).unwrap();
    let mut edited = lines(&path);
    edited[4] = edited[4].replace("\"pages\":2", "\"pages\":3");
    write(&path, &edited);
    let found = faults(folder.path(), &keys);
    let [Finding::Edited { at }] = found[..] else { panic!("{found:?}") };
    assert_eq!((at.chain, at.segment, at.line, at.n), (1, 1, 5, Number(5)));
    // every single byte that can be changed to another digit is found
    for (index, byte) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        let mut bytes = text.clone().into_bytes();
        bytes[index] = if byte == b'9' { b'8' } else { byte + 1 };
        fs::write(&path, &bytes).unwrap();
        assert!(!verify(folder.path(), HERE, &keys).unwrap().holds(), "byte {index}");
    }
}

#[test]
fn reordered_and_doubled_records_are_named() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let path = segment(folder.path(), 1);
    let whole = lines(&path);
    let mut swapped = whole.clone();
    swapped.swap(3, 6);
    write(&path, &swapped);
    let found = faults(folder.path(), &keys);
    assert!(
        found.iter().any(|f| matches!(f, Finding::Reordered { found: Number(4), .. })),
        "the fourth stands elsewhere: {found:?}"
    );
    assert!(!found.iter().any(|f| matches!(f, Finding::Missing { .. })), "nothing is missing: {found:?}");
    let mut doubled = whole;
    doubled.insert(6, doubled[5].clone());
    write(&path, &doubled);
    let found = faults(folder.path(), &keys);
    assert!(matches!(found[..], [Finding::Reordered { found: Number(6), .. }]), "{found:?}");
}

#[test]
fn removed_middle_is_missing_and_cut_end_is_truncated() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let path = segment(folder.path(), 1);
    let whole = lines(&path);
    let mut without = whole.clone();
    without.drain(4..6);
    write(&path, &without);
    let span = Span { from: Number(5), to: Number(6) };
    assert_eq!(faults(folder.path(), &keys), [Finding::Missing { chain: 1, span }]);
    write(&path, &whole[..8]);
    let truncated = Finding::Truncated { chain: 1, sealed: Number(11), found: Number(8) };
    assert_eq!(faults(folder.path(), &keys), [truncated]);
    // Opening does not go on with it, and says why; the next reader still finds the fault.
    let around = around(&keys, &RealDisk);
    let mut store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!(store.notes(), [Note::BeganAnew(Why::Broken)]);
    store.append(&[signed(99)], at(NOON)).unwrap();
    drop(store);
    let findings = verify(folder.path(), HERE, &keys).unwrap().findings;
    assert_eq!(findings, [truncated, Finding::BeganAnew { chain: 2, why: Why::Broken }]);
    assert_eq!(acts(folder.path()), 8, "what is left of the old chain is still read");
}

#[test]
fn whole_chain_written_anew_without_the_key_is_not_the_sealed_one() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let head = fs::read(folder.path().join("0001/head.json")).unwrap();
    // The same ten acts but for one, chained properly by somebody without the keyring.
    let forged = scratch();
    {
        let around = around(&NoKeyring, &RealDisk);
        let mut store = Store::open(place(forged.path()), &around, at(NOON)).unwrap();
        for number in [0, 1, 2, 3, 77, 5, 6, 7, 8, 9] {
            store.append(&[signed(number)], at(NOON)).unwrap();
        }
    }
    fs::copy(segment(forged.path(), 1), segment(folder.path(), 1)).unwrap();
    fs::write(folder.path().join("0001/head.json"), head).unwrap();
    assert_eq!(faults(folder.path(), &keys), [Finding::Rewritten { chain: 1, n: Number(11) }]);
}

#[test]
fn removed_changed_and_stripped_seals_are_named() {
    let (folder, keys) = (scratch(), Keyring::default());
    append(folder.path(), &keys, signed(0), NOON); // the key is made
    let other = scratch();
    fs::create_dir(other.path().join("0001")).unwrap();
    drop(other);
    let head = folder.path().join("0001/head.json");
    let text = fs::read_to_string(&head).unwrap();
    fs::write(&head, text.replace("\"n\":2", "\"n\":1")).unwrap();
    assert_eq!(faults(folder.path(), &keys), [Finding::SealForged { chain: 1 }]);
    let strange = Keyring::default();
    *strange.key.lock().unwrap() = Some([5; 32]);
    fs::write(&head, &text).unwrap();
    assert_eq!(faults(folder.path(), &strange), [Finding::SealOtherKey { chain: 1 }]);
}

#[test]
fn seal_that_is_gone_is_named_where_the_key_was_there_from_the_start() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    for text in [None, Some("{\"v\":1}\n")] {
        let head = folder.path().join("0001/head.json");
        match text {
            None => fs::remove_file(&head).unwrap(),
            Some(text) => fs::write(&head, text).unwrap(),
        }
        assert_eq!(faults(folder.path(), &keys), [Finding::SealGone { chain: 1 }]);
    }
}

#[test]
fn copy_from_another_machine_is_foreign_and_never_continued() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let there = Id([0xB2; 16]);
    let findings = verify(folder.path(), there, &keys).unwrap().findings;
    assert_eq!(findings, [Finding::Foreign { chain: 1, installation: HERE }]);
    let before = fs::read(segment(folder.path(), 1)).unwrap();
    let around = around(&keys, &RealDisk);
    let place = journal::store::Place { folder: folder.path(), installation: there, zone: wita() };
    let store = Store::open(place, &around, at(NOON)).unwrap();
    assert_eq!(store.notes(), [Note::BeganAnew(Why::Foreign)]);
    drop(store);
    assert_eq!(fs::read(segment(folder.path(), 1)).unwrap(), before, "the copy is left as it is");
    let wanted = Wanted { stretch: Stretch::ALWAYS, certificates_before: false };
    let acts = Reader::open(folder.path(), there, wanted)
        .unwrap()
        .filter(|r| !r.as_ref().unwrap().entry.act.is_own());
    assert_eq!(acts.count(), 0, "and never counted");
}

#[test]
fn vanished_journal_and_vanished_chain_are_noticed() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    fs::remove_dir_all(folder.path().join("0001")).unwrap();
    let around = around(&keys, &RealDisk);
    let store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert_eq!(store.notes(), [Note::BeganAnew(Why::Vanished)], "there was a key, so there was a journal");
    drop(store);
    fs::rename(folder.path().join("0001"), folder.path().join("0003")).unwrap();
    let found = faults(folder.path(), &keys);
    assert_eq!(found, [Finding::ChainMissing { chain: 1 }]);
}

#[test]
fn months_and_full_segments_turn_over_and_the_chain_goes_through() {
    let (folder, keys) = (scratch(), Keyring::default());
    let mut around = around(&keys, &RealDisk);
    around.segment = 2_000;
    let mut store = Store::open(place(folder.path()), &around, at("2026-10-31T15:00:00Z")).unwrap();
    for number in 0..20 {
        store.append(&[signed(number)], at("2026-10-31T15:59:59Z")).unwrap();
    }
    store.append(&[signed(20)], at("2026-10-31T16:00:00Z")).unwrap();
    drop(store);
    let count = fs::read_dir(folder.path().join("0001")).unwrap().count();
    assert!(count > 4, "{count} files");
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.findings.is_empty(), "{:?}", verification.findings);
    // 16:00 UTC is midnight in Bali: November
    let november = Stretch { from: at("2026-10-31T16:00:00Z"), until: at("2026-11-30T16:00:00Z") };
    let mut reader =
        Reader::open(folder.path(), HERE, Wanted { stretch: november, certificates_before: false }).unwrap();
    let found: Vec<_> =
        reader.by_ref().map(|record| record.unwrap().entry.act).filter(|act| !act.is_own()).collect();
    assert_eq!(found, [signed(20)]);
    assert!(reader.bytes() < 1_000, "only November's segment was read: {} bytes", reader.bytes());
}

#[test]
fn removal_keeps_the_chain_explained_and_nothing_else_of_the_past() {
    let (folder, keys) = (scratch(), Keyring::default());
    append(folder.path(), &keys, signed(1), "2024-05-01T00:00:00Z");
    append(folder.path(), &keys, signed(2), "2025-05-01T00:00:00Z");
    append(folder.path(), &keys, signed(3), "2026-05-01T00:00:00Z");
    let around = around(&keys, &RealDisk);
    let now = at("2026-06-01T00:00:00Z");
    let mut store = Store::open(place(folder.path()), &around, now).unwrap();
    // what would go is told first, and telling changes nothing
    let files = || fs::read_dir(folder.path().join("0001")).unwrap().count();
    let before = files();
    let removable = store.removable(at("2025-06-01T00:00:00Z")).unwrap();
    assert_eq!(removable.entries, 2);
    assert_eq!(removable.span, Some((at("2024-05-01T00:00:00Z"), at("2025-05-01T00:00:00Z"))));
    assert_eq!((files(), acts(folder.path())), (before, 3));
    // the segment that is still written to counts once its month is over
    assert_eq!(store.removable(at("2026-05-02T00:00:00Z")).unwrap().entries, 3);
    assert_eq!(store.removable(at("2024-01-01T00:00:00Z")).unwrap(), Removable::default());
    let remains = store.remove(Removal::kept_for(12, now), RemovedBy::Rule, now).unwrap();
    assert_eq!((remains.segments, remains.entries), (2, 2));
    let again = store.remove(Removal::kept_for(12, now), RemovedBy::Rule, now).unwrap();
    assert_eq!(again.entries, 0, "asking again removes nothing more");
    drop(store);
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.holds(), "{:?}", verification.findings);
    assert_eq!(verification.findings.len(), 2, "each removal is told: {:?}", verification.findings);
    assert_eq!(acts(folder.path()), 1);
    // the explanation survives a later removal of the segment it stands in
    let later = at("2028-06-01T00:00:00Z");
    let mut store = Store::open(place(folder.path()), &around, later).unwrap();
    store.remove(Removal::All, RemovedBy::Request, later).unwrap();
    drop(store);
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.holds(), "{:?}", verification.findings);
    assert_eq!(acts(folder.path()), 0);
    // taking away an explained segment's last line, or another segment's acts by hand, is not explained
    append(folder.path(), &keys, signed(4), "2028-06-02T00:00:00Z");
    append(folder.path(), &keys, signed(5), "2028-07-02T00:00:00Z");
    let segments = fs::read_dir(folder.path().join("0001")).unwrap().count() - 1;
    let path = segment(folder.path(), u32::try_from(segments - 1).unwrap());
    let kept: Vec<String> = lines(&path).into_iter().filter(|line| !line.contains("\"signed\"")).collect();
    write(&path, &kept);
    let found = faults(folder.path(), &keys);
    assert!(matches!(found[..], [Finding::Missing { .. }]), "{found:?}");
}

#[test]
fn erased_journal_holds_nothing_and_says_that_the_person_deleted_it() {
    let (folder, keys) = (scratch(), Keyring::default());
    ten(folder.path(), &keys);
    let around = around(&keys, &RealDisk);
    let mut store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    store.erase(at(NOON)).unwrap();
    store.append(&[signed(50)], at(NOON)).unwrap();
    drop(store);
    let verification = verify(folder.path(), HERE, &keys).unwrap();
    assert!(verification.holds(), "{:?}", verification.findings);
    assert_eq!(verification.findings, [Finding::BeganAnew { chain: 2, why: Why::Deleted }]);
    assert_eq!(acts(folder.path()), 1);
    assert!(!folder.path().join("0001").exists());
}

#[test]
fn second_writer_waits_and_then_is_told() {
    let (folder, keys) = (scratch(), Keyring::default());
    let first = around(&keys, &RealDisk);
    let store = Store::open(place(folder.path()), &first, at(NOON)).unwrap();
    let mut second = around(&keys, &RealDisk);
    second.patience = Duration::from_millis(20);
    assert!(matches!(Store::open(place(folder.path()), &second, at(NOON)), Err(Error::Busy(_))));
    drop(store);
    assert!(Store::open(place(folder.path()), &second, at(NOON)).is_ok());
}

#[test]
fn book_keeping_cannot_be_handed_in() {
    let (folder, keys) = (scratch(), Keyring::default());
    let around = around(&keys, &RealDisk);
    let mut store = Store::open(place(folder.path()), &around, at(NOON)).unwrap();
    assert!(matches!(store.append(&[signed(1), Act::Sealing], at(NOON)), Err(Error::Code)));
    drop(store);
    assert_eq!(acts(folder.path()), 0, "all or none");
}
