//! The list of R-4.2c.1: each case made by pyHanko, OpenSSL and qpdf, with one expected state for each of the three headings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use pades::validate::{self, KnownIssuers, Report, Verdict};
use pdf::{Document, Limits, MemorySource, Password};
use serde_json::{Value, json};
use support::{Bench, certificate, report_at};
use testkit::openssl::{Key, Pki, Signer, openssl};

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

fn states(report: &Report, index: usize) -> States {
    let one = &report.signatures[index];
    (one.authenticity.state, one.integrity.state, one.non_repudiation.state)
}

/// Name, revisions, day, the states of the first and the last signature, and the file's verdict.
type Case<'a> = (&'a str, Vec<Value>, DateTime<Utc>, States, States, Verdict);

#[test]
fn every_case_of_the_list_has_one_state_for_each_heading() {
    use Verdict::{Invalid as Bad, NeedsAttention as Look, NotCheckable as Open, Valid as Good};
    let bench = Bench::new();
    let short = bench.pki.signer_with("Sebentar", Key::P256, "keyUsage=critical,nonRepudiation\n", 2);
    let asked = bench.pki.signer_with("Ditanya", Key::P256, ASKABLE, 730);
    let own = self_signed(&bench);
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

    let cases: Vec<Case<'_>> = vec![
        ("good", vec![sign(&bench.signer, stamped())], now, (Good, Good, Good), (Good, Good, Good), Good),
        (
            "annotation added",
            vec![plain.clone(), json!({ "do": "annotate", "text": "batal" })],
            now,
            (Good, Look, Good),
            (Good, Look, Good),
            Look,
        ),
        (
            "pages added",
            vec![plain.clone(), json!({ "do": "pages" })],
            now,
            (Good, Bad, Bad),
            (Good, Bad, Bad),
            Bad,
        ),
        (
            "content replaced",
            vec![plain.clone(), json!({ "do": "content", "text": "Sembilan" })],
            now,
            (Good, Bad, Bad),
            (Good, Bad, Bad),
            Bad,
        ),
        (
            "self-signed",
            vec![sign(&own, json!({ "chain": [] }))],
            now,
            (Open, Good, Open),
            (Open, Good, Open),
            Open,
        ),
        (
            "look-alike name",
            vec![sign(&alike, json!({ "chain": [stranger.root().certificate] }))],
            now,
            (Open, Good, Open),
            (Open, Good, Open),
            Open,
        ),
        (
            "expired, stamped before",
            vec![sign(&short, stamped())],
            later,
            (Good, Good, Good),
            (Good, Good, Good),
            Good,
        ),
        (
            "expired, no stamp",
            vec![sign(&short, json!({}))],
            later,
            (Look, Good, Look),
            (Look, Good, Look),
            Look,
        ),
        (
            "revoked before the stamp",
            vec![sign(&asked, stamped()), before],
            now,
            (Bad, Good, Bad),
            (Bad, Good, Bad),
            Bad,
        ),
        (
            "revoked after the stamp",
            vec![sign(&asked, stamped()), after],
            now + TimeDelta::hours(8),
            (Good, Good, Good),
            (Good, Good, Good),
            Good,
        ),
        ("no network", vec![sign(&asked, json!({}))], now, (Open, Good, Open), (Open, Good, Open), Open),
        (
            "two signers, one unknown",
            vec![plain.clone(), second],
            now,
            (Good, Good, Good),
            (Open, Good, Open),
            Open,
        ),
    ];
    let recipes: Vec<Vec<Value>> = cases.iter().map(|case| case.1.clone()).collect();
    let files = bench.make_all(&recipes);
    let mut wrong = Vec::new();
    for ((name, _, at, first, last, whole), bytes) in cases.iter().zip(&files) {
        let report = report_at(bytes, &bench.root(), *at);
        let found = (states(&report, 0), states(&report, report.signatures.len() - 1), report.verdict);
        if found != (*first, *last, *whole) {
            wrong.push(format!("{name}: {found:?}, {:?}", report.signatures[0].sub_indication));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    // One byte of the page changed.
    let mut changed = files[0].clone();
    let at = changed.windows(7).position(|window| window == b"(A) Tj ").expect("the text") + 1;
    changed[at] = b'B';
    let report = report_at(&changed, &bench.root(), now);
    assert_eq!((states(&report, 0), report.verdict), ((Open, Bad, Bad), Bad), "one byte changed");
    let none = report_at(&support::letter(), &bench.root(), now);
    assert_eq!((none.signatures.len(), none.verdict), (0, Verdict::NoSignature), "no signature");
    // Cut off in the middle: no answer that looks like one, and never a good one.
    if let Ok(document) = support::open(&files[0][..files[0].len() / 2]) {
        let facts = validate::collect(&document).unwrap();
        let report = validate::judge(&facts, &bench.root(), now, &KnownIssuers::default());
        assert!(
            !matches!(report.verdict, Verdict::Valid | Verdict::NeedsAttention),
            "broken: {:?}",
            report.verdict
        );
    }
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
    assert!(support::open(&bytes).is_err(), "locked");
    let source = Arc::new(MemorySource::new(bytes));
    let document =
        Document::open(source, Some(&Password::new("rahasia".to_owned().into())), Limits::default()).unwrap();
    let facts = validate::collect(&document).unwrap();
    let report = validate::judge(&facts, &bench.root(), Utc::now(), &KnownIssuers::default());
    let good = Verdict::Valid;
    assert_eq!((states(&report, 0), report.verdict), ((good, good, good), good));
}
