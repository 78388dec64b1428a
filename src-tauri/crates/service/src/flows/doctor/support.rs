//! The support file: the findings and the facts behind them, for the helpdesk. It is shown before it is kept, and what is
//! kept is what was shown.
//!
//! It is put together from a closed list of facts. Names of people, files and folders, serial numbers and addresses of servers
//! are not among them; words that come from outside (readers, the fault log) go through [`redact`] first.

use super::short;
use crate::Service;
use crate::output::{Draft, name_of};
use crate::schema::{
    DoctorLine, DoctorRequest, LineState, Problem, ProxySetting, SavedFileView, SupportKind, SupportView,
    System, TokenKind,
};
use crate::texts::Texts;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;
use token::presence::{ReaderState, Situation, SlotState};

/// What a file of this form calls itself.
const FORMAT: &str = "absah-support/1";

/// Last lines of the fault log that go along.
const FAULTS: usize = 20;

/// Facts of a problem that say nothing about a person or a file.
const SAFE: &[&str] = &[
    "atr",
    "card",
    "characters",
    "computer",
    "condition",
    "kind",
    "known",
    "max",
    "min",
    "missing",
    "not_after",
    "not_before",
    "page",
    "pages",
    "reason",
    "server",
    "since",
    "status",
    "tries",
];

impl Service {
    /// Puts the support file together and keeps it for [`Service::support_save`].
    pub fn support_preview(&self) -> SupportView {
        let view = self.support();
        *self.shown_support() = Some(view.clone());
        view
    }

    /// Asks where the support file that was shown last is to be kept, and writes it.
    ///
    /// # Errors
    /// As [`Draft::write`] and [`Draft::publish`].
    pub fn support_save(&self, kind: SupportKind) -> Result<SavedFileView, Problem> {
        let shown = self.shown_support().clone().unwrap_or_else(|| self.support());
        let (ending, text) = match kind {
            SupportKind::Text => ("txt", shown.text),
            SupportKind::Json => ("json", shown.json),
        };
        let name = Texts::new(self.settings().locale).text("support-file-name");
        let day = self.host().now().format("%Y-%m-%d");
        let Some(target) = self.host().pick_target(Path::new(&format!("{name}-{day}.{ending}"))) else {
            return Ok(SavedFileView { name: None });
        };
        let written = Draft::write(&target, |out| out.write_all(text.as_bytes()))?.publish()?;
        Ok(SavedFileView { name: Some(name_of(&written)) })
    }

    fn support(&self) -> SupportView {
        let lines = self.doctor(DoctorRequest::default()).lines;
        let facts = self.support_facts(&lines);
        let json = serde_json::to_string_pretty(&facts).unwrap_or_default();
        SupportView { text: self.support_text(&lines, &facts), json: json + "\n" }
    }

    fn support_facts(&self, lines: &[DoctorLine]) -> Value {
        let tokens = self.tokens_view();
        let network = self.network();
        let found: Vec<Value> = lines.iter().map(line_facts).collect();
        let of_token = |token: &crate::schema::TokenView| {
            let keys: Vec<Value> = token
                .keys
                .iter()
                .map(|key| {
                    let days = key.certificate.as_ref().map(|certificate| {
                        let (from, until) = (&certificate.not_before, &certificate.not_after);
                        json!({ "kind": certificate.key, "not_before": from, "not_after": until,
                            "trusted": certificate.trusted, "bsre": certificate.bsre })
                    });
                    json!({ "purpose": key.purpose, "usable": key.usable, "certificate": days,
                        "problem": key.problem.as_ref().map(Problem::number) })
                })
                .collect();
            let name = if token.kind == TokenKind::Card { redact(&token.name) } else { String::new() };
            json!({ "kind": token.kind, "name": name, "state": token.state, "practice": token.practice,
                "pin_tries": token.pin.tries, "puk_tries": token.puk.tries, "keys": keys,
                "problem": token.problem.as_ref().map(Problem::number) })
        };
        let drivers: Vec<Value> = tokens
            .sources
            .iter()
            .map(|source| {
                json!({ "kind": source.kind, "says": source.facts.as_deref().map(redact),
                    "problem": source.problem.as_ref().map(Problem::number) })
            })
            .collect();
        let proxy = match network.proxy {
            ProxySetting::None => "none",
            ProxySetting::System => "system",
            ProxySetting::Manual { .. } => "manual",
        };
        let bundle = self.bundle();
        let day = |time: chrono::DateTime<chrono::Utc>| time.format("%Y-%m-%d").to_string();
        json!({
            "format": FORMAT,
            "made": self.host().now().format("%Y-%m-%dT%H:%M%:z").to_string(),
            "program": env!("CARGO_PKG_VERSION"),
            "system": crate::folders::system().to_string(),
            "code": short::encode(lines, System::HERE),
            "lines": found,
            "readers": self.reader_facts(),
            "tokens": tokens.tokens.iter().map(of_token).collect::<Vec<_>>(),
            "sources": drivers,
            "network": { "on": network.on, "status": network.status, "issuers": network.issuers, "proxy": proxy,
                "stamp_servers": network.stamps.len(), "hosts": network.hosts.len() },
            "trust": { "anchors": self.trust_snapshot().anchors().len(),
                "bundle": bundle.map(|bundle| json!({ "sequence": bundle.sequence(), "issued": day(bundle.issued()) })) },
            "faults": self.faults(),
        })
    }

