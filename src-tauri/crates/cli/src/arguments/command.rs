//! From the options to the command: which belong together, and what is missing.

use super::options::Options;
use super::{
    Command, Doctor, Documents, Extend, Journal, NetworkChange, Paper, PinAct, Records, Sign, Verify,
};
use crate::commands::enroll::{Enroll, Verb};
use service::{Days, Decision};
use std::path::PathBuf;

impl Options {
    pub(super) fn command(&mut self) -> Result<Command, lexopt::Error> {
        let mut words = std::mem::take(&mut self.words).into_iter();
        let verb = words.next().ok_or("absah --help")?;
        let command = match verb.to_str() {
            Some("sign") => {
                let inputs: Vec<PathBuf> = words.by_ref().collect();
                Command::Sign(Box::new(self.sign(inputs)?))
            }
            Some("extend") => Command::Extend(Extend {
                input: words.next().ok_or(missing("MASUKAN.pdf"))?,
                output: self.output.take(),
                level: self.level.ok_or(missing("--level"))?,
                trust: self.trust.take(),
                password_stdin: self.password_stdin,
            }),
            Some("pending") => match words.next().as_deref().and_then(|word| word.to_str()) {
                None | Some("list") => Command::PendingList,
                Some("complete") => {
                    Command::PendingComplete { trust: self.trust.take(), password_stdin: self.password_stdin }
                }
                _ => return Err("pending list, pending complete".into()),
            },
            Some("repair") => Command::Repair {
                input: words.next().ok_or(missing("MASUKAN.pdf"))?,
                output: self.output.take().ok_or(missing("-o HASIL.pdf"))?,
            },
            Some("fields") if self.fields.is_empty() => {
                return Err(missing("--add NAMA=HALAMAN,X,Y,LEBAR,TINGGI"));
            }
            Some("fields") => Command::Fields {
                input: words.next().ok_or(missing("MASUKAN.pdf"))?,
                output: self.output.take().ok_or(missing("-o HASIL.pdf"))?,
                fields: std::mem::take(&mut self.fields),
                password_stdin: self.password_stdin,
            },
            Some("verify") => {
                let files: Vec<PathBuf> = words.by_ref().collect();
                Command::Verify(self.verify(files)?)
            }
            Some("tokens") => Command::Tokens,
            Some("pin") => {
                let act =
                    PinAct { token: self.token.take(), pin_stdin: self.pin_stdin, last_try: self.last_try };
                match words.next().as_deref().and_then(|word| word.to_str()) {
                    Some("change") => Command::PinChange(act),
                    Some("unblock") => Command::PinUnblock(act),
                    _ => return Err("pin change, pin unblock".into()),
                }
            }
            Some("doctor") => Command::Doctor(Doctor {
                network: self.network,
                decode: self.decode.take(),
                support: self.support.take(),
            }),
            Some("explain") => {
                let typed: Vec<String> = words.by_ref().map(|word| word.display().to_string()).collect();
                Command::Explain((!typed.is_empty()).then(|| typed.join(" ")))
            }
            Some("trust") => match words.next().as_deref().and_then(|word| word.to_str()) {
                Some("add") => Command::TrustAdd {
                    file: words.next().ok_or(missing("BERKAS"))?,
                    fingerprint: self.fingerprint.take().ok_or(missing("--fingerprint"))?,
                    decision: Decision {
                        purpose: self.purpose.unwrap_or_default(),
                        until: self.until.take(),
                        bsre: self.bsre.unwrap_or(false),
                    },
                },
                Some("list") => Command::TrustList,
                Some("mark") => Command::TrustMark {
                    fingerprint: text(words.next(), "SHA256")?,
                    bsre: self.bsre.ok_or(missing("--bsre, --no-bsre"))?,
                },
                Some("remove") => Command::TrustRemove { fingerprint: text(words.next(), "SHA256")? },
                Some("bundle") => Command::TrustBundle {
                    file: words.next().ok_or(missing("BERKAS"))?,
                    fingerprint: self.fingerprint.take().unwrap_or_default(),
                },
                Some("forget") => Command::TrustForget,
                _ => return Err("trust add, list, mark, remove, bundle, forget".into()),
            },
            Some("network") => match words.next().as_deref().and_then(|word| word.to_str()) {
                None | Some("show") => Command::NetworkShow,
                Some("on") => Command::NetworkSet(NetworkChange::On(true)),
                Some("off") => Command::NetworkSet(NetworkChange::On(false)),
                Some("add") => Command::NetworkSet(NetworkChange::AddServer {
                    url: text(words.next(), "URL")?,
                    user: self.user.take(),
                    password_stdin: self.password_stdin,
                }),
                Some("remove") => {
                    Command::NetworkSet(NetworkChange::RemoveServer { url: text(words.next(), "URL")? })
                }
                Some("allow") => {
                    Command::NetworkSet(NetworkChange::AllowHost { host: text(words.next(), "HOST")? })
                }
                Some("deny") => {
                    Command::NetworkSet(NetworkChange::DenyHost { host: text(words.next(), "HOST")? })
                }
                Some("test") => Command::NetworkTest { url: text(words.next(), "URL")? },
                _ => return Err("network show, on, off, add, remove, allow, deny, test".into()),
            },
            Some("cache") => match words.next().as_deref().and_then(|word| word.to_str()) {
                Some("clear") => Command::CacheClear,
                _ => return Err("cache clear".into()),
            },
            Some("journal") => {
                let verb = words.next();
                Command::Journal(self.journal(verb.as_deref().and_then(|word| word.to_str()), &mut words)?)
            }
            Some("enroll") => {
                let verb = words.next();
                Command::Enroll(Box::new(
                    self.enroll(verb.as_deref().and_then(|word| word.to_str()), &mut words)?,
                ))
            }
            Some("practice") => match words.next().as_deref().and_then(|word| word.to_str()) {
                Some("reset") => Command::PracticeReset,
                Some("attach") => {
                    Command::PracticeAttach { port: self.port.take().ok_or(missing("--port"))? }
                }
                _ => return Err("practice reset, practice attach".into()),
            },
            Some("help") => Command::Help,
            _ => return Err(verb.display().to_string().into()),
        };
        match words.next() {
            Some(extra) => Err(extra.display().to_string().into()),
            None => Ok(command),
        }
    }

