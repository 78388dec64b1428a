//! The practice card in the real smart card service: our own client, `presence`, and OpenSC see it as any card.
//!
//! One pcscd per machine, so this is one test, run as root, with pcscd, vsmartcard-vpcd, opensc, openssl,
//! util-linux and iproute2 installed: `cargo test -p token --test pcscd`. A pcscd that already runs is never
//! touched: the test says what to run.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use suite::service::{self, Daemon, READER, SOCKET, say, text, tool};
use suite::{Bench, PIN, key, new_emulator, personalised, pin, tbs};
use token::emulator::{Attachment, CardState, Emulator, Fault};
use token::presence::{Presence, ReaderState, Situation, SlotState};
use token::transport::pcsc;
use token::transport::watch::{Halt, watch};
use token::{Act, Error, KeyAlgorithm, PublicKey, Slot};

#[test]
fn practice_card_is_a_piv_card_for_the_real_service() {
    let test = "practice_card_is_a_piv_card_for_the_real_service";
    service::in_a_namespace(test, 150, inside_the_namespace);
}

fn inside_the_namespace() {
    let folder = tempfile::tempdir().unwrap();
    let mut presence = Presence::new();
    if !Path::new(SOCKET).exists() {
        assert_eq!(presence.wait(None).unwrap(), Some(Situation::ServiceDown));
    }
    let emulator = personalised();
    let daemon = Daemon::start(folder.path());
    let attachment = token::emulator::attach(&emulator, service::vpcd()).unwrap();

    say("service and card come");
    wait_for_card(&mut presence);

    say("suite");
    let connect = || pcsc::connect(READER).unwrap();
    let open = || token::open(connect(), Some("the reader".into())).unwrap();
    let take_pins = || suite::pins(&emulator.take_headers());
    let pull = || {
        attachment.pull();
        service::wait_for_no_card();
    };
    let put = || {
        attachment.put(&emulator);
        suite::guest::wait_for_card(READER);
    };
    let bench =
        Bench { practice: true, removal: Some((&pull, &put)), ..Bench::piv(&open, &take_pins, "4711") };
    bench.run();
    suite::piv::run(&connect);

    say("opensc");
    opensc_sees_a_piv_card_and_signs_with_it(folder.path());

    say("other programs");
    exclusive_holder_is_told_as_busy(&mut presence);
    reset_by_another_program_is_survived();
    halted_call_sends_no_pin_once_the_way_is_free(&emulator);

    say("removal");
    removal_during_signing_is_told(&emulator, &attachment, &mut presence);
    say("insertion and removal");
    insertion_and_removal_end_a_wait(&attachment, &emulator, &mut presence);
    say("swap");
    swapped_card_is_another_card(folder.path(), &attachment, &emulator, &mut presence);
    say("cancel");
    cancelled_wait_ends_at_once(&mut presence);
    say("restart");
    restarted_service_is_found_again(daemon, folder.path(), &mut presence);
    drop(attachment);
    assert!(!Path::new(SOCKET).exists(), "pcscd took its socket away");
}

fn slot(situation: &Situation) -> Option<ReaderState> {
    match situation {
        Situation::Readers(readers) => readers.iter().find(|reader| reader.name == READER).cloned(),
        _ => None,
    }
}

/// Waits as an application does until the reader is in the wanted state.
fn wait_until(presence: &mut Presence, what: &str, wanted: impl Fn(Option<SlotState>) -> bool) {
    let end = Instant::now() + Duration::from_secs(15);
    let mut seen = presence.now().unwrap();
    while !wanted(slot(&seen).map(|reader| reader.state)) {
        assert!(Instant::now() < end, "{what}: {seen:?}");
        if let Some(next) = presence.wait(Some(Duration::from_secs(15))).unwrap() {
            seen = next;
        }
    }
}

fn wait_for_card(presence: &mut Presence) {
    wait_until(
        presence,
        "card",
        |state| matches!(state, Some(SlotState::Card { atr }) if atr == token::emulator::ATR),
    );
}

fn opensc_sees_a_piv_card_and_signs_with_it(folder: &Path) {
    let list = text(&tool("opensc-tool", &["-l"]));
    assert!(list.contains("Yes") && list.contains(READER), "{list}");
    let name = text(&tool("opensc-tool", &["-r", READER, "-n"]));
    assert!(name.contains("PIV") || name.contains("Personal Identity"), "{name}");
    let dump = text(&tool("pkcs15-tool", &["--reader", READER, "-D"]));
    for expected in ["Manufacturer ID", "X.509 Certificate", "Private RSA Key", "Private EC Key"] {
        assert!(dump.contains(expected), "no {expected} in: {dump}");
    }

    let module = opensc_module();
    let objects = text(&tool("pkcs11-tool", &["--module", &module, "--list-objects", "--type", "cert"]));
    assert!(objects.contains("Certificate Object") && objects.contains("Pejabat Uji (UJI)"), "{objects}");

    // 9D is left out: OpenSC holds that a key management key does not sign.
    opensc_signs(folder, Slot::Signature, "02", "SHA256-RSA-PKCS");
    opensc_signs(folder, Slot::Authentication, "01", "ECDSA-SHA256");
}

