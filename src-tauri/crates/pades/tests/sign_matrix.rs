//! Every file of a varied set, signed and judged by programs that others wrote: once with the ways to sign rotated, or with
//! `ABSAH_MATRIX=all` (`make matrix`) in every way, which writes `docs/matrix.md`. What does not end in a signature that all
//! judges accept must be refused by us, before the key is asked. `ABSAH_MATRIX_ONLY` names parts of file names to look at,
//! with commas between; `ABSAH_MATRIX_MINUTES` ends a long run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr
)]

mod matrix;
mod sign_common;

use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use matrix::files::{self, Input};
use matrix::judging::Bench;
use matrix::signing::{Choice, Outcome, choices, sign};
use matrix::table::Tally;
use testkit::command::{PATIENCE, run};
use testkit::office::Office;

#[test]
fn every_file_is_signed_to_the_judges_satisfaction_or_refused_before_the_key() {
    let all = std::env::var("ABSAH_MATRIX").is_ok_and(|which| which == "all");
    let mut inputs = files::all("every_file_is_signed_to_the_judges_satisfaction_or_refused_before_the_key");
    let only = std::env::var("ABSAH_MATRIX_ONLY").ok();
    if let Some(part) = &only {
        inputs.retain(|input| part.split(',').any(|part| input.name.contains(part)));
    }
    let ways = choices();
    // Round by round, each file in another way: a run that is stopped early has seen every file.
    let rounds = if all { ways.len() } else { 1 };
    let runs: Vec<(&Input, Choice, usize)> = (0..rounds)
        .flat_map(|round| inputs.iter().enumerate().map(move |(index, input)| (input, index, index + round)))
        .map(|(input, index, turn)| (input, ways[turn % ways.len()], index))
        .collect();
    let tally = carry_out(&runs, minutes());
    if all && only.is_none() {
        let table = tally.render(inputs.len() * ways.len(), &programs());
        std::fs::write(testkit::repository().join("docs/matrix.md"), table).unwrap();
    }
    assert!(tally.wrong.is_empty(), "{} wrong:\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    // Refusing everything would satisfy the judges as well.
    assert!(tally.signed() * 10 >= inputs.len() * 6, "{} of {} signed", tally.signed(), inputs.len());
}

/// How long new runs are begun: `ABSAH_MATRIX_MINUTES`, or without end.
fn minutes() -> Option<Duration> {
    let minutes = std::env::var("ABSAH_MATRIX_MINUTES").ok()?;
    Some(Duration::from_secs(60 * minutes.parse::<u64>().expect("a number of minutes")))
}

fn carry_out(runs: &[(&Input, Choice, usize)], limit: Option<Duration>) -> Tally {
    let office = Office::open();
    let (begun, tally) = (Instant::now(), Mutex::new(Tally::default()));
    let (office, tally) = (&office, &tally);
    std::thread::scope(|scope| {
        // Each file stays with one thread: what the judges say of it untouched is asked once.
        for part in 0..2 {
            scope.spawn(move || {
                let mut bench = Bench::new(office);
                let own = |run: &(usize, &(&Input, Choice, usize))| run.1.2 % 2 == part;
                for (number, (input, choice, _)) in runs.iter().enumerate().filter(own) {
                    if limit.is_some_and(|limit| begun.elapsed() > limit) {
                        break;
                    }
                    let outcome = sign(office, input, *choice, number);
                    let mut lost = Vec::new();
                    let judged = match &outcome {
                        Outcome::Signed(signed) => {
                            let reached = Choice { level: signed.level, ..*choice };
                            let (words, gone) = bench.judge(signed, input.password, reached);
                            lost = gone;
                            let accepted =
                                words.iter().all(|word| !matches!(word, matrix::judging::Word::Refused(_)));
                            if accepted && lost.is_empty() {
                                let _ = std::fs::remove_file(&signed.path);
                            }
                            Some(words)
                        }
                        _ => None,
                    };
                    let mut tally = tally.lock().unwrap();
                    let told = tally.wrong.len();
                    let name = format!("{} ({}), run {number}", input.name, choice.describe());
                    tally
                        .wrong
                        .extend(lost.iter().map(|one| format!("{name}: earlier signature lost: {one}")));
                    tally.add(input, *choice, outcome, judged);
                    // A long run is followed while it goes.
                    tally.wrong.iter().skip(told).for_each(|wrong| eprintln!("{wrong}"));
                }
            });
        }
    });
    std::mem::take(&mut tally.lock().unwrap())
}

/// The judges' names and versions.
fn programs() -> String {
    let first = |program: &mut Command| {
        let output = run(program, PATIENCE);
        let said = format!("{}{}", output.stdout, output.stderr);
        said.lines().next().unwrap_or_default().replace("version ", "").trim().to_owned()
    };
    [
        first(Command::new("pdfsig").arg("-v")),
        first(Command::new(testkit::judges::judge("pyhanko")).arg("--version")),
        first(Command::new("mutool").arg("-v")),
        first(Command::new("qpdf").arg("--version")),
    ]
    .join(", ")
}
