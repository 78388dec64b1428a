# Obstacles and results: what happened (err-) and what to do (rec-).
# The codes are shared by the window and the command line.

err-anchor-no-room = There is not enough room for the signature block above “{ $text }”.
rec-anchor-no-room = Leave some empty lines above that text, or place the block yourself.
err-anchor-not-found = The text “{ $text }” is not in this document.
rec-anchor-not-found = Check its spelling, or place the block yourself. Text in scanned pictures cannot be searched.
err-cancelled = Cancelled. The document was not signed.
rec-cancelled = Start again when you are ready. If the token was working just then, wait until it is done before you unplug it.
err-certificate-damaged = The certificate in this place cannot be read.
rec-certificate-damaged = Ask the helpdesk to put the certificate onto the token again.
err-bundle-not-newer = This agency bundle is not newer than the one in force.
rec-bundle-not-newer = The one in force stays. Ask the helpdesk for the latest.
err-bundle-not-yet-issued = This agency bundle is dated in the future.
rec-bundle-not-yet-issued = Check this computer's date. If it is right, tell the helpdesk.
err-bundle-other-key = This bundle is signed with another key than the one in force.
rec-bundle-other-key = Do not use it before you have asked the helpdesk. A new key is taken only after the bundle in force was removed.
err-bundle-signature = The signature of this agency bundle does not hold.
rec-bundle-signature = It may have been changed. Ask the helpdesk for it again.
err-bundle-unusable = This file is no agency bundle that can be used.
rec-bundle-unusable = Ask the helpdesk for it again.
err-certificate-expired = Your certificate expired on { $not_after }.
rec-certificate-expired = Ask the helpdesk for a renewal. The document was not signed.
err-certificate-lost = The token with this certificate is marked as lost on this computer since { $since }.
rec-certificate-lost = Do not sign with it. If the token was found and its certificate has not been revoked, take the mark away in Help, Lost token.
err-check-code-unreadable = That is no code of a check that can be read.
rec-check-code-unreadable = Read all twelve characters once more. The letters I, L, O and U are never used. A code of another version of the program cannot be read here.
err-clock-behind = This computer's clock is behind: it shows { $computer }, but { $known } is over.
rec-clock-behind = { $system ->
    [windows] Open Settings, Time & language, switch on "Set time automatically", then check again. If it comes back, ask the helpdesk for a new main board battery.
    [macos] Open System Settings, General, Date & Time, switch on automatic time, then check again. If it comes back, call the helpdesk.
   *[linux] Switch on automatic time in Settings (or: timedatectl set-ntp true), then check again. If it comes back, ask the helpdesk for a new main board battery.
}
err-data-folder-unusable = The program's data folder cannot be written, so settings are not kept.
rec-data-folder-unusable = { $system ->
    [windows] Ask the helpdesk to check the rights on the folder absah in %LOCALAPPDATA% and the folder protection (Controlled folder access).
    [macos] Ask the helpdesk to check the rights on the folder ~/Library/Application Support/absah.
   *[linux] Ask the helpdesk to check the rights on the folder ~/.local/share/absah and the room on its drive.
}
err-program-outdated = The agency's bundle has rules that this version of the program does not know.
rec-program-outdated = Ask the helpdesk for the newest version of the program.
err-system-unsupported = This system, { $found }, is older than the program supports.
rec-system-unsupported = { $system ->
    [windows] Ask the helpdesk to bring the computer to Windows 10 or later.
    [macos] Ask the helpdesk to bring the computer to macOS 11 or later.
   *[linux] Ask the helpdesk to update this computer's system.
}
err-trust-empty = No issuer is trusted on this computer yet.
rec-trust-empty = Ask the helpdesk for the agency's bundle or the issuer's certificate, and add it in Settings once its fingerprint was compared.
err-certificate-not-for-signing = This certificate was not made for signing documents.
rec-certificate-not-for-signing = Choose another certificate on the token, or ask the helpdesk.
err-certificate-not-yet-valid = Your certificate is valid only from { $not_before }.
rec-certificate-not-yet-valid = Check the date of this computer. If it is right, wait until that day.
err-certificate-revoked = Your certificate, or that of its issuer, has been revoked since { $since }.
rec-certificate-revoked = The document was not signed. Ask the helpdesk for a new certificate.
err-certificate-status-unknown = The issuer does not say whether the certificate was revoked.
rec-certificate-status-unknown = You may go on; the receiver may have to check again. If it happens again, tell the helpdesk.
err-certificate-issuer-missing = The certificate of the issuer { $issuer } is not on this computer, so the chain of your certificate is broken.
rec-certificate-issuer-missing = Switch the network on and allow { $host } in Settings so that it is fetched by itself, or add its file in Settings, Trusted issuers.
err-certificate-untrusted = The certificate's issuer, { $issuer }, is not trusted on this computer yet.
rec-certificate-untrusted = Add the issuer's certificate in Settings after comparing its fingerprint with the helpdesk.
err-certificate-unsupported = The kind of key on this token cannot be used for signing yet.
rec-certificate-unsupported = Choose another key on the token, or ask the helpdesk.
err-certify-not-first = Only the first signature can certify a document.
rec-certify-not-first = Sign without certifying.
err-clock-wrong = This computer's clock does not fit: here it is { $computer }, by the server { $server }.
rec-clock-wrong = Set date, time and time zone of this computer right, then try again. While the clock is wrong, certificates may look not yet valid or expired.
err-consent-missing = You have not stated yet that you read and agree to this document.
rec-consent-missing = Read the document, then tick the statement above the Sign button.
err-document-can-change = This document holds things that can change how it looks or that hide something.
rec-document-can-change = Read the pages named with care. If in doubt, ask for a new PDF without forms, scripts and layers.
err-document-changes-forbidden = An earlier signer locked this document against changes.
rec-document-changes-forbidden = A new signature would break that one. Ask the sender for a file that is not locked.
err-document-block-forbidden = An earlier signer does not permit a new signature block on the page.
rec-document-block-forbidden = Choose a signature without a visible block, or a field prepared for it.
err-date-unusable = That date cannot be read.
rec-date-unusable = Write it as year-month-day, for example 2027-12-31.
err-document-changed-on-disk = This file changed since you opened it.
rec-document-changed-on-disk = Open the file again and read it before signing.
err-document-damaged = This PDF file is damaged and cannot be read.
rec-document-damaged = Ask the sender for the original file again.
err-document-encryption-unsupported = This document is locked in a way that this program cannot open yet.
rec-document-encryption-unsupported = Ask the sender to save the document again without that lock.
err-document-empty = This file is empty.
rec-document-empty = Ask the sender for the original file again.
err-document-gone = This document has been closed.
rec-document-gone = Open the file again.
err-document-needs-repair = The structure of this PDF is faulty: it can be read, but not safely signed.
rec-document-needs-repair = Make the PDF again from the program it came from. If that is impossible, and it is not signed yet, a repaired copy can be made: read that copy before you sign it.
err-document-not-pdf = { $kind ->
    [word] This is a Word document, not a PDF.
    [image] This is a picture, not a PDF.
    [zip] This is a ZIP archive, not a PDF.
    [text] This is a text file, not a PDF.
   *[other] This file is not a PDF.
}
rec-document-not-pdf = { $kind ->
    [word] In Word choose Save as, then PDF. Open the result here.
    [image] Put the picture into a document, save it as PDF, then open the result here.
    [zip] Unpack the archive, then open the PDF inside it.
    [text] Print it to PDF from the program it came from, then open the result here.
   *[other] Choose a PDF file.
}
err-document-password-needed = This document is locked with a password.
rec-document-password-needed = Enter the document's password to open it.
err-document-password-wrong = The document's password is wrong.
rec-document-password-wrong = Check the password, or ask the sender.
err-document-permission-forbids = The author of this document does not permit signing.
rec-document-permission-forbids = Ask for a file without restrictions, or open it with the owner's password.
err-document-unreadable = This file cannot be read.
rec-document-unreadable = Check whether the file is still there and whether you may open it.
err-enroll-certificate-other = The certificate in this file, in the name of { $name }, is not for the key on the token.
rec-enroll-certificate-other = It was not stored. Check whether files were mixed up, or ask the issuer for the certificate of this application.
err-enroll-confirm-wrong = The four digits do not match. Nothing was changed.
rec-enroll-confirm-wrong = Read once more what will be lost, then type the last four digits of its serial number.
err-enroll-factory-secret = The token's { $secret ->
    [pin] PIN
    [puk] PUK
   *[other] management key
  } is still the factory's, or nobody has confirmed that it was replaced.
