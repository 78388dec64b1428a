//! Fields of others: conditions of their authors kept or refused before the PIN, locks carried out, certification, and
//! empty fields for signers to come. pyHanko makes fields and judges; pdfsig and qpdf judge too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sign_common;

use chrono::Utc;
use pades::sign::fields::{EmptyField, add};
use pades::sign::{self, Certify, Condition, Place, Refusal, Request, Warning};
use pdf::page::Rect;
use sign_common::*;

/// A letter with the empty field `Uji`, whose dictionary also says `more`, and two text fields.
fn letter(more: &str) -> Vec<u8> {
    testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]/DA(/F1 9 Tf)/DR<</Font<</F1 7 0 R>>>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R 5 0 R 6 0 R]/Resources<<>>>>",
        &format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Uji)/P 3 0 R/Rect[320 60 500 180]/F 4{more}>>"),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(nomor)/P 3 0 R/Rect[60 60 200 80]/F 4>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(catatan)/P 3 0 R/Rect[60 90 200 110]/F 4>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
}

fn into_field() -> Request {
    request(Place::Field("Uji".into()), &pki().ec)
}

fn condition(values: &str, request: &Request) -> Option<Condition> {
    let document = open(letter(&format!("/SV<</Type/SV{values}>>")), None);
    match sign::plan(&document, request, Utc::now()) {
        Ok(_) => None,
        Err(Refusal::FieldCondition { field, condition }) if field == "Uji" => Some(condition),
        Err(other) => panic!("{values}: {other:?}"),
    }
}

#[test]
fn required_conditions_are_kept_or_refused_before_the_pin() {
    let plain = into_field();
    let because = |reason: Option<&str>| Request { reason: reason.map(str::to_owned), ..into_field() };
    let reasons = |choices: &[&str]| {
        Some(Condition::Reason { choices: choices.iter().map(ToString::to_string).collect() })
    };
    for (values, asked, expected) in [
        ("/Ff 1/Filter/Adobe.PPKLite", &plain, None),
        ("/Ff 1/Filter/Entrust.PPKEF", &plain, Some(Condition::Filter)),
        ("/Ff 0/Filter/Entrust.PPKEF", &plain, None),
        ("/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", &plain, None),
        ("/Ff 2/SubFilter[/adbe.pkcs7.detached]", &plain, Some(Condition::Filter)),
        ("/Ff 0/SubFilter[/adbe.pkcs7.detached]", &plain, None),
        ("/Ff 64/DigestMethod[/SHA512/SHA256]", &plain, None),
        ("/Ff 64/DigestMethod[/SHA512]", &plain, Some(Condition::Digest)),
        ("/Ff 4/V 4.0", &plain, Some(Condition::Version)),
        ("/Ff 4/V 2", &plain, None),
        ("/Ff 8/Reasons[(Menyetujui)(Mengetahui)]", &because(Some("Mengetahui")), None),
        ("/Ff 8/Reasons[(Menyetujui)]", &because(Some("Lain")), reasons(&["Menyetujui"])),
        ("/Ff 8/Reasons[(Menyetujui)]", &because(None), reasons(&["Menyetujui"])),
        ("/Ff 8/Reasons[(.)]", &because(None), None),
        ("/Ff 8/Reasons[(.)]", &because(Some("Lain")), reasons(&[])),
        ("/Ff 0/Reasons[(Menyetujui)]", &because(Some("Lain")), None),
        ("/Ff 16/LegalAttestation[(a)]", &plain, Some(Condition::LegalAttestation)),
        ("/Ff 32/AddRevInfo true", &plain, Some(Condition::RevocationInfo)),
        ("/Ff 32/AddRevInfo false", &plain, None),
        ("/Ff 256/AppearanceFilter(Resmi)", &plain, Some(Condition::Appearance)),
        ("/MDP<</P 2>>", &plain, None),
        (
            "/MDP<</P 2>>",
            &Request { certify: Some(Certify::NoChanges), ..into_field() },
            Some(Condition::Certification),
        ),
        (
            "/MDP<</P 0>>",
            &Request { certify: Some(Certify::NoChanges), ..into_field() },
            Some(Condition::Certification),
        ),
        ("/MDP<</P 9>>", &plain, Some(Condition::Certification)),
    ] {
        assert_eq!(condition(values, asked), expected, "{values}");
    }
}

