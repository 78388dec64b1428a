//! "Riwayat & laporan" for the window: what was signed and checked, the report on use before it is written, exports of
//! colleagues, and what a person states (a delivery, an activity).

use super::journal::{Days, ExportWanted, ReportWanted, refused, step, unusable};
use crate::documents::OpenDocument;
use crate::host::PickKind;
use crate::journal::WITA;
use crate::output::{Draft, name_of};
use crate::places::Places;
use crate::schema::{
    AgreementView, ConfirmRequest, DeliveredFile, DeliveredRequest, DocumentView, HistoryKind,
    HistoryOpenRequest, HistoryRequest, HistoryRow, HistoryView, JournalCheckView, LiteracyRequest, Opened,
    PlacesRequest, Problem, RecordsRequest, RecordsView, TableKind, TakenFile, TakenView, UsageCell,
    UsageDiagram, UsageRequest, UsageSaveRequest, UsageTable, UsageView, WrittenView,
};
use crate::{Service, running};
use ::journal::chain::Hash;
use ::journal::read::{Record, Wanted};
use ::journal::record::{Act, Delivered, Literacy, Signer};
use ::journal::report::{Cell, Period, Table};
use chrono::{Datelike, NaiveDate, SecondsFormat};
use pki::algorithm::Digest;
use std::collections::{BTreeSet, VecDeque};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rows that are shown at once; searching finds the others.
const SHOWN: usize = 500;

impl Service {
    /// What was signed or checked in a year, the newest first.
    pub(crate) fn history(&self, request: &HistoryRequest) -> Result<HistoryView, Problem> {
        let year = request.year.unwrap_or_else(|| self.host().now().with_timezone(&WITA).year());
        let period = Period::year(year, WITA).ok_or(Problem::ReportPeriod)?;
        let wanted = Wanted { stretch: period.stretch(), certificates_before: false };
        let places = self.places();
        let known = places.all();
        let words: Vec<String> = request.text.split_whitespace().map(str::to_lowercase).collect();
        let (mut rows, mut found) = (VecDeque::new(), 0u64);
        for (record, read) in self.journal_reader(wanted).map_err(|error| unusable(&error))?.zip(1..) {
            step(read)?;
            let record = record.map_err(|error| unusable(&error))?;
            let Some((kind, mut row)) = row(&record) else { continue };
            if kind != request.kind {
                continue;
            }
            row.name = row
                .sha256
                .as_ref()
                .and_then(|sha256| known.get(sha256))
                .filter(|path| path.is_file())
                .map(|path| name_of(path));
            if !words.iter().all(|word| holds(&row, word)) {
                continue;
            }
            found = found.saturating_add(1);
            rows.push_front(row);
            rows.truncate(SHOWN);
        }
        Ok(HistoryView { year, rows: rows.into(), found, places: places.kept() })
    }

    /// Checks the whole journal.
    pub(crate) fn history_check(&self) -> Result<JournalCheckView, Problem> {
        let view = self.journal_verify()?;
        let findings: BTreeSet<String> = view.findings.into_iter().map(|finding| finding.code).collect();
        Ok(JournalCheckView {
            holds: view.holds,
            entries: view.entries,
            sealed: view.last.is_some() && view.sealed == view.last,
            findings: findings.into_iter().collect(),
        })
    }

    /// Opens a document of the history: from its place if that is kept, else the person shows where it is. Only the very same
    /// bytes are taken.
    pub(crate) fn history_open(&self, request: &HistoryOpenRequest) -> Result<Option<DocumentView>, Problem> {
        let known = self.places().all().get(&request.sha256).filter(|path| path.is_file()).cloned();
        let picked = || self.host().pick_files(PickKind::Documents).into_iter().next();
        let Some(path) = known.or_else(picked) else { return Ok(None) };
        let open = OpenDocument::from_path(&path)?;
        if crate::hex(&open.sha256()?) != request.sha256 {
            return Err(Problem::HistoryOther);
        }
        self.take_in(open).map(Some)
    }

