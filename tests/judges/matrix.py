"""Lets pyHanko judge many files in one process: one JSON question a line, one JSON answer a line.

  {"do": "judge", "file", "password", "field", "level", "trusted": [PEM...], "strict"}
      {"accepted", "why"} of the signature in that field, as `pyhanko sign validate` does it (trust given, soft revocation
      check, later changes compared), but without any network; at LT and LTA also as `pyhanko sign adesverify` does it, with
      revocation data required, all of which must stand in the file
  {"do": "earlier", "file", "password"}
      {"fields": {NAME: whether digest, signature and later changes hold}}; whom to trust is not the question
  {"do": "opens", "file", "password"}
      {"accepted", "why"}: whether every object of the file can be read under strict syntax
  {"do": "own", "file", "password", "level", "trusted", "key", "certificate", "chain", "stamps", "output", "strict"}
      {"accepted", "why"} of a signature that pyHanko itself puts on the file, at the same level, with a time stamp from the
      address "stamps"; and "fields", what then becomes of the earlier ones
"""

import asyncio
import json
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import ades, validate_pdf_signature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy, FreshnessReqType
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


def opened(handle, question):
    reader = PdfFileReader(handle, strict=question.get("strict", True))
    if reader.encrypted:
        reader.decrypt(question["password"] or "")
    return reader


def ades_policy(trust):
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=trust),
                revinfo_policy=CertRevTrustPolicy(
                    REQUIRE_REVINFO,
                    freshness=None,
                    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
                ),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
        ),
        diff_policy=DEFAULT_DIFF_POLICY,
    )


def judge(question):
    trust = list(load_certs_from_pemder(question["trusted"]))
    level = question["level"]
    with open(question["file"], "rb") as handle:
        reader = opened(handle, question)
        named = [one for one in reader.embedded_regular_signatures if one.field_name == question["field"]]
        if len(named) != 1:
            return {"accepted": False, "why": f"{len(named)} signatures in field {question['field']}"}
        context = ValidationContext(trust_roots=trust, allow_fetching=False, revocation_mode="soft-fail")
        status = validate_pdf_signature(named[0], context)
        if not status.bottom_line:
            return {"accepted": False, "why": f"validate: {status.summary()}"}
        if level == "B-B":
            return {"accepted": True, "why": ""}
        stamp = status.timestamp_validity
        if stamp is None or not (stamp.valid and stamp.intact and stamp.trusted):
            return {"accepted": False, "why": "the time stamp is not accepted"}
        if level == "B-T":
            return {"accepted": True, "why": ""}
        # a reader keeps what it has looked at: each way of judging gets its own
        named = [one for one in opened(handle, question).embedded_regular_signatures if one.field_name == question["field"]]
        found = asyncio.run(ades.ades_lta_validation(named[0], ades_policy(trust), timing_info=ValidationTimingInfo.now()))
        if not (found.api_status and found.api_status.bottom_line):
            return {"accepted": False, "why": f"adesverify: {found.ades_subindic} {found.failure_msg}"}
        if level == "B-LTA" and not found.oldest_evidence_record_timestamp:
            return {"accepted": False, "why": "adesverify: no document time stamp counts"}
        return {"accepted": True, "why": ""}


def holds(signature):
    try:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
        return bool(status.intact and status.valid and status.docmdp_ok)
    except Exception:  # whatever pyHanko refuses with is its verdict
        return False


def earlier(question):
    with open(question["file"], "rb") as handle:
        reader = opened(handle, question)
        return {"fields": {one.field_name: holds(one) for one in reader.embedded_regular_signatures}}


def opens(question):
    with open(question["file"], "rb") as handle:
        reader = opened(handle, question)
        for revision in range(reader.xrefs.total_revisions):
            resolver = reader.get_historical_resolver(revision)
            for reference in resolver.explicit_refs_in_revision():
                resolver.get_object(reference)
            # what comparing revisions looks at
            resolver.collect_dependencies(resolver.trailer_view)
        list(reader.embedded_signatures)
    return {"accepted": True, "why": ""}


def own(question):
    trust = list(load_certs_from_pemder(question["trusted"]))
    level = question["level"]
    signer = signers.SimpleSigner.load(question["key"], question["certificate"], ca_chain_files=[question["chain"]])
    how = signers.PdfSignatureMetadata(
        field_name="Pembanding",
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        embed_validation_info=level in ("B-LT", "B-LTA"),
        use_pades_lta=level == "B-LTA",
        validation_context=ValidationContext(trust_roots=trust, allow_fetching=True),
    )
    stamper = None if level == "B-B" else HTTPTimeStamper(question["stamps"])
    with open(question["file"], "rb") as source, open(question["output"], "w+b") as out:
        writer = IncrementalPdfFileWriter(source, strict=question.get("strict", True))
        if writer.prev.encrypted:
            writer.encrypt(question["password"] or "")
        signers.sign_pdf(writer, how, signer=signer, timestamper=stamper, output=out)
    signed = {**question, "file": question["output"], "field": "Pembanding"}
    return {**judge(signed), **earlier(signed)}


DEEDS = {"judge": judge, "earlier": earlier, "opens": opens, "own": own}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = DEEDS[asked["do"]](asked)
    except Exception as problem:  # likewise
        answer = {"accepted": False, "why": f"{type(problem).__name__}: {problem}"}
    print(json.dumps(answer), flush=True)
