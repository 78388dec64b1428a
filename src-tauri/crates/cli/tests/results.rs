//! What can be kept of a verification: report, evidence bundle, earlier version, table of many files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::process::Command;

use support::{World, text, trust_folder};
use testkit::command::{PATIENCE, run};
use testkit::openssl::{Key, Pki};

/// A letter signed by a person of the PKI, and after that by the practice token.
fn twice_signed(world: &World, pki: &Pki) -> std::path::PathBuf {
    let signer = pki.signer("Kepala Dinas", Key::P256);
    let once = world.foreign("satu.pdf", &signer);
    let twice = world.at("dua.pdf");
    world.sign(&once, &twice, &["--invisible"]).ends(0);
    twice
}

fn text_of(file: &std::path::Path) -> String {
    let output = run(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file).arg("-"), PATIENCE);
    output.succeeded().stdout.replace('\n', " ")
}

#[test]
fn report_says_the_result_in_one_or_both_languages_and_replaces_nothing() {
    let (world, pki) = (World::empty(), Pki::new());
    let letter = world.foreign("surat.pdf", &pki.signer("Kepala Dinas", Key::P256));
    let trust = trust_folder(&pki);
    let report = world.at("laporan.pdf");
    let words = ["verify", text(&letter), "--trust", text(&trust), "--report", text(&report)];
    world.run(&words).ends(0);
    run(Command::new("qpdf").arg("--check").arg(&report), PATIENCE).succeeded();
    let said = text_of(&report);
    let hash = run(Command::new("sha256sum").arg(&letter), PATIENCE).succeeded().stdout;
    let hash = hash.split_whitespace().next().unwrap();
    for word in
        ["Laporan hasil verifikasi", "Sah", "Kepala Dinas (UJI)", "Keautentikan", "TOTAL-PASSED", "surat.pdf"]
    {
        assert!(said.contains(word), "{word} in {said}");
    }
    assert!(said.replace(' ', "").contains(hash), "the file's hash");
    assert!(!said.contains("Report on electronic"), "one language");

    let before = std::fs::read(&report).unwrap();
    world.run(&words).ends(8);
    assert_eq!(std::fs::read(&report).unwrap(), before, "a report that is there stays");

    let both = world.at("both.pdf");
    let words = ["verify", text(&letter), "--trust", text(&trust), "--report", text(&both), "--bilingual"];
    world.run(&words).ends(0);
    let said = text_of(&both);
    assert!(said.contains("Laporan hasil verifikasi") && said.contains("Report on electronic"), "{said}");
}

#[test]
fn bundle_gives_the_same_verdict_to_another_copy_with_and_without_the_document() {
    let (world, pki) = (World::empty(), Pki::new());
    let letter = world.foreign("surat rahasia.pdf", &pki.signer("Kepala Dinas", Key::P256));
    let trust = trust_folder(&pki);
    let bundle = world.at("bukti.json");
    world.run(&["verify", text(&letter), "--trust", text(&trust), "--bundle", text(&bundle)]).ends(0);
    let content = std::fs::read_to_string(&bundle).unwrap();
    assert!(!content.contains("rahasia"), "no name of the file");
    assert!(content.contains("Laporan hasil verifikasi"), "the result in words");

    let other = World::empty();
    let judged = |words: &[&str], code: i32| {
        let mut all = vec!["verify", "--json", "--evidence", text(&bundle)];
        all.extend(words);
        other.run(&all).ends(code).json()
    };
    let alone = judged(&["--trust", text(&trust)], 0);
    assert_eq!((&alone["recorded"], &alone["verification"]["verdict"]), (&"sah".into(), &"sah".into()));
    assert_eq!((&alone["document"], &alone["same_trust"]), (&"absent".into(), &true.into()));
    let with = judged(&["--trust", text(&trust), text(&letter)], 0);
    assert_eq!((&with["document"], &with["verification"]["verdict"]), (&"same".into(), &"sah".into()));

    let untrusted = judged(&[], 2);
    assert_eq!(
        untrusted["verification"]["verdict"], "tidak_dapat_diperiksa",
        "the bundle brings no trust of its own"
    );
    assert_eq!(untrusted["same_trust"], false);
    let sample = other.sample();
    assert_eq!(judged(&["--trust", text(&trust), text(&sample)], 2)["document"], "different");

    // Another digest: the signature speaks of another document.
    let json: serde_json::Value = serde_json::from_str(&content).unwrap();
    let digest = json["signatures"][0]["digests"]["SHA-256"].as_str().unwrap();
    std::fs::write(&bundle, content.replace(digest, &"0".repeat(64))).unwrap();
    assert_eq!(judged(&["--trust", text(&trust)], 1)["verification"]["verdict"], "tidak_sah");
    std::fs::write(&bundle, "{}").unwrap();
    assert_eq!(
        other.run(&["verify", "--json", "--evidence", text(&bundle)]).ends(4).problem(),
        "evidence-unreadable"
    );
}

