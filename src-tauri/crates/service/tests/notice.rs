//! The notice of Art 4(1)i through the whole flow: for a signer whose issuer's key is marked as BSrE's, in a free strip of
//! each page, once; and for nobody else. The words are read by poppler.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use service::schema::{
    BatchState, CheckId, CheckState, DocumentHandle, DocumentView, NoticeChoice, NoticeEdge, NoticeState,
    NoticeView, Outcome, PlaceRequest, Problem, Protection, SignRequest, SignedView, TrustPurpose,
};
use service::{BatchSource, Decision};
use support::{SAMPLE, World, pin_of, refusal, request};
use testkit::command::{PATIENCE, run};
use testkit::openssl::{Key, Pki, openssl};

const SENTENCE: &str = "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang \
                        diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara.";

/// A world with a key file whose issuer is trusted, and marked as BSrE's or not.
struct Agency {
    world: World,
    token: String,
    pki: Pki,
}

impl Agency {
    fn new(bsre: bool) -> Agency {
        let (world, pki) = (World::new(), Pki::new());
        *world.host.clock.lock().unwrap() = None;
        let signer = pki.signer("Pejabat Uji (UJI)", Key::Rsa(2048));
        let file = world.host.folder.path().join("kunci.p12");
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let (key, certificate, out) = (text(&signer.key), text(&signer.certificate), text(&file));
        openssl(&[
            "pkcs12",
            "-export",
            "-inkey",
            &key,
            "-in",
            &certificate,
            "-passout",
            "pass:rahasia",
            "-out",
            &out,
        ]);
        let root = &pki.root().certificate;
        let fingerprint = run(
            Command::new("openssl").args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(root),
            PATIENCE,
        );
        let fingerprint = fingerprint.stdout.trim().split('=').nth(1).unwrap().to_owned();
        let decision = Decision { purpose: TrustPurpose::Any, until: None, bsre };
        world.service.trust_add_file(root, &fingerprint, &decision).unwrap();
        let token = world.service.insert_key_file(&file, pin_of("rahasia")).unwrap();
        Agency { world, token, pki }
    }

    fn request(&self, document: &DocumentView) -> SignRequest {
        SignRequest { token: self.token.clone(), ..request(document) }
    }

    fn planned(&self, wanted: &SignRequest) -> (NoticeView, CheckState) {
        let plan = self.world.service.sign_plan(wanted, None).unwrap();
        let check = plan.checks.iter().find(|check| check.id == CheckId::Notice).unwrap();
        (plan.notice.unwrap(), check.state)
    }

    fn sign(&self, wanted: &SignRequest) -> SignedView {
        match self.world.service.sign_run(wanted, None) {
            Outcome::NeedsSecret { secret } => match self.world.answer(&secret, "rahasia") {
                Outcome::Done { value } => value,
                other => panic!("signed: {other:?}"),
            },
            other => panic!("a password is asked for: {other:?}"),
        }
    }

    /// How often the sentence stands in a file of the letters' folder.
    fn sentences(&self, name: &str) -> usize {
        let path = self.world.letters.path().join(name);
        let text = run(Command::new("pdftotext").arg(path).arg("-"), PATIENCE).succeeded().stdout;
        text.split_whitespace().collect::<Vec<_>>().join(" ").matches(SENTENCE).count()
    }
}

#[test]
fn letter_signed_with_a_bsre_certificate_carries_the_notice_once() {
    let agency = Agency::new(true);
    let letter = agency.world.sample();
    let wanted = agency.request(&letter);
    let (notice, check) = agency.planned(&wanted);
    assert_eq!((notice.state, check), (NoticeState::Written, CheckState::Passed));
    assert_eq!(notice.text.as_deref(), Some(SENTENCE));
    let pages: Vec<u32> = notice.strips.iter().map(|strip| strip.page).collect();
    assert_eq!(pages, (1..=letter.pages).collect::<Vec<_>>());
    let first = agency.sign(&wanted);
    assert!(first.verification.signatures[0].covers_whole_file);
    let count = usize::try_from(letter.pages).unwrap();
    assert_eq!(agency.sentences("surat_ttd.pdf"), count);

    // The second signature leaves the pages alone and says that the sentence is there.
    let again = SignRequest { place: PlaceRequest::Invisible, ..agency.request(&first.document) };
    let (notice, _) = agency.planned(&again);
    assert_eq!((notice.state, notice.found), (NoticeState::AlreadySigned, true));
    let second = agency.sign(&again);
    assert_eq!(agency.sentences(&second.document.name), count);
    let bytes = |name: &str| std::fs::read(agency.world.letters.path().join(name)).unwrap();
    assert!(bytes(&second.document.name).starts_with(&bytes("surat_ttd.pdf")));
    assert!(bytes("surat_ttd.pdf").starts_with(SAMPLE));
}

