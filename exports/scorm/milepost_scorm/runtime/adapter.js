// The player's adapter for SCORM. Everything that differs between editions is in `settings.lms`, a row
// of milepost_scorm.profiles. milepost_player/README.md says when each function is called.

const POLL_FOR = 5000; // ms to wait for an API that the LMS makes late
const POLL_EVERY = 100;
const IDLE = 2000; // ms that a commit waits for more: it is a blocking request in most LMSs
const RETRY_FIRST = 2000; // ms, doubled after every failure
const RETRY_LAST = 60000;
const LOST_AFTER = 3; // failed commits: whoever was signed out has to know
const ALREADY_INITIALIZED = 103; // SCORM 2004 4th Ed. RTE 3.1.7
const VANISHED = -1; // our own: the API object threw
const SESSION_GONE = [VANISHED, 112, 113, 122, 123, 132, 133, 142, 143, 301]; // not initialized, or terminated
const KEYS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const KEY_LENGTH = 3; // characters of suspend_data for each interaction that 1.2 holds
const UNKNOWN_KEY = "---";
const STAND_INS = { type: "performance", result: "neutral" };
const WITH_MORE = ["id", "correct_responses.0.pattern", "student_response"];
const TAIL = /~([0-9a-z]+)\.([\w-]*)$/;

