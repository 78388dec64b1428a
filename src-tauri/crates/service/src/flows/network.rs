//! The network as far as the person allowed it: the client in force, time stamps from the servers in their order, and
//! looking after the settings.
//!
//! Offline is not a special case: it is a [`Fetch`] that refuses. Not here: what is asked about certificates
//! (`pki::gather`, called where a document is verified).

use crate::Service;
use crate::http::address::Listed;
use crate::http::{Access, Http, Login, ProxyChoice};
use crate::schema::{
    LoginRequest, NetworkSettings, NetworkStep, NetworkStepView, NetworkTestView, NetworkView, Problem,
    ProxySetting, StampServer,
};
use crate::secrets::NoStore;
use chrono::{SecondsFormat, Utc};
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::clock;
use pki::fetch::{Fetch, FetchError, Forbidden, Kind, Offline, Request};
use pki::tsp::{self, Asked, Stamp, StampError};
use url::Url;

/// Most time-stamp servers and listed hosts that are kept; real lists have two or three.
const MOST_ENTRIES: usize = 32;

/// A time stamp and where it came from.
#[derive(Debug)]
pub struct Stamped {
    /// The stamp, checked against the question.
    pub stamp: Stamp,
    /// Address of the server that gave it.
    pub server: String,
}

impl Service {
    /// The network client in force: [`Offline`] unless the person switched the network on.
    ///
    /// # Errors
    /// A problem of the settings: a proxy that cannot be read, a password that the system does not give.
    pub fn fetch(&self) -> Result<Box<dyn Fetch>, Problem> {
        let settings = self.network();
        if !settings.on {
            return Ok(Box::new(Offline));
        }
        self.client(&settings, &[]).map(|http| -> Box<dyn Fetch> { Box::new(http) })
    }

    /// A time stamp over this imprint, from the first server that gives a good one.
    ///
    /// # Errors
    /// [`Problem::TimestampNotSet`] without servers; else what was wrong with the first one.
    pub fn time_stamp(&self, digest: Digest, imprint: &[u8]) -> Result<Stamped, Problem> {
        let servers = self.network().stamps;
        if servers.is_empty() {
            return Err(Problem::TimestampNotSet);
        }
        let fetch = self.fetch()?;
        let mut first = None;
        for StampServer { url, .. } in servers {
            match self.stamp_from(&*fetch, &url, digest, imprint) {
                Ok(stamp) => return Ok(Stamped { stamp, server: url }),
                Err(problem) => first = first.or(Some(problem.problem(&url))),
            }
        }
        Err(first.unwrap_or(Problem::TimestampNotSet))
    }

    fn stamp_from(
        &self,
        fetch: &dyn Fetch,
        url: &str,
        digest: Digest,
        imprint: &[u8],
    ) -> Result<Stamp, StampFailure> {
        let mut nonce = [0u8; 16];
        self.host().random(&mut nonce).map_err(|_| StampFailure::Fetch(FetchError::Offline))?;
        let question = tsp::request(digest, imprint, &nonce, None);
        let answer =
            fetch.fetch(&Request::post(Kind::TimeStamp, url, &question)).map_err(StampFailure::Fetch)?;
        let asked = Asked {
            digest,
            imprint,
            nonce: &nonce,
            policy: None,
            store: &self.trust_snapshot(),
            certificates: &self.intermediates(),
            now: self.host().now().to_utc(),
        };
        tsp::response(&answer, &asked).map_err(StampFailure::Answer)
    }

    /// What is allowed, and what is kept.
    pub fn network_view(&self) -> NetworkView {
        NetworkView {
            settings: self.settings().network,
            in_force: self.network(),
            status_addresses: self.status_addresses(),
            cache: self.cache().view(),
        }
    }

    fn status_addresses(&self) -> Vec<String> {
        let of = |certificate: &Certificate| {
            [certificate.ocsp_uris(), pki::crl::distribution_point_uris(certificate)].concat()
        };
        let mut addresses: Vec<String> = self.signers().iter().flat_map(of).collect();
        addresses.sort();
        addresses.dedup();
        addresses
    }

    /// Replaces what is allowed. Every address is read before anything is kept.
    ///
    /// # Errors
    /// [`Problem::AddressUnusable`] with the entry; [`Problem::OutputNotWritable`].
    pub fn network_change(&self, settings: &NetworkSettings) -> Result<NetworkView, Problem> {
        let checked = checked(settings)?;
        self.store(|all| all.network = checked)?;
        // What could not be asked before may be asked now, and the other way round.
        self.statuses().clear();
        self.issuers_between().ask_anew();
        self.forget_trial();
        Ok(self.network_view())
    }

    /// Gives the password of a server or of the proxy to the system's store, or makes it forget it.
    ///
    /// # Errors
    /// [`Problem::SecretsAbsent`], [`Problem::SecretsLocked`]: it is then kept nowhere.
    pub fn network_login(&self, request: LoginRequest) -> Result<NetworkView, Problem> {
        let name = secret_name(&request.url);
        let password = request.password.into_text();
        let secrets = self.host().secrets();
        let kept = if password.is_empty() { secrets.forget(&name) } else { secrets.set(&name, &password) };
        kept.map_err(problem_of_store)?;
        Ok(self.network_view())
    }

