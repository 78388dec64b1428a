//! Every document of `../shared/letters` through the program: signed and verified, or refused for the right reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;

use serde_json::Value;
use support::{PIN, PRACTICE, World, text};
use testkit::command::{PATIENCE, run};
use testkit::judges::{page_in_grey, pdfsig, pyhanko};
use testkit::shared::{shared, shared_pdfs};

/// Encrypted so that nothing may be changed.
const LOCKED: &str = "undangan-no-changes-allowed";
/// Opens with the password `user`.
const SECRET: &str = "undangan-password-user";

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

#[test]
fn every_open_letter_is_signed_in_a_free_place_and_holds_for_all_three() {
    let Some(letters) =
        shared_pdfs("every_open_letter_is_signed_in_a_free_place_and_holds_for_all_three", "letters")
    else {
        return;
    };
    let world = World::new();
    let ca = world.practice_ca();
    let mut signed = 0;
    for letter in letters.iter().filter(|letter| ![LOCKED, SECRET].contains(&stem(letter))) {
        let name = stem(letter);
        assert_eq!(world.verify(letter, &[]).0, 3, "{name} has no signature yet");
        let out = world.at(&format!("{name}.pdf"));
        let said = world.sign(letter, &out, &["--json", "--position", "Kepala Dinas Contoh (UJI)"]).ends(0);
        let json = said.json();
        let signature = &json["verification"]["signatures"][0];
        assert_eq!(signature["integrity_detail"], "intact", "{name}: {signature}");
        assert_eq!(signature["covers_whole_file"], true, "{name}");
        let page = usize::try_from(signature["page"].as_u64().unwrap()).unwrap();
        block_stands_on_paper(letter, &out, page);
        let (code, verified) = world.verify(&out, &[]);
        assert_eq!((code, &verified["verdict"]), (2, &Value::from("tidak_dapat_diperiksa")), "{name}");
        assert_eq!(verified["signatures"][0]["authenticity_reason"], "practice", "{name}");
        let poppler = pdfsig(&out);
        assert!(poppler.len() == 1 && poppler[0].valid && poppler[0].whole, "{name}: {poppler:?}");
        let hanko = pyhanko(&out, &[&ca]);
        assert!(hanko.len() == 1 && hanko[0].bottom_line, "{name}: {hanko:?}");
        assert_eq!(hanko[0].coverage, "ENTIRE_FILE", "{name}");
        assert!(std::fs::read(&out).unwrap().starts_with(&std::fs::read(letter).unwrap()), "{name}");
        signed += 1;
    }
    assert!(signed >= 7, "{signed}");
}

/// What poppler draws differently after signing was paper before: the block covers no ink, and there is one.
fn block_stands_on_paper(before: &Path, after: &Path, page: usize) {
    let (width, height, paper) = page_in_grey(before, page, 72);
    let (_, _, signed) = page_in_grey(after, page, 72);
    let changed = (0..width * height).filter(|at| paper[*at].abs_diff(signed[*at]) > 8);
    let mut count = 0;
    for at in changed {
        count += 1;
        assert!(paper[at] > 200, "{}: ink at {},{} is covered", before.display(), at % width, at / width);
    }
    assert!(count > 500, "{}: no block to be seen ({count})", before.display());
}

#[test]
fn letter_with_a_password_is_signed_and_verified_with_it() {
    let Some(letters) = shared_pdfs("letter_with_a_password_is_signed_and_verified_with_it", "letters")
    else {
        return;
    };
    let letter = letters.iter().find(|letter| stem(letter) == SECRET).unwrap();
    let world = World::new();
    let out = world.at("hasil.pdf");
    let sign =
        [&["sign", text(letter), "-o", text(&out), "--json", "--password-stdin"][..], &PRACTICE].concat();
    let wrong = world.type_in(&sign, &format!("salah\n{PIN}\n")).ends(4);
    assert_eq!(wrong.problem(), "document-password-wrong");
    assert!(!out.exists());
    let signed = world.type_in(&sign, &format!("user\n{PIN}\n")).ends(0).json();
    assert_eq!(signed["verification"]["signatures"][0]["integrity_detail"], "intact");
    let verify = ["verify", "--json", "--password-stdin", text(&out)];
    let result = &world.type_in(&verify, "user\n").ends(2).json()[0];
    assert_eq!(result["signatures"][0]["integrity_detail"], "intact", "{result}");
    assert_eq!(
        world.type_in(&verify, "salah\n").ends(4).json()[0]["problem"]["code"],
        "document-password-wrong"
    );
    assert_eq!(world.run(&["verify", "--password-stdin", text(letter)]).code, 4);
    assert_eq!(world.type_in(&["verify", "--password-stdin", text(letter)], "user\n").code, 3);
    let mut poppler = std::process::Command::new("pdfsig");
    let said = run(poppler.args(["-nocert", "-upw", "user"]).arg(&out), PATIENCE).stdout;
    assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
}

