//! The interactive form dictionary (ISO 32000-2 12.7.3): signing adds fields, flags and default resources; the entries that
//! other fields are drawn with must stay.

use pdf::Object;

use super::fields;
use crate::diff::change::{ChangeKind, ChangeLevel};
use crate::diff::fields::{Field, walk};
use crate::diff::findings::Findings;
use crate::diff::pair::{Pair, keys};
use crate::diff::spot::Spot;

const RULE: &str = "form";

/// Compares the form and its fields; gives both field lists for the rules that come after.
pub(super) fn check(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) -> fields::Known {
    let old_fields = walk(&pair.before, before);
    let new_fields = walk(&pair.after, after);
    if !before.is_null() && after.dictionary().is_none() {
        out.report(RULE, ChangeLevel::Forbidden, ChangeKind::FieldRemoved, before.id);
    }
    out.claim(after);
    for key in keys(before, after) {
        let old = before.key_bytes(&pair.before, &key);
        let new = after.key_bytes(&pair.after, &key);
        if key == b"DR" {
            default_resources(pair, &old, &new, out);
        } else if !pair.same_spot(&old, &new) {
            entry(pair, &key, &old, &new, &old_fields, out);
        }
    }
    fields::check(pair, old_fields, new_fields, out)
}

fn entry(pair: &Pair, key: &[u8], old: &Spot, new: &Spot, fields: &[Field], out: &mut Findings) {
    out.claim(new);
    let level = match key {
        // The fields are compared one by one; the flags only say that there are signatures (table 225).
        b"Fields" | b"SigFlags" => return,
        b"NeedAppearances" => need_appearances(new, fields),
        // Defaults that fields without their own are drawn with: new ones come with the new field.
        b"DA" | b"Q" if old.is_null() => ChangeLevel::Allowed,
        b"DA" | b"Q" => ChangeLevel::Visible,
        b"XFA" => packets(pair, old, new, out),
        _ => ChangeLevel::Forbidden,
    };
    out.report(RULE, level, ChangeKind::FieldChanged, new.id.or(old.id));
}

/// Asking the viewer to draw the fields anew may show other values than the appearances signed, unless there are none.
fn need_appearances(new: &Spot, fields: &[Field]) -> ChangeLevel {
    let asked = matches!(new.value.as_ref(), Object::Boolean(true));
    let harmless = !asked || fields.iter().all(|field| field.is_signature() || field.inner);
    if harmless { ChangeLevel::Allowed } else { ChangeLevel::Visible }
}

/// `/XFA` (12.7.8, deprecated): names and streams in turn. Data may change as form values do; the template is content.
fn packets(pair: &Pair, old: &Spot, new: &Spot, out: &mut Findings) -> ChangeLevel {
    let (before, after) = (old.items(&pair.before), new.items(&pair.after));
    if before.is_empty() || before.len() != after.len() {
        return ChangeLevel::Forbidden;
    }
    let mut level = ChangeLevel::Visible;
    for (old, new) in before.chunks(2).zip(after.chunks(2)) {
        let ([old_name, old_data], [new_name, new_data]) = (old, new) else { return ChangeLevel::Forbidden };
        let data = matches!(
            old_name.value.as_str().unwrap_or_default(),
            b"datasets" | b"form" | b"xdp:xdp" | b"</xdp:xdp>" | b"xmpmeta" | b"xfdf"
        );
        let kept = pair.same_spot(old_name, new_name) && (data || pair.same_spot(old_data, new_data));
        if !kept {
            level = ChangeLevel::Forbidden;
        }
        out.claim(new_data);
    }
    level
}

/// `/DR` (7.8.3): fonts and other resources may be added, those that are there stay.
fn default_resources(pair: &Pair, before: &Spot, after: &Spot, out: &mut Findings) {
    let mut altered = before.dictionary().is_some() && after.dictionary().is_none();
    let mut differs = !pair.same_spot(before, after);
    for category in keys(before, after) {
        let old = before.key_bytes(&pair.before, &category);
        let new = after.key_bytes(&pair.after, &category);
        if matches!(old.value.as_ref(), Object::Dictionary(_)) {
            let drawn_with = matches!(category.as_slice(), b"Font" | b"Encoding");
            for name in keys(&old, &new) {
                let old = old.key_bytes(&pair.before, &name);
                let new = new.key_bytes(&pair.after, &name);
                // A default appearance names fonts only (12.7.4.3); the other categories draw nothing of a field.
                if drawn_with && !old.is_null() && !pair.same_spot(&old, &new) {
                    altered = true;
                }
            }
        }
        if !pair.same_spot(&old, &new) {
            differs = true;
            out.claim(&new);
        }
    }
    if differs || altered {
        out.claim(after);
        let level = if altered { ChangeLevel::Forbidden } else { ChangeLevel::Allowed };
        let kind = if altered { ChangeKind::Resources } else { ChangeKind::FieldChanged };
        out.report(RULE, level, kind, after.id.or(before.id));
    }
}
