//! What a person fills in with a pen: boxes to tick, lines to sign on.

use super::pdf::{LEADING, MARGIN, ROOT, Sheet, TEXT, WIDTH};
use crate::Error;

/// Side of a box, in points.
const BOX: f64 = 10.0;
/// From the left edge of a box to its words.
const INDENT: f64 = 20.0;
/// Above a line, for a signature.
const ROOM: f64 = 40.0;
/// Free between the line for the signature and the line for the day.
const GAP: f64 = 24.0;
/// Length of the line for the day.
const DAY: f64 = 130.0;

impl Sheet {
    /// A box before each line.
    pub(super) fn ticks(&mut self, lines: &[String]) -> Result<(), Error> {
        for line in lines {
            self.keep(TEXT.size * LEADING);
            let foot = self.y - TEXT.size - 1.5;
            self.artifact(&format!("0.35 0.39 0.43 RG 0.8 w {MARGIN:.2} {foot:.2} {BOX:.2} {BOX:.2} re S "));
            let element = self.element("P", ROOT);
            self.text(element, MARGIN + INDENT, TEXT, line)?;
            self.space(4.0);
        }
        Ok(())
    }

    /// A line for the signature and one for the day, each with its word below. One person's lines are never parted.
    pub(super) fn by_hand(&mut self, day: &str, who: &[String]) -> Result<(), Error> {
        let (right, step) = (WIDTH - MARGIN, TEXT.size * LEADING);
        for name in who {
            self.keep(ROOM + 2.0 * step);
            self.space(ROOM);
            let (rule, from) = (self.y, right - DAY);
            let until = from - GAP;
            self.artifact(&format!(
                "0.35 0.39 0.43 RG 0.8 w {MARGIN:.2} {rule:.2} m {until:.2} {rule:.2} l {from:.2} {rule:.2} m {right:.2} {rule:.2} l S "
            ));
            self.space(3.0);
            let (signature, date) = (self.element("P", ROOT), self.element("P", ROOT));
            self.draw(signature, MARGIN, TEXT, name)?;
            self.draw(date, from, TEXT, day)?;
            self.space(step);
        }
        Ok(())
    }
}
