//! PKCS#11 through real modules: SoftHSM, OpenSC's over the practice card in a real pcscd, and modules that crash,
//! hang or lie (SoftHSM with one function replaced, tests/pkcs11/shim.c, compiled here).
//!
//! Needs softhsm2, opensc, opensc-pkcs11, openssl and a C compiler; the OpenSC part also root, pcscd,
//! vsmartcard-vpcd, util-linux and iproute2. The helper process is this test program started once more
//! ([`helper_process`]); its own words on standard output are noise that the protocol must stand.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "pkcs11/failing.rs"]
mod failing;
#[path = "pkcs11/making.rs"]
mod making;
mod suite;

use std::cell::Cell;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use suite::{PIN, PIV_KEYS, PUK, RSA, Tells, pin, tbs};
use tempfile::TempDir;
use testkit::card_service::{self, Daemon, say};
use token::pkcs11::{HelperProgram, Module, ModuleProblem, Pkcs11Token, TimeLimits};
use token::{Act, Error, Family, KeyAlgorithm, PinProblem, PinState, PublicKey, Slot, Token, TokenKey};

const HELPER: &str = "ABSAH_TEST_PKCS11_HELPER";

/// No test but the helper, when this program was started to be it.
#[test]
fn helper_process() {
    if let Some(module) = std::env::var_os(HELPER) {
        token::pkcs11::helper(Path::new(&module));
    }
}

