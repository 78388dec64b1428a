//! Validation of one path.
