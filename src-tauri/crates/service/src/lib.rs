//! The flows of Absah: open, plan, sign, verify, tokens, trust - without a window and without a terminal.
//!
//! Shells hand commands to [`Service::call`] (or use the flows directly) and get the types of [`schema`]. Clock, data
//! folder, dialogs and events come in through [`host::Host`]. Sentences for people are only in [`texts`]' catalogue.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod agency;
pub mod cache;
pub mod codes;
pub mod documents;
pub mod enroll;
mod flows;
pub mod folders;
pub mod host;
pub mod http;
mod journal;
pub mod log;
pub mod lost;
pub mod output;
pub mod pending;
pub mod pictures;
mod places;
pub mod practice;
mod router;
mod rules;
mod running;
pub mod schema;
pub mod secrets;
pub mod settings;
pub mod texts;
pub mod tokens;
pub mod trust;
pub mod worker;

pub use ::journal::record::Step as EnrolStep;
pub use flows::doctor::first_problem;
pub use flows::evidence::Asking;
pub use flows::journal::{Days, ExportWanted, ReportWanted};
pub use flows::network::Stamped;
pub use flows::renewal;
pub use flows::sign::batch::BatchSource;
pub use flows::trust::Decision;
pub use flows::verify::{DocumentMatch, EvidenceResult, many};
pub use pdf::Password;
pub use router::NotACommand;
pub use token::Pin;
pub use token::pkcs11::helper_if_asked;

use crate::cache::Cache;
use crate::documents::Documents;
use crate::flows::doctor::facts::Asked;
use crate::flows::enroll::Enrollment;
use crate::flows::many::Selection;
use crate::flows::sign::Waiting;
use crate::flows::sign::batch::Batch;
use crate::flows::sign::issuers::Issuers;
use crate::flows::sign::levels::Trial;
use crate::flows::sign::status::Statuses;
use crate::flows::sources::Sources;
use crate::host::Host;
use crate::pictures::Pictures;
use crate::practice::Practice;
use crate::running::Running;
use crate::schema::{
    AppView, DocumentHandle, Event, Problem, ProgressStep, SettingsRequest, SupportView, System, Ticket,
    TokensView,
};
use crate::settings::Settings;
use crate::tokens::{PRACTICE, Tokens};
use pki::bundle::Bundle;
use pki::cert::Certificate;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Most runs that wait for a PIN at a time; the oldest gives way.
const MOST_WAITING: usize = 16;

/// Blocks and notices drawn for the preview that stay readable: a few plans may be under way while the block is dragged.
const MOST_PREVIEWS: usize = 16;

/// The application behind its shells: what is open, which tokens there are, which runs wait for a PIN.
pub struct Service {
    /// Itself, for threads that follow something as long as it lives.
    me: Weak<Service>,
    host: Arc<dyn Host>,
    documents: Documents,
    tokens: Tokens,
    sources: Mutex<Sources>,
    settings: Mutex<Settings>,
    practice: Mutex<Option<Practice>>,
    /// Whether the practice card is in its reader.
    practice_in: Arc<AtomicBool>,
    trust_override: Option<PathBuf>,
    waiting: Mutex<BTreeMap<String, Waiting>>,
    candidates: Mutex<Vec<Certificate>>,
    picked_bundle: Mutex<Option<Bundle>>,
    previews: Mutex<VecDeque<DocumentHandle>>,
    pictures: Mutex<Pictures>,
    outside: Mutex<Outside>,
    statuses: Mutex<Statuses>,
    between: Mutex<Issuers>,
    trial: Mutex<Option<Trial>>,
    batches: Mutex<VecDeque<Batch>>,
    plans: AtomicUsize,
    asked: Mutex<Option<Asked>>,
    support: Mutex<Option<SupportView>>,
    selections: Mutex<VecDeque<Arc<Selection>>>,
    running: Running,
    picked_records: Mutex<Vec<PathBuf>>,
    agreement_file: Mutex<()>,
    enrollments: Mutex<BTreeMap<String, Enrollment>>,
}

/// Files that came before the page was there.
#[derive(Default)]
struct Outside {
    page_listens: bool,
    early: Vec<PathBuf>,
}

impl Service {
    /// The application in its surroundings. Reads the settings; starts nothing.
    pub fn new(host: Arc<dyn Host>) -> Arc<Service> {
        Service::with_trust(host, None)
    }

