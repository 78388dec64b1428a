//! What goes between us and the helper process: length-prefixed frames, JSON for facts, bare bytes for secrets.
//!
//! A module may print on the helper's standard output, so every frame begins with a mark, and a bounded amount of
//! foreign text before the mark is skipped. PINs travel as frames of their own, read straight into memory that is
//! wiped; they are never part of a JSON text.

use std::io::{self, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// Begins every frame; no text that a module prints holds it by chance.
const MARK: &[u8; 8] = b"\0\xA5P11\x5A\xFF\x01";
/// Longest frame: the certificates of a well-filled token, in base64, many times over.
const MAX_FRAME: usize = 4 * 1024 * 1024;
/// Longest secret: far above any PIN.
const MAX_SECRET: usize = 1024;
/// Most bytes that a module may print between two frames.
const MAX_NOISE: usize = 256 * 1024;

/// What we ask of the helper. A request with `secrets` is followed by that many secret frames.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The module and all its tokens.
    Tokens,
    /// Facts of one token.
    Token { token: TokenName },
    /// Certificates of one token.
    Keys { token: TokenName },
    /// One signature; one secret frame if `with_pin`.
    Sign { token: TokenName, key: KeyName, with_pin: bool, pss: bool, attributes: Bytes, digest: Bytes },
    /// Which keys the token makes.
    Makes { token: TokenName },
    /// A new key: RSA with that many bits, or P-256. `id` becomes its CKA_ID. One secret frame if `with_pin`.
    Generate { token: TokenName, rsa_bits: Option<u16>, id: Bytes, label: String, with_pin: bool },
    /// Puts a certificate beside its key; one secret frame if `with_pin`.
    Store { token: TokenName, certificate: Bytes, label: String, with_pin: bool },
    /// Two secret frames: the old PIN and the new one.
    ChangePin { token: TokenName },
    /// Both typed on the reader.
    ChangePinOnPad { token: TokenName },
}

impl Request {
    /// How many secret frames follow.
    pub(crate) fn secrets(&self) -> usize {
        match self {
            Request::Sign { with_pin: true, .. }
            | Request::Generate { with_pin: true, .. }
            | Request::Store { with_pin: true, .. } => 1,
            Request::ChangePin { .. } => 2,
            _ => 0,
        }
    }
}

/// Names a token: the slot where it was seen, and what it says of itself. It is found again in another slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenName {
    pub(crate) slot: u64,
    pub(crate) serial: String,
    pub(crate) label: String,
}

/// Names the key that signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum KeyName {
    /// The key of the certificate with this SHA-256.
    Certificate(Bytes),
    /// The key with this `SubjectPublicKeyInfo`, which has no certificate yet.
    Public(Bytes),
}

/// What the helper answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Tokens {
        module: super::ModuleFacts,
        tokens: Vec<super::TokenFacts>,
    },
    Token(Box<super::TokenFacts>),
    Keys(Vec<KeyFacts>),
    Signature(Bytes),
    /// Bits of the RSA keys that the token makes, and whether it makes keys of P-256.
    Makes {
        rsa_bits: Vec<u16>,
        p256: bool,
    },
    /// `SubjectPublicKeyInfo` of a new key.
    Made(Bytes),
    Done,
    /// `pin_sent`: the module was given the PIN, whatever became of it.
    Failed {
        failure: Failure,
        pin_sent: bool,
    },
}

/// A certificate, and what is known of its key without the PIN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeyFacts {
    pub(crate) certificate: Bytes,
    /// CKA_ID, which joins the certificate to its key.
    pub(crate) id: Bytes,
    /// `None` as long as the key is hidden until somebody logs in.
    pub(crate) always_pin: Option<bool>,
    /// A key object with the same CKA_ID is visible.
    pub(crate) confirmed: bool,
}

