// The simulator's page: gives the stage (another origin) its orders, and shows what the package tells its LMS.
// What comes from the stage was made by a stranger: it is text, cut to a length, and never more.
const data = JSON.parse(document.getElementById("sim-data").textContent);
const { words, items, token } = data;
const part = (name) => document.getElementById(`sim-${name}`);
const field = (name) => document.getElementById(`f-${name}`);
let frame = part("frame");
const MOST_ROWS = 2000;
const MOST_TEXT = 70_000;
const SHORT = 160;
const old = data.edition === "scorm-1.2";
const core = old ? "cmi.core." : "cmi.";

let ready = false;
let here = items.findIndex((item) => item.href);
let open = false;
let after = null; // which item to open when this one is gone
let calls = [];
let refused = [];
let set = {}; // what the package said in this launch
const known = kept(); // learner → item → values that the LMS keeps

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(`trial ${token}`)) ?? {};
  } catch {
    return {};
  }
}

function keep(values) {
  (known[field("learner").value] ??= {})[items[here].id] = values;
  try {
    sessionStorage.setItem(`trial ${token}`, JSON.stringify(known));
  } catch { /* a browser that keeps nothing: then only while this page is open */ }
}

const values = () => known[field("learner").value]?.[items[here].id] ?? {};
// Only what is plain becomes text: an object can refuse to ({ toString: 1 }), and would stop this page.
const text = (value) => (/^(string|number|boolean)$/.test(typeof value) ? String(value).slice(0, MOST_TEXT) : "");
const list = (value) => (Array.isArray(value) ? value : []);
const fill = (pattern, facts) => pattern.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const send = (message) => frame.contentWindow.postMessage({ milepost: token, ...message }, data.stage);

