//! One test per rule: what it allows, and the forbidden neighbour.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod diff_support;

use diff_support::{
    CATALOG, FONT, FORM, NOTE, PAGE, Pdf, SIGNATURE, SIGNED_FIELD, TEXT_FIELD, after, certified, expect,
    expect_none, form_xobject, stream,
};
use pades::diff::{ChangeKind, ChangeLevel, FieldLock, Permissions, changes};

use ChangeLevel::{Allowed, Forbidden, Visible};

/// A second signature: form, page, field, value.
fn second_signature(pdf: &mut Pdf) {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field =
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda2) /Rect [0 0 0 0] /P 3 0 R /V 21 0 R /F 132 >>";
    pdf.update(&[(6, &form), (3, &page), (20, field), (21, SIGNATURE)], &[]);
}

#[test]
fn nothing_appended_is_no_change() {
    expect_none(&Pdf::letter().changes());
}

#[test]
fn objects_saved_again_unchanged_are_no_change() {
    let font_saved_again = "<</BaseFont/Helvetica/Subtype/Type1/Type/Font>>";
    expect_none(&after(&[(7, font_saved_again), (3, PAGE), (6, FORM)]));
}

#[test]
fn content_moved_to_another_number_unchanged_is_no_change() {
    let page = PAGE.replace("/Contents 5 0 R", "/Contents 30 0 R");
    expect_none(&after(&[(3, &page), (30, &stream("", diff_support::CONTENT))]));
}

#[test]
fn second_signature_is_allowed() {
    let mut pdf = Pdf::letter();
    second_signature(&mut pdf);
    let item = expect(&pdf.changes(), Allowed, ChangeKind::LaterSignature);
    assert_eq!((item.page, item.field.as_deref(), item.revision), (Some(0), Some("Tanda2"), 1));
}

#[test]
fn second_signature_under_certification_1_is_forbidden_and_under_2_allowed() {
    let mut pdf = Pdf::letter();
    second_signature(&mut pdf);
    expect(&pdf.changes_under(&certified(1)), Forbidden, ChangeKind::LaterSignature);
    expect(&pdf.changes_under(&certified(2)), Allowed, ChangeKind::LaterSignature);
}

#[test]
fn time_stamp_and_validation_data_are_allowed_even_under_certification_1() {
    let catalog = CATALOG.replace("/AcroForm", "/DSS 22 0 R /AcroForm");
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Cap) /Rect [0 0 0 0] /V 21 0 R >>";
    let stamp = SIGNATURE.replace("/Type /Sig", "/Type /DocTimeStamp");
    let dss = "<< /Certs [23 0 R] /VRI << /AA << /Cert [23 0 R] >> >> >>";
    let mut pdf = Pdf::letter();
    let cert = stream("", "x");
    pdf.update(&[(1, &catalog), (22, dss), (23, &cert)], &[]);
    pdf.update(&[(6, &form), (20, field), (21, &stamp)], &[]);
    let found = pdf.changes_under(&certified(1));
    expect(&found, Allowed, ChangeKind::DocumentTimeStamp);
    expect(&found, Allowed, ChangeKind::ValidationData);
}

#[test]
fn validation_data_that_overrides_page_content_is_forbidden() {
    let catalog = CATALOG.replace("/AcroForm", "/DSS 22 0 R /AcroForm");
    let found = after(&[(1, &catalog), (22, "<< /Certs [5 0 R] >>"), (5, &stream("", "BT (lain) Tj ET"))]);
    expect(&found, Forbidden, ChangeKind::PageContent);
}

#[test]
fn information_and_metadata_are_allowed() {
    let catalog = CATALOG.replace("/AcroForm", "/Metadata 22 0 R /AcroForm");
    let xmp = stream("/Type /Metadata /Subtype /XML", "<x:xmpmeta/>");
    expect(&after(&[(12, "<< /Title (Lain) >>"), (1, &catalog), (22, &xmp)]), Allowed, ChangeKind::Metadata);
}

