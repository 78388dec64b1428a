//! Signing as a shell sees it: the request, what is known before the PIN, and the result.

use super::{
    BlockSize, BlockText, CertificateView, DocumentHandle, DocumentView, Problem, Secret, SpotPage,
    VerifyView,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to sign, with which key, and how it shall look.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignRequest {
    /// The document.
    pub document: DocumentHandle,
    /// The token, as [`super::TokenView::id`] names it.
    pub token: String,
    /// The key, as [`super::KeyView::id`] names it; the proposed one when absent.
    pub key: Option<String>,
    /// Where the block goes.
    pub place: PlaceRequest,
    /// What the block says and shows.
    pub text: BlockText,
    /// Size of the block where the place does not give one; what the words need when absent.
    #[serde(default)]
    #[ts(optional)]
    pub size: Option<BlockSize>,
    /// Reason, into the signature dictionary.
    pub reason: Option<String>,
    /// Place, into the signature dictionary.
    #[serde(default)]
    #[ts(optional)]
    pub location: Option<String>,
    /// The notice of electronic signing; at the foot of every page when absent.
    #[serde(default)]
    #[ts(optional)]
    pub notice: Option<NoticeChoice>,
    /// What may be changed after this signature; the document's own rules when absent.
    #[serde(default)]
    #[ts(optional)]
    pub protection: Option<Protection>,
    /// PAdES level wanted. When absent B-LT where a time-stamp server is set and the network is on, else basic.
    #[serde(default)]
    #[ts(optional)]
    pub level: Option<SignLevel>,
    /// Whether the person stated "read, understood, agreed" (PP 71/2019 Art 62(3)-(4)); `sign_plan` ignores it.
    pub consent: bool,
}

impl SignRequest {
    /// A signature of the token's proposed key in a free place, with a block of name and time; nothing agreed to yet.
    pub fn new(document: DocumentHandle, token: String) -> Self {
        Self {
            document,
            token,
            key: None,
            place: PlaceRequest::Free,
            text: BlockText::default(),
            size: None,
            reason: None,
            location: None,
            notice: None,
            protection: None,
            level: None,
            consent: false,
        }
    }
}

/// What becomes of the notice, where one is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeChoice {
    /// Written into free strips.
    Write {
        /// At which edge.
        edge: NoticeEdge,
        /// On the last page only.
        last_page_only: bool,
    },
    /// Left out.
    Omit {
        /// Why; it is recorded.
        reason: String,
    },
}

impl Default for NoticeChoice {
    /// At the foot of every page.
    fn default() -> Self {
        NoticeChoice::Write { edge: NoticeEdge::Foot, last_page_only: false }
    }
}

/// Which edge of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeEdge {
    /// The lower one.
    Foot,
    /// The upper one.
    Head,
}

/// What may still be changed after the signature (ISO 32000-2 §12.8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// An approval that locks everything: the last signature.
    Lock,
    /// A certification that allows nothing.
    CertifyNoChanges,
    /// A certification that allows forms and further signatures.
    CertifyForms,
    /// A certification that allows annotations too.
    CertifyAnnotations,
}

/// PAdES baseline levels (EN 319 142-1 §6), lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SignLevel {
    /// Basic.
    B,
    /// With a time stamp.
    T,
    /// With validation data.
    Lt,
    /// With an archive time stamp.
    Lta,
}

/// Where the block goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlaceRequest {
    /// A free place on the last page, found by looking at it.
    Free,
    /// No visible block.
    Invisible,
    /// Above a text of the document, such as the signer's name, or over a mark such as `#` or `${ttd}`: where it stands
    /// last.
    Anchor {
        /// The text or mark; upper and lower case and the number of spaces do not matter.
        text: String,
        /// Whether the block stands over the text, which is a mark, instead of above it.
        over: bool,
    },
    /// On a page.
    Page {
        /// Page, from 1.
        page: u32,
        /// Rectangle in default user space, points.
        rect: RectView,
    },
    /// On the last page, whichever number it has.
    LastPage {
        /// Rectangle in default user space, points.
        rect: RectView,
    },
    /// The same place in every document, as the reader sees it.
    Spot {
        /// On which page.
        page: SpotPage,
        /// From the left edge of the page, points.
        left: f64,
        /// From its lower edge, points.
        bottom: f64,
    },
    /// Into an empty signature field.
    Field {
        /// Fully qualified name.
        name: String,
    },
}

/// A rectangle in default user space (ISO 32000-2 §8.3.2.3), points from the lower left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct RectView {
    /// Left.
    pub x: f64,
    /// Bottom.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Everything known before the PIN.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignPlanView {
    /// The checks, in the order in which they are shown.
    pub checks: Vec<CheckView>,
    /// Whether signing may go on to the PIN.
    pub ready: bool,
    /// The level that will be made, where the request names none as well.
    pub level: SignLevel,
    /// Where the block will stand; absent when invisible.
    pub place: Option<PlaceView>,
    /// The block itself, drawn by the code that writes it.
    pub block: Option<BlockView>,
    /// The certificate that will sign.
    pub signer: Option<CertificateView>,
    /// What becomes of the notice; absent while nobody can sign.
    pub notice: Option<NoticeView>,
    /// What can change the document's look, or hides something.
    pub findings: Vec<FindingView>,
    /// Pages not looked at yet for findings and notice: asking again goes on with them, and nothing is signed before all
    /// are done.
    pub unread: u32,
    /// File name of the result, in the same folder.
    pub output: String,
}

