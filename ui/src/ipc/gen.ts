// Generated from service::schema by `cargo test -p service --test bindings`; do not edit.

export type Empty = Record<symbol, never>;
export type Locale = "id" | "en";
export type Theme = "system" | "light" | "dark";
export type System = "linux" | "macos" | "windows";
export type TextSize = "normal" | "large" | "largest";
export type Profile = { 
/**
 * Name of the agency.
 */
agency: string, 
/**
 * The unit of work.
 */
unit: string, 
/**
 * Its domain on the network, e.g. `dinas.contoh.go.id`.
 */
domain: string, };
export type Setup = { 
/**
 * The first run was gone through or left: it is not shown by itself again.
 */
left: boolean, 
/**
 * It was said whether the network may be asked.
 */
network: boolean, };
export type AppView = { 
/**
 * Version of the program, as in `Cargo.toml`.
 */
version: string, 
/**
 * Language of all texts.
 */
locale: Locale, 
/**
 * Light, dark, or as the system has it.
 */
theme: Theme, 
/**
 * Size of all texts.
 */
text: TextSize, 
/**
 * Whether the practice token is switched on.
 */
practice: boolean, 
/**
 * Wording of the notice in force.
 */
notice: string, 
/**
 * Whether documents that can change their look are refused.
 */
refuse_changeable: boolean, 
/**
 * The system this computer runs: some remedies differ.
 */
system: System, 
/**
 * Where the agency is named.
 */
profile: Profile, 
/**
 * What is left of the first run.
 */
setup: Setup, 
/**
 * The folder that holds everything kept on this computer, as text to read.
 */
data_folder: string, };
export type SettingsRequest = { 
/**
 * New language.
 */
locale: Locale | null, 
/**
 * New appearance.
 */
theme: Theme | null, 
/**
 * New wording of the notice (Art 4(1)i); empty for the shipped one. Refused when it lacks a fact.
 */
notice?: string, 
/**
 * Whether documents that can change their look are refused instead of warned of.
 */
refuse_changeable?: boolean, 
/**
 * New size of texts.
 */
text?: TextSize, 
/**
 * The agency, whole.
 */
profile?: Profile, 
/**
 * Steps of the first run.
 */
setup?: Setup, };
export type DocumentHandle = string;
export type DocumentRequest = { 
/**
 * The document.
 */
document: DocumentHandle, };
export type UnlockRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * The password; becomes a zeroizing type on arrival.
 */
