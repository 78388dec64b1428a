//! Signing one file in one way, over the office, and what our own verifier says of the result.

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::Utc;
use pades::sign::extend::{ValidationData, document_time_stamp, security_store};
use pades::sign::{self, Block, Finished, Line, Place, Refusal, Request};
use pades::validate::{self, KnownIssuers, Level, Report, Verdict};
use pdf::page::{Geometry, Rect, Rotation};
use pdf::{Document, Limits, MemorySource, Password};
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::trust::{Anchor, TrustStore};
use pki::{ocsp, tsp};
use testkit::office::Office;

use crate::matrix::files::Input;
use crate::sign_common::{now, write};

/// Room that is enough for every token of the office.
const EXPECTED: usize = 3000;

/// One way to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) level: Level,
    pub(crate) rsa: bool,
    pub(crate) visible: bool,
}

/// All sixteen, in an order in which neighbours differ in everything.
pub(crate) fn choices() -> Vec<Choice> {
    let levels = [Level::BB, Level::BT, Level::BLT, Level::BLTA];
    let mut all = Vec::new();
    for round in 0..4 {
        for (index, level) in levels.into_iter().enumerate() {
            all.push(Choice { level, rsa: (round + index) % 2 == 0, visible: (round / 2 + index) % 2 == 0 });
        }
    }
    all
}

impl Choice {
    pub(crate) fn signer(self) -> &'static str {
        if self.rsa { "signer-rsa" } else { "signer-ec" }
    }

    pub(crate) fn describe(self) -> String {
        let key = if self.rsa { "RSA" } else { "EC" };
        format!("{} {key} {}", self.level.as_str(), if self.visible { "visible" } else { "invisible" })
    }
}

/// What came of it.
pub(crate) enum Outcome {
    /// The file cannot be opened at all.
    Unreadable(String),
    /// Refused before the key was asked, for this reason.
    Refused(String),
    Signed(Box<Signed>),
    /// After the key was asked, or refused by our own verifier.
    Failed(String),
}

/// A result for the judges.
pub(crate) struct Signed {
    pub(crate) path: PathBuf,
    /// What was signed: the input, or its repaired copy.
    pub(crate) original: PathBuf,
    pub(crate) field: String,
    /// The object that is the field.
    pub(crate) object: u32,
    /// The level that was reached.
    pub(crate) level: Level,
    /// Why it is not the one that was wanted, if so.
    pub(crate) fallen: Option<String>,
    pub(crate) repaired: bool,
}

/// Certificates of the office, read once.
pub(crate) struct Keys {
    certificates: Vec<(&'static str, Certificate)>,
    lists: Vec<Vec<u8>>,
}

const LABELS: [&str; 7] = ["root", "interm", "ocsp", "time-root", "tsa", "signer-rsa", "signer-ec"];

impl Keys {
    pub(crate) fn of(office: &Office) -> &'static Keys {
        static KEYS: OnceLock<Keys> = OnceLock::new();
        KEYS.get_or_init(|| Keys {
            certificates: LABELS
                .map(|label| (label, Certificate::from_der(&office.certificate_der(label)).unwrap()))
                .to_vec(),
            lists: ["root", "time-root"]
                .map(|name| office.ask(&format!("/pki/crls/{name}/latest.crl"), None))
                .to_vec(),
        })
    }

    fn get(&self, label: &str) -> Certificate {
        let found = self.certificates.iter().find(|(name, _)| *name == label);
        found.map(|(_, certificate)| certificate.clone()).expect("a label of the office")
    }

    pub(crate) fn trust(&self) -> TrustStore {
        TrustStore::new(["root", "time-root"].map(|label| Anchor::new(self.get(label))).to_vec())
    }
}

/// Opens bytes with the set's limits.
fn opened(bytes: &[u8], password: Option<&str>) -> Result<Document, pdf::Error> {
    let password = password.map(|word| Password::new(word.to_owned().into()));
    let source = std::sync::Arc::new(MemorySource::new(bytes.to_vec()));
    Document::open(source, password.as_ref(), Limits::default())
}

/// Signs `input` as `choice` says, into a file named after `number`.
pub(crate) fn sign(office: &Office, input: &Input, choice: Choice, number: usize) -> Outcome {
    let original = std::fs::read(&input.path).unwrap();
    let document = match opened(&original, input.password) {
        Ok(document) => document,
        Err(error) => return Outcome::Unreadable(first_word(&error)),
    };
    let keys = Keys::of(office);
    let chain = [keys.get(choice.signer()), keys.get("interm")];
    match sign::plan(&document, &request(&document, choice, &chain[0]), Utc::now()) {
        Ok(_) => {}
        Err(Refusal::NotAppendable(why)) => {
            // As the program offers it: a repaired copy, shown anew, of what nobody has signed yet.
            if !matches!(pdf::repair::holds_signature(&document), Ok(false)) {
                return Outcome::Refused(format!("NotAppendable, signed: {}", first_word(&why)));
            }
            let Ok(copy) = pdf::repair::copy(&document, [3; 16]) else {
                return Outcome::Refused(format!("NotAppendable, not repairable: {}", first_word(&why)));
            };
            let path = PathBuf::from(write(&format!("repaired-{number}.pdf"), &copy));
            let again = Input { path: path.clone(), ..input.clone() };
            return match signed(office, &again, &copy, choice, number) {
                Outcome::Signed(signed) => {
                    Outcome::Signed(Box::new(Signed { repaired: true, original: path, ..*signed }))
                }
                other => other,
            };
        }
        Err(refusal) => return Outcome::Refused(reason(&refusal)),
    }
    signed(office, input, &original, choice, number)
}

