//! A real smart card service of a test's own: pcscd with two virtual readers, in a world that has nothing but its own
//! loopback and its own `/run`.
//!
//! Debian 12's vpcd can only wait for its card on every interface, hence the network namespace; the folder of its own
//! keeps a service that runs already out of it. A person who is not root gets both through a user namespace, or where
//! the system forbids that (Ubuntu 24.04) through `sudo -n`.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::command::{Output, run};

/// vpcd's port within the namespace; its second slot takes the next one.
pub const PORT: u16 = 35_963;
/// Name of vpcd's first slot.
pub const READER: &str = "Absah Test 00 00";
/// Where pcscd listens.
pub const SOCKET: &str = "/run/pcscd/pcscd.comm";

/// Set for the run within the namespace.
const INSIDE: &str = "ABSAH_TEST_NAMESPACE";

/// Whether this process runs within the namespace already.
pub fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs the body of the test of this name in a process of its own, alone with its loopback, one at a time.
///
/// # Panics
/// When the body fails or does not end within `limit`, and when the system lets nobody make a namespace.
pub fn alone(test: &str, limit: Duration, inside: impl FnOnce()) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    if self::inside() {
        let interfaces = fs::read_to_string("/proc/net/dev").expect("/proc is there");
        let names: Vec<&str> =
            interfaces.lines().skip(2).filter_map(|line| line.split(':').next()).map(str::trim).collect();
        assert_eq!(names, ["lo"], "nothing here may reach beyond loopback");
        inside();
        return say("done");
    }
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let ways: &[&[&str]] = if root {
        &[&["unshare"]]
    } else {
        &[&["unshare", "--user", "--map-root-user"], &["sudo", "-nE", "unshare"]]
    };
    let way = ways.iter().find(|way| run(namespace(way).arg("true"), limit).code() == 0);
    let Some(way) = way else {
        panic!(
            "no namespace of our own is allowed here; run the tests as root, or: sudo apt-get install util-linux iproute2 sudo"
        );
    };
    let mut command = namespace(way);
    command.arg(std::env::current_exe().expect("a test is a program")).args([test, "--exact", "--nocapture"]);
    let output: Output = run(command.env(INSIDE, "1"), limit);
    let said = format!("{}{}", output.stdout, output.stderr);
    assert!(output.code() == 0, "{said}");
    assert!(said.contains("step: done"), "{said}");
}

/// `unshare` by one of the ways, ready for the program to run within.
fn namespace(way: &[&str]) -> Command {
    let script = "ip link set lo up && mount -t tmpfs none /run && mkdir /run/pcscd && exec \"$0\" \"$@\"";
    let (program, words) = way.split_first().expect("a way has a program");
    let mut command = Command::new(program);
    command.args(words).args(["--net", "--mount", "--propagation", "private", "sh", "-c", script]);
    command.stdin(Stdio::null());
    command
}

/// Leaves a trace of how far the test came.
#[allow(clippy::print_stderr, reason = "what a test says is its trace")]
pub fn say(step: &str) {
    eprintln!("step: {step}");
}

/// Our own pcscd; ended by its process id.
pub struct Daemon(Child);

impl Daemon {
    /// Starts it with the two readers of one vpcd.
    pub fn start(folder: &Path) -> Daemon {
        let driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
        assert!(
            Path::new(driver).exists(),
            "run: apt-get install -y pcscd vsmartcard-vpcd opensc opensc-pkcs11"
        );
        let config = format!(
            "FRIENDLYNAME \"Absah Test\"\nDEVICENAME /dev/null:{PORT}\nLIBPATH {driver}\nCHANNELID {PORT:#x}\n"
        );
        // pcscd reads every file of the folder, so nothing else may lie there.
        fs::create_dir(folder.join("readers")).expect("the test's folder and the service are usable");
        fs::write(folder.join("readers/reader"), config)
            .expect("the test's folder and the service are usable");
        Daemon::spawn(folder)
    }

    /// Starts it with the readers that lie in the folder already.
    pub fn spawn(folder: &Path) -> Daemon {
        assert!(
            !Path::new(SOCKET).exists(),
            "a pcscd is running (or left its socket); run: systemctl stop pcscd.socket pcscd.service || rm -f {SOCKET} /run/pcscd/pcscd.pid"
        );
        fs::create_dir_all("/run/pcscd").expect("the test's folder and the service are usable");
        let log =
            fs::File::create(folder.join("pcscd.log")).expect("the test's folder and the service are usable");
        let mut command = Command::new("pcscd");
        command.arg("--foreground").arg("--config").arg(folder.join("readers"));
        let help = Command::new("pcscd").arg("--help").output().expect("run: apt-get install -y pcscd");
        if String::from_utf8_lossy(&help.stdout).contains("disable-polkit") {
            command.arg("--disable-polkit");
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the test's folder and the service are usable"))
            .stderr(log)
            .spawn()
            .expect("the test's folder and the service are usable");
        let daemon = Daemon(child);
        let end = Instant::now() + Duration::from_secs(15);
        while !Path::new(SOCKET).exists() {
            let log = || fs::read_to_string(folder.join("pcscd.log")).unwrap_or_default();
            assert!(Instant::now() < end, "pcscd is not up within 15 s: {}", log());
            thread::sleep(Duration::from_millis(20));
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // SIGTERM, so that it removes its socket; to this process id only.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end && matches!(self.0.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
