//! What a quiz asks the simulation for: cases drawn from a seed, and what a trainer left open filled in.

use crate::math::Random;
use crate::pigment::{Dilution, reference};
use crate::simulate::{ClientKind, HairColour, Mistake, RecipeOptions, SimulateOptions};

/// Lightness of the skins that a quiz covers evenly.
const SKIN_L: (f64, f64) = (30.0, 70.0);

/// Below this lightness of the skin, hair is dark or grey.
const DEEP_L: f64 = 45.0;

/// Hair as often as it is asked about in a quiz; white is there for what no pigment can match.
const HAIR: [HairColour; 7] = [
    HairColour::Black,
    HairColour::DarkBrown,
    HairColour::Brown,
    HairColour::DarkBrown,
    HairColour::Blond,
    HairColour::Grey,
    HairColour::White,
];
const HAIR_ON_DEEP_SKIN: [HairColour; 4] =
    [HairColour::Black, HairColour::DarkBrown, HairColour::Black, HairColour::Grey];

/// Lights of treatment rooms that a photo may be taken under.
const LIGHTS: [&str; 5] = ["D50", "D55", "D65", "LED-B4", "LED-B5"];

/// The chart that practice photos hold: small enough to lie beside a head.
const QUIZ_CHART: &str = "colorchecker-mini";

/// Days after the session of a follow-up that comes too early.
const TOO_EARLY_DAY: f64 = 5.0;

/// What a trainer asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuizOptions {
    /// Of everything that is drawn.
    pub seed: u64,
    /// Number of cases, 1 to [`MOST_CASES`](super::MOST_CASES).
    pub count: usize,
    /// Size of each photo in megapixels.
    pub megapixels: f64,
}

/// The cases of a quiz: skins spread evenly from deep to fair, hair that grows on such skins, and one photo in about five
/// with a mistake.
#[must_use]
pub fn plan(options: &QuizOptions) -> Vec<SimulateOptions> {
    let count = options.count;
    let mut random = Random::part(options.seed, 0);
    let width = (SKIN_L.1 - SKIN_L.0) / count as f64;
    let mut skins: Vec<f64> = (0..count).map(|i| SKIN_L.0 + width * (i as f64 + random.uniform())).collect();
    shuffle(&mut skins, &mut random);
    let unfit = match count {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => (count / 6 + random.below(2)).max(1),
    };
    let (mut mistakes, mut places) = (Mistake::ALL, (0..count).collect::<Vec<usize>>());
    shuffle(&mut mistakes, &mut random);
    shuffle(&mut places, &mut random);
    let (mut hair, mut hair_on_deep) = (HAIR, HAIR_ON_DEEP_SKIN);
    shuffle(&mut hair, &mut random);
    shuffle(&mut hair_on_deep, &mut random);
    let one = |(i, skin_l): (usize, f64)| {
        let place = places.iter().position(|p| *p == i).filter(|place| *place < unfit);
        let bag: &[HairColour] = if skin_l < DEEP_L { &hair_on_deep } else { &hair };
        SimulateOptions {
            megapixels: options.megapixels,
            skin_l: Some(skin_l),
            hair: Some(bag[i % bag.len()]),
            mistakes: place.map(|place| mistakes[place % mistakes.len()]).into_iter().collect(),
            ..SimulateOptions::new(Random::part(options.seed, 1 + i as u64).bits())
        }
    };
    skins.into_iter().enumerate().map(one).collect()
}

/// A plan with what a quiz asks of every case: a shaved client, white light, a chart, a JPEG; an early follow-up has a
/// treatment to follow.
pub(super) fn completed(plan: &SimulateOptions) -> SimulateOptions {
    let mut plan = plan.clone();
    let has = |mistake| plan.mistakes.contains(&mistake);
    let (early, lit, chartless) = (has(Mistake::TooEarly), has(Mistake::Tungsten), has(Mistake::NoChart));
    let mut random = Random::part(plan.seed, 0);
    let light = (*random.pick(&LIGHTS)).to_owned();
    let treated = early || plan.follow_up_day().is_some();
    plan.client = plan.client.or(Some(if treated { ClientKind::Treated } else { ClientKind::Shaved }));
    plan.light = plan.light.or_else(|| (!lit).then_some(light));
    plan.chart = plan.chart.or_else(|| (!chartless).then(|| QUIZ_CHART.to_owned()));
    plan.quality = plan.quality.or(Some(92));
    plan.display_p3 = plan.display_p3.or(Some(false));
    if early && !plan.sessions.is_empty() {
        plan.days_since = plan.days_since.or(Some(TOO_EARLY_DAY));
    } else if early && plan.recipe.is_none() {
        plan.recipe = super::usable(reference()).first().map(|pigment| RecipeOptions {
            pigments: vec![(pigment.id.clone(), 1.0)],
            dilution: pigment.dilution_steps().first().copied().unwrap_or(Dilution::UNDILUTED),
            day: TOO_EARLY_DAY,
            density_per_cm2: None,
            dot_mm: None,
        });
    }
    plan
}

