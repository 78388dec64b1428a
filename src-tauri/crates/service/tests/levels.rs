//! Levels above the basic one over an office made by others on loopback: what is asked of the network and when, what is
//! kept when it fails, and that the result is completed later without the token. Judged by pyHanko.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::Service;
use service::documents::OpenDocument;
use service::http::Patience;
use service::schema::{
    CheckId, CheckState, DocumentView, NetworkSettings, Outcome, PlaceRequest, Problem, ProxySetting,
    SignLevel, SignRequest, SignedView, StampServer,
};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use support::{SAMPLE, World, pin_of, request};
use testkit::judges::{self, Ades, Revocation};
use testkit::office::Office;

const PASSWORD: &str = "sandi-uji-1";

/// Deadlines that are over soon.
const SHORT: Patience = Patience {
    connect: Duration::from_millis(700),
    answer: Duration::from_millis(700),
    small: Duration::from_millis(700),
    list: Duration::from_millis(700),
};

/// One office for all tests; one test at a time, since its faults are shared.
fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    let office = OFFICE.get_or_init(|| Mutex::new(Office::open()));
    let office = office.lock().unwrap_or_else(PoisonError::into_inner);
    office.mend();
    office.take_requests();
    office
}

/// What this person and pyHanko trust: the issuing CA, as agencies hand it out, and the roots of the time-stamp authorities.
fn anchors(office: &Office) -> [PathBuf; 3] {
    ["interm", "time-root", "later-root"].map(|label| office.certificate(label))
}

/// A person with the office's issuers trusted, the network on, and a key file of `label` as token.
struct Desk {
    world: World,
    token: String,
}

impl Desk {
    fn new(office: &Office, label: &str) -> Desk {
        Desk::with_stamps(office, label, &["tsa"])
    }

    fn with_stamps(office: &Office, label: &str, stamps: &[&str]) -> Desk {
        let urls: Vec<String> = stamps.iter().map(|name| office.time_stamps(name)).collect();
        Desk::of(office, &anchors(office), &office.key_file(label, PASSWORD), &urls)
    }

    /// A person who trusts these certificates and asks time stamps at these addresses; their hosts are allowed.
    fn of(office: &Office, trusted: &[PathBuf], key_file: &Path, stamps: &[String]) -> Desk {
        let mut world = World::new();
        *world.host.clock.lock().unwrap() = None;
        let trust = world.letters.path().join("../").join(format!("{}-trust", name(world.letters.path())));
        std::fs::create_dir(&trust).unwrap();
        for anchor in trusted {
            std::fs::copy(anchor, trust.join(name(anchor))).unwrap();
        }
        world.service = Service::with_trust(world.host.clone(), Some(trust));
        let url = |url: &String| StampServer { url: url.clone(), user: None };
        let settings = NetworkSettings {
            on: true,
            proxy: ProxySetting::None,
            stamps: stamps.iter().map(url).collect(),
            hosts: stamps.iter().map(|url| host_of(url)).chain([office.host()]).collect(),
            ..NetworkSettings::default()
        };
        world.service.network_change(&settings).unwrap();
        let token = world.service.insert_key_file(key_file, pin_of(PASSWORD)).unwrap();
        Desk { world, token }
    }

    fn request(&self, document: &DocumentView, level: SignLevel) -> SignRequest {
        SignRequest {
            token: self.token.clone(),
            place: PlaceRequest::Invisible,
            level: Some(level),
            ..request(document)
        }
    }

    fn sign(&self, level: SignLevel) -> SignedView {
        let letter = self.world.sample();
        self.run(&self.request(&letter, level))
    }

    fn run(&self, request: &SignRequest) -> SignedView {
        let prompt = match self.world.service.sign_run(request, None) {
            Outcome::NeedsSecret { secret } => secret,
            other => panic!("a password should be asked for: {other:?}"),
        };
        match self.world.answer(&prompt, PASSWORD) {
            Outcome::Done { value } => value,
            other => panic!("signed: {other:?}"),
        }
    }

    fn path(&self, signed: &SignedView) -> PathBuf {
        self.world.letters.path().join(&signed.document.name)
    }
}