fn opensc_signs(folder: &Path, slot: Slot, id: &str, mechanism: &str) {
    let key = key(&mut *token::open(pcsc::connect(READER).unwrap(), None).unwrap(), slot);
    let public = PublicKey::of_certificate(key.certificate.as_deref().unwrap()).unwrap().unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (document, public_key, signature) = (path("document"), path("key.der"), path("signature"));
    fs::write(&document, b"surat").unwrap();
    fs::write(&public_key, &public.spki).unwrap();
    let module = opensc_module();
    let login = ["--module", &module, "--login", "--pin", PIN];
    let what = ["--sign", "--id", id, "-m", mechanism, "--signature-format", "openssl"];
    let files = ["-i", &document, "-o", &signature];
    let signed = tool("pkcs11-tool", &[&login[..], &what, &files].concat());
    assert!(signed.status.success(), "{slot:?}: {}", text(&signed));
    let arguments =
        ["dgst", "-sha256", "-keyform", "DER", "-verify", &public_key, "-signature", &signature, &document];
    let verified = tool("openssl", &arguments);
    assert!(text(&verified).contains("Verified OK"), "{slot:?}: {}", text(&verified));
}

fn opensc_module() -> String {
    let candidates = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let found = candidates
        .iter()
        .map(|folder| format!("{folder}/opensc-pkcs11.so"))
        .find(|path| Path::new(path).exists());
    found.expect("run: apt-get install -y opensc-pkcs11")
}

fn exclusive_holder_is_told_as_busy(presence: &mut Presence) {
    use ::pcsc::{Context, Protocols, Scope, ShareMode};
    let name = std::ffi::CString::new(READER).unwrap();
    let other = Context::establish(Scope::User).unwrap();
    let holder = other.connect(&name, ShareMode::Exclusive, Protocols::ANY).unwrap();
    assert!(matches!(pcsc::connect(READER), Err(token::TransportError::Busy)));
    wait_until(presence, "busy", |state| matches!(state, Some(SlotState::Busy { .. })));
    drop(holder);
    wait_for_card(presence);
}

fn reset_by_another_program_is_survived() {
    use ::pcsc::{Context, Disposition, Protocols, Scope, ShareMode};
    let mut token = token::open(pcsc::connect(READER).unwrap(), None).unwrap();
    let reference = key(&mut *token, Slot::Authentication).reference;
    let name = std::ffi::CString::new(READER).unwrap();
    let other = Context::establish(Scope::User).unwrap();
    let mut act = Act::new(pin(PIN));
    for _ in 0..2 {
        let mut holder = other.connect(&name, ShareMode::Shared, Protocols::ANY).unwrap();
        holder.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::ResetCard).unwrap();
        token.sign(&reference, &mut act, &tbs(b"x")).unwrap();
        drop(holder);
    }
}

/// Another program's transaction blocks ours; the person gives up before it ends.
fn halted_call_sends_no_pin_once_the_way_is_free(emulator: &Emulator) {
    use ::pcsc::{Context, Disposition, Protocols, Scope, ShareMode};
    let halt = Halt::default();
    let card = watch(pcsc::connect(READER).unwrap(), halt.clone(), None);
    let mut token = token::open(card, None).unwrap();
    let reference = key(&mut *token, Slot::Authentication).reference;
    let name = std::ffi::CString::new(READER).unwrap();
    let other = Context::establish(Scope::User).unwrap();
    let mut holder = other.connect(&name, ShareMode::Shared, Protocols::ANY).unwrap();
    let held = holder.transaction().unwrap();
    emulator.take_headers();
    let signing = thread::spawn(move || {
        let mut act = Act::new(pin(PIN));
        (token.sign(&reference, &mut act, &tbs(b"x")), act.is_over())
    });
    thread::sleep(Duration::from_millis(500));
    assert!(!signing.is_finished(), "it waits for the other program");
    halt.call();
    held.end(Disposition::LeaveCard).map_err(|(_, error)| error).unwrap();
    assert_eq!(signing.join().unwrap(), (Err(Error::Cancelled), false));
    assert_eq!(emulator.take_headers(), Vec::<[u8; 4]>::new(), "nothing reached the card");
}

