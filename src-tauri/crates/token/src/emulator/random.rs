//! Where the practice card's random numbers come from.

/// A source of random numbers.
pub struct Randomness(Box<dyn FnMut(&mut [u8]) + Send>);

impl Randomness {
    /// The system's generator.
    pub fn system() -> std::io::Result<Randomness> {
        getrandom::fill(&mut [0; 16]).map_err(std::io::Error::other)?;
        Ok(Randomness(Box::new(|_| ())))
    }

    /// Any other source; for tests.
    pub fn from_fn(fill: impl FnMut(&mut [u8]) + Send + 'static) -> Randomness {
        Randomness(Box::new(fill))
    }
}
