//! The check of readiness through the real flows: emulated cards, scripts, servers on loopback, folders that take nothing. Each
//! failure alone is one line. And what leaves the computer for the helpdesk names nobody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use chrono::{DateTime, FixedOffset, TimeDelta};
use pki::cert::Certificate;
use service::Decision;
use service::schema::{
    DoctorLine, DoctorRequest, DoctorView, Layer, LineState, LostRequest, NetworkSettings, Outcome, Problem,
    ProxySetting, ReminderRequest, StampServer, StatementAct, StatementRequest, SupportKind, TokenState,
    Unchecked,
};
use std::path::Path;
use std::sync::atomic::Ordering;
use support::{World, pin_of, refusal, request};
use testkit::openssl::{Key, Pki, openssl};
use testkit::web::{Reply, Server};
use token::KeyAlgorithm;
use token::emulator::{CardState, Emulator, Randomness};

const USAGE: &str = "keyUsage=critical,digitalSignature,nonRepudiation\n";

/// The name by which the test's token is known; it counts as a real one.
const TOKEN: &str = "Pembaca Uji 00 00";

/// A card of the test PKI in a reader of the test's own, beside the practice token.
struct Computer {
    world: World,
    pki: Pki,
    card: Emulator,
}

impl Computer {
    /// Everything that does not need a network is well; the token is in without the system's smart card service.
    fn new() -> Computer {
        let (world, pki) = (World::new(), Pki::new());
        *world.host.clock.lock().unwrap() = None;
        let card = card(&pki, "I MADE CONTOH");
        let computer = Computer { world, pki, card };
        computer.plug();
        computer.trust();
        computer
    }

    fn plug(&self) {
        let card = self.card.clone();
        let open = Box::new(move || token::open(card.insert(), None));
        self.world.service.tokens().insert(TOKEN, None, open, None);
    }

    fn unplug(&self) {
        self.world.service.tokens().remove(TOKEN);
    }

    /// In the place of the card, one that fails like this.
    fn broken(&self, error: token::Error) {
        let open = Box::new(move || Err(error.clone()));
        self.world.service.tokens().insert(TOKEN, None, open, None);
    }

    fn trust(&self) {
        let file = &self.pki.root().certificate;
        let root = Certificate::from_pem_or_der_all(&std::fs::read(file).unwrap()).unwrap().remove(0);
        let print = service::hex(&root.sha256());
        self.world.service.trust_add_file(file, &print, &Decision::default()).unwrap();
    }

    fn check(&self) -> DoctorView {
        self.world.service.doctor(DoctorRequest { network: false })
    }

    fn ask(&self) -> DoctorView {
        self.world.service.doctor(DoctorRequest { network: true })
    }

    fn allow(&self, change: impl FnOnce(&mut NetworkSettings)) {
        let mut settings = NetworkSettings { on: true, status: false, ..NetworkSettings::default() };
        settings.proxy = ProxySetting::None;
        change(&mut settings);
        self.world.service.network_change(&settings).unwrap();
    }
}

/// An emulated card with a key of its own, certified by the test PKI.
fn card(pki: &Pki, name: &str) -> Emulator {
    let keep = Box::new(|_: &CardState| Ok(()));
    let card = Emulator::new(CardState::factory(54_372_517), Randomness::system().unwrap(), keep);
    let mut piv = token::piv::Piv::open(card.insert_administered(), None).unwrap();
    let spki = piv.generate(token::Slot::Signature, KeyAlgorithm::P256).unwrap();
    let file = pki.folder().join("card.spki");
    std::fs::write(&file, spki).unwrap();
    let public = openssl(&["pkey", "-pubin", "-inform", "DER", "-in", file.to_str().unwrap()]).bytes;
    let pem = std::fs::read(pki.certify(name, &public)).unwrap();
    let certificate = Certificate::from_pem_or_der_all(&pem).unwrap().remove(0);
    piv.put_certificate(token::Slot::Signature, certificate.der()).unwrap();
    card
}

fn line(view: &DoctorView, layer: Layer) -> &DoctorLine {
    view.lines.iter().find(|line| line.id == layer).unwrap()
}

/// The lines at which something is to be done, by name and problem.
fn todo(view: &DoctorView) -> Vec<(Layer, String)> {
    let lines = view.lines.iter();
    lines.filter_map(|line| Some((line.id, line.problem.as_ref()?.code()))).collect()
}

