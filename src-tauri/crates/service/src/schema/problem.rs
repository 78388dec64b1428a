//! What can stand in the way, as codes with facts. The sentences are in `i18n/<locale>/problems.ftl`: `err-<code>`
//! says what happened, `rec-<code>` what to do. A test checks that both exist for every code in both languages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An expected obstacle, with the facts its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
#[error("{}", self.code())]
pub enum Problem {
    /// There is not enough room above the text, or at the mark.
    AnchorNoRoom {
        /// The text or mark.
        text: String,
    },
    /// The text or mark that says where to sign is nowhere in the document.
    AnchorNotFound {
        /// The text or mark.
        text: String,
    },
    /// An entry of the network's settings cannot be read as an address.
    AddressUnusable {
        /// The entry.
        address: String,
    },
    /// The person gave the act up while the token was working.
    Cancelled,
    /// What lies in the certificate's place cannot be read.
    CertificateDamaged,
    /// The agency's bundle is not newer than the one in force.
    BundleNotNewer,
    /// The agency's bundle is dated in the future.
    BundleNotYetIssued,
    /// The agency's bundle is signed with another key than the one in force.
    BundleOtherKey,
    /// The bundle's signature does not hold, or is of an old kind.
    BundleSignature,
    /// A rule in the agency's bundle is known here, and its value is of another form.
    BundleRule {
        /// Its name.
        name: String,
    },
    /// The file is no agency's bundle, or a part of it cannot be read.
    BundleUnusable,
    /// The certificate is no longer valid.
    CertificateExpired {
        /// Last day, ISO 8601.
        not_after: String,
    },
    /// The certificate's token was reported lost on this computer.
    CertificateLost {
        /// Since this day, ISO 8601.
        since: String,
    },
    /// The certificate does not allow signing documents.
    CertificateNotForSigning,
    /// The certificate is not valid yet.
    CertificateNotYetValid {
        /// First day, ISO 8601.
        not_before: String,
    },
    /// The certificate, or one above it, was revoked.
    CertificateRevoked {
        /// Since this day, ISO 8601.
        since: String,
    },
    /// What is known of the certificate's revocation is older than the agency allows.
    CertificateStatusOld {
        /// How old it may be, hours.
        hours: u32,
        /// The agency.
        agency: String,
        /// Date of its rules, ISO 8601.
        since: String,
    },
    /// Nobody says whether the certificate was revoked.
    CertificateStatusUnknown,
    /// An issuer between the certificate and a trusted one is not on this computer.
    CertificateIssuerMissing {
        /// Its name as the certificate below it gives it (a name proves nothing).
        issuer: String,
        /// Where the certificate says it can be fetched.
        host: String,
    },
    /// No trusted issuer stands behind the certificate.
    CertificateUntrusted {
        /// Name of the issuer as the certificate gives it (a name proves nothing).
        issuer: String,
    },
    /// Only the first signature can certify a document.
    CertifyNotFirst,
    /// The signing key has an algorithm this program cannot use.
    CertificateUnsupported,
    /// What was read out or typed is no code of a check of readiness.
    CheckCodeUnreadable,
    /// The computer's clock shows a time before one that is certain to be over.
    ClockBehind {
        /// Date and time by the computer, `YYYY-MM-DD HH:MM` in its zone.
        computer: String,
        /// A moment that is over, likewise.
        known: String,
    },
    /// The computer's clock differs from what a server, proved by its signature, says.
    ClockWrong {
        /// Date and time by the computer, `YYYY-MM-DD HH:MM` in its zone.
        computer: String,
        /// Date and time by the server, likewise.
        server: String,
    },
    /// The signer has not stated the consent (PP 71/2019 Art 62(4)).
    ConsentMissing,
    /// The program's own folder cannot be written.
    DataFolderUnusable,
    /// A day that was typed cannot be read.
    DateUnusable,
    /// The document forbids changes (DocMDP, ISO 32000-2 §12.8.2.2).
    DocumentChangesForbidden,
    /// The document holds things that can change its look without changing its bytes, or that hide something.
    DocumentCanChange,
    /// The file changed on disk since it was opened.
    DocumentChangedOnDisk,
    /// The PDF is damaged beyond reading.
    DocumentDamaged,
    /// A kind of encryption this program cannot open.
    DocumentEncryptionUnsupported,
    /// The file has no content.
    DocumentEmpty,
    /// An earlier signature permits a signature only without a new visible block (DocMDP 2-3, locked fields).
    DocumentBlockForbidden,
    /// The document is not open (any more).
    DocumentGone,
    /// The PDF can be read but must be repaired before anything is added to it.
    DocumentNeedsRepair,
    /// The file is not a PDF.
    DocumentNotPdf {
        /// What it seems to be: `word`, `image`, `zip`, `text` or `other`.
        kind: String,
    },
    /// A password is needed to open the document.
    DocumentPasswordNeeded,
    /// The password does not open the document.
    DocumentPasswordWrong,
    /// The rights given by the document's password do not include signing.
    DocumentPermissionForbids,
    /// The file cannot be read.
    DocumentUnreadable,
    /// The certificate in the issuer's file is of another key.
    EnrollCertificateOther {
        /// Name in it.
        name: String,
    },
    /// The four digits that were typed are not those of what would be lost.
    EnrollConfirmWrong,
    /// A secret of the token is the factory's, or may be.
    EnrollFactorySecret {
        /// `pin`, `puk` or `management`.
        secret: String,
    },
    /// The application is not open (any more).
    EnrollGone,
    /// The management key has another length, or is not hexadecimal.
    EnrollManagementFormat {
        /// Hexadecimal digits that it has.
        digits: u32,
    },
    /// The token does not know this management key.
    EnrollManagementWrong,
    /// The certificate names somebody else than the form.
    EnrollNameDiffers,
    /// This token cannot be prepared here; its maker's tool must do it.
    EnrollNotPossible {
        /// `puk`, `management`, `key` or `certificate`.
        what: String,
    },
    /// The certificate does not lie on the token.
    EnrollNotWritten,
    /// An earlier step is open.
    EnrollNotYet,
    /// What lies in the place is something else than was shown.
    EnrollPlaceChanged,
    /// The record of the application cannot be read.
    EnrollRecord,
    /// The file is no certification request, or its signature is not its key's.
    EnrollRequestUnusable,
    /// The office's form cannot be used.
    EnrollTemplate {
        /// Name of the file.
        name: String,
        /// Line of the fault, from 1; 0 where it lies in no line.
        line: u32,
        /// What is wrong, in the form's own words.
        detail: String,
    },
    /// Another token than the one of the application.
    EnrollTokenOther {
        /// Serial number of the one that is meant.
        serial: String,
    },
    /// The request is signed already and cannot be changed.
    EnrollTooLate,
    /// A new secret that everybody tries first.
    EnrollWeakSecret {
        /// `pin`, `puk` or `management`.
        secret: String,
    },
    /// The file is no evidence bundle, or not whole.
    EvidenceUnreadable,
    /// The document has no page to show the block on.
    DocumentWithoutPages,
    /// The document is larger or more tangled than the program's limits.
    DocumentTooComplex,
    /// The document is a dynamic form (XFA).
    DocumentXfa,
    /// The field's author asks for what this signature would not have (ISO 32000-2 Table 237).
    FieldCondition {
        /// Name of the field.
        field: String,
        /// `appearance`, `certificate`, `certification`, `digest`, `filter`, `legal`, `reason`, `revocation`, `version`.
        condition: String,
        /// For `reason`: the author's choices.
        choices: String,
    },
    /// A field of that name exists, or it cannot be a name.
    FieldNameTaken {
        /// The name.
        field: String,
    },
    /// The field's author requires a time stamp.
    FieldNeedsTimeStamp {
        /// Name of the field.
        field: String,
    },
    /// Fields for later signers are made before the first signature only.
    FieldsAfterSignature,
    /// The field is locked by an earlier signature (FieldMDP, ISO 32000-2 §12.8.2.4).
    FieldLocked {
        /// Name of the field.
        field: String,
    },
    /// No such signature field.
    FieldMissing {
        /// Name of the field.
        field: String,
    },
    /// The field holds a signature already.
    FieldSigned {
        /// Name of the field.
        field: String,
    },
    /// The folder holds no PDF file.
    FolderWithoutDocuments,
    /// The typed fingerprint is another one.
    FingerprintMismatch,
    /// A fault of the program; details are in its log.
    Internal {
        /// Reference number to find it by.
        reference: String,
    },
    /// The key file is damaged.
    KeyFileDamaged,
    /// The key file's certificates are not known until its password is given.
    KeyFileLocked,
    /// The key file is not where it was.
    KeyFileMissing {
        /// File name.
        name: String,
    },
    /// The key file's password is another one; there is no counter of tries.
    KeyFilePasswordWrong,
    /// The key file is locked in a way this program cannot open.
    KeyFileUnsupported,
    /// A key without a certificate.
    KeyWithoutCertificate,
    /// The file cannot serve as a token driver (PKCS#11 module).
    ModuleUnusable {
        /// File name of the module.
        name: String,
    },
    /// The token driver crashed or did not answer in time; it was ended.
    ModuleFailed,
    /// The token driver is not where it was.
    ModuleMissing {
        /// File name of the module.
        name: String,
    },
    /// The driver works and its token holds no certificate.
    ModuleNoCertificate {
        /// File name of the module.
        name: String,
    },
    /// The driver works and sees no reader.
    ModuleNoSlot {
        /// File name of the module.
        name: String,
    },
    /// The driver works and sees no token.
    ModuleNoToken {
        /// File name of the module.
        name: String,
    },
    /// The file is a driver, but does not start here.
    ModuleNotStarted {
        /// File name of the module.
        name: String,
    },
    /// A driver for another system or processor.
    ModuleWrongKind {
        /// File name of the module.
        name: String,
        /// System and processors it is for.
        found: String,
    },
    /// No certificate in the file.
    NotACertificate,
    /// Leaving the notice out needs a reason.
    NoticeReasonMissing,
    /// A page has no free strip for the notice.
    NoticeNoRoom {
        /// The first such page, from 1.
        page: u32,
    },
    /// The wording of the notice lacks one of its two facts (agreement Art 4(1)i).
    NoticeWording {
        /// `electronically`, `certificate` or `issuer`.
        missing: String,
    },
    /// This address is not visited.
    NetworkAddressForbidden {
        /// The host.
        host: String,
        /// Why: `private`, `port`, `scheme`, `credentials`, `address` or `untrusted`.
        reason: String,
    },
    /// The host's name has no address.
    NetworkNameNotFound {
        /// The host.
        host: String,
    },
    /// No connection could be made.
    NetworkNoRoute {
        /// The host.
        host: String,
    },
    /// The network is switched off.
    NetworkOff,
    /// A page for people came in place of an answer, as from the login page of a network.
    NetworkPage {
        /// The host.
        host: String,
    },
    /// The server speaks something else than HTTP.
    NetworkProtocol {
        /// The host.
        host: String,
    },
    /// The proxy refuses, cannot be reached, or wants a login.
    NetworkProxy,
    /// The server sends on and on to other addresses.
    NetworkRedirects {
        /// The host.
        host: String,
    },
    /// The server answered with a status that is no success.
    NetworkStatus {
        /// The host.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The server did not answer in time.
    NetworkTimedOut {
        /// The host.
        host: String,
    },
    /// No secured connection: the server's certificate, its name or its protocol.
    NetworkTls {
        /// The host.
        host: String,
    },
    /// The answer is larger than any real one.
    NetworkTooLarge {
        /// The host.
        host: String,
    },
    /// The connection ended before the answer did.
    NetworkTruncated {
        /// The host.
        host: String,
    },
    /// The document has no signature whose level could be raised.
    NothingToExtend,
    /// Another program is writing the journal.
    JournalBusy,
    /// The journal cannot be read or written.
    JournalUnusable,
    /// The days asked for are no period.
    ReportPeriod,
    /// The report's template cannot be used.
    ReportTemplate,
    /// A file of records was changed after it was signed, cut off, or is something else.
    RecordsAltered,
    /// The file that was shown is another one than the history speaks of.
    HistoryOther,
    /// There is no such sheet, or no such item in it.
    SheetUnknown,
    /// A file of records contradicts one that was taken in before.
    RecordsContradict,
    /// A file of records comes from a computer that nobody has confirmed.
    RecordsUnknown {
        /// Fingerprint of its key, to be compared with what its user reads out.
        fingerprint: String,
        /// The unit it says it is of.
        unit: String,
    },
    /// The result exists already.
    OutputExists {
        /// File name of the result.
        name: String,
    },
    /// The disk is full.
    OutputDiskFull,
    /// The folder cannot be written.
    OutputNotWritable,
    /// The result did not pass our own verification and was not kept.
    OutputFailedVerification,
    /// The PIN is blocked.
    PinBlocked,
    /// The PIN of this token cannot be changed or unblocked from here.
    PinFixed,
    /// The PIN has a length or characters that the token never takes; it was not sent.
    PinFormat {
        /// Smallest length.
        min: u8,
        /// Largest length.
        max: u8,
        /// What it may be made of: `digits` or `any`.
        characters: String,
    },
    /// One try is left.
    PinLastTry,
    /// The issuer's PIN must be changed before it can be used.
    PinMustBeChanged,
    /// The token does not take the new PIN, by rules that it does not tell.
    PinNewRefused,
    /// What was typed on the reader is shorter or longer than the token takes; nothing was sent.
    PinPadLength,
    /// The new PIN was typed differently the second time; nothing was sent.
    PinMismatch,
    /// Nobody typed a PIN on the reader in time; nothing was sent.
    PinPadTimedOut,
    /// The token refused the PIN.
    PinWrong {
        /// Tries left, where the token tells.
        tries: Option<u8>,
    },
    /// This file is no picture for the block.
    PictureUnusable {
        /// `kind`, `damaged`, `size`, `empty`, `slow`, `missing`, or the element of a drawing that is in the way.
        reason: String,
    },
    /// The block does not fit into its box.
    PlaceTooSmall,
    /// There is no kept block of that name.
    PresetMissing {
        /// The name asked for.
        name: String,
    },
    /// A kept block needs a name of at most 60 characters.
    PresetName,
    /// No free place for the block was found on the page.
    PlaceNotFree,
    /// The PUK is blocked too: the token cannot be unblocked any more.
    PukBlocked,
    /// One try of the PUK is left.
    PukLastTry,
    /// The token refused the PUK.
    PukWrong {
        /// Tries left, where the token tells.
        tries: Option<u8>,
    },
    /// The place lies outside the page.
    PlaceOutsidePage,
    /// The page does not exist.
    PlaceNoSuchPage {
        /// Page number asked for, from 1.
        page: u32,
        /// Number of pages.
        pages: u32,
    },
    /// The agency allows certificates of other issuers only.
    PolicyIssuer {
        /// Name of the issuer.
        issuer: String,
        /// The agency.
        agency: String,
        /// Date of its rules, ISO 8601.
        since: String,
    },
    /// The agency does not allow signing while nobody says whether the certificate was revoked.
    PolicyOffline {
        /// The agency.
        agency: String,
        /// Date of its rules, ISO 8601.
        since: String,
    },
    /// The agency asks for a time stamp, and none can be had.
    PolicyStampMissing {
        /// The agency.
        agency: String,
        /// Date of its rules, ISO 8601.
        since: String,
    },
    /// The agency asks for a time stamp, and the basic level was asked for.
    PolicyStampRequired {
        /// The agency.
        agency: String,
        /// Date of its rules, ISO 8601.
        since: String,
    },
    /// A practice certificate never becomes trusted.
    PracticeNeverTrusted,
    /// The agency's bundle asks for what this version of the program does not know.
    ProgramOutdated,
    /// A QR code leads to a web address in full and to nothing else.
    QrAddress,
    /// A signed document is never repaired: that would break its signatures.
    RepairSigned,
    /// The system keeps no passwords for this program.
    SecretsAbsent,
    /// The system's store of passwords is locked.
    SecretsLocked,
    /// A signer's certificate, or one above it, had been revoked when the signature was made.
    SignerRevoked {
        /// Since this day, ISO 8601.
        since: String,
    },
    /// The person stopped the work before its end. No file was left, and nothing was changed.
    Stopped,
    /// This system is too old or of another kind than the program supports.
    SystemUnsupported {
        /// The system as it names itself.
        found: String,
    },
    /// The waiting run is over.
    TicketGone,
    /// The time-stamp server's answer does not fit the question, or its signature is wrong.
    TimestampInvalid {
        /// The server.
        host: String,
    },
    /// No time stamp server is set.
    TimestampNotSet,
    /// The time-stamp server refused to give a stamp.
    TimestampRefused {
        /// The server.
        host: String,
    },
    /// No issuer trusted for time stamps stands behind the server's certificate.
    TimestampUntrusted {
        /// The server.
        host: String,
    },
    /// The time stamp is longer than the room that was kept for it before signing.
    TimestampTooLong,
    /// Another program holds the token.
    TokenBusy,
    /// The card is known, this program does not speak with it, and the driver for it is here.
    TokenDriverReady {
        /// Product name of the card.
        card: String,
    },
    /// The token answered with an unexpected status.
    TokenFault {
        /// Status word, four hex digits.
        status: String,
    },
    /// Another program reset the card in the middle of the act.
    TokenInterrupted,
    /// The token does not answer.
    TokenMute,
    /// The card is known, and the driver that it needs is not installed.
    TokenNeedsDriver {
        /// Product name of the card.
        card: String,
        /// File name of the driver that is looked for.
        driver: String,
    },
    /// This user or session may not use the smart card service.
    TokenNoAccess,
    /// No card reader or token is plugged in.
    TokenNoReader,
    /// A reader is there, but no card in it.
    TokenNoCard,
    /// No such token.
    TokenNotFound {
        /// The name asked for.
        name: String,
    },
    /// The token holds no certificate that can sign.
    TokenNoSigningKey,
    /// The token was pulled out or reset.
    TokenRemoved,
    /// The system's smart card service does not run.
    TokenServiceDown,
    /// No issuer is trusted on this computer.
    TrustEmpty,
    /// The card's application is not supported.
    TokenUnknown {
        /// Answer to reset, hex.
        atr: String,
    },
}

impl Problem {
    /// The stable code, as it stands on the wire and in the message catalogue.
    pub fn code(&self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(map)) => {
                map.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        }
    }
}
