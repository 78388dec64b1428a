//! What a document claims to be: PDF/A (ISO 19005, by its XMP metadata), with an output intent, tagged (ISO 14289).
//!
//! Only claims: nothing here checks whether they are true. Writers use them so that what they add breaks none.

use crate::{Error, Object, View};

/// The claims of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conformance {
    /// `pdfaid:part` of the metadata: 1, 2, 3 or 4 (ISO 19005-1 6.7.11).
    pub pdfa: Option<u8>,
    /// Whether an output intent of PDF/A says what device colours mean (ISO 19005-1 6.2.2).
    pub output_intent: bool,
    /// `/MarkInfo /Marked true` with a structure tree (ISO 32000-2 14.7.1).
    pub tagged: bool,
}

impl Conformance {
    /// Reads the claims from the catalog and the metadata.
    ///
    /// # Errors
    /// What reading the catalog ends in. Metadata that cannot be read claim nothing.
    pub fn of(view: &View) -> Result<Self, Error> {
        let catalog = view.catalog()?;
        let metadata = match &*view.key(&catalog, b"Metadata")? {
            Object::Stream(stream) => view.stream_data(stream).unwrap_or_default(),
            _ => Vec::new(),
        };
        let mut output_intent = false;
        for intent in view.key_array(&catalog, b"OutputIntents")?.unwrap_or_default() {
            let intent = view.dictionary(&intent).ok();
            let kind = intent.as_ref().and_then(|intent| intent.get(b"S").ok()?.as_name().ok());
            output_intent |= kind == Some(b"GTS_PDFA1");
        }
        let marked = match view.key_dictionary(&catalog, b"MarkInfo")? {
            Some(info) => matches!(&*view.key(&info, b"Marked")?, Object::Boolean(true)),
            None => false,
        };
        let tagged = marked && view.key_dictionary(&catalog, b"StructTreeRoot")?.is_some();
        Ok(Self { pdfa: part(&metadata), output_intent, tagged })
    }
}

/// The part as an element (`<pdfaid:part>2</pdfaid:part>`) or as an attribute (`pdfaid:part="2"`).
fn part(metadata: &[u8]) -> Option<u8> {
    let key = b"pdfaid:part";
    let at = metadata.windows(key.len()).position(|window| window == key)?;
    let behind = metadata.get(at + key.len()..)?;
    let digit = behind.iter().take(16).find(|byte| !b" \t\r\n=>\"'".contains(byte))?;
    digit.is_ascii_digit().then(|| digit - b'0')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::testing::{document, object};

    fn claims(catalog: &str, metadata: &str) -> Conformance {
        let document = document(&[
            object(1, &format!("<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R{catalog}>>")),
            object(2, "<</Kids[]>>"),
            object(3, &format!("<</Length {}>>stream\n{metadata}\nendstream", metadata.len())),
            object(4, "<</S/GTS_PDFA1>>"),
        ]);
        Conformance::of(&document.latest()).unwrap()
    }

    #[test]
    fn claims_are_read_in_both_forms_of_xmp() {
        let none = claims("", "<x/>");
        assert_eq!(none, Conformance::default());
        let element = claims("/OutputIntents[4 0 R]", "<pdfaid:part>2</pdfaid:part>");
        assert_eq!((element.pdfa, element.output_intent), (Some(2), true));
        assert_eq!(claims("", "<rdf pdfaid:part=\"1\" x/>").pdfa, Some(1));
        assert!(claims("/MarkInfo<</Marked true>>/StructTreeRoot<<>>", "").tagged);
        assert!(!claims("/MarkInfo<</Marked false>>/StructTreeRoot<<>>", "").tagged);
    }
}
