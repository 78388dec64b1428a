//! The fault log: one line per fault of the program, for whoever mends it. It holds the chain of causes, which are
//! facts about bytes and status words: no PIN, no content of a document, no file name.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use std::error::Error;
use std::io::Write;
use std::path::Path;

/// The log starts anew when it has grown to this many bytes: 1 MiB.
const LARGEST: u64 = 1 << 20;

/// Appends one fault to `<data>/faults.log`. A log that cannot be written is no reason to fail further.
pub fn append(data: &Path, now: DateTime<FixedOffset>, reference: &str, step: &str, error: &dyn Error) {
    let path = data.join("faults.log");
    let full = std::fs::metadata(&path).is_ok_and(|metadata| metadata.len() >= LARGEST);
    let mut options = std::fs::OpenOptions::new();
    let options = if full { options.write(true).truncate(true) } else { options.append(true) };
    let _ = std::fs::create_dir_all(data);
    if let Ok(mut file) = options.create(true).open(path) {
        let time = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let _ = writeln!(file, "{time} {reference} {step}: {}", causes(error));
    }
}

fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
