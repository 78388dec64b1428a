//! Known attacks on signed PDFs, each built on the same small letter: incremental saving, shadow hide / replace /
//! hide-and-replace, evil annotation, sneaky signature, signature wrapping's leftovers, hidden objects.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod diff_support;

use diff_support::{
    CATALOG, FORM, NOTE, PAGE, Pdf, SIGNATURE, SIGNED_FIELD, TEXT_FIELD, after, certified, expect,
    form_xobject, stream,
};
use pades::diff::{Attack, ChangeKind, ChangeLevel, Changes};

use ChangeLevel::{Allowed, Forbidden, Visible};

#[test]
fn catalog_swapped_by_the_trailer_is_forbidden() {
    let mut pdf = Pdf::letter();
    pdf.trailer("/Root 40 0 R /Info 12 0 R").update(
        &[
            (40, "<< /Type /Catalog /Pages 41 0 R /AcroForm 6 0 R >>"),
            (41, "<< /Type /Pages /Kids [42 0 R] /Count 1 >>"),
            (42, "<< /Type /Page /Parent 41 0 R /MediaBox [0 0 595 842] >>"),
        ],
        &[],
    );
    expect(&pdf.changes(), Forbidden, ChangeKind::PageAdded);
}

#[test]
fn second_content_stream_appended_to_the_page_is_forbidden() {
    let page = PAGE.replace("/Contents 5 0 R", "/Contents [5 0 R 40 0 R]");
    expect(&after(&[(3, &page), (40, &stream("", "BT (lain) Tj ET"))]), Forbidden, ChangeKind::PageContent);
}

