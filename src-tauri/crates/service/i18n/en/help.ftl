# The help in the window: pages, check, codes, lost tokens, learning cards, CPS, reminders.
problem-explain = { $number } · Explanation and contacts
helpdesk-line = Need help? { $name }, { $phone }
help-back = Back
help-saved = The file { $name } was saved.
help-doctor = Check readiness
help-doctor-note = Token, certificate, clock and network are checked one by one. No PIN is asked for.
help-codes = Error codes
help-codes-note = Look up what an ABS code means, how it comes about and what to do.
help-lost = Token lost or stolen
help-lost-note = What to do at once. Needs neither token nor network.
help-learn = Learn
help-learn-note = Short cards about what is often mistaken.
help-statement = Practice statement of the issuer (CPS)
help-statement-note = The issuer's rules, and your agency's copy of them.
help-decode = Read the code of a check
help-decode-note = For the helpdesk: a code that is read out on the phone.
help-sheet = Page for the public
help-sheet-note = One A4 page to print: how to verify an electronically signed document.
help-sheet-save = Save PDF
help-practice = Practice
help-practice-note = Try signing with the practice token and a sample letter. The result is marked LATIHAN and does not count.
help-contacts = Contacts
help-contact-first = First, your own agency
help-contact-second = For helpdesk and administrators
help-contact-agency = By the agency's bundle.
help-copy = Click a number or an e-mail address to select it, then copy. This program calls and mails nobody by itself.
doctor-again = Check again
doctor-checking = Checking…
doctor-asking = Asking servers…
doctor-sum-ready = This computer is ready. Nothing is to be done.
doctor-sum-todo = { $count ->
    [one] One thing is to be done.
   *[other] { $count } things are to be done.
}
doctor-sum-first = Begin with: { $layer }.
doctor-until = Valid until { $date }
doctor-act-issuers = Open trusted issuers
doctor-act-network = Open network settings
doctor-act-token = Open the token page
doctor-act-unblock = Unblock the PIN
doctor-call-title = Not solved?
doctor-call-text = Call { $name }, { $phone }, { $email }, and read out this code:
doctor-code-note = The code holds the findings above and nothing else: no name, no number, no content of a document.
support-note = If the helpdesk asks for details, a support file can be saved. Its content is shown first and is sent nowhere.
support-show = Show the support file
support-shown = Content of the support file
support-save = Save as text
support-save-json = Save as JSON
codes-search = Search for a code or a word
codes-search-note = For example ABS-223, 223, or “PIN is blocked”.
codes-count = { $count ->
    [one] one code
   *[other] { $count } codes
}
codes-none = No code fits.
explain-cause = Cause
explain-remedy = What to do
explain-systems = On Windows, Linux and macOS
decode-label = The code that was read out
decode-note = Twelve letters and digits. Capitals, blanks and hyphens make no difference; O is read as 0, I and L as 1.
decode-submit = Read
lost-step-call = Call your agency at once (contacts below). Say that a token for electronic signatures was lost or stolen.
lost-step-revoke = Ask for the certificate to be revoked. Only its issuer can do that, at your request or the agency's.
lost-step-mark = Mark the token below, so that this computer cannot sign with it.
lost-step-write = Note when and where you last had the token, and report it in writing as your agency's rules ask.
lost-step-new = Do not use the token again even if it is found, until the agency says that it is safe. Earlier signatures with a time stamp can still be verified.
lost-mark-title = Mark as lost on this computer
lost-mark-note = The mark refuses signing on this computer only. It does not revoke anything.
lost-certificate = Serial number { $serial }, valid until { $date }
lost-present = Its token is plugged in now.
lost-absent = It has signed on this computer.
lost-since = Marked as lost since { $date }.
lost-mark = Mark as lost
lost-clear = Take the mark away
lost-none = No certificate has signed on this computer yet, and no token is plugged in. The steps above hold all the same.
learn-sign = Signing
learn-sign-text = Plug in the token, drop a PDF on this window, read all pages, place the signature block, then type the token PIN. The result is a new file ending in _ttd.pdf; the original stays as it is.
learn-verify = Verifying
learn-verify-text = Drop a PDF that you received on this window. One word at the top says the result, and one sentence below it says what to do.
learn-qr = A QR code is no signature
learn-qr-text = QR codes and pictures of a signature are only pictures; anybody can copy them to another letter. The electronic signature is inside the PDF file and can be verified from that file only.
learn-print = Prints and scans
learn-print-text = Prints, photographs and scans do not carry the electronic signature, so they cannot be verified. Keep and send the PDF file.
learn-change = Change nothing after signing
learn-change-text = Compressing, merging, adding notes or stamps, and printing to PDF again can break a signature. Finish all that before signing. Send the file as it is.
learn-name = A certificate proves a name, not an office
learn-name-text = The issuer checks who the person is. Office, rank and NIP written in a letter come from its author; authority is checked in another way.
learn-time = Time stamps
learn-time-text = A computer's clock can be wrong or changed. A time stamp comes from a trusted server and proves that the signature was there at that moment, also after its certificate has ended or was revoked.
learn-lend = Token and PIN are not lent
learn-lend-text = A signature from your token counts as yours. Do not lend the token, and give token PIN or BSrE passphrase to nobody, staff and helpdesk included. This program asks for the token PIN only.
learn-loss = When a token is lost
learn-loss-text = Call your agency at once so that its certificate is revoked, then mark the token as lost on this computer. The steps are in Help, under lost tokens.
learn-local = Documents stay on this computer
learn-local-text = Signing and verifying happen on this computer. The content of documents is sent nowhere; servers are asked only where the network is switched on, and get certificate numbers or fingerprints only.
learn-elsewhere = Checking elsewhere
learn-elsewhere-text = This program never asks you to upload a document. Public checking sites, such as tte.komdigi.go.id/verifyPDF, take files by upload: the document then leaves this computer. Do not do that with confidential documents or those with personal data; check them here.
learn-keys = Keyboard
learn-keys-text = Ctrl+O opens a file, Ctrl+1 to Ctrl+6 change the area, F1 opens the help. On the signature block arrow keys move it and Shift with arrows changes its size.
statement-what = The CPS says how the issuer checks applicants, protects its keys and revokes certificates, and what holders of certificates are responsible for.
statement-address = Address by the certificate on the token
statement-no-address = The certificate on the token names no address, or no token is plugged in.
statement-address-note = Click an address to select it, then copy it to a browser. This program does not open it by itself.
statement-copy = Your agency's copy
statement-absent = Not available yet. Ask your agency for a PDF copy, then take it in here.
statement-taken = Taken in on { $date }
statement-show = Open
statement-replace = Replace
statement-forget = Delete
statement-pick = Choose a PDF file
corner-ends = { $days ->
    [0] The certificate ends today
    [1] The certificate ends tomorrow
   *[other] The certificate ends in { $days } days
}
reminder-title = { $days ->
    [0] Your certificate ends today.
    [1] Your certificate ends tomorrow.
   *[other] Your certificate ends in { $days } days.
}
reminder-text = Valid until { $date }. Apply for a renewal at the helpdesk before that day; after it you cannot sign.
reminder-renew = Start renewal
reminder-dismiss = Remind me later
reminder-contact = Show contacts
