//! The list of R-4.2c.1: each case made by pyHanko, OpenSSL, certomancer and qpdf, with one expected state for each of the three
//! headings. The list itself is read from the requirement, so that no item of it is forgotten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use pades::validate::Verdict::{Invalid as Bad, NeedsAttention as Look, NotCheckable as Open, Valid as Good};
use pades::validate::{self, KnownIssuers, Report, Verdict};
use pdf::{Document, Limits, MemorySource, Password};
use pki::trust::TrustStore;
use serde_json::{Value, json};
use support::archive::{Archive, noon, office};
use support::{Bench, certificate, report_at};
use testkit::openssl::{Key, Pki, Signer, openssl};

/// The items of the requirement, each with the test below that has its rows.
const ITEMS: &[(&str, &str)] = &[
    ("good", MADE),
    ("no signature", MADE),
    ("one byte changed", MADE),
    ("annotation added", MADE),
    ("pages added", MADE),
    ("hidden/replaced content after signing", MADE),
    ("self-signed", MADE),
    ("look-alike name", MADE),
    ("expired now but time-stamped earlier", MADE),
    ("expired without time stamp", MADE),
    ("revoked before/after the time stamp", MADE),
    ("no network", MADE),
    ("two signers, one bad", MADE),
    ("old `OSD LU Kelas 2`-like chain", OFFICE),
    ("broken PDF", BROKEN),
    ("encrypted PDF", LOCKED),
];
const MADE: &str = "every_case_of_the_list_has_one_state_for_each_heading";
const OFFICE: &str = "cases_of_an_issuing_office_have_one_state_for_each_heading";
const BROKEN: &str = "broken_letter_has_one_answer_by_what_is_left_of_it";
const LOCKED: &str = "encrypted_letter_is_judged_with_its_password_and_refused_without";

const ASKABLE: &str =
    "keyUsage=critical,digitalSignature,nonRepudiation\ncrlDistributionPoints=URI:http://crl.invalid/x.crl\n";

/// A list of the root in which `revoked` stands since then.
fn list(bench: &Bench, name: &str, revoked: &Signer, since: DateTime<Utc>) -> Value {
    let at = |name: &str| bench.pki.folder().join(name);
    let folder = bench.pki.folder().to_str().unwrap();
    let serial = certificate(revoked).serial_hex();
    let since = since.format("%y%m%d%H%M%SZ");
    std::fs::write(at("index.txt"), format!("R\t401231235959Z\t{since}\t{serial}\tunknown\t/CN=x\n"))
        .unwrap();
    std::fs::write(at("crlnumber"), "01\n").unwrap();
    let config = format!(
        "[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\ncrlnumber={folder}/crlnumber\ndefault_md=sha256\n"
    );
    std::fs::write(at("ca.cnf"), config).unwrap();
    let (pem, der) = (at(&format!("{name}.pem")), at(&format!("{name}.crl")));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let root = bench.pki.root();
    #[rustfmt::skip]
    openssl(&["ca", "-config", &text(&at("ca.cnf")), "-gencrl", "-out", &text(&pem), "-cert", &text(&root.certificate),
        "-keyfile", &text(&root.key), "-crldays", "30"]);
    openssl(&["crl", "-in", &text(&pem), "-outform", "DER", "-out", &text(&der)]);
    json!({ "do": "dss", "crls": [der] })
}

/// Signs himself, under the name of an authority.
fn self_signed(bench: &Bench) -> Signer {
    let signer = bench.pki.signer("Sendiri", Key::P256);
    let out = bench.pki.folder().join("sendiri.pem");
    let (key, file) = (signer.key.to_str().unwrap(), out.to_str().unwrap());
    #[rustfmt::skip]
    openssl(&["req", "-x509", "-new", "-key", key, "-out", file, "-days", "30", "-subj", "/C=ID/CN=BSRE CA DS G1",
        "-addext", "keyUsage=critical,digitalSignature,nonRepudiation"]);
    Signer { certificate: out, key: signer.key }
}

/// keautentikan, keutuhan, kenirsangkalan
type States = (Verdict, Verdict, Verdict);

const ALL_GOOD: States = (Good, Good, Good);
const CHANGED: States = (Good, Bad, Bad);
/// Without a signature that holds, nobody knows who.
const BROKEN_SIGNATURE: States = (Open, Bad, Bad);
const UNKNOWN_SIGNER: States = (Open, Good, Open);

fn states(report: &Report, index: usize) -> States {
    let one = &report.signatures[index];
    (one.authenticity.state, one.integrity.state, one.non_repudiation.state)
}

/// What is wrong with the answer to one row: the first and the last signature, and the file.
fn wrong(name: &str, report: &Report, first: States, last: States, whole: Verdict) -> Option<String> {
    let found = (states(report, 0), states(report, report.signatures.len() - 1), report.verdict);
    (found != (first, last, whole))
        .then(|| format!("{name}: {found:?}, {:?}", report.signatures[0].sub_indication))
}

