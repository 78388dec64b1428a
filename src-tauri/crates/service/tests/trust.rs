//! Trust: limits, marks of BSrE, the agency's bundle, and the practice CA, which no way makes an anchor.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use base64::{Engine, engine::general_purpose::STANDARD};
use pki::cert::Certificate;
use service::schema::{DoctorRequest, Layer, LineState, Problem, TrustAddRequest, TrustPurpose};
use service::{Decision, Service};
use std::path::Path;
use support::{World, bundle, key_of};
use testkit::openssl::{Key, Pki, Signer};

fn der(path: &Path) -> Certificate {
    Certificate::from_pem_or_der_all(&std::fs::read(path).unwrap()).unwrap().remove(0)
}

fn fingerprint(path: &Path) -> String {
    service::hex(&der(path).sha256())
}

fn add(world: &World, file: &Path, decision: &Decision) -> Result<(), Problem> {
    world.service.trust_add_file(file, &fingerprint(file), decision).map(drop)
}

/// Whether a signer is trusted, and shown as BSrE's, as of the real now: OpenSSL dates its certificates by it.
fn seen(service: &Service, signer: &Signer) -> (bool, bool) {
    let view = service.describe_certificate(&der(&signer.certificate), chrono::Utc::now());
    (view.trusted, view.bsre)
}

#[test]
fn nothing_is_trusted_at_first_start_and_limits_hold() {
    let (world, pki) = (World::new(), Pki::new());
    let signer = pki.signer("Pejabat", Key::P256);
    let root = &pki.root().certificate;
    assert!(world.service.trust_view().anchors.is_empty() && world.service.trust_view().bundle.is_none());
    assert_eq!(seen(&world.service, &signer), (false, false));
    let day = |back: i64| (chrono::Utc::now() - chrono::TimeDelta::days(back)).format("%Y-%m-%d").to_string();
    let (tomorrow, yesterday) = (day(-1), day(1));
    let limited =
        |purpose, until: Option<&str>| Decision { purpose, until: until.map(str::to_owned), bsre: false };
    for (decision, trusted) in [
        (limited(TrustPurpose::Any, None), true),
        (limited(TrustPurpose::Signing, Some(tomorrow.as_str())), true),
        (limited(TrustPurpose::TimeStamping, None), false),
        (limited(TrustPurpose::Any, Some(yesterday.as_str())), false),
    ] {
        add(&world, root, &decision).unwrap();
        assert_eq!(seen(&world.service, &signer).0, trusted, "{decision:?}");
        assert_eq!(world.service.trust_view().anchors.len(), 1, "new limits, no second entry");
    }
    let unreadable = add(&world, root, &limited(TrustPurpose::Any, Some("31-12-2027")));
    assert_eq!(unreadable, Err(Problem::DateUnusable));
}

#[test]
fn certificate_whose_limits_cannot_be_read_is_not_trusted() {
    let (world, pki) = (World::new(), Pki::new());
    let signer = pki.signer("Pejabat", Key::P256);
    add(&world, &pki.root().certificate, &Decision::default()).unwrap();
    assert!(seen(&world.service, &signer).0);
    let limits =
        world.host.folder.path().join("trust").join(format!("{}.json", fingerprint(&pki.root().certificate)));
    let whole = std::fs::read(&limits).unwrap();
    std::fs::write(&limits, &whole[..whole.len() / 2]).unwrap();
    assert!(!seen(&world.service, &signer).0, "half a file of limits widens no trust");
}

#[test]
fn mark_belongs_to_the_key_and_the_same_name_without_it_gets_nothing() {
    let (world, bsre, alike) = (World::new(), Pki::new(), Pki::new());
    assert_eq!(
        der(&bsre.root().certificate).subject().rfc4514(),
        der(&alike.root().certificate).subject().rfc4514()
    );
    let (signer, other) = (bsre.signer("Pejabat", Key::P256), alike.signer("Pejabat", Key::P256));
    add(&world, &alike.root().certificate, &Decision::default()).unwrap();
    add(&world, &bsre.root().certificate, &Decision { bsre: true, ..Decision::default() }).unwrap();
    assert_eq!(seen(&world.service, &signer), (true, true));
    assert_eq!(seen(&world.service, &other), (true, false), "trusted under the same name, and not BSrE's");

    // A mark is no trust, and outlives it.
    let sha256 = fingerprint(&bsre.root().certificate);
    world.service.trust_remove(&sha256).unwrap();
    assert_eq!(seen(&world.service, &signer), (false, false));
    add(&world, &bsre.root().certificate, &Decision::default()).unwrap();
    assert_eq!(seen(&world.service, &signer), (true, true), "the mark belongs to the key");
    world.service.trust_mark(&sha256, false).unwrap();
    assert_eq!(seen(&world.service, &signer), (true, false));
}

