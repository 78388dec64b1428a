//! Several files at once, as the window uses them: what they are, the table of verdicts, and batches from a selection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use service::schema::Opened;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{SAMPLE, World};
use testkit::memory;

fn call(world: &World, cmd: &str, payload: Value) -> Value {
    world.service.call(json!({ "cmd": cmd, "payload": payload })).unwrap()
}

fn done(world: &World, cmd: &str, payload: Value) -> Value {
    let answer = call(world, cmd, payload);
    assert_eq!(answer["status"], "done", "{cmd}: {answer}");
    answer["value"].clone()
}

fn select(world: &World, paths: &[PathBuf]) -> String {
    match world.service.open_paths(paths).remove(0) {
        Opened::Many { selection } => selection.selection.0,
        other => panic!("several files should become a selection: {other:?}"),
    }
}

/// The rows of all events of a kind so far, in the order in which they came.
fn rows(world: &World, event: &str) -> Vec<Value> {
    let events = world.host.events.lock().unwrap();
    let of = events.iter().map(|text| serde_json::from_str::<Value>(text).unwrap());
    of.filter(|value| value["event"] == event)
        .flat_map(|value| value["payload"]["rows"].as_array().unwrap().clone())
        .collect()
}

fn page() -> Vec<u8> {
    testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat uji) Tj ET")
}

/// The sample letter, signed with the practice token.
fn signed(world: &World) -> Vec<u8> {
    let letter = world.open(&world.letter("asal.pdf", SAMPLE));
    let prompt = world.begin(&letter);
    let service::schema::Outcome::Done { value } = world.answer(&prompt, "123456") else { panic!("signed") };
    world.service.documents().close(&letter.document);
    world.service.documents().close(&value.document.document);
    world.verifies(); // this one is not counted
    let path = world.letters.path().join("asal_ttd.pdf");
    let bytes = std::fs::read(&path).unwrap();
    for name in ["asal.pdf", "asal_ttd.pdf"] {
        std::fs::remove_file(world.letters.path().join(name)).unwrap();
    }
    bytes
}

fn altered(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.windows(9).position(|w| w == b"/MediaBox").unwrap();
    let digit = bytes[at..].iter().position(u8::is_ascii_digit).unwrap() + at;
    bytes[digit] ^= 1;
    bytes
}

/// Files of this process that are open below a folder.
fn open_below(folder: &Path) -> usize {
    let fds = std::fs::read_dir("/proc/self/fd").unwrap();
    fds.filter_map(|fd| std::fs::read_link(fd.ok()?.path()).ok()).filter(|to| to.starts_with(folder)).count()
}

#[test]
fn one_file_is_opened_and_several_or_a_folder_become_a_selection() {
    let world = World::new();
    let one = world.letter("a.pdf", &page());
    assert!(matches!(world.service.open_paths(std::slice::from_ref(&one))[0], Opened::Document { .. }));
    let folder = world.letters.path().to_owned();
    assert!(matches!(world.service.open_paths(std::slice::from_ref(&folder))[0], Opened::Document { .. }));
    std::fs::create_dir(folder.join("bawah")).unwrap();
    let empty = world.service.open_paths(&[folder.join("bawah")]);
    let Opened::Refused { name, problem } = &empty[0] else { panic!("{empty:?}") };
    assert_eq!((name.as_str(), problem.code().as_str()), ("bawah", "folder-without-documents"));
    std::fs::write(folder.join("bawah/b.PDF"), page()).unwrap();
    std::fs::write(folder.join("bawah/catatan.txt"), "bukan surat").unwrap();
    let Opened::Many { selection } = world.service.open_paths(&[folder]).remove(0) else { panic!("several") };
    assert_eq!((selection.files, selection.cut), (2, false));
}

#[test]
fn each_file_of_a_selection_is_told_by_what_it_is() {
    let world = World::new();
    let bytes = signed(&world);
    let word = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml";
    let files = [
        world.letter("1.pdf", &page()),
        world.letter("2.pdf", &bytes),
        world.letter("3.docx", word),
        world.letter("4.png", b"\x89PNG\r\n\x1a\n"),
        world.letter("5.zip", b"PK\x03\x04lain"),
        world.letters.path().join("6-tidak-ada.pdf"),
    ];
    let selection = select(&world, &files);
    assert_eq!(done(&world, "many_look", json!({ "selection": selection }))["finished"], true);
    let rows = rows(&world, "looked");
    let seen: Vec<_> = rows
        .iter()
        .map(|row| {
            let problem = &row["problem"];
            let what = format!(
                "{}{}",
                problem["code"].as_str().unwrap_or(""),
                problem["kind"].as_str().unwrap_or("")
            );
            (row["index"].as_u64().unwrap(), row["signatures"].as_u64().unwrap(), what)
        })
        .collect();
    let told = |index, signatures, what: &str| (index, signatures, what.to_owned());
    assert_eq!(
        seen,
        [
            told(0, 0, ""),
            told(1, 1, ""),
            told(2, 0, "document-not-pdfword"),
            told(3, 0, "document-not-pdfimage"),
            told(4, 0, "document-not-pdfzip"),
            told(5, 0, "document-unreadable"),
        ]
    );
    assert_eq!(open_below(world.letters.path()), 0, "nothing stays open");
}

