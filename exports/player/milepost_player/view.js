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

  function filled(label, values) {
    const { fill, plural } = milepost.questions;
    return typeof label === "object" ? plural(label, Number(values.n)) : fill(label, values);
  }

  const same = (text) => text;
  const policy = window.trustedTypes?.createPolicy("milepost", { createHTML: same, createScriptURL: same });

  /** The address of one of the package's own scripts. @param {string} src @returns {any} */
  const scriptUrl = (src) => (policy ? policy.createScriptURL(src) : src);

  /** Put HTML of the package's own pages into an element. @param {Element} target @param {string} text */
  function html(target, text) {
    target.innerHTML = /** @type {string} */ (policy ? policy.createHTML(text) : text);
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

  milepost.view = { speak, speakOnPage, word, pageWord, html, make, scriptUrl, byId, notice };
})((window.milepost = window.milepost || {}));
