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
    loaded.set(document.currentScript?.dataset.src ?? name, { ...data, name });
  };

  /**
   * @param {string} name  "module/page"
   * @param {string} src
   * @returns {Promise<any>} rejects when the file does not come; with `isAnother` when another page has come in
   *   its place: a new version was uploaded while this window was open
   */
  async function load(name, src) {
    if (!loaded.has(src)) await script(src);
    const data = loaded.get(src);
    if (data?.name === name) return data;
    throw Object.assign(new Error(`${src} is not ${name}`), { isAnother: loaded.delete(src) });
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

  /** Scripts that run once, by address. @type {Map<string, Promise<void>>} */
  const coming = new Map();
  const came = new Set();

  /** What such a script says last: an LMS that has signed a learner out may send a page of its own instead. */
  milepost.came = (src) => came.add(src);

  /** As `script`, but once; what did not come is asked for again. @param {string} src @returns {Promise<void>} */
  function once(src) {
    if (!coming.has(src)) coming.set(src, whole(src));
    const sure = /** @type {Promise<void>} */ (coming.get(src));
    sure.catch(() => coming.delete(src));
    return sure;
  }

  /** @param {string} src */
  async function whole(src) {
    await script(src);
    if (!came.has(src)) throw new Error(src);
  }

  milepost.pages = { load, script, once };
})((window.milepost = window.milepost || {}));
