"""Lets pyHanko judge many PDFs, one JSON line for each, in the order of the paths that come on standard input.

usage: python differential.py < PATHS

As validate.py does it: tolerant reading, no network, no trust; the question is whether digest, signature, coverage and later
changes hold. A file may take ten minutes: the largest comparisons need ten seconds of a computer of their own.
"""

import json
import logging
import signal
import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
PATIENCE = 600


def name(problem):
    return f"{type(problem).__name__}: {problem}".splitlines()[0][:160]


def one(signature):
    try:
        context = ValidationContext(trust_roots=[], allow_fetching=False, revocation_mode="soft-fail")
        stamp = signature.sig_object.get("/Type") == "/DocTimeStamp"
        status = (validate_pdf_timestamp if stamp else validate_pdf_signature)(signature, context)
    except Exception as problem:  # whatever pyHanko refuses with is its verdict
        return {"class": "error", "detail": name(problem)}
    whole = status.coverage.name in ("ENTIRE_FILE", "ENTIRE_REVISION")
    level = status.modification_level.name if status.modification_level else "NONE"
    if not (status.intact and status.valid and whole):
        detail = f"intact={bool(status.intact)} valid={bool(status.valid)} coverage={status.coverage.name}"
        return {"class": "broken", "detail": detail}
    if level == "OTHER" or getattr(status, "docmdp_ok", True) is False:
        return {"class": "modified", "detail": f"{level} docmdp_ok={getattr(status, 'docmdp_ok', None)}"}
    return {"class": "intact", "detail": level}


def judged(path):
    try:
        with open(path, "rb") as handle:
            reader = PdfFileReader(handle, strict=False)
            if reader.encrypted:
                reader.decrypt(b"")
            return [one(signature) for signature in reader.embedded_signatures]
    except Exception as problem:
        return [{"class": "error", "detail": name(problem)}]


def late(*_):
    raise TimeoutError(f"more than {PATIENCE} s")


signal.signal(signal.SIGALRM, late)
for line in sys.stdin:
    signal.alarm(PATIENCE)
    try:
        rows = judged(line.rstrip("\n"))
    except BaseException as problem:  # too late, or too deep
        rows = [{"class": "error", "detail": name(problem)}]
    signal.alarm(0)
    print(json.dumps(rows), flush=True)