fn signed(office: &Office, input: &Input, original: &[u8], choice: Choice, number: usize) -> Outcome {
    let keys = Keys::of(office);
    let chain = [keys.get(choice.signer()), keys.get("interm")];
    let document = match opened(original, input.password) {
        Ok(document) => document,
        Err(error) => return Outcome::Failed(format!("the repaired copy does not open: {error:?}")),
    };
    let mut plan = match sign::plan(&document, &request(&document, choice, &chain[0]), Utc::now()) {
        Ok(plan) => plan,
        Err(refusal) => return Outcome::Refused(reason(&refusal)),
    };
    if choice.level > Level::BB {
        plan.reserve_stamp(EXPECTED);
    }
    let field = plan.field_name().to_owned();
    let accept = |bytes: &[u8], level: Level| {
        if !bytes.starts_with(original) {
            return Err("earlier bytes changed".to_owned());
        }
        accepted_by_us(office, &document, bytes, input.password, &field, level)
    };
    let basic = || -> Result<Vec<u8>, pades::Error> {
        let prepared = sign::prepare(&document, &plan, &chain, now(), [7; 16])?;
        let value = value(office, choice.signer(), prepared.to_be_signed().0, number);
        if choice.level == Level::BB {
            return Ok(written(&prepared.finish(&value)?));
        }
        let token = token_of(office, &Digest::Sha256.hash(&value));
        Ok(written(&prepared.finish_stamped(&value, &token)?))
    };
    let mut level = choice.level.min(Level::BT);
    let mut bytes = match basic() {
        Ok(bytes) => bytes,
        Err(error) => return Outcome::Failed(format!("{error:?}")),
    };
    if let Err(why) = accept(&bytes, level) {
        let path = write(&format!("failed-{number}.pdf"), &bytes);
        return Outcome::Failed(format!("our own verifier: {why}: {path}"));
    }
    // As the program does it: a step that does not hold is taken away again, and what was there is kept.
    let mut fallen = None;
    for step in [Level::BLT, Level::BLTA].into_iter().filter(|step| *step <= choice.level) {
        let raised = raised(office, input, &bytes, choice, &field, step);
        let raised = raised.map_err(|error| format!("{error:?}"));
        let held = raised.and_then(|raised| match accept(&raised, step) {
            Ok(()) => Ok(raised),
            Err(why) => Err(format!("{why}: {}", write(&format!("failed-{number}.pdf"), &raised))),
        });
        match held {
            Ok(raised) => (bytes, level) = (raised, step),
            Err(why) => {
                fallen = Some(why);
                break;
            }
        }
    }
    let view = opened(&bytes, input.password).map(|document| document.latest());
    let fields = view.and_then(|view| pdf::form::fields(&view)).unwrap_or_default();
    let object = fields.iter().find(|one| one.full_name == field).map_or(0, |one| one.id.0);
    let path = PathBuf::from(write(&format!("signed-{number}.pdf"), &bytes));
    let original = input.path.clone();
    Outcome::Signed(Box::new(Signed { path, original, field, object, level, fallen, repaired: false }))
}

/// One step further: the security store, or the document time stamp.
fn raised(
    office: &Office,
    input: &Input,
    bytes: &[u8],
    choice: Choice,
    field: &str,
    step: Level,
) -> Result<Vec<u8>, pades::Error> {
    let document = opened(bytes, input.password)?;
    if step == Level::BLTA {
        let prepared = document_time_stamp(&document, EXPECTED, [9; 16])?;
        return Ok(written(&prepared.finish(&token_of(office, prepared.digest()))?));
    }
    let facts = validate::collect(&document)?;
    let own = facts.signatures.iter().find(|one| one.fields.iter().any(|name| name == field));
    let data = [validation_data(office, choice.signer(), own.map(|one| one.object))];
    Ok(written(&security_store(&document, &data, [8; 16])?.expect("the store is new")))
}

