//! Where the block goes in one document: as it was asked for, by a text of the document, or by a rule that fits every one.

use super::sight::{occupied, within};
use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{BlockSize, PlaceRequest, Problem, RectView, SignRequest, SpotPage};
use pades::sign::{Block, Place, Plan, appearance};
use pdf::page::{Geometry, Rect, Rotation};

impl Service {
    pub(super) fn place(
        &self,
        open: &OpenDocument,
        request: &SignRequest,
        block: &Block,
    ) -> Result<Place, Problem> {
        let view = open.document()?.latest();
        let pages = view.pages().map_err(|error| from_pdf(&error))?;
        let last = pages.len().checked_sub(1).ok_or(Problem::DocumentWithoutPages)?;
        let geometry = |index: usize| {
            let page = pages.get(index).ok_or(Problem::DocumentWithoutPages)?;
            Geometry::of(&view, *page).map_err(|error| from_pdf(&error))
        };
        match &request.place {
            PlaceRequest::Invisible => Ok(Place::Invisible),
            PlaceRequest::Field { name } => Ok(Place::Field(name.clone())),
            PlaceRequest::Page { page, rect } => {
                let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
                let index = page.checked_sub(1).and_then(|index| usize::try_from(index).ok());
                let index = index.filter(|index| *index < pages.len());
                let page = index.ok_or(Problem::PlaceNoSuchPage { page: *page, pages: count })?;
                Ok(Place::Page { page, rect: sound(rect)? })
            }
            PlaceRequest::LastPage { rect } => Ok(Place::Page { page: last, rect: sound(rect)? }),
            PlaceRequest::Spot { page, left, bottom } => {
                let page = match page {
                    SpotPage::First => 0,
                    SpotPage::Last => last,
                };
                let size = wanted(request, block)?;
                let rect = spot(&geometry(page)?, *left, *bottom, size).ok_or(Problem::PlaceOutsidePage)?;
                Ok(Place::Page { page, rect })
            }
            PlaceRequest::Anchor { text, over } => anchored(open, text, *over, request, block),
            PlaceRequest::Free => {
                let (width, height) = wanted(request, block)?;
                let unit = geometry(last)?.user_unit;
                let avoid = pages.get(last).map(|page| occupied(&view, *page)).unwrap_or_default();
                let look = open.sight.look(&view, last).ok_or(Problem::PlaceNotFree)?;
                let size = render::Size { width: width / unit, height: height / unit };
                let free = within(move || look.free_place(size, &avoid)).ok_or(Problem::PlaceNotFree)?;
                let rect = Rect { x0: free.x0, y0: free.y0, x1: free.x1, y1: free.y1 };
                Ok(Place::Page { page: last, rect })
            }
        }
    }

    /// Width and height in points of the block as it will stand; nothing for an invisible signature.
    pub(super) fn size(
        &self,
        document: &pdf::Document,
        planned: Option<&Result<Plan, Problem>>,
        place: Option<&Place>,
        block: &Block,
    ) -> Result<Option<(f64, f64)>, Problem> {
        if let Some(Ok(plan)) = planned {
            return Ok(plan.layout().map(|layout| (layout.width, layout.height)));
        }
        match place {
            Some(Place::Invisible) => Ok(None),
            Some(Place::Page { page, rect }) => {
                let view = document.latest();
                let pages = view.pages().map_err(|error| from_pdf(&error))?;
                let id = pages.get(*page).ok_or(Problem::DocumentWithoutPages)?;
                let geometry = Geometry::of(&view, *id).map_err(|error| from_pdf(&error))?;
                let (width, height) = (rect.width() * geometry.user_unit, rect.height() * geometry.user_unit);
                Ok(Some(if is_turned(&geometry) { (height, width) } else { (width, height) }))
            }
            Some(Place::Field(_)) | None => {
                let natural = appearance::natural_size(block);
                natural.map(Some).map_err(|error| self.internal("block", &error))
            }
        }
    }
}

/// A rectangle that was typed or drawn, if it is one.
fn sound(rect: &RectView) -> Result<Rect, Problem> {
    let finite = [rect.x, rect.y, rect.width, rect.height].iter().all(|number| number.is_finite());
    if !finite || rect.width <= 0.0 || rect.height <= 0.0 {
        return Err(Problem::PlaceOutsidePage);
    }
    Ok(Rect { x0: rect.x, y0: rect.y, x1: rect.x + rect.width, y1: rect.y + rect.height })
}

/// The size asked for, or what the words need.
fn wanted(request: &SignRequest, block: &Block) -> Result<(f64, f64), Problem> {
    match request.size {
        Some(BlockSize { width, height }) => {
            let sound = width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0;
            if sound { Ok((width, height)) } else { Err(Problem::PlaceTooSmall) }
        }
        None => appearance::natural_size(block).map_err(|_| Problem::PlaceTooSmall),
    }
}