#[test]
fn signed_version_is_extracted_byte_by_byte() {
    let (world, pki) = (World::new(), Pki::new());
    let twice = twice_signed(&world, &pki);
    let (_, json) = world.verify(&twice, &[]);
    let versions = json["versions"].as_array().unwrap();
    let first = versions.iter().find(|version| version["signed_by"] == "Pengirim").unwrap();
    let number = first["version"].to_string();
    let out = world.at("versi.pdf");
    world.run(&["verify", text(&twice), "--extract", &number, "-o", text(&out)]);
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(world.at("satu.pdf")).unwrap());
    let missing = world.run(&["verify", text(&twice), "--extract", "99", "-o", text(&world.at("x.pdf"))]);
    assert_ne!(missing.code, 0, "there is no such version");
    assert!(!world.at("x.pdf").exists());
}

#[test]
fn folder_gives_one_line_for_each_file_and_the_worst_code() {
    let (world, pki) = (World::empty(), Pki::new());
    let signer = pki.signer("Kepala, Dinas", Key::P256);
    let letter = world.foreign("surat.pdf", &signer);
    let bytes = std::fs::read(&letter).unwrap();
    let folder = world.at("masuk");
    std::fs::create_dir_all(folder.join("2026/bulan")).unwrap();
    for number in 0..40 {
        std::fs::write(folder.join(format!("2026/{number:02}.pdf")), &bytes).unwrap();
    }
    std::fs::copy(support::sample(), folder.join("2026/bulan/belum.PDF")).unwrap();
    std::fs::write(folder.join("rusak.pdf"), "bukan").unwrap();
    std::fs::write(folder.join("catatan.txt"), "bukan").unwrap();
    let table = world.at("tabel.csv");
    let trust = trust_folder(&pki);
    let said = world.run(&["verify", text(&folder), "--trust", text(&trust), "--csv", text(&table)]).ends(4);
    assert!(said.stdout.contains("40") && said.stdout.contains("Sah"), "{said:?}");
    let content = std::fs::read_to_string(&table).unwrap();
    let lines: Vec<&str> = content.lines().collect();
    assert_eq!(lines.len(), 1 + 42, "a head, and every PDF: {content}");
    assert!(lines[0].starts_with("file,sha256,verdict,"));
    assert!(lines[1].contains("00.pdf") && lines[40].contains("39.pdf"), "in order: {content}");
    assert!(lines[1].contains(",sah,1,\"Kepala, Dinas (UJI)\","), "{}", lines[1]);
    assert!(lines.iter().any(|line| line.contains("belum.PDF") && line.contains(",tanpa_tanda_tangan,")));
    assert!(
        lines.iter().any(|line| line.contains("rusak.pdf") && line.ends_with(",document-not-pdf")),
        "{content}"
    );
}