/// A folder with a SoftHSM of its own: token `satu` with an RSA and a P-256 key, each with a certificate.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Bench {
        let bench = Bench { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(bench.path("tokens")).unwrap();
        let config = format!("directories.tokendir = {}\nlog.level = ERROR\n", bench.path("tokens"));
        fs::write(bench.path("conf"), config).unwrap();
        bench.new_token("satu");
        bench.new_key("satu", "01", &["-newkey", "rsa:2048"]);
        bench.new_key("satu", "02", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        bench
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command.arg("60").arg(program).args(arguments).stdin(Stdio::null());
        let output = command.env("SOFTHSM2_CONF", self.path("conf")).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {}", text(&output));
        output
    }

    fn new_token(&self, label: &str) {
        let arguments = ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321"];
        self.run("softhsm2-util", &arguments);
    }

    fn new_key(&self, label: &str, id: &str, kind: &[&str]) {
        let (key, certificate) = (self.path("key.pem"), self.path("certificate.der"));
        let subject = format!("/C=ID/CN=Pejabat Uji {id} (UJI)");
        let request = ["req", "-x509", "-nodes", "-days", "30", "-subj", &subject, "-keyout", &key];
        self.run("openssl", &[&request[..], kind, &["-outform", "DER", "-out", &certificate]].concat());
        let import = ["--import", &key, "--token", label, "--label", id, "--id", id, "--pin", PIN];
        self.run("softhsm2-util", &import);
        let write = ["--write-object", &certificate, "--type", "cert", "--id", id, "--label", id];
        let login = ["--module", &softhsm(), "--token-label", label, "--login", "--pin", PIN];
        self.run("pkcs11-tool", &[&login[..], &write].concat());
    }

    fn module(&self, path: &str, limits: TimeLimits) -> Result<Module, Error> {
        let helper = helper(path)
            .environment("SOFTHSM2_CONF", self.path("conf"))
            .environment("SHIM_PID", self.path("pid"))
            .environment("PKCS11SPY", softhsm())
            .environment("PKCS11SPY_OUTPUT", self.path("spy.log"));
        Module::open_with(path, helper, limits)
    }

    fn softhsm(&self) -> Module {
        self.module(&softhsm(), TimeLimits::default()).unwrap()
    }

    /// SoftHSM with the function at this place of the list replaced.
    fn shim(&self, at: u8, with: &str, more: &[&str]) -> String {
        let out = self.path(&format!("shim-{at}-{with}.so"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pkcs11/shim.c");
        let real = format!("-DREAL=\"{}\"", softhsm());
        let (at, with) = (format!("-DAT={at}"), format!("-DWITH={with}"));
        let arguments = ["-shared", "-fPIC", "-w", &real, &at, &with, source, "-o", &out, "-ldl"];
        self.run("cc", &[&arguments[..], more].concat());
        out
    }

    fn shimmed(&self, at: u8, with: &str) -> Pkcs11Token {
        only_token(&self.module(&self.shim(at, with, &[]), TimeLimits::default()).unwrap())
    }

    /// How often a function was called through the spy.
    fn calls(&self, function: &str) -> usize {
        calls(Path::new(&self.path("spy.log")), function)
    }
}

fn calls(log: &Path, function: &str) -> usize {
    let log = fs::read_to_string(log).unwrap_or_default();
    log.lines().filter(|line| line.ends_with(&format!(": {function}"))).count()
}

fn helper(module: &str) -> HelperProgram {
    let helper = HelperProgram::new(std::env::current_exe().unwrap());
    helper.argument("helper_process").argument("--exact").argument("--nocapture").environment(HELPER, module)
}

fn softhsm() -> String {
    let candidates = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];
    let found = candidates.iter().find(|path| Path::new(path).exists());
    (*found.expect("run: apt-get install -y softhsm2")).to_owned()
}

fn library(name: &str) -> String {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let found = folders.iter().map(|folder| format!("{folder}/{name}")).find(|path| Path::new(path).exists());
    found.expect("run: apt-get install -y opensc-pkcs11")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn only_token(module: &Module) -> Pkcs11Token {
    let (_, tokens) = module.tokens().unwrap();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    Pkcs11Token::new(module.clone(), &tokens[0])
}

fn key_of(token: &mut dyn Token, algorithm: KeyAlgorithm) -> TokenKey {
    token.keys().unwrap().into_iter().find(|key| key.algorithm == Some(algorithm)).unwrap()
}

fn openssl_verifies(key: &TokenKey, message: &[u8], signature: &[u8]) {
    openssl_verifies_with(key, message, signature, &[]);
}

const PSS: &[&str] = &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];

fn openssl_verifies_with(key: &TokenKey, message: &[u8], signature: &[u8], more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let public = PublicKey::of_certificate(key.certificate.as_deref().unwrap()).unwrap().unwrap();
    for (name, bytes) in [("key", &*public.spki), ("message", message), ("signature", signature)] {
        fs::write(path(name), bytes).unwrap();
    }
    let check =
        ["dgst", "-sha256", "-keyform", "DER", "-verify", &path("key"), "-signature", &path("signature")];
    let mut command = Command::new("timeout");
    let output =
        command.args(["60", "openssl"]).args(check).args(more).arg(path("message")).output().unwrap();
    assert!(text(&output).contains("Verified OK"), "{}", text(&output));
}

#[test]
fn softhsm_tokens_are_listed_and_sign() {
    let bench = Bench::new();
    bench.new_token("dua");
    let module = bench.softhsm();
    let (facts, tokens) = module.tokens().unwrap();
    assert_eq!(
        (facts.manufacturer.as_str(), facts.slots),
        ("SoftHSM", 3),
        "two tokens and one more to be made"
    );
    let labels: Vec<_> = tokens.iter().map(|token| token.label.as_str()).collect();
    assert!(labels.len() == 2 && labels.contains(&"satu") && labels.contains(&"dua"), "{labels:?}");
    let satu = tokens.iter().find(|token| token.label == "satu").unwrap();
    assert!(satu.mechanisms.iter().any(|name| name == "CKM_SHA256_RSA_PKCS"), "{satu:?}");
    assert!(satu.login_required && satu.pin_set && !satu.pin_pad && !satu.pin_locked);

    let mut token = Pkcs11Token::new(module.clone(), satu);
    let info = token.info().unwrap();
    assert_eq!((info.family, info.pin, info.practice), (Family::Pkcs11, PinState::Unknown, false));
    assert_eq!((info.pin_rules.min, info.pin_rules.max), (4, 255));
    assert_eq!(info.serial.as_deref(), Some(satu.serial.as_str()));
    assert_eq!(token.keys().unwrap().len(), 2);
    for algorithm in [RSA, KeyAlgorithm::P256] {
        let key = key_of(&mut token, algorithm);
        assert!(key.needs_pin && !key.damaged && matches!(key.slot, Slot::Module(1 | 2)));
        let mut act = Act::new(pin(PIN));
        for message in [&b"surat satu"[..], b"surat dua"] {
            let signature = token.sign(&key.reference, &mut act, &tbs(message)).unwrap();
            openssl_verifies(&key, message, &signature);
        }
        assert!(!act.is_over());
    }
    let mut empty = Pkcs11Token::new(module, tokens.iter().find(|token| token.label == "dua").unwrap());
    assert_eq!(empty.keys(), Ok(Vec::new()));
}

#[test]
fn wrong_pin_goes_to_the_module_once_and_ends_the_act() {
    let bench = Bench::new();
    let mut token = only_token(&bench.module(&library("pkcs11-spy.so"), TimeLimits::default()).unwrap());
    let key = key_of(&mut token, RSA);
    let mut act = Act::new(pin("999999"));
    let wrong = token.sign(&key.reference, &mut act, &tbs(b"x"));
    assert_eq!(wrong, Err(Error::PinWrong { tries_left: None }));
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::ActOver));
    assert_eq!(bench.calls("C_Login"), 1);

    let mut act = Act::new(pin("123"));
    let short = token.sign(&key.reference, &mut act, &tbs(b"x"));
    assert_eq!(short, Err(Error::PinFormat(PinProblem::TooShort { min: 4 })));
    assert_eq!(token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"x")), Err(Error::PinNeeded));
    let mut other = key.reference.clone();
    other.certificate = Some([9; 32]);
    let number = key.slot.key_reference();
    assert_eq!(token.sign(&other, &mut act, &tbs(b"x")), Err(Error::KeyChanged { slot: number }));
    assert!(!act.is_over(), "nothing was sent");
    assert_eq!(bench.calls("C_Login"), 1);

    let mut act = Act::new(pin(PIN));
    token.sign(&key.reference, &mut act, &tbs(b"x")).unwrap();
    token.sign(&key.reference, &mut act, &tbs(b"y")).unwrap();
    let counts = ["C_Login", "C_Logout", "C_OpenSession"].map(|function| bench.calls(function));
    assert_eq!((counts[0], counts[1]), (3, 2), "one login for each signature, and a logout");
    assert_eq!(counts[2], bench.calls("C_CloseSession"), "no session is left open");
    drop(token);
    assert_eq!(bench.calls("C_Finalize"), 1);
}

