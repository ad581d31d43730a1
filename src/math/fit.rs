//! One damped Gauss-Newton with priors and a Laplace covariance: every fit of the tool goes through it.

use nalgebra::{DMatrix, DVector};

/// One unknown of a fit: what is believed about it beforehand and where to start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Prior mean.
    pub mean: f64,
    /// Prior standard deviation; infinite where nothing is believed.
    pub sd: f64,
    /// Where the search begins.
    pub start: f64,
}

impl Parameter {
    /// An unknown with a normal prior.
    #[must_use]
    pub const fn normal(mean: f64, sd: f64) -> Self {
        Self { mean, sd, start: mean }
    }

    /// The same belief, with the search begun elsewhere.
    #[must_use]
    pub const fn from(self, start: f64) -> Self {
        Self { start, ..self }
    }

    /// An unknown without a prior, started at `start`.
    #[must_use]
    pub const fn free(start: f64) -> Self {
        Self { mean: start, sd: f64::INFINITY, start }
    }
}

/// How long and how robustly to fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// At most this many accepted or refused steps.
    pub iterations: usize,
    /// Stop when a step lowers the cost by less than this share of it.
    pub tolerance: f64,
    /// Residuals beyond this many standard deviations count linearly (pseudo-Huber); infinite for plain squares.
    pub huber: f64,
    /// How many of the residuals, from the first on, are robust; the others count as plain squares: beliefs that tie
    /// several parameters together.
    pub robust: usize,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { iterations: 60, tolerance: 1e-10, huber: f64::INFINITY, robust: usize::MAX }
    }
}

/// The result of a fit: the most probable parameters and their Laplace covariance.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The parameters at the minimum, in the order given.
    pub parameters: Vec<f64>,
    /// The inverse of the curvature of the cost at the minimum, row by row; where the curvature is singular nothing was
    /// learned, and it is the prior's (infinite without one).
    pub covariance: DMatrix<f64>,
    /// Half the sum of squares (of the robust loss) at the minimum, prior included.
    pub cost: f64,
    /// Whether the last step was below the tolerance rather than the last allowed.
    pub converged: bool,
}

impl Fit {
    /// The standard deviation of one parameter.
    #[must_use]
    pub fn sd(&self, index: usize) -> f64 {
        self.covariance[(index, index)].max(0.0).sqrt()
    }
}

/// Minimises a sum of squared, whitened residuals under normal priors.
///
/// ```text
/// cost(p) = sum_i rho(e_i(p)) + sum_k ((p_k - mean_k) / sd_k)^2 / 2,   rho(e) = h^2 (sqrt(1 + (e/h)^2) - 1)  or  e^2 / 2
/// (J'WJ + P + lambda diag) step = -(J'We + P (p - mean)),   W = 1 / sqrt(1 + (e/h)^2)
/// ```
///
/// `residuals` fills its second argument (always the same length, already divided by each observation's standard
/// deviation) for the parameters in its first. The Jacobian is taken by central differences. The covariance is
/// (J'WJ + P)^-1 at the minimum. Non-finite residuals are treated as an infinitely bad step.
///
/// Source: Levenberg-Marquardt damping after Marquardt, J. SIAM 11:431 (1963), doi:10.1137/0111030; pseudo-Huber loss
/// after Charbonnier et al., ICIP 1994.
///
/// ```
/// use healtone::math::{fit, FitOptions, Parameter};
/// let x = [0.0, 1.0, 2.0, 3.0];
/// let line = |p: &[f64], e: &mut Vec<f64>| e.extend(x.iter().map(|x| (p[0] + p[1] * x) - (1.0 + 2.0 * x)));
/// let line = fit(&[Parameter::free(0.0), Parameter::free(0.0)], line, FitOptions::default());
/// assert!((line.parameters[1] - 2.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn fit(prior: &[Parameter], residuals: impl Fn(&[f64], &mut Vec<f64>), options: FitOptions) -> Fit {
    let jacobian = |parameters: &[f64]| differences(prior, &residuals, parameters);
    fit_with_jacobian(prior, &residuals, jacobian, options)
}

