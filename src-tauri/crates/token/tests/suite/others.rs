//! Keys and certificates for cards written by others: on the PIV card by the tools of others alone, on the OpenPGP card
//! by commands written here after OpenPGP card 3.4, because no tool of Debian's stores a certificate there.

use std::fs;
use std::path::Path;

use token::apdu::{Channel, Command};
use token::transport::pcsc;
use token::{Family, KeyAlgorithm, PublicKey, Slot, tlv};

use super::service::{READER, text, tool};
use super::{Bench, PUK, RSA, certificate};

/// What the PIV card's maker calls slot and algorithm.
pub const PIV: [(Slot, &str, &str); 3] = [
    (Slot::Signature, "9c", "RSA2048"),
    (Slot::Authentication, "9a", "ECCP256"),
    (Slot::KeyManagement, "9d", "ECCP384"),
];
/// Serial number of `pivcard`.
pub const PIV_SERIAL: &str = "5437251";

pub const ADMIN: &str = PUK;
pub const SIGNATURE: Slot = Slot::OpenPgpSignature;
pub const AUTHENTICATION: Slot = Slot::OpenPgpAuthentication;

/// The kinds of keys that the OpenPGP card makes and we sign with: attributes (OpenPGP card 3.4 clause 4.4.3.9).
pub const KINDS: [(KeyAlgorithm, &[u8]); 4] = [
    (KeyAlgorithm::P256, &[0x13, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]),
    (KeyAlgorithm::P384, &[0x13, 0x2B, 0x81, 0x04, 0x00, 0x22]),
    (KeyAlgorithm::P521, &[0x13, 0x2B, 0x81, 0x04, 0x00, 0x23]),
    (RSA, &[0x01, 0x08, 0x00, 0x00, 0x20, 0x00]),
];

/// The OpenPGP card with [`openpgp_keys`].
pub fn openpgp_bench<'a>(
    open: &'a dyn Fn() -> Box<dyn token::Token>,
    take_pins: &'a dyn Fn() -> usize,
) -> Bench<'a> {
    Bench {
        family: Family::OpenPgp,
        serial: None,
        pin_length: (6, 127),
        keys: &[(SIGNATURE, RSA, true), (AUTHENTICATION, KeyAlgorithm::P256, false)],
        puk: Some(ADMIN),
        ..Bench::piv(open, take_pins, "")
    }
}

pub fn openpgp_keys() {
    openpgp(SIGNATURE, RSA, 2);
    openpgp(AUTHENTICATION, KeyAlgorithm::P256, 0);
}

pub fn yubico(arguments: &[&str]) -> String {
    text(&tool("yubico-piv-tool", &[&["-r", READER], arguments].concat()))
}

pub fn openssl(folder: &Path, arguments: &str) -> String {
    let script = format!("cd '{}' && openssl {arguments}", folder.display());
    let output = tool("sh", &["-c", &script]);
    assert!(output.status.success(), "openssl {arguments}: {}", text(&output));
    text(&output)
}

/// OpenSSL holds that the signature is the certificate's key's.
pub fn openssl_verifies(folder: &Path, certificate: &[u8], message: &[u8], signature: &[u8]) {
    openssl_verifies_with(folder, certificate, message, signature, "");
}

/// What OpenSSL wants to be told about RSA-PSS.
pub const PSS: &str = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32";

pub fn openssl_verifies_with(
    folder: &Path,
    certificate: &[u8],
    message: &[u8],
    signature: &[u8],
    more: &str,
) {
    let public = PublicKey::of_certificate(certificate).unwrap().unwrap();
    for (name, bytes) in [("spki", public.spki.as_slice()), ("signature", signature), ("letter", message)] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let said = openssl(
        folder,
        &format!("dgst -sha256 -keyform DER -verify spki {more} -signature signature letter"),
    );
    assert!(said.contains("Verified OK"), "{said}");
}

