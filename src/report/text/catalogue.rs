//! Catalogues as text: shades on skins, what they reach, and what differs between two.

use super::Text;
use crate::consult::{CatalogueDiff, Gamut, HairReach, Preview, ShadeDiff, ShownShade};
use crate::math::NINETY;
use crate::report::diagnostics::note;
use crate::report::wrap::wrapped;
use std::fmt::Write;

impl Text {
    /// Shades on skins, fresh and healed.
    #[must_use]
    pub fn preview(self, p: &Preview) -> String {
        let mut out = String::new();
        for skin in &p.skins {
            let lab = skin.reading.lab.mean;
            let numbers = format!("{}L* {:.1}  a* {:.1}  b* {:.1}", self.lead(lab), lab.l, lab.a, lab.b);
            let _ = writeln!(out, "Skin      {:<8}{numbers}", skin.name);
        }
        let _ = writeln!(out, "Dots      {:.0} per cm2", p.density_per_cm2);
        let mut last = "";
        for shade in &p.shown {
            if shade.pigment != last {
                let _ = writeln!(out, "\n{}  {}", shade.pigment, shade.name);
                let _ = writeln!(out, "  mix   skin    day 0 L*   a*   b*     day 28 L*   a*   b*   +-L*   dL*");
            }
            last = &shade.pigment;
            self.write_shade(&mut out, shade, p);
        }
        out.push('\n');
        p.warnings.iter().for_each(|warning| out.push_str(&note("Note", warning)));
        out.push_str("+- is half a 90 % interval, dL* field minus bare skin; D65, 2 degrees.\n");
        out.push_str("A prediction is not a promise, and no statement on a pigment's safety.\n");
        out
    }

    fn write_shade(self, out: &mut String, shade: &ShownShade, p: &Preview) {
        for (i, (on, skin)) in shade.on.iter().zip(&p.skins).enumerate() {
            let mix = if i == 0 { shade.dilution.to_string() } else { String::new() };
            let (fresh, healed) = (on.fresh.field.mean, on.healed.field.mean);
            let _ = writeln!(
                out,
                "  {mix:<6}{:<8}{} {:>4.1} {:>4.1} {:>4.1}     {} {:>4.1} {:>4.1} {:>4.1} {:>6.1} {:>5.1}",
                skin.name,
                self.block(fresh),
                fresh.l,
                fresh.a,
                fresh.b,
                self.block(healed),
                healed.l,
                healed.a,
                healed.b,
                NINETY * on.healed.field.sd()[0],
                on.healed.contrast.mean.dl,
            );
        }
    }

    /// What a set of pigments reaches on a skin.
    #[must_use]
    pub fn gamut(self, g: &Gamut) -> String {
        let lab = g.skin.lab.mean;
        let mut out = format!(
            "Reach on  {}L* {:.1}  a* {:.1}  b* {:.1}, everything about healing at its median\n",
            self.lead(lab),
            lab.l,
            lab.a,
            lab.b
        );
        let _ = writeln!(out, "Accepted  {:.1} dE00 of the field; {} mixes tried", g.tolerance_de00, g.mixes);
        out.push_str("  stubble           dL*  da*  db*  dE00  nearest mix\n");
        for hair in &g.hair {
            write_hair(&mut out, g, hair);
        }
        let missed = g.hair.iter().filter(|hair| !g.reaches(hair)).count();
        let summary = match missed {
            0 => "Every stubble of the list is reached.".to_owned(),
            _ => format!("{missed} of {} are out of reach, marked with !.", g.hair.len()),
        };
        let _ = writeln!(out, "{summary}");
        out
    }

    /// What differs between two catalogues.
    #[must_use]
    pub fn catalogue_diff(self, d: &CatalogueDiff) -> String {
        let mut out = String::new();
        for (word, ids) in [("Added", &d.added), ("Removed", &d.removed)] {
            if !ids.is_empty() {
                wrapped(&mut out, &format!("{word:<10}"), &ids.join(", "));
            }
        }
        let mut same = 0;
        for shade in &d.shades {
            if shade.figures.is_empty() && shade.largest_de00() <= 0.0 && shade.unpaired_films == 0 {
                same += 1;
            } else {
                write_shade_diff(&mut out, shade, d);
            }
        }
        let beyond = d.shades.iter().filter(|s| s.largest_de00() > d.tolerance_de00).count();
        let _ = writeln!(
            out,
            "{} shade(s) in both, {same} the same, {beyond} beyond {:.1} dE00, {} added, {} removed",
            d.shades.len(),
            d.tolerance_de00,
            d.added.len(),
            d.removed.len()
        );
        d.warnings.iter().for_each(|warning| out.push_str(&note("Note", warning)));
        out
    }
}

fn write_hair(out: &mut String, g: &Gamut, hair: &HairReach) {
    let (parts, dilution) = &hair.nearest;
    let parts: Vec<String> =
        parts.iter().map(|(id, n)| if parts.len() > 1 { format!("{n:.0} {id}") } else { id.clone() }).collect();
    let mark = if g.reaches(hair) { ' ' } else { '!' };
    let of = format!("{} {:.0} %", hair.hair.name(), 100.0 * hair.cover);
    let (c, off) = (hair.contrast, hair.off);
    let lead = format!("{mark} {of:<15} {:>5.1}{:>5.1}{:>5.1}  {:>4.1}  ", c.dl, c.da, c.db, hair.de00);
    let beyond = if g.reaches(hair) {
        String::new()
    } else {
        format!(", off by dL* {:+.1} da* {:+.1} db* {:+.1}", off.dl, off.da, off.db)
    };
    wrapped(out, &lead, &format!("{} {dilution}{beyond}", parts.join(" + ")));
}

fn write_shade_diff(out: &mut String, shade: &ShadeDiff, d: &CatalogueDiff) {
    let lots = match &shade.lots {
        [Some(old), Some(new)] => format!("  lot {old} -> {new}"),
        _ => String::new(),
    };
    let mark = if shade.largest_de00() > d.tolerance_de00 { "  BEYOND TOLERANCE" } else { "" };
    let _ = writeln!(out, "{}{lots}{mark}", shade.id);
    for (what, old, new) in &shade.figures {
        wrapped(out, &format!("  {what:<14}"), &format!("{old} -> {new}"));
    }
    for film in &shade.films {
        let _ = writeln!(
            out,
            "  film of fraction {}, {} um: {:.2} dE00, dL* {:+.1}",
            film.fraction, film.film_um, film.de00, film.dl
        );
    }
    if shade.unpaired_films > 0 {
        let _ = writeln!(out, "  {} film(s) that the other catalogue does not have alike", shade.unpaired_films);
    }
    if !shade.healed.is_empty() {
        let _ = writeln!(out, "  healed field, dE00 on {}", d.skins.join(", "));
    }
    for healed in &shade.healed {
        let on: Vec<String> = healed.de00.iter().map(|v| format!("{v:.2}")).collect();
        let _ = writeln!(out, "    {:<6} {}", healed.dilution.to_string(), on.join("  "));
    }
}
