//! A page drawn once, and the questions asked about it: where is room, and what could not be drawn.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::page::Page;

use crate::free::{self, Marks};
use crate::geometry::View;
use crate::picture::draw;
use crate::{Error, Limits, Picture, Rect, Size};

/// A page as it was drawn.
#[derive(Debug)]
pub struct Look {
    picture: Picture,
    /// Pixels a point.
    scale: f64,
    view: View,
    undrawn: BTreeSet<Undrawn>,
}

/// Which end of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The lower end.
    Foot,
    /// The upper end.
    Head,
}

/// What the renderer met and could not draw; another program may show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Undrawn {
    /// An annotation whose appearance cannot be read.
    Annotation,
    /// A font of an unknown kind.
    Font,
    /// A picture that cannot be decoded.
    Image,
    /// Something the renderer names in a way that is new.
    Other,
}

impl Look {
    pub(crate) fn at(page: &Page<'_>) -> Result<Look, Error> {
        let view = View::of(page);
        // One pixel a point is fine enough to see every mark; very large pages get as many pixels as the map may have.
        let scale = (free::MAP_PIXELS / (view.size.width * view.size.height)).sqrt().min(1.0);
        let (settings, undrawn) = warnings();
        let picture = draw(page, scale, Limits { pixels: u64::MAX }, settings)?;
        Ok(Look { picture, scale, view, undrawn: undrawn() })
    }

    /// A place for a block of `size` where nothing is drawn, in default user space; `None` when the page has no such
    /// place: a scan on paper that is not white, for example.
    ///
    /// Where letters are signed: as near to the lower right as there is room, above the foot of the page if possible, a
    /// little away from every mark and from the edges. `avoid` are places, in default user space, to be treated as
    /// drawn on.
    pub fn free_place(&self, size: Size, avoid: &[Rect]) -> Option<Rect> {
        let place = free::find(&self.marks(avoid), self.page(), size)?;
        Some(self.view.stored(place))
    }

    /// A free strip of `size` in the margin at the foot or head of the page, in the middle of its width, in default
    /// user space. `avoid` as in [`Look::free_place`].
    pub fn free_strip(&self, edge: Edge, size: Size, avoid: &[Rect]) -> Option<Rect> {
        let marks = self.marks(avoid);
        let place = free::strip(self.page(), size, edge, |place| marks.none_in(place))?;
        Some(self.view.stored(place))
    }

    /// Whether nothing is drawn in `place` (default user space) or `avoid`ed there.
    pub fn is_free(&self, place: &Rect, avoid: &[Rect]) -> bool {
        self.marks(avoid).none_in(self.view.seen(place))
    }

    /// The largest free place of `width` directly above the middle of `below` (a line of text), as far as `height`
    /// goes; both as the reader sees them, in user space units. The answer is in default user space.
    pub fn room_above(&self, below: &Rect, width: f64, height: f64, avoid: &[Rect]) -> Option<Rect> {
        let below = self.view.seen(below);
        let page = self.page();
        let left = (below.center().x - width / 2.0).clamp(0.0, (page.width - width).max(0.0));
        let line = hayro::kurbo::Rect::new(left, below.y0 - GAP, left + width, below.y0 - GAP);
        let room = free::room_above(&self.marks(avoid), line).min(height);
        let place = hayro::kurbo::Rect::new(line.x0, line.y0 - room, line.x1, line.y0);
        (room > 0.0).then(|| self.view.stored(place))
    }

    /// What could not be drawn.
    pub const fn undrawn(&self) -> &BTreeSet<Undrawn> {
        &self.undrawn
    }

    /// Width and height as the reader sees the page, in user space units.
    pub const fn size(&self) -> Size {
        self.view.size
    }

    /// The part of the page that the picture shows; pixels cut off at the edges are left out.
    fn page(&self) -> Size {
        let (width, height) = (self.picture.width, self.picture.height);
        let length = crate::geometry::length;
        Size { width: length(width) / self.scale, height: length(height) / self.scale }
    }

    fn marks(&self, avoid: &[Rect]) -> Marks {
        let avoid: Vec<_> = avoid.iter().map(|rect| self.view.seen(rect)).collect();
        Marks::of(&self.picture, self.scale, &avoid)
    }
}

/// Settings that note what the renderer cannot draw, and the way to ask for the notes.
pub(crate) fn warnings() -> (InterpreterSettings, impl Fn() -> BTreeSet<Undrawn>) {
    let undrawn = Arc::new(Mutex::new(BTreeSet::new()));
    let sink = undrawn.clone();
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            let kind = match warning {
                InterpreterWarning::UnsupportedFont => Undrawn::Font,
                InterpreterWarning::ImageDecodeFailure => Undrawn::Image,
                InterpreterWarning::UnresolvedAnnotationAppearance => Undrawn::Annotation,
                _ => Undrawn::Other,
            };
            sink.lock().unwrap_or_else(PoisonError::into_inner).insert(kind);
        }),
        ..InterpreterSettings::default()
    };
    (settings, move || undrawn.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Between a line of text and the block above it, in user space units.
const GAP: f64 = 3.0;
