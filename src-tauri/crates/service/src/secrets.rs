//! Passwords of time-stamp servers and of the proxy, kept by the system: Keychain, Credential Manager, or the Secret
//! Service of the desktop. Never in a file of ours; where the system keeps none, nothing is kept and the person is told.
//!
//! Not here: PINs and passwords of documents and key files. Those are never kept.

use zeroize::Zeroizing;

/// Name of this program in the system's store.
const SERVICE: &str = "absah";

/// Where secrets are kept. The real one is [`Keyring`]; calls block and may make the system ask the person.
pub trait Secrets: Send + Sync {
    /// The secret under this name, if there is one.
    ///
    /// # Errors
    /// [`NoStore`].
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, NoStore>;

    /// Keeps a secret under this name, in place of the one before.
    ///
    /// # Errors
    /// [`NoStore`].
    fn set(&self, name: &str, secret: &str) -> Result<(), NoStore>;

    /// Forgets the secret under this name; there may be none.
    ///
    /// # Errors
    /// [`NoStore`].
    fn forget(&self, name: &str) -> Result<(), NoStore>;
}

/// The system keeps no secrets for us now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoStore {
    /// There is no such service, as on a machine without a desktop.
    #[error("no store of secrets")]
    Absent,
    /// It is there but locked, and was not unlocked.
    #[error("the store of secrets is locked")]
    Locked,
}

/// The system's store.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keyring;

impl Keyring {
    fn entry(name: &str) -> Result<keyring::v1::Entry, NoStore> {
        keyring::v1::Entry::new(SERVICE, name).map_err(|error| reason(&error))
    }
}

impl Secrets for Keyring {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, NoStore> {
        match Keyring::entry(name)?.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(error) => Err(reason(&error)),
        }
    }

    fn set(&self, name: &str, secret: &str) -> Result<(), NoStore> {
        let entry = Keyring::entry(name)?;
        entry.set_password(secret).map_err(|error| reason(&error))?;
        // A locked store has been seen to take a secret and to give none back.
        match entry.get_password().map(Zeroizing::new) {
            Ok(kept) if *kept == secret => Ok(()),
            _ => Err(NoStore::Locked),
        }
    }

    fn forget(&self, name: &str) -> Result<(), NoStore> {
        match Keyring::entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(()),
            Err(error) => Err(reason(&error)),
        }
    }
}

/// The error's own text is not kept: it may hold what was to be stored.
fn reason(error: &keyring::v1::Error) -> NoStore {
    match error {
        keyring::v1::Error::NoStorageAccess(_) => NoStore::Locked,
        _ => NoStore::Absent,
    }
}

/// Keeps nothing, for surroundings without a store.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Secrets for Nowhere {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<String>>, NoStore> {
        Err(NoStore::Absent)
    }

    fn set(&self, _: &str, _: &str) -> Result<(), NoStore> {
        Err(NoStore::Absent)
    }

    fn forget(&self, _: &str) -> Result<(), NoStore> {
        Err(NoStore::Absent)
    }
}
