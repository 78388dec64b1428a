//! "Riwayat & laporan" in the real window: what was signed and checked stands there, the report is made, written and signed,
//! everything personal is deleted; and a whole run with everything optional off asks nobody.

use std::path::{Path, PathBuf};
use std::time::Duration;

use testkit::web::{Reply, Server};

use super::support::app::{App, in_namespace};
use super::support::webdriver::Session;
use super::{PIN, agree, click, enter_pin, id, sample, sound, text, up_to_the_pin};

/// A letter whose name would give somebody away, signed and checked in the window; the result's path.
fn sign_and_check(app: &App) -> PathBuf {
    let letter = app.folder().join("surat-rahasia-I-Made.pdf");
    std::fs::copy(sample(), &letter).unwrap();
    up_to_the_pin(app, &letter);
    enter_pin(app.page(), PIN);
    app.page().wait_visible(&id("signed"));
    let result = letter.with_file_name("surat-rahasia-I-Made_ttd.pdf");
    click(app.page(), "nav-verify");
    app.drop_files(&[&result]);
    app.page().wait_visible(&id("verdict"));
    result
}

fn rows(page: &Session) -> usize {
    page.all(&id("history-row")).len()
}

fn part(page: &Session, name: &str) {
    click(page, &format!("journal-part-{name}"));
}

#[test]
fn signed_and_checked_letter_stands_in_the_history_and_in_the_report_until_it_is_deleted() {
    let app = App::start();
    let page = app.page();
    let result = sign_and_check(&app);

    click(page, "nav-journal");
    page.until("the signing in the history", || (rows(page) == 1).then_some(()));
    sound(page);
    page.screenshot("70-history-signed");
    assert!(!page.whole_text().contains("surat-rahasia"), "no file name by default");
    click(page, "history-kind-checked");
    page.until("the check in the history", || {
        let words = page.whole_text();
        (rows(page) == 1 && words.contains("Diperiksa")).then_some(())
    });

    // The file is shown by hand, and what is opened is that very file.
    app.will_pick(&result);
    click(page, "history-open");
    page.wait_visible(&id("verdict"));
    click(page, "nav-journal");
    click(page, "history-check");
    page.until("the records to be checked", || text(page, "history-checked").contains("utuh").then_some(()));

    part(page, "usage");
    page.wait_visible(&id("usage"));
    page.wait_visible(&id("bars"));
    sound(page);
    page.screenshot("71-usage");
    click(page, "usage-save-csv");
    page.wait_visible(&id("usage-saved"));
    let written = |ending: &str| {
        let folder = app.folder().join("documents");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(|path| path.extension().is_some_and(|found| found == ending)).unwrap()
    };
    let csv = std::fs::read_to_string(written("csv")).unwrap();
    assert!(csv.contains("Hanya mencakup dokumen yang ditandatangani dengan aplikasi ini"), "{csv}");
    assert!(!csv.contains("surat-rahasia"), "{csv}");
    click(page, "usage-save-pdf");
    click(page, "usage-sign");
    page.wait_visible(&id("checks"));
    page.wait_visible("[data-check=token][data-state=passed]");
    page.wait_visible(&format!("{} canvas", id("place-box")));
    agree(page);
    click(page, "sign-button");
    enter_pin(page, PIN);
    page.wait_visible(&id("signed"));
    let report = written("pdf");
    let stem = report.file_stem().unwrap().to_str().unwrap().trim_end_matches("_ttd").to_owned();
    let signed = report.with_file_name(format!("{stem}_ttd.pdf"));
    assert!(testkit::judges::pdfsig(&signed)[0].valid, "the report, signed here");

    click(page, "nav-journal");
    part(page, "agreement");
    page.wait_visible(&id("agreement-days"));
    sound(page);
    page.screenshot("72-agreement");
    click(page, "sheet-open-tinjauan");
    click(page, "state-a-done");
    page.until("the entry to be kept", || text(page, "sheet-kept").contains("tersimpan").then_some(()));
    sound(page);
    page.screenshot("73-self-check");

    part(page, "data");
    page.wait_visible(&id("data"));
    sound(page);
    page.screenshot("74-data");
    click(page, "data-delete");
    page.screenshot("75-data-delete");
    click(page, "data-delete-yes");
    page.until("the data to be deleted", || text(page, "data-deleted").contains("dihapus").then_some(()));
    part(page, "history");
    page.until("an empty history", || (rows(page) == 0).then_some(()));
    assert!(result.is_file(), "the person's own files stay");
    nothing_personal_below(app.folder());
}

