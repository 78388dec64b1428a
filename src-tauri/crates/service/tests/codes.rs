//! Each number that people can meet is reached by a test. Here are those that no other test of a flow meets, and the list that
//! is checked both ways: a code without a test fails, and so does a test that is named and not there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use service::schema::{NetworkSettings, Opened, Problem, ProxySetting, TokenView};
use service::{Days, ReportWanted};
use std::path::{Path, PathBuf};
use support::{World, pin_of};
use testkit::openssl::{Key, Pki};
use testkit::web::{Reply, Server};
use token::{Act, Error, KeyRef, Pin, PinProblem, ToBeSigned, Token, TokenInfo, TokenKey};

const TOKEN: &str = "Pembaca Uji 00 00";

type ChangeKeys = Box<dyn Fn(&mut Vec<TokenKey>) + Send>;

/// The practice card's token with one thing changed.
struct Changed {
    inner: Box<dyn Token>,
    info: fn(&mut TokenInfo),
    keys: ChangeKeys,
    /// What every act with a PIN ends with.
    error: Error,
}

impl Token for Changed {
    fn info(&mut self) -> Result<TokenInfo, Error> {
        let mut info = self.inner.info()?;
        (self.info)(&mut info);
        Ok(info)
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, Error> {
        let mut keys = self.inner.keys()?;
        (self.keys)(&mut keys);
        Ok(keys)
    }

    fn sign(&mut self, _: &KeyRef, _: &mut Act, _: &ToBeSigned<'_>) -> Result<Vec<u8>, Error> {
        Err(self.error.clone())
    }

    fn change_pin(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(self.error.clone())
    }

    fn unblock(&mut self, _: Pin, _: Pin) -> Result<(), Error> {
        Err(self.error.clone())
    }
}

fn insert(
    world: &World,
    info: fn(&mut TokenInfo),
    keys: impl Fn(&mut Vec<TokenKey>) + Clone + Send + 'static,
    error: Error,
) {
    let card = world.service.practice_card().unwrap();
    let open = move || {
        let inner = token::open(card.insert(), None)?;
        let keys: ChangeKeys = Box::new(keys.clone());
        let changed: Box<dyn Token> = Box::new(Changed { inner, info, keys, error: error.clone() });
        Ok(changed)
    };
    world.service.tokens().insert(TOKEN, None, Box::new(open), None);
}

fn token(world: &World) -> TokenView {
    world.service.tokens_view().tokens.into_iter().find(|token| token.id == TOKEN).unwrap()
}

#[test]
fn errors_of_reading_a_token_have_their_codes() {
    let world = World::new();
    let etoken = [0x3B, 0xD5, 0x18, 0x00, 0x81, 0x31, 0xFE, 0x7D, 0x80, 0x73, 0xC8, 0x21, 0x10, 0xF4];
    for (error, code) in [
        (Error::Busy, "token-busy"),
        (Error::Mute, "token-mute"),
        (Error::NoAccess, "token-no-access"),
        (Error::Reset, "token-interrupted"),
        (Error::ModuleTimedOut { seconds: 30 }, "module-failed"),
        (Error::FileUnsupported, "key-file-unsupported"),
        (Error::Transport { code: 0x8010_002F }, "token-fault"),
        (Error::UnknownCard { atr: vec![0x3B, 0x00] }, "token-unknown"),
        (Error::UnknownCard { atr: etoken.to_vec() }, "token-needs-driver"),
    ] {
        let failing = error.clone();
        world.service.tokens().insert(TOKEN, None, Box::new(move || Err(failing.clone())), None);
        assert_eq!(token(&world).problem.unwrap().code(), code, "{error:?}");
    }
}

#[test]
fn errors_of_a_pin_have_their_codes() {
    let world = World::new();
    for (error, code) in [
        (Error::PinMustBeChanged, "pin-must-be-changed"),
        (Error::PinFormat(PinProblem::Refused), "pin-new-refused"),
        (Error::PadLength, "pin-pad-length"),
        (Error::PadMismatch, "pin-mismatch"),
        (Error::PadTimedOut, "pin-pad-timed-out"),
        (Error::PadCancelled, "cancelled"),
        (Error::PukBlocked, "puk-blocked"),
        (Error::PinFixed, "pin-fixed"),
        (Error::SignatureWrong, "output-failed-verification"),
    ] {
        insert(&world, |_| {}, |_| {}, error.clone());
        let refused = world.service.change_pin(TOKEN, pin_of("123456"), pin_of("654321"), false).unwrap_err();
        assert_eq!(refused.code(), code, "{error:?}");
        assert!(refused.number().starts_with("ABS-2") || !code.starts_with('p'), "{code}");
    }
}

#[test]
fn keys_that_cannot_sign_have_their_codes() {
    let pki = Pki::new();
    let usage = "keyUsage=critical,keyEncipherment\n";
    let enciphering = pki.signer_with("Sandi", Key::P256, usage, 730).certificate_der();
    let future = pki.signer("Nanti", Key::P256).certificate_der();
    type Change = Box<dyn Fn(&mut TokenKey) + Send + Sync>;
    let certificate = |der: Vec<u8>| -> Change { Box::new(move |key| key.certificate = Some(der.clone())) };
    let cases: Vec<(Change, &str)> = vec![
        (Box::new(|key| (key.certificate, key.damaged) = (None, true)), "certificate-damaged"),
        (Box::new(|key| (key.certificate, key.damaged) = (None, false)), "key-without-certificate"),
        (Box::new(|key| key.algorithm = None), "certificate-unsupported"),
        (certificate(enciphering), "certificate-not-for-signing"),
        (certificate(future), "certificate-not-yet-valid"),
    ];
    let world = World::new();
    for (change, code) in cases {
        // The world's clock may be behind the test PKI's, whose certificates begin now.
        *world.host.clock.lock().unwrap() = (code == "certificate-not-yet-valid")
            .then(|| chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap());
        let change = std::sync::Arc::new(change);
        let keys = move |keys: &mut Vec<TokenKey>| {
            keys.truncate(1);
            keys.iter_mut().for_each(|key| change(key));
        };
        insert(&world, |_| {}, keys, Error::ActOver);
        assert_eq!(token(&world).keys[0].problem.as_ref().unwrap().code(), code);
    }
    *world.host.clock.lock().unwrap() = Some(support::fixed_time());
    insert(&world, |_| {}, Vec::clear, Error::ActOver);
    assert_eq!(token(&world).problem.unwrap().code(), "token-no-signing-key");
    insert(&world, |info| info.pin_to_change = true, |_| {}, Error::ActOver);
    assert_eq!(token(&world).problem.unwrap().code(), "pin-must-be-changed");
}

#[test]
fn failures_of_a_server_have_their_codes() {
    let world = World::new();
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}Connection: close\r\n\r\n").into_bytes();
    let stamp = "application/timestamp-reply";
    let whole = |body: &[u8]| Reply::ok(stamp, body);
    let cases: Vec<(Reply, &str)> = vec![
        (Reply::Close, "network-no-route"),
        (Reply::Bytes(b"220 mail.test ESMTP\r\n".to_vec()), "network-protocol"),
        (Reply::status("302 Found", "Location: /lagi\r\n"), "network-status"),
        (Reply::ok("text/html", b"<!doctype html><title>Masuk</title>"), "network-page"),
        (Reply::Bytes([head("Content-Length: 900\r\n"), vec![0x30; 10]].concat()), "network-truncated"),
        (Reply::Endless(head(&format!("Content-Type: {stamp}\r\n"))), "network-too-large"),
        (whole(b"0"), "timestamp-invalid"),
    ];
    for (reply, code) in cases {
        let server = Server::always(reply);
        allow(&world, &server.host());
        assert_eq!(tried(&world, &server.url("/tsa")), code);
    }
    let plain = Server::always(Reply::Close);
    allow(&world, &plain.host());
    assert_eq!(tried(&world, &plain.url("/tsa").replace("http://", "https://")), "network-tls");
    let unknown = "http://tidak-ada.contoh.test/";
    assert_eq!(tried(&world, unknown), "network-name-not-found");
}

