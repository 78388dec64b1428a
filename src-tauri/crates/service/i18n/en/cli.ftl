# Sentences of the command line. Names of commands and options are not translated.
cli-usage =
    Absah signs and verifies PDF letters on this computer.

    Usage:
      absah sign IN.pdf -o OUT.pdf [--token NAME] [--key NAME] [--pin-stdin] [--password-stdin]
                 [--place PAGE,X,Y,W,H | --above TEXT | --mark MARK | --field NAME | --invisible]
                 [--position OFFICE] [--rank TEXT] [--nip NIP] [--location TEXT]
                 [--preset NAME] [--image PICTURE [--image-above]] [--qr ADDRESS] [--show-reason]
                 [--notice foot|head|last | --no-notice REASON]
                 [--protect lock|certify|certify-forms|certify-annotations]
                 [--level b|t|lt|lta] [--reason REASON] [--trust DIR] [--json]
      absah sign FILE-OR-FOLDER… [--output-folder DIR] [--resume] [options as above]
      absah extend IN.pdf --level t|lt|lta [-o OUT.pdf] [--trust DIR] [--password-stdin] [--json]
      absah pending [list|complete] [--trust DIR] [--password-stdin] [--json]
      absah verify FILE|DIR… [--trust DIR] [--online | --offline] [--at TIME] [--password-stdin] [--json]
      absah verify FILE [--report REPORT.pdf|.xml [--bilingual]] [--bundle EVIDENCE.json] [--extract VERSION -o OUT.pdf]
      absah verify DIR… --csv TABLE.csv
      absah verify --evidence EVIDENCE.json [FILE] [--json]
      absah fields IN.pdf -o OUT.pdf --add NAME=PAGE,X,Y,WIDTH,HEIGHT…
      absah repair IN.pdf -o OUT.pdf
      absah tokens [--json]
      absah pin change [--token NAME] [--pin-stdin] [--last-try] [--json]
      absah pin unblock [--token NAME] [--pin-stdin] [--last-try] [--json]
      absah doctor [--network] [--support FILE.txt|FILE.json] [--json] | --decode CODE
      absah explain [CODE] [--json]
      absah trust add FILE --fingerprint HEX [--purpose any|signing|time-stamping] [--until DAY] [--bsre]
      absah trust list | mark HEX --bsre|--no-bsre | remove HEX [--json]
      absah trust bundle FILE [--fingerprint KEY-HEX] | forget [--json]
      absah network [show|on|off] | add URL [--user NAME] | remove URL | allow HOST | deny HOST | test URL [--json]
      absah cache clear
      absah journal verify | seal | fingerprint [--json]
      absah journal export -o FILE|--preview --unit UNIT [--year YEAR | --from DAY --to DAY] [--full] [--json]
      absah journal confirm --fingerprint HEX --unit UNIT
      absah journal merge FILE… [--json]
      absah journal report -o OUT.csv|OUT.xlsx|OUT.pdf [--year YEAR | --from DAY --to DAY] [--merged] [--unit UNIT]
                 [--template FILE] [--remark TEXT] [--json]
      absah enroll list | delete FOLDER [--json]
      absah enroll new penerbitan|pembaruan|perubahan-data|pencabutan FOLDER --form ENTRIES.json --consent [--template FILE]
      absah enroll form|show|pin|puk|manage|key|request|write|check|test|handover FOLDER [--token NAME] [--pin-stdin]
                 [--form ENTRIES.json --consent] [--slot 9c] [--algorithm rsa-2048|rsa-3072|p-256] [--confirm 4-DIGITS]
                 [--csr FILE] [--accept-difference] [--last-try] [--json]
      absah enroll confirm FOLDER pin|puk|management | receive FOLDER CERTIFICATE [--json]
      absah practice reset

    --token: practice, a token's name or serial number, p12:FILE, or pkcs11:LIBRARY. All of it: docs/command-line.md.
