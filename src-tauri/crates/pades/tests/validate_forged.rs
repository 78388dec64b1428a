//! New variants of the attacks known in the field, over letters signed by pyHanko: each family in several variants, each variant
//! appended in every way that some reader takes for an update (`support/forge.rs`). None is "utuh", and each is named where its
//! shape has a name. The same over files that other programs signed (`../shared/corpus`), by the roles of their objects.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod support;

use std::process::Command;

use pades::diff::Attack;
use pades::validate::{self, IntegrityDetail as Detail, KnownIssuers, Report};
use pdf::Object;
use pki::trust::TrustStore;
use serde_json::{Value, json};
use support::forge::{Style, stream, update};
use support::wrap::{SAME_PAGE, Wrap};
use support::{Bench, open};

/// What a page says, drawn with a font, a form, an image, a graphics state and a layer; a field with its face, a note; and, out
/// of sight, another page and another content, prepared before signing.
fn rich() -> Vec<u8> {
    let other = stream("", "BT /F1 12 Tf 50 700 Td (Bayar sembilan ratus) Tj ET");
    let inner = "5 0 obj\n<</Length 51>>\nstream\nBT /F1 12 Tf 50 700 Td (Bayar sembilan ratus) Tj ET\nendstream\nendobj";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/OCProperties 20 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Annots[10 0 R 17 0 R]/Resources 9 0 R>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 16 0 R/Resources<</Font<</F1 7 0 R>>>>>>".to_owned(),
        stream("", "/G gs BT /F1 12 Tf 50 700 Td (Bayar seratus rupiah) Tj ET /OC /L BDC BT /F1 9 Tf 50 650 Td (lunas) Tj ET EMC \
            /X1 Do q 50 0 0 50 300 300 cm /I1 Do Q"),
        "<</Fields[10 0 R]/DA(/F1 10 Tf 0 g)/DR<</Font<</F1 7 0 R>>>>>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding 8 0 R>>".to_owned(),
        "<</Type/Encoding/BaseEncoding/WinAnsiEncoding>>".to_owned(),
        "<</Font<</F1 7 0 R>>/XObject<</X1 13 0 R/I1 14 0 R>>/ExtGState<</G 15 0 R>>/Properties<</L 21 0 R>>>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Jumlah)/V(100)/Rect[50 600 200 620]/P 3 0 R/AP<</N 11 0 R>>/F 4>>".to_owned(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 150 20]/Resources<</Font<</F1 7 0 R>>>>", "BT /F1 10 Tf 2 5 Td (100) Tj ET"),
        "<</Title(Surat)>>".to_owned(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", "1 g 40 500 300 30 re f"),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "x"),
        "<</Type/ExtGState/ca 1>>".to_owned(),
        stream("", "BT /F1 12 Tf 50 700 Td (Halaman dua) Tj ET"),
        "<</Type/Annot/Subtype/Text/Rect[500 800 520 820]/Contents(catatan)/P 3 0 R>>".to_owned(),
        "<</Type/Pages/Kids[19 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 18 0 R/MediaBox[0 0 595 842]/Contents 22 0 R/Resources<</Font<</F1 7 0 R>>>>>>".to_owned(),
        "<</OCGs[21 0 R]/D<</Order[21 0 R]/ON[21 0 R]>>>>".to_owned(),
        "<</Type/OCG/Name(lapis)>>".to_owned(),
        other,
        stream("", inner),
    ];
    testkit::pdf::of(&objects.each_ref().map(String::as_str))
}

/// One way of forging: what is set, what is freed, and the name that it is told by when it is appended plainly.
struct Variant {
    name: &'static str,
    objects: Vec<(u32, String)>,
    freed: Vec<u32>,
    named: Option<Attack>,
}

fn variant(name: &'static str, named: impl Into<Option<Attack>>, objects: &[(u32, &str)]) -> Variant {
    let objects = objects.iter().map(|(number, text)| (*number, (*text).to_owned())).collect();
    Variant { name, objects, freed: Vec::new(), named: named.into() }
}

