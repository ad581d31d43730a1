//! What the columns of a table hold, by their names or as the user says.

use super::format::Format;
use super::spectral::{Scale, wavelength_of};
use crate::diagnostic::{Diagnostic, Kind, nearest};

/// A column that the user can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What a sample is called.
    Name,
    /// L*, a* or b*: 0, 1, 2.
    Lab(usize),
    /// X, Y or Z with Y = 100 for white: 0, 1, 2.
    Xyz(usize),
    /// Red, green or blue for a screen, 0-255: 0, 1, 2.
    Rgb(usize),
}

impl Column {
    /// Every column with its name, as in `--columns L=Lightness`.
    pub const ALL: [(&'static str, Self); 10] = [
        ("name", Self::Name),
        ("L", Self::Lab(0)),
        ("a", Self::Lab(1)),
        ("b", Self::Lab(2)),
        ("X", Self::Xyz(0)),
        ("Y", Self::Xyz(1)),
        ("Z", Self::Xyz(2)),
        ("R", Self::Rgb(0)),
        ("G", Self::Rgb(1)),
        ("B", Self::Rgb(2)),
    ];

    /// Reads `L=Lightness`.
    ///
    /// # Errors
    /// What is missing or not known, in words.
    ///
    /// ```
    /// use healtone::pigment::exchange::Column;
    /// assert_eq!(Column::parse("a=Rot-Gr\u{fc}n").unwrap(), (Column::Lab(1), "Rot-Gr\u{fc}n".to_owned()));
    /// assert!(Column::parse("q=x").unwrap_err().contains("known are name, L, a, b"));
    /// ```
    pub fn parse(text: &str) -> Result<(Self, String), String> {
        let known = || Self::ALL.map(|(name, _)| name).join(", ");
        let (key, header) = text.split_once('=').ok_or_else(|| format!("write WHAT=COLUMN; known are {}", known()))?;
        let found = Self::ALL.iter().find(|(name, _)| *name == key.trim());
        let (_, column) = found.ok_or_else(|| format!("\"{key}\" is no kind of column; known are {}", known()))?;
        Ok((*column, header.trim().to_owned()))
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    Known(Column),
    /// The number of a sample, its name for want of a better one.
    Id,
    /// Reflectance at a wavelength.
    Spectral(f64, Option<Scale>),
    /// A wavelength that the next column has the reflectance for.
    PairNm,
    PairValue(Option<Scale>),
    /// An amount for a device, such as CMYK.
    Device,
    Other,
}

impl Role {
    pub(super) const fn is_color(self) -> bool {
        matches!(self, Self::Known(Column::Lab(_) | Column::Xyz(_)) | Self::Spectral(..) | Self::PairValue(_))
    }
}

/// The role of every column.
///
/// Errors: a column that the user names and the table does not have.
pub(super) fn roles(
    names: &[&str],
    format: Format,
    wanted: &[(Column, String)],
    file: &str,
) -> Result<Vec<Role>, Diagnostic> {
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let has = |name: &str| plain.iter().any(|p| p == name);
    // Y is of XYZ beside X and Z and of CMYK beside C and M; B is of RGB beside R and G where no L is there.
    let cmyk = has("c") && has("m") && has("k");
    let rgb = has("r") && has("g");
    let mut roles: Vec<Role> = names
        .iter()
        .zip(&plain)
        .map(|(name, plain)| match plain.as_str() {
            "c" | "m" | "y" | "k" if cmyk => Role::Device,
            "b" if rgb && (name.trim() == "B" || !has("l")) => Role::Known(Column::Rgb(2)),
            _ => of_name(name, plain, format),
        })
        .collect();
    for (column, header) in wanted {
        let at = names.iter().position(|name| name.trim() == header);
        let at = at.or_else(|| names.iter().position(|name| name.trim().eq_ignore_ascii_case(header)));
        let at = at.ok_or_else(|| no_such(header, names, file))?;
        for role in &mut roles {
            if *role == Role::Known(*column) {
                *role = Role::Other;
            }
        }
        roles[at] = Role::Known(*column);
    }
    Ok(roles)
}

/// A name in small letters without what stands in brackets, blanks and signs.
fn plain(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

fn of_name(name: &str, plain: &str, format: Format) -> Role {
    let known = |column| Role::Known(column);
    match plain {
        "samplename" | "name" | "samplelabel" | "title" | "color" | "colour" | "colorname" | "colourname" => {
            known(Column::Name)
        }
        "sampleid" | "sample" | "id" | "no" | "nr" | "number" => Role::Id,
        "labl" | "l" | "lstar" | "cielabl" | "ciel" => known(Column::Lab(0)),
        "laba" | "a" | "astar" | "cielaba" | "ciea" => known(Column::Lab(1)),
        "labb" | "b" | "bstar" | "cielabb" | "cieb" => known(Column::Lab(2)),
        "xyzx" | "x" | "ciex" => known(Column::Xyz(0)),
        "xyzy" | "y" | "ciey" => known(Column::Xyz(1)),
        "xyzz" | "z" | "ciez" => known(Column::Xyz(2)),
        // In CGATS these are amounts for a printer or monitor.
        "rgbr" | "r" | "red" | "srgbr" if format == Format::Csv => known(Column::Rgb(0)),
        "rgbg" | "g" | "green" | "srgbg" if format == Format::Csv => known(Column::Rgb(1)),
        "rgbb" | "blue" | "srgbb" if format == Format::Csv => known(Column::Rgb(2)),
        "spectralnm" => Role::PairNm,
        "spectraldec" => Role::PairValue(Some(Scale::Fraction)),
        "spectralpct" => Role::PairValue(Some(Scale::Percent)),
        _ if ["cmyk", "cmy", "rgb", "gray"].iter().any(|device| plain.starts_with(device)) => Role::Device,
        _ => wavelength_of(name).map_or(Role::Other, |(nm, scale)| Role::Spectral(nm, scale)),
    }
}

fn no_such(header: &str, names: &[&str], file: &str) -> Diagnostic {
    let remedy = nearest(header, names.iter().copied()).map_or_else(
        || {
            let all: Vec<String> = names.iter().take(12).map(|name| super::text::shown(name)).collect();
            format!("Its columns are {}.", all.join(", "))
        },
        |near| format!("Did you mean {near}?"),
    );
    let message = format!("{file} has no column \"{}\".", super::text::shown(header));
    Diagnostic::error(Kind::Argument, "unknown-column", message, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], format: Format) -> Vec<Role> {
        roles(names, format, &[], "f").unwrap()
    }

    #[test]
    fn names_of_columns_are_understood_with_their_neighbours() {
        use Column::{Lab, Name, Rgb, Xyz};
        let known = |columns: &[Column]| columns.iter().map(|c| Role::Known(*c)).collect::<Vec<_>>();
        let lab = known(&[Name, Lab(0), Lab(1), Lab(2)]);
        assert_eq!(of(&["SAMPLE_NAME", "LAB_L", "LAB_A", "LAB_B"], Format::Cgats), lab);
        assert_eq!(of(&["Name", "L* (D50/2)", "a*", "b*"], Format::Csv), lab);
        assert_eq!(of(&["R", "G", "B"], Format::Csv), known(&[Rgb(0), Rgb(1), Rgb(2)]));
        assert_eq!(
            of(&["L", "a", "b", "R", "G", "B"], Format::Csv),
            known(&[Lab(0), Lab(1), Lab(2), Rgb(0), Rgb(1), Rgb(2)])
        );
        assert_eq!(of(&["X", "Y", "Z"], Format::Csv), known(&[Xyz(0), Xyz(1), Xyz(2)]));
        assert_eq!(of(&["C", "M", "Y", "K"], Format::Csv), [Role::Device; 4]);
        assert_eq!(of(&["RGB_R", "CMYK_K", "LAB_DE_2000"], Format::Cgats), [Role::Device, Role::Device, Role::Other]);
    }

    #[test]
    fn the_users_word_comes_before_the_names() {
        let names = ["L", "Lightness"];
        let wanted = [(Column::Lab(0), "lightness".to_owned())];
        let mapped = roles(&names, Format::Csv, &wanted, "f").unwrap();
        assert_eq!(mapped, [Role::Other, Role::Known(Column::Lab(0))]);
        let fault = roles(&names, Format::Csv, &[(Column::Name, "Lihgtness".to_owned())], "f").unwrap_err();
        assert_eq!((fault.code, fault.remedy.as_str()), ("unknown-column", "Did you mean Lightness?"));
    }
}