/// Makes keys on the PIV card and certificates for them. The public keys stay in the folder as `9c.pub` and so on.
pub fn piv(folder: &Path, keys: &[(Slot, &str, &str)]) {
    if !folder.join("ca.pem").exists() {
        let ca = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj '/C=ID/O=Uji/CN=CA Uji' -days 3650";
        openssl(folder, ca);
        fs::write(folder.join("ext"), "keyUsage=critical,digitalSignature,nonRepudiation\n").unwrap();
    }
    for (_, slot, algorithm) in keys {
        let path = |end: &str| folder.join(format!("{slot}.{end}")).to_str().unwrap().to_owned();
        let said = yubico(&["-a", "generate", "-s", slot, "-A", algorithm, "-o", &path("pub")]);
        assert!(said.contains("Successfully generated"), "{slot}: {said}");
        let issue = format!(
            "x509 -new -force_pubkey {slot}.pub -subj '/C=ID/O=Dinas/CN=Pejabat {slot} (UJI)' -CA ca.pem -CAkey ca.key -days 730 -extfile ext -out {slot}.crt"
        );
        openssl(folder, &issue);
        let said = yubico(&["-a", "import-certificate", "-s", slot, "-i", &path("crt")]);
        assert!(said.contains("Successfully imported"), "{slot}: {said}");
    }
}

/// Makes a key in the slot of the OpenPGP card and stores a certificate for it in that place of the three.
pub fn openpgp(slot: Slot, kind: KeyAlgorithm, occurrence: u8) {
    let verify = Command::telling(0x20, 0, 0x83, ADMIN.as_bytes());
    let object = if slot == SIGNATURE { 0xC1 } else { 0xC3 };
    let reference = [slot.key_reference(), 0];
    let put_attributes = Command::telling(0xDA, 0, object, attributes(kind));
    let answer = tell(&[verify, put_attributes, Command::asking(0x47, 0x80, 0, &reference)]);
    let certificate = certificate(&spki(kind, &answer));
    let select = Command::telling(0xA5, occurrence, 4, &[0x60, 4, 0x5C, 2, 0x7F, 0x21]);
    tell(&[verify, select, Command::telling(0xDA, 0x7F, 0x21, &certificate)]);
}

/// Sends commands to the OpenPGP card after SELECT, in one transaction, each of which must succeed; gives the last
/// answer.
pub fn tell(commands: &[Command<'_>]) -> Vec<u8> {
    let mut card = pcsc::connect(READER).unwrap();
    let mut transaction = card.transaction().unwrap();
    let mut channel = Channel::new(&mut *transaction, Default::default());
    let select = Command::asking(0xA4, 4, 0, &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01]);
    let mut answer = Vec::new();
    for command in [select].iter().chain(commands) {
        let response = channel.send(command).unwrap();
        assert_eq!(response.sw, 0x9000, "instruction {:02X}", command.instruction);
        answer = response.data;
    }
    answer
}

fn attributes(kind: KeyAlgorithm) -> &'static [u8] {
    KINDS.iter().find(|(known, _)| *known == kind).unwrap().1
}

/// `SubjectPublicKeyInfo` of the key in the answer to GENERATE.
fn spki(kind: KeyAlgorithm, answer: &[u8]) -> Vec<u8> {
    let template = tlv::find(answer, 0x7F49).unwrap().unwrap();
    let part = |tag| tlv::find(template, tag).unwrap().unwrap().to_vec();
    let sequence = |parts: &[Vec<u8>]| tlv::element(0x30, &parts.concat());
    let rsa = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
    let ec = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    let (identifier, bits) = match kind {
        KeyAlgorithm::Rsa { .. } => (
            sequence(&[tlv::element(6, &rsa), vec![5, 0]]),
            sequence(&[tlv::element(2, &[&[0], &part(0x81)[..]].concat()), tlv::element(2, &part(0x82))]),
        ),
        _ => {
            let curve = tlv::element(6, &attributes(kind)[1..]);
            (sequence(&[tlv::element(6, &ec), curve]), part(0x86))
        }
    };
    sequence(&[identifier, tlv::element(3, &[&[0], &bits[..]].concat())])
}
