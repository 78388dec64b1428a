//! Many letters with one PIN: what reaches the card, what stops everything and what does not, and how it goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::BatchSource;
use service::schema::{
    BatchState, BatchView, Outcome, PlaceRequest, Problem, Protection, SecretPrompt, SignRequest,
};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{World, pin_of, refusal};
use testkit::memory;
use token::{Card, Transaction, TransportError};

/// Every VERIFY that carried a PIN, with the card's answer.
type Seen = Arc<Mutex<Vec<[u8; 2]>>>;

/// The practice card, listened to; pulled when so many PINs have been taken.
struct Heard {
    card: Box<dyn Card>,
    seen: Seen,
    pull: Option<(usize, token::emulator::Emulator)>,
}

struct HeardTransaction<'a> {
    inner: Box<dyn Transaction + 'a>,
    seen: Seen,
}

impl Card for Heard {
    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn transaction(&mut self) -> Result<Box<dyn Transaction + '_>, TransportError> {
        if let Some((count, card)) = &self.pull
            && self.seen.lock().unwrap().len() >= *count
        {
            card.pull();
        }
        Ok(Box::new(HeardTransaction { inner: self.card.transaction()?, seen: self.seen.clone() }))
    }
}

impl Transaction for HeardTransaction<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.inner.transmit(apdu)?;
        if apdu[1] == 0x20 && apdu.len() > 5 {
            self.seen.lock().unwrap().push([answer[answer.len() - 2], answer[answer.len() - 1]]);
        }
        Ok(answer)
    }

    fn was_reset(&self) -> bool {
        self.inner.was_reset()
    }
}

/// A world whose practice card is listened to, and pulled after `pull` PINs.
fn listened(pull: Option<usize>) -> (World, Seen) {
    let world = World::new();
    let seen = Seen::default();
    let card = world.service.practice_card().unwrap();
    let log = seen.clone();
    let pulled = Arc::new(Mutex::new(pull));
    world.service.tokens().insert(
        "practice",
        None,
        Box::new(move || {
            let pull = pulled.lock().unwrap().map(|count| (count, card.clone()));
            if pull.as_ref().is_some_and(|(count, _)| log.lock().unwrap().len() >= *count) {
                // The person notices, and puts it in again before the next attempt.
                *pulled.lock().unwrap() = None;
                card.pull();
                return Err(token::Error::NoCard);
            }
            token::open(Box::new(Heard { card: card.insert(), seen: log.clone(), pull }), None)
        }),
        None,
    );
    (world, seen)
}

fn letters(world: &World, count: usize) -> Vec<PathBuf> {
    let bytes = testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat uji) Tj ET");
    (1..=count).map(|number| world.letter(&format!("surat-{number:03}.pdf"), &bytes)).collect()
}

fn start(world: &World, letters: &[PathBuf]) -> SecretPrompt {
    let sources = letters
        .iter()
        .map(|path| BatchSource { path: path.clone(), target: None, seen: None, password: None })
        .collect();
    match world.service.batch_of(sources, template()) {
        Outcome::NeedsSecret { secret } => secret,
        other => panic!("a PIN should be asked for: {other:?}"),
    }
}

fn template() -> SignRequest {
    let nothing = service::schema::DocumentHandle(String::new());
    SignRequest {
        key: Some("9c".to_owned()),
        place: PlaceRequest::Invisible,
        consent: true,
        ..SignRequest::new(nothing, "practice".to_owned())
    }
}

fn answer(world: &World, prompt: &SecretPrompt, pin: &str) -> BatchView {
    match world.service.batch_answer(&prompt.ticket, pin_of(pin), false) {
        Outcome::Done { value } => value,
        other => panic!("a list should come: {other:?}"),
    }
}

fn count(view: &BatchView, state: BatchState) -> usize {
    view.items.iter().filter(|item| item.state == state).count()
}

fn results(world: &World) -> Vec<String> {
    world.files().into_iter().filter(|name| name.ends_with("_ttd.pdf")).collect()
}

#[test]
fn two_hundred_letters_cost_two_hundred_verifies_and_no_memory() {
    let name = "two_hundred_letters_cost_two_hundred_verifies_and_no_memory";
    memory::alone(name, Duration::from_secs(300), two_hundred_letters);
}

fn two_hundred_letters() {
    let (world, seen) = listened(None);
    let letters = letters(&world, 200);
    // Everything that is made once is there after the first letters.
    let first = start(&world, &letters[..20]);
    assert_eq!(count(&answer(&world, &first, "123456"), BatchState::Signed), 20);
    let before = memory::resident();
    let rest = start(&world, &letters[20..]);
    let view = answer(&world, &rest, "123456");
    assert_eq!((count(&view, BatchState::Signed), view.stopped.clone()), (180, None));
    let grown = memory::resident().saturating_sub(before);
    assert!(grown < 16 * 1024, "{grown} KiB more after 180 letters");
    assert_eq!(results(&world).len(), 200);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 200, "the always-authenticate key gets the PIN once per signature");
    assert!(seen.iter().all(|answer| *answer == [0x90, 0x00]));
    let last = world.open(&world.letters.path().join("surat-200_ttd.pdf"));
    assert_eq!(last.signatures, 1);
}

