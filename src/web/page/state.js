// What this consultation is, in one place. It lives here and in the memory of the tool; the browser stores nothing.

import { ask, hand, look, picture } from "./ask.js";
import { words } from "./words.js";

export const state = {
  desk: null,
  /** Digest of the photo. */
  photo: null,
  /** The picture to point at: address, and size of the photo in pixels. */
  view: null,
  /** Options of the consultation, as the command has them. */
  options: {},
  measured: null,
  consulted: null,
  /** The area to be treated, corners in pixels of the photo. */
  area: [],
  /** How the mix that was taken heals, and pictures of it. */
  healing: null,
  pictures: null,
  report: null,
  kept: null,
  /** What is typed of the case before it is kept. */
  code: "",
  keepPhoto: false,
  faults: [],
  busy: "",
  step: "photo",
};

const listeners = new Set();

/** Calls back after every change. */
export const onChange = (listener) => listeners.add(listener);

/** Changes what is known, and has it shown. */
export function change(changes) {
  Object.assign(state, changes);
  for (const listener of listeners) listener(state);
}

/** Does a job while its name is shown; what goes wrong is shown in its place. The last one begun counts: whether it was this. */
let turn = 0;
async function during(busy, job) {
  const mine = ++turn;
  change({ busy, faults: [] });
  try {
    const changes = await job();
    if (mine === turn) change({ busy: "", ...changes });
    return mine === turn;
  } catch (fault) {
    if (mine !== turn) return false;
    const list = fault.list ?? [{ code: "page", message: String(fault), remedy: words.loadAgain }];
    change({ busy: "", faults: list });
    return false;
  }
}

export const fields = () => ({ photo: state.photo, ...state.options });

/** Opens the desk, and the consultation that was under way before the page was loaded again. */
export async function open() {
  await during("opening", async () => {
    const desk = await look("/api/desk");
    return { desk };
  });
  const before = state.desk?.asked;
  if (!before) return;
  const { photo, ...options } = before;
  change({ options });
  await measureNew(photo);
}

/** Takes a new photo: its file, or the newest of the watched folder. */
export async function takePhoto(file) {
  const { chart, polarised } = state.options;
  const options = Object.fromEntries(Object.entries({ chart, polarised }).filter(([, value]) => value));
  forgetPictures();
  change({ ...NEW, photo: null, measured: null, consulted: null, view: null, area: [], code: "", keepPhoto: false, options });
  let photo = null;
  await during("measuring", async () => {
    ({ photo } = file ? await hand("/api/photo", file) : await ask("/api/newest", {}));
    return {};
  });
  if (photo) await measureNew(photo);
}

async function measureNew(photo) {
  change({ photo });
  const shown = picture("/api/view", { photo }).catch(() => null);
  await measure();
  const address = await shown;
  if (state.photo === photo && address) {
    if (state.view) URL.revokeObjectURL(state.view.address);
    change({ view: { address } });
  }
}

/** Measures with the options as they are, and asks for mixes where that is possible. */
export async function measure() {
  const done = await during("measuring", async () => ({ measured: await ask("/api/measure", fields()), consulted: null, ...NEW }));
  if (done && !isRefused()) await consult();
}

/** Asks for mixes. */
export const consult = () =>
  during("searching", async () => ({ consulted: await ask("/api/consult", fields()), ...NEW }));

/** What a new answer makes void. */
const NEW = { healing: null, pictures: null, report: null, kept: null };

/** Takes a mix: one that does not lead is planned for by asking for its pigments alone. */
export async function take(place) {
  const { recipe } = state.consulted.consultation.recommendations[place];
  if (place > 0 && recipe.pigments.length) {
    setOptions({ have: recipe.pigments.map((pigment) => pigment.id).join(",") });
    await consult();
  }
  change({ step: "healing" });
}

/** Asks for mixes of every pigment again. */
export function takeBack() {
  setOptions({ have: undefined });
  return consult();
}

/** Asks how the mix that was taken heals, then for pictures of it. */
export async function heal() {
  const done = await during("healing", async () => ({ healing: await ask("/api/healing", fields()) }));
  if (!done) return;
  const area = state.area.length > 2 ? state.area.map(({ x, y }) => `${x},${y}`).join(",") : "";
  await during("pictures", async () => {
    const told = await ask("/api/pictures", { ...fields(), area });
    forgetPictures();
    const days = told.days.map((row) => ({ ...row, address: jpeg(row.jpeg) }));
    return { pictures: { ...told, before: jpeg(told.before), days } };
  });
}

/** A JPEG in base64 as an address within this page. */
function jpeg(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}

function forgetPictures() {
  const { pictures } = state;
  if (pictures) for (const address of [pictures.before, ...pictures.days.map((row) => row.address)]) URL.revokeObjectURL(address);
}

/** Asks for the report to print. */
export const report = () => during("report", async () => ({ report: await ask("/api/report", fields()) }));

/** Sets options; undefined takes one out. */
export function setOptions(changes) {
  const options = { ...state.options, ...changes };
  for (const name of Object.keys(options)) if (options[name] === undefined || options[name] === "") delete options[name];
  change({ options });
}

/** Keeps the consultation as a case. */
export const keep = (code, withPhoto) =>
  during("keeping", async () => ({
    kept: await ask("/api/keep", { ...fields(), code, "keep-photo": withPhoto ? "yes" : "no" }),
  }));

/** Whether there is nothing to recommend from. */
export function isRefused() {
  const found = state.measured?.measurement;
  return !found || found.refused.length > 0 || !found.skin || !found.hair;
}

/** The mix that is planned for. */
export const chosen = () => state.consulted?.consultation.recommendations[0] ?? null;
