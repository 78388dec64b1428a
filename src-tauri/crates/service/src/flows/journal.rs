//! The records of this computer and the agency's report: checking them, exporting, taking exports in, and the report's files.

use crate::journal::{EXPORT, WITA, digits, installation};
use crate::output::Draft;
use crate::rules::MOST_MONTHS;
use crate::schema::{
    JournalFinding, JournalView, Problem, RecordsTaken, ReportView, RetentionView, TableKind,
};
use crate::secrets::NoStore;
use crate::settings::replace;
use crate::{Service, running};
use ::journal::chain::Hash;
use ::journal::export::{self, About, Detail, Fingerprint, InstallationKey, Known, Refused};
use ::journal::merge::Collection;
use ::journal::read::Wanted;
use ::journal::report::{Figures, Period, Tables, Template, arrange, csv, office, paper, xlsx};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::path::{Path, PathBuf};

/// Which days a report or an export covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// 1 January to 31 December of a year; without one, of this year.
    Year(Option<i32>),
    /// From the first day to the last.
    Between(NaiveDate, NaiveDate),
}

/// What an export is to hold.
#[derive(Debug, Clone)]
pub struct ExportWanted {
    /// The days.
    pub days: Days,
    /// The unit of work.
    pub unit: String,
    /// The recipient's duty in words.
    pub mark: String,
    /// Times, hashes and masked serial numbers as well.
    pub full: bool,
}

/// What a report is to be.
#[derive(Debug, Clone)]
pub struct ReportWanted {
    /// The days.
    pub days: Days,
    /// The template's file; without one the example.
    pub template: Option<PathBuf>,
    /// Of the exports taken in, not of this computer's own records.
    pub merged: bool,
    /// The unit of work of this computer's own records.
    pub unit: String,
    /// Problems and follow-up.
    pub remarks: Vec<String>,
}

impl Service {
    /// Checks the whole journal.
    ///
    /// # Errors
    /// [`Problem::JournalUnusable`].
    pub fn journal_verify(&self) -> Result<JournalView, Problem> {
        let found = self.journal_check().map_err(|error| unusable(&error))?;
        Ok(JournalView {
            holds: found.holds(),
            chains: found.chains,
            entries: found.entries,
            kinds: found.kinds.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            sealed: found.sealed.map(|n| n.0),
            last: found.last.map(|n| n.0),
            findings: found
                .findings
                .iter()
                .map(|finding| {
                    let facts = serde_json::to_value(finding).unwrap_or_default();
                    let code = facts.get("finding").and_then(|code| code.as_str()).unwrap_or_default();
                    JournalFinding { code: code.to_owned(), fault: finding.is_fault(), facts }
                })
                .collect(),
        })
    }

    /// Sets a new seal on a journal whose key was lost. Whether it is sealed now.
    ///
    /// # Errors
    /// [`Problem::JournalBusy`], [`Problem::JournalUnusable`].
    pub fn journal_seal(&self) -> Result<bool, Problem> {
        self.journal_sealed_anew().map_err(|error| unusable(&error))
    }

    /// What the rule "keep records for so many months" would remove from this computer now; nothing is changed.
    ///
    /// # Errors
    /// [`Problem::ReportPeriod`] for no such number of months; [`Problem::JournalBusy`], [`Problem::JournalUnusable`].
    pub fn retention(&self, months: u32) -> Result<RetentionView, Problem> {
        let (months, by_agency) = self.months_kept(months)?;
        let mut view =
            RetentionView { months, by_agency, entries: 0, from: None, until: None, removed: false };
        if !self.journal_folder().exists() {
            return Ok(view);
        }
        let found = self.journal_removable(months).map_err(|error| unusable(&error))?;
        let day = |time: DateTime<Utc>| time.with_timezone(&WITA).date_naive().to_string();
        view.entries = found.entries;
        (view.from, view.until) = (found.span.map(|(from, _)| day(from)), found.span.map(|(_, to)| day(to)));
        Ok(view)
    }

    /// Removes what [`Service::retention`] shows, because a person asked. The chain stays whole and says what is gone.
    ///
    /// # Errors
    /// As [`Service::retention`].
    pub fn retain(&self, months: u32) -> Result<RetentionView, Problem> {
        let view = self.retention(months)?;
        if view.entries == 0 {
            return Ok(view);
        }
        let gone = self.journal_removed(view.months).map_err(|error| unusable(&error))?;
        Ok(RetentionView { entries: gone.entries, removed: true, ..view })
    }

    /// The agency's rule goes before what is asked for.
    fn months_kept(&self, asked: u32) -> Result<(u32, bool), Problem> {
        match self.rules().months {
            Some(months) => Ok((months, true)),
            None if (1..=MOST_MONTHS).contains(&asked) => Ok((asked, false)),
            None => Err(Problem::ReportPeriod),
        }
    }

    /// Fingerprint of this installation's key, in groups, to be read out; made on first use.
    ///
    /// # Errors
    /// [`Problem::SecretsAbsent`], [`Problem::SecretsLocked`]: the key is kept nowhere else.
    pub fn export_fingerprint(&self) -> Result<String, Problem> {
        Ok(self.export_key()?.fingerprint().grouped())
    }

