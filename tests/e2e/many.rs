//! Several files in the real window: letters signed together with one PIN, a token pulled out on the way, a folder of received
//! documents as a table of verdicts, letters that wait to be completed, and a preview in which nothing of a document acts.

use std::path::{Path, PathBuf};

use serde_json::json;
use testkit::web::{Reply, Server};

use super::support::app::App;
use super::support::webdriver::Session;
use super::{PIN, both_sizes, click, enter_pin, id, practice_token, sample, sound, text};

/// A letter of one page with these words.
pub(super) fn letter(app: &App, name: &str, words: &str) -> PathBuf {
    let path = app.folder().join(name);
    let content = format!("BT /F1 12 Tf 72 700 Td ({words}) Tj ET");
    std::fs::write(&path, testkit::pdf::page(595, 842, &content)).unwrap();
    path
}

/// How the letters of the list stand, in words, by name.
pub(crate) fn states(page: &Session) -> Vec<(String, String)> {
    let of = |e| (page.attribute(e, "data-name").unwrap(), page.attribute(e, "data-state").unwrap());
    page.all(&id("letter")).iter().map(of).collect()
}

pub(super) fn dropped(app: &App, files: &[PathBuf]) {
    app.drop_files(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>());
}

/// From the list of letters to the dialog that asks for the PIN.
pub(crate) fn up_to_the_pin(page: &Session) {
    page.wait_visible("[data-check=token][data-state=passed]");
    click(page, "seen-statement");
    click(page, "consent");
    click(page, "sign-button");
    page.wait_visible(&id("pin-input"));
}

fn signatures(path: &Path) -> usize {
    testkit::judges::pdfsig(path).iter().filter(|one| one.valid && one.whole).count()
}

#[test]
fn five_letters_are_signed_with_one_pin_and_the_bad_file_is_named() {
    let app = App::start();
    let page = app.page();
    practice_token(page);
    let mut files: Vec<PathBuf> =
        (1..=4).map(|at| letter(&app, &format!("surat-{at}.pdf"), "Kepala Dinas Contoh")).collect();
    let bad = app.folder().join("surat-5.docx");
    std::fs::write(
        &bad,
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml",
    )
    .unwrap();
    files.push(bad);
    dropped(&app, &files);
    page.wait_visible(&id("letters"));
    page.until("the letters checked", || {
        let ready = states(page).iter().filter(|(_, state)| state == "Siap").count();
        (ready == 4).then_some(())
    });
    assert!(states(page).contains(&("surat-5.docx".to_owned(), "Dilewati".to_owned())));
    page.wait_text("Ini dokumen Word, bukan PDF.");
    both_sizes(&app, "70-batch");

    // One rule for all: above the name in each letter; seen on one of them.
    click(page, "rule-anchor");
    super::fill(page, "anchor", "kepala dinas");
    page.wait("[data-check=document][data-state=passed]");
    click(page, "letter-view");
    page.wait_visible(&format!("{} canvas", id("place-box")));
    page.screenshot("71-batch-letter");
    sound(page);
    click(page, "letter-back");

    up_to_the_pin(page);
    sound(page);
    enter_pin(page, "999999");
    page.until("the tries left", || text(page, "pin-error").contains('2').then_some(()));
    assert!(!app.folder().join("surat-1_ttd.pdf").exists(), "a wrong PIN signs nothing");
    enter_pin(page, PIN);
    page.wait_visible(&id("batch-done"));
    both_sizes(&app, "72-batch-done");
    assert!(text(page, "batch-done").contains("4 surat"), "{}", text(page, "batch-done"));
    for at in 1..=4 {
        assert_eq!(signatures(&app.folder().join(format!("surat-{at}_ttd.pdf"))), 1, "letter {at}");
    }
    let made = std::fs::read_dir(app.folder()).unwrap().filter_map(Result::ok);
    let results = made.filter(|entry| entry.file_name().to_string_lossy().contains("_ttd")).count();
    assert_eq!(results, 4);
}

