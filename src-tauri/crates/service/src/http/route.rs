//! The way to a server: directly, or through a proxy, and always to an address that was judged.
//!
//! A name is looked up once; what the connection is made to is what was judged, so that a name server cannot answer twice
//! in two ways. Through a proxy the proxy looks the name up; what this computer itself finds under that name is judged
//! first, and names that stay in a network are refused ([`super::address`]).
//!
//! `http` goes through an HTTP proxy in the form that proxies expect (RFC 9112 §3.2.2), since most of them tunnel to port
//! 443 only; ureq would tunnel everything. `https` is tunnelled with CONNECT (RFC 9110 §9.3.6); SOCKS5 carries both.

use super::address::{Rules, forbidden};
use pki::fetch::{FetchError, Forbidden};
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use ureq::Proxy;
use ureq::ProxyProtocol;
use ureq::config::Config;
use ureq::http::{Uri, uri::Scheme};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, NextTimeout, RustlsConnector,
    SocksConnector, TcpConnector, Transport,
};
use url::Url;

/// Most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 16;

/// How a request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the server.
    Direct,
    /// To an HTTP proxy, with the whole address in the request.
    Forward,
    /// Through a tunnel made by a proxy.
    Tunnel,
}

/// Rules and proxy, as the connecting side needs them.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) rules: Rules,
    pub(super) proxy: Option<Proxy>,
}

impl Routes {
    pub(super) fn way(&self, uri: &Uri) -> Way {
        match &self.proxy {
            None => Way::Direct,
            Some(proxy) if proxy.is_no_proxy(uri) => Way::Direct,
            Some(proxy) if proxy.protocol() == ProxyProtocol::Http && uri.scheme() == Some(&Scheme::HTTP) => {
                Way::Forward
            }
            Some(_) => Way::Tunnel,
        }
    }

    /// Whether this is the address of the proxy itself, which nobody may be sent to as a server.
    pub(super) fn is_proxy(&self, uri: &Uri) -> bool {
        let port = |uri: &Uri| {
            uri.port_u16().or(if uri.scheme() == Some(&Scheme::HTTPS) { Some(443) } else { Some(80) })
        };
        self.proxy.as_ref().is_some_and(|proxy| {
            uri.host().is_some_and(|host| host.eq_ignore_ascii_case(proxy.host()))
                && port(uri) == Some(proxy.port())
        })
    }

    /// Refuses a name that leads, for this computer, only to places where nobody may be sent. Names that it cannot look
    /// up pass: behind a proxy many computers can look up none.
    pub(super) fn judge_proxied(&self, url: &Url, patience: Duration) -> Result<(), FetchError> {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(FetchError::NotAllowed(Forbidden::Address));
        };
        match look_up(&format!("{host}:{port}"), patience) {
            Ok(addresses) => self.judged(url, addresses).map(drop),
            Err(_) => Ok(()),
        }
    }

    /// Those of the addresses where one may be sent.
    fn judged(&self, url: &Url, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, FetchError> {
        if self.rules.is_listed(url) {
            return Ok(addresses);
        }
        let mut refused = None;
        let mut allowed = addresses;
        allowed.retain(|address| {
            let why = forbidden(address.ip());
            refused = refused.or(why);
            why.is_none()
        });
        match (allowed.is_empty(), refused) {
            (false, _) => Ok(allowed),
            (true, Some(why)) => Err(FetchError::NotAllowed(why)),
            (true, None) => Err(FetchError::Name),
        }
    }
}

/// A name's addresses. The system's look-up cannot be broken off: a thread waits for it, and its answer is dropped when
/// it comes too late.
fn look_up(host_and_port: &str, patience: Duration) -> Result<Vec<SocketAddr>, FetchError> {
    let (answer, waiting) = mpsc::sync_channel(1);
    let name = host_and_port.to_owned();
    std::thread::spawn(move || {
        drop(answer.send(name.to_socket_addrs().map(|found| found.take(MOST_ADDRESSES).collect())))
    });
    match waiting.recv_timeout(patience) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(_)) => Err(FetchError::Name),
        Err(_) => Err(FetchError::TimedOut),
    }
}

/// A failure of ours on its way through ureq.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(FetchError);

/// Marks an error with the step where it happened; deadlines and failures already marked stay.
fn mark(error: ureq::Error, step: &FetchError) -> ureq::Error {
    match error {
        ureq::Error::Timeout(_) | ureq::Error::Other(_) => error,
        _ => failed(step.clone()),
    }
}

fn failed(why: FetchError) -> ureq::Error {
    ureq::Error::Other(Box::new(Failed(why)))
}

/// The step that was marked, if any.
pub(super) fn marked(error: &ureq::Error) -> Option<FetchError> {
    match error {
        ureq::Error::Other(cause) => cause.downcast_ref::<Failed>().map(|failed| failed.0.clone()),
        _ => None,
    }
}

/// Looks names up and judges what it finds; the proxy's own name is not judged, a person or the system set it.
#[derive(Debug)]
pub(super) struct Judging(pub(super) Arc<Routes>);

