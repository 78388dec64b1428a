//! The signing flow over the practice card: what is asked before the PIN, what one PIN costs, and that nothing is left
//! behind when anything fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::schema::{CheckId, CheckState, HeadingState, Outcome, PlaceRequest, Problem, RectView};
use std::path::Path;
use std::process::Command;
use support::{SAMPLE, World, pin_of, refusal, request};
use testkit::command::{PATIENCE, run};
use testkit::judges;
use testkit::openssl::{Key, Pki, openssl};
use token::emulator::Fault;
use token::{Act, KeyRef, Pin, RsaPadding, ToBeSigned, Token, TokenInfo, TokenKey};

#[test]
fn sample_letter_is_signed_and_the_result_verified() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    assert_eq!(prompt.tries, Some(3));
    assert!(prompt.practice);
    let Outcome::Done { value: signed } = world.answer(&prompt, "123456") else { panic!("signed") };
    assert_eq!(signed.document.name, "surat_ttd.pdf");
    let signature = &signed.verification.signatures[0];
    assert_eq!(signature.integrity, HeadingState::Sah);
    assert!(signature.covers_whole_file);
    assert!(signature.practice, "a practice signature says so");
    assert_ne!(signed.verification.verdict, "sah", "practice is never trusted");
    assert_eq!(world.files(), ["surat.pdf", "surat_ttd.pdf"]);
    let result = std::fs::read(world.letters.path().join("surat_ttd.pdf")).unwrap();
    assert!(result.starts_with(SAMPLE), "the original's bytes stand untouched in front");
    assert_eq!(world.verifies(), 1 + tries_asked(), "the PIN goes to the card once");
}

/// Opening the token and reading it ask for the tries by an empty VERIFY: this often in one signing run.
const fn tries_asked() -> usize {
    2
}

#[test]
fn wrong_pin_costs_one_try_and_the_run_goes_on() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    let Outcome::NeedsSecret { secret } = world.answer(&prompt, "999999") else { panic!("asked again") };
    assert!(secret.wrong);
    assert_eq!(secret.tries, Some(2));
    assert_eq!(world.files(), ["surat.pdf"], "no file is left");
    let Outcome::Done { .. } = world.answer(&secret, "123456") else { panic!("signed") };
}

#[test]
fn pin_that_cannot_be_right_is_not_sent() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    world.verifies();
    let problem = refusal(world.answer(&prompt, "12"));
    assert_eq!(problem, Problem::PinFormat { min: 6, max: 8, characters: "any".to_owned() });
    assert_eq!(world.verifies(), 0);
    let Outcome::Done { .. } = world.answer(&prompt, "123456") else { panic!("the run still waits") };
}

#[test]
fn blocked_pin_is_told_before_any_pin_is_asked() {
    let world = World::new();
    let letter = world.sample();
    let mut prompt = world.begin(&letter);
    for _ in 0..2 {
        let Outcome::NeedsSecret { secret } = world.answer(&prompt, "999999") else { panic!("asked again") };
        prompt = secret;
    }
    assert_eq!(prompt.tries, Some(1));
    assert_eq!(refusal(world.answer_last(&prompt, "999999")), Problem::PinBlocked);
    world.verifies();
    assert_eq!(refusal(world.service.sign_run(&request(&letter), None)), Problem::PinBlocked);
    assert_eq!(world.verifies(), 0, "a blocked card is not asked again");
    assert_eq!(world.files(), ["surat.pdf"]);
}

#[test]
fn ticket_serves_one_run_only() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    let Outcome::Done { .. } = world.answer(&prompt, "123456") else { panic!("signed") };
    assert_eq!(refusal(world.answer(&prompt, "123456")), Problem::TicketGone);
    let given_up = world.begin(&letter);
    world.service.secret_cancel(&given_up.ticket);
    assert_eq!(refusal(world.answer(&given_up, "123456")), Problem::TicketGone);
}

#[test]
fn no_consent_no_pin() {
    let world = World::new();
    let letter = world.sample();
    let silent = service::schema::SignRequest { consent: false, ..request(&letter) };
    assert_eq!(refusal(world.service.sign_run(&silent, None)), Problem::ConsentMissing);
}