fn only(layer: Layer, code: &str) -> Vec<(Layer, String)> {
    vec![(layer, code.to_owned())]
}

#[test]
fn well_computer_has_nothing_to_do_but_what_was_not_allowed() {
    let view = Computer::new().check();
    assert_eq!(todo(&view), []);
    assert_eq!(line(&view, Layer::Application).value.as_deref(), Some("PIV"));
    assert_eq!(line(&view, Layer::Certificate).state, LineState::Fine);
    for layer in [Layer::Revocation, Layer::Clock, Layer::Proxy, Layer::TimeStamp] {
        assert_eq!(line(&view, layer).why, Some(Unchecked::NetworkOff), "{layer:?}");
    }
    assert_eq!(view.contact.phone, "(0361) 225859");
}

#[test]
fn token_that_comes_and_goes_changes_its_lines_alone() {
    let computer = Computer::new();
    computer.unplug();
    let without = computer.check();
    assert_eq!(line(&without, Layer::Application).state, LineState::NotChecked);
    let missing = only(Layer::Reader, "token-no-reader");
    assert_eq!(todo(&without), missing, "a practice token is in and is not taken for a real one");
    computer.plug();
    assert_eq!(line(&computer.check(), Layer::Application).state, LineState::Fine);
}

#[test]
fn card_that_cannot_be_read_is_told_by_its_own_line() {
    let computer = Computer::new();
    let atr = vec![0x3B, 0x00];
    for (error, code) in [
        (token::Error::Unexpected { instruction: 0xCB, sw: 0x6F00 }, "token-fault"),
        (token::Error::UnknownCard { atr }, "token-unknown"),
        (token::Error::ModuleCrashed, "module-failed"),
    ] {
        computer.broken(error);
        let view = computer.check();
        assert_eq!(todo(&view), only(Layer::Application, code));
        assert_eq!(line(&view, Layer::Certificate).after, Some(Layer::Application));
    }
}

#[test]
fn blocked_pin_is_one_line_and_costs_nothing() {
    let computer = Computer::new();
    for tries in [2, 1, 0] {
        let world = &computer.world;
        let (old, new) = (pin_of("999999"), pin_of("654321"));
        world.service.change_pin(TOKEN, old, new, true).unwrap_err();
        let expected = match tries {
            2 => vec![],
            1 => only(Layer::Pin, "pin-last-try"),
            _ => only(Layer::Pin, "pin-blocked"),
        };
        computer.card.take_headers();
        assert_eq!(todo(&computer.check()), expected, "{tries} left");
        assert!(computer.card.take_headers().is_empty(), "nothing was sent to the card");
    }
}

#[test]
fn certificate_of_yesterday_tomorrow_or_nobody_is_its_line() {
    let computer = Computer::new();
    let days = |days| computer.world.host.days.store(days, Ordering::SeqCst);
    days(20_000);
    assert_eq!(todo(&computer.check()), only(Layer::Certificate, "certificate-expired"));
    days(0);
    assert_eq!(todo(&computer.check()), []);
    let fingerprint = computer.world.service.trust_view().anchors[0].sha256.clone();
    computer.world.service.trust_remove(&fingerprint).unwrap();
    let view = computer.check();
    assert_eq!(todo(&view), only(Layer::Issuer, "trust-empty"));
    assert_eq!(line(&view, Layer::Revocation).after, Some(Layer::Issuer));
    let other = Pki::new();
    let root = &other.root().certificate;
    let print = Certificate::from_pem_or_der_all(&std::fs::read(root).unwrap()).unwrap()[0].sha256();
    computer.world.service.trust_add_file(root, &service::hex(&print), &Decision::default()).unwrap();
    assert_eq!(todo(&computer.check()), only(Layer::Issuer, "certificate-untrusted"));
}

#[test]
fn clock_that_was_set_back_is_the_cause_and_the_certificate_is_not_blamed() {
    let computer = Computer::new();
    let then = DateTime::<FixedOffset>::parse_from_rfc3339("2019-05-01T09:00:00+08:00").unwrap();
    *computer.world.host.clock.lock().unwrap() = Some(then);
    let view = computer.check();
    assert_eq!(todo(&view), only(Layer::Clock, "clock-behind"));
    assert_eq!(line(&view, Layer::Certificate).after, Some(Layer::Clock));
}

