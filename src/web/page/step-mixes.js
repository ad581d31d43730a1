// What is recommended: three mixes beside each other, millilitres and drops first.

import { button, fixed, make, swatch, table } from "./make.js";
import { consult, isRefused, setOptions, state, take, takeBack } from "./state.js";
import { words } from "./words.js";

const say = words.mixes;
/** Mixes that stand beside each other; further ones below. */
const BESIDE = 3;
const HEALED = 28;

const lab = (values) => values.map((v) => fixed(v, 1)).join(" ");

/** What a mix is called. */
export function mixName(recipe) {
  const ids = recipe.pigments.map((pigment) => pigment.id);
  return ids.length ? `${ids.join(" + ")} ${recipe.text}` : say.stop;
}

function cup({ recipe, rank }) {
  if (!recipe.pigments.length) return null;
  const name = (id) => state.desk.pigments.find((pigment) => pigment.id === id)?.name ?? id;
  const lot = (pigment) => (pigment.lot ? ` (${pigment.lot})` : "");
  const rows = recipe.pigments.map((p) => [`${name(p.id)}${lot(p)}`, fixed(p.ml, 1), String(p.drops)]);
  const { diluent } = recipe;
  if (diluent.ml > 0) rows.push([diluent.name ?? words.none, fixed(diluent.ml, 1), String(diluent.drops)]);
  rows.push([say.sum, fixed(recipe.batch_ml, 1), ""]);
  return make("div", { class: "cup" }, table(say.liquid(rank), say.heads, rows, { quiet: true }), make("p", { class: "note" }, say.orDrops));
}

function shades(mix, i) {
  const { skin } = state.measured.measurement;
  const { target } = state.consulted.consultation;
  const healed = mix.predicted.find((day) => day.day === HEALED);
  const shown = state.consulted.shown;
  const field = shown.recommendations[i].find((day) => day.day === HEALED).field;
  return make("div", { class: "shades" },
    swatch(state.measured.shown.skin, say.skin, lab(skin.lab_d65), words),
    swatch(field, say.healed, lab(healed.field_lab_d65), words),
    swatch(shown.target, say.target, lab(target.field_lab_d65), words));
}

function card(mix, i) {
  const healed = mix.predicted.find((day) => day.day === HEALED).de00;
  const percent = (share) => fixed(100 * share, 0);
  const taken = i === 0;
  return make("article", { class: taken ? "mix taken" : "mix", "aria-labelledby": `mix-${i}` },
    make("h3", { id: `mix-${i}` }, `${mix.rank}. ${mixName(mix.recipe)}`),
    cup(mix),
    shades(mix, i),
    healed && make("p", {}, say.de00(fixed(healed.median, 1), fixed(healed.p5, 1), fixed(healed.p95, 1))),
    make("p", {}, say.risk(percent(mix.risk.too_dark), percent(mix.risk.too_blue))),
    make("p", { class: "note" }, `${say.tie(mix.tie_group)}, ${say.score(fixed(mix.score, 2))}`),
    button(say.take, () => take(i), { kind: "main", id: `take-${i}` }),
    make("details", { open: i === 0 }, make("summary", {}, say.why), make("ul", {}, mix.why.map((why) => make("li", {}, why)))));
}

function optionField(name) {
  const value = state.options[name] ?? "";
  const set = (event) => setOptions({ [name]: event.target.value.trim() });
  const input = name === "mode"
    ? make("select", { id: `option-${name}`, change: set },
      Object.entries(say.modes).map(([mode, text]) => make("option", { value: mode, selected: value === mode }, text)))
    : make("input", { id: `option-${name}`, value, autocomplete: "off", inputmode: ["needle", "have"].includes(name) ? "text" : "decimal", change: set });
  return make("label", { class: "field" }, say.fields[name], input);
}

function options() {
  return make("details", { class: "options", id: "options" }, make("summary", {}, say.options),
    make("div", { class: "grid" }, Object.keys(say.fields).map(optionField)), button(say.again, consult, { id: "again" }));
}

export default {
  id: "mixes",
  onPhoto: false,
  ready: () => !isRefused(),
  show() {
    const answer = state.consulted?.consultation;
    if (!answer?.verdict) return [make("p", {}, say.none), options()];
    const cards = answer.recommendations.map(card);
    return [
      make("p", { class: `verdict ${answer.verdict}` }, make("b", {}, say.verdicts[answer.verdict]), " ", state.consulted.answer.replace(/^[A-Z ]+: /, ""), " ",
        say.tolerance(fixed(answer.tolerance_de00, 1), fixed(answer.untreated_de00, 1))),
      state.options.have && make("p", { class: "row" }, say.only(state.options.have), button(say.all, takeBack, { id: "all-pigments" })),
      make("div", { class: "mixes" }, cards.slice(0, BESIDE)),
      make("p", { class: "note" }, `${words.hint} L* a* b*, D65, 2 degrees.`),
      options(),
      cards.length > BESIDE && make("details", {}, make("summary", {}, say.more), make("div", { class: "mixes" }, cards.slice(BESIDE))),
      make("details", {}, make("summary", {}, say.expert), make("pre", { tabindex: "0" }, state.consulted.text)),
    ];
  },
};
