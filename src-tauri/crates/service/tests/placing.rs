//! Where the block goes by a rule, what a document holds besides its text, and what may follow a signature.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use service::schema::{
    CheckId, CheckState, FindingKind, NoticeChoice, NoticeState, Outcome, PlaceRequest, Problem, Protection,
    SignPlanView, SignRequest, SignedView,
};
use support::{World, bundle, key_of, refusal, request};
use testkit::openssl::{Key, Pki};
use testkit::shared::shared;

fn letter(world: &World, name: &str, path: &std::path::Path) -> service::schema::DocumentView {
    world.open(&world.letter(name, &std::fs::read(path).unwrap()))
}

fn anchor(text: &str, over: bool) -> PlaceRequest {
    PlaceRequest::Anchor { text: text.to_owned(), over }
}

fn plan(world: &World, wanted: &SignRequest) -> SignPlanView {
    world.service.sign_plan(wanted, None).unwrap()
}

fn state(plan: &SignPlanView, id: CheckId) -> CheckState {
    plan.checks.iter().find(|check| check.id == id).unwrap().state
}

fn signed(world: &World, wanted: &SignRequest) -> SignedView {
    let Outcome::NeedsSecret { secret } = world.service.sign_run(wanted, None) else {
        panic!("a PIN is asked for")
    };
    match world.answer(&secret, "123456") {
        Outcome::Done { value } => value,
        other => panic!("signed: {other:?}"),
    }
}

