//! A real smart card service of the test's own, with two virtual readers, and outside programs with a time limit.
//!
//! The service itself and the namespace it runs in are the test kit's.

use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

#[allow(unused_imports, reason = "each test binary uses its part")]
pub use testkit::card_service::{Daemon, PORT, READER, SOCKET, say};

/// Where a card for vpcd's first slot calls.
pub fn vpcd() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], PORT))
}

/// Runs an outside program, at most a minute.
pub fn tool(name: &str, arguments: &[&str]) -> Output {
    Command::new("timeout").arg("60").arg(name).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// All that a program said.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs the body of the test of this name in a process and a network namespace of its own, one at a time.
pub fn in_a_namespace(test: &str, seconds: u64, inside: impl FnOnce()) {
    testkit::card_service::alone(test, Duration::from_secs(seconds), inside);
}

/// Waits until the service gives no connection to a card any more.
pub fn wait_for_no_card() {
    let end = Instant::now() + Duration::from_secs(15);
    while token::transport::pcsc::connect(READER).is_ok() {
        assert!(Instant::now() < end, "the card is still there after 15 s");
        std::thread::sleep(Duration::from_millis(50));
    }
}