    /// Shows what an export would contain: its header and first records as they would be written, and how many.
    ///
    /// # Errors
    /// As [`Service::export_records`].
    pub fn export_preview(&self, wanted: &ExportWanted) -> Result<(Vec<String>, u64), Problem> {
        let key = self.export_key()?;
        let period = self.period(wanted.days)?;
        let reader = self.journal_reader(of(period, true)).map_err(|error| unusable(&error))?;
        let preview = export::preview(&self.about(wanted, period), watched(reader), &key);
        let preview = preview.map_err(|error| unusable(&error))?;
        Ok((preview.lines, preview.records))
    }

    /// Writes an export to a new file and tells how many records it holds.
    ///
    /// # Errors
    /// As [`Service::export_fingerprint`], and those of the target.
    pub fn export_records(&self, wanted: &ExportWanted, target: &Path) -> Result<u64, Problem> {
        let key = self.export_key()?;
        let period = self.period(wanted.days)?;
        let reader = self.journal_reader(of(period, true)).map_err(|error| unusable(&error))?;
        let mut records = 0;
        let draft = Draft::write(target, |out| {
            records =
                export::export(out, &self.about(wanted, period), watched(reader), &key).map_err(as_io)?;
            Ok(())
        })?;
        draft.publish()?;
        Ok(records)
    }

    /// Confirms the key of a colleague's computer, under the name the agency gives it.
    ///
    /// # Errors
    /// [`Problem::FingerprintMismatch`] when it is no fingerprint; [`Problem::OutputNotWritable`].
    pub fn confirm_installation(&self, fingerprint: &str, name: &str) -> Result<(), Problem> {
        let typed: String = fingerprint.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
        let hash = Hash::parse(&typed.to_ascii_lowercase()).ok_or(Problem::FingerprintMismatch)?;
        let mut known = self.known_installations();
        known.0.insert(Fingerprint(hash), name.to_owned());
        let bytes = serde_json::to_vec_pretty(&known).unwrap_or_default();
        replace(&self.reports().join(KNOWN), &bytes).map_err(|_| Problem::OutputNotWritable)
    }

    /// Takes a colleague's export into the agency's collection.
    ///
    /// # Errors
    /// [`Problem::RecordsAltered`], [`Problem::RecordsContradict`], [`Problem::RecordsUnknown`], and those of files.
    pub fn take_records(&self, file: &Path) -> Result<RecordsTaken, Problem> {
        let taken = self
            .collection()
            .take_while(file, &self.known_installations(), &running::io)
            .map_err(|error| running::told(refused(error)))?;
        Ok(RecordsTaken { unit: taken.unit, records: taken.records, already: taken.already })
    }

    /// Writes the report; the file's ending says which kind: `.pdf`, `.xlsx`, else CSV.
    ///
    /// # Errors
    /// [`Problem::ReportTemplate`], those of records and of the target.
    pub fn usage_report(&self, wanted: &ReportWanted, target: &Path) -> Result<ReportView, Problem> {
        let (figures, tables) = self.usage(wanted)?;
        let ending = target.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let kind = match ending.as_deref() {
            Some("pdf") => TableKind::Pdf,
            Some("xlsx") => TableKind::Xlsx,
            _ => TableKind::Csv,
        };
        let bytes = self.usage_bytes(&tables, kind)?;
        Draft::write(target, |out| out.write_all(&bytes))?.publish()?;
        let total = figures.total;
        Ok(ReportView {
            from: figures.period.from().to_string(),
            to: figures.period.to().to_string(),
            signed: total.signed,
            failed: total.failed,
            verified: total.verified,
            example: tables.mark.is_some(),
        })
    }

    /// The figures, and the tables the template makes of them.
    pub(super) fn usage(&self, wanted: &ReportWanted) -> Result<(Figures, Tables), Problem> {
        let template = self.report_template(wanted.template.as_deref())?;
        let figures = self.figures(wanted)?;
        let mut tables = arrange(&figures, &template, &wanted.remarks);
        // Of many units' exports the table of units tells.
        let unit = if wanted.merged { "" } else { wanted.unit.as_str() };
        tables.office = office(&template, &self.agency_name(), unit);
        Ok((figures, tables))
    }

    /// The figures of a period.
    pub(super) fn figures(&self, wanted: &ReportWanted) -> Result<Figures, Problem> {
        let period = self.period(wanted.days)?;
        let mut figures = Figures::of(period);
        if wanted.merged {
            for (record, read) in self.collection().records().map_err(refused)?.zip(1..) {
                step(read)?;
                let (unit, record) = record.map_err(refused)?;
                figures.add(&unit, record.at.0, &record.act);
            }
        } else {
            let records = self.journal_reader(of(period, true)).map_err(|error| unusable(&error))?;
            for (record, read) in records.zip(1..) {
                step(read)?;
                let entry = record.map_err(|error| unusable(&error))?.entry;
                figures.add(&wanted.unit, entry.at.0, &entry.act);
            }
        }
        Ok(figures)
    }

