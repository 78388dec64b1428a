//! Signatures (ISO 32000-2 12.8): later ones may be added; those that are there stay exactly as they are, with their faces.

use super::cover;
use super::fields::Known;
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::fields::Field;
use crate::diff::findings::Findings;
use crate::diff::pair::Pair;
use crate::diff::spot::Spot;

const RULE: &str = "signatures";

/// A field that has a signature now and had none before.
pub(super) fn added(pair: &Pair, new: &Field, existed: bool, known: &mut Known, out: &mut Findings) {
    known.signed_now.extend(new.widgets.iter().filter_map(|widget| widget.id).map(|id| id.0));
    let value = new.spot.key(&pair.after, "V");
    let page = new.widgets.first().and_then(|widget| pair.page_of(widget));
    if value.dictionary().is_none() {
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::SignatureAltered, new.spot.id)
            .of_field(&new.name, existed);
        return;
    }
    let stamp = value.key(&pair.after, "Type").name() == b"DocTimeStamp"
        || value.key(&pair.after, "SubFilter").name() == b"ETSI.RFC3161";
    let kind = if stamp { ChangeKind::DocumentTimeStamp } else { ChangeKind::LaterSignature };
    // A face that hides what was signed is a change to be seen (sneaky signature attack).
    let level = if covers(pair, new) { ChangeLevel::Visible } else { ChangeLevel::Allowed };
    out.claim(&value);
    out.report(RULE, level, kind, new.spot.id).on_page(page).of_field(&new.name, existed);
}

/// Whether a widget of the field hides something that was there before.
pub(super) fn covers(pair: &Pair, field: &Field) -> bool {
    field.widgets.iter().any(|widget| cover::covers(pair, widget))
}

/// A field that had a signature before: entries other than the harmless ones are part of it.
pub(super) fn existing(
    pair: &Pair,
    old: &Field,
    new: &Field,
    harmless: impl Fn(&(Spot, Spot, Vec<u8>)) -> bool,
    entries: &[(Spot, Spot, Vec<u8>)],
    out: &mut Findings,
) {
    let (altered, kept): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| !harmless(entry));
    let page = || new.widgets.first().and_then(|widget| pair.page_of(widget));
    if !altered.is_empty() {
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::SignatureAltered, new.spot.id)
            .on_page(page())
            .of_field(&old.name, true);
    } else if !kept.is_empty() {
        out.report(RULE, ChangeLevel::Allowed, ChangeKind::FieldChanged, new.spot.id)
            .on_page(page())
            .of_field(&old.name, true);
    }
}
