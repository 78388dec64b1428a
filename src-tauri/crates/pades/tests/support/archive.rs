//! Documents of several generations with certificates of an office, made by pyHanko over certomancer's answers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use pades::validate::Report;
use pki::cert::Certificate;
use pki::ocsp;
use pki::trust::{Anchor, TrustStore};
use serde_json::{Value, json};
use testkit::judges::{self, Revocation};
use testkit::office::Office;

use super::report_at;

/// One office for all tests; one test at a time, since its clock is shared.
pub(crate) fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    OFFICE.get_or_init(|| Mutex::new(Office::open())).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes documents with the certificates of the office.
pub(crate) struct Archive<'a> {
    office: &'a Office,
    folder: PathBuf,
}

impl<'a> Archive<'a> {
    pub(crate) fn of(office: &'a Office) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { office, folder }
    }

    pub(crate) fn sign(&self, signer: &str, stamped: Option<(&str, &str)>) -> Value {
        self.sign_below("interm", signer, "A", stamped)
    }

    /// As [`Archive::sign`], with the certificate of this issuer beside it, into the new field `name`.
    pub(crate) fn sign_below(
        &self,
        issuer: &str,
        signer: &str,
        name: &str,
        stamped: Option<(&str, &str)>,
    ) -> Value {
        let keys = self.office.signer(signer);
        let mut step = json!({ "do": "sign", "field": name, "key": keys.key, "cert": keys.certificate,
            "chain": [self.office.certificate(issuer)] });
        if let Some((authority, day)) = stamped {
            step.as_object_mut()
                .unwrap()
                .extend(self.authority(authority, day, "12:00").as_object().unwrap().clone());
        }
        step
    }

    /// A quarter of an hour after [`Archive::store`] of that day, while its answers are fresh.
    pub(crate) fn stamp(&self, authority: &str, day: &str) -> Value {
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
    pub(crate) fn store(&self, signer: &str, responder: Option<&str>, day: &str) -> Value {
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
                keep(format!("{signer}-{name}-{day}.ocsp"), bytes)
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
    pub(crate) fn make(&self, files: &[(&str, Vec<Value>)]) {
        let recipes = files.iter().map(|(name, steps)| {
            let at = |ending: &str| self.folder.join(format!("{name}.{ending}"));
            std::fs::write(at("in.pdf"), super::letter()).unwrap();
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

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pdf"))
    }

    pub(crate) fn trust(&self) -> TrustStore {
        self.trust_in(&["root", "time-root", "later-root"])
    }

    pub(crate) fn trust_in(&self, labels: &[&str]) -> TrustStore {
        let anchor =
            |label: &&str| Anchor::new(Certificate::from_der(&self.office.certificate_der(label)).unwrap());
        TrustStore::new(labels.iter().map(anchor).collect())
    }

    /// Our answer on that day.
    pub(crate) fn ours(&self, name: &str, day: &str) -> Report {
        report_at(&std::fs::read(self.file(name)).unwrap(), &self.trust(), noon(day))
    }

    /// pyHanko's on that day: its result, and why.
    pub(crate) fn theirs(&self, name: &str, day: &str) -> (String, String) {
        let roots = self.office.roots();
        let roots = roots.each_ref().map(PathBuf::as_path);
        let seen = judges::ades(&self.file(name), Some(day), Revocation::Required, None, &roots).remove(0);
        (seen.result, seen.failure)
    }
}

pub(crate) fn noon(day: &str) -> DateTime<Utc> {
    NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}
