//! Servers on this computer's loopback address, which end with the test: certomancer, a whole PKI out of one declarative
//! file, and a small HTTP server whose answers the test makes itself, with OpenSSL for instance.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::command::{PATIENCE, end_group};

/// What a client asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Header lines as sent.
    pub headers: Vec<String>,
    /// The body, as long as Content-Length says.
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Content-Type.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// 200 with these bytes.
    pub fn ok(media_type: &'static str, body: Vec<u8>) -> Self {
        Self { status: 200, media_type, body }
    }

    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self { status, media_type: "text/plain", body: Vec::new() }
    }
}

/// A small HTTP/1.1 server on 127.0.0.1, one request a connection. Ends when dropped.
pub struct Web {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Question>>>,
    over: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl Web {
    /// Starts it with what answers.
    ///
    /// # Panics
    /// When loopback cannot be listened on.
    pub fn start(answer: impl Fn(&Question) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback can be listened on");
        let address = listener.local_addr().expect("a bound socket has an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let (log, end, answer) = (Arc::clone(&asked), Arc::clone(&over), Arc::new(answer));
        let acceptor = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), log, answer) = (stream, Arc::clone(&log), Arc::clone(&answer)) else {
                    continue;
                };
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { address, asked, over, acceptor: Some(acceptor) }
    }

    /// The address of a path on it; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything asked so far.
    pub fn asked(&self) -> Vec<Question> {
        self.asked.lock().expect("no handler panics holding it").clone()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)); // wakes the acceptor
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

/// One connection. A client that goes away early is its own affair.
fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Question>>,
    answer: &(dyn Fn(&Question) -> Reply + Send + Sync),
) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let Some(question) = read(&stream) else { return };
    log.lock().expect("no handler panics holding it").push(question.clone());
    let Reply { status, media_type, body } = answer(&question);
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

fn read(stream: &TcpStream) -> Option<Question> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 || line.trim_end().is_empty() {
            break;
        }
        headers.push(line.trim_end().to_owned());
    }
    let length = headers.iter().find_map(|h| {
        let (name, value) = h.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    let mut body = vec![0; length.unwrap_or(0).min(64 << 20)];
    reader.read_exact(&mut body).ok()?;
    Some(Question { method, path, headers, body })
}

/// certomancer's animator on 127.0.0.1: certificates, lists, OCSP responders and time-stamp authorities out of one file.
/// Ends when dropped, or with this process.
pub struct Certomancer {
    child: Child,
    port: u16,
}

impl Certomancer {
    /// The address that stands in a declarative file where the server's own goes.
    pub const PLACEHOLDER: &str = "http://127.0.0.1:9000";

    /// Writes `configuration` to `certomancer.yml` in `folder`, with the server's address in the place of
    /// [`Self::PLACEHOLDER`], and serves it. The keys that it names must be there: certomancer makes none.
    ///
    /// # Panics
    /// When certomancer is missing or does not begin to answer.
    #[track_caller]
    pub fn start(folder: &Path, configuration: &str) -> Self {
        let program = crate::repository().join("target/judges/bin/certomancer");
        // A free port may be taken by somebody else before the server has it: then once more, with another.
        for _ in 0..5 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .and_then(|listener| listener.local_addr())
                .expect("loopback can be listened on")
                .port();
            let own = configuration.replace(Self::PLACEHOLDER, &format!("http://127.0.0.1:{port}"));
            std::fs::write(folder.join("certomancer.yml"), own).expect("the test's folder can be written");
            let log = std::fs::File::create(folder.join("certomancer.log")).expect("likewise");
            // Ends with this process even when nothing is dropped, as at the end of a test program with a static: the
            // watcher reads a pipe that only this process holds, and ends their group.
            let line = "exec 3<&0; (read -r _ <&3; kill -KILL 0) & exec \"$0\" \"$@\" </dev/null 3<&-";
            let child = Command::new("bash")
                .args(["-c", line])
                .arg(&program)
                .args(["--config", "certomancer.yml", "animate", "--no-web-ui", "--port", &port.to_string()])
                .current_dir(folder)
                .stdin(Stdio::piped())
                .stdout(log.try_clone().expect("an open file"))
                .stderr(log)
                .process_group(0)
                .spawn()
                .expect("bash can be started");
            let mut server = Self { child, port };
            if server.is_ready() {
                return server;
            }
        }
        panic!(
            "certomancer does not answer (is it there? `make judges`): {:?}",
            std::fs::read_to_string(folder.join("certomancer.log"))
        );
    }

    /// Waits for it to listen; false when it ended instead.
    fn is_ready(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.child.try_wait().expect("our own child").is_some() {
                return false;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// The address of a path on it; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Certomancer {
    fn drop(&mut self) {
        end_group(self.child.id());
        let _ = self.child.wait();
    }
}