/// What the program itself looks at before a result takes its name: the new signature, and every earlier one.
fn accepted_by_us(
    office: &Office,
    before: &Document,
    bytes: &[u8],
    password: Option<&str>,
    field: &str,
    level: Level,
) -> Result<(), String> {
    let report = |document: &Document| -> Result<Report, String> {
        let facts = validate::collect(document).map_err(|error| format!("{error:?}"))?;
        Ok(validate::judge(&facts, &Keys::of(office).trust(), Utc::now(), &KnownIssuers::default()))
    };
    let after = report(&opened(bytes, password).map_err(|error| format!("{error:?}"))?)?;
    let named = |report: &Report, name: &str| {
        report.signatures.iter().find(|one| one.field.as_deref() == Some(name)).cloned()
    };
    let own = named(&after, field).ok_or("the new signature is not found")?;
    if own.integrity.state != Verdict::Valid {
        return Err(format!("integrity {:?}: {:?}", own.integrity, own.changes));
    }
    if own.level != Some(level) {
        return Err(format!("level {:?}", own.level));
    }
    if level <= Level::BT && !own.covers_whole_file {
        return Err("the file is not covered".to_owned());
    }
    let good = |state: Verdict| !matches!(state, Verdict::Invalid | Verdict::NotCheckable);
    for earlier in report(before)?.signatures.iter().filter(|one| good(one.integrity.state)) {
        let Some(name) = &earlier.field else { continue };
        let kept = named(&after, name);
        if !kept.as_ref().is_some_and(|one| good(one.integrity.state)) {
            let now = kept.map(|one| (one.integrity, one.changes));
            return Err(format!("earlier signature {name}: {:?} became {now:?}", earlier.integrity));
        }
    }
    Ok(())
}

fn request(document: &Document, choice: Choice, certificate: &Certificate) -> Request {
    let lines = vec![
        Line::caption("Ditandatangani secara elektronik oleh:"),
        Line::strong("Kepala Dinas"),
        Line::strong("Pejabat Uji (UJI)"),
    ];
    let place = if choice.visible { foot(document) } else { Place::Invisible };
    Request::new(place, Block { lines, ..Block::default() }, certificate.clone())
}

/// A box in the lower left corner of the first page, upright for the reader and no larger than the page.
fn foot(document: &Document) -> Place {
    let view = document.latest();
    let page = view.pages().ok().and_then(|pages| pages.first().copied());
    let Some(geometry) = page.and_then(|page| Geometry::of(&view, page).ok()) else {
        // The plan says what is wrong with the page.
        return Place::Page { page: 0, rect: Rect { x0: 10.0, y0: 10.0, x1: 180.0, y1: 90.0 } };
    };
    let (width, height) = match geometry.rotate {
        Rotation::R0 | Rotation::R180 => (170.0, 80.0),
        Rotation::R90 | Rotation::R270 => (80.0, 170.0),
    };
    let crop = geometry.crop;
    let (x0, y0) = (crop.x0 + 1.0, crop.y0 + 1.0);
    let x1 = (x0 + width / geometry.user_unit).min(crop.x1);
    let y1 = (y0 + height / geometry.user_unit).min(crop.y1);
    Place::Page { page: 0, rect: Rect { x0, y0, x1, y1 } }
}

fn value(office: &Office, signer: &str, attributes: &[u8], number: usize) -> Vec<u8> {
    let file = write(&format!("attributes-{number}"), attributes);
    let key = office.signer(signer).key;
    let words = ["dgst", "-sha256", "-sign", key.to_str().unwrap(), "-binary", &file];
    let value = testkit::openssl::openssl(&words).bytes;
    std::fs::remove_file(file).unwrap();
    value
}

/// A token over `imprint`, asked for and checked as the program does it.
fn token_of(office: &Office, imprint: &[u8]) -> Vec<u8> {
    let nonce: Vec<u8> = imprint.iter().take(16).map(|byte| byte | 1).collect();
    let question = tsp::request(Digest::Sha256, imprint, &nonce, None);
    let answer = office.ask("/pki/tsa/tsa", Some(("application/timestamp-query", &question)));
    let store = Keys::of(office).trust();
    let asked = tsp::Asked {
        digest: Digest::Sha256,
        imprint,
        nonce: &nonce,
        policy: None,
        store: &store,
        certificates: &[],
        now: Utc::now(),
    };
    tsp::response(&answer, &asked).expect("the office stamps").der().to_vec()
}

/// What the signature needs, and the time-stamp authority.
fn validation_data(office: &Office, signer: &str, signature: Option<pdf::ObjectId>) -> ValidationData {
    let keys = Keys::of(office);
    let question = ocsp::request(&keys.get(signer), &keys.get("interm"), None);
    let answer = office.ask("/pki/ocsp/interm", Some(("application/ocsp-request", &question)));
    ValidationData {
        signature,
        certificates: ["root", "interm", "ocsp", "time-root", "tsa", signer]
            .map(|label| keys.get(label))
            .to_vec(),
        crls: keys.lists.clone(),
        ocsps: vec![answer],
    }
}

fn written(finished: &Finished) -> Vec<u8> {
    let mut bytes = Vec::new();
    finished.write_to(&mut bytes).unwrap();
    bytes
}

/// The name of a refusal, without what it is about.
fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::FieldCondition { condition, .. } => format!("FieldCondition {}", first_word(condition)),
        Refusal::Unreadable(error) => format!("Unreadable: {error:?}").chars().take(60).collect(),
        Refusal::CertificationForbids { level } => format!("CertificationForbids (P {level})"),
        other => first_word(other),
    }
}

fn first_word(value: &impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}
