//! Verifying: facts, judgement, and the result as codes and values. Nothing is worded here but in `words`.

mod evidence;
pub mod many;
mod pages;
mod save;
mod words;

pub use evidence::{DocumentMatch, EvidenceResult};

use crate::documents::{OpenDocument, from_pdf};
use crate::flows::evidence::{Asking, Judging};
use crate::flows::tokens::{describe, name_of};
use crate::schema::{
    ChangeView, CheckResultView, HeadingState, Problem, SignatureView, TimesView, TrustSummary,
    VerifyRequest, VerifyView, VersionView,
};
use crate::{Service, hex, running};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use pades::diff::{Change, ChangeLevel};
use pades::validate::{self, Facts, Notice, Report, SignatureReport, Verdict, facts};

use self::pages::Words;

impl Service {
    /// Verifies an open document as of now, asking nobody.
    pub(crate) fn verify(&self, open: &OpenDocument) -> Result<VerifyView, Problem> {
        self.verify_at(open, self.host().now(), Asking::Never)
    }

    /// Verifies as a shell asks for it.
    pub(crate) fn verify_run(&self, request: &VerifyRequest) -> Result<VerifyView, Problem> {
        let open = self.documents().get(&request.document)?;
        let asking = match request.online {
            None => Asking::AsSet,
            Some(true) => Asking::Now,
            Some(false) => Asking::Never,
        };
        let view = self.verify_at(&open, self.host().now(), asking)?;
        self.journal_verified([&view]);
        if let Some(path) = &open.path {
            self.places().note(&view.sha256, path);
        }
        Ok(view)
    }

    /// Verifies an open document as of a given time, with kept evidence and, where it may be asked for, new evidence.
    pub fn verify_at(
        &self,
        open: &OpenDocument,
        at: DateTime<FixedOffset>,
        asking: Asking,
    ) -> Result<VerifyView, Problem> {
        Ok(self.examine(open, at, asking)?.view)
    }

    /// As [`Service::verify_at`], with the facts behind the result.
    fn examine(
        &self,
        open: &OpenDocument,
        at: DateTime<FixedOffset>,
        asking: Asking,
    ) -> Result<Examined, Problem> {
        let (mut facts, words) = self.facts(open)?;
        let document = open.document()?;
        running::go_on()?;
        let (report, mut view) = self.judged(&mut facts, at, asking);
        // What was asked until a stop says less than nothing: a server that was not waited for is not silent.
        running::go_on()?;
        view.file.clone_from(&open.name);
        if report.verdict == Verdict::NoSignature {
            view.codes = pages::codes(&document.latest());
        }
        view.hints = hints(&facts, &report, document, &words);
        if !view.codes.is_empty() {
            view.hints.push("qr".to_owned());
        }
        for (index, revision) in document.revisions().iter().enumerate() {
            let signed = report.signatures.iter().find(|one| one.revision == Some(index));
            view.versions.push(VersionView {
                version: number(index),
                signed_by: signed.and_then(|one| one.field.clone()),
                length: revision.end,
            });
        }
        running::go_on()?;
        Ok(Examined { facts, report, view, at })
    }

    /// What the file and its pages say.
    fn facts(&self, open: &OpenDocument) -> Result<(Facts, Words), Problem> {
        let document = open.document()?;
        let mut facts = validate::collect(document).map_err(|error| match error {
            pades::Error::Pdf(error) => from_pdf(&error),
            error => self.internal("collect", &error),
        })?;
        let words = pages::read(&document.latest(), &mut facts);
        Ok((facts, words))
    }

    /// Judges facts, whether they come from a file or from an evidence bundle. Name, hints and versions are the file's.
    fn judged(&self, facts: &mut Facts, at: DateTime<FixedOffset>, asking: Asking) -> (Report, VerifyView) {
        let trust = self.trust_snapshot();
        let known = self.known_issuers();
        let judging = Judging { trust: &trust, at: at.to_utc(), known: &known };
        let inquiry = self.inquire(facts, judging, asking);
        let report = validate::judge(facts, &trust, at.to_utc(), &known);
        let signatures = report.signatures.iter().map(|signature| self.signature(signature, facts)).collect();
        let view = VerifyView {
            file: String::new(),
            sha256: hex(&facts.file_sha256),
            verdict: report.verdict.as_str().to_owned(),
            codes: Vec::new(),
            hints: Vec::new(),
            signatures,
            versions: Vec::new(),
            trust: TrustSummary {
                anchors: u32::try_from(trust.anchors().len()).unwrap_or(u32::MAX),
                source: self.trust_source().to_owned(),
                online: inquiry.online,
                as_of: inquiry.as_of.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)),
                missing: inquiry.missing,
                problems: inquiry.problems,
            },
            checked_at: self.host().now().to_rfc3339_opts(SecondsFormat::Secs, true),
            program: program(),
        };
        (report, view)
    }

    /// As [`view`]; a practice signature that came without its CA's certificate is known by the CA's key all the same.
    fn signature(&self, report: &SignatureReport, facts: &Facts) -> SignatureView {
        let practice =
            report.practice || report.signer.as_ref().is_some_and(|signer| self.is_practice(signer));
        SignatureView { practice, ..view(report, facts) }
    }
}

