//! Builds the prior over effective sensitivities from measured cameras and lights.
//!
//!     cargo bench --bench sensor-prior -- --out calibration/sensor/prior.csv    the shipped one, to the byte
//!     cargo bench --bench sensor-prior -- --leave-out-maker Canon --leave-out-light FL2 --components 20
//!
//! `--leave-out-maker` and `--leave-out-light` may be repeated; without `--out` the table goes to stdout. A light is left
//! out by its name alone: lights like it stay, as a studio's lamp is like one of the list. The cameras are those of the
//! development data (`HEALTONE_SHARED`); where it is absent nothing is built, and that is said.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program prints")]

mod build;
mod cameras;
mod lights;
mod pca;
#[path = "../../it/shared.rs"]
#[allow(dead_code, reason = "the tests read more of the development data")]
mod shared;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

/// Bands of three channels less the three sums that are fixed: no more directions are there.
const MOST_COMPONENTS: usize = 99;

struct Wishes {
    without_makers: Vec<String>,
    without_lights: Vec<String>,
    components: usize,
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match wishes(std::env::args().skip(1)).and_then(|wishes| built(&wishes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(2)
        }
    }
}

fn wishes(mut arguments: impl Iterator<Item = String>) -> Result<Wishes, String> {
    let mut wishes = Wishes { without_makers: vec![], without_lights: vec![], components: 30, out: None };
    while let Some(flag) = arguments.next() {
        if flag == "--bench" {
            continue; // cargo says so to every benchmark
        }
        let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--leave-out-maker" => wishes.without_makers.push(value),
            "--leave-out-light" => wishes.without_lights.push(value),
            "--components" => {
                let count = value.parse().ok().filter(|n| (1..=MOST_COMPONENTS).contains(n));
                wishes.components = count.ok_or_else(|| format!("--components is 1 to {MOST_COMPONENTS}"))?;
            }
            "--out" => wishes.out = Some(value.into()),
            _ => return Err(format!("unknown flag {flag}")),
        }
    }
    Ok(wishes)
}

fn built(wishes: &Wishes) -> Result<(), String> {
    let Some(mut sensors) = cameras::cameras() else { return Ok(()) };
    let mut lights = lights::lights();
    for maker in &wishes.without_makers {
        leave_out(&mut sensors, maker, |sensor| sensor.maker.as_deref().unwrap_or_default())?;
    }
    for light in &wishes.without_lights {
        leave_out(&mut lights, light, |(name, _)| name)?;
    }
    if sensors.len() * lights.len() <= wishes.components {
        return Err(format!("{} cameras under {} lights are too few", sensors.len(), lights.len()));
    }
    let without = [wishes.without_makers.as_slice(), &wishes.without_lights].concat();
    let csv =
        table::Made { sensors: &sensors, lights: &lights, components: wishes.components, without: &without }.csv();
    match &wishes.out {
        Some(file) => std::fs::write(file, csv).map_err(|e| format!("{}: {e}", file.display())),
        None => {
            print!("{csv}");
            Ok(())
        }
    }
}

/// Drops what goes by a name. A name that nothing goes by is a slip of the hand.
fn leave_out<T>(of: &mut Vec<T>, name: &str, name_of: impl Fn(&T) -> &str) -> Result<(), String> {
    let before = of.len();
    let mut known: Vec<String> = of.iter().map(|item| name_of(item).to_owned()).collect();
    of.retain(|item| name_of(item) != name);
    if of.len() == before {
        known.dedup();
        return Err(format!("nothing is called {name:?}; there are {}", known.join(", ")));
    }
    Ok(())
}
