//! What can go wrong, as facts.

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document's encryption is damaged or of a kind that the renderer does not know.
    #[error("encryption not supported")]
    EncryptionUnsupported,
    /// The document has no such page.
    #[error("page {page} of {pages}")]
    NoSuchPage {
        /// The page asked for, counted from 0.
        page: usize,
        /// How many pages there are.
        pages: usize,
    },
    /// No password was given and one is needed, or the one given is wrong.
    #[error("password needed")]
    PasswordNeeded,
    /// The bytes can't be read as a PDF document.
    #[error("not readable as PDF")]
    Unreadable,
    /// The file is not the picture that its first bytes promise: cut short, or damaged.
    #[error("damaged picture")]
    PictureDamaged,
    /// The picture shows nothing: every pixel is clear.
    #[error("empty picture")]
    PictureEmpty,
    /// Neither PNG nor JPEG nor SVG.
    #[error("unknown kind of picture")]
    PictureKind,
    /// The file is longer than any picture for a letter.
    #[error("a picture file of {bytes} bytes")]
    PictureLong {
        /// Its length.
        bytes: usize,
    },
    /// The picture would be larger than [`crate::Limits::pixels`], or smaller than one pixel.
    #[error("a picture of {width} x {height} pixels")]
    PictureSize {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
    },
    /// A drawing (SVG) uses what is not drawn here the same way as elsewhere, or costs too much.
    #[error("a drawing with <{element}>")]
    PictureUnsupported {
        /// The element that is in the way.
        element: &'static str,
    },
}
