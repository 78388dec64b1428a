//! What a difference is called: closed lists of levels and kinds, and one [`Change`] per observed difference.
//!
//! Not here: how a difference is found (`rules`) and what permissions make of it (`policy`).

use pdf::ObjectId;

use super::attack::Attack;

/// How far a change reaches, from nothing to what no rule allows. Ordered: the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ChangeLevel {
    /// Nothing differs.
    #[default]
    None,
    /// Later signatures, validation data, document time stamps, metadata: nothing the reader sees as content.
    Allowed,
    /// The reader sees something that the signer did not: form values, annotations, a covering appearance.
    Visible,
    /// No rule explains it, or permissions in force forbid it.
    Forbidden,
}

impl ChangeLevel {
    /// The code in evidence bundles.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Allowed => "allowed",
            Self::Visible => "visible",
            Self::Forbidden => "forbidden",
        }
    }

    /// The level with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::None, Self::Allowed, Self::Visible, Self::Forbidden]
            .into_iter()
            .find(|level| level.as_str() == code)
    }
}

/// What changed. Closed: a text exists for each case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A script or other action was added, altered or removed (ISO 32000-2 12.6).
    Action,
    /// An annotation was added.
    AnnotationAdded,
    /// An annotation was altered.
    AnnotationChanged,
    /// An annotation was removed.
    AnnotationRemoved,
    /// An existing appearance stream was altered without a change of value (ISO 32000-2 12.5.5).
    Appearance,
    /// A file was attached, altered or removed (ISO 32000-2 7.11.4).
    Attachment,
    /// An entry of the catalog without a case of its own, or the catalog itself.
    Catalog,
    /// A document time stamp was added (ISO 32000-2 12.8.5).
    DocumentTimeStamp,
    /// The encryption dictionary was altered (ISO 32000-2 7.6).
    Encryption,
    /// A form field was added.
    FieldAdded,
    /// A form field was altered in another way than by filling it in.
    FieldChanged,
    /// A form field was removed.
    FieldRemoved,
    /// A font was altered (ISO 32000-2 9.5).
    Font,
    /// A form field was filled in or its value altered.
    FormValue {
        /// Full name of the field (ISO 32000-2 12.7.4.2).
        field: String,
    },
    /// Objects that no cross-reference section names, yet a repairing reader would use.
    HiddenObject,
    /// A signature was added.
    LaterSignature,
    /// Document information or XMP metadata.
    Metadata,
    /// Optional content: layers and their visibility (ISO 32000-2 8.11).
    OptionalContent,
    /// A page was added.
    PageAdded,
    /// Page content or page geometry was altered.
    PageContent,
    /// A page was removed.
    PageRemoved,
    /// The order of pages or the page tree was altered.
    PageTree,
    /// Resources that page content draws with: images, forms, colour spaces, graphics states.
    Resources,
    /// An existing signature, or its field, was altered or removed.
    SignatureAltered,
    /// Logical structure (ISO 32000-2 14.7).
    Structure,
    /// Bytes after the last revision that a tolerant reader would use.
    TrailingBytes,
    /// Reachable from the document, and no rule knows it.
    Unexplained,
    /// Document security store (ISO 32000-2 12.8.4.3).
    ValidationData,
}

impl ChangeKind {
    /// Every code, so that the message catalogue can be checked to hold a text for each.
    pub const CODES: &'static [&'static str] = &[
        "action",
        "annotation_added",
        "annotation_changed",
        "annotation_removed",
        "appearance",
        "attachment",
        "catalog",
        "document_time_stamp",
        "encryption",
        "field_added",
        "field_changed",
        "field_removed",
        "font",
        "form_value",
        "hidden_object",
        "later_signature",
        "metadata",
        "optional_content",
        "page_added",
        "page_content",
        "page_removed",
        "page_tree",
        "resources",
        "signature_altered",
        "structure",
        "trailing_bytes",
        "unexplained",
        "validation_data",
    ];

    /// The kind with this code; the field of a form value is not part of it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "action" => Self::Action,
            "annotation_added" => Self::AnnotationAdded,
            "annotation_changed" => Self::AnnotationChanged,
            "annotation_removed" => Self::AnnotationRemoved,
            "appearance" => Self::Appearance,
            "attachment" => Self::Attachment,
            "catalog" => Self::Catalog,
            "document_time_stamp" => Self::DocumentTimeStamp,
            "encryption" => Self::Encryption,
            "field_added" => Self::FieldAdded,
            "field_changed" => Self::FieldChanged,
            "field_removed" => Self::FieldRemoved,
            "font" => Self::Font,
            "form_value" => Self::FormValue { field: String::new() },
            "hidden_object" => Self::HiddenObject,
            "later_signature" => Self::LaterSignature,
            "metadata" => Self::Metadata,
            "optional_content" => Self::OptionalContent,
            "page_added" => Self::PageAdded,
            "page_content" => Self::PageContent,
            "page_removed" => Self::PageRemoved,
            "page_tree" => Self::PageTree,
            "resources" => Self::Resources,
            "signature_altered" => Self::SignatureAltered,
            "structure" => Self::Structure,
            "trailing_bytes" => Self::TrailingBytes,
            "unexplained" => Self::Unexplained,
            "validation_data" => Self::ValidationData,
            _ => return None,
        })
    }

    /// The code in JSON and in the message catalogue.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::AnnotationAdded => "annotation_added",
            Self::AnnotationChanged => "annotation_changed",
            Self::AnnotationRemoved => "annotation_removed",
            Self::Appearance => "appearance",
            Self::Attachment => "attachment",
            Self::Catalog => "catalog",
            Self::DocumentTimeStamp => "document_time_stamp",
            Self::Encryption => "encryption",
            Self::FieldAdded => "field_added",
            Self::FieldChanged => "field_changed",
            Self::FieldRemoved => "field_removed",
            Self::Font => "font",
            Self::FormValue { .. } => "form_value",
            Self::HiddenObject => "hidden_object",
            Self::LaterSignature => "later_signature",
            Self::Metadata => "metadata",
            Self::OptionalContent => "optional_content",
            Self::PageAdded => "page_added",
            Self::PageContent => "page_content",
            Self::PageRemoved => "page_removed",
            Self::PageTree => "page_tree",
            Self::Resources => "resources",
            Self::SignatureAltered => "signature_altered",
            Self::Structure => "structure",
            Self::TrailingBytes => "trailing_bytes",
            Self::Unexplained => "unexplained",
            Self::ValidationData => "validation_data",
        }
    }
}

/// One observed difference between two neighbouring revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// How far it reaches, under the permissions asked for.
    pub level: ChangeLevel,
    /// What changed.
    pub kind: ChangeKind,
    /// Page it shows on, from 0, where one is known.
    pub page: Option<usize>,
    /// Where on that page: lower left and upper right corner in its default user space, 1/72 inch; `None` for all of it.
    pub rect: Option<[f64; 4]>,
    /// The known attack that it has the shape of.
    pub attack: Option<Attack>,
    /// The object that differs, where one is.
    pub object: Option<ObjectId>,
    /// The revision that made it, from 0.
    pub revision: usize,
    /// Stable name of the rule that saw it, for instance `fields`.
    pub rule: &'static str,
    /// Full name of the form field concerned, where one is.
    pub field: Option<String>,
    /// Short text before, for values of form fields and annotations; at most 200 characters.
    pub before: Option<String>,
    /// Short text after, likewise.
    pub after: Option<String>,
}

/// All later changes as seen from one signed revision, worst first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// The worst level of the items.
    pub level: ChangeLevel,
    /// Worst first, then by revision.
    pub items: Vec<Change>,
}