#[test]
fn shadow_hide_by_freeing_the_overlay_is_forbidden() {
    let mut pdf = Pdf::letter();
    pdf.update(&[], &[13]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn shadow_hide_by_making_the_overlay_nothing_is_forbidden() {
    expect(&after(&[(13, "null")]), Forbidden, ChangeKind::Resources);
}

#[test]
fn shadow_replace_of_a_font_is_forbidden() {
    let found = after(&[(7, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding << >> >>")]);
    let item = expect(&found, Forbidden, ChangeKind::Font);
    assert_eq!(item.rule, "unexplained");
}

#[test]
fn shadow_replace_of_a_form_value_is_visible() {
    let found = after(&[(10, &TEXT_FIELD.replace("(100)", "(900)")), (11, &form_xobject("BT (900) Tj ET"))]);
    expect(&found, Visible, ChangeKind::FormValue { field: "Jumlah".into() });
}

#[test]
fn shadow_hide_and_replace_by_pointing_the_catalog_elsewhere_is_forbidden() {
    let hidden = [
        (50, "<< /Type /Pages /Kids [51 0 R] /Count 1 >>"),
        (51, "<< /Type /Page /Parent 50 0 R /MediaBox [0 0 595 842] >>"),
    ];
    let mut pdf = Pdf::letter_with(&hidden);
    pdf.update(&[(1, &CATALOG.replace("/Pages 2", "/Pages 50"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::PageAdded);
}

#[test]
fn reference_prepared_before_signing_and_defined_after_is_forbidden() {
    let page = PAGE.replace("/X1 13 0 R", "/X1 13 0 R /X2 60 0 R");
    let mut pdf = Pdf::letter_with(&[(3, &page)]);
    pdf.update(&[(60, &form_xobject("0 0 500 500 re f"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn reference_prepared_before_signing_and_defined_as_an_innocent_appearance_is_forbidden() {
    let page = PAGE.replace("/XObject << /X1 13 0 R >>", "/XObject 40 0 R");
    let mut pdf = Pdf::letter_with(&[(3, &page), (40, "<< /X1 13 0 R /X2 60 0 R >>")]);
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda2) /Rect [0 0 0 0] /V 21 0 R /AP << /N 60 0 R >> >>";
    pdf.update(&[(6, &form), (20, field), (21, SIGNATURE), (60, &form_xobject("0 0 9 9 re f"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn object_that_nothing_refers_to_is_tolerated() {
    assert_eq!(after(&[(70, "<< /Sendiri true >>")]).level, ChangeLevel::None);
}

#[test]
fn evil_annotation_is_shown_even_where_annotations_are_permitted() {
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let cover =
        NOTE.replace("/Text /Rect [10 10 20 20]", "/FreeText /AP << /N 21 0 R >> /Rect [0 600 595 842]");
    let mut pdf = Pdf::letter();
    pdf.update(&[(3, &page), (20, &cover), (21, &form_xobject("1 g 0 0 100 50 re f"))], &[]);
    expect(&pdf.changes_under(&certified(3)), Visible, ChangeKind::AnnotationAdded);
}

/// A later signature with that rectangle and face.
fn visible_signature(rect: &str, face: &str) -> Pdf {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field = format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda2) /Rect {rect} /P 3 0 R /V 21 0 R /AP << /N 22 0 R >> /F 4 >>"
    );
    let mut pdf = Pdf::letter();
    pdf.update(&[(6, &form), (3, &page), (20, &field), (21, SIGNATURE), (22, &form_xobject(face))], &[]);
    pdf
}

#[test]
fn sneaky_signature_that_hides_text_is_visible() {
    let pdf = visible_signature("[40 690 300 720]", "1 g 0 0 100 50 re f BT (1000) Tj ET");
    expect(&pdf.changes_under(&certified(2)), Visible, ChangeKind::LaterSignature);
}

#[test]
fn visible_signature_in_free_space_is_allowed() {
    let pdf = visible_signature("[50 100 200 150]", "1 g 0 0 100 50 re f BT (Budi) Tj ET");
    expect(&pdf.changes(), Allowed, ChangeKind::LaterSignature);
}

#[test]
fn visible_signature_without_a_ground_over_text_is_allowed() {
    let pdf = visible_signature("[40 690 300 720]", "BT /F1 8 Tf (Budi) Tj ET");
    expect(&pdf.changes(), Allowed, ChangeKind::LaterSignature);
}

#[test]
fn sneaky_signature_that_hides_a_field_is_visible() {
    let pdf = visible_signature("[40 590 300 640]", "1 g 0 0 100 50 re f");
    expect(&pdf.changes(), Visible, ChangeKind::LaterSignature);
}

#[test]
fn signature_pushed_aside_by_one_of_the_same_name_is_forbidden() {
    let form = FORM.replace("[8 0 R", "[40 0 R");
    let field = SIGNED_FIELD.replace("/V 9", "/V 41");
    let found = after(&[(6, &form), (40, &field), (41, &SIGNATURE.replace("Siti", "Budi"))]);
    expect(&found, Forbidden, ChangeKind::SignatureAltered);
}

#[test]
fn update_without_its_end_marker_is_forbidden() {
    let mut pdf = Pdf::letter();
    let changed = format!(
        "5 0 obj\n{}\nendobj\nxref\n0 0\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n",
        stream("", "BT ET")
    );
    pdf.bytes.extend(changed.into_bytes());
    let found = pdf.changes();
    assert_eq!(found.level, Forbidden, "{found:#?}");
}

#[test]
fn object_between_revisions_that_no_section_names_is_forbidden() {
    let mut pdf = Pdf::letter();
    pdf.bytes.extend(format!("5 0 obj\n{}\nendobj\n", stream("", "BT ET")).into_bytes());
    pdf.update(&[(12, "<< /Title (Lain) >>")], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::HiddenObject);
}

#[test]
fn object_hidden_before_signing_is_no_later_change() {
    let mut pdf = Pdf::letter();
    pdf.bytes.extend(format!("5 0 obj\n{}\nendobj\n", stream("", "BT ET")).into_bytes());
    pdf.update(&[(12, "<< /Title (Lain) >>")], &[]);
    let changes = pades::diff::Analysis::new(&pdf.open()).since(1, &pades::diff::Permissions::default());
    diff_support::expect_none(&changes);
}

#[test]
fn white_space_after_the_end_is_no_change() {
    let mut pdf = Pdf::letter();
    pdf.bytes.extend(b"\n\n \0");
    diff_support::expect_none(&pdf.changes());
}

#[test]
fn encryption_that_a_later_trailer_drops_is_forbidden() {
    let mut pdf =
        Pdf::letter_with_trailer("/Root 1 0 R /Info 12 0 R /Encrypt 30 0 R", &[(30, "<< /Filter /Lain >>")]);
    pdf.trailer("/Root 1 0 R /Info 12 0 R").update(&[(12, "<< >>")], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::Encryption);
}

#[test]
fn entry_that_points_to_another_object_is_forbidden() {
    // Strict readers show no overlay, repairing ones do: who appended the entry chose.
    let mut pdf = Pdf::letter();
    let at = pdf.bytes.len();
    pdf.update(&[(12, "<< /Title (Lain) >>")], &[]);
    let text = String::from_utf8(pdf.bytes.split_off(at)).unwrap();
    let entry = format!("12 1\n{at:010} 00000 n \n");
    assert!(text.contains(&entry));
    // Same length, so that no offset moves: the entry of 12 becomes one of 13.
    pdf.bytes.extend(text.replace(&entry, &entry.replace("12 1\n", "13 1\n")).into_bytes());
    expect(&pdf.changes(), Forbidden, ChangeKind::Resources);
}

#[test]
fn bytes_after_the_signed_end_within_the_last_revision_are_forbidden() {
    // A startxref that leads back to the old section: to such a reader the file has no later revision.
    let mut pdf = Pdf::letter();
    let text = String::from_utf8(pdf.bytes.clone()).unwrap();
    let start = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().to_owned();
    let object = stream("", "BT (lain) Tj ET");
    pdf.bytes.extend(format!("5 0 obj\n{object}\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    expect(&pdf.changes(), Forbidden, ChangeKind::HiddenObject);
}

#[test]
fn face_drawn_by_an_image_over_text_is_visible() {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Tanda2) /Rect [40 690 300 720] /P 3 0 R /V 21 0 R \
        /AP << /N 22 0 R >> >>";
    let face = stream("/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /I 23 0 R >> >>", "/I Do");
    let image = stream("/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x");
    let found = after(&[(6, &form), (3, &page), (20, field), (21, SIGNATURE), (22, &face), (23, &image)]);
    expect(&found, Visible, ChangeKind::LaterSignature);
}

#[test]
fn empty_field_with_a_covering_face_is_visible() {
    let form = FORM.replace("10 0 R] /Sig", "10 0 R 20 0 R] /Sig");
    let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Kosong) /Rect [40 690 300 720] /P 3 0 R \
        /AP << /N 22 0 R >> >>";
    let found = after(&[(6, &form), (3, &page), (20, field), (22, &form_xobject("1 g 0 0 100 50 re f"))]);
    expect(&found, Visible, ChangeKind::FieldAdded);
}

#[test]
fn parent_of_the_pages_given_another_turn_under_an_unturned_page_is_forbidden() {
    let mut pdf = Pdf::letter_with(&[(2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /Rotate 90 >>")]);
    pdf.update(&[(3, &PAGE.replace("/Type", "/Rotate 0 /Type"))], &[]);
    expect(&pdf.changes(), Forbidden, ChangeKind::PageContent);
}

#[test]
fn loops_in_fields_pages_and_structure_end() {
    let page = "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>";
    let field = "<< /FT /Tx /T (a) /Kids [30 0 R] >>";
    let form = FORM.replace("10 0 R]", "10 0 R 30 0 R]");
    let tagged = CATALOG.replace("/AcroForm", "/StructTreeRoot 31 0 R /AcroForm");
    let root = "<< /Type /StructTreeRoot /ParentTree 32 0 R >>";
    let loops: [(u32, &str); 6] =
        [(1, &tagged), (2, page), (6, &form), (30, field), (31, root), (32, "<< /Kids [32 0 R] >>")];
    let mut pdf = Pdf::letter_with(&loops);
    pdf.update(
        &[(2, page), (30, "<< /FT /Tx /T (b) /Kids [30 0 R] >>"), (32, "<< /Kids [32 0 R 32 0 R] >>")],
        &[],
    );
    assert_eq!(pdf.changes().level, Forbidden);
}

#[test]
fn object_stream_overridden_under_its_members_is_forbidden() {
    let mut pdf = Pdf::letter();
    pdf.update_packed(80, &[(7, diff_support::FONT)]);
    let document = pdf.open();
    assert_eq!(document.revisions().len(), 2);
    let courier = diff_support::FONT.replace("Helvetica", "Courier__");
    let packed = diff_support::packed(&[(7, &courier)]);
    pdf.update(&[(80, &packed)], &[]);
    let analysis = pades::diff::Analysis::new(&pdf.open());
    let found = analysis.since(1, &pades::diff::Permissions::default());
    expect(&found, Forbidden, ChangeKind::HiddenObject);
}

#[test]
fn object_packed_into_an_object_stream_unchanged_is_no_change() {
    let mut pdf = Pdf::letter();
    pdf.update_packed(80, &[(7, diff_support::FONT)]);
    diff_support::expect_none(&pdf.changes());
}

/// The attacks named, each once.
fn named(found: &Changes) -> Vec<Attack> {
    let mut names: Vec<Attack> = found.items.iter().filter_map(|change| change.attack).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn attacks_are_named_by_their_shape_and_benign_changes_are_not() {
    assert_eq!(named(&after(&[(13, "null")])), [Attack::ShadowHide]);
    assert_eq!(named(&after(&[(13, &form_xobject("0 0 99 99 re f"))])), [Attack::ShadowReplace]);
    assert_eq!(
        named(&after(&[(7, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")])),
        [Attack::FontOverride]
    );
    assert_eq!(named(&after(&[(11, &form_xobject("BT (900) Tj ET"))])), [Attack::AppearanceOverride]);
    assert_eq!(named(&after(&[(5, &stream("", "BT (lain) Tj ET"))])), [Attack::IncrementalSaving]);
    let layers = CATALOG.replace("/AcroForm", "/OCProperties << /OCGs [] >> /AcroForm");
    assert_eq!(named(&after(&[(1, &layers)])), [Attack::OptionalContentOverride]);

    let hidden = [
        (50, "<< /Type /Pages /Kids [51 0 R] /Count 1 >>"),
        (51, "<< /Type /Page /Parent 50 0 R /MediaBox [0 0 595 842] >>"),
    ];
    let mut pdf = Pdf::letter_with(&hidden);
    pdf.update(&[(1, &CATALOG.replace("/Pages 2", "/Pages 50"))], &[]);
    assert!(named(&pdf.changes()).contains(&Attack::ShadowHideAndReplace));

    let mut pdf = Pdf::letter();
    pdf.bytes.extend(format!("5 0 obj\n{}\nendobj\n", stream("", "BT ET")).into_bytes());
    pdf.update(&[(12, "<< /Title (Lain) >>")], &[]);
    assert_eq!(named(&pdf.changes()), [Attack::IncrementalSaving]);

    let sneaky = visible_signature("[40 690 300 720]", "1 g 0 0 100 50 re f BT (1000) Tj ET");
    assert_eq!(named(&sneaky.changes()), [Attack::SneakySignature]);
    let plain = visible_signature("[50 100 200 150]", "1 g 0 0 100 50 re f BT (Budi) Tj ET");
    assert_eq!(named(&plain.changes()), []);
    assert_eq!(named(&after(&[(12, "<< /Title (Lain) >>")])), []);

    let note = |face: &str| {
        let page = PAGE.replace("14 0 R]", "14 0 R 20 0 R]");
        let rect =
            NOTE.replace("/Text /Rect [10 10 20 20]", "/FreeText /AP << /N 21 0 R >> /Rect [40 690 300 720]");
        after(&[(3, &page), (20, &rect), (21, &form_xobject(face))])
    };
    assert_eq!(named(&note("1 g 0 0 100 50 re f")), [Attack::EvilAnnotation]);
    let honest = note("BT /F1 8 Tf (setuju) Tj ET");
    assert_eq!(named(&honest), [], "a remark that hides nothing");
    let item = expect(&honest, Visible, ChangeKind::AnnotationAdded);
    assert_eq!((item.page, item.rect), (Some(0), Some([40.0, 690.0, 300.0, 720.0])), "where to look");
}