password: string, };
export type PracticeRequest = { 
/**
 * On or off.
 */
on: boolean, };
export type Ticket = string;
export type SecretAnswer = { 
/**
 * The run that waits.
 */
ticket: Ticket, 
/**
 * The PIN; becomes a zeroizing type on arrival. Empty where it is typed on the reader.
 */
pin: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type TicketRequest = { 
/**
 * The run that waits.
 */
ticket: Ticket, };
export type PinChangeRequest = { 
/**
 * The token, as [`TokenView::id`] names it.
 */
token: string, 
/**
 * The PIN so far.
 */
old: string, 
/**
 * The PIN from now on.
 */
new: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type PinUnblockRequest = { 
/**
 * The token, as [`TokenView::id`] names it.
 */
token: string, 
/**
 * The PUK.
 */
puk: string, 
/**
 * The PIN from now on.
 */
new: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type PadRequest = { 
/**
 * The token, as [`TokenView::id`] names it.
 */
token: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type TokenRequest = { 
/**
 * The token, as [`TokenView::id`] names it.
 */
token: string, };
export type KeyFileOpenRequest = { 
/**
 * The key file's token, as [`TokenView::id`] names it.
 */
token: string, 
/**
 * The password; becomes a zeroizing type on arrival.
 */
password: string, };
export type SourceKind = "key_file" | "module";
export type SourcePickRequest = { 
/**
 * What to choose.
 */
kind: SourceKind, };
export type SourceRequest = { 
/**
 * As [`SourceView::id`] names it.
 */
source: string, };
export type DriverRequest = { 
/**
 * The card, as [`TokenView::id`] names it.
 */
token: string, 
/**
 * The driver, as [`DriverView::id`] names it.
 */
driver: string, };
export type TrustAddRequest = { 
/**
 * SHA-256 of the picked certificate, as [`TrustCandidateView::sha256`] names it.
 */
candidate: string, 
/**
 * What the person typed: hex digits, spaces and colons ignored.
 */
fingerprint: string, 
/**
 * What for.
 */
purpose: TrustPurpose, 
/**
 * Last day of trust, `YYYY-MM-DD` (its end, UTC), if limited.
 */
until: string | null, 
/**
 * Whether the agency says that this is a key of BSrE.
 */
bsre: boolean, };
export type TrustMarkRequest = { 
/**
 * SHA-256 of the certificate, 64 hex digits.
 */
sha256: string, 
/**
 * Whether its key is BSrE's.
 */
bsre: boolean, };
export type FingerprintRequest = { 
/**
 * 64 hex digits.
 */
sha256: string, };
export type Problem = { "code": "anchor-no-room", 
/**
 * The text or mark.
 */
text: string, } | { "code": "anchor-not-found", 
/**
 * The text or mark.
 */
text: string, } | { "code": "address-unusable", 
/**
 * The entry.
 */
address: string, } | { "code": "cancelled" } | { "code": "certificate-damaged" } | { "code": "bundle-not-newer" } | { "code": "bundle-not-yet-issued" } | { "code": "bundle-other-key" } | { "code": "bundle-signature" } | { "code": "bundle-rule", 
/**
 * Its name.
 */
name: string, } | { "code": "bundle-unusable" } | { "code": "certificate-expired", 
/**
 * Last day, ISO 8601.
 */
not_after: string, } | { "code": "certificate-lost", 
/**
 * Since this day, ISO 8601.
 */
since: string, } | { "code": "certificate-not-for-signing" } | { "code": "certificate-not-yet-valid", 
/**
 * First day, ISO 8601.
 */
not_before: string, } | { "code": "certificate-revoked", 
/**
 * Since this day, ISO 8601.
 */
since: string, } | { "code": "certificate-status-old", 
/**
 * How old it may be, hours.
 */
hours: number, 
/**
 * The agency.
 */
agency: string, 
/**
 * Date of its rules, ISO 8601.
 */
since: string, } | { "code": "certificate-status-unknown" } | { "code": "certificate-issuer-missing", 
/**
 * Its name as the certificate below it gives it (a name proves nothing).
 */
issuer: string, 
/**
 * Where the certificate says it can be fetched.
 */
host: string, } | { "code": "certificate-untrusted", 
/**
 * Name of the issuer as the certificate gives it (a name proves nothing).
 */
issuer: string, } | { "code": "certify-not-first" } | { "code": "certificate-unsupported" } | { "code": "check-code-unreadable" } | { "code": "clock-behind", 
/**
 * Date and time by the computer, `YYYY-MM-DD HH:MM` in its zone.
 */
computer: string, 
/**
 * A moment that is over, likewise.
 */
known: string, } | { "code": "clock-wrong", 
/**
 * Date and time by the computer, `YYYY-MM-DD HH:MM` in its zone.
 */
computer: string, 
/**
 * Date and time by the server, likewise.
 */
server: string, } | { "code": "consent-missing" } | { "code": "data-folder-unusable" } | { "code": "date-unusable" } | { "code": "document-changes-forbidden" } | { "code": "document-can-change" } | { "code": "document-changed-on-disk" } | { "code": "document-damaged" } | { "code": "document-encryption-unsupported" } | { "code": "document-empty" } | { "code": "document-block-forbidden" } | { "code": "document-gone" } | { "code": "document-needs-repair" } | { "code": "document-not-pdf", 
/**
 * What it seems to be: `word`, `image`, `zip`, `text` or `other`.
 */
kind: string, } | { "code": "document-password-needed" } | { "code": "document-password-wrong" } | { "code": "document-permission-forbids" } | { "code": "document-unreadable" } | { "code": "enroll-certificate-other", 
/**
 * Name in it.
 */
name: string, } | { "code": "enroll-confirm-wrong" } | { "code": "enroll-factory-secret", 
/**
 * `pin`, `puk` or `management`.
 */
secret: string, } | { "code": "enroll-gone" } | { "code": "enroll-management-format", 
/**
 * Hexadecimal digits that it has.
 */
digits: number, } | { "code": "enroll-management-wrong" } | { "code": "enroll-name-differs" } | { "code": "enroll-not-possible", 
/**
 * `puk`, `management`, `key` or `certificate`.
 */
what: string, } | { "code": "enroll-not-written" } | { "code": "enroll-not-yet" } | { "code": "enroll-place-changed" } | { "code": "enroll-record" } | { "code": "enroll-request-unusable" } | { "code": "enroll-template", 
/**
 * Name of the file.
 */
name: string, 
/**
 * Line of the fault, from 1; 0 where it lies in no line.
 */
line: number, 
/**
 * What is wrong, in the form's own words.
 */
detail: string, } | { "code": "enroll-token-other", 
/**
 * Serial number of the one that is meant.
 */
serial: string, } | { "code": "enroll-too-late" } | { "code": "enroll-weak-secret", 
/**
 * `pin`, `puk` or `management`.
 */
secret: string, } | { "code": "evidence-unreadable" } | { "code": "document-without-pages" } | { "code": "document-too-complex" } | { "code": "document-xfa" } | { "code": "field-condition", 
/**
 * Name of the field.
 */
field: string, 
/**
 * `appearance`, `certificate`, `certification`, `digest`, `filter`, `legal`, `reason`, `revocation`, `version`.
 */
condition: string, 
/**
 * For `reason`: the author's choices.
 */
choices: string, } | { "code": "field-name-taken", 
/**
 * The name.
 */
field: string, } | { "code": "field-needs-time-stamp", 
/**
 * Name of the field.
 */
field: string, } | { "code": "fields-after-signature" } | { "code": "field-locked", 
/**
 * Name of the field.
 */
field: string, } | { "code": "field-missing", 
/**
 * Name of the field.
 */
field: string, } | { "code": "field-signed", 
/**
 * Name of the field.
 */
field: string, } | { "code": "folder-without-documents" } | { "code": "fingerprint-mismatch" } | { "code": "internal", 
/**
 * Reference number to find it by.
 */
reference: string, } | { "code": "key-file-damaged" } | { "code": "key-file-locked" } | { "code": "key-file-missing", 
/**
 * File name.
 */
name: string, } | { "code": "key-file-password-wrong" } | { "code": "key-file-unsupported" } | { "code": "key-without-certificate" } | { "code": "module-unusable", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-failed" } | { "code": "module-missing", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-no-certificate", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-no-slot", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-no-token", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-not-started", 
/**
 * File name of the module.
 */
name: string, } | { "code": "module-wrong-kind", 
/**
 * File name of the module.
 */
name: string, 
/**
 * System and processors it is for.
 */
found: string, } | { "code": "not-a-certificate" } | { "code": "notice-reason-missing" } | { "code": "notice-no-room", 
/**
 * The first such page, from 1.
 */
page: number, } | { "code": "notice-wording", 
/**
 * `electronically`, `certificate` or `issuer`.
 */
missing: string, } | { "code": "network-address-forbidden", 
/**
 * The host.
 */
host: string, 
/**
 * Why: `private`, `port`, `scheme`, `credentials`, `address` or `untrusted`.
 */
reason: string, } | { "code": "network-name-not-found", 
/**
 * The host.
 */
host: string, } | { "code": "network-no-route", 
/**
 * The host.
 */
host: string, } | { "code": "network-off" } | { "code": "network-page", 
/**
 * The host.
 */
host: string, } | { "code": "network-protocol", 
/**
 * The host.
 */
host: string, } | { "code": "network-proxy" } | { "code": "network-redirects", 
/**
 * The host.
 */
host: string, } | { "code": "network-status", 
/**
 * The host.
 */
host: string, 
/**
 * HTTP status.
 */
status: number, } | { "code": "network-timed-out", 
/**
 * The host.
 */
host: string, } | { "code": "network-tls", 
/**
 * The host.
 */
host: string, } | { "code": "network-too-large", 
/**
 * The host.
 */
host: string, } | { "code": "network-truncated", 
/**
 * The host.
 */
host: string, } | { "code": "nothing-to-extend" } | { "code": "journal-busy" } | { "code": "journal-unusable" } | { "code": "report-period" } | { "code": "report-template" } | { "code": "records-altered" } | { "code": "history-other" } | { "code": "sheet-unknown" } | { "code": "records-contradict" } | { "code": "records-unknown", 
/**
 * Fingerprint of its key, to be compared with what its user reads out.
 */
fingerprint: string, 
/**
 * The unit it says it is of.
 */
unit: string, } | { "code": "output-exists", 
/**
 * File name of the result.
 */
name: string, } | { "code": "output-disk-full" } | { "code": "output-not-writable" } | { "code": "output-failed-verification" } | { "code": "pin-blocked" } | { "code": "pin-fixed" } | { "code": "pin-format", 
/**
 * Smallest length.
 */
min: number, 
/**
 * Largest length.
 */
max: number, 
/**
 * What it may be made of: `digits` or `any`.
 */
characters: string, } | { "code": "pin-last-try" } | { "code": "pin-must-be-changed" } | { "code": "pin-new-refused" } | { "code": "pin-pad-length" } | { "code": "pin-mismatch" } | { "code": "pin-pad-timed-out" } | { "code": "pin-wrong", 
/**
 * Tries left, where the token tells.
 */
tries: number | null, } | { "code": "picture-unusable", 
/**
 * `kind`, `damaged`, `size`, `empty`, `slow`, `missing`, or the element of a drawing that is in the way.
 */
reason: string, } | { "code": "place-too-small" } | { "code": "preset-missing", 
/**
 * The name asked for.
 */
name: string, } | { "code": "preset-name" } | { "code": "place-not-free" } | { "code": "puk-blocked" } | { "code": "puk-last-try" } | { "code": "puk-wrong", 
/**
 * Tries left, where the token tells.
 */
tries: number | null, } | { "code": "place-outside-page" } | { "code": "place-no-such-page", 
/**
 * Page number asked for, from 1.
 */
page: number, 
/**
 * Number of pages.
 */
pages: number, } | { "code": "policy-issuer", 
/**
 * Name of the issuer.
 */
issuer: string, 
/**
 * The agency.
 */
agency: string, 
/**
 * Date of its rules, ISO 8601.
 */
since: string, } | { "code": "policy-offline", 
/**
 * The agency.
 */
agency: string, 
/**
 * Date of its rules, ISO 8601.
 */
since: string, } | { "code": "policy-stamp-missing", 
/**
 * The agency.
 */
agency: string, 
/**
 * Date of its rules, ISO 8601.
 */
since: string, } | { "code": "policy-stamp-required", 
/**
 * The agency.
 */
agency: string, 
/**
 * Date of its rules, ISO 8601.
 */
since: string, } | { "code": "practice-never-trusted" } | { "code": "program-outdated" } | { "code": "qr-address" } | { "code": "repair-signed" } | { "code": "secrets-absent" } | { "code": "secrets-locked" } | { "code": "signer-revoked", 
/**
 * Since this day, ISO 8601.
 */
since: string, } | { "code": "stopped" } | { "code": "system-unsupported", 
/**
 * The system as it names itself.
 */
found: string, } | { "code": "ticket-gone" } | { "code": "timestamp-invalid", 
/**
 * The server.
 */
host: string, } | { "code": "timestamp-not-set" } | { "code": "timestamp-refused", 
/**
 * The server.
 */
host: string, } | { "code": "timestamp-untrusted", 
/**
 * The server.
 */
host: string, } | { "code": "timestamp-too-long" } | { "code": "token-busy" } | { "code": "token-driver-ready", 
/**
 * Product name of the card.
 */
card: string, } | { "code": "token-fault", 
/**
 * Status word, four hex digits.
 */
status: string, } | { "code": "token-interrupted" } | { "code": "token-mute" } | { "code": "token-needs-driver", 
/**
 * Product name of the card.
 */
card: string, 
/**
 * File name of the driver that is looked for.
 */
driver: string, } | { "code": "token-no-access" } | { "code": "token-no-reader" } | { "code": "token-no-card" } | { "code": "token-not-found", 
/**
 * The name asked for.
 */
name: string, } | { "code": "token-no-signing-key" } | { "code": "token-removed" } | { "code": "token-service-down" } | { "code": "trust-empty" } | { "code": "token-unknown", 
/**
 * Answer to reset, hex.
 */
atr: string, };
export type SecretKind = "password" | "pin" | "pin_pad";
export type SecretPrompt = { 
/**
 * The run that waits.
 */
ticket: Ticket, 
/**
 * Which secret.
 */
kind: SecretKind, 
/**
 * File name of the document.
 */
document: string, 
/**
 * Name in the certificate that will sign.
 */
signer: string, 
/**
 * Tries left, where the token tells.
 */
tries: number | null, 
/**
 * Whether the last VERIFY of this run was refused.
 */
wrong: boolean, 
/**
 * Smallest length the token takes, in characters.
 */
min_length: number, 
/**
 * Largest length the token takes, in characters.
 */
max_length: number, 
/**
 * Only the digits 0-9.
 */
digits_only: boolean, 
/**
 * The token, for [`super::TokenRequest`].
 */
token: string, 
/**
 * Whether the practice token asks.
 */
practice: boolean, };
export type RectView = { 
/**
 * Left.
 */
x: number, 
/**
 * Bottom.
 */
y: number, 
/**
 * Width.
 */
width: number, 
/**
 * Height.
 */
height: number, };
export type FieldView = { 
/**
 * Fully qualified name (ISO 32000-2 §12.7.4.2).
 */
name: string, 
/**
 * Page, from 1, where the field is visible.
 */
page: number | null, 
/**
 * Rectangle in default user space, points.
 */
rect: RectView | null, };
export type FieldsRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * The fields.
 */
fields: Array<NewField>, };
export type NewField = { 
/**
 * Its name: the party that will sign.
 */
name: string, 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Rectangle in default user space, points.
 */
rect: RectView, };
export type FindingKind = "script" | "hidden-text" | "optional-content" | "external-content" | "not-drawn" | "drawn-differently" | "form-field" | "annotation" | "font-not-embedded";
export type FindingView = { 
/**
 * What it is; the words are `finding-<kind>` in the catalogue.
 */
kind: FindingKind, 
/**
 * Pages, from 1; empty for the document as a whole.
 */
pages: Array<number>, };
export type NoticeChoice = { "kind": "write", 
/**
 * At which edge.
 */
edge: NoticeEdge, 
/**
 * On the last page only.
 */
last_page_only: boolean, } | { "kind": "omit", 
/**
 * Why; it is recorded.
 */
reason: string, };
export type NoticeEdge = "foot" | "head";
export type NoticeState = "written" | "present" | "not-bsre" | "already-signed" | "omitted" | "no-room";
export type NoticeView = { 
/**
 * What and why.
 */
state: NoticeState, 
/**
 * Whether the document says the sentence already.
 */
found: boolean, 
/**
 * The sentence that will be written, if so.
 */
text: string | null, 
/**
 * Where it will stand, on the pages looked at so far.
 */
strips: Array<StripView>, 
/**
 * The sentence drawn by the code that writes it, a page for each kind of strip; readable through `doc_read`.
 */
drawing: DocumentHandle | null, };
export type Protection = "lock" | "certify_no_changes" | "certify_forms" | "certify_annotations";
export type DocumentView = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * File name without its folder.
 */
name: string, 
/**
 * Length in bytes.
 */
size: number, 
/**
 * Whether a password is needed first; then the rest is unknown (zero).
 */
locked: boolean, 
/**
 * Number of pages.
 */
pages: number, 
/**
 * Number of signatures, document time stamps not counted.
 */
signatures: number, 
/**
 * Empty signature fields that wait for a signer.
 */
fields: Array<FieldView>, 
/**
 * Why it can be read but not signed, if so.
 */
sign_problem: Problem | null, 
/**
 * Whether it is the sample letter that comes with the program.
 */
sample: boolean, };
export type PickRequest = { 
/**
 * A folder with all that lies below, instead of files.
 */
folder: boolean, };
export type SelectionView = { 
/**
 * Names the selection in requests; also the name under which its runs are stopped.
 */
selection: Ticket, 
/**
 * Number of files.
 */
files: number, 
/**
 * Whether there were more than are taken at once.
 */
cut: boolean, };
export type SelectionRequest = { 
/**
 * The selection.
 */
selection: Ticket, };
export type RowRequest = { 
/**
 * The selection.
 */
selection: Ticket, 
/**
 * Position of the file, from 0.
 */
index: number, };
export type RunView = { 
/**
 * Whether it came to the end; otherwise it was stopped.
 */
finished: boolean, };
export type LookedRow = { 
/**
 * Position, from 0.
 */
index: number, 
/**
 * File name.
 */
name: string, 
/**
 * Name of the folder in which it lies.
 */
folder: string, 
/**
 * Length in bytes.
 */
size: number, 
/**
 * Number of pages; 0 while it is not known.
 */
pages: number, 
/**
 * Number of signatures, document time stamps not counted.
 */
signatures: number, 
/**
 * Why it can be neither signed nor verified as it is.
 */
problem: Problem | null, };
export type LookedRows = { 
/**
 * The selection.
 */
selection: Ticket, 
/**
 * The files, in order.
 */
rows: Array<LookedRow>, };
export type UnlockRowRequest = { 
/**
 * The selection.
 */
selection: Ticket, 
/**
 * Position of the file, from 0.
 */
index: number, 
/**
 * The password; becomes a zeroizing type on arrival.
 */
password: string, };
export type UnlockedRow = { 
/**
 * What it is.
 */
row: LookedRow, 
/**
 * The same, opened for reading.
 */
document: DocumentView, };
export type VerdictRow = { 
/**
 * Position, from 0.
 */
index: number, 
/**
 * As [`super::VerifyView::verdict`]; nothing where there is none.
 */
verdict: string | null, 
/**
 * Code of the sentence that decides, as in [`super::SignatureView`].
 */
reason: string | null, 
/**
 * Names of the first signers.
 */
signers: Array<string>, 
/**
 * Number of signatures, document time stamps not counted.
 */
signatures: number, 
/**
 * Time of the last signature, RFC 3339.
 */
time: string | null, 
/**
 * Whether a time stamp proves that time.
 */
stamped: boolean, 
/**
 * Whether one was made with the practice token.
 */
practice: boolean, 
/**
 * Why there is no verdict.
 */
problem: Problem | null, };
export type VerdictRows = { 
/**
 * The selection.
 */
selection: Ticket, 
/**
 * The rows, in order.
 */
rows: Array<VerdictRow>, };
export type Opened = { "kind": "document", 
/**
 * The document.
 */
document: DocumentView, } | { "kind": "refused", 
/**
 * File name.
 */
name: string, 
/**
 * Why.
 */
problem: Problem, } | { "kind": "many", 
/**
 * The files.
 */
selection: SelectionView, };
export type PinView = { 
/**
 * What is asked for.
 */
kind: SecretKind, 
/**
 * Tries left, where the token tells.
 */
tries: number | null, 
/**
 * Whether no try is left.
 */
blocked: boolean, 
/**
 * Smallest length in bytes.
 */
min_length: number, 
/**
 * Largest length in bytes.
 */
max_length: number, 
/**
 * Only the digits 0-9.
 */
digits_only: boolean, 
/**
 * The issuer's PIN: to be changed before it can be used.
 */
to_change: boolean, 
/**
 * Whether it can be changed from here.
 */
changeable: boolean, };
export type PukView = { 
/**
 * Tries left, where the token tells.
 */
tries: number | null, 
/**
 * Whether no try is left: the token cannot be unblocked any more.
 */
blocked: boolean, 
/**
 * Whether the PIN can be unblocked from here.
 */
usable: boolean, };
export type CertificateView = { 
/**
 * Common name of the subject.
 */
name: string, 
/**
 * Organisation of the subject, if any.
 */
organization: string | null, 
/**
 * Common name of the issuer, as the certificate gives it.
 */
issuer: string, 
/**
 * Serial number, hex.
 */
serial: string, 
/**
 * First moment of validity, RFC 3339.
 */
not_before: string, 
/**
 * Last moment of validity, RFC 3339.
 */
not_after: string, 
/**
 * Key algorithm and size, e.g. `RSA 2048`, `P-256`.
 */
key: string, 
/**
 * SHA-256 fingerprint, hex.
 */
sha256: string, 
/**
 * Whether its chain reaches a trusted issuer now.
 */
trusted: boolean, 
/**
 * Whether it comes from this computer's practice CA (known by key).
 */
practice: boolean, 
/**
 * Whether it comes from an issuer marked as BSrE (known by key).
 */
bsre: boolean, };
export type KeyPurpose = "authentication" | "card_authentication" | "encryption" | "signature" | "unknown";
export type KeyView = { 
/**
 * Names the key in requests.
 */
id: string, 
/**
 * What it is for.
 */
purpose: KeyPurpose, 
/**
 * Its certificate, where one is stored and readable.
 */
certificate: CertificateView | null, 
/**
 * Whether it can sign now.
 */
usable: boolean, 
/**
 * Whether it is the one that signs unless another is chosen.
 */
proposed: boolean, 
/**
 * Why not, or what to know.
 */
problem: Problem | null, };
export type TokenKind = "card" | "key_file" | "module";
export type TokenState = "ready" | "blocked" | "locked" | "unusable" | "reading";
export type DriverView = { 
/**
 * Names it in requests.
 */
id: string, 
/**
 * The product, where it is known, else the file's name.
 */
name: string, };
export type TokenView = { 
/**
 * Names the token in requests: `practice`, the reader, `p12:FILE` or `pkcs11:DRIVER#SERIAL`.
 */
id: string, 
/**
 * How it is reached.
 */
kind: TokenKind, 
/**
 * Name for people: the kind of card, or the file.
 */
name: string, 
/**
 * The reader it is in, where it is in one.
 */
reader: string | null, 
/**
 * Serial number, where the card gives one.
 */
serial: string | null, 
/**
 * What can be done with it.
 */
state: TokenState, 
/**
 * Whether it is the practice token.
 */
practice: boolean, 
/**
 * The PIN, read without using a try.
 */
pin: PinView, 
/**
 * The PUK, read without using a try.
 */
puk: PukView, 
/**
 * All keys and certificates, the usable ones first.
 */
keys: Array<KeyView>, 
/**
 * Why it cannot sign, or what to know.
 */
problem: Problem | null, 
/**
 * Drivers on this computer that may serve a card which this program does not speak with itself.
 */
drivers: Array<DriverView>, 
/**
 * The [`SourceView::id`] it came from, where it was chosen by hand.
 */
source: string | null, };
export type StepId = "file" | "start" | "slot" | "token" | "certificate";
export type StepState = "passed" | "failed" | "open";
export type StepView = { 
/**
 * Which step.
 */
id: StepId, 
/**
 * How it ended.
 */
state: StepState, };
export type SourceView = { 
/**
 * Names it in requests: `p12:FILE` or `pkcs11:DRIVER`.
 */
id: string, 
/**
 * Key file or driver.
 */
kind: SourceKind, 
/**
 * The file's name.
 */
name: string, 
/**
 * The folder it lies in, for the eye only.
 */
folder: string, 
/**
 * What a driver says of itself: maker, product and version.
 */
facts: string | null, 
/**
 * The test of the connection, step by step.
 */
steps: Array<StepView>, 
/**
 * Why the test stopped, or what is missing; nothing while it runs.
 */
problem: Problem | null, 
/**
 * Whether the test is running.
 */
testing: boolean, 
/**
 * Whether it is remembered; a file that is no driver is not.
 */
kept: boolean, };
export type PracticeView = { 
/**
 * Whether it is switched on.
 */
on: boolean, 
/**
 * Its factory PIN, shown openly.
 */
pin: string, 
/**
 * Its factory PUK, shown openly.
 */
puk: string, };
export type ReminderView = { 
/**
 * SHA-256 of the certificate, hex.
 */
certificate: string, 
/**
 * The token where it lies, as in [`super::TokenView::id`].
 */
token: string, 
/**
 * Days until its last one; 0 on it.
 */
days: number, 
/**
 * The stage: 60, 30, 20, 7 … 1, 0. A dismissed one does not come back; the next one does.
 */
stage: number, 
/**
 * Its last moment, RFC 3339.
 */
not_after: string, };
export type TokensView = { 
/**
 * Why no real token can be used, if so (service down, no reader, no card).
 */
problem: Problem | null, 
/**
 * Tokens, the practice token last.
 */
tokens: Array<TokenView>, 
/**
 * Certificates on them that end soon.
 */
reminders: Array<ReminderView>, 
/**
 * Key files and drivers chosen by hand.
 */
sources: Array<SourceView>, 
/**
 * The practice token's page.
 */
practice: PracticeView, };
export type SourceTriedView = { 
/**
 * The one that was tried; nothing when the dialog was closed.
 */
tried: SourceView | null, 
/**
 * All tokens and sources now.
 */
tokens: TokensView, };
export type PlaceRequest = { "kind": "free" } | { "kind": "invisible" } | { "kind": "anchor", 
/**
 * The text or mark; upper and lower case and the number of spaces do not matter.
 */
text: string, 
/**
 * Whether the block stands over the text, which is a mark, instead of above it.
 */
over: boolean, } | { "kind": "page", 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Rectangle in default user space, points.
 */
rect: RectView, } | { "kind": "last_page", 
/**
 * Rectangle in default user space, points.
 */
rect: RectView, } | { "kind": "spot", 
/**
 * On which page.
 */
page: SpotPage, 
/**
 * From the left edge of the page, points.
 */
left: number, 
/**
 * From its lower edge, points.
 */
bottom: number, } | { "kind": "field", 
/**
 * Fully qualified name.
 */
name: string, };
export type BlockText = { 
/**
 * Jabatan, typed by the signer; the certificate does not prove it.
 */
position: string | null, 
/**
 * Pangkat, golongan.
 */
rank: string | null, 
/**
 * NIP.
 */
nip: string | null, 
/**
 * A picture, as [`PictureView::picture`] names it.
 */
picture?: string, 
/**
 * Whether the picture stands above the lines instead of beside them.
 */
picture_above?: boolean, 
/**
 * An address (https or http) that a QR code leads to and that stands in letters beside it; no code when absent.
 */
qr?: string, 
/**
 * Whether the reason is shown too.
 */
show_reason?: boolean, };
export type BlockSize = { 
/**
 * From left to right.
 */
width: number, 
/**
 * From bottom to top.
 */
height: number, };
export type SpotPage = "first" | "last";
export type Zone = { "kind": "free" } | { "kind": "spot", 
/**
 * On which page.
 */
page: SpotPage, 
/**
 * From the left edge of the page as the reader sees it, points.
 */
left: number, 
/**
 * From its lower edge, points.
 */
bottom: number, } | { "kind": "anchor", 
/**
 * The text or mark.
 */
text: string, 
/**
 * Over the text instead of above it.
 */
over: boolean, };
export type Preset = { 
/**
 * The name it is chosen by.
 */
name: string, 
/**
 * What it says and shows.
 */
text: BlockText, 
/**
 * Its size; what the words need when absent.
 */
size: BlockSize | null, 
/**
 * Where it goes.
 */
zone: Zone, };
export type PresetRequest = { 
/**
 * Its [`Preset::name`].
 */
name: string, };
export type PictureView = { 
/**
 * Names it in requests.
 */
picture: string, 
/**
 * Pixels in a row, as it will be written.
 */
width: number, 
/**
 * Rows.
 */
height: number, };
export type PageSeenRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Pixels in a row, at most 256.
 */
width: number, 
/**
 * Rows, at most 1,024.
 */
height: number, 
/**
 * Base64 of the grey of each pixel, rows from the top: a picture of a thumb's size, the one that travels inside JSON.
 */
grey: string, };
export type PageSeenView = { 
/**
 * The two programs show different pages.
 */
differs: boolean, };
export type SignLevel = "b" | "t" | "lt" | "lta";
export type SignRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * The token, as [`super::TokenView::id`] names it.
 */
token: string, 
/**
 * The key, as [`super::KeyView::id`] names it; the proposed one when absent.
 */
key: string | null, 
/**
 * Where the block goes.
 */
place: PlaceRequest, 
/**
 * What the block says and shows.
 */
text: BlockText, 
/**
 * Size of the block where the place does not give one; what the words need when absent.
 */
size?: BlockSize, 
/**
 * Reason, into the signature dictionary.
 */
reason: string | null, 
/**
 * Place, into the signature dictionary.
 */
location?: string, 
/**
 * The notice of electronic signing; at the foot of every page when absent.
 */
notice?: NoticeChoice, 
/**
 * What may be changed after this signature; the document's own rules when absent.
 */
protection?: Protection, 
/**
 * PAdES level wanted. When absent B-LT where a time-stamp server is set and the network is on, else basic.
 */
level?: SignLevel, 
/**
 * Whether the person stated "read, understood, agreed" (PP 71/2019 Art 62(3)-(4)); `sign_plan` ignores it.
 */
consent: boolean, };
export type CheckId = "token" | "certificate" | "issuer" | "status" | "document" | "content" | "notice" | "earlier-signatures" | "output" | "time";
export type CheckState = "passed" | "warning" | "failed";
export type CheckView = { 
/**
 * Which check; the sentence is `check-<id>` in the catalogue.
 */
id: CheckId, 
/**
 * How it ended.
 */
state: CheckState, 
/**
 * What is the matter and what to do, unless it passed.
 */
problem: Problem | null, 
/**
 * A number its sentence needs (tries left), if any.
 */
number: number | null, };
export type PlaceView = { 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Rectangle in default user space, points.
 */
rect: RectView, };
export type StripView = { 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Rectangle in default user space, points.
 */
rect: RectView, 
/**
 * Its page in [`NoticeView::drawing`], from 1.
 */
drawn: number, };
export type BlockView = { 
/**
 * Handle of the one-page PDF.
 */
document: DocumentHandle, 
/**
 * Its width in points.
 */
width: number, 
/**
 * Its height in points.
 */
height: number, };
export type NoticeDrawRequest = { 
/**
 * The wording.
 */
text: string, };
export type SignPlanView = { 
/**
 * The checks, in the order in which they are shown.
 */
checks: Array<CheckView>, 
/**
 * Whether signing may go on to the PIN.
 */
ready: boolean, 
/**
 * The level that will be made, where the request names none as well.
 */
level: SignLevel, 
/**
 * Where the block will stand; absent when invisible.
 */
place: PlaceView | null, 
/**
 * The block itself, drawn by the code that writes it.
 */
block: BlockView | null, 
/**
 * The certificate that will sign.
 */
signer: CertificateView | null, 
/**
 * What becomes of the notice; absent while nobody can sign.
 */
notice: NoticeView | null, 
/**
 * What can change the document's look, or hides something.
 */
findings: Array<FindingView>, 
/**
 * Pages not looked at yet for findings and notice: asking again goes on with them, and nothing is signed before all
 * are done.
 */
unread: number, 
/**
 * File name of the result, in the same folder.
 */
output: string, };
export type HeadingState = "sah" | "perlu_perhatian" | "tidak_sah" | "tidak_dapat_diperiksa";
export type ChangeView = { 
/**
 * `changed_allowed`, `changed_visible` or `changed`.
 */
level: string, 
/**
 * What kind, a code with its sentence in the catalogue.
 */
kind: string, 
/**
 * Page, from 1, where it has one.
 */
page: number | null, 
/**
 * Where on that page: left, bottom, right, top in its default user space, 1/72 inch; the whole page without one.
 */
rect: [number, number, number, number] | null, 
/**
 * The known attack that it has the shape of.
 */
attack: string | null, 
/**
 * Version that brought it, from 1.
 */
version: number, 
/**
 * Form field concerned, if any.
 */
field: string | null, 
/**
 * Value before, if any.
 */
before: string | null, 
/**
 * Value after, if any.
 */
after: string | null, };
export type TimesView = { 
/**
 * By the signer's computer, RFC 3339.
 */
claimed: string | null, 
/**
 * By a time stamp authority, RFC 3339.
 */
stamped: string | null, };
export type CheckResultView = { 
/**
 * Stable name.
 */
id: string, 
/**
 * `passed`, `warning`, `failed` or `not_done`.
 */
outcome: string, 
/**
 * Clause that asks for it.
 */
clause: string, };
export type SignatureView = { 
/**
 * Fully qualified field name.
 */
field: string, 
/**
 * Common name in the signer's certificate, if there is one.
 */
signer: string | null, 
/**
 * Common name of its issuer, as the certificate gives it.
 */
issuer: string | null, 
/**
 * Keutuhan.
 */
integrity: HeadingState, 
/**
 * `intact`, `changed_allowed`, `changed_visible`, `changed`, `broken` or `not_checkable`.
 */
integrity_detail: string, 
/**
 * Code of the sentence for keutuhan.
 */
integrity_reason: string, 
/**
 * Keautentikan.
 */
authenticity: HeadingState, 
/**
 * Code of the sentence for keautentikan.
 */
authenticity_reason: string, 
/**
 * Kenirsangkalan.
 */
non_repudiation: HeadingState, 
/**
 * Code of the sentence for kenirsangkalan.
 */
non_repudiation_reason: string, 
/**
 * The signature's own verdict.
 */
verdict: HeadingState, 
/**
 * Main indication of EN 319 102-1 §5.1.3: `TOTAL-PASSED`, `INDETERMINATE`, `TOTAL-FAILED`.
 */
indication: string, 
/**
 * Sub-indication of EN 319 102-1 §5.1.3, e.g. `HASH_FAILURE`.
 */
subindication: string | null, 
/**
 * `B-B`, `B-T`, `B-LT`, `B-LTA`, or nothing for other forms.
 */
level: string | null, 
/**
 * Whether nothing follows the signed bytes.
 */
covers_whole_file: boolean, 
/**
 * What came after the signature.
 */
changes: Array<ChangeView>, 
/**
 * Known attacks that the signature or a later change has the shape of; codes of the catalogue (`attack-…`).
 */
attacks: Array<string>, 
/**
 * Claimed and proven time.
 */
times: TimesView, 
/**
 * The checks behind the verdict.
 */
checks: Array<CheckResultView>, 
/**
 * The signer's certificate.
 */
certificate: CertificateView | null, 
/**
 * Whether it was made with the practice token: LATIHAN, never trusted.
 */
practice: boolean, 
/**
 * Whether a key that the agency marked as BSrE's stands in the trusted path.
 */
bsre: boolean, 
/**
 * Whether it is a document time stamp (ISO 32000-2 §12.8.5).
 */
document_timestamp: boolean, 
/**
 * Reason given by the signer.
 */
reason: string | null, 
/**
 * Page of the visible block, from 1.
 */
page: number | null, };
export type VersionView = { 
/**
 * From 1, oldest first.
 */
version: number, 
/**
 * Field that signed it, if one did.
 */
signed_by: string | null, 
/**
 * Length of the file up to this version, in bytes.
 */
length: number, };
export type TrustSummary = { 
/**
 * Number of trusted issuers.
 */
anchors: number, 
/**
 * Where they come from: `store` or `folder`.
 */
source: string, 
/**
 * Whether certificate status was asked over the network.
 */
online: boolean, 
/**
 * Date of the oldest list or answer from outside the file that was used, RFC 3339.
 */
as_of: string | null, 
/**
 * Whether the status of a certificate is not known and could be asked for.
 */
missing: boolean, 
/**
 * What stood in the way of asking.
 */
problems: Array<Problem>, };
export type VerifyRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * True: ask now, by the person's word; false: ask nobody; absent: as the settings say.
 */
