//! Codes that are read out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use crate::schema::Problem;

fn line(id: Layer, state: LineState, problem: Option<Problem>) -> DoctorLine {
    DoctorLine { id, state, problem, why: None, after: None, value: None, act: None }
}

fn all(state: LineState) -> Vec<DoctorLine> {
    Layer::ALL.iter().map(|layer| line(*layer, state, None)).collect()
}

#[test]
fn every_problem_of_every_layer_survives_the_telephone() {
    for system in [System::Linux, System::Macos, System::Windows] {
        for (at, (layer, problems)) in BASES.iter().enumerate() {
            for name in *problems {
                // Facts of the case do not matter; a problem is known by its name.
                let facts = serde_json::json!({ "code": name, "issuer": "x", "host": "x", "atr": "x", "card": "x",
                    "driver": "x", "name": "x", "found": "x", "not_after": "x", "not_before": "x", "since": "x",
                    "computer": "x", "known": "x", "server": "x", "reason": "x", "status": 503 });
                let words = |mut facts: serde_json::Value| {
                    facts["status"] = "6A80".into();
                    serde_json::from_value::<Problem>(facts)
                };
                let problem = serde_json::from_value::<Problem>(facts.clone()).or_else(|_| words(facts));
                let mut lines = all(LineState::Fine);
                lines[at] = line(*layer, LineState::ToDo, Some(problem.unwrap()));
                let code = encode(&lines, system);
                assert_eq!(code.len(), 14, "{code}");
                let said = decode(&code).unwrap();
                assert_eq!(said.system, system);
                for found in said.lines {
                    let expected = (found.id == *layer).then_some(*name);
                    assert_eq!(found.problem.as_deref(), expected, "{code} {:?}", found.id);
                }
            }
        }
    }
}

#[test]
fn largest_findings_fit_into_eleven_characters() {
    let most: u128 = BASES.iter().map(|(_, problems)| u128::from(base(problems))).product();
    assert!(most * 4 * u128::from(VERSIONS) <= 1 << 55, "{most}");
    assert_eq!(BASES.map(|(layer, _)| layer), Layer::ALL, "each layer, in its order");
    let lines = all(LineState::NotChecked);
    assert!(
        decode(&encode(&lines, System::Windows))
            .unwrap()
            .lines
            .iter()
            .all(|l| l.state == LineState::NotChecked)
    );
}

#[test]
fn misheard_character_and_swapped_neighbours_are_noticed() {
    let mut lines = all(LineState::Fine);
    lines[4] = line(Layer::Card, LineState::ToDo, Some(Problem::TokenMute));
    lines[13] = line(Layer::TimeStamp, LineState::NotChecked, None);
    let code: Vec<char> = encode(&lines, System::Linux).replace('-', "").chars().collect();
    for at in 0..code.len() {
        for other in ALPHABET.iter().map(|letter| char::from(*letter)).filter(|letter| *letter != code[at]) {
            let mut wrong = code.clone();
            wrong[at] = other;
            assert_eq!(decode(&wrong.iter().collect::<String>()), None, "{at} {other}");
        }
        if at + 1 < code.len() && code[at] != code[at + 1] {
            let mut wrong = code.clone();
            wrong.swap(at, at + 1);
            assert_eq!(decode(&wrong.iter().collect::<String>()), None, "{at}");
        }
    }
}

#[test]
fn code_is_read_as_it_is_heard_and_nothing_else_is_one() {
    let code = encode(&all(LineState::Fine), System::Linux);
    let said = decode(&code).unwrap();
    let heard = code.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
    assert_eq!(decode(&heard).unwrap(), said, "{heard}");
    for none in ["", "0", "ABS-204", "UUUU-UUUU-UUUU", &code[1..], &format!("{code}0"), "ÅÅÅÅ-0000-0000"]
    {
        assert_eq!(decode(none), None, "{none}");
    }
}