rec-enroll-factory-secret = Replace it in its step first. An application does not end with a secret that everybody knows.
err-enroll-gone = This application is not open any more.
rec-enroll-gone = Open it from the list of kept applications, or begin a new one.
err-enroll-management-format = The management key must be { $digits } hexadecimal digits (0-9 and A-F).
rec-enroll-management-format = Check the note of the management key and type it again.
err-enroll-management-wrong = The token does not accept this management key. Nothing was changed.
rec-enroll-management-wrong = Check the note of the management key and type it again. If it is lost, the token can only be reset, and what is on it is lost.
err-enroll-name-differs = The name in the certificate is another than in the form.
rec-enroll-name-differs = Compare both. If the certificate is right, tick the statement and try again; if not, contact the issuer.
err-enroll-not-possible = { $what ->
    [puk] The PUK of this token cannot be replaced from here.
    [management] The management key of this token cannot be replaced from here.
    [certificate] The certificate cannot be stored on this token from here.
   *[other] No key can be made on this token from here.
  }
rec-enroll-not-possible = Do this step with the tool of the token's maker, then go on here.
err-enroll-not-written = This certificate is not on the token yet.
rec-enroll-not-written = Store it with the tool of the token's maker, pull the token out and plug it in again, then check again.
err-enroll-not-yet = This step cannot be done yet.
rec-enroll-not-yet = Complete the step before it first.
err-enroll-place-changed = What lies in this place is no longer as shown. Nothing was changed.
rec-enroll-place-changed = Choose token and place again and read what will be lost.
err-enroll-record = The data of the application in this folder cannot be read.
rec-enroll-record = Choose the right folder, or begin a new application.
err-enroll-request-unusable = This file is no sound certification request (CSR).
rec-enroll-request-unusable = Make the PKCS#10 request again with the tool of the token's maker, then choose its file.
err-enroll-template = { $line ->
    [0] The application form { $name } cannot be used: { $detail }
   *[other] The application form { $name } cannot be used. Line { $line }: { $detail }
  }
