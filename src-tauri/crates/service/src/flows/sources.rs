//! Key files (PKCS#12) and token drivers (PKCS#11) chosen by hand. Settings remember where the files lie; a key file
//! is never copied, its password is asked for at each use, and a driver runs in its helper process only.
//!
//! A driver is tested step by step, and the step that failed is told. Its tokens stand beside the readers; they are
//! looked for anew when readers or cards move, and now and then where the smart card service does not see them.

use super::tokens::problem_of;
use crate::host::PickKind;
use crate::schema::{
    DriverRequest, Problem, SourceKind, SourceTriedView, SourceView, StepId, StepState, StepView, TokensView,
};
use crate::{Service, lock, output};
use pki::cert::Certificate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use token::pkcs11::{Module, ModuleFacts, ModuleProblem, Pkcs11Token, TokenFacts};
use token::pkcs12::Pkcs12Token;
use token::presence::Situation;
use token::{Error, Pin, Token};

/// Between two looks at a driver whose tokens the smart card service does not see.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// As [`LOOK_AGAIN`] where the service tells what moves; only a safeguard.
const RARELY: Duration = Duration::from_secs(30);

/// Key files and drivers by name: `p12:FILE`, `pkcs11:DRIVER`.
pub(crate) type Sources = BTreeMap<String, Source>;

/// One key file or driver.
pub(crate) struct Source {
    kind: SourceKind,
    path: PathBuf,
    /// The driver; opened once, its helper starts with the first question.
    module: Option<Module>,
    /// What the last test gave; nothing while the first one runs.
    tested: Option<Result<Tested, Error>>,
}

/// What a source that works has told.
#[derive(Clone, PartialEq)]
struct Tested {
    /// What a driver says of itself.
    module: Option<ModuleFacts>,
    /// Its tokens by name.
    tokens: BTreeMap<String, TokenFacts>,
}

impl Service {
    /// Asks for a key file or a driver, tests it, and remembers where it lies if it can be one.
    pub(crate) fn pick_source(&self, kind: SourceKind) -> Result<SourceTriedView, Problem> {
        let picked = self.host().pick_files(match kind {
            SourceKind::KeyFile => PickKind::KeyFile,
            SourceKind::Module => PickKind::Module,
        });
        match picked.first() {
            Some(path) => self.try_source(kind, path),
            None => Ok(SourceTriedView { tried: None, tokens: self.tokens_view() }),
        }
    }

    /// Takes a driver that [`Service::tokens_view`] proposes for a card; no other file.
    pub(crate) fn use_driver(&self, request: &DriverRequest) -> Result<SourceTriedView, Problem> {
        let view = self.tokens_view();
        let card = view.tokens.into_iter().find(|token| token.id == request.token);
        let driver =
            card.and_then(|card| card.drivers.into_iter().find(|driver| driver.id == request.driver));
        let driver = driver.ok_or_else(|| Problem::TokenNotFound { name: request.token.clone() })?;
        self.try_source(SourceKind::Module, Path::new(&driver.id))
    }

    /// Tests a remembered key file or driver again.
    pub(crate) fn test_source(&self, id: &str) -> Result<SourceTriedView, Problem> {
        let known = lock(self.sources()).get(id).map(|source| (source.kind, source.path.clone()));
        let (kind, path) = known.ok_or_else(|| Problem::TokenNotFound { name: id.to_owned() })?;
        self.try_source(kind, &path)
    }

    /// Forgets a key file or driver. The file itself stays.
    pub fn remove_source(&self, id: &str) -> Result<TokensView, Problem> {
        let source = lock(self.sources()).remove(id);
        for token in self.tokens().seen().iter().filter(|token| token.source.as_deref() == Some(id)) {
            self.tokens().remove(&token.id);
        }
        if let Some(source) = source {
            self.store(|settings| {
                settings.key_files.retain(|path| *path != source.path);
                settings.modules.retain(|path| *path != source.path);
            })?;
        }
        Ok(self.tokens_view())
    }

    /// Takes the remembered key files and drivers and tests each once. Waits for them.
    pub fn load_sources(&self) {
        for (kind, path) in self.remembered() {
            let id = id_of(kind, &path);
            lock(self.sources()).entry(id.clone()).or_insert_with(|| Source::new(kind, &path));
            self.test(&id);
        }
    }

    /// As [`Service::load_sources`], each in a thread of its own that goes on following it.
    pub(crate) fn follow_sources(&self) {
        for (kind, path) in self.remembered() {
            let id = id_of(kind, &path);
            lock(self.sources()).entry(id.clone()).or_insert_with(|| Source::new(kind, &path));
            self.follow(id);
        }
    }

