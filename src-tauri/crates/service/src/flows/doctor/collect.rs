//! Looking at this computer: readers, token, issuers, clock, servers, folder, versions. No opinion here.

use super::facts::{
    Asked, CertificateFacts, Clock, Facts, KeyFacts, Network, ReadToken, Readers, TokenFacts,
};
use crate::flows::network::host_of;
use crate::flows::sign::status::Standing;
use crate::flows::tokens::{problem_of, purpose, time_problem, usage_problem};
use crate::output::Draft;
use crate::rules::Rules;
use crate::schema::{KeyPurpose, Problem, TokenView};
use crate::tokens::Seen;
use crate::worker::Reading;
use crate::{Service, folders};
use chrono::{DateTime, TimeDelta, Utc};
use pki::cert::Certificate;
use token::presence::{Situation, SlotState};
use token::{Family, PinState, TokenKey};

/// This program was not there before: a clock that shows an earlier time is wrong. The day at the newest heading of
/// CHANGELOG.md; a test compares them.
const RELEASED: &str = "2026-01-01T00:00:00Z";

/// Most time-stamp servers that are tried by a check; they are tried beside each other.
const MOST_STAMPERS: usize = 4;

/// Bytes written to see whether the data folder takes any: 64 KiB.
const DRAFT: usize = 1 << 16;

