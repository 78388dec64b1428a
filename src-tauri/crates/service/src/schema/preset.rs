//! How a block shall look: pictures by name, and presets: which lines, picture, size and zone, kept under a name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the block says and shows besides the fixed heading, the certificate's name and the time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct BlockText {
    /// Jabatan, typed by the signer; the certificate does not prove it.
    pub position: Option<String>,
    /// Pangkat, golongan.
    pub rank: Option<String>,
    /// NIP.
    pub nip: Option<String>,
    /// A picture, as [`PictureView::picture`] names it.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Whether the picture stands above the lines instead of beside them.
    #[ts(optional, as = "Option<bool>")]
    pub picture_above: bool,
    /// An address (https or http) that a QR code leads to and that stands in letters beside it; no code when absent.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
    /// Whether the reason is shown too.
    #[ts(optional, as = "Option<bool>")]
    pub show_reason: bool,
}

/// Width and height of a block in points, as the reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct BlockSize {
    /// From left to right.
    pub width: f64,
    /// From bottom to top.
    pub height: f64,
}

/// Where blocks of a preset go, in whatever document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Zone {
    /// A free place on the last page.
    Free,
    /// Always the same place.
    Spot {
        /// On which page.
        page: SpotPage,
        /// From the left edge of the page as the reader sees it, points.
        left: f64,
        /// From its lower edge, points.
        bottom: f64,
    },
    /// At a text of the document.
    Anchor {
        /// The text or mark.
        text: String,
        /// Over the text instead of above it.
        over: bool,
    },
}

/// A page that every document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SpotPage {
    /// The first one.
    First,
    /// The last one.
    Last,
}

/// A block kept under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preset {
    /// The name it is chosen by.
    pub name: String,
    /// What it says and shows.
    pub text: BlockText,
    /// Its size; what the words need when absent.
    pub size: Option<BlockSize>,
    /// Where it goes.
    pub zone: Zone,
}

/// Names a preset.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PresetRequest {
    /// Its [`Preset::name`].
    pub name: String,
}

/// A picture for the block. It is kept on disk only as part of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PictureView {
    /// Names it in requests.
    pub picture: String,
    /// Pixels in a row, as it will be written.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A page as the window drew it, to be compared with what this program sees.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PageSeenRequest {
    /// The document.
    pub document: super::DocumentHandle,
    /// Page, from 1.
    pub page: u32,
    /// Pixels in a row, at most 256.
    pub width: u32,
    /// Rows, at most 1,024.
    pub height: u32,
    /// Base64 of the grey of each pixel, rows from the top: a picture of a thumb's size, the one that travels inside JSON.
    pub grey: String,
}

/// What came out of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PageSeenView {
    /// The two programs show different pages.
    pub differs: bool,
}
