//! Finds the facts: every signature and document time stamp by walking the form, the revisions and the bytes of the file.
//! No opinion, no trust, no clock.
//!
//! Work is proportional to what there is: the file is read once for all the digests it needs (`sweep`), later revisions
//! are compared only behind signatures whose frame holds.

mod claims;
mod coverage;
mod envelope;
mod evidence;
mod find;
mod later;
mod scan;
mod store;
mod sweep;

pub use envelope::recall;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use pdf::{Dictionary, Document, Fault, Object, View, stray};
use pki::algorithm::Digest;
use pki::cert::Certificate;

use self::find::{Candidate, Search};
use super::facts::{Coverage, CoverageFault, Envelope, Facts, Outside, SignatureFacts};
use crate::Error;
use crate::byte_range::{self, ByteRange};
use crate::diff::{Analysis, Permissions};

/// Everything about the signatures of the document.
///
/// # Errors
/// When the source cannot be read, or the form is beyond the budget. A damaged signature is a fact, not an error.
pub fn collect(document: &Document) -> Result<Facts, Error> {
    let search = Search::of_form(document)?;
    let swept = sweep::sweep(document.source().as_ref(), &search.digests()).map_err(pdf::Error::from)?;
    let placed = scan::place(document, &swept.hits);
    let found = search.finish(&placed.holders)?;
    let rebuilt = document.faults().contains(&Fault::Rebuilt);
    let mut adrift = placed.adrift;
    if adrift == 0 && found.candidates.is_empty() {
        // Where the tables are sound, only what they do not account for can hold the remains of an update that was cut off.
        let from = if rebuilt { 0 } else { stray::after_end(document).start };
        let hits = sweep::remains(document.source().as_ref(), from).map_err(pdf::Error::from)?;
        adrift = scan::place(document, &hits).adrift;
    }
    let store = store::store(document);
    let known: &[Certificate] = store.as_ref().map(|store| store.certificates.as_slice()).unwrap_or_default();

    let mut hashes = Hashes(swept.digests);
    let analysis = Analysis::new(document);
    let mut signatures = Vec::new();
    for candidate in found.candidates {
        let reading = Reading::of(document, candidate)?;
        signatures.push(reading.facts(document, known, &mut hashes, &analysis)?);
    }
    signatures.sort_by_key(|facts| facts.coverage.range.map_or(u64::MAX, |range| range.end()));

    Ok(Facts {
        file_length: document.source().len(),
        file_sha256: swept.sha256,
        revisions: document.revisions().len(),
        rebuilt,
        signatures,
        outside_form: found.outside_form,
        adrift,
        empty_fields: found.empty_fields,
        notice: None,
        store,
        outside: Outside::default(),
    })
}

/// A candidate with its place among the revisions.
struct Reading {
    candidate: Candidate,
    coverage: Coverage,
    view: View,
}

impl Reading {
    fn of(document: &Document, candidate: Candidate) -> Result<Self, Error> {
        let view = document.at(candidate.holder.revision);
        let coverage = coverage::place(document, &candidate.checked, candidate.holder.revision)?;
        Ok(Self { candidate, coverage, view })
    }

    /// The signed bytes, where the frame holds well enough to know them.
    fn hashable(&self) -> Option<ByteRange> {
        let only_the_end = |fault: &CoverageFault| matches!(fault, CoverageFault::NotAtRevisionEnd);
        self.coverage.range.filter(|_| self.coverage.faults.iter().all(only_the_end))
    }

    fn facts(
        self,
        document: &Document,
        known: &[Certificate],
        hashes: &mut Hashes,
        analysis: &Analysis,
    ) -> Result<SignatureFacts, Error> {
        let range = self.hashable();
        let mut digests = Vec::new();
        let envelope = self.candidate.parsed.compare(known, &mut |digest| {
            let value = hashes.get(document, range?, digest)?;
            digests.push((digest, value.clone()));
            Some(value)
        });
        let last = document.revisions().len().saturating_sub(1);
        let (mut permissions, mut changes) = (Permissions::default(), None);
        if let (Some(revision), Envelope::Read(_)) = (self.coverage.revision, &envelope) {
            permissions = Permissions::in_force(document, revision);
            if revision < last {
                changes = Some(analysis.since(revision, &permissions));
            }
        }
        let dictionary = &self.candidate.dictionary;
        Ok(SignatureFacts {
            kind: self.candidate.parsed.kind(&self.candidate.filter),
            object: self.candidate.holder.object,
            dictionary_time: claims::time(&self.view, dictionary),
            stated: claims::stated(&self.view, dictionary),
            doc_mdp: doc_mdp(&self.view, dictionary),
            zero_padding: envelope::rest_is_zero(&self.candidate.checked.contents)
                .map(|zero| zero && !self.candidate.checked.blanks),
            unaccounted: later::unaccounted(document, &self.coverage)?,
            fields: self.candidate.fields,
            contents: self.candidate.checked.contents,
            digests,
            beside: self.candidate.beside,
            sub_filter: self.candidate.filter,
            coverage: self.coverage,
            envelope,
            permissions,
            place: self.candidate.place,
            names_signer: None,
            replaced: self.candidate.replaced,
            changes,
        })
    }
}

/// Digests of signed bytes.
struct Hashes(BTreeMap<([u64; 4], Digest), Vec<u8>>);

impl Hashes {
    /// The digest, computed now where it was not foreseen; `None` when the bytes cannot be read.
    fn get(&mut self, document: &Document, range: ByteRange, digest: Digest) -> Option<Vec<u8>> {
        match self.0.entry((range.numbers(), digest)) {
            Entry::Occupied(known) => Some(known.get().clone()),
            Entry::Vacant(place) => {
                let value = byte_range::digest(document.source().as_ref(), &range, &[digest]).ok()?.pop()?;
                Some(place.insert(value).clone())
            }
        }
    }
}

/// `/P` of the signature's own DocMDP transform (ISO 32000-2 table 257; the default is 2).
fn doc_mdp(view: &View, dictionary: &Dictionary) -> Option<u8> {
    let references = view.key_array(dictionary, b"Reference").ok()??;
    references.iter().find_map(|reference| {
        let reference = view.dictionary(reference).ok()?;
        if view.key_name(&reference, b"TransformMethod").ok()?? != b"DocMDP" {
            return None;
        }
        let parameters = view.key_dictionary(&reference, b"TransformParams").ok().flatten();
        let level = parameters.and_then(|parameters| match view.key(&parameters, b"P").as_deref() {
            Ok(Object::Integer(level)) => u8::try_from(*level).ok(),
            _ => None,
        });
        Some(level.unwrap_or(2))
    })
}
