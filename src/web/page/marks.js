// What is drawn on the photo: lines are white within black, seen on any colour; what can be dragged has a hold of a
// finger's width.

import { draw, fixed } from "./make.js";
import { magnify, placeOf, scale, size } from "./picture.js";
import { state } from "./state.js";

/** Half the width of a hold on the screen, pixels. */
const HOLD = 22;

const path = (points) => `M${points.map(([x, y]) => `${x},${y}`).join("L")}`;

/** A line twice: black, and white within. */
const line = (shape) => ["under", "over"].map((layer) => draw("path", { d: shape, class: layer }));

/** The frames of the chart's patches, as they were found. */
export function lattice() {
  const patches = state.measured?.shown.lattice ?? [];
  return patches.map((patch) => line([...patch.frames.map((corners) => path(corners) + "Z"), ...(patch.cross ?? []).map(path)].join("")));
}

/** A region as it was measured, with so many diagonals. */
export function region(name, diagonals) {
  const rect = state.measured?.measurement[name]?.rect;
  return rect ? boxLines(rect, diagonals) : null;
}

/** The lines of a box [x, y, width, height]. */
export function boxLines([x, y, w, h], diagonals) {
  const crossed = [path([[x, y + h], [x + w, y]]), path([[x, y], [x + w, y + h]])].slice(0, diagonals);
  return line(path([[x, y], [x + w, y], [x + w, y + h], [x, y + h]]) + "Z" + crossed.join(""));
}

/** The area to be treated. */
export const outline = (points) => line(path(points.map(({ x, y }) => [x, y])) + (points.length > 2 ? "Z" : ""));

/**
 * Something that is dragged or moved by arrows: `at` its place, `moved(place)` told while it moves, `done()` once it has.
 * Drawn as a ring unless a `shape` is given.
 */
export function handle({ id, label, at, moved, done, shape, fine = true }) {
  const unit = scale();
  const mark = shape ?? [
    draw("circle", { cx: at.x, cy: at.y, r: HOLD * unit, class: "hold" }),
    line(`M${at.x - 9 * unit},${at.y}h${18 * unit}M${at.x},${at.y - 9 * unit}v${18 * unit}`),
    draw("circle", { cx: at.x, cy: at.y, r: 13 * unit, class: "ring" }),
  ];
  const group = draw("g", { id, class: "handle", tabindex: "0", role: "button", "aria-label": label, "data-handle": id }, mark);
  group.addEventListener("pointerdown", (event) => drag(group, event, { at, moved, done, fine }));
  group.addEventListener("keydown", (event) => {
    const step = event.ctrlKey ? 10 : event.shiftKey ? 1 : 0.1;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [];
    if (dx === undefined) return;
    event.preventDefault();
    moved(inside({ x: at.x + dx, y: at.y + dy }));
    done();
  });
  return group;
}

function drag(group, event, { at, moved, done, fine }) {
  event.preventDefault();
  group.focus({ preventScroll: true });
  const from = placeOf(event);
  const target = event.currentTarget.ownerSVGElement;
  target.setPointerCapture(event.pointerId);
  const move = (next) => {
    const now = placeOf(next);
    const place = inside({ x: at.x + now.x - from.x, y: at.y + now.y - from.y });
    if (fine) magnify(place);
    moved(place);
  };
  const end = () => {
    target.removeEventListener("pointermove", move);
    target.removeEventListener("pointerup", end);
    target.removeEventListener("pointercancel", end);
    magnify(null);
    done();
  };
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", end);
  if (fine) magnify(at);
}

function inside({ x, y }) {
  const { width, height } = size();
  const within = (value, most) => Number(fixed(Math.min(Math.max(value, 0), most), 1));
  return { x: within(x, width), y: within(y, height) };
}
