//! The block at a terminal: picture, code and reason by options, and a look kept in the window by its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use support::{World, text};
use testkit::command::{PATIENCE, run};
use testkit::judges::pdfsig;

fn told(tool: &str, words: &[&str], file: &Path) -> String {
    run(Command::new(tool).args(words).arg(file).args((tool == "pdftotext").then_some("-")), PATIENCE)
        .succeeded()
        .stdout
}

const ARMS: &[u8] =
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle cx='4' cy='4' r='4'/></svg>";

#[test]
fn picture_code_and_reason_are_written_as_the_options_say() {
    let world = World::new();
    let picture = world.put("lambang.svg", ARMS);
    let out = world.at("hasil.pdf");
    let address = "https://dinas.contoh.test/periksa";
    let options = [
        "--image",
        text(&picture),
        "--image-above",
        "--qr",
        address,
        "--reason",
        "Menyetujui",
        "--show-reason",
    ];
    world.sign(&world.sample(), &out, &options).ends(0);
    let words = told("pdftotext", &[], &out);
    assert!(words.contains(address) && words.contains("Alasan: Menyetujui"), "{words}");
    assert!(told("pdfimages", &["-list"], &out).contains("800   800"));
    assert!(pdfsig(&out)[0].valid);

    let plain = world.at("tanpa.pdf");
    world.sign(&world.sample(), &plain, &["--reason", "Menyetujui"]).ends(0);
    assert!(
        !told("pdftotext", &[], &plain).contains("Menyetujui"),
        "a reason is shown only when that is asked for"
    );
    assert!(!told("pdfimages", &["-list"], &plain).contains("800   800"));
}

#[test]
fn kept_look_is_taken_by_its_name_and_options_go_before_it() {
    let world = World::new();
    let look = r#"{"presets": [{"name": "Nota dinas", "text": {"position": "Kepala Dinas", "rank": "Pembina"},
        "size": {"width": 200, "height": 80}, "zone": {"kind": "spot", "page": "first", "left": 60, "bottom": 70}}]}"#;
    let data = world.data.path().join("absah");
    std::fs::write(data.join("settings.json"), look).unwrap();
    let out = world.at("hasil.pdf");
    let options = ["--preset", "nota DINAS", "--position", "Sekretaris Daerah"];
    world.sign(&world.sample(), &out, &options).ends(0);
    let words = told("pdftotext", &["-f", "1", "-l", "1"], &out);
    assert!(words.contains("Sekretaris Daerah") && words.contains("Pembina"), "{words}");
    assert!(!words.contains("Kepala Dinas\n"), "{words}");

    let none = world.at("tidak.pdf");
    let said = world.sign(&world.sample(), &none, &["--preset", "Lain", "--json"]);
    assert_eq!(said.problem(), "preset-missing");
    let half = world.sign(&world.sample(), &none, &["--qr", "dinas.contoh.test", "--json"]);
    assert_eq!(half.problem(), "qr-address");
    let letter = world.sample();
    let no_picture = world.sign(&letter, &none, &["--image", text(&letter), "--json"]);
    assert_eq!(no_picture.problem(), "picture-unusable");
    assert!(!none.exists());
}
