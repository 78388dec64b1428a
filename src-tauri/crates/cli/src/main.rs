//! `absah`: the same flows as the window, on the command line. No domain logic: arguments in, texts or JSON out, and
//! an exit code. The contract is `docs/command-line.md`.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod exit;
mod host;
mod say;

use arguments::{Arguments, Command};
use service::settings::Settings;
use service::texts::Texts;
use std::process::ExitCode;

fn main() -> ExitCode {
    // This program is also the helper process in which a token driver runs.
    if let Some(code) = service::helper_if_asked() {
        return code;
    }
    ExitCode::from(start())
}

fn start() -> u8 {
    let locale = Settings::read(&service::folders::data()).locale;
    match Arguments::read() {
        Ok(arguments) => {
            let texts = Texts::new(arguments.language.unwrap_or(locale));
            run(arguments, &texts)
        }
        Err(error) => {
            let texts = Texts::new(locale);
            say::usage(&error.to_string(), &texts)
        }
    }
}

fn run(arguments: Arguments, texts: &Texts) -> u8 {
    match arguments.command {
        Command::Help => {
            say::line(&texts.text("cli-usage"));
            exit::DONE
        }
        Command::Version => {
            say::line(concat!("absah ", env!("CARGO_PKG_VERSION")));
            exit::DONE
        }
        Command::Sign(sign) => commands::sign::run(*sign, arguments.json, texts),
        Command::Repair { input, output } => commands::prepare::repair(&input, output, arguments.json, texts),
        Command::Fields { input, output, fields, password_stdin } => {
            commands::prepare::fields(&input, output, &fields, password_stdin, arguments.json, texts)
        }
        Command::Verify(verify) => commands::verify::run(verify, arguments.json, texts),
        Command::Tokens => commands::tokens::run(arguments.json, texts),
        Command::PinChange(act) => commands::pin::change(&act, arguments.json, texts),
        Command::PinUnblock(act) => commands::pin::unblock(&act, arguments.json, texts),
        Command::Doctor(doctor) => commands::doctor::run(&doctor, arguments.json, texts),
        Command::Explain(code) => commands::explain::run(code.as_deref(), arguments.json, texts),
        Command::TrustAdd { file, fingerprint, decision } => {
            commands::trust::add(&file, &fingerprint, &decision, arguments.json, texts)
        }
        Command::TrustList => commands::trust::list(arguments.json, texts),
        Command::TrustMark { fingerprint, bsre } => {
            commands::trust::mark(&fingerprint, bsre, arguments.json, texts)
        }
        Command::TrustRemove { fingerprint } => commands::trust::remove(&fingerprint, arguments.json, texts),
        Command::TrustBundle { file, fingerprint } => {
            commands::trust::bundle(&file, &fingerprint, arguments.json, texts)
        }
        Command::TrustForget => commands::trust::forget(arguments.json, texts),
        Command::NetworkShow => commands::network::show(arguments.json, texts),
        Command::NetworkSet(change) => commands::network::set(change, arguments.json, texts),
        Command::NetworkTest { url } => commands::network::test(&url, arguments.json, texts),
        Command::CacheClear => commands::network::clear(arguments.json, texts),
        Command::Extend(extend) => commands::extend::run(extend, arguments.json, texts),
        Command::PendingList => commands::extend::list(arguments.json, texts),
        Command::PendingComplete { trust, password_stdin } => {
            commands::extend::complete(trust, password_stdin, arguments.json, texts)
        }
        Command::Journal(journal) => commands::journal::run(journal, arguments.json, texts),
        Command::Enroll(enroll) => commands::enroll::run(&enroll, arguments.json, texts),
        Command::PracticeAttach { port } => commands::practice::attach(port, arguments.json, texts),
        Command::PracticeReset => commands::practice::reset(arguments.json, texts),
    }
}
