//! What the signing tests share: throw-away keys and certificates by openssl, signing with them, the outside judges,
//! and small PDFs. Every program is run with a time-out; one that is missing fails the test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    dead_code,
    unreachable_pub
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, FixedOffset, Utc};
use pades::sign::{self, Block, Code, Line, Picture, Place, Refusal, Request};
use pdf::page::Rect;
use pdf::{Document, Limits, MemorySource, Password};
use pki::cert::Certificate;

/// Files of this test program; made anew by each run and left to be looked at.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    })
}

/// `../shared/letters`, or `None` after saying that `test` is skipped.
pub fn letters(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/letters");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED (no ../shared): {test}");
    None
}

/// Runs a program for at most five minutes; gives its exit code and everything it printed.
pub fn run(program: impl AsRef<Path>, arguments: &[&str]) -> (i32, String) {
    let program = program.as_ref();
    let output = Command::new("timeout").arg("300").arg(program).args(arguments).output().unwrap();
    let code = output.status.code().unwrap_or(-1);
    assert!(code != 127, "{} is missing: see `make judges`", program.display());
    assert!(code != 124, "{} {arguments:?} took more than five minutes", program.display());
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (code, text)
}

/// A program of the judges' Python environment.
pub fn judge(name: &str) -> PathBuf {
    let folder = std::env::var_os("ABSAH_JUDGES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/judges"), PathBuf::from);
    folder.join("bin").join(name)
}

/// Certificates of one test run.
pub struct Pki {
    pub root: PathBuf,
    pub rsa: Signer,
    pub ec: Signer,
    /// Key usage of an encryption certificate.
    pub encryption: Signer,
}

/// A key in a file and its certificate with the issuer's.
pub struct Signer {
    key: PathBuf,
    pub chain: Vec<Certificate>,
}

impl Signer {
    /// Signs as a card would: over the signed attributes.
    pub fn sign(&self, attributes: &[u8]) -> Vec<u8> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = write(&format!("attributes-{number}"), attributes);
        let output = Command::new("openssl")
            .args(["dgst", "-sha256", "-sign", self.key.to_str().unwrap(), "-binary"])
            .arg(&file)
            .output()
            .unwrap();
        assert!(output.status.success());
        output.stdout
    }
}

/// The certificates, made on first use.
pub fn pki() -> &'static Pki {
    static PKI: OnceLock<Pki> = OnceLock::new();
    PKI.get_or_init(|| {
        let path = |name: &str| folder().join(name).to_str().unwrap().to_owned();
        let openssl = |arguments: &[&str]| {
            let (code, text) = run("openssl", arguments);
            assert_eq!(code, 0, "openssl {arguments:?}: {text}");
        };
        let (root, root_key) = (path("root.pem"), path("root.key"));
        openssl(&["genpkey", "-quiet", "-algorithm", "RSA", "-out", &root_key]);
        let subject = "/C=ID/O=UJI - TIDAK UNTUK PRODUKSI/CN=Penerbit Uji (UJI)";
        openssl(&[
            "req", "-x509", "-new", "-key", &root_key, "-out", &root, "-days", "3650", "-subj", subject,
        ]);
        let signer = |name: &str, algorithm: &[&str], usage: &str| {
            let (key, request) = (path(&format!("{name}.key")), path(&format!("{name}.csr")));
            let (certificate, extensions) = (path(&format!("{name}.pem")), path(&format!("{name}.ext")));
            openssl(&[&["genpkey", "-quiet", "-out", &key], algorithm].concat());
            let subject = format!("/C=ID/O=UJI - TIDAK UNTUK PRODUKSI/CN=Pejabat {name} (UJI)");
            openssl(&["req", "-new", "-key", &key, "-out", &request, "-subj", &subject]);
            fs::write(&extensions, format!("keyUsage=critical,{usage}\n")).unwrap();
            openssl(&[
                "x509",
                "-req",
                "-in",
                &request,
                "-CA",
                &root,
                "-CAkey",
                &root_key,
                "-CAcreateserial",
                "-days",
                "30",
                "-extfile",
                &extensions,
                "-out",
                &certificate,
            ]);
            let chain = [&certificate, &root]
                .into_iter()
                .flat_map(|file| Certificate::from_pem_or_der_all(&fs::read(file).unwrap()).unwrap())
                .collect();
            Signer { key: key.into(), chain }
        };
        let signing = "digitalSignature,nonRepudiation";
        Pki {
            rsa: signer("RSA", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], signing),
            ec: signer("EC", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], signing),
            encryption: signer(
                "sandi",
                &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                "keyAgreement",
            ),
            root: root.into(),
        }
    })
}

/// The usual block of a letter.
pub fn block() -> Block {
    Block {
        lines: vec![
            Line::caption("Ditandatangani secara elektronik oleh:"),
            Line::strong("Kepala Dinas"),
            Line::strong("Pejabat Uji Satu (UJI)"),
            Line::plain("Pembina Utama Muda"),
            Line::plain("22 November 2026 09.12 WITA"),
        ],
        ..Block::default()
    }
}