#[test]
fn bundle_comes_into_force_by_its_fingerprint_and_only_newer_ones_follow() {
    let (world, pki) = (World::new(), Pki::new());
    let (agency, stranger) = (pki.signer("Dinas", Key::P256), pki.signer("Lain", Key::P256));
    let official = pki.signer("Pejabat", Key::P256);
    let root = der(&pki.root().certificate);
    let marks = format!(
        r#", "bsre": ["{}"], "stampers": [{{"url": "http://tsa.uji.test/"}}], "hosts": ["10.1.2.3"], "switches": {{"network": true, "aneh": 1}}"#,
        service::hex(&root.key_sha256())
    );
    let folder = world.letters.path();
    let first = bundle(folder, &agency, 7, &[&root], &marks);
    let refused = world.service.bundle_add_file(&first, &key_of(&stranger));
    assert_eq!(refused.unwrap_err(), Problem::FingerprintMismatch);
    assert_eq!(seen(&world.service, &official), (false, false));

    let view = world.service.bundle_add_file(&first, &key_of(&agency)).unwrap();
    assert_eq!((view.agency.as_str(), view.sequence.as_str(), view.anchors), ("Dinas Uji", "7", 1));
    assert_eq!(view.unknown, ["aneh"], "rules that are not known are told");
    assert_eq!(seen(&world.service, &official), (true, true), "its anchors and its marks count");
    assert!(world.service.trust_view().anchors[0].by_agency);
    let settings = world.service.network_view().in_force;
    assert!(
        settings.on && settings.hosts == ["10.1.2.3"] && settings.stamps[0].url == "http://tsa.uji.test/"
    );
    let removed = world.service.trust_remove(&fingerprint(&pki.root().certificate));
    assert!(removed.is_err(), "the agency's are changed by the agency");

    let same = bundle(folder, &agency, 7, &[], "");
    assert_eq!(world.service.bundle_add_file(&same, "").unwrap_err(), Problem::BundleNotNewer);
    let other = bundle(folder, &stranger, 8, &[], "");
    assert_eq!(
        world.service.bundle_add_file(&other, &key_of(&stranger)).unwrap_err(),
        Problem::BundleOtherKey
    );
    let mut changed = std::fs::read(&first).unwrap();
    let at = changed.windows(9).position(|nine| nine == b"Dinas Uji").unwrap();
    changed[at] ^= 1;
    let changed = world.letter("changed.p7m", &changed);
    assert_eq!(world.service.bundle_add_file(&changed, "").unwrap_err(), Problem::BundleSignature);
    assert_eq!(seen(&world.service, &official), (true, true), "what was refused changed nothing");

    // The known key needs no second comparison.
    let next = bundle(folder, &agency, 8, &[], "");
    world.service.bundle_add_file(&next, "").unwrap();
    assert_eq!(seen(&world.service, &official), (false, false), "the new bundle replaces the old one whole");
    world.service.bundle_forget().unwrap();
    assert!(world.service.trust_view().bundle.is_none());
}

