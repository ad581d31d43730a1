// What was measured, how surely, and what would make it surer.

import { button, fixed, make, signed, swatch, table } from "./make.js";
import { NINETY } from "./plot.js";
import { change, isRefused, state } from "./state.js";
import { words } from "./words.js";

const say = words.reading;

const sdOf = (cov) => [cov[0], cov[3], cov[5]].map(Math.sqrt);
const cells = (means, sds, shape) => means.map((mean, i) => `${shape(mean, 1)} ±${fixed(NINETY * sds[i], 1)}`);

function colours({ skin, hair, contrast }) {
  const rows = [
    skin && [say.skin, ...cells(skin.lab_d65, skin.sd, fixed)],
    hair && [say.hair, ...cells(hair.mean_lab_d65, hair.sd, fixed)],
    contrast && [say.contrast, ...cells(contrast.dlab, sdOf(contrast.cov), signed)],
  ];
  return table(say.caption, say.heads, rows.filter(Boolean));
}

/** Colours that touch: a difference is seen at their edge. */
function shades({ skin, hair }, shown) {
  const lab = (values) => values.map((v) => fixed(v, 0)).join(" ");
  return make("div", { class: "shades" },
    skin && swatch(shown.skin, say.skin, lab(skin.lab_d65), words), hair && swatch(shown.hair, say.hair, lab(hair.mean_lab_d65), words));
}

function residual(calibration) {
  const known = calibration?.residual_de00;
  return make("p", {}, known ? say.residual(fixed(known.loo_mean, 1), known.skin_patches === null ? words.none : fixed(known.skin_patches, 1)) : say.noResidual);
}

function budget() {
  const answer = state.consulted?.consultation;
  if (!answer?.error_budget.length) return null;
  const rows = answer.error_budget.map((term) => [term.term, fixed(term.de00, 2), term.shrink]);
  return table(say.budget, say.budgetHeads, [...rows, [say.whole, fixed(answer.error_budget_whole.de00, 2), ""]]);
}

function surer(next) {
  if (!next?.advice.length) return null;
  const one = (advice) => make("li", {}, `±${fixed(advice.half_interval, 2)}: ${advice.change}`);
  return make("section", {}, make("h3", {}, say.next), make("p", {}, say.nextLead(fixed(next.half_interval, 2))), make("ul", {}, next.advice.map(one)));
}

function notes(list) {
  if (!list.length) return null;
  return make("section", {}, make("h3", {}, say.notes),
    make("ul", { class: "notes" }, list.map((note) => make("li", {}, make("b", {}, note.message), " ", note.remedy))));
}

export default {
  id: "reading",
  ready: () => Boolean(state.measured?.measurement.skin),
  show() {
    const found = state.measured?.measurement;
    if (!found?.skin) return [];
    return [
      shades(found, state.measured.shown),
      colours(found),
      make("p", { class: "note" }, `${words.plusMinus}. ${words.hint}`),
      residual(found.calibration),
      make("p", { class: "row" },
        button(say.recommend, () => change({ step: "mixes" }), { kind: "main", id: "next", disabled: isRefused() }),
        button(say.adjust, () => change({ step: "mark" }))),
      notes([...found.forced, ...found.refused, ...found.warnings]),
      surer(found.next_photo),
      budget(),
      make("details", {}, make("summary", {}, say.expert), make("pre", { tabindex: "0" }, state.measured.text)),
    ];
  },
};
