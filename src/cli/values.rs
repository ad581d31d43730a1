//! Values of arguments: read and checked as far as one argument can be.

use crate::healing::Needle;
use crate::math::Point;
use crate::pigment::Dilution;

pub(super) fn parse_number(text: &str, least: f64, most: f64, unit: &str) -> Result<f64, String> {
    let value: f64 = text.trim().parse().map_err(|_| format!("{text:?} is not a number"))?;
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(format!("{value} is outside {least} to {most}{unit}"))
}

pub(super) fn number<const LEAST: u32, const MOST: u32>(text: &str) -> Result<f64, String> {
    parse_number(text, f64::from(LEAST), f64::from(MOST), "")
}

/// A difference of colours that is accepted.
pub(super) fn parse_tolerance(text: &str) -> Result<f64, String> {
    parse_number(text, 0.0, 20.0, " dE00")
}

pub(super) fn parse_diameter(text: &str) -> Result<f64, String> {
    parse_number(text, 0.02, 2.0, " mm")
}

pub(super) fn parse_depth(text: &str) -> Result<f64, String> {
    parse_number(text, 0.06, 3.0, " mm (0.06 mm is the epidermis)")
}

/// A difference of L* towards the dark.
pub(super) fn parse_darker(text: &str) -> Result<f64, String> {
    parse_number(text, -60.0, 0.0, "")
}

pub(super) fn parse_sd(text: &str) -> Result<f64, String> {
    parse_number(text, 0.0, 20.0, "")
}

pub(super) fn parse_dilution(text: &str) -> Result<Dilution, String> {
    text.parse::<Dilution>().map_err(|e| e.diagnostic()).map_err(|d| format!("{} {}", d.message, d.remedy))
}

pub(super) fn parse_needle(text: &str) -> Result<Needle, String> {
    text.parse::<Needle>().map_err(|e| e.diagnostic()).map_err(|d| format!("{} {}", d.message, d.remedy))
}

fn parse_numbers<const N: usize>(text: &str, form: &str) -> Result<[f64; N], String> {
    let help = || format!("{text:?} is not {form}");
    let cells: Vec<f64> =
        text.split(',').map(|cell| cell.trim().parse::<f64>().map_err(|_| help())).collect::<Result<_, _>>()?;
    let values: [f64; N] = cells.try_into().map_err(|_| help())?;
    if values.iter().all(|v| v.is_finite()) { Ok(values) } else { Err(help()) }
}

/// A pigment's id, and its parts where they are given.
pub(super) fn parse_pigment(text: &str) -> Result<(String, f64), String> {
    let Some((id, parts)) = text.split_once('=') else { return Ok((text.to_owned(), 1.0)) };
    Ok((id.to_owned(), parse_number(parts, 0.1, 100.0, " parts")?))
}

pub(super) fn parse_lab(text: &str) -> Result<[f64; 3], String> {
    let lab: [f64; 3] = parse_numbers(text, "a Lab colour; write L,a,b, e.g. 62,11,16")?;
    if !(0.0..=100.0).contains(&lab[0]) || lab[1].abs() > 128.0 || lab[2].abs() > 128.0 {
        return Err(format!("{text:?} is not a Lab colour: L* runs from 0 to 100, a* and b* from -128 to 128"));
    }
    Ok(lab)
}

pub(super) fn parse_corners(text: &str) -> Result<[Point; 4], String> {
    let v: [f64; 8] =
        parse_numbers(text, "four points; write x,y,x,y,x,y,x,y for the centres of patches 1, 6, 24 and 19")?;
    Ok([0, 2, 4, 6].map(|i| Point::new(v[i], v[i + 1])))
}
