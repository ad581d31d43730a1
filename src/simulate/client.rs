//! Whose scalp it is.

use super::options::SessionOptions;
use crate::color::{D65, Spectrum, Viewing};
use crate::healing::{Draw, Treatment};
use crate::math::Random;
use crate::render::Fibre;
use crate::skin::{SkinModel, basis_spectrum, population_coefficients};

/// What is seen on the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// Shaved within hours: hair ends at the skin.
    Shaved,
    /// Stubble of some days.
    Stubble,
    /// Grown hair.
    Grown,
    /// Hair thinning out over the crown, shaved.
    Thinning,
    /// A scar in the donor area.
    Scar,
    /// Scalp micropigmentation done years ago.
    OldSmp,
    /// A treated area beside bare skin and stubble.
    Treated,
}

impl ClientKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Shaved, Self::Stubble, Self::Grown, Self::Thinning, Self::Scar, Self::OldSmp, Self::Treated];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shaved => "shaved",
            Self::Stubble => "stubble",
            Self::Grown => "grown",
            Self::Thinning => "thinning",
            Self::Scar => "scar",
            Self::OldSmp => "old-smp",
            Self::Treated => "treated",
        }
    }

    /// Whether there is pigment in the skin.
    #[must_use]
    pub const fn has_work(self) -> bool {
        matches!(self, Self::OldSmp | Self::Treated)
    }
}

/// Colour of the hair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HairColour {
    /// Much eumelanin.
    Black,
    /// Less.
    DarkBrown,
    /// Less again.
    Brown,
    /// Little.
    Blond,
    /// Mostly pheomelanin.
    Red,
    /// Pigmented and white hairs mixed.
    Grey,
    /// No melanin.
    White,
}

impl HairColour {
    /// Every colour.
    pub const ALL: [Self; 7] =
        [Self::Black, Self::DarkBrown, Self::Brown, Self::Blond, Self::Red, Self::Grey, Self::White];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::DarkBrown => "dark-brown",
            Self::Brown => "brown",
            Self::Blond => "blond",
            Self::Red => "red",
            Self::Grey => "grey",
            Self::White => "white",
        }
    }

    /// Medians of eumelanin and pheomelanin, as absorption over scattering at 500 nm. Assumed: black hair of L* 20, dark
    /// brown 26, brown 35, blond 55, white 90.
    pub(super) const fn melanins(self) -> [f64; 2] {
        match self {
            Self::Black | Self::Grey => [70.0, 1.0],
            Self::DarkBrown => [25.0, 1.0],
            Self::Brown => [9.0, 1.0],
            Self::Blond => [1.6, 0.8],
            Self::Red => [0.5, 5.0],
            Self::White => [0.04, 0.0],
        }
    }

    /// Share of white hairs, least and most.
    pub(super) const fn white_share(self) -> [f64; 2] {
        match self {
            Self::Grey => [0.35, 0.65],
            Self::White => [0.9, 1.0],
            _ => [0.0, 0.04],
        }
    }
}

/// The hair of a client.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hair {
    /// Its colour in a word.
    pub colour: HairColour,
    /// The pigmented hairs.
    pub fibre: Fibre,
    /// Share of hairs without melanin.
    pub white_share: f64,
    /// Hairs per cm2 where they are dense.
    pub density_per_cm2: f64,
    /// Median diameter.
    pub diameter_mm: f64,
    /// Median length above the skin.
    pub length_mm: f64,
    /// How far hairs lie down: 0 upright, 1 flat.
    pub lean: f64,
}

/// Hairs without melanin.
pub const WHITE_FIBRE: Fibre = Fibre { eumelanin: 0.04, pheomelanin: 0.0, gloss: 0.04 };

