//! What the pages say about signing, against what the signatures prove (R-4.1i.7): letters signed by pyHanko.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use pki::cert::Certificate;
use serde_json::json;
use service::schema::{HeadingState, TrustPurpose, VerifyView};
use service::{Asking, Decision};
use support::World;
use testkit::openssl::{Key, Pki, Signer};

const NOTICE: [&str; 2] = [
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat",
    "elektronik yang diterbitkan oleh Balai Sertifikasi Elektronik \\(BSrE\\), Badan Siber dan Sandi Negara.",
];

fn letter(lines: &[&str]) -> Vec<u8> {
    let lines: String = lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("1 0 0 1 50 {} Tm ({line}) Tj ", 200 - 12 * at))
        .collect();
    testkit::pdf::page(595, 842, &format!("BT /F1 9 Tf {lines}ET"))
}

/// Signed with a visible block that says these words, or none.
fn signed(world: &World, signer: &Signer, letter: &[u8], says: Option<&str>) -> PathBuf {
    let folder = world.letters.path();
    let (input, output) = (world.letter("masukan.pdf", letter), folder.join("surat.pdf"));
    let mut step = json!({ "do": "sign", "field": "S1", "key": signer.key, "cert": signer.certificate });
    if let Some(says) = says {
        step["says"] = json!(says);
        step["box"] = json!([300, 500, 560, 560]);
    }
    let recipe = json!({ "input": input, "output": output, "steps": [step] }).to_string();
    let recipe = world.letter("recipe.json", recipe.as_bytes());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pades/tests/support/sign.py");
    let mut command = Command::new(testkit::judges::judge("python"));
    testkit::command::run(command.arg(script).arg(recipe), testkit::command::PATIENCE).succeeded();
    output
}

fn verify(world: &World, file: &Path) -> VerifyView {
    let open = service::documents::OpenDocument::from_path(file).unwrap();
    world.service.verify_at(&open, chrono::Utc::now().fixed_offset(), Asking::Never).unwrap()
}

/// A world that trusts the root, marked as BSrE's or not.
fn world(pki: &Pki, bsre: bool) -> World {
    let world = World::new();
    let root = &pki.root().certificate;
    let certificate = Certificate::from_pem_or_der_all(&std::fs::read(root).unwrap()).unwrap().remove(0);
    let decision = Decision { purpose: TrustPurpose::Any, until: None, bsre };
    world.service.trust_add_file(root, &service::hex(&certificate.sha256()), &decision).unwrap();
    world
}

#[test]
fn block_that_names_somebody_else_needs_attention() {
    let pki = Pki::new();
    let signer = pki.signer("Ni Luh Ayu", Key::P256);
    let world = world(&pki, false);
    let page = letter(&["Surat tugas"]);
    let by = "Ditandatangani secara elektronik oleh:\nKEPALA DINAS CONTOH";
    for (says, differs) in [
        (Some(format!("{by}\nDr. NI LUH AYU, M.Si.")), false),
        (Some(format!("{by}\nI MADE BUDI")), true),
        (Some("Denpasar, 17 Maret 2026".to_owned()), false),
        (None, false),
    ] {
        let view = verify(&world, &signed(&world, &signer, &page, says.as_deref()));
        let one = &view.signatures[0];
        let expected = if differs { HeadingState::PerluPerhatian } else { HeadingState::Sah };
        assert_eq!(one.authenticity, expected, "{says:?}: {}", one.authenticity_reason);
        assert_eq!(one.authenticity_reason == "name_differs", differs, "{says:?}");
        assert_eq!(one.verdict, expected, "{says:?}");
        assert_eq!(view.verdict, if differs { "perlu_perhatian" } else { "sah" }, "{says:?}");
        assert_eq!(one.indication, "TOTAL-PASSED", "the signature itself is as good as ever");
        let shown =
            one.checks.iter().find(|check| check.id == "name_shown").map(|check| check.outcome.as_str());
        let named = says.as_deref().is_some_and(|says| says.contains("oleh"));
        assert_eq!(shown, named.then_some(if differs { "warning" } else { "passed" }), "{says:?}");
    }
}

