//! What is refused before a card is asked, each with its reason, on small files made for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use chrono::{Duration, Utc};
use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use pades::sign::{self, Line, Place, Refusal, Warning};
use pdf::page::Rect;
use sign_common::*;

/// A file with one A4 page whose catalog has what `catalog` adds.
fn file(catalog: impl FnOnce(&mut lopdf::Document, ObjectId) -> Dictionary) -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let mut root = catalog(&mut document, page);
    root.set("Type", "Catalog");
    root.set("Pages", pages);
    let root = document.add_object(root);
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.push(b'\n');
    bytes
}

fn plain() -> Vec<u8> {
    file(|_, _| Dictionary::new())
}

fn text(value: &str) -> Object {
    Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
}

/// A field `name` on the page, signed with what `signature` holds, and an empty field `kosong`.
fn signed_form(signature: Dictionary, lock: Option<Dictionary>) -> Vec<u8> {
    file(|document, page| {
        let mut signature = signature;
        signature.set("Type", "Sig");
        signature.set("Contents", Object::String(vec![0; 8], StringFormat::Hexadecimal));
        let signature = document.add_object(signature);
        let field = |name: &str| {
            dictionary! {
                "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => text(name), "P" => page,
                "Rect" => vec![60.into(), 60.into(), 240.into(), 130.into()], "F" => 4,
            }
        };
        let mut signed = field("nama");
        signed.set("V", signature);
        if let Some(lock) = lock {
            signed.set("Lock", lock);
        }
        let empty = field("kosong");
        let fields = vec![document.add_object(signed).into(), document.add_object(empty).into()];
        let page = document.get_object_mut(page).unwrap().as_dict_mut().unwrap();
        page.set("Annots", fields.clone());
        dictionary! { "AcroForm" => dictionary! { "Fields" => fields, "SigFlags" => 3 } }
    })
}

fn certified(level: i64) -> Vec<u8> {
    let reference = dictionary! {
        "TransformMethod" => "DocMDP",
        "TransformParams" => dictionary! { "P" => level, "V" => "1.2" },
    };
    signed_form(dictionary! { "Reference" => vec![reference.into()] }, None)
}

fn locked(action: &str, fields: &[&str]) -> Vec<u8> {
    let parameters = dictionary! {
        "Action" => action,
        "Fields" => fields.iter().map(|name| text(name)).collect::<Vec<_>>(),
    };
    let reference = dictionary! { "TransformMethod" => "FieldMDP", "TransformParams" => parameters };
    signed_form(dictionary! { "Reference" => vec![reference.into()] }, None)
}

fn plan(bytes: Vec<u8>, place: Place) -> Result<sign::Plan, Refusal> {
    sign::plan(&open(bytes, None), &request(place, &pki().ec), Utc::now())
}

fn on_page(page: usize, rect: Rect) -> Place {
    Place::Page { page, rect }
}

fn field(name: &str) -> Place {
    Place::Field(name.into())
}

#[test]
fn place_outside_the_document_is_refused() {
    assert!(matches!(plan(plain(), on_page(1, FOOT)), Err(Refusal::PageMissing { page: 1, count: 1 })));
    let outside = Rect { x0: 500.0, x1: 700.0, ..FOOT };
    assert!(matches!(plan(plain(), on_page(0, outside)), Err(Refusal::PlaceOutsidePage { .. })));
}

#[test]
fn box_too_small_says_what_is_needed() {
    let small = Rect { x1: FOOT.x0 + 90.0, y1: FOOT.y0 + 30.0, ..FOOT };
    let Err(Refusal::BlockTooSmall(needed)) = plan(plain(), on_page(0, small)) else { panic!() };
    let enough = Rect { x1: FOOT.x0 + needed.width, y1: FOOT.y0 + needed.height, ..FOOT };
    assert!(plan(plain(), on_page(0, enough)).is_ok(), "{needed:?}");
}

#[test]
fn certified_without_changes_is_refused_whatever_the_place() {
    for place in [Place::Invisible, on_page(0, FOOT), field("kosong")] {
        let refused = plan(certified(1), place);
        assert!(matches!(refused, Err(Refusal::CertificationForbids { level: 1 })), "{refused:?}");
    }
}

#[test]
fn certified_for_forms_permits_fields_but_no_new_visible_one() {
    for level in [2, 3] {
        let refused = plan(certified(level), on_page(0, FOOT));
        assert!(matches!(refused, Err(Refusal::CertificationForbids { .. })), "{refused:?}");
        assert!(plan(certified(level), Place::Invisible).is_ok());
        assert!(plan(certified(level), field("kosong")).is_ok());
    }
}

