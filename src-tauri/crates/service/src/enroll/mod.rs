//! What an application for a certificate is made of, without any token: the form and its checks, names and their
//! comparison, the record of how far it is.

pub mod name;
pub mod record;
pub mod template;