    fn reader_facts(&self) -> Value {
        let of_reader = |reader: &ReaderState| {
            let (state, atr) = match &reader.state {
                SlotState::Busy { atr } => ("busy", atr.as_slice()),
                SlotState::Card { atr } => ("card", atr.as_slice()),
                SlotState::Mute => ("mute", &[][..]),
                _ => ("empty", &[][..]),
            };
            json!({ "name": redact(&reader.name), "state": state, "atr": octets(atr) })
        };
        match self.tokens().situation() {
            Ok(Situation::Readers(readers)) => readers.iter().map(of_reader).collect(),
            _ => json!([]),
        }
    }

    /// The end of the fault log: when, under which number, and the causes without what they name.
    fn faults(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.host().data_folder().join("faults.log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.get(lines.len().saturating_sub(FAULTS)..).unwrap_or_default();
        last.iter()
            .map(|line| {
                let mut words = line.splitn(3, ' ');
                let (time, number) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                // Both are of our own making, or the line is none of ours.
                let own = chrono::DateTime::parse_from_rfc3339(time).is_ok()
                    && number.len() == 6
                    && number.bytes().all(|byte| byte.is_ascii_hexdigit());
                let rest = redact(words.next().unwrap_or_default());
                if own { format!("{time} {number} {rest}") } else { redact(line) }
            })
            .collect()
    }

    /// The same in words.
    fn support_text(&self, lines: &[DoctorLine], facts: &Value) -> String {
        let texts = Texts::new(self.settings().locale);
        let mut out = format!("{}\n\n", texts.text("support-title"));
        let code = facts.get("code").and_then(Value::as_str).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}\n", texts.with("support-code", &[("code", code)]));
        for line in lines {
            let name = texts.text(&format!("doctor-{}", line.id.as_str()));
            let state = match line.state {
                LineState::Fine => "doctor-state-fine",
                LineState::ToDo => "doctor-state-to-do",
                LineState::NotChecked => "doctor-state-not-checked",
            };
            let _ = write!(out, "{name}: {}", texts.text(state));
            if let Some(problem) = &line.problem {
                let _ = write!(
                    out,
                    " – {} {}",
                    problem.number(),
                    texts.text(&format!("title-{}", problem.code()))
                );
            }
            out.push('\n');
        }
        let _ = writeln!(out, "\n{}\n", texts.text("support-facts"));
        for (name, value) in facts.as_object().into_iter().flatten() {
            if !matches!(name.as_str(), "lines" | "code") {
                tell(&mut out, name, value);
            }
        }
        let _ = writeln!(out, "\n{}", texts.text("support-left-out"));
        out
    }
}

/// A fact and what is in it, one plain value a line: `tokens.0.keys.0.usable: true`.
fn tell(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(map) => {
            for (inner, value) in map {
                tell(out, &format!("{name}.{inner}"), value);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                tell(out, &format!("{name}.{at}"), value);
            }
        }
        Value::String(text) => drop(writeln!(out, "{name}: {text}")),
        other => drop(writeln!(out, "{name}: {other}")),
    }
}

