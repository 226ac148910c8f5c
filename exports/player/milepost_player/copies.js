// @ts-check
/**
 * What this browser keeps of a learner's record while an LMS keeps the real one: for a save that never
 * arrived. Browsers are shared, so what was written stays only while the LMS does not have it; this tab
 * alone has it whole until it is closed, for a page that is loaded again in the middle of a save.
 */
(function (milepost) {
  "use strict";

  const { storage } = milepost;
  const { encode, decode } = milepost.state;

  /**
   * @param {string} packageId
   * @param {any} launch  what the LMS said at the start
   */
  function openCopies(packageId, launch) {
    const tab = storage.of("sessionStorage");
    const known = `milepost:${packageId}:who`;
    // An LMS whose session is gone does not say who is learning; this tab may know it.
    const who = launch.learner.id ? milepost.state.hash(launch.learner.id).toString(36) : tab.read(known) || "";
    const name = `milepost:${packageId}:${who}`;
    if (launch.learner.id) tab.write(known, who);

    /**
     * The states that may hold what the LMS never got. Those of another attempt do not count: an LMS that
     * begins at the beginning wants a new one, unless nothing of the old one ever arrived there.
     * @param {any} theirs  the state that the LMS holds
     */
    function read(theirs) {
      const texts = [storage.read(name), tab.read(name)].filter(Boolean);
      const unsaved = texts.some((text) => text[0] === "!");
      const states = texts.map((text) => decode(text.replace(/^!/, "")));
      if (!theirs.rev) return launch.entry === "ab-initio" && !unsaved ? [] : states;
      return states.filter(({ id }) => !id || !theirs.id || id === theirs.id);
    }

    /**
     * @param {any} state
     * @param {"unsaved" | "saved" | "finished"} stage  finished: only this tab has a copy, until it is closed
     */
    function write(state, stage) {
      const lean = { ...state, texts: new Map([...state.texts].map(([key]) => [key, null])) };
      const whole = `${stage === "unsaved" ? "!" : ""}${encode(state, Infinity).text}`;
      tab.write(name, whole);
      if (stage === "finished") storage.remove(name);
      else storage.write(name, stage === "unsaved" ? whole : encode(lean, Infinity).text);
    }

    function clear() {
      storage.remove(name);
      tab.remove(name);
    }

    return { read, write, clear };
  }

  milepost.openCopies = openCopies;
})((window.milepost = window.milepost || {}));
