//! Password-based ciphers and the integrity check of PKCS#12 files: the old derivation of RFC 7292 appendix B with
//! Triple DES and RC2, PBES2 with PBKDF2 (RFC 8018) and AES or Triple DES.
//!
//! Not here: RC4, plain DES, scrypt, PBMAC1 (RFC 9579). None was met in files of office programs.

use std::num::NonZeroU32;

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use ring::{digest, hmac, pbkdf2};
use zeroize::Zeroizing;

use super::file::Fault;
use crate::tlv::{self, Reader};

/// Most rounds of key derivation. NSS writes 600,000; five million take about two seconds, and the number comes from
/// the file.
const MAX_ITERATIONS: u32 = 5_000_000;

/// A password in the two forms that PKCS#12 wants: UTF-8 for PBES2, UTF-16 with a zero at the end for the rest.
pub(super) struct Password<'a> {
    utf8: &'a str,
    utf16: Zeroizing<Vec<u8>>,
}

impl<'a> Password<'a> {
    pub(super) fn new(utf8: &'a str) -> Password<'a> {
        let mut utf16 = Zeroizing::new(Vec::with_capacity(2 * utf8.len() + 2));
        // RFC 7292 appendix B.1. Beyond the basic plane as surrogates, like OpenSSL.
        utf16.extend(utf8.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
        Password { utf8, utf16 }
    }
}

/// The `MacData` of a file (RFC 7292 clause 4).
pub(super) struct Mac {
    hash: Hash,
    value: Vec<u8>,
    salt: Vec<u8>,
    iterations: u32,
}

impl Mac {
    /// Reads the contents of `MacData`, in DER.
    pub(super) fn parse(mac_data: &[u8]) -> Result<Mac, Fault> {
        let mut fields = Reader::new(mac_data);
        let digest_info = fields.expect(SEQUENCE)?.value;
        let salt = fields.expect(OCTET_STRING)?.value.to_vec();
        let iterations = match fields.next()? {
            Some(element) => iterations(element.value)?,
            None => 1,
        };
        let mut digest_info = Reader::new(digest_info);
        let algorithm = Reader::new(digest_info.expect(SEQUENCE)?.value).expect(OID)?.value;
        let value = digest_info.expect(OCTET_STRING)?.value.to_vec();
        let hash = Hash::of_oid(algorithm).ok_or(Fault::Unsupported)?;
        Ok(Mac { hash, value, salt, iterations })
    }

    /// The contents are what was written with this password.
    pub(super) fn fits(&self, password: &Password<'_>, contents: &[u8]) -> bool {
        let length = self.hash.digest().output_len();
        let key = derive(self.hash, 3, password, &self.salt, self.iterations, length);
        hmac::verify(&hmac::Key::new(self.hash.hmac(), &key), contents, &self.value).is_ok()
    }
}

/// Deciphers with the method of an `AlgorithmIdentifier`'s contents.
pub(super) fn decipher(
    algorithm: &[u8],
    data: &[u8],
    password: &Password<'_>,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut fields = Reader::new(algorithm);
    let method = fields.expect(OID)?.value;
    let parameters =
        fields.next()?.filter(|element| element.tag == SEQUENCE).ok_or(Fault::Unsupported)?.value;
    if method == OID_PBES2 {
        return pbes2(parameters, data, password);
    }
    // RFC 7292 appendix C.
    let (key_length, cipher) = match method.strip_prefix(OID_PKCS12_PBE) {
        Some([3]) => (24, Cipher::TripleDes),
        Some([4]) => (16, Cipher::TripleDes),
        Some([5]) => (16, Cipher::Rc2),
        Some([6]) => (5, Cipher::Rc2),
        _ => return Err(Fault::Unsupported),
    };
    let mut parameters = Reader::new(parameters);
    let salt = parameters.expect(OCTET_STRING)?.value;
    let iterations = iterations(parameters.expect(INTEGER)?.value)?;
    let mut key = derive(Hash::Sha1, 1, password, salt, iterations, key_length);
    if cipher == Cipher::TripleDes && key_length == 16 {
        key.extend_from_within(..8); // two keys: the first once more
    }
    let iv = derive(Hash::Sha1, 2, password, salt, iterations, 8);
    cipher.decipher(&key, &iv, data)
}

/// RFC 8018 clause 6.2 and appendix A.4.
fn pbes2(parameters: &[u8], data: &[u8], password: &Password<'_>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut parameters = Reader::new(parameters);
    let mut derivation = Reader::new(parameters.expect(SEQUENCE)?.value);
    let mut scheme = Reader::new(parameters.expect(SEQUENCE)?.value);
    if derivation.expect(OID)?.value != OID_PBKDF2 {
        return Err(Fault::Unsupported);
    }
    let mut derivation = Reader::new(derivation.expect(SEQUENCE)?.value);
    let salt = derivation.expect(OCTET_STRING)?.value;
    let rounds = NonZeroU32::new(iterations(derivation.expect(INTEGER)?.value)?).ok_or(Fault::Malformed)?;
    // The key length may be told or not; the cipher decides. Without a function it is HMAC with SHA-1.
    let mut function = pbkdf2::PBKDF2_HMAC_SHA1;
    while let Some(element) = derivation.next()? {
        if element.tag == SEQUENCE {
            let name = Reader::new(element.value).expect(OID)?.value;
            function = match name.strip_prefix(OID_HMAC) {
                Some([7]) => pbkdf2::PBKDF2_HMAC_SHA1,
                Some([9]) => pbkdf2::PBKDF2_HMAC_SHA256,
                Some([10]) => pbkdf2::PBKDF2_HMAC_SHA384,
                Some([11]) => pbkdf2::PBKDF2_HMAC_SHA512,
                _ => return Err(Fault::Unsupported),
            };
        }
    }
    let name = scheme.expect(OID)?.value;
    let iv = scheme.expect(OCTET_STRING)?.value;
    let (key_length, cipher) = match (name.strip_prefix(OID_AES), name) {
        (Some([2]), _) => (16, Cipher::Aes128),
        (Some([22]), _) => (24, Cipher::Aes192),
        (Some([42]), _) => (32, Cipher::Aes256),
        (_, OID_TRIPLE_DES) => (24, Cipher::TripleDes),
        _ => return Err(Fault::Unsupported),
    };
    let mut key = Zeroizing::new(vec![0; key_length]);
    pbkdf2::derive(function, rounds, salt, password.utf8.as_bytes(), &mut key);
    cipher.decipher(&key, iv, data)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    Rc2,
    TripleDes,
}

impl Cipher {
    fn decipher(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        match self {
            Cipher::Aes128 => cbc_decipher::<aes::Aes128>(key, iv, data),
            Cipher::Aes192 => cbc_decipher::<aes::Aes192>(key, iv, data),
            Cipher::Aes256 => cbc_decipher::<aes::Aes256>(key, iv, data),
            Cipher::Rc2 => cbc_decipher::<rc2::Rc2>(key, iv, data),
            Cipher::TripleDes => cbc_decipher::<des::TdesEde3>(key, iv, data),
        }
    }
}

fn cbc_decipher<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut buffer = Zeroizing::new(data.to_vec());
    let decryptor = cbc::Decryptor::<C>::new_from_slices(key, iv).map_err(|_| Fault::Malformed)?;
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut buffer).map_err(|_| Fault::Undecipherable)?.len();
    buffer.truncate(length);
    Ok(buffer)
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of_oid(oid: &[u8]) -> Option<Hash> {
        match (oid, oid.strip_prefix(OID_SHA2)) {
            (OID_SHA1, _) => Some(Hash::Sha1),
            (_, Some([1])) => Some(Hash::Sha256),
            (_, Some([2])) => Some(Hash::Sha384),
            (_, Some([3])) => Some(Hash::Sha512),
            _ => None,
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha384 => hmac::HMAC_SHA384,
            Hash::Sha512 => hmac::HMAC_SHA512,
        }
    }
}

