//! What the program signs and what it says of others' signatures, beside pdfsig and pyHanko. Trust of each judge is its
//! own: pdfsig is asked about digest and signature only, pyHanko trusts the certificates it is given.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{World, byte_range, text, trust_folder};
use testkit::command::{PATIENCE, run};
use testkit::judges::{Pyhanko, Structure, judge, pdfsig, pyhanko, pyhanko_sign, qpdf};
use testkit::openssl::{Key, Pki, Signer};

/// pdfsig calls the `count` signatures valid, the last covering the whole file.
#[track_caller]
fn pdfsig_agrees(file: &Path, count: usize) {
    let said = pdfsig(file);
    assert_eq!(said.len(), count, "{said:?}");
    assert!(said.iter().all(|one| one.valid), "{said:?}");
    assert!(said.iter().any(|one| one.whole), "{said:?}");
}

/// pyHanko calls the `count` signatures valid and trusted, one of them over the entire file, and later changes permitted.
#[track_caller]
fn pyhanko_agrees(file: &Path, trusted: &[&Path], count: usize) -> Vec<Pyhanko> {
    let said = pyhanko(file, trusted);
    assert_eq!(said.len(), count, "{said:?}");
    for one in &said {
        assert!(one.intact && one.valid && one.trusted && one.bottom_line, "{said:?}");
        assert!(["ENTIRE_FILE", "ENTIRE_REVISION"].contains(&one.coverage.as_str()), "{said:?}");
    }
    assert_eq!(said.iter().filter(|one| one.coverage == "ENTIRE_FILE").count(), 1, "{said:?}");
    said
}

/// Integrity details of all signatures, in our program's words.
fn details(result: &Value) -> Vec<&str> {
    let signatures = result["signatures"].as_array().unwrap();
    signatures.iter().map(|signature| signature["integrity_detail"].as_str().unwrap()).collect()
}

#[test]
fn practice_signatures_are_valid_for_pdfsig_and_pyhanko() {
    let world = World::new();
    let ca = world.practice_ca();
    for (key, signer) in [("9c", "Pejabat Latihan Satu (UJI)"), ("9a", "Pejabat Latihan Dua (UJI)")] {
        for (place, words) in [("free", &[][..]), ("invisible", &["--invisible"])] {
            let out = world.at(&format!("{key}-{place}.pdf"));
            world.sign(&world.sample(), &out, &[&["--key", key], words].concat()).ends(0);
            pdfsig_agrees(&out, 1);
            let said = &pdfsig(&out)[0];
            assert_eq!((said.signer.as_str(), said.kind.as_str()), (signer, "ETSI.CAdES.detached"));
            assert!(said.whole);
            pyhanko_agrees(&out, &[&ca], 1);
            assert!(!pyhanko(&out, &[])[0].trusted, "trust comes from what pyHanko is given");
            assert_eq!(qpdf(&out), Structure::Clean);
            let original = std::fs::read(world.at("surat.pdf")).unwrap();
            assert!(std::fs::read(&out).unwrap().starts_with(&original), "no byte of the letter is changed");
        }
    }
}

#[test]
fn pyhanko_signatures_are_valid_for_us() {
    let world = World::empty();
    let pki = Pki::new();
    let trust = trust_folder(&pki);
    for key in [Key::Rsa(2048), Key::Rsa(3072), Key::P256, Key::P384] {
        let file = world.foreign(&format!("{key:?}.pdf"), &pki.signer("Pengirim", key));
        let (code, result) = world.verify(&file, &["--trust", text(&trust)]);
        let signature = &result["signatures"][0];
        assert_eq!(details(&result), ["intact"], "{result}");
        assert_eq!(signature["covers_whole_file"], true);
        assert_eq!(signature["signer"], "Pengirim (UJI)");
        assert_eq!(signature["authenticity"], "sah", "{result}");
        assert_eq!((code, &result["verdict"]), (0, &Value::from("sah")), "{result}");
        let (code, unknown) = world.verify(&file, &[]);
        assert_eq!((code, &unknown["verdict"]), (2, &Value::from("tidak_dapat_diperiksa")));
        assert_eq!(details(&unknown), ["intact"], "integrity does not need trust");
    }
}