/// Host and port of an address.
fn host_of(url: &str) -> String {
    url.split('/').nth(2).unwrap().to_owned()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Time stamps asked for since the last look.
fn stamps_asked(office: &Office) -> usize {
    office.take_requests().iter().filter(|path| path.contains("/tsa/")).count()
}

fn level(signed: &SignedView) -> Option<&str> {
    signed.verification.signatures[0].level.as_deref()
}

fn ades(office: &Office, file: &Path, revocation: Revocation) -> Ades {
    let anchors = anchors(office);
    judges::ades(file, None, revocation, None, &anchors.each_ref().map(PathBuf::as_path)).remove(0)
}

#[test]
fn each_level_is_reached_and_pyhanko_agrees() {
    let office = office();
    for label in ["signer-rsa", "signer-ec"] {
        for (wanted, word) in
            [(SignLevel::B, "B-B"), (SignLevel::T, "B-T"), (SignLevel::Lt, "B-LT"), (SignLevel::Lta, "B-LTA")]
        {
            let desk = Desk::new(&office, label);
            let signed = desk.sign(wanted);
            assert_eq!(signed.incomplete, None, "{label} {word}");
            assert_eq!(level(&signed), Some(word), "{label}");
            assert!(desk.world.service.pending_view().is_empty());
            let file = desk.path(&signed);
            let seen = ades(&office, &file, Revocation::Unchecked);
            assert!(seen.bottom_line, "{label} {word}: {seen:?}");
            assert_eq!(seen.stamp == "AdESPassed.OK", wanted > SignLevel::B, "{label} {word}: {seen:?}");
            assert_eq!(!seen.evidence.is_empty(), wanted == SignLevel::Lta, "{label} {word}: {seen:?}");
            let seen = ades(&office, &file, Revocation::Required);
            assert_eq!(seen.bottom_line, wanted >= SignLevel::Lt, "{label} {word}: {seen:?}");
            assert!(judges::pdfsig(&file)[0].valid);
            assert_eq!(judges::qpdf(&file), judges::Structure::Clean);
        }
    }
}

#[test]
fn no_time_stamp_is_asked_for_at_the_basic_level() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    desk.sign(SignLevel::B);
    assert_eq!(stamps_asked(&office), 0);
}

#[test]
fn authority_is_tried_before_the_pin_and_its_failure_is_told() {
    let office = office();
    let time = |desk: &Desk| {
        let letter = desk.world.sample();
        let plan = desk.world.service.sign_plan(&desk.request(&letter, SignLevel::T), None).unwrap();
        assert!(plan.ready, "the basic signature can be made in any case");
        let check = plan.checks.into_iter().find(|check| check.id == CheckId::Time).unwrap();
        (check.state, check.problem)
    };
    let desk = Desk::new(&office, "signer-ec");
    assert_eq!(time(&desk), (CheckState::Passed, None));
    assert_eq!(stamps_asked(&office), 1);
    assert_eq!(time(&desk), (CheckState::Passed, None));
    assert_eq!(stamps_asked(&office), 0, "one trial does for a while");

    office.fault("tsa", "500");
    let desk = Desk::new(&office, "signer-ec");
    let (state, problem) = time(&desk);
    assert_eq!(state, CheckState::Warning);
    assert!(matches!(problem, Some(Problem::NetworkStatus { status: 500, .. })), "{problem:?}");
}

