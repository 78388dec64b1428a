//! A paper before it is drawn: blocks in reading order.

use chrono::{DateTime, FixedOffset};

/// A paper of any number of A4 pages.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Stands above the title; empty for none.
    pub lead: String,
    /// Shown at the head, and the document's title.
    pub title: String,
    /// Language of the text, `id` or `en` (ISO 32000-2 14.9.2).
    pub language: String,
    /// Name and version of the program.
    pub program: String,
    /// When it was made.
    pub created: DateTime<FixedOffset>,
    /// At the foot of each page, before the page number.
    pub footer: String,
    /// The content.
    pub blocks: Vec<Block>,
}

/// One block of a paper.
#[derive(Debug, Clone)]
pub enum Block {
    /// Begins a part.
    Heading(String),
    /// Begins a part of a part.
    SubHeading(String),
    /// Running text.
    Text(String),
    /// Running text that matters less.
    Note(String),
    /// A word that says how it is, with a mark whose shape says the same.
    State {
        /// The word.
        word: String,
        /// Its colour and mark.
        tone: Tone,
        /// The sentence beside it.
        sentence: String,
    },
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table with column headers.
    Table {
        /// Headers of the columns.
        columns: Vec<String>,
        /// Rows, each with as many cells as columns; the first is the row's header.
        rows: Vec<Vec<Value>>,
        /// Whether the last row holds sums.
        total: bool,
    },
    /// A diagram of bars. The figures stand beside the bars, so that it needs no axis.
    Bars {
        /// What it shows.
        heading: String,
        /// Names and figures.
        bars: Vec<(String, u64)>,
    },
    /// What is ticked by hand, with an empty box before each.
    Ticks(Vec<String>),
    /// Who signs by hand: room, and a line each for the signature and for the day.
    ByHand {
        /// The word under the line for the day.
        day: String,
        /// The words under the lines for the signatures.
        who: Vec<String>,
    },
    /// Begins a new page.
    NewPage,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, from the left.
    Text(String),
    /// A number, to the right.
    Number(u64),
}

/// How something is. Never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A tick.
    Good,
    /// A triangle.
    Attention,
    /// A cross.
    Bad,
    /// A ring.
    Unknown,
}
