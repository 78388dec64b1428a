//! Each failure injected alone changes exactly its line, and names its remedy.
#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::flows::doctor::facts::{Asked, Clock, Network};

const CERTIFICATE: [u8; 32] = [7; 32];

fn certificate() -> CertificateFacts {
    CertificateFacts {
        time: None,
        usage: None,
        chain: None,
        until: "2027-03-14".to_owned(),
        sha256: CERTIFICATE,
    }
}

fn token(change: impl FnOnce(&mut ReadToken)) -> TokenFacts {
    let mut token = ReadToken {
        name: "PIV".to_owned(),
        in_reader: true,
        pin: None,
        key: KeyFacts::Certificate(Box::new(certificate())),
    };
    change(&mut token);
    TokenFacts::Read(Box::new(token))
}

fn unreadable(problem: Problem) -> TokenFacts {
    TokenFacts::Unreadable { problem, in_reader: true }
}

fn with_certificate(change: impl FnOnce(&mut CertificateFacts)) -> TokenFacts {
    let mut found = certificate();
    change(&mut found);
    token(|token| token.key = KeyFacts::Certificate(Box::new(found)))
}

/// A computer on which everything is well and was asked.
fn well() -> Facts {
    Facts {
        system: "Debian GNU/Linux 12 (x86_64)".to_owned(),
        system_old: false,
        readers: Readers::Some(vec!["Pembaca 00 00".to_owned()]),
        token: token(|_| {}),
        anchors: 1,
        clock: Clock {
            now: DateTime::parse_from_rfc3339("2026-11-23T09:12:44+08:00").unwrap(),
            certain: DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap().to_utc(),
        },
        network: Network {
            on: true,
            status: true,
            proxy: ProxySetting::System,
            stamper: true,
            asked: Some(Asked {
                standing: Some((CERTIFICATE, Ok(()))),
                stamps: vec![("tsa.contoh.test".to_owned(), None)],
            }),
        },
        data_folder: None,
        version: "0.1.0".to_owned(),
        outdated: false,
    }
}

fn stamps(problem: Problem) -> impl FnOnce(&mut Facts) {
    move |facts| {
        if let Some(asked) = &mut facts.network.asked {
            asked.stamps = vec![("tsa.contoh.test".to_owned(), Some(problem))];
        }
    }
}

#[test]
fn well_computer_has_nothing_to_do() {
    for line in judge(&well()) {
        assert_eq!(line.state, LineState::Fine, "{line:?}");
    }
}