online: boolean | null, };
export type VersionRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * From 1, oldest first.
 */
version: number, };
export type ReportKind = "pdf" | "json" | "evidence" | "xml";
export type ReportRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * Its form.
 */
kind: ReportKind, 
/**
 * A paper in both languages; the one of the settings first.
 */
bilingual: boolean, };
export type SavedFileView = { 
/**
 * Its name; nothing when the person closed the dialog.
 */
name: string | null, };
export type VerifyView = { 
/**
 * File name in the window, path as given on the command line.
 */
file: string, 
/**
 * SHA-256 of the file, hex.
 */
sha256: string, 
/**
 * The whole: worst of the signatures, or `tanpa_tanda_tangan`.
 */
verdict: string, 
/**
 * The signatures in the order in which they were made.
 */
signatures: Array<SignatureView>, 
/**
 * The document's versions, oldest first.
 */
versions: Array<VersionView>, 
/**
 * What the QR codes on the pages of a file without a signature say: text of whoever made the file, never followed.
 */
codes: Array<string>, 
/**
 * What else is to be known, codes of the catalogue (`hint-…`). Of a file without a signature: `scan`, `printed`,
 * `signature-like`, `qr`. Where pages are too many to be read in time: `pages-unread`. Of the notice that it was signed with a certificate of BSrE: `notice` (borne out by a signature),
 * `notice-unchecked`, `notice-unsupported`.
 */
hints: Array<string>, 
/**
 * What the trust decision rests on.
 */
trust: TrustSummary, 
/**
 * When it was checked, RFC 3339.
 */
checked_at: string, 
/**
 * Name and version of the program.
 */
program: string, };
export type SignedView = { 
/**
 * The result, opened.
 */
document: DocumentView, 
/**
 * Folder it lies in, for the eye only.
 */
folder: string, 
/**
 * What our own verification of the written file says.
 */
verification: VerifyView, 
/**
 * What did not go as asked though the signature stands (time stamp).
 */
incomplete: Problem | null, };
export type ProxySetting = { "kind": "none" } | { "kind": "system" } | { "kind": "manual", 
/**
 * `http://host:port` or `socks5://host:port`.
 */
url: string, 
/**
 * User name, if it wants one; the password is kept by the system.
 */
user: string | null, };
export type StampServer = { 
/**
 * Its address.
 */
url: string, 
/**
 * User name, if it wants one; the password is kept by the system.
 */
user: string | null, };
export type NetworkSettings = { 
/**
 * Whether the network may be used at all. Off at first start.
 */
on: boolean, 
/**
 * Whether the status of certificates may be asked for.
 */
status: boolean, 
/**
 * Whether a missing issuer may be fetched from where a certificate says (one bounded step before there is a path to a
 * trusted issuer).
 */
issuers: boolean, 
/**
 * The proxy.
 */
proxy: ProxySetting, 
/**
 * Time-stamp servers, in the order in which they are asked.
 */
stamps: Array<StampServer>, 
/**
 * Hosts that may have a private address: `host` or `host:port`.
 */
hosts: Array<string>, };
export type RetentionRequest = { 
/**
 * Months; the agency's rule goes before it.
 */
months: number, 
/**
 * Whether to remove what the rule says; else only to tell.
 */
remove: boolean, };
export type RetentionView = { 
/**
 * The months that count.
 */
months: number, 
/**
 * Whether the agency's bundle says so.
 */
by_agency: boolean, 
/**
 * Records.
 */
entries: number, 
/**
 * Day of the first of them.
 */
from: string | null, 
/**
 * Day of the last of them.
 */
until: string | null, 
/**
 * Whether they are gone now.
 */
removed: boolean, };
export type DeliveredFile = { 
/**
 * Its name; not recorded.
 */
name: string, 
/**
 * Its SHA-256, hex: the proof that is recorded.
 */
sha256: string, };
export type RuleAgencyView = { 
/**
 * The agency's name, in its own words.
 */
name: string, 
/**
 * Date of its bundle, RFC 3339.
 */
issued: string, };
export type RuleId = "offline-signing" | "stamp-required" | "revocation-max-age-hours" | "allowed-issuers" | "notice-text" | "refuse-changeable" | "network" | "certificate-status" | "missing-issuers" | "journal-keep-months" | "stampers" | "contact";
export type RuleOrigin = "default" | "own" | "agency";
export type RuleValue = { "kind": "switch", 
/**
 * Whether it is on.
 */
on: boolean, } | { "kind": "hours", 
/**
 * The bound.
 */
hours: number | null, } | { "kind": "months", 
/**
 * The bound.
 */
months: number | null, } | { "kind": "text", 
/**
 * The text.
 */
text: string, } | { "kind": "list", 
/**
 * They.
 */
entries: Array<string>, };
export type RuleView = { 
/**
 * Which; its name is `rule-<id>` in the catalogue.
 */
id: RuleId, 
/**
 * What holds.
 */
value: RuleValue, 
/**
 * Who says so.
 */
origin: RuleOrigin, };
export type RulesView = { 
/**
 * The agency whose bundle is in force.
 */
agency: RuleAgencyView | null, 
/**
 * All of them, in the order in which they are shown.
 */
rules: Array<RuleView>, };
export type CacheView = { 
/**
 * How many.
 */
entries: number, 
/**
 * Bytes in all.
 */
bytes: number, };
export type NetworkView = { 
/**
 * What the person allowed.
 */
settings: NetworkSettings, 
/**
 * What holds: the same, under what the agency's bundle says.
 */
in_force: NetworkSettings, 
/**
 * Where the certificates on the tokens say that their status is known (OCSP and CRL): what would be asked for them.
 */
status_addresses: Array<string>, 
/**
 * What is kept of earlier answers.
 */
cache: CacheView, };
export type LoginRequest = { 
/**
 * Address as it stands in the settings.
 */
url: string, 
/**
 * The password; empty forgets it.
 */
password: string, };
export type NetworkTestRequest = { 
/**
 * A time-stamp server, with or without a place in the settings.
 */
url: string, };
export type NetworkStep = "allowed" | "name" | "route" | "proxy" | "tls" | "status" | "answer";
export type NetworkStepView = { 
/**
 * Which.
 */
step: NetworkStep, 
/**
 * Whether it went well.
 */
passed: boolean, };
export type NetworkTestView = { 
/**
 * The address.
 */
url: string, 
/**
 * The steps.
 */
steps: Array<NetworkStepView>, 
/**
 * Why the last step failed; nothing when all went well.
 */
problem: Problem | null, 
/**
 * Time by the server, RFC 3339, when it answered with a stamp.
 */
server_time: string | null, };
export type TrustPurpose = "any" | "signing" | "time_stamping";
export type AttachmentView = { 
/**
 * Position in the list, from 0.
 */
index: number, 
/**
 * A name that is safe to show and to save under; made from the one that the document gives.
 */
name: string, 
/**
 * Length in bytes as the document says, if it does.
 */
size: number | null, 
/**
 * Page on which it is offered, from 1.
 */
page: number | null, 
/**
 * Whether it is a program, or a document that can run one: opening it can harm this computer.
 */
harmful: boolean, };
export type AttachmentRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * Its [`AttachmentView::index`].
 */