#[test]
fn flipped_byte_is_found_by_all_three() {
    let world = World::new();
    let pki = Pki::new();
    let ours = world.at("milik-kami.pdf");
    world.sign(&world.sample(), &ours, &["--key", "9a"]).ends(0);
    let foreign = world.foreign("milik-luar.pdf", &pki.signer("Pengirim", Key::Rsa(2048)));
    let (ca, trust) = (world.practice_ca(), trust_folder(&pki));
    let letter = std::fs::read(support::sample()).unwrap();
    for (file, trusted) in [(&ours, &ca), (&foreign, &pki.root().certificate)] {
        let bytes = std::fs::read(file).unwrap();
        let [(_, first_end), (second, second_end)] = byte_range(&bytes);
        assert_eq!(second_end, bytes.len());
        let spots = [0, first_end - 1, second, second_end - 1, first_end / 2, (second + second_end) / 2];
        let fine = |from: usize, to: usize| (1..40).map(move |step| from + (to - from) * step / 40);
        for spot in fine(0, first_end).chain(fine(second, second_end)).chain(spots) {
            let mut changed = bytes.clone();
            changed[spot] ^= 0x01;
            let copy = world.put("diubah.pdf", &changed);
            let (code, result) = world.verify(&copy, &["--trust", text(&trust)]);
            let whole = |signature: &Value| signature["integrity"] == "sah";
            assert!(!result["signatures"].as_array().unwrap().iter().any(whole), "byte {spot}: {result}");
            // A byte of the letter makes it invalid or unreadable. One of the signature's own structure may also leave
            // a signature that nobody can check, but never a file that counts as unsigned.
            let found: &[i32] = if spot < letter.len() { &[1, 4] } else { &[1, 2, 4] };
            assert!(found.contains(&code), "{} byte {spot}: {code} {result}", file.display());
            if !spots.contains(&spot) {
                continue;
            }
            let poppler = pdfsig_or_nothing(&copy);
            assert!(!poppler, "pdfsig, {} byte {spot}", file.display());
            let hanko = pyhanko_or_nothing(&copy, trusted);
            assert!(!hanko, "pyHanko, {} byte {spot}", file.display());
        }
        std::fs::write(world.at("diubah.pdf"), &bytes).unwrap();
        assert!(
            pdfsig_or_nothing(&world.at("diubah.pdf"))
                && pyhanko_or_nothing(&world.at("diubah.pdf"), trusted)
        );
    }
}

/// Whether pdfsig finds a valid signature; a file it cannot open has none.
fn pdfsig_or_nothing(file: &Path) -> bool {
    let said = run(Command::new("pdfsig").arg("-nocert").arg(file), PATIENCE);
    said.stdout.contains("Signature is Valid.")
}

/// Whether pyHanko calls a signature valid; a file it cannot open has none.
fn pyhanko_or_nothing(file: &Path, trusted: &Path) -> bool {
    let script = testkit::repository().join("tests/judges/validate.py");
    let said = run(Command::new(judge("python")).arg(script).arg(file).arg(trusted), PATIENCE);
    let rows: Vec<Value> = serde_json::from_str(&said.stdout).unwrap_or_default();
    rows.iter().any(|row| row["bottom_line"] == true)
}

#[test]
fn second_signature_leaves_the_first_valid_for_all_three() {
    let world = World::new();
    let pki = Pki::new();
    let (ca, trust) = (world.practice_ca(), trust_folder(&pki));
    let signer = pki.signer("Pengirim", Key::P256);

    let (one, two) = (world.at("satu.pdf"), world.at("dua.pdf"));
    world.sign(&world.sample(), &one, &["--key", "9c"]).ends(0);
    world.sign(&one, &two, &["--key", "9a"]).ends(0);
    both_hold(&world, &two, &[&ca], &trust);

    let ours_after = world.at("kami-sesudah.pdf");
    world.sign(&world.foreign("luar.pdf", &signer), &ours_after, &[]).ends(0);
    let result = both_hold(&world, &ours_after, &[&ca, &pki.root().certificate], &trust);
    assert_eq!(result["signatures"][0]["verdict"], "sah", "{result}");

    let ours_before = world.at("kami-sebelum.pdf");
    pyhanko_sign(&one, &ours_before, &signer, "Kedua");
    let result = both_hold(&world, &ours_before, &[&ca, &pki.root().certificate], &trust);
    assert_eq!(result["signatures"][1]["verdict"], "sah", "{result}");
}

#[track_caller]
fn both_hold(world: &World, file: &Path, trusted: &[&Path], trust: &Path) -> Value {
    pdfsig_agrees(file, 2);
    pyhanko_agrees(file, trusted, 2);
    let (code, result) = world.verify(file, &["--trust", text(trust)]);
    assert_eq!(code, 2, "a practice signature is among them: {result}");
    assert_eq!(details(&result), ["changed_allowed", "intact"], "{result}");
    for signature in result["signatures"].as_array().unwrap() {
        assert_eq!(signature["integrity"], "sah", "{result}");
    }
    assert_eq!(result["signatures"][0]["covers_whole_file"], false);
    assert_eq!(result["signatures"][1]["covers_whole_file"], true);
    result
}

