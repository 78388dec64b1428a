# Texts of the window. Codes of obstacles and results are in problems.ftl.

app-name = Absah
cancel = Cancel
close = Close
try-again = Try again
open-settings = Open Settings
open-token = Open the Token page
problem-unknown = A step failed ({ $code }).
problem-unknown-remedy = Try again. If it happens once more, tell the helpdesk this code.
practice-mark = LATIHAN (practice)

# Menu
nav-label = Main menu
nav-home = Home
nav-sign = Sign
nav-verify = Check
nav-token = Token & certificate
nav-help = Help
nav-settings = Settings

# State of the token, lower left
corner-reading = Reading the token…
corner-none = No token yet
corner-ready = Token ready
corner-practice = Practice token ready
corner-blocked = Token PIN blocked
corner-unusable = Token cannot be used yet
corner-locked = Key file not opened
corner-until = valid until { $date }

# Home
home-title = What would you like to do?
home-practice = No token yet, or would you like to try first?
home-practice-on = The practice token is on
home-practice-note = The practice token is an imitation card on this computer. Its results are marked LATIHAN and are not valid.
home-try = Try with the practice token
home-sample = Open the sample letter
drop-title = Drag and drop a PDF file here. The file decides what comes next, or choose yourself:
drop-sign-note = A PDF that you will sign with your token.
drop-verify-note = A PDF that you received, to see whether its signature is valid.
drop-pick = Choose a file…
drop-sign-pick = Choose a file to sign
drop-verify-pick = Choose a file to check
drop-now = Let go of the file anywhere
drop-now-note = A file without a signature is prepared for signing. A signed file is checked at once.
sign-empty-title = Which document will be signed?
verify-empty-title = Which document will be checked?

# Opened files
opened-other = Choose another file
opened-unlock = Unlock
unlock-title = { $name } is locked
unlock-note = This document asks for a password from its maker. It is not the token PIN.
unlock-label = Document password

# Pages of a document
pages-label = Pages of { $name }
pages-thumbnails = Small pictures of the pages
pages-page = Page { $page } of { $pages }
pages-go = To page { $page }
pages-smaller = Zoom out
pages-larger = Zoom in
pages-zoom = { $percent }%
pages-fit = Fit width
pages-loading = Opening the pages…
pages-failed = The preview of this document cannot be shown. Open the document in your PDF program to read it.

find-open = Search the document
find-label = Search the document
find-count = { $at } of { $of }
find-busy = Searching…
find-none = Not found
find-next = Next result
find-previous = Previous result
find-close = Close the search

