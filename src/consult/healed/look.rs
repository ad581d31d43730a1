//! A treatment on a day as a screen shows it: the light of its field, and of its dots.

use crate::color::screen_light;
use crate::consult::Prospect;
use crate::healing::{DayOutlook, Draw, Treatment};
use crate::render::{Cover, DotKind, FieldLight};

/// Dots per cm2 of all sessions.
pub(super) fn density_per_cm2(treatment: &Treatment) -> f64 {
    let before = treatment.before.iter().map(|session| session.density_per_cm2);
    before.chain(treatment.sessions.iter().map(|session| session.density_per_cm2)).sum()
}

impl Prospect {
    /// The field of a treatment on a day, and its dots.
    ///
    /// ```text
    /// field_c = F_c/B_c                  F: mean field over all draws, B: the place before
    /// dot_c   = (F_c - D_c)/B_c          D: mean middle of a dot of the last session
    /// width   = mean width of such a dot at half its contrast
    /// ```
    ///
    /// Dots of other sessions are to those of the last as they are in `draw`, in contrast and in width. Skin between dots is
    /// never lighter than the place before.
    pub(super) fn look(&self, treatment: &Treatment, draw: &Draw, on: &DayOutlook) -> FieldLight {
        if treatment.is_none() {
            return FieldLight { field: [1.0; 3], kinds: Vec::new() };
        }
        let has_old_work = self.outlook.has_old_work();
        let before = if has_old_work { self.outlook.lab_as_it_is(&[], 0.0) } else { self.outlook.bare_lab() };
        let [before, mean, middle] = [before, on.field.mean, on.dot.mean].map(screen_light);
        let field = [0, 1, 2].map(|c| mean[c] / before[c]);
        let last = [0, 1, 2].map(|c| ((mean[c] - middle[c]) / before[c]).max(0.0));
        let covers = Cover::of_treatments(&draw.skin_on(on.day), &[(treatment, draw, on.day)]);
        let kinds =
            covers.iter().map(|cover| like_the_last(cover, covers.last().unwrap_or(cover), last, on.dot_width_mm));
        let mut kinds: Vec<DotKind> = kinds.collect();
        for (c, field) in field.iter().enumerate() {
            let taken: f64 = kinds.iter().map(|kind| kind.dot[c] * kind.mean_sum()).sum();
            let room = (1.0 - field).max(0.0);
            if taken > room {
                kinds.iter_mut().for_each(|kind| kind.dot[c] *= room / taken);
            }
        }
        FieldLight { field, kinds }
    }
}

/// The dots of a session, from those of the last one.
fn like_the_last(cover: &Cover, of_last: &Cover, last: [f64; 3], last_mm: f64) -> DotKind {
    let contrast = |cover: &Cover| cover.dot.iter().sum::<f64>();
    let share = if contrast(of_last) > 0.0 { contrast(cover) / contrast(of_last) } else { 1.0 };
    DotKind {
        dot: last.map(|dot| dot * share),
        width_mm: last_mm * cover.width_mm / of_last.width_mm,
        density_per_cm2: cover.density_per_cm2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::LabD65;
    use crate::consult::{LabWhite, Readings, TreatmentOptions, consult_with_prospect, measurement_from_readings};
    use crate::healing::Concentrate;
    use crate::pigment::{Pigment, reference};

    fn prospect(old_work: Option<[f64; 3]>) -> Prospect {
        let readings = Readings {
            skin: [62.0, 11.0, 16.0],
            hair: Some([58.0, 8.5, 13.2]),
            shaft: None,
            old_work,
            white: LabWhite::D65Two,
            sd: 0.4,
            surface_light: None,
        };
        let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
        let options = TreatmentOptions::default();
        let asked = consult_with_prospect(measurement_from_readings(&readings), &pigments, Vec::new(), &options);
        asked.unwrap().1.unwrap()
    }

    fn look_on(prospect: &Prospect, treatment: &Treatment, day: f64) -> (FieldLight, DayOutlook) {
        let on = prospect.outlook.on(std::slice::from_ref(treatment), day).remove(0);
        (prospect.look(treatment, prospect.outlook.typical(treatment, 28.0), &on), on)
    }

    fn over(light: LabD65, before: LabD65) -> [f64; 3] {
        let [light, before] = [light, before].map(screen_light);
        [0, 1, 2].map(|c| light[c] / before[c])
    }

    #[test]
    fn field_dot_and_width_are_those_predicted() {
        let prospect = prospect(None);
        let treatment = &prospect.treatments[0];
        for day in [0.0, 7.0, 28.0, 365.0, 1825.0] {
            let (look, on) = look_on(&prospect, treatment, day);
            let bare = prospect.outlook.bare_lab();
            let (field, middle) = (over(on.field.mean, bare), over(on.dot.mean, bare));
            let last = look.kinds.last().unwrap();
            assert_eq!(last.width_mm, on.dot_width_mm);
            for (c, field) in field.into_iter().enumerate() {
                approx::assert_abs_diff_eq!(look.field[c], field, epsilon = 1e-12);
                approx::assert_abs_diff_eq!(look.field[c] - last.dot[c], middle[c], epsilon = 1e-9);
            }
            approx::assert_abs_diff_eq!(
                look.kinds.iter().map(|kind| kind.density_per_cm2).sum::<f64>(),
                density_per_cm2(treatment),
                epsilon = 1e-9
            );
        }
    }

    #[test]
    fn dots_shrink_while_they_heal_then_spread_and_fade() {
        let prospect = prospect(None);
        let last = |day: f64| *look_on(&prospect, &prospect.treatments[0], day).0.kinds.last().unwrap();
        let [fresh, healed, old] = [0.0, 28.0, 1825.0].map(last);
        assert!(fresh.width_mm > 1.15 * healed.width_mm && old.width_mm > 1.05 * healed.width_mm);
        assert!(old.dot[1] < 0.7 * healed.dot[1], "{old:?} {healed:?}");
    }

    #[test]
    fn nothing_set_changes_nothing() {
        let prospect = prospect(None);
        let stop = Treatment { concentrate: Concentrate::NONE, fraction: 0.0, ..prospect.treatments[0].clone() };
        assert_eq!(look_on(&prospect, &stop, 0.0).0, FieldLight { field: [1.0; 3], kinds: Vec::new() });
    }

    #[test]
    fn old_work_is_in_the_photo_already() {
        let old = [60.5, 9.9, 14.6];
        let prospect = prospect(Some(old));
        let (look, on) = look_on(&prospect, &prospect.treatments[0], 28.0);
        let field = over(on.field.mean, LabD65::new(old[0], old[1], old[2]));
        for (seen, wanted) in look.field.iter().zip(field) {
            approx::assert_abs_diff_eq!(*seen, wanted, epsilon = 0.01);
        }
    }
}
