//! The outside judges, each about our new signature by its field, and when one of them is excused: where it also refuses
//! the untouched input or its own signature on it. Excuses are counted, never silent.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};

use pades::validate::Level;
use serde_json::{Value, json};
use testkit::command::{PATIENCE, run};
use testkit::judges::{Structure, judge, mutool_signatures, pdfsig_opened, qpdf_opened};
use testkit::office::Office;

use crate::matrix::signing::{Choice, Signed};
use crate::sign_common::folder;

/// The judges, as the table lists them.
pub(crate) const JUDGES: [&str; 4] = ["pdfsig", "pyHanko", "mutool", "qpdf"];

/// What one judge makes of one result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    Accepted,
    Excused(&'static str),
    Refused(String),
}

/// pyHanko in a process of its own, asked line by line.
pub(crate) struct Pyhanko {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<String>,
}

impl Pyhanko {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(judge("python"))
            .arg(testkit::repository().join("tests/judges/matrix.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("python starts");
        let (sender, answers) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { questions: child.stdin.take().unwrap(), child, answers }
    }

    fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.questions, "{question}").expect("pyHanko listens");
        let answer = self.answers.recv_timeout(PATIENCE);
        let answer = answer.unwrap_or_else(|_| panic!("pyHanko does not answer: {question}"));
        serde_json::from_str(&answer).unwrap()
    }

    fn accepts(&mut self, question: &Value) -> Result<(), String> {
        let answer = self.ask(question);
        if answer["accepted"] == true {
            Ok(())
        } else {
            Err(answer["why"].as_str().unwrap_or("?").to_owned())
        }
    }
}

