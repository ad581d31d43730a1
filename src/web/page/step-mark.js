// The places: boxes over bare skin, stubble and old work, dragged, moved by arrows or typed; each change can be undone.

import { button, draw, fixed, make } from "./make.js";
import { boxLines, handle, lattice } from "./marks.js";
import { scale, size, stage } from "./picture.js";
import { change, measure, setOptions, state } from "./state.js";
import { words } from "./words.js";

const say = words.mark;
/** Options of the boxes, where results have them, what they are called, and by how many diagonals they are told apart. */
const BOXES = [
  { option: "skin", result: "skin", name: say.skin, diagonals: 0 },
  { option: "hair", result: "hair", name: say.hair, diagonals: 1 },
  { option: "old-work", result: "old_work", name: say.oldWork, diagonals: 2 },
];
/** A box is at least so wide and high, pixels: what can be measured has 400 of them. */
const LEAST = 20;

/** What was placed before, and what was taken back. */
const history = { past: [], future: [], of: null };
/** The box that is being dragged. */
let dragged = null;

const parsed = (text) => text?.split(",").map(Number);

/** The places of a box: as dragged, as placed, or as found; a box that is needed and was not found stands ready. */
function rectOf(box) {
  const { option, result } = box;
  if (dragged?.option === option) return dragged.rect;
  const known = parsed(state.options[option]) ?? state.measured?.measurement[result]?.rect;
  return known ?? (option === "old-work" ? null : begun(BOXES.indexOf(box)));
}

/** Where a box begins that was not found: beside the middle. */
function begun(i) {
  const { width, height } = size();
  return [0.3 * width, (0.3 + 0.15 * i) * height, 0.15 * width, 0.1 * height].map(Math.round);
}

/** Every place as it is now, as options. */
function places() {
  return Object.fromEntries(BOXES.map((box) => [box.option, rectOf(box)?.map((v) => Number(fixed(v, 1))).join(",")]));
}

function remember() {
  if (history.of !== state.photo) Object.assign(history, { past: [], future: [], of: state.photo });
  history.past.push(places());
  history.future = [];
}

async function put(placed) {
  dragged = null;
  setOptions(placed);
  await measure();
}

async function back(from, to) {
  const placed = from.pop();
  if (!placed) return;
  to.push(places());
  await put(placed);
}

/** Begins to move a box; what it was can be returned to. */
function moving(option, rect) {
  if (dragged?.option !== option) {
    remember();
    dragged = { option, rect };
  }
  dragged.rect = fitted(rect);
  stage.redraw(step);
}

function fitted([x, y, w, h]) {
  const { width, height } = size();
  const [wide, high] = [Math.min(Math.max(w, LEAST), width), Math.min(Math.max(h, LEAST), height)];
  return [Math.min(Math.max(x, 0), width - wide), Math.min(Math.max(y, 0), height - high), wide, high].map((v) => Number(fixed(v, 1)));
}

/** Measures once a box has come to rest. */
let rest = 0;
function rested() {
  clearTimeout(rest);
  rest = setTimeout(() => put(places()), 400);
}

function handlesOf(box) {
  const rect = rectOf(box);
  if (!rect) return [];
  const [x, y, w, h] = rect;
  const unit = scale();
  const whole = handle({
    id: `box-${box.option}`, label: say.box(box.name, rect.map((v) => fixed(v, 0)).join(", ")), at: { x, y }, fine: false,
    shape: [
      draw("rect", { x, y, width: w, height: h, class: "hold" }),
      boxLines(rect, box.diagonals),
      draw("text", { x: x + 8 * unit, y: y + 22 * unit, "font-size": 16 * unit, class: "name", "aria-hidden": "true" }, box.name),
    ],
    moved: (place) => moving(box.option, [place.x, place.y, w, h]), done: rested,
  });
  const corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(([cx, cy], i) =>
    handle({
      id: `corner-${box.option}-${i}`, label: say.corner(box.name, say.corners[i]), at: { x: cx, y: cy },
      moved: (place) => moving(box.option, spanned(place, [[x + w, y + h], [x, y + h], [x, y], [x + w, y]][i])), done: rested,
    }));
  return [whole, corners];
}

const spanned = (a, [bx, by]) => [Math.min(a.x, bx), Math.min(a.y, by), Math.abs(a.x - bx), Math.abs(a.y - by)];

function field(box) {
  const rect = rectOf(box);
  const input = make("input", {
    id: `at-${box.option}`, value: rect ? rect.map((v) => fixed(v, 0)).join(", ") : "", inputmode: "numeric", autocomplete: "off",
    change: (event) => {
      remember();
      put({ ...places(), [box.option]: event.target.value.replaceAll(" ", "") });
    },
  });
  return make("label", { class: "field" }, box.name, input);
}

const step = {
  id: "mark",
  ready: () => Boolean(state.measured?.measurement.photo),
  keeps: () => Boolean(dragged),
  marks: () => [lattice(), BOXES.map(handlesOf)],
  show() {
    const has = state.measured?.measurement;
    const marked = BOXES.some((box) => state.options[box.option]);
    const old = rectOf(BOXES[2]);
    return [
      make("p", {}, has?.skin && has?.hair ? say.lead : say.missing),
      make("p", { class: "row" },
        button(say.undo, () => back(history.past, history.future), { id: "undo", disabled: !history.past.length }),
        button(say.redo, () => back(history.future, history.past), { id: "redo", disabled: !history.future.length })),
      make("fieldset", {}, make("legend", {}, say.fields), BOXES.filter(rectOf).map(field)),
      make("p", { class: "row" },
        !(has?.skin && has?.hair) && button(say.measure, () => put(places()), { kind: "main", id: "measure" }),
        marked && button(say.found, () => { remember(); put({ skin: undefined, hair: undefined, "old-work": undefined }); }, { id: "find" }),
        old ? button(say.dropOld, () => { remember(); put({ ...places(), "old-work": undefined }); })
          : button(say.addOld, () => { remember(); put({ ...places(), "old-work": begun(2).join(",") }); })),
      has?.skin && has?.hair && button(words.next, () => change({ step: "reading" }), { kind: "main", id: "next" }),
    ];
  },
};

export default step;
