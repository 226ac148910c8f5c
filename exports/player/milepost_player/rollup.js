// @ts-check
/** The one part of scoring that is needed before anything is answered: what quizzes come to together. */
(function (milepost) {
  "use strict";

  /**
   * score_scaled, 0..1, rounded half up to 4 places.
   * @param {number} won
   * @param {number} possible
   */
  function rollup(won, possible) {
    if (possible <= 0) return 0;
    return Math.floor(Math.min(1, Math.max(0, won / possible)) * 10000 + 0.5) / 10000;
  }

  milepost.rollup = rollup;
})((window.milepost = window.milepost || {}));
