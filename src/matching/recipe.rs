//! A candidate as it is mixed: millilitres by syringe, drops by bottle, and what rounding costs.

use super::{Candidate, Part, PlanOptions, PlannedSession, treatment};
use crate::color::{Contrast, LabD65, ciede2000};
use crate::healing::{HEALED_DAY, Outlook};
use crate::pigment::{ASSUMED_DILUENT_DROPS_PER_ML, Batch, Bottle, Dilution, Pigment};

/// With what a cup is mixed.
///
/// ```
/// use healtone::{matching::Mixing, pigment::{Bottle, reference}};
/// let bottle = Bottle { drops_per_ml: Some(23.0), ..Bottle::of("generic-carbon-mid") };
/// let mixing = Mixing { bottles: vec![bottle], ..Mixing::default() };
/// let drops = |id| mixing.drops_per_ml(reference().pigment(id).unwrap());
/// assert_eq!((drops("generic-carbon-mid"), drops("generic-carbon-fine")), (23.0, 20.0));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Mixing {
    /// Volume of a cup, ml.
    pub batch_ml: f64,
    /// Drops of the diluent to a millilitre.
    pub diluent_drops_per_ml: f64,
    /// Bottles at hand. Of several with one pigment the first is taken; pigments without one are mixed by the catalogue.
    pub bottles: Vec<Bottle>,
}

impl Default for Mixing {
    fn default() -> Self {
        Self { batch_ml: 5.0, diluent_drops_per_ml: ASSUMED_DILUENT_DROPS_PER_ML, bottles: Vec::new() }
    }
}

impl Mixing {
    /// Drops of a pigment to a millilitre: as counted with the bottle at hand, or else as the catalogue says.
    #[must_use]
    pub fn drops_per_ml(&self, pigment: &Pigment) -> f64 {
        self.bottle(&pigment.id).and_then(|bottle| bottle.drops_per_ml).unwrap_or(pigment.drops_per_ml)
    }

    fn bottle(&self, id: &str) -> Option<&Bottle> {
        self.bottles.iter().find(|bottle| bottle.id == id)
    }

    fn batch(&self, pigment: &Pigment) -> Batch {
        Batch {
            batch_ml: self.batch_ml,
            drops_per_ml: self.drops_per_ml(pigment),
            diluent_drops_per_ml: self.diluent_drops_per_ml,
        }
    }
}

/// One pigment in the cup.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipePart {
    /// The catalogue's id.
    pub id: String,
    /// The lot of the bottle that is taken, where it is known.
    pub lot: Option<String>,
    /// The catalogue's name.
    pub name: String,
    /// Parts by volume within the mix.
    pub parts: f64,
    /// By syringe, ml.
    pub ml: f64,
    /// By bottle, whole drops.
    pub drops: f64,
}

/// What to put into the cup.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The pigments; none means to stop.
    pub pigments: Vec<RecipePart>,
    /// The diluent, as the maker names it; `None` for a pigment that is used as it comes.
    pub diluent_name: Option<String>,
    /// Diluent by syringe, ml.
    pub diluent_ml: f64,
    /// Diluent by bottle, whole drops.
    pub diluent_drops: f64,
    /// The dilution asked for.
    pub dilution: Dilution,
    /// Volume that results, ml.
    pub batch_ml: f64,
    /// What rounding to 0.1 ml does to the healed field, dE00.
    pub rounding_de00: f64,
}

impl Recipe {
    /// The dilution in the usual notation; "stop" where nothing is mixed.
    #[must_use]
    pub fn text(&self) -> String {
        if self.pigments.is_empty() { "stop".to_owned() } else { self.dilution.to_string() }
    }
}

/// The finest amount a syringe shows, per ml.
const SYRINGE_STEPS_PER_ML: f64 = 10.0;

