"""Lets pyHanko validate every signature of a PDF as AdES (EN 319 102-1 §5.6.3) and prints one JSON list.

usage: python ades.py FILE required|unchecked PASSWORD|- TRUSTED.pem...

As `pyhanko sign adesverify` does it - revocation data required (unchecked: as with --no-revocation-check), later changes
compared - but without any network: whatever is needed must stand in the file.
The time is that of the clock: run it under faketime to ask about another day.
"""

import asyncio
import json
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy, FreshnessReqType
from pyhanko_certvalidator.registry import SimpleTrustManager


def judged(signature, policy, timing):
    row = {"field": signature.field_name}
    try:
        result = asyncio.run(ades.ades_lta_validation(signature, policy, timing_info=timing))
        status = result.api_status
        stamp = result.signature_timestamp_status
        row.update(
            result=str(result.ades_subindic),
            failure=result.failure_msg,
            bottom_line=bool(status and status.bottom_line),
            modification=status.modification_level.name if status and status.modification_level else None,
            proven=result.best_signature_time.isoformat() if result.best_signature_time else None,
            stamp=str(stamp.ades_subindic) if stamp else None,
            evidence=(
                result.oldest_evidence_record_timestamp.isoformat()
                if result.oldest_evidence_record_timestamp
                else None
            ),
        )
    except Exception as problem:  # whatever pyHanko refuses with is its verdict
        row["failure"] = f"{type(problem).__name__}: {problem}"
    return row


def main(path, revocation, password, *trusted):
    policy = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=list(load_certs_from_pemder(trusted))),
                revinfo_policy=CertRevTrustPolicy(
                    REQUIRE_REVINFO if revocation == "required" else NO_REVOCATION,
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
    timing = ValidationTimingInfo.now()
    with open(path, "rb") as handle:
        reader = PdfFileReader(handle, strict=False)
        if reader.encrypted:
            reader.decrypt("" if password == "-" else password)
        signatures = reader.embedded_regular_signatures
        json.dump([judged(signature, policy, timing) for signature in signatures], sys.stdout)


main(*sys.argv[1:])
