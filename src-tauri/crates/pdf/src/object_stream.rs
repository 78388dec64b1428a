//! Object streams (ISO 32000-2 7.5.7): a decoded container and its members.
//!
//! `/Extends` is not needed for reading: every member has its own cross-reference entry.

use lopdf::{Dictionary, Object};

use crate::lex::{Lexer, Stop};
use crate::{Error, Limits, Resource};

pub(crate) struct ObjectStream {
    data: Vec<u8>,
    first: usize,
    /// Object number and offset relative to `first`, in the order of the stream.
    members: Vec<(u32, usize)>,
}

impl ObjectStream {
    /// Reads the index from decoded data.
    pub(crate) fn parse(dict: &Dictionary, data: Vec<u8>, limits: &Limits) -> Result<Self, Error> {
        let damaged = || Error::Damaged { offset: 0, what: "object stream" };
        let integer = |key: &[u8]| {
            dict.get(key)
                .and_then(Object::as_i64)
                .ok()
                .and_then(|value| usize::try_from(value).ok())
                .ok_or_else(damaged)
        };
        let (count, first) = (integer(b"N")?, integer(b"First")?);
        let mut numbers = data
            .get(..first)
            .ok_or_else(damaged)?
            .split(|byte| !byte.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map_while(|digits| std::str::from_utf8(digits).ok()?.parse::<u32>().ok());
        let mut members = Vec::new();
        while members.len() < count {
            let (Some(number), Some(offset)) = (numbers.next(), numbers.next()) else { break };
            if members.len() >= limits.objects {
                return Err(Error::TooComplex(Resource::Objects));
            }
            members.push((number, usize::try_from(offset).map_err(|_| damaged())?));
        }
        Ok(Self { data, first, members })
    }

    /// Rough cost in memory, in bytes.
    pub(crate) fn cost(&self) -> usize {
        self.data.len() + self.members.len() * 16
    }

    /// Number of members: what a search by number costs.
    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.members.len()).unwrap_or(u64::MAX)
    }

    /// Numbers of the members in order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.members.iter().map(|member| member.0)
    }

    /// The member at the index if it has the number; otherwise the member of that number, flagged. Gives the rough
    /// number of bytes of its text too.
    pub(crate) fn member(
        &self,
        number: u32,
        index: u32,
        limits: &Limits,
    ) -> Option<(Result<Object, Error>, usize, bool)> {
        let (start, exact) = self.find(number, index)?;
        let mut lexer = Lexer::new(&self.data, true, limits).at(start);
        let object = lexer.object().map_err(|stop| match stop {
            Stop::Limit(resource) => Error::TooComplex(resource),
            Stop::Bad(what) => Error::Damaged { offset: crate::indirect::add(0, lexer.pos()), what },
            Stop::More => Error::Damaged { offset: 0, what: "object stream" },
        });
        Some((object, lexer.pos().saturating_sub(start), exact))
    }

    /// The reals of a member, see [`Lexer::reals`].
    pub(crate) fn reals(&self, number: u32, index: u32, limits: &Limits) -> Vec<(u32, Vec<u8>)> {
        let Some((start, _)) = self.find(number, index) else { return Vec::new() };
        let mut lexer = Lexer::new(&self.data, true, limits).at(start);
        lexer.keep_reals();
        if lexer.object().is_ok() { lexer.reals() } else { Vec::new() }
    }

    /// Where the member stands, and whether at its index.
    fn find(&self, number: u32, index: u32) -> Option<(usize, bool)> {
        let at_index =
            usize::try_from(index).ok().and_then(|index| self.members.get(index)).filter(|m| m.0 == number);
        let exact = at_index.is_some();
        let (_, offset) = at_index.or_else(|| self.members.iter().find(|member| member.0 == number))?;
        Some((self.first.saturating_add(*offset).min(self.data.len()), exact))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use lopdf::dictionary;

    fn parse(data: &[u8], n: i64, first: i64) -> Result<ObjectStream, Error> {
        ObjectStream::parse(&dictionary! { "N" => n, "First" => first }, data.to_vec(), &Limits::default())
    }

    #[test]
    fn members_are_found_by_index_and_by_number() {
        let stream = parse(b"11 0 12 3 13 9 <<>>[1 2](x)", 3, 15).unwrap();
        assert_eq!(stream.numbers().collect::<Vec<_>>(), [11, 12, 13]);
        let limits = Limits::default();
        let (object, _, exact) = stream.member(11, 0, &limits).unwrap();
        assert!(exact && object.unwrap().as_dict().is_ok());
        let (_, _, exact) = stream.member(12, 2, &limits).unwrap();
        assert!(!exact, "the index belongs to another number");
        assert!(stream.member(14, 0, &limits).is_none());
    }

    #[test]
    fn lying_counts_and_offsets_are_harmless() {
        let limits = Limits::default();
        assert_eq!(parse(b"11 0 ", 999_999, 5).unwrap().numbers().count(), 1);
        assert!(parse(b"11 0 ", 1, 99).is_err());
        assert!(parse(b"11 0 ", -1, 5).is_err());
        let stream = parse(b"11 4294967295 ", 1, 14).unwrap();
        assert!(stream.member(11, 0, &limits).unwrap().0.is_err());
    }
}
