//! The network at the command line: off until it is switched on, a server tried step by step, status asked with
//! `--online`, TLS with the system's roots, and passwords that nobody keeps in a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{World, said, text};
use testkit::openssl::{Key, Pki, openssl};
use testkit::server::Certomancer;
use testkit::tls::TlsServer;
use testkit::web::{Reply, Server};

fn steps(said: &Value) -> Vec<(String, bool)> {
    let steps = said["steps"].as_array().unwrap();
    steps
        .iter()
        .map(|step| (step["step"].as_str().unwrap().to_owned(), step["passed"].as_bool().unwrap()))
        .collect()
}

fn sha256(pem: &Path) -> String {
    let out = openssl(&["x509", "-in", text(pem), "-noout", "-fingerprint", "-sha256"]).stdout;
    out.trim().split('=').nth(1).unwrap().to_owned()
}

#[test]
fn network_is_off_until_switched_on_and_a_test_names_the_step() {
    let world = World::empty();
    let server = Server::always(Reply::status("403 Forbidden", ""));
    let url = server.url("/tsa");
    let off = world.run(&["network", "test", &url, "--json"]).ends(6).json();
    assert_eq!(off["problem"]["code"], "network-off");
    assert_eq!(steps(&off), [("allowed".to_owned(), false)]);
    assert_eq!(server.connections(), 0);

    let on = world.run(&["network", "on", "--json"]).ends(0).json();
    assert_eq!((&on["settings"]["on"], &on["in_force"]["on"]), (&json!(true), &json!(true)));
    let private = world.run(&["network", "test", &url, "--json"]).ends(6).json();
    assert_eq!(private["problem"]["reason"], "private");
    assert_eq!(server.connections(), 0);

    world.run(&["network", "allow", &server.host()]).ends(0);
    let refused = world.run(&["network", "test", &url, "--json"]).ends(6).json();
    assert_eq!(refused["problem"]["status"], 403);
    assert_eq!(steps(&refused).last(), Some(&("status".to_owned(), false)));
    assert_eq!(server.connections(), 1);
    world.run(&["network", "add", "tsa.test"]).ends(7);
    assert_eq!(
        world.run(&["cache", "clear", "--json"]).ends(0).json()["cache"],
        json!({"entries": 0, "bytes": 0})
    );
}

#[test]
fn server_with_the_systems_roots_is_reached_over_tls_and_others_are_not() {
    let (world, pki) = (World::empty(), Pki::new());
    let extensions =
        "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1\n";
    let signer = pki.signer_with("Server", Key::P256, extensions, 30);
    let server = TlsServer::start(&signer);
    world.run(&["network", "on"]).ends(0);
    world.run(&["network", "allow", &server.host()]).ends(0);
    let url = format!("https://{}/", server.host());
    let outcome = |roots: Option<&Path>| {
        let mut command = world.command(&["network", "test", &url, "--json"]);
        if let Some(roots) = roots {
            command.env("SSL_CERT_FILE", roots).env_remove("SSL_CERT_DIR");
        }
        steps(&said(&mut command, "").ends(6).json()).last().unwrap().clone()
    };
    let (strange, known) = (outcome(None), outcome(Some(&pki.root().certificate)));
    assert_eq!(strange, ("tls".to_owned(), false));
    // The connection is secured; what follows fails, since this is no time-stamp server and hangs up.
    assert_ne!(known.0, "tls", "a root of the system is believed");
}

#[test]
fn password_is_kept_by_the_system_or_not_at_all() {
    let world = World::empty();
    let words =
        ["network", "add", "http://tsa.contoh.test/", "--user", "dinas", "--password-stdin", "--json"];
    let mut command = world.command(&words);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/tidak/ada").env_remove("XDG_RUNTIME_DIR");
    let refused = said(&mut command, "sandi-yang-rahasia\n").ends(6);
    assert_eq!(refused.problem(), "secrets-absent");
    assert_eq!(
        world.run(&["network", "--json"]).json()["settings"]["stamps"],
        json!([]),
        "not half a server"
    );
    let mut folders = vec![world.data.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = std::fs::read(entry.path()).unwrap();
                assert!(
                    !String::from_utf8_lossy(&bytes).contains("sandi-yang-rahasia"),
                    "{:?}",
                    entry.path()
                );
            }
        }
    }
}

