//! What measured films and healed records say of pigments, as text.

use super::wrap::{hanging, wrapped};
use crate::learning::{FilmFit, HealedFit};
use crate::math::{Interval, NINETY, exp, ln};
use std::fmt::Write;

/// One pigment and what its records say; `None` where there are none of the kind.
#[derive(Debug, Clone)]
pub struct PigmentFit {
    /// The pigment's id.
    pub pigment: String,
    /// Its films: fraction and thickness, um, of each, and the fit.
    pub films: Option<(Vec<(f64, f64)>, FilmFit)>,
    /// Its healed records.
    pub healed: Option<HealedFit>,
}

/// A film that the fit leaves more of than this does not go with the others, dE*ab.
const POOR: f64 = 3.0;

/// What was fitted, and what to write into the catalogue for it.
#[must_use]
pub fn fit(fits: &[PigmentFit]) -> String {
    let mut out = String::new();
    for one in fits {
        let _ = writeln!(out, "{}", one.pigment);
        if one.films.is_none() && one.healed.is_none() {
            out.push_str("  neither films nor healed records that say something\n");
        }
        if let Some((films, fit)) = &one.films {
            write_films(&mut out, films, fit);
        }
        if let Some(fit) = &one.healed {
            let _ = writeln!(out, "  healed records: {} used, {} left out", fit.used, fit.left_out);
            let _ = writeln!(out, "    pigment a dot keeps, hand and pigment   x {}", interval(fit.dose));
            let _ = writeln!(out, "    of that the pigment alone               x {}", interval(fit.pigment_alone));
        }
        out.push('\n');
    }
    hanging(
        &mut out,
        "",
        "x: factor on what is computed from the stated colourants and solids, 90 % interval in brackets. Films tell of the \
         pigment, healed records of hand, skin and pigment together.",
        0,
    );
    out
}

fn write_films(out: &mut String, films: &[(f64, f64)], fit: &FilmFit) {
    let _ = writeln!(out, "  films: {}", films.len());
    let rows = [
        ("absorption of a gram", fit.absorption),
        ("scattering of a gram", fit.scattering),
        ("thickness", fit.thickness),
    ];
    for (name, factor) in rows {
        let _ = writeln!(out, "    {name:<40}x {}", interval(factor));
    }
    for ((fraction, film_um), left) in films.iter().zip(&fit.residual_de_ab) {
        let poor = if *left > POOR { "  does not go with the others" } else { "" };
        let _ = writeln!(out, "    fraction {fraction:<8} {film_um:>5} um   left {left:.1} dE*ab{poor}");
    }
    wrapped(out, "    ", "To predict with it, put below the pigment:");
    for (key, factor) in [("catalogue_absorption", fit.absorption), ("catalogue_scattering", fit.scattering)] {
        let spread = exp(ln(factor.high / factor.value) / NINETY).max(1.0);
        let _ = writeln!(out, "    [pigment.healing.{key}]");
        let _ = writeln!(out, "    median = {:.3}", factor.value);
        let _ = writeln!(out, "    spread = {spread:.3}");
        let _ = writeln!(out, "    kind = \"measured\"");
        let _ = writeln!(out, "    source = \"{} drawdowns of this catalogue, healtone catalogue fit\"", films.len());
    }
}

fn interval(i: Interval) -> String {
    format!("{:.2} ({:.2}-{:.2})", i.value, i.low, i.high)
}
