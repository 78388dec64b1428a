//! The report of ETSI TS 119 102-2 about files made by others, judged by the schema as pyHanko carries it. Needs
//! `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chrono::Utc;
use journal::render::etsi;
use pades::validate::{self, Envelope, Facts, KnownIssuers};
use pdf::{Document, FileSource, Limits};
use pki::trust::{Anchor, TrustStore};

/// Certificates that came along are trusted, so that there are paths to tell.
fn trust(facts: &Facts) -> TrustStore {
    let containers = facts.signatures.iter().filter_map(|signature| match &signature.envelope {
        Envelope::Read(container) => Some(container),
        _ => None,
    });
    TrustStore::new(
        containers.flat_map(|c| c.certificates.iter().skip(1).cloned().map(Anchor::new)).collect(),
    )
}

fn report(file: &Path) -> (String, usize) {
    let document =
        Document::open(Arc::new(FileSource::open(file).unwrap()), None, Limits::default()).unwrap();
    let facts = validate::collect(&document).unwrap();
    let judged = validate::judge(&facts, &trust(&facts), Utc::now(), &KnownIssuers::default());
    let xml = etsi(&facts, &judged, "absah 0").unwrap();
    (String::from_utf8(xml).unwrap(), judged.signatures.len())
}

/// What the schema says against it.
fn against(xml: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, xml).unwrap();
    let mut judge = Command::new(testkit::judges::judge("python"));
    judge.arg(testkit::repository().join("tests/judges/etsi.py")).arg(path);
    testkit::command::run(&mut judge, testkit::command::PATIENCE).succeeded().stdout
}

#[test]
fn reports_follow_the_schema_and_hold_every_signature() {
    let Some(shared) = testkit::shared::shared("reports_follow_the_schema_and_hold_every_signature") else {
        return;
    };
    for (index, (path, sub)) in [
        ("dss/dss-cookbook/src/test/resources/mra/john-doe-lta.pdf", None),
        ("mkl-pdfbox2/sign/usf_12_Null_ByteRange.pdf", Some("FORMAT_FAILURE")),
        (
            "dss/dss-pades/src/test/resources/validation/pades-bes-no-certificates.pdf",
            Some("NO_SIGNING_CERTIFICATE_FOUND"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let (xml, signatures) = report(&shared.join("corpus").join(path));
        assert!(signatures > 0, "{path}");
        assert_eq!(xml.matches("<SignatureValidationReport>").count(), signatures, "{path}");
        assert_eq!(against(&xml, &format!("etsi-{index}.xml")).trim(), "", "{path}");
        if let Some(sub) = sub {
            assert!(xml.contains(&format!("urn:etsi:019102:subindication:{sub}")), "{path}: {xml}");
        }
    }
}

#[test]
fn judge_of_reports_finds_what_is_wrong() {
    let Some(shared) = testkit::shared::shared("judge_of_reports_finds_what_is_wrong") else { return };
    let (xml, _) = report(&shared.join("corpus/dss/dss-cookbook/src/test/resources/mra/john-doe-lta.pdf"));
    let other = xml.replace("DocHashOnly>", "DocHashAlways>");
    assert!(against(&other, "etsi-other.xml").contains("DocHashAlways is not known here"));
    let twice = xml.replacen("VOReference=\"C-", "VOReference=\"D-", 1);
    assert!(against(&twice, "etsi-lost.xml").contains("is not in the report"));
}