#[test]
fn card_fault_at_any_command_leaves_no_file_and_never_a_second_pin() {
    let world = World::new();
    let card = world.service.practice_card().unwrap();
    let letter = world.letter("surat.pdf", SAMPLE);
    // From opening to the end of the signature; what is read again afterwards is another test's.
    let prompt = world.begin(&world.open(&letter));
    card.take_headers();
    assert!(matches!(world.answer(&prompt, "123456"), Outcome::Done { .. }));
    std::fs::remove_file(world.letters.path().join("surat_ttd.pdf")).unwrap();
    let signed = card.take_headers().iter().rposition(|header| header[1] == 0x87).unwrap();
    for (fault, name) in [
        (Fault::Remove, "removed"),
        (Fault::Lost, "lost"),
        (Fault::Reset, "reset"),
        (Fault::Answer(vec![0x6F, 0x00]), "6F00"),
        (Fault::Answer(vec![0x69, 0x82]), "6982"),
        (Fault::Answer(vec![0xDE, 0xAD, 0xBE, 0xEF, 0x90, 0x00]), "garbage"),
        (Fault::Answer(vec![]), "nothing"),
        (Fault::Answer(vec![0x90]), "too little"),
        (Fault::Answer([&[0x53; 70_000][..], &[0x90, 0x00]].concat()), "too much"),
    ] {
        for after in 0..=signed + 1 {
            let prompt = world.begin(&world.open(&letter));
            card.take_headers();
            card.plan(after, fault.clone());
            match world.answer(&prompt, "123456") {
                Outcome::Done { .. } => {
                    assert_eq!(world.files(), ["surat.pdf", "surat_ttd.pdf"], "{name} after {after}: whole");
                    std::fs::remove_file(world.letters.path().join("surat_ttd.pdf")).unwrap();
                }
                Outcome::Refused { .. } | Outcome::NeedsSecret { .. } => {
                    assert_eq!(world.files(), ["surat.pdf"], "{name} after {after}: no half file");
                }
            }
            let sent = world.verifies();
            assert!(sent <= 1 + tries_asked(), "{name} after {after}: {sent} VERIFYs, one may carry a PIN");
            // A fault that was planned for a command that never came must not meet the next run.
            card.plan(usize::MAX, Fault::Reset);
            world.service.tokens().reread("practice");
        }
    }
}

#[test]
fn token_pulled_before_signing_is_told_by_the_plan() {
    let world = World::new();
    let letter = world.sample();
    world.service.tokens().remove("practice");
    let plan = world.service.sign_plan(&request(&letter), None).unwrap();
    assert!(!plan.ready);
    assert_eq!(plan.checks[0].id, CheckId::Token);
    assert_eq!(plan.checks[0].state, CheckState::Failed);
}

#[test]
fn result_that_appeared_meanwhile_is_not_replaced() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    world.letter("surat_ttd.pdf", b"milik orang lain");
    assert_eq!(
        refusal(world.answer(&prompt, "123456")),
        Problem::OutputExists { name: "surat_ttd.pdf".to_owned() }
    );
    assert_eq!(std::fs::read(world.letters.path().join("surat_ttd.pdf")).unwrap(), b"milik orang lain");
    assert_eq!(world.files().len(), 2, "no draft is left");
}

#[test]
fn document_changed_after_the_preview_is_refused_without_a_pin() {
    let world = World::new();
    let path = world.letter("surat.pdf", SAMPLE);
    let letter = world.open(&path);
    let prompt = world.begin(&letter);
    world.verifies();
    let mut other = SAMPLE.to_vec();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    std::fs::write(&path, &other).unwrap();
    assert_eq!(refusal(world.answer(&prompt, "123456")), Problem::DocumentChangedOnDisk);
    assert_eq!(world.verifies(), 0);
}

