//! "Laporan & perjanjian": the sheets of the agreement, their answers, what the program fills in, and the days that follow.
//! Answers are kept in `<data>/agreement.json`, templates of the agency in `<data>/templates`; all of it stays here until a
//! person writes it to a file.

use super::journal::{Days, REPORT_TEMPLATE, ReportWanted, unusable};
use crate::Service;
use crate::host::PickKind;
use crate::journal::WITA;
use crate::output::name_of;
use crate::schema::{
    AgreementView, DayView, PolicyView, Problem, SheetAnswer, SheetAnswerRequest, SheetItem, SheetKind,
    SheetPart, SheetPreview, SheetRequest, SheetSaveRequest, SheetState, SheetSummary, SheetView, TableKind,
    WrittenView,
};
use crate::settings::replace;
use ::journal::chain::Hash;
use ::journal::record::{Acknowledged, Act, Code, Delivered};
use ::journal::render::Block;
use ::journal::report::{Due, Figures, Reminder, Template};
use ::journal::sheet::{
    Answer, Answers, Facts, Filled, Kind, Parts, Sheet, State, dates, fill, masked, paper, rows,
};
use chrono::{NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is kept of the agreement on this computer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) answers: BTreeMap<String, Answers>,
    pub(super) delivered: Vec<Delivered>,
    acknowledged: Option<Stated>,
}

/// An acknowledgement of the policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stated {
    version: String,
    sha256: String,
    at: String,
}

impl Service {
    /// The area at a glance.
    pub(crate) fn agreement_view(&self) -> Result<AgreementView, Problem> {
        let kept = self.agreement();
        let summary = |(name, _): &(&str, &[u8])| {
            let sheet = self.form(name)?;
            let filled = fill(&sheet, &kept.answers, &Facts::new());
            let asked = |one: &&Filled| !matches!(one.item.kind, Kind::Point | Kind::Term | Kind::Fact);
            let asked: Vec<&Filled> = filled.iter().flat_map(|(_, items)| items).filter(asked).collect();
            let open = asked.iter().filter(|one| one.is_empty()).count();
            let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
            Ok(SheetSummary {
                name: sheet.name,
                title: sheet.title,
                open: count(open),
                of: count(asked.len()),
            })
        };
        Ok(AgreementView {
            sheets: Sheet::SHIPPED.iter().map(summary).collect::<Result<_, Problem>>()?,
            days: self.days(&kept),
            policy: self.policy(&kept)?,
            unit: self.unit(),
        })
    }

    /// A sheet with what stands in it.
    pub(crate) fn sheet_view(&self, request: &SheetRequest) -> Result<SheetView, Problem> {
        let sheet = self.form(&request.name)?;
        let filled = fill(&sheet, &self.agreement().answers, &self.sheet_facts(&sheet)?);
        let parts = filled
            .into_iter()
            .map(|(heading, items)| SheetPart { heading, items: items.into_iter().map(item).collect() });
        Ok(SheetView {
            parts: parts.collect(),
            mark: sheet.mark().map(str::to_owned),
            own: self.own_sheet(&sheet.name).exists(),
            name: sheet.name,
            title: sheet.title,
            intro: sheet.intro,
        })
    }

    /// Answers an item, or takes the answer back.
    pub(crate) fn sheet_answer(&self, request: &SheetAnswerRequest) -> Result<SheetView, Problem> {
        let sheet = self.form(&request.name)?;
        let known = sheet.items().find(|item| item.id == request.item).ok_or(Problem::SheetUnknown)?;
        let day = known.kind == Kind::Date && !request.answer.text.is_empty();
        if day && request.answer.text.parse::<NaiveDate>().is_err() {
            return Err(Problem::ReportPeriod);
        }
        let answer = Answer {
            state: request.answer.state.map(state_of),
            text: request.answer.text.clone(),
            note: request.answer.note.clone(),
        };
        self.change_agreement(|kept| {
            let answers = kept.answers.entry(sheet.name.clone()).or_default();
            // An emptied field with a default is an answer too: "nothing".
            if answer.is_given() || known.default.is_some() {
                answers.insert(request.item.clone(), answer);
            } else {
                answers.remove(&request.item);
            }
        })?;
        self.sheet_view(&SheetRequest { name: request.name.clone() })
    }

