//! Entries of a list (RFC 5280 §5.1.2.6) and their extensions (§5.3), and the reasons for a revocation.

use chrono::{DateTime, Utc};
use const_oid::ObjectIdentifier as Oid;

use crate::Error;
use crate::cert::time;
use crate::der::{self, Reader, Tlv};

const REASON_CODE: Oid = Oid::new_unwrap("2.5.29.21");
/// Dropped by RFC 5280 (it stood in RFC 3280 §5.3.2), never critical, says nothing here.
const HOLD_INSTRUCTION: Oid = Oid::new_unwrap("2.5.29.23");
const INVALIDITY_DATE: Oid = Oid::new_unwrap("2.5.29.24");
const CERTIFICATE_ISSUER: Oid = Oid::new_unwrap("2.5.29.29");

/// Extensions of one entry; four are defined. More than this is refused so that one entry cannot be the whole list.
const ENTRY_EXTENSIONS: usize = 16;

/// Why a certificate was revoked (CRLReason, RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the standard's names
pub enum Reason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    /// On hold: the only state that can end.
    CertificateHold,
    /// Only in delta lists: no longer on hold, or expired.
    RemoveFromCrl,
    PrivilegeWithdrawn,
    AaCompromise,
}

impl Reason {
    /// From the ENUMERATED value; 7 is not used.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => return None,
        })
    }

    /// The standard's name, the same in every language.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

/// A set of reasons (ReasonFlags, RFC 5280 §4.2.1.13): bit n of the BIT STRING is bit n here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ReasonSet(u16);

impl ReasonSet {
    /// No reason.
    pub const NONE: Self = Self(0);
    /// Every reason (bits 1 to 8; bit 0 is unused).
    pub const ALL: Self = Self(0b1_1111_1110);

    pub(crate) fn parse(bits: &Tlv<'_>) -> Self {
        let octet = |index: usize| bits.content.get(index).copied().map_or(0, u8::reverse_bits);
        // The first content octet counts unused bits.
        Self((u16::from(octet(1)) | u16::from(octet(2)) << 8) & Self::ALL.0)
    }

    /// In both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// In either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Has it a reason that `other` has not?
    #[must_use]
    pub const fn adds_to(self, other: Self) -> bool {
        self.0 & !other.0 != 0
    }
}

/// One entry, still in its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    serial: &'a [u8],
    time: Tlv<'a>,
    extensions: &'a [u8],
}

impl<'a> Entry<'a> {
    fn parse(element: &Tlv<'a>) -> Result<Self, Error> {
        if element.tag != der::SEQUENCE {
            return Err(Error::Malformed { structure: "revokedCertificates" });
        }
        let mut fields = element.reader();
        let serial = fields.expect(der::INTEGER, "userCertificate")?.content;
        let time = fields.any().map_err(|_| Error::Malformed { structure: "revocationDate" })?;
        let extensions = fields.optional(der::SEQUENCE)?.map_or(&[][..], |list| list.content);
        Ok(Self { serial, time, extensions })
    }

    /// Content octets of the serial number.
    #[must_use]
    pub fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// When it was revoked (§5.1.2.6).
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is no time.
    pub fn revoked_at(&self) -> Result<DateTime<Utc>, Error> {
        time::parse(&self.time).ok_or(Error::Malformed { structure: "revocationDate" })
    }

    /// Why (§5.3.1); absent means unspecified.
    ///
    /// # Errors
    /// [`Error::Malformed`], also for a code that is not defined.
    pub fn reason(&self) -> Result<Reason, Error> {
        const ENUMERATED: u8 = 0x0A;
        let Some(value) = self.extension(REASON_CODE)? else { return Ok(Reason::Unspecified) };
        let code = Reader::new(value).expect(ENUMERATED, "CRLReason")?;
        match code.content {
            [code] => Reason::from_code(*code).ok_or(Error::Malformed { structure: "CRLReason" }),
            _ => Err(Error::Malformed { structure: "CRLReason" }),
        }
    }