#[test]
fn verdicts_come_row_by_row_and_the_table_holds_the_same() {
    let world = World::new();
    let good = signed(&world);
    let files = [
        world.letter("a.pdf", &good),
        world.letter("b.pdf", &altered(good.clone())),
        world.letter("c.pdf", &page()),
        world.letter("d.pdf", b"bukan PDF"),
    ];
    let selection = select(&world, &files);
    let run = json!({ "selection": selection, "index": 0 });
    assert_eq!(done(&world, "many_verify", run)["finished"], true);
    let rows = rows(&world, "verdicts");
    let verdicts: Vec<_> = rows.iter().map(|row| row["verdict"].as_str().unwrap_or("-")).collect();
    assert_eq!(verdicts, ["tidak_dapat_diperiksa", "tidak_sah", "tanpa_tanda_tangan", "-"]);
    assert_eq!(rows[0]["signers"], json!(["Pejabat Latihan Satu (UJI)"]));
    assert_eq!((&rows[0]["practice"], &rows[0]["signatures"]), (&json!(true), &json!(1)));
    assert!(rows[1]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    assert_eq!(rows[3]["problem"]["code"], "document-not-pdf");

    let saved = done(&world, "many_save", json!({ "selection": selection }));
    assert_eq!(saved["name"], "daftar-hasil-pemeriksaan.csv");
    let table = std::fs::read_to_string(world.letters.path().join("daftar-hasil-pemeriksaan.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!((lines.len(), lines[0].starts_with("file,sha256,verdict,")), (5, true));
    for (line, verdict) in
        lines[1..].iter().zip(["tidak_dapat_diperiksa", "tidak_sah", "tanpa_tanda_tangan", ""])
    {
        assert_eq!(line.split(',').nth(2), Some(verdict), "{line}");
    }
}

#[test]
fn hundreds_of_files_leave_memory_flat_and_no_document_open() {
    let name = "hundreds_of_files_leave_memory_flat_and_no_document_open";
    memory::alone(name, Duration::from_secs(300), hundreds_of_files);
}

fn hundreds_of_files() {
    let world = World::new();
    let good = signed(&world);
    let files: Vec<_> = (0..200).map(|at| world.letter(&format!("{at:03}.pdf"), &good)).collect();
    let warm = select(&world, &files[..40]);
    done(&world, "many_verify", json!({ "selection": warm, "index": 0 }));
    let before = memory::resident();
    let all = select(&world, &files);
    // Looked at from outside while it runs: never more open than the cores work on.
    let most = std::thread::scope(|scope| {
        let run = scope.spawn(|| done(&world, "many_verify", json!({ "selection": all, "index": 0 })));
        let mut most = 0;
        while !run.is_finished() {
            most = most.max(open_below(world.letters.path()));
            std::thread::yield_now();
        }
        assert_eq!(run.join().unwrap()["finished"], true);
        most
    });
    let cores = std::thread::available_parallelism().unwrap().get();
    assert!((1..=2 * cores).contains(&most), "{most} files open at a time on {cores} cores");
    assert_eq!(open_below(world.letters.path()), 0);
    let rows = rows(&world, "verdicts");
    assert_eq!(rows.len(), 240);
    assert!(rows.iter().all(|row| row.to_string().len() < 600), "a row is of bounded size");
    let grown = memory::resident().saturating_sub(before);
    assert!(grown < 24 * 1024, "{grown} KiB more after 200 files");
}

#[test]
fn stopped_run_leaves_nothing_and_goes_on_where_it_was() {
    let world = World::new();
    let good = signed(&world);
    let files: Vec<_> = (0..120).map(|at| world.letter(&format!("{at:03}.pdf"), &good)).collect();
    let before = world.files();
    let selection = select(&world, &files);
    let run = json!({ "selection": selection, "index": 0 });
    let finished = std::thread::scope(|scope| {
        let run = scope.spawn(|| done(&world, "many_verify", run));
        while rows(&world, "verdicts").len() < 5 {
            std::thread::yield_now();
        }
        done(&world, "run_stop", json!({ "ticket": selection }));
        run.join().unwrap()["finished"].clone()
    });
    assert_eq!(finished, false);
    let count = rows(&world, "verdicts").len();
    assert!((5..120).contains(&count), "{count} rows came before it stopped");
    assert_eq!((open_below(world.letters.path()), world.files()), (0, before));

    let rest = json!({ "selection": selection, "index": count });
    assert_eq!(done(&world, "many_verify", rest)["finished"], true);
    let indices: Vec<_> = rows(&world, "verdicts").iter().map(|row| row["index"].as_u64().unwrap()).collect();
    assert_eq!(indices, (0..120).collect::<Vec<_>>(), "every file once, in order");
    done(&world, "many_save", json!({ "selection": selection }));
    let table = std::fs::read_to_string(world.letters.path().join("daftar-hasil-pemeriksaan.csv")).unwrap();
    assert_eq!(table.lines().count(), 121);

    done(&world, "many_forget", json!({ "selection": selection }));
    let gone = call(&world, "many_save", json!({ "selection": selection }));
    assert_eq!(gone["problem"]["code"], "ticket-gone");
}

/// A request for all files of a selection with the practice token.
fn batch(selection: &str, count: usize, place: Value) -> Value {
    let each = json!({
        "document": "", "token": "practice", "key": null, "place": place,
        "text": { "position": null, "rank": null, "nip": null }, "reason": null, "consent": false,
    });
    json!({ "selection": selection, "items": (0..count).collect::<Vec<_>>(), "each": each })
}

#[test]
fn batch_of_a_selection_is_checked_then_signed_with_one_pin() {
    let world = World::new();
    let mut files: Vec<_> = (0..3).map(|at| world.letter(&format!("{at}.pdf"), &page())).collect();
    files.push(world.letter("rusak.pdf", b"bukan PDF"));
    let selection = select(&world, &files);
    done(&world, "many_look", json!({ "selection": selection }));
    world.verifies();
    let rect = json!({ "x": 300.0, "y": 80.0, "width": 220.0, "height": 100.0 });
    let wanted = batch(&selection, 4, json!({ "kind": "last_page", "rect": rect }));
    let plan = done(&world, "batch_plan", wanted);
    assert_eq!((&plan["ready"], &plan["finished"]), (&json!(true), &json!(true)));
    assert_eq!(plan["items"][3]["problem"]["code"], "document-not-pdf");
    let checks: Vec<_> =
        plan["checks"].as_array().unwrap().iter().map(|one| one["check"]["id"].as_str().unwrap()).collect();
    assert_eq!(checks[..2], ["token", "certificate"]);
    assert_eq!(world.verifies(), 0, "checking costs no PIN");

    let ticket = plan["batch"].clone();
    let silent = call(&world, "batch_start", json!({ "batch": ticket, "consent": false }));
    assert_eq!(silent["problem"]["code"], "consent-missing");
    // One letter is replaced after the person saw it.
    std::fs::write(&files[1], testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat lain) Tj ET"))
        .unwrap();
    let prompt = call(&world, "batch_start", json!({ "batch": ticket, "consent": true }));
    assert_eq!(prompt["status"], "needs_secret", "{prompt}");
    let view = done(&world, "batch_answer", json!({ "ticket": ticket, "pin": "123456" }));
    let states: Vec<_> =
        view["items"].as_array().unwrap().iter().map(|item| item["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["signed", "refused", "signed", "refused"]);
    assert_eq!(view["items"][1]["problem"]["code"], "document-changed-on-disk");
    assert_eq!(world.files(), ["0.pdf", "0_ttd.pdf", "1.pdf", "2.pdf", "2_ttd.pdf", "rusak.pdf"]);

    done(&world, "batch_reveal", json!({ "ticket": ticket }));
    assert_eq!(
        done(&world, "batch_save", json!({ "ticket": ticket }))["name"],
        "daftar-hasil-penandatanganan.csv"
    );
    let list =
        std::fs::read_to_string(world.letters.path().join("daftar-hasil-penandatanganan.csv")).unwrap();
    assert_eq!(
        (list.lines().count(), list.matches(",signed,").count(), list.matches(",refused,").count()),
        (5, 2, 2)
    );
}

#[test]
fn stopped_batch_keeps_what_is_signed_and_is_resumed() {
    let world = World::new();
    let files: Vec<_> = (0..30).map(|at| world.letter(&format!("{at:02}.pdf"), &page())).collect();
    let selection = select(&world, &files);
    let plan = done(&world, "batch_plan", batch(&selection, 30, json!({ "kind": "invisible" })));
    let ticket = plan["batch"].clone();
    call(&world, "batch_start", json!({ "batch": ticket, "consent": true }));
    let results = || world.files().iter().filter(|name| name.ends_with("_ttd.pdf")).count();
    let view = std::thread::scope(|scope| {
        let run = scope.spawn(|| done(&world, "batch_answer", json!({ "ticket": ticket, "pin": "123456" })));
        while results() < 2 {
            std::thread::yield_now();
        }
        done(&world, "run_stop", json!({ "ticket": ticket }));
        run.join().unwrap()
    });
    assert_eq!(view["stopped"]["code"], "cancelled");
    let made = results();
    let signed = view["items"].as_array().unwrap().iter().filter(|item| item["state"] == "signed").count();
    assert!((2..30).contains(&made) && signed == made, "{signed} told, {made} made");

    // The token is out: the batch waits on.
    world.service.tokens().remove("practice");
    let refused = call(&world, "batch_resume", json!({ "ticket": ticket }));
    assert_eq!(refused["status"], "refused", "{refused}");
    world.service.insert_practice().unwrap();
    assert_eq!(call(&world, "batch_resume", json!({ "ticket": ticket }))["status"], "needs_secret");
    let view = done(&world, "batch_answer", json!({ "ticket": ticket, "pin": "123456" }));
    assert_eq!((&view["stopped"], results()), (&Value::Null, 30));
}

#[test]
fn check_of_a_batch_can_be_stopped() {
    let world = World::new();
    let files: Vec<_> = (0..40).map(|at| world.letter(&format!("{at:02}.pdf"), &page())).collect();
    let selection = select(&world, &files);
    let plan = std::thread::scope(|scope| {
        let wanted = batch(&selection, 40, json!({ "kind": "invisible" }));
        let run = scope.spawn(|| done(&world, "batch_plan", wanted));
        while !world.host.events.lock().unwrap().iter().any(|event| event.contains("\"event\":\"batch\"")) {
            std::thread::yield_now();
        }
        done(&world, "run_stop", json!({ "ticket": selection }));
        run.join().unwrap()
    });
    assert_eq!(plan["finished"], false);
    assert_eq!(open_below(world.letters.path()), 0);
}

#[test]
fn locked_letters_of_a_selection_are_opened_by_their_passwords_and_signed_with_the_others() {
    let world = World::new();
    let open = world.letter("terbuka.pdf", &page());
    let locked = |name: &str, password: &str| {
        let path = world.letters.path().join(name);
        let mut command = std::process::Command::new("qpdf");
        command.args(["--encrypt", password, "pemilik", "256", "--"]).arg(&open).arg(&path);
        testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
        path
    };
    let files = [open.clone(), locked("satu.pdf", "kesatu"), locked("dua.pdf", "kedua")];
    let selection = select(&world, &files);
    done(&world, "many_look", json!({ "selection": selection }));
    let looked = rows(&world, "looked");
    assert!(looked[1..].iter().all(|row| row["problem"]["code"] == "document-password-needed"), "{looked:?}");

    let unlock = |index: u32, password: &str| {
        call(&world, "many_unlock", json!({ "selection": selection, "index": index, "password": password }))
    };
    let wrong = unlock(1, "kedua");
    assert_eq!(wrong["problem"]["code"], "document-password-wrong", "{wrong}");
    let right = unlock(1, "kesatu");
    assert_eq!(right["status"], "done", "{right}");
    let (row, document) = (&right["value"]["row"], &right["value"]["document"]);
    assert_eq!((&row["index"], &row["pages"], &row["problem"]), (&json!(1), &json!(1), &Value::Null));
    assert_eq!((&document["locked"], &document["pages"]), (&json!(false), &json!(1)));
    world
        .service
        .documents()
        .close(&service::schema::DocumentHandle(document["document"].as_str().unwrap().to_owned()));

    let each = json!({
        "document": "", "token": "practice", "key": null, "place": { "kind": "free" },
        "text": { "position": null, "rank": null, "nip": null }, "reason": null, "consent": false,
    });
    let plan =
        done(&world, "batch_plan", json!({ "selection": selection, "items": [0, 1, 2], "each": each }));
    let states: Vec<&Value> = plan["items"].as_array().unwrap().iter().map(|item| &item["state"]).collect();
    assert_eq!(states, ["waiting", "waiting", "refused"], "the one whose password is not known stays out");
    assert_eq!(plan["items"][2]["problem"]["code"], "document-password-needed");
    let asked = call(&world, "batch_start", json!({ "batch": plan["batch"], "consent": true }));
    let answered =
        done(&world, "batch_answer", json!({ "ticket": asked["secret"]["ticket"], "pin": "123456" }));
    assert_eq!(
        (&answered["items"][0]["state"], &answered["items"][1]["state"]),
        (&json!("signed"), &json!("signed"))
    );
    let result = world.letters.path().join("satu_ttd.pdf");
    let seen = testkit::judges::pdfsig_opened(&result, Some("kesatu")).unwrap();
    assert!(seen[0].valid && seen[0].whole, "{seen:?}");

    // Forgotten with the selection: the password is asked for anew.
    done(&world, "many_forget", json!({ "selection": selection }));
    assert_eq!(unlock(1, "kesatu")["problem"]["code"], "ticket-gone");
}