#[test]
fn server_and_proxy_that_refuse_are_their_lines() {
    let computer = Computer::new();
    let refusing = Server::always(Reply::status("503 Service Unavailable", ""));
    let stamper = |url: String| StampServer { url, user: None };
    computer.allow(|settings| {
        settings.stamps = vec![stamper(refusing.url("/tsa"))];
        settings.hosts = vec![refusing.host()];
    });
    assert_eq!(line(&computer.check(), Layer::TimeStamp).why, Some(Unchecked::NotAsked), "not by itself");
    assert_eq!(refusing.connections(), 0);
    let view = computer.ask();
    assert_eq!(todo(&view), only(Layer::TimeStamp, "network-status"));
    assert_eq!(line(&view, Layer::Clock).why, Some(Unchecked::NobodySays));
    assert_eq!(todo(&computer.check()), todo(&view), "what was heard stands beside later checks");
    assert_eq!(refusing.connections(), 1, "asked once");

    let proxy = Server::always(Reply::status("407 Proxy Authentication Required", ""));
    computer.allow(|settings| {
        settings.stamps = vec![stamper("http://tsa.contoh.test/".to_owned())];
        settings.proxy = ProxySetting::Manual { url: proxy.url(""), user: None };
    });
    let view = computer.ask();
    assert_eq!(todo(&view), only(Layer::Proxy, "network-proxy"));
    assert_eq!(line(&view, Layer::TimeStamp).after, Some(Layer::Proxy));
}

#[test]
fn data_folder_that_takes_nothing_is_its_line() {
    let computer = Computer::new();
    let folder = computer.world.host.folder.path().to_owned();
    let aside = folder.with_extension("aside");
    std::fs::rename(&folder, &aside).unwrap();
    std::fs::write(&folder, b"a file in the folder's place").unwrap();
    let view = computer.check();
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert!(todo(&view).contains(&(Layer::DataFolder, "data-folder-unusable".to_owned())), "{view:?}");
    let again = computer.check();
    assert_eq!(todo(&again), []);
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("tmp")), "{left:?}");
}

/// Real-looking data in every place from which a word could slip in.
#[test]
fn support_file_names_nobody_and_its_code_says_the_same() {
    let world = World::new();
    let pki = Pki::new();
    let (nik, nip) = ("5171031403800001", "198003142005011001");
    let card = card(&pki, "Ni Luh Rahasia Contoh 198003142005011001");
    let reader = "Gemalto USB Shell Token V2 (E8D4A5C1) 00 00";
    world.service.tokens().insert(reader, None, Box::new(move || token::open(card.insert(), None)), None);
    let folder = world.letters.path().join("Ni Luh Rahasia");
    std::fs::create_dir(&folder).unwrap();
    let settings = service::settings::Settings {
        key_files: vec![folder.join("kunci-rahasia-5171031403800001.p12")],
        modules: vec![folder.join("libRahasia.so")],
        ..service::settings::Settings::default()
    };
    settings.write(world.host.folder.path()).unwrap();
    let log = format!(
        "2026-11-23T09:12:44+08:00 a1b2c3 open: /home/rahasia/surat-tugas.pdf of {nip}: cut off at NIK 5171 0314 0380 0001\nnot ours {nik} rahasia@baliprov.go.id\n"
    );
    std::fs::write(world.host.folder.path().join("faults.log"), log).unwrap();
    let again = service::Service::new(world.host.clone());
    again.load_sources();
    for service in [&world.service, &again] {
        let network = NetworkSettings {
            on: false,
            stamps: vec![StampServer {
                url: "http://tsa.rahasia.test/".to_owned(),
                user: Some("rahasia".to_owned()),
            }],
            ..NetworkSettings::default()
        };
        service.network_change(&network).unwrap();
        let shown = service.support_preview();
        for text in [&shown.text, &shown.json] {
            let lower = text.to_lowercase();
            for telling in
                ["rahasia", "ni luh", nik, nip, "e8d4a5c1", "surat-tugas", "123456", ".p12", "/home", "libra"]
            {
                assert!(!lower.contains(telling), "{telling}: {text}");
            }
            assert_eq!(longest_number(text), 0, "{text}");
            let serial = world.service.tokens_view().tokens[0].keys[0].certificate.clone().unwrap().serial;
            assert!(!lower.contains(&serial), "{serial}: {text}");
            assert!(text.contains("a1b2c3"), "the number under which a fault is found stays: {text}");
        }
        let json: serde_json::Value = serde_json::from_str(&shown.json).unwrap();
        let code = json["code"].as_str().unwrap();
        let said = service.doctor_decode(code).unwrap();
        let found = service.doctor(DoctorRequest::default());
        for (said, found) in said.lines.iter().zip(&found.lines) {
            assert_eq!((said.id, said.state), (found.id, found.state));
            assert_eq!(said.problem, found.problem.as_ref().map(Problem::code));
        }
        assert!(shown.text.contains(code));
    }
}

