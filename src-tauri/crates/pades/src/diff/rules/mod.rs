//! The rules, one per file. Each looks at one part of both revisions, reports what differs, and accounts for the
//! objects it has looked at; `unexplained` comes last and reports what nobody accounted for.

mod actions;
mod annotations;
mod appearance;
mod catalog;
pub(crate) mod cover;
mod encryption;
mod extensions;
mod fields;
mod form;
pub(crate) mod hidden;
mod metadata;
mod names;
mod object_streams;
mod pages;
mod permissions;
mod signatures;
mod structure;
mod unexplained;
mod validation_data;

use pdf::ObjectId;

use super::attack;
use super::findings::{Finding, Findings};
use super::pair::Pair;
use super::spot::{Side, Spot};

/// Compares the two revisions.
pub(crate) fn run(pair: &Pair) -> Vec<Finding> {
    let mut out = Findings::new(usize::try_from(pair.later).unwrap_or(usize::MAX));
    metadata::information(pair, &mut out);
    encryption::check(pair, &mut out);
    catalog::check(pair, &mut out);
    object_streams::check(pair, &mut out);
    unexplained::check(pair, &mut out);
    let mut found = out.finish();
    for finding in &mut found {
        finding.change.attack = attack::of(pair, finding);
        finding.change.rect = finding.change.page.and_then(|_| place(pair, finding.change.object?));
    }
    found
}

/// The rectangle of an annotation or of a field's first widget, after the change or else before it.
fn place(pair: &Pair, object: ObjectId) -> Option<[f64; 4]> {
    let of = |side: &Side, spot: &Spot| {
        let rect = spot.key(side, "Rect");
        let numbers: Vec<f64> =
            rect.items(side).iter().filter_map(|n| n.value.as_float().ok()).map(f64::from).collect();
        match numbers.as_slice() {
            [x0, y0, x1, y1] => Some([x0.min(*x1), y0.min(*y1), x0.max(*x1), y0.max(*y1)]),
            _ => None,
        }
    };
    [&pair.after, &pair.before].into_iter().find_map(|side| {
        let spot = side.object(object);
        let kids = spot.key(side, "Kids");
        of(side, &spot).or_else(|| of(side, kids.items(side).first()?))
    })
}