#[test]
fn failing_authority_keeps_the_basic_signature_which_is_completed_later_without_the_token() {
    let office = office();
    let without_fault = ades(
        &office,
        &{
            let desk = Desk::new(&office, "signer-ec");
            let signed = desk.sign(SignLevel::Lta);
            let kept = desk.world.host.folder.path().join("pembanding.pdf");
            std::fs::copy(desk.path(&signed), &kept).unwrap();
            std::mem::forget(desk.world.host.clone());
            kept
        },
        Revocation::Required,
    );
    for fault in ["down", "500", "garbage", "empty", "login", "refused", "nonce", "imprint"] {
        office.fault("tsa", fault);
        let desk = Desk::new(&office, "signer-ec");
        let signed = desk.sign(SignLevel::Lta);
        assert!(signed.incomplete.is_some(), "{fault}");
        assert_eq!(level(&signed), Some("B-B"), "{fault}: the signature stands");
        assert_eq!(signed.verification.signatures[0].integrity, service::schema::HeadingState::Sah);
        let file = desk.path(&signed);
        let sent = std::fs::read(&file).unwrap();

        // Still failing: nothing new appears, and it stays on the list.
        let pending = desk.world.service.pending_view();
        assert_eq!((pending.len(), pending[0].name.as_str()), (1, "surat_ttd.pdf"), "{fault}");
        desk.world.service.complete(&pending[0].id, None, None).unwrap_err();
        assert_eq!(desk.world.files(), ["surat.pdf", "surat_ttd.pdf"], "{fault}");

        office.mend();
        desk.world.service.tokens().remove(&desk.token);
        // The failure is remembered for a few minutes; a person who waited that long:
        let later = chrono::Utc::now().fixed_offset() + chrono::TimeDelta::seconds(1);
        *desk.world.host.clock.lock().unwrap() = Some(later);
        let completed = desk.world.service.complete(&pending[0].id, None, None).unwrap();
        assert_eq!(level(&completed), Some("B-LTA"), "{fault}");
        assert!(desk.world.service.pending_view().is_empty(), "{fault}");
        assert_eq!(desk.world.files(), ["surat.pdf", "surat_ttd.pdf", "surat_ttd_lengkap.pdf"]);
        assert_eq!(std::fs::read(&file).unwrap(), sent, "{fault}: the file that was sent stays as it is");
        let journal = desk.world.host.folder.path().join("journal/0001/000001.jsonl");
        let journal = std::fs::read_to_string(journal).unwrap();
        let extended: Vec<&str> = journal.lines().filter(|line| line.contains("{\"extended\":")).collect();
        assert_eq!(extended.len(), 2, "{fault}: {extended:#?}");
        assert!(extended[0].contains("\"level\":\"B-LTA\",\"problem\":\""), "{}", extended[0]);
        assert!(extended[1].contains(&completed.verification.sha256), "{}", extended[1]);
        let bytes = std::fs::read(desk.path(&completed)).unwrap();
        assert!(bytes.starts_with(&sent), "{fault}: no earlier byte changes");
        let seen = ades(&office, &desk.path(&completed), Revocation::Required);
        // The sub-indication alone differs: see `docs/levels.md` and the test below. Its conclusion and what proves the
        // time are the same.
        let level = |seen: &Ades| (seen.bottom_line, seen.modification.clone(), !seen.evidence.is_empty());
        assert_eq!(level(&seen), level(&without_fault), "{fault}: {seen:?}");
        assert!(seen.bottom_line && !seen.evidence.is_empty(), "{fault}: {seen:?}");
        assert_eq!(
            (without_fault.result.as_str(), seen.result.as_str()),
            ("AdESPassed.OK", "AdESIndeterminate.SIG_CONSTRAINTS_FAILURE"),
        );
    }
}

#[test]
fn second_authority_stands_in_for_the_first() {
    let office = office();
    office.fault("/pki/tsa/tsa-later", "down");
    let desk = Desk::with_stamps(&office, "signer-ec", &["tsa-later", "tsa"]);
    let signed = desk.sign(SignLevel::Lta);
    assert_eq!((signed.incomplete.clone(), level(&signed)), (None, Some("B-LTA")));
}

#[test]
fn missing_revocation_data_keep_the_time_stamp() {
    let office = office();
    for (part, fault) in [("/ocsp/", "500"), ("/crls/", "500"), ("/crls/", "garbage")] {
        office.fault(part, fault);
        let desk = Desk::new(&office, "signer-ec");
        let signed = desk.sign(SignLevel::Lt);
        if part == "/ocsp/" {
            // The list says it too.
            assert_eq!((signed.incomplete.clone(), level(&signed)), (None, Some("B-LT")));
            continue;
        }
        assert!(signed.incomplete.is_some(), "{part} {fault}");
        assert_eq!(level(&signed), Some("B-T"), "{part} {fault}");
        office.mend();
        let id = desk.world.service.pending_view()[0].id.clone();
        let completed = desk.world.service.complete(&id, None, None).unwrap();
        assert_eq!(level(&completed), Some("B-LT"));
    }
}

#[test]
fn revoked_signer_of_another_program_gets_no_validation_data() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let (input, foreign) =
        (desk.world.letter("surat.pdf", SAMPLE), desk.world.letters.path().join("dicabut.pdf"));
    judges::pyhanko_sign(&input, &foreign, &office.signer("revoked"), "Tanda");
    let open = OpenDocument::from_path(&foreign).unwrap();
    let problem = desk.world.service.extend(&open, SignLevel::Lt, None).unwrap_err();
    assert_eq!(problem, Problem::SignerRevoked { since: "2025-06-01".to_owned() });
    assert_eq!(desk.world.files(), ["dicabut.pdf", "surat.pdf"]);
}

