//! How dots heal and soften: the worked example, the known facts, laws over the whole prior.

use healtone::color::{Contrast, D65, Estimate, LabD65, Spectrum, Viewing, lab_from};
use healtone::consult::{PredictOptions, predict};
use healtone::data;
use healtone::healing::{
    Cause, Coefficients, Concentrate, Draw, DrawOptions, NORMALS, Outlook, PastSession, Session, Treatment, YEAR_DAYS,
    contrast_on, draws,
};
use healtone::measure::skin_from_instrument;
use healtone::skin::{Client, Inversion, SkinModel};

const OPTIONS: DrawOptions = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.03 };

/// MAC 5 m2/g in every band, 160 g/l.
const CARBON: Concentrate = Concentrate::absorbing([800.0; 36]);

fn client(melanin: f64) -> (Spectrum, Client) {
    let model = SkinModel { melanin, blood: 0.015, ..SkinModel::default() };
    let bare = Spectrum::new(model.bare().unwrap().map(|r| r + 0.012));
    let client = Inversion::default().fit(&bare).unwrap();
    (bare, Client { model, ..client })
}

fn median_draw(client: &Client, options: &DrawOptions) -> Draw {
    Draw::at(&[0.0; NORMALS], client, &data::healing(), options)
}

fn field(melanin: f64, fraction: f64, depth_mm: f64, day: f64) -> Contrast {
    let (bare, client) = client(melanin);
    let draw = median_draw(&client, &DrawOptions { depth_mm: Some(depth_mm), ..OPTIONS });
    let treatment = Treatment { healed_diameter_mm: Some(0.25), ..Treatment::single(CARBON, fraction, 150.0) };
    contrast_on(&bare, &draw, &treatment, day)
}

/// The worked example: f = 1/13, retention .65, D .25: A .060 mm2, tau 1.2, coverage 7.4 %, effective tau about .05.
#[test]
fn the_worked_dose_is_met() {
    let (_, client) = client(0.03);
    let draw = median_draw(&client, &OPTIONS);
    let treatment = Treatment { healed_diameter_mm: Some(0.25), ..Treatment::single(CARBON, 1.0 / 13.0, 150.0) };
    let deposit = draw.deposits(&treatment, 28.0)[0];
    assert!((deposit.dots.coverage() - 0.074).abs() < 0.002, "coverage {}", deposit.dots.coverage());
    assert!((deposit.tau.absorption[17] - 1.2).abs() < 0.05, "tau {}", deposit.tau.absorption[17]);
    let tau_eff = draw.layer(&treatment, 28.0).absorption[17];
    assert!((tau_eff - 0.05).abs() < 0.01, "tau_eff {tau_eff}");
}

/// Customary dilutions give dL* of -3.7 to -1.6 on fair skin and -1.2 to -0.5 on deep skin; depth .2.
#[test]
fn customary_dilutions_give_customary_darkness() {
    for (melanin, fraction, least, most) in [
        (0.03, 1.0 / 7.0, -4.4, -2.7),
        (0.03, 1.0 / 31.0, -2.1, -0.9),
        (0.35, 1.0 / 7.0, -1.7, -0.7),
        (0.35, 1.0 / 31.0, -0.9, -0.2),
    ] {
        let dl = field(melanin, fraction, 0.2, 28.0).dl;
        assert!((least..=most).contains(&dl), "melanin {melanin}, f {fraction:.3}: dL* {dl:.2}");
    }
}

#[test]
fn deeper_dots_are_lighter_and_take_more_red_for_their_darkness() {
    let (shallow, deep) = (field(0.03, 1.0 / 13.0, 0.1, 28.0), field(0.03, 1.0 / 13.0, 0.5, 28.0));
    assert!(shallow.dl < 2.0 * deep.dl, "{shallow:?} against {deep:?}");
    assert!(deep.da / deep.dl > 1.5 * shallow.da / shallow.dl, "{shallow:?} against {deep:?}");
}

