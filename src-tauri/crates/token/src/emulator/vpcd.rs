//! Puts the practice card into a real pcscd, as the card of vpcd (vsmartcard's virtual reader driver).
//!
//! vpcd's protocol: both directions send two bytes of length, big-endian, then as many bytes. One byte is a
//! control code: 00 power off, 01 power on, 02 reset, each without answer, 04 asks for the ATR. Anything longer
//! is a command APDU. vpcd asks for the ATR every 400 ms to see whether the card is there; a closed connection
//! is a removed card.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{ATR, Emulator};
use crate::TransportError;

/// A reader of vpcd with a practice card in it; ends when dropped.
pub struct Attachment {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    thread: Option<JoinHandle<()>>,
    listens: bool,
}

struct Shared {
    /// `None` while the reader is empty.
    card: Option<Emulator>,
    /// The connection that is being served.
    stream: Option<TcpStream>,
    ended: bool,
}

/// Listens on 127.0.0.1 for vpcd with `DEVICENAME 127.0.0.1:PORT`, which calls out to its card. Port 0 takes any
/// free one. The card is in from the start. Nothing beyond loopback can reach it.
///
/// Needs a vpcd that survives an empty reader in this mode: the one of Debian 12 (3.3) waits on a socket that it
/// never opened as soon as the card leaves or nobody listens on its second slot's port, and takes pcscd with it.
/// For that one use [`attach`].
pub fn listen(card: &Emulator, port: u16) -> io::Result<Attachment> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    start(card, address, true, move |shared| {
        for stream in listener.incoming() {
            if lock(shared).ended {
                break;
            }
            // vpcd calls again at its next look; an empty reader hangs up at once.
            if let Ok(stream) = stream {
                let _ = serve(shared, stream);
            }
        }
    })
}

/// Calls a vpcd that listens itself, as it does with `DEVICENAME /dev/null:PORT`, the form that its package
/// installs. Such a vpcd listens on every interface: keep it in a network namespace of its own.
pub fn attach(card: &Emulator, vpcd: SocketAddr) -> io::Result<Attachment> {
    let mut first = Some(TcpStream::connect(vpcd)?);
    start(card, vpcd, false, move |shared| {
        while !lock(shared).ended {
            let empty = lock(shared).card.is_none();
            match first.take().filter(|_| !empty) {
                Some(stream) => drop(serve(shared, stream)),
                None => std::thread::sleep(CALL_AGAIN),
            }
            if first.is_none() && !empty {
                first = TcpStream::connect(vpcd).ok();
            }
        }
    })
}

/// How long after a lost connection vpcd is called again.
const CALL_AGAIN: Duration = Duration::from_millis(100);

impl Attachment {
    /// Where vpcd and card meet: for [`listen`] 127.0.0.1 and the port for `DEVICENAME 127.0.0.1:PORT`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Pulls the card out of the reader. A running command finishes first.
    pub fn pull(&self) {
        let mut shared = lock(&self.shared);
        shared.card = None;
        shared.hang_up();
    }

    /// Puts a card into the reader, instead of the one that may be in it.
    pub fn put(&self, card: &Emulator) {
        let mut shared = lock(&self.shared);
        shared.hang_up();
        shared.card = Some(card.clone());
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        {
            let mut shared = lock(&self.shared);
            shared.ended = true;
            shared.card = None;
            shared.hang_up();
        }
        if self.listens {
            // Wakes the listener, which then sees that it is over.
            let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn hang_up(&mut self) {
        if let Some(stream) = self.stream.take() {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    }
}

fn start(
    card: &Emulator,
    address: SocketAddr,
    listens: bool,
    run: impl FnOnce(&Mutex<Shared>) + Send + 'static,
) -> io::Result<Attachment> {
    let shared = Arc::new(Mutex::new(Shared { card: Some(card.clone()), stream: None, ended: false }));
    let inside = Arc::clone(&shared);
    let thread = std::thread::Builder::new().name("practice card".into()).spawn(move || run(&inside))?;
    Ok(Attachment { address, shared, thread: Some(thread), listens })
}

/// Serves one connection until either side hangs up.
fn serve(shared: &Mutex<Shared>, mut stream: TcpStream) -> io::Result<()> {
    let card = {
        let mut shared = lock(shared);
        let Some(card) = shared.card.clone() else { return Ok(()) };
        shared.stream = Some(stream.try_clone()?);
        card
    };
    // Else each command of a few bytes waits 40 ms for the next one to share a packet with.
    stream.set_nodelay(true)?;
    loop {
        let message = read_message(&mut stream)?;
        match message.as_slice() {
            [0x00..=0x02] => card.reset(),
            [0x04] => write_message(&mut stream, ATR)?,
            [] | [_] => {}
            apdu => match answer(&card, apdu) {
                Ok(answer) => write_message(&mut stream, &answer)?,
                // A card that is gone says so by hanging up, and stays out.
                Err(_) => {
                    let mut shared = lock(shared);
                    shared.card = None;
                    shared.stream = None;
                    return Ok(());
                }
            },
        }
    }
}

/// A reset behind the reader's back has no message of its own here: the command meets the card after it.
fn answer(card: &Emulator, apdu: &[u8]) -> Result<Vec<u8>, TransportError> {
    let mut inner = card.lock();
    match inner.transmit(apdu, false) {
        Err(TransportError::Reset) => inner.transmit(apdu, false),
        answer => answer,
    }
}

fn read_message(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    quick_ack(stream)?;
    stream.read_exact(&mut length)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    quick_ack(stream)?;
    stream.read_exact(&mut message)?;
    Ok(message)
}

/// Length and message in one piece.
fn write_message(stream: &mut TcpStream, message: &[u8]) -> io::Result<()> {
    let length = u16::try_from(message.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), message].concat())
}

/// vpcd sends length and message as two small segments and so waits for our acknowledgement in between, which the
/// system delays by 40 ms unless told otherwise before every read.
#[cfg(target_os = "linux")]
fn quick_ack(stream: &TcpStream) -> io::Result<()> {
    use std::os::linux::net::TcpStreamExt;
    stream.set_quickack(true)
}

#[cfg(not(target_os = "linux"))]
fn quick_ack(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
