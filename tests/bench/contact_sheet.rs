//! Twelve simulated photographs on one sheet, for people to look at: `src/docs/simulated.jpg`.
//!
//!     cargo bench --bench contact-sheet
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::simulate::{ClientKind, HairColour, Mistake, RecipeOptions, Setting, Shot, SimulateOptions, photograph};
use image::imageops::{FilterType, resize};
use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use std::io::Cursor;

const COLUMNS: u32 = 3;
const CELL: (u32, u32) = (400, 300);
const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/simulated.jpg");

fn main() {
    let shots = shots();
    let rows = u32::try_from(shots.len()).expect("a dozen").div_ceil(COLUMNS);
    let mut sheet = RgbImage::new(COLUMNS * CELL.0, rows * CELL.1);
    for (i, (said, options)) in (0..).zip(shots) {
        println!("{}. {said}", i + 1);
        let small = resize(&upright(&taken(&options)), CELL.0, CELL.1, FilterType::Triangle);
        let (x, y) = (i64::from(i % COLUMNS * CELL.0), i64::from(i / COLUMNS * CELL.1));
        image::imageops::replace(&mut sheet, &small, x, y);
    }
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
    encoder.encode_image(&sheet).expect("a small picture can be encoded");
    std::fs::write(SHEET, &bytes).expect("src/docs can be written");
    println!("{SHEET}, {} kB", bytes.len() / 1000);
}

fn taken(options: &SimulateOptions) -> Vec<u8> {
    let shot = Shot::draw(options).unwrap_or_else(|e| panic!("{e}"));
    photograph(&shot).unwrap_or_else(|e| panic!("{e}")).bytes
}

fn upright(bytes: &[u8]) -> RgbImage {
    let mut decoder = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .expect("it is in memory")
        .into_decoder()
        .expect("a JPEG was written");
    let orientation = decoder.orientation().expect("its EXIF can be read");
    let mut picture = DynamicImage::from_decoder(decoder).expect("it can be decoded");
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

/// What is on the sheet, row by row.
fn shots() -> Vec<(&'static str, SimulateOptions)> {
    let client = |seed: u64, kind, skin_l, hair| SimulateOptions {
        megapixels: 1.5,
        client: Some(kind),
        skin_l: Some(skin_l),
        hair: Some(hair),
        chart: Some("colorchecker-mini".to_owned()),
        display_p3: Some(false),
        ..SimulateOptions::new(seed)
    };
    let wrong = |seed: u64, mistake| SimulateOptions {
        mistakes: vec![mistake],
        ..client(seed, ClientKind::Shaved, 58.0, HairColour::DarkBrown)
    };
    let recipe = RecipeOptions {
        pigments: vec![("generic-carbon-mid".to_owned(), 1.0)],
        dilution: "1+4".parse().expect("a dilution"),
        day: 60.0,
        density_per_cm2: Some(180.0),
        dot_mm: Some(0.25),
    };
    vec![
        ("shaved, fair skin, black hair", client(121, ClientKind::Shaved, 70.0, HairColour::Black)),
        ("stubble, middle skin, brown hair", client(102, ClientKind::Stubble, 56.0, HairColour::Brown)),
        ("shaved, deep skin, black hair", client(124, ClientKind::Shaved, 30.0, HairColour::Black)),
        ("stubble, grey hair", client(104, ClientKind::Stubble, 62.0, HairColour::Grey)),
        ("grown, red hair", client(105, ClientKind::Grown, 68.0, HairColour::Red)),
        ("thinning crown", client(106, ClientKind::Thinning, 60.0, HairColour::DarkBrown)),
        ("scar in the donor area", client(107, ClientKind::Scar, 52.0, HairColour::Black)),
        (
            "treated: pigment beside bare skin, above the stubble",
            SimulateOptions { recipe: Some(recipe), ..client(108, ClientKind::Treated, 66.0, HairColour::Black) },
        ),
        (
            "hard light, a large chart",
            SimulateOptions {
                setting: Setting::Hard,
                chart: Some("colorchecker-classic".to_owned()),
                ..client(109, ClientKind::Shaved, 48.0, HairColour::Black)
            },
        ),
        ("mistake: glare on the chart", wrong(110, Mistake::GlareOnChart)),
        ("mistake: chart covered", wrong(111, Mistake::ChartCovered)),
        ("mistake: tungsten", wrong(112, Mistake::Tungsten)),
    ]
}
