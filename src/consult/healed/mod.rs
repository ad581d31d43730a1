//! The marked area of the client's photo with a recommendation healed in it, day by day.

mod area;
mod look;

use super::prospect::check_day;
use super::{Measurement, Prospect};
use crate::color::{LabD65, ciede2000, lab_of_screen, light_of_code, screen_code, screen_light};
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::HEALED_DAY;
use crate::math::Point;
use crate::measure::Rect;
use crate::photo::Photo;
use crate::render::Dotted;
use area::Area;

/// What is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureWish {
    /// Corners of the area to be treated, in pixels of the upright picture, in order.
    pub area: Vec<Point>,
    /// Days after the last session.
    pub days: Vec<f64>,
    /// Longer side of a picture at most, px, 64-4096.
    pub longer_px: u32,
    /// Of the places of the dots.
    pub seed: u32,
}

/// One picture for a screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Codes of sRGB, three channels interleaved, row by row.
    pub codes: Vec<u8>,
    /// Mean colour of the part of the area in which the field is full, as computed.
    pub full_field: LabD65,
    /// The same of the codes.
    pub full_field_shown: LabD65,
    /// Share of the area's pixels that a screen cannot show as light, dark or vivid as they are.
    pub clipped_share: f64,
}

/// The picture of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedPicture {
    /// Days after the last session.
    pub day: f64,
    /// The field as predicted on the measured skin, mean over all possible healings.
    pub field: LabD65,
    /// Width of a dot of the last session at half its contrast, mm.
    pub dot_width_mm: f64,
    /// The picture.
    pub picture: Picture,
}

/// The marked area before, and healed on each day: pictures of one size and place, the same dots in all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedPictures {
    /// What part of the photo is shown, px of the upright picture.
    pub rect: Rect,
    /// Pixels of a picture to a millimetre of scalp.
    pub px_per_mm: f64,
    /// Dots that are drawn.
    pub dots: usize,
    /// The area as it is, in the measured colours.
    pub before: Picture,
    /// Healed, in the order asked for.
    pub days: Vec<HealedPicture>,
    /// What the reader must know.
    pub warnings: Vec<Diagnostic>,
}

/// Pictures made at once.
const MOST_DAYS: usize = 100;
/// Sizes of pictures.
const LONGER_PX: std::ops::RangeInclusive<u32> = 64..=4096;
/// Share of clipped pixels above which it is said.
const CLIPPED: f64 = 0.02;
/// dE00 from the measured skin above which a marked area is hardly that skin.
const UNLIKE_SKIN_DE00: f64 = 15.0;

impl Prospect {
    /// The marked area of the client's photo with the recommendation of a rank in it.
    ///
    /// The photo's light by its declared encoding, scaled channel by channel so that the mean of the measured bare skin has
    /// the measured colour; over it the field of dots ([`Dotted`]): its mean is that of the predicted field, its dots
    /// have the predicted colour and width. Dots keep their places over the days. The scale is that at the chart.
    ///
    /// Errors: the photo was not measured or had no bare skin, no scale; an area with fewer than three corners, outside the
    /// picture or too narrow; a rank, day or size that there is not.
    pub fn pictures(
        &self,
        photo: &Photo,
        measurement: &Measurement,
        rank: usize,
        wish: &PictureWish,
    ) -> Result<HealedPictures, Diagnostic> {
        let treatment = self.treatment(rank)?;
        check(wish)?;
        let linear = measurement.photo.as_ref().is_some_and(|m| m.encoding != photo.encoding().name());
        let taken = linear.then(|| photo.taken_as_linear());
        let photo = taken.as_ref().unwrap_or(photo);
        let area = Area::of(photo, measurement, wish)?;
        let density_per_cm2 = if treatment.is_none() { 0.0 } else { look::density_per_cm2(treatment) };
        let dotted = Dotted::new(&area.outline, area.size, area.scale, density_per_cm2, wish.seed);
        let light = self.calibrated(photo, measurement, &area)?;
        let before = picture(&light, &dotted, area.size);
        let typical = self.outlook.typical(treatment, HEALED_DAY);
        let one = |day: &f64| {
            let on = self.outlook.on(std::slice::from_ref(treatment), *day).remove(0);
            let healed = dotted.over(&light, &self.look(treatment, typical, &on));
            let picture = picture(&healed, &dotted, area.size);
            HealedPicture { day: *day, field: on.field.mean, dot_width_mm: on.dot_width_mm, picture }
        };
        let days: Vec<HealedPicture> = wish.days.iter().map(one).collect();
        let mut warnings: Vec<Diagnostic> = area.warning.into_iter().collect();
        warnings.extend(unlike_skin(before.full_field, self.outlook.bare_lab()));
        warnings.extend(clipped(days.iter().map(|day| &day.picture).chain([&before])));
        Ok(HealedPictures {
            rect: area.rect,
            px_per_mm: area.scale.px_per_mm,
            dots: dotted.dots().len(),
            before,
            days,
            warnings,
        })
    }