#[test]
fn history_and_report_are_whole_in_english_in_the_dark_and_in_the_smallest_window() {
    let app = App::start();
    let page = app.page();
    sign_and_check(&app);
    click(page, "nav-settings");
    click(page, "lang-switch-en");
    click(page, "theme-switch-dark");
    app.resize(880, 600);
    click(page, "nav-journal");
    page.until("the signing in the history", || (rows(page) == 1).then_some(()));
    for (name, waited) in
        [("history", "history-search"), ("usage", "usage"), ("agreement", "sheets"), ("data", "data")]
    {
        part(page, name);
        page.wait_visible(&id(waited));
        sound(page);
        page.screenshot(&format!("76-{name}-en-dark-small"));
        let over = page.execute(
            "const s = document.querySelector('.screen'); return s.scrollWidth - s.clientWidth",
            &serde_json::json!([]),
        );
        assert_eq!(over, serde_json::json!(0), "{name} is wider than the window");
    }
}

/// What the program, its page and the engine keep: nothing of it may tell whose letter it was.
fn nothing_personal_below(folder: &Path) {
    let secrets = ["surat-rahasia", "I-Made", "Pejabat Latihan"];
    let mut open: Vec<PathBuf> = ["data", "config", "cache"].map(|name| folder.join(name)).into();
    while let Some(path) = open.pop() {
        let bytes = if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            Vec::new()
        } else {
            // sockets and what the engine removes meanwhile
            std::fs::read(&path).unwrap_or_default()
        };
        for secret in secrets {
            let finds = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(
                !finds(path.as_os_str().as_encoded_bytes()) && !finds(&bytes),
                "{secret} in {}",
                path.display()
            );
        }
    }
}

/// Packets that wanted to go somewhere, although only loopback is there, in this process's network namespace.
fn without_route() -> u64 {
    let table = std::fs::read_to_string("/proc/self/net/snmp").unwrap();
    let mut lines = table.lines().filter(|line| line.starts_with("Ip:"));
    let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
    let mut both = names.split(' ').zip(values.split(' '));
    both.find(|(name, _)| *name == "OutNoRoutes").unwrap().1.parse().unwrap()
}

#[test]
fn whole_run_with_everything_optional_off_asks_nobody_and_deleting_leaves_nothing() {
    let name = "journal::whole_run_with_everything_optional_off_asks_nobody_and_deleting_leaves_nothing";
    in_namespace(name, Duration::from_secs(240), || {
        // That an attempt would be seen: one is made.
        let before = without_route();
        assert!(std::net::TcpStream::connect("192.0.2.1:80").is_err());
        assert!(without_route() > before, "an attempt to leave is counted");
        let before = without_route();

        let proxy = Server::always(Reply::ok("text/plain", b""));
        let app = App::start_behind(&proxy.url("/"));
        let page = app.page();
        let result = sign_and_check(&app);
        click(page, "nav-journal");
        page.until("the signing in the history", || (rows(page) == 1).then_some(()));
        part(page, "usage");
        page.wait_visible(&id("usage"));
        click(page, "usage-save-pdf");
        page.wait_visible(&id("usage-saved"));
        part(page, "agreement");
        click(page, "sheet-open-keamanan");
        page.wait_visible(&id("sheet"));
        for area in ["nav-help", "nav-settings"] {
            click(page, area);
            page.wait_visible("h1");
        }
        click(page, "nav-journal");
        part(page, "data");
        click(page, "data-delete");
        click(page, "data-delete-yes");
        page.until("the data to be deleted", || text(page, "data-deleted").contains("dihapus").then_some(()));
        assert!(result.is_file());
        assert_eq!(without_route(), before, "something wanted to leave the computer");
        assert!(proxy.connections() == 0, "asked of the proxy: {:?}", proxy.asked());
        nothing_personal_below(app.folder());
    });
}
