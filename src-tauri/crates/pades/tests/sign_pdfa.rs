//! PDF/A and tagged files stay what they are: PDF/A-1b by PDFBox Preflight; PDF/A-2, tags and colours by rules, each with
//! its clause, because no outside validator of those runs here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use std::collections::BTreeMap;
use std::fs;

use lopdf::{Dictionary, Object};
use pades::sign::fields::{EmptyField, add};
use pades::sign::{Certify, Notice, Place, Request, Strip};
use pdf::page::Rect;
use pdf::{Document, View};
use sign_common::*;

/// A notice in the lower margin of the first pages.
fn notice() -> Option<Notice> {
    let strip = Strip { rect: Rect { x0: 30.0, y0: 20.0, x1: 560.0, y1: 45.0 }, size: 7.0 };
    let text = "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik BSrE."
        .to_owned();
    Some(Notice { text, strips: BTreeMap::from([(0, strip), (1, strip)]) })
}

fn visible() -> Request {
    Request { notice: notice(), ..request(Place::Page { page: 1, rect: FOOT }, &pki().ec) }
}

#[test]
fn pdfa1_stays_so_for_preflight() {
    let Some(folder) = letters("pdfa1_stays_so_for_preflight") else { return };
    let original = fs::read(folder.join("perjanjian-pdfa1.pdf")).unwrap();
    testkit::judges::preflight(&folder.join("perjanjian-pdfa1.pdf")).expect("the letter itself is PDF/A-1b");
    let not = testkit::judges::preflight(&folder.join("undangan.pdf"));
    assert!(not.is_err(), "the judge tells others apart");

    let mut files = Vec::new();
    let practice = pades::sign::Block { practice: Some("LATIHAN".to_owned()), ..block() };
    for (name, wanted) in [
        ("visible", visible()),
        ("invisible", Request { notice: None, ..request(Place::Invisible, &pki().ec) }),
        ("practice", Request { block: practice, ..visible() }),
        (
            "pictured",
            Request {
                block: block_with_graphics().0,
                ..request(Place::Page { page: 1, rect: WIDE }, &pki().ec)
            },
        ),
        ("certified", Request { certify: Some(Certify::FormsAndSignatures), ..visible() }),
        ("locked", Request { lock: true, ..visible() }),
    ] {
        files.push(write(&format!("{name}.pdf"), &sign_bytes(&original, None, &wanted, &pki().ec)));
    }
    let rect = Rect { x0: 60.0, y0: 60.0, x1: 240.0, y1: 180.0 };
    let field = EmptyField { name: "PIHAK KESATU".into(), page: 1, rect };
    let mut prepared = Vec::new();
    add(&open(original, None), &[field], [5; 16]).unwrap().write_to(&mut prepared).unwrap();
    files.push(write("fields.pdf", &prepared));
    let filled = request(Place::Field("PIHAK KESATU".into()), &pki().rsa);
    let filled = sign_bytes(&prepared, None, &filled, &pki().rsa);
    files.push(write("filled.pdf", &filled));
    let second =
        sign_bytes(&filled, None, &request(Place::Page { page: 1, rect: FOOT }, &pki().ec), &pki().ec);
    files.push(write("second.pdf", &second));
    for file in files {
        let verdict = testkit::judges::preflight(file.as_ref());
        assert!(verdict.is_ok(), "{file}: {}", verdict.unwrap_err());
    }
}

/// The objects that the last revision brought.
fn added(document: &Document) -> Vec<(pdf::ObjectId, Object)> {
    let view = document.latest();
    let last = document.revisions().last().unwrap();
    let numbers = last.entries().iter().map(|(number, _)| (*number, 0));
    numbers.map(|id| (id, (*view.get(id).unwrap()).clone())).collect()
}

fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn name<'d>(dictionary: &'d Dictionary, key: &[u8]) -> &'d [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

