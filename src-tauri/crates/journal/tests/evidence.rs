//! Evidence bundles of files made by others: read again without the file, they give the same verdict. Needs
//! `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::sync::Arc;

use chrono::{DateTime, Utc};
use journal::evidence::{About, read, write};
use pades::validate::{self, Envelope, Facts, KnownIssuers, Report};
use pdf::{Document, FileSource, Limits};
use pki::trust::{Anchor, TrustStore};
use serde_json::json;

fn about() -> About {
    About {
        program: "absah 0".into(),
        made_at: DateTime::parse_from_rfc3339("2026-11-23T09:12:44+08:00").unwrap(),
        judged_at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        trusted: vec!["00".into()],
        result: json!({ "verdict": "sah" }),
        text: "Sah".into(),
    }
}

/// Every certificate of the file is trusted, so that evidence of revocation and time stamps count.
fn trust(facts: &Facts) -> TrustStore {
    let mut anchors = Vec::new();
    for signature in &facts.signatures {
        if let Envelope::Read(container) = &signature.envelope {
            anchors.extend(container.certificates.iter().skip(1).cloned().map(Anchor::new));
            for stamp in &container.time_stamps {
                anchors.extend(stamp.certificates.iter().skip(1).cloned().map(Anchor::new));
            }
        }
    }
    anchors.extend(facts.store.iter().flat_map(|store| store.certificates.clone()).map(Anchor::new));
    TrustStore::new(anchors)
}

fn judged(facts: &Facts, trust: &TrustStore) -> Report {
    let at: DateTime<Utc> = about().judged_at;
    validate::judge(facts, trust, at, &KnownIssuers::default())
}

#[test]
fn bundle_gives_the_verdict_of_the_file() {
    let Some(shared) = testkit::shared::shared("bundle_gives_the_verdict_of_the_file") else { return };
    let corpus = shared.join("corpus");
    let list = std::fs::read_to_string(corpus.join("expected.csv")).unwrap();
    let (mut files, mut signatures, mut evidence) = (0, 0, 0);
    for path in list.lines().skip(1).filter_map(|line| line.split(',').next()) {
        let Ok(source) = FileSource::open(&corpus.join(path)) else { continue };
        let Ok(document) = Document::open(Arc::new(source), None, Limits::default()) else { continue };
        let facts = validate::collect(&document).unwrap();
        let bytes = write(&facts, &about());
        let (again, said) = read(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(said, about());
        let trust = trust(&facts);
        let (first, second) = (judged(&facts, &trust), judged(&again, &trust));
        assert_eq!(first.verdict, second.verdict, "{path}");
        assert_eq!(first.signatures.len(), second.signatures.len(), "{path}");
        for (one, other) in first.signatures.iter().zip(&second.signatures) {
            assert_eq!(one.sub_indication, other.sub_indication, "{path}");
            assert_eq!(
                (one.verdict, one.integrity_detail),
                (other.verdict, other.integrity_detail),
                "{path}"
            );
            assert_eq!((one.stamped_time, one.level), (other.stamped_time, other.level), "{path}");
            assert_eq!(one.checks, other.checks, "{path}");
            assert_eq!(one.attacks, other.attacks, "{path}");
        }
        files += 1;
        signatures += first.signatures.len();
        evidence += facts.store.map_or(0, |store| store.evidence.len());
    }
    assert!(files > 300 && signatures > 300 && evidence > 50, "{files} {signatures} {evidence}");
}

#[test]
fn bundle_that_is_none_or_tampered_with_is_refused_or_judged_as_it_is() {
    for wrong in ["", "{}", "[]", "not json", r#"{"format":"absah-evidence","version":2}"#] {
        assert!(read(wrong.as_bytes()).is_err(), "{wrong}");
    }
    let test = "bundle_that_is_none_or_tampered_with_is_refused_or_judged_as_it_is";
    let Some(shared) = testkit::shared::shared(test) else { return };
    let file = shared.join("corpus/pyhanko/sig-no-signed-attrs.pdf");
    let document =
        Document::open(Arc::new(FileSource::open(&file).unwrap()), None, Limits::default()).unwrap();
    let facts = validate::collect(&document).unwrap();
    let text = String::from_utf8(write(&facts, &about())).unwrap();
    let digest: String = facts.signatures[0].digests[0].1.iter().map(|byte| format!("{byte:02x}")).collect();
    let other = text.replace(&digest, &"00".repeat(digest.len() / 2));
    assert_ne!(other, text);
    let (again, _) = read(other.as_bytes()).unwrap();
    let report = judged(&again, &TrustStore::default());
    assert_eq!(report.verdict, validate::Verdict::Invalid, "another digest is another document");
}
