//! The contract of `docs/command-line.md`: exit codes, JSON fields and their values, what is read from standard input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use support::{PIN, World, said, text, trust_folder};
use testkit::command::{PATIENCE, run};
use testkit::openssl::{Key, Pki, openssl};

const STATES: [&str; 4] = ["sah", "perlu_perhatian", "tidak_sah", "tidak_dapat_diperiksa"];

/// One file for each exit code of `verify`, and the folder of certificates to trust.
struct Files {
    world: World,
    pki: Pki,
}

impl Files {
    fn new() -> Files {
        let world = World::new();
        let pki = Pki::new();
        let valid = world.foreign("sah.pdf", &pki.signer("Pengirim", Key::P256));
        let mut bytes = std::fs::read(&valid).unwrap();
        let middle = support::byte_range(&bytes)[0].1 / 2;
        bytes[middle] ^= 1;
        world.put("diubah.pdf", &bytes);
        world.sign(&world.sample(), &world.at("latihan.pdf"), &[]).ends(0);
        world.put("bukan.pdf", b"bukan pdf");
        Files { world, pki }
    }

    fn code(&self, names: &[&str]) -> i32 {
        let trust = trust_folder(&self.pki);
        let words: Vec<&str> = [&["verify", "--trust", text(&trust)], names].concat();
        let human = self.world.run(&words).code;
        let said = self.world.run(&[&words[..], &["--json"]].concat());
        assert_eq!(said.json().as_array().unwrap().len(), names.len(), "one element a file");
        assert_eq!(said.code, human, "with --json or without");
        said.code
    }
}

#[test]
fn several_files_end_with_the_first_present_of_1_4_2_3_0() {
    let files = Files::new();
    let (valid, invalid, undecided) = ("sah.pdf", "diubah.pdf", "latihan.pdf");
    let (unsigned, unreadable) = ("surat.pdf", "bukan.pdf");
    for (names, code) in [
        (&[valid][..], 0),
        (&[invalid], 1),
        (&[undecided], 2),
        (&[unsigned], 3),
        (&[unreadable], 4),
        (&["tidak-ada.pdf"], 4),
        (&[valid, unsigned], 3),
        (&[unsigned, valid], 3),
        (&[unsigned, undecided, valid], 2),
        (&[undecided, unreadable, unsigned], 4),
        (&[unreadable, undecided, invalid, valid, unsigned], 1),
        (&[valid, valid], 0),
    ] {
        assert_eq!(files.code(names), code, "{names:?}");
    }
}

#[test]
fn other_exit_codes_have_their_situations() {
    let world = World::new();
    let letter = world.sample();
    let out = world.at("hasil.pdf");
    // 5: no smart card service here
    let said =
        world.type_in(&["sign", text(&letter), "-o", text(&out), "--pin-stdin", "--json"], PIN).ends(5);
    assert_eq!(said.problem(), "token-service-down");
    assert_eq!(world.run(&["tokens", "--json"]).ends(5).json()["problem"]["code"], "token-service-down");
    world.run(&["doctor"]).ends(5);
    let named = ["sign", text(&letter), "-o", text(&out), "--token", "4711", "--pin-stdin", "--json"];
    assert_eq!(world.type_in(&named, PIN).ends(5).problem(), "token-service-down");
    // 7: the place is of no use
    for (place, problem) in [
        ("9,50,50,200,80", "place-no-such-page"),
        ("1,5000,50,200,80", "place-outside-page"),
        ("1,50,50,5,5", "place-too-small"),
    ] {
        let said = world.sign(&letter, &out, &["--place", place, "--json"]).ends(7);
        assert_eq!(said.problem(), problem, "{place}");
    }
    assert_eq!(world.sign(&letter, &out, &["--field", "Tidak", "--json"]).ends(7).problem(), "field-missing");
    // 8: something of that name is there
    let taken = world.put("ada.pdf", b"milik orang lain");
    assert_eq!(world.sign(&letter, &taken, &["--json"]).ends(8).problem(), "output-exists");
    assert!(!out.exists());
    assert_eq!(world.tries(), 3, "no PIN was sent");
    // 64: words that are not understood
    for words in [
        &["menandatangani"][..],
        &[],
        &["verify"],
        &["sign"],
        &["sign", "a.pdf", "b.pdf", "-o", "c.pdf"],
        &["extend", "surat.pdf"],
        &["verify", "surat.pdf", "--at", "kemarin"],
        &["verify", "surat.pdf", "--trust", "tidak-ada"],
        &["sign", "surat.pdf", "-o", "hasil.pdf", "--trust", "surat.pdf"],
        &["trust", "add", "ca.pem"],
        &["practice"],
    ] {
        let said = world.run(words).ends(64);
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{words:?}: {said:?}");
    }
    world.run(&["--help"]).ends(0);
    assert!(world.run(&["--version"]).ends(0).stdout.starts_with("absah "));
}

