//! A page as the window drew it beside the same page as this program draws it: where they differ, what the signer read may
//! not be what others will see (R-4.1f.3).

use super::sight::{opened, within};
use crate::Service;
use crate::documents::from_pdf;
use crate::schema::{PageSeenRequest, PageSeenView, Problem};
use base64::{Engine, engine::general_purpose::STANDARD};
use render::Thumb;

/// Widest and highest picture that is taken, in pixels: a thumb's.
const MOST: (u32, u32) = (256, 1024);

impl Service {
    /// Compares, and keeps a difference as a finding of the next plan.
    pub(crate) fn page_seen(&self, request: &PageSeenRequest) -> Result<PageSeenView, Problem> {
        let open = self.documents().get(&request.document)?;
        let view = open.document()?.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let missing = Problem::PlaceNoSuchPage { page: request.page, pages: count };
        let index = request.page.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        let (index, id) = index.and_then(|index| Some((index, *pages.get(index)?))).ok_or(missing)?;
        let unusable = || Problem::PictureUnusable { reason: "damaged".to_owned() };
        if request.width > MOST.0 || request.height > MOST.1 {
            return Err(unusable());
        }
        let grey = STANDARD.decode(&request.grey).map_err(|_| unusable())?;
        let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
        let theirs = Thumb::new(side(request.width), side(request.height), grey).ok_or_else(unusable)?;
        let wide = theirs.width();
        // A page that cannot be drawn is a finding of its own.
        let ours = within(move || opened(&view, index)?.thumb(0, wide).ok());
        let differs = ours.is_some_and(|ours| ours.differs(&theirs));
        open.sight.compared(id, differs);
        Ok(PageSeenView { differs })
    }
}
