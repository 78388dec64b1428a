//! Outside programs with a time-out.
//!
//! A program that hangs must fail its own test, not the whole run. The program gets a process group of its own, so that the
//! children it starts end with it.

use std::io::{Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a program that came to its end said.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output, invalid UTF-8 replaced.
    pub stdout: String,
    /// Its standard error, invalid UTF-8 replaced.
    pub stderr: String,
    /// Its standard output as it came.
    pub bytes: Vec<u8>,
}

impl Output {
    /// The exit code; -1 when a signal ended the program.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// Panics with all that the program said unless it exited with 0.
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(self.status.success(), "{}\n{}{}", self.status, self.stdout, self.stderr);
        self
    }
}

/// Time for one ordinary outside program: far more than any needs, also on two busy cores.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `command` to its end, without input.
///
/// # Panics
/// When it cannot be started (with the line that installs what tests need) or does not end within `limit`.
#[track_caller]
pub fn run(command: &mut Command, limit: Duration) -> Output {
    run_with_input(command, &[], limit)
}

/// As [`run`], with `input` on standard input.
///
/// # Panics
/// As [`run`].
#[track_caller]
pub fn run_with_input(command: &mut Command, input: &[u8], limit: Duration) -> Output {
    let name = format!("{command:?}");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command
        .spawn()
        .unwrap_or_else(|e| panic!("{name} cannot be started: {e}; run `make install-test judges`"));
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // A program may end without reading its input; that is its own affair.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let stdout = collect(child.stdout.take().expect("piped"));
    let stderr = collect(child.stderr.take().expect("piped"));
    let deadline = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait().expect("our own child") {
            break status;
        }
        if Instant::now() >= deadline {
            end_group(child.id());
            let _ = child.wait();
            panic!("{name} did not end within {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let _ = writer.join();
    let bytes = stdout.join().expect("reader thread");
    let stderr = String::from_utf8_lossy(&stderr.join().expect("reader thread")).into_owned();
    Output { status, stdout: String::from_utf8_lossy(&bytes).into_owned(), stderr, bytes }
}

/// Ends every process of the group that `leader` leads. Only for groups that the caller made.
pub fn end_group(leader: u32) {
    // the shell's own kill: the program of that name is not on every machine
    let line = format!("kill -KILL -- -{leader}");
    let _ = Command::new("bash").args(["-c", &line]).stderr(Stdio::null()).status();
}

fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut all = Vec::new();
        let _ = pipe.read_to_end(&mut all);
        all
    })
}