fn freeing(name: &'static str, named: impl Into<Option<Attack>>, freed: &[u32]) -> Variant {
    Variant { freed: freed.to_vec(), ..variant(name, named, &[]) }
}

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Annots[10 0 R 17 0 R A]/Resources 9 0 R>>";
const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/OCProperties 20 0 R>>";

/// The page with these annotations beside its own; the signer's widget is on the second page.
fn page(more: &str) -> String {
    PAGE.replace(" A]", &format!(" {more}]"))
}

/// Families that no permission of a signature allows.
#[rustfmt::skip]
fn forbidden() -> Vec<Variant> {
    use Attack::*;
    let lie = stream("", "BT /F1 12 Tf 50 700 Td (Bayar sembilan ratus) Tj ET");
    let form = |data: &str| stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", data);
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(Jumlah)/V(100)/Rect[50 600 200 620]/P 3 0 R/AP<</N 11 0 R>>/F 4>>";
    vec![
        // Incremental saving: the content of the page is another one.
        variant("content overridden", IncrementalSaving, &[(5, &lie)]),
        variant("content appended", IncrementalSaving, &[(3, &page("").replace("/Contents 5 0 R", "/Contents[5 0 R 40 0 R]")), (40, &lie)]),
        variant("content put in front", IncrementalSaving, &[(3, &page("").replace("/Contents 5 0 R", "/Contents[40 0 R 5 0 R]")), (40, &lie)]),
        variant("page turned", IncrementalSaving, &[(3, &page("").replace("/Contents", "/Rotate 180/Contents"))]),
        variant("page cropped", IncrementalSaving, &[(3, &page("").replace("/Contents", "/CropBox[0 0 595 400]/Contents"))]),
        variant("page cropped by its parent", IncrementalSaving, &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/CropBox[0 0 595 400]>>")]),
        variant("page in other units", IncrementalSaving, &[(3, &page("").replace("/Contents", "/UserUnit 9/Contents"))]),
        variant("page left out", IncrementalSaving, &[(2, "<</Type/Pages/Kids[4 0 R]/Count 1>>")]),
        variant("pages in another order", IncrementalSaving, &[(2, "<</Type/Pages/Kids[4 0 R 3 0 R]/Count 2>>")]),
        variant("page twice", IncrementalSaving, &[(2, "<</Type/Pages/Kids[3 0 R 3 0 R 4 0 R]/Count 3>>")]),
        variant("second page's content", IncrementalSaving, &[(16, &lie)]),
        // Shadow hide: what lay over something is gone.
        variant("overlay made null", ShadowHide, &[(13, "null")]),
        freeing("overlay freed", ShadowHide, &[13]),
        variant("overlay is no drawing any more", ShadowHide, &[(13, "<</Type/XObject>>")]),
        freeing("image freed", ShadowHide, &[14]),
        variant("overlay has no room", ShadowReplace, &[(13, &stream("/Type/XObject/Subtype/Form/BBox[0 0 0 0]", "1 g 40 500 300 30 re f"))]),
        variant("overlay is empty", ShadowReplace, &[(13, &form(""))]),
        // Shadow replace: what the signed content draws with is another.
        variant("form drawn anew", ShadowReplace, &[(13, &form("0 g 0 0 500 500 re f"))]),
        variant("image replaced", ShadowReplace, &[(14, &stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "y"))]),
        variant("graphics state replaced", None, &[(15, "<</Type/ExtGState/ca 0>>")]),
        variant("resources replaced", None, &[(9, "<</Font<</F1 40 0 R>>/XObject<</X1 13 0 R/I1 14 0 R>>/ExtGState<</G 15 0 R>>/Properties<</L 21 0 R>>>>"), (40, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")]),
        variant("image with a mask", ShadowReplace, &[(14, &stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Mask[0 255]", "x"))]),
        // Shadow hide and replace: what was prepared out of sight is switched to.
        variant("catalog to the other pages", ShadowHideAndReplace, &[(1, &CATALOG.replace("/Pages 2", "/Pages 18"))]),
        variant("kids to the other page", ShadowHideAndReplace, &[(2, "<</Type/Pages/Kids[19 0 R]/Count 1>>")]),
        variant("other page beside", ShadowHideAndReplace, &[(2, "<</Type/Pages/Kids[3 0 R 4 0 R 19 0 R]/Count 3>>")]),
        variant("page to the other content", IncrementalSaving, &[(3, &page("").replace("/Contents 5", "/Contents 22"))]),
        // Fonts.
        variant("font to symbols", FontOverride, &[(7, "<</Type/Font/Subtype/Type1/BaseFont/Symbol/Encoding 8 0 R>>")]),
        variant("font with other widths", FontOverride, &[(7, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 65/LastChar 66/Widths[0 0]/Encoding 8 0 R>>")]),
        variant("encoding swapped", FontOverride, &[(8, "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[49/nine]>>")]),
        variant("font drawn by hand", FontOverride, &[(7, "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<<>>/Encoding 8 0 R/FirstChar 0/LastChar 0/Widths[0]>>")]),
        // Faces below unchanged fields.
        variant("face drawn anew", AppearanceOverride, &[(11, &stream("/Type/XObject/Subtype/Form/BBox[0 0 150 20]/Resources<</Font<</F1 7 0 R>>>>", "BT /F1 10 Tf 2 5 Td (900) Tj ET"))]),
        variant("face emptied", AppearanceOverride, &[(11, &stream("/Type/XObject/Subtype/Form/BBox[0 0 150 20]", ""))]),
        variant("face stretched", AppearanceOverride, &[(11, &stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Matrix[9 0 0 9 0 0]/Resources<</Font<</F1 7 0 R>>>>", "BT /F1 10 Tf 2 5 Td (100) Tj ET"))]),
        variant("field moved", None, &[(10, &field.replace("[50 600 200 620]", "[50 690 400 720]"))]),
        // Layers.
        variant("layer off", OptionalContentOverride, &[(20, "<</OCGs[21 0 R]/D<</Order[21 0 R]/OFF[21 0 R]>>>>")]),
        variant("layers off by default", OptionalContentOverride, &[(20, "<</OCGs[21 0 R]/D<</Order[21 0 R]/BaseState/OFF>>>>")]),
        variant("layers taken away", OptionalContentOverride, &[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>")]),
        variant("layer that is printed only", OptionalContentOverride, &[(21, "<</Type/OCG/Name(lapis)/Usage<</View<</ViewState/OFF>>>>>>")]),
        // What runs when the letter is opened.
        variant("script at opening", None, &[(1, &CATALOG.replace("/Pages", "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Pages"))]),
    ]
}

/// Families that a reader sees and that some signatures permit: never "utuh", and shown.
#[rustfmt::skip]
fn visible() -> Vec<Variant> {
    use Attack::*;
    let face = |data: &str| stream("/Type/XObject/Subtype/Form/BBox[0 0 100 50]", data);
    let ground = face("1 g 0 0 100 50 re f");
    let image = stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</I 14 0 R>>>>", "/I Do");
    let note = |kind: &str, more: &str| format!("<</Type/Annot/Subtype/{kind}/Rect[40 690 300 720]/P 3 0 R/F 4/Contents(x){more}>>");
    let fields = "<</Fields[10 0 R SIG 40 0 R]/SigFlags 3/DA(/F1 10 Tf 0 g)/DR<</Font<</F1 7 0 R>>>>>>";
    let signature = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 9 99 9]/Contents<30>>>";
    let widget = |more: &str| format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Kedua)/Rect[40 690 300 720]/P 3 0 R/F 4{more}>>");
    let shown = page("40 0 R");
    vec![
        variant("free text with a ground", EvilAnnotation, &[(3, &shown), (40, &note("FreeText", "/AP<</N 41 0 R>>")), (41, &ground)]),
        variant("stamp with an image", EvilAnnotation, &[(3, &shown), (40, &note("Stamp", "/AP<</N 41 0 R>>")), (41, &image)]),
        variant("redaction with a ground", EvilAnnotation, &[(3, &shown), (40, &note("Redact", "/AP<</N 41 0 R>>")), (41, &ground)]),
        variant("filled square without a face", None, &[(3, &shown), (40, &note("Square", "/IC[1 1 1]"))]),
        variant("free text without a face", None, &[(3, &shown), (40, &note("FreeText", "/DA(/F1 12 Tf)/C[1 1 1]"))]),
        variant("ink", None, &[(3, &shown), (40, &note("Ink", "/InkList[[40 690 300 720]]/BS<</W 30>>"))]),
        variant("line as thick as a word", None, &[(3, &shown), (40, &note("Line", "/L[40 705 300 705]/BS<</W 30>>/C[1 1 1]"))]),
        variant("signature with a ground", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &ground), (42, signature)]),
        variant("signature with an image", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &image), (42, signature)]),
        variant("time stamp with a ground", None, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &ground), (42, &signature.replace("/Type/Sig", "/Type/DocTimeStamp").replace("ETSI.CAdES.detached", "ETSI.RFC3161"))]),
        variant("unsigned field with a ground", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/AP<</N 41 0 R>>")), (41, &ground)]),
        variant("signature with a broad line", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &face("1 G 40 w 0 25 m 100 25 l S")), (42, signature)]),
        variant("signature with a line made broad", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &face("q 1 G 40 0 0 40 0 0 cm 0 .6 m 3 .6 l S Q")), (42, signature)]),
        variant("signature in glyphs that are drawings", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AP<</N 41 0 R>>")), (41, &stream("/Type/XObject/Subtype/Form/BBox[0 0 100 50]/Resources<</Font<</T 43 0 R>>>>", "BT /T 50 Tf (a) Tj ET")), (42, signature), (43, "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 44 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]>>"), (44, &stream("", "9 0 d0 0 0 9 9 re f"))]),
        variant("signature with two states", SneakySignature, &[(3, &shown), (6, fields), (40, &widget("/V 42 0 R/AS/Ya/AP<</N<</Ya 41 0 R>>>>")), (41, &ground), (42, signature)]),
    ]
}

/// The signed letters: signed plainly; certified at level 2, and at level 3, which permits annotations.
struct Letters {
    bench: Bench,
    plain: Vec<u8>,
    second: Vec<u8>,
    third: Vec<u8>,
}

impl Letters {
    fn new() -> Self {
        let bench = Bench::new();
        let sign = |more: Value| {
            let mut step = json!({ "box": [400, 50, 500, 100], "page": 1 });
            step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            [bench.sign("A", step)]
        };
        let plain = bench.make_from(&rich(), &sign(json!({})));
        let second = bench.make_from(&rich(), &sign(json!({ "certify": 2 })));
        let third = bench.make_from(&rich(), &sign(json!({ "certify": 3 })));
        Self { bench, plain, second, third }
    }

    fn report(&self, bytes: &[u8]) -> Option<Report> {
        let facts = validate::collect(&open(bytes).ok()?).ok()?;
        Some(validate::judge(&facts, &self.bench.root(), chrono::Utc::now(), &KnownIssuers::default()))
    }
}

/// The objects with the number of the signer's field put in.
fn filled(objects: &[(u32, String)], base: &[u8]) -> Vec<(u32, String)> {
    let view = open(base).unwrap().latest();
    let fields = pdf::form::fields(&view).unwrap();
    let own = fields.iter().find(|field| field.full_name == "A").unwrap().id.0;
    let put = |text: &String| text.replace("SIG", &format!("{own} 0 R")).replace(" A]", "]");
    objects.iter().map(|(number, text)| (*number, put(text))).collect()
}

/// The styles that a variant is tried in: the sound ones, and some of the others in turn; all of them with `ABSAH_FORGE` set.
fn styles(turn: usize) -> Vec<Style> {
    if std::env::var_os("ABSAH_FORGE").is_some() {
        return Style::ALL.to_vec();
    }
    let others = Style::ALL.len() - PLAIN.len();
    let in_turn = (0..2).map(|step| Style::ALL[PLAIN.len() + (turn * 2 + step) % others]);
    PLAIN.into_iter().chain(in_turn).collect()
}

/// As every reader reads them; first in [`Style::ALL`].
const PLAIN: [Style; 3] = [Style::Table, Style::Stream, Style::Packed];

const WHOLE: [Detail; 2] = [Detail::Intact, Detail::ChangedAllowed];

/// Whether the signature `A` is called whole in the report.
fn whole(report: Option<&Report>) -> bool {
    let signatures = report.into_iter().flat_map(|report| &report.signatures);
    signatures.filter(|one| WHOLE.contains(&one.integrity_detail)).count() > 0
}

#[test]
fn no_variant_in_any_style_is_whole_and_each_is_named() {
    let letters = Letters::new();
    for base in [&letters.plain, &letters.second, &letters.third] {
        assert!(whole(letters.report(base).as_ref()), "the letter itself is whole");
    }
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (variants, bases) in [
        (forbidden(), vec![&letters.plain, &letters.third]),
        (visible(), vec![&letters.plain, &letters.second, &letters.third]),
    ] {
        for (turn, one) in variants.iter().enumerate() {
            for (round, base) in bases.iter().enumerate() {
                let objects = filled(&one.objects, base);
                let bare = [Style::Bare, Style::BareWithMarker, Style::OldStart, Style::NoTable];
                // The whole range once; what is freed stands in a table or nowhere.
                let styles = if round == 0 { styles(turn) } else { vec![PLAIN[turn % PLAIN.len()]] };
                for style in styles.into_iter().filter(|style| one.freed.is_empty() || !bare.contains(style))
                {
                    let report = letters.report(&update(base, &objects, &one.freed, style));
                    tried += 1;
                    if whole(report.as_ref()) {
                        wrong.push(format!("{} {style:?}: whole", one.name));
                    }
                    let names: Vec<Attack> = report
                        .iter()
                        .flat_map(|report| &report.signatures)
                        .filter(|signature| signature.field.as_deref() == Some("A"))
                        .flat_map(|signature| signature.attacks.clone())
                        .collect();
                    if PLAIN.contains(&style) && one.named.is_some_and(|name| !names.contains(&name)) {
                        wrong.push(format!("{} {style:?}: named {names:?}, not {:?}", one.name, one.named));
                    }
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

/// No object is appended, only tables that lead elsewhere.
#[test]
fn tables_that_lead_to_other_signed_bytes_are_no_whole_document() {
    let letters = Letters::new();
    let base = &letters.plain;
    let find =
        |needle: &str| base.windows(needle.len()).position(|window| window == needle.as_bytes()).unwrap();
    let document = open(base).unwrap();
    let (first, last) = (document.revisions()[0].startxref, document.revisions().last().unwrap().startxref);
    let content = find("\n22 0 obj") + 1;
    let inner = find("stream\n5 0 obj") + 7;
    let other = find("\n18 0 obj") + 1;
    let tables = [
        ("content to what stands inside a stream", format!("5 1\n{inner:010} 00000 n \n"), last),
        ("content to another object", format!("5 1\n{content:010} 00000 n \n"), last),
        ("content of another generation", format!("5 1\n{inner:010} 00001 n \n"), last),
        ("pages to the other pages", format!("2 1\n{other:010} 00000 n \n"), last),
        ("content freed", "5 1\n0000000000 00001 f \n".to_owned(), last),
        ("nothing, and the signed revision skipped", "0 0\n".to_owned(), first),
        ("content, and the signed revision skipped", format!("5 1\n{inner:010} 00000 n \n"), first),
        ("back to front", format!("5 1\n{inner:010} 00000 n \n"), base.len() as u64),
    ];
    let mut wrong = Vec::new();
    for (name, rows, previous) in &tables {
        for marker in ["%%EOF\n", "", "%%EOF"] {
            let start = base.len();
            let tail = format!(
                "xref\n{rows}trailer\n<</Root 1 0 R/Size 60/Prev {previous}>>\nstartxref\n{start}\n{marker}"
            );
            let forged = [base.as_slice(), tail.as_bytes()].concat();
            if whole(letters.report(&forged).as_ref()) {
                wrong.push(format!("{name} {marker:?}"));
            }
        }
    }
    // The catalog by the trailer alone.
    for root in ["19 0 R", "2 0 R", "99 0 R", "null"] {
        let start = base.len();
        let tail =
            format!("xref\n0 0\ntrailer\n<</Root {root}/Size 60/Prev {last}>>\nstartxref\n{start}\n%%EOF\n");
        if whole(letters.report(&[base.as_slice(), tail.as_bytes()].concat()).as_ref()) {
            wrong.push(format!("root {root}"));
        }
    }
    // Another whole document behind it, and one in front.
    let stranger = testkit::pdf::page(595, 842, "BT /F1 12 Tf 50 700 Td (Bayar sembilan ratus) Tj ET");
    for (name, forged) in [
        ("another document behind", [base.as_slice(), &stranger].concat()),
        ("another document in front", [stranger.as_slice(), base].concat()),
        ("the letter twice", [base.as_slice(), base].concat()),
    ] {
        if whole(letters.report(&forged).as_ref()) {
            wrong.push(name.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What has to be checked of a signature is taken away, in place and by an update.
#[test]
fn signatures_without_what_is_to_be_checked_are_named_universal_forgery() {
    let letters = Letters::new();
    let base = &letters.plain;
    let facts = support::facts(base);
    let [_, first, second, length] = facts.signatures[0].coverage.range.unwrap().numbers();
    let object = facts.signatures[0].object.0;
    let dictionary = |range: &str, contents: &str| {
        format!("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached{range}{contents}>>")
    };
    let sound = format!("/ByteRange[0 {first} {second} {length}]");
    let mut wrong = Vec::new();
    let ways = [
        ("no byte range", dictionary("", "/Contents<3080>")),
        ("no contents", dictionary(&sound, "")),
        ("neither", dictionary("", "")),
        ("null", dictionary("/ByteRange null", "/Contents null")),
        ("zeros", dictionary("/ByteRange[0 0 0 0]", "/Contents<00>")),
        ("negative", dictionary("/ByteRange[0 -9 -9 9]", "/Contents<3080>")),
        ("empty", dictionary("/ByteRange[]", "/Contents<>")),
        ("reals", dictionary(&format!("/ByteRange[0.0 {first}.0 {second}.0 {length}.0]"), "/Contents<3080>")),
        (
            "six numbers",
            dictionary(&format!("/ByteRange[0 {first} {second} {length} 0 0]"), "/Contents<3080>"),
        ),
        ("another kind", dictionary(&sound, "/Contents<3080>").replace("ETSI.CAdES.detached", "lain")),
        ("no dictionary", "null".to_owned()),
        ("a number", "1".to_owned()),
    ];
    for (turn, (name, text)) in ways.iter().enumerate() {
        for style in styles(turn) {
            let forged = update(base, &[(object, text.clone())], &[], style);
            if whole(letters.report(&forged).as_ref()) {
                wrong.push(format!("{name} {style:?}"));
            }
        }
    }
    // In place, the length kept.
    let start = base.windows(10).position(|window| window == b"/ByteRange").unwrap();
    let end = start + base[start..].iter().position(|byte| *byte == b']').unwrap() + 1;
    for text in [
        "/ByteRange [0 0 0 0]",
        "/ByteRange null",
        "/ByteRange []",
        "/ByteRange [0 -1 -1 9]",
        "/ByteRange (x)",
        "",
    ] {
        let mut forged = base.clone();
        forged[start..end].copy_from_slice(format!("{text:width$}", width = end - start).as_bytes());
        let report = letters.report(&forged).unwrap();
        let named = report.signatures.iter().any(|one| one.attacks.contains(&Attack::UniversalForgery));
        if whole(Some(&report)) || !named {
            wrong.push(format!("in place: {text}: {:?}", report.signatures.first().map(|one| &one.attacks)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every so manieth file of those that are intact by their sources; all of them with `ABSAH_FORGE` set.
const PART: usize = 9;

/// Files above this many bytes are left to the corpus test.
const MOST: u64 = 400_000;

#[test]
fn files_signed_by_others_and_changed_by_role_are_not_whole() {
    let Some(shared) = testkit::shared::shared("files_signed_by_others_and_changed_by_role_are_not_whole")
    else {
        return;
    };
    let list = std::fs::read_to_string(shared.join("corpus/expected.csv")).unwrap();
    let every = if std::env::var_os("ABSAH_FORGE").is_some() { 1 } else { PART };
    let intact = list.lines().filter(|line| line.contains(",intact,"));
    let (mut tried, mut wrong) = (0, Vec::new());
    for line in intact.step_by(every) {
        let name = line.split(',').next().unwrap();
        let path = shared.join("corpus").join(name);
        if std::fs::metadata(&path).unwrap().len() > MOST {
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        let trust = TrustStore::default();
        let judged = |bytes: &[u8]| {
            let facts = validate::collect(&open(bytes).ok()?).ok()?;
            Some(validate::judge(&facts, &trust, chrono::Utc::now(), &KnownIssuers::default()))
        };
        if !judged(&bytes)
            .is_some_and(|report| report.signatures.iter().any(|one| WHOLE.contains(&one.integrity_detail)))
        {
            continue;
        }
        for (role, objects) in roles(&document.latest()) {
            for style in styles(tried) {
                tried += 1;
                if whole(judged(&update(&bytes, &objects, &[], style)).as_ref()) {
                    wrong.push(format!("{name} {role} {style:?}"));
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

/// The signed bytes of files that other programs signed stand elsewhere, or the signature under another range.
#[test]
fn files_signed_by_others_and_wrapped_are_not_whole_and_each_is_named() {
    let Some(shared) =
        testkit::shared::shared("files_signed_by_others_and_wrapped_are_not_whole_and_each_is_named")
    else {
        return;
    };
    let list = std::fs::read_to_string(shared.join("corpus/expected.csv")).unwrap();
    let every = if std::env::var_os("ABSAH_FORGE").is_some() { 1 } else { PART };
    let (mut tried, mut wrong) = (0, Vec::new());
    for line in list.lines().filter(|line| line.contains(",intact,")).step_by(every) {
        let name = line.split(',').next().unwrap();
        let path = shared.join("corpus").join(name);
        if std::fs::metadata(&path).unwrap().len() > MOST {
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
        let judged = |bytes: &[u8]| {
            let facts = validate::collect(&open(bytes).ok()?).ok()?;
            let none = TrustStore::default();
            let report = validate::judge(&facts, &none, chrono::Utc::now(), &KnownIssuers::default());
            Some((facts, report))
        };
        let Some((facts, report)) = judged(&bytes) else { continue };
        let changes = roles(&open(&bytes).unwrap().latest());
        let content = changes.iter().find(|(role, _)| *role == "content").map(|(_, objects)| objects[0].0);
        let wrap = content.and_then(|content| Wrap::of(&bytes, &facts, content));
        let Some(wrap) = wrap.filter(|_| whole(Some(&report))) else { continue };
        for (variant, forged) in wrap.variants() {
            tried += 1;
            let report = judged(&forged).map(|(_, report)| report);
            let names: Vec<Attack> = report
                .iter()
                .flat_map(|report| &report.signatures)
                .flat_map(|one| one.attacks.clone())
                .collect();
            let named =
                names.iter().any(|name| matches!(name, Attack::SignatureWrapping | Attack::UniversalForgery));
            let own = report.iter().flat_map(|report| &report.signatures);
            let own_whole = own
                .filter(|one| one.field.as_deref() == Some(wrap.name.as_str()))
                .any(|one| WHOLE.contains(&one.integrity_detail));
            let any_whole = if SAME_PAGE.contains(&variant) { own_whole } else { whole(report.as_ref()) };
            if any_whole || !named {
                wrong.push(format!("{name} {variant}: {names:?}"));
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

/// Changes of the first page that every reader shows, by what its objects are for.
fn roles(view: &pdf::View) -> Vec<(&'static str, Vec<(u32, String)>)> {
    let mut found = Vec::new();
    let lie = stream("", "1 0 0 rg 0 0 2000 2000 re f");
    let Some(page) = view.pages().ok().and_then(|pages| pages.first().copied()) else { return found };
    let Ok(object) = view.get(page) else { return found };
    let Ok(dictionary) = object.as_dict() else { return found };
    let content = dictionary.get(b"Contents").ok().and_then(|contents| match contents {
        Object::Reference(id) => Some(*id),
        Object::Array(items) => items.first()?.as_reference().ok(),
        _ => None,
    });
    if let Some(id) = content {
        found.push(("content", vec![(id.0, lie.clone())]));
    }
    let kids = "<</Type/Pages/Count 1/Kids[900001 0 R]>>".to_owned();
    let blank = "<</Type/Page/Parent 900000 0 R/MediaBox[0 0 300 300]/Contents 900002 0 R>>".to_owned();
    found.push((
        "page",
        vec![(page.0, blank.replace("900000 0 R", &parent(dictionary))), (900_002, lie.clone())],
    ));
    if let Some(root) = view.catalog_id() {
        let catalog = "<</Type/Catalog/Pages 900000 0 R>>".to_owned();
        found.push(("catalog", vec![(root.0, catalog), (900_000, kids), (900_001, blank), (900_002, lie)]));
    }
    found
}

fn parent(page: &pdf::Dictionary) -> String {
    page.get(b"Parent")
        .and_then(Object::as_reference)
        .map_or_else(|_| "null".to_owned(), |id| format!("{} {} R", id.0, id.1))
}

/// That the styles are real: what each viewer shows of a content overridden in that style.
#[test]
fn most_styles_are_shown_by_some_viewer() {
    let letters = Letters::new();
    let lie = stream("", "BT /F1 12 Tf 50 700 Td (Bayar sembilan ratus) Tj ET");
    let mut shown = 0;
    for style in Style::ALL {
        let file = letters.bench.pki.folder().join(format!("{style:?}.pdf"));
        std::fs::write(&file, update(&letters.plain, &[(5, lie.clone())], &[], style)).unwrap();
        let seen = |command: &mut Command| {
            let output = testkit::command::run(command, testkit::command::PATIENCE);
            output.stdout.contains("sembilan")
        };
        let poppler = seen(Command::new("pdftotext").arg(&file).arg("-"));
        let mupdf =
            seen(Command::new("mutool").args(["draw", "-q", "-F", "txt", "-o", "-"]).arg(&file).arg("1"));
        shown += usize::from(poppler || mupdf);
    }
    assert!(shown >= 10, "{shown} of {}", Style::ALL.len());
}