#[test]
fn level_beyond_basic_keeps_the_file_and_ends_with_6() {
    let world = World::new();
    for level in ["t", "lt", "lta"] {
        let out = world.at(&format!("{level}.pdf"));
        let said = world.sign(&world.sample(), &out, &["--level", level, "--json"]).ends(6);
        let json = said.json();
        assert_eq!(json["incomplete"]["code"], "timestamp-not-set");
        assert_eq!(json["verification"]["signatures"][0]["level"], "B-B");
        assert!(out.exists(), "the basic signature is kept");
    }
    world.sign(&world.sample(), &world.at("b.pdf"), &["--level", "b"]).ends(0);
}

#[test]
fn json_fields_and_values_are_those_of_the_documentation() {
    let files = Files::new();
    let world = &files.world;
    let trust = trust_folder(&files.pki);
    world.sign(&world.at("sah.pdf"), &world.at("dua.pdf"), &["--reason", "Setuju"]).ends(0);
    let all = ["sah.pdf", "diubah.pdf", "latihan.pdf", "surat.pdf", "bukan.pdf", "dua.pdf"];
    let words: Vec<&str> = [&["verify", "--json", "--trust", text(&trust)], &all[..]].concat();
    let array = world.run(&words).ends(1).json();
    let per_file = documented("## `verify --json`", "Per signature:");
    let per_signature = documented("Per signature:", "## Other JSON");
    for (result, name) in array.as_array().unwrap().iter().zip(all) {
        assert_eq!(result["file"], name);
        if name == "bukan.pdf" {
            let optional = per_file.iter().map(String::as_str).collect();
            assert_eq!(keys(result), set(&["file", "sha256", "verdict", "signatures", "problem"]), "{name}");
            assert!(keys(result).is_subset(&optional));
            assert!(result["sha256"].is_null() && result["verdict"].is_null());
            assert_eq!(keys(&result["problem"]), set(&["code", "kind", "number", "message", "todo"]));
            continue;
        }
        let mut expected: BTreeSet<&str> = per_file.iter().map(String::as_str).collect();
        expected.remove("problem");
        assert_eq!(keys(result), expected, "{name}");
        assert!(STATES.contains(&as_text(&result["verdict"])) || result["verdict"] == "tanpa_tanda_tangan");
        assert_eq!(as_text(&result["sha256"]), sha256(&world.at(name)));
        assert_eq!(
            keys(&result["trust"]),
            set(&["anchors", "source", "online", "as_of", "missing", "problems"])
        );
        assert_eq!(result["trust"]["anchors"], 1);
        assert_eq!(result["trust"]["source"], "folder");
        assert_eq!(result["trust"]["online"], false);
        assert_eq!(keys(&result["versions"][0]), set(&["version", "signed_by", "length"]));
        for signature in result["signatures"].as_array().unwrap() {
            let expected = per_signature.iter().map(String::as_str).collect();
            assert_eq!(keys(signature), expected, "{name}");
            check_values(signature);
        }
    }
    let both = array[5]["signatures"].as_array().unwrap();
    assert_eq!(both.len(), 2);
    assert_eq!(both[0]["field"], "Pengirim");
    assert_eq!(both[0]["integrity_detail"], "changed_allowed");
    assert_eq!(both[0]["covers_whole_file"], false);
    assert_eq!(both[1]["integrity_detail"], "intact");
    assert_eq!(both[1]["reason"], "Setuju");
    assert_eq!(array[0]["verdict"], "sah");
    assert_eq!(array[1]["verdict"], "tidak_sah");
    assert_eq!(array[1]["signatures"][0]["indication"], "TOTAL-FAILED");
    assert_eq!(array[1]["signatures"][0]["subindication"], "HASH_FAILURE");
    assert_eq!(array[3]["verdict"], "tanpa_tanda_tangan");
}

