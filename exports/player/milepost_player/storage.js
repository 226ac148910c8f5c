// @ts-check
/** This browser's own memory, which may be missing, full or forbidden (a partitioned frame throws). */
(function (milepost) {
  "use strict";

  /** @template T @param {() => T} work @param {T} otherwise */
  function attempt(work, otherwise) {
    try {
      return work();
    } catch {
      return otherwise;
    }
  }

  /** @param {"localStorage" | "sessionStorage"} area */
  const of = (area) => ({
    /** @param {string} name @returns {string | null} */
    read: (name) => attempt(() => window[area].getItem(name), null),

    /** @param {string} name @param {string} text @returns {boolean} whether it is kept now */
    write: (name, text) =>
      attempt(() => {
        window[area].setItem(name, text);
        return window[area].getItem(name) === text;
      }, false),

    /** @param {string} name */
    remove: (name) => attempt(() => window[area].removeItem(name), undefined),
  });

  milepost.storage = { ...of("localStorage"), of };
})((window.milepost = window.milepost || {}));
