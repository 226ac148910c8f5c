// @ts-check
/** Words of other languages than the first: a script for each, loaded when it is wanted. */
(function (milepost) {
  "use strict";

  /** @type {Map<string, any>} */
  const known = new Map();

  /** What a language's script calls (shell.py). @param {string} tag @param {any} data */
  milepost.language = (tag, data) => known.set(tag, data);

  /** @returns {Promise<any>} what the script of a language brings; rejects when it does not come */
  milepost.wordsOf = async (course, tag) => {
    if (!known.has(tag)) await milepost.pages.script(course.words[tag]);
    return known.get(tag);
  };

  /**
   * The words that stand on a page: those of its own language, which may not be the one chosen.
   * @param {any} course @param {string} tag
   * @returns {Promise<any>} labels, or null: those that are spoken now
   */
  milepost.wordsOn = async (course, tag) =>
    tag === course.lang || !(tag in course.words) ? null : milepost.wordsOf(course, tag).then(({ labels }) => labels, () => null);
})((window.milepost = window.milepost || {}));
