// @ts-check
/** Page files, loaded when they are opened: a classic script each, so they work from file: too. */
(function (milepost) {
  "use strict";

  const { scriptUrl } = milepost.view;

  /** @type {Map<string, any>} */
  const loaded = new Map();

  /** What a page file calls. @param {string} name @param {any} data */
  milepost.page = (name, data) => {
    for (const question of Object.values(data.questions)) question.lang = data.lang;
    // From file: every file is of another origin, and its text tracks are refused with an error.
    if (location.protocol === "file:") data.html = data.html.replace(/<track [^>]*>/g, "");
    loaded.set(name, data);
  };

  /**
   * @param {string} name  "module/page"
   * @param {string} src
   * @returns {Promise<any>} rejects when the file does not come
   */
  function load(name, src) {
    if (loaded.has(name)) return Promise.resolve(loaded.get(name));
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = () => (loaded.has(name) ? resolve(loaded.get(name)) : reject(new Error(src)));
      script.onerror = () => {
        script.remove();
        reject(new Error(src));
      };
      script.src = scriptUrl(src);
      document.head.append(script);
    });
  }

  milepost.pages = { load };
})((window.milepost = window.milepost || {}));