#[test]
fn deep_skin_hides_dots() {
    let (fair, deep) = (field(0.03, 1.0 / 13.0, 0.2, 28.0), field(0.35, 1.0 / 13.0, 0.2, 28.0));
    assert!(deep.dl > 0.5 * fair.dl, "{fair:?} against {deep:?}");
}

#[test]
fn fields_lighten_over_the_years_in_every_draw_of_fixed_size() {
    let (bare, client) = client(0.05);
    let drawn = draws(32, 3, &client, &data::healing(), &OPTIONS);
    let treatment = Treatment::single(CARBON, 1.0 / 13.0, 150.0);
    for draw in &drawn {
        let mut still = *draw;
        still.growth = 0.0;
        let at = |day: f64| contrast_on(&bare, &still, &treatment, day).dl;
        let days = [28.0, 90.0, 365.0, 3.0 * YEAR_DAYS, 10.0 * YEAR_DAYS];
        assert!(days.windows(2).all(|d| at(d[1]) > at(d[0])), "{still:?}");
        assert!(at(10.0 * YEAR_DAYS) <= 0.0);
    }
}

#[test]
fn more_pigment_is_darker_and_none_is_bare_skin() {
    assert_eq!(field(0.05, 0.0, 0.2, 28.0), Contrast::default());
    let darkness = [1.0 / 41.0, 1.0 / 20.0, 1.0 / 7.0, 0.5].map(|f| field(0.05, f, 0.2, 28.0).dl);
    assert!(darkness.windows(2).all(|d| d[1] < d[0]), "{darkness:?}");
}

#[test]
fn no_density_however_absurd_loses_pigment_or_lightens() {
    let (bare, client) = client(0.05);
    let draw = median_draw(&client, &OPTIONS);
    let dl = |density: f64| {
        let treatment = Treatment { healed_diameter_mm: Some(0.6), ..Treatment::single(CARBON, 1.0 / 13.0, density) };
        contrast_on(&bare, &draw, &treatment, 28.0).dl
    };
    let darkness = [20.0, 80.0, 200.0, 350.0, 800.0, 5000.0, 1e6].map(dl);
    assert!(darkness.windows(2).all(|d| d[1] < d[0]) && darkness.iter().all(|d| d.is_finite()), "{darkness:?}");
}

#[test]
fn tables_give_the_colors_of_the_full_computation() {
    let (bare, client) = client(0.06);
    let drawn = draws(16, 5, &client, &data::healing(), &OPTIONS);
    let outlook = Outlook::new(bare, drawn.clone());
    // Half titanium dioxide: as much scattering as absorption, and far more than that.
    let of = |mua: f64, musp: f64| Coefficients { mua_per_mm: [mua; 36], musp_per_mm: [musp; 36] };
    let (white, whiter) = (Concentrate::lasting(of(400.0, 400.0)), Concentrate::lasting(of(40.0, 800.0)));
    let all = [CARBON, white, whiter].map(|c| [1.0 / 41.0, 1.0 / 13.0, 1.0 / 4.0].map(|fraction| (c, fraction)));
    for (concentrate, fraction) in all.into_iter().flatten() {
        let treatment = Treatment::single(concentrate, fraction, 150.0);
        for (table, draw) in outlook.contrasts(&treatment, 28.0).iter().zip(&drawn) {
            let full = contrast_on(&bare, draw, &treatment, 28.0);
            for (a, b) in table.array().iter().zip(full.array()) {
                // A tenth of what is seen on fair skin.
                assert!((a - b).abs() < 0.06, "table {table:?}, in full {full:?}");
            }
        }
    }
}