#[test]
fn changed_pin_replaces_the_old_one() {
    let bench = Bench::new();
    let mut token = only_token(&bench.softhsm());
    let key = key_of(&mut token, KeyAlgorithm::P256);
    let wrong = token.change_pin(pin("000000"), pin("246810"));
    assert_eq!(wrong, Err(Error::PinWrong { tries_left: None }));
    token.change_pin(pin(PIN), pin("246810")).unwrap();
    let old = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x"));
    assert_eq!(old, Err(Error::PinWrong { tries_left: None }));
    token.sign(&key.reference, &mut Act::new(pin("246810")), &tbs(b"x")).unwrap();
    assert_eq!(token.unblock(pin("87654321"), pin(PIN)), Err(Error::PinFixed));
}

#[test]
fn exchanged_certificate_is_refused_before_the_pin() {
    let bench = Bench::new();
    let mut token = only_token(&bench.softhsm());
    let key = key_of(&mut token, RSA);
    bench.run(
        "pkcs11-tool",
        &["--module", &softhsm(), "-l", "--pin", PIN, "--delete-object", "--type", "cert", "--id", "01"],
    );
    let mut act = Act::new(pin(PIN));
    let result = token.sign(&key.reference, &mut act, &tbs(b"x"));
    assert_eq!(result, Err(Error::KeyChanged { slot: key.slot.key_reference() }));
    assert!(!act.is_over());
}

#[test]
fn mechanisms_are_asked_not_guessed() {
    let bench = Bench::new();
    let mut token = bench.shimmed(7, "only_rsa_pkcs");
    let key = key_of(&mut token, RSA);
    let signature = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"surat")).unwrap();
    openssl_verifies(&key, b"surat", &signature);
    let ec = key_of(&mut token, KeyAlgorithm::P256);
    let mut act = Act::new(pin(PIN));
    let refused = Err(Error::KeyUnsupported { slot: ec.slot.key_reference() });
    assert_eq!(token.sign(&ec.reference, &mut act, &tbs(b"surat")), refused);
    let mut token = bench.shimmed(7, "only_digest");
    let refused = Err(Error::KeyUnsupported { slot: key.slot.key_reference() });
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"surat")), refused);
    assert!(!act.is_over(), "told before the PIN");
}

#[test]
fn token_that_does_pss_alone_says_so_and_signs_with_it() {
    let bench = Bench::new();
    assert!(!key_of(&mut only_token(&bench.softhsm()), RSA).only_pss, "this one has both");
    let mut token = bench.shimmed(7, "only_rsa_pss");
    let key = key_of(&mut token, RSA);
    assert!(key.pss && key.only_pss);
    let mut act = Act::new(pin(PIN));
    let refused = token.sign(&key.reference, &mut act, &tbs(b"surat"));
    assert_eq!(refused, Err(Error::KeyUnsupported { slot: key.slot.key_reference() }));
    assert!(!act.is_over(), "told before the PIN");
    let signature = token.sign(&key.reference, &mut act, &tbs(b"surat").with_pss([7; 32])).unwrap();
    openssl_verifies_with(&key, b"surat", &signature, PSS);
}