impl Resolver for Judging {
    fn resolve(
        &self,
        uri: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let routes = &self.0;
        let to_proxy = routes.is_proxy(uri) || routes.way(uri) == Way::Forward;
        let (name, step) = match (&routes.proxy, to_proxy) {
            (Some(proxy), true) => (format!("{}:{}", proxy.host(), proxy.port()), FetchError::Proxy),
            _ => (host_and_port(uri).ok_or_else(|| failed(FetchError::Name))?, FetchError::Name),
        };
        let patience = if timeout.after.is_not_happening() { Duration::MAX } else { *timeout.after };
        let mut found = look_up(&name, patience).map_err(|error| match error {
            FetchError::TimedOut => failed(FetchError::TimedOut),
            _ => failed(step.clone()),
        })?;
        if !to_proxy {
            let url = Url::parse(&uri.to_string())
                .map_err(|_| failed(FetchError::NotAllowed(Forbidden::Address)))?;
            found = routes.judged(&url, found).map_err(failed)?;
        }
        let mut addresses = self.empty();
        for address in found.into_iter().take(MOST_ADDRESSES) {
            addresses.push(address);
        }
        if addresses.is_empty() { Err(failed(step)) } else { Ok(addresses) }
    }
}

fn host_and_port(uri: &Uri) -> Option<String> {
    let port = uri.port_u16().unwrap_or(if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 });
    Some(format!("{}:{port}", uri.host()?))
}

/// All the ways: SOCKS, CONNECT, forwarding, direct; then TLS where the address asks for it.
pub(super) fn connector(routes: Arc<Routes>) -> impl Connector<(), Out: Transport> {
    Step(SocksConnector::default(), FetchError::Proxy)
        .chain(Step(ConnectProxyConnector::default(), FetchError::Proxy))
        .chain(Forward(routes))
        .chain(Step(TcpConnector::default(), FetchError::Route))
        .chain(Step(RustlsConnector::default(), FetchError::Tls))
}

/// A connector whose failures are marked.
struct Step<C>(C, FetchError);

impl<C> std::fmt::Debug for Step<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Step").field(&self.1).finish()
    }
}

impl<In: Transport, C: Connector<In>> Connector<In> for Step<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<C::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(|error| mark(error, &self.1))
    }
}

/// Connects to an HTTP proxy for `http` (RFC 9112 §3.2.2).
#[derive(Debug)]
struct Forward(Arc<Routes>);

impl<In: Transport> Connector<In> for Forward {
    type Out = Either<In, AbsoluteForm>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(chained) = chained {
            return Ok(Some(Either::A(chained)));
        }
        let to_proxy_itself = self.0.is_proxy(details.uri);
        if to_proxy_itself || self.0.way(details.uri) != Way::Forward {
            return Ok(None);
        }
        let opened = <TcpConnector as Connector<()>>::connect(&TcpConnector::default(), details, None);
        let opened = opened.map_err(|error| mark(error, &FetchError::Proxy))?;
        let authority = details.uri.authority().ok_or_else(|| failed(FetchError::Proxy))?;
        let origin = format!("http://{authority}").into_bytes();
        Ok(opened.map(|transport| {
            Either::B(AbsoluteForm { transport: Box::new(transport), origin: Some(origin) })
        }))
    }
}

/// Puts the origin before the path of the one request that is sent over a connection.
#[derive(Debug)]
struct AbsoluteForm {
    transport: Box<dyn Transport>,
    origin: Option<Vec<u8>>,
}

impl Transport for AbsoluteForm {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let mut amount = amount;
        if let Some(origin) = self.origin.take() {
            let output = self.transport.buffers().output();
            // After "GET " or "POST ", at the path.
            let path = output.iter().take(amount).position(|byte| *byte == b' ').map(|space| space + 1);
            let (Some(path), true) = (path, amount + origin.len() <= output.len()) else {
                return Err(failed(FetchError::Proxy));
            };
            output.copy_within(path..amount, path + origin.len());
            if let Some(gap) = output.get_mut(path..path + origin.len()) {
                gap.copy_from_slice(&origin);
            }
            amount += origin.len();
        }
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::address::Listed;

    fn judged(listed: &[&str], addresses: &[&str]) -> Result<Vec<String>, FetchError> {
        let listed = listed.iter().map(|host| Listed::parse(host).unwrap()).collect();
        let routes = Routes { rules: Rules { listed, typed: Vec::new() }, proxy: None };
        let url = Url::parse("http://crl.contoh.test/a.crl").unwrap();
        let found = addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 80)).collect();
        routes.judged(&url, found).map(|kept| kept.iter().map(|one| one.ip().to_string()).collect())
    }

    #[test]
    fn name_that_leads_to_a_forbidden_place_is_refused_and_only_judged_addresses_are_used() {
        assert_eq!(judged(&[], &["127.0.0.1"]), Err(FetchError::NotAllowed(Forbidden::Loopback)));
        assert_eq!(judged(&[], &["::ffff:10.0.0.1"]), Err(FetchError::NotAllowed(Forbidden::Private)));
        assert_eq!(
            judged(&[], &["169.254.169.254", "fe80::1"]),
            Err(FetchError::NotAllowed(Forbidden::LinkLocal))
        );
        assert_eq!(judged(&[], &["10.0.0.1", "8.8.8.8", "::1"]), Ok(vec!["8.8.8.8".to_owned()]));
        assert_eq!(judged(&["crl.contoh.test"], &["10.0.0.1"]), Ok(vec!["10.0.0.1".to_owned()]));
        assert_eq!(judged(&["lain.test"], &["10.0.0.1"]), Err(FetchError::NotAllowed(Forbidden::Private)));
        assert_eq!(judged(&[], &[]), Err(FetchError::Name));
    }
}
