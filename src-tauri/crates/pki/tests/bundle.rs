//! The agency bundle: the recipe of `docs/bundle.md` makes one with OpenSSL, and everything that must not pass does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod common;

use chrono::{TimeDelta, Utc};
use common::{Random, Workshop, mutate, run, time};
use pki::bundle::{self, Bundle, BundleError, EntryProblem, Pin, Switch};
use pki::cert::Certificate;
use pki::trust::{self, Purpose};

const EC: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const CA: &str = "-addext basicConstraints=critical,CA:TRUE";
const SMALLEST: &str =
    r#"{"format":"absah-bundle/1","agency":"Dinas","sequence":1,"issued":"2026-01-01T00:00:00Z""#;

struct Agency(Workshop);

impl Agency {
    fn new() -> Self {
        let w = Workshop::new();
        for name in ["agency", "root", "issuing"] {
            w.key(name, EC);
            w.self_signed(name, CA);
        }
        Self(w)
    }

    /// A bundle of this manifest, signed by `openssl cms` with these arguments.
    fn sign(&self, manifest: &str, arguments: &str) -> Vec<u8> {
        self.0.write("bundle.json", manifest.as_bytes());
        self.0.openssl(&format!(
            "cms -sign -binary -in bundle.json -outform DER -out agency.bundle {arguments}"
        ));
        self.0.read("agency.bundle")
    }

    /// What this manifest, soundly signed, gives.
    fn bundle(&self, manifest: &str) -> Result<Bundle, BundleError> {
        Bundle::parse(
            &self.sign(manifest, "-nodetach -md sha256 -signer agency.pem -inkey agency.key"),
            Utc::now(),
        )
    }

    /// The smallest manifest with this behind its last field.
    fn with(&self, more: &str) -> Result<Bundle, BundleError> {
        self.bundle(&format!("{SMALLEST}{more}}}"))
    }

    fn base64(&self, name: &str) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(self.0.certificate(name).der())
    }
}

#[test]
fn recipe_of_the_documentation_makes_a_bundle() {
    let agency = Agency::new();
    let text = include_str!("../../../../docs/bundle.md");
    let mut script = String::from("set -euo pipefail\n");
    for block in text.split("```sh\n").skip(1) {
        script.push_str(block.split("```").next().unwrap());
    }
    let outcome = run("bash", &["-c", &script], &agency.0.path(""), &[]);
    assert!(outcome.success, "{}", outcome.stderr);
    assert_eq!(agency.0.read("read.json"), agency.0.read("bundle.json"));

    let now = Utc::now();
    let bundle = Bundle::parse(&agency.0.read("agency.bundle"), now).unwrap();
    let told = String::from_utf8(outcome.stdout).unwrap();
    assert_eq!(trust::parse_fingerprint(told.split_whitespace().next().unwrap()), Ok(bundle.key_sha256()));
    assert_eq!((bundle.agency(), bundle.sequence()), ("Dinas Contoh", 1));
    assert!((now - bundle.issued()).abs() < TimeDelta::minutes(5));
    let [anchor] = bundle.anchors() else { panic!() };
    assert_eq!((&anchor.certificate, anchor.purpose), (&agency.0.certificate("root"), Purpose::Signing));
    assert_eq!((anchor.not_before, anchor.not_after), (None, Some(time("2035-12-31T15:59:59Z"))));
    let issuing = agency.0.certificate("issuing");
    assert_eq!(bundle.intermediates(), std::slice::from_ref(&issuing));
    assert!(bundle.marks().has(&issuing) && !bundle.marks().has(&anchor.certificate));
    let urls: Vec<_> = bundle.stampers().iter().map(|s| (s.url.as_str(), s.policy.is_some())).collect();
    assert_eq!(urls, [("https://tsa.example.id/tsp", false), ("http://10.20.30.40/tsa", true)]);
    assert_eq!(bundle.hosts(), ["10.20.30.40"]);
    assert_eq!(bundle.switches()["stamp-required"], Switch::On(true));
    assert_eq!(bundle.switches()["revocation-max-age-hours"], Switch::Number(24));
    assert_eq!(bundle.unknown_switches(&["stamp-required"]), ["offline-signing", "revocation-max-age-hours"]);
    assert_eq!(
        Bundle::parse(bundle.der(), now).unwrap().pin(),
        bundle.pin(),
        "what is kept can be read back"
    );
}

