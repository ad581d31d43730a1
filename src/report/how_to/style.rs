//! How the page looks: on one sheet of A4, and on a tablet.

/// Neutral greys only, so that nothing on the page competes with a colour that is judged; yes and no are told apart by
/// word and shape.
pub(super) const STYLE: &str = r"
@page { size: A4; margin: 8mm 9mm }
html { background: #c9c9c9; color: #1a1a1a; font: 16px/1.28 system-ui, 'Helvetica Neue', Arial, sans-serif }
body { max-width: 57em; margin: 1em auto; padding: 0 .8em }
h1 { font-size: 1.7em; line-height: 1.1; margin: 0 }
h2 { font-size: 1.15em; line-height: 1.15; margin: 0 0 .2em }
p { margin: 0 }
header p { margin: .1em 0 .4em }
table + h2 { margin-top: .5em }
section, .tables > div { background: #f4f4f4; border: 1px solid #8a8a8a; border-radius: .4em; padding: .4em .7em; margin-bottom: .4em }
section { display: grid; grid-template-columns: 1fr 57%; gap: .8em; align-items: center }
.scenes { display: grid; grid-template-columns: repeat(3, 1fr); gap: .6em; align-self: start }
figure { margin: 0 }
figure svg { display: block; width: 100%; background: #fff; border: 1px solid #8a8a8a }
figcaption { font-size: .82em; line-height: 1.15; margin-top: .25em }
figcaption svg { display: inline; width: 1.15em; height: 1.15em; vertical-align: -.25em; background: none; border: 0; margin-right: .25em }
.tables { display: grid; grid-template-columns: 1fr 1fr; gap: .5em }
table { border-collapse: collapse; font-size: .8em; line-height: 1.2 }
th, td { text-align: left; vertical-align: top; padding: .22em .5em .22em 0; font-weight: normal }
tr + tr > * { border-top: 1px solid #b5b5b5 }
th { width: 42%; font-weight: bold }
code { display: block; font: .88em/1.15 ui-monospace, 'DejaVu Sans Mono', monospace; font-weight: normal; color: #3a3a3a }
footer { font-size: .8em }
.option { white-space: nowrap }
.parts { position: absolute }
.o, .n, .t, .d, .tick { stroke: #1a1a1a; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; fill: none }
.o { fill: #fff }
.t, .d { stroke-width: 1.3 }
.d { stroke-dasharray: 5 4 }
.k { fill: #1a1a1a }
.g { fill: #6e6e6e }
.scalp { fill: #ececec; stroke: #1a1a1a; stroke-width: 2.2 }
.stubble { fill: url(#stubble) }
.shade { fill: url(#hatch) }
.shine { fill: #fff; fill-opacity: .88 }
.ray { marker-end: url(#tip) }
.both { marker-start: url(#tip); marker-end: url(#tip) }
.mark { fill: #1a1a1a }
.tick { stroke: #fff; stroke-width: 2.6 }
svg text { font-size: 12px; text-anchor: middle; fill: #1a1a1a }
.halo { font-weight: bold; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
@media screen and (max-width: 760px) { section, .tables { grid-template-columns: 1fr } }
@media print {
html { background: none; font-size: 8.6pt; print-color-adjust: exact; -webkit-print-color-adjust: exact }
body { max-width: none; margin: 0; padding: 0 }
section, .tables > div { break-inside: avoid }
.tables { font-size: .92em; line-height: 1.15 }
th, td { padding-top: .12em }
.tables code { display: inline-block; margin-left: .5em }
}
";
