// The player's adapter for SCORM. Everything that differs between editions is in `settings.lms`, a row
// of milepost_scorm.profiles. milepost_player/README.md says when each function is called.

const POLL_FOR = 5000; // ms to wait for an API that the LMS makes late
const POLL_EVERY = 100;
const IDLE = 2000; // ms that a commit waits for more: it is a blocking request in most LMSs
const RETRY_FIRST = 2000; // ms, doubled after every failure
const RETRY_LAST = 60000;
const ALREADY_INITIALIZED = 103; // SCORM 2004 4th Ed. RTE 3.1.7
const VANISHED = -1; // our own: the API object threw
const SESSION_GONE = [VANISHED, 112, 113, 122, 123, 132, 133, 142, 143, 301]; // not initialized, or terminated
const KEYS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const KEY_LENGTH = 3; // characters of suspend_data for each interaction that 1.2 holds
const UNKNOWN_KEY = "---";
const TAIL = /~([0-9a-z]+)\.([\w-]*)$/;

milepost.adapters.scorm = (settings) => {
  const row = settings.lms;
  const lms = connection(row);
  let open = false;
  let writable = false;
  let timer = 0;
  let failures = 0;
  let tries = 0; // stands in suspend_data, so that a save after a failure is never the same text
  let state = null;
  let best = null; // the score that the LMS holds, 0..100
  let keys = []; // of the interactions that the LMS holds, by index
  const waiting = new Map(); // interactions not written yet, by id

  // --- the session ---

  async function initialize() {
    if (!(await lms.find(POLL_FOR))) return false;
    const { ok, code } = lms.call("initialize", "");
    if (!ok && code !== ALREADY_INITIALIZED) return false;
    open = true;
    lms.forget();
    const mode = lms.get(row.mode);
    writable = mode !== "review" && mode !== "browse" && lms.get(row.credit) !== "no-credit";
    if (writable) leaveATrace();
    return true;
  }

  /** State before everything: without it Moodle forgets the visit (2004) or completes an empty one (1.2). */
  function leaveATrace() {
    lms.set(row.exit, "suspend");
    for (const element of [row.status, row.success]) if (element) lms.took(element, lms.get(element));
    const rank = STATUS_RANK[row.success ? "completion" : "lesson"];
    if (!rank[lms.held(row.status)]) lms.set(row.status, "incomplete");
    save();
  }

  function load() {
    const mode = lms.get(row.mode);
    const entry = lms.get(row.entry);
    // Asking 2004 for what was never set is an error (403), and some LMSs end a session on any error.
    const empty = Boolean(row.success) && entry === "ab-initio";
    state = unpack(empty ? "" : lms.get("cmi.suspend_data"));
    const graded = ["passed", "failed"].includes(lms.get(row.success || row.status));
    best = graded && settings.scored ? Number(lms.get(`${row.score}.raw`)) || 0 : 0;
    return {
      mode: mode === "review" || mode === "browse" ? mode : "normal",
      credit: lms.get(row.credit) !== "no-credit",
      entry,
      location: empty ? "" : lms.get(row.location),
      state,
      learner: { id: lms.get(row.learner_id), name: lms.get(row.learner_name), language: "" },
      masteryScore: null,
      limits: { state: row.suspend_data_length - tailLength(), location: row.location_length },
    };
  }

  function finish() {
    if (!open) return;
    clearTimeout(timer);
    if (writable && lms.unsaved.size) {
      if (failures) lms.setAgain(respell);
      if (row.commit_before_terminate) lms.call("commit", "");
    }
    open = false;
    lms.call("terminate", ""); // Cornerstone answers null here, and there is nobody left to tell
  }

  // --- what the player says ---

  function saveState(text) {
    if (!open || !writable) return;
    state = text;
    lms.set("cmi.suspend_data", pack());
  }

  function report(facts) {
    if (!open || !writable) return;
    lms.set(row.location, facts.location.slice(0, row.location_length));
    lms.set(row.progress, decimal(facts.progress, 4), true);
    if (facts.score !== null) reportScore(facts);
    reportStatus(facts);
    for (const interaction of facts.interactions) waiting.set(interaction.id, interaction);
    writeInteractions();
    lms.set(row.session_time, duration(facts.sessionTime, row.iso_times));
    if (lms.trouble() && !failures) retryLater();
  }

  function reportScore({ score, keep }) {
    const told = Math.round(score * 10000) / 100;
    const raw = keep === "best" ? Math.max(told, best) : told;
    best = raw;
    lms.set(`${row.score}.min`, "0");
    lms.set(`${row.score}.max`, "100");
    lms.set(`${row.score}.raw`, decimal(raw));
    if (row.scaled) lms.set(`${row.score}.scaled`, decimal(raw / 100, 4));
  }

  function reportStatus({ completion, success, hasMastery }) {
    const told = statusReport(completion, success, settings.moveOn, hasMastery);
    const send = (kind, element, value) => lms.set(element, keptStatus(kind, lms.held(element), value));
    if (row.success) {
      send("completion", row.status, told.completion);
      if (told.success !== "unknown") send("success", row.success, told.success);
    } else {
      send("lesson", row.status, told.lesson);
    }
  }

  // --- interactions: one record a question, written over when it is answered again ---

  function writeInteractions() {
    for (const [id, interaction] of waiting) {
      const record = interactionRecord(row, interaction);
      if (record && !writeInteraction(record)) return;
      waiting.delete(id);
    }
  }

  /** @returns {boolean} false: the session is gone, and the record has to wait */
  function writeInteraction({ id, fields }) {
    const count = lms.count("cmi.interactions");
    if (count === null) return !lms.isGone(); // an LMS without interactions: they are optional in 1.2
    if (keys.length !== count) keys = keysHeld(count);
    const key = keyOf(id);
    const known = keys.indexOf(key);
    const at = known < 0 ? count : known;
    if (known < 0) {
      if (!lms.set(`cmi.interactions.${at}.id`, id, true)) return !lms.isGone();
      keys[at] = key;
      if (!row.success && state !== null) lms.set("cmi.suspend_data", pack());
    }
    for (const [field, value] of fields) lms.set(`cmi.interactions.${at}.${field}`, value, true);
    return true;
  }

  /** In 2004 the LMS tells which ids it holds; in 1.2 they can only be written, so we remember them. */
  function keysHeld(count) {
    return Array.from({ length: count }, (_, index) =>
      row.success ? lms.get(`cmi.interactions.${index}.id`) : UNKNOWN_KEY,
    );
  }

  function keyOf(id) {
    if (row.success) return id;
    let hash = 0x811c9dc5; // FNV-1a
    for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    hash ^= hash >>> 18;
    return [12, 6, 0].map((shift) => KEYS[(hash >>> shift) & 63]).join("");
  }

  // --- suspend_data: the player's state, and behind it what only the adapter knows ---

  function tailLength() {
    return 8 + (row.success ? 0 : KEY_LENGTH * settings.questions);
  }

  function pack() {
    const told = row.success || keys.length > settings.questions ? "" : keys.join("");
    return `${state}~${tries.toString(36)}.${told}`;
  }

  function unpack(text) {
    const tail = TAIL.exec(text);
    if (!tail) return text;
    tries = parseInt(tail[1], 36) % 1296;
    keys = tail[2].match(/.{3}/g) ?? [];
    return text.slice(0, tail.index);
  }

  // --- saving ---

  function commit(urgent) {
    if (!open || !writable || !lms.unsaved.size) return;
    if (failures && !urgent) return; // the next try is on its way
    clearTimeout(timer);
    if (!urgent) timer = setTimeout(save, IDLE);
    else if (failures) tryAgain();
    else save();
  }

  /** @returns {boolean} whether everything that was set is saved now */
  function save() {
    if (!open) return false;
    clearTimeout(timer);
    if (lms.save()) {
      failures = 0;
      return true;
    }
    retryLater();
    return false;
  }

  function retryLater() {
    clearTimeout(timer);
    timer = setTimeout(tryAgain, Math.min(RETRY_LAST, RETRY_FIRST * 2 ** failures));
    failures += 1;
  }

  /** After a failure values must differ to be sent again: Moodle posts only what changed since it tried. */
  function tryAgain() {
    if (!open) return;
    if (lms.isGone() && lms.look()) lms.call("initialize", "");
    const statuses = [row.status, row.success].filter((name) => lms.unsaved.has(name));
    const real = statuses.map((name) => [name, lms.unsaved.get(name)]);
    for (const name of statuses) lms.set(name, name === row.status ? "incomplete" : "unknown");
    lms.setAgain(respell);
    writeInteractions();
    const saved = save();
    for (const [name, value] of real) lms.set(name, value);
    if (saved && lms.unsaved.size) save();
  }

  function respell(element, value) {
    if (element === "cmi.suspend_data") {
      tries += 1;
      return pack();
    }
    return element.startsWith(`${row.score}.`) || element === row.progress ? respelt(value) : value;
  }

  return { name: "scorm", initialize, load, saveState, report, commit, finish, onTrouble: lms.onTrouble };
};
