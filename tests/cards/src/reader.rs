//! The card's side of vsmartcard's virtual reader. Each command is told on standard error by its header, its length
//! and its status word, before the answer leaves: `00 20 00 80 +8 63C2`; a reset as `reset`. Never by its data.

use std::io;
use std::net::TcpStream;
use std::os::linux::net::TcpStreamExt as _;
use std::process::ExitCode;

use vpicc::{Connection, VSmartCard};

use crate::card::{Application, Card};

/// All of a card program: its one argument is the address of the reader.
pub fn main(application: impl Application) -> ExitCode {
    let Some(address) = std::env::args().nth(1) else {
        eprintln!("which reader? HOST:PORT");
        return ExitCode::from(2);
    };
    match attach(&address, application) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{address}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Puts the application into the reader of the vpcd that listens at the address; returns when that hangs up.
pub fn attach<A: Application>(address: &str, application: A) -> io::Result<()> {
    let stream = TcpStream::connect(address)?;
    let mut connection = Connection::from(stream.try_clone()?);
    let mut inserted = Inserted(Card::new(application));
    loop {
        // vpcd writes length and contents apart; without this each command waits 40 ms for an acknowledgement.
        stream.set_quickack(true)?;
        match connection.poll(&mut inserted) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

struct Inserted<A>(Card<A>);

impl<A: Application> VSmartCard for Inserted<A> {
    fn power_off(&mut self) {
        self.reset();
    }

    fn reset(&mut self) {
        eprintln!("reset");
        self.0.reset();
    }

    fn execute(&mut self, apdu: &[u8]) -> Vec<u8> {
        let answer = self.0.transmit(apdu);
        if let (Some((header, body)), Some((_, status))) =
            (apdu.split_first_chunk::<4>(), answer.split_last_chunk::<2>())
        {
            let [class, instruction, p1, p2] = header;
            let status = u16::from_be_bytes(*status);
            eprintln!("{class:02X} {instruction:02X} {p1:02X} {p2:02X} +{} {status:04X}", body.len());
        }
        answer
    }
}
