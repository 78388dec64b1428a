//! The paper, judged by programs of others: qpdf, pdftotext and mutool.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use std::process::Command;

use chrono::DateTime;
use journal::render::{Block, Paper, Tone, Value, pdf};
use testkit::command::{PATIENCE, run};

fn paper(facts: usize) -> Paper {
    let mut blocks = vec![
        Block::State {
            word: "Sah".into(),
            tone: Tone::Good,
            sentence: "Isi sama persis dengan yang ditandatangani.".into(),
        },
        Block::Heading("Penanda tangan".into()),
        Block::Text("Nama pada sertifikat: Ni Luh Putu Éka, S.H., M.Si.".into()),
    ];
    let row = |n: usize| (format!("Baris {n}"), format!("nilai {n} {}", "panjang sekali ".repeat(12)));
    blocks.push(Block::Facts((1..=facts).map(row).collect()));
    blocks.push(Block::NewPage);
    for tone in [Tone::Attention, Tone::Bad, Tone::Unknown] {
        blocks.push(Block::State { word: format!("{tone:?}"), tone, sentence: "x".into() });
    }
    blocks.push(Block::SubHeading("Rincian".into()));
    blocks.push(Block::Note("akhir".into()));
    Paper {
        lead: String::new(),
        title: "Laporan verifikasi".into(),
        language: "id".into(),
        program: "absah 0".into(),
        created: DateTime::parse_from_rfc3339("2026-11-23T09:12:44+08:00").unwrap(),
        footer: "absah".into(),
        blocks,
    }
}

#[test]
fn paper_is_sound_tagged_and_reads_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper(60)).unwrap()).unwrap();
    run(Command::new("qpdf").arg("--check").arg(&file), PATIENCE).succeeded();

    let output = run(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-"), PATIENCE);
    let output = output.succeeded();
    let text = String::from_utf8_lossy(&output.bytes).replace('\n', " ");
    let mut at = 0;
    for word in [
        "Laporan verifikasi",
        "Sah",
        "Éka, S.H.",
        "Baris 1",
        "nilai 1 panjang",
        "Baris 60",
        "Rincian",
        "akhir",
    ] {
        at += text[at..].find(word).unwrap_or_else(|| panic!("{word} in {text}"));
    }

    let info = run(Command::new("pdfinfo").arg(&file), PATIENCE);
    let info = info.succeeded();
    let info = String::from_utf8_lossy(&info.bytes).into_owned();
    assert!(
        info.contains("Tagged:") && info.lines().any(|l| l.starts_with("Tagged:") && l.contains("yes")),
        "{info}"
    );
    assert!(info.contains("A4") && info.contains("Laporan verifikasi"), "{info}");
    let pages: u32 = info.lines().find_map(|l| l.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages >= 4, "{pages}");

    let structure = run(Command::new("pdfinfo").arg("-struct").arg(&file), PATIENCE);
    let structure = structure.succeeded();
    let structure = String::from_utf8_lossy(&structure.bytes).into_owned();
    for tag in ["H1", "H2", "H3", "Table", "TR", "TH", "TD"] {
        assert!(structure.contains(tag), "{tag} in {structure}");
    }
    let fonts = run(Command::new("pdffonts").arg(&file), PATIENCE);
    let fonts = fonts.succeeded();
    let fonts = String::from_utf8_lossy(&fonts.bytes).into_owned();
    assert!(
        fonts.lines().skip(2).all(|line| line.contains("yes yes yes")),
        "embedded, subset, with Unicode: {fonts}"
    );
}

#[test]
fn nothing_is_drawn_outside_the_page_however_long_a_word_is() {
    let mut paper = paper(1);
    paper.blocks = vec![Block::Facts(vec![("Sidik jari".into(), "0123456789abcdef".repeat(20))])];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
    let output = run(Command::new("pdftotext").args(["-bbox"]).arg(&file).arg("-"), PATIENCE);
    let output = output.succeeded();
    let text = String::from_utf8_lossy(&output.bytes).into_owned();
    let right: Vec<f64> =
        text.split("xMax=\"").skip(1).map(|part| part.split('"').next().unwrap().parse().unwrap()).collect();
    assert!(right.len() > 3);
    assert!(right.iter().all(|x| *x < 595.28 - 40.0), "{right:?}");
}

