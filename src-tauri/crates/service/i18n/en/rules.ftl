# The rules that hold on this computer and who set them: Settings, `absah trust list`, and refusals before the PIN.

rules-title = Rules in force
rules-note = Rules of the agency cannot be changed on this computer. The others follow your choice or come with the program.
rules-by-agency = Set by { $agency }, bundle of { $day }
rules-own = Your choice
rules-default = As delivered
rules-locked = Set by { $agency } and cannot be changed here.
rules-notice-locked = This wording is set by { $agency } and cannot be changed here.

rule-offline-signing = Signing without a check of the certificate's status
rule-offline-signing-on = Allowed, with a warning when the status cannot be asked for
rule-offline-signing-off = Not allowed
rule-stamp-required = Time stamp
rule-stamp-required-on = Required on every signature
rule-stamp-required-off = Not required
rule-revocation-max-age-hours = Age of revocation data before signing
rule-revocation-max-age-hours-some = At most { $hours } hours
rule-revocation-max-age-hours-none = Until the update that the issuer announces
rule-allowed-issuers = Issuers of certificates for signing
rule-allowed-issuers-none = Every issuer trusted on this computer
rule-notice-text = Wording of the notice on documents
rule-refuse-changeable = Documents that can change their look
rule-refuse-changeable-on = Refused
rule-refuse-changeable-off = Warned of
rule-network = Network
rule-network-on = May be used
rule-network-off = Not used
rule-certificate-status = Status of certificates
rule-certificate-status-on = May be asked for when the network is used
rule-certificate-status-off = Not asked for
rule-missing-issuers = Certificates of missing issuers
rule-missing-issuers-on = May be fetched when the network is used
rule-missing-issuers-off = Not fetched
rule-journal-keep-months = How long records are kept
rule-journal-keep-months-some = { $months } months; what is older is removed when you apply it
rule-journal-keep-months-none = Without end
rule-stampers = Time-stamp servers
rule-stampers-none = None yet
rule-contact = Helpdesk

err-bundle-rule = The rule "{ $name }" in this agency bundle cannot be read.
rec-bundle-rule = The bundle is not used and the rules in force stay. Ask the helpdesk to mend the bundle.
err-certificate-status-old = The certificate's revocation data are older than { $hours } hours, the limit of { $agency } (bundle of { $since }).
rec-certificate-status-old = Connect the computer to the network, switch the network on in Settings and try again: the issuer is then asked for new data.
err-policy-offline = { $agency } (bundle of { $since }) does not allow signing when the certificate's status cannot be checked.
rec-policy-offline = Connect the computer to the network and switch the network on in Settings, then try again. If the network is down, follow the agency's manual procedure.
err-policy-stamp-required = { $agency } (bundle of { $since }) requires a time stamp on every signature.
rec-policy-stamp-required = Choose level B-T or higher, or leave the level open, and try again.
err-policy-stamp-missing = { $agency } (bundle of { $since }) requires a time stamp, but none could be had. The document was not signed.
rec-policy-stamp-missing = In Settings, Network, try the time-stamp server: the reason is named there. Then sign again.
err-policy-issuer = { $agency } (bundle of { $since }) does not allow signing with a certificate of { $issuer }.
rec-policy-issuer = Use a token with a certificate of an allowed issuer; they are listed in Settings, Rules in force.

# About the program.
about-title = About
about-version = Absah { $version }
about-independent = Absah is an independent program. It is no product of BSrE, BSSN or Komdigi, and not certified or approved by them.
about-technical = The result of a check is a technical result at a time, with the issuers trusted on this computer; it is no court's finding. A certificate proves a name, not an office.
about-licence = Open-source software under the MIT or Apache-2.0 licence. Components and their licences are listed on the sheet "Facts for a security assessment" in History & reports, part Agreement.
