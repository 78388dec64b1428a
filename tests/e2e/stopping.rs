//! What takes long is stopped by a person: a server that takes the call and says nothing is no longer waited for, and the same
//! act goes on afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use testkit::web::{Reply, Server};

use super::support::app::App;
use super::{click, fill, id, sound, speak};

#[test]
fn silent_server_is_given_up_with_one_press_and_asked_again_afterwards() {
    let silent = Arc::new(AtomicBool::new(true));
    let mute = silent.clone();
    let server = Server::start(move |_| match mute.load(Ordering::SeqCst) {
        true => Reply::Silent,
        false => Reply::status("503 Service Unavailable", ""),
    });
    let app = App::start();
    let page = app.page();
    page.wait_visible("h1");
    click(page, "nav-settings");
    click(page, "network-on");
    fill(page, "host", &server.host());
    click(page, "host-add");
    page.until("the host in the list", || page.whole_text().contains(&server.host()).then_some(()));
    fill(page, "stamp-url", &server.url("/tsa"));
    click(page, "stamp-add");
    page.wait_visible(&id("stamp-server"));

    for (language, stopped) in [
        ("id", "Dihentikan sesuai permintaan Anda. Tidak ada berkas yang dibuat"),
        ("en", "Stopped, as you asked. No file was made"),
    ] {
        speak(page, language);
        click(page, "nav-settings");
        let asked = server.connections();
        click(page, "stamp-test");
        page.until("the server is asked", || (server.connections() == asked + 1).then_some(()));
        page.wait_visible(&id("busy-stop"));
        page.screenshot(&format!("63-busy-{language}"));
        sound(page);
        click(page, "busy-stop");
        page.wait_text(stopped);
        page.wait_gone(&id("busy"));
        page.screenshot(&format!("64-stopped-{language}"));
        sound(page);
    }

    silent.store(false, Ordering::SeqCst);
    click(page, "stamp-test");
    page.wait_visible("[data-testid=\"attempt-status\"][data-passed=\"false\"]");
}