    fn verify(&mut self, files: Vec<PathBuf>) -> Result<Verify, lexopt::Error> {
        let evidence = self.evidence.take();
        let mut out = std::mem::take(&mut self.out);
        if let Some(version) = self.extract.take() {
            out.push((Paper::Version(version), self.output.take().ok_or(missing("-o HASIL.pdf"))?));
        }
        if files.is_empty() && evidence.is_none() {
            return Err(missing("BERKAS"));
        }
        // A paper is about one file, a table about any number.
        let single = out.iter().any(|(paper, _)| *paper != Paper::Csv);
        if (single && files.len() != 1) || (evidence.is_some() && (files.len() > 1 || !out.is_empty())) {
            return Err("--report, --bundle, --extract, --evidence".into());
        }
        Ok(Verify {
            files,
            trust: self.trust.take(),
            at: self.at.take(),
            online: self.online,
            password_stdin: self.password_stdin,
            evidence,
            out,
            bilingual: self.bilingual,
        })
    }

    fn journal(
        &mut self,
        verb: Option<&str>,
        words: &mut impl Iterator<Item = PathBuf>,
    ) -> Result<Journal, lexopt::Error> {
        Ok(match verb {
            None | Some("verify") => Journal::Verify,
            Some("seal") => Journal::Seal,
            Some("remove") => {
                Journal::Remove { months: self.months.ok_or(missing("--months"))?, yes: self.yes }
            }
            Some("fingerprint") => Journal::Fingerprint,
            Some("export") => {
                let output = if self.preview { None } else { Some(self.output.take().ok_or(missing("-o"))?) };
                Journal::Export { wanted: self.records()?, output }
            }
            Some("confirm") => Journal::Confirm {
                fingerprint: self.fingerprint.take().ok_or(missing("--fingerprint"))?,
                unit: self.unit.take().ok_or(missing("--unit"))?,
            },
            Some("merge") => {
                let files: Vec<PathBuf> = words.collect();
                if files.is_empty() {
                    return Err(missing("FILE"));
                }
                Journal::Merge { files }
            }
            Some("report") => {
                let output = self.output.take().ok_or(missing("-o"))?;
                let kind = output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
                if !["csv", "pdf", "xlsx"].contains(&kind.to_ascii_lowercase().as_str()) {
                    return Err("-o: .csv, .pdf, .xlsx".into());
                }
                Journal::Report {
                    output,
                    wanted: self.records()?,
                    template: self.template.take(),
                    merged: self.merged,
                    remarks: std::mem::take(&mut self.remarks),
                }
            }
            _ => {
                return Err(
                    "journal verify, seal, remove, fingerprint, export, confirm, merge, report".into()
                );
            }
        })
    }

