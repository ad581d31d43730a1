//! The healed fields of one plan on one day in every draw, ready for any pigment: what thousands of candidates share is
//! computed once.

use super::pigment_draw::{PigmentDraw, SessionDots};
use super::{Concentrate, Course, Outlook, days_from_first};
use crate::color::Contrast;
use crate::skin::{PigmentDepths, PlacedDots};

/// The dots of a plan on a day in every draw.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    outlook: &'a Outlook,
    /// For each draw the dots of each session.
    dots: Vec<Vec<(SessionDots, PlacedDots)>>,
    /// For each draw the layer that stands for what was in its skin before.
    before: Vec<PigmentDepths>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(outlook: &'a Outlook, course: &Course<'_>, day: f64) -> Self {
        let days = days_from_first(course.sessions, day);
        let each = outlook.draws().iter().map(|draw| {
            let new: Vec<SessionDots> = draw.session_dots(course, day).collect();
            let past: Vec<_> = draw.past_dots(course, day).collect();
            // All of them keep out of each other's way.
            let covers = new.iter().chain(past.iter().map(|(dots, _)| dots)).map(|session| session.dots.coverage());
            let cover: f64 = covers.sum();
            let mut done = PigmentDepths::NONE;
            for (session, pigment) in &past {
                session.dots.among(cover).add_to(&mut done, &pigment.axial_depths(session));
            }
            let before = done.times(draw.dot_model_factor).with(&draw.old_layer(days));
            (new.into_iter().map(|session| (session, session.dots.among(cover))).collect(), before)
        });
        let (dots, before) = each.unzip();
        Self { outlook, dots, before }
    }

    /// Field minus bare skin in every draw with this concentrate, diluted to a volume fraction.
    #[must_use]
    pub fn contrasts(&self, concentrate: &Concentrate, fraction: f64) -> Vec<Contrast> {
        self.contrasts_of(self.dots.len(), concentrate, fraction)
    }

    /// The same in the first few draws.
    #[must_use]
    pub fn contrasts_of(&self, draws: usize, concentrate: &Concentrate, fraction: f64) -> Vec<Contrast> {
        let contrast = |(i, sessions): (usize, &Vec<(SessionDots, PlacedDots)>)| {
            let draw = &self.outlook.draws()[i];
            let pigment = PigmentDraw::of(draw, concentrate, fraction);
            let mut layer = PigmentDepths::NONE;
            for (session, placed) in sessions {
                placed.add_to(&mut layer, &pigment.axial_depths(session));
            }
            self.outlook.healed_contrast(i, &layer.times(draw.dot_model_factor).with(&self.before[i]))
        };
        self.dots.iter().take(draws).enumerate().map(contrast).collect()
    }
}