#[test]
fn issuer_that_is_not_marked_by_key_gets_no_notice_whatever_its_name() {
    let agency = Agency::new(false);
    let letter = agency.world.sample();
    let (notice, check) = agency.planned(&agency.request(&letter));
    assert_eq!((notice.state, check), (NoticeState::NotBsre, CheckState::Passed));
    agency.sign(&agency.request(&letter));
    assert_eq!(agency.sentences("surat_ttd.pdf"), 0);
    // Another key under the same name does not become BSrE's by the mark of the first.
    let other = Agency::new(true);
    assert_ne!(agency.pki.root().certificate, other.pki.root().certificate);
}

#[test]
fn letter_that_says_it_already_does_not_get_it_twice() {
    let agency = Agency::new(true);
    let words: Vec<&str> = SENTENCE.split(' ').collect();
    let (first, second) = words.split_at(12);
    let said = format!(
        "BT /F1 7 Tf 1 0 0 1 60 60 Tm ({}) Tj 1 0 0 1 60 50 Tm ({}) Tj ET",
        first.join(" "),
        second.join(" ").replace('(', "\\(").replace(')', "\\)")
    );
    let letter = agency.world.open(&agency.world.letter("templat.pdf", &testkit::pdf::page(595, 842, &said)));
    let (notice, check) = agency.planned(&agency.request(&letter));
    assert_eq!((notice.state, check), (NoticeState::Present, CheckState::Passed));
    agency.sign(&agency.request(&letter));
    assert_eq!(agency.sentences("templat_ttd.pdf"), 1);
}

#[test]
fn full_page_asks_the_signer_who_may_choose_or_leave_out_with_a_reason() {
    let agency = Agency::new(true);
    // A grey scan but for the head of the page.
    let scan = testkit::pdf::page(595, 842, "0.9 g 0 0 595 790 re f");
    let letter = agency.world.open(&agency.world.letter("pindai.pdf", &scan));
    let wanted = SignRequest { place: PlaceRequest::Invisible, ..agency.request(&letter) };
    let (notice, check) = agency.planned(&wanted);
    assert_eq!((notice.state, check), (NoticeState::NoRoom, CheckState::Failed));
    assert_eq!(refusal(agency.world.service.sign_run(&wanted, None)), Problem::NoticeNoRoom { page: 1 });

    let head = NoticeChoice::Write { edge: NoticeEdge::Head, last_page_only: false };
    let head = SignRequest { notice: Some(head), ..wanted.clone() };
    assert_eq!(agency.planned(&head).0.state, NoticeState::Written);
    let omit = |reason: &str| SignRequest {
        notice: Some(NoticeChoice::Omit { reason: reason.to_owned() }),
        ..wanted.clone()
    };
    assert_eq!(refusal(agency.world.service.sign_run(&omit(" "), None)), Problem::NoticeReasonMissing);
    assert_eq!(agency.planned(&omit("Halaman penuh")).1, CheckState::Warning);
    agency.sign(&head);
    assert_eq!(agency.sentences("pindai_ttd.pdf"), 1);
}

