"""Makes one signed PDF for each trap that signature containers of the field have set, with asn1crypto and cryptography.

usage: python traps.py INPUT.pdf FOLDER EC_KEY EC_CERT RSA_KEY RSA_CERT

Each file stands in FOLDER under the name of its trap. The frame - field, byte range, gap - is pyHanko's.
"""

import hashlib
import sys
from io import BytesIO
from pathlib import Path

from asn1crypto import core
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512(), "sha3_256": hashes.SHA3_256()}
OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sha3_256": "2.16.840.1.101.3.4.2.8",
    "ecdsa-sha256": "1.2.840.10045.4.3.2",
    "ecdsa-sha512": "1.2.840.10045.4.3.4",
    "ec-key": "1.2.840.10045.2.1",
    "plain-sha256": "0.4.0.127.0.7.1.1.4.1.3",
    "rsa": "1.2.840.113549.1.1.1",
    "rsa-sha256": "1.2.840.113549.1.1.11",
    "rsa-sha3_256": "2.16.840.1.101.3.4.3.14",
}


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = (len(body).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(body).to_bytes(size, "big") + body


def oid(text):
    return core.ObjectIdentifier(text).dump()


def algorithm(name, null=False):
    return der(0x30, oid(OIDS[name]), b"\x05\x00" if null else b"")


class Signer:
    def __init__(self, key, cert):
        self.key = serialization.load_pem_private_key(Path(key).read_bytes(), None)
        self.cert = load_cert_from_pemder(cert)

    def sign(self, data, digest):
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(HASHES[digest]))
        return self.key.sign(data, padding.PKCS1v15(), HASHES[digest])


def attribute(kind, value):
    return der(0x30, oid(kind), der(0x31, value))


def container(
    signer,
    digest_of,
    digest="sha256",
    scheme="ecdsa-sha256",
    content=None,
    attributes=True,
    unsorted=False,
    message_digest=True,
    key_id=False,
    plain=False,
    signers=1,
    ber=False,
    over=None,
    signed_with=None,
):
    """One CMS message. `digest_of` gives the digest of the signed bytes of the document."""
    value = digest_of(digest)
    if content == "sha1":
        content = value = digest_of("sha1")
        value = hashlib.new(digest, content).digest()
    inner = []
    if attributes:
        reference = hashlib.sha256(signer.cert.dump()).digest()
        inner = [
            attribute("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.7.1")),
            attribute("1.2.840.113549.1.9.16.2.47", der(0x30, der(0x30, der(0x30, der(0x04, reference))))),
        ]
        if message_digest:
            inner.append(attribute("1.2.840.113549.1.9.4", der(0x04, value)))
        inner.sort(reverse=unsorted)
        assert not unsorted or inner != sorted(inner)
    signed = der(0x31, *inner) if attributes else None
    hashed = signed_with or digest
    if attributes:
        signature = signer.sign(signed, hashed)
    else:
        signature = over(signer, value)
    if plain:
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    cert = signer.cert
    if key_id:
        version, who = 3, der(0x80, cert.key_identifier)
    else:
        version, who = 1, der(0x30, cert.issuer.dump(), core.Integer(cert.serial_number).dump())
    info = der(
        0x30,
        core.Integer(version).dump(),
        who,
        algorithm(digest),
        der(0xA0, *inner) if attributes else b"",
        algorithm(scheme, scheme.startswith("rsa")),
        der(0x04, signature),
    )
    wrapped = b"" if content is None else der(0xA0, der(0x04, content))
    data = [
        core.Integer(3 if key_id else 1).dump(),
        der(0x31, algorithm(digest)),
        der(0x30, oid("1.2.840.113549.1.7.1"), wrapped),
        der(0xA0, cert.dump()),
        der(0x31, *([info] * signers)),
    ]
    if ber:
        body = b"\x30\x80" + b"".join(data) + b"\x00\x00"
        return b"\x30\x80" + oid("1.2.840.113549.1.7.2") + b"\xa0\x80" + body + b"\x00\x00\x00\x00"
    return der(0x30, oid("1.2.840.113549.1.7.2"), der(0xA0, der(0x30, *data)))


def without_attributes(signer, value):
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    return signer.key.sign(value, ec.ECDSA(Prehashed(hashes.SHA256())))


def embed(data, make, filter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED):
    out = BytesIO(data)
    writer = IncrementalPdfFileWriter(out)
    steps = PdfCMSEmbedder().write_cms(field_name="A", writer=writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=SignatureObject(subfilter=filter, bytes_reserved=8192)))
    prepared, handle = steps.send(SigIOSetup(md_algorithm="sha256"))
    bytes_of = handle.getvalue()
    start = prepared.reserved_region_start
    end = prepared.reserved_region_end

    def digest_of(name):
        return hashlib.new(name, bytes_of[:start] + bytes_of[end:]).digest()

    steps.send(make(digest_of))
    return handle.getvalue()


def main(source, folder, ec_key, ec_cert, rsa_key, rsa_cert):
    data = Path(source).read_bytes()
    curve, rsa = Signer(ec_key, ec_cert), Signer(rsa_key, rsa_cert)
    traps = {
        "sound": lambda d: container(curve, d),
        "attributes-unsorted": lambda d: container(curve, d, unsorted=True),
        "attributes-none": lambda d: container(curve, d, attributes=False, over=without_attributes),
        "message-digest-missing": lambda d: container(curve, d, message_digest=False),
        "key-id": lambda d: container(curve, d, key_id=True),
        "two-signers": lambda d: container(curve, d, signers=2),
        "content-empty": lambda d: container(curve, d, content=b""),
        "content-foreign": lambda d: container(curve, d, content=b"surat lain"),
        "ber": lambda d: container(curve, d, ber=True),
        "plain-ecdsa": lambda d: container(curve, d, scheme="plain-sha256", plain=True),
        "plain-ecdsa-as-der": lambda d: container(curve, d, scheme="ecdsa-sha256", plain=True),
        "ecdsa-named-by-key": lambda d: container(curve, d, scheme="ec-key"),
        "digests-disagree": lambda d: container(curve, d, digest="sha256", scheme="ecdsa-sha512", signed_with="sha512"),
        "digests-disagree-falsely": lambda d: container(curve, d, digest="sha512", scheme="ecdsa-sha512", signed_with="sha256"),
        "rsa": lambda d: container(rsa, d, scheme="rsa"),
        "rsa-sha3": lambda d: container(rsa, d, digest="sha3_256", scheme="rsa-sha3_256"),
    }
    for name, make in traps.items():
        Path(folder, f"{name}.pdf").write_bytes(embed(data, make))
    digest = lambda d: container(rsa, d, digest="sha1", scheme="rsa", content="sha1")
    Path(folder, "content-digest-in-detached.pdf").write_bytes(embed(data, digest))
    magic = data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%custom magic \x01\x02\x03\n", 1)
    shift = len(magic) - len(data)
    moved, inside = [], False
    for line in magic.split(b"\n"):
        if line == b"xref":
            inside = True
        if inside and len(line) == 19 and line.endswith(b" n "):
            line = b"%010d" % (int(line[:10]) + shift) + line[10:]
        elif inside and moved and moved[-1] == b"startxref":
            line = b"%d" % (int(line) + shift)
        moved.append(line)
    Path(folder, "bytes-after-header.pdf").write_bytes(embed(b"\n".join(moved), traps["sound"]))


main(*sys.argv[1:])
