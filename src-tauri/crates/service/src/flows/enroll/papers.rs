//! The papers: request, data sheet and checklist for the issuer; at the end the hand-over sheet. Written where the person
//! says, each whole or not at all, none over another file.

use super::{Enrollment, sha256};
use crate::enroll::record;
use crate::flows::tokens::{key_text, name_of};
use crate::output::Draft;
use crate::schema::{EnrollKind, EnrollStep, EnrollView, Locale, Problem};
use crate::texts::Texts;
use crate::{Service, hex};
use journal::render::{Block, Paper, Tone};
use pki::algorithm::PublicKey;
use pki::request::Request;
use std::path::{Path, PathBuf};

impl Service {
    /// Saves the papers in a folder: a given one, the one where the application is kept, or one that the person picks.
    /// `keep` keeps progress and data there too.
    pub fn enroll_package(
        &self,
        id: &str,
        keep: bool,
        folder: Option<PathBuf>,
    ) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Package)?;
        let folder = match folder.or_else(|| enrollment.folder.clone()) {
            Some(folder) => folder,
            None => match self.host().pick_target(Path::new(&self.folder_name(&enrollment))) {
                Some(folder) => folder,
                None => return Ok(self.enroll_view(id, &enrollment)),
            },
        };
        std::fs::create_dir_all(&folder).map_err(|_| Problem::OutputNotWritable)?;
        let texts = Texts::new(self.settings().locale);
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        if let Some(request) = &enrollment.record.request {
            let request = Request::from_der(&request.0).map_err(|error| self.internal("request", &error))?;
            files.push(("permohonan.csr".to_owned(), request.pem().into_bytes()));
        }
        if let Some(key) = enrollment.record.key.as_ref().filter(|key| !key.attestation.is_empty()) {
            let pem =
                key.attestation.iter().map(|one| pki::der::pem("CERTIFICATE", &one.0)).collect::<String>();
            files.push(("atestasi-kunci.pem".to_owned(), pem.into_bytes()));
        }
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        files.push(("lembar-data.pdf".to_owned(), self.drawn(self.data_sheet(&enrollment, &texts))?));
        files.push((
            "daftar-periksa.pdf".to_owned(),
            self.drawn(self.checklist(&enrollment, &names, &texts))?,
        ));
        // All of them drawn and written before one takes its name.
        let mut drafts = Vec::new();
        for (name, bytes) in &files {
            let target = folder.join(name);
            if target.exists() {
                return Err(Problem::OutputExists { name: name.clone() });
            }
            drafts.push(Draft::write(&target, |out| out.write_all(bytes))?);
        }
        for draft in drafts {
            draft.publish()?;
        }
        enrollment.record.packaged = true;
        enrollment.folder = Some(folder.clone());
        if keep && !enrollment.kept {
            enrollment.kept = true;
            record::remember(self.host().data_folder(), &folder)?;
        }
        self.keep_enrollment(id, enrollment)
    }

    /// Makes the hand-over sheet. Not while a secret of the token may be the factory's.
    pub fn enroll_handover(&self, id: &str, target: Option<PathBuf>) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        enrollment.reached(EnrollStep::Handover)?;
        if enrollment.token.is_some() {
            // As the token stands now, not as it stood.
            self.look_at_token(&mut enrollment)?;
        }
        if let Some(problem) = enrollment.open_ends().into_iter().next() {
            self.keep_enrollment(id, enrollment)?;
            return Err(problem);
        }
        const NAME: &str = "lembar-serah-terima.pdf";
        let suggested =
            enrollment.folder.as_deref().map_or_else(|| PathBuf::from(NAME), |folder| folder.join(NAME));
        let target = match target {
            Some(target) => target,
            None if enrollment.folder.is_some() => suggested,
            None => match self.host().pick_target(&suggested) {
                Some(target) => target,
                None => return Ok(self.enroll_view(id, &enrollment)),
            },
        };
        let texts = Texts::new(self.settings().locale);
        let bytes = self.drawn(self.handover_sheet(&enrollment, &texts))?;
        Draft::write(&target, |out| out.write_all(&bytes))?.publish()?;
        enrollment.record.handed_over = true;
        self.keep_enrollment(id, enrollment)
    }

    /// A name that says nothing of the person.
    fn folder_name(&self, enrollment: &Enrollment) -> String {
        let day = self.host().now().format("%Y%m%d");
        let key = enrollment.record.key.as_ref().map(|key| hex(&sha256(&key.spki.0)));
        let mark = key.as_deref().and_then(|key| key.get(..4)).unwrap_or("data").to_owned();
        format!("permohonan-{day}-{mark}")
    }

    fn drawn(&self, paper: Paper) -> Result<Vec<u8>, Problem> {
        journal::render::pdf(&paper).map_err(|error| self.internal("paper", &error))
    }

    fn enroll_paper(&self, title: String, blocks: Vec<Block>) -> Paper {
        let program = format!("Absah {}", env!("CARGO_PKG_VERSION"));
        let now = self.host().now();
        let language = if self.settings().locale == Locale::Id { "id" } else { "en" };
        Paper {
            title,
            language: language.to_owned(),
            footer: format!("{program}  ·  {}", now.format("%Y-%m-%d %H:%M")),
            program,
            created: now,
            lead: String::new(),
            blocks,
        }
    }

    fn data_sheet(&self, enrollment: &Enrollment, texts: &Texts) -> Paper {
        let Enrollment { record, template, .. } = enrollment;
        let locale = self.settings().locale;
        let mut blocks = vec![Block::State {
            word: texts.text("enroll-paper-complete"),
            tone: Tone::Good,
            sentence: texts.text("enroll-paper-complete-says"),
        }];
        let fields = template.fields(record.kind, &record.values, locale);
        let shown = fields.into_iter().filter(|field| !field.value.is_empty()).map(|field| {
            let choice = field.choices.iter().find(|choice| choice.value == field.value);
            let value = choice.map_or(field.value.clone(), |choice| choice.label.clone());
            (field.label, value)
        });
        blocks.push(Block::Heading(texts.text("enroll-paper-data")));
        blocks.push(Block::Facts(shown.collect()));
        blocks.push(Block::Heading(texts.text("enroll-paper-attachments")));
        let attachments =
            template.attachments(record.kind, &record.values, &record.attachments, locale).into_iter();
        let yes = texts.text("enroll-paper-attached");
        blocks.push(Block::Facts(attachments.map(|one| (one.label, yes.clone())).collect()));
        if let Some(facts) = key_facts(enrollment, texts) {
            blocks.push(Block::Heading(texts.text("enroll-paper-key")));
            blocks.push(Block::Facts(facts));
        }
        blocks.push(Block::Heading(texts.text("enroll-paper-consent")));
        blocks.push(Block::Text(template.consent(locale).to_owned()));
        let at = self.moment(record.consented.as_deref(), texts);
        blocks.push(Block::Note(texts.with("enroll-paper-consented", &[("time", &at)])));
        blocks.extend(signatures(texts, &["enroll-paper-applicant", "enroll-paper-superior"]));
        blocks.push(Block::Note(texts.with("enroll-paper-template", &[("template", &template.title())])));
        self.enroll_paper(texts.text(&format!("enroll-paper-sheet-{}", kind_name(record.kind))), blocks)
    }

    /// A kept time (RFC 3339) as people write it, in the zone of this computer; nothing where there is none.
    fn moment(&self, kept: Option<&str>, texts: &Texts) -> String {
        let at = kept.and_then(|kept| chrono::DateTime::parse_from_rfc3339(kept).ok());
        at.map(|at| texts.moment(at.with_timezone(self.host().now().offset()))).unwrap_or_default()
    }

    fn checklist(&self, enrollment: &Enrollment, files: &[String], texts: &Texts) -> Paper {
        let Enrollment { record, template, .. } = enrollment;
        let attachments =
            template.attachments(record.kind, &record.values, &record.attachments, self.settings().locale);
        let mut lines: Vec<String> = files.to_vec();
        lines.push("lembar-data.pdf".to_owned());
        let mut blocks = vec![
            Block::Text(texts.text("enroll-paper-checklist-says")),
            Block::Heading(texts.text("enroll-paper-checklist-files")),
        ];
        blocks.push(Block::Ticks(lines));
        blocks.push(Block::Heading(texts.text("enroll-paper-checklist-attachments")));
        blocks.push(Block::Ticks(attachments.into_iter().map(|one| one.label).collect()));
        blocks.push(Block::Heading(texts.text("enroll-paper-checklist-then")));
        let then = if record.kind == EnrollKind::Pencabutan {
            "enroll-paper-checklist-then-revoked"
        } else {
            "enroll-paper-checklist-then-issued"
        };
        blocks.push(Block::Text(texts.text(then)));
        self.enroll_paper(texts.text("enroll-paper-checklist"), blocks)
    }

    fn handover_sheet(&self, enrollment: &Enrollment, texts: &Texts) -> Paper {
        let Enrollment { record, template, .. } = enrollment;
        let mut blocks = vec![Block::State {
            word: texts.text("enroll-paper-ready"),
            tone: Tone::Good,
            sentence: texts
                .with("enroll-paper-ready-says", &[("time", &self.moment(record.tested.as_deref(), texts))]),
        }];
        if let Some(certificate) = enrollment.certificate() {
            let day = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d").to_string();
            let fact = |id: &str, value: String| (texts.text(id), value);
            blocks.push(Block::Heading(texts.text("enroll-paper-certificate")));
            blocks.push(Block::Facts(vec![
                fact("enroll-paper-name", name_of(certificate.subject())),
                fact("enroll-paper-issuer", name_of(certificate.issuer())),
                fact("enroll-paper-serial", certificate.serial_hex()),
                fact(
                    "enroll-paper-validity",
                    format!("{} – {}", day(certificate.not_before()), day(certificate.not_after())),
                ),
                fact("enroll-paper-fingerprint", hex(&certificate.sha256())),
            ]));
            if enrollment.name_differs(&certificate) {
                let name = template.applicant(&record.values).common_name;
                blocks.push(Block::Note(texts.with("enroll-paper-name-differs", &[("name", &name)])));
            }
        }
        blocks.push(Block::Heading(texts.text("enroll-paper-key")));
        blocks.push(Block::Facts(key_facts(enrollment, texts).unwrap_or_default()));
        blocks.push(Block::Text(texts.text("enroll-paper-secrets")));
        blocks.push(Block::Heading(texts.text("enroll-paper-owner")));
        blocks.push(Block::Text(texts.text("enroll-paper-owner-says")));
        blocks.extend(signatures(texts, &["enroll-paper-officer", "enroll-paper-owner"]));
        self.enroll_paper(texts.text("enroll-paper-handover"), blocks)
    }
}

