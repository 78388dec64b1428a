//! The network, as [`pki::fetch::Fetch`] asks for it: revocation lists, status answers, issuers' certificates and time
//! stamps over HTTP and HTTPS. Blocking; called from worker threads.
//!
//! Everything is bounded: the whole transfer by a deadline, its size by the request's limit, redirects by
//! [`MOST_REDIRECTS`]. No cookies, no cached connections, no compression (a small answer cannot unpack into a large one),
//! no referrer. Passwords go only to the server or proxy that a person set them for, never along with a redirect.
//!
//! What an answer may call itself: everything but pages, pictures, scripts and forms ([`is_page`]). Servers of lists and
//! issuers call their bytes `application/octet-stream`, `text/plain`, `application/x-x509-crl`, or nothing at all; what they
//! are is proved by their signature. What says that it is a page, or begins like one, is the login page of a network, and
//! is told as such.
//!
//! Not here: which addresses are asked (`pki::gather`), the cache ([`crate::cache`]), whether the network may be used.

pub mod address;
mod route;

use self::address::Rules;
use self::route::{Judging, Routes, Way};
use crate::running;
use base64::{Engine, engine::general_purpose::STANDARD};
use pki::fetch::{Fetch, FetchError, Forbidden, Kind, Request};
use std::io::ErrorKind;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy};
use url::Url;
use zeroize::Zeroizing;

/// Redirects that are followed. Real ones: one to `https` or to another host name.
const MOST_REDIRECTS: usize = 3;

/// How a look-up before a proxied request is waited for: it only helps to refuse, the proxy makes its own.
const PROXIED_LOOK_UP: Duration = Duration::from_secs(2);

/// Beyond its own time, an exchange in another thread is waited for this long.
const GRACE: Duration = Duration::from_secs(5);

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// From the request to the head of the answer.
    pub answer: Duration,
    /// A whole transfer with its redirects: status answers, time stamps, issuers.
    pub small: Duration,
    /// A whole transfer of a revocation list, which may have 20 MiB on a slow line.
    pub list: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Patience { connect: seconds(10), answer: seconds(20), small: seconds(30), list: seconds(180) }
    }
}

/// A name and password for one server.
pub struct Login {
    /// Address that the person typed; the login goes to its scheme, host and port only.
    pub url: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: Zeroizing<String>,
}

/// The proxy.
#[derive(Default)]
pub enum ProxyChoice {
    /// None.
    None,
    /// As the system has it: its environment variables, on Windows its settings.
    #[default]
    System,
    /// This one.
    Manual {
        /// `http://host:port` or `socks5://host:port`.
        url: String,
        /// User name and password, where it wants some.
        login: Option<(String, Zeroizing<String>)>,
    },
}

/// What the network client is built from: the settings, with the secrets that they only name.
#[derive(Default)]
pub struct Access {
    /// Hosts and ports that may be visited.
    pub rules: Rules,
    /// The proxy.
    pub proxy: ProxyChoice,
    /// Logins of time-stamp servers.
    pub logins: Vec<Login>,
    /// How long things may take.
    pub patience: Patience,
}

/// Fetches over HTTP and HTTPS.
#[derive(Clone)]
pub struct Http {
    agent: Agent,
    routes: Arc<Routes>,
    /// Origin (scheme, host, port) and the header that goes to it.
    logins: Vec<(url::Origin, HeaderValue)>,
    patience: Patience,
}

impl Http {
    /// The client.
    ///
    /// # Errors
    /// [`FetchError::Proxy`] when the proxy's address cannot be read.
    pub fn new(access: Access) -> Result<Http, FetchError> {
        let Access { rules, proxy, logins, patience } = access;
        let proxy = match proxy {
            ProxyChoice::None => None,
            ProxyChoice::System => Proxy::try_from_env(),
            ProxyChoice::Manual { url, login } => Some(manual(&url, login.as_ref())?),
        };
        let routes = Arc::new(Routes { rules, proxy });
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .user_agent("absah")
            .accept("*/*")
            .accept_encoding("identity")
            .build();
        let logins = logins.iter().filter_map(|login| {
            let origin = Url::parse(&login.url).ok()?.origin();
            Some((origin, basic(&login.user, &login.password)?))
        });
        Ok(Http {
            logins: logins.collect(),
            agent: Agent::with_parts(config, route::connector(routes.clone()), Judging(routes.clone())),
            routes,
            patience,
        })
    }

