//! The words of the command line. Nothing here opens a file; a wrong word is told by its name.

use crate::commands::enroll::{Enroll, EnrollOptions, Verb};
use lexopt::{Arg, Parser, ValueExt};
use service::schema::{
    Locale, NewField, NoticeChoice, NoticeEdge, PlaceRequest, Protection, RectView, SignLevel, TrustPurpose,
};
use service::{Days, Decision};
use std::path::PathBuf;

/// What is asked for.
pub(crate) struct Arguments {
    pub(crate) command: Command,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
    /// Language of the texts; the person's setting when absent.
    pub(crate) language: Option<Locale>,
}

/// The commands.
pub(crate) enum Command {
    Help,
    Version,
    Sign(Box<Sign>),
    Verify(Verify),
    Repair {
        input: PathBuf,
        output: PathBuf,
    },
    Fields {
        input: PathBuf,
        output: PathBuf,
        fields: Vec<NewField>,
        password_stdin: bool,
    },
    Tokens,
    PinChange(PinAct),
    PinUnblock(PinAct),
    Doctor(Doctor),
    /// `absah explain`: one code, or the list of all.
    Explain(Option<String>),
    TrustAdd {
        file: PathBuf,
        fingerprint: String,
        decision: Decision,
    },
    TrustList,
    TrustMark {
        fingerprint: String,
        bsre: bool,
    },
    TrustRemove {
        fingerprint: String,
    },
    TrustBundle {
        file: PathBuf,
        fingerprint: String,
    },
    TrustForget,
    NetworkShow,
    NetworkSet(NetworkChange),
    NetworkTest {
        url: String,
    },
    CacheClear,
    Journal(Journal),
    Enroll(Box<Enroll>),
    PracticeReset,
    PracticeAttach {
        port: u16,
    },
    Extend(Extend),
    PendingList,
    PendingComplete {
        trust: Option<PathBuf>,
        password_stdin: bool,
    },
}

/// `absah doctor`.
pub(crate) struct Doctor {
    /// Whether servers are asked, where the settings allow it.
    pub(crate) network: bool,
    /// A code that was read out.
    pub(crate) decode: Option<String>,
    /// Where the support file is kept.
    pub(crate) support: Option<PathBuf>,
}

/// `absah extend`.
pub(crate) struct Extend {
    pub(crate) input: PathBuf,
    pub(crate) output: Option<PathBuf>,
    pub(crate) level: SignLevel,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) password_stdin: bool,
}

/// What `absah sign` is given.
pub(crate) enum Documents {
    /// With `-o`: one document, one result.
    One { input: PathBuf, output: PathBuf },
    /// Files and folders; results beside them or in `folder`. `resume` passes over those that have one.
    Many { inputs: Vec<PathBuf>, folder: Option<PathBuf>, resume: bool },
}

/// `absah journal`.
pub(crate) enum Journal {
    Verify,
    Seal,
    Remove { months: u32, yes: bool },
    Fingerprint,
    Export { wanted: Records, output: Option<PathBuf> },
    Confirm { fingerprint: String, unit: String },
    Merge { files: Vec<PathBuf> },
    Report { wanted: Records, output: PathBuf, template: Option<PathBuf>, merged: bool, remarks: Vec<String> },
}

/// Which records an export or a report is about.
pub(crate) struct Records {
    pub(crate) days: Days,
    pub(crate) unit: String,
    pub(crate) full: bool,
}

/// `absah network on`, `off`, `add`, `remove`, `allow`, `deny`.
pub(crate) enum NetworkChange {
    On(bool),
    AddServer { url: String, user: Option<String>, password_stdin: bool },
    RemoveServer { url: String },
    AllowHost { host: String },
    DenyHost { host: String },
}

