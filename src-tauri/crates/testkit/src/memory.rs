//! What a test's own process holds in memory. The memory is the whole process's, so such a test runs in one of its own.

use std::process::Command;
use std::time::Duration;

use crate::command::run;

/// Set for the run in a process of its own.
const ALONE: &str = "ABSAH_TEST_ALONE";

/// Resident memory of this process in KiB.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc is there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
}

/// Runs the body of the test of this name in a process in which no other test allocates meanwhile.
///
/// # Panics
/// When the body fails or does not end within `limit`.
pub fn alone(test: &str, limit: Duration, body: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return body();
    }
    let mut command = Command::new(std::env::current_exe().expect("a test is a program"));
    let output = run(command.args([test, "--exact", "--nocapture"]).env(ALONE, "1"), limit).succeeded();
    assert!(output.stdout.contains("1 passed"), "no test is called {test}");
}
