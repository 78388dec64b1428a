//! The lexer: bytes of a window to object values (ISO 32000-2 7.2, 7.3).
//!
//! A window may end anywhere. The lexer then says [`Stop::More`] and the caller comes back with a larger one.
//! Tolerated as viewers do: unknown keywords inside containers (null), junk between dictionary keys, odd hexadecimal
//! digits, several signs before a number. The last of equal keys counts.

use std::ops::Range;

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::bytes::{is_regular, is_space};
use crate::{Limits, Resource};

/// Why no value came out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The window is too short.
    More,
    /// Not an object.
    Bad(&'static str),
    /// A limit was reached.
    Limit(Resource),
}

/// A dictionary key and where its value stands.
type KeySpan = (Vec<u8>, Range<usize>);

pub(crate) struct Lexer<'a> {
    data: &'a [u8],
    pos: usize,
    /// The window reaches to the end of the file.
    complete: bool,
    depth: usize,
    items: usize,
    /// Reals met so far and where they stand, if somebody asked.
    reals: Option<Vec<(u32, Range<usize>)>>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(data: &'a [u8], complete: bool, limits: &Limits) -> Self {
        Self { data, pos: 0, complete, depth: limits.depth, items: limits.items, reals: None }
    }

    /// From here on the digits of reals are kept.
    pub(crate) fn keep_reals(&mut self) {
        self.reals = Some(Vec::new());
    }

    /// The reals kept: bits of the value each was read as, and its digits. One with anything else in it
    /// (`12-3`, `1e5`) is not a number of the standard (7.3.3) and left out.
    pub(crate) fn reals(&self) -> Vec<(u32, Vec<u8>)> {
        let kept = self.reals.iter().flatten();
        kept.filter_map(|(bits, span)| {
            let token = self.data.get(span.clone())?;
            let digits = token.strip_prefix(b"-").or_else(|| token.strip_prefix(b"+")).unwrap_or(token);
            let sound = digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
            sound.then(|| (*bits, token.to_vec()))
        })
        .collect()
    }

    pub(crate) fn at(mut self, pos: usize) -> Self {
        self.pos = pos;
        self
    }

    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    /// One object; streams are not objects here, see [`Lexer::stream_start`].
    pub(crate) fn object(&mut self) -> Result<Object, Stop> {
        self.value(0)
    }

    /// `n g obj`; gives the id and the position of its first digit.
    pub(crate) fn header(&mut self) -> Result<(ObjectId, usize), Stop> {
        self.skip_space()?;
        let start = self.pos;
        let number = self.unsigned()?.and_then(|value| u32::try_from(value).ok());
        self.skip_space()?;
        let generation = self.unsigned()?.and_then(|value| u16::try_from(value).ok());
        self.skip_space()?;
        match (number, generation, self.keyword(b"obj")?) {
            (Some(number), Some(generation), true) => Ok(((number, generation), start)),
            _ => Err(Stop::Bad("object header")),
        }
    }

    /// After a dictionary: whether `stream` follows; then the position is that of its first data byte.
    pub(crate) fn stream_start(&mut self) -> Result<bool, Stop> {
        let before = self.pos;
        self.skip_space()?;
        if !self.keyword(b"stream")? {
            self.pos = before;
            return Ok(false);
        }
        // 7.3.8.1: CR LF or LF. A lone CR is tolerated; spaces before the line end too.
        let mut ahead = self.pos;
        while matches!(self.data.get(ahead), Some(b' ' | b'\t')) {
            ahead += 1;
        }
        if matches!(self.data.get(ahead), Some(b'\r' | b'\n')) {
            self.pos = ahead;
        }
        if self.peek()? == Some(b'\r') {
            self.pos += 1;
        }
        if self.peek()? == Some(b'\n') {
            self.pos += 1;
        }
        Ok(true)
    }

    /// Consumes the keyword if it stands here, whole.
    pub(crate) fn keyword(&mut self, word: &[u8]) -> Result<bool, Stop> {
        let rest = self.data.get(self.pos..).unwrap_or_default();
        if !self.complete && rest.len() < word.len() && word.starts_with(rest) {
            return Err(Stop::More);
        }
        let found = rest.starts_with(word);
        if found {
            self.pos += word.len();
        }
        Ok(found)
    }

    pub(crate) fn skip_space(&mut self) -> Result<(), Stop> {
        while let Some(byte) = self.data.get(self.pos) {
            if *byte == b'%' {
                while !matches!(self.data.get(self.pos), None | Some(b'\r' | b'\n')) {
                    self.pos += 1;
                }
            } else if is_space(*byte) {
                self.pos += 1;
            } else {
                return Ok(());
            }
        }
        if self.complete { Ok(()) } else { Err(Stop::More) }
    }

    /// The position must be inside `<<`. Reads the key at the position, and gives it with the span of its value;
    /// `None` at the end of the dictionary.
    pub(crate) fn entry_span(&mut self) -> Result<Option<KeySpan>, Stop> {
        loop {
            self.skip_space()?;
            match self.peek()? {
                None => return Err(Stop::Bad("dictionary")),
                Some(b'>') => return Ok(None),
                Some(b'/') => {
                    let key = self.name()?;
                    self.skip_space()?;
                    let start = self.pos;
                    if self.peek()? != Some(b'>') {
                        self.value(1)?;
                    }
                    return Ok(Some((key, start..self.pos)));
                }
                Some(_) => {
                    self.value(1)?;
                }
            }
        }
    }

    /// Consumes `<<` if it stands here.
    pub(crate) fn enter_dictionary(&mut self) -> Result<bool, Stop> {
        self.skip_space()?;
        self.keyword(b"<<")
    }

    fn peek(&self) -> Result<Option<u8>, Stop> {
        match self.data.get(self.pos) {
            Some(byte) => Ok(Some(*byte)),
            None if self.complete => Ok(None),
            None => Err(Stop::More),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Object, Stop> {
        if depth > self.depth {
            return Err(Stop::Limit(Resource::Depth));
        }
        self.items = self.items.checked_sub(1).ok_or(Stop::Limit(Resource::Items))?;
        self.skip_space()?;
        match self.peek()? {
            None => Err(Stop::Bad("end of file")),
            Some(b'/') => Ok(Object::Name(self.name()?)),
            Some(b'(') => self.literal_string(),
            Some(b'[') => self.array(depth),
            Some(b'<') => {
                if self.keyword(b"<<")? {
                    self.dictionary(depth)
                } else {
                    self.hex_string()
                }
            }
            Some(byte) if byte.is_ascii_digit() => self.number_or_reference(),
            Some(b'+' | b'-' | b'.') => self.number(),
            Some(byte) if is_regular(byte) => self.word(depth),
            Some(_) => Err(Stop::Bad("delimiter")),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Object, Stop> {
        self.pos += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space()?;
            match self.peek()? {
                None => return Err(Stop::Bad("array")),
                Some(b']') => {
                    self.pos += 1;
                    return Ok(Object::Array(items));
                }
                Some(_) => items.push(self.value(depth + 1)?),
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Object, Stop> {
        let mut dictionary = Dictionary::new();
        loop {
            self.skip_space()?;
            match self.peek()? {
                None => return Err(Stop::Bad("dictionary")),
                Some(b'>') => {
                    self.pos += 1;
                    if self.peek()? == Some(b'>') {
                        self.pos += 1;
                    }
                    return Ok(Object::Dictionary(dictionary));
                }
                Some(b'/') => {
                    let key = self.name()?;
                    self.skip_space()?;
                    let value =
                        if self.peek()? == Some(b'>') { Object::Null } else { self.value(depth + 1)? };
                    dictionary.set(key, value);
                }
                // Not a key: skipped.
                Some(_) => {
                    self.value(depth + 1)?;
                }
            }
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Stop> {
        self.pos += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek()? {
            if !is_regular(byte) {
                break;
            }
            self.pos += 1;
            if byte == b'#' {
                // Two more bytes are wanted to know; at the end of a window they may still come.
                if !self.complete && self.data.len() < self.pos + 2 {
                    return Err(Stop::More);
                }
                let high = self.data.get(self.pos).and_then(|byte| hex_digit(*byte));
                let low = self.data.get(self.pos + 1).and_then(|byte| hex_digit(*byte));
                if let (Some(high), Some(low)) = (high, low) {
                    name.push(high << 4 | low);
                    self.pos += 2;
                    continue;
                }
            }
            name.push(byte);
        }
        Ok(name)
    }

    fn literal_string(&mut self) -> Result<Object, Stop> {
        self.pos += 1;
        let mut text = Vec::new();
        let mut open = 1usize;
        loop {
            let Some(byte) = self.peek()? else { return Err(Stop::Bad("string")) };
            self.pos += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(Object::String(text, StringFormat::Literal));
                    }
                }
                b'\r' => {
                    // 7.3.4.2: an end-of-line marker in a string counts as a line feed.
                    if self.peek()? == Some(b'\n') {
                        self.pos += 1;
                    }
                    text.push(b'\n');
                    continue;
                }
                b'\\' => {
                    self.escape(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Stop> {
        let Some(byte) = self.peek()? else { return Err(Stop::Bad("string")) };
        self.pos += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek()? == Some(b'\n') {
                    self.pos += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u16::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek()? {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u16::from(digit - b'0');
                            self.pos += 1;
                        }
                        _ => break,
                    }
                }
                // High-order overflow is ignored (Table 3).
                text.push(value.to_le_bytes()[0]);
            }
            other => text.push(other),
        }
        Ok(())
    }

    fn hex_string(&mut self) -> Result<Object, Stop> {
        self.pos += 1;
        let rest = self.data.get(self.pos..).unwrap_or_default();
        let Some(len) = rest.iter().position(|byte| *byte == b'>') else {
            return Err(if self.complete { Stop::Bad("string") } else { Stop::More });
        };
        self.pos += len + 1;
        let mut text = Vec::with_capacity(len / 2 + 1);
        let mut pending = None;
        for digit in rest.iter().take(len).filter_map(|byte| hex_digit(*byte)) {
            match pending.take() {
                None => pending = Some(digit),
                Some(high) => text.push(high << 4 | digit),
            }
        }
        text.extend(pending.map(|high| high << 4));
        Ok(Object::String(text, StringFormat::Hexadecimal))
    }

    fn number_or_reference(&mut self) -> Result<Object, Stop> {
        let start = self.pos;
        let number = self.unsigned()?;
        if !matches!(self.peek()?, Some(byte) if is_space(byte) || byte == b'%') {
            self.pos = start;
            return self.number();
        }
        let after = self.pos;
        if let Some(number) = number.and_then(|value| u32::try_from(value).ok()) {
            self.skip_space()?;
            if matches!(self.peek()?, Some(byte) if byte.is_ascii_digit()) {
                let generation = self.unsigned()?.and_then(|value| u16::try_from(value).ok());
                let spaced = matches!(self.peek()?, Some(byte) if is_space(byte));
                self.skip_space()?;
                if let (Some(generation), true, Some(b'R')) = (generation, spaced, self.peek()?) {
                    self.pos += 1;
                    if !matches!(self.peek()?, Some(byte) if is_regular(byte)) {
                        return Ok(Object::Reference((number, generation)));
                    }
                }
            }
        }
        self.pos = after;
        Ok(match number.map(i64::try_from) {
            Some(Ok(value)) => Object::Integer(value),
            _ => {
                self.pos = start;
                self.number()?
            }
        })
    }

    /// Digits; `None` when there are none or the value does not fit.
    fn unsigned(&mut self) -> Result<Option<u64>, Stop> {
        let mut value = None;
        let mut fits = true;
        while let Some(byte @ b'0'..=b'9') = self.peek()? {
            self.pos += 1;
            let next =
                value.unwrap_or(0u64).checked_mul(10).and_then(|v| v.checked_add(u64::from(byte - b'0')));
            fits &= next.is_some();
            value = Some(next.unwrap_or(u64::MAX));
        }
        Ok(value.filter(|_| fits))
    }

    fn number(&mut self) -> Result<Object, Stop> {
        let start = self.pos;
        let mut negative = false;
        while let Some(sign @ (b'+' | b'-')) = self.peek()? {
            negative |= sign == b'-';
            self.pos += 1;
        }
        let mut digits = 0usize;
        let mut whole: Option<i64> = Some(0);
        let mut real = 0f64;
        let mut scale = 1f64;
        let mut fraction = false;
        while let Some(byte) = self.peek()? {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    let digit = byte - b'0';
                    if fraction {
                        scale /= 10.0;
                        real += f64::from(digit) * scale;
                    } else {
                        whole = whole
                            .and_then(|w| w.checked_mul(10))
                            .and_then(|w| w.checked_add(i64::from(digit)));
                        real = real * 10.0 + f64::from(digit);
                    }
                }
                b'.' if !fraction => fraction = true,
                // "12-3", "1e5": what follows is ignored, as viewers do.
                other if is_regular(other) => {}
                _ => break,
            }
            self.pos += 1;
        }
        if digits == 0 && !fraction {
            return Ok(Object::Null);
        }
        Ok(match (fraction, whole) {
            (false, Some(whole)) => Object::Integer(if negative { -whole } else { whole }),
            _ => {
                let value = narrow(if negative { -real } else { real });
                if let Some(reals) = &mut self.reals {
                    reals.push((value.to_bits(), start..self.pos));
                }
                Object::Real(value)
            }
        })
    }

    fn word(&mut self, depth: usize) -> Result<Object, Stop> {
        let start = self.pos;
        while matches!(self.peek()?, Some(byte) if is_regular(byte)) {
            self.pos += 1;
        }
        match self.data.get(start..self.pos).unwrap_or_default() {
            b"true" => Ok(Object::Boolean(true)),
            b"false" => Ok(Object::Boolean(false)),
            b"null" => Ok(Object::Null),
            b"endobj" | b"stream" | b"endstream" | b"obj" | b"xref" | b"trailer" | b"startxref" => {
                self.pos = start;
                Err(Stop::Bad("keyword"))
            }
            _ if depth > 0 => Ok(Object::Null),
            _ => Err(Stop::Bad("keyword")),
        }
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// lopdf keeps reals in single precision (ISO 32000-2 Annex C asks for no more).
#[allow(clippy::as_conversions, clippy::cast_possible_truncation)]
fn narrow(value: f64) -> f32 {
    // There is no other conversion; out of range becomes infinite, which is brought back to the largest value.
    (value as f32).clamp(f32::MIN, f32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn lex(text: &[u8]) -> Result<Object, Stop> {
        Lexer::new(text, true, &Limits::default()).object()
    }

    fn shown(text: &[u8]) -> String {
        format!("{:?}", lex(text).unwrap())
    }

    #[test]
    fn every_type_is_read() {
        assert_eq!(lex(b" null ").unwrap(), Object::Null);
        assert_eq!(lex(b"true").unwrap(), Object::Boolean(true));
        assert_eq!(lex(b"-17").unwrap(), Object::Integer(-17));
        assert_eq!(lex(b"+3.5").unwrap(), Object::Real(3.5));
        assert_eq!(lex(b"-.25").unwrap(), Object::Real(-0.25));
        assert_eq!(lex(b"4.").unwrap(), Object::Real(4.0));
        assert_eq!(lex(b"12 3 R").unwrap(), Object::Reference((12, 3)));
        assert_eq!(lex(b"/A#20B/").unwrap(), Object::Name(b"A B".to_vec()));
        assert_eq!(lex(b"/").unwrap(), Object::Name(Vec::new()));
        assert_eq!(lex(b"<48 65 6c7>").unwrap(), Object::String(b"Help".to_vec(), StringFormat::Hexadecimal));
        assert_eq!(
            lex(b"(a\\(b(c)\\)\\101\\r\\\n\r\nz)").unwrap(),
            Object::String(b"a(b(c))A\r\nz".to_vec(), StringFormat::Literal)
        );
        assert_eq!(shown(b"[1 2 0 R 3 4]"), "[1 2 0 R 3 4]");
        assert_eq!(
            shown(b"<</A 1/B[/C(d)]/E<</F null>>>>"),
            shown(b"<< /A 1 /B [ /C (d) ]%x\n/E << /F null >> >>")
        );
    }

    #[test]
    fn numbers_out_of_range_become_reals() {
        assert!(matches!(lex(b"99999999999999999999").unwrap(), Object::Real(_)));
        assert_eq!(lex(b"9223372036854775807").unwrap(), Object::Integer(i64::MAX));
        assert_eq!(lex(b"4294967296 0 R").unwrap(), Object::Integer(4_294_967_296));
        assert_eq!(lex(b"--5").unwrap(), Object::Integer(-5));
    }

    #[test]
    fn last_of_equal_keys_counts() {
        let Object::Dictionary(dictionary) = lex(b"<</A 1/A 2>>").unwrap() else { panic!() };
        assert_eq!(dictionary.get(b"A").unwrap(), &Object::Integer(2));
    }

    #[test]
    fn every_shorter_window_asks_for_more_or_gives_the_same() {
        let text = b"<</A 12 0 R/B(x\\)y)/C<4142>/D[true null 1.5 -2]/E#41 3>> ";
        let whole = lex(text).unwrap();
        for len in 0..text.len() {
            match Lexer::new(&text[..len], false, &Limits::default()).object() {
                Err(stop) => assert_eq!(stop, Stop::More, "cut at {len}"),
                Ok(object) => assert_eq!(object, whole, "cut at {len}"),
            }
        }
    }

    #[test]
    fn nesting_beyond_the_limit_is_refused() {
        let text = vec![b'['; 10_000];
        assert_eq!(lex(&text), Err(Stop::Limit(Resource::Depth)));
        let text = [b"<</A ".repeat(10_000), b">>".to_vec()].concat();
        assert_eq!(lex(&text), Err(Stop::Limit(Resource::Depth)));
    }

    #[test]
    fn items_beyond_the_limit_are_refused() {
        let limits = Limits { items: 10, ..Limits::default() };
        assert_eq!(
            Lexer::new(&b"[0 0 0 0 0 0 0 0 0 0 0 0]"[..], true, &limits).object(),
            Err(Stop::Limit(Resource::Items))
        );
    }

    #[test]
    fn unterminated_containers_are_damaged() {
        assert!(matches!(lex(b"<</A 1 endobj"), Err(Stop::Bad(_))));
        assert!(matches!(lex(b"[1 2"), Err(Stop::Bad(_))));
        assert!(matches!(lex(b"(abc"), Err(Stop::Bad(_))));
        assert!(matches!(lex(b"<abc"), Err(Stop::Bad(_))));
    }

    #[test]
    fn header_and_stream_start_are_found() {
        let text = b"\n 7 0 obj <</Length 3>>\r\nstream\r\nabc\nendstream";
        let mut lexer = Lexer::new(text, true, &Limits::default());
        assert_eq!(lexer.header().unwrap(), ((7, 0), 2));
        lexer.object().unwrap();
        assert!(lexer.stream_start().unwrap());
        assert_eq!(&text[lexer.pos()..lexer.pos() + 3], b"abc");
    }
}