    /// As [`Service::new`], trusting the certificates of this folder instead of the person's store.
    pub fn with_trust(host: Arc<dyn Host>, trust: Option<PathBuf>) -> Arc<Service> {
        Arc::new_cyclic(|service: &Weak<Service>| {
            let me = service.clone();
            let service = service.clone();
            let changed = move || {
                if let Some(service) = service.upgrade() {
                    service.tokens_changed();
                }
            };
            Service {
                me,
                sources: Mutex::default(),
                settings: Mutex::new(Settings::read(host.data_folder())),
                host,
                documents: Documents::default(),
                tokens: Tokens::new(changed),
                practice: Mutex::new(None),
                practice_in: Arc::default(),
                trust_override: trust,
                waiting: Mutex::new(BTreeMap::new()),
                candidates: Mutex::new(Vec::new()),
                picked_bundle: Mutex::default(),
                previews: Mutex::default(),
                pictures: Mutex::default(),
                outside: Mutex::new(Outside::default()),
                statuses: Mutex::default(),
                between: Mutex::default(),
                trial: Mutex::default(),
                batches: Mutex::default(),
                plans: AtomicUsize::default(),
                asked: Mutex::default(),
                support: Mutex::default(),
                selections: Mutex::default(),
                running: Running::default(),
                picked_records: Mutex::default(),
                agreement_file: Mutex::default(),
                enrollments: Mutex::default(),
            }
        })
    }

    /// Starts following the readers, puts the practice token in if it is switched on, and keeps the files the program
    /// was started with until the page asks.
    pub fn start(self: &Arc<Self>, files: Vec<PathBuf>) {
        // The canceller is dropped: the watch ends with the program.
        drop(self.tokens.watch());
        lock(&self.outside).early = files;
        self.follow_sources();
        if self.settings().practice {
            let service = self.clone();
            std::thread::spawn(move || drop(service.insert_practice()));
        }
    }

    /// Files that were dropped on the window or handed over by the system.
    pub fn opened_from_outside(&self, paths: Vec<PathBuf>) {
        let mut outside = lock(&self.outside);
        if !outside.page_listens {
            outside.early.extend(paths);
            return;
        }
        drop(outside);
        let opened = self.open_paths(&paths);
        if !opened.is_empty() {
            self.host.emit(Event::Documents(opened));
        }
    }

    /// Files hover over the window, or left it.
    pub fn dragging(&self, over: bool) {
        self.host.emit(Event::Dragging(over));
    }

    /// How many times a document was looked at to be signed: a batch does it once for each.
    pub fn plans_made(&self) -> usize {
        self.plans.load(Ordering::Relaxed)
    }

    pub(crate) fn count_plan(&self) {
        self.plans.fetch_add(1, Ordering::Relaxed);
    }

    /// Reads a piece of an open document, at most 4 MiB.
    pub fn read(&self, document: &DocumentHandle, offset: u64, length: u64) -> Result<Vec<u8>, Problem> {
        self.documents.read(document, offset, length)
    }

