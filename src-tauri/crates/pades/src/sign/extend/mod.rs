//! Raising the level of a signed file without any key (EN 319 142-1 §6): the document security store for B-LT, document time
//! stamps for B-T and B-LTA and for renewing them. Whoever signed the file, with whatever program.
//!
//! Each step is one appended revision; no earlier byte changes, so copies that were sent already stay good. ISO 32000-2
//! Table 257 does not count the security store and document time stamps as changes: a certified file may be extended at
//! every DocMDP level. Not here: asking for tokens and revocation data, and which of them a signature needs.

mod extensions;
mod stamp;
mod store;

pub use self::stamp::{PreparedStamp, document_time_stamp};
pub use self::store::{ValidationData, security_store};
