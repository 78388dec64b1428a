//! A result in words: the paper that is printed or filed, and the same as plain text. Every sentence comes from the
//! catalogue.

use chrono::{DateTime, FixedOffset};
use journal::render::{Block, Paper, Tone, Value};

use crate::schema::{ChangeView, CheckResultView, HeadingState, SignatureView, VerifyView};
use crate::texts::Texts;

/// The paper about a result, once in each of the languages.
pub(super) fn paper(view: &VerifyView, languages: &[(&str, Texts)]) -> Paper {
    let mut blocks = Vec::new();
    for (index, (_, texts)) in languages.iter().enumerate() {
        if index > 0 {
            blocks.push(Block::NewPage);
            blocks.push(Block::Heading(texts.text("report-title")));
        }
        blocks.extend(content(view, texts));
    }
    let first = languages.first();
    let created = DateTime::parse_from_rfc3339(&view.checked_at).unwrap_or_default();
    Paper {
        lead: String::new(),
        title: first.map(|(_, texts)| texts.text("report-title")).unwrap_or_default(),
        language: first.map(|(tag, _)| (*tag).to_owned()).unwrap_or_default(),
        program: view.program.clone(),
        created,
        footer: first.map(|(_, texts)| footer(view, texts)).unwrap_or_default(),
        blocks,
    }
}

fn footer(view: &VerifyView, texts: &Texts) -> String {
    format!("{}  ·  {}", view.program, Clock::of(view, texts).moment(&view.checked_at))
}

/// The result as lines of text.
pub(super) fn text(view: &VerifyView, texts: &Texts) -> String {
    let mut out = format!("{}\n", texts.text("report-title"));
    for block in content(view, texts) {
        match block {
            Block::Heading(text) | Block::SubHeading(text) => out.push_str(&format!("\n{text}\n")),
            Block::Text(text) | Block::Note(text) => out.push_str(&format!("{text}\n")),
            Block::State { word, sentence, .. } => out.push_str(&format!("{word}. {sentence}\n")),
            Block::Facts(facts) => {
                for (name, value) in facts {
                    out.push_str(&format!("{name}: {value}\n"));
                }
            }
            Block::Table { rows, .. } => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(cell).collect();
                    out.push_str(&format!("{}\n", cells.join(" · ")));
                }
            }
            Block::NewPage | Block::Bars { .. } | Block::Ticks(_) | Block::ByHand { .. } => {}
        }
    }
    out
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    }
}

fn content(view: &VerifyView, texts: &Texts) -> Vec<Block> {
    let fact = |id: &str, value: String| (texts.text(id), value);
    let clock = Clock::of(view, texts);
    let practice = view.signatures.iter().any(|signature| signature.practice);
    let todo = if practice { "todo-practice".to_owned() } else { format!("todo-{}", view.verdict) };
    let mut blocks = vec![Block::State {
        word: texts.text(&format!("verdict-{}", view.verdict)),
        tone: tone(&view.verdict),
        sentence: texts.text(&todo),
    }];
    let status = if view.trust.online { "report-status-asked" } else { "report-status-offline" };
    let mut file = Vec::new();
    if !view.file.is_empty() {
        file.push(fact("report-file", view.file.clone()));
    }
    file.extend([
        fact("report-sha256", view.sha256.clone()),
        fact("report-checked", clock.moment(&view.checked_at)),
        fact("report-program", view.program.clone()),
        fact("report-trust", texts.with("report-trust-count", &[("count", &view.trust.anchors.to_string())])),
        fact("report-status", texts.text(status)),
    ]);
    file.extend(view.trust.as_of.iter().map(|time| fact("report-as-of", clock.moment(time))));
    blocks.push(Block::Heading(texts.text("report-document")));
    blocks.push(Block::Facts(file));
    blocks.extend(view.hints.iter().map(|hint| Block::Text(texts.text(&format!("hint-{hint}")))));
    if !view.codes.is_empty() {
        let rows = view.codes.iter().map(|code| fact("qr-says", code.clone()));
        blocks.push(Block::Facts(rows.collect()));
    }
    if !view.signatures.is_empty() {
        blocks.push(Block::Heading(texts.text("report-signatures")));
    }
    for signature in &view.signatures {
        blocks.extend(one(signature, texts, &clock));
    }
    blocks.push(Block::Note(texts.text("report-limits")));
    blocks
}