rec-enroll-template = Ask its author to repair that line and choose the file again, or use the sample form.
err-enroll-token-other = This is not the token of this application. The one meant has serial number { $serial }.
rec-enroll-token-other = Plug in the right token and choose it again.
err-enroll-too-late = The request is signed already and cannot be changed.
rec-enroll-too-late = Begin a new application if the data are wrong.
err-enroll-weak-secret = Everybody knows this new { $secret ->
    [pin] PIN
    [puk] PUK
   *[other] management key
  }.
rec-enroll-weak-secret = Choose another: not the factory's, and not one digit over and over.
err-evidence-unreadable = This file is not a whole evidence bundle.
rec-evidence-unreadable = Choose an evidence bundle made by this program, or ask its maker to send it again.
err-document-without-pages = This document has no pages.
rec-document-without-pages = Ask the sender for the original file again.
err-document-too-complex = This document is too complex to be checked safely.
rec-document-too-complex = Ask the sender to save the PDF again in a simpler form.
err-document-xfa = This document is a dynamic form (XFA) whose content can change by itself.
rec-document-xfa = Print the form to a plain PDF, then sign that.
err-field-condition = The author of the field { $field } requires what this signature would not have: { $condition ->
    [appearance] a certain appearance
    [certificate] another certificate
    [certification] another kind of certification
    [digest] another hash algorithm
    [filter] another form of signature
    [legal] a legal attestation
    [reason] a certain reason ({ $choices })
    [revocation] revocation data inside the signature
   *[other] a newer version
}.
rec-field-condition = Meet the condition, choose another field, or ask the document's author.
err-field-locked = The field { $field } is locked by an earlier signature.
rec-field-locked = Choose another field, or place the signature outside the fields.
err-field-missing = There is no signature field { $field } in this document.
rec-field-missing = Choose a field that exists, or place the signature yourself.
err-field-name-taken = The field name “{ $field }” is taken or cannot be used.
rec-field-name-taken = Choose another name without a full stop.
err-field-needs-time-stamp = The author of the field { $field } requires a time stamp.
rec-field-needs-time-stamp = Choose a level with a time stamp, or another field.
err-field-signed = The field { $field } is signed already.
rec-field-signed = Choose another field.
err-fields-after-signature = This document is signed already; new fields would change it.
rec-fields-after-signature = Prepare the fields in a document that is not signed yet.
err-folder-without-documents = This folder holds no PDF file.
rec-folder-without-documents = Choose another folder, or save the documents as PDF first.
err-fingerprint-mismatch = The fingerprint you typed is not that of this certificate.
rec-fingerprint-mismatch = Do not trust it yet. Read the fingerprint aloud with the helpdesk again, and ask for the right file if it still differs.
err-internal = A step failed inside the program (number { $reference }).
rec-internal = Try again. If it happens again, tell the helpdesk this number.
err-key-file-damaged = This key file is damaged.
rec-key-file-damaged = Ask the helpdesk for a whole .p12 file.
err-key-file-locked = This key file has not been opened, so its certificates are not known yet.
rec-key-file-locked = Open it with its password. The password is not kept.
err-key-file-missing = The key file { $name } cannot be read where it was.
rec-key-file-missing = Plug in the drive that holds it and try again, or choose the file in its new place.
err-key-file-password-wrong = The key file's password is wrong.
rec-key-file-password-wrong = Check the password. A wrong one does not lock the file.
err-key-file-unsupported = This key file is locked in a way that is not supported yet.
rec-key-file-unsupported = Ask the helpdesk to export the .p12 file again.
err-key-without-certificate = This key has no certificate yet.
rec-key-without-certificate = Ask the helpdesk to install a certificate for this key.
err-module-failed = The token driver stopped working, so it was closed.
rec-module-failed = Unplug the token, plug it in again and try again. If it still fails, ask the helpdesk to update the token driver.
err-module-missing = The driver { $name } is no longer where it was.
rec-module-missing = Install the token driver again, or choose it in its new place.
err-module-no-certificate = The driver { $name } works and sees the token, but that token holds no certificate.
rec-module-no-certificate = Ask the helpdesk to install a certificate on the token.
err-module-no-slot = The driver { $name } works, but sees no card reader.
rec-module-no-slot = Plug in the token or its reader. If it is plugged in, this driver is not for your token: choose another one.
err-module-no-token = The driver { $name } works, but sees no token.
rec-module-no-token = Plug in your token. If it is plugged in, this driver is not for that token: choose another one.
err-module-not-started = The driver { $name } cannot be started.
rec-module-not-started = { $system ->
    [windows] Install the token driver with its programs again, in the 64-bit version, and try again.
    [macos] Install the latest token driver for this macOS, allow it in System Settings if asked, and try again.
   *[linux] Install the token driver's package and the libraries it needs again, and try again.
}
err-module-unusable = The file { $name } cannot serve as a token driver on this computer.
rec-module-unusable = Choose another driver for your token, or ask the helpdesk to install the 64-bit version.
err-module-wrong-kind = The driver { $name } is made for another system ({ $found }).
rec-module-wrong-kind = { $system ->
    [windows] Ask the helpdesk for the driver for 64-bit Windows.
    [macos] Ask the helpdesk for the driver for macOS and this computer's kind of processor.
   *[linux] Ask the helpdesk for the driver for Linux and this computer's kind of processor.
}
err-not-a-certificate = This file holds no certificate.
rec-not-a-certificate = Choose a certificate file (.cer, .crt, .pem or .der) from the helpdesk.
err-notice-no-room = Page { $page } has no free room for the notice of electronic signing.
rec-notice-no-room = Choose the upper edge, the last page only, or leave the notice out and say why.
err-notice-reason-missing = The notice of electronic signing is left out without a reason.
rec-notice-reason-missing = Write down the reason; it is recorded.
err-notice-wording = The wording of the notice does not say { $missing ->
    [electronically] that the document was signed electronically
    [certificate] “sertifikat elektronik”
   *[issuer] that BSrE issued it
}.
rec-notice-wording = The agreement, Art 4(1)i, asks for both: signed electronically, with an electronic certificate issued by BSrE.
err-output-exists = The file { $name } exists already and will not be overwritten.
rec-output-exists = Choose another name, or move the old file.
err-journal-busy = Another program is writing the records.
rec-journal-busy = Wait a moment, then try again.
err-journal-unusable = The records cannot be read or written.
rec-journal-unusable = Check the room on the disk and the rights to the data folder, then try again.
err-report-period = This period cannot be used.
rec-report-period = Choose a year, or a first and a last day in their order.
err-report-template = This format of the report cannot be used.
rec-report-template = Compare it with the description of such files in the documentation, mend it, then try again.
err-records-altered = This file of records was changed after it was made, was cut off, or is another kind of file.
rec-records-altered = Ask its sender for a new one. Nothing was taken from it.
err-records-contradict = This file of records contradicts one that was taken in before.
rec-records-contradict = Ask its sender whether the records of that computer were set back. Nothing was taken from it.
err-history-other = The chosen file is not the document in the record, or its content has changed.
rec-history-other = Choose the original file. A file that differs by a single letter no longer matches.
err-sheet-unknown = There is no such sheet or item.
rec-sheet-unknown = Load the page again, then try once more.
err-records-unknown = This file of records comes from a computer that nobody has confirmed (unit { $unit }).
rec-records-unknown = Compare the fingerprint { $fingerprint } with what its sender reads out, confirm it, then try again.
err-output-disk-full = The disk of this computer is full.
rec-output-disk-full = Make some room, then try again. No file was left behind.
err-output-not-writable = The target folder cannot be written.
rec-output-not-writable = Move the document to another folder, such as Documents, then try again.
err-output-failed-verification = The signed result did not pass its check and was not kept.
rec-output-failed-verification = Try again. If it happens again, ask the helpdesk: the token may be faulty.
err-pin-blocked = The token PIN is blocked.
rec-pin-blocked = The token cannot be used until the PIN is unblocked with the PUK. Ask the helpdesk.
err-pin-fixed = This token's PIN cannot be changed or unblocked from this application.
rec-pin-fixed = Use the program of the token's maker, or ask the helpdesk.
err-pin-format = { $characters ->
    [digits] A token PIN has { $min } to { $max } digits. This PIN was not sent to the token.
   *[any] A token PIN has { $min } to { $max } digits or letters. This PIN was not sent to the token.
}
rec-pin-format = Type the whole token PIN. No try was used up.
err-pin-last-try = One PIN try is left.
rec-pin-last-try = If it is wrong once more, the token is blocked. Do not guess; ask the helpdesk if in doubt.
err-pin-must-be-changed = This token still has its issuer's PIN, which must be changed first.
rec-pin-must-be-changed = Change the token PIN, then go on. The token PIN is asked for, not the BSrE passphrase.
err-pin-new-refused = The token does not accept the form of the new PIN.
rec-pin-new-refused = Choose another PIN, for example a longer one or digits only. Ask the helpdesk for the rules.
err-pin-pad-length = The PIN typed on the card reader is too short or too long. It was not sent to the token.
rec-pin-pad-length = Try again and type the whole token PIN on the card reader. You have not lost a try.
err-pin-mismatch = The two new PINs differ. The PIN was not changed.
rec-pin-mismatch = Try again and type the same new PIN twice.
err-pin-pad-timed-out = No PIN was typed on the card reader. None was sent to the token.
rec-pin-pad-timed-out = Try again and type the token PIN on the card reader before the time is over.
err-pin-wrong = { $tries ->
    [0] Wrong PIN.
    [1] Wrong PIN. One try is left before the token is blocked.
   *[other] Wrong PIN. Tries left: { $tries }.
}
rec-pin-wrong = { $tries ->
    [1] Do not guess; ask the helpdesk if in doubt.
   *[other] Type the token PIN again. What is asked is the token's PIN, not the BSrE passphrase.
}
err-place-not-free = There is no free place for the signature block on the last page.
rec-place-not-free = Choose the place yourself, another page, or a signature without a visible block.
err-place-outside-page = The chosen place lies outside the page.
rec-place-outside-page = Move the signature block onto the page.
err-place-no-such-page = There is no page { $page }; this document has { $pages ->
    [one] one page
   *[other] { $pages } pages
}.
rec-place-no-such-page = Choose a page between 1 and { $pages }.
err-place-too-small = The signature block does not fit into that place.
rec-place-too-small = Make the block larger.
err-picture-unusable = { $reason ->
    [kind] That file is not a PNG, JPEG or SVG picture.
    [missing] That picture can no longer be read.
    [empty] That picture is empty: all of it is transparent.
    [size] That picture is too large for a letter.
    [slow] That picture is too complicated to draw.
    [damaged] That picture is damaged or cut short.
   *[other] That SVG drawing uses something other programs show differently (<{ $reason }>).
}
rec-picture-unusable = { $reason ->
    [missing] Choose the picture again.
    [size] Make the picture smaller and choose it again.
   *[other] Save the picture as PNG with a picture program and choose it again.
}
err-preset-missing = There is no saved look named “{ $name }”.
rec-preset-missing = Check the name, or save the look first.
err-preset-name = This look has no name that can be used yet.
rec-preset-name = Type a name of at most 60 characters.
err-qr-address = The address for the QR code is not a complete web address.
rec-qr-address = Type an address that begins with https:// or http://, without spaces, user name or password, of at most 300 characters.
err-practice-never-trusted = This certificate belongs to the practice token and can never become a trusted issuer.
rec-practice-never-trusted = Choose the issuer's certificate that the helpdesk gave you.
err-puk-blocked = The PUK is blocked, so the token cannot be unblocked any more.
rec-puk-blocked = Ask the helpdesk: the issuer has to reset the token, and its keys and certificates will be lost.
err-puk-last-try = One try of the PUK is left.
rec-puk-last-try = If it is wrong once more, the token cannot be unblocked any more. Do not guess; ask the helpdesk for the right PUK.
err-puk-wrong = { $tries ->
    [0] Wrong PUK.
    [1] Wrong PUK. One try is left before the token cannot be unblocked any more.
   *[other] Wrong PUK. PUK tries left: { $tries }.
}
rec-puk-wrong = Do not guess the PUK. Ask the helpdesk for the right one.
err-repair-signed = A signed document is not repaired, because its signatures would break.
rec-repair-signed = Ask the sender for the original file.
err-ticket-gone = This request for a PIN is over.
rec-ticket-gone = Start again with the Sign button.
err-timestamp-not-set = No time stamp server is set, so no time stamp was added.
rec-timestamp-not-set = The signature is kept without a time stamp. Its time comes from this computer's clock.
err-stopped = Stopped, as you asked. No file was made; what was there before is as it was.
rec-stopped = You can start again at any time.