cli-usage-error = The command was not understood: { $detail }
cli-usage-hint = Type absah --help to see how it is used.
cli-pin-prompt = PIN of the token { $token }
cli-key-file-prompt = Password of the key file { $file }
cli-password-prompt = Password of the document { $file }
cli-consent = By signing you state that you have read and understood this document and agree to sign it.
cli-signed = The document was signed and the result verified: { $file }
cli-signed-practice = LATIHAN: this result was signed with the practice token and is not valid.
cli-batch-refused = Not signed: { $file }
cli-batch-waiting = Not signed yet: { $file }
cli-batch-sum = { $signed } of { $all } documents signed.
cli-pending = { $file } is not complete, signed { $time }
cli-pending-none = There is no document to complete.
cli-pending-still = Not complete yet: { $file }
cli-signer = Signer: { $name }
cli-issuer = Issuer: { $name }
cli-time-claimed = Time by the signer's computer: { $time }
cli-time-stamped = Time stamp: { $time }
cli-version = Afterwards, in version { $version }: { $change }
cli-version-page = Afterwards, in version { $version }, page { $page }: { $change }
cli-unreadable = Unreadable
cli-evidence-made = Evidence bundle made by { $program }; result then: { $verdict }
cli-evidence-absent = Without the document: changes after signing are only repeated from the bundle.
cli-evidence-same = This is the document it speaks of; everything was checked anew.
cli-evidence-different = This is NOT the document that the bundle speaks of. Only the bundle is judged below.
cli-evidence-other-trust = Other issuers are trusted on this computer than on the one that made the bundle.
cli-tries-left = PIN tries left: { $tries }
cli-puk-tries-left = PUK tries left: { $tries }
cli-puk-prompt = PUK of the token { $token }
cli-pin-new-prompt = New PIN
cli-pin-repeat-prompt = New PIN again
cli-pin-on-pad = Type the PIN on the card reader.
cli-pin-changed = The token PIN has been changed.
cli-pin-unblocked = The token PIN has been unblocked. Use the new PIN.
cli-last-pin = One try of the PIN is left. If it is wrong once more, the token is blocked and can only be unblocked with the PUK.
cli-last-puk = One try of the PUK is left. If it is wrong once more, the token cannot be unblocked any more.
cli-last-word = CONTINUE
cli-last-prompt = Type { $word } to use the last try, or Enter to stop:
cli-token-locked = not opened
cli-token-ready = ready
cli-token-blocked = PIN blocked
cli-token-unusable = not usable yet
cli-trust-empty = No issuer is trusted on this computer yet.
cli-trust-added = Issuer added: { $name }
cli-status-as-of = Status of the certificate by data of { $time }.
cli-status-missing = The status of the certificate is not known. Add --online to ask for it over the network.
cli-trust-bundle = Agency bundle: { $agency }, number { $number }, of { $time }
cli-trust-unknown = rule that is not known: { $name }
cli-trust-agency = from the agency bundle
cli-trust-until = trusted until { $time }
cli-trust-bsre = its key is marked as BSrE's
cli-server-password = Password for { $server }
cli-network-on = The network is switched on.
cli-network-off = The network is switched off; nothing is asked outside.
cli-network-server = Time-stamp server: { $server }
cli-network-host = Host that may have a closed address: { $host }
cli-network-cache = Kept answers: { $entries } ({ $bytes } bytes)
cli-network-time = Time by the server: { $time }
cli-journal-holds = The records are whole: { $entries } lines, sealed up to { $sealed }.
cli-journal-broken = The records are not whole. Keep their folder as it is and ask the helpdesk.
cli-journal-sealed = The records are sealed.
cli-journal-unsealed = The records cannot be sealed yet. Make sure that the system's key store runs and is unlocked.
cli-journal-mark = Rahasia – Pasal 9 PKS
cli-journal-fingerprint = Fingerprint of this computer: { $fingerprint }
cli-journal-exported = { $records } records were written to { $file }. Its recipient must keep them confidential (Art 9 of the agreement).
cli-journal-preview = { $records } records will be written, beginning with:
cli-journal-confirmed = Computer confirmed: { $unit }
cli-journal-taken = { $unit }: { $records } records were taken in.
cli-journal-already = { $unit }: this file was taken in before; nothing has changed.
cli-journal-report = The report of { $from } to { $to } was written to { $file }: { $signed } signed, { $failed } failed, { $verified } checked.
cli-journal-example = The format of this report is only an example; BSrE's own is not known.
finding-began-anew = The records begin anew because those before could not be continued.
finding-chain-missing = A whole part of the records is missing.
finding-edited = A record was changed.
finding-foreign = These records were copied from another computer or account.
finding-missing = Records in the middle are missing.
finding-newer = A record was written by a later version of this program.
finding-removal-unfinished = Removing records was not finished; remove again.
finding-removed = Old records were removed, and their removal is recorded.
finding-reordered = Records stand in another order, or one stands twice.
finding-rewritten = The records were written anew: they are not those that were sealed.
finding-seal-forged = The seal of the records was changed.
finding-seal-gone = The seal of the records is gone.
finding-seal-other-key = The seal of the records was made with another key.
finding-torn = The last record is half written; the next recording mends it.
finding-truncated = The end of the records was cut off.
finding-unchecked = The seal key is not at hand, so the seal was not checked.
finding-unreadable = A record cannot be read.
finding-unsealed = The last records are not sealed yet; the next signing seals them.
cli-practice-reset = The practice token was made anew. PIN { $pin }, PUK { $puk }.
cli-written = New file written: { $file }
cli-explain-unknown = there is no code { $code }; absah explain shows all
cli-explain-cause = Cause: { $text }
cli-explain-remedy = What to do: { $text }
cli-explain-on = On { $system }: { $text }
cli-journal-removable = { $records } records from { $from } to { $until } are older than { $months } months. Nothing was removed; say it again with --yes to remove them.
cli-journal-removed = { $records } records from { $from } to { $until } were removed. The chain of records is whole and tells of it.
cli-journal-nothing-old = No record is older than { $months } months.
