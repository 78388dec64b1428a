//! The options as they come, before it is known whether they fit the command.

use super::Paper;
use super::words::{language, level, new_field, notice, place, protection, purpose};
use crate::commands::enroll::EnrollOptions;
use lexopt::{Arg, Parser, ValueExt};
use service::schema::{Locale, NewField, NoticeChoice, PlaceRequest, Protection, SignLevel, TrustPurpose};
use std::path::PathBuf;

/// Options as they come, before it is known whether they fit the command.
#[derive(Default)]
pub(super) struct Options {
    pub(super) words: Vec<PathBuf>,
    pub(super) json: bool,
    pub(super) help: bool,
    pub(super) version: bool,
    pub(super) language: Option<Locale>,
    pub(super) output: Option<PathBuf>,
    pub(super) folder: Option<PathBuf>,
    pub(super) resume: bool,
    pub(super) token: Option<String>,
    pub(super) key: Option<String>,
    pub(super) place: Option<PlaceRequest>,
    pub(super) preset: Option<String>,
    pub(super) image: Option<PathBuf>,
    pub(super) image_above: bool,
    pub(super) qr: Option<String>,
    pub(super) show_reason: bool,
    pub(super) position: Option<String>,
    pub(super) rank: Option<String>,
    pub(super) nip: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) location: Option<String>,
    pub(super) notice: Option<NoticeChoice>,
    pub(super) protection: Option<Protection>,
    pub(super) fields: Vec<NewField>,
    pub(super) level: Option<SignLevel>,
    pub(super) trust: Option<PathBuf>,
    pub(super) at: Option<String>,
    pub(super) evidence: Option<PathBuf>,
    pub(super) out: Vec<(Paper, PathBuf)>,
    pub(super) extract: Option<u32>,
    pub(super) bilingual: bool,
    pub(super) fingerprint: Option<String>,
    pub(super) purpose: Option<TrustPurpose>,
    pub(super) until: Option<String>,
    pub(super) bsre: Option<bool>,
    pub(super) online: Option<bool>,
    pub(super) user: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) network: bool,
    pub(super) decode: Option<String>,
    pub(super) support: Option<PathBuf>,
    pub(super) year: Option<i32>,
    pub(super) months: Option<u32>,
    pub(super) yes: bool,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) full: bool,
    pub(super) preview: bool,
    pub(super) merged: bool,
    pub(super) template: Option<PathBuf>,
    pub(super) remarks: Vec<String>,
    pub(super) enroll: EnrollOptions,
    pub(super) pin_stdin: bool,
    pub(super) password_stdin: bool,
    pub(super) last_try: bool,
}

impl Options {
    pub(super) fn read(mut parser: Parser) -> Result<Options, lexopt::Error> {
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
}
