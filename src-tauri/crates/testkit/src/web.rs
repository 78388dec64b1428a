//! A web server on loopback that behaves as it is told: well, or badly in one of the ways that clients must survive.
//! It counts connections and bytes, so that a test can tell that nothing was asked, or that an endless answer was ended.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a client sent: the head as text, and the body.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Request line and headers.
    pub head: String,
    /// Body, as long as `Content-Length` says.
    pub body: Vec<u8>,
}

/// What to do with one connection.
#[derive(Clone, Debug)]
pub enum Reply {
    /// These bytes, then close.
    Bytes(Vec<u8>),
    /// These bytes, then one more from time to time, without end.
    Drip(Vec<u8>),
    /// These bytes, then as many more as the client takes, without end.
    Endless(Vec<u8>),
    /// Nothing at all; the connection stays open.
    Silent,
    /// Close without a word.
    Close,
}

impl Reply {
    /// A sound answer of this type.
    pub fn ok(content_type: &str, body: &[u8]) -> Reply {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Reply::Bytes([head.as_bytes(), body].concat())
    }

    /// A status with headers (each ended by CR LF) and no body.
    pub fn status(line: &str, headers: &str) -> Reply {
        Reply::Bytes(
            format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n")
                .into_bytes(),
        )
    }
}

/// The server; it ends with the value.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    reply: Box<dyn Fn(&Asked) -> Reply + Send + Sync>,
    asked: Mutex<Vec<Asked>>,
    connections: AtomicUsize,
    sent: AtomicUsize,
    ended: AtomicBool,
}

impl Server {
    /// Starts on a free port of 127.0.0.1.
    pub fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let shared = Arc::new(Shared {
            reply: Box::new(reply),
            asked: Mutex::default(),
            connections: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
        });
        let serving = shared.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.ended.load(Ordering::SeqCst) {
                    break;
                }
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        Server { address, shared, thread: Some(thread) }
    }

    /// One reply to all.
    pub fn always(reply: Reply) -> Server {
        Server::start(move |_| reply.clone())
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// `http://127.0.0.1:PORT` and this path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("no test panics while it holds this").clone()
    }

    /// Connections so far, whether or not something was asked over them.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Bytes that clients took so far.
    pub fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).expect("a socket takes a time-out");
        stream.set_write_timeout(patience).expect("a socket takes a time-out");
        let Some(asked) = read(&mut stream) else { return };
        let reply = (self.reply)(&asked);
        self.asked.lock().expect("no test panics while it holds this").push(asked);
        // A client that goes away is what most tests want to see.
        let _ = self.answer(&mut stream, reply);
    }

    fn answer(&self, stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
        match reply {
            Reply::Bytes(bytes) => {
                self.send(stream, &bytes)?;
                // Unread bytes would make closing a reset, which takes back what was sent.
                stream.shutdown(std::net::Shutdown::Write)?;
                let _ = stream.read(&mut [0; 64]);
            }
            Reply::Drip(bytes) => {
                self.send(stream, &bytes)?;
                while !self.ended.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(20));
                    self.send(stream, b"0")?;
                }
            }
            Reply::Endless(bytes) => {
                self.send(stream, &bytes)?;
                let piece = [b'0'; 16 * 1024];
                while !self.ended.load(Ordering::SeqCst) {
                    self.send(stream, &piece)?;
                }
            }
            Reply::Silent => {
                // Until the client goes away or gives up, or the test ends.
                while !self.ended.load(Ordering::SeqCst) && stream.peek(&mut [0]).is_err() {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            Reply::Close => {}
        }
        Ok(())
    }

    fn send(&self, stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
        stream.write_all(bytes)?;
        self.sent.fetch_add(bytes.len(), Ordering::SeqCst);
        Ok(())
    }
}

/// A request; `None` when the client said nothing sensible.
fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            let body = bytes.get(end + 4..)?;
            if body.len() >= length.unwrap_or(0) {
                return Some(Asked { head, body: body.to_vec() });
            }
        }
        // A TLS handshake record (RFC 8446 §5.1): not spoken here.
        if bytes.first() == Some(&0x16) {
            return None;
        }
        match stream.read(&mut piece) {
            Ok(0) => return None,
            Ok(read) => bytes.extend_from_slice(piece.get(..read)?),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}