    /// Keeps places of files from now on, or forgets them.
    pub(crate) fn places_keep(&self, request: PlacesRequest) -> Result<PlacesRequest, Problem> {
        self.places().keep(request.keep)?;
        Ok(PlacesRequest { keep: self.places().kept() })
    }

    pub(crate) fn places(&self) -> Places {
        Places::of_data(self.host().data_folder())
    }

    /// The report as it will be written.
    pub(crate) fn usage_view(&self, request: &UsageRequest) -> Result<UsageView, Problem> {
        let (_, tables) = self.usage(&self.wanted(request)?)?;
        Ok(UsageView {
            scope: tables.scope,
            mark: tables.mark,
            title: tables.title,
            office: tables.office,
            period: tables.period,
            tables: tables.tables.into_iter().map(table).collect(),
            closing: tables.closing,
            merged_units: self.merged_units()?,
        })
    }

    /// Asks where the report is to be kept, and writes it. The paper is opened, so that it can be shown and signed.
    pub(crate) fn usage_save(&self, request: &UsageSaveRequest) -> Result<WrittenView, Problem> {
        let (figures, tables) = self.usage(&self.wanted(&request.report)?)?;
        let bytes = self.usage_bytes(&tables, request.kind)?;
        let name = format!("laporan-pemanfaatan_{}_{}", figures.period.from(), figures.period.to());
        self.keep_written(&name, request.kind, &bytes)
    }

    /// Asks where something is to be kept, and writes it to a new file.
    pub(super) fn keep_written(
        &self,
        name: &str,
        kind: TableKind,
        bytes: &[u8],
    ) -> Result<WrittenView, Problem> {
        let ending = match kind {
            TableKind::Csv => "csv",
            TableKind::Pdf => "pdf",
            TableKind::Xlsx => "xlsx",
        };
        let suggested = format!("{name}.{ending}");
        let Some(target) = running::asking(|| self.host().pick_target(Path::new(&suggested))) else {
            return Ok(WrittenView { name: None, document: None });
        };
        let written = Draft::write(&target, |out| out.write_all(bytes))?.publish()?;
        let document = match (kind, self.open_path(&written)) {
            (TableKind::Pdf, Opened::Document { document }) => Some(document),
            _ => None,
        };
        Ok(WrittenView { name: Some(name_of(&written)), document })
    }

    /// What an export of this computer's records would contain.
    pub(crate) fn records_view(&self, request: &RecordsRequest) -> Result<RecordsView, Problem> {
        let (lines, records) = self.export_preview(&self.export_wanted(request)?)?;
        Ok(RecordsView { lines, records, fingerprint: self.export_fingerprint()? })
    }

    /// Asks where an export is to be kept, and writes it.
    pub(crate) fn records_save(&self, request: &RecordsRequest) -> Result<WrittenView, Problem> {
        let wanted = self.export_wanted(request)?;
        let name = format!("catatan_{}_{}.absah.jsonl", request.from, request.to);
        let Some(target) = running::asking(|| self.host().pick_target(Path::new(&name))) else {
            return Ok(WrittenView { name: None, document: None });
        };
        self.export_records(&wanted, &target)?;
        Ok(WrittenView { name: Some(name_of(&target)), document: None })
    }

    /// Asks for colleagues' exports and takes them into the collection, each for itself.
    pub(crate) fn records_pick(&self) -> Result<TakenView, Problem> {
        let picked = running::asking(|| self.host().pick_files(PickKind::Records));
        *crate::lock(&self.picked_records) = picked.clone();
        self.taken(&picked)
    }

    /// Confirms the key of a colleague's computer and takes the chosen files again.
    pub(crate) fn records_confirm(&self, request: &ConfirmRequest) -> Result<TakenView, Problem> {
        let picked = crate::lock(&self.picked_records).clone();
        // Only a key that one of the chosen files carries can be confirmed: a slip of the keyboard confirms nothing.
        let typed = compact(&request.fingerprint);
        let carried = picked.iter().any(|path| match self.take_records(path) {
            Err(Problem::RecordsUnknown { fingerprint, .. }) => compact(&fingerprint) == typed,
            _ => false,
        });
        if !carried {
            return Err(Problem::FingerprintMismatch);
        }
        running::go_on()?;
        self.confirm_installation(&request.fingerprint, request.unit.trim())?;
        self.taken(&picked)
    }

