//! From facts to a verdict: basic validation, validation with time stamps, and with archival data (EN 319 102-1 §5.3,
//! §5.5, §5.6), as a pure function of facts, trust, time and known keys.
//!
//! Evidence of revocation in the file and beside it ([`Facts::add_evidence`]) is judged; what none of it settles is
//! unknown, never good. Not here: asking for more ([`super::unsettled`] says what for).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use pki::trust::TrustStore;

use super::assess::Assessment;
use super::checks;
use super::existence::Existence;
use super::facts::{Facts, Kind, SignatureFacts};
use super::report::{Heading, Notice, Reason, Report, SignatureReport};
use super::verdict::{self, Indication, SubIndication, Verdict};
use super::{headings, integrity, level};

/// Keys that mean something to this program, by the SHA-256 of their SubjectPublicKeyInfo. Names mean nothing: anyone can
/// write them into a certificate.
#[derive(Debug, Clone, Default)]
pub struct KnownIssuers {
    /// Keys of practice authorities: whatever they issued is marked and never trusted.
    pub practice: BTreeSet<[u8; 32]>,
    /// Keys of BSrE.
    pub bsre: BTreeSet<[u8; 32]>,
}

/// Judges a file as of `at`, trusting `trust` and nothing else.
pub fn judge(facts: &Facts, trust: &TrustStore, at: DateTime<Utc>, known: &KnownIssuers) -> Report {
    let existence = Existence::of(facts, trust, at);
    let signatures: Vec<SignatureReport> = facts
        .signatures
        .iter()
        .map(|signature| one(&Assessment::of(facts, signature, trust, at, known, &existence)))
        .collect();
    let verdict = match of_file(&signatures) {
        // Somebody signed here, and the damage hides what: nobody may call that "no signature".
        Verdict::NoSignature if facts.adrift > 0 => Verdict::NotCheckable,
        verdict => verdict,
    };
    let notice = match facts.notice {
        None | Some(false) => Notice::Absent,
        Some(true) if signatures.iter().any(|one| one.bsre && one.is_intact()) => Notice::True,
        // Who does not know BSrE by its key cannot tell.
        Some(true) if known.bsre.is_empty() && !signatures.is_empty() => Notice::Unchecked,
        Some(true) => Notice::Unsupported,
    };
    // What the pages claim and no signature bears out is to be read before anybody acts on the document.
    let verdict = match (verdict, notice) {
        (Verdict::Valid, Notice::Unsupported) => Verdict::NeedsAttention,
        (verdict, _) => verdict,
    };
    Report { verdict, signatures, outside_form: facts.outside_form.len(), notice, at }
}

/// Worst first. A document time stamp counts when it is broken or when there is no signature; one that cannot be trusted
/// proves nothing and takes nothing from the signatures.
fn of_file(signatures: &[SignatureReport]) -> Verdict {
    let only_stamps = signatures.iter().all(|report| report.kind == Kind::DocumentTimeStamp);
    let counts = |report: &&SignatureReport| {
        only_stamps || report.kind == Kind::Signature || report.verdict == Verdict::Invalid
    };
    Verdict::worst(signatures.iter().filter(counts).map(|report| report.verdict))
}

fn one(assessment: &Assessment<'_>) -> SignatureReport {
    let signature: &SignatureFacts = assessment.signature;
    let (checks, sub_indication) = checks::run(assessment);
    let (integrity_detail, integrity) = integrity::of(assessment);
    let mut authenticity = headings::authenticity(assessment, sub_indication);
    let non_repudiation = headings::non_repudiation(assessment, integrity, authenticity, sub_indication);
    let mut verdict = verdict::of(sub_indication, integrity_detail);
    // The certificate is as good as ever; what a reader sees beside it is not.
    if signature.names_signer == Some(false) && authenticity.state == Verdict::Valid {
        authenticity = Heading { state: Verdict::NeedsAttention, reason: Reason::NameDiffers };
        verdict = verdict.max(Verdict::NeedsAttention);
    }
    let path = assessment.path().map(<[_]>::to_vec).unwrap_or_default();
    SignatureReport {
        kind: signature.kind,
        field: signature.fields.first().cloned(),
        signer: assessment.container.and_then(|container| container.certificate.clone()),
        verdict,
        integrity,
        authenticity,
        non_repudiation,
        integrity_detail,
        indication: sub_indication.map_or(Indication::TotalPassed, SubIndication::indication),
        sub_indication,
        level: level::of(assessment),
        covers_whole_file: signature.coverage.whole_file,
        revision: signature.coverage.revision,
        changes: signature.changes.as_ref().map(|changes| changes.items.clone()).unwrap_or_default(),
        attacks: integrity::attacks(signature),
        claimed_time: assessment.claimed_time(),
        stamped_time: assessment.proven,
        checks,
        practice: assessment.practice,
        bsre: path.iter().any(|certificate| assessment.known.bsre.contains(&certificate.key_sha256())),
        path,
    }
}
