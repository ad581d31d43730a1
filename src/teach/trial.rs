//! One case's skin with a median hand and median healing: what any mix heals to in it, and what the best could.

use super::CaseKey;
use super::answers::mix_name;
use crate::color::{Contrast, D65, LabD65, Viewing, ciede2000};
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::healing::{Draw, DrawOptions, HEALED_DAY, NORMALS, Treatment, contrast_on};
use crate::matching::{Candidate, blends, singles, tolerance_de00};
use crate::math::{exp, ln};
use crate::pigment::{Dilution, Pigment};
use crate::skin::Client;
use rayon::prelude::*;

/// A factor of one step of dilution: finer ones do not show in healed skin.
const STEP: f64 = 1.4;

/// What a mix heals to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Healed {
    /// The field on this skin.
    pub field: LabD65,
    /// Its dE00 to the target.
    pub de00: f64,
    /// Field minus target: below zero is too dark, too green, too blue.
    pub gap: Contrast,
}

/// A mix and what it heals to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached<'a> {
    /// The mix.
    pub mix: Candidate<'a>,
    /// What it heals to.
    pub healed: Healed,
}

/// A mix that heals as well as the best, with the dilutions that do.
#[derive(Debug, Clone, PartialEq)]
pub struct RightAnswer<'a> {
    /// The mix at the best of its practical dilutions.
    pub best: Reached<'a>,
    /// Lightest dilution that is as good.
    pub lightest: Dilution,
    /// Darkest dilution that is as good.
    pub darkest: Dilution,
}

impl RightAnswer<'_> {
    /// The pigments in words, without the dilution.
    #[must_use]
    pub fn name(&self) -> String {
        let parts = &self.best.mix.parts;
        mix_name(parts.iter().map(|p| (p.pigment.id.as_str(), p.parts)))
    }
}

/// A case on which mixes are tried.
#[derive(Debug, Clone)]
pub struct Trial<'a> {
    case: CaseKey,
    draw: Draw,
    skin: LabD65,
    target: LabD65,
    tolerance_de00: f64,
    /// Every practical mix, the nearest first; never empty.
    reached: Vec<Reached<'a>>,
}

impl<'a> Trial<'a> {
    /// Tries every practical mix of these pigments, shades and blends, in the skin of a case.
    ///
    /// `None` without a target or without a mix. Errors: a pigment whose colourants have no published optics.
    pub fn new(case: &CaseKey, pigments: &[&'a Pigment]) -> Result<Option<Self>, Diagnostic> {
        let mut all = singles(pigments).map_err(|e| e.diagnostic())?;
        all.extend(blends(pigments).map_err(|e| e.diagnostic())?);
        let Some(contrast) = case.target.filter(|_| !all.is_empty()) else { return Ok(None) };
        let skin = D65::lab(&case.bare);
        let mut trial = Self {
            draw: median_draw(case),
            target: contrast.on(skin),
            tolerance_de00: tolerance_de00(skin, &data::matching().tolerance),
            skin,
            case: case.clone(),
            reached: Vec::new(),
        };
        let mut reached: Vec<Reached<'a>> = all
            .into_par_iter()
            .map(|mix| Reached { healed: trial.healed(&mix, mix.dilution.fraction()), mix })
            .collect();
        reached.sort_by(|a, b| a.healed.de00.total_cmp(&b.healed.de00));
        trial.reached = reached;
        Ok(Some(trial))
    }

    /// What a mix heals to at a volume fraction of concentrate.
    #[must_use]
    pub fn healed(&self, mix: &Candidate<'_>, fraction: f64) -> Healed {
        let treatment = Treatment {
            healed_diameter_mm: Some(self.case.dot_mm),
            ..Treatment::single(mix.concentrate, fraction, self.case.density_per_cm2)
        };
        let field = contrast_on(&self.case.bare, &self.draw, &treatment, HEALED_DAY).on(self.skin);
        Healed { field, de00: ciede2000(field, self.target), gap: Contrast::between(field, self.target) }
    }

    /// What the healed field should look like.
    #[must_use]
    pub const fn target(&self) -> LabD65 {
        self.target
    }

    /// The dE00 that a client with this skin accepts.
    #[must_use]
    pub const fn tolerance_de00(&self) -> f64 {
        self.tolerance_de00
    }

    /// The nearest of all practical mixes.
    #[must_use]
    pub fn best(&self) -> &Reached<'a> {
        &self.reached[0]
    }

    /// Whether anything comes near enough.
    #[must_use]
    pub fn is_match(&self) -> bool {
        self.best().healed.de00 <= self.tolerance_de00
    }

