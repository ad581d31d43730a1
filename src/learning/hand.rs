//! The hand of a technician, from the clients whose healed work was photographed.

use super::posterior::{Known, learn};
use crate::data::{HealingTable, PosteriorTable};
use crate::learning::Evidence;
use crate::math::{exp, hypot, ln, mean_sd};
use nalgebra::{DMatrix, DVector};

/// What one client says of the pigment that a dot keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct HandRecord {
    /// The client's code.
    pub code: String,
    /// The pigments of the mix, joined by `+`.
    pub product: String,
    /// ln of the pigment that a dot keeps over what is expected of it, as the photos alone have it.
    pub ln_dose: f64,
    /// Its standard deviation.
    pub ln_sd: f64,
}

/// A hand as records have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hand {
    /// The mix that most of them are of: what is known of the hand is known with this.
    pub product: String,
    /// ln of what a dot of it keeps over what is expected.
    pub ln_dose: f64,
    /// Standard deviation of that.
    pub ln_sd: f64,
    /// ln of what the first mix itself has beyond what is computed of it, as far as it can be told from the hand, and its
    /// standard deviation.
    pub product_alone: (f64, f64),
    /// For each other mix with records: ln of what a dot of it keeps over that of the first, and its standard deviation.
    pub others: Vec<(String, f64, f64)>,
    /// Clients that speak for it.
    pub clients: usize,
}

/// Standard deviations below which no hand is believed to be known, ln: hands change with the day, needle and scalp.
const LEAST_LN_SD: f64 = 0.15;

impl HandRecord {
    /// What the photos of one client say by themselves, the prior taken out.
    ///
    /// ```text
    /// 1/s^2 = 1/s_post^2 - 1/s_prior^2,   m = s^2 (m_post/s_post^2 - m_prior/s_prior^2)
    /// ```
    ///
    /// `None` where they say next to nothing. `known` must hold the tool's own priors, or what is in the hand already
    /// would count twice.
    #[must_use]
    pub fn of(code: &str, product: &str, known: &Known<'_>, seen: &[Evidence], table: &PosteriorTable) -> Option<Self> {
        let (product, code) = (product.to_owned(), code.to_owned());
        let doses = |seen: &[Evidence]| {
            let draws = learn(known, seen, table, table.draws, SEED).draws;
            mean_sd(&draws.iter().map(|draw| ln(draw.dose(known.table))).collect::<Vec<f64>>())
        };
        let ((prior, prior_sd), (post, post_sd)) = (doses(&[]), doses(seen));
        let (before, after) = (1.0 / (prior_sd * prior_sd), 1.0 / (post_sd * post_sd));
        let precision = after - before;
        (precision > LEAST_TOLD * before).then(|| Self {
            code,
            product,
            ln_dose: (post * after - prior * before) / precision,
            ln_sd: 1.0 / precision.sqrt(),
        })
    }
}

/// Of the prior's precision, what photos must add to be told from the noise of the draws.
const LEAST_TOLD: f64 = 0.1;
const SEED: u32 = 1;

impl Hand {
    /// The hand that some clients' records speak for; `None` without records.
    ///
    /// ```text
    /// ln dose_i = hand + product_p(i) + client_i + e_i
    /// hand ~ N(0, s_v),  product ~ N(0, s_m),  client ~ N(0, s_r),  e_i ~ N(0, ln_sd_i)
    /// ```
    ///
    /// `s_v`, `s_m` and `s_r` are the spreads of dot volume, of catalogue absorption, and of retention and session: three things
    /// of which photos only show the product. With one mix alone hand and product cannot be told apart, and need not be;
    /// what is told is the hand with the mix that has most records.
    #[must_use]
    pub fn of(records: &[HandRecord], table: &HealingTable) -> Option<Self> {
        let mut products: Vec<(&str, usize)> = Vec::new();
        for record in records {
            match products.iter_mut().find(|(name, _)| *name == record.product) {
                Some((_, count)) => *count += 1,
                None => products.push((&record.product, 1)),
            }
        }
        products.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let first = products.first()?.0;
        let unknowns = 1 + products.len();
        let (mean, cov) = Self::fitted(records, &products, table);
        // The hand with a mix, and how another mix differs from it, as sums of the unknowns.
        let sum = |weights: &dyn Fn(usize) -> f64| {
            let w = DVector::from_fn(unknowns, |k, _| weights(k));
            (w.dot(&mean), (w.transpose() * &cov * &w)[(0, 0)].max(0.0).sqrt())
        };
        let (ln_dose, sd) = sum(&|k| if k <= 1 { 1.0 } else { 0.0 });
        let other = |i: usize| {
            let (ln_ratio, sd) = sum(&|k| {
                if k == i + 1 {
                    1.0
                } else if k == 1 {
                    -1.0
                } else {
                    0.0
                }
            });
            (products[i].0.to_owned(), ln_ratio, sd)
        };
        Some(Self {
            product: first.to_owned(),
            ln_dose,
            ln_sd: sd.max(LEAST_LN_SD),
            product_alone: sum(&|k| if k == 1 { 1.0 } else { 0.0 }),
            others: (1..products.len()).map(other).collect(),
            clients: records.len(),
        })
    }

