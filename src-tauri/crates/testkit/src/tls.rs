//! A TLS server of the OpenSSL program, on loopback. It speaks TLS and serves nothing that our programs ask for.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::openssl::Signer;

/// A running server; ends with the value, also when a test panics.
#[derive(Debug)]
pub struct TlsServer {
    port: u16,
    process: Child,
}

impl TlsServer {
    /// Starts it with this key and certificate and waits until it takes connections.
    ///
    /// # Panics
    /// When OpenSSL is missing or ends at once.
    #[must_use]
    pub fn start(identity: &Signer) -> TlsServer {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let process = Command::new("openssl")
            .args(["s_server", "-quiet", "-www", "-accept", &format!("127.0.0.1:{port}"), "-cert"])
            .arg(&identity.certificate)
            .arg("-key")
            .arg(&identity.key)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl s_server");
        let mut server = TlsServer { port, process };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(matches!(server.process.try_wait(), Ok(None)), "openssl s_server runs");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
