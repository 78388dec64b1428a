//! Which module serves which card, and where makers put their modules. All that differs between systems is in
//! this file.
//!
//! The lists are for searching, not for believing: paths change with versions, so only files that exist are
//! proposed, and any module can be chosen by hand. Sources: the module lists of DigiDoc4, libelectronic-id,
//! Autogram and Autofirma; Debian's packages for OpenSC, SoftHSM and ykcs11. Only the Debian rows have been seen
//! on a disk. Answers to reset: OpenSC's card drivers and published reports.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A maker's module and the cards that want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Maker {
    /// Name of the product, as its maker writes it.
    pub name: &'static str,
    /// Beginnings of answers to reset that this module serves, in hexadecimal; `?` is any digit, for what differs
    /// between readers and batches (speed, mask).
    atrs: &'static [&'static str],
    /// Where the module lies on this system, best first.
    files: &'static [&'static str],
}

impl Maker {
    /// Names of the module's files on this system, best first: what a helpdesk looks for.
    pub fn files(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.files.iter().map(|file| file.rsplit(['/', '\\']).next().unwrap_or(file))
    }
}

/// A module found on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// Name of the product; `None` for a module that is only registered with p11-kit.
    pub maker: Option<&'static str>,
    /// Its file.
    pub path: PathBuf,
}

/// All makers that we know, those of government tokens first, those that serve many kinds of cards last.
pub fn makers() -> &'static [Maker] {
    MAKERS
}

/// The maker whose module serves the card with this answer to reset.
pub fn of_atr(atr: &[u8]) -> Option<&'static Maker> {
    let atr: String = atr.iter().map(|byte| format!("{byte:02X}")).collect();
    MAKERS.iter().find(|maker| maker.atrs.iter().any(|start| begins(&atr, start)))
}

fn begins(atr: &str, start: &str) -> bool {
    atr.len() >= start.len() && start.chars().zip(atr.chars()).all(|(want, is)| want == '?' || want == is)
}

/// The modules on this machine: those of the card's own maker only, where the card names one and it is there.
pub fn installed(atr: Option<&[u8]>) -> Vec<Found> {
    installed_below(Path::new("/"), atr)
}

fn installed_below(root: &Path, atr: Option<&[u8]>) -> Vec<Found> {
    let mut found = Vec::new();
    if let Some(maker) = atr.and_then(of_atr) {
        of_maker(root, maker, &mut found);
        if !found.is_empty() {
            return found;
        }
    }
    for maker in MAKERS {
        of_maker(root, maker, &mut found);
    }
    registered(root, &mut found);
    found
}

fn of_maker(root: &Path, maker: &'static Maker, found: &mut Vec<Found>) {
    for file in maker.files {
        // A file without folder stands for one in the system's library folders.
        let candidates: Vec<PathBuf> = if file.contains(['/', '\\']) {
            vec![below(root, file)]
        } else {
            FOLDERS.iter().map(|folder| below(root, folder).join(file)).collect()
        };
        for path in candidates {
            add(found, Some(maker.name), path);
        }
    }
}

/// Modules registered with p11-kit (pkcs11.conf(5)): files with a line `module: path`.
fn registered(root: &Path, found: &mut Vec<Found>) {
    for folder in REGISTERS {
        let Ok(entries) = std::fs::read_dir(below(root, folder)) else { continue };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "module"));
        files.sort();
        for file in files {
            let mut text = String::new();
            let read = File::open(file).map(|file| file.take(65_536).read_to_string(&mut text));
            if !matches!(read, Ok(Ok(_))) {
                continue;
            }
            let modules = text.lines().filter_map(|line| line.trim().strip_prefix("module:"));
            for module in modules.map(str::trim) {
                if module.starts_with('/') {
                    add(found, None, below(root, module));
                } else {
                    for library in FOLDERS {
                        add(found, None, below(root, library).join("pkcs11").join(module));
                        add(found, None, below(root, library).join(module));
                    }
                }
            }
        }
    }
}

/// Adds a module that exists, is none of those without keys, and is not there yet under another name.
fn add(found: &mut Vec<Found>, maker: Option<&'static str>, path: PathBuf) {
    let same = |other: &Found| match (other.path.canonicalize(), path.canonicalize()) {
        (Ok(one), Ok(two)) => one == two,
        _ => other.path == path,
    };
    if path.is_file()
        && !path.file_name().is_some_and(super::client::holds_no_token)
        && !found.iter().any(same)
    {
        found.push(Found { maker, path });
    }
}

/// `root` is `/` but in tests; drives stay as they are.
fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.strip_prefix('/').unwrap_or(path))
}

/// The helper shows no console window.
pub(crate) fn without_window(command: &mut Command) {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    #[cfg(not(windows))]
    let _ = command;
}

