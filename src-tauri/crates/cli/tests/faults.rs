//! Bad input and bad luck: each told in its own sentence and code, one VERIFY at most, and never a half file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use support::{PIN, PRACTICE, World, said, text};
use testkit::command::{PATIENCE, run};

/// Longer than any PIN of the practice token can be right by chance.
const WRONG: &str = "999999\n";

#[test]
fn bad_documents_are_told_apart() {
    let world = World::new();
    let sound = std::fs::read(world.sample()).unwrap();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend([0; 64]);
    let cases = [
        ("teks.pdf", b"Yth. Kepala Dinas".to_vec(), "document-not-pdf", "This is a text file, not a PDF."),
        ("gambar.pdf", png, "document-not-pdf", "This is a picture, not a PDF."),
        (
            "word.pdf",
            b"PK\x03\x04....word/document.xml".to_vec(),
            "document-not-pdf",
            "This is a Word document, not a PDF.",
        ),
        ("kosong.pdf", Vec::new(), "document-empty", "This file is empty."),
        (
            "rusak.pdf",
            sound[..64].to_vec(),
            "document-damaged",
            "This PDF file is damaged and cannot be read.",
        ),
    ];
    for (name, bytes, code, sentence) in cases {
        let file = world.put(name, &bytes);
        let (exit, result) = world.verify(&file, &["--language", "en"]);
        assert_eq!(exit, 4, "{name}: {result}");
        assert_eq!(result["problem"]["code"], code, "{name}");
        assert_eq!(result["problem"]["message"], sentence, "{name}");
        let said = world.sign(&file, &world.at("hasil.pdf"), &["--json"]).ends(4);
        assert_eq!(said.problem(), code, "{name}");
        let human = world.sign(&file, &world.at("hasil.pdf"), &["--language", "en"]).ends(4);
        assert!(human.stdout.is_empty() && human.stderr.starts_with(sentence), "{human:?}");
    }
    for name in ["tidak-ada.pdf", "."] {
        let said = world.sign(&world.at(name), &world.at("hasil.pdf"), &["--json"]).ends(4);
        assert_eq!(said.problem(), "document-unreadable", "{name}");
    }
    assert!(!world.at("hasil.pdf").exists());
}

#[test]
fn locked_document_without_or_with_the_wrong_password_is_told() {
    let world = World::new();
    let locked = world.at("terkunci.pdf");
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--encrypt", "sandi", "pemilik", "256", "--", text(&world.sample()), text(&locked)]);
    run(&mut qpdf, PATIENCE).succeeded();
    let sign = ["sign", text(&locked), "-o", "hasil.pdf", "--json", "--token", "practice", "--pin-stdin"];
    assert_eq!(no_terminal(&world, &sign, PIN).ends(4).problem(), "document-password-needed");
    let said = no_terminal(&world, &["verify", "--json", text(&locked)], "").ends(4);
    assert_eq!(said.json()[0]["problem"]["code"], "document-password-needed");
    let with = [&sign[..], &["--password-stdin"]].concat();
    let wrong = world.type_in(&with, &format!("bukan\n{PIN}\n")).ends(4);
    assert_eq!(wrong.problem(), "document-password-wrong");
    assert_eq!(world.files(), ["surat.pdf", "terkunci.pdf"]);
    world.type_in(&with, &format!("sandi\n{PIN}\n")).ends(0);
}

/// Runs it where no terminal can ask for anything, also when the tests are started from one.
fn no_terminal(world: &World, words: &[&str], input: &str) -> support::Said {
    let mut command = Command::new("setsid");
    world.settle(command.arg("--wait").arg(env!("CARGO_BIN_EXE_absah")).args(words));
    said(&mut command, input)
}

#[test]
fn no_pin_and_no_terminal_is_told_and_costs_nothing() {
    let world = World::new();
    let letter = world.sample();
    let sign = ["sign", text(&letter), "-o", "hasil.pdf", "--json", "--token", "practice"];
    assert_eq!(no_terminal(&world, &sign, "").ends(5).problem(), "pin-format");
    for typed in ["", "\n", "12345\n", "123456789\n"] {
        let said = world.type_in(&[&sign[..], &["--pin-stdin"]].concat(), typed).ends(5);
        assert_eq!(said.problem(), "pin-format", "{typed:?}");
    }
    assert_eq!(world.tries(), 3);
    assert_eq!(world.files(), ["surat.pdf"]);
}

