//! What the tests of verification share: documents signed by pyHanko with certificates made by OpenSSL, and our answer to
//! them. No code of ours has a hand in the documents.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

pub(crate) mod archive;
pub(crate) mod forge;
pub(crate) mod wrap;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pades::validate::{self, Facts, KnownIssuers, Report, SignatureReport};
use pdf::{Document, Limits, MemorySource};
use pki::cert::Certificate;
use pki::trust::{Anchor, TrustStore};
use serde_json::{Value, json};
use testkit::openssl::{Key, Pki, Signer};

/// A root, a signer and a time-stamp authority below it, and a document to sign: one page, one text field `nama`.
pub(crate) struct Bench {
    pub(crate) pki: Pki,
    pub(crate) signer: Signer,
    pub(crate) authority: Signer,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(Key::P256)
    }

    pub(crate) fn with(key: Key) -> Self {
        let pki = Pki::new();
        let signer = pki.signer("Penanda Tangan", key);
        let authority = pki.signer_with(
            "Penanda Waktu",
            Key::Rsa(2048),
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n",
            730,
        );
        Self { pki, signer, authority }
    }

    pub(crate) fn root(&self) -> TrustStore {
        TrustStore::new(vec![Anchor::new(certificate(self.pki.root()))])
    }

    /// A step that signs into the new field `name`; `more` is added to the recipe.
    pub(crate) fn sign(&self, name: &str, more: Value) -> Value {
        self.sign_as(&self.signer, name, more)
    }

    pub(crate) fn sign_as(&self, signer: &Signer, name: &str, more: Value) -> Value {
        let mut step = json!({
            "do": "sign", "field": name, "key": signer.key, "cert": signer.certificate,
            "chain": [self.pki.root().certificate],
        });
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        step
    }

    /// The keys of a recipe that add a time stamp.
    pub(crate) fn stamp(&self) -> Value {
        json!({ "do": "stamp", "tsa_key": self.authority.key, "tsa_cert": self.authority.certificate })
    }

    pub(crate) fn stamped(&self) -> Value {
        json!({ "tsa_key": self.authority.key, "tsa_cert": self.authority.certificate })
    }

    /// The document after these revisions.
    #[track_caller]
    pub(crate) fn make(&self, steps: &[Value]) -> Vec<u8> {
        self.make_from(&letter(), steps)
    }

    /// As [`Bench::make`], many at once.
    #[track_caller]
    pub(crate) fn make_all(&self, all: &[Vec<Value>]) -> Vec<Vec<u8>> {
        let at = |name: String| -> PathBuf { self.pki.folder().join(name) };
        let input = at("in.pdf".to_owned());
        std::fs::write(&input, letter()).unwrap();
        let recipes = all.iter().enumerate().map(|(index, steps)| {
            let recipe = json!({ "input": input, "output": at(format!("{index}.pdf")), "steps": steps });
            std::fs::write(at(format!("{index}.json")), recipe.to_string()).unwrap();
            at(format!("{index}.json"))
        });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/sign.py");
        let mut command = Command::new(testkit::judges::judge("python"));
        command.arg(script).args(recipes);
        testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
        (0..all.len()).map(|index| std::fs::read(at(format!("{index}.pdf"))).unwrap()).collect()
    }

    /// As [`Bench::make`], from another document.
    #[track_caller]
    pub(crate) fn make_from(&self, document: &[u8], steps: &[Value]) -> Vec<u8> {
        let at = |name: &str| -> PathBuf { self.pki.folder().join(name) };
        std::fs::write(at("in.pdf"), document).unwrap();
        let recipe = json!({ "input": at("in.pdf"), "output": at("out.pdf"), "steps": steps });
        std::fs::write(at("recipe.json"), recipe.to_string()).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/sign.py");
        let mut command = Command::new(testkit::judges::judge("python"));
        command.arg(script).arg(at("recipe.json"));
        testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
        std::fs::read(at("out.pdf")).unwrap()
    }
}

pub(crate) fn certificate(signer: &Signer) -> Certificate {
    Certificate::from_der(&signer.certificate_der()).unwrap()
}

/// One page with a line of text and a text field.
pub(crate) fn letter() -> Vec<u8> {
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DA(/Helv 0 Tf)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F1 5 0 R>>>>>>",
        "<</Length 33>>\nstream\nBT /F1 12 Tf 20 100 Td (A) Tj ET \nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(nama)/Rect[10 150 100 170]/P 3 0 R>>",
    ])
}

pub(crate) fn open(bytes: &[u8]) -> Result<Document, pdf::Error> {
    Document::open(Arc::new(MemorySource::new(bytes.to_vec())), None, Limits::default())
}

#[track_caller]
pub(crate) fn facts(bytes: &[u8]) -> Facts {
    validate::collect(&open(bytes).expect("a readable document")).expect("facts")
}

/// Our answer, as of now.
#[track_caller]
pub(crate) fn report(bytes: &[u8], trust: &TrustStore) -> Report {
    report_at(bytes, trust, Utc::now())
}

#[track_caller]
pub(crate) fn report_at(bytes: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Report {
    validate::judge(&facts(bytes), trust, at, &KnownIssuers::default())
}

/// The only signature of a report.
#[track_caller]
pub(crate) fn only(report: &Report) -> &SignatureReport {
    assert_eq!(report.signatures.len(), 1, "{report:#?}");
    &report.signatures[0]
}

/// The outcome of a check, by its name.
#[track_caller]
pub(crate) fn outcome(signature: &SignatureReport, id: &str) -> Option<validate::Outcome> {
    signature.checks.iter().find(|check| check.id == id).map(|check| check.outcome)
}
