//! The application for a certificate ("Permohonan sertifikat") as a shell sees it: one view, from which every step is
//! drawn. Codes and values; the sentences are in `i18n/<locale>/enroll.ftl`, the form's own in its template.

use super::{CertificateView, Problem, Secret};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnrollKind {
    /// A first certificate.
    Penerbitan,
    /// A new certificate before the old one ends.
    Pembaruan,
    /// A new certificate because what it says changed.
    PerubahanData,
    /// Taking a certificate out of force. Makes no key and no request.
    Pencabutan,
}

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnrollStep {
    /// The applicant agrees that the data are processed.
    Consent,
    /// The data sheet.
    Form,
    /// Which token, and how it stands.
    Token,
    /// A PIN of the person's own.
    Pin,
    /// A PUK that is not the factory's.
    Puk,
    /// A management key that is not the factory's.
    Management,
    /// The key is made on the token.
    Key,
    /// The request is signed by the key.
    Request,
    /// Request, data sheet and checklist are saved for the issuer.
    Package,
    /// The certificate came and fits.
    Receive,
    /// It is stored on the token.
    Write,
    /// A test signature by the token was verified with it.
    Test,
    /// The hand-over sheet.
    Handover,
    /// All is done.
    Done,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnrollStepState {
    /// Done.
    Done,
    /// The next to be done.
    Now,
    /// Later.
    Later,
    /// Not needed for this kind of application or token.
    Skipped,
}

/// A step of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct EnrollStepView {
    /// Which.
    pub step: EnrollStep,
    /// How it stands.
    pub state: EnrollStepState,
}

/// A field of the form, as the template has it, with what was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollFieldView {
    /// Names it in requests.
    pub id: String,
    /// Its label in the person's language.
    pub label: String,
    /// Further words under it; empty for none.
    pub hint: String,
    /// `text`, `digits`, `email`, `phone` or `choice`.
    pub rule: String,
    /// For `choice`: values and labels.
    pub choices: Vec<EnrollChoiceView>,
    /// What was entered.
    pub value: String,
    /// Whether it must be filled in, as far as the other fields say by now.
    pub required: bool,
    /// What is wrong with it: `missing`, `digits`, `email`, `domain`, `phone`, `long` or `choice`.
    pub fault: Option<String>,
    /// The number or the domains that the fault's sentence names.
    pub fault_detail: String,
}

/// One value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollChoiceView {
    /// As stored.
    pub value: String,
    /// As shown.
    pub label: String,
}

/// A document that goes with the application; never copied into this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollAttachmentView {
    /// Names it in requests.
    pub id: String,
    /// Its label in the person's language.
    pub label: String,
    /// Ticked as present.
    pub ticked: bool,
}

/// What is known of a secret's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EnrollSecretState {
    /// The factory's: must be replaced.
    Factory,
    /// No longer the factory's.
    Own,
    /// The token does not tell.
    Unknown,
    /// The token has none.
    Absent,
}

/// A place for a key.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EnrollPlaceView {
    /// Names it in requests: `9c`, `9a`, `9d`, `retired-1`; `new` where the token itself finds room.
    pub id: String,
    /// `nothing`, `certificate`, `key`, `unreadable`, or `unknown` where the token does not tell of a key.
    pub holds: String,
    /// The certificate that lies there.
    pub certificate: Option<CertificateView>,
    /// The number whose last four digits must be typed before anything here is overwritten; empty where nothing is lost.
    pub confirm: String,
}

/// The token of an application.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EnrollTokenView {
    /// Names it in requests.
    pub id: String,
    /// For people.
    pub name: String,
    /// Serial number.
    pub serial: String,
    /// The practice token.
    pub practice: bool,
    /// It can be prepared here. Where not, its maker's tool must do it.
    pub here: bool,
    /// The PIN.
    pub pin: EnrollSecretState,
    /// The PUK.
    pub puk: EnrollSecretState,
    /// The PUK can be replaced here. Where not, the person says whether it was.
    pub puk_here: bool,
    /// The management key; absent where the PIN has its part.
    pub management: EnrollSecretState,
    /// Hexadecimal digits of the management key now.
    pub management_digits: u32,
    /// Cipher of the management key.
    pub management_cipher: String,
    /// Fewest bytes of PIN and PUK.
    pub pin_min: u8,
    /// Most bytes of PIN and PUK.
    pub pin_max: u8,
    /// Where keys can be made; the first free one is proposed.
    pub places: Vec<EnrollPlaceView>,
    /// Kinds of keys: `rsa-2048`, `rsa-3072`, `p-256`.
    pub algorithms: Vec<String>,
}

/// The key of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollKeyView {
    /// The place, as [`EnrollPlaceView::id`]; empty for a key that another tool made.
    pub place: String,
    /// Kind and size for people.
    pub algorithm: String,
    /// SHA-256 of the public key, hexadecimal.
    pub sha256: String,
    /// The token states that it made the key.
    pub attested: bool,
}

/// One line of the comparison between form and certificate (R-4.1c.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollComparisonView {
    /// `name`, `email`, `unit` or `organisation`.
    pub what: String,
    /// As the form says.
    pub form: String,
    /// As the certificate says; empty when it says nothing.
    pub certificate: String,
    /// They are the same, apart from spelling and titles.
    pub same: bool,
}

