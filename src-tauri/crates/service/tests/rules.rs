//! The agency's rules: each changes what happens before the PIN, is shown with who set it, and gives way to nobody here. The
//! office, its servers and its certificates are made by others (certomancer), the bundles by OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use pki::cert::Certificate;
use service::schema::{
    CheckId, CheckState, CheckView, NetworkSettings, Outcome, PlaceRequest, Problem, ProxySetting, RuleId,
    RuleOrigin, RuleValue, SecretPrompt, SettingsRequest, SignLevel, SignRequest, SignedView, StampServer,
};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use support::{World, bundle, key_of, pin_of, request};
use testkit::office::Office;
use testkit::openssl::{Key, Pki, Signer};

const PASSWORD: &str = "sandi-uji-1";
const AGENCY: &str = "Dinas Uji";
const SINCE: &str = "2026-11-20";

/// One office for all tests; one test at a time, since its faults are shared.
fn office() -> MutexGuard<'static, Office> {
    static OFFICE: OnceLock<Mutex<Office>> = OnceLock::new();
    let office = OFFICE.get_or_init(|| Mutex::new(Office::open()));
    let office = office.lock().unwrap_or_else(PoisonError::into_inner);
    office.mend();
    office.take_requests();
    office
}

fn certificate(path: &Path) -> Certificate {
    Certificate::from_pem_or_der_all(&std::fs::read(path).unwrap()).unwrap().remove(0)
}

/// A person whose agency trusts the office, with a key file of its signer as token.
struct Desk {
    world: World,
    token: String,
    agency: Signer,
    anchors: Vec<Certificate>,
    sequence: u64,
    _pki: Pki,
}

impl Desk {
    fn new(office: &Office, label: &str, switches: &str) -> Desk {
        let (world, pki) = (World::new(), Pki::new());
        // As of the real now: the servers' answers are dated by it.
        *world.host.clock.lock().unwrap() = None;
        let token =
            world.service.insert_key_file(&office.key_file(label, PASSWORD), pin_of(PASSWORD)).unwrap();
        let anchors = ["interm", "time-root", "later-root"]
            .map(|label| certificate(&office.certificate(label)))
            .to_vec();
        let agency = pki.signer("Dinas", Key::P256);
        let mut desk = Desk { world, token, agency, anchors, sequence: 0, _pki: pki };
        desk.online(office, true);
        desk.rule(switches);
        desk
    }

    /// Another bundle of the agency, with these switches.
    fn rule(&mut self, switches: &str) {
        self.sequence += 1;
        let anchors: Vec<&Certificate> = self.anchors.iter().collect();
        let marks = format!(
            r#", "bsre": ["{}"], "switches": {{{switches}}}"#,
            service::hex(&self.anchors[0].key_sha256())
        );
        let file = bundle(self.world.letters.path(), &self.agency, self.sequence, &anchors, &marks);
        self.world.service.bundle_add_file(&file, &key_of(&self.agency)).unwrap();
    }

    fn online(&self, office: &Office, on: bool) {
        let settings = NetworkSettings {
            on,
            proxy: ProxySetting::None,
            stamps: vec![StampServer { url: office.time_stamps("tsa"), user: None }],
            hosts: vec![office.host()],
            ..NetworkSettings::default()
        };
        self.world.service.network_change(&settings).unwrap();
    }

    fn request(&self, level: Option<SignLevel>) -> SignRequest {
        let letter = self.world.sample();
        SignRequest { token: self.token.clone(), place: PlaceRequest::Invisible, level, ..request(&letter) }
    }

    fn begin(&self, level: Option<SignLevel>) -> Result<SecretPrompt, Problem> {
        match self.world.service.sign_run(&self.request(level), None) {
            Outcome::NeedsSecret { secret } => Ok(secret),
            Outcome::Refused { problem } => Err(problem),
            done => panic!("nothing was typed: {done:?}"),
        }
    }

    fn finish(&self, prompt: &SecretPrompt) -> Result<SignedView, Problem> {
        match self.world.answer(prompt, PASSWORD) {
            Outcome::Done { value } => Ok(value),
            Outcome::Refused { problem } => Err(problem),
            again => panic!("the password is right: {again:?}"),
        }
    }

