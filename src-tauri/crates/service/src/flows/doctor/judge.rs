//! From facts to lines. Pure: the same facts give the same lines, and one failure alone changes one line to `to_do`; what rests
//! on it was then not checked.

use super::facts::{CertificateFacts, Facts, KeyFacts, ReadToken, Readers, TokenFacts};
use crate::schema::{DoctorAct, DoctorLine, Layer, LineState, Problem, ProxySetting, Unchecked};
use chrono::{DateTime, FixedOffset};

/// How a layer is found.
enum Finding {
    Fine(Option<String>),
    ToDo(Problem),
    Open(Unchecked),
    After(Layer),
}
use Finding::{After, Fine, Open, ToDo};

/// The lines, one per layer.
pub(crate) fn judge(facts: &Facts) -> Vec<DoctorLine> {
    Layer::ALL.iter().map(|layer| line(*layer, finding(*layer, facts))).collect()
}

fn finding(layer: Layer, facts: &Facts) -> Finding {
    match layer {
        Layer::System if facts.system_old => ToDo(Problem::SystemUnsupported { found: facts.system.clone() }),
        Layer::System => Fine(Some(facts.system.clone())),
        Layer::SmartCardService | Layer::Rights | Layer::Reader | Layer::Card => reader(layer, facts),
        Layer::Application => application(facts),
        Layer::Pin => read(facts).map_or_else(|open| open, |token| settled(token.pin.clone(), None)),
        Layer::Certificate => match certificate(facts) {
            Err(open) => open,
            Ok(_) if clock(facts).is_some() => After(Layer::Clock),
            Ok(found) => settled(found.time.clone(), Some(found.until.clone())),
        },
        Layer::KeyUsage => certificate(facts).map_or_else(below, |found| settled(found.usage.clone(), None)),
        Layer::Issuer if facts.anchors == 0 => ToDo(Problem::TrustEmpty),
        Layer::Issuer => certificate(facts).map_or_else(below, |found| settled(found.chain.clone(), None)),
        Layer::Revocation => revocation(facts),
        Layer::Clock => clock_line(facts),
        Layer::Proxy => proxy(facts),
        Layer::TimeStamp => time_stamp(facts),
        Layer::DataFolder => settled(facts.data_folder.clone(), None),
        Layer::Versions => {
            settled(facts.outdated.then_some(Problem::ProgramOutdated), Some(facts.version.clone()))
        }
    }
}

/// The layers of the smart card service.
fn reader(layer: Layer, facts: &Facts) -> Finding {
    let elsewhere = match &facts.token {
        TokenFacts::Read(token) => !token.in_reader,
        TokenFacts::Unreadable { in_reader, .. } => !in_reader,
        _ => false,
    };
    let (broken, problem) = match &facts.readers {
        // A key file or a driver works without it.
        Readers::Down | Readers::NoAccess | Readers::None | Readers::Failed(_) if elsewhere => {
            return Open(Unchecked::NotNeeded);
        }
        Readers::Down => (Layer::SmartCardService, Problem::TokenServiceDown),
        Readers::Failed(problem) => (Layer::SmartCardService, problem.clone()),
        Readers::NoAccess => (Layer::Rights, Problem::TokenNoAccess),
        Readers::None => (Layer::Reader, Problem::TokenNoReader),
        Readers::Some(names) => match (&facts.token, layer) {
            (_, Layer::Reader) => return Fine(names.first().cloned()),
            (_, Layer::SmartCardService | Layer::Rights) => return Fine(None),
            _ if elsewhere => return Open(Unchecked::NotNeeded),
            (TokenFacts::None, _) => return ToDo(Problem::TokenNoCard),
            (TokenFacts::Unreadable { problem, .. }, _) if layer_of(problem) == Layer::Card => {
                return ToDo(problem.clone());
            }
            (TokenFacts::Reading, _) => return Open(Unchecked::Reading),
            _ => return Fine(None),
        },
    };
    match layer.cmp(&broken) {
        std::cmp::Ordering::Less => Fine(None),
        std::cmp::Ordering::Equal => ToDo(problem),
        std::cmp::Ordering::Greater => After(broken),
    }
}

fn application(facts: &Facts) -> Finding {
    match &facts.token {
        TokenFacts::Read(token) => Fine(Some(token.name.clone())),
        TokenFacts::Unreadable { problem, .. } if layer_of(problem) == Layer::Application => {
            ToDo(problem.clone())
        }
        TokenFacts::Reading => Open(Unchecked::Reading),
        _ => After(first_broken(facts)),
    }
}