# Signing
step-label = Steps of signing
step-review = Review the document
step-sign = Sign
step-done = Done
side-label = Before signing
side-facts = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
} · { $signatures ->
    [0] no signature yet
    [one] { $signatures } signature
   *[other] { $signatures } signatures
}
side-certificate = Certificate
side-certificate-choice = { $name } ({ $token })
side-certificate-key = { $name }, { $key }
side-certificate-locked = { $name } (not opened)
side-words = Position, reason and place (optional)
side-position = Position
side-position-note = Written in the signature block. The certificate does not prove a position.
side-reason = Reason
side-reason-note = Kept inside the signature and shown when it is checked.
side-preparing = Preparing…
side-no-token = Insert a token to go on
side-as = as { $name }
side-output = The result is saved as { $name }. The original file stays as it is.
side-consent-first = Tick the statement above after reading the whole document.
side-original = The result is saved under a new name. The original file stays as it is.
checks-title = Before you enter the token PIN
checks-waiting = Insert your USB token. This screen goes on by itself.
checks-fine = { $count ->
    [one] 1 more check is fine
   *[other] { $count } more checks are fine
}
checks-running = Checking token and document…
checks-practice = Use the practice token
how-title = How do you usually sign?
how-token = With a USB token or card
how-token-text = Plug the token into this computer; this screen goes on by itself. If it is plugged in and not seen, install its maker's driver or choose the driver file.
how-file = With a .p12 or .pfx file
how-file-text = Choose your key file. It is not copied, and its password is asked for at each use.
remote-question = With NIK and passphrase
remote-where = A certificate that is used with NIK and passphrase is kept on BSrE's server, not on a token. It is used through your agency's application, BeSign or PANTER.
remote-here = This program uses certificates on a token or in a key file, and never asks for a NIK or passphrase. Ask your helpdesk whether a token is available to you. Documents signed in that way can be checked here.
outcome-passed = Good:
outcome-warning = Needs attention:
outcome-failed = Cannot go on:
outcome-not-done = Not checked:
place-title = Visible signature
place-on-page = On the page
place-in-field = In field { $name }, page { $page }
place-none = Not visible
place-words = Page { $page }, { $left } mm from the left, { $bottom } mm from the bottom
place-numbers = Set by numbers
place-page = Page
place-left = From the left (mm)
place-bottom = From the bottom (mm)
place-width = Width (mm)
place-height = Height (mm)
place-show = Show the block
place-automatic = Automatic position
place-box = Signature block, page { $page }, { $left } mm from the left, { $bottom } mm from the bottom, { $width } mm wide, { $height } mm high. Arrow keys move it, Alt and arrows line it up with the letter, Shift and arrows resize it.
place-field-box = Signature block in a field of the document, page { $page }, { $left } mm from the left, { $bottom } mm from the bottom, { $width } mm wide, { $height } mm high.
consent-stated = I have seen all pages (seen here: { $seen } of { $pages }).
consent-sentence = I have read and understood this document and agree to sign it.
consent-waiting = Look at all pages first, or state that you have seen them.

# Token PIN
pin-title = Enter the token PIN
pin-busy = Signing
pin-about = You are signing { $document } as { $signer }.
pin-label = Token PIN
pin-tries = Tries left: { $tries }
pin-empty = Type your token PIN.
pin-caps = Caps Lock is on.
pin-kept = The PIN goes to the token only and is not kept. This is not the BSrE passphrase.
pin-practice = This is the practice token. Its first PIN is { $pin }, unless you have changed it.
pin-last = I understand: one more wrong PIN blocks the token, and only the PUK can open it.
pin-slow = The token has not answered yet. Another program may be using it; close that program, or cancel.
pin-pad-title = The token PIN is typed on the card reader
pin-pad-about = Your card reader has keys of its own. Press Sign, then type the token PIN on the card reader.
pin-pad-now = Type the token PIN on the card reader now.
pin-pad-kept = This application does not see the PIN typed there. The BSrE passphrase is not asked for.
pin-pad-change = Press Change PIN, then follow the card reader: the token PIN so far, the new PIN, and the new PIN again.
pin-pad-unblock = Press Unblock, then follow the card reader: the PUK, the new PIN, and the new PIN again.
pin-to-change = The issuer's PIN must be changed before the token can sign.
key-file-title = Enter the password of the key file
key-file-label = Password of the key file
key-file-kept = The password is used once for this signature and not kept. The file is not copied.
key-file-open = Open with the password
key-file-open-title = Open { $name }
key-file-open-about = The password is needed to read the certificates in the file. It is not kept and will be asked for again when you sign.
key-file-opening = Reading the certificates…
key-file-note = A key file has no PIN and no PUK. Its password is asked for at each use and not kept. Tries are not counted. Whoever has the file and its password can sign in your name.
progress-preparing = Document prepared
progress-token = Token signs
progress-writing = Result saved
progress-verifying = Result checked
progress-keep-token = Leave the token in until this is done.

# Done
done-title = The document is signed
done-note = This program has checked the result. The original file stays as it is.
done-file = File
done-folder = Folder
done-signer = Signer
done-time = Time
done-open = Open
done-reveal = Show in folder
done-another = Sign another document
done-keep = Send and keep this PDF file. A printout does not carry the electronic signature.
time-claimed = { $time }, by the signer's computer
time-stamped = { $time }, time stamp
time-none = No time given