    fn taken(&self, files: &[PathBuf]) -> Result<TakenView, Problem> {
        let file = |path: &PathBuf| match self.take_records(path) {
            Ok(taken) => TakenFile {
                name: name_of(path),
                unit: Some(taken.unit),
                records: taken.records,
                already: taken.already,
                problem: None,
            },
            Err(problem) => TakenFile {
                name: name_of(path),
                unit: None,
                records: 0,
                already: false,
                problem: Some(problem),
            },
        };
        let all = u64::try_from(files.len()).ok();
        let each = files.iter().zip(0..).map(|(path, done)| {
            running::count(done, all);
            file(path)
        });
        Ok(TakenView { files: each.collect(), units: self.merged_units()? })
    }

    fn merged_units(&self) -> Result<Vec<String>, Problem> {
        self.collection().units().map_err(refused)
    }

    /// Asks for the file that was delivered, and names it by its hash. Neither name nor place is kept.
    pub(crate) fn delivered_pick(&self) -> Result<Option<DeliveredFile>, Problem> {
        let Some(path) = self.host().pick_files(PickKind::Report).into_iter().next() else { return Ok(None) };
        let unreadable = |_| Problem::DocumentUnreadable;
        let mut file = std::fs::File::open(&path).map_err(unreadable)?;
        let (mut hasher, mut piece) = (Digest::Sha256.hasher(), vec![0u8; 1 << 16]);
        loop {
            let read = file.read(&mut piece).map_err(unreadable)?;
            if read == 0 {
                break;
            }
            hasher.update(piece.get(..read).unwrap_or_default());
        }
        Ok(Some(DeliveredFile { name: name_of(&path), sha256: crate::hex(&hasher.finalize()) }))
    }

    /// Records that the report was delivered.
    pub(crate) fn report_delivered(&self, request: &DeliveredRequest) -> Result<AgreementView, Problem> {
        let (from, to, day) = (day(&request.from)?, day(&request.to)?, day(&request.day)?);
        // What is no hash proves nothing.
        let proof = request
            .proof
            .as_deref()
            .map(|text| Hash::parse(text).ok_or(Problem::RecordsAltered))
            .transpose()?;
        let delivered = Delivered { from, to, day, proof };
        self.journal_stated(Act::Delivered(delivered.clone())).map_err(|error| unusable(&error))?;
        self.change_agreement(|kept| kept.delivered.push(delivered))?;
        self.agreement_view()
    }

    /// Records an activity of literacy.
    pub(crate) fn literacy_add(&self, request: &LiteracyRequest) -> Result<(), Problem> {
        let literacy = Literacy { day: day(&request.day)?, participants: request.participants };
        self.journal_stated(Act::Literacy(literacy)).map_err(|error| unusable(&error))
    }

    fn wanted(&self, request: &UsageRequest) -> Result<ReportWanted, Problem> {
        Ok(ReportWanted {
            days: Days::Between(day(&request.from)?, day(&request.to)?),
            template: None,
            merged: request.merged,
            unit: self.unit(),
            remarks: request.remarks.iter().filter(|line| !line.trim().is_empty()).cloned().collect(),
        })
    }

    fn export_wanted(&self, request: &RecordsRequest) -> Result<ExportWanted, Problem> {
        Ok(ExportWanted {
            days: Days::Between(day(&request.from)?, day(&request.to)?),
            unit: self.unit(),
            mark: MARK.to_owned(),
            full: request.full,
        })
    }
}

/// The recipient's duty, as the agreement's parties write it, in every language.
const MARK: &str = "Rahasia – Pasal 9 PKS";

fn day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map_err(|_| Problem::ReportPeriod)
}

