//! The shipped sheets hold what the agreement asks, answers survive a new template, and papers keep secrets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use journal::render::pdf;
use journal::sheet::{Answer, Answers, Facts, Faulty, Filled, Sheet, State, fill, paper, rows};
use std::collections::BTreeMap;
use std::process::Command;
use support::{at, scratch, wita};
use testkit::command::{PATIENCE, run};
use testkit::shared::shared;

fn sheet(name: &str) -> Sheet {
    let (_, bytes) = Sheet::SHIPPED.into_iter().find(|(shipped, _)| *shipped == name).unwrap();
    Sheet::parse(bytes).unwrap()
}

fn answered(name: &str, item: &str, answer: Answer) -> BTreeMap<String, Answers> {
    [(name.to_owned(), [(item.to_owned(), answer)].into())].into()
}

fn text(sheet: &Sheet, filled: &[(String, Vec<Filled>)]) -> String {
    let folder = scratch();
    let file = folder.path().join("lembar.pdf");
    let made = at("2026-11-23T00:00:00Z").with_timezone(&wita());
    std::fs::write(&file, pdf(&paper(sheet, filled, "absah 0", made)).unwrap()).unwrap();
    run(Command::new("qpdf").arg("--check").arg(&file), PATIENCE).succeeded();
    let output = run(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-"), PATIENCE);
    String::from_utf8_lossy(&output.succeeded().bytes).replace('\n', " ")
}

#[test]
fn every_shipped_sheet_is_usable_and_those_of_our_own_making_say_so() {
    for (name, bytes) in Sheet::SHIPPED {
        let sheet = Sheet::parse(bytes).unwrap();
        assert_eq!(sheet.name, name);
        assert_eq!(sheet.mark().is_none(), ["profil", "glosarium"].contains(&name), "{name}");
    }
    assert_eq!(sheet("tinjauan").mark(), Some("bukan instrumen resmi BSrE"));
    assert_eq!(sheet("kebijakan").mark(), Some("contoh, bukan kebijakan Pemprov Bali"));
}

#[test]
fn self_check_has_every_letter_shows_figures_and_names_what_is_open() {
    let tinjauan = sheet("tinjauan");
    let letters: Vec<&str> = tinjauan.items().map(|item| item.id.as_str()).collect();
    assert_eq!(letters, ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    let given =
        Answer { state: Some(State::Done), text: "SK 12".into(), note: "NIK 5171010101900001".into() };
    let facts = Facts::from([("signed".to_owned(), "Ditandatangani: 17".to_owned())]);
    let text = text(&tinjauan, &fill(&tinjauan, &answered("tinjauan", "d", given), &facts));
    for word in ["bukan instrumen resmi BSrE", "Sudah SK 12", "Ditandatangani: 17", "Rahasia – Pasal 9 PKS"]
    {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(text.contains("belum dijawab: a, b, c, e, f, h, i, j"), "{text}");
    assert!(!text.contains("5171010101900001") && text.contains("************0001"), "{text}");
}

#[test]
fn yearly_evaluation_has_every_duty_of_both_parties_and_quotes_the_self_check() {
    let evaluasi = sheet("evaluasi");
    let given = Answer { state: Some(State::Partly), text: "Rapat Maret".into(), ..Answer::default() };
    let filled = fill(&evaluasi, &answered("tinjauan", "h", given), &Facts::new());
    let parts = rows(&evaluasi, &filled);
    assert_eq!((parts[0].1.len(), parts[1].1.len()), (10, 6), "4(1)a-j and 4(2)a-f");
    assert_eq!(parts[0].1[7].1, "Sebagian\nRapat Maret");
    let empty = parts[0].1.iter().chain(&parts[1].1).filter(|(_, value)| value == "tidak ada data").count();
    assert_eq!(empty, 15, "all others say that there is nothing");
}

#[test]
fn profile_shows_parties_days_and_addresses_letter_by_letter_without_a_name() {
    let profil = sheet("profil");
    let parts = rows(&profil, &fill(&profil, &BTreeMap::new(), &Facts::new()));
    let all: String =
        parts.iter().flat_map(|(_, rows)| rows).map(|(_, value)| format!("{value}\n")).collect();
    for word in ["Pemerintah Provinsi Bali", "Balai Sertifikasi Elektronik", "2024-02-16", "2028-02-16"] {
        assert!(all.contains(word), "{word} in {all}");
    }
    let Some(folder) = shared("profile_shows_parties_days_and_addresses") else { return };
    let agreement = std::fs::read_to_string(folder.join("agreement.txt")).unwrap();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let agreement = plain(&agreement);
    for item in profil.items().filter(|item| item.id.starts_with("alamat-")) {
        for line in item.default.as_deref().unwrap_or_default().lines() {
            assert!(agreement.contains(&plain(line)), "{line}");
        }
    }
    for name in ["Gede", "Pramana", "Jonathan", "Tarigan"] {
        assert!(!all.contains(name), "{name}: office-holders change");
    }
}

#[test]
fn glossary_has_the_six_terms_of_the_agreement() {
    let glosarium = sheet("glosarium");
    let terms: Vec<&str> = glosarium.items().map(|item| item.id.as_str()).collect();
    assert_eq!(terms.len(), 6);
    let six = [
        "BSrE",
        "Sertifikat Elektronik",
        "Sistem Elektronik",
        "Certification Practice Statement",
        "Tinjauan Implementasi",
        "Perangkat Lunak",
    ];
    for word in six {
        assert!(terms.iter().any(|term| term.contains(word)), "{word}");
    }
    assert!(glosarium.items().all(|item| item.english.is_some() && item.text.matches(". ").count() == 0));
}

#[test]
fn new_template_keeps_the_answers_whose_items_it_kept_and_a_source_takes_the_mark_away() {
    let (_, bytes) = Sheet::SHIPPED.into_iter().find(|(name, _)| *name == "tinjauan").unwrap();
    let mut value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
    value["source"] = "Surat BSrE 1/2027".into();
    let items = value["parts"][0]["items"].as_array_mut().unwrap();
    items.retain(|item| item["id"] == "d");
    items.push(serde_json::json!({"id": "x", "text": "Alat ukur baru", "kind": "state"}));
    let other = Sheet::parse(&serde_json::to_vec(&value).unwrap()).unwrap();
    let given = Answer { state: Some(State::Done), ..Answer::default() };
    let filled = fill(&other, &answered("tinjauan", "d", given), &Facts::new());
    assert_eq!((filled[0].1.len(), filled[0].1[0].answer.state), (2, Some(State::Done)));
    assert_eq!(other.mark(), None);

    value["source"] = serde_json::Value::Null;
    value["mark"] = " ".into();
    assert!(matches!(Sheet::parse(&serde_json::to_vec(&value).unwrap()), Err(Faulty::Unmarked)));
    value["mark"] = "contoh".into();
    value["parts"][0]["items"][1]["id"] = "d".into();
    assert!(matches!(Sheet::parse(&serde_json::to_vec(&value).unwrap()), Err(Faulty::Item(id)) if id == "d"));
}
