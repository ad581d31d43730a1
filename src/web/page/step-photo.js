// The photo: a file, the camera, or the newest picture that the phone has sent.

import { look } from "./ask.js";
import { button, make } from "./make.js";
import { change, measure, setOptions, state, takePhoto } from "./state.js";
import { words } from "./words.js";

const say = words.photo;
/** How often the watched folder is looked at, ms. */
const EVERY = 1500;

let newest = null;
let watching = 0;

/** A picture that has arrived whole since the page was opened is taken by itself; what lay there before only on request. */
async function watch() {
  if (!state.desk?.watches) return;
  try {
    const found = await look("/api/newest");
    const whole = newest && found.stamp === newest.stamp;
    const isNew = newest && found.stamp !== newest.taken;
    newest = { ...found, taken: newest ? newest.taken : found.stamp };
    if (whole && isNew && found.name) {
      newest.taken = found.stamp;
      change({ step: "photo" });
      await takePhoto(null);
    }
    const name = document.getElementById("newest");
    if (name) name.textContent = newest.name ?? say.nothingYet;
  } catch {
    // Said when the next thing is asked.
  }
}

function files(id, text, attributes) {
  const input = make("input", {
    type: "file", id, class: "hidden-file", accept: "image/jpeg,image/png,image/webp,image/tiff", ...attributes,
    change: (event) => event.target.files[0] && takePhoto(event.target.files[0]),
  });
  return make("label", { class: "file", for: id }, input, make("span", {}, text));
}

function dropped(event) {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) takePhoto(file);
}

function chartChoice() {
  const own = state.desk.own_chart;
  const option = (value, text) => make("option", { value, selected: (state.options.chart ?? "") === value }, text);
  const select = make("select", { id: "chart", change: (event) => set({ chart: event.target.value }) },
    option("", own ? say.ownChart(own) : say.assumedChart), state.desk.charts.map(({ id, name }) => option(id, name)));
  return make("label", { class: "field" }, say.chart, select);
}

async function set(changes) {
  setOptions(changes);
  if (state.photo) await measure();
}

export default {
  id: "photo",
  onPhoto: true,
  ready: () => true,
  show() {
    if (!state.desk) return [];
    if (state.desk.watches && !watching) watching = setInterval(watch, EVERY);
    const crossed = make("input", {
      type: "checkbox", id: "polarised", checked: state.options.polarised === "yes",
      change: (event) => set({ polarised: event.target.checked ? "yes" : undefined }),
    });
    return [
      make("p", {}, say.lead),
      make("div", { class: "drop", dragover: (event) => event.preventDefault(), drop: dropped },
        files("file", say.choose), files("camera", say.camera, { capture: "environment" }), make("p", {}, say.drop)),
      state.desk.watches && make("p", { class: "row" }, `${say.watching}: `, make("b", { id: "newest" }, newest?.name ?? say.nothingYet),
        button(say.take, () => takePhoto(null))),
      chartChoice(),
      make("label", { class: "check" }, crossed, say.polarised),
      make("p", { class: "note" }, say.memory),
    ];
  },
};
