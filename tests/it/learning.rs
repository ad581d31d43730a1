//! What healed photos teach of a client, against truths that are known and against brute force.

use healtone::color::{Contrast, D65, Estimate, Spectrum, lab_from};
use healtone::consult::{ClientRecord, Decision, Next, Progress, TreatmentOptions, next};
use healtone::data;
use healtone::healing::{
    Concentrate, Draw, DrawOptions, HEALED_DAY, NORMALS, PastSession, Treatment, contrast_on, draws,
};
use healtone::learning::{DotsSeen, Evidence, Known, SeenTogether, Taught, learn, taught};
use healtone::matching::Target;
use healtone::math::{Matrix3, exp, ln, mean_sd};
use healtone::measure::skin_from_instrument;
use healtone::pigment::{Pigment, reference};

const OPTIONS: DrawOptions = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.03 };
const CARBON: Concentrate = Concentrate::absorbing([800.0; 36]);
const COUNT: usize = 128;

/// A client and a truth of his that lies off the median.
struct Client {
    record: ClientRecord,
    truth: Draw,
}

impl Client {
    /// Medium skin and stubble that is this much darker; the truth at the median but for some normals.
    fn new(target: [f64; 3], moved: &[(usize, f64)]) -> Self {
        let lab = Estimate { mean: lab_from::<D65>([55.0, 12.0, 19.0]), cov: diagonal(0.1) };
        let skin = skin_from_instrument(lab, data::healing().surface_light.median, &mut Vec::new());
        let [dl, da, db] = target;
        let contrast = Estimate { mean: Contrast { dl, da, db }, cov: diagonal(0.4) };
        let target = Target::of_reading(contrast, skin.lab.mean, skin.spectrum.spectrum);
        let mut normals = [0.0; NORMALS];
        moved.iter().for_each(|(i, z)| normals[*i] = *z);
        let truth = Draw::at(&normals, &skin.client, &data::healing(), &OPTIONS);
        Self { record: ClientRecord { skin, target, old_work: None, density_per_cm2: 150.0 }, truth }
    }

    fn bare(&self) -> &Spectrum {
        &self.record.skin.spectrum.spectrum
    }

    fn learnt(&self, seen: &[Evidence]) -> (Vec<Draw>, Target, f64) {
        let (table, record) = (data::healing(), &self.record);
        let known = Known {
            bare: self.bare(),
            client: &record.skin.client,
            table: &table,
            options: &OPTIONS,
            target: &record.target,
            old_work: record.old_work,
        };
        let posterior = learn(&known, seen, &data::learning().posterior, COUNT, 5);
        (posterior.draws, posterior.target, posterior.effective_draws)
    }

    /// The field of the truth as a photo without error would show it.
    fn field(&self, done: &[PastSession]) -> Contrast {
        contrast_on(self.bare(), &self.truth, &Treatment::of_past(done).unwrap(), HEALED_DAY)
    }

    /// A photo that is off by `sd` per axis, and happens to be right.
    fn photo(&self, done: &[PastSession], sd: f64) -> Evidence {
        let (done, field_cov) = (done.to_vec(), diagonal(sd * sd));
        Evidence { field: self.field(&done), done, day: HEALED_DAY, field_cov, together: None, dots: None }
    }

    fn taught(&self, seen: &[Evidence]) -> Vec<Taught> {
        let done = Treatment::of_past(&seen.last().unwrap().done).unwrap();
        let (before, after) = (self.learnt(&[]).0, self.learnt(seen).0);
        taught(&before, &after, &data::healing(), &done, HEALED_DAY)
    }
}

fn diagonal(value: f64) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { value } else { 0.0 }))
}

fn session(day: f64, density_per_cm2: f64, fraction: f64) -> PastSession {
    PastSession { day, density_per_cm2, concentrate: CARBON, fraction, healed_diameter_mm: None }
}

fn two_sessions() -> [PastSession; 2] {
    [session(0.0, 45.0, 0.05), session(28.0, 60.0, 0.05)]
}

const TARGET: [f64; 3] = [-2.2, -1.5, -1.5];

/// The normal of the fluid that the hand leaves per dot, and of the depth.
const HAND: usize = 0;
const DEPTH: usize = 1;

#[test]
fn without_a_photo_nothing_is_learnt() {
    let client = Client::new(TARGET, &[]);
    let (learnt, target, effective) = client.learnt(&[]);
    let prior = draws(COUNT, 5, &client.record.skin.client, &data::healing(), &OPTIONS);
    assert!(learnt.iter().zip(&prior).all(|(a, b)| a.dot_volume_nl == b.dot_volume_nl && a.depth_mm == b.depth_mm));
    assert!(effective == 128.0);
    let moved = target.contrast.mean.beyond(client.record.target.contrast.mean);
    assert!(moved.de_ab() < 0.05, "{moved:?}");
}

