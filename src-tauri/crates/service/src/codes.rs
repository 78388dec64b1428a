//! The stable numbers of all problems, `ABS-NNN`: what a person reads out on the phone and finds in the help. The one
//! table of them; a number is given once and never again, also after its problem is gone.
//!
//! Hundreds say what it is about: 1 documents and files, 2 token, PIN, drivers and key files, 3 certificates, trust and
//! clock, 4 network and time stamps, 5 signing, 6 records and reports, 7 requests for certificates, 9 the program itself.
//! The texts are in `i18n/<locale>/codes.ftl` (`title-`, `cause-`) and `problems.ftl` (`rec-`).

use crate::schema::Problem;

/// Number and name (as on the wire) of each problem, by number.
pub const TABLE: &[(u16, &str)] = &[
    (101, "document-not-pdf"),
    (102, "document-empty"),
    (103, "document-damaged"),
    (104, "document-unreadable"),
    (105, "document-password-needed"),
    (106, "document-password-wrong"),
    (107, "document-permission-forbids"),
    (108, "document-encryption-unsupported"),
    (109, "document-too-complex"),
    (110, "document-xfa"),
    (111, "document-without-pages"),
    (112, "document-needs-repair"),
    (113, "repair-signed"),
    (114, "document-can-change"),
    (115, "document-changes-forbidden"),
    (116, "document-block-forbidden"),
    (117, "document-changed-on-disk"),
    (118, "document-gone"),
    (119, "evidence-unreadable"),
    (120, "folder-without-documents"),
    (131, "output-exists"),
    (132, "output-disk-full"),
    (133, "output-not-writable"),
    (134, "output-failed-verification"),
    (201, "token-service-down"),
    (202, "token-no-access"),
    (203, "token-no-reader"),
    (204, "token-no-card"),
    (205, "token-mute"),
    (206, "token-busy"),
    (207, "token-removed"),
    (208, "token-interrupted"),
    (209, "token-fault"),
    (210, "token-unknown"),
    (211, "token-needs-driver"),
    (212, "token-driver-ready"),
    (213, "token-not-found"),
    (214, "token-no-signing-key"),
    (221, "pin-wrong"),
    (222, "pin-last-try"),
    (223, "pin-blocked"),
    (224, "puk-wrong"),
    (225, "puk-last-try"),
    (226, "puk-blocked"),
    (227, "pin-must-be-changed"),
    (228, "pin-format"),
    (229, "pin-new-refused"),
    (230, "pin-mismatch"),
    (231, "pin-fixed"),
    (232, "pin-pad-length"),
    (233, "pin-pad-timed-out"),
    (241, "module-unusable"),
    (242, "module-wrong-kind"),
    (243, "module-missing"),
    (244, "module-not-started"),
    (245, "module-failed"),
    (246, "module-no-slot"),
    (247, "module-no-token"),
    (248, "module-no-certificate"),
    (251, "key-file-missing"),
    (252, "key-file-damaged"),
    (253, "key-file-locked"),
    (254, "key-file-password-wrong"),
    (255, "key-file-unsupported"),
    (301, "certificate-expired"),
    (302, "certificate-not-yet-valid"),
    (303, "certificate-not-for-signing"),
    (304, "certificate-unsupported"),
    (305, "certificate-damaged"),
    (306, "key-without-certificate"),
    (307, "certificate-untrusted"),
    (308, "certificate-revoked"),
    (309, "certificate-status-unknown"),
    (310, "signer-revoked"),
    (311, "clock-wrong"),
    (312, "clock-behind"),
    (313, "certificate-lost"),
    (314, "certificate-status-old"),
    (315, "certificate-issuer-missing"),
    (321, "not-a-certificate"),
    (322, "fingerprint-mismatch"),
    (323, "practice-never-trusted"),
    (324, "trust-empty"),
    (325, "date-unusable"),
    (331, "bundle-unusable"),
    (332, "bundle-signature"),
    (333, "bundle-other-key"),
    (334, "bundle-not-newer"),
    (335, "bundle-not-yet-issued"),
    (336, "bundle-rule"),
    (401, "network-off"),
    (402, "network-proxy"),
    (403, "network-name-not-found"),
    (404, "network-no-route"),
    (405, "network-timed-out"),
    (406, "network-tls"),
    (407, "network-status"),
    (408, "network-redirects"),
    (409, "network-page"),
    (410, "network-protocol"),
    (411, "network-too-large"),
    (412, "network-truncated"),
    (413, "network-address-forbidden"),
    (414, "address-unusable"),
    (421, "timestamp-not-set"),
    (422, "timestamp-refused"),
    (423, "timestamp-invalid"),
    (424, "timestamp-untrusted"),
    (425, "timestamp-too-long"),
    (431, "secrets-absent"),
    (432, "secrets-locked"),
    (501, "consent-missing"),
    (502, "cancelled"),
    (503, "ticket-gone"),
    (504, "certify-not-first"),
    (505, "nothing-to-extend"),
    (506, "stopped"),
    (511, "field-missing"),
    (512, "field-signed"),
    (513, "field-locked"),
    (514, "field-condition"),
    (515, "field-needs-time-stamp"),
    (516, "field-name-taken"),
    (517, "fields-after-signature"),
    (521, "place-too-small"),
    (522, "place-not-free"),
    (523, "place-outside-page"),
    (524, "place-no-such-page"),
    (525, "anchor-not-found"),
    (526, "anchor-no-room"),
    (527, "picture-unusable"),
    (528, "preset-missing"),
    (529, "preset-name"),
    (530, "qr-address"),
    (531, "notice-wording"),
    (532, "notice-no-room"),
    (533, "notice-reason-missing"),
    (541, "policy-offline"),
    (542, "policy-stamp-required"),
    (543, "policy-stamp-missing"),
    (544, "policy-issuer"),
    (601, "journal-busy"),
    (602, "journal-unusable"),
    (611, "report-period"),
    (612, "report-template"),
    (613, "sheet-unknown"),
    (614, "history-other"),
    (621, "records-altered"),
    (622, "records-contradict"),
    (623, "records-unknown"),
    (701, "enroll-template"),
    (702, "enroll-record"),
    (703, "enroll-gone"),
    (704, "enroll-not-yet"),
    (705, "enroll-too-late"),
    (711, "enroll-factory-secret"),
    (712, "enroll-weak-secret"),
    (713, "enroll-management-format"),
    (714, "enroll-management-wrong"),
    (715, "enroll-token-other"),
    (716, "enroll-not-possible"),
    (717, "enroll-confirm-wrong"),
    (718, "enroll-place-changed"),
    (721, "enroll-request-unusable"),
    (722, "enroll-certificate-other"),
    (723, "enroll-name-differs"),
    (724, "enroll-not-written"),
    (901, "internal"),
    (902, "program-outdated"),
    (903, "system-unsupported"),
    (904, "data-folder-unusable"),
    (905, "check-code-unreadable"),
];

