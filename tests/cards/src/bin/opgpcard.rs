//! The OpenPGP card of the Nitrokey 3 (crate `opcard`) in a virtual reader: `opgpcard HOST:PORT`.
//!
//! Factory state: user PIN 123456, admin PIN 12345678, no keys.

use std::process::ExitCode;

use cards::card::Application;
use cards::platform::{self, Client};
use cards::reader;
use heapless::VecView;
use iso7816::Status;
use iso7816::command::CommandView;

struct OpenPgp<'a>(opcard::Card<Client<'a>>);

impl Application for OpenPgp<'_> {
    const NAME: &'static [u8] = &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01];
    const NAME_AT_LEAST: usize = 5;

    fn handle(&mut self, command: CommandView<'_>, answer: &mut VecView<u8>) -> Result<(), Status> {
        self.0.handle(command, answer)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

fn main() -> ExitCode {
    platform::run("opcard", |client| {
        reader::main(OpenPgp(opcard::Card::new(client, opcard::Options::default())))
    })
}
