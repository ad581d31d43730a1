//! What was simulated, in a few lines.

use super::wrap::wrapped;
use crate::color::lab_array;
use crate::simulate::{Truth, Work};

/// A photograph and the main things that are true of it.
#[must_use]
pub fn simulated(truth: &Truth, path: &str) -> String {
    let shot = &truth.shot;
    let lights: Vec<&str> = shot.scene.lamps.iter().map(|lamp| lamp.light.as_str()).collect();
    let chart = truth.chart.as_ref().map_or("no chart", |chart| chart.id.as_str());
    let mut facts = vec![format!("{} client", shot.client.kind.name())];
    facts.extend(shot.client.work.first().filter(|work| !work.sessions.is_empty()).map(sessions));
    facts.extend([
        format!("{} hair", shot.client.hair.colour.name()),
        chart.to_owned(),
        lights.join(" and "),
        format!("tone {}", shot.camera.tone.family().name()),
    ]);
    let [l, a, b] = lab_array(truth.skin.lab);
    facts.push(format!("skin {l:.1} {a:.1} {b:.1}"));
    if let Some(contrast) = truth.contrast() {
        facts.push(format!("contrast {:.1} {:.1} {:.1}", contrast.dl, contrast.da, contrast.db));
    }
    facts.extend(shot.mistakes.iter().map(|m| format!("mistake {}", m.name())));
    let mut out = format!("{path}\n");
    wrapped(&mut out, "  ", &facts.join(", "));
    out
}

fn sessions(work: &Work) -> String {
    let (count, day) = (work.sessions.len(), work.day);
    format!("{count} {}, the last {day:.0} days ago", if count == 1 { "session" } else { "sessions" })
}
