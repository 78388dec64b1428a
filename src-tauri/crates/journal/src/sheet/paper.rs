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
/// A hash in hex stays whole, however many of its digits happen to be decimal ones: with a part of it hidden it proves
/// nothing.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let hash = hash_length(rest);
        let number = number_length(rest);
        let length = if hash > 0 { hash } else { number.max(next.len_utf8()) };
        let (piece, after) = rest.split_at(length);
        if hash == 0 && number > 0 {
            mask(piece, &mut out)
        } else {
            out.push_str(piece)
        }
        rest = after;
    }
    out
}

/// Octets of the hash in hex that the text begins with; 0 if it begins with none.
fn hash_length(text: &str) -> usize {
    let length = text.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(text.len());
    let is_number = text.get(..length).is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    if length < SHORTEST_HASH || is_number { 0 } else { length }
}

/// Octets of the number in groups that the text begins with, from its first digit to its last; 0 if it begins with none.
fn number_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '.' | '-')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches([' ', '.', '-']).len()
}

/// Puts a number in groups down: as it is if it is short, else its last four digits behind a mask.
fn mask(number: &str, out: &mut String) {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits < SHORTEST {
        out.push_str(number);
        return;
    }
    out.push_str(&"*".repeat(digits - 4));
    out.extend(number.chars().filter(char::is_ascii_digit).skip(digits - 4));
}

/// Hex digits of the shortest hash that stands in a paper, SHA-1.
const SHORTEST_HASH: usize = 40;

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
        assert_eq!(masked("NIK5171010101900001dst."), "NIK************0001dst.");
    }

    #[test]
    fn hash_with_many_decimal_digits_stays_whole_and_a_number_beside_it_does_not() {
        let hash = "9417a8e34c1234567890123458780b787c9d607ef0a89f1b991186b62bd3671c";
        let upper = hash.to_uppercase();
        assert_eq!(masked(&format!("{hash} 5171010101900001")), format!("{hash} ************0001"));
        assert_eq!(masked(&format!("SHA-256: {upper}; baik")), format!("SHA-256: {upper}; baik"));
        assert_eq!(
            masked(&"1".repeat(64)),
            format!("{}1111", "*".repeat(60)),
            "a hash without a letter is none"
        );
    }
}