#[test]
fn a_field_teaches_its_optical_depth_and_hardly_what_makes_it_up() {
    // A hand that leaves three times the fluid.
    let client = Client::new(TARGET, &[(HAND, 1.4)]);
    let done = two_sessions();
    let seen = [client.photo(&done[..1], 0.3), client.photo(&done, 0.3)];
    let lines = client.taught(&seen);
    for line in &lines {
        eprintln!(
            "{}: {:?} -> {:?}, {:.0} %",
            line.name,
            line.before.array(),
            line.after.array(),
            100.0 * line.learnt()
        );
    }
    let truth = client.truth.layer(&Treatment::of_past(&done).unwrap(), HEALED_DAY).absorption[17];
    let (depth_of_field, dose, depth) = (&lines[0], &lines[1], &lines[2]);
    assert!(depth_of_field.learnt() > 0.5 && depth_of_field.after.holds(truth), "{truth}");
    assert!(depth_of_field.is_learnt() && !depth_of_field.before.holds(f64::INFINITY));
    let true_dose = client.truth.dose(&data::healing());
    assert!(dose.after.holds(true_dose) && dose.after.value > 1.3 * dose.before.value, "{true_dose}");
    assert!(depth.learnt() < 0.5 && depth.after.holds(client.truth.depth_mm));
    assert!(dose.learnt() < depth_of_field.learnt() && depth.learnt() < depth_of_field.learnt());
}