impl Drop for Pyhanko {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All judges; what they say of the untouched inputs is asked once.
pub(crate) struct Bench<'a> {
    office: &'a Office,
    pub(crate) pyhanko: Pyhanko,
    known: BTreeMap<PathBuf, Before>,
    /// Excuses that rest on a judge's own signature, by judge and input.
    own: BTreeMap<(&'static str, PathBuf), bool>,
    own_pyhanko: BTreeMap<(PathBuf, &'static str, bool), Value>,
}

/// What is said of a file before we sign it.
#[derive(Clone)]
struct Before {
    qpdf: Structure,
    /// Fields that pdfsig finds valid; `None` when it does not open the file.
    pdfsig: Option<Vec<String>>,
    /// Objects of fields that mutool finds valid.
    mutool: Vec<u32>,
    mutool_draws: bool,
    /// It crashes while it looks at the signatures.
    mutool_dies: bool,
    /// Fields that pyHanko finds intact, valid and unchanged but for what is permitted.
    pyhanko: Vec<String>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(office: &'a Office) -> Self {
        Self {
            office,
            pyhanko: Pyhanko::start(),
            known: BTreeMap::new(),
            own: BTreeMap::new(),
            own_pyhanko: BTreeMap::new(),
        }
    }

    /// Each judge's word, in the order of [`JUDGES`]; and which earlier signatures are not as good as they were.
    pub(crate) fn judge(
        &mut self,
        signed: &Signed,
        password: Option<&str>,
        choice: Choice,
    ) -> ([Word; 4], Vec<String>) {
        let before = self.before(&signed.original, password);
        let mut lost = Vec::new();
        let words = [
            self.pdfsig(signed, password, choice, &before, &mut lost),
            self.pyhanko(signed, password, choice, &before, &mut lost),
            mutool(signed, password, choice, &before, &mut lost),
            qpdf(signed, password, &before),
        ];
        (words, lost)
    }

    fn before(&mut self, file: &Path, password: Option<&str>) -> Before {
        if let Some(known) = self.known.get(file) {
            return known.clone();
        }
        let before = Before {
            qpdf: qpdf_opened(file, password),
            pdfsig: pdfsig_opened(file, password)
                .ok()
                .map(|all| all.into_iter().filter(|one| one.valid).map(|one| one.field).collect()),
            mutool: mutool_signatures(file, password)
                .into_iter()
                .filter(|(_, said)| mutool_holds(said))
                .map(|(object, _)| object)
                .collect(),
            mutool_draws: mutool_draws(file, password),
            mutool_dies: mutool_dies(file, password),
            pyhanko: self.earlier(file, password).into_iter().filter(|one| one.1).map(|one| one.0).collect(),
        };
        self.known.insert(file.to_owned(), before.clone());
        before
    }

    fn earlier(&mut self, file: &Path, password: Option<&str>) -> Vec<(String, bool)> {
        let question = json!({ "do": "earlier", "file": file, "password": password, "strict": false });
        let answer = self.pyhanko.ask(&question);
        let fields = answer["fields"].as_object().cloned().unwrap_or_default();
        fields.into_iter().map(|(name, holds)| (name, holds == true)).collect()
    }

    fn pdfsig(
        &mut self,
        signed: &Signed,
        password: Option<&str>,
        choice: Choice,
        before: &Before,
        lost: &mut Vec<String>,
    ) -> Word {
        let seen = pdfsig_opened(&signed.path, password);
        let all = seen.as_deref().unwrap_or_default();
        for name in before.pdfsig.iter().flatten() {
            if !all.iter().any(|one| one.field == *name && one.valid) {
                lost.push(format!("pdfsig: {name}"));
            }
        }
        let own = all.iter().find(|one| one.field == signed.field);
        let whole = choice.level > Level::BT || own.is_some_and(|one| one.whole);
        if own.is_some_and(|one| one.valid) && whole {
            return Word::Accepted;
        }
        if before.pdfsig.is_none() {
            return Word::Excused(INPUT);
        }
        if !self.own_stands("pdfsig", &signed.original, || pdfsig_own(&signed.original, password)) {
            return Word::Excused(OWN);
        }
        Word::Refused(format!("{:?}", own.map_or_else(|| format!("{seen:?}"), |own| format!("{own:?}"))))
    }

    fn pyhanko(
        &mut self,
        signed: &Signed,
        password: Option<&str>,
        choice: Choice,
        before: &Before,
        lost: &mut Vec<String>,
    ) -> Word {
        let mut gone = before.pyhanko.clone();
        if !gone.is_empty() {
            let after = self.earlier(&signed.path, password);
            gone.retain(|name| !after.iter().any(|(field, holds)| field == name && *holds));
        }
        let trusted = ["root", "time-root"].map(|label| self.office.certificate(label));
        let question = |strict: bool| {
            json!({ "do": "judge", "file": signed.path, "password": password, "field": signed.field,
                "level": choice.level.as_str(), "trusted": trusted, "strict": strict })
        };
        let mut refused = self.pyhanko.accepts(&question(true)).err();
        let mut excuse = None;
        if refused.is_some() {
            // Strict syntax is the default of `pyhanko sign validate`; where the untouched input already breaks it, the
            // signature is judged without.
            let opens = json!({ "do": "opens", "file": signed.original, "password": password });
            if self.pyhanko.accepts(&opens).is_err() {
                refused = self.pyhanko.accepts(&question(false)).err();
                excuse = Some(LENIENT);
            }
        }
        if refused.is_none() && gone.is_empty() {
            return excuse.map_or(Word::Accepted, Word::Excused);
        }
        let own = self.pyhanko_own(&signed.original, password, choice, excuse.is_none());
        let without_us = |name: &String| own["fields"][name.as_str()] == true;
        lost.extend(gone.iter().filter(|name| without_us(name)).map(|name| format!("pyHanko: {name}")));
        match refused {
            None if gone.iter().any(|name| !without_us(name)) => Word::Excused(EARLIER),
            None => excuse.map_or(Word::Accepted, Word::Excused),
            Some(why) if own["accepted"] == true => Word::Refused(why),
            Some(_) => Word::Excused(OWN),
        }
    }

    /// What pyHanko makes of the same signature, put on the same file by itself.
    fn pyhanko_own(&mut self, input: &Path, password: Option<&str>, choice: Choice, strict: bool) -> Value {
        let asked = (input.to_owned(), choice.level.as_str(), strict);
        if let Some(known) = self.own_pyhanko.get(&asked) {
            return known.clone();
        }
        let trusted = ["root", "time-root"].map(|label| self.office.certificate(label));
        let signer = self.office.signer(choice.signer());
        let output = folder().join(format!("own-{:?}.pdf", std::thread::current().id()));
        let own = self.pyhanko.ask(&json!({ "do": "own", "file": input, "password": password,
            "level": choice.level.as_str(), "trusted": trusted, "key": signer.key, "certificate": signer.certificate,
            "chain": self.office.certificate("interm"), "stamps": self.office.time_stamps("tsa"), "output": output,
            "strict": strict }));
        self.own_pyhanko.insert(asked, own.clone());
        own
    }

    fn own_stands(&mut self, judge: &'static str, input: &Path, make: impl FnOnce() -> bool) -> bool {
        *self.own.entry((judge, input.to_owned())).or_insert_with(make)
    }
}

/// The judge refuses the untouched input.
pub(crate) const INPUT: &str = "refuses the untouched input";
/// The judge refuses its own signature on the input.
pub(crate) const OWN: &str = "refuses its own signature on it";
/// pyHanko refuses the untouched input under strict syntax, and accepts the signature without.
pub(crate) const LENIENT: &str = "accepts it, the input only without strict syntax";

/// mutool reads a document time stamp in an encrypted file as if it were enciphered.
pub(crate) const STAMPS: &str = "does not know document time stamps";
/// An earlier signature does not outlast pyHanko's own signature either.
pub(crate) const EARLIER: &str = "accepts it, an earlier one not even after its own signature";

fn qpdf(signed: &Signed, password: Option<&str>, before: &Before) -> Word {
    let after = qpdf_opened(&signed.path, password);
    if after == Structure::Clean {
        return Word::Accepted;
    }
    let not_worse = after == before.qpdf || before.qpdf == Structure::Errors;
    if not_worse { Word::Excused(INPUT) } else { Word::Refused(format!("{after:?}")) }
}

fn mutool(
    signed: &Signed,
    password: Option<&str>,
    choice: Choice,
    before: &Before,
    lost: &mut Vec<String>,
) -> Word {
    let all = mutool_signatures(&signed.path, password);
    for object in &before.mutool {
        if !all.iter().any(|(one, said)| one == object && mutool_holds(said)) {
            lost.push(format!("mutool: object {object}"));
        }
    }
    let own = all.iter().find(|(object, _)| *object == signed.object).map(|(_, said)| said.as_str());
    let whole = choice.level > Level::BT || own.is_some_and(|said| said.contains("unchanged since signing"));
    if !(own.is_some_and(mutool_holds) && whole) {
        if before.mutool_dies {
            return Word::Excused(INPUT);
        }
        return Word::Refused(format!("object {}: {own:?} among {}", signed.object, all.len()));
    }
    if mutool_draws(&signed.path, password) {
        return Word::Accepted;
    }
    // It deciphers the time stamp's /Contents, which ISO 32000-2 §7.6.2 leaves plain in every signature dictionary.
    let said = mutool_complaints(&signed.path, password);
    if choice.level == Level::BLTA && said == ["warning: invalid string length for aes encryption"] {
        return Word::Excused(STAMPS);
    }
    if before.mutool_draws { Word::Refused("does not draw".to_owned()) } else { Word::Excused(INPUT) }
}

fn mutool_dies(file: &Path, password: Option<&str>) -> bool {
    let mut command = Command::new("mutool");
    command.args(["sign", "-v", "-p", password.unwrap_or_default()]).arg(file);
    run(&mut command, PATIENCE).status.code().is_none()
}

/// Its two sentences for a signature that holds.
fn mutool_holds(said: &str) -> bool {
    said.contains("The document is unchanged since signing.")
        || said.contains("The signature is valid but there have been edits since signing.")
}

/// Whether the first page is drawn without a word of complaint.
fn mutool_draws(file: &Path, password: Option<&str>) -> bool {
    mutool_complaints(file, password).is_empty()
}

/// What is said while the first page is drawn; the exit code if that is not 0.
fn mutool_complaints(file: &Path, password: Option<&str>) -> Vec<String> {
    let mut command = Command::new("mutool");
    command.args([
        "draw",
        "-q",
        "-r",
        "36",
        "-o",
        "/dev/null",
        "-F",
        "pgm",
        "-p",
        password.unwrap_or_default(),
    ]);
    let output = run(command.arg(file).arg("1"), PATIENCE);
    // Debian builds it without colour profiles, which it says of every file.
    let complaint = |line: &&str| !line.is_empty() && *line != "warning: ICC support is not available";
    let said = output.stderr.lines().map(str::trim).filter(complaint).map(str::to_owned);
    let failed = (output.code() != 0).then(|| format!("exit {}", output.code()));
    said.chain(failed).collect()
}

/// Whether pdfsig accepts a signature that it makes itself, with a key in a store of NSS.
fn pdfsig_own(input: &Path, password: Option<&str>) -> bool {
    static STORE: OnceLock<PathBuf> = OnceLock::new();
    let store = STORE.get_or_init(|| {
        let store = folder().join("nss");
        std::fs::create_dir_all(&store).unwrap();
        let at = format!("sql:{}", store.display());
        let noise = folder().join("noise");
        std::fs::write(&noise, [0x5A; 2048]).unwrap();
        run(Command::new("certutil").args(["-N", "--empty-password", "-d", &at]), PATIENCE).succeeded();
        let mut command = Command::new("certutil");
        command.args(["-S", "-x", "-n", "pembanding", "-s", "CN=Pembanding (UJI)", "-t", "CT,C,C"]);
        command.args(["-z", noise.to_str().unwrap(), "-d", &at]);
        run(&mut command, PATIENCE).succeeded();
        store
    });
    let output = folder().join("own-pdfsig.pdf");
    let _ = std::fs::remove_file(&output);
    let mut command = Command::new("pdfsig");
    command.args(["-nssdir", store.to_str().unwrap(), "-add-signature", "-nick", "pembanding"]);
    command.args(["-new-signature-field-name", "Pembanding", "-upw", password.unwrap_or_default()]);
    run(command.arg(input).arg(&output), PATIENCE);
    let seen = pdfsig_opened(&output, password).unwrap_or_default();
    seen.iter().any(|one| one.field == "Pembanding" && one.valid)
}
