//! Updates as a forger writes them: objects appended to a signed file in every way that some reader takes for an update, so that
//! each attack is tried in each way.

use std::fmt::Write as _;

use super::open;

/// How an update is appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As ISO 32000-2 7.5.6 has it, with a table.
    Table,
    /// With a cross-reference stream.
    Stream,
    /// The objects in an object stream (what is a stream itself stands beside it).
    Packed,
    /// A table without the objects; they stand in the stream that `/XRefStm` names (7.5.8.4).
    Hybrid,
    /// A table that frees the objects, and `/XRefStm` that has them.
    HybridFreed,
    /// No `%%EOF`.
    NoMarker,
    /// Neither `startxref` nor `%%EOF`.
    NoStart,
    /// No table: objects, a trailer, `startxref` 0.
    NoTable,
    /// Only the objects.
    Bare,
    /// Only the objects, and a marker.
    BareWithMarker,
    /// The objects, and `startxref` of the signed revision: to a strict reader nothing was appended.
    OldStart,
    /// `startxref` that leads nowhere.
    WrongStart,
    /// `/Prev` skips the signed revision.
    PrevSkips,
    /// `/Prev` leads to the update itself.
    PrevLoops,
    /// No `/Prev`, a table of the new objects alone.
    PrevMissing,
}

impl Style {
    pub(crate) const ALL: [Self; 15] = [
        Self::Table,
        Self::Stream,
        Self::Packed,
        Self::Hybrid,
        Self::HybridFreed,
        Self::NoMarker,
        Self::NoStart,
        Self::NoTable,
        Self::Bare,
        Self::BareWithMarker,
        Self::OldStart,
        Self::WrongStart,
        Self::PrevSkips,
        Self::PrevLoops,
        Self::PrevMissing,
    ];
}

/// `bytes` with these objects set and those freed.
pub(crate) fn update(bytes: &[u8], objects: &[(u32, String)], freed: &[u32], style: Style) -> Vec<u8> {
    let document = open(bytes).unwrap();
    let view = document.latest();
    let root = view.catalog_id().unwrap();
    let sections: Vec<u64> = document.revisions().iter().map(|revision| revision.startxref).collect();
    let previous = *sections.last().unwrap();
    let top = document.revisions().iter().flat_map(|revision| revision.entries().iter().map(|entry| entry.0));
    let spare = top.chain(objects.iter().map(|object| object.0)).max().unwrap() + 1;
    let mut out = bytes.to_vec();
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    let stands_alone = |text: &str| style != Style::Packed || text.contains("stream\n");
    let mut rows: Vec<Row> = freed.iter().map(|number| (*number, [0, 0, 1])).collect();
    for (number, text) in objects.iter().filter(|(_, text)| stands_alone(text)) {
        rows.push((*number, [1, out.len() as u64, 0]));
        out.extend(format!("{number} 0 obj\n{text}\nendobj\n").into_bytes());
    }
    let packed: Vec<_> = objects.iter().filter(|(_, text)| !stands_alone(text)).collect();
    if !packed.is_empty() {
        let (mut head, mut body) = (String::new(), String::new());
        for (index, (number, text)) in (0..).zip(&packed) {
            write!(head, "{number} {} ", body.len()).unwrap();
            write!(body, "{text} ").unwrap();
            rows.push((*number, [2, u64::from(spare), index]));
        }
        let entries = format!("/Type/ObjStm/N {}/First {}", packed.len(), head.len());
        let text = stream(&entries, &format!("{head}{body}"));
        rows.push((spare, [1, out.len() as u64, 0]));
        out.extend(format!("{spare} 0 obj\n{text}\nendobj\n").into_bytes());
    }
    rows.sort_unstable();
    let trailer = format!("/Root {} {} R/Size {}", root.0, root.1, spare + 3);
    let prev = |offset: u64| format!("/Prev {offset}");
    let start = out.len() as u64;
    match style {
        Style::Bare => return out,
        Style::BareWithMarker => out.extend(b"%%EOF\n"),
        Style::OldStart => out.extend(format!("startxref\n{previous}\n%%EOF\n").into_bytes()),
        Style::NoTable => {
            out.extend(format!("trailer\n<<{trailer}>>\nstartxref\n0\n%%EOF\n").into_bytes());
        }
        Style::Stream | Style::Packed => {
            let entries = format!("{trailer}{}", prev(previous));
            out.extend(section(spare + 1, &rows, &entries, start));
            out.extend(format!("startxref\n{start}\n%%EOF\n").into_bytes());
        }
        Style::Hybrid | Style::HybridFreed => {
            out.extend(section(spare + 1, &rows, &trailer, start));
            let freed: Vec<Row> = if style == Style::HybridFreed {
                rows.iter().map(|(number, _)| (*number, [0, 0, 0])).collect()
            } else {
                Vec::new()
            };
            let table = out.len();
            let entries = format!("{trailer}{}/XRefStm {start}", prev(previous));
            out.extend(format!("{}startxref\n{table}\n%%EOF\n", plain(&freed, &entries)).into_bytes());
        }
        _ => {
            let before = match style {
                Style::PrevSkips if sections.len() > 1 => prev(sections[sections.len() - 2]),
                Style::PrevLoops => prev(start),
                Style::PrevSkips | Style::PrevMissing => String::new(),
                _ => prev(previous),
            };
            out.extend(plain(&rows, &format!("{trailer}{before}")).into_bytes());
            let named = if style == Style::WrongStart { start + 7 } else { start };
            match style {
                Style::NoStart => {}
                Style::NoMarker => out.extend(format!("startxref\n{named}\n").into_bytes()),
                _ => out.extend(format!("startxref\n{named}\n%%EOF\n").into_bytes()),
            }
        }
    }
    out
}

/// A stream object.
pub(crate) fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// Object number and the three columns of a cross-reference stream (7.5.8.3).
pub(crate) type Row = (u32, [u64; 3]);

fn plain(rows: &[Row], trailer: &str) -> String {
    let mut out = "xref\n".to_owned();
    if rows.is_empty() {
        out.push_str("0 0\n");
    }
    for (number, [kind, offset, generation]) in rows {
        let mark = if *kind == 0 { 'f' } else { 'n' };
        write!(out, "{number} 1\n{offset:010} {generation:05} {mark} \n").unwrap();
    }
    out + &format!("trailer\n<<{trailer}>>\n")
}

/// A cross-reference stream of these objects and itself, at `start`.
pub(crate) fn section(own: u32, rows: &[Row], entries: &str, start: u64) -> Vec<u8> {
    let all: Vec<Row> = rows.iter().copied().chain([(own, [1, start, 0])]).collect();
    let index: String = all.iter().map(|(number, _)| format!("{number} 1 ")).collect();
    let data: Vec<u8> = all
        .iter()
        .flat_map(|(_, [kind, second, third])| {
            [&[*kind as u8][..], &(*second as u32).to_be_bytes(), &(*third as u16).to_be_bytes()].concat()
        })
        .collect();
    let head = format!(
        "{own} 0 obj\n<</Type/XRef/W[1 4 2]/Index[{index}]{entries}/Length {}>>\nstream\n",
        data.len()
    );
    [head.as_bytes(), &data, b"\nendstream\nendobj\n"].concat()
}
