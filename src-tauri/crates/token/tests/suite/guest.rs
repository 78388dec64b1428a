//! Cards of others as guests in the virtual readers: the programs of the workspace `tests/cards`, built by `make cards`.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use token::transport::pcsc;

/// A card of others in a reader; pulled when dropped.
pub struct Guest {
    child: Child,
    log: PathBuf,
    /// How much of the log has been looked at.
    seen: Cell<usize>,
}

impl Guest {
    /// Puts the card into the reader of that port and waits until the service sees it.
    pub fn insert(program: &str, folder: &Path, port: u16, reader: &str) -> Guest {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../target/cards/debug/");
        let log = folder.join(format!("{program}.log"));
        let child = Command::new(format!("{path}{program}"))
            .arg(format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}; run: make cards"));
        let guest = Guest { child, log, seen: Cell::new(0) };
        wait_for_card(reader);
        guest
    }

    /// All that the card has told so far, one command a line: `00 20 00 80 +8 63C2`.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Headers of the commands since the last look. The card writes them before it answers.
    pub fn take_headers(&self) -> Vec<[u8; 4]> {
        let log = self.log();
        let news = &log[self.seen.replace(log.len())..];
        news.lines().filter(|line| line.contains('+')).map(header).collect()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn header(line: &str) -> [u8; 4] {
    let bytes: Vec<u8> = line.split(' ').take(4).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

/// Waits until the service gives a connection to a card in the reader.
pub fn wait_for_card(reader: &str) {
    let end = Instant::now() + Duration::from_secs(15);
    while let Err(error) = pcsc::connect(reader) {
        assert!(Instant::now() < end, "no card in {reader} within 15 s: {error:?}");
        thread::sleep(Duration::from_millis(50));
    }
}