#[test]
fn file_of_another_program_is_extended_and_renewed_in_new_files() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let (input, foreign) =
        (desk.world.letter("surat.pdf", SAMPLE), desk.world.letters.path().join("orang-lain.pdf"));
    judges::pyhanko_sign(&input, &foreign, &office.signer("signer-rsa"), "Tanda");
    let open = |path: &Path| OpenDocument::from_path(path).unwrap();
    let first = desk.world.service.extend(&open(&foreign), SignLevel::Lta, None).unwrap();
    assert_eq!((first.document.name.as_str(), level(&first)), ("orang-lain_lengkap.pdf", Some("B-LTA")));
    let second = desk.world.service.extend(&open(&desk.path(&first)), SignLevel::Lta, None).unwrap();
    let stamps =
        |view: &SignedView| view.verification.signatures.iter().filter(|one| one.document_timestamp).count();
    assert_eq!((stamps(&first), stamps(&second)), (2, 3), "the archive time stamp is renewed");
    assert!(ades(&office, &desk.path(&second), Revocation::Required).bottom_line);
    let unsigned = desk.world.service.extend(&open(&input), SignLevel::T, None);
    assert_eq!(unsigned.unwrap_err(), Problem::NothingToExtend);
    assert_eq!(desk.world.files().len(), 4, "a refusal leaves nothing");
}

#[test]
fn offline_signs_the_basic_level_and_says_so() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let off = NetworkSettings { on: false, ..desk.world.service.network_view().settings };
    desk.world.service.network_change(&off).unwrap();
    let signed = desk.sign(SignLevel::T);
    assert_eq!((signed.incomplete.clone(), level(&signed)), (Some(Problem::NetworkOff), Some("B-B")));
    assert_eq!(office.take_requests(), Vec::<String>::new());
}

/// The office's roots as anchors: the issuing CA stands between.
fn roots(office: &Office) -> [PathBuf; 3] {
    office.roots()
}

#[test]
fn missing_issuer_is_fetched_from_an_allowed_host_and_embedded() {
    let office = office();
    let alone = office.key_file_alone("signer-ec", PASSWORD);
    let stamps = [office.time_stamps("tsa")];
    let desk = Desk::of(&office, &roots(&office), &alone, &stamps);
    office.take_requests();
    let signed = desk.sign(SignLevel::Lt);
    assert_eq!((signed.incomplete.clone(), level(&signed)), (None, Some("B-LT")));
    let asked = office.take_requests();
    let issuers = asked.iter().filter(|path| path.contains("/certs/")).count();
    assert_eq!(issuers, 1, "one look, though plan and run both need it: {asked:?}");
    let file = desk.path(&signed);
    let seen = judges::ades(
        &file,
        None,
        Revocation::Required,
        None,
        &roots(&office).each_ref().map(PathBuf::as_path),
    );
    assert!(seen[0].bottom_line, "pyHanko, trusting the root and fetching nothing: {seen:?}");
    // In the signature itself: any program finds it there.
    let signature = pdfsig_dump(&file);
    let text =
        testkit::openssl::openssl(&["pkcs7", "-inform", "DER", "-in", &signature, "-print_certs", "-noout"]);
    assert!(text.stdout.contains("Penerbit Kantor (UJI)"), "{}", text.stdout);
}

/// The signature as pdfsig takes it out, DER.
fn pdfsig_dump(file: &Path) -> String {
    let folder = file.parent().unwrap().to_owned();
    let mut command = std::process::Command::new("pdfsig");
    command.current_dir(&folder).args(["-nocert", "-dump"]).arg(file);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    folder.join(format!("{}.sig0", name(file))).to_str().unwrap().to_owned()
}