fn line_facts(line: &DoctorLine) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(line.id));
    map.insert("state".to_owned(), json!(line.state));
    if let Some(problem) = &line.problem {
        map.insert("number".to_owned(), json!(problem.number()));
        map.insert("problem".to_owned(), problem_facts(problem));
    }
    if let Some(why) = line.why {
        map.insert("why".to_owned(), json!(why));
    }
    Value::Object(map)
}

/// A problem with those of its facts that may be passed on.
fn problem_facts(problem: &Problem) -> Value {
    let mut value = serde_json::to_value(problem).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        // `server` is the time of a wrong clock; an address has the name `host`, and is left out.
        map.retain(|name, _| name == "code" || SAFE.contains(&name.as_str()));
        if let Some(Value::String(atr)) = map.get_mut("atr") {
            *atr = spaced(atr);
        }
    }
    value
}

/// Octets in hex with colons between them, so that no long number appears.
fn octets(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

fn spaced(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":")
}

/// What stands in the place of a word that was left out.
const LEFT_OUT: &str = "[…]";

/// Takes out of foreign words what may name a person, a file, a token or a server: words with a path, an address or a file's
/// ending in them, words with five digits or more, hexadecimal ones of eight or more, and digits that are only parted by
/// blanks or punctuation and are ten or more together.
pub(super) fn redact(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut hide: Vec<bool> = words.iter().map(|word| is_telling(word)).collect();
    // A number in groups: 1980 0314 2005 0110 01.
    let is_group =
        |word: &str| word.chars().any(|c| c.is_ascii_digit()) && !word.chars().any(char::is_alphabetic);
    let mut at = 0;
    while at < words.len() {
        let run = words.iter().skip(at).take_while(|word| is_group(word)).count();
        let digits: usize = words.iter().skip(at).take(run).map(|word| count_digits(word)).sum();
        if digits >= 10 {
            hide.iter_mut().skip(at).take(run).for_each(|hide| *hide = true);
        }
        at += run.max(1);
    }
    let kept: Vec<&str> =
        words.iter().zip(&hide).map(|(word, hide)| if *hide { LEFT_OUT } else { word }).collect();
    kept.join(" ")
}

fn is_telling(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let ending = bare.rsplit_once('.').map(|(stem, ending)| (stem, ending.to_ascii_lowercase()));
    let is_file = ending.is_some_and(|(stem, ending)| {
        !stem.is_empty() && (1..=5).contains(&ending.len()) && ending.chars().any(char::is_alphabetic)
    });
    let is_hex = bare.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_hexdigit())
            && part.chars().any(|c| c.is_ascii_digit())
    });
    is_file || is_hex || word.contains(['/', '\\', '@']) || count_digits(word) >= 5
}

fn count_digits(word: &str) -> usize {
    word.chars().filter(|c| c.is_numeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_are_left_out_and_others_stay() {
        for (text, kept) in [
            ("ACS ACR39U ICC Reader 00 00", "ACS ACR39U ICC Reader 00 00"),
            ("Yubico YubiKey OTP+FIDO+CCID 00 00", "Yubico YubiKey OTP+FIDO+CCID 00 00"),
            ("Gemalto USB Shell Token V2 (E8D4A5C1) 00 00", "Gemalto USB Shell Token V2 […] 00 00"),
            ("kunci 198003142005011001 hilang", "kunci […] hilang"),
            ("NIK 5171 0314 0380 0001.", "NIK […] […] […] […]"),
            ("NIK 5171.0314.0380.0001", "NIK […]"),
            ("open /home/made/surat.pdf failed", "open […] failed"),
            ("C:\\Users\\made\\x", "[…]"),
            ("surat-tugas.pdf: cut off", "[…] cut off"),
            ("to made@baliprov.go.id", "to […]"),
            ("status 6A80 after 3 tries", "status 6A80 after 3 tries"),
        ] {
            assert_eq!(redact(text), kept);
        }
    }
}