    /// Mean and covariance of hand and products.
    fn fitted(
        records: &[HandRecord],
        products: &[(&str, usize)],
        table: &HealingTable,
    ) -> (DVector<f64>, DMatrix<f64>) {
        let unknowns = 1 + products.len();
        let spread = |parameter: &crate::data::HealingParameter| ln(parameter.spread);
        let client_sd = hypot(spread(&table.retention), spread(&table.session_jitter));
        let mut precision = DMatrix::zeros(unknowns, unknowns);
        let mut told = DVector::zeros(unknowns);
        for k in 0..unknowns {
            let sd = spread(if k == 0 { &table.dot_volume } else { &table.catalogue_absorption }).max(1e-6);
            precision[(k, k)] = 1.0 / (sd * sd);
        }
        for record in records {
            let product =
                1 + products.iter().position(|(name, _)| *name == record.product).expect("listed from the records");
            let weight = 1.0 / (record.ln_sd * record.ln_sd + client_sd * client_sd);
            for i in [0, product] {
                told[i] += weight * record.ln_dose;
                for j in [0, product] {
                    precision[(i, j)] += weight;
                }
            }
        }
        let cov = precision.cholesky().expect("every unknown has a prior").inverse();
        (&cov * told, cov)
    }

    /// Healing priors with this hand in them: the fluid that it leaves per dot.
    #[must_use]
    pub fn onto(&self, table: HealingTable) -> HealingTable {
        let mut table = table;
        table.dot_volume.median *= exp(self.ln_dose);
        table.dot_volume.spread = exp(self.ln_sd);
        table.dot_volume.source = format!("{} client(s) of this studio, photographed healed", self.clients);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;
    use approx::assert_abs_diff_eq;

    fn record(product: &str, ln_dose: f64) -> HandRecord {
        HandRecord { code: "K-1".to_owned(), product: product.to_owned(), ln_dose, ln_sd: 0.4 }
    }

    fn hand(records: &[HandRecord]) -> Hand {
        Hand::of(records, &data::healing()).unwrap()
    }

    #[test]
    fn one_client_moves_the_hand_a_little_and_many_fix_it() {
        let one = hand(&[record("carbon", 0.8)]);
        let many = hand(&vec![record("carbon", 0.8); 12]);
        assert!(0.3 < one.ln_dose && one.ln_dose < 0.8, "{one:?}");
        assert!(one.ln_dose < many.ln_dose && many.ln_dose < 0.8);
        assert!(many.ln_sd < one.ln_sd && one.ln_sd < 0.8 && many.ln_sd >= LEAST_LN_SD);
        // By hand: prior variance of hand and product .8^2 + .3^2 = .73 (spreads 2.226, 1.35), noise .4^2 + .3^2 + .1^2 = .26.
        assert_abs_diff_eq!(one.ln_dose, 0.8 * 0.73 / (0.73 + 0.26), epsilon = 0.01);
        assert_abs_diff_eq!(one.ln_sd, (0.73_f64 * 0.26 / 0.99).sqrt(), epsilon = 0.01);
        assert_eq!(Hand::of(&[], &data::healing()), None);
    }

    #[test]
    fn a_weak_pigment_is_told_from_a_light_hand_once_both_were_used() {
        let mut records = vec![record("carbon", 0.5); 8];
        records.extend(vec![record("warm", -0.1); 6]);
        let hand = hand(&records);
        assert_eq!(hand.product, "carbon");
        assert_abs_diff_eq!(hand.ln_dose, 0.45, epsilon = 0.08);
        let (name, ln_ratio, _) = &hand.others[0];
        assert_eq!(name, "warm");
        assert!((-0.6..-0.3).contains(ln_ratio), "{ln_ratio}");
    }

    #[test]
    fn the_hand_is_the_fluid_left_per_dot() {
        let hand = hand(&vec![record("carbon", 0.6); 5]);
        let (before, after) = (data::healing(), hand.onto(data::healing()));
        assert_abs_diff_eq!(ln(after.dot_volume.median / before.dot_volume.median), hand.ln_dose, epsilon = 1e-9);
        assert!(after.dot_volume.spread < before.dot_volume.spread);
        assert_eq!(after.retention.median, before.retention.median);
    }
}