    fn check(&self, id: CheckId) -> CheckView {
        let plan = self.world.service.sign_plan(&self.request(None), None).unwrap();
        plan.checks.into_iter().find(|check| check.id == id).unwrap_or_else(|| panic!("no {id:?}"))
    }

    fn origin(&self, id: RuleId) -> (RuleValue, RuleOrigin) {
        let view = self.world.service.rules_view();
        let rule = view.rules.into_iter().find(|rule| rule.id == id).unwrap();
        (rule.value, rule.origin)
    }

    fn journal(&self) -> String {
        std::fs::read_to_string(self.world.host.folder.path().join("journal/0001/000001.jsonl")).unwrap()
    }
}

fn offline() -> Problem {
    Problem::PolicyOffline { agency: AGENCY.to_owned(), since: SINCE.to_owned() }
}

#[test]
fn offline_signing_is_refused_before_the_pin_where_the_agency_forbids_it_and_practice_goes_on() {
    let office = office();
    let mut desk = Desk::new(&office, "signer-ec", r#""offline-signing": true"#);
    desk.online(&office, false);
    desk.begin(None).expect("allowed: nobody is asked, and signing goes on");
    desk.rule(r#""offline-signing": false"#);
    assert_eq!(desk.begin(None).err(), Some(offline()));
    let check = desk.check(CheckId::Status);
    assert_eq!((check.state, check.problem), (CheckState::Failed, Some(offline())));
    assert!(desk.journal().contains(r#"{"failed":{"category":"policy","code":"policy-offline""#));
    // Practice is worth nothing and must work anywhere.
    let letter = desk.world.sample();
    let practice = desk.world.service.sign_run(&request(&letter), None);
    assert!(matches!(practice, Outcome::NeedsSecret { .. }), "{practice:?}");

    // The network is there, and the issuer does not answer: the same.
    desk.online(&office, true);
    office.fault("/pki/", "down");
    assert_eq!(desk.begin(None).err(), Some(offline()));
    office.mend();
    desk.online(&office, true);
    let prompt = desk.begin(None).expect("the issuer says that it was not revoked");
    desk.finish(&prompt).unwrap();
    assert_eq!(desk.world.files().iter().filter(|name| name.ends_with("_ttd.pdf")).count(), 1);
}

#[test]
fn required_time_stamp_is_made_by_itself_and_nothing_is_kept_without_one() {
    let office = office();
    let mut desk = Desk::new(&office, "signer-ec", r#""stamp-required": false"#);
    let level = |signed: &SignedView| signed.verification.signatures[0].level.clone().unwrap();
    let signed = desk.finish(&desk.begin(Some(SignLevel::B)).unwrap()).unwrap();
    assert_eq!(level(&signed), "B-B", "not required: as the person chose");

    desk.rule(r#""stamp-required": true"#);
    let (agency, since) = (AGENCY.to_owned(), SINCE.to_owned());
    let required = Problem::PolicyStampRequired { agency: agency.clone(), since: since.clone() };
    assert_eq!(desk.begin(Some(SignLevel::B)).err(), Some(required));
    std::fs::remove_file(desk.world.letters.path().join("surat_ttd.pdf")).unwrap();
    let signed = desk.finish(&desk.begin(None).unwrap()).unwrap();
    assert_eq!(level(&signed), "B-LT", "required: made without being asked for");

    // No stamp, no PIN; and where the server fails after the PIN, no document.
    std::fs::remove_file(desk.world.letters.path().join("surat_ttd.pdf")).unwrap();
    let missing = Problem::PolicyStampMissing { agency, since };
    let prompt = desk.begin(None).unwrap();
    office.fault("tsa", "500");
    assert_eq!(desk.finish(&prompt).unwrap_err(), missing);
    assert!(!desk.world.files().contains(&"surat_ttd.pdf".to_owned()), "{:?}", desk.world.files());
    assert!(desk.world.service.pending_view().is_empty());
    assert_eq!(desk.begin(None).err(), Some(missing.clone()));
    assert_eq!(desk.check(CheckId::Time).problem, Some(missing));
    let letter = desk.world.sample();
    let practice = desk.world.service.sign_run(&request(&letter), None);
    assert!(matches!(practice, Outcome::NeedsSecret { .. }), "practice needs none: {practice:?}");
}

#[test]
fn revocation_data_older_than_the_agency_allows_do_not_count_as_known() {
    let office = office();
    let mut desk = Desk::new(&office, "signer-ec", "");
    // The responder is away; the list is weeks old and still valid by its own word.
    office.fault("/ocsp/", "down");
    let state = |desk: &Desk| {
        let check = desk.check(CheckId::Status);
        (check.state, check.problem)
    };
    assert_eq!(state(&desk), (CheckState::Passed, None), "until the update that the issuer announces");
    desk.rule(r#""revocation-max-age-hours": 1"#);
    let (agency, since) = (AGENCY.to_owned(), SINCE.to_owned());
    let old = Problem::CertificateStatusOld { hours: 1, agency, since };
    assert_eq!(state(&desk), (CheckState::Warning, Some(old)));
    desk.begin(None).expect("a warning alone stops nobody");
    desk.rule(r#""revocation-max-age-hours": 1, "offline-signing": false"#);
    assert_eq!(desk.begin(None).err(), Some(offline()), "what is too old is not known");
    // The responder answers as of now.
    office.mend();
    desk.online(&office, true);
    assert_eq!(state(&desk), (CheckState::Passed, None));
    desk.rule(r#""revocation-max-age-hours": 8000"#);
    office.fault("/ocsp/", "down");
    desk.online(&office, true);
    assert_eq!(state(&desk), (CheckState::Passed, None), "within the bound");
}

#[test]
fn word_that_a_certificate_was_revoked_counts_whatever_its_age() {
    let office = office();
    let desk = Desk::new(&office, "revoked", r#""revocation-max-age-hours": 1"#);
    office.fault("/ocsp/", "down");
    let refused = |desk: &Desk| match desk.begin(None) {
        Err(Problem::CertificateRevoked { since }) => since,
        other => panic!("a revoked certificate signs nothing: {other:?}"),
    };
    assert_eq!(refused(&desk), "2025-06-01", "asked for");
    desk.online(&office, false);
    assert_eq!(refused(&desk), "2025-06-01", "kept");
}

#[test]
fn only_certificates_of_allowed_issuers_sign() {
    let office = office();
    let mut desk = Desk::new(&office, "signer-ec", "");
    let key = |anchor: &Certificate| service::hex(&anchor.key_sha256());
    let (own, other) = (key(&desk.anchors[0]), key(&desk.anchors[1]));
    desk.rule(&format!(r#""allowed-issuers": "{other}""#));
    let refused = Problem::PolicyIssuer {
        issuer: "Penerbit Kantor (UJI)".to_owned(),
        agency: AGENCY.to_owned(),
        since: SINCE.to_owned(),
    };
    assert_eq!(desk.begin(None).err(), Some(refused.clone()));
    let check = desk.check(CheckId::Issuer);
    assert_eq!((check.state, check.problem), (CheckState::Failed, Some(refused)));
    let named = RuleValue::List { entries: vec!["Akar Waktu (UJI)".to_owned()] };
    assert_eq!(desk.origin(RuleId::AllowedIssuers), (named, RuleOrigin::Agency));
    desk.rule(&format!(r#""allowed-issuers": "{other} {own}""#));
    desk.begin(None).expect("one of them stands above the signer");
}

#[test]
fn rules_of_the_agency_are_shown_with_its_name_and_give_way_to_no_setting() {
    let office = office();
    let mut desk = Desk::new(&office, "signer-ec", "");
    let switch = |on| RuleValue::Switch { on };
    assert_eq!(desk.origin(RuleId::Network), (switch(true), RuleOrigin::Own));
    assert_eq!(desk.origin(RuleId::MissingIssuers), (switch(false), RuleOrigin::Default));
    assert_eq!(desk.origin(RuleId::OfflineSigning), (switch(true), RuleOrigin::Default));
    assert_eq!(
        desk.origin(RuleId::RevocationMaxAgeHours),
        (RuleValue::Hours { hours: None }, RuleOrigin::Default)
    );
    let own = "Ditandatangani secara elektronik dengan sertifikat elektronik BSrE (kata sendiri).";
    let change = |text: &str, refuse| {
        let request = SettingsRequest {
            notice: Some(text.to_owned()),
            refuse_changeable: Some(refuse),
            ..SettingsRequest::default()
        };
        let payload = serde_json::to_value(request).unwrap();
        desk.world.service.call(serde_json::json!({"cmd": "settings_change", "payload": payload})).unwrap()
            ["value"]
            .clone()
    };
    assert_eq!(change(own, true)["notice"], own);
    assert_eq!(desk.origin(RuleId::NoticeText), (RuleValue::Text { text: own.to_owned() }, RuleOrigin::Own));

    let set = "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat elektronik terbitan BSrE.";
    let agency_rules = format!(
        r#""notice-text": "{set}", "refuse-changeable": false, "network": false, "certificate-status": false,
           "missing-issuers": true, "offline-signing": true, "stamp-required": false,
           "revocation-max-age-hours": 24, "journal-keep-months": 60, "contact-name": "Helpdesk", "contact-phone": "1""#
    );
    desk.rule(&agency_rules);
    let view = desk.world.service.rules_view();
    let by = view.agency.unwrap();
    assert_eq!((by.name.as_str(), by.issued.as_str()), (AGENCY, "2026-11-20T00:00:00Z"));
    for rule in &view.rules {
        let open = matches!(rule.id, RuleId::AllowedIssuers | RuleId::Stampers);
        assert_eq!(rule.origin == RuleOrigin::Agency, !open, "{rule:?}");
    }
    assert_eq!(desk.origin(RuleId::Contact).0, RuleValue::Text { text: "Helpdesk".to_owned() });
    assert_eq!(desk.origin(RuleId::RevocationMaxAgeHours).0, RuleValue::Hours { hours: Some(24) });

    // Neither the person's settings nor a request sets them aside.
    desk.online(&office, true);
    let answer = {
        let request = serde_json::json!({"notice": own, "refuse_changeable": true});
        desk.world.service.call(serde_json::json!({"cmd": "settings_change", "payload": request})).unwrap()
    };
    assert_eq!(answer["value"]["notice"], set);
    assert_eq!(answer["value"]["refuse_changeable"], false);
    assert_eq!(desk.origin(RuleId::Network), (switch(false), RuleOrigin::Agency));
    let request = SignRequest { place: PlaceRequest::Free, ..desk.request(None) };
    let plan = desk.world.service.sign_plan(&request, None).unwrap();
    assert_eq!(plan.notice.unwrap().text.as_deref(), Some(set), "what is written is the agency's wording");

    // When the bundle goes, the person's choices are there again.
    desk.world.service.bundle_forget().unwrap();
    assert_eq!(desk.origin(RuleId::NoticeText), (RuleValue::Text { text: own.to_owned() }, RuleOrigin::Own));
    assert_eq!(desk.origin(RuleId::RefuseChangeable), (switch(true), RuleOrigin::Own));
    assert_eq!(desk.origin(RuleId::Network), (switch(true), RuleOrigin::Own));
}

#[test]
fn bundle_with_a_rule_that_cannot_be_read_is_refused_and_the_old_one_stays() {
    let (world, pki) = (World::new(), Pki::new());
    let agency = pki.signer("Dinas", Key::P256);
    let folder = world.letters.path();
    let with = |switches: &str| format!(r#", "switches": {{{switches}}}"#);
    let first = bundle(folder, &agency, 1, &[], &with(r#""stamp-required": true"#));
    world.service.bundle_add_file(&first, &key_of(&agency)).unwrap();
    for (sequence, name, value) in [
        (2, "offline-signing", r#""tidak""#),
        (3, "revocation-max-age-hours", "0"),
        (4, "notice-text", r#""Ditandatangani secara elektronik.""#),
        (5, "allowed-issuers", r#""BSrE""#),
    ] {
        let file = bundle(folder, &agency, sequence, &[], &with(&format!(r#""{name}": {value}"#)));
        let problem = Problem::BundleRule { name: name.to_owned() };
        assert_eq!(world.service.bundle_add_file(&file, "").unwrap_err(), problem);
        *world.host.picks.lock().unwrap() = vec![file];
        assert_eq!(
            world.service.bundle_pick().unwrap().unwrap().problem,
            Some(problem),
            "told when it is picked"
        );
    }
    assert_eq!(world.service.trust_view().bundle.unwrap().sequence, "1");
}
