//! The area "Laporan & perjanjian": answers survive a restart, days come and go by the clock, the policy is asked for anew with
//! each version, written sheets keep secrets, and what is deleted is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use service::Service;
use service::schema::TableKind;
use std::path::Path;
use std::sync::Arc;
use support::World;

fn ask(service: &Arc<Service>, cmd: &str, payload: Value) -> Value {
    let answer = service.call(json!({"cmd": cmd, "payload": payload})).unwrap();
    assert_eq!(answer["status"], "done", "{cmd}: {answer}");
    answer["value"].clone()
}

fn refused(service: &Arc<Service>, cmd: &str, payload: Value) -> String {
    let answer = service.call(json!({"cmd": cmd, "payload": payload})).unwrap();
    answer["problem"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn answer(world: &World, sheet: &str, item: &str, text: &str) {
    let answer = json!({"state": null, "text": text, "note": ""});
    ask(&world.service, "form_answer", json!({"name": sheet, "item": item, "answer": answer}));
}

fn days(world: &World) -> Vec<(String, String, bool)> {
    let view = ask(&world.service, "agreement_get", json!({}));
    let day = |day: &Value| {
        let text = |name: &str| day[name].as_str().unwrap().to_owned();
        (text("id"), text("day"), day["due"].as_bool().unwrap())
    };
    view["days"].as_array().unwrap().iter().map(day).collect()
}

/// Sets the clock to noon of a day in Bali.
fn on(world: &World, day: &str) {
    let time = chrono::DateTime::parse_from_rfc3339(&format!("{day}T12:00:00+08:00")).unwrap();
    *world.host.clock.lock().unwrap() = Some(time);
}

#[test]
fn answers_survive_a_restart_and_an_unknown_item_or_day_is_refused() {
    let world = World::new();
    answer(&world, "profil", "unit", "Bidang Uji, NIP 199001012015011001");
    let again = Service::new(world.host.clone());
    let sheet = ask(&again, "form_get", json!({"name": "profil"}));
    let items = sheet["parts"][0]["items"].as_array().unwrap();
    let unit = items.iter().find(|item| item["id"] == "unit").unwrap();
    assert_eq!(unit["answer"]["text"], "Bidang Uji, NIP 199001012015011001");
    let view = ask(&again, "agreement_get", json!({}));
    assert_eq!(view["unit"], "Bidang Uji, NIP **************1001", "what leaves the computer is masked");
    let empty = json!({"state": null, "text": "", "note": ""});
    let nowhere = json!({"name": "profil", "item": "nomor-rahasia", "answer": empty});
    assert_eq!(refused(&again, "form_answer", nowhere), "sheet-unknown");
    assert_eq!(refused(&again, "form_get", json!({"name": "../settings"})), "sheet-unknown");
    let wrong = json!({"name": "profil", "item": "berakhir", "answer": {"state": null, "text": "31 Feb", "note": ""}});
    assert_eq!(refused(&again, "form_answer", wrong), "report-period");
}

#[test]
fn days_of_the_agreement_are_recalled_by_the_clock_and_move_with_the_profile() {
    let world = World::new();
    on(&world, "2027-08-19");
    let end = |world: &World| days(world).into_iter().find(|(id, ..)| id == "end").unwrap();
    assert_eq!(end(&world), ("end".into(), "2028-02-16".into(), false));
    on(&world, "2027-08-20");
    assert!(end(&world).2, "180 days before");
    on(&world, "2027-12-18");
    assert!(end(&world).2, "60 days before");
    answer(&world, "profil", "berakhir", "2030-02-16");
    assert_eq!(end(&world), ("end".into(), "2030-02-16".into(), false));
    answer(&world, "profil", "usul-akhir", "2028-02-16");
    assert!(days(&world).contains(&("notice".into(), "2027-12-18".into(), true)));
    // effective on a Monday: told by the Wednesday before
    answer(&world, "profil", "alamat-2-mulai", "2028-03-06");
    assert!(days(&world).contains(&("address".into(), "2028-03-01".into(), true)));
    // Before that day the old one holds, from it on the new one.
    let address = "DINAS PENGUJI\nJalan Uji Nomor 1\nDenpasar\nTelp : (0361) 100200\nEmail : uji@contoh.test";
    answer(&world, "profil", "alamat-2-baru", address);
    let contact = |world: &World| world.service.help_view().contacts[1].clone();
    on(&world, "2028-03-05");
    assert_eq!(contact(&world).phone, "(021) 50966400");
    on(&world, "2028-03-06");
    let new = contact(&world);
    assert_eq!((new.name.as_str(), new.address.as_str()), ("DINAS PENGUJI", "Jalan Uji Nomor 1, Denpasar"));
    assert_eq!((new.phone.as_str(), new.email.as_str()), ("(0361) 100200", "uji@contoh.test"));
    assert_eq!(world.service.help_view().contacts[0].phone, "(0361) 225859", "the other party did not move");
    answer(&world, "profil", "alamat-2-baru", "Jalan tanpa telepon");
    assert_eq!(contact(&world).phone, "(021) 50966400", "nobody could be reached by it");
}

#[test]
fn new_address_holds_from_its_day_and_the_old_one_until_then() {
    let world = World::new();
    let second = |day: &str| {
        on(&world, day);
        ask(&world.service, "help_get", json!({}))["contacts"][1].clone()
    };
    let old = second("2028-03-01");
    assert_eq!(old["phone"], "(021) 50966400");
    let address = "BALAI BESAR SERTIFIKASI ELEKTRONIK (UJI)\nJalan Uji Nomor 1\nJakarta 12345\nTelp : (021) 111\nEmail : uji@bsre.test";
    answer(&world, "profil", "alamat-2-baru", address);
    assert_eq!(second("2028-03-01"), old, "without a day it holds never");
    answer(&world, "profil", "alamat-2-mulai", "2028-03-06");
    assert_eq!(second("2028-03-05"), old);
    let new = second("2028-03-06");
    assert_eq!(
        [&new["name"], &new["address"], &new["phone"], &new["email"]],
        [
            "BALAI BESAR SERTIFIKASI ELEKTRONIK (UJI)",
            "Jalan Uji Nomor 1, Jakarta 12345",
            "(021) 111",
            "uji@bsre.test"
        ]
    );
    answer(&world, "profil", "alamat-2-baru", "hanya nama");
    assert_eq!(second("2028-03-06"), old, "an address at which nobody can be reached is none");
}

#[test]
fn report_is_due_once_a_year_until_it_is_delivered() {
    let world = World::new();
    let report = |world: &World| days(world).into_iter().find(|(id, ..)| id == "report").unwrap();
    on(&world, "2025-01-10");
    assert_eq!(report(&world), ("report".into(), "2025-02-16".into(), true));
    let delivery = json!({"from": "2024-02-16", "to": "2025-02-15", "day": "2025-01-10"});
    ask(&world.service, "report_delivered", delivery);
    assert_eq!(report(&world), ("report".into(), "2026-02-16".into(), false), "quiet until next year");
    on(&world, "2026-01-10");
    assert!(report(&world).2, "and then again");
    let journal =
        std::fs::read_to_string(world.host.folder.path().join("journal/0001/000001.jsonl")).unwrap();
    assert!(journal.contains(r#""delivered":{"from":"2024-02-16","to":"2025-02-15","day":"2025-01-10"}"#));
}

#[test]
fn hash_of_the_delivered_file_is_kept_as_proof_and_not_its_name() {
    let world = World::new();
    let report = world.letter("laporan I Made Contoh.pdf", b"isi laporan");
    let delivery = |proof: &Value| json!({"from": "2025-01-01", "to": "2025-12-31", "day": "2026-02-10", "proof": proof});
    assert_eq!(ask(&world.service, "delivered_pick", json!({})), Value::Null, "the dialog was closed");
    world.host.picks.lock().unwrap().push(report);
    let picked = ask(&world.service, "delivered_pick", json!({}));
    assert_eq!(picked["name"], "laporan I Made Contoh.pdf");
    // as sha256sum says
    let hash = testkit::openssl::openssl(&[
        "dgst",
        "-sha256",
        "-r",
        world.letters.path().join("laporan I Made Contoh.pdf").to_str().unwrap(),
    ]);
    let hash = hash.succeeded().stdout;
    assert_eq!(picked["sha256"], hash.split_whitespace().next().unwrap());
    assert_eq!(
        refused(&world.service, "report_delivered", delivery(&"bukan sidik jari".into())),
        "records-altered"
    );
    ask(&world.service, "report_delivered", delivery(&picked["sha256"]));
    let journal =
        std::fs::read_to_string(world.host.folder.path().join("journal/0001/000001.jsonl")).unwrap();
    let proof = format!(r#""day":"2026-02-10","proof":{}}}"#, picked["sha256"]);
    assert!(journal.contains(&proof) && !journal.contains("Made"), "{journal}");
    let rows =
        ask(&world.service, "history_list", json!({"kind": "other", "year": 2026, "text": "delivered"}));
    assert_eq!(rows["rows"][0]["sha256"], picked["sha256"]);
}

#[test]
fn records_over_their_time_are_told_first_and_go_only_when_asked() {
    let world = World::new();
    let literacy = |day: &str| {
        on(&world, day);
        ask(&world.service, "literacy_add", json!({"day": day, "participants": 7}));
    };
    let retain = |months: u32, remove: bool| {
        ask(&world.service, "journal_retain", json!({"months": months, "remove": remove}))
    };
    assert_eq!(retain(12, true)["entries"], 0, "nothing was recorded yet");
    literacy("2024-03-05");
    literacy("2024-03-20");
    literacy("2026-06-01");
    on(&world, "2026-06-15");
    let view = retain(12, false);
    assert_eq!(
        view,
        json!({"months": 12, "by_agency": false, "entries": 2, "from": "2024-03-05", "until": "2024-03-20", "removed": false})
    );
    let records = || {
        world
            .service
            .journal_verify()
            .unwrap()
            .kinds
            .into_iter()
            .find(|(kind, _)| kind == "literacy")
            .unwrap()
            .1
    };
    assert_eq!(records(), 3, "looking removes nothing");
    assert_eq!(retain(1200, true)["removed"], false);
    assert_eq!(
        refused(&world.service, "journal_retain", json!({"months": 0, "remove": true})),
        "report-period"
    );
    assert_eq!(records(), 3);

    // The agency's rule goes before what is typed.
    let pki = testkit::openssl::Pki::new();
    let agency = pki.signer("Dinas", testkit::openssl::Key::P256);
    *world.host.clock.lock().unwrap() = Some(support::fixed_time());
    let rule = r#", "switches": {"journal-keep-months": 120}"#;
    let file = support::bundle(world.letters.path(), &agency, 1, &[], rule);
    world.service.bundle_add_file(&file, &support::key_of(&agency)).unwrap();
    let view = retain(1, true);
    assert_eq!(
        (&view["months"], &view["by_agency"], &view["entries"]),
        (&json!(120), &json!(true), &json!(0))
    );
    assert_eq!(records(), 3);
    world.service.bundle_forget().unwrap();

    assert_eq!(retain(12, true)["removed"], true);
    assert_eq!(records(), 1);
    let checked = world.service.journal_verify().unwrap();
    assert!(
        checked.holds && checked.findings.iter().any(|finding| finding.code == "removed"),
        "the chain tells of it"
    );
}

#[test]
fn policy_is_acknowledged_by_version_and_counted() {
    let world = World::new();
    let policy = |world: &World| ask(&world.service, "agreement_get", json!({}))["policy"].clone();
    assert_eq!(policy(&world)["acknowledged"], Value::Null);
    let sheet = ask(&world.service, "form_get", json!({"name": "kebijakan"}));
    assert_eq!(sheet["mark"], "contoh, bukan kebijakan Pemprov Bali");
    ask(&world.service, "policy_acknowledge", json!({}));
    assert!(policy(&world)["acknowledged"].is_string());
    let old = policy(&world)["sha256"].clone();

    // The agency's own, with a source: no mark, and it asks anew.
    let shipped = include_str!("../../journal/templates/lembar/kebijakan.json");
    let mut own: Value = serde_json::from_str(shipped).unwrap();
    own["source"] = "Pergub (UJI) 1/2027".into();
    own["version"] = "2027-1".into();
    let file = world.letter("kebijakan-baru.json", &serde_json::to_vec(&own).unwrap());
    *world.host.picks.lock().unwrap() = vec![file];
    ask(&world.service, "template_pick", json!({}));
    assert_eq!(policy(&world)["acknowledged"], Value::Null, "a new version asks again");
    assert_eq!(ask(&world.service, "form_get", json!({"name": "kebijakan"}))["mark"], Value::Null);
    ask(&world.service, "policy_acknowledge", json!({}));

    // Its whole text as PDF is what is acknowledged from then on.
    *world.host.picks.lock().unwrap() = vec![world.letter("Kebijakan.pdf", support::SAMPLE)];
    ask(&world.service, "template_pick", json!({}));
    assert_eq!(policy(&world)["file"], "kebijakan.pdf");
    assert_eq!(policy(&world)["acknowledged"], Value::Null, "another text");
    assert_ne!(policy(&world)["sha256"], old);
    let request = json!({"from": "2026-01-01", "to": "2026-12-31", "merged": false, "remarks": []});
    let report = ask(&world.service, "usage_view", request);
    let tables = report["tables"].as_array().unwrap();
    let policies =
        tables.iter().find(|table| table["heading"] == "Pernyataan membaca kebijakan internal").unwrap();
    assert_eq!(policies["rows"], json!([["2027-1", 1], ["contoh-1", 1], ["Jumlah", 2]]));

    ask(&world.service, "template_forget", json!({"name": "kebijakan"}));
    assert!(ask(&world.service, "form_get", json!({"name": "kebijakan"}))["mark"].is_string());
    *world.host.picks.lock().unwrap() = vec![world.letter("lain.json", b"{\"v\":1}")];
    assert_eq!(refused(&world.service, "template_pick", json!({})), "report-template");
}

#[test]
fn another_template_changes_the_report_without_a_new_build() {
    let world = World::new();
    let request =
        json!({"from": "2026-01-01", "to": "2026-12-31", "merged": false, "remarks": ["Pembaca rusak"]});
    let before = ask(&world.service, "usage_view", request.clone());
    assert_eq!(before["mark"], "contoh – format resmi BSrE belum diketahui");
    let mut own: Value = serde_json::from_str(include_str!("../../journal/templates/contoh.json")).unwrap();
    own["source"] = "Surat BSrE (UJI) 1/2027".into();
    own["sections"] =
        json!([{"heading": "Rekap", "rows": "total", "columns": [{"heading": "Jumlah", "value": "signed"}]}]);
    *world.host.picks.lock().unwrap() = vec![world.letter("format.json", &serde_json::to_vec(&own).unwrap())];
    ask(&world.service, "template_pick", json!({}));
    let after = ask(&world.service, "usage_view", request);
    assert_eq!((&after["mark"], after["tables"].as_array().unwrap().len()), (&Value::Null, 1));
    assert_eq!(after["scope"], before["scope"]);
}

#[test]
fn report_says_whose_it_is_by_the_profile_and_masks_what_does_not_belong_there() {
    let world = World::new();
    let request = json!({"from": "2026-01-01", "to": "2026-12-31", "merged": false, "remarks": []});
    let office = |merged: bool| {
        let mut request = request.clone();
        request["merged"] = merged.into();
        ask(&world.service, "usage_view", request)["office"].clone()
    };
    assert_eq!(office(false), json!([]), "nothing is known");
    let profile = json!({"agency": "Pemerintah Contoh (UJI)", "unit": "Bidang Uji", "domain": ""});
    ask(&world.service, "settings_change", json!({"profile": profile}));
    assert_eq!(office(false), json!(["Pemerintah Contoh (UJI)", "Unit kerja: Bidang Uji"]));
    assert_eq!(office(true), json!(["Pemerintah Contoh (UJI)"]), "of many units the table tells");
    // the unit of the agreement's profile goes before the one of the settings
    answer(&world, "profil", "unit", "Sekretariat, NIP 199001012015011001");
    assert_eq!(office(false)[1], "Unit kerja: Sekretariat, NIP **************1001");
    let target = world.letters.path().join("laporan.csv");
    let wanted = service::ReportWanted {
        days: service::Days::Year(Some(2026)),
        template: None,
        merged: false,
        unit: "Bidang Lain".to_owned(),
        remarks: Vec::new(),
    };
    world.service.usage_report(&wanted, &target).unwrap();
    let written = std::fs::read_to_string(&target).unwrap();
    assert!(
        written.contains("\r\nPemerintah Contoh (UJI)\r\nUnit kerja: Bidang Lain\r\nPeriode"),
        "{written}"
    );
}

#[test]
fn written_sheets_are_previewed_masked_marked_and_alike_in_two_runs() {
    let world = World::new();
    answer(&world, "tinjauan", "d", "Pejabat dengan NIK 5171010101900001 dan NIP 19900101 201501 1 001");
    let preview = ask(&world.service, "form_preview", json!({"name": "tinjauan"}));
    let preview: Vec<&str> =
        preview["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let preview = preview.join("\n");
    let csv = world.service.sheet_bytes("tinjauan", TableKind::Csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    for text in [&preview, &csv] {
        assert!(
            text.contains("Rahasia – Pasal 9 PKS") && text.contains("bukan instrumen resmi BSrE"),
            "{text}"
        );
        assert!(text.contains("************0001") && text.contains("**************1001"), "{text}");
        for secret in ["5171010101900001", "199001012015011001", "19900101 201501"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    for name in ["profil", "tinjauan", "evaluasi", "keamanan", "glosarium", "kebijakan"] {
        let one = world.service.sheet_bytes(name, TableKind::Csv).unwrap();
        assert_eq!(one, world.service.sheet_bytes(name, TableKind::Csv).unwrap(), "{name}");
        let pdf =
            world.letter(&format!("{name}.pdf"), &world.service.sheet_bytes(name, TableKind::Pdf).unwrap());
        assert_eq!(testkit::judges::qpdf(&pdf), testkit::judges::Structure::Clean, "{name}");
    }
}

#[test]
fn security_facts_are_complete_offline_and_name_no_person_and_no_path() {
    let world = World::new();
    let facts = String::from_utf8(world.service.sheet_bytes("keamanan", TableKind::Csv).unwrap()).unwrap();
    let version = format!("absah {}", env!("CARGO_PKG_VERSION"));
    for word in [
        version.as_str(),
        "jaringan dimatikan",
        "SHA-256: baik; templat: baik",
        "ring 0.",
        "belum ada catatan",
    ] {
        assert!(facts.contains(word), "{word} in {facts}");
    }
    assert!(!facts.contains("tidak ada data"), "every fact is known: {facts}");
    // Settings with a number in them, and a second run: nothing of a person, and the same.
    let profile =
        json!({"agency": "Dinas, NIK 5171010101900001", "unit": "NIP 199001012015011001", "domain": ""});
    ask(&world.service, "settings_change", json!({"profile": profile}));
    let network = service::schema::NetworkSettings {
        on: true,
        stamps: vec![service::schema::StampServer {
            url: "https://tsa.uji.test/5171010101900001".to_owned(),
            user: None,
        }],
        hosts: vec!["tsa.uji.test".to_owned()],
        ..Default::default()
    };
    world.service.network_change(&network).unwrap();
    let run = || String::from_utf8(world.service.sheet_bytes("keamanan", TableKind::Csv).unwrap()).unwrap();
    let facts = facts + &run();
    assert_eq!(run(), run(), "two runs on the same state");
    assert!(facts.contains("tsa.uji.test"), "the addresses that may be visited: {facts}");
    assert!(!facts.contains("5171010101900001") && !facts.contains("199001012015011001"), "{facts}");
    let home = world.host.folder.path().to_str().unwrap();
    assert!(!facts.contains(home) && !facts.contains("/home/"), "{facts}");
    let build = facts.lines().find(|line| line.starts_with("SHA-256 berkas program;")).unwrap();
    let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let own = {
        use sha2::Digest;
        service::hex(&sha2::Sha256::digest(own))
    };
    assert!(build.contains(&own), "{build}");
}

fn contents(folder: &Path, out: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        out.extend(path.file_name().unwrap().to_str().unwrap().as_bytes());
        if path.is_dir() { contents(&path, out) } else { out.extend(std::fs::read(&path).unwrap()) }
    }
}

#[test]
fn deleting_leaves_no_name_number_or_file_name_and_the_journal_says_so() {
    let world = World::new();
    ask(&world.service, "places_keep", json!({"keep": true}));
    answer(&world, "tinjauan", "a", "I Made Contoh, NIK 5171010101900001");
    let document = world.open(&world.letter("surat-rahasia-I-Made.pdf", support::SAMPLE));
    let prompt = world.begin(&document);
    let service::schema::Outcome::Done { value } = world.answer(&prompt, "123456") else { panic!() };
    ask(&world.service, "verify_run", json!({"document": value.document.document}));
    let signer = value.verification.signatures[0].signer.clone().unwrap();

    let folder = world.host.folder.path();
    let secrets = ["surat-rahasia", "I Made Contoh", "5171010101900001", signer.as_str()];
    let (mut before, mut after) = (Vec::new(), Vec::new());
    contents(folder, &mut before);
    let finds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    for secret in &secrets[..3] {
        assert!(finds(&before, secret), "{secret} was there, so that its absence says something");
    }
    let list = ask(&world.service, "data_list", json!({}));
    let items = list["items"].as_array().unwrap();
    let kinds: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    for kind in ["agreement", "journal", "places", "practice"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(!kinds.contains(&"other"), "everything has its name: {list}");

    ask(&world.service, "data_delete", json!({}));
    contents(folder, &mut after);
    for secret in secrets {
        assert!(!finds(&after, secret), "{secret} is still there");
    }
    let view = world.service.journal_verify().unwrap();
    assert!(view.holds && view.kinds.is_empty(), "{view:?}");
    assert!(
        finds(&after, r#""after":{"why":"deleted""#),
        "the new chain says that the person deleted the old one"
    );
    world.service.insert_practice().unwrap();
}

#[test]
fn history_finds_opens_and_refuses_another_file() {
    let world = World::new();
    let letter = world.letter("undangan.pdf", support::SAMPLE);
    let document = world.open(&letter);
    ask(&world.service, "verify_run", json!({"document": document.document}));
    let prompt = world.begin(&document);
    let service::schema::Outcome::Done { value } = world.answer(&prompt, "123456") else { panic!() };
    let list = |kind: &str, text: &str| {
        ask(&world.service, "history_list", json!({"kind": kind, "year": null, "text": text}))
    };
    let signed = list("signed", "");
    assert_eq!((signed["found"].as_u64(), signed["year"].as_i64()), (Some(1), Some(2026)), "{signed}");
    let row = &signed["rows"][0];
    assert_eq!((&row["kind"], &row["code"], &row["name"]), (&json!("signed"), &json!("B-B"), &Value::Null));
    assert_eq!(list("checked", "")["rows"][0]["code"], "tanpa_tanda_tangan");
    assert_eq!(list("checked", "tanpa_tanda 2026-11")["found"], 1);
    assert_eq!(list("checked", "tidak-ada")["found"], 0);

    // No place is kept: the person shows the file, and only that very file is taken.
    let sha256 = value.verification.sha256.clone();
    *world.host.picks.lock().unwrap() = vec![letter];
    assert_eq!(refused(&world.service, "history_open", json!({"sha256": sha256})), "history-other");
    *world.host.picks.lock().unwrap() = vec![world.letters.path().join(&value.document.name)];
    assert_eq!(ask(&world.service, "history_open", json!({"sha256": sha256}))["name"], value.document.name);
    world.host.picks.lock().unwrap().clear();
    assert_eq!(ask(&world.service, "history_open", json!({"sha256": sha256})), Value::Null);

    // Places are kept once the person asks for it, and forgotten when not.
    ask(&world.service, "places_keep", json!({"keep": true}));
    ask(&world.service, "verify_run", json!({"document": value.document.document}));
    let row = list("checked", "")["rows"][0].clone();
    assert_eq!(row["name"], value.document.name, "{row}");
    assert_eq!(ask(&world.service, "history_open", json!({"sha256": sha256}))["name"], value.document.name);
    ask(&world.service, "places_keep", json!({"keep": false}));
    assert!(!world.host.folder.path().join("places.json").exists());
}
