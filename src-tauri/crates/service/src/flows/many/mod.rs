//! Several files that were dropped or chosen together: what they are, and the table of verdicts. Of a selection its paths
//! are kept and nothing else; a file is open only while it is looked at, and rows go out as they come.

mod table;
mod unlock;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use pdf::Password;

use self::table::Table;
use crate::documents::OpenDocument;
use crate::flows::evidence::Asking;
use crate::flows::verify::many::{self, Row};
use crate::output::name_of;
use crate::schema::{
    Event, LookedRow, LookedRows, Opened, Problem, RowRequest, RunView, SavedFileView, SelectionView,
    SignatureView, Ticket, VerdictRow, VerdictRows, VerifyView,
};
use crate::{Service, lock};

/// Most files of one selection. A year's letters of an office are a few thousand; a whole disk dropped by mistake is not
/// walked to its end.
const MOST_FILES: usize = 20_000;

/// Selections that are remembered: the shown one and the one before it.
const MOST_SELECTIONS: usize = 2;

/// Signers named in a row, and characters of each name: a row stays small whatever its file says.
const MOST_SIGNERS: usize = 3;
const MOST_NAME: usize = 120;

/// Files that were chosen together.
pub(crate) struct Selection {
    ticket: Ticket,
    files: Vec<PathBuf>,
    /// SHA-256 of the files that can be signed, as they were when the person first saw them in the list.
    seen: Mutex<Vec<Option<[u8; 32]>>>,
    /// Passwords that opened a file, by its position: its turn comes later. Wiped with the selection.
    passwords: Mutex<BTreeMap<u32, Arc<Password>>>,
    table: Mutex<Option<Table>>,
}

impl Selection {
    /// The file at a position with the hash it had when it was looked at.
    pub(crate) fn file(&self, index: u32) -> Option<(&Path, Option<[u8; 32]>)> {
        let index = usize::try_from(index).ok()?;
        let path = self.files.get(index)?;
        Some((path, lock(&self.seen).get(index).copied().flatten()))
    }

    /// What opened the file at a position.
    pub(crate) fn password(&self, index: u32) -> Option<Arc<Password>> {
        lock(&self.passwords).get(&index).cloned()
    }
}

impl Service {
    /// Opens one file; makes a selection of several, or of a folder.
    pub fn open_paths(&self, paths: &[PathBuf]) -> Vec<Opened> {
        if paths.is_empty() {
            return Vec::new();
        }
        let mut files = many::files_up_to(paths, MOST_FILES.saturating_add(1));
        let cut = files.len() > MOST_FILES;
        files.truncate(MOST_FILES);
        vec![match files.as_slice() {
            [one] => self.open_path(one),
            [] => Opened::Refused {
                name: paths.first().map(|path| name_of(path)).unwrap_or_default(),
                problem: Problem::FolderWithoutDocuments,
            },
            _ => self.select(files, cut),
        }]
    }

    fn select(&self, files: Vec<PathBuf>, cut: bool) -> Opened {
        let ticket = match self.ticket() {
            Ok(ticket) => ticket,
            Err(problem) => return Opened::Refused { name: String::new(), problem },
        };
        let view = SelectionView { selection: ticket.clone(), files: number(files.len()), cut };
        let selection = Selection {
            ticket,
            seen: Mutex::new(vec![None; files.len()]),
            files,
            passwords: Mutex::default(),
            table: Mutex::default(),
        };
        let mut selections = lock(&self.selections);
        while selections.len() >= MOST_SELECTIONS {
            if let Some(old) = selections.pop_front() {
                self.running().stop(&old.ticket);
            }
        }
        selections.push_back(Arc::new(selection));
        Opened::Many { selection: view }
    }

    /// A selection that is remembered.
    pub(crate) fn selection(&self, ticket: &Ticket) -> Result<Arc<Selection>, Problem> {
        let selections = lock(&self.selections);
        selections.iter().find(|one| one.ticket == *ticket).cloned().ok_or(Problem::TicketGone)
    }

    /// Looks what the files are; rows go out as events.
    pub(crate) fn many_look(&self, ticket: &Ticket) -> Result<RunView, Problem> {
        let selection = self.selection(ticket)?;
        let run = self.running().begin(ticket);
        let finished = many::in_chunks(&selection.files, 0, run.flag(), &looked, &mut |looked| {
            let mut seen = lock(&selection.seen);
            let rows = looked.into_iter().map(|(index, (row, hash))| {
                if let Some(place) = seen.get_mut(index) {
                    *place = hash;
                }
                LookedRow { index: number(index), ..row }
            });
            let rows = rows.collect();
            self.host().emit(Event::Looked(LookedRows { selection: ticket.clone(), rows }));
        });
        Ok(RunView { finished })
    }

