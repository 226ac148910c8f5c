// @ts-check
/**
 * One window at a time: a course that is open twice would overwrite its own work. The second window asks
 * before it begins; whoever goes on there gets what was done in the first one, which falls silent.
 *
 * A mark in this browser says that a window may be open, and only then a new one waits for an answer.
 * A window that was frozen and wakes up answers late: then the younger one of the two goes on.
 */
(function (milepost) {
  "use strict";

  const { storage } = milepost;
  const PATIENCE = 400; // ms for another window to answer
  const FAREWELL = 3000; // ms for it to save and to hand over

  /**
   * @param {string} packageId
   * @param {{leave: (silent: boolean) => string, join: (state: string) => void}} course
   *   leave: stop, and return the state; join: take over what a window knew that left late
   */
  function openDoor(packageId, course) {
    const me = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
    const mark = `milepost:${packageId}:open`;
    /** @type {BroadcastChannel | null} */
    let channel = null;
    let inside = false;
    let parked = false;
    let keeps = false;
    let heard = (/** @type {any} */ _) => {};

    const say = (what, more = {}) => channel?.postMessage({ what, from: me, ...more });

    /** @param {{data: any}} message */
    function hear({ data }) {
      heard(data);
      const older = me < data.from;
      if (data.what === "anyone?" && (inside || older)) say("here");
      if (data.what === "here" && inside && !older) say("mine", { began: true });
      if (data.what === "mine" && inside && (older || !data.began)) {
        exit(course.leave(Boolean(data.began)));
      }
      if (data.what === "gone" && inside) course.join(data.state);
    }

    /** @param {number} ms */
    const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

    /** @param {string} what @returns {Promise<any>} what another window says then */
    const saying = (what) => new Promise((resolve) => (heard = (data) => data.what === what && resolve(data)));

    /**
     * Come in when no other window is open, or when the learner wants to go on in this one.
     * @param {() => Promise<void>} ask  shows that the course is open elsewhere; resolves on "go on here"
     * @returns {Promise<string | null>} the state that the other window handed over, or ""; null: this window
     *   was parked (back-forward cache), and another one has been open since: it knows more than this one
     */
    async function enter(ask) {
      const found = storage.read(mark);
      if (parked && keeps && found !== `-${me}`) return null;
      try {
        channel = new BroadcastChannel(`${mark}:${location.pathname}`);
        channel.onmessage = hear;
      } catch {
        return ""; // an old browser: as it was before
      }
      const free = !found || found[0] === "-";
      keeps = free ? storage.write(mark, me) : true;
      let state = "";
      const answered = saying("here");
      say("anyone?");
      if (!(free && keeps) && (await Promise.race([answered, after(PATIENCE)]))) {
        const gone = saying("gone");
        const asked = ask().then(() => (say("mine"), after(FAREWELL)));
        state = (await Promise.race([gone, asked]))?.state || "";
      }
      storage.write(mark, me);
      heard = () => {};
      inside = true;
      return state;
    }

    /** Go out; a window that waits may come in. @param {string} state @param {boolean} [parks]  it may come back */
    function exit(state, parks = false) {
      if (inside) say("gone", { state });
      inside = false;
      parked = parks;
      channel?.close();
      if (storage.read(mark) !== me) return;
      if (parks) storage.write(mark, `-${me}`);
      else storage.remove(mark);
    }

    return { enter, exit };
  }

  milepost.openDoor = openDoor;
})((window.milepost = window.milepost || {}));
