//! Clients with everything about them known: skin, how it heals, and the stubble to be imitated.

use healtone::color::{D65, LabD65, Spectrum, Viewing, ciede2000, lab_array};
use healtone::data::{self, HealingTable};
use healtone::healing::{Draw, DrawOptions, HEALED_DAY, NORMALS, Treatment, contrast_on};
use healtone::math::{Random, exp, pow};
use healtone::simulate::{ClientKind, Hair, HairColour, draw_bare, stubble_from_afar};
use healtone::skin::{Client, Inversion};

/// Hair of those who are treated, one as likely as the other.
const COLOURS: [HairColour; 10] = {
    use HairColour::{Black, Brown, DarkBrown, Grey};
    [Black, Black, Black, Black, DarkBrown, DarkBrown, DarkBrown, Brown, Brown, Grey]
};

/// What truths are drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Nature {
    /// The shipped priors, wide on purpose.
    AsShipped,
    /// Less varied: ln sd 0.56 of what one dot keeps of its dose, depth x/: 1.5, diameter x/: 1.22.
    LessVaried,
    /// The same, and the studio has said so: recommendations come from these priors, not from the shipped ones.
    LessVariedAndTold,
}

impl Nature {
    pub(crate) const ALL: [Self; 3] = [Self::AsShipped, Self::LessVaried, Self::LessVariedAndTold];

    /// What recommendations come from.
    pub(crate) fn told(self) -> HealingTable {
        if matches!(self, Self::LessVariedAndTold) { self.table() } else { data::healing() }
    }

    fn table(self) -> HealingTable {
        let mut table = data::healing();
        if !matches!(self, Self::AsShipped) {
            table.dot_volume.spread = exp(0.56);
            table.depth.spread = 1.5;
            table.diameter.spread = 1.22;
            for one in [&mut table.retention, &mut table.catalogue_absorption, &mut table.height] {
                one.spread = 1.0;
            }
        }
        table
    }
}

/// How a truth is other than what the tool takes it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    /// It is not.
    None,
    /// Dots lie at twice the depth: a median of 0.4 mm.
    Deep,
    /// Half the pigment stays.
    HalfRetained,
    /// Skin scatters by half more, and has the melanin and blood that then make it look as it does.
    Scattering,
    /// Dots are wider by 30 %.
    Wide,
    /// What stays grows with the 0.7th power of the fraction, equal at 1+12.
    OtherLaw,
    /// Deep, half retained, scattering and wide at once.
    AllAtOnce,
}

impl Twist {
    pub(crate) const ALL: [Self; 7] =
        [Self::None, Self::Deep, Self::HalfRetained, Self::Scattering, Self::Wide, Self::OtherLaw, Self::AllAtOnce];

    fn apply(self, draw: &mut Draw, client: &Client) {
        let is = |one: Self| self == one || self == Self::AllAtOnce;
        if is(Self::Deep) {
            draw.depth_mm *= 2.0;
        }
        if is(Self::HalfRetained) {
            draw.retention *= 0.5;
        }
        if is(Self::Scattering) {
            draw.skin.scattering *= 1.5;
            // What else has to change for the bare skin to look as it does.
            let cov = client.covariance;
            draw.skin.melanin *= pow(1.5, cov[0][2] / cov[2][2]);
            draw.skin.blood *= pow(1.5, cov[1][2] / cov[2][2]);
        }
        if is(Self::Wide) {
            draw.diameter_factor *= 1.3;
        }
    }
}

/// One client.
pub(crate) struct Truth {
    bare: Spectrum,
    target: Spectrum,
    draw: Draw,
    twist: Twist,
    hair: HairColour,
}

impl Truth {
    /// A client drawn from the priors: measured skins, hair from black to grey, 3-12 % of the area covered by stubble and
    /// 10-60 % of the roots seen through the skin, chosen so that heads without treatment lie 2.2/4.2 dE00 off.
    pub(crate) fn drawn(nature: Nature, twist: Twist, random: &mut Random) -> Self {
        let table = nature.table();
        let bare = draw_bare(None, random);
        let normals: Vec<f64> = (0..NORMALS).map(|_| random.normal()).collect();
        let inversion = Inversion { surface_rho: table.surface_light.median, ..Inversion::default() };
        let client = inversion.fit(&bare).expect("a skin of people");
        let spread = data::matching().uncertainty.dot_model_spread;
        let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: spread };
        let mut draw = Draw::at(&normals, &client, &table, &options);
        twist.apply(&mut draw, &client);
        let colour = *random.pick(&COLOURS);
        let hair = Hair::draw(colour, ClientKind::Shaved, random);
        let (cover, seen) = (random.between(0.03, 0.12), random.between(0.1, 0.6));
        Self {
            target: stubble_from_afar(&bare, &draw.skin, &hair, cover, seen).expect("hair of people"),
            bare,
            draw,
            twist,
            hair: colour,
        }
    }

    /// Darker than brown.
    pub(crate) const fn is_dark_haired(&self) -> bool {
        matches!(self.hair, HairColour::Black | HairColour::DarkBrown)
    }

    pub(crate) fn skin_lab(&self) -> [f64; 3] {
        lab_array(D65::lab(&self.bare))
    }

    pub(crate) fn target(&self) -> LabD65 {
        D65::lab(&self.target)
    }

    pub(crate) fn target_lab(&self) -> [f64; 3] {
        lab_array(self.target())
    }

    /// The healed field of a treatment.
    pub(crate) fn field(&self, treatment: &Treatment) -> LabD65 {
        contrast_on(&self.bare, &self.draw, &self.kept(treatment), HEALED_DAY).on(D65::lab(&self.bare))
    }

    /// The optical depth of its field at 550 nm.
    pub(crate) fn optical_depth(&self, treatment: &Treatment) -> f64 {
        self.draw.layer(&self.kept(treatment), HEALED_DAY).absorption[17]
    }

    /// The treatment as this truth keeps it.
    fn kept(&self, treatment: &Treatment) -> Treatment {
        let mut treatment = treatment.clone();
        if self.twist == Twist::OtherLaw {
            let kept = |fraction: f64| fraction * pow(13.0 * fraction, -0.3);
            let whole = treatment.fraction;
            for session in &mut treatment.sessions {
                session.strength = if whole > 0.0 { kept(whole * session.strength) / whole } else { 0.0 };
            }
            treatment.before.iter_mut().for_each(|session| session.fraction = kept(session.fraction));
        }
        treatment
    }

    pub(crate) fn de00(&self, treatment: &Treatment) -> f64 {
        ciede2000(self.target(), self.field(treatment))
    }
}
