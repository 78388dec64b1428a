//! The parts of the matrix test: files, signing, judging, counting.

pub(crate) mod files;
pub(crate) mod judging;
pub(crate) mod signing;
pub(crate) mod table;