    /// The report in a file's bytes.
    pub(super) fn usage_bytes(&self, tables: &Tables, kind: TableKind) -> Result<Vec<u8>, Problem> {
        let made = self.host().now();
        Ok(match kind {
            TableKind::Pdf => {
                // The template's words are Indonesian, whatever the language of the window.
                let paper = paper(tables, "id", &super::verify::program(), made.with_timezone(&WITA));
                ::journal::render::pdf(&paper).map_err(|error| self.internal("report", &error))?
            }
            TableKind::Xlsx => {
                xlsx(tables, made.to_utc()).map_err(|error| self.internal("spreadsheet", &error))?
            }
            TableKind::Csv => csv(tables).into_bytes(),
        })
    }

    /// The template that was named, else the one the agency put in place, else the shipped example.
    fn report_template(&self, named: Option<&Path>) -> Result<Template, Problem> {
        let installed = self.templates().join(REPORT_TEMPLATE);
        let template = match named.or_else(|| installed.exists().then_some(installed.as_path())) {
            None => Template::example(),
            Some(path) => {
                let bytes = std::fs::read(path).map_err(|_| Problem::DocumentUnreadable)?;
                Template::parse(&bytes)
            }
        };
        template.map_err(|_| Problem::ReportTemplate)
    }

    /// Where templates lie that the agency put in the place of the shipped ones.
    pub(super) fn templates(&self) -> PathBuf {
        self.host().data_folder().join("templates")
    }

    fn export_key(&self) -> Result<InstallationKey, Problem> {
        let secrets = self.host().secrets();
        if let Some(kept) = secrets.get(EXPORT).map_err(no_store)? {
            let bytes = Hash::parse(&kept).ok_or(Problem::SecretsLocked)?;
            return Ok(InstallationKey::from_bytes(&bytes.0));
        }
        let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
        self.host().random(&mut *bytes).map_err(|error| self.internal("random numbers", &error))?;
        secrets.set(EXPORT, &digits(&bytes)).map_err(no_store)?;
        Ok(InstallationKey::from_bytes(&bytes))
    }

    fn about<'a>(&self, wanted: &'a ExportWanted, period: Period) -> About<'a> {
        About {
            installation: installation(),
            unit: &wanted.unit,
            mark: &wanted.mark,
            stretch: period.stretch(),
            zone: WITA,
            detail: if wanted.full { Detail::Full } else { Detail::Least },
            made: self.host().now().to_utc(),
        }
    }

    fn period(&self, days: Days) -> Result<Period, Problem> {
        let period = match days {
            Days::Year(year) => {
                let this = || self.host().now().with_timezone(&WITA).year();
                Period::year(year.unwrap_or_else(this), WITA)
            }
            Days::Between(from, to) => Period::new(from, to, WITA),
        };
        period.ok_or(Problem::ReportPeriod)
    }

    pub(super) fn collection(&self) -> Collection {
        Collection::at(&self.reports().join("imports"))
    }

    fn known_installations(&self) -> Known {
        let bytes = std::fs::read(self.reports().join(KNOWN)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    pub(super) fn reports(&self) -> PathBuf {
        self.host().data_folder().join("reports")
    }
}

/// One record more: told now and then, and the place where a stop is heard.
pub(super) fn step(read: u64) -> Result<(), Problem> {
    running::count(read, None);
    running::go_on()
}

fn watched<T>(
    records: impl Iterator<Item = Result<T, ::journal::Error>>,
) -> impl Iterator<Item = Result<T, ::journal::Error>> {
    records.zip(1..).map(|(record, read)| {
        running::count(read, None);
        running::io()?;
        record
    })
}

fn of(period: Period, certificates_before: bool) -> Wanted {
    Wanted { stretch: period.stretch(), certificates_before }
}

pub(super) fn unusable(error: &::journal::Error) -> Problem {
    match error {
        ::journal::Error::Busy(_) => Problem::JournalBusy,
        _ => Problem::JournalUnusable,
    }
}

pub(super) fn refused(refused: Refused) -> Problem {
    match refused {
        Refused::Forked { .. } => Problem::RecordsContradict,
        Refused::Unknown { fingerprint, unit } => {
            Problem::RecordsUnknown { fingerprint: fingerprint.grouped(), unit }
        }
        Refused::Io(_) => Problem::DocumentUnreadable,
        _ => Problem::RecordsAltered,
    }
}

fn no_store(error: NoStore) -> Problem {
    match error {
        NoStore::Locked => Problem::SecretsLocked,
        NoStore::Absent => Problem::SecretsAbsent,
    }
}

fn as_io(error: ::journal::Error) -> std::io::Error {
    match error {
        ::journal::Error::Io(error) => error,
        other => std::io::Error::other(other),
    }
}

/// The agency's template of the report.
pub(super) const REPORT_TEMPLATE: &str = "laporan.json";
/// The confirmed keys, beside the collection.
const KNOWN: &str = "installations.json";
