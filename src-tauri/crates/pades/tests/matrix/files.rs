//! The set of files: the shared corpus and letters, and files made on the spot by office programs, browsers and PDF tools.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pki::algorithm::Digest;
use testkit::command::{PATIENCE, run};

use crate::sign_common::folder;

/// One file of the set.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Where it comes from: the name of a row of the table.
    pub(crate) source: String,
    /// Its name in the set.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) password: Option<&'static str>,
}

/// The user's password of every encrypted file made here.
const PASSWORD: &str = "pemakai";

/// Everything; without `../shared` what is made here.
pub(crate) fn all(test: &str) -> Vec<Input> {
    let mut found = Vec::new();
    for shared in ["corpus", "letters"] {
        let Some(base) = testkit::shared::shared(test) else { break };
        let base = base.join(shared);
        for path in testkit::shared::shared_pdfs(test, shared).unwrap_or_default() {
            let inside = path.strip_prefix(&base).unwrap().to_str().unwrap().to_owned();
            let source = inside.split_once('/').map_or(shared, |(source, _)| source).to_owned();
            let password = inside.contains("password-user").then_some("user");
            found.push(Input { source, name: inside, path, password });
        }
    }
    found.extend(made());
    // The corpus holds some files under several names.
    let mut seen = BTreeSet::new();
    found.retain(|input| seen.insert(Digest::Sha256.hash(&fs::read(&input.path).unwrap())));
    found
}

fn made() -> Vec<Input> {
    let place = folder().join("made");
    fs::create_dir_all(&place).unwrap();
    let mut made = office(&place);
    let plain = made[0].path.clone();
    made.push(browser(&place));
    made.extend(ghostscript(&place, &plain));
    made.extend(qpdf(&place, &plain));
    made.push(mupdf(&place, &plain));
    made
}

fn input(source: &str, path: PathBuf, password: Option<&'static str>) -> Input {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    Input { source: source.to_owned(), name, path, password }
}

fn tool(command: &mut Command) {
    run(command, PATIENCE).succeeded();
}

/// A letter in LibreOffice Writer: plain, PDF/A-1 to 3, tagged, with a form.
fn office(place: &Path) -> Vec<Input> {
    let letter = place.join("surat.fodt");
    fs::write(&letter, LETTER).unwrap();
    let number = |name: &str, value: &str| format!("\"{name}\":{{\"type\":\"long\",\"value\":\"{value}\"}}");
    let yes = |name: &str| format!("\"{name}\":{{\"type\":\"boolean\",\"value\":\"true\"}}");
    let kinds = [
        ("biasa", number("SelectPdfVersion", "0")),
        ("pdfa1", number("SelectPdfVersion", "1")),
        ("pdfa2-bertanda", format!("{},{}", number("SelectPdfVersion", "2"), yes("UseTaggedPDF"))),
        ("pdfa3", number("SelectPdfVersion", "3")),
        ("1.7-bertanda", format!("{},{}", number("SelectPdfVersion", "17"), yes("UseTaggedPDF"))),
    ];
    let profile = format!("-env:UserInstallation=file://{}", place.join("profile").display());
    kinds
        .into_iter()
        .map(|(kind, options)| {
            let out = place.join("keluar");
            let mut command = Command::new("soffice");
            let filter = format!("pdf:writer_pdf_Export:{{{options}}}");
            command
                .args([&profile, "--headless", "--convert-to", &filter, "--outdir"])
                .arg(&out)
                .arg(&letter);
            tool(&mut command);
            let path = place.join(format!("libreoffice-{kind}.pdf"));
            fs::rename(out.join("surat.pdf"), &path).unwrap_or_else(|e| panic!("LibreOffice {kind}: {e}"));
            input("LibreOffice", path, None)
        })
        .collect()
}

/// A page printed by Chromium.
fn browser(place: &Path) -> Input {
    let (page, path) = (place.join("surat.html"), place.join("chromium.pdf"));
    fs::write(&page, PAGE).unwrap();
    let programs = ["chromium", "chromium-browser", "google-chrome"];
    let found = programs.into_iter().find(|program| {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).exists())
    });
    let mut command = Command::new(found.expect("a Chromium; run `make install-test`"));
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]);
    command.arg(format!("--user-data-dir={}", place.join("browser").display()));
    command.arg(format!("--print-to-pdf={}", path.display())).arg(&page);
    tool(&mut command);
    input("Chromium", path, None)
}

