//! The network client against servers that behave badly, all on loopback: each failure is bounded and has its own name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pki::fetch::{Fetch, FetchError, Forbidden, Kind, Request};
use service::http::address::{Listed, Rules};
use service::http::{Access, Http, Login, Patience, ProxyChoice};
use std::time::Duration;
use testkit::tls::TlsServer;
use testkit::web::{Reply, Server};
use zeroize::Zeroizing;

/// Short enough for a test, long enough for a loaded machine.
const SHORT: Patience = Patience {
    connect: Duration::from_millis(1_500),
    answer: Duration::from_millis(1_500),
    small: Duration::from_millis(1_500),
    list: Duration::from_millis(1_500),
};

const LONG: Patience = Patience {
    connect: Duration::from_secs(30),
    answer: Duration::from_secs(30),
    small: Duration::from_secs(60),
    list: Duration::from_secs(60),
};

fn access(hosts: &[String], patience: Patience) -> Access {
    let listed = hosts.iter().map(|host| Listed::parse(host).unwrap()).collect();
    Access {
        rules: Rules { listed, typed: Vec::new() },
        proxy: ProxyChoice::None,
        patience,
        logins: Vec::new(),
    }
}

fn client(server: &Server, patience: Patience) -> Http {
    Http::new(access(&[server.host()], patience)).unwrap()
}

/// Fetches with a limit of 1000 bytes.
fn get(server: &Server, patience: Patience) -> Result<Vec<u8>, FetchError> {
    let url = server.url("/a.crl");
    client(server, patience).fetch(&Request { limit: 1_000, ..Request::get(Kind::Crl, &url) })
}

fn head(lines: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{lines}\r\n").into_bytes()
}

#[test]
fn answer_comes_whole_up_to_the_limit_and_one_byte_more_is_too_large() {
    for (length, expected) in [(0, Ok(0)), (1, Ok(1)), (1_000, Ok(1_000)), (1_001, Err(FetchError::TooLarge))]
    {
        let body = vec![0x30; length];
        let announced = Server::always(Reply::ok("application/pkix-crl", &body));
        assert_eq!(get(&announced, LONG).map(|bytes| bytes.len()), expected, "{length} announced");
        let unannounced = Server::always(Reply::Bytes([head(""), body.clone()].concat()));
        assert_eq!(get(&unannounced, LONG).map(|bytes| bytes.len()), expected, "{length} until the end");
        let chunk = [format!("{length:x}\r\n").as_bytes(), &body, b"\r\n"].concat();
        let chunks = if length == 0 { Vec::new() } else { chunk };
        let chunked = [head("Transfer-Encoding: chunked\r\n"), chunks, b"0\r\n\r\n".to_vec()].concat();
        let chunked = Server::always(Reply::Bytes(chunked));
        assert_eq!(get(&chunked, LONG).map(|bytes| bytes.len()), expected, "{length} in chunks");
    }
}

#[test]
fn question_goes_out_with_its_type_and_no_more_than_needed() {
    let server = Server::always(Reply::ok("application/ocsp-response", b"0"));
    let url = server.url("/ocsp");
    client(&server, LONG).fetch(&Request::post(Kind::Ocsp, &url, b"question")).unwrap();
    let asked = server.asked();
    let head = asked[0].head.to_ascii_lowercase();
    assert!(head.starts_with("post /ocsp http/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/ocsp-request"), "{head}");
    assert_eq!(asked[0].body, b"question");
    for stray in ["cookie", "referer", "authorization", "gzip"] {
        assert!(!head.contains(stray), "{head}");
    }
}

#[test]
fn slow_drip_ends_with_the_deadline() {
    for start in [b"HTTP/1.1 200 OK\r\nX: ".to_vec(), head("Content-Length: 900\r\n"), head("")] {
        let server = Server::always(Reply::Drip(start));
        assert_eq!(get(&server, SHORT), Err(FetchError::TimedOut));
        assert!(server.sent() < 600, "one byte in 20 ms, and then nobody listens: {}", server.sent());
    }
}

