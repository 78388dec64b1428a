//! A PKCS#11 token in software by others: SoftHSM with one token, prepared with the tools of SoftHSM and OpenSC.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Output, PATIENCE, run};
use crate::openssl::{Signer, openssl};

/// The module's file.
pub const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// PIN of the token.
pub const PIN: &str = "123456";

/// One token, labelled `uji`, in a folder of a test.
#[derive(Debug)]
pub struct Softhsm {
    configuration: PathBuf,
}

impl Softhsm {
    /// An initialised token without keys.
    pub fn new(folder: &Path) -> Softhsm {
        let (configuration, tokens) = (folder.join("softhsm.conf"), folder.join("tokens"));
        std::fs::create_dir(&tokens).expect("a writable folder");
        let line = format!("directories.tokendir = {}\n", tokens.display());
        std::fs::write(&configuration, line).expect("a writable folder");
        let token = Softhsm { configuration };
        let init = ["--init-token", "--free", "--label", "uji", "--pin", PIN, "--so-pin", "12345678"];
        token.run("softhsm2-util", &init);
        token
    }

    /// Puts a key and its certificate in, by the name (CKA_ID) 01.
    pub fn import(&self, signer: &Signer) {
        let at = |name: &str| self.configuration.with_file_name(name);
        let (key, certificate) = (at("kunci.pk8"), at("sertifikat.der"));
        std::fs::write(&certificate, signer.certificate_der()).expect("a writable folder");
        openssl(&["pkcs8", "-topk8", "-nocrypt", "-in", text(&signer.key), "-out", text(&key)]);
        let into = ["--label", "k", "--id", "01", "--token", "uji", "--pin", PIN];
        self.run("softhsm2-util", &[&["--import", text(&key)][..], &into].concat());
        self.tool(PIN, &["--write-object", text(&certificate), "--type", "cert", "--id", "01"]);
    }

    /// OpenSC's pkcs11-tool on the token, logged in.
    pub fn tool(&self, pin: &str, words: &[&str]) -> Output {
        let login = ["--module", MODULE, "--token-label", "uji", "--login", "--pin", pin];
        self.run("pkcs11-tool", &[&login[..], words].concat())
    }

    /// What a program that loads the module needs in `SOFTHSM2_CONF`.
    pub fn configuration(&self) -> &Path {
        &self.configuration
    }

    fn run(&self, program: &str, words: &[&str]) -> Output {
        let mut command = Command::new(program);
        run(command.args(words).env("SOFTHSM2_CONF", &self.configuration), PATIENCE).succeeded()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}
