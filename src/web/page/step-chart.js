// The chart: what it says of the photo, why the photo is refused, and its corners where it was not found.

import { button, fixed, make, table } from "./make.js";
import { handle, lattice, outline, region } from "./marks.js";
import { size, stage } from "./picture.js";
import { change, measure, setOptions, state } from "./state.js";
import { words } from "./words.js";

const say = words.chart;
const NAMES = ["patch1", "patch6", "patch24", "patch19"];

/** The corners being placed; null while they are not. */
let corners = null;

/** Where the handles stand first: on the corners as found, or in a rectangle amid the picture. */
function placed() {
  const found = state.measured?.measurement.chart?.corners;
  const { width, height } = size();
  const middle = [[0.3, 0.35], [0.7, 0.35], [0.7, 0.65], [0.3, 0.65]];
  return NAMES.map((name, i) => {
    const [x, y] = found?.[name] ?? [middle[i][0] * width, middle[i][1] * height];
    return { x: Number(fixed(x, 1)), y: Number(fixed(y, 1)) };
  });
}

function handles() {
  return corners.map((at, i) =>
    handle({
      id: `corner-${NAMES[i]}`, label: say.handle(say.names[i], fixed(at.x, 1), fixed(at.y, 1)), at,
      moved: (place) => { corners[i] = place; stage.redraw(step); },
      done: () => stage.redraw(step),
    }));
}

function facts() {
  const found = state.measured?.measurement;
  const chart = found?.chart;
  if (!chart) return null;
  const rows = say.rows;
  const residual = found.calibration?.residual_de00;
  const left = chart.patches.filter((patch) => patch.left_out).map((patch) => `${patch.index} (${patch.left_out})`);
  const value = (number, unit, digits = 1) => (number === null || number === undefined ? words.none : `${fixed(number, digits)} ${unit}`);
  return table(say.caption, [], [
    [rows.name, chart.id],
    [rows.turned, say.degrees(chart.turn_deg, chart.mirrored)],
    [rows.method, found.calibration?.method ?? words.none],
    [rows.light, value(found.calibration?.falloff_ev, "EV", 2)],
    [rows.inSample, value(residual?.in_sample, "dE00")],
    [rows.loo, value(residual?.loo_mean, "dE00")],
    [rows.worst, value(residual?.loo_max, "dE00")],
    [rows.skin, value(residual?.skin_patches, "dE00")],
    [rows.left, left.join(", ") || words.none],
  ]);
}

function faultText(list) {
  return make("ul", { class: "faults" }, list.map((fault) => make("li", {}, make("b", {}, fault.message), " ", fault.remedy)));
}

function begin() {
  corners = placed();
  change({});
}

async function use() {
  setOptions({ corners: corners.map(({ x, y }) => `${fixed(x, 1)},${fixed(y, 1)}`).join(",") });
  corners = null;
  await measure();
}

async function find() {
  corners = null;
  setOptions({ corners: undefined, force: undefined });
  await measure();
}

async function force() {
  setOptions({ force: "yes" });
  await measure();
}

const step = {
  id: "chart",
  ready: () => Boolean(state.photo),
  marks: () => (corners ? [outline(corners), handles()] : [lattice(), region("skin", 0), region("hair", 1)]),
  show() {
    const found = state.measured?.measurement;
    const refused = found?.refused ?? [];
    const good = found?.chart && !refused.length;
    if (found && !found.chart && found.photo && !corners) corners = placed();
    return [
      good && make("p", { class: "good" }, say.good),
      refused.length > 0 && make("p", {}, say.refused),
      refused.length > 0 && faultText(refused),
      corners && make("p", {}, found?.chart ? "" : say.none),
      make("p", { class: "row" },
        corners ? button(say.measure, use, { kind: "main", id: "use-corners" }) : button(say.corners, begin, { id: "mark-corners" }),
        (corners || state.options.corners || state.options.force) && button(say.find, find),
        refused.length > 0 && found?.chart && button(say.force, force)),
      facts(),
      found?.chart && make("p", { class: "note" }, say.legend),
      good && button(words.next, () => change({ step: "mark" }), { kind: corners ? "" : "main", id: "next" }),
    ];
  },
};

export default step;
