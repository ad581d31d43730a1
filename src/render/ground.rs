//! Skin that varies from place to place, with losses upon it: every place is a mix of the same few spectra.

use crate::color::{BANDS, PerBand, Spectrum};
use crate::math::exp;
use crate::skin::{DomainError, SkinModel};

/// Deviations from the mean skin at which spectra are computed, in standard deviations; linear between, held beyond.
const NODES: [f64; 5] = [-6.0, -2.0, 0.0, 2.0, 6.0];

/// Spectra of one skin, of what lies upon it, and of what grows out of it.
///
/// ```text
/// R(x) = (1 - sum_f c_f) sum_n w_n R_n (1 - sum_k a_k L_k) + sum_f c_f F_f
/// R_n = rho + (R_bare - rho) R_d(fm exp(s_m z_m), fb exp(s_b z_b)) / R_d(fm, fb)
/// ```
///
/// n runs over a grid of melanin and blood deviations z, the weights w are bilinear; L are losses (1: all light is
/// lost), F the spectra of hairs. A picture needs the spectra once; each pixel is then a [`Look`], a handful of
/// weights, and so is the mean over any area: the truth of a region is exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    nodes: Vec<PerBand>,
    losses: Vec<PerBand>,
    fibres: Vec<PerBand>,
    /// Largest value of each loss over the bands.
    largest: Vec<f64>,
}

/// What is seen at one place: a handful of weights of a [`Ground`]'s spectra.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look<'a> {
    /// First cell and weight of four neighbouring nodes.
    nodes: [(usize, f64); 4],
    losses: &'a [f64],
    /// Factor on the losses.
    scale: f64,
    fibres: &'a [f64],
    /// First cell of the fibres.
    first_fibre: usize,
}

/// What is seen of an area: the sum of looks at its places.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// A cell for each spectrum: node by node, the node itself and then it under each loss; then the fibres.
    weights: Vec<f64>,
    first_fibre: usize,
}

/// No loss takes more than this share of the light, however many overlap.
const MOST_LOSS: f64 = 0.96;

impl Ground {
    /// The ground of a skin whose bare spectrum is known, varying about it.
    ///
    /// | argument | unit | domain | meaning |
    /// |---|---|---|---|
    /// | `bare` | 1 | (0, 1) | mean bare skin, surface part included |
    /// | `model` | | | its optics, from which ratios are taken |
    /// | `surface_light` | 1 | 0-0.03 | rho, surface part of `bare` |
    /// | `spreads` | ln | 0-1 | `s_m` and `s_b`: how melanin and blood vary |
    /// | `losses` | 1 | 0-1 | spectra L, each the share of the light that a full weight takes |
    /// | `fibres` | 1 | 0-1 | spectra F |
    ///
    /// # Errors
    /// Names a quantity of the skin outside its domain.
    pub fn new(
        bare: &Spectrum,
        model: &SkinModel,
        surface_light: f64,
        spreads: [f64; 2],
        losses: Vec<PerBand>,
        fibres: &[Spectrum],
    ) -> Result<Self, DomainError> {
        let mean = model.bare()?;
        let rho = surface_light.min(0.5 * bare.values().iter().copied().fold(f64::INFINITY, f64::min));
        let node = |melanin: f64, blood: f64| -> Result<PerBand, DomainError> {
            let varied = SkinModel {
                melanin: (model.melanin * exp(spreads[0] * melanin)).min(1.0),
                blood: (model.blood * exp(spreads[1] * blood)).min(1.0),
                ..*model
            };
            let diffuse = varied.bare()?;
            Ok(std::array::from_fn(|i| rho + (bare.values()[i] - rho) * diffuse[i] / mean[i]))
        };
        let pairs = NODES.iter().flat_map(|m| NODES.iter().map(move |b| (*m, *b)));
        let nodes = pairs.map(|(m, b)| node(m, b)).collect::<Result<Vec<_>, _>>()?;
        let largest = losses.iter().map(|loss| loss.iter().copied().fold(0.0, f64::max)).collect();
        Ok(Self { nodes, losses, fibres: fibres.iter().map(|f| *f.values()).collect(), largest })
    }