/// `absah sign`.
pub(crate) struct Sign {
    pub(crate) documents: Documents,
    pub(crate) token: Option<String>,
    pub(crate) key: Option<String>,
    /// The kept block's own zone, or a free place, when absent.
    pub(crate) place: Option<PlaceRequest>,
    /// Name of a kept block; what is said beside it goes before it.
    pub(crate) preset: Option<String>,
    pub(crate) image: Option<PathBuf>,
    pub(crate) image_above: bool,
    pub(crate) qr: Option<String>,
    pub(crate) show_reason: bool,
    pub(crate) position: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) nip: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) notice: Option<NoticeChoice>,
    pub(crate) protection: Option<Protection>,
    /// The lowest that the agency allows when absent.
    pub(crate) level: Option<SignLevel>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) pin_stdin: bool,
    pub(crate) password_stdin: bool,
    pub(crate) last_try: bool,
}

/// `absah pin change`, `absah pin unblock`.
pub(crate) struct PinAct {
    pub(crate) token: Option<String>,
    pub(crate) pin_stdin: bool,
    pub(crate) last_try: bool,
}

/// `absah verify`.
pub(crate) struct Verify {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) at: Option<String>,
    /// Whether the network may be asked, where a word says so; else as the settings say.
    pub(crate) online: Option<bool>,
    pub(crate) password_stdin: bool,
    /// An evidence bundle that is judged again.
    pub(crate) evidence: Option<PathBuf>,
    /// What is written beside the answer.
    pub(crate) out: Vec<(Paper, PathBuf)>,
    /// A report in both languages.
    pub(crate) bilingual: bool,
}

/// What `absah verify` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A PDF report about one file.
    Report,
    /// An evidence bundle about one file.
    Bundle,
    /// A table of all files.
    Csv,
    /// An earlier version of one file, from 1.
    Version(u32),
}

/// Options as they come, before it is known whether they fit the command.
#[derive(Default)]
struct Options {
    words: Vec<PathBuf>,
    json: bool,
    help: bool,
    version: bool,
    language: Option<Locale>,
    output: Option<PathBuf>,
    folder: Option<PathBuf>,
    resume: bool,
    token: Option<String>,
    key: Option<String>,
    place: Option<PlaceRequest>,
    preset: Option<String>,
    image: Option<PathBuf>,
    image_above: bool,
    qr: Option<String>,
    show_reason: bool,
    position: Option<String>,
    rank: Option<String>,
    nip: Option<String>,
    reason: Option<String>,
    location: Option<String>,
    notice: Option<NoticeChoice>,
    protection: Option<Protection>,
    fields: Vec<NewField>,
    level: Option<SignLevel>,
    trust: Option<PathBuf>,
    at: Option<String>,
    evidence: Option<PathBuf>,
    out: Vec<(Paper, PathBuf)>,
    extract: Option<u32>,
    bilingual: bool,
    fingerprint: Option<String>,
    purpose: Option<TrustPurpose>,
    until: Option<String>,
    bsre: Option<bool>,
    online: Option<bool>,
    user: Option<String>,
    port: Option<u16>,
    network: bool,
    decode: Option<String>,
    support: Option<PathBuf>,
    year: Option<i32>,
    months: Option<u32>,
    yes: bool,
    from: Option<String>,
    to: Option<String>,
    unit: Option<String>,
    full: bool,
    preview: bool,
    merged: bool,
    template: Option<PathBuf>,
    remarks: Vec<String>,
    enroll: EnrollOptions,
    pin_stdin: bool,
    password_stdin: bool,
    last_try: bool,
}

impl Arguments {
    /// Reads the program's arguments.
    pub(crate) fn read() -> Result<Arguments, lexopt::Error> {
        Arguments::parse(Parser::from_env())
    }

    fn parse(parser: Parser) -> Result<Arguments, lexopt::Error> {
        let mut options = Options::read(parser)?;
        let (json, language) = (options.json, options.language);
        let command = if options.help {
            Command::Help
        } else if options.version {
            Command::Version
        } else {
            options.command()?
        };
        Ok(Arguments { command, json, language })
    }
}