#[test]
fn token_pulled_at_87_leaves_86_and_resuming_gives_the_rest() {
    let (world, seen) = listened(Some(86));
    let letters = letters(&world, 100);
    let prompt = start(&world, &letters);
    let view = answer(&world, &prompt, "123456");
    assert_eq!(view.stopped, Some(Problem::TokenRemoved));
    assert_eq!((count(&view, BatchState::Signed), count(&view, BatchState::Waiting)), (86, 14));
    assert_eq!(results(&world).len(), 86);
    assert!(!world.files().contains(&"surat-087_ttd.pdf".to_owned()));
    for name in results(&world) {
        assert_eq!(world.open(&world.letters.path().join(name)).signatures, 1);
    }
    let Outcome::NeedsSecret { secret } = world.service.batch_resume(&prompt.ticket) else {
        panic!("the PIN is asked for anew")
    };
    let view = answer(&world, &secret, "123456");
    assert_eq!((count(&view, BatchState::Signed), view.stopped.clone()), (100, None));
    assert_eq!((results(&world).len(), seen.lock().unwrap().len()), (100, 100));
}

#[test]
fn first_wrong_pin_stops_everything_and_is_sent_once() {
    let (world, seen) = listened(None);
    let letters = letters(&world, 5);
    let prompt = start(&world, &letters);
    let view = answer(&world, &prompt, "999999");
    assert_eq!(view.stopped, Some(Problem::PinWrong { tries: Some(2) }));
    assert_eq!(count(&view, BatchState::Waiting), 5);
    assert_eq!(*seen.lock().unwrap(), [[0x63, 0xC2]]);
    assert!(results(&world).is_empty());
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let (world, seen) = listened(None);
    let mut letters = letters(&world, 4);
    std::fs::write(&letters[1], b"bukan PDF").unwrap();
    letters.push(world.letters.path().join("tidak-ada.pdf"));
    let prompt = start(&world, &letters);
    let view = answer(&world, &prompt, "123456");
    let states: Vec<BatchState> = view.items.iter().map(|item| item.state).collect();
    use BatchState::{Refused, Signed};
    assert_eq!(states, [Signed, Refused, Signed, Signed, Refused]);
    assert!(matches!(view.items[1].problem, Some(Problem::DocumentNotPdf { .. })), "{:?}", view.items[1]);
    assert_eq!(view.stopped, None);
    assert_eq!(seen.lock().unwrap().len(), 3, "no PIN is spent on what cannot be signed");
}

#[test]
fn without_consent_nothing_begins() {
    let (world, seen) = listened(None);
    let sources =
        vec![BatchSource { path: letters(&world, 1).remove(0), target: None, seen: None, password: None }];
    let silent = SignRequest { consent: false, ..template() };
    assert_eq!(refusal(world.service.batch_of(sources, silent)), Problem::ConsentMissing);
    assert!(seen.lock().unwrap().is_empty());
}

/// The letter, encrypted by qpdf.
fn locked(world: &World, name: &str, password: &str) -> PathBuf {
    let plain = world.letter("awal.pdf", support::SAMPLE);
    let path = world.letters.path().join(name);
    let mut command = std::process::Command::new("qpdf");
    command.args(["--encrypt", password, "pemilik", "256", "--"]).arg(&plain).arg(&path);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    std::fs::remove_file(plain).unwrap();
    path
}

#[test]
fn letters_that_passwords_protect_are_signed_and_locked_in_one_batch() {
    let (world, seen) = listened(None);
    let open = letters(&world, 1).remove(0);
    let password =
        |text: &str| Some(Arc::new(service::Password::new(zeroize::Zeroizing::new(text.to_owned()))));
    let one = |path: &PathBuf, word: Option<&str>| BatchSource {
        path: path.clone(),
        target: None,
        seen: None,
        password: word.and_then(password),
    };
    let (first, second) = (locked(&world, "satu.pdf", "kesatu"), locked(&world, "dua.pdf", "kedua"));
    let (third, fourth) = (locked(&world, "tiga.pdf", "ketiga"), locked(&world, "empat.pdf", "keempat"));
    let sources = vec![
        one(&first, Some("kesatu")),
        one(&open, Some("tak perlu")),
        one(&second, Some("kedua")),
        one(&third, Some("salah")),
        one(&fourth, None),
    ];
    let request = SignRequest { protection: Some(Protection::Lock), ..template() };
    let Outcome::NeedsSecret { secret } = world.service.batch_of(sources, request) else {
        panic!("a PIN should be asked for")
    };
    let view = answer(&world, &secret, "123456");
    use BatchState::{Refused, Signed};
    let states: Vec<BatchState> = view.items.iter().map(|item| item.state).collect();
    assert_eq!(states, [Signed, Signed, Signed, Refused, Refused], "{view:?}");
    assert_eq!(view.items[3].problem, Some(Problem::DocumentPasswordWrong));
    assert_eq!(view.items[4].problem, Some(Problem::DocumentPasswordNeeded));
    assert_eq!(seen.lock().unwrap().len(), 3, "no PIN is spent on what cannot be opened");
    for (name, word) in
        [("satu_ttd.pdf", Some("kesatu")), ("surat-001_ttd.pdf", None), ("dua_ttd.pdf", Some("kedua"))]
    {
        let file = world.letters.path().join(name);
        let signatures = testkit::judges::pdfsig_opened(&file, word).unwrap();
        assert!(signatures[0].valid && signatures[0].whole, "{name}: {signatures:?}");
        assert_eq!(testkit::judges::qpdf_opened(&file, word), testkit::judges::Structure::Clean);
    }
    // Locked: nobody signs after it.
    let result = world.open(&world.letters.path().join("surat-001_ttd.pdf"));
    let again = SignRequest { document: result.document, ..template() };
    let refused = refusal(world.service.sign_run(&again, None));
    assert_eq!(refused, Problem::DocumentChangesForbidden);
}

