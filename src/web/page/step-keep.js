// Keeping the consultation as a case, and the paper that the client takes home.

import { button, make } from "./make.js";
import { keep, report, state } from "./state.js";
import { words } from "./words.js";

const say = words.keep;

/** The report as it is printed, with looks of its own that nothing else on the page has a part in. */
function paper() {
  const holder = make("div", { id: "report" });
  const root = holder.attachShadow({ mode: "open" });
  const body = new DOMParser().parseFromString(state.report.body, "text/html").body;
  root.append(make("link", { rel: "stylesheet", href: "/report.css" }), ...body.childNodes);
  return holder;
}

/** A file to keep, made of text that is here already. */
function file(name, type, text) {
  return button(name, () => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
}

function keeping() {
  if (state.kept) return [make("p", { class: "good", id: "kept" }, say.kept(state.kept.folder))];
  const code = make("input", { id: "code", autocomplete: "off", maxlength: "32", spellcheck: "false", value: state.code, input: (event) => { state.code = event.target.value; } });
  const photo = make("input", { id: "keep-photo", type: "checkbox", checked: state.keepPhoto, change: (event) => { state.keepPhoto = event.target.checked; } });
  return [
    make("label", { class: "field code" }, say.code, code),
    make("label", { class: "check" }, photo, say.photo),
    button(say.keep, () => keep(code.value, photo.checked), { kind: "main", id: "keep" }),
    make("p", { class: "note" }, say.where(state.desk.cases)),
  ];
}

export default {
  id: "keep",
  onPhoto: false,
  ready: () => Boolean(state.consulted?.consultation.verdict),
  show() {
    if (!state.report && !state.busy && !state.faults.length) report();
    const files = state.report && [
      file("report.html", "text/html", state.report.html), file("report.csv", "text/csv", state.report.csv), file("report.json", "application/json", state.report.json),
    ];
    return [
      make("div", { class: "on-screen" }, keeping(),
        make("p", { class: "row" }, button(say.print, () => print(), { kind: state.kept ? "main" : "", id: "print", disabled: !state.report }), files),
        make("p", { class: "note" }, say.promise)),
      state.report && paper(),
    ];
  },
};