#[test]
fn what_is_added_follows_the_rules_of_pdfa2() {
    let Some(folder) = letters("what_is_added_follows_the_rules_of_pdfa2") else { return };
    let original = fs::read(folder.join("perjanjian-pdfa2-tagged.pdf")).unwrap();
    let before = open(original.clone(), None);
    let metadata = before.latest().catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let signed = open(sign_bytes(&original, None, &visible(), &pki().ec), None);
    let view = signed.latest();
    let objects = added(&signed);
    let mut fonts = 0;
    for (id, object) in &objects {
        assert_ne!(*id, metadata, "ISO 19005-2 6.6.2.1: the metadata stay as they are");
        let Some(dictionary) = dictionary(object) else { continue };
        // ISO 19005-2 6.2.10: nothing added is transparent.
        for key in ["SMask", "Group", "ExtGState"] {
            assert!(!dictionary.has(key.as_bytes()), "{id:?} {key}");
        }
        // ISO 19005-2 6.4.1, 6.5.1: no actions in what is added.
        assert!(!dictionary.has(b"AA") && (!dictionary.has(b"A") || name(dictionary, b"Type") != b"Annot"));
        if name(dictionary, b"Subtype") == b"Widget" {
            let flags = dictionary.get(b"F").unwrap().as_i64().unwrap();
            // ISO 19005-2 6.3.2: Print set; Hidden, Invisible, NoView, ToggleNoView not.
            assert_eq!((flags & 4, flags & (1 | 2 | 32 | 256)), (4, 0));
            // ISO 19005-2 6.3.3: an appearance dictionary with /N only, a stream.
            let appearance = dictionary.get(b"AP").unwrap().as_dict().unwrap();
            assert_eq!(appearance.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>(), [b"N"]);
        }
        if name(dictionary, b"Subtype") == b"CIDFontType2" {
            fonts += 1;
            embedded(&view, dictionary);
        }
        if name(dictionary, b"Subtype") == b"Type0" {
            // ISO 19005-2 6.2.11.7.2 (level U): every font says what its codes mean.
            assert!(dictionary.has(b"ToUnicode"));
        }
        if let Object::Stream(stream) = object
            && (name(dictionary, b"Subtype") == b"Form"
                || !dictionary.has(b"Length1") && stream.content.len() < 4096)
        {
            uncoloured(&view, stream);
        }
    }
    assert!(fonts >= 2, "block and notice have fonts: {fonts}");
}

/// ISO 19005-2 6.2.11.4.1: the font program is embedded; 6.2.11.4.2: a CIDSet lists every glyph; 6.2.11.3.2: how CIDs
/// become glyphs is said.
fn embedded(view: &View, font: &Dictionary) {
    assert_eq!(name(font, b"CIDToGIDMap"), b"Identity");
    let descriptor = view.key_dictionary(font, b"FontDescriptor").unwrap().unwrap();
    let program = view.key(&descriptor, b"FontFile2").unwrap();
    let program = view.stream_data(program.as_stream().unwrap()).unwrap();
    let maxp = program.windows(4).position(|tag| tag == b"maxp").unwrap();
    let at = u32::from_be_bytes(program[maxp + 8..maxp + 12].try_into().unwrap()) as usize;
    let glyphs = usize::from(u16::from_be_bytes([program[at + 4], program[at + 5]]));
    let set = view.key(&descriptor, b"CIDSet").unwrap();
    let set = view.stream_data(set.as_stream().unwrap()).unwrap();
    assert_eq!(set.iter().map(|byte| byte.count_ones() as usize).sum::<usize>(), glyphs);
    assert_eq!(set.len(), glyphs.div_ceil(8));
}

/// ISO 19005-2 6.2.4.3: device colours other than gray would need an output intent of their kind.
fn uncoloured(view: &View, stream: &lopdf::Stream) {
    let content = view.stream_data(stream).unwrap_or_default();
    let Ok(text) = String::from_utf8(content) else { return };
    let colours = ["rg", "RG", "k", "K", "cs", "CS", "sc", "scn", "sh"];
    assert!(!text.split_whitespace().any(|word| colours.contains(&word)), "{text}");
}

#[test]
fn gray_is_calibrated_where_pdfa_has_no_output_intent() {
    let metadata = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><pdfaid:part>2</pdfaid:part></x:xmpmeta>";
    let bytes = |intent: &str| {
        testkit::pdf::of(&[
            &format!("<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R{intent}>>"),
            "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
            &format!(
                "<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n{metadata}\nendstream",
                metadata.len()
            ),
        ])
    };
    let forms = |intent: &str| -> Vec<bool> {
        let signed = open(sign_bytes(&bytes(intent), None, &visible(), &pki().ec), None);
        let view = signed.latest();
        let forms = added(&signed).into_iter().filter_map(|(_, object)| {
            let form = dictionary(&object)?;
            let resources = view.key_dictionary(form, b"Resources").ok()??;
            let is_form = name(form, b"Subtype") == b"Form" && resources.has(b"Font");
            is_form.then(|| {
                let spaces = view.key_dictionary(&resources, b"ColorSpace").unwrap();
                spaces.is_some_and(|spaces| spaces.has(b"DefaultGray"))
            })
        });
        forms.collect()
    };
    // ISO 19005-2 6.2.4.3: DeviceGray only with an output intent, or through DefaultGray.
    assert_eq!(forms(""), [true, true]);
    assert_eq!(forms("/OutputIntents[<</S/GTS_PDFA1/OutputConditionIdentifier(x)>>]"), [false, false]);
}