err-nothing-to-extend = This document has no signature that can be completed.
rec-nothing-to-extend = Choose a document that has been signed in the PAdES form.
err-signer-revoked = The signer's certificate, or that of its issuer, had been revoked since { $since }, before the signature was made.
rec-signer-revoked = The document was not completed. Do not rely on that signature.
err-timestamp-too-long = The time stamp is longer than the room that was kept for it.
rec-timestamp-too-long = The signature stays valid. Complete this document later; no token is needed.
err-token-busy = Another program is using the token, or it does not answer.
rec-token-busy = { $system ->
    [windows] Close other programs that use the token, such as its maker's application or a browser. If there is none, pull the token out and put it in again. This screen goes on by itself.
    [macos] Close other programs that use the token, such as its maker's application or a browser. If there is none, pull the token out and put it in again. This screen goes on by itself.
   *[linux] Close other programs that use the token, such as a browser or GnuPG (gpgconf --kill scdaemon). If there is none, pull the token out and put it in again. This screen goes on by itself.
}
err-token-driver-ready = This token is a { $card }. Its driver is installed on this computer.
rec-token-driver-ready = Use that driver to read the token.
err-token-fault = The token answered with an unknown code ({ $status }).
rec-token-fault = Unplug the token, plug it in again and try again. If it still fails, ask the helpdesk.
err-token-interrupted = Another program broke the connection to the token. Nothing was signed.
rec-token-interrupted = Close other programs that use the token, then try again and type the PIN again.
err-token-mute = The token is plugged in but does not answer.
rec-token-mute = Unplug the token, clean it, and plug it directly into a USB port of the computer.
err-token-needs-driver = This token is a { $card }, and its driver is not installed.
rec-token-needs-driver = { $system ->
    [windows] Install the driver of { $card } for 64-bit Windows ({ $driver }) from the token's maker or the helpdesk. This screen goes on once it is installed and read again.
    [macos] Install the driver of { $card } for macOS ({ $driver }) from the token's maker or the helpdesk. This screen goes on once it is installed and read again.
   *[linux] Install the driver package of { $card } for Linux ({ $driver }) from the token's maker or the helpdesk. This screen goes on once it is installed and read again.
}
err-token-no-access = This computer does not let you use the card reader.
rec-token-no-access = { $system ->
    [windows] Run this application on the computer the token is plugged into, not through a remote desktop, or ask the helpdesk for the right.
    [macos] Run this application on the computer the token is plugged into, or ask the helpdesk for the right.
   *[linux] Sign in at the desktop of this computer itself, not through SSH or another session. If that does not help, ask the helpdesk to allow it (ABS-202).
}
err-token-no-reader = No token was found.
rec-token-no-reader = { $system ->
    [windows] Plug in your USB token. This screen goes on by itself. If it is plugged in, install the driver of the token's maker.
    [macos] Plug in your USB token. This screen goes on by itself. If it is plugged in, take it out and plug it straight into the computer.
   *[linux] Plug in your USB token. This screen goes on by itself. If it is plugged in, ask the helpdesk to look at the card reader (ABS-203).
}
err-token-no-card = A card reader is there, but no card in it.
rec-token-no-card = Put your card into the reader, with the chip as the picture on the reader shows. This screen goes on by itself.
err-token-not-found = The token { $name } was not found.
rec-token-not-found = Plug that token in, or choose another one.
err-token-no-signing-key = This token holds no certificate that can sign.
rec-token-no-signing-key = Ask the helpdesk to install the certificate on the token.
err-token-removed = The token was removed too early. The document was not signed and the original file is unchanged.
rec-token-removed = Plug the token in again, then try again.
err-token-service-down = The card reader service (PC/SC) of this computer is not running.
rec-token-service-down = { $system ->
    [windows] Plug in the token; Windows starts the service by itself. If it does not, start the service "Smart Card" in services.msc, or ask the helpdesk to.
    [macos] Plug in the token and restart the computer. If that does not help, ask the helpdesk.
   *[linux] Ask the helpdesk to start the card reader service (ABS-201). This screen goes on by itself.
}
err-token-unknown = The token can be read, but its kind is not supported by this program yet.
rec-token-unknown = Choose the driver of the token's maker on the Token page, or send this token's data to the helpdesk: { $atr }

