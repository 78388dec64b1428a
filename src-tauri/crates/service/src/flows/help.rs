//! What the help needs: whom to ask, tokens that were lost, the practice statement, and the page for the public.

use crate::host::PickKind;
use crate::journal::{Known, WITA};
use crate::lost::{Lost, id_of};
use crate::output::{Draft, name_of};
use crate::rules::CONTACT;
use crate::schema::{
    ContactView, HelpView, KnownCertificateView, LostRequest, Problem, SavedFileView, StatementAct,
    StatementRequest, StatementView,
};
use crate::texts::Texts;
use crate::{Service, hex};
use ::journal::render::{Block, Paper};
use chrono::NaiveDate;
use pki::algorithm::Digest;
use pki::bundle::Switch;
use pki::cert::Certificate;
use std::path::{Path, PathBuf};

/// Largest practice statement that is taken in, in bytes: 32 MiB.
const LARGEST: u64 = 32 << 20;

impl Service {
    /// Whom to ask, and what is kept for the help.
    pub fn help_view(&self) -> HelpView {
        let mut statements: Vec<String> =
            self.signers().iter().flat_map(Certificate::statement_uris).collect();
        statements.sort();
        statements.dedup();
        HelpView {
            contacts: self.contacts(),
            certificates: self.known_certificates(),
            statements,
            statement: self.statement(),
        }
    }

    /// The agency first: those who sign call it, and it calls BSrE. The blocks are the agreement's, letter by
    /// letter; the agency's bundle may put its own helpdesk in the first one's place. An address that was told anew holds from
    /// its day.
    pub(crate) fn contacts(&self) -> Vec<ContactView> {
        let block = |[name, address, phone, email]: [&str; 4]| ContactView {
            name: name.to_owned(),
            address: address.to_owned(),
            phone: phone.to_owned(),
            email: email.to_owned(),
            by_agency: false,
        };
        let agency = self.agency_contact().or_else(|| self.moved_contact("1"));
        let bsre = self.moved_contact("2");
        vec![agency.unwrap_or_else(|| block(AGENCY)), bsre.unwrap_or_else(|| block(BSRE))]
    }

    /// A party's new address from the profile, from the day on which it takes effect in Bali.
    fn moved_contact(&self, party: &str) -> Option<ContactView> {
        let from = self.of_profile(&format!("alamat-{party}-mulai"));
        let from = NaiveDate::parse_from_str(&from, "%Y-%m-%d").ok()?;
        let text = self.of_profile(&format!("alamat-{party}-baru"));
        (self.host().now().with_timezone(&WITA).date_naive() >= from).then(|| contact_of(&text)).flatten()
    }

    pub(crate) fn first_contact(&self) -> ContactView {
        self.contacts().swap_remove(0)
    }