    /// `enroll VERB FOLDER [WORD]`; for `new` the kind comes first.
    fn enroll(
        &mut self,
        verb: Option<&str>,
        words: &mut impl Iterator<Item = PathBuf>,
    ) -> Result<Enroll, lexopt::Error> {
        let folder = match verb {
            None | Some("list" | "new") => None,
            _ => Some(words.next().ok_or(missing("FOLDER"))?),
        };
        let fresh = verb == Some("new");
        let verb = Verb::read(verb, |what| words.next().ok_or(missing(what)))?;
        let folder = match folder {
            None if fresh => words.next().ok_or(missing("FOLDER"))?,
            folder => folder.unwrap_or_default(),
        };
        Ok(Enroll {
            verb,
            folder,
            options: std::mem::take(&mut self.enroll),
            token: self.token.take(),
            template: self.template.take(),
            output: self.output.take(),
            pin_stdin: self.pin_stdin,
            last_try: self.last_try,
        })
    }

    fn records(&mut self) -> Result<Records, lexopt::Error> {
        let day = |word: String, name: &str| word.parse().map_err(|_| missing(name));
        let days = match (self.from.take(), self.to.take()) {
            (None, None) => Days::Year(self.year),
            (Some(from), Some(to)) if self.year.is_none() => {
                Days::Between(day(from, "--from")?, day(to, "--to")?)
            }
            _ => return Err("--year | --from --to".into()),
        };
        Ok(Records { days, unit: self.unit.take().unwrap_or_default(), full: self.full })
    }

    fn sign(&mut self, mut inputs: Vec<PathBuf>) -> Result<Sign, lexopt::Error> {
        let documents = match self.output.take() {
            Some(output) => {
                let input = inputs.pop().ok_or(missing("MASUKAN.pdf"))?;
                if !inputs.is_empty() || self.folder.is_some() || self.resume {
                    return Err("-o".into());
                }
                Documents::One { input, output }
            }
            None if inputs.is_empty() => return Err(missing("MASUKAN.pdf")),
            None => Documents::Many { inputs, folder: self.folder.take(), resume: self.resume },
        };
        Ok(Sign {
            documents,
            token: self.token.take(),
            key: self.key.take(),
            place: self.place.take(),
            preset: self.preset.take(),
            image: self.image.take(),
            image_above: self.image_above,
            qr: self.qr.take(),
            show_reason: self.show_reason,
            position: self.position.take(),
            rank: self.rank.take(),
            nip: self.nip.take(),
            reason: self.reason.take(),
            location: self.location.take(),
            notice: self.notice.take(),
            protection: self.protection.take(),
            level: self.level,
            trust: self.trust.take(),
            pin_stdin: self.pin_stdin,
            password_stdin: self.password_stdin,
            last_try: self.last_try,
        })
    }
}

fn text(word: Option<PathBuf>, what: &str) -> Result<String, lexopt::Error> {
    word.and_then(|word| word.to_str().map(str::to_owned)).ok_or(missing(what))
}

fn missing(what: &str) -> lexopt::Error {
    what.to_owned().into()
}
