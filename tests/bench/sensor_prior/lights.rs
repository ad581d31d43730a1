//! The lights that cameras may be used under: the one list.

use healtone::color::PerBand;
use healtone::data::Columns;
use healtone::math::{exp, powi};
use healtone::simulate::{light_power, tabulated_power};

/// A light by its name and its relative power on the grid.
pub(crate) type Light = (String, PerBand);

/// Black bodies, in kelvin: lamps with a filament, and what is made to look like one. With A, C and the daylights there
/// are as many smooth lights as lamps with lines or humps: with 24 smooth ones skin read 3-5 % worse (see `prior`).
const BLACK_BODIES_K: [f64; 5] = [2500.0, 3000.0, 4000.0, 5000.0, 6500.0];
/// Phases of daylight, in kelvin, between and beyond D50, D55, D65 and D75 of the table.
const DAYLIGHTS_K: [f64; 4] = [4000.0, 4600.0, 7000.0, 10_000.0];

/// Every light of `calibration/cie/lights.csv`, then black bodies, then daylights.
pub(crate) fn lights() -> Vec<Light> {
    let table = Columns::read("calibration/cie/lights.csv");
    let names = table.names().filter(|name| *name != "wavelength_nm");
    let listed = names.map(|name| (name.to_owned(), light_power(name).expect("the table has it")));
    let bodies = BLACK_BODIES_K.map(|kelvin| (format!("black-body-{kelvin}K"), black_body(kelvin)));
    let daylights = DAYLIGHTS_K.map(|kelvin| (format!("daylight-{kelvin}K"), daylight(&table, kelvin)));
    listed.chain(bodies).chain(daylights).collect()
}

/// Planck's law.
///
/// ```text
/// E(l) = l^-5 / (exp(c2 / (l T)) - 1),   c2 = 1.438777e-2 m K
/// ```
///
/// Source: CIE 015:2018, 4.1; constant of the SI (2019).
fn black_body(kelvin: f64) -> PerBand {
    const C2_NM_K: f64 = 1.438_777e7;
    let nm: Vec<f64> = (70..=160).map(|i| 5.0 * f64::from(i)).collect();
    let power: Vec<f64> =
        nm.iter().map(|nm| 1.0 / (powi(nm / 560.0, 5) * (exp(C2_NM_K / (nm * kelvin)) - 1.0))).collect();
    tabulated_power(&nm, &power)
}

/// A phase of daylight. The table holds four of them, each S0 + M1 S1 + M2 S2 with factors that are known: the
/// components follow from least squares (they come out within 0.004 of the published ones, which have one decimal).
fn daylight(table: &Columns, kelvin: f64) -> PerBand {
    let shares = shares_of_tabulated(daylight_factors(kelvin));
    let columns = TABULATED.map(|(name, _)| table.column(name));
    let power: Vec<f64> =
        (0..columns[0].len()).map(|i| (0..4).map(|k| shares[k] * columns[k][i]).sum::<f64>().max(0.0)).collect();
    tabulated_power(table.column("wavelength_nm"), &power)
}

/// Phases of daylight in the table and their nominal temperatures, from when c2 was 1.4380e-2 m K.
const TABULATED: [(&str, f64); 4] = [("D50", 5000.0), ("D55", 5500.0), ("D65", 6500.0), ("D75", 7500.0)];

/// The mix of the tabulated phases that has the factors M1 and M2.
pub(crate) fn shares_of_tabulated([m1, m2]: [f64; 2]) -> [f64; 4] {
    let rows = TABULATED.map(|(_, nominal)| {
        let [m1, m2] = daylight_factors(nominal * 1.4388 / 1.4380).map(|m| (1e3 * m).round() / 1e3);
        [1.0, m1, m2]
    });
    let a = nalgebra::Matrix4x3::from_fn(|i, j| rows[i][j]);
    let inverse = (a.transpose() * a).try_inverse().expect("four phases of daylight span three components");
    let shares = a * inverse * nalgebra::Vector3::new(1.0, m1, m2);
    [0, 1, 2, 3].map(|i| shares[i])
}

/// M1 and M2 of a correlated colour temperature.
///
/// ```text
/// x = .244063 + 99.11/T + 2.9678e6/T^2 - 4.6070e9/T^3     4000 to 7000 K
/// x = .237040 + 247.48/T + 1.9018e6/T^2 - 2.0064e9/T^3    7000 to 25000 K
/// y = -3 x^2 + 2.87 x - .275
/// M1 = (-1.3515 - 1.7703 x + 5.9114 y)/d,  M2 = (.03 - 31.4424 x + 30.0717 y)/d,  d = .0241 + .2562 x - .7341 y
/// ```
///
/// Source: CIE 015:2018, 4.1.2.
fn daylight_factors(kelvin: f64) -> [f64; 2] {
    let u = 1e3 / kelvin;
    let x = if kelvin <= 7000.0 {
        0.244_063 + u * (0.099_11 + u * (2.9678 - u * 4.6070))
    } else {
        0.237_040 + u * (0.247_48 + u * (1.9018 - u * 2.0064))
    };
    let y = -3.0 * x * x + 2.87 * x - 0.275;
    let d = 0.0241 + 0.2562 * x - 0.7341 * y;
    [(-1.3515 - 1.7703 * x + 5.9114 * y) / d, (0.0300 - 31.4424 * x + 30.0717 * y) / d]
}