index: number, };
export type BatchRequest = { 
/**
 * The selection that holds the documents.
 */
selection: Ticket, 
/**
 * Their positions in it, in the order in which they are signed.
 */
items: Array<number>, 
/**
 * What is asked for each of them; the document that it names is not looked at, nor is its consent.
 */
each: SignRequest, };
export type BatchState = "waiting" | "signed" | "incomplete" | "refused";
export type BatchItemView = { 
/**
 * File name.
 */
name: string, 
/**
 * How it stands.
 */
state: BatchState, 
/**
 * File name of the result, once there is one.
 */
output: string | null, 
/**
 * Level that it reached, such as `B-LT`, once it is signed.
 */
level: string | null, 
/**
 * Why it was refused, or what is still missing.
 */
problem: Problem | null, 
/**
 * Number of things in it that can change its look, or hide something.
 */
findings: number, };
export type BatchView = { 
/**
 * Names the batch in requests.
 */
batch: Ticket, 
/**
 * Its documents, in their order.
 */
items: Array<BatchItemView>, 
/**
 * Why it stopped before its end; it can be resumed.
 */
stopped: Problem | null, };
export type BatchCheckView = { 
/**
 * The worst outcome. What only keeps single documents out is a warning.
 */
check: CheckView, 
/**
 * Number of documents that did not pass it.
 */
documents: number, };
export type BatchPlanView = { 
/**
 * Names the batch in requests.
 */
batch: Ticket, 
/**
 * Its documents, in their order; those that cannot be signed say why.
 */
items: Array<BatchItemView>, 
/**
 * The checks over all of them, in the order in which they are shown.
 */
checks: Array<BatchCheckView>, 
/**
 * The certificate that will sign.
 */
signer: CertificateView | null, 
/**
 * The level that will be made, where the request names none as well.
 */
level: SignLevel, 
/**
 * Whether signing may go on to the PIN for at least one of them.
 */
ready: boolean, 
/**
 * Whether all of them were looked at; otherwise the check was stopped.
 */
finished: boolean, };
export type BatchStart = { 
/**
 * The batch.
 */
batch: Ticket, 
/**
 * Whether the person stated "read, understood, agreed" of all documents (PP 71/2019 Art 62(3)-(4)).
 */
consent: boolean, };
export type BatchProgress = { 
/**
 * The batch.
 */
batch: Ticket, 
/**
 * Position of the document in the batch, from 0.
 */
index: number, 
/**
 * How it stands now: checked before the PIN, signed or refused after it.
 */
item: BatchItemView, };
export type PendingView = { 
/**
 * Names it in requests.
 */
id: string, 
/**
 * File name.
 */
name: string, 
/**
 * Folder it lies in, for the eye only.
 */
folder: string, 
/**
 * What it shall become.
 */
level: SignLevel, 
/**
 * When it was signed, RFC 3339.
 */
since: string, };
export type PendingRequest = { 
/**
 * Its [`PendingView::id`].
 */
id: string, };
export type CompleteRequest = { 
/**
 * Its [`PendingView::id`].
 */
id: string, 
/**
 * The document's password, where `document-password-needed` was the answer before; becomes a zeroizing type on arrival.
 */
password?: string, };
export type ExtendRequest = { 
/**
 * The document.
 */
document: DocumentHandle, 
/**
 * Level wanted; an archive time stamp that is there is renewed.
 */
level: SignLevel, };
export type AnchorView = { 
/**
 * Name of the subject.
 */
subject: string, 
/**
 * Name of the issuer.
 */
issuer: string, 
/**
 * First moment of validity, RFC 3339.
 */
not_before: string, 
/**
 * Last moment of validity, RFC 3339.
 */
not_after: string, 
/**
 * Key algorithm and size.
 */
key: string, 
/**
 * SHA-256 fingerprint, hex.
 */
sha256: string, 
/**
 * What it is trusted for.
 */
purpose: TrustPurpose, 
/**
 * Last moment of trust, RFC 3339, if limited.
 */
until: string | null, 
/**
 * Whether its key is marked as BSrE's.
 */
bsre: boolean, 
/**
 * Whether the agency's bundle says so, and not the person's list.
 */
by_agency: boolean, };
export type BundleView = { 
/**
 * The agency's name, in its own words.
 */
agency: string, 
/**
 * Its number, decimal.
 */
sequence: string, 
/**
 * When it was issued, RFC 3339.
 */
issued: string, 
/**
 * SHA-256 of the key that signed it, hex.
 */
key_sha256: string, 
/**
 * Number of trusted issuers in it.
 */
anchors: number, 
/**
 * Its time-stamp servers.
 */
stampers: Array<string>, 
/**
 * Its hosts in closed networks.
 */
hosts: Array<string>, 
/**
 * Rules in it that this program does not know.
 */
unknown: Array<string>, };
export type BundleCandidateView = { 
/**
 * What it says.
 */
bundle: BundleView, 
/**
 * Whether its key is that of the bundle in force: then no fingerprint is asked for.
 */
known: boolean, 
/**
 * Why it cannot come into force, if so.
 */
problem: Problem | null, };
export type BundleAddRequest = { 
/**
 * 64 hex digits, spaces and colons ignored; empty where the key is known.
 */
fingerprint: string, };
export type TrustView = { 
/**
 * The anchors.
 */
anchors: Array<AnchorView>, 
/**
 * The agency's bundle in force, if there is one.
 */
bundle: BundleView | null, };
export type TrustCandidateView = { 
/**
 * What would be trusted.
 */
anchor: AnchorView, 
/**
 * SHA-256 fingerprint, hex; names the candidate in `trust_add`.
 */
sha256: string, 
/**
 * Why it can never be trusted, if so.
 */
problem: Problem | null, };
export type DoctorRequest = { 
/**
 * Whether servers are asked now, where the settings allow it; else what the last check heard of them stands.
 */
network: boolean, };
export type Layer = "system" | "smart-card-service" | "rights" | "reader" | "card" | "application" | "pin" | "certificate" | "key-usage" | "issuer" | "revocation" | "clock" | "proxy" | "time-stamp" | "data-folder" | "versions";
export type LineState = "fine" | "to_do" | "not_checked";
export type Unchecked = "after" | "network-off" | "not-asked" | "not-needed" | "not-set" | "nobody-says" | "reading";
export type DoctorAct = "change-pin" | "issuers" | "network" | "refresh" | "token" | "unblock-pin";
export type ContactView = { 
/**
 * Name of the office.
 */
name: string, 
/**
 * Postal address.
 */
address: string, 
/**
 * Telephone.
 */
phone: string, 
/**
 * E-mail.
 */
email: string, 
/**
 * Whether the agency's bundle says so, and not the agreement.
 */
by_agency: boolean, };
export type DoctorLine = { 
/**
 * Which.
 */
id: Layer, 
/**
 * How it is.
 */
state: LineState, 
/**
 * What is to be done, beside `to_do`.
 */
problem?: Problem, 
/**
 * Why it was not checked, beside `not_checked`.
 */
why?: Unchecked, 
/**
 * The layer that is to be mended first, where the check waits for one.
 */
after?: Layer, 
/**
 * A fact: a reader's name, a version, a day (ISO 8601).
 */
value?: string, 
/**
 * What the program can do about it, or where in it that is done.
 */
act?: DoctorAct, };
export type DoctorView = { 
/**
 * Whether nothing is to be done.
 */
ready: boolean, 
/**
 * One line per layer, in the order in which they rest on each other.
 */
lines: Array<DoctorLine>, 
/**
 * The findings in twelve characters that can be read out.
 */
code: string, 
/**
 * Whom to call.
 */
contact: ContactView, };
export type DecodeRequest = { 
/**
 * Twelve characters, in any case, with or without blanks and hyphens.
 */
code: string, };
export type DecodedLine = { 
/**
 * Which.
 */
id: Layer, 
/**
 * How it is.
 */
state: LineState, 
/**
 * Name of the problem, beside `to_do`; absent for one that the code has no place for.
 */
problem?: string, };
export type DecodedView = { 
/**
 * Family of the system on which it was made.
 */
system: System, 
/**
 * The findings, without the facts of the case.
 */
lines: Array<DecodedLine>, };
export type SupportView = { 
/**
 * For people, in their language.
 */
text: string, 
/**
 * The same for programs.
 */
json: string, };
export type SupportKind = "text" | "json";
export type SupportRequest = { 
/**
 * In which form.
 */
kind: SupportKind, };
export type KnownCertificateView = { 
/**
 * Names it in requests: the first 16 hex digits of its SHA-256.
 */
id: string, 
/**
 * Common name of its issuer.
 */
issuer: string, 
/**
 * Last four digits of its serial number, behind a mask.
 */
serial: string, 
/**
 * Last day, ISO 8601.
 */
until: string, 
/**
 * Whether its token is in now.
 */
present: boolean, 
/**
 * Since when it is marked as lost, ISO 8601; nothing when it is not.
 */
lost: string | null, };
export type StatementView = { 
/**
 * The file's name.
 */
name: string, 
/**
 * Day on which it was taken in, ISO 8601.
 */
taken: string, 
/**
 * SHA-256 of the file, hex.
 */
sha256: string, };
export type HelpView = { 
/**
 * Whom to ask, the agency first (agreement Art 15).
 */
contacts: Array<ContactView>, 
/**
 * Certificates that can be marked as lost: those on tokens that are in, and those that signed here.
 */
certificates: Array<KnownCertificateView>, 
/**
 * Addresses of practice statements in the certificates on tokens that are in (RFC 5280 §4.2.1.4).
 */
statements: Array<string>, 
/**
 * The agency's own copy, if one was taken in.
 */
statement: StatementView | null, };
export type LostRequest = { 
/**
 * As [`KnownCertificateView::id`] names it.
 */
certificate: string, 
/**
 * Whether it is lost.
 */
lost: boolean, };
export type StatementAct = "forget" | "pick" | "show";
export type StatementRequest = { 
/**
 * Which.
 */
act: StatementAct, };
export type ReminderRequest = { 
/**
 * SHA-256 of the certificate, hex.
 */
certificate: string, 
/**
 * The stage that was shown.
 */
stage: number, };
export type ProgressStep = "preparing" | "token" | "writing" | "verifying";
export type WorkView = { 
/**
 * The name it was given.
 */
run: Ticket, 
/**
 * It waits for the person in a dialog.
 */
asking: boolean, 
/**
 * Files or records that are done.
 */
done: number, 
/**
 * Of how many, where that is known.
 */
all: number | null, };
export type Event = { "event": "documents", "payload": Array<Opened> } | { "event": "batch", "payload": BatchProgress } | { "event": "looked", "payload": LookedRows } | { "event": "verdicts", "payload": VerdictRows } | { "event": "dragging", "payload": boolean } | { "event": "progress", "payload": ProgressStep } | { "event": "work", "payload": WorkView } | { "event": "tokens", "payload": TokensView };
export type HistoryRequest = { 
/**
 * Which side of the history.
 */
kind: HistoryKind, 
/**
 * Year in WITA; this one when absent.
 */
year: number | null, 
/**
 * Words that must all stand in a row; empty for all.
 */
text: string, };
export type HistoryKind = "signed" | "checked" | "other";
export type HistoryView = { 
/**
 * The year that is shown.
 */
year: number, 
/**
 * The rows, at most 500.
 */
rows: Array<HistoryRow>, 
/**
 * How many there are in all.
 */
found: number, 
/**
 * Whether places of files are kept, so that results can be opened from here.
 */
places: boolean, };
export type HistoryRow = { 
/**
 * Number of its chain and in it.
 */
chain: number, 
/**
 * Number in the chain.
 */
number: number, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * What: `signed`, `failed`, `extended`, `verified`, …
 */
kind: string, 
/**
 * The verdict, level, category, event or step, as a code.
 */
code: string | null, 
/**
 * Code of the obstacle.
 */
problem: string | null, 
/**
 * SHA-256 of the document.
 */
sha256: string | null, 
/**
 * Common name of the certificate's issuer.
 */
issuer: string | null, 
/**
 * Last digits of the certificate's serial number.
 */
serial: string | null, 
/**
 * Pages of the document.
 */
pages: number | null, 
/**
 * Name of the file, where places are kept and it is still there.
 */
name: string | null, 
/**
 * Whether it was practice.
 */
practice: boolean, };
export type JournalCheckView = { 
/**
 * Whether nothing speaks of a change from outside.
 */
holds: boolean, 
/**
 * Lines that hold.
 */
entries: number, 
/**
 * Whether the last line is sealed.
 */
sealed: boolean, 
/**
 * Codes of what is wrong or worth knowing, each once.
 */
findings: Array<string>, };
export type HistoryOpenRequest = { 
/**
 * Its SHA-256.
 */
sha256: string, };
export type PlacesRequest = { 
/**
 * Whether.
 */
keep: boolean, };
export type UsageRequest = { 
/**
 * First day, `YYYY-MM-DD`; with `to`.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * Of the exports taken in, not of this computer's own records.
 */
merged: boolean, 
/**
 * Problems and follow-up, a line each.
 */
remarks: Array<string>, };
export type UsageView = { 
/**
 * First line: what it covers.
 */
scope: string, 
/**
 * The mark of an example.
 */
mark: string | null, 
/**
 * Title.
 */
title: string, 
/**
 * Whose report it is.
 */
office: Array<string>, 
/**
 * The period in words.
 */
period: string, 
/**
 * The tables.
 */
tables: Array<UsageTable>, 
/**
 * Lines at the end.
 */
closing: Array<string>, 
/**
 * Computers whose exports are in it.
 */
merged_units: Array<string>, };
export type UsageTable = { 
/**
 * Heading.
 */
heading: string, 
/**
 * Headings of the columns.
 */
columns: Array<string>, 
/**
 * Rows; numbers as numbers.
 */
rows: Array<Array<UsageCell>>, 
/**
 * Whether the last row holds sums.
 */
total: boolean, 
/**
 * A diagram of one of its figures.
 */
diagram: UsageDiagram | null, };
export type UsageCell = number | string;
export type UsageDiagram = { 
/**
 * What it shows.
 */
heading: string, 
/**
 * Names and figures.
 */
bars: [string, number][], };
export type UsageSaveRequest = { 
/**
 * Which report.
 */
report: UsageRequest, 
/**
 * How.
 */
kind: TableKind, };
export type TableKind = "csv" | "xlsx" | "pdf";
export type WrittenView = { 
/**
 * Its name; none when the dialog was closed.
 */
name: string | null, 
/**
 * The paper as an open document, to be shown or signed.
 */
document: DocumentView | null, };
export type RecordsRequest = { 
/**
 * First day.
 */
from: string, 
/**
 * Last day.
 */
to: string, 
/**
 * Times, hashes and masked serial numbers as well.
 */
full: boolean, };
export type RecordsView = { 
/**
 * The header and the first records as they would be written.
 */
lines: Array<string>, 
/**
 * How many records.
 */
records: number, 
/**
 * What the agency confirms of this computer.
 */
fingerprint: string, };
export type TakenView = { 
/**
 * Each file.
 */
files: Array<TakenFile>, 
/**
 * Units whose records are in the collection.
 */
units: Array<string>, };
export type TakenFile = { 
/**
 * Its name.
 */
name: string, 
/**
 * The unit it says it is of.
 */
unit: string | null, 
/**
 * Records in it.
 */
records: number, 
/**
 * Whether it was there already.
 */
already: boolean, 
/**
 * Why it was refused.
 */
problem: Problem | null, };
export type ConfirmRequest = { 
/**
 * The fingerprint as it was typed or read out.
 */
fingerprint: string, 
/**
 * The unit the agency gives it.
 */
unit: string, };
export type DeliveredRequest = { 
/**
 * First day of the period.
 */
from: string, 
/**
 * Last day of the period.
 */
to: string, 
/**
 * The day of delivery.
 */
day: string, 
/**
 * SHA-256 of the file that was delivered, hex, as [`DeliveredFile`] names it.
 */
proof?: string, };
export type LiteracyRequest = { 
/**
 * Its day.
 */
day: string, 
/**
 * How many took part.
 */
participants: number, };
export type DataView = { 
/**
 * The folder.
 */
folder: string, 
/**
 * What lies in it.
 */
items: Array<DataItem>, };
export type DataItem = { 
/**
 * Which: a code that names it, `other` for what this version does not know.
 */
id: string, 
/**
 * File or folder, below the data folder.
 */
place: string, 
/**
 * Files in it.
 */
files: number, 
/**
 * Bytes in it.
 */
bytes: number, 
/**
 * Whether deleting removes it; what stays holds no personal data.
 */
personal: boolean, };
export type AgreementView = { 
/**
 * The sheets.
 */
sheets: Array<SheetSummary>, 
/**
 * Days to keep, the nearest first.
 */
days: Array<DayView>, 
/**
 * The policy in force and whether it was acknowledged on this computer.
 */
policy: PolicyView, 
/**
 * The unit of this computer, from the profile.
 */
unit: string, };
export type SheetSummary = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Items nobody has answered.
 */