#[test]
fn notice_that_no_signature_bears_out_is_never_green() {
    let pki = Pki::new();
    let signer = pki.signer("Ni Luh Ayu", Key::P256);
    let page = letter(&NOTICE);
    let (agency, stranger) = (world(&pki, true), world(&pki, false));
    let other = Pki::new();
    let both = world(&other, true);
    let root = &pki.root().certificate;
    let certificate = Certificate::from_pem_or_der_all(&std::fs::read(root).unwrap()).unwrap().remove(0);
    let decision = Decision { purpose: TrustPurpose::Any, until: None, bsre: false };
    both.service.trust_add_file(root, &service::hex(&certificate.sha256()), &decision).unwrap();

    for (world, verdict, hint) in [
        (&agency, "sah", "notice"),
        // BSrE's key is known, and it is another one.
        (&both, "perlu_perhatian", "notice-unsupported"),
        // Nobody has marked a key.
        (&stranger, "sah", "notice-unchecked"),
    ] {
        let view = verify(world, &signed(world, &signer, &page, None));
        assert_eq!((view.verdict.as_str(), view.hints.as_slice()), (verdict, &[hint.to_owned()][..]));
    }
    for world in [&agency, &stranger] {
        let view = verify(world, &world.letter("tanpa.pdf", &page));
        assert_eq!(view.verdict, "tanpa_tanda_tangan");
        assert_eq!(view.hints, ["notice-unsupported"]);
    }
}

#[test]
fn page_that_speaks_of_a_signature_in_a_file_without_one_is_told() {
    let world = World::new();
    let printed = letter(&["Ditandatangani secara elektronik oleh:", "KEPALA DINAS, Ni Luh Ayu"]);
    let view = verify(&world, &world.letter("cetak.pdf", &printed));
    assert_eq!(
        (view.verdict.as_str(), view.hints.as_slice()),
        ("tanpa_tanda_tangan", &["printed".to_owned()][..])
    );
    let plain = letter(&["Surat tugas ini dapat ditandatangani kemudian."]);
    assert_eq!(verify(&world, &world.letter("biasa.pdf", &plain)).hints, [""; 0]);
}

/// A document of these pages, each a content stream.
fn pages(contents: &[String]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", contents.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
            5 + 2 * at
        ));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    testkit::pdf::of(&objects.iter().map(String::as_str).collect::<Vec<_>>())
}

fn said(lines: &[&str]) -> String {
    let lines: String = lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("1 0 0 1 50 {} Tm ({line}) Tj ", 200 - 12 * at))
        .collect();
    format!("BT /F1 9 Tf {lines}ET")
}

#[test]
fn notice_on_a_page_in_the_middle_is_found_and_what_is_too_much_to_read_is_told() {
    let world = World::new();
    let plain = said(&["Lampiran"]);
    let mut middle = vec![plain.clone(); 9];
    middle[4] = said(&NOTICE);
    let view = verify(&world, &world.letter("tengah.pdf", &pages(&middle)));
    assert_eq!(view.hints, ["notice-unsupported"]);

    let mut long = vec![plain; 320];
    let view = verify(&world, &world.letter("panjang.pdf", &pages(&long)));
    assert_eq!(view.hints, ["pages-unread"], "320 pages are more than are read");
    long[250] = said(&NOTICE);
    let view = verify(&world, &world.letter("panjang2.pdf", &pages(&long)));
    assert_eq!(view.hints, ["notice-unsupported"], "what is found needs no more reading");
}

const ADDRESS: &str = "https://contoh.invalid/periksa?kode=ABC-123";

/// The modules of a code, row by row, dark ones true, with their width.
fn modules(text: &str) -> (Vec<bool>, usize) {
    let code = qrcode::QrCode::new(text).unwrap();
    (code.to_colors().iter().map(|color| *color == qrcode::Color::Dark).collect(), code.width())
}

