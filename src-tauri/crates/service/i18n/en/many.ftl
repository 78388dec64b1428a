# Several files at once: the list, signing together, the table of results, and letters that are not complete
drop-folder = Choose a folder…
drop-sign-folder = Choose a folder with letters to sign
drop-verify-folder = Choose a folder with documents to check
home-many = A list of { $count } files is still open.
home-many-back = Back to the list
home-pending = { $count ->
    [one] { $count } signed letter is not complete (its time stamp or evidence).
   *[other] { $count } signed letters are not complete (their time stamp or evidence).
}
home-pending-show = See and complete

many-looking = Opening { $count } files
many-looking-note = Looking at what each file is…
many-look-stopped = Opening the files was stopped.
many-other = Close the list
many-back = Back to the list
many-of = { $done } of { $all }
many-percent = { $label } { $percent } percent
many-stop = Stop
many-resume = Continue
many-cut = Only the first { $count } files were taken. Choose a smaller folder for the rest.

# The table of results
table-title = Results for { $count } files
table-list = List of results
table-running = Checking files…
table-stopped = Checking stopped: { $done } of { $all } files are checked.
table-filter = Show by result
table-all = All
table-unreadable = Not readable
table-waiting = Waiting
table-turn = Waits for its turn.
table-not-checked = Not checked yet.
table-sort = Sort
table-sort-verdict = Problems first
table-sort-name = File name
table-sort-time = Signed most recently
table-sort-order = Order of the folder
table-save = Save table (CSV)
table-sign = Sign { $count } without a signature
table-open-name = Open the result of { $name }
table-who = { $signer }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}, { $when }
table-why = { $reason } { $who }
table-facts = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}

# Signing several letters
batch-title = { $count ->
    [one] Sign { $count } letter
   *[other] Sign { $count } letters
}
batch-note = One PIN for all. Results are new files beside the originals; the originals do not change.
batch-list = List of letters
batch-to-table = Only check
batch-choose = Include { $name }
batch-view = View
batch-view-name = View { $name }
batch-facts = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}{ $signatures ->
    [0] {""}
    [one] {" "}· has { $signatures } signature already
   *[other] {" "}· has { $signatures } signatures already
}{ $seen ->
    [yes] {" "}· seen by you
   *[no] {""}
}
batch-findings = { $facts } · holds something to look at first
batch-ready = Ready
batch-skipped = Skipped
batch-left-out = Not included
batch-checking = Checking…
batch-unchecked = Not checked yet
batch-locked = Locked
batch-locked-note = Needs its password to be signed too. The others do not wait.
batch-unlock-name = Unlock { $name }
batch-retry = Try the { $count ->
    [one] skipped letter
   *[other] { $count } skipped letters
} again
batch-waiting = Waiting
batch-signed = Signed
batch-incomplete = Not complete
batch-result = Result: { $name } · { $level }
batch-result-why = Result: { $name }, kept at level { $level } and queued for completing. { $why }
batch-back = Back to the list
batch-previous = Previous letter
batch-next = Next letter
batch-place = { $at } of { $count }
batch-lay-note = The signature block will stand here. If you move it, that place holds for all letters.
batch-rule = Place of the signature on all letters
batch-rule-free = Automatic
batch-rule-free-note = In a free place on the last page of each letter.
batch-rule-anchor = Above a name or a mark
batch-rule-anchor-empty = Type the name or mark that shows the place.
batch-rule-same = In the same place
batch-rule-same-note = Lay it once on one letter; it holds for all.
batch-rule-same-empty = Lay the signature block on one letter.
batch-rule-invisible = Not visible
batch-rule-invisible-note = The signature is in the file and not seen on the page.
batch-same-last = On the last page of each letter, where you chose.
batch-same-page = On page { $page } of each letter, where you chose.
batch-lay = Lay it on a letter
batch-checks-wait = The checks begin once the place of the signature is known.
batch-checking-all = Checking letters…
batch-check-again = Continue checking
batch-none-chosen = Choose at least one letter.
batch-stated = I have seen all letters (seen here: { $seen } of { $count }).
batch-consent = I have read and understood all these letters and agree to sign them.
batch-consent-first = Tick the statement above once you have read all letters.
batch-original = Results are saved under new names beside the originals.
batch-sign = { $count ->
    [one] Sign { $count } letter
   *[other] Sign { $count } letters
}
batch-pin-about = { $count ->
    [one] You are signing { $count } letter as { $signer }. The token PIN is asked for once.
   *[other] You are signing { $count } letters as { $signer }. The token PIN is asked for once.
}
batch-pad = The card reader may ask for the PIN for each letter: at most { $count } times.
batch-running = Signing letters
batch-stopping = Stopping after this letter…
batch-stop-now = Stop now
batch-stopped = Signing has stopped
batch-left = { $done } letters are signed, { $left } are not.
batch-enough = Leave it at this
batch-done = { $count ->
    [one] { $count } letter was signed
   *[other] { $count } letters were signed
}
batch-done-note = Each result was checked by this program. The originals have not changed.
batch-done-none = No letter was signed. The reason stands beside each one.
batch-refused = { $count ->
    [one] { $count } letter was skipped; the reason stands in the list.
   *[other] { $count } letters were skipped; the reasons stand in the list.
}
batch-incomplete-note = { $count } letters are not complete: their time stamp or evidence can be added without the token.
batch-reveal = Open folder of results
batch-save = Save list (CSV)
batch-finish = Finish

# Letters that are not complete
done-incomplete = Your signature is valid and saved. Only its time stamp or evidence is missing; it can be added later without the token and without the PIN.
pending-title = Letters that are not complete
pending-note = Their signature is valid and stays. What is missing is added to a new file beside each, without the token and without a PIN.
pending-none = No letter needs to be completed.
pending-all = Complete all ({ $count })
pending-complete = Complete
pending-complete-name = Complete { $name }
pending-working = Completing…
pending-running = Fetching time stamps and evidence…
pending-completed = { $count ->
    [one] { $count } letter is complete
   *[other] { $count } letters are complete
}
pending-reveal-name = Show in folder: { $name }
pending-facts = Missing: { $lack } · signed { $time }
pending-lack-t = time stamp
pending-lack-lt = time stamp or evidence of the certificate's status
pending-lack-lta = time stamp, evidence of the certificate's status, or archive time stamp
pending-forget = Remove from list
pending-forget-name = Remove from list: { $name }
pending-forget-note = Removing it from the list does not change the file.

# Attachments inside the document
attachments-title = Attachments inside this file ({ $count })
attachments-note = This program does not open attachments and does not check what is in them.
attachment-facts = { $size }
attachment-facts-page = { $size } · page { $page }
attachment-save = Save…
attachment-save-name = Save… { $name }
attachment-keep = Save all the same
attachment-warning = An attachment can hold a harmful program. Save it only if you know the sender and expect this attachment.
attachment-harmful = A file of this kind can run programs and harm the computer. Do not save it unless the helpdesk asks you to.