# Network, passwords and time stamps
err-address-unusable = { $address } is not an address that can be used.
rec-address-unusable = Check its spelling. Time-stamp servers and proxies are written in full with http:// or https://; the list of hosts has host names only.
err-network-address-forbidden = { $reason ->
    [port] The address at { $host } uses a port that is not allowed.
    [scheme] The address at { $host } is not an http or https address.
    [credentials] The address at { $host } carries a user name or a password.
    [address] The address { $host } cannot be read.
    [untrusted] The address at { $host } comes from a certificate whose issuer is not trusted yet.
   *[private] { $host } is on this computer or in a closed network.
}
rec-network-address-forbidden = { $reason ->
    [private] If this host does belong to your agency, add it to the list of allowed hosts in Settings.
    [port] If your agency does use this port, add host and port to the list of allowed hosts in Settings.
   *[other] The address is not visited. Tell the helpdesk.
}
err-network-name-not-found = The name { $host } was not found.
rec-network-name-not-found = Check the network connection and the spelling of the address, then try again.
err-network-no-route = No connection to { $host } could be made.
rec-network-no-route = Check the network connection. If your office uses a proxy, set it in Settings.
err-network-off = The network is switched off.
rec-network-off = Switch the network on in Settings if this program may ask outside.
err-network-page = { $host } answered with a web page, not with the data asked for.
rec-network-page = This network may want you to log in first. Open a browser, log in to the network, then try again.
err-network-protocol = The answer of { $host } cannot be understood.
rec-network-protocol = Check the address. If it is right, tell those who run the server.
err-network-proxy = The proxy refuses the connection or cannot be reached.
rec-network-proxy = Check address, user name and password of the proxy in Settings.
err-network-redirects = { $host } keeps sending on to other addresses.
rec-network-redirects = Tell those who run the server.
err-network-status = { $host } refused the request (HTTP { $status }).
rec-network-status = { $status ->
    [401] Check user name and password of that server in Settings.
    [403] Check user name and password of that server in Settings.
    [404] Check the address of that server.
   *[other] Try again later. If it happens again, tell those who run the server.
}
err-network-timed-out = { $host } did not answer in reasonable time.
rec-network-timed-out = Try again later. If it happens again, check the network connection.
err-network-tls = No secure connection to { $host } could be made.
rec-network-tls = The server's certificate is not accepted. Check the address and this computer's date; if both are right, tell those who run the server.
err-network-too-large = The answer of { $host } is larger than the limit.
rec-network-too-large = It was not used. Tell those who run the server.
err-network-truncated = The connection to { $host } broke off in the middle of the answer.
rec-network-truncated = Try again.
err-secrets-absent = This computer has no store for passwords.
rec-secrets-absent = The password was not kept anywhere. Install or start the system's key service, then try again.
err-secrets-locked = This computer's store for passwords is locked.
rec-secrets-locked = Unlock it, then try again. The password was not kept anywhere else.
err-timestamp-invalid = The answer of the time-stamp server { $host } does not fit the question.
rec-timestamp-invalid = The stamp was not used. Use another server, and tell those who run this one.
err-timestamp-refused = The time-stamp server { $host } gave no stamp.
rec-timestamp-refused = Try again later. If it happens again, tell those who run the server.
err-timestamp-untrusted = The issuer of the time-stamp server { $host } is not trusted yet.
rec-timestamp-untrusted = Add its certificate in Settings after you have compared the fingerprint with the helpdesk.