    /// Forgets all kept answers.
    ///
    /// # Errors
    /// [`Problem::OutputNotWritable`].
    pub fn cache_clear(&self) -> Result<NetworkView, Problem> {
        self.cache().clear().map_err(|_| Problem::OutputNotWritable)?;
        Ok(self.network_view())
    }

    /// Tries a time-stamp server step by step. A test by the person's own hand: it asks that one server, and nothing else.
    pub fn network_test(&self, url: &str) -> NetworkTestView {
        let url = url.trim().to_owned();
        let settings = self.network();
        let mut steps = steps_of(&url, &settings);
        let outcome = self.try_server(&url, &settings);
        let failed = match &outcome {
            Ok(_) => None,
            Err(StampFailure::Answer(_)) => Some(NetworkStep::Answer),
            Err(StampFailure::Fetch(error)) => Some(step_of(error)),
            Err(StampFailure::Settings(_)) => Some(NetworkStep::Allowed),
        };
        if let Some(failed) = failed {
            let at = steps.iter().position(|step| *step >= failed).unwrap_or(steps.len());
            steps.truncate(at);
            steps.push(failed);
        }
        let steps =
            steps.into_iter().map(|step| NetworkStepView { step, passed: Some(step) != failed }).collect();
        let server_time = outcome.as_ref().ok().map(|stamp| {
            stamp.token().gen_time().with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true)
        });
        let problem = match outcome {
            // All went well, but stamps and signatures would name two times.
            Ok(stamp) => self.clock_problem(&clock::by_stamp(&stamp)),
            Err(failure) => Some(failure.problem(&url)),
        };
        NetworkTestView { url, steps, problem, server_time }
    }

    fn try_server(&self, url: &str, settings: &NetworkSettings) -> Result<Stamp, StampFailure> {
        if !settings.on {
            return Err(StampFailure::Fetch(FetchError::Offline));
        }
        let client = self.client(settings, &[url]).map_err(StampFailure::Settings)?;
        // Random, so that nothing of any document leaves the computer.
        let mut imprint = [0u8; 32];
        self.host().random(&mut imprint).map_err(|_| StampFailure::Fetch(FetchError::Offline))?;
        self.stamp_from(&client, url, Digest::Sha256, &imprint)
    }

    /// The client; `typed` are addresses that the person typed just now, beside those in the settings.
    pub(crate) fn client(&self, settings: &NetworkSettings, typed: &[&str]) -> Result<Http, Problem> {
        let secret = |url: &str| match self.host().secrets().get(&secret_name(url)) {
            Ok(secret) => Ok(secret.unwrap_or_default()),
            Err(error) => Err(problem_of_store(error)),
        };
        let mut access = Access { patience: self.host().patience(), ..Access::default() };
        access.rules.listed = settings.hosts.iter().filter_map(|host| Listed::parse(host)).collect();
        let servers = settings.stamps.iter().map(|server| server.url.as_str());
        access.rules.typed = servers.chain(typed.iter().copied()).filter_map(origin_of).collect();
        for StampServer { url, user } in &settings.stamps {
            if let Some(user) = user {
                access.logins.push(Login { url: url.clone(), user: user.clone(), password: secret(url)? });
            }
        }
        access.proxy = match &settings.proxy {
            ProxySetting::None => ProxyChoice::None,
            ProxySetting::System => ProxyChoice::System,
            ProxySetting::Manual { url, user } => {
                let login = match user {
                    Some(user) => Some((user.clone(), secret(url)?)),
                    None => None,
                };
                ProxyChoice::Manual { url: url.clone(), login }
            }
        };
        let unusable = |_| Problem::AddressUnusable { address: proxy_url(settings).to_owned() };
        Http::new(access).map_err(unusable)
    }
}

/// Why a server gave no stamp.
#[derive(Debug)]
enum StampFailure {
    Fetch(FetchError),
    Answer(StampError),
    Settings(Problem),
}

impl StampFailure {
    fn problem(self, url: &str) -> Problem {
        match self {
            StampFailure::Fetch(error) => problem_of_fetch(&error, url),
            StampFailure::Answer(error) => problem_of_stamp(&error, url),
            StampFailure::Settings(problem) => problem,
        }
    }
}