    /// Tests all key files and drivers once more, without waiting.
    pub(crate) fn retest_sources(&self) {
        let ids: Vec<String> = lock(self.sources()).keys().cloned().collect();
        for id in ids {
            let service = self.me();
            std::thread::spawn(move || service.upgrade().is_some_and(|service| service.test(&id)));
        }
    }

    /// Puts a PKCS#12 file beside the readers; its certificates are read with the password, which is then wiped. Gives
    /// the token's name in requests. The file is read anew, and its password asked for again, at each signature.
    pub fn insert_key_file(&self, path: &Path, password: Pin) -> Result<String, Problem> {
        let id = id_of(SourceKind::KeyFile, path);
        let told = |error: Error| problem_of_source(&error, SourceKind::KeyFile, path);
        let mut file = Pkcs12Token::open(path).map_err(told)?;
        file.unlock(password).map_err(told)?;
        // Often the whole chain lies there.
        let beside = file.certificates().iter().filter_map(|der| Certificate::from_der(der).ok());
        self.issuers_between().keep(beside);
        self.insert_opened(&id, file);
        Ok(id)
    }

    /// Reads the certificates of a key file that stands beside the readers.
    pub(crate) fn open_key_file(&self, token: &str, password: Pin) -> Result<TokensView, Problem> {
        let path = lock(self.sources()).get(token).map(|source| source.path.clone());
        let path = path.ok_or_else(|| Problem::TokenNotFound { name: token.to_owned() })?;
        self.insert_key_file(&path, password)?;
        Ok(self.tokens_view())
    }

    /// Puts the tokens of a PKCS#11 module beside the readers, without remembering it. Gives their names in requests.
    pub fn insert_module(&self, path: &Path) -> Result<Vec<String>, Problem> {
        let id = id_of(SourceKind::Module, path);
        lock(self.sources()).entry(id.clone()).or_insert_with(|| Source::new(SourceKind::Module, path));
        self.test(&id);
        let sources = lock(self.sources());
        match sources.get(&id).and_then(|source| source.tested.clone()) {
            Some(Ok(tested)) if !tested.tokens.is_empty() => Ok(tested.tokens.into_keys().collect()),
            Some(Err(error)) => Err(problem_of_source(&error, SourceKind::Module, path)),
            Some(Ok(tested)) => Err(nothing_behind(&tested, path)),
            None => Err(Problem::ModuleFailed),
        }
    }

    /// The key files and drivers as they are now.
    pub(crate) fn sources_view(&self) -> Vec<SourceView> {
        let kept: Vec<String> = self.remembered().iter().map(|(kind, path)| id_of(*kind, path)).collect();
        let sources = lock(self.sources());
        let shown = sources.iter().filter(|(id, _)| kept.contains(id));
        shown.map(|(id, source)| self.source_view(id, source, true)).collect()
    }

    fn try_source(&self, kind: SourceKind, path: &Path) -> Result<SourceTriedView, Problem> {
        let id = id_of(kind, path);
        let known = self.remembered().iter().any(|(_, kept)| kept == path);
        lock(self.sources()).insert(id.clone(), Source::new(kind, path));
        self.test(&id);
        let sources = lock(self.sources());
        let Some(source) = sources.get(&id) else { return Err(Problem::TokenNotFound { name: id }) };
        // One that works is remembered even where its token is not there just now; one that cannot work is not.
        let works = matches!(source.tested, Some(Ok(_)));
        let tried = self.source_view(&id, source, known || works);
        drop(sources);
        if !known && !works {
            lock(self.sources()).remove(&id);
        } else if !known {
            self.store(|settings| match kind {
                SourceKind::KeyFile => settings.key_files.push(path.to_owned()),
                SourceKind::Module => settings.modules.push(path.to_owned()),
            })?;
            self.follow(id);
        }
        Ok(SourceTriedView { tried: Some(tried), tokens: self.tokens_view() })
    }

    fn remembered(&self) -> Vec<(SourceKind, PathBuf)> {
        let settings = self.settings();
        let files = settings.key_files.into_iter().map(|path| (SourceKind::KeyFile, path));
        files.chain(settings.modules.into_iter().map(|path| (SourceKind::Module, path))).collect()
    }

    /// Tests a source once and brings its tokens up to date. Gives whether it still counts.
    fn test(&self, id: &str) -> bool {
        let Some((kind, path, module)) = lock(self.sources())
            .get(id)
            .map(|source| (source.kind, source.path.clone(), source.module.clone()))
        else {
            return false;
        };
        let result = match kind {
            SourceKind::KeyFile => self.test_key_file(id, &path),
            SourceKind::Module => module.map_or_else(|| Module::open(&path), Ok).and_then(|module| {
                if let Some(source) = lock(self.sources()).get_mut(id) {
                    source.module = Some(module.clone());
                }
                self.test_module(id, &module)
            }),
        };
        if result.is_err() {
            for token in self.tokens().seen().iter().filter(|token| token.source.as_deref() == Some(id)) {
                self.tokens().remove(&token.id);
            }
        }
        let mut sources = lock(self.sources());
        let Some(source) = sources.get_mut(id) else { return false };
        let changed = source.tested.as_ref() != Some(&result);
        source.tested = Some(result);
        drop(sources);
        if changed {
            self.tokens_changed();
        }
        true
    }