#[test]
fn conditions_on_the_certificate_are_compared_with_it() {
    let (own, issuer) = (&pki().ec.chain[0], &pki().ec.chain[1]);
    let other = &pki().rsa.chain[0];
    let hex = |der: &[u8]| der.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let refused = Some(Condition::Certificate);
    let plain = into_field();
    for (values, expected) in [
        (format!("/Ff 1/Subject[<{}>]", hex(own.der())), None),
        (format!("/Ff 1/Subject[<{}>]", hex(other.der())), refused.clone()),
        (format!("/Ff 0/Subject[<{}>]", hex(other.der())), None),
        (format!("/Ff 2/Issuer[<{}>]", hex(issuer.der())), None),
        (format!("/Ff 2/Issuer[<{}>]", hex(other.der())), refused.clone()),
        ("/Ff 4/OID[(1.2.3.4)]".to_owned(), refused.clone()),
        ("/Ff 8/SubjectDN[<</C(ID)/CN(Pejabat EC \\(UJI\\))>>]".to_owned(), None),
        ("/Ff 8/SubjectDN[<</C(ID)/CN(Orang lain)>>]".to_owned(), refused.clone()),
        ("/Ff 32/KeyUsage[(11XXXXXXX)]".to_owned(), None),
        ("/Ff 32/KeyUsage[(001)(X0)]".to_owned(), refused),
    ] {
        assert_eq!(condition(&format!("/Cert<</Type/SVCert{values}>>"), &plain), expected, "{values}");
    }
}

#[test]
fn time_stamp_that_the_author_requires_is_told() {
    let planned = |values: &str| {
        let document = open(letter(&format!("/SV<<{values}>>")), None);
        let plan = sign::plan(&document, &into_field(), Utc::now()).unwrap();
        plan.time_stamp_required().map(str::to_owned)
    };
    assert_eq!(planned("/TimeStamp<</URL(http://tsa.uji)/Ff 1>>").as_deref(), Some("http://tsa.uji"));
    assert_eq!(planned("/TimeStamp<</URL(http://tsa.uji)/Ff 0>>"), None);
}

/// What pyHanko's command says of the file when something in it changed later.
fn pyhanko(name: &str, bytes: &[u8]) -> String {
    let file = write(name, bytes);
    let root = pki().root.to_str().unwrap();
    let arguments = ["sign", "validate", "--trust", root, "--no-revocation-check", "--pretty-print", &file];
    run(judge("pyhanko"), &arguments).1
}

/// Appends a new value of the text field `name` (object `number`).
fn fill(bytes: &[u8], number: u32, name: &str) -> Vec<u8> {
    let document = open(bytes.to_vec(), None);
    let mut update = pdf::append::Update::new(&document).unwrap();
    let mut field = update.get((number, 0)).unwrap().as_dict().unwrap().clone();
    assert_eq!(field.get(b"T").unwrap().as_str().unwrap(), name.as_bytes());
    field.set("V", lopdf::Object::string_literal("diubah"));
    update.replace((number, 0), field.into());
    [bytes, &update.finish([3; 16]).unwrap().bytes].concat()
}