/// The chart that the sheet names: of a photo without one, the one that should have been there.
pub(super) fn named_chart(plan: &SimulateOptions) -> String {
    plan.chart.clone().unwrap_or_else(|| QUIZ_CHART.to_owned())
}

fn shuffle<T>(list: &mut [T], random: &mut Random) {
    for i in (1..list.len()).rev() {
        list.swap(i, random.below(i + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::super::MOST_CASES;
    use super::*;
    use crate::pigment::HEALED_DAY;
    use crate::simulate::{SessionOptions, Setting};

    const OPTIONS: QuizOptions = QuizOptions { seed: 7, count: 6, megapixels: 1.0 };

    #[test]
    fn plans_cover_the_skins_and_hold_one_or_two_mistakes() {
        for seed in 0..40 {
            let plans = plan(&QuizOptions { seed, ..OPTIONS });
            let mut skins: Vec<f64> = plans.iter().filter_map(|p| p.skin_l).collect();
            skins.sort_by(f64::total_cmp);
            assert!(skins.len() == 6 && skins[0] < 37.0 && skins[5] > 63.0, "{skins:?}");
            let unfit = plans.iter().filter(|p| !p.mistakes.is_empty()).count();
            assert!([1, 2].contains(&unfit), "{unfit}");
            let mut seeds: Vec<u64> = plans.iter().map(|p| p.seed).collect();
            seeds.sort_unstable();
            seeds.dedup();
            assert_eq!(seeds.len(), 6, "no two cases are drawn alike");
        }
        assert_eq!(plan(&OPTIONS), plan(&OPTIONS));
        assert_ne!(plan(&OPTIONS), plan(&QuizOptions { seed: 8, ..OPTIONS }));
        for count in 1..=MOST_CASES {
            assert_eq!(plan(&QuizOptions { count, ..OPTIONS }).len(), count);
        }
    }

    #[test]
    fn plans_are_completed_without_contradictions() {
        let with = |mistakes: Vec<Mistake>| completed(&SimulateOptions { mistakes, ..SimulateOptions::new(3) });
        let fit = with(Vec::new());
        assert!(fit.light.is_some() && fit.chart.is_some() && fit.recipe.is_none());
        assert_eq!(fit.client, Some(ClientKind::Shaved));
        assert_eq!(with(vec![Mistake::Tungsten]).light, None, "the mistake brings its own lamp");
        assert_eq!(with(vec![Mistake::NoChart]).chart, None);
        let early = with(vec![Mistake::TooEarly]);
        assert_eq!((early.client, early.recipe.unwrap().day), (Some(ClientKind::Treated), TOO_EARLY_DAY));
        let session = SessionOptions {
            day: 0.0,
            density_per_cm2: 45.0,
            pigments: vec![("generic-carbon-mid".to_owned(), 1.0)],
            dilution: Dilution::UNDILUTED,
            dot_mm: None,
        };
        let told = |mistakes: Vec<Mistake>| {
            let plan = SimulateOptions { sessions: vec![session.clone()], mistakes, ..SimulateOptions::new(3) };
            let plan = completed(&plan);
            (plan.client, plan.recipe.clone(), plan.follow_up_day())
        };
        assert_eq!(told(Vec::new()), (Some(ClientKind::Treated), None, Some(HEALED_DAY)));
        assert_eq!(told(vec![Mistake::TooEarly]), (Some(ClientKind::Treated), None, Some(TOO_EARLY_DAY)));
        let wished =
            SimulateOptions { light: Some("D75".to_owned()), setting: Setting::Hard, ..SimulateOptions::new(3) };
        assert_eq!(completed(&wished).light.as_deref(), Some("D75"));
    }
}
