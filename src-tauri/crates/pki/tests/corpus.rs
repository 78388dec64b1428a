//! Every signature container of the shared corpus through the readers. What cannot be read or does not verify is
//! listed by name in `data/corpus-exceptions.csv`, with the reason, and checked both ways.
//!
//! No PDF reader here: containers are cut out of the raw bytes by their `/Contents <hex>`, so containers inside
//! encrypted or compressed objects are not seen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
#![allow(clippy::print_stderr)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use common::shared;
use pki::cms::{SignatureOutcome, SignedData};
use pki::oid;
use pki::tsp::TimeStampToken;

/// Hexadecimal strings behind `/Contents` whose first byte can begin a container.
fn containers(file: &[u8]) -> Vec<Vec<u8>> {
    const KEY: &[u8] = b"/Contents";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = file[at..].windows(KEY.len()).position(|part| part == KEY) {
        at += next + KEY.len();
        let blanks = file[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let Some(rest) = file[at + blanks..].strip_prefix(b"<") else { continue };
        let Some(end) = rest.iter().position(|&b| b == b'>') else { continue };
        let digits: Vec<u8> = rest[..end]
            .iter()
            .filter_map(|&b| char::from(b).to_digit(16))
            .map(|d| u8::try_from(d).unwrap())
            .collect();
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        if bytes.len() > 200 && bytes.first() == Some(&0x30) {
            found.push(bytes);
        }
    }
    found
}

fn pdfs(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            pdfs(&entry, out);
        } else if entry.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
            out.push(entry);
        }
    }
}

/// What is wrong with a container, in a word; `None` when it reads and its signers' statements verify.
fn problem(bytes: &[u8]) -> Option<String> {
    let message = match SignedData::parse(bytes) {
        Ok(message) => message,
        Err(error) => return Some(format!("unreadable ({error})")),
    };
    if message.content_type() == oid::TST_INFO
        && let Err(error) = TimeStampToken::parse(bytes)
    {
        return Some(format!("unreadable token ({error})"));
    }
    if message.signers().is_empty() {
        return Some("no signer".into());
    }
    for signer in message.signers() {
        for token in signer.timestamp_tokens() {
            if let Err(error) = TimeStampToken::parse(&token) {
                return Some(format!("unreadable signature time stamp ({error})"));
            }
        }
        let Some(certificate) = signer.find_certificate(message.certificates()) else {
            return Some("no certificate".into());
        };
        let outcome = match message.content() {
            Some(content) => signer.verify_content(certificate, content),
            // Only the signature over the attributes can be judged without the byte range.
            None if signer.has_signed_attributes() => signer.verify(certificate, &[]),
            None => continue,
        };
        match outcome.signature {
            SignatureOutcome::Valid => {}
            SignatureOutcome::Unsupported { oid } => return Some(format!("unsupported {oid}")),
            SignatureOutcome::Invalid(error) => return Some(format!("invalid ({error})")),
            _ => return Some("other".into()),
        }
        if signer.signing_certificate_matches(certificate) == Some(false) {
            return Some("ESS names another certificate".into());
        }
    }
    None
}

#[test]
fn every_container_reads_and_verifies_or_is_listed() {
    let Some(folder) = shared("corpus", "every_container_reads_and_verifies_or_is_listed") else { return };
    let mut files = Vec::new();
    pdfs(&folder, &mut files);
    let mut expected: BTreeMap<String, String> = include_str!("data/corpus-exceptions.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let (name, rest) = line.split_once(',').unwrap();
            (name.to_owned(), rest.split_once(" -- ").unwrap().0.to_owned())
        })
        .collect();
    let (mut count, mut seen) = (0, BTreeSet::new());
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        for (i, bytes) in containers(&std::fs::read(file).unwrap()).iter().enumerate() {
            count += 1;
            seen.insert(bytes.clone());
            let key = format!("{name}#{i}");
            let (found, listed) = (problem(bytes), expected.remove(&key));
            if found != listed {
                wrong.push(format!(
                    "{key},{} (listed: {})",
                    found.unwrap_or("good".into()),
                    listed.is_some()
                ));
            }
        }
    }
    eprintln!("{count} containers, {} different, in {} files", seen.len(), files.len());
    assert!(count > 300, "the corpus shrank: {count}");
    assert!(expected.is_empty(), "listed, but not there: {:?}", expected.keys());
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