/// The certificate that came.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EnrollCertificateView {
    /// The certificate.
    pub certificate: CertificateView,
    /// Names from its issuer upwards, as far as known.
    pub chain: Vec<String>,
    /// Compared with the form.
    pub comparison: Vec<EnrollComparisonView>,
    /// The name is another than in the form: the person must confirm before it is stored.
    pub name_differs: bool,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EnrollView {
    /// Names it in requests, as long as it is open.
    pub id: String,
    /// What is applied for.
    pub kind: EnrollKind,
    /// The step that comes next.
    pub step: EnrollStep,
    /// All steps.
    pub steps: Vec<EnrollStepView>,
    /// The template's name and version.
    pub template: String,
    /// It is the office's own, not the sample that ships.
    pub template_own: bool,
    /// The words that the applicant agrees to.
    pub consent: String,
    /// The fields of this kind of application.
    pub fields: Vec<EnrollFieldView>,
    /// What goes with it.
    pub attachments: Vec<EnrollAttachmentView>,
    /// The form is complete ("lengkap").
    pub complete: bool,
    /// The token, once chosen and while it is there.
    pub token: Option<EnrollTokenView>,
    /// The key, once made.
    pub key: Option<EnrollKeyView>,
    /// Name in the request, once signed.
    pub request: Option<String>,
    /// The folder with the papers, once saved.
    pub folder: Option<String>,
    /// Progress and data are kept in that folder, because the person said so.
    pub kept: bool,
    /// The certificate, once it came.
    pub certificate: Option<EnrollCertificateView>,
    /// When the test signature was verified, RFC 3339.
    pub tested: Option<String>,
    /// Why the last step cannot be taken yet, if so.
    pub open_ends: Vec<Problem>,
}

/// The form that the next application begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollTemplateView {
    /// Its name and version; empty for one that cannot be used.
    pub title: String,
    /// The office's own, not the sample that ships.
    pub own: bool,
    /// Why it cannot be used.
    pub problem: Option<Problem>,
}

/// An application that is kept in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrollRowView {
    /// The folder; names it in requests.
    pub folder: String,
    /// What is applied for.
    pub kind: EnrollKind,
    /// When it was begun, RFC 3339.
    pub created: String,
    /// Whom it is for.
    pub name: String,
    /// The number of the person, all but the last four digits hidden.
    pub number: String,
    /// The step that comes next.
    pub step: EnrollStep,
    /// Whether the papers are still there.
    pub there: bool,
}

/// Begins an application.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollBeginRequest {
    /// What is applied for.
    pub kind: EnrollKind,
}

/// Names an open application.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollRequest {
    /// The application.
    pub id: String,
}

/// Names an application kept in a folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollFolderRequest {
    /// The folder.
    pub folder: String,
}

/// What was entered.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollFormRequest {
    /// The application.
    pub id: String,
    /// The applicant agreed (R-4.1c.2). Without it nothing is taken.
    pub consent: bool,
    /// Values by field.
    pub values: std::collections::BTreeMap<String, String>,
    /// Ticked attachments.
    pub attachments: Vec<String>,
}

/// Chooses the token.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollTokenRequest {
    /// The application.
    pub id: String,
    /// The token.
    pub token: String,
}

/// A PIN or PUK so far and from now on.
#[derive(Deserialize, TS)]
pub struct EnrollSecretRequest {
    /// The application.
    pub id: String,
    /// So far.
    #[ts(type = "string")]
    pub old: Secret,
    /// From now on.
    #[ts(type = "string")]
    pub new: Secret,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// The person says that a secret which the token does not tell of is no longer the factory's.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollConfirmRequest {
    /// The application.
    pub id: String,
    /// `pin`, `puk` or `management`.
    pub secret: String,
}

/// The management key so far and from now on, hexadecimal.
#[derive(Deserialize, TS)]
pub struct EnrollManagementRequest {
    /// The application.
    pub id: String,
    /// So far.
    #[ts(type = "string")]
    pub old: Secret,
    /// From now on.
    #[ts(type = "string")]
    pub new: Secret,
}

/// Makes the key.
#[derive(Deserialize, TS)]
pub struct EnrollKeyRequest {
    /// The application.
    pub id: String,
    /// The place.
    pub place: String,
    /// The kind of key.
    pub algorithm: String,
    /// The management key, hexadecimal; the PIN of a token that has none.
    #[ts(type = "string")]
    pub secret: Secret,
    /// The last four digits of [`EnrollPlaceView::confirm`], where something is lost.
    pub confirm: String,
    /// The person confirmed that the PIN's last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// Brings the PIN for the request's or the test's signature.
#[derive(Deserialize, TS)]
pub struct EnrollPinRequest {
    /// The application.
    pub id: String,
    /// The PIN; empty where it is typed on the reader.
    #[ts(type = "string")]
    pub pin: Secret,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// Saves the papers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrollPackageRequest {
    /// The application.
    pub id: String,
    /// Progress and data are kept there too, so that the application can be gone on with later.
    pub keep: bool,
}

/// Stores the certificate.
#[derive(Deserialize, TS)]
pub struct EnrollWriteRequest {
    /// The application.
    pub id: String,
    /// The management key, hexadecimal; the PIN of a token that has none.
    #[ts(type = "string")]
    pub secret: Secret,
    /// The last four digits of the certificate that is replaced, where there is one.
    pub confirm: String,
    /// The person has seen that the name is another one, and wants it so.
    pub accept_difference: bool,
    /// The person confirmed that the PIN's last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// A management key drawn by chance: shown once, to be written down, never kept.
#[derive(Serialize, TS)]
pub struct EnrollKeyDrawn {
    /// Hexadecimal, in groups of four.
    pub key: String,
}
