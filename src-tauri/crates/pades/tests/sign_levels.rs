//! Levels B-B to B-LTA over an issuing office made by others, judged by pyHanko, pdfsig, qpdf, and by ourselves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock};

use chrono::Utc;
use pades::Error;
use pades::sign::extend::{ValidationData, document_time_stamp, security_store};
use pades::sign::{self, Place, Prepared, Request};
use pades::validate::{self, KnownIssuers, Level};
use pdf::Document;
use pki::cert::Certificate;
use pki::ocsp;
use pki::trust::{Anchor, TrustStore};
use sign_common::{FOOT, block, folder, now, open, write};
use testkit::judges::{self, Ades, Revocation, Structure};
use testkit::office::Office;

/// Room enough for every token of the office.
const EXPECTED: usize = 3000;

/// One office for all tests; one test at a time, since its clock is shared.
fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    OFFICE
        .get_or_init(|| Mutex::new(Office::open()))
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn certificate(office: &Office, label: &str) -> Certificate {
    Certificate::from_der(&office.certificate_der(label)).unwrap()
}

/// A token over `digest`, asked for and taken out of its envelope by openssl.
fn token(office: &Office, authority: &str, digest: &[u8]) -> Vec<u8> {
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let (query, reply) = (folder().join("stamp.tsq"), folder().join("stamp.tsr"));
    let openssl = |words: &[&str]| testkit::openssl::openssl(words).bytes;
    let (asked, answered) = (query.to_str().unwrap(), reply.to_str().unwrap());
    openssl(&["ts", "-query", "-digest", &digest, "-sha256", "-cert", "-out", asked]);
    let question = std::fs::read(&query).unwrap();
    let path = format!("/pki/tsa/{authority}");
    std::fs::write(&reply, office.ask(&path, Some(("application/timestamp-query", &question)))).unwrap();
    openssl(&["ts", "-reply", "-in", answered, "-token_out"])
}

/// What the signature needs, and the time-stamp authority.
fn validation_data(office: &Office, signer: &str, signature: Option<pdf::ObjectId>) -> ValidationData {
    let (signer, issuer) = (certificate(office, signer), certificate(office, "interm"));
    let question = ocsp::request(&signer, &issuer, None);
    let answer = office.ask("/pki/ocsp/interm", Some(("application/ocsp-request", &question)));
    let list = |name: &str| office.ask(&format!("/pki/crls/{name}/latest.crl"), None);
    ValidationData {
        signature,
        certificates: ["root", "interm", "ocsp", "time-root", "tsa", "later-root", "tsa-later"]
            .map(|label| certificate(office, label))
            .into_iter()
            .chain([signer])
            .collect(),
        crls: vec![list("root"), list("time-root"), list("later-root")],
        ocsps: vec![answer],
    }
}

/// The letter with an update that waits for the signature of `signer` over it, with room for a stamp of `expected` bytes.
fn prepared(office: &Office, letter: &Document, signer: &str, place: Place, expected: usize) -> Prepared {
    let chain = [certificate(office, signer), certificate(office, "interm")];
    let request = Request::new(place, block(), chain[0].clone());
    let mut plan = sign::plan(letter, &request, Utc::now()).unwrap();
    if expected > 0 {
        plan.reserve_stamp(expected);
    }
    sign::prepare(letter, &plan, &chain, now(), [7; 16]).unwrap()
}

fn signature_value(office: &Office, signer: &str, prepared: &Prepared) -> Vec<u8> {
    let attributes = folder().join("attributes");
    std::fs::write(&attributes, prepared.to_be_signed().0).unwrap();
    let key = office.signer(signer).key;
    let words = ["dgst", "-sha256", "-sign", key.to_str().unwrap(), "-binary", attributes.to_str().unwrap()];
    testkit::openssl::openssl(&words).bytes
}

fn written(finished: &sign::Finished) -> Vec<u8> {
    let mut bytes = Vec::new();
    finished.write_to(&mut bytes).unwrap();
    bytes
}

fn stamped(office: &Office, letter: &[u8], signer: &str, place: Place) -> Vec<u8> {
    stamped_by(office, letter, signer, place, "tsa")
}

