//! The application for a certificate on a token behind a PKCS#11 module of others (SoftHSM), by command line alone; OpenSC
//! lists what was made, certomancer issues, pdfsig and pyHanko verify what is signed. And a module that refuses.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{Said, World, said, text, trust_folder};
use testkit::command::{PATIENCE, run};
use testkit::judges::{certomancer_issues, mutool, pdfsig, pyhanko};
use testkit::openssl::{Key, Pki, openssl};
use testkit::softhsm::{MODULE, PIN, Softhsm};

const NEW_PIN: &str = "864209";

/// The office, the token with a person's old key and certificate, and the module that speaks with it.
struct Office {
    world: World,
    pki: Pki,
    token: Softhsm,
    module: String,
    /// The old certificate, DER.
    old: Vec<u8>,
}

impl Office {
    fn new() -> Office {
        let (world, pki) = (World::empty(), Pki::new());
        let token = Softhsm::new(world.letters.path());
        let old = pki.signer("Pejabat Lama", Key::P256);
        token.import(&old);
        Office { world, pki, token, module: format!("pkcs11:{MODULE}"), old: old.certificate_der() }
    }

    fn run(&self, words: &[&str], input: &str) -> Said {
        let mut command = self.world.command(words);
        said(command.env("SOFTHSM2_CONF", self.token.configuration()), input)
    }

    /// `enroll` with these words on the application in `berkas`.
    fn enroll(&self, words: &[&str], input: &str) -> Said {
        let rest = ["--token", &self.module, "--json", "--pin-stdin"];
        self.run(&[&["enroll", words[0], "berkas"], &words[1..], &rest].concat(), input)
    }

    #[track_caller]
    fn done(&self, words: &[&str], input: &str) -> Value {
        self.enroll(words, input).ends(0).json()
    }

    /// Up to the key: the form, the PIN in the place of the factory's, and the word about the officer's PIN.
    fn begun(&self) {
        let form = json!({
            "values": {
                "name": "I Made Contoh, S.Kom.", "nik": "5171010101800001", "status": "pns",
                "nip": "198001012005011001", "position": "Kepala Bidang Persandian",
                "unit": "Dinas Penguji", "email": "made@baliprov.go.id", "phone": "0361 234500",
            },
            "attachments": ["ktp", "recommendation", "decree"],
        });
        self.world.put("isian.json", form.to_string().as_bytes());
        let words = ["enroll", "new", "pembaruan", "berkas", "--form", "isian.json", "--consent", "--json"];
        assert_eq!(self.run(&words, "").ends(0).json()["step"], "token");
        let seen = self.done(&["show"], "");
        assert_eq!((&seen["token"]["here"], &seen["token"]["puk_here"]), (&true.into(), &false.into()));
        assert_eq!(seen["token"]["management"], "absent", "{seen}");
        assert_eq!(self.done(&["pin"], &format!("{PIN}\n{NEW_PIN}\n"))["step"], "puk");
        // The officer's PIN is never asked for: the person says that it is not the factory's.
        let refused = self.enroll(&["puk"], "12345678\n97531246\n");
        assert_eq!(refused.problem(), "enroll-not-possible", "{refused:?}");
        assert_eq!(self.done(&["confirm", "puk"], "")["step"], "key");
    }
}