#[test]
fn bundle_names_the_agencys_helpdesk_and_rules_that_this_version_does_not_know() {
    let (world, pki) = (World::new(), Pki::new());
    let agency = pki.signer("Dinas", Key::P256);
    let contacts = || world.service.help_view().contacts;
    let outdated = || {
        let found = world.service.doctor(DoctorRequest::default());
        let line = found.lines.into_iter().find(|line| line.id == Layer::Versions).unwrap();
        (line.state, line.problem)
    };
    let agreement = contacts();
    assert_eq!(
        (agreement[0].phone.as_str(), agreement[1].phone.as_str()),
        ("(0361) 225859", "(021) 50966400")
    );
    assert_eq!(outdated(), (LineState::Fine, None));

    let own = r#", "switches": {"contact-name": "Helpdesk TTE Dinas Uji", "contact-phone": "(0361) 111"}"#;
    let folder = world.letters.path();
    world.service.bundle_add_file(&bundle(folder, &agency, 1, &[], own), &key_of(&agency)).unwrap();
    let replaced = contacts();
    assert_eq!((replaced[0].name.as_str(), replaced[0].by_agency), ("Helpdesk TTE Dinas Uji", true));
    assert_eq!(replaced[1], agreement[1], "BSrE's stays");
    assert_eq!(outdated(), (LineState::Fine, None), "these are known");

    let newer = r#", "switches": {"contact-name": "Tanpa telepon", "from-the-future": true}"#;
    world.service.bundle_add_file(&bundle(folder, &agency, 2, &[], newer), "").unwrap();
    assert_eq!(contacts(), agreement, "a contact that cannot be reached is none");
    assert_eq!(outdated(), (LineState::ToDo, Some(Problem::ProgramOutdated)));
}

#[test]
fn practice_is_never_trusted_nor_marked_whichever_way_it_comes() {
    let (world, pki) = (World::new(), Pki::new());
    let agency = pki.signer("Dinas", Key::P256);
    let letter = world.sample();
    let practice_signer = || {
        let view = world.service.tokens_view();
        let token = view.tokens.into_iter().find(|token| token.practice).unwrap();
        token.keys[0].certificate.clone().unwrap()
    };
    // The CA as its signatures carry it.
    let stored: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.host.folder.path().join("practice/token.json")).unwrap())
            .unwrap();
    let ca = Certificate::from_der(&STANDARD.decode(stored["ca"].as_str().unwrap()).unwrap()).unwrap();
    let file = world.letter("latihan.cer", ca.der());
    let untouched = |way: &str| {
        let shown = practice_signer();
        assert!(shown.practice && !shown.trusted && !shown.bsre, "{way}: {shown:?}");
        let plan = world.service.sign_plan(&support::request(&letter), None).unwrap();
        assert!(!plan.signer.unwrap().trusted, "{way}");
    };

    // By import, with the right fingerprint, from a file and from the window.
    assert_eq!(
        add(&world, &file, &Decision { bsre: true, ..Decision::default() }),
        Err(Problem::PracticeNeverTrusted)
    );
    world.host.picks.lock().unwrap().push(file.clone());
    let candidate = world.service.trust_pick().unwrap().remove(0);
    assert_eq!(candidate.problem, Some(Problem::PracticeNeverTrusted));
    let request = TrustAddRequest {
        candidate: candidate.sha256.clone(),
        fingerprint: candidate.sha256,
        purpose: TrustPurpose::Any,
        until: None,
        bsre: true,
    };
    assert_eq!(world.service.trust_add_picked(&request).unwrap_err(), Problem::PracticeNeverTrusted);
    untouched("import");

    // By a file laid into the folder, and by a mark written into the file of marks.
    let folder = world.host.folder.path();
    std::fs::create_dir_all(folder.join("trust")).unwrap();
    std::fs::write(folder.join("trust/latihan.cer"), ca.der()).unwrap();
    let mark = format!(r#"{{"{}": "CA"}}"#, service::hex(&ca.key_sha256()));
    std::fs::write(folder.join("bsre.json"), mark).unwrap();
    untouched("folder and marks");

    // By a bundle, as an anchor and with a mark.
    let mark = format!(r#", "bsre": ["{}"]"#, service::hex(&ca.key_sha256()));
    let signed = bundle(world.letters.path(), &agency, 1, &[&ca], &mark);
    world.service.bundle_add_file(&signed, &key_of(&agency)).unwrap();
    untouched("bundle");

    // By settings: they have no such place, and unknown words are no trust.
    std::fs::write(
        folder.join("settings.json"),
        br#"{"anchors": ["*"], "trust": "latihan", "practice": true}"#,
    )
    .unwrap();
    untouched("settings");

    // By a folder named in the place of the list.
    let named = Service::with_trust(world.host.clone(), Some(folder.join("trust")));
    named.insert_practice().unwrap();
    let view = named.tokens_view();
    let shown = view.tokens.iter().find(|token| token.practice).unwrap().keys[0].certificate.clone().unwrap();
    assert!(!shown.trusted && shown.practice);
}
