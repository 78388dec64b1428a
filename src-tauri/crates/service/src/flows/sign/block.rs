//! The visible block: what it says and shows, and how it looks before it is written.

use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{BlockText, BlockView, DocumentHandle, Problem, SignRequest};
use crate::texts::Texts;
use chrono::{DateTime, FixedOffset};
use pades::sign::{Arrangement, Block, Code, Line, appearance};
use qrcode::{Color, EcLevel, QrCode};
use url::Url;

/// Longest address behind a code, in characters: with more the code's modules get too small for an office printer.
const LONGEST_ADDRESS: usize = 300;

impl Service {
    /// The block of a request; on the way also what cannot be shown, with the block without it.
    pub(super) fn block(
        &self,
        request: &SignRequest,
        name: Option<&str>,
        practice: bool,
        now: DateTime<FixedOffset>,
    ) -> (Block, Result<(), Problem>) {
        // The block stands in an Indonesian letter, whatever language the window speaks.
        let texts = Texts::new(crate::schema::Locale::Id);
        let text = &request.text;
        let mut lines = vec![Line::caption(texts.text("block-heading"))];
        lines.extend(given(&text.position).map(Line::strong));
        lines.push(Line::strong(name.map_or_else(|| texts.text("block-name-placeholder"), str::to_owned)));
        lines.extend(given(&text.rank).map(Line::plain));
        lines.extend(given(&text.nip).map(|nip| Line::plain(texts.with("block-nip", &[("nip", &nip)]))));
        lines.push(Line::plain(texts.moment(now)));
        let reason = given(&request.reason).filter(|_| text.show_reason);
        lines.extend(reason.map(|reason| Line::plain(texts.with("block-reason", &[("reason", &reason)]))));
        let picture = match &text.picture {
            Some(name) => self.pictures().get(name, self.host().data_folder()).map(Some),
            None => Ok(None),
        };
        let code = self.code_of(text);
        // Whoever holds the paper sees where the code leads before following it (R-4.1i.6).
        lines.extend(given(&text.qr).filter(|_| matches!(code, Ok(Some(_)))).map(Line::caption));
        let shown = picture.as_ref().map(|_| ()).map_err(Clone::clone);
        let shown = shown.and(code.as_ref().map(|_| ()).map_err(Clone::clone));
        let block = Block {
            lines,
            practice: practice.then(|| texts.text("block-practice")),
            picture: picture.ok().flatten(),
            arrangement: if text.picture_above { Arrangement::Above } else { Arrangement::Beside },
            code: code.ok().flatten(),
        };
        (block, shown)
    }

    /// The code to the address that the person entered, if any: never one of ours.
    pub(crate) fn code_of(&self, text: &BlockText) -> Result<Option<Code>, Problem> {
        let Some(address) = given(&text.qr) else { return Ok(None) };
        let url = Url::parse(&address).map_err(|_| Problem::QrAddress)?;
        let web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
        let bare = url.username().is_empty() && url.password().is_none();
        let plain = address.chars().count() <= LONGEST_ADDRESS && !address.contains(char::is_whitespace);
        if !(web && bare && plain) {
            return Err(Problem::QrAddress);
        }
        let code = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::M);
        let code = code.map_err(|_| Problem::QrAddress)?;
        let side = u8::try_from(code.width()).map_err(|_| Problem::QrAddress)?;
        let dark = code.into_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Ok(Code::new(side, dark))
    }

    /// The block drawn on a page of its own, of this size in points, by the code that writes it.
    pub(super) fn block_view(
        &self,
        block: &Block,
        document: &pdf::Document,
        (width, height): (f64, f64),
    ) -> Result<Option<BlockView>, Problem> {
        let claims = pdf::Conformance::of(&document.latest()).map_err(|error| from_pdf(&error))?;
        // A box that is too small is told by the plan's own check; there is nothing to show then.
        let Ok(bytes) = appearance::as_page(block, width, height, &claims) else { return Ok(None) };
        Ok(Some(BlockView { document: self.preview("block.pdf", bytes)?, width, height }))
    }

    /// A document of our own making that stays readable for a while.
    pub(super) fn preview(&self, name: &str, bytes: Vec<u8>) -> Result<DocumentHandle, Problem> {
        let (handle, _) = self.documents().add(OpenDocument::from_bytes(name, bytes, false)?);
        self.keep_preview(handle.clone());
        Ok(handle)
    }
}

/// What was typed, without spaces around it.
fn given(value: &Option<String>) -> Option<String> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
