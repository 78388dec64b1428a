//! Where the practice card's random numbers come from.

use std::convert::Infallible;

use rsa::rand_core::{TryCryptoRng, TryRng};

/// A source of random numbers.
pub struct Randomness(Box<Fill>);

type Fill = dyn FnMut(&mut [u8]) + Send;

impl Randomness {
    /// The system's generator; an error when it gives nothing now.
    ///
    /// Should it fail later (no system does so after it once answered), the card panics rather than making a
    /// guessable key.
    pub fn system() -> std::io::Result<Randomness> {
        getrandom::fill(&mut [0; 16]).map_err(std::io::Error::other)?;
        Ok(Randomness(Box::new(|buffer| {
            if let Err(error) = getrandom::fill(buffer) {
                panic!("the system's random numbers ended: {error}");
            }
        })))
    }

    /// Fills the buffer.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) {
        (self.0)(buffer);
    }

    /// Any other source; for tests.
    pub fn from_fn(fill: impl FnMut(&mut [u8]) + Send + 'static) -> Randomness {
        Randomness(Box::new(fill))
    }
}

impl TryRng for Randomness {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        (self.0)(buffer);
        Ok(())
    }
}

impl TryCryptoRng for Randomness {}
