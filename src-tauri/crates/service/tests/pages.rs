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