    /// The mixes that heal within `tie_de00` of the best, the simpler and surer first, then the nearer.
    #[must_use]
    pub fn right_answers(&self, tie_de00: f64) -> Vec<RightAnswer<'a>> {
        let limit = self.best().healed.de00 + tie_de00;
        let mut right: Vec<RightAnswer<'a>> = Vec::new();
        for reached in self.reached.iter().take_while(|r| r.healed.de00 <= limit) {
            let dilution = reached.mix.dilution;
            match right.iter_mut().find(|r| r.best.mix.is_same_mix(&reached.mix)) {
                Some(same) if dilution < same.lightest => same.lightest = dilution,
                Some(same) if dilution > same.darkest => same.darkest = dilution,
                Some(_) => {}
                None => right.push(RightAnswer { best: reached.clone(), lightest: dilution, darkest: dilution }),
            }
        }
        right.sort_by_key(|r| (r.best.mix.parts.len(), r.best.mix.scatters));
        right
    }

    /// The volume fraction at which a mix comes nearest to the target, within what its makers allow.
    #[must_use]
    pub fn best_fraction(&self, mix: &Candidate<'_>) -> f64 {
        let (least, most) = limits(mix);
        let (low, width) = (ln(least), ln(most / least));
        let de00 = |share: f64| self.healed(mix, exp(low + share * width)).de00;
        exp(low + width * lowest(de00))
    }

    /// How far a dilution lies from the best one of the same mix, in steps of x1.4; above zero is darker.
    ///
    /// ```text
    /// steps = ln(f / f_best) / ln 1.4
    /// ```
    #[must_use]
    pub fn steps(&self, mix: &Candidate<'_>) -> f64 {
        ln(mix.dilution.fraction() / self.best_fraction(mix)) / ln(STEP)
    }
}

/// The weakest and the strongest volume fraction that the makers of all pigments of a mix allow; what is ready to use is
/// used as it comes. Where they exclude each other, both are the middle.
pub(super) fn limits(mix: &Candidate<'_>) -> (f64, f64) {
    let of = |p: &Pigment| p.dilution.as_ref().map_or((1.0, 1.0), |d| (d.min_fraction, d.max_fraction));
    let (least, most) = mix
        .parts
        .iter()
        .map(|part| of(part.pigment))
        .fold((0.0_f64, 1.0_f64), |sum, own| (sum.0.max(own.0), sum.1.min(own.1)));
    if least <= most { (least, most) } else { ((least * most).sqrt(), (least * most).sqrt()) }
}

/// The median of hand and healing in the skin of a case.
fn median_draw(case: &CaseKey) -> Draw {
    let client = Client { model: case.skin, covariance: [[0.0; 3]; 3], residual_rms: 0.0 };
    let dot_model_spread = data::matching().uncertainty.dot_model_spread;
    let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread };
    Draw::at(&[0.0; NORMALS], &client, &data::healing(), &options)
}

/// Where in 0-1 a function is lowest: the best of a grid, then golden sections between its neighbours.
fn lowest(f: impl Fn(f64) -> f64 + Sync) -> f64 {
    const GRID: u32 = 24;
    const SECTIONS: usize = 20;
    let at = |i: u32| f64::from(i) / f64::from(GRID);
    let values: Vec<f64> = (0..=GRID).into_par_iter().map(|i| f(at(i))).collect();
    let best = (0..=GRID).zip(&values).min_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(i, _)| i);
    let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(GRID)));
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    for _ in 0..SECTIONS {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if f(a) <= f(b) { high = b } else { low = a }
    }
    // The ends of the range are no inner points: the sections only come near them.
    [0.5 * (low + high), low, high].into_iter().min_by(|a, b| f(*a).total_cmp(&f(*b))).unwrap_or(low)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn the_lowest_place_is_found_inside_and_at_the_ends() {
        for place in [0.0, 0.013, 0.37, 0.5, 0.99, 1.0] {
            approx::assert_abs_diff_eq!(lowest(|x| (x - place).abs()), place, epsilon = 1e-4);
        }
    }

    #[test]
    fn the_best_of_the_practical_mixes_lies_a_step_at_most_from_the_best_of_all_dilutions() {
        let pigments = example::pigments();
        let trial = Trial::new(&example::fair(1), &pigments).unwrap().unwrap();
        let best = trial.best();
        assert!(trial.is_match() && best.healed.de00 < 0.5, "{:?}", best.healed);
        let steps = trial.steps(&best.mix);
        assert!(steps.abs() < 0.7, "{steps}");
        let darker = best.mix.at(Dilution::of_fraction(1.4 * best.mix.dilution.fraction()).unwrap());
        approx::assert_abs_diff_eq!(trial.steps(&darker), steps + 1.0, epsilon = 1e-6);
        let field = |mix: &Candidate<'_>| trial.healed(mix, mix.dilution.fraction()).field.l;
        assert!(field(&darker) < field(&best.mix), "more pigment heals darker");
    }

    #[test]
    fn right_answers_lie_within_the_tie_and_name_each_mix_once() {
        let pigments = example::pigments();
        let trial = Trial::new(&example::fair(1), &pigments).unwrap().unwrap();
        let right = trial.right_answers(0.3);
        let limit = trial.best().healed.de00 + 0.3;
        assert!(right.len() > 1 && right.windows(2).all(|w| w[0].best.mix.parts.len() <= w[1].best.mix.parts.len()));
        for (i, answer) in right.iter().enumerate() {
            assert!(answer.best.healed.de00 <= limit && answer.lightest <= answer.darkest, "{}", answer.name());
            for end in [answer.lightest, answer.darkest] {
                assert!(trial.healed(&answer.best.mix, end.fraction()).de00 <= limit + 1e-9, "{}", answer.name());
            }
            assert!(right[i + 1..].iter().all(|other| other.name() != answer.name()), "{}", answer.name());
        }
    }

    #[test]
    fn stubble_lighter_than_skin_has_no_match() {
        let pigments = example::pigments();
        let trial = Trial::new(&example::white_on_deep(1), &pigments).unwrap().unwrap();
        assert!(!trial.is_match() && trial.best().healed.gap.dl < -2.0, "{:?}", trial.best().healed);
    }
}
