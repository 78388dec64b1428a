//! Levels above the basic one over an office made by others on loopback: what is asked of the network and when, what is
//! kept when it fails, and that the result is completed later without the token. Judged by pyHanko.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/desk.rs"]
mod desk;
mod support;

use desk::{Desk, PASSWORD, ades, anchors, level, office, roots, stamps_asked};
use service::BatchSource;
use service::documents::OpenDocument;
use service::http::Patience;
use service::schema::{
    BatchState, CheckId, CheckState, DocumentHandle, DocumentView, NetworkSettings, Outcome, Problem,
    SignLevel, SignRequest, SignedView,
};
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{SAMPLE, pin_of};
use testkit::judges::{self, Ades, Revocation};

/// Deadlines that are over soon.
const SHORT: Patience = Patience {
    connect: Duration::from_millis(700),
    answer: Duration::from_millis(700),
    small: Duration::from_millis(700),
    list: Duration::from_millis(700),
};

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

#[test]
fn level_not_chosen_is_what_holds_for_years_where_stamps_can_be_had() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let letter = desk.world.sample();
    let proposed = |token: &str| {
        let request =
            SignRequest { level: None, token: token.to_owned(), ..desk.request(&letter, SignLevel::B) };
        desk.world.service.sign_plan(&request, None).unwrap().level
    };
    assert_eq!(proposed(&desk.token), SignLevel::Lt);
    desk.world.service.insert_practice().unwrap();
    assert_eq!(proposed("practice"), SignLevel::B, "practice costs no authority a stamp");
    let settings = desk.world.service.network_view().settings;
    let without = NetworkSettings { stamps: Vec::new(), ..settings.clone() };
    for settings in [NetworkSettings { on: false, ..settings }, without] {
        desk.world.service.network_change(&settings).unwrap();
        assert_eq!(proposed(&desk.token), SignLevel::B);
    }
    // What was proposed is what is made.
    assert_eq!(stamps_asked(&office), 1, "the trial before the PIN");
}

#[test]
fn batch_whose_authority_fails_keeps_each_letter_and_queues_it() {
    let office = office();
    let desk = Desk::new(&office, "signer-ec");
    let letters: Vec<PathBuf> =
        (1..=3).map(|at| desk.world.letter(&format!("surat-{at}.pdf"), SAMPLE)).collect();
    let source =
        |path: &PathBuf| BatchSource { path: path.clone(), target: None, seen: None, password: None };
    let nothing = DocumentView { document: DocumentHandle(String::new()), ..desk.world.sample() };
    let wanted = desk.request(&nothing, SignLevel::Lt);
    let prompt = match desk.world.service.batch_of(letters.iter().map(source).collect(), wanted) {
        Outcome::NeedsSecret { secret } => secret,
        other => panic!("a password should be asked for: {other:?}"),
    };
    // It answered before the PIN, and no longer does.
    office.fault("tsa", "down");
    let view = match desk.world.service.batch_answer(&prompt.ticket, pin_of(PASSWORD), false) {
        Outcome::Done { value } => value,
        other => panic!("a list should come: {other:?}"),
    };
    assert_eq!(view.stopped, None);
    for item in &view.items {
        assert_eq!(item.state, BatchState::Incomplete, "{item:?}");
        assert!(item.problem.is_some() && item.output.is_some(), "{item:?}");
        assert_eq!(item.level.as_deref(), Some("B-B"), "what it was kept at");
    }
    let pending = desk.world.service.pending_view();
    assert!(pending.len() == 3 && pending.iter().all(|one| one.level == SignLevel::Lt), "{pending:?}");
    for at in 1..=3 {
        let file = desk.world.letters.path().join(format!("surat-{at}_ttd.pdf"));
        assert!(judges::pdfsig(&file)[0].valid);
    }
    office.mend();
    *desk.world.host.clock.lock().unwrap() =
        Some(chrono::Utc::now().fixed_offset() + chrono::TimeDelta::seconds(1));
    for one in pending {
        let completed = desk.world.service.complete(&one.id, None, None).unwrap();
        assert_eq!(level(&completed), Some("B-LT"));
    }
}