    /// One exchange: an answer, or where it says to go.
    fn exchange(&self, url: &Url, request: &Request<'_>, left: Duration) -> Result<Answer, FetchError> {
        let uri: Uri = url.as_str().parse().map_err(|_| FetchError::NotAllowed(Forbidden::Address))?;
        let way = self.routes.way(&uri);
        if self.routes.is_proxy(&uri) {
            return Err(FetchError::NotAllowed(Forbidden::Private));
        }
        if way != Way::Direct {
            self.routes.judge_proxied(url, left.min(PROXIED_LOOK_UP))?;
        }
        let proxy = self.routes.proxy.as_ref();
        let response = match request.body {
            None => self.configured(self.agent.get(&uri), url, request.kind, way, left).call(),
            Some(body) => {
                let mut post = self.configured(self.agent.post(&uri), url, request.kind, way, left);
                if let Some(media_type) = request.kind.question_type() {
                    post = post.header(header::CONTENT_TYPE, media_type);
                }
                post.send(body)
            }
        };
        let response = response.map_err(|error| failure(&error, way))?;
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED && proxy.is_some() {
            return Err(FetchError::Proxy);
        }
        if let Some(location) = redirect(&response, request.body.is_some()) {
            return Ok(Answer::Elsewhere(location));
        }
        whole(response, request.limit).map(Answer::Bytes)
    }

    fn configured<B>(
        &self,
        builder: ureq::RequestBuilder<B>,
        url: &Url,
        kind: Kind,
        way: Way,
        left: Duration,
    ) -> ureq::RequestBuilder<B> {
        let tunnel = self.routes.proxy.clone().filter(|_| way == Way::Tunnel);
        let mut builder = builder
            .config()
            .proxy(tunnel)
            .timeout_global(Some(left))
            .timeout_connect(Some(self.patience.connect.min(left)))
            .timeout_recv_response(Some(self.patience.answer.min(left)))
            .build();
        if kind == Kind::TimeStamp
            && let Some((_, login)) = self.logins.iter().find(|(origin, _)| *origin == url.origin())
        {
            builder = builder.header(header::AUTHORIZATION, login.clone());
        }
        if way == Way::Forward
            && let Some(proxy) = &self.routes.proxy
            && let Some(login) =
                basic(proxy.username().unwrap_or_default(), proxy.password().unwrap_or_default())
                    .filter(|_| proxy.username().is_some())
        {
            builder = builder.header(header::PROXY_AUTHORIZATION, login);
        }
        builder
    }
}

impl Fetch for Http {
    /// Where it may be stopped, the exchange has a thread of its own: a server that says nothing is then left to it, until its
    /// time is over.
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        if !running::stoppable() {
            return self.fetched(request);
        }
        let (client, url, body) = (self.clone(), request.url.to_owned(), request.body.map(<[u8]>::to_vec));
        let (kind, limit) = (request.kind, request.limit);
        let (sender, answer) = mpsc::channel();
        let deadline = Instant::now() + self.patience(kind) + GRACE;
        std::thread::spawn(move || {
            let request = Request { kind, url: &url, body: body.as_deref(), limit };
            sender.send(client.fetched(&request))
        });
        running::wait(&answer, deadline).unwrap_or(Err(FetchError::TimedOut))
    }
}

impl Http {
    fn patience(&self, kind: Kind) -> Duration {
        if kind == Kind::Crl { self.patience.list } else { self.patience.small }
    }