fn stamped_by(office: &Office, letter: &[u8], signer: &str, place: Place, authority: &str) -> Vec<u8> {
    let prepared = prepared(office, &open(letter.to_vec(), None), signer, place, EXPECTED);
    let value = signature_value(office, signer, &prepared);
    let token = token(office, authority, &pki::algorithm::Digest::Sha256.hash(&value));
    written(&prepared.finish_stamped(&value, &token).unwrap())
}

/// The document with what its last signature needs.
fn with_store(office: &Office, bytes: &[u8], signer: &str) -> Vec<u8> {
    let document = open(bytes.to_vec(), None);
    let object = validate::collect(&document).unwrap().signatures.last().unwrap().object;
    let data = [validation_data(office, signer, Some(object))];
    written(&security_store(&document, &data, [8; 16]).unwrap().expect("something new"))
}

fn with_stamp(office: &Office, bytes: &[u8], authority: &str) -> Vec<u8> {
    let prepared = document_time_stamp(&open(bytes.to_vec(), None), EXPECTED, [9; 16]).unwrap();
    let token = token(office, authority, prepared.digest());
    written(&prepared.finish(&token).unwrap())
}

fn letter() -> Vec<u8> {
    testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat uji) Tj ET")
}

fn level(office: &Office, bytes: &[u8]) -> Option<Level> {
    let facts = validate::collect(&open(bytes.to_vec(), None)).unwrap();
    let anchors = ["root", "time-root", "later-root"].map(|label| Anchor::new(certificate(office, label)));
    let trust = TrustStore::new(anchors.to_vec());
    validate::judge(&facts, &trust, Utc::now(), &KnownIssuers::default()).signatures[0].level
}

fn ades(office: &Office, file: &Path, clock: Option<&str>) -> Vec<Ades> {
    ades_with(office, file, clock, Revocation::Required)
}

fn ades_with(office: &Office, file: &Path, clock: Option<&str>, revocation: Revocation) -> Vec<Ades> {
    let roots = office.roots();
    judges::ades(file, clock, revocation, None, &roots.each_ref().map(PathBuf::as_path))
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    write(name, bytes).into()
}

/// pdfsig and qpdf find nothing wrong with the first signature.
fn assert_sound(path: &Path) {
    assert_eq!(judges::qpdf(path), Structure::Clean, "{}", path.display());
    let seen = judges::pdfsig(path);
    assert!(seen[0].valid, "{}: {seen:?}", path.display());
}

#[test]
fn each_level_is_what_pyhanko_and_our_verifier_call_it() {
    let office = office();
    for (signer, place) in
        [("signer-rsa", Place::Invisible), ("signer-ec", Place::Page { page: 0, rect: FOOT })]
    {
        let basic = prepared(&office, &open(letter(), None), signer, place.clone(), 0);
        let basic = written(&basic.finish(&signature_value(&office, signer, &basic)).unwrap());
        let t = stamped(&office, &letter(), signer, place.clone());
        let lt = with_store(&office, &t, signer);
        let lta = with_stamp(&office, &lt, "tsa");
        assert!(lt.starts_with(&t) && lta.starts_with(&lt), "no earlier byte changes");

        for (bytes, want, name) in [
            (&basic, Level::BB, "b"),
            (&t, Level::BT, "t"),
            (&lt, Level::BLT, "lt"),
            (&lta, Level::BLTA, "lta"),
        ] {
            assert_eq!(level(&office, bytes), Some(want), "{signer} {name}");
            let path = file(&format!("{signer}-{name}.pdf"), bytes);
            assert_sound(&path);
            let seen = &ades(&office, &path, None)[0];
            // Without revocation data in the file and without a network pyHanko cannot say valid.
            assert_eq!(seen.bottom_line, matches!(want, Level::BLT | Level::BLTA), "{name}: {seen:?}");
            let unchecked = &ades_with(&office, &path, None, Revocation::Unchecked)[0];
            assert!(unchecked.bottom_line, "{name}: {unchecked:?}");
            assert_eq!(unchecked.stamp == "AdESPassed.OK", want != Level::BB, "{name}: {unchecked:?}");
            assert_eq!(unchecked.evidence.is_empty(), want != Level::BLTA, "{name}: {unchecked:?}");
        }
    }
}

