//! The PIV card of the Nitrokey 3 (crate `piv-authenticator`) in a virtual reader: `pivcard HOST:PORT`.
//!
//! Factory state: PIN 123456, PUK 12345678, management key 0102..08 three times, no keys.

use std::process::ExitCode;

use cards::card::Application;
use cards::platform::{self, Client};
use cards::reader;
use heapless::{Vec as Buffer, VecView};
use iso7816::command::CommandView;
use iso7816::{Command, Status};
use piv_authenticator::{Authenticator, Options};

struct Piv<'a>(Authenticator<Client<'a>>);

impl Application for Piv<'_> {
    const NAME: &'static [u8] = &[0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];
    const NAME_AT_LEAST: usize = 5;

    fn handle(&mut self, command: CommandView<'_>, answer: &mut VecView<u8>) -> Result<(), Status> {
        self.0.respond(command, answer)
    }

    /// The application itself forgets nothing; a VERIFY with P1 = FF makes it forget the PIN. A management key that was
    /// shown once stays shown until the card is pulled: nothing but a new application makes it forget that.
    fn reset(&mut self) {
        let mut answer = Buffer::<u8, 256>::new();
        if let Ok(forget) = Command::<16>::try_from(&[0x00, 0x20, 0xFF, 0x80]) {
            // Nothing is verified before the first SELECT, which is all that it may complain of.
            let _ = self.0.respond(forget.as_view(), answer.as_mut_view());
        }
    }
}

fn main() -> ExitCode {
    // A fixed GUID, by which a test can tell the card.
    let options = Options::default().uuid(Some([0x42; 16]));
    platform::run("piv", |client| reader::main(Piv(Authenticator::new(client, options))))
}
