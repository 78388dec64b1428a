//! The yearly report on use (Art 4(1)g, requirements R-4.1g.2-5): figures of a period, put into the tables that a template
//! outside the program asks for, written as CSV, XLSX or PDF; and when it is due.
//!
//! Collect, arrange, write are three steps with three types: [`Figures`], [`Tables`], bytes.

mod csv;
mod due;
mod figures;
mod paper;
mod period;
mod table;
mod template;
mod xlsx;

pub use csv::{csv, csv_lines};
pub use due::{Due, DueState, Reminder};
pub use figures::{Certificates, Counts, Figures, Literacy};
pub use paper::paper;
pub use period::{Month, Period};
pub use table::{Bars, Cell, Table, Tables, arrange, office};
pub use template::{Column, Diagram, Faulty, Rows, Section, Template, Value};
pub use xlsx::xlsx;
