//! The document security store (ISO 32000-2 §12.8.4.3, EN 319 142-1 §5.4.2): certificates and revocation data, each once,
//! and per signature the entry that names which of them belong to it.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};
use pdf::append::Update;
use pdf::{Document, View};
use pki::algorithm::Digest;
use pki::cert::Certificate;

use crate::error::Error;
use crate::sign::extend::extensions;
use crate::sign::finish::Finished;
use crate::sign::widget::{dictionary_at, resolve};

/// Entries of one list that are compared with what is new; the most seen in one file is 120. What stands behind them
/// stays where it is and may be added a second time.
const MAX_KNOWN: usize = 2_000;

/// What one signature or document time stamp needs to be validated later, without any network.
#[derive(Debug, Clone, Default)]
pub struct ValidationData {
    /// The object that holds the signature dictionary, as `validate` reports it; `None` puts the data into the store
    /// without an entry of its own.
    pub signature: Option<ObjectId>,
    /// Certificates: of the signer, of time-stamp authorities, of those who signed lists and answers, and of the issuers.
    pub certificates: Vec<Certificate>,
    /// Certificate lists, DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSPResponses, DER.
    pub ocsps: Vec<Vec<u8>>,
}

/// The three lists: key in the store, key in the entry of a signature (Tables 261 and 262).
const LISTS: [(&[u8], &[u8]); 3] = [(b"Certs", b"Cert"), (b"CRLs", b"CRL"), (b"OCSPs", b"OCSP")];

/// The revision that puts `data` into the store; `None` when all of it is there already.
///
/// `seed` makes the second `/ID` new.
///
/// # Errors
/// [`Error::NotAppendable`]; reading and writing errors.
pub fn security_store(
    document: &Document,
    data: &[ValidationData],
    seed: [u8; 16],
) -> Result<Option<Finished>, Error> {
    let view = document.latest();
    let mut update = Update::new(document).map_err(Error::NotAppendable)?;
    let catalog_id = view.catalog_id().ok_or(pdf::Error::Unexpected { expected: "catalog" })?;
    let catalog = dictionary_at(&update, catalog_id)?;
    let (store_id, store) = dictionary(&update, catalog.get(b"DSS").ok())?;

    let mut store = Store { added: false, lists: Vec::new(), dictionary: store };
    for (key, _) in LISTS {
        store.lists.push(known(&view, &store.dictionary, key)?);
    }
    let mut entries = Vec::new();
    for one in data {
        let kinds: [Vec<&[u8]>; 3] = [
            one.certificates.iter().map(Certificate::der).collect(),
            one.crls.iter().map(Vec::as_slice).collect(),
            one.ocsps.iter().map(Vec::as_slice).collect(),
        ];
        let mut named = Vec::new();
        for (index, pieces) in kinds.iter().enumerate() {
            named.push(store.take(index, pieces, &mut update)?);
        }
        if let Some(signature) = one.signature {
            entries.push((entry_name(&view, signature)?, named));
        }
    }
    let related = related(&mut update, &store.dictionary, &entries)?;
    if !store.added && related.is_none() {
        return Ok(None);
    }
    if let Some(related) = related {
        store.dictionary.set("VRI", related);
    }
    let Store { lists, mut dictionary, .. } = store;
    for ((key, _), list) in LISTS.into_iter().zip(lists) {
        if !list.items.is_empty() {
            dictionary.set(key, list.items);
        }
    }
    // Optional in the standard, and how writers mark it.
    dictionary.set("Type", "DSS");
    extensions::declare(&mut update, document)?;
    match store_id {
        Some(id) => update.replace(id, Object::Dictionary(dictionary)),
        None => {
            let id = update.add(Object::Dictionary(dictionary));
            let mut catalog = dictionary_at(&update, catalog_id)?;
            catalog.set("DSS", id);
            update.replace(catalog_id, Object::Dictionary(catalog));
        }
    }
    let tail = update.finish(seed)?;
    Ok(Some(Finished::new(document.source().clone(), tail.offset, tail.bytes)))
}

/// The store as it will be.
struct Store {
    added: bool,
    lists: Vec<List>,
    dictionary: Dictionary,
}

/// One of its lists: what it names, and by content what it holds.
#[derive(Default)]
struct List {
    items: Vec<Object>,
    by_digest: BTreeMap<Vec<u8>, Object>,
}