/// The same as [`fit()`] where the derivatives of the residuals (rows) by the parameters (columns) are known.
#[must_use]
pub fn fit_with_jacobian(
    prior: &[Parameter],
    residuals: impl Fn(&[f64], &mut Vec<f64>),
    jacobian: impl Fn(&[f64]) -> DMatrix<f64>,
    options: FitOptions,
) -> Fit {
    let problem =
        Problem { prior, residuals: &residuals, jacobian: &jacobian, huber: options.huber, robust: options.robust };
    let mut parameters: Vec<f64> = prior.iter().map(|p| p.start).collect();
    let mut cost = problem.cost(&parameters);
    let mut damping = 1e-3;
    let mut converged = false;
    let mut normal = problem.normal_equations(&parameters);
    for _ in 0..options.iterations {
        let Some(step) = normal.step(damping) else {
            damping *= 10.0;
            continue;
        };
        let trial: Vec<f64> = parameters.iter().zip(step.iter()).map(|(p, s)| p + s).collect();
        let trial_cost = problem.cost(&trial);
        if trial_cost <= cost {
            let gain = cost - trial_cost;
            parameters = trial;
            cost = trial_cost;
            damping = (damping * 0.2).max(1e-12);
            normal = problem.normal_equations(&parameters);
            if gain <= options.tolerance * (cost + 1e-12) {
                converged = true;
                break;
            }
        } else if damping > 1e12 {
            converged = true; // no direction lowers the cost any more
            break;
        } else {
            damping *= 4.0;
        }
    }
    let believed = || DMatrix::from_diagonal(&DVector::from_iterator(prior.len(), prior.iter().map(|p| p.sd * p.sd)));
    let covariance = normal.curvature.cholesky().map_or_else(believed, |c| c.inverse());
    Fit { parameters, covariance, cost, converged }
}

/// The Jacobian by central differences.
fn differences(prior: &[Parameter], residuals: &impl Fn(&[f64], &mut Vec<f64>), parameters: &[f64]) -> DMatrix<f64> {
    let evaluate = |parameters: &[f64]| {
        let mut e = Vec::new();
        residuals(parameters, &mut e);
        e
    };
    let mut at = parameters.to_vec();
    let mut columns = Vec::with_capacity(parameters.len());
    for k in 0..parameters.len() {
        let h = 1e-6 * parameters[k].abs().max(prior[k].sd.min(1.0)).max(1e-6);
        at[k] = parameters[k] + h;
        let above = evaluate(&at);
        at[k] = parameters[k] - h;
        let below = evaluate(&at);
        at[k] = parameters[k];
        let slope = above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * h));
        columns.push(DVector::from_iterator(above.len(), slope));
    }
    DMatrix::from_columns(&columns)
}

struct Problem<'a, R, J> {
    prior: &'a [Parameter],
    residuals: &'a R,
    jacobian: &'a J,
    huber: f64,
    robust: usize,
}

struct NormalEquations {
    curvature: DMatrix<f64>,
    gradient: DVector<f64>,
}

impl NormalEquations {
    fn step(&self, damping: f64) -> Option<DVector<f64>> {
        let mut damped = self.curvature.clone();
        for k in 0..damped.nrows() {
            damped[(k, k)] += damping * self.curvature[(k, k)].max(1e-12);
        }
        Some(damped.cholesky()?.solve(&-&self.gradient))
    }
}

