//! Verification with the network, whole: letters signed by pyHanko, a PKI served live by certomancer on loopback, and the
//! program's own client with that host listed. And the other half: who is never asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use pki::cert::Certificate;
use serde_json::json;
use service::schema::{
    HeadingState, NetworkSettings, NetworkStep, Problem, ProxySetting, StampServer, TrustPurpose, VerifyView,
};
use service::{Asking, Decision};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use support::World;
use testkit::openssl::{Key, Pki, openssl};
use testkit::server::Certomancer;
use testkit::web::{Reply, Server};

/// certomancer with `pki`'s declarative file, and the certificates as PEM files.
struct Office {
    server: Certomancer,
    folder: tempfile::TempDir,
}

impl Office {
    fn get() -> &'static Office {
        static OFFICE: OnceLock<Office> = OnceLock::new();
        OFFICE.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            for name in ["root", "interm", "kembar", "ocsp", "ocsp-lain", "tsa", "person"] {
                let out = folder.path().join(format!("{name}.key"));
                openssl(&[
                    "genpkey",
                    "-algorithm",
                    "EC",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-out",
                    out.to_str().unwrap(),
                ]);
            }
            let server = Certomancer::start(folder.path(), include_str!("../../pki/tests/data/live.yml"));
            Office { server, folder }
        })
    }

    fn host(&self) -> String {
        self.server.url("").trim_start_matches("http://").to_owned()
    }

    /// A certificate that the server publishes, as a PEM file.
    fn certificate(&self, path: &str) -> PathBuf {
        let file = self.folder.path().join(format!("{}.pem", path.replace('/', "-")));
        let url = self.server.url(path);
        let program =
            "import sys,urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())";
        let mut fetch = Command::new(testkit::judges::judge("python"));
        fetch.args(["-c", program, &url]);
        let der = testkit::command::run(&mut fetch, testkit::command::PATIENCE).succeeded().bytes;
        let raw = file.with_extension("der");
        std::fs::write(&raw, der).unwrap();
        openssl(&["x509", "-inform", "DER", "-in", raw.to_str().unwrap(), "-out", file.to_str().unwrap()]);
        file
    }

    /// A letter signed by a person of this office.
    fn letter(&self, world: &World, label: &str) -> PathBuf {
        let signer = self.certificate(&format!("/pki/certs/interm/issued/{label}.crt"));
        let chain = self.certificate("/pki/certs/interm/ca.crt");
        signed(world, &self.folder.path().join("person.key"), &signer, &[&chain])
    }
}