#[test]
fn place_outside_the_document_is_refused_with_the_reason() {
    let world = World::new();
    let letter = world.sample();
    let rect = RectView { x: 10.0, y: 10.0, width: 200.0, height: 80.0 };
    let at = |page, rect| service::schema::SignRequest {
        place: PlaceRequest::Page { page, rect },
        ..request(&letter)
    };
    let refused = |request| refusal(world.service.sign_run(&request, None));
    assert_eq!(refused(at(9, rect)), Problem::PlaceNoSuchPage { page: 9, pages: 1 });
    assert_eq!(refused(at(1, RectView { x: 5_000.0, ..rect })), Problem::PlaceOutsidePage);
    assert_eq!(refused(at(1, RectView { width: 5.0, height: 5.0, ..rect })), Problem::PlaceTooSmall);
}

#[test]
fn two_practice_signers_in_turn_both_hold() {
    let world = World::new();
    let letter = world.sample();
    let prompt = world.begin(&letter);
    let Outcome::Done { value: first } = world.answer(&prompt, "123456") else { panic!("signed") };
    let second = service::schema::SignRequest { key: Some("9a".to_owned()), ..request(&first.document) };
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&second, None) else {
        panic!("a PIN is asked")
    };
    let Outcome::Done { value: both } = world.answer(&secret, "123456") else { panic!("signed") };
    let signatures = &both.verification.signatures;
    assert_eq!(signatures.len(), 2);
    assert_eq!(signatures[0].integrity_detail, "changed_allowed");
    assert_eq!(signatures[1].integrity_detail, "intact");
    assert!(signatures.iter().all(|signature| signature.integrity == HeadingState::Sah));
    assert_ne!(signatures[0].signer, signatures[1].signer);
}

#[test]
fn block_is_drawn_for_the_preview_and_can_be_read_by_its_handle() {
    let world = World::new();
    let letter = world.sample();
    let plan = world.service.sign_plan(&request(&letter), None).unwrap();
    let block = plan.block.unwrap();
    let bytes = world.service.read(&block.document, 0, u64::MAX).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let place = plan.place.unwrap();
    assert!((place.rect.width - block.width).abs() < 0.01, "drawn in the size of its place");
}

#[test]
fn block_of_an_earlier_plan_stays_readable_while_later_plans_come() {
    let world = World::new();
    let letter = world.sample();
    let block = || world.service.sign_plan(&request(&letter), None).unwrap().block.unwrap().document;
    let first = block();
    let later: Vec<_> = (0..15).map(|_| block()).collect();
    assert!(world.service.read(&first, 0, 8).is_ok(), "the window may still be showing it");
    block();
    assert_eq!(world.service.read(&first, 0, 8), Err(Problem::DocumentGone), "but not for ever");
    assert!(world.service.read(&later[14], 0, 8).is_ok());
}

/// A world with a key file of this kind of key; its name as a token, and who issued its certificate.
fn with_key_file(kind: Key) -> (World, String, Pki) {
    let (world, pki) = (World::new(), Pki::new());
    *world.host.clock.lock().unwrap() = None;
    let signer = pki.signer("Pejabat PSS", kind);
    let file = world.host.folder.path().join("kunci.p12");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (key, certificate, out) = (text(&signer.key), text(&signer.certificate), text(&file));
    let locked = "pass:rahasia";
    openssl(&["pkcs12", "-export", "-inkey", &key, "-in", &certificate, "-passout", locked, "-out", &out]);
    let root = &pki.root().certificate;
    let seen = run(
        Command::new("openssl").args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(root),
        PATIENCE,
    );
    let fingerprint = seen.stdout.trim().split('=').nth(1).unwrap().to_owned();
    let decision =
        service::Decision { purpose: service::schema::TrustPurpose::Any, until: None, bsre: false };
    world.service.trust_add_file(root, &fingerprint, &decision).unwrap();
    let token = world.service.insert_key_file(&file, pin_of("rahasia")).unwrap();
    (world, token, pki)
}

#[test]
fn key_bound_to_pss_signs_so_and_pyhanko_and_openssl_accept_it() {
    for kind in [Key::RsaPss, Key::RsaPssSha256] {
        let (world, token, pki) = with_key_file(kind);
        signs_with_pss(&world, token, &pki);
    }
}

/// A key file as a token that pads by PSS alone.
struct PssAlone(token::pkcs12::Pkcs12Token);

