//! The form of a PKCS#12 file (RFC 7292): what lies in it, before and after the password.

use zeroize::Zeroizing;

use super::ber;
use super::crypt::{self, Mac, Password};
use crate::Error;
use crate::tlv::{self, Malformed, Reader, Tlv};

/// Why something of the file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not what the standard says.
    Malformed,
    /// The padding or what comes out is rubbish: wrong password, or damage.
    Undecipherable,
    /// A method that we do not know.
    Unsupported,
}

/// A file of which only the outside is known.
pub(super) struct File {
    /// Contents of `authSafe` as sent: what the MAC covers.
    contents: Vec<u8>,
    mac: Option<Mac>,
}

/// A private key of the file.
pub(super) struct KeyBag {
    /// `localKeyId`, which its certificate has too.
    pub(super) id: Option<Vec<u8>>,
    /// `PrivateKeyInfo`, DER.
    pub(super) pkcs8: Zeroizing<Vec<u8>>,
}

/// A certificate of the file.
pub(super) struct CertificateBag {
    /// `localKeyId`, if it belongs to a key.
    pub(super) id: Option<Vec<u8>>,
    /// DER.
    pub(super) der: Vec<u8>,
}

/// What lies in the file, deciphered.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) keys: Vec<KeyBag>,
    pub(super) certificates: Vec<CertificateBag>,
}

impl File {
    /// Reads the outside: no password needed.
    pub(super) fn parse(bytes: &[u8]) -> Result<File, Error> {
        File::parse_pfx(bytes).map_err(|fault| match fault {
            Fault::Unsupported => Error::FileUnsupported,
            Fault::Malformed | Fault::Undecipherable => Error::FileDamaged,
        })
    }

    fn parse_pfx(bytes: &[u8]) -> Result<File, Fault> {
        let der = ber::to_der(bytes)?;
        let mut pfx = Reader::new(Reader::new(&der).expect(SEQUENCE)?.value);
        if pfx.expect(INTEGER)?.value != [3] {
            return Err(Fault::Unsupported);
        }
        let (kind, content) = content_info(pfx.expect(SEQUENCE)?.value)?;
        if kind != OID_DATA {
            return Err(Fault::Unsupported); // signedData: integrity by a public key (RFC 7292 clause 3.1)
        }
        let contents = Reader::new(content).expect(OCTET_STRING)?.value.to_vec();
        let mac = match pfx.next()? {
            Some(element) if element.tag == SEQUENCE => Some(Mac::parse(element.value)?),
            Some(_) => return Err(Fault::Malformed),
            None => None,
        };
        Ok(File { contents, mac })
    }

    /// Deciphers everything. [`Error::PinWrong`] for a wrong password, [`Error::FileDamaged`] when the password is
    /// right and the contents are not.
    pub(super) fn open(&self, password: &str) -> Result<Contents, Error> {
        let password = Password::new(password);
        let wrong = Error::PinWrong { tries_left: None };
        let sound = self.mac.as_ref().map(|mac| mac.fits(&password, &self.contents));
        if sound == Some(false) {
            // Either may be the cause. What still deciphers shows that the password is right: rubbish has neither
            // whole padding nor the form of a key or a list.
            return Err(if self.deciphers(&password) { Error::FileDamaged } else { wrong });
        }
        let mut contents = Contents::default();
        let safes = safes(&self.contents).map_err(|_| Error::FileDamaged)?;
        for (kind, safe) in &safes {
            read_safe(kind, safe, &password, &mut contents).map_err(|fault| match (fault, sound) {
                (Fault::Unsupported, _) => Error::FileUnsupported,
                (Fault::Undecipherable, None) => wrong.clone(),
                (Fault::Malformed | Fault::Undecipherable, _) => Error::FileDamaged,
            })?;
        }
        Ok(contents)
    }

    /// At least one part is enciphered and gives something whole with this password.
    fn deciphers(&self, password: &Password<'_>) -> bool {
        let Ok(safes) = safes(&self.contents) else { return false };
        safes.iter().any(|(kind, safe)| match kind.as_slice() {
            OID_ENCRYPTED_DATA => decipher_safe(safe, password).is_ok(),
            _ => Reader::new(safe).expect(OCTET_STRING).is_ok_and(|list| {
                bags(list.value)
                    .unwrap_or_default()
                    .iter()
                    .any(|bag| bag.kind == OID_SHROUDED_KEY && decipher_key(&bag.value, password).is_ok())
            }),
        })
    }
}

/// One part of the `AuthenticatedSafe`: content type and content.
type Safe = (Vec<u8>, Vec<u8>);

fn safes(contents: &[u8]) -> Result<Vec<Safe>, Fault> {
    let der = ber::to_der(contents)?;
    let mut list = Reader::new(Reader::new(&der).expect(SEQUENCE)?.value);
    let mut safes = Vec::new();
    while let Some(element) = list.next()? {
        let (kind, content) = content_info(element.value)?;
        safes.push((kind.to_vec(), content.to_vec()));
    }
    Ok(safes)
}

/// Content type and content of a `ContentInfo` (RFC 5652 clause 3).
fn content_info(contents: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    let mut fields = Reader::new(contents);
    let kind = fields.expect(OID)?.value;
    Ok((kind, fields.expect(CONTEXT_0)?.value))
}

