//! The result in the real window at 1280 × 720: verdict, who, when and what to do are read without scrolling, in both languages, in
//! the order of a screen reader, and in words and shapes; with the longest names that certificates hold (X.520: 64 characters).
//!
//! The same rules hold for every kind of result over the mock backend in `ui/tests/screens/result.check.ts`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use testkit::command::{PATIENCE, run};
use testkit::openssl::{Key, Pki, Signer};

use super::support::app::App;
use super::support::webdriver::Session;
use super::{click, id, sample, sound, trusted};

/// With ` (UJI)` behind it, the 64 characters that a common name may have (X.520 ub-common-name).
const LONGEST: &str = "Prof. Dr. Ir. I GUSTI AGUNG NGURAH KESUMAYUDA WIRAATMAJA A";

/// As long, broad letters, and no place to break the line.
const UNBROKEN: &str = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";

/// What a long name of a letter looks like in an office.
const FILE: &str =
    "Surat Keputusan Kepala Dinas Komunikasi Informatika dan Statistik tentang Penetapan Tim Pelaksana 2026";

/// A letter, its verdict in the window, and the words for it in Indonesian and English.
const CASES: [(&str, &str, [&str; 2]); 5] = [
    ("sah", "sah", ["Sah", "Valid"]),
    ("bertiga", "sah", ["Sah", "Valid"]),
    ("dicatati", "perlu_perhatian", ["Perlu perhatian", "Needs attention"]),
    ("diganti", "tidak_sah", ["Tidak sah", "Not valid"]),
    ("asing", "tidak_dapat_diperiksa", ["Tidak dapat diperiksa", "Cannot be checked"]),
];

/// Each part: its words, whether all of it is inside the window, which parts stand before it, where it begins, and whether a
/// screen reader passes it by. The view is taken as it is: nothing is scrolled back first.
const LOOK: &str = "
  const parts = arguments[0].flatMap((name) =>
    [...document.querySelectorAll(`[data-testid=\"${name}\"]`)].map((part) => [name, part]));
  return parts.map(([name, part]) => {
    const box = part.getBoundingClientRect();
    return {
      name,
      text: part.innerText.trim(),
      inside: box.width > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
      cut: part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline',
      hidden: part.closest('[aria-hidden=true]') !== null,
      before: parts.filter(([, other]) => other.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING).length,
      top: box.top,
    };
  });";

/// The shape beside each state that is inside a part: its drawing, as text, and its size.
const SHAPES: &str = "
  return [...document.querySelectorAll(arguments[0])].map((part) => {
    const drawing = part.querySelector('svg');
    const box = drawing?.getBoundingClientRect();
    return { words: part.innerText.trim(), drawing: drawing?.innerHTML ?? '', width: box?.width ?? 0 };
  });";

