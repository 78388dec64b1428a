//! Outside programs that judge PDF documents and signatures: pdfsig (poppler), pyHanko, qpdf, mutool.
//!
//! Their words are parsed into facts; nothing is decided here. pyHanko lives in `target/judges`, made by `make judges`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::command::{Output, PATIENCE, run};
use crate::openssl::Signer;

/// What pdfsig says of one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdfsig {
    /// Name of the signature field.
    pub field: String,
    /// Common name of the signer's certificate.
    pub signer: String,
    /// The sub-filter, e.g. `ETSI.CAdES.detached`.
    pub kind: String,
    /// Says `Signature is Valid.`
    pub valid: bool,
    /// Says `Total document signed`.
    pub whole: bool,
    /// The sentence after `Signature Validation:`.
    pub verdict: String,
}

/// What pyHanko says of one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pyhanko {
    /// Name of the signature field.
    pub field: String,
    /// The digest over the byte range matches.
    pub intact: bool,
    /// The CMS signature verifies.
    pub valid: bool,
    /// The chain leads to one of the trusted certificates.
    pub trusted: bool,
    /// `ENTIRE_FILE`, `ENTIRE_REVISION`, `CONTIGUOUS_BLOCK_FROM_START` or `UNCLEAR`.
    pub coverage: String,
    /// `NONE`, `LTA_UPDATES`, `FORM_FILLING`, `ANNOTATIONS` or `OTHER`; empty when pyHanko did not look.
    pub modification: String,
    /// Subject of the signer's certificate.
    pub signer: String,
    /// Everything together, pyHanko's own conclusion.
    pub bottom_line: bool,
    /// Why pyHanko refused to judge, if it did; then all facts above are false or empty.
    pub error: Option<String>,
}

/// What pyHanko says of one signature, validated as AdES (EN 319 102-1) without any network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ades {
    /// Name of the signature field.
    pub field: String,
    /// `AdESPassed.OK`, or the sub-indication.
    pub result: String,
    /// Why it did not pass, or why pyHanko refused to judge.
    pub failure: String,
    /// pyHanko's own conclusion: the executive summary of `pyhanko sign adesverify`.
    pub bottom_line: bool,
    /// What came after the signature, as in [`Pyhanko::modification`].
    pub modification: String,
    /// The earliest time it is proven to have existed, ISO 8601; empty when there is none.
    pub proven: String,
    /// What its signature time stamp is worth; empty when it has none.
    pub stamp: String,
    /// Time of the oldest valid document time stamp after it; empty when there is none.
    pub evidence: String,
}

/// What `qpdf --check` says of the file's structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// Exit code 0.
    Clean,
    /// Exit code 3.
    Warnings,
    /// Exit code 2.
    Errors,
}

/// Every signature of `file` in pdfsig's order; none when there is no signature.
#[track_caller]
pub fn pdfsig(file: &Path) -> Vec<Pdfsig> {
    pdfsig_opened(file, None).unwrap_or_else(|said| panic!("{said}"))
}

/// As [`pdfsig`], of a document that opens with `password`.
///
/// # Errors
/// What it says when it does not open the document.
#[track_caller]
pub fn pdfsig_opened(file: &Path, password: Option<&str>) -> Result<Vec<Pdfsig>, String> {
    // -nocert: poppler's own trust store is not the question; its lack must not slow the run down
    let mut command = Command::new("pdfsig");
    command.args(["-nocert", "-upw", password.unwrap_or_default()]).arg(file);
    let output = run(&mut command, PATIENCE);
    // 2 is pdfsig's answer to a document without signatures
    if ![0, 2].contains(&output.code()) {
        return Err(format!("{output:?}"));
    }
    Ok(output.stdout.split("\nSignature #").skip(1).map(pdfsig_block).collect())
}

/// What mutool says of each signature of `file`, by the number of the field's object. It takes no certificates to trust:
/// what it says of them is left to the reader.
#[track_caller]
pub fn mutool_signatures(file: &Path, password: Option<&str>) -> Vec<(u32, String)> {
    let mut command = Command::new("mutool");
    command.args(["sign", "-v", "-p", password.unwrap_or_default()]).arg(file);
    let output = run(&mut command, PATIENCE);
    let blocks = output.stdout.split("Verifying signature ").skip(1);
    blocks
        .filter_map(|block| {
            let (number, said) = block.split_once(':')?;
            Some((number.trim().parse().ok()?, said.trim().to_owned()))
        })
        .collect()
}

