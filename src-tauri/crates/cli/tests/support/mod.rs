//! The real program in a data folder of its own, beside a folder of letters. No smart card service is in reach unless a
//! test asks for it; the practice token is made once and copied, since its keys take a while.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use testkit::command::run_with_input;
use testkit::openssl::{Pki, Signer};

/// The practice token's factory PIN.
pub(crate) const PIN: &str = "123456";

/// Enough for one command of ours on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);

/// The words of a signature with the practice token.
pub(crate) const PRACTICE: [&str; 3] = ["--token", "practice", "--pin-stdin"];

/// What one run said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The code of the problem told as JSON.
    #[track_caller]
    pub(crate) fn problem(&self) -> String {
        let json = self.json();
        json["problem"]["code"].as_str().unwrap_or_else(|| panic!("a problem is expected: {json}")).to_owned()
    }

    /// Panics with everything said unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Said {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// A person's data folder and a folder of letters.
pub(crate) struct World {
    pub(crate) data: TempDir,
    pub(crate) letters: TempDir,
}

impl World {
    /// With the practice token of this test binary.
    pub(crate) fn new() -> World {
        static TOKEN: OnceLock<Vec<u8>> = OnceLock::new();
        let token = TOKEN.get_or_init(|| {
            let world = World::empty();
            world.run(&["practice", "reset"]).ends(0);
            std::fs::read(world.token_file()).unwrap()
        });
        let world = World::empty();
        std::fs::create_dir_all(world.token_file().parent().unwrap()).unwrap();
        std::fs::write(world.token_file(), token).unwrap();
        world
    }

    /// As on a computer where the program never ran.
    pub(crate) fn empty() -> World {
        World { data: tempfile::tempdir().unwrap(), letters: tempfile::tempdir().unwrap() }
    }

    /// The program with these words, in this world.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_absah"));
        command.args(words);
        self.settle(&mut command);
        command
    }

    /// Gives a command this world's data folder, the folder of letters to stand in, and no smart card service.
    pub(crate) fn settle(&self, command: &mut Command) {
        command.env("XDG_DATA_HOME", self.data.path()).env("HOME", self.data.path());
        // another test may run a service on this machine: here there is none
        command.env("PCSCLITE_CSOCK_NAME", self.data.path().join("no-service"));
        command.current_dir(self.letters.path());
    }

    /// Runs it to its end, without input.
    #[track_caller]
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        self.type_in(words, "")
    }

    /// Runs it with `input` on standard input.
    #[track_caller]
    pub(crate) fn type_in(&self, words: &[&str], input: &str) -> Said {
        said(&mut self.command(words), input)
    }

    /// Signs `input` into `output` with the practice token, more words after.
    #[track_caller]
    pub(crate) fn sign(&self, input: &Path, output: &Path, words: &[&str]) -> Said {
        let mut all = vec!["sign", text(input), "-o", text(output)];
        all.extend(PRACTICE);
        all.extend(words);
        self.type_in(&all, &format!("{PIN}\n"))
    }

    /// Verifies one file: exit code and the one object of the array.
    #[track_caller]
    pub(crate) fn verify(&self, file: &Path, words: &[&str]) -> (i32, Value) {
        let mut all = vec!["verify", "--json", text(file)];
        all.extend(words);
        let said = self.run(&all);
        let mut array = match said.json() {
            Value::Array(array) => array,
            other => panic!("an array is expected: {other}"),
        };
        assert_eq!(array.len(), 1, "{array:?}");
        (said.code, array.remove(0))
    }

    /// A path in the folder of letters.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.letters.path().join(name)
    }

    /// The sample letter that comes with the program, in the folder of letters.
    pub(crate) fn sample(&self) -> PathBuf {
        self.put("surat.pdf", &std::fs::read(sample()).unwrap())
    }

    /// A file in the folder of letters.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.at(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The sample letter signed by pyHanko in field `Pengirim`.
    pub(crate) fn foreign(&self, name: &str, signer: &Signer) -> PathBuf {
        let path = self.at(name);
        testkit::judges::pyhanko_sign(&sample(), &path, signer, "Pengirim");
        path
    }

    /// Names of everything in the folder of letters, hidden files too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.letters.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Where the practice token is kept.
    pub(crate) fn token_file(&self) -> PathBuf {
        self.data.path().join("absah/practice/token.json")
    }

    /// Tries left of the practice token's PIN, as it is kept.
    pub(crate) fn tries(&self) -> u64 {
        let kept: Value = serde_json::from_slice(&std::fs::read(self.token_file()).unwrap()).unwrap();
        kept["card"]["pin"]["tries"].as_u64().unwrap()
    }

    /// The practice CA's certificate as a PEM file.
    pub(crate) fn practice_ca(&self) -> PathBuf {
        let kept: Value = serde_json::from_slice(&std::fs::read(self.token_file()).unwrap()).unwrap();
        let base64 = kept["ca"].as_str().unwrap().as_bytes();
        let lines: Vec<&str> = base64.chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let path = self.data.path().join("practice-ca.pem");
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        std::fs::write(&path, pem).unwrap();
        path
    }
}

/// Runs a command of ours with `input` on standard input.
#[track_caller]
pub(crate) fn said(command: &mut Command, input: &str) -> Said {
    let output = run_with_input(command, input.as_bytes(), LIMIT);
    Said { code: output.code(), stdout: output.stdout, stderr: output.stderr }
}

/// The sample letter that comes with the program.
pub(crate) fn sample() -> PathBuf {
    testkit::repository().join("src-tauri/crates/service/assets/surat-contoh.pdf")
}

/// A folder that holds the PKI's root and nothing else, for `--trust`.
pub(crate) fn trust_folder(pki: &Pki) -> PathBuf {
    let folder = pki.folder().join("trust");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(&pki.root().certificate, folder.join("root.pem")).unwrap();
    folder
}

/// The two signed ranges of the newest signature: from, to (exclusive).
pub(crate) fn byte_range(pdf: &[u8]) -> [(usize, usize); 2] {
    let needle = b"/ByteRange";
    let at = pdf.windows(needle.len()).rposition(|window| window == needle).expect("a signature");
    let rest = String::from_utf8_lossy(&pdf[at + needle.len()..at + 200]).into_owned();
    let inside = rest.split_once('[').unwrap().1.split_once(']').unwrap().0.to_owned();
    let numbers: Vec<usize> = inside.split_whitespace().map(|number| number.parse().unwrap()).collect();
    [(numbers[0], numbers[0] + numbers[1]), (numbers[2], numbers[2] + numbers[3])]
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}