    /// The light of the crop, the measured bare skin in its measured colour.
    fn calibrated(&self, photo: &Photo, measurement: &Measurement, area: &Area) -> Result<Vec<[f64; 3]>, Diagnostic> {
        let skin = measurement.skin.as_ref().and_then(|skin| skin.rect).ok_or_else(area::no_photo)?;
        let seen = area::mean_light(photo, skin);
        let wanted = screen_light(self.outlook.bare_lab());
        if seen.iter().any(|light| *light <= 0.0) {
            return Err(area::no_photo());
        }
        let scale = [0, 1, 2].map(|c| wanted[c] / seen[c]);
        let Rect { x, y, w, h } = area.rect;
        let mut light = photo.screen_light([x, y, w, h], area.factor);
        light.iter_mut().for_each(|pixel| (0..3).for_each(|c| pixel[c] *= scale[c]));
        Ok(light)
    }
}

/// Light as codes, with what is to be said of it.
fn picture(light: &[[f64; 3]], dotted: &Dotted, (width, height): (u32, u32)) -> Picture {
    let codes: Vec<u8> = light.iter().flat_map(|pixel| pixel.map(screen_code)).collect();
    let (mut exact, mut shown, mut full) = ([0.0; 3], [0.0; 3], 0_u32);
    let (mut inside, mut clipped) = (0_u32, 0_u32);
    for (i, (pixel, code)) in light.iter().zip(codes.chunks_exact(3)).enumerate() {
        if dotted.is_inside(i) {
            inside += 1;
            clipped += u32::from(pixel.iter().any(|v| !(-5e-4..=1.0005).contains(v)));
        }
        if dotted.is_full(i) {
            full += 1;
            for c in 0..3 {
                exact[c] += pixel[c];
                shown[c] += light_of_code(code[c]);
            }
        }
    }
    let mean = |sum: [f64; 3]| lab_of_screen(sum.map(|sum| sum / f64::from(full.max(1))));
    let clipped_share = f64::from(clipped) / f64::from(inside.max(1));
    Picture { width, height, codes, full_field: mean(exact), full_field_shown: mean(shown), clipped_share }
}

fn check(wish: &PictureWish) -> Result<(), Diagnostic> {
    wish.days.iter().try_for_each(|day| check_day(*day))?;
    if wish.days.len() > MOST_DAYS {
        return Err(Diagnostic::error(
            Kind::Limit,
            "too-many-days",
            format!("{} pictures were asked for at once.", wish.days.len()),
            format!("Ask for {MOST_DAYS} days at most."),
        ));
    }
    if !LONGER_PX.contains(&wish.longer_px) {
        return Err(Diagnostic::error(
            Kind::Argument,
            "picture-size",
            format!("A picture cannot be {} pixels long.", wish.longer_px),
            format!("Ask for {} to {} pixels.", LONGER_PX.start(), LONGER_PX.end()),
        ));
    }
    Ok(())
}

fn unlike_skin(area: LabD65, skin: LabD65) -> Option<Diagnostic> {
    let de00 = ciede2000(area, skin);
    (de00 > UNLIKE_SKIN_DE00).then(|| {
        Diagnostic::warning(
            "area-unlike-skin",
            format!("The marked area is {de00:.0} dE00 from the measured bare skin."),
            "Mark scalp only: no chart, towel, long hair or deep shadow.",
        )
    })
}

fn clipped<'a>(pictures: impl Iterator<Item = &'a Picture>) -> Option<Diagnostic> {
    let most = pictures.map(|picture| picture.clipped_share).fold(0.0, f64::max);
    (most > CLIPPED).then(|| {
        Diagnostic::warning(
            "picture-clipped",
            format!(
                "{:.0} % of the marked area is beyond what a screen shows; there the pictures are off.",
                100.0 * most
            ),
            "Take the photo in soft light, so that the scalp does not shine.",
        )
    })
}
