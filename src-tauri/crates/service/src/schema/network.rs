//! The network as a shell sees it: what is allowed, which servers, and what a test of a connection found.

use super::{Problem, Secret};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the person allowed. Secrets are never among it: the system keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NetworkSettings {
    /// Whether the network may be used at all. Off at first start.
    pub on: bool,
    /// Whether the status of certificates may be asked for.
    pub status: bool,
    /// Whether a missing issuer may be fetched from where a certificate says (one bounded step before there is a path to a
    /// trusted issuer).
    pub issuers: bool,
    /// The proxy.
    pub proxy: ProxySetting,
    /// Time-stamp servers, in the order in which they are asked.
    pub stamps: Vec<StampServer>,
    /// Hosts that may have a private address: `host` or `host:port`.
    pub hosts: Vec<String>,
}

impl Default for NetworkSettings {
    /// Off; once on, status may be asked, issuers may not be fetched, the proxy is the system's.
    fn default() -> Self {
        NetworkSettings {
            on: false,
            status: true,
            issuers: false,
            proxy: ProxySetting::System,
            stamps: Vec::new(),
            hosts: Vec::new(),
        }
    }
}

/// The proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProxySetting {
    /// None.
    None,
    /// As the system has it.
    System,
    /// This one.
    Manual {
        /// `http://host:port` or `socks5://host:port`.
        url: String,
        /// User name, if it wants one; the password is kept by the system.
        user: Option<String>,
    },
}

/// A time-stamp server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StampServer {
    /// Its address.
    pub url: String,
    /// User name, if it wants one; the password is kept by the system.
    pub user: Option<String>,
}

/// The settings and what stands beside them.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NetworkView {
    /// What the person allowed.
    pub settings: NetworkSettings,
    /// What holds: the same, under what the agency's bundle says.
    pub in_force: NetworkSettings,
    /// Where the certificates on the tokens say that their status is known (OCSP and CRL): what would be asked for them.
    pub status_addresses: Vec<String>,
    /// What is kept of earlier answers.
    pub cache: CacheView,
}

/// Answers kept on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct CacheView {
    /// How many.
    pub entries: u32,
    /// Bytes in all.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A password for a server or the proxy. It becomes a zeroizing type on arrival and goes to the system's store.
#[derive(Deserialize, TS)]
pub struct LoginRequest {
    /// Address as it stands in the settings.
    pub url: String,
    /// The password; empty forgets it.
    #[ts(type = "string")]
    pub password: Secret,
}

/// Which address to try.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NetworkTestRequest {
    /// A time-stamp server, with or without a place in the settings.
    pub url: String,
}

/// What a test of a connection found: the steps in order, up to the first that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NetworkTestView {
    /// The address.
    pub url: String,
    /// The steps.
    pub steps: Vec<NetworkStepView>,
    /// Why the last step failed; nothing when all went well.
    pub problem: Option<Problem>,
    /// Time by the server, RFC 3339, when it answered with a stamp.
    pub server_time: Option<String>,
}

/// One step of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct NetworkStepView {
    /// Which.
    pub step: NetworkStep,
    /// Whether it went well.
    pub passed: bool,
}

/// The steps of a connection, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NetworkStep {
    /// The network is switched on and the address may be visited.
    Allowed,
    /// The name has an address.
    Name,
    /// A connection stands.
    Route,
    /// The proxy lets us through.
    Proxy,
    /// The connection is secured.
    Tls,
    /// The server answers with success.
    Status,
    /// The answer is sound.
    Answer,
}
