// The photo, what was found in it, and what can be dragged: everything in pixels of the upright photo.

import { lattice, region, outline } from "./marks.js";
import { draw, make } from "./make.js";
import { state } from "./state.js";
import { words } from "./words.js";

/** How far a loupe magnifies the picture that is shown, and how wide it is on the screen. */
const MAGNIFIED = 4;
const LOUPE = 150;
/** A touch covers what it points at: the loupe stands so far above it. */
const ABOVE = 110;

const holder = document.getElementById("stage");
const image = make("img", { alt: words.stage.photo, draggable: "false" });
const marks = draw("svg", { class: "marks" });
const loupe = make("canvas", { class: "loupe", width: LOUPE * 2, height: LOUPE * 2, hidden: true, "aria-hidden": "true" });
const frame = make("div", { class: "frame" }, image, marks, loupe);

/** Pixels of the photo along a pixel of the screen. */
export const scale = () => size().width / Math.max(1, image.clientWidth);

/** Size of the photo, pixels. */
export const size = () => state.measured?.measurement.photo ?? { width: image.naturalWidth || 1, height: image.naturalHeight || 1 };

/** The place in the photo under a pointer. */
export function placeOf(event) {
  const box = marks.getBoundingClientRect();
  const { width, height } = size();
  return { x: ((event.clientX - box.left) / box.width) * width, y: ((event.clientY - box.top) / box.height) * height };
}

/** Shows what lies under a place, beside the finger that covers it. */
export function magnify(place) {
  loupe.hidden = !place;
  if (!place) return;
  const { width } = size();
  const ratio = image.naturalWidth / width;
  const context = loupe.getContext("2d");
  const seen = (loupe.width / MAGNIFIED / 2) * ratio * scale();
  context.fillStyle = "#808080";
  context.fillRect(0, 0, loupe.width, loupe.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, place.x * ratio - seen / 2, place.y * ratio - seen / 2, seen, seen, 0, 0, loupe.width, loupe.height);
  cross(context);
  const [left, top] = [place.x / scale(), place.y / scale()];
  const up = top > ABOVE + LOUPE / 2;
  loupe.style.left = `${Math.min(Math.max(left - LOUPE / 2, 0), Math.max(0, image.clientWidth - LOUPE))}px`;
  loupe.style.top = `${up ? top - ABOVE - LOUPE / 2 : top + ABOVE - LOUPE / 2}px`;
}

function cross(context) {
  const [middle, all] = [loupe.width / 2, loupe.width];
  for (const [width, colour] of [[5, "#000"], [2, "#fff"]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    for (const [from, to] of [[0, middle - 12], [middle + 12, all]]) {
      context.moveTo(from, middle);
      context.lineTo(to, middle);
      context.moveTo(middle, from);
      context.lineTo(middle, to);
    }
    context.stroke();
  }
}

/** The stage: the photo with the marks of a step. */
export const stage = {
  show(step) {
    const wanted = Boolean(state.view) && step.onPhoto !== false;
    holder.hidden = !wanted;
    document.body.classList.toggle("with-photo", wanted);
    if (!wanted) return;
    if (image.getAttribute("src") !== state.view.address) image.src = state.view.address;
    if (!holder.contains(frame)) holder.replaceChildren(frame);
    const { width, height } = size();
    marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    image.style.aspectRatio = `${width} / ${height}`;
    stage.redraw(step);
  },
  /** Draws the marks anew: what was found, then what the step adds. */
  redraw(step) {
    const focused = marks.contains(document.activeElement) ? document.activeElement.id : "";
    const found = step.marks ? [] : [lattice(), region("skin", 0), region("hair", 1), region("old_work", 2)];
    marks.replaceChildren(...[...found, ...(step.marks?.() ?? []), state.area.length ? outline(state.area) : null].flat(Infinity).filter(Boolean));
    marks.setAttribute("role", step.marks ? "group" : "img");
    marks.setAttribute("aria-label", step.marks ? words.stage.marks : words.stage.found);
    marks.onpointerdown = step.touched ? (event) => event.target.closest("[data-handle]") || step.touched(placeOf(event)) : null;
    if (focused) document.getElementById(focused)?.focus();
  },
};

image.addEventListener("load", () => dispatchEvent(new Event("resize")));