    /// A sight of nothing, to add to.
    #[must_use]
    pub fn blank(&self) -> Sight {
        let first_fibre = self.nodes.len() * (1 + self.losses.len());
        Sight { weights: vec![0.0; first_fibre + self.fibres.len()], first_fibre }
    }

    /// Looks at a place.
    ///
    /// | argument | unit | meaning |
    /// |---|---|---|
    /// | `deviations` | 1 | of melanin and blood from the mean, in standard deviations |
    /// | `losses` | 1 | weight of each loss, scaled down where together they would take all of the light |
    /// | `fibres` | 1 | share of the place under each fibre |
    #[must_use]
    pub fn look<'a>(&self, deviations: [f64; 2], losses: &'a [f64], fibres: &'a [f64]) -> Look<'a> {
        debug_assert!(losses.len() == self.losses.len() && fibres.len() == self.fibres.len());
        let taken: f64 = losses.iter().zip(&self.largest).map(|(a, most)| a * most).sum();
        let skin = (1.0 - fibres.iter().sum::<f64>()).max(0.0);
        let [(m, m_up), (b, b_up)] = deviations.map(bracket);
        let stride = 1 + losses.len();
        let node = |dm: usize, db: usize, weight: f64| (((m + dm) * NODES.len() + b + db) * stride, skin * weight);
        Look {
            nodes: [
                node(0, 0, (1.0 - m_up) * (1.0 - b_up)),
                node(0, 1, (1.0 - m_up) * b_up),
                node(1, 0, m_up * (1.0 - b_up)),
                node(1, 1, m_up * b_up),
            ],
            losses,
            scale: if taken > MOST_LOSS { MOST_LOSS / taken } else { 1.0 },
            fibres,
            first_fibre: self.nodes.len() * stride,
        }
    }

    /// The reflectance of a sight.
    #[must_use]
    pub fn reflectance(&self, sight: &Sight) -> Spectrum {
        let mut sum = [0.0; BANDS];
        for (spectrum, weight) in self.spectra().iter().zip(&sight.weights) {
            for (total, r) in sum.iter_mut().zip(spectrum) {
                *total += weight * r;
            }
        }
        Spectrum::new(sum)
    }

    /// Every spectrum that sights are mixed of, seen through weights: one triple for each, in the order of the sights.
    #[must_use]
    pub fn seen_by(&self, see: impl Fn(&PerBand) -> [f64; 3]) -> Vec<[f64; 3]> {
        self.spectra().iter().map(see).collect()
    }

    fn spectra(&self) -> Vec<PerBand> {
        let with_losses = |node: &PerBand| {
            let lost = self.losses.iter().map(|loss| std::array::from_fn(|i| node[i] * loss[i]));
            std::iter::once(*node).chain(lost).collect::<Vec<PerBand>>()
        };
        self.nodes.iter().flat_map(with_losses).chain(self.fibres.iter().copied()).collect()
    }
}

impl Look<'_> {
    /// What is seen of spectra that were looked at beforehand ([`Ground::seen_by`]).
    #[must_use]
    pub fn of(&self, seen: &[[f64; 3]]) -> [f64; 3] {
        let mut sum = [0.0; 3];
        self.each(|cell, weight| {
            for (total, v) in sum.iter_mut().zip(&seen[cell]) {
                *total += weight * v;
            }
        });
        sum
    }

    fn each(&self, mut f: impl FnMut(usize, f64)) {
        for (cell, weight) in self.nodes {
            f(cell, weight);
            for (k, loss) in self.losses.iter().enumerate().filter(|(_, loss)| **loss != 0.0) {
                f(cell + 1 + k, -weight * self.scale * loss);
            }
        }
        for (k, share) in self.fibres.iter().enumerate() {
            f(self.first_fibre + k, *share);
        }
    }
}

impl Sight {
    /// Adds a look at one more place.
    pub fn add(&mut self, look: &Look<'_>) {
        look.each(|cell, weight| self.weights[cell] += weight);
    }

    /// Adds the places of another sight of the same ground.
    pub fn merge(&mut self, other: &Self) {
        self.weights.iter_mut().zip(&other.weights).for_each(|(a, b)| *a += b);
    }