#[test]
fn missing_issuer_is_not_asked_for_at_hosts_that_are_not_allowed_nor_offline() {
    let office = office();
    let alone = office.key_file_alone("signer-ec", PASSWORD);
    let desk = Desk::of(&office, &roots(&office), &alone, &[]);
    let all = desk.world.service.network_view().settings;
    for settings in
        [NetworkSettings { hosts: Vec::new(), ..all.clone() }, NetworkSettings { on: false, ..all.clone() }]
    {
        desk.world.service.network_change(&settings).unwrap();
        office.take_requests();
        let letter = desk.world.sample();
        let plan = desk.world.service.sign_plan(&desk.request(&letter, SignLevel::Lt), None).unwrap();
        let issuer = plan.checks.iter().find(|check| check.id == CheckId::Issuer).unwrap();
        assert!(matches!(issuer.problem, Some(Problem::CertificateUntrusted { .. })), "{issuer:?}");
        assert_eq!(office.take_requests(), Vec::<String>::new());
    }
}

#[test]
fn file_signed_elsewhere_without_its_issuer_is_extended_with_the_fetched_one() {
    let office = office();
    let desk = Desk::of(
        &office,
        &roots(&office),
        &office.key_file("signer-ec", PASSWORD),
        &[office.time_stamps("tsa")],
    );
    let input = desk.world.letter("surat.pdf", SAMPLE);
    let foreign = desk.world.letters.path().join("orang-lain.pdf");
    judges::pyhanko_sign(&input, &foreign, &office.signer("signer-rsa"), "Tanda");
    // Another person, whose key file has told the program no issuer.
    let alone = office.key_file_alone("signer-rsa", PASSWORD);
    let other = Desk::of(&office, &roots(&office), &alone, &[office.time_stamps("tsa")]);
    let open = OpenDocument::from_path(&foreign).unwrap();
    let extended = other.world.service.extend(&open, SignLevel::Lt, None).unwrap();
    assert_eq!(level(&extended), Some("B-LT"));
    let file = desk.path(&extended);
    let seen = judges::ades(
        &file,
        None,
        Revocation::Required,
        None,
        &roots(&office).each_ref().map(PathBuf::as_path),
    );
    assert!(seen[0].bottom_line, "{seen:?}");
}

#[test]
fn server_that_drips_or_stays_silent_keeps_the_basic_signature_within_the_deadline() {
    use testkit::web::{Reply, Server};
    let office = office();
    let head =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 9000\r\n\r\n";
    for reply in [Reply::Drip(head.to_vec()), Reply::Silent] {
        let server = Server::always(reply.clone());
        let desk = Desk::of(
            &office,
            &anchors(&office),
            &office.key_file("signer-ec", PASSWORD),
            &[server.url("/tsa")],
        );
        *desk.world.host.patience.lock().unwrap() = SHORT;
        let signed = desk.sign(SignLevel::Lta);
        assert!(
            matches!(signed.incomplete, Some(Problem::NetworkTimedOut { .. })),
            "{reply:?}: {:?}",
            signed.incomplete
        );
        assert_eq!(level(&signed), Some("B-B"));
        assert_eq!(desk.world.service.pending_view().len(), 1);
        assert_eq!(server.connections(), 2, "the trial before the PIN, and the stamp itself");
        assert!(judges::pdfsig(&desk.path(&signed))[0].valid);
    }
}

/// What the person sees who runs `pyhanko sign adesverify`: what it prints, and its exit code.
fn adesverify(file: &Path, trusted: &[PathBuf]) -> (String, i32) {
    let mut command = std::process::Command::new(judges::judge("pyhanko"));
    command.args(["sign", "adesverify", "--executive-summary"]);
    for root in trusted {
        command.arg("--trust").arg(root);
    }
    let output = testkit::command::run(command.arg(file), testkit::command::PATIENCE);
    (output.stdout.trim().to_owned(), output.code())
}

/// Signed by pyHanko without a time stamp, validation data and document time stamp put in by pyHanko as well.
const PYHANKO_LATE: &str = "import sys
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
source, target, key, certificate, chain, stamps, *roots = sys.argv[1:]
context = lambda: ValidationContext(trust_roots=list(load_certs_from_pemder(roots)), allow_fetching=True)
signer = signers.SimpleSigner.load(key, certificate, ca_chain_files=[chain])
how = signers.PdfSignatureMetadata(field_name='Tanda', subfilter=SigSeedSubFilter.PADES, md_algorithm='sha256',
    embed_validation_info=True, validation_context=context())
with open(source, 'rb') as r, open(target, 'w+b') as w:
    signers.sign_pdf(IncrementalPdfFileWriter(r), how, signer=signer, output=w)
