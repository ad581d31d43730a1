//! The healed fields of one plan on one day in every draw, ready for any pigment: what thousands of candidates share is
//! computed once.

use super::pigment_draw::{PigmentDraw, SessionDots};
use super::{Concentrate, Outlook, Session, days_from_first};
use crate::color::Contrast;
use crate::skin::{PigmentDepths, PlacedDots};

/// The dots of a plan on a day in every draw.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    outlook: &'a Outlook,
    /// For each draw the dots of each session.
    dots: Vec<Vec<(SessionDots, PlacedDots)>>,
    /// For each draw what was in its skin before.
    old: Vec<PigmentDepths>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(outlook: &'a Outlook, sessions: &[Session], healed_diameter_mm: Option<f64>, day: f64) -> Self {
        let dots = outlook.draws().iter().map(|draw| {
            let each: Vec<SessionDots> = draw.session_dots(sessions, healed_diameter_mm, day).collect();
            let cover: f64 = each.iter().map(|session| session.dots.coverage()).sum();
            each.into_iter().map(|session| (session, session.dots.among(cover))).collect()
        });
        let days = days_from_first(sessions, day);
        let old = outlook.draws().iter().map(|draw| draw.old_layer(days)).collect();
        Self { outlook, dots: dots.collect(), old }
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
            self.outlook.healed_contrast(i, &layer.times(draw.dot_model_factor).with(&self.old[i]))
        };
        self.dots.iter().take(draws).enumerate().map(contrast).collect()
    }
}