#[test]
fn only_a_newer_bundle_of_the_same_key_follows() {
    let agency = Agency::new();
    let bundle = |sequence: u64, issued: &str| {
        agency
            .bundle(&format!(
                r#"{{"format":"absah-bundle/1","agency":"D","sequence":{sequence},"issued":"{issued}"}}"#
            ))
            .unwrap()
    };
    let current = bundle(7, "2026-01-02T00:00:00Z").pin();
    assert_eq!(bundle(8, "2026-01-02T00:00:00Z").may_follow(&current), Ok(()));
    assert_eq!(bundle(9, "2026-03-02T00:00:00+07:00").may_follow(&current), Ok(()));
    for (sequence, issued) in
        [(7, "2026-01-03T00:00:00Z"), (6, "2026-01-03T00:00:00Z"), (8, "2026-01-01T23:59:59Z")]
    {
        let refused = BundleError::NotNewer { current: 7, offered: sequence };
        assert_eq!(bundle(sequence, issued).may_follow(&current), Err(refused), "{sequence} {issued}");
    }
    assert_eq!(bundle(7, "2026-01-02T00:00:00Z").is_pinned(&current), Ok(()));
    assert!(bundle(8, "2026-01-02T00:00:00Z").is_pinned(&current).is_err(), "another one on disk");
    assert!(bundle(7, "2026-01-01T00:00:00Z").is_pinned(&current).is_err());

    // The same names with another key: another agency.
    agency.0.key("agency", EC);
    agency.0.self_signed("agency", CA);
    let other = bundle(8, "2026-01-03T00:00:00Z");
    assert_eq!(other.may_follow(&current), Err(BundleError::OtherKey { got: other.key_sha256() }));
    assert!(matches!(other.is_pinned(&current), Err(BundleError::OtherKey { .. })));
    // Another certificate of the first key would be the same agency: the key is what is pinned.
    let renewed = Pin { key: other.key_sha256(), ..current };
    agency.0.self_signed("agency", "-days 1");
    assert_eq!(bundle(8, "2026-01-03T00:00:00Z").may_follow(&renewed), Ok(()));
}