#[test]
fn mechanism_that_the_key_does_not_have_is_followed_by_the_next() {
    let bench = Bench::new();
    let mut token = bench.shimmed(42, "no_combined");
    let key = key_of(&mut token, RSA);
    let mut act = Act::new(pin(PIN));
    let signature = token.sign(&key.reference, &mut act, &tbs(b"surat")).unwrap();
    openssl_verifies(&key, b"surat", &signature);
    assert!(!act.is_over());
}

#[test]
fn longer_curves_sign_and_rsa_signs_with_pss() {
    let bench = Bench::new();
    bench.new_key("satu", "03", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"]);
    bench.new_key("satu", "04", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"]);
    let mut token = only_token(&bench.softhsm());
    let mut act = Act::new(pin(PIN));
    for algorithm in [KeyAlgorithm::P384, KeyAlgorithm::P521] {
        let key = key_of(&mut token, algorithm);
        assert!(!key.pss);
        // Several times: lengths of the numbers differ.
        for letter in [&b"surat"[..], b"lain", b"lagi"] {
            let signature = token.sign(&key.reference, &mut act, &tbs(letter)).unwrap();
            openssl_verifies(&key, letter, &signature);
        }
    }
    let key = key_of(&mut token, RSA);
    assert!(key.pss);
    let signature = token.sign(&key.reference, &mut act, &tbs(b"surat").with_pss([7; 32])).unwrap();
    openssl_verifies_with(&key, b"surat", &signature, PSS);

    let mut without = bench.shimmed(7, "only_rsa_pkcs");
    assert!(!key_of(&mut without, RSA).pss);
    let refused = without.sign(&key.reference, &mut act, &tbs(b"surat").with_pss([7; 32]));
    assert_eq!(refused, Err(Error::PssUnsupported { slot: key.slot.key_reference() }));
    assert!(!act.is_over(), "told before the PIN");
}

#[test]
fn key_with_another_name_than_its_certificate_is_found_by_its_modulus() {
    let bench = Bench::new();
    let module = softhsm();
    let login = ["--module", &module, "--login", "--pin", PIN];
    // The certificate loses its key's CKA_ID.
    let file = bench.path("renamed.der");
    let read = ["--read-object", "--type", "cert", "--id", "01", "-o", &file];
    bench.run("pkcs11-tool", &[&login[..], &read].concat());
    bench.run("pkcs11-tool", &[&login[..], &["--delete-object", "--type", "cert", "--id", "01"]].concat());
    let write = ["--write-object", &file, "--type", "cert", "--id", "77", "--label", "lain"];
    bench.run("pkcs11-tool", &[&login[..], &write].concat());
    let mut token = only_token(&bench.softhsm());
    let key = key_of(&mut token, RSA);
    let signature = token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"surat")).unwrap();
    openssl_verifies(&key, b"surat", &signature);
}

#[test]
fn softhsm_behaves_as_every_token_must() {
    let bench = Bench::new();
    let spied = bench.module(&library("pkcs11-spy.so"), TimeLimits::default()).unwrap();
    let open = || -> Box<dyn Token> { Box::new(only_token(&spied)) };
    let seen = Cell::new(0);
    let take_pins = || {
        let calls = bench.calls("C_Login");
        calls - seen.replace(calls)
    };
    let keys: Vec<_> =
        open().keys().unwrap().iter().map(|key| (key.slot, key.algorithm.unwrap(), false)).collect();
    let suite = suite::Bench {
        family: Family::Pkcs11,
        serial: None,
        pin_length: (4, 255),
        keys: &keys,
        tells: Tells::Nothing,
        blocks: false,
        puk: None,
        ..suite::Bench::piv(&open, &take_pins, "")
    };
    suite.run();
}

