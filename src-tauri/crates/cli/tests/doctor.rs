//! `absah doctor`, its code for the telephone and its support file, and `absah explain`, as the helpdesk uses them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::Value;
use support::{World, text};

#[test]
fn code_that_is_read_out_says_what_the_other_computer_found() {
    let (user, helpdesk) = (World::new(), World::new());
    let found = user.run(&["doctor", "--json"]).ends(5).json();
    let code = found["code"].as_str().unwrap();
    assert_eq!(code.len(), 14, "three groups of four: {code}");
    // Over the telephone: small letters, O for 0, no hyphens.
    let heard = code.to_lowercase().replace('0', "o").replace('-', " ");
    let read = helpdesk.run(&["doctor", "--decode", &heard, "--json"]).ends(0).json();
    let findings = |value: &Value| -> Vec<(Value, Value, Value)> {
        let lines = value["lines"].as_array().unwrap().iter();
        lines
            .map(|line| {
                let problem = &line["problem"];
                let name = if problem.is_object() { &problem["code"] } else { problem };
                (line["id"].clone(), line["state"].clone(), name.clone())
            })
            .collect()
    };
    assert_eq!(findings(&read), findings(&found));
    let service = findings(&found).into_iter().find(|(id, _, _)| id == "smart-card-service").unwrap();
    assert_eq!(service.2, "token-service-down", "there is none here");

    let said = helpdesk.run(&["doctor", "--decode", code]).ends(0).stdout;
    assert!(said.contains("ABS-201"), "{said}");
    let wrong = code.replace(code.chars().next().unwrap(), "Z");
    let refused = helpdesk.run(&["doctor", "--decode", &wrong, "--json"]).ends(4);
    assert_eq!(refused.problem(), "check-code-unreadable");
}

#[test]
fn explained_code_names_cause_and_remedy_on_each_system() {
    let world = World::new();
    for typed in [&["ABS-201"][..], &["abs", "201"], &["token-service-down"]] {
        let said = world.run(&[&["explain"], typed].concat()).ends(0).stdout;
        for word in ["ABS-201", "Penyebab:", "Windows", "services.msc", "macOS", "Linux", "pcscd"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
    let one = world.run(&["explain", "ABS-223", "--language", "en", "--json"]).ends(0).json();
    assert_eq!((&one["code"], &one["title"]), (&"pin-blocked".into(), &"PIN is blocked".into()));
    assert_eq!(one["systems"], serde_json::json!({}), "the same on all");
    let all = world.run(&["explain", "--json"]).ends(0).json();
    assert!(all.as_array().unwrap().len() > 130);
    assert!(world.run(&["explain"]).ends(0).stdout.contains("ABS-901"));
    let unknown = world.run(&["explain", "ABS-999"]).ends(64).stderr;
    assert!(unknown.contains("ABS-999"), "{unknown}");
}

#[test]
fn error_on_the_terminal_carries_its_number() {
    let world = World::new();
    let missing = world.run(&["repair", "tidak-ada.pdf", "-o", "hasil.pdf"]).ends(4);
    assert!(missing.stderr.contains("(ABS-104)"), "{}", missing.stderr);
}

#[test]
fn support_file_is_written_in_both_forms_and_never_over_another() {
    let world = World::new();
    let (words, facts) = (world.at("bantuan.txt"), world.at("bantuan.json"));
    world.run(&["doctor", "--support", text(&words)]).ends(0);
    world.run(&["doctor", "--support", text(&facts)]).ends(0);
    let said = std::fs::read_to_string(&words).unwrap();
    assert!(said.contains("ABS-201") && said.contains("Kode pemeriksaan"), "{said}");
    let facts: Value = serde_json::from_str(&std::fs::read_to_string(&facts).unwrap()).unwrap();
    assert_eq!(facts["format"], "absah-support/1");
    assert!(said.contains(facts["code"].as_str().unwrap()), "both say the same");
    let taken = world.run(&["doctor", "--support", text(&words), "--json"]).ends(8);
    assert_eq!(taken.problem(), "output-exists");
    assert_eq!(std::fs::read_to_string(&words).unwrap(), said);
}

#[test]
fn fault_of_the_program_is_told_with_a_number_to_find_it_by() {
    let world = World::new();
    let file = world.put("bukan-folder", b"a file in the data folder's place");
    let mut command = world.command(&["practice", "reset", "--json"]);
    let said = support::said(command.env("XDG_DATA_HOME", &file), "");
    assert_eq!(said.ends(70).problem(), "internal");
}