/// A file with what was found and what it means.
struct Examined {
    facts: Facts,
    report: Report,
    view: VerifyView,
    at: DateTime<FixedOffset>,
}

/// Name and version.
pub(in crate::flows) fn program() -> String {
    format!("absah {}", env!("CARGO_PKG_VERSION"))
}

fn view(report: &SignatureReport, facts: &Facts) -> SignatureView {
    let field = report.field.clone().unwrap_or_default();
    let fact = facts
        .signatures
        .iter()
        .find(|one| one.coverage.revision == report.revision && one.kind == report.kind);
    let certificate = report.signer.as_ref();
    let utc = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    SignatureView {
        field,
        signer: certificate.map(|certificate| name_of(certificate.subject())),
        issuer: certificate.map(|certificate| name_of(certificate.issuer())),
        integrity: state(report.integrity.state),
        integrity_detail: report.integrity_detail.as_str().to_owned(),
        integrity_reason: report.integrity.reason.as_str().to_owned(),
        authenticity: state(report.authenticity.state),
        authenticity_reason: report.authenticity.reason.as_str().to_owned(),
        non_repudiation: state(report.non_repudiation.state),
        non_repudiation_reason: report.non_repudiation.reason.as_str().to_owned(),
        verdict: state(report.verdict),
        indication: report.indication.as_str().to_owned(),
        subindication: report.sub_indication.map(|sub| sub.as_str().to_owned()),
        level: report.level.map(|level| level.as_str().to_owned()),
        covers_whole_file: report.covers_whole_file,
        changes: report.changes.iter().map(change).collect(),
        attacks: report.attacks.iter().map(|attack| attack.as_str().to_owned()).collect(),
        times: TimesView {
            claimed: report.claimed_time.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true)),
            stamped: report.stamped_time.map(utc),
        },
        checks: report
            .checks
            .iter()
            .map(|check| CheckResultView {
                id: check.id.to_owned(),
                outcome: check.outcome.as_str().to_owned(),
                clause: check.clause.to_owned(),
            })
            .collect(),
        certificate: certificate
            .map(|certificate| describe(certificate, !report.path.is_empty(), report.practice, report.bsre)),
        practice: report.practice,
        bsre: report.bsre,
        document_timestamp: report.kind == facts::Kind::DocumentTimeStamp,
        reason: fact.and_then(|fact| fact.stated.reason.clone()),
        page: fact.and_then(|fact| fact.place.as_ref()).map(|place| number(place.page)),
    }
}

fn change(change: &Change) -> ChangeView {
    ChangeView {
        level: match change.level {
            ChangeLevel::None | ChangeLevel::Allowed => "changed_allowed",
            ChangeLevel::Visible => "changed_visible",
            ChangeLevel::Forbidden => "changed",
        }
        .to_owned(),
        kind: change.kind.as_str().to_owned(),
        page: change.page.map(number),
        rect: change.rect,
        attack: change.attack.map(|attack| attack.as_str().to_owned()),
        version: number(change.revision),
        field: change.field.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// From an index counted from 0 to a number counted from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX)
}

fn state(verdict: Verdict) -> HeadingState {
    match verdict {
        Verdict::Valid => HeadingState::Sah,
        Verdict::NeedsAttention => HeadingState::PerluPerhatian,
        Verdict::Invalid => HeadingState::TidakSah,
        _ => HeadingState::TidakDapatDiperiksa,
    }
}

fn hints(facts: &Facts, report: &Report, document: &pdf::Document, words: &Words) -> Vec<String> {
    let mut hints = Vec::new();
    let verdict = report.verdict;
    match report.notice {
        Notice::Absent => {}
        Notice::True => hints.push("notice".to_owned()),
        Notice::Unchecked => hints.push("notice-unchecked".to_owned()),
        Notice::Unsupported => hints.push("notice-unsupported".to_owned()),
    }
    // Printed to PDF, it looks as signed as before.
    if verdict == Verdict::NoSignature && words.speaks_of_signing && report.notice == Notice::Absent {
        hints.push("printed".to_owned());
    }
    if facts.adrift > 0 || (!facts.outside_form.is_empty() && verdict == Verdict::NoSignature) {
        hints.push("signature-like".to_owned());
    }
    // Pages that cannot be read give no hint; the verdict has been said without it.
    if verdict == Verdict::NoSignature && pdf::scan::is_scan(&document.latest()).unwrap_or(false) {
        hints.push("scan".to_owned());
    }
    if words.unread {
        hints.push("pages-unread".to_owned());
    }
    hints
}