/// The sample letter signed by pyHanko.
fn signed(world: &World, key: &Path, certificate: &Path, chain: &[&Path]) -> PathBuf {
    let folder = world.letters.path();
    let (input, output) = (world.letter("masukan.pdf", support::SAMPLE), folder.join("surat.pdf"));
    let step = json!({"do": "sign", "field": "S1", "key": key, "cert": certificate, "chain": chain});
    let recipe = world.letter(
        "recipe.json",
        json!({"input": input, "output": output, "steps": [step]}).to_string().as_bytes(),
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pades/tests/support/sign.py");
    let mut command = Command::new(testkit::judges::judge("python"));
    testkit::command::run(command.arg(script).arg(recipe), testkit::command::PATIENCE).succeeded();
    output
}

fn trust(world: &World, file: &Path, decision: &Decision) {
    let certificate = Certificate::from_pem_or_der_all(&std::fs::read(file).unwrap()).unwrap().remove(0);
    world.service.trust_add_file(file, &service::hex(&certificate.sha256()), decision).unwrap();
}

fn allow(world: &World, hosts: &[String], change: impl FnOnce(&mut NetworkSettings)) {
    let mut settings = NetworkSettings { on: true, hosts: hosts.to_vec(), ..NetworkSettings::default() };
    settings.proxy = ProxySetting::None;
    change(&mut settings);
    world.service.network_change(&settings).unwrap();
}

/// As of the real now: the servers' answers are dated by it.
fn verify(world: &World, letter: &Path, asking: Asking) -> VerifyView {
    let open = service::documents::OpenDocument::from_path(letter).unwrap();
    world.service.verify_at(&open, chrono::Utc::now().fixed_offset(), asking).unwrap()
}

#[test]
fn status_is_asked_once_allowed_and_kept_for_the_time_without_network() {
    let office = Office::get();
    let world = World::new();
    let letter = office.letter(&world, "baik");
    trust(&world, &office.certificate("/pki/certs/root/ca.crt"), &Decision::default());

    let before = verify(&world, &letter, Asking::AsSet);
    assert!(
        !before.trust.online && before.trust.missing && before.trust.as_of.is_none(),
        "{:?}",
        before.trust
    );
    assert_eq!(world.service.network_view().cache.entries, 0, "nothing was asked: the network is off");

    allow(&world, &[office.host()], |_| {});
    let asked = verify(&world, &letter, Asking::AsSet);
    assert!(asked.trust.online && !asked.trust.missing, "{:?}", asked.trust);
    assert_eq!(asked.trust.problems, [], "each question was answered");
    assert!(asked.trust.as_of.is_some(), "the age of the data is told");
    assert_ne!(asked.signatures[0].verdict, before.signatures[0].verdict);
    assert_eq!(asked.signatures[0].authenticity, HeadingState::Sah, "{:?}", asked.signatures[0]);
    let kept = world.service.network_view().cache.entries;
    assert!(kept > 0);

    // Fresh answers are not asked for again, and they hold without the network.
    let again = verify(&world, &letter, Asking::AsSet);
    assert!(!again.trust.online && !again.trust.missing, "{:?}", again.trust);
    allow(&world, &[office.host()], |settings| settings.on = false);
    let offline = verify(&world, &letter, Asking::Never);
    assert_eq!(offline.signatures[0].verdict, asked.signatures[0].verdict);
    assert_eq!(offline.trust.as_of, asked.trust.as_of);

    assert_eq!(world.service.cache_clear().unwrap().cache.entries, 0);
    let forgotten = verify(&world, &letter, Asking::AsSet);
    assert!(forgotten.trust.missing, "nothing is known any more");
    // The person's word for this once goes over the switch.
    let once = verify(&world, &letter, Asking::Now);
    assert!(once.trust.online && !once.trust.missing, "{:?}", once.trust);
}

#[test]
fn revoked_signer_is_found_over_the_network_only() {
    let office = Office::get();
    let world = World::new();
    let letter = office.letter(&world, "cabut");
    trust(&world, &office.certificate("/pki/certs/root/ca.crt"), &Decision::default());
    let offline = verify(&world, &letter, Asking::Never);
    assert_ne!(offline.signatures[0].subindication.as_deref(), Some("REVOKED_NO_POE"));
    allow(&world, &[office.host()], |_| {});
    let online = verify(&world, &letter, Asking::AsSet);
    assert_eq!(
        online.signatures[0].subindication.as_deref(),
        Some("REVOKED_NO_POE"),
        "{:?}",
        online.signatures[0]
    );
    assert_ne!(online.signatures[0].authenticity, HeadingState::Sah);
}

#[test]
fn private_host_that_is_not_listed_is_not_asked_and_that_is_told() {
    let office = Office::get();
    let world = World::new();
    let letter = office.letter(&world, "baik");
    trust(&world, &office.certificate("/pki/certs/root/ca.crt"), &Decision::default());
    allow(&world, &[], |_| {});
    let view = verify(&world, &letter, Asking::AsSet);
    assert!(view.trust.online && view.trust.missing);
    let forbidden = |problem: &Problem| matches!(problem, Problem::NetworkAddressForbidden { reason, .. } if reason == "port" || reason == "private");
    assert!(
        !view.trust.problems.is_empty() && view.trust.problems.iter().all(forbidden),
        "{:?}",
        view.trust.problems
    );
}

/// A signer whose certificate names addresses on a server that counts, and its letter.
fn tracked(world: &World, pki: &Pki, server: &Server) -> PathBuf {
    let url = server.url("");
    let extensions = format!(
        "keyUsage=critical,digitalSignature,nonRepudiation\nauthorityInfoAccess=OCSP;URI:{url}/ocsp,caIssuers;URI:{url}/ca.crt\n\
         crlDistributionPoints=URI:{url}/a.crl\n"
    );
    let signer = pki.signer_with("Terlacak", Key::P256, &extensions, 30);
    signed(world, &signer.key, &signer.certificate, &[])
}

#[test]
fn addresses_of_a_signer_without_trusted_issuer_are_never_visited() {
    let server = Server::always(Reply::status("404 Not Found", ""));
    let (world, pki) = (World::new(), Pki::new());
    let letter = tracked(&world, &pki, &server);
    allow(&world, &[server.host()], |_| {});
    let view = verify(&world, &letter, Asking::Now);
    assert_eq!(server.connections(), 0, "a stranger's letter made this computer call home");
    assert!(!view.trust.missing);

    // Self-signed: no issuer can be missing, so that even the allowed step to an issuer leads nowhere.
    let folder = world.letters.path();
    let (key, certificate) = (folder.join("self.key"), folder.join("self.pem"));
    openssl(&[
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        key.to_str().unwrap(),
    ]);
    let access = format!("authorityInfoAccess=OCSP;URI:{0}/ocsp,caIssuers;URI:{0}/ca.crt", server.url(""));
    let lists = format!("crlDistributionPoints=URI:{}/a.crl", server.url(""));
    #[rustfmt::skip]
    openssl(&["req", "-x509", "-new", "-key", key.to_str().unwrap(), "-out", certificate.to_str().unwrap(),
        "-subj", "/CN=BSRE CA DS G1 (UJI)", "-addext", &access, "-addext", &lists, "-addext", "keyUsage=critical,digitalSignature,nonRepudiation"]);
    let own = signed(&world, &key, &certificate, &[]);
    allow(&world, &[server.host()], |settings| settings.issuers = true);
    verify(&world, &own, Asking::Now);
    assert_eq!(server.connections(), 0, "a self-signed certificate made this computer call home");

    // The same letter once its issuer is trusted, so that the test can fail.
    let letter = tracked(&world, &pki, &server);
    trust(&world, &pki.root().certificate, &Decision::default());
    verify(&world, &letter, Asking::AsSet);
    assert!(server.connections() > 0, "now it may be asked about");
}

#[test]
fn missing_issuer_is_fetched_one_step_only_where_allowed() {
    let server = Server::always(Reply::status("404 Not Found", ""));
    let (world, pki) = (World::new(), Pki::new());
    let letter = tracked(&world, &pki, &server);
    allow(&world, &[server.host()], |settings| settings.issuers = true);
    verify(&world, &letter, Asking::AsSet);
    let asked: Vec<String> =
        server.asked().iter().map(|asked| asked.head.lines().next().unwrap().to_owned()).collect();
    assert_eq!(asked, ["GET /ca.crt HTTP/1.1"], "the issuer, and nothing about its status");
}

#[test]
fn whole_application_with_the_network_off_asks_nobody() {
    let server = Server::always(Reply::status("404 Not Found", ""));
    let (world, pki) = (World::new(), Pki::new());
    let letter = tracked(&world, &pki, &server);
    trust(&world, &pki.root().certificate, &Decision::default());
    let settings = NetworkSettings {
        on: false,
        status: true,
        issuers: true,
        proxy: ProxySetting::None,
        stamps: vec![StampServer { url: server.url("/tsa"), user: None }],
        hosts: vec![server.host()],
    };
    world.service.network_change(&settings).unwrap();
    verify(&world, &letter, Asking::AsSet);
    let test = world.service.network_test(&server.url("/tsa"));
    assert_eq!(test.problem, Some(Problem::NetworkOff));
    let stamp = world.service.time_stamp(pki::algorithm::Digest::Sha256, &[0; 32]);
    assert_eq!(stamp.unwrap_err(), Problem::NetworkOff);
    let document = world.sample();
    let prompt = world.begin(&document);
    drop(world.answer(&prompt, "123456"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn second_time_stamp_server_helps_when_the_first_fails_and_a_test_names_the_step() {
    let office = Office::get();
    let world = World::new();
    let stamping = Decision { purpose: TrustPurpose::TimeStamping, ..Decision::default() };
    trust(&world, &office.certificate("/pki/certs/root/ca.crt"), &stamping);
    let broken = Server::always(Reply::status("503 Service Unavailable", ""));
    let server = |url: String| StampServer { url, user: None };
    allow(&world, &[office.host(), broken.host()], |settings| {
        settings.stamps = vec![server(broken.url("/")), server(office.server.url("/pki/tsa/tsa"))];
    });
    let stamped = world.service.time_stamp(pki::algorithm::Digest::Sha256, &[7; 32]);
    // The test's clock stands elsewhere than the server's; the stamp is sound all the same.
    assert_eq!(stamped.unwrap().server, office.server.url("/pki/tsa/tsa"));
    assert_eq!(broken.connections(), 1, "the first was asked first");

    let steps = |url: &str| {
        let view = world.service.network_test(url);
        let last = view.steps.last().unwrap();
        (last.step, last.passed, view.problem)
    };
    let (step, passed, problem) = steps(&office.server.url("/pki/tsa/tsa"));
    // The test's clock stands still on the morning of 23 November 2026; the authority's runs on.
    assert_eq!((step, passed), (NetworkStep::Answer, true));
    assert!(matches!(problem, Some(Problem::ClockWrong { computer, .. }) if computer == "2026-11-23 09:12"));
    let (step, passed, problem) = steps(&broken.url("/"));
    assert_eq!((step, passed), (NetworkStep::Status, false));
    assert!(matches!(problem, Some(Problem::NetworkStatus { status: 503, .. })));
    assert_eq!(steps("http://10.11.12.13/").0, NetworkStep::Allowed);
    assert_eq!(steps("http://tsa.tidak-ada.test/").0, NetworkStep::Name);
    assert_eq!(steps(&broken.url("/").replace("http:", "https:")).0, NetworkStep::Tls);
    let mute = Server::always(Reply::ok("application/timestamp-reply", b"0"));
    allow(&world, &[mute.host()], |_| {});
    assert_eq!(steps(&mute.url("/")).0, NetworkStep::Answer);
}

#[test]
fn entries_that_are_no_addresses_are_refused_before_anything_is_kept() {
    let world = World::new();
    let before = world.service.network_view().settings;
    let server = |url: &str| StampServer { url: url.to_owned(), user: None };
    for settings in [
        NetworkSettings { stamps: vec![server("tsa.test")], ..NetworkSettings::default() },
        NetworkSettings { stamps: vec![server("file:///etc/passwd")], ..NetworkSettings::default() },
        NetworkSettings { stamps: vec![server("http://a:b@tsa.test/")], ..NetworkSettings::default() },
        NetworkSettings { hosts: vec!["http://tsa.test".to_owned()], ..NetworkSettings::default() },
        NetworkSettings {
            proxy: ProxySetting::Manual { url: "ftp://a.test".to_owned(), user: None },
            ..NetworkSettings::default()
        },
    ] {
        let refused = world.service.network_change(&settings);
        assert!(matches!(refused, Err(Problem::AddressUnusable { .. })), "{settings:?}");
    }
    assert_eq!(world.service.network_view().settings, before);
}

#[test]
fn wrong_clock_of_the_computer_is_named_as_the_cause() {
    let office = Office::get();
    let world = World::new();
    let letter = office.letter(&world, "baik");
    trust(&world, &office.certificate("/pki/certs/root/ca.crt"), &Decision::default());
    allow(&world, &[office.host()], |_| {});
    let open = service::documents::OpenDocument::from_path(&letter).unwrap();
    let wrong = chrono::Utc::now() - chrono::TimeDelta::days(3);
    let view = world.service.verify_at(&open, wrong.fixed_offset(), Asking::AsSet).unwrap();
    assert!(matches!(view.trust.problems.first(), Some(Problem::ClockWrong { .. })), "{:?}", view.trust);
    let right = verify(&world, &letter, Asking::Now);
    assert_eq!(right.trust.problems, []);
}