#[test]
fn a_fresh_treatment_is_redder_and_darker_than_a_healed_one() {
    let (bare, client) = client(0.04);
    let outlook = Outlook::new(bare, draws(32, 1, &client, &data::healing(), &OPTIONS));
    let treatment = Treatment::single(CARBON, 1.0 / 13.0, 150.0);
    let on = |day: f64| outlook.on(std::slice::from_ref(&treatment), day).remove(0);
    let (fresh, healed) = (on(0.0), on(28.0));
    assert!(fresh.field.mean.l < healed.field.mean.l - 1.0, "{:?} against {:?}", fresh.field, healed.field);
    assert!(fresh.field.mean.a > healed.field.mean.a, "{:?} against {:?}", fresh.field, healed.field);
    // The dot itself softens: it is always darker than the field and comes closer to it.
    let softness = |on: &healtone::healing::DayOutlook| on.field.mean.l - on.dot.mean.l;
    let years = on(5.0 * YEAR_DAYS);
    assert!(
        softness(&healed) > 0.0 && softness(&years) < softness(&healed),
        "{} {}",
        softness(&healed),
        softness(&years)
    );
    let bare: LabD65 = D65::lab(&bare);
    assert!(years.field.mean.l < bare.l, "pigment never lightens skin");
}

#[test]
fn every_cause_moves_the_field_and_together_they_are_all_that_does() {
    let (bare, client) = client(0.05);
    let table = data::healing();
    let treatment = Treatment::single(CARBON, 1.0 / 13.0, 150.0);
    let at = |normals: &[f64]| contrast_on(&bare, &Draw::at(normals, &client, &table, &OPTIONS), &treatment, 28.0);
    let mut seen: Vec<usize> = Cause::ALL.iter().flat_map(|c| c.normals()).collect();
    for cause in Cause::ALL {
        let mut normals = [0.0; NORMALS];
        cause.normals().iter().for_each(|i| normals[*i] = 1.0);
        assert_ne!(at(&normals), at(&[0.0; NORMALS]), "{cause:?} does nothing");
    }
    seen.sort_unstable();
    assert_eq!(
        seen,
        (0..16).chain(19..NORMALS).collect::<Vec<_>>(),
        "each normal belongs to one cause; 16 to 18 to the target"
    );
}

#[test]
fn every_healing_figure_names_its_unit_and_source() {
    let mut table = data::healing();
    for (name, p) in table.parameters_mut() {
        assert!(data::healing_domain(name).contains(&p.median), "{name}: {p:?}");
        assert!(p.median > 0.0 && p.spread >= 1.0 && !p.unit.is_empty() && !p.source.is_empty(), "{p:?}");
    }
}

