//! Validation with archival data (EN 319 102-1 §5.6): files of several generations, made by pyHanko over the office of
//! certomancer, asked about on days after certificates of signers, responders and time-stamp authorities have ended. Each
//! answer stands beside pyHanko's own (`ades_lta_validation`, under faketime).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use pades::validate::{Reason, Report, SubIndication, Verdict};
use pki::cert::Certificate;
use pki::ocsp;
use pki::trust::{Anchor, TrustStore};
use serde_json::{Value, json};
use support::report_at;
use testkit::judges::{self, Revocation};
use testkit::office::Office;

/// The signer's certificate ends with 2027, that of the first time-stamp authority with 2028, that of the brief responder
/// with May 2026.
const SIGNED: &str = "2026-03-01";

/// One office for all tests; one test at a time, since its clock is shared.
fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    OFFICE.get_or_init(|| Mutex::new(Office::open())).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes documents with the certificates of the office.
struct Archive<'a> {
    office: &'a Office,
    folder: PathBuf,
}

impl<'a> Archive<'a> {
    fn of(office: &'a Office) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { office, folder }
    }

    fn sign(&self, signer: &str, stamped: Option<(&str, &str)>) -> Value {
        let keys = self.office.signer(signer);
        let mut step = json!({ "do": "sign", "field": "A", "key": keys.key, "cert": keys.certificate,
            "chain": [self.office.certificate("interm")] });
        if let Some((authority, day)) = stamped {
            step.as_object_mut()
                .unwrap()
                .extend(self.authority(authority, day, "12:00").as_object().unwrap().clone());
        }
        step
    }

    /// A quarter of an hour after [`Archive::store`] of that day, while its answers are fresh.
    fn stamp(&self, authority: &str, day: &str) -> Value {
        let mut step = self.authority(authority, day, "12:45");
        step["do"] = json!("stamp");
        step
    }

    fn authority(&self, name: &str, day: &str, time: &str) -> Value {
        json!({ "tsa_url": self.office.time_stamps(name), "clock": self.office.clock_file(),
            "stamp_time": format!("{day}T{time}:00+00:00") })
    }