/// The values of one signature lie in the documented sets.
fn check_values(signature: &Value) {
    for heading in ["integrity", "authenticity", "non_repudiation", "verdict"] {
        assert!(STATES.contains(&as_text(&signature[heading])), "{heading}: {signature}");
    }
    let worst = |heading: &str| {
        let order = ["sah", "perlu_perhatian", "tidak_dapat_diperiksa", "tidak_sah"];
        order.iter().position(|state| signature[heading] == *state).unwrap()
    };
    let headings = ["integrity", "authenticity", "non_repudiation"].map(worst);
    assert_eq!(Some(&worst("verdict")), headings.iter().max(), "{signature}");
    let details = ["intact", "changed_allowed", "changed_visible", "changed", "broken", "not_checkable"];
    assert!(details.contains(&as_text(&signature["integrity_detail"])));
    let indications = ["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"];
    assert!(indications.contains(&as_text(&signature["indication"])));
    assert!(signature["level"].is_null() || as_text(&signature["level"]).starts_with("B-"));
    assert!(signature["covers_whole_file"].is_boolean() && signature["practice"].is_boolean());
    assert!(signature["bsre"].is_boolean());
    assert_eq!(keys(&signature["times"]), set(&["claimed", "stamped"]));
    for check in signature["checks"].as_array().unwrap() {
        assert_eq!(keys(check), set(&["id", "outcome", "clause"]));
        assert!(["passed", "warning", "failed", "not_done"].contains(&as_text(&check["outcome"])));
    }
    for change in signature["changes"].as_array().unwrap() {
        #[rustfmt::skip]
        let fields = ["level", "kind", "page", "rect", "version", "field", "before", "after", "attack"];
        assert_eq!(keys(change), set(&fields));
    }
    #[rustfmt::skip]
    let certificate = ["name", "organization", "issuer", "serial", "not_before", "not_after", "key", "sha256",
        "trusted", "practice", "bsre"];
    assert_eq!(keys(&signature["certificate"]), set(&certificate));
}

