//! A real smart card service of the test's own, with two virtual readers, and outside programs with a time limit.
//!
//! Debian 12's vpcd can only wait for its card on every interface, so a test starts itself once more in a network
//! namespace that has nothing but its own loopback; where mounting is allowed, `/run/pcscd` is its own as well.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// vpcd's port within the namespace; its second slot takes the next one.
pub const PORT: u16 = 35_963;
/// Name of vpcd's first slot.
pub const READER: &str = "Absah Test 00 00";
pub const SOCKET: &str = "/run/pcscd/pcscd.comm";

/// Set for the run within the namespace.
const INSIDE: &str = "ABSAH_TEST_NAMESPACE";

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
        fs::create_dir(folder.join("readers")).unwrap();
        fs::write(folder.join("readers/reader"), config).unwrap();
        Daemon::spawn(folder)
    }

    /// Starts it with the readers that lie in the folder already.
    pub fn spawn(folder: &Path) -> Daemon {
        assert!(
            !Path::new(SOCKET).exists(),
            "a pcscd is running (or left its socket); run: systemctl stop pcscd.socket pcscd.service || rm -f {SOCKET} /run/pcscd/pcscd.pid"
        );
        fs::create_dir_all("/run/pcscd").unwrap();
        let log = fs::File::create(folder.join("pcscd.log")).unwrap();
        let mut command = Command::new("pcscd");
        command.arg("--foreground").arg("--config").arg(folder.join("readers"));
        let help = Command::new("pcscd").arg("--help").output().expect("run: apt-get install -y pcscd");
        if String::from_utf8_lossy(&help.stdout).contains("disable-polkit") {
            command.arg("--disable-polkit");
        }
        let child =
            command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
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
pub fn in_a_namespace(test: &str, seconds: u32, inside: impl FnOnce()) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    if std::env::var_os(INSIDE).is_some() {
        let interfaces = fs::read_to_string("/proc/net/dev").unwrap();
        let names: Vec<&str> =
            interfaces.lines().skip(2).filter_map(|line| line.split(':').next()).map(str::trim).collect();
        assert_eq!(names, ["lo"], "nothing here may reach beyond loopback");
        inside();
        return say("done");
    }
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let script = "ip link set lo up && mkdir -p /run/pcscd && { mount -t tmpfs tmpfs /run/pcscd 2>/dev/null || true; } && exec \"$0\" \"$@\"";
    let mut command = Command::new("timeout");
    command.args([&seconds.to_string(), "unshare", "--net", "--mount", "sh", "-c", script]);
    command.arg(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]);
    let output = command.env(INSIDE, "1").stdin(Stdio::null()).output().unwrap();
    let said = text(&output);
    assert!(output.status.success(), "run as root, after: apt-get install -y util-linux iproute2\n{said}");
    assert!(said.contains("step: done"), "{said}");
}

/// Leaves a trace of how far the test came.
#[allow(clippy::print_stderr)]
pub fn say(step: &str) {
    eprintln!("step: {step}");
}
