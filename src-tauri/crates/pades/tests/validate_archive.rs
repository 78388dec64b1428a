//! Validation with archival data (EN 319 102-1 §5.6): files of several generations, made by pyHanko over the office of
//! certomancer, asked about on days after certificates of signers, responders and time-stamp authorities have ended. Each
//! answer stands beside pyHanko's own (`ades_lta_validation`, under faketime).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use pades::validate::{Reason, SubIndication, Verdict};
use support::archive::{Archive, office};

/// The signer's certificate ends with 2027, that of the first time-stamp authority with 2028, that of the brief responder
/// with May 2026.
const SIGNED: &str = "2026-03-01";

/// A document, a day, our sub-indication and the sentence for keautentikan, and pyHanko's result.
type Row = (&'static str, &'static str, Option<SubIndication>, Reason, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // One generation, while the signer's certificate lasts; and after it has ended, when pyHanko wants a fresh list about
    // the newest authority, and what the file carries from the time of the stamp is enough for us.
    ("lta", "2026-10-01", None, Reason::Trusted, "AdESPassed.OK"),
    ("lta", "2028-01-15", None, Reason::Trusted, "AdESIndeterminate.NO_POE"),
    // Two generations: after the signer's certificate, and after that of the first authority.
    ("renewed", "2028-11-15", None, Reason::Trusted, "AdESPassed.OK"),
    ("renewed", "2029-01-15", None, Reason::Trusted, "AdESPassed.OK"),
    // Renewed when the first authority had ended already: nothing proves the time any more.
    ("renewed-late", "2029-04-01", Some(SubIndication::OutOfBoundsNoPoe), Reason::Expired, "AdESIndeterminate.NO_POE"),
    // The responder's certificate has ended: its answer needs a stamp from before.
    ("brief", "2026-10-01", Some(SubIndication::RevocationOutOfBoundsNoPoe), Reason::RevocationNotProven, "AdESIndeterminate.NO_POE"),
    ("brief-lta", "2026-10-01", None, Reason::Trusted, "AdESPassed.OK"),
    ("brief-renewed", "2029-01-15", None, Reason::Trusted, "AdESPassed.OK"),
    ("brief-late", "2026-10-01", Some(SubIndication::RevocationOutOfBoundsNoPoe), Reason::RevocationNotProven, "AdESIndeterminate.NO_POE"),
    // Revoked on 2025-06-01. Stamped before: the standard compares the proven time with the revocation (§5.6.2.1 6); pyHanko
    // validates the whole path anew there and meets the revocation again.
    ("revoked-later", "2026-10-01", None, Reason::Trusted, "AdESIndeterminate.REVOKED_NO_POE"),
    ("revoked-before", "2026-10-01", Some(SubIndication::Revoked), Reason::Revoked, "AdESIndeterminate.REVOKED_NO_POE"),
    // Nothing but a document time stamp from after it: pyHanko asks for a time stamp in every signature.
    ("revoked-unstamped", "2026-10-01", Some(SubIndication::RevokedNoPoe), Reason::RevokedWithoutProof, "AdESIndeterminate.SIG_CONSTRAINTS_FAILURE"),
];

#[test]
fn each_generation_is_judged_by_what_its_stamps_prove() {
    let office = office();
    let a = &Archive::of(&office);
    let lt = |authority| {
        vec![a.sign("signer-ec", Some((authority, SIGNED))), a.store("signer-ec", Some("interm"), SIGNED)]
    };
    let brief = [
        a.sign("signer-ec", Some(("tsa-later", SIGNED))),
        a.store("signer-ec", Some("interm-brief"), SIGNED),
    ];
    let renewed = |day| [a.stamp("tsa", SIGNED), a.store("signer-ec", None, day), a.stamp("tsa-later", day)];
    let revoked = |stamped: Option<&str>| {
        let signed = a.sign("revoked", stamped.map(|day| ("tsa-later", day)));
        vec![signed, a.store("revoked", Some("interm"), "2025-07-01"), a.stamp("tsa-later", "2025-07-01")]
    };
    let files = [
        ("lta", [lt("tsa-later"), vec![a.stamp("tsa-later", SIGNED)]].concat()),
        ("renewed", [lt("tsa"), renewed("2028-11-01").to_vec()].concat()),
        ("renewed-late", [lt("tsa"), renewed("2029-03-01").to_vec()].concat()),
        ("brief", brief.to_vec()),
        ("brief-lta", [brief.to_vec(), vec![a.stamp("tsa-later", SIGNED)]].concat()),
        ("brief-renewed", [brief.to_vec(), renewed("2028-11-01").to_vec()].concat()),
        ("brief-late", [brief.to_vec(), vec![a.stamp("tsa-later", "2026-09-02")]].concat()),
        (
            "revoked-later",
            vec![
                a.sign("revoked", Some(("tsa-later", "2025-05-01"))),
                a.store("revoked", Some("interm"), "2025-05-01"),
                a.stamp("tsa-later", "2025-05-01"),
                a.store("revoked", Some("interm"), "2025-07-01"),
                a.stamp("tsa-later", "2025-07-01"),
            ],
        ),
        ("revoked-before", revoked(Some("2025-07-01"))),
        ("revoked-unstamped", revoked(None)),
    ];
    a.make(&files);
    let mut wrong = Vec::new();
    for (name, day, sub, reason, theirs) in ROWS {
        let report = a.ours(name, day);
        let one = &report.signatures[0];
        let (seen, why) = a.theirs(name, day);
        if (one.sub_indication, one.authenticity.reason, seen.as_str()) != (*sub, *reason, *theirs) {
            wrong.push(format!(
                "{name} {day}: {:?} {:?}; pyHanko: {seen} {why}",
                one.sub_indication, one.authenticity
            ));
        }
        assert_eq!(one.verdict == Verdict::Valid, sub.is_none(), "{name} {day}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