#[test]
fn sign_tokens_doctor_and_trust_have_their_fields() {
    let world = World::new();
    let signed = world.sign(&world.sample(), &world.at("hasil.pdf"), &["--json"]).ends(0).json();
    assert_eq!(keys(&signed), set(&["file", "practice", "incomplete", "verification"]));
    assert_eq!(signed["file"], text(&world.at("hasil.pdf")));
    assert_eq!(signed["practice"], true);
    assert!(signed["incomplete"].is_null());
    let (_, verified) = world.verify(&world.at("hasil.pdf"), &[]);
    assert_eq!(signed["verification"]["sha256"], verified["sha256"]);
    assert_eq!(keys(&signed["verification"]), keys(&verified));

    world.run(&["practice", "reset"]).ends(0);
    let tokens = world.run(&["tokens", "--json"]).ends(0).json();
    assert_eq!(keys(&tokens), set(&["problem", "tokens", "reminders", "sources", "practice"]));
    assert_eq!(keys(&tokens["practice"]), set(&["on", "pin", "puk"]));
    let token = &tokens["tokens"][0];
    #[rustfmt::skip]
    let fields = ["id", "kind", "name", "reader", "serial", "state", "practice", "pin", "puk", "keys", "problem",
        "drivers", "source"];
    assert_eq!(keys(token), set(&fields));
    assert_eq!((as_text(&token["id"]), as_text(&token["state"])), ("practice", "ready"));
    #[rustfmt::skip]
    let pin = ["kind", "tries", "blocked", "min_length", "max_length", "digits_only", "to_change", "changeable"];
    assert_eq!(keys(&token["pin"]), set(&pin));
    assert_eq!(keys(&token["puk"]), set(&["tries", "blocked", "usable"]));
    assert_eq!(token["pin"]["tries"], 3);
    let ids: Vec<&str> = token["keys"].as_array().unwrap().iter().map(|key| as_text(&key["id"])).collect();
    assert_eq!(ids, ["9c", "9a"]);
    assert_eq!(
        keys(&token["keys"][0]),
        set(&["id", "purpose", "certificate", "usable", "proposed", "problem"])
    );

    let doctor = world.run(&["doctor", "--json"]).ends(5).json();
    assert_eq!(keys(&doctor), set(&["ready", "lines", "code", "contact"]));
    assert_eq!(keys(&doctor["contact"]), set(&["name", "address", "phone", "email", "by_agency"]));
    assert_eq!(doctor["ready"], false);
    for line in doctor["lines"].as_array().unwrap() {
        let state = as_text(&line["state"]);
        assert!(["fine", "to_do", "not_checked"].contains(&state), "{line}");
        assert_eq!(line.get("problem").is_some(), state == "to_do", "{line}");
        assert_eq!(line.get("why").is_some(), state == "not_checked", "{line}");
        assert_eq!(line.get("after").is_some(), line["why"] == "after", "{line}");
    }
    let empty = world.run(&["trust", "list", "--json"]).ends(0).json();
    assert_eq!(keys(&empty), set(&["anchors", "bundle", "rules"]));
    assert_eq!((&empty["anchors"], &empty["bundle"]), (&serde_json::json!([]), &Value::Null));
    assert_eq!(keys(&empty["rules"]), set(&["agency", "rules"]));
    for rule in empty["rules"]["rules"].as_array().unwrap() {
        assert_eq!(keys(rule), set(&["id", "value", "origin"]));
        assert_eq!(rule["origin"], "default", "nothing was set and nobody gave a bundle");
    }
}

#[test]
fn issuer_is_trusted_only_with_its_own_fingerprint_and_practice_never() {
    let world = World::new();
    let pki = Pki::new();
    let root = text(&pki.root().certificate);
    let foreign = world.foreign("surat-luar.pdf", &pki.signer("Pengirim", Key::P256));
    let (code, before) = world.verify(&foreign, &[]);
    assert_eq!((code, as_text(&before["verdict"])), (2, "tidak_dapat_diperiksa"));

    let wrong = "00".repeat(32);
    for fingerprint in [wrong.as_str(), "", "xyz", "1234"] {
        let said = world.run(&["trust", "add", root, "--fingerprint", fingerprint, "--json"]).ends(7);
        assert_eq!(said.problem(), "fingerprint-mismatch", "{fingerprint}");
    }
    let no_certificate = world.put("bukan.cer", b"bukan sertifikat");
    let said = world.run(&["trust", "add", text(&no_certificate), "--fingerprint", &wrong, "--json"]).ends(4);
    assert_eq!(said.problem(), "not-a-certificate");
    assert_eq!(world.run(&["trust", "list", "--json"]).json()["anchors"], serde_json::json!([]));

    let right = fingerprint(&pki.root().certificate);
    let added = world.run(&["trust", "add", root, "--fingerprint", &right, "--json"]).ends(0).json();
    #[rustfmt::skip]
    let fields = ["subject", "issuer", "not_before", "not_after", "key", "sha256", "purpose", "until", "bsre", "by_agency"];
    assert_eq!(keys(&added), set(&fields));
    assert_eq!(as_text(&added["sha256"]), right.replace(':', "").to_lowercase());
    let list = world.run(&["trust", "list", "--json"]).ends(0).json();
    assert_eq!(list["anchors"], Value::Array(vec![added]));
    let (code, after) = world.verify(&foreign, &[]);
    assert_eq!((code, as_text(&after["verdict"])), (0, "sah"));
    assert_eq!(after["trust"]["source"], "store");

    let practice = world.practice_ca();
    let add = ["trust", "add", text(&practice), "--fingerprint", &fingerprint(&practice), "--json"];
    assert_eq!(world.run(&add).ends(7).problem(), "practice-never-trusted");
    assert_eq!(world.run(&["trust", "list", "--json"]).json()["anchors"].as_array().unwrap().len(), 1);
    // nor through a folder
    let folder = world.at("percaya");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(&practice, folder.join("ca.pem")).unwrap();
    world.sign(&world.sample(), &world.at("latihan.pdf"), &[]).ends(0);
    let (code, result) = world.verify(&world.at("latihan.pdf"), &["--trust", text(&folder)]);
    assert_eq!(code, 2);
    assert_eq!(result["signatures"][0]["authenticity_reason"], "practice");
    assert_eq!(result["signatures"][0]["certificate"]["trusted"], false);
}