/// Standard input and output without the library's buffers, which would keep PINs and cut frames in pieces.
pub(crate) fn unbuffered() -> std::io::Result<(File, File)> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let (input, output) = (std::io::stdin(), std::io::stdout());
        Ok((input.as_fd().try_clone_to_owned()?.into(), output.as_fd().try_clone_to_owned()?.into()))
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsHandle;
        let (input, output) = (std::io::stdin(), std::io::stdout());
        Ok((input.as_handle().try_clone_to_owned()?.into(), output.as_handle().try_clone_to_owned()?.into()))
    }
}

/// The system's folders for libraries.
#[cfg(windows)]
const FOLDERS: &[&str] = &["C:\\Windows\\System32"];
#[cfg(target_os = "macos")]
const FOLDERS: &[&str] = &["/usr/local/lib", "/opt/homebrew/lib"];
#[cfg(not(any(windows, target_os = "macos")))]
const FOLDERS: &[&str] = &[
    #[cfg(target_arch = "x86_64")]
    "/usr/lib/x86_64-linux-gnu",
    #[cfg(target_arch = "aarch64")]
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
];

/// Where p11-kit's registrations lie.
#[cfg(windows)]
const REGISTERS: &[&str] = &[];
#[cfg(not(windows))]
const REGISTERS: &[&str] =
    &["/usr/share/p11-kit/modules", "/etc/pkcs11/modules", "/usr/local/share/p11-kit/modules"];

/// One maker with its files on Windows, macOS and the others.
macro_rules! maker {
    ($name:literal, $atrs:expr, windows: $windows:expr, macos: $macos:expr, unix: $unix:expr) => {
        Maker {
            name: $name,
            atrs: &$atrs,
            #[cfg(windows)]
            files: &$windows,
            #[cfg(target_os = "macos")]
            files: &$macos,
            #[cfg(not(any(windows, target_os = "macos")))]
            files: &$unix,
        }
    };
}

