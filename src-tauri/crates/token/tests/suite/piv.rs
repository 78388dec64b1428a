//! What every PIV card must do, command by command, beyond what [`super::behaviour`] sees.

use token::apdu::{Channel, Command};
use token::{Card, tlv};

/// Both of it, over connections to one card.
pub fn run(connect: &dyn Fn() -> Box<dyn Card>) {
    pin_does_not_outlive_the_transaction(connect);
    signature_key_wants_the_pin_directly_before(connect);
}

fn pin_does_not_outlive_the_transaction(connect: &dyn Fn() -> Box<dyn Card>) {
    let mut card = connect();
    let status = |card: &mut dyn Card, steps: &[Command<'_>]| {
        let mut transaction = card.transaction().unwrap();
        let was_reset = transaction.was_reset();
        let mut channel = Channel::new(&mut *transaction, Default::default());
        let sw = steps.iter().map(|step| channel.send(step).unwrap().sw).last().unwrap();
        (sw, was_reset)
    };
    let select = Command::asking(0xA4, 4, 0, &[0xA0, 0, 0, 3, 8]);
    let verify = Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF");
    let ask = Command::telling(0x20, 0, 0x80, &[]);
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, false));
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, false), "mere reading resets nothing");
    assert_eq!(status(&mut *card, &[select, verify, ask]).0, 0x9000, "verified within the transaction");
    assert_eq!(status(&mut *card, &[select, ask]), (0x63C3, true), "reset at its end");
}

fn signature_key_wants_the_pin_directly_before(connect: &dyn Fn() -> Box<dyn Card>) {
    let mut card = connect();
    let mut transaction = card.transaction().unwrap();
    let mut channel = Channel::new(&mut *transaction, Default::default());
    let mut template = vec![0x82, 0];
    tlv::write(&mut template, 0x81, &[&[0u8, 1][..], &[0xFF; 254]].concat());
    let data = tlv::element(0x7C, &template);
    let mut send = |command: Command<'_>| channel.send(&command).unwrap().sw;
    assert_eq!(send(Command::asking(0xA4, 4, 0, &[0xA0, 0, 0, 3, 8])), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "without PIN");
    assert_eq!(send(Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF")), 0x9000);
    assert_eq!(send(Command::asking(0xCB, 0x3F, 0xFF, &[0x5C, 1, 0x7E])), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "something in between");
    assert_eq!(send(Command::telling(0x20, 0, 0x80, b"123456\xFF\xFF")), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x9000);
    assert_eq!(send(Command::asking(0x87, 7, 0x9C, &data)), 0x6982, "a second time");
}
