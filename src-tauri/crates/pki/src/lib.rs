//! Public-key infrastructure for signed documents: algorithms, certificates, CMS messages, time stamps, certification
//! paths, revocation and trust anchors.
//!
//! The crate is pure: the clock, randomness and everything fetched are arguments. It knows nothing of PDF, of
//! cards, of sockets, and forms no verdict: it hands out facts and closed enums, which callers judge and word.
//!
//! | room | what it answers | standard |
//! | --- | --- | --- |
//! | [`der`] | where an element lies in foreign bytes | X.690 |
//! | [`algorithm`] | does this signature belong to this key and message, and how strong is that | RFC 8017, FIPS 186-5, BSI TR-03111, RFC 8032 |
//! | [`cert`] | what a certificate says | RFC 5280 §4 |
//! | [`cms`] | what a signature container says, and making one | RFC 5652, RFC 5035, ETSI EN 319 142-1 |
//! | [`tsp`] | what a time-stamp token says; asking for one and checking the answer | RFC 3161, RFC 5816 |
//! | [`trust`] | which keys are trusted, for what, and which carry a mark | RFC 5280 §6.1.1 (d), RFC 5937 |
//! | [`bundle`] | what an agency's signed bundle says | RFC 5652, RFC 8259 |
//! | [`path`] | may this certificate be believed at this time | RFC 5280 §6 |
//! | [`crl`] | what a revocation list says | RFC 5280 §5 |
//! | [`ocsp`] | what a responder says, and asking it | RFC 6960, RFC 5019 |
//! | [`revocation`] | was this certificate revoked, and when | RFC 5280 §6.3, RFC 6960 §3.2 |
//! | [`fetch`] | the seam to the network: what may be asked for, how it fails | RFC 5280 §4.2.2.1, RFC 6960 appendix A, RFC 3161 §3.4 |
//! | [`gather`] | evidence and issuers from the network, over [`fetch`] | RFC 6960 appendix A, RFC 5019, RFC 5280 §4.2.2.1 |
//! | [`clock`] | is the computer's clock wrong, and who says so | RFC 3161 §2.4.2, RFC 6960 §2.4 |
//! | [`request`] | asking an issuer for a certificate, and what it gave | RFC 2986 |
//! | [`issue`] | practice certificates, never trusted | RFC 5280 §4 |
//!
//! Three rules hold everywhere. Bytes that were signed are kept as they came and never encoded again. Whatever
//! comes from outside has a budget ([`budget`]) with its reason. An algorithm that is not known is "unsupported",
//! never "invalid".
//!
//! # How the rooms fit together
//!
//! Trust comes from keys that a person chose ([`trust`]), reaches a certificate over a path ([`path`]), is withdrawn by
//! evidence ([`revocation`]) that whoever is asked must not be able to choose freely ([`gather`]), and lasts over the
//! years by time stamps ([`tsp`]). Each step gives the next one a value that only its success can make:
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use pki::cert::Certificate;
//! use pki::fetch::Fetch;
//! use pki::path::{self, PathProblem};
//! use pki::revocation::{Policy, Status};
//! use pki::trust::TrustStore;
//!
//! /// May this certificate sign now? For each certificate of its path, from itself to the anchor, how it stands.
//! fn standing(
//!     certificate: &Certificate,
//!     known: &[Certificate],
//!     trusted: &TrustStore,
//!     now: DateTime<Utc>,
//!     network: &dyn Fetch,
//!     random: &mut dyn FnMut() -> [u8; 32],
//! ) -> Result<Vec<Status>, PathProblem> {
//!     // Without a path to an anchor nobody is asked anything.
//!     let path = path::find(certificate, known, trusted, now)?;
//!     let gathered = pki::gather::gather(&path, &[], known, now, &Policy::as_of(now), network, random);
//!     Ok(gathered.statuses.into_iter().next().unwrap_or_default())
//! }
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)
)]

pub mod algorithm;
pub mod budget;
pub mod bundle;
pub mod cert;
pub mod clock;
pub mod cms;
pub mod crl;
pub mod der;
pub mod error;
pub mod fetch;
pub mod gather;
pub mod issue;
pub mod ocsp;
pub mod oid;
pub mod path;
pub mod request;
pub mod revocation;
pub mod trust;
pub mod tsp;

pub use const_oid::ObjectIdentifier;

pub use crate::error::Error;
