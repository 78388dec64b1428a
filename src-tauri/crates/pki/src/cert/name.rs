//! Distinguished names (RFC 5280 §4.1.2.4), their text form (RFC 4514) and their comparison (RFC 5280 §7.1).

use const_oid::ObjectIdentifier;

use crate::der::{self, Reader, Tlv};

/// Attributes of one name; DNs with more are not names of anybody. RFC 5280 names some 15 types.
const ATTRIBUTES: usize = 64;

/// Attribute types with a short name: RFC 4514 §3, then the ones seen in signer certificates.
const SHORT: [(&str, &str); 19] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Its value as text; a value that is no string is `#` and its DER in hexadecimal (RFC 4514 §2.4).
    pub value: String,
    /// Which relative distinguished name it belongs to, counted from 0 as sent.
    pub rdn: usize,
}

impl Attribute {
    /// `CN`, `O`, … or the identifier in numbers.
    #[must_use]
    pub fn short_name(&self) -> String {
        SHORT
            .iter()
            .find(|(oid, _)| ObjectIdentifier::new_unwrap(oid) == self.oid)
            .map_or_else(|| self.oid.to_string(), |(_, name)| (*name).to_owned())
    }
}

/// A distinguished name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    der: Box<[u8]>,
    attributes: Vec<Attribute>,
    comparable: Vec<Vec<(ObjectIdentifier, String)>>,
}

/// countryName, X.520 §6.3.1
pub(crate) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
/// organizationName, X.520 §6.4.1
pub(crate) const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// organizationalUnitName, X.520 §6.4.2
pub(crate) const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
/// title, X.520 §6.4.3
pub(crate) const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");
/// commonName, X.520 §6.2.2
pub(crate) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Most characters of one part (upper bounds of RFC 5280 appendix A.1).
pub const LONGEST_PART: usize = 64;

/// A name in DER from its parts in this order; empty parts are left out. `None` when a part is longer than
/// [`LONGEST_PART`] or the country is not two capital letters.
pub(crate) fn build(parts: &[(ObjectIdentifier, &str)]) -> Option<Vec<u8>> {
    const PRINTABLE_STRING: u8 = 0x13;
    let mut rdns = Vec::new();
    for (oid, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
        let (tag, fits) = if *oid == COUNTRY {
            (PRINTABLE_STRING, value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase()))
        } else {
            (der::UTF8_STRING, value.chars().count() <= LONGEST_PART)
        };
        if !fits {
            return None;
        }
        let pair = der::write_all(der::SEQUENCE, &[der::write_oid(oid), der::write(tag, value.as_bytes())]);
        rdns.push(der::write(der::SET, &pair));
    }
    Some(der::write_all(der::SEQUENCE, &rdns))
}

impl Name {
    pub(crate) fn parse(name: Tlv<'_>) -> Option<Self> {
        let mut attributes = Vec::new();
        let mut comparable = Vec::new();
        let mut rdns = name.reader();
        while !rdns.is_empty() {
            let mut set = rdns.expect(der::SET, "RelativeDistinguishedName").ok()?.reader();
            let mut values = Vec::new();
            while !set.is_empty() {
                if attributes.len() == ATTRIBUTES {
                    return None;
                }
                let mut pair = set.expect(der::SEQUENCE, "AttributeTypeAndValue").ok()?.reader();
                let oid = pair.oid().ok()?;
                let value = pair.any().ok()?;
                let text = string(&value).unwrap_or_else(|| hex(value.raw));
                values.push((oid, fold(&text)));
                attributes.push(Attribute { oid, value: text, rdn: comparable.len() });
            }
            // A set has no order (X.501 §9.3).
            values.sort();
            comparable.push(values);
        }
        Some(Self { der: name.raw.into(), attributes, comparable })
    }

    /// Reads a Name from its DER.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, crate::Error> {
        let tlv = Reader::new(bytes).expect(der::SEQUENCE, "Name")?;
        Self::parse(tlv).ok_or(crate::Error::Malformed { structure: "Name" })
    }

    /// The name as sent.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// All attributes in the order sent (from country to person, as a rule).
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The first value of this type.
    #[must_use]
    pub fn value(&self, oid: &ObjectIdentifier) -> Option<&str> {
        self.attributes.iter().find(|a| a.oid == *oid).map(|a| a.value.as_str())
    }

    /// The most specific common name: the last one sent.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
        self.attributes.iter().rev().find(|a| a.oid == COMMON_NAME).map(|a| a.value.as_str())
    }

    /// No attributes at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The text form of RFC 4514: last relative name first, special characters escaped.
    #[must_use]
    pub fn rfc4514(&self) -> String {
        let mut text = String::new();
        let mut previous: Option<usize> = None;
        // Attributes of one relative name keep their order, the relative names are reversed (RFC 4514 §2.1).
        let mut ordered: Vec<&Attribute> = self.attributes.iter().collect();
        ordered.sort_by_key(|a| std::cmp::Reverse(a.rdn));
        for attribute in ordered {
            match previous {
                Some(rdn) if rdn == attribute.rdn => text.push('+'),
                Some(_) => text.push(','),
                None => {}
            }
            previous = Some(attribute.rdn);
            text.push_str(&attribute.short_name());
            text.push('=');
            escape(&mut text, &attribute.value);
        }
        text
    }

    /// The same name under RFC 5280 §7.1: attribute by attribute, without regard to case, to white space at the ends
    /// and doubled inside, and to the string type.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.der == other.der || self.comparable == other.comparable
    }
}