with open(target, 'r+b') as both:
    stamper = signers.PdfTimeStamper(HTTPTimeStamper(stamps))
    stamper.timestamp_pdf(IncrementalPdfFileWriter(both), 'sha256', validation_context=context(), in_place=True)
";

#[test]
fn adesverify_concludes_the_same_of_a_completed_letter_as_of_one_stamped_at_once() {
    let office = office();
    let once = Desk::new(&office, "signer-ec");
    let at_once = once.path(&once.sign(SignLevel::Lta));
    office.fault("tsa", "down");
    let desk = Desk::new(&office, "signer-ec");
    desk.sign(SignLevel::Lta);
    office.mend();
    *desk.world.host.clock.lock().unwrap() =
        Some(chrono::Utc::now().fixed_offset() + chrono::TimeDelta::seconds(1));
    let id = desk.world.service.pending_view()[0].id.clone();
    let later = desk.path(&desk.world.service.complete(&id, None, None).unwrap());

    // pyHanko alone, in the same order: signed first, stamped later.
    let script = desk.world.letter("late.py", PYHANKO_LATE.as_bytes());
    let alone = desk.world.letters.path().join("pyhanko.pdf");
    let signer = office.signer("signer-ec");
    let mut command = std::process::Command::new(judges::judge("python"));
    command.arg(script).arg(desk.world.letter("awal.pdf", SAMPLE)).arg(&alone).arg(&signer.key);
    command.arg(&signer.certificate).arg(office.certificate("interm")).arg(office.time_stamps("tsa"));
    testkit::command::run(command.args(roots(&office)), testkit::command::PATIENCE).succeeded();

    // The command asks the office for revocation data as well; the library below may not.
    let trusted = anchors(&office);
    let (said, code) = adesverify(&at_once, &trusted);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with(":VALID"), "{said}");
    assert_eq!(adesverify(&later, &trusted), (said, code));
    let result = |file: &Path| {
        let seen = ades(&office, file, Revocation::Required);
        (seen.bottom_line, seen.result)
    };
    let without_stamp = (true, "AdESIndeterminate.SIG_CONSTRAINTS_FAILURE".to_owned());
    assert_eq!(result(&later), without_stamp);
    assert_eq!(result(&alone), without_stamp, "pyHanko's own rule: docs/levels.md");
}

#[test]
fn pending_letter_that_a_password_protects_is_completed_with_it() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let locked = desk.world.letters.path().join("terkunci.pdf");
    let mut command = std::process::Command::new("qpdf");
    command.args(["--encrypt", "pemakai", "pemilik", "256", "--"]);
    command.arg(desk.world.letter("awal.pdf", SAMPLE)).arg(&locked);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    let password =
        |text: &str| std::sync::Arc::new(service::Password::new(zeroize::Zeroizing::new(text.to_owned())));
    office.fault("tsa", "down");
    let letter = desk.world.open(&locked);
    desk.world.service.unlock(&letter.document, &password("pemakai")).unwrap();
    let signed = desk.run(&desk.request(&letter, SignLevel::Lt));
    assert_eq!(level(&signed), Some("B-B"));
    office.mend();
    *desk.world.host.clock.lock().unwrap() =
        Some(chrono::Utc::now().fixed_offset() + chrono::TimeDelta::seconds(1));

    let id = desk.world.service.pending_view()[0].id.clone();
    let complete = |word: Option<&str>| desk.world.service.complete(&id, word.map(password).as_ref(), None);
    assert_eq!(complete(None).unwrap_err(), Problem::DocumentPasswordNeeded);
    assert_eq!(complete(Some("salah")).unwrap_err(), Problem::DocumentPasswordWrong);
    assert_eq!(desk.world.service.pending_view().len(), 1, "it stays on the list");
    let completed = complete(Some("pemakai")).unwrap();
    assert_eq!(level(&completed), Some("B-LT"));
    assert!(desk.world.service.pending_view().is_empty());
    let file = desk.path(&completed);
    let trusted = anchors(&office);
    let roots = trusted.each_ref().map(PathBuf::as_path);
    assert!(judges::ades(&file, None, Revocation::Required, Some("pemakai"), &roots)[0].bottom_line);
    assert!(judges::pdfsig_opened(&file, Some("pemakai")).unwrap()[0].valid);
    assert_eq!(judges::qpdf_opened(&file, Some("pemakai")), judges::Structure::Clean);
}
