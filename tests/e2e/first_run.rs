//! The first start on a computer: four steps, each skippable, and the way back to a step from where it is needed.

use testkit::openssl::Pki;
use testkit::web::{Reply, Server};

use super::support::app::App;
use super::{both_sizes, click, fill, fingerprint, id, path, sample, sound, text};

#[test]
fn first_start_leads_through_four_steps_and_is_not_shown_again() {
    let (app, pki) = (App::start_new(&[]), Pki::new());
    let page = app.page();
    page.wait_visible(&id("setup-language"));
    click(page, "lang-switch-en");
    page.until("English", || text(page, "setup-next").contains("Next").then_some(()));
    click(page, "lang-switch-id");
    both_sizes(&app, "70-first-language");

    click(page, "setup-next");
    page.wait_visible(&id("setup-trust"));
    assert!(text(page, "setup-next").contains("Lewati"), "an issuer can wait");
    click(page, "trust-from-tokens");
    page.wait_text("Tidak ada sertifikat penerbit pada token");
    let root = &pki.root().certificate;
    app.will_pick(root);
    click(page, "trust-pick");
    fill(page, "trust-fingerprint", &fingerprint(root));
    click(page, "trust-add");
    page.wait_visible(&id("anchor"));
    both_sizes(&app, "71-first-trust");

    click(page, "setup-next");
    page.wait_visible(&id("setup-ask-no"));
    assert_eq!(
        page.property(&page.wait(&id("setup-ask-yes")), "checked"),
        false,
        "nobody chose for the person"
    );
    assert_eq!(page.property(&page.wait(&id("setup-ask-no")), "checked"), false);
    click(page, "setup-ask-no");
    page.until("an answer", || text(page, "setup-next").contains("Lanjut").then_some(()));
    both_sizes(&app, "72-first-network");

    click(page, "setup-next");
    page.wait_visible(&id("how-note"));
    both_sizes(&app, "73-first-token-none");
    click(page, "setup-practice");
    page.wait_visible(&id("setup-token-name"));
    both_sizes(&app, "73-first-token");
    click(page, "setup-next");
    page.wait_visible(&id("drop-area"));

    let app = app.restart();
    let page = app.page();
    page.wait_visible(&id("drop-area"));
    assert!(page.all(&id("setup-next")).is_empty(), "it was gone through");
}

#[test]
fn file_given_at_the_first_start_comes_before_the_steps() {
    let letter = sample();
    let app = App::start_new(&[path(&letter)]);
    app.page().wait_visible(&id("checks"));
}

#[test]
fn unknown_issuer_leads_to_its_step_and_back_to_a_valid_result() {
    let pki = Pki::new();
    let letter = super::trust::signed(&pki);
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    app.drop_files(&[&letter]);
    page.wait_visible(&id("verdict"));
    click(page, "setup-go-trust");
    page.wait_visible(&id("setup-trust"));
    let root = &pki.root().certificate;
    app.will_pick(root);
    click(page, "trust-pick");
    fill(page, "trust-fingerprint", &fingerprint(root));
    click(page, "trust-add");
    page.wait_visible(&id("anchor"));
    sound(page);
    click(page, "setup-back");
    page.wait_visible("[data-testid=\"signature\"][data-verdict=\"sah\"]");
}

#[test]
fn refused_network_leads_to_its_step_and_nothing_is_asked_before_the_yes() {
    let server = Server::always(Reply::status("503 Service Unavailable", ""));
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-settings");
    click(page, "network-on");
    fill(page, "stamp-url", &server.url("/tsa"));
    click(page, "stamp-add");
    page.wait_visible(&id("stamp-server"));
    click(page, "setup-open");
    page.wait_visible(&id("setup-language"));
    click(page, "setup-step-network");
    click(page, "setup-ask-no");
    page.until("an answer", || text(page, "setup-next").contains("Lanjut").then_some(()));
    click(page, "setup-leave");
    page.wait_visible(&id("drop-area"));
    click(page, "nav-settings");
    page.until("the network is off again", || {
        (page.property(&page.wait(&id("network-on")), "checked") == false).then_some(())
    });
    assert_eq!(server.connections(), 0);
}

#[test]
fn question_how_one_signs_leads_to_the_key_file_in_the_first_run_and_on_the_token_page() {
    let (app, person) = (App::start_new(&[]), super::Person::new());
    let page = app.page();
    click(page, "setup-step-token");
    let note = page.wait_visible(&id("how-note"));
    assert!(page.text(&note).contains("Bagaimana Anda biasa menandatangani?"));
    click(page, "setup-next");
    page.wait_visible(&id("drop-area"));
    for (language, question, remote) in [
        ("en", "How do you usually sign?", "kept on BSrE's server"),
        ("id", "Bagaimana Anda biasa menandatangani?", "tersimpan di server BSrE"),
    ] {
        super::speak(page, language);
        click(page, "nav-token");
        assert!(text(page, "how-note").contains(question), "{}", text(page, "how-note"));
        page.click(&page.wait_visible("[data-testid=remote-note] summary"));
        page.until("where such a key lies", || text(page, "remote-note").contains(remote).then_some(()));
        page.screenshot(&format!("74-how-{language}"));
        sound(page);
    }
    click(page, "nav-settings");
    click(page, "setup-open");
    click(page, "setup-step-token");
    page.click(&page.wait_visible("[data-testid=how-file] summary"));
    app.will_pick(&person.key_file(app.folder()));
    click(page, "how-key-file");
    fill(page, "key-file-password", super::PASSWORD);
    click(page, "key-file-submit");
    page.until("the person's name", || page.whole_text().contains("Pejabat Berkas (UJI)").then_some(()));
    page.screenshot("75-first-key-file");
    sound(page);
}