#[test]
fn metadata_stream_that_pages_draw_with_is_forbidden() {
    let catalog = CATALOG.replace("/AcroForm", "/Metadata 13 0 R /AcroForm");
    let page = PAGE.replace("/XObject << /X1 13 0 R >>", "/XObject 40 0 R");
    let mut pdf = Pdf::letter_with(&[(1, &catalog), (3, &page), (40, "<< /X1 13 0 R >>")]);
    pdf.update(&[(13, &form_xobject("0 0 500 500 re f"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn extensions_and_version_are_allowed() {
    let with = |entry: &str| after(&[(1, &CATALOG.replace("/AcroForm", &format!("{entry} /AcroForm")))]);
    expect(&with("/Version /2.0"), Allowed, ChangeKind::Catalog);
    expect(&with("/Version (2.0)"), Forbidden, ChangeKind::Catalog);
    expect(&with("/Extensions << /ESIC << /BaseVersion /1.7 >> >>"), Allowed, ChangeKind::Catalog);
}

#[test]
fn extensions_that_something_else_refers_to_are_forbidden() {
    let catalog = CATALOG.replace("/AcroForm", "/Extensions 40 0 R /AcroForm");
    let font = FONT.replace("/BaseFont", "/Encoding 40 0 R /BaseFont");
    let mut pdf = Pdf::letter_with(&[(1, &catalog), (7, &font), (40, "<< >>")]);
    pdf.update(&[(40, "<< /Differences [65 /B] >>")], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Font);
}

#[test]
fn unknown_catalog_entry_is_forbidden() {
    expect(
        &after(&[(1, &CATALOG.replace("/AcroForm", "/Lang (en) /AcroForm"))]),
        Forbidden,
        ChangeKind::Catalog,
    );
}

#[test]
fn form_value_is_visible_with_before_and_after() {
    let filled = TEXT_FIELD.replace("(100)", "(900)");
    let found = after(&[(10, &filled), (11, &form_xobject("BT (900) Tj ET"))]);
    let item = expect(&found, Visible, ChangeKind::FormValue { field: "Jumlah".into() });
    assert_eq!(
        (item.before.as_deref(), item.after.as_deref(), item.page),
        (Some("100"), Some("900"), Some(0))
    );
    assert_eq!(found.items.len(), 1, "{found:#?}");
}

#[test]
fn locked_form_value_is_forbidden_and_unlocked_one_visible() {
    let mut pdf = Pdf::letter();
    pdf.update(&[(10, &TEXT_FIELD.replace("(100)", "(900)"))], &[]);
    let under = |lock| pdf.changes_under(&Permissions { doc_mdp: None, locks: vec![lock] });
    let kind = || ChangeKind::FormValue { field: "Jumlah".into() };
    expect(&under(FieldLock::All), Forbidden, kind());
    expect(&under(FieldLock::Include(vec!["Jumlah".into()])), Forbidden, kind());
    expect(&under(FieldLock::Include(vec!["Jum".into()])), Visible, kind());
    expect(&under(FieldLock::Exclude(vec!["Jumlah".into()])), Visible, kind());
}

#[test]
fn lock_in_the_signature_field_is_in_force() {
    let field = SIGNED_FIELD.replace("/V 9", "/Lock << /Type /SigFieldLock /Action /All /P 2 >> /V 9");
    let mut pdf = Pdf::letter_with(&[(8, &field)]);
    let document = pdf.open();
    let permissions = Permissions::in_force(&document, 0);
    assert_eq!(permissions, Permissions { doc_mdp: Some(2), locks: vec![FieldLock::All] });
    pdf.update(&[(10, &TEXT_FIELD.replace("(100)", "(900)"))], &[]);
    expect(&changes(&pdf.open(), 0), Forbidden, ChangeKind::FormValue { field: "Jumlah".into() });
}

#[test]
fn certification_in_the_signature_is_in_force() {
    let certifying = SIGNATURE
        .replace("/Name", "/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] /Name");
    let mut pdf = Pdf::letter_with(&[(9, &certifying)]);
    second_signature(&mut pdf);
    expect(&changes(&pdf.open(), 0), Forbidden, ChangeKind::LaterSignature);
}

#[test]
fn read_only_flag_is_allowed_and_other_flags_visible() {
    let flagged =
        |flags: &str| after(&[(10, &TEXT_FIELD.replace("/V (100)", &format!("/V (100) /Ff {flags}")))]);
    expect(&flagged("1"), Allowed, ChangeKind::FieldChanged);
    expect(&flagged("8192"), Visible, ChangeKind::FieldChanged);
}

#[test]
fn appearance_of_a_field_altered_without_its_value_is_forbidden() {
    expect(&after(&[(11, &form_xobject("BT (900) Tj ET"))]), Forbidden, ChangeKind::Appearance);
    let moved = TEXT_FIELD.replace("/N 11", "/N 30");
    expect(&after(&[(10, &moved), (30, &form_xobject("BT (900) Tj ET"))]), Forbidden, ChangeKind::Appearance);
}

#[test]
fn appearance_shared_with_page_content_is_forbidden_even_when_the_field_is_filled_in() {
    // Resources in an object of their own: the page itself stays untouched.
    let page = PAGE.replace("/XObject << /X1 13 0 R >>", "/XObject 40 0 R");
    let mut pdf = Pdf::letter_with(&[(3, &page), (40, "<< /X1 11 0 R >>")]);
    pdf.update(&[(10, &TEXT_FIELD.replace("(100)", "(900)")), (11, &form_xobject("BT (900) Tj ET"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn form_defaults_may_be_added_but_existing_ones_not_altered() {
    let more = FORM.replace("/F1 7 0 R >>", "/F1 7 0 R /F9 30 0 R >>");
    expect(&after(&[(6, &more), (30, FONT)]), Allowed, ChangeKind::FieldChanged);
    let other = FORM.replace("/F1 7 0 R >>", "/F1 30 0 R >>");
    let courier = FONT.replace("Helvetica", "Courier");
    expect(&after(&[(6, &other), (30, &courier)]), Forbidden, ChangeKind::Resources);
}

#[test]
fn drawing_the_fields_anew_is_visible_when_there_are_fields() {
    let form = FORM.replace("/SigFlags", "/NeedAppearances true /SigFlags");
    expect(&after(&[(6, &form)]), Visible, ChangeKind::FieldChanged);
}

#[test]
fn new_text_field_is_visible_and_forbidden_under_certification_2() {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Baru) /V (x) /Rect [0 0 9 9] /P 3 0 R >>";
    let mut pdf = Pdf::letter();
    pdf.update(&[(6, &form), (3, &page), (20, field)], &[]);
    expect(&pdf.changes(), Visible, ChangeKind::FieldAdded);
    expect(&pdf.changes_under(&certified(2)), Forbidden, ChangeKind::FieldAdded);
}

#[test]
fn empty_signature_field_is_allowed() {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Kosong) /Rect [0 0 0 0] /P 3 0 R >>";
    expect(&after(&[(6, &form), (3, &page), (20, field)]), Allowed, ChangeKind::FieldAdded);
}

#[test]
fn form_dropped_is_forbidden() {
    let catalog = CATALOG.replace("/AcroForm 6 0 R", "");
    expect(&after(&[(1, &catalog)]), Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn reason_of_the_signature_replaced_is_forbidden() {
    expect(&after(&[(9, &SIGNATURE.replace("Setuju", "Tolak"))]), Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn face_of_the_signature_replaced_is_forbidden() {
    expect(&after(&[(16, &form_xobject("BT (Budi) Tj ET"))]), Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn signature_field_pointed_to_another_value_is_forbidden() {
    let field = SIGNED_FIELD.replace("/V 9", "/V 30");
    expect(
        &after(&[(8, &field), (30, &SIGNATURE.replace("Siti", "Budi"))]),
        Forbidden,
        ChangeKind::SignatureAltered,
    );
}

#[test]
fn signature_field_locked_by_a_later_signer_is_allowed() {
    expect(&after(&[(8, &SIGNED_FIELD.replace("/FT", "/Ff 1 /FT"))]), Allowed, ChangeKind::FieldChanged);
}

#[test]
fn annotation_added_is_visible_and_forbidden_under_certification_2() {
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let note = NOTE.replace("catatan", "tambahan");
    let mut pdf = Pdf::letter();
    pdf.update(&[(3, &page), (20, &note)], &[]);
    let item = expect(&pdf.changes(), Visible, ChangeKind::AnnotationAdded);
    assert_eq!((item.page, item.after.as_deref()), (Some(0), Some("tambahan")));
    expect(&pdf.changes_under(&certified(3)), Visible, ChangeKind::AnnotationAdded);
    expect(&pdf.changes_under(&certified(2)), Forbidden, ChangeKind::AnnotationAdded);
}

#[test]
fn annotation_changed_is_visible_and_its_time_alone_allowed() {
    let item =
        expect(&after(&[(14, &NOTE.replace("catatan", "lain"))]), Visible, ChangeKind::AnnotationChanged);
    assert_eq!((item.before.as_deref(), item.after.as_deref()), (Some("catatan"), Some("lain")));
    let touched = NOTE.replace("/P 3", "/M (D:2026) /P 3");
    expect(&after(&[(14, &touched)]), Allowed, ChangeKind::AnnotationChanged);
}

#[test]
fn annotations_shared_with_a_page_that_was_replaced_are_those_of_the_page_in_its_place() {
    let page = PAGE.replace("[8 0 R 10 0 R 14 0 R]", "31 0 R");
    let field = SIGNED_FIELD.replace("/P 3 0 R", "/P 30 0 R");
    let shared =
        [(3, page.as_str()), (30, page.as_str()), (31, "[8 0 R 10 0 R 14 0 R]"), (8, field.as_str())];
    let later_field =
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda2) /Rect [0 0 0 0] /P 3 0 R /V 21 0 R /F 132 >>";
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let later =
        [(6, form.as_str()), (31, "[8 0 R 10 0 R 14 0 R 20 0 R]"), (20, later_field), (21, SIGNATURE)];
    let mut pdf = Pdf::letter_with(&shared);
    let changes = pdf.update(&later, &[]).changes();
    assert_eq!(expect(&changes, Allowed, ChangeKind::LaterSignature).page, Some(0));
    // What draws on a page that is shown is still asked for its reason.
    let mut pdf = Pdf::letter_with(&shared);
    let changes = pdf.update(&[(31, "[8 0 R 14 0 R]")], &[]).changes();
    assert!(changes.items.iter().any(|item| item.level > Allowed), "{changes:?}");
}

#[test]
fn annotation_removed_is_visible() {
    let page = PAGE.replace(" 14 0 R]", "]");
    let mut pdf = Pdf::letter();
    pdf.update(&[(3, &page)], &[14]);
    expect(&pdf.changes(), Visible, ChangeKind::AnnotationRemoved);
}

#[test]
fn visible_signature_taken_off_its_page_is_forbidden() {
    let page = PAGE.replace("[8 0 R ", "[");
    expect(&after(&[(3, &page)]), Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn action_on_an_annotation_is_forbidden() {
    let trap = NOTE.replace("/P 3", "/A << /S /JavaScript /JS (x) >> /P 3");
    expect(&after(&[(14, &trap)]), Forbidden, ChangeKind::Action);
}

#[test]
fn open_action_is_forbidden() {
    let catalog = CATALOG.replace("/AcroForm", "/OpenAction << /S /JavaScript /JS (x) >> /AcroForm");
    expect(&after(&[(1, &catalog)]), Forbidden, ChangeKind::Action);
}

#[test]
fn names_are_forbidden_unless_empty() {
    let names =
        |text: &str| after(&[(1, &CATALOG.replace("/AcroForm", &format!("/Names {text} /AcroForm")))]);
    expect_none(&names("<< >>"));
    expect_none(&names("<< /EmbeddedFiles << /Names [] >> >>"));
    expect(
        &names("<< /JavaScript << /Names [(a) << /S /JavaScript >>] >> >>"),
        Forbidden,
        ChangeKind::Action,
    );
    expect(&names("<< /EmbeddedFiles << /Names [(a) << >>] >> >>"), Forbidden, ChangeKind::Attachment);
}

#[test]
fn page_content_is_forbidden() {
    let item = expect(&after(&[(5, &stream("", "BT (Bayar) Tj ET"))]), Forbidden, ChangeKind::PageContent);
    assert_eq!(item.page, Some(0));
    let second = expect(&after(&[(15, &stream("", "1 1 m"))]), Forbidden, ChangeKind::PageContent);
    assert_eq!(second.page, Some(1));
}

#[test]
fn page_box_and_rotation_are_forbidden() {
    expect(&after(&[(3, &PAGE.replace("842]", "400]"))]), Forbidden, ChangeKind::PageContent);
    expect(&after(&[(3, &PAGE.replace("/Type", "/Rotate 180 /Type"))]), Forbidden, ChangeKind::PageContent);
    let tree = "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /Rotate 90 >>";
    expect(&after(&[(2, tree)]), Forbidden, ChangeKind::PageContent);
}

#[test]
fn page_tree_written_anew_with_the_same_pages_is_no_change() {
    expect_none(&after(&[(2, "<< /Kids [3 0 R 4 0 R] /Count 2 /Type /Pages /Rotate 0 >>")]));
    expect_none(&after(&[(3, &PAGE.replace("/Type", "/Rotate 0 /Type"))]));
}

#[test]
fn pages_added_removed_or_moved_are_forbidden() {
    let tree = |kids: &str| format!("<< /Type /Pages /Kids [{kids}] /Count 2 >>");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
    let added = after(&[(2, &tree("3 0 R 4 0 R 30 0 R")), (30, page)]);
    assert_eq!(expect(&added, Forbidden, ChangeKind::PageAdded).page, Some(2));
    assert_eq!(expect(&after(&[(2, &tree("3 0 R"))]), Forbidden, ChangeKind::PageRemoved).page, Some(1));
    expect(&after(&[(2, &tree("4 0 R 3 0 R"))]), Forbidden, ChangeKind::PageTree);
}

#[test]
fn layers_are_forbidden() {
    let layered =
        CATALOG.replace("/AcroForm", "/OCProperties << /OCGs [30 0 R] /D << /OFF [] >> >> /AcroForm");
    let mut pdf = Pdf::letter_with(&[(1, &layered), (30, "<< /Type /OCG /Name (a) >>")]);
    pdf.update(&[(1, &layered.replace("[]", "[30 0 R]"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::OptionalContent);
}

#[test]
fn structure_elements_may_be_added_but_not_altered() {
    let tagged = CATALOG.replace("/AcroForm", "/StructTreeRoot 30 0 R /AcroForm");
    let root = "<< /Type /StructTreeRoot /K [31 0 R] /ParentTree 32 0 R /ParentTreeNextKey 1 >>";
    let element = "<< /Type /StructElem /S /P /P 30 0 R /K 0 >>";
    let tree = "<< /Nums [0 [31 0 R]] >>";
    let base = Pdf::letter_with(&[(1, &tagged), (30, root), (31, element), (32, tree)]);
    let after = |objects: &[(u32, &str)]| base.clone().update(objects, &[]).changes();
    let more = root.replace("[31 0 R]", "[31 0 R 33 0 R]").replace("Key 1", "Key 2");
    let form = "<< /Type /StructElem /S /Form /P 30 0 R >>";
    let grown = [(30, more.as_str()), (33, form), (32, "<< /Nums [0 [31 0 R] 1 33 0 R] >>")];
    expect(&after(&grown), Allowed, ChangeKind::Structure);
    expect(&after(&[(31, &element.replace("/S /P", "/S /H1"))]), Forbidden, ChangeKind::Structure);
    expect(&after(&[(30, &root.replace("[31 0 R]", "[]"))]), Forbidden, ChangeKind::Structure);
    expect(&after(&[(32, "<< /Nums [0 [33 0 R]] >>"), (33, form)]), Forbidden, ChangeKind::Structure);
}

#[test]
fn later_certification_adds_permissions_but_alters_none() {
    let with = |value: &str| CATALOG.replace("/AcroForm", &format!("/Perms << /DocMDP {value} >> /AcroForm"));
    expect(&after(&[(1, &with("30 0 R")), (30, SIGNATURE)]), Allowed, ChangeKind::LaterSignature);
    let mut pdf = Pdf::letter_with(&[(1, &with("9 0 R"))]);
    pdf.update(&[(1, &with("30 0 R")), (30, &SIGNATURE.replace("Siti", "Budi"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn one_analysis_serves_every_signature() {
    let mut pdf = Pdf::letter();
    second_signature(&mut pdf);
    pdf.update(&[(12, "<< /Title (Lain) >>")], &[]);
    let document = pdf.open();
    let analysis = pades::diff::Analysis::new(&document);
    let none = Permissions::default();
    assert_eq!(analysis.since(0, &none).items.len(), 2);
    expect(&analysis.since(1, &none), Allowed, ChangeKind::Metadata);
    expect_none(&analysis.since(2, &none));
}

#[test]
fn form_defaults_under_certification_1_are_allowed_with_a_time_stamp_but_field_flags_are_not() {
    let mut pdf = Pdf::letter();
    pdf.update(&[(6, &FORM.replace("/F1 7 0 R >>", "/F1 7 0 R /F9 30 0 R >>")), (30, FONT)], &[]);
    expect(&pdf.changes_under(&certified(1)), Allowed, ChangeKind::FieldChanged);
    let mut pdf = Pdf::letter();
    pdf.update(&[(10, &TEXT_FIELD.replace("/V (100)", "/V (100) /Ff 1"))], &[]);
    expect(&pdf.changes_under(&certified(1)), Forbidden, ChangeKind::FieldChanged);
}

#[test]
fn field_renamed_is_forbidden() {
    let found = after(&[(10, &TEXT_FIELD.replace("(Jumlah)", "(Lain)"))]);
    let item = expect(&found, Forbidden, ChangeKind::FieldChanged);
    assert_eq!((item.before.as_deref(), item.after.as_deref()), (Some("Jumlah"), Some("Lain")));
}

#[test]
fn field_removed_is_forbidden() {
    let form = FORM.replace("8 0 R 10 0 R", "8 0 R");
    let page = PAGE.replace("8 0 R 10 0 R", "8 0 R");
    expect(&after(&[(6, &form), (3, &page)]), Forbidden, ChangeKind::FieldRemoved);
}

#[test]
fn check_box_switched_is_visible_with_its_states() {
    let form = FORM.replace("10 0 R]", "10 0 R 30 0 R]");
    let page = PAGE.replace("14 0 R]", "14 0 R 30 0 R]");
    let off = "<< /Type /Annot /Subtype /Widget /FT /Btn /T (Setuju) /V /Off /AS /Off /Rect [0 0 9 9] /P 3 0 R \
        /AP << /N << /Ya 11 0 R /Off 13 0 R >> >> >>";
    let mut pdf = Pdf::letter_with(&[(6, &form), (3, &page), (30, off)]);
    pdf.update(&[(30, &off.replace("/V /Off /AS /Off", "/V /Ya /AS /Ya"))], &[]);
    let item = expect(&pdf.changes(), Visible, ChangeKind::FormValue { field: "Setuju".into() });
    assert_eq!((item.before.as_deref(), item.after.as_deref()), (Some("Off"), Some("Ya")));
}

#[test]
fn field_filled_in_below_an_unchanged_parent_has_its_full_name() {
    let form = FORM.replace("8 0 R 10 0 R", "8 0 R 30 0 R");
    let parent = "<< /T (Kepala) /Kids [10 0 R] >>";
    let child = TEXT_FIELD.replace("/T (Jumlah)", "/T (Jumlah) /Parent 30 0 R");
    let mut pdf = Pdf::letter_with(&[(6, &form), (30, parent), (10, &child)]);
    pdf.update(&[(10, &child.replace("(100)", "(900)"))], &[]);
    let item = expect(&pdf.changes(), Visible, ChangeKind::FormValue { field: "Kepala.Jumlah".into() });
    let lock = |name: &str| Permissions { doc_mdp: None, locks: vec![FieldLock::Include(vec![name.into()])] };
    assert_eq!(item.field.as_deref(), Some("Kepala.Jumlah"));
    assert_eq!(pdf.changes_under(&lock("Kepala")).level, Forbidden, "a lock covers what is below the field");
}

#[test]
fn widget_taken_from_a_field_is_visible_and_forbidden_where_locked() {
    let form = FORM.replace("8 0 R 10 0 R", "8 0 R 30 0 R");
    let field = "<< /FT /Tx /T (Dua) /V (x) /Kids [31 0 R 32 0 R] >>";
    let widget = "<< /Type /Annot /Subtype /Widget /Parent 30 0 R /Rect [0 0 9 9] /P 3 0 R >>";
    let page = PAGE.replace("10 0 R 14 0 R]", "31 0 R 32 0 R 14 0 R]");
    let mut pdf = Pdf::letter_with(&[(6, &form), (3, &page), (30, field), (31, widget), (32, widget)]);
    pdf.update(&[(30, &field.replace(" 32 0 R]", "]")), (3, &page.replace("32 0 R ", ""))], &[]);
    expect(&pdf.changes(), Visible, ChangeKind::AnnotationRemoved);
    let locked = Permissions { doc_mdp: None, locks: vec![FieldLock::All] };
    expect(&pdf.changes_under(&locked), Forbidden, ChangeKind::AnnotationRemoved);
}

#[test]
fn structure_of_a_removed_annotation_goes_with_it() {
    let tagged = CATALOG.replace("/AcroForm", "/StructTreeRoot 30 0 R /AcroForm");
    let root = "<< /Type /StructTreeRoot /K [31 0 R] /ParentTree 32 0 R >>";
    let element = "<< /Type /StructElem /S /Annot /P 30 0 R /K [<< /Type /OBJR /Obj 14 0 R >> 7] >>";
    let note = NOTE.replace("/P 3", "/StructParent 4 /P 3");
    let tree = "<< /Nums [0 31 0 R 4 31 0 R] >>";
    let base = Pdf::letter_with(&[(1, &tagged), (14, &note), (30, root), (31, element), (32, tree)]);
    let page = PAGE.replace(" 14 0 R]", "]");
    let less = element.replace("<< /Type /OBJR /Obj 14 0 R >> ", "");
    let with_annotation = [(3, page.as_str()), (31, &less), (32, "<< /Nums [0 31 0 R] >>")];
    expect(&base.clone().update(&with_annotation, &[]).changes(), Visible, ChangeKind::AnnotationRemoved);
    expect(&base.clone().update(&[(31, &less)], &[]).changes(), Forbidden, ChangeKind::Structure);
}

#[test]
fn xfa_data_are_visible_and_its_template_forbidden() {
    let form = FORM.replace("/SigFlags", "/XFA [(template) 30 0 R (datasets) 31 0 R] /SigFlags");
    let mut data = Pdf::letter_with(&[(6, &form), (30, &stream("", "<t/>")), (31, &stream("", "<d/>"))]);
    let mut template = data.clone();
    data.update(&[(31, &stream("", "<d>9</d>"))], &[]);
    expect(&data.changes(), Visible, ChangeKind::FieldChanged);
    template.update(&[(30, &stream("", "<t>9</t>"))], &[]);
    expect(&template.changes(), Forbidden, ChangeKind::FieldChanged);
}
