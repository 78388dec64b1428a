//! NIST PKITS through the path and revocation rooms: every case gives its expected result, or stands in
//! `data/pkits-exceptions.csv` with the reason; a listed case that gives the expected result after all fails too.
//!
//! All CA certificates and all lists of the suite are candidates at once, so that building, and finding the right list
//! and its signer, is tested with the validation.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr)]

mod common;

use std::collections::BTreeMap;

use common::{shared, time};
use pki::ObjectIdentifier;
use pki::cert::Certificate;
use pki::crl::Crl;
use pki::path::{PathPolicy, find_with};
use pki::revocation::{Evidence, Policy, Source, Status, statuses};
use pki::trust::{Anchor, TrustStore};

#[test]
fn every_case_gives_its_result_or_is_listed() {
    let Some(folder) = shared("pkits", "every_case_gives_its_result_or_is_listed") else { return };
    let read = |name: &str| Certificate::from_der(&std::fs::read(folder.join("certs").join(name)).unwrap());
    let mut names: Vec<String> = std::fs::read_dir(folder.join("certs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let candidates: Vec<Certificate> =
        names.iter().filter(|name| !name.ends_with("EE.crt")).filter_map(|name| read(name).ok()).collect();
    assert!(candidates.len() > 150, "{}", candidates.len());
    let anchor = read("TrustAnchorRootCertificate.crt").unwrap();
    let store = TrustStore::new(vec![Anchor::new(anchor)]);

    let evidence: Vec<Evidence> = std::fs::read_dir(folder.join("crls"))
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .map(|bytes| Evidence::crl(Crl::parse(bytes).unwrap(), Source::Supplied))
        .collect();
    assert_eq!(evidence.len(), 173);
    let at = time("2024-01-01T00:00:00Z");

    let mut exceptions: BTreeMap<&str, &str> = include_str!("data/pkits-exceptions.csv")
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .collect();
    let cases = std::fs::read_to_string(folder.join("cases.csv")).unwrap();
    // End entities that the table leaves out state their result in the file name.
    let unlisted: String = names
        .iter()
        .filter(|name| name.ends_with("EE.crt") && !cases.contains(name.as_str()))
        .map(|name| {
            let expected = if name.starts_with("Valid") { "valid" } else { "invalid" };
            format!("-,,{name},,any,0,0,0,{expected}\n")
        })
        .collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in cases.lines().skip(1).chain(unlisted.lines()) {
        let [section, case, entity, _, policies, explicit, mapping, any, expected] =
            line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let initial_policies = match policies {
            "any" => Vec::new(),
            list => list.split(' ').map(|oid| oid.parse::<ObjectIdentifier>().unwrap()).collect(),
        };
        let policy = PathPolicy {
            initial_policies,
            explicit_policy: explicit == "1",
            inhibit_policy_mapping: mapping == "1",
            inhibit_any_policy: any == "1",
            ..PathPolicy::default()
        };
        let outcome = read(entity).map_err(|error| error.to_string()).and_then(|target| {
            let path = find_with(&target, &candidates, &store, at, &policy)
                .map_err(|problem| problem.to_string())?;
            let statuses = statuses(&path, &evidence, &candidates, at, &Policy::as_of(at));
            match statuses.iter().find(|s| !matches!(s, Status::Good { .. } | Status::Anchor)) {
                Some(status) => Err(format!("{status:?}")),
                None => Ok(()),
            }
        });
        count += 1;
        let as_expected = outcome.is_ok() == (expected == "valid");
        match (as_expected, exceptions.remove(entity)) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => {
                wrong.push(format!("{section} {case} {entity} {policies}: {outcome:?}, expected {expected}"));
            }
            (true, Some(reason)) => wrong.push(format!("{entity}: as expected, but listed: {reason}")),
        }
    }
    assert_eq!((cases.lines().count() - 1, count), (199, 199 + unlisted.lines().count()));
    assert!(exceptions.is_empty(), "listed, but no such case: {exceptions:?}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
