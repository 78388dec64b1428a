//! `absah network`, `absah cache`: what may be asked over the network, and a try of a time-stamp server.

use super::{secret_line, service};
use crate::arguments::NetworkChange;
use crate::{exit, say};
use service::Service;
use service::schema::{LoginRequest, NetworkView, Problem, Secret, StampServer};
use service::texts::Texts;
use zeroize::Zeroizing;

pub(crate) fn show(as_json: bool, texts: &Texts) -> u8 {
    tell(Ok(service(None).network_view()), as_json, texts)
}

pub(crate) fn set(change: NetworkChange, as_json: bool, texts: &Texts) -> u8 {
    tell(changed(&service(None), change, texts), as_json, texts)
}

pub(crate) fn clear(as_json: bool, texts: &Texts) -> u8 {
    tell(service(None).cache_clear(), as_json, texts)
}

pub(crate) fn test(url: &str, as_json: bool, texts: &Texts) -> u8 {
    let view = service(None).network_test(url);
    if as_json {
        let mut value = serde_json::to_value(&view).unwrap_or_default();
        if let (Some(problem), Some(map)) = (&view.problem, value.as_object_mut()) {
            map.insert("problem".to_owned(), say::problem_json(problem, texts));
        }
        say::json(&value);
    } else {
        for step in &view.steps {
            let name = serde_json::to_value(step.step).unwrap_or_default();
            let word = texts.text(if step.passed { "cli-doctor-fine" } else { "cli-doctor-to-do" });
            let id = format!("step-{}", name.as_str().unwrap_or_default());
            say::line(&format!("{} [{word}]", texts.text(&id)));
        }
        if let Some(time) = &view.server_time {
            say::line(&texts.with("cli-network-time", &[("time", time)]));
        }
        if let Some(problem) = &view.problem {
            return say::problem(problem, false, texts);
        }
    }
    view.problem.as_ref().map_or(exit::DONE, exit::of_problem)
}

fn changed(service: &Service, change: NetworkChange, texts: &Texts) -> Result<NetworkView, Problem> {
    let mut settings = service.network_view().settings;
    match change {
        NetworkChange::On(on) => settings.on = on,
        NetworkChange::AddServer { url, user, password_stdin } => {
            settings.stamps.retain(|server| server.url != url);
            if user.is_some() {
                // Before the server is listed: one that needs a login and has none would only fail.
                let password = password(&url, password_stdin, texts)?;
                service.network_login(LoginRequest { url: url.clone(), password })?;
            }
            settings.stamps.push(StampServer { url, user });
        }
        NetworkChange::RemoveServer { url } => {
            let known = settings.stamps.iter().find(|server| server.url == url);
            if known.is_some_and(|server| server.user.is_some()) {
                service.network_login(LoginRequest {
                    url: url.clone(),
                    password: Secret::new(Zeroizing::default()),
                })?;
            }
            settings.stamps.retain(|server| server.url != url);
        }
        NetworkChange::AllowHost { host } => settings.hosts.push(host),
        NetworkChange::DenyHost { host } => settings.hosts.retain(|one| *one != host),
    }
    service.network_change(&settings)
}

fn password(url: &str, from_stdin: bool, texts: &Texts) -> Result<Secret, Problem> {
    let typed = if from_stdin {
        String::from_utf8(secret_line().to_vec()).map_err(|_| Problem::SecretsAbsent)?
    } else {
        let prompt = texts.with("cli-server-password", &[("server", url)]);
        rpassword::prompt_password(format!("{prompt}: ")).map_err(|_| Problem::SecretsAbsent)?
    };
    Ok(Secret::new(Zeroizing::new(typed)))
}

fn tell(view: Result<NetworkView, Problem>, as_json: bool, texts: &Texts) -> u8 {
    let view = match view {
        Ok(view) => view,
        Err(problem) => return say::problem(&problem, as_json, texts),
    };
    if as_json {
        say::json(&serde_json::to_value(&view).unwrap_or_default());
        return exit::DONE;
    }
    say::line(&texts.text(if view.in_force.on { "cli-network-on" } else { "cli-network-off" }));
    for server in &view.in_force.stamps {
        say::line(&texts.with("cli-network-server", &[("server", &server.url)]));
    }
    for host in &view.in_force.hosts {
        say::line(&texts.with("cli-network-host", &[("host", host)]));
    }
    let (entries, bytes) = (view.cache.entries.to_string(), view.cache.bytes.to_string());
    say::line(&texts.with("cli-network-cache", &[("entries", &entries), ("bytes", &bytes)]));
    exit::DONE
}
