//! An issuing office on loopback, made of certomancer by others: certification authority, OCSP responder, lists and two
//! time-stamp authorities, with faults and a clock of the test's choosing.
//!
//! What it issues stands in `tests/judges/office/certomancer.yml`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::openssl::{Signer, openssl};

/// Keys on P-256.
const KEYS: [&str; 10] = [
    "root",
    "interm",
    "ocsp",
    "ocsp-brief",
    "time-root",
    "later-root",
    "tsa",
    "tsa-later",
    "signer-ec",
    "revoked",
];

const RSA_KEYS: [&str; 3] = ["signer-rsa", "old-root", "old-signer"];

/// The office. Ends with the value.
#[derive(Debug)]
pub struct Office {
    folder: TempDir,
    server: Child,
    port: u16,
}

impl Office {
    /// Makes keys and certificates and opens.
    ///
    /// # Panics
    /// When it does not open; certomancer comes with `make judges`.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let source = crate::repository().join("tests/judges/office");
        for name in ["certomancer.yml", "server.py"] {
            std::fs::copy(source.join(name), folder.path().join(name)).expect("a writable folder");
        }
        let key = |name: &str| folder.path().join(format!("{name}.key")).to_str().unwrap().to_owned();
        for name in KEYS {
            #[rustfmt::skip]
            openssl(&["genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &key(name)]);
        }
        for name in RSA_KEYS {
            #[rustfmt::skip]
            openssl(&["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", &key(name)]);
        }

        let mut server = Command::new(crate::judges::judge("python"))
            .arg(folder.path().join("server.py"))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("server.log")).expect("a writable folder"))
            .spawn()
            .expect("python starts");
        let mut line = String::new();
        BufReader::new(server.stdout.take().expect("piped")).read_line(&mut line).expect("a pipe");
        let port = line.trim().strip_prefix("ready ").and_then(|port| port.parse().ok());
        let log = || std::fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
        let port = port.unwrap_or_else(|| panic!("the office does not open: {}", log()));
        Self { folder, server, port }
    }

    /// The address of a time-stamp authority: `tsa`, whose certificate ends with 2028, or `tsa-later`.
    pub fn time_stamps(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/pki/tsa/{name}", self.port)
    }

    /// Host and port.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A certificate, PEM, by its label.
    pub fn certificate(&self, label: &str) -> PathBuf {
        self.folder.path().join(format!("certs/{label}.cert.pem"))
    }

    /// A certificate in DER.
    pub fn certificate_der(&self, label: &str) -> Vec<u8> {
        openssl(&["x509", "-in", self.certificate(label).to_str().unwrap(), "-outform", "DER"]).bytes
    }

    /// A signer with its key: `signer-rsa`, `signer-ec`, `revoked`, `old-signer`.
    pub fn signer(&self, label: &str) -> Signer {
        Signer { certificate: self.certificate(label), key: self.folder.path().join(format!("{label}.key")) }
    }

    /// A signer as PKCS#12 file with its issuer's certificate, locked with `password`.
    pub fn key_file(&self, label: &str, password: &str) -> PathBuf {
        let interm = self.certificate("interm");
        self.packed(&format!("{label}.p12"), label, password, &["-certfile", interm.to_str().unwrap()])
    }

    /// As [`Office::key_file`], with the signer's own certificate only.
    pub fn key_file_alone(&self, label: &str, password: &str) -> PathBuf {
        self.packed(&format!("{label}-alone.p12"), label, password, &[])
    }

    fn packed(&self, name: &str, label: &str, password: &str, more: &[&str]) -> PathBuf {
        let out = self.folder.path().join(name);
        let Signer { certificate, key } = self.signer(label);
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let (key, certificate, to) = (text(&key), text(&certificate), text(&out));
        let locked = format!("pass:{password}");
        let words =
            ["pkcs12", "-export", "-inkey", &key, "-in", &certificate, "-passout", &locked, "-out", &to];
        openssl(&[&words, more].concat());
        out
    }

    /// The roots, PEM: of signers, and of each time-stamp authority.
    pub fn roots(&self) -> [PathBuf; 3] {
        ["root", "time-root", "later-root"].map(|label| self.certificate(label))
    }

    /// Requests whose path holds `part` meet `fault` from now on (see `server.py`); all other faults end.
    pub fn fault(&self, part: &str, fault: &str) {
        let faults = serde_json::json!({ part: fault }).to_string();
        std::fs::write(self.folder.path().join("faults.json"), faults).expect("a writable folder");
    }

    /// All faults end.
    pub fn mend(&self) {
        std::fs::write(self.folder.path().join("faults.json"), "{}").expect("a writable folder");
    }

    /// From now on every answer is given as of this time, ISO 8601.
    pub fn set_clock(&self, time: &str) {
        std::fs::write(self.clock_file(), time).expect("a writable folder");
    }

    /// The file that holds the time of [`Office::set_clock`], for programs that set it themselves.
    pub fn clock_file(&self) -> PathBuf {
        self.folder.path().join("now")
    }

    /// From now on the answers have the time of this computer again.
    pub fn clear_clock(&self) {
        let _ = std::fs::remove_file(self.clock_file());
    }

    /// Paths that were asked for since the last call.
    pub fn take_requests(&self) -> Vec<String> {
        let path = self.folder.path().join("requests");
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let _ = std::fs::remove_file(path);
        text.lines().map(str::to_owned).collect()
    }

    /// Asks the office itself: a path, and what to post with which content type. Gives the body of the answer.
    ///
    /// # Panics
    /// When there is no answer with status 200.
    pub fn ask(&self, path: &str, question: Option<(&str, &[u8])>) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the office is open");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket");
        let (method, head, body) = match question {
            Some((kind, body)) => {
                ("POST", format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()), body)
            }
            None => ("GET", String::new(), &[][..]),
        };
        let request = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n{head}\r\n", self.port);
        stream.write_all(&[request.as_bytes(), body].concat()).expect("a socket");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("a whole answer");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an HTTP answer");
        let body = answer.split_off(end + 4);
        let status = String::from_utf8_lossy(&answer);
        assert!(status.lines().next().is_some_and(|line| line.contains(" 200 ")), "{path}: {status}");
        body
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