#[test]
fn flags_of_the_token_tell_the_tries() {
    let bench = Bench::new();
    let wrong = |token: &mut Pkcs11Token| {
        let key = key_of(token, RSA);
        (token.info().unwrap().pin, token.sign(&key.reference, &mut Act::new(pin("999999")), &tbs(b"x")))
    };
    let (state, result) = wrong(&mut bench.shimmed(6, "final_try"));
    assert_eq!((state, result), (PinState::Tries(1), Err(Error::PinWrong { tries_left: Some(1) })));
    let (state, result) = wrong(&mut bench.shimmed(6, "locked"));
    assert_eq!((state, result), (PinState::Blocked, Err(Error::PinBlocked)));
    let mut token = bench.shimmed(6, "to_be_changed");
    assert!(token.info().unwrap().pin_to_change);
    assert!(!only_token(&bench.softhsm()).info().unwrap().pin_to_change);
    let (_, result) = wrong(&mut bench.shimmed(18, "pin_expired"));
    assert_eq!(result, Err(Error::PinMustBeChanged));
}

#[test]
fn pin_typed_on_the_reader_is_not_asked_here() {
    let bench = Bench::new();
    let path = bench.shim(6, "pin_pad", &["-DTYPED_ON_READER"]);
    let mut token = only_token(&bench.module(&path, TimeLimits::default()).unwrap());
    let key = key_of(&mut token, RSA);
    assert!(!key.needs_pin && token.info().unwrap().pin_pad);
    let signature = token.sign(&key.reference, &mut Act::without_pin(), &tbs(b"surat")).unwrap();
    openssl_verifies(&key, b"surat", &signature);
    let mut act = Act::new(pin("999999"));
    token.sign(&key.reference, &mut act, &tbs(b"surat")).unwrap();
    assert!(!act.is_over(), "it was not sent");
    assert_eq!(token.change_pin(pin(PIN), pin("246810")), Err(Error::PinFixed));

    // A new PIN is typed there too: the module is given none, and SoftHSM has another one afterwards.
    assert_eq!(token.change_pin_on_pad(), Ok(()));
    assert_eq!(token.change_pin_on_pad(), Err(Error::PinWrong { tries_left: None }));
    let mut plain = only_token(&bench.softhsm());
    assert_eq!(plain.change_pin_on_pad(), Err(Error::NoPinPad));
    plain.sign(&key.reference, &mut Act::new(pin("246810")), &tbs(b"surat")).unwrap();
}

