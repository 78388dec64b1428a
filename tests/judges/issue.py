"""Lets certomancer issue a certificate from a certificate request, as a certification authority would.

usage: python issue.py REQUEST.pem ROOT.pem ROOT.key > CERTIFICATE.der

Name and key are the request's, whatever they are; the rest is the authority's. OpenSSL has verified the request before.
"""

import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from asn1crypto import csr, keys, pem, x509
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig


def load(kind, path):
    return kind.load(pem.unarmor(Path(path).read_bytes())[2])


def entity(name):
    return {part.replace("_", "-"): value for part, value in name.native.items()}


def configuration(request, root, folder):
    now = datetime.now(timezone.utc).replace(microsecond=0)
    at = lambda days: (now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    usage = {"schema": "key-usage", "params": ["digital_signature", "non_repudiation"]}
    applicant = {
        "issuer": "root",
        "validity": {"valid-from": at(-1), "valid-to": at(730)},
        "extensions": [{"id": "key_usage", "critical": True, "smart-value": usage}],
    }
    certificates = {
        "root": {"issuer": "root", "validity": {"valid-from": at(-2), "valid-to": at(3650)}},
        "applicant": applicant,
    }
    names = {"root": entity(root.subject), "applicant": entity(request["certification_request_info"]["subject"])}
    files = {"root": {"path": "root.key"}, "applicant": {"path": "applicant.pub", "public-only": True}}
    architecture = {"keyset": "ks", "entities": names, "certs": certificates}
    keysets = {"ks": {"path-prefix": ".", "keys": files}}
    return CertomancerConfig({"keysets": keysets, "pki-architectures": {"pki": architecture}}, str(folder))


def main():
    request, root = load(csr.CertificationRequest, sys.argv[1]), load(x509.Certificate, sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "root.key").write_bytes(Path(sys.argv[3]).read_bytes())
        public = keys.PublicKeyInfo.load(request["certification_request_info"]["subject_pk_info"].dump())
        (folder / "applicant.pub").write_bytes(pem.armor("PUBLIC KEY", public.dump()))
        architecture = configuration(request, root, folder).get_pki_arch(ArchLabel("pki"))
        sys.stdout.buffer.write(architecture.get_cert(CertLabel("applicant")).dump())


main()