fn one(signature: &SignatureView, texts: &Texts, clock: &Clock<'_>) -> Vec<Block> {
    let fact = |id: &str, value: String| (texts.text(id), value);
    let unknown = || texts.text("report-unknown");
    let name = match (signature.document_timestamp, &signature.signer) {
        (true, _) => texts.text("report-time-stamp"),
        (false, Some(name)) => name.clone(),
        (false, None) => unknown(),
    };
    let (word, code) = state(signature.verdict, texts);
    let cause = [
        (signature.integrity, &signature.integrity_reason),
        (signature.authenticity, &signature.authenticity_reason),
        (signature.non_repudiation, &signature.non_repudiation_reason),
    ];
    let cause =
        cause.iter().find(|(state, _)| *state == signature.verdict).map_or("unchanged", |(_, reason)| reason);
    let mut blocks = vec![
        Block::SubHeading(name.clone()),
        Block::State { word, tone: tone(code), sentence: texts.text(&format!("reason-{cause}")) },
    ];
    if signature.practice && cause != "practice" {
        blocks.push(Block::Text(texts.text("reason-practice")));
    }
    let heading = |id: &str, at: HeadingState, reason: &str| {
        let word = state(at, texts).0;
        // The cause stands above, under the name.
        let said = if reason == cause {
            word
        } else {
            format!("{word}. {}", texts.text(&format!("reason-{reason}")))
        };
        (texts.text(id), said)
    };
    let time = |time: &Option<String>| {
        time.as_deref().map_or_else(|| texts.text("report-none"), |time| clock.moment(time))
    };
    let mut facts = vec![
        heading("heading-authenticity", signature.authenticity, &signature.authenticity_reason),
        heading("heading-integrity", signature.integrity, &signature.integrity_reason),
        heading("heading-non-repudiation", signature.non_repudiation, &signature.non_repudiation_reason),
        fact("report-name", signature.signer.clone().unwrap_or_else(unknown)),
        fact("report-issuer", signature.issuer.clone().unwrap_or_else(unknown)),
        fact("report-claimed", time(&signature.times.claimed)),
        fact("report-stamped", time(&signature.times.stamped)),
    ];
    if let Some(certificate) = &signature.certificate {
        facts.extend([
            fact("report-serial", certificate.serial.clone()),
            fact(
                "report-validity",
                format!(
                    "{} – {}",
                    clock.moment(&certificate.not_before),
                    clock.moment(&certificate.not_after)
                ),
            ),
            fact("report-fingerprint", certificate.sha256.clone()),
        ]);
    }
    let indication = match &signature.subindication {
        Some(sub) => format!("{} / {sub}", signature.indication),
        None => signature.indication.clone(),
    };
    facts.push(fact("report-indication", indication));
    facts.extend(signature.level.iter().map(|level| fact("report-level", level.clone())));
    blocks.push(Block::Facts(facts));
    let attacks = signature.attacks.iter().map(|attack| Block::Text(texts.text(&format!("attack-{attack}"))));
    blocks.extend(attacks);
    if !signature.changes.is_empty() {
        blocks.push(Block::Text(texts.text("report-changes")));
        blocks.push(Block::Facts(signature.changes.iter().map(|change| row(change, texts)).collect()));
    }
    blocks.push(checks(signature, texts));
    blocks
}

fn checks(signature: &SignatureView, texts: &Texts) -> Block {
    let row = |check: &CheckResultView| {
        let cells = [
            texts.text(&format!("exam-{}", check.id)),
            texts.text(&format!("report-outcome-{}", check.outcome)),
            check.clause.clone(),
        ];
        cells.into_iter().map(Value::Text).collect()
    };
    Block::Table {
        columns: ["report-checks", "report-check-outcome", "report-check-clause"]
            .map(|id| texts.text(id))
            .into(),
        rows: signature.checks.iter().map(row).collect(),
        total: false,
    }
}

fn row(change: &ChangeView, texts: &Texts) -> (String, String) {
    let version = change.version.to_string();
    let page = change.page.map(|page| page.to_string());
    let place = match &page {
        Some(page) => texts.with("report-version-page", &[("version", &version), ("page", page)]),
        None => texts.with("report-version", &[("version", &version)]),
    };
    let mut what = texts.text(&format!("change-{}", change.kind));
    if let Some(field) = &change.field {
        what.push_str(&format!(" ({field})"));
    }
    if change.before.is_some() || change.after.is_some() {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        what.push_str(&format!(": {} → {}", side(&change.before), side(&change.after)));
    }
    (place, what)
}

fn state(state: HeadingState, texts: &Texts) -> (String, &'static str) {
    let code = match state {
        HeadingState::Sah => "sah",
        HeadingState::PerluPerhatian => "perlu_perhatian",
        HeadingState::TidakSah => "tidak_sah",
        HeadingState::TidakDapatDiperiksa => "tidak_dapat_diperiksa",
    };
    (texts.text(&format!("verdict-{code}")), code)
}

fn tone(verdict: &str) -> Tone {
    match verdict {
        "sah" => Tone::Good,
        "perlu_perhatian" => Tone::Attention,
        "tidak_sah" => Tone::Bad,
        _ => Tone::Unknown,
    }
}

/// Times in words, in the zone in which the file was checked.
struct Clock<'a> {
    texts: &'a Texts,
    zone: FixedOffset,
}

impl<'a> Clock<'a> {
    fn of(view: &VerifyView, texts: &'a Texts) -> Clock<'a> {
        let checked = DateTime::parse_from_rfc3339(&view.checked_at).unwrap_or_default();
        Clock { texts, zone: *checked.offset() }
    }

    /// RFC 3339 as people write it; whatever else as it is.
    fn moment(&self, time: &str) -> String {
        DateTime::parse_from_rfc3339(time)
            .map_or_else(|_| time.to_owned(), |time| self.texts.moment(time.with_timezone(&self.zone)))
    }
}
