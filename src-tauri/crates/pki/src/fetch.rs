//! The seam to the network: what this crate asks for, and how an attempt can fail. Nothing here opens a socket.
//!
//! Four kinds of things are fetched over HTTP: lists (RFC 5280 §4.2.1.13), answers about one certificate (RFC 6960
//! appendix A), certificates of issuers (RFC 5280 §4.2.2.1) and time-stamp tokens (RFC 3161 §3.4). Whoever implements
//! [`Fetch`] decides which addresses may be asked, and bounds time, redirects and bytes; whoever calls it bounds how
//! often. An answer is bytes and nothing more: what it is worth is proved by its signature, whatever carried it.
//!
//! Not here: proxies, passwords, caches, and where addresses come from.

/// What is asked for. Decides the content types and the usual size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A certificate revocation list.
    Crl,
    /// The status of one certificate.
    Ocsp,
    /// Certificates of an issuer.
    Issuer,
    /// A time-stamp token.
    TimeStamp,
}

impl Kind {
    /// Media type of the question, for those that are asked with a body.
    #[must_use]
    pub const fn question_type(self) -> Option<&'static str> {
        match self {
            Self::Ocsp => Some("application/ocsp-request"), // RFC 6960 appendix C.1
            Self::TimeStamp => Some("application/timestamp-query"), // RFC 3161 §3.4
            Self::Crl | Self::Issuer => None,
        }
    }

    /// Media types that answers of this kind have by their standards, the usual one first. Servers send others:
    /// `application/octet-stream` and none at all are met everywhere.
    #[must_use]
    pub const fn answer_types(self) -> &'static [&'static str] {
        match self {
            Self::Crl => &["application/pkix-crl", "application/x-pkcs7-crl"], // RFC 2585 §4.2
            Self::Ocsp => &["application/ocsp-response"],                      // RFC 6960 appendix C.2
            // RFC 5280 §4.2.2.1: one certificate in DER, or several in a certs-only message
            Self::Issuer => {
                &["application/pkix-cert", "application/pkcs7-mime", "application/x-x509-ca-cert"]
            }
            Self::TimeStamp => &["application/timestamp-reply"], // RFC 3161 §3.4
        }
    }

    /// Bytes that an answer of this kind may have. Lists of large issuers reach 20 MiB and more, which is why
    /// [`crate::budget::MESSAGE`] is what it is; the others have some kB.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::Crl => crate::budget::MESSAGE,
            Self::Ocsp | Self::Issuer | Self::TimeStamp => 1024 * 1024,
        }
    }
}

/// One thing to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// What is asked for.
    pub kind: Kind,
    /// Where, as written in a certificate or by a person; not checked yet.
    pub url: &'a str,
    /// `Some`: POST these bytes with the kind's [`Kind::question_type`]; `None`: GET.
    pub body: Option<&'a [u8]>,
    /// Bytes of the answer, at most.
    pub limit: usize,
}

impl<'a> Request<'a> {
    /// A GET within the kind's own limit.
    #[must_use]
    pub const fn get(kind: Kind, url: &'a str) -> Self {
        Self { kind, url, body: None, limit: kind.limit() }
    }

    /// A POST within the kind's own limit.
    #[must_use]
    pub const fn post(kind: Kind, url: &'a str, body: &'a [u8]) -> Self {
        Self { kind, url, body: Some(body), limit: kind.limit() }
    }
}

/// Why an address is not visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Forbidden {
    /// It cannot be read as an address.
    Address,
    /// Neither `http` nor `https`: files, LDAP directories.
    Scheme,
    /// It carries a user name or password.
    Credentials,
    /// A port that is not allowed.
    Port,
    /// This computer itself (127.0.0.0/8, ::1), whatever name led there.
    Loopback,
    /// The link only (169.254.0.0/16, fe80::/10): among them the address where clouds keep their secrets.
    LinkLocal,
    /// A network of its own (RFC 1918, RFC 4193, RFC 6598) that the agency has not listed.
    Private,
    /// Multicast, broadcast, unspecified or reserved: no single host.
    NotUnicast,
    /// A host that the agency's list leaves out.
    NotListed,
    /// Found in a certificate whose path reaches no anchor.
    Untrusted,
}

/// How an attempt failed: facts, each its own case for whoever words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The network is not to be used.
    #[error("offline")]
    Offline,
    /// This address is not to be visited.
    #[error("address not allowed: {0:?}")]
    NotAllowed(Forbidden),
    /// The host's name has no address.
    #[error("name not found")]
    Name,
    /// No connection: no route, refused, or closed before anything was answered.
    #[error("no connection")]
    Route,
    /// The proxy refused, cannot be reached, or wants a login.
    #[error("proxy")]
    Proxy,
    /// No sound TLS connection: certificate, name or protocol.
    #[error("TLS")]
    Tls,
    /// The server answered with this status.
    #[error("HTTP status {0}")]
    Status(u16),
    /// More redirects than allowed, or in a circle.
    #[error("too many redirects")]
    Redirects,
    /// The answer is larger than [`Request::limit`].
    #[error("answer too large")]
    TooLarge,
    /// No whole answer in time.
    #[error("timed out")]
    TimedOut,
    /// The connection ended before the answer did.
    #[error("answer cut short")]
    Truncated,
    /// The answer says that it is something else, a login page for instance.
    #[error("unexpected content type")]
    ContentType,
    /// What came is no HTTP.
    #[error("not HTTP")]
    Protocol,
}

/// Fetches things. Blocking; called from worker threads.
pub trait Fetch: Send + Sync {
    /// Fetches one thing. The bytes are as sent, neither checked nor believed.
    ///
    /// # Errors
    /// [`FetchError`]; never a partial answer.
    fn fetch(&self, request: &Request<'_>) -> Result<Vec<u8>, FetchError>;
}

/// Refuses everything: the network is not to be used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl Fetch for Offline {
    fn fetch(&self, _: &Request<'_>) -> Result<Vec<u8>, FetchError> {
        Err(FetchError::Offline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offline_refuses_every_kind() {
        for kind in [Kind::Crl, Kind::Ocsp, Kind::Issuer, Kind::TimeStamp] {
            assert_eq!(Offline.fetch(&Request::get(kind, "http://a.test/")), Err(FetchError::Offline));
            assert!(kind.limit() <= crate::budget::MESSAGE, "a longer answer could not be read anyway");
        }
    }

    #[test]
    fn questions_with_a_body_have_a_type_of_their_own() {
        assert_eq!(Kind::Ocsp.question_type(), Some("application/ocsp-request"));
        assert_eq!(Kind::TimeStamp.question_type(), Some("application/timestamp-query"));
        assert_eq!(Kind::Crl.question_type(), None);
    }
}
