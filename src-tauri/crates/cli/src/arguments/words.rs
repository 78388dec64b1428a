//! Values that are words: each function names the words that it takes.

use service::schema::{
    Locale, NewField, NoticeChoice, NoticeEdge, PlaceRequest, Protection, RectView, SignLevel, TrustPurpose,
};

pub(super) fn language(word: &str) -> Result<Locale, &'static str> {
    match word {
        "id" => Ok(Locale::Id),
        "en" => Ok(Locale::En),
        _ => Err("id, en"),
    }
}

pub(super) fn level(word: &str) -> Result<SignLevel, &'static str> {
    match word {
        "b" => Ok(SignLevel::B),
        "t" => Ok(SignLevel::T),
        "lt" => Ok(SignLevel::Lt),
        "lta" => Ok(SignLevel::Lta),
        _ => Err("b, t, lt, lta"),
    }
}

pub(super) fn purpose(word: &str) -> Result<TrustPurpose, &'static str> {
    match word {
        "any" => Ok(TrustPurpose::Any),
        "signing" => Ok(TrustPurpose::Signing),
        "time-stamping" => Ok(TrustPurpose::TimeStamping),
        _ => Err("any, signing, time-stamping"),
    }
}

pub(super) fn notice(word: &str) -> Result<NoticeChoice, &'static str> {
    let (edge, last_page_only) = match word {
        "foot" => (NoticeEdge::Foot, false),
        "head" => (NoticeEdge::Head, false),
        "last" => (NoticeEdge::Foot, true),
        _ => return Err("foot, head, last"),
    };
    Ok(NoticeChoice::Write { edge, last_page_only })
}

pub(super) fn protection(word: &str) -> Result<Protection, &'static str> {
    match word {
        "lock" => Ok(Protection::Lock),
        "certify" => Ok(Protection::CertifyNoChanges),
        "certify-forms" => Ok(Protection::CertifyForms),
        "certify-annotations" => Ok(Protection::CertifyAnnotations),
        _ => Err("lock, certify, certify-forms, certify-annotations"),
    }
}

pub(super) fn new_field(word: &str) -> Result<NewField, &'static str> {
    const FORM: &str = "NAME=PAGE,X,Y,W,H";
    let (name, at) = word.split_once('=').ok_or(FORM)?;
    match place(at) {
        Ok(PlaceRequest::Page { page, rect }) => Ok(NewField { name: name.to_owned(), page, rect }),
        _ => Err(FORM),
    }
}

/// `PAGE,X,Y,W,H`: page from 1, the rest in points of default user space (ISO 32000-2 §8.3.2.3).
pub(super) fn place(word: &str) -> Result<PlaceRequest, &'static str> {
    const FORM: &str = "PAGE,X,Y,W,H";
    let (page, numbers) = word.split_once(',').ok_or(FORM)?;
    let page = page.trim().parse().map_err(|_| FORM)?;
    let numbers: Vec<f64> =
        numbers.split(',').map(|number| number.trim().parse()).collect::<Result<_, _>>().map_err(|_| FORM)?;
    match numbers.as_slice() {
        [x, y, width, height] if numbers.iter().all(|number| number.is_finite()) => {
            Ok(PlaceRequest::Page { page, rect: RectView { x: *x, y: *y, width: *width, height: *height } })
        }
        _ => Err(FORM),
    }
}