    /// Since when the key is suspected (§5.3.2).
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn invalidity_date(&self) -> Result<Option<DateTime<Utc>>, Error> {
        let Some(value) = self.extension(INVALIDITY_DATE)? else { return Ok(None) };
        let date = Reader::new(value).any()?;
        time::parse(&date).map(Some).ok_or(Error::Malformed { structure: "InvalidityDate" })
    }

    /// DER of the GeneralNames that name the certificate's issuer, in an indirect list (§5.3.3).
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn certificate_issuer(&self) -> Result<Option<&'a [u8]>, Error> {
        self.extension(CERTIFICATE_ISSUER)
    }

    /// A critical extension that is not understood; the whole list must not be used then (§5.3).
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn unknown_critical_extension(&self) -> Result<Option<Oid>, Error> {
        let mut unknown = None;
        self.walk(|oid, critical, _| {
            if critical
                && !matches!(oid, REASON_CODE | HOLD_INSTRUCTION | INVALIDITY_DATE | CERTIFICATE_ISSUER)
            {
                unknown = Some(oid);
            }
        })?;
        Ok(unknown)
    }

    fn extension(&self, wanted: Oid) -> Result<Option<&'a [u8]>, Error> {
        let mut found = None;
        self.walk(|oid, _, value| {
            if oid == wanted && found.is_none() {
                found = Some(value);
            }
        })?;
        Ok(found)
    }

    fn walk(&self, mut visit: impl FnMut(Oid, bool, &'a [u8])) -> Result<(), Error> {
        let mut list = Reader::new(self.extensions);
        let mut count = 0;
        while !list.is_empty() {
            count += 1;
            if count > ENTRY_EXTENSIONS {
                return Err(Error::Malformed { structure: "crlEntryExtensions" });
            }
            let mut fields = list.expect(der::SEQUENCE, "crlEntryExtensions")?.reader();
            let oid = fields.oid()?;
            let critical = fields.optional(der::BOOLEAN)?.is_some_and(|b| b.content != [0]);
            visit(oid, critical, fields.expect(der::OCTET_STRING, "extnValue")?.content);
        }
        Ok(())
    }
}

/// Entries of a list, read one at a time. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    rest: Reader<'a>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(content: &'a [u8]) -> Self {
        Self { rest: Reader::new(content) }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let entry = self.rest.any().and_then(|element| Entry::parse(&element));
        if entry.is_err() {
            self.rest = Reader::new(&[]);
        }
        Some(entry)
    }
}

/// An INTEGER's content without superfluous sign octets (X.690 §8.3.2), since some CAs write them in one place only.
pub(crate) fn shortest(mut integer: &[u8]) -> &[u8] {
    while let [0x00, next, ..] | [0xFF, next, ..] = integer {
        let sign = integer.first().copied().unwrap_or(0);
        if (sign == 0x00) != (next & 0x80 == 0) {
            break;
        }
        integer = integer.get(1..).unwrap_or_default();
    }
    integer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_compare_by_value_and_keep_their_sign() {
        assert_eq!(shortest(&[0, 0, 1]), [1]);
        assert_eq!(shortest(&[0, 0xFF]), [0, 0xFF], "255 is not -1");
        assert_eq!(shortest(&[0xFF, 0xFF]), [0xFF]);
        assert_eq!(shortest(&[0]), [0]);
        assert_eq!(shortest(&[]), [0u8; 0]);
    }

    #[test]
    fn reason_flags_count_from_the_highest_bit() {
        // keyCompromise (1) and aACompromise (8), as in ReasonFlags '01000000 1'B
        let bits = Tlv { tag: der::BIT_STRING, raw: &[], content: &[7, 0x40, 0x80] };
        let set = ReasonSet::parse(&bits);
        assert_eq!(set, ReasonSet(0b1_0000_0010));
        assert!(ReasonSet::ALL.adds_to(set));
        assert!(!set.adds_to(ReasonSet::ALL));
    }
}