/// What becomes of the notice of electronic signing.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NoticeView {
    /// What and why.
    pub state: NoticeState,
    /// Whether the document says the sentence already.
    pub found: bool,
    /// The sentence that will be written, if so.
    pub text: Option<String>,
    /// Where it will stand, on the pages looked at so far.
    pub strips: Vec<StripView>,
    /// The sentence drawn by the code that writes it, a page for each kind of strip; readable through `doc_read`.
    pub drawing: Option<DocumentHandle>,
}

/// Draw a wording of the notice as it will stand on a page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeDrawRequest {
    /// The wording.
    pub text: String,
}

/// The notice on one page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct StripView {
    /// Page, from 1.
    pub page: u32,
    /// Rectangle in default user space, points.
    pub rect: RectView,
    /// Its page in [`NoticeView::drawing`], from 1.
    pub drawn: u32,
}

/// Kinds of outcome for the notice; the sentence is `notice-<state>` in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeState {
    /// It will be written.
    Written,
    /// The document has it.
    Present,
    /// The signer's certificate is not issued by BSrE.
    NotBsre,
    /// The document is signed: pages stay as they are.
    AlreadySigned,
    /// The signer leaves it out.
    Omitted,
    /// A page has no room.
    NoRoom,
}

/// Something in the document, and on which pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FindingView {
    /// What it is; the words are `finding-<kind>` in the catalogue.
    pub kind: FindingKind,
    /// Pages, from 1; empty for the document as a whole.
    pub pages: Vec<u32>,
}

/// What can change the look of a document without a change of its bytes, or hides something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A script or an action that runs by itself.
    Script,
    /// Text that something hides.
    HiddenText,
    /// Layers that can be shown or hidden.
    OptionalContent,
    /// Content from another file.
    ExternalContent,
    /// Something that could not be drawn, and that another program may show.
    NotDrawn,
    /// Two programs draw the page differently.
    DrawnDifferently,
    /// A field that can be filled in.
    FormField,
    /// An annotation over the page.
    Annotation,
    /// A font that each program replaces by another.
    FontNotEmbedded,
}

/// One check before the PIN.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckView {
    /// Which check; the sentence is `check-<id>` in the catalogue.
    pub id: CheckId,
    /// How it ended.
    pub state: CheckState,
    /// What is the matter and what to do, unless it passed.
    pub problem: Option<Problem>,
    /// A number its sentence needs (tries left), if any.
    pub number: Option<u32>,
}

/// The checks before the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CheckId {
    /// A token is there and can be used; number: tries left.
    Token,
    /// Within validity and fit for signing.
    Certificate,
    /// Its issuer is trusted here.
    Issuer,
    /// It was not revoked, by what its issuer says now.
    Status,
    /// The document allows a signature.
    Document,
    /// Nothing in the document can change its look or hides something; number: kinds of findings.
    Content,
    /// The notice is written, or not due.
    Notice,
    /// Signatures already there are intact.
    EarlierSignatures,
    /// The result can be written.
    Output,
    /// A time stamp can be had; otherwise time comes from the computer's clock only.
    Time,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Well.
    Passed,
    /// To be known, but signing may go on.
    Warning,
    /// Signing cannot go on.
    Failed,
}

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct PlaceView {
    /// Page, from 1.
    pub page: u32,
    /// Rectangle in default user space, points.
    pub rect: RectView,
}

/// The block as a one-page PDF, readable through `doc_read`.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BlockView {
    /// Handle of the one-page PDF.
    pub document: DocumentHandle,
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
}

/// A finished signature.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SignedView {
    /// The result, opened.
    pub document: DocumentView,
    /// Folder it lies in, for the eye only.
    pub folder: String,
    /// What our own verification of the written file says.
    pub verification: VerifyView,
    /// What did not go as asked though the signature stands (time stamp).
    pub incomplete: Option<Problem>,
}

/// A signed file that still lacks what was asked for.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PendingView {
    /// Names it in requests.
    pub id: String,
    /// File name.
    pub name: String,
    /// Folder it lies in, for the eye only.
    pub folder: String,
    /// What it shall become.
    pub level: SignLevel,
    /// When it was signed, RFC 3339.
    pub since: String,
}

/// Names a signed file that still lacks something.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PendingRequest {
    /// Its [`PendingView::id`].
    pub id: String,
}

/// Complete one of the files that still lack something.
#[derive(Deserialize, TS)]
pub struct CompleteRequest {
    /// Its [`PendingView::id`].
    pub id: String,
    /// The document's password, where `document-password-needed` was the answer before; becomes a zeroizing type on arrival.
    #[ts(type = "string", optional)]
    #[serde(default)]
    pub password: Option<Secret>,
}

/// Raise a signed document, whoever signed it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ExtendRequest {
    /// The document.
    pub document: DocumentHandle,
    /// Level wanted; an archive time stamp that is there is renewed.
    pub level: SignLevel,
}