/// Digits of the longest number that could be a NIK or NIP: sixteen or more, alone or parted by blanks, dots or hyphens within
/// a line. Times of our own making are taken out first.
fn longest_number(text: &str) -> usize {
    let of_line = |line: &str| {
        let mut longest = 0;
        let mut run = 0;
        for character in line.chars() {
            match character {
                '0'..='9' => run += 1,
                ' ' | '.' | '-' => {}
                _ => run = 0,
            }
            longest = longest.max(run);
        }
        longest
    };
    text.lines().map(of_line).filter(|digits| *digits >= 16).max().unwrap_or(0)
}

#[test]
fn saved_support_file_is_the_one_that_was_shown() {
    let computer = Computer::new();
    let shown = computer.world.service.support_preview();
    // Something changes after it was shown; what was shown is what is kept.
    computer.unplug();
    let folder = computer.world.letters.path().to_owned();
    std::env::set_current_dir(&folder).unwrap();
    let saved = computer.world.service.support_save(SupportKind::Text).unwrap();
    let text = std::fs::read_to_string(folder.join(saved.name.unwrap())).unwrap();
    assert_eq!(text, shown.text);
}

#[test]
fn lost_token_is_refused_before_the_pin_until_the_mark_is_taken_away() {
    let computer = Computer::new();
    let world = &computer.world;
    let known = world.service.help_view().certificates;
    assert_eq!(known.len(), 1, "practice never counts");
    assert!(known[0].present && known[0].lost.is_none());
    // The token is gone: the mark is set all the same, by what signed here.
    let document = world.sample();
    let mut wanted = request(&document);
    wanted.token = TOKEN.to_owned();
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&wanted, None) else {
        panic!("a PIN is asked for")
    };
    let signed = world.service.secret_answer(&secret.ticket, pin_of(Emulator::FACTORY_PIN), false);
    assert!(matches!(signed, Outcome::Done { .. }), "{signed:?}");
    computer.unplug();
    let known = world.service.help_view().certificates;
    assert!(!known[0].present, "{known:?}");
    let mark = |lost| world.service.mark_lost(&LostRequest { certificate: known[0].id.clone(), lost });
    assert_eq!(mark(true).unwrap().certificates[0].lost.as_deref().map(str::len), Some(10));

    computer.plug();
    computer.card.take_headers();
    let document = world.sample();
    wanted.document = document.document.clone();
    let problem = refusal(world.service.sign_run(&wanted, None));
    assert!(matches!(problem, Problem::CertificateLost { .. }), "{problem:?}");
    let token = world.service.tokens_view().tokens.into_iter().find(|token| token.id == TOKEN).unwrap();
    assert_eq!(token.state, TokenState::Unusable);
    assert_eq!(todo(&computer.check()), only(Layer::Certificate, "certificate-lost"));
    let mut verifies = computer.card.take_headers();
    verifies.retain(|header| header[1] == 0x20);
    assert!(verifies.is_empty(), "no PIN was asked for");

    mark(false).unwrap();
    let again = world.service.sign_run(&wanted, None);
    assert!(matches!(again, Outcome::NeedsSecret { .. }), "{again:?}");
    let unknown = LostRequest { certificate: "00".repeat(8), lost: true };
    assert!(matches!(world.service.mark_lost(&unknown), Err(Problem::TokenNotFound { .. })));
}

