//! Marks from figures, as the marking scheme has them.

use crate::data::{MarkingTable, RecipeMarks};

/// A figure on the edge of a band belongs to it, rounding notwithstanding.
const SLACK: f64 = 1e-9;

/// Figures of a recipe that was answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecipeFigures {
    /// dE00 of its healed field to the target.
    pub healed_de00: f64,
    /// The same of the best mix of the catalogue.
    pub best_de00: f64,
    /// L* by which its field is darker than the target.
    pub darker_l: f64,
    /// Steps of x1.4 from the best dilution of the same mix; above zero is darker.
    pub steps: f64,
    /// Whether the makers allow the dilution.
    pub within_limits: bool,
}

impl RecipeFigures {
    /// dE00 in excess of the best; a dilution between the practical ones may even beat it, and is then as good.
    #[must_use]
    pub fn excess_de00(&self) -> f64 {
        (self.healed_de00 - self.best_de00).max(0.0)
    }

    /// Whether it heals as well as the best.
    #[must_use]
    pub fn is_tie(&self, scheme: &RecipeMarks) -> bool {
        self.excess_de00() <= scheme.tie_de00 + SLACK
    }

    /// Whether it heals too dark where something lighter would have been better.
    #[must_use]
    pub fn is_too_dark(&self, scheme: &RecipeMarks) -> bool {
        self.darker_l > scheme.too_dark_l && !self.is_tie(scheme)
    }
}

/// Marks of a recipe, part by part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecipeParts {
    /// For the healed field.
    pub healed: f64,
    /// For the dilution.
    pub dilution: f64,
    /// Taken off for healing too dark.
    pub too_dark: f64,
    /// Taken off for a dilution that is not allowed.
    pub outside_limits: f64,
}

impl RecipeParts {
    /// The marks earned, never below zero.
    #[must_use]
    pub fn earned(&self) -> f64 {
        (self.healed + self.dilution - self.too_dark - self.outside_limits).max(0.0)
    }
}

/// Marks of a recipe where the catalogue reaches the tolerance.
///
/// ```text
/// marks = max(0, healed(excess dE00) + dilution(steps) - too dark - outside limits)
/// ```
///
/// What heals as well as the best earns all marks of the dilution: nobody could tell them apart in healed skin.
#[must_use]
pub fn recipe_marks(figures: &RecipeFigures, scheme: &RecipeMarks) -> RecipeParts {
    let healed = scheme.healed.iter().find(|b| figures.excess_de00() <= b.up_to_de00 + SLACK).map_or(0.0, |b| b.marks);
    let within = scheme.dilution.iter().find(|b| figures.steps.abs() <= b.up_to_steps + SLACK);
    let by_steps = within.map_or(0.0, |b| if figures.steps > 0.0 { b.darker } else { b.lighter });
    RecipeParts {
        healed,
        dilution: if figures.is_tie(scheme) { most_dilution(scheme) } else { by_steps },
        too_dark: if figures.is_too_dark(scheme) { scheme.too_dark } else { 0.0 },
        outside_limits: if figures.within_limits { 0.0 } else { scheme.outside_limits },
    }
}

/// The most that a healed field can earn.
#[must_use]
pub fn most_healed(scheme: &RecipeMarks) -> f64 {
    scheme.healed.iter().map(|b| b.marks).fold(0.0, f64::max)
}

/// The most that a dilution can earn.
#[must_use]
pub fn most_dilution(scheme: &RecipeMarks) -> f64 {
    scheme.dilution.iter().map(|b| b.lighter.max(b.darker)).fold(0.0, f64::max)
}