/// Every signature of `file` as pyHanko judges it, trusting the PEM certificates `trusted`; no network.
#[track_caller]
pub fn pyhanko(file: &Path, trusted: &[&Path]) -> Vec<Pyhanko> {
    let script = crate::repository().join("tests/judges/validate.py");
    let output = run(Command::new(judge("python")).arg(script).arg(file).args(trusted), PATIENCE).succeeded();
    let rows: Vec<Value> = serde_json::from_str(&output.stdout).expect("validate.py prints a JSON list");
    rows.iter().map(pyhanko_row).collect()
}

/// A certificate that certomancer issues from a request as the authority `root`; returns its DER file, beside the request.
#[track_caller]
pub fn certomancer_issues(request: &Path, root: &Signer) -> PathBuf {
    let script = crate::repository().join("tests/judges/issue.py");
    let mut command = Command::new(judge("python"));
    let output =
        run(command.arg(script).arg(request).args([&root.certificate, &root.key]), PATIENCE).succeeded();
    let certificate = request.with_extension("issued.der");
    std::fs::write(&certificate, &output.bytes).expect("a writable folder");
    certificate
}

/// Whether pyHanko wants revocation data for every certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It must be there.
    Required,
    /// Nobody looks.
    Unchecked,
}

/// Every signature of `file` as pyHanko judges it, without any network; on the day `clock` (UTC, `YYYY-MM-DD`) by the
/// program faketime, since pyHanko's own option for the time still takes today's clock for what it has just been shown.
#[track_caller]
pub fn ades(
    file: &Path,
    clock: Option<&str>,
    revocation: Revocation,
    password: Option<&str>,
    trusted: &[&Path],
) -> Vec<Ades> {
    let script = crate::repository().join("tests/judges/ades.py");
    let mut command = match clock {
        Some(day) => {
            let mut command = Command::new("faketime");
            command.env("TZ", "UTC").args(["-f", &format!("@{day} 12:00:00")]).arg(judge("python"));
            command
        }
        None => Command::new(judge("python")),
    };
    let revocation = match revocation {
        Revocation::Required => "required",
        Revocation::Unchecked => "unchecked",
    };
    command.arg(script).arg(file).args([revocation, password.unwrap_or("-")]).args(trusted);
    let output = run(&mut command, PATIENCE).succeeded();
    let rows: Vec<Value> = serde_json::from_str(&output.stdout).expect("ades.py prints a JSON list");
    rows.iter().map(ades_row).collect()
}

/// Signs `input` into `output` with pyHanko (PAdES B-B, invisible) in the new field `field`.
#[track_caller]
pub fn pyhanko_sign(input: &Path, output: &Path, signer: &Signer, field: &str) {
    let mut command = Command::new(judge("pyhanko"));
    command.args(["sign", "addsig", "--use-pades", "--field", field, "pemder", "--no-pass", "--key"]);
    command.arg(&signer.key).arg("--cert").arg(&signer.certificate).arg(input).arg(output);
    run(&mut command, PATIENCE).succeeded();
}

/// What qpdf says of the structure of `file`.
#[track_caller]
pub fn qpdf(file: &Path) -> Structure {
    qpdf_opened(file, None)
}

/// As [`qpdf`], of a file that opens with `password`.
#[track_caller]
pub fn qpdf_opened(file: &Path, password: Option<&str>) -> Structure {
    let password = format!("--password={}", password.unwrap_or_default());
    let output = run(Command::new("qpdf").args(["--check", &password]).arg(file), PATIENCE);
    match output.code() {
        0 => Structure::Clean,
        3 => Structure::Warnings,
        _ => Structure::Errors,
    }
}