# Result
verify-running = Checking the signatures…
verify-stop = Cancel the check
busy-note = Working…
busy-done = { $done } records read
busy-stop = Stop
busy-stopping = Stopping…
result-valid = { $count ->
    [1] { $file } has not changed since it was signed by:
   *[other] { $file } has not changed since it was signed by { $count } people:
}
result-none = { $file } has no electronic signature.
result-who = Signers and times
result-more = { $count ->
    [one] and { $count } more signer
   *[other] and { $count } more signers
}
result-other = Check another file
result-sign-also = Sign as well
result-signatures = Signatures ({ $count })
result-history = History of the document
result-file = File and check
result-size = Size
result-sha256 = SHA-256 fingerprint
result-checked = Checked
result-checked-at = { $time }, with { $program }
result-trust = Basis of trust
result-trust-online = { $count ->
    [one] { $count } trusted issuer
   *[other] { $count } trusted issuers
}; revocation status was asked over the network
result-trust-offline = { $count ->
    [one] { $count } trusted issuer
   *[other] { $count } trusted issuers
}; revocation status was not asked over the network
result-show-pages = Show pages
result-hide-pages = Hide pages
signer-unknown = Unknown signer
state-sah = Checked and good.
state-perlu_perhatian = There is something to know before you use this document.
state-tidak_sah = Checked and not good.
state-tidak_dapat_diperiksa = Cannot be checked on this computer yet.
todo-sign-again = Do not use this document. Ask the signer to sign it again with a valid certificate.
todo-issuer = Do not use it yet. Add the issuer's certificate together with the helpdesk, then check again.
todo-compare = Read the changes below, and ask the signer before you use this document.

# One signature
signature-stamp = Document time stamp
signature-details = Details
signature-details-of = Details of the signature of { $name }
signature-claimed = Time by the signer's computer
signature-stamped = Time stamp
signature-no-stamp = None
signature-reason = Reason
signature-covers = Covers
signature-covers-all = The whole document
signature-covers-part = The version that was signed; something was added later
signature-field = Field
signature-field-page = { $field }, page { $page }
signature-field-hidden = { $field }, not visible
signature-proven = The name comes from the certificate. Position and NIP are written in the document and not proven by the certificate.
signature-changes = Added after signing
signature-change = Version { $version }: { $change }
signature-before-after = Before: { $before }. Now: { $after }.
signature-certificate = Certificate
signature-technical = Technical details
certificate-name = Name in the certificate
certificate-organization = Organisation
certificate-issuer = Issuer
certificate-valid = Valid
certificate-from-to = { $from } – { $to }
certificate-key = Key
certificate-serial = Serial number
certificate-fingerprint = SHA-256 fingerprint
certificate-practice = Practice token of this computer, not valid
certificate-bsre = Issued by BSrE, trusted
certificate-trusted = Trusted
certificate-untrusted = Not trusted on this computer yet
version = Version { $version }
version-made = document made
version-signed = signed by { $name }
version-stamped = time stamp added
version-added = added after signing
change-other = Another change
change-on-page = { $kind } (page { $page })
change-in-field = { $kind } (field { $field })
change-in-field-on-page = { $kind } (field { $field }, page { $page })

