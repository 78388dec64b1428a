//! A report as a spreadsheet (ISO/IEC 29500): one sheet, A4, words as words and numbers as numbers.

use super::table::{Cell, Tables};
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// Writes the tables one below the other. The time is the one the file says it was made.
///
/// # Errors
/// None of a report's size: a sheet holds a million rows and cells of 32,767 characters.
pub fn xlsx(tables: &Tables, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let at = rust_xlsxwriter::ExcelDateTime::from_timestamp(made.timestamp())?;
    book.set_properties(&DocProperties::new().set_title(&tables.title).set_creation_datetime(&at));
    let sheet = book.add_worksheet();
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 34)?;
    let mut page = Page { sheet, row: 0 };
    page.line(&tables.scope, &Format::new())?;
    if let Some(mark) = &tables.mark {
        page.line(mark, &Format::new().set_italic())?;
    }
    page.line(&tables.title, &Format::new().set_bold().set_font_size(14))?;
    for line in tables.office.iter().chain([&tables.period]) {
        page.line(line, &Format::new())?;
    }
    let heading = Format::new().set_bold();
    let head = Format::new().set_bold().set_text_wrap().set_border(FormatBorder::Thin);
    let body = Format::new().set_border(FormatBorder::Thin);
    for table in &tables.tables {
        page.row += 1;
        page.line(&table.heading, &heading)?;
        page.cells(&table.columns.iter().cloned().map(Cell::Text).collect::<Vec<_>>(), &head)?;
        for (index, cells) in table.rows.iter().enumerate() {
            let last = table.total && index + 1 == table.rows.len();
            page.cells(cells, if last { &head } else { &body })?;
        }
    }
    page.row += 1;
    page.line(&tables.remarks.0, &heading)?;
    for line in tables.remarks.1.iter().chain(&tables.closing) {
        page.line(line, &Format::new())?;
    }
    book.save_to_buffer()
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
}

impl Page<'_> {
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, cells: &[Cell], format: &Format) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => self.sheet.write_string_with_format(self.row, column, text, format)?,
                Cell::Count(count) => {
                    // no agency signs four thousand million documents
                    let count = u32::try_from(*count).unwrap_or(u32::MAX);
                    self.sheet.write_number_with_format(self.row, column, count, format)?
                }
            };
        }
        self.row += 1;
        Ok(())
    }
}

/// `ST_PaperSize` of ISO/IEC 29500-1 §18.3.1.63.
const A4: u8 = 9;