#[test]
fn failure_alone_is_one_line_and_only_what_rests_on_it_is_not_checked() {
    use Layer as L;
    let host = || "tsa.contoh.test".to_owned();
    let day = || "2026-11-01".to_owned();
    let below_token = [L::Application, L::Pin, L::Certificate, L::KeyUsage, L::Issuer, L::Revocation];
    let after =
        |first: L| Layer::ALL.into_iter().filter(|l| *l > first && *l <= L::Revocation).collect::<Vec<_>>();
    type Inject = Box<dyn FnOnce(&mut Facts)>;
    let cases: Vec<(Inject, L, &str, Vec<L>)> = vec![
        (Box::new(|f| f.system_old = true), L::System, "system-unsupported", vec![]),
        (
            Box::new(|f| (f.readers, f.token) = (Readers::Down, TokenFacts::None)),
            L::SmartCardService,
            "token-service-down",
            after(L::SmartCardService),
        ),
        (
            Box::new(|f| (f.readers, f.token) = (Readers::NoAccess, TokenFacts::None)),
            L::Rights,
            "token-no-access",
            after(L::Rights),
        ),
        (
            Box::new(|f| (f.readers, f.token) = (Readers::None, TokenFacts::None)),
            L::Reader,
            "token-no-reader",
            after(L::Reader),
        ),
        (Box::new(|f| f.token = TokenFacts::None), L::Card, "token-no-card", below_token.to_vec()),
        (Box::new(|f| f.token = unreadable(Problem::TokenMute)), L::Card, "token-mute", below_token.to_vec()),
        (Box::new(|f| f.token = unreadable(Problem::TokenBusy)), L::Card, "token-busy", below_token.to_vec()),
        (
            Box::new(|f| f.token = unreadable(Problem::TokenUnknown { atr: "3b00".to_owned() })),
            L::Application,
            "token-unknown",
            after(L::Application),
        ),
        (
            Box::new(|f| f.token = unreadable(Problem::ModuleFailed)),
            L::Application,
            "module-failed",
            after(L::Application),
        ),
        (Box::new(|f| f.token = token(|t| t.pin = Some(Problem::PinBlocked))), L::Pin, "pin-blocked", vec![]),
        (
            Box::new(|f| f.token = token(|t| t.pin = Some(Problem::PinLastTry))),
            L::Pin,
            "pin-last-try",
            vec![],
        ),
        (
            Box::new(|f| f.token = token(|t| t.pin = Some(Problem::PinMustBeChanged))),
            L::Pin,
            "pin-must-be-changed",
            vec![],
        ),
        (
            Box::new(|f| f.token = token(|t| t.key = KeyFacts::None(Problem::TokenNoSigningKey))),
            L::Certificate,
            "token-no-signing-key",
            vec![L::KeyUsage, L::Issuer, L::Revocation],
        ),
        (
            Box::new(move |f| {
                f.token =
                    with_certificate(|c| c.time = Some(Problem::CertificateExpired { not_after: day() }))
            }),
            L::Certificate,
            "certificate-expired",
            vec![L::Revocation],
        ),
        (
            Box::new(move |f| {
                f.token = with_certificate(|c| c.time = Some(Problem::CertificateLost { since: day() }))
            }),
            L::Certificate,
            "certificate-lost",
            vec![L::Revocation],
        ),
        (
            Box::new(|f| f.token = with_certificate(|c| c.usage = Some(Problem::CertificateNotForSigning))),
            L::KeyUsage,
            "certificate-not-for-signing",
            vec![],
        ),
        (
            Box::new(|f| {
                f.token = with_certificate(|c| {
                    c.chain = Some(Problem::CertificateUntrusted { issuer: "x".to_owned() })
                })
            }),
            L::Issuer,
            "certificate-untrusted",
            vec![L::Revocation],
        ),
        (Box::new(|f| f.anchors = 0), L::Issuer, "trust-empty", vec![L::Revocation]),
        (
            Box::new(move |f| {
                if let Some(a) = &mut f.network.asked {
                    a.standing = Some((CERTIFICATE, Err(Problem::CertificateRevoked { since: day() })))
                }
            }),
            L::Revocation,
            "certificate-revoked",
            vec![],
        ),
        (
            Box::new(|f| {
                if let Some(a) = &mut f.network.asked {
                    a.standing = Some((CERTIFICATE, Err(Problem::CertificateStatusUnknown)))
                }
            }),
            L::Revocation,
            "certificate-status-unknown",
            vec![],
        ),
        (
            Box::new(|f| f.clock.now = DateTime::parse_from_rfc3339("2019-01-01T00:00:00+08:00").unwrap()),
            L::Clock,
            "clock-behind",
            vec![L::Certificate, L::Revocation],
        ),
        (
            Box::new(stamps(Problem::ClockWrong { computer: "x".to_owned(), server: "y".to_owned() })),
            L::Clock,
            "clock-wrong",
            vec![L::Certificate, L::Revocation],
        ),
        (
            Box::new(|f| stamps(Problem::NetworkProxy)(f)),
            L::Proxy,
            "network-proxy",
            vec![L::Clock, L::TimeStamp],
        ),
        (
            Box::new(move |f| stamps(Problem::TimestampRefused { host: host() })(f)),
            L::TimeStamp,
            "timestamp-refused",
            vec![L::Clock],
        ),
        (
            Box::new(move |f| stamps(Problem::NetworkStatus { host: host(), status: 503 })(f)),
            L::TimeStamp,
            "network-status",
            vec![L::Clock],
        ),
        (
            Box::new(|f| f.data_folder = Some(Problem::DataFolderUnusable)),
            L::DataFolder,
            "data-folder-unusable",
            vec![],
        ),
        (Box::new(|f| f.outdated = true), L::Versions, "program-outdated", vec![]),
    ];
    for (inject, layer, code, unchecked) in cases {
        let mut facts = well();
        inject(&mut facts);
        for line in judge(&facts) {
            let expected = match line.id {
                id if id == layer => LineState::ToDo,
                id if unchecked.contains(&id) => LineState::NotChecked,
                _ => LineState::Fine,
            };
            assert_eq!(line.state, expected, "{code}: {line:?}");
            assert_eq!(
                line.problem.as_ref().map(Problem::code).as_deref(),
                (line.id == layer).then_some(code)
            );
            assert_eq!(line.why.is_some(), line.state == LineState::NotChecked, "{code}: {line:?}");
        }
    }
}

#[test]
fn network_that_is_off_is_no_fault() {
    let mut facts = well();
    facts.network.on = false;
    facts.network.asked = None;
    for line in judge(&facts) {
        let outside = [Layer::Revocation, Layer::Clock, Layer::Proxy, Layer::TimeStamp].contains(&line.id);
        let expected = if outside { LineState::NotChecked } else { LineState::Fine };
        assert_eq!(line.state, expected, "{line:?}");
        assert_eq!(line.why, outside.then_some(Unchecked::NetworkOff));
    }
}

#[test]
fn key_file_needs_no_smart_card_service() {
    for readers in [Readers::Down, Readers::NoAccess, Readers::None] {
        let mut facts = well();
        facts.readers = readers;
        facts.token = token(|token| token.in_reader = false);
        for line in judge(&facts) {
            let card = (Layer::SmartCardService..=Layer::Card).contains(&line.id);
            assert_eq!(line.why, card.then_some(Unchecked::NotNeeded), "{line:?}");
        }
    }
}

#[test]
fn answer_about_another_certificate_says_nothing_about_this_one() {
    let mut facts = well();
    if let Some(asked) = &mut facts.network.asked {
        asked.standing = Some(([9; 32], Ok(())));
    }
    let lines = judge(&facts);
    let line = lines.iter().find(|line| line.id == Layer::Revocation).unwrap();
    assert_eq!(line.why, Some(Unchecked::NotAsked));
}
