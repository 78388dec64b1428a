//! What in a document can change its look without a change of its bytes, or hides something, named by page (R-4.1f.3).

use std::collections::BTreeMap;

use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{FindingKind, FindingView, Problem};
use pdf::inspect::{Finding, inspect};

impl Service {
    /// Everything found, in the order of [`FindingKind`].
    pub(super) fn findings(&self, open: &OpenDocument) -> Result<Vec<FindingView>, Problem> {
        let document = open.document()?;
        let mut found: BTreeMap<FindingKind, Vec<u32>> = BTreeMap::new();
        for (finding, pages) in inspect(&document.latest()).map_err(|error| from_pdf(&error))? {
            let kind = match finding {
                Finding::Annotation => FindingKind::Annotation,
                Finding::ExternalContent => FindingKind::ExternalContent,
                Finding::FontNotEmbedded => FindingKind::FontNotEmbedded,
                Finding::FormField => FindingKind::FormField,
                Finding::OptionalContent => FindingKind::OptionalContent,
                Finding::Script => FindingKind::Script,
                _ => continue,
            };
            found.entry(kind).or_default().extend(pages.iter().map(|page| number(*page)));
        }
        for (index, page) in open.sight.pages(document, &self.notice_text()).iter().enumerate() {
            if page.hidden_text {
                found.entry(FindingKind::HiddenText).or_default().push(number(index));
            }
            if page.undrawn {
                found.entry(FindingKind::NotDrawn).or_default().push(number(index));
            }
        }
        Ok(found.into_iter().map(|(kind, pages)| FindingView { kind, pages }).collect())
    }
}

/// A page as people count.
fn number(index: usize) -> u32 {
    u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX)
}
