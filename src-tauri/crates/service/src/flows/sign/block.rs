//! The visible block: what it says, where it goes, and how it looks before it is written.

use super::sight::occupied;
use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{BlockText, BlockView, PlaceRequest, Problem, RectView};
use crate::texts::Texts;
use chrono::{DateTime, Datelike, FixedOffset};
use pades::sign::{self, Block, Line, Place};
use pdf::page::{Geometry, Rect, Rotation};

impl Service {
    pub(super) fn block(
        &self,
        text: &BlockText,
        name: Option<&str>,
        practice: bool,
        now: DateTime<FixedOffset>,
    ) -> Block {
        // The block stands in an Indonesian letter, whatever language the window speaks.
        let texts = Texts::new(crate::schema::Locale::Id);
        let given = |value: &Option<String>| {
            value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let mut lines = vec![Line::caption(texts.text("block-heading"))];
        lines.extend(given(&text.position).map(Line::strong));
        lines.push(Line::strong(name.map_or_else(|| texts.text("block-name-placeholder"), str::to_owned)));
        lines.extend(given(&text.rank).map(Line::plain));
        lines.extend(given(&text.nip).map(|nip| Line::plain(texts.with("block-nip", &[("nip", &nip)]))));
        lines.push(Line::plain(time_text(&texts, now)));
        Block { lines, practice: practice.then(|| texts.text("block-practice")) }
    }

    pub(super) fn place(
        &self,
        document: &pdf::Document,
        place: &PlaceRequest,
        block: &Block,
    ) -> Result<Place, Problem> {
        let view = document.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        match place {
            PlaceRequest::Invisible => Ok(Place::Invisible),
            PlaceRequest::Field { name } => Ok(Place::Field(name.clone())),
            PlaceRequest::Page { page, rect } => {
                let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
                let index = page.checked_sub(1).and_then(|index| usize::try_from(index).ok());
                let index = index.filter(|index| *index < pages.len());
                let page = index.ok_or(Problem::PlaceNoSuchPage { page: *page, pages: count })?;
                Ok(Place::Page { page, rect: sound(rect)? })
            }
            PlaceRequest::LastPage { rect } => {
                let page = pages.len().checked_sub(1).ok_or(Problem::DocumentWithoutPages)?;
                Ok(Place::Page { page, rect: sound(rect)? })
            }
            PlaceRequest::Anchor { text, over } => self.anchored(document, text, *over, block),
            PlaceRequest::Free => {
                let last = pages.len().checked_sub(1).ok_or(Problem::DocumentWithoutPages)?;
                let (width, height) =
                    sign::appearance::natural_size(block).map_err(|_| Problem::PlaceNotFree)?;
                let unit = units(&view, &pages, last)?;
                let avoid = pages.get(last).map(|page| occupied(&view, *page)).unwrap_or_default();
                let picture = drawn(&view, last)?;
                let size = render::Size { width: width / unit, height: height / unit };
                let free = picture.free_place(0, size, &avoid).ok().flatten();
                let free = free.ok_or(Problem::PlaceNotFree)?;
                let rect = Rect { x0: free.x0, y0: free.y0, x1: free.x1, y1: free.y1 };
                Ok(Place::Page { page: last, rect })
            }
        }
    }

    /// The place at a text of the document, where it stands last: signatures come after what they are for.
    fn anchored(
        &self,
        document: &pdf::Document,
        text: &str,
        over: bool,
        block: &Block,
    ) -> Result<Place, Problem> {
        let view = document.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        let none = || Problem::AnchorNoRoom { text: text.to_owned() };
        for (index, page) in pages.iter().enumerate().rev() {
            let picture = drawn(&view, index)?;
            let found = picture.text(0).map(|words| words.find(text)).unwrap_or_default();
            let Some(anchor) = found.last() else { continue };
            let unit = units(&view, &pages, index)?;
            let (width, height) = sign::appearance::natural_size(block).map_err(|_| none())?;
            let (wide, high) = (width / unit, height / unit);
            let geometry = Geometry::of(&view, *page).map_err(|error| from_pdf(&error))?;
            if over {
                return Ok(Place::Page { page: index, rect: at_mark(anchor, &geometry, wide, high) });
            }
            let avoid = occupied(&view, *page);
            let look = picture.look(0).map_err(|_| none())?;
            let room = look.room_above(anchor, wide, high, &avoid).ok_or_else(none)?;
            let rect = Rect { x0: room.x0, y0: room.y0, x1: room.x1, y1: room.y1 };
            let turned = matches!(geometry.rotate, Rotation::R90 | Rotation::R270);
            let high = if turned { rect.width() } else { rect.height() };
            sign::appearance::layout(block, width, high * unit).map_err(|_| none())?;
            return Ok(Place::Page { page: index, rect });
        }
        Err(Problem::AnchorNotFound { text: text.to_owned() })
    }

    /// The block drawn on a page of its own by the code that writes it.
    pub(super) fn block_view(
        &self,
        block: &Block,
        document: &pdf::Document,
        place: Option<&Place>,
    ) -> Result<Option<BlockView>, Problem> {
        let (width, height) = match place {
            Some(Place::Page { page, rect }) => {
                let view = document.latest();
                let pages = view.pages().map_err(|error| from_pdf(&error))?;
                let geometry = pages.get(*page).map(|id| Geometry::of(&view, *id)).transpose();
                let geometry = geometry.map_err(|error| from_pdf(&error))?;
                let turned = geometry
                    .is_some_and(|geometry| matches!(geometry.rotate, Rotation::R90 | Rotation::R270));
                if turned { (rect.height(), rect.width()) } else { (rect.width(), rect.height()) }
            }
            Some(Place::Invisible) => return Ok(None),
            Some(Place::Field(_)) | None => {
                let natural = sign::appearance::natural_size(block);
                natural.map_err(|error| self.internal("block", &error))?
            }
        };
        // A box that is too small is told by the plan's own check; there is nothing to show then.
        let Ok(bytes) = sign::appearance::as_page(block, width, height) else { return Ok(None) };
        let preview = OpenDocument::from_bytes("block.pdf", bytes, false)?;
        let (handle, _) = self.documents().add(preview);
        self.keep_preview(handle.clone());
        Ok(Some(BlockView { document: handle, width, height }))
    }
}

/// One page as the renderer reads it.
/// A rectangle that was typed or drawn, if it is one.
fn sound(rect: &RectView) -> Result<Rect, Problem> {
    let finite = [rect.x, rect.y, rect.width, rect.height].iter().all(|number| number.is_finite());
    if !finite || rect.width <= 0.0 || rect.height <= 0.0 {
        return Err(Problem::PlaceOutsidePage);
    }
    Ok(Rect { x0: rect.x, y0: rect.y, x1: rect.x + rect.width, y1: rect.y + rect.height })
}

fn drawn(view: &pdf::View, index: usize) -> Result<render::Document, Problem> {
    let page = pdf::extract::page(view, index).map_err(|error| from_pdf(&error))?;
    render::Document::open(page, None).map_err(|_| Problem::PlaceNotFree)
}

/// Points in a unit of the page's user space.
fn units(view: &pdf::View, pages: &[pdf::ObjectId], index: usize) -> Result<f64, Problem> {
    let page = pages.get(index).ok_or(Problem::DocumentWithoutPages)?;
    Geometry::of(view, *page).map(|geometry| geometry.user_unit).map_err(|error| from_pdf(&error))
}

/// A box of a size as seen whose upper left corner, for the reader, is that of the mark; moved onto the page.
fn at_mark(mark: &render::Rect, page: &Geometry, wide: f64, high: f64) -> Rect {
    let (x0, x1, y0, y1) = match page.rotate {
        Rotation::R0 => (mark.x0, mark.x0 + wide, mark.y1 - high, mark.y1),
        Rotation::R90 => (mark.x0, mark.x0 + high, mark.y0, mark.y0 + wide),
        Rotation::R180 => (mark.x1 - wide, mark.x1, mark.y0, mark.y0 + high),
        Rotation::R270 => (mark.x1 - high, mark.x1, mark.y1 - wide, mark.y1),
    };
    let onto = |low: f64, high: f64, from: f64, to: f64| {
        let moved = (from - low).max(0.0) - (high - to).max(0.0);
        (low + moved, high + moved)
    };
    let ((x0, x1), (y0, y1)) =
        (onto(x0, x1, page.crop.x0, page.crop.x1), onto(y0, y1, page.crop.y0, page.crop.y1));
    Rect { x0, y0, x1, y1 }
}

/// Day, month in words, year, time and zone: `23 November 2026 09.12 WITA`.
fn time_text(texts: &Texts, now: DateTime<FixedOffset>) -> String {
    let month = texts.text(&format!("month-{}", now.month()));
    let zone = match now.offset().local_minus_utc() {
        25_200 => "WIB".to_owned(),
        28_800 => "WITA".to_owned(),
        32_400 => "WIT".to_owned(),
        _ => format!("UTC{}", now.format("%:z")),
    };
    let (day, year, time) = (now.day().to_string(), now.year().to_string(), now.format("%H.%M").to_string());
    texts.with(
        "block-time",
        &[("day", &day), ("month", &month), ("year", &year), ("time", &time), ("zone", &zone)],
    )
}
