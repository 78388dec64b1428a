//! Recorded exchanges, command by command, one file for each card model: what is sent must be what was sent to the card,
//! byte for byte. Recorded from cards written by others alone (`suite/record.rs`); families without a file here stand as
//! untested in `docs/tokens.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod suite;

use std::fs;

use suite::record::MODELS;
use token::transport::script::Script;

#[test]
fn every_recorded_card_gets_the_recorded_commands() {
    for model in MODELS {
        let text = fs::read_to_string(model.file()).unwrap();
        let (card, check) = Script::parse(&text).unwrap().into_card();
        model.scene(card);
        check.finished().unwrap();
    }
}

#[test]
fn every_recording_names_its_source_and_comments_every_step() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), MODELS.len(), "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("# Recorded from: "), "{file:?}");
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with('>')) {
            assert!(lines[index - 1].starts_with("# "), "{file:?}: {line}");
            assert_ne!(lines[index - 1], "# another command", "{file:?}: {line}");
        }
    }
}
