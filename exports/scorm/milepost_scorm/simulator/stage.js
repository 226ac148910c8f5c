// The stage: an LMS for one package. scorm-again answers the calls; this page notes them and keeps what a
// real LMS keeps. The page around it (the site, another origin) gives the orders and shows what happened.
(() => {
"use strict";

const { site, token } = document.body.dataset;
const QUIET = ["GetLastError", "GetErrorString", "GetDiagnostic"];
const SAVES = ["Commit", "Finish", "Terminate"];
const EDITIONS = {
  "scorm-1.2": {
    script: "scorm12.min.js", engine: "Scorm12API", name: "API", prefix: "LMS", last: "Finish", core: "cmi.core.",
    learner: "student", preference: "cmi.student_preference.language", mode: "cmi.core.lesson_mode",
    mastery: "cmi.student_data.mastery_score", limit: "cmi.student_data.max_time_allowed",
    action: "cmi.student_data.time_limit_action", location: "cmi.core.lesson_location",
    results: ["cmi.core.lesson_status", "cmi.core.score.raw"],
  },
  "scorm-2004": {
    script: "scorm2004.min.js", engine: "Scorm2004API", name: "API_1484_11", prefix: "", last: "Terminate", core: "cmi.",
    learner: "learner", preference: "cmi.learner_preference.language", mode: "cmi.mode",
    mastery: "cmi.scaled_passing_score", limit: "cmi.max_time_allowed",
    action: "cmi.time_limit_action", location: "cmi.location",
    results: ["cmi.completion_status", "cmi.success_status"],
  },
};
const calls = [];
const orders = { failNext: false, expired: false, loaded: false };
let running = null; // the launch that is on
let seen = 0; // reports that were told

const tell = (message) => { if (parent !== window) parent.postMessage({ milepost: token, ...message }, site); };

addEventListener("message", (event) => {
  if (event.source !== parent || event.origin !== site || event.data?.milepost !== token) return;
  const { type } = event.data;
  if (type === "launch") launch(event.data);
  else if (type === "leave") leave();
  else if (type === "fail") orders.failNext = true;
  else if (type === "expire") orders.expired = event.data.on === true;
});

async function launch(order) {
  const edition = EDITIONS[order.edition];
  await leave();
  if (!window[edition.engine]) await load(`/-/${edition.script}`);
  running = { edition, order, set: {}, tried: {}, began: performance.now(), kept: { ...order.data } };
  calls.length = 0;
  orders.loaded = false;
  delete window.API;
  delete window.API_1484_11;
  window[edition.name] = door(engine());
  const frame = document.createElement("iframe");
  frame.title = "The package";
  frame.name = "sco";
  frame.allow = "fullscreen; autoplay";
  frame.addEventListener("load", () => { orders.loaded = true; tell({ type: "loaded" }); setTimeout(reports, 300); });
  frame.src = `/${token}/package/${order.href}`;
  document.body.append(frame);
}

const load = (src) => new Promise((done, failed) => {
  const script = document.createElement("script");
  Object.assign(script, { src, onload: done, onerror: failed });
  document.head.append(script);
});

// The package goes away as when its window is closed: its pages hear of it and may save.
async function leave() {
  const frame = document.querySelector("iframe");
  if (frame) {
    const gone = new Promise((done) => frame.addEventListener("load", done, { once: true }));
    frame.src = "about:blank";
    await Promise.race([gone, new Promise((done) => setTimeout(done, 1500))]);
    frame.remove();
  }
  if (running) tell({ type: "left", finished: running.finished === true });
  running = null;
}

// An engine that knows what the LMS knows of this learner.
function engine() {
  const { edition, order } = running;
  const made = new window[edition.engine]({ autocommit: false, lmsCommitUrl: false, logLevel: 5 });
  const { entry, exit, total } = resumed();
  const facts = {
    ...order.data, [`${edition.core}exit`]: exit, [`${edition.core}entry`]: entry,
    [`${edition.core}total_time`]: total, [`${edition.core}${edition.learner}_id`]: order.learner.id,
    [`${edition.core}${edition.learner}_name`]: order.learner.name, [edition.preference]: order.language,
    [edition.mode]: order.mode, [`${edition.core}credit`]: order.credit, "cmi.launch_data": order.launch_data,
    [edition.mastery]: order.mastery, [edition.limit]: order.time_limit, [edition.action]: order.time_limit_action,
  };
  delete facts[`${edition.core}session_time`]; // of the last session; it is in total_time
  // Interactions and objectives need their id before anything else of them.
  const names = Object.keys(facts).filter((name) => facts[name] !== "" && facts[name] != null);
  names.sort((a, b) => b.endsWith(".id") - a.endsWith(".id"));
  for (const name of names) {
    try { made.loadFromFlattenedJSON({ [name]: String(facts[name]) }); } catch { /* not in this edition's model */ }
  }
  return made;
}

// SCORM 1.2 RTE 3.4.4 (cmi.core.entry), SCORM 2004 4th Ed. RTE 4.2.8: who suspended goes on.
function resumed() {
  const { edition, order } = running;
  const old = order.edition === "scorm-1.2";
  const none = Object.keys(order.data).length === 0;
  const suspended = ["suspend", "logout"].includes(order.data[`${edition.core}exit`]);
  if (!suspended && !old) order.data = {}; // a new attempt: in 2004 nothing of the last one comes back
  const total = order.data[`${edition.core}total_time`] ?? (old ? "0000:00:00" : "PT0S");
  return { entry: suspended ? "resume" : none || !old ? "ab-initio" : "", exit: "", total };
}

// The API as the package sees it: the engine behind a door that notes every call and can be told to fail.
function door(made) {
  const { edition } = running;
  const mine = running;
  const api = {};
  let error = null; // an error that the engine does not know of
  for (const plain of ["Initialize", edition.last, "GetValue", "SetValue", "Commit", ...QUIET]) {
    api[edition.prefix + plain] = (...values) => {
      if (plain === "GetLastError" && error !== null) return error;
      if (QUIET.includes(plain)) return made[`lms${plain}`](...values);
      const refusal = refused(plain, values);
      error = refusal;
      const method = plain === "Terminate" ? "lmsFinish" : `lms${plain}`;
      const answer = refusal ? "false" : String(made[method](...values));
      const code = refusal ?? String(made.lmsGetLastError());
      const [element = "", value = ""] = values.map(String);
      const call = {
        method: edition.prefix + plain, element, value: plain === "GetValue" ? "" : value, answer, error: code,
        diagnostic: code === "0" ? "" : String(refusal ? "" : made.lmsGetDiagnostic(code)),
        at: Math.round(performance.now() - mine.began),
      };
      calls.push(call);
      tell({ type: "call", call });
      if (plain === "SetValue" && answer === "true") mine.set[element] = value;
      if (SAVES.includes(plain)) save(mine, made, plain, answer === "true");
      return answer;
    };
  }
  return api;
}

// What the engine would take and this LMS does not: a failing save, or more text than it keeps.
function refused(method, [element, value]) {
  if (SAVES.includes(method)) {
    if (orders.expired) return "101";
    if (orders.failNext) { orders.failNext = false; return "101"; }
  }
  if (method === "SetValue" && running?.order.strict) {
    const { edition } = running;
    const most = { "cmi.suspend_data": 4096, [edition.location]: 255 }[element];
    if (most && String(value).length > most) return edition.prefix ? "405" : "406";
  }
  return null;
}

// As a measured Moodle does it: what a save sends is what changed since the last one that was tried, so a value
// of a failed save is lost unless it is set again, to something else.
function save(mine, made, method, worked) {
  for (const [element, value] of Object.entries(mine.set)) {
    if (mine.tried[element] !== value && worked) mine.kept[element] = value;
    mine.tried[element] = value;
  }
  if (!worked) return;
  const { edition } = mine;
  for (const element of edition.results) {
    const value = element.split(".").reduce((object, key) => object?.[key], made);
    if (value !== undefined && value !== "") mine.kept[element] = String(value);
  }
  if (method !== "Commit") finish(mine);
  tell({ type: "kept", data: mine.kept, finished: mine.finished === true, navigation: mine.set["adl.nav.request"] ?? "" });
}

function finish(mine) {
  const { edition, order, set, kept } = mine;
  mine.finished = true;
  const old = order.edition === "scorm-1.2";
  // SCORM 1.2 RTE 3.4.4: a SCO that says nothing has been completed by being opened.
  if (old && !set["cmi.core.lesson_status"] && order.mode === "normal" && kept["cmi.core.lesson_status"] === "not attempted") {
    kept["cmi.core.lesson_status"] = "completed";
  }
  const spent = seconds(set[`${edition.core}session_time`]) + seconds(order.data[`${edition.core}total_time`]);
  kept[`${edition.core}total_time`] = duration(spent, old);
  kept[`${edition.core}exit`] = set[`${edition.core}exit`] ?? "";
}

function seconds(text = "") {
  const old = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (old) return Number(old[1]) * 3600 + Number(old[2]) * 60 + Number(old[3]);
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!iso) return 0;
  const [, days = 0, hours = 0, minutes = 0, rest = 0] = iso.map((part) => part ?? 0);
  return Number(days) * 86400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

function duration(spent, old) {
  const hours = Math.floor(spent / 3600);
  const minutes = Math.floor((spent % 3600) / 60);
  const rest = Math.round((spent % 60) * 100) / 100;
  if (!old) return `PT${hours}H${minutes}M${rest}S`;
  const two = (number) => String(number).padStart(2, "0");
  return `${String(hours).padStart(4, "0")}:${two(minutes)}:${rest < 10 ? "0" : ""}${rest}`;
}

// What the browser refused the package, as it told the server.
async function reports() {
  const answer = await fetch(`/${token}/reports?after=${seen}`).catch(() => null);
  if (!answer?.ok) return;
  const found = await answer.json();
  seen += found.length;
  if (found.length) tell({ type: "refused", reports: found });
}
setInterval(() => { if (running && !document.hidden) reports(); }, 4000);

Object.assign(window, { milepostStage: { launch, leave, calls, orders } });
tell({ type: "ready" });
})();