#[test]
fn field_of_a_tagged_file_has_its_place_in_the_structure() {
    let Some(folder) = letters("field_of_a_tagged_file_has_its_place_in_the_structure") else { return };
    let original = fs::read(folder.join("perjanjian-pdfa2-tagged.pdf")).unwrap();
    let bytes = sign_bytes(&original, None, &visible(), &pki().ec);
    let signed = open(bytes.clone(), None);
    let view = signed.latest();
    let field = pdf::form::fields(&view).unwrap().pop().unwrap();
    // ISO 14289-1 7.18.1: what a widget is for, in words.
    assert!(field.dict.has(b"TU"));
    let key = field.dict.get(b"StructParent").unwrap().as_i64().unwrap();
    let root = view.key_dictionary(&view.catalog().unwrap(), b"StructTreeRoot").unwrap().unwrap();
    let element =
        parent_of(&view, &root, key).expect("ISO 32000-2 14.7.5.4: the parent tree knows the widget");
    // ISO 14289-1 7.18.4: a widget stands in a Form element, by an object reference.
    assert_eq!(name(&element, b"S"), b"Form");
    assert!(element.has(b"Alt"));
    let kid = view.key_dictionary(&element, b"K").unwrap().unwrap();
    assert_eq!(name(&kid, b"Type"), b"OBJR");
    assert_eq!(kid.get(b"Obj").unwrap().as_reference().unwrap(), field.id);
    let page = view.dictionary(kid.get(b"Pg").unwrap()).unwrap();
    // ISO 14289-1 7.18.3: tabs follow the structure.
    assert_eq!(name(&page, b"Tabs"), b"S");
    // Reachable from the root: the element's parent lists it.
    let parent = view.key_dictionary(&element, b"P").unwrap().unwrap();
    let kids = view.key_array(&parent, b"K").unwrap().unwrap();
    let listed = kids.iter().filter_map(|kid| kid.as_reference().ok());
    assert!(listed.into_iter().any(|kid| *view.dictionary(&Object::Reference(kid)).unwrap() == element));

    // ISO 32000-2 14.7.5.4: no page or annotation lost its own entry.
    let next = root.get(b"ParentTreeNextKey").unwrap().as_i64().unwrap();
    assert!(next > key);
    let old = open(original, None);
    let old_root =
        old.latest().key_dictionary(&old.latest().catalog().unwrap(), b"StructTreeRoot").unwrap().unwrap();
    assert!(parent_of(&old.latest(), &old_root, key).is_none(), "the number was free");

    // A later signature leaves the structure alone.
    let second = sign_bytes(&bytes, None, &request(Place::Invisible, &pki().rsa), &pki().rsa);
    let second = open(second, None);
    let tree = view.catalog().unwrap().get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    assert!(added(&second).iter().all(|(id, _)| *id != tree));
    assert_accepted(&[Signed { file: write("tagged.pdf", &bytes), password: None, count: 1 }]);
}

/// The entry of the parent tree (a number tree, ISO 32000-2 7.9.7).
fn parent_of(view: &View, root: &Dictionary, key: i64) -> Option<Dictionary> {
    let mut open = vec![root.get(b"ParentTree").ok()?.clone()];
    while let Some(node) = open.pop() {
        let node = view.dictionary(&node).ok()?;
        for pair in view.key_array(&node, b"Nums").ok()?.unwrap_or_default().chunks(2) {
            if pair[0].as_i64().ok() == Some(key) {
                return Some(view.dictionary(&pair[1]).ok()?.as_ref().clone());
            }
        }
        open.extend(view.key_array(&node, b"Kids").ok()?.unwrap_or_default());
    }
    None
}