# Token & certificate
token-refresh = Read again
token-ready = Ready
token-blocked = Blocked
token-unusable = Cannot be used yet
token-serial = Serial number { $serial }
token-empty = This token holds no certificate.
token-keys = Keys and certificates
token-proposed = Used for signing
token-use-driver = Use the driver { $name }
token-pin = Token PIN
token-state = State
token-tries = Tries left
token-tries-left = { $tries ->
    [one] { $tries } time
   *[other] { $tries } times
}
result-as-of = Status data of
result-ask-online = Check online
result-asking = Asking…
result-ask-online-note = The issuer of the certificate will be asked over the network, for this once. The document is not sent.
token-tries-none = None
token-tries-unknown = The token does not tell
token-puk-tries = PUK tries left
token-pad = The PIN is typed on the card reader
token-length-digits = { $min } to { $max } digits
token-maker-note = This token's PIN is unblocked with the program of its maker or by the helpdesk.
token-length = Length of the PIN
token-length-of = { $min } to { $max } digits or letters
token-last = One try is left. Do not guess; ask the helpdesk when in doubt.
token-pin-note = The token PIN is not the BSrE passphrase. This program never asks for the passphrase.
token-change = Change the token PIN
token-changed = The token PIN has been changed.
token-unblock = Unblock the PIN
token-unblocked = The token PIN is open again. Use the new PIN.
token-unblock-note = The token PIN is opened with the PUK, the unlocking code kept with the token or by the helpdesk.
token-forgotten = Forgot the token PIN?
token-forgotten-note = A new PIN can be set with the PUK, the unlocking code kept with the token or by the helpdesk.
pin-change-about = The certificates and keys on the token stay as they are.
pin-unblock-about = The PUK opens the token and sets a new PIN. The certificates and keys on the token stay as they are.
pin-old = Present token PIN
pin-new = New token PIN
pin-repeat = New PIN again
pin-rules = What the new PIN must be
pin-rule-length = { $min } to { $max } digits or letters
pin-rule-same = Both new PINs are the same
pin-rule-met = (met)
pin-mismatch = The two new PINs differ. Type both again.
pin-new-format = A new PIN has { $min } to { $max } digits or letters. Nothing has been sent to the token.
pin-new-digits = A new PIN has { $min } to { $max } digits. Nothing was sent to the token.
pin-rule-digits = { $min } to { $max } digits
pin-cancelled = Cancelled.
pin-cancelled-remedy = If the token had taken the PIN already, the change may be in force. Wait until the token is done, then read it again.
pin-change-yes = Change the PIN
pin-unblock-yes = Unblock
pin-working = Waiting for the token… Do not pull it out.
pin-removed = The token was pulled out before the end.
pin-removed-remedy = Plug the token in again and repeat. If the old PIN is refused, the new one may already be in force.
puk-label = PUK
puk-tries = PUK tries left: { $tries }.
puk-empty = Type the PUK of your token.
puk-note = Repeated wrong PUKs close the token for good. Do not guess.
puk-practice = This is the practice token. Its PUK is { $puk }.
puk-last = I understand: after one more wrong PUK the token can never be opened again.
token-days = { $days ->
    [0] Ends today.
    [one] { $days } day left.
   *[other] { $days } days left.
}
token-expired = No longer valid.
sources-title = Key files and token drivers
sources-note = For certificates in a .p12 or .pfx file, and for tokens that only their maker's driver can read (PKCS#11). This application remembers only where the file lies.
sources-key-file = Choose a key file…
sources-module = Choose a token driver…
sources-testing = Testing the connection…
sources-steps = Test of the connection
sources-test = Test again
sources-remove = Remove from the list
step-file = The driver file fits this computer
step-start = The driver starts
step-slot = A reader is seen
step-token = A token is seen
step-certificate = The token holds a certificate
practice-title = Practice token
practice-pin = First PIN
practice-puk = PUK
practice-on = Switch the practice token on
practice-off = Switch the practice token off
practice-reset = Reset
practice-reset-ask = PIN, PUK and practice certificates are made anew.
practice-reset-yes = Yes, reset
practice-reset-done = The practice token is as new.