/// The token's reading, or why there is none.
fn read(facts: &Facts) -> Result<&ReadToken, Finding> {
    match &facts.token {
        TokenFacts::Read(token) => Ok(token),
        TokenFacts::Reading => Err(Open(Unchecked::Reading)),
        _ => Err(After(first_broken(facts))),
    }
}

/// The certificate's facts, or what is to be said in their place.
fn certificate(facts: &Facts) -> Result<&CertificateFacts, Finding> {
    let token = read(facts)?;
    match &token.key {
        KeyFacts::Certificate(found) => Ok(found),
        KeyFacts::None(problem) if layer_of(problem) == Layer::Pin => Err(After(Layer::Pin)),
        KeyFacts::None(problem) => Err(ToDo(problem.clone())),
    }
}

/// Of a layer under the certificate: a missing certificate is that layer's line, not this one's.
fn below(finding: Finding) -> Finding {
    match finding {
        ToDo(_) => After(Layer::Certificate),
        other => other,
    }
}

fn revocation(facts: &Facts) -> Finding {
    let found = match certificate(facts) {
        Err(finding) => return below(finding),
        Ok(found) => found,
    };
    if found.chain.is_some() || facts.anchors == 0 {
        return After(Layer::Issuer);
    }
    if found.time.is_some() {
        return After(Layer::Certificate);
    }
    let network = &facts.network;
    if !network.on || !network.status {
        return Open(Unchecked::NetworkOff);
    }
    if clock(facts).is_some() {
        return After(Layer::Clock);
    }
    match network.asked.as_ref().and_then(|asked| asked.standing.as_ref()) {
        Some((sha256, Ok(()))) if *sha256 == found.sha256 => Fine(None),
        Some((sha256, Err(problem))) if *sha256 == found.sha256 => own(problem, Layer::Revocation),
        _ => Open(Unchecked::NotAsked),
    }
}

/// What is wrong with the clock, if anything.
fn clock(facts: &Facts) -> Option<Problem> {
    let minute = |time: DateTime<FixedOffset>| time.format("%Y-%m-%d %H:%M").to_string();
    let now = facts.clock.now;
    if now < facts.clock.certain {
        let known = facts.clock.certain.with_timezone(now.offset());
        return Some(Problem::ClockBehind { computer: minute(now), known: minute(known) });
    }
    said(facts).find(|problem| matches!(problem, Problem::ClockWrong { .. })).cloned()
}

fn clock_line(facts: &Facts) -> Finding {
    if let Some(problem) = clock(facts) {
        return ToDo(problem);
    }
    let asked = facts.network.asked.as_ref();
    if asked.is_some_and(|asked| asked.stamps.iter().any(|(_, problem)| problem.is_none())) {
        return Fine(Some(facts.clock.now.format("%Y-%m-%d %H:%M").to_string()));
    }
    Open(match (facts.network.on, asked) {
        (false, _) => Unchecked::NetworkOff,
        (true, None) => Unchecked::NotAsked,
        (true, Some(_)) => Unchecked::NobodySays,
    })
}

fn proxy(facts: &Facts) -> Finding {
    let network = &facts.network;
    if !network.on {
        return Open(Unchecked::NetworkOff);
    }
    if network.proxy == ProxySetting::None {
        return Open(Unchecked::NotSet);
    }
    if said(facts).any(|problem| *problem == Problem::NetworkProxy) {
        return ToDo(Problem::NetworkProxy);
    }
    match &network.asked {
        None => Open(Unchecked::NotAsked),
        Some(asked) if asked.stamps.is_empty() && asked.standing.is_none() => Open(Unchecked::NobodySays),
        Some(_) => Fine(None),
    }
}

fn time_stamp(facts: &Facts) -> Finding {
    let network = &facts.network;
    if !network.on {
        return Open(Unchecked::NetworkOff);
    }
    if !network.stamper {
        return Open(Unchecked::NotSet);
    }
    let Some(asked) = &network.asked else { return Open(Unchecked::NotAsked) };
    let good = asked
        .stamps
        .iter()
        // A stamp that tells another time is a stamp.
        .find(|(_, problem)| problem.as_ref().is_none_or(|p| matches!(p, Problem::ClockWrong { .. })));
    match (good, asked.stamps.first()) {
        (Some((host, _)), _) => Fine(Some(host.clone())),
        (None, Some((_, Some(problem)))) => own(problem, Layer::TimeStamp),
        _ => Open(Unchecked::NotAsked),
    }
}

