//! What people do: open a document, see the tokens, sign, verify, look after the trusted issuers.

pub(crate) mod attachments;
pub(crate) mod bundle;
pub(crate) mod doctor;
pub(crate) mod enroll;
pub(crate) mod evidence;
mod facts;
pub(crate) mod help;
pub(crate) mod journal;
pub(crate) mod many;
pub(crate) mod network;
pub(crate) mod open;
pub(crate) mod personal;
pub(crate) mod prepare;
pub(crate) mod presets;
pub(crate) mod records;
pub mod renewal;
pub(crate) mod rules;
pub(crate) mod sheets;
pub(crate) mod sign;
pub(crate) mod sources;
pub(crate) mod tokens;
pub(crate) mod trust;
pub(crate) mod verify;
