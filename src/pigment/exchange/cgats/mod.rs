//! CGATS.17, IT8 and their kin: keywords, the names of fields, rows.

mod statements;
mod words;

pub(super) use statements::{MEASURE_REFLECTANCE, emissive, geometry_in};

use super::assemble::{Assembler, COLUMNS_MAX, Cell, too_many_columns};
use super::finish::Stated;
use super::format::Format;
use super::spectral::Scale;
use super::text::{Text, note, shown};
use super::white::White;
use super::{Import, ImportOptions, numbers};
use crate::color::Geometry;
use crate::diagnostic::Diagnostic;
use std::ops::Range;
use words::Word;

/// Most tables in a file, as in lcms2.
const TABLES_MAX: usize = 255;

/// Reads a CGATS text.
pub(super) fn read(text: Text<'_>, options: &ImportOptions, notes: Vec<Diagnostic>) -> Result<Import, Diagnostic> {
    let mut reader = Reader {
        text,
        block: Block::Header,
        assembler: Assembler::new(text, Format::Cgats, options, notes),
        fields: Vec::new(),
        field_count: None,
        set_count: None,
        row: Vec::new(),
        first_sample: 0,
        tables: 0,
        white: None,
        white_agrees: true,
        source: None,
        geometries: Vec::new(),
        geometry_unknown: None,
        instrument: None,
        scale: None,
    };
    let mut start = 0;
    for line in text.text.split_inclusive('\n') {
        reader.line(line.trim_end(), start)?;
        start += line.len();
    }
    reader.finish()
}

#[derive(PartialEq, Clone, Copy)]
enum Block {
    Header,
    Fields,
    Data,
}

