//! Signing: everything that can be known before the PIN, the PIN, and a result that has been verified from disk before
//! anybody is told that it worked.

pub(crate) mod batch;
mod batch_checks;
mod batch_list;
mod batch_run;
mod block;
mod compare;
mod content;
mod extend;
pub(crate) mod issuers;
mod kept;
pub(crate) mod levels;
pub(crate) mod notice;
mod place;
mod plan;
mod run;
mod sight;
pub(crate) mod status;
mod validation_data;

pub(crate) use self::notice::check_wording;
pub(crate) use self::sight::Sight;

use crate::documents::OpenDocument;
use crate::schema::{
    CertificateView, NoticeState, Problem, Protection, SignLevel, SignPlanView, SignRequest,
};
use crate::worker::{Reading, Worker};
use chrono::{DateTime, FixedOffset};
use pades::sign::{self, Block, Certify, Condition, Notice, Place, Plan, Refusal, Request};
use pki::cert::Certificate;
use std::path::PathBuf;
use std::sync::Arc;
use token::KeyRef;

/// A run in which everything before the PIN went well.
pub(crate) struct Waiting {
    request: SignRequest,
    open: Arc<OpenDocument>,
    place: Place,
    signer: Signer,
    target: PathBuf,
    /// Fields of earlier signatures that are good, and must be so afterwards.
    sound: Vec<String>,
    notice: Option<Notice>,
    noticed: Option<NoticeState>,
}

/// The key that will sign.
#[derive(Clone)]
pub(crate) struct Signer {
    token: String,
    worker: Arc<Worker>,
    key: KeyRef,
    /// The token pads this key's signatures by PSS alone.
    only_pss: bool,
    reading: Reading,
    certificate: Certificate,
    view: CertificateView,
    chain: Vec<Certificate>,
}

/// What a plan found: the view for people, and the run if it may go on.
pub(crate) struct Planned {
    view: SignPlanView,
    waiting: Option<Waiting>,
}

fn plan_at(
    document: &pdf::Document,
    request: &SignRequest,
    place: &Place,
    block: Block,
    signer: &Signer,
    notice: Option<Notice>,
    now: DateTime<FixedOffset>,
) -> Result<Plan, Problem> {
    let given = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let certify = match request.protection {
        Some(Protection::CertifyNoChanges) => Some(Certify::NoChanges),
        Some(Protection::CertifyForms) => Some(Certify::FormsAndSignatures),
        Some(Protection::CertifyAnnotations) => Some(Certify::Annotations),
        Some(Protection::Lock) | None => None,
    };
    let wanted = Request {
        reason: given(&request.reason),
        location: given(&request.location),
        notice,
        certify,
        lock: request.protection == Some(Protection::Lock),
        issuers: signer.chain.iter().skip(1).cloned().collect(),
        ..Request::new(place.clone(), block, signer.certificate.clone())
    };
    let plan = sign::plan(document, &wanted, now.to_utc()).map_err(|refusal| refused(&refusal))?;
    let stamped = !matches!(request.level, None | Some(SignLevel::B));
    if plan.time_stamp_required().is_some() && !stamped {
        return Err(Problem::FieldNeedsTimeStamp { field: plan.field_name().to_owned() });
    }
    Ok(plan)
}

/// The stable word for a condition of a field's author.
const fn condition_code(condition: &Condition) -> &'static str {
    match condition {
        Condition::Appearance => "appearance",
        Condition::Certificate => "certificate",
        Condition::Certification => "certification",
        Condition::Digest => "digest",
        Condition::Filter => "filter",
        Condition::LegalAttestation => "legal",
        Condition::Reason { .. } => "reason",
        Condition::RevocationInfo => "revocation",
        Condition::Version => "version",
    }
}

/// A refusal of the plan as an obstacle.
pub(crate) fn refused(refusal: &Refusal) -> Problem {
    let day = |time: &DateTime<chrono::Utc>| time.format("%Y-%m-%d").to_string();
    match refusal {
        Refusal::AlreadySigned { field } => Problem::FieldSigned { field: field.clone() },
        Refusal::BlockTooSmall(_) => Problem::PlaceTooSmall,
        Refusal::CertificateExpired { not_after } => {
            Problem::CertificateExpired { not_after: day(not_after) }
        }
        Refusal::CertificateNotForSigning => Problem::CertificateNotForSigning,
        Refusal::CertificateNotYetValid { not_before } => {
            Problem::CertificateNotYetValid { not_before: day(not_before) }
        }
        Refusal::CertificationForbids { level: 1 } => Problem::DocumentChangesForbidden,
        Refusal::CertificationForbids { .. } => Problem::DocumentBlockForbidden,
        Refusal::CertifyNotFirst => Problem::CertifyNotFirst,
        Refusal::FieldCondition { field, condition } => Problem::FieldCondition {
            field: field.clone(),
            condition: condition_code(condition).to_owned(),
            choices: match condition {
                Condition::Reason { choices } => choices.join(", "),
                _ => String::new(),
            },
        },
        Refusal::FieldLocked { field } if field.is_empty() => Problem::DocumentBlockForbidden,
        Refusal::FieldLocked { field } => Problem::FieldLocked { field: field.clone() },
        Refusal::FieldMissing { field } => Problem::FieldMissing { field: field.clone() },
        Refusal::KeyUnsupported { .. } => Problem::CertificateUnsupported,
        Refusal::NotAppendable(_) => Problem::DocumentNeedsRepair,
        Refusal::NoticeOutside { page } => {
            Problem::NoticeNoRoom { page: u32::try_from(page.saturating_add(1)).unwrap_or(u32::MAX) }
        }
        Refusal::PageMissing { page, count } => Problem::PlaceNoSuchPage {
            page: u32::try_from(page.saturating_add(1)).unwrap_or(u32::MAX),
            pages: u32::try_from(*count).unwrap_or(u32::MAX),
        },
        Refusal::PermissionForbids => Problem::DocumentPermissionForbids,
        Refusal::PlaceOutsidePage { .. } => Problem::PlaceOutsidePage,
        Refusal::Unreadable(_) => Problem::DocumentDamaged,
        Refusal::XfaForm => Problem::DocumentXfa,
    }
}
