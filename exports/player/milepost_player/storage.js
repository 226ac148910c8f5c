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

  /** @param {string} name @returns {string | null} */
  const read = (name) => attempt(() => localStorage.getItem(name), null);

  /** @param {string} name @param {string} text @returns {boolean} whether it is kept now */
  const write = (name, text) =>
    attempt(() => {
      localStorage.setItem(name, text);
      return localStorage.getItem(name) === text;
    }, false);

  /** @param {string} name */
  const remove = (name) => attempt(() => localStorage.removeItem(name), undefined);

  milepost.storage = { read, write, remove };
})((window.milepost = window.milepost || {}));
