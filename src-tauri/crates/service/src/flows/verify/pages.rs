//! What the pages say about signing: the name in a signature's block, and the notice of Art 4(1)i (R-4.1i.7). Words on a
//! page prove nothing; they are read so that a claim that no signature bears out can be told.
//!
//! The pages with blocks, the first and the last are read before the others, one after the other, as far as a budget goes; what
//! was not read is told. Of a file without a signature the QR codes are read as well (R-4.2c.5). Not here: what a claim does to
//! the verdict (`pades::validate::judge`).

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use pades::validate::{Envelope, Facts};
use pdf::View;

use crate::flows::attachments::is_hidden;
use crate::flows::sign::notice;
use crate::flows::tokens::name_of;
use crate::running;

/// Pages that are read beside the first and the last: a document has a few blocks, and more would only take time.
const MOST_BLOCKS: usize = 8;

/// Pages that are read in all: a decree with its annexes. More would cost more than the signatures themselves.
const MOST_PAGES: usize = 300;

/// Bytes of pages that are read in all, each page with what it draws with.
const MOST_BYTES: usize = 16 << 20;

/// Pages on which codes are looked for, each drawn: the first ones and the last.
const MOST_DRAWN: usize = 4;

/// Codes that are told, and the characters of each: the longest addresses in letters have some 200.
const MOST_CODES: usize = 8;
const LONGEST_CODE: usize = 500;

/// How long reading may take; a page of a letter takes some milliseconds, and a hostile one is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Words before the name in a block, lower case.
const BY: [&str; 6] = [
    "ditandatangani secara elektronik oleh",
    "ditandatangani oleh",
    "ditanda tangani oleh",
    "electronically signed by",
    "digitally signed by",
    "signed by",
];

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Whether a page speaks of having been signed, in any words.
    pub(super) speaks_of_signing: bool,
    /// Whether pages were left unread that could have said something.
    pub(super) unread: bool,
}

/// One page, as a message of the reading thread.
struct Page {
    text: String,
    /// What each signature's block says, by the index of the signature.
    blocks: Vec<(usize, String)>,
}

/// Reads the pages and tells the facts what they say.
pub(super) fn read(view: &View, facts: &mut Facts) -> Words {
    let Ok(pages) = view.pages() else { return Words::default() };
    let mut wanted: BTreeMap<usize, Vec<(usize, render::Rect)>> = BTreeMap::new();
    for (index, signature) in facts.signatures.iter().enumerate() {
        if let Some(place) = signature.place.filter(|_| wanted.len() < MOST_BLOCKS) {
            let [x0, y0, x1, y1] = place.rect;
            wanted.entry(place.page).or_default().push((index, render::Rect { x0, y0, x1, y1 }));
        }
    }
    wanted.entry(0).or_default();
    wanted.entry(pages.len().saturating_sub(1)).or_default();
    let needed = wanted.len();
    let others: Vec<usize> = (0..pages.len()).filter(|page| !wanted.contains_key(page)).collect();
    let order = wanted.into_iter().chain(others.into_iter().map(|page| (page, Vec::new())));

    // One page waits to be taken: what is read is not kept.
    let (sender, seen) = mpsc::sync_channel(1);
    let view = view.clone();
    // The renderer cannot be stopped: what comes too late finds nobody waiting.
    std::thread::spawn(move || {
        let mut left = MOST_BYTES;
        for (place, (page, blocks)) in order.take(MOST_PAGES).enumerate() {
            let bytes = pdf::extract::page(&view, page).unwrap_or_default();
            match left.checked_sub(bytes.len()) {
                Some(rest) => left = rest,
                None if place >= needed => return,
                None => left = 0,
            }
            let text = render::Document::open(bytes, None).and_then(|page| page.text(0));
            let read = text.map_or_else(
                |_| Page { text: String::new(), blocks: Vec::new() },
                |text| Page {
                    text: text.plain(),
                    blocks: blocks.iter().map(|(index, place)| (*index, text.within(place))).collect(),
                },
            );
            if sender.send(read).is_err() {
                return;
            }
        }
    });
    let mut words = Words::default();
    let (mut noticed, mut read) = (false, 0_usize);
    let deadline = Instant::now() + PATIENCE;
    // Once the notice was found, the others can only repeat it.
    while !(noticed && read >= needed)
        && let Some(page) = running::wait(&seen, deadline)
    {
        read = read.saturating_add(1);
        noticed |= notice::is_present(&page.text);
        let text = page.text.to_lowercase();
        words.speaks_of_signing |=
            text.contains("ditandatangani secara elektronik") || BY.iter().any(|by| text.contains(by));
        for (index, block) in page.blocks {
            let Some(signature) = facts.signatures.get_mut(index) else { continue };
            let Envelope::Read(container) = &signature.envelope else { continue };
            let name = container.certificate.as_ref().map(|certificate| name_of(certificate.subject()));
            signature.names_signer = name.and_then(|name| names(&block, &name));
        }
    }
    words.unread = !noticed && read < pages.len();
    facts.notice = Some(noticed);
    words
}

