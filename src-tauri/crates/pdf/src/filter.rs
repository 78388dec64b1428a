//! Decoding of stream data within the budget (ISO 32000-2 7.4), on lopdf's filters.

use lopdf::{Object, Stream};

use crate::bytes::Bytes;
use crate::{Error, Resource};

/// Decodes a stream whose `/Filter` and `/DecodeParms` are direct. `Crypt` filters have done their work by now
/// (7.4.10) and are left out.
pub(crate) fn decode(bytes: &Bytes, mut stream: Stream) -> Result<Vec<u8>, Error> {
    let limit = bytes.limits.decoded_stream;
    drop_crypt(&mut stream);
    let filters = match stream.dict.get(b"Filter") {
        Err(_) | Ok(Object::Null) => 0,
        Ok(Object::Array(filters)) => filters.len(),
        Ok(_) => 1,
    };
    if filters == 0 {
        if stream.content.len() > limit {
            return Err(Error::TooComplex(Resource::DecodedBytes));
        }
        bytes.spend_decoded(stream.content.len())?;
        return Ok(stream.content);
    }
    if let Ok(Object::Array(parms)) = stream.dict.get(b"DecodeParms")
        && filters == 1
        && let Some(first) = parms.first().cloned()
        && !matches!(stream.dict.get(b"Filter"), Ok(Object::Array(_)))
    {
        stream.dict.set("DecodeParms", first);
    }
    let data = stream.decompressed_content_with_limit(limit).map_err(|error| match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Error::TooComplex(Resource::DecodedBytes)
        }
        _ => Error::Undecodable,
    });
    // What a bomb cost counts too.
    bytes.spend_decoded(data.as_ref().map_or(limit.min(stream.content.len().saturating_mul(8)), Vec::len))?;
    data
}

fn drop_crypt(stream: &mut Stream) {
    let Ok(Object::Array(filters)) = stream.dict.get(b"Filter") else {
        if matches!(stream.dict.get(b"Filter"), Ok(Object::Name(name)) if name == b"Crypt") {
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
        }
        return;
    };
    let keep: Vec<bool> =
        filters.iter().map(|f| !matches!(f, Object::Name(name) if name == b"Crypt")).collect();
    if keep.iter().all(|keep| *keep) {
        return;
    }
    let kept = |items: &[Object]| -> Vec<Object> {
        items.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(item, _)| item.clone()).collect()
    };
    let filters = kept(filters);
    let parms = match stream.dict.get(b"DecodeParms") {
        Ok(Object::Array(parms)) => Some(kept(parms)),
        _ => None,
    };
    stream.dict.set("Filter", Object::Array(filters));
    match parms {
        Some(parms) => stream.dict.set("DecodeParms", Object::Array(parms)),
        None => {
            stream.dict.remove(b"DecodeParms");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write as _;
    use std::sync::Arc;

    use super::*;
    use crate::{Limits, MemorySource};
    use lopdf::dictionary;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn bytes(limits: Limits) -> Bytes {
        Bytes::new(Arc::new(MemorySource::new(Vec::new())), limits)
    }

    #[test]
    fn crypt_filter_is_passed_over_with_its_parameters() {
        let dict = dictionary! {
            "Filter" => vec!["Crypt".into(), "FlateDecode".into()],
            "DecodeParms" => vec![dictionary! { "Name" => "Identity" }.into(), Object::Null],
        };
        let stream = Stream::new(dict, deflated(b"letter"));
        assert_eq!(decode(&bytes(Limits::default()), stream).unwrap(), b"letter");
    }

    #[test]
    fn bomb_is_refused_and_counted() {
        let dict = dictionary! { "Filter" => "FlateDecode" };
        let stream = Stream::new(dict, deflated(&vec![0; 1_000_000]));
        let bytes = bytes(Limits { decoded_stream: 10_000, decoded_total: 20_000, ..Limits::default() });
        for _ in 0..2 {
            let result = decode(&bytes, stream.clone());
            assert!(matches!(result, Err(Error::TooComplex(Resource::DecodedBytes))));
        }
        assert!(bytes.spend_decoded(10_000).is_err(), "earlier bombs used up the total");
    }
}
