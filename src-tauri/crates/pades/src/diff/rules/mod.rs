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

use super::findings::{Finding, Findings};
use super::pair::Pair;

/// Compares the two revisions.
pub(crate) fn run(pair: &Pair) -> Vec<Finding> {
    let mut out = Findings::new(usize::try_from(pair.later).unwrap_or(usize::MAX));
    metadata::information(pair, &mut out);
    encryption::check(pair, &mut out);
    catalog::check(pair, &mut out);
    object_streams::check(pair, &mut out);
    unexplained::check(pair, &mut out);
    out.finish()
}