impl Service {
    pub(super) fn collect(&self, token: TokenFacts, asked: Option<Asked>) -> Facts {
        let settings = self.network();
        let now = self.host().now();
        let bundle = self.bundle();
        let released = RELEASED.parse::<DateTime<Utc>>().unwrap_or_default();
        let issued = bundle.as_ref().map(|bundle| bundle.issued());
        let system = folders::system();
        Facts {
            system: system.to_string(),
            system_old: system.is_too_old(),
            readers: self.readers(),
            token,
            anchors: self.trust_snapshot().anchors().len(),
            clock: Clock { now, certain: issued.map_or(released, |issued| issued.max(released)) },
            network: Network {
                on: settings.on,
                status: settings.status,
                proxy: settings.proxy,
                stamper: !settings.stamps.is_empty(),
                asked: asked.filter(|_| settings.on),
            },
            data_folder: self.try_data_folder().err(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            outdated: bundle.is_some_and(|bundle| !Rules::read(bundle.switches()).1.is_empty()),
        }
    }

    fn readers(&self) -> Readers {
        match self.tokens().situation() {
            Ok(Situation::ServiceDown) => Readers::Down,
            Ok(Situation::NoAccess) => Readers::NoAccess,
            Ok(Situation::Readers(readers)) => {
                // One with a card first: that is the one that is spoken of.
                let mut readers: Vec<_> = readers
                    .into_iter()
                    .map(|reader| (matches!(reader.state, SlotState::Empty), reader.name))
                    .collect();
                readers.sort();
                Readers::Some(readers.into_iter().map(|(_, name)| name).collect())
            }
            Ok(_) => Readers::None,
            Err(error) => Readers::Failed(problem_of(&error)),
        }
    }

    /// The token that is most fit to sign, by the order of the token's page. The practice token never counts.
    pub(super) fn token_facts(&self) -> TokenFacts {
        let view = self.tokens_view();
        let Some(best) = view.tokens.iter().find(|token| !token.practice) else {
            // A driver that does not work is why there is none.
            let broken = view.sources.into_iter().filter(|source| !source.testing).find_map(|s| s.problem);
            return broken
                .map_or(TokenFacts::None, |problem| TokenFacts::Unreadable { problem, in_reader: true });
        };
        let seen = self.tokens().seen().into_iter().find(|seen| seen.id == best.id);
        let in_reader = matches!(self.readers(), Readers::Some(names) if names.contains(&best.id));
        match seen {
            None => TokenFacts::None,
            Some(Seen { held: true, .. }) => {
                TokenFacts::Unreadable { problem: Problem::TokenBusy, in_reader }
            }
            Some(Seen { reading: None, .. }) => TokenFacts::Reading,
            Some(Seen { reading: Some(Err(_)), .. }) => TokenFacts::Unreadable {
                problem: best.problem.clone().unwrap_or(Problem::TokenFault { status: "-".to_owned() }),
                in_reader,
            },
            Some(Seen { reading: Some(Ok(reading)), .. }) => {
                TokenFacts::Read(Box::new(self.read_facts(best, in_reader, &reading)))
            }
        }
    }

    fn read_facts(&self, view: &TokenView, in_reader: bool, reading: &Reading) -> ReadToken {
        let info = &reading.info;
        let locked = info.family == Family::Pkcs12 && reading.keys.is_empty();
        let pin = match info.pin {
            _ if locked => Some(Problem::KeyFileLocked),
            PinState::Blocked if info.puk == PinState::Blocked => Some(Problem::PukBlocked),
            PinState::Blocked => Some(Problem::PinBlocked),
            _ if info.pin_to_change => Some(Problem::PinMustBeChanged),
            PinState::Tries(1) => Some(Problem::PinLastTry),
            _ => None,
        };
        let key = if locked { KeyFacts::None(Problem::KeyFileLocked) } else { self.key_facts(&reading.keys) };
        ReadToken {
            name: match info.family {
                Family::OpenPgp => "OpenPGP".to_owned(),
                Family::Piv => "PIV".to_owned(),
                Family::Pkcs12 => "PKCS#12".to_owned(),
                Family::Pkcs11 => "PKCS#11".to_owned(),
                _ => view.name.clone(),
            },
            in_reader,
            pin,
            key,
        }
    }

    /// The key that would sign: one that can, else the one that is for signing.
    fn key_facts(&self, keys: &[TokenKey]) -> KeyFacts {
        let now = self.host().now();
        let parsed =
            |key: &TokenKey| key.certificate.as_deref().and_then(|der| Certificate::from_der(der).ok());
        let signs = |key: &&TokenKey| purpose(key.slot, parsed(key).as_ref()) == KeyPurpose::Signature;
        let key = keys
            .iter()
            .find(|key| self.usable_key(key, now))
            .or_else(|| keys.iter().find(signs))
            .or_else(|| keys.first());
        let Some(key) = key else { return KeyFacts::None(Problem::TokenNoSigningKey) };
        match parsed(key) {
            Some(certificate) => KeyFacts::Certificate(Box::new(self.certificate_facts(key, &certificate))),
            None if key.damaged || key.certificate.is_some() => KeyFacts::None(Problem::CertificateDamaged),
            None => KeyFacts::None(Problem::KeyWithoutCertificate),
        }
    }

    fn certificate_facts(&self, key: &TokenKey, certificate: &Certificate) -> CertificateFacts {
        let now = self.host().now().to_utc();
        // Of a certificate whose time is over, or not come, its issuer is still told: the chain as it is within that time.
        let second = TimeDelta::seconds(1);
        let within = now.clamp(
            certificate.not_before(),
            (certificate.not_after() - second).max(certificate.not_before()),
        );
        let described = self.certificate_view(certificate, &self.trust_snapshot(), within);
        CertificateFacts {
            time: self.lost_problem(certificate).or_else(|| time_problem(certificate, now)),
            usage: usage_problem(certificate)
                .or_else(|| key.algorithm.is_none().then_some(Problem::CertificateUnsupported)),
            chain: (!described.trusted).then_some(Problem::CertificateUntrusted { issuer: described.issuer }),
            until: certificate
                .not_after()
                .with_timezone(self.host().now().offset())
                .format("%Y-%m-%d")
                .to_string(),
            sha256: certificate.sha256(),
        }
    }

    /// Asks the servers that the settings name, all beside each other.
    pub(super) fn ask_servers(&self, token: &TokenFacts) -> Asked {
        let settings = self.network();
        if !settings.on {
            return Asked::default();
        }
        // Asked anew by the person's word: something may have been mended a moment ago.
        self.statuses().clear();
        let certificate = match token {
            TokenFacts::Read(token) => match &token.key {
                KeyFacts::Certificate(found) if found.chain.is_none() && found.time.is_none() => {
                    self.certificate_of(&found.sha256)
                }
                _ => None,
            },
            _ => None,
        };
        std::thread::scope(|scope| {
            let tries: Vec<_> = settings
                .stamps
                .iter()
                .take(MOST_STAMPERS)
                .map(|server| scope.spawn(|| (host_of(&server.url), self.network_test(&server.url).problem)))
                .collect();
            let standing = certificate.filter(|_| settings.status).map(|certificate| {
                let now = self.host().now().to_utc();
                let standing = self.standing(&certificate, &self.trust_snapshot(), now);
                let result = match standing {
                    Standing::Good => Ok(()),
                    Standing::NotAsked => Err(Problem::NetworkOff),
                    Standing::Refused(problem) | Standing::Unknown(problem) => Err(problem),
                };
                (certificate.sha256(), result)
            });
            // A try that panicked has said nothing.
            let stamps = tries.into_iter().filter_map(|one| one.join().ok()).collect();
            Asked { standing, stamps }
        })
    }

    /// A certificate on a token that is in.
    pub(crate) fn certificate_of(&self, sha256: &[u8; 32]) -> Option<Certificate> {
        let seen = self.tokens().seen();
        let keys = seen.iter().filter_map(|seen| seen.reading.as_ref()?.as_ref().ok()).flat_map(|r| &r.keys);
        keys.filter_map(|key| Certificate::from_der(key.certificate.as_deref()?).ok())
            .find(|certificate| certificate.sha256() == *sha256)
    }

    /// Whether the data folder takes a file; nothing of it stays.
    fn try_data_folder(&self) -> Result<(), Problem> {
        let folder = self.host().data_folder();
        std::fs::create_dir_all(folder).map_err(|_| Problem::DataFolderUnusable)?;
        match Draft::write(&folder.join("periksa"), |out| out.write_all(&[0; DRAFT])) {
            Ok(_) => Ok(()),
            Err(Problem::OutputDiskFull) => Err(Problem::OutputDiskFull),
            Err(_) => Err(Problem::DataFolderUnusable),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn clock_is_compared_with_the_day_of_the_newest_release() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../CHANGELOG.md");
        let changes = std::fs::read_to_string(path).unwrap();
        let newest = changes.lines().find(|line| line.starts_with("## ")).unwrap();
        let day = super::RELEASED.split('T').next().unwrap();
        assert!(newest.ends_with(&format!(" {day}")), "{newest}: raise RELEASED to its day");
    }
}