#[test]
fn look_alike_issuer_is_not_trusted() {
    let world = World::empty();
    let (real, look_alike) = (Pki::new(), Pki::new());
    let file = world.foreign("palsu.pdf", &look_alike.signer("Pengirim", Key::P256));
    let (code, result) = world.verify(&file, &["--trust", text(&trust_folder(&real))]);
    let signature = &result["signatures"][0];
    assert_eq!(code, 2, "{result}");
    assert_ne!(result["verdict"], "sah");
    assert_eq!(details(&result), ["intact"]);
    assert_eq!(signature["authenticity"], "tidak_dapat_diperiksa", "{result}");
    assert_eq!(signature["issuer"], "Akar Penguji (UJI)", "the name is the same and proves nothing");
    assert_eq!(signature["certificate"]["trusted"], false);
    assert!(!pyhanko(&file, &[&real.root().certificate])[0].trusted);
    assert!(pyhanko(&file, &[&look_alike.root().certificate])[0].trusted);
    // with its own root it is: the file itself is sound
    assert_eq!(world.verify(&file, &["--trust", text(&trust_folder(&look_alike))]).0, 0);
}

#[test]
fn prepared_field_is_filled_and_signed_once() {
    let world = World::new();
    let ca = world.practice_ca();
    let prepared = world.at("disiapkan.pdf");
    let mut command = Command::new(judge("pyhanko"));
    command.args([
        "sign",
        "addfields",
        "--field",
        "1/300,60,540,150/Kepala",
        text(&support::sample()),
        text(&prepared),
    ]);
    run(&mut command, PATIENCE).succeeded();
    assert_eq!(world.verify(&prepared, &[]).0, 3, "an empty field is no signature");
    let out = world.at("hasil.pdf");
    let field = ["--field", "Kepala", "--json"];
    let signed = world.sign(&prepared, &out, &field).ends(0).json();
    assert_eq!(signed["verification"]["signatures"][0]["field"], "Kepala");
    pdfsig_agrees(&out, 1);
    assert_eq!(pyhanko_agrees(&out, &[&ca], 1)[0].field, "Kepala");
    assert_eq!(world.sign(&out, &world.at("lagi.pdf"), &field).ends(7).problem(), "field-signed");
    assert!(!world.at("lagi.pdf").exists());
}

/// Certifies the sample letter with pyHanko; `level` is the number in `/P` (ISO 32000-2 table 257).
fn certified(world: &World, signer: &Signer, level: u8) -> PathBuf {
    const SCRIPT: &str = "import sys
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
source, target, key, certificate, level = sys.argv[1:]
signer = signers.SimpleSigner.load(key, certificate)
how = signers.PdfSignatureMetadata(field_name='Pertama', certify=True, docmdp_permissions=MDPPerm(int(level)),
    subfilter=SigSeedSubFilter.PADES)
with open(source, 'rb') as r, open(target, 'wb') as w:
    signers.sign_pdf(IncrementalPdfFileWriter(r), how, signer=signer, output=w)
";
    let path = world.at(&format!("disertifikasi-{level}.pdf"));
    let mut command = Command::new(judge("python"));
    command.args(["-c", SCRIPT, text(&support::sample()), text(&path)]);
    command.arg(&signer.key).arg(&signer.certificate).arg(level.to_string());
    run(&mut command, PATIENCE).succeeded();
    path
}

#[test]
fn certified_letter_is_signed_only_as_its_author_permits() {
    let world = World::new();
    let pki = Pki::new();
    let signer = pki.signer("Pengirim", Key::P256);
    let (ca, trust) = (world.practice_ca(), trust_folder(&pki));
    let out = world.at("hasil.pdf");
    let closed = certified(&world, &signer, 1);
    assert_eq!(world.verify(&closed, &["--trust", text(&trust)]).0, 0);
    for words in [&["--json"][..], &["--json", "--invisible"]] {
        let said = world.sign(&closed, &out, words).ends(7);
        assert_eq!(said.problem(), "document-changes-forbidden", "{words:?}");
    }
    let open = certified(&world, &signer, 2);
    assert_eq!(world.sign(&open, &out, &["--json"]).ends(7).problem(), "document-block-forbidden");
    assert!(!out.exists());
    assert_eq!(world.tries(), 3);
    world.sign(&open, &out, &["--invisible"]).ends(0);
    both_hold(&world, &out, &[&ca, &pki.root().certificate], &trust);
}
