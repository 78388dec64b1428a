//! A sheet with its answers and the program's facts: what stands at each item, and the paper of it.
//!
//! Numbers as long as a NIK or NIP are masked wherever they stand: nobody needs them in these papers.

use super::answers::{Answer, Answers};
use super::template::{Item, Kind, Sheet};
use crate::render::{Block, Paper};
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;

/// What the program knows, by name; each a line or several.
pub type Facts = BTreeMap<String, String>;

/// What stands in a sheet: headings, and what stands at the items below each.
pub type Parts = Vec<(String, Vec<Filled>)>;

/// What stands at an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The item.
    pub item: Item,
    /// The answer, or what stands there before.
    pub answer: Answer,
    /// What the program filled in, or quoted.
    pub facts: Vec<String>,
}

impl Filled {
    /// Whether nothing stands there although something could.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !matches!(self.item.kind, Kind::Point | Kind::Term)
            && !self.answer.is_given()
            && self.facts.is_empty()
    }
}

/// Puts answers and facts where the template wants them, part after part. Quoted are the answers of other sheets.
#[must_use]
pub fn fill(sheet: &Sheet, all: &BTreeMap<String, Answers>, facts: &Facts) -> Parts {
    let own = all.get(&sheet.name);
    let filled = |item: &Item| {
        let given = own.and_then(|answers| answers.get(&item.id)).cloned();
        let before = || Answer { text: item.default.clone().unwrap_or_default(), ..Answer::default() };
        let known = item.facts.iter().filter_map(|name| facts.get(name)).filter(|fact| !fact.is_empty());
        let quoted = item.quotes.iter().filter_map(|name| {
            let (other, id) = name.split_once('/')?;
            let answer = all.get(other)?.get(id)?;
            answer.is_given().then(|| words(sheet, answer))
        });
        Filled {
            item: item.clone(),
            answer: given.unwrap_or_else(before),
            facts: known.cloned().chain(quoted).collect(),
        }
    };
    sheet.parts.iter().map(|part| (part.heading.clone(), part.items.iter().map(filled).collect())).collect()
}

/// Names and values, as they leave the computer: the same for the paper and the table.
#[must_use]
pub fn rows(sheet: &Sheet, filled: &[(String, Vec<Filled>)]) -> Vec<(String, Vec<(String, String)>)> {
    let row = |one: &Filled| {
        let name = match &one.item.english {
            Some(english) => format!("{} ({english})", one.item.id),
            None => one.item.text.clone(),
        };
        let mut values = match one.item.kind {
            Kind::Term | Kind::Point => {
                vec![if one.item.english.is_some() { one.item.text.clone() } else { String::new() }]
            }
            _ if one.is_empty() => vec![sheet.nothing.clone()],
            _ => vec![words(sheet, &one.answer)],
        };
        values.extend(one.facts.iter().cloned());
        values.retain(|value| !value.is_empty());
        (masked(&name), masked(&values.join("\n")))
    };
    filled.iter().map(|(heading, items)| (heading.clone(), items.iter().map(row).collect())).collect()
}

/// The sheet as a paper, made by this program at this time. What was not answered is named at the end.
#[must_use]
pub fn paper(
    sheet: &Sheet,
    filled: &[(String, Vec<Filled>)],
    program: &str,
    made: DateTime<FixedOffset>,
) -> Paper {
    let mut blocks: Vec<Block> = sheet.mark().map(|mark| Block::Note(mark.to_owned())).into_iter().collect();
    if !sheet.intro.is_empty() {
        blocks.push(Block::Text(sheet.intro.clone()));
    }
    for (heading, rows) in rows(sheet, filled) {
        blocks.push(Block::Heading(heading));
        for (name, value) in &rows {
            if value.is_empty() {
                blocks.push(Block::Text(format!("•  {name}")));
            } else {
                blocks.push(Block::Facts(vec![(name.clone(), value.clone())]));
            }
        }
    }
    let open: Vec<&str> = filled
        .iter()
        .flat_map(|(_, items)| items)
        .filter(|one| one.is_empty())
        .map(|one| one.item.id.as_str())
        .collect();
    if !open.is_empty() {
        blocks.push(Block::Note(format!("{}: {}", sheet.nothing, open.join(", "))));
    }
    blocks.extend(sheet.closing.iter().cloned().map(Block::Text));
    Paper {
        lead: String::new(),
        title: sheet.title.clone(),
        language: "id".to_owned(),
        program: program.to_owned(),
        created: made,
        footer: program.to_owned(),
        blocks,
    }
}

/// An answer in the sheet's words.
fn words(sheet: &Sheet, answer: &Answer) -> String {
    let state = answer
        .state
        .map(|state| sheet.labels.get(state.as_str()).map_or(state.as_str(), String::as_str).to_owned());
    let given = [answer.text.trim(), answer.note.trim()];
    let given = given.into_iter().filter(|text| !text.is_empty()).map(str::to_owned);
    state.into_iter().chain(given).collect::<Vec<_>>().join("\n")
}

/// Leaves the last four digits of numbers that could be a NIK (16) or a NIP (18), also when they are written in groups.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if digits >= SHORTEST {
            let hidden = digits - 4;
            let shown: String = run.chars().filter(char::is_ascii_digit).skip(hidden).collect();
            let rest: String = run.chars().rev().take_while(|c| !c.is_ascii_digit()).collect();
            out.push_str(&"*".repeat(hidden));
            out.push_str(&shown);
            out.extend(rest.chars().rev());
        } else {
            out.push_str(run);
        }
        run.clear();
    };
    for letter in text.chars() {
        let between = matches!(letter, ' ' | '.' | '-') && !run.is_empty();
        if letter.is_ascii_digit() || between {
            run.push(letter);
        } else {
            flush(&mut run, &mut out);
            out.push(letter);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Digits from which a number is masked: a NIK has 16; a telephone number with two others beside it has fewer.
const SHORTEST: usize = 15;

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn nik_and_nip_leave_four_digits_however_they_are_grouped() {
        assert_eq!(masked("NIK 5171010101900001."), "NIK ************0001.");
        assert_eq!(masked("19900101 201501 1 001"), "**************1001");
        assert_eq!(masked("Telp (0361) 225859, 16-02-2024"), "Telp (0361) 225859, 16-02-2024");
        assert_eq!(masked("sha ab12cd34"), "sha ab12cd34");
    }
}
