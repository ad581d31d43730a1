//! A sheet of swatches to print: every shade on a few skins, with its numbers, and how to look at it.

use super::markup::escaped;
use crate::color::{LabD65, swatch};
use crate::consult::{FreshAndHealed, Preview, ShownShade};
use crate::math::NINETY;
use std::fmt::Write;

const STYLE: &str = "
@page { size: A4; margin: 12mm }
html { background: #bdbdbd; color: #1a1a1a; font: 10pt/1.35 sans-serif }
body { max-width: 186mm; margin: 6mm auto }
h1 { font-size: 15pt; margin: 0 0 2mm }
h2 { font-size: 11pt; margin: 4mm 0 1mm }
section { break-inside: avoid }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: normal; padding: 0 2mm 1mm 0; vertical-align: bottom }
td { padding: 0 2mm 2mm 0; vertical-align: top; font-size: 8.5pt }
td svg { display: block; width: 52mm; height: 11mm; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.mix { width: 14mm; font-weight: bold; font-size: 10pt; vertical-align: top }
.warn { font-weight: bold }
@media print { html { print-color-adjust: exact; -webkit-print-color-adjust: exact } body { margin: 0 } }
";

/// What stands above the shades.
#[derive(Debug, Clone, Copy)]
pub struct SheetHead<'a> {
    /// Who says what the catalogues say.
    pub sources: &'a [String],
    /// File and digest of each catalogue.
    pub catalogues: &'a [(String, String)],
}

/// The sheet as one file of HTML that loads nothing.
#[must_use]
pub fn swatch_sheet(p: &Preview, head: SheetHead<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Swatch sheet</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Swatch sheet</h1>\n"
    );
    for source in head.sources {
        let _ = writeln!(out, "<p>{}</p>", escaped(source));
    }
    let _ = writeln!(
        out,
        "<p>Each strip: bare skin, the field on the day itself, the field healed on day 28, bare skin again. Numbers are \
         L* a* b* (D65, 2 degrees) of the healed field with half its 90 % interval, and its difference from bare skin. \
         {:.0} dots per cm2.</p>\n<p>Look at the sheet under daylight of about 5000-6500 K at some 500 lx, on neutral grey, \
         from 50 cm. Screens and printers shift colours: the numbers are the data, the swatches a hint. Where a colour \
         cannot be shown the strip says so.</p>",
        p.density_per_cm2
    );
    for steps in p.shown.chunk_by(|a, b| a.pigment == b.pigment) {
        write_shade(&mut out, p, steps);
    }
    for warning in &p.warnings {
        let _ = writeln!(out, "<p>{}</p>", escaped(&format!("{} {}", warning.message, warning.remedy)));
    }
    out.push_str("<p>A prediction is not a promise, and no statement on a pigment's safety.");
    for (file, digest) in head.catalogues {
        let _ = write!(out, " {} {}.", escaped(file), escaped(digest.get(..12).unwrap_or(digest)));
    }
    let _ = writeln!(out, " healtone {}.</p>\n</body>\n</html>", env!("CARGO_PKG_VERSION"));
    out
}

fn write_shade(out: &mut String, p: &Preview, steps: &[ShownShade]) {
    let first = &steps[0];
    let _ = writeln!(
        out,
        "<section>\n<h2>{} ({})</h2>\n<table>\n<tr><th scope=\"col\">mix</th>",
        escaped(&first.name),
        escaped(&first.pigment)
    );
    for skin in &p.skins {
        let lab = skin.reading.lab.mean;
        let _ = writeln!(
            out,
            "<th scope=\"col\">{} skin, {:.0} {:.0} {:.0}</th>",
            escaped(&skin.name),
            lab.l,
            lab.a,
            lab.b
        );
    }
    out.push_str("</tr>\n");
    for step in steps {
        let _ = write!(out, "<tr><th scope=\"row\" class=\"mix\">{}</th>", step.dilution);
        for (on, skin) in step.on.iter().zip(&p.skins) {
            write_strip(out, on, skin.reading.lab.mean);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n</section>\n");
}

fn write_strip(out: &mut String, on: &FreshAndHealed, bare: LabD65) {
    let (fresh, healed) = (on.fresh.field.mean, on.healed.field.mean);
    out.push_str("<td><svg viewBox=\"0 0 52 11\" aria-hidden=\"true\" shape-rendering=\"crispEdges\">");
    let mut is_shown = true;
    for (i, (lab, width)) in [(bare, 10.0), (fresh, 16.0), (healed, 16.0), (bare, 10.0)].into_iter().enumerate() {
        let shown = swatch(lab);
        let [r, g, b] = shown.rgb;
        is_shown &= shown.in_gamut;
        let x = [0.0, 10.0, 26.0, 42.0][i];
        let _ =
            write!(out, "<rect x=\"{x}\" y=\"0\" width=\"{width}\" height=\"11\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>");
    }
    let [sd_l, sd_a, sd_b] = on.healed.field.sd().map(|sd| NINETY * sd);
    let c = on.healed.contrast.mean;
    let _ = write!(
        out,
        "</svg>{:.1} ±{sd_l:.1}&#160; {:.1} ±{sd_a:.1}&#160; {:.1} ±{sd_b:.1}<br>dL* {:.1}&#160; da* {:.1}&#160; db* {:.1}",
        healed.l, healed.a, healed.b, c.dl, c.da, c.db
    );
    if !is_shown {
        out.push_str("<br><span class=\"warn\">outside what a screen can show</span>");
    }
    out.push_str("</td>");
}
