//! A throw-away PKI made by the OpenSSL program: certificates that none of our code had a hand in.
//!
//! All names carry `(UJI)`. Serial numbers are random, validity starts a day ago.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::command::{Output, PATIENCE, run};

/// A certification authority in a folder that vanishes with the value.
#[derive(Debug)]
pub struct Pki {
    folder: TempDir,
    root: Signer,
}

/// A key and its certificate, as files.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Certificate, PEM.
    pub certificate: PathBuf,
    /// Private key, unencrypted PKCS#8 PEM.
    pub key: PathBuf,
}

/// The kinds of key that tests sign with.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// RSA with this many bits.
    Rsa(u32),
    /// RSA with 2048 bits, bound to PSS by its identifier (RFC 4055 §1.2), with any parameters.
    RsaPss,
    /// The same, bound to SHA-256 and a salt of at least 32 bytes.
    RsaPssSha256,
    /// The same, bound to SHA-512.
    RsaPssSha512,
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
}

impl Signer {
    /// The certificate in DER.
    pub fn certificate_der(&self) -> Vec<u8> {
        openssl(&["x509", "-in", text(&self.certificate), "-outform", "DER"]).bytes
    }

    /// The private key as unencrypted PKCS#8 DER.
    pub fn key_der(&self) -> Vec<u8> {
        openssl(&["pkcs8", "-topk8", "-nocrypt", "-in", text(&self.key), "-outform", "DER"]).bytes
    }
}

impl Pki {
    /// A root with a P-256 key.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root =
            Signer { certificate: folder.path().join("root.pem"), key: folder.path().join("root.key") };
        make_key(Key::P256, &root.key);
        #[rustfmt::skip]
        openssl(&["req", "-x509", "-new", "-key", text(&root.key), "-out", text(&root.certificate), "-days", "3650",
            "-subj", "/C=ID/O=Penguji (UJI)/CN=Akar Penguji (UJI)",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]);
        Pki { folder, root }
    }

    /// The root: trust this certificate.
    pub fn root(&self) -> &Signer {
        &self.root
    }

    /// The folder that holds all files; tests may put theirs beside them.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A signer with a new key of kind `key`, common name `NAME (UJI)`, for digital signature and non-repudiation.
    pub fn signer(&self, name: &str, key: Key) -> Signer {
        self.signer_with(name, key, "keyUsage=critical,digitalSignature,nonRepudiation\n", 730)
    }

    /// As [`Pki::signer`], with the lines of an OpenSSL extension file and the validity in days.
    ///
    /// Negative `days` make a certificate that has expired already.
    pub fn signer_with(&self, name: &str, key: Key, extensions: &str, days: i32) -> Signer {
        let signer = self.files(name, key);
        make_key(key, &signer.key);
        let request = signer.key.with_extension("csr");
        let subject = format!("/C=ID/O=Dinas Penguji (UJI)/CN={name} (UJI)");
        #[rustfmt::skip]
        openssl(&["req", "-new", "-key", text(&signer.key), "-subj", &subject, "-out", text(&request)]);
        self.certify_with(&["-req", "-in", text(&request)], &signer.certificate, extensions, days);
        signer
    }

    /// A certificate for a public key made elsewhere (a card's), given as PEM; returns the certificate's PEM file.
    pub fn certify(&self, name: &str, public_key_pem: &[u8]) -> PathBuf {
        let signer = self.files(name, Key::P256);
        std::fs::write(&signer.key, public_key_pem).expect("a writable folder");
        let subject = format!("/C=ID/O=Dinas Penguji (UJI)/CN={name} (UJI)");
        let what = ["-new", "-force_pubkey", text(&signer.key), "-subj", &subject];
        self.certify_with(
            &what,
            &signer.certificate,
            "keyUsage=critical,digitalSignature,nonRepudiation\n",
            730,
        );
        signer.certificate
    }

    /// A certificate from a request, as a certification authority issues it: name and key are the request's, whose signature
    /// OpenSSL verifies first. Another `subject` where given, validity in days; returns the certificate's PEM file.
    pub fn issue(&self, request: &Path, subject: Option<&str>, days: i32) -> PathBuf {
        let said = openssl(&["req", "-in", text(request), "-verify", "-noout"]);
        assert!(format!("{}{}", said.stdout, said.stderr).contains("verify OK"), "{said:?}");
        let issued = std::fs::read_dir(self.folder.path()).expect("a folder of our own").count();
        let out = self.folder.path().join(format!("issued-{issued}.pem"));
        let named = subject.map(|name| ["-subj", name]);
        let mut what = vec!["-req", "-in", text(request)];
        what.extend(named.iter().flatten());
        self.certify_with(&what, &out, "keyUsage=critical,digitalSignature,nonRepudiation\n", days);
        out
    }

    fn certify_with(&self, what: &[&str], out: &Path, extensions: &str, days: i32) {
        let file = out.with_extension("ext");
        let head = "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        std::fs::write(&file, format!("{head}{extensions}")).expect("a writable folder");
        let days = days.to_string();
        let mut words = vec!["x509"];
        words.extend_from_slice(what);
        #[rustfmt::skip]
        words.extend_from_slice(&["-CA", text(&self.root.certificate), "-CAkey", text(&self.root.key),
            "-days", &days, "-extfile", text(&file), "-out", text(out)]);
        openssl(&words);
    }

    fn files(&self, name: &str, key: Key) -> Signer {
        let stem: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let stem = format!("{stem}-{key:?}").replace(['(', ')'], "");
        let at = |extension: &str| self.folder.path().join(format!("{stem}.{extension}"));
        Signer { certificate: at("pem"), key: at("key") }
    }
}

