//! Dots and hair roots under the surface, as a picture shows them: an even loss and what each dot adds to it.

use crate::color::{BANDS, PerBand};
use crate::healing::{Draw, Treatment};
use crate::math::{exp, ln};
use crate::skin::{Deposit, DomainError, PigmentDepths, Prepared, ROOT_DEPTH_MM, Roots, SkinModel, mixed_layer};

use super::Fibre;

/// A field of dots of one kind under the skin.
///
/// ```text
/// R_d/R_d,bare (x) = 1 - w loss - dot (sum_i f_i g(|x - x_i|) - w n G)
/// g(r) = exp(-4 ln 2 (r/width)^2),   G = pi width^2/(4 ln 2)
/// dot  = min(field - centre, (1 - field)/(n G)),   loss = 1 - field
/// ```
///
/// w is the local share of the field's density, f the strength of one dot (mean 1). Whatever the dots' places, the mean
/// over an area is that of the field, which is the dot model's; `centre` is the colour at the middle of one dot.
///
/// | quantity | unit | domain | meaning                                                       |
/// |----------|------|--------|---------------------------------------------------------------|
/// | n        | 1/mm2 | >= 0  | dots per area                                                 |
///
/// Source: field as in [`crate::skin::Dots`], centre and width as in [`Deposit::centre_ratio`] and
/// [`Deposit::half_contrast_mm`] for pigment; for roots see [`Cover::of_roots`].
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// 1 - field, band by band.
    pub loss: PerBand,
    /// What the middle of a dot loses beyond the field around it.
    pub dot: PerBand,
    /// Width of a dot at half its contrast.
    pub width_mm: f64,
    /// Dots per cm2 where the field is full.
    pub density_per_cm2: f64,
}

impl Cover {
    /// The dots of treatments in one area, the oldest first; each session is a kind of its own.
    ///
    /// The losses of several treatments are multiplied: their layers lie at depths of their own.
    #[must_use]
    pub fn of_treatments(skin: &SkinModel, work: &[(&Treatment, &Draw, f64)]) -> Vec<Self> {
        let mut covers: Vec<Self> = Vec::new();
        let mut above = [1.0; BANDS];
        for (treatment, draw, day) in work {
            let prepared = draw.prepare(skin);
            let field = prepared.ratio_of(&draw.layer(treatment, *day));
            let deposits = draw.deposits(treatment, *day);
            let new = of_deposits(&prepared, &field, &deposits, draw.depth_mm);
            covers.extend(new.into_iter().map(|cover| cover.under(&above)));
            above = std::array::from_fn(|i| above[i] * field[i]);
        }
        covers
    }

    /// The roots of shaved hair.
    ///
    /// Centre and width as in [`Deposit::root_centre_ratio`] and [`Deposit::root_half_contrast_mm`].
    ///
    /// # Errors
    /// Names a quantity outside its domain, such as more hairs than there is room for.
    pub fn of_roots(
        skin: &SkinModel,
        fibre: &Fibre,
        diameter_mm: f64,
        density_per_cm2: f64,
    ) -> Result<Self, DomainError> {
        let Roots { root, prepared, field } = Roots::of(skin, &fibre.mua_per_mm(), diameter_mm, density_per_cm2)?;
        let centre = root.root_centre_ratio(ROOT_DEPTH_MM, &prepared.ratio_of(&root.tau), &field);
        Ok(cover(&root, &field, &centre, root.root_half_contrast_mm(ROOT_DEPTH_MM)))
    }

    /// n G: the mean of the sum of g over an area of full density.
    #[must_use]
    pub fn mean_sum(&self) -> f64 {
        mean_sum(self.density_per_cm2, self.width_mm)
    }

    /// The profile g at a distance.
    #[must_use]
    pub fn profile(width: f64, distance: f64) -> f64 {
        let x = distance / width;
        exp(-4.0 * std::f64::consts::LN_2 * x * x)
    }

    /// The same loss where only a part of the light is left to lose.
    fn under(mut self, above: &PerBand) -> Self {
        for (i, above) in above.iter().enumerate() {
            self.loss[i] *= above;
            self.dot[i] *= above;
        }
        self
    }
}

