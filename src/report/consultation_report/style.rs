//! How the report looks: on grey on a screen, on white paper in print, in greys only beside the colours that are judged.

/// Rules for the whole file, which `.report` within another page does not need: the printer's own paper, A4 or Letter.
pub(super) const SHEET: &str = "
@page { margin: 10mm 11mm 13mm; @bottom-left { content: 'Consultation report'; font: 7pt Helvetica, Arial, sans-serif } @bottom-right { content: counter(page) ' / ' counter(pages); font: 7pt Helvetica, Arial, sans-serif } }
html { background: #bdbdbd }
body { margin: 0 }
@media print { html { background: none } }
";

/// The stylesheet of the report within any page: every rule is about `.report`.
pub const STYLE: &str = "
.report { box-sizing: border-box; max-width: 62em; margin: 0 auto; padding: 1.2em; background: #bdbdbd; color: #1a1a1a; font: 14.5px/1.35 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif; font-variant-numeric: tabular-nums; text-align: left; overflow-wrap: break-word }
.report h1 { font-size: 1.75em; line-height: 1.1; margin: 0; font-weight: 600; letter-spacing: -.01em }
.report h2 { font-size: 1.2em; line-height: 1.2; margin: 1.1em 0 .3em; padding-top: .3em; border-top: .12em solid #1a1a1a; font-weight: 600; break-after: avoid }
.report h3 { font-size: 1em; line-height: 1.2; margin: .8em 0 .25em; font-weight: 600; break-after: avoid }
.report p { margin: .25em 0 }
.report .unseen { position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%) }
.report header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.5em }
.report .studio { margin: 0 }
.report .blanks { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: .6em 1.6em; margin: .9em 0 .5em }
.report .blanks span { display: flex; flex: 1 1 11em; align-items: flex-end; white-space: nowrap }
.report .blanks b { flex: 1; margin-left: .5em; border-bottom: 1px solid #1a1a1a }
.report .answer { border: .12em solid #1a1a1a; padding: .45em .8em; margin: .4em 1px 0 0; break-inside: avoid }
.report .answer strong { font-size: 1.25em; line-height: 1.2; font-weight: 600 }
.report table { border-collapse: collapse; width: 100%; font-size: .93em; line-height: 1.25; break-inside: avoid }
.report caption { text-align: left; padding: 0 0 .25em; font-size: .97em; line-height: 1.3 }
.report th, .report td { text-align: right; vertical-align: baseline; padding: .2em .3em; font-weight: normal; border: 0 }
.report thead th { vertical-align: bottom; font-weight: 600; border-bottom: 1px solid #1a1a1a }
.report tbody tr + tr > * { border-top: 1px solid #8a8a8a }
.report tbody tr { break-inside: avoid }
.report tr > :first-child { text-align: left; padding-left: 0 }
.report tbody th { font-weight: 600 }
.report .panel { background: #bdbdbd; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.report .looks { table-layout: fixed; border-collapse: separate; border-spacing: 0 }
.report .looks thead th, .report tr > .colour:first-child { text-align: center; padding-left: 0; border-bottom: 0 }
.report td.colour { padding: 0; text-align: center; vertical-align: top; border: 0; background: #bdbdbd; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.report .colour svg { display: block; position: relative; width: calc(100% + 1px); max-width: none; height: 8em; margin-bottom: .3em; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.report .colour i { font-style: normal; color: #3a3a3a }
.report .colour:last-child svg, .report .mixes .colour:nth-child(4) svg { width: 100% }
.report .looks .colour span { margin: 0 .35em; white-space: nowrap }
.report .looks .colour { padding-bottom: .4em }
.report .mixes .colour { width: 9.5%; font-size: .88em; line-height: 1.22; padding-bottom: .2em }
.report .mixes .colour svg { height: 2.9em; margin-bottom: .15em }
.report .mixes .colour span { display: block; white-space: nowrap }
.report .mixes tbody tr > * { vertical-align: top; padding-top: .3em; padding-bottom: .3em }
.report .mixes tbody th { font-size: 1.3em; line-height: 1.1; width: 5% }
.report .mixes th span, .report .mixes td span { display: block }
.report .mixes th span { font-size: .65em; font-weight: normal }
.report .mixes .cup, .report .plan .cup { text-align: left; padding-left: .9em; white-space: nowrap }
.report .mixes .cup { white-space: normal; width: 32% }
.report .mixes td:nth-child(6) { white-space: nowrap }
.report .mixes thead th { white-space: normal }
.report .mixes thead th:nth-child(-n+4) { text-align: center }
.report .mixes thead th:first-child { text-align: left }
.report .mixes .cup b { font-size: 1.12em }
.report figure { margin: .3em 0; break-inside: avoid }
.report svg { max-width: 100% }
.report .plot, .report .cards { display: block; width: 100%; height: auto; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.report .slips.n1 { width: 33.3% }
.report .slips.n2 { width: 66.7% }
.report .slips { border: 1px solid #777 }
.report .days th, .report .days td { font-size: .93em; white-space: nowrap }
.report ul, .report ol { margin: .2em 0; padding-left: 1.2em }
.report li { margin: .12em 0; font-size: .96em; line-height: 1.25; break-inside: avoid }
.report .note { text-align: left; padding-left: .9em }
.report .measured th, .report .measured td { white-space: nowrap }
.report .measured td.note { white-space: normal }
.report .budget td:last-child, .report .budget th:last-child { text-align: left; padding-left: .9em }
.report .budget th { white-space: nowrap }
.report .budget tr > * { padding-top: .12em; padding-bottom: .12em }
.report .sum > * { font-weight: 600 }
.report .pair { display: grid; grid-template-columns: 1fr auto; gap: 0 2em; align-items: start }
.report .pair .scalp { width: 15em; margin: 0 }
.report .scalp img { display: block; width: 100%; height: auto }
.report figcaption { font-size: .88em }
.report .record { margin: .2em 0; font-size: .88em; line-height: 1.3 }
.report .record div { display: flex; gap: .6em }
.report .record dt { flex: 0 0 7em; font-weight: 600 }
.report .record dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.report code { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: .92em }
.report .agreed { break-inside: avoid; margin-top: .9em }
.report .agreed .blanks { margin-top: 2em }
@media screen and (max-width: 46em) {
.report .pair { display: block }
.report table { display: block; overflow-x: auto }
.report caption { display: block }
.report .looks caption { display: table-caption }
.report .plan td { white-space: nowrap }
.report .looks { display: table }
}
@media print {
.report { max-width: none; padding: 0; background: none; font-size: 8.7pt; line-height: 1.27 }
.report .first + .sheet { break-before: page }
.report .first + .sheet > h2:first-child { margin-top: 0 }
}
";