impl Store {
    /// References to `pieces`, added where they are not there yet.
    fn take(&mut self, list: usize, pieces: &[&[u8]], update: &mut Update<'_>) -> Result<Vec<Object>, Error> {
        let list = self.lists.get_mut(list).ok_or(Error::Placeholder)?;
        let mut references = Vec::new();
        for piece in pieces {
            let digest = Digest::Sha256.hash(piece);
            let reference = match list.by_digest.get(&digest) {
                Some(known) => known.clone(),
                None => {
                    let mut stream = Stream::new(Dictionary::new(), piece.to_vec());
                    // Lists shrink by a third. What cannot be made smaller stays as it is.
                    stream.compress().map_err(|error| pdf::Error::from(std::io::Error::other(error)))?;
                    let reference = Object::Reference(update.add(Object::Stream(stream)));
                    list.items.push(reference.clone());
                    list.by_digest.insert(digest, reference.clone());
                    self.added = true;
                    reference
                }
            };
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        Ok(references)
    }
}

/// A list of the store that is there. What cannot be read stays listed and is equal to nothing.
fn known(view: &View, store: &Dictionary, key: &[u8]) -> Result<List, Error> {
    let items = view.key_array(store, key)?.unwrap_or_default();
    let mut list = List { items, by_digest: BTreeMap::new() };
    for item in list.items.iter().take(MAX_KNOWN) {
        if let Ok(object) = view.resolve(item)
            && let Object::Stream(stream) = object.as_ref()
            && let Ok(bytes) = view.stream_data(stream)
        {
            list.by_digest.entry(Digest::Sha256.hash(&bytes)).or_insert_with(|| item.clone());
        }
    }
    Ok(list)
}

/// The name of a signature's entry: SHA-1 of its `/Contents` in upper-case hexadecimal digits, as all readers of the entries
/// understand EN 319 142-1 §5.4.2.3: of the bytes that the string holds, its padding included.
fn entry_name(view: &View, signature: ObjectId) -> Result<Vec<u8>, Error> {
    let dictionary = view.dictionary(&Object::Reference(signature))?;
    let contents = view
        .key_string(&dictionary, b"Contents")?
        .ok_or(pdf::Error::Unexpected { expected: "signature dictionary" })?;
    let digest = Digest::Sha1.hash(&contents);
    Ok(digest.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes())
}

/// `/VRI` with the entries of these signatures; `None` when it says all that already.
fn related(
    update: &mut Update<'_>,
    store: &Dictionary,
    entries: &[(Vec<u8>, Vec<Vec<Object>>)],
) -> Result<Option<Object>, Error> {
    let (id, mut all) = dictionary(update, store.get(b"VRI").ok())?;
    let mut changed = false;
    for (name, named) in entries {
        let (entry_id, mut entry) = dictionary(update, all.get(name).ok())?;
        let mut grown = false;
        for ((_, key), new) in LISTS.into_iter().zip(named) {
            let held = entry.get(key).cloned().unwrap_or(Object::Null);
            let mut held = match resolve(update, &held)? {
                (_, Object::Array(held)) => held,
                _ => Vec::new(),
            };
            let before: BTreeSet<ObjectId> =
                held.iter().filter_map(|item| item.as_reference().ok()).collect();
            let length = held.len();
            held.extend(
                new.iter().filter(|item| item.as_reference().is_ok_and(|id| !before.contains(&id))).cloned(),
            );
            if held.len() > length {
                entry.set(key, held);
                grown = true;
            }
        }
        if !grown {
            continue;
        }
        changed = true;
        let entry_id = match entry_id {
            Some(id) => {
                update.replace(id, Object::Dictionary(entry));
                id
            }
            None => update.add(Object::Dictionary(entry)),
        };
        all.set(name.as_slice(), entry_id);
    }
    if !changed {
        return Ok(None);
    }
    Ok(Some(match id {
        Some(id) => {
            update.replace(id, Object::Dictionary(all));
            Object::Reference(id)
        }
        None => Object::Dictionary(all),
    }))
}

/// A dictionary and the object that holds it; empty when there is none.
fn dictionary(update: &Update<'_>, entry: Option<&Object>) -> Result<(Option<ObjectId>, Dictionary), Error> {
    let Some(entry) = entry else { return Ok((None, Dictionary::new())) };
    Ok(match resolve(update, entry)? {
        (id, Object::Dictionary(dictionary)) => (id, dictionary),
        _ => (None, Dictionary::new()),
    })
}