#[test]
fn letter_that_forbids_changes_is_refused_before_any_pin() {
    let Some(letters) = shared_pdfs("letter_that_forbids_changes_is_refused_before_any_pin", "letters")
    else {
        return;
    };
    let letter = letters.iter().find(|letter| stem(letter) == LOCKED).unwrap();
    let world = World::new();
    let before = std::fs::read(world.token_file()).unwrap();
    let out = world.at("hasil.pdf");
    for words in [&[][..], &["--invisible"], &["--place", "1,50,50,200,80"]] {
        let sign = [&["sign", text(letter), "-o", text(&out), "--json"][..], &PRACTICE, words].concat();
        // a PIN that would cost a try if it were sent
        let said = world.type_in(&sign, "999999\n").ends(7);
        assert_eq!(said.problem(), "document-permission-forbids", "{words:?}");
        assert!(!said.stderr.contains("PIN"), "none is asked: {said:?}");
    }
    assert_eq!(world.files(), Vec::<String>::new());
    assert_eq!(std::fs::read(world.token_file()).unwrap(), before, "the token was not touched");
    assert_eq!(world.verify(letter, &[]).0, 3);
}

#[test]
fn agreement_is_signed_by_two_parties_and_both_hold() {
    let Some(letters) = shared_pdfs("agreement_is_signed_by_two_parties_and_both_hold", "letters") else {
        return;
    };
    let world = World::new();
    let ca = world.practice_ca();
    for letter in letters.iter().filter(|letter| stem(letter).starts_with("perjanjian")) {
        let name = stem(letter);
        let (one, two) = (world.at(&format!("{name}-1.pdf")), world.at(&format!("{name}-2.pdf")));
        world.sign(letter, &one, &["--key", "9c", "--position", "Pihak Pertama (UJI)"]).ends(0);
        world.sign(&one, &two, &["--key", "9a", "--position", "Pihak Kedua (UJI)"]).ends(0);
        let (_, result) = world.verify(&two, &[]);
        let signatures = result["signatures"].as_array().unwrap();
        let both = ["Pejabat Latihan Satu (UJI)", "Pejabat Latihan Dua (UJI)"];
        for (index, detail) in ["changed_allowed", "intact"].into_iter().enumerate() {
            assert_eq!(signatures[index]["signer"], both[index], "{name}");
            assert_eq!(signatures[index]["integrity"], "sah", "{name}: {result}");
            assert_eq!(signatures[index]["integrity_detail"], detail, "{name}: {result}");
        }
        assert_eq!(signatures.len(), 2);
        let poppler = pdfsig(&two);
        assert!(poppler.len() == 2 && poppler.iter().all(|one| one.valid), "{name}: {poppler:?}");
        let hanko = pyhanko(&two, &[&ca]);
        assert!(hanko.len() == 2 && hanko.iter().all(|one| one.bottom_line), "{name}: {hanko:?}");
        let page = usize::try_from(signatures[1]["page"].as_u64().unwrap()).unwrap();
        block_stands_on_paper(&one, &two, page);
    }
}

#[test]
fn full_page_asks_for_a_place_and_takes_a_given_one() {
    let world = World::new();
    let full = world.put("penuh.pdf", &testkit::pdf::page(595, 842, "0.5 g 0 0 595 842 re f"));
    let out = world.at("hasil.pdf");
    let said = world.sign(&full, &out, &["--json"]).ends(7);
    assert_eq!(said.problem(), "place-not-free");
    assert!(!out.exists());
    world.sign(&full, &out, &["--place", "1,300,60,240,90"]).ends(0);
    assert_eq!(world.verify(&out, &[]).1["signatures"][0]["page"], 1);
}

#[test]
fn scanned_letter_without_signature_says_why_there_is_none() {
    let Some(shared) = shared("scanned_letter_without_signature_says_why_there_is_none") else { return };
    let world = World::empty();
    let hints = |name: &str| {
        let (code, result) = world.verify(&shared.join("letters").join(name), &[]);
        assert_eq!(code, 3, "{result}");
        result["hints"].clone()
    };
    assert_eq!(hints("undangan-scan.pdf"), serde_json::json!(["scan"]));
    assert_eq!(hints("undangan.pdf"), serde_json::json!([]));
}