#[test]
fn silent_server_ends_with_the_deadline() {
    assert_eq!(get(&Server::always(Reply::Silent), SHORT), Err(FetchError::TimedOut));
}

#[test]
fn endless_answer_is_cut_at_the_limit() {
    for lines in ["", "Content-Length: 99999999999\r\n"] {
        let server = Server::always(Reply::Endless(head(lines)));
        assert_eq!(get(&server, LONG), Err(FetchError::TooLarge));
        // What the systems' buffers take on loopback, not what the server would give.
        assert!(server.sent() < 32 << 20, "{}", server.sent());
    }
    let endless_head = Server::always(Reply::Endless(b"HTTP/1.1 200 OK\r\nX: ".to_vec()));
    assert_eq!(get(&endless_head, LONG), Err(FetchError::TooLarge));
}

#[test]
fn redirects_are_followed_three_times_and_a_loop_ends() {
    let server = Server::start(|asked| match asked.head.split(' ').nth(1).unwrap() {
        "/3" => Reply::ok("application/pkix-crl", b"0"),
        "/2" => Reply::status("308 Permanent Redirect", "Location: /3\r\n"),
        "/1" => Reply::status("302 Found", "Location: /2\r\n"),
        "/a" => Reply::status("301 Moved Permanently", "Location: /1\r\n"),
        _ => Reply::status("307 Temporary Redirect", "Location: /loop\r\n"),
    });
    let client = client(&server, LONG);
    assert_eq!(client.fetch(&Request::get(Kind::Crl, &server.url("/a"))), Ok(b"0".to_vec()));
    assert_eq!(server.connections(), 4);
    assert_eq!(client.fetch(&Request::get(Kind::Crl, &server.url("/loop"))), Err(FetchError::Redirects));
    assert_eq!(server.connections(), 8, "four more and no fifth");
}

#[test]
fn redirect_to_a_place_that_is_not_listed_is_not_followed() {
    let victim = Server::always(Reply::ok("application/pkix-crl", b"secret"));
    for (location, why) in [
        (victim.url("/"), Forbidden::Port),
        ("http://127.0.0.1/".to_owned(), Forbidden::Loopback),
        ("http://[::ffff:127.0.0.1]/".to_owned(), Forbidden::Loopback),
        ("http://169.254.169.254/latest".to_owned(), Forbidden::LinkLocal),
        ("file:///etc/passwd".to_owned(), Forbidden::Scheme),
        ("gopher://127.0.0.1/".to_owned(), Forbidden::Scheme),
    ] {
        let server = Server::always(Reply::status("302 Found", &format!("Location: {location}\r\n")));
        assert_eq!(get(&server, LONG), Err(FetchError::NotAllowed(why)), "{location}");
    }
    assert_eq!(victim.connections(), 0);
}

#[test]
fn question_is_repeated_only_where_the_server_asks_for_it() {
    let server = Server::start(|asked| match asked.head.split(' ').nth(1).unwrap() {
        "/moved" => Reply::status("302 Found", "Location: /there\r\n"),
        "/again" => Reply::status("307 Temporary Redirect", "Location: /there\r\n"),
        _ => Reply::ok("application/ocsp-response", &asked.body),
    });
    let client = client(&server, LONG);
    let ask = |path: &str| client.fetch(&Request::post(Kind::Ocsp, &server.url(path), b"question"));
    assert_eq!(ask("/moved"), Err(FetchError::Status(302)));
    assert_eq!(ask("/again"), Ok(b"question".to_vec()));
}