/// n G of dots of a width.
pub(super) fn mean_sum(density_per_cm2: f64, width_mm: f64) -> f64 {
    density_per_cm2 / 100.0 * std::f64::consts::PI * width_mm * width_mm / (4.0 * std::f64::consts::LN_2)
}

/// The kinds of one treatment: each takes the part of the field's loss that its optical depth has of the whole.
fn of_deposits(prepared: &Prepared, field: &PerBand, deposits: &[Deposit], depth_mm: f64) -> Vec<Cover> {
    let alone: Vec<PigmentDepths> = deposits.iter().map(|d| mixed_layer(&[&[*d]])).collect();
    let weight = |layer: &PigmentDepths, i: usize| layer.absorption[i] + layer.scattering[i];
    let part = |deposit: &Deposit, own: &PigmentDepths| {
        let share: PerBand = std::array::from_fn(|i| {
            let all: f64 = alone.iter().map(|layer| weight(layer, i)).sum();
            if all > 0.0 { weight(own, i) / all } else { 0.0 }
        });
        let field: PerBand = std::array::from_fn(|i| exp(share[i] * ln(field[i].max(f64::MIN_POSITIVE))));
        of_deposit(prepared, &field, deposit, depth_mm)
    };
    let mut covers: Vec<Cover> = deposits.iter().zip(&alone).map(|(deposit, own)| part(deposit, own)).collect();
    // Parts multiply to the field; as losses that add, they are scaled to its loss.
    for (i, field) in field.iter().enumerate() {
        let sum: f64 = covers.iter().map(|cover| cover.loss[i]).sum();
        let scale = if sum.abs() > 0.0 { (1.0 - field) / sum } else { 0.0 };
        for cover in &mut covers {
            cover.loss[i] *= scale;
            cover.dot[i] *= scale;
        }
    }
    covers
}

fn of_deposit(prepared: &Prepared, field: &PerBand, deposit: &Deposit, depth_mm: f64) -> Cover {
    let centre = deposit.centre_ratio(depth_mm, &prepared.ratio_of(&deposit.tau), field);
    cover(deposit, field, &centre, deposit.half_contrast_mm(depth_mm))
}

