//! Containers as the field makes them, one trap each, made here by asn1crypto and cryptography (`support/traps.py`): the kinds of
//! `validate_traps.rs` without its files, so that rules are met and not file names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::Path;
use std::process::Command;

use pades::validate::IntegrityDetail as Detail;
use serde_json::json;
use support::{Bench, only, report};
use testkit::openssl::Key;

/// Name of the trap, what is said of it, and why.
const TRAPS: &[(&str, Detail, &str)] = &[
    ("sound", Detail::Intact, "the way it should be"),
    ("attributes-unsorted", Detail::Intact, "signed as sent, and verified as sent"),
    ("attributes-none", Detail::Intact, "the signature value is over the digest itself"),
    ("ber", Detail::Intact, "indefinite lengths outside"),
    ("bytes-after-header", Detail::Intact, "a comment before the first object is signed along"),
    ("key-id", Detail::Intact, "the signer is named by its key"),
    ("plain-ecdsa", Detail::Intact, "r and s side by side, and the identifier says so"),
    ("rsa", Detail::Intact, "scheme without a digest: the digest algorithm says which"),
    ("rsa-sha3", Detail::Intact, "SHA3-256 with RSA"),
    ("ecdsa-named-by-key", Detail::Intact, "the identifier of the key in place of the scheme's"),
    ("digests-disagree", Detail::Intact, "digested with SHA-256, signed with SHA-512: each link holds"),
    ("digests-disagree-falsely", Detail::Broken, "says SHA-512 and is signed with SHA-256"),
    ("plain-ecdsa-as-der", Detail::Broken, "r and s side by side where DER is announced"),
    ("message-digest-missing", Detail::Broken, "nothing binds the attributes to the document"),
    ("two-signers", Detail::Broken, "one signature has one signer"),
    ("content-empty", Detail::Broken, "a detached signature has no content, not even an empty one"),
    ("content-foreign", Detail::Broken, "the content is another one than the document"),
    ("content-digest-in-detached", Detail::Broken, "the old form under the new name"),
];

#[test]
fn each_trap_has_its_answer() {
    let bench = Bench::new();
    let rsa = bench.pki.signer("Penanda Tangan Lama", Key::Rsa(2048));
    let folder = bench.pki.folder().join("jebakan");
    std::fs::create_dir(&folder).unwrap();
    let letter = bench.pki.folder().join("surat.pdf");
    std::fs::write(&letter, support::letter()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/traps.py");
    let mut command = Command::new(testkit::judges::judge("python"));
    command.arg(script).args([&letter, &folder]);
    command.args([&bench.signer.key, &bench.signer.certificate, &rsa.key, &rsa.certificate]);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let mut made: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    made.sort();
    let mut listed: Vec<&str> = TRAPS.iter().map(|(name, ..)| *name).collect();
    listed.sort_unstable();
    assert_eq!(made, listed, "every file has its row");
    let mut wrong = Vec::new();
    for (name, detail, why) in TRAPS {
        let bytes = std::fs::read(folder.join(format!("{name}.pdf"))).unwrap();
        let found = report(&bytes, &bench.root());
        let one = only(&found);
        if one.integrity_detail != *detail {
            wrong.push(format!("{name} ({why}): {:?} {:?}", one.integrity_detail, one.sub_indication));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What other programs add in good faith, in the orders in which it is met: none of it is "diubah".
#[test]
fn benign_updates_in_every_order_are_no_change_of_the_document() {
    let bench = Bench::new();
    let second = bench.pki.signer("Kedua", Key::Rsa(2048));
    let store = json!({ "do": "dss", "crls": [], "certs": [bench.pki.root().certificate] });
    let more = json!({ "do": "dss", "crls": [], "certs": [bench.signer.certificate] });
    let a = |extra| bench.sign("A", extra);
    let b = bench.sign_as(&second, "B", json!({}));
    let c = bench.sign_as(&second, "C", json!({ "box": [120, 10, 180, 40] }));
    let fill = json!({ "do": "fill", "field": "nama", "value": "Budi" });
    let title = json!({ "do": "metadata", "title": "Surat" });
    let locked = |names: &[&str]| a(json!({ "lock": names, "box": [10, 10, 60, 40] }));
    let stamp = bench.stamp();
    use Detail::{Changed, ChangedAllowed, ChangedVisible, Intact};
    for (name, steps, first) in [
        (
            "archive twice",
            vec![a(json!({})), store.clone(), stamp.clone(), more.clone(), stamp.clone()],
            ChangedAllowed,
        ),
        (
            "certified 1, archive",
            vec![a(json!({ "certify": 1 })), store.clone(), stamp.clone()],
            ChangedAllowed,
        ),
        ("three signers", vec![a(json!({})), b.clone(), c.clone()], ChangedAllowed),
        (
            "signer between stores",
            vec![a(json!({})), store.clone(), b.clone(), more.clone(), stamp.clone()],
            ChangedAllowed,
        ),
        ("title", vec![a(json!({})), title], ChangedAllowed),
        ("certified 2, signer", vec![a(json!({ "certify": 2 })), b.clone()], ChangedAllowed),
        ("certified 2, filled", vec![a(json!({ "certify": 2 })), fill.clone()], ChangedVisible),
        (
            "certified 2, filled, signer, archive",
            vec![a(json!({ "certify": 2 })), fill.clone(), b, store, stamp],
            ChangedVisible,
        ),
        ("another field locked, filled", vec![locked(&["lain"]), fill.clone()], ChangedVisible),
        ("this field locked, filled", vec![locked(&["nama"]), fill.clone()], Changed),
        ("certified 1, filled", vec![a(json!({ "certify": 1 })), fill], Changed),
    ] {
        let report = report(&bench.make(&steps), &bench.root());
        let details: Vec<Detail> = report.signatures.iter().map(|one| one.integrity_detail).collect();
        assert_eq!(details[0], first, "{name}: {:#?}", report.signatures[0].changes);
        let rest = details.iter().skip(1).all(|detail| matches!(detail, Intact | ChangedAllowed));
        assert!(rest, "{name}: {details:?}");
    }
}