#[test]
fn documents_of_foreign_kinds_have_their_codes() {
    let world = World::new();
    let page = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
    let catalog = "<</Type/Catalog/Pages 2 0 R>>";
    let sealed = testkit::pdf::of(&[catalog, page, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]);
    // A handler of its own (ISO 32000-1 §7.6.5), known by its name alone.
    let encrypt = b"/Encrypt<</Filter/Adobe.PubSec/V 4>>/ID[<00><00>]/Root";
    let at = sealed.windows(5).rposition(|five| five == b"/Root").unwrap();
    let sealed = [&sealed[..at], &encrypt[..], &sealed[at + 5..]].concat();
    let Opened::Refused { problem, .. } = world.service.open_path(&world.letter("sandi.pdf", &sealed)) else {
        panic!("it cannot be read")
    };
    assert_eq!(problem.code(), "document-encryption-unsupported");
    let empty = testkit::pdf::of(&[catalog, "<</Type/Pages/Kids[]/Count 0>>"]);
    let document = world.open(&world.letter("kosong.pdf", &empty));
    world.service.insert_practice().unwrap();
    let plan = world.service.sign_plan(&support::request(&document), None).unwrap();
    let told: Vec<String> = plan.checks.iter().filter_map(|one| Some(one.problem.as_ref()?.code())).collect();
    assert!(!plan.ready && told.contains(&"document-without-pages".to_owned()), "{told:?}");
}