    /// What a written sheet would contain, by the same code that writes it.
    pub(crate) fn sheet_preview(&self, request: &SheetRequest) -> Result<SheetPreview, Problem> {
        let (sheet, filled) = self.filled(&request.name)?;
        let made = self.host().now().with_timezone(&WITA);
        let paper = paper(&sheet, &filled, &super::verify::program(), made);
        let mut lines = vec![paper.title];
        for block in paper.blocks {
            match block {
                Block::Heading(text) => lines.extend([String::new(), text]),
                Block::Text(text) | Block::Note(text) => lines.push(text),
                Block::Facts(facts) => {
                    lines.extend(facts.into_iter().map(|(name, value)| format!("{name}: {value}")));
                }
                _ => {}
            }
        }
        Ok(SheetPreview { lines })
    }

    /// Asks where a sheet is to be kept, and writes it. The paper is opened, so that it can be shown and signed.
    pub(crate) fn sheet_save(&self, request: &SheetSaveRequest) -> Result<WrittenView, Problem> {
        let bytes = self.sheet_bytes(&request.name, request.kind)?;
        self.keep_written(&request.name, request.kind, &bytes)
    }

    /// A sheet in a file's bytes.
    ///
    /// # Errors
    /// [`Problem::SheetUnknown`], and those of records.
    pub fn sheet_bytes(&self, name: &str, kind: TableKind) -> Result<Vec<u8>, Problem> {
        let (sheet, filled) = self.filled(name)?;
        let made = self.host().now().with_timezone(&WITA);
        if kind == TableKind::Pdf {
            let paper = paper(&sheet, &filled, &super::verify::program(), made);
            return ::journal::render::pdf(&paper).map_err(|error| self.internal("sheet", &error));
        }
        let mut lines = vec![vec![sheet.title.clone()]];
        lines.extend(sheet.mark().map(|mark| vec![mark.to_owned()]));
        for (heading, rows) in rows(&sheet, &filled) {
            lines.extend([Vec::new(), vec![heading]]);
            lines.extend(rows.into_iter().map(|(name, value)| vec![name, value]));
        }
        lines.extend(sheet.closing.iter().map(|line| vec![line.clone()]));
        Ok(::journal::report::csv_lines(&lines, ';').into_bytes())
    }

    /// Asks for a template of the report or of a sheet, or for the agency's policy as PDF, and puts it in place.
    pub(crate) fn template_pick(&self) -> Result<AgreementView, Problem> {
        if let Some(path) = self.host().pick_files(PickKind::Template).into_iter().next() {
            let bytes = std::fs::read(&path).map_err(|_| Problem::DocumentUnreadable)?;
            let place = if bytes.starts_with(b"%PDF-") {
                self.templates().join(POLICY_FILE)
            } else if let Ok(sheet) = Sheet::parse(&bytes) {
                if !Sheet::SHIPPED.iter().any(|(name, _)| *name == sheet.name) {
                    return Err(Problem::ReportTemplate);
                }
                self.own_sheet(&sheet.name)
            } else {
                Template::parse(&bytes).map_err(|_| Problem::ReportTemplate)?;
                self.templates().join(REPORT_TEMPLATE)
            };
            replace(&place, &bytes).map_err(|_| Problem::OutputNotWritable)?;
        }
        self.agreement_view()
    }

    /// Puts the shipped sheet back in the place of the agency's.
    pub(crate) fn template_forget(&self, request: &SheetRequest) -> Result<SheetView, Problem> {
        let sheet = self.form(&request.name)?;
        match std::fs::remove_file(self.own_sheet(&sheet.name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::OutputNotWritable),
            _ => self.sheet_view(request),
        }
    }

    /// Opens the agency's policy in the system's reader.
    pub(crate) fn policy_show(&self) -> Result<(), Problem> {
        let path = self.templates().join(POLICY_FILE);
        self.host().show_file(&path).map_err(|_| Problem::DocumentUnreadable)
    }

    /// Records that the person has read the policy in force.
    pub(crate) fn policy_acknowledge(&self) -> Result<AgreementView, Problem> {
        let PolicyView { version, sha256, .. } = self.policy(&self.agreement())?;
        let code = Code::new(&version).map_err(|_| Problem::ReportTemplate)?;
        let policy = Hash::parse(&sha256).ok_or(Problem::ReportTemplate)?;
        let act = Act::Acknowledged(Acknowledged { version: code, policy });
        self.journal_stated(act).map_err(|error| unusable(&error))?;
        let at = self.host().now().to_rfc3339_opts(SecondsFormat::Secs, true);
        self.change_agreement(|kept| kept.acknowledged = Some(Stated { version, sha256, at }))?;
        self.agreement_view()
    }

    /// The unit of work of this computer: the one of the agreement's profile, else of the settings.
    pub(super) fn unit(&self) -> String {
        let own = self.of_profile("unit");
        masked(&if own.is_empty() { self.settings().profile.unit.clone() } else { own })
    }