function make(tag, content = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

// --- orders ---

function launch() {
  const mode = field("mode").value;
  const item = items[here];
  calls = [];
  set = {};
  part("log").tBodies[0].replaceChildren();
  open = true;
  send({
    type: "launch", edition: data.edition, href: item.href, data: values(), strict: field("strict").checked,
    learner: { id: field("learner").value, name: data.learners[field("learner").value] },
    language: field("language").value, mode: mode === "practice" ? "normal" : mode,
    credit: mode === "normal" ? "credit" : "no-credit", launch_data: item.launch_data, mastery: item.mastery,
    time_limit: item.time_limit, time_limit_action: item.time_limit_action,
  });
  say(words.open);
  draw();
}

function go(index) {
  after = index;
  if (open) send({ type: "leave" });
  else left();
}

function left() {
  open = false;
  if (after !== null) {
    here = after;
    after = null;
    launch();
  }
  draw();
}

part("reopen").addEventListener("click", () => go(here));
part("close").addEventListener("click", () => send({ type: "leave" }));
part("forget").addEventListener("click", () => {
  const start = () => { delete known[field("learner").value]; keep({}); go(here); };
  if (!open) return start();
  forgetting = start;
  send({ type: "leave" });
});
let forgetting = null;

part("fail").addEventListener("click", () => {
  part("fail").setAttribute("aria-pressed", "true");
  send({ type: "fail" });
});
field("expired").addEventListener("change", () => send({ type: "expire", on: field("expired").checked }));
field("problems").addEventListener("change", () => part("log").classList.toggle("only-problems", field("problems").checked));
part("settings").addEventListener("submit", (event) => event.preventDefault());
let learner = field("learner").value;
part("settings").addEventListener("change", (event) => {
  if (event.target === field("windows")) {
    const fresh = frame.cloneNode(); // a sandbox is what it was when its frame began
    fresh.sandbox.toggle("allow-popups", field("windows").checked);
    frame.replaceWith(fresh);
    frame = fresh;
    ready = open = false;
    return;
  }
  if (event.target === field("learner") && open) {
    // What the package still says on its way out belongs to the learner who had it open.
    const next = field("learner").value;
    field("learner").value = learner;
    switching = next;
  }
  learner = field("learner").value;
  go(here);
});
let switching = null;

// --- what the stage tells ---

addEventListener("message", (event) => {
  if (event.origin !== data.stage || event.source !== frame.contentWindow || event.data?.milepost !== token) return;
  const message = event.data;
  if (message.type === "ready") {
    ready = true;
    part("unreached").hidden = true;
    if (field("expired").checked) send({ type: "expire", on: true });
    if (here >= 0) launch();
  } else if (message.type === "call") heard(message.call ?? {});
  else if (message.type === "kept") saved(message);
  else if (message.type === "refused") list(message.reports).forEach(noteRefused);
  else if (message.type === "left") {
    say(message.finished === true ? words.finished : words["not finished"]);
    if (switching !== null) {
      field("learner").value = learner = switching;
      switching = null;
    }
    if (forgetting) {
      open = false;
      const start = forgetting;
      forgetting = null;
      start();
    } else left();
  }
});

function heard(raw) {
  const call = { at: Number(text(raw.at)) || 0 };
  for (const name of ["method", "element", "value", "answer", "error", "diagnostic"]) call[name] = text(raw[name]);
  if (calls.length >= MOST_ROWS) return;
  calls.push(call);
  if (/SetValue$/.test(call.method) && call.answer === "true") set[call.element] = call.value;
  if (/Commit$|Finish$|Terminate$/.test(call.method)) part("fail").setAttribute("aria-pressed", "false");
  part("log").tBodies[0].append(row(call));
  part("log").parentElement.scrollTop = part("log").parentElement.scrollHeight;
  draw();
}

function saved(message) {
  const values = {};
  for (const [name, value] of Object.entries(message.data ?? {}).slice(0, 5000)) values[text(name)] = text(value);
  keep(values);
  const wish = text(message.navigation);
  if (message.finished === true && wish) navigate(wish);
  draw();
}

// SCORM 2004 4th Ed. SN 5.6: what a SCO asks its LMS to do when it is done.
function navigate(wish) {
  const opens = items.map((item, index) => (item.href ? index : -1)).filter((index) => index >= 0);
  const target = /^\{target=(.+)\}(?:choice|jump)$/.exec(wish);
  let next = null;
  if (wish === "continue") next = opens.find((index) => index > here);
  else if (wish === "previous") next = opens.findLast((index) => index < here);
  else if (target) next = opens.find((index) => items[index].id === target[1]);
  if (next !== null && next !== undefined) go(next);
  else if (/^(exit|suspend|abandon)/.test(wish)) send({ type: "leave" });
}

function noteRefused(raw) {
  const report = { blocked: text(raw?.blocked).slice(0, 300), rule: text(raw?.rule).slice(0, 60), where: text(raw?.where).slice(0, 200) };
  if (refused.some((known) => known.blocked === report.blocked && known.rule === report.rule) || refused.length > 200) return;
  refused.push(report);
  const line = make("tr", "", "problem");
  const cell = make("td", `${fill(words.refused, { address: report.blocked || report.rule })} ${report.where}`);
  cell.colSpan = 4;
  line.append(cell);
  part("log").tBodies[0].append(line);
  draw();
}

// --- what is shown ---

function isProblem(call) {
  return !["0", ""].includes(call.error) || call.answer === "false";
}

function row(call) {
  const line = make("tr", "", isProblem(call) ? "problem" : "");
  const name = code(call.element ? `${call.method}(${call.element})` : call.method);
  const answer = long(call.answer === "" ? words.empty : call.answer);
  if (isProblem(call)) {
    const meaning = data.errors[call.error] ?? (call.diagnostic || words["no meaning"]);
    answer.append(make("p", fill(words.error, { code: call.error, meaning })));
  }
  line.append(make("td", (call.at / 1000).toFixed(1)), name, long(call.value), answer);
  return line;
}

function code(name) {
  const cell = make("td");
  const inner = make("code", name);
  inner.dir = "ltr";
  cell.append(inner);
  return cell;
}

// A value as it is, in its own direction; what is long can be opened.
function long(value) {
  const cell = make("td");
  if (value.length <= SHORT) {
    cell.append(make("bdi", value));
    return cell;
  }
  const more = make("details");
  more.append(make("summary", `${value.slice(0, SHORT / 2)}… (${value.length})`), make("p", value, "sim-long"));
  cell.append(more);
  return cell;
}

function summary() {
  const now = { ...values(), ...(open ? set : {}) };
  const said = [];
  const status = old ? [now["cmi.core.lesson_status"]] : [now["cmi.completion_status"], now["cmi.success_status"]];
  for (const word of status) if (word && word !== "unknown" && words[word]) said.push(words[word]);
  const score = (name) => now[`${core}score.${name}`];
  if (score("raw")) said.push(fill(words.score, { raw: score("raw"), max: score("max") || 100 }));
  const answers = new Set(Object.keys(now).map((name) => /^cmi\.interactions\.(\d+)\./.exec(name)?.[1]).filter(Boolean)).size;
  if (answers) said.push(fill(words.answers, { n: answers }));
  if (now["cmi.progress_measure"]) said.push(fill(words.progress, { percent: Math.round(100 * Number(now["cmi.progress_measure"])) }));
  if (!said.length) return words.nothing;
  const sentence = new Intl.ListFormat(document.documentElement.lang, { type: "unit", style: "short" }).format(said);
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

let due = false;
function draw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    const said = summary();
    if (part("summary").textContent !== said) part("summary").textContent = said;
    const problems = calls.filter(isProblem).length + refused.length;
    part("counts").textContent = `${fill(words.calls, { n: calls.length })} · ${fill(words.problems, { n: problems })}`;
    drawValues();
    comparison?.draw({ edition: data.edition, calls, kept: Object.entries(values()) });
    for (const button of part("items").querySelectorAll("button")) {
      if (open && Number(button.dataset.index) === here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  });
}

function drawValues() {
  if (!part("values").closest("details").open) return;
  const kept = values();
  const rows = Object.entries({ ...kept, ...(open ? set : {}) }).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  part("values").tBodies[0].replaceChildren(...rows.map(([name, value]) => {
    const line = make("tr");
    line.append(code(name), long(value === "" ? words.empty : value), make("td", kept[name] === value ? words.saved : words["not saved"]));
    return line;
  }));
}

part("values").closest("details").addEventListener("toggle", draw);

function say(sentence) {
  part("state").textContent = sentence;
}

// --- contents, trace, start ---

if (items.filter((item) => item.href).length > 1) {
  part("contents").hidden = false;
  for (const [index, item] of items.entries()) {
    const line = document.createElement("li");
    line.className = `depth-${Math.min(item.depth, 4)}`;
    if (item.href) {
      const button = make("button", item.title, "plain");
      button.type = "button";
      button.dataset.index = index;
      button.addEventListener("click", () => go(index));
      line.append(button);
    } else line.append(make("span", item.title));
    part("items").append(line);
  }
}

part("trace").addEventListener("click", () => {
  const trace = {
    title: data.title, edition: data.edition, made: new Date().toISOString(), item: items[here]?.id,
    learner: field("learner").value, language: field("language").value, mode: field("mode").value,
    strict: field("strict").checked, calls, refused, kept: values(),
  };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(trace, null, 1)], { type: "application/json" }));
  link.download = `${data.edition}-trace.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

// --- a trace that was saved before ---

let comparison = null;
field("old").addEventListener("click", () => { field("old").value = ""; }); // the same file can be chosen again
field("old").addEventListener("change", async () => {
  const [file] = field("old").files;
  if (!file) return;
  const { openComparison } = await import(part("compare").dataset.script);
  const told = { ...words, ...JSON.parse(part("compare-words").textContent) };
  comparison ??= openComparison({ words: told, make, code, long, text, list, fill }, part("compared"));
  const wrong = await comparison.load(file);
  part("compare-problem").hidden = !wrong;
  part("compare-problem").querySelector("p").textContent = wrong;
  draw();
});

setTimeout(() => { part("unreached").hidden = ready; }, 8000);
frame.src = `${data.stage}/${token}/stage.html`; // only now: its first word must not be missed
draw();