#[test]
fn stamp_that_does_not_fit_leaves_the_basic_signature() {
    let office = office();
    let prepared = prepared(&office, &open(letter(), None), "signer-ec", Place::Invisible, 0);
    let value = signature_value(&office, "signer-ec", &prepared);
    let huge = vec![0x30; 20_000];
    assert!(matches!(prepared.finish_stamped(&value, &huge), Err(Error::ContentsTooSmall { .. })));
    let basic = written(&prepared.finish(&value).unwrap());
    assert_eq!(level(&office, &basic), Some(Level::BB));
    assert_sound(&file("too-long.pdf", &basic));
}

#[test]
fn archive_renewed_in_time_holds_after_the_first_authority_ended() {
    let office = office();
    let lta = with_stamp(
        &office,
        &with_store(&office, &stamped(&office, &letter(), "signer-rsa", Place::Invisible), "signer-rsa"),
        "tsa",
    );
    // A year later the signer's certificate has ended, the authority's has not: renewed with the other authority.
    office.set_clock("2028-11-01T00:00:00+00:00");
    let later = ValidationData { ocsps: Vec::new(), ..validation_data(&office, "signer-rsa", None) };
    let document = open(lta.clone(), None);
    let renewed = written(&security_store(&document, &[later], [1; 16]).unwrap().expect("newer lists"));
    let renewed = with_stamp(&office, &renewed, "tsa-later");
    office.clear_clock();

    let (once, twice) = (file("lta-once.pdf", &lta), file("lta-twice.pdf", &renewed));
    assert_sound(&twice);
    // The signer's certificate ended with 2027, the first authority's with 2028.
    assert!(ades(&office, &once, None)[0].bottom_line);
    let seen = ades(&office, &twice, Some("2028-11-15"));
    assert!(seen[0].bottom_line, "after the signer's certificate: {seen:?}");
    let seen = ades(&office, &twice, Some("2029-01-15"));
    assert!(seen[0].bottom_line, "after the first authority's certificate: {seen:?}");
    let seen = ades(&office, &once, Some("2029-01-15"));
    assert!(!seen[0].bottom_line, "not renewed: nothing proves the time any more: {seen:?}");
}

#[test]
fn stamped_levels_outlast_the_signers_certificate_and_the_basic_one_does_not() {
    let office = office();
    let signer = "signer-ec";
    let basic = prepared(&office, &open(letter(), None), signer, Place::Invisible, 0);
    let basic = written(&basic.finish(&signature_value(&office, signer, &basic)).unwrap());
    // An authority whose lists hold for two and a half years, so that nobody must fetch newer ones.
    let t = stamped_by(&office, &letter(), signer, Place::Invisible, "tsa-later");
    let lt = with_store(&office, &t, signer);
    let lta = with_stamp(&office, &lt, "tsa-later");
    // The signer's certificate ended with 2027.
    let accepted = |bytes: &[u8], name: &str, revocation| {
        let path = file(&format!("outlasts-{name}.pdf"), bytes);
        ades_with(&office, &path, Some("2028-06-15"), revocation)[0].bottom_line
    };
    assert!(!accepted(&basic, "b", Revocation::Unchecked), "nothing proves when it was made");
    for (bytes, name) in [(&t, "t"), (&lt, "lt"), (&lta, "lta")] {
        // That nothing was revoked is asked of an archive that was renewed in time: the test above.
        assert!(accepted(bytes, name, Revocation::Unchecked), "{name}");
    }
}

#[test]
fn store_takes_each_piece_once_and_keeps_what_is_there() {
    let office = office();
    let t = stamped(&office, &letter(), "signer-ec", Place::Invisible);
    let document = open(t.clone(), None);
    let object = validate::collect(&document).unwrap().signatures[0].object;
    let data = validation_data(&office, "signer-ec", Some(object));
    let twice = [data.clone(), data.clone()];
    let lt = written(&security_store(&document, &twice, [1; 16]).unwrap().expect("new"));
    let document = open(lt.clone(), None);
    assert!(security_store(&document, &twice, [2; 16]).unwrap().is_none(), "nothing new, no revision");

    let facts = validate::collect(&document).unwrap();
    let store = facts.store.unwrap();
    assert_eq!((store.certificates.len(), store.crls, store.ocsps), (8, 3, 1));
    let text = String::from_utf8_lossy(&lt).into_owned();
    assert!(
        text.contains("/ESIC<</BaseVersion/1.7/ExtensionLevel 1>>"),
        "below PDF 2.0 the extension is named"
    );

    // pyHanko finds the entry of this signature under the name that it computes itself.
    let script = "import sys\nfrom pyhanko.pdf_utils.reader import PdfFileReader\n\
        from pyhanko.sign.validation.dss import DocumentSecurityStore as D\n\
        r = PdfFileReader(open(sys.argv[1], 'rb'))\nd = D.read_dss(r)\n\
        v = d.vri_entries[D.sig_content_identifier(r.embedded_signatures[0].pkcs7_content)].get_object()\n\
        print(len(v['/Cert']), len(v['/CRL']), len(v['/OCSP']))";
    let script = write("entry.py", script.as_bytes());
    let mut command = Command::new(judges::judge("python"));
    command.arg(script).arg(file("entry.pdf", &lt));
    let seen = testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded().stdout;
    assert_eq!(seen.trim(), "8 3 1");
}

