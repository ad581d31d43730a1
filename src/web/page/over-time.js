// What lies between two days that the tool has told: colours run straight on the scale of the slider.

import { along } from "./plot.js";

/** The two rows about a day, and how far it is from the first to the second. */
export function between(rows, day) {
  const after = rows.findIndex((row) => row.day >= day);
  if (after <= 0) return after === 0 ? [rows[0], rows[0], 0] : [rows.at(-1), rows.at(-1), 0];
  const [a, b] = [rows[after - 1], rows[after]];
  return [a, b, (along(day) - along(a.day)) / (along(b.day) - along(a.day))];
}

const mixed = (a, b, share) => a + share * (b - a);

/** Numbers between two lists of them. */
export const numbersAt = (a, b, share) => a.map((value, i) => mixed(value, b[i], share));

const parts = (rgb) => [1, 3, 5].map((at) => parseInt(rgb.slice(at, at + 2), 16));

/** A screen colour between two. */
export function colourAt(a, b, share) {
  const [red, green, blue] = numbersAt(parts(a.rgb), parts(b.rgb), share).map(Math.round);
  return { rgb: `rgb(${red} ${green} ${blue})`, in_gamut: a.in_gamut && b.in_gamut };
}
