//! The template of a sheet: a JSON file, versioned, replaceable without a new build.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A template, known to be usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    absah: String,
    v: u32,
    /// Which sheet it is, e.g. `tinjauan`.
    pub name: String,
    /// Where it comes from (letter, number, date); without it the sheet carries its mark.
    #[serde(default)]
    pub source: Option<String>,
    /// What a sheet without a source says of itself.
    pub mark: String,
    /// Title.
    pub title: String,
    /// What it is for, in a sentence or two.
    #[serde(default)]
    pub intro: String,
    /// Version of its content, where that matters: a policy.
    #[serde(default)]
    pub version: Option<String>,
    /// What stands where nothing was answered.
    pub nothing: String,
    /// Words for states.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Lines at the end.
    #[serde(default)]
    pub closing: Vec<String>,
}

/// A part under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its heading.
    pub heading: String,
    /// Its items.
    pub items: Vec<Item>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Names it among the answers.
    pub id: String,
    /// What is asked, or said.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// What stands there before anybody answers.
    #[serde(default)]
    pub default: Option<String>,
    /// Term in English, of a [`Kind::Term`].
    #[serde(default)]
    pub english: Option<String>,
    /// Names of facts the program fills in.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Another sheet's item that is quoted, `sheet/item`.
    #[serde(default)]
    pub quotes: Vec<String>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A day.
    Date,
    /// Filled in by the program: figures, facts, quoted answers.
    Fact,
    /// One line of text.
    Line,
    /// Several lines of text.
    Note,
    /// Something to read.
    Point,
    /// How something stands, with evidence and a note.
    State,
    /// A term and what it means.
    Term,
}

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Faulty {
    /// Two items have one name, or an item has none.
    #[error("item {0}")]
    Item(String),
    /// Made for a later version of this program.
    #[error("version {0}")]
    Newer(u32),
    /// It is something else, or not spelled right.
    #[error("not a template")]
    NotATemplate(#[source] serde_json::Error),
    /// It is larger than any template.
    #[error("too large")]
    TooLarge,
    /// It names no source and has no mark.
    #[error("no mark")]
    Unmarked,
}

impl Sheet {
    /// Version of the templates read here.
    pub const VERSION: u32 = 1;

    /// The shipped sheets, in the order in which they are shown.
    pub const SHIPPED: [(&'static str, &'static [u8]); 6] = [
        ("profil", include_bytes!("../../templates/lembar/profil.json")),
        ("kebijakan", include_bytes!("../../templates/lembar/kebijakan.json")),
        ("tinjauan", include_bytes!("../../templates/lembar/tinjauan.json")),
        ("evaluasi", include_bytes!("../../templates/lembar/evaluasi.json")),
        ("keamanan", include_bytes!("../../templates/lembar/keamanan.json")),
        ("glosarium", include_bytes!("../../templates/lembar/glosarium.json")),
    ];

    /// Reads a template.
    ///
    /// # Errors
    /// [`Faulty`].
    pub fn parse(json: &[u8]) -> Result<Sheet, Faulty> {
        if json.len() > LARGEST {
            return Err(Faulty::TooLarge);
        }
        let stub: Stub = serde_json::from_slice(json).map_err(Faulty::NotATemplate)?;
        if stub.v > Sheet::VERSION {
            return Err(Faulty::Newer(stub.v));
        }
        let sheet: Sheet = serde_json::from_slice(json).map_err(Faulty::NotATemplate)?;
        if sheet.absah != "sheet" {
            return Err(Faulty::NotATemplate(serde::de::Error::custom("another kind of file")));
        }
        if sheet.source().is_none() && sheet.mark.trim().is_empty() {
            return Err(Faulty::Unmarked);
        }
        let mut seen = BTreeSet::new();
        for item in sheet.items() {
            if item.id.trim().is_empty() || !seen.insert(&item.id) {
                return Err(Faulty::Item(item.id.clone()));
            }
        }
        Ok(sheet)
    }

    /// All items, part after part.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.parts.iter().flat_map(|part| &part.items)
    }

    /// The mark, unless the template names its source.
    #[must_use]
    pub fn mark(&self) -> Option<&str> {
        if self.source().is_some() { None } else { Some(&self.mark) }
    }

    fn source(&self) -> Option<&str> {
        self.source.as_deref().map(str::trim).filter(|source| !source.is_empty())
    }
}

#[derive(Deserialize)]
struct Stub {
    v: u32,
}

/// Largest template, in bytes: the shipped ones have less than ten thousand.
const LARGEST: usize = 1 << 20;
