//! The boundary: every command and every type that a shell (window or command line) may see.
//!
//! Wire types live only here. They are made from domain types by taking those apart field by field, carry codes and
//! values but no sentences, and are exported to `ui/src/ipc/gen.ts` by `tests/bindings.rs`. Bytes never travel in
//! them: documents go by handle and are read through `doc_read`.

mod attachments;
mod batch;
mod doctor;
mod document;
mod enroll;
mod help;
mod journal;
mod many;
mod network;
mod outcome;
mod preset;
mod problem;
mod records;
mod rules;
mod settings;
mod sheets;
mod sign;
mod token;
mod trust;
mod verify;

pub use attachments::{AttachmentRequest, AttachmentView};
pub use batch::{
    BatchCheckView, BatchItemView, BatchPlanView, BatchProgress, BatchRequest, BatchStart, BatchState,
    BatchView,
};
pub use doctor::{
    DecodeRequest, DecodedLine, DecodedView, DoctorAct, DoctorLine, DoctorRequest, DoctorView, Layer,
    LineState, SupportKind, SupportRequest, SupportView, Unchecked,
};
pub use document::{DocumentHandle, DocumentView, FieldView, FieldsRequest, NewField, Opened};
pub use enroll::{
    EnrollAttachmentView, EnrollBeginRequest, EnrollCertificateView, EnrollChoiceView, EnrollComparisonView,
    EnrollConfirmRequest, EnrollFieldView, EnrollFolderRequest, EnrollFormRequest, EnrollKeyDrawn,
    EnrollKeyRequest, EnrollKeyView, EnrollKind, EnrollManagementRequest, EnrollPackageRequest,
    EnrollPinRequest, EnrollPlaceView, EnrollRequest, EnrollRowView, EnrollSecretRequest, EnrollSecretState,
    EnrollStep, EnrollStepState, EnrollStepView, EnrollTemplateView, EnrollTokenRequest, EnrollTokenView,
    EnrollView, EnrollWriteRequest,
};
pub use help::{
    ContactView, HelpView, KnownCertificateView, LostRequest, ReminderRequest, ReminderView, StatementAct,
    StatementRequest, StatementView,
};
pub use journal::{JournalFinding, JournalView, RecordsTaken, ReportView};
pub use many::{
    LookedRow, LookedRows, PickRequest, RowRequest, RunView, SelectionRequest, SelectionView,
    UnlockRowRequest, UnlockedRow, VerdictRow, VerdictRows,
};
pub use network::{
    CacheView, LoginRequest, NetworkSettings, NetworkStep, NetworkStepView, NetworkTestRequest,
    NetworkTestView, NetworkView, ProxySetting, StampServer,
};
pub use outcome::{Outcome, SecretPrompt, Ticket};
pub use preset::{
    BlockSize, BlockText, PageSeenRequest, PageSeenView, PictureView, Preset, PresetRequest, SpotPage, Zone,
};
pub use problem::Problem;
pub use records::{
    ConfirmRequest, DataItem, DataView, DeliveredFile, DeliveredRequest, HistoryKind, HistoryOpenRequest,
    HistoryRequest, HistoryRow, HistoryView, JournalCheckView, LiteracyRequest, PlacesRequest,
    RecordsRequest, RecordsView, RetentionRequest, RetentionView, TableKind, TakenFile, TakenView, UsageCell,
    UsageDiagram, UsageRequest, UsageSaveRequest, UsageTable, UsageView, WrittenView,
};
pub use rules::{RuleAgencyView, RuleId, RuleOrigin, RuleValue, RuleView, RulesView};
pub use settings::{AppView, Profile, SettingsRequest, Setup, TextSize};
pub use sheets::{
    AgreementView, DayView, PolicyView, SheetAnswer, SheetAnswerRequest, SheetItem, SheetKind, SheetPart,
    SheetPreview, SheetRequest, SheetSaveRequest, SheetState, SheetSummary, SheetView,
};
pub use sign::{
    BlockView, CheckId, CheckState, CheckView, CompleteRequest, ExtendRequest, FindingKind, FindingView,
    NoticeChoice, NoticeDrawRequest, NoticeEdge, NoticeState, NoticeView, PendingRequest, PendingView,
    PlaceRequest, PlaceView, Protection, RectView, SignLevel, SignPlanView, SignRequest, SignedView,
    StripView,
};
pub use token::{
    CertificateView, DriverRequest, DriverView, KeyPurpose, KeyView, PinView, PracticeView, PukView,
    SecretKind, SourceKind, SourcePickRequest, SourceRequest, SourceTriedView, SourceView, StepId, StepState,
    StepView, TokenKind, TokenRequest, TokenState, TokenView, TokensView,
};
pub use trust::{
    AnchorView, BundleAddRequest, BundleCandidateView, BundleView, FingerprintRequest, TrustAddRequest,
    TrustCandidateView, TrustMarkRequest, TrustPurpose, TrustView,
};
pub use verify::{
    ChangeView, CheckResultView, HeadingState, ReportKind, ReportRequest, SavedFileView, SignatureView,
    TimesView, TrustSummary, VerifyRequest, VerifyView, VersionRequest, VersionView,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Declares the commands once: the router matches on them, the TypeScript table is printed from them.
///
/// A command is `name(Request) -> Response`; every answer crosses the boundary as [`Outcome<Response>`].
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($request:ty) -> $response:ty),* $(,)?) => {
        /// A command with its request, as it arrives from a shell: `{"cmd": "...", "payload": {...}}`.
        #[derive(Deserialize)]
        #[serde(tag = "cmd", content = "payload", rename_all = "snake_case")]
        #[allow(non_camel_case_types, reason = "the variants are the wire names")]
        pub enum Command {
            $($(#[doc = $doc])* $name($request),)*
        }

        /// The table of commands in TypeScript: name, request type, response type.
        pub fn typescript_commands() -> String {
            let mut out = String::from("export interface Commands {\n");
            let config = ts_rs::Config::default();
            $(
                out.push_str(&format!(
                    "  {}: {{ request: {}; response: {} }};\n",
                    stringify!($name), <$request as TS>::name(&config), <$response as TS>::name(&config)
                ));
            )*
            out.push_str("}\n");
            out
        }
    };
}

commands! {
    /// What a window needs at start: language, version, practice mode.
    app_start(Empty) -> AppView,
    /// Changes language, appearance, the agency's name, and what is left of the first run.
    settings_change(SettingsRequest) -> AppView,
    /// Shows the folder of everything kept on this computer in the system's file manager.
    data_reveal(Empty) -> Empty,
    /// Asks for files or a folder in the system's dialog. One file is opened, several become a selection.
    documents_pick(PickRequest) -> Vec<Opened>,
    /// Opens the sample letter that comes with the program.
    sample_open(Empty) -> Vec<Opened>,
    /// Unlocks a document with its password.
    document_unlock(UnlockRequest) -> DocumentView,
    /// Forgets a document.
    document_close(DocumentRequest) -> Empty,
    /// Writes a sound copy of a damaged document that is not signed, and opens it.
    document_repair(DocumentRequest) -> DocumentView,
    /// Writes a copy with empty signature fields for signers to come, and opens it.
    fields_prepare(FieldsRequest) -> DocumentView,
    /// The files that a document carries.
    attachments_list(DocumentRequest) -> Vec<AttachmentView>,
    /// Keeps one of them where the person wants it; it is not opened.
    attachment_save(AttachmentRequest) -> SavedFileView,
    /// Opens the document in the system's reader.
    document_show(DocumentRequest) -> Empty,
    /// Shows the document's file in the system's file manager.
    document_reveal(DocumentRequest) -> Empty,
    /// The tokens as they are now; `tokens` events announce each change.
    token_list(Empty) -> TokensView,
    /// Reads again what could not be read, and tests drivers again.
    token_refresh(Empty) -> TokensView,
    /// Gives up what a token is doing; the act that waits for it ends with `cancelled`.
    token_cancel(TokenRequest) -> Empty,
    /// Asks for a key file or a driver in the system's dialog, tests it, and remembers where it lies.
    source_pick(SourcePickRequest) -> SourceTriedView,
    /// Takes a driver that was proposed for a card.
    driver_use(DriverRequest) -> SourceTriedView,
    /// Tests a key file or a driver again.
    source_test(SourceRequest) -> SourceTriedView,
    /// Forgets a key file or a driver; the file itself stays.
    source_remove(SourceRequest) -> TokensView,
    /// Reads the certificates of a key file with its password, which is then wiped.
    key_file_open(KeyFileOpenRequest) -> TokensView,
    /// Switches the practice token on or off.
    practice_set(PracticeRequest) -> TokensView,
    /// Makes the practice token anew: new CA, new keys, factory PIN and PUK.
    practice_reset(Empty) -> TokensView,
    /// Replaces a token's PIN. A wrong old PIN costs a try and is never sent again.
    pin_change(PinChangeRequest) -> TokensView,
    /// Replaces a blocked PIN by means of the PUK. A wrong PUK costs a try of the PUK.
    pin_unblock(PinUnblockRequest) -> TokensView,
    /// Replaces the PIN on a reader with keys of its own: nothing is typed here.
    pin_change_on_pad(PadRequest) -> TokensView,
    /// Replaces a blocked PIN on a reader with keys of its own.
    pin_unblock_on_pad(PadRequest) -> TokensView,
    /// Everything that can be checked before the PIN, and the block as it will look.
    sign_plan(SignRequest) -> SignPlanView,
    /// Draws a wording of the notice as it will stand on a page; refused when it lacks a fact.
    notice_draw(NoticeDrawRequest) -> BlockView,
    /// Compares a page as the window drew it with what this program sees; a difference is a finding of the next plan.
    page_seen(PageSeenRequest) -> PageSeenView,
    /// Asks for a picture for the block in the system's dialog and takes it in; nothing when the dialog was closed.
    picture_pick(Empty) -> Option<PictureView>,
    /// The kept blocks, by name.
    preset_list(Empty) -> Vec<Preset>,
    /// Keeps a block under its name, in place of one of the same name.
    preset_save(Preset) -> Vec<Preset>,
    /// Forgets a kept block, and its picture where no other has it.
    preset_remove(PresetRequest) -> Vec<Preset>,
    /// Signs; answers `needs_secret` once everything before the PIN is well.
    sign_run(SignRequest) -> SignedView,
    /// Brings the PIN to the run that waits for it.
    secret_answer(SecretAnswer) -> SignedView,
    /// Gives up the run that waits for a PIN.
    secret_cancel(TicketRequest) -> Empty,
    /// Looks what the files of a selection are; `looked` events bring the rows.
    many_look(SelectionRequest) -> RunView,
    /// Verifies a selection from a position on; `verdicts` events bring the rows.
    many_verify(RowRequest) -> RunView,
    /// Opens one file of a selection.
    many_open(RowRequest) -> Opened,
    /// Unlocks one file of a selection with its password, which is kept until the selection is forgotten, and opens it.
    many_unlock(UnlockRowRequest) -> UnlockedRow,
    /// Keeps the table of verdicts as far as it has come.
    many_save(SelectionRequest) -> SavedFileView,
    /// Forgets a selection and ends its run.
    many_forget(SelectionRequest) -> Empty,
    /// Stops what runs under this name: a selection or a batch before its next file, a call that was given the name at once.
    run_stop(TicketRequest) -> Empty,
    /// Checks many documents; `batch` events tell of each.
    batch_plan(BatchRequest) -> BatchPlanView,
    /// Begins a batch that was checked; answers `needs_secret` once, for all that can be signed.
    batch_start(BatchStart) -> BatchView,
    /// Brings the PIN and signs them; `batch` events tell of each.
    batch_answer(SecretAnswer) -> BatchView,
    /// Goes on with what is left of a batch that stopped; answers `needs_secret`.
    batch_resume(TicketRequest) -> BatchView,
    /// Goes on with the letters of a batch that were refused, each checked anew; answers `needs_secret`.
    batch_retry(TicketRequest) -> BatchView,
    /// Shows the results of a batch in the system's file manager.
    batch_reveal(TicketRequest) -> Empty,
    /// Keeps the list of what became of each document.
    batch_save(TicketRequest) -> SavedFileView,
    /// Forgets a batch; its results stay.
    batch_forget(TicketRequest) -> Empty,
    /// Signed files that still lack a time stamp or validation data.
    pending_list(Empty) -> Vec<PendingView>,
    /// Completes one of them, without a token, in a new file beside it.
    sign_complete(CompleteRequest) -> SignedView,
    /// Forgets one of them; the file stays as it is.
    pending_forget(PendingRequest) -> Vec<PendingView>,
    /// Raises the level of a signed document, without a token, in a new file beside it.
    sign_extend(ExtendRequest) -> SignedView,
    /// Verifies a document.
    verify_run(VerifyRequest) -> VerifyView,
    /// What is allowed over the network, and what is kept of its answers.
    network_get(Empty) -> NetworkView,
    /// Replaces what is allowed over the network.
    network_change(NetworkSettings) -> NetworkView,
    /// Gives a server's or the proxy's password to the system's store.
    network_login(LoginRequest) -> NetworkView,
    /// Tries a time-stamp server step by step.
    network_test(NetworkTestRequest) -> NetworkTestView,
    /// Forgets all kept answers of the network.
    cache_clear(Empty) -> NetworkView,
    /// Opens an earlier version of a document as it was.
    version_open(VersionRequest) -> DocumentView,
    /// Keeps an earlier version of a document as it was.
    version_save(VersionRequest) -> SavedFileView,
    /// Keeps a report or an evidence bundle about a document.
    report_save(ReportRequest) -> SavedFileView,
    /// The issuers trusted on this computer.
    trust_list(Empty) -> TrustView,
    /// Asks for a certificate file and shows what it holds, for comparison over a second channel.
    trust_pick(Empty) -> Vec<TrustCandidateView>,
    /// Shows the issuers' certificates that lie on the tokens, for comparison over a second channel.
    trust_from_tokens(Empty) -> Vec<TrustCandidateView>,
    /// Adds the picked certificate when the typed fingerprint matches.
    trust_add(TrustAddRequest) -> TrustView,
    /// Sets or takes away the mark of BSrE of an issuer's key.
    trust_mark(TrustMarkRequest) -> TrustView,
    /// Asks for an agency's bundle and shows what it says, for comparison over a second channel.
    bundle_pick(Empty) -> Option<BundleCandidateView>,
    /// Puts the picked bundle in force.
    bundle_add(BundleAddRequest) -> TrustView,
    /// Takes the bundle out of force.
    bundle_forget(Empty) -> TrustView,
    /// Every rule of signing and network, with who set it.
    rules_list(Empty) -> RulesView,
    /// Removes an issuer from the list.
    trust_remove(FingerprintRequest) -> TrustView,
    /// Whether this computer is ready to sign, layer by layer. Asks for no PIN.
    doctor_run(DoctorRequest) -> DoctorView,
    /// Reads a code of findings that was read out.
    doctor_decode(DecodeRequest) -> DecodedView,
    /// What would go to the helpdesk, to be read before it is kept.
    support_preview(Empty) -> SupportView,
    /// Asks where to keep what was shown last, and writes exactly that.
    support_save(SupportRequest) -> SavedFileView,
    /// Whom to ask, lost tokens, the practice statement.
    help_get(Empty) -> HelpView,
    /// Marks a token as lost on this computer, or takes the mark away.
    lost_mark(LostRequest) -> HelpView,
    /// Takes in, shows or forgets the agency's copy of the practice statement.
    statement_act(StatementRequest) -> HelpView,
    /// Asks where to keep the page for the public, and writes it.
    sheet_save(Empty) -> SavedFileView,
    /// Dismisses a reminder of renewal until its next stage.
    reminder_dismiss(ReminderRequest) -> TokensView,
    /// What was signed or checked in a year.
    history_list(HistoryRequest) -> HistoryView,
    /// Checks the whole journal.
    history_check(Empty) -> JournalCheckView,
    /// Opens a document of the history, if it still exists; asks where it is when its place is not kept.
    history_open(HistoryOpenRequest) -> Option<DocumentView>,
    /// Keeps places of documents from now on, or forgets them.
    places_keep(PlacesRequest) -> PlacesRequest,
    /// The report on use as it will be written.
    usage_view(UsageRequest) -> UsageView,
    /// Asks where the report is to be kept, and writes it.
    usage_save(UsageSaveRequest) -> WrittenView,
    /// What an export of this computer's records would contain.
    records_view(RecordsRequest) -> RecordsView,
    /// Asks where an export is to be kept, and writes it.
    records_save(RecordsRequest) -> WrittenView,
    /// Asks for colleagues' exports and takes them into the collection.
    records_pick(Empty) -> TakenView,
    /// Confirms the key of a colleague's computer and takes the chosen files again.
    records_confirm(ConfirmRequest) -> TakenView,
    /// What the rule of keeping records removes from this computer; removes it if asked to.
    journal_retain(RetentionRequest) -> RetentionView,
    /// Asks for the file that was delivered, and names it by its hash.
    delivered_pick(Empty) -> Option<DeliveredFile>,
    /// Records that the report was delivered.
    report_delivered(DeliveredRequest) -> AgreementView,
    /// Records an activity of literacy.
    literacy_add(LiteracyRequest) -> Empty,
    /// The sheets of the agreement, and the days to keep.
    agreement_get(Empty) -> AgreementView,
    /// A sheet with what stands in it.
    form_get(SheetRequest) -> SheetView,
    /// Answers an item of a sheet.
    form_answer(SheetAnswerRequest) -> SheetView,
    /// What a written sheet would contain.
    form_preview(SheetRequest) -> SheetPreview,
    /// Asks where a sheet is to be kept, and writes it.
    form_save(SheetSaveRequest) -> WrittenView,
    /// Asks for a template or the agency's policy, and puts it in place.
    template_pick(Empty) -> AgreementView,
    /// Puts the shipped sheet back in place.
    template_forget(SheetRequest) -> SheetView,
    /// Opens the agency's policy in the system's reader.
    policy_show(Empty) -> Empty,
    /// Records that the policy in force was read.
    policy_acknowledge(Empty) -> AgreementView,
    /// What is kept on this computer.
    data_list(Empty) -> DataView,
    /// Deletes it.
    data_delete(Empty) -> DataView,
    /// The applications for certificates that are kept.
    enroll_list(Empty) -> Vec<EnrollRowView>,
    /// The form that the next application begins with.
    enroll_template(Empty) -> EnrollTemplateView,
    /// Asks for an office's own form, and puts it in place.
    enroll_template_pick(Empty) -> EnrollTemplateView,
    /// Puts the sample back in the place of the office's form.
    enroll_template_forget(Empty) -> EnrollTemplateView,
    /// Begins an application.
    enroll_begin(EnrollBeginRequest) -> EnrollView,
    /// Goes on with one that is kept.
    enroll_resume(EnrollFolderRequest) -> EnrollView,
    /// Deletes the record of one that is kept.
    enroll_delete(EnrollFolderRequest) -> Vec<EnrollRowView>,
    /// An open application as it is now.
    enroll_get(EnrollRequest) -> EnrollView,
    /// Closes an application; what was not kept is gone.
    enroll_close(EnrollRequest) -> Empty,
    /// Takes what was entered.
    enroll_form(EnrollFormRequest) -> EnrollView,
    /// Chooses the token, or asks it again how it stands.
    enroll_token(EnrollTokenRequest) -> EnrollView,
    /// Replaces the PIN.
    enroll_pin(EnrollSecretRequest) -> EnrollView,
    /// Replaces the PUK.
    enroll_puk(EnrollSecretRequest) -> EnrollView,
    /// Draws a management key by chance.
    enroll_draw_key(EnrollRequest) -> EnrollKeyDrawn,
    /// Replaces the management key.
    enroll_management(EnrollManagementRequest) -> EnrollView,
    /// The person says that a secret is not the factory's any more.
    enroll_confirm(EnrollConfirmRequest) -> EnrollView,
    /// Makes the key on the token.
    enroll_key(EnrollKeyRequest) -> EnrollView,
    /// Has the key sign its request.
    enroll_request(EnrollPinRequest) -> EnrollView,
    /// Takes a request that another tool made.
    enroll_request_pick(EnrollRequest) -> EnrollView,
    /// Saves request, data sheet and checklist.
    enroll_package(EnrollPackageRequest) -> EnrollView,
    /// Asks for the issuer's file and takes the certificate out of it.
    enroll_receive(EnrollRequest) -> EnrollView,
    /// Stores the certificate on the token.
    enroll_write(EnrollWriteRequest) -> EnrollView,
    /// Looks whether the certificate lies on the token.
    enroll_check_written(EnrollRequest) -> EnrollView,
    /// Has the token sign a random text and verifies it.
    enroll_test(EnrollPinRequest) -> EnrollView,
    /// Makes the hand-over sheet.
    enroll_handover(EnrollRequest) -> EnrollView,
}

/// What a shell is told without having asked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", content = "payload", rename_all = "snake_case")]
pub enum Event {
    /// Files were dropped, or came with the program's start.
    Documents(Vec<Opened>),
    /// A document of a batch is checked, or done.
    Batch(BatchProgress),
    /// Files of a selection were looked at.
    Looked(LookedRows),
    /// Files of a selection were verified.
    Verdicts(VerdictRows),
    /// Files hover over the window (true) or left it (false).
    Dragging(bool),
    /// A signing run reached a step.
    Progress(ProgressStep),
    /// How far a call is that was given a name.
    Work(WorkView),
    /// Something about the tokens changed.
    Tokens(TokensView),
}

/// How far a call is that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WorkView {
    /// The name it was given.
    pub run: Ticket,
    /// It waits for the person in a dialog.
    pub asking: bool,
    /// Files or records that are done.
    #[ts(type = "number")]
    pub done: u64,
    /// Of how many, where that is known.
    #[ts(type = "number | null")]
    pub all: Option<u64>,
}