#[test]
fn token_pulled_out_on_the_way_leaves_what_is_signed_and_the_rest_is_resumed() {
    // So many that some are left however fast the machine is.
    const LETTERS: usize = 24;
    let app = App::start();
    let page = app.page();
    click(page, "nav-settings");
    click(page, "lang-switch-en");
    practice_token(page);
    let files: Vec<PathBuf> =
        (0..LETTERS).map(|at| letter(&app, &format!("letter-{at:02}.pdf"), "x")).collect();
    dropped(&app, &files);
    page.wait_visible(&id("letters"));
    up_to_the_pin(page);
    enter_pin(page, PIN);
    let made = || {
        let entries = std::fs::read_dir(app.folder()).unwrap().filter_map(Result::ok);
        entries.filter(|entry| entry.file_name().to_string_lossy().ends_with("_ttd.pdf")).count()
    };
    page.until("the first results", || (made() >= 2).then_some(()));
    // The practice token is a card in the program: switching it off is pulling it out.
    pull(page);
    page.wait_visible(&id("batch-left"));
    let signed = made();
    assert!((2..LETTERS).contains(&signed), "{signed} letters were signed before the token was out");
    let words = text(page, "batch-left");
    assert!(
        words.contains(&signed.to_string()) && words.contains(&(LETTERS - signed).to_string()),
        "{words}"
    );
    both_sizes(&app, "73-batch-stopped");

    click(page, "batch-resume");
    page.wait_visible(&id("batch-resume"));
    put_in(page);
    page.until("the PIN asked for anew", || {
        if page.all(&id("pin-input")).is_empty() {
            let again =
                page.all(&id("batch-resume")).into_iter().find(|e| page.visible(e) && page.enabled(e));
            again.into_iter().for_each(|e| page.click(&e));
            return None;
        }
        Some(())
    });
    enter_pin(page, PIN);
    page.wait_visible(&id("batch-done"));
    assert_eq!(made(), LETTERS);
    for at in [0, 4, LETTERS - 1] {
        assert_eq!(signatures(&app.folder().join(format!("letter-{at:02}_ttd.pdf"))), 1, "letter {at}");
    }
}

/// Calls the program as the page does.
fn rpc(page: &Session, cmd: &str, payload: serde_json::Value) {
    page.execute(
        "window.__TAURI_INTERNALS__.invoke('rpc', { cmd: arguments[0], payload: arguments[1] })",
        &json!([cmd, payload]),
    );
}

fn pull(page: &Session) {
    rpc(page, "practice_set", json!({ "on": false }));
}

fn put_in(page: &Session) {
    rpc(page, "practice_set", json!({ "on": true }));
}

/// The sample letter signed by the practice token, and the same with one digit changed.
fn signed_and_altered(app: &App) -> (Vec<u8>, Vec<u8>) {
    let page = app.page();
    super::up_to_the_pin(app, &app.copy_of(&sample()));
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    let good = std::fs::read(app.folder().join("surat-contoh_ttd.pdf")).unwrap();
    let mut bad = good.clone();
    let at = bad.windows(9).position(|w| w == b"/MediaBox").unwrap();
    let digit = bad[at..].iter().position(u8::is_ascii_digit).unwrap() + at;
    bad[digit] ^= 1;
    (good, bad)
}

#[test]
fn folder_of_mixed_files_becomes_a_table_that_is_filtered_opened_and_kept() {
    let app = App::start();
    let page = app.page();
    let (good, bad) = signed_and_altered(&app);
    let folder = app.folder().join("Surat masuk");
    std::fs::create_dir_all(folder.join("Lampiran")).unwrap();
    for at in 0..12 {
        std::fs::write(folder.join(format!("baik-{at:02}.pdf")), &good).unwrap();
    }
    std::fs::write(folder.join("Lampiran/diubah.pdf"), &bad).unwrap();
    std::fs::copy(sample(), folder.join("tanpa.pdf")).unwrap();
    std::fs::write(folder.join("rusak.pdf"), b"bukan PDF").unwrap();
    click(page, "nav-home");
    app.drop_files(&[&folder]);
    page.wait_visible(&id("verdicts"));
    page.until("all verdicts", || (text(page, "count-all") == "15").then_some(()));
    let count = |outcome: &str| text(page, &format!("count-{outcome}"));
    assert_eq!([count("tidak_sah"), count("unreadable"), count("tanpa_tanda_tangan")], ["1", "1", "1"]);
    both_sizes(&app, "74-table");

    click(page, "filter-tidak_sah");
    let rows = || page.all(&format!("{} li", id("verdicts")));
    page.until("the one row", || (rows().len() == 1).then_some(()));
    assert!(page.text(&rows()[0]).contains("diubah.pdf"));
    click(page, "row-open");
    page.wait_visible(&id("verdict"));
    assert_eq!(text(page, "verdict-word"), "Tidak sah");
    sound(page);
    click(page, "back-to-list");
    page.wait_visible(&id("verdicts"));
    assert_eq!(rows().len(), 1, "the list is as it was left");

    let table = app.folder().join("hasil.csv");
    app.will_pick(&table);
    click(page, "save-table");
    page.until("the table kept", || text(page, "table-saved").contains("hasil.csv").then_some(()));
    let lines = std::fs::read_to_string(&table).unwrap();
    assert_eq!(lines.lines().count(), 16);
    assert_eq!(lines.matches(",tidak_sah,").count(), 1);

    // The other way is one button away, and holds what carries no signature.
    click(page, "filter-all");
    click(page, "to-batch");
    page.wait_visible(&id("letters"));
    click(page, "to-table");
    page.wait_visible(&id("verdicts"));
}