/// What servers or the way to them said.
fn said(facts: &Facts) -> impl Iterator<Item = &Problem> {
    let asked = facts.network.asked.iter();
    asked.flat_map(|asked| {
        let standing = asked.standing.iter().filter_map(|(_, result)| result.as_ref().err());
        standing.chain(asked.stamps.iter().filter_map(|(_, problem)| problem.as_ref()))
    })
}

/// A problem of the network that has a line of its own is not told a second time.
fn own(problem: &Problem, here: Layer) -> Finding {
    match problem {
        Problem::NetworkProxy => After(Layer::Proxy),
        Problem::ClockWrong { .. } if here == Layer::Revocation => After(Layer::Clock),
        Problem::NetworkOff => Open(Unchecked::NetworkOff),
        _ => ToDo(problem.clone()),
    }
}

fn settled(problem: Option<Problem>, value: Option<String>) -> Finding {
    problem.map_or(Fine(value), ToDo)
}

/// The first layer below the token that is to be mended.
fn first_broken(facts: &Facts) -> Layer {
    match (&facts.readers, &facts.token) {
        (Readers::Some(_), TokenFacts::Unreadable { problem, .. }) => layer_of(problem),
        (Readers::Some(_), _) => Layer::Card,
        (Readers::Down | Readers::Failed(_), _) => Layer::SmartCardService,
        (Readers::NoAccess, _) => Layer::Rights,
        (Readers::None, TokenFacts::Unreadable { problem, .. }) => layer_of(problem),
        (Readers::None, _) => Layer::Reader,
    }
}

/// The layer that a token's problem belongs to.
fn layer_of(problem: &Problem) -> Layer {
    match problem {
        Problem::TokenBusy
        | Problem::TokenInterrupted
        | Problem::TokenMute
        | Problem::TokenNoCard
        | Problem::TokenRemoved => Layer::Card,
        Problem::KeyFileLocked => Layer::Pin,
        _ => Layer::Application,
    }
}

fn line(id: Layer, finding: Finding) -> DoctorLine {
    let line = DoctorLine {
        id,
        state: LineState::Fine,
        problem: None,
        why: None,
        after: None,
        value: None,
        act: None,
    };
    match finding {
        Fine(value) => DoctorLine { value, ..line },
        ToDo(problem) => {
            let act = act(&problem);
            DoctorLine { state: LineState::ToDo, problem: Some(problem), act, ..line }
        }
        Open(why) => {
            let act =
                (why == Unchecked::NetworkOff || why == Unchecked::NotSet).then_some(DoctorAct::Network);
            DoctorLine { state: LineState::NotChecked, why: Some(why), act, ..line }
        }
        After(layer) => DoctorLine {
            state: LineState::NotChecked,
            why: Some(Unchecked::After),
            after: Some(layer),
            ..line
        },
    }
}

/// What the program can do about a problem.
fn act(problem: &Problem) -> Option<DoctorAct> {
    use Problem as P;
    Some(match problem {
        P::TokenMute | P::TokenBusy | P::TokenRemoved | P::TokenInterrupted | P::TokenFault { .. } => {
            DoctorAct::Refresh
        }
        P::TokenUnknown { .. }
        | P::TokenNeedsDriver { .. }
        | P::TokenDriverReady { .. }
        | P::KeyFileLocked
        | P::KeyFileMissing { .. }
        | P::ModuleMissing { .. }
        | P::ModuleNoSlot { .. }
        | P::ModuleNoToken { .. }
        | P::ModuleNotStarted { .. }
        | P::ModuleFailed
        | P::ModuleUnusable { .. }
        | P::ModuleWrongKind { .. } => DoctorAct::Token,
        P::PinMustBeChanged => DoctorAct::ChangePin,
        P::PinBlocked => DoctorAct::UnblockPin,
        P::TrustEmpty
        | P::CertificateIssuerMissing { .. }
        | P::CertificateUntrusted { .. }
        | P::TimestampUntrusted { .. } => DoctorAct::Issuers,
        P::NetworkProxy
        | P::NetworkNameNotFound { .. }
        | P::NetworkNoRoute { .. }
        | P::NetworkTimedOut { .. }
        | P::NetworkStatus { .. }
        | P::NetworkTls { .. }
        | P::NetworkPage { .. }
        | P::NetworkProtocol { .. }
        | P::NetworkAddressForbidden { .. }
        | P::TimestampRefused { .. }
        | P::TimestampInvalid { .. } => DoctorAct::Network,
        _ => return None,
    })
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