#[test]
fn reports_notice_and_journal_have_their_codes() {
    let world = World::new();
    let wanted = |days: Days, template: Option<PathBuf>| {
        let wanted =
            ReportWanted { days, template, merged: false, unit: "Dinas Uji".to_owned(), remarks: Vec::new() };
        let target = world.letters.path().join("laporan.csv");
        world.service.usage_report(&wanted, &target).unwrap_err().code()
    };
    let broken = world.letter("format.json", b"{");
    let day = |month| chrono::NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    assert_eq!(wanted(Days::Between(day(3), day(2)), None), "report-period");
    assert_eq!(wanted(Days::Year(Some(2026)), Some(broken)), "report-template");

    let change = serde_json::json!({ "locale": null, "theme": null, "notice": "Ditandatangani." });
    let envelope = serde_json::json!({ "cmd": "settings_change", "payload": change });
    assert_eq!(world.service.call(envelope).unwrap()["problem"]["code"], "notice-wording");

    std::fs::write(world.host.folder.path().join("journal"), b"a file in the folder's place").unwrap();
    assert_eq!(world.service.journal_seal().unwrap_err().code(), "journal-unusable");
}

fn allow(world: &World, host: &str) {
    let settings = NetworkSettings {
        on: true,
        hosts: vec![host.to_owned()],
        proxy: ProxySetting::None,
        ..NetworkSettings::default()
    };
    world.service.network_change(&settings).unwrap();
}

fn tried(world: &World, url: &str) -> String {
    world.service.network_test(url).problem.as_ref().map(Problem::code).unwrap_or_default()
}

/// A code whose situation is made in a test of a lower room, by the name it has there; the flow only hands it on.
struct Lower {
    code: &'static str,
    file: &'static str,
    test: &'static str,
    /// What the test asserts.
    word: &'static str,
}