fn judged(bytes: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Option<Report> {
    let facts = validate::collect(&support::open(bytes).ok()?).ok()?;
    Some(validate::judge(&facts, trust, at, &KnownIssuers::default()))
}

/// Name, revisions, day, the states of the first and the last signature, and the file's verdict.
type Case<'a> = (&'a str, Vec<Value>, DateTime<Utc>, States, States, Verdict);

#[test]
fn every_item_of_the_requirement_has_a_test() {
    let Some(folder) = testkit::shared::shared("every_item_of_the_requirement_has_a_test") else { return };
    let text = std::fs::read_to_string(folder.join("requirements.md")).unwrap().replace("\n  ", " ");
    let check = text.split("*Check:* table-driven test set: ").nth(1).expect("the check of R-4.2c.1");
    let wanted: Vec<&str> = check.split_once(". ").unwrap().0.split("; ").collect();
    let here: Vec<&str> = ITEMS.iter().map(|(item, _)| *item).collect();
    assert_eq!(here, wanted);
    let own = include_str!("validate_headings.rs");
    for (item, test) in ITEMS {
        assert!(own.contains(&format!("#[test]\nfn {test}() {{")), "{item}");
    }
}

#[test]
fn every_case_of_the_list_has_one_state_for_each_heading() {
    let bench = Bench::new();
    let short = bench.pki.signer_with("Sebentar", Key::P256, "keyUsage=critical,nonRepudiation\n", 2);
    let asked = bench.pki.signer_with("Ditanya", Key::P256, ASKABLE, 730);
    let own = self_signed(&bench);
    // Another person under the trusted root, with the name of the first.
    let namesake = bench.pki.signer("Penanda Tangan", Key::P384);
    // After the certificates, which begin with their making.
    let now = Utc::now();
    let later = now + TimeDelta::days(10);
    // The same names, another key.
    let stranger = Pki::new();
    let alike = stranger.signer("Penanda Tangan", Key::P256);
    let sign = |signer: &Signer, more: Value| bench.sign_as(signer, "A", more);
    let stamped = || bench.stamped();
    let plain = sign(&bench.signer, json!({}));
    let second = bench.sign_as(&alike, "B", json!({ "chain": [stranger.root().certificate] }));
    let before = list(&bench, "sebelum", &asked, now - TimeDelta::hours(6));
    let after = list(&bench, "sesudah", &asked, now + TimeDelta::hours(6));
    // The letter draws object 5 as its font and object 6 as its field.
    let hidden = json!({ "do": "hide", "object": 5 });

    #[rustfmt::skip]
    let cases: Vec<Case<'_>> = vec![
        ("good", vec![sign(&bench.signer, stamped())], now, ALL_GOOD, ALL_GOOD, Good),
        ("annotation added", vec![plain.clone(), json!({ "do": "annotate", "text": "batal" })], now, (Good, Look, Good), (Good, Look, Good), Look),
        ("pages added", vec![plain.clone(), json!({ "do": "pages" })], now, CHANGED, CHANGED, Bad),
        ("content replaced", vec![plain.clone(), json!({ "do": "content", "text": "Sembilan" })], now, CHANGED, CHANGED, Bad),
        ("content hidden", vec![plain.clone(), hidden], now, CHANGED, CHANGED, Bad),
        ("self-signed", vec![sign(&own, json!({ "chain": [] }))], now, UNKNOWN_SIGNER, UNKNOWN_SIGNER, Open),
        ("look-alike name", vec![sign(&alike, json!({ "chain": [stranger.root().certificate] }))], now, UNKNOWN_SIGNER, UNKNOWN_SIGNER, Open),
        ("expired, stamped before", vec![sign(&short, stamped())], later, ALL_GOOD, ALL_GOOD, Good),
        ("expired, no stamp", vec![sign(&short, json!({}))], later, (Look, Good, Look), (Look, Good, Look), Look),
        ("revoked before the stamp", vec![sign(&asked, stamped()), before.clone()], now, (Bad, Good, Bad), (Bad, Good, Bad), Bad),
        ("revoked after the stamp", vec![sign(&asked, stamped()), after], now + TimeDelta::hours(8), ALL_GOOD, ALL_GOOD, Good),
        ("no network", vec![sign(&asked, json!({}))], now, UNKNOWN_SIGNER, UNKNOWN_SIGNER, Open),
        ("two signers, one unknown", vec![plain.clone(), second], now, ALL_GOOD, UNKNOWN_SIGNER, Open),
        ("two signers, one revoked", vec![plain.clone(), bench.sign_as(&asked, "B", stamped()), before], now, ALL_GOOD, (Bad, Good, Bad), Bad),
        ("two signers, both good", vec![plain.clone(), bench.sign_as(&namesake, "B", json!({}))], now, ALL_GOOD, ALL_GOOD, Good),
    ];
    let recipes: Vec<Vec<Value>> = cases.iter().map(|case| case.1.clone()).collect();
    let files = bench.make_all(&recipes);
    let mut found: Vec<String> = cases
        .iter()
        .zip(&files)
        .filter_map(|((name, _, at, first, last, whole), bytes)| {
            wrong(name, &report_at(bytes, &bench.root(), *at), *first, *last, *whole)
        })
        .collect();

    // One byte of the page changed.
    let mut changed = files[0].clone();
    let at = changed.windows(7).position(|window| window == b"(A) Tj ").expect("the text") + 1;
    changed[at] = b'B';
    let report = report_at(&changed, &bench.root(), now);
    found.extend(wrong("one byte changed", &report, BROKEN_SIGNATURE, BROKEN_SIGNATURE, Bad));
    // The last digit of the second signature's value changed: the first does not cover it.
    let mut two = files.last().unwrap().clone();
    let gap = support::facts(&two).signatures[1].coverage.range.unwrap().gap();
    let last = two[..gap.end as usize - 1].iter().rposition(|digit| *digit != b'0').unwrap();
    two[last] = if two[last] == b'1' { b'2' } else { b'1' };
    let report = report_at(&two, &bench.root(), now);
    found.extend(wrong("two signers, one broken", &report, ALL_GOOD, BROKEN_SIGNATURE, Bad));
    assert!(found.is_empty(), "{found:#?}");

    let none = report_at(&support::letter(), &bench.root(), now);
    assert_eq!((none.signatures.len(), none.verdict), (0, Verdict::NoSignature), "no signature");
}

