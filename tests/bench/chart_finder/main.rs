//! The chart finder on photographs bent, spoilt and shrunk, beside OpenCV's mcc on the same pictures.
//!
//!     cargo bench --bench chart-finder [-- --mcc PYTHON] [--only VARIANT] [--keep DIR]
//!
//! Ten photographs of genuine charts, 26 variants of each. An answer is right when every corner patch lies within a
//! quarter of a pitch; anything else that is returned is wrong, which is worse than nothing. `--mcc` names a Python that
//! has opencv-contrib; without it, that column stays empty. Needs the development data (`HEALTONE_SHARED`).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels and codes")]

#[path = "../../it/shared.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod shared;

#[path = "../../it/chart_photos.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod chart_photos;

mod mcc;
mod variant;

use chart_photos::{RIGHT, miss, photo, real_photos};
use healtone::chart;
use healtone::math::Point;
use variant::{Base, VARIANTS, Variant};

/// Photographs of genuine charts, whole and evenly lit.
const BASES: [&str; 10] = [
    "JTvD__example_imgs_color_checker__1_.jpg",
    "JTvD__example_imgs_color_checker__2_.jpg",
    "JTvD__example_imgs_color_checker__3_.jpg",
    "JTvD__example_imgs_color_checker__4_.jpg",
    "JTvD__example_imgs_color_checker__5_.jpg",
    "JTvD__example_imgs_color_checker_mini__1_.jpg",
    "JTvD__example_imgs_color_checker_mini__2_.jpg",
    "JTvD__example_imgs_color_checker_mini__3_.jpg",
    "ccd_IMG_1967_notebook.png",
    "ccd_IMG_1971_notebook.png",
];

/// What a finder made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Right,
    Wrong,
    Nothing,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    right: usize,
    wrong: usize,
    of: usize,
}

impl Count {
    fn add(&mut self, answer: Answer) {
        self.right += usize::from(answer == Answer::Right);
        self.wrong += usize::from(answer == Answer::Wrong);
        self.of += 1;
    }

    fn plus(self, other: Self) -> Self {
        Self { right: self.right + other.right, wrong: self.wrong + other.wrong, of: self.of + other.of }
    }

    fn cell(self) -> String {
        if self.of == 0 { "-".into() } else { format!("{} / {} of {}", self.right, self.wrong, self.of) }
    }
}

fn main() {
    let Some(photos) = real_photos() else { return };
    let option = |name: &str| std::env::args().skip_while(|a| a != name).nth(1);
    let (python, only, keep) = (option("--mcc"), option("--only"), option("--keep"));
    let bases: Vec<Base> = photos
        .into_iter()
        .filter(|p| BASES.contains(&p.file.as_str()))
        .map(|p| Base::new(&p.file, &p.picture, p.corners.map(|c| c.expect("the whole chart is seen"))))
        .collect();
    let folder =
        keep.clone().unwrap_or_else(|| std::env::temp_dir().join("healtone-chart-finder").display().to_string());
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    println!("| variant | healtone: right / wrong | mcc: right / wrong |\n|---|---|---|");
    let (mut large, mut mcc_large) = (Count::default(), Count::default());
    for variant in VARIANTS.iter().filter(|v| only.as_ref().is_none_or(|o| v.name == o)) {
        let (ours, theirs) = row(variant, &bases, python.as_deref(), &folder);
        println!("| {} | {} | {} |", variant.name, ours.cell(), theirs.cell());
        if variant.large {
            (large, mcc_large) = (large.plus(ours), mcc_large.plus(theirs));
        }
    }
    println!("| **200 px and up** | {} | {} |", large.cell(), mcc_large.cell());
    if keep.is_none() {
        std::fs::remove_dir_all(&folder).expect("what was made can be removed");
    }
}

fn row(variant: &Variant, bases: &[Base], python: Option<&str>, folder: &str) -> (Count, Count) {
    let (mut ours, mut theirs) = (Count::default(), Count::default());
    let mut files: Vec<(String, [Point; 4])> = Vec::new();
    for base in bases {
        let (picture, known) = variant.of(base);
        let answer = match chart::find(&photo(&picture), chart::default_definition()) {
            Ok(reading) if miss(&reading.corners, &known.map(Some)) < RIGHT => Answer::Right,
            Ok(reading) => {
                eprintln!("{} {}: WRONG {:?} for {known:?}", variant.name, base.name, reading.corners);
                Answer::Wrong
            }
            Err(error) => {
                eprintln!("{} {}: {error}", variant.name, base.name);
                Answer::Nothing
            }
        };
        ours.add(answer);
        if python.is_some() {
            let file = format!("{folder}/{}-{}.png", variant.name.replace([' ', '/'], "-"), base.name);
            picture.save(&file).expect("the picture can be written");
            files.push((file, known));
        }
    }
    if let Some(python) = python {
        mcc::answers(python, &files).into_iter().for_each(|answer| theirs.add(answer));
    }
    (ours, theirs)
}