milepost.adapters.scorm = (settings) => {
  const row = settings.lms;
  const lms = connection(row);
  let open = false;
  let begun = false; // the LMS knows of this session
  let writable = false;
  let timer = 0;
  let failures = 0;
  let tries = 0; // stands in suspend_data, so that a save after a failure is never the same text
  let state = null;
  let stated = false; // this session's LMS has taken a state
  let best = null; // the score that the LMS holds, 0..100
  let keys = []; // of the interactions that the LMS holds, by index
  const waiting = new Map(); // interactions not written yet, by id
  const written = new Map(); // those that are, but not known to be saved

  // --- the session ---

  async function initialize() {
    if (!(await lms.find(POLL_FOR))) return false;
    open = true;
    lms.forget();
    writeAgain();
    if (!begin()) retryLater();
    return true;
  }

  /** Begin the session, or go on with one that is open. @returns {boolean} false: the LMS does not let us */
  function begin() {
    const { ok, code } = lms.call("initialize", "");
    // A session that is open already answers; SCORM 1.2 has no code of its own for it.
    begun = ok || code === ALREADY_INITIALIZED || lms.get(row.status) !== "";
    writable = true;
    if (!begun) {
      lms.tell("lost");
      return false;
    }
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
    const empty = isEmpty(entry);
    state = unpack(empty ? "" : lms.get("cmi.suspend_data"));
    const graded = ["passed", "failed"].includes(lms.get(row.success || row.status));
    best = graded && settings.scored ? Number(lms.get(`${row.score}.raw`)) || 0 : 0;
    return {
      mode: mode === "review" || mode === "browse" ? mode : "normal",
      credit: lms.get(row.credit) !== "no-credit",
      entry,
      location: empty ? "" : lms.get(row.location).replace(/\/$/, ""),
      state,
      learner: { id: lms.get(row.learner_id), name: lms.get(row.learner_name), language: settings.asksLanguage ? lms.get(row.language) : "" },
      masteryScore: null,
      timeLimit: timeLimit(),
      limits: { state: row.suspend_data_length - tailLength(), location: row.location_length },
    };
  }

  /** Asking 2004 for what was never set is an error (403), and some LMSs end a session on any error. */
  const isEmpty = (entry) => Boolean(row.success) && entry === "ab-initio" && !stated;

  /** What to do is asked first: in 2004 it has a default, and the time itself may never have been set (error 403). */
  function timeLimit() {
    if (!writable || !begun) return null;
    const [then, ...said] = lms.get(row.time_limit_action).split(",");
    const [exit, message] = [then === "exit", said[0] === "message"];
    const allowed = exit || message ? secondsOf(lms.get(row.max_time_allowed)) : 0;
    return allowed ? { seconds: allowed - secondsOf(lms.get(row.total_time)), exit, message } : null;
  }

  function finish() {
    if (!open) return;
    if (writable && lms.unsaved.size) {
      if (failures) tryAgain();
      else if (row.commit_before_terminate) lms.save();
    }
    stop();
    lms.call("terminate", ""); // Cornerstone answers null here, and there is nobody left to tell
  }

  /** Say nothing more: the course goes on in another window. */
  function stop() {
    clearTimeout(timer);
    open = false;
  }

  // --- what the player says ---

  function saveState(text) {
    if (!open || !writable) return;
    state = text;
    stated = lms.set("cmi.suspend_data", pack()) && begun;
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
    if (!begun) return;
    for (const [id, interaction] of waiting) {
      const record = interactionRecord(row, interaction);
      if (record && !writeInteraction(record)) return;
      waiting.delete(id);
      if (record) written.set(id, interaction);
    }
  }

  const writeAgain = () => written.forEach((interaction, id) => waiting.has(id) || waiting.set(id, interaction));

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
      row.success ? lms.get(`cmi.interactions.${index}.id`) : (keys[index] ?? UNKNOWN_KEY),
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
    tries = Math.max(tries, parseInt(tail[1], 36) % 1296);
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
      written.clear();
      return true;
    }
    retryLater();
    return false;
  }

  function retryLater() {
    clearTimeout(timer);
    timer = setTimeout(tryAgain, Math.min(RETRY_LAST, RETRY_FIRST * 2 ** failures));
    failures += 1;
    if (failures >= LOST_AFTER) lms.tell("lost");
  }

  /** @returns {boolean} whether everything is saved now */
  function tryAgain() {
    if (!open) return false;
    if ((lms.isGone() || !begun) && !comeBack()) {
      retryLater();
      return false;
    }
    const real = setOtherwise();
    writeInteractions();
    const saved = save();
    for (const [element, value] of real) lms.set(element, value);
    return saved && lms.unsaved.size ? save() : saved;
  }

  /** A session anew: the records that it does not hold are written again, and the player looks at what it holds. */
  function comeBack() {
    if (!lms.look()) return false;
    const known = begun;
    if (!begin()) return false;
    lms.drop("cmi.interactions.");
    if (!isEmpty(lms.get(row.entry))) unpack(lms.get("cmi.suspend_data"));
    writeAgain();
    if (!known) lms.tell("again");
    return true;
  }

  /**
   * After a failure values must differ to be sent again: Moodle posts only what changed since it last tried.
   * @returns {[string, string][]} what stands there for something else, and has to be put right
   */
  function setOtherwise() {
    const real = [...lms.unsaved].filter(([element]) => standIn(element));
    lms.setAgain((element, value) => standIn(element, value) || respell(element, value));
    return real;
  }

  /** A value that stands in for one that can be spelt in one way only; "": it can be spelt otherwise. */
  function standIn(element, value) {
    if (element === row.status) return value !== "incomplete" ? "incomplete" : row.success ? "unknown" : "browsed";
    if (element === row.success) return "unknown";
    if (element === row.exit) return "time-out";
    if (row.success) return ""; // 2004: Moodle posts every record, and an id can be set only once
    const field = /^cmi\.interactions\.\d+\.(.+)$/.exec(element)?.[1] ?? "";
    return WITH_MORE.includes(field) ? `${value}_` : (STAND_INS[field] ?? "");
  }

  function respell(element, value) {
    if (element === "cmi.suspend_data") {
      tries += 1;
      return pack();
    }
    if (element === row.location) return value.endsWith("/") ? value.slice(0, -1) : `${value}/`;
    if (element === row.session_time || element.endsWith(".latency")) return respeltSpan(value);
    if (element.endsWith(".time")) return value.includes(".") ? value.split(".")[0] : `${value}.0`;
    const isNumber = element.startsWith(`${row.score}.`) || element === row.progress || element.endsWith(".weighting");
    return isNumber ? respelt(value) : value;
  }

  // Whoever comes back has perhaps signed in again.
  for (const sign of ["focus", "online"]) window.addEventListener(sign, () => failures && tryAgain());

  return { name: "scorm", initialize, load, saveState, report, commit, finish, stop, onTrouble: lms.onTrouble };
};