#[test]
fn wrong_pin_costs_one_try_each_until_the_token_is_blocked() {
    let world = World::new();
    let letter = world.sample();
    let sign = [&["sign", text(&letter), "-o", "hasil.pdf", "--language", "en"][..], &PRACTICE].concat();
    let json = [&sign[..], &["--json"]].concat();

    let first = world.type_in(&sign, &format!("999999\n{PIN}\n")).ends(5);
    assert!(first.stderr.contains("Wrong PIN. Tries left: 2."), "{first:?}");
    assert_eq!(world.tries(), 2, "sent once, and the next line is not tried");
    let second = world.type_in(&json, WRONG).ends(5);
    assert_eq!((second.problem().as_str(), &second.json()["problem"]["tries"]), ("pin-wrong", &1.into()));
    assert!(second.json()["problem"]["message"].as_str().unwrap().contains("One try is left"), "{second:?}");
    assert_eq!(world.tries(), 1);
    let unconfirmed = world.type_in(&json, WRONG).ends(5);
    assert_eq!(unconfirmed.problem(), "pin-last-try");
    assert_eq!(world.tries(), 1, "the last try is not used unless somebody says so");
    let third = world.type_in(&[&json[..], &["--last-try"]].concat(), WRONG).ends(5);
    assert_eq!(third.problem(), "pin-blocked");
    assert_eq!(world.tries(), 0);

    let blocked = std::fs::read(world.token_file()).unwrap();
    let fourth = world.type_in(&sign, &format!("{PIN}\n")).ends(5);
    assert!(fourth.stderr.starts_with("The token PIN is blocked."), "no PIN is asked: {fourth:?}");
    assert_eq!(std::fs::read(world.token_file()).unwrap(), blocked, "a blocked token is not asked again");
    assert_eq!(world.files(), ["surat.pdf"]);

    world.run(&["practice", "reset"]).ends(0);
    world.type_in(&sign, &format!("{PIN}\n")).ends(0);
}

#[test]
fn right_pin_sets_the_tries_back_also_with_windows_line_ends() {
    let world = World::new();
    let letter = world.sample();
    let sign = [&["sign", text(&letter), "-o", "hasil.pdf"][..], &PRACTICE].concat();
    world.type_in(&sign, "999999\r\n").ends(5);
    assert_eq!(world.tries(), 2);
    world.type_in(&sign, "123456\r\n").ends(0);
    assert_eq!(world.tries(), 3);
}

#[test]
fn output_that_exists_or_cannot_be_made_is_told_before_any_pin() {
    let world = World::new();
    let letter = world.sample();
    let before = std::fs::read(&letter).unwrap();
    let taken = world.put("ada.pdf", b"milik orang lain");
    let cases = [
        (text(&taken), "output-exists"),
        (text(&letter), "output-exists"),
        ("tidak-ada/hasil.pdf", "output-not-writable"),
        ("surat.pdf/hasil.pdf", "output-not-writable"),
        ("/proc/hasil.pdf", "output-not-writable"),
    ];
    for (out, code) in cases {
        let sign = [&["sign", text(&letter), "-o", out, "--json"][..], &PRACTICE].concat();
        let said = world.type_in(&sign, WRONG).ends(8);
        assert_eq!(said.problem(), code, "{out}");
    }
    assert_eq!(std::fs::read(&taken).unwrap(), b"milik orang lain");
    assert_eq!(std::fs::read(&letter).unwrap(), before);
    assert_eq!(world.tries(), 3, "no PIN was sent");
    assert_eq!(world.files(), ["ada.pdf", "surat.pdf"]);
}

