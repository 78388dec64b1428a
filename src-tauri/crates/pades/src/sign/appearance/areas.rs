//! How a block shares its box between text, picture and code: the code on the right, the picture on the left or above,
//! the text in what remains.

use super::{Arrangement, Block};

/// Room between the frame and what stands inside, in points.
pub(super) const PADDING: f64 = 5.0;
/// Room between neighbours, in points.
pub(super) const GAP: f64 = 6.0;
/// Largest side of a code, in points (25 mm).
pub(super) const LARGEST_CODE: f64 = 72.0;
/// Smallest longer side of a picture that is still recognised, in points (7 mm).
const SMALLEST_PICTURE: f64 = 20.0;
/// Part of the room that a picture may take: of the width beside the text, of the height above it.
const PICTURE_SHARE: f64 = 0.4;
/// Part of the width that a code may take.
const CODE_SHARE: f64 = 0.55;

/// A part of the block's box. Points from its lower left corner, as the reader sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f64,
    /// Lower edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Upper edge.
    pub y1: f64,
}

impl Area {
    /// From left to right.
    pub const fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// From bottom to top.
    pub const fn height(&self) -> f64 {
        self.y1 - self.y0
    }
}

/// Where everything stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    pub(super) text: Area,
    pub(super) picture: Option<Area>,
    pub(super) code: Option<Area>,
}

/// Shares a box of `width` by `height` points whose upper part is the practice band of height `band`; `None` when picture or
/// code would be too small.
pub(super) fn areas(block: &Block, width: f64, height: f64, band: f64) -> Option<Areas> {
    let mut text =
        Area { x0: PADDING, y0: PADDING - 1.0, x1: width - PADDING, y1: height - band - (PADDING - 1.0) };
    let code = match &block.code {
        Some(code) => {
            let least = code.least();
            let side =
                (text.width() * PICTURE_SHARE).min(text.height()).clamp(least, LARGEST_CODE.max(least));
            if side > text.height() || side > text.width() * CODE_SHARE {
                return None;
            }
            let below = text.y0 + (text.height() - side) / 2.0;
            let area = Area { x0: text.x1 - side, y0: below, x1: text.x1, y1: below + side };
            text.x1 = area.x0 - GAP;
            Some(area)
        }
        None => None,
    };
    let picture = match &block.picture {
        Some(picture) => {
            let ratio = picture.ratio();
            let beside = block.arrangement == Arrangement::Beside;
            let (room_wide, room_high) = if beside {
                (text.width() * PICTURE_SHARE, text.height())
            } else {
                (text.width(), text.height() * PICTURE_SHARE)
            };
            let wide = room_wide.min(room_high * ratio);
            let high = wide / ratio;
            if wide.max(high) < SMALLEST_PICTURE {
                return None;
            }
            let area = if beside {
                let below = text.y0 + (text.height() - high) / 2.0;
                Area { x0: text.x0, y0: below, x1: text.x0 + wide, y1: below + high }
            } else {
                Area { x0: text.x0, y0: text.y1 - high, x1: text.x0 + wide, y1: text.y1 }
            };
            if beside {
                text.x0 = area.x1 + GAP;
            } else {
                text.y1 = area.y0 - GAP;
            }
            Some(area)
        }
        None => None,
    };
    Some(Areas { text, picture, code })
}
