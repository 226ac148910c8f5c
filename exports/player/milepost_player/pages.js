// @ts-check
/** Page files, loaded when they are opened: a classic script each, so they work from file: too. */
(function (milepost) {
  "use strict";

  const { scriptUrl } = milepost.view;

  /** By file: a page has one in each language. @type {Map<string, any>} */
  const loaded = new Map();

  /** What a page file calls. @param {string} name @param {any} data */
  milepost.page = (name, data) => {
    for (const question of Object.values(data.questions)) question.lang = data.lang;
    // From file: every file is of another origin, and its text tracks are refused with an error (film.js).
    if (location.protocol === "file:") data.html = data.html.replace(/(<track [^>]*?)src=/g, "$1data-src=");
    loaded.set(document.currentScript?.dataset.src ?? name, data);
  };

  /**
   * @param {string} name  "module/page"
   * @param {string} src
   * @returns {Promise<any>} rejects when the file does not come
   */
  async function load(name, src) {
    if (!loaded.has(src)) await script(src);
    if (!loaded.has(src)) throw new Error(`${src} is not ${name}`);
    return loaded.get(src);
  }

  /** @param {string} src @returns {Promise<void>} when the script has run; rejects when it does not come */
  function script(src) {
    return new Promise((resolve, reject) => {
      const made = document.createElement("script");
      made.onload = () => resolve();
      made.onerror = () => {
        made.remove();
        reject(new Error(src));
      };
      made.dataset.src = src;
      made.src = scriptUrl(src);
      document.head.append(made);
    });
  }

  milepost.pages = { load, script };
})((window.milepost = window.milepost || {}));