impl Token for PssAlone {
    fn info(&mut self) -> Result<TokenInfo, token::Error> {
        self.0.info()
    }

    fn keys(&mut self) -> Result<Vec<TokenKey>, token::Error> {
        let mut keys = self.0.keys()?;
        keys.iter_mut().for_each(|key| key.only_pss = true);
        Ok(keys)
    }

    fn sign(&mut self, key: &KeyRef, act: &mut Act, what: &ToBeSigned<'_>) -> Result<Vec<u8>, token::Error> {
        match what.padding {
            RsaPadding::Pss { .. } => self.0.sign(key, act, what),
            _ => Err(token::Error::KeyUnsupported { slot: key.slot.key_reference() }),
        }
    }

    fn change_pin(&mut self, old: Pin, new: Pin) -> Result<(), token::Error> {
        self.0.change_pin(old, new)
    }

    fn unblock(&mut self, puk: Pin, new: Pin) -> Result<(), token::Error> {
        self.0.unblock(puk, new)
    }
}

#[test]
fn token_that_does_pss_alone_signs_so_with_an_ordinary_certificate() {
    let (world, _, pki) = with_key_file(Key::Rsa(2048));
    let file = world.host.folder.path().join("kunci.p12");
    let open = move || {
        let mut token = token::pkcs12::Pkcs12Token::open(&file)?;
        token.unlock(pin_of("rahasia"))?;
        let token: Box<dyn Token> = Box::new(PssAlone(token));
        Ok(token)
    };
    world.service.tokens().insert("hanya-pss", None, Box::new(open), None);
    signs_with_pss(&world, "hanya-pss".to_owned(), &pki);
}

/// Signs the sample; pyHanko, qpdf and OpenSSL take the result, and the signature is one of RSASSA-PSS.
fn signs_with_pss(world: &World, token: String, pki: &Pki) {
    let letter = world.sample();
    let wanted = service::schema::SignRequest { token, ..request(&letter) };
    let Outcome::NeedsSecret { secret } = world.service.sign_run(&wanted, None) else { panic!("a password") };
    let Outcome::Done { value: signed } = world.answer(&secret, "rahasia") else { panic!("signed") };
    assert_eq!(signed.verification.verdict, "sah");

    let file = world.letters.path().join("surat_ttd.pdf");
    let root = &pki.root().certificate;
    let seen = &judges::pyhanko(&file, &[root])[0];
    assert!(seen.bottom_line, "{seen:?}");
    assert_eq!(judges::qpdf(&file), judges::Structure::Clean);
    run(
        Command::new("pdfsig").current_dir(world.letters.path()).args(["-nocert", "-dump"]).arg(&file),
        PATIENCE,
    )
    .succeeded();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let container = text(&world.letters.path().join("surat_ttd.pdf.sig0"));
    let bytes = std::fs::read(&file).unwrap();
    let gap = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark).unwrap();
    let (from, to) = (gap(b"/Contents<") + 9, gap(b">/M(") + 1);
    let content = world.letters.path().join("isi");
    std::fs::write(&content, [&bytes[..from], &bytes[to..]].concat()).unwrap();
    #[rustfmt::skip]
    openssl(&["cms", "-verify", "-binary", "-inform", "DER", "-in", &container, "-content", &text(&content),
        "-CAfile", &text(root), "-purpose", "any", "-out", "/dev/null"]);
    let said = openssl(&["cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", &container]).stdout;
    let (_, signer) = said.split_once("signerInfos").unwrap_or_else(|| panic!("no signer: {said}"));
    assert!(signer.contains("algorithm: rsassaPss"), "{signer}");
    assert!(signer.contains("INTEGER           :20\n"), "a salt of 32 bytes: {signer}");
}

#[test]
fn key_bound_to_another_digest_is_refused_before_the_password() {
    let (world, token, _pki) = with_key_file(Key::RsaPssSha512);
    let letter = world.sample();
    let wanted = service::schema::SignRequest { token, ..request(&letter) };
    assert_eq!(refusal(world.service.sign_run(&wanted, None)), Problem::CertificateUnsupported);
    assert_eq!(world.files(), ["surat.pdf"]);
}