impl Options {
    fn read(mut parser: Parser) -> Result<Options, lexopt::Error> {
        let mut options = Options::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Value(word) => options.words.push(word.into()),
                Arg::Short('h') | Arg::Long("help") => options.help = true,
                Arg::Short('V') | Arg::Long("version") => options.version = true,
                Arg::Long("json") => options.json = true,
                Arg::Long("language") => options.language = Some(parser.value()?.parse_with(language)?),
                Arg::Short('o') | Arg::Long("output") => options.output = Some(parser.value()?.into()),
                Arg::Long("output-folder") => options.folder = Some(parser.value()?.into()),
                Arg::Long("resume") => options.resume = true,
                Arg::Long("token") => options.token = Some(parser.value()?.string()?),
                Arg::Long("key") => options.key = Some(parser.value()?.string()?),
                Arg::Long("place") => options.set_place(parser.value()?.parse_with(place)?)?,
                Arg::Long("field") => {
                    let name = parser.value()?.string()?;
                    options.set_place(PlaceRequest::Field { name })?;
                }
                Arg::Long("add") => options.fields.push(parser.value()?.parse_with(new_field)?),
                Arg::Long("invisible") => options.set_place(PlaceRequest::Invisible)?,
                Arg::Long("above") => {
                    let text = parser.value()?.string()?;
                    options.set_place(PlaceRequest::Anchor { text, over: false })?;
                }
                Arg::Long("mark") => {
                    let text = parser.value()?.string()?;
                    options.set_place(PlaceRequest::Anchor { text, over: true })?;
                }
                Arg::Long("preset") => options.preset = Some(parser.value()?.string()?),
                Arg::Long("image") => options.image = Some(parser.value()?.into()),
                Arg::Long("image-above") => options.image_above = true,
                Arg::Long("qr") => options.qr = Some(parser.value()?.string()?),
                Arg::Long("show-reason") => options.show_reason = true,
                Arg::Long("rank") => options.rank = Some(parser.value()?.string()?),
                Arg::Long("nip") => options.nip = Some(parser.value()?.string()?),
                Arg::Long("location") => options.location = Some(parser.value()?.string()?),
                Arg::Long("notice") => options.notice = Some(parser.value()?.parse_with(notice)?),
                Arg::Long("no-notice") => {
                    options.notice = Some(NoticeChoice::Omit { reason: parser.value()?.string()? });
                }
                Arg::Long("protect") => options.protection = Some(parser.value()?.parse_with(protection)?),
                Arg::Long("position") => options.position = Some(parser.value()?.string()?),
                Arg::Long("reason") => options.reason = Some(parser.value()?.string()?),
                Arg::Long("level") => options.level = Some(parser.value()?.parse_with(level)?),
                Arg::Long("trust") => options.trust = Some(parser.value()?.into()),
                Arg::Long("online") => options.set_online(true)?,
                Arg::Long("offline") => options.set_online(false)?,
                Arg::Long("at") => options.at = Some(parser.value()?.string()?),
                Arg::Long("evidence") => options.evidence = Some(parser.value()?.into()),
                Arg::Long("report") => options.out.push((Paper::Report, parser.value()?.into())),
                Arg::Long("bundle") => options.out.push((Paper::Bundle, parser.value()?.into())),
                Arg::Long("csv") => options.out.push((Paper::Csv, parser.value()?.into())),
                Arg::Long("extract") => options.extract = Some(parser.value()?.parse()?),
                Arg::Long("bilingual") => options.bilingual = true,
                Arg::Long("fingerprint") => options.fingerprint = Some(parser.value()?.string()?),
                Arg::Long("purpose") => options.purpose = Some(parser.value()?.parse_with(purpose)?),
                Arg::Long("until") => options.until = Some(parser.value()?.string()?),
                Arg::Long("bsre") => options.bsre = Some(true),
                Arg::Long("no-bsre") => options.bsre = Some(false),
                Arg::Long("user") => options.user = Some(parser.value()?.string()?),
                Arg::Long("network") => options.network = true,
                Arg::Long("decode") => options.decode = Some(parser.value()?.string()?),
                Arg::Long("support") => options.support = Some(parser.value()?.into()),
                Arg::Long("port") => options.port = Some(parser.value()?.parse()?),
                Arg::Long("year") => options.year = Some(parser.value()?.parse()?),
                Arg::Long("months") => options.months = Some(parser.value()?.parse()?),
                Arg::Long("yes") => options.yes = true,
                Arg::Long("from") => options.from = Some(parser.value()?.string()?),
                Arg::Long("to") => options.to = Some(parser.value()?.string()?),
                Arg::Long("unit") => options.unit = Some(parser.value()?.string()?),
                Arg::Long("full") => options.full = true,
                Arg::Long("preview") => options.preview = true,
                Arg::Long("merged") => options.merged = true,
                Arg::Long("template") => options.template = Some(parser.value()?.into()),
                Arg::Long("remark") => options.remarks.push(parser.value()?.string()?),
                Arg::Long("form") => options.enroll.form = Some(parser.value()?.into()),
                Arg::Long("consent") => options.enroll.consent = true,
                Arg::Long("slot") => options.enroll.slot = Some(parser.value()?.string()?),
                Arg::Long("algorithm") => options.enroll.algorithm = Some(parser.value()?.string()?),
                Arg::Long("confirm") => options.enroll.confirm = Some(parser.value()?.string()?),
                Arg::Long("accept-difference") => options.enroll.accept_difference = true,
                Arg::Long("csr") => options.enroll.csr = Some(parser.value()?.into()),
                Arg::Long("pin-stdin") => options.pin_stdin = true,
                Arg::Long("password-stdin") => options.password_stdin = true,
                Arg::Long("last-try") => options.last_try = true,
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }

