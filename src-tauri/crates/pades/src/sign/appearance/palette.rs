//! Which colours and whether transparency may be used in the document that is written on.
//!
//! Grey and colour mean the same everywhere, or what the document's output intent says; the rules are PDF/A's.

use lopdf::{Dictionary, Object, dictionary};
use pdf::Conformance;

use super::numbers;

/// What a document's claims leave free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sign) struct Palette {
    /// Grey is calibrated: a PDF/A file without an output intent has no device colours (ISO 19005-1 §6.2.3.3).
    grey: bool,
    /// Colour is calibrated: an output intent may be for another device space than RGB (the same clause).
    colour: bool,
    /// Nothing may shine through (ISO 19005-1 §6.4; ISO 19005-2 §6.2.10 without an output intent).
    opaque: bool,
}

/// White point D65.
const WHITE: [f64; 3] = [0.9505, 1.0, 1.089];
/// The primaries of sRGB (IEC 61966-2-1), as columns.
const PRIMARIES: [f64; 9] = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505];
/// The gamma of common screens.
const GAMMA: f64 = 2.2;

impl Palette {
    /// For a document with these claims.
    pub(in crate::sign) fn of(claims: &Conformance) -> Self {
        let archived = claims.pdfa.is_some();
        Self {
            grey: archived && !claims.output_intent,
            colour: archived,
            opaque: claims.pdfa == Some(1) || archived && !claims.output_intent,
        }
    }

    /// Whether pictures are laid on white instead of letting the page shine through.
    pub(super) const fn is_opaque(self) -> bool {
        self.opaque
    }

    /// Says what device grey means (ISO 32000-2 §8.6.5.6, default colour spaces).
    pub(super) fn declare(self, resources: &mut Dictionary) {
        if self.grey {
            resources.set("ColorSpace", dictionary! { "DefaultGray" => calibrated_grey() });
        }
    }

    /// The colour space of a grey picture.
    pub(super) fn grey(self) -> Object {
        if self.grey { calibrated_grey() } else { Object::Name(b"DeviceGray".to_vec()) }
    }

    /// The colour space of a picture in red, green and blue.
    pub(super) fn colour(self) -> Object {
        if !self.colour {
            return Object::Name(b"DeviceRGB".to_vec());
        }
        // ISO 32000-2 §8.6.5.3.
        let rgb = dictionary! {
            "WhitePoint" => numbers(&WHITE),
            "Gamma" => numbers(&[GAMMA; 3]),
            "Matrix" => numbers(&PRIMARIES),
        };
        Object::Array(vec![Object::Name(b"CalRGB".to_vec()), Object::Dictionary(rgb)])
    }
}

/// ISO 32000-2 §8.6.5.2.
fn calibrated_grey() -> Object {
    let grey = dictionary! { "WhitePoint" => numbers(&WHITE), "Gamma" => GAMMA };
    Object::Array(vec![Object::Name(b"CalGray".to_vec()), Object::Dictionary(grey)])
}
