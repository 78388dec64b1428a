//! What this computer records of signing and checking, and where: the journal's folder, its keys in the system's store, and
//! how outcomes become entries. Recording never fails the act it records; a journal that cannot be written is a fault for
//! the log.
//!
//! Signing asks the system's store for the seal key. Checking does not, because the store may ask the person to unlock it:
//! what is recorded then is sealed at the next signing.

use crate::flows::sign::status::Standing;
use crate::schema::{CertificateView, NoticeState, Problem, SignLevel, SignedView, VerifyView};
use crate::secrets::Secrets;
use crate::{Service, folders, hex, running};
use ::journal::chain::Hash;
use ::journal::disk::RealDisk;
use ::journal::read::{Reader, Stretch, Wanted};
use ::journal::record::{
    Act, Category, Certificate, Code, Enrolled, Event, Extended, Failed, Id, Level, Notice, RemovedBy,
    Revocation, Serial, Short, Signed, Signer, Step, Verdict, Verified,
};
use ::journal::seal::{KeyringUnavailable, NoKeyring, SealKey, SealKeys};
use ::journal::store::{Around, Place, Remains, Removable, Removal, SEGMENT, SealState, Store};
use chrono::{DateTime, FixedOffset, Utc};
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

/// Western and Central Indonesian time differ; the agreement is Bali's: WITA, UTC+8.
pub(crate) const WITA: FixedOffset = match FixedOffset::east_opt(8 * 3_600) {
    Some(zone) => zone,
    None => panic!("eight hours are an offset"),
};

/// A certificate that signed here.
pub(crate) struct Known {
    /// First 16 hex digits of its SHA-256.
    pub(crate) id: String,
    /// Common name of the issuer.
    pub(crate) issuer: String,
    /// Masked serial number.
    pub(crate) serial: String,
    /// Last day, ISO 8601.
    pub(crate) until: String,
}

/// The seal key in the system's store.
struct Keys<'a>(&'a dyn Secrets);

impl SealKeys for Keys<'_> {
    fn find(&self) -> Result<Option<SealKey>, KeyringUnavailable> {
        match self.0.get(SEAL).map_err(|_| KeyringUnavailable)? {
            None => Ok(None),
            // something else under our name: as if locked, so that it is never replaced
            Some(digits) => SealKey::parse(&digits).map(Some).ok_or(KeyringUnavailable),
        }
    }

    fn keep(&self, key: &SealKey) -> Result<(), KeyringUnavailable> {
        self.0.set(SEAL, &key.to_digits()).map_err(|_| KeyringUnavailable)
    }
}

impl Service {
    /// Records how a signing ended.
    pub(crate) fn journal_signing(
        &self,
        signer: &CertificateView,
        pages: u32,
        notice: Option<NoticeState>,
        result: Result<&SignedView, &Problem>,
    ) {
        let by = signer_of(signer);
        let mut acts = Vec::new();
        match result {
            Ok(signed) => {
                acts.extend(self.journal_certificate(signer, by.as_ref()));
                acts.extend(
                    by.and_then(|by| self.signed(signer, by, pages, notice, signed)).map(Act::Signed),
                );
            }
            Err(problem) => acts.extend(failed(problem, by, Some(pages), signer.practice)),
        }
        self.record(&acts, &Keys(self.host().secrets()));
    }

    /// Records a signing that was refused before a certificate was chosen or the PIN asked for.
    pub(crate) fn journal_refusal(&self, problem: &Problem) {
        self.record(&failed(problem, None, None, false).into_iter().collect::<Vec<_>>(), &NoKeyring);
    }

