//! Rows of a table to samples as they stand, before scale and white are settled.

use super::format::Format;
use super::numbers::Numbers;
use super::roles::{Column, Role, roles};
use super::spectral::{NM, Scale};
use super::text::{Text, note, shown};
use super::white::White;
use super::{ImportOptions, finish};
use crate::diagnostic::{Diagnostic, Kind};
use std::ops::Range;

/// A cell and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// A sample as it stands in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    pub(super) name: String,
    pub(super) lab: Option<[f64; 3]>,
    pub(super) xyz: Option<[f64; 3]>,
    pub(super) rgb: Option<[f64; 3]>,
    /// Wavelength and reflectance, unsorted.
    pub(super) points: Vec<(f64, f64)>,
    /// The scale that their names state.
    pub(super) scale: Option<Scale>,
    pub(super) white: White,
    /// Where it stands in a text.
    pub(super) span: Range<usize>,
}

/// Longest name of a sample, as in lcms2.
const LONGEST_NAME: usize = 1024;
/// Most columns of a table: 2,000 wavelengths in pairs and some more.
pub(super) const COLUMNS_MAX: usize = 5000;

/// Collects the samples of one or several tables of a text.
pub(super) struct Assembler<'t> {
    text: Text<'t>,
    format: Format,
    options: &'t ImportOptions,
    names: Vec<String>,
    roles: Vec<Role>,
    /// White of the rows that follow.
    pub(super) white: White,
    pub(super) numbers: Numbers,
    pub(super) samples: Vec<Raw>,
    pub(super) notes: Vec<Diagnostic>,
}

impl<'t> Assembler<'t> {
    pub(super) fn new(text: Text<'t>, format: Format, options: &'t ImportOptions, notes: Vec<Diagnostic>) -> Self {
        Self {
            text,
            format,
            options,
            names: Vec::new(),
            roles: Vec::new(),
            white: White::default(),
            numbers: Numbers::default(),
            samples: Vec::new(),
            notes,
        }
    }

    /// Takes the columns of the rows that follow.
    ///
    /// Errors: columns twice, in part, or without a colour among them.
    pub(super) fn columns(&mut self, fields: &[Cell]) -> Result<(), Diagnostic> {
        let (file, end) = (self.text.file, self.text.end());
        let whole = fields
            .first()
            .map_or(end.clone(), |first| first.span.start..fields.last().map_or(end.end, |last| last.span.end));
        if fields.len() > COLUMNS_MAX {
            return Err(too_many_columns(file));
        }
        let names: Vec<&str> = fields.iter().map(|field| field.text.as_str()).collect();
        self.roles = roles(&names, self.format, &self.options.columns, file)?;
        self.refuse_twice(fields)?;
        self.refuse_parts(&whole)?;
        self.names = names.iter().map(|name| (*name).to_owned()).collect();
        let is_rgb = self.roles.contains(&Role::Known(Column::Rgb(0)));
        if !(is_rgb || self.roles.iter().any(|role| role.is_color())) {
            return Err(self.no_color(&whole));
        }
        Ok(())
    }

    /// Place of the name, where it is the only column that can hold blanks.
    pub(super) fn name_column(&self) -> Option<usize> {
        let name = self.roles.iter().position(|role| *role == Role::Known(Column::Name));
        let id = self.roles.iter().position(|role| *role == Role::Id);
        if self.roles.contains(&Role::Other) { None } else { name.or(id) }
    }

    fn refuse_twice(&self, fields: &[Cell]) -> Result<(), Diagnostic> {
        for (i, role) in self.roles.iter().enumerate() {
            let is_twice = match role {
                Role::Known(_) | Role::Spectral(..) => self.roles[..i].iter().any(|other| match (other, role) {
                    (Role::Spectral(a, _), Role::Spectral(b, _)) => (a - b).abs() < 1e-9,
                    (a, b) => a == b,
                }),
                _ => false,
            };
            if is_twice {
                return Err(self.text.fault(
                    "column-twice",
                    &fields[i].span,
                    format!("Another column holds the same as \"{}\".", shown(&fields[i].text)),
                    "Export one measuring condition at a time, or say which column counts: --columns L=...",
                ));
            }
        }
        Ok(())
    }

    fn refuse_parts(&self, span: &Range<usize>) -> Result<(), Diagnostic> {
        type Of = fn(usize) -> Column;
        let has = |column: Column| self.roles.contains(&Role::Known(column));
        let triples: [(Of, &str); 3] =
            [(Column::Lab, "L*, a* and b*"), (Column::Xyz, "X, Y and Z"), (Column::Rgb, "red, green and blue")];
        for (of, names) in triples {
            if !matches!([0, 1, 2].into_iter().filter(|k| has(of(*k))).count(), 0 | 3) {
                return Err(self.text.fault(
                    "columns-in-part",
                    span,
                    format!("Of {names} not all three have a column."),
                    "Export all three, or name their columns: --columns L=...,a=...,b=...",
                ));
            }
        }
        let odd = self.roles.iter().enumerate().find(|(i, role)| match role {
            Role::PairNm => !matches!(self.roles.get(i + 1), Some(Role::PairValue(_))),
            Role::PairValue(_) => *i == 0 || self.roles[i - 1] != Role::PairNm,
            _ => false,
        });
        if odd.is_some() {
            return Err(self.text.fault(
                "columns-in-part",
                span,
                "A column SPECTRAL_NM stands without its SPECTRAL_DEC or SPECTRAL_PCT, or one of these without it.",
                "Export spectra again; each wavelength is followed by its value.",
            ));
        }
        Ok(())
    }