#[test]
fn time_of_judgement_can_be_given() {
    let world = World::new();
    let pki = Pki::new();
    let trust = trust_folder(&pki);
    let foreign = world.foreign("surat-luar.pdf", &pki.signer("Pengirim", Key::P256));
    let at = |time: &str| world.verify(&foreign, &["--trust", text(&trust), "--at", time]);
    let (code, now) = at(&now());
    assert_eq!((code, as_text(&now["verdict"])), (0, "sah"));
    let (code, late) = at("2060-01-01");
    assert_eq!((code, as_text(&late["signatures"][0]["authenticity_reason"])), (2, "expired"));
    let (code, early) = at("2001-01-01T00:00:00+07:00");
    assert_eq!((code, as_text(&early["signatures"][0]["authenticity_reason"])), (2, "not_yet_valid"));
}

#[test]
fn password_is_read_before_the_pin() {
    let world = World::new();
    let locked = world.at("terkunci.pdf");
    encrypt(&world.sample(), &locked, "kata sandi");
    let out = world.at("hasil.pdf");
    let words = ["--password-stdin", "--json"];
    let all = [&["sign", text(&locked), "-o", text(&out)][..], &support::PRACTICE, &words].concat();
    assert_eq!(world.type_in(&all, "123456\nkata sandi\n").ends(4).problem(), "document-password-wrong");
    assert_eq!(world.type_in(&all, "").ends(4).problem(), "document-password-wrong");
    assert_eq!(world.type_in(&all, "kata sandi\n").ends(5).problem(), "pin-format");
    assert_eq!(world.tries(), 3, "no PIN was sent");
    world.type_in(&all, "kata sandi\r\n123456").ends(0);
    let said = world.type_in(&["verify", "--json", "--password-stdin", text(&out)], "kata sandi\n").ends(2);
    assert_eq!(said.json()[0]["signatures"][0]["integrity_detail"], "intact");
}

#[test]
fn secrets_appear_in_no_file_and_no_output() {
    let world = World::new();
    let (pin, password) = ("R4h4s14X", "kata-sandi-7319");
    let locked = world.at("terkunci.pdf");
    encrypt(&world.sample(), &locked, password);
    let all =
        ["sign", text(&locked), "-o", "hasil.pdf", "--token", "practice", "--pin-stdin", "--password-stdin"];
    for words in [&all[..], &[&all[..], &["--json"]].concat()] {
        let said = world.type_in(words, &format!("{password}\n{pin}\n")).ends(5);
        assert!(!said.stdout.contains(pin) && !said.stderr.contains(pin), "{said:?}");
        assert!(!said.stdout.contains(password) && !said.stderr.contains(password), "{said:?}");
    }
    assert_eq!(world.tries(), 1, "the PIN went to the token");
    // the token keeps bytes in base64
    for secret in [pin.to_owned(), password.to_owned(), "UjRoNHMxNF".to_owned()] {
        for folder in [world.data.path(), world.letters.path()] {
            assert_eq!(files_with(folder, secret.as_bytes()), Vec::<String>::new(), "{secret}");
        }
    }
    assert!(!files_with(world.data.path(), b"\"tries\"").is_empty(), "the search does search");
}