fn removal_during_signing_is_told(emulator: &Emulator, attachment: &Attachment, presence: &mut Presence) {
    let mut token = token::open(pcsc::connect(READER).unwrap(), None).unwrap();
    let reference = key(&mut *token, Slot::Signature).reference;
    emulator.take_headers();
    // The commands of one signature: SELECT, the certificate in pieces, VERIFY, the signature in two blocks.
    token.sign(&reference, &mut Act::new(pin(PIN)), &tbs(b"x")).unwrap();
    let commands = emulator.take_headers().len();
    for at in [0, commands - 3, commands - 1] {
        wait_for_card(presence);
        let mut token = token::open(pcsc::connect(READER).unwrap(), None).unwrap();
        emulator.take_headers();
        let mut act = Act::new(pin(PIN));
        emulator.plan(at, Fault::Lost);
        // The card stays out, as a pulled one does.
        let result = token.sign(&reference, &mut act, &tbs(b"x"));
        assert!(
            matches!(result, Err(Error::Removed | Error::NoCard | Error::Reset | Error::Transport { .. })),
            "at {at}: {result:?}"
        );
        let pins = emulator.take_headers().iter().filter(|header| header[1] == 0x20).count();
        assert!(pins <= 1, "at {at}: {pins} PINs");
        assert_eq!(act.is_over(), pins == 1, "at {at}");
        drop(token);
        attachment.put(emulator);
    }
}

fn insertion_and_removal_end_a_wait(attachment: &Attachment, emulator: &Emulator, presence: &mut Presence) {
    wait_for_card(presence);
    attachment.pull();
    wait_until(presence, "empty", |state| state == Some(SlotState::Empty));
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(300));
            attachment.put(emulator);
        });
        wait_for_card(presence);
    });
    assert!(matches!(pcsc::connect("no such reader"), Err(token::TransportError::NoReader)));
}

fn swapped_card_is_another_card(
    folder: &Path,
    attachment: &Attachment,
    emulator: &Emulator,
    presence: &mut Presence,
) {
    let serial = || token::open(pcsc::connect(READER).unwrap(), None).unwrap().info().unwrap().serial;
    assert_eq!(serial().as_deref(), Some("4711"));
    attachment.pull();
    wait_until(presence, "empty", |state| state == Some(SlotState::Empty));
    assert!(matches!(
        pcsc::connect(READER),
        Err(token::TransportError::NoCard | token::TransportError::Mute)
    ));
    let second = new_emulator(CardState::factory(8_022));
    let mut piv = token::piv::Piv::open(second.insert_administered(), None).unwrap();
    let spki = piv.generate(Slot::Signature, KeyAlgorithm::P384).unwrap();
    piv.put_certificate(Slot::Signature, &suite::certificate(&spki)).unwrap();
    attachment.put(&second);
    wait_for_card(presence);
    assert_eq!(serial().as_deref(), Some("8022"));
    opensc_signs(folder, Slot::Signature, "02", "ECDSA-SHA256");
    attachment.pull();
    wait_until(presence, "empty", |state| state == Some(SlotState::Empty));
    attachment.put(emulator);
    wait_for_card(presence);
}

fn cancelled_wait_ends_at_once(presence: &mut Presence) {
    presence.now().unwrap();
    for delay in [0, 1, 20, 200] {
        let canceller = presence.canceller();
        let helper = thread::spawn(move || {
            thread::sleep(Duration::from_millis(delay));
            canceller.cancel();
        });
        // What changed before the call is told first; a wait that nobody ends would say that its time is over.
        let mut answers = std::iter::repeat_with(|| presence.wait(Some(Duration::from_secs(60))));
        let ended = answers.by_ref().take(5).find(|answer| !matches!(answer, Ok(Some(_))));
        assert_eq!(ended, Some(Err(Error::Cancelled)), "called off after {delay} ms");
        helper.join().unwrap();
    }
    assert_eq!(presence.wait(Some(Duration::from_millis(100))), Ok(None), "one cancel ends one wait");
}

fn restarted_service_is_found_again(daemon: Daemon, folder: &Path, presence: &mut Presence) {
    drop(daemon);
    let seen = presence.wait(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(seen, Some(Situation::ServiceDown));
    assert!(matches!(pcsc::connect(READER), Err(token::TransportError::ServiceDown)));
    let _daemon = Daemon::spawn(folder);
    wait_for_card(presence);
    let mut token = token::open(pcsc::connect(READER).unwrap(), None).unwrap();
    assert_eq!(token.keys().unwrap().len(), 3);
    drop(token);
    fs::remove_file(folder.join("readers/reader")).unwrap();
    drop(_daemon);
    let _daemon = Daemon::spawn(folder);
    let end = Instant::now() + Duration::from_secs(10);
    while presence.now().unwrap() != Situation::NoReader {
        assert!(Instant::now() < end);
        thread::sleep(Duration::from_millis(50));
    }
}
