//! Which certificates and revocation data the signatures and time stamps of a file need to be validated later without a
//! network (EN 319 142-1 §5.4.2, §6.3), gathered in one round that asks nothing twice.

use crate::Service;
use crate::flows::network::problem_of_fetch;
use crate::flows::tokens::name_of;
use crate::schema::Problem;
use chrono::{DateTime, Utc};
use pades::sign::extend::ValidationData;
use pades::validate::facts::{Container, Envelope};
use pades::validate::{self, Facts, Kind};
use pki::cert::Certificate;
use pki::fetch::FetchError;
use pki::gather::{Gathered, Round, Why};
use pki::path::{PathPolicy, PathProblem, VerifiedPath, find_with};
use pki::revocation::{self, Data, Evidence, Policy, Status};
use pki::trust::{Purpose, TrustStore};
use pki::tsp::Stamp;

/// A certificate whose revocation is to be proven, as of when, and for which signature.
struct Need {
    signature: Option<pdf::ObjectId>,
    path: VerifiedPath,
    at: DateTime<Utc>,
}

/// What the file lacks, with the entries of each signature. `archive` is a stamp of the authority that will stamp the
/// result.
pub(super) fn gather(
    service: &Service,
    document: &pdf::Document,
    archive: Option<&Stamp>,
) -> Result<Vec<ValidationData>, Problem> {
    let facts = validate::collect(document).map_err(|error| service.internal("collect", &error))?;
    let trust = service.trust_snapshot();
    let now = service.host().now().to_utc();
    let mut pool = certificates(&facts);
    for issuer in service.intermediates() {
        if !pool.contains(&issuer) {
            pool.push(issuer);
        }
    }
    let known = evidence(&facts);
    let mut needs = needs(service, &facts, &mut pool, &trust, now)?;
    if let Some(stamp) = archive {
        needs.push(Need { signature: None, path: stamp.path().clone(), at: now });
    }

    let fetch = service.fetch()?;
    let mut failed = None;
    let mut nonce = || {
        let mut nonce = [0u8; 32];
        failed = failed.take().or(service.host().random(&mut nonce).err());
        nonce
    };
    let policy = Policy::as_of(now);
    let mut round = Round::new(&*fetch, &mut nonce, &known, &pool);
    for need in &needs {
        round.path(&need.path, need.at, &policy);
    }
    let gathered = round.finish();
    if let Some(error) = failed {
        return Err(service.internal("random numbers", &error));
    }
    for (need, statuses) in needs.iter().zip(&gathered.statuses) {
        check(need, statuses, &gathered)?;
    }
    Ok(needs.iter().map(|need| data(need, &gathered, &pool, &policy)).collect())
}

/// Every certificate that came along.
fn certificates(facts: &Facts) -> Vec<Certificate> {
    let mut pool: Vec<Certificate> = Vec::new();
    let mut take = |more: &[Certificate]| {
        for certificate in more {
            if !pool.contains(certificate) {
                pool.push(certificate.clone());
            }
        }
    };
    for container in containers(facts) {
        take(&container.certificates);
        container.time_stamps.iter().for_each(|stamp| take(&stamp.certificates));
    }
    if let Some(store) = &facts.store {
        take(&store.certificates);
    }
    pool
}

fn evidence(facts: &Facts) -> Vec<Evidence> {
    let stored = facts.store.iter().flat_map(|store| &store.evidence);
    let carried = containers(facts).flat_map(|container| {
        let stamps = container.time_stamps.iter().flat_map(|stamp| &stamp.evidence);
        container.evidence.iter().chain(&container.signed_evidence).chain(stamps)
    });
    stored.chain(carried).cloned().collect()
}

fn containers(facts: &Facts) -> impl Iterator<Item = &Container> {
    facts.signatures.iter().filter_map(|signature| match &signature.envelope {
        Envelope::Read(container) => Some(&**container),
        _ => None,
    })
}