#[test]
fn typing_an_address_lists_nobody_and_an_unknown_name_is_named() {
    let server = Server::always(Reply::ok("application/pkix-crl", b"secret"));
    let mut access = access(&[], LONG);
    access.rules.typed = vec![Listed::parse(&server.host()).unwrap()];
    let typed = Http::new(access).unwrap();
    let outcome = typed.fetch(&Request::get(Kind::Crl, &server.url("/")));
    assert_eq!(outcome, Err(FetchError::NotAllowed(Forbidden::Loopback)));
    assert_eq!(server.connections(), 0);
    let unknown = typed.fetch(&Request::get(Kind::Crl, "http://tidak-ada.contoh.test/"));
    assert_eq!(unknown, Err(FetchError::Name));
}

#[test]
fn failures_have_names_of_their_own() {
    let truncated = Server::always(Reply::Bytes([head("Content-Length: 900\r\n"), vec![0x30; 10]].concat()));
    assert_eq!(get(&truncated, LONG), Err(FetchError::Truncated));
    let cut_chunk = [head("Transfer-Encoding: chunked\r\n"), b"64\r\n0000".to_vec()].concat();
    assert_eq!(get(&Server::always(Reply::Bytes(cut_chunk)), LONG), Err(FetchError::Truncated));
    assert_eq!(get(&Server::always(Reply::Close), LONG), Err(FetchError::Route));
    assert_eq!(
        get(&Server::always(Reply::Bytes(b"220 mail.test ESMTP\r\n".to_vec())), LONG),
        Err(FetchError::Protocol)
    );
    let packed = Reply::Bytes([head("Content-Encoding: gzip\r\n"), vec![0x1f, 0x8b]].concat());
    assert_eq!(get(&Server::always(packed), LONG), Err(FetchError::Protocol));
    for (line, status) in
        [("404 Not Found", 404), ("204 No Content", 204), ("500 Oops", 500), ("401 Who", 401)]
    {
        assert_eq!(get(&Server::always(Reply::status(line, "")), LONG), Err(FetchError::Status(status)));
    }
    let gone = Server::always(Reply::Close);
    let (client, url) = (client(&gone, LONG), gone.url("/"));
    drop(gone);
    assert_eq!(client.fetch(&Request::get(Kind::Crl, &url)), Err(FetchError::Route), "nobody listens");
}

#[test]
fn pages_are_told_from_data_by_what_they_call_themselves_and_by_how_they_begin() {
    for (content_type, body, expected) in [
        ("text/html; charset=utf-8", "0", false),
        ("application/json", "0", false),
        ("image/png", "0", false),
        ("application/octet-stream", " \n<html>", false),
        ("application/octet-stream", "0", true),
        ("text/plain", "-----BEGIN X509 CRL-----", true),
        ("application/x-x509-crl", "0", true),
        ("", "0", true),
    ] {
        let server = Server::always(Reply::ok(content_type, body.as_bytes()));
        let expected = if expected { Ok(body.as_bytes().to_vec()) } else { Err(FetchError::ContentType) };
        assert_eq!(get(&server, LONG), expected, "{content_type} {body}");
    }
}

#[test]
fn server_without_sound_tls_is_refused() {
    let plain = Server::always(Reply::ok("application/pkix-crl", b"0"));
    let https = plain.url("/").replace("http:", "https:");
    assert_eq!(client(&plain, LONG).fetch(&Request::get(Kind::Crl, &https)), Err(FetchError::Tls));

    // A server of OpenSSL with a certificate that this system does not trust.
    let pki = testkit::openssl::Pki::new();
    let signer = pki.signer("localhost", testkit::openssl::Key::P256);
    let server = TlsServer::start(&signer);
    let client = Http::new(access(&[server.host()], LONG)).unwrap();
    let outcome = client.fetch(&Request::get(Kind::Crl, &format!("https://{}/", server.host())));
    assert_eq!(outcome, Err(FetchError::Tls));
}

