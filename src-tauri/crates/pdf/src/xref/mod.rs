//! xref
