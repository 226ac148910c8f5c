// The player's adapter for cmi5 (quartz, 1st ed.). milepost_player/README.md says when each function is
// called. What the player says is put into a queue of statements and one state document; both wait
// here until the LRS has them. Statements go first: the document says which of them are not to be repeated.

const STATE = "milepost"; // the id of our state document
const STATE_LENGTH = 50000; // characters; the whole document has to fit into a request that outlives the page
const LOCATION_LENGTH = 255;
const IDLE = 2000; // ms that a save waits for more
const RETRY_FIRST = 2000; // ms, doubled after every failure
const RETRY_LAST = 60000;
const GONE = [401, 403]; // the session is over, or the LMS takes nothing more from it
const REFUSED = [400, 403, 409, 413]; // one of the statements may be the reason, and the others not to blame

milepost.adapters.cmi5 = (settings) => {
  const launch = launchOf(location.search);
  const lrs = launch && connectLrs(launch);
  const notes = launch && sessionNotes(launch.fetch);
  let open = false;
  let begun = false; // the LMS has told what we need
  let over = false; // "terminated" has been said
  let leaving = false; // and is on its way
  let writable = false;
  let data = {}; // the document LMS.LaunchData
  let preferences = {};
  let make = null; // statementMaker()
  let held = {}; // our state document as the LRS has it
  let etag = "*";
  let writing = 0; // documents on their way
  let text = ""; // the player's state
  let place = "";
  let facts = null; // the last report
  let dirty = false; // the document is not saved as it is now
  let marked = true; // and it says all that was said
  let queue = []; // statements that the LRS does not have
  let flying = []; // those of them that are on their way
  let before = 0; // active seconds of this session that the player has stopped to count
  const said = new Set(); // verbs that may stand only once: in the registration, or in this session
  let turn = Promise.resolve(); // one request after the other
  let timer = 0;
  let failures = 0;
  let trouble = "none";
  let listener = () => {};

  // --- the session ---

  async function initialize() {
    if (!launch) return false;
    if (open) return true; // back from the back-forward cache: nothing was closed
    open = true;
    if (!(await inTurn(begin))) retryLater();
    return true;
  }

  /** Fetch the token and what the LMS has for us (8.2, 10, 11). @returns {Promise<boolean>} */
  async function begin() {
    const known = notes.read();
    if (known.over) return end(); // this page was loaded again after it had ended the session
    const token = await lrs.authorize(known.token);
    if (token.status !== 200) return fail(token.status);
    notes.note({ token: token.json["auth-token"] });
    const [told, wishes, state] = await Promise.all([
      lrs.getState("LMS.LaunchData"),
      lrs.getPreferences(),
      lrs.getState(STATE),
    ]);
    if (told.status !== 200 || !told.json) return fail(told.status);
    if (state.status !== 200 && state.status !== 404) return fail(state.status);
    if (over || !open) return true; // the learner has left meanwhile
    data = told.json;
    preferences = wishes.status === 200 && wishes.json ? wishes.json : {};
    take(state);
    make = statementMaker(launch, data, settings);
    writable = !["Browse", "Review"].includes(data.launchMode);
    begun = true;
    if (!known.initialized) queue.unshift(make.initialized());
    muteIfAsked();
    return flush();
  }

  /** Nothing more can be told in this session: the next one from the LMS gets it. */
  function end() {
    over = true;
    tell("lost");
    return true;
  }

  /** What our document says. @param {Answer} answer */
  function take({ status, json, etag: tag }) {
    held = (status === 200 && json) || {};
    etag = status === 404 ? "*" : tag;
    for (const verb of ["completed", "passed"]) if (held[verb]) said.add(verb);
  }

  /** 11.2: nothing plays aloud when the learner does not want it. */
  function muteIfAsked() {
    if (preferences.audioPreference !== "off") return;
    const mute = ({ target }) => {
      if (target.dataset.muted) return;
      target.dataset.muted = "1";
      target.muted = true;
    };
    document.addEventListener("play", mute, true);
  }

  function load() {
    const { name = "" } = launch.actor;
    return {
      mode: { Browse: "browse", Review: "review" }[data.launchMode] ?? "normal",
      credit: true,
      entry: begun ? (held.state ? "resume" : "ab-initio") : "",
      location: held.location ?? "",
      state: held.state ?? "",
      learner: {
        id: learnerId(launch.actor),
        name,
        language: (preferences.languagePreference ?? "").split(",")[0].trim(),
      },
      masteryScore: typeof data.masteryScore === "number" ? data.masteryScore : null,
      returns: isWeb(data.returnURL),
      limits: { state: STATE_LENGTH, location: LOCATION_LENGTH },
    };
  }

  /** Close the session, now: the page may be gone in a moment, and requests are told to outlive it. */
  function finish() {
    if (!open || over) return;
    over = true;
    wait(0);
    if (!begun) return;
    judge();
    queue.push(make.terminated(seconds(), progress()));
    notes.note({ over: true });
    leaving = true;
    leave();
  }

  /** Both at once, because nothing behind an `await` runs when the page goes away. */
  async function leave() {
    const overlaps = writing > 0;
    const sent = await Promise.all([sendStatements(true), saveDocument(true)]);
    await turn; // the page is still there: an older document has arrived too,
    dirty ||= overlaps && !etag; // perhaps after the last one, and without ETags in its place
    leaving = false; // and the document learns what has arrived
    if (sent.every(Boolean) && (await saveDocument(true))) goBack();
    else retryLater();
  }

  /** 10, returnURL: where the learner came from. */
  function goBack() {
    if (isWeb(data.returnURL)) location.replace(data.returnURL);
  }

  function stop() {
    open = false;
    wait(0);
  }

  // --- what the player says ---

  function saveState(now) {
    if (!open || over) return;
    text = now;
    dirty = true;
    saveSoon();
  }

  function report(told) {
    if (!open || over) return;
    facts = told;
    place = told.location.slice(0, LOCATION_LENGTH);
    if (!writable) return;
    for (const interaction of told.interactions) {
      const statement = make.answered(interaction);
      if (statement) queue.push(statement);
    }
    if (told.completion === "completed") once("completed", () => make.completed(total()));
    if (told.success === "passed") once("passed", () => make.passed(told.score, total()));
  }

  /** 9.3: a session has one of "passed" and "failed", so the second is said when nothing can follow it. */
  function judge() {
    if (!writable || !facts?.hasMastery || said.has("passed")) return;
    const tried = facts.success === "failed" || (facts.attempted && facts.success !== "passed");
    if (tried) once("failed", () => make.failed(facts.score, total()));
  }

  function once(verb, statement) {
    if (said.has(verb)) return;
    said.add(verb);
    queue.push(statement());
  }

  const seconds = () => before + (facts?.sessionTime ?? 0);
  const total = () => (held.time ?? 0) + seconds();
  const progress = () =>
    !writable || !facts || said.has("completed") ? null : Math.floor(facts.progress * 100);

  // --- saving ---

  function commit(urgent) {
    if (!open || over || !(queue.length || dirty)) return;
    if (urgent) tryAgain();
    else saveSoon();
  }

  /** Saving blocks nothing here, so nothing waits for the player to ask for it. */
  function saveSoon() {
    timer ||= setTimeout(tryAgain, IDLE);
  }

  function wait(ms) {
    clearTimeout(timer);
    timer = ms ? setTimeout(tryAgain, ms) : 0;
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  function inTurn(work) {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  async function tryAgain() {
    wait(0);
    const known = begun;
    const sent = await inTurn(() => leaving || (begun ? flush() : begin()));
    if (leaving) return; // leave() sends all there is
    if (!sent) return retryLater();
    if (over) return goBack();
    if (!known && open) tell("again");
  }

  /** @returns {Promise<boolean>} whether the LRS has everything now */
  async function flush() {
    if (!(await sendStatements(false)) || !(await saveDocument(false))) return false;
    failures = 0;
    tell("none");
    return true;
  }

  /** @param {boolean} last  the page goes away: what is on its way may not arrive, and is sent once more */
  async function sendStatements(last) {
    const batches = last ? [flying, queue.filter((statement) => !flying.includes(statement))] : [[...queue]];
    const sent = await Promise.all(batches.map((batch) => sendBatch(batch, last)));
    return sent.every(Boolean);
  }

  async function sendBatch(batch, last) {
    if (!batch.length) return true;
    flying = batch;
    const { status } = await lrs.postStatements(batch, last);
    flying = [];
    if (isFine(status)) return sent(batch);
    return REFUSED.includes(status) ? sendOneByOne(batch) : fail(status);
  }

  /** One that the LRS has already, or will never take, must not hold up the others. */
  async function sendOneByOne(batch) {
    for (const statement of batch) {
      const { status } = await lrs.putStatement(statement);
      const there = !isFine(status) && (status === 409 || (await lrs.hasStatement(statement.id)));
      if (!isFine(status) && !there && ![400, 413].includes(status)) return fail(status);
      if (!isFine(status)) console.warn(`Milepost: the LRS ${there ? "has" : "refused"} "${statement.verb.display.en}"`);
      sent([statement]);
    }
    return true;
  }

  const isWeb = (address) => /^https?:/.test(address ?? "");
  const isFine = (status) => status >= 200 && status < 300;

  function sent(statements) {
    queue = queue.filter((statement) => !statements.includes(statement));
    if (statements.some(({ verb }) => verb.display.en === "initialized")) notes.note({ initialized: true });
    return true;
  }

  /** Our document, over the one that we know: a newer one of another window is not overwritten. */
  async function saveDocument(last) {
    if ((!dirty && marked) || !writable || !text) return true;
    const waiting = new Set(queue.map(({ verb }) => verb.display.en));
    const has = (verb) => said.has(verb) && !waiting.has(verb);
    const marks = { completed: has("completed"), passed: has("passed"), time: Math.round(total() * 100) / 100 };
    marked = ["completed", "passed"].every((verb) => marks[verb] === said.has(verb));
    dirty = false;
    const body = { version: 1, state: text, location: place, ...marks };
    const known = writing ? "" : etag; // what is on its way is our own: nobody knows its ETag yet
    writing += 1;
    const answer = await lrs.putState(STATE, body, known, last);
    if (isFine(answer.status)) await follow(answer);
    writing -= 1; // and only now is its ETag known
    if (isFine(answer.status)) return true;
    if (over && !last && answer.status === 412) return true; // overtaken by our own last one
    dirty = true;
    if (answer.status !== 412) return fail(answer.status);
    take(await lrs.getState(STATE));
    if (!last) tell("again"); // the player puts both together and saves them
    return true;
  }

  /** The document is ours now: its new ETag is needed for the next time, and not every LRS tells it. */
  async function follow(answer) {
    etag = answer.etag || (await lrs.getState(STATE)).etag;
  }

  function fail(status) {
    tell(GONE.includes(status) ? "lost" : "unsaved");
    return false;
  }

  function retryLater() {
    wait(Math.min(RETRY_LAST, RETRY_FIRST * 2 ** failures));
    failures += 1;
  }

  function tell(news) {
    if (news === "again") {
      before = seconds();
      facts = null;
      return listener(news);
    }
    if (news !== trouble) listener((trouble = news));
  }

  // Whoever comes back has perhaps a network again.
  for (const sign of ["focus", "online"]) window.addEventListener(sign, () => failures && open && tryAgain());

  return {
    name: "cmi5",
    initialize,
    load,
    saveState,
    report,
    commit,
    finish,
    stop,
    onTrouble(hears) {
      listener = hears;
      if (trouble !== "none") hears(trouble);
    },
  };
};
