//! Writing one object (ISO 32000-2 7.3), with the numbers of the object it was copied from to the last digit.
//!
//! The object model holds reals with 32 bits: a `/MediaBox` that says 595.303937007874 would be written again with
//! 595.30396, and whoever compares revisions rightly sees a signed page changed. So each real that still has the
//! value it was read with is written with the digits it was read from. All else is lopdf's writing.

use std::collections::{HashMap, VecDeque};
use std::io::Write as _;

use lopdf::{Dictionary, Object, Writer};

use crate::Error;

/// Reals as they stand in a file, in order, by the bits of the value they were read as.
#[derive(Default)]
pub(crate) struct Digits(HashMap<u32, VecDeque<Vec<u8>>>);

impl Digits {
    /// Takes the digits of another object over.
    pub(crate) fn extend(&mut self, reals: Vec<(u32, Vec<u8>)>) {
        for (bits, digits) in reals {
            self.0.entry(bits).or_default().push_back(digits);
        }
    }

    /// The digits for this value; the last ones stay for values that were copied twice.
    fn take(&mut self, value: f32) -> Option<Vec<u8>> {
        let known = self.0.get_mut(&value.to_bits())?;
        if known.len() > 1 { known.pop_front() } else { known.front().cloned() }
    }
}

/// Writes the object.
pub(crate) fn object(out: &mut Vec<u8>, object: &Object, digits: &mut Digits) -> Result<(), Error> {
    match object {
        Object::Real(value) => match digits.take(*value) {
            Some(digits) => out.extend_from_slice(&digits),
            None => Writer::write_object(out, object)?,
        },
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 && Writer::need_separator(item) {
                    out.push(b' ');
                }
                self::object(out, item, digits)?;
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => dictionary(out, dict, digits)?,
        Object::Stream(stream) => {
            dictionary(out, &stream.dict, digits)?;
            out.extend_from_slice(b"stream\n");
            out.extend_from_slice(&stream.content);
            out.write_all(b"\nendstream")?;
        }
        other => Writer::write_object(out, other)?,
    }
    Ok(())
}

fn dictionary(out: &mut Vec<u8>, dictionary: &Dictionary, digits: &mut Digits) -> Result<(), Error> {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        Writer::write_object(out, &Object::Name(key.clone()))?;
        if Writer::need_separator(value) {
            out.push(b' ');
        }
        object(out, value, digits)?;
    }
    out.extend_from_slice(b">>");
    Ok(())
}