#[test]
fn module_that_prints_is_understood_and_one_that_lies_is_not_believed() {
    let bench = Bench::new();
    let mut token = bench.shimmed(4, "print");
    let key = key_of(&mut token, RSA);
    token.sign(&key.reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    let mut token = bench.shimmed(43, "wrong_signature");
    let mut act = Act::new(pin(PIN));
    assert_eq!(token.sign(&key.reference, &mut act, &tbs(b"x")), Err(Error::SignatureWrong));
    assert!(act.is_over());
}

#[test]
fn modules_of_this_machine_are_found_without_those_of_certificates_only() {
    let found = token::pkcs11::modules::installed(Some(token::emulator::ATR));
    let opensc = Path::new(&library("opensc-pkcs11.so")).canonicalize().unwrap();
    let of_opensc: Vec<_> =
        found.iter().filter(|found| found.path.canonicalize().is_ok_and(|path| path == opensc)).collect();
    assert_eq!(of_opensc.len(), 1, "{found:?}");
    assert_eq!(of_opensc[0].maker, Some("OpenSC"));
    assert!(!found.iter().any(|found| found.path.to_string_lossy().contains("trust")), "{found:?}");
}

#[test]
fn opensc_module_signs_with_the_practice_card_in_the_real_pcscd() {
    let test = "opensc_module_signs_with_the_practice_card_in_the_real_pcscd";
    card_service::alone(test, Duration::from_secs(100), inside_the_namespace);
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(15);
    while !done() {
        assert!(Instant::now() < end, "{what} is not there within 15 s");
        thread::sleep(Duration::from_millis(50));
    }
}

fn inside_the_namespace() {
    let folder = tempfile::tempdir().unwrap();
    // No key in 9D: OpenSC holds that it does not sign.
    let emulator = suite::card_with(&PIV_KEYS[..2]);
    let _daemon = Daemon::start(folder.path());
    let vpcd = SocketAddr::from(([127, 0, 0, 1], card_service::PORT));
    let attachment = token::emulator::attach(&emulator, vpcd).unwrap();

    // OpenSC through its own spy, which writes down the calls.
    let (opensc, spy, log) =
        (library("opensc-pkcs11.so"), library("pkcs11-spy.so"), folder.path().join("spy.log"));
    let spied = helper(&spy).environment("PKCS11SPY", opensc).environment("PKCS11SPY_OUTPUT", &log);
    let limits = TimeLimits::all(Duration::from_secs(5));
    let module = Module::open_with(&spy, spied, limits).unwrap();
    let mut tokens = Vec::new();
    wait_for("the card", || {
        tokens = module.tokens().unwrap().1;
        !tokens.is_empty()
    });
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    let mut token = Pkcs11Token::new(module.clone(), &tokens[0]);
    let info = token.info().unwrap();
    assert!(info.reader.as_deref().is_some_and(|reader| reader.starts_with("Absah Test")), "{info:?}");
    assert_eq!(token.keys().unwrap().len(), 2);

    say("suite");
    let open = || -> Box<dyn Token> { Box::new(Pkcs11Token::new(module.clone(), &tokens[0])) };
    let seen = Cell::new(calls(&log, "C_Login"));
    let take_pins = || {
        let calls = calls(&log, "C_Login");
        calls - seen.replace(calls)
    };
    // PKCS#11 has no PUK: the card is unblocked as a PIV card.
    let repair = || {
        let mut piv = token::piv::Piv::open(emulator.insert(), None).unwrap();
        piv.unblock(pin(PUK), pin(PIN)).unwrap();
    };
    let keys: Vec<_> =
        open().keys().unwrap().iter().map(|key| (key.slot, key.algorithm.unwrap(), key.always_pin)).collect();
    suite::Bench {
        family: Family::Pkcs11,
        serial: None,
        pin_length: (4, 8),
        keys: &keys,
        tells: Tells::LastOne,
        puk: None,
        repair: &repair,
        // 9C wants the PIN for each signature, besides the login; that is hidden until somebody logs in.
        pins_for: &|key| if key.algorithm == Some(RSA) { 2 } else { 1 },
        ..suite::Bench::piv(&open, &take_pins, "")
    }
    .run();

    say("always authenticated key");
    // Slot 9C of the practice card: the emulator refuses a signature without a VERIFY directly before.
    let nine_c = key_of(&mut token, RSA);
    let mut act = Act::new(pin(PIN));
    for message in [&b"surat satu"[..], b"surat dua"] {
        let before = calls(&log, "C_Login");
        let signature = token.sign(&nine_c.reference, &mut act, &tbs(message)).unwrap();
        openssl_verifies(&nine_c, message, &signature);
        assert_eq!(calls(&log, "C_Login") - before, 2, "the user's login and the context-specific one");
    }
    say("ordinary key");
    let nine_a = key_of(&mut token, KeyAlgorithm::P256);
    let signature = token.sign(&nine_a.reference, &mut act, &tbs(b"surat")).unwrap();
    openssl_verifies(&nine_a, b"surat", &signature);
    assert!(!act.is_over());

    say("wrong PIN");
    for (left, state) in [(None, PinState::Unknown), (Some(1), PinState::Tries(1))] {
        let mut act = Act::new(pin("999999"));
        let result = token.sign(&nine_c.reference, &mut act, &tbs(b"x"));
        assert_eq!(result, Err(Error::PinWrong { tries_left: left }));
        assert!(act.is_over());
        assert_eq!(token.info().unwrap().pin, state);
    }
    let result = token.sign(&nine_c.reference, &mut Act::new(pin("999999")), &tbs(b"x"));
    assert_eq!(result, Err(Error::PinBlocked));
    assert_eq!(token.info().unwrap().pin, PinState::Blocked);
    let before = calls(&log, "C_Login");
    let mut act = Act::new(pin(PIN));
    assert_eq!(token.sign(&nine_c.reference, &mut act, &tbs(b"x")), Err(Error::PinBlocked));
    assert_eq!(calls(&log, "C_Login"), before);
    assert!(!act.is_over(), "known before it was sent");

    say("removal");
    attachment.pull();
    // OpenSC 0.23 hangs for ever in C_GetTokenInfo if the card goes while it talks to it: then the time limit ends
    // that helper, and the next one finds the reader empty.
    wait_for("the empty reader", || module.tokens().is_ok_and(|(_, tokens)| tokens.is_empty()));
    assert_eq!(token.info().map(drop), Err(Error::Removed));
    attachment.put(&emulator);
    wait_for("the card", || token.info().is_ok());
    let blocked = token.sign(&nine_c.reference, &mut Act::new(pin(PIN)), &tbs(b"surat"));
    assert_eq!(blocked, Err(Error::PinBlocked), "the same card");
    repair();
    let signature = token.sign(&nine_c.reference, &mut Act::new(pin(PIN)), &tbs(b"surat")).unwrap();
    openssl_verifies(&nine_c, b"surat", &signature);
}
