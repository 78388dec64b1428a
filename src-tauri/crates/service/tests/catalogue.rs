//! The message catalogue is whole: every code that can cross the boundary has its sentences in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use service::schema::{Locale, Problem};
use service::texts::Texts;

/// Every code of [`Problem`], read from the generated TypeScript: the list that the window is compiled against.
fn codes() -> Vec<String> {
    let generated = include_str!("../../../../ui/src/ipc/gen.ts");
    let start = generated.find("export type Problem =").expect("the generated file declares Problem");
    let rest = &generated[start..];
    let declaration = &rest[..rest.find("export type SecretKind").expect("SecretKind follows Problem")];
    let codes: Vec<String> = declaration
        .split("\"code\": \"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap_or_default().to_owned())
        .collect();
    assert!(codes.len() > 40, "the codes were not found: {}", codes.len());
    codes
}

#[test]
fn every_problem_says_what_happened_and_what_to_do_in_both_languages() {
    for locale in [Locale::Id, Locale::En] {
        let texts = Texts::new(locale);
        for code in codes() {
            assert!(texts.has(&format!("err-{code}")), "{locale:?} lacks err-{code}");
            assert!(texts.has(&format!("rec-{code}")), "{locale:?} lacks rec-{code}");
        }
    }
}

#[test]
fn every_reason_and_change_has_its_sentence_in_both_languages() {
    for locale in [Locale::Id, Locale::En] {
        let texts = Texts::new(locale);
        for reason in pades::validate::Reason::ALL {
            let id = format!("reason-{}", reason.as_str());
            assert!(texts.has(&id), "{locale:?} lacks {id}");
        }
        for code in pades::diff::ChangeKind::CODES {
            assert!(texts.has(&format!("change-{code}")), "{locale:?} lacks change-{code}");
        }
        for attack in pades::diff::Attack::ALL {
            let id = format!("attack-{}", attack.as_str());
            assert!(texts.has(&id), "{locale:?} lacks {id}");
        }
        for verdict in ["sah", "perlu_perhatian", "tidak_sah", "tidak_dapat_diperiksa", "tanpa_tanda_tangan"]
        {
            assert!(texts.has(&format!("verdict-{verdict}")) && texts.has(&format!("todo-{verdict}")));
        }
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    for file in ["problems", "cli", "block", "report", "window"] {
        let ids = |language: &str| {
            let path = format!("{}/i18n/{language}/{file}.ftl", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path} is there"));
            let mut ids: Vec<String> = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| line.split_once(" =").map(|(id, _)| id.to_owned()))
                .collect();
            ids.sort();
            ids
        };
        assert_eq!(ids("id"), ids("en"), "{file}.ftl");
    }
}

#[test]
fn facts_stand_in_the_sentences() {
    let texts = Texts::new(Locale::Id);
    assert_eq!(texts.what_happened(&Problem::PinWrong { tries: Some(2) }), "PIN salah. Sisa percobaan: 2.");
    assert!(texts.what_happened(&Problem::PinWrong { tries: Some(1) }).contains("satu percobaan"));
    assert_eq!(texts.what_happened(&Problem::PinWrong { tries: None }), "PIN salah.");
    let exists = Problem::OutputExists { name: "surat_ttd.pdf".to_owned() };
    assert!(texts.what_happened(&exists).contains("surat_ttd.pdf"));
}

#[test]
fn indonesian_keeps_to_the_agreed_words() {
    for file in ["problems", "cli", "block", "window"] {
        let path = format!("{}/i18n/id/{file}.ftl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        for word in
            ["kadaluarsa", "kadaluwarsa", "sertifikat digital", "terpercaya", "tandatangan elektronik"]
        {
            assert!(!text.contains(word), "{file}.ftl says {word}");
        }
    }
}