/// What the QR codes on the pages say, each once: as text, without characters that would show it as something else.
pub(super) fn codes(view: &View) -> Vec<String> {
    let count = view.pages().map_or(0, |pages| pages.len());
    let mut wanted: Vec<usize> = (0..count.min(MOST_DRAWN)).collect();
    if let Some(last) = wanted.last_mut() {
        *last = count.saturating_sub(1);
    }
    let (sender, seen) = mpsc::channel();
    let view = view.clone();
    std::thread::spawn(move || {
        for page in wanted {
            let Ok(bytes) = pdf::extract::page(&view, page) else { continue };
            if bytes.len() > MOST_BYTES {
                continue;
            }
            let Ok(codes) = render::Document::open(bytes, None).and_then(|page| page.codes(0)) else {
                continue;
            };
            if sender.send(codes).is_err() {
                return;
            }
        }
    });
    let mut found: Vec<String> = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    while let Some(codes) = running::wait(&seen, deadline) {
        for code in codes {
            let shown: String = code.chars().filter(|c| !is_hidden(*c)).take(LONGEST_CODE).collect();
            if !shown.is_empty() && !found.contains(&shown) && found.len() < MOST_CODES {
                found.push(shown);
            }
        }
    }
    found
}

/// Whether the words of a block name this person; `None` when they name nobody. Titles, degrees and what stands in
/// brackets need not be there; a given name may be shortened ("Muh." for "Muhammad").
fn names(block: &str, person: &str) -> Option<bool> {
    let block = block.to_lowercase();
    let claim = BY.iter().find_map(|by| block.split_once(by)).map(|(_, claim)| claim)?;
    let there = words(claim);
    if there.is_empty() {
        return None;
    }
    let person = person.to_lowercase();
    // Degrees follow a comma.
    let name = person.split(',').next().unwrap_or_default();
    let needed: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !word.contains('.') && !word.starts_with('(') && !word.ends_with(')'))
        .collect();
    let needed = words(&needed.join(" "));
    if needed.is_empty() {
        return None;
    }
    // Some programs set every letter by itself, so that words cannot be told apart.
    let together = there.concat().contains(&needed.concat());
    let short = |word: &str| claim.contains(&format!("{word}."));
    let says =
        |word: &String| there.iter().any(|one| one == word || (word.starts_with(one.as_str()) && short(one)));
    Some(together || needed.iter().all(says))
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: &str =
        "Ditandatangani secara elektronik oleh: KEPALA DINAS KOMUNIKASI, Dr. Ir. NI LUH AYU, M.Si.";

    #[test]
    fn block_names_the_person_whatever_the_titles() {
        assert_eq!(names(BLOCK, "Ni Luh Ayu"), Some(true));
        assert_eq!(names(BLOCK, "Dr. Ni Luh Ayu, S.T., M.Si."), Some(true));
        assert_eq!(names(BLOCK, "Ni Luh Ayu (UJI)"), Some(true));
        assert_eq!(names("Digitally signed by Alice Example Date: 2026", "Alice Example"), Some(true));
        assert_eq!(names("Ditandatangani oleh: Muh. Budi", "Muhammad Budi"), Some(true));
        assert_eq!(names("Signed by N i L u h A y u", "Ni Luh Ayu"), Some(true));
    }

    #[test]
    fn block_that_names_somebody_else_is_told() {
        assert_eq!(names(BLOCK, "I Made Budi"), Some(false));
        assert_eq!(names(BLOCK, "Ni Luh Asri"), Some(false));
        assert_eq!(names("Ditandatangani oleh: M. Budi", "Made Budi"), Some(true));
        assert_eq!(names("Ditandatangani oleh: K. Budi", "Made Budi"), Some(false));
    }

    #[test]
    fn block_that_names_nobody_says_nothing() {
        assert_eq!(names("", "Ni Luh Ayu"), None);
        assert_eq!(names("Denpasar, 17 Maret 2026", "Ni Luh Ayu"), None);
        assert_eq!(names("Ditandatangani secara elektronik oleh:", "Ni Luh Ayu"), None);
        assert_eq!(names(BLOCK, "(UJI)"), None);
    }
}
