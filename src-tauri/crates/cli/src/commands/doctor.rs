//! `absah doctor`: is this computer ready to sign? Layer by layer, no PIN asked.

use super::service;
use crate::{exit, say};
use serde_json::json;
use service::schema::{Problem, TokenState};
use service::texts::Texts;

/// How a line ended.
enum Finding {
    Fine,
    ToDo(Problem),
    NotChecked,
}

pub(crate) fn run(as_json: bool, texts: &Texts) -> u8 {
    let lines = examine();
    let ready = lines.iter().all(|(_, finding)| !matches!(finding, Finding::ToDo(_)));
    if as_json {
        let lines: Vec<_> = lines
            .iter()
            .map(|(id, finding)| match finding {
                Finding::Fine => json!({ "id": id, "state": "fine" }),
                Finding::NotChecked => json!({ "id": id, "state": "not_checked" }),
                Finding::ToDo(problem) => {
                    json!({ "id": id, "state": "to_do", "problem": say::problem_json(problem, texts) })
                }
            })
            .collect();
        say::json(&json!({ "ready": ready, "lines": lines }));
    } else {
        for (id, finding) in &lines {
            let state = match finding {
                Finding::Fine => "cli-doctor-fine",
                Finding::ToDo(_) => "cli-doctor-to-do",
                Finding::NotChecked => "cli-doctor-not-checked",
            };
            say::line(&format!("{}: {}", texts.text(&format!("doctor-{id}")), texts.text(state)));
            if let Finding::ToDo(problem) = finding {
                say::line(&format!("  {}", texts.what_happened(problem)));
                say::line(&format!("  {}", texts.what_to_do(problem)));
            }
        }
    }
    if ready { exit::DONE } else { exit::of_problem(&first_problem(&lines)) }
}

fn examine() -> Vec<(&'static str, Finding)> {
    let service = service(None);
    service.load_sources();
    service.tokens().scan();
    let view = service.tokens_view();
    let token = view.tokens.iter().find(|token| !token.practice);
    let layer = |stops: &[&str], reached: bool| match &view.problem {
        Some(problem) if stops.contains(&problem.code().as_str()) => Finding::ToDo(problem.clone()),
        _ if reached => Finding::Fine,
        _ => Finding::NotChecked,
    };
    let down = matches!(view.problem, Some(Problem::TokenServiceDown | Problem::TokenNoAccess));
    let no_reader = down || matches!(view.problem, Some(Problem::TokenNoReader));
    let certificate = match token {
        None => Finding::NotChecked,
        Some(token) if token.state == TokenState::Ready => Finding::Fine,
        Some(token) => Finding::ToDo(token.problem.clone().unwrap_or(Problem::TokenNoSigningKey)),
    };
    let issuer = match token.and_then(|token| token.keys.iter().find(|key| key.usable)) {
        None => Finding::NotChecked,
        Some(key) => match &key.certificate {
            Some(certificate) if !certificate.trusted => {
                Finding::ToDo(Problem::CertificateUntrusted { issuer: certificate.issuer.clone() })
            }
            _ => Finding::Fine,
        },
    };
    let data = service::folders::data();
    let writable = std::fs::create_dir_all(&data).is_ok()
        && service::output::check_target(&data.join("absah-doctor.tmp")).is_ok();
    vec![
        ("smart-card-service", layer(&["token-service-down", "token-no-access"], true)),
        ("reader", layer(&["token-no-reader"], !down)),
        ("card", layer(&["token-no-card"], !no_reader)),
        ("certificate", certificate),
        ("issuer", issuer),
        ("data-folder", if writable { Finding::Fine } else { Finding::ToDo(Problem::OutputNotWritable) }),
    ]
}

fn first_problem(lines: &[(&'static str, Finding)]) -> Problem {
    let problem = lines.iter().find_map(|(_, finding)| match finding {
        Finding::ToDo(problem) => Some(problem.clone()),
        _ => None,
    });
    problem.unwrap_or(Problem::TokenNoReader)
}