/// Signers as of the time that is proven for their signatures; time-stamp authorities as of the document time stamp that
/// covers theirs, or as of now.
fn needs(
    service: &Service,
    facts: &Facts,
    pool: &mut Vec<Certificate>,
    trust: &TrustStore,
    now: DateTime<Utc>,
) -> Result<Vec<Need>, Problem> {
    let mut needs = Vec::new();
    for signature in &facts.signatures {
        let Envelope::Read(container) = &signature.envelope else { continue };
        let Some(certificate) = &container.certificate else { continue };
        let covered = covered_at(facts, signature.coverage.revision);
        let authorities = container.time_stamps.iter().filter(|stamp| stamp.imprint.holds());
        let stamped = authorities.clone().map(|stamp| stamp.gen_time).min();
        let mut need = |certificate: &Certificate, purpose, at| -> Result<(), Problem> {
            let policy = PathPolicy { purpose, ..PathPolicy::default() };
            if matches!(find_with(certificate, pool, trust, at, &policy), Err(PathProblem::NoPath { .. })) {
                // Some programs leave the issuers out.
                pool.extend(service.climb(certificate, pool, trust, at, purpose).unwrap_or_default());
            }
            let path = find_with(certificate, pool, trust, at, &policy)
                .map_err(|_| Problem::CertificateUntrusted { issuer: name_of(certificate.issuer()) })?;
            needs.push(Need { signature: Some(signature.object), path, at });
            Ok(())
        };
        match signature.kind {
            Kind::Signature => {
                need(certificate, Purpose::Signing, stamped.or(covered).unwrap_or(now))?;
                for stamp in authorities {
                    if let Some(authority) = &stamp.certificate {
                        need(authority, Purpose::TimeStamping, covered.unwrap_or(now))?;
                    }
                }
            }
            Kind::DocumentTimeStamp => need(certificate, Purpose::TimeStamping, covered.unwrap_or(now))?,
        }
    }
    Ok(needs)
}

/// Time of the first document time stamp over a later revision.
fn covered_at(facts: &Facts, revision: Option<usize>) -> Option<DateTime<Utc>> {
    let revision = revision?;
    let later = facts.signatures.iter().filter(|other| {
        other.kind == Kind::DocumentTimeStamp && other.coverage.revision.is_some_and(|own| own > revision)
    });
    let times = later.filter_map(|stamp| match &stamp.envelope {
        Envelope::Read(container) => container.gen_time,
        _ => None,
    });
    times.min()
}

/// Every certificate of the path must be settled: a store that leaves a question open would claim too much.
fn check(need: &Need, statuses: &[Status], gathered: &Gathered) -> Result<(), Problem> {
    for status in statuses {
        match status {
            Status::Good { .. } | Status::Anchor => {}
            Status::Revoked { at, .. } if *at <= need.at => {
                return Err(Problem::SignerRevoked { since: at.format("%Y-%m-%d").to_string() });
            }
            // Revoked later: the signature stands before that, and the data say so.
            Status::Revoked { .. } => {}
            Status::Unknown(_) => return Err(unsettled(gathered)),
        }
    }
    Ok(())
}

/// Why nothing is known: the first failure of the network, or that the certificate names nobody to ask.
fn unsettled(gathered: &Gathered) -> Problem {
    let failed = gathered.failures.iter().find_map(|failure| match &failure.why {
        Why::Fetch(error) => Some((error, failure.url.as_str())),
        _ => None,
    });
    match failed {
        Some((FetchError::Offline, _)) => Problem::NetworkOff,
        Some((error, url)) => problem_of_fetch(error, url),
        None => Problem::CertificateStatusUnknown,
    }
}

/// The certificates of the path and the pieces that its statuses rest on.
fn data(need: &Need, gathered: &Gathered, pool: &[Certificate], policy: &Policy) -> ValidationData {
    let known: Vec<Certificate> = pool.iter().chain(&gathered.certificates).cloned().collect();
    let proofs = revocation::proofs(&need.path, &gathered.evidence, &known, need.at, policy);
    let mut data = ValidationData {
        signature: need.signature,
        certificates: need.path.certificates().to_vec(),
        ..ValidationData::default()
    };
    let mut used: Vec<usize> = proofs.into_iter().flat_map(|proof| proof.rests_on).collect();
    used.sort_unstable();
    used.dedup();
    for piece in used.into_iter().filter_map(|index| gathered.evidence.get(index)) {
        match &piece.data {
            Data::Crl(list) => data.crls.push(list.der().to_vec()),
            Data::Ocsp(answer) => {
                data.ocsps.push(answer.der().to_vec());
                data.certificates.extend(answer.certificates().iter().cloned());
            }
        }
    }
    data
}