    /// Records what was checked.
    pub fn journal_verified<'a>(&self, views: impl IntoIterator<Item = &'a VerifyView>) {
        let acts: Vec<Act> = views.into_iter().filter_map(verified).collect();
        self.record(&acts, &NoKeyring);
    }

    /// Records that a signed document was raised or completed, or why it was not.
    pub(crate) fn journal_extended(&self, level: SignLevel, result: Result<&SignedView, &Problem>) {
        if result.is_err_and(given_up) {
            return;
        }
        let view = result.ok().map(|signed| &signed.verification);
        let act = Extended {
            result: view.and_then(|view| Hash::parse(&view.sha256)),
            level: match level {
                SignLevel::B => Level::B,
                SignLevel::T => Level::T,
                SignLevel::Lt => Level::Lt,
                SignLevel::Lta => Level::Lta,
            },
            problem: result.err().and_then(|problem| Code::new(&problem.code()).ok()),
            practice: view.is_some_and(|view| view.signatures.iter().any(|one| one.practice)),
        };
        self.record(&[Act::Extended(act)], &NoKeyring);
    }

    /// Records a step of an enrolment on this computer: what was done, or the obstacle. Neither the applicant nor what was
    /// typed has a place in it. A certificate that was put on a token is noted as met first, too.
    pub fn journal_enrolled(
        &self,
        step: Step,
        certificate: Option<&CertificateView>,
        result: Result<(), &Problem>,
        practice: bool,
    ) {
        if result.is_err_and(given_up) {
            return;
        }
        let of = certificate.and_then(signer_of);
        let mut acts = Vec::new();
        if step == Step::Certificate && result.is_ok() {
            acts.extend(certificate.and_then(|view| self.journal_certificate(view, of.as_ref())));
        }
        let problem = result.err().and_then(|problem| Code::new(&problem.code()).ok());
        acts.push(Act::Enrolled(Enrolled { step, of, problem, practice }));
        self.record(&acts, &Keys(self.host().secrets()));
    }

    /// Records what a person states: an acknowledgement, an activity, a delivery. Unlike the others it must be kept, or the
    /// person is told.
    pub(crate) fn journal_stated(&self, act: Act) -> Result<(), ::journal::Error> {
        self.try_record(&[act], &Keys(self.host().secrets()))
    }

    /// Deletes every record because the person asked; a new chain begins and says so.
    pub(crate) fn journal_erased(&self) -> Result<(), ::journal::Error> {
        let keys = Keys(self.host().secrets());
        self.with_journal(&keys, |store, now| store.erase(now))
    }

    /// What keeping records for so many months would remove now.
    pub(crate) fn journal_removable(&self, months: u32) -> Result<Removable, ::journal::Error> {
        self.with_journal(&Keys(self.host().secrets()), |store, now| match Removal::kept_for(months, now) {
            Removal::Before(limit) => store.removable(limit),
            Removal::All => Ok(Removable::default()),
        })
    }

    /// Removes it, by the rule that a person applies.
    pub(crate) fn journal_removed(&self, months: u32) -> Result<Remains, ::journal::Error> {
        self.with_journal(&Keys(self.host().secrets()), |store, now| {
            store.remove(Removal::kept_for(months, now), RemovedBy::Rule, now)
        })
    }

    fn record(&self, acts: &[Act], keys: &dyn SealKeys) {
        if acts.is_empty() {
            return;
        }
        if let Err(error) = self.try_record(acts, keys) {
            let _ = self.internal("journal", &error);
        }
    }

    fn try_record(&self, acts: &[Act], keys: &dyn SealKeys) -> Result<(), ::journal::Error> {
        let folder = self.journal_folder();
        // An empty journal gets its key, so that it is not without one for ever.
        let real = Keys(self.host().secrets());
        let empty = !folder.join("0001").exists();
        self.with_journal(if empty { &real } else { keys }, |store, now| store.append(acts, now).map(drop))
    }

    /// Opens the journal for one act.
    pub(crate) fn with_journal<T>(
        &self,
        keys: &dyn SealKeys,
        act: impl FnOnce(&mut Store<'_>, DateTime<Utc>) -> Result<T, ::journal::Error>,
    ) -> Result<T, ::journal::Error> {
        let folder = self.journal_folder();
        let random = |buffer: &mut [u8]| self.host().random(buffer);
        let around = Around { disk: &RealDisk, keys, random: &random, patience: PATIENCE, segment: SEGMENT };
        let place = Place { folder: &folder, installation: installation(), zone: WITA };
        let now = self.host().now().to_utc();
        let mut store = Store::open(place, &around, now)?;
        act(&mut store, now)
    }

    /// Sets a new seal because the person asked for it.
    pub(crate) fn journal_sealed_anew(&self) -> Result<bool, ::journal::Error> {
        let keys = Keys(self.host().secrets());
        self.with_journal(&keys, |store, now| Ok(store.seal_anew(now)? == SealState::Sealed))
    }

    /// Verifies the whole journal.
    pub(crate) fn journal_check(&self) -> Result<::journal::verify::Verification, ::journal::Error> {
        let keys = Keys(self.host().secrets());
        let mut read = 0u64;
        ::journal::verify::verify_watched(&self.journal_folder(), installation(), &keys, &mut || {
            read = read.saturating_add(1);
            running::count(read, None);
            running::io()
        })
    }

    /// Reads this computer's records.
    pub(crate) fn journal_reader(&self, wanted: Wanted) -> Result<Reader, ::journal::Error> {
        Reader::open(&self.journal_folder(), installation(), wanted)
    }

    pub(crate) fn journal_folder(&self) -> PathBuf {
        self.host().data_folder().join("journal")
    }

    fn signed(
        &self,
        signer: &CertificateView,
        by: Signer,
        pages: u32,
        notice: Option<NoticeState>,
        signed: &SignedView,
    ) -> Option<Signed> {
        let new = signed.verification.signatures.iter().rfind(|one| !one.document_timestamp)?;
        let level = match new.level.as_deref() {
            Some("B-T") => Level::T,
            Some("B-LT") => Level::Lt,
            Some("B-LTA") => Level::Lta,
            _ => Level::B,
        };
        let status = match self.standing_known(&signer.sha256) {
            Some(Standing::Good) => Revocation::Good,
            Some(Standing::Unknown(_)) => Revocation::Unknown,
            _ => Revocation::NotAsked,
        };
        let notice = match notice {
            Some(NoticeState::Written) => Notice::Written,
            Some(NoticeState::Present) => Notice::Present,
            Some(NoticeState::AlreadySigned) => Notice::AlreadySigned,
            Some(NoticeState::NotBsre) => Notice::NotBsre,
            Some(NoticeState::NoRoom) => Notice::NoRoom,
            Some(NoticeState::Omitted) | None => Notice::LeftOut,
        };
        Some(Signed {
            result: Hash::parse(&signed.verification.sha256),
            pages,
            document: None,
            by,
            level,
            stamped: new.times.stamped.is_some(),
            notice,
            status,
            practice: signer.practice,
        })
    }

    /// A certificate that signs here for the first time.
    fn journal_certificate(&self, view: &CertificateView, by: Option<&Signer>) -> Option<Act> {
        let of = by.filter(|_| !view.practice)?.clone();
        let never = Stretch { from: DateTime::<Utc>::MAX_UTC, until: DateTime::<Utc>::MAX_UTC };
        let known = self.journal_reader(Wanted { stretch: never, certificates_before: true }).ok()?;
        let mut others = false;
        for record in known.filter_map(Result::ok) {
            let Act::Certificate(certificate) = record.entry.act else { continue };
            if certificate.of.certificate == of.certificate {
                return None;
            }
            others = true;
        }
        let day = |time: &str| Some(DateTime::parse_from_rfc3339(time).ok()?.to_utc().date_naive());
        Some(Act::Certificate(Certificate {
            of,
            event: if others { Event::Renewed } else { Event::New },
            not_before: day(&view.not_before)?,
            not_after: day(&view.not_after)?,
        }))
    }

    /// Certificates that signed here, without their owners. None where the journal cannot be read.
    pub(crate) fn journal_certificates(&self) -> Vec<Known> {
        let never = Stretch { from: DateTime::<Utc>::MAX_UTC, until: DateTime::<Utc>::MAX_UTC };
        let Ok(records) = self.journal_reader(Wanted { stretch: never, certificates_before: true }) else {
            return Vec::new();
        };
        let known = |act| match act {
            Act::Certificate(Certificate { of, not_after, .. }) => Some(Known {
                id: of.certificate.as_str().to_owned(),
                issuer: of.issuer,
                serial: of.serial.map(|serial| serial.as_str().to_owned()).unwrap_or_default(),
                until: not_after.to_string(),
            }),
            _ => None,
        };
        records.filter_map(Result::ok).filter_map(|record| known(record.entry.act)).collect()
    }

    fn standing_known(&self, sha256: &str) -> Option<Standing> {
        let key = Hash::parse(sha256)?.0;
        self.statuses().get(&key).map(|(_, standing)| standing.clone())
    }
}