fn compact(fingerprint: &str) -> String {
    let digits = fingerprint.chars().filter(|c| !c.is_whitespace() && *c != ':');
    digits.collect::<String>().to_ascii_lowercase()
}

fn table(table: Table) -> UsageTable {
    let cell = |cell| match cell {
        Cell::Text(text) => UsageCell::Text(text),
        Cell::Count(count) => UsageCell::Count(count),
    };
    UsageTable {
        heading: table.heading,
        columns: table.columns,
        rows: table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
        total: table.total,
        diagram: table.diagram.map(|bars| UsageDiagram { heading: bars.heading, bars: bars.bars }),
    }
}

/// A record as a row, and the side of the history it stands on. The journal's own book-keeping is no act of a person.
fn row(record: &Record) -> Option<(HistoryKind, HistoryRow)> {
    let act = &record.entry.act;
    if act.is_own() {
        return None;
    }
    let mut row = HistoryRow {
        chain: record.chain,
        number: record.entry.n.0,
        at: record.entry.at.0.with_timezone(&WITA).to_rfc3339_opts(SecondsFormat::Secs, true),
        kind: act.kind().to_owned(),
        code: None,
        problem: None,
        sha256: None,
        issuer: None,
        serial: None,
        pages: None,
        name: None,
        practice: act.is_practice(),
    };
    let by = |row: &mut HistoryRow, signer: &Signer| {
        row.issuer = Some(signer.issuer.clone());
        row.serial = signer.serial.as_ref().map(|serial| serial.as_str().to_owned());
    };
    let text = |code: &::journal::record::Code| code.as_str().to_owned();
    let kind = match act {
        Act::Signed(signed) => {
            row.code = Some(signed.level.as_str().to_owned());
            row.sha256 = signed.result.map(|hash| hash.to_string());
            row.pages = Some(signed.pages);
            by(&mut row, &signed.by);
            HistoryKind::Signed
        }
        Act::Failed(failed) => {
            row.code = Some(failed.category.as_str().to_owned());
            row.problem = Some(text(&failed.code));
            row.pages = failed.pages;
            failed.by.iter().for_each(|signer| by(&mut row, signer));
            HistoryKind::Signed
        }
        Act::Extended(extended) => {
            row.code = Some(extended.level.as_str().to_owned());
            row.problem = extended.problem.as_ref().map(text);
            row.sha256 = extended.result.map(|hash| hash.to_string());
            HistoryKind::Signed
        }
        Act::Verified(verified) => {
            row.code = Some(verified.verdict.as_str().to_owned());
            row.sha256 = verified.document.map(|hash| hash.to_string());
            HistoryKind::Checked
        }
        Act::Enrolled(enrolled) => {
            row.code = Some(enrolled.step.as_str().to_owned());
            row.problem = enrolled.problem.as_ref().map(text);
            enrolled.of.iter().for_each(|signer| by(&mut row, signer));
            HistoryKind::Other
        }
        Act::Certificate(certificate) => {
            row.code = Some(certificate.event.as_str().to_owned());
            by(&mut row, &certificate.of);
            HistoryKind::Other
        }
        Act::Acknowledged(acknowledged) => {
            row.code = Some(text(&acknowledged.version));
            HistoryKind::Other
        }
        Act::Literacy(literacy) => {
            row.code = Some(literacy.day.to_string());
            HistoryKind::Other
        }
        Act::Delivered(delivered) => {
            row.code = Some(delivered.day.to_string());
            row.sha256 = delivered.proof.map(|hash| hash.to_string());
            HistoryKind::Other
        }
        _ => return None,
    };
    Some((kind, row))
}

fn holds(row: &HistoryRow, word: &str) -> bool {
    let fields = [&row.code, &row.problem, &row.sha256, &row.issuer, &row.serial, &row.name];
    let mut fields =
        fields.into_iter().flatten().map(String::as_str).chain([row.at.as_str(), row.kind.as_str()]);
    fields.any(|field| field.to_lowercase().contains(word))
}
