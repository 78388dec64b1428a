//! What a PIV card answers to single commands, good and bad, by SP 800-73-4 part 2 clause 3: asked of the practice
//! card and of a card of others, after SELECT. PIN 123456, PUK 12345678; each question leaves three tries.

use token::Card;

/// Commands and the status words that the standard wants for them.
pub struct Question {
    pub about: &'static str,
    /// Header, length, data, Le.
    pub commands: &'static [&'static str],
    pub answers: &'static [&'static str],
    /// What the other card (piv-authenticator 0.7) says instead; empty where it says the same.
    pub theirs: &'static [&'static str],
}

/// Status words of the answers, in the connection that ends with them.
pub fn ask(mut card: Box<dyn Card>, question: &Question) -> Vec<String> {
    let mut transaction = card.transaction().unwrap();
    let mut send = |command: &str| {
        let digits: Vec<u8> =
            command.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
        let apdu: Vec<u8> = digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect();
        let answer = transaction.transmit(&apdu).unwrap();
        format!("{:02X}{:02X}", answer[answer.len() - 2], answer[answer.len() - 1])
    };
    assert_eq!(send("00A40400 05 A000000308 00"), "9000");
    question.commands.iter().map(|command| send(command)).collect()
}

/// Before anybody has shown the management key.
pub const TO_ANYBODY: &[Question] = &[
    Question {
        about: "PUT DATA",
        commands: &["00DB3FFF 09 5C035FC1055302700000"],
        answers: &["6982"],
        theirs: &[],
    },
    Question { about: "GENERATE", commands: &["0047009A 05 AC0380011100"], answers: &["6982"], theirs: &[] },
];