#[test]
fn broken_signatures_and_other_messages_are_refused() {
    let agency = Agency::new();
    let manifest = format!("{SMALLEST}}}");
    let signer = "-signer agency.pem -inkey agency.key";
    let outcome = |arguments: &str| {
        Bundle::parse(&agency.sign(&manifest, arguments), Utc::now()).map(|bundle| bundle.sequence())
    };
    assert_eq!(outcome(&format!("-nodetach -md sha256 {signer}")), Ok(1));
    assert_eq!(outcome(&format!("-nodetach -md sha256 -noattr {signer}")), Ok(1));
    assert_eq!(outcome(&format!("-nodetach -md sha1 {signer}")), Err(BundleError::Weak));
    agency.0.key("pendek", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024");
    agency.0.self_signed("pendek", CA);
    let short = "-nodetach -md sha256 -signer pendek.pem -inkey pendek.key";
    assert_eq!(outcome(short), Err(BundleError::Weak), "RSA below 2048 bits");
    assert_eq!(outcome(&format!("-md sha256 {signer}")), Err(BundleError::NotABundle { part: "content" }));
    assert_eq!(
        outcome(&format!("-nodetach -md sha256 -nocerts {signer}")),
        Err(BundleError::NotABundle { part: "certificate" })
    );
    assert_eq!(
        outcome(&format!("-nodetach -md sha256 {signer} -signer root.pem -inkey root.key")),
        Err(BundleError::NotABundle { part: "one signer" })
    );
    let other_type = format!("-nodetach -md sha256 -econtent_type 1.2.3.4 {signer}");
    assert_eq!(outcome(&other_type), Err(BundleError::SignatureInvalid));

    let mut bytes = agency.sign(&manifest, &format!("-nodetach -md sha256 {signer}"));
    let at = bytes.windows(5).position(|window| window == b"Dinas").unwrap();
    bytes[at] ^= 1;
    assert_eq!(Bundle::parse(&bytes, Utc::now()).unwrap_err(), BundleError::SignatureInvalid);
    let big = vec![0x30; bundle::LIMIT + 1];
    assert_eq!(Bundle::parse(&big, Utc::now()).unwrap_err(), BundleError::TooLarge);
    for bytes in [&b""[..], b"{}", agency.0.certificate("root").der()] {
        assert!(matches!(Bundle::parse(bytes, Utc::now()), Err(BundleError::NotABundle { .. })));
    }
    // Dated in the future: by a day it may be a time zone.
    let bytes = agency.sign(&manifest, &format!("-nodetach -md sha256 {signer}"));
    let issued = time("2026-01-01T00:00:00Z");
    assert!(Bundle::parse(&bytes, issued - TimeDelta::hours(23)).is_ok());
    let refused = Bundle::parse(&bytes, issued - TimeDelta::hours(25)).unwrap_err();
    assert_eq!(refused, BundleError::NotYetIssued { issued });
}

#[test]
fn manifest_is_taken_whole_or_not_at_all() {
    let agency = Agency::new();
    assert!(agency.with("").is_ok());
    let good = agency.base64("root");
    let anchor = |rest: &str| format!(r#","anchors":[{{"certificate":"{good}","purpose":"any"{rest}}}]"#);
    assert!(agency.with(&anchor(r#","from":"2026-01-01T00:00:00Z""#)).is_ok());
    // Not of the documented form.
    for more in [
        r#","anchor":[]"#,                                      // a field that is not known
        r#","hosts":[],"hosts":[]"#,                            // twice
        r#","switches":{"a":true,"a":false}"#,                  // a switch twice
        r#","switches":{"a":[1]}"#,                             // no plain value
        r#","switches":{"a":1.5}"#,                             // no whole number
        &anchor(r#","trust":"all""#),                           // an anchor's field that is not known
        &format!(r#","anchors":[{{"certificate":"{good}"}}]"#), // no purpose
        &format!(r#","anchors":[{{"certificate":"{good}","purpose":"tls"}}]"#),
        r#","sequence":2"#,
    ] {
        assert!(matches!(agency.with(more), Err(BundleError::Manifest { .. })), "{more}");
    }
    for (manifest, line) in [("", 1), ("\n\n[1]", 3), ("{\"format\":\"absah-bundle/1\"}", 1)] {
        match agency.bundle(manifest) {
            Err(BundleError::Manifest { line: got, .. }) => assert!(got.abs_diff(line) <= 1, "{manifest}"),
            other => panic!("{manifest}: {other:?}"),
        }
    }
    let second = SMALLEST.replace("bundle/1", "bundle/2");
    assert_eq!(agency.bundle(&format!("{second}}}")).unwrap_err(), BundleError::Format);
    // An entry that cannot be used.
    use EntryProblem as P;
    let refused = |field, index, problem| BundleError::Entry { field, index, problem };
    for (more, expected) in [
        (r#","intermediates":["!!"]"#.to_owned(), refused("intermediates", 0, P::Base64)),
        (format!(r#","intermediates":["{good}","MAA="]"#), refused("intermediates", 1, P::Certificate)),
        (anchor(r#","from":"besok""#), refused("anchors", 0, P::Time)),
        (
            anchor(r#","from":"2027-01-01T00:00:00Z","until":"2026-01-01T00:00:00Z""#),
            refused("anchors", 0, P::Time),
        ),
        (r#","bsre":["AB:CD"]"#.to_owned(), refused("bsre", 0, P::Fingerprint)),
        (r#","stampers":[{"url":"file:///etc/passwd"}]"#.to_owned(), refused("stampers", 0, P::Address)),
        (r#","stampers":[{"url":"https://u:p@tsa.id/"}]"#.to_owned(), refused("stampers", 0, P::Address)),
        (
            r#","stampers":[{"url":"https://tsa.id","policy":"x"}]"#.to_owned(),
            refused("stampers", 0, P::Policy),
        ),
        (r#","hosts":["tsa.id","a b"]"#.to_owned(), refused("hosts", 1, P::Host)),
        (r#","hosts":["http://tsa.id"]"#.to_owned(), refused("hosts", 0, P::Host)),
        (
            format!(r#","hosts":[{}]"#, vec![r#""a.id""#; 257].join(",")),
            BundleError::TooMany { field: "hosts", limit: 256 },
        ),
    ] {
        assert_eq!(agency.with(&more).unwrap_err(), expected, "{more}");
    }
    let hosts = agency.with(r#","hosts":["OCSP.Example.ID","::1","10.0.0.1"]"#).unwrap();
    assert_eq!(hosts.hosts(), ["ocsp.example.id", "::1", "10.0.0.1"]);
}

#[test]
fn mark_belongs_to_the_key_and_trust_is_kept_apart() {
    let agency = Agency::new();
    let w = &agency.0;
    let issuing = w.certificate("issuing");
    let key: String = issuing.key_sha256().iter().map(|b| format!("{b:02x}")).collect();
    let bundle = agency.with(&format!(r#","bsre":["{key}"]"#)).unwrap();
    assert!(bundle.anchors().is_empty(), "marked, and not trusted");
    // The same key under another name has the mark; the same name with another key has not.
    w.openssl(&format!("req -x509 -new -key issuing.key -subj /CN=lain -days 9 -out renamed.pem {CA}"));
    assert!(bundle.marks().has(&w.certificate("renamed")));
    w.key("issuing", EC);
    let namesake: Certificate = w.self_signed("issuing", CA);
    assert!(namesake.subject().matches(issuing.subject()));
    assert!(!bundle.marks().has(&namesake));
    // In a path the issuer counts, not the target.
    let root = w.certificate("root");
    let chain = [root.clone(), issuing.clone()];
    assert_eq!(bundle.marks().issuer_in(&chain), Some(&issuing));
    assert_eq!(bundle.marks().issuer_in(&[issuing.clone(), root.clone()]), None);
    assert_eq!(bundle.marks().issuer_in(&[root, namesake]), None);
}

#[test]
fn keys_that_must_never_be_trusted_are_taken_out_whatever_is_signed() {
    let agency = Agency::new();
    let (root, practice) = (agency.0.certificate("root"), agency.0.certificate("issuing"));
    let entry = |name: &str| format!(r#"{{"certificate":"{}","purpose":"any"}}"#, agency.base64(name));
    let bundle = agency.with(&format!(r#","anchors":[{},{}]"#, entry("root"), entry("issuing"))).unwrap();
    let (kept, refused) = trust::refuse(bundle.anchors().to_vec(), &[practice.key_sha256()]);
    let certificates =
        |anchors: &[trust::Anchor]| anchors.iter().map(|a| a.certificate.clone()).collect::<Vec<_>>();
    assert_eq!((certificates(&kept), certificates(&refused)), (vec![root], vec![practice]));
}

#[test]
fn mutated_bundles_never_panic_and_never_say_something_else() {
    let agency = Agency::new();
    let anchor = format!(r#","anchors":[{{"certificate":"{}","purpose":"any"}}]"#, agency.base64("root"));
    let bytes = agency.with(&anchor).unwrap().der().to_vec();
    let original = Bundle::parse(&bytes, Utc::now()).unwrap();
    let mut random = Random(0x5EED_B0DE);
    for _ in 0..3000 {
        if let Ok(bundle) = Bundle::parse(&mutate(&mut random, &bytes), Utc::now()) {
            assert_eq!(bundle.pin().key, original.pin().key);
            assert_eq!(bundle.anchors().len(), 1);
            assert_eq!(bundle.anchors()[0].certificate, original.anchors()[0].certificate);
        }
    }
}
