// @ts-check
/** Page files, loaded when they are opened: a classic script each, so they work from file: too. */
(function (milepost) {
  "use strict";

  const { make } = milepost.view;

  /** @type {Map<string, any>} */
  const loaded = new Map();

  /** What a page file calls. @param {string} name @param {any} data */
  milepost.page = (name, data) => {
    for (const question of Object.values(data.questions || {})) question.lang = data.lang;
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
      const script = make("script", { src });
      script.onload = () => (loaded.has(name) ? resolve(loaded.get(name)) : reject(new Error(src)));
      script.onerror = () => reject(new Error(src));
      script.onloadend = () => script.remove();
      document.head.append(script);
    });
  }

  milepost.pages = { load };
})((window.milepost = window.milepost || {}));
