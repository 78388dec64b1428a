//! What a practice card remembers.

use serde::{Deserialize, Serialize};

/// What a practice card remembers without power: keys, objects, PINs, counters. Secret: store it for its owner only.
#[derive(Clone, Serialize, Deserialize)]
pub struct CardState {
    serial: u32,
}

impl CardState {
    /// A card from the factory: no keys, PIN 123456, PUK 12345678.
    pub fn factory(serial: u32) -> CardState {
        CardState { serial }
    }

    /// Serial number.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}
