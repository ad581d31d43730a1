//! What a follow-up says, and what should be done next.

use super::super::wrap::wrapped;
use super::answer::write_sessions;
use super::{Text, line, note, used};
use crate::color::{Contrast, Estimate};
use crate::consult::{CaseRecord, Decision, FollowUp, Next, PlacesFound, StudioUse};
use crate::diagnostic::Diagnostic;
use crate::learning::Taught;
use crate::matching::Verdict;
use crate::math::{Interval, NINETY};
use std::fmt::Write;

/// The closing line of whatever predicts.
const NO_PROMISE: &str = "A prediction is not a promise, and no statement on a pigment's safety.\n";

impl Text {
    /// A follow-up.
    #[must_use]
    pub fn follow_up(self, f: &FollowUp, record: &CaseRecord, warnings: &[Diagnostic]) -> String {
        let mut out = f.measurement.studio.as_ref().map_or_else(String::new, used);
        write_done(&mut out, record);
        line(&mut out, "Photo", &format!("day {:.0} after the last session", f.day));
        if let Some(found) = &f.measurement.places {
            line(&mut out, "Places", &places(found));
        }
        line(&mut out, "Seen", &format!("field minus bare skin {}", interval(&f.seen)));
        line(&mut out, "Expected", &format!("                      {}", interval(&f.expected)));
        wrapped(&mut out, "          ", &apart(f));
        if let Some((gap, de00)) = &f.gap {
            line(&mut out, "To target", &format!("field minus stubble   {}", interval(gap)));
            wrapped(
                &mut out,
                "          ",
                &format!("{de00:.1} dE00 in this photo alone, what both regions share taken out"),
            );
        }
        match f.redness {
            Some(redness) => write_not_healed(&mut out, f, redness),
            None => write_taught(&mut out, &f.taught),
        }
        write_notes(&mut out, warnings);
        out.push_str("Next: healtone plan --case DIR\n");
        out
    }

    /// What should be done next.
    #[must_use]
    pub fn next(self, n: &Next, record: &CaseRecord, studio: Option<&StudioUse>, warnings: &[Diagnostic]) -> String {
        let mut out = studio.map_or_else(String::new, used);
        write_done(&mut out, record);
        let q = n.in_skin.de00;
        line(&mut out, "In skin", &format!("field minus bare skin {}", interval(&n.in_skin.contrast)));
        line(&mut out, "Target", &format!("{:<21} {}", n.target.mode.name(), interval(&n.target.contrast)));
        let apart = format!(
            "{:.1} dE00 apart ({:.1}-{:.1}); {:.1} accepted on this skin",
            q.median, q.p5, q.p95, n.tolerance_de00
        );
        wrapped(&mut out, "          ", &apart);
        write_taught(&mut out, &n.taught);
        out.push('\n');
        wrapped(&mut out, "", &answer(n));
        for r in n.recommendations.iter().filter(|_| n.decision == Decision::Treat) {
            self.write_recommendation(&mut out, r);
        }
        if n.decision == Decision::Treat {
            out.push_str("\nPlan, days from the first session\n");
            write_sessions(&mut out, &n.plan);
        }
        out.push('\n');
        wrapped(&mut out, "", &look(n));
        write_notes(&mut out, warnings);
        out.push_str(NO_PROMISE);
        out
    }
}

/// How the places of the last photo were taken over.
fn places(found: &PlacesFound) -> String {
    match found {
        PlacesFound::ByScalp(r) => {
            format!("of the last photo, its scalp found again: {} of {} parts", r.agreeing, r.parts)
        }
        PlacesFound::ByChart => "of the last photo, by the chart alone".to_owned(),
    }
}

fn write_done(out: &mut String, record: &CaseRecord) {
    if record.done.is_empty() {
        line(out, "Done", "nothing yet");
    }
    for (i, session) in record.done.iter().enumerate() {
        let name = if i == 0 { "Done" } else { "" };
        let what = format!(
            "session {} on day {:.0}: {}, {:.0} dots/cm2",
            i + 1,
            session.day,
            session.mix(),
            session.density_per_cm2
        );
        wrapped(out, &format!("{name:<10}"), &what);
    }
}

