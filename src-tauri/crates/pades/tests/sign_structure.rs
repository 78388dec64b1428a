//! Page `/Annots`, `/AcroForm` and `/Fields`, each missing, direct or indirect: the update lists the new field, keeps
//! what was there, and writes nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use pades::sign::Place;
use pdf::form;
use sign_common::*;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Missing,
    Direct,
    Indirect,
}

const KINDS: [Kind; 3] = [Kind::Missing, Kind::Direct, Kind::Indirect];

/// Sets `key` of `holder` in the wanted way.
fn put(document: &mut lopdf::Document, holder: &mut Dictionary, key: &str, value: Object, kind: Kind) {
    match kind {
        Kind::Missing => {}
        Kind::Direct => holder.set(key, value),
        Kind::Indirect => {
            let id = document.add_object(value);
            holder.set(key, id);
        }
    }
}

/// A page with a text field, listed where lists exist; the text field's number.
fn file(annots: Kind, acro_form: Kind, fields: Kind, streams: bool) -> (Vec<u8>, ObjectId) {
    let mut document = lopdf::Document::with_version("1.7");
    let pages = document.new_object_id();
    let text = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx",
        "T" => Object::String(b"Signature1".to_vec(), StringFormat::Literal),
        "Rect" => vec![60.into(), 700.into(), 240.into(), 720.into()], "F" => 4,
    });
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => pages, "Resources" => Dictionary::new(),
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    put(&mut document, &mut page, "Annots", vec![text.into()].into(), annots);
    let page = document.add_object(page);
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let mut root = dictionary! { "Type" => "Catalog", "Pages" => pages };
    let mut form = dictionary! { "DA" => Object::String(b"/Helv 0 Tf".to_vec(), StringFormat::Literal) };
    put(&mut document, &mut form, "Fields", vec![text.into()].into(), fields);
    put(&mut document, &mut root, "AcroForm", form.into(), acro_form);
    let root = document.add_object(root);
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    if streams {
        document.save_modern(&mut bytes).unwrap();
    } else {
        document.save_to(&mut bytes).unwrap();
    }
    bytes.push(b'\n');
    (bytes, text)
}

#[test]
fn field_is_listed_whatever_the_lists_were() {
    let mut number = 0;
    for annots in KINDS {
        for acro_form in KINDS {
            for fields in KINDS {
                if acro_form == Kind::Missing && fields != Kind::Missing {
                    continue;
                }
                number += 1;
                check(annots, acro_form, fields, number);
            }
        }
    }
    assert_eq!(number, 21);
}

fn check(annots: Kind, acro_form: Kind, fields: Kind, number: usize) {
    let case = format!("Annots {annots:?}, AcroForm {acro_form:?}, Fields {fields:?}");
    let signer = &pki().ec;
    let (bytes, old) = file(annots, acro_form, fields, number.is_multiple_of(2));
    let signed = sign_bytes(&bytes, None, &request(Place::Page { page: 0, rect: FOOT }, signer), signer);
    let file = write(&format!("structure-{number}.pdf"), &signed);
    let (_, text) = run("pdfsig", &["-nocert", &file]);
    assert!(text.contains("Signature is Valid") && text.contains("Total document signed"), "{case}: {text}");
    let (code, text) = run("qpdf", &["--check", &file]);
    assert_eq!(code, 0, "{case}: {text}");

    let document = open(signed, None);
    let view = document.latest();
    let (_, form) = form::acroform(&view).unwrap().unwrap();
    assert_eq!(view.key_integer(&form, b"SigFlags").unwrap(), Some(3), "{case}");
    let listed = view.key_array(&form, b"Fields").unwrap().unwrap();
    assert_eq!(listed.len(), if fields == Kind::Missing { 1 } else { 2 }, "{case}");
    assert_eq!(form.has(b"DA"), acro_form != Kind::Missing, "{case}: the form keeps what it had");
    let page = view.dictionary(&Object::Reference(view.pages().unwrap()[0])).unwrap();
    let shown = view.key_array(&page, b"Annots").unwrap().unwrap();
    assert_eq!(shown.len(), if annots == Kind::Missing { 1 } else { 2 }, "{case}");
    assert_eq!(shown.last(), listed.last(), "{case}: field and widget are one object");
    let field = view.dictionary(shown.last().unwrap()).unwrap();
    let name = view.key_string(&field, b"T").unwrap().unwrap();
    let taken = fields != Kind::Missing && acro_form != Kind::Missing;
    assert_eq!(name, if taken { &b"Signature2"[..] } else { b"Signature1" }, "{case}");
    assert_eq!(view.key_integer(&field, b"F").unwrap(), Some(132), "{case}");

    // Replaced: the page or its array, the catalog or the form or its array. Nothing else of the original.
    let replaced: Vec<u32> = document.revisions()[1]
        .entries()
        .iter()
        .map(|(number, _)| *number)
        .filter(|number| *number != 0 && document.at(0).entry(*number).is_some())
        .collect();
    assert!(!replaced.contains(&old.0), "{case}: {replaced:?}");
    assert!(replaced.len() <= 3, "{case}: {replaced:?}");
}

#[test]
fn invisible_field_has_no_box_but_an_appearance() {
    let (bytes, _) = file(Kind::Missing, Kind::Missing, Kind::Missing, false);
    let signer = &pki().rsa;
    let signed = sign_bytes(&bytes, None, &request(Place::Invisible, signer), signer);
    let document = open(signed, None);
    let view = document.latest();
    let field = form::fields(&view).unwrap().remove(0);
    let numbers = view.key_array(&field.dict, b"Rect").unwrap().unwrap();
    assert!(numbers.iter().all(|number| number.as_float().unwrap() == 0.0));
    let appearance = view.key_dictionary(&field.dict, b"AP").unwrap().unwrap();
    assert!(view.key_dictionary(&appearance, b"N").unwrap().is_some());
    assert_eq!(field.widgets[0].1, Some(0));
}