/// Breaches of what every scheme must keep, in words: `(table, key, what is wrong)`. None in a sound scheme: then no
/// answer earns more than the right one.
#[must_use]
pub fn scheme_faults(scheme: &MarkingTable) -> Vec<(&'static str, &'static str, String)> {
    let (photo, recipe) = (&scheme.photo, &scheme.recipe);
    let mut faults = Vec::new();
    let mut check = |holds: bool, table, key, message: &str| {
        if !holds {
            faults.push((table, key, message.to_owned()));
        }
    };
    check(photo.other <= photo.named, "photo", "other", "a wrong reason would earn more than a right one");
    let rising = |limits: Vec<f64>| limits.windows(2).all(|w| w[0] < w[1]);
    let falling = |marks: Vec<f64>| marks.windows(2).all(|w| w[0] >= w[1]);
    check(!recipe.healed.is_empty(), "recipe", "healed", "there are no bands");
    check(
        rising(recipe.healed.iter().map(|b| b.up_to_de00).collect()),
        "recipe",
        "healed",
        "up_to_de00 must rise from band to band",
    );
    check(
        falling(recipe.healed.iter().map(|b| b.marks).collect()),
        "recipe",
        "healed",
        "marks must not rise from band to band",
    );
    check(!recipe.dilution.is_empty(), "recipe", "dilution", "there are no bands");
    check(
        rising(recipe.dilution.iter().map(|b| b.up_to_steps).collect()),
        "recipe",
        "dilution",
        "up_to_steps must rise from band to band",
    );
    check(
        falling(recipe.dilution.iter().map(|b| b.lighter).collect())
            && falling(recipe.dilution.iter().map(|b| b.darker).collect()),
        "recipe",
        "dilution",
        "marks must not rise from band to band",
    );
    let best = most_healed(recipe) + most_dilution(recipe);
    check(recipe.no_match_wrong <= best, "recipe", "no_match_wrong", "giving up would earn more than the best mix");
    check(recipe.nearest <= recipe.no_match, "recipe", "nearest", "the nearest mix would earn more than \"no-match\"");
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;
    use proptest::prelude::*;

    fn figures(excess: f64, steps: f64, darker_l: f64) -> RecipeFigures {
        RecipeFigures { healed_de00: 0.5 + excess, best_de00: 0.5, darker_l, steps, within_limits: true }
    }

    #[test]
    fn bands_are_read_from_the_best_down() {
        let scheme = data::marking().recipe;
        let parts = |excess, steps, darker_l| {
            let p = recipe_marks(&figures(excess, steps, darker_l), &scheme);
            (p.healed, p.dilution, p.too_dark)
        };
        assert_eq!(parts(0.3, 2.5, 2.5), (4.0, 3.0, 0.0), "a tie is a tie, whatever its figures");
        assert_eq!(parts(0.5, -0.9, -0.4), (3.0, 3.0, 0.0));
        assert_eq!(parts(0.9, -1.5, -0.8), (2.0, 2.0, 0.0));
        assert_eq!(parts(0.9, 1.5, 0.8), (2.0, 1.0, 0.0));
        assert_eq!(parts(1.9, 3.5, 2.5), (0.0, 0.0, 2.0));
        let floor = recipe_marks(&RecipeFigures { within_limits: false, ..figures(1.9, 3.5, 2.5) }, &scheme);
        assert_eq!((floor.outside_limits, floor.earned()), (2.0, 0.0));
    }

    #[test]
    fn the_embedded_scheme_is_sound_and_an_unsound_one_is_not() {
        let sound = data::marking();
        assert_eq!(scheme_faults(&sound), []);
        let mut other = sound.clone();
        other.photo.other = 5.0;
        other.recipe.healed.swap(0, 1);
        other.recipe.dilution.clear();
        other.recipe.nearest = 8.0;
        other.recipe.no_match_wrong = 80.0;
        let keys: Vec<&str> = scheme_faults(&other).iter().map(|f| f.1).collect();
        assert_eq!(keys, ["other", "healed", "healed", "dilution", "no_match_wrong", "nearest"]);
    }

    proptest! {
        #[test]
        fn marks_stay_within_their_bounds_and_lighter_costs_no_more(
            excess in -0.5..4.0_f64, steps in 0.0..6.0_f64, darker in -3.0..5.0_f64, within_limits: bool,
        ) {
            let scheme = data::marking().recipe;
            let dark = RecipeFigures { within_limits, ..figures(excess, steps, darker.abs()) };
            let light = RecipeFigures { steps: -steps, darker_l: -darker.abs(), ..dark };
            let (dark, light) = (recipe_marks(&dark, &scheme), recipe_marks(&light, &scheme));
            prop_assert!(light.earned() >= dark.earned());
            for parts in [dark, light] {
                prop_assert!((0.0..=most_healed(&scheme) + most_dilution(&scheme)).contains(&parts.earned()));
            }
        }
    }
}