/// Names this computer and account without telling what they are called.
pub(crate) fn installation() -> Id {
    let hash = Hash::of(format!("absah installation\n{}", folders::machine()).as_bytes());
    let mut id = [0u8; 16];
    id.iter_mut().zip(hash.0).for_each(|(to, from)| *to = from);
    Id(id)
}

fn signer_of(view: &CertificateView) -> Option<Signer> {
    Some(Signer {
        certificate: Short::of(&Hash::parse(&view.sha256)?),
        issuer: view.issuer.chars().take(128).collect(),
        serial: Some(Serial::masked(&view.serial)),
    })
}

/// The person gave up: nothing failed.
fn given_up(problem: &Problem) -> bool {
    matches!(problem, Problem::Cancelled | Problem::Stopped)
}

fn failed(problem: &Problem, by: Option<Signer>, pages: Option<u32>, practice: bool) -> Option<Act> {
    if given_up(problem) {
        return None;
    }
    let code = problem.code();
    let category = category(&code);
    Some(Act::Failed(Failed { category, code: Code::new(&code).ok()?, pages, document: None, by, practice }))
}

/// Problems are named after what stands in the way.
fn category(code: &str) -> Category {
    let (first, _) = code.split_once('-').unwrap_or((code, ""));
    match first {
        _ if code == "certificate-revoked" || code.starts_with("certificate-status") => Category::Revocation,
        "certificate" => Category::Certificate,
        "anchor" | "certify" | "document" | "field" | "fields" | "notice" | "place" => Category::Document,
        "network" | "timestamp" | "secrets" => Category::Network,
        "output" => Category::Output,
        "pin" | "puk" => Category::Pin,
        "bundle" | "consent" | "policy" => Category::Policy,
        "card" | "key" | "module" | "reader" | "token" => Category::Token,
        _ => Category::Program,
    }
}

fn verified(view: &VerifyView) -> Option<Act> {
    let verdict = Verdict::ALL.iter().find(|verdict| verdict.as_str() == view.verdict)?;
    Some(Act::Verified(Verified {
        document: Hash::parse(&view.sha256),
        verdict: *verdict,
        signatures: u32::try_from(view.signatures.len()).unwrap_or(u32::MAX),
        practice: view.signatures.iter().any(|one| one.practice),
    }))
}

/// The key that signs exports, under its name in the system's store.
pub(crate) const EXPORT: &str = "journal-export";
const SEAL: &str = "journal-seal";
/// How long an act waits for another program's.
const PATIENCE: Duration = Duration::from_secs(5);

/// Digits of a secret, wiped with it.
pub(crate) fn digits(bytes: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(hex(bytes))
}
