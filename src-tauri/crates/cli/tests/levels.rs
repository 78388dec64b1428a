//! Levels, extension and batches at a terminal, over an office made by others on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use support::{PIN, World, text};
use testkit::judges;
use testkit::office::Office;

const PASSWORD: &str = "sandi-uji-1";

/// A world that trusts the office and may ask it, and the folder of trusted certificates.
fn desk(office: &Office) -> (World, PathBuf) {
    let world = World::new();
    let trust = world.data.path().join("percaya");
    std::fs::create_dir(&trust).unwrap();
    for label in ["interm", "time-root"] {
        let certificate = office.certificate(label);
        std::fs::copy(&certificate, trust.join(format!("{label}.pem"))).unwrap();
    }
    world.run(&["network", "allow", &office.host()]).ends(0);
    world.run(&["network", "add", &office.time_stamps("tsa")]).ends(0);
    world.run(&["network", "on"]).ends(0);
    (world, trust)
}

fn signed(world: &World, office: &Office, trust: &Path, out: &Path, words: &[&str]) -> support::Said {
    let token = format!("p12:{}", office.key_file("signer-rsa", PASSWORD).display());
    let letter = world.sample();
    let mut all =
        vec!["sign", text(&letter), "-o", text(out), "--token", &token, "--pin-stdin", "--invisible"];
    all.extend(["--trust", text(trust), "--json"]);
    all.extend(words);
    world.type_in(&all, &format!("{PASSWORD}\n"))
}

#[test]
fn archive_level_is_reached_and_a_failed_one_completed_later() {
    let office = Office::open();
    let (world, trust) = desk(&office);
    let out = world.at("lta.pdf");
    let json = signed(&world, &office, &trust, &out, &["--level", "lta"]).ends(0).json();
    assert_eq!(json["verification"]["signatures"][0]["level"], "B-LTA");
    assert!(json["incomplete"].is_null());
    let (code, verdict) = world.verify(&out, &["--trust", text(&trust), "--offline"]);
    assert_eq!((code, &verdict["verdict"]), (0, &"sah".into()), "{verdict}");

    office.fault("tsa", "refused");
    let failed = world.at("gagal.pdf");
    let json = signed(&world, &office, &trust, &failed, &["--level", "lt"]).ends(6).json();
    assert_eq!(json["incomplete"]["code"], "timestamp-refused");
    assert_eq!(json["verification"]["signatures"][0]["level"], "B-B");
    let pending = world.run(&["pending", "--json"]).ends(0).json();
    assert_eq!(pending["pending"].as_array().unwrap().len(), 1);
    assert_eq!(pending["pending"][0]["name"], "gagal.pdf");
    let still = world.run(&["pending", "complete", "--trust", text(&trust), "--json"]).ends(6).json();
    assert_eq!(still["completed"][0]["problem"]["code"], "timestamp-refused");
    office.mend();
    world.run(&["pending", "complete", "--trust", text(&trust)]).ends(0);
    let completed = world.at("gagal_lengkap.pdf");
    let (code, verdict) = world.verify(&completed, &["--trust", text(&trust), "--offline"]);
    assert_eq!((code, &verdict["signatures"][0]["level"]), (0, &"B-LT".into()), "{verdict}");
    assert!(judges::pdfsig(&completed)[0].valid);
    let pending = world.run(&["pending", "--json"]).ends(0).json();
    assert!(pending["pending"].as_array().unwrap().is_empty());
}

#[test]
fn file_is_extended_without_a_token_and_never_replaced() {
    let office = Office::open();
    let (world, trust) = desk(&office);
    let basic = world.at("b.pdf");
    signed(&world, &office, &trust, &basic, &["--level", "b"]).ends(0);
    let before = std::fs::read(&basic).unwrap();
    let extend = |words: &[&str]| {
        let mut all = vec!["extend", text(&basic), "--trust", text(&trust), "--json"];
        all.extend(words);
        world.run(&all)
    };
    let json = extend(&["--level", "lta"]).ends(0).json();
    assert_eq!(json["file"], text(&world.at("b_lengkap.pdf")));
    assert_eq!(json["verification"]["signatures"][0]["level"], "B-LTA");
    assert_eq!(extend(&["--level", "t", "-o", text(&basic)]).ends(8).problem(), "output-exists");
    assert_eq!(std::fs::read(&basic).unwrap(), before);
    let unsigned = world.sample();
    let refused = world.run(&["extend", text(&unsigned), "--level", "t", "--trust", text(&trust), "--json"]);
    assert_eq!(refused.ends(7).problem(), "nothing-to-extend");
}

#[test]
fn folder_is_signed_with_one_pin_and_resumed() {
    let world = World::new();
    let folder = world.at("masuk");
    std::fs::create_dir(&folder).unwrap();
    let letter = testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat uji) Tj ET");
    for name in ["a.pdf", "b.pdf", "c.pdf"] {
        std::fs::write(folder.join(name), &letter).unwrap();
    }
    std::fs::write(folder.join("b.pdf"), b"bukan PDF").unwrap();
    let sign = |words: &[&str]| {
        let mut all = vec!["sign", text(&folder), "--json", "--invisible"];
        all.extend(support::PRACTICE);
        all.extend(words);
        world.type_in(&all, &format!("{PIN}\n"))
    };
    let json = sign(&[]).ends(4).json();
    let states: Vec<&str> =
        json["documents"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["signed", "refused", "signed"]);
    assert_eq!(json["documents"][1]["problem"]["code"], "document-not-pdf");
    std::fs::write(folder.join("b.pdf"), &letter).unwrap();
    let json = sign(&["--resume"]).ends(0).json();
    assert_eq!(json["documents"].as_array().unwrap().len(), 1, "only what is left: {json}");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a.pdf", "a_ttd.pdf", "b.pdf", "b_ttd.pdf", "c.pdf", "c_ttd.pdf"]);
    assert!(judges::pdfsig(&folder.join("b_ttd.pdf"))[0].valid);
    let wrong = world.at("salah");
    std::fs::create_dir(&wrong).unwrap();
    std::fs::write(wrong.join("a.pdf"), &letter).unwrap();
    let mut all = vec!["sign", text(&wrong), "--json", "--invisible"];
    all.extend(support::PRACTICE);
    let json = world.type_in(&all, "999999\n").ends(5).json();
    assert_eq!(json["stopped"]["code"], "pin-wrong");
    assert_eq!(json["documents"][0]["state"], "waiting");
}
