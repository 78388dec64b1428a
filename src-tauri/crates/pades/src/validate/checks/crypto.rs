//! Cryptographic verification (EN 319 102-1 §5.2.7).

use super::super::facts::Finding::{Fails, Holds, NotDone, Unsupported};
use super::super::verdict::SubIndication::{
    Generic, HashFailure, NoSigningCertificateFound, SigCryptoFailure, SignedDataNotFound,
};
use super::{PASSED, Rule, failed, not_done};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "digest_algorithm",
        clause: "RFC 5652 5.1",
        look: |a| if a.container?.announced_digest { PASSED } else { not_done(Generic) },
    },
    Rule {
        id: "digest",
        clause: "RFC 5652 11.2",
        look: |a| match (a.container?.digest, a.container?.signature) {
            (Holds, _) => PASSED,
            (Fails, _) => failed(HashFailure),
            (Unsupported, _) => not_done(Generic),
            // The two are one statement without signed attributes; the next checks say what is wrong with it.
            (NotDone, Fails) => not_done(SigCryptoFailure),
            (NotDone, _) if a.certificate().is_none() => not_done(NoSigningCertificateFound),
            (NotDone, _) => not_done(SignedDataNotFound),
        },
    },
    Rule {
        id: "certificate_present",
        clause: "EN 319 102-1 5.2.3",
        look: |a| {
            let container = a.container?;
            if container.certificate.is_some() { PASSED } else { not_done(NoSigningCertificateFound) }
        },
    },
    Rule {
        id: "signature_value",
        clause: "RFC 5652 5.6",
        look: |a| match a.container?.signature {
            Holds => PASSED,
            Fails => failed(SigCryptoFailure),
            Unsupported | NotDone => not_done(Generic),
        },
    },
];