    fn set_place(&mut self, place: PlaceRequest) -> Result<(), lexopt::Error> {
        if self.place.replace(place).is_some() {
            return Err("--place, --above, --mark, --field, --invisible".into());
        }
        Ok(())
    }

    fn set_online(&mut self, online: bool) -> Result<(), lexopt::Error> {
        if self.online.replace(online).is_some_and(|before| before != online) {
            return Err("--online, --offline".into());
        }
        Ok(())
    }

    fn command(&mut self) -> Result<Command, lexopt::Error> {
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

fn language(word: &str) -> Result<Locale, &'static str> {
    match word {
        "id" => Ok(Locale::Id),
        "en" => Ok(Locale::En),
        _ => Err("id, en"),
    }
}

fn level(word: &str) -> Result<SignLevel, &'static str> {
    match word {
        "b" => Ok(SignLevel::B),
        "t" => Ok(SignLevel::T),
        "lt" => Ok(SignLevel::Lt),
        "lta" => Ok(SignLevel::Lta),
        _ => Err("b, t, lt, lta"),
    }
}

fn purpose(word: &str) -> Result<TrustPurpose, &'static str> {
    match word {
        "any" => Ok(TrustPurpose::Any),
        "signing" => Ok(TrustPurpose::Signing),
        "time-stamping" => Ok(TrustPurpose::TimeStamping),
        _ => Err("any, signing, time-stamping"),
    }
}

/// `PAGE,X,Y,W,H`: page from 1, the rest in points of default user space (ISO 32000-2 §8.3.2.3).
fn notice(word: &str) -> Result<NoticeChoice, &'static str> {
    let (edge, last_page_only) = match word {
        "foot" => (NoticeEdge::Foot, false),
        "head" => (NoticeEdge::Head, false),
        "last" => (NoticeEdge::Foot, true),
        _ => return Err("foot, head, last"),
    };
    Ok(NoticeChoice::Write { edge, last_page_only })
}

fn protection(word: &str) -> Result<Protection, &'static str> {
    match word {
        "lock" => Ok(Protection::Lock),
        "certify" => Ok(Protection::CertifyNoChanges),
        "certify-forms" => Ok(Protection::CertifyForms),
        "certify-annotations" => Ok(Protection::CertifyAnnotations),
        _ => Err("lock, certify, certify-forms, certify-annotations"),
    }
}