    /// Verifies the files from a position on; rows go out as events.
    pub(crate) fn many_verify(&self, request: &RowRequest) -> Result<RunView, Problem> {
        let selection = self.selection(&request.selection)?;
        let from = usize::try_from(request.index).unwrap_or(usize::MAX);
        let run = self.running().begin(&request.selection);
        let mut table = match lock(&selection.table).take() {
            Some(table) if from > 0 => table,
            _ => Table::new().map_err(|error| self.internal("table", &error))?,
        };
        let mut failed = None;
        let finished =
            self.verify_many(&selection.files, from, None, Asking::AsSet, run.flag(), &mut |row| {
                failed = failed.take().or_else(|| table.add(&row).err());
                let rows = vec![verdict_row(&row)];
                self.host().emit(Event::Verdicts(VerdictRows { selection: request.selection.clone(), rows }));
            });
        *lock(&selection.table) = Some(table);
        match failed {
            Some(_) => Err(Problem::OutputDiskFull),
            None => Ok(RunView { finished }),
        }
    }

    /// Opens one file of a selection.
    pub(crate) fn many_open(&self, request: &RowRequest) -> Result<Opened, Problem> {
        let selection = self.selection(&request.selection)?;
        let (path, _) = selection.file(request.index).ok_or(Problem::DocumentGone)?;
        Ok(self.open_path(path))
    }

    /// Asks where the table is to be kept, and writes it as far as it has come.
    pub(crate) fn many_save(&self, ticket: &Ticket) -> Result<SavedFileView, Problem> {
        let selection = self.selection(ticket)?;
        let beside = selection.files.first().and_then(|path| path.parent()).unwrap_or(Path::new(""));
        let name = self.texts().text("table-file-name");
        self.save_new(&beside.join(format!("{name}.csv")), &|out| match lock(&selection.table).as_mut() {
            Some(table) => table.copy_to(out),
            None => out.write_all(many::COLUMNS.as_bytes()),
        })
    }

    /// Forgets a selection and ends its run.
    pub(crate) fn many_forget(&self, ticket: &Ticket) {
        self.running().stop(ticket);
        lock(&self.selections).retain(|one| one.ticket != *ticket);
    }
}

fn looked(path: &Path) -> (LookedRow, Option<[u8; 32]>) {
    match OpenDocument::from_path(path).and_then(|open| described(path, &open)) {
        Ok(looked) => looked,
        Err(problem) => (LookedRow { problem: Some(problem), ..unread(path) }, None),
    }
}

/// What an opened file is, and its hash where it can be signed: what is signed later must still have it.
fn described(path: &Path, open: &OpenDocument) -> Result<(LookedRow, Option<[u8; 32]>), Problem> {
    let mut row = LookedRow { size: open.source.len(), ..unread(path) };
    let view = super::open::describe(open)?;
    (row.pages, row.signatures) = (view.pages, view.signatures);
    row.problem = if view.locked { Some(Problem::DocumentPasswordNeeded) } else { view.sign_problem };
    let hash = if row.signatures == 0 && row.problem.is_none() { Some(open.sha256()?) } else { None };
    Ok((row, hash))
}

fn unread(path: &Path) -> LookedRow {
    LookedRow {
        index: 0,
        name: name_of(path),
        folder: path.parent().map(name_of).unwrap_or_default(),
        size: 0,
        pages: 0,
        signatures: 0,
        problem: None,
    }
}

fn verdict_row(row: &Row) -> VerdictRow {
    let empty = VerdictRow {
        index: number(row.index),
        verdict: None,
        reason: None,
        signers: Vec::new(),
        signatures: 0,
        time: None,
        stamped: false,
        practice: false,
        problem: None,
    };
    match &row.result {
        Ok(view) => of_view(view, empty),
        Err(problem) => VerdictRow { problem: Some(problem.clone()), ..empty },
    }
}

fn of_view(view: &VerifyView, row: VerdictRow) -> VerdictRow {
    let signatures: Vec<&SignatureView> =
        view.signatures.iter().filter(|one| !one.document_timestamp).collect();
    let names = signatures.iter().filter_map(|one| one.signer.as_deref());
    let cut = |name: &str| name.chars().take(MOST_NAME).collect::<String>();
    let proven = latest(signatures.iter().map(|one| one.times.stamped.as_deref()));
    VerdictRow {
        verdict: Some(view.verdict.clone()),
        reason: deciding(&view.signatures, &view.verdict),
        signers: names.take(MOST_SIGNERS).map(cut).collect(),
        signatures: number(signatures.len()),
        stamped: proven.is_some(),
        time: proven.or_else(|| latest(signatures.iter().map(|one| one.times.claimed.as_deref()))),
        practice: view.signatures.iter().any(|one| one.practice),
        ..row
    }
}

/// The latest of some times.
fn latest<'a>(times: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let read = times.flatten().filter_map(|time| Some((DateTime::parse_from_rfc3339(time).ok()?, time)));
    read.max().map(|(_, time)| time.to_owned())
}

/// The sentence that decides: integrity before identity before time, in the first signature that has the file's verdict.
fn deciding(signatures: &[SignatureView], verdict: &str) -> Option<String> {
    let one = signatures.iter().find(|one| state_word(one.verdict) == verdict)?;
    let headings = [
        (one.integrity, &one.integrity_reason),
        (one.authenticity, &one.authenticity_reason),
        (one.non_repudiation, &one.non_repudiation_reason),
    ];
    let worst = headings.iter().find(|(state, _)| *state == one.verdict);
    worst.or(headings.first()).map(|(_, reason)| (*reason).clone())
}

fn state_word(state: crate::schema::HeadingState) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
