//! Evidence bundles: made from a result, and judged again by another copy of the program, with or without the document.

use chrono::{DateTime, FixedOffset};
use journal::evidence::{self, About};
use serde_json::Value;

use super::{Examined, program, words};
use crate::documents::OpenDocument;
use crate::flows::evidence::Asking;
use crate::schema::{Locale, Problem, VerifyView};
use crate::texts::Texts;
use crate::{Service, hex};

/// A bundle judged again.
#[derive(Debug, Clone)]
pub struct EvidenceResult {
    /// Program that made it.
    pub made_by: String,
    /// When it was made.
    pub made_at: DateTime<FixedOffset>,
    /// The verdict that it records.
    pub recorded: String,
    /// Whether the document at hand is the one it speaks of.
    pub document: DocumentMatch,
    /// Whether the same certificates are trusted here.
    pub same_trust: bool,
    /// The result here and now, for the time that the bundle was judged for.
    pub view: VerifyView,
}

/// The document beside a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentMatch {
    /// None was given: what changed after signing is repeated from the bundle.
    Absent,
    /// Another one was given: it was not looked at.
    Different,
    /// The one it speaks of: it was verified anew, with the bundle's evidence beside its own.
    Same,
}

impl DocumentMatch {
    /// The word of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Different => "different",
            Self::Same => "same",
        }
    }
}

impl Service {
    /// The bundle about a file.
    pub(super) fn evidence_bundle(&self, examined: &Examined) -> Vec<u8> {
        let mut view = examined.view.clone();
        view.file.clear();
        for signature in &mut view.signatures {
            signature.reason = None;
            for change in &mut signature.changes {
                (change.before, change.after) = (None, None);
            }
        }
        let about = About {
            program: program(),
            made_at: self.host().now(),
            judged_at: examined.at.to_utc(),
            trusted: self.trusted(),
            result: serde_json::to_value(&view).unwrap_or_default(),
            text: words::text(&view, &Texts::new(Locale::Id)),
        };
        evidence::write(&examined.facts, &about)
    }

    /// Judges a bundle again by the trust of this computer, at the time that it was judged for unless another is given.
    pub fn verify_evidence(
        &self,
        bytes: &[u8],
        document: Option<&OpenDocument>,
        at: Option<DateTime<FixedOffset>>,
    ) -> Result<EvidenceResult, Problem> {
        let (mut facts, about) = evidence::read(bytes).map_err(|_| Problem::EvidenceUnreadable)?;
        let at = at.unwrap_or_else(|| about.judged_at.fixed_offset());
        let mut found = DocumentMatch::Absent;
        if let Some(open) = document {
            let (mut own, _) = self.facts(open)?;
            found = DocumentMatch::Different;
            if own.file_sha256 == facts.file_sha256 {
                found = DocumentMatch::Same;
                own.add_evidence(facts.outside.evidence.drain(..), facts.outside.certificates.drain(..));
                facts = own;
            }
        }
        // What the bundle brings and what is kept here; nobody is asked.
        let (_, view) = self.judged(&mut facts, at, Asking::Never);
        // Only with its document at hand was a document checked.
        if found == DocumentMatch::Same {
            self.journal_verified([&view]);
        }
        let recorded = about.result.get("verdict").and_then(Value::as_str).unwrap_or_default().to_owned();
        let same_trust = self.trusted() == about.trusted;
        Ok(EvidenceResult {
            made_by: about.program,
            made_at: about.made_at,
            recorded,
            document: found,
            same_trust,
            view,
        })
    }

    /// Fingerprints of what is trusted, in order.
    fn trusted(&self) -> Vec<String> {
        let trust = self.trust_snapshot();
        let mut all: Vec<String> =
            trust.anchors().iter().map(|anchor| hex(&anchor.certificate.sha256())).collect();
        all.sort_unstable();
        all
    }
}
