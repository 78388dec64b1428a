//! Which addresses may be visited. Certificates come from strangers: an address in one must not make this computer talk
//! to itself, to a neighbour, or to anything but a web server (SSRF).
//!
//! Rules, for the address asked for, for each redirect, and for what the name leads to:
//!
//! * `http` and `https` only, without user name or password, at most [`LONGEST`] bytes;
//! * ports 80 and 443; another port only where a person or the agency named exactly that host and port;
//! * no loopback, link-local, private, unique-local, multicast, unspecified or reserved address, in whatever form it is
//!   written or wrapped (IPv4-mapped, 6to4, NAT64), unless the agency or the person listed the host;
//! * never from `https` to `http`.
//!
//! Not here: looking names up and connecting ([`super::route`]).

use pki::fetch::{FetchError, Forbidden};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Longest address in bytes. The longest seen in a certificate has some 200.
const LONGEST: usize = 4_096;

/// Ports that an address in a certificate may name: those of `http` and `https`.
const PORTS: [u16; 2] = [80, 443];

/// Names that never leave the network they are asked in (RFC 6761, RFC 6762, RFC 8375, and `internal` as reserved by
/// ICANN). A proxy would resolve them in its own network.
const LOCAL_NAMES: [&str; 5] = ["localhost", "local", "internal", "home.arpa", "localdomain"];

/// A host that the agency or the person listed: it may have a private address, and this port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    host: Host<String>,
    port: Option<u16>,
}

impl Listed {
    /// Reads `host` or `host:port`; IPv6 addresses stand in brackets. `None` for anything else.
    pub fn parse(text: &str) -> Option<Listed> {
        let text = text.trim();
        // Read as the authority of an address, so that it is normalised the same way.
        let url = Url::parse(&format!("http://{text}/")).ok()?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let whole = plain && url.username().is_empty() && url.password().is_none();
        // Port 80 is dropped by normalisation; written out it means: this port.
        let port = url.port().or_else(|| text.ends_with(":80").then_some(80));
        // Names in the form in which they are looked up (IDNA), without what only patterns have.
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        let whole =
            whole && !text.contains('/') && url.host_str().is_some_and(|host| host.chars().all(is_name));
        Some(Listed { host: url.host()?.to_owned(), port }).filter(|_| whole)
    }

    fn names(&self, url: &Url) -> bool {
        url.host().is_some_and(|host| host.to_owned() == self.host)
    }
}

/// The rules in force.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Hosts that may be private.
    pub listed: Vec<Listed>,
    /// Hosts and ports of addresses that a person typed: their port is wanted. They may not be private for that alone.
    pub typed: Vec<Listed>,
}

impl Rules {
    /// Reads an address and judges all that can be judged before its name is looked up.
    ///
    /// # Errors
    /// [`FetchError::NotAllowed`].
    pub(crate) fn check(&self, text: &str) -> Result<Url, FetchError> {
        if text.len() > LONGEST {
            return Err(FetchError::NotAllowed(Forbidden::Address));
        }
        self.check_url(Url::parse(text.trim()).map_err(|_| FetchError::NotAllowed(Forbidden::Address))?)
    }

    /// Where a redirect leads, judged as if it had been asked for.
    ///
    /// # Errors
    /// [`FetchError::NotAllowed`].
    pub(crate) fn follow(&self, from: &Url, location: &str) -> Result<Url, FetchError> {
        if location.len() > LONGEST {
            return Err(FetchError::NotAllowed(Forbidden::Address));
        }
        let next = from.join(location).map_err(|_| FetchError::NotAllowed(Forbidden::Address))?;
        if from.scheme() == "https" && next.scheme() == "http" {
            return Err(FetchError::NotAllowed(Forbidden::Scheme));
        }
        self.check_url(next)
    }