    /// What was entered at an item of the profile; empty where nothing was.
    pub(super) fn of_profile(&self, item: &str) -> String {
        let kept = self.agreement();
        let answer = kept.answers.get("profil").and_then(|answers| answers.get(item));
        answer.map(|answer| answer.text.trim().to_owned()).unwrap_or_default()
    }

    /// The agency that this computer works for, by the settings.
    pub(super) fn agency_name(&self) -> String {
        masked(&self.settings().profile.agency)
    }

    pub(super) fn change_agreement(&self, change: impl FnOnce(&mut Kept)) -> Result<(), Problem> {
        let _one_at_a_time = crate::lock(&self.agreement_file);
        let mut kept = self.agreement();
        change(&mut kept);
        let bytes = serde_json::to_vec_pretty(&kept).unwrap_or_default();
        replace(&self.host().data_folder().join(KEPT), &bytes).map_err(|_| Problem::OutputNotWritable)
    }

    pub(super) fn agreement(&self) -> Kept {
        let bytes = std::fs::read(self.host().data_folder().join(KEPT)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn filled(&self, name: &str) -> Result<(Sheet, Parts), Problem> {
        let sheet = self.form(name)?;
        let filled = fill(&sheet, &self.agreement().answers, &self.sheet_facts(&sheet)?);
        Ok((sheet, filled))
    }

    /// The agency's sheet of this name, else the shipped one.
    fn form(&self, name: &str) -> Result<Sheet, Problem> {
        Sheet::parse(&self.sheet_file(name)?).map_err(|_| Problem::ReportTemplate)
    }

    fn sheet_file(&self, name: &str) -> Result<Vec<u8>, Problem> {
        let shipped = Sheet::SHIPPED.iter().find(|(shipped, _)| *shipped == name);
        let (_, shipped) = shipped.ok_or(Problem::SheetUnknown)?;
        Ok(std::fs::read(self.own_sheet(name)).unwrap_or_else(|_| shipped.to_vec()))
    }

    fn own_sheet(&self, name: &str) -> PathBuf {
        self.templates().join(format!("{name}.json"))
    }

    fn policy(&self, kept: &Kept) -> Result<PolicyView, Problem> {
        let sheet = self.form("kebijakan")?;
        let path = self.templates().join(POLICY_FILE);
        let whole = std::fs::read(&path).ok();
        // The whole text where the agency loaded one, else the points.
        let sha256 = Hash::of(&whole.clone().map_or_else(|| self.sheet_file("kebijakan"), Ok)?).to_string();
        let version = sheet.version.unwrap_or_else(|| "1".to_owned());
        let stated = kept.acknowledged.as_ref();
        let stated = stated.filter(|stated| stated.version == version && stated.sha256 == sha256);
        Ok(PolicyView {
            acknowledged: stated.map(|stated| stated.at.clone()),
            file: whole.map(|_| name_of(&path)),
            version,
            sha256,
        })
    }

    /// The days that follow from the profile, the nearest first.
    fn days(&self, kept: &Kept) -> Vec<DayView> {
        let today = self.host().now().with_timezone(&WITA).date_naive();
        let Ok(profile) = self.form("profil") else { return Vec::new() };
        let filled = fill(&profile, &kept.answers, &Facts::new());
        let day = |id: &str| {
            let mut items = filled.iter().flat_map(|(_, items)| items);
            items.find(|one| one.item.id == id)?.answer.text.trim().parse::<NaiveDate>().ok()
        };
        let since = day("tanggal").unwrap_or(today);
        let yearly = |id: &str, delivered: &[Delivered]| {
            let first = day(id)?;
            let rule = Due { month: month(first), day: day_of(first), remind: vec![60] };
            rule.on(today, since, delivered)
        };
        let held: Vec<Delivered> = day("evaluasi-terakhir")
            .map(|day| Delivered { from: day, to: day, day, proof: None })
            .into_iter()
            .collect();
        let view = |id: &str, day: NaiveDate, due: bool| DayView {
            id: id.to_owned(),
            day: day.to_string(),
            left: day.signed_duration_since(today).num_days(),
            due,
        };
        let mut days = Vec::new();
        for (id, state) in
            [("report", yearly("laporan", &kept.delivered)), ("evaluation", yearly("evaluasi", &held))]
        {
            days.extend(state.map(|state| view(id, state.due, state.reminder != Reminder::Quiet)));
        }
        days.extend(day("berakhir").map(|end| view("end", end, dates::end(today, end) != Reminder::Quiet)));
        days.extend(day("usul-akhir").and_then(dates::notice_by).map(|by| view("notice", by, true)));
        for id in ["alamat-1-mulai", "alamat-2-mulai"] {
            let from = day(id).filter(|from| *from > today);
            days.extend(from.and_then(dates::told_by).map(|by| view("address", by, true)));
        }
        days.sort_by(|one, other| one.day.cmp(&other.day));
        days
    }

    /// What the program fills into a sheet: only what it asks for.
    fn sheet_facts(&self, sheet: &Sheet) -> Result<Facts, Problem> {
        let wanted: Vec<&str> = sheet.items().flat_map(|item| &item.facts).map(String::as_str).collect();
        let mut facts = Facts::new();
        if wanted.iter().any(|name| FIGURES.contains(name)) {
            let own = ReportWanted {
                days: Days::Year(None),
                template: None,
                merged: false,
                unit: String::new(),
                remarks: Vec::new(),
            };
            facts.extend(figures(&self.figures(&own)?, &self.agreement().delivered));
        }
        for name in wanted {
            if let Some(fact) = self.security_fact(name) {
                facts.insert(name.to_owned(), fact);
            }
        }
        Ok(facts)
    }
}

/// Figures of this year, in the words of the sheets, which are Indonesian like the agreement.
fn figures(figures: &Figures, delivered: &[Delivered]) -> Facts {
    let total = &figures.total;
    let certificates = figures.certificates(60);
    let mut facts = Facts::new();
    let mut put = |name: &str, text: String| drop(facts.insert(name.to_owned(), text));
    let year = figures.period.from().format("%Y").to_string();
    put("signed", format!("Dokumen ditandatangani tahun {year}: {}", total.signed));
    put("failed", format!("Penandatanganan gagal tahun {year}: {}", total.failed));
    put(
        "verified",
        format!("Dokumen diperiksa tahun {year}: {}; tidak sah: {}", total.verified, total.invalid),
    );
    put("noticed", format!("Dengan keterangan BSrE: {} dari {}", total.noticed, total.signed));
    put("acknowledged", format!("Pernyataan membaca kebijakan tahun {year}: {}", total.acknowledged));
    put("enrolled", format!("Sertifikat dipasang pada token tahun {year}: {}", total.enrolled));
    let literacy = figures.literacy;
    put(
        "literacy",
        format!("Kegiatan literasi: {}; peserta: {}", literacy.activities, literacy.participants),
    );
    put(
        "certificates",
        format!(
            "Sertifikat aktif: {}; kedaluwarsa: {}; dicabut: {}",
            certificates.active, certificates.expired, certificates.revoked
        ),
    );
    if let Some(last) = delivered.iter().map(|delivered| delivered.day).max() {
        put("delivered", format!("Laporan terakhir disampaikan: {last}"));
    }
    facts
}

fn item(filled: Filled) -> SheetItem {
    let Filled { item, answer, facts } = filled;
    SheetItem {
        kind: match item.kind {
            Kind::Date => SheetKind::Date,
            Kind::Fact => SheetKind::Fact,
            Kind::Line => SheetKind::Line,
            Kind::Note => SheetKind::Note,
            Kind::Point => SheetKind::Point,
            Kind::State => SheetKind::State,
            Kind::Term => SheetKind::Term,
        },
        id: item.id,
        text: item.text,
        english: item.english,
        answer: SheetAnswer {
            state: answer.state.map(|state| match state {
                State::Done => SheetState::Done,
                State::Partly => SheetState::Partly,
                State::Open => SheetState::Open,
                State::NotApplicable => SheetState::NotApplicable,
            }),
            text: answer.text,
            note: answer.note,
        },
        facts,
    }
}

fn state_of(state: SheetState) -> State {
    match state {
        SheetState::Done => State::Done,
        SheetState::Partly => State::Partly,
        SheetState::Open => State::Open,
        SheetState::NotApplicable => State::NotApplicable,
    }
}

fn month(day: NaiveDate) -> u32 {
    chrono::Datelike::month(&day)
}

fn day_of(day: NaiveDate) -> u32 {
    chrono::Datelike::day(&day)
}

/// Facts that are counted from the records.
const FIGURES: [&str; 9] = [
    "signed",
    "failed",
    "verified",
    "noticed",
    "acknowledged",
    "enrolled",
    "literacy",
    "certificates",
    "delivered",
];

const KEPT: &str = "agreement.json";
/// The whole text of the agency's policy.
const POLICY_FILE: &str = "kebijakan.pdf";
