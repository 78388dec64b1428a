//! Keys whose token holds the signer's certificate only, while only the root is trusted: where the issuer in between comes
//! from, that it goes into the signature, and what is said when it cannot be had.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/desk.rs"]
mod desk;
mod support;

use desk::{Desk, PASSWORD, level, office, roots};
use service::documents::OpenDocument;
use service::schema::{CheckId, NetworkSettings, Problem, SignLevel};
use std::path::{Path, PathBuf};
use support::SAMPLE;
use testkit::judges::{self, Revocation};

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
    assert!(chain_of(&file).contains("Penerbit Kantor (UJI)"));
}

/// The certificates in the signature itself, where any program finds them, in OpenSSL's words.
fn chain_of(file: &Path) -> String {
    let signature = pdfsig_dump(file);
    testkit::openssl::openssl(&["pkcs7", "-inform", "DER", "-in", &signature, "-print_certs", "-noout"])
        .stdout
}

/// The signature as pdfsig takes it out, DER.
fn pdfsig_dump(file: &Path) -> String {
    let folder = file.parent().unwrap().to_owned();
    let mut command = std::process::Command::new("pdfsig");
    command.current_dir(&folder).args(["-nocert", "-dump"]).arg(file);
    testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded();
    folder.join(format!("{}.sig0", desk::name(file))).to_str().unwrap().to_owned()
}

#[test]
fn missing_issuer_that_cannot_be_fetched_is_named_with_the_host_that_has_it() {
    let office = office();
    let alone = office.key_file_alone("signer-ec", PASSWORD);
    let desk = Desk::of(&office, &roots(&office), &alone, &[]);
    let all = desk.world.service.network_view().settings;
    for settings in
        [NetworkSettings { hosts: Vec::new(), ..all.clone() }, NetworkSettings { on: false, ..all.clone() }]
    {
        desk.world.service.network_change(&settings).unwrap();
        office.take_requests();
        for level in [SignLevel::B, SignLevel::Lt] {
            assert_eq!(
                issuer_check(&desk, level),
                Some(Problem::CertificateIssuerMissing {
                    issuer: "Penerbit Kantor (UJI)".to_owned(),
                    host: "127.0.0.1".to_owned(),
                })
            );
        }
        assert_eq!(office.take_requests(), Vec::<String>::new(), "nobody is asked");
    }
    // The one step that was named settles it.
    desk.world.service.network_change(&all).unwrap();
    assert_eq!(issuer_check(&desk, SignLevel::B), None);
}

/// What is wrong with the signer's chain before the PIN.
fn issuer_check(desk: &Desk, level: SignLevel) -> Option<Problem> {
    let letter = desk.world.sample();
    let plan = desk.world.service.sign_plan(&desk.request(&letter, level), None).unwrap();
    plan.checks.into_iter().find(|check| check.id == CheckId::Issuer).unwrap().problem
}

#[test]
fn leaf_alone_signs_at_each_level_and_carries_its_chain() {
    let office = office();
    for wanted in [SignLevel::B, SignLevel::T] {
        let alone = office.key_file_alone("signer-ec", PASSWORD);
        let desk = Desk::of(&office, &roots(&office), &alone, &[office.time_stamps("tsa")]);
        let signed = desk.sign(wanted);
        assert_eq!(signed.incomplete, None, "{wanted:?}");
        let file = desk.path(&signed);
        assert!(chain_of(&file).contains("Penerbit Kantor (UJI)"), "{wanted:?}");
        let seen = judges::ades(
            &file,
            None,
            Revocation::Unchecked,
            None,
            &roots(&office).each_ref().map(PathBuf::as_path),
        );
        assert!(seen[0].bottom_line, "pyHanko, trusting the root and fetching nothing: {seen:?}");
    }
}

#[test]
fn fetched_issuer_is_there_after_a_restart_without_the_network() {
    let office = office();
    let alone = office.key_file_alone("signer-ec", PASSWORD);
    let mut desk = Desk::of(&office, &roots(&office), &alone, &[]);
    assert_eq!(issuer_check(&desk, SignLevel::B), None);
    let off = NetworkSettings { on: false, ..desk.world.service.network_view().settings };
    desk.world.service.network_change(&off).unwrap();
    desk.restart(&alone);
    office.take_requests();
    let signed = desk.sign(SignLevel::B);
    assert!(chain_of(&desk.path(&signed)).contains("Penerbit Kantor (UJI)"));
    assert_eq!(office.take_requests(), Vec::<String>::new());
    // What was kept is forgotten with the other answers, and then named as missing again.
    desk.world.service.cache_clear().unwrap();
    desk.restart(&alone);
    assert!(matches!(issuer_check(&desk, SignLevel::B), Some(Problem::CertificateIssuerMissing { .. })));
}

#[test]
fn issuer_that_nobody_trusts_is_called_untrusted_and_not_missing() {
    let office = office();
    // The chain is whole up to its root, which is fetched too and trusted by nobody.
    let [_, time, later] = roots(&office);
    let desk = Desk::of(&office, &[time, later], &office.key_file_alone("signer-ec", PASSWORD), &[]);
    let untrusted = Problem::CertificateUntrusted { issuer: "Akar Kantor (UJI)".to_owned() };
    assert_eq!(issuer_check(&desk, SignLevel::B), Some(untrusted));
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