/// The steps of a signing run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStep {
    /// The update is being composed.
    Preparing,
    /// The token is computing the signature.
    Token,
    /// The result is being written.
    Writing,
    /// The written result is being verified.
    Verifying,
}

/// A request or an answer without content.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Empty {}

/// Families of systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// Linux, and whatever else there is.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl System {
    /// The system this program runs on.
    pub const HERE: System = if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::Macos
    } else {
        System::Linux
    };

    /// Its name as texts select by it.
    pub const fn as_str(self) -> &'static str {
        match self {
            System::Linux => "linux",
            System::Macos => "macos",
            System::Windows => "windows",
        }
    }
}

/// Languages of the message catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Indonesian, the default.
    Id,
    /// English.
    En,
}

/// Appearance of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Names one opened document.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DocumentRequest {
    /// The document.
    pub document: DocumentHandle,
}

/// A document and the password typed for it.
#[derive(Deserialize, TS)]
pub struct UnlockRequest {
    /// The document.
    pub document: DocumentHandle,
    /// The password; becomes a zeroizing type on arrival.
    #[ts(type = "string")]
    pub password: Secret,
}

/// Switches the practice token.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeRequest {
    /// On or off.
    pub on: bool,
}

/// The PIN for the run that asked for it.
#[derive(Deserialize, TS)]
pub struct SecretAnswer {
    /// The run that waits.
    pub ticket: Ticket,
    /// The PIN; becomes a zeroizing type on arrival. Empty where it is typed on the reader.
    #[ts(type = "string")]
    pub pin: Secret,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// A key file and the password typed for it.
#[derive(Deserialize, TS)]
pub struct KeyFileOpenRequest {
    /// The key file's token, as [`TokenView::id`] names it.
    pub token: String,
    /// The password; becomes a zeroizing type on arrival.
    #[ts(type = "string")]
    pub password: Secret,
}

/// An act on a reader with keys of its own.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PadRequest {
    /// The token, as [`TokenView::id`] names it.
    pub token: String,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// The old and the new PIN of a token; both become zeroizing types on arrival.
#[derive(Deserialize, TS)]
pub struct PinChangeRequest {
    /// The token, as [`TokenView::id`] names it.
    pub token: String,
    /// The PIN so far.
    #[ts(type = "string")]
    pub old: Secret,
    /// The PIN from now on.
    #[ts(type = "string")]
    pub new: Secret,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// The PUK and the new PIN of a token; both become zeroizing types on arrival.
#[derive(Deserialize, TS)]
pub struct PinUnblockRequest {
    /// The token, as [`TokenView::id`] names it.
    pub token: String,
    /// The PUK.
    #[ts(type = "string")]
    pub puk: Secret,
    /// The PIN from now on.
    #[ts(type = "string")]
    pub new: Secret,
    /// The person confirmed that the last try is used.
    #[serde(default)]
    pub last_try: bool,
}

/// Names a run that waits for a secret.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TicketRequest {
    /// The run that waits.
    pub ticket: Ticket,
}

/// A secret in a request: read once, wiped when dropped, never written.
///
/// A string inside the web view cannot be wiped; from the moment it arrives here it can.
pub struct Secret(zeroize::Zeroizing<String>);

impl Secret {
    /// Takes a secret that arrived by another way than JSON (a terminal).
    pub fn new(secret: zeroize::Zeroizing<String>) -> Self {
        Secret(secret)
    }

    /// Gives the secret to its one user.
    pub fn into_text(self) -> zeroize::Zeroizing<String> {
        self.0
    }

    /// Gives the secret's bytes to its one user.
    pub fn into_bytes(self) -> zeroize::Zeroizing<Vec<u8>> {
        zeroize::Zeroizing::new(self.0.as_bytes().to_vec())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Secret(zeroize::Zeroizing::new(text)))
    }
}
