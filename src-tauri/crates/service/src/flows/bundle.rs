//! The agency's bundle: brought in once by a person who compared the key's fingerprint, from then on replaced only by newer
//! ones of the same key. What it says stands beside what the person set; practice keys are left out as everywhere.

use crate::agency::Agency;
use crate::host::PickKind;
use crate::rules::{CONTACT, Rules};
use crate::schema::{
    BundleCandidateView, BundleView, NetworkSettings, Problem, RuleId, StampServer, TrustPurpose,
};
use crate::trust::Trusted;
use crate::{Service, hex};
use chrono::SecondsFormat;
use pki::bundle::{Bundle, BundleError, LIMIT};
use pki::trust::{Anchor, Purpose, parse_fingerprint};
use std::path::Path;

impl Service {
    pub(crate) fn agency(&self) -> Agency {
        Agency::of_data(self.host().data_folder())
    }

    /// The bundle in force. None where a folder was named in the place of the person's list.
    pub(crate) fn bundle(&self) -> Option<Bundle> {
        let own = self.trust_source() == "store";
        own.then(|| self.agency().bundle(self.host().now().to_utc())).flatten()
    }

    /// The bundle in force, as a shell sees it.
    pub(crate) fn bundle_view(&self) -> Option<BundleView> {
        self.bundle().as_ref().map(view)
    }

    /// Asks for a bundle and shows what it says of itself, for comparison over a second channel.
    pub fn bundle_pick(&self) -> Result<Option<BundleCandidateView>, Problem> {
        let Some(path) = self.host().pick_files(PickKind::Bundle).into_iter().next() else {
            return Ok(None);
        };
        let bundle = self.read_bundle(&path)?;
        let pin = self.agency().pin();
        let candidate = BundleCandidateView {
            bundle: view(&bundle),
            known: pin.is_some_and(|pin| pin.key == bundle.key_sha256()),
            problem: pin
                .and_then(|pin| bundle.may_follow(&pin).err())
                .map(|error| problem_of(&error))
                .or_else(|| usable(&bundle).err()),
        };
        *self.picked_bundle() = Some(bundle);
        Ok(Some(candidate))
    }

    /// Puts the picked bundle in force. The fingerprint of its key is asked for unless this key is known already.
    pub fn bundle_add_picked(&self, fingerprint: &str) -> Result<BundleView, Problem> {
        let picked = self.picked_bundle().clone().ok_or(Problem::BundleUnusable)?;
        self.put_in_force(&picked, fingerprint)
    }

    /// Puts the bundle of a file in force.
    pub fn bundle_add_file(&self, path: &Path, fingerprint: &str) -> Result<BundleView, Problem> {
        self.put_in_force(&self.read_bundle(path)?, fingerprint)
    }

    /// Takes the bundle out of force and forgets its key; another agency's can then be brought in.
    pub fn bundle_forget(&self) -> Result<(), Problem> {
        self.agency().forget().map_err(|_| Problem::OutputNotWritable)?;
        self.trust_changed();
        Ok(())
    }

    fn read_bundle(&self, path: &Path) -> Result<Bundle, Problem> {
        let length = std::fs::metadata(path).map_err(|_| Problem::DocumentUnreadable)?.len();
        if usize::try_from(length).is_ok_and(|length| length > LIMIT) {
            return Err(Problem::BundleUnusable);
        }
        let bytes = std::fs::read(path).map_err(|_| Problem::DocumentUnreadable)?;
        Bundle::parse(&bytes, self.host().now().to_utc()).map_err(|error| problem_of(&error))
    }

    fn put_in_force(&self, bundle: &Bundle, fingerprint: &str) -> Result<BundleView, Problem> {
        match self.agency().pin() {
            Some(pin) => bundle.may_follow(&pin).map_err(|error| problem_of(&error))?,
            None if parse_fingerprint(fingerprint).ok() != Some(bundle.key_sha256()) => {
                return Err(Problem::FingerprintMismatch);
            }
            None => {}
        }
        usable(bundle)?;
        self.agency().put(bundle).map_err(|_| Problem::OutputNotWritable)?;
        self.trust_changed();
        Ok(view(bundle))
    }

    fn trust_changed(&self) {
        self.statuses().clear();
        self.tokens_changed();
    }

    /// Whether documents that can change their look are refused instead of warned of.
    pub(crate) fn refuses_changeable(&self) -> bool {
        self.rules().changeable.unwrap_or_else(|| self.settings().refuse_changeable)
    }

    /// What is allowed over the network: the person's settings under the agency's.
    pub(crate) fn network(&self) -> NetworkSettings {
        let mut settings = self.settings().network;
        let Some(bundle) = self.bundle() else { return settings };
        let (rules, _) = Rules::read(bundle.switches());
        settings.on = rules.network.unwrap_or(settings.on);
        settings.status = rules.status.unwrap_or(settings.status);
        settings.issuers = rules.missing_issuers.unwrap_or(settings.issuers);
        settings.hosts.extend(bundle.hosts().iter().cloned());
        let own = std::mem::take(&mut settings.stamps);
        let server = |url: &String| StampServer {
            url: url.clone(),
            user: own.iter().find(|server| server.url == *url).and_then(|server| server.user.clone()),
        };
        settings.stamps = bundle.stampers().iter().map(|stamper| server(&stamper.url)).collect();
        let others = own.iter().filter(|own| !bundle.stampers().iter().any(|one| one.url == own.url));
        settings.stamps.extend(others.cloned());
        settings
    }
}

/// An anchor of a bundle, as the list shows it.
pub(crate) fn trusted(anchor: &Anchor) -> Trusted {
    Trusted { anchor: anchor.clone(), by_agency: true }
}

pub(crate) fn purpose_of(purpose: Purpose) -> TrustPurpose {
    match purpose {
        Purpose::Any => TrustPurpose::Any,
        Purpose::Signing => TrustPurpose::Signing,
        Purpose::TimeStamping => TrustPurpose::TimeStamping,
    }
}

fn view(bundle: &Bundle) -> BundleView {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    BundleView {
        agency: bundle.agency().to_owned(),
        sequence: bundle.sequence().to_string(),
        issued: bundle.issued().to_rfc3339_opts(SecondsFormat::Secs, true),
        key_sha256: hex(&bundle.key_sha256()),
        anchors: count(bundle.anchors().len()),
        stampers: bundle.stampers().iter().map(|stamper| stamper.url.clone()).collect(),
        hosts: bundle.hosts().to_vec(),
        unknown: Rules::read(bundle.switches()).1.into_iter().map(str::to_owned).collect(),
    }
}

/// A rule that is known here and cannot be read is a mistake of the agency's: half a policy is worse than the old one.
fn usable(bundle: &Bundle) -> Result<(), Problem> {
    let known = |name: &&str| RuleId::of_switch(name).is_some() || CONTACT.contains(name);
    let (_, strange) = Rules::read(bundle.switches());
    match strange.into_iter().find(known) {
        Some(name) => Err(Problem::BundleRule { name: name.to_owned() }),
        None => Ok(()),
    }
}

fn problem_of(error: &BundleError) -> Problem {
    match error {
        BundleError::SignatureInvalid | BundleError::Weak => Problem::BundleSignature,
        BundleError::OtherKey { .. } => Problem::BundleOtherKey,
        BundleError::NotNewer { .. } => Problem::BundleNotNewer,
        BundleError::NotYetIssued { .. } => Problem::BundleNotYetIssued,
        _ => Problem::BundleUnusable,
    }
}