impl Default for Pki {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs `openssl` with these words and panics unless it succeeds.
#[track_caller]
pub fn openssl(words: &[&str]) -> Output {
    run(Command::new("openssl").args(words), PATIENCE).succeeded()
}

/// Whether OpenSSL calls `signature` over `data` (with `digest`, e.g. `sha256`) good for the key of `certificate`.
pub fn verifies(certificate: &Path, digest: &str, data: &[u8], signature: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a writable folder");
        path
    };
    let key = at("key", openssl(&["x509", "-in", text(certificate), "-pubkey", "-noout"]).stdout.as_bytes());
    let (data, signature) = (at("data", data), at("signature", signature));
    let hash = format!("-{digest}");
    let words = ["dgst", &hash, "-verify", text(&key), "-signature", text(&signature), text(&data)];
    run(Command::new("openssl").args(words), PATIENCE).status.success()
}

fn make_key(kind: Key, out: &Path) {
    let pss = |digest: &str, salt: u32| {
        let digests = format!("rsa_pss_keygen_md:{digest} -pkeyopt rsa_pss_keygen_mgf1_md:{digest}");
        ("RSA-PSS", format!("{digests} -pkeyopt rsa_pss_keygen_saltlen:{salt}"))
    };
    let (algorithm, option) = match kind {
        Key::Rsa(bits) => ("RSA", format!("rsa_keygen_bits:{bits}")),
        Key::RsaPss => ("RSA-PSS", "rsa_keygen_bits:2048".to_owned()),
        Key::RsaPssSha256 => pss("sha256", 32),
        Key::RsaPssSha512 => pss("sha512", 64),
        Key::P256 => ("EC", "ec_paramgen_curve:P-256".to_owned()),
        Key::P384 => ("EC", "ec_paramgen_curve:P-384".to_owned()),
        Key::P521 => ("EC", "ec_paramgen_curve:P-521".to_owned()),
    };
    let mut words = vec!["genpkey", "-algorithm", algorithm, "-out", text(out), "-pkeyopt"];
    words.extend(option.split(' '));
    openssl(&words);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder with a plain name")
}
