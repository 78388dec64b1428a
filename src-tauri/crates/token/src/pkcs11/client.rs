//! Our end of the helper process: starts it, asks it within a time limit, and survives whatever the module does.
//!
//! The helper is this program started once more (its shells call [`super::helper_if_asked`] first), or another
//! program in tests. It is ended by its handle, never by name. After a crash or a hang the next request starts a
//! new one; a request is never repeated, so no PIN is sent twice.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::protocol::{self, Answer, Failure, Request};
use super::{HELPER_ARGUMENT, ModuleFacts, ModuleProblem, TokenFacts, binary, modules};
use crate::{Error, Pin};

/// How long a module may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeLimits {
    /// Loading the module and reading tokens and certificates. Slow cards take some seconds.
    pub read: Duration,
    /// Login and signature. RSA-4096 on an old card takes some seconds.
    pub sign: Duration,
    /// Login and signature where the person types the PIN on the reader.
    pub pin_pad: Duration,
    /// Login and a new key: some cards search for RSA's primes for minutes.
    pub make: Duration,
}

impl Default for TimeLimits {
    fn default() -> TimeLimits {
        let seconds = Duration::from_secs;
        TimeLimits { read: seconds(30), sign: seconds(60), pin_pad: seconds(180), make: seconds(240) }
    }
}

impl TimeLimits {
    /// The same limit for everything.
    pub fn all(limit: Duration) -> TimeLimits {
        TimeLimits { read: limit, sign: limit, pin_pad: limit, make: limit }
    }
}

/// How the helper is started.
#[derive(Debug, Clone)]
pub struct HelperProgram {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
}

impl HelperProgram {
    /// This very program; its `main` must begin with [`super::helper_if_asked`].
    pub fn this() -> Result<HelperProgram, Error> {
        let program = std::env::current_exe().map_err(|_| unusable(ModuleProblem::HelperMissing))?;
        Ok(HelperProgram::new(program).argument(HELPER_ARGUMENT))
    }