fn new_field(word: &str) -> Result<NewField, &'static str> {
    const FORM: &str = "NAME=PAGE,X,Y,W,H";
    let (name, at) = word.split_once('=').ok_or(FORM)?;
    match place(at) {
        Ok(PlaceRequest::Page { page, rect }) => Ok(NewField { name: name.to_owned(), page, rect }),
        _ => Err(FORM),
    }
}

fn place(word: &str) -> Result<PlaceRequest, &'static str> {
    const FORM: &str = "PAGE,X,Y,W,H";
    let (page, numbers) = word.split_once(',').ok_or(FORM)?;
    let page = page.trim().parse().map_err(|_| FORM)?;
    let numbers: Vec<f64> =
        numbers.split(',').map(|number| number.trim().parse()).collect::<Result<_, _>>().map_err(|_| FORM)?;
    match numbers.as_slice() {
        [x, y, width, height] if numbers.iter().all(|number| number.is_finite()) => {
            Ok(PlaceRequest::Page { page, rect: RectView { x: *x, y: *y, width: *width, height: *height } })
        }
        _ => Err(FORM),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, lexopt::Error> {
        Arguments::parse(Parser::from_iter(std::iter::once("absah").chain(words.iter().copied())))
    }

    #[test]
    fn place_is_page_and_four_numbers() {
        let Command::Sign(sign) =
            parse(&["sign", "a.pdf", "-o", "b.pdf", "--place", "2,10,20.5,200,80"]).unwrap().command
        else {
            panic!("sign is expected");
        };
        let rect = RectView { x: 10.0, y: 20.5, width: 200.0, height: 80.0 };
        assert_eq!(sign.place, Some(PlaceRequest::Page { page: 2, rect }));
    }

    #[test]
    fn wrong_words_are_usage_errors() {
        for words in [
            &["sign"][..],
            &["sign", "a.pdf", "b.pdf", "-o", "c.pdf"],
            &["extend", "a.pdf"],
            &["pending", "forget"],
            &["sign", "a.pdf", "-o", "b.pdf", "--place", "1,2,3"],
            &["sign", "a.pdf", "-o", "b.pdf", "--invisible", "--field", "x"],
            &["sign", "a.pdf", "-o", "b.pdf", "--above", "Nama", "--mark", "#"],
            &["sign", "a.pdf", "-o", "b.pdf", "--notice", "left"],
            &["sign", "a.pdf", "-o", "b.pdf", "--protect", "all"],
            &["sign", "a.pdf", "-o", "b.pdf", "--level", "x"],
            &["fields", "a.pdf", "-o", "b.pdf"],
            &["fields", "a.pdf", "-o", "b.pdf", "--add", "PIHAK KESATU"],
            &["repair", "a.pdf"],
            &["verify"],
            &["verify", "a.pdf", "b.pdf", "--report", "r.pdf"],
            &["verify", "a.pdf", "b.pdf", "--evidence", "e.json"],
            &["verify", "a.pdf", "--extract", "1"],
            &["trust", "add", "ca.cer"],
            &["menandatangani"],
            &["tokens", "extra"],
            &["trust", "mark", "00"],
            &["trust", "add", "ca.cer", "--fingerprint", "00", "--purpose", "x"],
            &["verify", "a.pdf", "--online", "--offline"],
            &["network", "test"],
            &["cache"],
            &["pin"],
            &["pin", "reset"],
            &["enroll", "new", "penerbitan"],
            &["enroll", "new", "hadiah", "folder"],
            &["enroll", "confirm", "folder", "kata"],
            &["enroll", "receive", "folder"],
            &["enroll", "jual", "folder"],
            &[],
        ] {
            assert!(parse(words).is_err(), "{words:?} must be refused");
        }
    }
}