# Settings
settings-language = Language
settings-theme = Appearance
settings-version = Absah { $version }
theme-system = As the computer
theme-light = Light
theme-dark = Dark
issuers-title = Trusted issuers
issuers-note = A signature is called valid only when its certificate comes from an issuer in this list.
issuers-pick = Add from a file…
issuers-empty = This list is still empty. Ask the helpdesk for the issuer's certificate file and its fingerprint.
issuers-valid = Valid { $from } – { $to } · { $key }
issuers-fingerprint = SHA-256 fingerprint from the helpdesk
issuers-fingerprint-note = Type the 64 digits and letters that the helpdesk reads or has printed, not from the same file. Typed: { $digits } of 64.
issuers-add = Trust this issuer
issuers-added = { $name } is now trusted.
issuers-remove = Remove
issuers-remove-name = Remove { $name } from the list
issuers-remove-yes = Yes, remove
issuers-removed = { $name } was removed from the list.
issuers-purpose = Trusted for
issuers-purpose-any = Everything
issuers-purpose-signing = Signers
issuers-purpose-time_stamping = Time stamps
issuers-until = Trusted until (may stay empty)
issuers-until-note = After this day the issuer is no longer trusted, unless you add it again.
issuers-until-day = until { $day }
issuers-bsre = Mark this key as BSrE's
issuers-bsre-note = Only where your agency says so. The word BSrE and the notice of BSrE appear only for a marked key; the name in a certificate proves nothing.
issuers-mark = Mark as BSrE
issuers-unmark = Take the BSrE mark away
issuers-marked = Marked as a key of BSrE
issuers-by-agency = From the agency bundle
agency-title = Agency bundle
agency-none = The agency can give one signed file with its issuers, time-stamp servers and rules.
agency-in-force = { $agency }, bundle number { $number }, of { $day }.
agency-unknown = This bundle has a rule that this program does not know: { $name }.
agency-pick = Install a bundle…
agency-forget = Remove the bundle
agency-offer = Bundle number { $number } of { $agency }, of { $day }, with { $count } issuers.
agency-known = Signed with the same key as the bundle in force.
agency-fingerprint = Fingerprint of the bundle's key from the helpdesk
agency-add = Use this bundle

managed = Set by the agency.
network-title = Network
network-note = Without the network this program can sign and verify all the same. Your documents are never sent anywhere.
network-on = Allow the network
network-on-note = As long as it is not allowed, this program contacts nobody.
network-status = Ask for the status of certificates
network-status-note = The issuer of a certificate is asked whether it was revoked. The issuer can see that this certificate is being checked.
network-issuers = Fetch missing issuers' certificates
network-issuers-note = Their address stands in a certificate that is not trusted yet. Switch this on only when the helpdesk asks for it.
network-servers = Time-stamp servers
network-servers-note = Asked in this order; when the first does not answer, the next is used.
network-server-url = Address of the server
network-server-add = Add server
network-server-user = User name: { $name }
network-user = User name (if needed)
network-password = Password
network-password-note = The password is kept by this computer's system, never in a file of this program.
network-readable = An http address is not encrypted: the password can be read on the network. Use https if the server offers it.
network-test = Test connection
network-testing = Testing…
network-test-name = Test connection to { $server }
network-test-good = The server gave a sound time stamp. Time by the server: { $time }.
network-raise = Move up
network-raise-name = Move { $server } one place up
network-remove-name = Remove { $what }
network-proxy = Proxy
network-proxy-system = As the system
network-proxy-none = No proxy
network-proxy-manual = Type one
network-proxy-url = Address of the proxy
network-save = Save
network-hosts = Hosts of the agency in closed networks
network-hosts-note = Addresses in closed networks are not visited, except for the hosts listed here. Write the host name, with a port if needed, for example tsa.agency.go.id:8080.
network-host = Host name
network-host-add = Allow host
network-cache = { $count } answers are kept on this computer ({ $size }), so that a status is known without the network too.
network-cache-empty = No answers are kept.
network-cache-clear = Empty
network-cache-cleared = The kept answers were removed.