# Steps of a test of a connection
step-allowed = Address allowed
step-name = Name found
step-route = Connected
step-proxy = Proxy lets through
step-tls = Connection secured
step-status = Server accepts the request
step-answer = Answer is sound

# What an issuer is trusted for
purpose-any = trusted for everything
purpose-signing = trusted for signers only
purpose-time_stamping = trusted for time stamps only

# Checks before the PIN
check-token = Token plugged in
check-token-tries = Token plugged in, PIN tries left: { $number }
check-certificate = Certificate valid and made for signing
check-issuer = Issuer of the certificate trusted
check-status = Certificate not revoked
check-document = Document permits a signature
check-content = Content is fixed: no scripts, layers or hidden content
check-notice = Notice of electronic signing as required
check-earlier-signatures = Earlier signatures intact
check-output = Result can be saved
check-time = Time stamp available
warn-content = Some content can change its look or is hidden ({ $number } kinds). Look at the pages named.
warn-notice = The notice of electronic signing is left out. The reason is recorded.
warn-earlier-signatures = The signatures already in this document are not intact or need attention. Check them before adding yours.
warn-issuer = This is the practice token. Its results are marked LATIHAN and are not valid.
warn-time = No time stamp. The time will come from this computer's clock.
some-document = { $count ->
    [one] { $count } letter cannot be signed and is skipped.
   *[other] { $count } letters cannot be signed and are skipped.
}
some-content = { $count ->
    [one] { $count } letter holds something that can change its look, or hides something. Look at it first.
   *[other] { $count } letters hold something that can change their look, or hide something. Look at them first.
}
some-notice = { $count ->
    [one] { $count } letter goes without the notice of electronic signing.
   *[other] { $count } letters go without the notice of electronic signing.
}
some-earlier-signatures = { $count ->
    [one] { $count } letter holds a signature that is not intact or needs attention. Check it first.
   *[other] { $count } letters hold signatures that are not intact or need attention. Check them first.
}
some-output = { $count ->
    [one] The result of { $count } letter cannot be saved; it is skipped.
   *[other] The results of { $count } letters cannot be saved; they are skipped.
}
all-document = All letters allow a signature
all-content = The content of all letters is fixed: no script, layer or hidden content
all-output = All results can be saved