fn cover(deposit: &Deposit, field: &PerBand, centre: &PerBand, width_mm: f64) -> Cover {
    let diameter_mm = deposit.dots.diameter_mm();
    let density_per_cm2 = 100.0 * deposit.dots.coverage() / (std::f64::consts::FRAC_PI_4 * diameter_mm * diameter_mm);
    let mut cover = Cover { loss: field.map(|f| 1.0 - f), dot: [0.0; BANDS], width_mm, density_per_cm2 };
    let mean = cover.mean_sum();
    cover.dot = std::array::from_fn(|i| {
        let most = if mean > 0.0 { cover.loss[i] / mean } else { 0.0 };
        (field[i] - centre[i]).clamp(0.0, most)
    });
    cover
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{D65, Spectrum, Viewing, ciede2000};
    use crate::data;
    use crate::healing::{Concentrate, DrawOptions, NORMALS, PastSession};
    use crate::math::Matrix3;
    use crate::skin::Client;

    fn median_draw() -> Draw {
        let zero: Matrix3 = [[0.0; 3]; 3];
        let client = Client { model: SkinModel::default(), covariance: zero, residual_rms: 0.0 };
        let options = DrawOptions { depth_mm: None, polarised: true, dot_model_spread: 1.0 };
        Draw::at(&[0.0; NORMALS], &client, &data::healing(), &options)
    }

    #[test]
    fn one_treatment_loses_what_the_dot_model_says_and_dots_are_darker_than_the_field() {
        let draw = median_draw();
        let skin = SkinModel::default();
        let treatment = Treatment::single(Concentrate::absorbing([800.0; BANDS]), 1.0 / 13.0, 150.0);
        let covers = Cover::of_treatments(&skin, &[(&treatment, &draw, 28.0)]);
        assert_eq!(covers.len(), 1);
        let field = draw.prepare(&skin).ratio_of(&draw.layer(&treatment, 28.0));
        for (i, field) in field.iter().enumerate() {
            assert!((1.0 - covers[0].loss[i] - field).abs() < 1e-12);
            assert!(covers[0].dot[i] > 0.0 && covers[0].dot[i] * covers[0].mean_sum() <= covers[0].loss[i] + 1e-12);
        }
        assert!((covers[0].density_per_cm2 - 150.0).abs() < 1e-9);
    }

    #[test]
    fn sessions_add_up_to_the_whole_and_old_work_to_the_product() {
        let draw = median_draw();
        let skin = SkinModel::default();
        let mut treatment = Treatment::single(Concentrate::absorbing([800.0; BANDS]), 1.0 / 13.0, 45.0);
        treatment.sessions.push(crate::healing::Session { day: 28.0, density_per_cm2: 105.0, strength: 1.0 });
        let both = Cover::of_treatments(&skin, &[(&treatment, &draw, 28.0)]);
        let field = draw.prepare(&skin).ratio_of(&draw.layer(&treatment, 28.0));
        let loss = |covers: &[Cover], i: usize| covers.iter().map(|c| c.loss[i]).sum::<f64>();
        let twice = Cover::of_treatments(&skin, &[(&treatment, &draw, 28.0), (&treatment, &draw, 28.0)]);
        for (i, field) in field.iter().enumerate() {
            assert!((1.0 - loss(&both, i) - field).abs() < 1e-12);
            assert!((1.0 - loss(&twice, i) - field * field).abs() < 1e-12);
        }
    }

    /// Strong dots that were set first and weak ones that came later, and the other way round.
    #[test]
    fn sessions_with_mixes_of_their_own_show_dots_of_their_own_strength() {
        let (draw, skin) = (median_draw(), SkinModel::default());
        let past = |day: f64, density_per_cm2: f64, fraction: f64| PastSession {
            day,
            density_per_cm2,
            concentrate: Concentrate::absorbing([800.0; BANDS]),
            fraction,
            healed_diameter_mm: None,
        };
        let [strong, weak] = [1.0 / 5.0, 1.0 / 21.0];
        for [first, last] in [[strong, weak], [weak, strong]] {
            let past = [past(0.0, 45.0, first), past(28.0, 60.0, 1.0 / 13.0), past(56.0, 45.0, last)];
            let treatment = Treatment::of_past(&past).unwrap();
            let covers = Cover::of_treatments(&skin, &[(&treatment, &draw, 40.0)]);
            let densities: Vec<f64> = covers.iter().map(|cover| cover.density_per_cm2.round()).collect();
            assert_eq!(densities, [45.0, 60.0, 45.0], "the oldest first");
            let field = draw.prepare(&skin).ratio_of(&draw.layer(&treatment, 40.0));
            for (i, field) in field.iter().enumerate() {
                let loss: f64 = covers.iter().map(|cover| cover.loss[i]).sum();
                assert!((1.0 - loss - field).abs() < 1e-12, "band {i}");
                let [oldest, middle, latest] = [0, 1, 2].map(|k| covers[k].dot[i]);
                assert_eq!(oldest > latest, first > last, "band {i}: {oldest} {latest}");
                assert!(middle > oldest.min(latest) && middle < oldest.max(latest), "band {i}");
            }
        }
    }

    #[test]
    fn roots_of_black_hair_show_and_those_of_white_hair_hardly() {
        let shade = |eumelanin: f64| {
            let fibre = Fibre { eumelanin, pheomelanin: 0.0, gloss: 0.03 };
            let roots = Cover::of_roots(&SkinModel::default(), &fibre, 0.08, 180.0).unwrap();
            let bare = Spectrum::new(SkinModel::default().bare().unwrap());
            let rooted = bare.zip(&roots.loss, |r, loss| r * (1.0 - loss));
            ciede2000(D65::lab(&bare), D65::lab(&rooted))
        };
        assert!(shade(30.0) > 2.0 && shade(0.04) < 0.2, "{} {}", shade(30.0), shade(0.04));
        assert!(
            Cover::of_roots(&SkinModel::default(), &Fibre { eumelanin: 1.0, pheomelanin: 0.0, gloss: 0.0 }, 2.0, 99.0)
                .is_err()
        );
    }
}