#[rustfmt::skip]
const ELSEWHERE: &[Lower] = &[
    Lower { code: "journal-busy", file: "journal/tests/store.rs", test: "second_writer_waits_and_then_is_told", word: "Error::Busy" },
    Lower { code: "records-contradict", file: "journal/tests/report.rs", test: "journal_that_was_set_back_is_found_when_its_exports_meet", word: "Refused::Forked" },
    Lower { code: "token-driver-ready", file: "../../ui/tests/tokens.test.ts", test: "installed_driver_of_a_named_card_is_used_with_one_click", word: "Token ini SafeNet eToken." },
    Lower { code: "bundle-not-yet-issued", file: "pki/tests/bundle.rs", test: "broken_signatures_and_other_messages_are_refused", word: "BundleError::NotYetIssued" },
    Lower { code: "bundle-unusable", file: "pki/tests/bundle.rs", test: "manifest_is_taken_whole_or_not_at_all", word: "BundleError::Manifest" },
    Lower { code: "certificate-revoked", file: "pki/tests/revocation.rs", test: "list_gives_good_revoked_and_its_times", word: "revoked(&status)" },
    Lower { code: "certificate-status-unknown", file: "pki/tests/revocation.rs", test: "responder_that_answers_with_an_error_is_told_by_its_code", word: "Error::OcspStatus" },
    Lower { code: "document-too-complex", file: "pdf/src/filter.rs", test: "bomb_is_refused_and_counted", word: "Error::TooComplex" },
    Lower { code: "document-xfa", file: "pades/tests/sign_refusals.rs", test: "xfa_form_is_refused", word: "Refusal::XfaForm" },
    Lower { code: "field-condition", file: "pades/tests/sign_fields.rs", test: "required_conditions_are_kept_or_refused_before_the_pin", word: "Condition::Digest" },
    Lower { code: "field-locked", file: "pades/tests/sign_refusals.rs", test: "locked_field_is_refused", word: "Refusal::FieldLocked" },
    Lower { code: "field-needs-time-stamp", file: "pades/tests/sign_fields.rs", test: "time_stamp_that_the_author_requires_is_told", word: "time_stamp_required()" },
    Lower { code: "network-redirects", file: "service/tests/http.rs", test: "redirects_are_followed_three_times_and_a_loop_ends", word: "FetchError::Redirects" },
    Lower { code: "network-timed-out", file: "service/tests/http.rs", test: "silent_server_ends_with_the_deadline", word: "FetchError::TimedOut" },
    Lower { code: "timestamp-too-long", file: "pades/tests/sign_levels.rs", test: "stamp_that_does_not_fit_leaves_the_basic_signature", word: "Error::ContentsTooSmall" },
];

impl Lower {
    /// The test is there, and says the word.
    fn holds(&self, crates: &Path) {
        let Lower { code, file, test, word } = self;
        let text = std::fs::read_to_string(crates.join(file)).unwrap_or_else(|_| panic!("{file}"));
        let begin = text.find(&format!("fn {test}()")).or_else(|| text.find(&format!("it('{test}'")));
        let body = &text[begin.unwrap_or_else(|| panic!("{code}: {test} is not in {file}"))..];
        let end = body.find("#[test]").or_else(|| body.find("\n  it(")).unwrap_or(body.len());
        assert!(body[..end].contains(word), "{code}: {test} says nothing of {word}");
    }
}

#[test]
fn every_code_is_reached_by_a_test() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests = String::new();
    for folder in std::fs::read_dir(&crates).unwrap() {
        let folder = folder.unwrap().path();
        collect(&folder.join("tests"), &|_, text| text, &mut tests);
        // Unit tests: in files of their own, or behind their mark.
        let unit = |path: &Path, text: String| match path.to_string_lossy().ends_with("_tests.rs") {
            true => text,
            false => text.split_once("#[cfg(test)]").map(|(_, tests)| tests.to_owned()).unwrap_or_default(),
        };
        collect(&folder.join("src"), &unit, &mut tests);
    }
    collect(&crates.join("../../tests"), &|_, text| text, &mut tests);
    let mut unreached = Vec::new();
    for (number, name) in service::codes::all() {
        if let Some(lower) = ELSEWHERE.iter().find(|lower| lower.code == name) {
            lower.holds(&crates);
        } else if !tests.contains(&format!("\"{name}\"")) && !tests.contains(&variant(name)) {
            unreached.push(format!("{number} {name}"));
        }
    }
    assert!(unreached.is_empty(), "no test meets these: {unreached:#?}");
    for lower in ELSEWHERE {
        assert!(service::codes::all().any(|(_, name)| name == lower.code), "{} is no code", lower.code);
    }
}

/// `pin-blocked` as Rust writes it: `Problem::PinBlocked`, followed by what ends a name.
fn variant(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    format!("Problem::{}", name.split('-').map(capital).collect::<String>())
}

fn collect(folder: &Path, part: &dyn Fn(&Path, String) -> String, into: &mut String) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, part, into);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && !path.ends_with("service/tests/catalogue.rs")
        {
            // The list above names codes that nothing here meets.
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("const ELSEWHERE").next().unwrap_or_default().to_owned();
            into.push_str(&part(&path, text));
        }
    }
}
