//! The command line in a network of its own, where every attempt to leave the computer is counted: signing, checking, the report
//! and the check of readiness with everything optional off make none.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::process::Command;
use support::{PIN, PRACTICE, World, text};
use testkit::command::{PATIENCE, run};
use testkit::web::{Reply, Server};

/// Packets that had nowhere to go, in this process's network namespace.
fn without_route() -> u64 {
    let table = std::fs::read_to_string("/proc/self/net/snmp").unwrap();
    let mut lines = table.lines().filter(|line| line.starts_with("Ip:"));
    let (names, values) = (lines.next().unwrap(), lines.next().unwrap());
    let mut both = names.split(' ').zip(values.split(' '));
    both.find(|(name, _)| *name == "OutNoRoutes").unwrap().1.parse().unwrap()
}

#[test]
fn command_line_with_everything_optional_off_asks_nobody() {
    const INSIDE: &str = "ABSAH_TEST_ALONE";
    if std::env::var_os(INSIDE).is_none() {
        let ways: [&[&str]; 3] =
            [&["unshare"], &["unshare", "--user", "--map-root-user"], &["sudo", "-nE", "unshare"]];
        let with = |way: &[&str]| {
            let mut command = Command::new(way[0]);
            command.args(&way[1..]).arg("--net");
            command
        };
        let works =
            |way: &&&[&str]| with(way).arg("true").output().is_ok_and(|output| output.status.success());
        let way = ways.iter().find(works).expect("a network namespace can be made");
        let mut command = with(way);
        command.args(["sh", "-c", "ip link set lo up && exec \"$0\" --exact \"$1\" --nocapture"]);
        command.arg(std::env::current_exe().unwrap());
        command.arg("command_line_with_everything_optional_off_asks_nobody").env(INSIDE, "1");
        run(&mut command, PATIENCE).succeeded();
        return;
    }
    let before = without_route();
    assert!(std::net::TcpStream::connect("192.0.2.1:80").is_err());
    assert!(without_route() > before, "an attempt to leave is counted");

    let before = without_route();
    let proxy = Server::always(Reply::ok("text/plain", b""));
    let world = World::new();
    let behind = |words: &[&str], input: &str| {
        let mut command = world.command(words);
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(name, proxy.url("/"));
        }
        support::said(&mut command, input)
    };
    let (letter, result) = (world.sample(), world.at("hasil.pdf"));
    let words = [&["sign", text(&letter), "-o", text(&result)][..], &PRACTICE].concat();
    behind(&words, &format!("{PIN}\n"));
    assert!(result.is_file(), "signed without any network");
    behind(&["verify", text(&result), "--json"], "");
    behind(&["doctor", "--json"], "");
    let report = world.at("laporan.pdf");
    behind(&["journal", "report", "-o", text(&report)], "").ends(0);
    behind(&["journal", "verify"], "").ends(0);
    assert_eq!(without_route(), before, "something wanted to leave the computer");
    assert_eq!(proxy.connections(), 0, "asked of the proxy: {:?}", proxy.asked());
}