/// Works out the cup of a candidate.
#[must_use]
pub fn recipe(
    candidate: &Candidate<'_>,
    mixing: &Mixing,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
) -> Recipe {
    let (ml, diluent_ml) = syringe(candidate, mixing);
    let (drops, diluent_drops) = bottle(candidate, mixing);
    let total: f64 = ml.iter().sum::<f64>() + diluent_ml;
    let parts = candidate.parts.iter().zip(&ml).zip(&drops);
    let pigments = parts.map(|((part, ml), drops)| RecipePart {
        id: part.pigment.id.clone(),
        lot: mixing.bottle(&part.pigment.id).and_then(|bottle| bottle.lot.clone()),
        name: part.pigment.name.clone(),
        parts: part.parts,
        ml: *ml,
        drops: *drops,
    });
    Recipe {
        pigments: pigments.collect(),
        diluent_name: candidate.parts.first().and_then(|p| p.pigment.dilution.as_ref()).map(|d| d.diluent.clone()),
        diluent_ml,
        diluent_drops,
        dilution: candidate.dilution,
        batch_ml: total,
        rounding_de00: rounding(candidate, &ml, diluent_ml, outlook, sessions, options),
    }
}

/// Millilitres of each pigment and of the diluent, in steps of 0.1 ml.
fn syringe(candidate: &Candidate<'_>, mixing: &Mixing) -> (Vec<f64>, f64) {
    if let [only] = candidate.parts.as_slice() {
        let cup = mixing.batch(only.pigment).in_ml(candidate.dilution);
        return (vec![cup.pigment], cup.diluent);
    }
    let units = |_: &Part<'_>| SYRINGE_STEPS_PER_ML;
    counted(candidate, mixing.batch_ml, units, SYRINGE_STEPS_PER_ML, true)
}

/// Whole drops of each pigment and of the diluent.
fn bottle(candidate: &Candidate<'_>, mixing: &Mixing) -> (Vec<f64>, f64) {
    if let [only] = candidate.parts.as_slice() {
        let cup = mixing.batch(only.pigment).in_drops(candidate.dilution);
        return (vec![f64::from(cup.pigment)], f64::from(cup.diluent));
    }
    counted(candidate, mixing.batch_ml, |p| mixing.drops_per_ml(p.pigment), mixing.diluent_drops_per_ml, false)
}

/// A blend in whole units of each: the pigments are rounded first, the diluent follows them, and the volume gives way,
/// because a wrong dilution shows and a wrong volume does not.
fn counted(
    candidate: &Candidate<'_>,
    batch_ml: f64,
    units_per_ml: impl Fn(&Part<'_>) -> f64,
    diluent_per_ml: f64,
    as_ml: bool,
) -> (Vec<f64>, f64) {
    let total_parts: f64 = candidate.parts.iter().map(|p| p.parts).sum();
    let count = |part: &Part<'_>| {
        let ml = batch_ml * candidate.dilution.fraction() * part.parts / total_parts;
        (ml * units_per_ml(part)).round().max(1.0)
    };
    let counts: Vec<f64> = candidate.parts.iter().map(count).collect();
    let pigment_ml: f64 = counts.iter().zip(&candidate.parts).map(|(count, part)| count / units_per_ml(part)).sum();
    let diluent = (pigment_ml * candidate.dilution.diluent_parts() * diluent_per_ml).round();
    if !as_ml {
        return (counts, diluent);
    }
    let ml = counts.iter().zip(&candidate.parts).map(|(count, part)| count / units_per_ml(part)).collect();
    (ml, diluent / diluent_per_ml)
}

/// dE00 between the mean healed field of the cup as rounded and of the dilution asked for.
fn rounding(
    candidate: &Candidate<'_>,
    ml: &[f64],
    diluent_ml: f64,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
) -> f64 {
    let pigment_ml: f64 = ml.iter().sum();
    let parts = candidate.parts.iter().zip(ml).map(|(part, ml)| Part { parts: *ml, ..*part }).collect();
    let dilution = Dilution::of_parts(pigment_ml, diluent_ml).ok();
    let Some(mixed) = dilution.and_then(|dilution| Candidate::new(parts, dilution).ok()) else { return 0.0 };
    let field =
        |c: &Candidate<'_>| mean_field(&outlook.contrasts(&treatment(c, sessions, options), HEALED_DAY), outlook);
    ciede2000(field(candidate), field(&mixed))
}

fn mean_field(contrasts: &[Contrast], outlook: &Outlook) -> LabD65 {
    let mean = |f: fn(&Contrast) -> f64| contrasts.iter().map(f).sum::<f64>() / contrasts.len() as f64;
    Contrast { dl: mean(|c| c.dl), da: mean(|c| c.da), db: mean(|c| c.db) }.on(outlook.bare_lab())
}