/// What is known of pigment in fair, medium and deep skin, with the figures of `predict`: the deeper it lies the lighter
/// and the greyer the field; red goes first; deep skin hides both; dots are seen close up and merge at 2 m.
#[test]
fn predictions_show_the_known_facts_on_fair_medium_and_deep_skin() {
    let carbon = healtone::pigment::reference().pigment("generic-carbon-mid").unwrap();
    let mut darkness = Vec::new();
    for reference in data::reference_skins() {
        let on = |depth_mm: Option<f64>| {
            let lab = Estimate { mean: lab_from(reference.lab_d65), cov: [[0.0; 3]; 3] };
            let skin = skin_from_instrument(lab, data::healing().surface_light.median, &mut Vec::new());
            let options = PredictOptions {
                dilution: "1+12".parse().unwrap(),
                density_per_cm2: None,
                dot_mm: None,
                depth_mm,
                days: vec![28.0, 1825.0],
                seed: 1,
                healing: data::healing(),
            };
            predict(carbon, skin, &options).unwrap()
        };
        let contrast = |depth_mm: f64| on(Some(depth_mm)).predicted[0].contrast.mean;
        let depths = [0.1, 0.2, 0.3, 0.45].map(contrast);
        eprintln!("{}: {:?}", reference.name, depths.map(|c| c.array().map(|v| (v * 10.0).round() / 10.0)));
        assert!(depths.windows(2).all(|d| d[1].dl > d[0].dl), "deeper is lighter");
        // Of what is seen, more is colour and less is darkness the deeper it lies.
        let of_darkness = depths.map(|c| healtone::math::hypot(c.da, c.db) / -c.dl);
        assert!(of_darkness.windows(2).all(|d| d[1] > d[0]), "deeper is greyer: {of_darkness:?}");
        let chroma = |c: Contrast| {
            let [_, a, b] = reference.lab_d65;
            healtone::math::hypot(a + c.da, b + c.db) - healtone::math::hypot(a, b)
        };
        assert!(depths.iter().all(|c| chroma(*c) < -0.5), "pigment greys skin");
        let share = |v: f64, of: f64| -v / of;
        let deep = depths[2];
        assert!(share(deep.da, reference.lab_d65[1]) > share(deep.db, reference.lab_d65[2]), "red goes first");
        let usual = on(None);
        let [near, table, room] = usual.predicted[0].dot_stands_out;
        eprintln!("{}: a dot stands out by {near:.1} at 0.3 m, {table:.1} at 1 m, {room:.1} at 2 m", reference.name);
        // On deep skin they are just about seen.
        assert!(near > if reference.name == "deep" { 0.8 } else { 2.0 } && room < 0.5 && table < 0.4 * near);
        assert!(usual.predicted[1].contrast.mean.dl > usual.predicted[0].contrast.mean.dl, "it fades");
        darkness.push(usual.predicted[0].contrast.mean);
    }
    assert!(
        darkness.windows(2).all(|d| d[1].dl > d[0].dl && d[1].de_ab() < d[0].de_ab()),
        "deep skin hides: {darkness:?}"
    );
}

/// What was done session by session, each with its own cup, is the same treatment as one that was planned in one go.
#[test]
fn sessions_that_were_done_look_like_the_same_sessions_planned() {
    let (bare, client) = client(0.06);
    let days = [(0.0, 45.0, 0.7), (28.0, 60.0, 1.0), (70.0, 45.0, 1.3)];
    let session = |(day, density_per_cm2, strength)| Session { day, density_per_cm2, strength };
    let planned = Treatment { sessions: days.map(session).to_vec(), ..Treatment::single(CARBON, 0.05, 150.0) };
    let past = days.map(|(day, density_per_cm2, strength)| PastSession {
        day,
        density_per_cm2,
        concentrate: CARBON,
        fraction: 0.05 * strength,
        healed_diameter_mm: None,
    });
    let done = Treatment::of_past(&past).unwrap();
    let drawn = draws(8, 3, &client, &data::healing(), &OPTIONS);
    let outlook = Outlook::new(bare, drawn.clone());
    for day in [28.0, 365.0] {
        let [planned_fields, done_fields] = [&planned, &done].map(|t| outlook.contrasts(t, day));
        for (i, draw) in drawn.iter().enumerate() {
            assert!(planned_fields[i].beyond(done_fields[i]).de_ab() < 1e-9);
            let exact = contrast_on(&bare, draw, &done, day);
            assert!(contrast_on(&bare, draw, &planned, day).beyond(exact).de_ab() < 1e-9);
            assert!(exact.beyond(done_fields[i]).de_ab() < 0.02, "tables follow the optics");
        }
    }
    // To stop is to look at the same dots later.
    let stop = Treatment { before: past.to_vec(), fraction: 0.0, ..Treatment::single(Concentrate::NONE, 0.0, 0.0) };
    let stop = Treatment { sessions: vec![session((98.0, 45.0, 1.0))], ..stop };
    let [stopped, later] = [(&stop, 28.0), (&done, 56.0)].map(|(t, day)| contrast_on(&bare, &drawn[0], t, day));
    // Dots that are never set still take room between those that are there.
    assert!(stopped.beyond(later).de_ab() < 0.05, "{stopped:?} {later:?}");
    assert_eq!(Treatment::of_past(&[]), None);
}