#[test]
fn file_signed_by_another_program_is_extended_without_a_key() {
    let office = office();
    let (input, signed) = (file("foreign-in.pdf", &letter()), folder().join("foreign.pdf"));
    judges::pyhanko_sign(&input, &signed, &office.signer("signer-ec"), "Tanda");
    let foreign = std::fs::read(&signed).unwrap();
    assert_eq!(level(&office, &foreign), Some(Level::BB));
    let t = with_stamp(&office, &foreign, "tsa");
    assert_eq!(level(&office, &t), Some(Level::BT));
    let lta = with_stamp(&office, &with_store(&office, &t, "signer-ec"), "tsa");
    assert_eq!(level(&office, &lta), Some(Level::BLTA));
    assert!(lta.starts_with(&foreign), "the copy that was sent stays good");
    let path = file("foreign-lta.pdf", &lta);
    assert_sound(&path);
    let seen = ades(&office, &path, None);
    assert!(seen[0].bottom_line, "{seen:?}");
}

#[test]
fn certified_document_that_permits_nothing_may_still_be_extended() {
    let office = office();
    let (input, signed) = (file("certified-in.pdf", &letter()), folder().join("certified.pdf"));
    let recipe = folder().join("certified.json");
    let signer = office.signer("signer-ec");
    let steps = serde_json::json!([{ "do": "sign", "field": "Tanda", "key": signer.key, "cert": signer.certificate,
        "chain": [office.certificate("interm")], "certify": 1 }]);
    let text = serde_json::json!({ "input": input, "output": signed, "steps": steps }).to_string();
    std::fs::write(&recipe, text).unwrap();
    let mut command = Command::new(judges::judge("python"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/sign.py")).arg(&recipe);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let certified = std::fs::read(&signed).unwrap();
    let lta = with_stamp(&office, &with_store(&office, &certified, "signer-ec"), "tsa");
    let path = file("certified-lta.pdf", &lta);
    let seen = ades(&office, &path, None);
    assert!(seen[0].bottom_line && seen[0].modification == "LTA_UPDATES", "{seen:?}");
    let report = |bytes: &[u8]| {
        let facts = validate::collect(&open(bytes.to_vec(), None)).unwrap();
        validate::judge(&facts, &TrustStore::new(Vec::new()), Utc::now(), &KnownIssuers::default())
    };
    let found = &report(&lta).signatures[0];
    assert_eq!(found.integrity_detail, validate::IntegrityDetail::ChangedAllowed, "{:?}", found.changes);
}

#[test]
fn encrypted_documents_without_permission_refuse_the_stamp_and_take_the_store() {
    let office = office();
    let locked = folder().join("locked.pdf");
    // Encrypted before signing, as an office would.
    let source = file("unsigned.pdf", &letter());
    let mut command = Command::new("qpdf");
    command
        .args(["--encrypt", "", "owner", "256", "--modify=none", "--annotate=n", "--"])
        .arg(&source)
        .arg(&locked);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let bytes = std::fs::read(&locked).unwrap();
    let document = open(bytes.clone(), None);
    assert!(matches!(document_time_stamp(&document, EXPECTED, [0; 16]), Err(Error::PermissionForbids)));
    let data = [validation_data(&office, "signer-ec", None)];
    let tail = security_store(&document, &data, [0; 16]).unwrap().expect("new");
    let path = file("locked-store.pdf", &written(&tail));
    assert_eq!(judges::qpdf(&path), Structure::Clean);
    let owner = open(bytes, Some("owner"));
    assert!(document_time_stamp(&owner, EXPECTED, [0; 16]).is_ok());
}