#[test]
fn lock_of_a_field_is_told() {
    let bytes = file(|document, page| {
        let field = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => text("kosong"), "P" => page,
            "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()], "Lock" => dictionary! { "Action" => "All" },
        });
        dictionary! { "AcroForm" => dictionary! { "Fields" => vec![field.into()] } }
    });
    let plan = plan(bytes, field("kosong")).unwrap();
    assert_eq!(plan.warnings(), [Warning::LocksFields]);
    assert!(plan.layout().is_none(), "a field without a box shows nothing");
}

#[test]
fn locked_field_is_refused() {
    let refused = |bytes| matches!(plan(bytes, field("kosong")), Err(Refusal::FieldLocked { .. }));
    assert!(refused(locked("All", &[])));
    assert!(refused(locked("Include", &["kosong"])));
    assert!(!refused(locked("Include", &["lain"])));
    assert!(refused(locked("Exclude", &["lain"])));
    assert!(!refused(locked("Exclude", &["kosong"])));
    let lock = dictionary! { "Action" => "Include", "Fields" => vec![text("kosong")] };
    assert!(refused(signed_form(Dictionary::new(), Some(lock))));
    let lock = dictionary! { "Action" => "Include", "Fields" => vec![text("lain")], "P" => 1 };
    let refused = plan(signed_form(Dictionary::new(), Some(lock)), Place::Invisible);
    assert!(matches!(refused, Err(Refusal::CertificationForbids { level: 1 })), "{refused:?}");
}

#[test]
fn field_that_is_missing_or_signed_is_refused() {
    let bytes = || signed_form(Dictionary::new(), None);
    assert!(matches!(plan(bytes(), field("lain")), Err(Refusal::FieldMissing { .. })));
    assert!(matches!(plan(bytes(), field("nama")), Err(Refusal::AlreadySigned { .. })));
    let plan = plan(bytes(), field("kosong")).unwrap();
    assert_eq!(plan.warnings(), [Warning::EarlierSignatures { count: 1 }]);
    assert_eq!(plan.field_name(), "kosong");
}

#[test]
fn xfa_form_is_refused() {
    let bytes =
        file(|_, _| dictionary! { "AcroForm" => dictionary! { "XFA" => text("x"), "Fields" => vec![] } });
    assert!(matches!(plan(bytes, Place::Invisible), Err(Refusal::XfaForm)));
}

#[test]
fn damaged_file_is_not_appended_to() {
    let mut bytes = plain();
    let end = bytes.len() - 6;
    bytes.truncate(end);
    assert!(matches!(plan(bytes, Place::Invisible), Err(Refusal::NotAppendable(_))));
    let shifted = [b"x\n".to_vec(), plain()].concat();
    assert!(matches!(plan(shifted, Place::Invisible), Err(Refusal::NotAppendable(_))));
}

#[test]
fn certificate_out_of_its_time_or_for_something_else_is_refused() {
    let document = open(plain(), None);
    let wanted = request(Place::Invisible, &pki().ec);
    let at = |days| sign::plan(&document, &wanted, Utc::now() + Duration::days(days));
    assert!(matches!(at(-1), Err(Refusal::CertificateNotYetValid { .. })));
    assert!(matches!(at(31), Err(Refusal::CertificateExpired { .. })));
    let wanted = request(Place::Invisible, &pki().encryption);
    let refused = sign::plan(&document, &wanted, Utc::now());
    assert!(matches!(refused, Err(Refusal::CertificateNotForSigning)), "{refused:?}");
}

#[test]
fn character_that_cannot_be_drawn_is_a_warning() {
    let mut wanted = request(on_page(0, FOOT), &pki().ec);
    wanted.block.lines.push(Line::plain("\u{1B05}"));
    let plan = sign::plan(&open(plain(), None), &wanted, Utc::now()).unwrap();
    assert_eq!(plan.warnings(), [Warning::CharactersReplaced { characters: ['\u{1B05}'].into() }]);
}

#[test]
fn signature_of_another_key_is_never_written() {
    let document = open(plain(), None);
    let signer = &pki().ec;
    let plan = sign::plan(&document, &request(Place::Invisible, signer), Utc::now()).unwrap();
    let prepared = sign::prepare(&document, &plan, &signer.chain, now(), [0; 16]).unwrap();
    let other = pki().encryption.sign(prepared.to_be_signed().0);
    assert!(matches!(prepared.finish(&other), Err(pades::Error::SignatureValue(_))));
}