    fn fetched(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        let deadline = Instant::now() + self.patience(request.kind);
        let mut url = self.routes.rules.check(request.url)?;
        for _ in 0..=MOST_REDIRECTS {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(FetchError::TimedOut);
            }
            match self.exchange(&url, request, left)? {
                Answer::Bytes(bytes) => return Ok(bytes),
                Answer::Elsewhere(location) => url = self.routes.rules.follow(&url, &location)?,
            }
        }
        Err(FetchError::Redirects)
    }
}

enum Answer {
    Bytes(Vec<u8>),
    Elsewhere(String),
}

fn manual(url: &str, login: Option<&(String, Zeroizing<String>)>) -> Result<Proxy, FetchError> {
    let url = Url::parse(url.trim()).map_err(|_| FetchError::Proxy)?;
    let protocol = match url.scheme() {
        "http" => ureq::ProxyProtocol::Http,
        "socks5" | "socks" => ureq::ProxyProtocol::Socks5,
        _ => return Err(FetchError::Proxy),
    };
    let mut builder = Proxy::builder(protocol).host(url.host_str().ok_or(FetchError::Proxy)?);
    if let Some(port) = url.port_or_known_default() {
        builder = builder.port(port);
    }
    if let Some((user, password)) = login {
        builder = builder.username(user).password(password);
    }
    builder.build().map_err(|_| FetchError::Proxy)
}

/// RFC 7617 §2.
fn basic(user: &str, password: &str) -> Option<HeaderValue> {
    let pair = Zeroizing::new(format!("{user}:{password}"));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair.as_bytes()))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Where to go instead (RFC 9110 §15.4). A question is only repeated where the server says so: 301 and 302 would turn it
/// into a request without the question.
fn redirect(response: &Response<Body>, asked_with_body: bool) -> Option<String> {
    let moved = match response.status().as_u16() {
        307 | 308 => true,
        301..=303 => !asked_with_body,
        _ => false,
    };
    let location = response.headers().get(header::LOCATION).filter(|_| moved)?;
    location.to_str().ok().map(str::to_owned)
}

fn whole(response: Response<Body>, limit: usize) -> Result<Vec<u8>, FetchError> {
    if response.status() != StatusCode::OK {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    if is_page(response.headers()) {
        return Err(FetchError::ContentType);
    }
    if response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(FetchError::Protocol);
    }
    // Known before the first byte, where the server says so.
    let announced = response.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return Err(FetchError::TooLarge);
    }
    let bounded = u64::try_from(limit).unwrap_or(u64::MAX);
    let read = response.into_body().into_with_config().limit(bounded).read_to_vec();
    let bytes = read.map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge,
        ureq::Error::Timeout(_) => FetchError::TimedOut,
        ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => FetchError::TimedOut,
        ureq::Error::Protocol(_) => FetchError::Protocol,
        _ => FetchError::Truncated,
    })?;
    // No DER and no PEM begins like this; pages do, whatever they call themselves.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
        return Err(FetchError::ContentType);
    }
    Ok(bytes)
}

/// Whether the answer calls itself something that people look at.
fn is_page(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let name = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match name.split_once('/') {
        Some(("text", kind)) => kind != "plain",
        Some(("image" | "audio" | "video" | "multipart" | "font", _)) => true,
        Some(("application", kind)) => {
            matches!(kind, "json" | "xml" | "javascript" | "pdf" | "x-www-form-urlencoded")
                || kind.ends_with("+xml")
                || kind.ends_with("+json")
        }
        _ => false,
    }
}

/// An error before the answer's head was there.
fn failure(error: &ureq::Error, way: Way) -> FetchError {
    if let Some(step) = route::marked(error) {
        return step;
    }
    match error {
        ureq::Error::Timeout(_) => FetchError::TimedOut,
        ureq::Error::HostNotFound => FetchError::Name,
        ureq::Error::LargeResponseHeader(..) => FetchError::TooLarge,
        ureq::Error::Io(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => {
            FetchError::TimedOut
        }
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => FetchError::Proxy,
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed if way == Way::Forward => FetchError::Proxy,
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => FetchError::Route,
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::TlsRequired => FetchError::Tls,
        _ => FetchError::Protocol,
    }
}