/// A failure of the network as an obstacle.
pub(crate) fn problem_of_fetch(error: &FetchError, url: &str) -> Problem {
    let host = host_of(url);
    match error {
        FetchError::Offline => Problem::NetworkOff,
        FetchError::NotAllowed(why) => {
            Problem::NetworkAddressForbidden { host, reason: reason_of(*why).to_owned() }
        }
        FetchError::Name => Problem::NetworkNameNotFound { host },
        FetchError::Route => Problem::NetworkNoRoute { host },
        FetchError::Proxy => Problem::NetworkProxy,
        FetchError::Tls => Problem::NetworkTls { host },
        FetchError::Status(status) => Problem::NetworkStatus { host, status: *status },
        FetchError::Redirects => Problem::NetworkRedirects { host },
        FetchError::TooLarge => Problem::NetworkTooLarge { host },
        FetchError::TimedOut => Problem::NetworkTimedOut { host },
        FetchError::Truncated => Problem::NetworkTruncated { host },
        FetchError::ContentType => Problem::NetworkPage { host },
        _ => Problem::NetworkProtocol { host },
    }
}

fn reason_of(why: Forbidden) -> &'static str {
    match why {
        Forbidden::Address => "address",
        Forbidden::Scheme => "scheme",
        Forbidden::Credentials => "credentials",
        Forbidden::Port => "port",
        Forbidden::Untrusted => "untrusted",
        // Loopback, link-local, private, no single host: nobody outside; listing the host helps with each.
        _ => "private",
    }
}

fn problem_of_stamp(error: &StampError, url: &str) -> Problem {
    let host = host_of(url);
    match error {
        StampError::Refused { .. } | StampError::NoToken => Problem::TimestampRefused { host },
        StampError::SignerUnusable(tsp::SignerProblem::Path(_)) => Problem::TimestampUntrusted { host },
        _ => Problem::TimestampInvalid { host },
    }
}

pub(crate) fn problem_of_store(error: NoStore) -> Problem {
    match error {
        NoStore::Locked => Problem::SecretsLocked,
        _ => Problem::SecretsAbsent,
    }
}

/// The steps that a try of this address goes through.
fn steps_of(url: &str, settings: &NetworkSettings) -> Vec<NetworkStep> {
    let mut steps = vec![NetworkStep::Allowed, NetworkStep::Name, NetworkStep::Route];
    if settings.proxy != ProxySetting::None {
        steps.push(NetworkStep::Proxy);
    }
    if Url::parse(url).is_ok_and(|url| url.scheme() == "https") {
        steps.push(NetworkStep::Tls);
    }
    steps.extend([NetworkStep::Status, NetworkStep::Answer]);
    steps
}

fn step_of(error: &FetchError) -> NetworkStep {
    match error {
        FetchError::Offline | FetchError::NotAllowed(_) => NetworkStep::Allowed,
        FetchError::Name => NetworkStep::Name,
        FetchError::Route | FetchError::TimedOut => NetworkStep::Route,
        FetchError::Proxy => NetworkStep::Proxy,
        FetchError::Tls => NetworkStep::Tls,
        FetchError::Status(_) | FetchError::Redirects => NetworkStep::Status,
        _ => NetworkStep::Answer,
    }
}

/// The settings with every address read and trimmed.
fn checked(settings: &NetworkSettings) -> Result<NetworkSettings, Problem> {
    let unusable = |address: &str| Problem::AddressUnusable { address: address.to_owned() };
    let user = |user: &Option<String>| {
        user.as_deref().map(str::trim).filter(|user| !user.is_empty()).map(str::to_owned)
    };
    let mut checked = NetworkSettings { stamps: Vec::new(), hosts: Vec::new(), ..settings.clone() };
    for server in settings.stamps.iter().take(MOST_ENTRIES) {
        let url = server.url.trim().to_owned();
        let web = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !web || origin_of(&url).is_none() || url.contains('@') {
            return Err(unusable(&url));
        }
        if !checked.stamps.iter().any(|other: &StampServer| other.url == url) {
            checked.stamps.push(StampServer { url, user: user(&server.user) });
        }
    }
    for host in settings.hosts.iter().take(MOST_ENTRIES) {
        let host = host.trim().to_owned();
        Listed::parse(&host).ok_or_else(|| unusable(&host))?;
        if !checked.hosts.contains(&host) {
            checked.hosts.push(host);
        }
    }
    if let ProxySetting::Manual { url, user: name } = &settings.proxy {
        let url = url.trim().to_owned();
        let proxy = ProxyChoice::Manual { url: url.clone(), login: None };
        if url.contains('@') || Http::new(Access { proxy, ..Access::default() }).is_err() {
            return Err(unusable(&url));
        }
        checked.proxy = ProxySetting::Manual { url, user: user(name) };
    }
    Ok(checked)
}

fn proxy_url(settings: &NetworkSettings) -> &str {
    match &settings.proxy {
        ProxySetting::Manual { url, .. } => url,
        _ => "",
    }
}

/// Host and port of an address.
fn origin_of(url: &str) -> Option<Listed> {
    let url = Url::parse(url.trim()).ok()?;
    Listed::parse(&format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

pub(crate) fn host_of(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| url.chars().take(200).collect())
}

/// Name of a secret in the system's store: the address that it is for, as it stands in the settings.
fn secret_name(url: &str) -> String {
    url.trim().to_owned()
}
