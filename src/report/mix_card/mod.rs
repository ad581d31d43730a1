//! The card for the trolley: what fills the cup of each session, on a slip of A6 that is read at arm's length and in
//! black and white.

mod cup;
mod html;
mod pen;
mod svg;
mod text;
mod vessel;

pub use html::html;
pub(super) use svg::inline;
pub use svg::svg;
pub use text::text;

use super::markup::one_line;
use crate::consult::{Consultation, SessionRecipe};
use crate::diagnostic::Diagnostic;
use crate::matching::{Recipe, Verdict};
use crate::math::NINETY;
use crate::pigment::Date;

/// First digits of the photo's digest: enough to lay card and result side by side.
const DIGEST_DIGITS: usize = 12;

/// What made the card.
const TOOL: &str = concat!("healtone ", env!("CARGO_PKG_VERSION"));

/// The last words of every card.
const PROMISE: &str = "Prediction, not a promise; use the maker's sterile diluent.";

/// Why ml and drops stand apart.
const ONE_WAY: &str = "All by syringe (ml) or all by bottle (drops): the two cups differ in volume.";

/// What stands on the card of one session.
#[derive(Debug, Clone, PartialEq)]
pub struct MixCard {
    /// The session, counted from 1.
    pub session: usize,
    /// How many there are.
    pub sessions: usize,
    /// Day of the plan, counted from the first session.
    pub day: u32,
    /// The day before which it should not be; `None` where the first session's is not known.
    pub earliest: Option<Date>,
    /// What is poured, pigments first; they are numbered in this order.
    pub pours: Vec<Pour>,
    /// All of it by syringe, ml.
    pub total_ml: f64,
    /// The dilution in the usual notation.
    pub dilution: String,
    /// Dots, hours, needle, what a photo should show, and what the card belongs to.
    pub facts: Vec<Fact>,
    /// What must be known before anything is poured.
    pub cautions: Vec<&'static str>,
}

/// One liquid of the cup.
#[derive(Debug, Clone, PartialEq)]
pub struct Pour {
    /// As the maker names it.
    pub name: String,
    /// The catalogue's id; `None` for the diluent.
    pub id: Option<String>,
    /// By syringe, ml.
    pub ml: f64,
    /// By bottle, whole drops.
    pub drops: f64,
    /// The bottle's lot; `None` leaves a blank to be filled in.
    pub lot: Option<String>,
}

impl Pour {
    /// The figure by syringe, as the syringe shows it.
    fn ml_figure(&self) -> String {
        format!("{:.1}", self.ml)
    }

    /// The figure by bottle.
    fn drops_figure(&self) -> String {
        format!("{:.0}", self.drops)
    }
}

/// A line of the card beside the cup.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// The figure.
    pub value: String,
    /// What the figure is of, where the label leaves that open.
    pub of: Option<&'static str>,
}

/// A card for each session of the plan, dated from the first session where its day is known.
///
/// ```
/// use healtone::consult::{LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
/// use healtone::{pigment::reference, report::mix_card};
///
/// let (skin, hair) = ([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]);
/// let white = LabWhite::D65Two;
/// let readings = Readings { skin, hair: Some(hair), shaft: None, old_work: None, white, sd: 0.3, surface_light: None };
/// let pigments: Vec<_> = reference().pigments.iter().collect();
/// let answer = consult(measurement_from_readings(&readings), &pigments, Vec::new(), &TreatmentOptions::default())?;
/// let cards = mix_card::cards(&answer, None)?;
/// assert_eq!(cards.len(), answer.plan.len());
/// assert!(mix_card::text(&cards).contains("Session 1 of 3"));
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
///
/// Errors: no session is planned; the diagnostic says why.
pub fn cards(c: &Consultation, first_session: Option<Date>) -> Result<Vec<MixCard>, Diagnostic> {
    if c.plan.is_empty() {
        return Err(nothing_to_mix(c));
    }
    Ok(c.plan.iter().map(|session| card(c, session, first_session)).collect())
}

fn nothing_to_mix(c: &Consultation) -> Diagnostic {
    let (why, remedy) = if c.verdict.is_none() {
        ("what was measured is refused, so nothing is recommended", "Do first what the refusal asks for.")
    } else {
        (
            "to stop here is recommended first, so nothing is to be mixed",
            "See the recommendations for mixes that come next.",
        )
    };
    Diagnostic::warning("no-mix-card", format!("No mix card was written: {why}."), remedy)
}

fn card(c: &Consultation, session: &SessionRecipe, first_session: Option<Date>) -> MixCard {
    let day = whole_days(session.session.day);
    MixCard {
        session: session.session.session,
        sessions: c.plan.len(),
        day,
        earliest: first_session.and_then(|first| first.days_later(day)),
        pours: pours(&session.recipe),
        total_ml: session.recipe.batch_ml,
        dilution: session.recipe.text(),
        facts: facts(c, session),
        cautions: cautions(c),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded and clamped to the range of u32")]
fn whole_days(day: f64) -> u32 {
    day.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn pours(recipe: &Recipe) -> Vec<Pour> {
    let pigment = |p: &crate::matching::RecipePart| Pour {
        name: one_line(&p.name),
        id: Some(p.id.clone()),
        ml: p.ml,
        drops: p.drops,
        lot: p.lot.as_deref().map(one_line),
    };
    let diluent = (recipe.diluent_ml > 0.0).then(|| Pour {
        name: one_line(recipe.diluent_name.as_deref().unwrap_or("sterile diluent named by the maker")),
        id: None,
        ml: recipe.diluent_ml,
        drops: recipe.diluent_drops,
        lot: None,
    });
    recipe.pigments.iter().map(pigment).chain(diluent).collect()
}

fn facts(c: &Consultation, s: &SessionRecipe) -> Vec<Fact> {
    let fact = |label, value| Fact { label, value, of: None };
    let in_the_end = c.plan.last().map_or(s.session.density_per_cm2, |last| last.session.density_per_cm2);
    let mut facts = vec![
        fact("Dots/cm2", format!("{:.0} now, {in_the_end:.0} in all", s.session.density_per_cm2)),
        fact("This session", format!("{:.0} dots, {:.1} h", s.session.dots, s.session.hours)),
    ];
    facts.extend(c.needle.map(|needle| fact("Needle", needle.to_string())));
    let (dl, half) = (s.expected.mean.dl, NINETY * s.expected.sd()[0]);
    facts.push(Fact { of: Some("field minus skin"), ..fact("Healed photo", format!("dL* {dl:.1} +-{half:.1}")) });
    let (label, value) = match &c.measurement.photo {
        Some(photo) => ("Photo", photo.sha256.chars().take(DIGEST_DIGITS).collect()),
        None => ("Measured", "by instrument".to_owned()),
    };
    facts.push(Fact { of: Some(TOOL), ..fact(label, value) });
    facts
}

fn cautions(c: &Consultation) -> Vec<&'static str> {
    let forced = (!c.measurement.forced.is_empty()).then_some("FORCED: the photo was unfit");
    let no_match = (c.verdict == Some(Verdict::NoMatch)).then_some("NO MATCH: not expected within the tolerance");
    forced.into_iter().chain(no_match).collect()
}