/// A page with a name in the right column, five lines below its heading, and a mark in the left one.
fn page_with_anchors(rotate: &str) -> Vec<u8> {
    let words = "BT /F1 11 Tf 1 0 0 1 320 300 Tm (Kepala Dinas,) Tj 1 0 0 1 320 190 Tm (Ni Luh Uji, S.H.) Tj \
                 1 0 0 1 72 300 Tm (${ttd}) Tj ET";
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        &format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{rotate}/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        &format!("<</Length {}>>\nstream\n{words}\nendstream", words.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
}

#[test]
fn block_stands_above_the_name_and_over_the_mark_where_they_stand_last() {
    let world = World::new();
    let open = world.open(&world.letter("surat.pdf", &page_with_anchors("")));
    let at = |text: &str, over| SignRequest { place: anchor(text, over), ..request(&open) };
    let above = plan(&world, &at("ni luh uji, s.h.", false)).place.unwrap();
    assert_eq!(above.page, 2);
    let (top, middle) = (above.rect.y + above.rect.height, above.rect.x + above.rect.width / 2.0);
    assert!(above.rect.y > 198.0 && top < 300.0, "between heading and name: {above:?}");
    assert!((middle - 362.0).abs() < 8.0, "in the middle above the name: {above:?}");
    let over = plan(&world, &at("${ttd}", true)).place.unwrap();
    assert!((over.rect.x - 72.0).abs() < 1.0, "{over:?}");
    let top = over.rect.y + over.rect.height;
    assert!(top > 305.0 && top < 312.0, "{over:?}");

    let missing = plan(&world, &at("Bukan Saya", false));
    let problem = missing.checks.iter().find_map(|check| check.problem.clone()).unwrap();
    assert_eq!(problem, Problem::AnchorNotFound { text: "Bukan Saya".to_owned() });
    assert!(!missing.ready);
    // Right below another line there is no room.
    let tight = plan(&world, &at("Kepala Dinas,", false));
    assert!(tight.ready, "above the heading the page is empty");
    let result = signed(&world, &at("Ni Luh Uji, S.H.", false));
    assert!(result.verification.signatures[0].covers_whole_file);
}

#[test]
fn one_rule_serves_the_letters_of_an_office() {
    let Some(shared) = shared("one_rule_serves_the_letters_of_an_office") else { return };
    let world = World::new();
    for (name, text) in
        [("undangan", "Pembina"), ("perjanjian", "PIHAK KEDUA"), ("perjanjian-pdfa2-tagged", "PIHAK KEDUA")]
    {
        let open = letter(&world, &format!("{name}.pdf"), &shared.join(format!("letters/{name}.pdf")));
        let plan = plan(&world, &SignRequest { place: anchor(text, false), ..request(&open) });
        let told: Vec<_> = plan.checks.iter().filter_map(|check| check.problem.clone()).collect();
        let placed = plan.place.is_some() || told.contains(&Problem::AnchorNoRoom { text: text.to_owned() });
        assert!(placed, "{name}: {told:?}");
        if let Some(place) = plan.place {
            assert_eq!(place.page, open.pages, "{name}: the signatures stand on the last page");
        }
    }
}

#[test]
fn originals_of_shadow_attacks_warn_and_are_refused_where_the_policy_says_so() {
    let Some(shared) = shared("originals_of_shadow_attacks_warn_and_are_refused_where_the_policy_says_so")
    else {
        return;
    };
    let world = World::new();
    let folder = shared.join("corpus/rub-shadow");
    for (path, kind) in [
        (
            "hide/variant-1_hide-via-referenced-object/2_original-document-shadowed.pdf",
            FindingKind::HiddenText,
        ),
        (
            "hide/variant-2_hide-via-referenced-object/hide-form-via-form/2_original-document-shadowed.pdf",
            FindingKind::FormField,
        ),
        (
            "hide/variant-2_hide-via-referenced-object/hide-text-via-form/2_original-document-shadowed.pdf",
            FindingKind::FormField,
        ),
        ("replace/variant-2_replace-via-overwrite/1_original-document.pdf", FindingKind::FontNotEmbedded),
        // The corpus lacks the shadowed file between this honest letter and the manipulated one; its font is all it can be told for.
        (
            "hide-and-replace/variant-1_change_object_references/1_original-document.pdf",
            FindingKind::FontNotEmbedded,
        ),
    ] {
        let open = letter(&world, "bayangan.pdf", &folder.join(path));
        let wanted = SignRequest { place: PlaceRequest::Invisible, ..request(&open) };
        let before = plan(&world, &wanted);
        let finding = before.findings.iter().find(|finding| finding.kind == kind);
        assert_eq!(
            finding.map(|finding| finding.pages.as_slice()),
            Some(&[1][..]),
            "{path}: {:?}",
            before.findings
        );
        assert_eq!(state(&before, CheckId::Content), CheckState::Warning, "{path}");
        assert!(before.ready, "a warning does not stop the signer");
    }
    let policy = serde_json::json!({"cmd": "settings_change", "payload": {"locale": null, "theme": null, "refuse_changeable": true}});
    world.service.call(policy).unwrap();
    let open = letter(
        &world,
        "bayangan.pdf",
        &folder.join("hide/variant-1_hide-via-referenced-object/2_original-document-shadowed.pdf"),
    );
    let wanted = SignRequest { place: PlaceRequest::Invisible, ..request(&open) };
    world.verifies();
    assert_eq!(refusal(world.service.sign_run(&wanted, None)), Problem::DocumentCanChange);
    assert_eq!(world.verifies(), 0, "no PIN was asked for");
}

#[test]
fn letter_of_an_office_has_no_findings() {
    let Some(shared) = shared("letter_of_an_office_has_no_findings") else { return };
    let world = World::new();
    for name in ["undangan", "perjanjian-pdfa1", "perjanjian-pdfa2-tagged", "undangan-scan"] {
        let open = letter(&world, "surat.pdf", &shared.join(format!("letters/{name}.pdf")));
        let plan = plan(&world, &SignRequest { place: PlaceRequest::Invisible, ..request(&open) });
        assert_eq!(plan.findings, [], "{name}");
        assert_eq!(state(&plan, CheckId::Content), CheckState::Passed);
    }
}

#[test]
fn notice_is_for_bsre_only_and_its_wording_keeps_both_facts() {
    let world = World::new();
    let open = world.sample();
    let notice = plan(&world, &request(&open)).notice.unwrap();
    assert_eq!((notice.state, notice.strips.len()), (NoticeState::NotBsre, 0), "practice is not BSrE's");
    let left_out = NoticeChoice::Omit { reason: String::new() };
    assert!(plan(&world, &SignRequest { notice: Some(left_out), ..request(&open) }).ready, "none is due");
    let change = |text: &str| {
        let payload = serde_json::json!({"locale": null, "theme": null, "notice": text});
        let answer =
            world.service.call(serde_json::json!({"cmd": "settings_change", "payload": payload})).unwrap();
        answer["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(change("Ditandatangani secara elektronik oleh BSrE"), "refused");
    assert_eq!(change("Ditandatangani secara elektronik dengan sertifikat elektronik dari BSrE."), "done");
    assert_eq!(change(""), "done");
}

#[test]
fn locked_document_takes_no_second_signature() {
    let world = World::new();
    let open = world.sample();
    let first = signed(&world, &SignRequest { protection: Some(Protection::Lock), ..request(&open) });
    let again = SignRequest { place: PlaceRequest::Invisible, ..request(&first.document) };
    assert_eq!(refusal(world.service.sign_run(&again, None)), Problem::DocumentChangesForbidden);
    let certified = SignRequest { protection: Some(Protection::CertifyForms), ..request(&open) };
    let second = signed(&world, &certified);
    let twice = SignRequest { place: PlaceRequest::Invisible, ..certified };
    let twice = SignRequest { document: second.document.document, ..twice };
    assert_eq!(refusal(world.service.sign_run(&twice, None)), Problem::CertifyNotFirst);
}

#[test]
fn agency_that_refuses_what_can_change_is_not_overruled_by_the_person() {
    let world = World::new();
    let pki = Pki::new();
    let agency = pki.signer("Dinas Uji", Key::P256);
    let file = bundle(world.letters.path(), &agency, 1, &[], r#", "switches": {"refuse-changeable": true}"#);
    world.service.bundle_add_file(&file, &key_of(&agency)).unwrap();
    let change = serde_json::json!({"cmd": "settings_change", "payload": {"locale": null, "theme": null, "refuse_changeable": false}});
    let answer = world.service.call(change).unwrap();
    assert_eq!(answer["value"]["refuse_changeable"], true, "the person's word waits");

    // A font that each program replaces by another.
    let page = testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Surat uji) Tj ET");
    let open = letter_of(&world, &page);
    let wanted = SignRequest { place: PlaceRequest::Invisible, ..request(&open) };
    assert_eq!(state(&plan(&world, &wanted), CheckId::Content), CheckState::Failed);
    assert_eq!(refusal(world.service.sign_run(&wanted, None)), Problem::DocumentCanChange);

    // Named by whom; and with the bundle goes its rule, and the person's own comes back.
    let rules = world.service.call(serde_json::json!({"cmd": "rules_list", "payload": {}})).unwrap();
    let rule =
        rules["value"]["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "refuse-changeable");
    assert_eq!(rule.unwrap()["origin"], "agency");
    assert_eq!(rules["value"]["agency"]["name"], "Dinas Uji");
    world.service.bundle_forget().unwrap();
    assert_eq!(state(&plan(&world, &wanted), CheckId::Content), CheckState::Warning);
}

fn letter_of(world: &World, bytes: &[u8]) -> service::schema::DocumentView {
    world.open(&world.letter("surat-biasa.pdf", bytes))
}
