//! The message catalogue is whole: every code that can cross the boundary has its sentences in both languages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use service::schema::{Locale, Problem};
use service::texts::Texts;
use std::collections::BTreeSet;

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
fn every_problem_has_a_number_and_every_number_a_problem() {
    let known: BTreeSet<String> = codes().into_iter().collect();
    let numbered: BTreeSet<String> = service::codes::all().map(|(_, name)| name.to_owned()).collect();
    let without: Vec<_> = known.difference(&numbered).collect();
    assert!(without.is_empty(), "give these the next free number in src/codes.rs: {without:?}");
    let gone: Vec<_> = numbered.difference(&known).collect();
    assert!(gone.is_empty(), "numbers are not taken away: {gone:?}");
}

#[test]
fn every_code_is_explained_in_both_languages_without_a_case_at_hand() {
    for locale in [Locale::Id, Locale::En] {
        let texts = Texts::new(locale);
        for (number, name) in service::codes::all() {
            let said = texts.explain(name).unwrap();
            assert_eq!(said.number, number);
            let systems = said.systems.iter().map(|(_, remedy)| remedy);
            for sentence in systems.chain([&said.title, &said.cause, &said.remedy]) {
                assert!(!sentence.contains(name) && !sentence.contains('{'), "{locale:?} {name}: {sentence}");
                assert!(sentence.chars().count() > 5, "{locale:?} {name}: {sentence}");
            }
        }
        assert_eq!(texts.explain("no-such-code"), None);
        let service = texts.explain("token-service-down").unwrap();
        assert_eq!(service.systems.len(), 3, "the remedy differs by system");
        assert_eq!(texts.explain("pin-blocked").unwrap().systems, []);
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
        for check in pades::validate::check_names() {
            assert!(texts.has(&format!("exam-{check}")), "{locale:?} lacks exam-{check}");
        }
        for verdict in ["sah", "perlu_perhatian", "tidak_sah", "tidak_dapat_diperiksa", "tanpa_tanda_tangan"]
        {
            assert!(texts.has(&format!("verdict-{verdict}")) && texts.has(&format!("todo-{verdict}")));
        }
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    for file in [
        "problems", "codes", "doctor", "cli", "block", "report", "window", "help", "many", "records",
        "enroll", "setup", "rules",
    ] {
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

/// Words that rival the agreed ones (R-1.1; standard spelling; one word for one thing), as whole words.
const RIVALS: [(&str, &[&str]); 2] = [
    (
        "id",
        &[
            "kadaluarsa",
            "kadaluwarsa",
            "terpercaya",
            "sertifikat digital",
            "tanda tangan digital",
            "tandatangan digital",
            "tandatangan elektronik",
            "penandatangan",
            "keaslian",
            "integritas",
            "otentik",
            "non-repudiasi",
            "kunci pribadi",
            "file",
            "timestamp",
            "time stamp",
            "silahkan",
        ],
    ),
    ("en", &["digital certificate", "digital signature", "digitally", "e-signature", "timestamp", "please"]),
];

#[test]
fn both_languages_keep_to_the_agreed_words() {
    for (language, rivals) in RIVALS {
        let folder = format!("{}/i18n/{language}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
                // What is said, without the message's name and without names of facts.
                let said = line.split_once(" =").map_or(line, |(_, said)| said);
                let said: String =
                    said.split('{').map(|part| part.split_once('}').map_or(part, |(_, said)| said)).collect();
                let words = format!(" {} ", said.replace(|c: char| !c.is_alphanumeric() && c != '-', " "));
                for rival in rivals {
                    let found = words.contains(&format!(" {rival} "));
                    assert!(!found, "{}:{} says {rival}", path.display(), number + 1);
                }
            }
        }
    }
}