#[test]
fn batch_writes_the_notice_and_the_lock_also_into_a_letter_that_a_password_protects() {
    let agency = Agency::new(true);
    let plain = agency.world.letter("biasa.pdf", SAMPLE);
    let locked = agency.world.letters.path().join("terkunci.pdf");
    let mut command = Command::new("qpdf");
    command.args(["--encrypt", "pemakai", "pemilik", "256", "--"]).arg(&plain).arg(&locked);
    run(&mut command, PATIENCE).succeeded();
    let word = service::Password::new(zeroize::Zeroizing::new("pemakai".to_owned()));
    let source =
        |path: &Path, password| BatchSource { path: path.to_owned(), target: None, seen: None, password };
    let sources = vec![source(&plain, None), source(&locked, Some(std::sync::Arc::new(word)))];
    let nothing = DocumentHandle(String::new());
    let wanted = SignRequest {
        place: PlaceRequest::Invisible,
        protection: Some(Protection::Lock),
        consent: true,
        ..SignRequest::new(nothing, agency.token.clone())
    };
    let Outcome::NeedsSecret { secret } = agency.world.service.batch_of(sources, wanted) else {
        panic!("a password is asked for")
    };
    let Outcome::Done { value: view } =
        agency.world.service.batch_answer(&secret.ticket, pin_of("rahasia"), false)
    else {
        panic!("a list")
    };
    assert!(view.items.iter().all(|item| item.state == BatchState::Signed), "{view:?}");
    for (name, word) in [("biasa_ttd.pdf", None), ("terkunci_ttd.pdf", Some("pemakai"))] {
        let file = agency.world.letters.path().join(name);
        let mut command = Command::new("pdftotext");
        let text = run(command.args(["-upw", word.unwrap_or_default()]).arg(&file).arg("-"), PATIENCE);
        let text = text.succeeded().stdout;
        let pages = text.matches('\u{C}').count();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words.matches(SENTENCE).count(), pages, "{name}: once on each page");
        let seen = testkit::judges::pdfsig_opened(&file, word).unwrap();
        assert!(seen[0].valid && seen[0].whole, "{name}: {seen:?}");
    }
}

#[test]
fn strips_of_a_long_letter_are_found_by_reading_and_drawn_as_they_are_written() {
    let agency = Agency::new(true);
    let kids: String = (0..120).map(|_| "3 0 R ").chain((0..40).map(|_| "6 0 R ")).collect();
    let text = "BT /F1 11 Tf 1 0 0 1 72 700 Tm (Isi surat) Tj ET";
    let page = |size: &str| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        )
    };
    let letter = testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        &format!("<</Type/Pages/Kids[{kids}]/Count 160>>"),
        &page("595 842"),
        &format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        &page("420 595"),
    ]);
    let letter = agency.world.open(&agency.world.letter("panjang.pdf", &letter));
    let wanted = SignRequest { place: PlaceRequest::Invisible, ..agency.request(&letter) };
    let (notice, _) = agency.planned(&wanted);
    assert_eq!(notice.strips.len(), 160, "pages of one object are read once");
    assert_eq!(agency.world.service.documents().get(&letter.document).unwrap().pages_drawn(), 0);
    let kinds: std::collections::BTreeSet<u32> = notice.strips.iter().map(|strip| strip.drawn).collect();
    assert_eq!(kinds, [1, 2].into(), "large and small pages have strips of two widths");
    let drawn = agency.world.service.read(&notice.drawing.unwrap(), 0, 1 << 22).unwrap();
    agency.world.letter("keterangan.pdf", &drawn);
    assert_eq!(agency.sentences("keterangan.pdf"), 2);
}

#[test]
fn wording_is_drawn_in_the_settings_as_it_will_stand_on_the_page() {
    let agency = Agency::new(true);
    let service = &agency.world.service;
    let draw = |text: &str| {
        service.call(serde_json::json!({ "cmd": "notice_draw", "payload": { "text": text } })).unwrap()
    };
    let drawn = draw(SENTENCE);
    assert_eq!(drawn["status"], "done", "{drawn}");
    let bytes = |handle: &DocumentHandle| service.read(handle, 0, 1 << 20).unwrap();
    let handle = DocumentHandle(drawn["value"]["document"].as_str().unwrap().to_owned());
    // The letter is A4 with a free foot: the very same picture.
    let letter = agency.world.sample();
    let (planned, _) = agency.planned(&agency.request(&letter));
    assert_eq!(planned.text.as_deref(), Some(SENTENCE));
    assert_eq!(bytes(&handle), bytes(&planned.drawing.unwrap()));
    let (width, height) =
        (drawn["value"]["width"].as_f64().unwrap(), drawn["value"]["height"].as_f64().unwrap());
    let strip = planned.strips[0].rect;
    assert!((strip.width - width).abs() < 0.01 && (strip.height - height).abs() < 0.01, "{strip:?}");

    let lacking = draw(&SENTENCE.replace("BSrE", "BSSN"));
    assert_eq!(
        (&lacking["problem"]["code"], &lacking["problem"]["missing"]),
        (&"notice-wording".into(), &"issuer".into())
    );
    // Each key draws anew: old pictures give way.
    for _ in 0..40 {
        draw(SENTENCE);
    }
    assert_eq!(service.read(&handle, 0, 8), Err(Problem::DocumentGone));
}