#[test]
fn lock_of_the_author_is_carried_out() {
    let bytes = testkit::pdf::of(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]/DA(/F1 9 Tf)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R 5 0 R 6 0 R]/Resources<<>>>>",
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Uji)/P 3 0 R/Rect[320 60 500 180]/F 4/Lock 7 0 R>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(nomor)/P 3 0 R/Rect[60 60 200 80]/F 4>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(catatan)/P 3 0 R/Rect[60 90 200 110]/F 4>>",
        "<</Type/SigFieldLock/Action/Include/Fields[(nomor)]>>",
    ]);
    let document = open(bytes.clone(), None);
    let plan = sign::plan(&document, &into_field(), Utc::now()).unwrap();
    assert!(plan.warnings().contains(&Warning::LocksFields));
    let signed = sign_bytes(&bytes, None, &into_field(), &pki().ec);
    let text = String::from_utf8_lossy(&signed);
    assert!(text.contains("/TransformMethod/FieldMDP"), "the signature says what it locks");
    assert_accepted(&[Signed { file: write("lock.pdf", &signed), password: None, count: 1 }]);
    let free = pyhanko("lock-free.pdf", &fill(&signed, 6, "catatan"));
    assert!(free.contains("The signature is judged VALID"), "{free}");
    let locked = pyhanko("lock-broken.pdf", &fill(&signed, 5, "nomor"));
    assert!(locked.contains("The signature is judged INVALID"), "{locked}");
}

#[test]
fn certification_and_lock_are_understood_by_others() {
    for (level, later_valid) in
        [(Certify::NoChanges, false), (Certify::FormsAndSignatures, true), (Certify::Annotations, true)]
    {
        let asked = Request { certify: Some(level), ..into_field() };
        let signed = sign_bytes(&letter(""), None, &asked, &pki().ec);
        let name = format!("certified-{}", level.level());
        let (_, text) = run("pdfsig", &["-nocert", &write(&format!("{name}.pdf"), &signed)]);
        assert!(text.contains("Signature is Valid"), "{text}");
        assert_accepted(&[Signed { file: write(&format!("{name}.pdf"), &signed), password: None, count: 1 }]);
        let filled = fill(&signed, 5, "nomor");
        let text = pyhanko(&format!("{name}-filled.pdf"), &filled);
        let verdict = if later_valid { "judged VALID" } else { "judged INVALID" };
        assert!(text.contains(verdict), "{name}: {text}");

        // A later signature must not certify again, and certified without changes takes none at all.
        let again = sign_document(
            &open(signed, None),
            &Request { certify: Some(level), ..request(Place::Invisible, &pki().rsa) },
            &pki().rsa,
        );
        assert!(matches!(again, Err(Refusal::CertifyNotFirst | Refusal::CertificationForbids { level: 1 })));
    }
}

#[test]
fn locked_document_takes_no_later_change() {
    let asked = Request { lock: true, ..request(Place::Page { page: 0, rect: FOOT }, &pki().ec) };
    let signed = sign_bytes(&letter(""), None, &asked, &pki().ec);
    assert_accepted(&[Signed { file: write("locked.pdf", &signed), password: None, count: 1 }]);
    let text = pyhanko("locked-filled.pdf", &fill(&signed, 5, "nomor"));
    assert!(text.contains("judged INVALID"), "{text}");
    let refused = sign_document(&open(signed, None), &request(Place::Invisible, &pki().rsa), &pki().rsa);
    assert!(matches!(refused, Err(Refusal::CertificationForbids { level: 1 })));
}

#[test]
fn fields_for_two_parties_are_made_and_signed_in_turn() {
    let Some(folder) = letters("fields_for_two_parties_are_made_and_signed_in_turn") else { return };
    let field = |name: &str, x0: f64| EmptyField {
        name: name.to_owned(),
        page: 1,
        rect: Rect { x0, y0: 60.0, x1: x0 + 180.0, y1: 180.0 },
    };
    let mut files = Vec::new();
    for name in ["perjanjian", "perjanjian-pdfa2-tagged", "undangan-linearized-objstm"] {
        let original = std::fs::read(folder.join(format!("{name}.pdf"))).unwrap();
        let document = open(original.clone(), None);
        let prepared =
            add(&document, &[field("PIHAK KESATU", 60.0), field("PIHAK KEDUA", 320.0)], [5; 16]).unwrap();
        let mut bytes = Vec::new();
        prepared.write_to(&mut bytes).unwrap();
        assert!(bytes.starts_with(&original));
        let file = write(&format!("{name}-fields.pdf"), &bytes);
        let (code, text) = run(judge("pyhanko"), &["sign", "list", "--skip-status", &file]);
        assert_eq!(code, 0, "{text}");
        for (party, signer) in [("PIHAK KEDUA", &pki().rsa), ("PIHAK KESATU", &pki().ec)] {
            bytes = sign_bytes(&bytes, None, &request(Place::Field(party.into()), signer), signer);
        }
        files.push(Signed { file: write(&format!("{name}-parties.pdf"), &bytes), password: None, count: 2 });
        let twice = add(&open(bytes, None), &[field("PIHAK KETIGA", 60.0)], [5; 16]);
        assert!(matches!(twice, Err(Refusal::CertifyNotFirst)), "no fields once it is signed");
        let doubled = add(&document, &[field("SATU", 60.0), field("SATU", 320.0)], [5; 16]);
        assert!(matches!(doubled, Err(Refusal::AlreadySigned { .. })));
    }
    assert_accepted(&files);
}

