//! The program with a card in the real smart card service: the practice card put in by `absah practice attach`.
//!
//! One test, run as root, with pcscd, vsmartcard-vpcd, util-linux and iproute2 installed. vpcd can only wait for its
//! card on every interface, so the test starts itself once more in a network namespace that has nothing but its own
//! loopback, and with a `/run/pcscd` of its own, so that a service that already runs is neither met nor touched.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{PIN, Said, World, said, text};
use testkit::card_service::{self, Daemon, PORT, READER, SOCKET, say};
use testkit::judges::{pdfsig, pyhanko};
use testkit::web::{Reply, Server};

#[test]
fn practice_card_signs_through_the_real_service() {
    card_service::alone("practice_card_signs_through_the_real_service", Duration::from_secs(240), inside);
}

/// A process of ours, ended by its id.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // SIGTERM first, so that pcscd takes its socket away
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end && matches!(self.0.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks again until there is an answer.
#[track_caller]
fn patiently<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The program where it meets the service.
struct Computer(World);

impl Computer {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.0.command(words);
        command.env_remove("PCSCLITE_CSOCK_NAME");
        command
    }

    fn run(&self, words: &[&str], input: &str) -> Said {
        said(&mut self.command(words), input)
    }

    /// Puts the practice card in and waits until it is seen.
    fn attach(&self) -> Ended {
        let attached = patiently("the card is in", || {
            let mut command = self.command(&["practice", "attach", "--port", &PORT.to_string()]);
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = Ended(command.spawn().unwrap());
            let mut line = String::new();
            BufReader::new(child.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
            (line.trim() == format!("127.0.0.1:{PORT}")).then_some(child)
        });
        // The service names a card before it answers.
        patiently("the card answers", || (!self.tries().is_null()).then_some(()));
        attached
    }

    fn tokens(&self) -> Value {
        self.run(&["tokens", "--json"], "").json()
    }

    /// The check of readiness finds this on its line, and else only that nobody is trusted yet.
    #[track_caller]
    fn only_finding(&self, line: &str, code: &str) {
        let (found, todo) = self.findings(&[]);
        let expected = [(line, code), ("issuer", "trust-empty")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(todo, expected.into(), "{found}");
    }

    /// The check of readiness, and the lines at which something is to be done with their codes.
    #[track_caller]
    fn findings(&self, words: &[&str]) -> (Value, BTreeMap<String, String>) {
        let found = self.run(&[&["doctor", "--json"], words].concat(), "").json();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let lines = found["lines"].as_array().unwrap().iter();
        let todo = lines.filter(|one| one["state"] == "to_do");
        let todo = todo.map(|one| (word(&one["id"]), word(&one["problem"]["code"]))).collect();
        (found, todo)
    }

    fn tries(&self) -> Value {
        self.tokens()["tokens"][0]["pin"]["tries"].clone()
    }

    /// Starts signing, and gives the run when it has come to the PIN.
    fn waiting(&self, out: &str) -> Child {
        let words = ["sign", "surat.pdf", "-o", out, "--token", READER, "--pin-stdin", "--json"];
        let mut command = self.command(&words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the statement of consent comes with the PIN's turn");
        child
    }
}

fn inside() {
    let folder = tempfile::tempdir().unwrap();
    let computer = Computer(World::new());
    let letter = computer.0.sample();
    let service = Daemon::start(folder.path());
    say("empty reader");
    let empty = computer.run(&["tokens", "--json"], "").ends(5).json();
    assert_eq!(empty["problem"]["code"], "token-no-card");
    computer.only_finding("card", "token-no-card");
    let nothing = ["sign", text(&letter), "-o", "hasil.pdf", "--pin-stdin", "--json"];
    assert_eq!(computer.run(&nothing, PIN).ends(5).problem(), "token-no-card");

    say("card");
    let card = computer.attach();
    card_is_listed(&computer);
    say("server that refuses");
    refusing_server_is_its_line(&computer);
    say("sign");
    signature_is_valid(&computer);
    say("wrong PIN");
    wrong_pin_costs_one_try(&computer);
    say("pulled before and during");
    pulled_card_is_told_and_leaves_no_file(&computer, card);
    say("mute card");
    let mute = Mute::put();
    let (found, todo) = patiently("the mute card is seen", || {
        Some(computer.findings(&[]))
            .filter(|(_, todo)| todo.get("card").is_some_and(|code| code != "token-no-card"))
    });
    // Whether another program holds it or it is broken, nobody can tell from outside; the remedy names both.
    let expected = [("card", "token-busy"), ("issuer", "trust-empty")];
    assert_eq!(todo, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into(), "{found}");
    for line in found["lines"].as_array().unwrap() {
        if ["application", "pin", "certificate", "key-usage"].contains(&line["id"].as_str().unwrap()) {
            assert_eq!((&line["state"], &line["after"]), (&"not_checked".into(), &"card".into()), "{found}");
        }
    }
    drop(mute);

    say("service ends");
    drop(service);
    let down = computer.run(&["tokens", "--json"], "").ends(5).json();
    assert_eq!(down["problem"]["code"], "token-service-down");
    assert!(!Path::new(SOCKET).exists(), "pcscd took its socket away");
    computer.only_finding("smart-card-service", "token-service-down");

    say("no reader");
    let other = tempfile::tempdir().unwrap();
    std::fs::create_dir(other.path().join("readers")).unwrap();
    let _service = Daemon::spawn(other.path());
    computer.only_finding("reader", "token-no-reader");
}

fn card_is_listed(computer: &Computer) {
    let tokens = computer.tokens();
    let token = &tokens["tokens"][0];
    assert_eq!(tokens["problem"], Value::Null);
    assert_eq!(tokens["tokens"].as_array().unwrap().len(), 1, "{tokens}");
    assert_eq!((&token["id"], &token["name"]), (&READER.into(), &"PIV".into()), "{tokens}");
    assert_eq!((&token["state"], &token["practice"]), (&"ready".into(), &false.into()), "{tokens}");
    assert_eq!(token["pin"]["tries"], 3);
    assert_eq!(token["keys"][0]["id"], "9c");
    assert_eq!(token["keys"][0]["certificate"]["practice"], true, "known by its issuer's key");
    let doctor = computer.run(&["doctor", "--json"], "").json();
    for line in doctor["lines"].as_array().unwrap() {
        let expected = match line["id"].as_str().unwrap() {
            "issuer" => "to_do", // nobody is trusted yet
            "revocation" | "clock" | "proxy" | "time-stamp" => "not_checked",
            _ => "fine",
        };
        assert_eq!(line["state"], expected, "{doctor}");
    }
}

/// An authority that answers as RFC 3161 §2.4.2 has it, with a rejection.
fn refusing_server_is_its_line(computer: &Computer) {
    let rejection = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
    let server = Server::always(Reply::ok("application/timestamp-reply", &rejection));
    let url = server.url("/tsa");
    for words in [&["on"][..], &["allow", &server.host()], &["add", &url]] {
        computer.run(&[&["network"], words].concat(), "").ends(0);
    }
    let (found, todo) = computer.findings(&["--network"]);
    let expected = [("issuer", "trust-empty"), ("time-stamp", "timestamp-refused")];
    assert_eq!(todo, expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into(), "{found}");
    assert_eq!(server.connections(), 1, "asked once");
    let said = computer.run(&["doctor", "--network"], "").stdout;
    assert!(said.contains("ABS-422"), "{said}");
    for words in [&["remove", &url][..], &["off"]] {
        computer.run(&[&["network"], words].concat(), "").ends(0);
    }
}

/// A card in the reader that answers no command; ends when dropped.
struct Mute {
    stream: TcpStream,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Mute {
    fn put() -> Mute {
        let stream = TcpStream::connect(("127.0.0.1", PORT)).unwrap();
        let mut card = stream.try_clone().unwrap();
        let thread = std::thread::spawn(move || {
            // vpcd's protocol: two bytes of length, then a command, or 04 which asks for the answer to reset.
            let mut length = [0; 2];
            while card.read_exact(&mut length).is_ok() {
                let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
                let read = card.read_exact(&mut message);
                if read.is_err() || (message == [0x04] && card.write_all(&[0, 2, 0x3B, 0x00]).is_err()) {
                    break;
                }
            }
        });
        Mute { stream, thread: Some(thread) }
    }
}

impl Drop for Mute {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn signature_is_valid(computer: &Computer) {
    let world = &computer.0;
    let serial = computer.tokens()["tokens"][0]["serial"].as_str().unwrap().to_owned();
    for (name, token, key) in [
        ("pembaca.pdf", &["--token", READER][..], "9c"),
        ("nomor.pdf", &["--token", &serial], "9a"),
        ("jenis.pdf", &["--token", "piv"], "9c"),
        ("siap.pdf", &[], "9c"),
    ] {
        let words =
            [&["sign", "surat.pdf", "-o", name, "--key", key, "--pin-stdin", "--json"], token].concat();
        let signed = computer.run(&words, &format!("{PIN}\n")).ends(0).json();
        assert_eq!(signed["practice"], true, "marked as what it is: {signed}");
        let poppler = pdfsig(&world.at(name));
        assert!(poppler.len() == 1 && poppler[0].valid && poppler[0].whole, "{name}: {poppler:?}");
    }
    let hanko = pyhanko(&world.at("pembaca.pdf"), &[&world.practice_ca()]);
    assert!(hanko[0].bottom_line && hanko[0].coverage == "ENTIRE_FILE", "{hanko:?}");
}

fn wrong_pin_costs_one_try(computer: &Computer) {
    let words = ["sign", "surat.pdf", "-o", "hasil.pdf", "--token", READER, "--pin-stdin", "--json"];
    assert_eq!(computer.run(&words, "12\n").ends(5).problem(), "pin-format");
    assert_eq!(computer.tries(), 3, "a PIN that cannot be right is not sent");
    let wrong = computer.run(&words, &format!("999999\n{PIN}\n")).ends(5);
    assert_eq!((wrong.problem().as_str(), &wrong.json()["problem"]["tries"]), ("pin-wrong", &2.into()));
    assert_eq!(computer.tries(), 2, "sent once");
    assert!(!computer.0.at("hasil.pdf").exists());
    let other = ["sign", "surat.pdf", "-o", "hasil.pdf", "--token", "4711", "--pin-stdin", "--json"];
    assert_eq!(computer.run(&other, PIN).ends(5).problem(), "token-not-found");
    computer.run(&words, &format!("{PIN}\n")).ends(0);
    assert_eq!(computer.tries(), 3, "the right PIN sets the tries back");
    std::fs::remove_file(computer.0.at("hasil.pdf")).unwrap();
}

fn pulled_card_is_told_and_leaves_no_file(computer: &Computer, card: Ended) {
    let files = computer.0.files();
    // between the checks and the PIN
    let mut waiting = computer.waiting("hasil.pdf");
    drop(card);
    patiently("the card is gone", || (computer.tokens()["tokens"] == serde_json::json!([])).then_some(()));
    waiting.stdin.take().unwrap().write_all(b"999999\n").unwrap();
    let mut told = String::new();
    waiting.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(waiting.wait().unwrap().code(), Some(5), "{told}");
    let json: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(json["problem"]["code"], "token-removed", "{json}");

    // before the command
    let words =
        ["sign", "surat.pdf", "-o", "hasil.pdf", "--token", READER, "--pin-stdin", "--language", "en"];
    let named = computer.run(&words, &format!("{PIN}\n")).ends(5);
    assert!(named.stderr.starts_with("A card reader is there, but no card in it."), "{named:?}");
    let any = ["sign", "surat.pdf", "-o", "hasil.pdf", "--pin-stdin", "--json"];
    assert_eq!(computer.run(&any, &format!("{PIN}\n")).ends(5).problem(), "token-no-card");
    assert_eq!(computer.0.files(), files, "no file is left");

    // while it signs: a whole result or none, whenever it happens
    let mut endings = std::collections::BTreeSet::new();
    for delay in [0, 5, 10, 20, 40, 80, 160, 1_000] {
        let card = computer.attach();
        assert_eq!(computer.tries(), 3, "nothing was spent");
        let mut waiting = computer.waiting("hasil.pdf");
        waiting.stdin.take().unwrap().write_all(format!("{PIN}\n").as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        drop(card);
        let mut told = String::new();
        waiting.stdout.take().unwrap().read_to_string(&mut told).unwrap();
        let code = waiting.wait().unwrap().code().unwrap();
        endings.insert(code);
        if code == 0 {
            assert!(pdfsig(&computer.0.at("hasil.pdf"))[0].valid, "after {delay} ms");
            std::fs::remove_file(computer.0.at("hasil.pdf")).unwrap();
        } else {
            let json: Value = serde_json::from_str(&told).unwrap();
            assert_eq!(
                (code, &json["problem"]["code"]),
                (5, &"token-removed".into()),
                "after {delay} ms: {json}"
            );
        }
        assert_eq!(computer.0.files(), files, "after {delay} ms no half file");
    }
    assert_eq!(endings, [0, 5].into(), "pulled in time and too late");

    // put in again it works
    let card = computer.attach();
    computer.run(&any, &format!("{PIN}\n")).ends(0);
    drop(card);
}