#[test]
fn issuer_with_limits_and_mark_is_listed_and_a_live_authority_and_status_answer() {
    let (world, folder) = (World::empty(), tempfile::tempdir().unwrap());
    for name in ["root", "interm", "kembar", "ocsp", "ocsp-lain", "tsa", "person"] {
        let out = folder.path().join(format!("{name}.key"));
        openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", text(&out)]);
    }
    let office = Certomancer::start(folder.path(), include_str!("../../pki/tests/data/live.yml"));
    let fetch = |path: &str, name: &str| {
        let program =
            "import sys,urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())";
        let mut command = Command::new(testkit::judges::judge("python"));
        command.args(["-c", program, &office.url(path)]);
        let der = testkit::command::run(&mut command, testkit::command::PATIENCE).succeeded().bytes;
        let (raw, pem) = (world.put(&format!("{name}.der"), &der), world.at(&format!("{name}.pem")));
        openssl(&["x509", "-inform", "DER", "-in", text(&raw), "-out", text(&pem)]);
        pem
    };
    let root = fetch("/pki/certs/root/ca.crt", "root");
    let issuing = fetch("/pki/certs/interm/ca.crt", "interm");
    let person = fetch("/pki/certs/interm/issued/baik.crt", "baik");
    let right = sha256(&root);
    let add = ["trust", "add", text(&root), "--fingerprint", &right, "--until", "2059-12-31", "--json"];
    let added = world.run(&add).ends(0).json();
    assert_eq!(
        (&added["purpose"], &added["until"], &added["bsre"]),
        (&json!("any"), &json!("2059-12-31T23:59:59Z"), &json!(false))
    );

    let letter = world.at("surat.pdf");
    let recipe = json!({"input": world.sample(), "output": letter, "steps": [
        {"do": "sign", "field": "S1", "key": folder.path().join("person.key"), "cert": person, "chain": [issuing]}]});
    let recipe = world.put("recipe.json", recipe.to_string().as_bytes());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pades/tests/support/sign.py");
    let mut command = Command::new(testkit::judges::judge("python"));
    testkit::command::run(command.arg(script).arg(recipe), testkit::command::PATIENCE).succeeded();

    let host = office.url("").trim_start_matches("http://").to_owned();
    world.run(&["network", "allow", &host]).ends(0);
    let verify = |word: &str| world.run(&["verify", text(&letter), word, "--json"]).json()[0].clone();
    let offline = verify("--offline");
    assert_eq!((&offline["trust"]["online"], &offline["trust"]["missing"]), (&json!(false), &json!(true)));
    let online = verify("--online");
    assert_eq!(
        (&online["trust"]["online"], &online["trust"]["missing"]),
        (&json!(true), &json!(false)),
        "{online}"
    );
    assert_eq!(online["signatures"][0]["authenticity"], "sah", "{online}");
    assert_eq!(online["signatures"][0]["bsre"], false);
    let kept = verify("--offline");
    assert_eq!(kept["signatures"][0]["authenticity"], "sah", "the answers are kept");
    assert!(kept["trust"]["as_of"].is_string());

    let marked = world.run(&["trust", "mark", &right, "--bsre", "--json"]).ends(0).json();
    assert_eq!(marked["anchors"][0]["bsre"], true);
    assert_eq!(verify("--offline")["signatures"][0]["bsre"], true, "a marked key stands in the path");

    world.run(&["network", "on"]).ends(0);
    let stamp = world.run(&["network", "test", &office.url("/pki/tsa/tsa"), "--json"]).ends(0).json();
    assert_eq!(steps(&stamp).last(), Some(&("answer".to_owned(), true)), "{stamp}");
    assert!(stamp["server_time"].is_string() && stamp["problem"].is_null());

    world.run(&["trust", "remove", &right]).ends(0);
    let untrusted = world.run(&["network", "test", &office.url("/pki/tsa/tsa"), "--json"]).ends(6).json();
    assert_eq!(untrusted["problem"]["code"], "timestamp-untrusted");
}
