//! What a chart must have to be measured by, whoever made it.

use super::colours::{Samples, Target, fit};
use super::definition::{COLUMNS, ChartDefinition, PATCHES, ROWS, chroma, default_definition};
use crate::color::{D65, Viewing, ciede2000};

/// Why a chart could not be measured by, however well it is photographed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum OwnChartFault {
    /// Exposure, the colour of the light and the camera's curve are read from greys.
    FewGreys {
        /// How many of its patches are greys.
        greys: usize,
        /// How many there must be.
        least: usize,
    },
    /// Without a white it cannot be told whether the photo is too dark.
    NoWhite {
        /// Luminous reflectance of the lightest grey, 0-1.
        reflectance: f64,
        /// What it must have.
        least: f64,
    },
    /// What a camera makes of colours is read from colours.
    FewColours {
        /// How many of its patches are colourful.
        colours: usize,
        /// How many there must be.
        least: usize,
    },
    /// Turned or mirrored it looks the same, so which patch is which could not be told.
    Symmetric {
        /// How: `turned by 180 degrees`, `mirrored left to right`, `mirrored top to bottom`.
        how: &'static str,
        /// By how much it differs from itself so, mean dE00 after the best linear fit.
        de00: f64,
        /// How much it must differ.
        least: f64,
    },
}

/// Fewest grey patches.
const LEAST_GREYS: usize = 3;
/// Least luminous reflectance of the lightest grey.
const LEAST_WHITE: f64 = 0.5;
/// Chroma from which a patch is colourful, and fewest that are.
const COLOURFUL: (f64, usize) = (20.0, 8);
/// Twice what a reading of a perfect photo asks for: photos are not.
const LEAST_ASYMMETRY_DE00: f64 = 6.0;

/// What a chart lacks to be measured by, everything at once; empty for every chart that is built in.
///
/// ```
/// use healtone::chart::{default_definition, definition_faults};
/// let mut chart = default_definition().clone();
/// assert!(definition_faults(&chart).is_empty());
/// chart.spectra = [chart.spectra[20]; 24];
/// assert_eq!(definition_faults(&chart).len(), 5, "no white, no colours, and alike in three other poses");
/// ```
#[must_use]
pub fn definition_faults(chart: &ChartDefinition) -> Vec<OwnChartFault> {
    let mut faults = Vec::new();
    let greys = chart.greys();
    if greys.len() < LEAST_GREYS {
        faults.push(OwnChartFault::FewGreys { greys: greys.len(), least: LEAST_GREYS });
    }
    if let Some(reflectance) = greys.first().map(|index| D65::xyz(&chart.spectra[index - 1]).y)
        && reflectance < LEAST_WHITE
    {
        faults.push(OwnChartFault::NoWhite { reflectance, least: LEAST_WHITE });
    }
    let (from, least) = COLOURFUL;
    let colours = chart.lab().iter().filter(|lab| chroma(lab) >= from).count();
    if colours < least {
        faults.push(OwnChartFault::FewColours { colours, least });
    }
    let alike = asymmetries(chart).into_iter().filter(|(_, de00)| *de00 < LEAST_ASYMMETRY_DE00);
    faults.extend(alike.map(|(how, de00)| OwnChartFault::Symmetric { how, de00, least: LEAST_ASYMMETRY_DE00 }));
    faults
}

/// By how much, in mean dE00 after the best linear fit, a chart differs from itself turned and mirrored.
fn asymmetries(chart: &ChartDefinition) -> [(&'static str, f64); 3] {
    let (target, light) = (Target::of(chart), chart.linear_srgb());
    let miss = |order: fn(usize, usize) -> usize| {
        let turned: Samples = std::array::from_fn(|i| Some(light[order(i % COLUMNS, i / COLUMNS)]));
        fit(&turned, &target).map_or(0.0, |fit| fit.score)
    };
    [
        ("turned by 180 degrees", miss(|x, y| PATCHES - 1 - (COLUMNS * y + x))),
        ("mirrored left to right", miss(|x, y| COLUMNS * y + COLUMNS - 1 - x)),
        ("mirrored top to bottom", miss(|x, y| COLUMNS * (ROWS - 1 - y) + x)),
    ]
}

/// The patches, counted from 1, that come nearest to the ColorChecker's dark and light skin.
#[must_use]
pub fn nearest_skin(chart: &ChartDefinition) -> [usize; 2] {
    let (own, skin) = (chart.lab(), default_definition().lab());
    [0, 1].map(|tone| {
        let distance = |index: &usize| ciede2000(own[index - 1], skin[tone]);
        let nearest = (1..=PATCHES).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.expect("a chart has patches")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::definitions;

    #[test]
    fn every_built_in_chart_can_be_measured_by_and_has_its_greys_in_the_last_row() {
        for chart in definitions() {
            assert_eq!(definition_faults(chart), [], "{}", chart.id);
            assert_eq!(chart.greys(), [19, 20, 21, 22, 23, 24], "{}", chart.id);
        }
    }

    #[test]
    fn the_skin_patches_of_the_built_in_charts_are_found() {
        for chart in definitions() {
            assert_eq!(nearest_skin(chart), chart.skin_patches, "{}", chart.id);
        }
    }

    #[test]
    fn a_chart_that_looks_the_same_mirrored_is_refused_for_that_alone() {
        let mut chart = default_definition().clone();
        for row in 0..ROWS {
            for column in 0..COLUMNS / 2 {
                chart.spectra[COLUMNS * row + COLUMNS - 1 - column] = chart.spectra[COLUMNS * row + column];
            }
        }
        let faults = definition_faults(&chart);
        let [OwnChartFault::Symmetric { how: "mirrored left to right", de00, .. }] = faults[..] else {
            panic!("{faults:?}");
        };
        // A trace of stiffness in the fit keeps it from naught.
        assert!(de00 < 1e-3, "{de00}");
    }
}
