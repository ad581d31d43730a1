//! A table with a header row; the wavelengths of all spectra are its columns, and cells without a value are empty.

use super::{Exported, lab_words, one_line, points};

pub(super) fn text(colours: &[Exported]) -> String {
    let mut nm: Vec<f64> = colours.iter().filter_map(|c| c.spectrum.as_ref()).flat_map(points).map(|p| p.0).collect();
    nm.sort_by(f64::total_cmp);
    nm.dedup();
    let header = ["name", "L (D50/2)", "a (D50/2)", "b (D50/2)"].map(str::to_owned);
    let mut out = row(header.into_iter().chain(nm.iter().map(|nm| format!("R {nm} nm (%)"))));
    for colour in colours {
        let [l, a, b] = lab_words(colour);
        let value = |at: &f64| {
            let mut points = colour.spectrum.iter().flat_map(points);
            points.find(|(nm, _)| nm.total_cmp(at).is_eq()).map_or_else(String::new, |(_, percent)| percent.to_string())
        };
        out += &row([quoted(&one_line(&colour.name)), l, a, b].into_iter().chain(nm.iter().map(value)));
    }
    out
}

fn row(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\n"
}

fn quoted(name: &str) -> String {
    // A spreadsheet runs what begins with one of these.
    let name = if name.starts_with(['=', '+', '-', '@']) { format!("'{name}") } else { name.to_owned() };
    if name.contains([',', '"', '#']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name }
}
