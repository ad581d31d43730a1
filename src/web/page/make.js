// Elements made in one expression: make("p", { class: "note" }, "text", child).

/** An element of HTML. Attributes that are functions are listeners; undefined, null and false ones are left out. */
export function make(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function draw(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** A button; `kind` is "main" for the one that goes on. */
export function button(text, pressed, { kind = "", ...attributes } = {}) {
  return make("button", { type: "button", class: kind, click: pressed, ...attributes }, text);
}

/** A colour with its numbers beside it; a screen that cannot show it is said. */
export function swatch(shown, label, numbers, words) {
  const field = make("span", { class: "swatch" });
  field.style.backgroundColor = shown.rgb;
  const warn = shown.in_gamut ? null : make("span", { class: "warn" }, words.outOfGamut);
  return make("figure", { class: "shade" }, field, make("figcaption", {}, make("b", {}, label), " ", numbers, warn));
}

/** A table: heads, then rows whose first cell is a head too. */
export function table(caption, heads, rows, { quiet = false } = {}) {
  const head = heads.length ? make("thead", {}, make("tr", {}, heads.map((text) => make("th", { scope: "col" }, text)))) : null;
  const row = ([first, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, first), cells.map((cell) => make("td", {}, cell)));
  return make("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: quiet && "unseen" }, caption), head, make("tbody", {}, rows.map(row))));
}

/** A number with so many digits, rounded as the tool does it: an exact half to the even digit, and never to minus nothing. */
export function fixed(value, digits) {
  const scaled = value * 10 ** digits;
  const half = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs(scaled % 1) === 0.5;
  const text = half ? ((2 * Math.round(scaled / 2)) / 10 ** digits).toFixed(digits) : value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** A number with its sign. */
export const signed = (value, digits) => (value > 0 && fixed(value, digits) !== fixed(0, digits) ? "+" : "") + fixed(value, digits);