# What a key is for
purpose-authentication = for signing in to systems
purpose-card-authentication = for proving the card
purpose-encryption = for encryption
purpose-signature = for signatures
purpose-unknown = purpose unknown

# Results in one word
verdict-sah = Valid
verdict-perlu_perhatian = Needs attention
verdict-tidak_sah = Not valid
verdict-tidak_dapat_diperiksa = Cannot be checked
verdict-tanpa_tanda_tangan = No signature

heading-integrity = Integrity
heading-authenticity = Authenticity
heading-non-repudiation = Non-repudiation

# Reasons behind each heading
reason-unchanged = The content is exactly what was signed.
reason-only_validation_data = The content is unchanged. Only other signatures or supporting data were added later.
reason-visible_change = After signing, form entries or notes were added or changed.
reason-forbidden_change = The content was changed after signing.
reason-unaccounted_bytes = Extra data follows the signed part, so what is shown may differ.
reason-signature_replaced = This signature was replaced or altered after it was made.
reason-digest_mismatch = The signed content has been changed.
reason-signature_wrong = The signature value does not fit its certificate.
reason-coverage_wrong = This signature does not cover the document as it must.
reason-signature_unreadable = The signature is empty or damaged.
reason-algorithm_unsupported = This kind of signature is not known to the program yet.
reason-certificate_missing = The signer's certificate is not included.
reason-trusted = The certificate comes from a trusted issuer and is not revoked.
reason-trusted_without_status = The certificate comes from a trusted issuer. This issuer offers no revocation list.
reason-revocation_unknown = The issuer is trusted, but nobody has asked yet whether the certificate was revoked.
reason-revocation_not_proven = The issuer is trusted, but the evidence that the certificate was not revoked can no longer be relied on: the certificate of whoever signed that evidence has ended, and no time stamp proves that the evidence is older.
reason-issuer_unknown = The certificate's issuer is not trusted on this computer yet.
reason-certificate_mismatch = This signature refers to another certificate than the one included.
reason-name_differs = The certificate is trusted, but the name written in the signature block differs from the name in the certificate. Only the name in the certificate is proven.
reason-expired = The certificate has expired, and nothing proves that the signature is older.
reason-expired_not_revoked = The certificate has expired without ever having been revoked, but no time stamp proves that the signature was made before.
reason-expired_when_signed = The certificate had expired when it was used to sign.
reason-not_yet_valid = The certificate is not valid yet.
reason-revoked = The certificate had been revoked when it was used to sign.
reason-revoked_without_proof = The certificate is revoked, and nothing proves that the signature is older.
reason-chain_constraint = A certificate in the chain is used beyond what it allows.
reason-algorithm_weak = The way of signing is too weak for the time that is proven.
reason-practice = LATIHAN signature: made with the practice token, not valid.
reason-signature_failed = The signature itself does not fit, so the certificate proves nothing.
reason-time_proven = A trusted time stamp proves the time.
reason-time_not_proven = Only the signer's computer clock gives the time.
reason-time_stamp_order = The time stamps in this document contradict each other.
reason-key_usage_unsuitable = This certificate was not made for binding signatures.
reason-integrity_not_proven = It depends on integrity, which is not proven.
reason-identity_not_proven = It depends on authenticity, which is not proven.