/// With a P-256 key in 9A.
pub const ALL: &[Question] = &[
    Question { about: "tries", commands: &["00200080", "00200080"], answers: &["63C3", "63C3"], theirs: &[] },
    Question {
        about: "wrong PIN, then the right one",
        commands: &["00200080 08 393939393939FFFF", "00200080", "00200080 08 313233343536FFFF", "00200080"],
        answers: &["63C2", "63C2", "9000", "9000"],
        theirs: &[],
    },
    Question {
        about: "logging out",
        commands: &["00200080 08 313233343536FFFF", "0020FF80", "00200080"],
        answers: &["9000", "9000", "63C3"],
        theirs: &[],
    },
    Question {
        about: "logging out with data",
        commands: &["0020FF80 08 313233343536FFFF"],
        answers: &["6A80"],
        theirs: &[],
    },
    Question {
        about: "PIN without padding",
        commands: &["00200080 06 313233343536", "00200080"],
        answers: &["6A80", "63C3"],
        theirs: &[],
    },
    Question {
        about: "PIN of nine bytes",
        commands: &["00200080 09 313233343536373839", "00200080"],
        answers: &["6A80", "63C3"],
        theirs: &[],
    },
    Question {
        about: "VERIFY of the PUK",
        commands: &["00200081 08 3132333435363738"],
        answers: &["6A88"],
        theirs: &[],
    },
    Question {
        about: "VERIFY of no reference",
        commands: &["002000FF 08 313233343536FFFF"],
        answers: &["6A88"],
        theirs: &[],
    },
    Question {
        about: "VERIFY with P1 = 01",
        commands: &["00200180 08 313233343536FFFF"],
        answers: &["6A86"],
        theirs: &[],
    },
    Question {
        about: "selected again",
        commands: &["00200080 08 313233343536FFFF", "00A40400 05 A000000308", "00200080"],
        answers: &["9000", "9000", "9000"],
        theirs: &[],
    },
    Question {
        about: "another selected in vain",
        commands: &["00200080 08 313233343536FFFF", "00A40400 05 A000000397", "00200080"],
        answers: &["9000", "6A82", "9000"],
        theirs: &[],
    },
    Question {
        about: "wrong PIN after the right one",
        commands: &[
            "00200080 08 313233343536FFFF",
            "00200080 08 393939393939FFFF",
            "00200080",
            "00200080 08 313233343536FFFF",
        ],
        answers: &["9000", "63C2", "63C2", "9000"],
        theirs: &[],
    },
    Question {
        about: "CHANGE, wrong old PIN",
        commands: &[
            "00240080 10 393939393939FFFF313233343536FFFF",
            "00200080",
            "00200080 08 313233343536FFFF",
        ],
        answers: &["63C2", "63C2", "9000"],
        // No number.
        theirs: &["6300", "63C2", "9000"],
    },
    Question {
        about: "CHANGE, too short",
        commands: &["00240080 08 313233343536FFFF", "00200080"],
        answers: &["6A80", "63C3"],
        theirs: &[],
    },
    Question {
        about: "CHANGE, new PIN of two digits",
        commands: &[
            "00240080 10 313233343536FFFF3132FFFFFFFFFFFF",
            "00200080",
            "00200080 08 313233343536FFFF",
        ],
        answers: &["6A80", "63C3", "9000"],
        theirs: &[],
    },
    Question {
        about: "CHANGE verifies",
        commands: &["00240080 10 313233343536FFFF313233343536FFFF", "00200080"],
        answers: &["9000", "9000"],
        theirs: &[],
    },
    Question {
        about: "CHANGE of no reference",
        commands: &["00240090 10 313233343536FFFF313233343536FFFF"],
        answers: &["6A88"],
        theirs: &[],
    },
    Question {
        about: "UNBLOCK, wrong PUK",
        commands: &[
            "002C0080 10 3939393939393939313233343536FFFF",
            "00200080",
            "002C0080 10 3132333435363738313233343536FFFF",
        ],
        answers: &["63C2", "63C3", "9000"],
        theirs: &[],
    },
    Question {
        about: "UNBLOCK does not verify",
        commands: &["002C0080 10 3132333435363738313233343536FFFF", "00200080"],
        answers: &["9000", "63C3"],
        theirs: &[],
    },
    Question {
        about: "UNBLOCK of the PUK",
        commands: &["002C0081 10 3132333435363738313233343536FFFF"],
        answers: &["6A88"],
        theirs: &["6A81"],
    },
    Question {
        about: "blocked",
        commands: &[
            "00200080 08 393939393939FFFF",
            "00200080 08 393939393939FFFF",
            "00200080 08 393939393939FFFF",
            "00200080",
            "00200080 08 313233343536FFFF",
            "00240080 10 313233343536FFFF313233343536FFFF",
            "002C0080 10 3132333435363738313233343536FFFF",
            "00200080 08 313233343536FFFF",
        ],
        answers: &["63C2", "63C1", "63C0", "63C0", "6983", "6983", "9000", "9000"],
        // The third wrong PIN is told as blocked, CHANGE of a blocked PIN as wrong.
        theirs: &["63C2", "63C1", "6983", "63C0", "6983", "6300", "9000", "9000"],
    },
    Question {
        about: "object that wants the PIN",
        commands: &["00CB3FFF 05 5C035FC10900"],
        answers: &["6982"],
        theirs: &[],
    },
    Question {
        about: "certificate that is not there",
        commands: &["00CB3FFF 05 5C035FC10100"],
        answers: &["6A82"],
        theirs: &[],
    },
    Question {
        about: "object that there is not",
        commands: &["00CB3FFF 05 5C035FFFFF00"],
        answers: &["6A82"],
        theirs: &["6A80"],
    },
    Question {
        about: "GET DATA elsewhere",
        commands: &["00CB3FFE 05 5C035FC10200"],
        answers: &["6A86"],
        theirs: &["6A81"],
    },
    Question {
        about: "discovery object",
        commands: &["00CB3FFF 03 5C017E00"],
        answers: &["9000"],
        theirs: &[],
    },
    Question { about: "CHUID", commands: &["00CB3FFF 05 5C035FC10200"], answers: &["9000"], theirs: &[] },
    Question {
        about: "signature without PIN",
        commands: &[
            "0087119A 26 7C2482008120000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F00",
        ],
        answers: &["6982"],
        theirs: &[],
    },
    Question {
        about: "signature with PIN",
        commands: &[
            "00200080 08 313233343536FFFF",
            "0087119A 26 7C2482008120000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F00",
        ],
        answers: &["9000", "9000"],
        theirs: &[],
    },
    Question {
        about: "signature of a digest too short",
        commands: &["00200080 08 313233343536FFFF", "0087119A 0C 7C0A820081060001020304050000"],
        answers: &["9000", "6700"],
        theirs: &[],
    },
    Question {
        about: "signature by another algorithm",
        commands: &[
            "00200080 08 313233343536FFFF",
            "0087149A 26 7C2482008120000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F00",
        ],
        answers: &["9000", "6A86"],
        // Takes the key's own algorithm.
        theirs: &["9000", "9000"],
    },
    Question {
        about: "signature without a key",
        commands: &[
            "00200080 08 313233343536FFFF",
            "00871182 26 7C2482008120000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F00",
        ],
        answers: &["9000", "6A88"],
        theirs: &["9000", "6985"],
    },
    Question {
        about: "GENERAL AUTHENTICATE of rubbish",
        commands: &["00200080 08 313233343536FFFF", "0087119A 04 7C05820000"],
        answers: &["9000", "6A80"],
        theirs: &[],
    },
    Question {
        about: "instruction that there is not",
        commands: &["00FE0000"],
        answers: &["6D00"],
        theirs: &["6A88"],
    },
    Question {
        about: "class that there is not",
        commands: &["80CB3FFF 05 5C035FC10200"],
        answers: &["6E00"],
        // Takes the class for secure messaging.
        theirs: &["6882"],
    },
];