#[test]
fn login_goes_to_its_server_with_time_stamps_and_nowhere_else() {
    let other = Server::always(Reply::ok("application/timestamp-reply", b"0"));
    let elsewhere = other.url("/");
    let server = Server::start(move |asked| match asked.head.split(' ').nth(1).unwrap() {
        "/away" => Reply::status("307 Temporary Redirect", &format!("Location: {elsewhere}\r\n")),
        _ => Reply::ok("application/timestamp-reply", b"0"),
    });
    let mut access = access(&[server.host(), other.host()], LONG);
    access.logins.push(Login {
        url: server.url("/tsa"),
        user: "dinas".to_owned(),
        password: Zeroizing::new("rahasia".to_owned()),
    });
    let client = Http::new(access).unwrap();
    client.fetch(&Request::post(Kind::TimeStamp, &server.url("/tsa"), b"q")).unwrap();
    client.fetch(&Request::get(Kind::Crl, &server.url("/a.crl"))).unwrap();
    client.fetch(&Request::post(Kind::TimeStamp, &server.url("/away"), b"q")).unwrap();
    let logins: Vec<bool> = server
        .asked()
        .iter()
        .map(|asked| asked.head.to_lowercase().contains("authorization: basic zgluyxm6cmfoyxnpyq=="))
        .collect();
    assert_eq!(logins, [true, false, true], "to the server, not with lists");
    assert!(!other.asked()[0].head.to_lowercase().contains("authorization"), "never along with a redirect");
}

#[test]
fn proxy_gets_whole_addresses_and_its_own_login() {
    let proxy = Server::start(|asked| match asked.head.split(' ').next().unwrap() {
        "CONNECT" => Reply::status("403 Forbidden", ""),
        _ => Reply::ok("application/ocsp-response", &asked.body),
    });
    let mut access = access(&[], LONG);
    let login = Some(("wakil".to_owned(), Zeroizing::new("rahasia".to_owned())));
    access.proxy = ProxyChoice::Manual { url: proxy.url(""), login };
    let client = Http::new(access).unwrap();
    let ask = |url: &str| client.fetch(&Request::post(Kind::Ocsp, url, b"question"));
    assert_eq!(ask("http://ocsp.contoh.test/a?b=c"), Ok(b"question".to_vec()));
    let head = proxy.asked()[0].head.clone();
    assert!(head.starts_with("POST http://ocsp.contoh.test/a?b=c HTTP/1.1\r\n"), "RFC 9112 §3.2.2: {head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic d2fraww6cmfoyxnpyq=="), "{head}");
    assert!(head.to_lowercase().contains("host: ocsp.contoh.test"), "{head}");

    assert_eq!(ask("https://ocsp.contoh.test/"), Err(FetchError::Proxy), "the tunnel is refused");
    assert!(proxy.asked()[1].head.starts_with("CONNECT ocsp.contoh.test:443 "), "{:?}", proxy.asked()[1]);

    let before = proxy.connections();
    assert_eq!(ask("http://127.0.0.1/"), Err(FetchError::NotAllowed(Forbidden::Loopback)));
    assert_eq!(ask("http://router/"), Err(FetchError::NotAllowed(Forbidden::Private)));
    assert_eq!(proxy.connections(), before, "a proxy is no way around the rules");

    let url = proxy.url("");
    drop(proxy);
    let mut gone = self::access(&[], LONG);
    gone.proxy = ProxyChoice::Manual { url, login: None };
    let outcome = Http::new(gone).unwrap().fetch(&Request::get(Kind::Crl, "http://crl.contoh.test/"));
    assert_eq!(outcome, Err(FetchError::Proxy), "nobody listens there");
}

#[test]
fn proxy_that_wants_a_login_is_named() {
    let proxy = Server::always(Reply::status("407 Proxy Authentication Required", ""));
    let mut access = access(&[], LONG);
    access.proxy = ProxyChoice::Manual { url: proxy.url(""), login: None };
    let client = Http::new(access).unwrap();
    assert_eq!(client.fetch(&Request::get(Kind::Crl, "http://crl.contoh.test/")), Err(FetchError::Proxy));
    assert!(
        Http::new(Access {
            proxy: ProxyChoice::Manual { url: "ftp://a.test".to_owned(), login: None },
            ..Access::default()
        })
        .is_err()
    );
}
