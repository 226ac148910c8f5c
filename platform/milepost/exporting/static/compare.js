// Compares what a package tells its LMS now with a trace that was saved before. The file may come from
// anybody: what stands in it is text, cut to a length, and never more (`text` and `list` of simulator.js).
const LARGEST = 20_000_000; // bytes; a trace holds at most 2,000 calls
const MOST_CALLS = 2000;
const MOST_VALUES = 5000;
const MOST_SHOWN = 300;
const MOST = { method: 60, element: 300, error: 20 }; // characters; no standard has longer ones
/** What differs in every run: times, and the package's own notes. */
const PASSING = /(?:time|timestamp|latency|suspend_data)$/;
const RECORD = /^cmi\.(interactions|objectives)\.\d+/;

/**
 * @param {object} simulator  its words and its ways to write text (`make`, `code`, `long`, `text`, `list`, `fill`)
 * @param {HTMLElement} box   `[data-from]`, `[data-said]`, two tables and a button to stop
 * @returns {{load: (file: File) => Promise<string>, draw: (now: object) => void}}
 */
export function openComparison({ words, make, code, long, text, list, fill }, box) {
  const said = box.querySelector("[data-said]");
  const [values, calls] = box.querySelectorAll("table");
  let trace = null;

  box.querySelector("button").addEventListener("click", () => {
    trace = null;
    box.hidden = true;
    said.textContent = "";
  });

  /** Read a file. @returns {Promise<string>} what is wrong with it; "": nothing */
  async function load(file) {
    if (file.size > LARGEST) return words["too large"];
    const found = read(await file.text().catch(() => ""));
    if (!found) return words["no trace"];
    trace = found;
    box.hidden = false;
    box.querySelector("[data-from]").textContent = fill(words.from, { title: isolated(found.title), date: isolated(found.made) });
    return "";
  }

  /** @returns {object | null} null: this is no trace */
  function read(written) {
    let raw;
    try {
      raw = JSON.parse(written);
    } catch { // not JSON, or nested deeper than a browser reads
      return null;
    }
    const kept = raw?.kept;
    if (!Array.isArray(raw?.calls) || !kept || typeof kept !== "object" || Array.isArray(kept)) return null;
    if (!/^scorm-/.test(text(raw.edition))) return null;
    const made = new Date(text(raw.made).slice(0, 40));
    const language = document.documentElement.lang;
    return {
      edition: text(raw.edition).slice(0, 40),
      title: text(raw.title).slice(0, 200),
      made: isNaN(made.getTime()) ? words["some day"] : made.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" }),
      calls: list(raw.calls).slice(0, MOST_CALLS).map((call) => Object.fromEntries(
        ["method", "element", "value", "answer", "error"].map((name) => [name, text(call?.[name]).slice(0, MOST[name])]),
      )),
      kept: Object.entries(kept).slice(0, MOST_VALUES).map(([name, value]) => [name.slice(0, MOST.element), text(value)]),
    };
  }

  /** Show what differs between the trace and now, if one was loaded. @param {object} now */
  function draw(now) {
    if (!trace) return;
    const [then, here] = [facts(trace), facts(now)];
    const different = valuesThatDiffer(then.values, here.values);
    const news = callsThatDiffer(then.calls, here.calls);
    const lasting = different.filter(({ what }) => what !== "passing").length;
    const count = (name) => news.filter(({ what }) => what === name).length;
    const sentences = lasting || news.length
      ? [fill(words["values differ"], { n: lasting }), fill(words["calls new"], { n: count("new") }), fill(words["calls missing"], { n: count("missing") })]
      : [words["all the same"]];
    if (trace.edition !== now.edition) sentences.unshift(words["other format"]);
    const joined = sentences.join(" · ");
    const sentence = joined.charAt(0).toUpperCase() + joined.slice(1);
    if (said.textContent !== sentence) said.textContent = sentence;
    fillTable(values, different, ({ name, old, value }) => [code(name), shown(old), shown(value)]);
    fillTable(calls, news, ({ name, old, value }) => [code(name), tally(old), tally(value)]);
  }

  /** A name in its own direction; it cannot end that by itself. */
  const isolated = (name) => `\u2068${name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")}\u2069`;
  const shown = (value) => long(value === undefined ? words.absent : value === "" ? words.empty : value);

  /** How often, and with which errors. */
  function tally(found) {
    const errors = [...(found?.errors ?? [])].map((each) => fill(words["error code"], { code: isolated(each) }));
    return make("td", [fill(words.times, { n: found?.count ?? 0 }), ...errors].join(" · "));
  }

  function fillTable(table, rows, cells) {
    table.closest("[data-part]").hidden = !rows.length;
    const lines = rows.slice(0, MOST_SHOWN).map((each) => {
      const line = make("tr", "", each.what === "passing" ? "sim-passing" : "");
      line.append(...cells(each), make("td", words[`is ${each.what}`]));
      return line;
    });
    if (rows.length > MOST_SHOWN) {
      const more = make("td", fill(words.more, { n: rows.length - MOST_SHOWN }));
      more.colSpan = 4;
      lines.push(make("tr"));
      lines.at(-1).append(more);
    }
    table.tBodies[0].replaceChildren(...lines);
  }

  return { load, draw };
}

/** The last value of each element, and how often each call was made. Records go by their ids, not their places. */
function facts({ calls, kept }) {
  const last = new Map(kept);
  for (const { method, element, value, answer } of calls) {
    if (/SetValue$/.test(method) && answer === "true") last.set(element, value);
  }
  const named = (element) => element.replace(RECORD, (place, kind) => (last.get(`${place}.id`) ? `cmi.${kind}[${last.get(`${place}.id`)}]` : place));
  const values = new Map([...last].map(([element, value]) => [named(element), value]));
  const counted = new Map();
  for (const { method, element, error } of calls) {
    const name = element ? `${method}(${named(element)})` : method;
    const found = counted.get(name) ?? { count: 0, errors: new Set() };
    found.count += 1;
    if (!["", "0"].includes(error)) found.errors.add(error);
    counted.set(name, found);
  }
  return { values, calls: counted };
}

/** Those that differ in every run come last. */
function valuesThatDiffer(then, now) {
  const found = [];
  for (const name of new Set([...then.keys(), ...now.keys()])) {
    const [old, value] = [then.get(name), now.get(name)];
    if (old === value) continue;
    const what = PASSING.test(name) ? "passing" : old === undefined ? "new" : value === undefined ? "missing" : "other";
    found.push({ name, old, value, what });
  }
  return found.sort((a, b) => (a.what === "passing") - (b.what === "passing") || inOrder(a, b));
}

function callsThatDiffer(then, now) {
  const found = [];
  for (const name of new Set([...then.keys(), ...now.keys()])) {
    const [old, value] = [then.get(name), now.get(name)];
    const same = [...(old?.errors ?? [])].join() === [...(value?.errors ?? [])].join();
    const what = !old ? "new" : !value ? "missing" : same ? "" : value.errors.size ? "refused" : "mended";
    if (what) found.push({ name, old, value, what });
  }
  return found.sort(inOrder);
}

const inOrder = (a, b) => a.name.localeCompare(b.name, "en", { numeric: true });
