//! Opening documents: dropped, picked, given on the command line, or the sample letter.

use crate::documents::OpenDocument;
use crate::schema::{DocumentHandle, DocumentView, FieldView, Opened, Problem, RectView};
use crate::{Service, documents};
use pdf::form;
use std::path::Path;
use std::sync::Arc;

const SAMPLE: &[u8] = include_bytes!("../../assets/surat-contoh.pdf");
const SAMPLE_NAME: &str = "surat-contoh.pdf";

impl Service {
    /// Opens a file; the answer names it even when it is refused.
    pub fn open_path(&self, path: &Path) -> Opened {
        let name = crate::output::name_of(path);
        match OpenDocument::from_path(path).and_then(|open| self.take_in(open)) {
            Ok(document) => Opened::Document { document },
            Err(problem) => Opened::Refused { name, problem },
        }
    }

    /// Puts the sample letter into the data folder, where its signed copies go too, and opens it.
    pub fn open_sample(&self) -> Result<Opened, Problem> {
        let path = self.host().data_folder().join("practice").join(SAMPLE_NAME);
        if std::fs::read(&path).ok().as_deref() != Some(SAMPLE) {
            crate::settings::replace(&path, SAMPLE).map_err(|_| Problem::OutputNotWritable)?;
        }
        let mut open = OpenDocument::from_path(&path)?;
        open.sample = true;
        self.take_in(open).map(|document| Opened::Document { document })
    }

    /// Unlocks a document that is open.
    pub fn unlock(
        &self,
        handle: &DocumentHandle,
        password: &Arc<pdf::Password>,
    ) -> Result<DocumentView, Problem> {
        let open = self.documents().get(handle)?;
        open.unlock(password)?;
        Ok(DocumentView { document: handle.clone(), ..describe(&open)? })
    }

    /// Keeps an opened document and describes it.
    pub(crate) fn take_in(&self, open: OpenDocument) -> Result<DocumentView, Problem> {
        let (handle, open) = self.documents().add(open);
        let described = describe(&open).inspect_err(|_| self.documents().close(&handle))?;
        Ok(DocumentView { document: handle, ..described })
    }
}

/// What a document is; its handle is empty.
pub(crate) fn describe(open: &OpenDocument) -> Result<DocumentView, Problem> {
    let mut described = DocumentView {
        document: DocumentHandle(String::new()),
        name: open.name.clone(),
        size: open.source.len(),
        locked: true,
        pages: 0,
        signatures: 0,
        fields: Vec::new(),
        sign_problem: None,
        sample: open.sample,
    };
    let document = match open.document() {
        Ok(document) => document,
        Err(Problem::DocumentPasswordNeeded) => return Ok(described),
        Err(problem) => return Err(problem),
    };
    described.locked = false;
    let latest = document.latest();
    let pages = latest.pages().map_err(|error| documents::from_pdf(&error))?;
    described.pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    // A file whose form cannot be read can still be shown and verified.
    for field in form::fields(&latest).unwrap_or_default().iter().filter(|field| field.kind == b"Sig") {
        match latest.dictionary(&field.value) {
            Ok(value) if value.get(b"ByteRange").is_ok() => {
                let stamp = value
                    .get(b"Type")
                    .and_then(pdf::Object::as_name)
                    .is_ok_and(|name| name == b"DocTimeStamp");
                described.signatures += u32::from(!stamp);
            }
            _ => described.fields.push(empty_field(&latest, field)),
        }
    }
    if document.appendable().is_err() {
        described.sign_problem = Some(Problem::DocumentNeedsRepair);
    }
    Ok(described)
}

fn empty_field(view: &pdf::View, field: &form::Field) -> FieldView {
    let widget = field.widgets.first();
    let page = widget.and_then(|(_, page)| *page).and_then(|page| u32::try_from(page + 1).ok());
    let rect = widget
        .and_then(|(id, _)| view.get(*id).ok())
        .and_then(|object| object.as_dict().ok().cloned())
        .and_then(|dictionary| view.key_array(&dictionary, b"Rect").ok().flatten())
        .and_then(|array| numbers(&array));
    FieldView {
        name: field.full_name.clone(),
        page,
        rect: rect.filter(|rect| rect.width > 0.0 && rect.height > 0.0),
    }
}

fn numbers(array: &[pdf::Object]) -> Option<RectView> {
    let number = |index: usize| array.get(index).and_then(|object| object.as_float().ok()).map(f64::from);
    let (x0, y0, x1, y1) = (number(0)?, number(1)?, number(2)?, number(3)?);
    Some(RectView { x: x0.min(x1), y: y0.min(y1), width: (x1 - x0).abs(), height: (y1 - y0).abs() })
}
