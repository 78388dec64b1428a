//! Command APDUs.
