// The sessions, and the area that they are for: drawn on the photo, or given.

import { button, fixed, make, signed, table } from "./make.js";
import { handle, lattice, outline } from "./marks.js";
import { stage } from "./picture.js";
import { NINETY } from "./plot.js";
import { change, consult, setOptions, state } from "./state.js";
import { words } from "./words.js";

const say = words.plan;

let drawing = false;

/** Area of the corners on the photo, cm2: a flat figure of what the camera sees. Null where no size is known. */
function drawnCm2() {
  const perMm = state.measured?.measurement.chart?.px_per_mm;
  const corners = state.area;
  if (!perMm || corners.length < 3) return null;
  const twice = corners.reduce((sum, { x, y }, i) => {
    const next = corners[(i + 1) % corners.length];
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(twice) / 2 / perMm ** 2 / 100;
}

function sessions() {
  const { plan } = state.consulted.consultation;
  const ml = (recipe) => [...recipe.pigments.map((p) => p.ml), ...(recipe.diluent.ml > 0 ? [recipe.diluent.ml] : [])].map((v) => fixed(v, 1)).join(" + ");
  const row = (s) => [String(s.session), fixed(s.day, 0), fixed(s.density_per_cm2, 0), String(s.dots), fixed(s.hours, 1), s.recipe.text,
    ml(s.recipe), `${signed(s.expected_dlab[0], 1)} ±${fixed(NINETY * s.expected_sd[0], 1)}`];
  return table(say.caption, say.heads, plan.map(row));
}

const setArea = (area) => change({ area, pictures: null, healing: null });

function use() {
  drawing = false;
  setOptions({ "area-cm2": fixed(drawnCm2(), 1) });
  return consult();
}

const step = {
  id: "plan",
  ready: () => Boolean(state.consulted?.consultation.verdict),
  touched: (place) => drawing && setArea([...state.area, { x: Number(fixed(place.x, 1)), y: Number(fixed(place.y, 1)) }]),
  marks: () => [
    lattice(),
    drawing && state.area.map((at, i) => handle({
      id: `area-${i}`, label: say.corner(i + 1), at,
      moved: (place) => { state.area[i] = place; stage.redraw(step); },
      done: () => setArea([...state.area]),
    })),
  ],
  show() {
    const answer = state.consulted?.consultation;
    if (!answer) return [];
    const [cm2, scaled] = [drawnCm2(), state.measured.measurement.chart?.px_per_mm];
    return [
      make("p", {}, say.area(fixed(answer.area_cm2, 0), answer.area_assumed)),
      sessions(),
      make("p", {}, say.photograph),
      make("p", { class: "note" }, words.plusMinus),
      !scaled && make("p", { class: "note" }, say.noScale),
      drawing && make("p", {}, say.drawHint),
      drawing && make("p", { class: "row" },
        cm2 && button(say.use(fixed(cm2, 0)), use, { kind: "main", id: "use-area" }),
        button(say.undoCorner, () => setArea(state.area.slice(0, -1)), { disabled: !state.area.length }),
        button(say.clear, () => setArea([]))),
      make("p", { class: "row" },
        button(say.keep, () => change({ step: "keep" }), { kind: drawing ? "" : "main", id: "next" }),
        scaled && !drawing && button(say.draw, () => { drawing = true; change({}); }, { id: "draw" })),
    ];
  },
};

export default step;
