//! Revocation data in the file: the security store and its entries for single signatures (ISO 32000-2 12.8.4.3), the
//! signature containers (RFC 5652 §5.1, RFC 5940), and the attribute that Adobe's programs sign (ISO 32000-2 12.8.3.3.2).
//!
//! Only read, not believed. What cannot be read proves nothing and is left out.

use pdf::{Dictionary, Object, View};
use pki::ObjectIdentifier;
use pki::cms::{SignedData, SignerInfo};
use pki::crl::Crl;
use pki::der::{Reader, SEQUENCE, context};
use pki::ocsp::Response;
use pki::revocation::{Evidence, Source};

/// adbe-revocationInfoArchival
pub(super) const ADOBE_REVOCATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");

/// Lists and answers that are read from one store. The most seen in one file is 60.
const MAX_EVIDENCE: usize = 256;

/// Reads one piece.
type Read = fn(&[u8], Source) -> Option<Evidence>;

/// What a container brings along beside what is signed.
pub(super) fn of_container(data: &SignedData, source: Source) -> Vec<Evidence> {
    let lists = data.crls().iter().filter_map(|bytes| list(bytes, source));
    lists.chain(data.ocsp_responses().iter().filter_map(|bytes| answer(bytes, source))).collect()
}

/// What the signer put into a signed attribute.
pub(super) fn signed(signer: &SignerInfo, source: Source) -> Vec<Evidence> {
    let values = signer.signed_values(&ADOBE_REVOCATION);
    values.into_iter().filter_map(|value| archival(value, source)).flatten().collect()
}

/// RevocationInfoArchival ::= SEQUENCE { crl \[0\], ocsp \[1\], otherRevInfo \[2\] }, each EXPLICIT and optional.
fn archival(value: &[u8], source: Source) -> Option<Vec<Evidence>> {
    let mut fields = Reader::new(value).expect(SEQUENCE, "RevocationInfoArchival").ok()?.reader();
    let mut evidence = Vec::new();
    let readers: [(u8, Read); 2] = [(0, list), (1, answer)];
    for (tag, read) in readers {
        let Some(wrapper) = fields.optional(context(tag)).ok()? else { continue };
        let mut items = wrapper.reader().expect(SEQUENCE, "RevocationInfoArchival").ok()?.reader();
        while !items.is_empty() && evidence.len() < MAX_EVIDENCE {
            evidence.extend(read(items.any().ok()?.raw, source));
        }
    }
    Some(evidence)
}

/// What the store holds, each piece once, and where each ends in the file.
pub(super) fn of_store(view: &View, store: &Dictionary) -> (Vec<Evidence>, Vec<u64>) {
    let mut found = Found { view, seen: Vec::new(), evidence: Vec::new(), ends: Vec::new() };
    found.take(store, b"CRLs", list, Source::Dss);
    found.take(store, b"OCSPs", answer, Source::Dss);
    let entries = view.key_dictionary(store, b"VRI").ok().flatten();
    for (_, entry) in entries.iter().flat_map(|entries| entries.iter()) {
        let Ok(entry) = view.dictionary(entry) else { continue };
        found.take(&entry, b"CRL", list, Source::Vri);
        found.take(&entry, b"OCSP", answer, Source::Vri);
    }
    (found.evidence, found.ends)
}

struct Found<'a> {
    view: &'a View,
    /// References that were followed: entries of single signatures name what the store names.
    seen: Vec<Object>,
    evidence: Vec<Evidence>,
    ends: Vec<u64>,
}

impl Found<'_> {
    fn take(&mut self, dictionary: &Dictionary, key: &[u8], read: Read, source: Source) {
        for item in self.view.key_array(dictionary, key).ok().flatten().unwrap_or_default() {
            if self.evidence.len() >= MAX_EVIDENCE || self.seen.contains(&item) {
                continue;
            }
            let bytes = self.view.resolve(&item).ok().and_then(|object| match object.as_ref() {
                Object::Stream(stream) => self.view.stream_data(stream).ok(),
                _ => None,
            });
            if let Some(piece) = bytes.and_then(|bytes| read(&bytes, source)) {
                let place = item.as_reference().ok().and_then(|id| self.view.span(id));
                self.evidence.push(piece);
                // Without a place it counts as the last thing in the file.
                self.ends.push(place.map_or(u64::MAX, |place| place.end));
            }
            self.seen.push(item);
        }
    }
}

fn list(bytes: &[u8], source: Source) -> Option<Evidence> {
    Crl::parse(bytes).ok().map(|crl| Evidence::crl(crl, source))
}

fn answer(bytes: &[u8], source: Source) -> Option<Evidence> {
    Response::parse(bytes).ok().map(|response| Evidence::ocsp(response, source))
}