open: number, 
/**
 * Items to be answered.
 */
of: number, };
export type DayView = { 
/**
 * Which: `report`, `evaluation`, `end`, `notice`, `address`.
 */
id: string, 
/**
 * The day.
 */
day: string, 
/**
 * Days until then; negative when past.
 */
left: number, 
/**
 * Whether it is time to say so.
 */
due: boolean, };
export type PolicyView = { 
/**
 * Its version.
 */
version: string, 
/**
 * SHA-256 of its file.
 */
sha256: string, 
/**
 * When it was acknowledged, RFC 3339; none for this version.
 */
acknowledged: string | null, 
/**
 * Name of the file with the whole text, if the agency loaded one.
 */
file: string | null, };
export type SheetRequest = { 
/**
 * Its name.
 */
name: string, };
export type SheetView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Title.
 */
title: string, 
/**
 * What a sheet of our own making says of itself.
 */
mark: string | null, 
/**
 * What it is for.
 */
intro: string, 
/**
 * Parts with their items.
 */
parts: Array<SheetPart>, 
/**
 * Whether the agency put its own in the place of the shipped one.
 */
own: boolean, };
export type SheetPart = { 
/**
 * Its heading.
 */
heading: string, 
/**
 * Its items.
 */
items: Array<SheetItem>, };
export type SheetItem = { 
/**
 * Names it.
 */
id: string, 
/**
 * What is asked or said.
 */
text: string, 
/**
 * What it is.
 */
kind: SheetKind, 
/**
 * A term in English.
 */
english: string | null, 
/**
 * What stands there.
 */
answer: SheetAnswer, 
/**
 * What the program filled in or quoted.
 */
facts: Array<string>, };
export type SheetKind = "date" | "fact" | "line" | "note" | "point" | "state" | "term";
export type SheetAnswer = { 
/**
 * How it stands.
 */
state: SheetState | null, 
/**
 * The text, day, or evidence.
 */
text: string, 
/**
 * A note.
 */
note: string, };
export type SheetState = "done" | "partly" | "open" | "not_applicable";
export type SheetAnswerRequest = { 
/**
 * The sheet.
 */
name: string, 
/**
 * The item.
 */
item: string, 
/**
 * The answer; an empty one takes it back.
 */
answer: SheetAnswer, };
export type SheetSaveRequest = { 
/**
 * The sheet.
 */
name: string, 
/**
 * How; a spreadsheet is none.
 */
kind: TableKind, };
export type SheetPreview = { 
/**
 * Its lines.
 */
lines: Array<string>, };
export type EnrollKind = "penerbitan" | "pembaruan" | "perubahan_data" | "pencabutan";
export type EnrollStep = "consent" | "form" | "token" | "pin" | "puk" | "management" | "key" | "request" | "package" | "receive" | "write" | "test" | "handover" | "done";
export type EnrollStepState = "done" | "now" | "later" | "skipped";
export type EnrollStepView = { 
/**
 * Which.
 */
step: EnrollStep, 
/**
 * How it stands.
 */
state: EnrollStepState, };
export type EnrollTemplateView = { 
/**
 * Its name and version; empty for one that cannot be used.
 */
title: string, 
/**
 * The office's own, not the sample that ships.
 */
own: boolean, 
/**
 * Why it cannot be used.
 */
problem: Problem | null, };
export type EnrollChoiceView = { 
/**
 * As stored.
 */
value: string, 
/**
 * As shown.
 */
label: string, };
export type EnrollFieldView = { 
/**
 * Names it in requests.
 */
id: string, 
/**
 * Its label in the person's language.
 */
label: string, 
/**
 * Further words under it; empty for none.
 */
hint: string, 
/**
 * `text`, `digits`, `email`, `phone` or `choice`.
 */
rule: string, 
/**
 * For `choice`: values and labels.
 */
choices: Array<EnrollChoiceView>, 
/**
 * What was entered.
 */
value: string, 
/**
 * Whether it must be filled in, as far as the other fields say by now.
 */
required: boolean, 
/**
 * What is wrong with it: `missing`, `digits`, `email`, `domain`, `phone`, `long` or `choice`.
 */
fault: string | null, 
/**
 * The number or the domains that the fault's sentence names.
 */
fault_detail: string, };
export type EnrollAttachmentView = { 
/**
 * Names it in requests.
 */
id: string, 
/**
 * Its label in the person's language.
 */
label: string, 
/**
 * Ticked as present.
 */
ticked: boolean, };
export type EnrollSecretState = "factory" | "own" | "unknown" | "absent";
export type EnrollPlaceView = { 
/**
 * Names it in requests: `9c`, `9a`, `9d`, `retired-1`; `new` where the token itself finds room.
 */
id: string, 
/**
 * `nothing`, `certificate`, `key`, `unreadable`, or `unknown` where the token does not tell of a key.
 */
holds: string, 
/**
 * The certificate that lies there.
 */
certificate: CertificateView | null, 
/**
 * The number whose last four digits must be typed before anything here is overwritten; empty where nothing is lost.
 */
confirm: string, };
export type EnrollTokenView = { 
/**
 * Names it in requests.
 */
id: string, 
/**
 * For people.
 */
name: string, 
/**
 * Serial number.
 */
serial: string, 
/**
 * The practice token.
 */
practice: boolean, 
/**
 * It can be prepared here. Where not, its maker's tool must do it.
 */
here: boolean, 
/**
 * The PIN.
 */
pin: EnrollSecretState, 
/**
 * The PUK.
 */
puk: EnrollSecretState, 
/**
 * The PUK can be replaced here. Where not, the person says whether it was.
 */
puk_here: boolean, 
/**
 * The management key; absent where the PIN has its part.
 */
management: EnrollSecretState, 
/**
 * Hexadecimal digits of the management key now.
 */
management_digits: number, 
/**
 * Cipher of the management key.
 */
management_cipher: string, 
/**
 * Fewest bytes of PIN and PUK.
 */
pin_min: number, 
/**
 * Most bytes of PIN and PUK.
 */
pin_max: number, 
/**
 * Where keys can be made; the first free one is proposed.
 */
places: Array<EnrollPlaceView>, 
/**
 * Kinds of keys: `rsa-2048`, `rsa-3072`, `p-256`.
 */
algorithms: Array<string>, };
export type EnrollKeyView = { 
/**
 * The place, as [`EnrollPlaceView::id`]; empty for a key that another tool made.
 */
place: string, 
/**
 * Kind and size for people.
 */
algorithm: string, 
/**
 * SHA-256 of the public key, hexadecimal.
 */
sha256: string, 
/**
 * The token states that it made the key.
 */
attested: boolean, };
export type EnrollComparisonView = { 
/**
 * `name`, `email`, `unit` or `organisation`.
 */
what: string, 
/**
 * As the form says.
 */
form: string, 
/**
 * As the certificate says; empty when it says nothing.
 */
certificate: string, 
/**
 * They are the same, apart from spelling and titles.
 */
same: boolean, };
export type EnrollCertificateView = { 
/**
 * The certificate.
 */
certificate: CertificateView, 
/**
 * Names from its issuer upwards, as far as known.
 */
chain: Array<string>, 
/**
 * Compared with the form.
 */
comparison: Array<EnrollComparisonView>, 
/**
 * The name is another than in the form: the person must confirm before it is stored.
 */
name_differs: boolean, };
export type EnrollView = { 
/**
 * Names it in requests, as long as it is open.
 */
id: string, 
/**
 * What is applied for.
 */
kind: EnrollKind, 
/**
 * The step that comes next.
 */
step: EnrollStep, 
/**
 * All steps.
 */
steps: Array<EnrollStepView>, 
/**
 * The template's name and version.
 */
template: string, 
/**
 * It is the office's own, not the sample that ships.
 */
template_own: boolean, 
/**
 * The words that the applicant agrees to.
 */
consent: string, 
/**
 * The fields of this kind of application.
 */
fields: Array<EnrollFieldView>, 
/**
 * What goes with it.
 */
attachments: Array<EnrollAttachmentView>, 
/**
 * The form is complete ("lengkap").
 */
complete: boolean, 
/**
 * The token, once chosen and while it is there.
 */
token: EnrollTokenView | null, 
/**
 * The key, once made.
 */
key: EnrollKeyView | null, 
/**
 * Name in the request, once signed.
 */
request: string | null, 
/**
 * The folder with the papers, once saved.
 */
folder: string | null, 
/**
 * Progress and data are kept in that folder, because the person said so.
 */
kept: boolean, 
/**
 * The certificate, once it came.
 */
certificate: EnrollCertificateView | null, 
/**
 * When the test signature was verified, RFC 3339.
 */
tested: string | null, 
/**
 * Why the last step cannot be taken yet, if so.
 */
open_ends: Array<Problem>, };
export type EnrollRowView = { 
/**
 * The folder; names it in requests.
 */
folder: string, 
/**
 * What is applied for.
 */
kind: EnrollKind, 
/**
 * When it was begun, RFC 3339.
 */
created: string, 
/**
 * Whom it is for.
 */
name: string, 
/**
 * The number of the person, all but the last four digits hidden.
 */
number: string, 
/**
 * The step that comes next.
 */
step: EnrollStep, 
/**
 * Whether the papers are still there.
 */
there: boolean, };
export type EnrollBeginRequest = { 
/**
 * What is applied for.
 */
kind: EnrollKind, };
export type EnrollRequest = { 
/**
 * The application.
 */
id: string, };
export type EnrollFolderRequest = { 
/**
 * The folder.
 */
folder: string, };
export type EnrollFormRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * The applicant agreed (R-4.1c.2). Without it nothing is taken.
 */