#[test]
fn heading_goes_to_the_next_page_with_its_table() {
    let row = |_| vec![Value::Text("baris".into()), Value::Number(1)];
    let table = |rows: usize| Block::Table {
        columns: vec!["Unit".into(), "Dokumen yang ditandatangani".into()],
        rows: (0..rows).map(row).collect(),
        total: true,
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    // Wherever the first table ends on its page.
    for rows in 20..50 {
        let mut paper = paper(1);
        paper.blocks = vec![table(rows), Block::Heading("Judul".into()), table(3)];
        std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
        let text = run(Command::new("pdftotext").arg("-layout").arg(&file).arg("-"), PATIENCE).succeeded();
        let page = text.stdout.split('\u{c}').find(|page| page.contains("Judul")).unwrap().to_owned();
        let below = page.split("Judul").nth(1).unwrap();
        assert!(below.contains("Unit") && below.contains("baris"), "{rows} rows before: {page}");
    }
}

/// Left and right edge of each of these words, by an outside reader.
fn edges(file: &std::path::Path, word: &str) -> Vec<(f64, f64)> {
    let said = run(Command::new("pdftotext").arg("-bbox").arg(file).arg("-"), PATIENCE).succeeded().stdout;
    let side = |line: &str, name: &str| {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()
    };
    let lines = said.lines().filter(|line| line.ends_with(&format!(">{word}</word>")));
    lines.map(|line| (side(line, "xMin"), side(line, "xMax"))).collect()
}

#[test]
fn column_with_a_sum_alone_stands_to_the_right_with_its_header_and_its_dash() {
    let mut paper = paper(1);
    let text = |word: &str| Value::Text(word.into());
    paper.blocks = vec![Block::Table {
        columns: vec!["Unit".into(), "Jumlah".into()],
        rows: vec![vec![text("kosong"), text("nihil")], vec![text("semua"), Value::Number(12_345)]],
        total: true,
    }];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
    let right = |word: &str| edges(&file, word)[0].1;
    assert!((right("Jumlah") - right("nihil")).abs() < 1.0);
    assert!(right("nihil") > 500.0, "at the right edge of the page: {}", right("nihil"));
}

#[test]
fn lines_to_sign_on_leave_room_and_words_to_tick_stand_beside_their_boxes() {
    let mut paper = paper(1);
    let who = vec!["Pemohon".to_owned(), "Atasan".to_owned()];
    paper.blocks = vec![
        Block::Ticks(vec!["centang".into(), "lembar ".repeat(60)]),
        Block::ByHand { day: "Tanggal".into(), who },
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
    let lefts: Vec<f64> = edges(&file, "lembar").iter().map(|edge| edge.0).collect();
    assert!(lefts.iter().all(|left| *left >= edges(&file, "centang")[0].0 - 0.1), "{lefts:?}");
    assert_eq!(edges(&file, "Tanggal").len(), 2);
    let text = run(Command::new("pdftotext").arg("-bbox").arg(&file).arg("-"), PATIENCE).succeeded().stdout;
    let top = |word: &str| {
        let line = text.lines().find(|line| line.ends_with(&format!(">{word}</word>"))).unwrap();
        line.split("yMin=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap()
    };
    assert!(top("Atasan") - top("Pemohon") > 50.0, "room for a signature");
    run(Command::new("qpdf").arg("--check").arg(&file), PATIENCE).succeeded();
}

#[test]
fn table_repeats_its_headers_on_each_page_and_diagram_says_its_figures_in_words() {
    let mut paper = paper(1);
    let columns = ["Bulan", "Dokumen ditandatangani", "Dengan stempel waktu", "Dengan keterangan BSrE"];
    let row = |n: u64| [vec![Value::Text(format!("Baris {n}"))], vec![Value::Number(n); 3]].concat();
    paper.blocks = vec![
        Block::Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: (1..=80).map(row).collect(),
            total: true,
        },
        Block::Bars {
            heading: "Ditandatangani per bulan".into(),
            bars: vec![("Januari 2026".into(), 3), ("Februari 2026".into(), 12)],
        },
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
    run(Command::new("qpdf").arg("--check").arg(&file), PATIENCE).succeeded();
    let text = run(Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-"), PATIENCE).succeeded();
    let text = String::from_utf8_lossy(&text.bytes).into_owned();
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| page.contains("Baris")).collect();
    assert!(pages.len() >= 2, "{text}");
    assert!(pages.iter().all(|page| page.contains("Dokumen") && page.contains("Bulan")), "{text}");
    assert!((1..=80).all(|n| text.contains(&format!("Baris {n} "))), "no row is lost");
    let structure = run(Command::new("pdfinfo").arg("-struct").arg(&file), PATIENCE).succeeded();
    let structure = String::from_utf8_lossy(&structure.bytes).into_owned();
    assert!(structure.contains("Figure") && structure.contains("/Column"), "{structure}");
    let json = run(Command::new("qpdf").args(["--json", "--json-key=qpdf"]).arg(&file), PATIENCE);
    let json = String::from_utf8_lossy(&json.succeeded().bytes).into_owned();
    let alternative = "Ditandatangani per bulan. Januari 2026: 3; Februari 2026: 12";
    assert!(json.contains(alternative), "the diagram in words");
}

#[test]
fn long_name_beside_a_bar_is_written_whole_and_above_the_next() {
    let mut paper = paper(1);
    let long = "Bidang Persandian dan Keamanan Informasi pada Dinas Komunikasi, Informatika dan Statistik";
    let bars = (1..=30).map(|n| (format!("{long} nomor {n}"), n)).collect();
    paper.blocks = vec![Block::Bars { heading: "Per unit kerja".into(), bars }];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("laporan.pdf");
    std::fs::write(&file, pdf(&paper).unwrap()).unwrap();
    let text = run(Command::new("pdftotext").args(["-raw"]).arg(&file).arg("-"), PATIENCE).succeeded();
    let text = String::from_utf8_lossy(&text.bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    for n in 1..=30 {
        assert!(text.contains(&format!("Statistik nomor {n} ")), "{n}: {text}");
    }
    assert_eq!(text.matches("Keamanan Informasi").count(), 30, "no name is cut: {text}");
}