fn write_notes(out: &mut String, warnings: &[Diagnostic]) {
    if !warnings.is_empty() {
        out.push('\n');
    }
    warnings.iter().for_each(|warning| out.push_str(&note("Note", warning)));
}

fn interval(e: &Estimate<Contrast>) -> String {
    let [l, a, b] = e.sd().map(|sd| NINETY * sd);
    let m = e.mean;
    format!("dL* {:>4.1} +-{l:.1}  da* {:>4.1} +-{a:.1}  db* {:>4.1} +-{b:.1}", m.dl, m.da, m.db)
}

/// How far what was seen lies from what was expected.
fn apart(f: &FollowUp) -> String {
    let outside: Vec<&str> =
        ["L*", "a*", "b*"].into_iter().zip(f.inside).filter(|(_, inside)| !inside).map(|(axis, _)| axis).collect();
    let place = if outside.is_empty() {
        "inside the 90 % interval of prediction and photo".to_owned()
    } else {
        format!("outside the 90 % interval of prediction and photo in {}", outside.join(" and "))
    };
    format!("{:.1} dE00 apart, {place}", f.de00)
}

fn write_not_healed(out: &mut String, f: &FollowUp, redness: Contrast) {
    let still = f.seen.mean.beyond(redness);
    let text = format!(
        "Not healed: before day 28 nothing is learnt from a photo. With the redness that is usual on this day taken out \
         (dL* {:.1} da* {:.1} db* {:.1}) the field would be dL* {:.1} da* {:.1} db* {:.1}.",
        redness.dl, redness.da, redness.db, still.dl, still.da, still.db
    );
    out.push('\n');
    wrapped(out, "", &text);
}

fn write_taught(out: &mut String, taught: &[Taught]) {
    let (learnt, not): (Vec<&Taught>, Vec<&Taught>) = taught.iter().partition(|t| t.is_learnt());
    for (title, lines) in [("Learnt from healed photos", learnt), ("Not learnt", not)] {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{title:<45}expected         now, 90 %");
        }
        for t in lines {
            let _ = writeln!(out, "  {:<43}{:<17}{}", t.name, range(&t.before), range(&t.after));
        }
    }
}

fn range(i: &Interval) -> String {
    let digits = if i.high < 0.1 { 3 } else { 2 };
    format!("{:.digits$}-{:.digits$}", i.low, i.high)
}

fn answer(n: &Next) -> String {
    let best = n.recommendations.iter().find(|r| !r.recipe.pigments.is_empty()).map_or(f64::NAN, |r| r.score);
    let figures = format!("expected loss {:.2} dE00 as it is, {best:.2} with the best further session", n.stop_score);
    match (n.decision, n.verdict) {
        (Decision::Stop, Verdict::NoMatch) => {
            format!(
                "STOP: no further session brings it clearly nearer, though it is off by more than is accepted ({figures})."
            )
        }
        (Decision::Stop, _) => format!("STOP: it is as near as a further session would clearly bring it ({figures})."),
        (Decision::Treat, Verdict::NoMatch) => format!(
            "GO ON, but NO MATCH: a further session helps, and no mix is expected to heal within the tolerance ({figures})."
        ),
        (Decision::Treat, _) => format!("GO ON: {figures}."),
    }
}

/// Whether another photo before deciding is worth it.
fn look(n: &Next) -> String {
    let worth = n.look;
    let advice = if worth.photo_de00 >= WORTH_A_LOOK { "worth taking" } else { "not worth the wait" };
    format!(
        "Another photo of the healed work before deciding would lower the expected loss by about {:.2} dE00 ({advice}); \
         knowing everything by {:.2}.",
        worth.photo_de00, worth.everything_de00
    )
}

/// Expected loss from which on a photo is worth taking, dE00: what a change of dilution must save.
const WORTH_A_LOOK: f64 = 0.05;