/// Key derivation of RFC 7292 appendix B.2; the steps are numbered as there. `purpose`: 1 key, 2 IV, 3 MAC.
fn derive(
    hash: Hash,
    purpose: u8,
    password: &Password<'_>,
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let algorithm = hash.digest();
    let block = algorithm.block_len();
    let filled = |bytes: &[u8]| -> Zeroizing<Vec<u8>> {
        let length = bytes.len().div_ceil(block) * block;
        Zeroizing::new(bytes.iter().copied().cycle().take(length).collect())
    };
    let diversifier = vec![purpose; block]; // 1
    let mut input = filled(salt); // 2
    input.extend_from_slice(&filled(&password.utf16)); // 3, 4
    let mut key = Zeroizing::new(Vec::with_capacity(length + algorithm.output_len()));
    while key.len() < length {
        let mut context = digest::Context::new(algorithm); // 6A
        context.update(&diversifier);
        context.update(&input);
        let mut round = context.finish();
        for _ in 1..iterations {
            round = digest::digest(algorithm, round.as_ref());
        }
        key.extend_from_slice(round.as_ref());
        let addend: Zeroizing<Vec<u8>> =
            Zeroizing::new(round.as_ref().iter().copied().cycle().take(block).collect()); // 6B
        for chunk in input.chunks_mut(block) {
            add_with_one(chunk, &addend); // 6C
        }
    }
    key.truncate(length);
    key
}

