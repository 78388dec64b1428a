//! What stands in for the card's hardware: keys, files and PINs in memory, gone when the program ends.
//!
//! `trussed` is the small operating system of the Nitrokey 3. Its requests go to the first backend that takes them:
//! RSA, PINs, large and wrapped objects, and then its own core.

use trussed::backend::{Backend as _, BackendId};
use trussed::platform::Platform;
use trussed::serde_extensions::{ExtensionDispatch, ExtensionId, ExtensionImpl};
use trussed::service::ServiceResources;
use trussed::types::Context;
use trussed::virt::{self, StoreConfig};
use trussed_auth::AuthExtension;
use trussed_auth_backend::{AuthBackend, AuthContext, FilesystemLayout};
use trussed_chunked::ChunkedExtension;
use trussed_core::Error;
use trussed_core::api::{Reply, Request, reply, request};
use trussed_core::types::Location;
use trussed_hpke::HpkeExtension;
use trussed_rsa_alloc::SoftwareRsa;
use trussed_staging::{StagingBackend, StagingContext};
use trussed_wrap_key_to_file::WrapKeyToFileExtension;

/// How an application reaches the platform.
pub type Client<'a> = virt::Client<'a, Backends>;

/// Runs an application of the given name on a new platform.
pub fn run<R>(name: &str, application: impl FnOnce(Client<'_>) -> R) -> R {
    let backends = Backends {
        rsa: SoftwareRsa,
        auth: AuthBackend::new(Location::Internal, FilesystemLayout::V0),
        staging: StagingBackend::default(),
    };
    virt::with_platform(StoreConfig::ram(), |platform| {
        platform.run_client_with_backends(name, backends, ORDER, application)
    })
}

const ORDER: &[BackendId<Backend>] = &[
    BackendId::Custom(Backend::Rsa),
    BackendId::Custom(Backend::Auth),
    BackendId::Custom(Backend::Staging),
    BackendId::Core,
];

/// The services beside `trussed`'s core.
pub struct Backends {
    rsa: SoftwareRsa,
    auth: AuthBackend,
    staging: StagingBackend,
}

/// Names one of them.
#[derive(Debug, Clone, Copy)]
pub enum Backend {
    /// RSA keys.
    Rsa,
    /// PINs and their counters.
    Auth,
    /// Large objects and wrapped keys.
    Staging,
}

/// What they remember of a client.
#[derive(Default)]
pub struct Memory {
    auth: AuthContext,
    staging: StagingContext,
}

/// Names a group of requests that the core does not know; the number goes over the wire.
#[derive(Debug, Clone, Copy)]
pub enum Extension {
    /// PINs.
    Auth,
    /// Objects in pieces.
    Chunked,
    /// Keys sealed for a public key.
    Hpke,
    /// Keys sealed into files.
    WrapKeyToFile,
}

impl From<Extension> for u8 {
    fn from(extension: Extension) -> u8 {
        match extension {
            Extension::Auth => 0,
            Extension::Chunked => 1,
            Extension::Hpke => 2,
            Extension::WrapKeyToFile => 3,
        }
    }
}

impl TryFrom<u8> for Extension {
    type Error = Error;

    fn try_from(number: u8) -> Result<Extension, Error> {
        match number {
            0 => Ok(Extension::Auth),
            1 => Ok(Extension::Chunked),
            2 => Ok(Extension::Hpke),
            3 => Ok(Extension::WrapKeyToFile),
            _ => Err(Error::FunctionNotSupported),
        }
    }
}

impl ExtensionId<AuthExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Auth;
}

impl ExtensionId<ChunkedExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Chunked;
}

impl ExtensionId<HpkeExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Hpke;
}

impl ExtensionId<WrapKeyToFileExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::WrapKeyToFile;
}

impl ExtensionDispatch for Backends {
    type BackendId = Backend;
    type Context = Memory;
    type ExtensionId = Extension;

    fn core_request<P: Platform>(
        &mut self,
        backend: &Backend,
        context: &mut Context<Memory>,
        request: &Request,
        resources: &mut ServiceResources<P>,
    ) -> Result<Reply, Error> {
        let (core, memory) = (&mut context.core, &mut context.backends);
        match backend {
            Backend::Rsa => self.rsa.request(core, &mut (), request, resources),
            Backend::Auth => self.auth.request(core, &mut memory.auth, request, resources),
            Backend::Staging => self.staging.request(core, &mut memory.staging, request, resources),
        }
    }

    fn extension_request<P: Platform>(
        &mut self,
        backend: &Backend,
        extension: &Extension,
        context: &mut Context<Memory>,
        request: &request::SerdeExtension,
        resources: &mut ServiceResources<P>,
    ) -> Result<reply::SerdeExtension, Error> {
        let (core, auth, staging) =
            (&mut context.core, &mut context.backends.auth, &mut context.backends.staging);
        let server = &mut self.staging;
        match (backend, extension) {
            (Backend::Auth, Extension::Auth) => {
                self.auth.extension_request_serialized(core, auth, request, resources)
            }
            (Backend::Staging, Extension::Chunked) => {
                ExtensionImpl::<ChunkedExtension>::extension_request_serialized(
                    server, core, staging, request, resources,
                )
            }
            (Backend::Staging, Extension::Hpke) => {
                ExtensionImpl::<HpkeExtension>::extension_request_serialized(
                    server, core, staging, request, resources,
                )
            }
            (Backend::Staging, Extension::WrapKeyToFile) => {
                ExtensionImpl::<WrapKeyToFileExtension>::extension_request_serialized(
                    server, core, staging, request, resources,
                )
            }
            _ => Err(Error::RequestNotAvailable),
        }
    }
}
