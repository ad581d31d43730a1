//! Bare skin and stubble found without being told where.

use healtone::camera::Calibration;
use healtone::chart;
use healtone::measure::{FoundRegions, Rect, find_regions};
use healtone::photo::Photo;
use healtone::simulate::{
    ClientKind, GroundKind, Grounds, HairColour, Setting, Shot, SimulateOptions, file_alone, photograph,
};

/// A photograph and what is where in it.
struct Taken {
    shot: Shot,
    grounds: Grounds,
    bytes: Vec<u8>,
}

impl Taken {
    fn of(options: &SimulateOptions) -> Self {
        Self::of_shot(Shot::draw(options).unwrap())
    }

    fn of_shot(shot: Shot) -> Self {
        Self { grounds: shot.grounds().unwrap(), bytes: file_alone(&shot).unwrap(), shot }
    }

    fn found(&self) -> FoundRegions {
        let photo = Photo::decode(&self.bytes).unwrap();
        let definition = chart::definition(&self.shot.scene.chart.as_ref().unwrap().id).unwrap();
        let reading = chart::find(&photo, definition).unwrap();
        let calibration = Calibration::from_chart(&reading, definition, photo.encoding()).unwrap();
        find_regions(&photo, &calibration, Some(&reading.to_chart))
    }

    /// Share of a region that is of a kind.
    fn share(&self, rect: Rect, kind: GroundKind) -> f64 {
        let at = |from: u32, length: u32, k: u32| from + (2 * k + 1) * length / 60;
        let inside = (0..900)
            .filter(|k| self.grounds.at(at(rect.x, rect.w, k % 30), at(rect.y, rect.h, k / 30)) == kind)
            .count();
        inside as f64 / 900.0
    }

    fn assert_both_right(&self, name: &str) {
        let found = self.found();
        let (Some(skin), Some(hair)) = (found.skin, found.hair) else { panic!("{name}: {found:?}") };
        assert!(self.share(skin, GroundKind::Bare) > 0.9, "{name}: {skin:?} is no bare skin");
        assert!(self.share(hair, GroundKind::Hair) > 0.9, "{name}: {hair:?} is no stubble");
    }

    /// The background painted over: a wall of this colour above, a carpet of it, darker and rough, below.
    fn before_skin_colour(&self, color: [u8; 3]) -> Self {
        let mut picture = image::load_from_memory(&self.bytes).unwrap().into_rgb8();
        let (width, height) = picture.dimensions();
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            if self.grounds.at(x, y) != GroundKind::Backdrop {
                continue;
            }
            let grain = |scale: u32, salt: u32| {
                let seed = (x / scale).wrapping_mul(73_856_093) ^ (y / scale).wrapping_mul(19_349_663) ^ salt;
                f64::from(seed.wrapping_mul(2_654_435_761) >> 16 & 0xff) / 127.5 - 1.0
            };
            let course = 1.0 - 0.1 * f64::from(x) / f64::from(width);
            let carpet = 0.5 * (1.0 + 0.24 * grain(2, 1) + 0.16 * grain(5, 2));
            let light = if 2 * y < height { course + 0.02 * grain(1, 3) } else { course * carpet };
            // Codes go about with the root of light.
            pixel.0 = color.map(|code| (f64::from(code) * light.sqrt()).clamp(0.0, 255.0) as u8);
        }
        let mut bytes = Vec::new();
        picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        Self { shot: self.shot.clone(), grounds: self.grounds.clone(), bytes }
    }
}

fn client(seed: u64, hair: HairColour, setting: Setting) -> SimulateOptions {
    SimulateOptions {
        megapixels: 2.0,
        client: Some(ClientKind::Stubble),
        hair: Some(hair),
        skin_l: Some(54.0),
        setting,
        ..SimulateOptions::new(seed)
    }
}

#[test]
fn stubble_of_every_colour_is_found_beside_bare_skin() {
    for (k, hair) in HairColour::ALL.into_iter().enumerate() {
        let setting = if k % 2 == 0 { Setting::Room } else { Setting::Even };
        Taken::of(&client(7100 + k as u64, hair, setting)).assert_both_right(hair.name());
    }
}

/// Thin, light, shining, half in the shade: what is not seen for sure is left to the user, and never is a region of both.
#[test]
fn no_region_lies_across_the_hairline() {
    for seed in 0..6 {
        let hair = if seed % 2 == 0 { HairColour::Blond } else { HairColour::Black };
        let options = SimulateOptions {
            megapixels: 2.0,
            client: Some(ClientKind::Shaved),
            hair: Some(hair),
            setting: Setting::Hard,
            ..SimulateOptions::new(7200 + seed)
        };
        let taken = Taken::of(&options);
        let found = taken.found();
        for (rect, kind) in [(found.skin, GroundKind::Bare), (found.hair, GroundKind::Hair)] {
            let share = rect.map_or(1.0, |rect| taken.share(rect, kind));
            assert!(share > 0.9, "{seed}: {share} of {rect:?} is {kind:?}");
        }
    }
}

#[test]
fn a_wall_and_a_carpet_of_skin_colour_are_not_taken() {
    let taken = Taken::of(&client(7300, HairColour::DarkBrown, Setting::Room));
    let picture = image::load_from_memory(&taken.bytes).unwrap().into_rgb8();
    let skin = photograph(&taken.shot).unwrap().truth.skin.rect.centre();
    let color = picture.get_pixel(skin.x as u32, skin.y as u32).0;
    taken.before_skin_colour(color).assert_both_right("beside a head");

    let mut shot = taken.shot;
    shot.scene.head.centre_mm = [1000.0, 0.0];
    let room = Taken::of_shot(shot);
    assert_eq!(room.found(), FoundRegions::default(), "there is only a room");
    assert_eq!(room.before_skin_colour(color).found().hair, None, "carpet beside a wall is no stubble");
}
