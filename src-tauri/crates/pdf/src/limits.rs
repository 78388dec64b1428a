//! The budget of a reader of foreign bytes, with the reason for each number.

/// Upper bounds for what one document may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Nesting of arrays and dictionaries, reference chains, page and field trees. Default 100: real files stay
    /// below 40, and the stack of a worker thread holds this many frames in an unoptimised build.
    pub depth: usize,
    /// Items (array members, dictionary entries) in one object. Default 500,000: a flat page tree of that many
    /// pages; about 64 MB in memory.
    pub items: usize,
    /// Bytes of one object without its stream data. Default 32 MiB: the largest signature `/Contents` seen has 1 MiB.
    pub object_bytes: u64,
    /// Cross-reference entries in all sections together, and pages, and fields. Default 5,000,000: ISO 32000-1
    /// Annex C allows 8,388,607 objects, the largest file seen has 540,000; one entry takes 24 bytes.
    pub objects: usize,
    /// Cross-reference sections. Default 4,096: the most revised file seen has 80.
    pub revisions: usize,
    /// Bytes of one stream as stored, when it is asked for. Default 256 MiB: it is held in memory.
    pub stream_bytes: u64,
    /// Decoded bytes of one stream. Default 128 MiB: an A4 page at 600 dpi in colour.
    pub decoded_stream: usize,
    /// Decoded bytes of all streams together. Default 2 GiB: some seconds of work.
    pub decoded_total: u64,
    /// Bytes looked through beyond the first pass: unterminated objects, missing `endstream`, repeated growth of
    /// windows; eight times the file's length is added. Default 2 GiB: a few seconds of work.
    pub work: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 100,
            items: 500_000,
            object_bytes: 32 << 20,
            objects: 5_000_000,
            revisions: 4_096,
            stream_bytes: 256 << 20,
            decoded_stream: 128 << 20,
            decoded_total: 2 << 30,
            work: 2 << 30,
        }
    }
}
