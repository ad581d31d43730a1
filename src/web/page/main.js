// The frame of the page: the steps in their order, free to go to and fro, and what is being done.

import { make } from "./make.js";
import { stage } from "./picture.js";
import { change, isRefused, onChange, open, state } from "./state.js";
import chart from "./step-chart.js";
import healing from "./step-healing.js";
import keep from "./step-keep.js";
import mark from "./step-mark.js";
import mixes from "./step-mixes.js";
import photo from "./step-photo.js";
import plan from "./step-plan.js";
import reading from "./step-reading.js";
import { words } from "./words.js";

const steps = [photo, chart, mark, reading, mixes, healing, plan, keep];
const [nav, panel, status] = ["steps", "panel", "status"].map((id) => document.getElementById(id));

let shown = null;

function showSteps() {
  const item = (step, i) => {
    const current = step.id === state.step;
    const go = make("button", {
      type: "button", id: `go-${step.id}`, disabled: !step.ready(), "aria-current": current && "step", click: () => change({ step: step.id }),
    }, make("span", { class: "number", "aria-hidden": "true" }, `${i + 1}`), words.steps[step.id]);
    return make("li", {}, go);
  };
  const focused = document.activeElement?.id;
  nav.replaceChildren(make("ol", { "aria-label": words.stepsLabel }, steps.map(item)));
  if (focused?.startsWith("go-")) document.getElementById(focused)?.focus();
}

function faultList() {
  if (!state.faults.length) return null;
  const one = (fault) => make("li", {}, make("b", {}, fault.message), " ", fault.remedy);
  return make("ul", { class: "faults", role: "alert" }, state.faults.map(one));
}

function show() {
  const step = steps.find((each) => each.id === state.step);
  showSteps();
  status.textContent = state.busy ? words.busy[state.busy] : "";
  document.body.classList.toggle("busy", Boolean(state.busy));
  const moved = shown !== step;
  // What is being typed or dragged stays as it is while something is worked out.
  if (!moved && step.keeps?.()) return stage.show(step);
  const focused = panel.contains(document.activeElement) ? document.activeElement.id : "";
  shown = step;
  panel.replaceChildren(make("h2", { id: "panel-title" }, words.steps[step.id]), faultList() ?? "", ...step.show().filter(Boolean));
  stage.show(step);
  if (moved) {
    panel.scrollTop = 0;
    window.scrollTo(0, 0);
    panel.focus({ preventScroll: true });
  } else if (focused) document.getElementById(focused)?.focus();
}

/** After a photo was measured: to the reading where all is well, else to what needs a hand. */
let goneFor = null;
onChange(() => {
  const { measured, photo: digest, step } = state;
  if (measured && step === "photo" && goneFor !== digest) {
    goneFor = digest;
    const found = measured.measurement;
    state.step = !found.photo ? "photo" : found.refused.length ? "chart" : isRefused() ? "mark" : "reading";
  }
  if (!measured) goneFor = null;
});
onChange(show);
addEventListener("beforeprint", () => document.body.classList.toggle("prints-report", state.step === "keep"));
show();
open();