    fn agency_contact(&self) -> Option<ContactView> {
        let bundle = self.bundle()?;
        let text = |switch: &str| match bundle.switches().get(switch) {
            Some(Switch::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let [name, address, phone, email] = CONTACT.map(text);
        let unreachable = name.is_empty() || (phone.is_empty() && email.is_empty());
        (!unreachable).then_some(ContactView { name, address, phone, email, by_agency: true })
    }

    /// Marks a token as lost, or takes the mark away. Works without token and network.
    ///
    /// # Errors
    /// [`Problem::TokenNotFound`] for a certificate that this computer does not know; [`Problem::OutputNotWritable`].
    pub fn mark_lost(&self, request: &LostRequest) -> Result<HelpView, Problem> {
        let id = &request.certificate;
        if request.lost && !self.known_certificates().iter().any(|known| known.id == *id) {
            return Err(Problem::TokenNotFound { name: id.chars().take(16).collect() });
        }
        let data = self.host().data_folder();
        let mut lost = Lost::read(data);
        lost.set(id, request.lost.then(|| self.host().now().format("%Y-%m-%d").to_string()));
        lost.write(data).map_err(|_| Problem::OutputNotWritable)?;
        self.tokens_changed();
        Ok(self.help_view())
    }

    /// Why a certificate must not sign here, if its token was reported lost.
    pub(crate) fn lost_problem(&self, certificate: &Certificate) -> Option<Problem> {
        let lost = Lost::read(self.host().data_folder());
        let since = lost.since(&id_of(certificate))?.to_owned();
        Some(Problem::CertificateLost { since })
    }

    /// Those on tokens that are in, then those that signed here. Practice never counts.
    fn known_certificates(&self) -> Vec<KnownCertificateView> {
        let lost = Lost::read(self.host().data_folder());
        let marked = |id: &str| lost.since(id).map(str::to_owned);
        let mut known: Vec<KnownCertificateView> = Vec::new();
        for certificate in self.signers() {
            let id = id_of(&certificate);
            known.push(KnownCertificateView {
                issuer: crate::flows::tokens::name_of(certificate.issuer()),
                serial: ::journal::record::Serial::masked(&certificate.serial_hex()).as_str().to_owned(),
                until: certificate.not_after().format("%Y-%m-%d").to_string(),
                present: true,
                lost: marked(&id),
                id,
            });
        }
        for Known { id, issuer, serial, until } in self.journal_certificates() {
            if !known.iter().any(|one| one.id == id) {
                known.push(KnownCertificateView {
                    lost: marked(&id),
                    id,
                    issuer,
                    serial,
                    until,
                    present: false,
                });
            }
        }
        known
    }

    /// Certificates for signing on tokens that are in, but for practice.
    pub(crate) fn signers(&self) -> Vec<Certificate> {
        let mut found: Vec<Certificate> = Vec::new();
        for seen in self.tokens().seen().iter().filter(|seen| seen.id != crate::tokens::PRACTICE) {
            let Some(Ok(reading)) = &seen.reading else { continue };
            for der in reading.keys.iter().filter_map(|key| key.certificate.as_deref()) {
                let Ok(certificate) = Certificate::from_der(der) else { continue };
                let signs = crate::flows::tokens::usage_problem(&certificate).is_none();
                if signs && !found.contains(&certificate) {
                    found.push(certificate);
                }
            }
        }
        found
    }

    /// Takes in, shows or forgets the agency's copy of the practice statement.
    ///
    /// # Errors
    /// [`Problem::DocumentNotPdf`], [`Problem::DocumentUnreadable`], [`Problem::OutputNotWritable`].
    pub fn statement_act(&self, request: StatementRequest) -> Result<HelpView, Problem> {
        match request.act {
            StatementAct::Pick => {
                if let Some(path) = self.host().pick_files(PickKind::Documents).into_iter().next() {
                    self.take_statement(&path)?;
                }
            }
            StatementAct::Show => {
                let shown = self.host().show_file(&self.statement_file("pdf"));
                shown.map_err(|_| Problem::DocumentUnreadable)?;
            }
            StatementAct::Forget => {
                for ending in ["json", "pdf"] {
                    match std::fs::remove_file(self.statement_file(ending)) {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(Problem::OutputNotWritable);
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(self.help_view())
    }

    fn take_statement(&self, path: &Path) -> Result<(), Problem> {
        let length = std::fs::metadata(path).map_err(|_| Problem::DocumentUnreadable)?.len();
        if length > LARGEST {
            return Err(Problem::DocumentTooComplex);
        }
        let bytes = std::fs::read(path).map_err(|_| Problem::DocumentUnreadable)?;
        if !bytes.starts_with(b"%PDF-") {
            return Err(Problem::DocumentNotPdf { kind: "other".to_owned() });
        }
        let view = StatementView {
            name: name_of(path),
            taken: self.host().now().format("%Y-%m-%d").to_string(),
            sha256: hex(&Digest::Sha256.hash(&bytes)),
        };
        let facts = serde_json::to_vec_pretty(&view).unwrap_or_default();
        crate::settings::replace(&self.statement_file("pdf"), &bytes)
            .and_then(|()| crate::settings::replace(&self.statement_file("json"), &facts))
            .map_err(|_| Problem::OutputNotWritable)
    }

    /// The copy that is kept, as long as it is the one that was taken in.
    fn statement(&self) -> Option<StatementView> {
        let facts = std::fs::read(self.statement_file("json")).ok()?;
        let view: StatementView = serde_json::from_slice(&facts).ok()?;
        let bytes = std::fs::read(self.statement_file("pdf")).ok()?;
        (hex(&Digest::Sha256.hash(&bytes)) == view.sha256).then_some(view)
    }

    fn statement_file(&self, ending: &str) -> PathBuf {
        self.host().data_folder().join(format!("cps.{ending}"))
    }

    /// Asks where the page for the public is to be kept, and writes it.
    ///
    /// # Errors
    /// As [`Draft::write`] and [`Draft::publish`].
    pub fn save_sheet(&self) -> Result<SavedFileView, Problem> {
        let name = format!("{}.pdf", Texts::new(self.settings().locale).text("sheet-file-name"));
        let Some(target) = self.host().pick_target(Path::new(&name)) else {
            return Ok(SavedFileView { name: None });
        };
        let bytes = self.sheet()?;
        let written = Draft::write(&target, |out| out.write_all(&bytes))?.publish()?;
        Ok(SavedFileView { name: Some(name_of(&written)) })
    }

    /// How the public verifies a document, on one page that can be printed (R-4.1h.2).
    ///
    /// # Errors
    /// [`Problem::Internal`].
    pub fn sheet(&self) -> Result<Vec<u8>, Problem> {
        let locale = self.settings().locale;
        let texts = Texts::new(locale);
        let contact = self.first_contact();
        let mut blocks = vec![Block::Text(texts.text("sheet-intro"))];
        for part in ["original", "open", "see", "doubt"] {
            blocks.push(Block::Heading(texts.text(&format!("sheet-{part}"))));
            blocks.push(Block::Text(texts.text(&format!("sheet-{part}-text"))));
        }
        blocks.push(Block::Heading(texts.text("sheet-ask")));
        blocks.push(Block::Text(contact.name));
        blocks.push(Block::Facts(vec![
            (texts.text("sheet-address"), contact.address),
            (texts.text("sheet-phone"), contact.phone),
            (texts.text("sheet-email"), contact.email),
        ]));
        blocks.push(Block::Note(texts.text("sheet-note")));
        let paper = Paper {
            lead: String::new(),
            title: texts.text("sheet-title"),
            language: if locale == crate::schema::Locale::Id { "id" } else { "en" }.to_owned(),
            program: format!("Absah {}", env!("CARGO_PKG_VERSION")),
            created: self.host().now(),
            footer: texts.text("sheet-footer"),
            blocks,
        };
        ::journal::render::pdf(&paper).map_err(|error| self.internal("sheet", &error))
    }
}

/// As in the agreement, Art 15: the same in every language.
const AGENCY: [&str; 4] = [
    "Dinas Komunikasi, Informatika dan Statistik Provinsi Bali",
    "Jalan D.I. Panjaitan Nomor 7, Denpasar – Bali 80235",
    "(0361) 225859",
    "diskominfos@baliprov.go.id",
];

/// Likewise.
const BSRE: [&str; 4] = [
    "Seksi Pelayanan Sertifikasi Elektronik, Balai Sertifikasi Elektronik",
    "Jalan Harsono RM Nomor 70, Jakarta Selatan 12550",
    "(021) 50966400",
    "info.bsre@bssn.go.id",
];

/// A contact written as the agreement writes it: name, address, `Telp : `, `Email : `. Nothing where nobody could be reached.
fn contact_of(text: &str) -> Option<ContactView> {
    let (mut name, mut address) = (String::new(), Vec::new());
    let (mut phone, mut email) = (String::new(), String::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (label, value) = line.split_once(':').unwrap_or(("", line));
        match label.trim().to_lowercase().as_str() {
            "telp" | "telepon" | "tel" => phone = value.trim().to_owned(),
            "email" | "surel" | "e-mail" => email = value.trim().to_owned(),
            _ if name.is_empty() => name = line.to_owned(),
            _ => address.push(line),
        }
    }
    let unreachable = name.is_empty() || (phone.is_empty() && email.is_empty());
    let address = address.join(", ");
    (!unreachable).then_some(ContactView { name, address, phone, email, by_agency: false })
}
