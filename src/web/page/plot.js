// One number of the field over the years: its line within its band, bare skin and target beside it, and a cursor that a
// slider moves.

import { draw, fixed } from "./make.js";

const [WIDTH, HEIGHT, LEFT, BELOW] = [360, 150, 40, 22];
/** Half of a 90 % interval in standard deviations. */
export const NINETY = 1.6448536269514722;
const LAST = 1825;
const TICKS = [[0, "0"], [7, "7"], [28, "28"], [90, "90"], [365, "1 y"], [1825, "5 years"]];

/** Days on a scale on which the first month and five years both have room: 0 to 1 and back. */
export const along = (day) => Math.log1p(day / 3) / Math.log1p(LAST / 3);
export const dayAt = (share) => 3 * Math.expm1(share * Math.log1p(LAST / 3));

/** A plot of axis 0, 1 or 2; `levels` are [value, class] lines across. Returns the picture and how to move its cursor. */
export function plot(label, axis, rows, levels) {
  const band = rows.map((row) => [row.field_lab_d65[axis], NINETY * row.field_sd[axis]]);
  const all = [...band.flatMap(([mean, half]) => [mean - half, mean + half]), ...levels.map(([value]) => value)];
  const [least, most] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))];
  const x = (day) => LEFT + (WIDTH - LEFT - 4) * along(day);
  const y = (value) => 6 + (HEIGHT - BELOW - 6) * (1 - (value - least) / Math.max(1, most - least));
  const places = (points) => points.map(([day, value]) => `${fixed(x(day), 1)},${fixed(y(value), 1)}`).join(" ");
  const upper = rows.map((row, i) => [row.day, band[i][0] + band[i][1]]);
  const lower = rows.map((row, i) => [row.day, band[i][0] - band[i][1]]).reverse();
  const cursor = draw("line", { y1: 4, y2: HEIGHT - BELOW, class: "cursor" });
  const picture = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "plot", role: "img", "aria-label": label },
    draw("rect", { x: LEFT, y: 6, width: WIDTH - LEFT - 4, height: HEIGHT - BELOW - 6, class: "ground" }),
    [least, (least + most) / 2, most].map((value) => draw("text", { x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, fixed(value, 0))),
    TICKS.map(([day, name]) => draw("text", { x: x(day), y: HEIGHT - 6, "text-anchor": day === LAST ? "end" : "middle" }, name)),
    draw("polygon", { points: places([...upper, ...lower]), class: "band" }),
    draw("polyline", { points: places(rows.map((row, i) => [row.day, band[i][0]])), class: "field-line" }),
    levels.map(([value, kind]) => draw("line", { x1: LEFT, x2: WIDTH - 4, y1: y(value), y2: y(value), class: kind })),
    cursor);
  const move = (day) => {
    const at = fixed(x(day), 1);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
  };
  return { picture, move };
}