/// Why the helper could not do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// The system's loader refused the file.
    NotLoaded,
    /// No C_GetFunctionList in it.
    NotAModule,
    /// C_Initialize refused.
    NotInitialised {
        code: String,
    },
    /// No token with that name any more.
    Gone,
    KeyChanged,
    KeyMissing,
    KeyUnsupported,
    PinWrong {
        tries_left: Option<u8>,
    },
    PinBlocked,
    PinMustBeChanged,
    PinForm,
    /// The module or the token does not do this for a person.
    NotPossible,
    /// Another certificate lies there.
    Taken,
    Cancelled,
    /// Any other answer of the module.
    Module {
        function: String,
        code: String,
    },
}

/// Bytes, as base64 in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Bytes).map_err(D::Error::custom)
    }
}

/// Writes one JSON frame.
pub(crate) fn write(out: &mut dyn Write, message: &impl Serialize) -> io::Result<()> {
    write_frame(out, &serde_json::to_vec(message)?)
}

/// Writes one secret frame.
pub(crate) fn write_secret(out: &mut dyn Write, secret: &[u8]) -> io::Result<()> {
    write_frame(out, secret)
}

fn write_frame(out: &mut dyn Write, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    // One piece, so that nothing which a module prints falls in between; it may hold a PIN.
    let mut frame = Zeroizing::new(Vec::with_capacity(MARK.len() + 4 + body.len()));
    frame.extend_from_slice(MARK);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(body);
    out.write_all(&frame)?;
    out.flush()
}

/// Reads one JSON frame. `InvalidData` for anything that is none.
pub(crate) fn read<T: DeserializeOwned>(input: &mut dyn Read) -> io::Result<T> {
    let body = read_frame(input, MAX_FRAME)?;
    serde_json::from_slice(&body).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Reads one secret frame.
pub(crate) fn read_secret(input: &mut dyn Read) -> io::Result<Zeroizing<Vec<u8>>> {
    read_frame(input, MAX_SECRET)
}

fn read_frame(input: &mut dyn Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    skip_to_mark(input)?;
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| io::ErrorKind::InvalidData)?;
    if length > limit {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Zeroizing::new(vec![0; length]);
    input.read_exact(&mut body)?;
    Ok(body)
}

/// Byte by byte: frames are few, and reading ahead would leave secrets in a buffer of others.
fn skip_to_mark(input: &mut dyn Read) -> io::Result<()> {
    let mut last = [0; MARK.len()];
    for _ in 0..MAX_NOISE {
        last.rotate_left(1);
        if let Some(end) = last.last_mut() {
            input.read_exact(std::slice::from_mut(end))?;
        }
        if last == *MARK {
            return Ok(());
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    #[test]
    fn frame_behind_printed_text_is_found() {
        let mut stream = b"MyModule v1.2 debug: C_Initialize \0\xA5P1".to_vec();
        write(&mut stream, &Answer::Signature(Bytes(vec![1, 2, 3]))).unwrap();
        write_secret(&mut stream, b"123456").unwrap();
        let mut input = stream.as_slice();
        assert!(matches!(read(&mut input).unwrap(), Answer::Signature(bytes) if bytes.0 == [1, 2, 3]));
        assert_eq!(*read_secret(&mut input).unwrap(), b"123456");
        assert_eq!(read::<Answer>(&mut input).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn frame_that_is_too_long_or_no_json_is_refused() {
        let kind = |stream: &[u8]| read::<Answer>(&mut &*stream).unwrap_err().kind();
        let long = [&MARK[..], &[0xFF; 4], &[0; 16]].concat();
        assert_eq!(kind(&long), io::ErrorKind::InvalidData);
        assert_eq!(kind(&[&MARK[..], &[0, 0, 0, 2], b"hi"].concat()), io::ErrorKind::InvalidData);
        assert_eq!(kind(&vec![b'x'; MAX_NOISE + 1]), io::ErrorKind::InvalidData);
        let mut secret = Vec::new();
        write_secret(&mut secret, &[b'1'; MAX_SECRET + 1]).unwrap();
        assert_eq!(read_secret(&mut secret.as_slice()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
