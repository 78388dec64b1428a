//! The two calls of PKCS#11 that `cryptoki` does not offer, and with them all unsafe code of this crate: C_Sign in the
//! middle of an operation that `cryptoki` began, and C_SetPIN without PINs.

use std::path::Path;
use std::ptr;

use cryptoki::context::Function;
use cryptoki::error::{Error, Rv};
use cryptoki::session::Session;
use cryptoki_sys::{CK_FUNCTION_LIST, CK_RV, CK_ULONG, CKR_OK};

/// Longest signature: RSA with 16,384 bits.
const MAX_SIGNATURE: usize = 2048;

/// The functions of a module that is loaded already.
pub(super) struct Functions {
    list: *const CK_FUNCTION_LIST,
    /// Keeps the library, and so the list, where it is.
    _library: cryptoki_sys::Pkcs11,
}

impl Functions {
    /// Asks the library for its list of functions once more.
    pub(super) fn of(path: &Path) -> Option<Functions> {
        // SAFETY: loading runs the library's initialisers, which is what the helper process is for. The system counts
        // references, so this is the library that `cryptoki` loaded.
        let library = unsafe { cryptoki_sys::Pkcs11::new(path) }.ok()?;
        let mut list: *mut CK_FUNCTION_LIST = ptr::null_mut();
        let get = library.C_GetFunctionList.as_ref().ok()?;
        // SAFETY: the library exports a function of this name, and this is its type (PKCS#11 2.40 clause 5.4); it is
        // given a place for one pointer.
        let result = unsafe { get(&mut list) };
        (result == CKR_OK && !list.is_null()).then_some(Functions { list, _library: library })
    }

    /// C_Sign, once, in an operation that C_SignInit began.
    pub(super) fn sign(&self, session: &Session, data: &[u8]) -> Result<Vec<u8>, Error> {
        // SAFETY: the list is not null and lives as long as the library.
        let function = unsafe { (*self.list).C_Sign };
        let mut data = data.to_vec();
        let mut signature = vec![0; MAX_SIGNATURE];
        let mut length: CK_ULONG = signature.len().try_into()?;
        let size: CK_ULONG = data.len().try_into()?;
        // SAFETY: the session is open; both buffers are as long as is said. With room enough at the first call it is the
        // only one, so a key that wants the PIN for each use is used once (clause 5.2).
        let result = function.map(|sign| unsafe {
            sign(session.handle(), data.as_mut_ptr(), size, signature.as_mut_ptr(), &mut length)
        });
        judge(result, Function::Sign)?;
        signature.truncate(length.try_into()?);
        Ok(signature)
    }

    /// C_SetPIN with both PINs typed on the reader.
    pub(super) fn set_pin_on_pad(&self, session: &Session) -> Result<(), Error> {
        // SAFETY: as above.
        let function = unsafe { (*self.list).C_SetPIN };
        // SAFETY: the session is open; with a protected authentication path both PINs are null (clause 5.6).
        let result =
            function.map(|set| unsafe { set(session.handle(), ptr::null_mut(), 0, ptr::null_mut(), 0) });
        judge(result, Function::SetPIN)
    }
}

fn judge(result: Option<CK_RV>, function: Function) -> Result<(), Error> {
    result.map_or(Err(Error::NullFunctionPointer), |value| Rv::from(value).into_result(function))
}