const MAKERS: &[Maker] = &[
    maker!("SafeNet eToken", ["3BD518"],
        windows: ["eTPKCS11.dll", "eToken.dll"],
        macos: ["libeTPkcs11.dylib", "/Library/Frameworks/eToken.framework/Versions/Current/libeToken.dylib"],
        unix: ["libeTPkcs11.so", "libeToken.so"]),
    // IDPrime 940 in an eToken 5110 CC; IDPrime cards of the 800s and 900s; IDPrime 930.
    maker!("Thales IDPrime", ["3BFF??00008131FE4380318065B0855956FB12", "3B7F??000080318065B0",
            "3BFF??00008131804380318065B0850300EF120FFE"],
        windows: ["IDPrimePKCS11.dll", "eTPKCS11.dll",
            "C:\\Program Files\\Gemalto\\IDGo 800 PKCS#11\\IDPrimePKCS1164.dll"],
        macos: ["libIDPrimePKCS11.dylib", "libeTPkcs11.dylib"],
        unix: ["libIDPrimePKCS11.so", "libeTPkcs11.so"]),
    maker!("Feitian ePass2003", ["3B9F958131??9F00664653"],
        windows: ["eps2003csp1164.dll", "eps2003csp11v2.dll", "eps2003csp11.dll", "ShuttleCsp11_3003.dll"],
        macos: ["libcastle.1.0.0.dylib", "libcastle_v2.1.0.0.dylib"],
        unix: ["libcastle.so.1.0.0", "libcastle_v2.so.1.0.0"]),
    maker!("Hypersecu HYP2003", [],
        windows: ["castle_v3.dll", "castle.dll", "HyperPKICsp11_2003.dll"],
        macos: ["libcastle_v2.1.0.0.dylib"],
        unix: ["libcastle_v3.so"]),
    maker!("WatchData ProxKey", [],
        windows: ["SignatureP11.dll", "wdpkcs.dll"],
        macos: ["/usr/local/lib/wdProxKeyUsbKeyTool/libwdpkcs_Proxkey.dylib"],
        unix: ["/usr/lib/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so"]),
    maker!("Longmai mToken", [],
        windows: ["CryptoIDA_pkcs11.dll", "lm_cryptoide_pkcs11.dll"],
        macos: ["/Applications/CryptoIDATools.app/Contents/MacOS/libcryptoid_pkcs11.dylib"],
        unix: ["/opt/CryptoIDATools/bin/lib/libcryptoid_pkcs11.so",
            "/opt/CryptoIDFipsUser/x64/lib/liblm_cryptoide_pkcs11.so"]),
    maker!("TrustKey", [],
        windows: ["TRUSTKEYP11.dll"],
        macos: ["TrustKeyP11_ND_v3.4.dylib"],
        unix: ["libtrustkeyP11.so"]),
    maker!("Bit4id", ["3BFF1800008131FE45006B150C030201010142344410"],
        windows: ["bit4xpki.dll", "bit4ipki.dll"],
        macos: ["/Library/bit4id/pkcs11/libbit4xpki.dylib", "/System/Library/Bit4id/pkcs11/libbit4ipki.dylib"],
        unix: ["/usr/lib/bit4id/libbit4xpki.so"]),
    maker!("AET SafeSign", [],
        windows: ["aetpkss1.dll"],
        macos: ["libaetpkss.dylib"],
        unix: ["libaetpkss.so"]),
    maker!("Athena IDProtect", [],
        windows: ["asepkcs.dll"],
        macos: ["libASEP11.dylib"],
        unix: ["/usr/lib/x64-athena/libASEP11.so"]),
    maker!("Gemalto Classic", [],
        windows: ["C:\\Program Files\\Gemalto\\Classic Client\\BIN\\gclib.dll"],
        macos: [],
        unix: ["/usr/lib/pkcs11/libgclib.so"]),
    maker!("Yubico", [],
        windows: ["C:\\Program Files\\Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll"],
        macos: ["libykcs11.dylib"],
        unix: ["libykcs11.so"]),
    // MyEID: its name is in the historical bytes.
    maker!("OpenSC", ["3BF518????8131FE454D79454944", "3BF596????8?31FE454D79454944", "3B8580014D79454944"],
        windows: ["C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll", "opensc-pkcs11.dll"],
        macos: ["/Library/OpenSC/lib/opensc-pkcs11.so", "opensc-pkcs11.so"],
        unix: ["opensc-pkcs11.so", "/usr/lib/pkcs11/opensc-pkcs11.so"]),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;

    /// Whole answers to reset as they are published: OpenSC's card drivers, DigiDoc4, and reports about Bit4id's token.
    #[test]
    fn answer_to_reset_names_the_maker() {
        for (atr, name) in [
            ("3BD518008131FE7D8073C82110F4", Some("SafeNet eToken")),
            ("3BFF9600008131FE4380318065B0855956FB120FFE82900000", Some("Thales IDPrime")),
            ("3BFF9600008131FE4380318065B0855956FB12017882900088", Some("Thales IDPrime")),
            ("3B7F96000080318065B085050039120FFE829000", Some("Thales IDPrime")),
            ("3B7F96000080318065B084413DF6120FFE829000", Some("Thales IDPrime")),
            ("3BFF9600008131804380318065B0850300EF120FFE82900066", Some("Thales IDPrime")),
            // The same chip as the citizen card of Portugal: not an IDPrime.
            ("3BFF9600008131804380318065B0850300EF120FFF82900067", None),
            ("3B9F958131FE9F006646530510001171DF0000006A825E", Some("Feitian ePass2003")),
            ("3BFF1800008131FE45006B150C03020101014234441031800D", Some("Bit4id")),
            ("3BF51800008131FE454D794549449A", Some("OpenSC")),
            ("3B8580014D7945494478", Some("OpenSC")),
            // YubiKey 5, Nitrokey 3: cards that we speak with ourselves.
            ("3BFD1300008131FE158073C021C057597562694B657940", None),
            ("3B8F01805D4E6974726F6B657900000000006A", None),
            ("3B", None),
            ("", None),
        ] {
            let digits: Vec<u32> = atr.chars().filter_map(|digit| digit.to_digit(16)).collect();
            let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect();
            assert_eq!(of_atr(&bytes).map(|maker| maker.name), name, "{atr}");
        }
        assert_eq!(of_atr(crate::emulator::ATR), None);
    }

    #[test]
    fn tables_are_well_formed() {
        for maker in makers() {
            for atr in maker.atrs {
                assert!(
                    atr.len() >= 6 && atr.chars().all(|digit| matches!(digit, '0'..='9' | 'A'..='F' | '?')),
                    "{atr}"
                );
            }
            assert!(cfg!(target_os = "macos") || !maker.files.is_empty(), "{}", maker.name);
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn only_modules_that_exist_are_proposed_and_each_once() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("usr/lib/libeToken.so", "");
        put("usr/lib/opensc-pkcs11.so", "");
        put("usr/lib/pkcs11/p11-kit-trust.so", "");
        put("opt/own/module.so", "");
        put("usr/share/p11-kit/modules/a.module", "# mine\nmodule: /opt/own/module.so\npriority: 1\n");
        put("usr/share/p11-kit/modules/opensc.module", "module: opensc-pkcs11.so\n");
        put("usr/share/p11-kit/modules/p11-kit-trust.module", "module: p11-kit-trust.so\n");
        put("usr/share/p11-kit/modules/gone.module", "module: gone.so\n");
        let names = |atr: Option<&[u8]>| {
            let found = installed_below(root.path(), atr);
            found
                .iter()
                .map(|found| found.path.file_name().unwrap().to_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(None), ["libeToken.so", "opensc-pkcs11.so", "module.so"]);
        assert_eq!(names(Some(&[0x3B, 0xD5, 0x18])), ["libeToken.so"], "the card's own maker only");
        assert_eq!(
            names(Some(&[0x3B, 0x9F, 0x95, 0x81, 0x31, 0xFE, 0x9F, 0, 0x66, 0x46])).len(),
            3,
            "it is not here"
        );
    }
}
