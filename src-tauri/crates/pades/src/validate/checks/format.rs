//! The frame of the signature (EN 319 102-1 §5.2.2, format checking).

use super::super::facts::{Envelope, Kind, SubFilter};
use super::super::verdict::SubIndication::{FormatFailure, Generic};
use super::{PASSED, Rule, WARNING, failed, not_done};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "byte_range",
        clause: "ISO 32000-2 12.8.1, EN 319 142-1 5.3",
        look: |a| if a.signature.coverage.faults.is_empty() { PASSED } else { failed(FormatFailure) },
    },
    Rule {
        id: "container",
        clause: "ISO 32000-2 12.8.3, RFC 5652 5.1",
        look: |a| match a.signature.envelope {
            Envelope::Read(_) => PASSED,
            Envelope::Empty | Envelope::Unreadable => failed(FormatFailure),
            Envelope::UnknownKind => not_done(Generic),
        },
    },
    Rule {
        id: "contents_padding",
        clause: "ISO 32000-2 12.8.1",
        look: |a| match a.signature.zero_padding {
            Some(true) => PASSED,
            Some(false) => WARNING,
            None => None,
        },
    },
    Rule {
        id: "one_signer",
        clause: "EN 319 142-1 6.3",
        look: |a| if a.container?.signers == 1 { PASSED } else { failed(FormatFailure) },
    },
    Rule {
        id: "no_content_of_its_own",
        clause: "ISO 32000-2 12.8.3.3.1",
        look: |a| if a.container?.foreign_content.is_none() { PASSED } else { failed(FormatFailure) },
    },
    Rule {
        id: "signed_attributes",
        clause: "EN 319 142-1 6.3",
        look: |a| match (a.container?.signed_attributes, &a.signature.sub_filter, a.signature.kind) {
            (true, ..) => PASSED,
            (false, SubFilter::CadesDetached, Kind::Signature) => WARNING,
            (false, ..) => None,
        },
    },
    Rule {
        id: "structure",
        clause: "ISO 32000-2 7.5",
        look: |a| if a.facts.rebuilt { WARNING } else { PASSED },
    },
];
