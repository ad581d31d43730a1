//! What the drawings are made of. Every part is drawn around its own middle in units of a quarter millimetre on paper;
//! classes give the strokes: `o` outlines, `n` lines, `t` thin lines, `d` dashes, `k` black, `g` grey.

use crate::chart::{COLUMNS, ROWS};
use std::fmt::Write;

/// Width and height of a drawing in those units.
pub(super) const SCENE: (u32, u32) = (160, 112);

/// Distance of the chart's patches and their side.
const PITCH: f64 = 11.0;
const PATCH: f64 = 9.0;

/// Definitions that the drawings of the page refer to: once for all of them.
pub(super) fn definitions(patches: &[[u8; 3]]) -> String {
    let mut out = String::from(
        "<svg class=\"parts\" xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n",
    );
    let _ = writeln!(out, "<g id=\"chart\">{}</g>", chart(patches));
    out.push_str(PARTS);
    out.push_str("</defs></svg>\n");
    out
}

/// The card with its patches, in the colours that a screen shows them in.
fn chart(patches: &[[u8; 3]]) -> String {
    let mut out = String::from("<rect class=\"k\" x=\"-36\" y=\"-25\" width=\"72\" height=\"50\" rx=\"3\"/>");
    let edge = |i: usize, of: usize| PITCH * (i as f64 - 0.5 * of as f64) + 0.5 * (PITCH - PATCH);
    for (i, [r, g, b]) in patches.iter().enumerate() {
        let (x, y) = (edge(i % COLUMNS, COLUMNS), edge(i / COLUMNS, ROWS));
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{PATCH}\" height=\"{PATCH}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>"
        );
    }
    out
}

const PARTS: &str = r##"
<pattern id="stubble" width="6" height="6" patternUnits="userSpaceOnUse">
<circle cx="1.5" cy="1.5" r=".9"/><circle cx="4.5" cy="4.5" r=".9"/></pattern>
<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path class="t" d="M2 0V4"/></pattern>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
<path class="k" d="M0 0L8 4L0 8Z"/></marker>
<g id="yes"><circle class="mark" r="9"/><path class="tick" d="M-4.5 .5L-1.5 4L5 -4"/></g>
<g id="no"><rect class="mark" x="-8.5" y="-8.5" width="17" height="17"/><path class="tick" d="M-4 -4L4 4M-4 4L4 -4"/></g>
<g id="back">
<ellipse class="o" cx="-31" cy="4" rx="5" ry="10"/><ellipse class="o" cx="31" cy="4" rx="5" ry="10"/>
<path class="o" d="M-54 56C-46 50 -20 52 -19 42V33C-26 27 -29 19 -30 8C-33 -22 -24 -50 0 -50C24 -50 33 -22 30 8C29 19 26 27 19 33V42C20 52 46 50 54 56"/>
<path class="stubble" d="M-31 -15C-24 -12 -20 -2 0 -2C20 -2 24 -12 31 -15C32 -4 31 0 30 8C29 19 26 27 19 33L12 38H-12L-19 33C-26 27 -29 19 -30 8C-31 0 -32 -4 -31 -15Z"/>
<path class="t" d="M-31 -15C-24 -12 -20 -2 0 -2C20 -2 24 -12 31 -15"/></g>
<g id="side">
<path class="o" d="M-25 56L-22 40C-34 30 -38 14 -38 0C-38 -30 -20 -50 4 -50C26 -50 36 -34 36 -16C36 -10 34 -8 37 -3L43 8C44 11 42 12 38 12L39 17C40 19 40 20 38 22C39 25 38 26 36 28C38 33 36 39 28 39C20 39 14 38 10 35L12 56"/>
<path class="stubble" d="M-37 -14C-28 -22 -10 -16 4 -18L7 -2L2 2L-4 16C-10 26 -14 34 -21 39C-33 30 -38 14 -38 0Z"/>
<path class="t" d="M-37 -14C-28 -22 -10 -16 4 -18L7 -2"/>
<path class="o" d="M-6 -4C-8 -12 6 -12 6 -3C6 4 2 6 1 12C0 17 -6 17 -6 11Z"/><path class="t" d="M-2 -3C-1 -6 3 -5 2 -1L-1 6"/></g>
<g id="above"><path class="o" d="M-5 -22L0 -31L5 -22Z"/><ellipse class="o" cx="-21" cy="0" rx="4" ry="6"/>
<ellipse class="o" cx="21" cy="0" rx="4" ry="6"/><ellipse class="o" rx="21" ry="25"/>
<path class="stubble" d="M-20 6C-12 2 -10 8 0 8C10 8 12 2 20 6C19 17 11 25 0 25C-11 25 -19 17 -20 6Z"/></g>
<g id="phone"><rect class="o" x="-4" y="-20" width="8" height="40" rx="3"/><rect class="k" x="4" y="-16" width="4" height="8" rx="1"/></g>
<g id="window"><rect class="o" x="-15" y="-34" width="30" height="60"/><path class="n" d="M0 -34V26M-15 -4H15"/><path class="n" d="M-19 27H19"/></g>
<g id="lamp"><path class="n" d="M0 -12V54M-12 55H12"/><path class="o" d="M-9 -36L9 -44V-4L-9 -12Z"/></g>
<g id="bulb"><path class="n" d="M0 -26V-12"/><path class="o" d="M-5 -12H5V-7C9 -4 10 0 10 3C10 9 5 13 0 13C-5 13 -10 9 -10 3C-10 0 -9 -4 -5 -7Z"/>
<path class="t" d="M-15 4H-20M15 4H20M-10 14L-14 18M10 14L14 18M0 18V23"/></g>
<g id="bolt"><path class="o" d="M3 -13L-8 3H-1L-4 14L8 -3H1L5 -13Z"/></g>
<g id="finder"><rect class="o" x="-70" y="-44" width="140" height="88"/></g>
<g id="focus"><path class="n" d="M-10 -5V-10H-5M5 -10H10V-5M10 5V10H5M-5 10H-10V5"/></g>
<g id="finger"><path class="o" d="M-7 46V-8C-7 -17 7 -17 7 -8V46Z"/><path class="t" d="M-4 -4V-9C-4 -13 4 -13 4 -9V-4Z"/></g>
<g id="edge"><rect class="k" x="-3" y="-17" width="6" height="34" rx="1"/></g>
<g id="rays"><path class="t ray" d="M0 -14L26 -9"/><path class="t ray" d="M0 0L26 5"/><path class="t ray" d="M0 14L26 19"/></g>
<g id="clock"><circle class="o" r="13"/><path class="n" d="M0 -8V0L6 4"/></g>
"##;