    fn test_key_file(&self, id: &str, path: &Path) -> Result<Tested, Error> {
        let file = Pkcs12Token::open(path)?;
        // One that has been opened with its password stays open.
        if self.tokens().worker(id).is_none() {
            self.insert_opened(id, file);
        }
        Ok(Tested { module: None, tokens: BTreeMap::new() })
    }

    fn insert_opened(&self, id: &str, file: Pkcs12Token) {
        self.tokens().insert(id, Some(id), Box::new(move || Ok(Box::new(file.clone()))), None);
    }

    fn test_module(&self, id: &str, module: &Module) -> Result<Tested, Error> {
        let (facts, found) = module.tokens()?;
        let mut tokens = BTreeMap::new();
        for token in found {
            let mut name = format!("{id}#{}", token.serial);
            if token.serial.is_empty() || tokens.contains_key(&name) {
                name = format!("{name}-{}", token.slot);
            }
            tokens.insert(name, token);
        }
        let before = match lock(self.sources()).get(id).and_then(|source| source.tested.clone()) {
            Some(Ok(tested)) => tested.tokens,
            _ => BTreeMap::new(),
        };
        for gone in self.tokens().seen() {
            if gone.source.as_deref() == Some(id) && !tokens.contains_key(&gone.id) {
                self.tokens().remove(&gone.id);
            }
        }
        for (name, facts) in &tokens {
            match before.get(name) {
                Some(known) if known == facts => {}
                Some(known) if known.slot == facts.slot => self.tokens().reread(name),
                _ => {
                    let (opened, stopped, facts) = (module.clone(), module.canceller(), facts.clone());
                    let open = move || -> Result<Box<dyn Token>, Error> {
                        Ok(Box::new(Pkcs11Token::new(opened.clone(), &facts)))
                    };
                    let stop = Box::new(move || stopped.cancel());
                    self.tokens().insert(name, Some(id), Box::new(open), Some(stop));
                }
            }
        }
        Ok(Tested { module: Some(facts), tokens })
    }

    /// Starts the thread that tests a source now and whenever something may have changed, until it is forgotten.
    fn follow(&self, id: String) {
        let service = self.me();
        std::thread::spawn(move || {
            let mut moves = 0;
            loop {
                let Some(this) = service.upgrade() else { return };
                if !this.test(&id) {
                    return;
                }
                let (tokens, pause) = (this.tokens().clone(), this.pause(&id));
                drop(this);
                moves = tokens.wait_for_moves(moves, pause);
            }
        });
    }

    /// How long a source may be left alone when no reader moves.
    fn pause(&self, id: &str) -> Duration {
        let Ok(Situation::Readers(readers)) = self.tokens().situation() else { return LOOK_AGAIN };
        let seen = |facts: &TokenFacts| readers.iter().any(|reader| same_reader(&facts.reader, &reader.name));
        match lock(self.sources()).get(id).map(|source| (source.kind, &source.tested)) {
            Some((SourceKind::Module, Some(Ok(tested)))) if !tested.tokens.values().all(seen) => LOOK_AGAIN,
            Some((SourceKind::Module, Some(Ok(tested)))) if tested.tokens.is_empty() => LOOK_AGAIN,
            _ => RARELY,
        }
    }