# What changed after signing
change-action = a script or action was changed
change-annotation_added = a note was added
change-annotation_changed = a note was changed
change-annotation_removed = a note was removed
change-appearance = an appearance was changed
change-attachment = an attachment was changed
change-catalog = the structure of the document was changed
change-document_time_stamp = a document time stamp was added
change-encryption = the encryption was changed
change-field_added = a form field was added
change-field_changed = a form field was changed
change-field_removed = a form field was removed
change-font = a font was changed
change-form_value = a form entry was changed
change-hidden_object = a hidden part was added
change-later_signature = a signature was added
change-metadata = the file's description was changed
change-optional_content = a display layer was changed
change-page_added = a page was added
change-page_content = page content was changed
change-page_removed = a page was removed
change-page_tree = the order of pages was changed
change-resources = images or elements of a page were changed
change-signature_altered = an earlier signature was altered
change-structure = the document's structure was changed
change-trailing_bytes = data was added at the end of the file
change-unexplained = an unknown change
change-validation_data = verification data was added

# Known ways of forging, where a change has their shape
attack-appearance_override = The look of a signed field was drawn anew, so what is seen is no longer what was signed.
attack-evil_annotation = An added annotation covers content that was signed.
attack-font_override = A font was replaced after signing, so the same text may read differently.
attack-incremental_saving = Content was overridden by data appended to the file after signing.
attack-optional_content_override = Layers were switched on or off after signing, so other content shows.
attack-shadow_hide = Something that covered other content was taken away after signing.
attack-shadow_hide_and_replace = Other content, hidden in the file before signing, is now the one shown.
attack-shadow_replace = Pictures or text parts that were signed were replaced after signing.
attack-signature_wrapping = The signed part was moved, and the signature no longer protects the content that shows.
attack-sneaky_signature = The look of a later signature covers content that was signed.
attack-universal_signature_forgery = Parts of the signature that must be checked were emptied or removed.

# What to do now
todo-sah = You can use this document. Keep the PDF file: a printout does not carry the signature.
todo-perlu_perhatian = Read the notes below before using this document.
todo-tidak_sah = Do not use this document. Ask the sender for the original file.
todo-tidak_dapat_diperiksa = Do not rely on it yet. Supply what is missing, then check again.
todo-tanpa_tanda_tangan = Ask for the original signed PDF file. A picture of a signature, a QR code or a scan is not an electronic signature.
todo-practice = A practice document: do not use it as a letter.

hint-notice = Its pages say that the document was signed with an electronic certificate issued by BSrE, and the signature bears that out.
hint-notice-unchecked = Its pages say that the document was signed with an electronic certificate issued by BSrE. Whether that is true cannot be checked yet, because no key of BSrE is registered on this computer.
hint-notice-unsupported = The notice is not borne out by a signature: the pages say that the document was signed with an electronic certificate issued by BSrE, but there is no such signature in the file.
hint-printed = Its pages speak of having been signed, but the electronic signature is not in this file. It may have been printed or saved anew; ask for the original file.
hint-pages-unread = There are too many pages to read all of them in a short time; what unread pages say of signing was not checked. The signatures and the file as a whole were.
hint-qr = There is a QR code on its pages. A QR code is no electronic signature: anybody can make one, and the address in it need not belong to the office that it names. Absah only shows what it says and does not open it.
hint-scan = Its pages are scanned pictures; an electronic signature is not scanned with them.
hint-signature-like = There are remains of a signature that cannot be read any more; this file may be damaged or changed.
qr-says = QR code says
finding-annotation = Notes or stamps over the page
finding-drawn-differently = Pages that another program shows differently
finding-external-content = Content from another file
finding-font-not-embedded = Fonts that are not stored in the document
finding-form-field = Form fields that can be changed
finding-hidden-text = Text covered by a picture or an area
finding-not-drawn = Content that cannot be drawn here
finding-optional-content = Layers that can be hidden
finding-script = Scripts or automatic actions
notice-already-signed = { $found ->
    [true] The document is signed already and carries the notice; its pages stay as they are.
   *[false] The document is signed already without the notice; its pages stay as they are.
}
notice-no-room = There is no free room for the notice.
notice-not-bsre = This certificate is not issued by BSrE; no notice is written.
notice-omitted = No notice is written, as you chose.
notice-present = The document carries the notice already.
notice-written = The notice is written into free room on the pages.