#[test]
fn token_of_a_module_is_renewed_beside_its_old_key() {
    let office = Office::new();
    office.begun();
    let before = office.token.tool(NEW_PIN, &["-O"]).stdout;
    let seen = office.done(&["show"], "");
    assert_eq!(
        seen["token"]["places"],
        json!([{ "id": "new", "holds": "nothing", "certificate": null, "confirm": "" }])
    );
    let skipped = json!({ "step": "management", "state": "skipped" });
    assert!(seen["steps"].as_array().unwrap().contains(&skipped), "{seen}");
    assert_eq!(seen["token"]["algorithms"], json!(["rsa-2048", "rsa-3072", "p-256"]));
    let wrong = office.enroll(&["key", "--algorithm", "rsa-2048"], "999999\n");
    assert_eq!(wrong.problem(), "pin-wrong");
    let factory = office.enroll(&["key", "--algorithm", "rsa-2048"], &format!("{PIN}\n"));
    assert_eq!(factory.problem(), "enroll-factory-secret", "it cannot be right, so it is not sent");
    office.done(&["pin"], &format!("{NEW_PIN}\n975310\n"));
    let made = office.done(&["key", "--algorithm", "rsa-2048"], "975310\n");
    assert_eq!((&made["step"], &made["key"]["algorithm"]), (&"request".into(), &"RSA 2048".into()), "{made}");
    assert_eq!(office.done(&["request"], "975310\n")["step"], "receive");
    let csr = office.world.at("berkas/permohonan.csr");
    let told = openssl(&["req", "-in", text(&csr), "-verify", "-noout"]);
    assert!(format!("{}{}", told.stdout, told.stderr).contains("verify OK"), "{told:?}");
    let certificate = certomancer_issues(&csr, office.pki.root());
    let received = office.run(&["enroll", "receive", "berkas", text(&certificate), "--json"], "");
    assert_eq!(received.ends(0).json()["step"], "write");
    assert_eq!(office.done(&["write"], "975310\n")["step"], "test");
    assert!(office.done(&["test"], "975310\n")["tested"].is_string());
    assert_eq!(office.done(&["handover"], "")["step"], "done");
    mutool(&office.world.at("berkas/lembar-serah-terima.pdf"));

    // As OpenSC sees it: the old objects as they were, and the new pair with its certificate.
    let after = office.token.tool("975310", &["-O"]).stdout;
    let named = |listed: &str, label: &str| {
        listed.lines().filter(|line| line.trim().starts_with("label:") && line.contains(label)).count()
    };
    assert_eq!((named(&before, "Absah"), named(&after, "Absah")), (0, 3), "{after}");
    assert!(after.contains("CN=I Made Contoh, S.Kom.") && after.contains("Pejabat Lama (UJI)"), "{after}");
    assert_eq!(named(&before, "'k'") + named(&before, " k"), named(&after, "'k'") + named(&after, " k"));

    let letter = office.world.sample();
    let trust = trust_folder(&office.pki);
    // The new key signs, and so does the old one.
    let sign = |certificate: &Path, out: &str| {
        let digest = openssl(&["dgst", "-sha256", "-r", text(certificate)]).stdout;
        let key = &digest[..16];
        let words = ["sign", text(&letter), "-o", out, "--token", &office.module, "--pin-stdin"];
        let more = ["--key", key, "--trust", text(&trust)];
        office.run(&[&words[..], &more].concat(), "975310\n").ends(0);
    };
    sign(&certificate, "hasil.pdf");
    sign(&office.world.put("lama.der", &office.old), "lama.pdf");
    assert_eq!(pdfsig(&office.world.at("lama.pdf"))[0].signer, "Pejabat Lama (UJI)");
    let result = office.world.at("hasil.pdf");
    let poppler = pdfsig(&result);
    assert!(poppler.len() == 1 && poppler[0].valid && poppler[0].whole, "{poppler:?}");
    let hanko = pyhanko(&result, &[&office.pki.root().certificate]);
    assert!(hanko[0].bottom_line && hanko[0].signer.contains("I Made Contoh"), "{hanko:?}");
}

#[test]
fn module_that_makes_no_keys_is_left_to_its_makers_tool() {
    let mut office = Office::new();
    // SoftHSM whose C_GenerateKeyPair answers CKR_FUNCTION_NOT_SUPPORTED.
    let shim = office.world.at("shim.so");
    let source = testkit::repository().join("src-tauri/crates/token/tests/pkcs11/shim.c");
    let real = format!("-DREAL=\"{MODULE}\"");
    let words = ["-shared", "-fPIC", "-w", &real, "-DAT=59", "-DWITH=not_supported"];
    let mut compiler = Command::new("cc");
    compiler.args(words).arg(&source).arg("-o").arg(&shim).arg("-ldl");
    run(&mut compiler, PATIENCE).succeeded();
    office.module = format!("pkcs11:{}", shim.display());
    office.begun();
    let refused = office.enroll(&["key", "--algorithm", "p-256"], &format!("{NEW_PIN}\n")).ends(5).json();
    assert_eq!(refused["problem"]["code"], "enroll-not-possible");
    assert_eq!(refused["problem"]["what"], "key");
    // The maker's tool makes key and request; the application goes on from there.
    let (key, csr) = (office.world.at("alat.key"), office.world.at("alat.csr"));
    let make = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=I MADE CONTOH"];
    openssl(&[&make[..], &["-keyout", text(&key), "-out", text(&csr)]].concat());
    let words = ["enroll", "request", "berkas", "--csr", text(&csr), "--json"];
    let taken = office.run(&words, "").ends(0).json();
    assert_eq!((&taken["step"], &taken["key"]["place"]), (&"receive".into(), &"".into()), "{taken}");
    assert!(Path::new(&office.world.at("berkas/permohonan.csr")).exists());
}