    fn source_view(&self, id: &str, source: &Source, kept: bool) -> SourceView {
        let path = &source.path;
        let mut problem = match &source.tested {
            Some(Err(error)) => Some(problem_of_source(error, source.kind, path)),
            Some(Ok(tested)) if source.kind == SourceKind::Module && tested.tokens.is_empty() => {
                Some(nothing_behind(tested, path))
            }
            _ => None,
        };
        let tokens = self.tokens().seen();
        let mut own = tokens.iter().filter(|token| token.source.as_deref() == Some(id)).peekable();
        let empty = own.peek().is_some()
            && own.all(|token| matches!(&token.reading, Some(Ok(reading)) if reading.keys.is_empty()));
        if source.kind == SourceKind::Module && problem.is_none() && empty {
            problem = Some(Problem::ModuleNoCertificate { name: output::name_of(path) });
        }
        let steps = match source.kind {
            SourceKind::KeyFile => Vec::new(),
            SourceKind::Module => steps(source.tested.as_ref(), problem.as_ref()),
        };
        let facts = match &source.tested {
            Some(Ok(Tested { module: Some(facts), .. })) => {
                let (major, minor) = facts.version;
                let words = [facts.manufacturer.as_str(), &facts.description, &format!("{major}.{minor}")];
                Some(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · "))
            }
            _ => None,
        };
        SourceView {
            id: id.to_owned(),
            kind: source.kind,
            name: output::name_of(path),
            folder: path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            facts,
            steps,
            problem,
            testing: source.tested.is_none(),
            kept,
        }
    }
}

impl Source {
    fn new(kind: SourceKind, path: &Path) -> Source {
        Source { kind, path: path.to_owned(), module: None, tested: None }
    }
}

/// The steps in their order; all before the one that stopped went well.
fn steps(tested: Option<&Result<Tested, Error>>, problem: Option<&Problem>) -> Vec<StepView> {
    let stopped = problem.map(|problem| match problem {
        Problem::ModuleNoCertificate { .. } => StepId::Certificate,
        Problem::ModuleNoToken { .. } => StepId::Token,
        Problem::ModuleNoSlot { .. } => StepId::Slot,
        Problem::ModuleNotStarted { .. } | Problem::ModuleFailed => StepId::Start,
        _ => StepId::File,
    });
    let state = |id: StepId| match stopped {
        _ if tested.is_none() => StepState::Open,
        Some(stopped) if id > stopped => StepState::Open,
        Some(stopped) if id == stopped => StepState::Failed,
        _ => StepState::Passed,
    };
    [StepId::File, StepId::Start, StepId::Slot, StepId::Token, StepId::Certificate]
        .map(|id| StepView { id, state: state(id) })
        .to_vec()
}

/// The name of a key file or driver in requests.
pub(crate) fn id_of(kind: SourceKind, path: &Path) -> String {
    match kind {
        SourceKind::KeyFile => format!("p12:{}", path.display()),
        SourceKind::Module => format!("pkcs11:{}", path.display()),
    }
}

/// A driver's slots are described by at most 64 characters (PKCS#11 §3.2), so a longer reader's name is cut there.
pub(crate) fn same_reader(slot: &str, reader: &str) -> bool {
    !slot.is_empty() && (slot == reader || (slot.len() >= 60 && reader.starts_with(slot)))
}

fn nothing_behind(tested: &Tested, path: &Path) -> Problem {
    let name = output::name_of(path);
    match &tested.module {
        Some(facts) if facts.slots == 0 => Problem::ModuleNoSlot { name },
        _ => Problem::ModuleNoToken { name },
    }
}

/// A failure of a file chosen by hand, with its name.
fn problem_of_source(error: &Error, kind: SourceKind, path: &Path) -> Problem {
    let name = output::name_of(path);
    match error {
        Error::FileRead(_) => Problem::KeyFileMissing { name },
        Error::ModuleUnusable { problem } => match problem {
            ModuleProblem::Missing => Problem::ModuleMissing { name },
            ModuleProblem::WrongKind { found } => Problem::ModuleWrongKind { name, found: found.clone() },
            ModuleProblem::NotInitialised { .. }
            | ModuleProblem::NotLoaded
            | ModuleProblem::HelperMissing => Problem::ModuleNotStarted { name },
            _ => Problem::ModuleUnusable { name },
        },
        Error::ModuleFailed { .. } => Problem::ModuleNotStarted { name },
        Error::PinWrong { .. } if kind == SourceKind::KeyFile => Problem::KeyFilePasswordWrong,
        Error::PinFormat(_) if kind == SourceKind::KeyFile => Problem::KeyFilePasswordWrong,
        error => problem_of(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_a_driver_have_their_codes_and_steps() {
        let path = Path::new("/opt/maker/libdriver.so");
        let unusable =
            |problem| problem_of_source(&Error::ModuleUnusable { problem }, SourceKind::Module, path);
        let name = || "libdriver.so".to_owned();
        let nothing = |module| nothing_behind(&Tested { module, tokens: BTreeMap::new() }, path);
        let found = || "windows x86".to_owned();
        for (problem, code, step) in [
            (unusable(ModuleProblem::Missing), "module-missing", StepId::File),
            (unusable(ModuleProblem::WrongKind { found: found() }), "module-wrong-kind", StepId::File),
            (unusable(ModuleProblem::NotLoaded), "module-not-started", StepId::Start),
            (nothing(None), "module-no-token", StepId::Token),
            (Problem::ModuleNoSlot { name: name() }, "module-no-slot", StepId::Slot),
            (Problem::ModuleNoCertificate { name: name() }, "module-no-certificate", StepId::Certificate),
        ] {
            assert_eq!(problem.code(), code);
            let tested = Ok(Tested { module: None, tokens: BTreeMap::new() });
            let steps = steps(Some(&tested), Some(&problem));
            let failed: Vec<_> =
                steps.iter().filter(|one| one.state == StepState::Failed).map(|one| one.id).collect();
            assert_eq!(failed, [step], "{code}");
        }
    }
}