/// The letters by their names, made by pyHanko under `pki`; `asing` under an issuer that nobody trusts.
fn letters(pki: &Pki, stranger: &Pki) -> Vec<(&'static str, PathBuf)> {
    let (first, second) = (pki.signer(LONGEST, Key::P256), pki.signer(UNBROKEN, Key::P384));
    let authority = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n";
    let authority = pki.signer_with("Penanda Waktu", Key::Rsa(2048), authority, 730);
    let sign = |field: &str, signer: &Signer, pki: &Pki| {
        json!({"do": "sign", "field": field, "key": signer.key, "cert": signer.certificate,
            "chain": [pki.root().certificate], "tsa_key": authority.key, "tsa_cert": authority.certificate})
    };
    let plain = |field: &str, signer: &Signer| json!({"do": "sign", "field": field, "key": signer.key, "cert": signer.certificate, "chain": [pki.root().certificate]});
    let three = vec![sign("A", &first, pki), sign("B", &second, pki), plain("C", &first)];
    let noted = vec![sign("A", &second, pki), json!({"do": "annotate", "text": "batal"})];
    let other = stranger.signer(UNBROKEN, Key::P256);
    let steps: [(&str, Vec<Value>); 5] = [
        ("sah", vec![sign("A", &first, pki)]),
        ("bertiga", three),
        ("dicatati", noted),
        ("diganti", vec![plain("A", &first), json!({"do": "content", "text": "Sembilan"})]),
        ("asing", vec![sign("A", &other, stranger)]),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(testkit::judges::judge("python"));
    command.arg(root.join("src-tauri/crates/pades/tests/support/sign.py"));
    let made = steps.map(|(name, steps)| {
        let at = |ending: &str| pki.folder().join(format!("{FILE} {name}.{ending}"));
        let recipe = json!({"input": sample(), "output": at("pdf"), "steps": steps});
        std::fs::write(at("json"), recipe.to_string()).unwrap();
        command.arg(at("json"));
        (name, at("pdf"))
    });
    run(&mut command, PATIENCE).succeeded();
    made.to_vec()
}

/// What is wrong with the first sight of the result that the window shows now.
fn faults(page: &Session, words: &str, signers: usize) -> Vec<String> {
    let parts = ["verdict-word", "verdict-sentence", "verdict-who", "verdict-when", "verdict-todo"];
    let seen = page.execute(LOOK, &json!([parts]));
    let seen = seen.as_array().unwrap();
    let count = |name: &str| seen.iter().filter(|part| part["name"] == name).count();
    let found = parts.map(count);
    let mut faults = Vec::new();
    if found != [1, 1, signers, signers, 1] {
        faults.push(format!("{parts:?} are there {found:?} times"));
    }
    if seen.first().is_none_or(|part| part["text"] != words) {
        faults.push(format!("the word is not {words}: {seen:?}"));
    }
    let place = |part: &Value| parts.iter().position(|name| part["name"] == *name).unwrap();
    // Verdict and sentence, then who and when person by person, then what to do.
    let mut ordered: Vec<&Value> = seen.iter().collect();
    ordered.sort_by_key(|part| part["before"].as_u64());
    let order: Vec<usize> = ordered.iter().map(|part| place(part)).collect();
    let wanted = [&[0, 1][..], &[2, 3].repeat(signers), &[4]].concat();
    if order != wanted {
        faults.push(format!("read in the order {order:?}"));
    }
    if ordered.windows(2).any(|two| two[0]["top"].as_f64() > two[1]["top"].as_f64().map(|top| top + 8.0)) {
        faults.push("what is read later stands higher".to_owned());
    }
    for part in seen {
        let said = part["text"].as_str().unwrap_or_default();
        if said.chars().filter(|letter| letter.is_alphabetic()).count() < 3 {
            faults.push(format!("no words: {part}"));
        }
        if part["inside"] != true || part["cut"] != false || part["hidden"] != false {
            faults.push(format!("not in sight or not read: {part}"));
        }
    }
    faults
}

#[test]
fn verdict_who_when_and_what_to_do_are_in_sight_at_1280_by_720_in_both_languages() {
    let (pki, stranger) = (Pki::new(), Pki::new());
    let letters = letters(&pki, &stranger);
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    trusted(&app, &pki.root().certificate);
    app.resize(1280, 720);
    let mut faults_found = Vec::new();
    let mut drawings = Vec::new();
    for (language, round) in [("id", 0), ("en", 1)] {
        click(page, "nav-settings");
        click(page, &format!("lang-switch-{language}"));
        for (name, verdict, words) in CASES {
            let letter = &letters.iter().find(|(other, _)| *other == name).unwrap().1;
            click(page, "nav-verify");
            app.drop_files(&[letter]);
            // The file's name stands in the banner or its sentence: the result is this letter's, not the one before.
            let ending = format!("{name}.pdf");
            page.until(&format!("the result of {name}"), || {
                let banner =
                    page.all(&format!("{}[data-verdict={verdict}]", id("verdict"))).into_iter().next()?;
                page.text(&banner).contains(&ending).then_some(())
            });
            page.screenshot(&format!("70-result-{name}-{language}"));
            let signers = if name == "bertiga" { 3 } else { 1 };
            let found = faults(page, words[round], signers);
            faults_found.extend(found.into_iter().map(|fault| format!("{name} {language}: {fault}")));
            sound(page);

            // Without colour: every state has a shape and a word of its own.
            let states =
                page.execute(SHAPES, &json!(["[data-testid=verdict], [data-testid^=heading-][data-state]"]));
            let states = states.as_array().unwrap();
            assert_eq!(states.len(), 4, "the verdict and three headings: {states:?}");
            for state in states {
                let words = state["words"].as_str().unwrap_or_default();
                let width = state["width"].as_f64().unwrap_or_default();
                assert!(!words.is_empty() && width >= 16.0, "{name} {language}: {state}");
            }
            drawings.push((verdict, states[0]["drawing"].as_str().unwrap().to_owned()));
        }
    }
    assert!(faults_found.is_empty(), "{faults_found:#?}");
    for (verdict, drawing) in &drawings {
        for (other, second) in &drawings {
            assert_eq!(
                verdict == other,
                drawing == second,
                "{verdict} and {other} are told apart by their shape"
            );
        }
    }
}
