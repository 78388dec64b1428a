//! Opening a document for the renderer and drawing its pages.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::geometry::{View, whole};
use crate::look::Look;
use crate::{Error, PageText, Rect, Size, codes};

/// A document as the renderer reads it. Opening reads the page tree, no contents.
pub struct Document {
    pdf: Pdf,
}

/// How much one picture may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Pixels of a picture; four bytes each, and a few times that while drawing. Default: 18 million, an A3 page at 300 dpi.
    pub pixels: u64,
}

/// Pixels: a page drawn on white paper, as the reader sees it (crop box, turned by /Rotate), or a picture from a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue and alpha (not multiplied in; 255 all over a page) of each pixel; rows from the top, no padding.
    pub rgba: Vec<u8>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { pixels: 18_000_000 }
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("pages", &self.pages()).finish()
    }
}

impl Document {
    /// Reads `pdf`; `password` is the user's or owner's, where one is needed to open it.
    ///
    /// # Errors
    /// [`Error::Unreadable`], [`Error::PasswordNeeded`], [`Error::EncryptionUnsupported`].
    pub fn open(pdf: Vec<u8>, password: Option<&str>) -> Result<Document, Error> {
        let pdf = Pdf::new_with_password(pdf, password.unwrap_or_default()).map_err(|e| match e {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::PasswordNeeded,
            LoadPdfError::Decryption(_) => Error::EncryptionUnsupported,
            LoadPdfError::Invalid => Error::Unreadable,
        })?;
        Ok(Document { pdf })
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// The picture of page `page` (counted from 0) at `dpi` dots per inch.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn page_picture(&self, page: usize, dpi: f64, limits: Limits) -> Result<Picture, Error> {
        draw(self.page(page)?, dpi / POINTS_PER_INCH, limits, InterpreterSettings::default())
    }

    /// Page `page` (counted from 0), drawn once to be looked at.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn look(&self, page: usize) -> Result<Look, Error> {
        Look::at(self.page(page)?)
    }

    /// A place for a block of `size`, see [`Look::free_place`].
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn free_place(&self, page: usize, size: Size, avoid: &[Rect]) -> Result<Option<Rect>, Error> {
        Ok(self.look(page)?.free_place(size, avoid))
    }

    /// What page `page` (counted from 0) says.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`].
    pub fn text(&self, page: usize) -> Result<PageText, Error> {
        Ok(PageText::of(self.page(page)?))
    }

    /// What the QR codes on page `page` (counted from 0) say.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn codes(&self, page: usize) -> Result<Vec<String>, Error> {
        codes::on(self.page(page)?)
    }

    /// The size of a page as seen.
    pub(crate) fn look_size(&self, page: usize) -> Result<Size, Error> {
        Ok(View::of(self.page(page)?).size)
    }

    fn page(&self, page: usize) -> Result<&Page<'_>, Error> {
        let pages = self.pdf.pages();
        pages.get(page).ok_or(Error::NoSuchPage { page, pages: pages.len() })
    }
}

pub(crate) fn draw(
    page: &Page<'_>,
    scale: f64,
    limits: Limits,
    interpreter: InterpreterSettings,
) -> Result<Picture, Error> {
    let size = View::of(page).size;
    let pixels = |length: f64| u64::try_from(whole(length * scale)).unwrap_or(u64::MAX);
    let (width, height) = (pixels(size.width), pixels(size.height));
    // The renderer counts a side in 16 bits.
    let side = 1..=u64::from(u16::MAX);
    let fits = width.checked_mul(height).is_some_and(|n| n <= limits.pixels);
    if !fits || !side.contains(&width) || !side.contains(&height) {
        return Err(Error::PictureSize { width, height });
    }
    #[expect(clippy::as_conversions, reason = "the renderer takes single precision")]
    let scale = scale as f32;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let pixmap = hayro::render(page, &cache, &interpreter, &RenderSettings::default(), &settings);
    Ok(Picture {
        width: usize::from(pixmap.width()),
        height: usize::from(pixmap.height()),
        rgba: pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied),
    })
}

/// Default user space (ISO 32000-2 8.3.2.3).
pub(crate) const POINTS_PER_INCH: f64 = 72.0;
