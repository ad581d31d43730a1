//! The programs that make priors from measurements: cameras and lights to effective sensitivities, skins to components.

use crate::shared::{csv_rows, shared};
use healtone::camera::Response;
use healtone::data::Columns;
use healtone::simulate::{Sensor, light_power};
use healtone::skin::SkinBasis;

#[path = "../bench/sensor_prior/build.rs"]
mod build;
#[path = "../bench/sensor_prior/cameras.rs"]
mod cameras;
#[path = "../bench/sensor_prior/lights.rs"]
mod lights;
#[path = "../bench/sensor_prior/pca.rs"]
mod pca;
#[path = "../bench/sensor_prior/skin.rs"]
mod skin;
#[path = "../bench/sensor_prior/table.rs"]
mod table;

fn stacked(response: &Response) -> Vec<f64> {
    response.iter().flatten().copied().collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn a_white_gives_one_and_components_are_at_right_angles_and_shrink() {
    let sensors: Vec<Sensor> = (0..6).map(Sensor::parametric).collect();
    let lights = lights::lights();
    let made = table::Made { sensors: &sensors, lights: &lights, components: 20, without: &[] };
    let prior = build::prior(&sensors, &lights, 20);
    for channel in &prior.mean {
        approx::assert_abs_diff_eq!(channel.iter().sum::<f64>(), 1.0, epsilon = 1e-12);
    }
    for channel in prior.components.iter().flatten() {
        approx::assert_abs_diff_eq!(channel.iter().sum::<f64>(), 0.0, epsilon = 1e-12);
    }
    let components: Vec<Vec<f64>> = prior.components.iter().map(stacked).collect();
    for (j, a) in components.iter().enumerate() {
        for b in &components[..j] {
            assert!(product(a, b).abs() < 1e-12 * product(b, b), "{j}");
            assert!(product(a, a) <= product(b, b), "{j}");
        }
        let largest = a.iter().copied().fold(0.0, |most: f64, v| if v.abs() > most.abs() { v } else { most });
        assert!(largest > 0.0);
    }
    let (few, many) = (build::prior(&sensors, &lights, 5), build::prior(&sensors, &lights, 99));
    assert!(made.share(&few) < made.share(&prior) && made.share(&prior) < made.share(&many));
    approx::assert_abs_diff_eq!(made.share(&many), 1.0, epsilon = 1e-9);
}

#[test]
fn lights_have_names_of_their_own_and_daylight_is_that_of_the_tables() {
    let lights = lights::lights();
    assert_eq!(lights.len(), 30);
    for (k, (name, power)) in lights.iter().enumerate() {
        assert!(lights[..k].iter().all(|(other, _)| other != name), "{name}");
        assert!(power.iter().all(|p| p.is_finite() && *p >= 0.0), "{name}");
        approx::assert_abs_diff_eq!(power.iter().sum::<f64>(), 36.0, epsilon = 1e-9);
    }
    let power = |name: &str| lights.iter().find(|(n, _)| n == name).unwrap().1;
    // Between its neighbours band by band, as daylight of 7000 K must be; a lamp of 2500 K is redder than A.
    let (d65, d75, day) = (light_power("D65").unwrap(), light_power("D75").unwrap(), power("daylight-7000K"));
    assert!((0..36).all(|i| day[i] - d65[i].min(d75[i]) > -0.005 && day[i] - d65[i].max(d75[i]) < 0.005));
    let (a, lamp) = (power("A"), power("black-body-2500K"));
    assert!(lamp[35] / lamp[2] > a[35] / a[2]);
}

#[test] // CIE 015:2018, table of the components S0, S1, S2 of daylight
fn components_of_daylight_are_the_published_ones() {
    let table = Columns::read("calibration/cie/lights.csv");
    let shares = |m: [f64; 2]| lights::shares_of_tabulated(m);
    let origin = shares([0.0, 0.0]);
    for (nm, published) in [
        (400.0, [94.8, 43.4, -1.1]),
        (450.0, [125.6, 35.9, -2.9]),
        (560.0, [100.0, 0.0, 0.0]),
        (600.0, [90.5, -5.8, 3.2]),
        (700.0, [74.3, -13.3, 9.6]),
    ] {
        let at = table.column("wavelength_nm").iter().position(|w| *w == nm).unwrap();
        let mix = |s: [f64; 4]| (0..4).map(|k| s[k] * table.column(["D50", "D55", "D65", "D75"][k])[at]).sum::<f64>();
        let s0 = mix(origin);
        for (ours, published) in [s0, mix(shares([1.0, 0.0])) - s0, mix(shares([0.0, 1.0])) - s0].iter().zip(published)
        {
            approx::assert_abs_diff_eq!(*ours, published, epsilon = 0.004);
        }
    }
}

#[test]
fn the_committed_prior_is_what_the_program_makes() {
    let Some(sensors) = cameras::cameras() else { return };
    assert_eq!(sensors.iter().filter(|s| s.maker.as_deref() == Some("Arashi Vision")).count(), 1);
    let made = table::Made { sensors: &sensors, lights: &lights::lights(), components: 30, without: &[] };
    let committed = healtone::data::text("calibration/sensor/prior.csv");
    assert!(made.csv() == committed, "cargo bench --bench sensor-prior -- --out calibration/sensor/prior.csv");
}

#[test]
fn a_prior_without_the_maker_still_knows_its_cameras() {
    let Some(sensors) = cameras::cameras() else { return };
    let (nikon, others): (Vec<Sensor>, Vec<Sensor>) =
        sensors.into_iter().partition(|s| s.maker.as_deref() == Some("Nikon"));
    let (light, lights): (Vec<_>, Vec<_>) = lights::lights().into_iter().partition(|(name, _)| name == "LED-B3");
    let prior = build::prior(&others, &lights, 30);
    for (row, sensor) in build::responses(&nikon, &light).iter().zip(&nikon) {
        let mean = stacked(&prior.mean);
        let off: Vec<f64> = row.iter().zip(&mean).map(|(x, m)| x - m).collect();
        let mut left = off.clone();
        for component in prior.components.iter().map(stacked) {
            let along = product(&off, &component) / product(&component, &component);
            left.iter_mut().zip(&component).for_each(|(l, c)| *l -= along * c);
        }
        let share = product(&left, &left) / product(&off, &off);
        assert!(share < 0.05, "{}: {share} of its way from the mean is beyond the components", sensor.name);
    }
}

/// ln R of the basis that is nearest to a spectrum on 400-700 nm.
fn nearest(basis: &SkinBasis, measured: &skin::Measured) -> healtone::color::PerBand {
    let coefficients = basis.components.each_ref().map(|component| {
        let off = |i: usize| healtone::math::ln(measured.reflectance[i].unwrap()) - basis.mean_ln_r[i];
        (2..33).map(|i| component[i] * off(i)).sum::<f64>()
    });
    basis.ln_r(coefficients)
}

#[test]
fn skin_components_of_half_the_people_hold_for_the_other_half() {
    let Some(file) = shared("skin/issa_even_subjects.csv") else { return };
    let text = std::fs::read_to_string(file).unwrap();
    let measured = skin::archive(&csv_rows(&text));
    let (one, other): (Vec<_>, Vec<_>) = measured.into_iter().partition(|m| m.half() == 0);
    let (fitted, shipped) = (skin::basis(&one), SkinBasis::shipped());
    let error = |basis: &SkinBasis| {
        let square = |m: &skin::Measured| {
            let ln_r = nearest(basis, m);
            let off = |i: usize| ln_r[i] - healtone::math::ln(m.reflectance[i].unwrap());
            (2..33).map(|i| off(i) * off(i)).sum::<f64>() / 31.0
        };
        (other.iter().map(square).sum::<f64>() / other.len() as f64).sqrt()
    };
    let (unseen, seen) = (error(&fitted), error(shipped));
    assert!(unseen < 1.1 * seen && unseen < 0.04, "{unseen} {seen}");
    for k in 0..3 {
        let (mine, theirs) = (&fitted.components[k], &shipped.components[k]);
        for j in 0..=k {
            let product: f64 = (2..33).map(|i| mine[i] * fitted.components[j][i]).sum();
            approx::assert_abs_diff_eq!(product, f64::from(u8::from(j == k)), epsilon = 1e-9);
        }
        assert!(product(&mine[2..33], &theirs[2..33]) > 0.999, "component {k}");
        let (mean, sd) = fitted.prior[k];
        assert!(
            (mean - shipped.prior[k].0).abs() < 0.5 && sd > 0.95 * shipped.prior[k].1 && sd < 1.5 * shipped.prior[k].1
        );
    }
    for i in 0..36 {
        assert!((fitted.mean_ln_r[i] - shipped.mean_ln_r[i]).abs() < 0.05, "band {i}");
    }
}
