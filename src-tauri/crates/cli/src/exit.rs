//! Exit codes: a contract for scripts (`docs/command-line.md`).

use service::schema::Problem;

/// Done; every signature valid.
pub(crate) const DONE: u8 = 0;
/// The records were changed from outside.
pub(crate) const RECORDS_BROKEN: u8 = 1;
/// The stamp or revocation data is missing, the signature stands.
pub(crate) const INCOMPLETE: u8 = 6;
/// The words were not understood.
pub(crate) const USAGE: u8 = 64;

/// Meanings in the order in which several files are summed up: the first that occurs is the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// 1: a signature is invalid.
    Invalid,
    /// 4: a file cannot be read.
    Unreadable,
    /// 2: valid cannot be said.
    Undecided,
    /// 3: no signature.
    NoSignature,
    /// 0: every signature valid.
    Valid,
}

impl Outcome {
    /// By the verdict's word.
    pub(crate) fn of_verdict(verdict: &str) -> Outcome {
        match verdict {
            "sah" => Outcome::Valid,
            "tidak_sah" => Outcome::Invalid,
            "tanpa_tanda_tangan" => Outcome::NoSignature,
            _ => Outcome::Undecided,
        }
    }

    /// The code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Outcome::Invalid => 1,
            Outcome::Unreadable => 4,
            Outcome::Undecided => 2,
            Outcome::NoSignature => 3,
            Outcome::Valid => 0,
        }
    }
}

/// The code of an obstacle.
pub(crate) fn of_problem(problem: &Problem) -> u8 {
    use Problem as P;
    match problem {
        P::DocumentDamaged
        | P::DocumentEmpty
        | P::DocumentEncryptionUnsupported
        | P::DocumentGone
        | P::DocumentNotPdf { .. }
        | P::DocumentPasswordNeeded
        | P::DocumentPasswordWrong
        | P::DocumentTooComplex
        | P::DocumentUnreadable
        | P::EnrollRecord
        | P::EnrollRequestUnusable
        | P::EnrollTemplate { .. }
        | P::EvidenceUnreadable
        | P::DocumentWithoutPages
        | P::KeyFileMissing { .. }
        | P::BundleRule { .. }
        | P::BundleUnusable
        | P::NotACertificate
        | P::CheckCodeUnreadable
        | P::RecordsAltered
        | P::ReportTemplate => 4,
        P::Cancelled
        | P::EnrollFactorySecret { .. }
        | P::EnrollManagementFormat { .. }
        | P::EnrollManagementWrong
        | P::EnrollNotPossible { .. }
        | P::EnrollNotWritten
        | P::EnrollPlaceChanged
        | P::EnrollTokenOther { .. }
        | P::EnrollWeakSecret { .. }
        | P::KeyFileDamaged
        | P::KeyFileLocked
        | P::KeyFilePasswordWrong
        | P::KeyFileUnsupported
        | P::ModuleFailed
        | P::KeyWithoutCertificate
        | P::ModuleMissing { .. }
        | P::ModuleNoCertificate { .. }
        | P::ModuleNoSlot { .. }
        | P::ModuleNoToken { .. }
        | P::ModuleNotStarted { .. }
        | P::ModuleUnusable { .. }
        | P::ModuleWrongKind { .. }
        | P::PinBlocked
        | P::PinFixed
        | P::PinFormat { .. }
        | P::PinLastTry
        | P::PinMustBeChanged
        | P::PinNewRefused
        | P::PinPadLength
        | P::PinMismatch
        | P::PinPadTimedOut
        | P::PinWrong { .. }
        | P::PukBlocked
        | P::PukLastTry
        | P::PukWrong { .. }
        | P::TicketGone
        | P::TokenBusy
        | P::TokenDriverReady { .. }
        | P::TokenInterrupted
        | P::TokenNeedsDriver { .. }
        | P::TokenNoAccess
        | P::TokenFault { .. }
        | P::TokenMute
        | P::TokenNoCard
        | P::TokenNoReader
        | P::TokenNoSigningKey
        | P::TokenNotFound { .. }
        | P::TokenRemoved
        | P::TokenServiceDown
        | P::TokenUnknown { .. } => 5,
        P::CertificateStatusOld { .. }
        | P::CertificateStatusUnknown
        | P::NetworkAddressForbidden { .. }
        | P::NetworkNameNotFound { .. }
        | P::NetworkNoRoute { .. }
        | P::NetworkOff
        | P::NetworkPage { .. }
        | P::NetworkProtocol { .. }
        | P::NetworkProxy
        | P::NetworkRedirects { .. }
        | P::NetworkStatus { .. }
        | P::NetworkTimedOut { .. }
        | P::NetworkTls { .. }
        | P::NetworkTooLarge { .. }
        | P::NetworkTruncated { .. }
        | P::SecretsAbsent
        | P::SecretsLocked
        | P::TimestampInvalid { .. }
        | P::TimestampNotSet
        | P::TimestampRefused { .. }
        | P::TimestampTooLong
        | P::TimestampUntrusted { .. } => 6,
        P::JournalBusy
        | P::JournalUnusable
        | P::OutputDiskFull
        | P::OutputExists { .. }
        | P::OutputFailedVerification
        | P::DataFolderUnusable
        | P::OutputNotWritable => 8,
        P::Internal { .. } => 70,
        _ => 7,
    }
}