/// Text of a string element (X.680 §41): `None` for other types and for values that break their own type.
fn string(value: &Tlv<'_>) -> Option<String> {
    const NUMERIC: u8 = 0x12;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const VISIBLE: u8 = 0x1A;
    const UNIVERSAL: u8 = 0x1C;
    const BMP: u8 = 0x1E;
    match value.tag {
        der::UTF8_STRING => std::str::from_utf8(value.content).ok().map(str::to_owned),
        // Senders put UTF-8 and Latin-1 into all of these; what is not UTF-8 is read as Latin-1, like everybody
        // reads TeletexString.
        NUMERIC | PRINTABLE | TELETEX | IA5 | VISIBLE => Some(
            std::str::from_utf8(value.content)
                .map_or_else(|_| value.content.iter().map(|&b| char::from(b)).collect(), str::to_owned),
        ),
        BMP => {
            let units = value.content.chunks(2).map(|pair| match pair {
                [high, low] => Some(u16::from_be_bytes([*high, *low])),
                _ => None,
            });
            String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok()
        }
        UNIVERSAL => value
            .content
            .chunks(4)
            .map(|unit| unit.try_into().ok().map(u32::from_be_bytes).and_then(char::from_u32))
            .collect(),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    std::iter::once("#".to_owned()).chain(bytes.iter().map(|b| format!("{b:02X}"))).collect()
}

/// The preparation of RFC 5280 §7.1 (RFC 4518 §2 in short): lower case, white space collapsed.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// RFC 4514 §2.4.
fn escape(out: &mut String, value: &str) {
    if value.starts_with('#') && value.len() > 1 && value.bytes().skip(1).all(|b| b.is_ascii_hexdigit()) {
        out.push_str(value);
        return;
    }
    let last = value.chars().count().saturating_sub(1);
    for (i, c) in value.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' ' | '#' if i == 0 => {
                out.push('\\');
                out.push(c);
            }
            ' ' if i == last => out.push_str("\\ "),
            // Control characters in a name are an attempt to fool the reader of a list: always visible.
            c if c.is_control() => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("\\{byte:02X}"));
                }
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[(&str, u8, &[u8])]) -> Name {
        let rdns: Vec<Vec<u8>> = parts
            .iter()
            .map(|(oid, tag, value)| {
                let pair = der::write_all(
                    der::SEQUENCE,
                    &[der::write_oid(&ObjectIdentifier::new_unwrap(oid)), der::write(*tag, value)],
                );
                der::write(der::SET, &pair)
            })
            .collect();
        Name::from_der(&der::write_all(der::SEQUENCE, &rdns)).unwrap()
    }

    #[test]
    fn text_form_is_reversed_and_escaped() {
        let name = name(&[
            ("2.5.4.6", 0x13, b"ID"),
            ("2.5.4.10", 0x0C, "A, B + \"C\"".as_bytes()),
            ("2.5.4.3", 0x0C, " Wayan\u{7}".as_bytes()),
        ]);
        assert_eq!(name.rfc4514(), "CN=\\ Wayan\\07,O=A\\, B \\+ \\\"C\\\",C=ID");
        assert_eq!(name.common_name(), Some(" Wayan\u{7}"));
    }

    #[test]
    fn comparison_ignores_case_space_and_string_type_but_not_order() {
        let a = name(&[("2.5.4.10", 0x13, b"Dinas  Kominfos"), ("2.5.4.3", 0x13, b"X")]);
        let b = name(&[("2.5.4.10", 0x0C, b" dinas kominfos "), ("2.5.4.3", 0x1E, &[0, b'x'])]);
        let c = name(&[("2.5.4.3", 0x13, b"X"), ("2.5.4.10", 0x13, b"Dinas  Kominfos")]);
        assert!(a.matches(&b));
        assert!(!a.matches(&c), "the order of relative names counts");
    }
}