/// The number of a problem's name, as people see it. Empty for a name that is not in the table.
pub fn number(name: &str) -> String {
    TABLE.iter().find(|(_, known)| *known == name).map(|(number, _)| shown(*number)).unwrap_or_default()
}

/// The name of what a person typed or read out: `ABS-204`, `abs 204`, `204`, or the name itself.
pub fn find(typed: &str) -> Option<&'static str> {
    let typed = typed.trim().to_ascii_lowercase();
    let digits = typed.strip_prefix("abs").unwrap_or(&typed).trim_start_matches([' ', '-', '–']);
    let wanted = digits.parse::<u16>().ok();
    TABLE.iter().find(|(number, name)| Some(*number) == wanted || *name == typed).map(|(_, name)| *name)
}

/// All numbers as people see them, with their names.
pub fn all() -> impl Iterator<Item = (String, &'static str)> {
    TABLE.iter().map(|(number, name)| (shown(*number), *name))
}

impl Problem {
    /// The number that people see, `ABS-NNN`.
    pub fn number(&self) -> String {
        number(&self.code())
    }
}

fn shown(number: u16) -> String {
    format!("ABS-{number:03}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn numbers_and_names_stand_once_each_in_rising_order() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{pair:?}");
        }
        let names: std::collections::BTreeSet<_> = TABLE.iter().map(|(_, name)| name).collect();
        assert_eq!(names.len(), TABLE.len());
        assert!(TABLE.iter().all(|(number, _)| (100..1000).contains(number)), "three digits");
    }

    #[test]
    fn code_is_found_however_it_is_typed() {
        for typed in ["ABS-223", "abs-223", "ABS 223", "abs223", " 223 ", "pin-blocked"] {
            assert_eq!(find(typed), Some("pin-blocked"), "{typed}");
        }
        for typed in ["", "ABS-", "ABS-999", "223x", "-223000", "pin"] {
            assert_eq!(find(typed), None, "{typed}");
        }
        assert_eq!(Problem::PinBlocked.number(), "ABS-223");
    }
}