#[test]
fn reminder_comes_at_its_stage_and_is_gone_until_the_next() {
    let computer = Computer::new();
    let service = &computer.world.service;
    let token = service.tokens_view().tokens.into_iter().find(|token| token.id == TOKEN).unwrap();
    let end = DateTime::parse_from_rfc3339(&token.keys[0].certificate.clone().unwrap().not_after).unwrap();
    let before = |days: i64| *computer.world.host.clock.lock().unwrap() = Some(end - TimeDelta::days(days));
    let stages = || service.tokens_view().reminders.iter().map(|one| one.stage).collect::<Vec<_>>();
    before(61);
    assert_eq!(stages(), [0u32; 0]);
    before(60);
    assert_eq!(stages(), [60]);
    let shown = service.tokens_view().reminders[0].clone();
    assert_eq!(shown.token, TOKEN, "the wizard is opened with this token");
    let dismiss = ReminderRequest { certificate: shown.certificate.clone(), stage: shown.stage };
    assert_eq!(service.dismiss_reminder(&dismiss).unwrap().reminders, []);
    before(31);
    assert_eq!(stages(), [0u32; 0], "dismissed until its next stage");
    before(30);
    assert_eq!(stages(), [30]);
    // A later certificate of the same holder is in: it has been renewed.
    let renewed = computer.pki.signer_with("I MADE CONTOH", Key::P256, USAGE, 900);
    let file = computer.world.letters.path().join("baru.p12");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (key, certificate, out) = (text(&renewed.key), text(&renewed.certificate), text(&file));
    let words = ["-inkey", &key, "-in", &certificate, "-passout", "pass:rahasia", "-out", &out];
    openssl(&[&["pkcs12", "-export"][..], &words].concat());
    let id = computer.world.service.insert_key_file(&file, pin_of("rahasia")).unwrap();
    assert_eq!(stages(), [0u32; 0], "renewed");
    computer.world.service.tokens().remove(&id);
    assert_eq!(stages(), [30], "the renewed one is out again");
    computer.world.host.days.store(31, Ordering::SeqCst);
    assert_eq!(stages(), [0u32; 0], "it has ended: that is an error by then, no reminder");
}

#[test]
fn practice_statement_is_kept_here_with_its_day_and_hash_until_it_is_forgotten() {
    let computer = Computer::new();
    let (service, host) = (&computer.world.service, &computer.world.host);
    let act = |act| service.statement_act(StatementRequest { act });
    assert_eq!(service.help_view().statement, None, "nothing ships");
    let words = computer.world.letter("cps.txt", b"Pedoman");
    *host.picks.lock().unwrap() = vec![words];
    assert!(matches!(act(StatementAct::Pick), Err(Problem::DocumentNotPdf { .. })));
    let file = computer.world.letter("Pedoman CPS.pdf", b"%PDF-1.7\n%%EOF\n");
    *host.picks.lock().unwrap() = vec![file.clone()];
    let kept = act(StatementAct::Pick).unwrap().statement.unwrap();
    let digest = openssl(&["dgst", "-sha256", "-r", file.to_str().unwrap()]).stdout;
    assert_eq!((kept.name.as_str(), kept.sha256.as_str()), ("Pedoman CPS.pdf", &digest[..64]));
    assert_eq!(kept.taken, chrono::Local::now().format("%Y-%m-%d").to_string());
    std::fs::remove_file(&file).unwrap();
    assert!(service.help_view().statement.is_some(), "the copy is here");
    std::fs::write(host.folder.path().join("cps.pdf"), b"%PDF-1.7\nlain").unwrap();
    assert_eq!(service.help_view().statement, None, "another file in its place is not it");
    act(StatementAct::Forget).unwrap();
    assert!(!host.folder.path().join("cps.pdf").exists());
}

#[test]
fn page_for_the_public_is_one_page_with_the_contact_and_without_forbidden_claims() {
    let computer = Computer::new();
    for locale in [service::schema::Locale::Id, service::schema::Locale::En] {
        let envelope = serde_json::json!({ "cmd": "settings_change", "payload": { "locale": locale } });
        computer.world.service.call(envelope).unwrap();
        let path = computer.world.letters.path().join("lembar.pdf");
        std::fs::write(&path, computer.world.service.sheet().unwrap()).unwrap();
        let info = printed("pdfinfo", &path, &[]);
        assert!(
            info.lines().any(|line| line.starts_with("Pages:") && line.trim_end().ends_with(" 1")),
            "{info}"
        );
        let text = printed("pdftotext", &path, &["-"]);
        for there in ["Diskominfos", "225859", "Panjaitan"].map(str::to_lowercase) {
            assert!(text.to_lowercase().contains(&there), "{there}: {text}");
        }
        for claim in ["resmi bsre", "disertifikasi", "certified by", "approved by", "official product"] {
            assert!(!text.to_lowercase().contains(claim), "{claim}: {text}");
        }
    }
}

fn printed(program: &str, file: &Path, after: &[&str]) -> String {
    let mut command = std::process::Command::new(program);
    command.arg(file).args(after);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded().stdout
}
