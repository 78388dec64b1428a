//! What the permissions in force make of a change (ISO 32000-2 12.8.2.2 table 257, 12.8.2.4).
//!
//! The rules give each change its level as if nothing was certified; here the level is only ever raised.

use super::change::{ChangeKind, ChangeLevel};
use super::findings::Finding;
use super::permissions::Permissions;

/// The level of the change under the permissions.
pub(crate) fn level(finding: &Finding, permissions: &Permissions) -> ChangeLevel {
    let base = finding.change.level;
    if base == ChangeLevel::None {
        return base;
    }
    let locked = finding.existing_field
        && is_of_a_field(&finding.change.kind)
        && finding.change.field.as_deref().is_some_and(|name| permissions.locks_field(name));
    let forbidden = locked
        || match permissions.doc_mdp {
            None => false,
            Some(3) => !allowed_at_2(finding) && !is_of_an_annotation(&finding.change.kind),
            Some(2) => !allowed_at_2(finding),
            Some(_) => !allowed_at_1(finding),
        };
    if forbidden { ChangeLevel::Forbidden } else { base }
}

/// P=1: validation data and document time stamps, with what goes along with writing them.
fn allowed_at_1(finding: &Finding) -> bool {
    match finding.change.kind {
        ChangeKind::DocumentTimeStamp | ChangeKind::Metadata | ChangeKind::ValidationData => true,
        ChangeKind::Catalog | ChangeKind::Structure => finding.change.level == ChangeLevel::Allowed,
        // Defaults of the form, not a field.
        ChangeKind::FieldChanged => {
            finding.change.level == ChangeLevel::Allowed && finding.change.field.is_none()
        }
        _ => false,
    }
}

/// P=2: also filling in forms and signing.
fn allowed_at_2(finding: &Finding) -> bool {
    match finding.change.kind {
        ChangeKind::Appearance | ChangeKind::FormValue { .. } | ChangeKind::LaterSignature => true,
        // An empty signature field or a flag of a field, not a new box to type in.
        ChangeKind::FieldAdded | ChangeKind::FieldChanged => finding.change.level == ChangeLevel::Allowed,
        _ => allowed_at_1(finding),
    }
}

/// P=3: also annotations.
fn is_of_an_annotation(kind: &ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::AnnotationAdded | ChangeKind::AnnotationChanged | ChangeKind::AnnotationRemoved
    )
}

fn is_of_a_field(kind: &ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::Appearance
            | ChangeKind::FieldChanged
            | ChangeKind::FieldRemoved
            | ChangeKind::FormValue { .. }
            | ChangeKind::LaterSignature
            | ChangeKind::DocumentTimeStamp
            | ChangeKind::AnnotationAdded
            | ChangeKind::AnnotationChanged
            | ChangeKind::AnnotationRemoved
    )
}