impl Hair {
    /// Hair of a colour for a kind of client, drawn.
    ///
    /// Densities 110-230 per cm2 and diameters of 0.06-0.10 mm (Barman 1965: 175-300 per cm2; 0.07-0.08 mm in most
    /// people); lengths assumed.
    #[must_use]
    pub fn draw(colour: HairColour, kind: ClientKind, random: &mut Random) -> Self {
        let vary = |random: &mut Random, sd: f64| crate::math::exp(sd * random.normal());
        let [eumelanin, pheomelanin] = colour.melanins();
        let fibre = Fibre {
            eumelanin: eumelanin * vary(random, 0.25),
            pheomelanin: pheomelanin * vary(random, 0.25),
            gloss: random.between(0.02, 0.045),
        };
        let [least, most] = colour.white_share();
        let [shortest, longest] = match kind {
            ClientKind::Grown => [8.0, 16.0],
            ClientKind::Stubble => [0.7, 2.2],
            _ => [0.15, 0.6],
        };
        Self {
            colour,
            fibre,
            white_share: random.between(least, most),
            density_per_cm2: random.between(110.0, 230.0),
            diameter_mm: random.between(0.062, 0.098),
            length_mm: random.between(shortest, longest),
            lean: random.between(0.45, 0.75),
        }
    }
}

/// A treatment in the skin.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Ids of the pigments and their parts by volume; of the last session where each had a mix of its own.
    pub pigments: Vec<(String, f64)>,
    /// The sessions with what was in each cup, where they were named one by one; empty where one mix was in all.
    pub sessions: Vec<SessionOptions>,
    /// The treatment.
    pub treatment: Treatment,
    /// How it heals in this client.
    pub draw: Draw,
    /// Days since its last session.
    pub day: f64,
}

/// A client.
#[derive(Debug, Clone, PartialEq)]
pub struct VirtualClient {
    /// What is seen.
    pub kind: ClientKind,
    /// Mean reflectance of the bare skin at rest, surface part included.
    pub bare: Spectrum,
    /// The skin model behind it.
    pub skin: SkinModel,
    /// Surface part of `bare`.
    pub surface_light: f64,
    /// Standard deviations of ln melanin and ln blood over the scalp.
    pub mottling: [f64; 2],
    /// Factor on the blood of the skin as photographed: redness.
    pub redness: f64,
    /// The hair.
    pub hair: Hair,
    /// Treatments, the oldest first.
    pub work: Vec<Work>,
}

/// Bare skin of people, or of those with a given lightness, drawn.
#[must_use]
pub fn draw_bare(lightness: Option<f64>, random: &mut Random) -> Spectrum {
    let normals = [random.normal(), random.normal(), random.normal()];
    let [first, second, third] = population_coefficients(normals);
    let Some(wanted) = lightness else { return basis_spectrum([first, second, third]) };
    // The first component is the depth of colour: the more of it, the darker.
    let (mut low, mut high) = (-6.0, 12.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if D65::lab(&basis_spectrum([middle, second, third])).l < wanted { high = middle } else { low = middle }
    }
    basis_spectrum([0.5 * (low + high), second, third])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skins_are_drawn_with_the_lightness_asked_for() {
        let mut random = Random::new(2);
        for l in [24.0, 40.0, 55.0, 70.0] {
            let skin = draw_bare(Some(l), &mut random);
            approx::assert_abs_diff_eq!(D65::lab(&skin).l, l, epsilon = 1e-6);
        }
        let many: Vec<f64> = (0..200).map(|_| D65::lab(&draw_bare(None, &mut random)).l).collect();
        let (least, most) = (many.iter().copied().fold(99.0, f64::min), many.iter().copied().fold(0.0, f64::max));
        assert!(least < 42.0 && most > 66.0, "{least} {most}");
    }

    #[test]
    fn hair_runs_from_black_to_white() {
        let mut random = Random::new(8);
        let l = |colour, random: &mut Random| {
            let hair = Hair::draw(colour, ClientKind::Shaved, random);
            D65::lab(&hair.fibre.reflectance()).l
        };
        let order = [HairColour::Black, HairColour::Brown, HairColour::Blond, HairColour::White];
        let lightness: Vec<f64> = order.map(|c| l(c, &mut random)).into();
        assert!(lightness.windows(2).all(|w| w[0] < w[1]), "{lightness:?}");
    }
}
