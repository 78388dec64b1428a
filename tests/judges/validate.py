"""Lets pyHanko judge every signature of a PDF and prints one JSON list.

usage: python validate.py FILE [TRUSTED.pem ...]

No network, no revocation check: the question is whether digest, signature, coverage and later changes hold.
"""

import json
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def judged(field, trust):
    sig = field
    row = {"field": sig.field_name}
    try:
        context = ValidationContext(trust_roots=trust, allow_fetching=False, revocation_mode="soft-fail")
        if sig.sig_object.get("/Type") == "/DocTimeStamp":
            status = validate_pdf_timestamp(sig, context)
        else:
            status = validate_pdf_signature(sig, context)
        row.update(
            intact=bool(status.intact),
            valid=bool(status.valid),
            trusted=bool(status.trusted),
            coverage=status.coverage.name,
            modification=status.modification_level.name if status.modification_level else None,
            signer=status.signing_cert.subject.human_friendly,
            digest=status.md_algorithm,
            mechanism=status.pkcs7_signature_mechanism,
            bottom_line=bool(status.bottom_line),
        )
    except Exception as problem:  # whatever pyHanko refuses with is its verdict
        row["error"] = f"{type(problem).__name__}: {problem}"
    return row


def main(path, *trusted):
    trust = list(load_certs_from_pemder(trusted)) if trusted else []
    with open(path, "rb") as handle:
        reader = PdfFileReader(handle, strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        json.dump([judged(sig, trust) for sig in reader.embedded_signatures], sys.stdout)


main(*sys.argv[1:])
