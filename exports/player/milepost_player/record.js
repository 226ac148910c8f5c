// @ts-check
/**
 * A learner's record in this course: what is done, answered and won, and how it is saved. It follows the
 * rules of the site (milepost/learning/services).
 */
(function (milepost) {
  "use strict";

  const { keyOf, encode, decode } = milepost.state;
  const IDLE = 30 * 60; // seconds without a sign of life that still count as learning
  const LATE = 60000; // ms that an answer waits for its page to be left: a commit blocks most LMSs
  const SETTLED = 5000; // ms after which an adapter that may wait has committed, or told of trouble

  /**
   * @typedef {{id: string, title: string, kind: string, minutes: number, points: number,
   *            attempts: number | null, keep: string, module: string, name: string, questions?: string[]}} Page
   */

  /**
   * @param {any} course  the inline JSON of index.html (page.py)
   * @param {any} lms     an adapter, initialized
   * @param {() => void} shortened  hears when the LMS began or stopped to take less than there is
   */
  function openRecord(course, lms, shortened) {
    let number = 0;
    /** What is as in most pages stands in none (shell.py). @type {Page[]} */
    const pages = course.modules.flatMap((module) => {
      module.lang ||= course.lang;
      return module.pages.map((page) => ({
        kind: "lesson",
        lang: course.lang,
        file: `${course.folder}/${(number += 1)}.js`,
        points: 0,
        attempts: null,
        keep: "best",
        ...page,
        module: module.id,
        name: `${module.id}/${page.id}`,
      }));
    });
    const launch = lms.load();
    const alone = lms.name === "none";
    const recording = launch.mode === "normal" && launch.credit;
    const copies = milepost.openCopies(course.packageId, launch);
    let held = decode(launch.state); // what the LMS holds
    let state = decode(launch.state);
    let location = launch.location;
    let merged = false; // somebody else's state was added to what the LMS holds
    const told = new Set(); // answers that only the others held, and that were told again
    if (recording && !alone) copies.read(held).forEach(adopt);
    state.id = state.id || Math.random().toString(36).slice(2, 7);
    let interactions = [];
    let active = 0;
    let since = performance.now();
    let seen = !document.hidden;
    let dropped = 0;
    let trouble = "none";
    let pending = false; // something is said, but not made to last
    let later = 0;
    const bodyOf = (text) => text.slice(text.indexOf("|"));
    let lasting = bodyOf(encode({ ...held, id: state.id }, launch.limits.state).text); // what the LMS keeps

    // --- asking ---

    const isDone = (page) => state.done.has(keyOf(page.name));
    const quizOf = (page) => state.quizzes.get(keyOf(page.name)) || { number: 0, open: false, won: null, of: null };
    const answerOf = (page, question) => state.answers.get(keyOf(`${page.module}?${question}`)) || null;
    const textOf = (page, field) => state.texts.get(keyOf(`${page.module}!${field}`)) || "";
    /** Ids of questions and fields; of a quiz the questions are known from the start. @param {Page} page */
    const asksOf = (page) => ({ questions: page.questions || [], fields: [], ...course.asks?.[page.name] });
    const attemptsLeft = (page) => (page.attempts === null ? Infinity : Math.max(0, page.attempts - quizOf(page).number));

    /** Points won of points possible over some pages; a quiz edited since counts with its share then. */
    function score(some = pages) {
      let won = 0;
      let possible = 0;
      let handedIn = false;
      for (const page of some) {
        possible += page.points;
        const quiz = quizOf(page);
        if (page.points > 0 && quiz.won !== null && quiz.of) {
          won += (page.points * quiz.won) / quiz.of;
          handedIn = true;
        }
      }
      return { possible, scaled: handedIn ? milepost.rollup(won, possible) : null };
    }

    /** The facts of the whole course, in the adapter's words. */
    function facts() {
      const { possible, scaled } = score();
      const mastery = launch.masteryScore ?? course.masteryScore;
      const quizzes = pages.filter((page) => page.points > 0);
      const over = quizzes.every((page) => isDone(page) && !quizOf(page).open && attemptsLeft(page) === 0);
      const passed = possible > 0 && scaled !== null && scaled >= mastery;
      const done = pages.filter(isDone).length;
      return {
        completion: done === pages.length ? "completed" : "incomplete",
        success: passed ? "passed" : possible > 0 && over ? "failed" : "unknown",
        hasMastery: possible > 0,
        attempted: possible > 0 && quizzes.every((page) => quizOf(page).won !== null),
        score: scaled,
        keep: pages.some((page) => page.keep === "last") ? "last" : "best",
        progress: pages.length ? done / pages.length : 1,
        mastery,
      };
    }

    // --- changing ---

    const markDone = (page) => state.done.add(keyOf(page.name));
    const visit = (page) => (location = page.name);
    const keepText = (page, field, text) => state.texts.set(keyOf(`${page.module}!${field}`), text);

    /** Keep an answer. In a quiz the first one stays, but for a scenario that goes on. */
    function answer(page, question, response, latency) {
      const before = answerOf(page, question.id);
      const whole = milepost.scoring.finished(question, response);
      const result = milepost.scoring.score(question, response, question.lang);
      state.answers.set(keyOf(`${page.module}?${question.id}`), {
        tries: (before ? before.tries : 0) + (whole ? 1 : 0),
        share: whole ? result.share : 0,
        response,
      });
      if (page.kind === "quiz") begin(page);
      if (whole) interactions.push(interaction(page, question, response, result, latency));
      return result;
    }

    function begin(page) {
      const quiz = quizOf(page);
      if (!quiz.open) state.quizzes.set(keyOf(page.name), { ...quiz, number: quiz.number + 1, open: true });
    }

    /** Close the open attempt; `results` are the scores of its questions. */
    function handIn(page, results) {
      const quiz = quizOf(page);
      const sum = results.reduce((total, { points }) => total + points, 0);
      const won = Math.round(Math.min(sum, page.points) * 1e6) / 1e6;
      const better = page.keep === "last" || quiz.won === null || won / page.points > quiz.won / (quiz.of || 1);
      const kept = better ? { won, of: page.points } : { won: quiz.won, of: quiz.of };
      state.quizzes.set(keyOf(page.name), { number: quiz.number, open: false, ...kept });
      markDone(page);
      return won;
    }

    /** Forget the answers of some questions: a check is tried again, a quiz is taken again. */
    function forget(page, questions) {
      for (const id of questions) {
        const key = keyOf(`${page.module}?${id}`);
        const before = state.answers.get(key);
        if (before && page.kind !== "quiz") state.answers.set(key, { ...before, share: 0, response: undefined });
        else state.answers.delete(key);
      }
    }

    function interaction(page, question, response, { share, correct }, latency) {
      const { type, points, right, description, lang } = question;
      const number = (text) => milepost.written.readNumber(text, lang);
      const options = question.options || question.targets || { length: question.items || 0 };
      return {
        id: `${page.module}_${question.id}`.replace(/-/g, "_"),
        type,
        response: type === "number" ? number(response) : response,
        right: type === "number" ? Number(right) : right,
        options: options.length,
        share,
        correct,
        points,
        latency,
        at: new Date(),
        description,
      };
    }

    // --- saving ---

    /**
     * Tell the adapter everything, at most once for each thing a learner did. It is made to last once a page: at
     * once when `urgent`; soon when a page is left; else, and when only the place has changed, with the next one.
     * @param {boolean} [urgent] @param {boolean} [soon]
     */
    function save(urgent = false, soon = true) {
      if (!recording) return;
      tick();
      state.rev += 1;
      const sent = encode(state, launch.limits.state);
      const news = dropped > 0 !== sent.dropped > 0;
      dropped = sent.dropped;
      pending = !urgent;
      keepHere();
      lms.saveState(sent.text);
      lms.report({ ...facts(), location, sessionTime: active / 1000, interactions });
      interactions = [];
      clearTimeout(later);
      if (urgent || (soon && bodyOf(sent.text) !== lasting)) commit(urgent);
      else later = setTimeout(commit, LATE);
      if (news) shortened();
    }

    function commit(urgent = false) {
      lasting = bodyOf(encode(state, launch.limits.state).text);
      lms.commit(urgent);
      if (!urgent) later = setTimeout(() => keepHere((pending = false)), SETTLED);
    }

    /** A copy in this browser, until all is finished and saved: then nothing is left where others may sit. */
    function keepHere(ended = false) {
      if (alone || !recording) return;
      const saved = trouble === "none" && !dropped && !pending;
      const { completion, success, hasMastery } = facts();
      const finished = completion === "completed" && (!hasMastery || success !== "unknown");
      if (ended && saved) copies.clear();
      else copies.write({ ...state, at: location }, saved ? (finished ? "finished" : "saved") : "unsaved");
    }

    // --- other holders of the same record: this browser's copy, another window ---

    /**
     * Take over what another holder of this record knows: the newer one counts, and what only the older one
     * has is added, but for a quiz that was taken again since.
     * @param {any} other  a state
     */
    function adopt(other) {
      merged = merged || other.rev !== state.rev || other.answers.size !== held.answers.size;
      const [newer, older] = other.rev >= state.rev ? [other, state] : [state, other];
      for (const key of older.done) newer.done.add(key);
      for (const [key, text] of older.texts) if (text && newer.texts.get(key) == null) newer.texts.set(key, text);
      const over = new Set(); // answers of attempts that are over
      for (const page of pages) {
        const key = keyOf(page.name);
        const [now, then] = [newer.quizzes.get(key), older.quizzes.get(key)];
        if (then && !now) newer.quizzes.set(key, then);
        const same = now?.open && then?.open && now.number === then.number;
        if (now && !same) for (const question of page.questions || []) over.add(keyOf(`${page.module}?${question}`));
      }
      for (const [name, earlier] of older.answers) {
        const answer = newer.answers.get(name);
        const lacks = !answer || (answer.response === undefined && answer.tries === earlier.tries);
        if (!lacks || over.has(name)) continue;
        newer.answers.set(name, earlier);
        merged = true;
      }
      location = newer.at || location;
      state = { ...newer, id: newer.id || older.id, at: "" };
    }

    /**
     * Tell of the answers that the LMS does not hold. Their questions stand in the page files.
     * @param {(page: Page) => Promise<any>} load
     * @param {() => Promise<void>} ready  loads the script of questions
     * @returns {Promise<boolean>} whether there is news; rejects when a script did not come: then once more, later
     */
    async function catchUp(load, ready) {
      if (!recording || alone || !merged) return false;
      await ready();
      merged = false;
      let news = false;
      const before = held;
      const mark = (page, id, { answers }) => {
        const key = keyOf(`${page.module}?${id}`);
        const answer = answers.get(key);
        return `${key}${JSON.stringify([answer?.tries, answer?.response])}`;
      };
      const isMissing = (page, id) => mark(page, id, state) !== mark(page, id, held) && !told.has(mark(page, id, state));
      const missing = (page) => (held === before ? asksOf(page).questions.filter((id) => isMissing(page, id)) : []);
      for (const page of pages.filter((each) => missing(each).length)) {
        const data = await load(page).catch(() => (merged = true) && { questions: {} });
        for (const id of missing(page)) {
          const { response } = answerOf(page, id) || {};
          const question = data.questions[id];
          if (!question || response === undefined || !milepost.scoring.finished(question, response)) continue;
          const result = milepost.scoring.score(question, response, question.lang);
          interactions.unshift(interaction(page, question, response, result, 0));
          told.add(mark(page, id, state));
          news = true;
        }
      }
      if (merged) throw new Error("answers wait for their pages");
      return news;
    }

    /** The LMS was begun again: look at what it holds now. */
    function rejoin() {
      told.clear();
      held = decode(lms.load().state);
      if (!alone) copies.read(held).forEach(adopt);
      adopt(decode(encode(held, Infinity).text));
      active = 0;
      since = performance.now();
    }

    /** Count the time up to now, if the page is seen and somebody is there. */
    function tick() {
      const now = performance.now();
      if (seen) active += Math.min(now - since, IDLE * 1000);
      since = now;
      seen = !document.hidden;
    }

    /** @param {boolean} [forGood]  the learner said so: then nothing is left in a browser that others use */
    function finish(forGood = false) {
      save(true);
      clearTimeout(later);
      lms.finish("suspend");
      if (forGood) keepHere(true);
    }

    /** Stop at once: another window has gone on. */
    function stop() {
      clearTimeout(later);
      lms.stop?.();
    }

    function heard(news) {
      trouble = news;
      keepHere();
    }

    return {
      pages, launch, alone, recording, facts, score, isDone, quizOf, answerOf, textOf, asksOf, attemptsLeft,
      markDone, visit, keepText, answer, begin, handIn, forget, save, finish, stop, tick, heard, catchUp, rejoin,
      adopt: (text) => adopt(decode(text)),
      text: () => encode({ ...state, at: location }, Infinity).text,
      languages: Boolean(course.languages),
      get language() { return state.lang; },
      speak(tag) { state.lang = tag; save(); },
      get location() { return location; },
      get dropped() { return dropped; },
      get trouble() { return trouble; },
      get seconds() { return tick(), active / 1000; },
    };
  }

  milepost.openRecord = openRecord;
})((window.milepost = window.milepost || {}));
