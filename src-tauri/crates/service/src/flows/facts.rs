//! Facts for a security assessment (R-4.1e.1): what this program is and how it is set, without a person, a path or a name of a
//! file. Two runs in the same state give the same.

use crate::Service;
use crate::schema::System;
use ::journal::chain::Hash;
use std::fmt::Write as _;
use std::io::Read;

impl Service {
    /// One fact by its name in a sheet; nothing for a name that is not known.
    pub(super) fn security_fact(&self, name: &str) -> Option<String> {
        Some(match name {
            "version" => super::verify::program(),
            "build" => build()?,
            "system" => format!("{} {}", System::HERE.as_str(), std::env::consts::ARCH),
            "selftest" => self_test(),
            "journal_state" => self.journal_fact(),
            "doctor" => format!("{} {}", System::HERE.as_str(), std::env::consts::ARCH),
            "settings" => self.settings_fact(),
            "network" => self.network_fact(),
            "trust" => self.trust_fact(),
            "data" => DATA.to_owned(),
            "components" => COMPONENTS.trim_end().to_owned(),
            _ => return None,
        })
    }

    fn journal_fact(&self) -> String {
        match self.journal_verify() {
            Err(_) => "catatan tidak dapat dibaca".to_owned(),
            Ok(view) if view.last.is_none() => "belum ada catatan".to_owned(),
            Ok(view) if !view.holds => "rantai catatan tidak utuh".to_owned(),
            Ok(view) => {
                let sealed = if view.sealed == view.last { "tersegel" } else { "menunggu segel" };
                format!("rantai catatan utuh, {sealed}")
            }
        }
    }

    fn settings_fact(&self) -> String {
        let settings = self.settings();
        let word = |on: bool| if on { "ya" } else { "tidak" };
        [
            format!("token latihan: {}", word(settings.practice)),
            format!("dokumen yang dapat berubah tampilannya ditolak: {}", word(settings.refuse_changeable)),
            format!("kata keterangan diubah: {}", word(settings.notice.is_some())),
            format!("berkas kunci: {}; driver: {}", settings.key_files.len(), settings.modules.len()),
            format!("tempat dokumen diingat: {}", word(self.places().kept())),
        ]
        .join("\n")
    }

    fn network_fact(&self) -> String {
        let network = self.network();
        if !network.on {
            return "jaringan dimatikan; tidak ada alamat".to_owned();
        }
        let word = |on: bool| if on { "ya" } else { "tidak" };
        let mut text = format!(
            "status sertifikat ditanyakan: {}; penerbit diambil: {}",
            word(network.status),
            word(network.issuers)
        );
        for server in &network.stamps {
            let _ = write!(text, "\nstempel waktu: {}", server.url);
        }
        for host in &network.hosts {
            let _ = write!(text, "\nalamat dalam: {host}");
        }
        text
    }

    fn trust_fact(&self) -> String {
        let view = self.trust_view();
        let mut anchors: Vec<String> = view
            .anchors
            .iter()
            .map(|anchor| format!("{} SHA-256 {}", anchor.subject, anchor.sha256))
            .collect();
        anchors.sort();
        if anchors.is_empty() { "belum ada".to_owned() } else { anchors.join("\n") }
    }
}

/// SHA-256 of the running program's file, read in pieces.
fn build() -> Option<String> {
    let mut file = std::fs::File::open(std::env::current_exe().ok()?).ok()?;
    let mut hash = sha2::Sha256::default();
    let mut piece = vec![0u8; 1 << 16];
    loop {
        let read = file.read(&mut piece).ok()?;
        if read == 0 {
            return Some(crate::hex(&sha2::Digest::finalize(hash)));
        }
        sha2::Digest::update(&mut hash, piece.get(..read)?);
    }
}

/// Known answers: the digest of FIPS 180-4 and the shipped templates.
fn self_test() -> String {
    let digest = Hash::of(b"abc").to_string() == ABC;
    let templates = ::journal::report::Template::example().is_ok()
        && ::journal::sheet::Sheet::SHIPPED
            .iter()
            .all(|(_, bytes)| ::journal::sheet::Sheet::parse(bytes).is_ok());
    let word = |good: bool| if good { "baik" } else { "gagal" };
    format!("SHA-256: {}; templat: {}", word(digest), word(templates))
}

/// FIPS 180-4, example of SHA-256.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Where data are kept, below the data folder.
const DATA: &str = "settings.json: pengaturan
trust, bundle.json: penerbit tepercaya
cache: jawaban jaringan tentang sertifikat
practice: token latihan
journal: catatan tanpa nama berkas dan tanpa nama orang
reports: catatan rekan yang digabungkan
agreement.json, templates: jawaban dan templat area perjanjian
kunci segel dan kunci ekspor: penyimpanan rahasia sistem";

/// Name, version and licence of every component of others (`tests/components.rs` compares it with the lock files).
const COMPONENTS: &str = include_str!("../../assets/components.txt");
