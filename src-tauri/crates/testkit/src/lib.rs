//! What tests share: outside programs that judge our files, a throw-away PKI made by OpenSSL, servers on loopback, the folder `../shared`.
//!
//! A dev-dependency only. It speaks bytes and paths and imports none of our crates, so that a judge can never be fooled by
//! the code it judges. Everything here panics on failure: a test that cannot run because a program is missing fails, it
//! does not pass.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a broken test set-up must stop the test")]

#[cfg(unix)]
pub mod card_service;
pub mod command;
pub mod judges;
#[cfg(target_os = "linux")]
pub mod memory;
pub mod office;
pub mod openssl;
pub mod pdf;
#[cfg(unix)]
pub mod server;
pub mod shared;
pub mod softhsm;
pub mod tls;
pub mod web;

use std::path::{Path, PathBuf};

/// The root folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().expect("the repository root exists")
}
