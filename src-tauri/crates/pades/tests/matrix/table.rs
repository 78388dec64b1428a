//! Counts, and the table that is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pades::validate::Level;

use crate::matrix::files::Input;
use crate::matrix::judging::{JUDGES, Word};
use crate::matrix::signing::{Choice, Outcome};

/// What came of all runs.
#[derive(Default)]
pub(crate) struct Tally {
    runs: usize,
    /// Source → files, signed runs, refused runs, unreadable files.
    sources: BTreeMap<String, Row>,
    /// Judge and level → accepted, refused; excuses by reason.
    judges: BTreeMap<(&'static str, &'static str), [usize; 2]>,
    excuses: BTreeMap<(&'static str, &'static str), BTreeSet<String>>,
    excused_runs: BTreeMap<(&'static str, &'static str), usize>,
    refusals: BTreeMap<String, BTreeSet<String>>,
    unreadable: BTreeMap<String, BTreeSet<String>>,
    repaired: BTreeSet<String>,
    fallen: BTreeSet<String>,
    pub(crate) wrong: Vec<String>,
}

#[derive(Default)]
struct Row {
    files: BTreeSet<String>,
    signed: [usize; 4],
    refused: usize,
    unreadable: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, input: &Input, choice: Choice, outcome: Outcome, judged: Option<[Word; 4]>) {
        self.runs += 1;
        let row = self.sources.entry(input.source.clone()).or_default();
        row.files.insert(input.name.clone());
        let name = format!("{} ({})", input.name, choice.describe());
        match outcome {
            Outcome::Unreadable(why) => {
                row.unreadable += 1;
                self.unreadable.entry(why).or_default().insert(input.name.clone());
            }
            Outcome::Refused(why) => {
                row.refused += 1;
                self.refusals.entry(why).or_default().insert(input.name.clone());
            }
            Outcome::Failed(why) => self.wrong.push(format!("{name}: {why}")),
            Outcome::Signed(signed) => {
                if let Some(why) = &signed.fallen {
                    self.fallen.insert(input.name.clone());
                    if !FALLS_BACK.contains(&input.name.as_str()) {
                        self.wrong.push(format!("{name}: falls back to {}: {why}", signed.level.as_str()));
                    }
                }
                let place = LEVELS.iter().position(|level| *level == signed.level).unwrap();
                row.signed[place] += 1;
                if signed.repaired {
                    self.repaired.insert(input.name.clone());
                }
                for (judge, word) in JUDGES.into_iter().zip(judged.into_iter().flatten()) {
                    let cell = self.judges.entry((judge, signed.level.as_str())).or_default();
                    match word {
                        Word::Accepted => cell[0] += 1,
                        Word::Excused(why) => {
                            *self.excused_runs.entry((judge, why)).or_default() += 1;
                            self.excuses.entry((judge, why)).or_default().insert(input.name.clone());
                        }
                        Word::Refused(why) => {
                            cell[1] += 1;
                            self.wrong.push(format!("{name}: {judge} refuses: {why}"));
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn signed(&self) -> usize {
        self.sources.values().flat_map(|row| row.signed).sum()
    }

    /// The table, in the form that is committed.
    pub(crate) fn render(&self, possible: usize, programs: &str) -> String {
        let mut out = HEAD.to_owned();
        let files: usize = self.sources.values().map(|row| row.files.len()).sum();
        writeln!(
            out,
            "Run: {} of {possible} combinations ({files} files, 16 ways), round by round, each file in another way each",
            self.runs
        )
        .unwrap();
        writeln!(out, "time. Judges: {programs}.\n").unwrap();
        out.push_str(
            "## Files\n\n| From | Files | B-B | B-T | B-LT | B-LTA | Refused by us | Unreadable |\n",
        );
        out.push_str("|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (source, row) in &self.sources {
            let [b, t, lt, lta] = row.signed;
            let (files, refused, unreadable) = (row.files.len(), row.refused, row.unreadable);
            writeln!(out, "| {source} | {files} | {b} | {t} | {lt} | {lta} | {refused} | {unreadable} |")
                .unwrap();
        }
        out.push_str("\n## Judges\n\n| Judge | B-B | B-T | B-LT | B-LTA | Excused | Refused |\n|---|--:|--:|--:|--:|--:|--:|\n");
        for judge in JUDGES {
            let cell = |level: &Level| self.judges.get(&(judge, level.as_str())).copied().unwrap_or_default();
            let accepted = LEVELS.map(|level| cell(&level)[0].to_string()).join(" | ");
            let refused: usize = LEVELS.iter().map(|level| cell(level)[1]).sum();
            let excused: usize =
                self.excused_runs.iter().filter(|((one, _), _)| *one == judge).map(|(_, count)| count).sum();
            writeln!(out, "| {judge} | {accepted} | {excused} | {refused} |").unwrap();
        }
        out.push_str(
            "\n## Excuses\n\nThe judge also refuses the untouched input, or its own signature on it.\n\n",
        );
        for ((judge, why), files) in &self.excuses {
            let runs = self.excused_runs.get(&(*judge, *why)).copied().unwrap_or_default();
            writeln!(out, "- {judge} {why}: {runs} runs, {}", list(files)).unwrap();
        }
        let lta: usize = self.sources.values().map(|row| row.signed[3]).sum();
        writeln!(out, "- pdfsig and mutool do not know document time stamps: {lta} runs at B-LTA, judged there by pyHanko").unwrap();
        out.push_str("\n## Refused by us, before the PIN\n\n");
        for (why, files) in &self.refusals {
            writeln!(out, "- `{why}`: {}", list(files)).unwrap();
        }
        out.push_str("\n## Not opened\n\n");
        for (why, files) in &self.unreadable {
            writeln!(out, "- `{why}`: {}", list(files)).unwrap();
        }
        if !self.repaired.is_empty() {
            writeln!(
                out,
                "\n## Signed after the repair that the program offers\n\n- {}",
                list(&self.repaired)
            )
            .unwrap();
        }
        if !self.fallen.is_empty() {
            writeln!(out, "\n## Kept at B-LT, and said so\n\n- {}", list(&self.fallen)).unwrap();
        }
        if !self.wrong.is_empty() {
            out.push_str("\n## Wrong\n\n");
            self.wrong.iter().for_each(|line| writeln!(out, "- {line}").unwrap());
        }
        out
    }
}

/// A shadow attack: a page that is not in the page tree shares the list of annotations with the one that is shown. A document
/// time stamp would change both, which our own verifier does not let pass; the signature stays at B-LT.
const FALLS_BACK: [&str; 1] = ["libreoffice/signing/hide-and-replace-shadow-file-signed-2.pdf"];

const LEVELS: [Level; 4] = [Level::BB, Level::BT, Level::BLT, Level::BLTA];

const HEAD: &str = "# What other programs say of our signatures\n\n\
Written by `make matrix` (`tests/sign_matrix.rs` of `pades`). Every readable file of the set is signed at every level, with\n\
RSA and EC, visible and invisible. pdfsig, pyHanko, mutool and qpdf then judge the new signature, by its field; mutool\n\
also draws the first page. Signatures that a judge found valid before must be so afterwards. A file is refused, if at all,\n\
before the key is asked, for a reason that is named here. `make test` runs every file once, with the ways rotated.\n\n";

fn list(files: &BTreeSet<String>) -> String {
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    match names.as_slice() {
        [one] => (*one).to_owned(),
        [..] if names.len() <= 6 => format!("{} files: {}", names.len(), names.join(", ")),
        [first, second, third, ..] => format!("{} files, among them {first}, {second}, {third}", names.len()),
        _ => String::new(),
    }
}