/// A full disk: a small file system of its own where root may make one, and a limit on file sizes everywhere.
#[test]
fn full_disk_leaves_no_file_and_an_unharmed_token() {
    let world = World::new();
    let letter = world.sample();
    std::fs::create_dir(world.at("penuh")).unwrap();
    let sign =
        "absah=$0; \"$absah\" sign surat.pdf -o penuh/hasil.pdf --token practice --pin-stdin --language en";
    let limited = format!("trap '' XFSZ; ulimit -f 40; {sign}; code=$?; ls -A penuh; exit $code");
    let mounted =
        format!("mount -t tmpfs -o size=48k full penuh && {{ {sign}; code=$?; ls -A penuh; exit $code; }}");
    let may_mount =
        run(Command::new("unshare").args(["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]), PATIENCE);
    let mut ways = vec![("limit", Command::new("bash"), limited)];
    if may_mount.status.success() {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "bash"]);
        ways.push(("tmpfs", unshare, mounted));
    }
    for (way, mut command, line) in ways {
        world.settle(command.args(["-c", &line, env!("CARGO_BIN_EXE_absah")]));
        let told = said(&mut command, &format!("{PIN}\n")).ends(8);
        assert!(told.stderr.contains("The disk of this computer is full."), "{way}: {told:?}");
        assert!(!told.stderr.to_lowercase().contains("signed and the result verified"), "{way}: {told:?}");
        assert_eq!(told.stdout, "", "{way}: nothing is left in the folder");
    }
    assert_eq!(world.files(), ["penuh", "surat.pdf"]);
    assert_eq!(world.tries(), 3);
    world.sign(&letter, &world.at("penuh/hasil.pdf"), &[]).ends(0);
}

/// A signing run that has asked for the PIN and waits.
struct Waiting(Child);

impl Waiting {
    fn start(world: &World, out: &str) -> Waiting {
        let sign = [&["sign", "surat.pdf", "-o", out, "--json"][..], &PRACTICE].concat();
        let mut command = world.command(&sign);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the statement of consent comes with the PIN's turn");
        Waiting(child)
    }

    fn answer(mut self, pin: &str) -> (i32, String) {
        self.0.stdin.take().unwrap().write_all(pin.as_bytes()).unwrap();
        let mut said = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        (self.0.wait().unwrap().code().unwrap(), said)
    }
}

#[test]
fn letter_that_is_deleted_or_changed_meanwhile_is_not_signed() {
    let world = World::new();
    let letter = world.sample();
    let bytes = std::fs::read(&letter).unwrap();
    let waiting = Waiting::start(&world, "hasil.pdf");
    std::fs::remove_file(&letter).unwrap();
    let (code, said) = waiting.answer(WRONG);
    assert_eq!(code, 7, "{said}");
    assert!(said.contains("document-changed-on-disk"), "{said}");

    world.put("surat.pdf", &bytes);
    let waiting = Waiting::start(&world, "hasil.pdf");
    let mut other = bytes.clone();
    other[bytes.len() / 2] ^= 1;
    std::fs::write(&letter, &other).unwrap();
    let (code, said) = waiting.answer(WRONG);
    assert!(code == 7 && said.contains("document-changed-on-disk"), "{code} {said}");
    assert_eq!(world.tries(), 3, "no PIN was sent");
    assert_eq!(world.files(), ["surat.pdf"]);
}

#[test]
fn output_that_appears_meanwhile_is_not_replaced() {
    let world = World::new();
    world.sample();
    let waiting = Waiting::start(&world, "hasil.pdf");
    world.put("hasil.pdf", b"milik orang lain");
    let (code, said) = waiting.answer("123456\n");
    assert!(code == 8 && said.contains("output-exists"), "{code} {said}");
    assert_eq!(std::fs::read(world.at("hasil.pdf")).unwrap(), b"milik orang lain");
    assert_eq!(world.files(), ["hasil.pdf", "surat.pdf"]);
}

#[test]
fn run_that_is_killed_leaves_nothing_under_the_results_name() {
    let world = World::new();
    world.sample();
    let mut waiting = Waiting::start(&world, "hasil.pdf");
    waiting.0.kill().unwrap();
    waiting.0.wait().unwrap();
    assert_eq!(world.files(), ["surat.pdf"]);
    assert_eq!(world.tries(), 3);
}
