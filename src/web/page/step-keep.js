// Keeping the consultation as a case, and the paper that the client takes home.

import { button, make } from "./make.js";
import { keep, state } from "./state.js";
import { words } from "./words.js";

const say = words.keep;

export default {
  id: "keep",
  onPhoto: false,
  ready: () => Boolean(state.consulted?.consultation.verdict),
  show() {
    const code = make("input", { id: "code", autocomplete: "off", maxlength: "32", spellcheck: "false" });
    const photo = make("input", { id: "keep-photo", type: "checkbox" });
    const kept = state.kept;
    return [
      !kept && make("label", { class: "field" }, say.code, code),
      !kept && make("label", { class: "check" }, photo, say.photo),
      !kept && button(say.keep, () => keep(code.value, photo.checked), { kind: "main", id: "keep" }),
      make("p", { class: kept ? "good" : "note", id: "kept" }, kept ? say.kept(kept.folder) : say.where(state.desk.cases)),
      button(say.print, () => print(), { kind: kept ? "main" : "", id: "print" }),
      make("p", { class: "note" }, say.promise),
    ];
  },
};
