//! CGATS.17: one table for each geometry and number of wavelengths, as fields are the same for all rows of a table.

use super::{Exported, lab_words, one_line, points};
use std::fmt::Write;

pub(super) fn text(colours: &[Exported]) -> String {
    let mut out = String::from("CGATS.17\nORIGINATOR \"healtone\"\n");
    if colours.iter().any(|c| c.computed) {
        out.push_str(
            "DESCRIPTOR \"Films of a pigment catalogue; names that begin with computed: were not measured\"\n",
        );
    } else {
        out.push_str("DESCRIPTOR \"Measured films of a pigment catalogue\"\n");
    }
    let mut groups: Vec<(_, Vec<&Exported>)> = Vec::new();
    for colour in colours {
        let key = (colour.geometry, colour.spectrum.as_ref().map_or(0, |s| s.values_percent.len()));
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(colour),
            None => groups.push((key, vec![colour])),
        }
    }
    for ((geometry, wavelengths), group) in groups {
        out.push_str("WEIGHTING_FUNCTION \"ILLUMINANT, D50\"\nWEIGHTING_FUNCTION \"OBSERVER, 2 degree\"\n");
        if let Some(geometry) = geometry {
            let _ = writeln!(out, "MEASUREMENT_GEOMETRY \"{}\"", geometry.name());
        }
        let fields = 5 + 2 * wavelengths;
        let _ = writeln!(out, "NUMBER_OF_FIELDS {fields}\nBEGIN_DATA_FORMAT");
        out.push_str("SAMPLE_ID\tSAMPLE_NAME\tLAB_L\tLAB_A\tLAB_B");
        out.push_str(&"\tSPECTRAL_NM\tSPECTRAL_PCT".repeat(wavelengths));
        let _ = writeln!(out, "\nEND_DATA_FORMAT\nNUMBER_OF_SETS {}\nBEGIN_DATA", group.len());
        for (i, colour) in group.iter().enumerate() {
            let name = one_line(&colour.name).replace('"', "\"\"");
            let _ = write!(out, "{}\t\"{name}\"\t{}", i + 1, lab_words(colour).join("\t"));
            for (nm, percent) in colour.spectrum.iter().flat_map(points) {
                let _ = write!(out, "\t{nm}\t{percent}");
            }
            out.push('\n');
        }
        out.push_str("END_DATA\n");
    }
    out
}