# Result: keeping reports, looking at changes and versions
keep-title = Keep the result
keep-report = Save report
keep-report-both = Report in both languages
keep-xml = XML report
keep-xml-hint = For other programs: a validation report as of ETSI TS 119 102-2
keep-evidence = Evidence bundle
keep-evidence-hint = For BSrE or the helpdesk: signatures, certificates and the result, without the document's content
keep-done = Saved: { $name }
changes-title = Changes after signing
changes-after = Added after signing, version { $version }: { $change }
changes-show = Show on page { $page }
changes-hide = Close the page
changes-more = And { $count } more changes; the report has all of them.
version-open = See this version
version-open-of = See version { $version } as it was signed
version-save = Save this version
version-save-of = Save version { $version } as it was signed
side-rank = Rank
side-nip = NIP
side-location = Place
level-title = What goes with the signature
level-b = No time stamp (B-B)
level-t = Time stamp (B-T)
level-lt = Time stamp and status proofs (B-LT)
level-lta = Complete for the archive (B-LTA)
level-note-b = The time comes from this computer's clock. Once your certificate has ended, it is hard to tell when the letter was signed.
level-note-t = A time-stamp server proves when the letter was signed.
level-note-lt = The letter itself carries proof of its time and of your certificate being valid, so it can still be checked once that certificate has ended.
level-note-lta = The proofs of time and certificate status are closed with an archive time stamp, for letters kept for many years.
level-note-fails = If the server does not answer, the signature is kept and what is missing can be completed later without the token.
advanced-title = Advanced
protect-title = Changes after this signature
protect-none = Keep the document's rules
protect-lock = Lock: no further change
protect-certify = Certify: no change
protect-certify-forms = Certify: forms and signatures may follow
protect-certify-annotations = Certify: notes may follow too
protect-note = Only the first signature can certify. Locking suits the last signer.
notice-place = Notice of electronic signing
notice-foot = At the foot of every page
notice-head = At the head of every page
notice-last = On the last page only
notice-omit = Leave out, with a reason
notice-reason = Reason
place-at-text = At a text
place-text = Text or mark
place-text-note = Your name, for example, or a mark such as # or { "${ttd}" }. Text in scanned pictures is not read.
place-over = Right on the mark, not above it
place-said = Page { $page }, { $left } mm from the left, { $bottom } mm from the bottom, { $width } mm wide
place-said-line = In line with the letter. Page { $page }, { $left } mm from the left, { $bottom } mm from the bottom, { $width } mm wide
look-title = Picture, QR code and saved looks
look-preset = Saved look
look-preset-none = None
look-picture = Choose a picture…
look-picture-other = Choose another picture…
look-picture-none = Remove the picture
look-picture-note = Arms, stamp or specimen signature: PNG, JPEG or SVG. The logo of BSrE must not be used.
look-picture-above = Place the picture above the words
look-reason = Show the reason in the block
look-qr = Address for a QR code
look-qr-note = Leave empty for no QR code. Fill it in only if your agency has a web page at that address; the address is written in the block too.
look-keep = Save this look…
look-name = Name of the look
look-save = Save
look-forget = Delete this look
look-zone-free = Its place is found on the last page of each letter.
look-zone-anchor = Its place follows the text you named in each letter.
look-zone-spot = Place and size are the same in each letter.
parties-title = Fields for other signers
parties-note = Move the block to where that party will sign and note the field. When all fields are noted, make a copy of the letter that has them.
parties-name = Name of the party
parties-add = Note a field where the block is
parties-at = { $name }, page { $page }
parties-remove = Remove
parties-make = Make a copy with these fields
letters-title = Letters
letters-notice = Wording of the notice of electronic signing
letters-notice-note = Written on letters signed with a BSrE certificate. It must say both: signed electronically, and with an electronic certificate issued by BSrE.
letters-notice-drawn = This is how the notice will stand at the foot of an A4 page:
letters-notice-keep = Save the wording
letters-notice-shipped = Use the built-in wording
letters-notice-kept = Saved.
letters-changeable = Refuse documents that can change their look
letters-changeable-note = Documents with scripts, hidden content or fields to fill in cannot be signed. When off, the program only warns.
checks-unread = Still reading { $pages } pages. You may go on; all are read before the PIN is asked for.
finding-pages = (page { $pages })
side-repair = Make a repaired copy
