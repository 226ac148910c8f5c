// @ts-check
/** Elements and words on the screen. */
(function (milepost) {
  "use strict";

  /** @type {Record<string, any>} */
  let labels = {};
  /** @type {Record<string, any> | null} */
  let pageLabels = null;

  /** @param {Record<string, any>} found  Labels.as_dict() of courseware/labels.py */
  const speak = (found) => (labels = found);

  /** Words that come later; those that are spoken already stay. @param {Record<string, any>} found */
  const speakMore = (found) => (labels = { ...found, ...labels });

  /** On a page in another language than the rest; null: in the same. @param {Record<string, any> | null} found */
  const speakOnPage = (found) => (pageLabels = found);

  /**
   * A word, its names in braces filled in; a counted one takes its form by `n`.
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  const word = (name, values = {}) => filled(labels[name], values);

  /** A word that stands on a page, in the page's language. @param {string} name @param {Record<string, any>} [values] */
  const pageWord = (name, values = {}) => filled((pageLabels || labels)[name], values);

  /** As `fill` and `plural` of courseware/assets/questions.js, which is not there yet at the first view. */
  function filled(label = "", values) {
    const n = Number(values.n);
    const form = (counted) => counted.forms[Number(counted.pick[Math.min(n < 200 ? n : 100 + (n % 100), counted.pick.length - 1)])];
    return (label.forms ? form(label) : label).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  /**
   * The version of the package, as index.html gave it to player.js (`?v=…`): every address carries it, so that a
   * cache that never asks again cannot mix this package with an older one. Films do without: they are large.
   */
  const version = /\?.*|$/.exec(/** @type {any} */ (document.currentScript)?.src || "")?.[0];

  const same = (text) => text;
  const policy = window.trustedTypes?.createPolicy("milepost", { createHTML: same, createScriptURL: same });

  /** The address of one of the package's own scripts. @param {string} src @returns {any} */
  const scriptUrl = (src) => (policy ? policy.createScriptURL(src + version) : src + version);

  /** Put HTML of the package's own pages into an element. @param {Element} target @param {string} text */
  function html(target, text) {
    const found = text.replace(/="media\/[^"]+\.(?!mp4")\w+(?=")/g, `$&${version}`);
    target.innerHTML = /** @type {string} */ (policy ? policy.createHTML(found) : found);
    return target;
  }

  /**
   * @param {string} tag
   * @param {Record<string, string | boolean | undefined>} attributes  true: there, without a value; false: not there
   * @param {...(Node | string)} children
   * @returns {any}
   */
  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(name, "");
      else if (value) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  /** @param {string} id @returns {any} */
  const byId = (id) => document.getElementById(id);

  /**
   * A line at the top that stays until something else is to be said; "" takes it away.
   * @param {string} text @param {Node[]} parts
   */
  function notice(text, ...parts) {
    const line = byId("notice");
    if (line.firstChild?.textContent !== text) line.replaceChildren(text, ...parts.flatMap((part) => [" ", part]));
    line.hidden = !text;
  }

  milepost.view = { speak, speakMore, speakOnPage, word, pageWord, html, make, scriptUrl, byId, notice };
})((window.milepost = window.milepost || {}));