/// The three parties of an agreement, each with a field of its own or none.
const PARTIES: [&str; 2] = ["PIHAK KESATU", "PIHAK KEDUA"];

fn prepared() -> Vec<u8> {
    let letter = open(testkit::pdf::page(595, 842, "BT /F1 12 Tf 72 700 Td (Perjanjian) Tj ET"), None);
    let rect = |x0| Rect { x0, x1: x0 + 180.0, ..FOOT };
    let wanted = PARTIES.iter().zip([60.0, 320.0]);
    let wanted: Vec<EmptyField> =
        wanted.map(|(name, x0)| EmptyField { name: (*name).to_owned(), page: 0, rect: rect(x0) }).collect();
    let mut bytes = Vec::new();
    add(&letter, &wanted, [1; 16]).unwrap().write_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn three_signers_in_turn_fill_prepared_fields_and_stay_valid_for_all() {
    let keys = pki();
    let mut files = Vec::new();
    // Whoever comes first, with whichever key.
    for (order, [first, second, third]) in
        [[&keys.rsa, &keys.ec, &keys.rsa], [&keys.ec, &keys.rsa, &keys.ec]].into_iter().enumerate()
    {
        let turns = [
            (Place::Field(PARTIES[order].to_owned()), first),
            (Place::Invisible, second),
            (Place::Field(PARTIES[1 - order].to_owned()), third),
        ];
        let mut bytes = prepared();
        for (turn, (place, signer)) in turns.into_iter().enumerate() {
            bytes = sign_bytes(&bytes, None, &request(place, signer), signer);
            let file = write(&format!("parties-{order}-{turn}.pdf"), &bytes);
            files.push(Signed { file, password: None, count: turn + 1 });
        }
        let fields = pdf::form::fields(&open(bytes, None).latest()).unwrap();
        assert_eq!(fields.len(), 3, "two prepared ones are filled, one is new");
    }
    assert_accepted(&files);
}

#[test]
fn certified_letters_take_later_signatures_where_they_permit_them() {
    let keys = pki();
    let mut files = Vec::new();
    for (number, certify) in
        [Certify::NoChanges, Certify::FormsAndSignatures, Certify::Annotations].into_iter().enumerate()
    {
        let author = Request { certify: Some(certify), ..request(Place::Invisible, &keys.rsa) };
        let mut bytes = sign_bytes(&prepared(), None, &author, &keys.rsa);
        let turns = [(Place::Field(PARTIES[0].to_owned()), &keys.ec), (Place::Invisible, &keys.rsa)];
        if certify == Certify::NoChanges {
            for (place, signer) in turns {
                let refused = sign_document(&open(bytes.clone(), None), &request(place, signer), signer);
                assert!(matches!(refused, Err(Refusal::CertificationForbids { level: 1 })), "{refused:?}");
            }
            continue;
        }
        for (turn, (place, signer)) in turns.into_iter().enumerate() {
            bytes = sign_bytes(&bytes, None, &request(place, signer), signer);
            let file = write(&format!("certified-{number}-{turn}.pdf"), &bytes);
            files.push(Signed { file, password: None, count: turn + 2 });
        }
    }
    assert_eq!(files.len(), 4);
    assert_accepted(&files);
}
