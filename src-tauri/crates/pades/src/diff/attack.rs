//! Known attacks on signed documents, named where a change has their shape. The name explains; the level decides.
//!
//! Universal signature forgery, incremental saving and signature wrapping: Mladenov et al., "1 Trillion Dollar Refund",
//! 2019. Shadow attacks (hide, replace, hide-and-replace): Mainka et al., 2021. Evil annotation and sneaky signature:
//! Rohlmann et al., "Breaking the Specification: PDF Certification", 2021.

use pdf::Object;

use super::change::{ChangeKind, ChangeLevel};
use super::findings::Finding;
use super::pair::Pair;
use super::rules::cover;

macro_rules! attacks {
    ($($(#[$doc:meta])* $name:ident, $text:literal;)*) => {
        /// A way of forging that is known in the field.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Attack {
            $($(#[$doc])* $name,)*
        }

        impl Attack {
            /// Every attack, so that the message catalogue can be checked to hold a text for each.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in JSON and in the message catalogue.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

attacks! {
    /// An appearance that was signed is drawn anew below an unchanged field.
    AppearanceOverride, "appearance_override";
    /// An annotation with a face that hides signed content (EAA).
    EvilAnnotation, "evil_annotation";
    /// A font that signed text is written in is replaced, so that the same codes show other letters.
    FontOverride, "font_override";
    /// Content is replaced by an appended update, or by bytes that only a repairing reader sees (ISA).
    IncrementalSaving, "incremental_saving";
    /// Layers are switched or redefined, so that other content shows.
    OptionalContentOverride, "optional_content_override";
    /// What lay over signed content is taken away (shadow hide).
    ShadowHide, "shadow_hide";
    /// A second content prepared before signing is switched to (shadow hide-and-replace).
    ShadowHideAndReplace, "shadow_hide_and_replace";
    /// Something that signed content draws with is defined anew (shadow replace).
    ShadowReplace, "shadow_replace";
    /// The signed bytes are not those that the dictionary stands in (SWA).
    SignatureWrapping, "signature_wrapping";
    /// A later signature whose face hides signed content (SSA).
    SneakySignature, "sneaky_signature";
    /// Parts of the signature that would have to be checked are missing or empty (USF).
    UniversalForgery, "universal_signature_forgery";
}

/// The attack that a change has the shape of.
pub(crate) fn of(pair: &Pair, finding: &Finding) -> Option<Attack> {
    let change = &finding.change;
    match (&change.kind, change.level) {
        (_, ChangeLevel::None | ChangeLevel::Allowed) => None,
        (ChangeKind::Appearance, ChangeLevel::Forbidden) => Some(Attack::AppearanceOverride),
        (ChangeKind::Font, _) => Some(Attack::FontOverride),
        (ChangeKind::OptionalContent, _) => Some(Attack::OptionalContentOverride),
        (ChangeKind::LaterSignature, _) => Some(Attack::SneakySignature),
        (ChangeKind::FieldAdded | ChangeKind::AnnotationAdded, _) => {
            let spot = pair.after.object(change.object?);
            let signature = spot.key(&pair.after, "FT").name() == b"Sig";
            let name = if signature { Attack::SneakySignature } else { Attack::EvilAnnotation };
            cover::covers(pair, &spot).then_some(name)
        }
        // The page was there, out of sight, when the document was signed.
        (ChangeKind::PageAdded, _) => {
            let before = pair.before.object(change.object?);
            let prepared = before.key(&pair.before, "Type").name() == b"Page";
            Some(if prepared { Attack::ShadowHideAndReplace } else { Attack::IncrementalSaving })
        }
        (ChangeKind::Resources, _) => {
            // A page that stands as it did draws with something that does not: that is told beside it.
            let delta = pair.changed.get(&change.object?.0)?;
            let drawn = |object: &Object| {
                let kind = object
                    .as_stream()
                    .ok()
                    .and_then(|stream| stream.dict.get(b"Subtype").ok()?.as_name().ok());
                matches!(kind, Some(b"Form" | b"Image"))
            };
            Some(if pair.page_after(delta.id).is_some() {
                Attack::IncrementalSaving
            } else if delta.unreadable || (drawn(&delta.before) && !drawn(&delta.after)) {
                Attack::ShadowHide
            } else {
                Attack::ShadowReplace
            })
        }
        (
            ChangeKind::PageContent | ChangeKind::PageRemoved | ChangeKind::PageTree | ChangeKind::Catalog,
            ChangeLevel::Forbidden,
        ) => Some(Attack::IncrementalSaving),
        _ => None,
    }
}
