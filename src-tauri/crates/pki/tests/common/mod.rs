//! Shared by the integration tests: the `openssl` program as maker and judge, always with a time-out, and the place of
//! the shared test data.

#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr)]

pub mod client;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use pki::cert::Certificate;

/// A folder with keys, certificates and messages made by openssl.
pub struct Workshop {
    folder: tempfile::TempDir,
}

/// What a program said.
pub struct Outcome {
    pub success: bool,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Workshop {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Runs `openssl` with the arguments of `line`, split at blanks, inside the folder.
    pub fn try_openssl(&self, line: &str) -> Outcome {
        run("openssl", &line.split_whitespace().collect::<Vec<_>>(), self.folder.path(), &[])
    }

    /// Likewise, and it must succeed.
    pub fn openssl(&self, line: &str) -> Vec<u8> {
        let outcome = self.try_openssl(line);
        assert!(outcome.success, "openssl {line}: {}", outcome.stderr);
        outcome.stdout
    }

    /// A key by `openssl genpkey` arguments, as NAME.key.
    pub fn key(&self, name: &str, arguments: &str) {
        self.openssl(&format!("genpkey {arguments} -out {name}.key"));
    }

    /// A self-signed certificate for NAME.key, as NAME.crt (DER) and NAME.pem.
    pub fn self_signed(&self, name: &str, arguments: &str) -> Certificate {
        self.openssl(&format!(
            "req -x509 -new -key {name}.key -subj /O=UJI/CN={name} -days 3650 -out {name}.pem {arguments}"
        ));
        self.certificate(name)
    }

    /// A certificate for NAME.key under ISSUER.pem and ISSUER.key with the extensions given as lines.
    pub fn issued(&self, name: &str, issuer: &str, extensions: &str, arguments: &str) -> Certificate {
        self.write(&format!("{name}.ext"), extensions.as_bytes());
        self.openssl(&format!("req -new -key {name}.key -subj /O=UJI/CN={name} -out {name}.csr"));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 3650 \
             -extfile {name}.ext -out {name}.pem {arguments}"
        ));
        self.certificate(name)
    }

    pub fn certificate(&self, name: &str) -> Certificate {
        self.openssl(&format!("x509 -in {name}.pem -outform DER -out {name}.crt"));
        Certificate::from_der(&self.read(&format!("{name}.crt"))).unwrap()
    }
}

/// Runs a program; one that is missing, or takes longer than a minute, fails the test.
pub fn run(program: &str, arguments: &[&str], folder: &Path, input: &[u8]) -> Outcome {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{program} is needed for this test: {e}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let mut stderr = child.stderr.take().unwrap();
    let errors = std::thread::spawn(move || {
        let mut text = Vec::new();
        stderr.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("{program} {arguments:?} took longer than a minute");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    writer.join().unwrap();
    Outcome { success: status.success(), stdout: reader.join().unwrap(), stderr: errors.join().unwrap() }
}

/// A place in the shared test data, or `None` (said aloud) where the folder is absent.
pub fn shared(part: &str, test: &str) -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared"));
    if root.is_dir() {
        Some(root.join(part))
    } else {
        eprintln!("SKIPPED (no ../shared): {test}");
        None
    }
}

pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A small deterministic generator (xorshift64*), so that a failing case can be repeated.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// One to four random changes.
pub fn mutate(random: &mut Random, original: &[u8]) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(6) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = [0x00, 0x80, 0x81, 0x84, 0xFF, 0x1F, 0x30, 0x24, 0xA0, 0x02][random.below(10)],
            2 => bytes.truncate(at.max(1)),
            3 => bytes.insert(at, random.next().to_le_bytes()[0]),
            4 => drop(bytes.remove(at)),
            _ => {
                let end = (at + random.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
        if bytes.is_empty() {
            bytes.push(0x30);
        }
    }
    bytes
}