impl<R: Fn(&[f64], &mut Vec<f64>), J: Fn(&[f64]) -> DMatrix<f64>> Problem<'_, R, J> {
    fn evaluate(&self, parameters: &[f64]) -> Vec<f64> {
        let mut e = Vec::new();
        (self.residuals)(parameters, &mut e);
        e
    }

    /// The square root of 1 + (e/h)^2 for robust residuals, one for the others.
    fn stretch(&self, index: usize, e: f64) -> f64 {
        let robust = self.huber.is_finite() && index < self.robust;
        if robust { (1.0 + (e / self.huber) * (e / self.huber)).sqrt() } else { 1.0 }
    }

    fn cost(&self, parameters: &[f64]) -> f64 {
        let loss = |(index, e): (usize, f64)| {
            let robust = self.huber.is_finite() && index < self.robust;
            if robust { self.huber * self.huber * (self.stretch(index, e) - 1.0) } else { 0.5 * e * e }
        };
        let data: f64 = self.evaluate(parameters).into_iter().enumerate().map(loss).sum();
        let belief: f64 = self
            .prior
            .iter()
            .zip(parameters)
            .map(|(prior, p)| 0.5 * ((p - prior.mean) / prior.sd) * ((p - prior.mean) / prior.sd))
            .sum();
        let cost = data + belief;
        if cost.is_finite() { cost } else { f64::INFINITY }
    }

    fn normal_equations(&self, parameters: &[f64]) -> NormalEquations {
        let e = self.evaluate(parameters);
        let jacobian = (self.jacobian)(parameters);
        let mut weighted = jacobian.clone();
        for (i, mut row) in weighted.row_iter_mut().enumerate() {
            row /= self.stretch(i, e[i]);
        }
        let mut curvature = jacobian.transpose() * &weighted;
        let mut gradient = weighted.transpose() * DVector::from_vec(e);
        for (k, prior) in self.prior.iter().enumerate() {
            let precision = 1.0 / (prior.sd * prior.sd);
            curvature[(k, k)] += precision;
            if precision > 0.0 {
                gradient[k] += precision * (parameters[k] - prior.mean);
            }
        }
        NormalEquations { curvature, gradient }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test] // conjugate normal: prior N(0, 2^2), one observation 3 with sd 1: mean 3*4/5, variance 4/5
    fn a_conjugate_case_gives_the_exact_posterior() {
        let posterior = fit(&[Parameter::normal(0.0, 2.0)], |p, e| e.push(p[0] - 3.0), FitOptions::default());
        assert_abs_diff_eq!(posterior.parameters[0], 2.4, epsilon = 1e-8);
        assert_abs_diff_eq!(posterior.sd(0), 0.8_f64.sqrt(), epsilon = 1e-8);
        assert!(posterior.converged);
    }

    #[test] // Rosenbrock's valley as two residuals
    fn a_curved_valley_is_followed_to_its_end() {
        let start = [Parameter::free(-1.2), Parameter::free(1.0)];
        let valley = |p: &[f64], e: &mut Vec<f64>| e.extend([10.0 * (p[1] - p[0] * p[0]), 1.0 - p[0]]);
        let end = fit(&start, valley, FitOptions { iterations: 200, ..FitOptions::default() });
        assert_abs_diff_eq!(end.parameters[0], 1.0, epsilon = 1e-6);
        assert_abs_diff_eq!(end.parameters[1], 1.0, epsilon = 1e-6);
    }

    #[test]
    fn what_the_data_do_not_say_is_never_certain() {
        let start = [Parameter::free(0.0), Parameter::free(0.0), Parameter::normal(0.0, 0.5)];
        let blind = fit(&start, |p, e| e.push(p[0] - 1.0), FitOptions::default());
        assert!(blind.sd(1).is_infinite() && blind.sd(2) >= 0.5, "{}", blind.covariance);
    }

    #[test]
    fn one_outlier_does_not_move_a_robust_mean_far() {
        let observed = [1.0, 1.1, 0.9, 1.05, 0.95, 50.0];
        let mean = |p: &[f64], e: &mut Vec<f64>| e.extend(observed.iter().map(|o| (p[0] - o) / 0.1));
        let plain = fit(&[Parameter::free(0.0)], mean, FitOptions::default());
        let robust = fit(&[Parameter::free(0.0)], mean, FitOptions { huber: 1.0, ..FitOptions::default() });
        assert!(plain.parameters[0] > 9.0);
        assert!((robust.parameters[0] - 1.0).abs() < 0.1, "robust mean {}", robust.parameters[0]);
    }

    #[test]
    fn residuals_that_leave_their_domain_are_refused_not_followed() {
        let log = |p: &[f64], e: &mut Vec<f64>| e.push(super::super::ln(p[0]) - 1.0);
        let end = fit(&[Parameter::free(0.1)], log, FitOptions::default());
        assert_abs_diff_eq!(end.parameters[0], std::f64::consts::E, epsilon = 1e-5);
    }
}