/// Name, revisions, trusted certificates, day, the states of the first and the last signature, and the file's verdict.
type Row<'a> = (&'a str, Vec<Value>, &'a [&'a str], &'a str, States, States, Verdict);

#[test]
fn cases_of_an_issuing_office_have_one_state_for_each_heading() {
    let office = office();
    let a = &Archive::of(&office);
    let signed = "2026-03-01";
    let old = |stamped| a.sign_below("old-root", "old-signer", "A", stamped);
    let stamped = |signer, day| a.sign(signer, Some(("tsa", day)));
    let new = ["root", "time-root", "later-root"];
    let both = ["old-root", "root", "time-root", "later-root"];
    // What the office says of the authority of time stamps, without a word on the old issuer's officials: nobody has any.
    let authority = || a.store("signer-ec", None, "2024-06-01");
    let second = |signer| a.sign_below("interm", signer, "B", Some(("tsa", signed)));
    let now = "2026-11-20";

    #[rustfmt::skip]
    let rows: Vec<Row<'_>> = vec![
        ("good", vec![stamped("signer-rsa", signed), a.store("signer-rsa", Some("interm"), signed)], &new, "2026-03-02", ALL_GOOD, ALL_GOOD, Good),
        // Half a year later, without a network: what the file carries was fresh when it was stamped.
        ("good-later", vec![stamped("signer-rsa", signed), a.store("signer-rsa", Some("interm"), signed)], &new, "2026-10-01", ALL_GOOD, ALL_GOOD, Good),
        ("expired-stamped", vec![stamped("signer-ec", signed), a.store("signer-ec", Some("interm"), signed), a.stamp("tsa-later", signed), a.store("signer-ec", None, "2028-01-10"), a.stamp("tsa-later", "2028-01-10")], &new, "2028-01-15", ALL_GOOD, ALL_GOOD, Good),
        ("expired-unstamped", vec![a.sign("signer-ec", None)], &new, "2028-01-15", (Look, Good, Look), (Look, Good, Look), Look),
        ("revoked-before", vec![stamped("revoked", "2025-07-01"), a.store("revoked", Some("interm"), "2025-07-01")], &new, "2025-07-02", (Bad, Good, Bad), (Bad, Good, Bad), Bad),
        ("revoked-after", vec![stamped("revoked", "2025-05-01"), a.store("revoked", Some("interm"), "2025-07-01")], &new, "2025-07-02", ALL_GOOD, ALL_GOOD, Good),
        ("no-network", vec![stamped("signer-rsa", signed)], &new, "2026-10-01", UNKNOWN_SIGNER, UNKNOWN_SIGNER, Open),
        ("one-revoked", vec![stamped("signer-ec", signed), second("revoked"), a.store("signer-ec", Some("interm"), signed), a.store("revoked", Some("interm"), signed)], &new, "2026-03-02", ALL_GOOD, (Bad, Good, Bad), Bad),
        // An issuer that stands alone below no national root: unknown until somebody trusts it by its own fingerprint.
        ("old-unknown", vec![old(None)], &new, now, UNKNOWN_SIGNER, UNKNOWN_SIGNER, Open),
        // Then the official's certificate has ended, and nothing proves when it was signed.
        ("old-unstamped", vec![old(None)], &both, now, (Look, Good, Look), (Look, Good, Look), Look),
        // A stamp from its days makes it good, though issuer and official have ended both.
        ("old-stamped", vec![old(Some(("tsa", "2024-06-01"))), authority(), a.stamp("tsa-later", "2024-06-01"), a.store("signer-ec", None, "2026-11-10"), a.stamp("tsa-later", "2026-11-10")], &both, now, ALL_GOOD, ALL_GOOD, Good),
        ("old-good-then", vec![old(None)], &both, "2025-03-01", ALL_GOOD, ALL_GOOD, Good),
    ];
    let files: Vec<(&str, Vec<Value>)> = rows.iter().map(|row| (row.0, row.1.clone())).collect();
    a.make(&files);
    let found: Vec<String> = rows
        .iter()
        .filter_map(|(name, _, trusted, day, first, last, whole)| {
            let bytes = std::fs::read(a.file(name)).unwrap();
            let mut report = report_at(&bytes, &a.trust_in(trusted), noon(day));
            report.signatures.retain(|one| one.kind == validate::facts::Kind::Signature);
            wrong(name, &report, *first, *last, *whole)
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn broken_letter_has_one_answer_by_what_is_left_of_it() {
    let bench = Bench::new();
    let whole = bench.make(&[bench.sign("A", bench.stamped())]);
    let gap = support::facts(&whole).signatures[0].coverage.range.unwrap().gap();
    let now = Utc::now();

    // No head of a document is left.
    assert!(judged(&whole[..3], &bench.root(), now).is_none(), "three bytes are no document");
    assert!(judged(&[], &bench.root(), now).is_none(), "nothing is no document");
    // Cut off in the middle of the signature: there was one, and what it said cannot be known.
    let cut = judged(&whole[..gap.start as usize + 500], &bench.root(), now).expect("what is left is read");
    assert_eq!((cut.signatures.len(), cut.verdict), (0, Open), "{cut:#?}");
    // Cut off before it began: nothing tells that there was one.
    let cut = judged(&whole[..gap.start as usize - 200], &bench.root(), now).expect("what is left is read");
    assert_eq!((cut.signatures.len(), cut.verdict), (0, Verdict::NoSignature), "{cut:#?}");
    // The tables of all revisions made unusable: found by a scan, and its digest fails.
    let mut torn = whole.clone();
    for at in (0..torn.len() - 9).filter(|at| whole[*at..].starts_with(b"startxref")) {
        torn[at + 2] = b'X';
    }
    let torn = judged(&torn, &bench.root(), now).expect("what is left is read");
    assert_eq!(wrong("torn", &torn, BROKEN_SIGNATURE, BROKEN_SIGNATURE, Bad), None);
}

#[test]
fn encrypted_letter_is_judged_with_its_password_and_refused_without() {
    let bench = Bench::new();
    let at = |name: &str| bench.pki.folder().join(name);
    std::fs::write(at("polos.pdf"), support::letter()).unwrap();
    let mut command = Command::new("qpdf");
    command.args(["--encrypt", "rahasia", "pemilik", "256", "--"]).arg(at("polos.pdf")).arg(at("kunci.pdf"));
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let script = "import sys\nfrom io import BytesIO\nfrom pyhanko.keys import *\nfrom pyhanko.sign import signers\n\
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter as W\n\
        i, o, k, c = sys.argv[1:]\nw = W(BytesIO(open(i, 'rb').read()))\nw.encrypt('rahasia')\n\
        s = signers.SimpleSigner(signing_cert=load_cert_from_pemder(c), signing_key=load_private_key_from_pemder(k, None), cert_registry=None)\n\
        m = signers.PdfSignatureMetadata(field_name='A')\n\
        open(o, 'wb').write(signers.sign_pdf(w, m, s).getvalue())";
    std::fs::write(at("kunci.py"), script).unwrap();
    let mut command = Command::new(testkit::judges::judge("python"));
    command.arg(at("kunci.py")).args([at("kunci.pdf"), at("hasil.pdf")]);
    command.args([&bench.signer.key, &bench.signer.certificate]);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let bytes = std::fs::read(at("hasil.pdf")).unwrap();
    assert!(matches!(support::open(&bytes), Err(pdf::Error::PasswordNeeded)), "locked");
    let source = Arc::new(MemorySource::new(bytes));
    let document =
        Document::open(source, Some(&Password::new("rahasia".to_owned().into())), Limits::default()).unwrap();
    let facts = validate::collect(&document).unwrap();
    let report = validate::judge(&facts, &bench.root(), Utc::now(), &KnownIssuers::default());
    assert_eq!((states(&report, 0), report.verdict), (ALL_GOOD, Good));
}