    /// The mean of so many looks that were added.
    #[must_use]
    pub fn over(mut self, count: f64) -> Self {
        self.weights.iter_mut().for_each(|w| *w /= count);
        self
    }

    /// Share of the area under hair.
    #[must_use]
    pub fn hair(&self) -> f64 {
        self.weights[self.first_fibre..].iter().sum()
    }
}

/// The node below a deviation and the share of the one above.
fn bracket(deviation: f64) -> (usize, f64) {
    let z = deviation.clamp(NODES[0], NODES[NODES.len() - 1]);
    let above = NODES.partition_point(|node| *node < z).clamp(1, NODES.len() - 1);
    (above - 1, (z - NODES[above - 1]) / (NODES[above] - NODES[above - 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> Ground {
        let model = SkinModel::default();
        let bare = Spectrum::new(model.bare().unwrap().map(|r| r + 0.012));
        let hair = [Spectrum::constant(0.05)];
        Ground::new(&bare, &model, 0.012, [0.1, 0.2], vec![[0.5; BANDS], [1.0; BANDS]], &hair).unwrap()
    }

    fn seen(ground: &Ground, deviations: [f64; 2], losses: [f64; 2], hair: f64) -> Spectrum {
        let mut sight = ground.blank();
        sight.add(&ground.look(deviations, &losses, &[hair]));
        ground.reflectance(&sight)
    }

    #[test]
    fn bare_skin_is_met_and_losses_and_hair_do_what_they_say() {
        let ground = ground();
        let bare = SkinModel::default().bare().unwrap().map(|r| r + 0.012);
        let (plain, lost, covered) = (
            seen(&ground, [0.0; 2], [0.0; 2], 0.0),
            seen(&ground, [0.0; 2], [0.4, 0.1], 0.0),
            seen(&ground, [0.0; 2], [0.0; 2], 0.25),
        );
        for (i, bare) in bare.into_iter().enumerate() {
            approx::assert_abs_diff_eq!(plain.values()[i], bare, epsilon = 1e-12);
            approx::assert_abs_diff_eq!(lost.values()[i], bare * (1.0 - 0.2 - 0.1), epsilon = 1e-12);
            approx::assert_abs_diff_eq!(covered.values()[i], 0.75 * bare + 0.25 * 0.05, epsilon = 1e-12);
        }
    }

    #[test]
    fn more_melanin_is_darker_more_blood_redder_and_no_loss_turns_light_negative() {
        let ground = ground();
        let plain = seen(&ground, [0.0; 2], [0.0; 2], 0.0);
        let (tanned, red) = (seen(&ground, [1.0, 0.0], [0.0; 2], 0.0), seen(&ground, [0.0, 1.0], [0.0; 2], 0.0));
        assert!(tanned.values().iter().zip(plain.values()).all(|(t, p)| t < p));
        assert!(
            plain.values()[16] - red.values()[16] > 2.0 * (plain.values()[27] - red.values()[27]),
            "green, not red, is lost"
        );
        assert!(seen(&ground, [9.0, -9.0], [3.0, 3.0], 0.0).values().iter().all(|r| *r > 0.0));
    }

    #[test]
    fn seeing_a_mix_is_mixing_what_is_seen() {
        let ground = ground();
        let weigh = |r: &PerBand| [r[3], r[17], r[30]];
        let table = ground.seen_by(weigh);
        let (losses, hair) = ([0.3, 0.05], [0.1]);
        let look = ground.look([0.7, -1.2], &losses, &hair);
        let mut sight = ground.blank();
        sight.add(&look);
        let direct = weigh(ground.reflectance(&sight).values());
        for (a, b) in direct.iter().zip(look.of(&table)) {
            approx::assert_abs_diff_eq!(*a, b, epsilon = 1e-12);
        }
        let mut twice = sight.clone();
        twice.merge(&sight);
        for (a, b) in ground.reflectance(&twice.over(2.0)).values().iter().zip(ground.reflectance(&sight).values()) {
            approx::assert_abs_diff_eq!(*a, *b, epsilon = 1e-12);
        }
        approx::assert_abs_diff_eq!(sight.hair(), 0.1, epsilon = 1e-12);
    }
}
