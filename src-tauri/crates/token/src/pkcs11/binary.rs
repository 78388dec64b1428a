//! What a file is, by its first bytes: so that a driver for another system or processor is told as such, before
//! the loader is asked and only says "no".
//!
//! ELF (System V gABI 4.1), PE (Microsoft PE format) and Mach-O headers, as far as the processor is named.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::ModuleProblem;

/// A program library as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Library {
    system: &'static str,
    processors: [Option<&'static str>; 4],
}

/// The file exists and is a library for this system and processor.
pub(crate) fn check(path: &Path) -> Result<(), ModuleProblem> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ModuleProblem::Missing,
        _ => ModuleProblem::Unreadable,
    })?;
    file.take(4096).read_to_end(&mut head).map_err(|_| ModuleProblem::Unreadable)?;
    let library = library(&head).ok_or(ModuleProblem::NotALibrary)?;
    let fits = |name: &str| name == std::env::consts::ARCH;
    if library.system == SYSTEM && library.processors.iter().flatten().any(|name| fits(name)) {
        return Ok(());
    }
    let processors: Vec<_> = library.processors.into_iter().flatten().collect();
    Err(ModuleProblem::WrongKind { found: format!("{} {}", library.system, processors.join("+")) })
}

const SYSTEM: &str = if cfg!(windows) {
    "windows"
} else if cfg!(target_os = "macos") {
    "macos"
} else {
    "unix"
};

fn library(head: &[u8]) -> Option<Library> {
    let one = |system, processor| Some(Library { system, processors: [Some(processor), None, None, None] });
    match head.get(..4)? {
        [0x7F, b'E', b'L', b'F'] => {
            let machine = bytes(head, 18)?;
            let machine = if head.get(5) == Some(&2) {
                u16::from_be_bytes(machine)
            } else {
                u16::from_le_bytes(machine)
            };
            one("unix", elf(machine))
        }
        [b'M', b'Z', ..] => {
            let at = usize::try_from(u32::from_le_bytes(bytes(head, 0x3C)?)).ok()?;
            if &bytes::<4>(head, at)? != b"PE\0\0" {
                return None;
            }
            one("windows", pe(u16::from_le_bytes(bytes(head, at.checked_add(4)?)?)))
        }
        [0xCE | 0xCF, 0xFA, 0xED, 0xFE] => one("macos", mach(u32::from_le_bytes(bytes(head, 4)?))),
        // The same mark as a Java class, whose next number is its version, at least 45.
        [0xCA, 0xFE, 0xBA, 0xBE] => {
            let count =
                usize::try_from(u32::from_be_bytes(bytes(head, 4)?)).ok().filter(|count| *count <= 4)?;
            let mut processors = [None; 4];
            for (index, slot) in processors.iter_mut().enumerate().take(count) {
                *slot = Some(mach(u32::from_be_bytes(bytes(head, 8 + 20 * index)?)));
            }
            Some(Library { system: "macos", processors })
        }
        _ => None,
    }
}

/// Names as in `std::env::consts::ARCH`.
fn elf(machine: u16) -> &'static str {
    match machine {
        3 => "x86",
        40 => "arm",
        62 => "x86_64",
        183 => "aarch64",
        243 => "riscv64",
        258 => "loongarch64",
        _ => OTHER,
    }
}

fn pe(machine: u16) -> &'static str {
    match machine {
        0x014C => "x86",
        0x8664 => "x86_64",
        0xAA64 => "aarch64",
        _ => OTHER,
    }
}

fn mach(processor: u32) -> &'static str {
    match processor {
        7 => "x86",
        0x0100_0007 => "x86_64",
        0x0100_000C => "aarch64",
        _ => OTHER,
    }
}

const OTHER: &str = "other";

fn bytes<const N: usize>(head: &[u8], at: usize) -> Option<[u8; N]> {
    head.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    fn named(head: &[u8]) -> Option<(&'static str, Vec<&'static str>)> {
        library(head).map(|found| (found.system, found.processors.into_iter().flatten().collect()))
    }

    #[test]
    fn system_and_processor_are_read_from_each_kind_of_header() {
        let mut elf = b"\x7FELF\x02\x01\x01".to_vec();
        elf.resize(18, 0);
        elf.extend([183, 0]);
        assert_eq!(named(&elf), Some(("unix", vec!["aarch64"])));

        let mut pe = b"MZ".to_vec();
        pe.resize(0x3C, 0);
        pe.extend([0x40, 0, 0, 0]);
        pe.extend(b"PE\0\0\x4C\x01");
        assert_eq!(named(&pe), Some(("windows", vec!["x86"])));

        assert_eq!(named(&[0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1]), Some(("macos", vec!["x86_64"])));
        let mut fat = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2];
        for processor in [0x0100_0007u32, 0x0100_000C] {
            fat.extend(processor.to_be_bytes());
            fat.extend([0; 16]);
        }
        assert_eq!(named(&fat), Some(("macos", vec!["x86_64", "aarch64"])));
    }

    #[test]
    fn other_files_and_cut_headers_are_no_library() {
        let java = [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52];
        for head in [
            &b""[..],
            b"MZ",
            b"\x7FELF",
            b"#!/bin/sh\n",
            b"/* GNU ld script */",
            &java,
            &[0xCE, 0xFA, 0xED, 0xFE],
        ] {
            assert_eq!(named(head), None, "{head:?}");
        }
        let mut far = b"MZ".to_vec();
        far.resize(0x3C, 0);
        far.extend([0xFF; 4]);
        assert_eq!(named(&far), None);
    }
}