#[test]
fn each_letter_is_looked_at_once_for_plan_and_signature() {
    let (world, seen) = listened(None);
    let letters = letters(&world, 12);
    let prompt = start(&world, &letters);
    assert_eq!(world.service.plans_made(), 12);
    let view = answer(&world, &prompt, "123456");
    assert_eq!(count(&view, BatchState::Signed), 12);
    assert_eq!(world.service.plans_made(), 12, "signing goes by what was found before the PIN");
    assert_eq!(seen.lock().unwrap().len(), 12);
}

#[test]
fn letter_that_became_another_between_check_and_pin_is_refused() {
    let (world, seen) = listened(None);
    let letters = letters(&world, 3);
    let prompt = start(&world, &letters);
    std::fs::write(&letters[1], testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Lain) Tj ET")).unwrap();
    let view = answer(&world, &prompt, "123456");
    let states: Vec<BatchState> = view.items.iter().map(|item| item.state).collect();
    assert_eq!(states, [BatchState::Signed, BatchState::Refused, BatchState::Signed]);
    assert_eq!(view.items[1].problem, Some(Problem::DocumentChangedOnDisk));
    assert_eq!(seen.lock().unwrap().len(), 2, "no PIN is spent on it");
}

#[test]
fn letters_that_failed_are_tried_again_alone_with_one_new_pin() {
    use BatchState::{Refused, Signed};
    let (world, seen) = listened(None);
    let mut letters = letters(&world, 3);
    let damaged = world.letter("rusak.pdf", b"bukan PDF");
    let absent = world.letters.path().join("belum-ada.pdf");
    letters.extend([damaged.clone(), absent.clone()]);
    let prompt = start(&world, &letters);
    assert_eq!(count(&answer(&world, &prompt, "123456"), Signed), 3);
    let (plans, before) = (world.service.plans_made(), results(&world));

    // One was mended meanwhile, the other one not.
    std::fs::write(&absent, support::SAMPLE).unwrap();
    let Outcome::NeedsSecret { secret } = world.service.batch_retry(&prompt.ticket) else {
        panic!("the PIN is asked for anew")
    };
    assert_eq!(seen.lock().unwrap().len(), 3, "nothing is sent before it");
    let view = answer(&world, &secret, "123456");
    let states: Vec<BatchState> = view.items.iter().map(|item| item.state).collect();
    assert_eq!(states, [Signed, Signed, Signed, Refused, Signed]);
    assert!(matches!(view.items[3].problem, Some(Problem::DocumentNotPdf { .. })));
    assert_eq!((seen.lock().unwrap().len(), world.service.plans_made() - plans), (4, 1));
    assert_eq!(results(&world).len(), before.len() + 1, "what was signed is not signed again");
    // Only the one that is no PDF is left: there is nothing to ask a PIN for.
    let Outcome::Done { value } = world.service.batch_retry(&prompt.ticket) else { panic!("a list") };
    assert_eq!((count(&value, Signed), count(&value, Refused)), (4, 1));
    assert_eq!(seen.lock().unwrap().len(), 4);
}

#[test]
fn trying_again_without_the_token_leaves_the_list_as_it_was() {
    let (world, _) = listened(None);
    let mut letters = letters(&world, 1);
    letters.push(world.letter("rusak.pdf", b"bukan PDF"));
    letters.push(world.letters.path().join("belum-ada.pdf"));
    let prompt = start(&world, &letters);
    let before = answer(&world, &prompt, "123456");
    std::fs::write(&letters[2], support::SAMPLE).unwrap();
    world.service.tokens().remove("practice");
    let problem = refusal(world.service.batch_retry(&prompt.ticket));
    assert!(matches!(problem, Problem::TokenNotFound { .. }), "{problem:?}");
    world.service.insert_practice().unwrap();
    let Outcome::NeedsSecret { secret } = world.service.batch_retry(&prompt.ticket) else {
        panic!("the list is there still")
    };
    let after = answer(&world, &secret, "123456");
    assert_eq!(before.items[1], after.items[1]);
    assert_eq!(after.items[2].state, BatchState::Signed);
}
