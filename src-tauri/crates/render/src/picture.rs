//! Opening a document for the renderer and drawing its pages.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::geometry::{View, whole};
use crate::{Error, Rect, Size, free};

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

/// A page drawn on white paper, as the reader sees it: crop box, turned by /Rotate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue, alpha (always 255) of each pixel; rows from the top, no padding.
    pub rgba: Vec<u8>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { pixels: 18_000_000 }
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
        draw(self.page(page)?, dpi / POINTS_PER_INCH, limits)
    }

    /// A place for a block of `size` on page `page` (counted from 0) where nothing is drawn, in default user space; `None` when
    /// the page has no such place: a scan on paper that is not white, for example.
    ///
    /// Where letters are signed: as near to the lower right as there is room, above the foot of the page if possible, a
    /// little away from every mark and from the edges. `avoid` are places, in default user space, to be treated as drawn on.
    ///
    /// # Errors
    /// [`Error::NoSuchPage`], [`Error::PictureSize`].
    pub fn free_place(&self, page: usize, size: Size, avoid: &[Rect]) -> Result<Option<Rect>, Error> {
        let page = self.page(page)?;
        let view = View::of(page);
        // One pixel a point is fine enough to see every mark; very large pages get as many pixels as the map may have.
        let scale = (free::MAP_PIXELS / (view.size.width * view.size.height)).sqrt().min(1.0);
        let picture = draw(page, scale, Limits { pixels: u64::MAX })?;
        let avoid: Vec<_> = avoid.iter().map(|r| view.seen(r)).collect();
        Ok(free::find(&picture, scale, size, &avoid).map(|place| view.stored(place)))
    }

    fn page(&self, page: usize) -> Result<&Page<'_>, Error> {
        let pages = self.pdf.pages();
        pages.get(page).ok_or(Error::NoSuchPage { page, pages: pages.len() })
    }
}

fn draw(page: &Page<'_>, scale: f64, limits: Limits) -> Result<Picture, Error> {
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
    let pixmap =
        hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    Ok(Picture {
        width: usize::from(pixmap.width()),
        height: usize::from(pixmap.height()),
        rgba: pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied),
    })
}

/// Default user space (ISO 32000-2 8.3.2.3).
const POINTS_PER_INCH: f64 = 72.0;