/// The place at a text of the document, where it stands last: signatures come after what they are for.
fn anchored(
    open: &OpenDocument,
    text: &str,
    over: bool,
    request: &SignRequest,
    block: &Block,
) -> Result<Place, Problem> {
    let view = open.document()?.latest();
    let none = || Problem::AnchorNoRoom { text: text.to_owned() };
    let found = open.sight.find_last(&view, text);
    let (index, anchor) = found.ok_or_else(|| Problem::AnchorNotFound { text: text.to_owned() })?;
    let pages = view.pages().map_err(|error| from_pdf(&error))?;
    let page = *pages.get(index).ok_or(Problem::DocumentWithoutPages)?;
    let geometry = Geometry::of(&view, page).map_err(|error| from_pdf(&error))?;
    let unit = geometry.user_unit;
    let (width, height) = wanted(request, block)?;
    let (wide, high) = (width / unit, height / unit);
    if over {
        return Ok(Place::Page { page: index, rect: at_mark(&anchor, &geometry, wide, high) });
    }
    let avoid = occupied(&view, page);
    let look = open.sight.look(&view, index).ok_or_else(none)?;
    let room = within(move || look.room_above(&anchor, wide, high, &avoid)).ok_or_else(none)?;
    let rect = Rect { x0: room.x0, y0: room.y0, x1: room.x1, y1: room.y1 };
    let high = if is_turned(&geometry) { rect.width() } else { rect.height() };
    appearance::layout(block, width, high * unit).map_err(|_| none())?;
    Ok(Place::Page { page: index, rect })
}

const fn is_turned(page: &Geometry) -> bool {
    matches!(page.rotate, Rotation::R90 | Rotation::R270)
}

/// A box of a size in points at a distance from the lower left corner as the reader sees the page, moved onto the page;
/// `None` where the numbers are none.
fn spot(page: &Geometry, left: f64, bottom: f64, (width, height): (f64, f64)) -> Option<Rect> {
    if !left.is_finite() || !bottom.is_finite() {
        return None;
    }
    let [left, bottom, wide, high] = [left, bottom, width, height].map(|points| points / page.user_unit);
    let Rect { x0, y0, x1, y1 } = page.crop;
    let (x, y) = match page.rotate {
        Rotation::R0 => (x0 + left, y0 + bottom),
        Rotation::R90 => (x1 - bottom - high, y0 + left),
        Rotation::R180 => (x1 - left - wide, y1 - bottom - high),
        Rotation::R270 => (x0 + bottom, y1 - left - wide),
    };
    let (across, up) = if is_turned(page) { (high, wide) } else { (wide, high) };
    Some(onto(page, Rect { x0: x, y0: y, x1: x + across, y1: y + up }))
}

/// A box of a size as seen whose upper left corner, for the reader, is that of the mark; moved onto the page.
fn at_mark(mark: &render::Rect, page: &Geometry, wide: f64, high: f64) -> Rect {
    let (x0, x1, y0, y1) = match page.rotate {
        Rotation::R0 => (mark.x0, mark.x0 + wide, mark.y1 - high, mark.y1),
        Rotation::R90 => (mark.x0, mark.x0 + high, mark.y0, mark.y0 + wide),
        Rotation::R180 => (mark.x1 - wide, mark.x1, mark.y0, mark.y0 + high),
        Rotation::R270 => (mark.x1 - high, mark.x1, mark.y1 - wide, mark.y1),
    };
    onto(page, Rect { x0, y0, x1, y1 })
}

/// The box moved, as far as it must be, onto the visible page.
fn onto(page: &Geometry, rect: Rect) -> Rect {
    let moved = |low: f64, high: f64, from: f64, to: f64| {
        let by = (from - low).max(0.0) - (high - to).max(0.0);
        (low + by, high + by)
    };
    let (x0, x1) = moved(rect.x0, rect.x1, page.crop.x0, page.crop.x1);
    let (y0, y1) = moved(rect.y0, rect.y1, page.crop.y0, page.crop.y1);
    Rect { x0, y0, x1, y1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spot_is_counted_from_the_corner_that_the_reader_sees() {
        let crop = Rect { x0: 50.0, y0: 60.0, x1: 450.0, y1: 700.0 };
        let at = |rotate, user_unit| {
            spot(&Geometry { media: crop, crop, rotate, user_unit }, 20.0, 30.0, (100.0, 40.0))
        };
        let rect = |x0, y0, x1, y1| Some(Rect { x0, y0, x1, y1 });
        assert_eq!(at(Rotation::R0, 1.0), rect(70.0, 90.0, 170.0, 130.0));
        assert_eq!(at(Rotation::R90, 1.0), rect(380.0, 80.0, 420.0, 180.0));
        assert_eq!(at(Rotation::R180, 1.0), rect(330.0, 630.0, 430.0, 670.0));
        assert_eq!(at(Rotation::R270, 1.0), rect(80.0, 580.0, 120.0, 680.0));
        assert_eq!(at(Rotation::R0, 2.0), rect(60.0, 75.0, 110.0, 95.0));
        let far = spot(
            &Geometry { media: crop, crop, rotate: Rotation::R0, user_unit: 1.0 },
            900.0,
            900.0,
            (100.0, 40.0),
        );
        assert_eq!(far, rect(350.0, 660.0, 450.0, 700.0), "moved onto a smaller page");
    }
}
