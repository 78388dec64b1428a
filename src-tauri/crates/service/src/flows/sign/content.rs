//! What in a document can change its look without a change of its bytes, or hides something, named by page (R-4.1f.3).

use std::collections::BTreeMap;

use crate::Service;
use crate::documents::{OpenDocument, from_pdf};
use crate::schema::{FindingKind, FindingView, Problem};
use pdf::inspect::Finding;

impl Service {
    /// Everything found so far, in the order of [`FindingKind`].
    pub(super) fn findings(&self, open: &OpenDocument) -> Result<Vec<FindingView>, Problem> {
        let view = open.document()?.latest();
        let mut found: BTreeMap<FindingKind, Vec<u32>> = BTreeMap::new();
        for (finding, pages) in open.sight.inspected(&view).map_err(|error| from_pdf(&error))? {
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
        for (index, id) in view.pages().map_err(|error| from_pdf(&error))?.into_iter().enumerate() {
            let page = open.sight.page(id);
            for (kind, is_so) in [
                (FindingKind::HiddenText, page.as_ref().is_some_and(|page| page.hidden_text)),
                (FindingKind::NotDrawn, page.as_ref().is_some_and(|page| page.undrawn)),
                (FindingKind::DrawnDifferently, open.sight.differs(id)),
            ] {
                if is_so {
                    found.entry(kind).or_default().push(number(index));
                }
            }
        }
        Ok(found.into_iter().map(|(kind, pages)| FindingView { kind, pages }).collect())
    }
}

/// A page as people count.
fn number(index: usize) -> u32 {
    u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX)
}