/// The usual block with a picture (dark red, its lower half clear) beside the lines and a code, and the code's modules.
pub fn block_with_graphics() -> (Block, Vec<bool>) {
    let rgba = [[160, 0, 0, 255].repeat(40 * 20), [0, 0, 0, 0].repeat(40 * 20)].concat();
    // No reader's code, but as irregular as one.
    let dark: Vec<bool> = (0_u32..25 * 25).map(|n| n.wrapping_mul(2_654_435_761) >> 31 == 1).collect();
    let block = Block {
        picture: Picture::new(40, 40, rgba).map(Arc::new),
        code: Code::new(25, dark.clone()),
        ..block()
    };
    (block, dark)
}

/// A box that has room for them.
pub const WIDE: Rect = Rect { x0: 240.0, y0: 60.0, x1: 530.0, y1: 160.0 };

/// A box at the foot of the page that is large enough also on a page turned by a quarter.
pub const FOOT: Rect = Rect { x0: 320.0, y0: 60.0, x1: 500.0, y1: 180.0 };

/// A request with the usual block.
pub fn request(place: Place, signer: &Signer) -> Request {
    let reason = Some("Menyetujui – isi surat".into());
    Request { reason, ..Request::new(place, block(), signer.chain[0].clone()) }
}

/// Opens bytes as a document.
pub fn open(bytes: Vec<u8>, password: Option<&str>) -> Document {
    let password = password.map(|word| Password::new(word.to_owned().into()));
    Document::open(Arc::new(MemorySource::new(bytes)), password.as_ref(), Limits::default()).unwrap()
}

/// The time in Bali.
pub fn now() -> DateTime<FixedOffset> {
    Utc::now().with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap())
}

/// Plans, prepares, signs and finishes; the signed bytes.
pub fn sign_document(document: &Document, request: &Request, signer: &Signer) -> Result<Vec<u8>, Refusal> {
    let plan = sign::plan(document, request, Utc::now())?;
    let prepared = sign::prepare(document, &plan, &signer.chain, now(), [7; 16]).unwrap();
    let signature = signer.sign(prepared.to_be_signed().0);
    let finished = prepared.finish(&signature).unwrap();
    let mut bytes = Vec::new();
    finished.write_to(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, finished.length());
    Ok(bytes)
}

/// As [`sign_document`] from bytes to bytes; also checks that the original was only appended to.
pub fn sign_bytes(original: &[u8], password: Option<&str>, request: &Request, signer: &Signer) -> Vec<u8> {
    let signed = sign_document(&open(original.to_vec(), password), request, signer).unwrap();
    assert!(signed.starts_with(original), "bytes of the original changed");
    signed
}

/// Writes a file of this test run.
pub fn write(name: &str, bytes: &[u8]) -> String {
    let path = folder().join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A signed file for the judges.
pub struct Signed {
    pub file: String,
    pub password: Option<&'static str>,
    /// Number of signatures, the last of which covers the whole file.
    pub count: usize,
}

/// All three judges accept every signature of every file.
pub fn assert_accepted(signed: &[Signed]) {
    for Signed { file, password, count } in signed {
        let word = password.unwrap_or_default();
        let (_, text) = run("pdfsig", &["-nocert", "-upw", word, file]);
        assert_eq!(text.matches("Signature is Valid").count(), *count, "pdfsig {file}: {text}");
        assert!(text.contains("Total document signed"), "pdfsig {file}: {text}");
        let (code, text) = run("qpdf", &["--check", &format!("--password={word}"), file]);
        assert_eq!(code, 0, "qpdf {file}: {text}");
    }
    // One process runs pyHanko's command for all files: starting it takes longer than judging.
    let driver = write("pyhanko-each.py", PYHANKO_EACH.as_bytes());
    let root = pki().root.to_str().unwrap();
    let mut arguments = vec![driver.as_str()];
    let lines: Vec<String> = signed.iter().map(|one| pyhanko_arguments(root, one)).collect();
    arguments.extend(lines.iter().map(String::as_str));
    let (code, text) = run(judge("python"), &arguments);
    assert_eq!(code, 0, "{text}");
    let judged: Vec<&str> = text.split("=== file ").skip(1).collect();
    assert_eq!(judged.len(), signed.len(), "{text}");
    for (Signed { file, count, .. }, text) in signed.iter().zip(judged) {
        assert!(text.contains("exit 0"), "pyhanko {file}: {text}");
        assert_eq!(text.matches("The signature is judged VALID").count(), *count, "pyhanko {file}: {text}");
    }
}

/// The command line of `pyhanko` for one file, words parted by tabs.
fn pyhanko_arguments(root: &str, signed: &Signed) -> String {
    let mut words = vec!["sign", "validate", "--trust", root, "--no-revocation-check", "--pretty-print"];
    if let Some(password) = signed.password {
        words.extend(["--password", password]);
    }
    // The scan's own cross-reference table has a generation of 65536, which pyHanko's strict mode refuses already in
    // the untouched letter.
    if signed.file.contains("undangan-scan") {
        words.push("--no-strict-syntax");
    }
    words.push(&signed.file);
    words.join("\t")
}

const PYHANKO_EACH: &str = r"
import sys
from pyhanko.cli import cli_root
for line in sys.argv[1:]:
    print('=== file', line, flush=True)
    code = 0
    try:
        cli_root.main(args=line.split('\t'), prog_name='pyhanko', standalone_mode=True)
    except SystemExit as end:
        code = end.code
    print('exit', code, flush=True)
";