    fn no_color(&self, span: &Range<usize>) -> Diagnostic {
        let what = if self.roles.contains(&Role::Device) {
            "holds only amounts for a device, such as CMYK, and no colour that was measured"
        } else {
            "has no column with a colour"
        };
        self.text.fault(
            "no-color",
            span,
            format!("The table {what}."),
            "Export Lab or spectra from the instrument; where columns have other names, say which they are: \
             --columns L=...,a=...,b=...",
        )
    }

    /// Takes a row; every column has its cell, empty where there is nothing in it.
    ///
    /// Errors: a cell that is not a finite number where one belongs; too many samples.
    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), Diagnostic> {
        if self.samples.len() >= self.options.samples_max {
            return Err(too_many(self.text.file, self.options.samples_max));
        }
        let span = cells.first().map_or(self.text.end(), |first| first.span.clone());
        let mut raw = Raw { white: self.white.clone(), span, ..Raw::default() };
        let [mut lab, mut xyz, mut rgb] = [[None; 3]; 3];
        let mut nm = None;
        let mut id = String::new();
        for (i, cell) in cells.iter().enumerate().take(self.roles.len()) {
            let is_empty = cell.text.trim().is_empty();
            match self.roles[i] {
                Role::Known(Column::Name) => raw.name = self.name(cell)?,
                Role::Id => id = self.name(cell)?,
                Role::Device | Role::Other => {}
                _ if is_empty => {}
                role => {
                    let value = self.numbers.read(self.text, &cell.text, &cell.span, &shown(&self.names[i]))?;
                    match role {
                        Role::Known(Column::Lab(k)) => lab[k] = Some(value),
                        Role::Known(Column::Xyz(k)) => xyz[k] = Some(value),
                        Role::Known(Column::Rgb(k)) => rgb[k] = Some(value),
                        Role::Spectral(at, scale) => self.point(&mut raw, at, value, scale, &cell.span)?,
                        Role::PairNm => nm = Some(value),
                        Role::PairValue(scale) => {
                            let at = nm.take().ok_or_else(|| self.lone(&cell.span))?;
                            self.point(&mut raw, at, value, scale, &cell.span)?;
                        }
                        _ => {}
                    }
                }
            }
        }
        raw.lab = self.three(lab, &raw.span)?;
        raw.xyz = self.three(xyz, &raw.span)?;
        raw.rgb = self.three(rgb, &raw.span)?;
        if raw.name.is_empty() {
            raw.name = id;
        }
        self.samples.push(raw);
        Ok(())
    }

    fn point(
        &self,
        raw: &mut Raw,
        nm: f64,
        value: f64,
        scale: Option<Scale>,
        span: &Range<usize>,
    ) -> Result<(), Diagnostic> {
        if !NM.contains(&nm) {
            let message = format!("{nm} is no wavelength of light in nanometres.");
            return Err(self.text.fault("bad-wavelength", span, message, "Export spectra in nm, such as 380 to 730."));
        }
        if !raw.points.is_empty() && raw.scale != scale {
            let message = "Some values of the spectrum are fractions and others percent.";
            return Err(self.text.fault("mixed-scales", span, message, "Export the spectrum by one scale."));
        }
        raw.scale = scale;
        raw.points.push((nm, value));
        Ok(())
    }

    fn lone(&self, span: &Range<usize>) -> Diagnostic {
        self.text.fault("bad-wavelength", span, "A value stands without its wavelength.", "Export the spectrum again.")
    }

    /// All three or none: a colour with a gap is no colour.
    fn three(&self, of: [Option<f64>; 3], span: &Range<usize>) -> Result<Option<[f64; 3]>, Diagnostic> {
        match of {
            [Some(x), Some(y), Some(z)] => Ok(Some([x, y, z])),
            [None, None, None] => Ok(None),
            _ => Err(self.text.fault(
                "colour-in-part",
                span,
                "One or two of the three numbers of a colour are missing in this row.",
                "Fill them in, or leave all three empty.",
            )),
        }
    }

    fn name(&self, cell: &Cell) -> Result<String, Diagnostic> {
        if cell.text.chars().count() > LONGEST_NAME {
            let message = format!("A name is longer than {LONGEST_NAME} letters.");
            return Err(self.text.fault("long-name", &cell.span, message, "Shorten it, or close its quotes."));
        }
        Ok(cell.text.trim().to_owned())
    }

    /// Everything read: the samples of the whole text.
    ///
    /// Errors: both decimal marks, or what [`finish::settle`] refuses.
    pub(super) fn finish(
        mut self,
        source: finish::Stated,
        header_scale: Option<Scale>,
    ) -> Result<super::Import, Diagnostic> {
        self.numbers.agree(self.text, &mut self.notes)?;
        if self.samples.iter().any(|raw| raw.xyz.is_some() && raw.lab.is_none()) && self.format == Format::Csv {
            note(
                &mut self.notes,
                Diagnostic::warning(
                    "xyz-scale",
                    "X, Y and Z were read with Y = 100 for white.",
                    "Multiply them by 100 if white is 1 in them.",
                ),
            );
        }
        finish::settle(self.text, self.samples, source, header_scale, self.options, self.notes)
    }
}

/// More columns than may be.
pub(super) fn too_many_columns(file: &str) -> Diagnostic {
    let message = format!("{file} has a table with more than {COLUMNS_MAX} columns.");
    Diagnostic::error(Kind::Limit, "too-many-columns", message, "Export fewer columns.")
}

/// More samples than may be.
pub(super) fn too_many(file: &str, most: usize) -> Diagnostic {
    Diagnostic::error(
        Kind::Limit,
        "too-many-samples",
        format!("{file} has more than {most} samples."),
        "Split it into several files.",
    )
}
