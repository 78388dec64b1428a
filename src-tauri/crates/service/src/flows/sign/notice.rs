//! The notice of Art 4(1)i of the agreement: a sentence on the pages that says the document is signed electronically with
//! a certificate issued by BSrE (R-4.1i.1-5).
//!
//! Written before the first signature only, into free strips, once, and only for a signer whose chain leads to BSrE by
//! key. Its wording is a setting that must keep both facts.

use std::collections::BTreeMap;

use super::sight::{self, PageSight};
use crate::Service;
use crate::documents::OpenDocument;
use crate::schema::{Locale, NoticeChoice, NoticeEdge, NoticeState, NoticeView, PlaceView, Problem};
use crate::texts::Texts;
use pades::sign::{Notice, Place, Strip};
use pdf::page::Rect;
use render::Edge;

/// What the notice comes to: the view, the request to `pades`, and what is in the way.
pub(crate) struct NoticePlan {
    pub(crate) view: NoticeView,
    pub(crate) notice: Option<Notice>,
    pub(crate) problem: Option<Problem>,
}

/// Refuses a wording that lacks one of the two facts (R-4.1i.1).
///
/// # Errors
/// [`Problem::NoticeWording`] with the first missing fact.
pub(crate) fn check_wording(text: &str) -> Result<(), Problem> {
    let plain = plain(text);
    let facts = [
        ("electronically", &["ditandatangani secara elektronik"][..]),
        ("certificate", &["sertifikat elektronik"]),
        ("issuer", &["bsre"]),
    ];
    let missing = facts.iter().find(|(_, words)| !words.iter().any(|words| plain.contains(words)));
    missing.map_or(Ok(()), |(fact, _)| Err(Problem::NoticeWording { missing: (*fact).to_owned() }))
}

/// Whether a page says the sentence already, in any of the wordings met (R-4.1i.5).
pub(crate) fn is_present(words: &str) -> bool {
    let words = plain(words);
    words.match_indices("ditandatangani secara elektronik").any(|(at, _)| {
        // The sentence has some 170 characters; what stands further away belongs to another one.
        let sentence: String = words.get(at..).unwrap_or_default().chars().take(240).collect();
        sentence.contains("sertifikat elektronik") && sentence.contains("bsre")
    })
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Service {
    /// The sentence in force.
    pub(crate) fn notice_text(&self) -> String {
        self.settings().notice.clone().unwrap_or_else(|| Texts::new(Locale::Id).text("notice-sentence"))
    }

    /// Plans the notice for a document that `signed` says is signed, for a signer of BSrE or not.
    pub(super) fn notice(
        &self,
        open: &OpenDocument,
        choice: &NoticeChoice,
        bsre: bool,
        signed: bool,
        place: Option<&Place>,
    ) -> Result<NoticePlan, Problem> {
        let document = open.document()?;
        let text = self.notice_text();
        let pages = open.sight.pages(document, &text);
        let found = pages.iter().any(|page| is_present(&page.words));
        let answer = |state, notice: Option<Notice>, problem| {
            let strips = notice.iter().flat_map(|notice| &notice.strips);
            let strips = strips.filter_map(|(index, strip)| place_view(*index, &strip.rect)).collect();
            let text = notice.as_ref().map(|notice| notice.text.clone());
            NoticePlan { view: NoticeView { state, found, text, strips }, notice, problem }
        };
        if signed {
            return Ok(answer(NoticeState::AlreadySigned, None, None));
        }
        if !bsre {
            return Ok(answer(NoticeState::NotBsre, None, None));
        }
        if found {
            return Ok(answer(NoticeState::Present, None, None));
        }
        let (edge, last_page_only) = match choice {
            NoticeChoice::Omit { reason } if reason.trim().is_empty() => {
                return Ok(answer(NoticeState::Omitted, None, Some(Problem::NoticeReasonMissing)));
            }
            NoticeChoice::Omit { .. } => return Ok(answer(NoticeState::Omitted, None, None)),
            NoticeChoice::Write { edge, last_page_only } => (*edge, *last_page_only),
        };
        let edge = match edge {
            NoticeEdge::Foot => Edge::Foot,
            NoticeEdge::Head => Edge::Head,
        };
        let first = if last_page_only { pages.len().saturating_sub(1) } else { 0 };
        let mut strips = BTreeMap::new();
        for (index, page) in pages.iter().enumerate().skip(first) {
            match self.strip(document, index, page, edge, &text, place) {
                Some((rect, size)) => drop(strips.insert(index, Strip { rect, size })),
                None => {
                    let page = u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
                    return Ok(answer(NoticeState::NoRoom, None, Some(Problem::NoticeNoRoom { page })));
                }
            }
        }
        Ok(answer(NoticeState::Written, Some(Notice { text, strips }), None))
    }

    /// The page's strip; looked for anew where the block would stand in it.
    fn strip(
        &self,
        document: &pdf::Document,
        index: usize,
        page: &PageSight,
        edge: Edge,
        text: &str,
        place: Option<&Place>,
    ) -> Option<(Rect, f64)> {
        let strip = page.strip(edge)?;
        let block = match place {
            Some(Place::Page { page, rect }) if *page == index => rect,
            _ => return Some(strip),
        };
        let apart = block.x1 <= strip.0.x0
            || strip.0.x1 <= block.x0
            || block.y1 <= strip.0.y0
            || strip.0.y1 <= block.y0;
        if apart { Some(strip) } else { sight::page(&document.latest(), index, text, &[*block])?.strip(edge) }
    }
}

fn place_view(index: usize, rect: &Rect) -> Option<PlaceView> {
    let rect = crate::schema::RectView { x: rect.x0, y: rect.y0, width: rect.width(), height: rect.height() };
    Some(PlaceView { page: u32::try_from(index.saturating_add(1)).ok()?, rect })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn wording_without_one_of_the_facts_is_refused_by_name() {
        let shipped = Texts::new(Locale::Id).text("notice-sentence");
        assert_eq!(check_wording(&shipped), Ok(()));
        let besar = "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan \
                     oleh Balai Besar Sertifikasi Elektronik (BSrE), BSSN.";
        assert_eq!(check_wording(besar), Ok(()));
        let lacks = |text: &str| check_wording(text).unwrap_err();
        let missing = |fact: &str| Problem::NoticeWording { missing: fact.to_owned() };
        assert_eq!(lacks("Dokumen ini ditandatangani secara elektronik oleh BSrE."), missing("certificate"));
        assert_eq!(lacks(&shipped.replace("BSrE", "BSSN")), missing("issuer"));
        assert_eq!(lacks("Memakai sertifikat elektronik BSrE."), missing("electronically"));
    }

    #[test]
    fn sentence_is_known_in_its_variants_and_only_whole() {
        let shipped = Texts::new(Locale::Id).text("notice-sentence");
        assert!(is_present(&format!("Catatan: {shipped} Halaman 1")));
        assert!(is_present(
            "DOKUMEN INI TELAH DITANDATANGANI  SECARA ELEKTRONIK menggunakan sertifikat\nelektronik yang diterbitkan BSrE"
        ));
        assert!(!is_present("Surat dapat ditandatangani secara elektronik. BSrE adalah balai."));
        let apart =
            format!("ditandatangani secara elektronik {} sertifikat elektronik BSrE", "kata ".repeat(80));
        assert!(!is_present(&apart));
    }
}