struct Reader<'t> {
    text: Text<'t>,
    block: Block,
    assembler: Assembler<'t>,
    fields: Vec<Cell>,
    field_count: Option<(usize, Range<usize>)>,
    set_count: Option<(usize, Range<usize>)>,
    /// Cells of a row that is not complete yet.
    row: Vec<Cell>,
    /// How many samples there were before the table.
    first_sample: usize,
    tables: usize,
    /// What was stated since the last table.
    white: Option<White>,
    white_agrees: bool,
    /// What `MEASUREMENT_SOURCE` states, for want of a weighting function.
    source: Option<String>,
    /// Every geometry that is stated, once.
    geometries: Vec<Geometry>,
    geometry_unknown: Option<String>,
    instrument: Option<String>,
    scale: Option<Scale>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, start: usize) -> Result<(), Diagnostic> {
        let words = words::words(self.text, line, start)?;
        if let Some(include) = words.iter().find(|w| !w.quoted && is_include(&w.text)) {
            return Err(self.text.fault(
                "include-refused",
                &include.span,
                "The file asks for another file to be read in its place.",
                "Put everything in one file; other files are not read on a file's word.",
            ));
        }
        let mut rest = &words[..];
        while !rest.is_empty() {
            rest = match self.block {
                Block::Header => self.header(rest)?,
                Block::Fields => self.field_names(rest)?,
                Block::Data => self.data(rest, line, start)?,
            };
        }
        Ok(())
    }

    fn header<'w>(&mut self, words: &'w [Word]) -> Result<&'w [Word], Diagnostic> {
        let (keyword, rest) = (&words[0], &words[1..]);
        if keyword.is("BEGIN_DATA_FORMAT") {
            self.fields.clear();
            self.block = Block::Fields;
            return Ok(rest);
        }
        if keyword.is("BEGIN_DATA") {
            self.begin_data(&keyword.span)?;
            return Ok(rest);
        }
        if keyword.is("END_DATA") || keyword.is("END_DATA_FORMAT") {
            let message = format!("{} ends what never began.", keyword.text);
            return Err(self.text.fault("unexpected-end", &keyword.span, message, "See whether the file is whole."));
        }
        if keyword.is("NUMBER_OF_FIELDS") {
            self.field_count = Some(self.count(keyword, rest)?);
        } else if keyword.is("NUMBER_OF_SETS") {
            self.set_count = Some(self.count(keyword, rest)?);
        } else {
            let value: Vec<&str> = rest.iter().map(|word| word.text.as_str()).collect();
            self.statement(keyword, &value.join(" "))?;
        }
        Ok(&[])
    }

    fn count(&self, keyword: &Word, rest: &[Word]) -> Result<(usize, Range<usize>), Diagnostic> {
        let word = rest.first().unwrap_or(keyword);
        let count = word.text.parse().map_err(|_| {
            let message = format!("{} is no whole number.", keyword.text);
            self.text.fault("bad-count", &word.span, message, "Write the number, or leave the line out.")
        })?;
        Ok((count, word.span.clone()))
    }

    fn field_names<'w>(&mut self, words: &'w [Word]) -> Result<&'w [Word], Diagnostic> {
        let end = words.iter().position(|word| word.is("END_DATA_FORMAT"));
        let names = &words[..end.unwrap_or(words.len())];
        self.fields.extend(names.iter().cloned().map(Word::into_cell));
        if let Some(block) = names.iter().find(|word| word.is("BEGIN_DATA")) {
            let remedy = "Put END_DATA_FORMAT behind the names of the fields.";
            return Err(self.text.fault("unclosed-block", &block.span, "The list of fields never ends.", remedy));
        }
        if self.fields.len() > COLUMNS_MAX {
            return Err(too_many_columns(self.text.file));
        }
        let Some(end) = end else { return Ok(&[]) };
        self.block = Block::Header;
        Ok(&words[end + 1..])
    }

    fn begin_data(&mut self, span: &Range<usize>) -> Result<(), Diagnostic> {
        if self.fields.is_empty() {
            let remedy = "Put BEGIN_DATA_FORMAT, the names of the fields and END_DATA_FORMAT before it.";
            return Err(self.text.fault("no-fields", span, "The data have no list of fields.", remedy));
        }
        if let Some((count, at)) = &self.field_count
            && *count != self.fields.len()
        {
            let message = format!("NUMBER_OF_FIELDS is {count}, and {} fields are named.", self.fields.len());
            return Err(self.text.fault("counts-differ", at, message, WHOLE));
        }
        self.tables += 1;
        if self.tables > TABLES_MAX {
            return Err(self.text.fault("too-many-tables", span, "There are more than 255 tables.", "Split the file."));
        }
        self.assembler.columns(&self.fields)?;
        if let (None, Some(source)) = (&self.white, self.source.take()) {
            self.white_statement(&source);
        }
        if let Some(white) = self.white.take() {
            self.assembler.white = if self.white_agrees { white } else { White::default() };
        }
        if !self.white_agrees {
            note(
                &mut self.assembler.notes,
                Diagnostic::warning(
                    "white-contradictory",
                    "Light or observer are stated twice and differently, so neither is believed.",
                    "Export again with one setting.",
                ),
            );
        }
        self.white_agrees = true;
        self.first_sample = self.assembler.samples.len();
        self.block = Block::Data;
        Ok(())
    }

    fn data<'w>(&mut self, words: &'w [Word], line: &str, start: usize) -> Result<&'w [Word], Diagnostic> {
        let end = words.iter().position(|word| word.is("END_DATA"));
        let cells = &words[..end.unwrap_or(words.len())];
        if !cells.is_empty() {
            self.cells(cells, line, start)?;
        }
        let Some(end) = end else { return Ok(&[]) };
        self.end_data(&words[end].span)?;
        Ok(&words[end + 1..])
    }

    /// The words of a line as rows. A row may go over several lines, and a line may hold several rows; what does not
    /// come out even is read by its tabs, or by its one name with blanks in it, or refused.
    fn cells(&mut self, words: &[Word], line: &str, start: usize) -> Result<(), Diagnostic> {
        let width = self.fields.len();
        if self.row.is_empty() {
            // Before counting words: "Grey 50" beside an empty cell has as many words as there are fields.
            let (first, last) = (words[0].span.start - start, words[words.len() - 1].span.end - start);
            let (before, after) = (line[..first].trim(), line[last..].trim());
            let whole = if after.starts_with('#') { &line[..last] } else { line };
            let is_alone = before.is_empty() && (after.is_empty() || after.starts_with('#'));
            if let Some(cells) = self.by_tabs(whole, start).filter(|_| is_alone) {
                return self.assembler.row(&cells);
            }
            if !words.len().is_multiple_of(width)
                && let Some(cells) = self.with_blanks_in_name(words)
            {
                return self.assembler.row(&cells);
            }
        }
        let total = self.row.len() + words.len();
        if total > width && !total.is_multiple_of(width) {
            let span = words[0].span.start..words[words.len() - 1].span.end;
            let message = format!("This row has {total} values for {width} fields.");
            return Err(self.text.fault("row-length", &span, message, ROW_REMEDY));
        }
        self.row.extend(words.iter().cloned().map(Word::into_cell));
        if total.is_multiple_of(width) {
            for row in std::mem::take(&mut self.row).chunks(width) {
                self.assembler.row(row)?;
            }
        }
        Ok(())
    }

    /// A row whose cells stand between single tabs, so that names may have blanks and cells be empty.
    fn by_tabs(&self, line: &str, start: usize) -> Option<Vec<Cell>> {
        if line.contains('"') {
            return None;
        }
        let mut at = start;
        let cells: Vec<Cell> = line
            .split('\t')
            .map(|cell| {
                let span = at..at + cell.len();
                at = span.end + 1;
                Cell { text: cell.trim().to_owned(), span }
            })
            .collect();
        (cells.len() == self.fields.len()).then_some(cells)
    }

    /// A row with more words than fields whose surplus can only be in its name: every other column is a number, as is
    /// looked after when the row is read.
    fn with_blanks_in_name(&mut self, words: &[Word]) -> Option<Vec<Cell>> {
        let (width, at) = (self.fields.len(), self.assembler.name_column()?);
        let surplus = words.len().checked_sub(width).filter(|surplus| *surplus > 0)?;
        let (before, rest) = words.split_at(at);
        let (name, after) = rest.split_at(surplus + 1);
        if after.iter().any(|word| !numbers::is_number(&word.text)) {
            return None;
        }
        let text = name.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let name = Cell { text, span: name[0].span.start..name[surplus].span.end };
        note(
            &mut self.assembler.notes,
            Diagnostic::warning(
                "unquoted-name",
                format!("Names with blanks stand without quotes; the first was read as \"{}\".", shown(&name.text)),
                "Look the names over; quotes make them certain.",
            ),
        );
        let cell = |word: &Word| word.clone().into_cell();
        Some(before.iter().map(cell).chain([name]).chain(after.iter().map(cell)).collect())
    }

    fn end_data(&mut self, span: &Range<usize>) -> Result<(), Diagnostic> {
        if let Some(first) = self.row.first() {
            let message = format!("The last row has {} values for {} fields.", self.row.len(), self.fields.len());
            return Err(self.text.fault("row-length", &(first.span.start..span.start), message, ROW_REMEDY));
        }
        let rows = self.assembler.samples.len() - self.first_sample;
        if let Some((count, at)) = &self.set_count
            && *count != rows
        {
            let message = format!("NUMBER_OF_SETS is {count}, and there are {rows} rows.");
            return Err(self.text.fault("counts-differ", at, message, WHOLE));
        }
        (self.set_count, self.field_count) = (None, None);
        self.block = Block::Header;
        Ok(())
    }

    fn finish(mut self) -> Result<Import, Diagnostic> {
        let end = self.text.end();
        if self.block != Block::Header {
            let message = "The file ends within a block.";
            return Err(self.text.fault("unclosed-block", &end, message, WHOLE));
        }
        if self.tables == 0 {
            let message = "There are no data in the file.";
            return Err(self.text.fault("no-data", &end, message, "Export it again, with BEGIN_DATA and END_DATA."));
        }
        self.warn_of_geometry();
        let geometry = if let [one] = self.geometries[..] { Some(one) } else { None };
        let stated = Stated { format: Format::Cgats, geometry, instrument: self.instrument };
        self.assembler.finish(stated, self.scale)
    }
}

const WHOLE: &str = "See whether the file is whole; correct the count or leave it out.";
const ROW_REMEDY: &str = "Put names with blanks in quotes, and give every field its value.";

fn is_include(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    [".INCLUDE", "$INCLUDE", "#INCLUDE", "%INCLUDE"].contains(&upper.as_str())
}