    /// The open documents.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The person's settings.
    pub fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }

    /// Switches the practice token on or off, and remembers it.
    pub fn set_practice(&self, on: bool) -> Result<TokensView, Problem> {
        if on {
            self.insert_practice()?;
        } else {
            self.practice_in.store(false, Ordering::SeqCst);
            self.tokens.remove(PRACTICE);
        }
        self.store(|settings| settings.practice = on)?;
        Ok(self.tokens_view())
    }

    /// Makes the practice token anew.
    pub fn reset_practice(&self) -> Result<TokensView, Problem> {
        let made = Practice::make(self.host.data_folder(), self.host.now().to_utc());
        *lock(&self.practice) = Some(made.map_err(|error| self.internal("practice token", &error))?);
        self.insert_practice()?;
        self.store(|settings| settings.practice = true)?;
        Ok(self.tokens_view())
    }

    /// The practice token is no longer known; the next use makes one anew.
    pub(crate) fn forget_practice(&self) {
        *lock(&self.practice) = None;
    }

    /// Puts the practice token beside the readers, making it on first use. Not remembered.
    pub fn insert_practice(&self) -> Result<(), Problem> {
        let card = self.practice_card()?;
        self.practice_in.store(true, Ordering::SeqCst);
        // Switched off, it is out of the reader for who is using it at that moment, too.
        let inside = self.practice_in.clone();
        let open = move || match inside.load(Ordering::SeqCst) {
            true => token::open(card.insert(), None),
            false => Err(token::Error::Removed),
        };
        self.tokens.insert(PRACTICE, None, Box::new(open), None);
        Ok(())
    }

    /// The practice card itself, made on first use: to put it into a real reader service, or to plan faults in tests.
    pub fn practice_card(&self) -> Result<token::emulator::Emulator, Problem> {
        let mut practice = lock(&self.practice);
        if let Some(practice) = practice.as_ref() {
            return Ok(practice.card().clone());
        }
        let opened = Practice::open(self.host.data_folder(), self.host.now().to_utc());
        let opened = opened.map_err(|error| self.internal("practice token", &error))?;
        Ok(practice.insert(opened).card().clone())
    }

    pub(crate) fn host(&self) -> &dyn Host {
        &*self.host
    }

    pub(crate) fn shared_host(&self) -> Arc<dyn Host> {
        self.host.clone()
    }

    pub(crate) fn app_view(&self) -> AppView {
        let mut outside = lock(&self.outside);
        outside.page_listens = true;
        let early = std::mem::take(&mut outside.early);
        drop(outside);
        self.opened_from_outside(early);
        let settings = self.settings();
        AppView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            locale: settings.locale,
            theme: settings.theme,
            practice: settings.practice,
            system: System::HERE,
            text: settings.text,
            profile: settings.profile,
            setup: settings.setup,
            data_folder: self.host.data_folder().display().to_string(),
            notice: self.notice_text(),
            refuse_changeable: self.refuses_changeable(),
        }
    }

    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    /// The catalogue in the person's language.
    pub(crate) fn texts(&self) -> texts::Texts {
        texts::Texts::new(self.settings().locale)
    }

    pub(crate) fn me(&self) -> Weak<Service> {
        self.me.clone()
    }

    pub(crate) fn sources(&self) -> &Mutex<Sources> {
        &self.sources
    }

    pub(crate) fn change_settings(&self, request: &SettingsRequest) -> Result<AppView, Problem> {
        let notice = request.notice.as_deref().map(str::trim);
        if let Some(text) = notice.filter(|text| !text.is_empty()) {
            flows::sign::check_wording(text)?;
        }
        let rules = self.rules();
        self.store(|settings| {
            // What the agency has decided is not overwritten, so that it comes back when its bundle goes.
            if let Some(text) = notice.filter(|_| rules.notice.is_none()) {
                settings.notice = (!text.is_empty()).then(|| text.to_owned());
            }
            let own = request.refuse_changeable.filter(|_| rules.changeable.is_none());
            settings.refuse_changeable = own.unwrap_or(settings.refuse_changeable);
            settings.locale = request.locale.unwrap_or(settings.locale);
            settings.theme = request.theme.unwrap_or(settings.theme);
            settings.text = request.text.unwrap_or(settings.text);
            settings.setup = request.setup.unwrap_or(settings.setup);
            if let Some(profile) = &request.profile {
                settings.profile = profile.trimmed();
            }
        })?;
        Ok(self.app_view())
    }

    pub(crate) fn store(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Problem> {
        let mut settings = lock(&self.settings);
        change(&mut settings);
        settings.write(self.host.data_folder()).map_err(|_| Problem::OutputNotWritable)
    }

    pub(crate) fn reveal_data(&self) -> Result<schema::Empty, Problem> {
        let folder = self.host.data_folder();
        std::fs::create_dir_all(folder)
            .and_then(|()| self.host.reveal_file(folder))
            .map_err(|_| Problem::DocumentUnreadable)?;
        Ok(schema::Empty {})
    }

    pub(crate) fn show(&self, document: &DocumentHandle) -> Result<schema::Empty, Problem> {
        self.with_path(document, |path| self.host.show_file(path))
    }

    pub(crate) fn reveal(&self, document: &DocumentHandle) -> Result<schema::Empty, Problem> {
        self.with_path(document, |path| self.host.reveal_file(path))
    }

    fn with_path(
        &self,
        document: &DocumentHandle,
        act: impl FnOnce(&Path) -> std::io::Result<()>,
    ) -> Result<schema::Empty, Problem> {
        let open = self.documents.get(document)?;
        let path = open.path.as_deref().ok_or(Problem::DocumentGone)?;
        act(path).map_err(|_| Problem::DocumentUnreadable)?;
        Ok(schema::Empty {})
    }

    pub(crate) fn tokens_changed(&self) {
        self.host.emit(Event::Tokens(self.tokens_view()));
    }

    pub(crate) fn progress(&self, step: ProgressStep) {
        self.host.emit(Event::Progress(step));
    }

    pub(crate) fn cache(&self) -> Cache {
        Cache::of_data(self.host.data_folder())
    }

    pub(crate) fn trust_folder(&self) -> trust::Folder {
        match &self.trust_override {
            Some(folder) => trust::Folder::at(folder),
            None => trust::Folder::of_data(self.host.data_folder()),
        }
    }

    pub(crate) fn trust_source(&self) -> &'static str {
        if self.trust_override.is_some() { "folder" } else { "store" }
    }

    pub(crate) fn practice_ca(&self) -> Option<Certificate> {
        lock(&self.practice).as_ref().map(|practice| practice.ca().clone())
    }

    /// The practice CA, also where its card is met in a reader and not as the built-in token.
    pub(crate) fn known_practice_ca(&self) -> Option<Certificate> {
        self.practice_ca().or_else(|| practice::certificate(self.host.data_folder()))
    }

    /// SHA-256 of the keys that are known as practice on this computer.
    pub(crate) fn practice_keys(&self) -> Vec<[u8; 32]> {
        self.known_practice_ca().iter().map(Certificate::key_sha256).collect()
    }

    /// Whether a certificate is the practice CA's or was issued by its key.
    pub(crate) fn is_practice(&self, certificate: &Certificate) -> bool {
        self.known_practice_ca().is_some_and(|ca| {
            ca.key_sha256() == certificate.key_sha256() || certificate.verify_signed_by(ca.key()).is_ok()
        })
    }

    pub(crate) fn candidates(&self) -> MutexGuard<'_, Vec<Certificate>> {
        lock(&self.candidates)
    }

    pub(crate) fn picked_bundle(&self) -> MutexGuard<'_, Option<Bundle>> {
        lock(&self.picked_bundle)
    }

    pub(crate) fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        lock(&self.asked)
    }

    pub(crate) fn shown_support(&self) -> MutexGuard<'_, Option<SupportView>> {
        lock(&self.support)
    }

    pub(crate) fn issuers_between(&self) -> MutexGuard<'_, Issuers> {
        lock(&self.between)
    }

    pub(crate) fn pictures(&self) -> MutexGuard<'_, Pictures> {
        lock(&self.pictures)
    }

    pub(crate) fn statuses(&self) -> MutexGuard<'_, Statuses> {
        lock(&self.statuses)
    }

    /// Keeps a drawn block readable; the oldest gives way. Plans run beside each other and may end in any order, so the
    /// one that the window shows need not be the last one.
    pub(crate) fn keep_preview(&self, preview: DocumentHandle) {
        let mut previews = lock(&self.previews);
        previews.push_back(preview);
        while previews.len() > MOST_PREVIEWS {
            if let Some(old) = previews.pop_front() {
                self.documents.close(&old);
            }
        }
    }

    pub(crate) fn wait(&self, ticket: &Ticket, run: Waiting) {
        let mut waiting = lock(&self.waiting);
        while waiting.len() >= MOST_WAITING {
            waiting.pop_first();
        }
        waiting.insert(ticket.0.clone(), run);
    }

    pub(crate) fn take_waiting(&self, ticket: &Ticket) -> Option<Waiting> {
        lock(&self.waiting).remove(&ticket.0)
    }

    /// A fault of ours: its cause goes to the log under a number that the person can read out. What a stop leaves half read is
    /// no fault.
    pub(crate) fn internal(&self, step: &str, error: &dyn std::error::Error) -> Problem {
        if running::stopped() {
            return Problem::Stopped;
        }
        let mut number = [0u8; 3];
        // Without random numbers the reference is 000000; the log still has the cause.
        let _ = self.host.random(&mut number);
        let reference = hex(&number);
        self.host.log(&reference, step, error);
        Problem::Internal { reference }
    }
}

/// Fills the buffer from the system's generator.
pub fn random(buffer: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(buffer).map_err(std::io::Error::other)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A lock whose holder panicked holds data that each step left whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