fn read_safe(
    kind: &[u8],
    safe: &[u8],
    password: &Password<'_>,
    contents: &mut Contents,
) -> Result<(), Fault> {
    let list = match kind {
        OID_DATA => Zeroizing::new(Reader::new(safe).expect(OCTET_STRING)?.value.to_vec()),
        OID_ENCRYPTED_DATA => decipher_safe(safe, password)?,
        _ => return Err(Fault::Unsupported), // envelopedData: privacy by a public key
    };
    for bag in bags(&list)? {
        match bag.kind.as_slice() {
            OID_KEY => contents.keys.push(KeyBag { id: bag.id, pkcs8: bag.value }),
            OID_SHROUDED_KEY => {
                contents.keys.push(KeyBag { id: bag.id, pkcs8: decipher_key(&bag.value, password)? });
            }
            OID_CERTIFICATE => {
                let mut fields = Reader::new(Reader::new(&bag.value).expect(SEQUENCE)?.value);
                if fields.expect(OID)?.value == OID_X509 {
                    let value = Reader::new(fields.expect(CONTEXT_0)?.value).expect(OCTET_STRING)?.value;
                    contents.certificates.push(CertificateBag { id: bag.id, der: value.to_vec() });
                }
            }
            _ => {} // CRLs, secrets, nested lists: nothing to sign with
        }
    }
    Ok(())
}

/// The list of bags inside an `EncryptedData` (RFC 5652 clause 8).
fn decipher_safe(encrypted_data: &[u8], password: &Password<'_>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut fields = Reader::new(Reader::new(encrypted_data).expect(SEQUENCE)?.value);
    fields.expect(INTEGER)?;
    let mut info = Reader::new(fields.expect(SEQUENCE)?.value);
    info.expect(OID)?;
    let algorithm = info.expect(SEQUENCE)?.value;
    let data = match info.next()?.ok_or(Fault::Malformed)? {
        Tlv { tag: 0x80, value, .. } => Zeroizing::new(value.to_vec()),
        Tlv { tag: CONTEXT_0, value, .. } => ber::joined(value)?,
        _ => return Err(Fault::Malformed),
    };
    let list = crypt::decipher(algorithm, &data, password)?;
    bags(&list).map_err(|_| Fault::Undecipherable)?;
    Ok(list)
}

/// The `PrivateKeyInfo` of an `EncryptedPrivateKeyInfo` (RFC 5958 clause 3).
fn decipher_key(encrypted: &[u8], password: &Password<'_>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut fields = Reader::new(Reader::new(encrypted).expect(SEQUENCE)?.value);
    let algorithm = fields.expect(SEQUENCE)?.value;
    let key = crypt::decipher(algorithm, fields.expect(OCTET_STRING)?.value, password)?;
    let whole =
        tlv::first(&key).is_ok_and(|element| element.tag == SEQUENCE && element.raw.len() == key.len());
    if whole { Ok(key) } else { Err(Fault::Undecipherable) }
}

/// One `SafeBag` (RFC 7292 clause 4.2).
struct Bag {
    kind: Vec<u8>,
    value: Zeroizing<Vec<u8>>,
    id: Option<Vec<u8>>,
}

fn bags(safe_contents: &[u8]) -> Result<Vec<Bag>, Malformed> {
    let der = ber::to_der(safe_contents)?;
    let mut list = Reader::new(Reader::new(&der).expect(SEQUENCE)?.value);
    let mut bags = Vec::new();
    while let Some(element) = list.next()? {
        let mut fields = Reader::new(element.value);
        let kind = fields.expect(OID)?.value.to_vec();
        let value = Zeroizing::new(fields.expect(CONTEXT_0)?.value.to_vec());
        let mut id = None;
        if let Some(attributes) = fields.next()? {
            let mut attributes = Reader::new(attributes.value);
            while let Some(attribute) = attributes.next()? {
                let mut parts = Reader::new(attribute.value);
                if parts.expect(OID)?.value == OID_LOCAL_KEY_ID {
                    id = Some(Reader::new(parts.expect(SET)?.value).expect(OCTET_STRING)?.value.to_vec());
                }
            }
        }
        bags.push(Bag { kind, value, id });
    }
    Ok(bags)
}

const SEQUENCE: u32 = 0x30;
const SET: u32 = 0x31;
const INTEGER: u32 = 0x02;
const OCTET_STRING: u32 = 0x04;
const OID: u32 = 0x06;
const CONTEXT_0: u32 = 0xA0;
/// 1.2.840.113549.1.7.1.
const OID_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// 1.2.840.113549.1.7.6.
const OID_ENCRYPTED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x06];
/// keyBag, 1.2.840.113549.1.12.10.1.1.
const OID_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x01];
/// pkcs8ShroudedKeyBag, 1.2.840.113549.1.12.10.1.2.
const OID_SHROUDED_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x02];
/// certBag, 1.2.840.113549.1.12.10.1.3.
const OID_CERTIFICATE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x03];
/// x509Certificate, 1.2.840.113549.1.9.22.1.
const OID_X509: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x16, 0x01];
/// 1.2.840.113549.1.9.21.
const OID_LOCAL_KEY_ID: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x15];