/// Token, place and key; nothing where there is no key.
fn key_facts(enrollment: &Enrollment, texts: &Texts) -> Option<Vec<(String, String)>> {
    let key = enrollment.record.key.as_ref()?;
    let kind = PublicKey::from_der(&key.spki.0).map(|key| key_text(key.kind)).unwrap_or_default();
    let attested =
        if key.attestation.is_empty() { "enroll-paper-attested-no" } else { "enroll-paper-attested-yes" };
    let mut facts = vec![
        (texts.text("enroll-paper-algorithm"), kind),
        (texts.text("enroll-paper-key-sha256"), hex(&sha256(&key.spki.0))),
        (texts.text("enroll-paper-attested"), texts.text(attested)),
    ];
    if let Some(serial) = enrollment.record.token.clone().filter(|serial| !serial.is_empty()) {
        facts.insert(0, (texts.text("enroll-paper-token"), serial));
    }
    Some(facts)
}

/// Lines for names and signatures by hand.
fn signatures(texts: &Texts, who: &[&str]) -> Vec<Block> {
    let who = who.iter().map(|id| texts.text(id)).collect();
    vec![
        Block::Heading(texts.text("enroll-paper-signatures")),
        Block::ByHand { day: texts.text("enroll-paper-day"), who },
    ]
}

const fn kind_name(kind: EnrollKind) -> &'static str {
    match kind {
        EnrollKind::Penerbitan => "penerbitan",
        EnrollKind::Pembaruan => "pembaruan",
        EnrollKind::PerubahanData => "perubahan-data",
        EnrollKind::Pencabutan => "pencabutan",
    }
}
