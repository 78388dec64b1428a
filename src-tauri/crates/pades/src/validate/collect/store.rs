//! The document security store (ISO 32000-2 12.8.4.3, EN 319 142-1 §5.4.2): which certificates it holds and which
//! revocation data.

use pdf::{Dictionary, Document, Object, Revision, View};
use pki::cert::Certificate;

use super::evidence;
use crate::validate::facts::StoreFacts;

/// Certificates that are read. The most seen in one file is 120.
const MAX_CERTIFICATES: usize = 500;

/// The store of the latest revision. Damaged parts are left out: they prove nothing then.
pub(super) fn store(document: &Document) -> Option<StoreFacts> {
    let view = document.latest();
    let catalog = view.catalog().ok()?;
    let store = view.key_dictionary(&catalog, b"DSS").ok()??;
    let certificates = streams(&view, &store, b"Certs");
    let certificates = certificates.iter().take(MAX_CERTIFICATES).filter_map(|item| {
        let Object::Stream(stream) = view.resolve(item).ok()?.as_ref().clone() else { return None };
        Certificate::from_der(&view.stream_data(&stream).ok()?).ok()
    });
    let (evidence, ends) = evidence::of_store(&view, &store);
    Some(StoreFacts {
        certificates: certificates.collect(),
        crls: streams(&view, &store, b"CRLs").len(),
        ocsps: streams(&view, &store, b"OCSPs").len(),
        evidence,
        ends,
        revisions: set_in(document, &catalog),
    })
}

fn streams(view: &View, store: &Dictionary, key: &[u8]) -> Vec<Object> {
    view.key_array(store, key).ok().flatten().unwrap_or_default()
}

/// The revisions that set the store's object, or the catalog where the store stands in it.
fn set_in(document: &Document, catalog: &Dictionary) -> Vec<usize> {
    let number = match catalog.get(b"DSS") {
        Ok(Object::Reference(id)) => Some(id.0),
        _ => document.latest().catalog_id().map(|id| id.0),
    };
    let revisions = document.revisions().iter().enumerate();
    let sets = |r: &Revision| number.is_some_and(|number| r.entry(number).is_some());
    revisions.filter(|(_, revision)| sets(revision)).map(|(index, _)| index).collect()
}