consent: boolean, 
/**
 * Values by field.
 */
values: { [key in string]: string }, 
/**
 * Ticked attachments.
 */
attachments: Array<string>, };
export type EnrollTokenRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * The token.
 */
token: string, };
export type EnrollSecretRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * So far.
 */
old: string, 
/**
 * From now on.
 */
new: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type EnrollConfirmRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * `pin`, `puk` or `management`.
 */
secret: string, };
export type EnrollManagementRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * So far.
 */
old: string, 
/**
 * From now on.
 */
new: string, };
export type EnrollKeyRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * The place.
 */
place: string, 
/**
 * The kind of key.
 */
algorithm: string, 
/**
 * The management key, hexadecimal; the PIN of a token that has none.
 */
secret: string, 
/**
 * The last four digits of [`EnrollPlaceView::confirm`], where something is lost.
 */
confirm: string, 
/**
 * The person confirmed that the PIN's last try is used.
 */
last_try: boolean, };
export type EnrollPinRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * The PIN; empty where it is typed on the reader.
 */
pin: string, 
/**
 * The person confirmed that the last try is used.
 */
last_try: boolean, };
export type EnrollPackageRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * Progress and data are kept there too, so that the application can be gone on with later.
 */
keep: boolean, };
export type EnrollWriteRequest = { 
/**
 * The application.
 */
id: string, 
/**
 * The management key, hexadecimal; the PIN of a token that has none.
 */
secret: string, 
/**
 * The last four digits of the certificate that is replaced, where there is one.
 */
confirm: string, 
/**
 * The person has seen that the name is another one, and wants it so.
 */
accept_difference: boolean, 
/**
 * The person confirmed that the PIN's last try is used.
 */
last_try: boolean, };
export type EnrollKeyDrawn = { 
/**
 * Hexadecimal, in groups of four.
 */
key: string, };
export type Outcome<T> =
  | { status: "done"; value: T }
  | { status: "needs_secret"; secret: SecretPrompt }
  | { status: "refused"; problem: Problem };