#[test]
fn texts_are_indonesian_or_english() {
    let world = World::new();
    let usage = |language: &str| world.run(&["--language", language, "--help"]).ends(0).stdout;
    assert!(usage("id").contains("Pemakaian") || usage("id").contains("Cara"), "{}", usage("id"));
    assert!(usage("en").contains("Usage:"));
    let not_pdf = world.put("bukan.pdf", b"bukan pdf");
    let said = |language: &str| world.run(&["verify", text(&not_pdf), "--language", language]).ends(4).stdout;
    assert!(said("en").contains("This is a text file, not a PDF."), "{}", said("en"));
    assert!(said("id").contains("bukan PDF"), "{}", said("id"));
    assert_eq!(world.run(&["verify", text(&not_pdf)]).stdout, said("id"), "Indonesian unless told otherwise");
    // every command, both languages: no message is missing
    world.sign(&world.sample(), &world.at("latihan.pdf"), &[]).ends(0);
    for language in ["id", "en"] {
        for words in
            [&["tokens"][..], &["doctor"], &["trust", "list"], &["verify", "latihan.pdf", "surat.pdf"]]
        {
            let run = world.run(&[words, &["--language", language]].concat());
            let all = format!("{}{}", run.stdout, run.stderr);
            for id in ["cli-", "err-", "rec-", "verdict-", "reason-", "todo-", "doctor-", "heading-"] {
                let missing = all.split_whitespace().any(|word| word.starts_with(id));
                assert!(!missing, "{words:?} {language}: a text is missing: {all}");
            }
        }
    }
}

#[test]
fn reader_that_goes_away_is_no_fault() {
    let world = World::new();
    let mut shell = std::process::Command::new("bash");
    let line =
        "set -o pipefail; \"$0\" verify --json surat.pdf | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}";
    world.sample();
    world.settle(shell.args(["-c", line, env!("CARGO_BIN_EXE_absah")]));
    said(&mut shell, "").ends(3);
}

/// First words of the table rows between two lines of the documentation; several names in a row are split.
fn documented(from: &str, to: &str) -> Vec<String> {
    let all = std::fs::read_to_string(testkit::repository().join("docs/command-line.md")).unwrap();
    let part = all.split_once(from).expect(from).1.split_once(to).expect(to).0;
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|line| line.trim_start_matches('|').split('|').next().unwrap());
    cells.flat_map(|cell| cell.split(',').map(|name| name.trim().trim_matches('`').to_owned())).collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap_or_else(|| panic!("an object is expected: {value}"))
        .keys()
        .map(String::as_str)
        .collect()
}

fn set<'a>(names: &[&'a str]) -> BTreeSet<&'a str> {
    names.iter().copied().collect()
}

fn as_text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string is expected: {value}"))
}

fn sha256(path: &Path) -> String {
    let said = openssl(&["dgst", "-sha256", "-r", text(path)]).stdout;
    said.split_whitespace().next().unwrap().to_owned()
}

/// SHA-256 of a certificate as OpenSSL shows it: hex pairs with colons.
fn fingerprint(certificate: &Path) -> String {
    let said = openssl(&["x509", "-in", text(certificate), "-noout", "-fingerprint", "-sha256"]).stdout;
    said.trim().split_once('=').unwrap().1.to_owned()
}

fn now() -> String {
    let mut date = std::process::Command::new("date");
    run(date.args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]), PATIENCE).succeeded().stdout.trim().to_owned()
}

fn encrypt(input: &Path, output: &Path, password: &str) {
    let mut qpdf = std::process::Command::new("qpdf");
    qpdf.args(["--encrypt", password, "pemilik", "256", "--", text(input), text(output)]);
    run(&mut qpdf, PATIENCE).succeeded();
}

/// Files below `folder` that hold `needle`.
fn files_with(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if std::fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