/// A letter with a code drawn as squares, as programs of offices do.
fn drawn(text: &str) -> Vec<u8> {
    let (dark, width) = modules(text);
    let squares: String = (0..dark.len())
        .filter(|at| dark[*at])
        .map(|at| format!("{} {} 2 2 re ", 400 + 2 * (at % width), 160 - 2 * (at / width)))
        .collect();
    pages(&[format!("{} 0 g {squares}f", said(&["Surat tugas"]))])
}

/// A page that is nothing but a grey picture of 150 dots per inch, with the code turned by this angle, dirt, and a grey ground.
fn scanned(text: &str, degrees: f64) -> Vec<u8> {
    let (dark, width) = modules(text);
    let (columns, rows) = (1240_usize, 1754_usize);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let module = 5.0;
    let mut grain = 12_345_u32;
    let mut pixels = Vec::with_capacity(columns * rows);
    for y in 0..rows {
        for x in 0..columns {
            let (right, down) =
                (f64::from(u32::try_from(x).unwrap()) - 900.0, f64::from(u32::try_from(y).unwrap()) - 1400.0);
            let (u, v) = ((right * cos + down * sin) / module, (down * cos - right * sin) / module);
            let half = f64::from(u32::try_from(width).unwrap()) / 2.0;
            let inside = |at: f64| {
                (at + half >= 0.0 && at < half)
                    .then(|| format!("{:.0}", (at + half).floor()).parse::<usize>().unwrap())
            };
            let black = match (inside(u), inside(v)) {
                (Some(column), Some(row)) => dark[row * width + column],
                _ => false,
            };
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let dirt = u8::try_from(grain >> 27).unwrap();
            pixels.push(if black { 40 + dirt } else { 210 + dirt });
        }
    }
    let hex: String = pixels.iter().map(|pixel| format!("{pixel:02x}")).collect();
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        "<</Length 27>>\nstream\n595 0 0 842 0 0 cm /I Do   \nendstream",
        &format!(
            "<</Type/XObject/Subtype/Image/Width {columns}/Height {rows}/BitsPerComponent 8/ColorSpace/DeviceGray\
            /Filter/ASCIIHexDecode/Length {}>>\nstream\n{hex}>\nendstream",
            hex.len() + 1
        ),
    ])
}

#[test]
fn code_on_a_letter_without_a_signature_is_told_as_text() {
    let world = World::new();
    let view = verify(&world, &world.letter("kode.pdf", &drawn(ADDRESS)));
    assert_eq!(
        (view.codes.as_slice(), view.hints.as_slice()),
        (&[ADDRESS.to_owned()][..], &["qr".to_owned()][..])
    );
    assert_eq!(view.verdict, "tanpa_tanda_tangan");
    // What would show the address as another one is left out.
    let view = verify(&world, &world.letter("arah.pdf", &drawn("https://a.invalid/\u{202E}fdp\n")));
    assert_eq!(view.codes, ["https://a.invalid/fdp"]);
}

#[test]
fn scanned_letter_with_a_code_gets_both_hints_however_it_lies() {
    let world = World::new();
    for degrees in [0.0, 7.0, 90.0, 183.0] {
        let view = verify(&world, &world.letter("pindai.pdf", &scanned(ADDRESS, degrees)));
        assert_eq!(view.codes, [ADDRESS], "{degrees}");
        assert_eq!(view.hints, ["scan", "qr"], "{degrees}");
    }
}

#[test]
fn code_on_a_signed_letter_says_nothing_beside_its_signature() {
    let pki = Pki::new();
    let world = world(&pki, false);
    let signer = pki.signer("Pejabat Uji", Key::P256);
    let view = verify(&world, &signed(&world, &signer, &drawn(ADDRESS), None));
    assert_eq!((view.verdict.as_str(), view.codes.len()), ("sah", 0));
    assert!(!view.hints.contains(&"qr".to_owned()));
}
