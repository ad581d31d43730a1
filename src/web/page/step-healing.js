// How the mix that was taken heals: a slider over the years moves colours, numbers, bands and the picture, all of which are
// here before it is touched.

import { button, fixed, make } from "./make.js";
import { between, colourAt, numbersAt } from "./over-time.js";
import { NINETY, along, dayAt, plot } from "./plot.js";
import { change, chosen, heal, state } from "./state.js";
import { mixName } from "./step-mixes.js";
import { words } from "./words.js";

const say = words.healing;
/** Steps of the slider. */
const STEPS = 1000;
const HEALED = 28;

let day = HEALED;

function shade(label) {
  const field = make("span", { class: "swatch" });
  const numbers = make("span", { class: "numbers" });
  const warn = make("span", { class: "warn", hidden: true }, words.outOfGamut);
  const figure = make("figure", { class: "shade" }, field, make("figcaption", {}, make("b", {}, label), numbers, warn));
  const show = (shown, text) => {
    field.style.backgroundColor = shown.rgb;
    numbers.textContent = text;
    warn.hidden = shown.in_gamut;
  };
  return { figure, show };
}

const lab = (values, sds) => values.map((v, i) => `${fixed(v, 1)}${sds ? ` ±${fixed(NINETY * sds[i], 1)}` : ""}`).join("  ");

/** The area on the photo: the day before under the day after, which shows as much as it is near. */
function photo(pictures) {
  const still = make("img", { alt: say.before, src: pictures.before });
  const [under, over] = [make("img", { alt: "" }), make("img", { alt: "" })];
  const healed = make("div", { class: "layers", role: "img", "aria-label": say.picture }, under, over);
  const set = (image, address) => image.src !== address && (image.src = address);
  const show = () => {
    const [a, b, share] = between(pictures.days, day);
    set(under, a.address);
    set(over, b.address);
    over.style.opacity = fixed(share, 3);
  };
  const figure = (picture, text) => make("figure", { class: "look" }, picture, make("figcaption", {}, text));
  const both = make("div", { class: "looks" }, figure(still, say.before), figure(healed, say.after));
  return { both, show };
}

/** Everything that the slider moves; `show` moves it. */
function moving() {
  const { predicted, shown } = state.healing;
  const { skin } = state.measured.measurement;
  const target = state.consulted.consultation.target.field_lab_d65;
  const [bare, field, dot, wanted] = [say.bare, say.field, say.dot, say.target].map(shade);
  bare.show(state.measured.shown.skin, lab(skin.lab_d65));
  wanted.show(state.consulted.shown.target, lab(target));
  const plots = [0, 1, 2].map((axis) =>
    plot(say.plot(say.axes[axis]), axis, predicted, [[skin.lab_d65[axis], "bare-line"], [target[axis], "target-line"]]));
  const away = make("p", { id: "away" });
  const picture = state.pictures && photo(state.pictures);
  const show = () => {
    const [a, b, share] = between(predicted, day);
    const [c, d] = [a, b].map((row) => shown[predicted.indexOf(row)]);
    field.show(colourAt(c.field, d.field, share), lab(numbersAt(a.field_lab_d65, b.field_lab_d65, share), numbersAt(a.field_sd, b.field_sd, share)));
    dot.show(colourAt(c.dot, d.dot, share), lab(numbersAt(a.dot_lab_d65, b.dot_lab_d65, share)));
    const at = (quantile) => fixed(numbersAt([a.de00[quantile]], [b.de00[quantile]], share)[0], 1);
    away.textContent = a.de00 ? say.away(at("median"), at("p5"), at("p95")) : "";
    for (const { move } of plots) move(day);
    picture?.show();
  };
  const parts = [
    make("div", { class: "shades" }, bare.figure, field.figure, wanted.figure, dot.figure), away,
    picture && make("div", {}, picture.both, make("p", { class: "note" }, say.pictureNote),
      state.pictures.warnings.map((note) => make("p", { class: "note" }, make("b", {}, note.message), " ", note.remedy))),
    make("div", { class: "plots" }, plots.map(({ picture }, axis) => make("figure", {}, make("figcaption", {}, say.plot(say.axes[axis])), picture))),
    make("p", { class: "note" }, say.legend),
  ];
  return { parts, show };
}

function slider(show) {
  const name = make("output", { id: "day-name", for: "day" });
  let waiting = 0;
  const set = () => {
    waiting = 0;
    name.textContent = say.dayName(day);
    input.setAttribute("aria-valuetext", say.dayName(day));
    show();
  };
  const input = make("input", {
    type: "range", id: "day", min: "0", max: String(STEPS), step: "1", value: String(Math.round(STEPS * along(day))),
    input: () => {
      day = dayAt(input.value / STEPS);
      waiting ||= requestAnimationFrame(set);
    },
  });
  set();
  const go = (to, text) => button(text, () => {
    day = to;
    input.value = String(Math.round(STEPS * along(day)));
    set();
  });
  return make("div", { class: "slider" }, make("label", { for: "day" }, `${say.day}: `, name), input,
    make("p", { class: "row" }, say.days.map(([to, text]) => go(to, text))));
}

export default {
  id: "healing",
  onPhoto: false,
  ready: () => Boolean(chosen()?.recipe.pigments.length),
  show() {
    const mix = chosen();
    if (!mix) return [];
    if (!state.healing) {
      if (!state.busy && !state.faults.length) heal();
      return [];
    }
    const { parts, show } = moving();
    return [
      make("p", {}, say.lead(mixName(mix.recipe))),
      slider(show),
      ...parts,
      button(words.next, () => change({ step: "plan" }), { kind: "main", id: "next" }),
    ];
  },
};