/// `number` plus `addend` plus one, both big-endian; a carry out of the first byte is lost.
fn add_with_one(number: &mut [u8], addend: &[u8]) {
    let mut carry = 1u16;
    for (digit, add) in number.iter_mut().zip(addend).rev() {
        let [high, low] = (u16::from(*digit) + u16::from(*add) + carry).to_be_bytes();
        *digit = low;
        carry = u16::from(high);
    }
}

/// An INTEGER's contents as a number of rounds.
fn iterations(contents: &[u8]) -> Result<u32, Fault> {
    let digits = contents.strip_prefix(&[0]).unwrap_or(contents);
    if digits.is_empty() || contents.first().is_some_and(|byte| byte & 0x80 != 0) {
        return Err(Fault::Malformed);
    }
    let count = match digits.len() {
        0..=4 => digits.iter().fold(0u32, |count, digit| count << 8 | u32::from(*digit)),
        _ => u32::MAX,
    };
    if count > MAX_ITERATIONS { Err(Fault::Unsupported) } else { Ok(count) }
}

impl From<tlv::Malformed> for Fault {
    fn from(_: tlv::Malformed) -> Fault {
        Fault::Malformed
    }
}

const SEQUENCE: u32 = 0x30;
const INTEGER: u32 = 0x02;
const OCTET_STRING: u32 = 0x04;
const OID: u32 = 0x06;
/// pkcs-12PbeIds, 1.2.840.113549.1.12.1.
const OID_PKCS12_PBE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01];
/// 1.2.840.113549.1.5.13.
const OID_PBES2: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D];
/// 1.2.840.113549.1.5.12.
const OID_PBKDF2: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C];
/// digestAlgorithm, 1.2.840.113549.2: below it hmacWithSHA1 (7) to hmacWithSHA512 (11).
const OID_HMAC: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02];
/// aes, 2.16.840.1.101.3.4.1.
const OID_AES: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01];
/// des-ede3-cbc, 1.2.840.113549.3.7.
const OID_TRIPLE_DES: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07];
/// 1.3.14.3.2.26.
const OID_SHA1: &[u8] = &[0x2B, 0x0E, 0x03, 0x02, 0x1A];
/// hashAlgs, 2.16.840.1.101.3.4.2.
const OID_SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