/// Selector of something on a page of the preview; the thumbnails beside it have pages too.
fn on_page(number: usize, what: &str) -> String {
    format!("{} [data-page=\"{number}\"] {what}", id("pages"))
}

#[test]
fn nothing_of_a_document_acts_in_the_preview() {
    let server = Server::always(Reply::status("200 OK", ""));
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    let url = server.url("/dari-dokumen");
    let link =
        |action: &str| format!("<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/Border[0 0 0]/A {action}>>");
    let act = format!("<</S/JavaScript/JS(app.launchURL\\('{url}'\\); this.submitForm\\('{url}'\\))>>");
    let bytes = testkit::pdf::of(&[
        &format!("<</Type/Catalog/Pages 2 0 R/OpenAction {act}/Names<</EmbeddedFiles 8 0 R>>>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R 6 0 R 7 0 R]/AA<</O {act}>>>>"
        ),
        "<</Length 0>>\nstream\n\nendstream",
        &link(&format!("<</S/URI/URI({url})>>")),
        &link("<</S/Launch/F(/usr/bin/true)>>"),
        &link(&act),
        "<</Names[(a) 9 0 R]>>",
        "<</Type/Filespec/F(pasang.exe)/EF<</F 10 0 R>>>>",
        "<</Type/EmbeddedFile/Length 4>>\nstream\nisi!\nendstream",
    ]);
    let path = app.folder().join("surat-berulah.pdf");
    std::fs::write(&path, bytes).unwrap();
    app.drop_files(&[&path]);
    page.wait_visible(&on_page(1, "canvas"));
    let before = page.execute("return location.href", &json!([]));
    // The words of the page lie over its picture: that is what a click meets.
    page.click(&page.wait_visible(&on_page(1, ".textLayer")));
    std::thread::sleep(std::time::Duration::from_millis(800));
    assert_eq!(page.execute("return location.href", &json!([])), before);
    let live = "return document.querySelectorAll('[data-testid=pages] :is(a, iframe, embed, object, form, input, button)').length";
    assert_eq!(page.execute(live, &json!([])), json!(0), "nothing on the page can be pressed");
    assert_eq!(server.connections(), 0, "nobody outside was asked");

    page.click(&page.wait_visible(&format!("{} summary", id("attachments"))));
    page.wait_text("pasang.exe");
    page.screenshot("75-attachments");
    sound(page);
    let kept = app.folder().join("disimpan.exe");
    app.will_pick(&kept);
    click(page, "attachment-save");
    page.wait_visible(&id("attachment-warning"));
    assert!(!kept.exists(), "the warning comes first");
    click(page, "attachment-keep");
    page.until("the attachment kept", || kept.exists().then_some(()));
    assert_eq!(std::fs::read(&kept).unwrap(), b"isi!");
}

#[test]
fn thousand_pages_scroll_at_once_and_few_are_drawn() {
    const PAGES: usize = 1_000;
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    let kids: Vec<String> = (0..PAGES).map(|at| format!("{} 0 R", at + 5)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {PAGES}>>", kids.join(" ")),
        "<</Length 41>>\nstream\nBT /F1 24 Tf 72 700 Td (Halaman uji) Tj ET\nendstream".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let one =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>";
    objects.extend(std::iter::repeat_n(one.to_owned(), PAGES));
    let bytes = testkit::pdf::of(&objects.iter().map(String::as_str).collect::<Vec<_>>());
    let path = app.folder().join("seribu.pdf");
    std::fs::write(&path, bytes).unwrap();
    app.drop_files(&[&path]);
    page.wait_visible(&on_page(1, "canvas"));
    let drawn = || page.all(&format!("{} canvas", id("pages"))).len();
    assert!((1..=8).contains(&drawn()), "{} of {PAGES} pages are drawn", drawn());
    page.execute(
        "const s = document.querySelector('[data-testid=pages]'); s.scrollTop = s.scrollHeight",
        &json!([]),
    );
    page.wait_visible(&on_page(PAGES, "canvas"));
    page.until("the first page let go", || page.all(&on_page(1, "canvas")).is_empty().then_some(()));
    assert!((1..=8).contains(&drawn()), "{} of {PAGES} pages are drawn at the end", drawn());
    page.screenshot("76-thousand-pages");
}