/// PostScript distilled, and the office's letter written anew, in old and new versions and as PDF/A-2.
fn ghostscript(place: &Path, plain: &Path) -> Vec<Input> {
    let script = place.join("surat.ps");
    fs::write(&script, POSTSCRIPT).unwrap();
    let definition = place.join("pdfa.ps");
    fs::write(&definition, PDFA_DEFINITION).unwrap();
    let a2 = ["-dPDFA=2", "-dPDFACompatibilityPolicy=1", "-sColorConversionStrategy=RGB"];
    let kinds: [(&str, Vec<&str>, Vec<&Path>); 5] = [
        ("1.3", vec!["-dCompatibilityLevel=1.3"], vec![&script]),
        ("1.4", vec!["-dCompatibilityLevel=1.4"], vec![plain]),
        ("1.7", vec!["-dCompatibilityLevel=1.7"], vec![plain]),
        ("2.0", vec!["-dCompatibilityLevel=2.0"], vec![&script]),
        ("pdfa2", a2.to_vec(), vec![&definition, plain]),
    ];
    kinds
        .into_iter()
        .map(|(kind, options, sources)| {
            let path = place.join(format!("ghostscript-{kind}.pdf"));
            let mut command = Command::new("gs");
            command.args(["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pdfwrite"]);
            command.arg("--permit-file-read=/usr/share/color/icc/ghostscript/");
            command.arg(format!("-sOutputFile={}", path.display())).args(options).args(sources);
            tool(&mut command);
            input("Ghostscript", path, None)
        })
        .collect()
}

/// The office's letter in the forms that qpdf can give it.
fn qpdf(place: &Path, plain: &Path) -> Vec<Input> {
    let encrypted = |rest: &[&'static str]| {
        [&["--allow-weak-crypto", "--encrypt", PASSWORD, "pemilik"], rest, &["--"]].concat()
    };
    let open = |rest: &[&'static str]| [&["--encrypt", "", "pemilik"], rest, &["--"]].concat();
    let kinds: Vec<(&str, Vec<&'static str>)> = vec![
        ("linearized", vec!["--linearize"]),
        ("objstm", vec!["--object-streams=generate"]),
        ("linearized-objstm", vec!["--linearize", "--object-streams=generate"]),
        ("tables", vec!["--object-streams=disable", "--qdf"]),
        ("1.3", vec!["--force-version=1.3", "--object-streams=disable"]),
        ("2.0", vec!["--force-version=2.0"]),
        ("no-id", vec!["--static-id", "--newline-before-endstream"]),
        ("rc4-40", encrypted(&["40"])),
        ("rc4-128", encrypted(&["128"])),
        ("aes-128", encrypted(&["128", "--use-aes=y"])),
        ("aes-256", encrypted(&["256"])),
        ("aes-256-objstm", [encrypted(&["256"]), vec!["--object-streams=generate"]].concat()),
        ("aes-256-clear-metadata", encrypted(&["256", "--cleartext-metadata"])),
        ("aes-256-open", open(&["256"])),
        ("aes-256-only-forms", open(&["256", "--modify=form"])),
        ("aes-256-nothing", open(&["256", "--modify=none"])),
    ];
    kinds
        .into_iter()
        .map(|(kind, options)| {
            let path = place.join(format!("qpdf-{kind}.pdf"));
            tool(Command::new("qpdf").args(&options).arg(plain).arg(&path));
            input("qpdf", path, options.contains(&PASSWORD).then_some(PASSWORD))
        })
        .collect()
}

fn mupdf(place: &Path, plain: &Path) -> Input {
    let path = place.join("mutool-clean.pdf");
    tool(Command::new("mutool").args(["clean", "-gggz"]).arg(plain).arg(&path));
    input("MuPDF", path, None)
}

const LETTER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1">Surat Undangan (UJI)</text:h>
<text:p>Kepada Yth. Bapak/Ibu, dengan hormat kami mengundang. Biaya: Rp 1.000.000,- – “lunas”.</text:p>
<text:p>Lihat <text:a xlink:href="https://contoh.invalid/">lampiran</text:a>.</text:p>
<table:table table:name="Hadir"><table:table-column table:number-columns-repeated="2"/><table:table-row>
<table:table-cell><text:p>Nama</text:p></table:table-cell><table:table-cell><text:p>Jabatan</text:p></table:table-cell>
</table:table-row></table:table>
</office:text></office:body></office:document>
"#;

const PAGE: &str = r#"<!doctype html><html lang="id"><title>Surat (UJI)</title>
<h1>Surat Undangan (UJI)</h1><p>Dengan hormat kami mengundang. <a href="https://contoh.invalid/">Lampiran</a></p>
<table border=1><tr><td>Nama<td>Jabatan</table><div style="opacity:.5;background:#08c;height:2cm">Bayangan</div></html>
"#;

const POSTSCRIPT: &str = "%!PS\n<</PageSize [595 842]>> setpagedevice\n/Times-Roman findfont 14 scalefont setfont\n\
72 750 moveto (Surat Undangan \\(UJI\\)) show\n72 720 moveto (Dengan hormat kami mengundang.) show showpage\n\
<</PageSize [842 595]>> setpagedevice\n/Times-Roman findfont 14 scalefont setfont\n\
72 500 moveto (Lampiran) show showpage\n";

const PDFA_DEFINITION: &str = "%!\n[/_objdef {icc} /type /stream /OBJ pdfmark\n[{icc} <</N 3>> /PUT pdfmark\n\
[{icc} (/usr/share/color/icc/ghostscript/srgb.icc) (r) file /PUT pdfmark\n\
[/_objdef {intent} /type /dict /OBJ pdfmark\n\
[{intent} <</Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {icc} /OutputConditionIdentifier (sRGB)>> /PUT pdfmark\n\
[{Catalog} <</OutputIntents [{intent}]>> /PUT pdfmark\n";