export interface Commands {
  app_start: { request: Empty; response: AppView };
  settings_change: { request: SettingsRequest; response: AppView };
  data_reveal: { request: Empty; response: Empty };
  documents_pick: { request: PickRequest; response: Array<Opened> };
  sample_open: { request: Empty; response: Array<Opened> };
  document_unlock: { request: UnlockRequest; response: DocumentView };
  document_close: { request: DocumentRequest; response: Empty };
  document_repair: { request: DocumentRequest; response: DocumentView };
  fields_prepare: { request: FieldsRequest; response: DocumentView };
  attachments_list: { request: DocumentRequest; response: Array<AttachmentView> };
  attachment_save: { request: AttachmentRequest; response: SavedFileView };
  document_show: { request: DocumentRequest; response: Empty };
  document_reveal: { request: DocumentRequest; response: Empty };
  token_list: { request: Empty; response: TokensView };
  token_refresh: { request: Empty; response: TokensView };
  token_cancel: { request: TokenRequest; response: Empty };
  source_pick: { request: SourcePickRequest; response: SourceTriedView };
  driver_use: { request: DriverRequest; response: SourceTriedView };
  source_test: { request: SourceRequest; response: SourceTriedView };
  source_remove: { request: SourceRequest; response: TokensView };
  key_file_open: { request: KeyFileOpenRequest; response: TokensView };
  practice_set: { request: PracticeRequest; response: TokensView };
  practice_reset: { request: Empty; response: TokensView };
  pin_change: { request: PinChangeRequest; response: TokensView };
  pin_unblock: { request: PinUnblockRequest; response: TokensView };
  pin_change_on_pad: { request: PadRequest; response: TokensView };
  pin_unblock_on_pad: { request: PadRequest; response: TokensView };
  sign_plan: { request: SignRequest; response: SignPlanView };
  notice_draw: { request: NoticeDrawRequest; response: BlockView };
  page_seen: { request: PageSeenRequest; response: PageSeenView };
  picture_pick: { request: Empty; response: PictureView | null };
  preset_list: { request: Empty; response: Array<Preset> };
  preset_save: { request: Preset; response: Array<Preset> };
  preset_remove: { request: PresetRequest; response: Array<Preset> };
  sign_run: { request: SignRequest; response: SignedView };
  secret_answer: { request: SecretAnswer; response: SignedView };
  secret_cancel: { request: TicketRequest; response: Empty };
  many_look: { request: SelectionRequest; response: RunView };
  many_verify: { request: RowRequest; response: RunView };
  many_open: { request: RowRequest; response: Opened };
  many_unlock: { request: UnlockRowRequest; response: UnlockedRow };
  many_save: { request: SelectionRequest; response: SavedFileView };
  many_forget: { request: SelectionRequest; response: Empty };
  run_stop: { request: TicketRequest; response: Empty };
  batch_plan: { request: BatchRequest; response: BatchPlanView };
  batch_start: { request: BatchStart; response: BatchView };
  batch_answer: { request: SecretAnswer; response: BatchView };
  batch_resume: { request: TicketRequest; response: BatchView };
  batch_retry: { request: TicketRequest; response: BatchView };
  batch_reveal: { request: TicketRequest; response: Empty };
  batch_save: { request: TicketRequest; response: SavedFileView };
  batch_forget: { request: TicketRequest; response: Empty };
  pending_list: { request: Empty; response: Array<PendingView> };
  sign_complete: { request: CompleteRequest; response: SignedView };
  pending_forget: { request: PendingRequest; response: Array<PendingView> };
  sign_extend: { request: ExtendRequest; response: SignedView };
  verify_run: { request: VerifyRequest; response: VerifyView };
  network_get: { request: Empty; response: NetworkView };
  network_change: { request: NetworkSettings; response: NetworkView };
  network_login: { request: LoginRequest; response: NetworkView };
  network_test: { request: NetworkTestRequest; response: NetworkTestView };
  cache_clear: { request: Empty; response: NetworkView };
  version_open: { request: VersionRequest; response: DocumentView };
  version_save: { request: VersionRequest; response: SavedFileView };
  report_save: { request: ReportRequest; response: SavedFileView };
  trust_list: { request: Empty; response: TrustView };
  trust_pick: { request: Empty; response: Array<TrustCandidateView> };
  trust_from_tokens: { request: Empty; response: Array<TrustCandidateView> };
  trust_add: { request: TrustAddRequest; response: TrustView };
  trust_mark: { request: TrustMarkRequest; response: TrustView };
  bundle_pick: { request: Empty; response: BundleCandidateView | null };
  bundle_add: { request: BundleAddRequest; response: TrustView };
  bundle_forget: { request: Empty; response: TrustView };
  rules_list: { request: Empty; response: RulesView };
  trust_remove: { request: FingerprintRequest; response: TrustView };
  doctor_run: { request: DoctorRequest; response: DoctorView };
  doctor_decode: { request: DecodeRequest; response: DecodedView };
  support_preview: { request: Empty; response: SupportView };
  support_save: { request: SupportRequest; response: SavedFileView };
  help_get: { request: Empty; response: HelpView };
  lost_mark: { request: LostRequest; response: HelpView };
  statement_act: { request: StatementRequest; response: HelpView };
  sheet_save: { request: Empty; response: SavedFileView };
  reminder_dismiss: { request: ReminderRequest; response: TokensView };
  history_list: { request: HistoryRequest; response: HistoryView };
  history_check: { request: Empty; response: JournalCheckView };
  history_open: { request: HistoryOpenRequest; response: DocumentView | null };
  places_keep: { request: PlacesRequest; response: PlacesRequest };
  usage_view: { request: UsageRequest; response: UsageView };
  usage_save: { request: UsageSaveRequest; response: WrittenView };
  records_view: { request: RecordsRequest; response: RecordsView };
  records_save: { request: RecordsRequest; response: WrittenView };
  records_pick: { request: Empty; response: TakenView };
  records_confirm: { request: ConfirmRequest; response: TakenView };
  journal_retain: { request: RetentionRequest; response: RetentionView };
  delivered_pick: { request: Empty; response: DeliveredFile | null };
  report_delivered: { request: DeliveredRequest; response: AgreementView };
  literacy_add: { request: LiteracyRequest; response: Empty };
  agreement_get: { request: Empty; response: AgreementView };
  form_get: { request: SheetRequest; response: SheetView };
  form_answer: { request: SheetAnswerRequest; response: SheetView };
  form_preview: { request: SheetRequest; response: SheetPreview };
  form_save: { request: SheetSaveRequest; response: WrittenView };
  template_pick: { request: Empty; response: AgreementView };
  template_forget: { request: SheetRequest; response: SheetView };
  policy_show: { request: Empty; response: Empty };
  policy_acknowledge: { request: Empty; response: AgreementView };
  data_list: { request: Empty; response: DataView };
  data_delete: { request: Empty; response: DataView };
  enroll_list: { request: Empty; response: Array<EnrollRowView> };
  enroll_template: { request: Empty; response: EnrollTemplateView };
  enroll_template_pick: { request: Empty; response: EnrollTemplateView };
  enroll_template_forget: { request: Empty; response: EnrollTemplateView };
  enroll_begin: { request: EnrollBeginRequest; response: EnrollView };
  enroll_resume: { request: EnrollFolderRequest; response: EnrollView };
  enroll_delete: { request: EnrollFolderRequest; response: Array<EnrollRowView> };
  enroll_get: { request: EnrollRequest; response: EnrollView };
  enroll_close: { request: EnrollRequest; response: Empty };
  enroll_form: { request: EnrollFormRequest; response: EnrollView };
  enroll_token: { request: EnrollTokenRequest; response: EnrollView };
  enroll_pin: { request: EnrollSecretRequest; response: EnrollView };
  enroll_puk: { request: EnrollSecretRequest; response: EnrollView };
  enroll_draw_key: { request: EnrollRequest; response: EnrollKeyDrawn };
  enroll_management: { request: EnrollManagementRequest; response: EnrollView };
  enroll_confirm: { request: EnrollConfirmRequest; response: EnrollView };
  enroll_key: { request: EnrollKeyRequest; response: EnrollView };
  enroll_request: { request: EnrollPinRequest; response: EnrollView };
  enroll_request_pick: { request: EnrollRequest; response: EnrollView };
  enroll_package: { request: EnrollPackageRequest; response: EnrollView };
  enroll_receive: { request: EnrollRequest; response: EnrollView };
  enroll_write: { request: EnrollWriteRequest; response: EnrollView };
  enroll_check_written: { request: EnrollRequest; response: EnrollView };
  enroll_test: { request: EnrollPinRequest; response: EnrollView };
  enroll_handover: { request: EnrollRequest; response: EnrollView };
}
