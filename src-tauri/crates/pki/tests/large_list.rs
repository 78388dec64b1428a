//! A list with half a million entries: what it costs is counted, not timed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(unsafe_code)] // the counting allocator

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use pki::cert::Name;
use pki::crl::{Crl, Reason};
use pki::{ObjectIdentifier, der};

struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: hands everything on to the system's allocator and only counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Relaxed);
        BYTES.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: likewise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ENTRIES: u32 = 500_000;

/// Allocations and bytes of `work`.
fn cost<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let (calls, bytes) = (CALLS.load(Relaxed), BYTES.load(Relaxed));
    let result = work();
    (result, CALLS.load(Relaxed) - calls, BYTES.load(Relaxed) - bytes)
}

fn serial(n: u32) -> Vec<u8> {
    [&[0x01; 12][..], &n.to_be_bytes()].concat()
}

#[test]
fn half_a_million_entries_are_searched_without_being_expanded() {
    let common_name = der::write_all(
        der::SEQUENCE,
        &[
            der::write_oid(&ObjectIdentifier::new_unwrap("2.5.4.3")),
            der::write(der::UTF8_STRING, b"Penerbit Uji"),
        ],
    );
    let name = der::write(der::SEQUENCE, &der::write(der::SET, &common_name));
    let reason = der::write_all(
        der::SEQUENCE,
        &[
            der::write_oid(&ObjectIdentifier::new_unwrap("2.5.29.21")),
            der::write(der::OCTET_STRING, &[0x0A, 1, 1]),
        ],
    );
    let reason = der::write(der::SEQUENCE, &reason);
    let time = der::write(der::UTC_TIME, b"250601000000Z");
    let mut entries = Vec::new();
    for n in 0..ENTRIES {
        let number = der::write(der::INTEGER, &serial(n));
        entries.extend(der::write_all(der::SEQUENCE, &[&number, &time, &reason]));
    }
    let algorithm = der::write_algorithm(&pki::oid::ECDSA_SHA256, false);
    let tbs = der::write_all(
        der::SEQUENCE,
        &[
            der::write(der::INTEGER, &[1]),
            algorithm.clone(),
            name.clone(),
            time.clone(),
            der::write(der::SEQUENCE, &entries),
        ],
    );
    let signature = der::write(der::BIT_STRING, &[0, 1, 2, 3]);
    let bytes: Arc<[u8]> = der::write_all(der::SEQUENCE, &[tbs, algorithm, signature]).into();
    assert!(bytes.len() > 20_000_000, "{}", bytes.len());

    // Shared, not copied; owned bytes would be copied once.
    let (crl, calls, size) = cost(|| Crl::parse(Arc::clone(&bytes)).unwrap());
    assert!(calls < 30 && size < 4096, "parsing: {calls} allocations, {size} bytes");
    let issuer = Name::from_der(&name).unwrap();
    let (found, calls, size) = cost(|| crl.lookup(&issuer, &serial(ENTRIES - 1)).unwrap());
    // None of its own; the test harness may allocate a word beside it.
    assert!(calls < 10 && size < 1024, "looking up the last entry: {calls} allocations, {size} bytes");
    assert_eq!(found.unwrap().reason().unwrap(), Reason::KeyCompromise);
    let (found, calls, _) = cost(|| crl.lookup(&issuer, &serial(ENTRIES)).unwrap());
    assert!(found.is_none() && calls < 10);
    assert_eq!(crl.entries().filter(Result::is_ok).count(), ENTRIES as usize);
}