#[test]
fn what_is_learnt_is_what_brute_force_finds() {
    let client = Client::new(TARGET, &[(HAND, -0.8), (DEPTH, 0.7)]);
    let done = two_sessions();
    let seen = [client.photo(&done, 0.35)];
    let (drawn, _, effective) = client.learnt(&seen);
    assert!(effective >= 100.0, "{effective}");
    let table = data::healing();
    let policy = data::learning().posterior;
    let treatment = Treatment::of_past(&done).unwrap();
    let prior = draws(20_000, 11, &client.record.skin.client, &table, &OPTIONS);
    let sd2 = 0.35 * 0.35 + policy.model_sd * policy.model_sd;
    let weights: Vec<f64> = prior
        .iter()
        .map(|draw| {
            let off = contrast_on(client.bare(), draw, &treatment, HEALED_DAY).beyond(seen[0].field).de_ab();
            exp(-0.5 * off * off / sd2)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    for (name, of) in [
        ("dose", (|d, t| ln(d.dose(t))) as fn(&Draw, &data::HealingTable) -> f64),
        ("depth", |d, _| ln(d.depth_mm)),
        ("diameter", |d, _| ln(d.diameter_factor)),
    ] {
        let mean = prior.iter().zip(&weights).map(|(d, w)| w * of(d, &table)).sum::<f64>() / sum;
        let variance =
            prior.iter().zip(&weights).map(|(d, w)| w * (of(d, &table) - mean) * (of(d, &table) - mean)).sum::<f64>()
                / sum;
        let sample: Vec<f64> = drawn.iter().map(|d| of(d, &table)).collect();
        let (ours, sd) = mean_sd(&sample);
        eprintln!("{name}: brute force {mean:.3} +- {:.3}, ours {ours:.3} +- {sd:.3}", variance.sqrt());
        assert!((ours - mean).abs() < 0.25 * variance.sqrt(), "{name}: {ours} against {mean}");
        assert!((sd / variance.sqrt() - 1.0).abs() < 0.2, "{name}: {sd} against {}", variance.sqrt());
    }
}

#[test]
fn what_two_regions_of_a_photo_share_drops_out_of_their_difference() {
    let client = Client::new(TARGET, &[(HAND, 0.5)]);
    let done = two_sessions();
    let together = |shared: f64| SeenTogether {
        stubble: client.record.target.contrast.mean,
        stubble_cov: diagonal(0.2),
        shared_cov: diagonal(shared),
    };
    // How far field minus target is known, from photos that are each off by as much.
    let gap_sd = |shared: f64| {
        let evidence = Evidence { together: Some(together(shared)), ..client.photo(&done, 0.2_f64.sqrt()) };
        let (drawn, target, _) = client.learnt(&[evidence]);
        let treatment = Treatment::of_past(&done).unwrap();
        let gaps: Vec<f64> = drawn
            .iter()
            .map(|draw| {
                let field = contrast_on(client.bare(), draw, &treatment, HEALED_DAY).on(target.skin);
                field.l - target.drawn(draw.target).l
            })
            .collect();
        mean_sd(&gaps).1
    };
    let (apart, shared) = (gap_sd(0.0), gap_sd(0.17));
    assert!(shared < 0.75 * apart, "{shared} {apart}");
}

#[test]
fn the_stubble_seen_again_makes_the_target_surer() {
    let client = Client::new(TARGET, &[]);
    let done = two_sessions();
    let stubble = Contrast { dl: -2.8, da: -1.5, db: -1.5 };
    let together = SeenTogether { stubble, stubble_cov: diagonal(0.2), shared_cov: diagonal(0.05) };
    let (drawn, target, _) = client.learnt(&[Evidence { together: Some(together), ..client.photo(&done, 0.3) }]);
    let (before, after) = (client.record.target.contrast, target.contrast);
    assert!(after.cov[0][0] < 0.6 * before.cov[0][0]);
    assert!(after.mean.dl < -2.4 && after.mean.dl > -2.8, "between what was seen then and now: {}", after.mean.dl);
    // Draws tell their own targets as off from that mean.
    let targets: Vec<f64> = drawn.iter().map(|d| target.drawn(d.target).l - target.skin.l).collect();
    assert!((mean_sd(&targets).0 - after.mean.dl).abs() < 1e-6);
}

#[test]
fn a_close_up_teaches_how_deep_dots_lie_and_how_wide_they_are() {
    let client = Client::new(TARGET, &[(DEPTH, 0.8)]);
    let done = two_sessions();
    let treatment = Treatment::of_past(&done).unwrap();
    let skin = healtone::healing::HealedSkin::new(client.bare(), &client.truth);
    let (middle_dl, width_mm) = skin.dot(&treatment, HEALED_DAY).unwrap();
    assert!(middle_dl < 0.0 && width_mm > 0.22, "{middle_dl} {width_mm}");
    let dots = DotsSeen { width_mm, width_ln_sd: 0.1, middle_dl: Some(middle_dl), middle_sd: 0.5 };
    let field = client.photo(&done, 0.3);
    let without = client.taught(std::slice::from_ref(&field));
    let with = client.taught(&[Evidence { dots: Some(dots), ..field }]);
    let depth = |lines: &[Taught]| lines[2];
    assert!(depth(&with).learnt() > depth(&without).learnt() + 0.2, "{:?} {:?}", depth(&with), depth(&without));
    assert!(depth(&with).after.holds(client.truth.depth_mm));
}

fn advised(client: &Client, done: &[PastSession], sd: f64) -> Next {
    let seen: Vec<Evidence> = (1..=done.len()).map(|n| client.photo(&done[..n], sd)).collect();
    let today = done.last().map_or(0.0, |s| s.day + HEALED_DAY);
    let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
    next(&client.record, &Progress { done: done.to_vec(), seen, today }, &pigments, &TreatmentOptions::default())
        .unwrap()
}

/// Fraction of concentrate in the cup of the next session.
fn next_fraction(next: &Next) -> f64 {
    next.plan[0].recipe.dilution.fraction()
}

#[test]
fn a_heavy_hand_is_followed_by_a_lighter_mix() {
    let done = two_sessions();
    let [light, as_expected, heavy] =
        [-1.2, 0.0, 2.0].map(|z| advised(&Client::new(TARGET, &[(HAND, z)]), &done[..1], 0.15));
    let fractions = [&light, &as_expected, &heavy].map(next_fraction);
    assert!(fractions[0] > fractions[1] && fractions[1] > fractions[2], "{fractions:?}");
    assert!(heavy.in_skin.contrast.mean.dl < light.in_skin.contrast.mean.dl);
    let [first, second] = [&as_expected.plan[0].session, &as_expected.plan[1].session];
    assert_eq!([first.session, second.session], [2, 3]);
    assert!(first.day >= 28.0 && second.day >= first.day + 28.0);
}

#[test]
fn what_is_reached_is_left_as_it_is() {
    // The third session made the field what was wanted.
    let done = [session(0.0, 45.0, 0.05), session(28.0, 60.0, 0.05), session(56.0, 45.0, 0.05)];
    let there = Client::new(TARGET, &[]).field(&done).array();
    let reached = advised(&Client::new(there, &[]), &done, 0.15);
    assert_eq!(reached.decision, Decision::Stop);
    assert!(reached.plan.is_empty() && reached.recommendations[0].recipe.pigments.is_empty());
    assert!(reached.in_skin.de00.median < 1.1, "{:?}", reached.in_skin.de00);
    // What has not taken is touched up.
    let faint = advised(&Client::new([-4.0, -2.5, -2.5], &[(HAND, -1.5)]), &done, 0.15);
    assert_eq!((faint.decision, faint.plan.len()), (Decision::Treat, 1));
    assert_eq!(faint.plan[0].session.session, 4);
    // What is too dark cannot be made lighter.
    let dark = advised(&Client::new([-0.8, -0.5, -0.5], &[(HAND, 1.5)]), &done[..2], 0.15);
    assert_eq!(dark.decision, Decision::Stop);
    assert!(dark.in_skin.contrast.mean.dl < -1.0);
}

#[test]
fn the_same_photos_teach_the_same() {
    let client = Client::new(TARGET, &[(HAND, 0.5)]);
    let seen = [client.photo(&two_sessions(), 0.3)];
    let [first, again] = [0, 1].map(|_| client.learnt(&seen).0);
    assert_eq!(first, again);
}