    fn check_url(&self, mut url: Url) -> Result<Url, FetchError> {
        let refuse = |why| Err(FetchError::NotAllowed(why));
        if !matches!(url.scheme(), "http" | "https") {
            return refuse(Forbidden::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(Forbidden::Credentials);
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return refuse(Forbidden::Address);
        };
        let named = |listed: &&Listed| listed.names(&url) && listed.port == Some(port);
        if !PORTS.contains(&port) && self.listed.iter().chain(&self.typed).find(named).is_none() {
            return refuse(Forbidden::Port);
        }
        if !self.is_listed(&url) {
            let forbidden = match host {
                Host::Domain(name) => local_name(name),
                Host::Ipv4(ip) => forbidden(IpAddr::V4(ip)),
                Host::Ipv6(ip) => forbidden(IpAddr::V6(ip)),
            };
            if let Some(why) = forbidden {
                return refuse(why);
            }
        }
        url.set_fragment(None);
        Ok(url)
    }

    /// Whether this host may have a private address, on this port.
    pub(crate) fn is_listed(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        let named = |listed: &&Listed| {
            listed.names(url)
                && listed.port.map_or(port.is_some_and(|p| PORTS.contains(&p)), |p| Some(p) == port)
        };
        self.listed.iter().any(|listed| named(&listed))
    }
}

/// A name that stays in its network: without a dot, or reserved for that.
fn local_name(name: &str) -> Option<Forbidden> {
    let name = name.trim_end_matches('.');
    let reserved =
        |local: &&&str| name == **local || name.strip_suffix(**local).is_some_and(|rest| rest.ends_with('.'));
    match LOCAL_NAMES.iter().find(reserved) {
        Some(&"localhost" | &"localdomain") => Some(Forbidden::Loopback),
        Some(_) => Some(Forbidden::Private),
        None => (!name.contains('.')).then_some(Forbidden::Private),
    }
}

/// Why nobody may be sent to this address (IANA special-purpose registries, RFC 6890); `None` for a public host.
pub(crate) fn forbidden(address: IpAddr) -> Option<Forbidden> {
    match address {
        IpAddr::V4(ip) => forbidden_v4(ip),
        IpAddr::V6(ip) => forbidden_v6(ip),
    }
}

fn forbidden_v4(ip: Ipv4Addr) -> Option<Forbidden> {
    let [a, b, c, _] = ip.octets();
    Some(match (a, b, c) {
        (127, ..) => Forbidden::Loopback,
        (169, 254, _) => Forbidden::LinkLocal,          // RFC 3927
        (10, ..) | (192, 168, _) => Forbidden::Private, // RFC 1918
        (172, 16..=31, _) => Forbidden::Private,        // RFC 1918
        (100, 64..=127, _) => Forbidden::Private,       // RFC 6598
        (198, 18 | 19, _) => Forbidden::Private,        // RFC 2544
        (0, ..) | (192, 0, 0) | (224..=255, ..) => Forbidden::NotUnicast, // RFC 1122, 6890, 5771, 1112
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => Forbidden::NotUnicast, // RFC 5737
        (192, 88, 99) => Forbidden::NotUnicast,         // RFC 7526
        _ => return None,
    })
}

fn forbidden_v6(ip: Ipv6Addr) -> Option<Forbidden> {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        forbidden_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(Forbidden::NotUnicast),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(Forbidden::Loopback),
        // IPv4-mapped (RFC 4291 §2.5.5.2), the well-known NAT64 prefix (RFC 6052 §2.1), 6to4 (RFC 3056 §2): the address
        // inside decides.
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        [0x64, 0xFF9B, 1, ..] => Some(Forbidden::Private), // RFC 8215: NAT64 of this network
        [first, ..] if first & 0xFFC0 == 0xFE80 => Some(Forbidden::LinkLocal),
        [first, ..] if first & 0xFE00 == 0xFC00 => Some(Forbidden::Private), // RFC 4193
        [first, ..] if first & 0xFFC0 == 0xFEC0 => Some(Forbidden::Private), // RFC 3879
        // Teredo (RFC 4380), ORCHID, benchmarking, documentation (RFC 3849, RFC 9637): no servers there.
        [0x2001, 0..=0x01FF, ..] | [0x2001, 0x0DB8, ..] => Some(Forbidden::NotUnicast),
        [0x3FFF, 0..=0x0FFF, ..] => Some(Forbidden::NotUnicast),
        // Only 2000::/3 is global unicast (RFC 4291 §2.4 as allocated by IANA).
        [first, ..] if first & 0xE000 == 0x2000 => None,
        _ => Some(Forbidden::NotUnicast),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn why(text: &str) -> Option<Forbidden> {
        match Rules::default().check(text) {
            Err(FetchError::NotAllowed(why)) => Some(why),
            Err(other) => panic!("{text}: {other:?}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn public_addresses_pass_and_every_spelling_of_others_is_refused() {
        use Forbidden::{Address, Credentials, LinkLocal, Loopback, NotUnicast, Port, Private, Scheme};
        for (text, expected) in [
            ("http://ocsp.contoh.test/", None),
            ("https://crl.contoh.test:443/a.crl", None),
            ("http://8.8.8.8/", None),
            ("http://[2a00:1450::1]/", None),
            ("http://[64:ff9b::808:808]/", None),
            ("http://[::ffff:8.8.8.8]/", None),
            ("http://127.0.0.1/", Some(Loopback)),
            ("http://0x7f.1/", Some(Loopback)),
            ("http://2130706433/", Some(Loopback)),
            ("http://0177.0.0.1/", Some(Loopback)),
            ("http://127.0.0.1./", Some(Loopback)),
            ("http://[::1]/", Some(Loopback)),
            ("http://[::ffff:127.0.0.1]/", Some(Loopback)),
            ("http://[::ffff:7f00:1]/", Some(Loopback)),
            ("http://[64:ff9b::7f00:1]/", Some(Loopback)),
            ("http://[2002:7f00:1::]/", Some(Loopback)),
            ("http://localhost/", Some(Loopback)),
            ("http://LOCALHOST./", Some(Loopback)),
            ("http://a.localhost/", Some(Loopback)),
            ("http://169.254.169.254/latest/meta-data/", Some(LinkLocal)),
            ("http://[fe80::1]/", Some(LinkLocal)),
            ("http://[::ffff:169.254.169.254]/", Some(LinkLocal)),
            ("http://10.1.2.3/", Some(Private)),
            ("http://172.31.255.1/", Some(Private)),
            ("http://192.168.1.1/", Some(Private)),
            ("http://100.64.0.1/", Some(Private)),
            ("http://[fd00::1]/", Some(Private)),
            ("http://[fec0::1]/", Some(Private)),
            ("http://[64:ff9b:1::1]/", Some(Private)),
            ("http://[2002:c0a8:101::]/", Some(Private)),
            ("http://router/", Some(Private)),
            ("http://printer.local/", Some(Private)),
            ("http://db.internal/", Some(Private)),
            ("http://0.0.0.0/", Some(NotUnicast)),
            ("http://0/", Some(NotUnicast)),
            ("http://[::]/", Some(NotUnicast)),
            ("http://[::7f00:1]/", Some(NotUnicast)),
            ("http://224.0.0.1/", Some(NotUnicast)),
            ("http://255.255.255.255/", Some(NotUnicast)),
            ("http://[ff02::1]/", Some(NotUnicast)),
            ("http://[2001:0:7f00:1::]/", Some(NotUnicast)),
            ("http://203.0.113.9/", Some(NotUnicast)),
            ("file:///etc/passwd", Some(Scheme)),
            ("ldap://ldap.contoh.test/cn=a", Some(Scheme)),
            ("ftp://contoh.test/a.crl", Some(Scheme)),
            ("http://a:b@contoh.test/", Some(Credentials)),
            ("http://127.0.0.1@contoh.test/", Some(Credentials)),
            ("http://contoh.test:22/", Some(Port)),
            ("http://contoh.test:8080/", Some(Port)),
            ("contoh.test", Some(Address)),
            ("http://", Some(Address)),
            ("", Some(Address)),
        ] {
            assert_eq!(why(text), expected, "{text}");
        }
        assert_eq!(why(&format!("http://contoh.test/{}", "a".repeat(5_000))), Some(Address));
    }

    #[test]
    fn all_of_loopback_and_private_space_is_refused_down_to_its_edges() {
        let v4 = |text: &str| forbidden_v4(text.parse().unwrap());
        for edge in
            ["127.0.0.0", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255"]
        {
            assert!(v4(edge).is_some(), "{edge}");
        }
        for outside in
            ["126.255.255.255", "128.0.0.0", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0"]
        {
            assert_eq!(v4(outside), None, "{outside}");
        }
    }

    #[test]
    fn redirects_are_judged_like_addresses_and_never_leave_tls() {
        let rules = Rules::default();
        let from = rules.check("https://contoh.test/a").unwrap();
        let follow = |location: &str| rules.follow(&from, location).map(|url| url.to_string());
        assert_eq!(follow("/b#c"), Ok("https://contoh.test/b".to_owned()));
        assert_eq!(follow("//lain.test/b"), Ok("https://lain.test/b".to_owned()));
        for (location, expected) in [
            ("http://contoh.test/b", Forbidden::Scheme),
            ("file:///etc/passwd", Forbidden::Scheme),
            ("https://127.0.0.1/", Forbidden::Loopback),
            ("https://u:p@contoh.test/", Forbidden::Credentials),
            ("https://contoh.test:25/", Forbidden::Port),
        ] {
            assert_eq!(follow(location), Err(FetchError::NotAllowed(expected)), "{location}");
        }
    }

    #[test]
    fn listed_host_may_be_private_on_its_port_only() {
        let rules = Rules {
            listed: vec![Listed::parse("10.1.2.3").unwrap(), Listed::parse("localhost:8123").unwrap()],
            typed: vec![
                Listed::parse("tsa.contoh.test:3161").unwrap(),
                Listed::parse("10.9.9.9:3161").unwrap(),
            ],
        };
        let allowed = |text: &str| rules.check(text).is_ok();
        assert!(allowed("http://10.1.2.3/") && allowed("https://10.1.2.3/"));
        assert!(!allowed("http://10.1.2.3:8080/"), "no port was listed");
        assert!(allowed("http://localhost:8123/ocsp") && !allowed("http://localhost/"));
        assert!(!allowed("http://10.1.2.4/"), "a neighbour is not listed");
        assert!(allowed("http://tsa.contoh.test:3161/"), "a person typed that port");
        assert!(!allowed("http://10.9.9.9:3161/"), "typing an address does not list a private host");
    }

    #[test]
    fn entries_of_the_list_are_hosts_and_nothing_else() {
        for good in ["contoh.test", "contoh.test:8080", "10.0.0.1", "[fd00::1]:80", " tsa.dinas.test "] {
            assert!(Listed::parse(good).is_some(), "{good}");
        }
        for bad in ["", "a/b", "a?b", "u@a", "http://a", "a:b", "*", "a b"] {
            assert!(Listed::parse(bad).is_none(), "{bad}");
        }
    }
}