    /// Another program. The module's path is added as its last argument.
    pub fn new(program: impl Into<PathBuf>) -> HelperProgram {
        HelperProgram { program: program.into(), arguments: Vec::new(), environment: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> HelperProgram {
        self.arguments.push(argument.into());
        self
    }

    /// Sets a variable of the helper's environment.
    #[must_use]
    pub fn environment(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> HelperProgram {
        self.environment.push((name.into(), value.into()));
        self
    }
}

/// One PKCS#11 module in its helper process. Clones share the process; their requests wait for each other.
#[derive(Clone)]
pub struct Module {
    path: Arc<Path>,
    cancelled: Arc<AtomicBool>,
    line: Arc<Mutex<Line>>,
}

struct Line {
    helper: HelperProgram,
    limits: TimeLimits,
    running: Option<Running>,
}

/// Ends a module's running request from another thread.
#[derive(Clone)]
pub struct Canceller(Arc<AtomicBool>);

impl Canceller {
    /// The running request, or the next one, ends in [`Error::Cancelled`] and its helper is killed.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Module {
    /// A module by its file, with this program as helper. The file's kind is looked at; nothing is started yet.
    pub fn open(path: impl AsRef<Path>) -> Result<Module, Error> {
        Module::open_with(path, HelperProgram::this()?, TimeLimits::default())
    }

    /// A module by its file, with the given helper and limits.
    pub fn open_with(
        path: impl AsRef<Path>,
        helper: HelperProgram,
        limits: TimeLimits,
    ) -> Result<Module, Error> {
        let path = path.as_ref();
        if path.file_name().is_some_and(holds_no_token) {
            return Err(unusable(ModuleProblem::NoTokens));
        }
        binary::check(path).map_err(unusable)?;
        let line = Line { helper, limits, running: None };
        Ok(Module {
            path: path.into(),
            cancelled: Arc::new(AtomicBool::new(false)),
            line: Arc::new(Mutex::new(line)),
        })
    }

    /// The module's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends this module's requests from another thread.
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::clone(&self.cancelled))
    }

    /// What the module says of itself, and all initialised tokens that it sees: the test of a module that was
    /// chosen by hand, and the list of its tokens.
    pub fn tokens(&self) -> Result<(ModuleFacts, Vec<TokenFacts>), Error> {
        match self.ask(&Request::Tokens, &[], |limits| limits.read)?.0? {
            Answer::Tokens { module, tokens } => Ok((module, tokens)),
            _ => Err(unusable(ModuleProblem::Garbage)),
        }
    }

    /// Asks once. The outer error: the PIN's fate is unknown, if there was one. Within: what the module answered,
    /// and whether it was given the PIN.
    pub(crate) fn ask(
        &self,
        request: &Request,
        secrets: &[&Pin],
        limit: impl Fn(&TimeLimits) -> Duration,
    ) -> Result<(Result<Answer, Error>, bool), Error> {
        let mut line = self.lock();
        let limit = limit(&line.limits);
        let mut running = match line.running.take() {
            Some(running) => running,
            None => Running::start(&line.helper, &self.path)?,
        };
        // Only a helper that answered is kept; every other one is killed here.
        let answer = running.ask(request, secrets, limit, &self.cancelled)?;
        line.running = Some(running);
        Ok(match answer {
            Answer::Failed { failure, pin_sent } => (Err(error(failure)), pin_sent),
            answer => (Ok(answer), true),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Modules of certificates without keys: no token ever.
pub(crate) fn holds_no_token(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    ["p11-kit-trust", "libnssckbi", "nssckbi"].iter().any(|start| name.starts_with(start))
}

struct Running {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<std::io::Result<Answer>>,
}

impl Running {
    fn start(helper: &HelperProgram, module: &Path) -> Result<Running, Error> {
        let mut command = Command::new(&helper.program);
        command
            .args(&helper.arguments)
            .arg(module)
            .envs(helper.environment.iter().map(|(name, value)| (name, value)));
        // Nobody reads what a module prints there; it might print what it should not.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        modules::without_window(&mut command);
        let mut child = command.spawn().map_err(|_| unusable(ModuleProblem::HelperMissing))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (sender, answers) = mpsc::channel();
        if let Some(mut output) = output {
            thread::spawn(move || {
                loop {
                    let answer = protocol::read(&mut output);
                    let last = answer.is_err();
                    if sender.send(answer).is_err() || last {
                        break;
                    }
                }
            });
        }
        Ok(Running { child, input, answers })
    }

    fn ask(
        &mut self,
        request: &Request,
        secrets: &[&Pin],
        limit: Duration,
        cancelled: &AtomicBool,
    ) -> Result<Answer, Error> {
        let input = self.input.as_mut().ok_or(Error::ModuleCrashed)?;
        // The helper always reads, whatever the module does, so this does not block.
        let mut sent = protocol::write(input, request);
        for secret in secrets {
            sent = sent.and_then(|()| protocol::write_secret(input, secret.bytes()));
        }
        sent.map_err(|_| Error::ModuleCrashed)?;
        let end = Instant::now() + limit;
        loop {
            if cancelled.swap(false, Ordering::SeqCst) {
                return Err(Error::Cancelled);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::ModuleTimedOut { seconds: limit.as_secs() });
            }
            match self.answers.recv_timeout(left.min(LOOK_UP)) {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(unusable(ModuleProblem::Garbage));
                }
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(Error::ModuleCrashed),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// How soon a cancelled request ends.
const LOOK_UP: Duration = Duration::from_millis(50);
/// How long a helper may take to say goodbye to its module.
const FAREWELL: Duration = Duration::from_secs(1);

impl Drop for Running {
    fn drop(&mut self) {
        // The end of its input tells an idle helper to finish.
        self.input = None;
        let end = Instant::now() + FAREWELL;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        // No effect on one that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unusable(problem: ModuleProblem) -> Error {
    Error::ModuleUnusable { problem }
}

fn error(failure: Failure) -> Error {
    match failure {
        Failure::Cancelled => Error::Cancelled,
        Failure::Gone => Error::Removed,
        // The slot's number is filled in by whoever knows the key.
        Failure::KeyChanged => Error::KeyChanged { slot: 0 },
        Failure::KeyMissing => Error::KeyMissing { slot: 0 },
        Failure::KeyUnsupported => Error::KeyUnsupported { slot: 0 },
        Failure::Module { function, code } => Error::ModuleFailed { function, code },
        Failure::NotAModule => unusable(ModuleProblem::NotAModule),
        Failure::NotPossible => Error::NotPossible,
        Failure::NotInitialised { code } => unusable(ModuleProblem::NotInitialised { code }),
        Failure::NotLoaded => unusable(ModuleProblem::NotLoaded),
        Failure::PinBlocked => Error::PinBlocked,
        Failure::PinForm => Error::PinFormat(crate::PinProblem::Refused),
        Failure::PinMustBeChanged => Error::PinMustBeChanged,
        Failure::Taken => Error::PlaceTaken { slot: 0 },
        Failure::PinWrong { tries_left } => Error::PinWrong { tries_left },
    }
}
