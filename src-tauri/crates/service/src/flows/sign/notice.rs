//! The notice of Art 4(1)i of the agreement: a sentence on the pages that says the document is signed electronically with
//! a certificate issued by BSrE (R-4.1i.1-5).
//!
//! Written before the first signature only, into free strips, once, and only for a signer whose chain leads to BSrE by
//! key. Its wording is a setting that must keep both facts.

use std::collections::BTreeMap;

use super::sight::{Drawing, Extent, usual_strip};
use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{
    BlockView, Locale, NoticeChoice, NoticeEdge, NoticeState, NoticeView, Problem, RectView, StripView,
};
use crate::texts::Texts;
use pades::sign::{Notice, Place, Strip, appearance};
use pdf::page::{Geometry, Rect, Rotation};
use render::Edge;

/// What the notice comes to: the view, the request to `pades`, and what is in the way.
pub(crate) struct NoticePlan {
    pub(crate) view: NoticeView,
    pub(crate) notice: Option<Notice>,
    pub(crate) problem: Option<Problem>,
    /// Pages that were not looked at closely enough yet.
    pub(crate) unread: usize,
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
    /// The sentence in force: the agency's, else the person's, else the shipped one.
    pub(crate) fn notice_text(&self) -> String {
        let own = || self.settings().notice;
        self.rules().notice.or_else(own).unwrap_or_else(|| Texts::new(Locale::Id).text("notice-sentence"))
    }

    /// A wording as it will stand on a page, drawn by the code that writes it.
    ///
    /// # Errors
    /// [`Problem::NoticeWording`].
    pub(crate) fn draw_notice(&self, text: &str) -> Result<BlockView, Problem> {
        let text = text.trim();
        check_wording(text)?;
        let (width, height, size) = usual_strip(text).ok_or(Problem::PlaceTooSmall)?;
        let drawn = appearance::notice_pages(text, &[(width, size)], &pdf::Conformance::default());
        let drawn = drawn.map_err(|error| self.internal("notice", &error))?;
        Ok(BlockView { document: self.preview("notice.pdf", drawn)?, width, height })
    }

    /// Plans the notice for a document that `signed` says is signed, for a signer of BSrE or not.
    pub(super) fn notice(
        &self,
        open: &OpenDocument,
        choice: &NoticeChoice,
        bsre: bool,
        signed: bool,
        place: Option<&Place>,
        extent: Extent,
    ) -> Result<NoticePlan, Problem> {
        let view = open.document()?.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        let text = self.notice_text();
        let found = pages.iter().any(|id| open.sight.page(*id).is_some_and(|page| page.says_notice));
        let answer = |state, problem| NoticePlan {
            view: NoticeView { state, found, text: None, strips: Vec::new(), drawing: None },
            notice: None,
            problem,
            unread: 0,
        };
        if signed {
            return Ok(answer(NoticeState::AlreadySigned, None));
        }
        if !bsre {
            return Ok(answer(NoticeState::NotBsre, None));
        }
        if found {
            return Ok(answer(NoticeState::Present, None));
        }
        let (edge, last_page_only) = match choice {
            NoticeChoice::Omit { reason } if reason.trim().is_empty() => {
                return Ok(answer(NoticeState::Omitted, Some(Problem::NoticeReasonMissing)));
            }
            NoticeChoice::Omit { .. } => return Ok(answer(NoticeState::Omitted, None)),
            NoticeChoice::Write { edge, last_page_only } => (*edge, *last_page_only),
        };
        let edge = match edge {
            NoticeEdge::Foot => Edge::Foot,
            NoticeEdge::Head => Edge::Head,
        };
        let first = if last_page_only { pages.len().saturating_sub(1) } else { 0 };
        let (mut strips, mut unread, mut drawing) = (BTreeMap::new(), 0, Drawing::of(extent));
        for (index, id) in pages.iter().copied().enumerate().skip(first) {
            let strip = open.sight.strip(&view, (index, id), edge, &text, &mut drawing);
            // Where the block would stand in it, another one is looked for.
            let strip = match (strip, place) {
                (Some(Some((strip, _))), Some(Place::Page { page, rect }))
                    if *page == index && touch(&strip, rect) =>
                {
                    open.sight.strip_beside(&view, (index, id), edge, &text, &[*rect], &mut drawing)
                }
                _ => strip,
            };
            match strip {
                Some(Some((rect, size))) => drop(strips.insert(index, Strip { rect, size })),
                Some(None) => {
                    let page = u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
                    return Ok(answer(NoticeState::NoRoom, Some(Problem::NoticeNoRoom { page })));
                }
                None => unread += 1,
            }
        }
        let (views, drawing) = self.drawn_notice(open, &pages, &text, &strips)?;
        Ok(NoticePlan {
            view: NoticeView {
                text: Some(text.clone()),
                strips: views,
                drawing,
                ..answer(NoticeState::Written, None).view
            },
            notice: Some(Notice { text, strips }),
            problem: None,
            unread,
        })
    }

    /// The strips for the eye, with a document that shows each kind of them as it will be written.
    fn drawn_notice(
        &self,
        open: &OpenDocument,
        pages: &[pdf::ObjectId],
        text: &str,
        strips: &BTreeMap<usize, Strip>,
    ) -> Result<(Vec<StripView>, Option<crate::schema::DocumentHandle>), Problem> {
        let view = open.document()?.latest();
        let (mut kinds, mut views) = (Vec::new(), Vec::new());
        for (index, strip) in strips {
            let Some(geometry) = pages.get(*index).and_then(|id| Geometry::of(&view, *id).ok()) else {
                continue;
            };
            let turned = matches!(geometry.rotate, Rotation::R90 | Rotation::R270);
            let width = if turned { strip.rect.height() } else { strip.rect.width() };
            let kind = (width * geometry.user_unit, strip.size);
            let known = kinds.iter().position(|known| *known == kind).unwrap_or(kinds.len());
            if known == kinds.len() {
                kinds.push(kind);
            }
            let Rect { x0, y0, .. } = strip.rect;
            let rect = RectView { x: x0, y: y0, width: strip.rect.width(), height: strip.rect.height() };
            let number = |index: usize| u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
            views.push(StripView { page: number(*index), rect, drawn: number(known) });
        }
        if views.is_empty() {
            return Ok((views, None));
        }
        let claims = pdf::Conformance::of(&view).map_err(|error| from_pdf(&error))?;
        let bytes = appearance::notice_pages(text, &kinds, &claims);
        let bytes = bytes.map_err(|error| self.internal("notice", &error))?;
        Ok((views, Some(self.preview("notice.pdf", bytes)?)))
    }
}

fn touch(one: &Rect, other: &Rect) -> bool {
    one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1
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
