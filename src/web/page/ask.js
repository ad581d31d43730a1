// What the page asks of the tool on this machine. The token of this start stands in the page's address, behind the #, which
// no browser sends to anybody.

import { words } from "./words.js";

const token = location.hash.slice(1);

/** What is wrong and what to do about it, as the tool says it. */
export class Faults extends Error {
  constructor(list) {
    super(list.map((fault) => fault.message).join(" "));
    this.list = list;
  }
}

async function asked(path, options) {
  const headers = { "x-healtone-token": token, ...options.headers };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch {
    throw new Faults([{ code: "not-running", ...words.notRunning }]);
  }
  if (response.ok) return response;
  const text = await response.text();
  let list;
  try {
    list = JSON.parse(text).faults;
  } catch {
    list = [{ code: String(response.status), message: text || words.answered(response.status), remedy: "" }];
  }
  throw new Faults(list);
}

const json = { "content-type": "application/json" };

/** A document. */
export const look = async (path) => (await asked(path, {})).json();

/** A document for what is asked with fields. */
export const ask = async (path, fields) =>
  (await asked(path, { method: "POST", headers: json, body: JSON.stringify(fields) })).json();

/** A picture for what is asked with fields, as an address within this page. */
export const picture = async (path, fields) =>
  URL.createObjectURL(await (await asked(path, { method: "POST", headers: json, body: JSON.stringify(fields) })).blob());

/** Hands a file over. */
export const hand = async (path, file) =>
  (await asked(path, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file })).json();
