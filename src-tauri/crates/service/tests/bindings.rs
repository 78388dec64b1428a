//! The TypeScript side of the boundary equals the Rust side.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use service::schema;
use ts_rs::TS;

/// Everything that crosses the boundary, in the order of the file.
fn generated() -> String {
    let config = ts_rs::Config::default();
    let mut out = String::from(
        "// Generated from service::schema by `cargo test -p service --test bindings`; do not edit.\n\n",
    );
    macro_rules! export {
        ($($ty:ty),* $(,)?) => { $(
            out.push_str("export ");
            out.push_str(&<$ty as TS>::decl(&config));
            out.push('\n');
        )* };
    }
    export!(
        schema::Empty,
        schema::Locale,
        schema::Theme,
        schema::System,
        schema::TextSize,
        schema::Profile,
        schema::Setup,
        schema::AppView,
        schema::SettingsRequest,
        schema::DocumentHandle,
        schema::DocumentRequest,
        schema::UnlockRequest,
        schema::PracticeRequest,
        schema::Ticket,
        schema::SecretAnswer,
        schema::TicketRequest,
        schema::PinChangeRequest,
        schema::PinUnblockRequest,
        schema::PadRequest,
        schema::TokenRequest,
        schema::KeyFileOpenRequest,
        schema::SourceKind,
        schema::SourcePickRequest,
        schema::SourceRequest,
        schema::DriverRequest,
        schema::TrustAddRequest,
        schema::TrustMarkRequest,
        schema::FingerprintRequest,
        schema::Problem,
        schema::SecretKind,
        schema::SecretPrompt,
        schema::RectView,
        schema::FieldView,
        schema::FieldsRequest,
        schema::NewField,
        schema::FindingKind,
        schema::FindingView,
        schema::NoticeChoice,
        schema::NoticeEdge,
        schema::NoticeState,
        schema::NoticeView,
        schema::Protection,
        schema::DocumentView,
        schema::PickRequest,
        schema::SelectionView,
        schema::SelectionRequest,
        schema::RowRequest,
        schema::RunView,
        schema::LookedRow,
        schema::LookedRows,
        schema::UnlockRowRequest,
        schema::UnlockedRow,
        schema::VerdictRow,
        schema::VerdictRows,
        schema::Opened,
        schema::PinView,
        schema::PukView,
        schema::CertificateView,
        schema::KeyPurpose,
        schema::KeyView,
        schema::TokenKind,
        schema::TokenState,
        schema::DriverView,
        schema::TokenView,
        schema::StepId,
        schema::StepState,
        schema::StepView,
        schema::SourceView,
        schema::PracticeView,
        schema::ReminderView,
        schema::TokensView,
        schema::SourceTriedView,
        schema::PlaceRequest,
        schema::BlockText,
        schema::BlockSize,
        schema::SpotPage,
        schema::Zone,
        schema::Preset,
        schema::PresetRequest,
        schema::PictureView,
        schema::PageSeenRequest,
        schema::PageSeenView,
        schema::SignLevel,
        schema::SignRequest,
        schema::CheckId,
        schema::CheckState,
        schema::CheckView,
        schema::PlaceView,
        schema::StripView,
        schema::BlockView,
        schema::NoticeDrawRequest,
        schema::SignPlanView,
        schema::HeadingState,
        schema::ChangeView,
        schema::TimesView,
        schema::CheckResultView,
        schema::SignatureView,
        schema::VersionView,
        schema::TrustSummary,
        schema::VerifyRequest,
        schema::VersionRequest,
        schema::ReportKind,
        schema::ReportRequest,
        schema::SavedFileView,
        schema::VerifyView,
        schema::SignedView,
        schema::ProxySetting,
        schema::StampServer,
        schema::NetworkSettings,
        schema::RuleAgencyView,
        schema::RuleId,
        schema::RuleOrigin,
        schema::RuleValue,
        schema::RuleView,
        schema::RulesView,
        schema::CacheView,
        schema::NetworkView,
        schema::LoginRequest,
        schema::NetworkTestRequest,
        schema::NetworkStep,
        schema::NetworkStepView,
        schema::NetworkTestView,
        schema::TrustPurpose,
        schema::AttachmentView,
        schema::AttachmentRequest,
        schema::BatchRequest,
        schema::BatchState,
        schema::BatchItemView,
        schema::BatchView,
        schema::BatchCheckView,
        schema::BatchPlanView,
        schema::BatchStart,
        schema::BatchProgress,
        schema::PendingView,
        schema::PendingRequest,
        schema::CompleteRequest,
        schema::ExtendRequest,
        schema::AnchorView,
        schema::BundleView,
        schema::BundleCandidateView,
        schema::BundleAddRequest,
        schema::TrustView,
        schema::TrustCandidateView,
        schema::DoctorRequest,
        schema::Layer,
        schema::LineState,
        schema::Unchecked,
        schema::DoctorAct,
        schema::ContactView,
        schema::DoctorLine,
        schema::DoctorView,
        schema::DecodeRequest,
        schema::DecodedLine,
        schema::DecodedView,
        schema::SupportView,
        schema::SupportKind,
        schema::SupportRequest,
        schema::KnownCertificateView,
        schema::StatementView,
        schema::HelpView,
        schema::LostRequest,
        schema::StatementAct,
        schema::StatementRequest,
        schema::ReminderRequest,
        schema::ProgressStep,
        schema::Event,
        schema::HistoryRequest,
        schema::HistoryKind,
        schema::HistoryView,
        schema::HistoryRow,
        schema::JournalCheckView,
        schema::HistoryOpenRequest,
        schema::PlacesRequest,
        schema::UsageRequest,
        schema::UsageView,
        schema::UsageTable,
        schema::UsageCell,
        schema::UsageDiagram,
        schema::UsageSaveRequest,
        schema::TableKind,
        schema::WrittenView,
        schema::RecordsRequest,
        schema::RecordsView,
        schema::TakenView,
        schema::TakenFile,
        schema::ConfirmRequest,
        schema::DeliveredRequest,
        schema::LiteracyRequest,
        schema::DataView,
        schema::DataItem,
        schema::AgreementView,
        schema::SheetSummary,
        schema::DayView,
        schema::PolicyView,
        schema::SheetRequest,
        schema::SheetView,
        schema::SheetPart,
        schema::SheetItem,
        schema::SheetKind,
        schema::SheetAnswer,
        schema::SheetState,
        schema::SheetAnswerRequest,
        schema::SheetSaveRequest,
        schema::SheetPreview,
        schema::EnrollKind,
        schema::EnrollStep,
        schema::EnrollStepState,
        schema::EnrollStepView,
        schema::EnrollTemplateView,
        schema::EnrollChoiceView,
        schema::EnrollFieldView,
        schema::EnrollAttachmentView,
        schema::EnrollSecretState,
        schema::EnrollPlaceView,
        schema::EnrollTokenView,
        schema::EnrollKeyView,
        schema::EnrollComparisonView,
        schema::EnrollCertificateView,
        schema::EnrollView,
        schema::EnrollRowView,
        schema::EnrollBeginRequest,
        schema::EnrollRequest,
        schema::EnrollFolderRequest,
        schema::EnrollFormRequest,
        schema::EnrollTokenRequest,
        schema::EnrollSecretRequest,
        schema::EnrollConfirmRequest,
        schema::EnrollManagementRequest,
        schema::EnrollKeyRequest,
        schema::EnrollPinRequest,
        schema::EnrollPackageRequest,
        schema::EnrollWriteRequest,
        schema::EnrollKeyDrawn,
    );
    out.push_str(
        "export type Outcome<T> =\n  | { status: \"done\"; value: T }\n  | { status: \"needs_secret\"; secret: SecretPrompt }\n  | { status: \"refused\"; problem: Problem };\n",
    );
    out.push_str(&schema::typescript_commands());
    out
}

/// The numbers that people see beside problems.
fn numbers() -> String {
    let mut out = String::from(
        "// Generated from service::codes by `cargo test -p service --test bindings`; do not edit.\nimport type { Problem } from './gen';\n\nexport const NUMBERS: Record<Problem['code'], string> = {\n",
    );
    for (number, name) in service::codes::all() {
        out.push_str(&format!("  '{name}': '{number}',\n"));
    }
    out.push_str("};\n");
    out
}

#[test]
fn committed_typescript_equals_the_schema() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/ipc/");
    compare(&format!("{folder}gen.ts"), &generated());
}

#[test]
fn committed_numbers_equal_the_table() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/ipc/");
    compare(&format!("{folder}numbers.ts"), &numbers());
}

fn compare(path: &str, generated: &str) {
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, generated).unwrap();
    } else {
        assert_eq!(committed, generated, "run UPDATE_BINDINGS=1 cargo test -p service --test bindings");
    }
}