/// PDFBox Preflight on PDF/A-1b (ISO 19005-1 level B): `Err` with its words when the file is not.
///
/// # Errors
/// What Preflight objects to.
#[track_caller]
pub fn preflight(file: &Path) -> Result<(), String> {
    // Debian's packages name no class path among each other.
    const JARS: [&str; 8] = [
        "preflight",
        "xmpbox",
        "pdfbox2",
        "fontbox2",
        "commons-logging",
        "commons-io",
        "javax.activation",
        "jaxb-api",
    ];
    let path = JARS.map(|jar| format!("/usr/share/java/{jar}.jar")).join(":");
    let mut command = Command::new("java");
    command.args(["-cp", &path, "org.apache.pdfbox.preflight.Validator_A1b"]).arg(file);
    let output = run(&mut command, PATIENCE);
    let judged = output.stdout.contains("PDF/A-1b file");
    assert!(
        judged,
        "Preflight did not judge (libpdfbox2-java, libactivation-java, libjaxb-api-java): {output:?}"
    );
    if output.stdout.contains("is a valid PDF/A-1b file") { Ok(()) } else { Err(output.stdout) }
}

/// Whether mutool draws every page of `file` without a word of complaint; gives what it said.
#[track_caller]
pub fn mutool(file: &Path) -> Output {
    run(
        Command::new("mutool").args(["draw", "-q", "-r", "36", "-o", "/dev/null", "-F", "pgm"]).arg(file),
        PATIENCE,
    )
}

/// The grey pixels of one page (counted from 1) at `dpi`, white 255, as poppler draws it: width, height, rows from the top.
#[track_caller]
pub fn page_in_grey(file: &Path, page: usize, dpi: u32) -> (usize, usize, Vec<u8>) {
    let mut command = Command::new("pdftoppm");
    command
        .args(["-gray", "-r", &dpi.to_string(), "-f", &page.to_string(), "-l", &page.to_string()])
        .arg(file);
    let output = run(&mut command, PATIENCE).succeeded();
    let mut words = output.bytes.splitn(4, u8::is_ascii_whitespace);
    let mut next = || words.next().expect("a PGM header").to_vec();
    assert_eq!(next(), b"P5", "pdftoppm writes binary PGM");
    let number = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).parse::<usize>().expect("a PGM header");
    let (width, height) = (number(next()), number(next()));
    let rest = next();
    let pixels = rest.strip_prefix(b"255\n").expect("eight bits a pixel").to_vec();
    assert_eq!(pixels.len(), width * height, "one byte a pixel");
    (width, height, pixels)
}

/// The program `name` of the judges' own Python environment.
///
/// # Panics
/// When it has not been made, with the line that makes it.
#[track_caller]
pub fn judge(name: &str) -> PathBuf {
    let path = crate::repository().join("target/judges/bin").join(name);
    assert!(path.exists(), "{} is missing; run `make judges`", path.display());
    path
}

fn pdfsig_block(block: &str) -> Pdfsig {
    let value = |label: &str| {
        let line = block.lines().find_map(|l| l.trim_start_matches([' ', '-']).strip_prefix(label));
        line.map(|l| l.trim_start_matches(':').trim().to_owned()).unwrap_or_default()
    };
    let verdict = value("Signature Validation");
    Pdfsig {
        field: value("Signature Field Name"),
        signer: value("Signer Certificate Common Name"),
        kind: value("Signature Type"),
        valid: verdict == "Signature is Valid.",
        whole: block.lines().any(|l| l.trim() == "- Total document signed"),
        verdict,
    }
}

fn ades_row(row: &Value) -> Ades {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ades {
        field: text("field"),
        result: text("result"),
        failure: text("failure"),
        bottom_line: row.get("bottom_line").and_then(Value::as_bool).unwrap_or(false),
        modification: text("modification"),
        proven: text("proven"),
        stamp: text("stamp"),
        evidence: text("evidence"),
    }
}

fn pyhanko_row(row: &Value) -> Pyhanko {
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let yes = |key: &str| row.get(key).and_then(Value::as_bool).unwrap_or(false);
    Pyhanko {
        field: text("field"),
        intact: yes("intact"),
        valid: yes("valid"),
        trusted: yes("trusted"),
        coverage: text("coverage"),
        modification: text("modification"),
        signer: text("signer"),
        bottom_line: yes("bottom_line"),
        error: row.get("error").and_then(Value::as_str).map(str::to_owned),
    }
}
