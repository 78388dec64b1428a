//! The help in the real window: the check of readiness follows a real smart card service and its card, the support file that was
//! shown is the one that is kept and names nobody, a code is read, and an error leads to its page.

use std::path::Path;
use std::time::Duration;

use testkit::card_service::{Daemon, PORT, say};

use super::support::app::{App, in_namespace};
use super::support::webdriver::Session;
use super::{click, fill, id, sound, speak, text};

/// Waits until a line of the check is in this state.
fn line(page: &Session, line: &str, state: &str) {
    page.wait_visible(&format!("[data-testid=doctor-line][data-line={line}][data-state={state}]"));
}

fn problem(page: &Session, line: &str) -> Option<String> {
    page.attribute(&page.wait(&format!("[data-testid=doctor-line][data-line={line}]")), "data-code")
}

#[test]
fn check_follows_service_reader_and_card_as_they_come_and_go() {
    in_namespace(
        "help::check_follows_service_reader_and_card_as_they_come_and_go",
        Duration::from_secs(300),
        || {
            let app = App::start();
            let page = app.page();
            page.wait_visible("h1");
            click(page, "nav-help");
            click(page, "help-doctor");
            say("no service");
            line(page, "smart-card-service", "to_do");
            assert_eq!(problem(page, "smart-card-service").as_deref(), Some("token-service-down"));
            line(page, "reader", "not_checked");
            page.screenshot("70-doctor-no-service");
            sound(page);

            say("empty reader");
            let folder = tempfile::tempdir().unwrap();
            let service = Daemon::start(folder.path());
            line(page, "reader", "fine");
            line(page, "card", "to_do");
            assert_eq!(problem(page, "card").as_deref(), Some("token-no-card"));

            say("card");
            let practice = service::practice::Practice::open(folder.path(), chrono::Utc::now()).unwrap();
            let card = service::practice::attach(practice.card(), ([127, 0, 0, 1], PORT).into())
                .expect("vpcd takes it");
            for layer in ["card", "application", "pin", "certificate", "key-usage"] {
                line(page, layer, "fine");
            }
            page.screenshot("71-doctor-card");
            sound(page);

            say("pulled");
            drop(card);
            line(page, "card", "to_do");
            line(page, "certificate", "not_checked");
            drop(service);
            line(page, "smart-card-service", "to_do");
        },
    );
}

#[test]
fn support_file_is_kept_as_it_was_shown_and_its_code_is_read() {
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-help");
    click(page, "help-doctor");
    let code = text(page, "doctor-code");
    click(page, "support-preview");
    let shown = page.property(&page.wait_visible(&id("support-text")), "textContent");
    let target = app.folder().join("documents/bantuan.txt");
    app.will_pick(&target);
    click(page, "support-save");
    page.until("the name of the file", || text(page, "support-saved").contains("bantuan.txt").then_some(()));
    let kept = std::fs::read_to_string(&target).unwrap();
    assert_eq!(shown, kept, "what was shown is what is kept");
    assert!(kept.contains(&code), "{kept}");
    for telling in [app.folder(), Path::new("/home"), Path::new("/tmp")] {
        assert!(!kept.contains(telling.to_str().unwrap()), "{kept}");
    }
    page.screenshot("72-support-file");
    sound(page);

    click(page, "help-back");
    click(page, "help-decode");
    fill(page, "decode-input", &code.to_lowercase().replace('-', " "));
    click(page, "decode-submit");
    page.wait_visible(&id("decoded"));
    let service = "[data-testid=decoded] [data-line=smart-card-service][data-state=to_do]";
    assert_eq!(page.attribute(&page.wait(service), "data-code").as_deref(), Some("token-service-down"));
    page.screenshot("73-code-read");
    sound(page);
}

#[test]
fn error_leads_to_its_page_in_both_languages_and_back() {
    let app = App::start();
    let page = app.page();
    let word = app.folder().join("surat.txt");
    std::fs::write(&word, "bukan PDF").unwrap();
    for (language, title) in [("id", "Bukan PDF"), ("en", "Not a PDF")] {
        speak(page, language);
        click(page, "nav-home");
        page.wait_visible(&id("drop-area"));
        app.drop_files(&[&word]);
        page.until("the number", || text(page, "problem-number").contains("ABS-101").then_some(()));
        click(page, "problem-number");
        page.wait_visible(&id("explanation"));
        assert!(page.whole_text().contains(title), "{}", page.whole_text());
        assert!(page.whole_text().contains("(0361) 225859"), "the way to people");
        page.screenshot(&format!("74-explained-{language}"));
        sound(page);
        click(page, "help-back");
        page.wait_visible(&id("problem"));
    }
    for name in ["lost", "learn", "statement", "codes"] {
        click(page, "nav-help");
        click(page, &format!("help-{name}"));
        page.wait_visible("h1");
        page.screenshot(&format!("75-help-{name}"));
        sound(page);
    }
    app.resize(880, 600);
    for name in ["doctor", "lost", "codes"] {
        click(page, "nav-help");
        click(page, &format!("help-{name}"));
        page.wait_visible("h1");
        assert_eq!(page.layout_faults(), [""; 0], "{name}");
        page.screenshot(&format!("76-small-{name}"));
    }
}