    /// The security store with what the office says on that day: the answer of `responder` about the signer, the lists of
    /// all authorities. Nothing about the signer without a responder.
    fn store(&self, signer: &str, responder: Option<&str>, day: &str) -> Value {
        self.office.set_clock(&format!("{day}T12:30:00+00:00"));
        let certificate = |label: &str| Certificate::from_der(&self.office.certificate_der(label)).unwrap();
        let question = ocsp::request(&certificate(signer), &certificate("interm"), None);
        let keep = |name: String, bytes: Vec<u8>| -> PathBuf {
            let path = self.folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let answers: Vec<PathBuf> = responder
            .map(|name| {
                let asked = ("application/ocsp-request", question.as_slice());
                let bytes = self.office.ask(&format!("/pki/ocsp/{name}"), Some(asked));
                keep(format!("{name}-{day}.ocsp"), bytes)
            })
            .into_iter()
            .collect();
        let lists: Vec<PathBuf> = ["root", "time-root", "later-root"]
            .into_iter()
            .map(|name| {
                keep(
                    format!("{name}-{day}.crl"),
                    self.office.ask(&format!("/pki/crls/{name}/latest.crl"), None),
                )
            })
            .collect();
        self.office.clear_clock();
        let certs = ["root", "interm", "ocsp", "ocsp-brief", "time-root", "tsa", "later-root", "tsa-later"]
            .map(|label| self.office.certificate(label));
        json!({ "do": "dss", "crls": lists, "ocsps": answers, "certs": certs })
    }

    /// Makes all documents, each signed in April 2025 by the signer's own clock, which proves nothing.
    fn make(&self, files: &[(&str, Vec<Value>)]) {
        let recipes = files.iter().map(|(name, steps)| {
            let at = |ending: &str| self.folder.join(format!("{name}.{ending}"));
            std::fs::write(at("in.pdf"), support::letter()).unwrap();
            let recipe = json!({ "input": at("in.pdf"), "output": at("pdf"), "steps": steps });
            std::fs::write(at("json"), recipe.to_string()).unwrap();
            at("json")
        });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/sign.py");
        let mut command = Command::new("faketime");
        command.arg("2025-04-01 12:00:00").arg(judges::judge("python")).arg(script).args(recipes);
        command.env("TZ", "UTC");
        testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
        self.office.clear_clock();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pdf"))
    }

    fn trust(&self) -> TrustStore {
        let anchors = ["root", "time-root", "later-root"]
            .map(|label| Anchor::new(Certificate::from_der(&self.office.certificate_der(label)).unwrap()));
        TrustStore::new(anchors.to_vec())
    }

    /// Our answer on that day.
    fn ours(&self, name: &str, day: &str) -> Report {
        report_at(&std::fs::read(self.file(name)).unwrap(), &self.trust(), noon(day))
    }

    /// pyHanko's on that day: its result, and why.
    fn theirs(&self, name: &str, day: &str) -> (String, String) {
        let roots = self.office.roots();
        let roots = roots.each_ref().map(PathBuf::as_path);
        let seen = judges::ades(&self.file(name), Some(day), Revocation::Required, None, &roots).remove(0);
        (seen.result, seen.failure)
    }
}

fn noon(day: &str) -> DateTime<Utc> {
    NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

/// A document, a day, our sub-indication and the sentence for keautentikan, and pyHanko's result.
type Row = (&'static str, &'static str, Option<SubIndication>, Reason, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // One generation, while the signer's certificate lasts; and after it has ended, when pyHanko also wants a fresh list about
    // the newest authority, which nobody fetches here.
    ("lta", "2026-10-01", None, Reason::Trusted, "AdESPassed.OK"),
    ("lta", "2028-01-15", None, Reason::Trusted, "AdESIndeterminate.NO_POE"),
    // Two generations: after the signer's certificate, and after that of the first authority.
    ("renewed", "2028-11-15", None, Reason::Trusted, "AdESPassed.OK"),
    ("renewed", "2029-01-15", None, Reason::Trusted, "AdESPassed.OK"),
    // Renewed when the first authority had ended already: nothing proves the time any more.
    ("renewed-late", "2029-04-01", Some(SubIndication::OutOfBoundsNoPoe), Reason::Expired, "AdESIndeterminate.NO_POE"),
    // The responder's certificate has ended: its answer needs a stamp from before.
    ("brief", "2026-10-01", Some(SubIndication::RevocationOutOfBoundsNoPoe), Reason::RevocationNotProven, "AdESIndeterminate.NO_POE"),
    ("brief-lta", "2026-10-01", None, Reason::Trusted, "AdESPassed.OK"),
    ("brief-renewed", "2029-01-15", None, Reason::Trusted, "AdESPassed.OK"),
    ("brief-late", "2026-10-01", Some(SubIndication::RevocationOutOfBoundsNoPoe), Reason::RevocationNotProven, "AdESIndeterminate.NO_POE"),
    // Revoked on 2025-06-01. Stamped before: the standard compares the proven time with the revocation (§5.6.2.1 6); pyHanko
    // validates the whole path anew there and meets the revocation again.
    ("revoked-later", "2026-10-01", None, Reason::Trusted, "AdESIndeterminate.REVOKED_NO_POE"),
    ("revoked-before", "2026-10-01", Some(SubIndication::Revoked), Reason::Revoked, "AdESIndeterminate.REVOKED_NO_POE"),
    // Nothing but a document time stamp from after it: pyHanko asks for a time stamp in every signature.
    ("revoked-unstamped", "2026-10-01", Some(SubIndication::RevokedNoPoe), Reason::RevokedWithoutProof, "AdESIndeterminate.SIG_CONSTRAINTS_FAILURE"),
];

#[test]
fn each_generation_is_judged_by_what_its_stamps_prove() {
    let office = office();
    let a = &Archive::of(&office);
    let lt = |authority| {
        vec![a.sign("signer-ec", Some((authority, SIGNED))), a.store("signer-ec", Some("interm"), SIGNED)]
    };
    let brief = [
        a.sign("signer-ec", Some(("tsa-later", SIGNED))),
        a.store("signer-ec", Some("interm-brief"), SIGNED),
    ];
    let renewed = |day| [a.stamp("tsa", SIGNED), a.store("signer-ec", None, day), a.stamp("tsa-later", day)];
    let revoked = |stamped: Option<&str>| {
        let signed = a.sign("revoked", stamped.map(|day| ("tsa-later", day)));
        vec![signed, a.store("revoked", Some("interm"), "2025-07-01"), a.stamp("tsa-later", "2025-07-01")]
    };
    let files = [
        ("lta", [lt("tsa-later"), vec![a.stamp("tsa-later", SIGNED)]].concat()),
        ("renewed", [lt("tsa"), renewed("2028-11-01").to_vec()].concat()),
        ("renewed-late", [lt("tsa"), renewed("2029-03-01").to_vec()].concat()),
        ("brief", brief.to_vec()),
        ("brief-lta", [brief.to_vec(), vec![a.stamp("tsa-later", SIGNED)]].concat()),
        ("brief-renewed", [brief.to_vec(), renewed("2028-11-01").to_vec()].concat()),
        ("brief-late", [brief.to_vec(), vec![a.stamp("tsa-later", "2026-09-02")]].concat()),
        (
            "revoked-later",
            vec![
                a.sign("revoked", Some(("tsa-later", "2025-05-01"))),
                a.store("revoked", Some("interm"), "2025-05-01"),
                a.stamp("tsa-later", "2025-05-01"),
                a.store("revoked", Some("interm"), "2025-07-01"),
                a.stamp("tsa-later", "2025-07-01"),
            ],
        ),
        ("revoked-before", revoked(Some("2025-07-01"))),
        ("revoked-unstamped", revoked(None)),
    ];
    a.make(&files);
    let mut wrong = Vec::new();
    for (name, day, sub, reason, theirs) in ROWS {
        let report = a.ours(name, day);
        let one = &report.signatures[0];
        let (seen, why) = a.theirs(name, day);
        if (one.sub_indication, one.authenticity.reason, seen.as_str()) != (*sub, *reason, *theirs) {
            wrong.push(format!(
                "{name} {day}: {:?} {:?}; pyHanko: {seen} {why}",
                one.sub_indication, one.authenticity
            ));
        }
        assert_eq!(one.verdict == Verdict::Valid, sub.is_none(), "{name} {day}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
